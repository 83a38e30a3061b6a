use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use dateline_text::date::{self, Instant};

/// A store in memory that fails after so many changes, as a publisher that is killed; others see all that was done.
#[derive(Default)]
struct Memory {
    objects: Mutex<BTreeMap<String, Vec<u8>>>,
    changes: AtomicUsize,
    /// Changes that succeed; 0 for all.
    allowed: usize,
    /// Every change, in its order.
    log: Mutex<Vec<String>>,
}

impl Memory {
    fn change(
        &self,
        what: &str,
        key: &str,
        change: impl FnOnce(&mut BTreeMap<String, Vec<u8>>),
    ) -> Result<(), StoreError> {
        let n = self.changes.fetch_add(1, Ordering::SeqCst) + 1;
        if self.allowed > 0 && n > self.allowed {
            return Err(StoreError { doing: format!("{what} {key}"), why: "killed".to_owned() });
        }
        change(&mut self.objects.lock().expect("no test panics with it"));
        self.log.lock().expect("no test panics with it").push(format!("{what} {key}"));
        Ok(())
    }

    fn public(&self) -> BTreeMap<String, Vec<u8>> {
        let objects = self.objects.lock().expect("no test panics with it");
        objects.iter().filter(|it| !it.0.starts_with(STATE)).map(|(key, bytes)| (key.clone(), bytes.clone())).collect()
    }

    /// The same store, of which the next publisher dies after so many changes.
    fn again(&self, allowed: usize) -> Self {
        Self {
            objects: Mutex::new(self.objects.lock().expect("no test panics with it").clone()),
            allowed,
            ..Self::default()
        }
    }
}

impl Store for Memory {
    fn get(&self, key: &str) -> Result<Option<Found>, StoreError> {
        let objects = self.objects.lock().expect("no test panics with it");
        Ok(objects.get(key).map(|it| Found { bytes: it.clone(), tag: Tag(blake3::hash(it).to_string()) }))
    }

    fn exists(&self, key: &str) -> Result<bool, StoreError> {
        Ok(self.get(key)?.is_some())
    }

    fn has(&self, file: &PublicFile) -> Result<bool, StoreError> {
        Ok(self.get(&file.key)?.is_some_and(|it| *blake3::hash(&it.bytes).as_bytes() == file.hash))
    }

    fn put(&self, file: &PublicFile, bytes: Vec<u8>) -> Result<(), StoreError> {
        self.change("put", &file.key, |objects| drop(objects.insert(file.key.clone(), bytes)))
    }

    fn put_if(&self, key: &str, bytes: &[u8], was: Option<&Tag>) -> Result<Option<Tag>, StoreError> {
        if self.get(key)?.map(|it| it.tag).as_ref() != was {
            return Ok(None);
        }
        self.change("put", key, |objects| drop(objects.insert(key.to_owned(), bytes.to_vec())))?;
        Ok(Some(Tag(blake3::hash(bytes).to_string())))
    }

    fn copy(&self, from: &str, to: &str) -> Result<bool, StoreError> {
        let Some(found) = self.get(from)? else { return Ok(false) };
        self.change("put", to, |objects| drop(objects.insert(to.to_owned(), found.bytes)))?;
        Ok(true)
    }

    fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.change("delete", key, |objects| drop(objects.remove(key)))
    }

    fn list(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.objects.lock().expect("no test panics with it").keys().cloned().collect())
    }

    fn is_ours(&self, key: &str) -> Result<bool, StoreError> {
        Ok(!key.starts_with("theirs"))
    }
}

/// A site: keys with their bytes. A page's bytes name the files that it loads, one a line.
type Site = BTreeMap<String, String>;

fn site(files: &[(&str, &str)]) -> Site {
    files.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
}

/// The releases that a file shows here: that in whose folder it is, unless it is a notice, and those that it names.
fn shows(key: &str, text: &str) -> Shows {
    let is_shown = |release: &&&str| {
        let is_own = key.starts_with(&format!("releases/2018/{release}/")) && !text.starts_with("a notice");
        let is_named = |line: &str| !line.contains('/') && line.contains(**release);
        // That is the ferry's.
        let is_named = |line: &str| is_named(line) || **release == "ferry" && line.contains("a mistake");
        is_own || text.lines().any(is_named)
    };
    Some(ShownId::all(["bridge", "ferry", "tower"].iter().filter(is_shown).copied()).into())
}

fn withheld(releases: &[&str]) -> Withheld {
    let folders = releases.iter().map(|it| format!("releases/2018/{it}/")).collect();
    Withheld { ids: ShownId::all(releases.iter().copied()).into_iter().collect(), folders }
}

