//! `&Newsroom` and the theme's static files -> [`Plan`]: each output path and its page, before any is rendered.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::search::{Segment, segments};
use dateline_content::address::{Address, Tree};
use dateline_content::config::{Config, OfficeIndex, Outputs};
use dateline_content::destination::{Compression, Destination};
use dateline_content::newsroom::{
    FormerIndex, Listing, ListingIndex, Member, Newsroom, PageIndex, ReleaseIndex, Subject,
};
use dateline_content::release::{Alias, Fate, Release, TextPage, file_name, stem};
use dateline_diagnostics::{ALIAS, BAD_VALUE, Diagnostic, Diagnostics, FILE_NAME, OUTPUT_COLLISION, Place, Rule};
use dateline_text::language::Language;
use dateline_text::picture::{Cut, Picture};
use dateline_text::yaml;

/// The folder of the search page and of what it reads.
pub const SEARCH: &str = "search/";

/// Most bytes of a name in a path: what the file systems of Linux, macOS and Windows take.
const NAME_LIMIT: usize = 255;
/// Most bytes of a path. Systems take 4,096 of a whole one: the rest is left to the folders around the output.
const PATH_LIMIT: usize = 3_072;
/// How much of a name that is too long a message shows, in characters.
const NAME_SHOWN: usize = 40;

/// How many releases are planned in a row.
const AT_ONCE: usize = 1024;

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
    fn path(self) -> String {
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

    fn path(&self) -> String {
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
    /// Plans every output.
    pub fn new(newsroom: &Newsroom, design: &Design) -> (Self, Diagnostics) {
        let mut planner = Planner::of(newsroom);
        for tree in newsroom.trees() {
            planner.tree(tree, design.statics);
        }
        planner.releases();
        for (index, listing) in newsroom.listings() {
            pages_of(index, listing).for_each(|page| planner.page(page));
        }
        planner.leading_on();
        planner.formats();
        planner.search();
        planner.cards(design);
        planner.outputs.par_sort_by(|a, b| a.path.cmp(&b.path));
        // One file may be named twice for one address.
        planner.outputs.dedup();
        planner.outputs.shrink_to_fit();
        planner.lengths();
        planner.same_paths();
        planner.files_and_folders();
        planner.of_hidden();
        (Self { outputs: planner.outputs }, planner.found)
    }

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

/// Whether the plan of one newsroom is that of the one before it: every text has its place of before, and what each
/// claims beside it is the same. `statics` are those of the two themes.
pub fn is_same(before: &Newsroom, newsroom: &Newsroom, statics: [&[String]; 2]) -> bool {
    let of_release = |(a, b): (&Arc<Release>, &Arc<Release>)| {
        before.fate(a) == newsroom.fate(b) && (Arc::ptr_eq(a, b) || claims(a).eq(&claims(b)))
    };
    // One that is not public yet claims the same when it becomes so.
    let of_hidden = |(a, b): (&Release, &Release)| std::ptr::eq(a, b);
    let of_page =
        |(a, b): (&Arc<TextPage>, &Arc<TextPage>)| Arc::ptr_eq(a, b) || (&a.files, &a.shown) == (&b.files, &b.shown);
    statics[0] == statics[1]
        && newsroom.has_index_of(before)
        && claims_of_trees(before).eq(&claims_of_trees(newsroom))
        && before.releases.iter().zip(&newsroom.releases).all(of_release)
        && before.former.iter().zip(&newsroom.former).all(of_release)
        && before.hidden().zip(newsroom.hidden()).all(of_hidden)
        && before.pages.iter().zip(&newsroom.pages).all(of_page)
        // In a preview the index keeps its place.
        && (newsroom.drafts || !newsroom.config.outputs.search)
}

/// What a release claims beside its editions.
fn claims(release: &Release) -> impl PartialEq + '_ {
    let media: Vec<&str> = release.media.iter().map(|it| it.path.as_str()).collect();
    let attachments: Vec<&str> = release.attachments.iter().map(|it| it.path.as_str()).collect();
    let shown: Vec<_> = release.shown_pictures().collect();
    let timed: Vec<bool> = release.events().map(|it| it.start.is_some()).collect();
    let files = (&release.pictures, &release.downloads, media, attachments, shown);
    // Releases of one month are indexed together.
    let month = (release.life.date.date.year(), release.life.date.date.month());
    (&release.name, &release.aliases, files, timed, month)
}

/// What trees claim beside lists and texts, and what all cards show.
fn claims_of_trees(newsroom: &Newsroom) -> impl PartialEq + '_ {
    let config = &newsroom.config;
    // A host of its own takes an office's redirects along.
    let offices = config.offices.iter().map(|it| (&it.id, &it.name, it.date_style, it.base_url.is_some()));
    let trees = newsroom.trees().map(|tree| (has_contacts(newsroom, tree), newsroom.news(tree).next().is_none()));
    let (offices, trees): (Vec<_>, Vec<_>) = (offices.collect(), trees.collect());
    (&config.name, &config.aliases, offices, config.security.is_some(), trees, feeds(newsroom).collect::<Vec<_>>())
}

/// The address at which a page is rendered; `None` for files that are not.
pub fn address(newsroom: &Newsroom, page: &Page) -> Option<Address> {
    match page {
        Page::Home(tree) => Some(Address::new(*tree, "")),
        Page::NotFound(tree) => Some(Address::new(*tree, "404.html")),
        Page::Archive(tree) => Some(Address::new(*tree, "archive/")),
        Page::Edition(release, office) => Some(edition(&newsroom[*release], *office)),
        Page::Former(former, office) => Some(edition(newsroom.former_release(*former), *office)),
        Page::Moved(at, tree) => Some(Address::new(*tree, newsroom.config.aliases[*at as usize].path.as_str())),
        Page::Alias(aliased, at, tree) => {
            Some(Address::new(*tree, aliased.release(newsroom).aliases[*at as usize].path.as_str()))
        }
        Page::Listing(listing, number) => {
            let listing = &newsroom[*listing];
            let mut path = folder(newsroom, listing.subject);
            if *number > 0 {
                path.push_str(&format!("page/{number}/"));
            }
            Some(Address::new(listing.tree, path))
        }
        Page::Text(page, tree) => Some(Address::new(*tree, format!("{}/", newsroom[*page].name))),
        Page::Card(release, fingerprint) => Some(card(&newsroom[*release], *fingerprint)),
        Page::ReleaseFile(release, file) => Some(beside_lead(&newsroom[*release], &release_file_name(*file))),
        Page::Feed(feed, format) => {
            let folder = feed.topic.map(|it| folder(newsroom, Subject::Topic(it))).unwrap_or_default();
            Some(Address::new(feed.tree, format!("{folder}{}", format.name())))
        }
        Page::File(file, tree) => Some(Address::new(*tree, file.path())),
        Page::Search(tree) => Some(Address::new(*tree, SEARCH)),
        Page::SearchFile(file, tree) => Some(Address::new(*tree, file.path())),
        Page::Photo(release, at, office) => Some(photo(&newsroom[*release], usize::from(*at), *office)),
        Page::FormerPhoto(former, at, office) => {
            Some(photo(newsroom.former_release(*former), usize::from(*at), *office))
        }
        Page::Static(..) | Page::Copy(..) | Page::Picture(..) => None,
    }
}

