//! The forms that newsroom systems take: ninjs beside each release, NewsML-G2 at the top of each tree.

use serde_json::Value;

use crate::support::{TestSite, jpeg, png, release};
use crate::xml::Element;

const FERRY: &str = "nyc/releases/2026/ferry/release.json";
/// Breaks out of whatever is not escaped, and has what XML forbids.
const HOSTILE: &str = "A <b> & \"c\" ]]> </title> 渡輪 ⛴\u{fe0f} \u{1f6a2}";

/// The picture of [`full`] in its own size, from the release's folder in a tree.
fn picture(site: &TestSite, folder: &str) -> String {
    let public = site.public();
    let path = public.keys().find_map(|it| it.strip_prefix(folder).filter(|it| it.ends_with(".jpg")));
    path.unwrap().to_owned()
}

/// A newsroom of one release with every fact that the wire knows.
fn full() -> TestSite {
    let site = TestSite::whole();
    site.edit("dateline.yaml", "topics:", "copyright: {holder: The Harbour Trust, from: 2018}\ntopics:");
    let keys = "\
        short_title: Ferry\nplace: Hong Kong\nsummary: A ferry sails.\ntopics: [trade]\nkind: statement\n\
        speaker: {name: Chan Siu-ming, post: Director}\nquotes: [{text: It sails., speaker: Lee Ka-yan}]\n\
        meeting: {name: Ferry Forum, number: 5, place: Kowloon, attendees: [Ferry Board], chairs: [Wong Mei]}\n\
        media: [{file: ferry.jpg, alt: A white ferry., caption: The ferry at noon., credit: Harbour Office}]\n\
        attachments: [{file: plan.pdf, title: The plan, language: zh-Hant}]\n\
        revisions:\n  - {date: 2026-11-04, kind: correction, note: The hour was wrong., was: noon, now: one}\n  \
        - {date: 2026-11-05, kind: update, note: A picture was added.}\nnotes: See [the text](#part).\n";
    let folder = "content/releases/2026/ferry";
    site.write(
        &format!("{folder}/index.md"),
        release("ferry", keys, "It sails.\n\n## Part\n\nSee [the bridge](../bridge.md)."),
    );
    site.write(&format!("{folder}/ferry.jpg"), jpeg(600, 400)).write(&format!("{folder}/plan.pdf"), "twelve bytes");
    site.release("bridge", "offices: [sf]", "A bridge.");
    site
}

fn json(site: &TestSite, path: &str) -> Value {
    serde_json::from_str(&site.read(&format!("public/{path}"))).unwrap()
}

fn xml(site: &TestSite, path: &str) -> Element {
    Element::parse(site.read(&format!("public/{path}")).as_bytes())
}

/// The items of a tree's message by their headlines.
fn headlines(site: &TestSite, path: &str) -> Vec<String> {
    xml(site, path).texts("headline").into_iter().map(str::to_owned).collect()
}

/// The values of a key in a list of objects.
fn values<'a>(list: &'a Value, key: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|it| it[key].as_str().unwrap_or_default()).collect()
}

/// Every `key` of an object and all in it.
fn all_values<'a>(value: &'a Value, keys: &[&str], found: &mut Vec<&'a str>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                found.extend(value.as_str().filter(|_| keys.contains(&key.as_str())));
                all_values(value, keys, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|it| all_values(it, keys, found)),
        _ => {}
    }
}

#[test]
fn ninjs_says_which_version_of_what_it_is() {
    let site = full();
    site.build_well();
    let item = json(&site, FERRY);
    for (key, value) in [
        ("uri", "tag:news.example.org,2026:release:2026/ferry"),
        ("type", "text"),
        ("language", "en"),
        ("version", "3"),
        ("firstCreated", "2026-11-02T00:00:00-05:00"),
        ("contentCreated", "2026-11-02T00:00:00-05:00"),
        ("versionCreated", "2026-11-05T00:00:00-05:00"),
        ("pubStatus", "usable"),
        ("title", "Ferry"),
        ("by", "Harbour Office, New York"),
        ("located", "Hong Kong"),
        ("copyrightHolder", "The Harbour Trust"),
        ("copyrightNotice", "© 2026 The Harbour Trust"),
    ] {
        assert_eq!(item[key], value, "{key}");
    }
    assert_eq!((&item["standard"]["name"], &item["standard"]["version"]), (&"ninjs".into(), &"3.1".into()));
    let note = "Update, November 5, 2026: A picture was added.\n\
                Correction, November 4, 2026: The hour was wrong. (noon → one)";
    assert_eq!(item["edNote"], note);
    assert!(item.get("embargoedUntil").is_none() && item.get("urgency").is_none());
    assert_eq!(site.public().keys().filter(|it| it.ends_with("release.json")).count(), 2, "one for each release");
}

