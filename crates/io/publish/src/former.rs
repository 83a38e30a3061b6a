//! An earlier build -> the tree that goes back to it, without what may not be read any more.
//!
//! Every object becomes what it was in the earlier build, but for those that showed a withheld release there. Such a one
//! stays as it is now, together with whatever it leads to, or is left out where nothing stands now. An object that would lead
//! to one that is left out stays as it is now too.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::record::body_key;
use crate::{Encoding, PublicFile, PublicTree, Record, Resolve, Withheld, encoding, links};

/// What going back to an earlier build would publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// The tree; `path` of a file is the key at which its body stands.
    pub tree: PublicTree,
    /// Keys of the earlier build that stay as they are now, sorted: they showed a withheld release, or lead to what did.
    pub stays: Vec<String>,
    /// Keys of the earlier build that are left out, sorted, for the same reasons.
    pub left_out: Vec<String>,
}

/// Reads an object as it is stored; `None` when there is none.
pub type ReadBody<'a> = &'a (dyn Fn(&str) -> Result<Option<Vec<u8>>, String> + Sync);

/// The tree that goes back from the `current` build to an `earlier` one.
///
/// # Errors
///
/// Why an object cannot be read.
pub fn former(
    (earlier, current): (&Record, &Record),
    withheld: Withheld,
    (read, resolve): (ReadBody, Resolve),
) -> Result<Former, String> {
    let bodies = current.files.keys().filter_map(|it| Some((current.body(it)?, it.as_str()))).collect();
    let chosen = BTreeMap::new();
    let mut choice = Choice { earlier, current, withheld: &withheld, bodies, chosen, fresh: Vec::new() };
    let n_taken = earlier.files.keys().filter(|key| choice.take_back(key)).count();
    // Each build leads to nothing that is not there; a mixture may.
    if n_taken < earlier.files.len() {
        choice.settle(read, resolve)?;
    }
    let is_not_earlier = |key: &&String| choice.chosen.get(key.as_str()) != Some(&From::Earlier);
    let differing = earlier.files.keys().filter(is_not_earlier).cloned();
    let (stays, left_out) = differing.partition(|key| choice.chosen.contains_key(key.as_str()));
    let files = choice.files();
    // It was fit to be published once.
    let tree = PublicTree { files, withheld, promises: None, has_releases: !earlier.files.is_empty() };
    Ok(Former { tree, stays, left_out })
}

/// Where an object of the tree is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum From {
    Earlier,
    Current,
}

struct Choice<'a> {
    earlier: &'a Record,
    current: &'a Record,
    withheld: &'a Withheld,
    /// The bodies that stand under keys now, each with such a key.
    bodies: BTreeMap<String, &'a str>,
    /// The keys of the tree.
    chosen: BTreeMap<&'a str, From>,
    /// Those whose links are still to be followed.
    fresh: Vec<&'a str>,
}

/// By key of the earlier build: the objects of that build that lead to it.
type Leading<'a> = BTreeMap<String, BTreeSet<&'a str>>;

impl<'a> Choice<'a> {
    /// Takes an object of the earlier build, if it may be read and its body is there; whether it did.
    fn take_back(&mut self, key: &'a str) -> bool {
        let is_free = !self.withheld.has(&self.earlier.files[key].shows);
        let is_taken = is_free && (self.is_as_now(key) || self.has_body(key));
        match is_taken {
            true => {
                self.chosen.insert(key, From::Earlier);
                // What is now as it was then leads to nothing that is not there.
                if !self.is_as_now(key) {
                    self.fresh.push(key);
                }
            }
            false => self.keep(key),
        }
        is_taken
    }

    /// Leaves an object as it is now, with its compressed forms.
    fn keep(&mut self, key: &str) {
        for ending in Encoding::ENDINGS {
            let Some((key, object)) = self.current.files.get_key_value(&format!("{key}{ending}")) else { continue };
            if !self.withheld.has(&object.shows) && self.chosen.insert(key, From::Current) != Some(From::Current) {
                self.fresh.push(key);
            }
        }
    }

    /// Whether an object is now as it was in the earlier build.
    fn is_as_now(&self, key: &str) -> bool {
        self.earlier.file(key).is_some_and(|it| self.current.has(&it))
    }

