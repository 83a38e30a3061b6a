//! The how-many-th a meeting or ceremony is, is the same in the text as in its facts.

use crate::text::calendar::ordinal_digits;
use crate::text::words::sentence;
use crate::text::{Passage, TextLook};
use dateline_diagnostics::{Diagnostics, ORDINAL};

const WORDS: [&str; 20] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];
const EVENTS: &[&str] =
    &["meeting", "session", "ceremony", "conference", "forum", "edition", "plenary", "round", "summit", "presentation"];
/// Words that say that another one is meant.
const OTHERS: &[&str] =
    &["last", "previous", "next", "since", "after", "before", "following", "earlier", "past", "future", "year"];

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    let Some(release) = look.subject.release() else { return };
    for event in release.events() {
        let Some(number) = event.number else { continue };
        let short = release.acronyms.iter().find(|it| it.1 == event.name).map(|it| it.0.as_str());
        let names = [Some(event.name.as_str()), short];
        let mut told = Vec::new();
        for passage in &look.passages {
            for name in names.into_iter().flatten() {
                told.extend(ordinals(passage, name).into_iter().map(|(it, at)| (it, passage, at)));
            }
        }
        // One that fits shows that the others are other meetings.
        if told.iter().any(|it| it.0 == number) {
            continue;
        }
        if let Some((wrong, passage, at)) = told.first() {
            let word = passage.words[*at];
            let message = format!("`{}` {}: its `number` is {number}, not {wrong}", word.text, event.name);
            let help = "mend the word, or the `number` in the front matter";
            look.report(found, ORDINAL, (passage.block, word.range()), message, help);
        }
    }
}

/// The ordinals before each mention of a name in a passage: `the fifth meeting of the NAME`, `the 10th NAME`.
fn ordinals(passage: &Passage, name: &str) -> Vec<(u32, usize)> {
    let text = passage.block.text.as_str();
    let mut found = Vec::new();
    for (at, _) in text.match_indices(name) {
        let from = sentence(text, at).start;
        let before = passage.words.iter().enumerate().filter(|(_, it)| it.at >= from && it.end() <= at);
        let before: Vec<usize> = before.map(|(index, _)| index).collect();
        let near = &before[before.len().saturating_sub(7)..];
        let Some((place, index)) =
            near.iter().enumerate().rev().find(|(_, it)| ordinal(passage.words[**it].text).is_some())
        else {
            continue;
        };
        let between = &near[place + 1..];
        let is_small = |it: &usize| {
            passage.words[*it].is_any(&["of", "for", "the", "annual", "plenary", "award", "awards"])
                || passage.words[*it].is_any(EVENTS)
        };
        let is_other = before.iter().any(|it| passage.words[*it].is_any(OTHERS));
        if between.iter().all(is_small) && !is_other {
            found.extend(ordinal(passage.words[*index].text).map(|it| (it, *index)));
        }
    }
    found
}

fn ordinal(word: &str) -> Option<u32> {
    if let Some(at) = WORDS.iter().position(|it| word.eq_ignore_ascii_case(it)) {
        return Some(at as u32 + 1);
    }
    ordinal_digits(word)?.parse().ok()
}
