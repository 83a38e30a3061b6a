//! A value that is kept small. An archive is in memory as a whole, and much of what its releases say is asked for only when
//! their pages are made: as it is written down it takes a fifth of the room.

use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value as it is written down (postcard).
pub struct Packed<T> {
    bytes: Box<[u8]>,
    of: PhantomData<fn() -> T>,
}

impl<T: Serialize + DeserializeOwned> Packed<T> {
    /// Packs a value.
    pub fn of(value: &T) -> Self {
        let bytes = postcard::to_allocvec(value).expect("lists, texts and numbers can always be written down");
        Self { bytes: bytes.into(), of: PhantomData }
    }

    /// The value; whoever asks for it again makes it again.
    ///
    /// # Panics
    ///
    /// When it is none: this program has packed it, and what it keeps between runs is known by its hash.
    pub fn get(&self) -> T {
        postcard::from_bytes(&self.bytes).expect("it was written down by this program")
    }
}

impl<T> Clone for Packed<T> {
    fn clone(&self) -> Self {
        Self { bytes: self.bytes.clone(), of: PhantomData }
    }
}

impl<T: Serialize + DeserializeOwned + fmt::Debug> fmt::Debug for Packed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

impl<T> Serialize for Packed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.bytes)
    }
}

impl<'de, T> Deserialize<'de> for Packed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self { bytes: <&[u8]>::deserialize(deserializer)?.into(), of: PhantomData })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_the_same_packed_and_written_down_again() {
        let value = (vec!["one".to_owned(), String::new()], Some(7_u32));
        let packed = Packed::of(&value);
        assert_eq!((packed.get(), format!("{packed:?}")), (value.clone(), format!("{value:?}")));
        let written = postcard::to_allocvec(&packed).expect("written");
        let read: Packed<(Vec<String>, Option<u32>)> = postcard::from_bytes(&written).expect("read");
        assert_eq!((&read.bytes, read.get()), (&packed.bytes, value));
    }
}
