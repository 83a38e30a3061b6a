//! What there is to do: a tree held against what stands there. Nothing is done here.

use std::collections::{BTreeMap, BTreeSet};

use crate::record::{Intent, KeptBody, KeptBuild, RemovedObject, body_key, promises_key};
use crate::{PublicFile, PublicTree, Publishing, Record, Refusal, Shows, Withheld};
use dateline_content::old_address::is_named_like_page;
use dateline_content::shown::ShownId;

/// How many addresses a publish may take away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// At most so many; `None` for any number.
    pub count: Option<usize>,
    /// At most such a share of those that there were, in percent.
    pub percent: usize,
}

/// What there is to do, in the order in which it is done.
pub(super) struct Steps<'t> {
    /// Bodies to keep, each with the key at which it stands.
    pub(super) keep: BTreeMap<String, String>,
    /// Files that no page leads to yet.
    pub(super) new: Vec<&'t PublicFile>,
    /// Files that take the place of others.
    pub(super) changed: Vec<&'t PublicFile>,
    /// Deleted before the record is written: nobody may read it any more.
    pub(super) delete: BTreeSet<String>,
    /// Deleted last of all: what left long ago, and what nobody can go back to any more.
    pub(super) drop: BTreeSet<String>,
    /// As [`Record::removed`].
    pub(super) removed: BTreeMap<String, RemovedObject>,
    /// What was not remembered so before.
    pub(super) leaving: Vec<String>,
    /// What can be gone back to then.
    pub(super) kept: Vec<KeptBuild>,
    /// As [`Record::bodies`].
    pub(super) bodies: BTreeMap<String, KeptBody>,
    /// As [`Record::withheld`].
    pub(super) withheld: BTreeSet<ShownId>,
    /// As [`Record::promises`], with what is written there.
    pub(super) promises: Option<(String, &'t [u8])>,
    /// Whether the record has every file of the tree as it is to be, and nothing else to change.
    is_recorded: bool,
    /// Whether the record has these files and no others: then there is no earlier build to keep.
    has_same_files: bool,
}

impl<'t> Steps<'t> {
    /// Whether nothing is to be put or deleted, and nothing else to be remembered.
    pub(super) fn is_nothing(&self) -> bool {
        self.is_recorded && self.n_put() == 0 && self.delete.is_empty() && self.drop.is_empty()
    }

    pub(super) fn n_put(&self) -> usize {
        self.new.len() + self.changed.len()
    }

    /// Files that are put, in no order.
    pub(super) fn put(&self) -> impl Iterator<Item = &'t PublicFile> {
        self.new.iter().chain(&self.changed).copied()
    }
}

/// What is known of a target beside its record.
#[derive(Default)]
pub(super) struct Unknown {
    /// Keys of which it is not known what stands there, with the releases that may be shown there.
    pub(super) keys: BTreeMap<String, Shows>,
    /// Those of them that are as they are to be.
    pub(super) has: BTreeSet<String>,
}

/// What differs between a tree and what stands there.
pub(super) fn steps<'t>(tree: &'t PublicTree, record: &Record, unknown: &Unknown, how: &Publishing) -> Steps<'t> {
    let stands = |it: &PublicFile| match unknown.keys.contains_key(&it.key) {
        true => unknown.has.contains(&it.key),
        false => record.has(it),
    };
    let is_known = |it: &&PublicFile| record.files.contains_key(&it.key) || record.removed.contains_key(&it.key);
    let put = tree.files.iter().filter(|it| !stands(it));
    let (changed, new): (Vec<&PublicFile>, Vec<&PublicFile>) = put.partition(is_known);
    let withheld = withheld(tree, record);
    let is_recorded = |it: &PublicFile| record.has(it) && record.files[&it.key].shows == it.shows;
    let promises = tree.promises_hash().zip(tree.promises.as_deref());
    let known = record.known();
    let mut steps = Steps {
        keep: BTreeMap::new(),
        new,
        changed,
        delete: BTreeSet::new(),
        drop: BTreeSet::new(),
        removed: BTreeMap::new(),
        leaving: Vec::new(),
        kept: record.kept.clone(),
        bodies: record.bodies.clone(),
        // Of a release that was never published here, nothing is written down here.
        withheld: withheld.ids.intersection(&known).copied().collect(),
        promises: promises.filter(|it| record.promises.as_ref() != Some(&it.0)),
        is_recorded: tree.files.iter().all(is_recorded),
        has_same_files: record.files.len() == tree.files.len() && tree.files.iter().all(|it| record.has(it)),
    };
    steps.leave(tree, record, unknown, (&withheld, how));
    steps.forget_bodies(|_, it| withheld.has(&it.shows));
    steps.is_recorded &= steps.removed == record.removed
        && steps.bodies == record.bodies
        && steps.withheld == record.withheld
        && steps.promises.is_none();
    if steps.is_nothing() {
        return steps;
    }
    if how.keep > 0 && record.number > 0 && !steps.has_same_files {
        steps.keep_bodies(tree, record, &withheld);
        let (number, build, at) = (record.number, record.build.clone(), record.at.clone());
        steps.kept.push(KeptBuild { number, build, at, n_files: record.files.len() });
    }
    let n_too_many = steps.kept.len().saturating_sub(how.keep);
    steps.drop.extend(steps.kept.drain(..n_too_many).map(|it| it.key()));
    let first = steps.kept.first().map_or(u64::MAX, |it| it.number);
    steps.forget_bodies(|_, it| it.last < first);
    if let Some((_, old)) = steps.promises.as_ref().zip(record.promises.as_ref()) {
        steps.drop.insert(promises_key(old));
    }
    steps
}

