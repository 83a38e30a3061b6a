//! No word stands twice in a row by a slip.

use crate::check::text::TextLook;
use crate::diagnostic::{DOUBLED_WORD, Diagnostics};

/// Words that may follow themselves.
const MAY_REPEAT: &[&str] = &[
    "had", "that", "very", "so", "no", "ha", "bye", "really", "many", "long", "much", "more", "is", "do", "far",
    "knock", "tut", "blah", "yes", "now", "well", "hear", "again", "never", "on", "in", "her", "you", "who",
];

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
            look.report(found, DOUBLED_WORD, place, message, format!("write `{}` once", first.text));
        }
    }
}
