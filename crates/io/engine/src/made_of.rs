//! Of what pages are made: one of the same is not rendered again.
//!
//! What all pages have is taken whole: settings, contacts and who is in post, theme, standing texts, the program. Of a release,
//! whoever shows a word of it takes its whole source, so that nothing can be forgotten. Of all releases, maps take what
//! they tell; other pages that gather from all over, which are few, are always made.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::Snapshot;
use crate::kept::hashes_of_originals;
use dateline_content::address::Tree;
use dateline_content::newsroom::{Listing, ListingIndex, Newsroom, ReleaseIndex, Subject, Target};
use dateline_content::release::{PAGES, Release, STANDING_TEXTS};
use dateline_emit::MadeOf;
use dateline_plan::search::Segment;
use dateline_plan::{self as plan, Feed, Page, TreeFile, Unit};
use dateline_source::{CONFIG, DIRECTORY, SourceTree};

/// How many releases are hashed in a row.
const AT_ONCE: usize = 1024;

/// What there is to make pages of.
pub(super) struct Ingredients<'a> {
    newsroom: &'a Newsroom,
    program: &'a str,
    /// Of what all pages have.
    common: [u8; 32],
    /// Of each release, in the newsroom's order.
    releases: Vec<[u8; 16]>,
    /// What maps of all pages tell of all releases, where they are made.
    mapped: Option<[u8; 32]>,
}

/// Puts together what something is made of: little, so that it is hashed at once.
struct Recipe(Vec<u8>);

impl Recipe {
    fn of(name: &str) -> Self {
        let mut recipe = Self(Vec::with_capacity(1024));
        recipe.text(name);
        recipe
    }

    /// Adds bytes, told apart from those that come after.
    fn add(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.add(text.as_bytes())
    }

    fn end(&self) -> [u8; 16] {
        *self.whole().first_chunk().expect("a hash is longer")
    }

    fn whole(&self) -> [u8; 32] {
        *blake3::hash(&self.0).as_bytes()
    }
}

impl<'a> Ingredients<'a> {
    /// What the pages of a snapshot are made of; `None` for a preview, of which nothing is kept.
    pub(super) fn of(snapshot: &'a Snapshot, sources: &SourceTree) -> Option<Self> {
        let newsroom = &snapshot.site.newsroom;
        if newsroom.drafts {
            return None;
        }
        let originals = hashes_of_originals(newsroom);
        let releases = newsroom.releases.par_iter().map(|it| of_release(it, &originals)).collect();
        let mapped = newsroom.config.outputs.sitemap.then(|| mapped(newsroom));
        let mut ingredients = Self { newsroom, program: snapshot.tools.program, common: [0; 32], releases, mapped };
        ingredients.common = ingredients.common(snapshot, sources);
        Some(ingredients)
    }

    /// What a unit is made of; `None` for one that is always made.
    pub(super) fn unit(&self, unit: &Unit) -> Option<MadeOf> {
        let end = match (unit.release, unit.first()) {
            (Some(release), _) => self.edition(release),
            (None, Page::Photo(release, ..)) => self.edition(*release),
            (None, page @ Page::Listing(listing, number)) => self.list(page, *listing, *number),
            (None, Page::Feed(feed, format)) => self.feed(format.name(), *feed),
            (None, page @ Page::File(TreeFile::Sitemap(_), _)) => self.map(page)?,
            (None, Page::SearchFile(file, _)) => self.segment(file.segment()?),
            (None, Page::File(TreeFile::NewsMl, tree)) => self.feed("newsml", Feed { tree: *tree, topic: None }),
            _ => return None,
        };
        Some(MadeOf(end))
    }

    fn recipe(&self, name: &str) -> Recipe {
        let mut recipe = Recipe::of(name);
        recipe.add(&self.common);
        recipe
    }

