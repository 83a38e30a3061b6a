//! What was learnt of texts, kept for the next build: one whose file is the same is not read again.
//!
//! Kept is what is public alone, with what there is to say of it, so that `.dateline/` tells of nothing else. It holds for one program, configuration and directory, and for one set of pages, which releases carry.

use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use dateline_content::codec::{self, PartName};
use dateline_content::release::{self, Release};
use dateline_diagnostics::{Diagnostics, FileId};
use dateline_emit::{self as emit, OutputFolder, Parts};
use dateline_source::SourceTree;
use dateline_source::stamp::Stamp;
use dateline_text::date::Instant;
use dateline_text::language::Language;

/// In how many parts texts are kept, by a byte: a change of one writes one of them.
const N_PARTS: usize = 1 << u8::BITS;
/// The name under which they are kept.
const NAME: &str = "texts";

/// What a newsroom keeps of its texts.
pub struct LearntTexts {
    parts: Parts,
    index: Option<Index>,
    recalled: Places,
}

/// Where what was recalled is kept.
#[derive(Default)]
struct Places {
    /// The part of each text that was the same, by its id.
    of_texts: Vec<Option<u8>>,
    /// How many texts each part has.
    n_texts: Vec<usize>,
}

impl Places {
    fn of(&self, file: FileId) -> Option<u8> {
        *self.of_texts.get(file.0 as usize)?
    }
}

#[derive(Serialize, Deserialize)]
struct Index {
    /// Of all that texts are held against.
    context: [u8; 32],
    /// One for each part that has texts.
    parts: Vec<Option<Listed>>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Listed {
    /// Of the paths and files in it.
    made_of: [u8; 32],
    name: PartName,
    /// How the file of each text looked, and that of its original. They are not in the part: where files were restored they
    /// look different and have the same bytes.
    stamps: Vec<[Option<Stamp>; 2]>,
}

/// A release that was read, as a part has it.
#[derive(Deserialize)]
struct Learnt {
    path: Box<str>,
    hash: blake3::Hash,
    original: Option<blake3::Hash>,
    release: Release,
    found: Diagnostics,
    slips: Slips,
}

/// The same, to be written.
#[derive(Serialize)]
struct Learning<'t> {
    path: &'t str,
    /// Of the file.
    hash: blake3::Hash,
    /// Of a translation, of the file of its original, whose facts it has.
    original: Option<blake3::Hash>,
    release: &'t Release,
    found: &'t Diagnostics,
    slips: Option<&'t Diagnostics>,
}

/// What is wrong with the words of a text; `None` where they were not checked.
pub(super) type Slips = Option<Diagnostics>;

/// A release, and what there is to say of it and of its words.
pub(super) type Recalled = (Arc<Release>, (Diagnostics, Slips));

/// What there is to say of a release, and of its words, where these were checked.
type Found<'t> = (&'t Diagnostics, Option<&'t Diagnostics>);

/// How the files of a newsroom looked before any was read; by their ids.
#[derive(Clone, Copy)]
pub(super) struct Looks<'a>(pub(super) &'a [Stamp]);

impl Looks<'_> {
    fn of(self, file: FileId) -> Option<Stamp> {
        self.0.get(file.0 as usize).copied()
    }

    /// Whether a file looks as it did when it was read; `None` stands for one that was too young then.
    fn show(self, file: FileId, stamp: Option<Stamp>) -> bool {
        stamp.is_some() && stamp == self.of(file)
    }
}

impl LearntTexts {
    /// What the last build of a newsroom kept.
    pub fn of(folder: &OutputFolder) -> Self {
        let parts = Parts::named(folder, NAME);
        let index = parts.index::<Index>().filter(|it| it.parts.len() == N_PARTS);
        Self { parts, index, recalled: Places::default() }
    }

    /// Forgets what was kept.
    #[must_use]
    pub fn forgotten(self) -> Self {
        Self { index: None, ..self }
    }

