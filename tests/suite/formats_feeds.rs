//! Feeds, maps and the files of hosts; which of them are made; and how few of them a new release changes.

use std::collections::BTreeSet;

use scraper::Html;
use serde_json::Value;

use crate::support::{TestSite, Tree, all};
use crate::xml::Element;

/// Every switch of `outputs:`, and what marks the files that it makes.
const SWITCHES: [(&str, &[&str]); 18] = [
    ("archive", &["archive/"]),
    ("topics", &["topics/"]),
    ("kinds", &["kinds/"]),
    ("series", &["series/"]),
    ("atom", &["feed.xml"]),
    ("rss", &["rss.xml"]),
    ("json_feed", &["feed.json"]),
    ("topic_feeds", &["topics/trade/feed.xml", "topics/trade/rss.xml", "topics/trade/feed.json"]),
    ("text", &["release.txt"]),
    ("ninjs", &["release.json"]),
    ("newsml", &["newsml.xml"]),
    ("calendars", &[".ics"]),
    ("contacts", &["contacts.vcf"]),
    ("sitemap", &["/sitemap", "robots.txt"]),
    ("news_sitemap", &["news-sitemap.xml"]),
    ("json_ld", &[]),
    ("headers", &["_headers"]),
    ("redirects", &["_redirects", "redirects.json", "redirects.nginx.conf"]),
];

fn xml(site: &TestSite, path: &str) -> Element {
    Element::parse(site.read(&format!("public/{path}")).as_bytes())
}

fn json(site: &TestSite, path: &str) -> Value {
    serde_json::from_str(&site.read(&format!("public/{path}"))).unwrap()
}

