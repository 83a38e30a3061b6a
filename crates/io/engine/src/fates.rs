//! What a build does with every source file under `content/`, and why.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::{Loaded, SourceExcerpts};
use dateline_content::newsroom::Newsroom;
use dateline_content::release::{Fate, Release, TextPage};
use dateline_diagnostics::{Diagnostics, FileId, Printer, Severity};
use dateline_text::date::{Instant, When, Zone};

/// What a build does with one source file.
#[derive(Clone, Debug, Serialize)]
pub struct SourceFate {
    /// From the newsroom's root.
    pub path: String,
    /// `published`, `draft`, `scheduled`, `embargoed`, `withdrawn`, `retracted`, `replaced` or `error`.
    pub fate: &'static str,
    /// Why, in a few words.
    pub reason: String,
    /// A release's permanent identity; `None` for other files, and where it may not be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// The fate of every file under `content/`, sorted by path: each has exactly one. Words of a text that is not public are
/// only told with `show_unpublished`. Empty when nothing could be planned.
///
/// # Panics
///
/// When a file is left out: that is our own mistake.
pub fn fates(loaded: &Loaded, show_unpublished: bool) -> Vec<SourceFate> {
    let Some(snapshot) = &loaded.snapshot else { return Vec::new() };
    let known = Known::new(&snapshot.site.newsroom);
    let faults = faults(loaded, show_unpublished);
    let sources = || loaded.sources.files().filter(|(_, path)| path.starts_with("content/"));
    let fates: Vec<SourceFate> = sources()
        .map(|(file, path)| match faults.get(&file) {
            Some(reason) => SourceFate { path: path.to_owned(), fate: "error", reason: reason.clone(), id: None },
            None => known.fate(file, path, show_unpublished),
        })
        .collect();
    assert_eq!(sources().count(), fates.len(), "every source has one fate");
    fates
}

/// How many files have each fate, by its name.
pub fn counts(fates: &[SourceFate]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for fate in fates {
        *counts.entry(fate.fate).or_default() += 1;
    }
    assert_eq!(counts.values().sum::<usize>(), fates.len(), "every fate is counted once");
    counts
}

/// The first error of each file that has one, with its place.
fn faults(loaded: &Loaded, show_unpublished: bool) -> BTreeMap<FileId, String> {
    let excerpts = SourceExcerpts { loaded, show_unpublished };
    let printer = Printer { excerpts: &excerpts, styled: false, width: 120 };
    let mut faults = BTreeMap::new();
    for fault in loaded.found.iter().filter(|it| it.severity == Severity::Error) {
        if let Some(file) = fault.place.file() {
            faults.entry(file).or_insert_with(Diagnostics::default).push(fault.clone());
        }
    }
    let first = |found: Diagnostics| {
        let problems = printer.problems(&found);
        let first = problems.iter().min_by_key(|it| (it.line, it.column));
        first.map_or_else(String::new, |it| {
            let message = it.text.lines().next().unwrap_or_default();
            if it.line == 0 { message.to_owned() } else { format!("line {}: {message}", it.line) }
        })
    };
    faults.into_iter().map(|(file, found)| (file, first(found))).collect()
}

/// What is known of the newsroom's files.
struct Known<'a> {
    newsroom: &'a Newsroom,
    releases: FxHashMap<FileId, &'a Release>,
    pages: FxHashMap<FileId, &'a TextPage>,
    /// Files that texts name, with the text that makes them most public.
    beside: FxHashMap<&'a str, (Fate, &'a str)>,
}

impl<'a> Known<'a> {
    fn new(newsroom: &'a Newsroom) -> Self {
        let mut beside: FxHashMap<&str, (Fate, &str)> = FxHashMap::default();
        for release in newsroom.releases_and_hidden() {
            let fate = newsroom.fate(release);
            let (media, attachments) = (release.media.iter(), release.attachments.iter());
            let named = media.map(|it| &it.path).chain(attachments.map(|it| &it.path));
            for file in named.chain(&release.pictures).chain(&release.downloads) {
                let held = beside.entry(file).or_insert((fate, &release.path));
                if fate.is_public() && !held.0.is_public() {
                    *held = (fate, &release.path);
                }
            }
        }
        for page in &newsroom.pages {
            beside.extend(page.files.iter().map(|it| (it.as_str(), (Fate::Published, page.name.as_str()))));
        }
        let releases = newsroom.releases_and_hidden().map(|it| (it.file, it)).collect();
        Self { newsroom, releases, pages: newsroom.pages().map(|(_, it)| (it.file, it)).collect(), beside }
    }

    fn fate(&self, file: FileId, path: &str, show_unpublished: bool) -> SourceFate {
        let (fate, reason, id) = if let Some(release) = self.releases.get(&file) {
            let fate = self.newsroom.fate(release);
            let may_tell = fate.is_public() || show_unpublished;
            (fate.name(), self.reason(release, fate), may_tell.then(|| release.id().to_owned()))
        } else if self.pages.contains_key(&file) {
            (Fate::Published.name(), "a page".to_owned(), None)
        } else if self.newsroom.files.directory == Some(file) {
            (Fate::Published.name(), "the directory of contacts".to_owned(), None)
        } else if let Some((fate, owner)) = self.beside.get(path) {
            (fate.name(), format!("belongs to `{owner}`"), None)
        } else {
            // Nothing of it goes anywhere until a text names it.
            (Fate::Draft.name(), "no text names it".to_owned(), None)
        };
        SourceFate { path: path.to_owned(), fate, reason, id }
    }

    fn reason(&self, release: &Release, fate: Fate) -> String {
        let life = &release.life;
        let zone = &self.newsroom.config[release.lead()].zone;
        match fate {
            Fate::Published => format!("dated {}", written(&life.date, zone)),
            Fate::Draft => "`status: draft`".to_owned(),
            Fate::Scheduled => format!("dated {}", written(&life.date, zone)),
            Fate::Embargoed => {
                let until = life.embargo.as_ref().map(|it| written(it, zone)).unwrap_or_default();
                format!("until {until}")
            }
            // The public notice says it.
            Fate::Withdrawn | Fate::Retracted => release.status_note.clone().unwrap_or_default(),
            Fate::Replaced => format!("by `{}`", release.replaced_by.as_deref().unwrap_or_default()),
        }
    }
}

/// A day, or an instant by the lead office's clock.
fn written(when: &When, zone: &Zone) -> String {
    if when.timed { local(when.instant, zone) } else { when.date.to_string() }
}

fn local(instant: Instant, zone: &Zone) -> String {
    zone.to_datetime(instant).strftime("%Y-%m-%d %H:%M").to_string() + " at the lead office"
}
