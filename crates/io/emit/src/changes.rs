//! What has to be done to the output folder once every file is made; decided here, done in `journal`.

use std::fs;

use super::ground::{self, Standing, Ways};
use super::journal::Journal;
use super::place::Place;
use super::record::{Record, RecordedFile};
use super::stage::Made;
use super::{Error, Outcome};

/// All that the decision rests on.
pub(super) struct Findings<'a, 'p> {
    pub(super) place: &'a Place,
    /// Every path, sorted.
    pub(super) planned: &'a [&'p str],
    /// One for each planned path, in their order.
    pub(super) made: &'a [Made],
    /// What the last build wrote; empty when nothing is known.
    pub(super) record: &'a Record,
    /// Where each planned path stands in it.
    pub(super) recorded: &'a [Option<u32>],
    /// Whether there is nothing in the output but what is never counted.
    pub(super) is_fresh: bool,
    /// What stands where the folders of staged files should be, sorted.
    pub(super) in_the_way: Vec<String>,
    /// Whether files of others may be overwritten.
    pub(super) force: bool,
}

/// The work that is left, and what it will have come to.
///
/// # Errors
///
/// When files that Dateline did not write stand in the way.
pub(super) fn decide<'p>(findings: &Findings<'_, 'p>) -> Result<(Journal, Outcome<'p>), Error> {
    let staged = super::staged(findings.planned, findings.made);
    let emptied = folders_in_the_way(findings)?;
    refuse_foreign(findings)?;
    let removed = removed(findings)?;
    let is_in_the_way = |path: &str| {
        let is_inside = |folder: &String| path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'));
        findings.in_the_way.iter().any(|file| file == path) || emptied.iter().any(is_inside)
    };
    let (mut cleared, removals): (Vec<String>, _) = removed.iter().cloned().partition(|path| is_in_the_way(path));
    // With force, a file of somebody else's may stand where a folder should be.
    cleared.extend(findings.in_the_way.iter().filter(|path| findings.record.file(path).is_none()).cloned());
    let journal = Journal { cleared, emptied, moves: moves(findings, &staged)?, removals };
    let unchanged = findings.planned.len() - staged.len();
    Ok((journal, Outcome { written: staged, unchanged, removed }))
}

/// The folders that stand where files should go and all folders in them, innermost first.
///
/// # Errors
///
/// When one of them holds a file that Dateline did not write. Force does not help: it overwrites files, not folders.
fn folders_in_the_way(findings: &Findings) -> Result<Vec<String>, Error> {
    let mut folders = Vec::new();
    let mut foreign = Vec::new();
    for made in findings.made.iter().filter(|made| made.standing == Standing::Folder) {
        folders.push(findings.planned[made.planned_idx as usize].to_owned());
    }
    let mut folder_idx = 0;
    while folder_idx < folders.len() {
        let folder = folders[folder_idx].clone();
        let shown = findings.place.shown(&folder);
        for entry in fs::read_dir(findings.place.target(&folder)).map_err(Error::io("read", &shown))? {
            let entry = entry.map_err(Error::io("read", &shown))?;
            let file_type = entry.file_type().map_err(Error::io("read", &shown))?;
            let path = entry.file_name().to_str().map(|name| format!("{folder}/{name}"));
            match path {
                Some(path) if file_type.is_dir() => folders.push(path),
                Some(path) if file_type.is_file() && findings.record.file(&path).is_some() => {}
                _ => foreign.push(shown.join(entry.file_name())),
            }
        }
        folder_idx += 1;
    }
    if !foreign.is_empty() {
        foreign.sort();
        return Err(Error::NotOurs { paths: foreign });
    }
    folders.reverse();
    Ok(folders)
}

/// Refuses to overwrite what Dateline did not write, unless it is forced to.
fn refuse_foreign(findings: &Findings) -> Result<(), Error> {
    if findings.force || findings.is_fresh {
        return Ok(());
    }
    let differs = |made: &&Made| made.standing == Standing::Differs;
    let overwritten = findings.made.iter().filter(differs).map(|made| findings.planned[made.planned_idx as usize]);
    let in_the_way = findings.in_the_way.iter().map(String::as_str);
    let foreign = overwritten.chain(in_the_way).filter(|path| findings.record.file(path).is_none());
    let mut paths: Vec<_> = foreign.map(|path| findings.place.shown(path)).collect();
    if paths.is_empty() {
        return Ok(());
    }
    paths.sort();
    Err(Error::NotOurs { paths })
}

/// Recorded files that are no longer planned and still stand there.
fn removed(findings: &Findings) -> Result<Vec<String>, Error> {
    let n_planned_still = findings.recorded.iter().flatten().count();
    if findings.is_fresh || n_planned_still == findings.record.files.len() {
        return Ok(Vec::new());
    }
    let mut ways = Ways::new(findings.place);
    let mut removed = Vec::new();
    for RecordedFile { path, .. } in &findings.record.files {
        let is_planned = findings.planned.binary_search(&path.as_str()).is_ok();
        if !is_planned && ways.is_plain_file(path)? {
            removed.push(path.clone());
        }
    }
    Ok(removed)
}

/// Staged files, or the top folder around them where the output has none of that name.
fn moves(findings: &Findings, staged: &[&str]) -> Result<Vec<String>, Error> {
    let mut moves: Vec<String> = Vec::new();
    // The top folder last looked at, and whether the output lacks it.
    let mut last = ("", false);
    for path in staged {
        let Some((top, _)) = path.split_once('/') else {
            moves.push((*path).to_owned());
            continue;
        };
        let is_new = last.0 != top;
        if is_new {
            last = (top, ground::stat(findings.place, top)?.is_none());
        }
        match last.1 {
            true if is_new => moves.push(top.to_owned()),
            true => {}
            false => moves.push((*path).to_owned()),
        }
    }
    Ok(moves)
}

/// The record of what was made, with what is to be kept with it.
pub(super) fn record_of<'p>(planned: &[&'p str], made: &mut [Made], notes: Vec<u8>) -> Record<&'p str> {
    let file = |made: &mut Made| RecordedFile {
        path: planned[made.planned_idx as usize],
        len: made.len,
        hash: made.hash,
        shows: made.shows.take(),
    };
    Record { files: made.iter_mut().map(file).collect(), notes }
}
