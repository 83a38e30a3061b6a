//! Which characters are Chinese, where a line end between two of them is nothing, and where a run of them stands.

use std::ops::Range;

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
pub fn joins(before: char, after: char, is_chinese: bool) -> bool {
    let counts = |it| is_han(it) || is_chinese && is_shared_punctuation(it);
    counts(before) && counts(after) && (is_han(before) || is_han(after))
}

/// A run of characters that are written as Chinese is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// What it is written in.
    pub script: Script,
}

/// What a run is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// Chinese characters alone: what language they are in, they do not say.
    Han,
    /// Kana, with Chinese characters or without: Japanese.
    Kana,
    /// Hangul, with Chinese characters or without: Korean.
    Hangul,
}

/// What a character is to a run.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    /// A letter of a script.
    Letter(Script),
    /// Punctuation or a space of Chinese, which a run has at its ends too.
    Mark,
    /// What a run has between its letters: digits, one after another, spaces, and punctuation of other scripts too.
    Between,
    /// What ends a run.
    Other,
}

/// Whether a text, as UTF-8, may have letters of these scripts: a look at its bytes, which costs next to nothing.
pub fn may_have_runs(text: &[u8]) -> bool {
    // The letters begin at U+3005; only rare radicals stand before. In pieces, so that it is done many bytes at once.
    text.chunks(64).any(|it| it.iter().fold(0, |most, byte| (*byte).max(most)) >= 0xe3)
}

/// The runs of Chinese, Japanese and Korean letters of a text, with the punctuation, the spaces and the digits between
/// them. What is part of an address is none.
pub fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    if !may_have_runs(text.as_bytes()) {
        return runs;
    }
    // Where a run begins that is being read, its script so far, and where it ends so far.
    let (mut start, mut script, mut end) = (None, None, 0);
    let mut digits = None;
    let mut close = |start: Option<usize>, script: Option<Script>, end: usize| {
        if let (Some(start), Some(script)) = (start, script)
            && !is_in_address(text, start..end)
        {
            runs.push(Run { range: start..end, script });
        }
    };
    for (at, character) in text.char_indices() {
        let part = part(character);
        match part {
            Part::Letter(own) => {
                start = start.or(digits).or(Some(at));
                script = Some(script.filter(|it| *it != Script::Han).unwrap_or(own));
                end = at + character.len_utf8();
            }
            Part::Mark => {
                start = start.or(Some(at));
                end = at + character.len_utf8();
            }
            Part::Between => {}
            Part::Other => {
                close(start.take(), script.take(), end);
            }
        }
        // Digits right before the first letter are part of it: `2018年`.
        digits = if character.is_ascii_digit() { digits.or(Some(at)) } else { None };
        if digits == Some(at) && text[..at].ends_with(|it: char| it.is_alphanumeric() || it == '.' || it == ',') {
            digits = None;
        }
    }
    close(start, script, end);
    runs
}

fn part(character: char) -> Part {
    match character {
        '0'..='9' | ' ' => Part::Between,
        '\u{3005}' | '\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3038}'..='\u{303b}' => Part::Letter(Script::Han),
        '\u{3041}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' => {
            Part::Letter(Script::Kana)
        }
        '\u{ff66}'..='\u{ff9f}' => Part::Letter(Script::Kana),
        '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' => {
            Part::Letter(Script::Hangul)
        }
        '\u{3000}' | '\u{ff01}'..='\u{ff65}' => Part::Mark,
        it if is_han_punctuation(it) => Part::Mark,
        it if is_shared_punctuation(it) => Part::Between,
        it if is_han(it) => Part::Letter(Script::Han),
        _ => Part::Other,
    }
}

/// Whether a run is part of a word that is an address.
fn is_in_address(text: &str, run: Range<usize>) -> bool {
    let is_edge = |it: char| it.is_whitespace() || matches!(it, '(' | '<' | '>' | '"');
    let begins_with_mark = text[run.clone()].chars().next().is_some_and(|it| part(it) == Part::Mark);
    let before = text[..run.start].rsplit(is_edge).next().filter(|_| !begins_with_mark).unwrap_or_default();
    let after = &text[run.end..];
    before.contains("://") || before.starts_with("www.") || before.ends_with('@') || after.starts_with('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_has_what_stands_between_its_letters() {
        let of = |text: &'static str| -> Vec<(&'static str, Script)> {
            runs(text).into_iter().map(|it| (&text[it.range], it.script)).collect()
        };
        use Script::{Han, Hangul, Kana};
        assert_eq!(of("The Gazette (憲報) of “香港 政府”."), [("憲報", Han), ("香港 政府", Han)]);
        assert_eq!(
            of("On 2018年12月7日, 5 of 「重要」\u{3000}公告。 End"),
            [("2018年12月7日", Han), ("「重要」\u{3000}公告。", Han)]
        );
        assert_eq!(of("香港“特區”政府 5 x"), [("香港“特區”政府", Han)]);
        assert_eq!(of("日本語のニュース and 한국어 大韓"), [("日本語のニュース", Kana), ("한국어 大韓", Hangul)]);
        assert_eq!(of("3.5年 A5版"), [("年", Han), ("版", Han)]);
        assert_eq!(of("「」 plain – “text” ！"), []);
        assert_eq!(of("https://例子.example/路 名@example.org www.例子.hk 見https://a.org/"), [("見", Han)]);
        assert!(!may_have_runs("plain – “text” é…".repeat(20).as_bytes()));
        assert!(may_have_runs(format!("{}中", " ".repeat(200)).as_bytes()));
    }

    #[test]
    fn lines_join_between_chinese_characters_only() {
        assert!(joins('中', '文', false) && joins('，', '後', false) && joins('」', '（', false));
        assert!(!joins('中', 'a', true) && !joins('a', '中', true) && !joins('한', '국', false));
        assert!(joins('中', '“', true) && !joins('中', '“', false) && !joins('”', '“', true));
    }
}
