//! The smaller sizes of photographs. Left out.

use dateline_text::picture::Develop;

pub(super) const PHOTOS: Option<Develop> = None;
