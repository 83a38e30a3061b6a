//! How long a preview takes to start, to follow an edit, and to render the page, at N releases.
//!
//! ```sh
//! cargo bench --bench preview            # 1,000 and 10,000 releases
//! cargo bench --bench preview -- 50000
//! ```
//!
//! Figures are medians of 20 and depend on the machine: compare those of one run.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dateline::TOOLS;
use dateline_engine::{self as engine, Options, Workspace};
use dateline_plan::Page;

// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const EDITS: usize = 20;

fn main() {
    let mut sizes: Vec<usize> = std::env::args().filter_map(|it| it.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![1_000, 10_000];
    }
    println!("{:>9} {:>9} {:>9} {:>9} {:>9}", "releases", "open ms", "update ms", "load ms", "page ms");
    for n_releases in sizes {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write_newsroom(folder.path(), n_releases);
        measure(folder.path(), n_releases);
    }
}

fn measure(root: &Path, n_releases: usize) {
    let now = dateline_text::date::instant("2026-11-23T12:00:00Z").expect("an instant");
    let options = Options { drafts: true, check_texts: true, ..Options::new(root.to_owned(), TOOLS) };
    let started = Instant::now();
    let mut workspace = Workspace::open(options).expect("the newsroom opens");
    let loaded = workspace.load(now);
    assert!(loaded.found.is_empty(), "the newsroom is without fault");
    let opened = started.elapsed();

    let (mut updates, mut loads, mut pages) = (Vec::new(), Vec::new(), Vec::new());
    for edit in 0..EDITS {
        let path = release_path(root, edit * n_releases / EDITS);
        let text = std::fs::read_to_string(&path).expect("a release");
        std::fs::write(&path, format!("{text}\nEdited.\n")).expect("an edit");
        let started = Instant::now();
        assert!(workspace.update(&BTreeSet::from([path])));
        updates.push(started.elapsed());
        let started = Instant::now();
        let loaded = workspace.load(now);
        loads.push(started.elapsed());
        let snapshot = loaded.snapshot.as_ref().expect("there is a plan");
        let output = snapshot.plan.outputs.iter().find(|it| matches!(it.page, Page::Edition(..))).expect("an edition");
        let started = Instant::now();
        engine::page(snapshot, &loaded.sources, &output.page).expect("the page renders");
        pages.push(started.elapsed());
    }
    println!(
        "{n_releases:>9} {:>9.1} {:>9.2} {:>9.2} {:>9.3}",
        ms(opened),
        ms(median(updates)),
        ms(median(loads)),
        ms(median(pages))
    );
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn release_path(root: &Path, number: usize) -> PathBuf {
    root.join(format!("content/releases/{}/release-{number}.md", 2000 + number % 26))
}

/// A newsroom of real size: three offices, 530 words a release, links between them.
fn write_newsroom(root: &Path, n_releases: usize) {
    let config = "newsroom: Bench\nbase_url: https://news.example.org/\noffices:\n  \
                  nyc: {name: New York, timezone: America/New_York}\n  \
                  sf: {name: San Francisco, timezone: America/Los_Angeles}\n  \
                  dc: {name: Washington, timezone: America/New_York}\n";
    std::fs::write(root.join("dateline.yaml"), config).expect("the configuration");
    let sentence =
        "Recipients were selected on the basis of need, readiness and the quality of their plans for maintenance. ";
    for number in 0..n_releases {
        let path = release_path(root, number);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        let mut text = format!(
            "---\ntitle: Release number {number}\ndate: {}-0{}-1{}\noffices: [nyc, sf]\nmeeting: {{name: Group, number: {}, place: Hall}}\n\
             contacts: [{{name: Elena Osei, office: nyc, phone: \"(212) 555-0192\"}}]\n---\n",
            2000 + number % 26,
            1 + number % 9,
            number % 10,
            1 + number % 50,
        );
        for paragraph in 0..8 {
            let linked = (number * 7 + paragraph) % n_releases;
            let link = format!("../{}/release-{linked}.md", 2000 + linked % 26);
            write!(text, "{}See [number {linked}]({link}).\n\n", sentence.repeat(4)).expect("text");
        }
        std::fs::write(path, text).expect("a release");
    }
}
