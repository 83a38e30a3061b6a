//! What is wrong with planned outputs: two of one path, and paths that no file system takes.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::addresses::{edition, folder, photo, picture, release_file_name};
use crate::outputs::{Feed, Output, Page};
use crate::planner::Planner;
use crate::redirects::trees;
use crate::room::{NAME_LIMIT, OLD_ADDRESS, Room, SHORTER_FILE, TooLong, cut, series_id};
use dateline_content::address::Address;
use dateline_content::newsroom::{Member, Subject};
use dateline_content::release::{Alias, Release, file_name};
use dateline_diagnostics::{ALIAS, BAD_VALUE, Diagnostic, FILE_NAME, OUTPUT_COLLISION, Place};
use dateline_text::yaml;

impl Planner<'_> {
    /// Paths that no file system takes, those that unpublished releases will claim included: that would be found out when
    /// nobody is there to correct it.
    pub(super) fn lengths(&mut self) {
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
    pub(super) fn same_paths(&mut self) {
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
    pub(super) fn files_and_folders(&mut self) {
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
    pub(super) fn of_hidden(&mut self) {
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
