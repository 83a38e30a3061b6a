//! Random newsrooms at random instants: what is public is what the rule says, no address dies in silence, and the next
//! change is told to the nanosecond.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use dateline::TOOLS;
use dateline_content::newsroom::{Change, Newsroom};
use dateline_diagnostics::{Diagnostics, Severity};
use dateline_emit::OutputFolder;
use dateline_engine::{Asked, Loaded, Options, Promises, Session, Workspace};
use dateline_plan::Page;
use dateline_plan::published::Published;
use dateline_text::date::{self, Instant};

use crate::edits::Numbers;
use crate::support::TestSite;

/// Offices: id, zone, and hours from UTC in winter; those of America have an hour more in summer.
const OFFICES: [(&str, &str, i64, bool); 4] = [
    ("nyc", "America/New_York", -5, true),
    ("sf", "America/Los_Angeles", -8, true),
    ("hk", "Asia/Hong_Kong", 8, false),
    ("line", "Pacific/Kiritimati", 14, false),
];
const DAY: i64 = 86_400;
/// 2026-10-12T00:00:00Z: everything happens in the ten weeks after it, among them the night of November 1 on which the
/// clocks of America go back.
const START: i64 = 1_791_763_200;
const SPAN: i64 = 70 * DAY;
const BILLION: i128 = 1_000_000_000;

/// A day or an instant, as written, with the second at which it begins.
#[derive(Clone, Debug)]
struct Moment {
    text: String,
    second: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Draft,
    Ready,
    Withdrawn,
    Retracted,
    Replaced,
}

#[derive(Clone, Debug)]
struct Release {
    slug: String,
    id: Option<String>,
    offices: Vec<usize>,
    date: Moment,
    embargo: Option<Moment>,
    status: Status,
    replaced_by: Option<String>,
    /// Paths, with the one office or none for all.
    aliases: Vec<(String, Option<usize>)>,
    more: String,
}

/// A newsroom as it was drawn.
#[derive(Clone, Debug, Default)]
struct Drawn {
    releases: Vec<Release>,
    contacts: String,
    pages: BTreeSet<&'static str>,
    /// Addresses of lists that lead to the archive.
    old: BTreeSet<&'static str>,
}

/// A day of the calendar, counted from 1970: year, month, day (Howard Hinnant, "chrono-compatible low-level date
/// algorithms"), so that nothing of the program decides what is expected of it.
fn civil(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, of_year - (153 * shifted_month + 2) / 5 + 1)
}

fn day_text(day: i64) -> String {
    let (year, month, day) = civil(day);
    format!("{year}-{month:02}-{day:02}")
}

fn clock_text(second: i64) -> String {
    let of_day = second.rem_euclid(DAY);
    format!("{}T{:02}:{:02}:{:02}", day_text(second.div_euclid(DAY)), of_day / 3600, of_day / 60 % 60, of_day % 60)
}

/// Seconds from UTC at an office. Summer time ends at 2026-11-01T02:00 there; everything here is after it began.
fn offset(office: usize, second: i64) -> i64 {
    let (_, _, hours, has_summer) = OFFICES[office];
    let end = 20_758 * DAY + 2 * 3600 - (hours + 1) * 3600;
    3600 * (hours + i64::from(has_summer && second < end))
}

/// The second at which a day begins at an office.
fn midnight(day: i64, office: usize) -> i64 {
    let guess = day * DAY - OFFICES[office].2 * 3600;
    // No clock changes between the two guesses but that of November 1, which begins in summer time.
    let summer = guess - 3600;
    if offset(office, summer) == OFFICES[office].2 * 3600 { guess } else { summer }
}

fn instant(second: i64) -> Instant {
    Instant::from_nanosecond(i128::from(second) * BILLION).unwrap()
}

fn drawn_second(numbers: &mut Numbers) -> i64 {
    let second = START + numbers.below(SPAN as usize) as i64;
    // Half of them at round times, where things meet.
    if numbers.below(2) == 0 { second - second.rem_euclid(6 * 3600) } else { second }
}