#[test]
fn ninjs_names_who_and_what_a_release_is_about() {
    let site = full();
    site.build_well();
    let item = json(&site, FERRY);
    let pairs = |key: &str| -> Vec<(&str, &str)> {
        values(&item[key], "rel").into_iter().zip(values(&item[key], "name")).collect()
    };
    assert_eq!(values(&item["headlines"], "value"), ["Release ferry"]);
    assert_eq!(values(&item["descriptions"], "value"), ["A ferry sails.", "Hong Kong, November 2, 2026"]);
    assert_eq!(values(&item["genres"], "literal"), ["statement"]);
    assert_eq!(pairs("subjects"), [("about", "Trade")]);
    let people = [
        ("speaker", "Chan Siu-ming"),
        ("quoted", "Lee Ka-yan"),
        ("chair", "Wong Mei"),
        ("contact", "Ana Reyes"),
        ("contact", "Ben Okafor"),
    ];
    assert_eq!(pairs("people"), people);
    assert_eq!(values(&item["people"][3]["contactInfo"], "value"), ["(212) 555-0123"]);
    let issuers = [("issuer", "Harbour Office, New York"), ("issuer", "Harbour Office, San Francisco")];
    assert_eq!(pairs("organisations"), [&issuers[..], &[("attendee", "Ferry Board")]].concat());
    assert_eq!(pairs("places"), [("dateline", "Hong Kong"), ("event", "Kowloon")]);
    assert_eq!(pairs("events"), [("reports", "Ferry Forum (5th)")]);
    let [picture, plan] = item["associations"].as_array().unwrap().as_slice() else { panic!("{item:#}") };
    assert_eq!((&picture["type"], &picture["by"]), (&"picture".into(), &"Harbour Office".into()));
    assert_eq!(values(&picture["descriptions"], "value"), ["A white ferry."]);
    assert_eq!(values(&picture["renditions"], "contentType"), ["image/jpeg"]);
    assert_eq!((&plan["name"], &plan["language"]), (&"The plan".into(), &"zh-Hant".into()));
    assert_eq!(plan["renditions"][0]["sizeInBytes"], 12);
}

#[test]
fn ninjs_does_not_grow_older_with_the_clock() {
    let site = full();
    site.build_well();
    let before = site.read(&format!("public/{FERRY}"));
    let root = site.root().display().to_string();
    let run = site.run(&["build", "--root", &root, "--now", "2029-01-01T00:00:00Z"], &[], &site.root());
    assert_eq!((run.code, site.read(&format!("public/{FERRY}"))), (0, before), "{}", run.stderr);
}

#[test]
fn a_contact_who_has_left_is_not_to_be_called() {
    let site = full();
    site.edit("content/contacts.yaml", "(212) 555-0123\"}", "(212) 555-0123\", until: 2026-11-10}");
    site.build_well();
    let item = json(&site, FERRY);
    assert!(!item.to_string().contains("Ana Reyes") && item.to_string().contains("Ben Okafor"), "{item:#}");
}

#[test]
fn newsml_has_the_latest_releases_of_its_tree() {
    let site = full();
    site.build_well();
    assert_eq!(headlines(&site, "newsml.xml"), ["Release bridge", "Release ferry"]);
    assert_eq!(headlines(&site, "sf/newsml.xml"), ["Release bridge", "Release ferry"]);
    assert_eq!(headlines(&site, "nyc/newsml.xml"), ["Release ferry"]);
    assert_eq!(xml(&site, "nyc/newsml.xml").texts("sent"), ["2026-11-05T00:00:00-05:00"], "its latest change");
}

