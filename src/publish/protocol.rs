//! The order of a publish, and what keeps two apart.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use rayon::prelude::*;

use crate::date::Instant;
use crate::publish::record::{Intent, body_key, is_of_earlier};
use crate::publish::steps::{Steps, steps};
use crate::publish::{
    Found, Limits, PublicFile, PublicTree, Record, STATE, Stage, Store, StoreError, Tag, encoding, former,
};

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
    /// How many earlier builds can be gone back to.
    pub keep: usize,
    /// What may be deleted.
    pub limits: Limits,
    /// Whether every key is looked at, whatever the record says.
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

/// What a target keeps of the last publish; `None` before the first.
///
/// # Errors
///
/// When the store cannot be read, or what it keeps.
pub fn record(store: &dyn Store) -> Result<Option<Record>, Refusal> {
    Ok(found_record(store)?.map(|it| it.0))
}

fn found_record(store: &dyn Store) -> Result<Option<(Record, Tag)>, Refusal> {
    let Some(found) = store.get(&record_key())? else { return Ok(None) };
    let record = Record::from_bytes(&found.bytes).map_err(Refusal::BadRecord)?;
    Ok(Some((record, found.tag)))
}

/// Publishes a tree.
///
/// # Errors
///
/// Why not. What was put before stays: the next publish completes it.
pub fn publish(store: &dyn Store, tree: &PublicTree, read: Read, how: &Publishing) -> Result<Outcome, Refusal> {
    if !tree.has_releases {
        return Err(Refusal::Empty);
    }
    let (record, record_tag) = found_record(store)?.map_or_else(Default::default, |(record, tag)| (record, Some(tag)));
    let found = store.get(&intent_key())?;
    let begun = found.as_ref().map(|it| serde_json::from_slice::<Intent>(&it.bytes)).transpose();
    let begun = begun.map_err(|error| Refusal::BadRecord(error.to_string()))?;
    let mut intent_tag = found.map(|it| it.tag);
    if let Some(begun) = &begun {
        let left = begun.expires - how.now.as_second();
        if begun.build != how.build && left > 0 {
            return Err(Refusal::Busy(begun.build.clone(), left));
        }
    }
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
        purged = lease.given_back_after(|| afterwork(&lease))?;
    }
    let begun = begun.unwrap_or_default();
    let Looked { unknown, has, own } = looked_at(store, tree, &begun, how)?;
    let mut steps = steps(tree, &record, &unknown, &has, how);
    steps.within(how.limits, &record)?;
    if steps.has_newly_withheld && !how.is_dry {
        forget_withheld(store, tree, &record, &mut steps)?;
    }
    steps.drop_orphans(&begun, own);
    let mut outcome = outcome(&steps, tree);
    let intent = intent(&steps, &begun, &record, how);
    if how.is_dry {
        purged = intent.purge;
    } else if !steps.is_nothing(&record) || intent_tag.is_some() {
        let lease = Lease::new(store, intent, intent_tag, how)?;
        purged.extend(lease.given_back_after(|| {
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

fn record_key() -> String {
    format!("{STATE}record.json")
}

fn intent_key() -> String {
    format!("{STATE}intent.json")
}

/// What a look at a store has told.
struct Looked {
    /// The keys of which it is not known what stands there: of what an interrupted publish was about to do, it is not known
    /// what it did.
    unknown: BTreeSet<String>,
    /// Those of them that are as they are to be.
    has: BTreeSet<String>,
    /// Bodies and records of earlier builds that stand there, where it was looked.
    own: Vec<String>,
}

fn looked_at(store: &dyn Store, tree: &PublicTree, begun: &Intent, how: &Publishing) -> Result<Looked, Refusal> {
    let mut unknown: BTreeSet<String> = begun.keys.iter().cloned().collect();
    let mut own = Vec::new();
    if how.reconcile {
        let listed = store.list()?;
        // What stands in another target inside this one is that one's.
        let nested = listed.iter().filter_map(|it| it.strip_suffix(&record_key()).filter(|it| !it.is_empty()));
        let nested: Vec<String> = nested.map(str::to_owned).collect();
        let is_other = |it: &String| tree.file(it).is_none() && !nested.iter().any(|top| it.starts_with(top.as_str()));
        let (state, others): (Vec<_>, Vec<_>) =
            listed.into_iter().filter(is_other).partition(|it| it.starts_with(STATE));
        own = state.into_iter().filter(|it| is_of_earlier(it)).collect();
        // What no record has any more was lost with one.
        let ours = all(&others, |it| Ok(store.is_ours(it)?.then(|| it.clone())))?;
        unknown.extend(ours.into_iter().flatten());
        unknown.extend(tree.files.iter().map(|it| it.key.clone()));
    }
    let files: Vec<&PublicFile> = unknown.iter().filter_map(|it| tree.file(it)).collect();
    let has = all(&files, |it| Ok(store.has(it)?.then(|| it.key.clone())))?;
    Ok(Looked { unknown, has: has.into_iter().flatten().collect(), own })
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
    Intent { token: how.token.to_owned(), build: how.build.to_owned(), expires: 0, keys, bodies, purge, drop }
}

/// Keeps no body of an earlier build that has words of what may not be read any more.
fn forget_withheld(store: &dyn Store, tree: &PublicTree, record: &Record, steps: &mut Steps) -> Result<(), Refusal> {
    let mut allowed: BTreeSet<String> = former::bodies(record, tree).collect();
    for kept in steps.kept.iter().filter(|it| it.number != record.number) {
        let Some(found) = store.get(&kept.key())? else { continue };
        let earlier = Record::from_bytes(&found.bytes).map_err(Refusal::BadRecord)?;
        allowed.extend(former::bodies(&earlier, tree));
    }
    steps.forget_bodies(|body, _| !allowed.contains(body));
    Ok(())
}

/// Everything up to the record. What is kept is kept before anything is overwritten, so that a publisher who takes over can
/// tell what stands where.
fn carry_out(
    lease: &Lease,
    steps: &Steps,
    (record, unknown): (&Record, &BTreeSet<String>),
    read: Read,
) -> Result<(), Refusal> {
    let Lease { store, how, .. } = lease;
    (how.told)(Event::Began(steps.n_put(), steps.put().map(|it| it.length).sum()));
    let keep: Vec<(&String, &String)> = steps.keep.iter().collect();
    all(&keep, |(body, key)| {
        lease.check()?;
        let to = body_key(body);
        if !(unknown.contains(*key) && store.exists(&to)?) {
            store.copy(key, &to)?;
        }
        Ok(())
    })?;
    if let Some(last) = steps.kept.last().filter(|it| it.number == record.number) {
        store.copy(&record_key(), &last.key())?;
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
    let is_as_built = |bytes: &[u8]| *blake3::hash(bytes).as_bytes() == file.hash;
    let mut bytes = read(&file.path).map_err(Refusal::File)?;
    if !is_as_built(&bytes) {
        // The body of an earlier build is as it was stored.
        bytes = encoding::plain(bytes, &file.headers);
    }
    if !is_as_built(&bytes) {
        return Err(Refusal::File(format!("`{}` is not as it was built: build again", file.path)));
    }
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
    let number = if steps.is_nothing(record) { record.number } else { record.number + 1 };
    let Steps { removed, kept, bodies, .. } = steps;
    let closing = Record { number, removed, kept, bodies, ..Record::of(&tree.files) };
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
                // Why the work failed is to be told, not that this did too.
                let _ = self.put((self.how.clock)(), &tag);
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
