//! Text without its markup: summaries, headings, alternative texts, and the ids made of them.

use std::collections::HashMap;

use super::han;

/// Most characters of a summary.
const SUMMARY_LIMIT: usize = 300;

/// Words that end with a full stop and no sentence.
const ABBREVIATIONS: &[&str] = &[
    "Mr", "Mrs", "Ms", "Dr", "Prof", "Hon", "Rev", "St", "Sr", "Jr", "Gov", "Sen", "Rep", "Gen", "Lt", "Col", "No",
    "Nos", "Vol", "vs", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec", "Ave",
    "Rd", "Ph.D", "approx", "Tel",
];

/// Gathers text; runs of white space become one space, and none stands at the ends.
#[derive(Default)]
pub(super) struct Plain {
    text: String,
    gap: Gap,
}

/// What stood between the text so far and what comes.
#[derive(Clone, Copy, Default, PartialEq)]
enum Gap {
    #[default]
    None,
    Space,
    LineEnd,
}

impl Plain {
    /// Adds text.
    pub(super) fn push(&mut self, text: &str) {
        let rest = text.trim_start();
        let inner = rest.trim_end();
        if rest.len() < text.len() {
            self.gap = Gap::Space;
        }
        if is_evenly_spaced(inner, |it| !it.is_whitespace()) {
            self.add(inner);
        } else {
            for (at, word) in inner.split(char::is_whitespace).enumerate() {
                if at > 0 {
                    self.gap = Gap::Space;
                }
                self.add(word);
            }
        }
        if inner.len() < rest.len() {
            self.gap = Gap::Space;
        }
    }

    /// Adds words with one space between them.
    fn add(&mut self, words: &str) {
        let Some(first) = words.chars().next() else { return };
        if let Some(last) = self.text.chars().next_back()
            && (self.gap == Gap::Space || self.gap == Gap::LineEnd && !han::joins(last, first, self.is_chinese()))
        {
            self.text.push(' ');
        }
        self.gap = Gap::None;
        self.text.push_str(words);
    }

    /// Adds a line end.
    pub(super) fn end_line(&mut self) {
        if self.gap == Gap::None {
            self.gap = Gap::LineEnd;
        }
    }

    /// The text so far.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The text.
    pub(super) fn into_string(self) -> String {
        self.text
    }

    /// Whether the first letter is Chinese; the language itself is not known here.
    fn is_chinese(&self) -> bool {
        self.text.chars().find(|it| it.is_alphabetic()).is_some_and(han::is_han)
    }
}

/// Whether a text is words with single spaces between, as most are; of words is what `is_of_word` says.
pub fn is_evenly_spaced(text: &str, is_of_word: impl Fn(char) -> bool) -> bool {
    let mut last = ' ';
    let is_even = text.chars().all(|it| {
        let is_even = if it == ' ' { last != ' ' } else { is_of_word(it) };
        last = it;
        is_even
    });
    is_even && (last != ' ' || text.is_empty())
}

/// The ids of one text, each given once.
#[derive(Default)]
pub(super) struct Ids(HashMap<String, u32>);

impl Ids {
    /// The id of a heading: the one that it states, else one made of its text; made unique with `-2`, `-3`.
    ///
    /// An id that looks like a footnote's (`fn-`, `fnref-`) or like one of the page around the text (`_`) gets `section-`
    /// before it.
    pub(super) fn claim(&mut self, stated: Option<&str>, text: &str) -> String {
        let mut id = stated.filter(|it| !it.is_empty()).map_or_else(|| slug(text), str::to_owned);
        if id.starts_with("fn-") || id.starts_with("fnref-") || id.starts_with('_') {
            id.insert_str(0, "section-");
        }
        let Some(mut count) = self.0.get(&id).copied() else {
            self.0.insert(id.clone(), 1);
            return id;
        };
        loop {
            count += 1;
            let numbered = format!("{id}-{count}");
            if !self.0.contains_key(&numbered) {
                self.0.insert(id, count);
                self.0.insert(numbered.clone(), 1);
                return numbered;
            }
        }
    }
}

/// Lower case letters and digits of any script, one hyphen for whatever stands between; `section` when there are none.
fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut is_between = false;
    for character in text.chars() {
        if !character.is_alphanumeric() {
            is_between = !slug.is_empty();
            continue;
        }
        if std::mem::take(&mut is_between) {
            slug.push('-');
        }
        slug.extend(character.to_lowercase());
    }
    if slug.is_empty() { "section".into() } else { slug }
}

