//! `dateline list`: every source and its fate, and when a build is due.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::{NOW, Run, TestSite, release, tree};

/// Runs `dateline list` at [`NOW`].
fn list(site: &TestSite, more: &[&str]) -> Run {
    list_at(site, NOW, more)
}

fn list_at(site: &TestSite, now: &str, more: &[&str]) -> Run {
    let root = site.root().display().to_string();
    let own = ["list", "--root", &root, "--now", now];
    site.run(&[&own, more].concat(), &[], &site.root())
}

/// What `--format json` gives: fates by path, each with its reason and id.
fn fates(site: &TestSite, more: &[&str]) -> BTreeMap<String, (String, String, Option<String>)> {
    let run = list(site, &[&["--format", "json"], more].concat());
    let has_error = run.stdout.contains("\"fate\": \"error\"");
    assert_eq!(run.code, i32::from(has_error), "{}", run.stderr);
    let listed: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    let text = |it: &Value, key: &str| it[key].as_str().unwrap().to_owned();
    let fates: BTreeMap<_, _> = listed
        .iter()
        .map(|it| (text(it, "path"), (text(it, "fate"), text(it, "reason"), it["id"].as_str().map(str::to_owned))))
        .collect();
    assert_eq!(fates.len(), listed.len(), "no path twice");
    fates
}

/// A newsroom with a source of every fate.
fn every_fate() -> TestSite {
    let site = TestSite::new();
    let ended = |status: &str, more: &str| {
        format!("status: {status}\nstatus_note: Why it is {status}.\nstatus_date: 2026-11-20\n{more}")
    };
    site.release("ferry", "id: the-ferry\naliases: [/old.htm]", "Text.")
        .release("draft", "id: draft-id\nstatus: draft", "Text.")
        .release("scheduled", "id: scheduled-id\ndate: 2026-12-01T09:00", "Text.")
        .release("embargoed", "id: embargoed-id\nembargo: 2026-11-30T10:30-05:00[America/New_York]", "Text.")
        .release("withdrawn", &ended("withdrawn", "id: withdrawn-id"), "Text.")
        .release("retracted", &ended("retracted", "id: retracted-id"), "Text.")
        .release("replaced", &ended("replaced", "id: replaced-id\nreplaced_by: the-ferry"), "Text.")
        .release("faulty", "status: draft\nkind: spech", "Text.")
        .write("content/pages/notices.md", "---\ntitle: Notices\ndate: 2026-01-05\n---\nText.\n")
        .write("content/releases/2026/left-over.pdf", "%PDF")
        .write(
            "content/releases/2026/hidden/index.md",
            release("hidden", "status: draft\nattachments: [{file: plan.txt, title: Plan}]", "Text."),
        )
        .write("content/releases/2026/hidden/plan.txt", "plan");
    site
}

#[test]
fn every_source_has_one_fate_and_a_reason() {
    let site = every_fate();
    let fates = fates(&site, &[]);
    let sources: Vec<String> = tree(&site.path("content")).into_keys().map(|it| format!("content/{it}")).collect();
    assert_eq!(fates.keys().collect::<Vec<_>>(), sources.iter().collect::<Vec<_>>());
    let expected = [
        ("contacts.yaml", "published", "the directory of contacts"),
        ("pages/notices.md", "published", "a page"),
        ("releases/2026/draft.md", "draft", "`status: draft`"),
        ("releases/2026/embargoed.md", "embargoed", "until 2026-11-30 10:30 at the lead office"),
        ("releases/2026/faulty.md", "error", "line 6: error[bad-value]: A value is one of those that its key knows."),
        ("releases/2026/ferry.md", "published", "dated 2026-11-02"),
        ("releases/2026/hidden/index.md", "draft", "`status: draft`"),
        ("releases/2026/hidden/plan.txt", "draft", "belongs to `content/releases/2026/hidden/index.md`"),
        ("releases/2026/left-over.pdf", "draft", "no text names it"),
        ("releases/2026/replaced.md", "replaced", "by `the-ferry`"),
        ("releases/2026/retracted.md", "retracted", "Why it is retracted."),
        ("releases/2026/scheduled.md", "scheduled", "dated 2026-12-01 09:00 at the lead office"),
        ("releases/2026/withdrawn.md", "withdrawn", "Why it is withdrawn."),
    ];
    for (path, fate, reason) in expected {
        let (found, why, _) = &fates[&format!("content/{path}")];
        assert_eq!((found.as_str(), why.as_str()), (fate, reason), "{path}");
    }
    assert_eq!(fates.len(), expected.len());
}

#[test]
fn ids_of_what_is_not_public_are_told_only_when_asked_for() {
    let site = every_fate();
    let ids = |more: &[&str]| {
        let ids: Vec<String> = fates(&site, more).into_values().filter_map(|it| it.2).collect();
        ids.join(" ")
    };
    assert_eq!(ids(&[]), "the-ferry withdrawn-id");
    assert_eq!(
        ids(&["--show-unpublished"]),
        "draft-id embargoed-id the-ferry 2026/hidden replaced-id retracted-id scheduled-id withdrawn-id"
    );
    let run = list(&site, &["--show-unpublished"]);
    assert!(run.stdout.contains("`kind` is `spech`"), "{}", run.stdout);
}

