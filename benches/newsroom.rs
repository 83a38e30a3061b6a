//! What a build costs as a whole process: from nothing, with nothing changed, and after one edit, at N releases.
//!
//! ```sh
//! cargo bench --bench newsroom                                # 10,000 releases, one edition each, five runs
//! cargo bench --bench newsroom -- --runs 7 10000 100000
//! cargo bench --bench newsroom -- --editions 10000            # beside them: the same by three offices
//! cargo bench --bench newsroom -- --search 10000              # beside them: a search too; --cards for pictures to share
//! cargo bench --bench newsroom -- --all 10000                 # beside them: everything that is made but cards
//! cargo bench --bench newsroom -- --languages 10000           # beside them: the same in three languages
//! cargo bench --bench newsroom -- --newsroom DIR              # a newsroom that is there; or several
//! ```
//!
//! Whatever else does the same work is run in turn with it when an environment variable names it, `BENCH_NAME="COMMAND"`:
//! a cold build of its own, in a folder that it may delete (`{out}` in the command). Figures are the minimum, median and
//! maximum of the runs; times are of the process, user and system apart. Compare those of one run of this program.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

mod corpus;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{Usage, UsageWho, getrusage};
use tempfile::TempDir;

use corpus::{Corpus, write_newsroom};

const PROGRAM: &str = env!("CARGO_BIN_EXE_dateline");
/// How long nothing has to happen before a build may trust what the file system says of a source.
const SETTLED: Duration = Duration::from_millis(2_200);
/// How often memory is looked at.
const LOOK: Duration = Duration::from_millis(2);

fn main() {
    let options = Options::read();
    let peers = peers();
    println!(
        "{:<10} {:<26} {:>21} {:>21} {:>21} {:>9} {:>8}",
        "releases", "what", "user s", "system s", "wall s", "peak MB", "written"
    );
    // Nothing is deleted before all is done: some file systems are slow for minutes after.
    let folder = TempDir::with_prefix("dateline-bench-").expect("a temporary folder");
    for (at, n_releases) in options.sizes.iter().enumerate() {
        let beside = folder.path().join(at.to_string());
        if !options.newsrooms.is_empty() {
            for (at, root) in options.newsrooms.iter().enumerate() {
                measure(root, &beside.join(at.to_string()), (*n_releases, ""), &options, &peers, None);
            }
            continue;
        }
        let made = |name: &str, corpus: Corpus| {
            let root = beside.join(name).join("newsroom");
            write_newsroom(&root, *n_releases, corpus);
            root
        };
        let plain = made("plain", Corpus::default());
        let cold = measure(&plain, &beside.join("plain"), (*n_releases, ""), &options, &peers, None);
        if options.corpus != Corpus::default() {
            let more = made("more", options.corpus);
            let name = (*n_releases, options.asked.as_str());
            measure(&more, &beside.join("more"), name, &options, &BTreeMap::new(), Some(cold));
        }
    }
}

struct Options {
    runs: usize,
    /// What is measured beside pages alone.
    corpus: Corpus,
    /// The same as it was asked for.
    asked: String,
    /// Those that are there; else one is made of each size.
    newsrooms: Vec<PathBuf>,
    sizes: Vec<usize>,
}

impl Options {
    fn read() -> Self {
        let corpus = Corpus::default();
        let mut options = Self { runs: 5, corpus, asked: String::new(), newsrooms: Vec::new(), sizes: Vec::new() };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--runs" => options.runs = words.next().and_then(|it| it.parse().ok()).expect("--runs N"),
                "--newsroom" => options.newsrooms.extend(words.next().map(PathBuf::from)),
                word => match switch(&mut options.corpus, word) {
                    Some(is_on) => {
                        *is_on = true;
                        options.asked = format!("{} {word}", options.asked);
                    }
                    None => options.sizes.extend(word.parse::<usize>().ok()),
                },
            }
        }
        if options.sizes.is_empty() {
            options.sizes.push(10_000);
        }
        options
    }
}

/// What a word of the command switches on, if anything.
fn switch<'a>(corpus: &'a mut Corpus, word: &str) -> Option<&'a mut bool> {
    match word {
        "--editions" => Some(&mut corpus.editions),
        "--all" => Some(&mut corpus.all),
        "--search" => Some(&mut corpus.search),
        "--cards" => Some(&mut corpus.cards),
        "--languages" => Some(&mut corpus.languages),
        _ => None,
    }
}

/// What else does the work, by name.
fn peers() -> BTreeMap<String, String> {
    std::env::vars()
        .filter_map(|(name, command)| Some((name.strip_prefix("BENCH_")?.to_lowercase(), command)))
        .collect()
}

/// What one run took.
#[derive(Clone, Copy)]
struct Cost {
    user: f64,
    system: f64,
    wall: f64,
    /// In bytes.
    peak: u64,
    written: usize,
}

