//! Nothing of a release that may not be public is in any output, record or message.

use std::collections::BTreeMap;

use crate::looks::page_text;
use crate::support::{TestSite, Tree, all, tree};

/// A word that stands nowhere else.
const MARKER: &str = "zyzzyva";

/// Front matter of which every value has the marker, and a body that has it.
fn marked(date: &str, more: &str) -> String {
    format!(
        "---\ntitle: {MARKER} title\nshort_title: {MARKER} short\ndate: {date}\noffices: [nyc, sf]\nid: {MARKER}-id\n\
         summary: {MARKER} summary\nplace: {MARKER} place\ntopics: [trade]\ncontacts:\n  - {{name: {MARKER} person, \
         office: nyc, phone: \"(212) 555-0177\", email: {MARKER}@example.org}}\nmeeting: {{name: {MARKER} meeting, \
         number: 7, outcomes: [{MARKER} outcome]}}\nceremony: {{name: {MARKER} ceremony, awards: [{{name: {MARKER} award, \
         count: 4}}]}}\nseries: {{id: {MARKER}-series, number: 7}}\nacronyms: {{ZYX: {MARKER} acronym}}\nlinks: [{{text: \
         {MARKER} link, url: \"https://{MARKER}.example.org/\"}}]\nmedia: [{{file: {MARKER}.png, alt: {MARKER} \
         picture}}]\nattachments: [{{file: {MARKER}.txt, title: {MARKER} file}}]\nquotes: [{{text: {MARKER} quote, \
         speaker: {MARKER} speaker}}]\nnotes: {MARKER} notes\nrevisions: [{{date: {date}, kind: update, note: {MARKER} \
         note}}]\nx-{MARKER}: {MARKER}\n{more}---\n{MARKER} body.\n\n## {MARKER} heading\n\n{MARKER} text.\n"
    )
}

/// What holds a release back: its date and more keys.
fn unpublished() -> BTreeMap<&'static str, String> {
    let note = format!("status_note: {MARKER} reason\n");
    BTreeMap::from([
        ("draft", marked("2026-11-02", "status: draft\n")),
        ("embargoed", marked("2026-11-02", "embargo: 2026-11-23T12:00:01Z\n")),
        ("embargoed withdrawn", marked("2026-11-02", &format!("embargo: 2026-12-01\nstatus: withdrawn\n{note}"))),
        ("scheduled", marked("2026-11-24", "")),
        (
            "scheduled hour",
            marked("2026-11-23T07:00:01", "")
                .replace("revisions: [{date: 2026-11-23T07:00:01", "revisions: [{date: 2026-11-23"),
        ),
        ("scheduled withdrawn", marked("2026-11-24", &format!("status: withdrawn\n{note}"))),
        ("retracted", marked("2026-11-02", &format!("status: retracted\n{note}"))),
        ("replaced", marked("2026-11-02", &format!("status: replaced\nreplaced_by: {MARKER}-other\n{note}"))),
    ])
}

fn site_with(text: &str) -> TestSite {
    let site = TestSite::new();
    site.release("bridge", "", "Text.");
    let folder = format!("content/releases/2026/{MARKER}-folder");
    site.write(&format!("{folder}/index.md"), text);
    site.write(&format!("{folder}/{MARKER}.png"), format!("\u{89}PNG {MARKER}"));
    site.write(&format!("{folder}/{MARKER}.txt"), format!("{MARKER} attachment"));
    site.write(&format!("{folder}/{MARKER}-unnamed.pdf"), format!("{MARKER} named nowhere"));
    site
}

/// Paths of a tree that have the marker in their names or bytes.
fn marked_paths(tree: &Tree) -> Vec<&String> {
    let has = |bytes: &[u8]| bytes.to_ascii_lowercase().windows(MARKER.len()).any(|it| it == MARKER.as_bytes());
    tree.iter().filter(|(path, bytes)| has(path.as_bytes()) || has(bytes)).map(|it| it.0).collect()
}

#[test]
fn nothing_of_an_unpublished_release_is_in_any_output_record_or_message() {
    for (fate, text) in unpublished() {
        let site = site_with(&text);
        let run = site.build_well();
        assert!(!(run.stdout.clone() + &run.stderr).contains(MARKER), "{fate}: {}", run.stderr);
        run.says("1 release, 2 editions");
        assert_eq!(marked_paths(&site.public()), Vec::<&String>::new(), "{fate}: public/");
        assert_eq!(marked_paths(&tree(&site.path(".dateline"))), Vec::<&String>::new(), "{fate}: .dateline/");
    }
}

#[test]
fn the_output_is_the_same_as_if_the_release_were_not_there() {
    let plain = TestSite::new();
    plain.release("bridge", "", "Text.");
    plain.build_well();
    for (fate, text) in unpublished() {
        let site = site_with(&text);
        site.build_well();
        crate::support::assert_same_trees(&plain.public(), &site.public(), fate);
    }
}

#[test]
fn the_same_release_is_public_when_nothing_holds_it_back() {
    let site = site_with(&marked("2026-11-02", ""));
    site.build_well();
    let folder = format!("nyc/releases/2026/{MARKER}-folder");
    let public = site.public();
    let paths = marked_paths(&public);
    for name in ["index.html", &format!("{MARKER}.png"), &format!("{MARKER}.txt")] {
        assert!(paths.contains(&&format!("{folder}/{name}")), "{paths:?}");
    }
    assert!(!paths.iter().any(|it| it.contains("unnamed")), "a file that nothing names is not published: {paths:?}");
}

