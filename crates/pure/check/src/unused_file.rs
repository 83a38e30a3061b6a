//! A file beside a text is named in one: else no page shows it, and nobody can download it.

use rustc_hash::FxHashSet;

use dateline_content::newsroom::Newsroom;
use dateline_content::release::{folder, is_beside};
use dateline_diagnostics::{Diagnostic, Diagnostics, FileId, Place, UNUSED_FILE};

/// Says which of the files under `content/` that are no texts, each with its path from the root, no text names.
pub fn unused_files<'a>(newsroom: &Newsroom, files: impl Iterator<Item = (FileId, &'a str)>) -> Diagnostics {
    let of_releases = newsroom.releases_and_hidden().flat_map(|it| {
        let media = it.media.iter().map(|it| &it.path).chain(it.attachments.iter().map(|it| &it.path));
        media.chain(&it.pictures).chain(&it.downloads)
    });
    let named: FxHashSet<&str> =
        of_releases.chain(newsroom.pages.iter().flat_map(|it| &it.files)).map(String::as_str).collect();
    // A text with a fault may be the one that names it.
    let may_be_named = |path: &str| newsroom.faulty.iter().any(|it| is_beside(folder(&it.path), path));
    let unused = files.filter(|(_, path)| !named.contains(path) && !may_be_named(path));
    let told = |(file, _): (FileId, &str)| {
        let help = "name it under `attachments` or `media`, link to it in the text, or delete it";
        Diagnostic::new(UNUSED_FILE, Place::File(file), "no text names this file, so no page has it").help(help)
    };
    unused.map(told).collect()
}
