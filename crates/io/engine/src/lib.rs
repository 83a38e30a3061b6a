//! Loads a newsroom, builds it, and caches what has not changed. Every command is a thin call of this crate.
//!
//! Takes a folder, an instant and [`Options`]. Returns the newsroom with everything that is wrong ([`Loaded`]), and on request the
//! output folder ([`build`]). It reads sources through `dateline-source` and writes through `dateline-emit`; beside those, [`mod@mend`]
//! alone writes: the sources that `check --fix` corrects. It reads no clock and no environment.

mod against;
mod excerpts;
mod fates;
mod kept;
mod load;
mod made_of;
pub mod mend;
mod mending;
mod outside;
mod pictures;
mod publishing;
mod rulings;
mod search;
mod texts;
mod theme;
mod tools;
mod unchanged;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use rayon::iter::Either;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::made_of::Ingredients;
use dateline_check::{self as check, PageFacts, Pages};
use dateline_content::address::Tree;
use dateline_content::newsroom::ReleaseIndex;
use dateline_content::release::{InnerLink, InnerLinks, Release};
use dateline_content::shown::ShownId;
use dateline_diagnostics::{self as diagnostic, Diagnostic, Diagnostics, Place, Severity};
use dateline_emit::{self as emit, Emitted, Failure, OutputFolder, Parts, Planned, Remembered, Sink};
use dateline_plan::published::Published;
use dateline_plan::{self as plan, Output, Page, SearchFile, TreeFile, Unit};
use dateline_render::{self as render, Bodies, Body, Rendered};
use dateline_source::SourceTree;
use dateline_text::picture;

pub use against::{Before, against, published_at};
pub use excerpts::SourceExcerpts;
pub use fates::{SourceFate, counts as fate_counts, fates};
pub use load::{Loaded, Options, Snapshot, Workspace};
pub use mending::{MendedFile, Mending, Question, is_mended, mend};
pub use outside::{OutsideLink, outside_links, outside_problems};
pub use publishing::{Form, Part, Texts, Unfit, Written, withheld, written};
pub use texts::LearntTexts;
pub use tools::Tools;
pub use unchanged::{Asked, Seen, Spared, remember, unchanged};

/// What a build did.
#[derive(Clone, Debug, Default)]
pub struct Built<'p> {
    /// Releases on public pages.
    pub releases: usize,
    /// Their editions.
    pub editions: usize,
    /// What changed in the output folder.
    pub outcome: emit::Outcome<'p>,
}

/// What becomes of addresses that an earlier build published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promises {
    /// A build that would leave one without an answer is refused.
    Kept,
    /// They may go: they were never public.
    Forgotten,
}

