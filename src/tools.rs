//! What this program was compiled with.

use crate::build::Tools;
use crate::document;
use crate::picture::develop;
use crate::render::card::draw::Painter;
use crate::render::minify;

/// The abilities of this program.
pub const TOOLS: Tools = Tools {
    program: env!("DATELINE_PROGRAM"),
    minify: Some(minify::template),
    cards: Some(&Painter),
    photos: Some(develop),
    documents: Some(document::read),
};
