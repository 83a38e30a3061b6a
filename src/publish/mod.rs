//! A built tree -> what readers fetch: a folder, or a bucket of an object store.
//!
//! In: the files of a build with their hashes, and a [`Store`]. Out: the store with exactly these files beside whatever
//! others keep there, in such an order that a reader who loads a page at any instant gets one that is whole, old or new.
//!
//! A [`Record`] in the store lists every key that was put, with its hash and headers: what differs is told by one read. Before
//! anything is put, an *intent* says what will be; a second publisher stops at it, and the next one completes what an
//! interrupted one left. What is no longer there is remembered, and deleted when no cached page can ask for it any more;
//! what was retracted is deleted at once. The bodies that a publish overwrites are kept, so that one can go back.
//!
//! ```text
//! .dateline/record.json        what was put
//! .dateline/intent.json        what is being put, while it is
//! .dateline/builds/NUMBER.json the records of earlier builds
//! .dateline/objects/HASH       the bodies that only they have
//! ```
//!
//! Caches in front of the store are told of the addresses that changed: [`purge`] says how, [`Web`] does. It knows nothing of
//! releases, and reads no source.

#[cfg(feature = "publish")]
mod bucket;
mod encoding;
mod folder;
mod former;
mod headers;
#[cfg(feature = "publish")]
mod listing;
mod order;
mod protocol;
pub mod purge;
mod record;
mod steps;
mod store;
#[cfg(test)]
mod tests;
#[cfg(feature = "publish")]
mod web;

#[cfg(feature = "publish")]
pub use bucket::{Bucket, Manner};
pub use encoding::{Encoding, is_compressed};
pub use folder::Folder;
pub use former::{Former, former};
pub use headers::{REDIRECT, headers};
pub use order::{Stage, stage};
pub use protocol::{Event, Outcome, Publishing, Refusal, publish, record};
pub use record::{Headers, KeptBuild, Record, RecordedObject};
pub use steps::Limits;
pub use store::{Found, Store, StoreError, Tag};
#[cfg(feature = "publish")]
pub use web::Web;

/// What readers cannot fetch: the keys that begin so are the publisher's own.
pub const STATE: &str = ".dateline/";

/// A file to be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicFile {
    /// Its key: its path from the top of the target.
    pub key: String,
    /// Its path in the tree that it is read from; several keys may have the bytes of one path, in other encodings.
    pub path: String,
    /// BLAKE3 of its bytes, before they are encoded.
    pub hash: [u8; 32],
    /// In bytes, before they are encoded.
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
    /// What begins so belongs to a release that was retracted or is not public now: what is not in the tree is deleted at
    /// once, and no body of it is kept. Sorted; none is in another.
    pub withheld: Vec<String>,
    /// Whether the newsroom has a release: a tree of one that has none is not published.
    pub has_releases: bool,
}

impl PublicTree {
    /// The file of a key.
    pub fn file(&self, key: &str) -> Option<&PublicFile> {
        let at = self.files.binary_search_by(|it| it.key.as_str().cmp(key)).ok()?;
        Some(&self.files[at])
    }

    /// Whether a key belongs to a release that is not to be read.
    pub fn is_withheld(&self, key: &str) -> bool {
        is_in_one(&self.withheld, key)
    }
}

/// Whether a path begins like one of these folders, which are sorted and not inside each other.
pub fn is_in_one(folders: &[String], path: &str) -> bool {
    let n_before = folders.partition_point(|it| it.as_str() <= path);
    folders[..n_before].last().is_some_and(|it| path.starts_with(it.as_str()))
}

impl PublicFile {
    /// Whether bytes are those that readers get: as they were stored, or as a cache unpacked them.
    pub fn is_as_sent(&self, bytes: &[u8]) -> bool {
        let is_own = |bytes: &[u8]| *blake3::hash(bytes).as_bytes() == self.hash;
        is_own(bytes) || is_own(&encoding::plain(bytes.to_vec(), &self.headers))
    }
}
