//! What was published at an address answers there for ever: a page, a notice or a redirect, or the build is refused.

use std::fs;

use crate::support::{Run, TestSite, assert_same_trees};

const FERRY: &str = "content/releases/2026/ferry.md";

/// A newsroom with a release that was published, and another.
fn published(keys: &str) -> TestSite {
    let site = TestSite::new();
    site.release("ferry", keys, "Text.").release("bridge", "", "Text.");
    site.build_well();
    site
}

/// Expects the next build to be refused by one rule, and to leave everything as it was.
fn refused(site: &TestSite, rule: &str) -> Run {
    let (before, record) = (site.public(), crate::support::tree(&site.path(".dateline")));
    let run = site.build_with(&["--show-unpublished"]);
    run.refused(&[rule]).says("nothing was written");
    assert_same_trees(&before, &site.public(), "a refused build");
    assert_same_trees(&record, &crate::support::tree(&site.path(".dateline")), "the record of a refused build");
    run
}

/// What a message says to write: the words in backticks that begin with these.
fn advice(run: &Run, begins: &str) -> String {
    let from = run.stderr.find(&format!("`{begins}")).unwrap_or_else(|| panic!("no `{begins}` in:\n{}", run.stderr));
    run.stderr[from + 1..].split('`').next().unwrap().to_owned()
}

fn rename(site: &TestSite, from: &str, to: &str) {
    fs::rename(site.path(from), site.path(to)).unwrap();
}

/// Whether a page leads to another address.
fn leads(site: &TestSite, page: &str, to: &str) -> bool {
    let page = site.page(page);
    crate::support::all(&page, "main a").iter().any(|it| it.attr("href") == Some(to))
}

#[test]
fn a_release_that_was_deleted_stops_the_build() {
    let site = published("");
    site.remove(FERRY);
    refused(&site, "lost-address")
        .says("`/nyc/releases/2026/ferry/` and 1 more were published, and would answer no more")
        .says("--> content/releases/2026/ferry.md\n")
        .says("bring the file back");
    site.release("ferry", "status: retracted\nstatus_note: Not so.\nstatus_date: 2026-11-20", "");
    site.build_well();
    assert!(site.read("public/sf/releases/2026/ferry/index.html").contains("Not so."));
}

#[test]
fn addresses_that_were_never_public_can_be_forgotten() {
    let site = published("");
    site.remove(FERRY);
    refused(&site, "lost-address");
    site.build_forgetting();
    assert!(!site.exists("public/nyc/releases/2026/ferry"));
    site.build_well();
}

#[test]
fn a_release_that_was_renamed_is_mended_by_what_the_message_says() {
    for offices in ["[nyc, sf]", "[nyc]"] {
        let site = published(&format!("offices: {offices}"));
        rename(&site, FERRY, "content/releases/2026/boat.md");
        let run = refused(&site, "lost-address");
        let mended = format!("---\n{}\n{}\n", advice(&run, "id: "), advice(&run, "aliases: "));
        site.edit("content/releases/2026/boat.md", "---\ntitle", &format!("{mended}title"));
        site.build_well();
        assert!(leads(&site, "nyc/releases/2026/ferry/index.html", "../boat/"), "{mended}");
        assert_eq!(site.exists("public/sf/releases/2026/ferry/index.html"), offices == "[nyc, sf]");
    }
}

#[test]
fn a_release_that_was_renamed_and_keeps_its_id_is_told_its_alias() {
    let site = published("id: ferry");
    rename(&site, FERRY, "content/releases/2026/boat.md");
    let run = refused(&site, "lost-address");
    run.says("--> content/releases/2026/boat.md\n");
    assert_eq!(advice(&run, "aliases: "), "aliases: [/releases/2026/ferry/]");
    site.edit("content/releases/2026/boat.md", "id: ferry", &format!("id: ferry\n{}", advice(&run, "aliases: ")));
    site.build_well();
    assert!(leads(&site, "sf/releases/2026/ferry/index.html", "../boat/"));
    // The alias was promised too.
    site.edit("content/releases/2026/boat.md", "aliases: [/releases/2026/ferry/]\n", "");
    let run = refused(&site, "lost-address");
    assert_eq!(advice(&run, "aliases: "), "aliases: [/releases/2026/ferry/]");
}