fn moment(numbers: &mut Numbers, lead: usize) -> Moment {
    // One in four in the night in which an hour comes twice.
    let second = match numbers.below(4) {
        0 => 20_758 * DAY + 3 * 3600 + numbers.below(8 * 3600) as i64,
        _ => drawn_second(numbers),
    };
    let zone = numbers.below(OFFICES.len());
    let hours = offset(zone, second) / 3600;
    let text = match numbers.below(5) {
        0 => {
            let day = second.div_euclid(DAY);
            return Moment { text: day_text(day), second: midnight(day, lead) };
        }
        1 => format!("{}Z", clock_text(second)),
        2 => format!("{}{hours:+03}:00", clock_text(second + hours * 3600)),
        3 => format!("{}{hours:+03}:00[{}]", clock_text(second + hours * 3600), OFFICES[zone].1),
        _ => {
            // Without a zone: noon, which comes once everywhere.
            let day = second.div_euclid(DAY);
            let second = midnight(day, lead) + 12 * 3600;
            let is_long = offset(lead, second) != offset(lead, midnight(day, lead));
            let second = second + if is_long { 3600 } else { 0 };
            return Moment { text: format!("{}T12:00", day_text(day)), second };
        }
    };
    Moment { text, second }
}

impl Release {
    fn id(&self) -> String {
        self.id.clone().unwrap_or_else(|| format!("2026/{}", self.slug))
    }

    fn path(&self) -> String {
        format!("content/releases/2026/{}.md", self.slug)
    }

    /// The second from which something answers for it; `None` for a draft.
    fn from(&self) -> Option<i64> {
        let embargo = self.embargo.as_ref().map_or(i64::MIN, |it| it.second);
        (self.status != Status::Draft).then_some(self.date.second.max(embargo))
    }

    fn text(&self) -> String {
        let offices: Vec<&str> = self.offices.iter().map(|it| OFFICES[*it].0).collect();
        let mut text = format!(
            "---\ntitle: Title of {}\ndate: {}\noffices: [{}]\n",
            self.id(),
            self.date.text,
            offices.join(", ")
        );
        if let Some(id) = &self.id {
            let _ = writeln!(text, "id: {id}");
        }
        if let Some(embargo) = &self.embargo {
            let _ = writeln!(text, "embargo: {}", embargo.text);
        }
        let ended = "\nstatus_note: The reason.";
        let _ = match self.status {
            Status::Draft => writeln!(text, "status: draft"),
            Status::Ready => writeln!(text, "status: ready"),
            Status::Withdrawn => writeln!(text, "status: withdrawn{ended}"),
            Status::Retracted => writeln!(text, "status: retracted{ended}"),
            Status::Replaced => {
                writeln!(
                    text,
                    "status: replaced{ended}\nreplaced_by: {}",
                    self.replaced_by.as_deref().unwrap_or("none")
                )
            }
        };
        if !self.aliases.is_empty() {
            let alias = |(path, office): &(String, Option<usize>)| match office {
                None => path.clone(),
                Some(office) => format!("{{path: {path}, office: {}}}", OFFICES[*office].0),
            };
            let aliases: Vec<String> = self.aliases.iter().map(alias).collect();
            let _ = writeln!(text, "aliases: [{}]", aliases.join(", "));
        }
        format!("{text}{}---\nText of {}.\n", self.more, self.slug)
    }
}

impl Drawn {
    fn new(numbers: &mut Numbers) -> Self {
        let mut drawn = Self { contacts: contacts(numbers), ..Self::default() };
        for at in 0..2 + numbers.below(5) {
            let release = drawn.release(numbers, format!("r{at}"));
            drawn.releases.push(release);
        }
        drawn.pages.insert("notices");
        drawn
    }

