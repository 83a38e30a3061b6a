//! Whatever happens to a newsroom, an open one shows what a new reading of its files gives.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use dateline::TOOLS;
use dateline_diagnostics::{Printer, Problem, Severity};
use dateline_engine::{self as engine, Loaded, Options, SourceExcerpts, Workspace};
use dateline_plan::Page;
use dateline_text::date;

use crate::edits::{Numbers, happen, mend};
use crate::served::{Served, address, happens};
use crate::support::{NOW, TestSite, Tree};

fn options(site: &TestSite) -> Options {
    Options { drafts: true, check_texts: true, ..Options::new(site.root(), TOOLS) }
}

/// The newsroom as it is read anew.
fn fresh(site: &TestSite) -> Loaded {
    Workspace::open(options(site)).unwrap().load(date::instant(NOW).unwrap())
}

fn problems(loaded: &Loaded) -> Vec<Problem> {
    let excerpts = SourceExcerpts { loaded, show_unpublished: true };
    Printer { excerpts: &excerpts, styled: false, width: 120 }.problems(&loaded.found)
}

fn printed(loaded: &Loaded) -> String {
    problems(loaded).into_iter().map(|it| it.text + "\n\n").collect()
}

/// The places of all errors, as the preview tells them.
fn error_places(loaded: &Loaded) -> Vec<String> {
    let errors = problems(loaded).into_iter().filter(|it| it.severity == Severity::Error);
    errors.map(|it| if it.line == 0 { it.path } else { format!("{}:{}:{}", it.path, it.line, it.column) }).collect()
}

/// Every output, by its path, or what kept it from being made.
fn outputs(loaded: &Loaded) -> BTreeMap<String, Result<Vec<u8>, String>> {
    outputs_but(loaded, &|_| false)
}

/// The same, where `is_named` gives those of which the path alone is looked at.
fn outputs_but(loaded: &Loaded, is_named: &dyn Fn(&Page) -> bool) -> BTreeMap<String, Result<Vec<u8>, String>> {
    let Some(snapshot) = &loaded.snapshot else { return BTreeMap::new() };
    let bytes = |page: &Page| match is_named(page) {
        true => Ok(Vec::new()),
        false => engine::page(snapshot, &loaded.sources, page).map_err(|fault| fault.message),
    };
    snapshot.plan.outputs.iter().map(|it| (it.path.clone(), bytes(&it.page))).collect()
}

#[test]
fn an_open_newsroom_is_what_a_new_reading_gives_after_each_of_300_edits() {
    let now = date::instant(NOW).unwrap();
    let (mut n_sound, mut n_planned) = (0, 0);
    for seed in 1..=3 {
        let (site, mut numbers) = (TestSite::new(), Numbers(seed));
        mend(&site);
        let mut open = Workspace::open(options(&site)).unwrap();
        let mut held = open.load(now);
        for step in 0..100 {
            let mut changed: BTreeSet<PathBuf> = happen(&site, &mut numbers, false);
            if numbers.below(3) == 0 {
                changed.extend(happen(&site, &mut numbers, false));
            }
            if step % 20 == 19 {
                changed.extend(mend(&site));
            }
            if open.update(&changed) {
                held = open.load(now);
            }
            let fresh = fresh(&site);
            assert_eq!(printed(&held), printed(&fresh), "seed {seed}, step {step}: {changed:?}");
            // Drawing takes most of the time, and the name of a card tells its bytes: they are looked at now and then.
            let is_named = |it: &Page| matches!(it, Page::Card(..)) && step % 10 != 0;
            let (left, right) = (outputs_but(&held, &is_named), outputs_but(&fresh, &is_named));
            let differing: Vec<&String> =
                left.keys().chain(right.keys()).filter(|path| left.get(*path) != right.get(*path)).collect();
            assert!(differing.is_empty(), "seed {seed}, step {step}: {changed:?}: {differing:?}");
            n_sound += usize::from(!fresh.found.has_errors());
            n_planned += usize::from(fresh.snapshot.is_some());
        }
    }
    assert!(n_sound > 10 && n_planned > 50, "{n_sound} sound, {n_planned} planned");
}

/// What is wrong with what is served, compared with what a build would write; `None` when nothing is.
fn difference(preview: &Served, expected: &Tree, seen: &BTreeSet<String>) -> Option<String> {
    for (path, bytes) in expected {
        let answer = preview.get(&address(path));
        if answer.status != 200 {
            return Some(format!("{path}: {}", answer.status));
        }
        if answer.written() != *bytes {
            return Some(format!("{path} differs"));
        }
    }
    let gone = |path: &&String| !expected.contains_key(*path) && preview.get(&address(path)).status != 404;
    seen.iter().find(gone).map(|path| format!("{path} is still there"))
}

/// What a build with drafts writes into a new folder; `None` when the content is wrong.
fn clean_build(site: &TestSite, step: usize) -> Option<Tree> {
    let out = site.beside(&format!("out-{step}"));
    let run = site.build_with(&["--drafts", "--out", out.to_str().unwrap()]);
    assert!([0, 1].contains(&run.code), "{}", run.stderr);
    let tree = (run.code == 0).then(|| crate::support::tree(&out));
    drop(std::fs::remove_dir_all(out));
    tree
}

#[test]
fn whatever_is_served_after_200_random_edits_is_what_a_clean_build_writes() {
    let (site, mut numbers) = (TestSite::new(), Numbers(7));
    mend(&site);
    let preview = Served::start(&site);
    let mut seen = BTreeSet::new();
    let (mut n_edits, mut n_sound) = (0, 0);
    let mut log = Vec::new();
    while n_edits < 200 {
        for _ in 0..=numbers.below(4) {
            n_edits += 1;
            // Every fourth burst ends with a newsroom in which nothing is wrong in itself.
            let mends = n_edits % 40 < 20;
            log.push(happen(&site, &mut numbers, mends));
            if numbers.below(2) == 0 {
                std::thread::sleep(std::time::Duration::from_millis(numbers.below(40) as u64));
            }
        }
        if numbers.below(4) == 0 {
            log.push(mend(&site));
        }
        let loaded = fresh(&site);
        let mut last = String::new();
        let is_true = if loaded.found.has_errors() {
            let places = error_places(&loaded);
            assert!(clean_build(&site, n_edits).is_none());
            happens(|| {
                last = format!("{:?}, not {places:?}", preview.errors("/"));
                preview.errors("/") == places && [200, 404].contains(&preview.get("/nyc/releases/2026/a/").status)
            })
        } else {
            n_sound += 1;
            let mut expected = match n_sound % 4 {
                0 => clean_build(&site, n_edits).expect("nothing is wrong"),
                _ => outputs(&loaded).into_iter().map(|(path, bytes)| (path, bytes.unwrap())).collect(),
            };
            seen.extend(expected.keys().filter(|it| !it.contains("assets/")).cloned());
            if n_sound % 4 != 0 {
                expected.retain(|path, _| !path.contains("assets/") && numbers.below(3) > 0);
                happens(|| match difference(&preview, &expected, &BTreeSet::new()) {
                    None => true,
                    Some(it) => {
                        last = it;
                        false
                    }
                })
            } else {
                happens(|| match difference(&preview, &expected, &seen) {
                    None => preview.errors("/").is_empty(),
                    Some(it) => {
                        last = it;
                        false
                    }
                })
            }
        };
        assert!(is_true, "after {n_edits} edits: {last}\nlast: {:?}", &log[log.len().saturating_sub(6)..]);
    }
    assert!(n_sound > 5, "{n_sound} quiet moments without an error");
}
