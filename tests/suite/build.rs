//! `dateline build` from outside: what it writes, what it leaves, what it says.

use std::collections::BTreeMap;
use std::fs;
use std::time::SystemTime;

use crate::support::{NOW, TestSite, all, assert_same_trees, tree};

/// Times of the last change of everything in `public/` and `.dateline/`, folders included.
fn times(site: &TestSite) -> BTreeMap<String, SystemTime> {
    let mut times = BTreeMap::new();
    for path in site.public().keys() {
        times.insert(path.clone(), fs::metadata(site.path("public").join(path)).unwrap().modified().unwrap());
    }
    times
}

#[test]
fn a_second_build_of_unchanged_content_writes_nothing() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.");
    site.build_well();
    let (before, written) = (times(&site), site.public());
    let run = site.build_well();
    run.says(&format!("0 files written, {} unchanged, 0 removed", written.len()));
    assert_eq!(times(&site), before);
    assert_same_trees(&written, &site.public(), "the second build");
}

#[test]
fn only_pages_that_a_change_reaches_are_written() {
    let site = TestSite::new();
    site.release("ferry", "offices: [nyc]", "Text.").release("bridge", "offices: [nyc]", "Text.");
    site.build_well();
    let before = times(&site);
    site.edit("content/releases/2026/ferry.md", "Text.", "Another text.");
    site.build_well();
    let after = times(&site);
    let changed: Vec<&str> = after.iter().filter(|(path, at)| before[*path] != **at).map(|it| it.0.as_str()).collect();
    let lists = ["archive/2026/11/", "archive/2026/", "", "kinds/news-release/"];
    let mut expected: Vec<String> = lists.iter().map(|it| format!("{it}index.html")).collect();
    expected.extend(lists.iter().map(|it| format!("nyc/{it}index.html")));
    expected.push("nyc/releases/2026/ferry/index.html".to_owned());
    assert_eq!(changed, expected);
}

#[test]
fn one_broken_release_leaves_the_output_as_it_was() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.").release("bridge", "", "Text.");
    site.build_well();
    let (before, pages) = (times(&site), site.public());
    site.edit("content/releases/2026/ferry.md", "offices: [nyc, sf]", "offices: [nyc, paris]");
    site.edit("content/releases/2026/bridge.md", "Text.", "A new text.");
    let run = site.build();
    run.refused(&["unknown-office"]).says("--> content/releases/2026/ferry.md:4:16").says("nothing was written");
    assert_same_trees(&pages, &site.public(), "after a broken release");
    assert_eq!(times(&site), before);
}

#[test]
fn a_first_build_with_an_error_makes_no_folder() {
    let site = TestSite::new();
    site.release("ferry", "offices: [paris]", "Text.");
    site.build().refused(&["unknown-office"]);
    assert!(!site.exists("public") && !site.exists(".dateline"));
}

#[test]
fn a_fault_found_while_rendering_leaves_the_output_as_it_was() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.");
    site.build_well();
    let pages = site.public();
    site.edit("content/releases/2026/ferry.md", "Text.", "A new text.");
    site.write("themes/newsroom/templates/not-found.html", "{{ nothing_like_it }}");
    let run = site.build();
    assert!(run.code == 1 && run.rules().iter().all(|it| *it == "template"), "{}", run.stderr);
    assert_same_trees(&pages, &site.public(), "after a fault in a template");
    site.remove("themes/newsroom/templates/not-found.html");
    site.build_well();
    assert!(site.read("public/nyc/releases/2026/ferry/index.html").contains("A new text."));
}

#[test]
fn a_warning_stops_the_build_only_under_strict() {
    let site = TestSite::new();
    site.release("ferry", &format!("title: {}", "long ".repeat(30)), "Text.");
    let run = site.build();
    assert_eq!((run.code, run.rules()), (0, vec!["long-title"]), "{}", run.stderr);
    let pages = site.public();
    site.edit("content/releases/2026/ferry.md", "Text.", "Another text.");
    let run = site.build_with(&["--strict"]);
    run.refused(&["long-title"]).says("error[long-title]");
    assert_same_trees(&pages, &site.public(), "under --strict");
}

#[test]
fn advice_never_stops_a_build() {
    let site = TestSite::new();
    site.edit("content/contacts.yaml", "(212)", "(646)").release("ferry", "", "Text.");
    let run = site.build_with(&["--strict"]);
    assert_eq!((run.code, run.rules()), (0, vec!["foreign-area-code"]), "{}", run.stderr);
}

