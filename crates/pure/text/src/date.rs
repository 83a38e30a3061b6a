//! Dates and instants: text -> civil dates, and instants in a zone. The only door of jiff.
//!
//! A civil date stays that date on every machine; nothing here knows the machine's zone or its clock.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use jiff::tz::AmbiguousOffset;

use serde::{Deserialize, Serialize};

pub use jiff::civil::{Date, Time};
pub use jiff::tz::TimeZone as Zone;
pub use jiff::{Timestamp as Instant, ZonedDateTime};

/// The instant so many hours after another; the last there is when that is beyond time.
pub fn hours_after(instant: Instant, hours: i64) -> Instant {
    instant.checked_add(SignedDuration::from_hours(hours)).unwrap_or(Instant::MAX)
}

/// When something happens: a civil date, or an instant on one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct When {
    /// The day, as written.
    pub date: Date,
    /// The instant it begins at: a civil date begins at midnight in the zone it was read for.
    pub instant: Instant,
    /// Whether a time of day was given.
    pub timed: bool,
    /// Whether the text says the zone or offset of its time.
    pub zoned: bool,
}

/// The zone of a name such as `America/New_York`, from the database inside the program.
pub fn zone(name: &str) -> Option<Zone> {
    Zone::get(name).ok().filter(|it| it.iana_name().is_some())
}

/// Reads `2018-12-07`, `2018-12-07T10:00`, `2018-12-07T10:00-05:00`, or one of the last two with `[America/New_York]` after
/// it.
///
/// A date, or a time without a zone, is taken in `zone`.
///
/// # Errors
///
/// What is wrong, and what to type instead (empty when nothing better can be said).
pub fn when(text: &str, zone: &Zone) -> Result<When, (String, String)> {
    let text = text.trim();
    if !text.contains([':', 'T', ' ']) || text.parse::<Date>().is_ok() && text.len() == 10 {
        let date = date(text)?;
        let midnight = zone
            .to_zoned_datetime(date.to_datetime(Time::midnight()))
            .map_err(|error| (error.to_string(), String::new()))?;
        return Ok(When { date, instant: midnight.timestamp(), timed: false, zoned: false });
    }
    let named = text.strip_suffix(']').and_then(|it| it.split_once('['));
    if let Some((clock, name)) = named.filter(|(clock, _)| clock.parse::<Instant>().is_err()) {
        // Without its offset it may be none or two.
        let civil = clock.parse().map_err(|_| clock_fault(text))?;
        return local(clock, civil, &self::zone(name).ok_or_else(|| clock_fault(text))?, &text[clock.len()..]);
    }
    if named.is_some() {
        let zoned: ZonedDateTime = text.parse().map_err(|_| clock_fault(text))?;
        return Ok(When { date: zoned.date(), instant: zoned.timestamp(), timed: true, zoned: true });
    }
    let instant_written = text.parse::<Instant>();
    let civil: DateTime = text.trim_end_matches('Z').parse().map_err(|_| not_a_date(text))?;
    if let Ok(instant) = instant_written {
        return Ok(When { date: civil.date(), instant, timed: true, zoned: true });
    }
    local(text, civil, zone, "")
}

/// A time that the clock of a zone shows; `named` is what stands after it.
fn local(text: &str, civil: DateTime, zone: &Zone, named: &str) -> Result<When, (String, String)> {
    let local = zone.to_ambiguous_timestamp(civil);
    match local.offset() {
        AmbiguousOffset::Unambiguous { .. } => {}
        AmbiguousOffset::Gap { .. } => {
            return Err((
                format!("`{text}` does not exist: the clocks go forward then"),
                "choose a time outside the skipped hour".to_owned(),
            ));
        }
        AmbiguousOffset::Fold { before, after } => {
            return Err((
                format!("`{text}` happens twice: the clocks go back then"),
                format!(
                    "add the offset: `{text}{before}{named}` for the first or `{text}{after}{named}` for the second"
                ),
            ));
        }
    }
    let instant = local.unambiguous().map_err(|error| (error.to_string(), String::new()))?;
    Ok(When { date: civil.date(), instant, timed: true, zoned: !named.is_empty() })
}

/// The instant at which a day begins in a zone; `None` at the end of time.
pub fn midnight(date: Date, zone: &Zone) -> Option<Instant> {
    zone.to_zoned_datetime(date.to_datetime(Time::midnight())).map(|it| it.timestamp()).ok()
}

/// A time of a day by the clock of a zone; a time that the clock skips is the one after the gap.
pub fn at(date: Date, time: Time, zone: &Zone) -> Option<ZonedDateTime> {
    zone.to_zoned_datetime(date.to_datetime(time)).ok()
}

