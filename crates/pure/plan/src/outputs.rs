//! What is published: every kind of page and file, and the [`Plan`] that lists them.

use std::sync::Arc;

use rayon::prelude::*;

use crate::search::Segment;
use dateline_content::address::{Address, Tree};
use dateline_content::config::{OfficeIndex, Outputs};
use dateline_content::newsroom::{FormerIndex, ListingIndex, Newsroom, PageIndex, ReleaseIndex};
use dateline_content::release::Release;
use dateline_text::picture::{Cut, Picture};

/// The folder of the search page and of what it reads.
pub const SEARCH: &str = "search/";

/// What stands at an output path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// The home page of a tree.
    Home(Tree),
    /// A release as one office shows it.
    Edition(ReleaseIndex, OfficeIndex),
    /// Where an office's edition of a release stood that was retracted or replaced.
    Former(FormerIndex, OfficeIndex),
    /// Where the page of one of its pictures stood, by the picture's place.
    FormerPhoto(FormerIndex, u16, OfficeIndex),
    /// An old address, by its place in the list of what it leads to.
    Alias(Aliased, u32, Tree),
    /// An old address of the newsroom, by its place in the configuration.
    Moved(u16, Tree),
    /// The page from which every list of a tree can be found.
    Archive(Tree),
    /// A page of a list of releases: 0 for the first, which has the newest, else the number of a full one.
    Listing(ListingIndex, u32),
    /// A page of standing text.
    Text(PageIndex, Tree),
    /// The page that answers what is not there.
    NotFound(Tree),
    /// A picture of a release, for where its address is shared; its fingerprint is part of its name.
    Card(ReleaseIndex, Fingerprint),
    /// The same release in another form, beside the lead office's edition.
    ReleaseFile(ReleaseIndex, ReleaseFile),
    /// The latest releases, for programs that follow them.
    Feed(Feed, FeedFormat),
    /// A file at the top of a tree that is no page.
    File(TreeFile, Tree),
    /// The page that searches a tree.
    Search(Tree),
    /// A file that its script reads.
    SearchFile(SearchFile, Tree),
    /// A static file of the theme, by its place in the theme's list.
    Static(usize, Tree),
    /// A file of `content/`, by its path from the root; beside a page of the tree. It is the same byte for byte, but for
    /// the metadata of pictures, which is left out.
    Copy(String, Owner, Tree),
    /// A file made of a picture; its name tells its bytes.
    Picture(Arc<Picture>, Owner, Cut, Tree),
    /// The page of a picture of a release, by its place in [`media`](dateline_content::release::More::media), as one office shows it.
    Photo(ReleaseIndex, u16, OfficeIndex),
}

/// The release whose file an output is, in the first language that shows it; `None` for a file of a standing text.
pub type Owner = Option<ReleaseIndex>;

/// What has old addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aliased {
    /// A release that is shown.
    Release(ReleaseIndex),
    /// One that was retracted or replaced.
    Former(FormerIndex),
}

impl Aliased {
    /// The release whose old addresses they are.
    pub fn release(self, newsroom: &Newsroom) -> &Release {
        match self {
            Self::Release(release) => &newsroom[release],
            Self::Former(former) => newsroom.former_release(former),
        }
    }
}

/// Changes with all that a picture shows.
pub type Fingerprint = [u8; 4];

/// What a plan has to know of the theme.
pub struct Design<'a> {
    /// The published paths of its static files.
    pub statics: &'a [String],
    /// The fingerprint of a release's card; `None` for one that has none.
    pub card: &'a (dyn Fn(&Release) -> Option<Fingerprint> + Sync),
}

/// The forms in which a release stands beside its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReleaseFile {
    /// `release.txt`: plain text of 72 columns.
    Text,
    /// `release.json`: IPTC ninjs 3.1.
    Ninjs,
    /// A calendar entry: the event of [`Release::events`] at this place, which has a time.
    Calendar(u16),
}

