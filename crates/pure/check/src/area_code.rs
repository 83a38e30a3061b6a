//! A contact's telephone has an area code of the office.

use crate::Look;
use dateline_diagnostics::{Diagnostic, Diagnostics, FOREIGN_AREA_CODE, Place};
use dateline_text::yaml;

pub(super) fn run(look: &Look, found: &mut Diagnostics) {
    let newsroom = look.newsroom;
    let Some(file) = newsroom.files.directory else { return };
    for (id, contact) in newsroom.directory.iter() {
        let office = &newsroom.config[contact.office];
        let Some(code) = contact.phone.as_ref().and_then(|it| it.area_code()) else { continue };
        if office.area_codes.is_empty() || office.area_codes.contains(&code) {
            continue;
        }
        let known: Vec<String> = office.area_codes.iter().map(u16::to_string).collect();
        let message = format!("area code {code} is not one of {}: {}", office.name, known.join(", "));
        let help = format!("mend the number, or add {code} to `area_codes` of `{}` in `dateline.yaml`", office.id);
        found.push(Diagnostic::new(FOREIGN_AREA_CODE, Place::Value(file, yaml::join(id, "phone")), message).help(help));
    }
}
