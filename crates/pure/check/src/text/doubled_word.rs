//! No word stands twice in a row by a slip.

use crate::text::words::Word;
use crate::text::{Passage, TextLook};
use dateline_diagnostics::{DOUBLED_WORD, Diagnostics, Edit};

/// Words that may follow themselves.
const MAY_REPEAT: &[&str] = &[
    "had", "that", "very", "so", "no", "ha", "bye", "really", "many", "long", "much", "more", "is", "do", "far",
    "knock", "tut", "blah", "yes", "now", "well", "hear", "again", "never", "on", "in", "her", "you", "who",
];

/// Words that no sentence has twice in a row: `looked for for years` may be meant.
const NEVER_TWICE: &[&str] = &["the", "an", "and", "of", "or", "its", "their", "our", "your"];

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    for passage in &look.passages {
        let text = &passage.block.text;
        for (at, pair) in passage.words.windows(2).enumerate() {
            let (first, second) = (pair[0], pair[1]);
            if first.text.len() != second.text.len() || !first.is(second.text) {
                continue;
            }
            let gap = &text[first.end()..second.at];
            // A name may be doubled, and a number, and a word on both sides of a link's end.
            let is_word = second.is_small() && second.text.bytes().all(|it| it.is_ascii_alphabetic());
            if !is_word
                || !gap.trim().is_empty()
                || gap.contains('\t')
                || second.text.len() < 2
                || first.is_any(MAY_REPEAT)
            {
                continue;
            }
            // Three in a row are meant, and so is what stands between quotation marks.
            let beside = [at.checked_sub(1), Some(at + 2)].into_iter().flatten().filter_map(|it| passage.words.get(it));
            let is_meant = beside.into_iter().any(|it| it.is(first.text));
            if is_meant || text[..first.at].ends_with(['“', '"', '‘', '\'']) {
                continue;
            }
            let message = format!("`{} {}`: the word stands twice", first.text, second.text);
            let place = (passage.block, first.at..second.end());
            let help = format!("write `{}` once", first.text);
            let edits = edit(look, passage, first, second).map(|it| vec![it]);
            look.report_mended(found, DOUBLED_WORD, place, (message, help), edits);
        }
    }
}

/// The second word goes, where no sentence can have both.
fn edit(look: &TextLook, passage: &Passage, first: Word, second: Word) -> Option<Edit> {
    let block = passage.block;
    // At the start of a line there may be marks of a list or quotation between them.
    let is_plain = look.written(block, first.at..second.end()).split_whitespace().filter(|it| *it != ">").count() == 2;
    let gap = first.end()..second.end();
    (is_plain && second.is_any(NEVER_TWICE)).then(|| Edit::new(look.place(block, gap), ""))
}
