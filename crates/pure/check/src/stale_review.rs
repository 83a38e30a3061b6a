//! A standing text was read again within the year: a policy or statement that nobody has looked at is trusted by nobody.

use crate::Look;
use dateline_diagnostics::{Diagnostic, Diagnostics, Place, STALE_REVIEW};
use dateline_text::date::{Date, in_zone};

/// Days after which a review is old: a year, and a month's grace for a yearly round.
const DAYS: i32 = 396;

pub(super) fn run(look: &Look, found: &mut Diagnostics) {
    let newsroom = look.newsroom;
    let Some(office) = newsroom.config.offices.first() else { return };
    let today = in_zone(newsroom.now, &office.zone).date();
    let is_old = |it: &Date| today.since(*it).is_ok_and(|it| it.get_days() > DAYS);
    let mut report = |place, reviewed: Date| {
        let message = format!("last reviewed on `{reviewed}`, over a year ago");
        let help = format!("read the text again, and write the day, as in `reviewed: {today}`");
        found.push(Diagnostic::new(STALE_REVIEW, place, message).help(help));
    };
    for page in &newsroom.pages {
        let (latest, key) = (page.last_change.date(), if page.reviewed.is_some() { "reviewed" } else { "date" });
        if is_old(&latest) {
            report(Place::Value(page.file, key.to_owned()), latest);
        }
    }
    let statement = newsroom.config.accessibility.as_ref().map(|it| it.reviewed);
    if let Some(reviewed) = statement.filter(is_old) {
        report(Place::Value(newsroom.files.config, "accessibility.reviewed".to_owned()), reviewed);
    }
}
