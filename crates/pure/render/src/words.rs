//! The theme's words in the newsroom's language: labels, dates, numbers. The only door of icu_plurals.

use std::collections::{BTreeMap, BTreeSet};

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRuleType, PluralRules};
use schemars::JsonSchema;
use serde::Serialize;

use dateline_content::config::DateStyle;
use dateline_content::release::{Kind, LastChange, RevisionKind};
use dateline_text::date::{Date, Time};
use dateline_text::markdown;

/// The theme's strings by key (`locales/LANG.yaml`), and what is written by rules.
#[derive(Clone, Debug)]
pub struct Words {
    language: String,
    counting: Counting,
    strings: BTreeMap<String, String>,
}

/// How a language counts: which of its forms a number takes (Unicode CLDR, "Language Plural Rules").
#[derive(Clone, Debug)]
pub struct Counting(Locale);

/// Keys that have a form for each sort of number, and how those are told apart: `ordinal_one`.
const ORDINAL: (&str, PluralRuleType) = ("ordinal", PluralRuleType::Ordinal);
const SIZE_BYTES: (&str, PluralRuleType) = ("size_bytes", PluralRuleType::Cardinal);
const FOUND: (&str, PluralRuleType) = ("found", PluralRuleType::Cardinal);
const COUNTED: [(&str, PluralRuleType); 3] = [ORDINAL, SIZE_BYTES, FOUND];

