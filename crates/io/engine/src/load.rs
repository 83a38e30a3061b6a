//! A newsroom's files -> what there is to build, and what is wrong.
//!
//! What was learnt of each text is kept, so that a second load reads only what changed. It gives the same as a first.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;
use url::Url;

use crate::rulings::{allowed, allows, heard, ruled};
use crate::texts::{self, LearntTexts, Looks, Slips};
use crate::theme::theme;
use crate::tools::Tools;
use dateline_check::{self as check, Checked, Subject, Written};
use dateline_content::config::Config;
use dateline_content::contact::Directory;
use dateline_content::newsroom::{Contents, Faulty, Files, Newsroom};
use dateline_content::release::{
    self, ContentPath, Context, Life, Original, PagePath, Reading, Release, ReleasePath, TextPage,
};
use dateline_content::ruling::Ruling;
use dateline_diagnostics::{self as diagnostic, Allow, Diagnostic, Diagnostics, FileId, Place, Rule, Severity};
use dateline_emit as emit;
use dateline_plan::{self as plan, Design, Page, Plan};
use dateline_render::{Minify, Site, Theme, card};
use dateline_source::stamp::Stamp;
use dateline_source::{self as source, CONFIG, DIRECTORY, SourceTree};
use dateline_text::date::Instant;
use dateline_text::document::{Document, ReadDocument};
use dateline_text::language::Language;
use dateline_text::picture::{self, Picture};
use dateline_text::yaml;

use super::search::Indexed;

/// What a build is told beside the newsroom's files.
#[derive(Clone, Debug)]
pub struct Options {
    /// The newsroom's folder.
    pub root: PathBuf,
    /// Takes the place of the newsroom's `base_url`.
    pub base_url: Option<Url>,
    /// Whether warnings stop the build.
    pub strict: bool,
    /// Whether pages show what is not public yet, under a banner.
    pub drafts: bool,
    /// Whether templates are minified: always, but in the test that compares.
    pub minify: bool,
    /// Whether the words of texts are checked. A build leaves that to `check` unless what is found could stop it. It is done in
    /// any case when the newsroom makes one of these rules an error.
    pub check_texts: bool,
    /// What the program can do beside making pages.
    pub tools: Tools,
}

impl Options {
    /// Returns the options of a build of what is public, without a look at the words of texts.
    pub fn new(root: PathBuf, tools: Tools) -> Self {
        Self { root, base_url: None, strict: false, drafts: false, minify: true, check_texts: false, tools }
    }

    fn minify(&self) -> Option<Minify> {
        self.tools.minify.filter(|_| self.minify)
    }
}

/// What was read of a newsroom.
pub struct Loaded {
    /// The sources, to print excerpts from.
    pub sources: Arc<SourceTree>,
    /// Everything that is wrong.
    pub found: Diagnostics,
    /// What a build says of it, where words were checked that no build would check; `None` where that is the same.
    pub(super) of_build: Option<Diagnostics>,
    /// What there is to build; `None` when so much is wrong that nothing can be planned.
    pub snapshot: Option<Arc<Snapshot>>,
    /// The files that are not known to be public.
    withheld: BTreeSet<FileId>,
    /// The links beside texts that lead to what is not public.
    refused: BTreeSet<FileId>,
    /// Whether what is wrong on rendered pages could stop a build.
    pub(super) can_stop_at_pages: bool,
}

/// A newsroom at one instant, ready to render.
pub struct Snapshot {
    /// What every page is made of.
    pub site: Site,
    /// Every output.
    pub plan: Arc<Plan>,
    /// What was indexed to be shown.
    pub(super) indexed: Indexed,
    /// Whether its templates are minified.
    pub(super) is_minified: bool,
    pub(super) tools: Tools,
}

impl Loaded {
    /// What was found in a newsroom that need not be read again: all of it in public files.
    pub(super) fn unread(workspace: &Workspace, found: Diagnostics) -> Self {
        Self {
            sources: Arc::clone(&workspace.sources),
            found,
            of_build: None,
            snapshot: None,
            withheld: BTreeSet::new(),
            refused: BTreeSet::new(),
            can_stop_at_pages: false,
        }
    }

    /// Whether a file is not known to be public, so that its text may not be shown to everybody.
    pub fn is_withheld(&self, file: FileId) -> bool {
        self.withheld.contains(&file)
    }

