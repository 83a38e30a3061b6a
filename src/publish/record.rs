//! What stands in a target by the doing of the publisher, as it is kept there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::date::Instant;
use crate::publish::PublicFile;

const VERSION: u32 = 1;

/// What a file is sent with, by name; names in small letters.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Headers(pub BTreeMap<String, String>);

/// Every key that was put, and what is still to be deleted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    version: u32,
    /// The id of the build that was published.
    pub build: String,
    /// When, as in RFC 3339.
    pub at: String,
    /// Headers that files have in common.
    headers: Vec<Headers>,
    /// What readers can fetch, by key.
    pub files: BTreeMap<String, RecordedObject>,
    /// What readers of cached pages may still ask for, with the instant since when it is no longer there, in seconds since
    /// 1970.
    pub removed: BTreeMap<String, i64>,
}

/// One object as it was put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedObject {
    /// BLAKE3 of its bytes, in hexadecimal digits.
    pub hash: String,
    /// In bytes.
    pub length: u64,
    /// The place of its headers in the record's.
    headers: u32,
}

impl Record {
    /// The record of a tree.
    pub fn of(build: &str, now: Instant, files: &[PublicFile], removed: BTreeMap<String, i64>) -> Self {
        let mut known: BTreeMap<&Headers, u32> = BTreeMap::new();
        let mut headers = Vec::new();
        let mut objects = BTreeMap::new();
        for file in files {
            let place = *known.entry(&file.headers).or_insert_with(|| {
                headers.push(file.headers.clone());
                headers.len() as u32 - 1
            });
            let object = RecordedObject { hash: hex(&file.hash), length: file.length, headers: place };
            objects.insert(file.key.clone(), object);
        }
        Self { version: VERSION, build: build.to_owned(), at: now.to_string(), headers, files: objects, removed }
    }

    /// Whether a file stands there as it is to be, headers included.
    pub fn has(&self, file: &PublicFile) -> bool {
        self.files.get(&file.key).is_some_and(|it| {
            it.hash == hex(&file.hash) && self.headers.get(it.headers as usize) == Some(&file.headers)
        })
    }

    /// As it is kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a record has keys of text")
    }

    /// Reads what was kept.
    ///
    /// # Errors
    ///
    /// Why it is no record.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let record: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if record.version != VERSION {
            return Err(format!("it was written by another version of Dateline ({})", record.version));
        }
        Ok(record)
    }
}

/// What a publisher is about to do, or has begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Intent {
    /// The id of its build.
    pub(super) build: String,
    /// Until when nobody else may begin, in seconds since 1970.
    pub(super) expires: i64,
    /// The keys that it puts or deletes.
    pub(super) keys: Vec<String>,
}

fn hex(hash: &[u8; 32]) -> String {
    blake3::Hash::from_bytes(*hash).to_hex().to_string()
}
