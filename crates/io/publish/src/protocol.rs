//! The order of a publish, and what keeps two apart.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use rayon::prelude::*;

use crate::record::{Intent, body_key, is_named_by_record, is_of_build, promises_key};
use crate::steps::{Steps, Unknown, steps, withheld};
use crate::{
    Found, Holder, Limits, PublicFile, PublicTree, Record, STATE, Shows, Stage, Store, StoreError, Tag, encoding,
    is_in_one,
};
use dateline_text::date::Instant;

/// What is decided of a publish beside its tree.
pub struct Publishing<'a> {
    /// Names the build; a publish of the same build goes on where an interrupted one stopped.
    pub build: &'a str,
    /// Names this run and no other.
    pub token: &'a str,
    /// When it begins.
    pub now: Instant,
    /// The clock, in seconds since 1970: others are told that this publisher lives.
    pub clock: &'a (dyn Fn() -> i64 + Sync),
    /// How long what is no longer in the tree stays, in seconds.
    pub grace: i64,
    /// How long others wait for this one before they take it for dead, in seconds.
    pub patience: i64,
    /// The process that publishes.
    pub holder: &'a Holder,
    /// Whether to go on at once where another publisher seems to be at work: whoever asks for that knows that it has ended.
    pub takes_over: bool,
    /// Waits, in seconds, so that another publisher can notice that it was taken over.
    pub wait: &'a (dyn Fn(i64) + Sync),
    /// The number of the build that this one goes back to; `None` for a publish.
    pub goes_back_to: Option<u64>,
    /// How many earlier builds can be gone back to.
    pub keep: usize,
    /// What may be deleted.
    pub limits: Limits,
    /// Whether every key is looked at, whatever the record says, and a record that cannot be read is made again.
    pub reconcile: bool,
    /// Whether a first publish may go where others keep things.
    pub among_others: bool,
    /// Whether nothing is to be changed.
    pub is_dry: bool,
    /// Tells caches which keys changed. What it fails at is done again by the next publish.
    pub purge: &'a (dyn Fn(&[String]) -> Result<(), String> + Sync),
    /// Is told how it goes, from any thread.
    pub told: &'a (dyn Fn(Event) + Sync),
}

/// What happens while a tree is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// So many objects will be put, of so many bytes before they are encoded.
    Began(usize, u64),
    /// An object of so many bytes was put.
    Put(u64),
}

/// What a publish did; of a dry one, what it would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Keys that were put, sorted.
    pub put: Vec<String>,
    /// How many stood there already.
    pub unchanged: usize,
    /// Keys that readers could fetch and that were deleted, sorted.
    pub deleted: Vec<String>,
    /// Keys that are no longer in the tree and will be deleted later, sorted.
    pub leaving: Vec<String>,
    /// Bytes that were put, before they were encoded.
    pub bytes: u64,
    /// Keys of which caches were told, sorted.
    pub purged: Vec<String>,
}

/// Why nothing, or not all, was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The tree has no release.
    Empty,
    /// Nothing was published there yet, and there are things of others.
    Others,
    /// So many addresses would go, of so many.
    TooManyDeletes(usize, usize),
    /// Another publisher is at work: its build, its process, and for how many seconds yet it is waited for.
    Busy(String, Box<Holder>, i64),
    /// Another publisher has taken over meanwhile.
    TakenOver,
    /// What the target keeps of the last publish cannot be read.
    BadRecord(String),
    /// The tree shows a release that may not be read: the key of a file that does.
    Withheld(String),
    /// The store did not do what it was asked.
    Store(StoreError),
    /// A file of the tree cannot be read, or is another than when it was built.
    File(String),
    /// All is published, but caches were not told.
    Purge(String),
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// How often an intent is renewed while others would wait for it: one whose holder was taken for dead is noticed that soon.
const RENEWALS: i64 = 30;

/// Reads a file of the tree by its path.
pub type Read<'a> = &'a (dyn Fn(&str) -> Result<Vec<u8>, String> + Sync);