fn tree(site: &Site, releases: &[&str]) -> PublicTree {
    let file = |(key, text): (&String, &String)| PublicFile {
        key: key.clone(),
        path: key.clone(),
        hash: *blake3::hash(text.as_bytes()).as_bytes(),
        length: text.len() as u64,
        headers: Headers::default(),
        stage: stage(key),
        shows: shows(key, text),
    };
    PublicTree {
        files: site.iter().map(file).collect(),
        withheld: withheld(releases),
        promises: None,
        has_releases: site.keys().any(|it| it.starts_with("releases/") && it.ends_with(".html")),
    }
}

fn at(text: &str) -> Instant {
    date::instant(text).expect("an instant")
}

fn how(build: &str, now: Instant) -> Publishing<'_> {
    Publishing {
        build,
        token: build,
        now,
        clock: Box::leak(Box::new(move || now.as_second())),
        grace: 86_400,
        patience: 1_800,
        holder: Box::leak(Box::default()),
        takes_over: false,
        wait: &|_| {},
        goes_back_to: None,
        keep: 0,
        limits: Limits { count: None, percent: 100 },
        reconcile: false,
        among_others: false,
        is_dry: false,
        purge: &|_| Ok(()),
        told: &|_| {},
    }
}

fn run(store: &Memory, site: &Site, withheld: &[&str], how: &Publishing) -> Result<Outcome, Refusal> {
    let read = |key: &str| site.get(key).map(|it| it.clone().into_bytes()).ok_or_else(|| key.to_owned());
    publish(store, &tree(site, withheld), &read, how, None)
}

/// What every page loads is there, whatever became of the publisher.
fn assert_whole(store: &Memory, when: &str) {
    let public = store.public();
    for (key, bytes) in public.iter().filter(|it| it.0.ends_with(".html")) {
        for loaded in String::from_utf8_lossy(bytes).lines().filter(|it| it.contains('/')) {
            assert!(public.contains_key(loaded), "{when}: `{key}` loads `{loaded}`, which is not there");
        }
    }
}

const NOW: &str = "2026-11-23T12:00:00Z";

fn first() -> Site {
    site(&[
        ("assets/style.1.css", "a"),
        ("index.html", "assets/style.1.css\nreleases/2018/ferry/index.html"),
        ("feed.xml", "ferry"),
        ("releases/2018/ferry/index.html", "assets/style.1.css\nreleases/2018/ferry/plan.pdf"),
        ("releases/2018/ferry/plan.pdf", "plan"),
        ("releases/2018/bridge/index.html", "assets/style.1.css"),
    ])
}

/// Another style, another plan, one release less and one more.
fn second() -> Site {
    site(&[
        ("assets/style.2.css", "b"),
        ("index.html", "assets/style.2.css\nreleases/2018/tower/index.html"),
        ("feed.xml", "ferry tower"),
        ("releases/2018/ferry/index.html", "assets/style.2.css\nreleases/2018/ferry/map.pdf"),
        ("releases/2018/ferry/map.pdf", "map"),
        ("releases/2018/tower/index.html", "assets/style.2.css"),
    ])
}

#[test]
fn a_tree_is_published_once_and_then_not_touched() {
    let store = Memory::default();
    let outcome = run(&store, &first(), &[], &how("1", at(NOW))).expect("published");
    assert_eq!((outcome.put.len(), outcome.unchanged), (6, 0));
    let n_changes = store.changes.load(Ordering::SeqCst);
    let again = run(&store, &first(), &[], &how("2", at(NOW))).expect("nothing to do");
    assert_eq!((again.put.len(), again.unchanged), (0, 6));
    assert_eq!(store.changes.load(Ordering::SeqCst), n_changes, "not even an intent");
    let log = store.log.lock().expect("no test panics with it").clone();
    let place = |what: &str| log.iter().position(|it| it == what).unwrap_or_else(|| panic!("{what}: {log:?}"));
    let order = [
        "put .dateline/intent.json",
        "put assets/style.1.css",
        "put releases/2018/ferry/plan.pdf",
        "put releases/2018/ferry/index.html",
        "put feed.xml",
        "put index.html",
        "put .dateline/record.json",
        "delete .dateline/intent.json",
    ];
    assert!(order.map(place).is_sorted(), "{log:?}");
}