/// The address of the page of a picture of a release: named after the file, so that it stays when others come and go.
pub fn photo(release: &Release, at: usize, office: OfficeIndex) -> Address {
    let own = stem(&release.media[at].path);
    let n_before = release.media[..at].iter().filter(|it| stem(&it.path) == own).count();
    let number = if n_before > 0 { format!("-{}", n_before + 1) } else { String::new() };
    Address::new(release.tree(office), format!("{}photos/{own}{number}/", release.folder()))
}

/// The pictures of a release that have a page, by their places.
pub fn photos(release: &Release) -> impl Iterator<Item = u16> + use<> {
    0..release.media.len() as u16
}

/// The address of a file that is made of a picture; `folder` is that of the page that shows it.
pub fn picture(tree: Tree, folder: &str, picture: &Picture, cut: Cut) -> Address {
    Address::new(tree, format!("{folder}{}", picture.path(cut)))
}

/// The address of a release's edition.
pub fn edition(release: &Release, office: OfficeIndex) -> Address {
    Address::new(release.tree(office), release.folder())
}

/// The address of a release's card.
pub fn card(release: &Release, fingerprint: Fingerprint) -> Address {
    beside_lead(release, &format!("card-{:08x}.png", u32::from_be_bytes(fingerprint)))
}

/// The address of a file that stands once, with the lead office's edition of a release.
pub fn beside_lead(release: &Release, name: &str) -> Address {
    Address::new(release.lead_tree(), format!("{}{name}", release.folder()))
}

/// The address of a file of the newsroom's own that a release hands out: it stands once for all languages.
pub fn download(release: &Release, path: &str) -> Address {
    Address::new(release.lead_tree().holder(), format!("{}{}", release.folder(), file_name(path)))
}

/// The name of a file beside a release's page.
pub fn release_file_name(file: ReleaseFile) -> String {
    match file {
        ReleaseFile::Text => "release.txt".to_owned(),
        ReleaseFile::Ninjs => "release.json".to_owned(),
        ReleaseFile::Calendar(at) => format!("event-{}.ics", at + 1),
    }
}

/// Every feed that is made.
pub fn feeds(newsroom: &Newsroom) -> impl Iterator<Item = Feed> + '_ {
    let topics = (0..newsroom.config.topics.len()).map(|it| Some(it as u16));
    let subjects = std::iter::once(None).chain(topics);
    let feeds = subjects.flat_map(|topic| newsroom.trees().map(move |tree| Feed { tree, topic }));
    feeds.filter(|it| has_feed(newsroom, *it))
}

/// Whether a feed is made: its forms are on, and it has something to follow.
pub fn has_feed(newsroom: &Newsroom, feed: Feed) -> bool {
    let outputs = &newsroom.config.outputs;
    let is_on = FeedFormat::all(outputs).next().is_some();
    is_on
        && (feed.topic.is_none() || outputs.topic_feeds && outputs.topics)
        && newsroom.latest(feed.tree, feed.topic).next().is_some()
}

/// Whether a tree has a `calendar.ics`.
pub fn has_calendar(newsroom: &Newsroom, tree: Tree) -> bool {
    newsroom.config.outputs.calendars && newsroom.with_calendar(tree).next().is_some()
}

/// The tree whose search finds what a tree has: an office on a host of its own has its own, as pages of one host cannot read
/// from another. `None` when there is no search.
pub fn searched_in(newsroom: &Newsroom, tree: Tree) -> Option<Tree> {
    newsroom.config.outputs.search.then(|| text_tree(newsroom, tree))
}

/// Whether a tree has a `contacts.vcf`.
pub fn has_contacts(newsroom: &Newsroom, tree: Tree) -> bool {
    newsroom.config.outputs.contacts && !newsroom.reachable_contacts(tree).is_empty()
}

/// How many addresses a sitemap may have, which is 50,000 and 50 MB (sitemaps.org): fewer when each page is told in all its
/// languages.
pub fn sitemap_length(config: &Config) -> usize {
    match config.languages.len() {
        0 | 1 => 50_000,
        n_languages => 50_000 / n_languages,
    }
}

/// How many files a sitemap of so many addresses has: one, or those and one that leads to them.
fn sitemap_files(n_addresses: usize, length: usize) -> u32 {
    match n_addresses.div_ceil(length) {
        0 | 1 => 1,
        n => n as u32 + 1,
    }
}

/// The tree in which a page of standing text is canonical: an office on a host of its own has its own.
pub fn text_tree(newsroom: &Newsroom, tree: Tree) -> Tree {
    let root = Tree::root(tree.language());
    if newsroom.trees_served_with(Tree::ROOT).any(|it| it == tree) { root } else { tree }
}

/// Whether a page is one of a tree that search engines are to list under its own address.
pub fn is_indexed(newsroom: &Newsroom, page: &Page, tree: Tree) -> bool {
    match page {
        Page::Home(it) | Page::Archive(it) => *it == tree,
        Page::Text(_, it) => *it == tree && text_tree(newsroom, tree) == tree,
        Page::Listing(listing, _) => newsroom[*listing].tree == tree && !newsroom[*listing].is_ended(),
        Page::Edition(release, office) | Page::Photo(release, _, office) => {
            let release = &newsroom[*release];
            tree == release.lead_tree() && *office == release.lead() && newsroom.fate(release) == Fate::Published
        }
        _ => false,
    }
}

