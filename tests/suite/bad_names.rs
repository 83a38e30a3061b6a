//! Names, links and places of files that no page can be made of, or that lead where nothing may be read.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use crate::support::{TestSite, release};

fn site() -> TestSite {
    let site = TestSite::new();
    site.release("bridge", "", "Text.");
    site
}

#[test]
fn names_with_blanks_and_other_scripts_are_refused_with_a_better_one() {
    for (name, better) in
        [("my ferry.md", "my-ferry"), ("Ærø ferry.md", "ferry"), ("渡輪.md", "Latin letters"), ("50%.md", "50")]
    {
        let site = site();
        site.write(&format!("content/releases/2026/{name}"), release("x", "", "Text."));
        site.build().refused(&["file-name"]).says(name).says(better);
    }
}

#[test]
fn a_folder_named_like_a_text_is_told() {
    let site = site();
    fs::create_dir_all(site.path("content/releases/2026/ferry.md")).unwrap();
    site.build().refused(&["file-name"]).says("content/releases/2026/ferry.md");
}

#[test]
fn a_link_that_leads_nowhere_is_told() {
    let site = site();
    symlink("/nowhere/at/all.md", site.path("content/releases/2026/ferry.md")).unwrap();
    site.build().refused(&["unreadable"]).says("content/releases/2026/ferry.md");
}

#[test]
fn links_out_of_the_newsroom_are_refused() {
    let site = site();
    fs::write(site.beside("secret.md"), release("secret", "", "SECRET-MARKER")).unwrap();
    fs::create_dir(site.beside("folder")).unwrap();
    fs::write(site.beside("folder/ferry.md"), release("secret", "", "SECRET-MARKER")).unwrap();
    symlink(site.beside("secret.md"), site.path("content/releases/2026/ferry.md")).unwrap();
    symlink(site.beside("folder"), site.path("content/releases/2025")).unwrap();
    fs::create_dir_all(site.path("themes/newsroom/templates")).unwrap();
    symlink(site.beside("secret.md"), site.path("themes/newsroom/templates/release.html")).unwrap();
    let run = site.build_with(&["--show-unpublished"]);
    run.refused(&["outside-root"; 3]);
    assert!(!run.stderr.contains("SECRET-MARKER"), "{}", run.stderr);
}

#[test]
fn a_configuration_that_is_a_link_out_of_the_newsroom_is_refused() {
    let site = site();
    fs::rename(site.path("dateline.yaml"), site.beside("elsewhere.yaml")).unwrap();
    symlink(site.beside("elsewhere.yaml"), site.path("dateline.yaml")).unwrap();
    let run = site.build();
    assert!(run.code == 1 && run.rules().contains(&"outside-root"), "{}", run.stderr);
}

#[test]
fn links_in_a_ring_are_told() {
    let site = site();
    symlink(site.path("content/releases"), site.path("content/releases/2026/again")).unwrap();
    symlink(site.path("content/b.md"), site.path("content/a.md")).unwrap();
    symlink(site.path("content/a.md"), site.path("content/b.md")).unwrap();
    let run = site.build();
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert_eq!(run.rules().len(), 3, "{}", run.stderr);
}

#[test]
fn a_link_inside_the_newsroom_is_the_file_it_leads_to() {
    let site = site();
    symlink("bridge.md", site.path("content/releases/2026/span.md")).unwrap();
    site.edit("content/releases/2026/bridge.md", "---\nText.", "id: bridge\n---\nText.");
    let run = site.build();
    assert!(run.code == 0 || run.rules() == ["duplicate-id"], "{}", run.stderr);
}

