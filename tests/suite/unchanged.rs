//! A build that would make what stands there is spared, and no other is: after every kind of edit the tree is that of a clean
//! build, and what is said is said again. Nor is a check or a publish of what has not changed done again.

use std::fs;

use dateline::TOOLS;
use dateline_emit::OutputFolder;
use dateline_engine::{Asked, Options, Promises, Session};

use crate::support::{NOW, SETTLED, TestSite, assert_same_trees, png, release, tree};

const SPARED: &str = "nothing has changed since the last build";

struct Edit {
    name: &'static str,
    does: fn(&TestSite),
    /// The instant of the build after it.
    now: &'static str,
    more: &'static [&'static str],
}

const fn edit(name: &'static str, does: fn(&TestSite)) -> Edit {
    Edit { name, does, now: NOW, more: &[] }
}

const FERRY: &str = "content/releases/2026/ferry/index.md";

const EDITS: [Edit; 24] = [
    edit("a word of the same length", |it| {
        it.edit(FERRY, "It sails.", "It sinks.");
    }),
    edit("a date", |it| {
        it.edit(FERRY, "2026-11-02", "2026-11-03");
    }),
    edit("a contact", |it| {
        it.edit("content/contacts.yaml", "Ana Reyes", "Ana Rees");
    }),
    edit("the configuration", |it| {
        it.edit("dateline.yaml", "Harbour Office", "Harbour Bureau");
    }),
    edit("a page", |it| {
        it.edit("content/pages/notices.md", "Be careful.", "Be at ease.");
    }),
    edit("a picture", |it| {
        it.write("content/releases/2026/ferry/pier.png", png(9, 9));
    }),
    edit("an attachment", |it| {
        it.write("content/releases/2026/ferry/plan.txt", "A plan?");
    }),
    edit("a style", |it| {
        it.write("themes/newsroom/styles/lists.css", "main { color: blue }\n");
    }),
    edit("a template", |it| {
        it.edit("themes/newsroom/templates/not-found.html", "lost", "gone");
    }),
    edit("another style file", |it| {
        it.write("themes/newsroom/styles/tables.css", "main { color: red }\n");
    }),
    edit("a new release", |it| {
        it.release("tower", "", "It stands.");
    }),
    edit("a release less", |it| {
        it.remove("content/releases/2026/draft.md");
    }),
    edit("a text that is moved away and replaced by one as old", |it| {
        let path = it.path(FERRY);
        let before = fs::metadata(&path).unwrap().modified().unwrap();
        fs::write(it.path("new.md"), it.read(FERRY).replace("It sails.", "It sinks.")).unwrap();
        fs::File::options().write(true).open(it.path("new.md")).unwrap().set_modified(before).unwrap();
        fs::rename(it.path("new.md"), path).unwrap();
    }),
    edit("a text whose time is put back", |it| {
        let before = fs::metadata(it.path(FERRY)).unwrap().modified().unwrap();
        it.edit(FERRY, "It sails.", "It sinks.");
        fs::File::options().write(true).open(it.path(FERRY)).unwrap().set_modified(before).unwrap();
    }),
    edit("an output that is changed", |it| {
        it.write("public/index.html", "defaced");
    }),
    edit("an output that is gone", |it| {
        it.remove("public/nyc/index.html");
    }),
    edit("the record is gone", |it| {
        fs::remove_dir_all(it.path(".dateline/record")).unwrap();
        fs::remove_dir_all(it.path("public")).unwrap();
    }),
    edit("the memory is cut", |it| {
        for entry in fs::read_dir(it.path(".dateline/memory")).unwrap().map(Result::unwrap) {
            let bytes = fs::read(entry.path()).unwrap();
            fs::write(entry.path(), &bytes[..bytes.len() / 2]).unwrap();
        }
    }),
    Edit { name: "a release is due", does: |_| {}, now: "2026-11-23T15:00:00Z", more: &[] },
    Edit { name: "a midnight", does: |_| {}, now: "2026-11-24T05:00:00Z", more: &[] },
    Edit { name: "an earlier day", does: |_| {}, now: "2026-11-23T11:59:59Z", more: &[] },
    Edit { name: "another address", does: |_| {}, now: NOW, more: &["--base-url", "https://other.example.org/"] },
    Edit { name: "drafts", does: |_| {}, now: NOW, more: &["--drafts"] },
    Edit { name: "it is asked for", does: |_| {}, now: NOW, more: &["--verify-cache"] },
];

