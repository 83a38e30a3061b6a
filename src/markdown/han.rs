//! Which characters are Chinese, and where a line end between two of them is nothing.

/// Whether the character is written without spaces around it: ideographs, kana, bopomofo, their punctuation, full width forms.
pub(super) fn is_han(character: char) -> bool {
    matches!(character,
        '\u{2e80}'..='\u{2fff}' | '\u{3000}'..='\u{312f}' | '\u{31a0}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff9f}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether the character is punctuation of Chinese alone.
pub(super) fn is_han_punctuation(character: char) -> bool {
    matches!(character,
        '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{3030}' | '\u{30fb}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}'
        | '\u{ff5b}'..='\u{ff65}')
}

/// Whether the character is punctuation that Chinese shares with other scripts, such as `“` and `…`.
pub(super) fn is_shared_punctuation(character: char) -> bool {
    matches!(character, '\u{b7}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}')
}

/// Whether a line end between the two characters is nothing.
///
/// Quotation marks and dashes that other scripts share count as Chinese when the text is (`is_chinese`).
pub(super) fn joins(before: char, after: char, is_chinese: bool) -> bool {
    let counts = |it| is_han(it) || is_chinese && is_shared_punctuation(it);
    counts(before) && counts(after) && (is_han(before) || is_han(after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_join_between_chinese_characters_only() {
        assert!(joins('中', '文', false) && joins('，', '後', false) && joins('」', '（', false));
        assert!(!joins('中', 'a', true) && !joins('a', '中', true) && !joins('한', '국', false));
        assert!(joins('中', '“', true) && !joins('中', '“', false) && !joins('”', '“', true));
    }
}