/// Makes every page of the plan and brings the output folder up to date; what it did, and what is known of the files. A page
/// that is made of the same as the last time is not made again, if what is kept of that is `trusted`. What is wrong in templates, or with a source
/// that changed meanwhile, is given back instead; the folder is then as it was.
///
/// # Errors
///
/// When the output cannot be written.
pub fn build<'p>(
    snapshot: &'p Snapshot,
    sources: &SourceTree,
    folder: &OutputFolder,
    (promises, trusted, last): (Promises, bool, emit::Last),
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Result<(Built<'p>, emit::Written<'p>), Diagnostics>, emit::Error> {
    let (newsroom, program) = (&snapshot.site.newsroom, snapshot.tools.program);
    let emit::Last { held, remembered } = last;
    let held = emit::hold(folder, held)?;
    let remembered = if trusted { remembered } else { Remembered::default() };
    let before = held.as_ref().and_then(|it| Published::from_bytes(&it.record.notes));
    let (mut published, ingredients) =
        rayon::join(|| Published::of(newsroom, program, before.as_ref()), || Ingredients::of(snapshot, sources));
    let is_held_to =
        |it: &&Published| promises == Promises::Kept && !newsroom.drafts && !published.promises_the_same(it);
    if let Some(before) = before.as_ref().filter(is_held_to) {
        let found = broken_promises(before, snapshot, sources);
        if found.has_errors() {
            return Ok(Err(found));
        }
    }
    let parts = Parts::of(folder)?;
    if newsroom.drafts {
        // A preview makes nothing public, and keeps what is there.
        published.chapters.take_if(|it| !it.iter().all(|it| parts.has(it.part)));
    } else {
        let chapters = before.as_ref().filter(|_| trusted).and_then(|it| it.chapters.as_deref());
        match kept::chapters((newsroom, program), sources, chapters, &parts) {
            Ok(chapters) => published.chapters = Some(chapters),
            Err(Failure::Faults(faults)) => return Ok(Err(faults.into_iter().collect())),
            Err(Failure::Stopped(error)) => return Err(error),
        }
    }
    drop(before);
    let (notes, parts) = (published.to_bytes(), published.parts());
    drop(published);
    let planned: Vec<&str> = snapshot.plan.outputs.iter().map(|it| it.path.as_str()).collect();
    let in_units = snapshot.plan.by_unit();
    let units = snapshot.plan.units(&in_units);
    let followed = Followed::of(snapshot);
    let make = |unit: &Unit, sink: &mut Sink| {
        if let Some(made_of) = ingredients.as_ref().and_then(|it| it.unit(unit))
            && sink.stand_made_of(made_of, unit.placed().map(|(place, it)| (place, it.path.as_str())))?
        {
            return Ok(());
        }
        make(snapshot, sources, &followed, unit, sink)
    };
    let planned = Planned { paths: &planned, notes, parts: &parts, remembered };
    match emit::write(planned, &units, (folder, held), make, progress)? {
        Emitted::Faults(faults) => Ok(Err(each_place_once(faults))),
        Emitted::Done(outcome, written) => {
            let releases = &newsroom.releases;
            let editions = releases.iter().map(|it| it.offices.len()).sum();
            Ok(Ok((Built { releases: releases.len(), editions, outcome }, written)))
        }
    }
}

/// Everything that is wrong beside what a load has found: on the pages, and addresses that the last build into the folder
/// published and this newsroom would not answer. `check`, `build` and `publish` all go by it. Nothing is written. Addresses are
/// looked at only when every text and setting could be read and planned: what was left out may be what answers.
pub fn findings(
    workspace: &Workspace,
    loaded: &Loaded,
    folder: &OutputFolder,
    promises: Promises,
    progress: &(dyn Fn(usize) + Sync),
) -> Diagnostics {
    let Some(snapshot) = &loaded.snapshot else { return Diagnostics::default() };
    let mut found = faults(snapshot, &loaded.sources, progress);
    let newsroom = &snapshot.site.newsroom;
    let is_whole = !loaded.found.iter().any(|it| it.severity == Severity::Error && it.rule.guards_the_build());
    if promises == Promises::Kept && !newsroom.drafts && is_whole {
        let before = emit::foresee(folder).and_then(|it| Published::from_bytes(&it.record.notes));
        let is_held_to =
            |it: &Published| !Published::of(newsroom, snapshot.tools.program, Some(it)).promises_the_same(it);
        if let Some(before) = before.filter(is_held_to) {
            let sources = &loaded.sources;
            found.append(check::lost_addresses(&before, newsroom, &snapshot.plan, &|path| sources.find(path)));
        }
    }
    workspace.told(found)
}

