//! Mends -> changed texts, and changed texts -> the files they came from.
//!
//! In: a text and what is to take the place of what ([`mended`]). Out: the text with nothing else changed, the difference
//! ([`unified`]), and the file with its new bytes ([`rewrite`]). It does not know what a mend is for. The only door of
//! similar, and of tempfile outside tests.

mod difference;
mod file;

use std::collections::BTreeMap;
use std::ops::Range;

pub use difference::unified;
pub use file::{Error, rewrite, target};

/// Bytes of a text, and what takes their place.
pub type Replacement = (Range<usize>, String);

/// A text that was mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// The text.
    pub text: String,
    /// Of each mend, in the order given, whether it was made.
    pub made: Vec<bool>,
}

/// Makes all replacements of each mend, or none of it: where two meet, the earlier in the list is made and the other
/// waits. What is no range of the text is not made either. All other bytes stay.
pub fn mended(text: &str, mends: &[Vec<Replacement>]) -> Mended {
    let mut taken: BTreeMap<(usize, usize), &str> = BTreeMap::new();
    let mut made = Vec::with_capacity(mends.len());
    for mend in mends {
        let mut own = Vec::with_capacity(mend.len());
        for (range, words) in mend {
            if text.get(range.clone()).is_none() || !is_free(&taken, range) {
                break;
            }
            own.push((range.start, range.end));
            taken.insert((range.start, range.end), words);
        }
        let is_made = !mend.is_empty() && own.len() == mend.len();
        if !is_made {
            own.iter().for_each(|it| _ = taken.remove(it));
        }
        made.push(is_made);
    }
    let (mut mended, mut from) = (String::with_capacity(text.len()), 0);
    for ((start, end), words) in taken {
        mended.push_str(&text[from..start]);
        mended.push_str(words);
        from = end;
    }
    mended.push_str(&text[from..]);
    Mended { text: mended, made }
}

/// Whether a range shares no byte with those that are taken, and touches none where one of the two has none.
fn is_free(taken: &BTreeMap<(usize, usize), &str>, range: &Range<usize>) -> bool {
    let meets = |(start, end): (usize, usize)| {
        start < range.end && range.start < end
            || (start == end || range.is_empty()) && start <= range.end && range.start <= end
    };
    // They are apart from each other: before the last that begins in time none but its neighbours can reach this far.
    taken.range(..=(range.end, usize::MAX)).rev().take(3).all(|(it, _)| !meets(*it))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replacement(range: Range<usize>, text: &str) -> Replacement {
        (range, text.to_owned())
    }

    #[test]
    fn only_what_is_named_changes() {
        let mends = [vec![replacement(9..12, "six"), replacement(0..3, "")], vec![replacement(4..4, "*")]];
        let expected = Mended { text: " *two  six\r\n".to_owned(), made: vec![true, true] };
        assert_eq!(mended("one two  ten\r\n", &mends), expected);
    }

    #[test]
    fn of_two_that_meet_the_second_waits_as_a_whole() {
        let mends = [
            vec![replacement(0..3, "two")],
            vec![replacement(2..5, "x"), replacement(8..9, "y")],
            vec![replacement(3..3, "x")],
            vec![replacement(4..7, "four")],
            vec![replacement(8..9, "t"), replacement(8..8, "x")],
            vec![replacement(1..13, "x")],
        ];
        let made = vec![true, false, false, true, false, false];
        let expected = Mended { text: "two four three".to_owned(), made };
        assert_eq!(mended("one two three", &mends), expected);
    }

    #[test]
    fn what_is_no_range_of_the_text_changes_nothing() {
        let mends = [vec![replacement(1..2, "x")], vec![replacement(2..9, "x")], Vec::new()];
        assert_eq!(mended("é", &mends), Mended { text: "é".to_owned(), made: vec![false; 3] });
    }
}
