//! The pictures that are shown where the address of a release is shared. Left out.

use dateline_render::card::CardPainter;

pub(super) const CARDS: Option<&'static dyn CardPainter> = None;