    /// Whether a file, by its path from the root, is known to be public: its name and text may be shown to everybody. A file
    /// beside texts is public when a public one names it.
    pub fn is_public(&self, path: &str) -> bool {
        if !path.starts_with("content/") || path == DIRECTORY {
            return true;
        }
        let Some(file) = self.sources.find(path).filter(|it| !self.is_withheld(*it)) else { return false };
        if matches!(release::content_path(path), ContentPath::Release(_) | ContentPath::Page(_)) {
            return true;
        }
        let Some(snapshot) = self.snapshot.as_ref().filter(|_| !self.refused.contains(&file)) else { return false };
        let newsroom = &snapshot.site.newsroom;
        let of_releases = newsroom.releases.iter().filter(|it| newsroom.fate(it).is_public()).flat_map(|it| it.files());
        of_releases.chain(newsroom.pages.iter().flat_map(|it| it.files.iter().map(String::as_str))).any(|it| it == path)
    }

    /// Whether an output is a copy of a file that may not be published: a link to what is not public.
    pub fn is_refused(&self, page: &Page) -> bool {
        let source = match page {
            Page::Copy(path, ..) => path.as_str(),
            Page::Picture(picture, ..) => picture.source.as_str(),
            _ => return false,
        };
        self.sources.find(source).is_some_and(|it| self.refused.contains(&it))
    }

    /// Whether problems stand in files alone that are known to be public.
    pub(super) fn are_public(&self, found: &Diagnostics) -> bool {
        let is_public = |place: &Place| match place {
            Place::Elsewhere(elsewhere) => self.is_public(&elsewhere.path),
            place => place.file().is_none_or(|it| self.is_public(self.sources.path(it))),
        };
        found.iter().flat_map(Diagnostic::places).all(is_public)
    }
}

/// What is known of each picture that a text names: to know it, all of its bytes are read.
type Pictures = Mutex<BTreeMap<FileId, Result<Picture, picture::Fault>>>;

/// An open newsroom: its files, and what was learnt of each text.
pub struct Workspace {
    options: Options,
    sources: Arc<SourceTree>,
    texts: BTreeMap<FileId, Text>,
    pictures: Pictures,
    /// Of what all texts are held against: configuration and contacts.
    context: Option<blake3::Hash>,
    /// The last snapshot whose plan was without fault, and what the checks found in it.
    planned: Option<(Arc<Snapshot>, Diagnostics)>,
    /// What the configuration says of rules.
    rulings: Vec<Ruling>,
    /// Whether the words of the texts that are known were checked.
    checks_texts: bool,
    /// Whether a plain build would check them.
    build_checks_texts: bool,
    /// The exceptions from rules that each text asks for; none of one that asks for none.
    allows: BTreeMap<FileId, Vec<Allow>>,
    /// Those of all files that this load has looked at.
    asked: BTreeMap<FileId, Vec<Allow>>,
    /// The theme, while neither its files nor the configuration change.
    theme: Option<Theme>,
    /// What an earlier build learnt of texts, and what those are held against that it is of use for.
    learnt: Option<(LearntTexts, [u8; 32])>,
}

impl Workspace {
    /// Opens a newsroom.
    ///
    /// # Errors
    ///
    /// When the root cannot be read.
    pub fn open(options: Options) -> Result<Self, source::Error> {
        let sources = SourceTree::list(&options.root)?;
        Ok(Self::of(sources, options))
    }

    /// The same of files that are listed already.
    pub fn of(sources: SourceTree, options: Options) -> Self {
        let checks_texts = options.check_texts;
        Self {
            options,
            sources: Arc::new(sources),
            texts: BTreeMap::new(),
            pictures: Pictures::default(),
            context: None,
            planned: None,
            rulings: Vec::new(),
            checks_texts,
            build_checks_texts: false,
            allows: BTreeMap::new(),
            asked: BTreeMap::new(),
            theme: None,
            learnt: None,
        }
    }

    /// Takes what an earlier command learnt of texts whose files are the same, so that the first load does not read them. Files
    /// had these looks before.
    pub(super) fn recall(&mut self, mut learnt: LearntTexts, looks: Looks) {
        let sources = Arc::clone(&self.sources);
        let Some((config_file, config_text)) = config_text(&sources, &mut Diagnostics::default()) else { return };
        let (_, directory_text) = directory_text(&sources, &mut Diagnostics::default());
        self.hold_against(&[&config_text, &directory_text]);
        // Without `rules` nothing is raised, and the configuration need not be read twice.
        let rulings = Some(()).filter(|()| config_text.contains("rules"));
        let rulings = rulings.and_then(|()| Config::read(&config_text, config_file, &mut Diagnostics::default()));
        self.decide_on_texts(&rulings.map(|it| it.rulings).unwrap_or_default());
        let context = texts::context([&config_text, &directory_text], &sources, self.options.tools.program);
        let is_release = |path: &str| path.starts_with("content/releases/") && path.ends_with(".md");
        let files: Vec<(FileId, &str)> = sources.files().filter(|it| is_release(it.1)).collect();
        for (release, found) in learnt.recall(&sources, &files, looks, (context, self.checks_texts)) {
            self.texts.insert(release.file, Text::recalled(release, found));
        }
        self.learnt = Some((learnt, context));
    }

