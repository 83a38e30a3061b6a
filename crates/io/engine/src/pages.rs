//! Rendered pages -> what is wrong on them; with what was seen on each kept for the next command.
//!
//! A page that is made of the same as before has the same ids and links. What it leads to is still there while every file is
//! planned that was.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::Snapshot;
use crate::made_of::Ingredients;
use crate::make::{Followed, bodies, rendered};
use dateline_check::{self as check, PageFacts, Pages};
use dateline_content::release::{InnerLink, InnerLinks};
use dateline_diagnostics::{Diagnostic, Diagnostics};
use dateline_emit::{self as emit, MadeOf, OutputFolder, Parts};
use dateline_plan::{self as plan, Output, Page, Plan, Unit};
use dateline_source::SourceTree;

/// The name under which it is kept what was seen.
const NAME: &str = "pages";

/// What is known of the pages of a unit: of the path of its first output, and of what it is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
struct Key([u8; 16]);

impl Key {
    fn of(unit: &Unit, made_of: MadeOf) -> Self {
        let first = unit.outputs().next().expect("a unit has an output");
        let hash = blake3::hash(&[&made_of.0, first.path.as_bytes()].concat());
        Self(*hash.as_bytes().first_chunk().expect("a hash is longer"))
    }
}

/// What an earlier command saw on pages that had no fault.
#[derive(Default, Serialize, Deserialize)]
struct SeenPages {
    /// Of the path of every output that was planned, sorted.
    planned: Vec<u64>,
    units: FxHashMap<Key, Vec<PageFacts>>,
}

impl SeenPages {
    /// Reads what was kept, if it holds for a plan.
    fn read(folder: &OutputFolder, planned: &[u64]) -> Self {
        let kept: Option<Self> = Parts::named(folder, NAME).index();
        let is_planned = |it: &u64| planned.binary_search(it).is_ok();
        kept.filter(|it| it.planned.iter().all(is_planned)).unwrap_or_default()
    }
}

/// Of each path of a plan, sorted.
fn planned(plan: &Plan) -> Vec<u64> {
    let hash = |it: &Output| {
        let hash = blake3::hash(it.path.as_bytes());
        u64::from_le_bytes(*hash.as_bytes().first_chunk().expect("a hash is longer"))
    };
    let mut planned: Vec<u64> = plan.outputs.par_iter().map(hash).collect();
    planned.par_sort_unstable();
    planned
}

/// Looks at pages as they are made.
pub(super) struct Looking<'a> {
    snapshot: &'a Snapshot,
    pages: Pages<'a>,
    planned: Vec<u64>,
    before: SeenPages,
    /// Says what the newsroom wants to be told of what was found.
    told: &'a (dyn Fn(Diagnostics) -> Diagnostics + Sync),
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    known: FxHashSet<Key>,
    seen: Vec<(Option<Key>, Vec<PageFacts>)>,
}

impl<'a> Looking<'a> {
    /// Looks at the pages of a snapshot. What an earlier command saw is used where there is a folder.
    pub(super) fn new(
        snapshot: &'a Snapshot,
        folder: Option<&OutputFolder>,
        told: &'a (dyn Fn(Diagnostics) -> Diagnostics + Sync),
    ) -> Self {
        let planned = planned(&snapshot.plan);
        let before = folder.map(|it| SeenPages::read(it, &planned)).unwrap_or_default();
        let pages = Pages::new(&snapshot.site.newsroom, &snapshot.plan);
        Self { snapshot, pages, planned, before, told, taken: Mutex::default() }
    }

    /// Returns whether it is known what is on the pages of a unit.
    pub(super) fn knows(&self, unit: &Unit, made_of: Option<MadeOf>) -> bool {
        made_of.is_some_and(|it| self.before.units.contains_key(&Key::of(unit, it)))
    }

    /// Takes the pages of a unit as they are [known](Self::knows).
    pub(super) fn take_known(&self, unit: &Unit, made_of: MadeOf) {
        self.taken().known.insert(Key::of(unit, made_of));
    }

    /// Reads one output, if it is a page.
    pub(super) fn look(&self, output: &Output, bytes: &[u8]) -> Option<PageFacts> {
        let newsroom = &self.snapshot.site.newsroom;
        let address = plan::address(newsroom, &output.page).filter(|_| output.path.ends_with(".html"))?;
        let told = match &output.page {
            Page::Edition(release, _) => Some(&newsroom[*release].inner_links),
            Page::Text(page, _) => Some(&newsroom[*page].inner_links),
            _ => None,
        };
        let told: Vec<InnerLink> = told.into_iter().flat_map(InnerLinks::iter).collect();
        Some(self.pages.read(&output.path, &address, bytes, &told))
    }

