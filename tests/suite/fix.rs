//! `dateline check --fix`: what has one right mend is mended, and not a byte beside it changes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;

use dateline::TOOLS;
use dateline_diagnostics::{Excerpts, Fix, Place, RULES};
use dateline_engine::mend::unified;
use dateline_engine::{Mending, Options, SourceExcerpts, Workspace, is_mended, mend};

use crate::rules::{files, inputs, site, stem};
use crate::support::{NOW, Run, TestSite, assert_same_trees, repository, tree, uncached};

const FERRY: &str = "content/releases/2026/ferry.md";

fn workspace(site: &TestSite) -> Workspace {
    let options = Options { check_texts: true, ..Options::new(site.root(), TOOLS) };
    Workspace::open(options).unwrap()
}

/// Mends all that is wrong by one rule; what has to be asked is answered with yes.
fn mended(site: &TestSite, rule: &str) -> Mending {
    mend(&mut workspace(site), NOW.parse().unwrap(), &|it, _| it.rule.name == rule, &mut |_| true)
}

/// A place that changes, and what is then there.
type Change = (Range<usize>, String);

/// What the mends of a rule name, by path, found here by other means than the program's.
fn named(site: &TestSite, rule: &str) -> BTreeMap<String, Vec<Change>> {
    let loaded = workspace(site).load(NOW.parse().unwrap());
    let excerpts = SourceExcerpts { loaded: &loaded, show_unpublished: true };
    let mut named: BTreeMap<String, Vec<Change>> = BTreeMap::new();
    let problems = loaded.found.iter().filter(|it| it.rule.name == rule && is_mended(it, &loaded.sources));
    for edit in problems.flat_map(|it| &it.fix.as_ref().unwrap().edits) {
        let file = edit.place.file().unwrap();
        let text = excerpts.text(file).unwrap();
        let range = match &edit.place {
            Place::Span(span) => span.start as usize..span.end as usize,
            Place::Key(_, path) => excerpts.locate(file, &text, path, true).unwrap(),
            Place::Value(_, path) => excerpts.locate(file, &text, path, false).unwrap(),
            place => panic!("a mend of {place:?}"),
        };
        named.entry(loaded.sources.path(file).to_owned()).or_default().push((range, edit.text.clone()));
    }
    named.values_mut().for_each(|it| it.sort_by_key(|it| it.0.start));
    named
}

/// The bytes with the changes made, and nothing else.
fn with(bytes: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (range, text) in changes.iter().rev() {
        bytes.splice(range.clone(), text.bytes());
    }
    bytes
}

/// The newsroom with the fixture in it and its mends made; one that is made brings another to light at times.
fn by_hand(rule: &str, name: &str) -> TestSite {
    let site = site(rule, name);
    for _ in 0..5 {
        for (path, changes) in named(&site, rule) {
            site.write(&path, with(site.read(&path).as_bytes(), &changes));
        }
    }
    site
}

/// The acceptance of the command: beside each fixture that has a mend, `NAME.diff` has what becomes of it.
#[test]
fn every_mend_takes_its_problem_away_and_changes_nothing_else() {
    let (mut rules, mut diffs) = (BTreeSet::new(), BTreeSet::new());
    for (rule, name) in RULES.iter().flat_map(|rule| inputs(rule.name).into_iter().map(|name| (rule.name, name))) {
        let site = site(rule, &name);
        let named = named(&site, rule);
        if named.is_empty() {
            continue;
        }
        assert!(!name.starts_with("good"), "{rule}/{name} has something to mend");
        rules.insert(rule);
        let expected = tree(&by_hand(rule, &name).root());
        let mending = mended(&site, rule);
        assert!(mending.left_alone.is_empty(), "{rule}/{name}: {:?}", mending.left_alone);
        assert_same_trees(&uncached(&site), &expected, &format!("{rule}/{name}: beside what its mends name"));
        let left = workspace(&site).load(NOW.parse().unwrap()).found;
        let left: Vec<_> = left.iter().filter(|it| it.rule.name == rule && it.fix.is_some()).collect();
        assert!(left.is_empty(), "{rule}/{name}: {left:#?}");
        let again = mended(&site, rule);
        assert!(again.files.is_empty(), "{rule}/{name}: a second run changes {:?}", again.files);
        assert_same_trees(&uncached(&site), &expected, &format!("{rule}/{name}: after a second run"));

        let diff: String = mending.files.iter().map(|it| unified(&it.path, &it.before, &it.after)).collect();
        crate::support::assert_snapshot(&format!("rules/{rule}/{}.diff", stem(&name)), &diff);
        diffs.insert(format!("{rule}/{}.diff", stem(&name)));
    }
    assert!(!rules.is_empty(), "no fixture has a mend");
    let there = RULES.iter().flat_map(|it| files(it.name).into_iter().map(|name| format!("{}/{name}", it.name)));
    assert_eq!(there.filter(|it| it.ends_with(".diff")).collect::<BTreeSet<_>>(), diffs);
}

