//! What the rooms cost, each for itself: texts read up to their plan, a page with its body, what readers see of a release.
//!
//! ```sh
//! cargo bench --bench rooms
//! ```

mod corpus;

use std::sync::Arc;

use dateline::TOOLS;
use dateline_engine::{self as engine, Options, Snapshot, Workspace};
use dateline_plan::facts::Facts;
use dateline_plan::{Output, Page};
use dateline_source::SourceTree;
use divan::Bencher;
use tempfile::TempDir;

use corpus::{Corpus, write_newsroom};

// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const N_RELEASES: usize = 1_000;

fn main() {
    divan::main();
}

struct Newsroom {
    folder: TempDir,
    snapshot: Arc<Snapshot>,
    sources: Arc<SourceTree>,
}

impl Newsroom {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write_newsroom(folder.path(), N_RELEASES, Corpus::default());
        let loaded = workspace(&folder).load(now());
        let snapshot = loaded.snapshot.expect("there is a plan");
        Self { folder, snapshot, sources: loaded.sources }
    }

    fn outputs(&self) -> Vec<&Output> {
        self.snapshot.plan.outputs.iter().filter(|it| matches!(it.page, Page::Edition(..))).collect()
    }
}

fn now() -> dateline_text::date::Instant {
    dateline_text::date::instant("2026-11-23T12:00:00Z").expect("an instant")
}

fn workspace(folder: &TempDir) -> Workspace {
    let root = folder.path().to_owned();
    let options = Options::new(root, TOOLS);
    Workspace::open(options).expect("the newsroom opens")
}

/// A thousand releases, on all cores.
#[divan::bench(sample_count = 20)]
fn load_1000(bencher: Bencher) {
    let newsroom = Newsroom::new();
    bencher.bench_local(|| workspace(&newsroom.folder).load(now()));
}

/// One edition with its body, on one core.
#[divan::bench]
fn page(bencher: Bencher) {
    let newsroom = Newsroom::new();
    let outputs = newsroom.outputs();
    let mut at = 0;
    bencher.bench_local(|| {
        at = (at + 1) % outputs.len();
        engine::page(&newsroom.snapshot, &newsroom.sources, &outputs[at].page).expect("a page")
    });
}

/// What readers see of one release, on one core.
#[divan::bench]
fn facts(bencher: Bencher) {
    let newsroom = Newsroom::new();
    let releases = &newsroom.snapshot.site.newsroom;
    let bodies: Vec<String> = releases
        .releases
        .iter()
        .map(|it| newsroom.sources.text(it.file).expect("a text")[it.body_start as usize..].to_owned())
        .collect();
    let mut at = 0;
    bencher.bench_local(|| {
        at = (at + 1) % bodies.len();
        Facts::of(releases, &releases.releases[at], &bodies[at], &|_| None)
    });
}
