//! Text in normal form: composed characters, one space for white space, nothing that nobody sees.

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The text in normal form (Unicode NFC).
pub(super) fn plain(text: &str) -> String {
    let composed: String = if is_nfc(text) { text.to_owned() } else { text.nfc().collect() };
    let mut plain = String::with_capacity(composed.len());
    let seen = composed.split(char::is_whitespace).map(|it| it.replace(is_unseen, ""));
    for word in seen.filter(|it| !it.is_empty()) {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(&word);
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
