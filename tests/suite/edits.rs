//! Things that happen to a small newsroom while it is open, good and bad, one after the other.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::support::{TestSite, release};

/// A generator of numbers that are the same on every machine.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn is_one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

const SLUGS: [&str; 5] = ["a", "b", "c", "d", "e"];
const KEYS: [&str; 24] = [
    "",
    "",
    "status: draft",
    "status: withdrawn\nstatus_note: A mistake.",
    "status: replaced\nreplaced_by: 2026/a",
    "embargo: 2026-12-01T09:00",
    "date: 2026-12-01",
    "date: 2026-11-20",
    "id: shared",
    "attachments: [{file: plan.txt, title: Plan}]",
    "boilerplate: [about]",
    "boilerplate: [short]",
    "contacts: [ana]",
    "topics: [trade]",
    "offices: [sf]",
    "title: Another name",
    "status: retracted\nstatus_note: Not so.\nstatus_date: 2026-11-20",
    "status: replaced\nstatus_note: Twice.\nreplaced_by: 2026/b",
    "aliases: [/old.htm]",
    "aliases: [{path: /older/, office: sf}]",
    "series: {id: talks, number: 2}",
    "kind: statement\nspeaker: Ana Reyes",
    "contacts: [{name: Gone, office: sf, until: 2026-11-20}]",
    "revisions: [{date: 2026-11-20, kind: correction, note: Wrong., was: A, now: B}]",
];
const BODIES: [&str; 8] = [
    "Text.",
    "Another text, and a longer one.",
    "See [b](b.md).",
    "See [c](c.md#part).",
    "## Part\n\nText.",
    "See [about](../../pages/about.md).",
    "See [about](../../pages/about.md#part) and [the plan](plan.txt).",
    "![The harbour](harbour.png)",
];
/// Texts that cannot be read, each in its own way.
const FAULTS: [&[u8]; 8] = [
    b"",
    b"---\ntitle: [\n---\nText.\n",
    b"---\ntitle: Name\ndate: 2026-11-02\noffices: [paris]\n---\nText.\n",
    b"---\ntitle: Name\ndate: never\noffices: [nyc]\nkind: spech\n---\nText.\n",
    b"no front matter",
    b"---\ntitle: \xff\n---\n",
    b"---\ntitle: Name\0\n---\n",
    b"---\ntitle: Name\ndate: 2026-11-02\noffices: [nyc]\n---\n<b>[x](nowhere.md)",
];
const TEMPLATE: &str = "themes/newsroom/templates/not-found.html";

/// Lets one thing happen; the paths at which something was made, changed, moved or removed, as a watcher tells them: of a
/// folder that came or went with all its files, the folder alone. `mends` leaves out what is wrong in itself.
pub fn happen(site: &TestSite, numbers: &mut Numbers, mends: bool) -> BTreeSet<PathBuf> {
    let mut edit = Edit { site, numbers, touched: BTreeSet::new() };
    match edit.numbers.below(30) {
        0..=8 => edit.text(),
        9 if !mends => edit.fault(),
        10 | 11 => edit.remove_text(),
        12 => edit.rename_text(),
        13 | 14 => edit.folder(),
        15 => edit.remove_folder(),
        16 => edit.rename_folder(),
        17 | 18 => edit.page(),
        19 | 20 => edit.beside(),
        21 | 22 => edit.contacts(mends),
        23 | 24 => edit.configuration(mends),
        25 | 26 => edit.theme(mends),
        27 if !mends => edit.oddity(),
        28 => edit.status(),
        _ => edit.text(),
    }
    edit.touched
}

/// Mends what was wrong in itself: afterwards a build may still miss what links lead to.
pub fn mend(site: &TestSite) -> BTreeSet<PathBuf> {
    let mut edit = Edit { site, numbers: &mut Numbers(0), touched: BTreeSet::new() };
    for slug in SLUGS {
        edit.write(&format!("content/releases/2026/{slug}.md"), release(slug, "", "## Part\n\nText.").as_bytes());
        edit.gone(&format!("content/releases/2026/{slug}"));
    }
    for odd in ["content/releases/2026/out.md", "content/releases/2026/odd.md", "content/stray.md", TEMPLATE] {
        edit.gone(odd);
    }
    edit.write("content/pages/about.md", b"---\ntitle: About\ndate: 2026-01-05\n---\nText.\n\n## Part\n\nText.\n");
    edit.write("content/contacts.yaml", CONTACTS.as_bytes());
    edit.write("dateline.yaml", CONFIG.as_bytes());
    edit.touched
}

const CONFIG: &str = "\
newsroom: Harbour Office
base_url: https://news.example.org/
offices:
  nyc: {name: New York, city: New York City, timezone: America/New_York, area_codes: [212]}
  sf: {name: San Francisco, timezone: America/Los_Angeles, area_codes: [415]}