#[test]
fn people_get_a_line_for_each_source_and_the_counts() {
    let site = every_fate();
    let run = list(&site, &[]);
    assert_eq!(run.code, 1, "one of them has an error: {}", run.stderr);
    let fates = fates(&site, &[]);
    assert_eq!(run.stdout.lines().count(), fates.len());
    for (line, (path, (fate, reason, _))) in run.stdout.lines().zip(&fates) {
        let words: Vec<&str> = line.split_whitespace().collect();
        assert!(words[0] == fate && words[1] == path && line.ends_with(reason), "{line}");
    }
    assert_eq!(
        run.stderr,
        "13 files: 4 draft, 1 embargoed, 1 error, 3 published, 1 replaced, 1 retracted, 1 scheduled, 1 withdrawn\n"
    );
}

#[test]
fn a_list_writes_nothing() {
    let site = every_fate();
    site.remove("content/releases/2026/faulty.md");
    let before = tree(&site.root());
    for more in [&["--due"][..], &[], &["--due", "--since", "record"], &["--format", "json"]] {
        list(&site, more);
        crate::support::assert_same_trees(&before, &tree(&site.root()), "after a list");
    }
}

#[test]
fn a_newsroom_that_cannot_be_read_has_no_list() {
    let site = TestSite::new();
    site.edit("dateline.yaml", "newsroom:", "newsroom: [");
    for more in [&[][..], &["--due"], &["--due", "--since", "record"]] {
        let run = list(&site, more);
        assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{more:?}: {}", run.stderr);
        run.says("yaml-syntax");
    }
}

#[test]
fn what_is_due_is_told_only_of_a_newsroom_without_errors() {
    let site = every_fate();
    let run = list(&site, &["--due"]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{}", run.stderr);
    run.says("bad-value");
}

#[test]
fn the_next_instant_is_told_with_what_happens_then() {
    let site = every_fate();
    site.remove("content/releases/2026/faulty.md");
    let due = |now: &str, more: &[&str]| {
        let run = list_at(&site, now, &[&["--due"], more].concat());
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{now}");
        run.stdout
    };
    assert_eq!(due(NOW, &[]), "2026-11-30T15:30:00Z release\n");
    assert_eq!(due(NOW, &["--show-unpublished"]), "2026-11-30T15:30:00Z release embargoed-id\n");
    let json: Value = serde_json::from_str(&due(NOW, &["--format", "json"])).unwrap();
    assert_eq!(json, serde_json::json!({"at": "2026-11-30T15:30:00Z", "what": "release", "id": null}));
    assert_eq!(due("2026-11-30T15:29:59.999999999Z", &[]), "2026-11-30T15:30:00Z release\n");
    assert_eq!(due("2026-11-30T15:30:00Z", &[]), "2026-12-01T14:00:00Z release\n");
    assert_eq!(due("2026-12-01T14:00:00Z", &[]), "", "nothing when there is none");
    site.edit("content/contacts.yaml", "office: sf,", "office: sf, until: 2026-12-24,");
    assert_eq!(due("2026-12-01T14:00:00Z", &[]), "2026-12-25T08:00:00Z contact\n");
    assert_eq!(due("2026-12-01T14:00:00Z", &["--show-unpublished"]), "2026-12-25T08:00:00Z contact ben\n");
}

#[test]
fn a_job_that_asks_since_when_misses_nothing_and_builds_only_when_due() {
    let site = every_fate();
    site.remove("content/releases/2026/faulty.md");
    let due = |now: &str, since: &str| {
        let run = list_at(&site, now, &["--due", "--since", since]);
        assert_eq!(run.stderr, "", "{now} {since}");
        (run.code, run.stdout)
    };
    let none = (3, String::new());
    let first = (0, "2026-11-30T15:30:00Z release embargoed-id\n".to_owned());
    assert_eq!(due("2026-11-30T15:29:59Z", NOW), none);
    assert_eq!(due("2026-11-30T15:30:00Z", NOW), first, "it is public by then, so that it has a name");
    assert_eq!(due("2026-12-31T00:00:00Z", NOW), first, "the first of two");
    assert_eq!(due("2026-12-31T00:00:00Z", "2026-11-30T15:30:00Z").0, 0);
    assert_eq!(due("2026-12-31T00:00:00Z", "2026-12-01T14:00:00Z"), none);
    // The record knows when the last build was.
    assert_eq!(due(NOW, "record").0, 0, "no build has been made");
    let build = |now: &str| {
        let root = site.root().display().to_string();
        assert_eq!(site.run(&["build", "--root", &root, "--now", now], &[], &site.root()).code, 0);
    };
    build("2026-11-30T15:20:00Z");
    assert_eq!(due("2026-11-30T15:29:59Z", "record"), none);
    assert_eq!(due("2026-11-30T15:30:01Z", "record"), first);
    build("2026-11-30T15:30:01Z");
    assert_eq!(due("2026-11-30T15:40:01Z", "record"), none);
}

#[test]
fn wrong_calls_end_with_two() {
    let site = TestSite::new();
    for more in
        [&["--since", "record"][..], &["--due", "--since", "yesterday"], &["--format", "xml"], &["--now", "noon"]]
    {
        let run = list(&site, more);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{more:?}: {}", run.stderr);
    }
}