/// Ids of the entries of a tree's feeds; they are the same in every form.
fn ids(site: &TestSite, tree: &str) -> Vec<String> {
    let atom = xml(site, &format!("{tree}feed.xml"));
    let atom: Vec<String> = atom.all("entry").iter().map(|it| it.one("id").text.clone()).collect();
    let rss = xml(site, &format!("{tree}rss.xml"));
    let feed = json(site, &format!("{tree}feed.json"));
    let json: Vec<&str> = feed["items"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(
        (rss.texts("guid"), json),
        (atom.iter().map(String::as_str).collect(), atom.iter().map(String::as_str).collect())
    );
    atom
}

fn own_hosts(site: &TestSite) {
    site.edit("dateline.yaml", "area_codes: [212]", "area_codes: [212], base_url: \"https://ny.example.net/press/\"");
    site.edit("dateline.yaml", "area_codes: [415]", "area_codes: [415], base_url: \"https://sf.example.net/\"");
}

#[test]
fn a_release_that_is_renamed_stays_the_same_entry() {
    let site = TestSite::whole();
    site.release("ferry", "", "It sails.").release("bridge", "", "A bridge.");
    site.build_well();
    let before = ids(&site, "");
    assert!(before.contains(&"tag:news.example.org,2026:release:2026/ferry".to_owned()), "{before:?}");
    site.remove("content/releases/2026/ferry.md");
    site.release("boat", "id: 2026/ferry\naliases: [/releases/2026/ferry/]", "It sails.");
    site.build_well();
    let set = |ids: Vec<String>| ids.into_iter().collect::<BTreeSet<_>>();
    assert_eq!(set(ids(&site, "")), set(before.clone()));
    assert_eq!(set(ids(&site, "sf/")), set(before));
    assert!(xml(&site, "rss.xml").texts("link").contains(&"https://news.example.org/nyc/releases/2026/boat/"));
}

#[test]
fn ids_stay_when_the_newsroom_moves_to_another_host() {
    let site = TestSite::whole();
    site.edit("dateline.yaml", "topics:", "identity: news.example.org\ntopics:").release("ferry", "", "It sails.");
    site.build_well();
    let (entries, feed) = (ids(&site, ""), xml(&site, "feed.xml").children[0].text.clone());
    site.edit("dateline.yaml", "https://news.example.org/", "https://press.example.net/news/");
    site.build_well();
    assert_eq!((ids(&site, ""), xml(&site, "feed.xml").children[0].text.clone()), (entries, feed));
}

#[test]
fn what_was_retracted_or_replaced_leaves_a_tombstone() {
    let site = TestSite::whole();
    site.release("ferry", "status: retracted\nstatus_note: Sold.\nstatus_date: 2026-11-09", "It sails.");
    site.release(
        "bridge",
        "status: replaced\nreplaced_by: 2026/pier\nstatus_note: New.\nstatus_date: 2026-11-10\noffices: [sf]",
        "A bridge.",
    );
    site.release("pier", "", "A pier.");
    site.build_well();
    let tombs = |path: &str| -> Vec<(String, String)> {
        let feed = xml(&site, path);
        let tombs = feed.all("at:deleted-entry").into_iter().map(|it| {
            assert!(!it.one("at:comment").text.is_empty());
            (it.attribute("ref").to_owned(), it.attribute("when").to_owned())
        });
        tombs.collect()
    };
    let id = |slug: &str| format!("tag:news.example.org,2026:release:2026/{slug}");
    let ferry = (id("ferry"), "2026-11-09T00:00:00-05:00".to_owned());
    let bridge = (id("bridge"), "2026-11-10T00:00:00-08:00".to_owned());
    assert_eq!(tombs("feed.xml"), [bridge.clone(), ferry.clone()]);
    assert_eq!(tombs("sf/feed.xml"), [bridge, ferry.clone()]);
    assert_eq!(tombs("nyc/feed.xml"), [ferry], "an office has those of its own");
    assert_eq!(ids(&site, ""), [id("pier")]);
    let feed = xml(&site, "feed.xml");
    let names: Vec<&str> = feed.children.iter().map(|it| &*it.name).collect();
    assert!(names.ends_with(&["at:deleted-entry", "at:deleted-entry", "entry"]), "as the grammar has it: {names:?}");
}

#[test]
fn the_dates_of_an_entry_are_those_of_its_publication_and_its_newest_revision() {
    for (keys, published, updated) in [
        ("", "2026-11-02T00:00:00-05:00", "2026-11-02T00:00:00-05:00"),
        ("reviewed: 2026-11-20", "2026-11-02T00:00:00-05:00", "2026-11-02T00:00:00-05:00"),
        ("embargo: 2026-11-03T09:30", "2026-11-03T09:30:00-05:00", "2026-11-03T09:30:00-05:00"),
        ("date: 2026-10-30T10:00\noffices: [sf]", "2026-10-30T10:00:00-07:00", "2026-10-30T10:00:00-07:00"),
        (
            "revisions: [{date: 2026-11-04, kind: update, note: A}, {date: 2026-11-06, kind: correction, note: B}]",
            "2026-11-02T00:00:00-05:00",
            "2026-11-06T00:00:00-05:00",
        ),
        (
            "date: 2026-11-02T10:00\nrevisions: [{date: 2026-11-02, kind: update, note: Of the same day}]",
            "2026-11-02T10:00:00-05:00",
            "2026-11-02T10:00:00-05:00",
        ),
    ] {
        let site = TestSite::whole();
        site.release("ferry", keys, "It sails.");
        site.build_well();
        let feed = xml(&site, "feed.xml");
        let entry = feed.one("entry");
        assert_eq!((&*entry.one("published").text, &*entry.one("updated").text), (published, updated), "{keys}");
        let item = &json(&site, "feed.json")["items"][0];
        assert_eq!((&item["date_published"], &item["date_modified"]), (&published.into(), &updated.into()), "{keys}");
        let of_feed = feed.children.iter().find(|it| it.name == "updated").unwrap();
        assert_eq!(of_feed.text, updated, "{keys}");
    }
    let site = TestSite::whole();
    site.release("ferry", "date: 2026-11-03", "It sails.");
    site.build_well();
    assert_eq!(xml(&site, "rss.xml").texts("pubDate"), ["Tue, 03 Nov 2026 00:00:00 -0500"]);
}

#[test]
fn every_address_in_a_feed_is_whole_whatever_the_hosts() {
    let site = TestSite::whole();
    own_hosts(&site);
    let folder = "content/releases/2026/ferry";
    let body = "See [the bridge](../bridge.md), [the plan](plan.txt) and [below](#part).[^1]\n\n![A ferry](ferry.svg)\n\n## Part\n\nText.\n\n[^1]: A note.";
    site.write(&format!("{folder}/index.md"), crate::support::release("ferry", "topics: [trade]", body));
    site.write(&format!("{folder}/plan.txt"), "plan").write(&format!("{folder}/ferry.svg"), "<svg/>");
    site.release("bridge", "offices: [sf]", "A bridge.");
    site.build_well();
    let page = "https://ny.example.net/press/releases/2026/ferry/";
    let expected = [
        "https://sf.example.net/releases/2026/bridge/".to_owned(),
        format!("{page}plan.txt"),
        format!("{page}#part"),
        format!("{page}#fn-1"),
        format!("{page}ferry.svg"),
        format!("{page}#fnref-1"),
    ];
    for (tree, base) in [
        ("", "https://news.example.org/"),
        ("nyc/", "https://ny.example.net/press/"),
        ("sf/", "https://sf.example.net/"),
    ] {
        let atom = xml(&site, &format!("{tree}feed.xml"));
        let href = |rel: &str| {
            atom.all("link").into_iter().find(|it| it.attribute("rel") == rel).unwrap().attribute("href").to_owned()
        };
        assert_eq!((href("self"), href("alternate")), (format!("{base}feed.xml"), base.to_owned()));
        let feed = json(&site, &format!("{tree}feed.json"));
        assert_eq!((&feed["feed_url"], &feed["home_page_url"]), (&format!("{base}feed.json").into(), &base.into()));
        let rss = xml(&site, &format!("{tree}rss.xml"));
        assert_eq!(rss.one("channel").children[1].text, base);
        let entry = atom.all("entry").into_iter().find(|it| it.one("title").text == "Release ferry").unwrap();
        assert_eq!(entry.one("link").attribute("href"), page, "the lead office's, in every feed");
        let html = Html::parse_fragment(&entry.one("content").text);
        let addresses: Vec<&str> =
            all(&html, "[href], [src]").iter().map(|it| it.attr("href").or(it.attr("src")).unwrap()).collect();
        assert_eq!(addresses, expected);
        let topic = xml(&site, &format!("{tree}topics/trade/feed.xml"));
        let links: Vec<&str> = topic.all("link").iter().map(|it| it.attribute("href")).collect();
        assert_eq!(links[..2], [format!("{base}topics/trade/feed.xml"), format!("{base}topics/trade/")]);
    }
}

#[test]
fn a_hub_is_named_by_every_feed() {
    let site = TestSite::whole();
    site.edit("dateline.yaml", "topics:", "websub: https://hub.example.org/\ntopics:").release(
        "ferry",
        "",
        "It sails.",
    );
    site.build_well();
    let hubs = |name: &str, element: &str| -> Vec<String> {
        let feed = xml(&site, name);
        feed.all(element)
            .iter()
            .filter(|it| it.attribute("rel") == "hub")
            .map(|it| it.attribute("href").to_owned())
            .collect()
    };
    assert_eq!([hubs("feed.xml", "link"), hubs("sf/rss.xml", "atom:link")].concat(), ["https://hub.example.org/"; 2]);
    assert_eq!(json(&site, "feed.json")["hubs"][0]["url"], "https://hub.example.org/");
}

#[test]
fn a_sitemap_has_the_pages_of_its_tree_under_their_own_addresses() {
    let site = TestSite::whole();
    own_hosts(&site);
    site.write("content/pages/about.md", "---\ntitle: About\ndate: 2026-01-05\n---\nText.\n");
    site.release("ferry", "revisions: [{date: 2026-11-05, kind: update, note: New.}]", "It sails.");
    site.release("bridge", "status: withdrawn\nstatus_note: Sold.\nstatus_date: 2026-11-05", "A bridge.").release(
        "pier",
        "offices: [sf, nyc]",
        "A pier.",
    );
    site.build_well();
    let map = |tree: &str| -> Vec<(String, String)> {
        let map = xml(&site, &format!("{tree}sitemap.xml"));
        map.all("url").iter().map(|it| (it.one("loc").text.clone(), it.texts("lastmod").concat())).collect()
    };
    let nyc = map("nyc/");
    let releases: Vec<_> = nyc.iter().filter(|it| it.0.contains("/releases/")).cloned().collect();
    let ferry = "https://ny.example.net/press/releases/2026/ferry/";
    assert_eq!(releases, [(ferry.to_owned(), "2026-11-05".to_owned())], "what it leads, and not what is withdrawn");
    assert!(nyc.iter().all(|it| it.0.starts_with("https://ny.example.net/press/")), "{nyc:?}");
    let sf = map("sf/");
    assert!(sf.iter().any(|it| it.0 == "https://sf.example.net/releases/2026/pier/"), "{sf:?}");
    let root = map("");
    assert!(root.contains(&("https://news.example.org/about/".to_owned(), "2026-01-05".to_owned())), "{root:?}");
    assert!(
        root.iter().all(|it| it.0.starts_with("https://news.example.org/") && !it.0.contains("/releases/")),
        "{root:?}"
    );
}

#[test]
fn a_news_sitemap_has_the_last_two_days_and_nothing_else() {
    let site = TestSite::whole();
    for (slug, keys) in [
        ("now", "date: 2026-11-23T12:00:00Z"),
        ("almost", "date: 2026-11-21T12:00:01Z"),
        ("old", "date: 2026-11-21T12:00:00Z"),
        ("soon", "date: 2026-11-23T12:00:01Z"),
        ("lifted", "date: 2026-11-01\nembargo: 2026-11-22T09:00"),
        ("withdrawn", "date: 2026-11-22\nstatus: withdrawn\nstatus_note: Off.\nstatus_date: 2026-11-22"),
        ("west", "date: 2026-11-22\noffices: [sf, nyc]"),
    ] {
        site.release(slug, keys, "Text.");
    }
    site.build_well();
    let titles = |tree: &str| -> BTreeSet<String> {
        xml(&site, &format!("{tree}news-sitemap.xml")).texts("news:title").into_iter().map(str::to_owned).collect()
    };
    let named = |slugs: &[&str]| -> BTreeSet<String> { slugs.iter().map(|it| format!("Release {it}")).collect() };
    assert_eq!(titles("nyc/"), named(&["now", "almost", "lifted"]));
    assert_eq!(titles("sf/"), named(&["west"]), "a release is news where it is led");
    assert!(!site.exists("public/news-sitemap.xml"));
    let lifted = "2026-11-22T09:00:00-05:00";
    assert!(xml(&site, "nyc/news-sitemap.xml").texts("news:publication_date").contains(&lifted));
    let root = site.root().display().to_string();
    let run = site.run(&["build", "--root", &root, "--now", "2026-11-26T00:00:00Z"], &[], &site.root());
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!site.public().keys().any(|it| it.ends_with("news-sitemap.xml")), "nothing is news any more");
}