/// An instant by the clock of a zone.
pub fn in_zone(instant: Instant, zone: &Zone) -> ZonedDateTime {
    instant.to_zoned_datetime(zone.clone())
}

/// A time from which the clocks of a zone keep one offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observance {
    /// Its beginning, by the clock as it was before.
    pub start: DateTime,
    /// Seconds ahead of UTC until then.
    pub before: i32,
    /// Seconds ahead of UTC from then on.
    pub after: i32,
    /// What it is called, as in `EST`.
    pub name: String,
    /// Whether it is daylight saving time.
    pub is_summer: bool,
}

/// How a zone's clocks went in some years, oldest first; the first was kept when the years began. Never empty.
pub fn observances(zone: &Zone, first_year: i16, last_year: i16) -> Vec<Observance> {
    let new_year = |year: i16| Date::new(year, 1, 1).ok().and_then(|it| midnight(it, zone));
    let begin = new_year(first_year).unwrap_or(Instant::MIN);
    let end = last_year.checked_add(1).and_then(new_year).unwrap_or(Instant::MAX);
    let kept = zone.preceding(begin).next();
    let since = kept.as_ref().map_or(begin, |it| it.timestamp());
    let later = zone.following(since).take_while(|it| it.timestamp() < end);
    let mut observances: Vec<Observance> = Vec::new();
    if kept.is_none() {
        let info = zone.to_offset_info(begin);
        let (start, seconds) = (info.offset().to_datetime(begin), info.offset().seconds());
        let name = info.abbreviation().to_owned();
        observances.push(Observance { start, before: seconds, after: seconds, name, is_summer: false });
    }
    observances.extend(kept.into_iter().chain(later).map(|it| {
        let at = it.timestamp();
        let before = zone.to_offset(at.checked_sub(SignedDuration::from_secs(1)).unwrap_or(at));
        Observance {
            start: before.to_datetime(at),
            before: before.seconds(),
            after: it.offset().seconds(),
            name: it.abbreviation().to_owned(),
            is_summer: it.dst().is_dst(),
        }
    }));
    observances
}

/// `2018-12-07T10:00-05:00[America/New_York]`, as front matter takes it.
pub fn zoned(at: &ZonedDateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M%:z[%Q]").to_string()
}

/// `2018-12-07T10:00:00-05:00` (RFC 3339).
pub fn rfc3339(at: &ZonedDateTime) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// `Fri, 07 Dec 2018 10:00:00 -0500` (RFC 2822).
pub fn rfc2822(at: &ZonedDateTime) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
}

/// Reads `2018-12-07`.
///
/// # Errors
///
/// As [`when`].
pub fn date(text: &str) -> Result<Date, (String, String)> {
    let strict = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    match text.parse::<Date>() {
        Ok(date) if strict => Ok(date),
        _ if strict => {
            Err((format!("`{text}` is no day of the calendar"), "write year-month-day, as in `2018-12-07`".to_owned()))
        }
        _ => Err(not_a_date(text)),
    }
}

/// Reads a time of day, as in `10:30`.
///
/// # Errors
///
/// As [`when`].
pub fn time(text: &str) -> Result<Time, (String, String)> {
    let plain = text.len() == 5 && text.as_bytes()[2] == b':';
    text.parse::<Time>().ok().filter(|_| plain).ok_or_else(|| {
        (
            format!("`{text}` is no time of day"),
            "write hours and minutes of the 24-hour clock, as in `14:30`".to_owned(),
        )
    })
}

/// An instant as the command line takes it: RFC 3339, with an offset or a zone in brackets.
///
/// # Errors
///
/// What is wrong and what to type instead.
pub fn instant(text: &str) -> Result<Instant, String> {
    let zoned = text.parse::<ZonedDateTime>().map(|it| it.timestamp());
    zoned
        .or_else(|_| text.parse::<Instant>())
        .map_err(|_| format!("`{text}` is no instant: write it with its offset, as in `2018-12-07T10:00:00-05:00`"))
}

fn clock_fault(text: &str) -> (String, String) {
    (
        format!("`{text}` is no time that a clock in that zone shows"),
        "check the offset and the zone's name, as in `2018-12-07T10:00:00-05:00[America/New_York]`".to_owned(),
    )
}