#[test]
fn newsml_says_which_version_of_what_it_is() {
    let site = full();
    site.build_well();
    let message = xml(&site, "nyc/newsml.xml");
    assert_eq!(message.attribute("xmlns"), "http://iptc.org/std/nar/2006-10-01/");
    let item = message.one("newsItem");
    for (name, value) in [
        ("standard", "NewsML-G2"),
        ("standardversion", "2.35"),
        ("conformance", "power"),
        ("guid", "tag:news.example.org,2026:release:2026/ferry"),
        ("version", "3"),
        ("xml:lang", "en"),
    ] {
        assert_eq!(item.attribute(name), value, "{name}");
    }
    for (name, text) in [
        ("provider", "Harbour Office"),
        ("versionCreated", "2026-11-05T00:00:00-05:00"),
        ("firstCreated", "2026-11-02T00:00:00-05:00"),
        ("copyrightHolder", "The Harbour Trust"),
        ("located", "Hong Kong"),
        ("subject", "Trade"),
        ("dateline", "Hong Kong, November 2, 2026"),
        ("by", "Harbour Office, New York"),
        ("description", "A ferry sails."),
    ] {
        assert_eq!(item.one(name).text.trim(), text, "{name}");
    }
    assert_eq!(item.one("pubStatus").attribute("qcode"), "stat:usable");
    assert_eq!(item.one("signal").attribute("qcode"), "sig:update");
    assert_eq!(item.texts("creator"), ["Harbour Office, New York", "Harbour Office, San Francisco"]);
    let notes = [
        "Update, November 5, 2026: A picture was added.",
        "Correction, November 4, 2026: The hour was wrong. (noon → one)",
    ];
    assert_eq!(item.texts("edNote"), notes);
    let page = "https://news.example.org/nyc/releases/2026/ferry/";
    let links: Vec<&str> = item.all("link").iter().map(|it| it.attribute("href")).collect();
    assert_eq!(
        links,
        [page.to_owned(), format!("{page}{}", picture(&site, "nyc/releases/2026/ferry/")), format!("{page}plan.pdf")]
    );
    let html = item.one("inlineXML").one("html");
    assert_eq!(html.attribute("xmlns"), "http://www.w3.org/1999/xhtml");
    assert_eq!(html.texts("p"), ["It sails.", "See the bridge."]);
}

#[test]
fn a_withdrawn_release_is_cancelled_and_no_news() {
    let site = TestSite::whole();
    let keys = "status: withdrawn\nstatus_note: The ferry was sold.\nstatus_date: 2026-11-09";
    site.release("ferry", keys, "It sails.").release("bridge", "", "A bridge.");
    site.build_well();
    let item = json(&site, FERRY);
    assert_eq!((&item["pubStatus"], &item["version"]), (&"canceled".into(), &"2".into()));
    assert_eq!(item["versionCreated"], "2026-11-09T00:00:00-05:00");
    assert_eq!(item["edNote"], "This release was withdrawn on November 9, 2026. The ferry was sold.");
    assert_eq!(headlines(&site, "newsml.xml"), ["Release bridge"]);
    // A revision of the day tells of the withdrawal: that is one change.
    site.edit(
        "content/releases/2026/ferry.md",
        "status:",
        "revisions: [{date: 2026-11-09, kind: update, note: Sold.}]\nstatus:",
    );
    site.build_well();
    assert_eq!(json(&site, FERRY)["version"], "2");
}

#[test]
fn what_is_not_public_is_not_on_the_wire() {
    for keys in [
        "status: draft",
        "embargo: 2026-12-01",
        "date: 2026-12-01",
        "status: retracted\nstatus_note: Sold.\nstatus_date: 2026-11-09",
    ] {
        let site = TestSite::whole();
        site.release("ferry", keys, "It sails.");
        site.build_well();
        let wire: Vec<String> =
            site.public().into_keys().filter(|it| it.ends_with("release.json") || it.ends_with("newsml.xml")).collect();
        assert!(wire.is_empty(), "{keys}: {wire:?}");
    }
}

#[test]
fn an_embargo_that_is_over_is_not_told() {
    let site = TestSite::whole();
    site.release("ferry", "embargo: 2026-11-03T09:30", "It sails.");
    site.build_well();
    let item = json(&site, FERRY);
    assert!(!item.to_string().contains("embargo"), "{item:#}");
    assert_eq!(
        (&item["firstCreated"], &item["contentCreated"]),
        (&"2026-11-03T09:30:00-05:00".into(), &"2026-11-02T00:00:00-05:00".into())
    );
    assert!(xml(&site, "newsml.xml").all("embargoed").is_empty());
}

#[test]
fn a_preview_withholds_what_is_to_come() {
    let site = TestSite::whole();
    site.release("ferry", "status: draft", "It sails.");
    assert_eq!(site.build_with(&["--drafts"]).code, 0);
    assert_eq!(json(&site, FERRY)["pubStatus"], "withheld");
    assert_eq!(xml(&site, "newsml.xml").one("pubStatus").attribute("qcode"), "stat:withheld");
}

