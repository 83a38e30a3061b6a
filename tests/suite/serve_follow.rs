//! `dateline serve` follows every change: the next look at a page shows what is saved, and an open page is told.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::served::{Served, address, eventually};
use crate::support::{TestSite, png, release};

const FERRY: &str = "content/releases/2026/ferry.md";
const PAGE: &str = "/nyc/releases/2026/ferry/";

fn site() -> TestSite {
    let site = TestSite::new();
    site.release("ferry", "", "The first text.").release("bridge", "", "Text.");
    site
}

/// Saves in one step, as most editors do: nobody reads half of it.
fn save(site: &TestSite, path: &str, text: &str) {
    let temporary = site.path(path).with_extension("tmp~");
    fs::write(&temporary, text).unwrap();
    fs::rename(temporary, site.path(path)).unwrap();
}

/// Waits until everything that a build with drafts writes is served.
fn settles(site: &TestSite, preview: &Served) {
    assert_eq!(site.build_with(&["--drafts"]).code, 0);
    for (path, bytes) in site.public() {
        let address = address(&path);
        eventually(&format!("{path} is what a build writes"), || {
            let answer = preview.get(&address);
            answer.status == 200 && answer.written() == bytes
        });
    }
}

#[test]
fn a_new_body_and_title_are_shown_on_every_page_that_has_them() {
    let site = site();
    let preview = Served::start(&site);
    preview.shows(PAGE, "The first text.");
    site.edit(FERRY, "The first text.", "Another text.");
    preview.shows(PAGE, "Another text.");
    site.edit(FERRY, "title: Release ferry", "title: A new name");
    for page in [PAGE, "/nyc/", "/sf/", "/"] {
        preview.shows(page, "A new name");
    }
}

#[test]
fn what_is_shared_is_shown_anew() {
    let site = site();
    site.write("content/pages/about.md", "---\ntitle: About\ndate: 2026-01-05\n---\nThe page.\n");
    let preview = Served::start(&site);
    preview.shows(PAGE, "Ana Reyes");
    site.edit("content/contacts.yaml", "Ana Reyes", "Anna Reyes");
    preview.shows(PAGE, "Anna Reyes");
    site.edit("dateline.yaml", "Harbour Office", "Office of the Harbour");
    preview.shows(PAGE, "Office of the Harbour");
    site.edit("content/pages/about.md", "The page.", "The page, told anew.");
    preview.shows("/nyc/about/", "The page, told anew.");
    site.write("themes/newsroom/templates/not-found.html", "<!doctype html><head></head><h1>Lost</h1>");
    eventually("the newsroom's own template is used", || preview.get("/nyc/nothing").text().contains("Lost"));
    site.remove("themes/newsroom/templates/not-found.html");
    eventually("the box's is again", || !preview.get("/nyc/nothing").text().contains("<h1>Lost"));
}

#[test]
fn a_new_style_sheet_has_a_new_name_and_is_there() {
    let site = site();
    let preview = Served::start(&site);
    preview.shows(PAGE, "/style.");
    let style = |page: &str| {
        let styles = preview.state(page)["styles"].as_array().unwrap().clone();
        format!("/nyc/{}", styles[0].as_str().unwrap())
    };
    let before = style(PAGE);
    site.write("themes/newsroom/static/style.css", "body { color: navy }");
    eventually("the name is another", || style(PAGE) != before);
    assert_eq!(preview.get(&style(PAGE)).text(), "body { color: navy }");
    assert_eq!(preview.get(&before).status, 404);
    preview.shows(PAGE, style(PAGE).trim_start_matches("/nyc/"));
}

#[test]
fn new_deleted_and_renamed_files_are_followed() {
    let site = site();
    let preview = Served::start(&site);
    site.release("tunnel", "", "Text.");
    preview.shows("/nyc/releases/2026/tunnel/", "Release tunnel");
    preview.shows("/nyc/", "Release tunnel");
    fs::rename(site.path("content/releases/2026/tunnel.md"), site.path("content/releases/2026/canal.md")).unwrap();
    preview.shows("/nyc/releases/2026/canal/", "Release tunnel");
    preview.answers("/nyc/releases/2026/tunnel/", 404);
    site.remove("content/releases/2026/canal.md");
    preview.answers("/nyc/releases/2026/canal/", 404);
    assert!(!preview.get("/nyc/").text().contains("Release tunnel"));
}

