//! The files of a picture: it is decoded once for all of them, and not at all when they are there.

use std::collections::BTreeMap;

use crate::Snapshot;
use dateline_content::release::file_name;
use dateline_content::shown::ShownId;
use dateline_diagnostics::{self as diagnostic, Diagnostic, Place};
use dateline_emit::{Failure, Sink};
use dateline_plan::{Page, Unit};
use dateline_source::SourceTree;
use dateline_text::picture::{Cut, Develop, Picture, developed};

/// Makes the files of one picture in every tree. The name of a file tells its bytes: one that is there is not made again.
pub(super) fn make(
    snapshot: &Snapshot,
    sources: &SourceTree,
    picture: &Picture,
    unit: &Unit,
    sink: &mut Sink,
) -> Result<(), Failure<Diagnostic>> {
    let mut wanted: BTreeMap<Cut, Vec<(&str, Vec<ShownId>)>> = BTreeMap::new();
    for output in unit.outputs() {
        let Page::Picture(_, owner, cut, _) = &output.page else { unreachable!("the unit is one of a picture") };
        let shows = ShownId::all(owner.map(|it| snapshot.site.newsroom[it].id()));
        if !sink.stands(&output.path, &shows)? {
            wanted.entry(*cut).or_default().push((&output.path, shows));
        }
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let cuts: Vec<Cut> = wanted.keys().copied().collect();
    let made = made(snapshot.tools.photos, sources, picture, &cuts).map_err(|it| Failure::Faults(vec![it]))?;
    for (bytes, paths) in made.iter().zip(wanted.values()) {
        paths.iter().try_for_each(|(path, shows)| sink.write(path, bytes, shows))?;
    }
    Ok(())
}

/// The bytes of one file of a picture.
///
/// # Errors
///
/// When the picture cannot be decoded, or changed since it was looked at.
pub(super) fn bytes(
    develop: Option<Develop>,
    sources: &SourceTree,
    picture: &Picture,
    cut: Cut,
) -> Result<Vec<u8>, Diagnostic> {
    Ok(made(develop, sources, picture, &[cut])?.pop().unwrap_or_default())
}

fn made(
    develop: Option<Develop>,
    sources: &SourceTree,
    picture: &Picture,
    cuts: &[Cut],
) -> Result<Vec<Vec<u8>>, Diagnostic> {
    let place = || Place::elsewhere(picture.source.clone());
    let gone = || Diagnostic::new(diagnostic::UNREADABLE, place(), "the file cannot be read");
    let bytes = sources.bytes(sources.find(&picture.source).ok_or_else(gone)?).map_err(|_| gone())?;
    if !picture.is_of(&bytes) {
        let message = "the file was changed while the build ran";
        return Err(Diagnostic::new(diagnostic::UNREADABLE, place(), message).help("run the build again"));
    }
    developed(&bytes, cuts, develop).map_err(|fault| {
        let (message, help) = fault.told(file_name(&picture.source));
        Diagnostic::new(diagnostic::BAD_PICTURE, place(), message).help(help)
    })
}
