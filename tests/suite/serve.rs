//! `dateline serve` shows what a build writes, and ends as it should.

use std::net::TcpListener;

use crate::served::{Served, address};
use crate::support::{TestSite, Tree, assert_same_trees};

/// Everything that a build with these words writes, asked of a preview.
fn served(served: &Served, built: &Tree) -> Tree {
    let fetch = |path: &String| {
        let answer = served.get(&address(path));
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), content_type(path), "{path}");
        (path.clone(), answer.written())
    };
    built.keys().map(fetch).collect()
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap() {
        _ if path.ends_with("_redirects") || path.ends_with("_headers") => "text/plain; charset=utf-8",
        "xml" => "text/xml; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "vcf" => "text/vcard; charset=utf-8",
        "conf" => "text/plain; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "html" | "htm" | "asp" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "bin" => "application/octet-stream",
        "txt" => "text/plain; charset=utf-8",
        "png" => "image/png",
        "jpg" => "image/jpeg",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        other => panic!("what is the type of .{other}?"),
    }
}

/// A newsroom with a release of every fate.
fn every_fate() -> TestSite {
    let site = TestSite::of("every-key");
    let fates = [
        ("a-draft", "status: draft"),
        ("a-scheduled-one", "date: 2026-12-01"),
        ("an-embargoed-one", "date: 2026-11-02\nembargo: 2026-12-01T09:00"),
        ("a-withdrawn-one", "status: withdrawn\nstatus_note: A mistake.\nstatus_date: 2026-11-05"),
    ];
    for (slug, keys) in fates {
        let date = if keys.lines().any(|it| it.starts_with("date: ")) { "" } else { "date: 2026-11-02\n" };
        let text = format!("---\ntitle: It is {slug}\n{date}offices: [west]\n{keys}\n---\nText.\n");
        site.write(&format!("content/releases/2026/{slug}.md"), text);
    }
    site
}

#[test]
fn every_path_is_what_a_build_with_drafts_writes_and_one_script() {
    for site in [every_fate(), TestSite::repository(), TestSite::new()] {
        assert_eq!(site.build_with(&["--drafts"]).code, 0);
        let built = site.public();
        assert_same_trees(&built, &served(&Served::start(&site), &built), "what is served");
    }
}

#[test]
fn published_only_is_what_a_build_writes() {
    let site = every_fate();
    site.build_well();
    let built = site.public();
    let preview = Served::with(&site, &["--port", "0", "--published-only"]);
    assert_same_trees(&built, &served(&preview, &built), "what is served");
    for slug in ["a-draft", "a-scheduled-one", "an-embargoed-one"] {
        assert_eq!(preview.get(&format!("/west/releases/2026/{slug}/")).status, 404, "{slug}");
    }
}

#[test]
fn what_is_not_there_is_answered_with_the_page_that_says_so() {
    let site = TestSite::new();
    site.build_well();
    let preview = Served::start(&site);
    for (asked, page) in [("/nothing", "404.html"), ("/nyc/nothing/", "nyc/404.html"), ("/sf/a/b.txt", "sf/404.html")] {
        let answer = preview.get(asked);
        assert_eq!((answer.status, answer.written()), (404, site.read(&format!("public/{page}")).into()), "{asked}");
    }
    let answer = preview.get("/nyc");
    assert_eq!((answer.status, answer.header("location")), (302, "/nyc/"));
}

#[test]
fn a_head_request_is_answered_without_a_body() {
    let site = TestSite::new();
    let preview = Served::start(&site);
    let answer = preview.request("HEAD", "/", "localhost", "");
    assert_eq!((answer.status, answer.body.len()), (200, 0));
}

#[test]
fn it_writes_nothing_into_the_newsroom_but_its_state() {
    let site = every_fate();
    let files = || {
        let tree = crate::support::tree(&site.root());
        tree.into_iter().filter(|(path, _)| !path.starts_with(".dateline/")).collect::<Tree>()
    };
    let before = files();
    let preview = Served::start(&site);
    preview.shows("/west/releases/2026/a-draft/", "It is a-draft");
    drop(preview);
    assert_same_trees(&before, &files(), "after a preview");
}

#[test]
fn without_a_port_the_next_free_one_is_taken_and_told() {
    let site = TestSite::new();
    // Whoever holds it, it is taken.
    let _held = TcpListener::bind(("127.0.0.1", 4010));
    let preview = Served::with(&site, &[]);
    assert!(preview.port > 4010, "{}", preview.greeting);
    assert_eq!(preview.get("/").status, 200);
    let told = format!("port 4010 is taken, so this is on {}", preview.port);
    assert!(preview.said().contains(&told), "{}", preview.said());
}

#[test]
fn a_port_that_was_asked_for_and_is_taken_ends_it() {
    let site = TestSite::new();
    let held = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = held.local_addr().unwrap().port().to_string();
    let root = site.root().display().to_string();
    let run = site.run(&["serve", "--root", &root, "--port", &port], &[], &site.root());
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.stderr);
    run.says(&format!("127.0.0.1:{port}")).says("--port");
    assert_eq!(run.stderr.trim_end().lines().count(), 1, "{}", run.stderr);
}

#[test]
fn an_address_that_others_reach_has_to_be_meant() {
    let site = TestSite::new();
    let root = site.root().display().to_string();
    for bind in ["0.0.0.0", "192.0.2.1", "::"] {
        let run = site.run(&["serve", "--root", &root, "--port", "0", "--bind", bind], &[], &site.root());
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{bind}: {}", run.stderr);
        run.says(bind).says("--public");
    }
}

#[test]
fn another_address_of_this_machine_needs_no_more_words() {
    let site = TestSite::new();
    let preview = Served::with(&site, &["--port", "0", "--bind", "127.0.0.1"]);
    assert_eq!(preview.greeting, format!("http://127.0.0.1:{}/", preview.port));
    assert_eq!(preview.request("GET", "/", "localhost", "").status, 200);
    assert!(!preview.said().contains("warning"), "{}", preview.said());
}

#[test]
fn an_interrupt_ends_it_even_with_open_streams() {
    let site = TestSite::new();
    let mut preview = Served::start(&site);
    let mut streams = [preview.events("/"), preview.events("/nyc/")];
    for stream in &mut streams {
        stream.message();
    }
    let _idle = preview.connect();
    preview.signal("INT");
    assert_eq!(preview.end(), Some(0), "{}", preview.said());
}

#[test]
fn the_terminal_tells_the_same_problem_once() {
    let site = TestSite::new();
    site.release("ferry", "offices: [paris]", "Text.");
    let preview = Served::start(&site);
    preview.has_errors("/", &["content/releases/2026/ferry.md:4:11"]);
    site.release("bridge", "", "Text.");
    preview.shows("/nyc/", "Release bridge");
    site.edit("content/releases/2026/ferry.md", "paris", "nyc");
    preview.shows("/nyc/", "Release ferry");
    let said = preview.said();
    assert_eq!(said.matches("unknown-office").count(), 1, "{said}");
    assert_eq!(said.matches("all mended").count(), 1, "{said}");
}
