//! The numbers and days that a text tells of, whatever its language: `1,500`, `1.2 million`, `twelve`, `12萬`, `一百五十`.

use std::ops::Range;

use crate::text::calendar;
use dateline_text::date::Date;
use dateline_text::markdown::Prose;

/// A number or day, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Told {
    pub(super) fact: Fact,
    /// The block, by its place.
    pub(super) block: usize,
    /// The bytes of the block's text.
    pub(super) range: Range<usize>,
}

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fact {
    /// A number, in thousandths: the same in any script.
    Number(i64),
    /// A day with its year.
    Day(Date),
}

const UNITS: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: &[&str] = &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SCALES: &[(&str, i64)] =
    &[("hundred", 100), ("thousand", 1_000), ("million", 1_000_000), ("billion", 1_000_000_000)];
const HAN_DIGITS: &str = "零一二三四五六七八九";
const HAN_TENS: &[(char, i64)] = &[('十', 10), ('百', 100), ('千', 1_000)];
const HAN_SCALES: &[(char, i64)] = &[('萬', 10_000), ('万', 10_000), ('億', 100_000_000), ('亿', 100_000_000)];

/// All that a text tells of in numbers, code left out.
pub(super) fn told(prose: &Prose) -> Vec<Told> {
    let mut told = Vec::new();
    for (at, block) in prose.blocks.iter().enumerate() {
        let mut facts = in_text(&block.text);
        facts.retain(|(_, range)| !block.is_code(range.start));
        told.extend(facts.into_iter().map(|(fact, range)| Told { fact, block: at, range }));
    }
    told
}

fn in_text(text: &str) -> Vec<(Fact, Range<usize>)> {
    let mut facts = days(text);
    let taken: Vec<Range<usize>> = facts.iter().map(|it| it.1.clone()).collect();
    let is_free = |range: &Range<usize>| taken.iter().all(|it| range.end <= it.start || range.start >= it.end);
    let mut at = 0;
    while let Some(start) = text[at..].find(|it: char| it.is_alphanumeric()).map(|it| at + it) {
        let (value, end) =
            number(&text[start..]).map_or((None, start), |(value, length)| (Some(value), start + length));
        let range = start..end;
        // `11月` is `November`, `十六進制` no sixteen.
        let is_name = text[end..].trim_start().starts_with(['月', '日', '进', '進']);
        facts.extend(value.filter(|_| is_free(&range) && !is_name).map(|value| (Fact::Number(value), range)));
        at = end.max(start + word_length(&text[start..]));
    }
    facts.sort_by_key(|it| it.1.start);
    facts
}

/// The length of the word that a text begins with: of Chinese a character, and a number or letters of others.
fn word_length(text: &str) -> usize {
    let first = text.chars().next().map_or(0, char::len_utf8);
    let is_same = |it: char| it.is_ascii_alphanumeric() || it.is_alphabetic() && (it as u32) < 0x2e80;
    let rest = text[first..].find(|it: char| !is_same(it)).unwrap_or(text.len() - first);
    if text.starts_with(is_same) { first + rest } else { first }
}

/// Days with their years, in English and Chinese.
fn days(text: &str) -> Vec<(Fact, Range<usize>)> {
    let mut days = Vec::new();
    for (at, sign) in text.match_indices('日') {
        if let Some((start, date)) = calendar::han_date(&text[..at]) {
            days.push((Fact::Day(date), start..at + sign.len()));
        }
    }
    let is_gap = |it: char| it.is_whitespace() || it == ',';
    let mut words: Vec<(usize, &str)> = Vec::new();
    for word in text.split(is_gap).filter(|it| !it.is_empty()) {
        words.push((
            word.as_ptr() as usize - text.as_ptr() as usize,
            word.trim_end_matches(|it: char| !it.is_alphanumeric()),
        ));
    }
    for three in words.windows(3) {
        let [(first, a), (_, b), (last, c)] = [three[0], three[1], three[2]];
        let parts = calendar::month(a).zip(calendar::day(b)).or_else(|| calendar::month(b).zip(calendar::day(a)));
        let date = parts.zip(calendar::year(c)).and_then(|((month, day), year)| Date::new(year, month, day).ok());
        days.extend(date.map(|date| (Fact::Day(date), first..last + c.len())));
    }
    days
}

/// The number that a text begins with, in thousandths, and its length in bytes.
fn number(text: &str) -> Option<(i64, usize)> {
    let (value, length) = digits(text).or_else(|| han(text)).or_else(|| english(text))?;
    let rest = &text[length..];
    // `12萬`, `12 萬`, `1.2 million`.
    let word = rest.trim_start();
    let gap = rest.len() - word.len();
    let han_scale = HAN_SCALES.iter().find(|it| word.starts_with(it.0)).map(|it| (it.1, gap + it.0.len_utf8()));
    let english_scale = SCALES.iter().find(|it| word.starts_with(it.0));
    let english_scale = english_scale.map(|it| (it.1, gap + it.0.len()));
    match han_scale.or(english_scale) {
        Some((scale, more)) => Some((value.checked_mul(scale)?, length + more)),
        None => Some((value, length)),
    }
}

