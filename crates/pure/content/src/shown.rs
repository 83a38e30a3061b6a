//! Which releases a file shows, as records keep it: numbers in place of ids.

use serde::{Deserialize, Serialize};

/// Stands for a release in records: the first eight bytes of the BLAKE3 hash of its id, read as a number with the lowest
/// byte first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ShownId(pub u64);

impl ShownId {
    /// The number of the release with an id. A release and its translations have one id.
    pub fn of(id: &str) -> Self {
        let hash = blake3::hash(id.as_bytes());
        Self(u64::from_le_bytes(*hash.as_bytes().first_chunk().expect("a hash is longer")))
    }

    /// The numbers of several releases, sorted, each once.
    pub fn all<'a>(ids: impl IntoIterator<Item = &'a str>) -> Vec<Self> {
        let mut shown: Vec<Self> = ids.into_iter().map(Self::of).collect();
        shown.sort_unstable();
        shown.dedup();
        shown
    }
}
