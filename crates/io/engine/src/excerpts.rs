//! The texts of a newsroom, to show in diagnostics.

use std::ops::Range;

use crate::Loaded;
use dateline_content::release::{self, ContentPath};
use dateline_diagnostics::{Excerpts, FileId};
use dateline_source::SourceTree;
use dateline_text::yaml;

/// The texts of a newsroom, to print diagnostics with.
pub struct SourceExcerpts<'a> {
    /// The newsroom that was read.
    pub loaded: &'a Loaded,
    /// Whether texts that may not be public are shown too.
    pub show_unpublished: bool,
}

impl Excerpts for SourceExcerpts<'_> {
    fn path(&self, file: FileId) -> String {
        self.loaded.sources.path(file).to_owned()
    }

    fn text(&self, file: FileId) -> Option<String> {
        self.loaded.sources.text(file).ok()
    }

    fn locate(&self, file: FileId, text: &str, path: &str, key: bool) -> Option<Range<usize>> {
        locate(&self.loaded.sources, file, text, path, key)
    }

    fn may_show(&self, file: FileId) -> bool {
        self.show_unpublished || !self.loaded.is_withheld(file)
    }
}

/// Where the key (or else the value) at a path of keys stands in a file of that text; the opening fence stands for what is
/// not there.
pub(super) fn locate(sources: &SourceTree, file: FileId, text: &str, path: &str, key: bool) -> Option<Range<usize>> {
    let fence = || text[..keys(sources, file, text)?.start].rfind("---").map(|at| at..at + 3);
    find(sources, file, text, path, key).or_else(fence)
}

/// Where the key (or else the value) at a path of keys stands in a file of that text, if it is there.
pub(super) fn find(sources: &SourceTree, file: FileId, text: &str, path: &str, key: bool) -> Option<Range<usize>> {
    let range = keys(sources, file, text)?;
    let found = yaml::locate(&text[range.clone()], path, key)?;
    Some(range.start + found.start..range.start + found.end)
}

/// The bytes of a file that are YAML.
fn keys(sources: &SourceTree, file: FileId, text: &str) -> Option<Range<usize>> {
    match release::content_path(sources.path(file)) {
        ContentPath::Release(_) | ContentPath::Page(_) => release::front_matter_range(text),
        _ => Some(0..text.len()),
    }
}
