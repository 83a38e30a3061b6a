//! The numbers of a series follow each other, and each stands on one release of a kind.

use std::collections::BTreeMap;

use crate::check::Look;
use crate::diagnostic::{Diagnostic, Diagnostics, Place, SERIES_GAP, SERIES_TWICE};
use crate::release::{Release, Status};

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
        for pair in members.windows(2) {
            let ((before, one), (number, other)) = (pair[0], pair[1]);
            // What is told of a release that is not public is withheld: it is told there.
            let (here, there) = if newsroom.fate(one).is_public() { (other, one) } else { (one, other) };
            let [place, there] = [here, there].map(|it| Place::Value(it.file, "series.number".to_owned()));
            if number == before && one.kind == other.kind {
                let message = format!("number {number} of the series `{id}` stands twice");
                let help = "give one of the two its own number";
                found
                    .push(Diagnostic::new(SERIES_TWICE, place, message).help(help).related(there, "the other release"));
            } else if number > before + 1 {
                let missing = match number - before {
                    2 => format!("there is no number {} in the series `{id}`", before + 1),
                    _ => format!("there are no numbers {} to {} in the series `{id}`", before + 1, number - 1),
                };
                let help = "mend the number, or leave it if that release is not in this newsroom";
                found.push(
                    Diagnostic::new(SERIES_GAP, place, missing).help(help).related(there, "the release beside it"),
                );
            }
        }
    }
}