/// Runs `check --fix`.
fn fix(site: &TestSite, more: &[&str]) -> Run {
    site.check(&[&["--fix"], more].concat())
}

/// A release with a fault of each kind that is mended without a question, in lines that end as on Windows.
fn faulty() -> TestSite {
    let site = TestSite::new();
    let text = "---\ntitle: Ferry: a line &amp; a  pier # as sent\ndate: 2026-11-02\noffices: [nyc, sf]\n---\nThe the ferry\u{200b} sails\u{a0}\u{a0} from www.example.org. Write to press@example.org.\rIt is full.";
    site.write(FERRY, text.replace('\n', "\r\n").replace(" # as sent", ""));
    site
}

#[test]
fn all_is_mended_in_one_run_and_the_difference_is_shown() {
    let site = faulty();
    let others = uncached(&site);
    let run = fix(&site, &[]);
    let mended = "---\ntitle: \"Ferry: a line & a pier\"\ndate: 2026-11-02\noffices: [nyc, sf]\n---\nThe ferry sails from [www.example.org](https://www.example.org). Write to <press@example.org>.\nIt is full.";
    assert_eq!(site.read(FERRY), mended.replace('\n', "\r\n"));
    let mut expected = others.clone();
    expected.insert(FERRY.to_owned(), site.read(FERRY).into_bytes());
    assert_same_trees(&uncached(&site), &expected, "other files");
    let before = String::from_utf8(others[FERRY].clone()).unwrap();
    assert_eq!(run.stdout, unified(FERRY, &before, &site.read(FERRY)));
    assert!(run.stdout.starts_with("--- a/content/releases/2026/ferry.md\n+++ b/"), "{}", run.stdout);
    assert_eq!((run.code, run.stderr.as_str()), (0, "9 problems mended in 1 file\nnothing is wrong\n"));
    let again = fix(&site, &[]);
    assert_eq!((again.stdout.as_str(), again.stderr.as_str()), ("", "nothing is wrong\n"));
}

#[test]
fn what_is_left_is_told_as_by_a_check() {
    let site = faulty();
    site.release("bridge", "kind: spech", "It is at press@example.org.");
    let run = fix(&site, &["--rule", "bare-address", "--rule", "bad-value"]);
    run.refused(&["bad-value"]).says("3 problems mended in 2 files").says("\n1 error\n");
    let run = fix(&site, &[]);
    run.refused(&["bad-value"]);
}

#[test]
fn a_check_counts_what_can_be_mended() {
    let site = TestSite::new();
    site.release("ferry", "title: The  ferry", "Text.");
    site.check(&[]).says("1 warning; `dateline check --fix` can mend 1 of them\n");
    site.release("bridge", "sumary: Text.", "Text.");
    site.check(&[]).says("1 error, 1 warning; `dateline check --fix` can mend 1 of them, and 1 more after a yes\n");
    site.remove(FERRY);
    site.check(&[]).says("1 error; `dateline check --fix` can mend 1 of them, after a yes\n");
    let run = fix(&site, &[]);
    run.refused(&["unknown-key"]).says("1 error; 1 can be mended after a yes, at a terminal\n");
}

/// Nobody is at standard input here.
#[test]
fn what_has_to_be_asked_is_not_mended_when_nobody_can_answer() {
    let site = TestSite::new();
    site.release("ferry", "sumary: Text.", "Text.").edit(
        "dateline.yaml",
        "outputs:",
        "rules: {long-titel: off}\noutputs:",
    );
    let before = uncached(&site);
    let run = fix(&site, &[]);
    assert_eq!((run.code, run.stdout.as_str()), (1, ""), "{}", run.stderr);
    assert!(!run.stderr.contains("[y/N]"), "{}", run.stderr);
    assert_same_trees(&before, &uncached(&site), "nothing was agreed to");
}

