//! Meetings and ceremonies with a time -> iCalendar (RFC 5545).
//!
//! Nothing here reads the clock: an entry is stamped with the last change of its release.

use std::collections::BTreeMap;

use percent_encoding::utf8_percent_encode;

use crate::formats::content_line::{ContentLines, escaped, local, quoted};
use crate::formats::feed::updated;
use crate::{IN_TAGS, Renderer};
use dateline_content::address::Tree;
use dateline_content::newsroom::Newsroom;
use dateline_content::release::{Event, Fate, Release};
use dateline_text::date::{self, Instant, Observance, Zone, ZonedDateTime};

/// An event that can stand in a calendar.
struct Entry<'a> {
    release: &'a Release,
    event: Event,
    /// Its place in [`Release::events`].
    at: usize,
    /// By the clock of the lead office.
    start: ZonedDateTime,
    end: Option<ZonedDateTime>,
}

/// One event of a release, by its place in [`Release::events`].
pub(super) fn event(site: &Renderer, release: &Release, at: usize) -> Vec<u8> {
    let entries: Vec<Entry> = entries(site.newsroom.layout(), release).filter(|it| it.at == at).collect();
    calendar(site, release.lead_tree(), &release.title, &entries)
}

/// Every event with a time of a tree's releases that were not withdrawn.
pub(super) fn tree(site: &Renderer, tree: Tree) -> Vec<u8> {
    let newsroom = &site.newsroom;
    let entries: Vec<Entry> = newsroom.with_calendar(tree).flat_map(|it| entries(newsroom.layout(), it)).collect();
    calendar(site, tree, &site.titled_tree(tree), &entries)
}

fn entries<'a>(newsroom: &'a Newsroom, release: &'a Release) -> impl Iterator<Item = Entry<'a>> {
    let zone = &newsroom.config[release.lead()].zone;
    release.events().enumerate().filter_map(move |(at, event)| {
        let start = date::at(event.date, event.start?, zone)?;
        let end = event.end.and_then(|it| date::at(event.date, it, zone)).filter(|it| *it > start);
        Some(Entry { release, event, at, start, end })
    })
}

fn calendar(site: &Renderer, tree: Tree, name: &str, entries: &[Entry]) -> Vec<u8> {
    let mut lines = ContentLines::default();
    lines.within("VCALENDAR", |lines| {
        lines.value("VERSION", "2.0");
        lines.value("PRODID", "-//Dateline//Dateline//EN");
        lines.value("CALSCALE", "GREGORIAN");
        // The first is RFC 7986, the second what older programs read.
        lines.text("NAME", name);
        lines.text("X-WR-CALNAME", name);
        zones(entries, lines);
        for entry in entries {
            lines.within("VEVENT", |lines| self::entry(site, tree, entry, lines));
        }
    });
    lines.bytes()
}

/// The clocks of all entries, each from the first year that is needed to the last.
fn zones(entries: &[Entry], lines: &mut ContentLines) {
    let mut years: BTreeMap<&str, (&Zone, i16, i16)> = BTreeMap::new();
    for entry in entries {
        let (zone, first) = (entry.start.time_zone(), entry.start.year());
        let last = entry.end.as_ref().map_or(first, ZonedDateTime::year);
        let needed = years.entry(zone_id(zone)).or_insert((zone, first, last));
        *needed = (zone, needed.1.min(first), needed.2.max(last));
    }
    for (id, (zone, first, last)) in years {
        lines.within("VTIMEZONE", |lines| {
            lines.value("TZID", id);
            for observance in date::observances(zone, first, last) {
                let name = if observance.is_summer { "DAYLIGHT" } else { "STANDARD" };
                lines.within(name, |lines| self::observance(&observance, lines));
            }
        });
    }
}

fn observance(observance: &Observance, lines: &mut ContentLines) {
    lines.value("DTSTART", &observance.start.strftime("%Y%m%dT%H%M%S").to_string());
    lines.value("TZOFFSETFROM", &offset(observance.before));
    lines.value("TZOFFSETTO", &offset(observance.after));
    lines.text("TZNAME", &observance.name);
}

