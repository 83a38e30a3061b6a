//! Files of `.dateline/` that must be whole or nothing: a kind, a version and a checksum before the content.
//!
//! ```text
//! "dateline record\n"   what it is
//! 4 bytes               version of the content's form, little-endian
//! 32 bytes              BLAKE3 of version and content
//! the rest              content, as postcard
//! ```

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
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

/// BLAKE3 of the version and the content of a sealed file.
pub(super) type Checksum = [u8; blake3::OUT_LEN];

/// How many bytes are written at once.
const WRITTEN_AT_ONCE: usize = 256 * 1024;

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

/// Writes a sealed file with this content, whole or not at all, and gives its checksum. The content may be large: it is written
/// as it is put down, and nowhere kept whole.
pub(super) fn write(path: &Path, kind: &Kind, content: &impl Serialize) -> Result<Checksum, Error> {
    let mut checksum = [0; blake3::OUT_LEN];
    put(path, |mut file| {
        let version = kind.version.to_le_bytes();
        file.write_all(&[kind.magic, &version, &checksum].concat())?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(&version);
        let hashed = Hashed { file, hasher, failure: None };
        let mut writer = BufWriter::with_capacity(WRITTEN_AT_ONCE, hashed);
        let written = postcard::to_io(content, &mut writer).map(drop);
        let flushed = writer.flush();
        let (Hashed { hasher, failure, .. }, _) = writer.into_parts();
        failure.map_or(flushed, Err)?;
        written.expect("lists and strings can always be written");
        checksum = *hasher.finalize().as_bytes();
        file.seek(SeekFrom::Start((kind.magic.len() + version.len()) as u64))?;
        file.write_all(&checksum)
    })?;
    Ok(checksum)
}

/// A file, and the hash of what was written to it.
struct Hashed<'f> {
    file: &'f File,
    hasher: blake3::Hasher,
    /// Why nothing more can be written: whoever writes through it may not hand that on.
    failure: Option<io::Error>,
}

impl Write for Hashed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.file.write_all(bytes) {
            Ok(()) => {
                self.hasher.update(bytes);
                Ok(bytes.len())
            }
            Err(error) => {
                let kind = error.kind();
                self.failure = Some(error);
                Err(kind.into())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The checksum that the file at a path was sealed with, of whatever kind; `None` when there is none. Whether the content is
/// still that is seen when it is read.
pub(super) fn checksum_at(kind: &Kind, path: &Path) -> Option<Checksum> {
    let mut head = vec![0; kind.magic.len() + size_of::<u32>() + blake3::OUT_LEN];
    File::open(path).and_then(|mut it| it.read_exact(&mut head)).ok()?;
    checksum_of(kind, &head)
}

/// The checksum that a whole file was sealed with.
pub(super) fn checksum_of(kind: &Kind, sealed: &[u8]) -> Option<Checksum> {
    opened(kind, sealed).map(|it| *it.1)
}

/// The version, the checksum and the content of a sealed file, whatever they are.
fn opened<'a>(kind: &Kind, sealed: &'a [u8]) -> Option<(&'a [u8; 4], &'a Checksum, &'a [u8])> {
    let rest = sealed.strip_prefix(kind.magic)?;
    let (version, rest) = rest.split_first_chunk()?;
    let (checksum, content) = rest.split_first_chunk()?;
    Some((version, checksum, content))
}

/// The content of a sealed file.
///
/// # Errors
///
/// When any byte of it is not as it was written, or the version is another.
pub(super) fn unseal<'a, Content: Deserialize<'a>>(kind: &Kind, sealed: &'a [u8]) -> Result<Content, Broken> {
    let (version, hash, content) = opened(kind, sealed).ok_or(Broken::Damaged)?;
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
    put(path, |mut file| file.write_all(bytes))
}

fn put(path: &Path, write: impl FnOnce(&File) -> io::Result<()>) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    }
    let part = part(path);
    let written = File::create(&part).and_then(|file| write(&file)).and_then(|()| fs::rename(&part, path));
    written.map_err(|source| {
        // The failure to write is the one to report.
        let _ = fs::remove_file(&part);
        Error::io("write", path)(source)
    })
}

/// Where it is written before it is renamed; an interrupted write leaves it, and the next one overwrites it.
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

    fn seal(kind: &Kind, content: &impl Serialize) -> Vec<u8> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("inside/sealed");
        let checksum = write(&path, kind, content).expect("written");
        let sealed = fs::read(path).expect("read");
        assert_eq!(checksum_of(kind, &sealed), Some(checksum));
        sealed
    }

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

    #[test]
    fn what_cannot_be_written_is_told_and_leaves_what_was_there() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("sealed");
        let written = put(&path, |_| Err(io::ErrorKind::StorageFull.into()));
        assert!(written.is_err() && fs::read_dir(folder.path()).expect("read").next().is_none());
    }
}