    /// Whether the body of an object of the earlier build is kept, or stands somewhere now.
    fn has_body(&self, key: &str) -> bool {
        let body = self.earlier.body(key);
        body.is_some_and(|it| self.current.bodies.contains_key(&it) || self.bodies.contains_key(&it))
    }

    /// Follows the links of all objects until none leads to what is not there.
    fn settle(&mut self, read: ReadBody, resolve: Resolve) -> Result<(), String> {
        let mut leading = Leading::new();
        while !self.fresh.is_empty() {
            let fresh = std::mem::take(&mut self.fresh);
            let of = |key: &&'a str| self.links(key, (read, resolve)).map(|it| (*key, it));
            let links: Vec<(&str, BTreeSet<String>)> = fresh.par_iter().map(of).collect::<Result<_, String>>()?;
            for (key, links) in links {
                links.iter().for_each(|link| self.follow(key, link, &mut leading));
            }
        }
        Ok(())
    }

    fn follow(&mut self, key: &'a str, link: &str, leading: &mut Leading<'a>) {
        if link.ends_with('/') {
            let inside = |record: &'a Record| {
                let keys = record.files.range(link.to_owned()..).map(|it| it.0.as_str());
                keys.take_while(|it| it.starts_with(link)).collect::<Vec<&'a str>>()
            };
            let all = [inside(self.current), inside(self.earlier)].concat();
            return all.into_iter().for_each(|link| self.follow(key, link, leading));
        }
        let is_earlier = self.chosen.get(key) == Some(&From::Earlier);
        let was_there = is_earlier && self.earlier.files.contains_key(link);
        if was_there {
            leading.entry(link.to_owned()).or_default().insert(key);
        }
        if !self.chosen.contains_key(link) {
            self.keep(link);
        }
        if was_there && !self.chosen.contains_key(link) {
            self.give_up(key, leading);
        }
    }

    /// Leaves an object of the earlier build as it is now after all, or out; then those that lead to it go the same way.
    fn give_up(&mut self, key: &'a str, leading: &Leading<'a>) {
        if self.chosen.get(key) != Some(&From::Earlier) {
            return;
        }
        self.chosen.remove(key);
        self.keep(key);
        if !self.chosen.contains_key(key) {
            leading.get(key).into_iter().flatten().for_each(|it| self.give_up(it, leading));
        }
    }

    /// Where an object of the tree leads to; nowhere for one that cannot be read any more.
    fn links(&self, key: &str, (read, resolve): (ReadBody, Resolve)) -> Result<BTreeSet<String>, String> {
        let record = if self.chosen.get(key) == Some(&From::Current) { self.current } else { self.earlier };
        let Some(file) = record.file(key) else { return Ok(BTreeSet::new()) };
        let media_type = file.headers.get("content-type").unwrap_or_default();
        if !links::has_links(media_type) {
            return Ok(BTreeSet::new());
        }
        let body = file.body();
        let places = self.bodies.get(&body).map(|it| (*it).to_owned()).into_iter().chain([body_key(&body)]);
        for place in places {
            let Some(bytes) = read(&place)? else { continue };
            // What an interrupted publish was about to replace may be another by now.
            if let Some(bytes) = encoding::as_built(bytes, &file) {
                return Ok(links::links(key, media_type, &bytes, resolve));
            }
        }
        Ok(BTreeSet::new())
    }

    fn files(&self) -> Vec<PublicFile> {
        let file = |(key, from): (&&str, &From)| {
            let record = if *from == From::Earlier { self.earlier } else { self.current };
            let file = record.file(key)?;
            let body = file.body();
            let stays =
                |it: &&str| self.chosen.get(it).is_some_and(|from| *from == From::Current || self.is_as_now(it));
            let path = match self.bodies.get(&body).copied().filter(stays) {
                _ if self.current.has(&file) => (*key).to_owned(),
                Some(standing) => standing.to_owned(),
                // Where it stands now it is kept before anything takes its place.
                None => body_key(&body),
            };
            Some(PublicFile { path, ..file })
        };
        self.chosen.iter().filter_map(file).collect()
    }
}
