//! “Today” is said with a date or place: readers come later, and from other time zones.

use crate::text::calendar::month;
use crate::text::words::{is_quoted, sentence};
use crate::text::{Passage, TextLook};
use dateline_diagnostics::{Diagnostics, RELATIVE_DAY};
use dateline_text::markdown::{Block, BlockKind};

const EVENTS: &[&str] = &[
    "meeting",
    "ceremony",
    "event",
    "announcement",
    "launch",
    "session",
    "hearing",
    "forum",
    "conference",
    "signing",
    "visit",
    "briefing",
    "release",
    "seminar",
    "reception",
    "summit",
    "decision",
    "opening",
    "talks",
    "award",
    "awards",
];
const ACTS: &[&str] = &[
    "held",
    "said",
    "met",
    "won",
    "sentenced",
    "announced",
    "signed",
    "launched",
    "published",
    "released",
    "issued",
    "opened",
    "convened",
    "attended",
    "visited",
    "hosted",
    "unveiled",
    "charged",
    "convicted",
    "fined",
    "jailed",
    "welcomed",
    "concluded",
    "presented",
    "spoke",
    "arrived",
];

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    // A place in the dateline says whose day it is.
    if look.is_spoken() || look.subject.release().is_none_or(|it| it.place.is_some()) {
        return;
    }
    let mut told: Vec<(String, &Block, std::ops::Range<usize>, usize)> = Vec::new();
    for passage in look.passages.iter().filter(|it| it.block.kind == BlockKind::Paragraph) {
        for at in 0..passage.words.len() {
            let Some(range) = day(passage, at) else { continue };
            let text = &passage.block.text;
            if is_dated(passage, sentence(text, range.start)) || is_quoted(text, range.start) {
                continue;
            }
            let words = text[range.clone()].to_lowercase();
            match told.iter_mut().find(|it| it.0 == words) {
                Some(known) => known.3 += 1,
                None => told.push((words, passage.block, range, 1)),
            }
        }
    }
    for (words, block, range, count) in told {
        let times = if count > 1 { format!(" ({count} times)") } else { String::new() };
        let message = format!("`{words}`{times}, with no date in the sentence and no place in the dateline");
        let help = "write the date as well, as in `on December 7`, or add `place: …` to the front matter";
        look.report(found, RELATIVE_DAY, (block, range), message, help);
    }
}

/// The words at `at` that name a day by its distance, where they are told of as news.
fn day(passage: &Passage, at: usize) -> Option<std::ops::Range<usize>> {
    let words = &passage.words;
    let word = words[at];
    let next = words.get(at + 1);
    let before = at.checked_sub(1).map(|it| words[it]);
    let is_plain = |given: &str| word.is(given);
    if is_plain("this") {
        let part = next.filter(|it| it.is_any(&["morning", "afternoon", "evening"]))?;
        return Some(word.at..part.end());
    }
    let stem = word.text.strip_suffix("'s").or_else(|| word.text.strip_suffix("’s"));
    if let Some(stem) =
        stem.filter(|it| ["today", "yesterday", "tomorrow"].iter().any(|day| it.eq_ignore_ascii_case(day)))
    {
        let has_event = words.iter().skip(at + 1).take(3).any(|it| it.is_any(EVENTS));
        return has_event.then(|| word.at..word.at + stem.len());
    }
    if is_plain("tonight") || is_plain("yesterday") {
        return Some(word.range());
    }
    if is_plain("today") {
        let touches = |from: usize, to: usize| passage.block.text[from..to].trim().is_empty();
        let is_act = next.is_some_and(|it| it.is_any(ACTS) && touches(word.end(), it.at))
            || before.is_some_and(|it| it.is_any(ACTS) && touches(it.end(), word.at));
        return is_act.then(|| word.range());
    }
    let is_event =
        before.is_some_and(|it| it.is_any(EVENTS) || it.is_any(&["held", "open", "begin", "start", "place"]));
    (is_plain("tomorrow") && is_event).then(|| word.range())
}

/// Whether a sentence names a day: a month with a number beside it, or digits with slashes.
fn is_dated(passage: &Passage, sentence: std::ops::Range<usize>) -> bool {
    let is_number = |it: Option<&super::Word>| it.is_some_and(|it| it.text.starts_with(|it: char| it.is_ascii_digit()));
    let words = &passage.words;
    words.iter().enumerate().filter(|(_, it)| sentence.contains(&it.at)).any(|(at, word)| {
        let beside = is_number(words.get(at + 1)) || at > 0 && is_number(words.get(at - 1));
        beside && month(word.text).is_some()
    })
}