#[test]
fn old_addresses_that_are_taken_out_are_told_as_they_were() {
    for aliases in [
        "aliases: [/usa/press/1.htm]",
        "aliases: [{path: /usa/press/1.htm, office: sf}]",
        "aliases: [/usa/press/, /usa/press/1.htm]",
        "aliases: [/usa/press/, {path: /usa/press/1.htm, office: nyc}]",
        "aliases: [/one]",
    ] {
        let site = published(aliases);
        site.edit(FERRY, &format!("{aliases}\n"), "");
        let run = refused(&site, "lost-address");
        site.edit(FERRY, "offices:", &format!("{}\noffices:", advice(&run, "aliases: ")));
        let before = site.public();
        site.build_well();
        assert_same_trees(&before, &site.public(), aliases);
    }
}

#[test]
fn an_old_address_that_is_added_later_is_promised_too() {
    let site = published("");
    site.edit(FERRY, "offices:", "aliases: [/usa/press/1.htm]\noffices:");
    site.build_well();
    site.edit(FERRY, "aliases: [/usa/press/1.htm]\n", "");
    assert_eq!(advice(&refused(&site, "lost-address"), "aliases: "), "aliases: [/usa/press/1.htm]");
}

#[test]
fn an_office_that_no_longer_issues_a_release_leads_to_one_that_does() {
    let site = published("");
    site.edit(FERRY, "offices: [nyc, sf]", "offices: [nyc]");
    let run = refused(&site, "lost-address");
    assert_eq!(advice(&run, "aliases: "), "aliases: [{path: /releases/2026/ferry/, office: sf}]");
    site.edit(FERRY, "offices:", &format!("{}\noffices:", advice(&run, "aliases: ")));
    site.build_well();
    assert!(leads(&site, "sf/releases/2026/ferry/index.html", "../../../../nyc/releases/2026/ferry/"));
}

#[test]
fn what_was_public_is_not_taken_back_in_silence() {
    for keys in ["status: draft", "embargo: 2026-12-01T09:00", "date: 2026-11-24"] {
        let site = published("");
        site.release("ferry", keys, "Text.");
        refused(&site, "lost-address").says("--> content/releases/2026/ferry.md\n").says("`status: withdrawn`");
        site.build_forgetting();
        assert!(!site.exists("public/nyc/releases/2026/ferry"), "{keys}");
    }
}

#[test]
fn a_release_may_be_withdrawn_retracted_or_replaced() {
    for keys in ["status: withdrawn", "status: retracted", "status: replaced\nreplaced_by: 2026/bridge"] {
        let site = published("aliases: [/old/ferry.htm]");
        let more = "status_note: A mistake.\nstatus_date: 2026-11-20\naliases: [/old/ferry.htm]";
        site.release("ferry", &format!("{keys}\n{more}"), "Text.");
        site.build_well();
        for page in ["nyc/releases/2026/ferry/index.html", "sf/releases/2026/ferry/index.html", "old/ferry.htm"] {
            assert!(site.exists(&format!("public/{page}")), "{keys}: {page}");
        }
        // And come back.
        site.release("ferry", "aliases: [/old/ferry.htm]", "Text.");
        site.build_well();
    }
}

#[test]
fn the_id_of_a_published_release_stays() {
    for (before, after) in [("", "id: ferry"), ("id: ferry", "id: boat"), ("id: ferry", "")] {
        let site = published(before);
        site.release("ferry", after, "Text.");
        let run = refused(&site, "changed-id");
        run.says("--> content/releases/2026/ferry.md:");
        let id = advice(&run, "id: ");
        site.release("ferry", &id, "Text.");
        site.build_well();
    }
}

#[test]
fn a_page_that_was_deleted_stops_the_build() {
    let site = published("");
    site.write("content/pages/privacy.md", "---\ntitle: Privacy\ndate: 2026-01-05\n---\nText.\n");
    site.build_well();
    site.remove("content/pages/privacy.md");
    refused(&site, "lost-address").says("`/privacy/` and 2 more were published").says("content/pages/privacy.md");
    site.release("ferry", "aliases: [/privacy/]", "Text.");
    site.build_well();
    assert!(leads(&site, "nyc/privacy/index.html", "../releases/2026/ferry/"));
}

#[test]
fn an_office_that_went_away_is_told_once() {
    let site = published("");
    for slug in ["ferry", "bridge"] {
        site.release(slug, "offices: [nyc]", "Text.");
    }
    site.edit("dateline.yaml", "  sf: {name: San Francisco, timezone: America/Los_Angeles, area_codes: [415]}\n", "");
    site.edit("content/contacts.yaml", "office: sf, phone: \"(415)", "office: nyc, phone: \"(212)");
    refused(&site, "lost-address").says("the office `sf` was published: 3 addresses would answer no more");
}

