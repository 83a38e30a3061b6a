//! The numbers of a series follow each other, and each stands on one release of a kind.
//!
//! Gaps are looked for among public releases alone: else the message would tell that an unpublished one has the number.

use std::collections::BTreeMap;

use crate::Look;
use dateline_content::release::{Release, Status};
use dateline_diagnostics::{Diagnostic, Diagnostics, Place, SERIES_GAP, SERIES_TWICE};

pub(super) fn run(look: &Look, found: &mut Diagnostics) {
    let newsroom = look.newsroom;
    let mut series: BTreeMap<&str, Vec<(u32, &Release)>> = BTreeMap::new();
    // What is not public yet has its number already; what was retracted or replaced has left it to another.
    let stands = |it: &&Release| !matches!(it.life.status, Status::Retracted | Status::Replaced);
    for release in newsroom.originals().filter(stands) {
        if let Some(of) = &release.series {
            series.entry(&of.id).or_default().push((of.number, release));
        }
    }
    for (id, mut members) in series {
        members
            .sort_by(|(a, one), (b, other)| a.cmp(b).then(one.kind.cmp(&other.kind)).then(one.path.cmp(&other.path)));
        let place = |it: &Release| Place::Value(it.file, "series.number".to_owned());
        let is_public = |it: &Release| newsroom.fate(it).is_public();
        let twice = |(number, one): (u32, &Release), (before, other): (u32, &Release)| {
            (number == before && one.kind == other.kind).then(|| {
                let message = format!("number {number} of the series `{id}` stands twice");
                // What is told of a release that is not public is withheld: it is told there.
                let (here, there) = if is_public(other) { (one, other) } else { (other, one) };
                Diagnostic::new(SERIES_TWICE, place(here), message)
                    .help("give one of the two its own number")
                    .related(place(there), "the other release")
            })
        };
        let with_hidden = members.windows(2).filter(|pair| !pair.iter().all(|it| is_public(it.1)));
        with_hidden.filter_map(|pair| twice(pair[1], pair[0])).for_each(|it| found.push(it));
        members.retain(|(_, it)| is_public(it));
        for pair in members.windows(2) {
            let ((before, other), (number, release)) = (pair[0], pair[1]);
            if let Some(twice) = twice(pair[1], pair[0]) {
                found.push(twice);
            } else if number > before + 1 {
                let missing = match number - before {
                    2 => format!("there is no number {} in the series `{id}`", before + 1),
                    _ => format!("there are no numbers {} to {} in the series `{id}`", before + 1, number - 1),
                };
                let help = "correct the number, or leave it if that release is not public or not in this newsroom";
                found.push(
                    Diagnostic::new(SERIES_GAP, place(release), missing)
                        .help(help)
                        .related(place(other), "the release beside it"),
                );
            }
        }
    }
}
