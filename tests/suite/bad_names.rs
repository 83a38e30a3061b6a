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