/// The message for what is no date, with the likely one where it can be guessed without doubt.
fn not_a_date(text: &str) -> (String, String) {
    let formats = [
        "%B %d, %Y",
        "%b %d, %Y",
        "%d %B %Y",
        "%d %b %Y",
        "%Y/%m/%d",
        "%Y.%m.%d",
        "%Y-%m-%d",
        "%Y%m%d",
        "%B %d %Y",
        "%Y年%m月%d日",
    ];
    let guess = formats.iter().find_map(|format| Date::strptime(format, text).ok()).filter(|it| it.year() >= 1000);
    let help = match guess {
        None if time(text).is_ok() => format!("add the day, as in `2018-12-07T{text}`"),
        Some(date) => format!("write `{date}`"),
        None => "write year-month-day, as in `2018-12-07`, or a time as in `2018-12-07T10:00`".to_owned(),
    };
    (format!("`{text}` is no date"), help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_york() -> Zone {
        zone("America/New_York").expect("a zone of the database")
    }

    #[test]
    fn a_civil_date_begins_at_midnight_in_the_zone() {
        let when = when("2018-12-07", &new_york()).expect("a date");
        assert_eq!(
            (when.date.to_string().as_str(), when.instant.to_string().as_str(), when.timed),
            ("2018-12-07", "2018-12-07T05:00:00Z", false)
        );
    }

    #[test]
    fn a_time_without_a_zone_is_the_offices() {
        let when = when("2018-12-07T10:00", &new_york()).expect("a time");
        assert_eq!(when.instant.to_string(), "2018-12-07T15:00:00Z");
    }

    #[test]
    fn a_time_with_a_zone_keeps_its_own_day() {
        let when = when("2018-12-08T09:00:00+08:00[Asia/Hong_Kong]", &new_york()).expect("a time");
        assert_eq!(
            (when.date.to_string().as_str(), when.instant.to_string().as_str()),
            ("2018-12-08", "2018-12-08T01:00:00Z")
        );
        let when = super::when("2018-12-08T01:00:00Z", &new_york()).expect("a time");
        assert_eq!(when.instant.to_string(), "2018-12-08T01:00:00Z");
    }

    #[test]
    fn times_that_do_not_exist_or_happen_twice_are_refused() {
        assert!(when("2026-03-08T02:30", &new_york()).expect_err("a gap").0.contains("forward"));
        let (_, help) = when("2026-11-01T01:30", &new_york()).expect_err("a fold");
        assert!(help.contains("2026-11-01T01:30-04"), "{help}");
        assert!(when("2018-12-07T10:00:00-08:00[America/New_York]", &new_york()).is_err());
    }

    #[test]
    fn clocks_are_told_of_for_whole_years() {
        let offsets = |name: &str, year| {
            let zone = zone(name).expect("a zone of the database");
            observances(&zone, year, year).iter().map(|it| it.after / 3600).collect::<Vec<_>>()
        };
        assert_eq!(offsets("America/New_York", 2018), [-5, -4, -5]);
        assert_eq!(offsets("America/Los_Angeles", 2068), [-8, -7, -8]);
        assert_eq!(offsets("Asia/Hong_Kong", 2026), [8]);
        assert_eq!(offsets("Etc/UTC", 2026), [0]);
        assert_eq!(offsets("America/New_York", 9999).len(), 3);
        assert_eq!(offsets("America/New_York", 0).len(), 1);
    }

    #[test]
    fn a_zones_name_alone_does_not_tell_which_of_two_hours_is_meant() {
        let hong_kong = zone("Asia/Hong_Kong").expect("a zone of the database");
        let read = |text: &str| when(text, &hong_kong).map(|it| it.instant.to_string());
        assert!(read("2026-03-08T02:30[America/New_York]").expect_err("a gap").0.contains("forward"));
        let (_, help) = read("2026-11-01T01:30[America/New_York]").expect_err("a fold");
        assert!(help.contains("`2026-11-01T01:30-05[America/New_York]` for the second"), "{help}");
        assert_eq!(read("2026-11-01T01:30-05[America/New_York]").as_deref(), Ok("2026-11-01T06:30:00Z"));
        assert_eq!(read("2026-11-02T01:30[America/New_York]").as_deref(), Ok("2026-11-02T06:30:00Z"));
        assert!(read("2026-11-02T01:30[Mars/Base]").is_err() && read("tomorrow[America/New_York]").is_err());
    }

    #[test]
    fn what_is_no_date_gets_the_likely_one() {
        for (wrong, right) in [
            ("December 7, 2018", "`2018-12-07`"),
            ("2018/12/07", "`2018-12-07`"),
            ("7 December 2018", "`2018-12-07`"),
            ("2018-12-7", "`2018-12-07`"),
            ("2018年12月7日", "`2018-12-07`"),
        ] {
            let (message, help) = when(wrong, &new_york()).expect_err(wrong);
            assert!(help.contains(right), "{wrong}: {message}; {help}");
        }
        for wrong in [
            "2018-02-30",
            "2018-13-01",
            "12/07/2018",
            "yesterday",
            "",
            "2018",
            "10:30",
            "2018-12-07T25:00",
            "2018-12-07T10:00[Mars/Base]",
        ] {
            assert!(when(wrong, &new_york()).is_err(), "{wrong}");
        }
    }
}
