//! Nothing is left to be filled in.

use std::ops::Range;

use crate::text::TextLook;
use dateline_content::release::Release;
use dateline_diagnostics::{Diagnostics, PLACEHOLDER};
use dateline_text::yaml;

const HELP: &str = "write what belongs here, or take it out";

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    let written_summary =
        look.subject.release().map(|it| &*it.summary).filter(|it| look.source.contains(&format!("summary: {it}")));
    let fields = [
        ("title", Some(look.subject.title())),
        ("short_title", look.subject.short_title()),
        ("summary", written_summary),
    ];
    for (key, text) in fields.into_iter().filter_map(|(key, text)| Some((key, text?))) {
        in_field(look, found, key, text);
    }
    for (at, contact) in look.subject.release().into_iter().flat_map(Release::inline_contacts) {
        let path = yaml::item("contacts", at);
        for (key, text) in [("name", Some(&contact.name)), ("role", contact.role.as_ref())] {
            in_field(look, found, &yaml::join(&path, key), text.map_or("", |it| &it[look.subject.language()]));
        }
    }
    for block in look.blocks() {
        for range in placeholders(&block.text) {
            // What stands between quotation marks is spoken of.
            let is_quoted = block.text[..range.start].ends_with(['“', '"', '‘', '\'', '「']);
            if is_quoted || block.is_code(range.start) || block.is_link(range.start) {
                continue;
            }
            let message = format!("`{}` is a placeholder", &block.text[range.clone()]);
            look.report(found, PLACEHOLDER, (block, range), message, HELP);
        }
    }
}

fn in_field(look: &TextLook, found: &mut Diagnostics, key: &str, text: &str) {
    if let Some(range) = placeholders(text).into_iter().next() {
        look.report_key(found, PLACEHOLDER, key, format!("`{}` is a placeholder", &text[range]), HELP);
    }
}

fn placeholders(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let length = match bytes[at] {
            b'T' | b'X' => capitals(text, at),
            b'?' => repeated(bytes, at).filter(|it| *it > 2),
            b'[' => bracketed(&text[at..]),
            b'l' | b'L' => begins(bytes, at, "lorem ipsum dolor"),
            _ => None,
        };
        if let Some(length) = length {
            found.push(at..at + length);
        }
        at += length.unwrap_or(1).max(1);
    }
    found
}

/// `TBC`, `TBD`, `TK` and `XXX`, alone between spaces or punctuation.
fn capitals(text: &str, at: usize) -> Option<usize> {
    let length = text[at..].bytes().take_while(u8::is_ascii_alphanumeric).count();
    let is_apart = !text[..at].ends_with(|it: char| it.is_alphanumeric() || "-_/.$&'’@#".contains(it))
        && !text[at + length..].starts_with(|it: char| it.is_alphanumeric() || "-_&@'’".contains(it));
    let is_placeholder = match &text[at..at + length] {
        "TBC" | "TBD" | "TKTK" => true,
        // A name has a capital beside its initials.
        "TK" => {
            let next = text[at + length..].trim_start();
            let before = text[..at].trim_end();
            let last = before.rsplit(' ').next().unwrap_or_default();
            !next.starts_with(|it: char| it.is_uppercase()) && !last.starts_with(|it: char| it.is_uppercase())
        }
        word => word.len() > 2 && word.bytes().all(|it| it == b'X') && !is_mask(text, at, length),
    };
    (is_apart && is_placeholder).then_some(length)
}

/// Whether crosses hide digits of a number: `S1234 XXXX`.
fn is_mask(text: &str, at: usize, length: usize) -> bool {
    let beside = |it: Option<char>| it.is_some_and(|it| it.is_ascii_digit() || it == '*' || it == 'X');
    beside(text[..at].trim_end().chars().next_back()) || beside(text[at + length..].trim_start().chars().next())
}

fn repeated(bytes: &[u8], at: usize) -> Option<usize> {
    Some(bytes[at..].iter().take_while(|it| **it == bytes[at]).count())
}

fn bracketed(text: &str) -> Option<usize> {
    let inner = text[1..].trim_start();
    let is_order = ["insert ", "add ", "name of ", "to be ", "tbc", "tbd"]
        .iter()
        .any(|it| inner.get(..it.len()).is_some_and(|start| start.eq_ignore_ascii_case(it)));
    let end = text.find(']')? + 1;
    (is_order && end < 80).then_some(end)
}

fn begins(bytes: &[u8], at: usize, words: &str) -> Option<usize> {
    bytes.get(at..at + words.len()).filter(|it| it.eq_ignore_ascii_case(words.as_bytes())).map(<[u8]>::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_told_from_names_and_numbers() {
        let texts = |text: &'static str| placeholders(text).into_iter().map(|it| &text[it]).collect::<Vec<_>>();
        assert_eq!(
            texts("Venue: TBC. Over XXX guests, TK at [insert place] ??? Lorem ipsum dolor"),
            ["TBC", "XXX", "TK", "[insert place]", "???", "Lorem ipsum dolor"]
        );
        assert_eq!(texts("Mr TK Wong, TKO, XXXL, 1234 XXXX, S123XXX, what?? [sic] X-ray"), [""; 0]);
    }
}
