//! A fault in each fixture of `tests/rules/RULE/`, beside the diagnostics that it gives, as an editor reads them.
//!
//! A fixture is a file or a folder, and takes its place in a copy of `tests/sites/rules`. Of files, `NAME.md` is a release,
//! `page-NAME.md` a page, `dateline-NAME.yaml` and `contacts-NAME.yaml` are those files, `NAME.html` is the template of a
//! release. A folder is laid over the newsroom as it is, but for two things in it:
//!
//! - `before/` is laid over a newsroom that is built first; the fixture has the record of that build.
//! - `setup` has lines for what no file in a repository can be: `link PATH TARGET`, `fill PATH BYTES`, and
//!   `run check --strict` for another command than `build`; and `answer PATH STATUS LOCATION` for what a server on this
//!   machine says, whose port takes the place of `PORT`.
//!
//! `NAME.txt` has the whole of standard error. A fixture named `good…` gives no diagnostic at all. `UPDATE=1` rewrites what
//! is expected. Pictures and documents that a file names come from `tests/data/rules`. Rules on the words of a text are looked at in process, as a build leaves them to `check`.
//! `NAME.diff` is what `check --fix` makes of it: see `fix.rs`.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;

use dateline::TOOLS;
use dateline_check as check;
use dateline_diagnostics::{self as diagnostic, Printer, RULES};
use dateline_engine::{Options, SourceExcerpts, Workspace};

use crate::support::{NOW, TestSite, assert_snapshot, copy, repository, tree};

/// Names in `tests/rules/RULE`, sorted.
pub fn files(rule: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(repository("tests/rules").join(rule)) else { return Vec::new() };
    let mut names: Vec<String> = entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Names of a rule's fixtures, sorted.
pub fn inputs(rule: &str) -> Vec<String> {
    files(rule).into_iter().filter(|it| !it.ends_with(".txt") && !it.ends_with(".diff")).collect()
}

/// A newsroom with the fixture in it.
pub fn site(rule: &str, name: &str) -> TestSite {
    let fixture = repository("tests/rules").join(rule).join(name);
    let site = TestSite::of("rules");
    if !fixture.is_dir() {
        let bytes = fs::read(fixture).unwrap();
        // The files that it names are there.
        for (file, content) in tree(&repository("tests/data/rules")) {
            if bytes.windows(file.len()).any(|it| it == file.as_bytes()) {
                site.write(&format!("content/releases/2026/{file}"), content);
            }
        }
        site.write(&place(name), bytes);
        return site;
    }
    if fixture.join("before").is_dir() {
        copy(&fixture.join("before"), &site.root());
        site.build_well();
        fs::remove_dir_all(site.path("content")).unwrap();
        copy(&repository("tests/sites/rules"), &site.root());
    }
    for entry in fs::read_dir(&fixture).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        match name.as_str() {
            "before" | "setup" => {}
            _ if entry.path().is_dir() => copy(&entry.path(), &site.path(&name)),
            _ => drop(fs::copy(entry.path(), site.path(&name)).unwrap()),
        }
    }
    for line in setup(rule, name) {
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["link", path, target] => {
                fs::create_dir_all(site.path(path).parent().unwrap()).unwrap();
                std::os::unix::fs::symlink(target, site.path(path)).unwrap();
            }
            ["fill", path, bytes] => drop(site.write(path, vec![b'x'; bytes.parse().unwrap()])),
            ["answer" | "run", ..] => {}
            _ => panic!("tests/rules/{rule}/{name}/setup: `{line}`"),
        }
    }
    site
}

/// Answers on this machine as the lines `answer PATH STATUS LOCATION` say, and gives the port, which takes the place of
/// `PORT` in the releases.
fn answering(setup: &[String], site: &TestSite) -> String {
    let told = |line: &String| Some(line.strip_prefix("answer ")?.split(' ').map(str::to_owned).collect::<Vec<_>>());
    let told: Vec<Vec<String>> = setup.iter().filter_map(told).collect();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    for (path, text) in tree(&site.path("content")) {
        if let Ok(text) = String::from_utf8(text) {
            site.write(&format!("content/{path}"), text.replace("PORT", &port));
        }
    }
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut head = [0; 2048];
            let length = stream.read(&mut head).unwrap_or(0);
            let head = String::from_utf8_lossy(&head[..length]).into_owned();
            let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
            let [status, location] = match told.iter().find(|it| it[0] == path) {
                Some(it) => [it[1].clone(), it[2].clone()],
                None => ["200".to_owned(), String::new()],
            };
            let answer = format!(
                "HTTP/1.1 {status} So\r\nlocation: {location}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            );
            drop(stream.write_all(answer.as_bytes()));
        }
    });
    port
}

