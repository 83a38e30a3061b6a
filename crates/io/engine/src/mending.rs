//! What has one right mend -> the files, mended.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::excerpts::find;
use crate::load::{Loaded, Workspace};
use crate::mend::{self, Replacement};
use dateline_content::release::{self, ContentPath};
use dateline_diagnostics::{Diagnostic, FileId, Fix, Place};
use dateline_source::{CONFIG, DIRECTORY, SourceTree};
use dateline_text::date::Instant;

/// How often a newsroom is looked at again: a mend may bring another fault to light.
const ROUNDS: usize = 100;

/// What was mended.
#[derive(Debug, Default)]
pub struct Mending {
    /// The files that were changed, sorted by path.
    pub files: Vec<MendedFile>,
    /// Files that could not be changed, sorted by path, with the reason.
    pub left_alone: Vec<(String, mend::Error)>,
}

/// A file that was mended.
#[derive(Clone, Debug)]
pub struct MendedFile {
    /// From the newsroom's root.
    pub path: String,
    /// Its text as it was.
    pub before: String,
    /// Its text as it is.
    pub after: String,
    /// How many problems were mended.
    pub n_mends: usize,
    /// Whether it is not known to be public, so that its text may not be shown to everybody.
    pub is_withheld: bool,
}

/// What has to be agreed to before it is mended.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// The file, from the newsroom's root.
    pub path: &'a str,
    /// The line, from 1.
    pub line: usize,
    /// What is asked, without the question mark.
    pub words: &'a str,
}

/// Whether a problem has a mend, in a file that may be mended: the newsroom's own texts, contacts and configuration.
pub fn is_mended(problem: &Diagnostic, sources: &SourceTree) -> bool {
    problem.fix.as_deref().and_then(Fix::file).is_some_and(|it| may_be_written(sources.path(it)))
}

fn may_be_written(path: &str) -> bool {
    let is_text = || {
        path.starts_with("content/")
            && matches!(release::content_path(path), ContentPath::Release(_) | ContentPath::Page(_))
    };
    path == CONFIG || path == DIRECTORY || is_text()
}

/// Mends every problem that is `wanted` and has a mend, and looks again until none is left. Of each file only the bytes
/// change that a mend names. What has to be asked for is mended when `agree` says so.
pub fn mend(
    workspace: &mut Workspace,
    now: Instant,
    wanted: &dyn Fn(&Diagnostic, &SourceTree) -> bool,
    agree: &mut dyn FnMut(&Question) -> bool,
) -> Mending {
    let mut work = Work::default();
    for _ in 0..ROUNDS {
        let loaded = workspace.load(now);
        work.note_withheld(&loaded);
        let problems = work.problems(&loaded, wanted);
        // A place is one of the text that the newsroom was read from: it is known to be this text only when it was so
        // before and after.
        let unknown = work.learn(&loaded.sources, problems.keys().copied());
        let changed = if unknown.is_empty() { work.round(&loaded, &problems, agree) } else { unknown };
        if changed.is_empty() {
            break;
        }
        workspace.update(&changed);
    }
    work.mending()
}

#[derive(Default)]
struct Work {
    /// The text of each file with a mend, as it was before the newsroom was read last.
    texts: BTreeMap<String, String>,
    files: BTreeMap<String, MendedFile>,
    left_alone: BTreeMap<String, mend::Error>,
    /// What was not agreed to, by file and question.
    refused: BTreeSet<(String, String)>,
}

impl Work {
    fn note_withheld(&mut self, loaded: &Loaded) {
        for file in self.files.values_mut() {
            file.is_withheld |= loaded.sources.find(&file.path).is_none_or(|it| loaded.is_withheld(it));
        }
    }

