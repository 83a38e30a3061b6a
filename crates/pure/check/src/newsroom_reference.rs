//! The pages and the contact that `dateline.yaml` names are there.

use crate::Look;
use dateline_diagnostics::{Diagnostic, Diagnostics, Place, UNKNOWN_CONTACT, UNKNOWN_TEXT, did_you_mean};
use dateline_text::language::Language;

pub(super) fn run(look: &Look, found: &mut Diagnostics) {
    let newsroom = look.newsroom;
    let file = newsroom.files.config;
    for (at, name) in newsroom.config.footer.iter().enumerate() {
        if newsroom.page(name, Language::FIRST).is_none() && !newsroom.is_faulty(&format!("content/pages/{name}.md")) {
            let near = did_you_mean(name, newsroom.pages.iter().map(|it| it.name.as_str()));
            let help = near.map_or_else(
                || format!("write the page `content/pages/{name}.md`"),
                |it| format!("did you mean `{it}`?"),
            );
            let place = Place::Value(file, format!("footer[{at}]"));
            found.push(Diagnostic::new(UNKNOWN_TEXT, place, format!("there is no page `{name}`")).help(help));
        }
    }
    let contact = newsroom.config.accessibility.as_ref().and_then(|it| it.contact.as_deref());
    if let Some(id) = contact.filter(|id| newsroom.directory.get(id).is_none()) {
        let near = did_you_mean(id, newsroom.directory.ids());
        let help = near.map_or_else(
            || "add the person to `content/contacts.yaml`".to_owned(),
            |it| format!("did you mean `{it}`?"),
        );
        let place = Place::Value(file, "accessibility.contact".to_owned());
        found.push(Diagnostic::new(UNKNOWN_CONTACT, place, format!("unknown contact `{id}`")).help(help));
    }
}
