//! Nothing of a release that may not be public is in any output, record or message.

use std::collections::BTreeMap;

use dateline_emit::OutputFolder;

use crate::looks::{page_text, text};
use crate::support::{NOW, Run, TestSite, Tree, all, assert_same_trees, png, tree};

/// A word that stands nowhere else.
const MARKER: &str = "zyzzyva";

/// Front matter of which every value has the marker, and a body that has it.
fn marked(date: &str, more: &str) -> String {
    let day = &date[..10];
    format!(
        "---\ntitle: {MARKER} title\nshort_title: {MARKER} short\ndate: {date}\noffices: [nyc, sf]\nid: {MARKER}-id\n\
         summary: {MARKER} summary\nplace: {MARKER} place\ntopics: [trade]\ncontacts:\n  - {{name: {MARKER} person, \
         office: nyc, phone: \"(212) 555-0177\", email: {MARKER}@example.org}}\nmeeting: {{name: {MARKER} meeting, \
         number: 7, outcomes: [{MARKER} outcome]}}\nceremony: {{name: {MARKER} ceremony, awards: [{{name: {MARKER} award, \
         count: 4}}]}}\nseries: {{id: {MARKER}-series, number: 7}}\nacronyms: {{ZYX: {MARKER} acronym}}\nlinks: [{{text: \
         {MARKER} link, url: \"https://{MARKER}.example.org/\"}}]\nmedia: [{{file: {MARKER}.png, alt: {MARKER} \
         picture}}]\nattachments: [{{file: {MARKER}.txt, title: {MARKER} file}}]\nquotes: [{{text: {MARKER} quote, \
         speaker: {MARKER} speaker}}]\nspeaker: {{name: {MARKER} giver, post: {MARKER} post}}\nnotes: {MARKER} notes\n\
         revisions: [{{date: {day}, kind: update, note: {MARKER} note, was: {MARKER} before, now: {MARKER} \
         after}}]\naliases: [/{MARKER}/old.htm, {{path: /{MARKER}-old, office: sf}}]\n\
         x-{MARKER}: {MARKER}\n{more}---\n{MARKER} body.\n\n## {MARKER} heading\n\n{MARKER} text.\n"
    )
}

/// What keeps a release from being public: its date and more keys. Nothing of it may be anywhere.
fn hidden() -> BTreeMap<&'static str, String> {
    let ended = |status: &str| format!("status: {status}\nstatus_note: {MARKER} reason\n");
    let withdrawn = ended("withdrawn");
    let retracted = ended("retracted");
    let replaced = ended("replaced") + "replaced_by: 2026/bridge\n";
    BTreeMap::from([
        ("draft", marked("2026-11-02", "status: draft\n")),
        ("embargoed", marked("2026-11-02", "embargo: 2026-11-23T12:00:01Z\n")),
        ("embargoed withdrawn", marked("2026-11-02", &format!("embargo: 2026-12-01\n{withdrawn}"))),
        ("embargoed retracted", marked("2026-11-02", &format!("embargo: 2026-12-01\n{retracted}"))),
        ("embargoed replaced", marked("2026-11-02", &format!("embargo: 2026-12-01\n{replaced}"))),
        ("scheduled", marked("2026-11-24", "")),
        ("scheduled hour", marked("2026-11-23T07:00:01", "")),
        ("scheduled withdrawn", marked("2026-11-24", &withdrawn)),
        ("scheduled retracted", marked("2026-11-24", &retracted)),
    ])
}

/// A release that was public: its addresses answer, and their names, its id and the reason are known.
fn known(text: &str) -> String {
    text.replace(&format!("id: {MARKER}-id"), "id: 2026/known-folder")
        .replace(&format!("{{id: {MARKER}-series"), "{id: known-series")
        .replace(&format!("media: [{{file: {MARKER}.png"), "media: [{file: known.png")
        .replace(&format!("/{MARKER}/old.htm"), "/known/old.htm")
        .replace(&format!("/{MARKER}-old"), "/known-old")
        .replace(&format!("status_note: {MARKER} reason"), "status_note: The known reason.")
}

