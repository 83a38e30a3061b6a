//! `&Newsroom` and the theme's static files -> [`Plan`]: each output path and its page, before any is rendered.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::address::{Address, Tree};
use crate::config::OfficeIndex;
use crate::diagnostic::{Diagnostic, Diagnostics, OUTPUT_COLLISION, Place};
use crate::newsroom::{Newsroom, PageIndex, ReleaseIndex};
use crate::release::{Release, TextPage, file_name};

/// What stands at an output path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// The home page of a tree.
    Home(Tree),
    /// A release as one office shows it.
    Edition(ReleaseIndex, OfficeIndex),
    /// A page of standing text.
    Text(PageIndex, Tree),
    /// The page that answers what is not there.
    NotFound(Tree),
    /// A static file of the theme, by its place in the theme's list.
    Static(usize, Tree),
    /// A file of `content/`, by its path from the root, byte for byte; beside a page of the tree.
    Copy(String, Tree),
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
#[derive(Clone, Debug)]
pub struct Unit<'a> {
    /// The release whose body has to be read.
    pub release: Option<ReleaseIndex>,
    /// What to make of it.
    pub outputs: Vec<&'a Output>,
}

impl Plan {
    /// Plans every output; `statics` are the published paths of the theme's static files.
    pub fn new(newsroom: &Newsroom, statics: &[String]) -> (Self, Diagnostics) {
        let mut planner = Planner { newsroom, outputs: Vec::new(), found: Diagnostics::default() };
        let offices = newsroom.config.offices().map(|(office, _)| Tree::Office(office));
        for tree in std::iter::once(Tree::Root).chain(offices) {
            planner.tree(tree, statics);
        }
        for (index, release) in newsroom.releases() {
            planner.release(index, release);
        }
        planner.outputs.par_sort_by(|a, b| a.path.cmp(&b.path));
        // One file may be named twice for one address.
        planner.outputs.dedup();
        planner.same_paths();
        planner.files_and_folders();
        (Self { outputs: planner.outputs }, planner.found)
    }

    /// The output at a path.
    pub fn output(&self, path: &str) -> Option<&Output> {
        self.outputs.binary_search_by(|it| it.path.as_str().cmp(path)).ok().map(|at| &self.outputs[at])
    }

    /// The outputs, those of one release together.
    pub fn units(&self) -> Vec<Unit<'_>> {
        let mut editions: BTreeMap<ReleaseIndex, Vec<&Output>> = BTreeMap::new();
        let mut units = Vec::new();
        for output in &self.outputs {
            match output.page {
                Page::Edition(release, _) => editions.entry(release).or_default().push(output),
                _ => units.push(Unit { release: None, outputs: vec![output] }),
            }
        }
        units.extend(editions.into_iter().map(|(release, outputs)| Unit { release: Some(release), outputs }));
        units
    }
}

/// Whether the plan of one newsroom is that of the other: the same trees, and for each release and page in turn the same
/// paths to claim. `statics` are those of the two themes.
pub fn is_same(one: &Newsroom, other: &Newsroom, statics: [&[String]; 2]) -> bool {
    let offices = |it: &Newsroom| it.config.offices.iter().map(|it| it.id.clone()).collect::<Vec<_>>();
    let of_release = |a: &Arc<Release>, b: &Arc<Release>| {
        let files = |it: &Release| {
            let (media, attachments) = (it.media.iter().map(|it| &it.path), it.attachments.iter().map(|it| &it.path));
            media.chain(attachments).cloned().collect::<Vec<_>>()
        };
        Arc::ptr_eq(a, b)
            || (&a.year, &a.slug, &a.offices, &a.pictures, &a.downloads)
                == (&b.year, &b.slug, &b.offices, &b.pictures, &b.downloads)
                && (a.media.len(), files(a)) == (b.media.len(), files(b))
    };
    let of_page =
        |a: &Arc<TextPage>, b: &Arc<TextPage>| Arc::ptr_eq(a, b) || (&a.name, &a.files) == (&b.name, &b.files);
    statics[0] == statics[1]
        && one.releases.len() == other.releases.len()
        && one.pages.len() == other.pages.len()
        && offices(one) == offices(other)
        && one.releases.iter().zip(&other.releases).all(|(a, b)| of_release(a, b))
        && one.pages.iter().zip(&other.pages).all(|(a, b)| of_page(a, b))
}

