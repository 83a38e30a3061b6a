//! Brings a build to where readers fetch it: a folder, or a bucket behind a [`Store`].
//!
//! Takes the files of a build with their hashes. Returns a target with exactly these files beside those of others, changed in
//! such an order that a reader who loads a page at any instant gets a whole one, old or new. It reads no source, and knows
//! releases by their numbers alone. It touches the disk in a folder target only; requests over the network are made in
//! `dateline-buckets`.
//!
//! A [`Record`] in the target lists every object with its hash and headers, so that one read tells what differs. Before anything is
//! put, an *intent* says what will change and which process changes it. A second publisher stops there; the next one completes
//! what an interrupted one left. An object that a build no longer has stays until no cached page can ask for it. The bodies that
//! a publish overwrites are kept, so that one can go back. Caches in front of the target are told which addresses changed:
//! [`purge`] writes those requests.
//!
//! The record also says which releases each object and each kept body shows, by number. A release that is [`Withheld`]
//! takes all of them with it: they are deleted at once or replaced by what the new build has, and cannot be restored.
//!
//! ```text
//! .dateline/record.json        every object, what it shows, and what is withheld
//! .dateline/intent.json        what changes, while it does, and who changes it
//! .dateline/promises/HASH      the addresses that were published
//! .dateline/builds/NUMBER.json the records of earlier builds
//! .dateline/objects/HASH       the bodies that only those have
//! ```

mod encoding;
mod folder;
mod former;
mod headers;
mod holder;
mod links;
mod order;
mod protocol;
pub mod purge;
mod record;
mod steps;
mod store;
#[cfg(test)]
mod tests;

pub use encoding::{Encoding, is_compressed};
pub use folder::Folder;
pub use former::{Former, ReadBody, former};
pub use headers::{REDIRECT, headers};
pub use holder::Holder;
pub use links::Resolve;
pub use order::{Stage, stage};
pub use protocol::{Event, FoundRecord, Outcome, Publishing, Refusal, Standing, publish, record, standing};
pub use record::{Headers, KeptBuild, Record, RecordedObject, Shows, promises_key};
pub use steps::Limits;
pub use store::{Found, Store, StoreError, Tag};

use std::collections::BTreeSet;

use dateline_content::shown::ShownId;

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
    /// The releases whose words it shows.
    pub shows: Shows,
}

/// The releases that nobody may read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Withheld {
    /// By number.
    pub ids: BTreeSet<ShownId>,
    /// Where their pages and files are, as far as the sources know: for objects of which no record says what they show.
    /// Sorted; none is in another.
    pub folders: Vec<String>,
}

impl Withheld {
    /// Whether an object that shows these releases may not be read. Where that is not known it may not, as long as
    /// anything is withheld.
    pub fn has(&self, shows: &Shows) -> bool {
        match shows {
            Some(shows) => shows.iter().any(|it| self.ids.contains(it)),
            None => !self.ids.is_empty(),
        }
    }
}

/// A tree to be published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicTree {
    /// Sorted by key.
    pub files: Vec<PublicFile>,
    /// The releases that were retracted or are not public now.
    pub withheld: Withheld,
    /// The addresses that it has, as the caller writes them down; `None` to leave what the target has of that.
    pub promises: Option<Vec<u8>>,
    /// Whether the newsroom has a release: a tree of one that has none is not published.
    pub has_releases: bool,
}

impl PublicTree {
    /// The file of a key.
    pub fn file(&self, key: &str) -> Option<&PublicFile> {
        let at = self.files.binary_search_by(|it| it.key.as_str().cmp(key)).ok()?;
        Some(&self.files[at])
    }

    /// The hash by which a record says which addresses were published: see [`promises_key`].
    pub fn promises_hash(&self) -> Option<String> {
        self.promises.as_ref().map(|it| blake3::hash(it).to_hex().to_string())
    }

    /// Every release that it shows.
    pub(crate) fn shown(&self) -> BTreeSet<ShownId> {
        self.files.iter().filter_map(|it| it.shows.as_ref()).flat_map(|it| it.iter().copied()).collect()
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
        encoding::as_built(bytes.to_vec(), self).is_some()
    }
}
