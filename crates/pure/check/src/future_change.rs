//! A revision or review is not dated after the build.

use crate::Look;
use dateline_content::release::Revision;
use dateline_diagnostics::{Diagnostic, Diagnostics, FileId, Place, REVISION_ORDER};
use dateline_text::date::Date;

pub(super) fn run(look: &Look, found: &mut Diagnostics) {
    let newsroom = look.newsroom;
    let todays: Vec<Date> = newsroom.config.offices.iter().map(|it| it.zone.to_datetime(newsroom.now).date()).collect();
    for release in newsroom.originals() {
        let dates = release.revisions.iter().map(|it| it.date).chain(release.reviewed).chain(release.status_date);
        // What is of the past is right, whenever the release becomes public.
        if dates.max() <= Some(todays[release.lead().0 as usize]) {
            continue;
        }
        // What will be public without anybody at hand has to be right by then.
        let Some(from) = release.life.public_from() else { continue };
        let zone = &newsroom.config[release.lead()].zone;
        let day = Day { date: zone.to_datetime(from.max(newsroom.now)).date(), is_today: from <= newsroom.now };
        // Where none is written it is that of the newest revision.
        let newest = release.revisions.first().map(|it| it.date);
        let ended = release.status_date.filter(|it| newest != Some(*it)).map(|it| (it, "status_date".to_owned()));
        check(release.file, changes(&release.revisions, release.reviewed).chain(ended), day, found);
    }
    let today = todays[0];
    for page in &newsroom.pages {
        check(page.file, changes(&page.revisions, page.reviewed), Day { date: today, is_today: true }, found);
    }
}

/// The latest day that may be told of.
#[derive(Clone, Copy)]
struct Day {
    date: Date,
    /// Whether it is the build's, and not the one on which the text becomes public.
    is_today: bool,
}

/// The dates of a text's changes, and where they stand.
fn changes(revisions: &[Revision], reviewed: Option<Date>) -> impl Iterator<Item = (Date, String)> + '_ {
    let revised = revisions.iter().map(|it| (it.date, format!("revisions[{}].date", it.written)));
    revised.chain(reviewed.map(|it| (it, "reviewed".to_owned())))
}

fn check(file: FileId, changes: impl Iterator<Item = (Date, String)>, day: Day, found: &mut Diagnostics) {
    for (date, path) in changes.filter(|(date, _)| *date > day.date) {
        let (message, help) = match day.is_today {
            true => (
                format!("the change of `{date}` is in the future, today is `{}`", day.date),
                "write the day on which the text was changed",
            ),
            false => (
                format!("the change of `{date}` comes after the day on which the release is public, `{}`", day.date),
                "add it on the day of the change",
            ),
        };
        found.push(Diagnostic::new(REVISION_ORDER, Place::Value(file, path), message).help(help));
    }
}
