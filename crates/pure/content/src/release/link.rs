//! A link of a text to another text of the newsroom, and where it leads: settled once, when the text is read.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::release::packed::Bytes;
use crate::release::{beside, file_name};
use dateline_text::markdown::{Heading, Link, LinkKind};

/// Links to other texts, or to headings, in their order. They are many, and each is a few bytes until it is asked for.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InnerLinks(Bytes);

/// The ids of a text's headings, in their order: where links to parts of it lead.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadingIds(Bytes);

/// A link to another text, or to a heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InnerLink<'t> {
    /// As written: percent signs are not decoded.
    pub target: &'t str,
    /// The bytes of the text that hold it.
    pub range: Range<u32>,
    /// Of the path that it leads to; `None` when it can be none, or is that of the text itself.
    pub path: Option<PathId>,
}

/// Stands for a path from the newsroom's root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PathId([u8; 8]);

impl PathId {
    /// That of a path.
    pub fn of(path: &str) -> Self {
        Self(*blake3::hash(path.as_bytes()).as_bytes().first_chunk().expect("a hash is longer"))
    }
}

impl InnerLinks {
    /// Of the links in a text of `folder`, those that name no file beside it.
    pub(super) fn of(folder: &str, links: &[Link]) -> Self {
        let texts = links.iter().filter(|it| !names_file(it));
        let inner = texts.map(|Link { target, range, .. }| {
            let path = target.split('#').next().filter(|it| !it.is_empty()).and_then(|it| beside(folder, it));
            InnerLink { target, range: range.clone(), path: path.map(|it| PathId::of(&it)) }
        });
        Self(Bytes::of_many(inner))
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = InnerLink<'_>> {
        self.0.many()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

impl HeadingIds {
    /// Those of a text's headings.
    pub(super) fn of(headings: &[Heading]) -> Self {
        Self(Bytes::of_many(headings.iter().map(|it| &it.id)))
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.many()
    }

    /// Whether there is this one.
    pub fn has(&self, id: &str) -> bool {
        self.iter().any(|it| it == id)
    }
}

impl<'t> InnerLink<'t> {
    /// The id of the heading that it leads to; empty for the text as a whole.
    pub fn heading(&self) -> &'t str {
        self.target.split_once('#').map_or("", |(_, heading)| heading)
    }
}

impl fmt::Debug for InnerLinks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl fmt::Debug for HeadingIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// Whether a link names a file beside the text, and no text or heading.
pub fn names_file(link: &Link) -> bool {
    let path = link.target.split_once('#').map_or(link.target.as_str(), |(path, _)| path);
    let is_no_text = || !path.ends_with(".md") && file_name(path).trim_start_matches('.').contains('.');
    link.kind == LinkKind::Picture || is_no_text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_given_as_they_were_written_and_known_by_where_they_lead() {
        let link = |target: &str| Link { target: target.to_owned(), range: 7..300, kind: LinkKind::Link };
        let written = ["../2018/ferry.md#fares", "#fares", "map.pdf", "../../../../up.md", "/about/"];
        let links = InnerLinks::of("content/releases/2019", &written.map(link));
        let of = |path| Some(PathId::of(path));
        let read: Vec<_> = links.iter().map(|it| (it.target, it.heading(), it.range, it.path)).collect();
        let expected = [
            ("../2018/ferry.md#fares", "fares", 7..300, of("content/releases/2018/ferry.md")),
            ("#fares", "fares", 7..300, None),
            ("../../../../up.md", "", 7..300, None),
            ("/about/", "", 7..300, None),
        ];
        assert_eq!(read, expected);
        assert!(!links.is_empty() && InnerLinks::default().is_empty());
    }
}
