//! `dateline-allow`: one place is allowed to break a rule, with a reason.

use crate::support::TestSite;

/// A title over the limit.
const LONG: &str =
    "A title that goes on and on and goes on and on and goes on and on and goes on and on and goes on and on";

#[test]
fn only_the_block_that_is_named_is_allowed() {
    let site = TestSite::new();
    let body = "<!-- dateline-allow: body-heading as sent -->\n\n# One\n\n# Two\n";
    site.release("ferry", "", body);
    site.build().refused(&["body-heading"]).says("ferry.md:10:1").says("# Two");
    site.edit("content/releases/2026/ferry.md", "\n# Two", "\n# Two <!-- dateline-allow: body-heading as sent -->");
    site.build_well();
    let page = site.read("public/nyc/releases/2026/ferry/index.html");
    assert!(page.contains("Two") && !page.contains("dateline-allow"), "the comment is not on the page");
}

#[test]
fn a_comment_in_yaml_is_for_its_line_or_for_the_next() {
    for title in [
        format!("title: {LONG} # dateline-allow: long-title as sent"),
        format!("# dateline-allow: long-title as sent\ntitle: {LONG}"),
        format!("# dateline-allow: long-title as sent\n# It is long.\n\ntitle: {LONG}"),
    ] {
        let site = TestSite::new();
        site.write(
            "content/releases/2026/ferry.md",
            format!("---\ndate: 2026-11-02\n{title}\noffices: [nyc]\n---\nText.\n"),
        );
        assert_eq!(site.build_with(&["--strict"]).rules(), Vec::<&str>::new(), "{title}");
    }
    let site = TestSite::new();
    let keys = format!("# dateline-allow: long-title as sent\nid: x\ntitle: {LONG}\ndate: 2026-11-02\noffices: [nyc]");
    site.write("content/releases/2026/ferry.md", format!("---\n{keys}\n---\nText.\n"));
    site.build_with(&["--strict"]).refused(&["unused-allow", "long-title"]);
}

#[test]
fn configuration_and_contacts_may_allow_too() {
    let site = TestSite::new();
    site.edit("content/contacts.yaml", "(415) 555-0145", "(212) 555-0145");
    assert_eq!(site.check(&[]).rules(), ["foreign-area-code"]);
    site.edit("content/contacts.yaml", "ben:", "# dateline-allow: foreign-area-code he is moving\nben:");
    assert_eq!(site.check(&[]).rules(), Vec::<&str>::new());
}

#[test]
fn what_guards_the_build_is_not_allowed() {
    let site = TestSite::new();
    site.release("ferry", "", "<!-- dateline-allow: raw-html as sent -->\n\nA <b>bold</b> word.");
    site.check(&[]).refused(&["unused-allow", "raw-html"]).says("`raw-html` cannot be allowed");
}

#[test]
fn an_allow_of_a_rule_that_is_switched_off_is_not_told_of() {
    let site = TestSite::new();
    site.release("ferry", "", "<!-- dateline-allow: body-heading as sent -->\n\nText.");
    assert_eq!(site.check(&[]).rules(), ["unused-allow"]);
    let config = site.read("dateline.yaml");
    site.write("dateline.yaml", format!("{config}rules: {{body-heading: off}}\n"));
    assert_eq!(site.check(&[]).rules(), Vec::<&str>::new());
    site.write("dateline.yaml", format!("{config}rules: {{unused-allow: off}}\n"));
    assert_eq!(site.check(&[]).rules(), Vec::<&str>::new());
}

#[test]
fn what_a_draft_allows_is_told_without_its_words() {
    let site = TestSite::new();
    site.release("ferry", "status: draft", "<!-- dateline-allow: zyzzyva as sent -->\n\nText.");
    for format in ["human", "json", "github", "sarif"] {
        let run = site.check(&["--format", format]);
        let said = run.stdout.clone() + &run.stderr;
        assert!(said.contains("unused-allow") && !said.contains("zyzzyva"), "{format}: {said}");
    }
}
