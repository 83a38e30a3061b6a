//! Pieces of the sentences in which faults are told, and the faults as they are gathered.

use std::ops::Range;

use dateline_diagnostics::{Diagnostic, Diagnostics, Edit, Fix, Place, Rule, Span};

use super::Origin;

/// Longest text that a message quotes, in characters.
const QUOTED: usize = 60;

/// A fault with its place in the text, in bytes.
pub(super) struct Fault {
    pub rule: &'static Rule,
    pub at: Range<usize>,
    pub message: String,
    pub help: String,
    pub related: Option<(Range<usize>, String)>,
    pub mend: Option<Mend>,
}

/// What has to stand in place of some bytes of the text.
pub(super) struct Mend {
    pub at: Range<usize>,
    pub text: String,
    pub question: Option<String>,
}

/// Faults in the order in which they were found.
#[derive(Default)]
pub(super) struct Faults(pub Vec<Fault>);

impl Faults {
    pub(super) fn push(&mut self, rule: &'static Rule, at: Range<usize>, message: String, help: String) {
        self.0.push(Fault { rule, at, message, help, related: None, mend: None });
    }

    /// Hands them on, each place once for a rule: an alias shows one fault in several places.
    pub(super) fn report(self, origin: Origin, found: &mut Diagnostics) {
        let mut told = std::collections::BTreeSet::new();
        for fault in self.0 {
            if told.insert((fault.rule.name, fault.at.start, fault.at.end)) {
                let mut diagnostic =
                    Diagnostic::new(fault.rule, place(origin, fault.at), fault.message).help(fault.help);
                if let Some((at, what)) = fault.related {
                    diagnostic = diagnostic.related(place(origin, at), what);
                }
                let fix =
                    |Mend { at, text, question }| Fix { edits: vec![Edit::new(place(origin, at), text)], question };
                found.push(diagnostic.fix(fault.mend.map(fix)));
            }
        }
    }
}

fn place(origin: Origin, at: Range<usize>) -> Place {
    let byte = |at: usize| origin.offset.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
    Place::Span(Span { file: origin.file, start: byte(at.start), end: byte(at.end) })
}

/// The text between quotes, as YAML wants it: double ones, or single ones when it has double ones inside.
pub(super) fn quoted(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.contains(['"', '\\']) { format!("'{}'", text.replace('\'', "''")) } else { format!("\"{text}\"") }
}

/// The text with quotes if YAML would read it as something else without them.
pub(super) fn typed(text: &str) -> String {
    let is_safe = text.trim() == text
        && text.chars().next().is_some_and(char::is_alphanumeric)
        && !text.contains([':', '#', ',', '[', ']', '{', '}', '\n', '"']);
    if is_safe { text.to_owned() } else { quoted(text) }
}

/// The text, cut to what a message can hold.
pub(super) fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// The words in backticks, with commas; at most a dozen.
pub(super) fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|it| format!("`{it}`")).collect();
    let more = if words.len() > 12 { ", …" } else { "" };
    words.iter().take(12).map(String::as_str).collect::<Vec<_>>().join(", ") + more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_fit_what_they_hold() {
        assert_eq!(quoted("Hong Kong: a city"), "\"Hong Kong: a city\"");
        assert_eq!(quoted("the \"Green\" city's"), "'the \"Green\" city''s'");
        assert_eq!(typed("nyc"), "nyc");
        assert_eq!(typed("a, b"), "\"a, b\"");
    }
}