/// What nobody may read: what the sources withhold, and what they withheld when they were last published, unless the tree
/// shows it again. The source of a retracted release may be gone by now.
pub(super) fn withheld(tree: &PublicTree, record: &Record) -> Withheld {
    let shown = tree.shown();
    let still = record.withheld.iter().filter(|it| !shown.contains(it));
    Withheld { ids: tree.withheld.ids.iter().chain(still).copied().collect(), folders: tree.withheld.folders.clone() }
}

impl Steps<'_> {
    /// What is not in the tree any more: it is deleted at once, later, or now that nobody can ask for it.
    fn leave(
        &mut self,
        tree: &PublicTree,
        record: &Record,
        unknown: &Unknown,
        (withheld, how): (&Withheld, &Publishing),
    ) {
        let now = how.now.as_second();
        let mut gone: BTreeMap<&str, RemovedObject> = BTreeMap::new();
        for (key, it) in &record.files {
            gone.insert(key, RemovedObject { since: now, shows: it.shows.clone() });
        }
        gone.extend(record.removed.iter().map(|(key, it)| (key.as_str(), it.clone())));
        for (key, shows) in &unknown.keys {
            let it = gone.entry(key).or_insert_with(|| RemovedObject { since: now, shows: shows.clone() });
            it.shows = both(&it.shows, shows);
        }
        for (key, it) in gone.into_iter().filter(|(key, _)| tree.file(key).is_none()) {
            if withheld.has(&it.shows) {
                self.delete.insert(key.to_owned());
            } else if now.saturating_sub(it.since) >= how.grace {
                self.drop.insert(key.to_owned());
            } else {
                if !record.removed.contains_key(key) {
                    self.leaving.push(key.to_owned());
                }
                self.removed.insert(key.to_owned(), it);
            }
        }
    }

    /// Keeps the bodies that will stand at no key of their own any more.
    fn keep_bodies(&mut self, tree: &PublicTree, record: &Record, withheld: &Withheld) {
        for (key, object) in record.files.iter().filter(|it| !withheld.has(&it.1.shows)) {
            let Some(body) = record.body(key) else { continue };
            if tree.file(key).is_some_and(|it| it.body() == body) {
                continue;
            }
            let known = self.bodies.get(&body);
            let shows = known.map_or_else(|| object.shows.clone(), |it| both(&it.shows, &object.shows));
            if known.is_none() {
                self.keep.insert(body.clone(), key.clone());
            }
            self.bodies.insert(body, KeptBody { last: record.number, shows });
        }
    }

    /// Forgets the bodies of which that is said, and deletes them.
    fn forget_bodies(&mut self, is_forgotten: impl Fn(&str, &KeptBody) -> bool) {
        let Self { bodies, keep, drop, .. } = self;
        bodies.retain(|body, it| {
            let is_gone = is_forgotten(body, it);
            // One that was to be kept now never stands there.
            if is_gone && keep.remove(body).is_none() {
                drop.insert(body_key(body));
            }
            !is_gone
        });
    }

    /// Takes what an interrupted publisher kept, or what `own` was found that no record names, and nothing needs.
    pub(super) fn drop_orphans(&mut self, begun: &Intent, record: &Record, own: Vec<String>) {
        let promises = self.promises.as_ref().map(|it| &it.0).or(record.promises.as_ref());
        let needed: BTreeSet<String> = (self.bodies.keys().map(|it| body_key(it)))
            .chain(self.kept.iter().map(KeptBuild::key))
            .chain(promises.map(|it| promises_key(it)))
            .collect();
        let found = begun.bodies.iter().map(|it| body_key(it)).chain(own);
        self.drop.extend(found.filter(|it| !needed.contains(it)));
    }

    /// Refuses to take too much away. What names its bytes comes and goes; addresses that readers know are counted.
    pub(super) fn within(&self, limits: Limits, record: &Record) -> Result<(), Refusal> {
        let is_page = |key: &&String| is_named_like_page(key);
        let n = record.files.keys().filter(is_page).count();
        let gone =
            self.leaving.iter().chain(&self.delete).chain(&self.drop).filter(|it| record.files.contains_key(*it));
        let n_gone = gone.filter(is_page).count();
        if n_gone * 100 > n * limits.percent || limits.count.is_some_and(|it| n_gone > it) {
            return Err(Refusal::TooManyDeletes(n_gone, n));
        }
        Ok(())
    }
}

/// The releases that an object shows of which two things are known.
fn both(one: &Shows, other: &Shows) -> Shows {
    let (one, other) = (one.as_ref()?, other.as_ref()?);
    let all: BTreeSet<ShownId> = one.iter().chain(other.iter()).copied().collect();
    Some(all.into_iter().collect())
}