/// What a feed follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Feed {
    /// An office's releases, or all.
    pub tree: Tree,
    /// Those on a topic alone, by its place in the configuration.
    pub topic: Option<u16>,
}

/// The forms of feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedFormat {
    /// `feed.xml` (RFC 4287).
    Atom,
    /// `rss.xml` (RSS 2.0).
    Rss,
    /// `feed.json` (JSON Feed 1.1).
    Json,
}

impl FeedFormat {
    /// The forms that are on.
    pub fn all(outputs: &Outputs) -> impl Iterator<Item = Self> + use<> {
        let on = [(Self::Atom, outputs.atom), (Self::Rss, outputs.rss), (Self::Json, outputs.json_feed)];
        on.into_iter().filter(|(_, is_on)| *is_on).map(|(it, _)| it)
    }

    /// Its file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Atom => "feed.xml",
            Self::Rss => "rss.xml",
            Self::Json => "feed.json",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Rss => "application/rss+xml",
            Self::Json => "application/feed+json",
        }
    }
}

/// Files at the top of a tree that are no pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TreeFile {
    /// `newsml.xml`: a NewsML-G2 package of the latest releases.
    NewsMl,
    /// `calendar.ics`: every event with a time.
    Calendar,
    /// `contacts.vcf`: whom the press may call.
    Contacts,
    /// `sitemap.xml` (0), or one of the files that it leads to when it would be too long.
    Sitemap(u32),
    /// `news-sitemap.xml`: the last two days.
    NewsSitemap,
    /// `robots.txt`.
    Robots,
    /// `_headers`: what a host sends with each file.
    Headers,
    /// `.well-known/security.txt` (RFC 9116).
    Security,
    /// Addresses that lead elsewhere or answer no more.
    Redirects(RedirectFile),
}

impl TreeFile {
    pub(super) fn path(self) -> String {
        match self {
            Self::NewsMl => "newsml.xml".to_owned(),
            Self::Calendar => "calendar.ics".to_owned(),
            Self::Contacts => "contacts.vcf".to_owned(),
            Self::Sitemap(0) => "sitemap.xml".to_owned(),
            Self::Sitemap(number) => format!("sitemap-{number}.xml"),
            Self::NewsSitemap => "news-sitemap.xml".to_owned(),
            Self::Robots => "robots.txt".to_owned(),
            Self::Headers => "_headers".to_owned(),
            Self::Security => ".well-known/security.txt".to_owned(),
            Self::Redirects(file) => file.name().to_owned(),
        }
    }
}

/// The forms in which hosts read where addresses lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectFile {
    /// `_redirects` (Netlify, Cloudflare Pages).
    Redirects,
    /// `redirects.json`, for all others.
    Json,
    /// `redirects.nginx.conf`: two maps of nginx.
    Nginx,
}

impl RedirectFile {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Redirects, Self::Json, Self::Nginx];

    /// Its name, at the top of a tree.
    pub fn name(self) -> &'static str {
        match self {
            Self::Redirects => "_redirects",
            Self::Json => "redirects.json",
            Self::Nginx => "redirects.nginx.conf",
        }
    }
}

/// The files that the search of a tree reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchFile {
    /// Which segments there are, oldest first.
    Manifest(Arc<[Arc<Segment>]>),
    /// Characters and the ones that they are written for; one for all languages.
    Variants,
    /// Terms of a segment, by the number of the file.
    Terms(Arc<Segment>, u32),
    /// What is shown of its releases, by the number of the file.
    Entries(Arc<Segment>, u32),
}

impl SearchFile {
    /// The segment that it is a file of.
    pub fn segment(&self) -> Option<&Arc<Segment>> {
        match self {
            Self::Terms(segment, _) | Self::Entries(segment, _) => Some(segment),
            Self::Manifest(_) | Self::Variants => None,
        }
    }

