//! The search index: read as its script reads it, and compared with what is public. What readers do with it is tested in a
//! browser.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{NOW, TestSite, Tree, assert_snapshot, release, repository};

/// The version of the index, and a hash of that of the fixture.
const KEPT: &str = "data/search/version.txt";

/// The terms of an index with the folders of the releases that have each, and how many forms a word has.
type Terms = BTreeMap<String, BTreeSet<String>>;

/// Reads a whole index as its documentation says that it is written.
fn index(public: &Tree, folder: &str) -> Terms {
    let manifest: Value = serde_json::from_slice(&public[&format!("{folder}index.json")]).unwrap();
    let mut all = Terms::new();
    for segment in manifest["segments"].as_array().unwrap() {
        let name = segment["name"].as_str().unwrap();
        let entries: Vec<Value> = (0..)
            .map_while(|number| public.get(&format!("{folder}{name}/{number}.json")))
            .flat_map(|it| serde_json::from_slice::<Vec<Value>>(it).unwrap())
            .collect();
        assert_eq!(entries.len() as u64, segment["releases"].as_u64().unwrap());
        for number in 0..segment["shards"].as_u64().unwrap() {
            for (term, releases) in shard(&public[&format!("{folder}{name}/{number}.bin")]) {
                let folders = releases.iter().map(|it| entries[*it][0].as_str().unwrap().to_owned());
                all.entry(term).or_default().extend(folders);
            }
        }
    }
    all
}

/// The terms of one file, with the places of their releases.
fn shard(bytes: &[u8]) -> Vec<(String, Vec<usize>)> {
    fn number(bytes: &mut &[u8]) -> usize {
        let mut value = 0;
        for shift in (0..).step_by(7) {
            let (byte, rest) = bytes.split_first().unwrap();
            *bytes = rest;
            value |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        value
    }
    let mut terms: Vec<(String, Vec<usize>)> = Vec::new();
    let mut before = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let common = number(&mut rest);
        let length = number(&mut rest);
        let (own, after) = rest.split_at(length);
        before.truncate(common);
        before.extend(own);
        rest = after;
        let size = number(&mut rest);
        let releases = if size == 0 {
            let back = number(&mut rest);
            terms[terms.len() - back].1.clone()
        } else {
            let (postings, after) = rest.split_at(size);
            rest = after;
            releases(postings)
        };
        terms.push((String::from_utf8(before.clone()).unwrap(), releases));
    }
    assert!(terms.is_sorted_by(|a, b| a.0 < b.0), "terms are in their order, each once");
    terms
}

fn releases(postings: &[u8]) -> Vec<usize> {
    let (mut found, mut next, mut gap, mut scale) = (Vec::new(), 0, 0, 1);
    for half in postings.iter().flat_map(|it| [it & 15, it >> 4]) {
        match half {
            0 => {}
            1..8 => {
                found.push(next + gap);
                (next, gap, scale) = (next + gap + 1, 0, 1);
            }
            _ => {
                gap += usize::from(half - 7) * scale;
                scale *= 8;
            }
        }
    }
    found
}

fn has(index: &Terms, term: &str) -> Vec<String> {
    index.get(term).into_iter().flatten().cloned().collect()
}

