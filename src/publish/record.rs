//! What stands in a target by the doing of the publisher, as it is kept there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::date::Instant;
use crate::publish::{Encoding, PublicFile, STATE, Stage};

const VERSION: u32 = 2;

/// What a file is sent with, by name; names in small letters.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Headers(pub BTreeMap<String, String>);

impl Headers {
    /// The value of a header.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The form in which the bytes are stored and sent.
    pub fn encoding(&self) -> Encoding {
        self.get("content-encoding").map_or(Encoding::Identity, Encoding::of)
    }
}

/// Every key that was put, what is still to be deleted, and what is kept to go back to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub(super) version: u32,
    /// Counts the publishes that changed something, from 1; 0 before the first.
    pub number: u64,
    /// The id of the build that was published.
    pub build: String,
    /// When, as in RFC 3339.
    pub at: String,
    /// The publisher whose work this record closes: an intent of the same one has only its afterwork left.
    pub closes: String,
    /// Headers that files have in common.
    pub(super) headers: Vec<Headers>,
    /// What readers can fetch, by key.
    pub files: BTreeMap<String, RecordedObject>,
    /// What readers of cached pages may still ask for, with the instant since when it is no longer there, in seconds since
    /// 1970.
    pub removed: BTreeMap<String, i64>,
    /// Earlier builds that can be gone back to, the oldest first.
    pub kept: Vec<KeptBuild>,
    /// Bodies of earlier builds that no key of this one has, by the names of [`Record::body`], with the number of the
    /// last build that has it.
    pub bodies: BTreeMap<String, u64>,
}

/// One object as it was put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedObject {
    /// BLAKE3 of its bytes before they were encoded, in hexadecimal digits.
    pub hash: String,
    /// In bytes, before they were encoded.
    pub length: u64,
    /// When it is put.
    pub stage: Stage,
    /// The place of its headers in the record's.
    headers: u32,
}

/// A build that can be gone back to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptBuild {
    /// That of its record.
    pub number: u64,
    /// Its id.
    pub build: String,
    /// When it was published, as in RFC 3339.
    pub at: String,
    /// How many files it had.
    pub n_files: usize,
}

impl KeptBuild {
    /// The key of its record.
    pub fn key(&self) -> String {
        format!("{STATE}builds/{:08}.json", self.number)
    }
}

/// The key of a body.
pub(super) fn body_key(body: &str) -> String {
    format!("{STATE}objects/{}/{body}", &body[..2])
}

/// Whether a key is that of a body, or of the record of an earlier build.
pub(super) fn is_of_earlier(key: &str) -> bool {
    key.strip_prefix(STATE).is_some_and(|it| it.starts_with("objects/") || it.starts_with("builds/"))
}

impl Record {
    /// The record of a tree that nothing was published before.
    pub fn of(files: &[PublicFile]) -> Self {
        let mut known: BTreeMap<&Headers, u32> = BTreeMap::new();
        let mut headers = Vec::new();
        let mut objects = BTreeMap::new();
        for file in files {
            let place = *known.entry(&file.headers).or_insert_with(|| {
                headers.push(file.headers.clone());
                headers.len() as u32 - 1
            });
            let (hash, length, stage) = (hex(&file.hash), file.length, file.stage);
            objects.insert(file.key.clone(), RecordedObject { hash, length, stage, headers: place });
        }
        Self { version: VERSION, headers, files: objects, ..Self::default() }
    }

    /// The same as published by one publisher.
    #[must_use]
    pub fn closing(self, token: &str, build: &str, at: Instant) -> Self {
        Self { closes: token.to_owned(), build: build.to_owned(), at: at.to_string(), ..self }
    }

    /// What an object is sent with.
    pub fn headers(&self, object: &RecordedObject) -> &Headers {
        const NONE: &Headers = &Headers(BTreeMap::new());
        self.headers.get(object.headers as usize).unwrap_or(NONE)
    }

    /// Whether a file stands there as it is to be, headers included.
    pub fn has(&self, file: &PublicFile) -> bool {
        self.files.get(&file.key).is_some_and(|it| it.hash == hex(&file.hash) && *self.headers(it) == file.headers)
    }

    /// The name of the body of a key; the same for the same stored bytes.
    pub fn body(&self, key: &str) -> Option<String> {
        let object = self.files.get(key)?;
        Some(body(&object.hash, self.headers(object)))
    }

    /// A key as a file of a tree; its bytes are found under its own key.
    pub fn file(&self, key: &str) -> Option<PublicFile> {
        let object = self.files.get(key)?;
        Some(PublicFile {
            key: key.to_owned(),
            path: key.to_owned(),
            hash: *blake3::Hash::from_hex(&object.hash).ok()?.as_bytes(),
            length: object.length,
            headers: self.headers(object).clone(),
            stage: object.stage,
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
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let Versioned { version } = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if version != VERSION {
            return Err(format!(
                "it was written by another version of Dateline (form {version}, this one has {VERSION})"
            ));
        }
        serde_json::from_slice(bytes).map_err(|error| error.to_string())
    }
}

impl PublicFile {
    /// The name of its body, as [`Record::body`].
    pub(super) fn body(&self) -> String {
        body(&hex(&self.hash), &self.headers)
    }
}

fn body(hash: &str, headers: &Headers) -> String {
    format!("{hash}{}", headers.encoding().ending())
}

/// What a publisher is about to do, or has begun.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Intent {
    /// Names the publisher, and no other run of it.
    pub(super) token: String,
    /// The id of its build.
    pub(super) build: String,
    /// Until when nobody else may begin, in seconds since 1970.
    pub(super) expires: i64,
    /// The keys that it puts, or deletes before the record is written.
    pub(super) keys: Vec<String>,
    /// The bodies that it keeps of what it overwrites.
    pub(super) bodies: Vec<String>,
    /// The keys whose addresses caches are told of, once the record is written.
    pub(super) purge: Vec<String>,
    /// The keys that it deletes last of all.
    pub(super) drop: Vec<String>,
}

fn hex(hash: &[u8; 32]) -> String {
    blake3::Hash::from_bytes(*hash).to_hex().to_string()
}
