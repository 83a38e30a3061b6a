//! A revision or review is not dated after the build.

use crate::date::Date;
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Place, REVISION_ORDER};
use crate::newsroom::Newsroom;
use crate::release::Revision;

pub(super) fn run(newsroom: &Newsroom, found: &mut Diagnostics) {
    let todays: Vec<Date> = newsroom.config.offices.iter().map(|it| it.zone.to_datetime(newsroom.now).date()).collect();
    for release in newsroom.releases_and_hidden().filter(|it| newsroom.fate(it).is_public()) {
        check(release.file, &release.revisions, release.reviewed, todays[release.lead().0 as usize], found);
    }
    for page in &newsroom.pages {
        check(page.file, &page.revisions, page.reviewed, todays[0], found);
    }
}

fn check(file: FileId, revisions: &[Revision], reviewed: Option<Date>, today: Date, found: &mut Diagnostics) {
    let revised = revisions.iter().map(|it| (it.date, format!("revisions[{}].date", it.written)));
    let reviewed = reviewed.map(|it| (it, "reviewed".to_owned()));
    for (date, path) in revised.chain(reviewed).filter(|(date, _)| *date > today) {
        let message = format!("the change of `{date}` is in the future, today is `{today}`");
        let help = "write the day on which the text was changed";
        found.push(Diagnostic::new(REVISION_ORDER, Place::Value(file, path), message).help(help));
    }
}