/// What ends a release: nothing of its text may be anywhere, and a notice or another release answers for it.
fn former() -> BTreeMap<&'static str, String> {
    let ended = |more: &str| known(&marked("2026-11-02", &format!("{more}status_note: {MARKER} reason\n")));
    BTreeMap::from([
        ("retracted", ended("status: retracted\n")),
        ("replaced", ended("status: replaced\nreplaced_by: 2026/bridge\n")),
    ])
}

/// Every text that may not be shown, with the folder in which it stands.
fn withheld() -> Vec<(&'static str, &'static str, String)> {
    let hidden = hidden().into_iter().map(|(fate, text)| (fate, "zyzzyva-folder", text));
    hidden.chain(former().into_iter().map(|(fate, text)| (fate, "known-folder", text))).collect()
}

/// A newsroom with a public release, and a text with its files in a folder of its own.
fn site_with(folder: &str, text: &str) -> TestSite {
    let site = TestSite::new();
    site.release("bridge", "", "Text.");
    let folder = format!("content/releases/2026/{folder}");
    site.write(&format!("{folder}/index.md"), text);
    site.write(&format!("{folder}/{MARKER}.png"), [png(8, 8), MARKER.into()].concat());
    // The page of a picture is named after its file.
    if text.contains("known.png") {
        site.write(&format!("{folder}/known.png"), [png(8, 8), MARKER.into()].concat());
    }
    site.write(&format!("{folder}/{MARKER}.txt"), format!("{MARKER} attachment"));
    site.write(&format!("{folder}/{MARKER}-unnamed.pdf"), format!("{MARKER} named nowhere"));
    site
}

/// Paths of a tree that have the marker in their names or bytes.
fn marked_paths(tree: &Tree) -> Vec<&String> {
    let has = |bytes: &[u8]| bytes.to_ascii_lowercase().windows(MARKER.len()).any(|it| it == MARKER.as_bytes());
    tree.iter().filter(|(path, bytes)| has(path.as_bytes()) || has(bytes)).map(|it| it.0).collect()
}

/// Expects nothing of a release in what was written and what is kept.
fn assert_unmarked(site: &TestSite, fate: &str) {
    assert_eq!(marked_paths(&site.public()), Vec::<&String>::new(), "{fate}: public/");
    assert_eq!(marked_paths(&tree(&site.path(".dateline"))), Vec::<&String>::new(), "{fate}: .dateline/");
    // What readers saw is kept compressed.
    let kept = kept(site);
    assert!(kept.contains("Release bridge") && !kept.to_lowercase().contains(MARKER), "{fate}: {kept}");
}

/// What the record keeps of every release, in words.
fn kept(site: &TestSite) -> String {
    let root = site.root();
    let folder = OutputFolder { out: root.join("public"), state: root.join(".dateline"), root, force: false };
    let published = dateline_engine::published(&folder).unwrap().expect("a build has kept something");
    let parts = dateline_emit::Parts::of(&folder).unwrap();
    let seen =
        published.parts().into_iter().map(|it| dateline_plan::published::unpacked(&parts.get(it).unwrap()).unwrap());
    let promised = format!("{:?}\n", published.promised());
    std::iter::once(promised).chain(seen.map(|it| format!("{it:?}\n"))).chain([learnt(site)]).collect()
}

/// What is kept of texts for the next build, as it stands there.
fn learnt(site: &TestSite) -> String {
    let texts = tree(&site.path(".dateline/parts/texts"));
    let parts = texts.iter().filter(|it| it.0 != "index");
    let texts: Vec<u8> = parts.flat_map(|it| lz4_flex::decompress_size_prepended(it.1).unwrap()).collect();
    let texts = String::from_utf8_lossy(&texts).into_owned();
    assert!(texts.contains("Release bridge"), "what is public is kept: {texts}");
    texts
}

