//! A related release is another one, and public by then.

use rustc_hash::FxHashMap;

use crate::{Look, no_release};
use dateline_content::newsroom::Newsroom;
use dateline_content::release::{Release, Status};
use dateline_diagnostics::{Diagnostic, Diagnostics, Place, RELATED};

pub(super) fn run(look: &Look, found: &mut Diagnostics) {
    let newsroom = look.newsroom;
    let relating: Vec<&Release> = newsroom.originals().filter(|it| !it.related.is_empty()).collect();
    if relating.is_empty() {
        return;
    }
    let by_id: FxHashMap<&str, &Release> = newsroom.originals().map(|it| (it.id(), it)).collect();
    for release in relating {
        for (at, id) in release.related.iter().enumerate() {
            let fault = match by_id.get(id.as_str()) {
                None => no_release(newsroom, id),
                Some(_) if release.related[..at].contains(id) => {
                    Some((format!("`{id}` stands twice"), "name each release once".to_owned()))
                }
                Some(other) => fault(newsroom, release, other),
            };
            if let Some((message, help)) = fault {
                let place = Place::Value(release.file, format!("related[{at}]"));
                found.push(Diagnostic::new(RELATED, place, message).help(help));
            }
        }
    }
}

fn fault(newsroom: &Newsroom, release: &Release, other: &Release) -> Option<(String, String)> {
    let id = other.id();
    if other.file == release.file {
        return Some((format!("`{id}` is this release"), "name another one".to_owned()));
    }
    match other.life.status {
        Status::Retracted => return Some((format!("`{id}` is retracted"), "leave it out".to_owned())),
        Status::Replaced => {
            let help = other.replaced_by.as_ref().map_or("leave it out".to_owned(), |it| format!("write `{it}`"));
            return Some((format!("`{id}` was replaced"), help));
        }
        Status::Draft | Status::Ready | Status::Withdrawn => {}
    }
    // A draft may name another draft.
    let needed = release.life.public_from()?.max(newsroom.now);
    let is_there = other.life.public_from().is_some_and(|it| it <= needed);
    (!is_there).then(|| (format!("`{id}` is not public by then"), "name it once it is".to_owned()))
}