/// What would keep the pages of the plan from being made, and what is wrong on them: they are rendered, in parallel, looked
/// at and thrown away. Pictures and cards are not drawn, and nothing is indexed: whether a picture can be drawn is known since it was read. `progress` is told how many files are done.
pub fn faults(snapshot: &Snapshot, sources: &SourceTree, progress: &(dyn Fn(usize) + Sync)) -> Diagnostics {
    let newsroom = &snapshot.site.newsroom;
    let pages = Pages::new(newsroom, &snapshot.plan);
    let followed = Followed::of(snapshot);
    let n_done = AtomicUsize::new(0);
    let made = |unit: &Unit| {
        let is_drawn = |it: &&Output| match &it.page {
            Page::SearchFile(file, _) => file.segment().is_some(),
            page => matches!(page, Page::Picture(..) | Page::Card(..)),
        };
        let seen = |output: &Output, bodies: Bodies| {
            let bytes = rendered(snapshot, sources, &output.page, bodies)?.bytes;
            let address = plan::address(newsroom, &output.page).filter(|_| output.path.ends_with(".html"));
            let told = match &output.page {
                Page::Edition(release, _) => Some(&newsroom[*release].inner_links),
                Page::Text(page, _) => Some(&newsroom[*page].inner_links),
                _ => None,
            };
            let told: Vec<InnerLink> = told.into_iter().flat_map(InnerLinks::iter).collect();
            Ok(address.map(|it| pages.read(&output.path, &it, &bytes, &told)))
        };
        let render = |bodies: Bodies| {
            let rendered = unit.outputs().filter(|it| !is_drawn(it));
            rendered.filter_map(|it| seen(it, bodies).transpose()).collect::<Result<Vec<PageFacts>, Diagnostic>>()
        };
        let made = bodies(snapshot, sources, &followed, unit).and_then(|it| render(&it));
        let n_made = unit.outputs().len();
        progress(n_done.fetch_add(n_made, Ordering::Relaxed) + n_made);
        made
    };
    let in_units = snapshot.plan.by_unit();
    let (seen, faults): (Vec<_>, Vec<_>) = snapshot
        .plan
        .units(&in_units)
        .par_iter()
        .map(made)
        .partition_map(|it| it.map_or_else(Either::Right, Either::Left));
    let seen: Vec<PageFacts> = seen.into_iter().flatten().collect();
    // What a page that could not be made would have had is not missed.
    let of_pages = if faults.is_empty() { check::pages(&seen) } else { Diagnostics::default() };
    each_place_once(faults).with(of_pages)
}

/// Says which addresses that were published once this newsroom would let die.
pub fn broken_promises(published: &Published, snapshot: &Snapshot, sources: &SourceTree) -> Diagnostics {
    check::lost_addresses(published, &snapshot.site.newsroom, &snapshot.plan, &|path| sources.find(path))
}

/// What the last build into a folder made public; `None` when nothing is known of one.
///
/// # Errors
///
/// When another build is running, or the disk fails.
pub fn published(folder: &OutputFolder) -> Result<Option<Published>, emit::Error> {
    Ok(emit::hold(folder, None)?.and_then(|it| Published::from_bytes(&it.record.notes)))
}

/// A fault of a template meets every page that is made by it: it is told of the first, with how many there are.
fn each_place_once(faults: Vec<Diagnostic>) -> Diagnostics {
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

/// Makes the pages of one unit; a release's body is rendered once for all that is made of it.
fn make(
    snapshot: &Snapshot,
    sources: &SourceTree,
    followed: &Followed,
    unit: &Unit,
    sink: &mut Sink,
) -> Result<(), Failure<Diagnostic>> {
    let fault = |diagnostic| Failure::Faults(vec![diagnostic]);
    if let Page::Picture(picture, ..) = unit.first() {
        return pictures::make(snapshot, sources, picture, unit, sink);
    }
    if let Page::SearchFile(file, tree) = unit.first()
        && let Some(segment) = file.segment()
    {
        return search::make(snapshot, sources, (segment, *tree), unit, sink);
    }
    let bodies = bodies(snapshot, sources, followed, unit).map_err(fault)?;
    for (place, output) in unit.placed() {
        sink.go_to(place);
        // The name of a card tells what is on it: one that is there is not drawn again.
        if let Page::Card(release, _) = &output.page
            && sink.stands(&output.path, &ShownId::all([snapshot.site.newsroom[*release].id()]))?
        {
            continue;
        }
        let Rendered { bytes, shows } = rendered(snapshot, sources, &output.page, &bodies).map_err(fault)?;
        sink.write(&output.path, &bytes, &ShownId::all(shows))?;
    }
    Ok(())
}

/// The rendered texts that feeds have: each stands in several, and is rendered once, when the first asks for it.
struct Followed(FxHashMap<ReleaseIndex, OnceLock<Result<Arc<Body>, Diagnostic>>>);

impl Followed {
    fn of(snapshot: &Snapshot) -> Self {
        let newsroom = &snapshot.site.newsroom;
        let feeds = snapshot.plan.outputs.iter().filter_map(|it| match it.page {
            Page::Feed(feed, _) => Some((feed.tree, feed.topic)),
            Page::File(TreeFile::NewsMl, tree) => Some((tree, None)),
            _ => None,
        });
        let feeds: BTreeSet<(Tree, Option<u16>)> = feeds.collect();
        let latest = feeds.into_iter().flat_map(|(tree, topic)| newsroom.latest(tree, topic));
        Self(latest.map(|(index, _)| (index, OnceLock::new())).collect())
    }

    fn body(&self, snapshot: &Snapshot, sources: &SourceTree, index: ReleaseIndex) -> Result<Arc<Body>, Diagnostic> {
        let render = || body(snapshot, sources, index).map(Arc::new);
        self.0.get(&index).map_or_else(render, |it| it.get_or_init(render).clone())
    }
}

/// The rendered texts that the pages of a unit ask for; its own release's is rendered once for all of them.
fn bodies<'a>(
    snapshot: &'a Snapshot,
    sources: &'a SourceTree,
    followed: &'a Followed,
    unit: &Unit,
) -> Result<impl Fn(ReleaseIndex) -> Result<Arc<Body>, Diagnostic> + use<'a>, Diagnostic> {
    let known = move |index| followed.body(snapshot, sources, index);
    let release = unit.release;
    let own = release.map(known).transpose()?;
    Ok(move |index| own.clone().filter(|_| release == Some(index)).map_or_else(|| known(index), Ok))
}

