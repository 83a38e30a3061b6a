//! Text -> the terms under which it is found. What folds letters and parts words here, `search.js` of the theme does to
//! a query in the same way: `tests/data/search/terms.json` holds the two together.

use std::sync::LazyLock;

use pagefind_stem::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use dateline_text::language::primary;

/// Words of English that nearly every text has.
const COMMON_ENGLISH: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "for", "from", "had", "has", "have", "he", "her",
    "his", "in", "is", "it", "its", "of", "on", "or", "that", "the", "their", "they", "this", "to", "was", "were",
    "which", "will", "with",
];

/// Variants that are in use in Hong Kong, with the characters that the table of simplified forms has in their place.
const FURTHER_VARIANTS: [(char, char); 4] = [('羣', '群'), ('峯', '峰'), ('牀', '床'), ('枱', '台')];

/// Ideographs that may have variants.
const IDEOGRAPHS: [std::ops::RangeInclusive<char>; 2] = ['\u{3400}'..='\u{9fff}', '\u{f900}'..='\u{faff}'];

/// How a text in a language is cut into terms.
pub struct Terms {
    stemmer: Option<Stemmer>,
    common: &'static [&'static str],
}

impl Terms {
    /// Those of a language, by its BCP 47 tag.
    pub fn of(tag: &str) -> Self {
        let stemmer = algorithm(tag).map(Stemmer::create);
        Self { stemmer, common: common(tag) }
    }

    /// Gives each term of a text; words that nearly every text has are left out.
    pub fn each(&self, text: &str, mut found: impl FnMut(&str)) {
        each(text, |term| {
            if !self.common.contains(&term) {
                found(term);
            }
        });
    }

    /// Whether the forms of a word are known to be forms of one.
    pub fn has_stems(&self) -> bool {
        self.stemmer.is_some()
    }

    /// What the forms of one word have in common: `meetings` and `meeting`.
    pub fn stem<'t>(&self, term: &'t str) -> std::borrow::Cow<'t, str> {
        match &self.stemmer {
            Some(stemmer) if is_word(term) => stemmer.stem(term),
            _ => term.into(),
        }
    }
}

/// Words that nearly every text in a language has: under them nothing is found.
pub fn common(tag: &str) -> &'static [&'static str] {
    if primary(tag) == "en" { COMMON_ENGLISH } else { &[] }
}

/// Whether a term is a word, of which there are other forms; else it is a pair of ideographs or a choice of a filter.
pub fn is_word(term: &str) -> bool {
    !term.contains(':') && !term.chars().next().is_some_and(is_ideograph)
}

/// Every character that is written for another one, with that one.
pub fn variants() -> impl Iterator<Item = (char, char)> {
    let mut pairs: Vec<(char, char)> = VARIANTS.iter().map(|(from, to)| (*from, *to)).collect();
    pairs.sort_unstable();
    pairs.into_iter()
}

/// The terms of a text, in their order: words, and each two ideographs that stand side by side.
fn each(text: &str, mut found: impl FnMut(&str)) {
    let folded = fold(text);
    let text = joined(&folded);
    for run in text.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()) {
        let mut rest = run;
        while let Some(first) = rest.chars().next() {
            let is_han = is_ideograph(first);
            let end = rest.find(|it| is_ideograph(it) != is_han).unwrap_or(rest.len());
            let (part, after) = rest.split_at(end);
            rest = after;
            if is_han { pairs(part, &mut found) } else { found(part) }
        }
    }
}

/// Each two characters that stand side by side; the character when there is one.
fn pairs(run: &str, found: &mut impl FnMut(&str)) {
    let starts: Vec<usize> = run.char_indices().map(|it| it.0).chain([run.len()]).collect();
    match starts.len() {
        2 => found(run),
        _ => starts.windows(3).for_each(|it| found(&run[it[0]..it[2]])),
    }
}

