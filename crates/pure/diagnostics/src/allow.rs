//! One place that is allowed to break a rule: `dateline-allow: rule reason`, in a comment.

use std::ops::Range;

/// An exception from a rule, as a comment asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allow {
    /// The name of the rule, as written; it may be none.
    pub rule: String,
    /// Why; empty when that is left out, and then it allows nothing.
    pub reason: String,
    /// The bytes that hold the comment.
    pub range: Range<u32>,
    /// The bytes in which the rule may be broken; empty when the comment stands before nothing.
    pub covers: Range<u32>,
    /// Whether it is for the file as a whole too: it stands before the first key.
    pub of_file: bool,
}

impl Allow {
    /// What the words of a comment, without its marks, ask for; `None` when they are about something else.
    pub fn read(words: &str, range: Range<usize>) -> Option<Self> {
        let words = words.trim().strip_prefix("dateline-allow:")?.trim();
        let (rule, reason) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        let (rule, reason) = (rule.to_owned(), reason.trim().to_owned());
        let range = short(range);
        Some(Self { rule, reason, covers: range.end..range.end, range, of_file: false })
    }

    /// The same for these bytes.
    #[must_use]
    pub fn covering(self, range: Range<usize>) -> Self {
        Self { covers: short(range), ..self }
    }

    /// The same in a text that begins at a byte of the file.
    #[must_use]
    pub fn moved(self, by: usize) -> Self {
        let moved = |it: Range<u32>| it.start + by as u32..it.end + by as u32;
        Self { range: moved(self.range), covers: moved(self.covers), ..self }
    }
}

/// A range as it is kept; no text is longer than 4 GiB.
fn short(range: Range<usize>) -> Range<u32> {
    let short = |at| u32::try_from(at).unwrap_or(u32::MAX);
    short(range.start)..short(range.end)
}