/// What a target holds, as its record says, and what an interrupted publisher left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What was published last.
    pub record: Record,
    /// Whether a publish is under way, or was interrupted.
    pub is_unfinished: bool,
    /// The number of the build that a rollback which is under way, or was interrupted, goes back to.
    pub goes_back_to: Option<u64>,
}

/// What a target holds; `None` before the first publish.
///
/// # Errors
///
/// When the store cannot be read, or what it keeps.
pub fn standing(store: &dyn Store) -> Result<Option<Standing>, Refusal> {
    let (record, intent) = (found_record(store, None)?, found_intent(store)?);
    let Some(Kept { value: record, .. }) = record else { return Ok(None) };
    // One that the record has closed has only its afterwork left.
    let begun = intent.map(|it| it.value).filter(|it| it.token.is_empty() || it.token != record.closes);
    let (is_unfinished, goes_back_to) = (begun.is_some(), begun.and_then(|it| it.goes_back_to));
    Ok(Some(Standing { record, is_unfinished, goes_back_to }))
}

/// The record of a target, as it was read.
pub struct FoundRecord(Kept<Record>);

impl FoundRecord {
    /// Returns the record.
    pub fn record(&self) -> &Record {
        &self.0.value
    }
}

/// The record of a target; `None` before the first publish.
///
/// # Errors
///
/// When the store cannot be read, or the record.
pub fn record(store: &dyn Store) -> Result<Option<FoundRecord>, Refusal> {
    Ok(found_record(store, None)?.map(FoundRecord))
}

/// An object of the publisher's own, as it was read.
struct Kept<Value> {
    value: Value,
    tag: Tag,
}

/// The record as it stands. One that was read before is not parsed again while it is the same.
fn found_record(store: &dyn Store, known: Option<FoundRecord>) -> Result<Option<Kept<Record>>, Refusal> {
    let Some(Found { bytes, tag }) = store.get(&record_key())? else { return Ok(None) };
    if let Some(FoundRecord(known)) = known.filter(|it| it.0.tag == tag) {
        return Ok(Some(known));
    }
    Ok(Some(Kept { value: Record::from_bytes(&bytes).map_err(Refusal::BadRecord)?, tag }))
}

fn found_intent(store: &dyn Store) -> Result<Option<Kept<Intent>>, Refusal> {
    let Some(Found { bytes, tag }) = store.get(&intent_key())? else { return Ok(None) };
    let value = serde_json::from_slice(&bytes).map_err(|error| Refusal::BadRecord(error.to_string()))?;
    Ok(Some(Kept { value, tag }))
}

/// What cannot be read counts as nothing that is to be replaced, where a record may be made again.
fn or_made_again<Value: Default>(
    found: Result<Option<Kept<Value>>, Refusal>,
    (store, key): (&dyn Store, String),
    how: &Publishing,
) -> Result<Option<Kept<Value>>, Refusal> {
    match found {
        Err(Refusal::BadRecord(_)) if how.reconcile => {
            Ok(store.get(&key)?.map(|it| Kept { value: Value::default(), tag: it.tag }))
        }
        found => found,
    }
}

