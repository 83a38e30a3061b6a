//! Footnotes: numbered as they are referred to, written at the end, each with its ways back.

use std::collections::HashMap;

use pulldown_cmark::Event;

use super::Strings;
use super::holed::Holed;

/// The footnotes of a text.
#[derive(Default)]
pub(super) struct Footnotes<'a> {
    /// The events of each definition, by its label in lower case.
    definitions: HashMap<String, Vec<Event<'a>>>,
    /// The definitions that are being read, the innermost last.
    open: Vec<(String, Vec<Event<'a>>)>,
    numbers: HashMap<String, usize>,
    /// In order of their numbers.
    notes: Vec<Note>,
}

/// A footnote that was referred to.
struct Note {
    label: String,
    references: usize,
    html: Holed,
    /// Where the ways back go in `html`; without a last paragraph they get one.
    end: Option<usize>,
}

impl<'a> Footnotes<'a> {
    /// Begins a definition; of two with one label the first counts.
    pub(super) fn begin(&mut self, label: &str) {
        self.open.push((label.to_lowercase(), Vec::new()));
    }

    /// Keeps an event of the definition that is being read; gives it back when none is.
    pub(super) fn keep(&mut self, event: Event<'a>) -> Option<Event<'a>> {
        match self.open.last_mut() {
            Some((_, events)) => events.push(event),
            None => return Some(event),
        }
        None
    }

    /// Ends the definition that is being read.
    pub(super) fn end(&mut self) {
        if let Some((label, events)) = self.open.pop() {
            self.definitions.entry(label).or_insert(events);
        }
    }

    /// Writes a reference.
    pub(super) fn refer(&mut self, label: &str, prefix: &str, out: &mut Holed) {
        let label = label.to_lowercase();
        let number = match self.numbers.get(&label) {
            Some(number) => *number,
            None => {
                self.numbers.insert(label.clone(), self.notes.len() + 1);
                self.notes.push(Note { label, references: 0, html: Holed::default(), end: None });
                self.notes.len()
            }
        };
        let note = &mut self.notes[number - 1];
        note.references += 1;
        let id = reference_id(prefix, number, note.references);
        out.push(&format!("<sup><a href=\"#{prefix}fn-{number}\" id=\"{id}\" role=\"doc-noteref\">{number}</a></sup>"));
    }

    /// The events of the footnote with this position, when there is one; they are given once.
    pub(super) fn events(&mut self, position: usize) -> Option<Vec<Event<'a>>> {
        let note = self.notes.get(position)?;
        Some(self.definitions.remove(&note.label).unwrap_or_default())
    }

    /// Sets the text of the footnote with this position.
    pub(super) fn set(&mut self, position: usize, html: Holed) {
        let note = &mut self.notes[position];
        note.end = html.html.ends_with("</p>\n").then(|| html.len() - "</p>\n".len());
        note.html = html;
    }

    /// Writes the section of all footnotes that were referred to; nothing without any.
    pub(super) fn write(self, prefix: &str, strings: &Strings, out: &mut Holed) {
        if self.notes.is_empty() {
            return;
        }
        out.push(&format!(
            "<section role=\"doc-endnotes\" aria-labelledby=\"{prefix}fn-heading\">\n<h2 id=\"{prefix}fn-heading\">"
        ));
        out.text(&strings.notes);
        out.push("</h2>\n<ol>\n");
        for (note, number) in self.notes.into_iter().zip(1..) {
            out.push(&format!("<li id=\"{prefix}fn-{number}\">"));
            let Note { mut html, end, references, .. } = note;
            let tail = end.map(|at| html.split_off(at));
            out.append(html);
            out.push(if tail.is_some() { " " } else { "<p>" });
            for reference in 1..=references {
                write_way_back(prefix, strings, number, reference, out);
            }
            match tail {
                Some(tail) => out.append(tail),
                None => out.push("</p>\n"),
            }
            out.push("</li>\n");
        }
        out.push("</ol>\n</section>\n");
    }
}

fn write_way_back(prefix: &str, strings: &Strings, number: usize, reference: usize, out: &mut Holed) {
    let id = reference_id(prefix, number, reference);
    let space = if reference > 1 { " " } else { "" };
    out.push(&format!("{space}<a href=\"#{id}\" role=\"doc-backlink\" aria-label=\""));
    let name = if reference > 1 { format!("{number} ({reference})") } else { number.to_string() };
    out.text(&strings.back.replace("{n}", &name));
    out.push("\">↩");
    if reference > 1 {
        out.push(&format!("<sup>{reference}</sup>"));
    }
    out.push("</a>");
}

fn reference_id(prefix: &str, number: usize, reference: usize) -> String {
    match reference {
        1 => format!("{prefix}fnref-{number}"),
        _ => format!("{prefix}fnref-{number}-{reference}"),
    }
}