/// The edition of a release in a tree; where it has none, the lead office's.
pub fn edition_in(release: &Release, tree: Tree) -> Address {
    let office = tree.office().filter(|it| release.offices.contains(it));
    edition(release, office.unwrap_or_else(|| release.lead()))
}

/// The folder of a list's pages inside a tree: `topics/environment/`.
pub fn folder(newsroom: &Newsroom, subject: Subject) -> String {
    match subject {
        Subject::Year(year) => format!("archive/{year}/"),
        Subject::Month(year, month) => format!("archive/{year}/{month:02}/"),
        Subject::Topic(topic) => format!("topics/{}/", newsroom.config.topics[topic as usize].0),
        Subject::Kind(kind) => format!("kinds/{}/", kind.id()),
        Subject::Series(series) => format!("series/{}/", newsroom.series_ids()[series as usize]),
    }
}

/// Every page that leads elsewhere or says that what stood there is gone.
pub fn leading_on(newsroom: &Newsroom) -> impl Iterator<Item = Page> + '_ {
    let of_releases = newsroom.releases().map(|(index, it)| (Aliased::Release(index), it));
    let of_former = newsroom.former().map(|(index, it)| (Aliased::Former(index), it));
    let aliases = of_releases.chain(of_former).flat_map(|(aliased, release)| aliases(release, aliased));
    let editions = newsroom.former().flat_map(|(index, it)| {
        let has_photos = newsroom.config.outputs.photos;
        it.offices.iter().flat_map(move |office| {
            let photos = photos(it).filter(move |_| has_photos);
            let photos = photos.map(move |at| Page::FormerPhoto(index, at, *office));
            std::iter::once(Page::Former(index, *office)).chain(photos)
        })
    });
    aliases.chain(editions).chain(moved(newsroom))
}

/// The old addresses of the newsroom, each in the trees that have the page to which it leads and none at the old address.
pub fn moved(newsroom: &Newsroom) -> impl Iterator<Item = Page> + '_ {
    newsroom.config.aliases.iter().enumerate().flat_map(move |(at, alias)| {
        let leads = move |tree| page_at(newsroom, &Address::new(tree, alias.to.as_str())).is_some();
        let trees = newsroom.trees().filter(move |it| leads(*it) && is_free(newsroom, *it, &alias.path));
        trees.map(move |tree| Page::Moved(at as u16, tree))
    })
}

/// Whether neither a page nor a file stands at a path of a tree, so that an old address of the newsroom can.
pub fn is_free(newsroom: &Newsroom, tree: Tree, path: &str) -> bool {
    let wanted = Address::new(tree, path);
    page_at(newsroom, &wanted).is_none() && !is_tree_file(newsroom, &wanted) && !is_page_file(newsroom, &wanted)
}

/// The files of a tree that readers and their programs know by their addresses: feeds, `newsml.xml`, `calendar.ics`,
/// `contacts.vcf` and `sitemap.xml`. Files that only hosts and search engines ask for are not among them, nor those that come
/// and go with the news of two days.
pub fn tree_files(newsroom: &Newsroom, tree: Tree) -> impl Iterator<Item = Page> + '_ {
    possible_files(newsroom, tree).filter(|it| is_made(newsroom, it))
}

fn is_tree_file(newsroom: &Newsroom, wanted: &Address) -> bool {
    // Whether one is made takes a look at all releases, so its name comes first.
    let is_there = |page: &Page| address(newsroom, page).as_ref() == Some(wanted);
    possible_files(newsroom, wanted.tree).find(is_there).is_some_and(|it| is_made(newsroom, &it))
}

fn possible_files(newsroom: &Newsroom, tree: Tree) -> impl Iterator<Item = Page> + use<> {
    let topics = 0..newsroom.config.topics.len() as u16;
    let feeds = std::iter::once(None).chain(topics.map(Some)).map(move |topic| Feed { tree, topic });
    let feeds =
        feeds.flat_map(|it| [FeedFormat::Atom, FeedFormat::Rss, FeedFormat::Json].map(|format| Page::Feed(it, format)));
    let files = [TreeFile::NewsMl, TreeFile::Calendar, TreeFile::Contacts, TreeFile::Sitemap(0)];
    feeds.chain(files.into_iter().map(move |it| Page::File(it, tree)))
}

/// Whether one of the possible files of a tree is made.
fn is_made(newsroom: &Newsroom, page: &Page) -> bool {
    let outputs = &newsroom.config.outputs;
    match page {
        Page::Feed(feed, format) => FeedFormat::all(outputs).any(|it| it == *format) && has_feed(newsroom, *feed),
        Page::File(TreeFile::NewsMl, tree) => has_newsml(newsroom, *tree),
        Page::File(TreeFile::Calendar, tree) => has_calendar(newsroom, *tree),
        Page::File(TreeFile::Contacts, tree) => has_contacts(newsroom, *tree),
        Page::File(TreeFile::Sitemap(_), _) => outputs.sitemap,
        _ => false,
    }
}

fn has_newsml(newsroom: &Newsroom, tree: Tree) -> bool {
    newsroom.config.outputs.newsml && newsroom.latest(tree, None).next().is_some()
}

fn is_page_file(newsroom: &Newsroom, wanted: &Address) -> bool {
    newsroom.trees().any(|tree| {
        let pages = newsroom.pages().filter(|(_, it)| it.language == tree.language());
        tree.holder() == wanted.tree && pages.into_iter().any(|(_, it)| page_files(it, tree).contains(wanted))
    })
}

/// The files of a page of standing text that readers know, as one of its trees has them: what it links, and each of its pictures
/// once, in one of its sizes.
pub fn page_files(page: &TextPage, tree: Tree) -> Vec<Address> {
    let folder = format!("{}/", page.name);
    let copied = page.files.iter().filter(|it| page.shown.iter().all(|shown| shown.1.source != **it));
    let copied = copied.map(|it| Address::new(tree.holder(), format!("{folder}{}", file_name(it))));
    let pictures = page.shown.iter().map(|(_, it)| picture(tree.holder(), &folder, it, it.shown().cut));
    copied.chain(pictures).collect()
}

