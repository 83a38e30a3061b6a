//! A publish to a bucket that loses its connection, or its life, at every request: whoever reads then finds every page whole,
//! and the publish that is repeated ends as if nothing had been.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::publish_bucket::{run, run_until};
use crate::store::{Listed, Loss, Proxy, TestBucket, public};
use crate::support::{Links, TestSite, links, png, release};

/// How many cases are tried at once: most of the time they wait.
const AT_ONCE: usize = 6;
/// The files of a site, by key.
type Site = BTreeMap<String, Vec<u8>>;

/// A newsroom, and what a build of it is before and after: another style, a new release in a new month, a picture more.
struct Change {
    site: TestSite,
    before: Built,
    after: Built,
}

/// What a build wrote.
struct Built {
    out: String,
    files: Site,
    /// Those of its pages, by key.
    links: BTreeMap<String, Arc<Links>>,
}

impl Built {
    /// The name of its folder.
    fn id(&self) -> &str {
        self.out.rsplit('/').next().unwrap()
    }
}

impl Change {
    fn new() -> Self {
        let site = TestSite::new();
        let config = site.read("dateline.yaml");
        let lines: Vec<&str> = config.lines().filter(|it| !it.starts_with("  sf:")).collect();
        site.write("dateline.yaml", lines.join("\n") + "\n");
        site.write("content/contacts.yaml", "ana: {name: Ana Reyes, office: nyc, phone: \"(212) 555-0123\"}\n");
        site.edit("dateline.yaml", " sitemap: false", " sitemap: true, topics: false, kinds: false");
        site.write(
            "content/releases/2026/ferry/index.md",
            release("ferry", "offices: [nyc]\nmedia: [{file: pier.png, alt: A pier.}]", "It sails."),
        );
        site.write("content/releases/2026/ferry/pier.png", png(8, 8));
        site.release("bridge", "offices: [nyc]", "It opens.");
        let before = Self::built(&site, "before");
        site.write("themes/newsroom/styles/lists.css", "main { color: red }\n");
        site.release("tower", "offices: [nyc]\ndate: 2026-10-05", "It stands. See [the bridge](bridge.md).");
        site.edit("content/releases/2026/bridge.md", "It opens.", "It opens. See [the tower](tower.md).");
        site.write("content/releases/2026/ferry/boat.png", png(9, 9));
        site.edit("content/releases/2026/ferry/index.md", "A pier.}]", "A pier.}, {file: boat.png, alt: A boat.}]");
        let after = Self::built(&site, "after");
        Self { site, before, after }
    }

    fn built(site: &TestSite, name: &str) -> Built {
        let out = site.path(name).display().to_string();
        let built = site.build_with(&["--out", &out]);
        assert_eq!(built.code, 0, "{}", built.stderr);
        let files: Site =
            crate::support::tree(&site.path(name)).into_iter().filter(|it| !it.0.ends_with('/')).collect();
        let pages = files.iter().filter(|it| it.0.ends_with(".html"));
        let links = pages.map(|(key, bytes)| (key.clone(), links(key, bytes))).collect();
        Built { out, files, links }
    }

    fn publish(&self, built: &Built, bucket: &TestBucket, proxy: &Proxy, more: &[&str]) -> (i32, String) {
        let target = bucket.target();
        let words = ["publish", &target, "--from", &built.out, "--build-id", built.id(), "--in-flight", "4"];
        let ran = run_until(&self.site, proxy.port, &[&words, more].concat(), &|| proxy.kills());
        proxy.settle();
        (ran.code, ran.stderr)
    }

    /// A bucket with what was there before.
    fn started(&self) -> TestBucket {
        let bucket = TestBucket::quick();
        let (code, errors) = self.publish(&self.before, &bucket, &Proxy::new(bucket.port, None), &[]);
        assert_eq!(code, 0, "{errors}");
        bucket
    }

    /// The change published to a bucket that loses nothing.
    fn undisturbed(&self) -> Known {
        let first = self.started();
        let (start, bucket) = (first.list(), first.beside());
        bucket.become_like(&first, &start);
        let counting = Proxy::new(bucket.port, None);
        assert_eq!(self.publish(&self.after, &bucket, &counting, &[]).0, 0);
        Known { first, start, end: bucket.public(), log: counting.log() }
    }

