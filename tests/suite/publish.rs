//! `dateline publish` into a folder. What happens when it is killed is tested beside the protocol.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{NOW, Run, TestSite, Tree, assert_same_trees, png, release, tree};

/// `dateline publish` at an instant into a folder beside the newsroom.
fn publish(site: &TestSite, now: &str, more: &[&str]) -> Run {
    let (root, target) = (site.root().display().to_string(), site.beside("live").display().to_string());
    site.run(&[&["publish", &target, "--root", &root, "--now", now], more].concat(), &[], &site.root())
}

/// What readers can fetch.
fn live(site: &TestSite) -> Tree {
    tree(&site.beside("live")).into_iter().filter(|it| !it.0.starts_with(".dateline")).collect()
}

fn files(tree: &Tree) -> BTreeSet<&str> {
    tree.keys().map(String::as_str).filter(|it| !it.ends_with('/')).collect()
}

pub const FERRY: &str = "content/releases/2026/ferry/index.md";

/// Two releases, one with a file and a picture.
pub fn newsroom() -> TestSite {
    let site = TestSite::whole();
    let keys = "attachments: [{file: plan.txt, title: Plan}]\nmedia: [{file: pier.png, alt: A pier.}]";
    site.write(FERRY, release("ferry", keys, "It sails."));
    site.write("content/releases/2026/ferry/plan.txt", "The plan.");
    site.write("content/releases/2026/ferry/pier.png", png(8, 8));
    site.release("bridge", "", "It opens.");
    site
}