/// Publishes a tree. A record that is `known` is not parsed again while it is the same.
///
/// # Errors
///
/// Why not. What was put before stays: the next publish completes it.
pub fn publish(
    store: &dyn Store,
    tree: &PublicTree,
    read: Read,
    how: &Publishing,
    known: Option<FoundRecord>,
) -> Result<Outcome, Refusal> {
    if !tree.has_releases {
        return Err(Refusal::Empty);
    }
    let record = or_made_again(found_record(store, known), (store, record_key()), how)?;
    let (mut record, record_tag) = record.map_or_else(Default::default, |it| (it.value, Some(it.tag)));
    let begun = or_made_again(found_intent(store), (store, intent_key()), how)?;
    let (begun, mut intent_tag) = begun.map_or_else(Default::default, |it| (Some(it.value), Some(it.tag)));
    let is_taken_over = begun.as_ref().map(|it| may_go_on(it, how)).transpose()?.unwrap_or_default();
    if record_tag.is_none() && intent_tag.is_none() && !how.among_others && !how.reconcile {
        let listed = store.list()?;
        if listed.contains(&intent_key()) || listed.contains(&record_key()) {
            return Err(Refusal::TakenOver);
        }
        if !listed.is_empty() {
            return Err(Refusal::Others);
        }
    }
    // Of one that the record has closed only the afterwork is left.
    let (closed, begun) = begun.map_or((None, None), |it| match !it.token.is_empty() && it.token == record.closes {
        true => (Some(it), None),
        false => (None, Some(it)),
    });
    let mut purged = Vec::new();
    if let Some(closed) = closed.filter(|_| !how.is_dry) {
        let lease = Lease::new(store, closed, intent_tag.take(), how)?;
        lease.let_notice(is_taken_over);
        purged = lease.given_back_after(|| afterwork(&lease))?;
    }
    let begun = begun.unwrap_or_default();
    let listed = if how.reconcile { Some(listed(store, tree)?) } else { None };
    if record == Record::default()
        && let Some(listed) = &listed
    {
        record = last_build(store, listed)?;
    }
    refuse_withheld(tree, &record)?;
    let (unknown, own) = looked_at(store, tree, &begun, listed)?;
    let mut steps = steps(tree, &record, &unknown, how);
    steps.within(how.limits, &record)?;
    steps.drop_orphans(&begun, &record, own);
    let mut outcome = outcome(&steps, tree);
    let intent = intent(&steps, &begun, &record, how);
    if how.is_dry {
        purged = intent.purge;
    } else if !steps.is_nothing() || intent_tag.is_some() {
        let lease = Lease::new(store, intent, intent_tag, how)?;
        lease.let_notice(is_taken_over);
        purged.extend(lease.given_back_after(|| {
            store.tidy()?;
            carry_out(&lease, &steps, (&record, &unknown), read)?;
            close(&lease, tree, steps, (&record, record_tag))?;
            afterwork(&lease)
        })?);
        purged.sort_unstable();
        purged.dedup();
    }
    outcome.purged = purged;
    Ok(outcome)
}

/// Whether what another publisher has begun may be gone on with: it has ended, or nobody heard of it for long. Gives whether
/// that is not certain.
fn may_go_on(begun: &Intent, how: &Publishing) -> Result<bool, Refusal> {
    // A clock that is wrong makes nobody wait longer than that.
    let left = (begun.expires - (how.clock)()).min(how.patience);
    let holder = begun.holder.clone().unwrap_or_default();
    let is_free = left <= 0 || begun.token == how.token || holder.has_ended();
    match is_free {
        true => Ok(false),
        false if how.takes_over => Ok(true),
        false => Err(Refusal::Busy(begun.build.clone(), Box::new(holder), left)),
    }
}

/// Refuses a tree that shows what may not be read.
fn refuse_withheld(tree: &PublicTree, record: &Record) -> Result<(), Refusal> {
    let withheld = withheld(tree, record);
    let shown = tree.files.iter().find(|it| withheld.has(&it.shows));
    shown.map_or(Ok(()), |it| Err(Refusal::Withheld(it.key.clone())))
}

fn record_key() -> String {
    format!("{STATE}record.json")
}

fn intent_key() -> String {
    format!("{STATE}intent.json")
}

/// What stands in a target, where all of it is looked at.
struct Listed {
    /// Objects that readers can fetch and that are not in the tree. What stands in another target inside this one is that
    /// one's.
    others: Vec<String>,
    /// The publisher's own.
    state: Vec<String>,
}

fn listed(store: &dyn Store, tree: &PublicTree) -> Result<Listed, Refusal> {
    let listed = store.list()?;
    let nested = listed.iter().filter_map(|it| it.strip_suffix(&record_key()).filter(|it| !it.is_empty()));
    let nested: Vec<String> = nested.map(str::to_owned).collect();
    let is_other = |it: &String| tree.file(it).is_none() && !nested.iter().any(|top| it.starts_with(top.as_str()));
    let (state, others) = listed.into_iter().filter(is_other).partition(|it| it.starts_with(STATE));
    Ok(Listed { others, state })
}