    /// Keeps what was learnt of texts that are public at `now`, for the next build to [`recall`](Self::recall).
    pub(super) fn keep_texts(&self, looks: Looks, last: &Stamp, now: Instant) -> Result<(), emit::Error> {
        let Some((learnt, context)) = &self.learnt else { return Ok(()) };
        let is_allowing = |file: &FileId| self.allows.contains_key(file);
        let releases = self.texts.iter().filter(|it| !is_allowing(it.0)).filter_map(|(_, text)| match text {
            Text::Sound(release, is_checked) => {
                Some((&**release, (Diagnostics::NONE, is_checked.then_some(Diagnostics::NONE))))
            }
            Text::Release(it) => it.0.value.as_deref().map(|release| (release, (&it.0.found, it.1.as_ref()))),
            _ => None,
        });
        learnt.keep(&self.sources, releases, (looks, last), (*context, now))
    }

    /// The sources as they are listed.
    pub fn sources(&self) -> &SourceTree {
        &self.sources
    }

    /// Takes note that something happened to these paths; whether a new load can differ from the last one.
    pub fn update(&mut self, changed: &BTreeSet<PathBuf>) -> bool {
        // A link that leads out of the newsroom is no source, and yet something is told of it.
        let was_faulty = !self.sources.found().is_empty();
        let touched = Arc::make_mut(&mut self.sources).update(changed);
        for file in &touched {
            self.texts.remove(file);
            self.allows.remove(file);
            self.pictures.get_mut().unwrap_or_else(PoisonError::into_inner).remove(file);
        }
        // A translation says what its original says.
        for file in &touched {
            let stem = self.sources.path(*file).strip_suffix("md").unwrap_or_default().to_owned();
            if !stem.is_empty() {
                let translations: Vec<FileId> = self.sources.beginning_with(&stem).collect();
                translations.iter().for_each(|it| drop((self.texts.remove(it), self.allows.remove(it))));
            }
        }
        if touched.iter().any(|it| self.sources.path(*it).starts_with("themes/")) {
            self.theme = None;
        }
        let is_named = |file: &FileId| {
            matches!(release::content_path(self.sources.path(*file)), ContentPath::Beside | ContentPath::Page(_))
        };
        if touched.iter().any(is_named) {
            self.texts.retain(|_, text| !text.names_files());
        }
        !touched.is_empty() || was_faulty || !self.sources.found().is_empty()
    }

    /// Whether the words of texts are checked.
    pub(super) fn checks_texts(&self) -> bool {
        self.checks_texts
    }

    /// How many files there are.
    pub fn n_files(&self) -> usize {
        self.sources.files().count()
    }

    /// Looks at the words of texts too from now on: the next load reads them again.
    pub fn check_texts(&mut self) {
        self.options.check_texts = true;
        self.forget_texts();
    }

    /// Forgets all that was learnt: anything may have changed. Gives `true`, as there may be news.
    pub fn forget(&mut self) -> bool {
        Arc::make_mut(&mut self.sources).list_again();
        self.forget_texts();
        self.pictures = Pictures::default();
        self.theme = None;
        true
    }

    /// Reads the newsroom up to its plan, as it is at `now`. What is wrong with its content is in what is given back.
    pub fn load(&mut self, now: Instant) -> Loaded {
        let (mut found, mut words) = (self.sources.found().clone(), Diagnostics::default());
        let (snapshot, withheld) = self.snapshot(now, &mut found, &mut words);
        let refused = self.refused_links(&withheld);
        let allows = std::mem::take(&mut self.asked);
        // Of a newsroom that cannot be planned, not everything was looked at.
        let is_planned = snapshot.is_some();
        let told = |found: Diagnostics, allows: BTreeMap<FileId, Vec<Allow>>, checks: bool| {
            let was_run = |rule: &Rule| is_planned && is_run_by_load(rule, checks);
            self.ruled(allowed(found, allows, &self.rulings, &self.sources, &was_run))
        };
        let of_build = (self.checks_texts && !self.build_checks_texts)
            .then(|| told(found.clone(), allows.clone(), self.build_checks_texts));
        let found = told(found.with(words), allows, self.checks_texts);
        let (sources, can_stop_at_pages) = (Arc::clone(&self.sources), self.can_stop_at_pages());
        Loaded { sources, found, of_build, snapshot, withheld, refused, can_stop_at_pages }
    }

