//! What git knows of a newsroom, left out.

use std::path::Path;

use dateline_source::SourceTree;

pub(crate) fn has(_: &Path, _: &str) -> bool {
    false
}

pub(crate) fn sources(_: &Path, name: &str) -> Result<Option<SourceTree>, String> {
    Err(super::left_out(&format!("`{name}` may be a revision, and no git repository can be read"), "history"))
}