/// The address at which a page is rendered; `None` for files that are not.
pub fn address(newsroom: &Newsroom, page: &Page) -> Option<Address> {
    match page {
        Page::Home(tree) => Some(Address::new(*tree, "")),
        Page::NotFound(tree) => Some(Address::new(*tree, "404.html")),
        Page::Edition(release, office) => Some(edition(&newsroom[*release], *office)),
        Page::Text(page, tree) => Some(Address::new(*tree, format!("{}/", newsroom[*page].name))),
        Page::Static(..) | Page::Copy(..) => None,
    }
}

/// The address of a release's edition.
pub fn edition(release: &Release, office: OfficeIndex) -> Address {
    Address::new(Tree::Office(office), release.folder())
}

struct Planner<'a> {
    newsroom: &'a Newsroom,
    outputs: Vec<Output>,
    found: Diagnostics,
}

impl Planner<'_> {
    fn tree(&mut self, tree: Tree, statics: &[String]) {
        self.page(Page::Home(tree));
        self.page(Page::NotFound(tree));
        for (index, path) in statics.iter().enumerate() {
            self.claim(&Address::new(tree, path.as_str()), Page::Static(index, tree));
        }
        for (index, page) in self.newsroom.pages() {
            for file in &page.files {
                self.copy(tree, &format!("{}/", page.name), file);
            }
            self.page(Page::Text(index, tree));
        }
    }

    fn release(&mut self, index: ReleaseIndex, release: &Release) {
        let folder = release.folder();
        for office in &release.offices {
            self.page(Page::Edition(index, *office));
            for file in release.media.iter().map(|it| &it.path).chain(&release.pictures) {
                self.copy(Tree::Office(*office), &folder, file);
            }
        }
        for file in release.attachments.iter().map(|it| &it.path).chain(&release.downloads) {
            self.copy(Tree::Office(release.lead()), &folder, file);
        }
    }

    fn page(&mut self, page: Page) {
        let address = address(self.newsroom, &page).expect("a page is rendered at an address");
        self.claim(&address, page);
    }

    fn copy(&mut self, tree: Tree, folder: &str, file: &str) {
        self.claim(&Address::new(tree, format!("{folder}{}", file_name(file))), Page::Copy(file.to_owned(), tree));
    }

    fn claim(&mut self, address: &Address, page: Page) {
        self.outputs.push(Output { path: address.output(&self.newsroom.config), page });
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

    fn collision(&mut self, held: usize, other: usize) {
        let (held, other) = (&self.outputs[held], &self.outputs[other]);
        let message =
            format!("`{}` is claimed twice: by {} and by {}", held.path, self.name(&held.page), self.name(&other.page));
        // Point at what can be renamed: never at a page that every newsroom has.
        let (held, other) = match other.page {
            Page::Home(_) | Page::NotFound(_) | Page::Static(..) => (other, held),
            _ => (held, other),
        };
        let diagnostic = Diagnostic::new(OUTPUT_COLLISION, self.place(&other.page), message)
            .help("rename one of the two (addresses are compared without case)")
            .related(self.place(&held.page), "the other claimant");
        self.found.push(diagnostic);
    }

    fn place(&self, page: &Page) -> Place {
        match page {
            Page::Edition(release, _) => Place::File(self.newsroom[*release].file),
            Page::Text(page, _) => Place::File(self.newsroom[*page].file),
            Page::Copy(path, _) => Place::elsewhere(path.clone()),
            Page::Static(..) => Place::elsewhere(format!("themes/{}/static", self.newsroom.config.theme)),
            Page::Home(_) | Page::NotFound(_) => Place::File(self.newsroom.files.config),
        }
    }

    fn name(&self, page: &Page) -> String {
        match page {
            Page::Edition(release, _) => format!("the release `{}`", self.newsroom[*release].path),
            Page::Text(page, _) => format!("the page `{}`", self.newsroom[*page].path()),
            Page::Copy(path, _) => format!("the file `{path}`"),
            Page::Static(..) => "a static file of the theme".to_owned(),
            Page::Home(Tree::Root) => "the newsroom's home page".to_owned(),
            Page::Home(Tree::Office(office)) => {
                format!("the home page of the office `{}`", self.newsroom.config[*office].id)
            }
            Page::NotFound(_) => "the page for missing addresses".to_owned(),
        }
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
