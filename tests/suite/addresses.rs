//! What was published at an address answers there for ever: a page, a notice or a redirect, or the build is refused.

use std::fs;
use std::panic::AssertUnwindSafe;

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

/// Ends an edit that is a chain.
fn done(_: &TestSite) {}

/// Writes what the help texts of a refused build say, word for word. `config` is the configuration as it was before, for
/// `keep … under`.
fn follow(site: &TestSite, run: &Run, config: &str) {
    let lines: Vec<&str> = run.stderr.lines().collect();
    let mut place = "";
    for line in lines {
        if let Some((_, there)) = line.split_once("--> ") {
            place = there.split(':').next().unwrap();
        }
        let Some((_, help)) = line.split_once("= help: ") else { continue };
        let quoted: Vec<&str> = help.split('`').skip(1).step_by(2).collect();
        let with_key = |key: &str| quoted.iter().copied().find(|it| it.starts_with(key)).map(str::to_owned);
        if help.contains(" to `aliases` in `dateline.yaml`") {
            let pairs = quoted[quoted.iter().position(|it| *it == "aliases").unwrap() - 1];
            site.edit("dateline.yaml", "aliases: {", &format!("aliases: {{{pairs}, "));
        } else if let Some(aliases) = with_key("aliases: {") {
            let now = site.read("dateline.yaml");
            site.write("dateline.yaml", format!("{now}{aliases}\n"));
        } else if let Some(aliases) = with_key("aliases: [") {
            let id = with_key("id: ").map(|it| it + "\n").unwrap_or_default();
            // What was renamed has its aliases in the new file.
            let place = if site.exists(place) { place } else { "content/releases/2026/boat/index.md" };
            site.edit(place, "\noffices:", &format!("\n{id}{aliases}\noffices:"));
        } else if help.contains(" to `aliases`") {
            let more = quoted[quoted.iter().position(|it| *it == "aliases").unwrap() - 1];
            site.edit(place, "aliases: [", &format!("aliases: [{more}, "));
        } else if help.contains("under `outputs` again") {
            let on = quoted[0];
            site.edit("dateline.yaml", &on.replace("true", "false"), on);
        } else if help.starts_with("keep `") {
            site.write("dateline.yaml", config);
        } else {
            panic!("nobody can follow `{help}`");
        }
    }
}

/// Whether a file's address is one that readers keep.
fn is_kept(path: &str) -> bool {
    let is_for_machines = ["_headers", "_redirects", "404.html", "robots.txt", "news-sitemap.xml"];
    let is_inner = path.contains("search/") && !path.ends_with("search/index.html") || path.contains("assets/");
    let is_of_host = path.contains("redirects.") || path.contains("/pictures/") || path.contains("card-");
    !is_for_machines.iter().any(|it| path.ends_with(it)) && !is_inner && !is_of_host && !path.ends_with(".css")
}

/// Everything of which readers may keep the address.
fn whole() -> TestSite {
    let site = TestSite::whole();
    let keys = "topics: [trade]\nseries: {id: talks, number: 1}\nmeeting: {name: Fair, date: 2026-12-04, start: \"09:00\"}\n\
                attachments: [{file: plan.txt, title: Plan}]\nmedia: [{file: bow.png, alt: A bow}]\naliases: [/old/ferry.htm]";
    site.write(
        "content/releases/2026/ferry/index.md",
        crate::support::release("ferry", keys, "See [times](times.pdf).\n\n![A stern](stern.png)"),
    );
    site.write("content/releases/2026/ferry/plan.txt", "x")
        .write("content/releases/2026/ferry/times.pdf", "%PDF-1.4\n");
    site.write("content/releases/2026/ferry/bow.png", crate::support::png(8, 8));
    site.write("content/releases/2026/ferry/stern.png", crate::support::png(8, 8));
    site.release("bridge", "", "Text.");
    let terms = "---\ntitle: Terms\ndate: 2026-01-05\n---\nSee [the form](form.pdf).\n";
    site.write("content/pages/terms.md", terms).write("content/pages/form.pdf", "%PDF-1.4\n");
    site
}

const WHOLE: &str = "content/releases/2026/ferry/index.md";

