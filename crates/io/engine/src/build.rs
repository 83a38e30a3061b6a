//! A snapshot -> the output folder: every page is made, unless what it is made of is as it was.

use crate::made_of::Ingredients;
use crate::make::{Followed, bodies, rendered};
use crate::pages::{Looking, each_place_once};
use crate::{Snapshot, broken_promises, kept, pictures, search};
use dateline_content::shown::ShownId;
use dateline_diagnostics::{Diagnostic, Diagnostics};
use dateline_emit::{self as emit, Emitted, Failure, OutputFolder, Parts, Planned, Remembered, Sink};
use dateline_plan::published::Published;
use dateline_plan::{Page, Unit};
use dateline_render::Rendered;
use dateline_source::SourceTree;

/// What a build did.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// Releases on public pages.
    pub releases: usize,
    /// Their editions.
    pub editions: usize,
    /// Releases that are not shown.
    pub hidden: usize,
    /// How many files were written.
    pub written: usize,
    /// How many files were already there with the same bytes.
    pub unchanged: usize,
    /// How many files of an earlier build are no longer planned.
    pub removed: usize,
}

/// What becomes of addresses that an earlier build published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promises {
    /// A build that would leave one without an answer is refused.
    Kept,
    /// They may go: they were never public.
    Forgotten,
}

/// How pages are made.
pub(super) struct How<'a> {
    pub(super) promises: Promises,
    /// Whether what is known of the last build is trusted.
    pub(super) trusted: bool,
    pub(super) last: emit::Last,
    /// Looks at each page; `None` when nobody wants to know.
    pub(super) looking: Option<&'a Looking<'a>>,
    /// Gets the number of finished files.
    pub(super) progress: &'a (dyn Fn(usize) + Sync),
}

/// Renders every page of the plan and updates the output folder. Returns the counts of the build and the facts about its files.
/// Returns problems instead, and leaves the folder unchanged, when a template or a checked page has an error, when a published
/// address would be lost, or when a source changed during the build.
///
/// # Errors
///
/// When the output cannot be written.
pub(super) fn build<'p>(
    snapshot: &'p Snapshot,
    sources: &SourceTree,
    folder: &OutputFolder,
    how: How,
) -> Result<Result<(Built, emit::Written<'p>), Diagnostics>, emit::Error> {
    let How { promises, trusted, last, looking, progress } = how;
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
        let made_of = ingredients.as_ref().and_then(|it| it.unit(unit));
        let is_seen = looking.is_none_or(|it| it.knows(unit, made_of));
        if let Some(made_of) = made_of {
            let placed = unit.placed().map(|(place, it)| (place, it.path.as_str()));
            if is_seen && sink.stand_made_of(made_of, placed)? {
                looking.inspect(|it| it.take_known(unit, made_of));
                return Ok(());
            }
            sink.made_of(made_of);
        }
        make(snapshot, sources, (&followed, looking), (unit, made_of), sink)
    };
    let validate = || looking.map(Looking::errors).unwrap_or_default();
    let planned = Planned { paths: &planned, notes, parts: &parts, remembered };
    match emit::write(planned, &units, (folder, held), (make, validate), progress)? {
        Emitted::Faults(faults) => Ok(Err(each_place_once(faults))),
        Emitted::Done(outcome, written) => {
            let releases = &newsroom.releases;
            let built = Built {
                releases: releases.len(),
                editions: releases.iter().map(|it| it.offices.len()).sum(),
                hidden: newsroom.n_hidden(),
                written: outcome.written.len(),
                unchanged: outcome.unchanged,
                removed: outcome.removed.len(),
            };
            Ok(Ok((built, written)))
        }
    }
}

/// Makes the pages of one unit; a release's body is rendered once for all that is made of it.
fn make(
    snapshot: &Snapshot,
    sources: &SourceTree,
    (followed, looking): (&Followed, Option<&Looking>),
    (unit, made_of): (&Unit, Option<emit::MadeOf>),
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
    let mut seen = Vec::new();
    for (place, output) in unit.placed() {
        sink.go_to(place);
        // The name of a card tells what is on it: one that is there is not drawn again.
        if let Page::Card(release, _) = &output.page
            && sink.stands(&output.path, &ShownId::all([snapshot.site.newsroom[*release].id()]))?
        {
            continue;
        }
        let Rendered { bytes, shows } = rendered(snapshot, sources, &output.page, &bodies).map_err(fault)?;
        seen.extend(looking.and_then(|it| it.look(output, &bytes)));
        sink.write(&output.path, &bytes, &ShownId::all(shows))?;
    }
    looking.inspect(|it| it.take(unit, made_of, seen));
    Ok(())
}
