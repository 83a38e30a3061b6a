//! What was public changes with a dated revision that says so.
//!
//! It is held against what readers saw before, so only `check --against` runs it.

use dateline_content::config::Config;
use dateline_content::newsroom::Newsroom;
use dateline_content::release::Release;
use dateline_diagnostics::{Diagnostic, Diagnostics, Place, SILENT_EDIT, Span};
use dateline_plan::facts::{self, Change, Facts, Revised, Where};
use dateline_text::date;
use dateline_text::yaml;

/// Longest words that are put into a revision to type, in characters.
const QUOTED: usize = 40;

/// A release, and what readers saw and see of it.
pub struct Seen<'a> {
    /// The release, as it is now.
    pub release: &'a Release,
    /// What readers saw.
    pub before: &'a Facts,
    /// What they see now.
    pub now: &'a Facts,
    /// Its Markdown, as it is now.
    pub body: &'a str,
}

/// Says what changed of a release that was public, when no revision tells of it; `since` names the state before.
///
/// A revision tells of it that was not there before and is not dated before the last one that was. So does a change of
/// status, with its note. What was not public, or is not any more, has changed for nobody.
pub fn silent_edits(seen: &Seen, newsroom: &Newsroom, since: &str) -> Diagnostics {
    let Seen { release, before, now, .. } = seen;
    let is_ended = release.life.status.ends_it() && before.status() != release.life.status.name();
    if before.status().is_empty() || is_ended || !newsroom.fate(release).is_public() {
        return Diagnostics::default();
    }
    let history = History::of(&before.revisions, &now.revisions);
    if history.tells() {
        return Diagnostics::default();
    }
    let mut changes = changes(before, now, &newsroom.config);
    changes.extend(history.changes(release));
    let why = match history.late() {
        Some((late, last)) => format!("the new revision is dated `{late}`, before the last one of `{last}`"),
        None => format!("no revision since `{since}` tells of it"),
    };
    let tell = |change: &Change| {
        let message = format!("{}; {why}", change.words);
        Diagnostic::new(SILENT_EDIT, place(&change.place, seen), message).help(help(change, seen, &history, newsroom))
    };
    changes.iter().map(tell).collect()
}

/// What differs, but for what the newsroom allows.
fn changes(before: &Facts, now: &Facts, config: &Config) -> Vec<Change> {
    let mut changes = facts::changes(before, now);
    let is_of = |change: &Change, key: &str| change.place == Where::Key(key.to_owned());
    if before.status() != now.status() {
        // The reason goes and comes with the status; and of what was retracted, nothing was to be seen.
        let had_text = !["retracted", "replaced"].contains(&before.status());
        changes.retain(|it| is_of(it, "status") || had_text && !is_of(it, "status_note"));
    }
    // Many small slips are no small one.
    let slips: usize = changes.iter().filter_map(|it| it.slip).sum();
    if slips < config.edits.allow_under {
        changes.retain(|it| it.slip.is_none());
    }
    changes
}

/// The revisions that there were, and that there are.
struct History<'a> {
    /// What a revision was, with its place in the list of now where it is still there.
    altered: Vec<(&'a Revised, Option<usize>)>,
    now: &'a [Revised],
    added: Vec<&'a str>,
    /// The date of the last one that was there.
    last: Option<&'a str>,
}

impl<'a> History<'a> {
    fn of(before: &'a [Revised], now: &'a [Revised]) -> Self {
        let mut free: Vec<usize> = (0..now.len()).collect();
        let mut take = |is_same: &dyn Fn(&Revised) -> bool| {
            let at = free.iter().position(|it| is_same(&now[*it]))?;
            Some(free.remove(at))
        };
        let mut gone: Vec<&Revised> = before.iter().filter(|old| take(&|it| it == *old).is_none()).collect();
        let mut altered = Vec::new();
        // A note that was rewritten is not another revision, nor is one that got another date.
        for is_alike in [(|a, b| a.date == b.date) as fn(&Revised, &Revised) -> bool, |_, _| true] {
            gone.retain(|old| match take(&|it| is_alike(it, old)) {
                Some(at) => {
                    altered.push((*old, Some(at)));
                    false
                }
                None => true,
            });
        }
        altered.extend(gone.into_iter().map(|it| (it, None)));
        let added = free.iter().map(|it| now[*it].date.as_str()).collect();
        Self { altered, now, added, last: before.iter().map(|it| it.date.as_str()).max() }
    }

    fn tells(&self) -> bool {
        self.added.iter().any(|it| self.last.is_none_or(|last| *it >= last))
    }

    /// The new revision that is dated before the last one, with the date of that.
    fn late(&self) -> Option<(&str, &str)> {
        self.added.iter().max().copied().zip(self.last).filter(|(late, last)| late < last)
    }

    /// What was done to the revisions that there were.
    fn changes<'b>(&'b self, release: &'b Release) -> impl Iterator<Item = Change> + 'b {
        self.altered.iter().map(|(old, at)| {
            let told = |it: &Revised| {
                let words =
                    [it.was.as_deref(), it.now.as_deref()].map(|it| it.map(|it| format!(", {it}")).unwrap_or_default());
                format!("{} {}: {}{}", it.date, it.kind, it.note, words.concat()).replace('`', "'")
            };
            let (place, words) = match at {
                Some(at) => {
                    let path = yaml::item("revisions", release.revisions[*at].written as usize);
                    (path, format!("the revision `{}` is `{}` now", told(old), told(&self.now[*at])))
                }
                None => ("revisions".to_owned(), format!("the revision `{}` was taken out", told(old))),
            };
            Change { place: Where::Key(place), words, first: Default::default(), slip: None }
        })
    }
}

fn place(place: &Where, seen: &Seen) -> Place {
    let release = seen.release;
    match place {
        Where::Key(path) => Place::Value(release.file, path.clone()),
        Where::Text(at) => match facts::source_of(seen.body, &seen.now.text, at.clone()) {
            Some(range) => {
                let start = release.body_start + range.start as u32;
                Place::Span(Span { file: release.file, start, end: release.body_start + range.end as u32 })
            }
            None => Place::File(release.file),
        },
        Where::File => Place::File(release.file),
    }
}

/// The revision to type.
fn help(change: &Change, seen: &Seen, history: &History, newsroom: &Newsroom) -> String {
    if let Some((_, last)) = history.late() {
        return format!("write the day on which it changed, `{last}` or later");
    }
    let zone = &newsroom.config[seen.release.lead()].zone;
    let today = date::in_zone(newsroom.now, zone).date().to_string();
    let day = history.last.map_or(today.as_str(), |last| last.max(&today));
    let is_quoted = |it: &String| !it.is_empty() && it.chars().count() <= QUOTED;
    let words = match &change.first {
        (was, now) if is_quoted(was) && is_quoted(now) => {
            format!(", was: {}, now: {}", serde_json::Value::from(was.as_str()), serde_json::Value::from(now.as_str()))
        }
        _ => String::new(),
    };
    let revision = format!("{{date: {day}, kind: correction, note: \"What changed, for readers.\"{words}}}");
    match seen.release.revisions.is_empty() {
        true => format!("write `revisions: [{revision}]`, or put back what was there"),
        false => format!("add `{revision}` to `revisions`, or put back what was there"),
    }
}