#[test]
fn a_preview_promises_nothing_and_forgets_nothing() {
    let site = published("");
    site.release("draft", "status: draft", "Text.");
    assert_eq!(site.build_with(&["--drafts"]).code, 0);
    site.remove("content/releases/2026/draft.md");
    site.build_well();
    assert_eq!(site.build_with(&["--drafts"]).code, 0);
    site.remove(FERRY);
    refused(&site, "lost-address");
    assert_eq!(site.build_with(&["--drafts"]).code, 0, "a preview may show anything");
    refused(&site, "lost-address");
}

#[test]
fn another_output_folder_has_promised_nothing() {
    let site = published("");
    site.remove(FERRY);
    let out = site.beside("other").display().to_string();
    assert_eq!(site.build_with(&["--out", &out]).code, 0);
    refused(&site, "lost-address");
}

#[test]
fn replaced_releases_that_lead_to_each_other_are_refused() {
    let site = TestSite::new();
    let replaced =
        |by: &str| format!("status: replaced\nstatus_note: Twice.\nstatus_date: 2026-11-20\nreplaced_by: {by}");
    site.release("a", &replaced("2026/b"), "Text.").release("b", &replaced("2026/a"), "Text.");
    let run = site.build_with(&["--show-unpublished"]);
    run.refused(&["replaced-by", "replaced-by"]).says("they lead to each other");
    site.release("b", &replaced("2026/c"), "Text.").release("c", &replaced("2026/a"), "Text.");
    let run = site.build_with(&["--show-unpublished"]);
    run.refused(&["replaced-by", "replaced-by", "replaced-by"]).says("they lead to each other");
    site.release("c", "", "Text.");
    let run = site.build_with(&["--show-unpublished"]);
    run.refused(&["replaced-by"]).says("`2026/b` was itself replaced").says("write `2026/c`");
    site.release("a", &replaced("2026/c"), "Text.");
    site.build_well();
}

/// A list that its only release left is gone: the line that the message says to write keeps its address.
#[test]
fn a_list_that_goes_away_stops_the_build_until_its_address_leads_on() {
    let site = published("series: {id: talks, number: 1}\ndate: 2026-10-30");
    site.edit(FERRY, "series: {id: talks, number: 1}\ndate: 2026-10-30", "date: 2026-11-01");
    let run = refused(&site, "lost-address");
    run.says("`/archive/2026/10/` and 1 more were published");
    let config = site.read("dateline.yaml");
    site.write("dateline.yaml", format!("{config}{}\n", advice(&run, "aliases: ")));
    site.build_well();
    for tree in ["", "nyc/", "sf/"] {
        assert!(leads(&site, &format!("{tree}series/talks/index.html"), "../../archive/"));
        assert!(leads(&site, &format!("{tree}archive/2026/10/index.html"), "../../"));
    }
    // And what leads on goes on doing so.
    site.write("dateline.yaml", &config);
    refused(&site, "lost-address");
}

#[test]
fn a_family_of_lists_that_is_switched_off_is_told_of_once() {
    let site = published("kind: statement\nspeaker: Ana");
    site.edit("dateline.yaml", "outputs: {", "outputs: {kinds: false, ");
    let run = refused(&site, "lost-address");
    run.says("`/kinds/news-release/` and 1 more were published").says("write `kinds: true` under `outputs` again");
    assert_eq!(run.stderr.matches("error[").count(), 1, "{}", run.stderr);
}

/// What is retracted keeps its place in its lists, unseen: none of their pages goes away with it.
#[test]
fn numbered_pages_of_lists_stay_when_releases_are_retracted() {
    let site = TestSite::new();
    for at in 0..40 {
        site.release(&format!("n{at}"), "topics: [trade]", "Text.");
    }
    site.build_well();
    let (page, first) = ("topics/trade/page/1/index.html", "topics/trade/index.html");
    let n_listed = |page: &str| site.read(&format!("public/{page}")).matches(">Release n").count();
    let (before, n_first) = (n_listed(page), n_listed(first));
    assert_eq!((before, n_first), (20, 20));
    let more = "topics: [trade]\nstatus: retracted\nstatus_note: Not so.\nstatus_date: 2026-11-20";
    // The oldest by path are on the numbered page.
    for at in [7, 8, 9] {
        site.release(&format!("n{at}"), more, "Text.");
    }
    site.build_well();
    assert_eq!((n_listed(page), n_listed(first)), (17, 20), "the pages list what they did, without three");
}