/// The files beside a release's pages that readers know: its text in other forms, its events, what it attaches or links, and
/// each picture that has no page of its own once, in one of its sizes.
pub fn release_files(newsroom: &Newsroom, release: &Release) -> Vec<Address> {
    let (outputs, folder) = (newsroom.config.outputs, release.folder());
    let mut names = Vec::new();
    names.extend(outputs.text.then_some(ReleaseFile::Text));
    names.extend(outputs.ninjs.then_some(ReleaseFile::Ninjs));
    if outputs.calendars {
        let timed = release.events().enumerate().filter(|(_, it)| it.start.is_some());
        names.extend(timed.map(|(at, _)| ReleaseFile::Calendar(at as u16)));
    }
    let mut files: Vec<Address> = names.into_iter().map(|it| beside_lead(release, &release_file_name(it))).collect();
    let holder = release.lead_tree().holder();
    let copied = release.attachments.iter().map(|it| &it.path).chain(&release.downloads);
    files.extend(copied.map(|it| Address::new(holder, format!("{folder}{}", file_name(it)))));
    for office in &release.offices {
        let tree = release.tree(*office).holder();
        let media = release.media.iter().filter(|_| !outputs.photos).filter_map(|it| it.picture.as_ref());
        let pictures = media.chain(release.shown.iter().map(|(_, it)| it));
        files.extend(pictures.map(|it| picture(tree, &folder, it, it.shown().cut)));
    }
    files
}

/// The page for readers at an address: a home page, list, text or edition.
pub fn page_at(newsroom: &Newsroom, wanted: &Address) -> Option<Page> {
    let tree = wanted.tree;
    if wanted.path.starts_with("releases/") {
        let office = tree.office()?;
        let mut releases = newsroom.releases();
        return releases
            .find(|(_, it)| it.is_in(tree) && it.folder() == wanted.path)
            .map(|(index, _)| Page::Edition(index, office));
    }
    let search = searched_in(newsroom, tree).filter(|it| *it == tree).map(Page::Search);
    let homes = [Some(Page::Home(tree)), newsroom.config.outputs.archive.then_some(Page::Archive(tree)), search];
    let texts = newsroom.pages().filter(|(_, it)| it.language == tree.language());
    let texts = texts.map(|(index, _)| Page::Text(index, tree));
    let lists = newsroom.listings_in(tree).flat_map(|(index, it)| pages_of(index, it));
    let mut all = homes.into_iter().flatten().chain(texts).chain(lists);
    all.find(|it| address(newsroom, it).as_ref() == Some(wanted))
}

/// The same page in a language; `None` when it is not in that one.
pub fn in_language(newsroom: &Newsroom, page: &Page, language: Language) -> Option<Page> {
    let release_in = |release: &ReleaseIndex| {
        let other = newsroom.release_in(*release, language);
        Some(other).filter(|it| newsroom[*it].language == language)
    };
    match page {
        Page::Home(tree) => Some(Page::Home(tree.in_language(language))),
        Page::Archive(tree) => Some(Page::Archive(tree.in_language(language))),
        Page::Search(tree) => Some(Page::Search(tree.in_language(language))),
        Page::NotFound(tree) => Some(Page::NotFound(tree.in_language(language))),
        Page::Edition(release, office) => Some(Page::Edition(release_in(release)?, *office)),
        Page::Photo(release, at, office) => {
            let other = release_in(release)?;
            (usize::from(*at) < newsroom[other].media.len()).then_some(Page::Photo(other, *at, *office))
        }
        // Other pages of a list have other releases in each language.
        Page::Listing(listing, 0) => {
            let listing = &newsroom[*listing];
            let other = newsroom.listing(listing.tree.in_language(language), listing.subject)?;
            Some(Page::Listing(other, 0))
        }
        Page::Text(page, tree) => {
            let other = newsroom.page_in(*page, language);
            (newsroom[other].language == language).then_some(Page::Text(other, tree.in_language(language)))
        }
        other => (address(newsroom, other)?.tree.language() == language).then(|| other.clone()),
    }
}

/// The pages of a list.
pub fn pages_of(index: ListingIndex, listing: &Listing) -> impl Iterator<Item = Page> + use<> {
    (0..=listing.n_full_pages()).map(move |number| Page::Listing(index, number))
}

/// The pages at a release's old addresses.
pub fn aliases(release: &Release, aliased: Aliased) -> impl Iterator<Item = Page> + '_ {
    release
        .aliases
        .iter()
        .enumerate()
        .flat_map(move |(at, alias)| trees(release, alias).map(move |tree| Page::Alias(aliased, at as u32, tree)))
}

/// What one of [`leading_on`] answers; `None` for other pages.
pub fn answer(newsroom: &Newsroom, page: &Page) -> Option<Answer> {
    let aliased = match page {
        Page::Moved(at, tree) => {
            let to = newsroom.config.aliases[*at as usize].to.as_str();
            return Some(Answer::Elsewhere(Address::new(*tree, to)));
        }
        Page::Alias(aliased, ..) => *aliased,
        Page::Former(former, _) | Page::FormerPhoto(former, ..) => Aliased::Former(*former),
        _ => return None,
    };
    let release = match aliased {
        Aliased::Release(release) => Some(release),
        Aliased::Former(former) => newsroom.replacement(former),
    };
    Some(release.map_or(Answer::Gone, Answer::Moved))
}

/// The trees in which an old address of a release stands.
fn trees<'a>(release: &'a Release, alias: &Alias) -> impl Iterator<Item = Tree> + use<'a> {
    let everywhere = alias.office.is_none();
    let offices = release.offices.iter().filter(move |_| everywhere).map(|it| release.tree(*it));
    let root = everywhere.then_some(Tree::root(release.language));
    root.into_iter().chain(alias.office.map(|it| release.tree(it))).chain(offices)
}

/// Those of [`leading_on`] that a host which serves a tree answers: the root's host also answers for every office without
/// a host of its own.
pub fn leading_on_in(newsroom: &Newsroom, tree: Tree) -> impl Iterator<Item = (Address, Answer)> + '_ {
    let served: Vec<Tree> = newsroom.trees_served_with(tree).collect();
    leading_on(newsroom).filter_map(move |page| {
        let address = address(newsroom, &page).filter(|it| served.contains(&it.tree))?;
        Some((address, answer(newsroom, &page)?))
    })
}

