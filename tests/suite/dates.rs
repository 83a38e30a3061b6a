//! Dates that a reader can trust: what a page prints as its last change, and the history under it.

use crate::looks::text;
use crate::support::{TestSite, all};

const PAGE: &str = "nyc/releases/2026/ferry/index.html";

fn printed(site: &TestSite, page: &str) -> String {
    text(all(&site.page(page), "footer .changed")[0])
}

fn site_with(keys: &str) -> TestSite {
    let site = TestSite::new();
    site.release("ferry", keys, "Text.");
    site.build_well();
    site
}

const TWO: &str = "revisions:\n  - {date: 2026-11-04, kind: correction, note: First.}\n  - {date: 2026-11-06, kind: update, note: Second.}\n";

#[test]
fn a_page_prints_the_later_of_its_revision_and_its_review() {
    for (keys, words) in [
        (String::new(), "Last revision date: November 2, 2026"),
        (TWO.to_owned(), "Last revision date: November 6, 2026"),
        (format!("{TWO}reviewed: 2026-11-05"), "Last revision date: November 6, 2026"),
        (format!("{TWO}reviewed: 2026-11-06"), "Last revision date: November 6, 2026"),
        (format!("{TWO}reviewed: 2026-11-07"), "Last review date: November 7, 2026"),
        ("reviewed: 2026-11-07".to_owned(), "Last review date: November 7, 2026"),
    ] {
        assert_eq!(printed(&site_with(&keys), PAGE), words, "{keys}");
    }
}

#[test]
fn revisions_stand_newest_first_whatever_their_order_in_the_file() {
    let site = site_with(TWO);
    let shown: Vec<String> = all(&site.page(PAGE), ".revisions li").into_iter().map(text).collect();
    assert_eq!(shown, ["November 6, 2026 Update: Second.", "November 4, 2026 Correction: First."]);
}

#[test]
fn a_listing_prints_the_latest_change_of_what_it_lists() {
    let site = TestSite::new();
    site.release("ferry", "offices: [nyc]\nreviewed: 2026-11-09", "Text.");
    site.release("bridge", "offices: [sf]\nrevisions: [{date: 2026-11-07, kind: update, note: A.}]", "Text.");
    site.release("secret", "offices: [sf]\nstatus: draft\nreviewed: 2026-11-20", "Text.");
    site.build_well();
    for (page, words) in [
        ("index.html", "Last review date: November 9, 2026"),
        ("nyc/index.html", "Last review date: November 9, 2026"),
        ("sf/index.html", "Last revision date: November 7, 2026"),
    ] {
        assert_eq!(printed(&site, page), words, "{page}");
    }
}

#[test]
fn the_copyright_year_is_that_of_the_last_change() {
    let site = TestSite::new();
    let config = site.read("dateline.yaml");
    site.write("dateline.yaml", config + "copyright: {holder: Harbour Office, from: 2018}\n");
    site.write("content/releases/2018/ferry.md", crate::support::release("ferry", "date: 2018-12-07", "Text."));
    site.write("content/releases/2019/bridge.md", crate::support::release("bridge", "date: 2019-12-07", "Text."));
    site.build_well();
    for (page, years) in [
        ("nyc/releases/2018/ferry/index.html", "2018 ©"),
        ("sf/releases/2019/bridge/index.html", "2018–2019 ©"),
        ("index.html", "2018–2019 ©"),
    ] {
        let footer = text(all(&site.page(page), "footer .links")[0]);
        assert!(footer.starts_with(&format!("{years} Harbour Office")), "{page}: {footer}");
    }
}

#[test]
fn releases_stand_newest_first_in_every_list() {
    let site = TestSite::new();
    for (slug, date) in [
        ("a", "2026-11-02"),
        ("b", "2026-11-04"),
        ("c", "2026-11-03T10:00"),
        ("d", "2026-11-03T09:00-08:00"),
        ("e", "2026-11-03"),
    ] {
        site.release(slug, &format!("date: {date}"), "Text.");
    }
    site.build_well();
    for page in ["index.html", "nyc/index.html", "sf/index.html"] {
        let titles: Vec<String> = all(&site.page(page), ".listing h3").into_iter().map(text).collect();
        assert_eq!(titles, ["Release b", "Release d", "Release c", "Release e", "Release a"], "{page}");
    }
}

#[test]
fn the_day_of_a_timed_release_is_the_one_it_was_written_with() {
    let site = site_with("date: 2026-11-03T09:00:00+08:00[Asia/Hong_Kong]");
    let page = site.page(PAGE);
    assert_eq!(text(all(&page, ".dateline time")[0]), "November 3, 2026");
    assert!(all(&page, ".dateline time")[0].attr("datetime").unwrap().starts_with("2026-11-03"));
}
