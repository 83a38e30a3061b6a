//! Standing texts and notes: Markdown that is not a release's body is held to the same rules, wherever it is shown.

use crate::looks::page_text;
use crate::support::{TestSite, all, png};

/// A newsroom whose release carries a standing text of `dateline.yaml`.
fn site_with(text: &str) -> TestSite {
    let site = TestSite::new();
    let indented: String = text.lines().map(|it| format!("    {it}\n")).collect();
    let config = site.read("dateline.yaml");
    site.write("dateline.yaml", format!("{config}boilerplate:\n  about: |\n{indented}"));
    site.release("ferry", "boilerplate: [about]", "Text.").release("hidden", "status: draft", "Text.");
    site
}

#[test]
fn a_standing_text_of_the_configuration_is_held_to_the_rules_of_a_body() {
    let mut taken = Vec::new();
    for (text, rule) in [
        ("About <b>us</b>.", "raw-html"),
        ("<script>alert(1)</script>", "raw-html"),
        ("About [us](javascript:alert(1)).", "link-scheme"),
        ("# About us", "body-heading"),
        ("See [the ferry](releases/2026/fery.md).", "broken-link"),
        ("See [the plan](releases/2026/hidden.md).", "broken-link"),
        ("![](boat.png)", "missing-alt"),
    ] {
        let site = site_with(text);
        let run = site.build();
        if run.code != 1 || !run.rules().contains(&rule) || !run.stderr.contains("--> dateline.yaml:") {
            taken.push(format!("{text} does not break {rule}: {}", run.stderr));
        }
    }
    assert!(taken.is_empty(), "{taken:#?}");
}

#[test]
fn a_good_standing_text_stands_under_the_release_as_html() {
    let site = site_with("About *us*, and [the ferry](releases/2026/ferry.md).");
    site.build_well();
    let page = site.page("sf/releases/2026/ferry/index.html");
    assert_eq!(all(&page, ".about em").len(), 1);
    let href = all(&page, ".about a")[0].attr("href").unwrap().to_owned();
    assert_eq!(href, "./", "the release itself");
}

#[test]
fn files_of_a_page_are_found_where_it_stands_under_a_release() {
    let site = TestSite::new();
    let text = "---\ntitle: About\ndate: 2026-01-05\n---\nSee [the plan](plan.pdf), [a part](#part) and ![a boat](boat.png).\n\n## Part\n\nText.\n";
    site.write("content/pages/about.md", text)
        .write("content/pages/plan.pdf", "plan")
        .write("content/pages/boat.png", png(600, 400));
    site.release("ferry", "boilerplate: [about]", "Text.");
    site.build_well();
    for office in ["nyc", "sf"] {
        let folder = format!("public/{office}/releases/2026/ferry");
        let page = site.page(&format!("{office}/releases/2026/ferry/index.html"));
        for (selector, attribute) in [(".about a[href$=pdf]", "href"), (".about img", "src")] {
            let address = all(&page, selector)[0].attr(attribute).unwrap().to_owned();
            assert!(site.path(&folder).join(&address).is_file(), "{office}: `{address}` leads nowhere");
        }
        let anchor = all(&page, ".about a[href^='#']")[0].attr("href").unwrap()[1..].to_owned();
        assert_eq!(all(&page, &format!("[id='{anchor}']")).len(), 1, "{office}");
    }
}

#[test]
fn notes_may_link_to_their_own_headings_and_to_those_of_the_text() {
    let site = TestSite::new();
    let notes = "notes: |\n  See [below](#here) and [above](#part).\n\n  ## Here\n\n  Text.";
    site.release("ferry", notes, "Text.\n\n## Part\n\nText.");
    site.build_well();
    let page = site.page("nyc/releases/2026/ferry/index.html");
    for link in all(&page, ".notes a") {
        let target = &link.attr("href").unwrap()[1..];
        assert_eq!(all(&page, &format!("[id='{target}']")).len(), 1, "`#{target}` leads nowhere");
    }
}

#[test]
fn a_page_stands_in_every_tree_and_under_releases_that_name_it() {
    let site = TestSite::new();
    site.write("content/pages/about.md", "---\ntitle: About\ndate: 2026-01-05\n---\nWords of the page.\n");
    site.release("ferry", "boilerplate: [about]", "Text.");
    site.build_well();
    for page in
        ["about/index.html", "nyc/about/index.html", "sf/about/index.html", "nyc/releases/2026/ferry/index.html"]
    {
        assert!(page_text(&site.page(page)).contains("Words of the page."), "{page}");
    }
}

#[test]
fn a_standing_text_that_nothing_names_is_checked_all_the_same() {
    let site = site_with("About <b>us</b>.");
    site.remove("content/releases/2026/ferry.md");
    let run = site.build();
    assert_eq!((run.code, run.rules()), (1, vec!["raw-html"]), "{}", run.stderr);
}