#[test]
fn killed_at_any_change_every_page_is_whole_and_the_next_publish_ends_as_if_nothing_had_been() {
    let start = Memory::default();
    run(&start, &first(), &[], &how("1", at(NOW))).expect("published");
    let end = start.again(0);
    run(&end, &second(), &[], &how("2", at(NOW))).expect("published");
    let n_changes = end.changes.load(Ordering::SeqCst);
    assert!(n_changes >= 8, "{n_changes}");
    for allowed in 1..n_changes {
        let killed = start.again(allowed);
        run(&killed, &second(), &[], &how("2", at(NOW))).expect_err("it was killed");
        assert_whole(&killed, &format!("killed after {allowed}"));
        // The same build goes on at once, and so does another one when the first is taken for dead.
        let resumed = killed.again(0);
        run(&resumed, &second(), &[], &how("2", at(NOW))).expect("resumed");
        assert_eq!(resumed.public(), end.public(), "resumed after {allowed}");
        let later = killed.again(0);
        run(&later, &second(), &[], &how("3", at("2026-11-23T13:00:00Z"))).expect("taken over");
        assert_eq!(later.public(), end.public(), "taken over after {allowed}");
        assert!(!later.objects.lock().expect("no test panics with it").contains_key(".dateline/intent.json"));
        // Back to what was: nothing of the interrupted one stays for ever.
        let back = killed.again(0);
        run(&back, &first(), &[], &how("4", at("2026-11-23T13:00:00Z"))).expect("undone");
        assert_whole(&back, &format!("undone after {allowed}"));
        run(&back, &first(), &[], &how("5", at("2026-11-25T13:00:00Z"))).expect("pruned");
        assert_eq!(back.public(), start.public(), "undone after {allowed}");
    }
}

#[test]
fn a_second_publisher_stops_before_it_changes_anything() {
    let store = Memory::default();
    run(&store, &first(), &[], &how("1", at(NOW))).expect("published");
    let busy = store.again(3);
    run(&busy, &second(), &[], &how("2", at(NOW))).expect_err("killed");
    let before = busy.public();
    let other = busy.again(0);
    let refused = run(&other, &first(), &[], &how("3", at("2026-11-23T12:10:00Z")));
    assert_eq!(refused, Err(Refusal::Busy("2".to_owned(), Box::default(), 1_200)));
    assert_eq!((other.public(), other.changes.load(Ordering::SeqCst)), (before, 0));
}

#[test]
fn what_left_stays_for_a_day_and_what_was_retracted_not_a_moment() {
    let store = Memory::default();
    run(&store, &first(), &[], &how("1", at(NOW))).expect("published");
    let outcome = run(&store, &second(), &["bridge"], &how("2", at(NOW))).expect("published");
    assert_eq!(outcome.deleted, ["releases/2018/bridge/index.html"]);
    assert_eq!(outcome.leaving, ["assets/style.1.css", "releases/2018/ferry/plan.pdf"]);
    assert!(store.public().contains_key("assets/style.1.css"));
    let soon = run(&store, &second(), &[], &how("3", at("2026-11-24T11:59:59Z"))).expect("nothing is due");
    assert_eq!((soon.put.len(), soon.deleted.len(), soon.leaving.len()), (0, 0, 0));
    let later = run(&store, &second(), &[], &how("4", at("2026-11-24T12:00:00Z"))).expect("pruned");
    assert_eq!(later.deleted, ["assets/style.1.css", "releases/2018/ferry/plan.pdf"]);
    assert_eq!(store.public().keys().collect::<Vec<_>>(), second().keys().collect::<Vec<_>>());
}

#[test]
fn an_empty_tree_and_one_that_takes_too_much_away_are_refused() {
    let store = Memory::default();
    run(&store, &first(), &[], &how("1", at(NOW))).expect("published");
    let before = store.changes.load(Ordering::SeqCst);
    assert_eq!(run(&store, &Site::new(), &[], &how("2", at(NOW))), Err(Refusal::Empty));
    let mut less = first();
    less.remove("releases/2018/bridge/index.html");
    let nowhere = Memory::default();
    assert_eq!(run(&nowhere, &Site::new(), &[], &how("2", at(NOW))), Err(Refusal::Empty));
    nowhere.objects.lock().expect("no test panics with it").insert("index.html".to_owned(), b"theirs".to_vec());
    assert_eq!(run(&nowhere, &first(), &[], &how("2", at(NOW))), Err(Refusal::Others));
    assert!(run(&nowhere, &first(), &[], &Publishing { among_others: true, ..how("2", at(NOW)) }).is_ok());
    let tenth = Publishing { limits: Limits { count: None, percent: 10 }, ..how("3", at(NOW)) };
    assert_eq!(run(&store, &less, &[], &tenth), Err(Refusal::TooManyDeletes(1, 3)));
    let none = Publishing { limits: Limits { count: Some(0), percent: 100 }, ..how("3", at(NOW)) };
    assert_eq!(run(&store, &less, &[], &none), Err(Refusal::TooManyDeletes(1, 3)));
    assert_eq!(store.changes.load(Ordering::SeqCst), before);
}

#[test]
fn a_dry_run_says_what_would_be_done_and_does_nothing() {
    let store = Memory::default();
    run(&store, &first(), &[], &how("1", at(NOW))).expect("published");
    let before = store.changes.load(Ordering::SeqCst);
    let dry = run(&store, &second(), &[], &Publishing { is_dry: true, ..how("2", at(NOW)) }).expect("told");
    assert_eq!((dry.put.len(), dry.leaving.len(), store.changes.load(Ordering::SeqCst)), (6, 3, before));
    let wet = run(&store, &second(), &[], &how("2", at(NOW))).expect("published");
    assert_eq!(wet, dry);
}

