//! The order of a publish, and what keeps two apart.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::address::is_named_like_page;
use crate::date::Instant;
use crate::publish::record::Intent;
use crate::publish::{PublicFile, PublicTree, Record, STATE, Stage, Store, StoreError, Tag};

/// What is decided of a publish beside its tree.
#[derive(Clone, Debug)]
pub struct Publishing<'a> {
    /// Names the build; a publish of the same build goes on where an interrupted one stopped.
    pub build: &'a str,
    /// When it begins.
    pub now: Instant,
    /// How long what is no longer in the tree stays, in seconds.
    pub grace: i64,
    /// How long others wait for this one before they take it for dead, in seconds.
    pub patience: i64,
    /// What may be deleted.
    pub limits: Limits,
    /// Whether nothing is to be changed.
    pub is_dry: bool,
}

/// How many addresses a publish may take away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// At most so many; `None` for any number.
    pub count: Option<usize>,
    /// At most such a share of those that there were, in percent.
    pub percent: usize,
}

/// What a publish did; of a dry one, what it would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Keys that were put, sorted.
    pub put: Vec<String>,
    /// How many stood there already.
    pub unchanged: usize,
    /// Keys that were deleted, sorted.
    pub deleted: Vec<String>,
    /// Keys that are no longer in the tree and will be deleted later, sorted.
    pub leaving: Vec<String>,
    /// Bytes that were put.
    pub bytes: u64,
}

/// Why nothing, or not all, was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The tree has no release, and readers have some.
    Empty,
    /// So many addresses would go, of so many.
    TooManyDeletes(usize, usize),
    /// Another publisher is at work: its build, and for how many seconds yet it is waited for.
    Busy(String, i64),
    /// Another publisher has taken over meanwhile.
    TakenOver,
    /// What the target keeps of the last publish cannot be read.
    BadRecord(String),
    /// The store did not do what it was asked.
    Store(StoreError),
    /// A file of the tree cannot be read, or is another than when it was built.
    File(String),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Reads a file of the tree by its key.
pub type Read<'a> = &'a (dyn Fn(&str) -> Result<Vec<u8>, String> + Sync);

/// What there is to do.
struct Steps<'t> {
    put: Vec<&'t PublicFile>,
    /// Deleted at once: retracted, or left long ago.
    delete: BTreeSet<String>,
    /// What will be remembered as gone, and since when.
    removed: BTreeMap<String, i64>,
    leaving: Vec<String>,
}

