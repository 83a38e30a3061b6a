//! The folder that a build writes to: whose it is, what is kept in it, what is removed.

use std::fs;

use crate::support::{TestSite, assert_same_trees, tree};

#[test]
fn the_output_can_stand_elsewhere() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.");
    let out = site.beside("elsewhere/deep");
    let run = site.build_with(&["--out", out.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(out.join("nyc/releases/2026/ferry/index.html").is_file() && !site.exists("public"));
    site.build_well();
    assert_same_trees(&tree(&out), &site.public(), "two output folders");
}

#[test]
fn the_records_of_two_output_folders_do_not_mix() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.");
    let out = site.beside("other");
    site.build_well();
    site.build_with(&["--out", out.to_str().unwrap()]);
    site.remove("content/releases/2026/ferry.md");
    site.build_forgetting();
    assert!(!site.exists("public/nyc/releases") && out.join("nyc/releases/2026/ferry/index.html").is_file());
}

#[test]
fn a_folder_with_foreign_files_is_refused() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.").write("public/thesis.txt", "years of work");
    let before = site.public();
    let run = site.build();
    assert_eq!(run.code, 2, "{}", run.stderr);
    run.says("public").says("--force");
    assert_same_trees(&before, &site.public(), "a refused folder");
}

#[test]
fn force_writes_beside_foreign_files_and_keeps_them() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.").write("public/thesis.txt", "years of work");
    assert_eq!(site.build_with(&["--force"]).code, 0);
    site.remove("content/releases/2026/ferry.md");
    site.build_forgetting();
    assert_eq!(site.read("public/thesis.txt"), "years of work");
    assert!(!site.exists("public/nyc/releases"));
}

#[test]
fn what_git_keeps_does_not_count_as_foreign() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.").write("public/.gitignore", "*\n").write("public/.gitkeep", "");
    let run = site.build_well();
    assert!(run.stderr.contains("written"));
    assert_eq!(site.read("public/.gitignore"), "*\n");
    assert!(site.exists("public/.gitkeep"));
}

#[test]
fn files_of_a_release_that_is_gone_are_removed_with_their_folders() {
    let site = TestSite::new();
    site.write(
        "content/releases/2026/ferry/index.md",
        crate::support::release("ferry", "attachments: [{file: plan.txt, title: Plan}]", "Text."),
    );
    site.write("content/releases/2026/ferry/plan.txt", "plan").release("bridge", "", "Text.");
    site.build_well();
    assert!(site.exists("public/nyc/releases/2026/ferry/plan.txt"));
    fs::remove_dir_all(site.path("content/releases/2026/ferry")).unwrap();
    // Two editions, the attachment.
    site.build_forgetting().says("3 removed");
    assert!(
        !site.exists("public/nyc/releases/2026/ferry") && site.exists("public/nyc/releases/2026/bridge/index.html")
    );
}

#[test]
fn a_foreign_file_in_a_removed_releases_folder_is_kept() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.");
    site.build_well();
    site.write("public/nyc/releases/2026/ferry/notes-of-a-colleague.txt", "keep me");
    site.remove("content/releases/2026/ferry.md");
    site.build_forgetting();
    assert!(!site.exists("public/nyc/releases/2026/ferry/index.html"));
    assert_eq!(site.read("public/nyc/releases/2026/ferry/notes-of-a-colleague.txt"), "keep me");
}

#[test]
fn a_page_that_somebody_deleted_comes_back() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.");
    site.build_well();
    let pages = site.public();
    site.remove("public/nyc/index.html");
    site.build_well().says("1 file written");
    assert_same_trees(&pages, &site.public(), "after a page was deleted");
}

#[test]
fn without_its_record_a_build_asks_before_it_writes() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.");
    site.build_well();
    let pages = site.public();
    fs::remove_dir_all(site.path(".dateline")).unwrap();
    let run = site.build();
    assert_eq!(run.code, 2, "{}", run.stderr);
    run.says("--force");
    let run = site.build_with(&["--force"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_same_trees(&pages, &site.public(), "without a record");
    site.build_well().says("0 files written");
}

#[test]
fn the_output_may_not_be_the_newsroom_or_its_sources() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.");
    let before = tree(&site.root());
    for out in ["", "content", "content/releases", "themes"] {
        let out = site.path(out).display().to_string();
        for more in [vec!["--out", &out], vec!["--out", &out, "--force"]] {
            let run = site.build_with(&more);
            assert_eq!(run.code, 2, "{more:?}: {}", run.stderr);
        }
    }
    let after: Vec<String> = tree(&site.root()).into_keys().filter(|it| !it.starts_with(".dateline/")).collect();
    assert_eq!(after, before.into_keys().collect::<Vec<_>>());
}
