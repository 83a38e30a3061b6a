//! A link of a text to another text of the newsroom, and where it leads: settled once, when the text is read.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::markdown::{Link, LinkKind};
use crate::release::{beside, file_name};

/// A link to another text, or to a heading.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct InnerLink {
    /// As written: percent signs are not decoded.
    pub target: String,
    /// The bytes of the text that hold it.
    pub range: Range<u32>,
    /// The path from the newsroom's root that it leads to; empty for the text itself, `None` when it can be none.
    pub path: Option<String>,
}

impl InnerLink {
    /// The id of the heading that it leads to; empty for the text as a whole.
    pub fn heading(&self) -> &str {
        self.target.split_once('#').map_or("", |(_, heading)| heading)
    }
}

/// Of the links in a text of `folder`, those that name no file beside it.
pub(super) fn inner_links(folder: &str, links: Vec<Link>) -> Vec<InnerLink> {
    let texts = links.into_iter().filter(|it| !names_file(it));
    let inner = texts.map(|Link { target, range, .. }| {
        let path = match target.split('#').next().unwrap_or_default() {
            "" => Some(String::new()),
            path => beside(folder, path),
        };
        InnerLink { target, range, path }
    });
    inner.collect()
}

/// Whether a link names a file beside the text, and no text or heading.
pub fn names_file(link: &Link) -> bool {
    let path = link.target.split_once('#').map_or(link.target.as_str(), |(path, _)| path);
    let is_no_text = || !path.ends_with(".md") && file_name(path).trim_start_matches('.').contains('.');
    link.kind == LinkKind::Picture || is_no_text()
}
