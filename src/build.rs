//! Strings the rooms together: [`load`] reads a newsroom up to its plan, [`build`] makes every page of it.

use std::fmt;
use std::path::PathBuf;

use rayon::prelude::*;
use url::Url;

use crate::check;
use crate::config::Config;
use crate::contact::Directory;
use crate::date::Instant;
use crate::diagnostic::{self, Diagnostic, Diagnostics, Excerpts, FileId, Place, Severity};
use crate::emit::{self, Emitted, Failure, OutputFolder, Sink};
use crate::newsroom::{Contents, Faulty, Files, Newsroom};
use crate::plan::{Page, Plan, Unit};
use crate::release::{self, ContentPath, Context, Life, PagePath, Reading, Release, ReleasePath, Remains, TextPage};
use crate::render::{self, Site, Theme, ThemeFile, ThemeFiles};
use crate::source::{self, CONFIG, SourceTree};
use crate::yaml;

/// The contact directory, from the root.
const DIRECTORY: &str = "content/contacts.yaml";

/// What a build is told beside the newsroom's files.
#[derive(Clone, Debug)]
pub struct Options {
    /// The newsroom's folder.
    pub root: PathBuf,
    /// The build's instant.
    pub now: Instant,
    /// Takes the place of the newsroom's `base_url`.
    pub base_url: Option<Url>,
    /// Whether warnings stop the build.
    pub strict: bool,
    /// Whether templates are minified: always, but in the test that compares.
    pub minify: bool,
}

/// What was read of a newsroom.
pub struct Loaded {
    /// The sources, to print excerpts from.
    pub sources: SourceTree,
    /// Everything that is wrong.
    pub found: Diagnostics,
    /// What there is to build; `None` when so much is wrong that nothing can be planned.
    pub snapshot: Option<Snapshot>,
    /// Sorted: the files that are not known to be public.
    withheld: Vec<FileId>,
}

/// A newsroom at one instant, ready to render.
pub struct Snapshot {
    /// What every page is made of.
    pub site: Site,
    /// Every output.
    pub plan: Plan,
}

/// The surroundings failed.
#[derive(Debug)]
pub enum Error {
    /// While sources were read.
    Source(source::Error),
    /// While output was written.
    Emit(emit::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(error) => error.fmt(f),
            Self::Emit(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Source(error) => error.source(),
            Self::Emit(error) => error.source(),
        }
    }
}

/// What a build did.
#[derive(Clone, Debug, Default)]
pub struct Built {
    /// Releases on public pages.
    pub releases: usize,
    /// Their editions.
    pub editions: usize,
    /// What changed in the output folder.
    pub outcome: emit::Outcome,
}

/// Reads a newsroom up to its plan. What is wrong with its content is in what is given back.
///
/// # Errors
///
/// When the root cannot be read.
pub fn load(options: &Options) -> Result<Loaded, source::Error> {
    let mut found = Diagnostics::default();
    let sources = SourceTree::list(&options.root, &mut found)?;
    let (snapshot, withheld) = snapshot(&sources, options, &mut found);
    if options.strict {
        found.raise_warnings();
    }
    Ok(Loaded { sources, found, snapshot, withheld })
}

fn snapshot(sources: &SourceTree, options: &Options, found: &mut Diagnostics) -> (Option<Snapshot>, Vec<FileId>) {
    let Some(mut config) = config(sources, found) else { return (None, Vec::new()) };
    if let Some(base_url) = &options.base_url {
        config.base_url = base_url.clone();
    }
    let theme = theme(sources, &config, options.minify, found);
    let (directory, directory_file) = directory(sources, &config, found);
    let files = Files { config: sources.find(CONFIG).expect("the configuration was read"), directory: directory_file };
    let (contents, withheld) = contents(sources, &config, &directory, options.now, found);
    let newsroom = Newsroom::new(config, directory, files, contents, options.now);
    found.append(check::run(&newsroom));
    let Some(theme) = theme else { return (None, withheld) };
    let statics: Vec<String> = theme.statics.iter().map(|it| it.path.clone()).collect();
    let (plan, collisions) = Plan::new(&newsroom, &statics);
    found.append(collisions);
    (Some(Snapshot { site: Site::new(newsroom, theme), plan }), withheld)
}

fn config(sources: &SourceTree, found: &mut Diagnostics) -> Option<Config> {
    let Some(file) = sources.find(CONFIG) else {
        let message = format!("there is no `{CONFIG}`");
        let help = "`dateline init DIR` makes a new newsroom";
        found.push(Diagnostic::new(diagnostic::MISSING_FILE, Place::Newsroom, message).help(help));
        return None;
    };
    let text = sources.text(file).map_err(|fault| found.push(fault)).ok()?;
    Config::read(&text, file, found)
}

