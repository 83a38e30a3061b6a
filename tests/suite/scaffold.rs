//! `dateline init` and `dateline new`: what they write builds at once.

use crate::looks::text;
use crate::support::{NOW, Run, TestSite, all, tree};

/// Runs `dateline new` in the newsroom.
fn new(site: &TestSite, words: &[&str]) -> Run {
    let root = site.root().display().to_string();
    site.run(&[&["new"], words, &["--root", &root, "--now", NOW]].concat(), &[], &site.root())
}

/// Writes a release with a title, checks that it builds, and gives the headline that its page shows.
fn headline_of(title: &str, more: &[&str]) -> String {
    let site = TestSite::new();
    let run = new(&site, &[&[title], more].concat());
    assert_eq!(run.code, 0, "{title}: {}", run.stderr);
    let path = run.stdout.trim_end().to_owned();
    site.build_well();
    site.edit(&path, "status: draft", "status: ready");
    site.build_well();
    let page = path.replace("content/", "public/nyc/").replace(".md", "/index.html");
    text(all(&scraper::Html::parse_document(&site.read(&page)), "h1")[0])
}

#[test]
fn a_new_newsroom_builds_without_a_word() {
    let site = TestSite::bare();
    let run = site.run(&["init", "press", "--now", NOW], &[], &site.root());
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    run.says("dateline build --root press");
    let run = site.run(&["build", "--root", "press", "--now", NOW, "--strict"], &[], &site.root());
    assert!(run.code == 0 && !run.stderr.contains('['), "{}", run.stderr);
    for office in ["east", "west", "capital"] {
        assert!(site.exists(&format!("press/public/{office}/releases/2026/newsroom-opens/index.html")), "{office}");
    }
}

#[test]
fn a_new_newsroom_is_the_same_on_every_machine() {
    let made = |zone: &str| {
        let site = TestSite::bare();
        site.run(&["init", "press", "--now", NOW], &[("TZ", zone), ("LANG", "de_DE.UTF-8")], &site.root());
        tree(&site.path("press"))
    };
    crate::support::assert_same_trees(&made("Asia/Hong_Kong"), &made("America/Los_Angeles"), "init");
}

#[test]
fn a_folder_that_holds_something_is_not_made_a_newsroom() {
    let site = TestSite::bare();
    site.write("thesis.txt", "years of work");
    for dir in [".", "thesis.txt"] {
        let run = site.run(&["init", dir, "--now", NOW], &[], &site.root());
        assert_eq!(run.code, 2, "{}", run.stderr);
    }
    assert_eq!(tree(&site.root()).into_keys().collect::<Vec<_>>(), ["thesis.txt"]);
    std::fs::create_dir(site.path("empty")).unwrap();
    assert_eq!(site.run(&["init", "empty", "--now", NOW], &[], &site.root()).code, 0);
}

#[test]
fn a_new_release_is_a_file_whose_path_is_the_only_result() {
    let site = TestSite::new();
    let run = new(&site, &["The Ferry’s First Voyage"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, "content/releases/2026/the-ferrys-first-voyage.md\n"));
    let text = site.read("content/releases/2026/the-ferrys-first-voyage.md");
    for line in [
        "title: \"The Ferry’s First Voyage\"",
        "date: 2026-11-23",
        "offices: [nyc, sf]",
        "id: 2026-11-23-the-ferrys-first-voyage",
        "contacts: [ana, ben]",
        "status: draft",
    ] {
        assert!(text.lines().any(|it| it.starts_with(line)), "no `{line}` in:\n{text}");
    }
    site.build_well();
}

#[test]
fn options_of_a_new_release_are_followed() {
    let site = TestSite::new();
    let run = new(&site, &["Ferry", "--offices", "sf", "--date", "2025-03-04", "--slug", "boat", "--folder"]);
    assert_eq!(run.stdout, "content/releases/2025/boat/index.md\n", "{}", run.stderr);
    let text = site.read("content/releases/2025/boat/index.md");
    assert!(
        text.contains("offices: [sf]\n") && text.contains("contacts: [ben]\n") && text.contains("date: 2025-03-04\n")
    );
    site.build_well();
}

