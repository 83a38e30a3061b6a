//! What a PDF tells a screen reader of itself.

/// What a PDF has for those who do not see it (WCAG 2.2 techniques PDF16, PDF18; PDF/UA-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Document {
    /// Whether it has a title of its own.
    pub has_title: bool,
    /// Whether it says its language.
    pub has_language: bool,
    /// Whether its text is tagged, so that headings, lists and the order of reading are known.
    pub is_tagged: bool,
}

/// Reads the bytes of a PDF. Returns `None` for one that is damaged or locked.
pub type ReadDocument = fn(&[u8]) -> Option<Document>;

impl Document {
    /// A document about which nothing can be found wrong.
    pub const ACCESSIBLE: Self = Self { has_title: true, has_language: true, is_tagged: true };
}