/// `1,500`, `3.25`, full-width digits too.
fn digits(text: &str) -> Option<(i64, usize)> {
    let (mut whole, mut part, mut place) = (0_i64, 0_i64, None::<i64>);
    let mut length = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let digit =
            character.to_digit(10).or_else(|| (character as u32).checked_sub('０' as u32).filter(|it| *it < 10));
        match (digit, place) {
            (Some(digit), None) => whole = whole.checked_mul(10)?.checked_add(i64::from(digit))?,
            (Some(digit), Some(worth)) => {
                part += i64::from(digit) * worth;
                place = Some(worth / 10);
            }
            (None, None) if at > 0 && matches!(character, ',' | '，' | '.') => {
                let is_digit = characters.peek().is_some_and(|it| it.1.is_ascii_digit());
                let groups = text[at + character.len_utf8()..].bytes().take_while(u8::is_ascii_digit).count();
                match character {
                    '.' if is_digit => place = Some(100),
                    ',' if groups == 3 => {}
                    _ => break,
                }
            }
            _ => break,
        }
        length = at + character.len_utf8();
    }
    (length > 0 && text.starts_with(|it: char| it.is_ascii_digit() || ('０'..='９').contains(&it)))
        .then_some((whole.checked_mul(1_000)? + part, length))
}

/// `一百五十三`; a single digit is more often a word.
fn han(text: &str) -> Option<(i64, usize)> {
    let (mut total, mut digit, mut length, mut n_signs) = (0_i64, None, 0, 0);
    for (at, character) in text.char_indices() {
        if let Some(value) = HAN_DIGITS.chars().position(|it| it == character || character == '〇' && it == '零') {
            digit = Some(value as i64);
        } else if let Some((_, worth)) = HAN_TENS.iter().find(|it| it.0 == character) {
            total += digit.take().unwrap_or(1) * worth;
        } else {
            break;
        }
        n_signs += 1;
        length = at + character.len_utf8();
    }
    let value = total + digit.unwrap_or(0);
    (n_signs > 1 && total > 0).then_some((value * 1_000, length))
}

/// `twelve`, `twenty-one`, `hundred`.
fn english(text: &str) -> Option<(i64, usize)> {
    let length = text.find(|it: char| !it.is_ascii_alphabetic()).unwrap_or(text.len());
    let is = |word: &str, it: &&str| word.eq_ignore_ascii_case(it);
    let word = &text[..length];
    if let Some(value) = UNITS.iter().position(|it| is(word, it)) {
        return Some((value as i64 * 1_000, length));
    }
    // `a hundred`.
    if let Some((_, scale)) = SCALES.iter().find(|it| is(word, &it.0)) {
        return Some((scale * 1_000, length));
    }
    let tens = TENS.iter().position(|it| is(word, it)).map(|it| (it as i64 + 2) * 10_000)?;
    let rest = text[length..].strip_prefix('-').unwrap_or_default();
    let more = rest.find(|it: char| !it.is_ascii_alphabetic()).unwrap_or(rest.len());
    match UNITS[..10].iter().position(|it| is(&rest[..more], it)).filter(|_| more > 0) {
        Some(unit) => Some((tens + unit as i64 * 1_000, length + 1 + more)),
        None => Some((tens, length)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_in_any_script() {
        let numbers = |text: &str| -> Vec<i64> {
            let numbers = in_text(text).into_iter().filter_map(|(it, _)| match it {
                Fact::Number(it) => Some(it),
                Fact::Day(_) => None,
            });
            numbers.collect()
        };
        assert_eq!(numbers("some 1,500 guests, 3.5 per cent"), [1_500_000, 3_500]);
        assert_eq!(numbers("約1,500名嘉賓，百分之3.5"), [1_500_000, 3_500]);
        assert_eq!(numbers("1.2 million, twelve, twenty-one"), [1_200_000_000, 12_000, 21_000]);
        assert_eq!(numbers("120萬、十二、二十一"), [1_200_000_000, 12_000, 21_000]);
        assert_eq!(numbers("大約 400 万个，11 月，十六进制"), [4_000_000_000]);
        assert_eq!(numbers("a hundred"), numbers("一百"));
        assert_eq!(numbers("一百五十三家，１５３"), [153_000, 153_000]);
        assert_eq!(numbers("A1 and word7"), [] as [i64; 0]);
    }

    #[test]
    fn days_are_the_same_in_english_and_chinese() {
        let day = Fact::Day(Date::constant(2018, 12, 7));
        for text in ["on December 7, 2018.", "於2018年12月7日舉行", "7 December 2018"] {
            assert_eq!(in_text(text).into_iter().map(|it| it.0).collect::<Vec<_>>(), [day], "{text}");
        }
    }
}
