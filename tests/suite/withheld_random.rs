//! Random histories of one target: texts change, are renamed, retracted and translated; builds are published, killed, published
//! again from an earlier folder, and rolled back. Every word of a release is a word that stands nowhere else, so that a search
//! through all that the target holds tells which releases can be read there.
//!
//! What has to hold after every step is in [`History::check`]. `DATELINE_HISTORIES` sets how many histories run in a folder
//! (a fifth of that in a bucket), `DATELINE_SEED` the first seed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use crate::edits::Numbers;
use crate::publish_bucket;
use crate::store::{Loss, Proxy, TestBucket};
use crate::support::{Run, TestSite, links, tree};

const CONFIG: &str = "\
newsroom: Harbour Office
base_url: https://news.example.org/
languages: [en, zh-Hant]
offices:
  nyc: {name: New York, city: New York City, timezone: America/New_York, area_codes: [212]}
  sf: {name: San Francisco, timezone: America/Los_Angeles, area_codes: [415]}
topics: {trade: {en: Trade, zh-Hant: 貿易}}
outputs: {rss: false, json_feed: false, ninjs: false, newsml: false, topic_feeds: false, cards: false, kinds: false, \
          contacts: false, sitemap: true, news_sitemap: false}
";
const CONTACTS: &str = "ana: {name: Ana Reyes, office: nyc, phone: \"(212) 555-0123\"}\n";
const OFFICES: [&str; 2] = ["nyc", "sf"];
const DAY: i64 = 86_400;
/// The second of 2026-11-23T12:00:00Z.
const START: i64 = 1_795_435_200;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Draft,
    Ready,
    Withdrawn,
    Retracted,
    /// By the release of this place.
    Replaced(usize),
    /// Until this second.
    Embargoed(i64),
}

#[derive(Clone, Debug)]
struct Release {
    place: usize,
    /// How often its name has changed.
    n_names: usize,
    /// The words that are its own now, and all that it ever had.
    words: Vec<String>,
    ever: BTreeSet<String>,
    offices: Vec<&'static str>,
    status: Status,
    aliases: Vec<String>,
    is_translated: bool,
    has_file: bool,
    has_event: bool,
    in_series: bool,
    related: BTreeSet<usize>,
    /// Whether the target ever showed it.
    was_public: bool,
    /// Whether the target ever answered for it, with a notice at the least.
    was_named: bool,
}

impl Release {
    fn slug(&self) -> String {
        format!("{}slug{}", self.secret("n"), self.n_names)
    }

    /// A name that nothing else has.
    fn secret(&self, of: &str) -> String {
        format!("{of}{}zq", ["ka", "ke", "ki", "ko", "ku", "la", "le", "li", "lo", "lu"][self.place])
    }

    fn id(&self) -> String {
        format!("{}ident", self.secret("i"))
    }

    fn folder(&self) -> String {
        format!("content/releases/2026/{}", self.slug())
    }

    fn is_shown(&self, now: i64) -> bool {
        match self.status {
            Status::Ready | Status::Withdrawn => true,
            Status::Embargoed(until) => until <= now,
            Status::Draft | Status::Retracted | Status::Replaced(_) => false,
        }
    }

    fn new_words(&mut self, numbers: &mut Numbers) {
        self.words = (0..6).map(|_| word(numbers)).collect();
        self.ever.extend(self.words.iter().cloned());
    }