    fn release(&self, numbers: &mut Numbers, slug: String) -> Release {
        let mut offices: Vec<usize> = (0..OFFICES.len()).filter(|_| numbers.below(2) == 0).collect();
        offices.push(numbers.below(OFFICES.len()));
        let at = numbers.below(offices.len());
        offices.rotate_left(at);
        let mut seen = BTreeSet::new();
        offices.retain(|it| seen.insert(*it));
        let lead = offices[0];
        let date = moment(numbers, lead);
        let embargo = (numbers.below(3) == 0).then(|| moment(numbers, lead));
        let aliases = match numbers.below(4) {
            0 => vec![(format!("/old/{slug}.htm"), None)],
            1 => vec![(format!("/{slug}-old"), Some(numbers.below(OFFICES.len()))), (format!("/x/{slug}/"), None)],
            _ => Vec::new(),
        };
        let more = match numbers.below(6) {
            0 => "contacts: [ana, ben]\n".to_owned(),
            1 => {
                // In post on the day of the release, as it is written.
                let day = day_of(&date.text) + numbers.below(40) as i64;
                let office = OFFICES[numbers.below(OFFICES.len())].0;
                format!("contacts: [{{name: Inline of {slug}, office: {office}, until: {}}}]\n", day_text(day))
            }
            2 => "topics: [trade]\nkind: statement\nspeaker: Ana\n".to_owned(),
            3 => format!("series: {{id: talks, number: {}}}\n", 1 + numbers.below(9)),
            _ => String::new(),
        };
        let id = (numbers.below(3) == 0).then(|| format!("id-{slug}"));
        let mut release =
            Release { slug, id, offices, date, embargo, status: Status::Ready, replaced_by: None, aliases, more };
        self.give_status(&mut release, numbers);
        release
    }

    fn give_status(&self, release: &mut Release, numbers: &mut Numbers) {
        release.status = match numbers.below(9) {
            0 => Status::Draft,
            1 => Status::Withdrawn,
            2 | 3 => Status::Retracted,
            4 => Status::Replaced,
            _ => Status::Ready,
        };
        if release.status == Status::Replaced {
            let stands =
                |it: &&Release| it.slug != release.slug && it.status == Status::Ready && it.from() <= release.from();
            let heirs: Vec<String> = self.releases.iter().filter(stands).map(Release::id).collect();
            match heirs.is_empty() {
                true => release.status = Status::Retracted,
                false => release.replaced_by = Some(heirs[numbers.below(heirs.len())].clone()),
            }
        }
    }

    /// Writes all of it, and takes away what is no more.
    fn write(&self, site: &TestSite) {
        drop(std::fs::remove_dir_all(site.path("content")));
        let mut config =
            "newsroom: Harbour Office\nbase_url: https://news.example.org/\ntopics: {trade: Trade}\noutputs: {cards: false, topic_feeds: false, newsml: false, ninjs: false, text: false}\noffices:\n"
                .to_owned();
        for (id, zone, ..) in OFFICES {
            let _ = writeln!(config, "  {id}: {{name: Office {id}, timezone: {zone}}}");
        }
        let old: Vec<String> = self.old.iter().map(|it| format!("{it}: /archive/")).collect();
        let _ = writeln!(config, "aliases: {{{}}}", old.join(", "));
        site.write("dateline.yaml", config);
        site.write("content/contacts.yaml", &self.contacts);
        for release in &self.releases {
            site.write(&release.path(), release.text());
        }
        for page in &self.pages {
            site.write(&format!("content/pages/{page}.md"), "---\ntitle: A page\ndate: 2026-01-05\n---\nText.\n");
        }
    }

    /// What answers at the addresses of releases at an instant, by the rule: a page, a notice or a redirect.
    fn expected(&self, nanosecond: i128) -> BTreeMap<String, &'static str> {
        let mut expected = BTreeMap::new();
        for release in &self.releases {
            if release.from().is_none_or(|from| i128::from(from) * BILLION > nanosecond) {
                continue;
            }
            let kind = match release.status {
                Status::Retracted => "notice",
                Status::Replaced => "moved",
                _ => "page",
            };
            for office in &release.offices {
                let office = OFFICES[*office].0;
                expected.insert(format!("{office}/releases/2026/{}/index.html", release.slug), kind);
            }
        }
        expected
    }
}