    /// What all pages have.
    fn common(&self, snapshot: &Snapshot, sources: &SourceTree) -> [u8; 32] {
        let newsroom = self.newsroom;
        let mut recipe = Recipe::of(self.program);
        let of_theme = sources.files().map(|it| it.1).filter(|it| it.starts_with("themes/"));
        for path in [CONFIG, DIRECTORY].into_iter().chain(of_theme) {
            let bytes = sources.find(path).and_then(|it| sources.bytes(it).ok());
            recipe.text(path).add(&bytes.unwrap_or_default());
        }
        recipe.text(newsroom.config.base_url.as_str()).add(&[u8::from(snapshot.is_minified)]);
        for (_, page) in newsroom.pages() {
            let bytes = sources.bytes(page.file).unwrap_or_default();
            recipe.text(&page.path()).add(&bytes).text(&format!("{:?} {:?}", page.files, page.shown));
        }
        for link in newsroom.pages.iter().flat_map(|it| it.inner_links.iter()) {
            self.led(&mut recipe, newsroom.target_of(PAGES, &link));
        }
        for (_, link) in &newsroom.config.boilerplate_links {
            for folder in [STANDING_TEXTS, PAGES] {
                self.led(&mut recipe, newsroom.target(folder, &link.target));
            }
        }
        for contact in newsroom.current_contacts(None) {
            recipe.text(&format!("{contact:?}"));
        }
        for tree in newsroom.trees() {
            recipe.add(&[u8::from(plan::has_feed(newsroom, Feed { tree, topic: None }))]);
        }
        recipe.whole()
    }

    /// What stands at the end of a link.
    fn led(&self, recipe: &mut Recipe, target: Target) {
        match target {
            Target::Release(release, heading) => {
                recipe.text(heading);
                self.translations(recipe, release);
            }
            other => _ = recipe.text(&format!("{other:?}")),
        }
    }

    /// A release in every language.
    fn translations(&self, recipe: &mut Recipe, release: ReleaseIndex) {
        for release in self.newsroom.translations(release) {
            self.release(recipe, release);
        }
    }

    fn release(&self, recipe: &mut Recipe, release: ReleaseIndex) {
        recipe.add(&self.releases[release.0 as usize]);
    }

    /// The editions of a release, all that stands beside them, and the pages of its pictures.
    fn edition(&self, index: ReleaseIndex) -> [u8; 16] {
        let (newsroom, release) = (self.newsroom, &self.newsroom[index]);
        let mut recipe = self.recipe("release");
        self.release(&mut recipe, index);
        recipe.add(&[u8::from(newsroom.has_namesake(index))]);
        self.translations(&mut recipe, index);
        for link in release.inner_links.iter().chain(release.note_links.iter()) {
            self.led(&mut recipe, newsroom.target_of(release.source_folder(), &link));
        }
        recipe.text("related");
        for related in newsroom.related(index) {
            self.release(&mut recipe, *related);
        }
        recipe.text("series");
        if release.series.is_some() {
            for beside in newsroom.neighbours(release) {
                recipe.add(&beside.map(|it| self.releases[it.0 as usize]).unwrap_or_default());
            }
        }
        recipe.text("contacts");
        for contact in release.leaving_contacts() {
            recipe.add(&[u8::from(newsroom.has_left(&contact))]);
        }
        recipe.end()
    }

    fn list(&self, page: &Page, index: ListingIndex, number: u32) -> [u8; 16] {
        let (newsroom, listing) = (self.newsroom, &self.newsroom[index]);
        let mut recipe = self.recipe("list");
        let count = |recipe: &mut Recipe, number: usize| _ = recipe.add(&(number as u64).to_le_bytes());
        recipe.text(&format!("{:?} {:?}", listing.tree, listing.subject));
        for of_list in [number, listing.n_full_pages(), u32::from(listing.is_ended())] {
            count(&mut recipe, of_list as usize);
        }
        for release in listing.on_page(number) {
            self.release(&mut recipe, release);
        }
        match listing.subject {
            Subject::Year(year) if number == 0 => {
                for month in 1..=12 {
                    let month = newsroom.listing(listing.tree, Subject::Month(year, month));
                    count(&mut recipe, month.map_or(0, |it| newsroom[it].releases().count()));
                }
            }
            Subject::Topic(topic) => {
                let feed = Feed { tree: listing.tree, topic: Some(topic) };
                recipe.add(&[u8::from(plan::has_feed(newsroom, feed))]);
            }
            Subject::Series(series) => {
                recipe.text(&newsroom.series_ids()[series as usize]);
                // Its name is that of its newest release.
                self.newest(&mut recipe, listing);
            }
            Subject::Year(_) | Subject::Month(..) | Subject::Kind(_) => {}
        }
        for language in newsroom.config.languages() {
            let there = plan::in_language(newsroom, page, language).and_then(|it| plan::address(newsroom, &it));
            recipe.text(&there.map(|it| it.output(&newsroom.config)).unwrap_or_default());
        }
        recipe.end()
    }

