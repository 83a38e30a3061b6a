//! No two releases have one id.

use std::collections::BTreeMap;

use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::Look;
use dateline_content::release::Release;
use dateline_diagnostics::{DUPLICATE_ID, Diagnostic, Diagnostics, Place};

pub(super) fn run(look: &Look, found: &mut Diagnostics) {
    let newsroom = look.newsroom;
    if look.sound(DUPLICATE_ID).is_some() {
        return;
    }
    let mut seen = FxHashSet::with_capacity_and_hasher(newsroom.releases.len(), FxBuildHasher);
    let twice: FxHashSet<&str> = newsroom.originals().map(|it| it.id()).filter(|it| !seen.insert(*it)).collect();
    let mut by_id: BTreeMap<&str, Vec<&Release>> = BTreeMap::new();
    for release in newsroom.originals().filter(|it| twice.contains(it.id())) {
        by_id.entry(release.id()).or_default().push(release);
    }
    for (id, mut releases) in by_id {
        releases.sort_by(|a, b| a.path.cmp(&b.path));
        for other in &releases[1..] {
            let message = format!("the id `{id}` is taken");
            let diagnostic = Diagnostic::new(DUPLICATE_ID, Place::Value(other.file, "id".to_owned()), message)
                .help("an id is for ever: give the newer release one of its own")
                .related(Place::Value(releases[0].file, "id".to_owned()), "it is the id of this release");
            found.push(diagnostic);
        }
    }
}