    /// Problems as the newsroom wants them told: with the severity that it chose for each rule, without what it switched
    /// off, and under `--strict` with errors for warnings.
    fn ruled(&self, found: Diagnostics) -> Diagnostics {
        let mut found = ruled(found, &self.rulings, &self.sources);
        if self.options.strict {
            found.raise_warnings();
        }
        found
    }

    /// Reads the newsroom without its theme, plan and checks, as it is at `now`: to hold another against it. `None` when its
    /// configuration cannot be read.
    pub fn newsroom(&mut self, now: Instant) -> Option<Newsroom> {
        let (sources, mut found) = (Arc::clone(&self.sources), Diagnostics::default());
        let (config_file, config_text) = config_text(&sources, &mut found)?;
        let (directory_file, directory_text) = directory_text(&sources, &mut found);
        let config = Config::read(&config_text, config_file, &mut found)?;
        let directory = match directory_file {
            Some(file) => Directory::read(&directory_text, file, &config, &mut found),
            None => Directory::default(),
        };
        let read = self.read(&sources, &config, &directory);
        self.texts.extend(read.into_iter().map(|(file, text, _)| (file, text)));
        let (contents, _) = self.contents(now, &mut found, &mut Diagnostics::default());
        let files = Files { config: config_file, directory: directory_file };
        Some(Newsroom::new(config, directory, files, contents, now, false, None))
    }

    /// Decides whether the words of texts are checked: when somebody asks for that, and when the newsroom makes one of these
    /// rules an error, as `check` and `build` then both stop at it.
    fn decide_on_texts(&mut self, rulings: &[Ruling]) {
        let needs_words = |rule: &Rule| {
            check::is_of_words(rule) || rule == diagnostic::UNUSED_FILE || rule == diagnostic::UNUSED_ALLOW
        };
        let is_raised = |it: &Ruling| it.severity == Some(Severity::Error) && needs_words(it.rule);
        self.build_checks_texts = self.options.strict || rulings.iter().any(is_raised);
        let checks = self.options.check_texts || self.build_checks_texts;
        if checks != self.checks_texts {
            self.forget_texts();
            self.checks_texts = checks;
        }
    }

    /// Whether what is wrong on rendered pages could stop a build.
    pub fn can_stop_at_pages(&self) -> bool {
        let is_raised = |it: &Ruling| it.severity == Some(Severity::Error) && check::is_of_pages(it.rule);
        self.options.strict || self.rulings.iter().any(is_raised)
    }

    /// What is told of problems that were found beside a load, after what texts allow and the newsroom says of rules.
    pub fn told(&self, found: Diagnostics) -> Diagnostics {
        // Exceptions that are of no use to any rule were told of by the load.
        let is_of = |allow: &Allow| found.iter().any(|it| it.rule.name == allow.rule) && !allow.reason.is_empty();
        let of_found = |allows: &Vec<Allow>| allows.iter().filter(|it| is_of(it)).cloned().collect();
        let allows = self.allows.iter().map(|(file, allows)| (*file, of_found(allows))).collect();
        self.ruled(allowed(found.clone(), allows, &self.rulings, &self.sources, &|_| false))
    }