#[test]
fn robots_are_told_of_every_map_on_their_host() {
    let site = TestSite::whole();
    site.release("ferry", "date: 2026-11-22", "It sails.");
    site.build_well();
    let maps = |tree: &str| -> Vec<String> {
        let text = site.read(&format!("public/{tree}robots.txt"));
        text.lines().filter_map(|it| it.strip_prefix("Sitemap: ")).map(str::to_owned).collect()
    };
    let base = "https://news.example.org/";
    assert_eq!(
        maps(""),
        ["sitemap.xml", "nyc/sitemap.xml", "nyc/news-sitemap.xml", "sf/sitemap.xml"].map(|it| format!("{base}{it}"))
    );
    own_hosts(&site);
    site.build();
    assert_eq!(maps(""), ["https://news.example.org/sitemap.xml"]);
    assert_eq!(
        maps("nyc/"),
        ["sitemap.xml", "news-sitemap.xml"].map(|it| format!("https://ny.example.net/press/{it}"))
    );
}

#[test]
fn a_host_is_told_the_policy_and_how_long_to_keep_what() {
    let site = TestSite::whole();
    site.edit("dateline.yaml", "area_codes: [212]", "area_codes: [212], base_url: \"https://ny.example.net/press/\"");
    site.build_well();
    let root = site.read("public/_headers");
    let (all, assets) = root.split_once("/assets/*\n").unwrap();
    assert!(all.starts_with("/*\n") && all.contains("\n  content-security-policy: default-src 'self'; "), "{root}");
    assert!(!all.contains("unsafe-inline") && all.contains("\n  strict-transport-security: max-age="), "{root}");
    assert!(all.contains("\n  cache-control: public, max-age=300, must-revalidate\n"), "{root}");
    let kept = "  ! cache-control\n  cache-control: public, max-age=31536000, immutable\n";
    let pictures = |office: &str| {
        format!("{kept}{office}/releases/:year/:release/pictures/*\n{kept}{office}/:page/pictures/*\n{kept}")
    };
    let expected = format!("{}/sf/assets/*\n{}", pictures(""), pictures("/sf"));
    assert_eq!(assets, expected, "an office on another host has its own file");
    assert!(site.read("public/nyc/_headers").starts_with("/press/*\n"));
}

