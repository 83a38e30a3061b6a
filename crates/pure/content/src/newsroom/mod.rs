//! All releases -> [`Newsroom`]: their order, what of them is public at the build's instant, whom to call, and where a
//! link inside the newsroom leads. It does not know where output goes.
//!
//! What may not be public is not among [`Newsroom::releases`], so that no page can show it by mistake.

mod clock;
mod contacts;
mod index;
mod listing;
mod tracked;

use std::cmp::Ordering;
use std::sync::Arc;

use rayon::prelude::*;

use crate::address::Tree;
use crate::config::{Config, OfficeIndex};
use crate::contact::Directory;
use crate::newsroom::index::Index;
use crate::release::{Fate, InnerLink, LastChange, PathId, Release, Remains, TextPage, beside};
use dateline_diagnostics::FileId;
use dateline_text::date::{self, Instant};
use dateline_text::language::Language;

pub use clock::Change;
pub use listing::{Listing, ListingIndex, Member, Subject};
pub use tracked::Tracked;

/// How many releases home pages and feeds have.
const LATEST: usize = 20;
/// How long a release is news to a news sitemap, in hours (Google News: two days).
const NEWS: i64 = 48;

/// A release of [`Newsroom::releases`], by its place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReleaseIndex(pub u32);

/// A release of [`Newsroom::former`], by its place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormerIndex(pub u32);

/// A page of [`Newsroom::pages`], by its place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageIndex(pub u32);

/// Everything that pages are made of, at one instant.
#[derive(Debug)]
pub struct Newsroom {
    /// The newsroom, as configured.
    pub config: Config,
    /// Whom the press may call.
    pub directory: Directory,
    /// Where the configuration and the directory stand, to point at.
    pub files: Files,
    /// The releases that pages may show, newest first.
    pub releases: Vec<Arc<Release>>,
    /// The releases that were retracted or replaced: their addresses answer, their text is not shown. By path.
    pub former: Vec<Arc<Release>>,
    /// Pages of standing text, by name.
    pub pages: Vec<Arc<TextPage>>,
    /// The build's instant.
    pub now: Instant,
    /// Whether pages show what is not public yet.
    pub drafts: bool,
    hidden: Vec<Arc<Release>>,
    /// Texts with a fault that nothing can stand with: only their links are looked at.
    pub faulty: Vec<Faulty>,
    index: Arc<Index>,
}

/// Where the configuration and the directory stand.
#[derive(Clone, Copy, Debug)]
pub struct Files {
    /// `dateline.yaml`.
    pub config: FileId,
    /// `content/contacts.yaml`, where there is one.
    pub directory: Option<FileId>,
}

/// What was read of `content/`.
#[derive(Debug, Default)]
pub struct Contents {
    /// Releases without a fault that nothing can stand without.
    pub releases: Vec<Arc<Release>>,
    /// Pages likewise.
    pub pages: Vec<Arc<TextPage>>,
    /// The texts that could not be read: links to them are not reported again.
    pub faulty: Vec<Faulty>,
}

/// A text with a fault that nothing can stand with.
#[derive(Debug)]
pub struct Faulty {
    /// The source file.
    pub file: FileId,
    /// Its path from the root.
    pub path: String,
    /// What is known of it.
    pub remains: Remains,
}

/// What stands at a path of `content/`.
#[derive(Clone, Copy, Debug)]
enum Source {
    Release(ReleaseIndex),
    Former(FormerIndex),
    /// By its place among the hidden.
    Hidden(u32),
    Page(PageIndex),
    Faulty,
}

