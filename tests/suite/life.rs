//! What pages show of a release's life: corrections, series, kinds, contacts who left, and dates in each office's style.

use crate::looks::{page_text, text};
use crate::support::{TestSite, all, png};

fn texts(page: &scraper::Html, selector: &str) -> Vec<String> {
    all(page, selector).into_iter().map(text).collect()
}

#[test]
fn a_correction_stands_at_the_top_with_the_words_before_and_after() {
    let site = TestSite::new();
    let keys = "revisions:\n  - {date: 2026-11-04, kind: correction, note: The pier was wrong., was: Pier 4, now: Pier 5}\n  \
                - {date: 2026-11-06, kind: update, note: Times were added.}\n  \
                - {date: 2026-11-05, kind: correction, note: A name was wrong.}";
    site.release("ferry", keys, "It sails from Pier 5.");
    site.build_well();
    let page = site.page("sf/releases/2026/ferry/index.html");
    assert_eq!(
        texts(&page, ".notice"),
        [
            "Correction, November 5, 2026: A name was wrong.",
            "Correction, November 4, 2026: The pier was wrong. Previously: Pier 4 Now: Pier 5"
        ]
    );
    assert_eq!(
        (texts(&page, ".notice del"), texts(&page, ".notice ins")),
        (vec!["Pier 4".into()], vec!["Pier 5".into()])
    );
    let words = page_text(&page);
    assert!(words.find("The pier was wrong").unwrap() < words.find("It sails from").unwrap());
    assert_eq!(
        texts(&page, ".revisions time"),
        ["November 6, 2026", "November 5, 2026", "November 4, 2026"],
        "newest first"
    );
    assert!(words.contains("Last revision date: November 6, 2026"));
}

