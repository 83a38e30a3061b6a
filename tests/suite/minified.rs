//! Minified templates show what those as written show: the same words, the same tree of elements, in fewer bytes.

use std::collections::BTreeMap;

use dateline::TOOLS;
use dateline_engine::{self as engine, Loaded, Options, Workspace};
use dateline_plan::Page;
use dateline_text::date;
use scraper::Html;

use crate::looks::{elements, page_text};
use crate::support::{NOW, TestSite};

/// Options of a build of a newsroom.
pub fn options(site: &TestSite, minify: bool) -> Options {
    Options { minify, ..Options::new(site.root(), TOOLS) }
}

/// Every page that is made by a template, and the lists of redirects, by path.
pub fn pages(loaded: &Loaded) -> BTreeMap<String, String> {
    let Some(snapshot) = &loaded.snapshot else { return BTreeMap::new() };
    let outputs = snapshot
        .plan
        .outputs
        .iter()
        .filter(|it| !matches!(it.page, Page::Card(..) | Page::Copy(..) | Page::Picture(..) | Page::Static(..)))
        .filter(|it| !matches!(it.page, Page::SearchFile(..)));
    let made = outputs.map(|it| {
        let bytes = engine::page(snapshot, &loaded.sources, &it.page).unwrap();
        (it.path.clone(), String::from_utf8(bytes).unwrap())
    });
    made.collect()
}

/// The pages of a newsroom without a fault.
fn rendered(site: &TestSite, minify: bool) -> BTreeMap<String, String> {
    let mut workspace = Workspace::open(options(site, minify)).unwrap();
    let loaded = workspace.load(date::instant(NOW).unwrap());
    assert!(loaded.found.is_empty());
    if minify {
        let theme = loaded.snapshot.as_ref().unwrap().site.theme();
        assert_eq!(theme.unminified().collect::<Vec<_>>(), Vec::<&str>::new());
    }
    pages(&loaded)
}

/// Both ways, for the newsrooms that between them use everything.
fn both() -> Vec<(BTreeMap<String, String>, BTreeMap<String, String>)> {
    let sites = [TestSite::repository(), TestSite::of("every-key")];
    sites.iter().map(|site| (rendered(site, false), rendered(site, true))).collect()
}

#[test]
fn the_words_of_every_page_are_those_of_the_templates_as_written() {
    for (written, minified) in both() {
        assert!(written.len() > 10 && written.keys().eq(minified.keys()));
        for (path, page) in &written {
            let words = page_text(&Html::parse_document(page));
            assert_eq!(page_text(&Html::parse_document(&minified[path])), words, "{path}");
        }
    }
}

#[test]
fn the_elements_of_every_page_are_those_of_the_templates_as_written() {
    for (written, minified) in both() {
        for (path, page) in &written {
            let (expected, found) =
                (elements(&Html::parse_document(page)), elements(&Html::parse_document(&minified[path])));
            let differing = expected.iter().zip(&found).find(|(expected, found)| expected != found);
            assert!(differing.is_none() && expected.len() == found.len(), "{path}: {differing:?}");
        }
    }
}

#[test]
fn minified_pages_are_smaller() {
    for (written, minified) in both() {
        let is_html = |path: &&String| path.ends_with(".html");
        let size = |pages: &BTreeMap<String, String>| {
            pages.iter().filter(|(path, _)| is_html(path)).map(|(_, it)| it.len()).sum::<usize>()
        };
        assert!(size(&minified) < size(&written) * 19 / 20, "{} of {}", size(&minified), size(&written));
        for (path, page) in written.iter().filter(|(path, _)| path.ends_with(".html")) {
            assert!(minified[path].len() < page.len(), "{path}");
        }
    }
}

#[test]
fn every_template_in_the_box_is_minified() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.");
    rendered(&site, true);
}

#[test]
fn what_the_library_renders_is_what_the_program_writes() {
    let site = TestSite::of("every-key");
    site.build_well();
    for (path, page) in rendered(&site, true) {
        assert_eq!(site.read(&format!("public/{path}")), page, "{path}");
    }
}
