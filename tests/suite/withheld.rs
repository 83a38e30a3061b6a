//! What was published and may not be read any more: it is taken away wherever it stands, and nothing brings it back.

use std::fs;
use std::process::{Command, Stdio};

use crate::publish_bucket;
use crate::store::TestBucket;
use crate::support::{NOW, Run, TestSite, Tree, tree};

fn run(site: &TestSite, words: &[&str]) -> Run {
    let root = site.root().display().to_string();
    let now = if words.contains(&"--now") { &[][..] } else { &["--now", NOW][..] };
    site.run(&[words, &["--root", &root], now].concat(), &[], &site.root())
}

fn target(site: &TestSite) -> String {
    site.beside("live").display().to_string()
}

fn publish(site: &TestSite, more: &[&str]) -> Run {
    run(site, &[&["publish", &target(site), "--max-deletes", "100%"], more].concat())
}

fn publish_well(site: &TestSite, more: &[&str]) {
    let ran = publish(site, more);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

fn roll_back(site: &TestSite, more: &[&str]) -> Run {
    run(site, &[&["rollback", "--target", &target(site), "--max-deletes", "100%"], more].concat())
}

fn live(site: &TestSite) -> Tree {
    tree(&site.beside("live")).into_iter().filter(|it| !it.0.ends_with('/')).collect()
}

/// The objects that have a word, the publisher's own included.
fn having(site: &TestSite, word: &str) -> Vec<String> {
    let has = |bytes: &[u8]| bytes.windows(word.len()).any(|it| it == word.as_bytes());
    live(site).into_iter().filter(|it| has(&it.1)).map(|it| it.0).collect()
}

const RETRACTED: &str = "status: retracted\nstatus_note: A mistake.\nstatus_date: 2026-11-23";

fn newsroom() -> TestSite {
    let site = TestSite::whole();
    site.edit("dateline.yaml", "outputs: {cards: false}", "outputs: {cards: false, news_sitemap: false}");
    site.release("bridge", "id: bridge\nseries: {id: works, number: 2}", "It opens.");
    site
}

#[test]
fn a_retracted_release_does_not_come_back_through_pages_that_named_it() {
    // A page names it as related, its neighbours in a series name it, an alias page leads to it.
    let site = newsroom();
    site.release("known", "id: known\nseries: {id: works, number: 1}", "Qwertzuiop sails.");
    site.edit("content/releases/2026/known.md", "title: ", "title: Yxcvbnm ");
    site.release("friend", "id: friend\nrelated: [known]\naliases: [/old/friend.htm]", "It sails too.");
    site.release(
        "other",
        "id: other\nstatus: replaced\nstatus_note: Moved.\nstatus_date: 2026-11-22\nreplaced_by: known",
        "It.",
    );
    publish_well(&site, &["--build-id", "first"]);
    assert!(having(&site, "Yxcvbnm").len() > 5);
    site.edit("content/releases/2026/known.md", "id: known", &format!("id: known\n{RETRACTED}"));
    site.edit("content/releases/2026/friend.md", "related: [known]\n", "");
    site.edit("content/releases/2026/other.md", "replaced_by: known", "replaced_by: bridge");
    publish_well(&site, &["--build-id", "second"]);
    assert_eq!([having(&site, "Yxcvbnm"), having(&site, "Qwertzuiop")], [[""; 0]; 2], "bodies that are kept too");
    let back = roll_back(&site, &["first"]);
    assert_eq!(back.code, 0, "{}", back.stderr);
    assert!(
        back.stderr.contains("nyc/releases/2026/friend/index.html") || back.stderr.contains("more"),
        "{}",
        back.stderr
    );
    assert_eq!([having(&site, "Yxcvbnm"), having(&site, "Qwertzuiop")], [[""; 0]; 2]);
}

#[test]
fn a_release_that_was_renamed_moved_or_translated_before_it_was_retracted_goes_everywhere() {
    let site = newsroom();
    site.edit("dateline.yaml", "topics:", "languages: [en, zh-Hant]\ntopics:");
    let keys = "id: ferry\nattachments: [{file: plan.txt, title: Yxcvbnm plan}]";
    site.write("content/releases/2026/ferry/index.md", crate::support::release("ferry", keys, "Qwertzuiop sails."));
    site.write("content/releases/2026/ferry/plan.txt", "Asdfghjkl.");
    site.write("content/releases/2026/ferry/index.zh-Hant.md", "---\ntitle: 渡輪\n---\nPoiuztrewq。\n");
    publish_well(&site, &[]);
    let words = ["Yxcvbnm", "Qwertzuiop", "Asdfghjkl", "Poiuztrewq", "qwertzuiop"];
    assert!(words[..4].iter().all(|it| !having(&site, it).is_empty()));
    fs::rename(site.path("content/releases/2026/ferry"), site.path("content/releases/2026/line")).unwrap();
    let line = "content/releases/2026/line/index.md";
    site.edit(line, "id: ferry", "id: ferry\naliases: [{path: /releases/2026/ferry/, office: nyc}, {path: /releases/2026/ferry/, office: sf}, {path: /releases/2026/line/, office: sf}]");
    site.edit(line, "offices: [nyc, sf]", "offices: [nyc]");
    publish_well(&site, &["--forget-addresses"]);
    // Cached pages may ask for the old files for a day, but not for those of what is retracted now.
    assert!(live(&site).contains_key("nyc/releases/2026/ferry/release.txt"));
    site.edit(line, "id: ferry", &format!("id: ferry\n{RETRACTED}"));
    site.remove("content/releases/2026/line/index.zh-Hant.md");
    publish_well(&site, &["--forget-addresses"]);
    for word in words {
        assert_eq!(having(&site, word), [""; 0], "{word}");
    }
    for _ in 0..3 {
        let back = roll_back(&site, &[]);
        assert!(back.code == 0 || back.stderr.contains("no build to go back to"), "{}", back.stderr);
        for word in words {
            assert_eq!(having(&site, word), [""; 0], "{word}");
        }
    }
}

#[test]
fn an_earlier_build_that_shows_what_is_withheld_now_is_not_published() {
    for (from, to) in [
        ("id: ferry", format!("id: ferry\n{RETRACTED}")),
        ("id: ferry", "id: ferry\nembargo: 2027-01-01T09:00:00Z".to_owned()),
        ("id: ferry", "id: ferry\nstatus: draft".to_owned()),
        // It was renamed too, without its id.
        ("id: ferry", "embargo: 2027-01-01T09:00:00Z".to_owned()),
    ] {
        let site = newsroom();
        site.release("ferry", "id: ferry", "Qwertzuiop sails.");
        let out = site.path("earlier").display().to_string();
        assert_eq!(site.build_with(&["--out", &out]).code, 0);
        site.edit("content/releases/2026/ferry.md", from, &to);
        fs::rename(site.path("content/releases/2026/ferry.md"), site.path("content/releases/2026/line.md")).unwrap();
        let refused = publish(&site, &["--from", &out]);
        assert_eq!(refused.code, 2, "{to}: {}", refused.stderr);
        assert!(refused.stderr.contains("run `dateline build` again"), "{}", refused.stderr);
        assert!(!site.beside("live").exists(), "{to}");
        // What the message says to do helps.
        assert_eq!(site.build_with(&["--out", &out, "--forget-addresses"]).code, 0);
        publish_well(&site, &["--from", &out]);
        assert_eq!(having(&site, "Qwertzuiop"), [""; 0], "{to}");
    }
}

#[test]
fn a_release_that_is_withheld_but_not_taken_away_yet_is_taken_away_before_a_rollback() {
    let site = newsroom();
    site.release("ferry", "id: ferry", "Qwertzuiop sails.");
    publish_well(&site, &[]);
    site.edit("content/releases/2026/bridge.md", "It opens.", "It opens soon.");
    publish_well(&site, &[]);
    site.edit("content/releases/2026/ferry.md", "id: ferry", &format!("id: ferry\n{RETRACTED}"));
    let before = live(&site);
    let refused = roll_back(&site, &[]);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(refused.stderr.contains("run `dateline publish"), "{}", refused.stderr);
    assert_eq!(live(&site), before);
    publish_well(&site, &[]);
    let back = roll_back(&site, &[]);
    assert_eq!((back.code, having(&site, "Qwertzuiop")), (0, Vec::new()), "{}", back.stderr);
}

#[test]
fn an_address_is_kept_though_the_cache_of_builds_is_lost() {
    let site = newsroom();
    site.release("ferry", "id: ferry", "It sails.");
    publish_well(&site, &[]);
    let before = live(&site);
    let forget = || ["public", ".dateline"].iter().for_each(|it| drop(fs::remove_dir_all(site.path(it))));
    forget();
    fs::rename(site.path("content/releases/2026/ferry.md"), site.path("content/releases/2026/line.md")).unwrap();
    for strict in [&["--strict"][..], &[]] {
        let refused = publish(&site, strict);
        assert_eq!((refused.code, refused.rules().contains(&"lost-address")), (1, true), "{}", refused.stderr);
        assert_eq!(live(&site), before);
        forget();
    }
    // The same where a build without a cache was made before.
    let out = site.path("earlier").display().to_string();
    assert_eq!(site.build_with(&["--out", &out]).code, 0);
    let refused = publish(&site, &["--from", &out]);
    assert_eq!(refused.code, 1, "{}", refused.stderr);
    forget();
    site.edit("content/releases/2026/line.md", "id: ferry", "id: ferry\naliases: [/releases/2026/ferry/]");
    publish_well(&site, &[]);
    site.remove("content/releases/2026/line.md");
    forget();
    assert_eq!(publish(&site, &[]).code, 1);
    publish_well(&site, &["--forget-addresses"]);
}

#[test]
fn a_rollback_goes_by_builds_whatever_the_clocks_say() {
    for (first, second) in [(NOW, NOW), (NOW, "2026-11-22T12:00:00Z")] {
        let site = newsroom();
        publish_well(&site, &["--build-id", "first", "--now", first]);
        let page = "nyc/releases/2026/bridge/index.html";
        let before = live(&site)[page].clone();
        site.edit("content/releases/2026/bridge.md", "It opens.", "It opens soon.");
        publish_well(&site, &["--build-id", "second", "--now", second]);
        let edited = live(&site)[page].clone();
        assert_ne!(edited, before);
        for words in [&["--now", second][..], &["first", "--now", first]] {
            let back = roll_back(&site, words);
            assert_eq!(back.code, 0, "{}", back.stderr);
            assert_eq!(live(&site)[page], before, "{words:?} {}", back.stderr);
            let forth = roll_back(&site, &["second", "--now", second]);
            assert_eq!((forth.code, &live(&site)[page]), (0, &edited), "{}", forth.stderr);
        }
        let none = roll_back(&site, &["third"]);
        assert!(none.code == 2 && none.stderr.contains("dateline publish --list"), "{}", none.stderr);
    }
}

#[test]
fn a_damaged_record_is_refused_with_what_makes_it_again() {
    let site = newsroom();
    publish_well(&site, &[]);
    let good = live(&site);
    for file in ["record.json", "intent.json"] {
        fs::write(site.beside("live").join(".dateline").join(file), "{\"version\":").unwrap();
        for more in [&[][..], &["--force"]] {
            let refused = publish(&site, more);
            assert_eq!(refused.code, 2, "{}", refused.stderr);
            assert!(refused.stderr.contains("--reconcile"), "{}", refused.stderr);
        }
        publish_well(&site, &["--reconcile"]);
        publish_well(&site, &[]);
        let there = live(&site);
        assert!(good.keys().filter(|it| !it.starts_with(".dateline")).all(|it| there[it] == good[it]));
        assert!(!there.contains_key(".dateline/intent.json"));
    }
}

#[test]
fn nobody_waits_for_ever_for_a_publisher_that_is_gone() {
    let site = newsroom();
    publish_well(&site, &[]);
    site.edit("content/releases/2026/bridge.md", "It opens.", "It opens soon.");
    let intent = r#"{"token":"x","build":"7","expires":99999999999,"holder":{"host":"ci-7","machine":"elsewhere","process":4,"started":1}}"#;
    fs::write(site.beside("live/.dateline/intent.json"), intent).unwrap();
    let refused = publish(&site, &["--build-id", "7"]);
    assert_eq!(refused.code, 2);
    for part in ["process 4 on `ci-7`", "add `--take-over`", "in 10 minutes"] {
        assert!(refused.stderr.contains(part), "{}", refused.stderr);
    }
    // A process of this machine that has ended is known to have.
    let mut child = Command::new("true").stdin(Stdio::null()).spawn().unwrap();
    let process = child.id();
    child.wait().unwrap();
    let machine = |path: &str| fs::read_to_string(path).unwrap().trim().to_owned();
    let namespace = fs::read_link("/proc/self/ns/pid").unwrap().display().to_string();
    let machine = format!("{} {namespace}", machine("/proc/sys/kernel/random/boot_id"));
    let here = intent.replace("elsewhere", &machine).replace("\"process\":4", &format!("\"process\":{process}"));
    fs::write(site.beside("live/.dateline/intent.json"), here).unwrap();
    publish_well(&site, &["--build-id", "8"]);
}

#[test]
fn publishers_of_one_build_do_not_mix_their_trees() {
    let Some(bucket) = TestBucket::new() else { return };
    let sites = [newsroom(), newsroom()];
    sites[1].edit("content/releases/2026/bridge.md", "It opens.", "It opens soon.");
    sites[1].release("tower", "", "It stands.");
    let target = bucket.target();
    let words = ["publish", &target, "--build-id", "7", "--force", "--max-deletes", "100%", "--in-flight", "2"];
    let runs: Vec<Run> = std::thread::scope(|scope| {
        let begun: Vec<_> =
            sites.iter().map(|site| scope.spawn(|| publish_bucket::run(site, bucket.port, &words))).collect();
        begun.into_iter().map(|it| it.join().unwrap()).collect()
    });
    let winners: Vec<usize> = (0..2).filter(|it| runs[*it].code == 0).collect();
    assert!(!winners.is_empty(), "{} {}", runs[0].stderr, runs[1].stderr);
    for run in runs.iter().filter(|it| it.code != 0) {
        assert!(run.code == 2 && run.stderr.contains("another publish to"), "{}", run.stderr);
    }
    let there = bucket.contents();
    let is_whole = |site: &TestSite| {
        let public = site.public();
        public.iter().filter(|it| !it.0.ends_with('/')).all(|(key, bytes)| there.get(key) == Some(bytes))
    };
    // Where both ended well, one came after the other.
    assert!(winners.iter().any(|it| is_whole(&sites[*it])), "the trees were mixed");
}
