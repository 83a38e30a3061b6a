//! All releases -> [`Newsroom`]: their order, what of them is public at the build's instant, whom to call, and where a
//! link inside the newsroom leads. It does not know where output goes.
//!
//! What may not be public is not among [`Newsroom::releases`], so that no page can show it by mistake.

use std::cmp::Reverse;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::config::{Config, OfficeIndex};
use crate::contact::{Contact, Directory};
use crate::date::Instant;
use crate::diagnostic::FileId;
use crate::release::{ContactReference, Fate, LastChange, Release, Remains, TextPage, beside};

/// A release of [`Newsroom::releases`], by its place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReleaseIndex(pub u32);

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
    /// Pages of standing text, by name.
    pub pages: Vec<Arc<TextPage>>,
    /// The build's instant.
    pub now: Instant,
    hidden: Vec<Arc<Release>>,
    /// Texts with a fault that nothing can stand with: only their links are looked at.
    pub faulty: Vec<Faulty>,
    /// Only looked up, never iterated.
    by_path: FxHashMap<String, Source>,
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
    Hidden,
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
    /// A release that is not public.
    Hidden,
    /// Nothing that is there; for a text, its path from the root as far as one can be made of the link.
    Nothing(Option<String>),
}

impl Newsroom {
    /// Puts the newsroom together as it is at `now`. With `drafts`, pages show what is not public yet too (previews).
    pub fn new(
        config: Config,
        directory: Directory,
        files: Files,
        contents: Contents,
        now: Instant,
        drafts: bool,
    ) -> Self {
        let shown = |release: &Arc<Release>| {
            let fate = release.life.fate(now);
            fate.is_public() || drafts && fate.is_to_come()
        };
        let (shown, hidden): (Vec<_>, Vec<_>) = contents.releases.into_iter().partition(shown);
        let mut dated: Vec<_> = shown.into_iter().map(|it| (Reverse(it.life.date.instant), it)).collect();
        dated.sort_by(|(a_date, a), (b_date, b)| a_date.cmp(b_date).then_with(|| a.path.cmp(&b.path)));
        let releases: Vec<Arc<Release>> = dated.into_iter().map(|(_, it)| it).collect();
        let mut pages = contents.pages;
        pages.sort_by(|a, b| a.name.cmp(&b.name));
        let mut by_path: FxHashMap<String, Source> =
            contents.faulty.iter().map(|it| (it.path.clone(), Source::Faulty)).collect();
        by_path.extend(hidden.iter().map(|it| (it.path.clone(), Source::Hidden)));
        by_path.extend(
            releases.iter().enumerate().map(|(at, it)| (it.path.clone(), Source::Release(ReleaseIndex(at as u32)))),
        );
        by_path.extend(pages.iter().enumerate().map(|(at, it)| (it.path(), Source::Page(PageIndex(at as u32)))));
        Self { config, directory, files, releases, pages, now, hidden, faulty: contents.faulty, by_path }
    }

    /// Every shown release with its index, newest first.
    pub fn releases(&self) -> impl Iterator<Item = (ReleaseIndex, &Release)> {
        self.releases.iter().enumerate().map(|(at, release)| (ReleaseIndex(at as u32), &**release))
    }

    /// Every page with its index, by name.
    pub fn pages(&self) -> impl Iterator<Item = (PageIndex, &TextPage)> {
        self.pages.iter().enumerate().map(|(at, page)| (PageIndex(at as u32), &**page))
    }

    /// The page of a name.
    pub fn page(&self, name: &str) -> Option<PageIndex> {
        self.pages.binary_search_by(|it| it.name.as_str().cmp(name)).ok().map(|at| PageIndex(at as u32))
    }

    /// All releases, those that may not be shown included: for checks, never for pages.
    pub fn releases_and_hidden(&self) -> impl Iterator<Item = &Release> {
        self.releases.iter().chain(&self.hidden).map(|it| &**it)
    }

    /// What the build does with a release.
    pub fn fate(&self, release: &Release) -> Fate {
        release.life.fate(self.now)
    }

