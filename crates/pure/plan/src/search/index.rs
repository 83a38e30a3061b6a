//! The files of one segment.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::search::segment::{ENTRIES, Segment};
use crate::search::texts::{Entry, Weighed, around, choices, within};
use crate::search::words::{Terms, is_word};
use dateline_content::address::Tree;
use dateline_content::newsroom::{Newsroom, Tracked};
use dateline_content::release::Release;
use dateline_diagnostics::Diagnostic;

/// How many letters at the beginning of a word tell which file it is in, so that all forms of a word, and what begins
/// like it, are in one.
const PREFIX: usize = 3;
/// Stands before what the forms of a word have in common.
const STEM: char = '~';
/// How fast a word counts less each further time (BM25, k1).
const SATURATION: f32 = 1.2;
/// How long a text is of which each word counts as it is, in terms. It is no average: an old segment stays as it is.
const USUAL_LENGTH: f32 = 400.0;
/// How much a word of a longer text counts less (BM25, b).
const BY_LENGTH: f32 = 0.6;
/// How much a term can say of a release.
const MOST_WEIGHT: f32 = 7.0;

/// The files of one segment.
///
/// A file of terms has them in the order of their bytes. Each begins with how many bytes it has in common with the one
/// before, how many others follow, and these; then come the length of its postings and these. A length of 0 says that it is
/// another form, or with `~` the stem, of a word that stands before it in this file, at the distance that follows, counted
/// in terms. These numbers are LEB128.
///
/// Postings are half bytes, the lower half first. From 1 to 7 it is how much the term says of the next release; from 8 the
/// lower three bits belong to how many releases come before that of which it says nothing, less one: lowest bits first,
/// and each further half counts from one more than the largest that was possible before. A half of 0 is no more than an end.
#[derive(Debug)]
pub struct Index {
    /// The files of terms.
    pub shards: Vec<Vec<u8>>,
    /// The files of entries.
    pub blocks: Vec<Vec<u8>>,
}

/// How much a term is in a release.
type Posting = (u32, f32);

impl Index {
    /// Indexes the releases of a segment; `body` gives the Markdown of each.
    ///
    /// # Errors
    ///
    /// Those of `body`.
    pub fn of(
        newsroom: &Tracked,
        tree: Tree,
        segment: &Segment,
        body: &(dyn Fn(&Release) -> Result<String, Diagnostic> + Sync),
    ) -> Result<Self, Diagnostic> {
        let terms = Terms::of(newsroom.config.tag(tree.language()));
        let count = |index: &_| {
            let release = &newsroom[*index];
            Ok(counted(newsroom.layout(), release, &body(release)?, &terms))
        };
        let counts: Vec<Vec<(String, f32)>> =
            segment.releases.par_iter().map(count).collect::<Result<_, Diagnostic>>()?;
        let mut postings: FxHashMap<String, Vec<Posting>> = FxHashMap::default();
        for (at, counts) in counts.into_iter().enumerate() {
            for (term, weight) in counts {
                postings.entry(term).or_default().push((at as u32, weight));
            }
        }
        let mut found: Vec<(String, Vec<Posting>)> = postings.into_iter().collect();
        found.par_sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let shards = shards(&found, segment.n_shards, &terms);
        let entry = |index: &_| Entry::of(newsroom.layout(), &newsroom[*index]);
        let block = |indices: &[_]| {
            let entries: Vec<Entry> = indices.iter().map(entry).collect();
            serde_json::to_vec(&entries).expect("entries are lists")
        };
        Ok(Self { shards, blocks: segment.releases.chunks(ENTRIES).map(block).collect() })
    }
}

/// How much each term says of a release, from 0 to 1.
fn counted(newsroom: &Newsroom, release: &Release, body: &str, terms: &Terms) -> Vec<(String, f32)> {
    let mut counts: FxHashMap<String, f32> = FxHashMap::default();
    let mut length = 0.0;
    let mut add = |(weight, text): Weighed| {
        terms.each(&text, |term| {
            length += 1.0;
            match counts.get_mut(term) {
                Some(count) => *count += f32::from(weight),
                None => drop(counts.insert(term.to_owned(), f32::from(weight))),
            }
        });
    };
    around(newsroom, release).into_iter().for_each(&mut add);
    within(body, &mut add);
    release.notes.iter().for_each(|it| within(it, &mut add));
    let half = SATURATION * (1.0 - BY_LENGTH + BY_LENGTH * length / USUAL_LENGTH);
    let weighed = counts.into_iter().map(|(term, count)| (term, count / (count + half)));
    weighed.chain(choices(newsroom, release).into_iter().map(|it| (it, 1.0))).collect()
}

