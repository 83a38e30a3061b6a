//! What the script in a page is told: whether the page has changed, what is wrong, and where else to look.

use percent_encoding::utf8_percent_encode;
use serde::Serialize;

use crate::guard::ADDRESS;
use crate::page::{Found, output, output_path, source};
use crate::{Preview, Showing};
use dateline_content::newsroom::Newsroom;
use dateline_diagnostics::{Problem, Severity};
use dateline_plan::{self as plan, Output, Page};

/// The place of a problem that may not be named.
const UNNAMED: &str = "an unpublished file";

/// What one open page is told after each change.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct State {
    /// Changes when what a reader sees of the page does.
    mark: String,
    /// Style sheets, by the path in a tree that they have now.
    styles: Vec<String>,
    /// What became of the release: `published`, `draft`, …; empty for other pages.
    fate: &'static str,
    /// The same release at other offices, or the offices' home pages.
    offices: Vec<Elsewhere>,
    /// What is wrong with this page's own sources, or with rendering it.
    own: Vec<Wrong>,
    /// Errors anywhere.
    errors: Vec<Wrong>,
    /// How many warnings and pieces of advice there are elsewhere.
    n_elsewhere: usize,
}

/// A place to look next.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Elsewhere {
    name: String,
    href: String,
    is_current: bool,
    /// Whether it is the same release, not a home page.
    is_edition: bool,
}

/// A problem as the panel shows it.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Wrong {
    severity: &'static str,
    place: String,
    /// Opens the place in the editor; empty where there is no file.
    href: String,
    text: String,
}

impl Preview {
    /// The state of the page at an address, at this moment; `None` when a source has changed since it was read, so that
    /// the next moment is near.
    pub(super) fn state(&self, asked: &str) -> Option<State> {
        let showing = self.showing();
        let path = output_path(&showing.loaded, asked);
        let planned = output(&showing.loaded, &path);
        // Also of a page that is not there: what is told is of what would be sent.
        let rendered = match self.look_up(&showing, asked).ok()? {
            Found::File(rendered) | Found::Nothing(rendered) => Some(rendered),
            Found::Folder(_) => None,
        };
        let site = showing.loaded.snapshot.as_ref().map(|it| &it.site);
        let statics = site.map_or(&[][..], |it| &it.theme().statics);
        let fault = rendered.as_ref().and_then(|it| it.fault.as_ref());
        let (own, errors) = self.problems(&showing, planned, &path, fault);
        let n_remarks = showing.problems.iter().filter(|it| it.severity != Severity::Error).count();
        let n_own_remarks = own.iter().filter(|it| it.severity != "error").count();
        Some(State {
            mark: rendered.as_ref().map(|it| it.mark.clone()).unwrap_or_default(),
            styles: statics.iter().filter(|it| it.name.ends_with(".css")).map(|it| it.path.clone()).collect(),
            fate: site.zip(planned).map_or("", |(site, it)| fate(&site.newsroom, &it.page)),
            offices: site.map(|it| offices(&it.newsroom, planned)).unwrap_or_default(),
            own,
            errors,
            n_elsewhere: n_remarks - n_own_remarks,
        })
    }

    fn problems(
        &self,
        showing: &Showing,
        planned: Option<&Output>,
        path: &str,
        fault: Option<&Problem>,
    ) -> (Vec<Wrong>, Vec<Wrong>) {
        let source = match planned {
            Some(output) => source(&showing.loaded, &output.page),
            None => likely_source(path),
        };
        let root = showing.loaded.sources.root().to_string_lossy().into_owned();
        let wrong = |it: &Problem| wrong(it, &root, &self.0.editor);
        let is_own = |it: &&Problem| source.as_ref().is_some_and(|source| is_of(&it.path, source));
        let own = fault.into_iter().chain(showing.problems.iter().filter(is_own)).map(wrong).collect();
        let is_error = |it: &&Problem| it.severity == Severity::Error;
        let errors = fault.into_iter().chain(showing.problems.iter()).filter(is_error).map(wrong).collect();
        (own, errors)
    }
}

fn wrong(problem: &Problem, root: &str, editor: &str) -> Wrong {
    let (line, column) = (problem.line.max(1), problem.column.max(1));
    let path = utf8_percent_encode(&format!("{root}/{}", problem.path), ADDRESS).to_string();
    let href =
        editor.replace("{path}", &path).replace("{line}", &line.to_string()).replace("{column}", &column.to_string());
    let place = match (problem.path.as_str(), problem.line) {
        ("", _) => UNNAMED.to_owned(),
        (path, 0) => path.to_owned(),
        (path, _) => format!("{path}:{line}:{column}"),
    };
    let has_file = !problem.path.is_empty() && !problem.path.contains('(');
    Wrong {
        severity: problem.severity.name(),
        place,
        href: if has_file { href } else { String::new() },
        text: problem.text.clone(),
    }
}

/// Whether a file is this source; one that is not known to exist is named without its ending.
fn is_of(path: &str, source: &str) -> bool {
    path.strip_prefix(source).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/']))
}

/// The source that a page which is not planned would have, without its ending: its text has a fault.
fn likely_source(path: &str) -> Option<String> {
    let (_, rest) = path.split_once("releases/")?;
    let mut parts = rest.split('/');
    Some(format!("content/releases/{}/{}", parts.next()?, parts.next()?))
}

fn fate(newsroom: &Newsroom, page: &Page) -> &'static str {
    match page {
        Page::Edition(release, _) | Page::Photo(release, ..) => newsroom.fate(&newsroom[*release]).name(),
        _ => "",
    }
}

/// Every office: the same release there where it has an edition, else its home page. Addresses are of the preview.
fn offices(newsroom: &Newsroom, planned: Option<&Output>) -> Vec<Elsewhere> {
    let release = match planned.map(|it| &it.page) {
        Some(Page::Edition(release, _)) => Some(&newsroom[*release]),
        _ => None,
    };
    let elsewhere = newsroom.config.offices().map(|(index, office)| {
        let edition = release.filter(|it| it.offices.contains(&index));
        let path = match edition {
            Some(release) => plan::edition(release, index).output(&newsroom.config),
            None => format!("{}/index.html", office.id),
        };
        Elsewhere {
            name: office.name.to_string(),
            href: format!("/{}", path.trim_end_matches("index.html")),
            is_current: planned.is_some_and(|it| it.path == path),
            is_edition: edition.is_some(),
        }
    });
    elsewhere.collect()
}
