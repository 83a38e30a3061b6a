//! Which feeds, maps, files and lists a newsroom makes, and so which page is at an address.

use crate::addresses::{address, beside_lead, pages_of, picture, release_file_name, text_tree};
use crate::outputs::{Feed, FeedFormat, Page, ReleaseFile, TreeFile};
use dateline_content::address::{Address, Tree};
use dateline_content::config::Config;
use dateline_content::newsroom::{Newsroom, ReleaseIndex};
use dateline_content::release::{Fate, Release, TextPage, file_name};
use dateline_text::language::Language;

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
pub(super) fn sitemap_files(n_addresses: usize, length: usize) -> u32 {
    match n_addresses.div_ceil(length) {
        0 | 1 => 1,
        n => n as u32 + 1,
    }
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

/// The files of a tree that readers and their programs know by their addresses: feeds, `newsml.xml`, `calendar.ics`,
/// `contacts.vcf` and `sitemap.xml`. Files that only hosts and search engines ask for are not among them, nor those that come
/// and go with the news of two days.
pub fn tree_files(newsroom: &Newsroom, tree: Tree) -> impl Iterator<Item = Page> + '_ {
    possible_files(newsroom, tree).filter(|it| is_made(newsroom, it))
}

pub(super) fn is_tree_file(newsroom: &Newsroom, wanted: &Address) -> bool {
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

pub(super) fn has_newsml(newsroom: &Newsroom, tree: Tree) -> bool {
    newsroom.config.outputs.newsml && newsroom.latest(tree, None).next().is_some()
}

pub(super) fn is_page_file(newsroom: &Newsroom, wanted: &Address) -> bool {
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
