//! What a build costs as a whole process: from nothing, with nothing changed, and after one edit, at N releases.
//!
//! ```sh
//! cargo bench --bench newsroom                                # 10,000 releases, one edition each, five runs
//! cargo bench --bench newsroom -- --runs 7 10000 100000
//! cargo bench --bench newsroom -- --editions --all 10000      # by three offices; everything that is made
//! cargo bench --bench newsroom -- --languages 10000           # in three languages
//! cargo bench --bench newsroom -- --newsroom DIR              # a newsroom that is there
//! ```
//!
//! Whatever else does the same work is run in turn with it when an environment variable names it, `BENCH_NAME="COMMAND"`:
//! a cold build of its own, in a folder that it may delete (`{out}` in the command). Figures are the minimum, median and
//! maximum of the runs; times are of the process, user and system apart. Compare those of one run of this program.
#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{Usage, UsageWho, getrusage};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_dateline");
/// What an `outputs:` key switches off for pages, lists, RSS and a sitemap alone: what other generators make.
const PLAIN: &str = "outputs: {archive: false, series: false, atom: false, json_feed: false, topic_feeds: false, text: false, \
                     ninjs: false, newsml: false, calendars: false, contacts: false, cards: false, photos: false, \
                     news_sitemap: false, headers: false, redirects: false, search: false}\n";
/// How long nothing has to happen before a build may trust what the file system says of a source.
const SETTLED: Duration = Duration::from_millis(2_200);
/// How often memory is looked at.
const LOOK: Duration = Duration::from_millis(2);

fn main() {
    let options = Options::read();
    let peers = peers();
    println!(
        "{:<10} {:<22} {:>21} {:>21} {:>21} {:>9} {:>8}",
        "releases", "what", "user s", "system s", "wall s", "peak MB", "written"
    );
    for n_releases in &options.sizes {
        let folder = TempDir::with_prefix("dateline-bench-").expect("a temporary folder");
        let root = options.newsroom.clone().unwrap_or_else(|| {
            let root = folder.path().join("newsroom");
            write_newsroom(&root, *n_releases, &options);
            root
        });
        measure(&root, folder.path(), *n_releases, &options, &peers);
    }
}

struct Options {
    runs: usize,
    /// Whether each release is issued by three offices.
    editions: bool,
    /// Whether everything is made.
    all: bool,
    /// Whether there are translations.
    languages: bool,
    newsroom: Option<PathBuf>,
    sizes: Vec<usize>,
}

impl Options {
    fn read() -> Self {
        let mut options =
            Self { runs: 5, editions: false, all: false, languages: false, newsroom: None, sizes: Vec::new() };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--runs" => options.runs = words.next().and_then(|it| it.parse().ok()).expect("--runs N"),
                "--newsroom" => options.newsroom = words.next().map(PathBuf::from),
                "--editions" => options.editions = true,
                "--all" => options.all = true,
                "--languages" => options.languages = true,
                word => options.sizes.extend(word.parse::<usize>().ok()),
            }
        }
        if options.sizes.is_empty() {
            options.sizes.push(10_000);
        }
        options
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

fn measure(root: &Path, beside: &Path, n_releases: usize, options: &Options, peers: &BTreeMap<String, String>) {
    let out = beside.join("out");
    let mut costs: BTreeMap<String, Vec<Cost>> = BTreeMap::new();
    let mut order = Vec::new();
    let mut add = |what: &str, cost: Cost| {
        if !order.contains(&what.to_owned()) {
            order.push(what.to_owned());
        }
        costs.entry(what.to_owned()).or_default().push(cost);
    };
    for run in 0..options.runs {
        set_aside(root, &out, &beside.join(format!("aside-{run}")));
        std::thread::sleep(SETTLED);
        add("cold", build(root, &out));
        std::thread::sleep(SETTLED);
        add("nothing changed", build(root, &out));
        edit(root, run);
        add("one edit", build(root, &out));
        for (name, command) in peers {
            let other = beside.join(format!("{name}-{run}"));
            let words = command.replace("{out}", &other.display().to_string());
            add(name, cost_of(Command::new("sh").args(["-c", &words])));
        }
    }
    let ours = median(&costs["cold"], |it| it.user + it.system);
    for what in order {
        let costs = &costs[&what];
        let three = |of: fn(&Cost) -> f64| {
            let mut all: Vec<f64> = costs.iter().map(of).collect();
            all.sort_by(f64::total_cmp);
            format!("{:>6.2} {:>6.2} {:>6.2}", all[0], all[all.len() / 2], all[all.len() - 1])
        };
        let ratio = median(costs, |it| it.user + it.system) / ours;
        println!(
            "{n_releases:<10} {what:<22} {:>21} {:>21} {:>21} {:>9.0} {:>8}   {ratio:.2} x the CPU time of a cold build",
            three(|it| it.user),
            three(|it| it.system),
            three(|it| it.wall),
            median(costs, |it| it.peak as f64) / 1e6,
            median(costs, |it| it.written as f64),
        );
    }
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
    let before = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts");
    let started = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts");
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
    let mut said = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().expect("piped"), &mut said).expect("text");
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