/// The text, cut after the last sentence that ends within the limit; in a longer sentence after a word, with `…`.
pub(super) fn summary(text: String) -> String {
    let Some((limit, _)) = text.char_indices().nth(SUMMARY_LIMIT) else {
        return text;
    };
    let shown = &text[..limit];
    let end = shown.char_indices().rev().find_map(|(at, it)| sentence_end(&text, at, it).filter(|end| *end <= limit));
    if let Some(end) = end {
        return text[..end].to_owned();
    }
    let end = shown.char_indices().next_back().map_or(0, |(at, _)| at);
    let word = text[..end].rfind(' ').filter(|at| !text[*at..end].contains(han::is_han)).unwrap_or(end);
    let cut = text[..word].trim_end_matches(|it: char| it.is_whitespace() || ",;:—–，、；：".contains(it));
    format!("{cut}…")
}

/// The end of the sentence that the character at `at` ends, closing quotation marks included.
fn sentence_end(text: &str, at: usize, mark: char) -> Option<usize> {
    let after = &text[at + mark.len_utf8()..];
    let rest = after.trim_start_matches(['"', '\'', '”', '’', ')', ']', '」', '』', '）']);
    let end = text.len() - rest.len();
    match mark {
        '。' | '！' | '？' => Some(end),
        '?' | '!' => (rest.is_empty() || rest.starts_with(' ')).then_some(end),
        '.' => ((rest.is_empty() || rest.starts_with(' ')) && !is_abbreviation(&text[..at])).then_some(end),
        _ => None,
    }
}

/// Whether the last word, whose full stop follows, is cut short: `Mr`, `D.C`, an initial.
fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(' ').next().unwrap_or_default().trim_start_matches(|it: char| !it.is_alphanumeric());
    let is_initials =
        !word.is_empty() && word.split('.').all(|it| it.chars().count() == 1 && it.chars().all(char::is_alphabetic));
    is_initials && !word.contains(han::is_han) || ABBREVIATIONS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(texts: &[&str]) -> Vec<String> {
        let mut ids = Ids::default();
        texts.iter().map(|it| ids.claim(None, it)).collect()
    }

    #[test]
    fn ids_are_made_of_the_text_and_unique() {
        assert_eq!(
            ids(&["Air & Water, 2019", "air water 2019", "清潔 生產", "…", "!"]),
            ["air-water-2019", "air-water-2019-2", "清潔-生產", "section", "section-2"]
        );
        assert_eq!(ids(&["a", "a 2", "a", "Fn 1"]), ["a", "a-2", "a-3", "section-fn-1"]);
        assert_eq!(Ids::default().claim(Some("Own_Id"), "x"), "Own_Id");
    }

    #[test]
    fn a_long_text_is_cut_after_a_sentence_but_not_after_an_abbreviation() {
        let first = format!("{} met Mr. J. Wong in Washington, D.C. at noon.", "word ".repeat(40).trim());
        assert_eq!(summary(format!("{first} {}", "more ".repeat(40))), first);
        let chinese = format!("{}。", "香港".repeat(100));
        assert_eq!(summary(format!("{chinese}{}", "更多".repeat(100))), chinese);
        let quoted = format!("{} “done.”", "word ".repeat(40).trim());
        assert_eq!(summary(format!("{quoted} {}", "more ".repeat(40))), quoted);
    }

    #[test]
    fn a_long_sentence_is_cut_after_a_word() {
        let cut = summary("seven, ".repeat(60));
        assert!(cut.ends_with("seven…") && cut.chars().count() <= SUMMARY_LIMIT, "{cut}");
        assert_eq!(summary("香".repeat(400)).chars().count(), SUMMARY_LIMIT);
        assert_eq!(summary("Short. Text.".into()), "Short. Text.");
    }

    #[test]
    fn white_space_is_normal_and_chinese_lines_join() {
        let mut plain = Plain::default();
        plain.push("  中");
        plain.end_line();
        plain.push("文 a ");
        plain.end_line();
        plain.push("\tb");
        assert_eq!(plain.as_str(), "中文 a b");
    }
}
