//! Makes every unit's files in parallel, and keeps those that differ from the output's in the stage.

use std::fs::{self, File};
use std::io::{self, Write};
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rayon::prelude::*;

use super::ground::{self, Standing};
use super::memory::{MadeOf, Remembered};
use super::place::Place;
use super::record::Record;
use super::{Error, Failure};
use dateline_content::shown::ShownId;

/// How many units are made in a row: some take a thousand times as long as others, and stand together.
const IN_A_ROW: usize = 16;

/// Takes the files of one unit of work as they are made.
pub struct Sink<'a> {
    stage: &'a Stage<'a>,
    made: Vec<Made>,
    /// Of what the files are made that come.
    made_of: Option<MadeOf>,
    /// The place in the plan that comes next, if they come in its order.
    next_idx: usize,
    /// Room for comparing, kept from file to file.
    chunk: Vec<u8>,
}

/// One file that was made.
pub(super) struct Made {
    /// Its position in the plan.
    pub(super) planned_idx: u32,
    /// One more than its position in the record, where it stands and was known by its look.
    pub(super) stands_at: Option<NonZeroU32>,
    /// In bytes.
    pub(super) len: u64,
    /// BLAKE3 of the bytes.
    pub(super) hash: [u8; 32],
    /// What stood in its place; unless that was the same, the file is in the stage.
    pub(super) standing: Standing,
    /// Of what it was made, where somebody says.
    pub(super) made_of: Option<MadeOf>,
    /// The releases that it shows; `None` where an earlier build did not say.
    pub(super) shows: Option<Box<[ShownId]>>,
}

/// What the sinks of all units share.
pub(super) struct Stage<'a> {
    pub(super) place: &'a Place,
    /// Every path, sorted.
    pub(super) planned: &'a [&'a str],
    /// Whether there is nothing in the output to compare with.
    pub(super) is_fresh: bool,
    /// What the last build wrote; empty when nothing is known.
    pub(super) record: &'a Record,
    /// Where each path stands in that.
    pub(super) recorded: &'a [Option<u32>],
    /// What it kept of its files.
    pub(super) remembered: &'a Remembered,
    /// Is told how many files are done.
    pub(super) progress: &'a (dyn Fn(usize) + Sync),
    pub(super) course: Course,
}

/// How far the units have got, and whether there is a point in going on.
#[derive(Default)]
pub(super) struct Course {
    n_done: AtomicUsize,
    /// A unit has failed: nothing will be moved in, so nothing more is staged.
    is_doomed: AtomicBool,
    /// The surroundings have failed: no further unit is begun.
    is_stopped: AtomicBool,
}

impl Sink<'_> {
    /// Takes one file, whole, with what it shows, sorted.
    ///
    /// # Errors
    ///
    /// When the path is not in the plan, something that may not be touched stands there, or the disk fails. The unit
    /// should hand the error on: nothing will come of the build.
    pub fn write(&mut self, path: &str, bytes: &[u8], shows: &[ShownId]) -> Result<(), Error> {
        let planned_idx = self.place(path).ok_or_else(|| {
            // A planned path is known to lie inside the folder, so no other check is needed.
            Error::Plan { path: path.to_owned(), why: "was made and is not in the plan" }
        })?;
        if !self.stage.course.is_doomed.load(Ordering::Relaxed) {
            self.keep(planned_idx, bytes, shows)?;
        }
        (self.stage.progress)(self.stage.course.n_done.fetch_add(1, Ordering::Relaxed) + 1);
        Ok(())
    }

    /// Takes a file as an earlier build wrote it, if it still stands so, with what it shows; whether it does.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub fn stands(&mut self, path: &str, shows: &[ShownId]) -> Result<bool, Error> {
        let made = self.standing(path, None)?.map(|it| Made { shows: Some(shows.into()), ..it });
        let stands = made.is_some();
        self.take(made);
        Ok(stands)
    }

    /// Records the input of the files that are written from now on.
    pub fn made_of(&mut self, made_of: MadeOf) {
        self.made_of = Some(made_of);
    }

    /// Takes files as the last build made them, if it made them all of the same, and all still stand so; whether it does. Each
    /// comes with its place in the plan.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write).
    pub fn stand_made_of<'p>(
        &mut self,
        made_of: MadeOf,
        placed: impl IntoIterator<Item = (usize, &'p str)>,
    ) -> Result<bool, Error> {
        let mut all = Vec::new();
        for (place, path) in placed {
            self.go_to(place);
            match self.standing(path, Some(made_of))? {
                Some(made) => all.push(made),
                None => return Ok(false),
            }
        }
        self.take(all);
        Ok(true)
    }

    /// The file that comes next has this place in the plan: it is looked for only where that is not so.
    pub fn go_to(&mut self, place: usize) {
        self.next_idx = place;
    }

    /// The place of a path in the plan.
    fn place(&mut self, path: &str) -> Option<usize> {
        let planned = self.stage.planned;
        let is_next = planned.get(self.next_idx) == Some(&path);
        let place = if is_next { self.next_idx } else { planned.binary_search(&path).ok()? };
        self.next_idx = place + 1;
        Some(place)
    }

    /// A file of an earlier build that still stands as it wrote it, and was made of that, if something is asked for.
    fn standing(&mut self, path: &str, made_of: Option<MadeOf>) -> Result<Option<Made>, Error> {
        let Stage { place, is_fresh, record, recorded, remembered, .. } = self.stage;
        let Some(planned_idx) = self.place(path).filter(|_| !is_fresh) else { return Ok(None) };
        let Some(at) = recorded[planned_idx].map(|it| it as usize) else { return Ok(None) };
        if made_of.is_some() && remembered.made_of(at) != made_of {
            return Ok(None);
        }
        let file = &record.files[at];
        let is_known = remembered.stands(at, &place.target(path));
        if !is_known && !ground::has_hash(place, path, (file.len, &file.hash))? {
            return Ok(None);
        }
        let stands_at = NonZeroU32::new(at as u32 + 1).filter(|_| is_known);
        let (len, hash, standing) = (file.len, file.hash, Standing::Same);
        let shows = file.shows.clone();
        Ok(Some(Made { planned_idx: planned_idx as u32, stands_at, len, hash, standing, made_of, shows }))
    }

    fn take(&mut self, made: impl IntoIterator<Item = Made>) {
        let n_before = self.made.len();
        self.made.extend(made);
        let n_new = self.made.len() - n_before;
        if n_new > 0 {
            (self.stage.progress)(self.stage.course.n_done.fetch_add(n_new, Ordering::Relaxed) + n_new);
        }
    }

    fn keep(&mut self, planned_idx: usize, bytes: &[u8], shows: &[ShownId]) -> Result<(), Error> {
        let Stage { place, planned, is_fresh, .. } = self.stage;
        let path = planned[planned_idx];
        let standing =
            if *is_fresh { Standing::Missing } else { ground::standing(place, path, bytes, &mut self.chunk)? };
        if standing != Standing::Same {
            let staged = place.stage().join(path);
            write(&staged, bytes).map_err(Error::no_room_or("write", staged, place.stage()))?;
        }
        let hash = *blake3::hash(bytes).as_bytes();
        let (planned_idx, len, made_of) = (planned_idx as u32, bytes.len() as u64, self.made_of);
        let shows = Some(shows.into());
        self.made.push(Made { planned_idx, stands_at: None, len, hash, standing, made_of, shows });
        Ok(())
    }
}