#[test]
fn each_question_is_asked_once_and_names_its_place() {
    let site = TestSite::new();
    site.release("ferry", "sumary: Text.\nplacee: Pier\nsummery: Text.", "Text.");
    let before = site.read(FERRY);
    let mut asked = Vec::new();
    let mut agree = |it: &dateline_engine::Question| {
        asked.push(format!("{}:{}: {}", it.path, it.line, it.words));
        it.words.contains("placee")
    };
    let mending = mend(&mut workspace(&site), NOW.parse().unwrap(), &|_, _| true, &mut agree);
    let place = |line: usize, words: &str| format!("{FERRY}:{line}: {words}");
    assert_eq!(
        asked,
        [
            place(5, "write `summary` in place of `sumary`"),
            place(6, "write `place` in place of `placee`"),
            place(7, "write `summary` in place of `summery`")
        ]
    );
    assert_eq!(mending.files[0].n_mends, 1);
    assert_eq!(site.read(FERRY), before.replace("placee", "place"));
}

#[test]
fn only_what_is_asked_for_is_mended() {
    let page = "content/pages/notices.md";
    let site = faulty();
    site.write(page, "---\ntitle: All  notices\ndate: 2026-01-05\n---\nSee www.example.org.\n");
    let before = uncached(&site);
    for more in [&["--rule", "layout-spaces", page][..], &["--severity", "error", page], &["content/contacts.yaml"]] {
        let run = fix(&site, more);
        assert_eq!(run.stdout, "", "{more:?}");
        assert_same_trees(&before, &uncached(&site), "not asked for");
    }
    fix(&site, &["--rule", "stray-space", page]);
    assert_eq!(site.read(page), "---\ntitle: All notices\ndate: 2026-01-05\n---\nSee www.example.org.\n");
    fix(&site, &["content/pages"]);
    assert!(site.read(page).contains("[www.example.org](https://www.example.org)."));
    assert_eq!(site.read(FERRY).into_bytes(), before[FERRY], "a file that was not named");
    fix(&site, &["--severity", "error"]);
    assert!(site.read(FERRY).contains("title: \"Ferry: a line &amp; a  pier\"\r\n"), "{}", site.read(FERRY));
}

#[test]
fn what_is_allowed_or_switched_off_stays() {
    let site = TestSite::new();
    let config = site.read("dateline.yaml");
    site.write(
        "dateline.yaml",
        format!(
            "{config}rules: {{layout-spaces: off, bare-address: {{severity: off, only: [content/releases/2026]}}}}\n"
        ),
    );
    let body = "<!-- dateline-allow: invisible-character as it was sent -->\n\nThe fer\u{200b}ry sails\u{a0}\u{a0}from www.example.org.";
    site.release("ferry", "title: The  ferry # dateline-allow: stray-space as it was sent", body);
    let before = uncached(&site);
    let run = fix(&site, &[]);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", "nothing is wrong\n"));
    assert_same_trees(&before, &uncached(&site), "allowed");
}

#[test]
fn of_what_is_not_public_only_the_place_is_told() {
    let site = TestSite::new();
    site.release("ferry", "status: draft\ntitle: SECRET  ferry", "Text.");
    let run = fix(&site, &["--rule", "stray-space"]);
    assert_eq!(run.stdout, "content/releases/2026/ferry.md: 1 problem mended\n");
    assert!(!run.stderr.contains("SECRET"), "{}", run.stderr);
    assert!(site.read(FERRY).contains("title: SECRET ferry"));
    // One that cannot be read may be a draft, and is one here.
    site.release("ferry", "title: SECRET: a plan\nstatus: draft", "Text.");
    let run = fix(&site, &[]);
    assert_eq!(run.stdout, "content/releases/2026/ferry.md: 1 problem mended\n");
    site.release("ferry", "status: draft\ntitle: SECRET  ferry", "Text.");
    let run = fix(&site, &["--show-unpublished"]);
    assert!(run.stdout.contains("\n-title: SECRET  ferry\n+title: SECRET ferry\n"), "{}", run.stdout);
}

