//! A weekday is that of the date beside it.

use crate::text::calendar::{day, han_date, month, year};
use crate::text::words::Word;
use crate::text::{Passage, TextLook};
use dateline_diagnostics::{Diagnostics, WEEKDAY};
use dateline_text::date::Date;

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/// A date without its year is of the year nearest to the release, when it is so many days from it at most.
const NEAR: i32 = 100;

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    for passage in &look.passages {
        for at in 0..passage.words.len() {
            let Some(written) = weekday(passage.words[at].text) else { continue };
            let told = if is_range(passage, at) {
                None
            } else {
                date_after(passage, at + 1).or_else(|| date_before(passage, at))
            };
            let Some(told) = told else { continue };
            let Some((date, is_inferred)) = told.date(look.subject.date()) else { continue };
            let right = date.weekday().to_monday_zero_offset() as usize;
            if right == written {
                continue;
            }
            let (first, last) = (passage.words[at.min(told.first)], passage.words[at.max(told.last)]);
            let text = passage.block.text.as_str();
            let has_open = text[first.at..last.end()].contains('(') && text[last.end()..].starts_with(')');
            let range = first.at..last.end() + usize::from(has_open);
            let year = if is_inferred { format!(", when it is of {}", date.year()) } else { String::new() };
            let text = text[range.clone()].replace('\n', " ");
            let message = format!("`{text}`: that day is a {}{year}", DAYS[right]);
            let help = format!("write `{}`, or mend the date", DAYS[right]);
            look.report(found, WEEKDAY, (passage.block, range), message, help);
        }
    }
    han(look, found);
}

/// A date as written.
struct Told {
    year: Option<i16>,
    month: i8,
    day: i8,
    first: usize,
    last: usize,
}

impl Told {
    /// The day, and whether its year is that of the release.
    fn date(&self, release: Option<Date>) -> Option<(Date, bool)> {
        if let Some(year) = self.year {
            return Date::new(year, self.month, self.day).ok().map(|it| (it, false));
        }
        let release = release?;
        let days = |it: &Date| it.since(release).map_or(i32::MAX, |it| it.get_days().abs());
        let years = [release.year() - 1, release.year(), release.year() + 1];
        let dates = years.into_iter().filter_map(|it| Date::new(it, self.month, self.day).ok());
        dates.min_by_key(days).filter(|it| days(it) <= NEAR).map(|it| (it, true))
    }
}

fn weekday(word: &str) -> Option<usize> {
    let short = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let odd = [("Tues", 1), ("Weds", 2), ("Thur", 3), ("Thurs", 3)];
    DAYS.iter()
        .position(|it| word == *it || word.eq_ignore_ascii_case(it) && word.len() > 5)
        .or_else(|| short.iter().position(|it| *it == word))
        .or_else(|| odd.iter().find(|it| it.0 == word).map(|it| it.1))
}

/// Whether nothing but a comma or bracket stands between two words that follow each other.
fn touches(passage: &Passage, first: usize) -> bool {
    let words = &passage.words;
    let Some((one, other)) = words.get(first).zip(words.get(first + 1)) else { return false };
    let gap = &passage.block.text[one.end()..other.at];
    gap.len() < 5 && gap.chars().all(|it| it.is_whitespace() || matches!(it, ',' | '(' | ')' | '.'))
}

/// Whether several days are meant: `Thursday and Friday, December 6 and 7`.
fn is_range(passage: &Passage, at: usize) -> bool {
    let is_and = |it: Option<&Word>| it.is_some_and(|it| it.is_any(&["and", "to", "or", "through", "until"]));
    let words = &passage.words;
    let before = at >= 2 && is_and(words.get(at - 1)) && weekday(words[at - 2].text).is_some();
    let dashed = passage.block.text[..words[at].at].trim_end().ends_with(['-', '–', '—', '/']);
    before || dashed
}