/// Small letters without marks, ideographs in one of their forms (Unicode NFKD, of which marks are left out).
fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let plain: String = text.nfkd().filter(|it| !is_combining_mark(*it)).nfc().collect();
    plain.to_lowercase().chars().map(|it| VARIANTS.get(&it).copied().unwrap_or(it)).collect()
}

/// The text with what belongs to one word in one piece: `people's` without its apostrophe, `1,054` without its comma,
/// `u.s.` without its stops.
fn joined(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut at = 0;
    let mut before = ' ';
    while let Some(here) = text[at..].chars().next() {
        let rest = &text[at + here.len_utf8()..];
        let after = rest.chars().next().unwrap_or(' ');
        let n_digits = rest.bytes().take_while(u8::is_ascii_digit).take(4).count();
        let is_inside = match here {
            '\'' | '’' => before.is_alphanumeric() && after.is_alphanumeric(),
            ',' => before.is_ascii_digit() && n_digits == 3,
            _ => false,
        };
        let n_initials = if before.is_alphanumeric() { 0 } else { initials(&text[at..]) };
        if n_initials >= 2 {
            let end = at + 2 * n_initials;
            joined.extend(text[at..end].chars().filter(|it| *it != '.'));
            (at, before) = (end, '.');
            continue;
        }
        if !is_inside {
            joined.push(here);
        }
        (at, before) = (at + here.len_utf8(), here);
    }
    joined
}

/// How many letters with a stop after each stand at the beginning of a text.
fn initials(text: &str) -> usize {
    text.as_bytes().chunks_exact(2).take_while(|it| it[0].is_ascii_lowercase() && it[1] == b'.').count()
}

/// Characters of which words are not parted by spaces.
fn is_ideograph(character: char) -> bool {
    matches!(character,
        '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

static VARIANTS: LazyLock<FxHashMap<char, char>> = LazyLock::new(|| {
    let simplified = |it: char| fast2s::convert(it.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(it);
    let known = IDEOGRAPHS.into_iter().flatten().map(|it| (it, simplified(it))).filter(|(from, to)| from != to);
    known.chain(FURTHER_VARIANTS).collect()
});

fn algorithm(tag: &str) -> Option<Algorithm> {
    match primary(tag).as_str() {
        "da" => Some(Algorithm::Danish),
        "de" => Some(Algorithm::German),
        "en" => Some(Algorithm::English),
        "es" => Some(Algorithm::Spanish),
        "fi" => Some(Algorithm::Finnish),
        "fr" => Some(Algorithm::French),
        "it" => Some(Algorithm::Italian),
        "nb" | "nn" | "no" => Some(Algorithm::Norwegian),
        "nl" => Some(Algorithm::Dutch),
        "pt" => Some(Algorithm::Portuguese),
        "sv" => Some(Algorithm::Swedish),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cases that the script in the page is held against too.
    const CASES: &str = include_str!("../../../../../tests/data/search/terms.json");

    #[test]
    fn a_text_is_cut_as_a_query_is() {
        let cases: Vec<(String, Vec<String>)> = serde_json::from_str(CASES).expect("the cases are pairs");
        for (text, expected) in cases {
            let mut terms = Vec::new();
            each(&text, |it| terms.push(it.to_owned()));
            assert_eq!(terms, expected, "{text}");
        }
    }

    #[test]
    fn a_variant_is_no_variant_of_another() {
        assert!(VARIANTS.len() > 2000);
        let chained: Vec<_> = VARIANTS.iter().filter(|(_, to)| VARIANTS.contains_key(to)).collect();
        assert!(chained.is_empty(), "{chained:?}");
    }

    #[test]
    fn forms_of_a_word_have_one_stem() {
        let terms = Terms::of("en-US");
        for (one, other) in [("meetings", "meeting"), ("announced", "announces"), ("policies", "policy")] {
            assert_eq!(terms.stem(one), terms.stem(other));
        }
        assert_eq!(Terms::of("zh-Hant").stem("meetings"), "meetings");
        assert_eq!(terms.stem("t:meetings"), "t:meetings");
    }
}
