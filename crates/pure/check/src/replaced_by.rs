//! A replaced release leads to one that is public and was not itself replaced or retracted.

use rustc_hash::FxHashMap;

use crate::{Look, no_release};
use dateline_content::newsroom::Newsroom;
use dateline_content::release::{Release, Status};
use dateline_diagnostics::{Diagnostic, Diagnostics, Place, REPLACED_BY};

pub(super) fn run(look: &Look, found: &mut Diagnostics) {
    let newsroom = look.newsroom;
    let replaced: Vec<&Release> = newsroom.originals().filter(|it| it.life.status == Status::Replaced).collect();
    if replaced.is_empty() {
        return;
    }
    let by_id: FxHashMap<&str, &Release> = newsroom.originals().map(|it| (it.id(), it)).collect();
    for release in replaced {
        let Some(id) = release.replaced_by.as_deref() else { continue };
        let place = Place::Value(release.file, "replaced_by".to_owned());
        let Some(other) = by_id.get(id) else {
            let told = no_release(newsroom, id).map(|(it, help)| Diagnostic::new(REPLACED_BY, place, it).help(help));
            told.into_iter().for_each(|it| found.push(it));
            continue;
        };
        if let Some((message, help)) = fault(newsroom, release, other, &by_id) {
            let diagnostic = Diagnostic::new(REPLACED_BY, place, message).help(help);
            let there = Place::Value(other.file, "status".to_owned());
            let is_other = other.file != release.file;
            found.push(if is_other { diagnostic.related(there, "the other release") } else { diagnostic });
        }
    }
}

fn fault(
    newsroom: &Newsroom,
    release: &Release,
    other: &Release,
    by_id: &FxHashMap<&str, &Release>,
) -> Option<(String, String)> {
    let id = other.id();
    if other.file == release.file {
        return Some(("the release replaces itself".to_owned(), "write the id of the other release".to_owned()));
    }
    match other.life.status {
        Status::Replaced => {
            let help = match last_of_chain(other, by_id) {
                Some(last) => format!("write `{}`, which took its place", last.id()),
                None => "they lead to each other: leave one of them as it was".to_owned(),
            };
            return Some((format!("`{id}` was itself replaced"), help));
        }
        Status::Retracted => {
            let help = "write `status: retracted` here too, or the id of a release that stands";
            return Some((format!("`{id}` is retracted"), help.to_owned()));
        }
        Status::Draft | Status::Ready | Status::Withdrawn => {}
    }
    let needed = release.life.public_from()?.max(newsroom.now);
    let is_there = other.life.public_from().is_some_and(|it| it <= needed);
    (!is_there).then(|| {
        let help = "leave `status: ready` here until the other release is public";
        (format!("`{id}` is not public yet"), help.to_owned())
    })
}

/// The release at the end of a row of replaced ones; `None` when they go round or the row breaks off.
fn last_of_chain<'a>(first: &'a Release, by_id: &FxHashMap<&str, &'a Release>) -> Option<&'a Release> {
    let mut at = first;
    for _ in 0..by_id.len() {
        if at.life.status != Status::Replaced {
            return Some(at);
        }
        at = by_id.get(at.replaced_by.as_deref()?)?;
    }
    None
}