#[test]
fn every_word_that_readers_see_finds_its_release_and_so_do_its_forms() {
    let site = TestSite::whole();
    site.release(
        "ferry",
        "topics: [trade]\nkind: speech\nspeaker: {name: Ana Reyes}",
        "Two ferries sail.\n\n- Café at 10:30 a.m.\n",
    );
    site.release(
        "bridge",
        "offices: [sf]\nmeeting: {name: Bridge Forum, number: 3, outcomes: [A toll]}",
        "The ferry stops. 香港經濟",
    );
    site.build_well();
    let index = index(&site.public(), "search/");
    let (ferry, bridge) = ("releases/2026/ferry/", "releases/2026/bridge/");
    for both in ["ferry", "ferries", "year:2026"] {
        assert_eq!(has(&index, both), [bridge, ferry], "{both}");
    }
    for of_ferry in ["sail", "cafe", "am", "reyes", "trade", "topic:trade", "kind:speech", "office:nyc"] {
        assert_eq!(has(&index, of_ferry), [ferry], "{of_ferry}");
    }
    for of_bridge in ["forum", "toll", "stops", "香港", "港经", "经济", "kind:news-release", "bridge"] {
        assert_eq!(has(&index, of_bridge), [bridge], "{of_bridge}");
    }
    assert_eq!(has(&index, "office:sf"), [bridge, ferry]);
    // What the forms of a word have in common.
    assert_eq!(has(&index, "~ferri"), [bridge, ferry]);
    for nothing in ["the", "at", "經濟", "topic:other", "sails"] {
        assert!(has(&index, nothing).is_empty(), "{nothing}");
    }
}

#[test]
fn nothing_of_what_is_not_public_is_found() {
    let site = TestSite::whole();
    site.release("ferry", "", "Public words.");
    site.release("draft", "status: draft", "Secretone.");
    site.release("embargoed", "embargo: 2026-12-01", "Secrettwo.");
    site.release("scheduled", "date: 2026-12-01", "Secretthree.");
    site.release("gone", "status: retracted\nstatus_note: A mistake.\nstatus_date: 2026-11-05", "Secretfour.");
    site.release("withdrawn", "status: withdrawn\nstatus_note: A mistake.\nstatus_date: 2026-11-05", "Publictwo.");
    site.build_well();
    let public = index(&site.public(), "search/");
    assert_eq!(public.keys().filter(|it| it.starts_with("secret")).count(), 0);
    assert_eq!((has(&public, "public").len(), has(&public, "publictwo").len()), (1, 1));
    // When its time has come, it is found.
    let words = site.build_words(&[]).into_iter().map(|it| it.replace(NOW, "2026-12-02T00:00:00Z"));
    assert_eq!(site.run(&words.collect::<Vec<_>>(), &[], &site.root()).code, 0);
    let later = index(&site.public(), "search/");
    assert_eq!(later.keys().filter(|it| it.starts_with("secret")).collect::<Vec<_>>(), ["secretthree", "secrettwo"]);
}

#[test]
fn each_language_and_each_host_has_an_index_of_its_own() {
    let site = TestSite::whole();
    let config = site.read("dateline.yaml");
    let own_host = config.replace("area_codes: [415]", "area_codes: [415], base_url: \"https://sf.example.net/\"");
    site.write("dateline.yaml", format!("{own_host}languages: [en, zh-Hant]\n"));
    site.release("ferry", "", "A ferry.").release("bridge", "offices: [nyc]", "A bridge.");
    site.write("content/releases/2026/ferry.zh-Hant.md", "---\ntitle: 渡輪\n---\n渡輪啟航。\n");
    assert_eq!(site.build().code, 0);
    let public = site.public();
    let found = |folder: &str, term: &str| has(&index(&public, folder), term).len();
    assert_eq!((found("search/", "ferry"), found("search/", "bridge"), found("search/", "渡轮")), (1, 1, 0));
    assert_eq!((found("zh-hant/search/", "ferry"), found("zh-hant/search/", "渡轮")), (0, 1));
    assert_eq!((found("sf/search/", "ferry"), found("sf/search/", "bridge")), (1, 0));
    assert_eq!(found("sf/zh-hant/search/", "启航"), 1);
    assert!(
        !public.contains_key("nyc/search/index.html"),
        "an office without a host of its own is searched in the newsroom's"
    );
    assert!(public.contains_key("sf/search/variants.txt") && !public.contains_key("zh-hant/search/variants.txt"));
}

