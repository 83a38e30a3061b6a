//! The smaller sizes of photographs.

use dateline_text::picture::Develop;

pub(super) const PHOTOS: Option<Develop> = Some(dateline_photos::developed);
