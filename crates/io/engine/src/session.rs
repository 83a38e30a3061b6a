//! A newsroom that is open, with its output folder and every cache: what commands ask for, in any order.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time;

use crate::build::{How, build};
use crate::mending::{self, Mending, Question};
use crate::pages::{Looking, look_at_all};
use crate::report::{About, Due, Findings, Look, Report};
use crate::texts::{LearntTexts, Looks};
use crate::{Built, Loaded, Options, Promises, Workspace};
use dateline_check as check;
use dateline_diagnostics::{Diagnostic, Diagnostics, Severity};
use dateline_emit::{self as emit, OutputFolder, Remembered};
use dateline_plan::published::Published;
use dateline_source::{self as source, SourceTree};
use dateline_text::date::Instant;

/// What is asked of a session beside what the newsroom is read with.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Where pages are written to, and what was published is known from.
    pub folder: OutputFolder,
    /// What becomes of earlier addresses.
    pub promises: Promises,
    /// Whether anything is trusted that an earlier command cached.
    pub trusts_caches: bool,
}

/// An open newsroom.
pub struct Session {
    workspace: Workspace,
    options: Options,
    asked: Asked,
    /// How the sources looked before any was read, and when; `None` when they cannot tell of a change.
    look: Option<(Look, time::Instant)>,
    /// Whether texts that an earlier command read were taken.
    is_recalled: bool,
}

/// Is told how many files are done, of how many, from any thread, not always in order.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

impl Session {
    /// Opens a newsroom.
    ///
    /// # Errors
    ///
    /// When the root cannot be read.
    pub fn open(options: Options, asked: Asked) -> Result<Self, source::Error> {
        let sources = SourceTree::list(&options.root)?;
        let looked_at = time::Instant::now();
        let look = Look::of(&sources).map(|it| (it, looked_at));
        let workspace = Workspace::of(sources, options.clone());
        Ok(Self { workspace, options, asked, look, is_recalled: false })
    }

    /// Returns the sources as they are listed.
    pub fn sources(&self) -> &SourceTree {
        self.workspace.sources()
    }