/// Files of the index by the folder of their segment.
fn segments(public: &Tree) -> BTreeMap<String, usize> {
    let mut segments = BTreeMap::new();
    for path in public.keys().filter_map(|it| it.strip_prefix("search/")) {
        if let Some((segment, _)) = path.split_once('/').filter(|it| !it.1.is_empty()) {
            *segments.entry(segment.to_owned()).or_default() += 1;
        }
    }
    segments
}

#[test]
fn one_more_release_leaves_closed_months_as_they_are() {
    let site = TestSite::whole();
    site.edit("dateline.yaml", "cards: false", "cards: false, archive: false, kinds: false, topics: false");
    for n in 0..400 {
        let (year, month, day) = (2020 + n / 72, 1 + n / 6 % 12, 1 + n % 6);
        site.write(
            &format!("content/releases/{year}/r{n}.md"),
            release(&format!("r{n}"), &format!("date: {year}-{month:02}-{day:02}"), "A ferry sails.\n\nIt is green."),
        );
    }
    site.build_well();
    let before = segments(&site.public());
    site.write("content/releases/2025/new.md", release("new", "date: 2025-07-05", "A bridge opens."));
    site.build_well();
    let after = segments(&site.public());
    assert_eq!(before.len(), after.len(), "{before:?} {after:?}");
    let changed: Vec<_> = after.iter().filter(|it| !before.contains_key(it.0)).collect();
    assert!(before.len() > 3 && changed.len() == 1, "{before:?} {changed:?}");
    assert!(*changed[0].1 < 10, "{changed:?}");
    // A text of an old month that is changed changes the files that have its words, old or new.
    let old = site.public();
    site.edit("content/releases/2021/r100.md", "It is green.", "It is yellow.");
    site.build_well();
    let public = site.public();
    assert_eq!(segments(&public), after);
    let changed = public.iter().filter(|(path, bytes)| path.contains("search/") && old[*path] != **bytes).count();
    assert!((1..6).contains(&changed), "{changed}");
    let index = index(&public, "search/");
    assert_eq!((has(&index, "yellow"), index["green"].len()), (vec!["releases/2021/r100/".to_owned()], 400 - 1));
}

#[test]
fn a_damaged_file_of_the_index_is_made_again() {
    let site = TestSite::whole();
    site.release("ferry", "", "A ferry.");
    site.build_well();
    let before = site.public();
    let path = before.keys().find(|it| it.starts_with("search/") && it.ends_with("/0.bin")).unwrap();
    site.write(&format!("public/{path}"), "x");
    site.remove(&format!("public/{}", path.replace(".bin", ".json")));
    site.build_with(&["--force"]);
    assert!(site.public() == before, "the index is whole again");
}

/// No file of an earlier form may be taken for one of a later: what changes their bytes has to change their names.
#[test]
fn what_changes_the_index_changes_its_version() {
    let site = TestSite::of("every-key");
    site.build();
    let public = site.public();
    let mut hasher = blake3::Hasher::new();
    let is_of_segment =
        |path: &str| path.split_once("search/").is_some_and(|(_, it)| it.trim_end_matches('/').contains('/'));
    for (path, bytes) in public.iter().filter(|it| is_of_segment(it.0)) {
        hasher.update(path.rsplit('/').next().unwrap().as_bytes()).update(bytes);
    }
    let manifest: Value = serde_json::from_slice(&public["search/index.json"]).unwrap();
    let now = format!("{} {}\n", manifest["version"], &hasher.finalize().to_hex()[..16]);
    let kept = std::fs::read_to_string(repository("tests").join(KEPT)).unwrap_or_default();
    let version = |it: &str| it.split(' ').next().unwrap_or_default().to_owned();
    // With UPDATE=1 the snapshot follows the text of the fixture.
    assert!(
        now == kept || version(&now) != version(&kept) || std::env::var_os("UPDATE").is_some(),
        "the index of the same texts has other bytes: raise `VERSION` in crates/pure/plan/src/search/mod.rs and in search.js"
    );
    assert_snapshot(KEPT, &now);
}