fn day_of(text: &str) -> i64 {
    let second = text[..10].parse::<date::Date>().unwrap();
    (20_000..22_000).find(|day| day_text(*day) == second.to_string()).unwrap()
}

/// Contacts who take and leave their posts.
fn contacts(numbers: &mut Numbers) -> String {
    let mut text = String::new();
    let first = START / DAY;
    for (id, name) in [("ana", "Ana"), ("ben", "Ben"), ("cai", "Cai"), ("dan", "Dan")] {
        let office = OFFICES[numbers.below(OFFICES.len())].0;
        let from = first + numbers.below(60) as i64;
        let until = from + numbers.below(60) as i64;
        let post = match numbers.below(4) {
            0 => format!(", from: {}", day_text(from)),
            1 => format!(", until: {}", day_text(until)),
            2 => format!(", from: {}, until: {}", day_text(from), day_text(until)),
            _ => String::new(),
        };
        let _ = writeln!(text, "{id}: {{name: {name}, office: {office}{post}}}");
    }
    text
}

fn open(site: &TestSite) -> Workspace {
    Workspace::open(Options { minify: false, ..Options::new(site.root(), TOOLS) }).unwrap()
}

fn newsroom(loaded: &Loaded) -> &Newsroom {
    &loaded.snapshot.as_ref().unwrap().site.newsroom
}

/// Hashes of all outputs, by path.
fn tree(loaded: &Loaded, told: &str) -> BTreeMap<String, u64> {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let rules: Vec<_> = loaded.found.iter().map(|it| (it.rule.name, &it.message)).collect();
    assert!(!loaded.found.has_errors(), "{told}: {rules:?}");
    let snapshot = loaded.snapshot.as_ref().unwrap();
    let outputs = snapshot.plan.outputs.iter().filter(|it| !matches!(it.page, Page::Static(..)));
    let hash = |it: &dateline_plan::Output| {
        let mut hasher = DefaultHasher::new();
        dateline_engine::page(snapshot, &loaded.sources, &it.page).unwrap().hash(&mut hasher);
        (it.path.clone(), hasher.finish())
    };
    outputs.map(hash).collect()
}

fn differing<'a>(one: &'a BTreeMap<String, u64>, other: &'a BTreeMap<String, u64>) -> BTreeSet<&'a String> {
    one.keys().chain(other.keys()).filter(|path| one.get(*path) != other.get(*path)).collect()
}

fn what(change: Change) -> String {
    match change {
        Change::Release(release) => format!("release {}", release.id()),
        Change::Contact(contact) => format!("contact {contact}"),
    }
}

/// What answers at the addresses of releases.
fn answers(loaded: &Loaded) -> BTreeMap<String, &'static str> {
    let snapshot = loaded.snapshot.as_ref().unwrap();
    let answer = |page: &Page| match page {
        Page::Edition(..) => Some("page"),
        Page::Former(former, _) => {
            Some(if snapshot.site.newsroom.replacement(*former).is_some() { "moved" } else { "notice" })
        }
        _ => None,
    };
    snapshot.plan.outputs.iter().filter_map(|it| Some((it.path.clone(), answer(&it.page)?))).collect()
}

