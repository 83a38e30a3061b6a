//! `dateline explain`: what rules mean.

use dateline::TOOLS;
use dateline_diagnostics::{Explanation, RULES};
use dateline_engine::{self as engine, Options, Workspace};

use crate::support::{NOW, Run, TestSite, release, repository};

/// Rules of which no piece of a text can be an example, and why.
const WITHOUT_PROOF: &[(&str, &str)] = &[
    ("changed-id", "needs the record of a build before"),
    ("drifted-fact", "needs a second file"),
    ("empty-file", "is of a file without a text"),
    ("external-link", "needs another site"),
    ("file-too-large", "is of a file that nobody would want to read"),
    ("invisible-character", "would show nothing: the character is written out"),
    ("lone-translation", "needs a second file"),
    ("lost-address", "needs the record of a build before"),
    ("moved-link", "needs another site"),
    ("not-utf8", "is of bytes that are no text"),
    ("silent-edit", "needs the record of a build before"),
    ("translation-key", "needs a second file"),
    ("unknown-file", "is of the place of a file"),
    ("unreadable", "is of a file that cannot be opened"),
    ("unused-file", "is of a file that no text names"),
];

fn explain(what: &str) -> Run {
    TestSite::new().run(&["explain", what], &[], &repository(""))
}

#[test]
fn rules_are_explained_by_name() {
    let run = explain("broken-link");
    assert!(run.code == 0 && run.stdout.starts_with("broken-link (error)\n\nA link inside"), "{}", run.stdout);
    let run = explain("broken-lnk");
    assert_eq!(run.code, 2);
    run.says("there is no rule `broken-lnk`: did you mean `broken-link`?");
}

#[test]
fn every_rule_says_how_to_switch_it_off_or_that_it_stays() {
    for rule in RULES {
        let said = explain(rule.name).stdout;
        let can_be_off = said.contains(&format!("rules: {{{}: off}}", rule.name));
        assert!(said.contains(rule.meaning) && can_be_off != said.contains("cannot be allowed"), "{said}");
        assert_eq!(can_be_off, !rule.guards_the_build(), "{said}");
    }
}

#[test]
fn every_rule_says_why_it_matters_and_shows_what_to_write() {
    for rule in RULES {
        let Explanation { why, before, after } = rule.explanation();
        let file =
            format!("crates/pure/diagnostics/src/rules/{}.txt: why it matters, `before:` and `after:`", rule.name);
        assert!(why.ends_with('.') && !why.contains('\n') && why.len() < 300, "{file}: {why:?}");
        assert!(!before.trim().is_empty() && !after.trim().is_empty() && before != after, "{file}");
        assert!(!(before.to_owned() + after).contains("```"), "{file}");
        let said = explain(rule.name).stdout;
        for line in [why].into_iter().chain(before.lines()).chain(after.lines()) {
            assert!(said.contains(line), "{file}: {said}");
        }
    }
}

/// The newsroom of `tests/rules` with an example in its place.
fn with_example(example: &str) -> TestSite {
    let site = TestSite::of("rules");
    let folder = "content/releases/2026/example";
    let of_fixtures = |name: &str| std::fs::read(repository(&format!("tests/data/rules/{name}"))).unwrap();
    for (name, bytes) in [
        ("harbour.png", crate::support::png(4, 3)),
        ("torn.png", crate::support::png(40, 30)[..60].to_vec()),
        ("work-plan.pdf", of_fixtures("report.pdf")),
        ("scanned.pdf", of_fixtures("untagged.pdf")),
    ] {
        // What no text names is told of.
        if example.contains(name) {
            site.write(&format!("{folder}/{name}"), bytes);
        }
    }
    let path = format!("{folder}/index.md");
    let sound = |keys: &str, body: &str| {
        let own = if keys.lines().any(|it| it.starts_with("title:")) { "" } else { "title: Ferry line opens\n" };
        release("example", &format!("{own}{keys}"), body)
    };
    if let Some(contacts) = example.strip_prefix("# content/contacts.yaml\n") {
        let others = site.read("content/contacts.yaml");
        let others = others.lines().filter(|it| !contacts.starts_with(it.split(':').next().unwrap()));
        site.write("content/contacts.yaml", format!("{contacts}\n{}\n", others.collect::<Vec<_>>().join("\n")));
    } else if let Some(config) = example.strip_prefix("# dateline.yaml\n") {
        site.write("dateline.yaml", format!("{}{config}\n", site.read("dateline.yaml")));
    } else if example.starts_with("{%") {
        site.write("themes/newsroom/templates/release.html", example);
    } else if ["title:", "date:", "offices:"].iter().all(|key| example.lines().any(|it| it.starts_with(key))) {
        site.write(&path, format!("{example}\n"));
    } else if let Some(rest) = example.strip_prefix("---\n") {
        let without_body = rest.strip_suffix("\n---").map(|it| (it, "The ferry line opens."));
        let (keys, body) = without_body.or_else(|| rest.split_once("\n---\n")).unwrap();
        site.write(&path, sound(keys, body));
    } else {
        site.write(&path, sound("", example));
    }
    site
}

/// The rules that are broken in a newsroom.
fn broken(site: &TestSite) -> Vec<&'static str> {
    let options = Options { check_texts: true, ..Options::new(site.root(), TOOLS) };
    let loaded = Workspace::open(options).unwrap().load(NOW.parse().unwrap());
    let faults = loaded.snapshot.iter().flat_map(|it| engine::faults(it, &loaded.sources, &|_| ()));
    let found = loaded.found.iter().map(|it| it.rule.name);
    found.chain(faults.map(|it| it.rule.name)).collect()
}

#[test]
fn what_stands_before_breaks_the_rule_and_what_stands_after_breaks_none() {
    for (name, why) in WITHOUT_PROOF {
        assert!(!why.is_empty() && RULES.iter().any(|it| it.name == *name), "`{name}` is no rule");
    }
    let mut wrong = Vec::new();
    for rule in RULES.iter().filter(|it| WITHOUT_PROOF.iter().all(|(name, _)| *name != it.name)) {
        let Explanation { before, after, .. } = rule.explanation();
        let (before, after) = (broken(&with_example(before)), broken(&with_example(after)));
        if !before.contains(&rule.name) || !after.is_empty() {
            wrong.push(format!("`{}`: before gives {before:?}, after {after:?}", rule.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The page is what the table says: `UPDATE=1` writes it.
#[test]
fn the_page_on_rules_is_the_table() {
    let run = explain("rules");
    let page = repository("docs/rules.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&page, &run.stdout).unwrap();
    }
    let written = std::fs::read_to_string(&page).unwrap_or_default();
    assert!(written == run.stdout, "docs/rules.md is not current: UPDATE=1 cargo test --test suite explain");
    assert!(RULES.iter().all(|it| written.contains(&format!("| [`{0}`](#{0}) | {1}", it.name, it.severity.name()))));
}
