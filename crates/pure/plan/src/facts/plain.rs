//! Text in normal form: composed characters, one space for white space, nothing that nobody sees.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use dateline_text::markdown::is_evenly_spaced;

/// The text in normal form (Unicode NFC).
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    // Nearly all are at first sight.
    if is_evenly_spaced(text, stands_alone) {
        return Cow::Borrowed(text);
    }
    let composed: String = text.nfc().collect();
    let mut plain = String::with_capacity(composed.len());
    for word in composed.split(char::is_whitespace) {
        let length = plain.len();
        if length > 0 && !word.is_empty() {
            plain.push(' ');
        }
        let blank = plain.len();
        plain.extend(word.chars().filter(|it| !is_unseen(*it)));
        if plain.len() == blank {
            plain.truncate(length);
        }
    }
    Cow::Owned(plain)
}

/// Characters that are seen, are no white space, and are composed whichever of them stand beside them: of European letters and
/// marks, and of Chinese, the usual ones.
fn stands_alone(character: char) -> bool {
    matches!(
        character,
        '!'..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '\u{2010}'..='\u{2027}' | '\u{20a0}'..='\u{20bf}'
            | '\u{3001}'..='\u{3020}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff60}'
    )
}

/// Characters that are no part of what is seen: soft hyphens, zero-width spaces, marks of order, byte order marks.
fn is_unseen(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
        || character.is_control()
}

#[cfg(test)]
mod tests {
    use unicode_normalization::is_nfc;

    use super::{is_unseen, plain, stands_alone};

    #[test]
    fn what_nobody_sees_is_left_out() {
        assert_eq!(plain("  a\u{a0}b\u{200b}c\n\t d\u{feff} \u{200b} e\u{301}"), "a bc d \u{e9}");
    }

    #[test]
    fn what_is_taken_as_it_is_would_stay_as_it_is() {
        let all: String = ('\0'..=char::MAX).filter(|it| stands_alone(*it)).collect();
        assert!(
            is_nfc(&all)
                && all.chars().rev().all(|it| is_nfc(&format!("e{it}")) && !it.is_whitespace() && !is_unseen(it))
        );
        for text in ["", "one two", " one", "one ", "one  two", "one\u{2028}two"] {
            assert_eq!(plain(text), text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}