    /// Puts what is wrong into `found`, and what is wrong with words into `words`.
    fn snapshot(
        &mut self,
        now: Instant,
        found: &mut Diagnostics,
        words: &mut Diagnostics,
    ) -> (Option<Arc<Snapshot>>, BTreeSet<FileId>) {
        let sources = Arc::clone(&self.sources);
        self.rulings.clear();
        let Some((config_file, config_text)) = config_text(&sources, found) else { return (None, BTreeSet::new()) };
        let (directory_file, directory_text) = directory_text(&sources, found);
        self.asked.insert(config_file, yaml::allows(&config_text));
        self.asked.extend(directory_file.map(|it| (it, yaml::allows(&directory_text))));
        self.hold_against(&[&config_text, &directory_text]);
        let Some(mut config) = Config::read(&config_text, config_file, found) else { return (None, BTreeSet::new()) };
        self.rulings.clone_from(&config.rulings);
        self.decide_on_texts(&config.rulings);
        if let Some(base_url) = &self.options.base_url {
            config.base_url = base_url.clone();
        }
        let directory = match directory_file {
            Some(file) => Directory::read(&directory_text, file, &config, found),
            None => Directory::default(),
        };
        let (known, minify) = (self.theme.take(), self.options.minify());
        let ((theme, faults), read) = rayon::join(
            || theme_or_known(known, &sources, &config, minify),
            || self.read(&sources, &config, &directory),
        );
        for (file, text, allows) in read {
            self.texts.insert(file, text);
            self.allows.remove(&file);
            if !allows.is_empty() {
                self.allows.insert(file, allows);
            }
        }
        self.asked.extend(self.allows.iter().map(|(file, allows)| (*file, allows.clone())));
        // One with a fault is read again, and reported again.
        self.theme = theme.clone().filter(|_| faults.is_empty());
        found.append(faults);
        let (contents, withheld) = self.contents(now, found, words);
        let files = Files { config: config_file, directory: directory_file };
        let before = self.planned.as_ref().map(|(snapshot, _)| &snapshot.site.newsroom);
        let newsroom = Newsroom::new(config, directory, files, contents, now, self.options.drafts, before);
        if self.checks_texts {
            let is_beside = |path: &str| release::content_path(path) == ContentPath::Beside;
            let files = sources.files().filter(|(_, path)| path.starts_with("content/") && is_beside(path));
            words.append(check::unused_files(&newsroom, files));
        }
        let Some(theme) = theme else {
            found.append(check::run(&newsroom, None));
            return (None, withheld);
        };
        let (problems, (plan, collisions)) =
            rayon::join(|| check::run(&newsroom, self.checked()), || self.plan(&newsroom, &theme));
        found.append(problems.clone());
        let is_sound = collisions.is_empty();
        found.append(collisions);
        let snapshot = Arc::new(Snapshot {
            site: Site::new(newsroom, theme, self.options.tools.cards),
            plan,
            indexed: Indexed::default(),
            is_minified: self.options.minify,
            tools: self.options.tools,
        });
        self.planned = is_sound.then(|| (Arc::clone(&snapshot), problems));
        (Some(snapshot), withheld)
    }

