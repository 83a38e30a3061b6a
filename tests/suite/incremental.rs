//! Whatever happens to a newsroom, in whatever order, a build that makes only what differs leaves the tree of a clean one: after
//! edits of every kind, clocks, builds that are killed, and damage to what is kept in `.dateline/`.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::edits::{CONTACTS, Numbers, happen, mend};
use crate::support::{Run, SETTLED, TestSite, Tree, assert_same_trees, copy, release, tree};

/// How many newsrooms are edited, at the same time.
const SITES: u64 = 8;
/// How many builds each has.
const BUILDS: usize = 24;
/// Instants before, between and after what happens by the clock.
const CLOCKS: [&str; 5] = [
    "2026-11-23T12:00:00Z",
    "2026-11-23T12:00:01Z",
    "2026-11-24T05:30:00Z",
    "2026-11-20T12:00:00Z",
    "2026-12-02T12:00:00Z",
];

fn build(site: &TestSite, now: &str, is_time: &dyn Fn() -> bool) -> Run {
    let root = site.root().display().to_string();
    let words = ["build", "--root", &root, "--now", now, "--forget-addresses"];
    site.run_until(&words, &[], &site.root(), is_time)
}

/// What a check finds, without addresses that are lost: these are held against earlier builds.
fn check(site: &TestSite, now: &str) -> (i32, Vec<Value>) {
    let root = site.root().display().to_string();
    let run = site.run(&["check", "--root", &root, "--now", now, "--format", "json"], &[], &site.root());
    let mut found: Vec<Value> = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
    let n_lost = found.len();
    found.retain(|it| !["lost-address", "changed-id"].contains(&it["rule"].as_str().unwrap()));
    // They alone may have been what was wrong.
    let code = if n_lost == found.len() { run.code } else { -1 };
    (code, found)
}

/// Publishes into a folder beside the newsroom. Returns what readers can fetch, but for what they may still ask for.
fn publish(site: &TestSite, now: &str) -> (i32, String, Tree) {
    let (root, target) = (site.root().display().to_string(), site.beside("live").display().to_string());
    let words = ["publish", &target, "--root", &root, "--now", now, "--forget-addresses", "--max-deletes", "100%"];
    let run = site.run(&words, &[], &site.root());
    let mut live = tree(&site.beside("live"));
    let record: Value = match live.get(".dateline/record.json") {
        Some(record) => serde_json::from_slice(record).unwrap(),
        None => Value::Null,
    };
    live.retain(|path, _| {
        !path.starts_with(".dateline") && !path.ends_with('/') && record["removed"].get(path).is_none()
    });
    (run.code, run.stderr, live)
}

/// The same newsroom as nothing was ever built of it.
fn clean(site: &TestSite) -> TestSite {
    let clean = TestSite::bare();
    for part in ["content", "themes"] {
        if site.exists(part) {
            copy(&site.path(part), &clean.path(part));
        }
    }
    clean.write("dateline.yaml", site.read("dateline.yaml"));
    clean
}

/// What is kept beside the record of what readers saw.
fn chapters(site: &TestSite) -> Tree {
    let parts = tree(&site.path(".dateline/parts"));
    parts.into_iter().filter(|it| it.0.starts_with("public-")).collect()
}

/// Does what happens to folders that programs keep things in: one file is cut, changed, or gone.
fn damage(site: &TestSite, numbers: &mut Numbers) -> String {
    let kept: Vec<PathBuf> = ["memory", "parts"]
        .iter()
        .flat_map(|part| {
            tree(&site.path(&format!(".dateline/{part}"))).into_keys().map(move |it| format!("{part}/{it}"))
        })
        .map(|it| site.path(&format!(".dateline/{it}")))
        .collect();
    if kept.is_empty() {
        return "nothing to damage".to_owned();
    }
    let path = &kept[numbers.below(kept.len())];
    let mut bytes = fs::read(path).unwrap();
    match numbers.below(3) {
        0 => fs::remove_file(path).unwrap(),
        1 if !bytes.is_empty() => {
            let at = numbers.below(bytes.len());
            // A part of a record is known by its length until it is read.
            if !path.to_string_lossy().contains("public-") || path.to_string_lossy().contains("memory") {
                bytes[at] ^= 1;
            }
            fs::write(path, bytes).unwrap();
        }
        _ => {
            let at = numbers.below(bytes.len() + 1);
            fs::write(path, &bytes[..at]).unwrap();
        }
    }
    format!("damage to {}", path.display())
}

