//! The newsroom as one output reads it: remembers each release whose words it hands out.

use std::ops::Index;
use std::sync::PoisonError;

use crate::address::Tree;
use crate::config::Config;
use crate::newsroom::{Newsroom, ReleaseIndex};
use crate::release::Release;

/// The newsroom, for whatever makes one output.
///
/// Words of a release (title, summary, text, facts, files) are read through it, and it remembers the release's id. What
/// is published knows from that which releases each file shows, so that withholding one release reaches every file that
/// shows it. Addresses, order, dates and counts are no words: [`layout`](Self::layout) gives those, and remembers nothing.
pub struct Tracked<'a> {
    /// The settings.
    pub config: &'a Config,
    newsroom: &'a Newsroom,
    read: Ids<'a>,
}

/// The ids of the releases that were read, by whichever thread.
#[expect(
    clippy::disallowed_types,
    reason = "the list of one output: it lives as long as the value, and no other sees it"
)]
type Ids<'a> = std::sync::Mutex<Vec<&'a str>>;

impl<'a> Tracked<'a> {
    /// The newsroom, of which nothing was read yet.
    pub fn of(newsroom: &'a Newsroom) -> Self {
        Self { config: &newsroom.config, newsroom, read: Ids::default() }
    }

    /// The newsroom, for addresses, order, dates, counts and contacts. No word of a release that is reached through it may
    /// get into an output, unless the release is [`read`](Self::read) first.
    pub fn layout(&self) -> &'a Newsroom {
        self.newsroom
    }

    /// Hands out the words of a release, and remembers that.
    pub fn read(&self, release: &'a Release) -> &'a Release {
        self.read.lock().unwrap_or_else(PoisonError::into_inner).push(release.id());
        release
    }

    /// [`Newsroom::latest`], each release read.
    pub fn latest(&self, tree: Tree, topic: Option<u16>) -> impl Iterator<Item = (ReleaseIndex, &'a Release)> {
        self.newsroom.latest(tree, topic).map(|(index, it)| (index, self.read(it)))
    }

    /// [`Newsroom::news`], each release read.
    pub fn news(&self, tree: Tree) -> impl Iterator<Item = &'a Release> {
        self.newsroom.news(tree).map(|it| self.read(it))
    }

    /// [`Newsroom::with_calendar`], each release read.
    pub fn with_calendar(&self, tree: Tree) -> impl Iterator<Item = &'a Release> {
        self.newsroom.with_calendar(tree).map(|it| self.read(it))
    }

    /// The ids of the releases that were read, sorted, each once.
    pub fn ids(&self) -> Vec<&'a str> {
        let mut ids = self.read.lock().unwrap_or_else(PoisonError::into_inner).clone();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

impl Index<ReleaseIndex> for Tracked<'_> {
    type Output = Release;

    fn index(&self, release: ReleaseIndex) -> &Release {
        self.read(&self.newsroom[release])
    }
}