    /// A map tells where pages are, and of what day.
    fn map(&self, page: &Page) -> Option<[u8; 16]> {
        let mut recipe = self.recipe("map");
        recipe.text(&format!("{page:?}")).add(&self.mapped?);
        Some(recipe.end())
    }

    /// An index has the words of its releases, however pages look.
    fn segment(&self, segment: &Segment) -> [u8; 16] {
        let mut recipe = Recipe::of("search");
        recipe.text(self.program).text(&segment.name);
        segment.made_of(self.newsroom, |it| _ = recipe.add(it));
        recipe.end()
    }

    fn newest(&self, recipe: &mut Recipe, listing: &Listing) {
        let whole = Tree::root(listing.tree.language());
        let whole = self.newsroom.listing(whole, listing.subject).map(|it| &self.newsroom[it]);
        if let Some(newest) = whole.and_then(|it| it.releases().next()) {
            self.release(recipe, newest);
        }
    }

    /// A feed has the texts of its releases.
    fn feed(&self, form: &str, feed: Feed) -> [u8; 16] {
        let mut recipe = self.recipe(form);
        recipe.text(&format!("{feed:?}"));
        for (release, _) in self.newsroom.latest(feed.tree, feed.topic) {
            recipe.add(&self.edition(release));
        }
        // It also tells what was deleted.
        for (former, release) in self.newsroom.former() {
            recipe.add(&of_release(release, &FxHashMap::default()));
            recipe.add(&[u8::from(self.newsroom.replacement(former).is_some())]);
        }
        recipe.end()
    }
}

/// What decides which pages there are of releases, where those are, and of what day: nearly all that they say but their words.
fn mapped(newsroom: &Newsroom) -> [u8; 32] {
    let add = |all: Vec<u8>, release: &Release| {
        let Release { path, name, language, kind, life, offices, topics, revisions, .. } = release;
        let media: Vec<&str> = release.media.iter().map(|it| it.path.as_str()).collect();
        let more = (release.id(), release.status_date, &release.series, media, newsroom.fate(release).name());
        let of_release = (&**path, name, language, kind, life, offices, topics, revisions, more);
        postcard::to_extend(&of_release, all).expect("texts and numbers can be written down")
    };
    let of_some =
        |releases: &[Arc<Release>]| blake3::hash(&releases.iter().fold(Vec::new(), |all, release| add(all, release)));
    let mut hashes: Vec<blake3::Hash> = newsroom.releases.par_chunks(AT_ONCE).map(of_some).collect();
    // Lists that have none any more still stand.
    hashes.push(blake3::hash(&newsroom.former().fold(Vec::new(), |all, (_, release)| add(all, release))));
    let mut hasher = blake3::Hasher::new();
    hashes.iter().for_each(|it| _ = hasher.update(it.as_bytes()));
    *hasher.finalize().as_bytes()
}

/// A release as its source has it, and what is known of its files.
fn of_release(release: &Release, originals: &FxHashMap<&str, blake3::Hash>) -> [u8; 16] {
    let mut recipe = Recipe::of(&release.path);
    recipe.add(release.hash.as_bytes());
    // A translation says what its original says.
    if let Some(original) = originals.get(release.id()) {
        recipe.add(original.as_bytes());
    }
    let n_files = release.media.len() + release.attachments.len() + release.shown.len();
    if n_files > 0 {
        recipe.text(&format!("{:?} {:?} {:?}", release.media, release.attachments, release.shown));
    }
    recipe.end()
}