/// The newest record of an earlier build that can be read, where the last one is lost; an empty one if there is none.
fn last_build(store: &dyn Store, listed: &Listed) -> Result<Record, Refusal> {
    let mut builds: Vec<&String> = listed.state.iter().filter(|it| is_of_build(it)).collect();
    builds.sort_unstable_by(|a, b| b.cmp(a));
    for key in builds {
        if let Some(record) = store.get(key)?.and_then(|it| Record::from_bytes(&it.bytes).ok()) {
            return Ok(record);
        }
    }
    Ok(Record::default())
}

/// The keys of which it is not known what stands there: what an interrupted publish was about to do, and with a list of all
/// objects every one of them. With these, the publisher's own objects that a record has to name.
fn looked_at(
    store: &dyn Store,
    tree: &PublicTree,
    begun: &Intent,
    listed: Option<Listed>,
) -> Result<(Unknown, Vec<String>), Refusal> {
    let shows = |key: &String| -> Shows { begun.shows.get(key).map(|it| it.as_slice().into()) };
    let mut keys: BTreeMap<String, Shows> = begun.keys.iter().map(|it| (it.clone(), shows(it))).collect();
    let mut own = Vec::new();
    if let Some(Listed { others, state }) = listed {
        own = state.into_iter().filter(|it| is_named_by_record(it)).collect();
        // An object that no record has any more was lost with one. At the address of a withheld release it is a release's.
        let ours = all(&others, |it| {
            let is_ours = is_in_one(&tree.withheld.folders, it) || store.is_ours(it)?;
            Ok(is_ours.then(|| it.clone()))
        })?;
        for key in ours.into_iter().flatten() {
            keys.entry(key).or_insert(None);
        }
        for file in &tree.files {
            keys.entry(file.key.clone()).or_insert_with(|| file.shows.clone());
        }
    }
    let files: Vec<&PublicFile> = keys.keys().filter_map(|it| tree.file(it)).collect();
    let has = all(&files, |it| Ok(store.has(it)?.then(|| it.key.clone())))?;
    Ok((Unknown { keys, has: has.into_iter().flatten().collect() }, own))
}

fn outcome(steps: &Steps, tree: &PublicTree) -> Outcome {
    let mut put: Vec<String> = steps.put().map(|it| it.key.clone()).collect();
    put.sort_unstable();
    let is_public = |key: &&String| !key.starts_with(STATE);
    let mut deleted: Vec<String> = steps.delete.iter().chain(&steps.drop).filter(is_public).cloned().collect();
    deleted.sort_unstable();
    Outcome {
        unchanged: tree.files.len() - put.len(),
        put,
        deleted,
        leaving: steps.leaving.clone(),
        bytes: steps.put().map(|it| it.length).sum(),
        purged: Vec::new(),
    }
}

fn intent(steps: &Steps, begun: &Intent, record: &Record, how: &Publishing) -> Intent {
    let keys: BTreeSet<&String> = steps.put().map(|it| &it.key).chain(&steps.delete).chain(&begun.keys).collect();
    let is_asked_for = |it: &&PublicFile| !it.stage.is_unknown_when_new() || record.files.contains_key(&it.key);
    let public_drop = steps.drop.iter().filter(|it| !it.starts_with(STATE));
    let put = steps.put().filter(is_asked_for).map(|it| &it.key);
    let purge: BTreeSet<&String> = put.chain(&steps.delete).chain(public_drop).chain(&begun.purge).collect();
    let owned = |keys: BTreeSet<&String>| keys.into_iter().cloned().collect();
    let (keys, purge) = (owned(keys), owned(purge));
    let bodies = steps.keep.keys().cloned().collect();
    let drop = steps.drop.iter().cloned().collect();
    let shows = steps.put().filter_map(|it| Some((it.key.clone(), it.shows.as_ref()?.to_vec()))).collect();
    Intent {
        token: how.token.to_owned(),
        build: how.build.to_owned(),
        expires: 0,
        holder: Some(how.holder.clone()),
        goes_back_to: how.goes_back_to,
        keys,
        shows,
        bodies,
        purge,
        drop,
    }
}

