//! Text in normal form: composed characters, one space for white space, nothing that nobody sees.

use std::borrow::Cow;

use crate::markdown::is_evenly_spaced;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The text in normal form (Unicode NFC).
pub(super) fn plain(text: &str) -> String {
    let is_composed = text.is_ascii() || is_nfc(text);
    if is_composed && is_evenly_spaced(text) && !text.contains(is_unseen) {
        return text.to_owned();
    }
    let composed = if is_composed { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) };
    let mut plain = String::with_capacity(composed.len());
    for word in composed.split(char::is_whitespace) {
        let length = plain.len();
        if length > 0 && !word.is_empty() {
            plain.push(' ');
        }
        let blank = plain.len();
        match word.contains(is_unseen) {
            true => plain.extend(word.chars().filter(|it| !is_unseen(*it))),
            false => plain.push_str(word),
        }
        if plain.len() == blank {
            plain.truncate(length);
        }
    }
    plain
}

/// Characters that are no part of what is seen: soft hyphens, zero-width spaces, marks of order, byte order marks.
fn is_unseen(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
        || character.is_control()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_nobody_sees_is_left_out() {
        assert_eq!(plain("  a\u{a0}b\u{200b}c\n\t d\u{feff} \u{200b} e\u{301}"), "a bc d \u{e9}");
    }
}
