//! Bytes that no editor meant to write: told in plain words, or read as what was meant; never a panic, never a hang.

use crate::looks::page_text;
use crate::support::{NOW, TestSite, release};

const FERRY: &str = "content/releases/2026/ferry.md";
const PAGE: &str = "nyc/releases/2026/ferry/index.html";

/// The page of a release whose file has these bytes.
fn page_of(bytes: impl AsRef<[u8]>) -> String {
    let site = TestSite::new();
    site.write(FERRY, bytes);
    site.build_well();
    site.read(&format!("public/{PAGE}"))
}

/// A newsroom with one good release and one file of these bytes.
fn site_with(bytes: impl AsRef<[u8]>) -> TestSite {
    let site = TestSite::new();
    site.release("bridge", "", "Text.").write(FERRY, bytes);
    site
}

#[test]
fn a_file_in_another_encoding_is_told_with_its_line() {
    let site = site_with(b"---\ntitle: Caf\xe9\ndate: 2026-11-02\noffices: [nyc]\n---\nText.\n");
    let run = site.build();
    run.refused(&["not-utf8"]).says(FERRY);
    let run = site.build_with(&["--show-unpublished"]);
    run.says("line 2").says("UTF-8");
}

#[test]
fn a_utf16_file_is_called_that() {
    let text = release("ferry", "", "Text.");
    for (mark, little) in [([0xff, 0xfe], true), ([0xfe, 0xff], false)] {
        let units = text.encode_utf16().map(|it| if little { it.to_le_bytes() } else { it.to_be_bytes() });
        let bytes: Vec<u8> = mark.into_iter().chain(units.flatten()).collect();
        let run = site_with(bytes).build_with(&["--show-unpublished"]);
        run.refused(&["not-utf8"]).says("UTF-16").says("save it as UTF-8");
    }
}

#[test]
fn a_byte_order_mark_changes_nothing() {
    let text = release("ferry", "x-key: 1", "Text.");
    assert_eq!(page_of(format!("\u{feff}{text}")), page_of(text));
}

#[test]
fn a_byte_order_mark_moves_no_place() {
    let text = release("ferry", "kind: spech", "Text.");
    let plain = site_with(&text).build();
    let marked = site_with(format!("\u{feff}{text}")).build();
    let place = |it: &str| it.lines().find(|it| it.contains("--> ")).map(str::to_owned);
    assert_eq!(place(&marked.stderr), place(&plain.stderr));
    plain.refused(&["bad-value"]).says("ferry.md:5:7");
}

#[test]
fn windows_line_ends_change_nothing() {
    let keys = "notes: |\n  First line.\n\n  - one\n  - two\nsummary: >-\n  Folded\n  words.";
    let body = "A paragraph\nof two lines.\n\n- one\n- two\n\n| A | B |\n| - | - |\n| 1 | 2 |\n\n```\ncode\nmore\n```\n\nLine\\\nbreak.\n";
    let text = release("ferry", keys, body);
    assert_eq!(page_of(text.replace('\n', "\r\n")), page_of(text));
}

#[test]
fn a_missing_last_line_end_changes_nothing() {
    let text = release("ferry", "", "Text.");
    assert_eq!(page_of(text.trim_end()), page_of(text));
}

#[test]
fn nul_bytes_are_told_with_their_line() {
    let run = site_with("---\ntitle: A\0B\n---\nText.\n").build_with(&["--show-unpublished"]);
    run.refused(&["not-utf8"]).says("line 2 has a NUL character");
    site_with(vec![0; 4096]).build().refused(&["not-utf8"]);
}

#[test]
fn a_file_of_fifty_megabytes_is_refused_by_its_size() {
    let site = site_with("");
    let file = std::fs::File::create(site.path(FERRY)).unwrap();
    file.set_len(50 * 1024 * 1024).unwrap();
    site.build().refused(&["file-too-large"]).says(FERRY);
}

#[test]
fn configuration_and_theme_of_fifty_megabytes_are_refused_too() {
    for path in ["dateline.yaml", "content/contacts.yaml", "themes/newsroom/theme.yaml", "content/pages/terms.md"] {
        let site = site_with(release("ferry", "", "Text."));
        site.write(path, "");
        std::fs::OpenOptions::new().write(true).open(site.path(path)).unwrap().set_len(50 * 1024 * 1024).unwrap();
        let run = site.build();
        assert_eq!(run.code, 1, "{path}: {}", run.stderr);
        assert!(run.stderr.len() < 20_000, "{path}: {} bytes of messages", run.stderr.len());
    }
}

#[test]
fn empty_files_are_told_apart_from_broken_ones() {
    for empty in ["", "\n\n  \t\n", "\u{feff}", "\u{feff}\r\n"] {
        site_with(empty).build().refused(&["empty-file"]).says(FERRY);
    }
    let run = site_with("---\n---\n").build_with(&["--show-unpublished"]);
    run.refused(&["missing-key", "missing-key", "missing-key"]);
}

#[test]
fn a_release_without_a_text_is_a_release() {
    let page = page_of("---\ntitle: Title\ndate: 2026-11-02\noffices: [nyc]\n---\n");
    assert!(page.contains("Title"));
}

#[test]
fn the_configuration_and_the_directory_can_be_empty() {
    let site = site_with(release("ferry", "", "Text."));
    site.write("content/contacts.yaml", "");
    site.build_well();
    site.write("dateline.yaml", "");
    assert_eq!(site.build().code, 1);
}