#[test]
fn every_address_on_the_wire_is_whole_whatever_the_hosts() {
    let site = full();
    site.edit("dateline.yaml", "area_codes: [212]", "area_codes: [212], base_url: \"https://ny.example.net/press/\"");
    site.edit("dateline.yaml", "area_codes: [415]", "area_codes: [415], base_url: \"https://sf.example.net/\"");
    site.build_well();
    let item = json(&site, FERRY);
    let mut addresses = Vec::new();
    all_values(&item, &["href", "uri"], &mut addresses);
    let page = "https://ny.example.net/press/releases/2026/ferry/";
    for address in [
        "https://news.example.org/".to_owned(),
        "https://ny.example.net/press/".to_owned(),
        "https://sf.example.net/".to_owned(),
        page.to_owned(),
        format!("{page}release.txt"),
        format!("{page}{}", picture(&site, "nyc/releases/2026/ferry/")),
        format!("{page}plan.pdf"),
    ] {
        assert!(addresses.contains(&&*address), "{address} in {addresses:?}");
    }
    assert!(
        addresses
            .iter()
            .all(|it| it.starts_with("https://") || it.starts_with("tag:") || it.starts_with("http://www.iptc.org/"))
    );
    let html = values(&item["bodies"], "value");
    assert!(html[0].contains("<a href=\"https://sf.example.net/releases/2026/bridge/\">"), "{}", html[0]);
    assert!(html[1].contains(&format!("<a href=\"{page}#part\">")), "{}", html[1]);
    let message = xml(&site, "newsml.xml");
    let links: Vec<&str> = message.all("a").iter().map(|it| it.attribute("href")).collect();
    assert_eq!(links, ["https://sf.example.net/releases/2026/bridge/"]);
}

#[test]
fn hostile_text_arrives_as_it_was_written() {
    let site = TestSite::whole();
    let yaml = format!("'{HOSTILE}'");
    let keys = format!(
        "title: {yaml}\nsummary: {yaml}\nplace: {yaml}\ntopics: [trade]\nstatus: ready\n\
         revisions: [{{date: 2026-11-03, kind: correction, note: {yaml}}}]\n"
    );
    let body = "A \\<b\\> & \"c\" \\]\\]> 渡輪 \u{1f6a2} \u{1}\u{ffff}\n\nOne  \ntwo\n\n---\n\n![A > \"b\" & 渡](ferry.png \"C > d\")\n\n| a | b |\n|---|---|\n| 1 |   |\n\nNote.[^1]\n\n[^1]: A & B.\n\n```\n<script>\n```";
    let folder = "content/releases/2026/ferry";
    site.edit("dateline.yaml", "Trade", &yaml);
    site.write(&format!("{folder}/index.md"), release("ferry", &keys, body))
        .write(&format!("{folder}/ferry.png"), png(600, 400));
    site.build_with(&[]);
    let item = json(&site, FERRY);
    assert_eq!((&item["headlines"][0]["value"], &item["subjects"][0]["name"]), (&HOSTILE.into(), &HOSTILE.into()));
    let message = xml(&site, "newsml.xml");
    for name in ["headline", "located", "description", "subject"] {
        assert_eq!(message.one(name).text.trim(), HOSTILE, "{name}");
    }
    assert!(message.texts("edNote")[0].ends_with(HOSTILE));
    let body = message.one("body");
    assert!(body.text.starts_with("A <b> & \"c\" ]]> 渡輪 \u{1f6a2}"), "{}", body.text);
    assert_eq!(body.one("img").attribute("alt"), "A > \"b\" & 渡");
    assert_eq!((body.all("br").len(), body.all("hr").len(), body.texts("code")), (1, 1, vec!["<script>"]));
}

#[test]
fn each_form_can_be_left_out() {
    let site = full();
    site.edit(
        "dateline.yaml",
        "outputs: {cards: false}",
        "outputs: {ninjs: false, newsml: false, text: false, cards: false}",
    );
    site.build_well();
    let wire = |it: &String| ["release.json", "newsml.xml", "release.txt"].iter().any(|name| it.ends_with(name));
    assert_eq!(site.public().into_keys().filter(wire).collect::<Vec<_>>(), Vec::<String>::new());
    site.edit("dateline.yaml", "ninjs: false, ", "");
    site.build_well();
    assert!(!site.read(&format!("public/{FERRY}")).contains("release.txt"), "what is not made is not named");
}