/// What a run printed, without the paths of sources, which may be named.
fn words(run: &Run, folder: &str) -> String {
    let mut words = run.stdout.clone() + &run.stderr;
    for name in ["index.md", "known.png", "zyzzyva.png", "zyzzyva.txt", "zyzzyva-unnamed.pdf"] {
        words = words.replace(&format!("content/releases/2026/{folder}/{name}"), "PATH");
    }
    words
}

/// Runs `dateline list`.
fn list(site: &TestSite, more: &[&str]) -> Run {
    let root = site.root().display().to_string();
    let own = ["list", "--root", &root, "--now", NOW];
    site.run(&[&own, more].concat(), &[], &site.root())
}

/// Every way to ask for a list.
const LISTS: [&[&str]; 7] = [
    &[],
    &["--format", "json"],
    &["--due"],
    &["--due", "--format", "json"],
    &["--due", "--since", "2020-01-01T00:00:00Z"],
    &["--due", "--since", "2020-01-01T00:00:00Z", "--format", "json"],
    &["--due", "--since", "record"],
];

/// Every form of a check.
const FORMATS: [&str; 4] = ["human", "json", "github", "sarif"];

#[test]
fn nothing_of_an_unpublished_release_is_in_any_output_record_or_message() {
    for (fate, folder, text) in withheld() {
        let site = site_with(folder, &text);
        let run = site.build_well();
        assert!(!(run.stdout.clone() + &run.stderr).contains(MARKER), "{fate}: {}", run.stderr);
        run.says("1 release, 2 editions");
        assert_unmarked(&site, fate);
    }
}

#[test]
fn nothing_of_an_unpublished_release_but_its_path_is_in_any_list() {
    for (fate, folder, text) in withheld() {
        let site = site_with(folder, &text);
        site.build_well();
        for more in LISTS {
            let run = list(&site, more);
            assert!([0, 3].contains(&run.code), "{fate} {more:?}: {}", run.stderr);
            assert!(!words(&run, folder).contains(MARKER), "{fate} {more:?}: {}{}", run.stdout, run.stderr);
        }
        assert_unmarked(&site, fate);
    }
}

#[test]
fn the_output_is_the_same_as_if_the_release_were_not_there() {
    let plain = TestSite::new();
    plain.release("bridge", "", "Text.");
    plain.build_well();
    for (fate, text) in hidden() {
        let site = site_with("zyzzyva-folder", &text);
        site.build_well();
        assert_same_trees(&plain.public(), &site.public(), fate);
    }
}

#[test]
fn of_a_release_that_was_ended_only_its_addresses_answer() {
    let plain = TestSite::new();
    plain.release("bridge", "topics: [trade]", "Text.");
    plain.build_well();
    for (fate, text) in former() {
        let site = site_with("known-folder", &text);
        site.release("bridge", "topics: [trade]", "Text.");
        site.build_well();
        let (with, without) = (site.public(), plain.public());
        let differing: std::collections::BTreeSet<&str> = with
            .keys()
            .chain(without.keys())
            .filter(|path| with.get(*path) != without.get(*path))
            .map(String::as_str)
            .collect();
        let expected = [
            "_redirects",
            "known/old.htm",
            "nyc/_redirects",
            "nyc/known/old.htm",
            "nyc/redirects.json",
            "nyc/redirects.nginx.conf",
            "nyc/releases/2026/known-folder/index.html",
            "nyc/releases/2026/known-folder/photos/known/index.html",
            "nyc/series/known-series/index.html",
            "redirects.json",
            "redirects.nginx.conf",
            "sf/_redirects",
            "sf/known-old/index.html",
            "sf/known/old.htm",
            "sf/redirects.json",
            "sf/redirects.nginx.conf",
            "sf/releases/2026/known-folder/index.html",
            "sf/releases/2026/known-folder/photos/known/index.html",
            "series/known-series/index.html",
            "sf/series/known-series/index.html",
        ];
        // The archive says where a notice stands.
        let archives = if fate == "retracted" {
            &["archive/index.html", "nyc/archive/index.html", "sf/archive/index.html"][..]
        } else {
            &[]
        };
        let mut expected: Vec<&str> = expected.iter().chain(archives).copied().collect();
        expected.sort_unstable();
        assert_eq!(differing.into_iter().collect::<Vec<_>>(), expected, "{fate}");
    }
}