/// A date as readers see it, and for machines.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
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
        Self { language: language.to_owned(), counting: Counting::of(language), strings }
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
        filled(self.get(key), &|name| values.iter().find(|it| it.0 == name).map(|it| it.1.to_owned()))
    }

    /// A label and what it labels: `Speaker: Ana Reyes`.
    pub fn labelled(&self, label: &str, value: &str) -> String {
        format!("{label}{}{value}", self.get("colon"))
    }

    /// A text with an aside: `Regional Forum (5th)`.
    pub fn bracketed(&self, text: &str, aside: &str) -> String {
        format!("{text}{}{aside}{}", self.get("open_bracket"), self.get("close_bracket"))
    }

    /// Things in a row, without the empty ones: `PDF, 1.2 MB, English`.
    pub fn listed<'a>(&self, things: impl IntoIterator<Item = &'a str>) -> String {
        let things: Vec<&str> = things.into_iter().filter(|it| !it.is_empty()).collect();
        things.join(self.get("comma"))
    }

    /// Sentences in a row, without the empty ones. Where nothing stands between sentences, one that ends without a mark is
    /// parted from the next by a space as wide as a character.
    pub fn sentences<'a>(&self, sentences: impl IntoIterator<Item = &'a str>) -> String {
        let mut sentences = sentences.into_iter().filter(|it| !it.is_empty());
        let first = sentences.next().unwrap_or_default().to_owned();
        sentences.fold(first, |text, sentence| {
            let is_open = text.ends_with(char::is_alphanumeric) && self.get("sentences").contains("}{");
            let first = if is_open { format!("{text}\u{3000}") } else { text };
            self.fill("sentences", &[("first", &first), ("second", sentence)])
        })
    }

    /// A person with post and body, either of which may be empty: `Ana Reyes, Director, Harbour Office`.
    pub fn person(&self, name: &str, post: &str, body: &str) -> String {
        let key = match (post.is_empty(), body.is_empty()) {
            (true, true) => return name.to_owned(),
            (false, true) => "person_with_post",
            (true, false) => "person_with_body",
            (false, false) => "person_with_post_and_body",
        };
        self.fill(key, &[("name", name), ("post", post), ("body", body)])
    }

    /// A year: `2018`.
    pub fn year(&self, year: i16) -> String {
        self.fill("year", &[("year", &year.to_string())])
    }

    /// A count: `1,234`.
    pub fn number(&self, number: u64) -> String {
        grouped(number, self.get("number_group"))
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
        let key = match (time.hour(), time.minute()) {
            (0, 0) => "midnight",
            (0, _) => "time_after_midnight",
            (1..12, 0) => "hour_before_noon",
            (1..12, _) => "time_before_noon",
            (12, 0) => "noon",
            (12, _) => "time_around_noon",
            (_, 0) => "hour_after_noon",
            _ => "time_after_noon",
        };
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

    /// `5th`.
    pub fn ordinal(&self, number: u32) -> String {
        self.fill(&self.counting.key(ORDINAL, number.into()), &[("number", &self.number(number.into()))])
    }

    /// `1.2 MB`, in decimal units.
    pub fn size(&self, bytes: u64) -> String {
        match bytes {
            0..1_000 => self.fill(&self.counting.key(SIZE_BYTES, bytes), &[("size", &bytes.to_string())]),
            1_000..1_000_000 => self.fill("size_kilobytes", &[("size", &bytes.div_ceil(1_000).to_string())]),
            _ => {
                let tenths = (bytes as f64 / 1e5).round() as u64;
                let size = format!("{}{}{}", self.number(tenths / 10), self.get("number_point"), tenths % 10);
                self.fill("size_megabytes", &[("size", &size)])
            }
        }
    }

    /// The name of a language in the page's language; the tag when the theme has no name for it.
    pub fn language_name(&self, tag: &str) -> String {
        let key = format!("language_{}", tag.to_ascii_lowercase().replace('-', "_"));
        self.strings.get(&key).cloned().unwrap_or_else(|| tag.to_owned())
    }

    /// How many releases were found, by the form that a number takes (`one`, `other`).
    pub fn found(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let forms = self.counting.rules(FOUND.1).categories().map(name).collect::<Vec<_>>();
        forms
            .into_iter()
            .map(|form| (form, self.strings.get(&format!("{}_{form}", FOUND.0)).map_or("", String::as_str)))
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

impl Counting {
    /// That of a language by its BCP 47 tag; of one that CLDR does not know, every number takes the same form.
    pub fn of(language: &str) -> Self {
        Self(language.parse().unwrap_or(Locale::UNKNOWN))
    }

    /// The key of the form that a number takes.
    fn key(&self, (stem, kind): (&str, PluralRuleType), number: u64) -> String {
        format!("{stem}_{}", name(self.rules(kind).category_for(number)))
    }

    /// The keys that the language has to have for numbers, of which English may have others.
    pub fn keys(&self) -> BTreeSet<String> {
        let keys =
            |(stem, kind)| self.rules(kind).categories().map(|it| format!("{stem}_{}", name(it))).collect::<Vec<_>>();
        COUNTED.into_iter().flat_map(keys).collect()
    }

    fn rules(&self, kind: PluralRuleType) -> PluralRules {
        PluralRules::try_new((&self.0).into(), kind.into()).expect("the rules of all languages are in the program")
    }

    /// For a key of a form, that of the form which every language has.
    pub fn general(key: &str) -> Option<String> {
        Self::is_counted(key).then(|| key.rsplit_once('_').map(|(stem, _)| format!("{stem}_other"))).flatten()
    }

    /// Whether a key is one of a form.
    pub fn is_counted(key: &str) -> bool {
        COUNTED.iter().any(|(stem, _)| {
            let form = key.strip_prefix(stem).and_then(|it| it.strip_prefix('_'));
            form.is_some_and(|form| PluralCategory::all().any(|it| name(it) == form))
        })
    }
}

/// As keys end.
fn name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// A string with its blanks filled in, as far as there is a value for them. Where two values meet with nothing between, as
/// in languages that put a title before a name, a space parts words that are not Chinese.
pub(super) fn filled(string: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    let mut text = String::with_capacity(string.len());
    let (mut rest, mut was_value) = (string, false);
    while let Some(start) = rest.find('{') {
        let Some(end) = rest[start..].find('}').map(|at| start + at) else { break };
        text.push_str(&rest[..start]);
        let value = value(&rest[start + 1..end]);
        let is_value = value.is_some();
        let value = value.unwrap_or_else(|| rest[start..=end].to_owned());
        if was_value && is_value && start == 0 && is_latin(last_shown(&text)) && is_latin(first_shown(&value)) {
            text.push(' ');
        }
        text.push_str(&value);
        (rest, was_value) = (&rest[end + 1..], is_value);
    }
    text + rest
}

/// The blanks of a string, in their order.
pub(super) fn blanks(string: &str) -> impl Iterator<Item = &str> {
    string.split('{').skip(1).filter_map(|it| Some(it.split_once('}')?.0))
}

/// The blanks that are filled in a string although English leaves them out: a time may say its hour in either way.
pub(super) fn also_filled(key: &str) -> impl Iterator<Item = &str> {
    let is_time = key.contains("noon") || key.contains("midnight");
    ["hour", "hour24", "minute"].into_iter().filter(move |_| is_time)
}

fn is_latin(character: Option<char>) -> bool {
    character.is_some_and(|it| it.is_alphanumeric() && !markdown::is_han(it))
}

/// The first character that readers see of a text that may begin with tags.
fn first_shown(mut text: &str) -> Option<char> {
    while let Some((_, rest)) = text.strip_prefix('<').and_then(|it| it.split_once('>')) {
        text = rest;
    }
    text.chars().next()
}

/// The last character that readers see of a text that may end with tags.
fn last_shown(mut text: &str) -> Option<char> {
    while let Some((rest, _)) = text.strip_suffix('>').and_then(|it| it.rsplit_once('<')) {
        text = rest;
    }
    text.chars().next_back()
}

/// A number with a mark before each three digits from its end: `1,234,567`.
pub(super) fn grouped(number: u64, mark: &str) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(mark);
        }
        text.push(digit);
    }
    text
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
            ("time_after_midnight", "12:{minute} a.m."),
            ("noon", "12:00 p.m."),
            ("ordinal_one", "{number}st"),
            ("ordinal_two", "{number}nd"),
            ("ordinal_few", "{number}rd"),
            ("ordinal_other", "{number}th"),
            ("number_group", ","),
            ("number_point", "."),
            ("size_bytes_one", "{size} byte"),
            ("size_bytes_other", "{size} bytes"),
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
        assert_eq!([1, 999, 1_000, 1_001].map(|it| words.size(it)), ["1 byte", "999 bytes", "1 kB", "2 kB"]);
        assert_eq!([1_240_000, 9_960_000, 1_234_560_000].map(|it| words.size(it)), ["1.2 MB", "10.0 MB", "1,234.6 MB"]);
        assert_eq!([0, 999, 1_000, 1_234_567].map(|it| words.number(it)), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn a_language_has_the_forms_that_it_counts_with() {
        let keys = |language: &str| Counting::of(language).keys().into_iter().collect::<Vec<_>>().join(" ");
        assert_eq!(keys("zh-Hant"), "found_other ordinal_other size_bytes_other");
        assert_eq!(keys("fr").split(' ').nth(3), Some("ordinal_one"));
        assert!(keys("ar").contains("size_bytes_zero") && keys("x-odd!").contains("ordinal_other"));
        assert!(
            Counting::is_counted("ordinal_two")
                && !Counting::is_counted("ordinals")
                && !Counting::is_counted("size_kilobytes")
        );
    }

    #[test]
    fn blanks_are_filled_once_and_words_of_two_never_run_together() {
        let fill = |string: &str, one: &str, other: &str| {
            filled(string, &|name| match name {
                "one" => Some(one.to_owned()),
                "other" => Some(other.to_owned()),
                _ => None,
            })
        };
        assert_eq!(fill("{one}, {other}; {third} {", "{other}", "b"), "{other}, b; {third} {");
        assert_eq!(fill("{one}{other}", "環境局局長", "<b>黃錦星</b>"), "環境局局長<b>黃錦星</b>");
        assert_eq!(fill("{one}{other}", "Mayor", "<b>Ana</b>"), "Mayor <b>Ana</b>");
        assert_eq!(fill("{one}{other}", "<b>Mayor</b>", "黃錦星"), "<b>Mayor</b>黃錦星");
    }
}
