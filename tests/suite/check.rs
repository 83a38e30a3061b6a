//! `dateline check`: all that is wrong in one run, in every form, and nothing written.

use serde_json::{Value, json};

use crate::support::{NOW, Run, TestSite, assert_same_trees, release, repository, uncached};

/// A newsroom with an error in one release, a warning in a second, a piece of advice in a third; a page is right.
fn faulty() -> TestSite {
    let site = TestSite::new();
    let long = "A title that goes on and on ".repeat(5);
    site.release("ferry", "kind: spech", "Text.")
        .release("bridge", &format!("title: {long}"), "Text.")
        .release("old", "status: withdrawn\nstatus_note: No more.", "Text.")
        .write("content/pages/notices.md", "---\ntitle: Notices\ndate: 2026-01-05\n---\nText.\n");
    site
}

/// Rule and path of each problem.
fn found(run: &Run) -> Vec<(String, String)> {
    let problems: Vec<Value> = serde_json::from_str(&run.stdout).unwrap_or_else(|it| panic!("{it}: {}", run.stdout));
    let text = |it: &Value, key: &str| it[key].as_str().unwrap().to_owned();
    problems.iter().map(|it| (text(it, "rule"), text(it, "path"))).collect()
}

fn rules(run: &Run) -> Vec<String> {
    found(run).into_iter().map(|it| it.0).collect()
}

#[test]
fn all_is_told_with_a_closing_count_and_nothing_is_written_but_caches() {
    let site = faulty();
    let before = uncached(&site);
    let run = site.check(&[]);
    run.refused(&["long-title", "bad-value", "status-date"]);
    assert_eq!(run.stderr.lines().last(), Some("1 error, 1 warning, 1 piece of advice"));
    assert_eq!(run.stdout, "");
    for format in ["json", "github", "sarif"] {
        let run = site.check(&["--format", format]);
        assert_eq!((run.code, run.stderr.as_str()), (1, "1 error, 1 warning, 1 piece of advice\n"), "{format}");
    }
    assert_same_trees(&before, &uncached(&site), "after checks");
}

#[test]
fn a_newsroom_without_a_fault_is_fine() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.");
    let run = site.check(&["--strict"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, "nothing is wrong\n"));
    let stdout = |format: &str| site.check(&["--strict", "--format", format]).stdout;
    assert_eq!((stdout("json").as_str(), stdout("github").as_str()), ("[]\n", ""));
    assert!(!site.exists("public"));
}

#[test]
fn warnings_fail_only_a_strict_check() {
    let site = faulty();
    site.remove("content/releases/2026/ferry.md");
    assert_eq!(site.check(&[]).code, 0);
    site.check(&["--strict"])
        .says("error[long-title]")
        .says("1 error, 1 piece of advice")
        .refused(&["long-title", "status-date"]);
}

#[test]
fn a_check_says_what_is_wrong_in_templates_too() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.");
    site.write("themes/newsroom/templates/release.html", "{{ release.tilte }}\n");
    let run = site.check(&[]);
    assert_eq!((run.code, run.rules()), (1, vec!["template"]), "{}", run.stderr);
    run.says("themes/newsroom/templates/release.html:1");
}

#[test]
fn faults_of_templates_and_of_texts_are_told_in_one_run() {
    let site = faulty();
    site.write("themes/newsroom/templates/release.html", "{{ release.tilte }}\n");
    let run = site.check(&["--format", "json"]);
    assert_eq!(rules(&run), ["long-title", "bad-value", "status-date", "template"]);
}

#[test]
fn a_check_may_be_limited_to_files_folders_rules_and_severities() {
    let site = faulty();
    let json = |more: &[&str]| {
        let run = site.check(&[&["--format", "json"], more].concat());
        (run.code, rules(&run))
    };
    let rules = |rules: &[&str]| rules.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    assert_eq!(json(&["content/pages"]), (0, vec![]));
    assert_eq!(json(&["content/releases/2026/bridge.md"]), (0, rules(&["long-title"])));
    assert_eq!(json(&["content/releases/2026/bridge.md", "--strict"]), (1, rules(&["long-title"])));
    let both = ["content/releases/2026/bridge.md", "content/releases/2026/ferry.md"];
    assert_eq!(json(&both), (1, rules(&["long-title", "bad-value"])));
    let all = rules(&["long-title", "bad-value", "status-date"]);
    assert_eq!(json(&["./content/../content/releases/"]), (1, all.clone()));
    assert_eq!(json(&["."]), (1, all.clone()));
    assert_eq!(json(&["content/releases/2026", "."]), (1, all));
    assert_eq!(json(&["--rule", "long-title"]), (0, rules(&["long-title"])));
    assert_eq!(json(&["--rule", "long-title", "--rule", "bad-value"]), (1, rules(&["long-title", "bad-value"])));
    assert_eq!(json(&["--severity", "error"]), (1, rules(&["bad-value"])));
    assert_eq!(json(&["--severity", "warning"]), (1, rules(&["long-title", "bad-value"])));
    assert_eq!(json(&["--severity", "error", "--strict"]), (1, rules(&["long-title", "bad-value"])));
}

