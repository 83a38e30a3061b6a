//! What is published of a newsroom: every output path ([`Plan`]), the [`search`] index, the [`facts`] that readers see of each
//! release, and the record of both that the next build is compared with ([`published`]).
//!
//! Takes a newsroom. Returns the plan. No page is rendered here.

mod addresses;
mod collisions;
pub mod facts;
mod made;
mod outputs;
mod planner;
pub mod published;
mod redirects;
mod room;
pub mod search;

pub use addresses::*;
pub use made::*;
pub use outputs::*;
pub use planner::is_same;
pub use redirects::*;