/// `-0500`, of seconds ahead of UTC; with seconds where a clock kept them.
fn offset(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let (hours, minutes, rest) = (seconds.abs() / 3600, seconds.abs() / 60 % 60, seconds.abs() % 60);
    match rest {
        0 => format!("{sign}{hours:02}{minutes:02}"),
        _ => format!("{sign}{hours:02}{minutes:02}{rest:02}"),
    }
}

fn entry(site: &Renderer, tree: Tree, entry: &Entry, lines: &mut ContentLines) {
    let (newsroom, release, event) = (site.newsroom.layout(), entry.release, &entry.event);
    let changed = utc(updated(newsroom, release).timestamp());
    let url = site.canonical(release);
    let withdrawn = newsroom.fate(release) == Fate::Withdrawn;
    lines.text("UID", &format!("{}:event-{}", site.permanent_id(release), entry.at + 1));
    lines.value("DTSTAMP", &changed);
    lines.value("LAST-MODIFIED", &changed);
    lines.value("SEQUENCE", &release.revisions.len().to_string());
    let time = |lines: &mut ContentLines, name: &str, at: &ZonedDateTime| {
        lines.value(&format!("{name};TZID={}", zone_id(at.time_zone())), &local(at));
    };
    time(lines, "DTSTART", &entry.start);
    if let Some(end) = &entry.end {
        time(lines, "DTEND", end);
    }
    let words = site.words(tree);
    lines.text("SUMMARY", &site.event_name(tree, event));
    if let Some(place) = &event.place {
        lines.text("LOCATION", place);
    }
    let notice = withdrawn.then(|| words.get("withdrawn_notice"));
    let description = notice.into_iter().chain([&*release.title, &*release.summary, url.as_str()]);
    lines.text("DESCRIPTION", &description.filter(|it| !it.is_empty()).collect::<Vec<_>>().join("\n\n"));
    lines.value("URL", &url);
    let topics: Vec<String> = site.topic_names(release).map(escaped).collect();
    if !topics.is_empty() {
        lines.value("CATEGORIES", &topics.join(","));
    }
    if let Some(email) = to_write_to(newsroom, release) {
        let name = quoted(&site.titled_tree(release.lead_tree()));
        lines.value(&format!("ORGANIZER;CN={name}"), &format!("mailto:{}", utf8_percent_encode(&email, IN_TAGS)));
    }
    // What a release announced that was withdrawn is not to stand in a reader's calendar.
    lines.value("STATUS", if withdrawn { "CANCELLED" } else { "CONFIRMED" });
}

/// The address of who answers letters on a release: of the lead office if there is one.
fn to_write_to(newsroom: &Newsroom, release: &Release) -> Option<String> {
    let contacts = newsroom.reachable_about(release).filter(|it| it.email.is_some());
    contacts.min_by_key(|it| it.office != release.lead())?.into_owned().email
}

fn zone_id(zone: &Zone) -> &str {
    zone.iana_name().unwrap_or("Etc/UTC")
}

/// `20181207T150000Z`.
fn utc(instant: Instant) -> String {
    instant.strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_written_with_a_sign() {
        let offsets = [-18_000, 0, 28_800, 20_700, -17_762].map(offset);
        assert_eq!(offsets, ["-0500", "+0000", "+0800", "+0545", "-045602"]);
    }

    #[test]
    fn a_zone_has_the_changes_of_its_years_and_the_one_before() {
        let zone = date::zone("America/New_York").expect("a zone of the database");
        let mut lines = ContentLines::default();
        date::observances(&zone, 2018, 2018).iter().take(2).for_each(|it| observance(it, &mut lines));
        assert_eq!(
            String::from_utf8(lines.bytes()).expect("UTF-8").replace("\r\n", "\n"),
            "DTSTART:20171105T020000\nTZOFFSETFROM:-0400\nTZOFFSETTO:-0500\nTZNAME:EST\n\
             DTSTART:20180311T020000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0400\nTZNAME:EDT\n"
        );
    }
}