#[test]
fn the_next_change_is_exactly_when_the_tree_changes_and_the_public_are_those_of_the_rule() {
    let mut n_changes = 0;
    for seed in 1..=40 {
        let (site, mut numbers) = (TestSite::bare(), Numbers(seed));
        let drawn = Drawn::new(&mut numbers);
        drawn.write(&site);
        let mut workspace = open(&site);
        let mut at = instant(START - 3 * DAY).as_nanosecond();
        let mut instants = Vec::new();
        loop {
            let loaded = workspace.load(Instant::from_nanosecond(at).unwrap());
            let told = |instant: i128| format!("seed {seed} at {}", Instant::from_nanosecond(instant).unwrap());
            let here = tree(&loaded, &told(at));
            assert_eq!(answers(&loaded), drawn.expected(at), "{}", told(at));
            let next = newsroom(&loaded).next_change().map(|(next, change)| (next.as_nanosecond(), what(change)));
            let end = next.as_ref().map_or(instant(START + 10 * SPAN).as_nanosecond(), |it| it.0);
            let between = at + (end - at) * numbers.below(1000) as i128 / 1000;
            for still in [between, end - 1] {
                let then = workspace.load(Instant::from_nanosecond(still).unwrap());
                let then = tree(&then, &told(still));
                let changed = differing(&here, &then);
                assert!(changed.is_empty(), "{}: not told, after {}: {changed:?}", told(still), told(at));
            }
            let Some((next, change)) = next else { break };
            let then = workspace.load(Instant::from_nanosecond(next).unwrap());
            let changed = tree(&then, &told(next)) != here;
            assert!(changed, "{}: {change} is told, and nothing changes", told(next));
            instants.push(next);
            at = next;
        }
        n_changes += instants.len();
        // From any instant to any later one, the first in between.
        for _ in 0..20 {
            let mut pair = [drawn_second(&mut numbers), drawn_second(&mut numbers)];
            pair.sort_unstable();
            let [since, now] = pair.map(|it| i128::from(it) * BILLION);
            let loaded = workspace.load(Instant::from_nanosecond(now).unwrap());
            let since = Instant::from_nanosecond(since).unwrap();
            let told = newsroom(&loaded).change_since(since).map(|it| it.0.as_nanosecond());
            let expected = instants.iter().copied().find(|it| *it > since.as_nanosecond() && *it <= now);
            assert_eq!(told, expected, "seed {seed}, since {since}, now {now}");
        }
        if seed % 8 == 0 {
            the_program_tells_the_same(&site, &instants, &mut numbers);
        }
    }
    assert!(n_changes > 150, "{n_changes}");
}

/// `dateline list --due` at random instants, against the instants at which the tree changes.
fn the_program_tells_the_same(site: &TestSite, instants: &[i128], numbers: &mut Numbers) {
    let root = site.root().display().to_string();
    for _ in 0..4 {
        let now = instant(drawn_second(numbers));
        let text = now.to_string();
        let run = site.run(&["list", "--due", "--root", &root, "--now", &text], &[], &site.root());
        let next = instants.iter().find(|it| **it > now.as_nanosecond());
        let told = run.stdout.split(' ').next().map(str::trim).filter(|it| !it.is_empty());
        let told = told.map(|it| it.parse::<Instant>().unwrap().as_nanosecond());
        assert_eq!((run.code, told), (0, next.copied()), "{now}: {}", run.stderr);
        let since = instant(drawn_second(numbers)).min(now);
        let words = ["list", "--due", "--since", &since.to_string(), "--root", &root, "--now", &text];
        let run = site.run(&words, &[], &site.root());
        let is_between = |it: &&i128| **it > since.as_nanosecond() && **it <= now.as_nanosecond();
        let code = if instants.iter().any(|it| is_between(&it)) { 0 } else { 3 };
        assert_eq!((run.code, run.stdout.is_empty()), (code, code == 3), "{since} to {now}: {}", run.stderr);
    }
}