/// The releases of an entangled newsroom.
const SLUGS: [&str; 5] = ["a", "b", "c", "d", "e"];

/// A newsroom in two languages whose releases show each other's words.
fn entangle(site: &TestSite, numbers: &mut Numbers) -> String {
    let slug = SLUGS[numbers.below(5)];
    let other = SLUGS[numbers.below(5)];
    let path = format!("content/releases/2026/{slug}.md");
    let translation = format!("content/releases/2026/{slug}.zh-Hant.md");
    match numbers.below(9) {
        0 => {
            let config = site.read("dateline.yaml");
            let from = numbers.below(3);
            let names = ["Harbour Office", "Office of the Harbour", "Harbour"];
            let config =
                names.iter().fold(config, |it, name| it.replace(&format!("newsroom: {name}\n"), "newsroom: NAME\n"));
            site.write("dateline.yaml", config.replace("newsroom: NAME", &format!("newsroom: {}", names[from])));
        }
        1 if site.exists(&path) => {
            site.write(
                &translation,
                format!("---\ntitle: 標題{}\n---\n內容{}。\n", numbers.below(3), numbers.below(3)),
            );
        }
        2 if site.exists(&translation) => {
            site.remove(&translation);
        }
        3 => {
            let until = ["2026-11-21", "2026-11-23", "2026-12-31"][numbers.below(3)];
            let ana = format!("ana: {{name: Ana Reyes, office: nyc, phone: \"(212) 555-0123\", until: {until}}}\n");
            // Releases that name her are wrong then, though nobody has touched them.
            let ana = if numbers.below(2) == 0 { "" } else { &ana };
            let contacts = format!("{ana}ben: {{name: Ben Okafor, office: sf, phone: \"(415) 555-0145\"}}\n");
            site.write("content/contacts.yaml", contacts);
        }
        _ => {
            let keys = [
                format!("title: Name {}\ncontacts: [ana]\nrelated: [2026/{other}]", numbers.below(2)),
                format!(
                    "summary: Words {}.\nseries: {{id: talks, number: {}}}",
                    numbers.below(3),
                    1 + numbers.below(4)
                ),
                format!("contacts: [ana]\ndate: 2026-11-{:02}", 1 + numbers.below(25)),
                format!("topics: [trade]\nseries: {{id: talks, number: {}}}", 1 + numbers.below(4)),
                format!(
                    "series: {{id: talks, number: {}}}\noffices: [{}]",
                    1 + numbers.below(4),
                    ["nyc", "sf", "sf, nyc"][numbers.below(3)]
                ),
                format!("offices: [{}]", ["nyc", "sf", "sf, nyc"][numbers.below(3)]),
                "status: withdrawn\nstatus_note: No.".to_owned(),
                "status: retracted\nstatus_note: No.".to_owned(),
                format!("revisions: [{{date: 2026-11-{:02}, kind: update, note: More.}}]", 10 + numbers.below(10)),
                "embargo: 2026-11-24T00:00".to_owned(),
            ];
            let links = ["", "See [it](OTHER.md).", "See [it](OTHER.md#part-0).", "See [it](OTHER.md#part-0)."]
                [numbers.below(4)];
            let links = links
                .replace("OTHER", if site.exists(&format!("content/releases/2026/{other}.md")) { other } else { slug });
            let body = format!("Text {}. {links}\n\n## Part 0\n\nText.", numbers.below(4));
            site.write(&path, release(slug, &keys[numbers.below(keys.len())], &body));
        }
    }
    // A translation without its original is a fault, and so is what leads to nothing.
    for slug in SLUGS {
        if !site.exists(&format!("content/releases/2026/{slug}.md")) {
            site.release(slug, "", "## Part 0\n\nText.");
        }
    }
    format!("{slug} and {other}")
}