/// The bytes of one page, on its own: for previews.
///
/// # Errors
///
/// What is wrong in a template, or that a source changed since it was read.
pub fn page(snapshot: &Snapshot, sources: &SourceTree, page: &Page) -> Result<Vec<u8>, Diagnostic> {
    Ok(rendered(snapshot, sources, page, &|index| body(snapshot, sources, index).map(Arc::new))?.bytes)
}

/// The Markdown of a release, read again and rendered.
fn body(snapshot: &Snapshot, sources: &SourceTree, index: ReleaseIndex) -> Result<Body, Diagnostic> {
    let release = &snapshot.site.newsroom[index];
    Ok(snapshot.site.body(release, &markdown(sources, release)?))
}

/// The Markdown of a release, read again.
fn markdown(sources: &SourceTree, release: &Release) -> Result<String, Diagnostic> {
    let mut text = sources.text(release.file)?;
    if blake3::hash(text.as_bytes()) != release.hash {
        return Err(render::changed_since_read(release));
    }
    Ok(text.split_off(release.body_start as usize))
}

fn rendered<'a>(
    snapshot: &'a Snapshot,
    sources: &SourceTree,
    page: &Page,
    bodies: Bodies,
) -> Result<Rendered<'a>, Diagnostic> {
    let newsroom = &snapshot.site.newsroom;
    let of = |owner: &plan::Owner| owner.iter().map(|it| newsroom[*it].id()).collect();
    match page {
        Page::Copy(path, owner, _) => Ok(Rendered { bytes: copied(sources, path)?, shows: of(owner) }),
        Page::Picture(picture, owner, cut, _) => {
            Ok(Rendered { bytes: pictures::bytes(snapshot.tools.photos, sources, picture, *cut)?, shows: of(owner) })
        }
        Page::SearchFile(file @ (SearchFile::Terms(segment, _) | SearchFile::Entries(segment, _)), tree) => {
            let shows = segment.releases.iter().map(|it| newsroom[*it].id()).collect();
            Ok(Rendered { bytes: search::bytes(snapshot, sources, file, segment, *tree)?, shows })
        }
        page => snapshot.site.page(page, bodies),
    }
}

fn copied(sources: &SourceTree, path: &str) -> Result<Vec<u8>, Diagnostic> {
    let gone = || Diagnostic::new(diagnostic::UNREADABLE, Place::elsewhere(path), "the file cannot be read");
    let bytes = sources.bytes(sources.find(path).ok_or_else(gone)?).map_err(|_| gone())?;
    Ok(if picture::is_named_like_one(path) { picture::without_metadata(bytes) } else { bytes })
}
