//! A revision or review is not dated after the build.

use crate::diagnostic::{Diagnostic, Diagnostics, Place, REVISION_ORDER};
use crate::newsroom::Newsroom;

pub(super) fn run(newsroom: &Newsroom, found: &mut Diagnostics) {
    for release in newsroom.releases_and_hidden() {
        let today = newsroom.config[release.lead()].zone.to_datetime(newsroom.now).date();
        let latest = release.last_change().date();
        if latest > today && newsroom.fate(release).is_public() {
            let key = if release.reviewed == Some(latest) { "reviewed" } else { "revisions" };
            let message = format!("the change of `{latest}` is in the future, today is `{today}`");
            let place = Place::Value(release.file, key.to_owned());
            found.push(
                Diagnostic::new(REVISION_ORDER, place, message).help("write the day on which the text was changed"),
            );
        }
    }
}