#[test]
fn a_deleted_release_is_gone_though_another_has_a_fault() {
    let site = site();
    let preview = Served::start(&site);
    preview.shows(PAGE, "The first text.");
    preview.shows("/nyc/releases/2026/bridge/", "Release bridge");
    site.edit("content/releases/2026/bridge.md", "offices: [nyc, sf]", "offices: [paris]");
    preview.has_errors("/", &["content/releases/2026/bridge.md:4:11"]);
    site.remove(FERRY);
    preview.answers(PAGE, 404);
    preview.shows("/nyc/releases/2026/bridge/", "Release bridge");
}

#[test]
fn a_draft_that_is_ready_loses_its_banner() {
    let site = site();
    site.release("plan", "status: draft", "Text.");
    let preview = Served::start(&site);
    let fate = || preview.state("/nyc/releases/2026/plan/")["fate"].clone();
    assert_eq!(fate(), "draft");
    site.edit("content/releases/2026/plan.md", "status: draft", "status: ready");
    eventually("it is published", || fate() == "published");
    settles(&site, &preview);
}

#[test]
fn published_only_follows_what_becomes_public() {
    let site = site();
    site.release("plan", "status: draft", "Text.");
    let preview = Served::with(&site, &["--port", "0", "--published-only"]);
    assert_eq!(preview.get("/nyc/releases/2026/plan/").status, 404);
    site.edit("content/releases/2026/plan.md", "status: draft", "status: ready");
    preview.shows("/nyc/releases/2026/plan/", "Release plan");
    site.edit("content/releases/2026/plan.md", "status: ready", "status: draft");
    preview.answers("/nyc/releases/2026/plan/", 404);
}

#[test]
fn folders_made_with_their_files_are_followed_and_so_is_what_happens_in_them() {
    let site = site();
    let preview = Served::start(&site);
    // No event comes of the files: the folders are not watched before they are there.
    site.write("content/releases/2025/pier/index.md", release("pier", "date: 2025-03-04", "See [the plan](plan.txt)."))
        .write("content/releases/2025/pier/plan.txt", "the first plan");
    preview.shows("/nyc/releases/2025/pier/", "Release pier");
    preview.shows("/nyc/releases/2025/pier/plan.txt", "the first plan");
    site.edit("content/releases/2025/pier/index.md", "Release pier", "The pier");
    preview.shows("/nyc/releases/2025/pier/", "The pier");
    site.write("content/releases/2025/pier/plan.txt", "the second plan");
    preview.shows("/nyc/releases/2025/pier/plan.txt", "the second plan");
}

#[test]
fn renamed_folders_are_followed_and_so_is_what_happens_in_them() {
    let site = site();
    site.write("content/releases/2026/pier/index.md", release("pier", "", "Text."));
    let preview = Served::start(&site);
    preview.shows("/nyc/releases/2026/pier/", "Release pier");
    fs::rename(site.path("content/releases/2026/pier"), site.path("content/releases/2026/quay")).unwrap();
    preview.shows("/nyc/releases/2026/quay/", "Release pier");
    preview.answers("/nyc/releases/2026/pier/", 404);
    site.edit("content/releases/2026/quay/index.md", "Release pier", "The quay");
    preview.shows("/nyc/releases/2026/quay/", "The quay");
    // Out of the newsroom and back.
    fs::rename(site.path("content/releases/2026/quay"), site.beside("away")).unwrap();
    preview.answers("/nyc/releases/2026/quay/", 404);
    fs::rename(site.beside("away"), site.path("content/releases/2026/pier")).unwrap();
    preview.shows("/nyc/releases/2026/pier/", "The quay");
    site.edit("content/releases/2026/pier/index.md", "The quay", "The pier");
    preview.shows("/nyc/releases/2026/pier/", "The pier");
}

