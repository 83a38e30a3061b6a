//! What was found -> what is told of it, after what the newsroom says of rules.

use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::ruling::Ruling;
use crate::source::{CONFIG, SourceTree};

/// Gives each problem the severity that the newsroom chose for its rule in its file, and leaves out what it switched off.
pub(super) fn ruled(found: Diagnostics, rulings: &[Ruling], sources: &SourceTree) -> Diagnostics {
    let rule = |mut problem: Diagnostic| {
        let path = path(&problem.place, sources);
        match rulings.iter().rfind(|it| it.rule == problem.rule && it.holds_for(path)) {
            None => Some(problem),
            Some(ruling) => {
                problem.severity = ruling.severity?;
                Some(problem)
            }
        }
    };
    found.into_iter().filter_map(rule).collect()
}

fn path<'a>(place: &'a Place, sources: &'a SourceTree) -> &'a str {
    match place {
        Place::Elsewhere(elsewhere) => &elsewhere.path,
        place => place.file().map_or(CONFIG, |it| sources.path(it)),
    }
}
