//! Every key is read, checked and visible, or refused; none can be added to the program without a case here.

use std::fs;
use std::sync::OnceLock;

use crate::looks::{page_text, text};
use crate::support::{TestSite, all, repository};
use crate::table::{CASES, Shows};

/// Where the keys of each type of the sources stand; a type may stand in several places.
const PLACES: &[(&str, &[&str])] = &[
    ("ConfigText", &["config:"]),
    ("OfficeText", &["config:offices.*."]),
    ("AccessibilityText", &["config:accessibility."]),
    ("Edits", &["config:edits."]),
    ("ExternalText", &["config:external."]),
    ("CopyrightText", &["config:copyright."]),
    ("ContactText", &["contacts:*.", "release:contacts."]),
    ("FrontMatter", &["release:"]),
    ("PageFrontMatter", &["page:"]),
    ("MeetingText", &["release:meeting."]),
    ("CeremonyText", &["release:ceremony."]),
    ("PersonText", &["release:meeting.chairs.", "release:ceremony.officiants.", "release:speaker."]),
    ("AwardText", &["release:ceremony.awards."]),
    ("SeriesText", &["release:series."]),
    ("LinkText", &["release:links."]),
    ("MediaText", &["release:media."]),
    ("AttachmentText", &["release:attachments."]),
    ("QuoteText", &["release:quotes."]),
    ("Outputs", &["config:outputs."]),
    ("RulingText", &["config:rules.*."]),
    ("SecurityText", &["config:security."]),
    ("PublishText", &["config:publish."]),
    ("OfficeTargetText", &["config:publish.offices.*."]),
    ("PurgeText", &["config:publish.purge."]),
    ("AliasText", &["release:aliases."]),
    ("RevisionText", &["release:revisions.", "page:revisions."]),
];

fn built() -> &'static TestSite {
    static SITE: OnceLock<TestSite> = OnceLock::new();
    SITE.get_or_init(|| {
        let site = TestSite::of("every-key");
        site.build_well();
        site
    })
}

/// Types that are read from YAML in a source, with the names of their keys.
fn types_read(source: &str) -> Vec<(String, Vec<String>)> {
    let text = fs::read_to_string(repository(source)).unwrap();
    let mut types = Vec::new();
    for part in text.split("#[derive(").skip(1) {
        let (derived, rest) = part.split_once(")]").unwrap();
        let Some(body) = rest.split("struct ").nth(1).filter(|_| derived.contains("JsonSchema")) else { continue };
        let (name, body) = body.split_once([' ', '(']).unwrap();
        let Some(body) = body.strip_prefix('{').and_then(|it| it.split("\n}").next()) else { continue };
        let fields = body.lines().map(str::trim).filter(|it| !it.starts_with(['#', '/']));
        let fields = fields.map(|it| it.trim_start_matches("pub(super) ").trim_start_matches("pub "));
        let keys = fields.filter_map(|it| it.split_once(": ")).map(|(key, _)| key.to_owned()).collect();
        types.push((name.to_owned(), keys));
    }
    types
}

#[test]
fn every_key_of_the_program_has_a_case() {
    let sources = ["release/front_matter.rs", "config.rs", "contact.rs", "ruling.rs", "destination.rs"];
    let types: Vec<_> = sources.iter().flat_map(|it| types_read(&format!("crates/pure/content/src/{it}"))).collect();
    assert!(types.len() >= PLACES.len(), "{types:?}");
    let mut known = Vec::new();
    for (name, keys) in types {
        let places = PLACES.iter().find(|it| it.0 == name);
        let (_, places) = places.unwrap_or_else(|| panic!("where do the keys of `{name}` stand? Add it to PLACES"));
        assert!(!keys.is_empty(), "{name}");
        known.extend(places.iter().flat_map(|place| keys.iter().map(move |key| format!("{place}{key}"))));
    }
    let missing: Vec<&String> = known.iter().filter(|key| CASES.iter().all(|it| it.key != *key)).collect();
    assert!(missing.is_empty(), "keys without a case in table.rs: {missing:?}");
    let gone: Vec<&str> = CASES.iter().map(|it| it.key).filter(|key| known.iter().all(|it| it != key)).collect();
    assert!(gone.is_empty(), "cases of keys that the program does not know: {gone:?}");
}

