//! A value that is kept small. An archive is in memory as a whole, and much of what its releases say is asked for only when
//! their pages are made: as it is written down it takes a fifth of the room.

use std::fmt;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Values as they are written down (postcard): one after the other, in as many bytes as that takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bytes(Box<[u8]>);

/// A value as it is written down.
#[derive(Serialize, Deserialize)]
#[serde(transparent, bound = "")]
pub struct Packed<T> {
    bytes: Bytes,
    #[serde(skip)]
    of: PhantomData<fn() -> T>,
}

impl Bytes {
    /// Of several values.
    pub(super) fn of_many(values: impl Iterator<Item = impl Serialize>) -> Self {
        let add =
            |all, value| postcard::to_extend(&value, all).expect("lists, texts and numbers can always be written down");
        Self(values.fold(Vec::new(), add).into())
    }

    /// Each of the values; whoever asks again makes them again.
    ///
    /// # Panics
    ///
    /// When it is none: this program wrote it down, and what it keeps between runs is known by its hash.
    pub(super) fn many<'t, T: Deserialize<'t>>(&'t self) -> impl Iterator<Item = T> {
        let mut left = &*self.0;
        std::iter::from_fn(move || {
            let next = (!left.is_empty()).then(|| postcard::take_from_bytes(left));
            let (value, rest) = next?.expect("it was written down by this program");
            left = rest;
            Some(value)
        })
    }
}

impl<T: Serialize + DeserializeOwned> Packed<T> {
    /// Packs a value.
    pub fn of(value: &T) -> Self {
        Self { bytes: Bytes::of_many(std::iter::once(value)), of: PhantomData }
    }

    /// The value; whoever asks for it again makes it again.
    pub fn get(&self) -> T {
        self.bytes.many().next().expect("one was packed")
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

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(<&[u8]>::deserialize(deserializer)?.into()))
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