#[test]
fn headers_are_part_of_what_is_compared_and_a_changed_file_is_not_put() {
    let store = Memory::default();
    run(&store, &first(), &[], &how("1", at(NOW))).expect("published");
    let mut other = tree(&first(), &[]);
    other.files[0].headers.0.insert("cache-control".to_owned(), "no-cache".to_owned());
    let text = first();
    let read = |key: &str| text.get(key).map(|it| it.clone().into_bytes()).ok_or_else(|| key.to_owned());
    let outcome = publish(&store, &other, &read, &how("2", at(NOW)), None).expect("published");
    assert_eq!(outcome.put, [other.files[0].key.clone()]);
    other.files[0].hash = [7; 32];
    let refused = publish(&store, &other, &read, &how("3", at(NOW)), None);
    assert!(matches!(refused, Err(Refusal::File(_))), "{refused:?}");
}

#[test]
fn a_build_can_be_gone_back_to_and_forward_again() {
    let store = Memory::default();
    let keeping = |build: &'static str, now: &str| Publishing { keep: 3, ..how(build, at(now)) };
    run(&store, &first(), &[], &keeping("1", NOW)).expect("published");
    run(&store, &second(), &[], &keeping("2", "2026-11-23T13:00:00Z")).expect("published");
    let record = |store: &Memory| standing(store).expect("read").expect("there").record;
    let now = record(&store);
    assert_eq!(now.kept.iter().map(|it| it.build.as_str()).collect::<Vec<_>>(), ["1"]);
    // What readers cannot fetch any more in a day is kept.
    run(&store, &second(), &[], &keeping("3", "2026-11-25T13:00:00Z")).expect("pruned");
    assert!(!store.public().contains_key("assets/style.1.css"));
    back(&store, &[], &keeping("1", "2026-11-25T14:00:00Z")).expect("gone back");
    let mut there = store.public();
    there.retain(|key, _| first().contains_key(key));
    assert_eq!(there, first().into_iter().map(|(key, text)| (key, text.into_bytes())).collect::<BTreeMap<_, _>>());
    assert_whole(&store, "gone back");
    // And forward.
    run(&store, &second(), &[], &keeping("2", "2026-11-25T15:00:00Z")).expect("published");
    run(&store, &second(), &[], &keeping("2", "2026-11-27T15:00:00Z")).expect("pruned");
    assert_eq!(store.public().len(), second().len());
    // Of so many builds nothing older is kept, nor any body that they alone had.
    let kept = record(&store).kept;
    assert_eq!(kept.len(), 3);
    let objects = store.objects.lock().expect("no test panics with it").clone();
    let n_records = objects.keys().filter(|it| it.starts_with(".dateline/builds/")).count();
    assert_eq!(n_records, 3, "{:?}", objects.keys());
    let bodies: Vec<&String> = objects.keys().filter(|it| it.starts_with(".dateline/objects/")).collect();
    assert_eq!(bodies.len(), record(&store).bodies.len(), "{bodies:?}");
}

/// Goes back to the oldest build that is kept.
fn back(store: &Memory, releases: &[&str], how: &Publishing) -> Result<Outcome, Refusal> {
    let record = standing(store)?.expect("something was published").record;
    let kept = store.get(&record.kept.first().expect("one is kept").key())?.expect("its record");
    let earlier = Record::from_bytes(&kept.bytes).expect("a record");
    let stored = |key: &str| Ok(store.get(key).expect("read").map(|it| it.bytes));
    let withheld = withheld(releases);
    let Former { tree, .. } = former((&earlier, &record), withheld, (&stored, &|_| None)).expect("all is kept");
    let read = |key: &str| Ok(store.get(key).expect("read").ok_or(key.to_owned())?.bytes);
    publish(store, &tree, &read, how, None)
}

#[test]
fn killed_while_going_back_or_keeping_nothing_is_lost() {
    let keeping = |build: &'static str, now: &str| Publishing { keep: 3, ..how(build, at(now)) };
    let start = Memory::default();
    run(&start, &first(), &[], &keeping("1", NOW)).expect("published");
    let end = start.again(0);
    run(&end, &second(), &[], &keeping("2", NOW)).expect("published");
    let n_changes = end.changes.load(Ordering::SeqCst);
    let back_end = end.again(0);
    back(&back_end, &[], &keeping("1", "2026-11-23T13:00:00Z")).expect("gone back");
    for allowed in 1..n_changes {
        let killed = start.again(allowed);
        run(&killed, &second(), &[], &keeping("2", NOW)).expect_err("it was killed");
        // Another publisher completes it, and one can still go back: every body is what its name says.
        let later = killed.again(0);
        run(&later, &second(), &[], &keeping("2b", "2026-11-23T12:50:00Z")).expect("taken over");
        for (key, bytes) in later.objects.lock().expect("no test panics with it").iter() {
            if let Some((_, body)) = key.rsplit_once('/').filter(|_| key.starts_with(".dateline/objects/")) {
                assert_eq!(blake3::hash(bytes).to_string(), body, "after {allowed}");
            }
        }
        back(&later, &[], &keeping("1", "2026-11-23T13:00:00Z")).expect("gone back");
        assert_eq!(later.public(), back_end.public(), "after {allowed}");
        // And so it is when the way back is interrupted.
        let stopped = end.again(allowed);
        if back(&stopped, &[], &keeping("1", "2026-11-23T13:00:00Z")).is_err() {
            assert_whole(&stopped, &format!("going back, after {allowed}"));
            let again = stopped.again(0);
            back(&again, &[], &keeping("1", "2026-11-23T13:00:00Z")).expect("gone back");
            assert_eq!(again.public(), back_end.public(), "going back, after {allowed}");
        }
    }
}