#[test]
fn programs_get_no_difference_among_their_problems() {
    for format in ["json", "github", "sarif"] {
        let site = faulty();
        let before = uncached(&site);
        let run = fix(&site, &["--format", format]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        run.says("--fix: ").says("check again");
        assert_same_trees(&before, &uncached(&site), "refused");
    }
}

#[test]
fn configuration_and_contacts_are_mended_and_themes_are_not() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.");
    site.edit("dateline.yaml", "newsroom: Harbour Office", "newsroom: Harbour: the office");
    let theme = "themes/newsroom/theme.yaml";
    site.write(theme, fs::read(repository(theme)).unwrap());
    let name = site.read(theme).lines().find(|it| it.starts_with("name:")).unwrap().to_owned();
    site.edit(theme, &name, "name: The: theme");
    let before = site.read(theme);
    let run = fix(&site, &[]);
    assert!(site.read("dateline.yaml").starts_with("newsroom: \"Harbour: the office\"\n"), "{}", run.stderr);
    assert!(run.rules().contains(&"yaml-syntax"), "{}", run.stderr);
    assert_eq!(site.read(theme), before);
    site.remove(theme);
    site.write(
        "content/contacts.yaml",
        "ana:\n  name: Ana Reyes\n  office: nyc\n  role: Press: all day\n  phone: (212) 555-0123\n",
    );
    fix(&site, &[]);
    assert!(site.read("content/contacts.yaml").contains("\n  role: \"Press: all day\"\n"));
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_permissions_and_a_link_stays_one() {
    use std::os::unix::fs::PermissionsExt;
    let site = TestSite::new();
    let page = "---\ntitle: All  notices\ndate: 2026-01-05\n---\nText.\n";
    site.write("content/pages/notices.md", page);
    std::os::unix::fs::symlink("notices.md", site.path("content/pages/terms.md")).unwrap();
    fs::set_permissions(site.path("content/pages/notices.md"), fs::Permissions::from_mode(0o640)).unwrap();
    let run = fix(&site, &[]);
    assert_eq!((run.code, site.read("content/pages/notices.md")), (0, page.replace("  ", " ")), "{}", run.stderr);
    assert!(fs::symlink_metadata(site.path("content/pages/terms.md")).unwrap().is_symlink());
    let mode = fs::metadata(site.path("content/pages/notices.md")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    let names = tree(&site.path("content/pages")).into_keys().collect::<Vec<_>>();
    assert_eq!(names, ["notices.md", "terms.md"]);
}

#[test]
fn a_file_that_changes_meanwhile_is_left_alone() {
    let site = TestSite::new();
    site.release("ferry", "sumary: Text.", "Text.");
    let meanwhile = site.read(FERRY).replace("Text.", "Another text.");
    let mut agree = |_: &dateline_engine::Question| {
        site.write(FERRY, &meanwhile);
        true
    };
    let mending = mend(&mut workspace(&site), NOW.parse().unwrap(), &|_, _| true, &mut agree);
    assert!(mending.files.is_empty());
    let left: Vec<String> = mending.left_alone.iter().map(|(path, why)| format!("{path}: {why}")).collect();
    assert_eq!(left, [format!("{FERRY}: it changed meanwhile")]);
    assert_eq!(site.read(FERRY), meanwhile);
}

/// A mend names bytes, so two that meet are made one after the other.
#[test]
fn mends_that_meet_are_all_made_in_the_end() {
    let site = TestSite::new();
    site.release("ferry", "title: \"A &amp;\u{200b}  b\u{200b}\"", &"The\u{200b} ferry.\n\n".repeat(25));
    let run = fix(&site, &[]);
    assert!(
        site.read(FERRY).contains("title: \"A & b\"\n") && !site.read(FERRY).contains('\u{200b}'),
        "{}",
        run.stderr
    );
    assert_eq!(run.code, 0);
}

#[test]
fn a_mend_is_of_one_file() {
    for rule in RULES {
        for name in inputs(rule.name) {
            let loaded = workspace(&site(rule.name, &name)).load(NOW.parse().unwrap());
            for fix in loaded.found.iter().filter_map(|it| it.fix.as_deref()) {
                let Fix { edits, .. } = fix;
                assert!(!edits.is_empty() && edits.iter().all(|it| it.place.file() == fix.file()), "{rule:?}/{name}");
            }
        }
    }
}
