//! Copies what is to be moved in to the output's own file system, where that is not the stage's.
//!
//! A rename cannot go from one file system to another, and a copy can fail in the middle: when there is no room left, say. So
//! everything is copied before the journal is written, into a hidden folder of the output, and moved in from there. A copy
//! that fails takes the folder away again, and the output is as it was. An interrupted build leaves the folder without a
//! journal, and the next one drops it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::Error;
use super::Step;
use super::journal::Journal;
use super::place::{Place, gone};

/// The name of the empty file by which is seen whether a rename goes through.
const PROBE: &str = ".dateline-probe";

/// Copies the stage to the output's file system, unless a rename leads there, or there is nothing to move.
///
/// # Errors
///
/// When the copies cannot be made: then none is left.
pub(super) fn bring(place: &Place, journal: &Journal, step: Step) -> Result<(), Error> {
    if journal.moves.is_empty() {
        return Ok(());
    }
    let is_new = !place.out.exists();
    fs::create_dir_all(&place.out).map_err(Error::io("create", place.shown("")))?;
    let brought = match is_far(place) {
        Ok(false) => Ok(()),
        Ok(true) => copy_stage(place, step),
        Err(error) => Err(error),
    };
    if brought.is_err() {
        // The failure is the one to report; the next build drops what is left.
        let _ = place.drop_near();
        if is_new {
            let _ = fs::remove_dir(&place.out);
        }
    }
    brought
}

/// Whether the output is on another file system than the stage. Numbers of devices do not tell: of two places where one is
/// mounted they are the same, and a rename between them fails.
fn is_far(place: &Place) -> Result<bool, Error> {
    let (probe, target) = (place.stage().join(PROBE), place.target(PROBE));
    fs::write(&probe, "").map_err(Error::io("write", &probe))?;
    let moved = fs::rename(&probe, &target);
    for path in [probe, target] {
        gone(fs::remove_file(&path)).map_err(Error::io("remove", path))?;
    }
    match moved {
        Ok(()) => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => Ok(true),
        Err(error) => Err(Error::io("write into", place.shown(""))(error)),
    }
}

/// Copies every file of the stage.
pub(super) fn copy_stage(place: &Place, step: Step) -> Result<(), Error> {
    place.drop_near()?;
    let near = place.near();
    // Without the slash at its end.
    let out: PathBuf = place.shown("").components().collect();
    let failed = || Error::no_room_or("write into", &out, &out);
    fs::create_dir(&near).map_err(failed())?;
    let mut files = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let path = place.stage().join(&folder);
        for entry in fs::read_dir(&path).map_err(Error::io("read", &path))? {
            let entry = entry.map_err(Error::io("read", &path))?;
            let name = entry.file_name().into_string().expect("the stage holds planned paths, which are text");
            let inner = format!("{folder}{name}");
            match entry.file_type().map_err(Error::io("read", entry.path()))?.is_dir() {
                true => {
                    fs::create_dir(near.join(&inner)).map_err(failed())?;
                    folders.push(format!("{inner}/"));
                }
                false => files.push(inner),
            }
        }
    }
    files.par_iter().try_for_each(|file| {
        step()?;
        copy(&place.stage().join(file), &near.join(file)).map_err(failed())
    })
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to).map(drop)
}
