//! What a build keeps of itself, so that the next one can tell what has not changed: of each file that it wrote what it was made
//! of and how it looked, and what the caller says of the whole. It may be deleted, or damaged, at any time: then nothing is
//! known.

use std::fs;

use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::place::Place;
use super::record::{Record, RecordedFile};
use super::seal::{self, Kind};
use super::{Error, OutputFolder};
use crate::stamp::Stamp;

const KIND: Kind = Kind { magic: b"dateline memory\n", version: 2 };

/// Of all that a file is made of, as whoever makes it says: while it is the same, so are the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeOf(pub [u8; 16]);

/// What a build did to the output folder, file by file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// The record of it.
    pub record: Record,
    /// What is known of each of its files, in their order.
    pub(super) known: Vec<Known>,
}

/// What is known of a file beside its bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// `None` where nobody says.
    pub(super) made_of: Option<MadeOf>,
    /// How it was seen to stand there; `None` for one that was written or read.
    pub(super) stamp: Option<Stamp>,
}

/// What is kept of all files; their paths are sorted.
#[derive(Serialize, Deserialize)]
struct Outputs<Path> {
    record: Stamp,
    outputs: Vec<Output<Path>>,
}

/// What is kept of a file that was written.
#[derive(Serialize, Deserialize)]
struct Output<Path> {
    path: Path,
    hash: [u8; 32],
    /// `None` where it is too young to be known by it.
    stamp: Option<Stamp>,
    made_of: Option<MadeOf>,
}

/// The last build's files, as far as they may be trusted.
#[derive(Default)]
pub(super) struct Remembered(Vec<Output<Box<str>>>);

impl Remembered {
    /// What is kept of the output folder, if it is of the build that wrote the record.
    pub(super) fn of(place: &Place) -> Self {
        let Ok(sealed) = fs::read(place.memory()) else { return Self::default() };
        // What the caller says stands behind it.
        let Ok(memory) = seal::unseal::<Outputs<Box<str>>>(&KIND, &sealed) else { return Self::default() };
        if Stamp::of(&place.record()) == Some(memory.record) { Self(memory.outputs) } else { Self::default() }
    }

    /// What the file at a path was made of.
    pub(super) fn made_of(&self, path: &str) -> Option<MadeOf> {
        self.find(path)?.made_of
    }

    /// How the file at a path looks that had this hash, if that has not changed since.
    pub(super) fn stands(&self, place: &Place, path: &str, hash: &[u8; 32]) -> Option<Stamp> {
        let known = self.find(path).filter(|it| it.hash == *hash)?.stamp?;
        (Stamp::of(&place.target(path)) == Some(known)).then_some(known)
    }

    fn find(&self, path: &str) -> Option<&Output<Box<str>>> {
        let at = self.0.binary_search_by(|it| (*it.path).cmp(path)).ok()?;
        Some(&self.0[at])
    }
}

/// A file written now in `.dateline/`: what is looked at after it is older, or may change unseen.
///
/// # Errors
///
/// When the disk fails.
pub fn tick(folder: &OutputFolder) -> Result<Option<Stamp>, Error> {
    let place = Place::new(folder)?;
    let path = place.tick();
    let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, ""));
    written.map_err(Error::io("write", &path))?;
    Ok(Stamp::of(&path))
}

/// Keeps what is known of the files of a build, and what is said `about` it where it may be spared next time. A file that it
/// wrote is known by its stamp if that was settled at the `last` [`tick`], else by its bytes.
///
/// # Errors
///
/// When the disk fails.
pub fn remember<About: Serialize>(
    folder: &OutputFolder,
    written: &Written,
    about: Option<About>,
    last: &Stamp,
) -> Result<(), Error> {
    let place = Place::new(folder)?;
    let Some(record) = Stamp::of(&place.record()) else { return Ok(()) };
    let stamp = |path: &str| Stamp::of(&place.target(path)).filter(|it| it.is_settled(last));
    let output = |(file, known): (&RecordedFile, &Known)| (known.stamp.or_else(|| stamp(&file.path)), known.made_of);
    let looks: Vec<_> = written.record.files.par_iter().zip(&written.known).map(output).collect();
    let outputs = written.record.files.iter().zip(looks);
    let outputs =
        outputs.map(|(file, (stamp, made_of))| Output { path: file.path.as_str(), hash: file.hash, stamp, made_of });
    let outputs = Outputs { record, outputs: outputs.collect() };
    seal::replace(&place.memory(), &seal::seal(&KIND, &(outputs, about)))
}

/// Forgets what is kept.
///
/// # Errors
///
/// When the disk fails.
pub fn forget(folder: &OutputFolder) -> Result<(), Error> {
    let path = Place::new(folder)?.memory();
    super::place::gone(fs::remove_file(&path)).map_err(Error::io("remove", path))
}

/// What was said about the last build, if it `holds` and all that was written still stands so, and how many files that is.
///
/// # Errors
///
/// When the folder can be none.
pub fn remembered<About: DeserializeOwned + Sync>(
    folder: &OutputFolder,
    holds: impl Fn(&About) -> bool,
) -> Result<Option<(About, usize)>, Error> {
    let place = Place::new(folder)?;
    let Ok(sealed) = fs::read(place.memory()) else { return Ok(None) };
    let Ok((memory, about)) = seal::unseal::<(Outputs<&str>, Option<About>)>(&KIND, &sealed) else { return Ok(None) };
    let is_whole = !place.journal().exists() && Stamp::of(&place.record()) == Some(memory.record);
    let stands = |it: &Output<&str>| {
        let path = place.target(it.path);
        match it.stamp {
            Some(stamp) => Stamp::of(&path) == Some(stamp),
            None => {
                let is_plain = path.symlink_metadata().is_ok_and(|it| it.is_file());
                is_plain && fs::read(&path).is_ok_and(|bytes| *blake3::hash(&bytes).as_bytes() == it.hash)
            }
        }
    };
    let about = about.filter(|it| is_whole && holds(it));
    Ok(about.filter(|_| memory.outputs.par_iter().all(stands)).map(|about| (about, memory.outputs.len())))
}
