//! The formats that editors write, as values: YAML and Markdown with the place of every part, dates, telephone numbers, pictures;
//! and two that the program writes, XML and HTML.
//!
//! Takes text and bytes. Returns values, HTML, and diagnostics with their spans. Nothing here knows what a release is.

pub mod date;
pub mod document;
pub mod language;
pub mod markdown;
pub mod markup;
pub mod phone;
pub mod picture;
pub mod xml;
pub mod yaml;
