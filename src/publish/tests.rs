use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::date::{self, Instant};

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

    fn put(&self, key: &str, bytes: &[u8], _: &Headers) -> Result<(), StoreError> {
        self.change("put", key, |objects| drop(objects.insert(key.to_owned(), bytes.to_vec())))
    }

    fn put_if(&self, key: &str, bytes: &[u8], was: Option<&Tag>) -> Result<Option<Tag>, StoreError> {
        if self.get(key)?.map(|it| it.tag).as_ref() != was {
            return Ok(None);
        }
        self.put(key, bytes, &Headers::default())?;
        Ok(Some(Tag(blake3::hash(bytes).to_string())))
    }

    fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.change("delete", key, |objects| drop(objects.remove(key)))
    }
}

/// A site: keys with their bytes. A page's bytes name the files that it loads, one a line.
type Site = BTreeMap<String, String>;

fn site(files: &[(&str, &str)]) -> Site {
    files.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
}

fn tree(site: &Site, retracted: &[&str]) -> PublicTree {
    let file = |(key, text): (&String, &String)| PublicFile {
        key: key.clone(),
        hash: *blake3::hash(text.as_bytes()).as_bytes(),
        length: text.len() as u64,
        headers: Headers::default(),
        stage: stage(key),
    };
    PublicTree {
        files: site.iter().map(file).collect(),
        retracted: retracted.iter().map(|it| (*it).to_owned()).collect(),
        indexes: vec!["search/".to_owned()],
        n_releases: site.keys().filter(|it| it.starts_with("releases/") && it.ends_with(".html")).count(),
    }
}

fn at(text: &str) -> Instant {
    date::instant(text).expect("an instant")
}

fn how(build: &str, now: Instant) -> Publishing<'_> {
    Publishing {
        build,
        now,
        grace: 86_400,
        patience: 1_800,
        limits: Limits { count: None, percent: 100 },
        is_dry: false,
    }
}

fn run(store: &Memory, site: &Site, retracted: &[&str], how: &Publishing) -> Result<Outcome, Refusal> {
    let read = |key: &str| site.get(key).map(|it| it.clone().into_bytes()).ok_or_else(|| key.to_owned());
    publish(store, &tree(site, retracted), &read, how, &|_| {})
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
    assert_eq!(refused, Err(Refusal::Busy("2".to_owned(), 1_200)));
    assert_eq!((other.public(), other.changes.load(Ordering::SeqCst)), (before, 0));
}

#[test]
fn what_left_stays_for_a_day_and_what_was_retracted_not_a_moment() {
    let store = Memory::default();
    run(&store, &first(), &[], &how("1", at(NOW))).expect("published");
    let outcome = run(&store, &second(), &["releases/2018/bridge/"], &how("2", at(NOW))).expect("published");
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
    let read = |key: &str| Ok(text[key].clone().into_bytes());
    let outcome = publish(&store, &other, &read, &how("2", at(NOW)), &|_| {}).expect("published");
    assert_eq!(outcome.put, [other.files[0].key.clone()]);
    other.files[0].hash = [7; 32];
    let refused = publish(&store, &other, &read, &how("3", at(NOW)), &|_| {});
    assert!(matches!(refused, Err(Refusal::File(_))), "{refused:?}");
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
    after.insert("releases/2018/ferry/index.html".to_owned(), "gone".to_owned());
    let outcome = run(&store, &after, &["releases/2018/ferry/"], &how("2", at(NOW))).expect("published");
    assert_eq!(outcome.deleted, ["search/1/0.bin"]);
    // It was retracted before: the next index stays for those who have its name.
    let mut later = after.clone();
    later.remove("search/2/0.bin");
    later.insert("search/3/0.bin".to_owned(), "bridge".to_owned());
    let outcome = run(&store, &later, &["releases/2018/ferry/"], &how("3", at(NOW))).expect("published");
    assert_eq!((outcome.deleted.len(), outcome.leaving), (0, vec!["search/2/0.bin".to_owned()]));
}
