//! What `check` knows of PDFs. Left out.

use dateline_text::document::ReadDocument;

pub(super) const DOCUMENTS: Option<ReadDocument> = None;
