//! What `check` knows of PDFs.

use dateline_text::document::ReadDocument;

pub(super) const DOCUMENTS: Option<ReadDocument> = Some(dateline_documents::read);
