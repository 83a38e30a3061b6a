//! Releases as plain text, events as calendar entries, contacts as cards: what they say, read back by another program.

use std::collections::BTreeMap;

use calcard::icalendar::{ICalendar, ICalendarComponentType, ICalendarProperty};
use calcard::vcard::VCardProperty;
use calcard::{Entry, Parser};

use crate::support::{TestSite, all};

const EVENTS: &str = "\
meeting: {name: Harbour Forum, number: 5, date: 2026-11-02, start: \"10:30\", end: \"12:00\", place: \"City Hall, Room 2\"}
ceremony: {name: Harbour Awards, date: 2026-07-01, start: \"18:00\", awards: [{name: Gold, count: 2}], total: 2}
";
const CONTACTS: &str = "\
ana: {name: Ana Reyes, office: nyc, phone: \"(212) 555-0123 ext. 45\", email: ana@example.org, role: Press officer}
cai: {name: CHAN Tai-man, office: sf, email: cai@example.org}
dot: {name: Dot Quiet, office: sf}
";

fn with_events() -> TestSite {
    let site = TestSite::whole();
    site.write("content/contacts.yaml", CONTACTS).release("forum", EVENTS, "The forum met.");
    site
}

fn calendar(site: &TestSite, path: &str) -> ICalendar {
    let text = site.read(&format!("public/{path}"));
    assert!(text.replace("\r\n", "").chars().all(|it| !it.is_control()), "{path}: a line end that is not CRLF");
    assert!(text.split("\r\n").all(|it| it.len() <= 75), "{path}: a long line");
    ICalendar::parse(&text).unwrap_or_else(|fault| panic!("{path}: {fault:?}"))
}

/// The text of a property of every event, in the order of the file; empty where there is none.
fn of_events(calendar: &ICalendar, property: &ICalendarProperty) -> Vec<String> {
    let events = calendar.components.iter().filter(|it| it.component_type == ICalendarComponentType::VEvent);
    let text = |it: &calcard::icalendar::ICalendarComponent| {
        let entry = it.property(property)?;
        entry.values[0].as_text().map(str::to_owned).or_else(|| Some(format!("{:?}", entry.values)))
    };
    events.map(|it| text(it).unwrap_or_default()).collect()
}

#[test]
fn a_release_is_a_text_that_a_wire_can_take() {
    let site = TestSite::whole();
    let keys = "\
title: The harbour has a new plan
place: New York
contacts: [ana]
links: [{text: The plan, url: \"https://example.org/plan\"}]
quotes: [{text: It is a good plan., speaker: Ana Reyes, post: Press officer}]
notes: See [the other release](other.md).
revisions: [{date: 2026-11-05, kind: correction, note: The day was wrong., was: Monday, now: Tuesday}]
meeting: {name: Harbour Forum, number: 5, date: 2026-11-02, start: \"10:30\", place: City Hall}
";
    let body = "\
The plan was agreed on *Tuesday* in New York, after [a long discussion](other.md) of its costs[^1].

## What it says

- First point
- Second point

| Year | Cost |
|------|-----:|
| 2027 | 5    |

[^1]: In dollars.
";
    site.release("plan", keys, body).release("other", "", "Text.").build_well();
    let expected = "\
Harbour Office
New York

NEWS RELEASE

FOR IMMEDIATE RELEASE

Correction, November 5, 2026: The day was wrong.
Previously: Monday
Now: Tuesday

The harbour has a new plan

NEW YORK, November 2, 2026 – The plan was agreed on Tuesday in New York,
after a long discussion
(https://news.example.org/nyc/releases/2026/other/) of its costs[1].

What it says

- First point
- Second point

Year | Cost
2027 | 5

Notes

[1] In dollars.

KEY FACTS

5th meeting
- Event: Harbour Forum
- Date: November 2, 2026
- Time: 10:30 a.m.
- Place: City Hall

QUOTES

“It is a good plan.”
– Ana Reyes, Press officer

NOTES TO EDITORS

See the other release
(https://news.example.org/nyc/releases/2026/other/).

LINKS

- The plan
  https://example.org/plan

FOR MORE INFORMATION, PLEASE CONTACT

Ana Reyes, New York City
Telephone: (212) 555-0123

This release on the web:
https://news.example.org/nyc/releases/2026/plan/
Release number: 2026/plan
Last revision date: November 5, 2026

REVISION HISTORY

- Correction, November 5, 2026: The day was wrong.
  Previously: Monday
  Now: Tuesday

###
";
    assert_eq!(site.read("public/nyc/releases/2026/plan/release.txt"), expected);
    assert!(!site.exists("public/sf/releases/2026/plan/release.txt"), "only the lead office has the files");
}

#[test]
fn a_text_says_when_it_was_withdrawn_and_whom_to_call_now() {
    let site = TestSite::whole();
    site.write(
        "content/contacts.yaml",
        "old: {name: Old Hand, office: nyc, phone: \"(212) 555-0123\", until: 2026-11-10}\n\
         new: {name: New Hand, office: nyc, phone: \"(212) 555-0124\", from: 2026-11-11}\n",
    );
    let keys = "contacts: [old]\nstatus: withdrawn\nstatus_note: It was wrong.\nstatus_date: 2026-11-12\n";
    site.release("a", keys, "- a list\n- opens it").build_well();
    let text = site.read("public/nyc/releases/2026/a/release.txt");
    assert!(text.contains("This release was withdrawn on November 12, 2026. It was wrong."), "{text}");
    assert!(!text.contains("FOR IMMEDIATE RELEASE"), "{text}");
    assert!(text.contains("\nNovember 2, 2026 –\n\n- a list\n- opens it\n"), "{text}");
    let (then, now) = text.split_once("no longer in post)").expect("the one who left is marked");
    assert!(then.contains("Old Hand") && now.contains("New Hand") && now.contains("(212) 555-0124"), "{text}");
}

#[test]
fn chinese_is_set_in_lines_of_36_characters() {
    let site = TestSite::whole();
    site.release("a", "", &"香港與紐約加強合作，共建綠色海港。".repeat(20)).build_well();
    let text = site.read("public/nyc/releases/2026/a/release.txt");
    let columns = |line: &str| line.chars().map(|it| if it > '\u{2e80}' { 2 } else { 1 }).sum::<usize>();
    let lines: Vec<&str> = text.lines().filter(|it| it.contains('港')).collect();
    assert!(lines.len() > 9 && lines.iter().all(|it| (1..=72).contains(&columns(it))), "{text}");
    assert!(lines.iter().all(|it| !it.starts_with(['，', '。'])), "{text}");
}

#[test]
fn an_event_is_the_same_in_every_calendar() {
    let site = with_events();
    let keys = format!(
        "{}status: withdrawn\nstatus_note: It never met.\nstatus_date: 2026-11-04\n",
        EVENTS.replace("Harbour", "Withdrawn")
    );
    site.release("gone", &keys, "It did not.").build_well();
    let own = ["event-1.ics", "event-2.ics"].map(|it| calendar(&site, &format!("nyc/releases/2026/forum/{it}")));
    let pairs = |calendar: &ICalendar| -> BTreeMap<String, String> {
        let (uids, starts) = (ICalendarProperty::Uid, ICalendarProperty::Dtstart);
        of_events(calendar, &uids).into_iter().zip(of_events(calendar, &starts)).collect()
    };
    let expected: BTreeMap<_, _> = own.iter().flat_map(pairs).collect();
    assert_eq!(expected.len(), 2);
    for path in ["calendar.ics", "nyc/calendar.ics", "sf/calendar.ics"] {
        assert_eq!(pairs(&calendar(&site, path)), expected, "{path}");
    }
    let gone = calendar(&site, "nyc/releases/2026/gone/event-1.ics");
    assert_eq!(of_events(&gone, &ICalendarProperty::Summary), ["Withdrawn Forum (5th)"]);
    assert!(site.read("public/nyc/releases/2026/gone/event-1.ics").contains("\r\nSTATUS:CANCELLED\r\n"));
}

#[test]
fn a_calendar_entry_has_times_with_their_zone() {
    let site = with_events();
    site.edit(
        "content/releases/2026/forum.md",
        "ceremony:",
        "revisions: [{date: 2026-11-05, kind: update, note: More.}]\nceremony:",
    );
    site.build_well();
    let text = site.read("public/nyc/releases/2026/forum/event-1.ics");
    for line in [
        "UID:tag:news.example.org\\,2026:release:2026/forum:event-1",
        "DTSTAMP:20261105T050000Z",
        "SEQUENCE:1",
        "DTSTART;TZID=America/New_York:20261102T103000",
        "DTEND;TZID=America/New_York:20261102T120000",
        "SUMMARY:Harbour Forum (5th)",
        "LOCATION:City Hall\\, Room 2",
        "URL:https://news.example.org/nyc/releases/2026/forum/",
        "ORGANIZER;CN=\"New York, Harbour Office\":mailto:ana@example.org",
        "STATUS:CONFIRMED",
        "TZID:America/New_York",
    ] {
        assert!(text.contains(&format!("\r\n{line}\r\n")), "no `{line}` in:\n{text}");
    }
    let ceremony = site.read("public/nyc/releases/2026/forum/event-2.ics");
    assert!(ceremony.contains("\r\nDTSTART;TZID=America/New_York:20260701T180000\r\n"), "{ceremony}");
    assert!(!ceremony.contains("DTEND"), "{ceremony}");
    calendar(&site, "nyc/releases/2026/forum/event-1.ics");
}

#[test]
fn cards_are_of_those_who_can_be_reached() {
    let site = with_events();
    site.build_well();
    let names = |path: &str| {
        let text = site.read(&format!("public/{path}"));
        let mut parser = Parser::new(&text);
        let mut names = Vec::new();
        while let Entry::VCard(card) = parser.entry() {
            let name = card.property(&VCardProperty::Fn).and_then(|it| it.values[0].as_text()).unwrap().to_owned();
            names.push((name, card.uid().unwrap().to_owned()));
        }
        names
    };
    let ana = ("Ana Reyes".to_owned(), "tag:news.example.org,2018:contact:ana".to_owned());
    let chan = ("CHAN Tai-man".to_owned(), "tag:news.example.org,2018:contact:cai".to_owned());
    assert_eq!(names("contacts.vcf"), [ana.clone(), chan.clone()]);
    assert_eq!(names("nyc/contacts.vcf"), [ana]);
    assert_eq!(names("sf/contacts.vcf"), [chan]);
    let text = site.read("public/nyc/contacts.vcf");
    for line in [
        "VERSION:4.0",
        "N:Reyes;Ana;;;",
        "ORG:Harbour Office;New York",
        "TITLE:Press officer",
        "TEL;VALUE=uri;TYPE=work:tel:+12125550123;ext=45",
        "EMAIL;TYPE=work:ana@example.org",
        "ADR;TYPE=work:;;;New York City;;;",
    ] {
        assert!(text.contains(&format!("\r\n{line}\r\n")), "no `{line}` in:\n{text}");
    }
}

#[test]
fn without_cards_or_events_there_is_no_file_and_no_link() {
    let site = TestSite::whole();
    site.write("content/contacts.yaml", "dot: {name: Dot Quiet, office: sf}\n").release("a", "", "Text.").build_well();
    for path in ["contacts.vcf", "sf/contacts.vcf", "calendar.ics", "nyc/calendar.ics"] {
        assert!(!site.exists(&format!("public/{path}")), "{path}");
    }
    let home = site.page("sf/index.html");
    assert!(all(&home, "a[href$='.vcf'], a[href$='.ics']").is_empty());
}

#[test]
fn pages_link_the_files_of_the_lead_office() {
    let site = with_events();
    site.build_well();
    let links = |path: &str, selector: &str| -> Vec<String> {
        let page = site.page(path);
        all(&page, selector).iter().map(|it| it.value().attr("href").unwrap().to_owned()).collect()
    };
    let files = "main a[href$='.ics'], main a[href$='.txt'], main a[href$='.json']";
    assert_eq!(
        links("nyc/releases/2026/forum/index.html", files),
        ["event-1.ics", "event-2.ics", "release.txt", "release.json"]
    );
    let folder = "../../../../nyc/releases/2026/forum";
    assert_eq!(
        links("sf/releases/2026/forum/index.html", files),
        ["event-1.ics", "event-2.ics", "release.txt", "release.json"].map(|it| format!("{folder}/{it}"))
    );
    let all_files = "main a[type]";
    let home = ["contacts.vcf", "calendar.ics", "feed.xml", "rss.xml", "feed.json"];
    for path in ["index.html", "nyc/index.html", "sf/index.html"] {
        assert_eq!(links(path, all_files), home, "{path}");
    }
}

#[test]
fn what_is_switched_off_is_not_linked() {
    let site = with_events();
    let outputs = "outputs: {text: false, ninjs: false, calendars: false, contacts: false, atom: false, rss: false, \
                   json_feed: false}\n";
    site.edit("dateline.yaml", "outputs: {cards: false}\n", outputs).build_well();
    for path in ["index.html", "nyc/index.html", "nyc/releases/2026/forum/index.html"] {
        assert!(all(&site.page(path), "main a[type]").is_empty(), "{path}");
        assert!(all(&site.page(path), "#_files, #_subscribe").is_empty(), "{path}");
    }
}