#[test]
fn folders_removed_under_the_watcher_and_made_again_are_followed() {
    let site = site();
    site.write("themes/newsroom/static/style.css", "body { color: red }");
    let preview = Served::start(&site);
    preview.shows(PAGE, "The first text.");
    for round in 0..3 {
        let (contacts, ferry) = (site.read("content/contacts.yaml"), site.read(FERRY));
        fs::remove_dir_all(site.path("content")).unwrap();
        if round == 1 {
            preview.answers(PAGE, 404);
        }
        site.write("content/contacts.yaml", contacts).write(FERRY, ferry);
        preview.shows(PAGE, "Release ferry");
        let words = format!("Told in round {round}.");
        site.write(FERRY, release("ferry", "", &words));
        preview.shows(PAGE, &words);
    }
    for colour in ["green", "blue"] {
        fs::remove_dir_all(site.path("themes")).unwrap();
        settles(&site, &preview);
        site.write("themes/newsroom/static/style.css", format!("body {{ color: {colour} }}"));
        settles(&site, &preview);
        let style = site.public().into_keys().find(|it| it.starts_with("nyc/assets/style.")).unwrap();
        assert!(preview.get(&address(&style)).text().contains(colour));
        site.write("themes/newsroom/static/style.css", "body { color: black }");
        settles(&site, &preview);
    }
    fs::rename(site.path("content"), site.beside("content")).unwrap();
    preview.answers(PAGE, 404);
    fs::rename(site.beside("content"), site.path("content")).unwrap();
    preview.shows(PAGE, "Told in round 2.");
    site.edit(FERRY, "Told in round 2.", "Told at last.");
    preview.shows(PAGE, "Told at last.");
}

#[test]
fn a_configuration_removed_under_the_watcher_and_made_again_is_followed() {
    let site = site();
    let preview = Served::start(&site);
    preview.shows(PAGE, "The first text.");
    let config = site.read("dateline.yaml");
    site.remove("dateline.yaml");
    eventually("its absence is told", || !preview.errors(PAGE).is_empty());
    preview.shows(PAGE, "The first text.");
    site.write("dateline.yaml", config.replace("Harbour Office", "Office of the Harbour"));
    preview.shows(PAGE, "Office of the Harbour");
    preview.has_errors(PAGE, &[]);
}

/// What an editor does to save a text at a path.
type Saving = fn(&TestSite, &str, &str);

/// Moves the old text to a backup, writes a new file, and removes the backup; first it tries whether it may write here.
fn as_vim(site: &TestSite, path: &str, text: &str) {
    let (file, backup) = (site.path(path), site.path(&format!("{path}~")));
    let trial = file.with_file_name("4913");
    fs::write(&trial, "").unwrap();
    fs::remove_file(trial).unwrap();
    fs::rename(&file, &backup).unwrap();
    fs::write(&file, text).unwrap();
    fs::remove_file(backup).unwrap();
}

/// Empties the file and writes into it.
fn as_vs_code(site: &TestSite, path: &str, text: &str) {
    site.write(path, text);
}

/// Keeps a lock and an automatic save beside the file, and moves a new one into its place.
fn as_emacs(site: &TestSite, path: &str, text: &str) {
    let file = site.path(path);
    let name = file.file_name().unwrap().to_str().unwrap().to_owned();
    let (lock, automatic) = (file.with_file_name(format!(".#{name}")), file.with_file_name(format!("#{name}#")));
    std::os::unix::fs::symlink("editor@desk.1234", &lock).unwrap();
    fs::write(&automatic, text).unwrap();
    let temporary = file.with_file_name("ferry.mdXYZ~");
    fs::write(&temporary, text).unwrap();
    fs::rename(temporary, &file).unwrap();
    fs::remove_file(automatic).unwrap();
    fs::remove_file(lock).unwrap();
}

#[test]
fn every_way_to_save_is_followed() {
    let site = site();
    let preview = Served::start(&site);
    let ways: [(&str, Saving); 3] = [("vim", as_vim), ("VS Code", as_vs_code), ("Emacs", as_emacs)];
    for round in 0..3 {
        for (name, way) in ways {
            let words = format!("Saved by {name}, {round}.");
            way(&site, FERRY, &release("ferry", "", &words));
            preview.shows(PAGE, &words);
            preview.has_errors(PAGE, &[]);
        }
    }
}

#[test]
fn a_text_that_is_deleted_right_after_it_was_saved_is_gone() {
    let site = site();
    let preview = Served::start(&site);
    let ways: [Saving; 3] = [as_vim, as_vs_code, as_emacs];
    for way in ways {
        preview.shows(PAGE, "The first text.");
        way(&site, FERRY, &release("ferry", "", "Another text."));
        site.remove(FERRY);
        preview.answers(PAGE, 404);
        site.release("ferry", "", "The first text.");
    }
}