/// A newsroom for which every form has something to say.
fn with_all() -> TestSite {
    let site = TestSite::whole();
    let meeting = "meeting: {name: Forum, number: 1, start: \"10:00\", place: Kowloon}\nseries: {id: forum, number: 1}";
    site.release("ferry", &format!("date: 2026-11-22\ntopics: [trade]\n{meeting}"), "It sails.");
    site.release("bridge", "topics: [trade]\naliases: [/old/bridge.htm]", "A bridge.");
    site
}

/// Addresses in the newsroom that a file names but nothing answers.
fn dead_ends(public: &Tree) -> BTreeSet<String> {
    const BASE: &str = "https://news.example.org/";
    let mut dead = BTreeSet::new();
    for (path, bytes) in public {
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        // Calendars fold long lines.
        let text = &text.replace("\r\n ", "");
        let whole = text.match_indices(BASE).map(|(at, _)| {
            let rest = &text[at + BASE.len()..];
            rest[..rest.find(|it: char| it.is_whitespace() || "\"'<>\\)".contains(it)).unwrap_or(rest.len())].to_owned()
        });
        let mut named: Vec<String> = whole.collect();
        if path.ends_with(".html") {
            let page = Html::parse_document(text);
            let links = all(&page, "[href], [src]");
            let links = links.iter().map(|it| it.attr("href").or(it.attr("src")).unwrap());
            named.extend(links.filter(|it| !it.contains(':')).map(|it| joined(path, it)));
        }
        for name in named {
            let target = name.split(['#', '?']).next().unwrap();
            let index = if target.is_empty() || target.ends_with('/') { "index.html" } else { "" };
            if !public.contains_key(&format!("{target}{index}")) {
                dead.insert(format!("{path} -> {name}"));
            }
        }
    }
    dead
}