/// Builds, edits, and does what the message says until a build passes: then every address of before answers.
fn is_mended_by_its_help(name: &str, site: &TestSite, edit: &dyn Fn(&TestSite)) {
    let first = site.build();
    assert_eq!(first.code, 0, "{name}: {}", first.stderr);
    let (before, config) = (site.public(), site.read("dateline.yaml"));
    edit(site);
    let run = site.build_with(&["--show-unpublished"]);
    assert!(run.code == 1 && run.stderr.contains("error[lost-address]"), "{name}: {}", run.stderr);
    let check = site.check(&["--show-unpublished"]);
    assert_eq!(
        check.stderr.matches("error[").count(),
        run.stderr.matches("error[").count(),
        "{name}: {}",
        check.stderr
    );
    follow(site, &run, &config);
    let mut next = site.build_with(&["--show-unpublished"]);
    // What is lost together with a text, or with what has to come back, is said when that is right.
    for _ in 0..2 {
        if next.code != 0 {
            follow(site, &next, &config);
            next = site.build_with(&["--show-unpublished"]);
        }
    }
    assert_eq!(next.code, 0, "{name}: {}\nafter:\n{}", next.stderr, run.stderr);
    let after = site.public();
    let lost: Vec<&String> = before.keys().filter(|it| is_kept(it) && !after.contains_key(*it)).collect();
    assert!(lost.is_empty(), "{name}: {lost:?} are lost after:\n{}", run.stderr);
    // And they answer still.
    assert_eq!(site.build().code, 0, "{name}");
}

