//! What there is to do: a tree held against what stands there. Nothing is done here.

use std::collections::{BTreeMap, BTreeSet};

use crate::address::is_named_like_page;
use crate::publish::record::{Intent, KeptBuild, body_key};
use crate::publish::{PublicFile, PublicTree, Publishing, Record, Refusal};

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
    /// Bodies that are kept, each with the key at which it stands.
    pub(super) keep: BTreeMap<String, String>,
    /// Files that no page leads to yet.
    pub(super) new: Vec<&'t PublicFile>,
    /// Files that take the place of others.
    pub(super) changed: Vec<&'t PublicFile>,
    /// Deleted before the record is written: nobody may read it any more.
    pub(super) delete: BTreeSet<String>,
    /// Deleted last of all: what left long ago, and what nobody can go back to any more.
    pub(super) drop: BTreeSet<String>,
    /// What is remembered as gone, and since when.
    pub(super) removed: BTreeMap<String, i64>,
    /// What was not remembered so before.
    pub(super) leaving: Vec<String>,
    /// What can be gone back to then.
    pub(super) kept: Vec<KeptBuild>,
    /// As [`Record::bodies`].
    pub(super) bodies: BTreeMap<String, u64>,
    /// Whether the record has every file of the tree as it is to be.
    pub(super) is_recorded: bool,
    /// Whether readers could read something that they may not any more.
    pub(super) has_newly_withheld: bool,
}

impl Steps<'_> {
    /// Whether nothing is to be put or deleted, and nothing else to be remembered.
    pub(super) fn is_nothing(&self, record: &Record) -> bool {
        let is_same = self.is_recorded && self.removed == record.removed;
        is_same && self.n_put() == 0 && self.delete.is_empty() && self.drop.is_empty()
    }

    pub(super) fn n_put(&self) -> usize {
        self.new.len() + self.changed.len()
    }

    /// Files that are put, in no order.
    pub(super) fn put(&self) -> impl Iterator<Item = &PublicFile> {
        self.new.iter().chain(&self.changed).copied()
    }
}

/// What differs between a tree and what stands there. Of the `unknown` keys it is not known what stands there; `has` tells
/// which of them are as they are to be.
pub(super) fn steps<'t>(
    tree: &'t PublicTree,
    record: &Record,
    unknown: &BTreeSet<String>,
    has: &BTreeSet<String>,
    how: &Publishing,
) -> Steps<'t> {
    let stands = |it: &PublicFile| if unknown.contains(&it.key) { has.contains(&it.key) } else { record.has(it) };
    let is_known = |it: &&PublicFile| record.files.contains_key(&it.key) || record.removed.contains_key(&it.key);
    let put = tree.files.iter().filter(|it| !stands(it));
    let (changed, new): (Vec<&PublicFile>, Vec<&PublicFile>) = put.partition(is_known);
    let is_changed = |key: &str| tree.file(key).is_none_or(|it| !record.has(it));
    // Since a release was retracted, everything that may have words of it is as bad as its own page.
    let was_readable = |key: &str| tree.is_withheld(key) && is_changed(key);
    let has_newly_withheld = record.files.keys().chain(record.removed.keys()).any(|it| was_readable(it));
    let is_of_many = |key: &str| record.files.get(key).is_some_and(|it| it.stage.is_of_many());
    let is_withheld = |key: &str| tree.is_withheld(key) || has_newly_withheld && is_of_many(key);
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
        is_recorded: tree.files.iter().all(|it| record.has(it)),
        has_newly_withheld,
    };
    let now = how.now.as_second();
    let gone = record.files.keys().chain(unknown).map(|it| (it.as_str(), *record.removed.get(it).unwrap_or(&now)));
    let gone: BTreeMap<&str, i64> = gone.chain(record.removed.iter().map(|(key, at)| (key.as_str(), *at))).collect();
    for (key, at) in gone.into_iter().filter(|(key, _)| tree.file(key).is_none()) {
        if is_withheld(key) {
            steps.delete.insert(key.to_owned());
        } else if now - at >= how.grace {
            steps.drop.insert(key.to_owned());
        } else {
            steps.removed.insert(key.to_owned(), at);
            if !record.removed.contains_key(key) {
                steps.leaving.push(key.to_owned());
            }
        }
    }
    if steps.is_nothing(record) {
        return steps;
    }
    if how.keep > 0 && record.number > 0 {
        steps.keep_bodies(tree, record, is_withheld);
        let (number, build, at) = (record.number, record.build.clone(), record.at.clone());
        steps.kept.push(KeptBuild { number, build, at, n_files: record.files.len() });
    }
    let n_too_many = steps.kept.len().saturating_sub(how.keep);
    steps.drop.extend(steps.kept.drain(..n_too_many).map(|it| it.key()));
    let first = steps.kept.first().map_or(u64::MAX, |it| it.number);
    steps.forget_bodies(|_, last| last < first);
    steps
}

impl Steps<'_> {
    /// Keeps the bodies that will stand at no key of their own any more.
    fn keep_bodies(&mut self, tree: &PublicTree, record: &Record, is_withheld: impl Fn(&str) -> bool) {
        for key in record.files.keys().filter(|it| !is_withheld(it)) {
            let Some(body) = record.body(key) else { continue };
            if tree.file(key).is_some_and(|it| it.body() == body) {
                continue;
            }
            if self.bodies.insert(body.clone(), record.number).is_none() {
                self.keep.insert(body, key.clone());
            }
        }
    }

    /// Forgets the bodies of which that is said, and deletes them.
    pub(super) fn forget_bodies(&mut self, is_forgotten: impl Fn(&str, u64) -> bool) {
        let Self { bodies, keep, drop, .. } = self;
        bodies.retain(|body, last| {
            let is_gone = is_forgotten(body, *last);
            // One that was to be kept now never stands there.
            if is_gone && keep.remove(body).is_none() {
                drop.insert(body_key(body));
            }
            !is_gone
        });
    }

    /// Takes what an interrupted publisher kept, or what `own` of earlier builds was found, and nothing needs.
    pub(super) fn drop_orphans(&mut self, begun: &Intent, own: Vec<String>) {
        let needed: BTreeSet<String> =
            self.bodies.keys().map(|it| body_key(it)).chain(self.kept.iter().map(KeptBuild::key)).collect();
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
