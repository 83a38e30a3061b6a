//! The one right mend of a problem: what takes the place of what, in one file.

use serde::{Deserialize, Serialize};

use super::{FileId, Place};

/// How a problem is mended.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Fix {
    /// What takes the place of what; in one file, and nowhere twice. Never empty.
    pub edits: Vec<Edit>,
    /// What a person has to say yes to first; `None` when there is nothing to decide.
    pub question: Option<String>,
}

/// A text that takes the place of another.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Edit {
    /// What goes. A span without bytes is where the text is put; a key or value is found when the edit is made.
    pub place: Place,
    /// What comes.
    pub text: String,
}

impl Fix {
    /// A mend without a question.
    pub fn new(edits: Vec<Edit>) -> Self {
        Self { edits, question: None }
    }

    /// A mend that is made only after a yes.
    pub fn asking(edits: Vec<Edit>, question: impl Into<String>) -> Self {
        Self { edits, question: Some(question.into()) }
    }

    /// The file that it changes.
    pub fn file(&self) -> Option<FileId> {
        self.edits.first().and_then(|it| it.place.file())
    }
}

impl Edit {
    /// This text in place of what stands there.
    pub fn new(place: Place, text: impl Into<String>) -> Self {
        Self { place, text: text.into() }
    }
}