/// A newsroom of real size: three offices, 30 topics, some 530 words a release with headings, lists and links.
fn write_newsroom(root: &Path, n_releases: usize, options: &Options) {
    let topics: String = (0..30).map(|it| format!("topic-{it}: Topic {it}, ")).collect();
    let languages = if options.languages { "languages: [en, zh-Hant, zh-Hans]\n" } else { "" };
    let outputs = if options.all { "outputs: {cards: false}\n" } else { PLAIN };
    let config = format!(
        "newsroom: Bench\nbase_url: https://news.example.org/\n{languages}offices:\n  \
         nyc: {{name: New York, timezone: America/New_York}}\n  sf: {{name: San Francisco, timezone: America/Los_Angeles}}\n  \
         dc: {{name: Washington, timezone: America/New_York}}\ntopics: {{{topics}}}\n{outputs}"
    );
    fs::create_dir_all(root).expect("a folder");
    fs::write(root.join("dateline.yaml"), config).expect("the configuration");
    for number in 0..n_releases {
        let path = root.join(format!("content/releases/{}/release-{number}.md", year(number)));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, release(number, n_releases, options.editions)).expect("a release");
        if options.languages {
            fs::write(path.with_extension("zh-Hant.md"), translation(number, &CHINESE)).expect("a translation");
            fs::write(path.with_extension("zh-Hans.md"), translation(number, &SIMPLIFIED)).expect("a translation");
        }
    }
}

fn year(number: usize) -> usize {
    2000 + number % 26
}

/// A number that depends on two others alone.
fn chance(number: usize, part: usize) -> usize {
    let mixed = (number as u64 ^ (part as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed >> 33) as usize
}

const SENTENCES: [&str; 8] = [
    "Recipients were selected on the basis of need, readiness and the quality of their plans for maintenance after the grant ends.",
    "Officials estimate that about {} households will benefit in the first year, rising as additional sites open.",
    "The announcement follows {} public meetings held since the spring, with simultaneous interpretation.",
    "“We heard from families who could not take a day off to file papers in person,” the Director said.",
    "Materials are available in English, Chinese and Spanish, and in large print on request.",
    "Work is expected to begin within **ninety days**, subject to the availability of appropriated funds.",
    "No new fees are created by the decision, and existing permits remain valid until they expire.",
    "Members will meet again to consider progress and to receive testimony from {} witnesses.",
];

fn release(number: usize, n_releases: usize, editions: bool) -> String {
    let of = |part: usize, n: usize| chance(number, part) % n;
    let lead = ["nyc", "sf", "dc"][of(0, 3)];
    let offices = match lead {
        lead if !editions => lead.to_owned(),
        "nyc" => "nyc, sf, dc".to_owned(),
        "sf" => "sf, nyc, dc".to_owned(),
        _ => "dc, nyc, sf".to_owned(),
    };
    let mut text = format!(
        "---\ntitle: \"Council Reports Progress on Plan {number} for Homes in District {}\"\ndate: {}-{:02}-{:02}\noffices: [{offices}]\n\
         topics: [topic-{}, topic-{}]\nmeeting:\n  name: Joint Working Group {}\n  number: {}\n  place: Civic Hall\n  \
         chairs:\n    - {{name: Ana Reyes, post: Director}}\n    - {{name: Ben Okafor, post: Commissioner}}\n\
         contacts:\n  - {{name: Elena Osei, office: nyc, phone: \"(212) 555-0192\"}}\n  - {{name: Wei Chen, office: sf, phone: \"(415) 555-0145\"}}\n",
        of(1, 90),
        year(number),
        1 + of(2, 10),
        1 + of(3, 28),
        of(4, 15),
        15 + of(5, 15),
        of(6, 20),
        1 + of(7, 120),
    );
    if of(8, 4) == 0 {
        write!(
            text,
            "revisions:\n  - {{date: {}-12-01, kind: update, note: Added the contact of San Francisco.}}\n",
            year(number)
        )
        .expect("text");
    }
    text.push_str("---\n");
    for paragraph in 0..7 {
        for sentence in 0..4 {
            let part = 100 + paragraph * 10 + sentence;
            let words = SENTENCES[of(part, SENTENCES.len())].replace("{}", &(12 + of(part + 500, 9_000)).to_string());
            write!(text, "{words} ").expect("text");
        }
        let linked = chance(number, 900 + paragraph) % n_releases;
        write!(text, "See [plan {linked}](../{}/release-{linked}.md).\n\n", year(linked)).expect("text");
        if paragraph == 2 {
            text.push_str("## Next steps\n\n- A planning grant\n- Training for supervisors\n- Language services at every meeting\n\n");
        }
    }
    text
}

/// Title and sentences of a translation.
struct Chinese {
    title: &'static str,
    sentences: [&'static str; 3],
}

const CHINESE: Chinese = Chinese {
    title: "委員會報告第 {} 號計劃的進展",
    sentences: [
        "獲選機構按需要、準備情況和維修計劃的質素評定。",
        "有關部門預計首年約有數千個家庭受惠，其後會陸續增加。",
        "資料備有中文、英文和西班牙文版本，並可索取大字版。",
    ],
};

const SIMPLIFIED: Chinese = Chinese {
    title: "委员会报告第 {} 号计划的进展",
    sentences: [
        "获选机构按需要、准备情况和维修计划的质量评定。",
        "有关部门预计首年约有数千个家庭受惠，其后会陆续增加。",
        "资料备有中文、英文和西班牙文版本，并可索取大字版。",
    ],
};

fn translation(number: usize, words: &Chinese) -> String {
    let mut text = format!("---\ntitle: {}\n---\n", words.title.replace("{}", &number.to_string()));
    for paragraph in 0..7 {
        for sentence in 0..6 {
            text.push_str(words.sentences[chance(number, paragraph * 10 + sentence) % words.sentences.len()]);
        }
        text.push_str("\n\n");
    }
    text
}