    /// What is to be mended, by file.
    fn problems<'a>(
        &self,
        loaded: &'a Loaded,
        wanted: &dyn Fn(&Diagnostic, &SourceTree) -> bool,
    ) -> BTreeMap<FileId, Vec<&'a Fix>> {
        let sources = &loaded.sources;
        let mut problems: BTreeMap<FileId, Vec<&Fix>> = BTreeMap::new();
        for problem in loaded.found.iter().filter(|it| is_mended(it, sources) && wanted(it, sources)) {
            let Some((fix, file)) = problem.fix.as_deref().and_then(|it| Some((it, it.file()?))) else { continue };
            let path = sources.path(file);
            let is_refused = |it: &String| self.refused.contains(&(path.to_owned(), it.clone()));
            if !self.left_alone.contains_key(path) && !fix.question.as_ref().is_some_and(is_refused) {
                problems.entry(file).or_default().push(fix);
            }
        }
        problems
    }

    /// Reads the files that were not read before; their paths.
    fn learn(&mut self, sources: &SourceTree, files: impl Iterator<Item = FileId>) -> BTreeSet<PathBuf> {
        let mut learnt = BTreeSet::new();
        for file in files {
            let path = sources.path(file).to_owned();
            if self.texts.contains_key(&path) {
                continue;
            }
            learnt.insert(PathBuf::from(&path));
            match sources.text(file) {
                Ok(text) => drop(self.texts.insert(path, text)),
                Err(_) => drop(self.left_alone.insert(path, mend::Error::Changed)),
            }
        }
        learnt
    }

    /// Mends each file once; the paths of those that are others now.
    fn round(
        &mut self,
        loaded: &Loaded,
        problems: &BTreeMap<FileId, Vec<&Fix>>,
        agree: &mut dyn FnMut(&Question) -> bool,
    ) -> BTreeSet<PathBuf> {
        let sources = &loaded.sources;
        let (mut changed, mut targets) = (BTreeSet::new(), BTreeSet::new());
        for (file, fixes) in problems {
            let path = sources.path(*file);
            let done = mend::target(sources.root(), path).and_then(|target| {
                // A file that a link leads to as well is mended once a round.
                let is_other = !targets.contains(&target) && self.file(loaded, *file, fixes, &target, agree)?;
                is_other.then(|| targets.insert(target));
                Ok(is_other)
            });
            match done {
                Ok(false) => {}
                Ok(true) => drop(changed.insert(PathBuf::from(path))),
                Err(error) => drop(self.left_alone.insert(path.to_owned(), error)),
            }
        }
        // What a link leads to is another text by two names.
        let is_same = |path: &str| mend::target(sources.root(), path).is_ok_and(|it| !targets.contains(&it));
        self.texts.retain(|path, _| changed.contains(Path::new(path)) || is_same(path));
        changed.extend(targets);
        changed
    }

    /// Mends one file, which stands at `target`; whether it is another one now.
    fn file(
        &mut self,
        loaded: &Loaded,
        file: FileId,
        fixes: &[&Fix],
        target: &Path,
        agree: &mut dyn FnMut(&Question) -> bool,
    ) -> Result<bool, mend::Error> {
        let sources = &loaded.sources;
        let path = sources.path(file);
        let before = self.texts.get(path).cloned().unwrap_or_default();
        if sources.text(file).ok().as_ref() != Some(&before) {
            return Err(mend::Error::Changed);
        }
        let mends: Vec<Vec<Replacement>> = fixes
            .iter()
            .filter_map(|it| self.agreed(path, &before, it, replacements(sources, &before, it)?, agree))
            .collect();
        let mend::Mended { text: after, made } = mend::mended(&before, &mends);
        if after == before {
            return Ok(false);
        }
        mend::rewrite(target, &before, &after)?;
        self.texts.insert(path.to_owned(), after.clone());
        let is_withheld = loaded.is_withheld(file);
        let first = || MendedFile { path: path.to_owned(), before, after: String::new(), n_mends: 0, is_withheld };
        let mended = self.files.entry(path.to_owned()).or_insert_with(first);
        mended.after = after;
        mended.n_mends += made.iter().filter(|it| **it).count();
        Ok(true)
    }

    /// The replacements, if nothing has to be asked or the answer is yes.
    fn agreed(
        &mut self,
        path: &str,
        text: &str,
        fix: &Fix,
        replacements: Vec<Replacement>,
        agree: &mut dyn FnMut(&Question) -> bool,
    ) -> Option<Vec<Replacement>> {
        if let Some(words) = &fix.question {
            let start = replacements.first().map_or(0, |it| it.0.start);
            let line = text[..start].matches('\n').count() + 1;
            if !agree(&Question { path, line, words }) {
                self.refused.insert((path.to_owned(), words.clone()));
                return None;
            }
        }
        Some(replacements)
    }

    fn mending(self) -> Mending {
        let is_other = |it: &MendedFile| it.before != it.after;
        Mending {
            files: self.files.into_values().filter(is_other).collect(),
            left_alone: self.left_alone.into_iter().collect(),
        }
    }
}

/// The bytes of a mend in a text; `None` when one of its places is not there.
fn replacements(sources: &SourceTree, text: &str, fix: &Fix) -> Option<Vec<Replacement>> {
    let range = |place: &Place| -> Option<Range<usize>> {
        match place {
            Place::Span(span) => Some(span.start as usize..span.end as usize),
            Place::Key(file, path) => find(sources, *file, text, path, true),
            Place::Value(file, path) => find(sources, *file, text, path, false),
            Place::File(_) | Place::Elsewhere(_) | Place::Newsroom => None,
        }
    };
    let range = |place: &Place| range(place).filter(|it| text.get(it.clone()).is_some());
    fix.edits.iter().map(|it| Some((range(&it.place)?, it.text.clone()))).collect()
}