    /// The releases among these files that are as they were when they were read, in no order; where slips are wanted, those
    /// whose words were checked.
    pub(super) fn recall(
        &mut self,
        sources: &SourceTree,
        files: &[(FileId, &str)],
        looks: Looks,
        (context, wants_slips): ([u8; 32], bool),
    ) -> Vec<Recalled> {
        let Some(index) = self.index.as_ref().filter(|it| it.context == context) else { return Vec::new() };
        let mut wanted: Vec<Vec<(FileId, &str)>> = vec![Vec::new(); N_PARTS];
        files.iter().for_each(|it| wanted[usize::from(place(it.1))].push(*it));
        let of_part = |(listed, wanted): (&Option<Listed>, Vec<(FileId, &str)>)| {
            let learnt: Option<Vec<Learnt>> =
                listed.as_ref().and_then(|it| codec::decompressed(&self.parts.get(it.name)?));
            let learnt = learnt.unwrap_or_default();
            let n_texts = learnt.len();
            let stamps = listed.iter().flat_map(|it| &it.stamps).copied();
            // Both are in the order of their paths.
            let mut learnt = learnt.into_iter().zip(stamps).peekable();
            let recalled = wanted.into_iter().filter_map(move |(file, path)| {
                while learnt.next_if(|it| &*it.0.path < path).is_some() {}
                let (mut learnt, [stamp, of_original]) = learnt.next_if(|it| &*it.0.path == path)?;
                let is_same = (learnt.slips.is_some() || !wants_slips)
                    && is_same(sources, file, (&learnt.hash, stamp), looks)
                    && learnt.original.is_none_or(|hash| {
                        let original = release::original(path).and_then(|it| sources.find(&it));
                        original.is_some_and(|it| is_same(sources, it, (&hash, of_original), looks))
                    });
                learnt.release.file = file;
                learnt.release.path = Arc::clone(sources.kept_path(file));
                learnt.found.move_to(file);
                learnt.slips.iter_mut().for_each(|it| it.move_to(file));
                is_same.then(|| (Arc::new(learnt.release), (learnt.found, learnt.slips)))
            });
            (recalled.collect::<Vec<_>>(), n_texts)
        };
        let of_parts: Vec<(Vec<Recalled>, usize)> = index.parts.par_iter().zip(wanted).map(of_part).collect();
        let mut all = Vec::with_capacity(files.len());
        self.recalled.of_texts = vec![None; files.iter().map(|it| it.0.0 as usize + 1).max().unwrap_or(0)];
        for (part, (texts, n_texts)) in (0..=u8::MAX).zip(of_parts) {
            self.recalled.n_texts.push(n_texts);
            for recalled in texts {
                self.recalled.of_texts[recalled.0.file.0 as usize] = Some(part);
                all.push(recalled);
            }
        }
        all
    }