#[test]
fn texts_that_change_places_are_shown_in_their_new_ones() {
    let site = site();
    let preview = Served::start(&site);
    preview.shows(PAGE, "The first text.");
    let (ferry, bridge) = (site.path(FERRY), site.path("content/releases/2026/bridge.md"));
    for words in ["The first text.", "Text."].iter().cycle().skip(1).take(6) {
        let aside = site.path("content/releases/2026/aside");
        fs::rename(&ferry, &aside).unwrap();
        fs::rename(&bridge, &ferry).unwrap();
        fs::rename(&aside, &bridge).unwrap();
        preview.shows(PAGE, &format!(">{words}</p>"));
        settles(&site, &preview);
    }
}

#[test]
fn what_happens_to_a_file_happens_to_links_to_it() {
    let site = site();
    let link = "content/releases/2026/linked.md";
    std::os::unix::fs::symlink("ferry.md", site.path(link)).unwrap();
    let preview = Served::start(&site);
    preview.shows("/nyc/releases/2026/linked/", "The first text.");
    site.edit(FERRY, "The first text.", "Another text.");
    preview.shows("/nyc/releases/2026/linked/", "Another text.");
    site.remove(FERRY);
    preview.has_errors("/", &[link]);
    site.release("ferry", "", "A third text.");
    preview.has_errors("/", &[]);
    preview.shows("/nyc/releases/2026/linked/", "A third text.");
    site.remove(link).write(link, release("linked", "", "A text of its own."));
    preview.shows("/nyc/releases/2026/linked/", "A text of its own.");
    site.remove(link);
    std::os::unix::fs::symlink("bridge.md", site.path(link)).unwrap();
    preview.shows("/nyc/releases/2026/linked/", "Release bridge");
}

#[test]
fn a_preview_that_looks_instead_of_listening_follows_too() {
    let site = site();
    let preview = Served::with(&site, &["--port", "0", "--poll"]);
    preview.shows(PAGE, "The first text.");
    // Of the same length, and many in one second.
    for round in 10..14 {
        let words = format!("Round {round}.");
        site.write(FERRY, release("ferry", "", &words));
        preview.shows(PAGE, &words);
    }
    // An older file in the place of a newer one.
    let older = site.beside("older.md");
    fs::write(&older, release("ferry", "", "From long ago.")).unwrap();
    assert!(Command::new("touch").args(["-d", "2001-02-03", older.to_str().unwrap()]).status().unwrap().success());
    fs::rename(older, site.path(FERRY)).unwrap();
    preview.shows(PAGE, "From long ago.");
    fs::rename(site.path("content/releases/2026"), site.path("content/releases/2025")).unwrap();
    preview.shows("/nyc/releases/2025/ferry/", "From long ago.");
    preview.answers(PAGE, 404);
    fs::remove_dir_all(site.path("content/releases")).unwrap();
    preview.answers("/nyc/releases/2025/ferry/", 404);
}

