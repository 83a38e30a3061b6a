//! A contact is in post on the day of the release.

use crate::check::Look;
use crate::diagnostic::{CONTACT_TERM, Diagnostic, Diagnostics, Place};
use crate::release::ContactReference;
use crate::yaml;

pub(super) fn run(look: &Look, found: &mut Diagnostics) {
    let newsroom = look.newsroom;
    for release in newsroom.originals() {
        let day = release.life.date.date;
        for (at, contact) in newsroom.named_contacts(release) {
            let Some(ContactReference::Id(id)) = release.contacts.as_ref().map(|it| &it[at]) else { continue };
            if contact.is_current(day) {
                continue;
            }
            let term = match (contact.from, contact.until) {
                (Some(from), _) if day < from => format!("is in post from `{from}`"),
                (_, Some(until)) => format!("was in post until `{until}`"),
                _ => continue,
            };
            let message = format!("{} {term}, and the release is of `{day}`", contact.name);
            let help = format!("name somebody who was in post, or mend `{id}` in `content/contacts.yaml`");
            let place = Place::Value(release.file, yaml::item("contacts", at));
            found.push(Diagnostic::new(CONTACT_TERM, place, message).help(help));
        }
    }
}
