//! A small newsroom in a temporary folder: write, edit, run the program, read what it made.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::{Duration, Instant};

use scraper::{Html, Selector};
use tempfile::TempDir;
use url::Url;

/// The instant of every build that is not told another one.
pub const NOW: &str = "2026-11-23T12:00:00Z";
/// How long a run may take before it counts as hanging.
const PATIENCE: Duration = Duration::from_secs(120);

const CONFIG: &str = "\
newsroom: Harbour Office
base_url: https://news.example.org/
offices:
  nyc: {name: New York, city: New York City, timezone: America/New_York, area_codes: [212]}
  sf: {name: San Francisco, timezone: America/Los_Angeles, area_codes: [415]}
topics: {trade: Trade}
";
/// Only pages are made: what is for programs has tests of its own.
const PAGES_ONLY: &str = "\
outputs: {atom: false, rss: false, json_feed: false, text: false, ninjs: false, newsml: false, calendars: false, \
          contacts: false, sitemap: false, news_sitemap: false, headers: false, json_ld: false, cards: false, \
          search: false}
";
/// Everything is made but the cards, which take their time.
const NO_CARDS: &str = "outputs: {cards: false}
";
const CONTACTS: &str = "\
ana: {name: Ana Reyes, office: nyc, phone: \"(212) 555-0123\"}
ben: {name: Ben Okafor, office: sf, phone: \"(415) 555-0145\"}
";

/// A newsroom in a temporary folder, which goes away with the value.
pub struct TestSite {
    folder: TempDir,
}

/// What a run of the program gave.
#[derive(Debug)]
pub struct Run {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

/// Files by their paths from a folder, with `/`; folders end with `/` and hold nothing.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// After that a file is old enough to be known by its times.
pub const SETTLED: Duration = Duration::from_millis(2_200);

impl TestSite {
    /// Two offices with a contact each, a topic, and no release. Only pages are made.
    pub fn new() -> Self {
        Self::configured(PAGES_ONLY)
    }

    /// The same, with everything that is made for programs.
    pub fn whole() -> Self {
        Self::configured(NO_CARDS)
    }

    fn configured(outputs: &str) -> Self {
        let site = Self::bare();
        site.write("dateline.yaml", format!("{CONFIG}{outputs}"));
        site.write("content/contacts.yaml", CONTACTS);
        site
    }

    /// An empty folder.
    pub fn bare() -> Self {
        let site = Self { folder: TempDir::with_prefix("dateline-test-").unwrap() };
        fs::create_dir(site.root()).unwrap();
        site
    }

    /// A copy of `tests/sites/CASE`.
    pub fn of(case: &str) -> Self {
        let site = Self::bare();
        copy(&repository("tests/sites").join(case), &site.root());
        site
    }

    /// A copy of this repository's own newsroom.
    pub fn repository() -> Self {
        let site = Self::bare();
        for part in ["content", "themes"] {
            copy(&repository(part), &site.root().join(part));
        }
        fs::copy(repository("dateline.yaml"), site.root().join("dateline.yaml")).unwrap();
        site
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("newsroom")
    }

    /// A path beside the newsroom, outside its root.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    /// Writes `content/releases/2026/SLUG.md`: a release of November 2, 2026 by both offices, with more keys.
    pub fn release(&self, slug: &str, keys: &str, body: &str) -> &Self {
        self.write(&format!("content/releases/2026/{slug}.md"), release(slug, keys, body))
    }

    /// Puts `to` in the place of `from`, which has to be there.
    pub fn edit(&self, path: &str, from: &str, to: &str) -> &Self {
        let text = self.read(path);
        assert!(text.contains(from), "`{path}` has no `{from}`:\n{text}");
        self.write(path, text.replace(from, to))
    }

    pub fn remove(&self, path: &str) -> &Self {
        fs::remove_file(self.path(path)).unwrap();
        self
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn exists(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    pub fn build(&self) -> Run {
        self.build_with(&[])
    }

    /// `dateline build` with more arguments.
    pub fn build_with(&self, more: &[&str]) -> Run {
        self.run(&self.build_words(more), &[], &self.root())
    }

    /// `dateline check` at [`NOW`], with more arguments.
    pub fn check(&self, more: &[&str]) -> Run {
        let root = self.root().display().to_string();
        self.run(&[&["check", "--root", &root, "--now", NOW], more].concat(), &[], &self.root())
    }

    /// Builds and expects nothing to say but the summary.
    pub fn build_well(&self) -> Run {
        let run = self.build();
        assert!(run.code == 0 && !run.stderr.contains('['), "the build is not without a fault:\n{}", run.stderr);
        run
    }

    /// Builds, expects nothing to say but the summary, and lets addresses go that the build before made.
    pub fn build_forgetting(&self) -> Run {
        let run = self.build_with(&["--forget-addresses"]);
        assert!(run.code == 0 && !run.stderr.contains('['), "the build is not without a fault:\n{}", run.stderr);
        run
    }

    /// The words of a build of this newsroom at [`NOW`].
    pub fn build_words(&self, more: &[&str]) -> Vec<String> {
        let root = self.root().display().to_string();
        let own = ["build", "--root", &root, "--now", NOW];
        own.iter().chain(more).map(|it| (*it).to_owned()).collect()
    }

    /// Runs the program with words, environment and current folder: in this process, where what is tested is no matter of a
    /// process.
    pub fn run(&self, words: &[impl AsRef<str>], environment: &[(&str, &str)], folder: &Path) -> Run {
        let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
        if environment.is_empty() && can_run_here(&words) {
            return run_here(&words, folder);
        }
        let run = self.run_until(&words, environment, folder, &|| false);
        assert!(run.code >= 0, "the program was killed:\n{}", run.stderr);
        run
    }

    /// The same; the program is killed when it is time: its code is -1 then.
    pub fn run_until(
        &self,
        words: &[impl AsRef<str>],
        environment: &[(&str, &str)],
        folder: &Path,
        is_time: &dyn Fn() -> bool,
    ) -> Run {
        static N: AtomicUsize = AtomicUsize::new(0);
        let n = N.fetch_add(1, Ordering::Relaxed);
        let output = |name: &str| {
            let path = self.folder.path().join(format!("{name}-{n}"));
            (path.clone(), File::create(path).unwrap())
        };
        let ((out_path, out), (err_path, err)) = (output("stdout"), output("stderr"));
        let mut child = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(words.iter().map(AsRef::as_ref))
            .env_clear()
            .envs(environment.iter().copied())
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err)
            .spawn()
            .unwrap();
        let started = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if is_time() {
                child.kill().unwrap();
            }
            if started.elapsed() > PATIENCE {
                child.kill().unwrap();
                panic!("the program hangs: {:?}", words.iter().map(AsRef::as_ref).collect::<Vec<_>>());
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        let text = |path: &Path| String::from_utf8(fs::read(path).unwrap()).expect("the program writes UTF-8");
        let run = Run { stdout: text(&out_path), stderr: text(&err_path), code: status.code().unwrap_or(-1) };
        assert!(!run.stderr.contains("panicked"), "the program panicked:\n{}", run.stderr);
        run
    }

    /// The files under `public/`.
    pub fn public(&self) -> Tree {
        tree(&self.path("public"))
    }

    /// A page of `public/`.
    pub fn page(&self, path: &str) -> Html {
        Html::parse_document(&self.read(&format!("public/{path}")))
    }

    /// Every page of `public/`, with its path.
    pub fn pages(&self) -> Vec<(String, Html)> {
        let tree = self.public().into_iter().filter(|(path, _)| path.ends_with(".html"));
        tree.map(|(path, bytes)| (path, Html::parse_document(&String::from_utf8(bytes).unwrap()))).collect()
    }

    /// The run's standard error without what differs from run to run: the folder and the time.
    pub fn settled(&self, run: &Run) -> String {
        let root = self.root();
        let text = run.stderr.replace(&root.display().to_string(), "ROOT");
        let lines = text.lines().filter(|it| !it.starts_with("nothing was written: "));
        lines.map(|it| it.trim_end().to_owned() + "\n").collect()
    }
}

impl Run {
    /// Names of the rules that were broken, in the order of printing: `error[phone]` gives `phone`.
    pub fn rules(&self) -> Vec<&str> {
        self.stderr.lines().filter_map(rule_of).collect()
    }

    /// Expects the content to be refused with these rules.
    pub fn refused(&self, rules: &[&str]) -> &Self {
        assert_eq!((self.code, self.rules().as_slice()), (1, rules), "{}", self.stderr);
        self
    }

    pub fn says(&self, words: &str) -> &Self {
        assert!(self.stderr.contains(words), "no `{words}` in:\n{}", self.stderr);
        self
    }
}

/// Whether words can be run in this process: their paths are absolute, as the current folder is every test's, and targets are
/// folders.
fn can_run_here(words: &[&str]) -> bool {
    let is_path_of = |pair: &[&str]| {
        let is_folder = ["--root", "--out", "--target", "--from"].contains(&pair[0]);
        is_folder && !pair[1].starts_with('/')
    };
    let has_root = words.contains(&"--root");
    let is_known = match words.first() {
        Some(&"build" | &"list") => has_root,
        // A name may be that of a folder.
        Some(&"check") => has_root && !words.contains(&"--against") && !words.contains(&"--external"),
        Some(&"publish") => has_root && words[1].starts_with(['/', '-']),
        Some(&"rollback") => has_root && words.contains(&"--target"),
        Some(&"explain" | &"schema") => true,
        _ => false,
    };
    is_known && !words.windows(2).any(is_path_of)
}

fn run_here(words: &[&str], folder: &Path) -> Run {
    let printed = dateline::cli::run_captured(words, folder).unwrap();
    Run { stdout: printed.stdout, stderr: printed.stderr, code: i32::from(printed.code) }
}

/// A PNG of one colour.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    picture(width, height, image::ImageFormat::Png)
}

/// A JPEG of one colour.
pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    picture(width, height, image::ImageFormat::Jpeg)
}

fn picture(width: u32, height: u32, format: image::ImageFormat) -> Vec<u8> {
    let pixels = image::RgbImage::from_pixel(width, height, image::Rgb([20, 90, 140]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The rule that a line of standard error names.
fn rule_of(line: &str) -> Option<&str> {
    let (level, rest) = line.split_once('[')?;
    if ["error", "warning", "advice"].contains(&level) { rest.split(']').next() } else { None }
}

/// A release of November 2, 2026 by both offices of [`TestSite::new`]. A key among `keys` takes the place of its own.
pub fn release(slug: &str, keys: &str, body: &str) -> String {
    let own = [("title", format!("Release {slug}")), ("date", "2026-11-02".into()), ("offices", "[nyc, sf]".into())];
    let own = own.iter().filter(|(key, _)| !keys.lines().any(|it| it.starts_with(&format!("{key}:"))));
    let own: String = own.map(|(key, value)| format!("{key}: {value}\n")).collect();
    let keys = if keys.is_empty() || keys.ends_with('\n') { keys.to_owned() } else { format!("{keys}\n") };
    format!("---\n{own}{keys}---\n{body}\n")
}

/// A path in this repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Everything below a folder; nothing when it is not there.
pub fn tree(folder: &Path) -> Tree {
    let mut found = Tree::new();
    gather(folder, "", &mut found);
    found
}

fn gather(folder: &Path, prefix: &str, found: &mut Tree) {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return,
        entries => entries.unwrap(),
    };
    for entry in entries.map(Result::unwrap) {
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            gather(&entry.path(), &format!("{path}/"), found);
        } else {
            found.insert(path, fs::read(entry.path()).unwrap());
        }
    }
}

/// Copies what is in a folder into another.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().unwrap().is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

/// A newsroom without what commands cache.
pub fn uncached(site: &TestSite) -> Tree {
    let is_cache = |path: &str| {
        let caches = ["parts/report", "parts/pages", "parts/texts", "memory"];
        let in_state = path.strip_prefix(".dateline/");
        in_state.is_some_and(|it| it.is_empty() || it == "parts/" || caches.iter().any(|cache| it.starts_with(cache)))
    };
    tree(&site.root()).into_iter().filter(|(path, _)| !is_cache(path)).collect()
}

/// Expects two trees to be the same, and says which paths differ when they are not.
pub fn assert_same_trees(one: &Tree, other: &Tree, what: &str) {
    let differing: Vec<&String> =
        one.keys().chain(other.keys()).filter(|path| one.get(*path) != other.get(*path)).collect();
    assert!(differing.is_empty(), "{what}: these files differ: {differing:?}");
}

/// The elements of a page that a CSS selector finds.
pub fn all<'a>(page: &'a Html, selector: &str) -> Vec<scraper::ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

/// The keys that a page loads, and those that it leads to.
pub struct Links {
    pub loaded: BTreeSet<String>,
    pub followed: BTreeSet<String>,
}

impl Links {
    pub fn all(&self) -> impl Iterator<Item = &String> {
        self.loaded.iter().chain(&self.followed)
    }
}

/// What a page loads and leads to inside its own site; nothing for what is no page. Tests of many steps ask for the same pages
/// again and again: each is read once.
pub fn links(key: &str, bytes: &[u8]) -> Arc<Links> {
    static KNOWN: LazyLock<Mutex<BTreeMap<[u8; 32], Arc<Links>>>> = LazyLock::new(Mutex::default);
    let hash = *blake3::Hasher::new().update(key.as_bytes()).update(b"\0").update(bytes).finalize().as_bytes();
    if let Some(known) = KNOWN.lock().unwrap().get(&hash) {
        return Arc::clone(known);
    }
    let links = Arc::new(read_links(key, bytes));
    KNOWN.lock().unwrap().insert(hash, Arc::clone(&links));
    links
}

fn read_links(key: &str, bytes: &[u8]) -> Links {
    if !key.ends_with(".html") {
        return Links { loaded: BTreeSet::new(), followed: BTreeSet::new() };
    }
    let html = Html::parse_document(std::str::from_utf8(bytes).unwrap());
    let base = Url::parse("https://site.invalid/").unwrap();
    let here = base.join(key).unwrap();
    let resolve = |href: &str| {
        let url = here.join(href).ok().filter(|it| it.host() == base.host())?;
        let path = url.path().trim_start_matches('/').to_owned();
        Some(if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path })
    };
    let values = |selector: &str, name: &str, between: &str| {
        let values = all(&html, selector).into_iter().filter_map(|it| it.attr(name));
        let found = values.flat_map(|it| if between.is_empty() { vec![it] } else { it.split(between).collect() });
        found.filter_map(|it| resolve(it.split(' ').next()?)).collect::<BTreeSet<_>>()
    };
    let loaded = [
        values("link[rel=stylesheet], link[rel=icon]", "href", ""),
        values("script[src], img[src]", "src", ""),
        values("img[srcset], source[srcset]", "srcset", ", "),
    ];
    let followed = values("a[href], link[href]:not([rel=stylesheet]):not([rel=icon])", "href", "");
    Links { loaded: loaded.into_iter().flatten().collect(), followed }
}

/// Expects the text to be that of a file of `tests/`; `UPDATE=1` writes it.
pub fn assert_snapshot(path: &str, text: &str) {
    let file = repository("tests").join(path);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(file, text).unwrap();
        return;
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(text, expected, "tests/{path} (left: now, right: expected; UPDATE=1 rewrites it)");
}
