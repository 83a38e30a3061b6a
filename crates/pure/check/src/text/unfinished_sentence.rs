//! A paragraph ends with the end of a sentence.

use crate::text::{Passage, TextLook};
use dateline_diagnostics::{Diagnostics, UNFINISHED_SENTENCE};
use dateline_text::markdown::{BlockKind, is_han};

/// Fewest words of a paragraph that is taken for sentences.
const WORDS: usize = 12;

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    for (at, passage) in look.passages.iter().enumerate() {
        let block = passage.block;
        if block.kind != BlockKind::Paragraph {
            continue;
        }
        // What a list follows is finished by the list.
        let leads_on = block.leads_on
            || look
                .passages
                .get(at + 1)
                .is_some_and(|it| it.block.kind != BlockKind::Paragraph && it.block.kind != BlockKind::Heading);
        let text = block.text.trim_end();
        let end = text.len();
        let Some(last) = text.chars().next_back() else { continue };
        let is_open = last.is_alphanumeric() && !is_item(text);
        let is_sentence = if is_han(last) { is_han_prose(text) } else { is_prose(passage) };
        if leads_on
            || !is_open
            || !is_sentence
            || block.is_code(end - last.len_utf8())
            || block.is_link(end - last.len_utf8())
        {
            continue;
        }
        let word = passage.words.last().map_or(end - last.len_utf8(), |it| it.at);
        let shown = if is_han(last) { end - last.len_utf8() } else { word };
        let message = format!("the paragraph ends with `{}`, without a full stop", &text[shown..]);
        look.report(
            found,
            UNFINISHED_SENTENCE,
            (block, shown..end),
            message,
            "end the sentence, or write what is missing",
        );
    }
}

/// Whether a paragraph is a sentence and no line of an address, a dateline, a signature or a slogan.
fn is_prose(passage: &Passage) -> bool {
    let words = &passage.words;
    let text = &passage.block.text;
    let n_small = words.iter().filter(|it| it.is_small()).count();
    let last_line = text.trim_end().rsplit('\n').next().unwrap_or_default();
    // Somebody's words, with a dash and the name after them.
    let names = words.iter().rev().take_while(|it| !it.is_small()).count();
    let is_credit = names > 0 && {
        let name = words[words.len() - names].at;
        text[..name].trim_end().ends_with(['-', '–', '—', '~', '”', '"'])
    };
    let is_whole = !is_credit
        && !text.contains(['|', '\u{a0}', '\u{fffc}'])
        && !passage.block.strong.iter().any(|it| it.end + 1 >= text.trim_end().len());
    // A line that is an address was set with its own lines.
    let ends_with_address = last_line.rsplit(' ').next().is_some_and(|it| it.contains(['/', '@', '.']));
    is_whole && words.len() >= WORDS && n_small * 10 >= words.len() * 6 && !ends_with_address
}

/// Whether a paragraph is numbered by hand, or is followed by the next of several: `b) …; and`.
fn is_item(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let is_number = first.len() < 7 && first.ends_with(['.', ')', ']']) || matches!(first, "•" | "-" | "–" | "·" | "*");
    is_number || text.ends_with(" and") || text.ends_with(" or")
}

/// Whether a paragraph in Chinese has punctuation of sentences.
fn is_han_prose(text: &str) -> bool {
    let has = |mark: char| text.contains(mark);
    has('。')
        && has('，')
        && text.chars().filter(|it| is_han(*it)).count() > 30
        && !text.trim_end().ends_with(['）', '」', '】', '；', '：', '、', '，', '。', '！', '？'])
}