/// Measures a newsroom and gives the CPU time of its cold build, which is compared with that of another, `beside` which it
/// stands; `name` is its number of releases and what else there is.
fn measure(
    root: &Path,
    folder: &Path,
    name: (usize, &str),
    options: &Options,
    peers: &BTreeMap<String, String>,
    beside: Option<f64>,
) -> f64 {
    let (n_releases, more) = name;
    let out = folder.join("out");
    let mut costs: BTreeMap<String, Vec<Cost>> = BTreeMap::new();
    let mut order = Vec::new();
    let mut add = |what: &str, cost: Cost| {
        if !order.contains(&what.to_owned()) {
            order.push(what.to_owned());
        }
        costs.entry(what.to_owned()).or_default().push(cost);
    };
    for run in 0..options.runs {
        set_aside(root, &out, &folder.join(format!("aside-{run}")));
        std::thread::sleep(SETTLED);
        add("cold", build(root, &out));
        std::thread::sleep(SETTLED);
        add("nothing changed", build(root, &out));
        edit(root, run);
        add("one edit", build(root, &out));
        for (name, command) in peers {
            let other = folder.join(format!("{name}-{run}"));
            let words = command.replace("{out}", &other.display().to_string());
            add(name, cost_of(Command::new("sh").args(["-c", &words])));
        }
    }
    let ours = median(&costs["cold"], |it| it.user + it.system);
    let of = if beside.is_some() { "a cold build of pages alone" } else { "a cold build" };
    for what in order {
        let (costs, what) = (&costs[&what], what + more);
        let three = |of: fn(&Cost) -> f64| {
            let mut all: Vec<f64> = costs.iter().map(of).collect();
            all.sort_by(f64::total_cmp);
            format!("{:>6.2} {:>6.2} {:>6.2}", all[0], all[all.len() / 2], all[all.len() - 1])
        };
        let ratio = median(costs, |it| it.user + it.system) / beside.unwrap_or(ours);
        println!(
            "{n_releases:<10} {what:<26} {:>21} {:>21} {:>21} {:>9.0} {:>8}   {ratio:.2} x the CPU time of {of}",
            three(|it| it.user),
            three(|it| it.system),
            three(|it| it.wall),
            median(costs, |it| it.peak as f64) / 1e6,
            median(costs, |it| it.written as f64),
        );
    }
    ours
}

fn median(costs: &[Cost], of: impl Fn(&Cost) -> f64) -> f64 {
    let mut all: Vec<f64> = costs.iter().map(of).collect();
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

/// Puts aside what an earlier build made and learnt: to delete it just before others are written would slow them down.
fn set_aside(root: &Path, out: &Path, aside: &Path) {
    fs::create_dir_all(aside).expect("a folder");
    for old in [out, &root.join(".dateline")].into_iter().filter(|it| it.exists()) {
        fs::rename(old, aside.join(old.file_name().expect("a name"))).expect("put aside");
    }
}

fn build(root: &Path, out: &Path) -> Cost {
    let mut command = Command::new(PROGRAM);
    command.arg("build").arg("--root").arg(root).arg("--out").arg(out).args(["--now", "2026-11-23T12:00:00Z"]);
    cost_of(&mut command)
}

/// Runs a command to its end. Of a build it is also told how many files it wrote.
fn cost_of(command: &mut Command) -> Cost {
    // None pays for what the one before left to be written.
    nix::unistd::sync();
    let before = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts");
    let started = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts");
    // What it says is read as it comes: a pipe that is full would hold it up.
    let mut errors = child.stderr.take().expect("piped");
    let said = std::thread::spawn(move || std::io::read_to_string(&mut errors).expect("text"));
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak = 0;
    let ended = loop {
        peak = peak.max(memory(&status));
        if let Some(ended) = child.try_wait().expect("a child of ours") {
            break ended;
        }
        std::thread::sleep(LOOK);
    };
    let wall = started.elapsed().as_secs_f64();
    let after = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts");
    let said = said.join().expect("nothing keeps it from ending");
    assert!(ended.success(), "{command:?}: {said}");
    let taken = |of: fn(&Usage) -> nix::sys::time::TimeVal| {
        let seconds = |it: nix::sys::time::TimeVal| it.tv_sec() as f64 + it.tv_usec() as f64 / 1e6;
        seconds(of(&after)) - seconds(of(&before))
    };
    let written = said.split(';').nth(1).and_then(|it| it.trim().split(' ').next()?.parse().ok());
    Cost { user: taken(Usage::user_time), system: taken(Usage::system_time), wall, peak, written: written.unwrap_or(0) }
}

/// The most memory that a process has had, in bytes; 0 where the system does not say.
fn memory(status: &Path) -> u64 {
    let text = fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|it| it.strip_prefix("VmHWM:"));
    line.and_then(|it| it.trim().split(' ').next()?.parse::<u64>().ok()).map_or(0, |it| it * 1_024)
}

/// Changes a sentence of a release in the middle of the newsroom.
fn edit(root: &Path, run: usize) {
    let mut folders: Vec<PathBuf> = entries(&root.join("content/releases"));
    folders.sort();
    let mut files = entries(&folders[folders.len() / 2]);
    files.sort();
    let path = &files[files.len() / 2];
    let mut text = fs::read_to_string(path).expect("a release");
    writeln!(text, "\nIt was edited, run {run}.").expect("text");
    fs::write(path, text).expect("an edit");
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).expect("a folder").map(|it| it.expect("an entry").path()).collect()
}