#[test]
fn the_same_release_is_public_when_nothing_holds_it_back() {
    let site = site_with("zyzzyva-folder", &marked("2026-11-02", ""));
    site.build_well();
    let folder = format!("nyc/releases/2026/{MARKER}-folder");
    let public = site.public();
    let paths = marked_paths(&public);
    for name in ["index.html", &format!("photos/{MARKER}/index.html"), &format!("{MARKER}.txt")] {
        assert!(paths.contains(&&format!("{folder}/{name}")), "{paths:?}");
    }
    let pictures: Vec<&&String> = paths.iter().filter(|it| it.contains("/pictures/")).collect();
    assert!(!pictures.is_empty(), "{paths:?}");
    for path in pictures {
        let has_marker = public[*path].windows(MARKER.len()).any(|it| it == MARKER.as_bytes());
        assert!(!has_marker, "{path}: only the name has it, what was written into the file is gone");
    }
    assert!(!paths.iter().any(|it| it.contains("unnamed")), "a file that nothing names is not published: {paths:?}");
    assert!(kept(&site).contains("zyzzyva body."), "{}", kept(&site));
}

#[test]
fn a_release_that_is_withheld_later_is_refused_without_its_words() {
    for (fate, text) in hidden() {
        let site = site_with("zyzzyva-folder", &marked("2026-11-02", ""));
        site.build_well();
        let before = site.public();
        site.write("content/releases/2026/zyzzyva-folder/index.md", text);
        let run = site.build();
        run.refused(&["lost-address"]);
        assert!(!words(&run, "zyzzyva-folder").contains(MARKER), "{fate}: {}", run.stderr);
        assert_same_trees(&before, &site.public(), fate);
        // The record has no new word of it, and the old ones go with the addresses.
        site.build_forgetting();
        assert_unmarked(&site, fate);
    }
}

#[test]
fn a_release_that_is_ended_later_leaves_nothing_behind() {
    for (fate, text) in former() {
        let site = site_with("known-folder", &known(&marked("2026-11-02", "")));
        site.build_well();
        assert!(!marked_paths(&site.public()).is_empty());
        site.write("content/releases/2026/known-folder/index.md", text);
        site.build_well();
        assert_unmarked(&site, fate);
    }
}

#[test]
fn faults_of_an_unpublished_release_are_told_without_its_words() {
    for (fate, folder, text) in withheld() {
        let path = format!("content/releases/2026/{folder}/index.md");
        for (from, to, place) in [
            ("offices: [nyc, sf]", "offices: [nyc, zyzzyva]", ":5:16"),
            ("topics: [trade]", "topics: [zyzzyva]", ":9:10"),
            (&*format!("title: {MARKER} title\n"), "title: zyzzyva: title\n", ":2:"),
            ("kind: update", "kind: zyzzyva", ":"),
            (&format!("{MARKER} body."), "<b>zyzzyva</b> body.", ":"),
            (&format!("{MARKER} body."), "[zyzzyva](zyzzyva.md) body.", ":"),
            (&format!("{{file: {MARKER}.txt"), "{file: zyzzyva-2.txt", ":"),
            ("(212) 555-0177", "zyzzyva", ":"),
            ("count: 4", "count: zyzzyva", ":"),
            ("summary:", "zyzzyva:", ":7:1"),
            ("office: sf}]", "office: zyzzyva}]", ":"),
            ("old.htm, {", "old.htm, zyzzyva, {", ":"),
            ("was: zyzzyva before", "was: [zyzzyva before]", ":"),
            ("post: zyzzyva post", "psot: zyzzyva post", ":"),
        ] {
            assert!(text.contains(from), "{from}");
            let site = site_with(folder, &text.replacen(from, to, 1));
            let run = site.build();
            assert_eq!(run.code, 1, "{fate}, {to}: {}", run.stderr);
            assert!(!words(&run, folder).contains(MARKER), "{fate}, {to}:\n{}", run.stderr);
            run.says(&format!("--> {path}{place}"));
            // One form of a check for each: all print the same problems.
            let format = FORMATS[to.len() % FORMATS.len()];
            let run = site.check(&["--format", format]);
            let said = words(&run, folder);
            assert!(run.code == 1 && !said.contains(MARKER), "{fate}, {to}, {format}:\n{said}");
            assert!((run.stdout.clone() + &run.stderr).contains(&path), "{fate}, {to}, {format}:\n{said}");
            // One of the two forms is enough for each: both print the same reasons.
            for more in &LISTS[to.len() % 2..][..1] {
                let run = list(&site, more);
                assert!(!words(&run, folder).contains(MARKER), "{fate}, {to}, {more:?}:\n{}{}", run.stdout, run.stderr);
            }
            let run = site.build_with(&["--show-unpublished"]);
            assert!(words(&run, folder).contains(MARKER), "{fate}, {to}:\n{}", run.stderr);
        }
    }
}

