//! What git knows of a newsroom.

use std::path::Path;

use dateline_source::SourceTree;

/// Returns whether a revision has a name.
pub(crate) fn has(root: &Path, name: &str) -> bool {
    dateline_history::has(root, name)
}

/// Returns the sources of a newsroom as a revision has them; `None` when it has no configuration there.
///
/// # Errors
///
/// When there is no such revision, or git's files cannot be read.
pub(crate) fn sources(root: &Path, name: &str) -> Result<Option<SourceTree>, String> {
    dateline_history::sources(root, name).map_err(|error| error.to_string())
}