fn directory(sources: &SourceTree, config: &Config, found: &mut Diagnostics) -> (Directory, Option<FileId>) {
    let Some(file) = sources.find(DIRECTORY) else { return (Directory::default(), None) };
    let text = sources.text(file).map_err(|fault| found.push(fault)).unwrap_or_default();
    (Directory::read(&text, file, config, found), Some(file))
}

/// The theme in the box, with the newsroom's own files in place of those of the same path.
fn theme(sources: &SourceTree, config: &Config, minify: bool, found: &mut Diagnostics) -> Option<Theme> {
    let mut files: ThemeFiles = render::boxed();
    let folder = format!("themes/{}/", config.theme);
    let mut is_there = config.theme == crate::config::DEFAULT_THEME;
    for (file, path) in sources.files() {
        let Some(name) = path.strip_prefix(&folder) else { continue };
        is_there = true;
        match sources.bytes(file) {
            Ok(bytes) => {
                drop(files.insert(
                    name.to_owned(),
                    ThemeFile { bytes: bytes.into(), path: path.to_owned(), file: Some(file) },
                ))
            }
            Err(error) => found.push(Diagnostic::new(
                diagnostic::UNREADABLE,
                Place::File(file),
                format!("the file cannot be read: {error}"),
            )),
        }
    }
    if !is_there {
        let message = format!("there is no theme `{}`", config.theme);
        let place = Place::Value(sources.find(CONFIG)?, "theme".to_owned());
        found.push(
            Diagnostic::new(diagnostic::MISSING_FILE, place, message)
                .help(format!("make the folder `{folder}`, or leave the key out")),
        );
        return None;
    }
    Theme::load(files, &config.language, minify, found)
}

/// What one text of `content/` was read as.
enum Text {
    Release(Box<Reading<Release>>),
    Page(Box<Reading<TextPage>>),
    Neither(Diagnostics),
}

/// Reads every text of `content/`, in parallel; with it the files that are not known to be public.
fn contents(
    sources: &SourceTree,
    config: &Config,
    directory: &Directory,
    now: Instant,
    found: &mut Diagnostics,
) -> (Contents, Vec<FileId>) {
    let length = |path: &str| sources.find(path).map(|file| sources.length(file));
    let is_page = |name: &str| sources.find(&format!("content/pages/{name}.md")).is_some();
    let context = Context { config, directory, length: &length, is_page: &is_page };
    let files: Vec<(FileId, &str)> =
        sources.files().filter(|(_, path)| path.starts_with("content/") && *path != DIRECTORY).collect();
    let read: Vec<(FileId, Option<Text>)> =
        files.into_par_iter().map(|(file, path)| (file, text(sources, file, path, &context))).collect();

    let (mut contents, mut withheld) = (Contents::default(), Vec::new());
    for (file, text) in read {
        let Some(text) = text else { continue };
        let (remains, life, problems) = match text {
            Text::Release(reading) => {
                let Reading { value, life, remains, found } = *reading;
                let remains = value.is_none().then(|| remains.unwrap_or_default());
                contents.releases.extend(value);
                (remains, Some(life), found)
            }
            Text::Page(reading) => {
                let Reading { value, remains, found, .. } = *reading;
                let remains = value.is_none().then(|| remains.unwrap_or_default());
                contents.pages.extend(value);
                (remains, None, found)
            }
            Text::Neither(found) => (Some(Remains::default()), Some(None), found),
        };
        if let Some(remains) = remains {
            contents.faulty.push(Faulty { file, path: sources.path(file).to_owned(), remains });
        }
        let is_public = |life: Option<Life>| life.is_some_and(|it| it.fate(now).is_public());
        if life.is_some_and(|it| !is_public(it)) {
            withheld.push(file);
        }
        found.append(problems);
    }
    (contents, withheld)
}