#[test]
fn a_file_of_which_nothing_can_be_known_is_not_quoted() {
    for text in [
        format!("{MARKER}\n"),
        format!("---\ntitle: {MARKER}: a\nstatus: draft\n---\n{MARKER}\n"),
        format!("---\ntitle: {MARKER}\ndate: {MARKER}\noffices: [nyc]\n---\n{MARKER}\n"),
        format!("---\ntitle: {MARKER}\ndate: 2026-11-02\noffices: [{MARKER}]\n---\n{MARKER}\n"),
        format!("---\ntitle: {MARKER}\ndate: 2026-11-02\noffices: [nyc]\nstatus: {MARKER}\n---\n{MARKER}\n"),
        format!("---\ntitle: {MARKER}\ndate: 2026-11-02\noffices: [nyc]\nembargo: {MARKER}\n---\n{MARKER}\n"),
        format!(
            "---\ntitle: {MARKER}\ndate: 2026-11-02\noffices: [nyc]\nstauts: draft\nkind: {MARKER}\n---\n{MARKER}\n"
        ),
        format!(
            "---\ntitle: {MARKER}\ndate: 2026-11-02\noffices: [nyc]\nembarog: 2027-01-01\nkind: {MARKER}\n---\n{MARKER}\n"
        ),
        format!("---\ntitle: {MARKER}\ndate: 2026-11-02\noffices: [nyc]\nStatus: draft\n---\n<b>{MARKER}</b>\n"),
    ] {
        let site = TestSite::new();
        site.release("bridge", "", "Text.").write("content/releases/2026/ferry.md", &text);
        let run = site.build();
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert!(!run.stderr.contains(MARKER), "{text}\ngives:\n{}", run.stderr);
        run.says("content/releases/2026/ferry.md:");
        for format in FORMATS {
            let run = site.check(&["--format", format]);
            assert_eq!(run.code, 1, "{}", run.stderr);
            assert!(!(run.stdout.clone() + &run.stderr).contains(MARKER), "{text}\ngives:\n{}", run.stdout);
        }
    }
}

#[test]
fn a_second_place_in_an_unpublished_file_is_not_quoted() {
    let site = TestSite::new();
    site.release("a", &format!("id: {MARKER}\nstatus: draft"), "Text.").release("b", "id: shared", "Text.");
    site.release("c", &format!("id: {MARKER}\nstatus: draft"), "Text.");
    let run = site.build();
    run.refused(&["duplicate-id"]);
    assert!(!run.stderr.contains(MARKER), "{}", run.stderr);
    for format in FORMATS {
        let run = site.check(&["--format", format]);
        assert!(!(run.stdout.clone() + &run.stderr).contains(MARKER), "{}{}", run.stdout, run.stderr);
    }
}

