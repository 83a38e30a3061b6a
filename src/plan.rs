//! `&Newsroom` and the theme's static files -> [`Plan`]: each output path and its page, before any is rendered.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::address::{Address, Tree};
use crate::config::OfficeIndex;
use crate::diagnostic::{Diagnostic, Diagnostics, OUTPUT_COLLISION, Place};
use crate::newsroom::{Newsroom, PageIndex, ReleaseIndex};
use crate::release::{Release, file_name};

/// One file to produce.
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
    /// A file of `content/`, by its path from the root, byte for byte.
    Copy(String),
}

/// The files the build will produce, decided before any is made.
#[derive(Debug, Default)]
pub struct Plan {
    /// Paths are relative to the output folder, with `/`; sorted. No two are equal without regard to case.
    pub outputs: BTreeMap<String, (Address, Page)>,
}

/// Pages that are made of one body, and so are rendered together.
#[derive(Clone, Debug)]
pub struct Unit<'a> {
    /// The release whose body has to be read.
    pub release: Option<ReleaseIndex>,
    /// Output path, address and page.
    pub pages: Vec<(&'a str, &'a Address, &'a Page)>,
}

impl Plan {
    /// Plans every output; `statics` are the published paths of the theme's static files.
    pub fn new(newsroom: &Newsroom, statics: &[String]) -> (Self, Diagnostics) {
        let mut planner =
            Planner { newsroom, outputs: BTreeMap::new(), folded: BTreeMap::new(), found: Diagnostics::default() };
        let offices = newsroom.config.offices().map(|(office, _)| Tree::Office(office));
        for tree in std::iter::once(Tree::Root).chain(offices) {
            planner.tree(tree, statics);
        }
        for (index, release) in newsroom.releases() {
            planner.release(index, release);
        }
        planner.folders();
        (Self { outputs: planner.outputs }, planner.found)
    }

    /// The outputs, those of one release together.
    pub fn units(&self) -> Vec<Unit<'_>> {
        let mut editions: BTreeMap<ReleaseIndex, Vec<_>> = BTreeMap::new();
        let mut units = Vec::new();
        for (path, (address, page)) in &self.outputs {
            match page {
                Page::Edition(release, _) => editions.entry(*release).or_default().push((path.as_str(), address, page)),
                _ => units.push(Unit { release: None, pages: vec![(path.as_str(), address, page)] }),
            }
        }
        units.extend(editions.into_iter().map(|(release, pages)| Unit { release: Some(release), pages }));
        units
    }
}

/// The address of a release's edition.
pub fn edition(release: &Release, office: OfficeIndex) -> Address {
    Address::new(Tree::Office(office), release.folder())
}

struct Planner<'a> {
    newsroom: &'a Newsroom,
    outputs: BTreeMap<String, (Address, Page)>,
    /// Paths without case, in one normal form, and the path that has each.
    folded: BTreeMap<String, String>,
    found: Diagnostics,
}

impl Planner<'_> {
    fn tree(&mut self, tree: Tree, statics: &[String]) {
        self.claim(Address::new(tree, ""), Page::Home(tree));
        self.claim(Address::new(tree, "404.html"), Page::NotFound(tree));
        for (index, path) in statics.iter().enumerate() {
            self.claim(Address::new(tree, path.as_str()), Page::Static(index, tree));
        }
        for (index, page) in self.newsroom.pages() {
            let folder = format!("{}/", page.name);
            for file in &page.files {
                self.claim(Address::new(tree, format!("{folder}{}", file_name(file))), Page::Copy(file.clone()));
            }
            self.claim(Address::new(tree, folder), Page::Text(index, tree));
        }
    }

    fn release(&mut self, index: ReleaseIndex, release: &Release) {
        let folder = release.folder();
        for office in &release.offices {
            self.claim(edition(release, *office), Page::Edition(index, *office));
            for file in release.media.iter().map(|it| &it.path).chain(&release.pictures) {
                self.claim(
                    Address::new(Tree::Office(*office), format!("{folder}{}", file_name(file))),
                    Page::Copy(file.clone()),
                );
            }
        }
        for file in release.attachments.iter().map(|it| &it.path).chain(&release.downloads) {
            self.claim(
                Address::new(Tree::Office(release.lead()), format!("{folder}{}", file_name(file))),
                Page::Copy(file.clone()),
            );
        }
    }

    /// Takes a path for a page, unless another has it. One file may be named twice for one address.
    fn claim(&mut self, address: Address, page: Page) {
        let path = address.output(&self.newsroom.config);
        if let Some(holder) = self.folded.insert(fold(&path), path.clone()) {
            let (_, held) = &self.outputs[&holder];
            if *held != page {
                let (held, page) = (held.clone(), page);
                self.collision(&path, &held, &page);
            }
            self.folded.insert(fold(&path), holder);
            return;
        }
        self.outputs.insert(path, (address, page));
    }

    /// A path that is a file for one page and a folder for another.
    fn folders(&mut self) {
        let mut clashes = Vec::new();
        for path in self.folded.keys() {
            for (at, _) in path.match_indices('/') {
                if let Some(holder) = self.folded.get(&path[..at]) {
                    clashes.push((holder.clone(), self.folded[path].clone()));
                }
            }
        }
        for (file, inside) in clashes {
            let (held, page) = (self.outputs[&file].1.clone(), self.outputs[&inside].1.clone());
            self.collision(&file, &held, &page);
        }
    }

    fn collision(&mut self, path: &str, held: &Page, page: &Page) {
        let message = format!("`{path}` is claimed twice: by {} and by {}", self.name(held), self.name(page));
        let diagnostic = Diagnostic::new(OUTPUT_COLLISION, self.place(page), message)
            .help("rename one of the two (addresses are compared without case)")
            .related(self.place(held), "the other claimant");
        self.found.push(diagnostic);
    }

    fn place(&self, page: &Page) -> Place {
        match page {
            Page::Edition(release, _) => Place::File(self.newsroom[*release].file),
            Page::Text(page, _) => Place::File(self.newsroom[*page].file),
            Page::Copy(path) => Place::elsewhere(path.clone()),
            Page::Static(..) => Place::elsewhere(format!("themes/{}/static", self.newsroom.config.theme)),
            Page::Home(_) | Page::NotFound(_) => Place::File(self.newsroom.files.config),
        }
    }

    fn name(&self, page: &Page) -> String {
        match page {
            Page::Edition(release, _) => format!("the release `{}`", self.newsroom[*release].path),
            Page::Text(page, _) => format!("the page `{}`", self.newsroom[*page].path()),
            Page::Copy(path) => format!("the file `{path}`"),
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
fn fold(path: &str) -> String {
    if path.is_ascii() { path.to_ascii_lowercase() } else { path.nfc().collect::<String>().to_lowercase() }
}
