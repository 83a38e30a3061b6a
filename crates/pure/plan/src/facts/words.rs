//! What differs between two texts, word by word. The only door of similar.

use std::hash::Hash;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use dateline_text::markdown::{self, is_han};

/// Most words, of both texts together, that are compared one by one: beyond that the whole stretch has changed.
const MOST: usize = 8_000;
/// What may stand between two letters or digits of one word.
const INSIDE: &[char] = &['.', ',', '\'', '’', '-', '‑', ':', '/', '_', '@', '&'];

/// A stretch of words that differs: bytes of both texts, and the place of its words in the new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hunk {
    pub(super) old: Range<usize>,
    pub(super) new: Range<usize>,
    /// Places among [`tokens`] of the new text.
    pub(super) at: Range<usize>,
}

/// The words and marks of a text, as ranges of bytes: an address is one, and so is each Chinese character.
pub fn tokens(text: &str) -> Vec<Range<usize>> {
    let mut tokens = Vec::new();
    let mut start = 0;
    for chunk in text.split(char::is_whitespace) {
        cut(chunk, start, &mut tokens);
        start += chunk.len();
        start += text[start..].chars().next().map_or(0, char::len_utf8);
    }
    tokens
}

/// Cuts what stands between two spaces.
fn cut(chunk: &str, at: usize, tokens: &mut Vec<Range<usize>>) {
    let is_mark = |it: char| !it.is_alphanumeric();
    if chunk.contains("://") || chunk.contains('@') {
        let core = chunk.trim_start_matches(is_mark);
        let head = chunk.len() - core.len();
        let end = head + core.trim_end_matches(|it| is_mark(it) && it != '/').len();
        marks(&chunk[..head], at, tokens);
        tokens.extend((end > head).then_some(at + head..at + end));
        return marks(&chunk[end..], at + end, tokens);
    }
    let mut begun: Option<usize> = None;
    let mut characters = chunk.char_indices().peekable();
    while let Some((index, character)) = characters.next() {
        let goes_on = characters.peek().is_some_and(|(_, next)| next.is_alphanumeric() && !is_han(*next));
        let is_word = character.is_alphanumeric() && !is_han(character);
        let is_inside = begun.is_some() && goes_on && INSIDE.contains(&character);
        if is_word || is_inside {
            begun.get_or_insert(index);
            continue;
        }
        tokens.extend(begun.take().map(|start| at + start..at + index));
        tokens.push(at + index..at + index + character.len_utf8());
    }
    tokens.extend(begun.map(|start| at + start..at + chunk.len()));
}

fn marks(text: &str, at: usize, tokens: &mut Vec<Range<usize>>) {
    tokens.extend(text.char_indices().map(|(index, it)| at + index..at + index + it.len_utf8()));
}

/// Where two texts differ.
pub(super) fn hunks(old: &str, new: &str) -> Vec<Hunk> {
    let (old_tokens, new_tokens) = (tokens(old), tokens(new));
    let of = |text: &str, tokens: &[Range<usize>], at: Range<usize>| match tokens.get(at.clone()) {
        Some([]) | None => {
            let place = tokens.get(at.start).map_or(text.len(), |it| it.start);
            place..place
        }
        Some(some) => some[0].start..some[some.len() - 1].end,
    };
    let words = |text: &'_ str, tokens: &[Range<usize>]| tokens.iter().map(|it| text[it.clone()].to_owned()).collect();
    let (old_words, new_words): (Vec<String>, Vec<String>) = (words(old, &old_tokens), words(new, &new_tokens));
    let differing = differing(&old_words, &new_words);
    let hunk = |(old_at, new_at): (Range<usize>, Range<usize>)| Hunk {
        old: of(old, &old_tokens, old_at),
        new: of(new, &new_tokens, new_at.clone()),
        at: new_at,
    };
    differing.into_iter().map(hunk).collect()
}

/// The stretches of two lists that differ; those that follow each other at once are one.
pub(super) fn differing<T: Eq + Hash>(old: &[T], new: &[T]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut stretches: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for op in ops(old, new) {
        let (old, new) = match op {
            DiffOp::Equal { .. } => continue,
            op => (op.old_range(), op.new_range()),
        };
        match stretches.last_mut() {
            Some(last) if last.0.end == old.start && last.1.end == new.start => {
                (last.0.end, last.1.end) = (old.end, new.end);
            }
            _ => stretches.push((old, new)),
        }
    }
    stretches
}

