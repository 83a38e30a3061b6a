//! What the program can do beside making pages. The binary passes it in; the libraries behind it are large, and a program
//! may be compiled without some of them.

use dateline_render::Minify;
use dateline_render::card::CardPainter;
use dateline_text::document::ReadDocument;
use dateline_text::picture::Develop;

/// The abilities of one program.
#[derive(Clone, Copy, Debug)]
pub struct Tools {
    /// Identifies the program: equal for equal sources and features. What another program cached is not used.
    pub program: &'static str,
    /// Minifies templates. `None` leaves them as they are written.
    pub minify: Option<Minify>,
    /// Draws cards. Without it no release has one.
    pub cards: Option<&'static dyn CardPainter>,
    /// Makes smaller sizes of photographs. Without it every picture is published in its own size alone.
    pub photos: Option<Develop>,
    /// Reads PDFs. Without it `check` says nothing of them.
    pub documents: Option<ReadDocument>,
}
