//! The search index: releases -> small files, of which the script of the search page reads a few for each query.
//!
//! A tree's releases are cut by month into [`Segment`]s. The newest month stands alone; older months are put together so
//! that there are few segments and an old one seldom changes. A segment's name tells which releases it has: when a text of one
//! of them changes, it is indexed again, and a few of its files differ.
//!
//! ```text
//! search/index.json         which segments there are
//! search/variants.txt       characters and the ones that they are written for
//! search/NAME/0.bin …       terms and where they occur; which file has a term is told by a hash of the term
//! search/NAME/0.json …      what is shown of each release
//! ```
//!
//! It knows no page and no address but the folder of a release.

mod index;
mod segment;
mod texts;
mod words;

pub use index::Index;
pub use segment::{ENTRIES, Segment, segments};
pub use words::{common, variants};

use std::sync::Arc;

use serde::Serialize;

use dateline_content::address::Tree;
use dateline_content::newsroom::Newsroom;

/// The version of the files' form and of how texts are cut: a script reads those of its own. It changes with everything that
/// changes what an index has of the same texts (`tests/suite/search.rs` holds it to that), and with it the names of segments: so
/// no file of an earlier form is taken for one of this.
const VERSION: u32 = 1;

/// `index.json`.
#[derive(Serialize)]
struct Manifest<'a> {
    version: u32,
    /// How many releases a file of entries has.
    entries: usize,
    /// Words under which nothing is found.
    common: &'a [&'a str],
    /// Newest first.
    segments: Vec<SegmentNote<'a>>,
}

/// What a script has to know of a segment.
#[derive(Serialize)]
struct SegmentNote<'a> {
    name: &'a str,
    releases: usize,
    /// How many files of terms.
    shards: u32,
    /// The first and the last year.
    years: [i16; 2],
}

/// The bytes of `index.json` of a tree.
pub fn manifest<'a>(newsroom: &'a Newsroom, tree: Tree, segments: &'a [Arc<Segment>]) -> Vec<u8> {
    let note = |it: &'a Arc<Segment>| SegmentNote {
        name: &it.name,
        releases: it.releases.len(),
        shards: it.n_shards,
        years: it.years,
    };
    let manifest = Manifest {
        version: VERSION,
        entries: ENTRIES,
        common: common(newsroom.config.tag(tree.language())),
        segments: segments.iter().rev().map(note).collect(),
    };
    serde_json::to_vec(&manifest).expect("a manifest has keys of text")
}

/// The bytes of `variants.txt`: each character that is written for another one, with that one.
pub fn variants_file() -> Vec<u8> {
    variants().flat_map(|(from, to)| [from, to]).collect::<String>().into_bytes()
}
