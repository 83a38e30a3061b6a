//! The first use of each acronym, written out for whoever hovers or listens.

use super::holed::Holed;
use crate::markdown::han;

/// Acronyms that were not used yet.
pub(super) struct Acronyms<'w> {
    /// Acronym and what it stands for.
    unused: Vec<&'w (String, String)>,
}

impl<'w> Acronyms<'w> {
    pub(super) fn new(acronyms: &'w [(String, String)]) -> Self {
        Self { unused: acronyms.iter().filter(|(acronym, _)| !acronym.is_empty()).collect() }
    }

    /// Whether every one was used, so that text can be written as it comes.
    pub(super) fn is_empty(&self) -> bool {
        self.unused.is_empty()
    }

    /// Writes text, with the first uses in it; `before` is the character that stands before it.
    pub(super) fn write(&mut self, out: &mut Holed, text: &str, before: Option<char>) {
        let mut from = 0;
        while let Some((at, nth)) = self.first_in(text, from, before) {
            let (acronym, meaning) = self.unused.remove(nth);
            out.text(&text[from..at]);
            out.push("<abbr title=\"");
            out.text(meaning);
            out.push("\">");
            out.text(acronym);
            out.push("</abbr>");
            from = at + acronym.len();
        }
        out.text(&text[from..]);
    }

    /// The place of the first unused acronym, of several the longest, and which it is.
    fn first_in(&self, text: &str, from: usize, before: Option<char>) -> Option<(usize, usize)> {
        let places = self.unused.iter().enumerate().filter_map(|(nth, (acronym, _))| {
            let at = word_place(text, acronym, from, before)?;
            Some((at, std::cmp::Reverse(acronym.len()), nth))
        });
        places.min().map(|(at, _, nth)| (at, nth))
    }
}

/// Where the acronym stands as a word of its own, from `from` on.
fn word_place(text: &str, acronym: &str, from: usize, before: Option<char>) -> Option<usize> {
    text[from..].match_indices(acronym).map(|(at, _)| from + at).find(|at| {
        let left = text[..*at].chars().next_back().or(before);
        let right = text[at + acronym.len()..].chars().next();
        !left.is_some_and(is_of_word) && !right.is_some_and(is_of_word)
    })
}

/// Chinese has no spaces between words: its characters do not lengthen an acronym.
fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() && !han::is_han(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_whole_word_is_marked_the_longest_first() {
        let list = [("EPD", "Environmental <Protection>"), ("EPD HK", "b"), ("R&D", "c")]
            .map(|(a, b)| (a.to_owned(), b.to_owned()));
        let mut acronyms = Acronyms::new(&list);
        let mut out = Holed::default();
        acronyms.write(&mut out, "XEPD (EPD HK), 由EPD公告; EPD; R&D", None);
        let expected = "XEPD (<abbr title=\"b\">EPD HK</abbr>), 由<abbr title=\"Environmental &lt;Protection&gt;\">EPD</abbr>公告; EPD; \
            <abbr title=\"c\">R&amp;D</abbr>";
        assert_eq!(out.html, expected);
        assert!(acronyms.is_empty());
    }
}