    pub(super) fn path(&self) -> String {
        match self {
            Self::Manifest(_) => format!("{SEARCH}index.json"),
            Self::Variants => format!("{SEARCH}variants.txt"),
            Self::Terms(segment, number) => format!("{SEARCH}{}/{number}.bin", segment.name),
            Self::Entries(segment, number) => format!("{SEARCH}{}/{number}.json", segment.name),
        }
    }
}

/// What stands at an address where something else stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It leads to that release's edition in the same tree, else to the lead office's (301).
    Moved(ReleaseIndex),
    /// It leads to another page (301).
    Elsewhere(Address),
    /// A notice says that it is gone (410).
    Gone,
}

/// One file to produce.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Relative to the output folder, with `/`.
    pub path: String,
    /// What stands there.
    pub page: Page,
}

/// The files the build will produce, decided before any is made.
#[derive(Debug, Default)]
pub struct Plan {
    /// Sorted by path. No two paths are equal without regard to case.
    pub outputs: Vec<Output>,
}

/// Pages that are made of one body, and so are rendered together.
#[derive(Clone, Copy, Debug)]
pub struct Unit<'a> {
    /// The release whose body has to be read.
    pub release: Option<ReleaseIndex>,
    /// All outputs of the plan.
    all: &'a [Output],
    /// The places among them of what is made.
    places: &'a [u32],
}

impl<'a> Unit<'a> {
    /// What to make of a release or a picture, or the one output that is made for itself.
    pub fn outputs(&self) -> impl ExactSizeIterator<Item = &'a Output> + use<'a> {
        self.placed().map(|it| it.1)
    }

    /// The same, each with its place in the plan.
    pub fn placed(&self) -> impl ExactSizeIterator<Item = (usize, &'a Output)> + use<'a> {
        let all = self.all;
        self.places.iter().map(move |it| (*it as usize, &all[*it as usize]))
    }

    /// What stands at the first of them.
    pub fn first(&self) -> &'a Page {
        &self.all[self.places[0] as usize].page
    }
}

/// What outputs are made of together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Together<'a> {
    /// Each for itself.
    None,
    Segment(Tree, &'a str),
    Picture(&'a str),
    Release(ReleaseIndex),
}

impl<'a> Together<'a> {
    fn of(output: &'a Output) -> Self {
        match &output.page {
            Page::Edition(release, _) | Page::ReleaseFile(release, _) => Self::Release(*release),
            Page::Picture(picture, ..) => Self::Picture(&picture.source),
            Page::SearchFile(SearchFile::Terms(segment, _) | SearchFile::Entries(segment, _), tree) => {
                Self::Segment(*tree, &segment.name)
            }
            _ => Self::None,
        }
    }
}

impl Plan {
    /// The output at a path.
    pub fn output(&self, path: &str) -> Option<&Output> {
        self.outputs.binary_search_by(|it| it.path.as_str().cmp(path)).ok().map(|at| &self.outputs[at])
    }

    /// The places of the outputs, those of one release together, and those of one picture.
    pub fn by_unit(&self) -> Vec<u32> {
        let mut places: Vec<u32> = (0..self.outputs.len() as u32).collect();
        places.par_sort_by_key(|it| self.together(*it));
        places
    }

    /// The units of the outputs at places that are [in their order](Self::by_unit).
    pub fn units<'a>(&'a self, places: &'a [u32]) -> Vec<Unit<'a>> {
        let is_same = |a: &u32, b: &u32| {
            let (a, b) = (self.together(*a), self.together(*b));
            a != Together::None && a == b
        };
        let unit = |places: &'a [u32]| {
            let release = match self.together(places[0]) {
                Together::Release(release) => Some(release),
                _ => None,
            };
            Unit { release, all: &self.outputs, places }
        };
        places.chunk_by(is_same).map(unit).collect()
    }

    fn together(&self, place: u32) -> Together<'_> {
        Together::of(&self.outputs[place as usize])
    }
}
