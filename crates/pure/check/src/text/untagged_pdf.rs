//! A PDF can be read by a screen reader: it has a title, a language and tags (WCAG 2.2, PDF/UA).

use crate::text::TextLook;
use dateline_content::release;
use dateline_diagnostics::{Diagnostic, Diagnostics, Place, UNTAGGED_PDF};
use dateline_text::document::Document;
use dateline_text::yaml;

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    let mut report = |place: Place, path: &str| {
        let Some(Some((message, help))) = is_pdf(path).then(|| fault(path, (look.document)(path))) else { return };
        found.push(Diagnostic::new(UNTAGGED_PDF, place, message).help(help));
    };
    let attachments = look.subject.release().map(|it| it.attachments.as_slice()).unwrap_or_default();
    for (at, attachment) in attachments.iter().enumerate() {
        let key = yaml::join(&yaml::item("attachments", at), "file");
        report(Place::Value(look.subject.file(), key), &attachment.path);
    }
    // Those of other sites are theirs to mend.
    let downloads = look.subject.downloads();
    for block in look.blocks() {
        for link in &block.links {
            let path = release::beside(look.subject.folder(), &link.target);
            let is_own = |path: &String| downloads.contains(path) && attachments.iter().all(|it| it.path != *path);
            if let Some(path) = path.filter(is_own) {
                report(look.place(block, link.range.clone()), &path);
            }
        }
    }
}

fn is_pdf(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("pdf"))
}

/// What is wrong with a PDF, and the way out.
fn fault(path: &str, document: Option<Document>) -> Option<(String, &'static str)> {
    let name = release::file_name(path);
    let Some(document) = document else {
        return Some((
            format!("`{name}` is damaged or locked, so that nobody may be able to read it"),
            "save it anew, without a password",
        ));
    };
    let parts = [(document.has_title, "title"), (document.has_language, "language"), (document.is_tagged, "tags")];
    let missing: Vec<&str> = parts.into_iter().filter(|(is_there, _)| !is_there).map(|it| it.1).collect();
    let help = "in Word save it with `Document structure tags for accessibility`, with a title in its properties; in Acrobat choose `Autotag Document`";
    (!missing.is_empty())
        .then(|| (format!("`{name}` has no {}: a screen reader cannot follow it", missing.join(", no ")), help))
}
