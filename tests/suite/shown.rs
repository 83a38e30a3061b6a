//! The record of a build says of every output which releases it shows: those whose words it has, and no others.

use std::collections::{BTreeMap, BTreeSet};

use dateline_content::shown::ShownId;
use dateline_emit::{OutputFolder, record_at, record_path};

use crate::support::{TestSite, png};

/// A newsroom in which every way is used in which an output can show a release; each release has words of its own.
fn newsroom() -> TestSite {
    let site = TestSite::whole();
    site.edit("dateline.yaml", "outputs: {cards: false}", "languages: [en, zh-Hant]\naliases: {/old/: /archive/}");
    let keys = |name: &str, more: &str| format!("id: {name}\ntitle: Headline {name}word\ntopics: [trade]\n{more}");
    let release = |name: &str, more: &str, text: &str| {
        site.write(
            &format!("content/releases/2026/{name}/index.md"),
            crate::support::release(name, &keys(name, more), text),
        );
    };
    release(
        "alpha",
        "related: [bravo]\nseries: {id: talks, number: 1}\naliases: [/old/alpha.htm]\nmeeting: {name: Forum alphaword, number: 1, date: 2026-12-05, start: \"10:00\"}\nquotes: [{text: Said alphaword., speaker: Ana}]\nnotes: Note alphaword.\n",
        "Text alphaword. See [another](../charlie/index.md).",
    );
    release(
        "bravo",
        "media: [{file: pier.png, alt: Alt bravoword.}]\nattachments: [{file: plan.txt, title: Plan bravoword}]\nseries: {id: talks, number: 2}\n",
        "Text bravoword.\n\n![Alt bravoword](boat.png)",
    );
    release(
        "charlie",
        "series: {id: talks, number: 3}\nrevisions: [{date: 2026-11-05, kind: correction, note: Note charlieword.}]\n",
        "Text charlieword.",
    );
    release(
        "delta",
        "status: replaced\nstatus_note: Moved.\nstatus_date: 2026-11-20\nreplaced_by: charlie\n",
        "Text deltaword.",
    );
    release("echo", "status: retracted\nstatus_note: Wrong.\nstatus_date: 2026-11-20\n", "Text echoword.");
    release("foxtrot", "status: draft\n", "Text foxtrotword.");
    release("golf", "status: withdrawn\nstatus_note: Wrong.\nstatus_date: 2026-11-20\n", "Text golfword.");
    for (file, width) in [("pier.png", 700), ("boat.png", 710)] {
        site.write(&format!("content/releases/2026/bravo/{file}"), png(width, 300));
    }
    site.write("content/releases/2026/bravo/plan.txt", "The plan of bravoword.");
    site.write("content/releases/2026/alpha/index.zh-Hant.md", "---\ntitle: 標題 alphaword\n---\n文字 alphaword。\n");
    site.write(
        "content/pages/notices.md",
        "---\ntitle: Notices\ndate: 2026-01-05\n---\nSee [it](../releases/2026/alpha/index.md).\n",
    );
    site
}

const NAMES: [&str; 7] = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf"];

#[test]
fn an_output_is_known_to_show_exactly_the_releases_whose_words_it_has() {
    let site = newsroom();
    assert_eq!(site.build().code, 0, "{}", site.build().stderr);
    let (out, state) = (site.path("public"), site.path(".dateline"));
    let folder = OutputFolder { out, state, root: site.root(), force: false };
    let record = record_at(&record_path(&folder).unwrap()).unwrap().unwrap();
    let names: BTreeMap<ShownId, &str> = NAMES.iter().map(|it| (ShownId::of(it), *it)).collect();
    let public = site.public();
    let mut kinds = BTreeSet::new();
    for file in &record.files {
        let shows: BTreeSet<&str> = file.shows.as_ref().unwrap().iter().map(|it| names[it]).collect();
        // Long lines of calendars are folded; an index has each word from where it differs from the one before it.
        let text = String::from_utf8_lossy(&public[&file.path]).replace("\r\n ", "");
        let has = |name: &&&str| {
            let word = if file.path.ends_with(".bin") { format!("{}word", &name[2..]) } else { format!("{name}word") };
            text.contains(&word)
        };
        let having: BTreeSet<&str> = NAMES.iter().filter(has).copied().collect();
        let is_picture = [".png", ".webp"].iter().any(|it| file.path.ends_with(it)) && !file.path.contains("assets/");
        match is_picture {
            true => assert_eq!(shows.len(), 1, "{}", file.path),
            false => assert_eq!(shows, having, "{}", file.path),
        }
        if !shows.is_empty() {
            kinds.insert(file.path.rsplit('/').next().unwrap().rsplit('.').next().unwrap().to_owned());
        }
    }
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    assert_eq!(kinds, ["bin", "htm", "html", "ics", "json", "png", "txt", "webp", "xml"]);
    // What is not made again is known by the record of the build before.
    assert_eq!(site.build_with(&["--base-url", "https://other.example/"]).code, 0);
    assert_eq!(site.build().code, 0);
    assert_eq!(record_at(&record_path(&folder).unwrap()).unwrap().unwrap().files, record.files);
}