#[test]
fn a_base_address_can_be_given() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.");
    let run = site.build_with(&["--base-url", "https://preview.example.org/branch"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let page = site.page("sf/releases/2026/ferry/index.html");
    let canonical = all(&page, "link[rel=canonical]")[0].attr("href").unwrap();
    assert_eq!(canonical, "https://preview.example.org/branch/nyc/releases/2026/ferry/");
    assert!(site.public().values().all(|it| !String::from_utf8_lossy(it).contains("news.example.org")));
}

#[test]
fn a_base_address_that_is_none_is_a_wrong_call() {
    let site = TestSite::new();
    for wrong in ["news.example.org", "ftp://news.example.org/", "https://news.example.org/?a=1"] {
        let run = site.build_with(&["--base-url", wrong]);
        assert_eq!(run.code, 2, "{wrong}: {}", run.stderr);
        run.says("--base-url").says(wrong);
    }
}

#[test]
fn the_instant_decides_what_is_public() {
    let site = TestSite::new();
    site.release("ferry", "date: 2026-11-02", "Text.");
    for (now, is_public) in [("2026-11-02T04:59:59Z", false), ("2026-11-02T05:00:00Z", true)] {
        let run = site.run(&["build", "--root", site.root().to_str().unwrap(), "--now", now], &[], &site.root());
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(site.exists("public/nyc/releases/2026/ferry/index.html"), is_public, "{now}");
    }
}

#[test]
fn wrong_calls_end_with_two() {
    let site = TestSite::new();
    let root = site.root().display().to_string();
    for words in [
        vec!["build", "--root", "/nowhere/at/all"],
        vec!["build", "--root", &root, "--now", "yesterday"],
        vec!["build", "--root", &root, "--jobs", "0"],
        vec!["build", "--root", &root, "--no-such-word"],
        vec!["no-such-command"],
        vec!["build", "--root", &root, "--now", NOW, "--out", "/dev/null/x"],
    ] {
        let run = site.run(&words, &[], &site.beside(""));
        assert_eq!(run.code, 2, "{words:?}: {}", run.stderr);
        assert!(!run.stderr.is_empty() && run.stdout.is_empty(), "{words:?}");
    }
}

#[test]
fn a_folder_that_is_no_newsroom_is_told_what_to_do() {
    let site = TestSite::bare();
    let run = site.run(&["build"], &[], &site.root());
    assert_eq!(run.code, 2, "{}", run.stderr);
    run.says("dateline.yaml").says("dateline init");
}

#[test]
fn a_newsroom_without_releases_builds() {
    let site = TestSite::new();
    site.build_well();
    let page = site.page("nyc/index.html");
    assert!(crate::looks::page_text(&page).contains("No releases have been published yet."));
}

#[test]
fn pages_are_one_tree_for_each_office_and_one_for_all() {
    let site = TestSite::new();
    site.release("ferry", "offices: [sf]", "Text.")
        .write("content/pages/notices.md", "---\ntitle: Notices\ndate: 2026-01-01\n---\nText.\n");
    site.build_well();
    let paths: Vec<String> = site.public().into_keys().filter(|it| !it.contains("assets/")).collect();
    let expected = [
        "404.html",
        "archive/2026/11/index.html",
        "archive/2026/index.html",
        "archive/index.html",
        "index.html",
        "kinds/news-release/index.html",
        "notices/index.html",
        "nyc/404.html",
        "nyc/archive/index.html",
        "nyc/index.html",
        "nyc/notices/index.html",
        "sf/404.html",
        "sf/archive/2026/11/index.html",
        "sf/archive/2026/index.html",
        "sf/archive/index.html",
        "sf/index.html",
        "sf/kinds/news-release/index.html",
        "sf/notices/index.html",
        "sf/releases/2026/ferry/index.html",
    ];
    assert_eq!(paths, expected);
}

#[test]
fn the_summary_goes_to_people_and_not_to_programs() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.").release("draft", "status: draft", "Text.");
    let run = site.build_well();
    assert_eq!(run.stdout, "");
    run.says("1 release, 2 editions; ").says("/public/index.html");
    assert!(!run.stderr.contains('\u{1b}'), "no colour where nobody looks");
    assert!(!tree(&site.path("public")).is_empty());
}