    /// Keeps what there is to know of releases that were read, which come in the order of their files. So their files looked, when
    /// the `last` file would have been written. A part of which nothing was read anew stays as it is.
    ///
    /// # Errors
    ///
    /// When the disk fails.
    pub(super) fn keep<'t>(
        &self,
        sources: &SourceTree,
        releases: impl Iterator<Item = (&'t Release, Found<'t>)>,
        (looks, last): (Looks, &Stamp),
        (context, now): ([u8; 32], Instant),
    ) -> Result<(), emit::Error> {
        let may_be_said = |it: &Diagnostics, file| !it.has_errors() && it.are_within(file);
        let is_kept = |(it, found): &(&Release, Found)| {
            let (found, slips) = found;
            let found = [Some(*found), *slips].into_iter().flatten();
            it.is_plain() && it.life.fate(now).is_public() && found.into_iter().all(|found| may_be_said(found, it.file))
        };
        let kept: Vec<(&Release, Found)> = releases.filter(is_kept).collect();
        let index = self.index.as_ref().filter(|it| it.context == context);
        let place = |it: &Release| self.recalled.of(it.file).unwrap_or_else(|| place(&it.path));
        let places: Vec<u8> = kept.iter().map(|it| place(it.0)).collect();
        let (mut n_still, mut is_stale) = (vec![0; N_PARTS], vec![index.is_none(); N_PARTS]);
        for ((release, _), part) in kept.iter().zip(&places) {
            n_still[usize::from(*part)] += 1;
            is_stale[usize::from(*part)] |= self.recalled.of(release.file).is_none();
        }
        for (at, is_stale) in is_stale.iter_mut().enumerate() {
            *is_stale |= self.recalled.n_texts.get(at) != Some(&n_still[at]);
        }
        let stamp = |file: FileId| looks.of(file).filter(|it| it.is_settled(last));
        // The file of a translation's original, if what there is to know of that is kept.
        let original = |release: &Release| {
            let file = sources.find(&release::original(&release.path)?)?;
            let at = kept.binary_search_by_key(&file, |it| it.0.file).ok()?;
            Some((file, kept[at].0.hash))
        };
        let of_part = |(part, is_stale): (u8, bool)| {
            let before = index.and_then(|it| it.parts[usize::from(part)].as_ref());
            let in_part = kept.iter().zip(&places).filter(|it| *it.1 == part);
            let mut releases: Vec<&(&Release, Found)> = in_part.map(|it| it.0).collect();
            releases.sort_unstable_by(|a, b| a.0.path.cmp(&b.0.path));
            let learn = releases.iter().filter_map(|(release, (found, slips))| {
                let original = match release.language {
                    Language::FIRST => None,
                    _ => Some(original(release)?),
                };
                let learning = Learning {
                    path: &release.path,
                    hash: release.hash,
                    original: original.map(|it| it.1),
                    release,
                    found,
                    slips: *slips,
                };
                Some((learning, [stamp(release.file), original.and_then(|it| stamp(it.0))]))
            });
            let (learnt, stamps): (Vec<Learning>, Vec<_>) = learn.unzip();
            if learnt.is_empty() {
                return Ok(None);
            }
            if let Some(before) = before.filter(|it| !is_stale && it.stamps.len() == stamps.len()) {
                return Ok(Some(Listed { stamps, ..before.clone() }));
            }
            let made_of = made_of(&learnt);
            if let Some(before) = before.filter(|it| it.made_of == made_of && self.parts.has(it.name)) {
                return Ok(Some(Listed { stamps, ..before.clone() }));
            }
            Ok(Some(Listed { made_of, name: self.parts.keep(&codec::compressed(&learnt))?, stamps }))
        };
        let parts =
            (0..=u8::MAX).into_par_iter().zip(is_stale).map(of_part).collect::<Result<Vec<_>, emit::Error>>()?;
        let mut names: Vec<PartName> = parts.iter().flatten().map(|it| it.name).collect();
        names.sort_unstable();
        self.parts.replace_index(&Index { context, parts }, &names)
    }
}

/// Of all that texts are held against: the program, configuration, directory and names of pages.
pub(super) fn context(texts: [&str; 2], sources: &SourceTree, program: &str) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(program.as_bytes());
    let pages = sources.beginning_with("content/pages/").map(|it| sources.path(it));
    for text in texts.into_iter().chain(pages) {
        hasher.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
    }
    *hasher.finalize().as_bytes()
}

/// Whether a file has the bytes that it had: by its look, else it is read.
fn is_same(sources: &SourceTree, file: FileId, (hash, stamp): (&blake3::Hash, Option<Stamp>), looks: Looks) -> bool {
    looks.show(file, stamp) || sources.bytes(file).is_ok_and(|it| blake3::hash(&it) == *hash)
}

/// The part that a text is in.
fn place(path: &str) -> u8 {
    blake3::hash(path.as_bytes()).as_bytes()[0]
}

fn made_of(learnt: &[Learning]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for Learning { path, hash, original, slips, .. } in learnt {
        let files = postcard::to_allocvec(&(hash, original, slips.is_some())).expect("numbers can be written down");
        hasher.update(path.as_bytes()).update(&files);
    }
    *hasher.finalize().as_bytes()
}