/// A name for what stood somewhere else.
#[test]
fn an_old_address_of_the_newsroom_leads_from_where_nothing_stands_to_a_page() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.")
        .write("content/pages/terms.md", "---\ntitle: Terms\ndate: 2026-01-05\n---\nText.\n");
    let config = site.read("dateline.yaml");
    let with = |aliases: &str| site.write("dateline.yaml", format!("{config}aliases: {{{aliases}}}\n"));
    for (aliases, says) in [
        ("/archive/: /", "a page stands at `/archive/`"),
        ("/old/: /nowhere/", "nothing stands at `/nowhere/`"),
        ("/old/: /older/, /older/: /", "`/older/` is an old address itself"),
        ("/old/: archive", "`archive` does not begin with `/`"),
        ("old: /archive/", "`old` does not begin with `/`"),
        ("/old: /, /old/: /", "`/old/` stands twice"),
    ] {
        with(aliases);
        site.build().refused(&["alias"]).says(says);
    }
    with("/old-terms.html: /terms/, /news/: /, /2026/: /archive/2026, /ferry: /releases/2026/ferry/");
    site.build_well();
    assert!(leads(&site, "old-terms.html", "terms/") && leads(&site, "sf/news/index.html", "../"));
    assert!(
        leads(&site, "nyc/2026/index.html", "../archive/2026/")
            && leads(&site, "nyc/ferry/index.html", "../releases/2026/ferry/")
    );
    assert!(!site.path("public/ferry/index.html").exists(), "the newsroom's own tree has no edition");
    let redirects = site.read("public/redirects.json");
    assert!(redirects.contains("\"from\": \"/sf/news/\",\n    \"to\": \"/sf/\""), "{redirects}");
    let page = crate::support::all(&site.page("old-terms.html"), "main a")
        .iter()
        .map(|it| it.text().collect::<String>())
        .collect::<Vec<_>>();
    assert_eq!(page, ["Terms"]);
}

/// The page of a picture is an address like another.
#[test]
fn the_page_of_a_picture_leads_on_when_the_picture_is_taken_out() {
    let site = TestSite::whole();
    let with = |keys: &str| {
        site.write("content/releases/2026/ferry/index.md", crate::support::release("ferry", keys, "Text."))
    };
    site.write("content/releases/2026/ferry/bow.png", crate::support::png(8, 8));
    with("media: [{file: bow.png, alt: A bow}]");
    site.build_well();
    let page = "nyc/releases/2026/ferry/photos/bow/index.html";
    assert!(site.path("public").join(page).is_file());
    with("");
    let run = refused(&site, "lost-address");
    assert_eq!(advice(&run, "aliases: "), "aliases: [/releases/2026/ferry/photos/bow/]");
    with("aliases: [/releases/2026/ferry/photos/bow/]");
    site.build_well();
    assert!(leads(&site, page, "../../"));
}

#[test]
fn pages_of_pictures_of_a_retracted_release_say_that_it_is_gone() {
    let site = TestSite::whole();
    let with = |keys: &str| {
        let keys = format!("media: [{{file: bow.png, alt: A bow}}]\n{keys}");
        site.write("content/releases/2026/ferry/index.md", crate::support::release("ferry", &keys, "Text."))
    };
    site.write("content/releases/2026/ferry/bow.png", crate::support::png(8, 8));
    with("").build_well();
    with("status: retracted\nstatus_note: Not so.\nstatus_date: 2026-11-20").build_well();
    assert!(site.read("public/nyc/releases/2026/ferry/photos/bow/index.html").contains("Not so."));
    assert!(site.read("public/redirects.json").contains("photos/bow/"));
}

#[test]
fn pages_of_pictures_that_are_switched_off_are_told_of_once() {
    let site = TestSite::whole();
    for slug in ["ferry", "boat"] {
        let text = crate::support::release(slug, "media: [{file: bow.png, alt: A bow}]", "Text.");
        site.write(&format!("content/releases/2026/{slug}/index.md"), text);
        site.write(&format!("content/releases/2026/{slug}/bow.png"), crate::support::png(8, 8));
    }
    site.build_well();
    site.edit("dateline.yaml", "outputs: {", "outputs: {photos: false, ");
    let run = refused(&site, "lost-address");
    run.says("and 3 more were published").says("write `photos: true` under `outputs` again");
}