#[test]
fn paths_are_those_of_the_current_folder_or_of_the_newsroom() {
    let site = faulty();
    let check = |folder: &str, path: &str| {
        let words = ["check", "--format", "json", "--now", NOW, path];
        rules(&site.run(&words, &[], &site.path(folder)))
    };
    assert_eq!(check("content/releases", "2026/ferry.md"), ["bad-value"]);
    assert_eq!(check("content/releases/2026", "ferry.md"), ["bad-value"]);
    assert_eq!(check("content/pages", "../releases/2026/ferry.md"), ["bad-value"]);
    assert_eq!(check("content/pages", "content/releases/2026/ferry.md"), ["bad-value"]);
    let run = site.run(&["check", "--root", "newsroom", "--now", NOW, "newsroom/content/pages"], &[], &site.beside(""));
    assert_eq!((run.code, run.stderr.as_str()), (0, "nothing is wrong\n"));
}

#[test]
fn wrong_calls_end_with_two() {
    let site = faulty();
    for (more, words) in [
        (&["content/releases/2026/fery.md"][..], "there is no `content/releases/2026/fery.md` in the newsroom"),
        (&[".."], "there is no `..` in the newsroom"),
        (&["--rule", "long-titel"], "did you mean `long-title`?"),
        (&["--severity", "grave"], "invalid value 'grave'"),
        (&["--format", "xml"], "invalid value 'xml'"),
        (&["--now", "noon"], "--now"),
    ] {
        let run = site.check(more);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{more:?}: {}", run.stderr);
        run.says(words);
    }
    let run = TestSite::bare().check(&[]);
    assert_eq!(run.code, 2, "{}", run.stderr);
}

#[test]
fn a_newsroom_that_cannot_be_read_is_told_of_in_every_form() {
    let site = TestSite::new();
    site.edit("dateline.yaml", "newsroom:", "newsroom: [");
    let run = site.check(&["--format", "json"]);
    assert_eq!(run.code, 1);
    assert!(found(&run).contains(&("yaml-syntax".to_owned(), "dateline.yaml".to_owned())), "{}", run.stdout);
    assert!(site.check(&["--format", "github"]).stdout.starts_with("::error file=dateline.yaml,line="));
    valid_log(&site.check(&["--format", "sarif"]).stdout);
}

/// A newsroom of which two releases have one id, and one a fault whose place is long and not Latin.
fn related() -> TestSite {
    let site = TestSite::new();
    site.release("a", "id: shared", "Text.").release("b", "title: 香港 (50%)\nid: shared", "Text.");
    site.write("content/releases/2026/空.md", release("c", "summary: {香港: x}", "Text."));
    site
}

#[test]
fn json_has_every_part_of_a_problem() {
    let site = related();
    let problems: Vec<Value> = serde_json::from_str(&site.check(&["--format", "json"]).stdout).unwrap();
    let duplicate = problems.iter().find(|it| it["rule"] == "duplicate-id").unwrap();
    assert_eq!(duplicate["severity"], "error");
    assert_eq!(duplicate["path"], "content/releases/2026/b.md");
    assert_eq!(duplicate["line"], 5);
    assert_eq!(duplicate["column"], 5);
    assert_eq!(duplicate["end"], json!({"line": 5, "column": 11}));
    assert_eq!(duplicate["related"]["path"], "content/releases/2026/a.md");
    assert_eq!(duplicate["related"]["line"], 5);
    assert!(duplicate["message"].as_str().unwrap().contains("`shared`"), "{duplicate}");
    assert!(!duplicate["help"].as_str().unwrap().is_empty());
    let whole = problems.iter().find(|it| it["rule"] == "file-name").unwrap();
    assert_eq!((&whole["line"], &whole["column"], &whole["end"]), (&Value::Null, &Value::Null, &Value::Null));
    let keys: Vec<&String> = whole.as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 10, "{keys:?}");
}

#[test]
fn github_gets_a_command_for_each_problem_with_paths_of_the_repository() {
    let site = faulty();
    let inside = site.run(&["check", "--format", "github", "--now", NOW], &[], &site.root());
    let lines: Vec<&str> = inside.stdout.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].starts_with("::warning file=content/releases/2026/bridge.md,line=4,col=8,title=long-title::"));
    assert!(
        lines[1].starts_with("::error file=content/releases/2026/ferry.md,line=5,col=7,title=bad-value::`kind` is")
    );
    assert!(lines[1].contains("%0Ahelp: "), "{}", lines[1]);
    assert!(lines[2].starts_with("::notice file=content/releases/2026/old.md,line="), "{}", lines[2]);
    let above = site.run(&["check", "--root", "newsroom", "--format", "github", "--now", NOW], &[], &site.beside(""));
    assert_eq!(above.stdout, inside.stdout.replace("file=content", "file=newsroom/content"));
}