fn edited(seed: u64) {
    let (site, mut numbers) = (TestSite::new(), Numbers(31_000 + seed));
    let is_entangled = seed < SITES / 2;
    for output in ["search", "sitemap"] {
        site.edit("dateline.yaml", &format!(" {output}: false"), &format!(" {output}: true"));
    }
    mend(&site);
    if is_entangled {
        site.edit("dateline.yaml", "offices:", "languages: [en, zh-Hant]\noffices:");
        entangle(&site, &mut numbers);
    }
    let (mut now, mut n_compared, mut n_published, mut was_faulty, mut log) = (CLOCKS[0], 0, 0, false, Vec::new());
    for _ in 0..BUILDS {
        // What leads to nothing would hold up all that comes after.
        match (was_faulty, is_entangled) {
            (true, true) => {
                site.write("content/contacts.yaml", CONTACTS);
                if numbers.below(3) == 0 {
                    SLUGS.iter().for_each(|it| _ = site.release(it, "", "## Part 0\n\nText."));
                }
            }
            (true, false) => _ = mend(&site),
            (false, _) => {}
        }
        for _ in 0..=numbers.below(4) / 3 {
            match is_entangled {
                true => log.push(entangle(&site, &mut numbers)),
                false => log.push(format!("{:?}", happen(&site, &mut numbers, true))),
            }
        }
        match numbers.below(9) {
            0 | 1 => now = CLOCKS[numbers.below(CLOCKS.len())],
            2 | 3 => log.push(damage(&site, &mut numbers)),
            4 | 5 => {
                let (started, after) = (Instant::now(), Duration::from_millis(numbers.below(400) as u64));
                build(&site, now, &|| started.elapsed() > after);
                log.push(format!("killed after {after:?}"));
            }
            6 | 7 => {
                let outputs: Vec<String> = site.public().into_keys().collect();
                if let Some(path) = outputs.get(numbers.below(outputs.len().max(1))) {
                    log.push(format!("`{path}` is no more what it was"));
                    match numbers.below(2) {
                        0 => _ = site.remove(&format!("public/{path}")),
                        _ => _ = site.write(&format!("public/{path}"), "defaced"),
                    }
                }
            }
            _ => {}
        }
        if numbers.below(3) == 0 {
            std::thread::sleep(SETTLED);
        }
        let other = clean(&site);
        let told = |log: &[String]| format!("seed {seed} at {now}: {:?}", &log[log.len().saturating_sub(5)..]);
        let checks = numbers.below(2) == 0;
        if checks {
            log.push("checked".to_owned());
            let ([warm, cold], told) = ([&site, &other].map(|it| check(it, now)), told(&log));
            assert_eq!(warm.1, cold.1, "{told}");
            assert!(warm.0 == cold.0 || warm.0 == -1, "{told}: {} and {}", warm.0, cold.0);
        }
        if numbers.below(3) == 0 {
            log.push("published".to_owned());
            let ([warm, cold], told) = ([&site, &other].map(|it| publish(it, now)), told(&log));
            assert_eq!(warm.0, cold.0, "{told}\n{}\n{}", warm.1, cold.1);
            if warm.0 == 0 {
                n_published += 1;
                assert_same_trees(&warm.2, &cold.2, &told);
            }
        }
        let [warm, cold] = [&site, &other].map(|it| build(it, now, &|| false));
        let told = format!("seed {seed} at {now}: {:?}\n{}", &log[log.len().saturating_sub(4)..], warm.stderr);
        assert_eq!((warm.code, warm.rules()), (cold.code, cold.rules()), "{told}{}", cold.stderr);
        was_faulty = warm.code != 0;
        if !was_faulty {
            n_compared += 1;
            assert_same_trees(&site.public(), &other.public(), &told);
            assert_same_trees(&chapters(&site), &chapters(&other), &told);
            if checks {
                let [warm, cold] = [&site, &other].map(|it| check(it, now));
                assert_eq!(warm, cold, "{told}: checked after a build");
            }
        }
    }
    assert!(n_published > 0, "seed {seed}: nothing was published");
    assert!(n_compared >= BUILDS / 4, "seed {seed}: only {n_compared} builds were without fault");
}

#[test]
fn after_any_edits_the_tree_is_that_of_a_clean_build() {
    std::thread::scope(|scope| {
        for seed in 0..SITES {
            scope.spawn(move || edited(seed));
        }
    });
}