/// Reads one file of `content/`, if it is a text.
fn text(sources: &SourceTree, file: FileId, path: &str, context: &Context) -> Option<Text> {
    let faulty = |fault: Diagnostic| Text::Neither(Diagnostics::from(fault));
    match release::content_path(path) {
        ContentPath::Beside => None,
        ContentPath::Unknown => {
            let help = "a release is `content/releases/YEAR/NAME.md` or `content/releases/YEAR/NAME/index.md`, a page `content/pages/NAME.md`";
            let mut fault =
                Diagnostic::new(diagnostic::UNKNOWN_FILE, Place::File(file), "this file is no release and no page")
                    .help(help);
            if path.ends_with(".md") {
                fault.severity = Severity::Error;
            }
            Some(faulty(fault))
        }
        ContentPath::Release(ReleasePath { language: Some(language), .. })
        | ContentPath::Page(PagePath { language: Some(language), .. }) => {
            let message = format!("translations (`{language}`) are not built yet");
            let help = "move the file out of `content/` until a version that has them";
            Some(faulty(Diagnostic::new(diagnostic::NOT_BUILT_YET, Place::File(file), message).help(help)))
        }
        ContentPath::Release(name) => Some(match sources.text(file) {
            Ok(text) => Text::Release(Box::new(release::read(&text, file, path, &name, context))),
            Err(fault) => faulty(fault),
        }),
        ContentPath::Page(name) => Some(match sources.text(file) {
            Ok(text) => Text::Page(Box::new(release::read_page(&text, file, &name, context))),
            Err(fault) => faulty(fault),
        }),
    }
}

/// Makes every page of the plan and brings the output folder up to date. What is wrong in templates, or with a source
/// that changed meanwhile, is given back instead; the folder is then as it was.
///
/// # Errors
///
/// When the output cannot be written.
pub fn build(
    snapshot: &Snapshot,
    sources: &SourceTree,
    folder: &OutputFolder,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Result<Built, Diagnostics>, emit::Error> {
    let planned: Vec<&str> = snapshot.plan.outputs.iter().map(|it| it.path.as_str()).collect();
    let units = snapshot.plan.units();
    let make = |unit: &Unit, sink: &mut Sink| make(snapshot, sources, unit, sink);
    match emit::write(&planned, &units, folder, make, progress)? {
        Emitted::Faults(faults) => Ok(Err(faults.into_iter().collect())),
        Emitted::Done(outcome) => {
            let releases = &snapshot.site.newsroom.releases;
            let editions = releases.iter().map(|it| it.offices.len()).sum();
            Ok(Ok(Built { releases: releases.len(), editions, outcome }))
        }
    }
}

/// Makes the pages of one unit; a release's body is read and rendered once for all of its editions.
fn make(snapshot: &Snapshot, sources: &SourceTree, unit: &Unit, sink: &mut Sink) -> Result<(), Failure<Diagnostic>> {
    let site = &snapshot.site;
    let fault = |diagnostic| Failure::Faults(vec![diagnostic]);
    let body = match unit.release {
        None => None,
        Some(index) => {
            let release = &site.newsroom[index];
            let text = sources.text(release.file).map_err(fault)?;
            if blake3::hash(text.as_bytes()) != release.hash {
                return Err(fault(render::changed_since_read(release)));
            }
            Some(site.body(release, &text[release.body_start as usize..]))
        }
    };
    for output in &unit.outputs {
        let bytes = match &output.page {
            Page::Copy(source, _) => copied(sources, source).map_err(fault)?,
            page => site.page(page, body.as_ref()).map_err(fault)?,
        };
        sink.write(&output.path, &bytes)?;
    }
    Ok(())
}

fn copied(sources: &SourceTree, path: &str) -> Result<Vec<u8>, Diagnostic> {
    let gone = || Diagnostic::new(diagnostic::UNREADABLE, Place::elsewhere(path), "the file cannot be read");
    sources.bytes(sources.find(path).ok_or_else(gone)?).map_err(|_| gone())
}

/// The texts of a newsroom, to print diagnostics with.
pub struct SourceExcerpts<'a> {
    /// The newsroom that was read.
    pub loaded: &'a Loaded,
    /// Whether texts that may not be public are shown too.
    pub show_unpublished: bool,
}

impl Excerpts for SourceExcerpts<'_> {
    fn path(&self, file: FileId) -> String {
        self.loaded.sources.files().nth(file.0 as usize).map(|(_, path)| path.to_owned()).unwrap_or_default()
    }

    fn text(&self, file: FileId) -> Option<String> {
        self.loaded.sources.text(file).ok()
    }

    fn locate(&self, file: FileId, text: &str, path: &str, key: bool) -> Option<std::ops::Range<usize>> {
        let range = match release::content_path(self.loaded.sources.path(file)) {
            ContentPath::Release(_) | ContentPath::Page(_) => release::front_matter_range(text)?,
            _ => 0..text.len(),
        };
        if path.is_empty() {
            // The opening fence stands for the front matter as a whole.
            return Some(text[..range.start].trim_end().len().saturating_sub(3)..text[..range.start].trim_end().len());
        }
        let at = range.start;
        yaml::locate(&text[range], path, key).map(|it| at + it.start..at + it.end)
    }

    fn may_show(&self, file: FileId) -> bool {
        self.show_unpublished || self.loaded.withheld.binary_search(&file).is_err()
    }
}
