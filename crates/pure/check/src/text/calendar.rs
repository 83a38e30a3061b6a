//! Days as texts write them: the names of months, and the parts of a date.

use dateline_text::date::Date;

/// The months, from January.
pub(super) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The month that a word names, in full or by its first three or four letters; from 1.
pub(super) fn month(word: &str) -> Option<i8> {
    let is = |it: &&'static str| word == *it || word.len() >= 3 && word.len() < 5 && it.starts_with(word);
    MONTHS.iter().position(is).map(|it| it as i8 + 1)
}

/// The day of a month: `7`, `7th`.
pub(super) fn day(word: &str) -> Option<i8> {
    let digits = ordinal_digits(word).unwrap_or(word);
    digits.parse().ok().filter(|it| (1..=31).contains(it) && digits.len() < 3)
}

/// A year of our time, in four digits.
pub(super) fn year(word: &str) -> Option<i16> {
    word.parse().ok().filter(|it| word.len() == 4 && (1900..2100).contains(it))
}

/// What stands before the ending of an ordinal: `10` of `10th`.
pub(super) fn ordinal_digits(word: &str) -> Option<&str> {
    ["st", "nd", "rd", "th"].into_iter().find_map(|it| word.strip_suffix(it))
}

/// The Chinese date with its year that ends before `日`, and where it begins: `2018年12月7`.
pub(super) fn han_date(text: &str) -> Option<(usize, Date)> {
    let number = |text: &str| {
        let start = text.trim_end_matches(|it: char| it.is_ascii_digit()).len();
        text[start..].parse::<i16>().ok().map(|it| (start, it))
    };
    let (start, day) = number(text)?;
    let (start, month) = number(text[..start].strip_suffix('月')?)?;
    let (start, year) = number(text[..start].strip_suffix('年')?)?;
    Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok().map(|it| (start, it))
}
