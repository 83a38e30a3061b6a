//! What a build keeps of itself, so that the next one can tell that nothing has changed: beside what the caller says of it,
//! stamps of the files that it wrote. It may be deleted, or damaged, at any time: then nothing is known.

use std::fs;

use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::place::Place;
use super::record::{Record, RecordedFile};
use super::seal::{self, Kind};
use super::{Error, OutputFolder};
use crate::stamp::Stamp;

const KIND: Kind = Kind { magic: b"dateline memory\n", version: 1 };

/// What is kept.
#[derive(Serialize, Deserialize)]
struct Memory<About, Path> {
    about: About,
    record: Stamp,
    outputs: Vec<Output<Path>>,
}

/// A file that was written.
#[derive(Serialize, Deserialize)]
struct Output<Path> {
    path: Path,
    hash: [u8; 32],
    /// `None` where it is too young to be known by it.
    stamp: Option<Stamp>,
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

/// Keeps what is said `about` the build that wrote the record. A file that it wrote is known by its stamp if that was settled
/// at the `last` [`tick`], else by its bytes.
///
/// # Errors
///
/// When the disk fails.
pub fn remember<'a, About: Serialize>(
    folder: &OutputFolder,
    record: &'a Record,
    about: About,
    last: &Stamp,
) -> Result<(), Error> {
    let place = Place::new(folder)?;
    let Some(of_record) = Stamp::of(&place.record()) else { return Ok(()) };
    let output = |it: &'a RecordedFile| Output {
        stamp: Stamp::of(&place.target(&it.path)).filter(|it| it.is_settled(last)),
        path: it.path.as_str(),
        hash: it.hash,
    };
    let outputs = record.files.par_iter().map(output).collect();
    seal::replace(&place.memory(), &seal::seal(&KIND, &Memory { about, record: of_record, outputs }))
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
    let Ok(memory) = seal::unseal::<Memory<About, &str>>(&KIND, &sealed) else { return Ok(None) };
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
    let all_stand = is_whole && holds(&memory.about) && memory.outputs.par_iter().all(stands);
    Ok(all_stand.then_some((memory.about, memory.outputs.len())))
}
