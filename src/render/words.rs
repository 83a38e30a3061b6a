//! The theme's words in the newsroom's language: labels, dates, numbers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::config::DateStyle;
use crate::date::{Date, Time};
use crate::release::{Kind, LastChange, RevisionKind};

/// The theme's strings by key (`locales/LANG.yaml`), and what is written by rules.
#[derive(Clone, Debug)]
pub struct Words {
    language: String,
    strings: BTreeMap<String, String>,
}

/// A date as readers see it, and for machines.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DateView {
    /// `YYYY-MM-DD`, for `<time datetime>` (HTML Standard, "The time element").
    pub datetime: String,
    /// In the page's language: `December 7, 2018`.
    pub text: String,
}

/// A page's last change, as it prints it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LastChangeView {
    /// `Last revision date`, or `Last review date`.
    pub label: String,
    /// The day.
    pub date: DateView,
}

impl Words {
    /// The strings of one language.
    pub fn new(language: &str, strings: BTreeMap<String, String>) -> Self {
        Self { language: language.to_owned(), strings }
    }

    /// The same words, with dates as an office writes them.
    #[must_use]
    pub fn with_dates(&self, style: DateStyle) -> Self {
        let key = match style {
            DateStyle::MonthFirst => "date_month_first",
            DateStyle::DayFirst => "date_day_first",
        };
        let mut words = self.clone();
        words.strings.insert("date".to_owned(), self.get(key).to_owned());
        words
    }

    /// BCP 47 tag.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// All strings, for templates.
    pub fn strings(&self) -> &BTreeMap<String, String> {
        &self.strings
    }

    /// The string of a key, or the key itself: a theme that lacks one was refused when it was loaded.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        self.strings.get(key).map_or(key, String::as_str)
    }

    /// A string with its blanks filled in: `{name}` for each `(name, value)`.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        values.iter().fold(self.get(key).to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }

    /// The name of a month, from 1.
    pub fn month(&self, month: i8) -> &str {
        self.get(MONTHS[month as usize - 1])
    }

    /// A civil date.
    pub fn date(&self, date: Date) -> DateView {
        let month = self.month(date.month());
        let text = self
            .fill("date", &[("month", month), ("day", &date.day().to_string()), ("year", &date.year().to_string())]);
        DateView { datetime: date.to_string(), text }
    }

    /// A time of day.
    pub fn time(&self, time: Time) -> String {
        let hour = match time.hour() % 12 {
            0 => 12,
            hour => hour,
        };
        let key = if time.hour() < 12 { "time_before_noon" } else { "time_after_noon" };
        let minute = format!("{:02}", time.minute());
        self.fill(key, &[("hour", &hour.to_string()), ("hour24", &time.hour().to_string()), ("minute", &minute)])
    }

    /// `Last revision date` or `Last review date`, and the day.
    pub fn last_change(&self, change: LastChange) -> LastChangeView {
        let key = match change {
            LastChange::Revised(_) => "last_revision_date",
            LastChange::Reviewed(_) => "last_review_date",
        };
        LastChangeView { label: self.get(key).to_owned(), date: self.date(change.date()) }
    }

    /// `5th`, in languages that count so; else the number.
    pub fn ordinal(&self, number: u32) -> String {
        if !self.language.starts_with("en") {
            return number.to_string();
        }
        let suffix = match (number % 100, number % 10) {
            (11..=13, _) => "th",
            (_, 1) => "st",
            (_, 2) => "nd",
            (_, 3) => "rd",
            _ => "th",
        };
        format!("{number}{suffix}")
    }

    /// `1.2 MB`, in decimal units.
    pub fn size(&self, bytes: u64) -> String {
        match bytes {
            0..1_000 => self.fill("size_bytes", &[("size", &bytes.to_string())]),
            1_000..1_000_000 => self.fill("size_kilobytes", &[("size", &bytes.div_ceil(1_000).to_string())]),
            _ => self.fill("size_megabytes", &[("size", &format!("{:.1}", bytes as f64 / 1e6))]),
        }
    }

    /// The name of a language in the page's language; the tag when the theme has no name for it.
    pub fn language_name(&self, tag: &str) -> String {
        let key = format!("language_{}", tag.to_ascii_lowercase().replace('-', "_"));
        self.strings.get(&key).cloned().unwrap_or_else(|| tag.to_owned())
    }

    /// The label of a kind of release.
    pub fn kind(&self, kind: Kind) -> &str {
        self.get(match kind {
            Kind::NewsRelease => "kind_news_release",
            Kind::MediaAdvisory => "kind_media_advisory",
            Kind::Statement => "kind_statement",
            Kind::Speech => "kind_speech",
            Kind::PhotoRelease => "kind_photo_release",
        })
    }

    /// The label of a kind of revision.
    pub fn revision_kind(&self, kind: RevisionKind) -> &str {
        self.get(match kind {
            RevisionKind::Update => "revision_update",
            RevisionKind::Correction => "revision_correction",
            RevisionKind::Clarification => "revision_clarification",
        })
    }
}

const MONTHS: [&str; 12] = [
    "month_1", "month_2", "month_3", "month_4", "month_5", "month_6", "month_7", "month_8", "month_9", "month_10",
    "month_11", "month_12",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> Words {
        let strings = [
            ("date", "{month} {day}, {year}"),
            ("month_12", "December"),
            ("time_before_noon", "{hour}:{minute} a.m."),
            ("time_after_noon", "{hour}:{minute} p.m."),
            ("size_bytes", "{size} bytes"),
            ("size_kilobytes", "{size} kB"),
            ("size_megabytes", "{size} MB"),
        ];
        Words::new("en", strings.map(|(key, text)| (key.to_owned(), text.to_owned())).into())
    }

    #[test]
    fn dates_and_times_are_written_as_in_the_united_states() {
        let words = english();
        let date = words.date(Date::constant(2018, 12, 7));
        assert_eq!((date.datetime.as_str(), date.text.as_str()), ("2018-12-07", "December 7, 2018"));
        let times =
            [(0, 5), (10, 30), (12, 0), (23, 59)].map(|(hour, minute)| words.time(Time::constant(hour, minute, 0, 0)));
        assert_eq!(times, ["12:05 a.m.", "10:30 a.m.", "12:00 p.m.", "11:59 p.m."]);
    }

    #[test]
    fn numbers_are_counted_and_measured() {
        let words = english();
        assert_eq!(
            [1, 2, 3, 4, 11, 12, 21, 111].map(|it| words.ordinal(it)),
            ["1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "111th"]
        );
        assert_eq!([999, 1_000, 1_001, 1_250_000].map(|it| words.size(it)), ["999 bytes", "1 kB", "2 kB", "1.2 MB"]);
    }
}
