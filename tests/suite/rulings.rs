//! `rules:` in `dateline.yaml`: a newsroom says how much a rule matters, and where.

use crate::support::{NOW, Run, TestSite};

/// A newsroom with a long title (a warning) in a release of 2018 and in one of 2026, and a withdrawn release without its
/// day (advice).
fn site(rules: &str) -> TestSite {
    let site = TestSite::new();
    let title = "A title that goes on and on ".repeat(5);
    site.release("bridge", &format!("title: {title}"), "Text.")
        .release("old", "status: withdrawn\nstatus_note: No more.", "Text.")
        .write(
            "content/releases/2018/ferry.md",
            format!("---\ntitle: {title}\ndate: 2018-12-07\noffices: [nyc]\n---\nText.\n"),
        );
    let config = site.read("dateline.yaml");
    site.write("dateline.yaml", format!("{config}rules: {rules}\n"));
    site
}

/// Severity, rule and path of each problem.
fn told(run: &Run) -> Vec<String> {
    let problems: Vec<serde_json::Value> = serde_json::from_str(&run.stdout).unwrap();
    let text = |it: &serde_json::Value, key: &str| it[key].as_str().unwrap().to_owned();
    let told = |it| format!("{} {} {}", text(it, "severity"), text(it, "rule"), text(it, "path"));
    problems.iter().map(|it| told(it).replace("content/releases/", "")).collect()
}

fn check(rules: &str, more: &[&str]) -> (i32, Vec<String>) {
    let run = site(rules).check(&[&["--format", "json"], more].concat());
    (run.code, told(&run))
}

const FERRY: &str = "warning long-title 2018/ferry.md";
const BRIDGE: &str = "warning long-title 2026/bridge.md";
const OLD: &str = "advice status-date 2026/old.md";

#[test]
fn a_rule_may_have_another_severity_or_be_switched_off() {
    let owned = |told: &[&str]| told.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    assert_eq!(check("{}", &[]), (0, owned(&[FERRY, BRIDGE, OLD])));
    assert_eq!(check("{long-title: off}", &["--strict"]), (0, owned(&[OLD])));
    assert_eq!(check("{long-title: advice, status-date: off}", &["--strict"]).0, 0);
    let errors = [FERRY.replace("warning", "error"), BRIDGE.replace("warning", "error")];
    assert_eq!(check("{long-title: error, status-date: off}", &[]), (1, errors.to_vec()));
    assert_eq!(check("{status-date: warning}", &["--strict"]).0, 1);
}

#[test]
fn a_severity_may_hold_for_some_files() {
    let owned = |told: &[&str]| told.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    for rules in [
        "{long-title: {severity: off, only: [content/releases/2018]}}",
        "{long-title: {severity: off, only: [content/releases/2018/]}}",
        "{long-title: {severity: off, only: ['content/releases/201*/**']}}",
        "{long-title: {severity: off, only: ['**/ferry.md']}}",
        "{long-title: {severity: off, except: ['content/releases/2026/*.md']}}",
        "{long-title: {severity: off, only: [content], except: [content/releases/2026/bridge.md]}}",
    ] {
        assert_eq!(check(rules, &[]), (0, owned(&[BRIDGE, OLD])), "{rules}");
    }
    for rules in ["{long-title: {severity: off, only: ['content/*']}}", "{long-title: {severity: off, except: ['**']}}"]
    {
        let all = if rules.contains("only") { owned(&[OLD]) } else { owned(&[FERRY, BRIDGE, OLD]) };
        assert_eq!(check(rules, &[]), (0, all), "{rules}");
    }
    let wanted = check("{long-title: {severity: off, only: ['content/*.md']}}", &[]);
    assert_eq!(wanted, (0, owned(&[FERRY, BRIDGE, OLD])), "a star goes into no folder");
}

#[test]
fn every_command_goes_by_the_same_rules() {
    let strict = site("{long-title: error}");
    strict.build().refused(&["long-title", "long-title", "status-date"]);
    let root = strict.root().display().to_string();
    let list = strict.run(&["list", "--root", &root, "--now", NOW], &[], &strict.root());
    assert_eq!(list.code, 1, "{}", list.stdout);
    assert!(list.stdout.contains("error      content/releases/2018/ferry.md"), "{}", list.stdout);
    let quiet = site("{long-title: off, status-date: off}");
    quiet.build_well();
    assert_eq!(quiet.build_with(&["--strict"]).code, 0);
}

#[test]
fn a_rule_that_guards_the_build_stays_an_error() {
    for rule in ["yaml-syntax", "missing-key", "output-collision", "lost-address", "raw-html", "duplicate-id"] {
        for severity in ["off", "advice", "error", "{severity: warning, only: [content]}"] {
            let run = site(&format!("{{{rule}: {severity}, long-title: off, status-date: off}}")).check(&[]);
            run.refused(&["bad-value"]).says("is always an error").says("--> dateline.yaml");
        }
    }
}

#[test]
fn a_fault_under_rules_hides_no_other_ruling() {
    let run = site("{long-titel: off, long-title: off, status-date: off}").check(&[]);
    run.refused(&["unknown-key"]).says("did you mean `long-title`?");
}

#[test]
fn a_newsroom_with_lowered_errors_is_built() {
    let site = TestSite::new();
    let body = "See [it](nowhere.md), ![](ferry.png) and\n\n# The first\n\n#### The fourth\n";
    site.release("ferry", "kind: media-advisory\nreviewed: 2027-01-01", body);
    site.write("content/releases/2026/ferry.png", crate::support::png(4, 4));
    site.write("content/releases/2026/stray/more.md", "---\ntitle: Stray\n---\n");
    let config = site.read("dateline.yaml");
    let rules = ["broken-link", "missing-alt", "body-heading", "kind-fields", "revision-order", "unknown-file"];
    let mut found = site.check(&[]).rules().into_iter().map(str::to_owned).collect::<Vec<_>>();
    found.sort();
    found.dedup();
    let mut sorted = rules.to_vec();
    sorted.sort_unstable();
    assert_eq!(found, sorted);
    site.write("dateline.yaml", format!("{config}rules: {{{}: advice}}\n", rules.join(": advice, ")));
    assert_eq!(site.build_with(&["--strict"]).code, 0);
    assert!(site.exists("public/nyc/releases/2026/ferry/index.html"));
}
