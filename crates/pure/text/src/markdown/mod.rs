//! Markdown: the text of a release.
//!
//! In: a text. Out: its [`outline`](outline()) (headings, links, summary, and what is wrong with it) and its
//! [`html`](html()) or its [`text`](text()) without markup, or its words as [`prose`](prose()) for checks. It knows nothing of front matter, templates or offices: the
//! addresses of links inside the newsroom are holes in the HTML, which the caller fills once for each edition. The only
//! door of pulldown-cmark.
//!
//! The text is CommonMark with tables, footnotes, definition lists, strikethrough and heading ids (`## Title {#id}`), and
//! with these rules of ours:
//!
//! - Raw HTML is refused; a comment `<!-- dateline-allow: rule reason -->` is accepted, and never written.
//! - A paragraph directly before a table, with or without an empty line between, that begins with `Table: ` is the
//!   table's caption: what follows the colon stands in `<caption>`, and the paragraph is not written.
//! - When the top left cell of a table's header is empty, the first cells of the rows are their headers.
//! - A paragraph that is one picture is a `<figure>`; the picture's title, if it has one, is the caption.
//! - `[Straße]{lang=de}` is words in a language of their own; so are `[Straße](address){lang=de}` and `## Straße {lang=de}`.
//! - A line end between two Han characters is nothing, elsewhere a space. Emphasis next to Chinese punctuation works.

mod address;
mod allow;
mod foreign;
mod han;
mod html;
mod outline;
mod outside;
mod parse;
mod plain;
mod prose;
mod raw_html;
mod text;

pub use address::LinkKind;
pub use allow::allows;
pub use han::{Run, Script, joins, may_have_runs, runs};
pub use html::{Fragment, Strings, Writing, html, xhtml};
pub use outline::{Heading, Link, Outline, outline};
pub use outside::outside_links;
pub use plain::is_evenly_spaced;
pub use prose::{Block, BlockKind, Image, Prose, ProseLink, Table, is_han, prose};
pub use text::{PlainText, TextBlock, text};

/// How the paragraph begins that is the caption of the table after it.
const CAPTION: &str = "Table: ";

/// What is wrong with an outside address that stands in front matter, and what to write instead.
pub fn link_fault(target: &str) -> Option<(String, String)> {
    match address::sort(target, LinkKind::Link) {
        address::Address::Refused(fault) => Some((fault.message(target), fault.help(target, LinkKind::Link))),
        _ => None,
    }
}
