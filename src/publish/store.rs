//! What a target has to be able to do.

use std::fmt::{self, Display};

use crate::publish::Headers;

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
pub trait Store: Sync {
    /// Reads an object; `None` when there is none.
    ///
    /// # Errors
    ///
    /// When the store cannot be reached, or refuses.
    fn get(&self, key: &str) -> Result<Option<Found>, StoreError>;

    /// Puts an object, whatever stands there.
    ///
    /// # Errors
    ///
    /// As [`Store::get`].
    fn put(&self, key: &str, bytes: &[u8], headers: &Headers) -> Result<(), StoreError>;

    /// Puts an object if what stands there is still that of the tag, or nothing for `None`; `None` when it is not. Of
    /// several who try at once one succeeds.
    ///
    /// # Errors
    ///
    /// As [`Store::get`].
    fn put_if(&self, key: &str, bytes: &[u8], was: Option<&Tag>) -> Result<Option<Tag>, StoreError>;

    /// Deletes an object; one that is not there is deleted already.
    ///
    /// # Errors
    ///
    /// As [`Store::get`].
    fn delete(&self, key: &str) -> Result<(), StoreError>;
}
