//! What readers see of each release, as it is kept beside the record for `check --against`.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::markdown;
use dateline_content::newsroom::Newsroom;
use dateline_content::release::Release;
use dateline_diagnostics::Diagnostic;
use dateline_emit::{Failure, Parts};
use dateline_plan::facts::{self, Facts};
use dateline_plan::published::{Chapter, packed};
use dateline_source::SourceTree;

/// How much of a hash stands for the bytes of a file, in hexadecimal digits.
const DIGITS: usize = 16;
/// As many bytes of a file as git looks at to tell whether it is text.
const HEAD: usize = 8000;

/// Keeps what readers see of every release that is public, month by month. What is known of a month that is made of the same
/// as `before` stays as it is.
///
/// # Errors
///
/// That a source changed since it was read, or that the disk fails.
pub(super) fn chapters(
    (newsroom, program): (&Newsroom, &str),
    sources: &SourceTree,
    before: Option<&[Chapter]>,
    parts: &Parts,
) -> Result<Vec<Chapter>, Failure<Diagnostic>> {
    let mut months: BTreeMap<(i16, i8), Vec<&Release>> = BTreeMap::new();
    for release in newsroom.releases_and_hidden().filter(|it| facts::is_seen(newsroom.fate(it))) {
        let day = release.life.date.date;
        months.entry((day.year(), day.month())).or_default().push(release);
    }
    let settings = settings(newsroom, program);
    let originals = hashes_of_originals(newsroom);
    let chapter = |((year, month), releases): ((i16, i8), Vec<&Release>)| {
        let month = format!("{year}-{month:02}");
        let made_of = made_of(newsroom, sources, &releases, (&settings, &originals));
        let known = before.unwrap_or_default().iter().find(|it| it.month == month && it.made_of == made_of);
        if let Some(known) = known.filter(|it| parts.has(it.part)) {
            return Ok(known.clone());
        }
        let seen = |it: &&Release| Ok((newsroom.text_id(it), facts_of(newsroom, sources, it)?));
        // One after the other: many months that are begun, and none done, would take much room.
        let seen: Result<BTreeMap<String, Facts>, Diagnostic> = releases.iter().map(seen).collect();
        let seen = seen.map_err(|fault| Failure::Faults(vec![fault]))?;
        Ok(Chapter { month, made_of, part: parts.keep(&packed(&seen))? })
    };
    months.into_par_iter().map(chapter).collect()
}

/// The hashes of the releases that may have translations, by id: a translation says what its original says.
pub(super) fn hashes_of_originals(newsroom: &Newsroom) -> FxHashMap<&str, blake3::Hash> {
    let has_translations = newsroom.config.languages().nth(1).is_some();
    newsroom.originals().filter(|_| has_translations).map(|it| (it.id(), it.hash)).collect()
}

/// What the facts of all releases depend on beside their files.
fn settings(newsroom: &Newsroom, program: &str) -> Vec<u8> {
    format!("{program} {:?}", newsroom.config.offices).into_bytes()
}

/// Of all that the facts of some releases are made of.
fn made_of(
    newsroom: &Newsroom,
    sources: &SourceTree,
    releases: &[&Release],
    (settings, originals): (&[u8], &FxHashMap<&str, blake3::Hash>),
) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(settings);
    for release in releases {
        for hash in [Some(&release.hash), originals.get(release.id())].into_iter().flatten() {
            hasher.update(hash.as_bytes());
        }
        for text in [newsroom.text_id(release).as_str(), newsroom.fate(release).name()] {
            hasher.update(text.as_bytes()).update(b"\n");
        }
        for led in facts::led_to(newsroom, release) {
            hasher.update(led.as_bytes()).update(b"\n");
        }
        for path in release.files() {
            hasher.update(path.as_bytes()).update(content(sources, path).unwrap_or_default().as_bytes());
        }
    }
    *hasher.finalize().as_bytes()
}

/// The hash of a file, the same on every machine: of what is text, git may have changed the line ends.
fn hash(bytes: Vec<u8>) -> blake3::Hash {
    let is_text = !bytes[..bytes.len().min(HEAD)].contains(&0) && bytes.contains(&b'\r');
    if !is_text {
        return blake3::hash(&bytes);
    }
    let is_kept = |at: usize| bytes[at] != b'\r' || bytes.get(at + 1) != Some(&b'\n');
    blake3::hash(&(0..bytes.len()).filter(|at| is_kept(*at)).map(|at| bytes[at]).collect::<Vec<u8>>())
}

/// What stands for the bytes of a file.
fn content(sources: &SourceTree, path: &str) -> Option<String> {
    let bytes = sources.bytes(sources.find(path)?).ok()?;
    Some(hash(bytes).to_hex()[..DIGITS].to_owned())
}

/// What readers see of one release; nothing of one that is not public.
pub(super) fn facts_of(newsroom: &Newsroom, sources: &SourceTree, release: &Release) -> Result<Facts, Diagnostic> {
    let body = if newsroom.fate(release).is_public() { markdown(sources, release)? } else { String::new() };
    Ok(Facts::of(newsroom, release, &body, &|path| content(sources, path)))
}