    /// What is wrong with what readers find now.
    fn look(&self, there: &Site) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut pages: BTreeMap<&String, &Arc<Links>> = BTreeMap::new();
        for (key, bytes) in there {
            match [&self.before, &self.after].into_iter().find(|it| it.files.get(key) == Some(bytes)) {
                Some(built) => pages.extend(built.links.get(key).map(|it| (key, it))),
                None => wrong.push(format!("`{key}` is neither old nor new")),
            }
        }
        for (page, links) in &pages {
            wrong.extend(
                links.loaded.iter().filter(|it| !there.contains_key(*it)).map(|it| format!("`{page}` loads `{it}`")),
            );
        }
        // What a reader gets to from a home page, or from any page that there was before.
        let known = pages.keys().filter(|it| self.before.files.contains_key(**it));
        let mut left: Vec<String> = known.map(|it| (*it).clone()).collect();
        let mut seen = BTreeSet::new();
        while let Some(page) = left.pop() {
            let Some(links) = pages.get(&page) else { continue };
            for link in &links.followed {
                if !there.contains_key(link) {
                    wrong.push(format!("`{page}` leads to `{link}`"));
                } else if seen.insert(link.clone()) {
                    left.push(link.clone());
                }
            }
        }
        wrong
    }
}

#[test]
fn the_look_finds_what_is_put_too_early() {
    let change = Change::new();
    assert_eq!(change.look(&change.before.files), Vec::<String>::new());
    assert_eq!(change.look(&change.after.files), Vec::<String>::new());
    let is_found = |key: &str, expected: &str| {
        let mut early = change.before.files.clone();
        early.insert(key.to_owned(), change.after.files[key].clone());
        let wrong = change.look(&early);
        assert!(wrong.iter().any(|it| it.contains(expected)), "{key}: {wrong:?}");
    };
    is_found("index.html", "loads `assets/style");
    is_found("nyc/index.html", "leads to `nyc/releases/2026/tower/");
    is_found("nyc/releases/2026/bridge/index.html", "leads to `nyc/releases/2026/tower/");
    is_found("nyc/archive/2026/index.html", "leads to `nyc/releases/2026/tower/");
}

#[test]
fn lost_at_any_request_every_page_is_whole_and_the_repeated_publish_ends_the_same() {
    let change = Change::new();
    let known = change.undisturbed();
    let n_requests = known.log.len();
    assert!((30..200).contains(&n_requests), "{n_requests}");
    let losses = [Loss::Error, Loss::Timeout, Loss::Cut, Loss::CutAfter, Loss::Kill];
    let cases = losses.into_iter().flat_map(|loss| (0..n_requests).map(move |at| (loss, at)));
    let wrong = wrong(&cases.collect::<Vec<_>>(), &known.start, &|change, bucket, loss, at| {
        lost(change, bucket, loss, at, &known)
    });
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// What is wrong after losses at requests, as `tried` says it of a change and of a bucket that has what there was at the
/// `start`. Several are tried at once.
fn wrong(
    cases: &[(Loss, usize)],
    start: &BTreeMap<String, Listed>,
    tried: &(dyn Fn(&Change, &TestBucket, Loss, usize) -> Vec<String> + Sync),
) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let wrong: Mutex<Vec<String>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                // Two at once in one newsroom would wait for each other's lock.
                let change = Change::new();
                let first = change.started();
                let bucket = first.beside();
                while let Some((loss, at)) = cases.get(next.fetch_add(1, Ordering::SeqCst)) {
                    bucket.become_like(&first, start);
                    let found = tried(&change, &bucket, *loss, *at);
                    wrong.lock().unwrap().extend(found.iter().map(|it| format!("{loss:?} at {at}: {it}")));
                }
            });
        }
    });
    wrong.into_inner().unwrap()
}

/// What a bucket has before and after, as it lists it, and what it is asked between.
struct Known {
    /// A bucket with what was there before.
    first: TestBucket,
    start: BTreeMap<String, Listed>,
    end: BTreeMap<String, Listed>,
    log: Vec<String>,
}

