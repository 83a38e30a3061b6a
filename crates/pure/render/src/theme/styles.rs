//! Style sheets that are written in parts -> one sheet, which a page loads at once.

use std::borrow::Cow;

use crate::theme::{ThemeFile, ThemeFiles};
use dateline_diagnostics::{self as diagnostic, Diagnostic, Diagnostics, Elsewhere, Place};

/// The files, with the parts that style sheets import (`@import "../styles/tokens.css";` on a line of its own) in place of
/// those lines: a page loads one, and a newsroom may replace a part of it.
pub(super) fn with_imports(mut files: ThemeFiles, found: &mut Diagnostics) -> ThemeFiles {
    let is_sheet = |path: &str| path.starts_with("static/") && path.ends_with(".css");
    let sheets: Vec<_> =
        files.iter().filter(|(path, _)| is_sheet(path)).map(|(path, it)| (path.clone(), it.clone())).collect();
    for (path, sheet) in sheets {
        let Ok(text) = std::str::from_utf8(&sheet.bytes) else { continue };
        let mut whole = Vec::with_capacity(text.len());
        for (at, line) in text.split_inclusive('\n').enumerate() {
            match import(line).map(|part| (part, files.get(part))) {
                None => whole.extend_from_slice(line.as_bytes()),
                Some((_, Some(part))) => whole.extend_from_slice(&part.bytes),
                Some((part, None)) => found.push(missing_part(&sheet, part, at as u32 + 1, line)),
            }
        }
        if whole != *sheet.bytes {
            files.insert(path, ThemeFile { bytes: Cow::Owned(whole), ..sheet });
        }
    }
    files
}

/// The part that a line of a style sheet imports, by its path in the theme.
fn import(line: &str) -> Option<&str> {
    line.trim_end().strip_prefix("@import \"../")?.strip_suffix("\";").filter(|it| it.starts_with("styles/"))
}

fn missing_part(sheet: &ThemeFile, part: &str, line: u32, text: &str) -> Diagnostic {
    let (path, excerpt) = (sheet.path.clone(), text.trim_end().to_owned());
    let place = Place::Elsewhere(Box::new(Elsewhere { path, line, column: 1, excerpt }));
    let message = format!("the theme has no `{part}` to import");
    Diagnostic::new(diagnostic::TEMPLATE, place, message).help("add that file to the theme, or leave the line out")
}