    fn about(&self, now: Instant) -> Option<About<'_>> {
        let (look, _) = self.look.as_ref()?;
        Some(About { options: &self.options, folder: &self.asked.folder, look, now })
    }

    /// Returns what the last command found, if nothing has changed since.
    fn report(&self, now: Instant) -> Option<Report> {
        let about = self.about(now).filter(|_| self.asked.trusts_caches && !self.options.drafts)?;
        Report::read(about, self.workspace.sources())
    }

    /// Returns what the last command found, and the number of output files, if the output folder has what a build would write.
    fn report_of_build(&self, now: Instant) -> Result<Option<(Report, usize)>, emit::Error> {
        let Some(report) = self.report(now).filter(|it| it.is_built) else { return Ok(None) };
        let remembered = Remembered::of(&self.asked.folder);
        Ok(emit::all_stand(&self.asked.folder, &remembered)?.map(|n_files| (report, n_files)))
    }

    /// Returns the result of a build, with every problem that it would report, if the output folder already has that result.
    /// No source is read and nothing is written.
    ///
    /// # Errors
    ///
    /// When the folder cannot be an output folder.
    pub fn unchanged_build(&self, now: Instant) -> Result<Option<(Built, Loaded)>, emit::Error> {
        Ok(self.report_of_build(now)?.map(|(report, unchanged)| {
            let [releases, editions, hidden] = report.counts;
            let built = Built { releases, editions, hidden, unchanged, ..Built::default() };
            (built, Loaded::unread(&self.workspace, report.of_build))
        }))
    }

    /// Returns the problems that a check would report, if the output folder already has the result of a build, and an earlier
    /// command checked that state: nothing has to be built or checked before it is published.
    ///
    /// # Errors
    ///
    /// When the folder cannot be an output folder.
    pub fn unchanged_publish(&self, now: Instant) -> Result<Option<Diagnostics>, emit::Error> {
        Ok(self.report_of_build(now)?.and_then(|(report, _)| report.of_check))
    }

    /// Returns when something becomes due next, if nothing has changed since the last command; inside, `None` when nothing
    /// will.
    pub fn unchanged_due(&self, now: Instant) -> Option<Option<Due>> {
        self.report(now).filter(|it| !it.of_build.has_errors()).map(|it| it.next)
    }

    /// Reads the newsroom up to its plan, as it is at `now`. Texts that have not changed since an earlier command are not read.
    pub fn load(&mut self, now: Instant) -> Loaded {
        self.recall();
        self.workspace.load(now)
    }

    /// Takes what an earlier command learnt of texts.
    fn recall(&mut self) {
        if self.is_recalled {
            return;
        }
        let learnt = LearntTexts::of(&self.asked.folder);
        let learnt = if self.asked.trusts_caches { learnt } else { learnt.forgotten() };
        let looks = self.look.as_ref().map_or(Looks(&[]), |it| it.0.looks());
        self.workspace.recall(learnt, looks);
        self.is_recalled = true;
    }

    /// Returns everything that is wrong with the newsroom: in its texts, between them, on its pages, and addresses that the
    /// last build published and this newsroom would not answer. While nothing has changed that is what the last check found,
    /// and the newsroom is not read. `check`, `build` and `publish` all go by it.
    pub fn check(&mut self, now: Instant, progress: Progress) -> Loaded {
        // Another command may write a new one meanwhile.
        let record = emit::record_checksum(&self.asked.folder);
        let report = self.report(now);
        let is_built = report.as_ref().is_some_and(|it| it.is_built);
        if let Some(found) = report.and_then(|it| it.of_check) {
            return Loaded::unread(&self.workspace, found);
        }
        let mut loaded = self.load(now);
        let of_build = loaded.of_build.clone().unwrap_or_else(|| loaded.found.clone());
        let beside = self.findings(&loaded, true, progress);
        let of_build = if loaded.can_stop_at_pages { of_build.with(beside.clone()) } else { of_build };
        loaded.found.append(beside);
        let findings = Findings { of_build, of_check: Some(loaded.found.clone()), is_built, record };
        // Where nothing can be kept, the next check looks again.
        let _ = self.keep(&loaded, findings, None, now);
        loaded
    }

    /// Returns a newsroom with its texts, where it was found [unchanged](Self::check) and not read.
    pub fn read(&mut self, found: Loaded, now: Instant) -> Loaded {
        if found.snapshot.is_some() {
            return found;
        }
        let mut loaded = self.load(now);
        if loaded.snapshot.is_some() {
            loaded.found = found.found;
        }
        loaded
    }

    /// Returns everything that is wrong beside what a load has found; where it `keeps`, what was seen on pages is kept.
    /// Addresses are looked at only when every text and setting could be read and planned: what was left out may be what
    /// answers.
    fn findings(&self, loaded: &Loaded, keeps: bool, progress: Progress) -> Diagnostics {
        let Some(snapshot) = &loaded.snapshot else { return Diagnostics::default() };
        let told = |found| self.workspace.told(found);
        let looking = Looking::new(snapshot, self.caches(), &told);
        let total = snapshot.plan.outputs.len();
        let mut found = look_at_all(&looking, &loaded.sources, &|n_done| progress(n_done, total));
        if let Some(folder) = self.caches().filter(|_| keeps) {
            // Where nothing can be kept, the next check looks again.
            let _ = looking.keep(folder);
        }
        let newsroom = &snapshot.site.newsroom;
        let is_whole = !loaded.found.iter().any(|it| it.severity == Severity::Error && it.rule.guards_the_build());
        if self.asked.promises == Promises::Kept && !newsroom.drafts && is_whole {
            let before = emit::foresee(&self.asked.folder).and_then(|it| Published::from_bytes(&it.record.notes));
            let is_held_to =
                |it: &Published| !Published::of(newsroom, snapshot.tools.program, Some(it)).promises_the_same(it);
            if let Some(before) = before.filter(is_held_to) {
                let sources = &loaded.sources;
                found
                    .append(told(check::lost_addresses(&before, newsroom, &snapshot.plan, &|path| sources.find(path))));
            }
        }
        found
    }

    /// The folder whose caches are read and written.
    fn caches(&self) -> Option<&OutputFolder> {
        Some(&self.asked.folder).filter(|_| self.asked.trusts_caches && !self.options.drafts)
    }

    /// Makes every page and brings the output folder up to date. Only what has changed is made. Everything that is wrong is in
    /// `loaded` afterwards; `None` when that kept pages from being written, and the folder is as it was. With `looks_at_pages` it
    /// is also looked for on rendered pages, as it is whenever that could stop a build.
    ///
    /// # Errors
    ///
    /// When the output cannot be written.
    pub fn build(
        &mut self,
        loaded: &mut Loaded,
        looks_at_pages: bool,
        progress: Progress,
    ) -> Result<Option<Built>, emit::Error> {
        let looks_at_pages = looks_at_pages || loaded.can_stop_at_pages;
        let Some(snapshot) = loaded.snapshot.clone().filter(|_| !loaded.found.has_errors()) else {
            let beside = self.findings(loaded, false, progress);
            loaded.found.append(kept_of_pages(beside, looks_at_pages));
            return Ok(None);
        };
        let now = snapshot.site.newsroom.now;
        let folder = self.asked.folder.clone();
        let told = |found| self.workspace.told(found);
        let looking = looks_at_pages.then(|| Looking::new(&snapshot, self.caches(), &told));
        let how = How {
            promises: self.asked.promises,
            trusted: self.asked.trusts_caches,
            last: emit::Last::of(&folder),
            looking: looking.as_ref(),
            progress: &|n_done| progress(n_done, snapshot.plan.outputs.len()),
        };
        let (built, written) = match build(&snapshot, &loaded.sources, &folder, how)? {
            Ok(done) => done,
            Err(found) => {
                // The same as a check finds, which may be more than what stopped this.
                let all = self.findings(loaded, false, progress);
                let found = if all.has_errors() { all } else { told(found) };
                loaded.found.append(kept_of_pages(found, looks_at_pages));
                return Ok(None);
            }
        };
        let of_build = loaded.of_build.clone().unwrap_or_else(|| loaded.found.clone());
        let of_pages = looking.as_ref().map(Looking::found).unwrap_or_default();
        let of_build = if loaded.can_stop_at_pages { of_build.with(of_pages.clone()) } else { of_build };
        loaded.found.append(of_pages);
        if self.options.drafts {
            // A preview is not built twice.
            emit::forget(&folder)?;
            return Ok(Some(built));
        }
        if let Some(looking) = looking {
            looking.keep(&folder)?;
        }
        let is_whole = looks_at_pages && self.workspace.checks_texts();
        let of_check = is_whole.then(|| loaded.found.clone());
        let record = emit::record_checksum(&folder);
        self.keep(loaded, Findings { of_build, of_check, is_built: true, record }, Some(written), now)?;
        Ok(Some(built))
    }

    /// Keeps what is known of the newsroom for the next command.
    fn keep(
        &self,
        loaded: &Loaded,
        findings: Findings,
        written: Option<emit::Written>,
        now: Instant,
    ) -> Result<(), emit::Error> {
        let folder = &self.asked.folder;
        let Some(last) = emit::tick(folder)? else { return Ok(()) };
        let ago = self.look.as_ref().map_or(time::Duration::ZERO, |it| it.1.elapsed());
        let looks = self.look.as_ref().map_or(Looks(&[]), |it| it.0.looks());
        let (texts, outputs) = rayon::join(
            || self.workspace.keep_texts(looks, &last.earlier(ago), now),
            || written.map_or(Ok(()), |it| emit::remember(folder, it, &last)),
        );
        texts.and(outputs)?;
        if let (Some(about), Some(snapshot)) = (self.about(now), &loaded.snapshot) {
            Report::of(about, snapshot, loaded, findings).map_or(Ok(()), |it| it.keep(about, (&last, ago)))?;
        }
        Ok(())
    }

    /// Returns what is told of problems that were found beside a load, after what texts allow and the newsroom says of rules.
    pub fn told(&self, found: Diagnostics) -> Diagnostics {
        self.workspace.told(found)
    }

    /// Mends every problem that is `wanted` and has a mend, and looks again until none is left. What has to be asked for is
    /// mended when `agree` says so.
    pub fn mend(
        &mut self,
        now: Instant,
        wanted: &dyn Fn(&Diagnostic, &SourceTree) -> bool,
        agree: &mut dyn FnMut(&Question) -> bool,
    ) -> Mending {
        self.recall();
        let mending = mending::mend(&mut self.workspace, now, wanted, agree);
        if !mending.files.is_empty() {
            // The sources are not those that were looked at.
            self.look = None;
        }
        mending
    }

    /// Takes note that something happened to these paths. Returns whether a new load can differ from the last one.
    pub fn update(&mut self, changed: &BTreeSet<PathBuf>) -> bool {
        self.look = None;
        self.workspace.update(changed)
    }

    /// Forgets all that was read: anything may have changed.
    pub fn forget(&mut self) {
        self.look = None;
        self.workspace.forget();
    }

    /// Looks at the words of texts too from now on.
    pub fn check_texts(&mut self) {
        self.options.check_texts = true;
        self.workspace.check_texts();
    }

    /// Returns how many files there are.
    pub fn n_files(&self) -> usize {
        self.workspace.n_files()
    }
}

/// What was found on pages, as far as a command wants to know: whatever stops a build.
fn kept_of_pages(mut found: Diagnostics, looks_at_pages: bool) -> Diagnostics {
    found.retain(|it| looks_at_pages || it.severity == Severity::Error);
    found
}