/// The path from the top of what a page links.
fn joined(page: &str, link: &str) -> String {
    if let Some(path) = link.strip_prefix('/') {
        return path.to_owned();
    }
    if link.starts_with('#') {
        return page.trim_end_matches("index.html").to_owned();
    }
    let mut folder: Vec<&str> = page.split('/').collect();
    folder.pop();
    let mut rest = link;
    loop {
        if let Some(after) = rest.strip_prefix("../") {
            folder.pop();
            rest = after;
        } else if let Some(after) = rest.strip_prefix("./") {
            rest = after;
        } else {
            break;
        }
    }
    folder.push(rest);
    folder.join("/")
}

#[test]
fn nothing_names_what_is_not_made() {
    let site = with_all();
    site.build_well();
    let whole = site.public();
    assert_eq!(dead_ends(&whole), BTreeSet::new(), "with every output");
    let config = site.read("dateline.yaml").replace("outputs: {cards: false}\n", "");
    for (switch, marks) in SWITCHES {
        let is_made = |it: &&String| marks.iter().any(|mark| format!("/{it}").contains(mark));
        assert!(marks.is_empty() || whole.keys().any(|it| is_made(&it)), "{switch} makes something");
        site.write("dateline.yaml", format!("{config}outputs: {{cards: false, {switch}: false}}\n"));
        site.build_with(&["--force", "--forget-addresses"]);
        let public = site.public();
        assert_eq!(public.keys().filter(is_made).collect::<Vec<_>>(), Vec::<&String>::new(), "{switch}");
        assert_eq!(dead_ends(&public), BTreeSet::new(), "without {switch}");
        if switch == "json_ld" {
            let has_data = |it: &Html| !all(it, "script[type=\"application/ld+json\"]").is_empty();
            assert!(!site.pages().iter().any(|(_, it)| has_data(it)));
        }
    }
    let off = SWITCHES.map(|(switch, _)| format!("{switch}: false")).join(", ") + ", cards: false";
    site.write("dateline.yaml", format!("{config}outputs: {{{off}}}\n"));
    assert_eq!(site.build_with(&["--force", "--forget-addresses"]).code, 0);
    assert_eq!(dead_ends(&site.public()), BTreeSet::new(), "without any");
}

