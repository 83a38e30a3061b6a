//! The lists of releases that have pages of their own: by year, month, topic, kind and series, in every tree.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::address::Tree;
use crate::config::Outputs;
use crate::newsroom::{FormerIndex, Newsroom, ReleaseIndex, newer_first};
use crate::release::{Kind, Release};

/// How many releases a page of a list has, once it is full.
const PAGE: usize = 20;

/// What the releases of a list have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The year of their dates.
    Year(i16),
    /// The month of their dates, from 1.
    Month(i16, i8),
    /// A topic, by its place in the configuration.
    Topic(u16),
    /// What sort of release they are.
    Kind(Kind),
    /// A series, by its place in [`Newsroom::series_ids`].
    Series(u32),
}

/// A list of releases in one tree. An office's has what that office issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Where its pages are.
    pub tree: Tree,
    /// What its releases have in common.
    pub subject: Subject,
    /// Newest first.
    pub members: Vec<Member>,
}

/// What has a place in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// A release that is shown.
    Shown(ReleaseIndex),
    /// One that was retracted or replaced. No page lists it; it has its place still, so that no page of the list goes
    /// away with it.
    Former(FormerIndex),
}

/// A list of [`Newsroom::listings`], by its place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListingIndex(pub u32);

impl Listing {
    /// How many pages it has beside the first, which has the newest.
    ///
    /// They are full, and numbered from 1, the oldest: what they list stays when a release is added. The first page has
    /// all the rest, so it is never nearly empty.
    pub fn n_full_pages(&self) -> u32 {
        (self.members.len() / PAGE).saturating_sub(1) as u32
    }

    /// The releases that the list shows, newest first.
    pub fn releases(&self) -> impl Iterator<Item = ReleaseIndex> {
        shown(&self.members)
    }

    /// Whether it is that of a series all of whose releases were retracted or replaced: it answers, and says no more.
    pub fn is_ended(&self) -> bool {
        matches!(self.subject, Subject::Series(_)) && self.releases().next().is_none()
    }

    /// The releases that a numbered page shows, or the first (0), newest first.
    pub fn on_page(&self, number: u32) -> impl Iterator<Item = ReleaseIndex> {
        let length = self.members.len();
        let range: Range<usize> = match number as usize {
            0 => 0..length - self.n_full_pages() as usize * PAGE,
            number => length - number * PAGE..length - (number - 1) * PAGE,
        };
        shown(&self.members[range])
    }
}

fn shown(members: &[Member]) -> impl Iterator<Item = ReleaseIndex> {
    members.iter().filter_map(|it| match it {
        Member::Shown(release) => Some(*release),
        Member::Former(_) => None,
    })
}

impl Newsroom {
    /// Every list that has pages, by tree and subject. A topic has one in every tree once a release on it is, or was, shown:
    /// until then its name may be as little known as an unpublished release on it. Of the other subjects a tree has those of
    /// its own releases.
    pub fn listings(&self) -> impl Iterator<Item = (ListingIndex, &Listing)> {
        self.index.listings.iter().enumerate().map(|(at, listing)| (ListingIndex(at as u32), listing))
    }

    /// The lists of a tree, by subject.
    pub fn listings_in(&self, tree: Tree) -> impl Iterator<Item = (ListingIndex, &Listing)> {
        self.listings().filter(move |(_, it)| it.tree == tree)
    }

    /// The list on a subject in a tree.
    pub fn listing(&self, tree: Tree, subject: Subject) -> Option<ListingIndex> {
        let key = |it: &Listing| (it.tree, it.subject);
        self.index.listings.binary_search_by_key(&(tree, subject), key).ok().map(|at| ListingIndex(at as u32))
    }

    /// Every series that has a list, by id: one of which a release is, or was, shown.
    pub fn series_ids(&self) -> &[String] {
        &self.index.series_ids
    }

    /// The subject that a series is.
    pub fn series_subject(&self, id: &str) -> Option<Subject> {
        series_subject(&self.index.series_ids, id)
    }

    /// The releases before and after one in its series, by number.
    pub fn neighbours(&self, release: &Release) -> [Option<ReleaseIndex>; 2] {
        let subject = release.series.as_ref().and_then(|it| self.series_subject(&it.id));
        let Some(listing) = subject.and_then(|it| self.listing(Tree::root(release.language), it)) else {
            return [None, None];
        };
        let number = |it: ReleaseIndex| self[it].series.as_ref().map_or(0, |it| it.number);
        let mut members: Vec<ReleaseIndex> = self[listing].releases().collect();
        members.sort_by_key(|it| (number(*it), std::cmp::Reverse(*it)));
        let at = members.iter().position(|it| self[*it].file == release.file);
        let beside = |step: fn(usize) -> Option<usize>| at.and_then(step).and_then(|at| members.get(at)).copied();
        [beside(|at| at.checked_sub(1)), beside(|at| Some(at + 1))]
    }
}

