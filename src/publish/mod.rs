//! A built tree -> what readers fetch: a folder, or a bucket of an object store.
//!
//! In: the files of a build with their hashes, and a [`Store`]. Out: the store with exactly these files beside whatever
//! others keep there, in such an order that a reader who loads a page at any instant gets one that is whole, old or new.
//!
//! A [`Record`] in the store lists every key that was put, with its hash and headers: what differs is told by one read. Before
//! anything is put, an *intent* says what will be; a second publisher stops at it, and the next one completes what an
//! interrupted one left. What is no longer there is remembered, and deleted when no cached page can ask for it any more;
//! what was retracted is deleted at once.
//!
//! ```text
//! .dateline/record.json    what was put
//! .dateline/intent.json    what is being put, while it is
//! ```
//!
//! It knows nothing of releases, and reads no source.

mod folder;
mod headers;
mod order;
mod protocol;
mod record;
mod store;
#[cfg(test)]
mod tests;

pub use folder::Folder;
pub use headers::headers;
pub use order::{Stage, stage};
pub use protocol::{Limits, Outcome, Publishing, Refusal, publish};
pub use record::{Headers, Record};
pub use store::{Found, Store, StoreError, Tag};

/// What readers cannot fetch: the keys that begin so are the publisher's own.
pub const STATE: &str = ".dateline/";

/// A file to be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicFile {
    /// Its key: its path from the top of the target.
    pub key: String,
    /// BLAKE3 of its bytes.
    pub hash: [u8; 32],
    /// In bytes.
    pub length: u64,
    /// What it is sent with.
    pub headers: Headers,
    /// When it is put.
    pub stage: Stage,
}

/// A tree to be published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicTree {
    /// Sorted by key.
    pub files: Vec<PublicFile>,
    /// What begins so and is not in the tree was retracted: it is deleted at once.
    pub retracted: Vec<String>,
    /// What begins so is made of many texts: when one of them is newly retracted, what is no longer in the tree goes at once.
    pub indexes: Vec<String>,
    /// How many of the files are pages of releases.
    pub n_releases: usize,
}