    fn write(&self, site: &TestSite, all: &[Self]) {
        let w = &self.words;
        let mut keys = format!("id: {}\noffices: [{}]\n", self.id(), self.offices.join(", "));
        match self.status {
            Status::Draft => keys.push_str("status: draft\n"),
            Status::Ready => {}
            Status::Withdrawn => keys.push_str("status: withdrawn\nstatus_note: The reason.\n"),
            Status::Retracted => keys.push_str("status: retracted\nstatus_note: The reason.\n"),
            Status::Replaced(by) => {
                let _ = writeln!(keys, "status: replaced\nstatus_note: The reason.\nreplaced_by: {}", all[by].id());
            }
            Status::Embargoed(until) => {
                let _ = writeln!(keys, "embargo: {}", instant(until));
            }
        }
        if !self.aliases.is_empty() {
            let _ = writeln!(keys, "aliases: [{}]", self.aliases.join(", "));
        }
        if self.in_series {
            let _ = writeln!(keys, "series: {{id: talks, number: {}}}", self.place + 1);
        }
        if self.has_event {
            let _ =
                writeln!(keys, "meeting: {{name: Forum {}, date: 2026-12-05, start: \"10:00\", place: Pier}}", w[3]);
        }
        let related: Vec<String> = self.related.iter().map(|it| all[*it].id()).collect();
        if !related.is_empty() {
            let _ = writeln!(keys, "related: [{}]", related.join(", "));
        }
        if self.has_file {
            let _ = writeln!(keys, "attachments: [{{file: plan.txt, title: Plan {}}}]", w[4]);
            site.write(&format!("{}/plan.txt", self.folder()), format!("The plan says {}.", w[5]));
        }
        let text = format!(
            "---\ntitle: Ferry {} opens\ndate: 2026-11-{:02}\ntopics: [trade]\n{keys}---\nThe line {} sails. It is {} again.\n",
            w[0],
            2 + self.place,
            w[1],
            w[2]
        );
        site.write(&format!("{}/index.md", self.folder()), text);
        if self.is_translated {
            let meeting = if self.has_event { format!("meeting: {{name: 論壇 {}}}\n", w[3]) } else { String::new() };
            let text = format!("---\ntitle: 渡輪 {} 啟用\n{meeting}---\n航線 {} 啟用。\n", w[0], w[1]);
            site.write(&format!("{}/index.zh-Hant.md", self.folder()), text);
        }
    }
}

/// A word that nobody writes, of which parts stand nowhere either.
fn word(numbers: &mut Numbers) -> String {
    const LETTERS: &[u8] = b"bcdfgjkmpqvwxz";
    let letters: String = (0..16).map(|_| char::from(LETTERS[numbers.below(LETTERS.len())])).collect();
    format!("q{letters}k")
}

/// What is looked for of a word: in an index its first letters stand with the word before it, and its end is another form's.
fn core(word: &str) -> &[u8] {
    &word.as_bytes()[5..15]
}

fn instant(second: i64) -> String {
    dateline_text::date::Instant::from_second(second).unwrap().to_string()
}

/// Where a history is published.
enum Place {
    Folder,
    Bucket(TestBucket),
}

/// What a target holds: readers' objects and the publisher's own.
type Objects = BTreeMap<String, Vec<u8>>;

/// A build that was published.
struct Build {
    id: String,
    /// What readers found then.
    objects: Objects,
    /// The releases that were withheld at a publish since: their words are gone for good.
    withheld_since: BTreeSet<usize>,
}

struct History {
    site: TestSite,
    place: Place,
    numbers: Numbers,
    releases: Vec<Release>,
    now: i64,
    /// What was published, the oldest first.
    builds: Vec<Build>,
    /// Every page that readers ever had.
    addresses: BTreeSet<String>,
    /// Folders of earlier builds.
    kept_folders: Vec<String>,
    told: Vec<String>,
    n_published: usize,
    n_back: usize,
    n_killed: usize,
}

impl History {
    fn new(seed: u64, place: Place) -> Self {
        let (site, mut numbers) = (TestSite::bare(), Numbers(seed.wrapping_mul(7919)));
        numbers.below(2);
        site.write("dateline.yaml", CONFIG).write("content/contacts.yaml", CONTACTS);
        let mut history = Self {
            site,
            place,
            numbers,
            releases: Vec::new(),
            now: START,
            builds: Vec::new(),
            addresses: BTreeSet::new(),
            kept_folders: Vec::new(),
            told: vec![format!("seed {seed}")],
            n_published: 0,
            n_back: 0,
            n_killed: 0,
        };
        for _ in 0..3 {
            history.add_release();
        }
        // The first publish has something to publish.
        history.releases[0].status = Status::Ready;
        history
    }