/// What happens to a newsroom between two builds.
fn happen(drawn: &mut Drawn, numbers: &mut Numbers, n_more: &mut usize) -> &'static str {
    let at = numbers.below(drawn.releases.len().max(1));
    let other = numbers.below(drawn.releases.len().max(1));
    *n_more += 1;
    let slug = format!("n{n_more}");
    if drawn.releases.is_empty() || numbers.below(6) == 0 {
        let release = drawn.release(numbers, slug);
        drawn.releases.push(release);
        return "a new release";
    }
    match numbers.below(17) {
        0 => {
            drawn.releases.remove(at);
            "deleted"
        }
        1 => {
            drawn.releases[at].slug = slug;
            "renamed"
        }
        2 => {
            let id = drawn.releases[at].id();
            drawn.releases[at].id = Some(id);
            "given its id in words"
        }
        3 => {
            let release = &mut drawn.releases[at];
            release.aliases.push((format!("/releases/2026/{}/", release.slug), None));
            release.id = Some(release.id());
            release.slug = slug;
            "renamed with id and alias"
        }
        4 => {
            drawn.releases[at].id = Some(slug);
            "given another id"
        }
        5 => {
            drawn.releases[at].status = Status::Draft;
            "made a draft"
        }
        6 => {
            drawn.releases[at].status = Status::Withdrawn;
            "withdrawn"
        }
        7 => {
            drawn.releases[at].status = Status::Retracted;
            "retracted"
        }
        8 => {
            let mut release = drawn.releases[at].clone();
            drawn.give_status(&mut release, numbers);
            drawn.releases[at] = release;
            "given another status"
        }
        9 => {
            let lead = drawn.releases[at].offices[0];
            drawn.releases[at].embargo = Some(moment(numbers, lead));
            "put under an embargo"
        }
        10 => {
            let lead = drawn.releases[at].offices[0];
            drawn.releases[at].date = moment(numbers, lead);
            drawn.releases[at].more.clear();
            "dated anew"
        }
        11 => {
            drawn.releases[at].aliases.pop();
            "relieved of an alias"
        }
        12 => {
            let path = format!("/releases/2026/{}", drawn.releases[other].slug);
            drawn.releases[at].aliases.push((path, None));
            "given the address of another as an alias"
        }
        13 => {
            if drawn.releases[at].offices.len() > 1 {
                drawn.releases[at].offices.pop();
            }
            "left by an office"
        }
        14 => {
            let slug = drawn.releases[at].slug.clone();
            drawn.releases[at].slug = std::mem::replace(&mut drawn.releases[other].slug, slug);
            "swapped with another"
        }
        15 => {
            let old =
                ["/archive/2026/11/", "/archive/2026/12/", "/kinds/statement/", "/series/talks/"][numbers.below(4)];
            if !drawn.old.remove(old) {
                drawn.old.insert(old);
            }
            "given or relieved of an old address of a list"
        }
        _ => {
            let page = ["notices", "privacy"][numbers.below(2)];
            if !drawn.pages.remove(page) {
                drawn.pages.insert(page);
            }
            "given or relieved of a page"
        }
    }
}

/// The ids of what stood at each address that is promised.
fn promised(loaded: &Loaded) -> BTreeMap<String, String> {
    let snapshot = loaded.snapshot.as_ref().unwrap();
    let newsroom = &snapshot.site.newsroom;
    let id = |page: &Page| match page {
        Page::Edition(release, _) => newsroom[*release].id().to_owned(),
        Page::Former(former, _) => newsroom.former_release(*former).id().to_owned(),
        Page::Alias(aliased, ..) => aliased.release(newsroom).id().to_owned(),
        _ => String::new(),
    };
    let is_for_readers = |page: &Page| {
        use Page::{Card, Copy, Feed, File, ReleaseFile, SearchFile, Static};
        !matches!(page, Static(..) | Copy(..) | File(..) | Feed(..) | ReleaseFile(..) | Card(..) | SearchFile(..))
    };
    let pages = snapshot.plan.outputs.iter().filter(|it| is_for_readers(&it.page));
    pages.map(|it| (it.path.clone(), id(&it.page))).collect()
}

