//! `check` and `build` agree: what stops one stops the other, with the same words at the same place. Plain, both find the same
//! errors; with `--strict` the same errors and warnings.

use std::collections::BTreeSet;
use std::fs;

use dateline_check as check;
use dateline_diagnostics::{RULES, UNUSED_ALLOW, UNUSED_FILE};
use rayon::prelude::*;

use crate::rules::{inputs, site};
use crate::support::{Run, TestSite, repository};

/// The errors that a run names, each with its place.
fn errors(run: &Run) -> BTreeSet<(String, String)> {
    let mut errors = BTreeSet::new();
    let mut lines = run.stderr.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("error[") {
            let place = lines.peek().and_then(|it| it.split_once("--> ")).map(|it| it.1.to_owned()).unwrap_or_default();
            errors.insert((line.to_owned(), place));
        }
    }
    errors
}

/// How `check` and `build` differ in a newsroom; nothing when they agree.
fn difference(site: &TestSite, name: &str) -> Option<String> {
    for more in [&["--show-unpublished"][..], &["--show-unpublished", "--strict"]] {
        let (check, build) = (site.check(more), site.build_with(more));
        if check.code != build.code || errors(&check) != errors(&build) {
            let (check, build) =
                (check.code.to_string() + "\n" + &check.stderr, build.code.to_string() + "\n" + &build.stderr);
            return Some(format!("{name} {more:?}\ncheck: {check}\nbuild: {build}"));
        }
    }
    None
}

fn assert_none(differences: &[String]) {
    assert!(differences.is_empty(), "{}", differences.join("\n---\n"));
}

#[test]
fn check_and_build_agree_on_every_fixture() {
    let fixtures: Vec<(&str, String)> =
        RULES.iter().flat_map(|rule| inputs(rule.name).into_iter().map(|name| (rule.name, name))).collect();
    let differs = |(rule, name): &(&str, String)| difference(&site(rule, name), &format!("tests/rules/{rule}/{name}"));
    assert_none(&fixtures.par_iter().filter_map(differs).collect::<Vec<_>>());
}

#[test]
fn check_and_build_agree_on_every_site() {
    let sites =
        fs::read_dir(repository("tests/sites")).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
    let differences = sites.filter_map(|name| difference(&TestSite::of(&name), &name));
    assert_none(&differences.collect::<Vec<_>>());
}

/// A newsroom may make any rule an error: then a build looks for it too.
#[test]
fn check_and_build_agree_when_a_rule_is_made_an_error() {
    let is_left_to_check = |rule: &str| {
        let rule = RULES.iter().find(|it| it.name == rule).unwrap();
        check::is_of_words(rule) || check::is_of_pages(rule) || [UNUSED_ALLOW, UNUSED_FILE].contains(rule)
    };
    let rules: Vec<&str> = RULES.iter().map(|it| it.name).filter(|it| is_left_to_check(it)).collect();
    let differs = |rule: &&str| {
        let name = inputs(rule).into_iter().find(|it| !it.starts_with("good") && !it.ends_with(".yaml")).unwrap();
        let site = site(rule, &name);
        let config = site.read("dateline.yaml");
        site.write("dateline.yaml", format!("{config}rules: {{{rule}: error}}\n"));
        let run = site.build();
        let is_found = run.code == 1 && run.stderr.contains(&format!("error[{rule}]"));
        let missed = (!is_found).then(|| format!("`{rule}` is not found by a build:\n{}", run.stderr));
        missed.or_else(|| difference(&site, rule))
    };
    assert_none(&rules.par_iter().filter_map(differs).collect::<Vec<_>>());
}

/// The second build is one that could be spared, and the third is one after an edit elsewhere.
#[test]
fn a_build_that_knows_texts_from_before_still_finds_what_was_made_an_error() {
    let site = TestSite::new();
    site.release("ferry", "", "The ferry sails from pier TBC at noon.").release("bridge", "", "Text of the bridge.");
    assert_eq!(site.build().code, 0);
    std::thread::sleep(crate::support::SETTLED);
    assert_eq!(site.build().code, 0);
    assert_eq!(difference(&site, "as it is"), None);
    assert_eq!(site.build_with(&["--strict"]).code, 1);
    let config = site.read("dateline.yaml");
    site.write("dateline.yaml", format!("{config}rules: {{placeholder: error}}\n"));
    site.build().refused(&["placeholder"]);
    site.write(
        "dateline.yaml",
        format!("{config}rules: {{placeholder: {{severity: error, except: [content/releases/2026/ferry.md]}}}}\n"),
    );
    assert_eq!(site.build().code, 0);
    assert_eq!(difference(&site, "with an exception"), None);
}

#[test]
fn check_holds_addresses_against_the_record_of_the_folder_that_is_named() {
    let site = TestSite::new();
    site.release("ferry", "", "Text of the ferry.").release("bridge", "", "Text of the bridge.");
    assert_eq!(site.check(&[]).code, 0, "nothing was published yet");
    site.build_well();
    site.remove("content/releases/2026/ferry.md");
    site.check(&["--show-unpublished"]).refused(&["lost-address"]);
    assert_eq!(difference(&site, "a release that was deleted"), None);
    let other = site.beside("other").display().to_string();
    assert_eq!(site.check(&["--out", &other]).code, 0);
    // What `--against` finds too is said once.
    site.check(&["--show-unpublished", "--against", "public"]).refused(&["lost-address"]);
}