#[test]
fn a_release_that_is_withheld_later_leaves_nothing_behind() {
    for (fate, text) in unpublished() {
        let site = site_with(&marked("2026-11-02", ""));
        site.build_well();
        site.write(&format!("content/releases/2026/{MARKER}-folder/index.md"), text);
        let run = site.build();
        assert_eq!(run.code, 0, "{fate}: {}", run.stderr);
        assert_eq!(marked_paths(&site.public()), Vec::<&String>::new(), "{fate}: public/");
        assert_eq!(marked_paths(&tree(&site.path(".dateline"))), Vec::<&String>::new(), "{fate}: .dateline/");
    }
}

#[test]
fn faults_of_an_unpublished_release_are_told_without_its_words() {
    let path = format!("content/releases/2026/{MARKER}-folder/index.md");
    let shown = |stderr: &str| stderr.replace(&format!("{MARKER}-folder"), "").contains(MARKER);
    for (fate, text) in unpublished() {
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
        ] {
            assert!(text.contains(from), "{from}");
            let site = site_with(&text.replacen(from, to, 1));
            let run = site.build();
            assert_eq!(run.code, 1, "{fate}, {to}: {}", run.stderr);
            assert!(!shown(&run.stderr), "{fate}, {to}:\n{}", run.stderr);
            run.says(&format!("--> {path}{place}"));
            let run = site.build_with(&["--show-unpublished"]);
            assert!(shown(&run.stderr), "{fate}, {to}:\n{}", run.stderr);
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
}

#[test]
fn a_fault_between_a_public_and_a_hidden_release_does_not_tell_the_hidden_ones_words() {
    let site = TestSite::new();
    let hidden = format!("title: {MARKER}\nid: shared\nstatus: draft");
    site.release("bridge", "id: shared", "Text.").release("hidden", &hidden, MARKER);
    let run = site.build();
    run.refused(&["duplicate-id"]);
    assert!(!run.stderr.contains(MARKER), "{}", run.stderr);
}

#[test]
fn links_to_an_unpublished_release_are_errors_of_public_ones() {
    for (fate, text) in unpublished() {
        for link in [format!("{MARKER}-folder/index.md"), format!("{MARKER}-folder/index.md#x")] {
            let site = site_with(&text);
            site.edit("content/releases/2026/bridge.md", "Text.", &format!("See [it]({link})."));
            let run = site.build();
            assert_eq!((run.code, run.rules()), (1, vec!["broken-link"]), "{fate}: {}", run.stderr);
            run.says("content/releases/2026/bridge.md:6:10").says("not public");
        }
    }
}

#[test]
fn did_you_mean_offers_no_unpublished_release() {
    let site = site_with(&marked("2026-11-02", "status: draft\n"));
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
        let site = site_with(&marked("2026-11-02", "status: draft\n"));
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
    for (fate, text) in unpublished() {
        let site = site_with(&text);
        assert_eq!(without_time(&site.build_well(), &site), expected, "{fate}");
    }
}

#[test]
fn a_preview_with_drafts_marks_them_and_the_next_build_takes_them_away() {
    let banners = [("draft", "DRAFT"), ("embargoed", "EMBARGOED until"), ("scheduled", "SCHEDULED for")];
    for (fate, banner) in banners {
        let site = site_with(&unpublished()[fate]);
        let run = site.build_with(&["--drafts"]);
        assert_eq!(run.code, 0, "{fate}: {}", run.stderr);
        let page = site.page(&format!("nyc/releases/2026/{MARKER}-folder/index.html"));
        assert!(page_text(&page).contains(banner), "{fate}");
        assert_eq!(all(&page, "meta[name=robots][content=noindex]").len(), 1, "{fate}");
        site.build_well();
        assert_eq!(marked_paths(&site.public()), Vec::<&String>::new(), "{fate}: public/");
        assert_eq!(marked_paths(&tree(&site.path(".dateline"))), Vec::<&String>::new(), "{fate}: .dateline/");
    }
    for fate in ["retracted", "replaced"] {
        let site = site_with(&unpublished()[fate]);
        assert_eq!(site.build_with(&["--drafts"]).code, 0);
        assert_eq!(marked_paths(&site.public()), Vec::<&String>::new(), "{fate} is gone for a preview too");
    }
}

#[test]
fn a_withdrawn_release_shows_its_notice_over_its_text() {
    let site = TestSite::new();
    site.release("ferry", "status: withdrawn\nstatus_note: The ferry was sold.", "The ferry sails.");
    site.build_well();
    for office in ["nyc", "sf"] {
        let text = page_text(&site.page(&format!("{office}/releases/2026/ferry/index.html")));
        let notice = text.find("This release has been withdrawn. The ferry was sold.").expect("the notice");
        assert!(notice < text.find("The ferry sails.").unwrap(), "{text}");
        let home = site.page(&format!("{office}/index.html"));
        assert_eq!(all(&home, ".listing .mark").len(), 1);
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
