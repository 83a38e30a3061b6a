//! An e-mail address of the directory ends in a domain that exists.

use crate::Look;
use crate::text::email_fault;
use dateline_diagnostics::{Diagnostic, Diagnostics, EMAIL_DOMAIN, Place};
use dateline_text::yaml;

pub(super) fn run(look: &Look, found: &mut Diagnostics) {
    let Some(file) = look.newsroom.files.directory else { return };
    for (id, contact) in look.newsroom.directory.iter() {
        if let Some((message, help)) = contact.email.as_deref().and_then(email_fault) {
            found.push(Diagnostic::new(EMAIL_DOMAIN, Place::Value(file, yaml::join(id, "email")), message).help(help));
        }
    }
}