fn ops<T: Eq + Hash>(old: &[T], new: &[T]) -> Vec<DiffOp> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail = old[head..].iter().rev().zip(new[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (old_len, new_len) = (old.len() - head - tail, new.len() - head - tail);
    let same = |old_index, new_index, len| DiffOp::Equal { old_index, new_index, len };
    let mut ops = vec![same(0, 0, head)];
    if old_len + new_len > MOST {
        ops.push(DiffOp::Replace { old_index: head, old_len, new_index: head, new_len });
    } else {
        let inner = capture_diff_slices(Algorithm::Myers, &old[head..head + old_len], &new[head..head + new_len]);
        ops.extend(inner.into_iter().map(|it| moved(it, head)));
    }
    ops.push(same(old.len() - tail, new.len() - tail, tail));
    ops
}

/// The same behind so many that are equal.
fn moved(op: DiffOp, by: usize) -> DiffOp {
    let (old, new) = (op.old_range(), op.new_range());
    let (old_index, new_index) = (old.start + by, new.start + by);
    match op {
        DiffOp::Equal { len, .. } => DiffOp::Equal { old_index, new_index, len },
        DiffOp::Delete { old_len, .. } => DiffOp::Delete { old_index, old_len, new_index },
        DiffOp::Insert { new_len, .. } => DiffOp::Insert { old_index, new_index, new_len },
        DiffOp::Replace { old_len, new_len, .. } => DiffOp::Replace { old_index, old_len, new_index, new_len },
    }
}

/// The bytes of a Markdown text in which some of the words of its normal form were written; of words that stand nowhere,
/// as they were taken out, where the word before them is. `None` when none can be found.
pub fn source_of(markdown: &str, text: &str, at: Range<usize>) -> Option<Range<usize>> {
    let prose = markdown::prose(markdown);
    let mut written: Vec<(&str, usize, Range<usize>)> = Vec::new();
    for (block_idx, block) in prose.blocks.iter().enumerate() {
        written.extend(tokens(&block.text).into_iter().map(|it| (&block.text[it.clone()], block_idx, it)));
    }
    let seen: Vec<&str> = tokens(text).into_iter().map(|it| &text[it]).collect();
    let found: Vec<&str> = written.iter().map(|it| it.0).collect();
    let mut places: Vec<Option<usize>> = vec![None; seen.len()];
    for op in ops(&seen, &found) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            (0..len).for_each(|it| places[old_index + it] = Some(new_index + it));
        }
    }
    let of = |place: usize| places.get(place).copied().flatten();
    let first = at
        .clone()
        .find_map(of)
        .or_else(|| (0..at.start).rev().find_map(of))
        .or_else(|| (at.end..seen.len()).find_map(of))?;
    let last = at.rev().find_map(of).filter(|it| *it >= first && written[*it].1 == written[first].1).unwrap_or(first);
    let block = &prose.blocks[written[first].1];
    Some(block.source(written[first].2.start..written[last].2.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        tokens(text).into_iter().map(|it| &text[it]).collect()
    }

    #[test]
    fn a_text_is_cut_into_words_and_marks() {
        assert_eq!(cut("It's 1,530.5 (see it)."), ["It's", "1,530.5", "(", "see", "it", ")", "."]);
        assert_eq!(cut("中文 text，a"), ["中", "文", "text", "，", "a"]);
        assert_eq!(cut("(https://a.org/x?y=1/)."), ["(", "https://a.org/x?y=1/", ")", "."]);
        assert_eq!(cut("mail a@b.org, 10:30-11:00"), ["mail", "a@b.org", ",", "10:30-11:00"]);
        assert_eq!(cut("a a  a"), ["a", "a", "a"]);
        assert!(cut(" ://  @ ").iter().all(|it| it.chars().count() == 1));
    }

    #[test]
    fn what_differs_is_found_word_by_word() {
        let (old, new) = ("In all 153 awards were made.", "In all 154 awards were made today.");
        let told: Vec<_> = hunks(old, new).into_iter().map(|it| (&old[it.old], &new[it.new])).collect();
        assert_eq!(told, [("153", "154"), ("", "today")]);
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test of growth: what takes minutes is not linear")]
    fn a_text_that_has_nothing_of_the_other_is_told_in_no_time() {
        let began = std::time::Instant::now();
        let text = |word: &str| (0..100_000).map(|it| format!("{word}{it} ")).collect::<String>();
        assert_eq!(hunks(&text("a"), &text("b")).len(), 1);
        assert!(began.elapsed().as_secs() < 20);
    }

    #[test]
    fn the_place_of_a_word_is_where_it_was_written() {
        let markdown = "## Head\n\n- One **two**\n  three\n\nFour 154 five.\n";
        let text = "Head\n- One two three\nFour 154 five.";
        let at = tokens(text).iter().position(|it| &text[it.clone()] == "154").expect("a word");
        assert_eq!(source_of(markdown, text, at..at + 1).map(|it| &markdown[it]), Some("154"));
        assert_eq!(source_of("", "", 0..0), None);
    }
}