#[test]
fn a_fault_between_a_public_and_a_hidden_release_does_not_tell_the_hidden_ones_words() {
    let site = TestSite::new();
    let hidden = format!("title: {MARKER}\nid: shared\nstatus: draft");
    site.release("bridge", "id: shared", "Text.").release("hidden", &hidden, MARKER);
    let run = site.build();
    run.refused(&["duplicate-id"]);
    assert!(!run.stderr.contains(MARKER), "{}", run.stderr);
    for format in FORMATS {
        let run = site.check(&["--format", format]);
        assert!(!(run.stdout.clone() + &run.stderr).contains(MARKER), "{}{}", run.stdout, run.stderr);
    }
}

#[test]
fn links_to_an_unpublished_release_are_errors_of_public_ones() {
    for (fate, folder, text) in withheld() {
        for link in [format!("{folder}/index.md"), format!("{folder}/index.md#x")] {
            let site = site_with(folder, &text);
            site.edit("content/releases/2026/bridge.md", "Text.", &format!("See [it]({link})."));
            let run = site.build();
            assert_eq!((run.code, run.rules()), (1, vec!["broken-link"]), "{fate}: {}", run.stderr);
            run.says("content/releases/2026/bridge.md:6:10").says(match fate {
                "retracted" => "leads to a release that was retracted",
                "replaced" => "leads to a release that was replaced\n",
                _ => "leads to a release that is not public\n",
            });
        }
    }
}

#[test]
fn did_you_mean_offers_no_unpublished_release() {
    let site = site_with("zyzzyva-folder", &marked("2026-11-02", "status: draft\n"));
    site.edit("content/releases/2026/bridge.md", "Text.", "See [it](zyzzyv-folder/index.md).");
    let run = site.build();
    run.refused(&["broken-link"]);
    assert!(!run.stderr.contains(MARKER), "{}", run.stderr);
}

#[test]
fn an_unpublished_source_cannot_be_attached_to_a_public_release() {
    let mut published = Vec::new();
    for keys in [
        "attachments: [{file: zyzzyva-folder/index.md, title: Plan}]",
        "attachments: [{file: hidden.md, title: Plan}]",
        "media: [{file: hidden.md, alt: Plan}]",
        "attachments: [{file: zyzzyva-folder/zyzzyva.txt, title: Plan}]",
    ] {
        let site = site_with("zyzzyva-folder", &marked("2026-11-02", "status: draft\n"));
        site.release("hidden", "status: draft", MARKER).release("ferry", keys, "Text.");
        let run = site.build();
        let public = site.public();
        if run.code != 1 || !public.is_empty() {
            let own: Vec<&String> = public.keys().filter(|it| it.contains("ferry")).collect();
            published.push(format!("`{keys}` publishes {own:?}"));
        }
    }
    assert!(published.is_empty(), "{published:#?}");
}

#[test]
fn a_log_does_not_say_that_something_is_held_back() {
    let plain = TestSite::new();
    plain.release("bridge", "", "Text.");
    let without_time = |run: &crate::support::Run, site: &TestSite| {
        let text = run.stderr.replace(&site.root().display().to_string(), "ROOT");
        text.lines().map(|it| it.rsplit_once("; ").map_or(it, |it| it.0).to_owned()).collect::<Vec<_>>()
    };
    let expected = without_time(&plain.build_well(), &plain);
    for (fate, text) in hidden() {
        let site = site_with("zyzzyva-folder", &text);
        assert_eq!(without_time(&site.build_well(), &site), expected, "{fate}");
    }
}

#[test]
fn a_preview_with_drafts_marks_them_and_the_next_build_takes_them_away() {
    let banners = [("draft", "DRAFT"), ("embargoed", "EMBARGOED until"), ("scheduled", "SCHEDULED for")];
    for (fate, banner) in banners {
        let site = site_with("zyzzyva-folder", &hidden()[fate]);
        let run = site.build_with(&["--drafts"]);
        assert_eq!(run.code, 0, "{fate}: {}", run.stderr);
        let page = site.page(&format!("nyc/releases/2026/{MARKER}-folder/index.html"));
        assert!(page_text(&page).contains(banner), "{fate}");
        assert!(page_text(&page).contains(&format!("{MARKER} body.")), "{fate}");
        assert!(text(all(&page, "title")[0]).starts_with(banner), "{fate}: a title that begins with it");
        assert_eq!(all(&page, "meta[name=robots][content=noindex]").len(), 1, "{fate}");
        assert_eq!(
            marked_paths(&tree(&site.path(".dateline/"))).iter().filter(|it| !it.starts_with("record/")).count(),
            0
        );
        site.build_well();
        assert_unmarked(&site, fate);
    }
    for (fate, text) in former() {
        let site = site_with("known-folder", &text);
        assert_eq!(site.build_with(&["--drafts"]).code, 0);
        assert_eq!(marked_paths(&site.public()), Vec::<&String>::new(), "{fate} is gone for a preview too");
    }
}

