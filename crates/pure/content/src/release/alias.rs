//! Old addresses of a release.

use serde::{Deserialize, Serialize};

use crate::config::OfficeIndex;

/// An old address, which leads to the release.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Alias {
    /// From a tree's top, without a slash before it: a page's file, or a folder, which ends with `/`.
    pub path: String,
    /// The one office under which it stood; `None` for every office of the release and the newsroom's root.
    pub office: Option<OfficeIndex>,
    /// Its place in the list as written, from 0.
    pub written: u32,
}