/// The log, which holds to the schema that OASIS has published.
fn valid_log(text: &str) -> Value {
    let log: Value = serde_json::from_str(text).unwrap_or_else(|it| panic!("{it}: {text}"));
    let schema = std::fs::read_to_string(repository("tests/data/sarif-2.1.0-rtm.5.json")).unwrap();
    let mut schema: Value = serde_json::from_str(&schema).unwrap();
    // A pattern of it that is no regular expression; no log of ours has the key.
    for part in ["run", "toolComponent"] {
        schema["definitions"][part]["properties"]["language"].as_object_mut().unwrap().remove("pattern");
    }
    let validator = jsonschema::draft4::new(&schema).unwrap();
    let wrong: Vec<String> = validator.iter_errors(&log).map(|it| format!("{}: {it}", it.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    log
}

#[test]
fn a_log_in_sarif_holds_to_the_published_schema() {
    for site in [faulty(), related(), TestSite::new()] {
        valid_log(&site.check(&["--format", "sarif"]).stdout);
    }
    let log = valid_log(&related().check(&["--format", "sarif"]).stdout);
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), dateline_diagnostics::RULES.len());
    let results = run["results"].as_array().unwrap();
    for result in results {
        assert_eq!(rules[result["ruleIndex"].as_u64().unwrap() as usize]["id"], result["ruleId"]);
    }
    let result = results.iter().find(|it| it["ruleId"] == "duplicate-id").unwrap();
    assert_eq!(result["level"], "error");
    let location = &result["locations"][0]["physicalLocation"];
    assert_eq!(location["artifactLocation"]["uri"], "content/releases/2026/b.md");
    assert_eq!(location["region"], json!({"startLine": 5, "startColumn": 5, "endLine": 5, "endColumn": 11}));
    let other = &result["relatedLocations"][0]["physicalLocation"];
    assert_eq!(other["artifactLocation"]["uri"], "content/releases/2026/a.md");
    let named = results.iter().find(|it| it["ruleId"] == "file-name").unwrap();
    let location = &named["locations"][0]["physicalLocation"];
    assert_eq!(location["artifactLocation"]["uri"], "content/releases/2026/%E7%A9%BA.md");
    assert!(location.get("region").is_none(), "a whole file has none: {location}");
}

#[test]
fn programs_are_told_how_a_problem_is_mended_and_of_drafts_nothing() {
    let site = TestSite::new();
    site.release("ferry", "title: The  ferry\nsumary: Text.", "");
    site.release("plan", "title: SECRET  plan\nstatus: draft", "Text.");
    let problems: Vec<Value> = serde_json::from_str(&site.check(&["--format", "json"]).stdout).unwrap();
    let fix = |rule: &str, path: &str| {
        let is_it = |it: &&Value| it["rule"] == rule && it["path"].as_str().unwrap().contains(path);
        problems.iter().find(is_it).unwrap()["fix"].clone()
    };
    let edits = json!([{"line": 4, "column": 12, "end": {"line": 4, "column": 13}, "text": ""}]);
    assert_eq!(fix("stray-space", "ferry"), json!({"question": null, "edits": edits}));
    assert_eq!(fix("unknown-key", "ferry")["question"], "write `summary` in place of `sumary`");
    assert_eq!(fix("stray-space", "plan"), Value::Null);
    assert_eq!(fix("empty-body", "ferry"), Value::Null);
    let log = valid_log(&site.check(&["--format", "sarif"]).stdout);
    let results = log["runs"][0]["results"].as_array().unwrap();
    let fixes: Vec<&Value> = results.iter().flat_map(|it| it["fixes"].as_array().into_iter().flatten()).collect();
    assert_eq!(fixes.len(), 2, "{fixes:#?}");
    let change =
        &fixes.iter().find(|it| it["description"]["text"] == "write `The ferry`").unwrap()["artifactChanges"][0];
    assert_eq!(change["artifactLocation"]["uri"], "content/releases/2026/ferry.md");
    let region = json!({"startLine": 4, "startColumn": 12, "endLine": 4, "endColumn": 13});
    assert_eq!(change["replacements"], json!([{"deletedRegion": region, "insertedContent": {"text": ""}}]));
    let shown = site.check(&["--format", "json", "--show-unpublished"]);
    assert!(shown.stdout.matches("\"edits\"").count() == 3, "{}", shown.stdout);
}

/// What `init` writes is a model: nothing in it is to be mended.
#[test]
fn a_new_newsroom_is_without_a_slip() {
    let site = TestSite::new();
    let (folder, now) = (site.path("new").display().to_string(), "2026-11-23T12:00:00Z");
    assert_eq!(site.run(&["init", &folder, "--now", now], &[], &site.root()).code, 0);
    let run = site.run(&["check", "--root", &folder, "--now", now], &[], &site.root());
    assert!(run.code == 0 && run.stderr.contains("nothing is wrong"), "{}", run.stderr);
}
