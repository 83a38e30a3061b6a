//! The Markdown that we read: one set of options for every text.
//!
//! In: a text. Out: its events, with the bytes of the text that they come from.
//!
//! CommonMark asks for white space or punctuation around emphasis that touches punctuation, so that `**「重要」**公告` would
//! keep its asterisks. Where asterisks stand between Chinese punctuation and a letter, or between Chinese and other
//! punctuation, a filler that is neither is put between them before the text is parsed, and taken out of the events and
//! their ranges again; this is the amendment to CommonMark known as "markdown-cjk-friendly".
//!
//! Words in a language of their own stand between two marks: see [`foreign`].

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag};

use super::{foreign, han};

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_DEFINITION_LIST)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);

/// A noncharacter of Unicode, which no text holds; to the parser neither a space nor punctuation.
pub(super) const FILLER: char = '\u{fdd0}';

/// A text, ready to be parsed.
pub(super) struct Source<'a> {
    /// As it was given.
    written: &'a str,
    text: Cow<'a, str>,
    /// Where fillers stand in `text`, in ascending order.
    fillers: Vec<usize>,
}

impl<'a> Source<'a> {
    /// Prepares the text; nothing is copied unless emphasis touches Chinese.
    pub(super) fn new(text: &'a str) -> Self {
        let places = if text.is_ascii() { Vec::new() } else { filler_places(text) };
        if places.is_empty() {
            return Self { written: text, text: Cow::Borrowed(text), fillers: places };
        }
        let mut filled = String::with_capacity(text.len() + places.len() * FILLER.len_utf8());
        let mut fillers = Vec::with_capacity(places.len());
        let mut from = 0;
        for place in places {
            filled.push_str(&text[from..place]);
            fillers.push(filled.len());
            filled.push(FILLER);
            from = place;
        }
        filled.push_str(&text[from..]);
        Self { written: text, text: Cow::Owned(filled), fillers }
    }

    /// The events of the text, with bytes of the text as it was given.
    pub(super) fn events(&self) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
        let (plain, marked) = match foreign::may_be_in(&self.text) {
            false => (Some(self.unmarked()), None),
            true => (None, Some(foreign::read(self.unmarked().collect(), self.written).0)),
        };
        plain.into_iter().flatten().chain(marked.into_iter().flatten())
    }

    /// What is wrong with the marks of words in a language of their own.
    pub(super) fn language_faults(&self) -> Vec<foreign::Fault> {
        match foreign::may_be_in(&self.text) {
            false => Vec::new(),
            true => foreign::read(self.unmarked().collect(), self.written).1,
        }
    }

    fn unmarked(&self) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
        Parser::new_ext(&self.text, OPTIONS).into_offset_iter().map(|(event, range)| match self.fillers.is_empty() {
            true => (event, range),
            false => (without_filler(event), self.original(range.start)..self.original(range.end)),
        })
    }

    fn original(&self, at: usize) -> usize {
        at - self.fillers.partition_point(|it| *it < at) * FILLER.len_utf8()
    }
}

/// Where fillers are wanted: between asterisks and punctuation, when Chinese stands on either side of the asterisks.
fn filler_places(text: &str) -> Vec<usize> {
    let mut places = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find('*').map(|at| from + at) {
        let end = text.len() - text[start..].trim_start_matches('*').len();
        from = end;
        let (Some(before), Some(after)) = (text[..start].chars().next_back(), text[end..].chars().next()) else {
            continue;
        };
        if is_space(before) || is_space(after) {
            continue;
        }
        match (is_punctuation(before), is_punctuation(after)) {
            (true, false) if han::is_han_punctuation(before) || han::is_han(after) => places.push(start),
            (false, true) if han::is_han_punctuation(after) || han::is_han(before) => places.push(end),
            _ => {}
        }
    }
    places
}

fn is_space(character: char) -> bool {
    character.is_whitespace()
}

/// Punctuation next to which emphasis may fail. The bar between table cells is none: the parser knows what to do there.
fn is_punctuation(character: char) -> bool {
    character != '|' && character.is_ascii_punctuation()
        || han::is_han_punctuation(character)
        || han::is_shared_punctuation(character)
}

fn without_filler(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Text(text) => Event::Text(clean(text)),
        Event::Code(text) => Event::Code(clean(text)),
        Event::Html(text) => Event::Html(clean(text)),
        Event::InlineHtml(text) => Event::InlineHtml(clean(text)),
        Event::FootnoteReference(label) => Event::FootnoteReference(clean(label)),
        Event::Start(tag) => Event::Start(tag_without_filler(tag)),
        other => other,
    }
}

fn tag_without_filler(tag: Tag<'_>) -> Tag<'_> {
    match tag {
        Tag::Link { link_type, dest_url, title, id } => {
            Tag::Link { link_type, dest_url: clean(dest_url), title: clean(title), id }
        }
        Tag::Image { link_type, dest_url, title, id } => {
            Tag::Image { link_type, dest_url: clean(dest_url), title: clean(title), id }
        }
        Tag::Heading { level, id, classes, attrs } => Tag::Heading { level, id: id.map(clean), classes, attrs },
        Tag::CodeBlock(CodeBlockKind::Fenced(language)) => Tag::CodeBlock(CodeBlockKind::Fenced(clean(language))),
        Tag::FootnoteDefinition(label) => Tag::FootnoteDefinition(clean(label)),
        other => other,
    }
}

fn clean(text: CowStr<'_>) -> CowStr<'_> {
    if text.contains(FILLER) { text.replace(FILLER, "").into() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<(String, Range<usize>)> {
        let source = Source::new(text);
        let texts = source.events().filter_map(|(event, range)| match event {
            Event::Text(text) | Event::Code(text) => Some((text.to_string(), range)),
            _ => None,
        });
        texts.collect()
    }

    #[test]
    fn fillers_never_show_in_events_or_their_ranges() {
        let text = "中文**強調，**後文 `，**後`";
        let expected = [("中文", 0..6), ("強調，", 8..17), ("後文 ", 19..26), ("，**後", 26..36)];
        assert_eq!(texts(text), expected.map(|(text, range)| (text.to_owned(), range)));
    }

    #[test]
    fn ranges_are_those_of_the_text_as_given() {
        let text = "**「重要」**公告 <b>x</b>";
        let source = Source::new(text);
        let html: Vec<_> = source
            .events()
            .filter(|(event, _)| matches!(event, Event::InlineHtml(_)))
            .map(|(_, range)| &text[range])
            .collect();
        assert_eq!(html, ["<b>", "</b>"]);
    }

    #[test]
    fn texts_without_such_emphasis_are_not_copied() {
        for text in ["5 * 3 ** 2", "*中文*", "**a** 中文", "中 * 文", "|**中文**|"] {
            assert!(matches!(Source::new(text).text, Cow::Borrowed(_)), "{text}");
        }
    }
}
