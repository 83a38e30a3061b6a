//! What a move-in has to do, written down before it begins, so that whoever comes next can complete it. The record of what it
//! will have written lies beside the one that holds until then, and takes its place at the end.
//!
//! Every step may be done twice: a staged file that is missing was moved already, a file to remove that is missing was
//! removed already. A journal that is not whole was never completed, so nothing of it had begun, and it is dropped with
//! its stage. It outlives a process that is killed. After a power cut staged bytes may be lost, since nothing is
//! synced; the next build compares what stands there and writes it again.

use std::fs;
use std::io;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::ground::Ways;
use super::place::{Place, gone};
use super::record::{self, Found, Record};
use super::seal::{self, Broken, Checksum, Kind};
use super::{Error, Step, move_in, paths};

const KIND: Kind = Kind { magic: b"dateline journal\n", version: 2 };

/// The work of one move-in, in the order in which it is done.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Journal {
    /// Files that stand where something else goes.
    pub(super) cleared: Vec<String>,
    /// Folders that stand where files go, innermost first; empty by then.
    pub(super) emptied: Vec<String>,
    /// Files of the stage, or whole folders of it.
    pub(super) moves: Vec<String>,
    /// Files that are no longer wanted. They go last, so that no page links to what is not there.
    pub(super) removals: Vec<String>,
}

/// A journal as it is kept: with the checksum of the record that is to come.
#[derive(Debug, Serialize, Deserialize)]
struct Begun<Work> {
    work: Work,
    next: Checksum,
}

impl Journal {
    /// Whether the output is already as it should be, but for the record.
    pub(super) fn is_idle(&self) -> bool {
        self.cleared.is_empty() && self.emptied.is_empty() && self.moves.is_empty() && self.removals.is_empty()
    }

    fn is_sound(&self) -> bool {
        let lists = [&self.cleared, &self.emptied, &self.moves, &self.removals];
        lists.into_iter().flatten().all(|path| paths::is_inside(path))
    }
}

/// Writes the record that is to come, and then the journal. From here on the move-in will be completed, by this build or the
/// next.
pub(super) fn begin(place: &Place, journal: &Journal, record: &Record<&str>) -> Result<(), Error> {
    let next = record::save(&place.next_record(), record)?;
    seal::write(&place.journal(), &KIND, &Begun { work: journal, next }).map(drop)
}

/// Whether the record that a journal speaks of waits to take its place, or has taken it.
fn has_next(place: &Place, next: Checksum) -> Result<bool, Error> {
    for path in [place.next_record(), place.record()] {
        match record::read(&path)? {
            Found::Whole(_, checksum) => return Ok(checksum == next),
            Found::Missing => {}
            Found::Broken(_) => return Ok(false),
        }
    }
    Ok(false)
}

/// Completes what an interrupted build left, and drops what it had not finished making.
///
/// Gives whether there was a move-in to complete.
pub(super) fn recover(place: &Place, step: Step) -> Result<bool, Error> {
    let path = place.journal();
    let is_completed = match fs::read(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(Error::io("read", path)(error)),
        Ok(sealed) => match seal::unseal::<Begun<Journal>>(&KIND, &sealed) {
            Ok(begun) if begun.work.is_sound() && has_next(place, begun.next)? => {
                carry_out(place, &begun.work, step)?;
                true
            }
            Err(Broken::OtherVersion) => return Err(Error::OtherVersion { journal: path }),
            Ok(_) | Err(Broken::Damaged) => {
                gone(fs::remove_file(&path)).map_err(Error::io("remove", path))?;
                false
            }
        },
    };
    place.drop_near()?;
    place.drop_orphans()?;
    Ok(is_completed)
}

/// Does what the journal says, then puts the record in its place and drops journal and stage.
pub(super) fn carry_out(place: &Place, journal: &Journal, step: Step) -> Result<(), Error> {
    fs::create_dir_all(&place.out).map_err(Error::io("create", place.shown("")))?;
    remove_files(place, &journal.cleared, step)?;
    remove_empty_folders(place, journal.emptied.iter().map(String::as_str), step)?;
    move_all(place, &journal.moves, step)?;
    remove_files(place, &journal.removals, step)?;
    remove_empty_folders(place, folders_to_prune(&journal.removals), step)?;
    step()?;
    // A second time, it was put there already.
    gone(fs::rename(place.next_record(), place.record())).map_err(Error::io("write", place.record()))?;
    step()?;
    gone(fs::remove_file(place.journal())).map_err(Error::io("remove", place.journal()))?;
    step()?;
    place.drop_stages()
}

fn move_all(place: &Place, moves: &[String], step: Step) -> Result<(), Error> {
    let mut ways = Ways::new(place);
    for path in moves {
        ways.lead_to(path)?;
    }
    let stage = if place.near().is_dir() { place.near() } else { place.stage() };
    moves.par_iter().try_for_each(|path| move_in::one(place, &stage, path, step))
}

fn remove_files(place: &Place, files: &[String], step: Step) -> Result<(), Error> {
    let mut ways = Ways::new(place);
    for path in files {
        step()?;
        // A second time, something else may have taken the place: what was in the way of a folder is a folder now.
        if ways.is_plain_file(path)? {
            gone(fs::remove_file(place.target(path))).map_err(Error::io("remove", place.shown(path)))?;
        }
    }
    Ok(())
}

/// The folders that removed files were in and that may have become empty, each once, innermost first.
fn folders_to_prune(removals: &[String]) -> Vec<&str> {
    let removals: Vec<&str> = removals.iter().map(String::as_str).collect();
    let mut folders = paths::folders(&removals);
    folders.sort_unstable();
    folders.dedup();
    folders.reverse();
    folders
}

/// Removes those of the folders that are empty.
fn remove_empty_folders<'a>(
    place: &Place,
    folders: impl IntoIterator<Item = &'a str>,
    step: Step,
) -> Result<(), Error> {
    let mut ways = Ways::new(place);
    for folder in folders {
        step()?;
        if !ways.is_plain_folder(folder)? {
            continue;
        }
        match gone(fs::remove_dir(place.target(folder))) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
            removed => removed.map_err(Error::io("remove", place.shown(folder)))?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_pruned_from_the_inside_out() {
        let removals = ["a/b/c", "a/b-c", "a/b/d", "e"].map(str::to_owned);
        assert_eq!(folders_to_prune(&removals), ["a/b", "a"]);
    }

    #[test]
    fn a_journal_that_points_outside_is_not_sound() {
        let mut journal = Journal { cleared: vec![], emptied: vec![], moves: vec!["nyc".into()], removals: vec![] };
        assert!(journal.is_sound());
        journal.removals.push("../content/release.md".into());
        assert!(!journal.is_sound());
    }
}