    /// The newsroom that was planned last, and what was found in it.
    fn checked(&self) -> Option<Checked<'_>> {
        self.planned.as_ref().map(|(snapshot, found)| Checked { newsroom: &snapshot.site.newsroom, found })
    }

    /// The plan: after most edits it is the one that there was.
    fn plan(&self, newsroom: &Newsroom, theme: &Theme) -> (Arc<Plan>, Diagnostics) {
        let statics: Vec<String> = theme.statics.iter().map(|it| it.path.clone()).collect();
        let is_same = |(it, _): &&(Arc<Snapshot>, Diagnostics)| {
            let before: Vec<String> = it.site.theme().statics.iter().map(|it| it.path.clone()).collect();
            let strings = |it: &Theme| it.words.iter().map(|it| it.strings().clone()).collect::<Vec<_>>();
            let has_same_words = strings(it.site.theme()) == strings(theme);
            has_same_words && plan::is_same(&it.site.newsroom, newsroom, [&before, &statics])
        };
        match self.planned.as_ref().filter(is_same) {
            Some((snapshot, _)) => (Arc::clone(&snapshot.plan), Diagnostics::default()),
            None => {
                let cards = self.options.tools.cards;
                let card = |release: &Release| card::fingerprint(newsroom, &theme.words, release, cards);
                let design = Design { statics: &statics, card: &card };
                let (plan, collisions) = Plan::new(newsroom, &design);
                (Arc::new(plan), collisions)
            }
        }
    }

    /// Forgets every text and the theme when what all are held against has changed.
    fn hold_against(&mut self, texts: &[&str]) {
        let mut hasher = blake3::Hasher::new();
        for text in texts {
            hasher.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
        }
        let context = Some(hasher.finalize());
        if self.context != context {
            self.forget_texts();
            self.pictures = Pictures::default();
            self.theme = None;
            self.context = context;
        }
    }

    fn forget_texts(&mut self) {
        self.texts.clear();
        self.allows.clear();
    }

    /// Reads, in parallel, every text of `content/` of which nothing is known.
    fn read(&self, sources: &SourceTree, config: &Config, directory: &Directory) -> Vec<Known> {
        let length = |path: &str| sources.find(path).map(|file| sources.length(file));
        let is_page = |name: &str| sources.find(&format!("content/pages/{name}.md")).is_some();
        let has_sizes = config.outputs.photos && self.options.tools.photos.is_some();
        let picture = |path: &str| known_picture(&self.pictures, sources, path, has_sizes);
        let context = Context { config, directory, length: &length, picture: &picture, is_page: &is_page };
        let unread: Vec<(FileId, &str)> = sources
            .files()
            .filter(|(file, path)| path.starts_with("content/") && *path != DIRECTORY && !self.texts.contains_key(file))
            .collect();
        let checks = self.checks_texts.then_some(self.options.tools.documents);
        let read = |(file, path)| {
            let (text, allows) = text(sources, file, path, &context, checks)?;
            Some((file, text, allows))
        };
        unread.into_par_iter().filter_map(read).collect()
    }

    /// What is known of all texts; with it the files that are not known to be public.
    fn contents(&self, now: Instant, found: &mut Diagnostics, words: &mut Diagnostics) -> (Contents, BTreeSet<FileId>) {
        let is_public = |it: Option<&Life>| it.is_some_and(|it| it.fate(now).is_public());
        let withheld = self.texts.iter().filter(|(_, text)| text.life().is_some_and(|it| !is_public(it)));
        let mut withheld: BTreeSet<FileId> = withheld.map(|(file, _)| *file).collect();
        let refused = self.refused_links(&withheld);
        for link in &refused {
            let help = "delete the link; when that release is public, link to it in the text instead";
            let message = "the link leads to a file of a release that is not public";
            found.push(Diagnostic::new(diagnostic::OUTSIDE_ROOT, Place::File(*link), message).help(help));
        }
        let mut contents = Contents::default();
        for (file, text) in &self.texts {
            let faulty = |remains: Option<&release::Remains>| Faulty {
                file: *file,
                path: self.sources.path(*file).to_owned(),
                remains: remains.cloned().unwrap_or_default(),
            };
            if refused.contains(file) {
                contents.faulty.push(faulty(None));
                withheld.insert(*file);
                continue;
            }
            match text {
                Text::Sound(release, _) => contents.releases.push(Arc::clone(release)),
                Text::Release(read) => {
                    let Reading { value, remains, .. } = &read.0;
                    match value {
                        Some(release) => contents.releases.push(Arc::clone(release)),
                        None => contents.faulty.push(faulty(remains.as_deref())),
                    }
                }
                Text::Page(read) => {
                    let Reading { value, remains, .. } = &read.0;
                    match value {
                        Some(page) => contents.pages.push(Arc::clone(page)),
                        None => contents.faulty.push(faulty(remains.as_deref())),
                    }
                }
                Text::Neither(_) => contents.faulty.push(faulty(None)),
            }
            found.append(text.found().clone());
            if self.checks_texts {
                words.append(text.slips().clone());
            }
        }
        (contents, withheld)
    }

    /// The links in `content/` that would show what is not public. Texts and the files of a release's own folder are withheld
    /// with their release; a file of another folder is withheld while only unpublished releases name it.
    fn refused_links(&self, withheld: &BTreeSet<FileId>) -> BTreeSet<FileId> {
        let is_withheld = |path: &str| self.sources.find(path).is_some_and(|it| withheld.contains(&it));
        let releases = || self.texts.iter().filter_map(|(file, text)| Some((file, text.as_release()?)));
        let is_withheld_target = |path: &str| {
            if release::content_path(path) != ContentPath::Beside {
                return is_withheld(path);
            }
            if let Some(folder) = self.own_folder(path) {
                return is_withheld(&format!("{folder}/index.md"));
            }
            let mut naming = releases().filter(|(_, it)| it.files().any(|it| it == path)).map(|it| it.0).peekable();
            naming.peek().is_some() && naming.all(|it| withheld.contains(it))
        };
        let is_withheld_too = |link: FileId, target: &str| {
            let path = self.sources.path(link);
            match release::content_path(path) {
                // The keys of the text itself hold it back.
                ContentPath::Release(ReleasePath { language: None, .. }) => withheld.contains(&link),
                ContentPath::Beside => self.own_folder(path).is_some_and(|it| self.own_folder(target) == Some(it)),
                _ => false,
            }
        };
        let links = self.sources.links().filter(|(link, _)| self.sources.path(*link).starts_with("content/"));
        links.filter(|(link, to)| is_withheld_target(to) && !is_withheld_too(*link, to)).map(|it| it.0).collect()
    }

    /// The folder of a release, if the file at a path is in one that has a single release.
    fn own_folder<'p>(&self, path: &'p str) -> Option<&'p str> {
        let (end, _) = path.match_indices('/').nth(3)?;
        let folder = &path[..end];
        self.sources.find(&format!("{folder}/index.md")).map(|_| folder)
    }
}