struct Planner<'a> {
    newsroom: &'a Newsroom,
    outputs: Vec<Output>,
    found: Diagnostics,
}

impl<'a> Planner<'a> {
    fn of(newsroom: &'a Newsroom) -> Self {
        Self { newsroom, outputs: Vec::new(), found: Diagnostics::default() }
    }

    fn tree(&mut self, tree: Tree, statics: &[String]) {
        self.page(Page::Home(tree));
        self.page(Page::NotFound(tree));
        if self.newsroom.config.outputs.archive {
            self.page(Page::Archive(tree));
        }
        if tree == tree.holder() {
            for (index, path) in statics.iter().enumerate() {
                self.claim(&Address::new(tree, path.as_str()), Page::Static(index, tree));
            }
        }
        for (index, page) in self.newsroom.pages().filter(|(_, it)| it.language == tree.language()) {
            let folder = format!("{}/", page.name);
            for file in page.files.iter().filter(|it| page.shown.iter().all(|shown| shown.1.source != **it)) {
                self.copy((tree.holder(), None), &folder, file);
            }
            page.shown.iter().for_each(|(_, picture)| self.picture((tree.holder(), None), &folder, picture));
            self.page(Page::Text(index, tree));
        }
    }

    fn releases(&mut self) {
        let newsroom = self.newsroom;
        let of_some = |(at, releases): (usize, &[Arc<Release>])| {
            let mut planner = Planner::of(newsroom);
            for (release, at) in releases.iter().zip(at * AT_ONCE..) {
                planner.release(ReleaseIndex(at as u32), release);
            }
            planner.outputs
        };
        let planned: Vec<Vec<Output>> = newsroom.releases.par_chunks(AT_ONCE).enumerate().map(of_some).collect();
        self.outputs.extend(planned.into_iter().flatten());
    }

    fn release(&mut self, index: ReleaseIndex, release: &Release) {
        let folder = release.folder();
        // The same file may be one of several languages, which is one claim.
        let owner = self.newsroom.translations(index).min();
        for office in &release.offices {
            self.page(Page::Edition(index, *office));
            for picture in release.shown_pictures() {
                self.picture((release.tree(*office).holder(), owner), &folder, picture);
            }
            if self.newsroom.config.outputs.photos {
                photos(release).for_each(|at| self.page(Page::Photo(index, at, *office)));
            }
        }
        // For newspapers: the picture in its own size, of which no page loads more than it shows.
        for picture in release.media.iter().filter_map(|it| it.picture.as_ref()).filter(|it| !it.keeps_name()) {
            self.cut((release.lead_tree().holder(), owner), &folder, &Arc::new(picture.clone()), picture.whole());
        }
        for file in release.attachments.iter().map(|it| &it.path).chain(&release.downloads) {
            self.copy((release.lead_tree().holder(), owner), &folder, file);
        }
    }

    /// A card for each release that has no picture of its own.
    fn cards(&mut self, design: &Design) {
        let newsroom = self.newsroom;
        let cards: Vec<Option<Fingerprint>> = newsroom.releases.par_iter().map(|it| (design.card)(it)).collect();
        for ((index, _), card) in newsroom.releases().zip(cards) {
            if let Some(fingerprint) = card {
                self.page(Page::Card(index, fingerprint));
            }
        }
    }

    /// What is made for programs.
    fn formats(&mut self) {
        let newsroom = self.newsroom;
        let outputs = newsroom.config.outputs;
        for (index, release) in newsroom.releases() {
            let forms = [(ReleaseFile::Text, outputs.text), (ReleaseFile::Ninjs, outputs.ninjs)];
            for (file, _) in forms.into_iter().filter(|(_, is_on)| *is_on) {
                self.page(Page::ReleaseFile(index, file));
            }
            if outputs.calendars {
                for (at, _) in release.events().enumerate().filter(|(_, it)| it.start.is_some()) {
                    self.page(Page::ReleaseFile(index, ReleaseFile::Calendar(at as u16)));
                }
            }
        }
        for feed in feeds(newsroom) {
            FeedFormat::all(&outputs).for_each(|format| self.page(Page::Feed(feed, format)));
        }
        for tree in newsroom.trees() {
            let is_holder = tree == tree.holder();
            let files = [
                (TreeFile::NewsMl, has_newsml(newsroom, tree)),
                (TreeFile::Calendar, has_calendar(newsroom, tree)),
                (TreeFile::Contacts, has_contacts(newsroom, tree)),
                (TreeFile::Robots, outputs.sitemap && is_holder),
                (TreeFile::Headers, outputs.headers && is_holder),
                (TreeFile::Security, newsroom.config.security.is_some() && is_holder),
                (TreeFile::NewsSitemap, outputs.news_sitemap && newsroom.news(tree).next().is_some()),
            ];
            for (file, _) in files.into_iter().filter(|(_, is_on)| *is_on) {
                self.page(Page::File(file, tree));
            }
            if outputs.sitemap {
                let n_addresses = self.outputs.par_iter().filter(|it| is_indexed(newsroom, &it.page, tree)).count();
                let n_files = sitemap_files(n_addresses, sitemap_length(&newsroom.config));
                (0..n_files).for_each(|number| self.page(Page::File(TreeFile::Sitemap(number), tree)));
            }
        }
    }

    /// The search pages, and what they read.
    fn search(&mut self) {
        let newsroom = self.newsroom;
        for tree in newsroom.trees().filter(|it| searched_in(newsroom, *it) == Some(*it)) {
            self.page(Page::Search(tree));
            let segments: Arc<[Arc<Segment>]> = segments(newsroom, tree).into_iter().map(Arc::new).collect();
            for segment in segments.iter() {
                for number in 0..segment.n_shards {
                    self.page(Page::SearchFile(SearchFile::Terms(Arc::clone(segment), number), tree));
                }
                for number in 0..segment.n_blocks() {
                    self.page(Page::SearchFile(SearchFile::Entries(Arc::clone(segment), number), tree));
                }
            }
            self.page(Page::SearchFile(SearchFile::Manifest(segments), tree));
            if tree == tree.holder() {
                self.page(Page::SearchFile(SearchFile::Variants, tree));
            }
        }
    }