/// The date that begins with the word at `at`, if it follows the one before.
fn date_after(passage: &Passage, at: usize) -> Option<Told> {
    let words = &passage.words;
    let word = |at: usize| words.get(at).map(|it| it.text).unwrap_or_default();
    let joined = |from: usize, to: usize| (from..to).all(|it| touches(passage, it));
    let skip = usize::from(word(at) == "the");
    let first = at + skip;
    let (month, day, last) = if let (Some(month), Some(day)) = (month(word(first)), day(word(first + 1))) {
        (month, day, first + 1)
    } else if let (Some(day), Some(month)) = (day(word(first)), month(word(first + 1))) {
        (month, day, first + 1)
    } else if let (Some(day), "of", Some(month)) = (day(word(first)), word(first + 1), month(word(first + 2))) {
        (month, day, first + 2)
    } else {
        return None;
    };
    if !joined(at.checked_sub(1)?, last) {
        return None;
    }
    let year = year(word(last + 1)).filter(|_| touches(passage, last));
    let end = last + usize::from(year.is_some());
    // `Friday, December 6 and 7` may be either day.
    let rest = passage.block.text[words[last].end()..].trim_start();
    let goes_on = rest.starts_with(['-', '–', '—', '/', '&'])
        || year.is_none()
            && (["and ", "to ", "or ", "through "].iter().any(|it| rest.starts_with(it)))
            && rest
                .split(' ')
                .nth(1)
                .is_some_and(|it| it.starts_with(|it: char| it.is_ascii_digit() || it.is_uppercase()));
    (!goes_on).then_some(Told { year, month, day, first, last: end })
}

/// The date right before a weekday in brackets: `December 7, 2018 (Friday)`.
fn date_before(passage: &Passage, at: usize) -> Option<Told> {
    let words = &passage.words;
    let text = passage.block.text.as_str();
    if !text[..words[at].at].ends_with('(')
        || !text[words[at].end()..].starts_with(')')
        || at < 2
        || !touches(passage, at - 1)
    {
        return None;
    }
    let year_at = at - 1;
    let has_year = year(words[year_at].text).is_some();
    let last = if has_year { at.checked_sub(2)? } else { at - 1 };
    let first = last.checked_sub(1)?;
    if has_year && !touches(passage, last) || !touches(passage, first) {
        return None;
    }
    let (one, other) = (words[first].text, words[last].text);
    let (month, day) = month(one).zip(day(other)).or_else(|| month(other).zip(day(one)))?;
    let before = text[..words[first].at].trim_end();
    let goes_on = before.ends_with(['-', '–', '—', '/', '&']) || before.ends_with(" and") || before.ends_with(" to");
    (!goes_on).then(|| Told { year: year(words[year_at].text), month, day, first, last: at - 1 })
}

/// Chinese dates with the year: `2018年12月7日（星期五）`.
fn han(look: &TextLook, found: &mut Diagnostics) {
    for block in look.blocks().filter(|it| !it.text.is_ascii()) {
        let text = block.text.as_str();
        for (at, _) in text.match_indices('日') {
            let Some((start, date)) = han_date(&text[..at]) else { continue };
            let after = &text[at + '日'.len_utf8()..];
            let rest = after.trim_start_matches(['（', '(', '，', ' ']);
            let Some(rest) = ["星期", "周", "週", "禮拜", "礼拜"].iter().find_map(|it| rest.strip_prefix(it))
            else {
                continue;
            };
            let Some(written) = rest
                .chars()
                .next()
                .and_then(|it| "一二三四五六日".chars().position(|day| day == it || day == '日' && it == '天'))
            else {
                continue;
            };
            let right = date.weekday().to_monday_zero_offset() as usize;
            let end = text.len() - rest.len() + rest.chars().next().map_or(0, char::len_utf8);
            let bracket = text[end..].chars().next().filter(|it| matches!(it, '）' | ')')).map_or(0, char::len_utf8);
            let end = end + bracket;
            if right != written {
                let day = "一二三四五六日".chars().nth(right).unwrap_or_default();
                let message = format!("`{}`: that day is 星期{day}", &text[start..end]);
                look.report(
                    found,
                    WEEKDAY,
                    (block, start..end),
                    message,
                    format!("write `星期{day}`, or mend the date"),
                );
            }
        }
    }
}
