//! What a build keeps of itself, so that the next one can tell what has not changed: of each file that it wrote what it was made
//! of and how it looked. It may be deleted, or damaged, at any time: then nothing is known.

use std::fs;
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::place::Place;
use super::record::{self, Record, RecordedFile};
use super::seal::{self, Checksum, Kind};
use super::{Error, OutputFolder};
use dateline_source::stamp::Stamp;

const KIND: Kind = Kind { magic: b"dateline memory\n", version: 5 };

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
#[derive(Debug, Serialize, Deserialize)]
struct Outputs {
    /// What the record is sealed with: its times are others where the state folder was restored.
    record: Checksum,
    known: Vec<Known>,
}

/// The last build's files, by their places in its record: as they were when this was read.
#[derive(Debug, Default)]
pub struct Remembered(Option<Outputs>);

impl Remembered {
    /// What the last build into a folder kept of its files.
    pub fn of(folder: &OutputFolder) -> Self {
        Self(sealed(folder).and_then(|it| seal::unseal::<Outputs>(&KIND, &it).ok()))
    }

    /// It, if it is of the build that wrote the record that stands there now.
    pub(super) fn of_record(self, place: &Place) -> Self {
        Self(self.0.filter(|it| record::checksum_at(&place.record()) == Some(it.record)))
    }

    fn known(&self) -> &[Known] {
        self.0.as_ref().map_or(&[], |it| &it.known)
    }

    /// What the file at a place of the record was made of.
    pub(super) fn made_of(&self, at: usize) -> Option<MadeOf> {
        self.known().get(at)?.made_of
    }

    /// Whether the file at a place of the record looks as it did.
    pub(super) fn stands(&self, at: usize, path: &Path) -> bool {
        let stamp = self.stamp(at);
        stamp.is_some() && stamp == Stamp::of(path)
    }

    /// How the file at a place of the record looked.
    pub(super) fn stamp(&self, at: usize) -> Option<Stamp> {
        self.known().get(at)?.stamp
    }
}

fn sealed(folder: &OutputFolder) -> Option<Vec<u8>> {
    fs::read(Place::new(folder).ok()?.memory()).ok()
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

/// Keeps what is known of the files of a build. A file that it wrote is known by its stamp if that was settled at the `last`
/// [`tick`], else by its bytes.
///
/// # Errors
///
/// When the disk fails.
pub fn remember(folder: &OutputFolder, written: Written, last: &Stamp) -> Result<(), Error> {
    let place = Place::new(folder)?;
    let Some(record) = record::checksum_at(&place.record()) else { return Ok(()) };
    let Written { record: Record { files, .. }, mut known } = written;
    let stamp = |path: &str| Stamp::of(&place.target(path)).filter(|it| it.is_settled(last));
    let look =
        |(known, file): (&mut Known, &RecordedFile<&str>)| known.stamp = known.stamp.or_else(|| stamp(file.path));
    known.par_iter_mut().zip(&files).for_each(look);
    drop(files);
    seal::write(&place.memory(), &KIND, &Outputs { record, known }).map(drop)
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

/// How many files the last build wrote, if all of them still stand so.
///
/// # Errors
///
/// When the folder can be none.
pub fn all_stand(folder: &OutputFolder, remembered: &Remembered) -> Result<Option<usize>, Error> {
    let place = Place::new(folder)?;
    let Some(Outputs { record, known }) = &remembered.0 else { return Ok(None) };
    if place.journal().exists() || record::checksum_at(&place.record()) != Some(*record) {
        return Ok(None);
    }
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
        files.len() == known.len() && files.par_iter().zip(known).all(|(file, known)| stands(file, known))
    };
    Ok(record::seen(&place.record(), all_stand).filter(|it| *it).map(|_| known.len()))
}