fn known_picture(
    pictures: &Pictures,
    sources: &SourceTree,
    path: &str,
    wants_cuts: bool,
) -> Result<Picture, picture::Fault> {
    let lock = || pictures.lock().unwrap_or_else(PoisonError::into_inner);
    let file = sources.find(path).ok_or(picture::Fault::Unreadable)?;
    if let Some(known) = lock().get(&file) {
        return known.clone();
    }
    let bytes = sources.bytes(file).map_err(|_| picture::Fault::Unreadable)?;
    let picture = Picture::of(path, release::stem(path), &bytes, wants_cuts);
    lock().insert(file, picture.clone());
    picture
}

/// The theme, which after most edits is the one that there was; and what is wrong with it.
fn theme_or_known(
    known: Option<Theme>,
    sources: &SourceTree,
    config: &Config,
    minify: Option<Minify>,
) -> (Option<Theme>, Diagnostics) {
    let mut faults = Diagnostics::default();
    let theme = known.or_else(|| theme(sources, config, minify, &mut faults));
    (theme, faults)
}

/// Whether a load looks at a rule. What other sites answer, and what there was before, is looked at later, if at all.
fn is_run_by_load(rule: &Rule, checks_texts: bool) -> bool {
    let is_later = [diagnostic::EXTERNAL_LINK, diagnostic::MOVED_LINK, diagnostic::SILENT_EDIT].contains(&rule);
    !is_later && (checks_texts || !check::is_of_words(rule) && rule != diagnostic::UNUSED_FILE)
}

fn config_text(sources: &SourceTree, found: &mut Diagnostics) -> Option<(FileId, String)> {
    let Some(file) = sources.find(CONFIG) else {
        let message = format!("there is no `{CONFIG}`");
        let help = "`dateline init DIR` makes a new newsroom";
        found.push(Diagnostic::new(diagnostic::MISSING_FILE, Place::Newsroom, message).help(help));
        return None;
    };
    Some((file, sources.text(file).map_err(|fault| found.push(fault)).ok()?))
}

fn directory_text(sources: &SourceTree, found: &mut Diagnostics) -> (Option<FileId>, String) {
    let file = sources.find(DIRECTORY);
    let text = file.map(|it| sources.text(it).map_err(|fault| found.push(fault)).unwrap_or_default());
    (file, text.unwrap_or_default())
}

/// What one text of `content/` was read as; with what checks of its words found.
enum Text {
    /// A release of which there is nothing to say, as are most; and whether its words were checked.
    Sound(Arc<Release>, bool),
    Release(Box<(Reading<Release>, Slips)>),
    Page(Box<(Reading<TextPage>, Slips)>),
    Neither(Box<Diagnostics>),
}

impl Text {
    /// What a release was read as, with what was found in its words.
    fn release(reading: Reading<Release>, slips: Slips) -> Self {
        let is_sound = reading.found.is_empty() && slips.as_ref().is_none_or(Diagnostics::is_empty);
        match reading {
            Reading { value: Some(release), .. } if is_sound => Self::Sound(release, slips.is_some()),
            reading => Self::Release(Box::new((reading, slips))),
        }
    }

    /// The same, as it was kept.
    fn recalled(release: Arc<Release>, (found, slips): (Diagnostics, Slips)) -> Self {
        let life = Some(release.life.clone());
        Self::release(Reading { value: Some(release), life, remains: None, found }, slips)
    }

    fn found(&self) -> &Diagnostics {
        match self {
            Self::Sound(..) => Diagnostics::NONE,
            Self::Release(it) => &it.0.found,
            Self::Page(it) => &it.0.found,
            Self::Neither(found) => found,
        }
    }

    /// The release that it is, as far as it could be read.
    fn as_release(&self) -> Option<&Release> {
        match self {
            Self::Sound(release, _) => Some(release),
            Self::Release(it) => it.0.value.as_deref(),
            Self::Page(_) | Self::Neither(_) => None,
        }
    }

    /// What decides whether it is public; inside, `None` when that cannot be known. A page always is.
    fn life(&self) -> Option<Option<&Life>> {
        match self {
            Self::Sound(release, _) => Some(Some(&release.life)),
            Self::Release(it) => Some(it.0.life.as_ref()),
            Self::Page(_) => None,
            Self::Neither(_) => Some(None),
        }
    }

    /// What is wrong with its words, as far as it is known.
    fn slips(&self) -> &Diagnostics {
        let slips = match self {
            Self::Release(it) => &it.1,
            Self::Page(it) => &it.1,
            Self::Sound(..) | Self::Neither(_) => &None,
        };
        slips.as_ref().unwrap_or(Diagnostics::NONE)
    }

