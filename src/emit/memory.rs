//! What a build keeps of itself, so that the next one can tell what has not changed: of each file that it wrote what it was made
//! of and how it looked, and what the caller says of the whole. It may be deleted, or damaged, at any time: then nothing is
//! known.

use std::fs;
use std::path::Path;

use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::place::Place;
use super::record::{self, Record, RecordedFile};
use super::seal::{self, Kind};
use super::{Error, OutputFolder};
use crate::stamp::Stamp;

const KIND: Kind = Kind { magic: b"dateline memory\n", version: 3 };

/// Of all that a file is made of, as whoever makes it says: while it is the same, so are the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeOf(pub [u8; 16]);

/// What a build did to the output folder, file by file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Written<'p> {
    /// The record of it.
    pub record: Record<&'p str>,
    /// What is known of each of its files, in their order.
    pub(super) known: Vec<Known>,
}

/// What is known of a file beside its bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Known {
    /// `None` where nobody says.
    pub(super) made_of: Option<MadeOf>,
    /// How it stands there; `None` for one that has to be known by its bytes: it was written just now, or is too young.
    pub(super) stamp: Option<Stamp>,
}

/// What is kept of all files of a record, in their order.
#[derive(Serialize, Deserialize)]
struct Outputs {
    record: Stamp,
    known: Vec<Known>,
}

/// The last build's files, as far as they may be trusted: by their places in its record.
#[derive(Default)]
pub(super) struct Remembered(Vec<Known>);

impl Remembered {
    /// What is kept of the output folder, if it is of the build that wrote the record.
    pub(super) fn of(place: &Place) -> Self {
        let Ok(sealed) = fs::read(place.memory()) else { return Self::default() };
        // What the caller says stands behind it.
        let Ok(memory) = seal::unseal::<Outputs>(&KIND, &sealed) else { return Self::default() };
        if Stamp::of(&place.record()) == Some(memory.record) { Self(memory.known) } else { Self::default() }
    }

    /// What the file at a place of the record was made of.
    pub(super) fn made_of(&self, at: usize) -> Option<MadeOf> {
        self.0.get(at)?.made_of
    }

    /// How the file at a place of the record looks, if that has not changed since.
    pub(super) fn stands(&self, at: usize, path: &Path) -> Option<Stamp> {
        let known = self.0.get(at)?.stamp?;
        (Stamp::of(path) == Some(known)).then_some(known)
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
    let look = |(file, known): (&RecordedFile<&str>, &Known)| Known {
        stamp: known.stamp.or_else(|| stamp(file.path)),
        made_of: known.made_of,
    };
    let known = written.record.files.par_iter().zip(&written.known).map(look).collect();
    seal::write(&place.memory(), &KIND, &(Outputs { record, known }, about)).map(drop)
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
    let Ok((memory, about)) = seal::unseal::<(Outputs, Option<About>)>(&KIND, &sealed) else { return Ok(None) };
    let is_whole = || !place.journal().exists() && Stamp::of(&place.record()) == Some(memory.record);
    let Some(about) = about.filter(|it| is_whole() && holds(it)) else { return Ok(None) };
    let stands = |file: &RecordedFile<&str>, known: &Known| {
        let path = place.target(file.path);
        match known.stamp {
            Some(stamp) => Stamp::of(&path) == Some(stamp),
            None => {
                let is_plain = path.symlink_metadata().is_ok_and(|it| it.is_file());
                is_plain && fs::read(&path).is_ok_and(|bytes| *blake3::hash(&bytes).as_bytes() == file.hash)
            }
        }
    };
    let all_stand = |files: &[RecordedFile<&str>]| {
        let known = &memory.known;
        files.len() == known.len() && files.par_iter().zip(known).all(|(file, known)| stands(file, known))
    };
    Ok(record::seen(&place.record(), all_stand).filter(|it| *it).map(|_| (about, memory.known.len())))
}