/// Makes all units' files; each planned file comes out once, in the order of the plan.
///
/// # Errors
///
/// The faults of all units in the units' order, or what stopped the work.
pub(super) fn make_all<Unit: Sync, Fault: Send>(
    stage: &Stage,
    units: &[Unit],
    make: impl Fn(&Unit, &mut Sink) -> Result<(), Failure<Fault>> + Sync,
) -> Result<Vec<Made>, Failure<Fault>> {
    let course = &stage.course;
    let make_one = |unit: &Unit| {
        if course.is_stopped.load(Ordering::Relaxed) {
            return Ok(Vec::new());
        }
        let mut sink = Sink { stage, made: Vec::new(), made_of: None, next_idx: 0, chunk: Vec::new() };
        let result = make(unit, &mut sink);
        if let Err(failure) = &result {
            course.is_doomed.store(true, Ordering::Relaxed);
            course.is_stopped.fetch_or(matches!(failure, Failure::Stopped(_)), Ordering::Relaxed);
        }
        result.map(|()| sink.made)
    };
    let results = units.par_iter().with_max_len(IN_A_ROW).map(make_one).fold(Results::default, Results::with);
    let made = results.reduce(Results::default, Results::and).made()?;
    check_plan_is_kept(stage.planned, &made)?;
    Ok(made)
}

/// What came of units, in their order.
struct Results<Fault> {
    /// Those of units in a row together: put into one list at the end, when its length is known.
    made: Vec<Vec<Made>>,
    /// `None` when no unit has failed.
    faults: Option<Vec<Fault>>,
    /// What stopped the work first.
    stopped: Option<Error>,
}

impl<Fault> Default for Results<Fault> {
    fn default() -> Self {
        Self { made: Vec::new(), faults: None, stopped: None }
    }
}

impl<Fault> Results<Fault> {
    fn with(mut self, result: Result<Vec<Made>, Failure<Fault>>) -> Self {
        match (result, self.made.last_mut()) {
            (Ok(mut made), Some(in_a_row)) => in_a_row.append(&mut made),
            (Ok(made), None) => self.made.push(made),
            (Err(Failure::Faults(faults)), _) => self.faults.get_or_insert_default().extend(faults),
            (Err(Failure::Stopped(error)), _) => self.stopped = self.stopped.or(Some(error)),
        }
        self
    }

    fn and(mut self, mut other: Self) -> Self {
        self.made.append(&mut other.made);
        if let Some(faults) = other.faults {
            self.faults.get_or_insert_default().extend(faults);
        }
        self.stopped = self.stopped.or(other.stopped);
        self
    }

    /// All files in the order of the plan; or what stopped the work, else the faults.
    fn made(self) -> Result<Vec<Made>, Failure<Fault>> {
        if let Some(error) = self.stopped {
            return Err(Failure::Stopped(error));
        }
        if let Some(faults) = self.faults {
            return Err(Failure::Faults(faults));
        }
        let mut made = Vec::with_capacity(self.made.iter().map(Vec::len).sum());
        self.made.into_iter().for_each(|mut it| made.append(&mut it));
        made.sort_unstable_by_key(|made| made.planned_idx);
        Ok(made)
    }
}

fn check_plan_is_kept(planned: &[&str], made: &[Made]) -> Result<(), Error> {
    let refuse = |path: &str, why| Err(Error::Plan { path: path.to_owned(), why });
    if let Some(pair) = made.windows(2).find(|pair| pair[0].planned_idx == pair[1].planned_idx) {
        return refuse(planned[pair[0].planned_idx as usize], "was made twice");
    }
    let n_in_step = made.iter().zip(0..).take_while(|(made, path_idx)| made.planned_idx == *path_idx).count();
    match planned.get(n_in_step) {
        Some(path) => refuse(path, "is in the plan and was not made"),
        None => Ok(()),
    }
}

/// Writes a file of the stage, with the folders around it when they are missing: most pages have one of their own.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    match fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => fs::create_dir_all(folder)?,
        made => made?,
    }
    File::create(path)?.write_all(bytes)
}
