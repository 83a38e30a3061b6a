//! A table's columns have names.

use crate::text::TextLook;
use dateline_diagnostics::{Diagnostic, Diagnostics, TABLE_HEADER};

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    for table in look.prose.tables.iter().filter(|it| !it.has_header) {
        let help = "write what each column has in the table's first line: screen readers say it with every cell";
        let place = look.body_place(table.range.clone());
        found.push(Diagnostic::new(TABLE_HEADER, place, "the cells of the table's header are empty").help(help));
    }
}