#[test]
fn a_withdrawn_release_shows_its_notice_over_its_text() {
    let site = TestSite::new();
    let keys = "topics: [trade]\nstatus: withdrawn\nstatus_note: The ferry was sold.\nstatus_date: 2026-11-05";
    site.release("ferry", keys, "The ferry sails.").release("bridge", "", "Text.");
    site.build_well();
    for office in ["nyc", "sf"] {
        let page = site.page(&format!("{office}/releases/2026/ferry/index.html"));
        assert_eq!(all(&page, "meta[name=robots][content=noindex]").len(), 1);
        let text = page_text(&page);
        let notice =
            text.find("This release was withdrawn on November 5, 2026. The ferry was sold.").expect("the notice");
        assert!(notice < text.find("The ferry sails.").unwrap(), "{text}");
    }
    for tree in ["", "nyc/", "sf/"] {
        let home = page_text(&site.page(&format!("{tree}index.html")));
        assert!(home.contains("Release bridge") && !home.contains("Release ferry"), "what is latest: {home}");
        for list in ["archive/2026", "archive/2026/11", "topics/trade", "kinds/news-release"] {
            let page = site.page(&format!("{tree}{list}/index.html"));
            let marks: Vec<String> = all(&page, ".listing .mark").into_iter().map(crate::looks::text).collect();
            assert_eq!(marks, ["Withdrawn"], "{tree}{list}");
        }
    }
}

#[test]
fn an_embargo_lifts_at_its_instant_and_no_sooner() {
    let site = TestSite::new();
    site.release("ferry", "embargo: 2026-11-23T07:00:00-05:00[America/New_York]", "Text.");
    for (now, is_public) in [("2026-11-23T11:59:59.999Z", false), ("2026-11-23T12:00:00Z", true)] {
        let run = site.run(
            &["build", "--root", site.root().to_str().unwrap(), "--now", now],
            &[("TZ", "Asia/Hong_Kong")],
            &site.root(),
        );
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(site.exists("public/nyc/releases/2026/ferry/index.html"), is_public, "{now}");
    }
}

#[test]
fn a_civil_date_begins_at_midnight_of_the_lead_office() {
    for (offices, now, is_public) in [
        ("[nyc, sf]", "2026-11-24T05:00:00Z", true),
        ("[nyc, sf]", "2026-11-24T04:59:59Z", false),
        ("[sf, nyc]", "2026-11-24T07:59:59Z", false),
        ("[sf, nyc]", "2026-11-24T08:00:00Z", true),
    ] {
        let site = TestSite::new();
        site.release("ferry", &format!("date: 2026-11-24\noffices: {offices}"), "Text.");
        let run = site.run(&["build", "--root", site.root().to_str().unwrap(), "--now", now], &[], &site.root());
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(site.exists("public/nyc/releases/2026/ferry/index.html"), is_public, "{offices} {now}");
    }
}

