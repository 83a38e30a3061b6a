//! What tera says of a template -> a message at its place in the template as its author wrote it.

use std::collections::BTreeMap;

use tera::ErrorKind;

use crate::theme::Template;
use dateline_diagnostics::{self as diagnostic, Diagnostic, Elsewhere, Place, did_you_mean};

/// What is wrong in a template, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFault {
    place: Place,
    message: String,
    help: String,
}

impl TemplateFault {
    /// As a diagnostic.
    pub fn diagnostic(self) -> Diagnostic {
        Diagnostic::new(diagnostic::TEMPLATE, self.place, self.message).help(self.help)
    }

    /// As a diagnostic that names what was being rendered.
    pub fn while_rendering(mut self, page: &str) -> Diagnostic {
        self.message = format!("{}, while rendering {page}", self.message);
        self.diagnostic()
    }
}

/// What tera says, at its place.
pub(super) fn fault(error: &tera::Error, templates: &BTreeMap<String, Template>) -> TemplateFault {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let at = (report.span().start_line, report.span().start_col + 1);
            fault_at(report.filename(), at, report.message(), templates)
        }
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("there is no template `{parent}`");
            fault_at(current, position(templates.get(current), parent), &message, templates)
        }
        // Unknown filters, functions and components come as a finished text with the place in it.
        _ => {
            let text = error.to_string();
            let said = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
            match reported_place(&text) {
                Some((name, at)) => fault_at(&name, at, &said, templates),
                None => {
                    TemplateFault { place: Place::elsewhere("templates"), message: lower(&said), help: String::new() }
                }
            }
        }
    }
}

/// A fault at a line and column (from 1) of a template.
fn fault_at(
    name: &str,
    (line, column): (usize, usize),
    said: &str,
    templates: &BTreeMap<String, Template>,
) -> TemplateFault {
    let template = templates.get(name);
    let excerpt = template.and_then(|it| it.source.lines().nth(line.saturating_sub(1))).unwrap_or_default();
    let place = Place::Elsewhere(Box::new(Elsewhere {
        path: template.map_or_else(|| name.to_owned(), |it| it.path.clone()),
        line: line as u32,
        column: column as u32,
        excerpt: excerpt.to_owned(),
    }));
    let (message, help) = match said.split_once(". Available ") {
        Some((message, known)) => (message, nearest(message, known)),
        None => (said, String::new()),
    };
    TemplateFault { place, message: lower(message), help }
}

/// Of the words that tera says it knows, the one that was meant, else the first of them.
fn nearest(message: &str, known: &str) -> String {
    let known: Vec<&str> = known.split_once(": ").map_or(known, |(_, it)| it).split(", ").collect();
    let word = message.split('`').nth(1).and_then(|it| it.rsplit('.').next()).unwrap_or_default();
    match did_you_mean(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            format!("known here: {}", known.iter().take(12).map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "))
        }
    }
}

/// The template, line and column (from 1) in a text with a line such as `--> page.html:3:7`.
fn reported_place(text: &str) -> Option<(String, (usize, usize))> {
    let place = text.lines().find_map(|it| it.trim_start().strip_prefix("--> "))?;
    let mut parts = place.rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let line = parts.next()?.parse().ok()?;
    Some((parts.next()?.to_owned(), (line, column)))
}

/// Line and column (from 1) at which a word first stands in a template.
fn position(template: Option<&Template>, word: &str) -> (usize, usize) {
    let source = template.map_or("", |it| it.source.as_str());
    let before = source.find(word).map_or("", |at| &source[..at]);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// A library's sentence as one of ours: lower case, no final stop.
fn lower(message: &str) -> String {
    let mut characters = message.trim_end_matches('.').chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}