#[test]
fn every_key_that_is_read_is_seen_by_a_reader() {
    let mut unseen = Vec::new();
    for case in CASES {
        if let Some(missing) = missing(&case.shows) {
            unseen.push(format!("{}: {missing}", case.key));
        }
    }
    assert!(unseen.is_empty(), "{unseen:#?}");
}

/// What should be seen and is not.
fn missing(shows: &Shows) -> Option<String> {
    let site = built();
    let found = match shows {
        Shows::Text(page, selector, words) => {
            let texts: Vec<String> = all(&site.page(page), selector).into_iter().map(text).collect();
            return (!texts.iter().any(|it| it.contains(words))).then(|| format!("no `{words}` in {texts:?}"));
        }
        Shows::Value(page, selector, attribute, value) => {
            let page = site.page(page);
            let values: Vec<&str> = all(&page, selector).iter().filter_map(|it| it.attr(attribute)).collect();
            return (!values.contains(value)).then(|| format!("no `{value}` in {values:?}"));
        }
        Shows::Hides(page, words) => !page_text(&site.page(page)).contains(words),
        Shows::File(path) => site.path("public").join(path).is_file(),
        Shows::NoFile(path) => !site.path("public").join(path).exists(),
        Shows::Told => true,
    };
    (!found).then(|| "not as it should be".to_owned())
}

#[test]
fn a_wrong_value_of_every_key_breaks_its_rule_and_no_other() {
    let mut wrong = Vec::new();
    for case in CASES {
        let site = TestSite::of("every-key");
        site.edit(case.file, case.from, case.to);
        let run = site.build_with(&["--show-unpublished"]);
        let place = format!("--> {}", case.file);
        if run.code != 1 || run.rules() != [case.rule] || !run.stderr.contains(&place) || site.exists("public") {
            wrong.push(format!("{}: expected {} in {}\n{}", case.key, case.rule, case.file, run.stderr));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_empty_optional_key_is_as_if_it_were_left_out() {
    let page = |keys: &str| {
        let site = TestSite::new();
        site.release("ferry", keys, "Text.");
        let run = site.build_with(&["--show-unpublished"]);
        (run.code == 0).then(|| site.read("public/nyc/releases/2026/ferry/index.html")).ok_or(run)
    };
    let plain = page("").unwrap();
    let told = ["title", "date", "offices", "status", "embargo"];
    for case in CASES.iter().filter(|it| it.key.starts_with("release:") && !it.key.contains('.')) {
        let key = case.key.strip_prefix("release:").unwrap();
        match page(&format!("{key}:")) {
            Ok(page) => assert!(page == plain && !told.contains(&key), "an empty `{key}` is taken"),
            Err(run) => {
                let missing = run.rules() == ["missing-key"] && run.stderr.contains(&format!("`{key}`"));
                assert!(missing && told.contains(&key), "{key}: {}", run.stderr);
            }
        }
    }
}

#[test]
fn keys_of_ones_own_begin_with_x() {
    let site = TestSite::new();
    site.release("ferry", "x-mood: calm", "Text.");
    site.build_well();
    site.release("ferry", "mood: calm", "Text.");
    site.build().refused(&["unknown-key"]);
}

#[test]
fn a_misspelt_key_gets_the_likely_one() {
    for (wrong, right) in
        [("ofices", "offices"), ("sumary", "summary"), ("Kind", "kind"), ("short-title", "short_title")]
    {
        let site = TestSite::new();
        site.release("ferry", &format!("{wrong}: speech"), "Text.");
        site.build().refused(&["unknown-key"]).says(&format!("did you mean `{right}`?"));
    }
}

#[test]
fn without_a_short_title_the_title_stands_everywhere() {
    let site = TestSite::new();
    site.release("ferry", "", "The first sentence. The second one.\n\nAnother paragraph.");
    site.build_well();
    let page = site.page("nyc/releases/2026/ferry/index.html");
    assert!(text(all(&page, "title")[0]).starts_with("Release ferry – New York"));
    let summary = all(&page, "meta[name=description]")[0].attr("content").unwrap().to_owned();
    assert_eq!(summary, "The first sentence. The second one.");
    assert_eq!(text(all(&page, ".dateline")[0]), "November 2, 2026 –", "without `place` there is none");
    let people: Vec<String> = all(&page, ".contacts .who").into_iter().map(text).collect();
    assert_eq!(people, ["Ana Reyes", "Ben Okafor"], "those of its offices");
}