/// Two newsrooms that differ in an unpublished release alone: it is the only one of its topic, series, kind, office, year,
/// month and contact, and the only one that names this page and these releases.
#[test]
fn a_newsroom_is_the_same_with_and_without_a_release_of_every_facet() {
    let newsroom = || {
        let site = TestSite::whole();
        site.edit(
            "dateline.yaml",
            "topics: {trade: Trade}",
            "topics: {trade: Trade, merger: Merger, unused: Unused}\nlanguages: [en, zh-Hant]",
        );
        site.edit(
            "dateline.yaml",
            "topics:",
            "  hk: {name: Hong Kong, timezone: Asia/Hong_Kong}\nboilerplate: {harbour: About the harbour.}\ntopics:",
        );
        let contacts =
            site.read("content/contacts.yaml") + "eve: {name: Eve Lam, office: hk, phone: \"+852 2555 0123\"}\n";
        site.write("content/contacts.yaml", contacts);
        site.release("bridge", "topics: [trade]\nseries: {id: talks, number: 1}", "Text.");
        site.release("pier", "series: {id: talks, number: 3}", "Text.");
        site.release(
            "gone",
            "status: replaced\nstatus_note: Replaced.\nstatus_date: 2026-11-05\nreplaced_by: 2026/pier",
            "Text.",
        );
        site
    };
    let facets = "offices: [hk, nyc]\ntopics: [merger, trade]\nkind: media-advisory\nseries: {id: talks, number: 2}\n\
                  contacts: [eve, ana]\nrelated: [2026/bridge]\nboilerplate: [harbour]\naliases: [/old/merger.htm]\n\
                  meeting: {name: Meeting of the harbour, number: 9, start: \"10:30\", place: Pier 4}\n\
                  media: [{file: merger.png, alt: The ships}]\nattachments: [{file: merger.txt, title: The plan}]";
    let said = |site: &TestSite, run: &Run| {
        let text = run.stderr.replace(&site.root().display().to_string(), "ROOT");
        text.lines().map(|it| it.rsplit_once("; ").map_or(it, |it| it.0).to_owned()).collect::<Vec<_>>()
    };
    let of = |site: &TestSite| {
        let (build, check) = (site.build(), site.check(&["--strict"]));
        assert_eq!(build.code, 0, "{}", build.stderr);
        (said(site, &build), said(site, &check), site.public())
    };
    let plain = of(&newsroom());
    assert!(plain.1.iter().any(|it| it.contains("series-gap")), "{:?}", plain.1);
    assert!(plain.2.keys().all(|it| !it.contains("merger") && !it.contains("topics/unused")), "{:?}", plain.2.keys());
    assert!(plain.2.contains_key("nyc/topics/trade/index.html"));
    for held in [
        "status: draft",
        "embargo: 2026-12-01",
        "date: 2027-02-03",
        "embargo: 2026-12-01\nstatus: replaced\nstatus_note: Why.\nstatus_date: 2026-11-05\nreplaced_by: 2026/bridge",
    ] {
        for language in ["", ".zh-Hant"] {
            let site = newsroom();
            let folder = if held.contains("2027") { "2027" } else { "2026" };
            let at = |name: &str| format!("content/releases/{folder}/merger/{name}");
            site.write(&at("index.md"), crate::support::release("merger", &format!("{held}\n{facets}"), "It joins."));
            site.write(&at("merger.png"), png(900, 600)).write(&at("merger.txt"), "The plan.");
            if !language.is_empty() {
                site.write(&at("index.zh-Hant.md"), "---\ntitle: 合併\n---\n內文。\n");
            }
            let with = of(&site);
            let words = (with.0.iter().chain(&with.1)).map(|it| it.to_lowercase()).collect::<Vec<_>>().join("\n");
            assert!(!words.contains("merger"), "{held}: {words}");
            assert_eq!((&with.0, &with.1), (&plain.0, &plain.1), "{held}");
            assert_same_trees(&plain.2, &with.2, held);
        }
    }
}

#[test]
fn a_topic_keeps_its_page_when_its_releases_are_retracted() {
    let site = TestSite::new();
    site.release("bridge", "", "Text.").release("ferry", "topics: [trade]", "Text.");
    site.build_well();
    site.release("ferry", "topics: [trade]\nstatus: retracted\nstatus_note: Why.\nstatus_date: 2026-11-05", "Text.");
    site.build_well();
    assert!(site.exists("public/topics/trade/index.html") && site.exists("public/nyc/topics/trade/index.html"));
}
