//! The words of a block, and the sentence that holds one.

use std::ops::Range;

use dateline_text::markdown::{Block, is_han};

/// A word: letters and digits, with the apostrophes, hyphens and ampersands inside. Chinese has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    /// Where it begins in the block's text.
    pub(super) at: usize,
}

impl Word<'_> {
    pub(super) fn end(&self) -> usize {
        self.at + self.text.len()
    }

    pub(super) fn range(&self) -> Range<usize> {
        self.at..self.end()
    }

    pub(super) fn is(&self, word: &str) -> bool {
        self.text.eq_ignore_ascii_case(word)
    }

    pub(super) fn is_any(&self, words: &[&str]) -> bool {
        words.iter().any(|it| self.is(it))
    }

    /// Whether its first letter is a small one.
    pub(super) fn is_small(&self) -> bool {
        self.text.starts_with(char::is_lowercase)
    }
}

/// The words of a block that are not code, in their order.
pub(super) fn words(block: &Block) -> Vec<Word<'_>> {
    let text = block.text.as_str();
    let mut words = Vec::with_capacity(text.len() / 6);
    let mut start = None;
    let mut push = |start: usize, end: usize| {
        let word = text[start..end].trim_end_matches(is_inner);
        if block.code.is_empty() || !block.is_code(start) {
            words.push(Word { text: word, at: start });
        }
    };
    for (at, character) in text.char_indices() {
        let is_letter = if character.is_ascii() {
            character.is_ascii_alphanumeric()
        } else {
            character.is_alphanumeric() && !is_han(character)
        };
        match start {
            None if is_letter => start = Some(at),
            Some(from) if !is_letter && !is_inner(character) => {
                push(from, at);
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        push(from, text.len());
    }
    words
}

fn is_inner(character: char) -> bool {
    matches!(character, '\'' | '’' | '-' | '&' | '\u{2011}')
}

/// The bytes of the sentence that holds the byte at `at`.
pub(super) fn sentence(text: &str, at: usize) -> Range<usize> {
    let ends = |from: usize, to: usize| {
        let is_end = move |(it, mark): &(usize, char)| match mark {
            '.' | '!' | '?' => {
                text[from + it + 1..].chars().next().is_none_or(|it| it.is_whitespace() || it == '”' || it == '"')
            }
            '。' | '！' | '？' => true,
            _ => false,
        };
        text[from..to].char_indices().filter(is_end).map(move |(it, mark)| from + it + mark.len_utf8())
    };
    let start = ends(0, at).next_back().unwrap_or(0);
    let end = ends(at, text.len()).next().unwrap_or(text.len());
    start..end
}

/// Whether a byte of the text is between quotation marks.
pub(super) fn is_quoted(text: &str, at: usize) -> bool {
    let mut is_open = false;
    for mark in text[..at].chars() {
        match mark {
            '“' | '「' | '『' => is_open = true,
            '”' | '」' | '』' => is_open = false,
            '"' => is_open = !is_open,
            _ => {}
        }
    }
    is_open
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_text::markdown::prose;

    #[test]
    fn words_are_letters_and_what_is_inside_them() {
        let prose = prose("The R&D team's co-operation, 中文 `code` (GDDIIT)- 10th.");
        let found: Vec<&str> = words(&prose.blocks[0]).iter().map(|it| it.text).collect();
        assert_eq!(found, ["The", "R&D", "team's", "co-operation", "GDDIIT", "10th"]);
    }

    #[test]
    fn a_sentence_ends_where_a_reader_ends_it() {
        let text = "It was 3.5 per cent. He met “us” all. Then";
        let sentence_at = |word| text[sentence(text, text.find(word).expect(word))].trim();
        assert_eq!((sentence_at("was"), sentence_at("met")), ("It was 3.5 per cent.", "He met “us” all."));
        assert_eq!(sentence_at("Then"), "Then");
        let is_quoted_at = |word| is_quoted(text, text.find(word).expect(word));
        assert!(is_quoted_at("us”") && !is_quoted_at("all"));
    }
}