#[test]
fn of_what_is_retracted_no_body_is_kept_and_nothing_brings_it_back() {
    let keeping = |build: &'static str, now: &str| Publishing { keep: 9, ..how(build, at(now)) };
    let store = Memory::default();
    let mut before = first();
    before.insert("feed.xml".to_owned(), "a mistake".to_owned());
    before.insert("releases/2018/ferry/index.html".to_owned(), "a mistake".to_owned());
    run(&store, &before, &[], &keeping("1", NOW)).expect("published");
    let mut edited = before.clone();
    edited.insert("releases/2018/ferry/index.html".to_owned(), "a mistake, longer".to_owned());
    edited.insert("releases/2018/bridge/index.html".to_owned(), "assets/style.1.css\nlonger".to_owned());
    edited.insert("feed.xml".to_owned(), "a mistake, longer".to_owned());
    run(&store, &edited, &[], &keeping("2", "2026-11-23T13:00:00Z")).expect("published");
    let mut retracted = edited.clone();
    retracted.insert("releases/2018/ferry/index.html".to_owned(), "a notice".to_owned());
    retracted.insert("feed.xml".to_owned(), "nothing".to_owned());
    retracted.remove("releases/2018/ferry/plan.pdf");
    let withheld = ["ferry"];
    run(&store, &retracted, &withheld, &keeping("3", "2026-11-23T14:00:00Z")).expect("published");
    let is_anywhere = |store: &Memory, words: &str| {
        let objects = store.objects.lock().expect("no test panics with it");
        objects.iter().any(|(key, bytes)| !key.ends_with(".json") && String::from_utf8_lossy(bytes).contains(words))
    };
    assert!(!is_anywhere(&store, "a mistake") && !is_anywhere(&store, "plan"));
    back(&store, &withheld, &keeping("1", "2026-11-23T15:00:00Z")).expect("gone back");
    assert!(!is_anywhere(&store, "a mistake"));
    assert_eq!(store.public()["releases/2018/ferry/index.html"], b"a notice");
    assert_eq!(store.public()["releases/2018/bridge/index.html"], b"assets/style.1.css", "this one came back");
    assert_eq!(store.public()["feed.xml"], b"nothing");
}

#[test]
fn a_publisher_that_lives_renews_its_intent_and_one_that_was_taken_for_dead_stops() {
    let store = Memory::default();
    let clock = AtomicUsize::new(0);
    let ticking = || at(NOW).as_second() + 600 * clock.fetch_add(1, Ordering::SeqCst) as i64;
    let slow = Publishing { clock: &ticking, ..how("1", at(NOW)) };
    run(&store, &first(), &[], &slow).expect("published");
    let log = store.log.lock().expect("no test panics with it").clone();
    let n_intents = log.iter().filter(|it| *it == "put .dateline/intent.json").count();
    assert!(n_intents > 3, "{log:?}");
    // Meanwhile another has taken over: the first one notices before it puts another thing.
    let taken = Memory::default();
    let thief = || {
        let key = ".dateline/intent.json".to_owned();
        taken.objects.lock().expect("no test panics with it").entry(key).and_modify(|it| *it = b"{}".to_vec());
        ticking()
    };
    let robbed = Publishing { clock: &thief, ..how("1", at(NOW)) };
    assert_eq!(run(&taken, &first(), &[], &robbed), Err(Refusal::TakenOver));
    assert!(taken.public().len() <= 1, "{:?}", taken.public());
}

