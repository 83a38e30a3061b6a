//! What readers see of each release, as the record keeps it for `check --against`.

use rayon::prelude::*;

use crate::build::markdown;
use crate::diagnostic::Diagnostic;
use crate::facts::{self, Facts};
use crate::newsroom::Newsroom;
use crate::published::KeptFacts;
use crate::release::Release;
use crate::source::SourceTree;

/// How much of a hash stands for the bytes of a file, in hexadecimal digits.
const DIGITS: usize = 16;
/// As many bytes of a file as git looks at to tell whether it is text.
const HEAD: usize = 8000;

/// What readers see of every release that is public, compressed one by one.
///
/// # Errors
///
/// That a source changed since it was read.
pub(super) fn facts(newsroom: &Newsroom, sources: &SourceTree) -> Result<KeptFacts, Diagnostic> {
    let pack = |release: &&Release| {
        let facts = facts_of(newsroom, sources, release)?;
        Ok((newsroom.text_id(release), KeptFacts::packed(&facts)))
    };
    let seen: Vec<&Release> = newsroom.releases_and_hidden().filter(|it| facts::is_seen(newsroom.fate(it))).collect();
    let packed: Vec<_> = seen.par_iter().map(pack).collect::<Result<_, _>>()?;
    Ok(packed.into_iter().collect())
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

/// What readers see of one release; nothing of one that is not public.
pub(super) fn facts_of(newsroom: &Newsroom, sources: &SourceTree, release: &Release) -> Result<Facts, Diagnostic> {
    let body = if newsroom.fate(release).is_public() { markdown(sources, release)? } else { String::new() };
    let content = |path: &str| {
        let bytes = sources.bytes(sources.find(path)?).ok()?;
        Some(hash(bytes).to_hex()[..DIGITS].to_owned())
    };
    Ok(Facts::of(newsroom, release, &body, &content))
}