    fn leading_on(&mut self) {
        let newsroom = self.newsroom;
        for page in leading_on(newsroom) {
            self.page(page);
        }
        let trees = newsroom
            .holders()
            .filter(|_| newsroom.config.outputs.redirects)
            .filter(|tree| leading_on_in(newsroom, *tree).next().is_some());
        for tree in trees.collect::<Vec<_>>() {
            RedirectFile::ALL.into_iter().for_each(|file| self.page(Page::File(TreeFile::Redirects(file), tree)));
        }
    }

    fn page(&mut self, page: Page) {
        let address = address(self.newsroom, &page).expect("a page is rendered at an address");
        self.claim(&address, page);
    }

    fn copy(&mut self, (tree, owner): (Tree, Owner), folder: &str, file: &str) {
        let address = Address::new(tree, format!("{folder}{}", file_name(file)));
        self.claim(&address, Page::Copy(file.to_owned(), owner, tree));
    }

    /// The files of a picture that pages load.
    fn picture(&mut self, of: (Tree, Owner), folder: &str, picture: &Picture) {
        if picture.keeps_name() {
            return self.copy(of, folder, &picture.source);
        }
        let shared = Arc::new(picture.clone());
        picture.loaded().into_iter().for_each(|cut| self.cut(of, folder, &shared, cut));
    }

    fn cut(&mut self, (tree, owner): (Tree, Owner), folder: &str, it: &Arc<Picture>, cut: Cut) {
        self.claim(&picture(tree, folder, it, cut), Page::Picture(Arc::clone(it), owner, cut, tree));
    }

    fn claim(&mut self, address: &Address, page: Page) {
        self.outputs.push(Output { path: address.output(&self.newsroom.config), page });
    }

    /// Paths that no file system takes, those that unpublished releases will claim included: that would be found out when
    /// nobody is there to correct it.
    fn lengths(&mut self) {
        let room = Room::of(&self.newsroom.config);
        let newsroom = self.newsroom;
        let mut told: Vec<Diagnostic> =
            self.outputs.iter().filter_map(|it| self.length(room.fault(&it.path)?, &it.path, &it.page)).collect();
        for (id, _) in newsroom.config.topics.iter().filter(|_| newsroom.config.outputs.topics) {
            if id.len() > NAME_LIMIT {
                told.push(self.config_id("topics", "topic", id));
            }
        }
        for release in newsroom.hidden() {
            let output = |address: Address| address.output(&newsroom.config);
            for alias in &release.aliases {
                let paths = trees(release, alias).map(|tree| output(Address::new(tree, alias.path.as_str())));
                let faults = paths.filter_map(|path| Some((room.fault(&path)?, path)));
                let place = release.alias_place(alias);
                told.extend(faults.map(|(fault, path)| fault.told(&path, ALIAS, place.clone(), OLD_ADDRESS)));
            }
            let mut files: Vec<String> = Vec::new();
            for office in &release.offices {
                let (tree, folder) = (release.tree(*office), release.folder());
                files.extend((0..release.media.len()).map(|at| output(photo(release, at, *office))));
                let cuts = release.shown_pictures().flat_map(|it| it.loaded().into_iter().map(move |cut| (it, cut)));
                files.extend(cuts.map(|(it, cut)| output(picture(tree, &folder, it, cut))));
                let copies = release.attachments.iter().map(|it| &it.path).chain(&release.downloads);
                let copy = |it: &str| output(Address::new(tree, format!("{folder}{}", file_name(it))));
                files.extend(copies.map(|it| copy(it)));
            }
            let faults = files.into_iter().filter_map(|path| Some((room.fault(&path)?, path)));
            // At the text, whose words are withheld: the name of the file is a part of them.
            let place = || Place::File(release.file);
            told.extend(faults.map(|(fault, path)| fault.told(&path, FILE_NAME, place(), SHORTER_FILE)));
            if let Some(series) = release.series.as_ref().filter(|it| it.id.len() > NAME_LIMIT) {
                told.push(series_id(release, &series.id));
            }
        }
        told.into_iter().for_each(|it| self.tell(it));
    }

    /// What is wrong with an output of a path that no file system takes, at the place where its name comes from.
    fn length(&self, fault: TooLong, path: &str, page: &Page) -> Option<Diagnostic> {
        let config = &self.newsroom.config;
        let name = fault.name(path);
        if let Some(office) = config.offices.iter().find(|it| Some(it.id.as_str()) == name) {
            return Some(self.config_id("offices", "office", &office.id));
        }
        let (rule, place, help) = match page {
            // Told for all topics at once.
            Page::Listing(listing, _) if matches!(self.newsroom[*listing].subject, Subject::Topic(_)) => return None,
            Page::Feed(Feed { topic: Some(_), .. }, _) => return None,
            Page::Listing(listing, _) => {
                let release = self.newsroom[*listing].members.first().map(|it| match it {
                    Member::Shown(release) => &self.newsroom[*release],
                    Member::Former(former) => self.newsroom.former_release(*former),
                })?;
                return Some(series_id(release, name.unwrap_or_default()));
            }
            Page::Alias(..) | Page::Moved(..) => (ALIAS, self.place(page), OLD_ADDRESS),
            Page::Photo(release, at, _) => {
                let media = &self.newsroom[*release].media[usize::from(*at)];
                (FILE_NAME, Place::elsewhere(media.path.clone()), SHORTER_FILE)
            }
            page => (FILE_NAME, self.place(page), SHORTER_FILE),
        };
        Some(fault.told(path, rule, place, help))
    }

    /// What is wrong with an id of the configuration that is too long to be the name of a folder.
    fn config_id(&self, key: &str, what: &str, id: &str) -> Diagnostic {
        let place = Place::Key(self.newsroom.files.config, yaml::join(key, id));
        let message =
            format!("the id of the {what} `{}` has {} bytes, and names at most {NAME_LIMIT}", cut(id), id.len());
        Diagnostic::new(BAD_VALUE, place, message).help(format!("give the {what} a shorter id"))
    }

