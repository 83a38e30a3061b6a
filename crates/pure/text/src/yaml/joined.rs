//! A line end between two Chinese characters is nothing: YAML folds the lines of a value with a space between them, which
//! Chinese does not have.
//!
//! In: a text. Out: the same with a mark wherever a line ends so. Folded, the mark and the space that follows it are taken
//! out of the values again; a space that was typed has no mark, and stays. A line end that the value keeps stays too.

use std::borrow::Cow;

use serde_yaml::Value;

use crate::markdown;

/// A noncharacter of Unicode, which no text holds.
pub(super) const MARK: char = '\u{fdd0}';

/// The text with its marks; nothing is copied when it has none.
pub(super) fn marked(text: &str) -> Cow<'_, str> {
    let mut marked = String::new();
    let mut from = 0;
    if markdown::may_have_runs(text.as_bytes()) {
        for (at, _) in text.match_indices('\n') {
            let before = text[..at].trim_end_matches(['\r', ' ', '\t']);
            let after = text[at..].trim_start().chars().next();
            let ends = before.chars().next_back().zip(after);
            // Of two line ends in a row, the first has the mark.
            if before.len() >= from && ends.is_some_and(|(before, after)| markdown::joins(before, after, true)) {
                marked.push_str(&text[from..before.len()]);
                marked.push(MARK);
                from = before.len();
            }
        }
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    marked.push_str(&text[from..]);
    Cow::Owned(marked)
}

/// A value as it was meant.
pub(super) fn unmarked(value: &str) -> Cow<'_, str> {
    if !value.contains(MARK) {
        return Cow::Borrowed(value);
    }
    let is_chinese = value.chars().find(|it| it.is_alphabetic()).is_some_and(markdown::is_han);
    let mut parts = value.split(MARK);
    let mut meant = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(' ');
        let ends = meant.chars().next_back().zip(rest.chars().next());
        let joins = ends.is_some_and(|(before, after)| markdown::joins(before, after, is_chinese));
        meant.push_str(if joins { rest } else { part });
    }
    Cow::Owned(meant)
}

/// A value as it was meant, with all that is in it.
pub(super) fn unmarked_value(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(unmarked(&text).into_owned()),
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(unmarked_value).collect()),
        Value::Mapping(pairs) => {
            Value::Mapping(pairs.into_iter().map(|(key, value)| (unmarked_value(key), unmarked_value(value))).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Value {
        unmarked_value(serde_yaml::from_str(&marked(text)).expect("YAML"))
    }

    #[test]
    fn lines_of_chinese_join_however_they_are_folded() {
        let text = "a: >-\n  香港政府\n  今日\n\n  公告\nb: 香港\n  政府\nc: \"香港  \r\n  政府\"\nd: |\n  香港\n  政府\ne: '香港\n\n  政府'\n\
                    f: [香港\n  政府, 甲 乙]\ng: 香港 政府\n  and\n  香港\nh: 說\n  “話”\ni: The “香港\n  — 政府”\n# 註\n政府: 香港\n";
        let value = read(text);
        let of = |key: &str| value[key].as_str().expect("text");
        assert_eq!((of("a"), of("b"), of("c")), ("香港政府今日\n公告", "香港政府", "香港政府"));
        assert_eq!((of("d"), of("e")), ("香港\n政府\n", "香港\n政府"));
        assert_eq!(value["f"], Value::from(vec!["香港政府", "甲 乙"]));
        assert_eq!((of("g"), of("h"), of("i")), ("香港 政府 and 香港", "說“話”", "The “香港 — 政府”"));
        assert_eq!(of("政府"), "香港");
    }

    #[test]
    fn other_texts_are_not_copied() {
        for text in ["a: b\nc: d\n", "a: 香港\nb: 政府\n", "- 香港\n- 政府\n", "a: >\n  香港\n  and\n"] {
            assert!(matches!(marked(text), Cow::Borrowed(_)), "{text}");
        }
    }
}
