//! Writes the output folder, all of it or nothing.
//!
//! Takes the paths of all files, and a function that makes them, unit by unit, in parallel. Returns what changed. The folder then
//! has exactly these files beside those of others. It touches the output folder and `.dateline/`; it knows nothing of what the
//! files say, and does not read the newsroom's sources.
//!
//! A file whose bytes are the same is not touched. Changed files are written to a *stage* in `.dateline/`. When all of them are
//! there, a *journal* is written and the stage is moved in. A build that fails therefore changes nothing, and the next build
//! completes an interrupted one. A *record* lists every file that was written. Other files are never removed, and never
//! overwritten without `--force`.
//!
//! ```text
//! .dateline/lock            held while a build writes
//! .dateline/stage/KEY/      files that wait to be moved in
//! OUTPUT/.dateline-stage/   copies of them, where the output is on another file system: see `near`
//! .dateline/journal/KEY     what a move-in has to do, while one is under way
//! .dateline/record/KEY      what was written; one for each output folder
//! .dateline/record/KEY.next what will have been, while a journal is under way
//! .dateline/parts/KEY/      what is kept beside the record, as it is much and seldom read
//! .dateline/memory/KEY      what the files were made of, and how they looked then: what has not changed is not made again
//! ```

mod changes;
mod error;
mod ground;
mod journal;
mod memory;
mod move_in;
mod near;
mod parts;
mod paths;
mod place;
mod record;
mod seal;
mod stage;

#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};

use changes::Findings;
use ground::Standing;
use journal::Journal;
use memory::Known;
use place::Place;
use record::Found;
use stage::{Course, Made, Stage};

use dateline_content::codec::PartName;
use dateline_source::stamp::Stamp;

pub use error::Error;
pub use memory::{MadeOf, Remembered, Written, all_stand, forget, remember, tick};
pub use parts::Parts;
pub use record::{Record, RecordedFile};
pub use stage::Sink;

/// Asked before every step; an error ends the move-in there. Tests interrupt with it.
type Step<'a> = &'a (dyn Fn() -> Result<(), Error> + Sync);

/// The folder to write to, and where its record is kept.
#[derive(Clone, Debug)]
pub struct OutputFolder {
    /// The folder; it need not exist, and may be a link to one. Messages name it as it stands here.
    pub out: PathBuf,
    /// `.dateline/` of the newsroom; it need not exist.
    pub state: PathBuf,
    /// The newsroom.
    pub root: PathBuf,
    /// Whether to write into a folder that holds other things, and over files of planned names that Dateline did not
    /// write. Everything else in the folder is left alone even so.
    pub force: bool,
}

/// The files that a build makes.
#[derive(Debug)]
pub struct Planned<'a, 'p> {
    /// All paths, relative to the folder, `/`-separated and sorted.
    pub paths: &'a [&'p str],
    /// What is to be kept with the record, for [`hold`] to give back.
    pub notes: Vec<u8>,
    /// The parts that the notes name; all others are dropped. Sorted.
    pub parts: &'a [PartName],
    /// What the last build kept of its files, as far as it may be trusted.
    pub remembered: Remembered,
}

/// What a build did to the output folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome<'p> {
    /// Files that are new or differ from what stood there, sorted.
    pub written: Vec<&'p str>,
    /// How many files were already there with the same bytes.
    pub unchanged: usize,
    /// Files of an earlier build that are no longer planned, sorted.
    pub removed: Vec<String>,
}

/// How a build ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Emitted<'p, Fault> {
    /// All files are in place, and this is what is known of them.
    Done(Outcome<'p>, Written<'p>),
    /// The content has these faults, in the order of the units; nothing was changed in the folder.
    Faults(Vec<Fault>),
}

/// Why one unit's files could not be made.
#[derive(Debug)]
pub enum Failure<Fault> {
    /// The content is at fault. All units' faults are collected.
    Faults(Vec<Fault>),
    /// The surroundings are. No further unit is begun.
    Stopped(Error),
}

impl<Fault> From<Error> for Failure<Fault> {
    fn from(error: Error) -> Self {
        Self::Stopped(error)
    }
}