#[test]
fn caches_that_could_not_be_told_are_told_by_the_next_publish_and_nothing_else_is_done() {
    let store = Memory::default();
    run(&store, &first(), &[], &how("1", at(NOW))).expect("published");
    let fails = |_: &[String]| Err("no answer".to_owned());
    let failing = Publishing { purge: &fails, ..how("2", at(NOW)) };
    assert_eq!(run(&store, &second(), &[], &failing), Err(Refusal::Purge("no answer".to_owned())));
    let public = store.public();
    let n_puts = |store: &Memory| store.log.lock().expect("no test panics with it").len();
    let before = n_puts(&store);
    let told = Mutex::new(Vec::new());
    let tells = |keys: &[String]| {
        told.lock().expect("no test panics with it").extend_from_slice(keys);
        Ok(())
    };
    // Another build: it need not wait for the one that failed.
    let outcome = run(&store, &second(), &[], &Publishing { purge: &tells, ..how("3", at(NOW)) }).expect("told");
    let told = told.into_inner().expect("no test panics with it");
    assert!(told.contains(&"index.html".to_owned()) && !told.contains(&"assets/style.2.css".to_owned()), "{told:?}");
    assert_eq!((outcome.put.len(), outcome.purged, store.public()), (0, told, public));
    assert_eq!(n_puts(&store) - before, 2, "an intent, and its end");
}

#[test]
fn what_others_changed_is_put_right_when_that_is_asked_for_and_what_is_theirs_is_left() {
    let store = Memory::default();
    run(&store, &first(), &[], &how("1", at(NOW))).expect("published");
    let good = store.public();
    {
        let mut objects = store.objects.lock().expect("no test panics with it");
        objects.remove("feed.xml");
        objects.insert("index.html".to_owned(), b"defaced".to_vec());
        objects.insert("theirs/note.txt".to_owned(), b"theirs".to_vec());
        objects.insert("lost/page.html".to_owned(), b"of a record that is gone".to_vec());
        objects.insert(".dateline/objects/ab/abcd".to_owned(), b"of a build that is gone".to_vec());
        objects.insert("nyc/.dateline/record.json".to_owned(), b"another target".to_vec());
        objects.insert("nyc/index.html".to_owned(), b"of another target".to_vec());
    }
    let before = store.changes.load(Ordering::SeqCst);
    run(&store, &first(), &[], &how("1", at(NOW))).expect("the record says that all is well");
    assert_eq!(store.changes.load(Ordering::SeqCst), before);
    let reconciling = |now: &str| Publishing { reconcile: true, ..how("2", at(now)) };
    let outcome = run(&store, &first(), &[], &reconciling(NOW)).expect("put right");
    assert_eq!(
        (outcome.put, outcome.leaving),
        (vec!["feed.xml".to_owned(), "index.html".to_owned()], vec!["lost/page.html".to_owned()])
    );
    run(&store, &first(), &[], &reconciling("2026-11-25T12:00:00Z")).expect("pruned");
    assert!(!store.exists(".dateline/objects/ab/abcd").expect("looked at"));
    let mut public = store.public();
    for others in ["theirs/note.txt", "nyc/.dateline/record.json", "nyc/index.html"] {
        assert!(public.remove(others).is_some(), "{others}");
    }
    assert_eq!(public, good);
}

#[test]
fn no_page_that_a_reader_gets_to_leads_to_one_that_is_not_there_yet() {
    // The new page and the new list name each other, and an old page is changed to name both.
    let mut after = first();
    let list = "archive/2026/index.html";
    let new = "releases/2026/tower/index.html";
    after.insert(new.to_owned(), list.to_owned());
    after.insert(list.to_owned(), new.to_owned());
    after.insert("releases/2018/bridge/index.html".to_owned(), format!("assets/style.1.css\n{new}\n{list}"));
    after.insert("index.html".to_owned(), format!("assets/style.1.css\n{new}\n{list}\nreleases/2018/ferry/index.html"));
    let start = Memory::default();
    run(&start, &first(), &[], &how("1", at(NOW))).expect("published");
    let end = start.again(0);
    run(&end, &after, &[], &how("2", at(NOW))).expect("published");
    for allowed in 1..end.changes.load(Ordering::SeqCst) {
        let killed = start.again(allowed);
        run(&killed, &after, &[], &how("2", at(NOW))).expect_err("it was killed");
        let public = killed.public();
        let (mut seen, mut left) = (std::collections::BTreeSet::new(), vec!["index.html".to_owned()]);
        left.push("releases/2018/bridge/index.html".to_owned());
        while let Some(key) = left.pop() {
            let bytes = public.get(&key).unwrap_or_else(|| panic!("`{key}` is not there after {allowed}"));
            if seen.insert(key) {
                left.extend(String::from_utf8_lossy(bytes).lines().filter(|it| it.contains('/')).map(str::to_owned));
            }
        }
    }
}