#[test]
fn the_same_title_twice_is_refused_and_the_first_file_kept() {
    let site = TestSite::new();
    new(&site, &["Ferry"]);
    site.write("content/releases/2026/ferry.md", "the editor's own words");
    let run = new(&site, &["Ferry"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.stderr);
    run.says("content/releases/2026/ferry.md");
    assert_eq!(site.read("content/releases/2026/ferry.md"), "the editor's own words");
}

#[test]
fn a_release_that_is_there_in_the_other_form_is_not_written_again() {
    let site = TestSite::new();
    new(&site, &["Ferry", "--folder"]);
    let run = new(&site, &["Ferry"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "both would claim one address: {}", run.stderr);
}

#[test]
fn a_title_without_latin_letters_needs_a_slug() {
    let site = TestSite::new();
    let run = new(&site, &["香港渡輪"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.stderr);
    run.says("--slug");
    assert_eq!(headline_of("香港渡輪", &["--slug", "ferry"]), "香港渡輪");
}

#[test]
fn titles_with_signs_of_yaml_stay_as_they_are() {
    for title in [
        "He said \"yes\": twice",
        "It's the ferry's",
        "Back\\slash \\n and #1 & <b>",
        "[no] list? {no} *no* @no %no - no",
        "2026-11-23 a date",
        "true",
        "Tab\tand line\nbreak",
        "“Curly: quotes”",
        "Ends with a colon:",
        "'quoted'",
    ] {
        let expected = title.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(headline_of(title, &["--slug", "ferry"]), expected, "{title:?}");
    }
}

#[test]
fn a_long_title_comes_with_a_short_one_to_fill_in() {
    let title = "A title that goes on and on ".repeat(5);
    assert_eq!(headline_of(title.trim_end(), &[]), title.trim_end());
}

#[test]
fn a_title_that_is_no_title_is_refused() {
    for title in ["", "   "] {
        let site = TestSite::new();
        let run = new(&site, &[title, "--slug", "ferry"]);
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (2, ""),
            "{title:?} gives a file that does not build: {}",
            run.stderr
        );
    }
}

#[test]
fn a_release_of_a_series_gets_the_next_number() {
    let site = TestSite::new();
    for (title, number) in [("First talks", 1), ("Second talks", 2), ("Third talks", 3)] {
        let path = new(&site, &[title, "--series", "talks"]).stdout;
        assert!(site.read(path.trim_end()).contains(&format!("series: {{id: talks, number: {number}}}")), "{title}");
    }
    site.build_well();
}

#[test]
fn wrong_words_are_refused_before_anything_is_written() {
    let mut taken = Vec::new();
    for (words, says) in [
        (vec!["Ferry", "--offices", "nyc,paris"], "paris"),
        (vec!["Ferry", "--offices", "nyc,nyc"], "nyc"),
        (vec!["Ferry", "--date", "tomorrow"], "tomorrow"),
        (vec!["Ferry", "--slug", "two words"], "two words"),
        (vec!["Ferry", "--slug", "../../escape"], "escape"),
        (vec!["Ferry", "--slug", "index.html/x"], "index.html"),
        (vec!["Ferry", "--series", "two words"], "two words"),
    ] {
        let site = TestSite::new();
        let before = tree(&site.root());
        let run = new(&site, &words);
        if (run.code, run.stdout.as_str()) != (2, "") || !run.stderr.contains(says) || tree(&site.root()) != before {
            taken.push(format!("{words:?} gives {}{}", run.stdout, run.stderr));
        }
    }
    assert!(taken.is_empty(), "{taken:#?}");
}

#[test]
fn a_slug_that_looks_like_a_language_or_a_folder_still_builds() {
    for slug in ["index", "ferry.en", "v1.de", "README"] {
        let site = TestSite::new();
        let run = new(&site, &["Ferry", "--slug", slug]);
        if run.code == 0 {
            let path = run.stdout.trim_end().to_owned();
            assert!(site.exists(&path), "{slug}: {path}");
            site.build_well();
        }
    }
}