/// Everything up to the record. What is kept is kept before anything is overwritten, so that a publisher who takes over can
/// tell what stands where.
fn carry_out(lease: &Lease, steps: &Steps, (record, unknown): (&Record, &Unknown), read: Read) -> Result<(), Refusal> {
    let Lease { store, how, .. } = lease;
    (how.told)(Event::Began(steps.n_put(), steps.put().map(|it| it.length).sum()));
    let keep: Vec<(&String, &String)> = steps.keep.iter().collect();
    all(&keep, |(body, key)| {
        lease.check()?;
        let to = body_key(body);
        if !(unknown.keys.contains_key(*key) && store.exists(&to)?) {
            store.copy(key, &to)?;
        }
        Ok(())
    })?;
    if let Some(last) = steps.kept.last().filter(|it| it.number == record.number) {
        store.copy(&record_key(), &last.key())?;
    }
    if let Some((hash, promises)) = &steps.promises {
        lease.check()?;
        put_own(*store, &promises_key(hash), promises, None)?;
    }
    for files in [&steps.new, &steps.changed] {
        for stage in Stage::ALL {
            let files: Vec<&PublicFile> = files.iter().filter(|it| it.stage == stage).copied().collect();
            all(&files, |file| put(file, read, lease))?;
        }
    }
    delete(&steps.delete, lease)
}

fn put(file: &PublicFile, read: Read, lease: &Lease) -> Result<(), Refusal> {
    let bytes = encoding::as_built(read(&file.path).map_err(Refusal::File)?, file);
    // What an interrupted publish replaced is among the bodies that it kept.
    let kept = || read(&body_key(&file.body())).ok().and_then(|it| encoding::as_built(it, file));
    let bytes = bytes.or_else(kept).ok_or_else(|| {
        let path = &file.path;
        Refusal::File(format!("`{path}` has other bytes than when it was built: run `dateline publish` again"))
    })?;
    lease.check()?;
    lease.store.put(file, encoding::encoded(bytes, &file.headers))?;
    (lease.how.told)(Event::Put(file.length));
    Ok(())
}

fn delete<'k>(keys: impl IntoIterator<Item = &'k String>, lease: &Lease) -> Result<(), Refusal> {
    all(&keys.into_iter().collect::<Vec<_>>(), |key| {
        lease.check()?;
        Ok(lease.store.delete(key)?)
    })?;
    Ok(())
}

/// Writes the record.
fn close(
    lease: &Lease,
    tree: &PublicTree,
    steps: Steps,
    (record, record_tag): (&Record, Option<Tag>),
) -> Result<(), Refusal> {
    let how = lease.how;
    let number = if steps.is_nothing() { record.number } else { record.number + 1 };
    let Steps { removed, kept, bodies, withheld, promises, .. } = steps;
    let promises = promises.map(|it| it.0).or_else(|| record.promises.clone());
    let closing = Record { number, removed, kept, bodies, withheld, promises, ..Record::of(&tree.files) };
    let bytes = closing.closing(how.token, how.build, how.now).to_bytes();
    lease.check()?;
    put_own(lease.store, &record_key(), &bytes, record_tag.as_ref())?.map(drop).ok_or(Refusal::TakenOver)
}

/// What is done once the record is written: caches are told, and what nobody needs is deleted. The keys of which they were
/// told.
fn afterwork(lease: &Lease) -> Result<Vec<String>, Refusal> {
    let Intent { purge, drop, .. } = &lease.intent;
    if !purge.is_empty() {
        (lease.how.purge)(purge).map_err(Refusal::Purge)?;
    }
    delete(drop, lease)?;
    lease.end()?;
    Ok(purge.clone())
}