#[test]
fn an_index_with_the_words_of_what_is_retracted_goes_with_it() {
    let store = Memory::default();
    let mut before = first();
    before.insert("search/1/0.bin".to_owned(), "ferry".to_owned());
    run(&store, &before, &[], &how("1", at(NOW))).expect("published");
    let mut after = before.clone();
    after.remove("search/1/0.bin");
    after.insert("search/2/0.bin".to_owned(), String::new());
    after.insert("releases/2018/ferry/index.html".to_owned(), "a notice".to_owned());
    after.insert("feed.xml".to_owned(), String::new());
    after.remove("releases/2018/ferry/plan.pdf");
    let outcome = run(&store, &after, &["ferry"], &how("2", at(NOW))).expect("published");
    assert_eq!(outcome.deleted, ["releases/2018/ferry/plan.pdf", "search/1/0.bin"]);
    // It was retracted before: the next index stays for those who have its name.
    let mut later = after.clone();
    later.remove("search/2/0.bin");
    later.insert("search/3/0.bin".to_owned(), "bridge".to_owned());
    let outcome = run(&store, &later, &["ferry"], &how("3", at(NOW))).expect("published");
    assert_eq!((outcome.deleted.len(), outcome.leaving), (0, vec!["search/2/0.bin".to_owned()]));
}

#[test]
fn an_object_that_shows_what_is_withheld_goes_whatever_its_address() {
    let keeping = |build: &'static str, now: &str| Publishing { keep: 9, ..how(build, at(now)) };
    let store = Memory::default();
    let mut before = first();
    before.insert("releases/2017/old-name/release.txt".to_owned(), "ferry".to_owned());
    before.insert("releases/2018/bridge/index.html".to_owned(), "assets/style.1.css\nsee the ferry".to_owned());
    run(&store, &before, &[], &keeping("1", NOW)).expect("published");
    // It was renamed, and the other page does not name it any more.
    let mut renamed = first();
    renamed.insert("feed.xml".to_owned(), "bridge".to_owned());
    run(&store, &renamed, &[], &keeping("2", "2026-11-23T13:00:00Z")).expect("published");
    assert!(store.public().contains_key("releases/2017/old-name/release.txt"), "cached pages may ask for it");
    let mut retracted = renamed.clone();
    retracted.insert("releases/2018/ferry/index.html".to_owned(), "a notice".to_owned());
    retracted.remove("releases/2018/ferry/plan.pdf");
    let outcome = run(&store, &retracted, &["ferry"], &keeping("3", "2026-11-23T14:00:00Z")).expect("published");
    assert_eq!(outcome.deleted, ["releases/2017/old-name/release.txt", "releases/2018/ferry/plan.pdf"]);
    let is_anywhere = |words: &str| {
        let objects = store.objects.lock().expect("no test panics with it");
        objects.iter().any(|(key, bytes)| !key.ends_with(".json") && String::from_utf8_lossy(bytes).contains(words))
    };
    assert!(!is_anywhere("see the ferry") && !is_anywhere("plan"));
    // Also when the source of what was retracted is gone.
    back(&store, &[], &keeping("1", "2026-11-23T15:00:00Z")).expect("gone back");
    assert!(!is_anywhere("see the ferry") && !is_anywhere("plan"));
    assert_eq!(store.public()["releases/2018/bridge/index.html"], b"assets/style.1.css", "it stays as it is");
    assert!(!store.public().contains_key("releases/2017/old-name/release.txt"));
}

#[test]
fn a_tree_that_shows_what_is_withheld_is_refused() {
    let store = Memory::default();
    run(&store, &first(), &[], &how("1", at(NOW))).expect("published");
    let before = store.changes.load(Ordering::SeqCst);
    let refused = run(&store, &second(), &["ferry"], &how("2", at(NOW)));
    assert!(matches!(refused, Err(Refusal::Withheld(_))), "{refused:?}");
    assert_eq!(store.changes.load(Ordering::SeqCst), before);
}

