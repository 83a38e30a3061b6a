//! `&Newsroom` and the theme's static files -> [`Plan`]: each output path and its page, before any is rendered.

use std::sync::Arc;

use rayon::prelude::*;

use crate::addresses::{address, pages_of, photos, picture};
use crate::made::{
    feeds, has_calendar, has_contacts, has_newsml, is_indexed, searched_in, sitemap_files, sitemap_length,
};
use crate::outputs::{
    Design, FeedFormat, Fingerprint, Output, Owner, Page, Plan, RedirectFile, ReleaseFile, SearchFile, TreeFile,
};
use crate::redirects::{leading_on, leading_on_in};
use crate::search::{Segment, segments};
use dateline_content::address::{Address, Tree};
use dateline_content::newsroom::{Newsroom, ReleaseIndex};
use dateline_content::release::{Release, TextPage, file_name};
use dateline_diagnostics::Diagnostics;
use dateline_text::picture::{Cut, Picture};

/// How many releases are planned in a row.
const AT_ONCE: usize = 1024;

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
}

pub(super) struct Planner<'a> {
    pub(super) newsroom: &'a Newsroom,
    pub(super) outputs: Vec<Output>,
    pub(super) found: Diagnostics,
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
