//! The HTML of a text: accessible, without styles or scripts, well-formed.
//!
//! In: a text, and the words that HTML needs beside it. Out: a [`Fragment`] with holes for addresses inside the newsroom.
//! What `outline` reports (raw HTML, forbidden addresses) is not written. Nothing here recurses: depth costs no stack.

mod acronyms;
mod footnotes;
mod holed;
mod parts;
mod renderer;
mod table;

use std::borrow::Cow;

use self::holed::Holed;
use super::address::LinkKind;
use super::parse::Source;
use crate::picture::Picture;

/// How wide a picture of a text is shown: the measure of the theme's text, on small screens the screen. A browser that
/// knows `auto` asks the page (HTML Standard, "Sizes attributes").
pub const SIZES: &str = "auto, (min-width: 43rem) 40rem, 100vw";

/// What the writing of a text needs to know beside the text.
#[derive(Clone, Copy, Debug)]
pub struct Writing<'a> {
    /// Acronyms, each with what it stands for; the first use of each is an `<abbr>`.
    pub acronyms: &'a [(String, String)],
    /// Stands before the ids of headings, footnotes and captions, so that several texts can share a page; empty for bodies.
    pub id_prefix: &'a str,
    /// What is known of pictures inside the newsroom, by their addresses as written.
    pub pictures: &'a [(String, Picture)],
    /// The words of the page's language.
    pub strings: &'a Strings,
    /// The tag of the language that Chinese characters are in; `None` when they are of the text's own.
    pub han_language: Option<&'a str>,
    /// Whether the text is Chinese: quotation marks and dashes then join lines as Chinese characters do.
    pub language_is_han: bool,
}

/// Words of the page's language; plain text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strings {
    /// The heading over footnotes: `Notes`.
    pub notes: String,
    /// The label of the way back from a footnote, `{n}` for its number: `Back to text, note {n}`.
    pub back: String,
    /// The label of a table without a caption, `{n}` for its number: `Table {n}`.
    pub table: String,
}

/// The HTML of a text, with holes where addresses inside the newsroom go.
///
/// Rendered once; filled for each edition. What fills a hole is plain text: it is escaped here.
#[derive(Clone, Debug, Default)]
pub struct Fragment {
    opening: Holed,
    rest: Holed,
}

impl Fragment {
    /// The inside of the first paragraph, for a dateline to go before it; empty when the text begins with something else.
    pub fn opening(&self, fill: &dyn Fn(&str, LinkKind) -> String) -> Cow<'_, str> {
        self.opening.fill(fill)
    }

    /// Everything after the opening, as whole blocks.
    pub fn rest(&self, fill: &dyn Fn(&str, LinkKind) -> String) -> Cow<'_, str> {
        self.rest.fill(fill)
    }

    /// Whether there is nothing to fill in, so that every edition has the same bytes.
    pub fn is_plain(&self) -> bool {
        self.opening.is_plain() && self.rest.is_plain()
    }

    /// Whether nothing is written at all.
    pub fn is_empty(&self) -> bool {
        self.opening.len() == 0 && self.rest.len() == 0
    }
}

/// Writes a text as HTML.
pub fn html(text: &str, writing: &Writing<'_>) -> Fragment {
    // The parser makes two spaces of a CRLF inside a code span; ranges do not matter here, so that the text can change.
    let text = if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) };
    let source = Source::new(&text);
    let (mut opening, mut rest) = renderer::render(source.events().map(|(event, _)| event), text.len(), writing);
    if let Some(tag) = writing.han_language {
        parts::mark(&mut opening, tag);
        parts::mark(&mut rest, tag);
    }
    Fragment { opening, rest }
}

/// A filled fragment as XHTML: `<br>`, `<hr>`, `<source …>` and `<img …>` get the slash that XML asks for. Only for what [`html`] wrote.
pub fn xhtml(html: &str) -> Cow<'_, str> {
    let mut xhtml = String::new();
    let mut from = 0;
    for (at, _) in html.match_indices('<') {
        let name = &html.as_bytes()[at + 1..];
        if ["br>", "hr>", "img ", "source "].iter().any(|it| name.starts_with(it.as_bytes())) {
            // Attributes hold no `>`: it is escaped everywhere.
            let end = html[at..].find('>').map_or(html.len(), |end| at + end);
            xhtml.push_str(&html[from..end]);
            xhtml.push('/');
            from = end;
        }
    }
    if from == 0 {
        return Cow::Borrowed(html);
    }
    xhtml.push_str(&html[from..]);
    Cow::Owned(xhtml)
}

#[cfg(test)]
mod tests;