#[test]
fn a_switch_that_is_not_known_is_an_error() {
    let site = with_all();
    site.edit("dateline.yaml", "outputs: {cards: false}", "outputs: {atoms: false}");
    let run = site.build();
    assert_eq!(run.code, 1, "{}", run.stderr);
    run.says("atoms").says("dateline.yaml:");
    assert!(site.public().is_empty());
}

/// The five-thousandth release is the worst case: it fills a page of two lists, and it is news.
#[test]
fn one_more_release_changes_a_bounded_number_of_files() {
    let site = TestSite::whole();
    site.edit("dateline.yaml", "cards: false", "cards: false, search: false");
    for n in 0..4_999 {
        let (year, month, day) = (2026 - n / 336, 1 + n / 28 % 12, 1 + n % 28);
        let date = if year == 2026 {
            format!("2026-{:02}-{day:02}", month.min(10))
        } else {
            format!("{year}-{month:02}-{day:02}")
        };
        site.write(
            &format!("content/releases/{year}/r{n}.md"),
            crate::support::release(&format!("r{n}"), &format!("date: {date}\ntopics: [trade]"), "Text."),
        );
    }
    site.build_well();
    let before = site.public();
    site.release("new", "date: 2026-11-22\ntopics: [trade]", "Text.");
    site.build_well();
    let after = site.public();
    let is_other = |path: &&String| before.get(*path) != after.get(*path);
    let changed: BTreeSet<&str> = before.keys().chain(after.keys()).filter(is_other).map(String::as_str).collect();
    let mut expected: BTreeSet<String> = BTreeSet::new();
    for tree in ["", "nyc/", "sf/"] {
        let of_tree = [
            // What shows the latest releases, or counts them.
            "index.html",
            "404.html",
            "archive/index.html",
            "newsml.xml",
            "sitemap.xml",
            "feed.xml",
            "rss.xml",
            "feed.json",
            "topics/trade/feed.xml",
            "topics/trade/rss.xml",
            "topics/trade/feed.json",
            // The first page of each of its lists, that of the month among them.
            "archive/2026/index.html",
            "archive/2026/11/index.html",
            "kinds/news-release/index.html",
            "topics/trade/index.html",
            // The page that it fills in two of them, and the one before that, which now leads there.
            "kinds/news-release/page/249/index.html",
            "kinds/news-release/page/248/index.html",
            "topics/trade/page/249/index.html",
            "topics/trade/page/248/index.html",
        ];
        expected.extend(of_tree.map(|it| format!("{tree}{it}")));
    }
    let folder = "releases/2026/new";
    expected.extend(["nyc", "sf"].map(|it| format!("{it}/{folder}/index.html")));
    expected.extend(["release.txt", "release.json"].map(|it| format!("nyc/{folder}/{it}")));
    // Robots hear of the first news for two days.
    expected.extend(["nyc/news-sitemap.xml", "nyc/robots.txt", "robots.txt"].map(str::to_owned));
    assert_eq!(changed, expected.iter().map(String::as_str).collect::<BTreeSet<_>>());
    assert_eq!(changed.len(), 64);
}