/// Makes all planned files and brings the output folder up to date with them.
///
/// `make` is called once for every unit,
/// in parallel in the current rayon pool, and hands each file to the sink; together the units make each planned file once.
/// `validate` is called once, after every file is made and before the folder changes; if it returns a fault, the folder does not
/// change. `progress` gets the number of finished files, from any thread, not always in order. The record is not read again if
/// it is the one that was [held](hold).
///
/// Completes or drops first what an interrupted build has left.
///
/// # Errors
///
/// When the folder may not be written to, holds what Dateline did not write where a file should go, or another build is
/// running; when the disk fails; when the plan is no plan or is not kept. The folder is as it was, unless the disk
/// failed while files were moved in: then the next build completes that.
pub fn write<'p, Unit: Sync, Fault: Send>(
    planned: Planned<'_, 'p>,
    units: &[Unit],
    (folder, held): (&OutputFolder, Option<Held>),
    (make, validate): (impl Fn(&Unit, &mut Sink) -> Result<(), Failure<Fault>> + Sync, impl FnOnce() -> Vec<Fault>),
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Emitted<'p, Fault>, Error> {
    write_by_steps(planned, units, (folder, held), (make, validate), progress, &|| Ok(()))
}

/// Completes a move-in that was interrupted, and drops what was not completely made.
///
/// Gives whether there was a move-in to complete. `write` does this itself; it is for those who only read the output.
///
/// # Errors
///
/// When another build is running, or the disk fails.
pub fn recover(folder: &OutputFolder) -> Result<bool, Error> {
    let place = Place::new(folder)?;
    if place.is_unused() {
        return Ok(false);
    }
    let _lock = place.lock()?;
    journal::recover(&place, &|| Ok(()))
}

/// Why a folder can be no output folder, whatever is in it: follows its name. `None` when it can be one.
///
/// # Errors
///
/// When the current folder cannot be found.
pub fn misplaced(folder: &OutputFolder) -> Result<Option<String>, Error> {
    match Place::new(folder) {
        Ok(_) => Ok(None),
        Err(Error::BadOutput { why, .. }) => Ok(Some(why)),
        Err(error) => Err(error),
    }
}

/// Whether a file or folder is another one or inside it, seen through links; neither need exist.
///
/// # Errors
///
/// When the current folder cannot be found.
pub fn is_inside(path: &Path, folder: &Path) -> Result<bool, Error> {
    Ok(place::resolve(path)?.starts_with(place::resolve(folder)?))
}

/// The record of an output folder, as it stood when it was read.
pub struct Held {
    /// What the last build wrote.
    pub record: Record,
    stamp: Option<Stamp>,
}

/// What the last build left, read before it is asked for: whoever goes by it looks whether it is so still.
pub struct Last {
    /// Its record.
    pub held: Option<Held>,
    /// What it kept of its files.
    pub remembered: Remembered,
}

impl Last {
    /// What the last build into a folder left.
    pub fn of(folder: &OutputFolder) -> Self {
        let (held, remembered) = rayon::join(|| foresee(folder), || Remembered::of(folder));
        Self { held, remembered }
    }
}

/// Reads the record as it stands, before it is [held](hold); nothing when none can be used.
pub fn foresee(folder: &OutputFolder) -> Option<Held> {
    read(&Place::new(folder).ok()?).ok().flatten()
}

/// Completes what an interrupted build left, and reads the record, for [`write()`] to go by, if it is not as it was `foreseen`;
/// nothing when there is none, or none that can be used.
///
/// # Errors
///
/// When another build is running, or the disk fails.
pub fn hold(folder: &OutputFolder, foreseen: Option<Held>) -> Result<Option<Held>, Error> {
    recover(folder)?;
    let place = Place::new(folder)?;
    let is_so_still = |it: &Held| it.stamp.is_some() && it.stamp == Stamp::of(&place.record());
    foreseen.filter(is_so_still).map_or_else(|| read(&place), |it| Ok(Some(it)))
}

fn read(place: &Place) -> Result<Option<Held>, Error> {
    let path = place.record();
    let stamp = Stamp::of(&path);
    match record::read(&path)? {
        Found::Whole(record, _) => Ok(Some(Held { record, stamp })),
        Found::Missing | Found::Broken(_) => Ok(None),
    }
}

/// The bytes of a file of the output, as it stands there.
///
/// # Errors
///
/// When it is not there, or the disk fails.
pub fn file(folder: &OutputFolder, path: &str) -> Result<Vec<u8>, Error> {
    let path = folder.out.join(path);
    fs::read(&path).map_err(Error::io("read", path))
}

/// The BLAKE3 checksum that the record of an output folder is sealed with; `None` when there is none.
pub fn record_checksum(folder: &OutputFolder) -> Option<[u8; 32]> {
    record::checksum_at(&Place::new(folder).ok()?.record())
}

/// Where the record of an output folder is kept; it need not be there.
///
/// # Errors
///
/// When the folder can be none.
pub fn record_path(folder: &OutputFolder) -> Result<PathBuf, Error> {
    Ok(Place::new(folder)?.record())
}

