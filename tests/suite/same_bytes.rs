//! The same inputs give the same bytes, whatever the machine.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::{TestSite, Tree, assert_same_trees, tree};

/// Builds this repository's newsroom into a folder of its own.
fn built(more: &[&str], environment: &[(&str, &str)], folder: Option<&Path>) -> Tree {
    let site = TestSite::repository();
    let out = site.beside("out").display().to_string();
    let words = site.build_words(&[&["--out", out.as_str()], more].concat());
    let run = site.run(&words, environment, folder.unwrap_or(&site.root()));
    assert_eq!(run.code, 0, "{}", run.stderr);
    tree(&site.beside("out"))
}

#[test]
fn trees_are_the_same_on_any_machine() {
    let plain = built(&[], &[], None);
    assert!(plain.len() > 30);
    for (zone, locale, jobs) in [
        ("Asia/Hong_Kong", "de_DE.UTF-8", "1"),
        ("America/Los_Angeles", "C", "2"),
        ("Pacific/Kiritimati", "tr_TR.UTF-8", "8"),
        ("nonsense", "zh_HK.Big5", "3"),
    ] {
        let environment = [("TZ", zone), ("LANG", locale), ("LC_ALL", locale)];
        let tree = built(&["--jobs", jobs], &environment, Some(Path::new("/")));
        assert_same_trees(&plain, &tree, &format!("{zone}, {locale}, {jobs} threads, from /"));
    }
}

#[test]
fn what_is_public_is_the_same_in_any_time_zone_at_any_instant() {
    let site = TestSite::new();
    site.edit(
        "dateline.yaml",
        "area_codes: [415]}",
        "area_codes: [415]}\n  hk: {name: Hong Kong, timezone: Asia/Hong_Kong}",
    );
    site.edit("content/contacts.yaml", "office: sf,", "office: sf, until: 2026-11-23,");
    site.release("day", "offices: [hk, nyc]\ndate: 2026-11-24", "Text.")
        .release("hour", "offices: [sf]\ndate: 2026-11-23T18:30", "Text.")
        .release("embargo", "embargo: 2026-11-23T13:00", "Text.")
        .release("zoned", "embargo: 2026-11-24T02:00:00+08:00[Asia/Hong_Kong]\naliases: [/old.htm]", "Text.")
        .release(
            "gone",
            "date: 2026-11-23T20:00:00Z\nstatus: retracted\nstatus_note: Not so.\nstatus_date: 2026-11-23",
            "Text.",
        );
    let root = site.root().display().to_string();
    let mut trees = BTreeSet::new();
    for now in [
        "2026-11-23T15:59:59Z",
        "2026-11-23T18:00:00Z",
        "2026-11-23T20:00:00Z",
        "2026-11-24T04:59:59Z",
        "2026-11-24T08:00:00Z",
    ] {
        let mut plain: Option<(Tree, String)> = None;
        for zone in ["America/New_York", "Asia/Hong_Kong", "Pacific/Kiritimati"] {
            let out = site.beside(&format!("{now}-{}", zone.len())).display().to_string();
            let run = |words: &[&str]| {
                let run = site.run(&[words, &["--root", &root, "--now", now]].concat(), &[("TZ", zone)], &site.root());
                assert_eq!(run.code, 0, "{}", run.stderr);
                run.stdout
            };
            run(&["build", "--out", &out]);
            let lists = run(&["list"]) + &run(&["list", "--due"]);
            let built = tree(Path::new(&out));
            if let Some((tree, expected)) = &plain {
                assert_same_trees(tree, &built, &format!("{now} in {zone}"));
                assert_eq!(lists, *expected, "{now} in {zone}");
            } else {
                plain = Some((built, lists));
            }
        }
        trees.insert(plain.unwrap().0);
    }
    assert_eq!(trees.len(), 5, "at each instant something else is public");
}

#[test]
fn the_newsroom_is_found_from_a_folder_inside_it() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.");
    let words = ["build", "--now", crate::support::NOW];
    let run = site.run(&words, &[], &site.path("content/releases"));
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(site.exists("public/nyc/releases/2026/ferry/index.html"));
}

#[test]
fn no_page_holds_a_path_or_a_time_of_the_machine_that_made_it() {
    let site = TestSite::repository();
    site.build_well();
    for (path, bytes) in site.public() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("/tmp/") && !text.contains("dateline-test-"), "{path}");
    }
}