fn newsroom() -> TestSite {
    let site = TestSite::whole();
    site.write(
        FERRY,
        release(
            "ferry",
            "media: [{file: pier.png, alt: A pier.}]\nattachments: [{file: plan.txt, title: Plan}]",
            "It sails.",
        ),
    );
    site.write("content/releases/2026/ferry/pier.png", png(8, 8));
    site.write("content/releases/2026/ferry/plan.txt", "A plan.");
    site.release("bridge", "embargo: 2026-11-23T10:00:00-05:00", "It opens.");
    site.release("draft", "status: draft", "Not yet.");
    site.write("content/pages/notices.md", "---\ntitle: Notices\ndate: 2026-11-01\n---\nBe careful.\n");
    site.write("themes/newsroom/styles/lists.css", "main { color: red }\n");
    let page = fs::read_to_string(crate::support::repository("themes/newsroom/templates/not-found.html")).unwrap();
    site.write("themes/newsroom/templates/not-found.html", format!("{page}{{# lost #}}"));
    site
}

fn build(site: &TestSite, now: &str, more: &[&str]) -> crate::support::Run {
    let root = site.root().display().to_string();
    let words = [&["build", "--root", &root, "--now", now], more].concat();
    site.run(&words, &[], &site.root())
}

#[cfg(unix)]
#[test]
fn after_every_kind_of_edit_the_tree_is_that_of_a_clean_build() {
    let sites: Vec<TestSite> = EDITS.iter().map(|_| newsroom()).collect();
    std::thread::sleep(SETTLED);
    for site in &sites {
        let built = build(site, NOW, &[]);
        assert!(built.code == 0 && site.exists(".dateline/memory"), "{}", built.stderr);
    }
    let spared = build(&sites[0], "2026-11-23T12:00:01Z", &[]);
    assert!(spared.stderr.contains(SPARED), "{}", spared.stderr);
    for (site, edit) in sites.iter().zip(&EDITS) {
        (edit.does)(site);
        let warm = build(site, edit.now, edit.more);
        assert!(warm.code == 0 && !warm.stderr.contains(SPARED), "{}: {}", edit.name, warm.stderr);
        let clean = site.beside("clean").display().to_string();
        let more = [edit.more, &["--out", &clean]].concat();
        assert_eq!(build(site, edit.now, &more).code, 0, "{}", edit.name);
        assert_same_trees(&site.public(), &tree(&site.beside("clean")), edit.name);
        // A preview keeps what the build before it did.
        if !edit.more.contains(&"--drafts") {
            assert_eq!(parts(site, "public-"), parts(site, "clean-"), "{}: what is kept beside the record", edit.name);
        }
    }
}

/// What is kept beside the record of the output folder whose key begins so.
fn parts(site: &TestSite, key: &str) -> Vec<(String, Vec<u8>)> {
    let all = tree(&site.path(".dateline/parts"));
    let own = all.into_iter().filter(|it| it.0.starts_with(key) && !it.0.ends_with('/'));
    own.map(|(path, bytes)| (path.rsplit('/').next().unwrap().to_owned(), bytes)).collect()
}

#[cfg(unix)]
#[test]
fn what_is_said_is_said_again_and_young_outputs_are_read() {
    let site = newsroom();
    site.release("wrong", &format!("title: A title {}", "that goes on ".repeat(12).trim_end()), "It opens.");
    std::thread::sleep(SETTLED);
    let first = build(&site, NOW, &[]);
    let again = build(&site, NOW, &[]);
    assert!(!first.rules().is_empty() && again.stderr.contains(SPARED), "{}", again.stderr);
    let told = |run: &crate::support::Run| run.stderr.split("; 0.").next().unwrap().to_owned();
    let counted = |run: &crate::support::Run| told(run).split_once(" releases, ").unwrap().0.to_owned();
    assert_eq!(counted(&first), counted(&again));
    let strict = build(&site, NOW, &["--strict"]);
    assert!(strict.code == 1 && !strict.stderr.contains(SPARED), "{}", strict.stderr);
    site.remove("content/releases/2026/wrong.md");
    let forgetting = build(&site, NOW, &["--forget-addresses"]);
    assert_eq!(forgetting.code, 0, "{}", forgetting.stderr);
    let spared = build(&site, NOW, &[]);
    assert!(spared.stderr.contains(SPARED) && spared.stderr.contains("0 files written"), "{}", spared.stderr);
    // Half of what is written was written a moment ago: it is known by its bytes.
    let path = site.path("public/index.html");
    let same_length = site.read("public/index.html").replace("Harbour", "Barhour");
    fs::write(path, same_length).unwrap();
    let mended = build(&site, NOW, &[]);
    assert!(mended.stderr.contains("1 file written"), "{}", mended.stderr);
}

#[cfg(unix)]
#[test]
fn nothing_of_what_is_not_public_is_kept() {
    let site = newsroom();
    site.release("secret", "status: draft\ntitle: A title of a secret that goes on and on and on and on and on and on and on and on and on and on and on", "Not yet.");
    std::thread::sleep(SETTLED);
    let has_secret = || {
        let kept = tree(&site.path(".dateline"));
        kept.values().any(|it| String::from_utf8_lossy(it).contains("secret"))
    };
    for more in [&[][..], &["--show-unpublished"], &[]] {
        let built = build(&site, NOW, more);
        assert!(built.code == 0 && built.stderr.contains("long-title") && !has_secret(), "{}", built.stderr);
    }
}