impl Known {
    /// The bytes of what a bucket has now, by what it lists; of what is neither old nor new, none.
    fn contents(&self, change: &Change, bucket: &TestBucket) -> Site {
        let bytes = |key: &String, listed: &Listed| match (self.start.get(key), self.end.get(key)) {
            (_, Some(new)) if new == listed => change.after.files.get(key).or(change.before.files.get(key)),
            (Some(old), _) if old == listed => change.before.files.get(key),
            _ => None,
        };
        let there = bucket.public();
        there.iter().map(|(key, listed)| (key.clone(), bytes(key, listed).cloned().unwrap_or_default())).collect()
    }
}

/// Publishes with everything lost from a request on, looks, and publishes again: what is wrong.
fn lost(change: &Change, bucket: &TestBucket, loss: Loss, at: usize, known: &Known) -> Vec<String> {
    let end = &known.end;
    let proxy = Proxy::new(bucket.port, Some((at, loss, false)));
    // Only who gets no answer is to be impatient: the machine may be busy.
    let patience = if loss == Loss::Timeout { "1" } else { "60" };
    let (code, errors) = change.publish(&change.after, bucket, &proxy, &["--retries", "0", "--timeout", patience]);
    let mut wrong = change.look(&known.contents(change, bucket));
    let expected = if loss == Loss::Kill { -1 } else { 2 };
    if code != expected {
        wrong.push(format!("it ended with {code}: {errors}"));
    }
    let (code, errors) = change.publish(&change.after, bucket, &Proxy::new(bucket.port, None), &[]);
    if code != 0 {
        wrong.push(format!("the repeated publish ended with {code}: {errors}"));
    }
    let all = bucket.list();
    wrong.extend(all.contains_key(".dateline/intent.json").then(|| "the intent was left".to_owned()));
    let there = public(all);
    let differing = end.keys().chain(there.keys()).filter(|it| end.get(*it) != there.get(*it));
    wrong.extend(differing.map(|it| format!("`{it}` is not as it would have been")));
    wrong
}

#[test]
fn one_lost_request_is_tried_again_and_nobody_notices() {
    let change = Change::new();
    let Known { start, end, log, .. } = change.undisturbed();
    let losses = [Loss::Error, Loss::Cut, Loss::CutAfter];
    let cases = losses.into_iter().flat_map(|loss| (0..log.len()).step_by(4).map(move |at| (loss, at)));
    let wrong = wrong(&cases.collect::<Vec<_>>(), &start, &|change, bucket, loss, at| {
        let proxy = Proxy::new(bucket.port, Some((at, loss, true)));
        let (code, errors) = change.publish(&change.after, bucket, &proxy, &[]);
        let is_noticed = code != 0 || bucket.public() != end;
        is_noticed.then(|| format!("{code} {errors}")).into_iter().collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_publisher_that_was_killed_is_not_mixed_with_another_and_its_work_is_not_done_twice() {
    let change = Change::new();
    let Known { first: bucket, log, .. } = change.undisturbed();
    let n_put = |log: &[String]| log.iter().filter(|it| it.starts_with("PUT ") && !it.contains("/.dateline/")).count();
    let n_all = n_put(&log);
    let proxy = Proxy::new(bucket.port, Some((log.len() - 12, Loss::Kill, false)));
    assert_eq!(change.publish(&change.after, &bucket, &proxy, &[]).0, -1);
    // As if it had run on another machine, where nobody here can tell whether it has ended.
    let key = ".dateline/intent.json";
    let intent = bucket.get(key).body;
    bucket.put(
        key,
        String::from_utf8(intent.clone()).unwrap().replace("\"machine\":\"", "\"machine\":\"other ").as_bytes(),
    );
    let before = bucket.list();
    let target = bucket.target();
    let other =
        run(&change.site, bucket.port, &["publish", &target, "--from", &change.before.out, "--build-id", "other"]);
    assert!(other.code == 2 && other.stderr.contains("is under way (build `after`, process"), "{}", other.stderr);
    assert_eq!(bucket.list(), before, "it has changed nothing");
    bucket.put(key, &intent);
    let again = Proxy::new(bucket.port, None);
    assert_eq!(change.publish(&change.after, &bucket, &again, &[]).0, 0);
    assert!(n_put(&again.log()) < n_all / 2, "{} of {n_all}", n_put(&again.log()));
}