    /// Whether it names files beside it or pages, or may have named one that was not there.
    fn names_files(&self) -> bool {
        let of_release = |it: &Release| it.files().next().is_some() || !it.boilerplate.is_empty();
        let names = match self {
            Self::Sound(release, _) => of_release(release),
            Self::Release(it) => it.0.value.as_deref().is_none_or(of_release),
            Self::Page(it) => it.0.value.as_ref().is_none_or(|it| !it.files.is_empty()),
            Self::Neither(_) => true,
        };
        names || !self.found().is_empty()
    }
}

/// What was learnt of a text, and the exceptions from rules that it asks for.
type Known = (FileId, Text, Vec<Allow>);

/// What is wrong with a file whose name says a language that no translation can be in.
fn untranslatable(file: FileId, tag: &str, config: &Config) -> Diagnostic {
    let place = Place::File(file);
    if config.language(tag).is_some() {
        let message = format!("`{tag}` is the first language: its texts say none in their names");
        let help = format!("take `.{tag}` out of the file's name");
        return Diagnostic::new(diagnostic::FILE_NAME, place, message).help(help);
    }
    let message = format!("`{tag}` is not one of the newsroom's languages");
    let help = format!("add it to `languages` in `{CONFIG}`, or rename the file");
    Diagnostic::new(diagnostic::UNKNOWN_LANGUAGE, place, message).help(help)
}

/// Reads one file of `content/`, if it is a text. With `checks` its words are checked too, and its documents by what reads
/// them, where the program has that.
fn text(
    sources: &SourceTree,
    file: FileId,
    path: &str,
    context: &Context,
    checks: Option<Option<ReadDocument>>,
) -> Option<(Text, Vec<Allow>)> {
    let slips = |source: &str, original: Option<&str>, subject: Option<Subject>| {
        let document = |path: &str| match checks.flatten() {
            Some(read) => read(&sources.bytes(sources.find(path)?).ok()?),
            // Nothing is known of it, and nothing said.
            None => Some(Document::ACCESSIBLE),
        };
        let (config, directory) = (context.config, context.directory);
        let written = |subject| Written { subject, source, original, config, directory, document: &document };
        checks.map(|_| subject.map(|it| check::texts(written(it))).unwrap_or_default())
    };
    let release = |mut reading: Reading<Release>, slips: Slips| {
        reading.found = heard(reading.found, &context.config.rulings, sources);
        Text::release(reading, slips.map(|it| heard(it, &context.config.rulings, sources)))
    };
    let faulty = |fault: Diagnostic| (Text::Neither(Box::new(Diagnostics::from(fault))), Vec::new());
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
        ContentPath::Release(ReleasePath { language: Some(ref tag), .. })
        | ContentPath::Page(PagePath { language: Some(ref tag), .. })
            if context.config.language(tag).is_none_or(|it| it == Language::FIRST) =>
        {
            Some(faulty(untranslatable(file, tag, context.config)))
        }
        ContentPath::Release(ref name @ ReleasePath { language: Some(ref tag), .. }) => {
            let language = context.config.language(tag).unwrap_or_default();
            let original = release::original(path).unwrap_or_default();
            let Some(there) = sources.find(&original) else {
                let message = format!("there is no `{original}`, of which this is a translation");
                let help = "write the release in the first language, or give this file its name without the language";
                let place = Place::File(file);
                return Some(faulty(Diagnostic::new(diagnostic::LONE_TRANSLATION, place, message).help(help)));
            };
            Some(match sources.text(file) {
                Ok(text) => {
                    // What is wrong with the original is told there.
                    let of = sources.text(there).unwrap_or_default();
                    let of = Original { text: &of, path: &original };
                    let reading =
                        release::read_translation(&text, file, sources.kept_path(file), (name, language), of, context);
                    let slips = slips(&text, Some(of.text), reading.value.as_deref().map(Subject::Release));
                    (release(reading, slips), allows(&text))
                }
                Err(fault) => faulty(fault),
            })
        }
        ContentPath::Release(name) => Some(match sources.text(file) {
            Ok(text) => {
                let reading = release::read(&text, file, sources.kept_path(file), &name, context);
                let slips = slips(&text, None, reading.value.as_deref().map(Subject::Release));
                (release(reading, slips), allows(&text))
            }
            Err(fault) => faulty(fault),
        }),
        ContentPath::Page(name) => Some(match sources.text(file) {
            Ok(text) => {
                let reading = release::read_page(&text, file, &name, context);
                let slips = slips(&text, None, reading.value.as_deref().map(Subject::Page));
                (Text::Page(Box::new((reading, slips))), allows(&text))
            }
            Err(fault) => faulty(fault),
        }),
    }
}
