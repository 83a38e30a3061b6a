//! An open newsroom that is told what changed gives the same as one that is read anew, whatever happened to it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use dateline_diagnostics::Printer;
use dateline_engine::{Loaded, SourceExcerpts, Workspace};
use dateline_text::date;

use crate::edits::Numbers;
use crate::minified::{options, pages};
use crate::support::{NOW, TestSite, release};

fn printed(loaded: &Loaded) -> String {
    let excerpts = SourceExcerpts { loaded, show_unpublished: false };
    Printer { excerpts: &excerpts, styled: false, width: 120 }.print(&loaded.found)
}

/// Does something to a newsroom; the paths it touched.
fn happen(site: &TestSite, numbers: &mut Numbers) -> Vec<PathBuf> {
    let slug = ["a", "b", "c"][numbers.below(3)];
    let text = format!("content/releases/2026/{slug}.md");
    let folder = format!("content/releases/2026/{slug}");
    let keys = [
        "",
        "status: draft",
        "kind: spech",
        "id: shared",
        "attachments: [{file: plan.txt, title: Plan}]",
        "boilerplate: [about]",
        "contacts: [ana]",
        "topics: [trade]",
        "date: 2027-01-01",
        "status: retracted\nstatus_note: Not so.\nstatus_date: 2026-11-20",
        "status: replaced\nstatus_note: Twice.\nreplaced_by: 2026/b",
        "aliases: [/old.htm]",
        "aliases: [{path: /older/, office: sf}]",
        "series: {id: talks, number: 2}",
    ];
    let bodies = [
        "Text.",
        "See [b](b.md).",
        "See [c](c.md#part).",
        "## Part\n\nText.",
        "See [about](../../pages/about.md).",
        "<b>",
    ];
    let config = |from: &str, to: &str| {
        let text = site.read("dateline.yaml").replace(from, to);
        site.write("dateline.yaml", text);
        vec![site.path("dateline.yaml")]
    };
    let remove = |path: &str| {
        drop(std::fs::remove_file(site.path(path)));
        vec![site.path(path)]
    };
    match numbers.below(16) {
        0..=4 => {
            let (keys, body) = (keys[numbers.below(keys.len())], bodies[numbers.below(bodies.len())]);
            site.write(&text, release(slug, keys, body));
            vec![site.path(&text)]
        }
        5 => remove(&text),
        6 => {
            site.write(
                "content/pages/about.md",
                "---\ntitle: About\ndate: 2026-01-05\n---\nText.\n\n## Part\n\nText.\n",
            );
            vec![site.path("content/pages/about.md")]
        }
        7 => remove("content/pages/about.md"),
        8 => {
            site.write("content/releases/2026/plan.txt", "plan".repeat(numbers.below(3)));
            vec![site.path("content/releases/2026/plan.txt")]
        }
        9 => remove("content/releases/2026/plan.txt"),
        10 => config("topics: {trade: Trade}", "topics: {culture: Culture}"),
        11 => config("topics: {culture: Culture}", "topics: {trade: Trade}"),
        12 => config("area_codes: [415]}", "base_url: \"https://sf.example.org/\"}"),
        13 => config("base_url: \"https://sf.example.org/\"}", "area_codes: [415]}"),
        14 => {
            site.write(&format!("{folder}/index.md"), release(slug, "", "In a folder."));
            vec![site.path(&folder)]
        }
        _ => {
            drop(std::fs::remove_dir_all(site.path(&folder)));
            vec![site.path(&folder)]
        }
    }
}

#[test]
fn whatever_happens_an_open_newsroom_is_what_a_new_reading_gives() {
    let now = date::instant(NOW).unwrap();
    for seed in 1..=6 {
        let (site, mut numbers) = (TestSite::new(), Numbers(seed));
        let mut open = Workspace::open(options(&site, true)).unwrap();
        drop(open.load(now));
        for step in 0..30 {
            let changed: BTreeSet<PathBuf> = (0..=numbers.below(2)).flat_map(|_| happen(&site, &mut numbers)).collect();
            open.update(&changed);
            let (held, fresh) = (open.load(now), Workspace::open(options(&site, true)).unwrap().load(now));
            assert_eq!(printed(&held), printed(&fresh), "seed {seed}, step {step}: {changed:?}");
            if !fresh.found.has_errors() {
                assert!(pages(&held) == pages(&fresh), "seed {seed}, step {step}: {changed:?}");
            }
        }
    }
}

#[test]
fn an_office_that_gets_a_host_of_its_own_takes_its_redirects_along() {
    let now = date::instant(NOW).unwrap();
    let site = TestSite::new();
    site.release("a", "offices: [sf]\naliases: [{path: /older/, office: sf}]", "Text.");
    let mut open = Workspace::open(options(&site, true)).unwrap();
    assert!(pages(&open.load(now)).contains_key("_redirects"), "the newsroom's host answers for sf");
    site.edit("dateline.yaml", "area_codes: [415]}", "base_url: \"https://sf.example.org/\"}");
    open.update(&BTreeSet::from([site.path("dateline.yaml")]));
    let held = pages(&open.load(now));
    assert!(held == pages(&Workspace::open(options(&site, true)).unwrap().load(now)), "{:?}", held.keys());
    assert!(!held.contains_key("_redirects") && held.contains_key("sf/_redirects"), "{:?}", held.keys());
}
