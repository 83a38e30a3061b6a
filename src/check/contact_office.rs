//! A contact speaks for an office that issues the release.

use crate::check::Look;
use crate::diagnostic::{CONTACT_OFFICE, Diagnostic, Diagnostics, Place};
use crate::yaml;

pub(super) fn run(look: &Look, found: &mut Diagnostics) {
    let newsroom = look.newsroom;
    for release in newsroom.originals() {
        for (at, contact) in newsroom.named_contacts(release) {
            if release.offices.contains(&contact.office) {
                continue;
            }
            let office = &newsroom.config[contact.office];
            let message = format!("{} speaks for {}, which does not issue the release", contact.name, office.name);
            let help = format!("name somebody of the release's offices, or add `{}` to `offices`", office.id);
            let place = Place::Value(release.file, yaml::item("contacts", at));
            found.push(Diagnostic::new(CONTACT_OFFICE, place, message).help(help));
        }
    }
}