/// The right to change what stands there: an intent that others see, renewed while its holder lives.
struct Lease<'a> {
    store: &'a dyn Store,
    how: &'a Publishing<'a>,
    intent: Intent,
    tag: Mutex<Tag>,
    /// When it is to be renewed, in seconds since 1970.
    due: AtomicI64,
}

impl<'a> Lease<'a> {
    /// Takes it: from nobody for `None`, else from the one whose intent was read.
    fn new(
        store: &'a dyn Store,
        mut intent: Intent,
        was: Option<Tag>,
        how: &'a Publishing<'a>,
    ) -> Result<Self, Refusal> {
        let now = (how.clock)();
        intent.expires = now + how.patience;
        // Another may have begun since it was looked.
        let tag = put_own(store, &intent_key(), &to_bytes(&intent), was.as_ref())?.ok_or(Refusal::TakenOver)?;
        Ok(Self { store, how, intent, tag: Mutex::new(tag), due: AtomicI64::new(now + how.patience / RENEWALS) })
    }

    /// Waits until a publisher that was taken over has looked at its lease, in case it still runs.
    fn let_notice(&self, is_taken_over: bool) {
        if is_taken_over {
            (self.how.wait)(self.how.patience / RENEWALS * 3 / 2);
        }
    }

    /// Renews it when that is due.
    fn check(&self) -> Result<(), Refusal> {
        let now = (self.how.clock)();
        if now < self.due.load(Ordering::Relaxed) {
            return Ok(());
        }
        let mut tag = self.tag.lock().expect("nothing panics with it");
        if now < self.due.load(Ordering::Relaxed) {
            return Ok(());
        }
        *tag = self.put(now + self.how.patience, &tag)?;
        self.due.store(now + self.how.patience / RENEWALS, Ordering::Relaxed);
        Ok(())
    }

    fn put(&self, expires: i64, was: &Tag) -> Result<Tag, Refusal> {
        let intent = Intent { expires, ..self.intent.clone() };
        put_own(self.store, &intent_key(), &to_bytes(&intent), Some(was))?.ok_or(Refusal::TakenOver)
    }

    /// Does the work. If it fails, the next publisher need not wait for this one.
    fn given_back_after<T>(&self, work: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
        work().inspect_err(|refusal| {
            let tag = self.tag.lock().expect("nothing panics with it");
            if *refusal != Refusal::TakenOver {
                // The reason why the work failed is the one to report. Clocks differ: this has expired by any.
                let _ = self.put(0, &tag);
            }
        })
    }

    /// Ends it, unless it is another's by now.
    fn end(&self) -> Result<(), Refusal> {
        let found = self.store.get(&intent_key())?;
        let tag = self.tag.lock().expect("nothing panics with it");
        if found.is_some_and(|it| it.tag == *tag) {
            self.store.delete(&intent_key())?;
        }
        Ok(())
    }
}

fn to_bytes(intent: &Intent) -> Vec<u8> {
    serde_json::to_vec(intent).expect("an intent has keys of text")
}

/// [`Store::put_if`] where the answer to an earlier try may have been lost: if what stands there is what was to be put, it was.
fn put_own(store: &dyn Store, key: &str, bytes: &[u8], was: Option<&Tag>) -> Result<Option<Tag>, Refusal> {
    if let Some(tag) = store.put_if(key, bytes, was)? {
        return Ok(Some(tag));
    }
    let Some(Found { tag, .. }) = store.get(key)?.filter(|it| it.bytes == bytes) else { return Ok(None) };
    Ok(Some(tag))
}

/// Does all of a kind, in parallel; after a failure nothing more is begun.
fn all<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> Result<R, Refusal> + Sync) -> Result<Vec<R>, Refusal> {
    let has_failed = AtomicBool::new(false);
    let done = things.par_iter().filter_map(|it| {
        if has_failed.load(Ordering::Relaxed) {
            return None;
        }
        Some(work(it).inspect_err(|_| has_failed.store(true, Ordering::Relaxed)))
    });
    done.collect()
}
