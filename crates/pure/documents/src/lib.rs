//! The bytes of a PDF -> what it tells a screen reader of itself. This is the only crate that uses lopdf.

use dateline_text::document::Document;
use lopdf::Object;

/// Reads a PDF; `None` when it is damaged or locked.
pub fn read(bytes: &[u8]) -> Option<Document> {
    let pdf = lopdf::Document::load_mem(bytes).ok()?;
    let catalog = pdf.catalog().ok()?;
    let entry = |key: &[u8]| catalog.get_deref(key, &pdf).ok();
    let has_text = |it: &Object| lopdf::decode_text_string(it).is_ok_and(|it| !it.trim().is_empty());
    let information = pdf.trailer.get_deref(b"Info", &pdf).and_then(Object::as_dict).ok();
    let title = information.and_then(|it| it.get_deref(b"Title", &pdf).ok());
    let metadata = entry(b"Metadata").and_then(|it| it.as_stream().ok()?.get_plain_content().ok());
    let has_xmp_title = metadata.is_some_and(|it| it.windows(9).any(|it| it == b"<dc:title"));
    let marks = entry(b"MarkInfo").and_then(|it| it.as_dict().ok());
    let is_marked =
        marks.and_then(|it| it.get_deref(b"Marked", &pdf).ok()).is_some_and(|it| matches!(it.as_bool(), Ok(true)));
    Some(Document {
        has_title: title.is_some_and(has_text) || has_xmp_title,
        has_language: entry(b"Lang").is_some_and(has_text),
        is_tagged: is_marked && entry(b"StructTreeRoot").is_some(),
    })
}
