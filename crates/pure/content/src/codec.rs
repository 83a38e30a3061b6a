//! Values <-> bytes of caches and records: postcard, compressed with LZ4 where that saves room. Nothing is read or written
//! here. This is the only module that uses lz4_flex.

use std::fmt::Write;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The name of cached bytes: the first half of the BLAKE3 of its bytes, and how many they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PartName([u8; 16], u64);

impl PartName {
    /// Returns the name of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let hash = blake3::hash(bytes);
        Self(*hash.as_bytes().first_chunk().expect("a hash is longer"), bytes.len() as u64)
    }

    /// Returns how many bytes they are.
    pub fn length(self) -> u64 {
        self.1
    }

    /// Returns the name of the file that holds them: 32 hexadecimal digits.
    pub fn file(self) -> String {
        self.0.iter().fold(String::with_capacity(32), |mut name, byte| {
            write!(name, "{byte:02x}").expect("text takes what is written");
            name
        })
    }
}

/// Encodes a value.
pub fn compressed(value: &impl Serialize) -> Vec<u8> {
    lz4_flex::compress_prepend_size(&postcard::to_allocvec(value).expect("lists and strings can always be written"))
}

/// Decodes a value. Returns `None` for bytes of another form.
pub fn decompressed<Value: DeserializeOwned>(part: &[u8]) -> Option<Value> {
    postcard::from_bytes(&lz4_flex::decompress_size_prepended(part).ok()?).ok()
}

/// Bytes as one value, for `#[serde(with = "codec::bytes")]`: the encoding is that of a list of bytes, and is faster.
pub mod bytes {
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes bytes.
    ///
    /// # Errors
    ///
    /// When they cannot be written.
    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(bytes)
    }

    /// Reads bytes.
    ///
    /// # Errors
    ///
    /// When there are none.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        <&[u8]>::deserialize(deserializer).map(<[u8]>::to_vec)
    }
}