topics: {trade: Trade}
boilerplate: {short: A short standing text.}
";
pub const CONTACTS: &str = "\
ana: {name: Ana Reyes, office: nyc, phone: \"(212) 555-0123\"}
ben: {name: Ben Okafor, office: sf, phone: \"(415) 555-0145\"}
";

struct Edit<'a> {
    site: &'a TestSite,
    numbers: &'a mut Numbers,
    touched: BTreeSet<PathBuf>,
}

impl Edit<'_> {
    fn touch(&mut self, path: &str) {
        // A folder that was not there before is what a watcher sees.
        let mut top = self.site.path(path);
        let root = self.site.root();
        while let Some(parent) = top.parent().filter(|it| *it != root && !it.exists()) {
            top = parent.to_owned();
        }
        self.touched.insert(top);
    }

    /// Saves in one of the ways that editors have.
    fn write(&mut self, path: &str, bytes: &[u8]) {
        self.touch(path);
        if self.site.path(path).is_dir() {
            fs::remove_dir_all(self.site.path(path)).unwrap();
        } else if self.site.path(path).is_symlink() {
            self.site.remove(path);
        }
        let temporary = format!("{path}~");
        match self.numbers.below(3) {
            0 => {
                self.site.write(&temporary, bytes);
                fs::rename(self.site.path(&temporary), self.site.path(path)).unwrap();
                self.touched.insert(self.site.path(&temporary));
            }
            1 if self.site.exists(path) => {
                fs::rename(self.site.path(path), self.site.path(&temporary)).unwrap();
                self.site.write(path, bytes).remove(&temporary);
                self.touched.insert(self.site.path(&temporary));
            }
            _ => drop(self.site.write(path, bytes)),
        }
    }

    fn gone(&mut self, path: &str) {
        let file = self.site.path(path);
        if file.is_dir() {
            fs::remove_dir_all(&file).unwrap();
        } else if file.is_symlink() || file.exists() {
            fs::remove_file(&file).unwrap();
        }
        self.touched.insert(file);
    }

    fn rename(&mut self, from: &str, to: &str) {
        if self.site.exists(from) && from != to {
            self.gone(to);
            fs::rename(self.site.path(from), self.site.path(to)).unwrap();
            self.touched.extend([self.site.path(from), self.site.path(to)]);
        }
    }

    fn slug(&mut self) -> &'static str {
        SLUGS[self.numbers.below(SLUGS.len())]
    }

    fn new_text(&mut self, slug: &str) -> String {
        let (one, other) = (self.numbers.one(&KEYS), self.numbers.one(&KEYS));
        // A key twice would be a fault in itself.
        let names =
            |keys: &str| keys.lines().filter_map(|it| it.split(':').next()).map(str::to_owned).collect::<Vec<_>>();
        let is_apart = names(one).iter().all(|it| !names(other).contains(it));
        let keys = if is_apart { format!("{one}\n{other}") } else { one.to_owned() };
        release(slug, keys.trim(), self.numbers.one(&BODIES))
    }

    fn text(&mut self) {
        let slug = self.slug();
        let text = self.new_text(slug);
        self.write(&format!("content/releases/2026/{slug}.md"), text.as_bytes());
    }

    fn fault(&mut self) {
        let slug = self.slug();
        let path = self.numbers.one(&["content/releases/2026/SLUG.md", "content/pages/about.md", "content/stray.md"]);
        let fault = FAULTS[self.numbers.below(FAULTS.len())];
        self.write(&path.replace("SLUG", slug), fault);
    }

    fn remove_text(&mut self) {
        let slug = self.slug();
        self.gone(&format!("content/releases/2026/{slug}.md"));
    }

    fn rename_text(&mut self) {
        let (from, to) = (self.slug(), self.slug());
        self.rename(&format!("content/releases/2026/{from}.md"), &format!("content/releases/2026/{to}.md"));
    }

    /// A release with its files, in a folder of its own: the text of the same name makes way, as a rule.
    fn folder(&mut self) {
        let slug = self.slug();
        let text = self.new_text(slug);
        if !self.numbers.is_one_in(6) {
            self.gone(&format!("content/releases/2026/{slug}.md"));
        }
        let folder = format!("content/releases/2026/{slug}");
        self.touch(&folder);
        self.touch(&format!("{folder}/index.md"));
        self.site.write(&format!("{folder}/index.md"), text);
        for file in ["plan.txt", "harbour.png", "deep/er/file.txt"] {
            if !self.numbers.is_one_in(3) {
                self.touch(&format!("{folder}/{file}"));
                let bytes = file_bytes(file, self.numbers.below(4));
                self.site.write(&format!("{folder}/{file}"), bytes);
            }
        }
    }

    fn remove_folder(&mut self) {
        let slug = self.slug();
        let part = self.numbers.one(&["", "", "/index.md", "/deep", "/plan.txt"]);
        self.gone(&format!("content/releases/2026/{slug}{part}"));
    }

    fn rename_folder(&mut self) {
        let (from, to) = (self.slug(), self.slug());
        self.rename(&format!("content/releases/2026/{from}"), &format!("content/releases/2026/{to}"));
    }

    fn page(&mut self) {
        let path = self.numbers.one(&["content/pages/about.md", "content/pages/about.md", "content/pages/notices.md"]);
        match self.numbers.below(6) {
            0 => self.gone(path),
            1 => self.rename("content/pages/about.md", "content/pages/notices.md"),
            2 => self.rename("content/pages/notices.md", "content/pages/about.md"),
            n => {
                let text = format!("---\ntitle: Page {n}\ndate: 2026-01-05\n---\nText {n}.\n\n## Part\n\nText.\n");
                self.write(path, text.as_bytes());
            }
        }
    }

    /// The files that texts name.
    fn beside(&mut self) {
        let path = self.numbers.one(&["content/releases/2026/plan.txt", "content/releases/2026/harbour.png"]);
        if self.numbers.is_one_in(3) {
            self.gone(path);
        } else {
            let bytes = file_bytes(path, self.numbers.below(500));
            self.write(path, &bytes);
        }
    }

    fn contacts(&mut self, mends: bool) {
        let path = "content/contacts.yaml";
        match self.numbers.below(6) {
            0 if !mends => self.write(path, b"ana: {name: Ana Reyes, office: nyc, phone: 7\n"),
            1 if !mends => self.write(path, b"ana: {name: Ana Reyes, office: paris, phone: \"(212) 555-0123\"}\n"),
            2 if !mends => self.gone(path),
            3 => self.write(path, CONTACTS.replace("Ana Reyes", "Anna Reyes").as_bytes()),
            4 => self.write(path, CONTACTS.replace("(212)", "(646)").as_bytes()),
            _ => self.write(path, CONTACTS.as_bytes()),
        }
    }

    fn configuration(&mut self, mends: bool) {
        let path = "dateline.yaml";
        let (from, to) = match self.numbers.below(11) {
            0 if !mends => return self.write(path, b"newsroom: [\n"),
            1 if !mends => ("trade: Trade", "culture: Culture"),
            2 if !mends => ("offices:", "theme: garden\noffices:"),
            3 => ("Harbour Office", "Office of the Harbour"),
            4 => ("short standing", "standing"),
            5 => ("trade: Trade", "trade: Trading"),
            6 => ("offices:", "brand: Harbour\noffices:"),
            7 => ("area_codes: [415]", "area_codes: [415], base_url: \"https://sf.example.org/\""),
            8 => ("area_codes: [415]", "area_codes: [415], date_style: day-first"),
            _ => ("", ""),
        };
        self.write(path, CONFIG.replacen(from, to, 1).as_bytes());
    }

    fn theme(&mut self, mends: bool) {
        let n = self.numbers.below(3);
        let style = format!("body {{ margin: {n}em }}");
        match self.numbers.below(10) {
            0 => self.gone("themes"),
            1 if !mends => self.write(TEMPLATE, b"<p>\n{% if %}\n"),
            2 if !mends => self.write("themes/newsroom/locales/en.yaml", b"skip: Skip\n"),
            3 => self.gone(TEMPLATE),
            4 => self.gone("themes/newsroom/locales"),
            5 => self.write("themes/newsroom/static/deep/extra.txt", style.as_bytes()),
            6 => self.gone("themes/newsroom/static"),
            7 => {
                let text = format!("<!doctype html><head><title>{n}</title></head><h1>Lost</h1>");
                self.write(TEMPLATE, text.as_bytes());
            }
            _ => self.write("themes/newsroom/static/style.css", style.as_bytes()),
        }
    }

    /// What is wrong without a text: links that lead out or nowhere, a folder named like a text, hidden files.
    fn oddity(&mut self) {
        let odd = "content/releases/2026/odd.md";
        match self.numbers.below(6) {
            0 => {
                self.gone("content/releases/2026/out.md");
                let target = self.numbers.one(&["/etc/hostname", "nowhere", "a.md", "."]);
                std::os::unix::fs::symlink(target, self.site.path("content/releases/2026/out.md")).unwrap();
            }
            1 => self.gone("content/releases/2026/out.md"),
            2 => {
                self.gone(odd);
                self.touch(odd);
                self.site.write("content/releases/2026/odd.md/file.txt", "file");
            }
            3 => self.gone(odd),
            4 => {
                let text = self.new_text("odd");
                self.write(odd, text.as_bytes());
            }
            _ => self.write("content/releases/2026/.hidden.md", b"---\n"),
        }
    }

    fn status(&mut self) {
        let slug = self.slug();
        let path = format!("content/releases/2026/{slug}.md");
        if self.site.path(&path).is_file()
            && let Ok(text) = fs::read_to_string(self.site.path(&path))
        {
            let is_draft = text.contains("status: draft");
            let text = if is_draft {
                text.replace("status: draft", "status: ready")
            } else {
                text.replace("status: ready", "status: draft")
            };
            self.write(&path, text.as_bytes());
        }
    }
}

/// A file that a text may name; one in five pictures is none.
fn file_bytes(path: &str, length: usize) -> Vec<u8> {
    match path.ends_with(".png") && length % 5 != 4 {
        true => crate::support::png(length as u32 % 20 + 1, 2),
        false => "file ".repeat(length).into_bytes(),
    }
}
