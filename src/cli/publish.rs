//! `dateline publish`: what a build writes, to where readers fetch it.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde::Serialize;

use crate::build::{self, Unfit, Workspace};
use crate::cli::Stop;
use crate::cli::args::{BuildOptions, Format, PublishArguments};
use crate::cli::build::written;
use crate::cli::check::add_faults_of_pages;
use crate::cli::terminal::Terminal;
use crate::publish::{self, Folder, Outcome, PublicTree, Publishing, Refusal, STATE};

/// How long others wait for a publisher before they take it for dead, in seconds.
const PATIENCE: i64 = 1_800;
/// How much of its hash is a build's name, in hexadecimal digits.
const DIGITS: usize = 12;

pub(super) fn run(arguments: &PublishArguments, terminal: &Terminal) -> Result<(), Stop> {
    let options = arguments.build()?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.jobs).build()?;
    pool.install(|| publish(&options, arguments, terminal))
}

fn publish(options: &BuildOptions, arguments: &PublishArguments, terminal: &Terminal) -> Result<(), Stop> {
    let target = target(arguments, options)?;
    let limits = arguments.limits()?;
    let tree = tree(options, arguments.from.is_none(), terminal)?;
    let build = arguments.build_id.clone().unwrap_or_else(|| name(&tree));
    let how = Publishing {
        build: &build,
        now: options.now,
        grace: arguments.grace(),
        patience: PATIENCE,
        limits,
        is_dry: arguments.dry_run,
    };
    let out = &options.folder.out;
    let read =
        |key: &str| fs::read(out.join(key)).map_err(|error| format!("cannot read `{key}` of the build: {error}"));
    let progress = terminal.progress(tree.files.len());
    let n_done = AtomicUsize::new(0);
    let done = publish::publish(&target, &tree, &read, &how, &|_| {
        progress.at(n_done.fetch_add(1, Ordering::Relaxed) + 1);
    });
    progress.end();
    let outcome = done.map_err(|refusal| told(&refusal, &arguments.target))?;
    match arguments.format {
        Format::Human => terminal.say(&summary(&outcome, arguments)),
        Format::Json => terminal.result(&json(&build, &outcome, arguments.dry_run)?),
    }
    Ok(())
}

/// The tree to publish: as it is built and checked now, or as an earlier build wrote it.
fn tree(options: &BuildOptions, is_built: bool, terminal: &Terminal) -> Result<PublicTree, Stop> {
    let mut workspace = Workspace::open(options.load.clone()).map_err(|error| Stop::because(&error))?;
    let mut loaded = workspace.load(options.now);
    if is_built {
        add_faults_of_pages(&workspace, &mut loaded, terminal);
    }
    if is_built || loaded.snapshot.is_none() {
        terminal.report(&loaded.found, &loaded, options.show_unpublished);
    }
    let stopped = || {
        terminal.say("nothing was published");
        Stop::Content
    };
    let snapshot = loaded.snapshot.as_ref().filter(|_| !(is_built && loaded.found.has_errors())).ok_or_else(stopped)?;
    if is_built {
        written(snapshot, &loaded, options, terminal)?.ok_or_else(stopped)?;
    }
    let tree =
        build::public_tree(&snapshot.site.newsroom.config, &options.folder).map_err(|error| Stop::because(&error))?;
    let out = options.folder.out.display();
    tree.map_err(|unfit| match unfit {
        Unfit::NoBuild => {
            format!("no build has written to `{out}`: run `dateline build`, or publish without `--from`").into()
        }
        Unfit::HasDrafts => {
            format!("`{out}` shows drafts: it was built with `--drafts`, and is not to be published").into()
        }
    })
}

/// The folder that is published to.
fn target(arguments: &PublishArguments, options: &BuildOptions) -> Result<Folder, Stop> {
    let target = &arguments.target;
    if let Some((scheme, _)) = target.split_once("://") {
        return Err(format!("`{target}`: this program publishes into folders, not to `{scheme}`").into());
    }
    let path = Path::new(target);
    let same =
        |one: &Path, other: &Path| one.canonicalize().ok().is_some_and(|it| Some(it) == other.canonicalize().ok());
    if same(path, &options.folder.out) || same(path, &options.folder.root) {
        return Err(
            format!("`{target}` is where the newsroom is made: name the folder that readers are served from").into()
        );
    }
    let is_ours = path.join(STATE).join("record.json").exists() || path.join(STATE).join("intent.json").exists();
    let holds_others = !is_ours && path.read_dir().is_ok_and(|mut it| it.next().is_some());
    if holds_others && !arguments.force {
        return Err(format!(
            "`{target}` holds things that Dateline did not put there: name an empty folder, or add `--force` (they stay, but for files of the same names)"
        )
        .into());
    }
    Ok(Folder::new(path))
}

/// A name for what was built: the same for the same files.
fn name(tree: &PublicTree) -> String {
    let mut hasher = blake3::Hasher::new();
    for file in &tree.files {
        hasher.update(file.key.as_bytes()).update(&file.hash);
    }
    hasher.finalize().to_hex()[..DIGITS].to_owned()
}

fn told(refusal: &Refusal, target: &str) -> Stop {
    let text = match refusal {
        Refusal::Empty => "there is no release to publish, and readers have some: nothing was changed".to_owned(),
        Refusal::TooManyDeletes(gone, all) => format!(
            "{gone} of {all} pages would be taken away, which is more than `--max-deletes` allows: nothing was changed; if that is meant, allow more, as in `--max-deletes {gone}`"
        ),
        Refusal::Busy(build, seconds) => format!(
            "another publish is under way (build `{build}`): nothing was changed; if it was interrupted, it is taken over in {} minutes, or at once with `--build-id {build}`",
            (seconds + 59) / 60
        ),
        Refusal::TakenOver => "another publish has begun meanwhile: run this one again when it has ended".to_owned(),
        Refusal::BadRecord(why) => {
            format!("`{target}` keeps a record of what was published that cannot be read: {why}")
        }
        Refusal::Store(error) => format!("{error}; run it again: it goes on where it stopped"),
        Refusal::File(why) => why.clone(),
    };
    text.into()
}

fn summary(outcome: &Outcome, arguments: &PublishArguments) -> String {
    let would = if arguments.dry_run { "would be " } else { "" };
    let mut text = format!(
        "{} {would}put ({}), {} unchanged, {} deleted",
        outcome.put.len(),
        size(outcome.bytes),
        outcome.unchanged,
        outcome.deleted.len()
    );
    if !outcome.leaving.is_empty() {
        text.push_str(&format!(", {} to be deleted after {} hours", outcome.leaving.len(), arguments.grace() / 3_600));
    }
    text
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

/// What was done, for programs.
#[derive(Serialize)]
struct Told<'a> {
    build: &'a str,
    dry_run: bool,
    put: &'a [String],
    unchanged: usize,
    deleted: &'a [String],
    leaving: &'a [String],
    bytes: u64,
}

fn json(build: &str, outcome: &Outcome, dry_run: bool) -> Result<String, Stop> {
    let Outcome { put, unchanged, deleted, leaving, bytes } = outcome;
    let told = Told { build, dry_run, put, unchanged: *unchanged, deleted, leaving, bytes: *bytes };
    Ok(serde_json::to_string(&told)?)
}