/// The record that a file is; `None` when there is no such file.
///
/// # Errors
///
/// When it is no record, or the disk fails.
pub fn record_at(path: &Path) -> Result<Option<Record>, Error> {
    match record::read(path)? {
        Found::Whole(record, _) => Ok(Some(record)),
        Found::Missing => Ok(None),
        Found::Broken(broken) => Err(Error::BadRecord { path: path.to_owned(), why: broken.why() }),
    }
}

fn write_by_steps<'p, Unit: Sync, Fault: Send>(
    planned: Planned<'_, 'p>,
    units: &[Unit],
    (folder, held): (&OutputFolder, Option<Held>),
    (make, validate): (impl Fn(&Unit, &mut Sink) -> Result<(), Failure<Fault>> + Sync, impl FnOnce() -> Vec<Fault>),
    progress: &(dyn Fn(usize) + Sync),
    step: Step,
) -> Result<Emitted<'p, Fault>, Error> {
    let Planned { paths: planned, notes, parts, remembered } = planned;
    paths::check(planned)?;
    let place = Place::new(folder)?;
    let lock = place.lock()?;
    journal::recover(&place, step)?;
    let kept = Parts::at(&place);
    if !parts.iter().all(|it| kept.has(*it)) {
        // Another build has come between, and dropped what it did not name.
        return Err(Error::Busy { lock: lock.path.clone() });
    }
    let is_fresh = ground::is_fresh(&place)?;
    let held = held.filter(|it| it.stamp.is_some() && it.stamp == Stamp::of(&place.record()));
    let record = match held {
        Some(held) => Some(held.record),
        None => known_record(&place, folder, is_fresh)?,
    };
    let known = record.as_ref().unwrap_or(const { &Record { files: Vec::new(), notes: Vec::new() } });
    let remembered = &if is_fresh { Remembered::default() } else { remembered.of_record(&place) };
    let (recorded, course) = (known.places_of(planned), Course::default());
    let recorded = &recorded;
    let stage = Stage { place: &place, planned, is_fresh, record: known, recorded, remembered, progress, course };

    let prepared = stage::make_all(&stage, units, make).and_then(|mut made| {
        let faults = validate();
        if !faults.is_empty() {
            return Err(Failure::Faults(faults));
        }
        let record = known;
        let in_the_way = if is_fresh { Vec::new() } else { ground::files_in_the_way(&place, &staged(planned, &made))? };
        let force = folder.force;
        let findings = Findings { place: &place, planned, made: &made, record, recorded, is_fresh, in_the_way, force };
        let (journal, outcome) = changes::decide(&findings)?;
        let next = changes::record_of(planned, &mut made, notes);
        near::bring(&place, &journal, step)?;
        let journal = begin(&place, journal, (record, &next))?;
        let stamp = |it: &Made| remembered.stamp(it.stands_at?.get() as usize - 1);
        // In the room of what was made.
        let known = made.into_iter().map(|it| Known { made_of: it.made_of, stamp: stamp(&it) }).collect();
        Ok((journal, outcome, Written { record: next, known }))
    });
    match prepared {
        Ok((journal, outcome, written)) => {
            drop(record);
            if let Some(journal) = journal {
                journal::carry_out(&place, &journal, step)?;
            }
            kept.keep_only(parts)?;
            Ok(Emitted::Done(outcome, written))
        }
        Err(Failure::Faults(faults)) => {
            place.drop_stages()?;
            Ok(Emitted::Faults(faults))
        }
        Err(Failure::Stopped(error)) => {
            // The first error is the one to report; the next build drops what is left.
            let _ = place.drop_stages();
            Err(error)
        }
    }
}

/// The files that wait in the stage.
fn staged<'p>(planned: &[&'p str], made: &[Made]) -> Vec<&'p str> {
    made.iter().filter(|it| it.standing != Standing::Same).map(|it| planned[it.planned_idx as usize]).collect()
}

/// The record of the folder, if there is one.
///
/// # Errors
///
/// When the folder holds something, nothing says that it is Dateline's, and nobody forces it.
fn known_record(place: &Place, folder: &OutputFolder, is_fresh: bool) -> Result<Option<Record>, Error> {
    let broken = match record::read(&place.record())? {
        Found::Whole(record, _) => return Ok(Some(record)),
        Found::Missing => None,
        Found::Broken(broken) => Some((place.record(), broken.why())),
    };
    if is_fresh || folder.force {
        return Ok(None);
    }
    Err(Error::Foreign { out: folder.out.clone(), record: broken })
}

/// Writes the journal, unless there is nothing to do.
fn begin(place: &Place, journal: Journal, (record, next): (&Record, &Record<&str>)) -> Result<Option<Journal>, Error> {
    if journal.is_idle() && next.is_that_of(record) {
        return Ok(None);
    }
    journal::begin(place, &journal, next)?;
    Ok(Some(journal))
}
