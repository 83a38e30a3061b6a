//! Where a piece of text stands. Places are written down without the numbers of files, which are others in every run.

use serde::{Deserialize, Serialize};

/// One file of the newsroom, by its place in the sorted list of sources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// Where a piece of text stands in one source file.
///
/// A half-open range of UTF-8 bytes counted from the first byte of the file,
/// front matter and byte order mark included. Lines and columns exist only in printed diagnostics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub struct Span {
    /// The file that holds the text.
    #[serde(skip)]
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

/// What a diagnostic points at.
///
/// A value that was read without a fault keeps no span: it is found again by its path of keys when a later room has
/// something to say of it, so that ten thousand faultless files pay nothing for spans.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Place {
    /// A range of bytes, known when the text was read.
    Span(Span),
    /// The key at a path such as `meeting[0].name`; its span is looked up when the diagnostic is printed.
    Key(#[serde(skip)] FileId, String),
    /// The value at a path such as `contacts[2]`; its span is looked up when the diagnostic is printed.
    Value(#[serde(skip)] FileId, String),
    /// A file as a whole.
    File(#[serde(skip)] FileId),
    /// A file or folder that is not among the sources (missing, or embedded in the program), by its path and, where it
    /// is known, line and column.
    Elsewhere(Box<Elsewhere>),
    /// The newsroom as a whole.
    Newsroom,
}

/// A place that is not in a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Elsewhere {
    /// The path as the person would write it.
    pub path: String,
    /// The line, from 1; 0 when it is not known.
    pub line: u32,
    /// The column in characters, from 1; 0 when it is not known.
    pub column: u32,
    /// The text of that line, empty when there is none to show.
    pub excerpt: String,
}

impl Place {
    /// A path outside the list of sources, as a whole.
    pub fn elsewhere(path: impl Into<String>) -> Self {
        Self::Elsewhere(Box::new(Elsewhere { path: path.into(), ..Elsewhere::default() }))
    }

    /// The file that the place is in, to put another in its place.
    pub(super) fn file_mut(&mut self) -> Option<&mut FileId> {
        match self {
            Self::Span(Span { file, .. }) | Self::Key(file, _) | Self::Value(file, _) | Self::File(file) => Some(file),
            Self::Elsewhere(_) | Self::Newsroom => None,
        }
    }

    /// The file that the place is in, if it is one of the sources.
    pub fn file(&self) -> Option<FileId> {
        match self {
            Self::Span(span) => Some(span.file),
            Self::Key(file, _) | Self::Value(file, _) | Self::File(file) => Some(*file),
            Self::Elsewhere(_) | Self::Newsroom => None,
        }
    }
}