/// A build, or (many times faster) what it does about addresses, with nothing written.
fn build_or_check(
    loaded: &Loaded,
    folder: &OutputFolder,
    writes: bool,
    record: &mut Option<Vec<u8>>,
) -> Result<(), Diagnostics> {
    let snapshot = loaded.snapshot.as_ref().unwrap();
    if writes {
        let asked = Asked { folder: folder.clone(), promises: Promises::Kept, trusts_caches: true };
        let mut session = Session::open(Options::new(folder.root.clone(), TOOLS), asked).unwrap();
        let mut loaded = session.load(snapshot.site.newsroom.now);
        return session.build(&mut loaded, false, &|_, _| {}).unwrap().map(drop).ok_or_else(|| {
            loaded.found.retain(|it| it.severity == Severity::Error);
            loaded.found
        });
    }
    let newsroom = &snapshot.site.newsroom;
    let before = record.as_ref().map(|it| Published::from_bytes(it).unwrap());
    if let Some(before) = &before {
        let file = |path: &str| loaded.sources.find(path);
        let found = dateline_check::lost_addresses(before, newsroom, &snapshot.plan, &file);
        if found.has_errors() {
            return Err(found);
        }
    }
    *record = Some(Published::of(newsroom, "", before.as_ref()).to_bytes());
    Ok(())
}

#[test]
fn what_was_published_answers_for_ever_or_the_build_is_refused() {
    let (mut n_built, mut n_refused, mut n_wrong) = (0, 0, BTreeMap::<&str, usize>::new());
    for seed in 1..=30 {
        let (site, mut numbers) = (TestSite::bare(), Numbers(1000 + seed));
        let mut drawn = Drawn::new(&mut numbers);
        let folder =
            OutputFolder { out: site.path("public"), state: site.path(".dateline"), root: site.root(), force: false };
        let (mut second, mut n_more) = (START, 0);
        // Every address that a build of this newsroom published, with the id of what stands there.
        let mut before: BTreeMap<String, String> = BTreeMap::new();
        let (mut log, mut record) = (Vec::new(), None);
        drawn.write(&site);
        let mut workspace = open(&site);
        for _ in 0..24 {
            let held = drawn.clone();
            for _ in 0..=numbers.below(2) {
                log.push(happen(&mut drawn, &mut numbers, &mut n_more));
            }
            second += numbers.below((SPAN / 16) as usize) as i64;
            drawn.write(&site);
            let told = format!("seed {seed} at {}: {:?}", instant(second), &log[log.len().saturating_sub(4)..]);
            workspace.update(&BTreeSet::from([site.path("content")]));
            let loaded = workspace.load(instant(second));
            if loaded.found.has_errors() {
                // Wrong in itself, whatever was built before.
                let errors = loaded.found.iter().filter(|it| it.severity == Severity::Error);
                errors.for_each(|it| *n_wrong.entry(it.rule.name).or_default() += 1);
                drawn = held;
                continue;
            }
            let now = promised(&loaded);
            let lost: Vec<&String> = before.keys().filter(|it| !now.contains_key(*it)).collect();
            match build_or_check(&loaded, &folder, seed <= 3, &mut record) {
                Ok(()) => {
                    n_built += 1;
                    assert!(lost.is_empty(), "{told}: {lost:?} would answer no more");
                    for path in before.keys().chain(now.keys()).filter(|_| seed <= 3) {
                        assert!(site.path("public").join(path).is_file(), "{told}: no file at {path}");
                    }
                    before = now;
                }
                Err(found) => {
                    n_refused += 1;
                    let rules: BTreeSet<&str> = found.iter().map(|it| it.rule.name).collect();
                    assert!(rules.iter().all(|it| ["lost-address", "changed-id"].contains(it)), "{told}: {rules:?}");
                    // Not without a reason: an address would not answer, or for something else.
                    let is_other = |(path, id): (&String, &String)| now.get(path) != Some(id);
                    assert!(before.iter().any(is_other), "{told}: refused without a reason, {rules:?}");
                    drawn = held;
                }
            }
        }
    }
    assert!(n_built > 100 && n_refused > 100, "{n_built} built, {n_refused} refused, wrong: {n_wrong:?}");
    let known = ["alias", "output-collision", "duplicate-id", "replaced-by", "bad-date"];
    assert!(n_wrong.keys().all(|it| known.contains(it)), "{n_wrong:?}");
}