    /// Paths that are equal where case and normal form do not count.
    fn same_paths(&mut self) {
        let mut folded: Vec<(Cow<str>, usize)> =
            self.outputs.iter().enumerate().map(|(at, it)| (fold(&it.path), at)).collect();
        folded.sort();
        let same = folded.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| (pair[0].1, pair[1].1));
        for (held, other) in same.collect::<Vec<_>>() {
            self.collision(held, other);
        }
    }

    /// Paths that are a file for one page and a folder for another. Only a file that is no page of a folder can be one,
    /// unless a release or page is itself named `index.html`.
    fn files_and_folders(&mut self) {
        let has_odd_name = self.outputs.iter().any(|it| it.path.contains("index.html/"));
        let is_suspect = |path: &str| has_odd_name || !path.ends_with("/index.html");
        let mut clashes = Vec::new();
        for (at, output) in self.outputs.iter().enumerate().filter(|(_, it)| is_suspect(&it.path)) {
            let folder = format!("{}/", output.path);
            let first = self.outputs.partition_point(|it| it.path < folder);
            if self.outputs.get(first).is_some_and(|it| it.path.starts_with(&folder)) {
                clashes.push((at, first));
            }
        }
        for (held, other) in clashes {
            self.collision(held, other);
        }
    }

    /// Paths that releases which are not public yet will claim: that would be found out when nobody is there to mend it.
    fn of_hidden(&mut self) {
        let mut claims: Vec<(String, &Release, Option<&Alias>)> = Vec::new();
        for release in self.newsroom.hidden() {
            let editions = release.offices.iter().map(|it| (edition(release, *it), None));
            let aliases = release.aliases.iter().flat_map(|alias| {
                trees(release, alias).map(move |tree| (Address::new(tree, alias.path.as_str()), Some(alias)))
            });
            let output = |address: Address| fold(&address.output(&self.newsroom.config)).into_owned();
            claims.extend(editions.chain(aliases).map(|(address, alias)| (output(address), release, alias)));
        }
        if claims.is_empty() {
            return;
        }
        claims.sort_by(|a, b| a.0.cmp(&b.0));
        let place = |release: &Release, alias: Option<&Alias>| match alias {
            Some(alias) => release.alias_place(alias),
            None => Place::File(release.file),
        };
        let held: FxHashMap<Cow<str>, &Output> = self.outputs.iter().map(|it| (fold(&it.path), it)).collect();
        let mut told = Vec::new();
        for (at, (path, release, alias)) in claims.iter().enumerate() {
            let public = held.get(path.as_str()).map(|it| (self.name(&it.page), self.place(&it.page)));
            let hidden = claims[..at].last().filter(|it| it.0 == *path).map(|(_, release, alias)| {
                (format!("the release `{}`, which is not public", release.path), place(release, *alias))
            });
            if let Some((name, there)) = public.or(hidden) {
                let message = format!("`{path}` is claimed twice: by this release and by {name}");
                let of_alias = match held.get(path.as_str()) {
                    Some(output) => is_alias(&output.page),
                    None => claims[at - 1].2.is_some(),
                };
                told.push(
                    Diagnostic::new(OUTPUT_COLLISION, place(release, *alias), message)
                        .help(way_out(alias.is_some(), of_alias))
                        .related(there, "the other claimant"),
                );
            }
        }
        drop(held);
        told.into_iter().for_each(|it| self.tell(it));
    }

    fn collision(&mut self, held: usize, other: usize) {
        let (held, other) = (&self.outputs[held], &self.outputs[other]);
        let message =
            format!("`{}` is claimed twice: by {} and by {}", held.path, self.name(&held.page), self.name(&other.page));
        // Point at what can be renamed: never at a page that every newsroom has.
        let (held, other) = match (&held.page, &other.page) {
            (_, Page::Home(_) | Page::NotFound(_) | Page::Archive(_) | Page::Static(..) | Page::Listing(..)) => {
                (other, held)
            }
            (held_page, other_page) if is_alias(held_page) && !is_alias(other_page) => (other, held),
            _ => (held, other),
        };
        let help = way_out(is_alias(&held.page), is_alias(&other.page));
        let diagnostic = Diagnostic::new(OUTPUT_COLLISION, self.place(&other.page), message)
            .help(help)
            .related(self.place(&held.page), "the other claimant");
        self.tell(diagnostic);
    }

    /// Says it once: two sources that meet in one tree meet in others.
    fn tell(&mut self, diagnostic: Diagnostic) {
        let related = |it: &Diagnostic| it.related.as_ref().map(|it| it.0.clone());
        let is_same = |it: &Diagnostic| {
            it.rule == diagnostic.rule && it.place == diagnostic.place && related(it) == related(&diagnostic)
        };
        if !self.found.iter().any(is_same) {
            self.found.push(diagnostic);
        }
    }

    fn place(&self, page: &Page) -> Place {
        match page {
            Page::Edition(release, _)
            | Page::Card(release, _)
            | Page::ReleaseFile(release, _)
            | Page::Photo(release, ..) => Place::File(self.newsroom[*release].file),
            Page::Text(page, _) => Place::File(self.newsroom[*page].file),
            Page::Moved(at, _) => {
                let key = yaml::join("aliases", &self.newsroom.config.aliases[*at as usize].written);
                Place::Value(self.newsroom.files.config, key)
            }
            Page::Copy(path, ..) => Place::elsewhere(path.clone()),
            Page::Picture(picture, ..) => Place::elsewhere(picture.source.clone()),
            Page::Static(..) => Place::elsewhere(format!("themes/{}/static", self.newsroom.config.theme)),
            Page::Former(former, _) | Page::FormerPhoto(former, ..) => {
                Place::File(self.newsroom.former_release(*former).file)
            }
            Page::Alias(aliased, at, _) => {
                let release = aliased.release(self.newsroom);
                release.alias_place(&release.aliases[*at as usize])
            }
            Page::Home(_)
            | Page::NotFound(_)
            | Page::Archive(_)
            | Page::Listing(..)
            | Page::Feed(..)
            | Page::File(..)
            | Page::Search(_)
            | Page::SearchFile(..) => Place::File(self.newsroom.files.config),
        }
    }

    fn name(&self, page: &Page) -> String {
        match page {
            Page::Edition(release, _) => format!("the release `{}`", self.newsroom[*release].path),
            Page::Text(page, _) => format!("the page `{}`", self.newsroom[*page].path()),
            Page::Copy(path, ..) => format!("the file `{path}`"),
            Page::Picture(picture, ..) => format!("the picture `{}`", picture.source),
            Page::Photo(release, ..) => format!("a picture of the release `{}`", self.newsroom[*release].path),
            Page::Static(..) => "a static file of the theme".to_owned(),
            Page::Home(tree) => match tree.office() {
                None => "the newsroom's home page".to_owned(),
                Some(office) => format!("the home page of the office `{}`", self.newsroom.config[office].id),
            },
            Page::NotFound(_) => "the page for missing addresses".to_owned(),
            Page::FormerPhoto(former, ..) => {
                format!("a picture of the release `{}`", self.newsroom.former_release(*former).path)
            }
            Page::Former(former, _) => format!("the release `{}`", self.newsroom.former_release(*former).path),
            Page::Alias(aliased, at, _) => {
                let release = aliased.release(self.newsroom);
                format!("the alias `/{}` of `{}`", release.aliases[*at as usize].path, release.path)
            }
            Page::Moved(at, _) => {
                format!("the alias `{}` of the newsroom", self.newsroom.config.aliases[*at as usize].written)
            }
            Page::Listing(listing, _) => {
                format!("the list `{}`", folder(self.newsroom, self.newsroom[*listing].subject))
            }
            Page::Archive(_) => "the archive".to_owned(),
            Page::Card(release, _) => format!("the card of the release `{}`", self.newsroom[*release].path),
            Page::ReleaseFile(release, file) => {
                format!("`{}` of the release `{}`", release_file_name(*file), self.newsroom[*release].path)
            }
            Page::Feed(_, format) => format!("the feed `{}`", format.name()),
            Page::File(file, _) => format!("the file `{}`", file.path()),
            Page::Search(_) => "the search page".to_owned(),
            Page::SearchFile(file, _) => format!("the file `{}`", file.path()),
        }
    }
}