fn git(site: &TestSite, words: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=Editor", "-c", "user.email=editor@example.org", "-c", "gc.auto=0"]).args(words);
    command.current_dir(site.root()).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.output().expect("git is there");
    assert!(output.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn another_branch_with_500_changed_files_is_followed() {
    let site = TestSite::new();
    let text = |at: usize, words: &str| {
        let path = if at.is_multiple_of(5) { format!("r{at}/index") } else { format!("r{at}") };
        let text = release(&format!("r{at}"), "offices: [nyc]", words);
        site.write(&format!("content/releases/2026/{path}.md"), text);
    };
    site.write(".gitignore", ".dateline/\npublic/\n");
    git(&site, &["init", "--quiet", "--initial-branch", "here"]);
    (0..500).for_each(|at| text(at, "On this branch."));
    git(&site, &["add", "--all"]);
    git(&site, &["commit", "--quiet", "--message", "here"]);
    git(&site, &["checkout", "--quiet", "-b", "there"]);
    fs::remove_dir_all(site.path("content/releases")).unwrap();
    (250..750).for_each(|at| text(at, "On the other branch."));
    git(&site, &["add", "--all"]);
    git(&site, &["commit", "--quiet", "--message", "there"]);
    git(&site, &["checkout", "--quiet", "here"]);

    let preview = Served::start(&site);
    preview.shows("/nyc/releases/2026/r0/", "On this branch.");
    git(&site, &["checkout", "--quiet", "there"]);
    settles(&site, &preview);
    preview.shows("/nyc/releases/2026/r700/", "On the other branch.");
    preview.answers("/nyc/releases/2026/r0/", 404);
    git(&site, &["checkout", "--quiet", "here"]);
    preview.shows("/nyc/releases/2026/r0/", "On this branch.");
    settles(&site, &preview);
    preview.answers("/nyc/releases/2026/r700/", 404);
    preview.has_errors("/", &[]);
}

#[test]
fn beneath_an_error_stands_the_last_good_page_until_it_is_mended() {
    let site = site();
    let preview = Served::start(&site);
    preview.shows(PAGE, "The first text.");
    let good = preview.get(PAGE).written();
    for fault in ["title: [", "title: Release ferry\ncolour: red", "title: Release ferry\ntopics: [harbours]", "no key"]
    {
        let text = site.read(FERRY);
        site.edit(FERRY, "title: Release ferry", fault);
        eventually("an error is told", || !preview.errors(PAGE).is_empty());
        let answer = preview.get(PAGE);
        assert_eq!(answer.status, 200, "{fault}");
        assert_eq!(String::from_utf8_lossy(&answer.written()), String::from_utf8_lossy(&good), "{fault}");
        let state = preview.state(PAGE);
        let error = &state["errors"][0];
        assert!(error["place"].as_str().unwrap().starts_with(FERRY), "{error}");
        let (file, line) = (site.path(FERRY).canonicalize().unwrap(), error["place"].as_str().unwrap());
        let link = format!("vscode://file{}{}", file.display(), line.trim_start_matches(FERRY));
        assert_eq!(error["href"], link);
        assert!(error["text"].as_str().unwrap().contains(FERRY) && error["severity"] == "error", "{error}");
        assert_eq!(state["own"], state["errors"], "the fault is this page's own");
        assert_eq!(preview.errors("/"), preview.errors(PAGE), "it is told everywhere");
        assert_eq!(preview.state("/")["own"], Value::Array(vec![]), "and is no other page's own");
        site.write(FERRY, text);
        preview.has_errors(PAGE, &[]);
        assert!(preview.get(PAGE).written() == good);
    }
}

#[test]
fn a_fault_of_a_template_is_told_over_the_last_good_page() {
    let site = site();
    let preview = Served::start(&site);
    preview.shows(PAGE, "The first text.");
    let good = preview.get(PAGE).written();
    let template = "themes/newsroom/templates/release.html";
    for (text, place) in [("<p>\n{{ no_such_thing }}", "2:"), ("<p>\n{% if %}", "2:"), ("{{ release.title", "1:")] {
        site.write(template, text);
        let is_told = || preview.errors(PAGE).iter().any(|it| it.starts_with(&format!("{template}:{place}")));
        eventually(&format!("the fault of `{text}` is told"), is_told);
        let answer = preview.get(PAGE);
        assert_eq!((answer.status, answer.written() == good), (200, true), "{text}");
        site.remove(template);
        preview.has_errors(PAGE, &[]);
    }
    site.edit(FERRY, "The first text.", "Another text.");
    preview.shows(PAGE, "Another text.");
}

#[test]
fn it_starts_with_errors_and_follows_their_mending() {
    for (path, fault) in [
        (FERRY, "---\ntitle: [\n---\nText.\n"),
        ("dateline.yaml", "newsroom: [\n"),
        ("content/contacts.yaml", "ana: {name: 7\n"),
        ("themes/newsroom/templates/frame.html", "{% block %}"),
    ] {
        let site = site();
        let good = if site.exists(path) { Some(site.read(path)) } else { None };
        site.write(path, fault);
        let preview = Served::start(&site);
        assert!(preview.errors(PAGE).iter().any(|it| it.starts_with(path)), "{path}: {:?}", preview.errors(PAGE));
        let answer = preview.get("/nothing/");
        assert!(answer.status == 404 && answer.text().contains("/_dateline/preview.js?page="), "{path}");
        match good {
            Some(good) => site.write(path, good),
            None => site.remove(path),
        };
        preview.shows(PAGE, "The first text.");
        preview.has_errors(PAGE, &[]);
        settles(&site, &preview);
    }
}

#[test]
fn a_missing_file_that_comes_mends_its_error() {
    let site = site();
    site.release("ferry", "attachments: [{file: plan.txt, title: Plan}]", "See ![the map](map.png).");
    let preview = Served::start(&site);
    eventually("both are missed", || preview.errors("/").len() == 2);
    site.write("content/releases/2026/plan.txt", "the plan");
    eventually("one is missed", || preview.errors("/").len() == 1);
    site.write("content/releases/2026/map.png", png(600, 400));
    preview.has_errors("/", &[]);
    settles(&site, &preview);
    site.write("content/releases/2026/plan.txt", "a longer plan ".repeat(1000));
    settles(&site, &preview);
    site.remove("content/releases/2026/plan.txt");
    eventually("it is missed again", || preview.errors("/").len() == 1);
}

#[test]
fn a_page_that_comes_mends_the_links_to_it() {
    let site = site();
    site.release("ferry", "boilerplate: [about]", "See [about](../../pages/about.md) and [the tunnel](tunnel.md).");
    let preview = Served::start(&site);
    eventually("all are missed", || preview.errors("/").len() == 3);
    site.write("content/pages/about.md", "---\ntitle: About\ndate: 2026-01-05\n---\nThe page.\n");
    eventually("the release is missed", || preview.errors("/").len() == 1);
    site.release("tunnel", "", "Text.");
    preview.has_errors("/", &[]);
    settles(&site, &preview);
}

/// The mark in the page that is served now.
fn mark(preview: &Served, page: &str) -> String {
    preview.get(page).page().1
}

#[test]
fn an_open_page_is_told_of_its_own_changes_and_of_no_others() {
    let site = site();
    let preview = Served::start(&site);
    let mut stream = preview.events(PAGE);
    let first = stream.message();
    assert_eq!(first["mark"].as_str().unwrap(), mark(&preview, PAGE));
    assert_eq!(first["errors"], Value::Array(vec![]), "{first}");

    // What would be told of these comes before what is told of the last one.
    save(&site, "content/releases/2026/bridge.md", &release("bridge", "", "A text about a bridge."));
    preview.shows("/nyc/releases/2026/bridge/", "A text about a bridge.");
    save(&site, FERRY, &site.read(FERRY));
    save(&site, "dateline.yaml", &site.read("dateline.yaml"));
    save(&site, "content/releases/2026/tunnel.md", &release("tunnel", "offices: [sf]", "Text."));
    preview.shows("/sf/releases/2026/tunnel/", "Release tunnel");
    assert!(Command::new("touch").arg(site.path(FERRY)).status().unwrap().success());
    site.remove("content/releases/2026/tunnel.md");
    preview.answers("/sf/releases/2026/tunnel/", 404);

    save(&site, FERRY, &release("ferry", "", "Another text."));
    let second = stream.message();
    assert_ne!(second["mark"], first["mark"]);
    assert_eq!(second["mark"].as_str().unwrap(), mark(&preview, PAGE), "nothing was told between the two");
    preview.shows(PAGE, "Another text.");
}

#[test]
fn an_open_page_is_told_of_a_new_style_apart_from_its_mark() {
    let site = site();
    let preview = Served::start(&site);
    let mut stream = preview.events(PAGE);
    let first = stream.message();
    site.write("themes/newsroom/static/style.css", "body { color: navy }");
    let second = stream.message();
    assert_eq!(second["mark"], first["mark"]);
    assert_ne!(second["styles"], first["styles"]);
    let name = second["styles"][0].as_str().unwrap();
    assert_eq!(preview.get(&format!("/{name}")).text(), "body { color: navy }");
}

#[test]
fn an_open_page_is_told_of_errors_and_of_their_mending() {
    let site = site();
    let preview = Served::start(&site);
    preview.shows(PAGE, "The first text.");
    let mut stream = preview.events(PAGE);
    let first = stream.message();
    let good = site.read(FERRY);
    save(&site, FERRY, &good.replace("offices: [nyc, sf]", "offices: [paris]"));
    let second = stream.message();
    assert_eq!(second["mark"], first["mark"], "the page stays");
    assert_eq!(second["errors"][0]["place"], format!("{FERRY}:4:11"));
    save(&site, FERRY, &good);
    assert_eq!(stream.message(), first);
}

#[test]
fn an_open_page_is_told_that_it_is_gone() {
    let site = site();
    let preview = Served::start(&site);
    let mut stream = preview.events(PAGE);
    let first = stream.message();
    site.remove(FERRY);
    let message = stream.message();
    assert_ne!(message["mark"], first["mark"]);
    assert_eq!(message["mark"].as_str().unwrap(), mark(&preview, PAGE), "it is that of the page that says so");
}