#[test]
fn an_unreadable_file_is_told() {
    let site = site();
    site.release("ferry", "", "Text.");
    fs::set_permissions(site.path("content/releases/2026/ferry.md"), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(site.path("content/releases/2026/ferry.md")).is_ok() {
        // Nothing is unreadable for the superuser.
        return;
    }
    site.build().refused(&["unreadable"]).says("content/releases/2026/ferry.md");
}

#[test]
fn what_is_neither_a_file_nor_a_folder_is_told() {
    let site = site();
    let _listener = std::os::unix::net::UnixListener::bind(site.path("content/releases/2026/ferry.md")).unwrap();
    site.build().refused(&["unreadable"]).says("neither a file nor a folder");
}

#[test]
fn files_that_belong_to_nothing_are_told() {
    for (path, code) in [
        ("content/stray.txt", 0),
        ("content/stray.md", 1),
        ("content/releases/ferry.md", 1),
        ("content/releases/2026/ferry/notes.md", 1),
    ] {
        let site = site();
        site.write(path, release("stray", "", "Text."));
        let run = site.build();
        assert_eq!((run.code, run.rules()), (code, vec!["unknown-file"]), "{path}: {}", run.stderr);
        run.says(path);
    }
}

#[test]
fn what_editors_and_file_managers_leave_behind_is_no_content() {
    let site = site();
    for name in [".DS_Store", "ferry.md~", ".ferry.md.swp", "#ferry.md#", "Thumbs.db", "desktop.ini"] {
        site.write(&format!("content/releases/2026/{name}"), b"\0\xff");
    }
    site.build_well();
    assert!(site.public().keys().all(|it| !it.contains("ferry") && !it.to_lowercase().contains("thumbs")));
}

#[test]
fn files_outside_the_newsroom_cannot_be_attached() {
    let mut taken = Vec::new();
    for file in [
        "../../../../etc/passwd",
        "../../../../../../../../etc/passwd",
        "/etc/passwd",
        "..\\\\..\\\\x",
        "C:/x.png",
        "../../../dateline.yaml",
        "../../contacts.yaml",
    ] {
        for keys in [
            format!("attachments: [{{file: \"{file}\", title: Plan}}]"),
            format!("media: [{{file: \"{file}\", alt: Picture}}]"),
        ] {
            let site = site();
            site.release("ferry", &keys, "Text.");
            if site.build().code != 1 || site.exists("public") {
                taken.push(keys);
            }
        }
    }
    assert!(taken.is_empty(), "{taken:#?}");
}

#[test]
fn slugs_that_differ_in_case_only_meet_at_one_address() {
    let site = site();
    site.release("Bridge", "", "Text.");
    let run = site.build();
    assert!(run.code == 1 && run.rules().iter().all(|it| *it == "output-collision"), "{}", run.stderr);
    run.says("content/releases/2026/Bridge.md").says("content/releases/2026/bridge.md");
}

#[test]
fn a_release_that_is_a_file_and_a_folder_is_one_too_many() {
    let site = site();
    site.write("content/releases/2026/bridge/index.md", release("x", "id: other", "Text."));
    let run = site.build();
    assert!(run.code == 1 && run.rules().contains(&"output-collision"), "{}", run.stderr);
}

#[test]
fn an_attachment_cannot_take_the_pages_own_name() {
    let site = site();
    site.write(
        "content/releases/2026/ferry/index.md",
        release("x", "attachments: [{file: index.html, title: Plan}]", "Text."),
    );
    site.write("content/releases/2026/ferry/index.html", "<p>Mine</p>");
    let run = site.build();
    assert!(run.code == 1 && run.rules().contains(&"output-collision"), "{}", run.stderr);
    run.says("content/releases/2026/ferry/index.html");
}

#[test]
fn two_attachments_cannot_have_one_address() {
    let site = site();
    let keys = "attachments: [{file: a/plan.txt, title: One}, {file: b/plan.txt, title: Two}]";
    site.write("content/releases/2026/ferry/index.md", release("x", keys, "Text."));
    site.write("content/releases/2026/ferry/a/plan.txt", "one").write("content/releases/2026/ferry/b/plan.txt", "two");
    site.build().refused(&["output-collision"]).says("a/plan.txt").says("b/plan.txt");
}

#[test]
fn one_file_may_be_named_twice() {
    let site = site();
    let keys = "attachments: [{file: plan.txt, title: One}]";
    site.write("content/releases/2026/ferry/index.md", release("x", keys, "Get [the plan](plan.txt)."));
    site.write("content/releases/2026/ferry/plan.txt", "one");
    site.build_well();
}

#[test]
fn a_page_cannot_be_named_as_an_office() {
    for name in ["nyc", "sf"] {
        let site = site();
        site.write(&format!("content/pages/{name}.md"), "---\ntitle: Page\ndate: 2026-01-05\n---\nText.\n");
        let run = site.build();
        assert_eq!(run.code, 1, "a page named `{name}` is taken: {}", run.stderr);
        run.says(&format!("content/pages/{name}.md"));
    }
}

#[test]
fn an_office_cannot_be_named_as_a_folder_of_the_program() {
    for name in ["search", "releases", "assets", "zh-hant", "archive", "topics"] {
        let site = TestSite::new();
        site.edit("dateline.yaml", "  sf:", &format!("  {name}:")).remove("content/contacts.yaml");
        let run = site.build();
        assert_eq!(run.code, 1, "an office named `{name}` is taken: {}", run.stderr);
    }
}

#[test]
fn a_name_that_is_not_utf8_is_told() {
    use std::os::unix::ffi::OsStrExt;
    let site = site();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
    if fs::write(site.path("content/releases/2026").join(name), release("x", "", "Text.")).is_ok() {
        site.build().refused(&["file-name"]);
    }
}

/// Links below `content/` and `themes/`, with where each leads; all are refused.
#[test]
fn a_link_to_what_may_not_be_published_is_refused() {
    let secret = "SECRET-MARKER";
    for (link, target, message) in [
        ("content/releases/2026/plan.txt", ".git/config", "a hidden file"),
        ("content/releases/2026/plan.txt", ".env", "a hidden file"),
        ("content/releases/2026/plan.txt", "content/.hidden.txt", "a hidden file"),
        ("content/releases/2026/plan.txt", "content/.cache/plan.txt", "a hidden file"),
        ("content/releases/2026/plan.txt", "content/releases/2026/secret.md~", "a hidden file"),
        ("content/releases/2026/plan.txt", "dateline.yaml", "out of `content/`"),
        ("content/releases/2026/plan.txt", "notes.txt", "out of `content/`"),
        ("content/releases/2026/plan.txt", "themes/newsroom/static/notes.txt", "out of `content/`"),
        ("content/releases/2026/plan.txt", "content/contacts.yaml", "leads to `content/contacts.yaml`"),
        ("content/releases/2026/plan.txt", "content/releases/2026/secret.md", "leads to a text"),
        ("content/releases/2026/plan.txt", "content/releases/2026/SECRET.MD", "leads to a text"),
        ("content/releases/2026/plan.txt", "content/notes.txt", "stands beside no release or page"),
        ("content/releases/2026/boat.png", "content/releases/2026/secret.md", "leads to a text"),
        ("content/pages/plan.txt", ".env", "a hidden file"),
        ("content/releases/2026/span.md", ".env", "a hidden file"),
        ("content/releases/2026/span.md", "notes.md", "out of `content/`"),
        ("content/releases/2026/span.md", "content/contacts.yaml", "leads to `content/contacts.yaml`"),
        ("themes/newsroom/static/plan.txt", ".env", "a hidden file"),
        ("themes/newsroom/static/plan.txt", "content/releases/2026/secret.md", "out of `themes/`"),
        ("themes/newsroom/static/plan.txt", "dateline.yaml", "out of `themes/`"),
    ] {
        let site = site();
        if target != "dateline.yaml" && target != "content/contacts.yaml" {
            site.write(target, secret);
        }
        // Through another link, too.
        for is_straight in [true, false] {
            site.write(link, "").remove(link);
            let via = site.path("content/releases/2026/via.txt");
            fs::remove_file(&via).ok();
            if is_straight {
                symlink(site.path(target), site.path(link)).unwrap();
            } else {
                symlink(site.path(target), &via).unwrap();
                symlink(&via, site.path(link)).unwrap();
            }
            site.edit("content/releases/2026/bridge.md", "---\n", "---\n");
            let run = site.check(&["--strict"]);
            assert_eq!(run.code, 1, "{link} -> {target}: {}", run.stderr);
            assert!(run.rules().contains(&"outside-root"), "{link} -> {target}: {}", run.stderr);
            run.says(link).says(message);
            assert!(!run.stderr.contains(secret), "{}", run.stderr);
            let built = site.build();
            assert!(built.code == 1 && built.rules().contains(&"outside-root"), "{}", built.stderr);
        }
    }
}

#[test]
fn a_configuration_that_is_a_link_leads_to_a_configuration() {
    for (target, is_good) in [("config/site.yaml", true), (".site.yaml", false), ("config/site.txt", false)] {
        let site = site();
        let text = site.read("dateline.yaml");
        site.write(target, text).remove("dateline.yaml");
        symlink(target, site.path("dateline.yaml")).unwrap();
        let run = site.build();
        assert_eq!((run.code == 0, run.rules().contains(&"outside-root")), (is_good, !is_good), "{}", run.stderr);
    }
}

#[test]
fn a_link_to_a_picture_or_attachment_is_that_file() {
    let site = site();
    site.write(
        "content/releases/2026/pier/index.md",
        release("pier", "attachments: [{file: plan.txt, title: Plan}]", "Text."),
    );
    site.write("content/releases/2026/pier/plan.txt", "The plan.");
    let keys = "attachments: [{file: plan.txt, title: Plan}]";
    site.write("content/releases/2026/ferry/index.md", release("ferry", keys, "Text."));
    symlink("../pier/plan.txt", site.path("content/releases/2026/ferry/plan.txt")).unwrap();
    site.build_well();
    assert_eq!(site.read("public/nyc/releases/2026/ferry/plan.txt"), "The plan.");
}

/// A file of a release that is not public is not published by a link to it.
#[test]
fn a_link_to_a_file_of_an_unpublished_release_is_refused() {
    for held in ["status: draft", "embargo: 2027-01-01", "date: 2027-01-01", "status: retracted\nstatus_note: Why."] {
        for (link, target) in [
            // A file in the folder of the release, named in it or not.
            ("ferry/plan.txt", "secret/plan.txt"),
            ("ferry/plan.txt", "secret/more/unnamed.txt"),
            ("plan.txt", "secret/plan.txt"),
            // One that it names in a folder that it shares.
            ("ferry/plan.txt", "shared.txt"),
            // A text of which nothing holds the link back.
            ("../../pages/about.md", "secret/index.md"),
        ] {
            let site = site();
            let keys = format!("{held}\nattachments: [{{file: plan.txt, title: Plan}}]");
            let at = |path: &str| format!("content/releases/2026/{path}");
            site.write(&at("secret/index.md"), release("secret", &keys, "Text."));
            site.write(&at("secret/plan.txt"), "SECRET-MARKER").write(&at("secret/more/unnamed.txt"), "SECRET-MARKER");
            site.release("flat", &format!("{held}\nattachments: [{{file: shared.txt, title: Plan}}]"), "Text.");
            site.write(&at("shared.txt"), "SECRET-MARKER");
            if link.starts_with("ferry/") {
                let keys = "attachments: [{file: plan.txt, title: Plan}]";
                site.write(&at("ferry/index.md"), release("ferry", keys, "Text."));
            }
            fs::create_dir_all(site.path("content/pages")).unwrap();
            symlink(site.path(&at(target)), site.path(&at(link))).unwrap();
            for run in [site.build(), site.check(&["--strict"])] {
                assert_eq!(run.code, 1, "{held}, {link} -> {target}: {}", run.stderr);
                assert!(run.rules().contains(&"outside-root"), "{held}, {link} -> {target}: {}", run.stderr);
                assert!(!run.stderr.contains("SECRET-MARKER"), "{}", run.stderr);
            }
            let name = link.rsplit("../").next().unwrap();
            for more in [&[][..], &["--published-only"][..]] {
                let preview = crate::served::Served::with(&site, &[&["--port", "0"], more].concat());
                for address in ["/nyc/releases/2026/ferry/plan.txt", "/about/", "/nyc/about/"] {
                    assert!(!preview.get(address).text().contains("SECRET-MARKER"), "{held}, {name}, {address}");
                }
            }
        }
    }
}

#[test]
fn links_among_the_files_of_one_release_are_withheld_with_it() {
    let site = site();
    let keys = "status: draft\nattachments: [{file: plan.txt, title: Plan}]";
    site.write("content/releases/2026/ferry/index.md", release("ferry", keys, "Text."));
    site.write("content/releases/2026/ferry/files/plan.txt", "The plan.");
    symlink("files/plan.txt", site.path("content/releases/2026/ferry/plan.txt")).unwrap();
    site.build_well();
    site.edit("content/releases/2026/ferry/index.md", "status: draft\n", "");
    site.build_well();
    assert_eq!(site.read("public/nyc/releases/2026/ferry/plan.txt"), "The plan.");
}

/// Whatever a name comes from: the fault is told at its source, and by `check` as by `build`.
#[test]
fn a_name_that_no_file_system_takes_is_told_where_it_stands() {
    let long = "n".repeat(300);
    let deep = vec!["d".repeat(200); 16].join("/");
    let config = |from: &str, to: String| {
        let site = site();
        site.edit("dateline.yaml", from, &to);
        site.release("ferry", "topics: []", "Text.");
        site
    };
    let with = |keys: String| {
        let site = site();
        site.release("ferry", &keys, "Text.");
        site
    };
    let ferry = "content/releases/2026/ferry.md";
    for (what, site, rule, place) in [
        ("an alias", with(format!("aliases: [/{long}/old.htm]")), "alias", format!("{ferry}:5:")),
        ("the end of an alias", with(format!("aliases:\n  - /a/{long}")), "alias", format!("{ferry}:6:")),
        ("a deep alias", with(format!("aliases: [/{deep}/]")), "alias", format!("{ferry}:5:")),
        (
            "an alias in other letters",
            with(format!("aliases: [/{}/]", "香".repeat(86))),
            "alias",
            format!("{ferry}:5:"),
        ),
        ("an alias of a draft", with(format!("status: draft\naliases: [/{long}/]")), "alias", format!("{ferry}:6:")),
        ("a series", with(format!("series: {{id: {long}, number: 1}}")), "bad-value", format!("{ferry}:5:")),
        (
            "a topic",
            config("topics: {trade: Trade}", format!("topics: {{{long}: Trade}}")),
            "bad-value",
            "dateline.yaml:".into(),
        ),
        (
            "an office",
            config("  sf:", format!("  {long}: {{name: Far, timezone: America/New_York, area_codes: [212]}}\n  sf:")),
            "bad-value",
            "dateline.yaml:".into(),
        ),
        (
            "a newsroom's alias",
            config("topics:", format!("aliases: {{/{long}: /archive/}}\ntopics:")),
            "alias",
            "dateline.yaml:".into(),
        ),
    ] {
        let (built, checked) = (site.build(), site.check(&[]));
        for run in [&built, &checked] {
            assert_eq!((run.code, run.rules()), (1, vec![rule]), "{what}: {}", run.stderr);
            run.says(&place);
            assert!(!run.stderr.contains("os error"), "{what}: {}", run.stderr);
        }
        assert!(!site.exists("public"), "{what}");
        let problem = |run: &crate::support::Run| run.stderr.split("\n\n").next().unwrap().to_owned();
        assert_eq!(problem(&built), problem(&checked), "{what}");
    }
}

#[test]
fn names_of_files_that_grow_are_told_too() {
    for (name, compress, is_good) in [
        (format!("{}.txt", "n".repeat(251)), "none", true),
        (format!("{}.txt", "n".repeat(248)), "gzip", true),
        (format!("{}.txt", "n".repeat(249)), "gzip", false),
        // What is made of a picture has a short name, whatever the picture's.
        (format!("{}.png", "n".repeat(251)), "none", true),
        (format!("{}.png", "n".repeat(200)), "none", true),
    ] {
        let site = site();
        site.edit("dateline.yaml", "topics:", &format!("publish: {{target: ../live, compress: {compress}}}\ntopics:"));
        let key = if name.ends_with(".png") { "media" } else { "attachments" };
        let title = if key == "media" { "alt: A boat" } else { "title: Plan" };
        site.release("ferry", &format!("{key}: [{{file: {name}, {title}}}]"), "Text.");
        let text = "The plan of the ferry. ".repeat(100);
        site.write(
            &format!("content/releases/2026/{name}"),
            if key == "media" { crate::support::png(900, 600) } else { text.into() },
        );
        let run = site.build();
        assert_eq!((run.code == 0, run.rules().contains(&"file-name")), (is_good, !is_good), "{name}: {}", run.stderr);
        assert!(!run.stderr.contains("os error"), "{}", run.stderr);
        if is_good {
            let root = site.root().display().to_string();
            let run = site.run(&["publish", "--root", &root, "--now", crate::support::NOW], &[], &site.root());
            assert_eq!(run.code, 0, "{name}: {}", run.stderr);
            if key == "attachments" {
                assert!(site.beside(&format!("live/nyc/releases/2026/ferry/{name}")).exists());
                let beside = site.beside(&format!("live/nyc/releases/2026/ferry/{name}.gz"));
                assert_eq!(compress == "gzip", beside.exists());
            }
        }
    }
}
