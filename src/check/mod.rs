//! What is wrong between sources: `&Newsroom` -> diagnostics. It changes nothing.
//!
//! One file a rule; this table runs them.

mod area_code;
mod broken_link;
mod duplicate_id;
mod future_change;
mod lost_address;
mod newsroom_reference;
mod replaced_by;
mod series;

use rayon::prelude::*;

pub use lost_address::lost_addresses;

use crate::diagnostic::Diagnostics;
use crate::newsroom::Newsroom;

/// Every check, in the order of the rules' names.
const CHECKS: &[fn(&Newsroom, &mut Diagnostics)] = &[
    area_code::run,
    broken_link::run,
    duplicate_id::run,
    future_change::run,
    newsroom_reference::run,
    replaced_by::run,
    series::run,
];

/// Runs every check.
pub fn run(newsroom: &Newsroom) -> Diagnostics {
    let run = |check: &fn(&Newsroom, &mut Diagnostics)| {
        let mut found = Diagnostics::default();
        check(newsroom, &mut found);
        found
    };
    CHECKS.par_iter().map(run).reduce(Diagnostics::default, Diagnostics::with)
}