    /// Takes what was seen on the pages of a unit.
    pub(super) fn take(&self, unit: &Unit, made_of: Option<MadeOf>, seen: Vec<PageFacts>) {
        self.taken().seen.push((made_of.map(|it| Key::of(unit, it)), seen));
    }

    fn taken(&self) -> std::sync::MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns what is wrong on all pages that were taken.
    pub(super) fn found(&self) -> Diagnostics {
        let taken = self.taken();
        let known = taken.known.iter().filter_map(|it| self.before.units.get(it)).flatten();
        (self.told)(check::pages(known.chain(taken.seen.iter().flat_map(|it| &it.1))))
    }

    /// Returns what of it keeps pages from being written: all of it when one is an error.
    pub(super) fn errors(&self) -> Vec<Diagnostic> {
        let found = self.found();
        if found.has_errors() { found.into_iter().collect() } else { Vec::new() }
    }

    /// Keeps what was seen for the next command. Nothing is written when that is what was kept before.
    ///
    /// # Errors
    ///
    /// When the disk fails.
    pub(super) fn keep(self, folder: &OutputFolder) -> Result<(), emit::Error> {
        let Taken { known, seen } = self.taken.into_inner().unwrap_or_else(PoisonError::into_inner);
        let is_new = |it: &(Option<Key>, Vec<PageFacts>)| it.0.is_some() && it.1.iter().all(PageFacts::is_sound);
        let SeenPages { planned, mut units } = self.before;
        if !seen.iter().any(is_new) && known.len() == units.len() && planned == self.planned {
            return Ok(());
        }
        units.retain(|key, _| known.contains(key));
        units.extend(seen.into_iter().filter(is_new).filter_map(|(key, pages)| Some((key?, pages))));
        Parts::named(folder, NAME).replace_index(&SeenPages { planned: self.planned, units }, &[])
    }
}

/// What would keep the pages of the plan from being made, and what is wrong on them: those of which nothing is known are
/// rendered, in parallel, looked at and thrown away. Pictures and cards are not drawn, and nothing is indexed: whether a
/// picture can be drawn is known since it was read. `progress` is told how many files are done.
pub(super) fn look_at_all(looking: &Looking, sources: &SourceTree, progress: &(dyn Fn(usize) + Sync)) -> Diagnostics {
    let snapshot = looking.snapshot;
    let ingredients = Ingredients::of(snapshot, sources);
    let followed = Followed::of(snapshot);
    let n_done = AtomicUsize::new(0);
    let is_drawn = |it: &Output| match &it.page {
        Page::SearchFile(file, _) => file.segment().is_some(),
        page => matches!(page, Page::Picture(..) | Page::Card(..)),
    };
    let look = |unit: &Unit| {
        let made_of = ingredients.as_ref().and_then(|it| it.unit(unit));
        if let Some(made_of) = made_of.filter(|_| looking.knows(unit, made_of)) {
            looking.take_known(unit, made_of);
            return Ok(());
        }
        let bodies = bodies(snapshot, sources, &followed, unit)?;
        let mut seen = Vec::new();
        for output in unit.outputs().filter(|it| !is_drawn(it)) {
            seen.extend(looking.look(output, &rendered(snapshot, sources, &output.page, &bodies)?.bytes));
        }
        looking.take(unit, made_of, seen);
        Ok(())
    };
    let look = |unit: &Unit| {
        let looked = look(unit);
        let n_made = unit.outputs().len();
        progress(n_done.fetch_add(n_made, Ordering::Relaxed) + n_made);
        looked.err()
    };
    let in_units = snapshot.plan.by_unit();
    let faults: Vec<Diagnostic> = snapshot.plan.units(&in_units).par_iter().filter_map(look).collect();
    // What a page that could not be made would have had is not missed.
    if faults.is_empty() { looking.found() } else { (looking.told)(each_place_once(faults)) }
}

/// What is wrong with the pages of a snapshot, or would keep them from being made. Nothing is written. `progress` is told how
/// many files are done.
pub fn faults(snapshot: &Snapshot, sources: &SourceTree, progress: &(dyn Fn(usize) + Sync)) -> Diagnostics {
    look_at_all(&Looking::new(snapshot, None, &|found| found), sources, progress)
}

/// A fault of a template meets every page that is made by it: it is told of the first, with how many there are.
pub(super) fn each_place_once(faults: Vec<Diagnostic>) -> Diagnostics {
    let mut told: Vec<(Diagnostic, usize)> = Vec::new();
    for fault in faults {
        match told.iter_mut().find(|(it, _)| it.place == fault.place && it.rule == fault.rule) {
            Some((_, n_more)) => *n_more += 1,
            None => told.push((fault, 0)),
        }
    }
    let with_count = |(mut fault, n_more): (Diagnostic, usize)| {
        if n_more > 0 {
            fault.message.push_str(&format!(" and {n_more} more"));
        }
        fault
    };
    told.into_iter().map(with_count).collect()
}
