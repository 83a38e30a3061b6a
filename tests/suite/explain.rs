//! `dateline explain`: what rules mean.

use dateline::diagnostic::RULES;

use crate::support::{Run, TestSite, repository};

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
    assert!(RULES.iter().all(|it| written.contains(&format!("| `{}` | {}", it.name, it.severity.name()))));
}