#[test]
fn a_series_has_a_page_and_its_releases_lead_to_their_neighbours() {
    let site = TestSite::new();
    for (number, date) in [(1, "2026-11-02"), (2, "2026-11-09"), (3, "2026-11-16")] {
        let keys = format!("date: {date}\nseries: {{id: harbour-talks, number: {number}}}");
        site.release(&format!("talks-{number}"), &keys, "Text.");
    }
    site.release("talks-4", "status: draft\nseries: {id: harbour-talks, number: 4}", "Text.");
    site.build_well();
    let beside = |number: u32, rel: &str| {
        let page = site.page(&format!("sf/releases/2026/talks-{number}/index.html"));
        all(&page, &format!("a[rel={rel}]")).iter().map(|it| it.attr("href").unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!((beside(1, "prev"), beside(1, "next")), (vec![], vec!["../talks-2/".to_owned()]));
    assert_eq!(
        (beside(2, "prev"), beside(2, "next")),
        (vec!["../talks-1/".to_owned()], vec!["../talks-3/".to_owned()])
    );
    assert_eq!(
        (beside(3, "prev"), beside(3, "next")),
        (vec!["../talks-2/".to_owned()], vec![]),
        "the fourth is a draft"
    );
    for tree in ["", "nyc/", "sf/"] {
        let page = site.page(&format!("{tree}series/harbour-talks/index.html"));
        let titles = ["Release talks-3", "Release talks-2", "Release talks-1"];
        assert_eq!(texts(&page, ".listing a"), titles, "{tree}");
        assert_eq!(texts(&page, "h1"), ["Series: harbour talks"], "{tree}");
    }
    let page = site.page("nyc/releases/2026/talks-2/index.html");
    assert!(all(&page, ".series a").iter().any(|it| it.attr("href") == Some("../../../series/harbour-talks/")));
}

#[test]
fn a_neighbour_that_an_office_did_not_issue_is_the_lead_offices() {
    let site = TestSite::new();
    site.release("talks-1", "offices: [nyc]\nseries: {id: talks, number: 1}", "Text.").release(
        "talks-2",
        "offices: [sf]\nseries: {id: talks, number: 2}",
        "Text.",
    );
    site.build_well();
    let page = site.page("sf/releases/2026/talks-2/index.html");
    assert_eq!(all(&page, "a[rel=prev]")[0].attr("href"), Some("../../../../nyc/releases/2026/talks-1/"));
}

#[test]
fn every_kind_has_its_label_and_its_list() {
    let site = TestSite::new();
    let kinds = [
        ("news-release", "News Release", ""),
        ("media-advisory", "Media Advisory", "meeting: {name: Talks, start: \"10:30\", place: Pier 4}"),
        ("statement", "Statement", "speaker: {name: Ana Reyes, post: Director}"),
        ("speech", "Speech", "quotes: [{text: It sails., speaker: Ana Reyes}]"),
        ("photo-release", "Photo Release", "media: [{file: harbour.png, alt: The harbour}]"),
    ];
    site.write("content/releases/2026/harbour.png", png(600, 400));
    for (kind, _, keys) in kinds {
        site.release(kind, &format!("kind: {kind}\n{keys}"), "Text.");
    }
    site.build_well();
    for (kind, label, _) in kinds {
        let page = site.page(&format!("nyc/releases/2026/{kind}/index.html"));
        assert_eq!(texts(&page, ".kind"), [label]);
        for tree in ["", "nyc/", "sf/"] {
            let list = site.page(&format!("{tree}kinds/{kind}/index.html"));
            assert_eq!(
                (texts(&list, "h1"), all(&list, ".listing a").len()),
                (vec![format!("Releases by kind: {label}")], 1),
                "{tree}{kind}"
            );
        }
    }
    assert_eq!(
        texts(&site.page("nyc/releases/2026/statement/index.html"), ".speaker"),
        ["Speaker: Ana Reyes, Director"]
    );
}

/// A newsroom whose contact in New York changes after the release.
fn with_a_successor(contacts: &str) -> TestSite {
    let site = TestSite::new();
    site.edit(
        "content/contacts.yaml",
        "ana: {name: Ana Reyes, office: nyc,",
        "cai: {name: Cai Lin, office: nyc, from: 2026-11-11, phone: \"(212) 555-0188\"}\nana: {name: Ana Reyes, office: nyc, until: 2026-11-10,",
    );
    site.release("ferry", contacts, "Text.");
    site.build_well();
    site
}

#[test]
fn a_release_whose_contact_has_left_names_who_is_there_now() {
    for contacts in ["contacts: [ana]", "offices: [nyc]", ""] {
        let site = with_a_successor(contacts);
        let page = site.page("nyc/releases/2026/ferry/index.html");
        let lists = all(&page, "section.call ul");
        assert_eq!(lists.len(), 2, "`{contacts}`");
        let [named, now] = [0, 1].map(|at| text(lists[at]));
        assert!(named.starts_with("Ana Reyes in New York City (no longer in post)"), "`{contacts}`: {named}");
        assert_eq!(now, "Cai Lin in New York City (contact of this office): (212) 555-0188", "`{contacts}`");
    }
}

#[test]
fn a_release_whose_contacts_are_in_post_names_only_them() {
    let site = with_a_successor("contacts: [ben]");
    let page = site.page("nyc/releases/2026/ferry/index.html");
    assert_eq!(all(&page, "section.call ul").len(), 1);
    assert!(!page_text(&page).contains("no longer in post"));
}

#[test]
fn when_nobody_is_left_at_an_office_somebody_can_still_be_called() {
    let site = TestSite::new();
    site.edit("content/contacts.yaml", "office: nyc,", "office: nyc, until: 2026-11-10,");
    site.release("ferry", "offices: [nyc]", "Text.");
    site.build_well();
    let page = site.page("nyc/releases/2026/ferry/index.html");
    assert_eq!(texts(&page, ".contacts .who"), ["Ana Reyes", "Ben Okafor"]);
}

#[test]
fn a_contact_leaves_after_their_last_day_at_their_office() {
    let site = TestSite::new();
    site.edit("content/contacts.yaml", "office: sf,", "office: sf, until: 2026-11-23,");
    site.release("ferry", "contacts: [ben]", "Text.");
    let has_left = |now: &str| {
        let root = site.root().display().to_string();
        assert_eq!(site.run(&["build", "--root", &root, "--now", now], &[], &site.root()).code, 0);
        page_text(&site.page("sf/releases/2026/ferry/index.html")).contains("no longer in post")
    };
    assert!(!has_left("2026-11-24T07:59:59Z") && has_left("2026-11-24T08:00:00Z"));
}

#[test]
fn dates_are_written_in_the_style_of_the_office() {
    let site = TestSite::new();
    site.edit("dateline.yaml", "area_codes: [415]", "area_codes: [415], date_style: day-first");
    let keys = "status: withdrawn\nstatus_note: Off.\nstatus_date: 2026-11-20\nreviewed: 2026-11-21\nrevisions: \
                [{date: 2026-11-05, kind: correction, note: Wrong.}]";
    site.release("ferry", keys, "Text.");
    site.build_well();
    for (office, day) in [
        ("nyc", ["November 2, 2026", "November 20, 2026", "November 5, 2026", "November 21, 2026"]),
        ("sf", ["2 November 2026", "20 November 2026", "5 November 2026", "21 November 2026"]),
    ] {
        let page = site.page(&format!("{office}/releases/2026/ferry/index.html"));
        let words = page_text(&page);
        for (words_before, day) in ["", "withdrawn on ", "Correction, ", "Last review date: "].iter().zip(day) {
            assert!(words.contains(&format!("{words_before}{day}")), "{office}: no `{words_before}{day}` in {words}");
        }
        let other = if office == "nyc" { "2 November" } else { "November 2," };
        assert!(!words.contains(other), "{office}: {words}");
        for time in all(&page, "time") {
            let datetime = time.attr("datetime").unwrap();
            assert!(datetime.len() == 10 && datetime.starts_with("2026-11-"), "{office}: {datetime}");
        }
        let list = site.page(&format!("{office}/archive/2026/index.html"));
        assert_eq!(texts(&list, ".listing time"), [day[0]], "{office}");
    }
}

#[test]
fn lists_have_every_release_once_on_numbered_pages() {
    let site = TestSite::new();
    for number in 1..=45 {
        site.release(
            &format!("r{number:02}"),
            &format!("offices: [nyc]\ndate: 2026-10-{:02}", 1 + number % 28),
            "Text.",
        );
    }
    site.build_well();
    let mut titles = Vec::new();
    for page in ["", "page/1/"] {
        let page = site.page(&format!("nyc/archive/2026/{page}index.html"));
        titles.extend(texts(&page, ".listing a"));
    }
    assert!(!site.exists("public/nyc/archive/2026/page/2/index.html"));
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), 45);
    let before = site.read("public/nyc/archive/2026/page/1/index.html");
    site.release("newest", "offices: [nyc]\ndate: 2026-11-20", "Text.");
    site.build_well();
    assert_eq!(site.read("public/nyc/archive/2026/page/1/index.html"), before, "a new release leaves it as it was");
}