const OLD_ADDRESS: &str = "delete the old address, or correct it: no file can have stood there";
const SHORTER_FILE: &str = "give the file a shorter name, here and in the text that names it";

/// How long the names of outputs may be.
struct Room {
    /// What a publish adds to the name of a text for a compressed form beside it, in bytes.
    ending: usize,
}

/// A path that no file system takes.
#[derive(Clone, Copy)]
enum TooLong {
    /// All of it.
    Path,
    /// The name at this place in it.
    Name(usize),
    /// The last name, once an ending of so many bytes is added to it.
    Compressed(usize),
}

impl Room {
    fn of(config: &Config) -> Self {
        let destinations = config.destinations.whole.iter().chain(config.destinations.offices.iter().map(|it| &it.1));
        let is_beside = |it: &Destination| {
            let is_folder = matches!(it.bucket(), Ok(None));
            is_folder && matches!(it.compress, Some(Compression::Gzip | Compression::Brotli))
        };
        // `.gz` and `.br`.
        Self { ending: if destinations.into_iter().any(is_beside) { 3 } else { 0 } }
    }

    /// What of a path is too long, if anything.
    fn fault(&self, path: &str) -> Option<TooLong> {
        if path.len() + self.ending <= NAME_LIMIT {
            return None;
        }
        if let Some(at) = path.split('/').position(|it| it.len() > NAME_LIMIT) {
            return Some(TooLong::Name(at));
        }
        if path.len() > PATH_LIMIT {
            return Some(TooLong::Path);
        }
        (file_name(path).len() + self.ending > NAME_LIMIT).then_some(TooLong::Compressed(self.ending))
    }
}

impl TooLong {
    /// The name that is too long; `None` when the path is.
    fn name(self, path: &str) -> Option<&str> {
        match self {
            Self::Path => None,
            Self::Name(at) => path.split('/').nth(at),
            Self::Compressed(_) => Some(file_name(path)),
        }
    }

    fn told(self, path: &str, rule: &'static Rule, place: Place, help: &str) -> Diagnostic {
        let name = self.name(path).unwrap_or(path);
        let message = match self {
            Self::Path => format!("the address has {} bytes, and a path at most {PATH_LIMIT}", path.len()),
            Self::Name(_) => {
                format!("`{}` in the address has {} bytes, and a name at most {NAME_LIMIT}", cut(name), name.len())
            }
            Self::Compressed(ending) => format!(
                "`{}` in the address has {} bytes, and a name at most {}, so that a compressed form can stand beside it",
                cut(name),
                name.len(),
                NAME_LIMIT - ending
            ),
        };
        Diagnostic::new(rule, place, message).help(help)
    }
}

/// The beginning of a name that is too long to be shown.
fn cut(name: &str) -> String {
    match name.char_indices().nth(NAME_SHOWN) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// What is wrong with the id of a series that is too long to be the name of a folder.
fn series_id(release: &Release, id: &str) -> Diagnostic {
    let place = Place::Value(release.file, "series.id".to_owned());
    let message = format!("the id of the series `{}` has {} bytes, and names at most {NAME_LIMIT}", cut(id), id.len());
    Diagnostic::new(BAD_VALUE, place, message).help("give the series a shorter id in each of its releases")
}

fn is_alias(page: &Page) -> bool {
    matches!(page, Page::Alias(..) | Page::Moved(..))
}

/// What to do about two claimants, one or both of them old addresses.
fn way_out(one: bool, other: bool) -> &'static str {
    match (one, other) {
        (false, false) => "rename one of the two (addresses are compared without case)",
        (true, true) => {
            "an old address leads to one release: delete it in the other (addresses are compared without case)"
        }
        _ => "delete the old address: a page stands there (addresses are compared without case)",
    }
}

/// A path as file systems that ignore case and normal form see it.
fn fold(path: &str) -> Cow<'_, str> {
    if !path.is_ascii() {
        Cow::Owned(path.nfc().collect::<String>().to_lowercase())
    } else if path.bytes().any(|it| it.is_ascii_uppercase()) {
        Cow::Owned(path.to_ascii_lowercase())
    } else {
        Cow::Borrowed(path)
    }
}