#[test]
fn what_is_built_is_published_and_then_only_what_changed() {
    let site = newsroom();
    let first = publish(&site, NOW, &[]);
    assert_eq!(first.code, 0, "{}", first.stderr);
    let public = site.public();
    assert_eq!(files(&live(&site)), files(&public));
    assert!(files(&public).iter().all(|it| live(&site)[*it] == public[*it]));
    let again = publish(&site, NOW, &["--format", "json"]);
    let told: Value = serde_json::from_str(&again.stdout).unwrap();
    assert_eq!((&told["put"], &told["deleted"]), (&Value::Array(vec![]), &Value::Array(vec![])), "{}", again.stdout);
    site.edit("content/releases/2026/bridge.md", "It opens.", "It opens soon.");
    let dry = publish(&site, NOW, &["--dry-run", "--format", "json"]);
    let before = live(&site);
    let edited = publish(&site, NOW, &["--format", "json"]);
    let (dry, told): (Value, Value) =
        (serde_json::from_str(&dry.stdout).unwrap(), serde_json::from_str(&edited.stdout).unwrap());
    assert_eq!((&dry["put"], &dry["dry_run"]), (&told["put"], &Value::Bool(true)));
    let put: Vec<&str> = told["put"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    assert!(
        put.contains(&"nyc/releases/2026/bridge/index.html") && !put.contains(&"nyc/releases/2026/ferry/index.html")
    );
    assert!(before != live(&site));
}

#[test]
fn of_a_retracted_release_nothing_stays_and_of_others_files_stay_for_a_day() {
    let site = newsroom();
    assert_eq!(publish(&site, NOW, &[]).code, 0);
    let has = |part: &str| live(&site).keys().any(|it| it.contains(part) && !it.ends_with('/'));
    assert!(has("ferry/plan.txt") && has("ferry/pictures/") && has("ferry/release.txt"));
    let index: BTreeSet<String> =
        live(&site).into_keys().filter(|it| it.contains("search/") && it.ends_with(".bin")).collect();
    let ended =
        "media: [{file: pier.png, alt: A pier.}]\nstatus: retracted\nstatus_note: A mistake.\nstatus_date: 2026-11-23";
    site.edit(FERRY, "media: [{file: pier.png, alt: A pier.}]", ended);
    let run = publish(&site, NOW, &["--max-deletes", "100%"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for gone in ["ferry/plan.txt", "ferry/pictures/", "ferry/release.txt", "ferry/release.json"] {
        assert!(!has(gone), "{gone}");
    }
    assert!(live(&site).contains_key("nyc/releases/2026/ferry/index.html"), "a notice answers");
    assert!(index.iter().all(|it| !live(&site).contains_key(it)), "the words of the index are gone");
    // A style that is no longer there stays for those who have a page that loads it.
    let style = live(&site).into_keys().find(|it| it.starts_with("assets/style.")).unwrap();
    site.write("themes/newsroom/styles/lists.css", "main { color: red }\n");
    assert_eq!(publish(&site, NOW, &[]).code, 0);
    assert!(live(&site).contains_key(&style));
    assert_eq!(publish(&site, "2026-11-24T12:00:00Z", &[]).code, 0);
    assert!(!live(&site).contains_key(&style));
    assert_eq!(files(&live(&site)), files(&site.public()));
}

#[test]
fn what_is_wrong_or_not_public_is_not_published() {
    let site = newsroom();
    assert_eq!(publish(&site, NOW, &[]).code, 0);
    let before = live(&site);
    site.edit("content/releases/2026/bridge.md", "It opens.", "It [opens](nowhere.md).");
    let wrong = publish(&site, NOW, &[]);
    assert!(wrong.code == 1 && wrong.stderr.contains("nothing was published"), "{}", wrong.stderr);
    site.edit("content/releases/2026/bridge.md", "[opens](nowhere.md)", "opens");
    site.release("draft", "status: draft", "Not yet.");
    let drafts = site.beside("drafts").display().to_string();
    assert_eq!(site.build_with(&["--drafts", "--out", &drafts]).code, 0);
    let refused = publish(&site, NOW, &["--from", &drafts]);
    assert!(refused.code == 2 && refused.stderr.contains("drafts"), "{}", refused.stderr);
    let nothing = publish(&site, NOW, &["--from", &site.beside("none").display().to_string()]);
    assert!(nothing.code == 2 && nothing.stderr.contains("no build has written"), "{}", nothing.stderr);
    assert!(live(&site) == before);
}

#[test]
fn a_folder_of_others_and_one_of_the_newsroom_are_no_targets() {
    let site = newsroom();
    let root = site.root().display().to_string();
    let run = |target: &str, more: &[&str]| {
        site.run(&[&["publish", target, "--root", &root, "--now", NOW], more].concat(), &[], &site.root())
    };
    assert_eq!(site.build().code, 0);
    for (target, expected) in [
        (site.path("public"), "is where the newsroom is made"),
        (site.root(), "is where the newsroom is made"),
        ("ftp://bucket/".into(), "nothing is published to `ftp://`"),
        ("content/out".into(), "is inside the newsroom's `content`"),
        (site.path("themes/x"), "is inside the newsroom's `themes`"),
        (".git/x".into(), "is inside the newsroom's `.git`"),
        (".dateline/x".into(), "is inside the newsroom's `.dateline`"),
        ("dateline.yaml".into(), "is a file"),
        ("..".into(), "contains the newsroom"),
        ("a/../content/out".into(), "is inside the newsroom's `content`"),
        ("public/sub".into(), "is inside the output folder"),
        ("s3:/bucket".into(), "write `s3://bucket`"),
        ("S3://bucket".into(), "write `s3://bucket`"),
        ("user@host:/srv/www".into(), "rsync"),
        ("host:path".into(), "rsync"),
        ("file:///srv".into(), "write the folder: `/srv`"),
        ("http://example.org/".into(), "nothing is published to `http://`"),
    ] {
        let before = tree(&site.root());
        let refused = run(&target.display().to_string(), &[]);
        assert!(refused.code == 2 && refused.stderr.contains(expected), "{}", refused.stderr);
        assert_same_trees(&before, &tree(&site.root()), expected);
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(site.path("content"), site.beside("linked")).unwrap();
        let refused = run(&site.beside("linked/out").display().to_string(), &[]);
        assert!(refused.code == 2 && refused.stderr.contains("inside the newsroom's `content`"), "{}", refused.stderr);
    }
    // As `publish:` names them: `check` and `build` say so too.
    for target in ["content/out", "./themes", "..", "s3:/bucket", "user@host:/srv/www", "file:///srv"] {
        let config = site.read("dateline.yaml");
        site.write("dateline.yaml", format!("publish: {{target: \"{target}\"}}\n{config}"));
        for run in [site.check(&[]), site.build()] {
            run.refused(&["bad-value"]).says("dateline.yaml:1:19");
        }
        site.write("dateline.yaml", config);
    }
    let other = site.beside("other");
    std::fs::create_dir(&other).unwrap();
    std::fs::write(other.join("theirs.txt"), "theirs").unwrap();
    let refused = run(&other.display().to_string(), &[]);
    assert!(refused.code == 2 && refused.stderr.contains("did not put there"), "{}", refused.stderr);
    assert_eq!(run(&other.display().to_string(), &["--force"]).code, 0);
    assert!(other.join("theirs.txt").exists() && other.join("index.html").exists());
    let wrong = run(&other.display().to_string(), &["--max-deletes", "many"]);
    assert!(wrong.code == 2 && wrong.stderr.contains("neither a number nor a share"), "{}", wrong.stderr);
}

#[test]
fn the_example_of_the_readme_is_a_configuration() {
    let readme = std::fs::read_to_string(crate::support::repository("README.md")).unwrap();
    let example = readme.split("```yaml\npublish:").nth(1).unwrap().split("```").next().unwrap();
    let site = TestSite::new();
    site.edit("dateline.yaml", "topics:", &format!("publish:{example}topics:"));
    site.release("ferry", "", "It sails.");
    site.build_well();
}