#[test]
fn every_lost_address_has_a_way_out_that_the_message_says() {
    type Edit<'a> = (&'a str, &'a dyn Fn(&TestSite));
    let edits: [Edit; 17] = [
        ("a page", &|it| done(it.remove("content/pages/terms.md").remove("content/pages/form.pdf"))),
        ("a file of a page", &|it| {
            it.edit("content/pages/terms.md", "See [the form](form.pdf).", "None.").remove("content/pages/form.pdf");
        }),
        ("a release that was renamed", &|it| {
            rename(it, "content/releases/2026/ferry", "content/releases/2026/boat");
            // With one of its old addresses it would be known.
            it.edit("content/releases/2026/boat/index.md", "aliases: [/old/ferry.htm]\n", "");
        }),
        ("a release that was renamed and keeps its id", &|it| {
            rename(it, "content/releases/2026/ferry", "content/releases/2026/boat");
            it.edit("content/releases/2026/boat/index.md", "offices:", "id: 2026/ferry\noffices:");
        }),
        ("another date", &|it| {
            done(it.edit("content/releases/2026/bridge.md", "2026-11-02", "2026-10-30").edit(
                WHOLE,
                "2026-11-02",
                "2026-10-30",
            ))
        }),
        ("an office of a release", &|it| done(it.edit(WHOLE, "[nyc, sf]", "[sf]"))),
        ("an office of the newsroom", &|it| {
            it.edit(
                "dateline.yaml",
                "  sf: {name: San Francisco, timezone: America/Los_Angeles, area_codes: [415]}\n",
                "",
            );
            it.edit("content/contacts.yaml", "office: sf, phone: \"(415)", "office: nyc, phone: \"(212)");
            it.edit(WHOLE, "[nyc, sf]", "[nyc]").edit("content/releases/2026/bridge.md", "[nyc, sf]", "[nyc]");
        }),
        ("a topic", &|it| done(it.edit(WHOLE, "topics: [trade]\n", ""))),
        ("a series", &|it| done(it.edit(WHOLE, "series: {id: talks, number: 1}\n", ""))),
        ("an attachment", &|it| {
            it.edit(WHOLE, "attachments: [{file: plan.txt, title: Plan}]\n", "")
                .remove("content/releases/2026/ferry/plan.txt");
        }),
        ("an attachment that was renamed", &|it| {
            it.edit(WHOLE, "plan.txt", "map.txt");
            rename(it, "content/releases/2026/ferry/plan.txt", "content/releases/2026/ferry/map.txt");
        }),
        ("a file that the text links", &|it| {
            it.edit(WHOLE, "See [times](times.pdf).", "None.").remove("content/releases/2026/ferry/times.pdf");
        }),
        ("an event", &|it| done(it.edit(WHOLE, "meeting: {name: Fair, date: 2026-12-04, start: \"09:00\"}\n", ""))),
        ("the time of an event", &|it| done(it.edit(WHOLE, ", start: \"09:00\"", ""))),
        ("a picture", &|it| {
            it.edit(WHOLE, "media: [{file: bow.png, alt: A bow}]\n", "").remove("content/releases/2026/ferry/bow.png");
        }),
        ("a picture of the text", &|it| {
            it.edit(WHOLE, "![A stern](stern.png)", "None.").remove("content/releases/2026/ferry/stern.png");
        }),
        ("an old address", &|it| done(it.edit(WHOLE, "aliases: [/old/ferry.htm]\n", ""))),
    ];
    let is_mended = |name: &str, edit: &dyn Fn(&TestSite)| {
        std::panic::catch_unwind(AssertUnwindSafe(|| is_mended_by_its_help(name, &whole(), edit))).is_ok()
    };
    let failed: Vec<&str> = edits.iter().filter(|(name, edit)| !is_mended(name, edit)).map(|it| it.0).collect();
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn lost_addresses_of_translations_and_languages_have_a_way_out() {
    let remove = |it: &TestSite, paths: &[&str]| paths.iter().for_each(|path| done(it.remove(path)));
    let tour = |it: &TestSite| remove(it, &["content/releases/2026/tour.zh-Hans.md"]);
    is_mended_by_its_help("a translation", &TestSite::of("translated"), &tour);
    let page = |it: &TestSite| remove(it, &["content/pages/notices.zh-Hant.md"]);
    is_mended_by_its_help("a translation of a page", &TestSite::of("translated"), &page);
    // What was written in the language comes back with it.
    let site = TestSite::of("translated");
    assert_eq!(site.build().code, 0);
    let config = site.read("dateline.yaml");
    site.edit("dateline.yaml", "languages: [en, zh-Hant, zh-Hans]", "languages: [en, zh-Hant]");
    for (path, text) in crate::support::tree(&site.path("content")) {
        let text = String::from_utf8(text).unwrap();
        let lines = text.lines().map(|line| match line.find(", zh-Hans:") {
            Some(at) => format!("{}{}", &line[..at], &line[at..][line[at..].find('}').unwrap()..]),
            None => line.to_owned(),
        });
        site.write(&format!("content/{path}"), lines.collect::<Vec<_>>().join("\n") + "\n");
    }
    let gone = [
        "content/pages/accessibility.zh-Hans.md",
        "content/pages/privacy.zh-Hans.md",
        "content/releases/2026/tour.zh-Hans.md",
    ];
    let texts = gone.map(|it| site.read(it));
    remove(&site, &gone);
    let short = config
        .replace(", zh-Hans]", "]")
        .lines()
        .map(|line| {
            let mut line = line.to_owned();
            while let Some(at) = line.find(", zh-Hans:") {
                let end = at + line[at..].find('}').unwrap();
                line.replace_range(at..end, "");
            }
            line + "\n"
        })
        .collect::<String>();
    site.write("dateline.yaml", short);
    let run = site.build_with(&["--show-unpublished"]);
    run.refused(&["lost-address"])
        .says("the language `zh-Hans` was published")
        .says("keep `zh-Hans` under `languages`");
    site.write("dateline.yaml", config);
    gone.iter().zip(texts).for_each(|(path, text)| done(site.write(path, text)));
    assert_eq!(site.build().code, 0);
}

#[test]
fn every_output_that_is_switched_off_is_told_of_once() {
    let keys = [
        "text",
        "ninjs",
        "calendars",
        "atom",
        "rss",
        "json_feed",
        "topic_feeds",
        "newsml",
        "contacts",
        "sitemap",
        "search",
    ];
    let failed = keys
        .into_iter()
        .chain(["archive", "topics", "kinds", "series", "photos"])
        .filter(|key| std::panic::catch_unwind(AssertUnwindSafe(|| is_told_of_once(key))).is_err());
    assert_eq!(failed.collect::<Vec<_>>(), Vec::<&str>::new());
}

fn is_told_of_once(key: &str) {
    let site = whole();
    site.edit("dateline.yaml", "outputs: {", "outputs: {rss: true, json_feed: true, topic_feeds: true, ");
    assert_eq!(site.build().code, 0, "{key}");
    let config = site.read("dateline.yaml");
    match ["rss", "json_feed", "topic_feeds"].contains(&key) {
        true => site.edit("dateline.yaml", &format!("{key}: true"), &format!("{key}: false")),
        false => site.edit("dateline.yaml", "outputs: {", &format!("outputs: {{{key}: false, ")),
    };
    let run = site.build_with(&["--show-unpublished"]);
    assert_eq!(run.code, 1, "{key}: {}", run.stderr);
    run.says(&format!("help: write `{key}: true` under `outputs` again"));
    assert_eq!(run.stderr.matches("error[").count(), 1, "{key}: {}", run.stderr);
    follow(&site, &run, &config);
    assert_eq!(site.build().code, 0, "{key}");
}

#[test]
fn a_picture_that_is_corrected_is_not_lost() {
    let site = whole();
    site.build_well();
    for picture in ["bow", "stern"] {
        site.write(&format!("content/releases/2026/ferry/{picture}.png"), crate::support::png(9, 9));
        site.build_well();
    }
    site.write("content/releases/2026/ferry/stern.png", crate::support::png(900, 9));
    site.build_well();
}

#[test]
fn files_of_what_is_retracted_go_without_a_word_and_those_of_a_draft_do_not() {
    for status in ["retracted", "replaced\nreplaced_by: 2026/bridge"] {
        let site = whole();
        site.build_well();
        site.edit(
            WHOLE,
            "offices:",
            &format!("status: {status}\nstatus_note: Not so.\nstatus_date: 2026-11-20\noffices:"),
        );
        assert_eq!(site.build().code, 0, "{status}");
        assert!(!site.exists("public/nyc/releases/2026/ferry/plan.txt"), "{status}");
        assert!(site.exists("public/nyc/releases/2026/ferry/index.html"), "{status}");
        // And the only release there was may go as well.
        site.edit(
            "content/releases/2026/bridge.md",
            "offices:",
            "status: withdrawn\nstatus_note: Not so.\nstatus_date: 2026-11-20\noffices:",
        );
        let run = site.build_with(&["--show-unpublished"]);
        assert_eq!(run.code, 0, "{status}: {}", run.stderr);
    }
    let site = whole();
    site.build_well();
    site.edit(WHOLE, "offices:", "status: draft\noffices:");
    refused(&site, "lost-address").says("`status: withdrawn`");
}

#[test]
fn an_old_address_in_a_releases_own_folder_leads_to_the_release() {
    let site = whole();
    site.build_well();
    site.edit(WHOLE, "attachments: [{file: plan.txt, title: Plan}]\n", "");
    site.edit(WHOLE, "aliases: [", "aliases: [/releases/2026/ferry/plan.txt, ");
    site.remove("content/releases/2026/ferry/plan.txt").build_well();
    assert!(
        leads(&site, "nyc/releases/2026/ferry/plan.txt", "./"),
        "{}",
        site.read("public/nyc/releases/2026/ferry/plan.txt")
    );
    assert!(site.read("public/_redirects").contains("/nyc/releases/2026/ferry/plan.txt /nyc/releases/2026/ferry/"));
    // The file is there again: one of the two has to go.
    site.edit(WHOLE, "aliases", "attachments: [{file: plan.txt, title: Plan}]\naliases");
    site.write("content/releases/2026/ferry/plan.txt", "x");
    site.build_with(&["--show-unpublished"]).refused(&["output-collision"]).says("delete the old address");
}

/// The old name of a release leads on for the files that stood beside its page too.
#[test]
fn an_old_name_of_a_release_is_enough_for_its_files() {
    let site = whole();
    site.build_well();
    rename(&site, "content/releases/2026/ferry", "content/releases/2026/boat");
    let boat = "content/releases/2026/boat/index.md";
    site.edit(boat, "offices:", "id: 2026/ferry\noffices:");
    site.edit(boat, "aliases: [", "aliases: [/releases/2026/ferry/, /releases/2026/ferry/photos/bow/, ");
    site.build_well();
    for file in ["release.txt", "release.json", "event-1.ics", "plan.txt", "times.pdf"] {
        assert!(leads(&site, &format!("nyc/releases/2026/ferry/{file}"), "../boat/"), "{file}");
    }
}