/// Lists the releases by all subjects.
pub(super) fn lists(newsroom: &Newsroom, series_ids: &[String]) -> Vec<Listing> {
    let topics = topics(newsroom);
    let outputs = newsroom.config.outputs;
    let mut lists = Lists::default();
    // Of every known topic in every tree, in this order: the place of each is known without looking it up.
    for tree in newsroom.trees().filter(|_| outputs.topics) {
        for topic in &topics {
            lists.place(tree, Subject::Topic(*topic));
        }
    }
    for (member, release) in newest_first(newsroom) {
        let series = release.series.as_ref().filter(|_| outputs.series);
        let series = series.and_then(|it| series_subject(series_ids, &it.id));
        for tree in release.trees() {
            let tree_idx = newsroom.place_of(tree);
            for topic in release.topics.iter().filter(|_| outputs.topics) {
                let at = topics.binary_search(topic).expect("the topics are those of all that has a place in lists");
                lists.push(tree_idx * topics.len() + at, member);
            }
            for subject in time_and_kind(release, &outputs).chain(series) {
                let place = lists.place(tree, subject);
                lists.push(place, member);
            }
        }
    }
    let mut listings = lists.lists;
    listings.sort_unstable_by_key(|it| (it.tree, it.subject));
    listings
}

/// The topics of the releases that are, or were, shown, sorted.
fn topics(newsroom: &Newsroom) -> Vec<u16> {
    let mut is_known = vec![false; newsroom.config.topics.len()];
    for topic in newsroom.releases.iter().chain(&newsroom.former).flat_map(|it| &it.topics) {
        is_known[usize::from(*topic)] = true;
    }
    (0..).zip(is_known).filter(|(_, is_known)| *is_known).map(|(topic, _)| topic).collect()
}

/// All that has a place in lists, newest first.
fn newest_first(newsroom: &Newsroom) -> Vec<(Member, &Release)> {
    let shown = newsroom.releases().map(|(index, it)| (Member::Shown(index), it));
    let former = newsroom.former().map(|(index, it)| (Member::Former(index), it));
    let mut members: Vec<_> = shown.chain(former).collect();
    if !newsroom.former.is_empty() {
        members.sort_by(|(_, a), (_, b)| newer_first(a, b));
    }
    members
}

fn series_subject(series_ids: &[String], id: &str) -> Option<Subject> {
    series_ids.binary_search_by(|it| it.as_str().cmp(id)).ok().map(|at| Subject::Series(at as u32))
}

/// The lists that every release is in.
fn time_and_kind(release: &Release, outputs: &Outputs) -> impl Iterator<Item = Subject> + use<> {
    let date = release.life.date.date;
    let time = [Subject::Year(date.year()), Subject::Month(date.year(), date.month())].map(|it| (it, outputs.archive));
    let kind = (Subject::Kind(release.kind), outputs.kinds);
    time.into_iter().chain([kind]).filter(|(_, is_made)| *is_made).map(|(it, _)| it)
}

/// Lists that are being filled.
#[derive(Default)]
struct Lists {
    lists: Vec<Listing>,
    places: FxHashMap<(Tree, Subject), usize>,
}

impl Lists {
    /// The place of the list on a subject, which is begun if there is none.
    fn place(&mut self, tree: Tree, subject: Subject) -> usize {
        *self.places.entry((tree, subject)).or_insert_with(|| {
            self.lists.push(Listing { tree, subject, members: Vec::new() });
            self.lists.len() - 1
        })
    }

    /// Adds a release to the list at a place, once.
    fn push(&mut self, place: usize, member: Member) {
        let members = &mut self.lists[place].members;
        // A topic may be named twice.
        if members.last() != Some(&member) {
            members.push(member);
        }
    }
}

impl std::ops::Index<ListingIndex> for Newsroom {
    type Output = Listing;

    fn index(&self, listing: ListingIndex) -> &Listing {
        &self.index.listings[listing.0 as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(n: u32) -> Listing {
        let members = (0..n).map(|it| Member::Shown(ReleaseIndex(it))).collect();
        Listing { tree: Tree::ROOT, subject: Subject::Year(2026), members }
    }

    #[test]
    fn pages_have_every_release_once() {
        for n in [0, 1, 19, 20, 21, 39, 40, 41, 59, 60, 100] {
            let listing = listing(n);
            let full = (1..=listing.n_full_pages()).rev();
            let listed: Vec<ReleaseIndex> = std::iter::once(0).chain(full).flat_map(|it| listing.on_page(it)).collect();
            assert_eq!(listed, listing.releases().collect::<Vec<_>>(), "{n}");
            let n_first = listing.on_page(0).count();
            assert!(n_first < 2 * PAGE && (n < 20 || n_first >= PAGE), "{n}");
        }
    }

    #[test]
    fn a_new_release_leaves_full_pages_as_they_are() {
        // The newest has index 0: what was at 0 is at 1 afterwards.
        let (before, after) = (listing(75), listing(76));
        for number in 1..=before.n_full_pages() {
            let moved: Vec<ReleaseIndex> = before.on_page(number).map(|it| ReleaseIndex(it.0 + 1)).collect();
            assert_eq!(moved, after.on_page(number).collect::<Vec<_>>());
        }
    }
}
