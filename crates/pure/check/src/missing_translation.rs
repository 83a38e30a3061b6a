//! What is to be in a language is in it: a release or page without its translation.

use rustc_hash::FxHashSet;

use crate::Look;
use dateline_content::release::Status;
use dateline_diagnostics::{Diagnostic, Diagnostics, FileId, MISSING_TRANSLATION, Place};
use dateline_text::language::Language;

pub(super) fn run(look: &Look, found: &mut Diagnostics) {
    let newsroom = look.newsroom;
    for language in newsroom.config.complete.iter().copied().filter(|it| *it != Language::FIRST) {
        let tag = newsroom.config.tag(language);
        let translation =
            |path: &str| path.strip_suffix(".md").map(|stem| format!("{stem}.{tag}.md")).unwrap_or_default();
        let mut miss = |file: FileId, path: &str| {
            let wanted = translation(path);
            // One with a fault is told of already.
            if !newsroom.is_faulty(&wanted) {
                let message = format!("there is no translation into `{tag}`");
                let help = format!("write `{wanted}`, or take `{tag}` out of `complete` in `dateline.yaml`");
                found.push(Diagnostic::new(MISSING_TRANSLATION, Place::File(file), message).help(help));
            }
        };
        let translated = newsroom.releases_and_hidden().filter(|it| it.language == language);
        let translated: FxHashSet<&str> = translated.map(|it| it.id()).collect();
        // A draft is not ready to be translated.
        let is_ready = |status: Status| !matches!(status, Status::Draft | Status::Retracted | Status::Replaced);
        for release in newsroom.originals().filter(|it| is_ready(it.life.status)) {
            if !translated.contains(release.id()) {
                miss(release.file, &release.path);
            }
        }
        for (index, page) in newsroom.pages().filter(|(_, it)| it.language == Language::FIRST) {
            if newsroom.page_in(index, language) == index {
                miss(page.file, &page.path());
            }
        }
    }
}
