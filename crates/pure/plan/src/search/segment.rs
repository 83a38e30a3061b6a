//! Which releases are indexed together.

use crate::search::VERSION;
use crate::search::texts::{Entry, around, choices};
use dateline_content::address::Tree;
use dateline_content::newsroom::{Newsroom, ReleaseIndex};
use dateline_text::date::Date;

/// How many releases a file of entries has.
pub const ENTRIES: usize = 8;
/// How many releases a segment has at most, unless one month has more.
const MOST: usize = 4096;
/// An older segment is put together with a newer one that has more than one in so many of its releases.
const GROWTH: usize = 4;
/// How many releases there are for each file of terms, and how many files at most: fewer of a segment that changes with
/// each release.
const PER_SHARD: [usize; 2] = [2, 4];
const MOST_SHARDS: [usize; 2] = [1024, 32];
/// How much of a hash is a segment's name, in hexadecimal digits.
const DIGITS: usize = 16;

/// Releases that are indexed together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its folder: another one when it has other releases, and the same when only a text of one changes.
    pub name: String,
    /// Oldest first.
    pub releases: Vec<ReleaseIndex>,
    /// The years of the first and the last release.
    pub years: [i16; 2],
    /// How many files its terms are in: a power of two.
    pub n_shards: u32,
}

impl Segment {
    /// How many files its entries are in.
    pub fn n_blocks(&self) -> u32 {
        self.releases.len().div_ceil(ENTRIES) as u32
    }

    /// Gives all that its files are made of and its name does not tell.
    pub fn made_of(&self, newsroom: &Newsroom, mut found: impl FnMut(&[u8])) {
        for release in self.releases.iter().map(|it| &newsroom[*it]) {
            found(&serde_json::to_vec(&Entry::of(newsroom, release)).expect("an entry is a list"));
            choices(newsroom, release).iter().for_each(|it| found(it.as_bytes()));
            around(newsroom, release).iter().for_each(|it| found(it.1.as_bytes()));
            found(release.hash.as_bytes());
        }
    }
}

/// The segments of a tree, oldest first.
pub fn segments(newsroom: &Newsroom, tree: Tree) -> Vec<Segment> {
    let mut dated: Vec<(Date, &str, ReleaseIndex)> = newsroom
        .releases()
        .filter(|(_, it)| it.is_in(tree))
        .map(|(index, it)| (it.life.date.date, it.id(), index))
        .collect();
    dated.sort_unstable();
    let months: Vec<&[(Date, &str, ReleaseIndex)]> = dated.chunk_by(|a, b| month(a.0) == month(b.0)).collect();
    let sizes: Vec<usize> = months.iter().map(|it| it.len()).collect();
    let mut rest = dated.as_slice();
    let groups = groups(&sizes);
    let last = groups.len().saturating_sub(1);
    let cut = groups.into_iter().enumerate().map(|(at, size)| {
        let (own, after) = rest.split_at(size);
        rest = after;
        (own, at == last)
    });
    let segment = |(own, is_growing): (&[(Date, &str, ReleaseIndex)], bool)| {
        let releases: Vec<ReleaseIndex> = own.iter().map(|it| it.2).collect();
        let n_shards = n_shards(releases.len(), is_growing);
        let years = [own[0].0.year(), own[own.len() - 1].0.year()];
        Segment { name: name(newsroom, tree, &releases, n_shards), releases, years, n_shards }
    };
    cut.map(segment).collect()
}

/// How many files the terms of so many releases are in; fewer of the newest month.
fn n_shards(n_releases: usize, is_growing: bool) -> u32 {
    let sort = usize::from(is_growing);
    n_releases.div_ceil(PER_SHARD[sort]).next_power_of_two().min(MOST_SHARDS[sort]) as u32
}

fn month(date: Date) -> (i16, i8) {
    (date.year(), date.month())
}

/// How many releases each segment has, where each month has so many, oldest first. What became of some months does not
/// depend on newer ones, but for the last segments; and there are at most about as many as the number of releases has
/// digits, and one for each [`MOST`].
fn groups(months: &[usize]) -> Vec<usize> {
    let Some((newest, closed)) = months.split_last() else {
        return Vec::new();
    };
    let mut groups: Vec<usize> = Vec::new();
    for size in closed {
        groups.push(*size);
        while let [.., before, last] = groups[..]
            && before < GROWTH * last
            && before + last <= MOST
        {
            groups.truncate(groups.len() - 2);
            groups.push(before + last);
        }
    }
    groups.push(*newest);
    groups
}

/// A hash of what a place in the files of a segment means: of its releases in their order, and of how its terms are spread. Files of
/// one name go together, whichever build each of them is of.
fn name(newsroom: &Newsroom, tree: Tree, releases: &[ReleaseIndex], n_shards: u32) -> String {
    let names: Vec<&str> = releases.iter().map(|it| &*newsroom[*it].name).collect();
    let all = (VERSION, newsroom.config.tag(tree.language()), n_shards, names);
    let written = postcard::to_allocvec(&all).expect("texts and numbers can be written down");
    blake3::hash(&written).to_hex()[..DIGITS].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_put_together_so_that_few_segments_change() {
        assert_eq!(groups(&[]), [0; 0]);
        assert_eq!(groups(&[7]), [7]);
        assert_eq!(groups(&[7, 7, 7]), [14, 7]);
        // Half as many releases in every month of thirty years.
        let years = [33; 360];
        let mut n_changed = 0;
        for n in 2..=360 {
            let (before, after) = (groups(&years[..n - 1]), groups(&years[..n]));
            assert!(after.len() <= 9, "{after:?}");
            assert_eq!(after.iter().sum::<usize>(), 33 * n);
            assert!(after.iter().all(|it| *it <= MOST));
            n_changed += after.iter().zip(&before).position(|(a, b)| a != b).map_or(0, |at| after[at..].iter().sum());
        }
        // On average, a release is indexed that often in all those years.
        assert!(n_changed / (33 * 360) < 12, "{}", n_changed / (33 * 360));
    }
}
