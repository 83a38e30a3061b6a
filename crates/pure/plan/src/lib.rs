//! What is published of a newsroom: every output path ([`Plan`]), the [`search`] index, the [`facts`] that readers see of each
//! release, and the record of both that the next build is compared with ([`published`]).
//!
//! Takes a newsroom. Returns the plan. No page is rendered here.

pub mod facts;
mod plan;
pub mod published;
pub mod search;

pub use plan::*;
