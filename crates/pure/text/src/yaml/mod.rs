//! YAML text -> typed values; on a fault, every fault with its place.
//!
//! In: a text and a type. Out: the type's value, and what is wrong with the text, told to an editor. A text without a
//! fault is read by serde alone. One that serde refuses is read again as a tree which knows its places (`tree`,
//! `syntax`), held against the type's JSON schema (`schema`, `walk`), and what is sound of it still becomes a value.
//! The only door of `serde_yaml` and `saphyr-parser`; it knows nothing of releases or configuration.

mod allow;
mod joined;
mod lines;
mod mend;
mod ordered;
mod path;
mod published;
mod read;
mod schema;
mod syntax;
mod tree;
mod values;
mod walk;
mod words;

pub use allow::allows;
pub use mend::{reads_alike, rewritten};
pub use ordered::Ordered;
pub use path::{item, join, locate};
pub use published::{Document, json_schema};
pub use read::{Origin, Read, keys_of, read, written};
pub use values::{ByLanguage, IdOr, OneOrMany, Text};

#[cfg(test)]
mod tests;
