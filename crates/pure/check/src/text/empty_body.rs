//! A release has a text, a picture or something to download.

use crate::text::TextLook;
use dateline_content::release::Status;
use dateline_diagnostics::{Diagnostic, Diagnostics, EMPTY_BODY, Place};

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    let Some(release) = look.subject.release() else { return };
    let has_text = !look.prose.blocks.is_empty() || !look.prose.images.is_empty() || look.prose.has_other;
    let has_more = !release.attachments.is_empty() || !release.media.is_empty() || !release.quotes.is_empty();
    let is_shown = matches!(release.life.status, Status::Ready | Status::Withdrawn);
    if is_shown && !has_text && !has_more {
        let help = "write the text below the second `---`, or add `attachments`";
        let message = "the release has no text, no picture and no attachment";
        found.push(Diagnostic::new(EMPTY_BODY, Place::File(release.file), message).help(help));
    }
}