#[test]
fn an_alias_bomb_is_defused() {
    let mut bomb = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for level in 1..12 {
        let items = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb += &format!("a{level}: &a{level} [{items}]\n");
    }
    for (path, text) in [
        (FERRY, release("ferry", &bomb, "Text.")),
        (FERRY, release("ferry", &bomb.replace("\na", "\nx-a").replacen("a0", "x-a0", 1), "Text.")),
        ("content/contacts.yaml", bomb.clone()),
        ("dateline.yaml", bomb.clone()),
    ] {
        let site = TestSite::new();
        site.write(path, text);
        let run = site.build();
        assert_eq!(run.code, 1, "{path}: {}", run.stderr);
        assert!(run.stderr.len() < 100_000, "{path}: {} bytes of messages", run.stderr.len());
    }
}

#[test]
fn ten_thousand_levels_of_nesting_are_refused() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(10_000), close.repeat(10_000));
    let steps: String = (0..10_000).map(|it| format!("{}a:\n", " ".repeat(it % 300))).collect();
    for nested in [deep("[", "]"), deep("{a: ", "}"), "[".repeat(10_000), deep("- ", ""), format!("|\n{steps}")] {
        for key in ["title", "meeting", "x-own"] {
            let run = site_with(release("ferry", &format!("{key}: {nested}"), "Text.")).build();
            assert!(run.code <= 1, "{}", run.stderr);
            assert!(run.stderr.len() < 20_000, "{} bytes of messages", run.stderr.len());
        }
    }
}

#[test]
fn a_hundred_kilobytes_of_front_matter_are_refused() {
    let keys = format!("x-note: \"{}\"", "word ".repeat(20_000));
    site_with(release("ferry", &keys, "Text.")).build().refused(&["fence"]);
}

#[test]
fn a_text_of_one_line_of_a_megabyte_is_a_page() {
    let page = page_of(release("ferry", "", &"word ".repeat(200_000)));
    assert!(page.len() > 1_000_000);
}

#[test]
fn a_fault_in_a_very_long_line_is_shown_cut() {
    let body = format!("{}<b>bold</b>{}", "word ".repeat(100_000), " word".repeat(100_000));
    let run = site_with(release("ferry", "", &body)).build();
    run.refused(&["raw-html"]).says("ferry.md:6:500001");
    assert!(run.stderr.len() < 5_000, "{} bytes of messages", run.stderr.len());
}

#[test]
fn markdown_nested_ever_deeper_neither_hangs_nor_overflows() {
    let lists: String = (0..3_000).map(|it| format!("{}- item\n", "  ".repeat(it))).collect();
    for body in [
        lists.clone(),
        "> ".repeat(20_000) + "word",
        "[".repeat(50_000),
        "![".repeat(20_000),
        "*a **a ".repeat(20_000),
        "`".repeat(100_000) + "a",
        "[a](".repeat(20_000),
        "- ".repeat(10_000) + "word",
        "[^1]: ".repeat(5_000),
        "|".repeat(20_000) + "\n" + &"|-".repeat(10_000),
    ] {
        let run = site_with(release("ferry", "", &body)).build();
        assert!(run.code <= 1, "{}…: {}", &body[..20], &run.stderr[..run.stderr.len().min(500)]);
    }
}

#[test]
fn a_very_long_title_is_shown_whole_and_warned_of() {
    let title = "word ".repeat(2_000);
    let site = site_with(release("ferry", &format!("title: {title}"), "Text."));
    let run = site.build();
    assert_eq!((run.code, run.rules()), (0, vec!["long-title"]), "{}", run.stderr);
    assert!(run.stderr.len() < 5_000, "{} bytes of messages", run.stderr.len());
    assert!(page_text(&site.page(PAGE)).contains(title.trim_end()));
}

#[test]
fn control_characters_reach_no_page_and_no_terminal() {
    for character in ['\u{7}', '\u{8}', '\u{1b}', '\u{7f}', '\u{85}', '\u{202e}'] {
        let escaped = format!("\\u{:04x}", character as u32);
        let site = site_with(release("ferry", &format!("title: \"Fer{escaped}ry\"\nkind: spech"), "Text."));
        let run = site.build();
        assert!(!run.stderr.contains(['\u{7}', '\u{8}', '\u{1b}', '\u{7f}']), "{character:?}: {:?}", run.stderr);
        let site = site_with(release("ferry", &format!("title: \"Fer{escaped}ry\""), &format!("Te{character}xt.")));
        let run = site.build();
        assert!(!run.stderr.contains(['\u{7}', '\u{8}', '\u{1b}', '\u{7f}']), "{character:?}: {:?}", run.stderr);
        if run.code == 0 {
            let page = site.read(&format!("public/{PAGE}"));
            let controls = |it: char| it.is_control() && it != '\n';
            assert!(!page.contains(controls), "{character:?} stands in a page of a build without errors");
        }
    }
}

#[test]
fn several_bad_files_are_all_told() {
    let site = TestSite::new();
    site.write("content/releases/2026/a.md", b"\xff\xff").write("content/releases/2026/b.md", "");
    site.write("content/releases/2026/c.md", "no fence").release("d", "kind: spech", "Text.");
    site.build().refused(&["not-utf8", "empty-file", "fence", "bad-value"]);
}

#[test]
fn a_configuration_that_is_no_text_is_told() {
    for bytes in [&b"\xff\xfe\x00"[..], b"newsroom: \0", b"\x89PNG\r\n\x1a\n"] {
        let site = TestSite::new();
        site.write("dateline.yaml", bytes);
        site.build().refused(&["not-utf8"]).says("dateline.yaml");
        let run = site.run(&["new", "Title", "--root", site.root().to_str().unwrap(), "--now", NOW], &[], &site.root());
        assert_eq!(run.code, 1, "{}", run.stderr);
    }
}