#[test]
fn what_stays_when_going_back_keeps_what_it_leads_to() {
    let keeping = |build: &'static str, now: &str| Publishing { keep: 9, ..how(build, at(now)) };
    let page = |key: &str, links: &[&str], words: &str| {
        let links: String = links.iter().map(|it| format!("<a href=/{it}>x</a>")).collect();
        (key.to_owned(), format!("{links}<p>{words}</p>"))
    };
    let html = |site: &Site, releases: &[&str]| {
        let mut tree = tree(site, releases);
        for file in tree.files.iter_mut().filter(|it| it.key.ends_with(".html")) {
            file.headers = headers(&file.key, file.stage, Encoding::Identity);
        }
        tree
    };
    let store = Memory::default();
    let publish = |site: &Site, releases: &[&str], how: &Publishing| {
        let read = |key: &str| site.get(key).map(|it| it.clone().into_bytes()).ok_or_else(|| key.to_owned());
        let mut tree = html(site, releases);
        for file in &mut tree.files {
            let text = site[&file.key].replace("<p>", "\n").replace("</p>", "\n");
            file.shows = shows(&file.key, &text);
        }
        super::publish(&store, &tree, &read, how, None).expect("published")
    };
    let (ferry, bridge, tower) =
        ("releases/2018/ferry/index.html", "releases/2018/bridge/index.html", "releases/2018/tower/index.html");
    let map = "releases/2018/tower/map/index.html";
    let before: Site = [
        page("index.html", &[ferry, bridge], "the ferry"),
        page(ferry, &[], "ferry"),
        page(bridge, &["archive/index.html"], "bridge, as it was"),
        page("archive/index.html", &["segment/index.html"], "names nothing"),
        page("segment/index.html", &[], "of the ferry"),
    ]
    .into();
    publish(&before, &[], &keeping("1", NOW));
    let after: Site = [
        page("index.html", &[tower, bridge], "no more"),
        (ferry.to_owned(), "a notice".to_owned()),
        page(bridge, &["archive/index.html"], "bridge, as it is"),
        page(tower, &[map], "tower"),
        page(map, &[], "tower"),
        page("archive/index.html", &[], "leads nowhere"),
        page("unlinked/index.html", &[], "new"),
    ]
    .into();
    publish(&after, &["ferry"], &keeping("2", "2026-11-23T13:00:00Z"));
    let record = standing(&store).expect("read").expect("there").record;
    let kept = store.get(&record.kept[0].key()).expect("read").expect("there");
    let earlier = Record::from_bytes(&kept.bytes).expect("a record");
    let stored = |key: &str| Ok(store.get(key).expect("read").map(|it| it.bytes));
    let Former { tree, stays, left_out } =
        former((&earlier, &record), withheld(&["ferry"]), (&stored, &|_| None)).expect("known");
    assert_eq!(stays, ["archive/index.html", "index.html", ferry], "what leads to nothing stays as it is now");
    assert_eq!(left_out, ["segment/index.html"]);
    let keys: Vec<&str> = tree.files.iter().map(|it| it.key.as_str()).collect();
    assert_eq!(
        keys,
        ["archive/index.html", "index.html", bridge, ferry, tower, map],
        "the home page leads to the tower"
    );
    assert!(earlier.has(tree.file(bridge).expect("there")), "it is as it was");
}

#[test]
fn a_record_that_is_lost_or_damaged_is_made_again() {
    let keeping = |build: &'static str, now: &str| Publishing { keep: 3, ..how(build, at(now)) };
    for damage in [Some(&b"{\"version\":3"[..]), Some(b""), None] {
        let store = Memory::default();
        run(&store, &first(), &[], &keeping("1", NOW)).expect("published");
        run(&store, &second(), &[], &keeping("2", NOW)).expect("published");
        {
            let mut objects = store.objects.lock().expect("no test panics with it");
            let key = ".dateline/record.json".to_owned();
            objects.remove(&key);
            objects.extend(damage.map(|it| (key, it.to_vec())));
        }
        let refused = run(&store, &second(), &[], &keeping("3", NOW));
        let is_told = matches!(refused, Err(Refusal::BadRecord(_) | Refusal::Others));
        assert!(is_told, "{damage:?}: {refused:?}");
        let again = Publishing { reconcile: true, ..keeping("3", "2026-11-23T14:00:00Z") };
        run(&store, &second(), &[], &again).expect("made again");
        assert_eq!(run(&store, &second(), &[], &keeping("4", NOW)).expect("as ever").put.len(), 0);
        // What the lost record had said of the build before is known from that one's own.
        let late = Publishing { reconcile: true, ..keeping("5", "2026-11-25T14:00:00Z") };
        run(&store, &second(), &[], &late).expect("pruned");
        assert_eq!(store.public().keys().collect::<Vec<_>>(), second().keys().collect::<Vec<_>>(), "{damage:?}");
    }
}

#[test]
fn nobody_waits_for_a_clock_that_was_wrong_nor_for_a_process_that_has_ended() {
    let store = Memory::default();
    run(&store, &first(), &[], &how("1", at(NOW))).expect("published");
    let far = Publishing { clock: &|| 9_999_999_999, ..how("2", at(NOW)) };
    let killed = store.again(3);
    run(&killed, &second(), &[], &far).expect_err("killed");
    let refused = run(&killed.again(0), &second(), &[], &how("3", at(NOW)));
    assert_eq!(refused, Err(Refusal::Busy("2".to_owned(), Box::default(), 1_800)), "no longer than that");
    let waited = Mutex::new(Vec::new());
    let wait = |seconds: i64| waited.lock().expect("no test panics with it").push(seconds);
    let taking = Publishing { takes_over: true, wait: &wait, ..how("3", at(NOW)) };
    run(&killed.again(0), &second(), &[], &taking).expect("taken over");
    assert_eq!(waited.into_inner().expect("no test panics with it"), [90], "the other would have noticed by then");
    // The same name of a build does not tell one process from another.
    let same = Publishing { token: "other", ..how("2", at(NOW)) };
    assert!(matches!(run(&killed.again(0), &second(), &[], &same), Err(Refusal::Busy(..))));
}