/// Publishes a tree. `progress` is told of each key that is done.
///
/// # Errors
///
/// Why not. What was put before stays: the next publish completes it.
pub fn publish(
    store: &dyn Store,
    tree: &PublicTree,
    read: Read,
    how: &Publishing,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<Outcome, Refusal> {
    let (record_key, intent_key) = (format!("{STATE}record.json"), format!("{STATE}intent.json"));
    let found = store.get(&record_key)?;
    let record = match &found {
        Some(found) => Record::from_bytes(&found.bytes).map_err(Refusal::BadRecord)?,
        None => Record::default(),
    };
    let intent = store.get(&intent_key)?;
    let now = how.now.as_second();
    let begun: Option<Intent> = intent.as_ref().and_then(|it| serde_json::from_slice(&it.bytes).ok());
    if let Some(begun) = &begun
        && begun.build != how.build
        && begun.expires > now
    {
        return Err(Refusal::Busy(begun.build.clone(), begun.expires - now));
    }
    // Of what an interrupted publish was about to do, it is not known what it did.
    let unknown: BTreeSet<&str> = begun.iter().flat_map(|it| &it.keys).map(String::as_str).collect();
    if tree.n_releases == 0 && !record.files.is_empty() {
        return Err(Refusal::Empty);
    }
    let steps = steps(tree, &record, &unknown, how);
    within_limits(&steps, &record, how.limits)?;
    let mut outcome = Outcome {
        put: steps.put.iter().map(|it| it.key.clone()).collect(),
        unchanged: tree.files.len() - steps.put.len(),
        deleted: steps.delete.iter().cloned().collect(),
        leaving: steps.leaving.clone(),
        bytes: steps.put.iter().map(|it| it.length).sum(),
    };
    outcome.put.sort_unstable();
    let is_same = steps.put.is_empty() && steps.delete.is_empty() && steps.removed == record.removed;
    if how.is_dry || is_same && begun.is_none() {
        return Ok(outcome);
    }
    let keys = steps.put.iter().map(|it| it.key.clone()).chain(steps.delete.iter().cloned());
    let keys: Vec<String> = keys.chain(unknown.iter().map(|it| (*it).to_owned())).collect();
    let own = Intent { build: how.build.to_owned(), expires: now + how.patience, keys };
    let own = serde_json::to_vec(&own).expect("an intent has keys of text");
    // Another may have begun since it was looked.
    let was = intent.as_ref().map(|it| &it.tag);
    if store.put_if(&intent_key, &own, was)?.is_none() {
        return Err(Refusal::TakenOver);
    }
    for stage in Stage::ALL {
        let files: Vec<&PublicFile> = steps.put.iter().filter(|it| it.stage == stage).copied().collect();
        all(&files, |file| put(store, file, read, progress))?;
    }
    let delete: Vec<&String> = steps.delete.iter().collect();
    all(&delete, |key| {
        store.delete(key)?;
        progress(key);
        Ok(())
    })?;
    let record = Record::of(how.build, how.now, &tree.files, steps.removed);
    let was: Option<&Tag> = found.as_ref().map(|it| &it.tag);
    if store.put_if(&record_key, &record.to_bytes(), was)?.is_none() {
        return Err(Refusal::TakenOver);
    }
    store.delete(&intent_key)?;
    Ok(outcome)
}

/// What differs between the tree and what stands there.
fn steps<'t>(tree: &'t PublicTree, record: &Record, unknown: &BTreeSet<&str>, how: &Publishing) -> Steps<'t> {
    let is_in_tree = |key: &str| tree.files.binary_search_by(|it| it.key.as_str().cmp(key)).is_ok();
    let is_retracted = |key: &str| tree.retracted.iter().any(|it| key.starts_with(it.as_str()));
    let is_newly_retracted = record.files.keys().filter(|it| is_retracted(it)).any(|key| {
        let file = tree.files.binary_search_by(|it| it.key.cmp(key));
        file.is_ok_and(|at| !record.has(&tree.files[at]))
    });
    let is_of_it = |key: &str| is_newly_retracted && tree.indexes.iter().any(|it| key.starts_with(it.as_str()));
    let now = how.now.as_second();
    let put = tree.files.iter().filter(|it| unknown.contains(it.key.as_str()) || !record.has(it)).collect();
    let mut steps = Steps { put, delete: BTreeSet::new(), removed: BTreeMap::new(), leaving: Vec::new() };
    let gone = record.files.keys().map(String::as_str).chain(unknown.iter().copied());
    let since = gone.map(|it| (it, record.removed.get(it).copied().unwrap_or(now)));
    let since: BTreeMap<&str, i64> = since.chain(record.removed.iter().map(|(key, at)| (key.as_str(), *at))).collect();
    for (key, at) in since.into_iter().filter(|(key, _)| !is_in_tree(key)) {
        if is_retracted(key) || is_of_it(key) || now - at >= how.grace {
            steps.delete.insert(key.to_owned());
        } else {
            steps.removed.insert(key.to_owned(), at);
            if !record.removed.contains_key(key) {
                steps.leaving.push(key.to_owned());
            }
        }
    }
    steps
}

/// What names its bytes comes and goes; addresses that readers know are counted.
fn within_limits(steps: &Steps, record: &Record, limits: Limits) -> Result<(), Refusal> {
    let is_page = |key: &str| is_named_like_page(key);
    let n = record.files.keys().filter(|it| is_page(it)).count();
    let gone = steps.leaving.iter().chain(&steps.delete).filter(|it| record.files.contains_key(*it));
    let n_gone = gone.filter(|it| is_page(it)).count();
    if n_gone * 100 > n * limits.percent || limits.count.is_some_and(|it| n_gone > it) {
        return Err(Refusal::TooManyDeletes(n_gone, n));
    }
    Ok(())
}

fn put(store: &dyn Store, file: &PublicFile, read: Read, progress: &(dyn Fn(&str) + Sync)) -> Result<(), Refusal> {
    let bytes = read(&file.key).map_err(Refusal::File)?;
    if *blake3::hash(&bytes).as_bytes() != file.hash {
        return Err(Refusal::File(format!("`{}` is not as it was built: build again", file.key)));
    }
    store.put(&file.key, &bytes, &file.headers)?;
    progress(&file.key);
    Ok(())
}

/// Does all of one stage, in parallel; after a failure nothing more is begun.
fn all<T: Sync>(things: &[T], work: impl Fn(&T) -> Result<(), Refusal> + Sync) -> Result<(), Refusal> {
    let has_failed = AtomicBool::new(false);
    things.par_iter().try_for_each(|it| {
        if has_failed.load(Ordering::Relaxed) {
            return Ok(());
        }
        work(it).inspect_err(|_| has_failed.store(true, Ordering::Relaxed))
    })
}