    fn below(&mut self, limit: usize) -> usize {
        self.numbers.below(limit)
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn add_release(&mut self) {
        let place = self.releases.len();
        if place == 8 {
            return;
        }
        let status = match self.below(6) {
            0 => Status::Draft,
            1 => Status::Embargoed(self.now + DAY * (1 + self.below(3) as i64)),
            _ => Status::Ready,
        };
        let offices = if self.one_in(3) { vec!["nyc"] } else { OFFICES.to_vec() };
        let mut release = Release {
            place,
            n_names: 0,
            words: Vec::new(),
            ever: BTreeSet::new(),
            offices,
            status,
            aliases: Vec::new(),
            is_translated: self.one_in(2),
            has_file: self.one_in(2),
            has_event: self.one_in(3),
            in_series: self.one_in(2),
            related: BTreeSet::new(),
            was_public: false,
            was_named: false,
        };
        release.new_words(&mut self.numbers);
        self.releases.push(release);
    }

    fn write(&self) {
        drop(fs::remove_dir_all(self.site.path("content/releases")));
        for release in &self.releases {
            release.write(&self.site, &self.releases);
        }
    }

    /// Changes the texts; what was done, and whether a public release was taken back without a notice.
    fn edit(&mut self) -> (String, bool) {
        let at = self.below(self.releases.len());
        let now = self.now;
        let numbers = &mut self.numbers;
        let n = self.releases.len();
        let release = &mut self.releases[at];
        let is_over = matches!(release.status, Status::Retracted | Status::Replaced(_));
        let what = match numbers.below(14) {
            0 => {
                release.new_words(numbers);
                "new words"
            }
            1 | 2 => {
                let old = release.slug();
                release.n_names += 1;
                release.aliases.push(format!("/releases/2026/{old}/"));
                "renamed"
            }
            3 if release.offices.len() == 2 && release.was_public => {
                let dropped = release.offices.pop().unwrap();
                release.aliases.push(format!("{{path: /releases/2026/{}/, office: {dropped}}}", release.slug()));
                "an office dropped"
            }
            4 if release.offices.len() == 1 && !release.aliases.iter().any(|it| it.contains("office: sf")) => {
                release.offices.push("sf");
                "an office added"
            }
            5 => {
                release.is_translated = !release.is_translated;
                "a translation added or taken away"
            }
            6 | 7 if !is_over => {
                release.status = Status::Retracted;
                if numbers.below(2) == 0 {
                    release.is_translated = false;
                }
                "retracted"
            }
            8 if !is_over && n > 1 => {
                let by = (at + 1) % n;
                if self.releases[by].is_shown(now) && self.releases[by].status == Status::Ready {
                    self.releases[at].status = Status::Replaced(by);
                }
                "replaced"
            }
            9 => {
                let stays = numbers.below(2) == 0;
                release.status = if stays { Status::Ready } else { Status::Withdrawn };
                "ready or withdrawn"
            }
            10 => {
                let until = now + DAY * (1 + numbers.below(2) as i64);
                release.status = if numbers.below(3) == 0 { Status::Draft } else { Status::Embargoed(until) };
                "held back"
            }
            11 => {
                release.has_file = !release.has_file;
                "a file added or taken away"
            }
            _ => {
                let other = numbers.below(n);
                let is_new = other != at && self.releases[at].related.insert(other);
                if !is_new {
                    self.releases[at].related.remove(&other);
                }
                "related"
            }
        };
        self.settle();
        let release = &self.releases[at];
        let is_taken_back = release.was_public && matches!(release.status, Status::Draft | Status::Embargoed(_));
        (format!("{what} ({})", release.slug()), is_taken_back || what.contains("translation") || what.contains("file"))
    }

    /// What is not shown cannot be named by others, nor take the place of one.
    fn settle(&mut self) {
        let shown: BTreeSet<usize> =
            (0..self.releases.len()).filter(|it| self.releases[*it].is_shown(self.now)).collect();
        for release in &mut self.releases {
            release.related.retain(|it| shown.contains(it));
            if let Status::Replaced(by) = release.status
                && !shown.contains(&by)
            {
                release.status = Status::Retracted;
            }
        }
    }

    /// Retracts a release, and publishes what was built before that.
    fn publish_too_late(&mut self) {
        self.keep_folder();
        let Some(out) = self.kept_folders.last().cloned() else { return };
        let Some(at) = self.releases.iter().position(|it| it.was_public && it.is_shown(self.now)) else { return };
        self.releases[at].status = Status::Retracted;
        self.settle();
        self.write();
        let run = self.publish(&["--from", &self.site.path(&out).display().to_string()]);
        self.told.push(format!("retracted {at}, publish --from {out}: {} {}", run.code, run.stderr.trim_end()));
        if run.code == 0 {
            self.check(&self.objects());
            self.builds.clear();
        }
    }

    fn target(&self) -> String {
        match &self.place {
            Place::Folder => self.site.beside("live").display().to_string(),
            Place::Bucket(bucket) => bucket.target(),
        }
    }

    fn run(&self, words: &[&str], port: Option<u16>, is_time: &dyn Fn() -> bool) -> Run {
        let now = instant(self.now);
        let words = [words, &["--now", &now]].concat();
        let server = match &self.place {
            Place::Folder => 1,
            Place::Bucket(bucket) => bucket.port,
        };
        publish_bucket::run_until(&self.site, port.unwrap_or(server), &words, is_time)
    }

    fn publish(&self, more: &[&str]) -> Run {
        let target = self.target();
        self.run(&[&["publish", &target, "--max-deletes", "100%"], more].concat(), None, &|| false)
    }

    /// A publish that is killed some way through.
    fn publish_killed(&mut self) -> Run {
        let target = self.target();
        let at = self.below(60);
        let words = ["publish", &target, "--max-deletes", "100%"];
        match &self.place {
            Place::Folder => {
                let intent = self.site.beside("live/.dateline/intent.json");
                let n_looks = std::cell::Cell::new(at % 8);
                let is_time = || {
                    let is_begun = intent.exists();
                    n_looks.set(n_looks.get().saturating_sub(usize::from(is_begun)));
                    is_begun && n_looks.get() == 0
                };
                self.run(&words, None, &is_time)
            }
            Place::Bucket(bucket) => {
                let proxy = Proxy::new(bucket.port, Some((at, Loss::Kill, false)));
                let run = self.run(&words, Some(proxy.port), &|| proxy.kills());
                proxy.settle();
                run
            }
        }
    }

    fn objects(&self) -> Objects {
        match &self.place {
            Place::Folder => {
                let files = tree(&self.site.beside("live")).into_iter();
                files.filter(|(key, _)| !key.ends_with('/') && key != ".dateline/lock").collect()
            }
            Place::Bucket(bucket) => {
                bucket.list().into_keys().map(|key| (key.clone(), bucket.get(&key).body)).collect()
            }
        }
    }

    fn fail(&self, why: &str) -> ! {
        panic!("{why}\n{}", self.told.join("\n"));
    }

    /// What always holds: no link leads to nothing, every page that readers ever had is there.
    fn check_links(&self, objects: &Objects) {
        for address in &self.addresses {
            if !objects.contains_key(address) {
                self.fail(&format!("nothing answers at `{address}`"));
            }
        }
        // A new page is put before anything leads to it.
        let mut left: Vec<String> = self.addresses.iter().cloned().collect();
        let mut seen = BTreeSet::new();
        while let Some(key) = left.pop() {
            for link in links(&key, &objects[&key]).all() {
                if !objects.contains_key(link) {
                    self.fail(&format!("`{key}` leads to `{link}`, which is not there"));
                }
                if seen.insert(link.clone()) {
                    left.push(link.clone());
                }
            }
        }
    }

    /// What holds after every publish or rollback that ended well: of what is withheld no word is there.
    fn check(&self, objects: &Objects) {
        self.check_links(objects);
        for release in self.releases.iter().filter(|it| !it.is_shown(self.now)) {
            for (key, bytes) in objects {
                if let Some(word) = release.ever.iter().find(|it| has(bytes, core(it))) {
                    self.fail(&format!("`{key}` has `{word}` of `{}`, which is withheld", release.slug()));
                }
                if !release.was_named {
                    let names = [release.slug(), release.id()];
                    if let Some(name) = names.iter().find(|it| has(bytes, it.as_bytes()) || key.contains(it.as_str())) {
                        self.fail(&format!("`{key}` has `{name}`, which was never public"));
                    }
                }
            }
        }
    }

    /// Takes note of the releases that readers may have seen.
    fn seen(&mut self) {
        let now = self.now;
        for release in &mut self.releases {
            release.was_public |= release.is_shown(now);
            let is_over = matches!(release.status, Status::Retracted | Status::Replaced(_));
            release.was_named |= is_over || release.was_public;
        }
    }

    fn withheld(&self) -> BTreeSet<usize> {
        self.releases.iter().filter(|it| !it.is_shown(self.now)).map(|it| it.place).collect()
    }

    /// Takes note of what was published.
    fn published(&mut self, forgetting: bool) {
        let objects = self.objects();
        self.seen();
        let record: serde_json::Value = serde_json::from_slice(&objects[".dateline/record.json"]).unwrap();
        let removed: BTreeSet<&str> = record["removed"].as_object().unwrap().keys().map(String::as_str).collect();
        if forgetting {
            self.addresses.retain(|it| objects.contains_key(it) && !removed.contains(it.as_str()));
        }
        let is_page =
            |it: &&String| it.ends_with(".html") && !it.starts_with(".dateline/") && !removed.contains(it.as_str());
        self.addresses.extend(objects.keys().filter(is_page).cloned());
        self.check(&objects);
        let public: Objects = objects.into_iter().filter(|it| !it.0.starts_with(".dateline/")).collect();
        let build = record["build"].as_str().unwrap().to_owned();
        let of_build = public.into_iter().filter(|it| !removed.contains(it.0.as_str())).collect();
        let withheld = self.withheld();
        self.builds.retain(|it| it.id != build);
        self.builds.iter_mut().for_each(|it| it.withheld_since.extend(&withheld));
        self.builds.push(Build { id: build, objects: of_build, withheld_since: BTreeSet::new() });
        self.n_published += 1;
    }

    fn roll_back(&mut self) {
        let before = self.objects();
        // Where a publish was interrupted, the last whole build is meant.
        let whole = unfinished(&before);
        let target = self.target();
        let listed = self.run(&["publish", &target, "--list", "--format", "json"], None, &|| false);
        let builds: Vec<String> = listed
            .stdout
            .lines()
            .map(|it| serde_json::from_str::<serde_json::Value>(it).unwrap()["build"].as_str().unwrap().to_owned())
            .collect();
        let named = (!builds.is_empty() && self.one_in(2)).then(|| builds[self.below(builds.len())].clone());
        let mut words = vec!["rollback", "--target", &target, "--max-deletes", "100%"];
        words.extend(named.as_deref());
        let run = self.run(&words, None, &|| false);
        self.told.push(format!("rollback {named:?}: {} {}", run.code, run.stderr.trim_end()));
        let objects = self.objects();
        match run.code {
            0 => {}
            1 | 2 => {
                if public(&before) != public(&objects) {
                    self.fail("a rollback that was refused changed something");
                }
                return;
            }
            code => self.fail(&format!("rollback ended with {code}")),
        }
        self.n_back += 1;
        self.check(&objects);
        let record: serde_json::Value = serde_json::from_slice(&objects[".dateline/record.json"]).unwrap();
        let build = record["build"].as_str().unwrap();
        if named.as_ref().or(whole.as_ref()).is_some_and(|it| it != build) {
            self.fail(&format!("it went to build {build}"));
        }
        let Some(earlier) = self.builds.iter().find(|it| it.id == build) else { return };
        let withheld: BTreeSet<usize> = &self.withheld() | &earlier.withheld_since;
        let withheld: Vec<&Release> = withheld.iter().map(|it| &self.releases[*it]).collect();
        let showed = |bytes: &[u8]| withheld.iter().any(|it| it.ever.iter().any(|word| has(bytes, core(word))));
        for (key, bytes) in &earlier.objects {
            if objects.get(key) == Some(bytes) || showed(bytes) {
                continue;
            }
            // It would lead to what is not there.
            let leads_away = links(key, bytes).all().chain(&addresses(bytes)).any(|it| !objects.contains_key(it));
            if !leads_away && !key.contains("search/") {
                self.fail(&format!("`{key}` is not as in build {build}"));
            }
        }
    }

    /// Builds into a folder of its own, to be published later.
    fn keep_folder(&mut self) {
        let out = format!("earlier-{}", self.kept_folders.len());
        let words = ["build", "--out", &self.site.path(&out).display().to_string()];
        if self.run(&words, None, &|| false).code == 0 {
            self.kept_folders.push(out);
            // It may be published some day.
            self.seen();
        }
    }

    fn step(&mut self) {
        if self.one_in(4) {
            self.now += DAY / 2 * self.below(4) as i64;
        }
        let before = (self.releases.clone(), self.now);
        let mut is_taken_back = false;
        let n_edits = if self.n_published == 0 { 0 } else { self.below(3) };
        for _ in 0..n_edits {
            let (what, is_so) = self.edit();
            is_taken_back |= is_so;
            self.told.push(what);
        }
        if self.one_in(6) {
            self.add_release();
        }
        if self.one_in(8) {
            drop((fs::remove_dir_all(self.site.path("public")), fs::remove_dir_all(self.site.path(".dateline"))));
            self.told.push("the cache is lost".to_owned());
        }
        self.write();
        if self.n_published > 0 && self.one_in(3) {
            self.keep_folder();
        }
        match self.below(10) {
            1 | 2 if self.n_published > 0 => {
                let killed = self.publish_killed();
                self.told.push(format!("killed: {}", killed.code));
                self.n_killed += usize::from(killed.code == -1);
                if killed.code == -1 {
                    self.seen();
                    self.check_links(&self.objects());
                    if !self.one_in(3) {
                        self.roll_back();
                    }
                } else if killed.code == 0 {
                    return self.published(false);
                }
            }
            0 | 3 if !self.kept_folders.is_empty() => {
                let at = self.below(self.kept_folders.len());
                let from = self.site.path(&self.kept_folders[at]).display().to_string();
                let run = self.publish(&["--from", &from]);
                self.told.push(format!("publish --from {from}: {} {}", run.code, run.stderr.trim_end()));
                if run.code == 0 {
                    self.check(&self.objects());
                    self.builds.clear();
                }
            }
            4..=7 if self.n_published > 0 => self.roll_back(),
            8 if self.n_published > 0 => self.publish_too_late(),
            _ => {}
        }
        let forget = ["--forget-addresses"];
        let run = self.publish(if is_taken_back { &forget } else { &[] });
        self.told.push(format!("publish: {} {}", run.code, run.stderr.trim_end()));
        match run.code {
            0 => self.published(is_taken_back),
            // It breaks a promise or a rule, or there is no release: what was written is taken back.
            1 | 2 if self.n_published > 0 && (run.code == 1 || run.stderr.contains("no release")) => {
                (self.releases, self.now) = before;
                self.write();
                let again = self.publish(&forget);
                self.told.push(format!("publish: {} {}", again.code, again.stderr.trim_end()));
                if again.code != 0 {
                    self.fail("what was published cannot be published again");
                }
                self.published(true);
            }
            code => self.fail(&format!("publish ended with {code}")),
        }
    }
}

/// The build that the record has, where an interrupted publish left something half done.
fn unfinished(objects: &Objects) -> Option<String> {
    let read = |key: &str| serde_json::from_slice::<serde_json::Value>(objects.get(key)?).ok();
    let (record, intent) = (read(".dateline/record.json")?, read(".dateline/intent.json")?);
    let is_open = intent["token"] != record["closes"] && intent["goes_back_to"].is_null();
    is_open.then(|| record["build"].as_str().unwrap().to_owned())
}

fn public(objects: &Objects) -> BTreeMap<&String, &Vec<u8>> {
    objects.iter().filter(|it| !it.0.starts_with(".dateline/")).collect()
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

/// The keys of the newsroom's whole addresses in a text.
fn addresses(bytes: &[u8]) -> BTreeSet<String> {
    let text = String::from_utf8_lossy(bytes);
    let parts = text.split("https://news.example.org/").skip(1);
    let paths = parts.filter_map(|it| it.split(['"', '<', '>', '#', ' ', '\r', '\n', '\'', '\\', ',', ')']).next());
    paths.map(|it| if it.is_empty() || it.ends_with('/') { format!("{it}index.html") } else { it.to_owned() }).collect()
}

/// How many histories there are, and the first seed.
fn asked() -> (u64, u64) {
    let number = |name: &str| std::env::var(name).ok().and_then(|it| it.parse().ok());
    (number("DATELINE_HISTORIES").unwrap_or(200), number("DATELINE_SEED").unwrap_or(1))
}

fn histories(seeds: impl Iterator<Item = u64>, place: impl Fn() -> Place) {
    let (mut n_published, mut n_back, mut n_killed, mut n) = (0, 0, 0, 0);
    for seed in seeds {
        let mut history = History::new(seed, place());
        for _ in 0..4 {
            history.step();
        }
        n_published += history.n_published;
        n_back += history.n_back;
        n_killed += history.n_killed;
        n += 1;
    }
    assert!(n_published >= n * 3 && n_back * 3 >= n, "{n_published} publishes, {n_back} rollbacks of {n} histories");
    assert!(n < 100 || n_killed > 0, "none was killed");
}

#[test]
fn no_history_of_a_folder_brings_withheld_words_back() {
    let (n, first) = asked();
    histories(first..first + n / 2, || Place::Folder);
}

#[test]
fn no_other_history_of_a_folder_does_either() {
    let (n, first) = asked();
    histories(first + n / 2..first + n, || Place::Folder);
}

#[test]
fn no_history_of_a_bucket_brings_withheld_words_back() {
    let (n, first) = asked();
    histories(first + n..first + n + n / 5, || Place::Bucket(TestBucket::quick()));
}