/// The lines of a fixture's `setup`.
fn setup(rule: &str, name: &str) -> Vec<String> {
    let text = fs::read_to_string(repository("tests/rules").join(rule).join(name).join("setup")).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

/// Where a file of `tests/rules` takes its place in the newsroom.
fn place(name: &str) -> String {
    let stem = name.strip_prefix("good-").unwrap_or(name);
    match name.rsplit_once('.').map(|it| it.1) {
        Some("yaml") if stem.starts_with("contacts") => "content/contacts.yaml".to_owned(),
        Some("yaml") => "dateline.yaml".to_owned(),
        Some("html") => "themes/newsroom/templates/release.html".to_owned(),
        _ => match stem.strip_prefix("page-") {
            Some(page) => format!("content/pages/{page}"),
            None => format!("content/releases/2026/{name}"),
        },
    }
}

/// What is found in a newsroom with the fixture in it: standard error, and the rules it names.
fn diagnostics(rule: &str, name: &str) -> (String, Vec<String>) {
    let site = site(rule, name);
    if let Some(words) = setup(rule, name).iter().find_map(|it| it.strip_prefix("run ")) {
        let root = site.root().display().to_string();
        let words = words.split(' ').chain(["--root", &root, "--now", NOW, "--show-unpublished"]).collect::<Vec<_>>();
        let port = answering(&setup(rule, name), &site);
        let run = site.run(&words, &[], &site.root());
        let rules = run.rules().into_iter().map(str::to_owned).collect();
        return (without_summary(&site.settled(&run)).replace(&port, "PORT"), rules);
    }
    if diagnostic::rule(rule).is_ok_and(check::is_of_words) {
        return checked(&site);
    }
    // A plain build looks at what could stop it alone, and these are warnings.
    if rule.starts_with("page-") {
        let check = site.check(&["--show-unpublished"]);
        return (site.settled(&check), check.rules().into_iter().map(str::to_owned).collect());
    }
    // That a check says the same is tested in `agree.rs`.
    let run = site.build_with(&["--show-unpublished"]);
    let rules: Vec<String> = run.rules().into_iter().map(str::to_owned).collect();
    let text = without_summary(&site.settled(&run));
    (text, rules)
}

/// What is found in a newsroom when its texts are checked too: as it is printed, and the rules it names.
fn checked(site: &TestSite) -> (String, Vec<String>) {
    let options = Options { check_texts: true, ..Options::new(site.root(), TOOLS) };
    let loaded = Workspace::open(options).unwrap().load(NOW.parse().unwrap());
    let excerpts = SourceExcerpts { loaded: &loaded, show_unpublished: true };
    let printer = Printer { excerpts: &excerpts, styled: false, width: 120 };
    let text = printer.print(&loaded.found);
    let rules = printer.problems(&loaded.found).into_iter().map(|it| it.rule.to_owned()).collect();
    (text.lines().map(|it| it.trim_end().to_owned() + "\n").collect(), rules)
}

/// The text up to the closing summary, which has the time in it.
fn without_summary(text: &str) -> String {
    let is_summary = |line: &str| line.ends_with(" s") && line.contains(" removed; ");
    let lines = text.lines().take_while(|line| !is_summary(line));
    lines.map(|it| it.to_owned() + "\n").collect()
}

#[test]
fn every_fault_gives_the_diagnostics_beside_it() {
    let mut wrong = Vec::new();
    for rule in RULES {
        for name in inputs(rule.name).iter().filter(|it| !it.starts_with("good")) {
            let (text, rules) = diagnostics(rule.name, name);
            let is_broken = rules.iter().any(|it| it == rule.name);
            if !is_broken {
                wrong.push(format!("tests/rules/{}/{name} does not break the rule:\n{text}", rule.name));
            }
            let expected = repository("tests/rules").join(rule.name).join(format!("{}.txt", stem(name)));
            if std::env::var_os("UPDATE").is_some() && is_broken {
                fs::write(expected, text).unwrap();
            } else if is_broken && fs::read_to_string(&expected).unwrap_or_default() != text {
                wrong.push(format!("tests/rules/{}/{name} gives now (UPDATE=1 rewrites it):\n{text}", rule.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_right_does_not_break_the_rule() {
    let mut wrong = Vec::new();
    for rule in RULES {
        for name in inputs(rule.name).iter().filter(|it| it.starts_with("good")) {
            let (text, rules) = diagnostics(rule.name, name);
            if !rules.is_empty() || text.contains("panicked") {
                wrong.push(format!("tests/rules/{}/{name}:\n{text}", rule.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_fault_and_what_is_right_and_every_folder_a_rule() {
    let folders: BTreeSet<String> = files("").into_iter().collect();
    let known: BTreeSet<String> = RULES.iter().map(|it| it.name.to_owned()).collect();
    assert_eq!(folders, known, "a folder of `tests/rules` for each rule (left: folders, right: rules)");
    for rule in known {
        let names = inputs(&rule);
        assert!(names.iter().any(|it| !it.starts_with("good")), "`{rule}` has no fault");
        assert!(names.iter().any(|it| it.starts_with("good")), "`{rule}` has nothing that is right");
    }
}

#[test]
fn every_expected_text_has_a_fault_that_gives_it() {
    for rule in RULES {
        let given: BTreeSet<String> =
            inputs(rule.name).iter().filter(|it| !it.starts_with("good")).map(|it| stem(it)).collect();
        let expected: BTreeSet<String> =
            files(rule.name).iter().filter(|it| it.ends_with(".txt")).map(|it| stem(it)).collect();
        assert_eq!(given, expected, "tests/rules/{}: inputs, and texts that are expected", rule.name);
    }
}

#[test]
fn the_seed_as_received_gives_its_slips_and_nothing_else() {
    let (text, rules) = checked(&TestSite::of("seed-as-received"));
    let count = |rule: &str| rules.iter().filter(|it| *it == rule).count();
    assert_eq!(
        (count("body-phone"), count("near-acronym"), count("bare-address"), count("mixed-quotes")),
        (2, 1, 1, 1)
    );
    assert_snapshot("sites/seed-as-received/diagnostics.txt", &text);
}

#[test]
fn faults_of_all_files_come_at_once_by_path_and_place() {
    let site = TestSite::of("rules");
    site.write("content/releases/2026/b.md", "---\ntitle: B\ndate: 2026-02-30\noffices: [paris]\n---\n<b>B</b>\n");
    site.write("content/releases/2026/a.md", "no fence\n");
    site.write(
        "content/releases/2026/c.md",
        "---\ntitle: C: c\ndate: 2026-11-02\noffices: [nyc]\ntopics: [x]\n---\nC.\n",
    );
    site.edit("content/contacts.yaml", "(212)", "(21)");
    site.edit("dateline.yaml", "topics:", "topisc:");
    for jobs in ["1", "8"] {
        let run = site.build_with(&["--show-unpublished", "--jobs", jobs]);
        assert_eq!(run.code, 1);
        let places: Vec<&str> = run.stderr.lines().filter_map(|it| it.split_once("--> ").map(|it| it.1)).collect();
        let key = |place: &&str| {
            let mut parts = place.split(':');
            let path = parts.next().unwrap().to_owned();
            (path, parts.map(|it| it.parse::<usize>().unwrap()).collect::<Vec<_>>())
        };
        assert!(places.is_sorted_by_key(key), "{places:?}");
        let files: Vec<&str> = places.iter().map(|it| it.split(':').next().unwrap()).collect();
        for file in
            ["content/contacts.yaml", "content/releases/2026/a.md", "content/releases/2026/c.md", "dateline.yaml"]
        {
            assert!(files.contains(&file), "{file} is not in {places:?}");
        }
        assert_eq!(files.iter().filter(|it| **it == "content/releases/2026/b.md").count(), 3, "{places:?}");
    }
}

/// A fixture's name without its ending.
pub fn stem(name: &str) -> String {
    name.rsplit_once('.').map_or(name, |it| it.0).to_owned()
}
