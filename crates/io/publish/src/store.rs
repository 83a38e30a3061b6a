//! What a target has to be able to do.

use std::fmt::{self, Display};

use crate::PublicFile;

/// Stands for the bytes of an object at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag(pub String);

/// An object that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Tells it from what may stand there later.
    pub tag: Tag,
}

/// Why a store did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreError {
    /// What was being done, as in `put index.html`.
    pub doing: String,
    /// What the store said.
    pub why: String,
}

impl Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {}: {}", self.doing, self.why)
    }
}

impl std::error::Error for StoreError {}

/// Objects by their keys, which are relative and `/`-separated. Every object is put whole or not at all.
///
/// # Errors
///
/// Each of its acts fails when the store cannot be reached, or refuses.
#[allow(clippy::missing_errors_doc, reason = "said once, for all")]
pub trait Store: Sync {
    /// Reads an object; `None` when there is none.
    fn get(&self, key: &str) -> Result<Option<Found>, StoreError>;

    /// Whether there is an object.
    fn exists(&self, key: &str) -> Result<bool, StoreError>;

    /// Whether a file stands there as it is to be, as far as the store can tell without sending it all.
    fn has(&self, file: &PublicFile) -> Result<bool, StoreError>;

    /// Puts a file under its key, whatever stands there; `bytes` are as they are to be stored.
    fn put(&self, file: &PublicFile, bytes: Vec<u8>) -> Result<(), StoreError>;

    /// Puts an object of the publisher's own if what stands there is still that of the tag, or nothing for `None`; `None`
    /// when it is not. Of several who try at once one succeeds.
    fn put_if(&self, key: &str, bytes: &[u8], was: Option<&Tag>) -> Result<Option<Tag>, StoreError>;

    /// Copies an object inside the store; whether there was one.
    fn copy(&self, from: &str, to: &str) -> Result<bool, StoreError>;

    /// Deletes an object; one that is not there is deleted already.
    fn delete(&self, key: &str) -> Result<(), StoreError>;

    /// All keys, those of others too, in any order.
    fn list(&self) -> Result<Vec<String>, StoreError>;

    /// Whether an object was put by a publisher, though no record may have it. A store that cannot tell says no.
    fn is_ours(&self, key: &str) -> Result<bool, StoreError>;

    /// Deletes what a publisher that was interrupted had not finished making. Only the holder of the lease may ask for that.
    fn tidy(&self) -> Result<(), StoreError> {
        Ok(())
    }
}