/// Where a link inside the newsroom leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// A release's edition, with a heading's id or an empty text.
    Release(ReleaseIndex, &'a str),
    /// A page, with a heading's id or an empty text.
    Page(PageIndex, &'a str),
    /// A heading of the same text.
    Heading(&'a str),
    /// A file beside the text, by its path from the root.
    File(String),
    /// A text with a fault of its own, which was reported.
    Faulty,
    /// A release that was retracted or replaced.
    Former(FormerIndex),
    /// A release that is not public, with the instant from which it will be; a draft has none.
    Hidden(Option<Instant>),
    /// Nothing that is there; for a text, its path from the root as far as one can be made of the link.
    Nothing(Option<String>),
}

impl Newsroom {
    /// Puts the newsroom together as it is at `now`. With `drafts`, pages show what is not public yet too (previews).
    /// What is known of one `before` it is taken over where it still holds: what comes out is the same.
    pub fn new(
        config: Config,
        directory: Directory,
        files: Files,
        contents: Contents,
        now: Instant,
        drafts: bool,
        before: Option<&Self>,
    ) -> Self {
        let shown = |release: &Arc<Release>| release.life.fate(now).is_shown(drafts);
        let (shown, held): (Vec<_>, Vec<_>) = contents.releases.into_iter().partition(shown);
        let (former, hidden): (Vec<_>, Vec<_>) = held.into_iter().partition(|it| it.life.fate(now).is_former());
        let releases = newest_first(shown);
        let mut pages = contents.pages;
        pages.sort_by(|a, b| (&a.name, a.language).cmp(&(&b.name, b.language)));
        let (faulty, index) = (contents.faulty, Arc::default());
        let mut newsroom =
            Self { config, directory, files, releases, former, pages, now, drafts, hidden, faulty, index };
        newsroom.index = match before.filter(|it| index::has_places_of(&newsroom, it)) {
            Some(before) => Arc::clone(&before.index),
            None => Arc::new(Index::of(&newsroom)),
        };
        newsroom
    }

    /// Whether every text is known to have the place that it had in a newsroom before this one.
    pub fn has_index_of(&self, before: &Self) -> bool {
        Arc::ptr_eq(&self.index, &before.index)
    }

    /// Every shown release with its index, newest first.
    pub fn releases(&self) -> impl Iterator<Item = (ReleaseIndex, &Release)> {
        self.releases.iter().enumerate().map(|(at, release)| (ReleaseIndex(at as u32), &**release))
    }

    /// The shown releases that a tree has, newest first: an office's own, or all.
    pub fn in_tree(&self, tree: Tree) -> impl Iterator<Item = &Release> {
        self.releases.iter().map(|it| &**it).filter(move |it| it.is_in(tree))
    }

    /// The releases of a tree that have something for its calendar: a meeting or ceremony with a time. Newest first; what
    /// was withdrawn has not.
    pub fn with_calendar(&self, tree: Tree) -> impl Iterator<Item = &Release> {
        let has_time = |it: &&Release| it.events().any(|event| event.start.is_some());
        self.in_tree(tree).filter(|it| self.fate(it) != Fate::Withdrawn).filter(has_time)
    }

    /// The latest releases of a tree, or of it on a topic, that are news: what was withdrawn is not. Newest first.
    pub fn latest(&self, tree: Tree, topic: Option<u16>) -> impl Iterator<Item = (ReleaseIndex, &Release)> {
        let is_on = move |release: &Release| topic.is_none_or(|it| release.topics.contains(&it));
        let is_news = |release: &Release| self.fate(release) != Fate::Withdrawn;
        self.releases().filter(move |(_, it)| it.is_in(tree) && is_on(it) && is_news(it)).take(LATEST)
    }

    /// The releases that a tree leads which became public in the last two days. Newest first.
    pub fn news(&self, tree: Tree) -> impl Iterator<Item = &Release> {
        let is_own = move |release: &&Release| tree == release.lead_tree();
        let is_news = |release: &&Release| {
            let since = release.life.public_from();
            self.fate(release) == Fate::Published
                && since.is_some_and(|it| it <= self.now && self.now < date::hours_after(it, NEWS))
        };
        self.releases.iter().map(|it| &**it).filter(is_own).filter(is_news)
    }

    /// Every retracted or replaced release with its index, by path.
    pub fn former(&self) -> impl Iterator<Item = (FormerIndex, &Release)> {
        self.former.iter().enumerate().map(|(at, release)| (FormerIndex(at as u32), &**release))
    }

    /// The release that took a former one's place; `None` for one that was retracted.
    pub fn replacement(&self, former: FormerIndex) -> Option<ReleaseIndex> {
        self.index.replacements[former.0 as usize]
    }

    /// The releases that one names as related.
    pub fn related(&self, release: ReleaseIndex) -> &[ReleaseIndex] {
        self.index.related.get(&release).map_or(&[], Vec::as_slice)
    }

    /// Whether another shown release has the same headline, so that a title needs more to tell them apart.
    pub fn has_namesake(&self, release: ReleaseIndex) -> bool {
        self.index.namesakes.contains(&release)
    }

    /// Every page with its index, by name.
    pub fn pages(&self) -> impl Iterator<Item = (PageIndex, &TextPage)> {
        self.pages.iter().enumerate().map(|(at, page)| (PageIndex(at as u32), &**page))
    }

    /// The page of a name in a language, else in the first that has it.
    pub fn page(&self, name: &str, language: Language) -> Option<PageIndex> {
        let first = self.pages.partition_point(|it| it.name.as_str() < name);
        let named = self.pages[first..].iter().take_while(|it| it.name == name).map(|it| it.language);
        let at = named.clone().position(|it| it == language).or_else(|| named.clone().next().map(|_| 0))?;
        Some(PageIndex((first + at) as u32))
    }

    /// A page in a language; itself when there is no translation.
    pub fn page_in(&self, page: PageIndex, language: Language) -> PageIndex {
        self.page(&self[page].name, language).unwrap_or(page)
    }

    /// A shown release in a language; itself when there is no translation that is shown.
    pub fn release_in(&self, release: ReleaseIndex, language: Language) -> ReleaseIndex {
        self.translations(release).find(|it| self[*it].language == language).unwrap_or(release)
    }

    /// A shown release in every language that it is shown in, itself among them, in the newsroom's order.
    pub fn translations(&self, release: ReleaseIndex) -> impl Iterator<Item = ReleaseIndex> + '_ {
        let all = self.index.translations.get(&release);
        all.into_iter().flatten().copied().chain(all.is_none().then_some(release))
    }

    /// All releases, those that may not be shown included: for checks, never for pages.
    pub fn releases_and_hidden(&self) -> impl Iterator<Item = &Release> {
        self.releases.iter().map(|it| &**it).chain(self.not_shown())
    }

    /// What tells a release from all others and from its translations, for good.
    pub fn text_id(&self, release: &Release) -> String {
        match release.language {
            Language::FIRST => release.id().to_owned(),
            other => format!("{}.{}", release.id(), self.config.tag(other)),
        }
    }

    /// The releases that are no translations, those that may not be shown included: for checks of what holds for every
    /// language, never for pages.
    pub fn originals(&self) -> impl Iterator<Item = &Release> {
        self.releases_and_hidden().filter(|it| it.language == Language::FIRST)
    }

    /// The releases whose text no page shows: for checks, never for pages.
    pub fn not_shown(&self) -> impl Iterator<Item = &Release> {
        self.former.iter().chain(&self.hidden).map(|it| &**it)
    }

    /// The releases that nothing may be shown of: for checks, never for pages.
    pub fn hidden(&self) -> impl Iterator<Item = &Release> {
        self.hidden.iter().map(|it| &**it)
    }

    /// What the build does with a release.
    pub fn fate(&self, release: &Release) -> Fate {
        release.life.fate(self.now)
    }

    /// Where a link leads that is written in a text of `folder` (from the root): to the path of another text, to a file
    /// beside it, or to a heading.
    pub fn target<'a>(&self, folder: &str, link: &'a str) -> Target<'a> {
        let (path, heading) = link.split_once('#').unwrap_or((link, ""));
        if path.is_empty() {
            return Target::Heading(heading);
        }
        let Some(path) = beside(folder, path) else { return Target::Nothing(None) };
        match self.text_at(PathId::of(&path)) {
            Some(text) => self.target_in(text, heading),
            None if !path.ends_with(".md") && path.contains('.') => Target::File(path),
            None => Target::Nothing(Some(path)),
        }
    }

    /// Where a link of a text of `folder` leads, as [`target`](Self::target) says.
    pub fn target_of<'a>(&self, folder: &str, link: &InnerLink<'a>) -> Target<'a> {
        match link.path.and_then(|it| self.text_at(it)) {
            Some(text) => self.target_in(text, link.heading()),
            None => self.target(folder, link.target),
        }
    }

    fn target_in<'a>(&self, text: Source, heading: &'a str) -> Target<'a> {
        match text {
            Source::Release(release) => Target::Release(release, heading),
            Source::Page(page) => Target::Page(page, heading),
            Source::Former(former) => Target::Former(former),
            Source::Hidden(at) => Target::Hidden(self.hidden[at as usize].life.public_from()),
            Source::Faulty => Target::Faulty,
        }
    }

    fn text_at(&self, path: PathId) -> Option<Source> {
        self.index.by_path.get(&path).copied()
    }

    /// The number that the next release of a series gets.
    pub fn next_in_series(&self, id: &str) -> u32 {
        let numbers =
            self.releases_and_hidden().filter_map(|it| it.series.as_ref()).filter(|it| it.id == id).map(|it| it.number);
        numbers.max().map_or(1, |it| it.saturating_add(1))
    }

    /// How many releases may not be shown.
    pub fn n_hidden(&self) -> usize {
        self.hidden.len()
    }

    /// Whether a text has a fault that was reported.
    pub fn is_faulty(&self, path: &str) -> bool {
        matches!(self.text_at(PathId::of(path)), Some(Source::Faulty))
    }

    /// Paths from the root of every text, for "did you mean".
    pub fn text_paths(&self) -> impl Iterator<Item = String> {
        self.releases.iter().map(|it| it.path.to_string()).chain(self.pages.iter().map(|it| it.path()))
    }

    /// Every tree: of each language the newsroom's, then the offices'.
    pub fn trees(&self) -> impl Iterator<Item = Tree> + use<> {
        let offices = self.config.offices.len();
        self.config.languages().flat_map(move |language| {
            let of_offices = (0..offices).map(move |at| Tree::of(OfficeIndex(at as u8), language));
            std::iter::once(Tree::root(language)).chain(of_offices)
        })
    }

    /// The place of a tree among [`Newsroom::trees`].
    pub fn place_of(&self, tree: Tree) -> usize {
        let n_in_language = self.config.offices.len() + 1;
        usize::from(tree.language().0) * n_in_language + tree.office().map_or(0, |it| usize::from(it.0) + 1)
    }

    /// The trees in the first language, which hold what is for a host as a whole, or for all languages.
    pub fn holders(&self) -> impl Iterator<Item = Tree> + use<> {
        self.trees().filter(|it| it.language() == Language::FIRST)
    }

    /// The trees that the host of one of [`Newsroom::holders`] serves, in every language: the newsroom's also has those of
    /// every office without a host of its own.
    pub fn trees_served_with(&self, tree: Tree) -> impl Iterator<Item = Tree> + '_ {
        let has_own_host = |it: Tree| it.office().is_some_and(|office| self.config[office].base_url.is_some());
        self.trees().filter(move |it| it.office() == tree.office() || tree == Tree::ROOT && !has_own_host(*it))
    }

    /// The former release of an index.
    pub fn former_release(&self, former: FormerIndex) -> &Release {
        &self.former[former.0 as usize]
    }

    /// What a listing of releases prints as its last change; that of the newsroom's pages when it lists none.
    pub fn last_change<'a>(&self, releases: impl Iterator<Item = &'a Release>) -> Option<LastChange> {
        let listed = releases.map(Release::last_change).reduce(LastChange::later);
        listed.or_else(|| self.pages.iter().map(|it| it.last_change).reduce(LastChange::later))
    }
}

/// The order of releases: newest first, those of one instant by path.
fn newer_first(a: &Release, b: &Release) -> Ordering {
    b.life.date.instant.cmp(&a.life.date.instant).then_with(|| a.path.cmp(&b.path))
}

/// Releases in their order, with their instants side by side while they are put into it.
fn newest_first(releases: Vec<Arc<Release>>) -> Vec<Arc<Release>> {
    let mut dated: Vec<(Instant, Arc<Release>)> = releases.into_iter().map(|it| (it.life.date.instant, it)).collect();
    dated.par_sort_unstable_by(|(a, one), (b, other)| b.cmp(a).then_with(|| one.path.cmp(&other.path)));
    dated.into_iter().map(|it| it.1).collect()
}

impl std::ops::Index<ReleaseIndex> for Newsroom {
    type Output = Release;

    fn index(&self, release: ReleaseIndex) -> &Release {
        &self.releases[release.0 as usize]
    }
}

impl std::ops::Index<PageIndex> for Newsroom {
    type Output = TextPage;

    fn index(&self, page: PageIndex) -> &TextPage {
        &self.pages[page.0 as usize]
    }
}