    /// Whom to call about a release: those it names, else those of its offices in post at its date; in the newsroom's
    /// order of offices, and within an office in the order in which they are named.
    pub fn contacts_of<'a>(&'a self, release: &'a Release) -> Vec<&'a Contact> {
        let mut contacts: Vec<&Contact> = match &release.contacts {
            Some(named) => named.iter().filter_map(|it| self.contact(it)).collect(),
            None => {
                let current =
                    |it: &&Contact| release.offices.contains(&it.office) && it.is_current(release.life.date.date);
                self.directory.iter().map(|(_, it)| it).filter(current).collect()
            }
        };
        contacts.sort_by_key(|it| it.office);
        contacts
    }

    /// The contacts in post on the build's day, of one office or (with `None`) of all, in the newsroom's order.
    pub fn current_contacts(&self, office: Option<OfficeIndex>) -> Vec<&Contact> {
        let today = |it: &Contact| it.is_current(self.config[it.office].zone.to_datetime(self.now).date());
        let wanted = |it: &&Contact| office.is_none_or(|office| it.office == office) && today(it);
        let mut contacts: Vec<&Contact> = self.directory.iter().map(|(_, it)| it).filter(wanted).collect();
        contacts.sort_by_key(|it| it.office);
        contacts
    }

    fn contact<'a>(&'a self, reference: &'a ContactReference) -> Option<&'a Contact> {
        match reference {
            ContactReference::Inline(contact) => Some(contact),
            ContactReference::Id(id) => self.directory.get(id).flatten(),
        }
    }

    /// Where a link leads that is written in a text of `folder` (from the root): to the path of another text, to a file
    /// beside it, or to a heading.
    pub fn target<'a>(&self, folder: &str, link: &'a str) -> Target<'a> {
        let (path, heading) = link.split_once('#').unwrap_or((link, ""));
        if path.is_empty() {
            return Target::Heading(heading);
        }
        let Some(path) = beside(folder, path) else { return Target::Nothing(None) };
        match self.by_path.get(&path) {
            Some(Source::Release(release)) => Target::Release(*release, heading),
            Some(Source::Page(page)) => Target::Page(*page, heading),
            Some(Source::Hidden) => Target::Hidden,
            Some(Source::Faulty) => Target::Faulty,
            None if !path.ends_with(".md") && path.contains('.') => Target::File(path),
            None => Target::Nothing(Some(path)),
        }
    }

    /// The number that the next release of a series gets.
    pub fn next_in_series(&self, id: &str) -> u32 {
        let numbers =
            self.releases_and_hidden().filter_map(|it| it.series.as_ref()).filter(|it| it.id == id).map(|it| it.number);
        numbers.max().map_or(1, |it| it.saturating_add(1))
    }

    /// The next instant after the build's at which a release's fate changes.
    pub fn next_change(&self) -> Option<Instant> {
        let instants = |it: &Release| [Some(it.life.date.instant), it.life.embargo.as_ref().map(|it| it.instant)];
        self.releases_and_hidden().flat_map(instants).flatten().filter(|it| *it > self.now).min()
    }

    /// How many releases may not be shown.
    pub fn n_hidden(&self) -> usize {
        self.hidden.len()
    }

    /// Whether a text has a fault that was reported.
    pub fn is_faulty(&self, path: &str) -> bool {
        matches!(self.by_path.get(path), Some(Source::Faulty))
    }

    /// Paths from the root of every text, for "did you mean".
    pub fn text_paths(&self) -> impl Iterator<Item = String> {
        self.releases.iter().map(|it| it.path.clone()).chain(self.pages.iter().map(|it| it.path()))
    }

    /// What a listing of releases prints as its last change; that of the newsroom's pages when it lists none.
    pub fn last_change<'a>(&self, releases: impl Iterator<Item = &'a Release>) -> Option<LastChange> {
        let listed = releases.map(Release::last_change).reduce(LastChange::later);
        listed.or_else(|| self.pages.iter().map(|it| it.last_change).reduce(LastChange::later))
    }
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
