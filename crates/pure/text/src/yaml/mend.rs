//! Another text for a value, written so that YAML reads it as it is meant, with nothing else changed.

use std::ops::Range;

use super::lines::closing;
use super::path::locate;
use super::tree::{self, Kind, Node, Style};

/// What to write in place of a few bytes so that the text at a path of keys is `meant`; `None` when it does not stand on one
/// line, or cannot be written there.
pub fn rewritten(text: &str, path: &str, meant: &str) -> Option<(Range<usize>, String)> {
    let before = tree::parse(text).ok().flatten()?;
    let place = locate(text, path, false)?;
    // What the parser counts to a quoted value may go on to the end of a comment.
    let end = match text[place.clone()].chars().next() {
        Some(quote @ ('"' | '\'')) => place.start + closing(&text[place.clone()], quote)? + 1,
        _ => place.end,
    };
    let range = place.start..end;
    let written = &text[range.clone()];
    // A value that is not there stands where its key does.
    let is_there = locate(text, path, true).is_some_and(|it| it != place);
    if !is_there
        || written.contains(['\n', '\r'])
        || written.contains(" #") && text[place].starts_with(|it| it != '"' && it != '\'')
        || meant.trim().is_empty()
    {
        return None;
    }
    let forms = match written.chars().next() {
        // Quotes inside are easier to read without a backslash each.
        Some('"') if meant.contains('"') && !meant.contains('\'') => [single(meant), Some(double(meant)), None],
        Some('"') => [Some(double(meant)), None, None],
        Some('\'') => [single(meant), Some(double(meant)), None],
        _ => [Some(meant.to_owned()), quoted(meant), Some(double(meant))],
    };
    forms.into_iter().flatten().find_map(|form| {
        let after = [&text[..range.start], &form, &text[range.end..]].concat();
        let root = tree::parse(&after).ok().flatten()?;
        let is_meant = is_same(&before, &root, &|node, other| match node.span.start == range.start {
            true => other.to_value().as_str() == Some(meant),
            false => node.to_value() == other.to_value(),
        });
        is_meant.then(|| shortened(written, &form, range.start))
    })
}

/// Whether two texts are the same YAML, but for what `without` takes from their values.
pub fn reads_alike(before: &str, after: &str, without: &dyn Fn(&str) -> String) -> bool {
    let is_alike = |one: &Node, other: &Node| one.text().map(without) == other.text().map(without);
    match (tree::parse(before), tree::parse(after)) {
        (Ok(Some(before)), Ok(Some(after))) => is_same(&before, &after, &is_alike),
        (Ok(None), Ok(None)) => true,
        _ => false,
    }
}

/// A text in quotes, as they stand around all of it; `None` for one that cannot be written on one line.
pub(super) fn quoted(text: &str) -> Option<String> {
    if text.contains(char::is_control) {
        return None;
    }
    if text.contains(['"', '\\']) { single(text) } else { Some(format!("\"{text}\"")) }
}

fn single(text: &str) -> Option<String> {
    (!text.contains(char::is_control)).then(|| format!("'{}'", text.replace('\'', "''")))
}

fn double(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Whether two trees are of one form, and `alike` holds of all their scalars.
fn is_same(one: &Node, other: &Node, alike: &dyn Fn(&Node, &Node) -> bool) -> bool {
    match (&one.kind, &other.kind) {
        (Kind::Scalar { style: Style::Block, .. }, Kind::Scalar { style, .. }) if *style != Style::Block => false,
        (Kind::Scalar { .. }, Kind::Scalar { .. }) => one.tag == other.tag && alike(one, other),
        (Kind::List(one), Kind::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other, alike))
        }
        (Kind::Map(one), Kind::Map(other)) => {
            let is_pair = |((key, value), (other_key, other_value)): (&(Node, Node), &(Node, Node))| {
                is_same(key, other_key, alike) && is_same(value, other_value, alike)
            };
            one.len() == other.len() && one.iter().zip(other).all(is_pair)
        }
        _ => false,
    }
}

/// Only what differs of two texts; the first begins at a byte of the whole.
fn shortened(before: &str, after: &str, at: usize) -> (Range<usize>, String) {
    let same = |(one, other): &(char, char)| one == other;
    let start: usize = before.chars().zip(after.chars()).take_while(same).map(|it| it.0.len_utf8()).sum();
    let (before, after) = (&before[start..], &after[start..]);
    let end: usize = before.chars().rev().zip(after.chars().rev()).take_while(same).map(|it| it.0.len_utf8()).sum();
    let start = at + start;
    (start..start + before.len() - end, after[..after.len() - end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, meant: &str) -> Option<String> {
        let (range, words) = rewritten(text, "title", meant)?;
        Some([&text[..range.start], &words, &text[range.end..]].concat())
    }

    #[test]
    fn a_value_keeps_its_form_where_that_reads_as_meant() {
        for (text, meant, expected) in [
            ("title: A  b\nx: 1", "A b", "title: A b\nx: 1"),
            ("title: \"A  b\" # note", "A b", "title: \"A b\" # note"),
            ("title: 'it''s  b'\r\nx: 1\r\n", "it's b", "title: 'it''s b'\r\nx: 1\r\n"),
            ("title: A&#58; b", "A: b", "title: \"A: b\""),
            ("title: A &#35; \"b\"", "A # \"b\"", "title: 'A # \"b\"'"),
            ("title: \"A &quot;b&quot;\"", "A \"b\"", "title: 'A \"b\"'"),
            ("title: \"It's &quot;b&quot;\"", "It's \"b\"", "title: \"It's \\\"b\\\"\""),
            ("{title: A&#44; b, x: 1}", "A, b", "{title: \"A, b\", x: 1}"),
            ("title: &#50;026 x", "2026", "title: \"2026\""),
        ] {
            // An entity at the start of a value is no text to YAML.
            let text = text.replace("&#50;026 x", "2026 x");
            assert_eq!(written(&text, meant).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_stands_on_several_lines_is_left() {
        for text in
            ["title: |\n  A  b\n", "title: A\n  b  c\n", "title: \"A\n  b\"\n", "x: 1", "title: [A  b]", "title: "]
        {
            assert_eq!(written(text, "A b"), None, "{text}");
        }
    }

    #[test]
    fn only_what_differs_is_written() {
        assert_eq!(rewritten("title: The  ferry", "title", "The ferry"), Some((11..12, String::new())));
        assert_eq!(rewritten("title: 渡 輪", "title", "渡輪"), Some((10..11, String::new())));
    }

    #[test]
    fn two_texts_that_differ_in_what_nobody_sees_read_alike() {
        let without = |text: &str| text.replace('\u{200b}', "");
        assert!(reads_alike("a: b\u{200b}c\nd: [e]", "a: bc\nd: [e]", &without));
        assert!(!reads_alike("a: \u{200b}- c", "a: - c", &without));
        assert!(!reads_alike("a: b\u{200b}", "a: c", &without));
    }
}