/// The terms with their postings, sorted, in as many files.
fn shards(found: &[(String, Vec<Posting>)], n: u32, terms: &Terms) -> Vec<Vec<u8>> {
    // The forms of a word have their postings together, in each file that has one of them.
    let mut stems: BTreeMap<Cow<str>, Vec<usize>> = BTreeMap::new();
    for (at, (term, _)) in found.iter().enumerate() {
        stems.entry(terms.stem(term)).or_default().push(at);
    }
    let stems: Vec<(String, Vec<usize>)> =
        stems.into_iter().map(|(stem, forms)| (format!("{STEM}{stem}"), forms)).collect();
    let mut files: Vec<BTreeMap<&str, Form>> = vec![BTreeMap::new(); n as usize];
    for (stem, forms) in &stems {
        // By its stem a form is found that no release has.
        let stem = Some(stem.as_str()).filter(|it| terms.has_stems() && is_word(it));
        let all = || forms.iter().map(|it| found[*it].0.as_str()).chain(stem);
        for term in all() {
            let shard = shard(term, n);
            let first = all().filter(|it| self::shard(it, n) == shard).min();
            files[shard as usize].insert(term, Form { first: first.unwrap_or(term), forms });
        }
    }
    let write = |file: &BTreeMap<&str, Form>| {
        let mut out = Writer::default();
        for (term, form) in file {
            out.term(term);
            if *term == form.first {
                out.postings(&together(form.forms.iter().map(|it| found[*it].1.as_slice())));
            } else {
                out.form(file.range(form.first..*term).count());
            }
        }
        out.bytes
    };
    files.par_iter().map(write).collect()
}

/// A term in a file.
#[derive(Clone)]
struct Form<'a> {
    /// The first form of the same word in that file.
    first: &'a str,
    /// The places of all forms among the terms.
    forms: &'a [usize],
}

/// The postings of several forms as those of one word: of a release that has several, how much they say together.
fn together<'p>(of_forms: impl Iterator<Item = &'p [Posting]>) -> Vec<Posting> {
    let mut all: Vec<Posting> = of_forms.flatten().copied().collect();
    all.sort_unstable_by_key(|it| it.0);
    all.chunk_by(|a, b| a.0 == b.0)
        .map(|same| (same[0].0, 1.0 - same.iter().map(|it| 1.0 - it.1).product::<f32>()))
        .collect()
}

/// The file that has a term: FNV-1a of its first letters, or of all of it when it is no word.
fn shard(term: &str, n: u32) -> u32 {
    let term = term.trim_start_matches(STEM);
    let end = match is_word(term) {
        true => term.char_indices().nth(PREFIX).map_or(term.len(), |it| it.0),
        false => term.len(),
    };
    let hash =
        term.bytes().take(end).fold(0x811c_9dc5, |hash: u32, it| (hash ^ u32::from(it)).wrapping_mul(0x0100_0193));
    hash % n
}

/// Writes a file of terms.
#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    before: Vec<u8>,
}

impl Writer {
    fn term(&mut self, term: &str) {
        let common = self.before.iter().zip(term.as_bytes()).take_while(|(a, b)| a == b).count();
        let rest = &term.as_bytes()[common..];
        self.number(common as u32);
        self.number(rest.len() as u32);
        self.bytes.extend_from_slice(rest);
        self.before = term.as_bytes().to_vec();
    }

    fn postings(&mut self, postings: &[Posting]) {
        let mut halves: Vec<u8> = Vec::with_capacity(2 * postings.len());
        let mut next = 0;
        for (release, weight) in postings {
            let mut gap = release - next;
            while gap > 0 {
                gap -= 1;
                halves.push(8 | (gap % 8) as u8);
                gap /= 8;
            }
            halves.push((1.0 + weight * MOST_WEIGHT).min(MOST_WEIGHT) as u8);
            next = release + 1;
        }
        self.number(halves.len().div_ceil(2) as u32);
        self.bytes.extend(halves.chunks(2).map(|it| it[0] | it.get(1).map_or(0, |high| high << 4)));
    }

    /// Says how far before it the word stands of which this is a form.
    fn form(&mut self, back: usize) {
        self.number(0);
        self.number(back as u32);
    }

    fn number(&mut self, mut number: u32) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }
}