/// A session as a command opens it.
#[cfg(unix)]
fn session(site: &TestSite, strict: bool) -> Session {
    let folder =
        OutputFolder { out: site.path("public"), state: site.path(".dateline"), root: site.root(), force: false };
    let asked = Asked { folder, promises: Promises::Kept, trusts_caches: true };
    Session::open(Options { check_texts: true, strict, ..Options::new(site.root(), TOOLS) }, asked).unwrap()
}

#[cfg(unix)]
#[test]
fn a_check_of_what_has_not_changed_reads_nothing_and_says_the_same() {
    let site = newsroom();
    site.release("wrong", &format!("title: A title {}", "that goes on ".repeat(12).trim_end()), "It opens.");
    std::thread::sleep(SETTLED);
    let is_read =
        |now: &str, strict: bool| session(&site, strict).check(now.parse().unwrap(), &|_, _| {}).snapshot.is_some();
    assert!(is_read(NOW, false), "nothing is known of it yet");
    let first =
        [&[][..], &["--format", "json"], &["--format", "sarif"], &["--rule", "long-title"]].map(|it| site.check(it));
    assert!(!is_read(NOW, false) && !first[0].rules().is_empty(), "{}", first[0].stderr);
    site.remove(".dateline/parts/report/index");
    let again =
        [&[][..], &["--format", "json"], &["--format", "sarif"], &["--rule", "long-title"]].map(|it| site.check(it));
    for (first, again) in first.iter().zip(&again) {
        assert_eq!((first.code, &first.stdout, &first.stderr), (again.code, &again.stdout, &again.stderr));
    }
    assert!(!is_read(NOW, false));
    assert!(is_read(NOW, true) && !is_read(NOW, true), "asked otherwise");
    assert!(is_read(NOW, false), "what was asked last is kept");
    assert!(is_read("2026-11-24T12:00:00Z", false), "another day");
    assert!(!is_read("2026-11-24T12:00:01Z", false));
    site.edit("content/releases/2026/wrong.md", "It opens.", "It opens soon.");
    assert!(is_read("2026-11-24T12:00:01Z", false), "edited");
    assert!(is_read("2026-11-24T12:00:01Z", false), "too young to be known by its times");
}

#[cfg(unix)]
#[test]
fn what_is_wrong_with_what_is_not_public_is_looked_for_again() {
    let site = newsroom();
    site.release("secret", &format!("status: draft\ntitle: A title {}", "that goes on ".repeat(12).trim_end()), "No.");
    std::thread::sleep(SETTLED);
    for _ in 0..2 {
        let loaded = session(&site, false).check(NOW.parse().unwrap(), &|_, _| {});
        assert!(loaded.snapshot.is_some() && !loaded.found.is_empty());
    }
    let kept = tree(&site.path(".dateline"));
    assert!(kept.iter().all(|(path, it)| !path.contains("secret") && !String::from_utf8_lossy(it).contains("secret")));
}

#[cfg(unix)]
#[test]
fn a_publish_is_a_build_and_a_check_and_is_spared_like_them() {
    let site = newsroom();
    std::thread::sleep(SETTLED);
    let target = site.beside("live").display().to_string();
    let words = ["publish", &target, "--root", &site.root().display().to_string(), "--now", NOW];
    let publish = || site.run(&words, &[], &site.root());
    assert_eq!(publish().code, 0);
    let session = || session(&site, false);
    assert!(session().unchanged_publish(NOW.parse().unwrap()).unwrap().is_some());
    assert!(session().check(NOW.parse().unwrap(), &|_, _| {}).snapshot.is_none());
    let built = build(&site, NOW, &[]);
    assert!(built.stderr.contains(SPARED), "{}", built.stderr);
    let again = publish();
    assert!(again.code == 0 && again.stderr.contains(": 0 put "), "{}", again.stderr);
    // What was defaced is made again, and published.
    let page = "public/nyc/index.html";
    let whole = site.read(page);
    site.write(page, "defaced");
    assert!(session().unchanged_publish(NOW.parse().unwrap()).unwrap().is_none());
    assert_eq!((publish().code, site.read(page)), (0, whole));
}

#[cfg(unix)]
#[test]
fn a_feed_tells_of_what_was_deleted_without_having_been_in_it() {
    let site = TestSite::new();
    site.edit("dateline.yaml", "{atom: false", "{atom: true");
    site.release("bridge", "", "It opens.");
    site.release("ferry", "", "[It](nowhere.md) sails.");
    assert_eq!(build(&site, NOW, &[]).code, 1);
    site.remove("content/releases/2026/ferry.md");
    assert_eq!(build(&site, NOW, &[]).code, 0);
    site.release("ferry", "status: retracted\nstatus_note: An error.\nstatus_date: 2026-11-20", "It sails.");
    assert_eq!(build(&site, NOW, &[]).code, 0);
    assert!(site.read("public/feed.xml").contains("at:deleted-entry"));
}
