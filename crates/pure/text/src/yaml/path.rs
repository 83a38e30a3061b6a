//! Paths of keys such as `meeting[0].name`, and where they stand in a text.

use std::collections::BTreeSet;
use std::ops::Range;

use super::syntax::recover;
use super::tree::{self, Kind, Node};
use super::words::Faults;

/// The path of a key under a path: `meeting` and `name` give `meeting.name`.
///
/// A key that would make the path ambiguous is written in brackets and double quotes: `links["a.b"]`.
pub fn join(path: &str, key: &str) -> String {
    let is_plain = !key.is_empty() && !key.contains(['.', '[', ']', '"', '\\']) && !key.contains(char::is_control);
    match (is_plain, path.is_empty()) {
        (true, true) => key.to_owned(),
        (true, false) => format!("{path}.{key}"),
        (false, _) => format!("{path}[{}]", serde_json::Value::from(key)),
    }
}

/// The path of a list's item, counted from 0: `meeting` and 2 give `meeting[2]`.
pub fn item(path: &str, index: usize) -> String {
    format!("{path}[{index}]")
}

/// Where the key (or else the value) at a path such as `meeting[0].name` stands in a YAML text, in bytes of the text.
///
/// `[0]` of what is no list is the thing itself (see [`OneOrMany`](super::OneOrMany)). A value that is not there
/// stands where its key does. An entry that is no YAML hides no other. `None` when there is no
/// such path.
pub fn locate(text: &str, path: &str, key: bool) -> Option<Range<usize>> {
    let sound = || tree::parse(text).ok().flatten();
    let root = sound().or_else(|| recover(text, &BTreeSet::new(), &mut Faults::default()).root)?;
    let (mut node, mut name) = (&root, None);
    for step in steps(path)? {
        match (step, &node.kind) {
            (Step::Key(wanted), Kind::Map(pairs)) => {
                let pair = pairs.iter().find(|(key, _)| key.text() == Some(wanted.as_str()))?;
                (node, name) = (&pair.1, Some(&pair.0));
            }
            (Step::Item(index), Kind::List(items)) => (node, name) = (items.get(index)?, None),
            (Step::Item(0), _) => {}
            _ => return None,
        }
    }
    Some(place(node, name, key))
}

fn place(node: &Node, name: Option<&Node>, key: bool) -> Range<usize> {
    match name {
        Some(name) if key || node.span.is_empty() => name.span.clone(),
        _ => node.span.clone(),
    }
}

enum Step {
    Key(String),
    Item(usize),
}

fn steps(path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("[\"") {
            let end = closing_quote(after)?;
            steps.push(Step::Key(serde_json::from_str(&rest[1..end + 3]).ok()?));
            rest = after[end + 1..].strip_prefix(']')?;
        } else if let Some(after) = rest.strip_prefix('[') {
            let (index, after) = after.split_once(']')?;
            steps.push(Step::Item(index.parse().ok()?));
            rest = after;
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            steps.push(Step::Key(rest[..end].to_owned()));
            rest = &rest[end..];
        }
        rest = rest.strip_prefix('.').unwrap_or(rest);
    }
    Some(steps)
}

/// The offset of the first quote that no backslash stands before.
fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, it)| {
        let closes = it == '"' && !escaped;
        escaped = it == '\\' && !escaped;
        closes.then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(text: &'a str, path: &str, key: bool) -> Option<&'a str> {
        locate(text, path, key).map(|it| &text[it])
    }

    #[test]
    fn keys_and_values_are_found_by_their_path() {
        let text = "title: 香港\r\nmeeting:\r\n  - {name: 会议, \"b.c\": [x, 'y']}\r\nplace:\r\n";
        assert_eq!(found(text, "title", true), Some("title"));
        assert_eq!(found(text, "title", false), Some("香港"));
        assert_eq!(found(text, "meeting[0].name", false), Some("会议"));
        assert_eq!(found(text, "meeting[0][\"b.c\"][1]", false), Some("'y'"));
        assert_eq!(found(text, "place", false), Some("place"));
        assert_eq!(found(text, "meeting[1].name", false), None);
        assert_eq!(found(text, "meeting[", false), None);
    }

    #[test]
    fn one_value_in_place_of_a_list_is_its_first_item() {
        assert_eq!(found("meeting: {name: A}", "meeting[0].name", false), Some("A"));
        assert_eq!(found("meeting: {name: A}", "meeting[1].name", false), None);
    }

    #[test]
    fn a_joined_path_leads_back_to_its_key() {
        for key in ["plain", "zh-Hant", "a.b", "a[0]", "with \"quotes\"", "back\\slash", ""] {
            let text = format!("top: {{{}: value}}", serde_json::Value::from(key));
            assert_eq!(found(&text, &join("top", key), false), Some("value"), "{key}");
        }
    }

    #[test]
    fn a_byte_order_mark_counts() {
        assert_eq!(locate("\u{feff}a: b", "a", false), Some(6..7));
    }
}
