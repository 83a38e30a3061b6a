//! An earlier build -> the tree that goes back to it, without what may not be read any more.

use std::collections::{BTreeMap, BTreeSet};

use crate::publish::record::body_key;
use crate::publish::{PublicFile, PublicTree, Record, RecordedObject};

/// What going back to an earlier build would publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// The tree; `path` of a file that is not as it is now is the key at which its body stands.
    pub tree: PublicTree,
    /// Whether it has releases that may not be read any more: then what is made of several releases stays as it is now, as
    /// it would have their words, and nothing that this leads to is taken away.
    pub is_partial: bool,
}

/// Whether an earlier build has something of a release that may not be read any more.
pub(super) fn has_withheld(earlier: &Record, tree: &PublicTree) -> bool {
    let is_as_now = |key: &str| tree.file(key).is_some_and(|it| earlier.has(it));
    earlier.files.keys().any(|it| tree.is_withheld(it) && !is_as_now(it))
}

/// The bodies of an earlier build that may be put again.
pub(super) fn bodies<'a>(earlier: &'a Record, tree: &'a PublicTree) -> impl Iterator<Item = String> + 'a {
    let is_partial = has_withheld(earlier, tree);
    let files = earlier.files.iter().filter(move |(key, object)| may_be_put(key, object, tree, is_partial));
    files.filter_map(|(key, _)| earlier.body(key))
}

fn may_be_put(key: &str, object: &RecordedObject, tree: &PublicTree, is_partial: bool) -> bool {
    !(tree.is_withheld(key) || is_partial && object.stage.is_of_many())
}

/// The tree that goes back from the `current` build to an `earlier` one. What begins like one of `withheld` stays as it is.
///
/// # Errors
///
/// A key whose body is not kept.
pub fn former(earlier: &Record, current: &Record, withheld: Vec<String>) -> Result<Former, String> {
    let files = current.files.keys().filter_map(|it| current.file(it)).collect();
    // It was fit to be published once.
    let now = PublicTree { files, withheld, has_releases: !earlier.files.is_empty() };
    let is_partial = has_withheld(earlier, &now);
    let standing: BTreeMap<String, &str> =
        current.files.keys().filter_map(|it| Some((current.body(it)?, it.as_str()))).collect();
    let keys: BTreeSet<&String> = earlier.files.keys().chain(current.files.keys()).collect();
    let mut files = Vec::with_capacity(keys.len());
    for key in keys {
        let before =
            earlier.files.get(key).filter(|it| may_be_put(key, it, &now, is_partial)).and_then(|_| earlier.file(key));
        let stays = |it: &&PublicFile| is_partial || now.is_withheld(&it.key);
        match (before, now.file(key)) {
            (Some(before), Some(file)) if before == *file => files.push(before),
            (Some(before), _) => {
                let body = before.body();
                let stands_on = |key: &&&str| earlier.body(key).is_some_and(|it| it == body);
                let path = match standing.get(&body) {
                    Some(standing) if stands_on(&standing) => (*standing).to_owned(),
                    // Where it stands now it is kept before anything takes its place.
                    standing if standing.is_some() || current.bodies.contains_key(&body) => body_key(&body),
                    _ => return Err(key.clone()),
                };
                files.push(PublicFile { path, ..before });
            }
            (None, file) => files.extend(file.filter(stays).cloned()),
        }
    }
    Ok(Former { tree: PublicTree { files, ..now }, is_partial })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::{Encoding, Stage, headers};

    fn files(files: &[(&str, Stage, &str)]) -> Record {
        let file = |(key, stage, text): &(&str, Stage, &str)| PublicFile {
            key: (*key).to_owned(),
            path: (*key).to_owned(),
            hash: *blake3::hash(text.as_bytes()).as_bytes(),
            length: text.len() as u64,
            headers: headers(key, *stage, Encoding::Identity),
            stage: *stage,
        };
        Record::of(&files.iter().map(file).collect::<Vec<_>>())
    }

    fn with_bodies(record: Record, earlier: &Record) -> Record {
        let bodies = earlier.files.keys().filter_map(|it| earlier.body(it)).map(|it| (it, 1)).collect();
        Record { bodies, ..record }
    }

    const FERRY: &str = "releases/2018/ferry/index.html";
    const TOWER: &str = "releases/2018/tower/index.html";

    #[test]
    fn going_back_takes_the_earlier_bodies_and_leaves_what_came_later() {
        let earlier = files(&[(FERRY, Stage::Page, "old"), ("index.html", Stage::Home, "old home")]);
        let current =
            files(&[(FERRY, Stage::Page, "new"), (TOWER, Stage::Page, "t"), ("index.html", Stage::Home, "new home")]);
        let current = with_bodies(current, &earlier);
        let Former { tree, is_partial } = former(&earlier, &current, Vec::new()).expect("all is kept");
        assert!(!is_partial && tree.has_releases);
        assert!(tree.files.iter().all(|it| earlier.has(it)) && tree.files.len() == 2);
        assert!(tree.files.iter().all(|it| it.path.starts_with(".dateline/objects/")));
        let lost = Record { bodies: BTreeMap::new(), ..current };
        assert_eq!(former(&earlier, &lost, Vec::new()), Err("index.html".to_owned()));
    }

    #[test]
    fn two_files_that_change_places_are_read_from_what_is_kept_of_them() {
        let earlier =
            files(&[("a.txt", Stage::File, "one"), ("b.txt", Stage::File, "other"), ("c.txt", Stage::File, "c")]);
        let current =
            files(&[("a.txt", Stage::File, "other"), ("b.txt", Stage::File, "one"), ("d.txt", Stage::File, "c")]);
        let Former { tree, .. } = former(&earlier, &current, Vec::new()).expect("all stands there");
        assert!(tree.files.iter().all(|it| it.path.starts_with(".dateline/objects/")), "{:?}", tree.files);
    }

    #[test]
    fn what_was_retracted_since_does_not_come_back_nor_what_has_its_words() {
        let earlier = files(&[
            (FERRY, Stage::Page, "a mistake"),
            (TOWER, Stage::Page, "old"),
            ("feed.xml", Stage::List, "a mistake and old"),
        ]);
        let current = files(&[
            (FERRY, Stage::Page, "retracted"),
            (TOWER, Stage::Page, "new"),
            ("feed.xml", Stage::List, "new and bridge"),
            ("releases/2018/bridge/index.html", Stage::Page, "bridge"),
        ]);
        let current = with_bodies(current, &earlier);
        let withheld = vec!["releases/2018/ferry/".to_owned()];
        let Former { tree, is_partial } = former(&earlier, &current, withheld).expect("all is kept");
        assert!(is_partial);
        let is_of = |record: &Record, key: &str| record.has(tree.file(key).expect("a file"));
        assert!(is_of(&current, FERRY) && is_of(&current, "feed.xml") && is_of(&earlier, TOWER));
        assert!(tree.file("releases/2018/bridge/index.html").is_some(), "the list leads to it");
        let kept: Vec<String> = bodies(&earlier, &tree).collect();
        assert_eq!(kept, [earlier.body(TOWER).expect("a body")]);
    }
}
