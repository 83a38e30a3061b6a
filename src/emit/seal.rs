//! Files of `.dateline/` that must be whole or nothing: a kind, a version and a checksum before the content.
//!
//! ```text
//! "dateline record\n"   what it is
//! 4 bytes               version of the content's form, little-endian
//! 32 bytes              BLAKE3 of version and content
//! the rest              content, as postcard
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Error;

/// What a sealed file holds, and in which form.
pub(super) struct Kind {
    /// The first line, with its line feed.
    pub(super) magic: &'static [u8],
    /// Raised whenever the form of the content changes.
    pub(super) version: u32,
}

/// Why a sealed file cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// Cut short or changed: it is not what was written.
    Damaged,
    /// Whole, but in a form that this version does not know.
    OtherVersion,
}

impl Broken {
    /// In words, after "it".
    pub(super) fn why(self) -> &'static str {
        match self {
            Self::Damaged => "is damaged",
            Self::OtherVersion => "was written by another version of Dateline",
        }
    }
}

/// The bytes of a sealed file with this content.
pub(super) fn seal(kind: &Kind, content: &impl Serialize) -> Vec<u8> {
    let version = kind.version.to_le_bytes();
    let mut head = kind.magic.to_vec();
    head.extend(version);
    let hash = head.len()..head.len() + blake3::OUT_LEN;
    head.resize(hash.end, 0);
    // The content may be large: it is written where it stays.
    let mut sealed = postcard::to_extend(content, head).expect("lists and strings can always be written");
    let checksum = checksum(version, &sealed[hash.end..]);
    sealed[hash].copy_from_slice(checksum.as_bytes());
    sealed
}

/// The content of a sealed file.
///
/// # Errors
///
/// When any byte of it is not as it was written, or the version is another.
pub(super) fn unseal<'a, Content: Deserialize<'a>>(kind: &Kind, sealed: &'a [u8]) -> Result<Content, Broken> {
    let rest = sealed.strip_prefix(kind.magic).ok_or(Broken::Damaged)?;
    let (version, rest) = rest.split_first_chunk::<4>().ok_or(Broken::Damaged)?;
    let (hash, content) = rest.split_first_chunk::<32>().ok_or(Broken::Damaged)?;
    if checksum(*version, content) != *hash {
        return Err(Broken::Damaged);
    }
    if u32::from_le_bytes(*version) != kind.version {
        return Err(Broken::OtherVersion);
    }
    postcard::from_bytes(content).map_err(|_| Broken::Damaged)
}

/// Puts a file in place whole: readers find the old bytes or the new ones.
///
/// Creates the folder. Nothing is left of a file that could not be written.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    }
    let part = part(path);
    let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, path));
    written.map_err(|source| {
        // The failure to write is the one to report.
        let _ = fs::remove_file(&part);
        Error::io("write", path)(source)
    })
}

/// Where `replace` writes before it renames; an interrupted write leaves it, and the next one overwrites it.
pub(super) fn part(path: &Path) -> PathBuf {
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    PathBuf::from(part)
}

fn checksum(version: [u8; 4], content: &[u8]) -> blake3::Hash {
    blake3::Hasher::new().update(&version).update(content).finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: Kind = Kind { magic: b"dateline test\n", version: 2 };

    #[test]
    fn what_was_sealed_comes_out_again() {
        let sealed = seal(&KIND, &vec!["a".to_owned(), "b".to_owned()]);
        assert_eq!(unseal::<Vec<String>>(&KIND, &sealed), Ok(vec!["a".to_owned(), "b".to_owned()]));
    }

    #[test]
    fn a_change_or_a_cut_at_any_byte_is_noticed() {
        let sealed = seal(&KIND, &"what stands in it".to_owned());
        for byte_idx in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[byte_idx] ^= 1;
            assert_eq!(unseal::<String>(&KIND, &changed), Err(Broken::Damaged), "byte {byte_idx} changed");
            assert_eq!(unseal::<String>(&KIND, &sealed[..byte_idx]), Err(Broken::Damaged), "cut at {byte_idx}");
        }
        let longer = [sealed.as_slice(), b"x"].concat();
        assert_eq!(unseal::<String>(&KIND, &longer), Err(Broken::Damaged));
    }

    #[test]
    fn another_version_is_told_from_damage() {
        let newer = Kind { version: 3, ..KIND };
        assert_eq!(unseal::<String>(&KIND, &seal(&newer, &"text".to_owned())), Err(Broken::OtherVersion));
    }
}
