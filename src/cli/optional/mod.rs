//! The parts of the program that may be left out when it is compiled. This is the only place that knows features.
//!
//! Each part is a module with the same interface twice: here, over the crate that does the work, and in `without`, where it
//! says that it was left out.

#[cfg_attr(not(feature = "publish"), path = "without/buckets.rs")]
pub(super) mod buckets;
#[cfg_attr(not(feature = "cards"), path = "without/cards.rs")]
mod cards;
#[cfg_attr(not(feature = "documents"), path = "without/documents.rs")]
mod documents;
#[cfg_attr(not(feature = "external"), path = "without/external.rs")]
pub(super) mod external;
#[cfg_attr(not(feature = "history"), path = "without/history.rs")]
pub(super) mod history;
#[cfg_attr(not(feature = "photos"), path = "without/photos.rs")]
mod photos;
#[cfg_attr(not(feature = "serve"), path = "without/serve.rs")]
pub(super) mod serve;

use dateline_engine::Tools;

/// The abilities of this program.
pub const TOOLS: Tools = Tools {
    program: env!("DATELINE_PROGRAM"),
    minify: Some(dateline_minify::template),
    cards: cards::CARDS,
    photos: photos::PHOTOS,
    documents: documents::DOCUMENTS,
};

/// Returns the message of a command that needs a feature which was left out. `what` could not be done.
#[allow(dead_code, reason = "a program with every feature says it of none")]
fn left_out(what: &str, feature: &str) -> String {
    format!(
        "{what}: this `dateline` was compiled without the feature `{feature}`; install it with `--features {feature}`"
    )
}
