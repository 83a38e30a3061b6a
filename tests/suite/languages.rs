//! A newsroom in three languages: `tests/sites/translated`.

use std::collections::{BTreeMap, BTreeSet};

use scraper::Html;

use crate::support::{TestSite, all};

const TOUR: &str = "content/releases/2026/tour.md";
const TOUR_HANT: &str = "content/releases/2026/tour.zh-Hant.md";

fn newsroom() -> TestSite {
    TestSite::of("translated")
}

/// Every page by its path in `public/`.
fn pages(site: &TestSite) -> BTreeMap<String, Html> {
    site.pages().into_iter().collect()
}

fn values(page: &Html, selector: &str, attribute: &str) -> Vec<String> {
    all(page, selector).into_iter().filter_map(|it| it.value().attr(attribute)).map(str::to_owned).collect()
}

/// The words of what a selector finds, with no blank but one between them.
fn words(page: &Html, selector: &str) -> String {
    let text: String = all(page, selector).into_iter().flat_map(|it| it.text()).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_translation_has_the_facts_of_its_original_in_its_own_words() {
    let site = newsroom();
    site.build_well();
    let pages = pages(&site);
    let page = &pages["nyc/zh-hant/releases/2026/tour/index.html"];
    assert_eq!(values(page, "html", "lang"), ["zh-Hant"]);
    assert_eq!(words(page, "h1"), "海港遊啟航");
    let facts = words(page, ".facts");
    for part in ["海港論壇", "一號碼頭", "雷安娜", "新航線", "海港獎", "金獎", "銀獎", "5"] {
        assert!(facts.contains(part), "{part}: {facts}");
    }
    assert!(!facts.contains("Pier") && !facts.contains("Gold"), "{facts}");
    let all = words(page, "main");
    assert!(all.contains("請上船。") && all.contains("更新時間。") && all.contains("辦事處推廣貿易。"), "{all}");
    assert!(all.contains("2026年11月2日啟航"), "{all}");
    assert!(all.contains("(212) 555-0123"), "{all}");
    assert!(words(page, "title").contains("紐約"), "{}", words(page, "title"));
}

#[test]
fn whom_to_call_is_named_in_the_language_of_the_page() {
    let site = newsroom();
    site.build_well();
    let pages = pages(&site);
    let contacts = |path: &str| words(&pages[path], ".contacts");
    assert!(
        contacts("nyc/index.html").contains("Ana Reyes in New York, Press officer"),
        "{}",
        contacts("nyc/index.html")
    );
    for (path, role) in [("nyc/zh-hant/releases/2026/tour/index.html", "新聞主任"), ("zh-hans/index.html", "新闻主任")]
    {
        let shown = contacts(path);
        assert!(shown.contains("雷安娜") && shown.contains(role) && !shown.contains("Ana Reyes"), "{path}: {shown}");
        // A plain name is the same in every language.
        assert!(shown.contains("Ben Okafor"), "{path}: {shown}");
    }
    let card = |path: &str| site.read(path).replace("\r\n ", "");
    assert!(
        card("public/nyc/zh-hant/contacts.vcf").contains("FN:雷安娜\r\n"),
        "{}",
        card("public/nyc/zh-hant/contacts.vcf")
    );
    assert!(card("public/nyc/contacts.vcf").contains("TITLE:Press officer\r\n"));
    let wire = site.read("public/nyc/zh-hans/releases/2026/tour/release.json");
    assert!(wire.contains("雷安娜") && !wire.contains("Ana Reyes"), "{wire}");
    site.edit("content/contacts.yaml", ", zh-Hans: 新闻主任", "");
    let run = site.build_with(&[]);
    assert!(run.code == 0 && run.rules() == ["untranslated-name"], "{}", run.stderr);
    run.says("`ana.role` has no text in `zh-Hans`");
}

#[test]
fn lists_have_what_is_in_their_language() {
    let site = newsroom();
    site.build_well();
    let pages = pages(&site);
    let titles = |path: &str| words(&pages[path], "main");
    assert!(titles("zh-hant/index.html").contains("渡輪啟航") && !titles("zh-hant/index.html").contains("alone"));
    assert!(!titles("index.html").contains("渡輪") && titles("index.html").contains("In English alone"));
    let simplified = titles("zh-hans/topics/trade/index.html");
    assert!(simplified.contains("海港游启航") && !simplified.contains("渡輪"), "{simplified}");
    let feed = site.read("public/zh-hant/feed.xml");
    assert!(
        feed.contains("海港遊啟航") && feed.contains("xml:lang=\"zh-Hant\"") && !feed.contains("The ferry"),
        "{feed}"
    );
    let ids = |path: &str| -> BTreeSet<String> {
        let text = site.read(path);
        text.split("<id>").skip(1).map(|it| it.split('<').next().unwrap().to_owned()).collect()
    };
    assert!(ids("public/feed.xml").is_disjoint(&ids("public/zh-hant/feed.xml")));
}

#[test]
fn links_lead_to_the_same_language_where_it_is() {
    let site = newsroom();
    site.build_well();
    let pages = pages(&site);
    let links = |path: &str| values(&pages[path], ".text a", "href");
    let hant = links("nyc/zh-hant/releases/2026/tour/index.html");
    // Its headings have ids of their own: the link to one leads to the text that has it.
    assert_eq!(hant, ["../../../../releases/2026/ferry/#timetable", "../ferry/", "../../../notices/"]);
    let related = values(&pages["sf/releases/2026/alone/index.html"], "main a", "href");
    assert!(related.iter().any(|it| it.ends_with("nyc/releases/2026/ferry/")), "{related:?}");
    // There is no page in Simplified Chinese: the footer leads to the one in the first language.
    let footer = values(&pages["zh-hans/index.html"], "footer a", "href");
    assert!(footer.contains(&"../notices/".to_owned()), "{footer:?}");
}

#[test]
fn every_alternate_leads_back_and_every_page_says_where_it_is_in_other_languages() {
    let site = newsroom();
    site.build_well();
    let pages = pages(&site);
    let base = "https://news.example.org/";
    let by_address: BTreeMap<String, &Html> =
        pages.iter().map(|(path, page)| (format!("{base}{}", path.trim_end_matches("index.html")), page)).collect();
    let alternates = |page: &Html| -> BTreeMap<String, String> {
        let selector = "link[rel=alternate][hreflang]";
        values(page, selector, "hreflang").into_iter().zip(values(page, selector, "href")).collect()
    };
    let mut n_pairs = 0;
    for (address, page) in &by_address {
        let of_page = alternates(page);
        let language = values(page, "html", "lang").remove(0);
        if !of_page.is_empty() {
            assert_eq!(of_page.get(&language), Some(address), "{address} names itself");
            assert!(of_page.get("x-default").is_none_or(|it| Some(it) == of_page.get("en")), "{address}");
        }
        for (other, to) in of_page.iter().filter(|(other, _)| *other != "x-default") {
            let there = by_address.get(to).unwrap_or_else(|| panic!("{address}: there is no {to}"));
            assert_eq!(&values(there, "html", "lang").remove(0), other, "{address} -> {to}");
            assert_eq!(alternates(there), of_page, "{address} -> {to}");
            n_pairs += 1;
        }
        let switcher = values(page, ".languages a", "hreflang");
        let is_redirect = !values(page, "meta[http-equiv=refresh]", "content").is_empty();
        assert!(
            switcher.contains(&language) && switcher.len() > 1 || !words(page, ".only").is_empty() || is_redirect,
            "{address}: {switcher:?}"
        );
    }
    assert!(n_pairs > 50, "{n_pairs}");
    let alone = &pages["sf/releases/2026/alone/index.html"];
    assert_eq!((words(alone, ".only"), values(alone, ".languages a", "href").len()), ("English only".to_owned(), 0));
}

#[test]
fn maps_and_pages_tell_programs_of_every_language() {
    let site = newsroom();
    site.build_well();
    let pages = pages(&site);
    let base = "https://news.example.org/";
    let mut told = BTreeMap::new();
    for (path, _) in site.public().into_iter().filter(|it| it.0.ends_with("sitemap.xml")) {
        let text = site.read(&format!("public/{path}"));
        for url in text.split("<url>").skip(1) {
            let address = url.split("<loc>").nth(1).unwrap().split('<').next().unwrap().to_owned();
            let value = |it: &str, name: &str| {
                it.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned()
            };
            let links: BTreeMap<String, String> =
                url.split("<xhtml:link ").skip(1).map(|it| (value(it, "hreflang"), value(it, "href"))).collect();
            told.insert(address, links);
        }
    }
    // Each says of all what they say of it, and what the page itself says.
    for (address, links) in &told {
        let page = &pages[&format!("{}index.html", address.strip_prefix(base).unwrap())];
        let selector = "link[rel=alternate][hreflang]";
        let of_page: BTreeMap<String, String> =
            values(page, selector, "hreflang").into_iter().zip(values(page, selector, "href")).collect();
        assert_eq!(&of_page, links, "{address}");
        for to in links.values() {
            assert_eq!(told.get(to), Some(links), "{address} -> {to}");
        }
        assert!(links.is_empty() || links.values().any(|it| it == address), "{address}");
    }
    let tour = &told[&format!("{base}nyc/releases/2026/tour/")];
    assert_eq!(tour.keys().collect::<Vec<_>>(), ["en", "x-default", "zh-Hans", "zh-Hant"]);
    assert_eq!(tour["x-default"], tour["en"]);
    assert!(told[&format!("{base}sf/releases/2026/alone/")].is_empty());
    let locales = |path: &str| values(&pages[path], "meta[property='og:locale:alternate']", "content");
    assert_eq!(locales("nyc/releases/2026/tour/index.html"), ["zh_HK", "zh_CN"]);
    assert_eq!(locales("nyc/zh-hant/releases/2026/tour/index.html"), ["en_US", "zh_CN"]);
    assert!(locales("sf/releases/2026/alone/index.html").is_empty());
}

#[test]
fn data_of_a_release_leads_to_it_in_other_languages_and_back() {
    let site = newsroom();
    site.build_well();
    let base = "https://news.example.org/nyc/";
    let article = |path: &str| {
        let page = site.page(path);
        let text: String = all(&page, "script[type='application/ld+json']")[0].text().collect();
        let data: serde_json::Value = serde_json::from_str(&text).unwrap();
        data["@graph"][0].clone()
    };
    let original = article("nyc/releases/2026/tour/index.html");
    let hant = article("nyc/zh-hant/releases/2026/tour/index.html");
    assert_eq!(original["workTranslation"][0]["@id"], hant["@id"]);
    assert_eq!(original["workTranslation"][0]["inLanguage"], "zh-Hant");
    assert_eq!(original["workTranslation"].as_array().unwrap().len(), 2);
    assert_eq!(hant["translationOfWork"]["@id"], original["@id"]);
    assert_eq!((&hant["inLanguage"], &hant["workTranslation"]), (&"zh-Hant".into(), &serde_json::Value::Null));
    let alone = article("sf/releases/2026/alone/index.html");
    assert!(alone.get("workTranslation").is_none() && alone.get("translationOfWork").is_none());
    let ninjs = |path: &str| -> serde_json::Value { serde_json::from_str(&site.read(path)).unwrap() };
    let (one, other) = (
        ninjs("public/nyc/releases/2026/tour/release.json"),
        ninjs("public/nyc/zh-hans/releases/2026/tour/release.json"),
    );
    let association = one["associations"].as_array().unwrap().iter().find(|it| it["language"] == "zh-Hans").unwrap();
    assert_eq!((&association["uri"], &association["headlines"]), (&other["uri"], &other["headlines"]));
    assert_eq!(association["renditions"][0]["href"], format!("{base}zh-hans/releases/2026/tour/"));
    let feed = site.read("public/nyc/feed.xml");
    let link = format!("hreflang=\"zh-Hant\" href=\"{base}zh-hant/releases/2026/tour/\"");
    assert!(feed.contains(&link) && feed.contains(&format!("hreflang=\"zh-Hans\" href=\"{base}zh-hans/\"")), "{feed}");
    let newsml = site.read("public/newsml.xml");
    assert!(newsml.contains(&format!("residref=\"{}\"", other["uri"].as_str().unwrap())), "{newsml}");
}

#[test]
fn what_is_not_public_in_a_language_is_told_to_no_program() {
    let site = newsroom();
    site.remove("content/releases/2026/tour.zh-Hans.md");
    let embargoed = site.read(TOUR).replace("topics: [trade]", "topics: [trade]\nembargo: 2026-12-01T09:00-05:00");
    site.write(TOUR, embargoed);
    site.build_well();
    for (path, bytes) in site.public() {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        assert!(!text.contains("2026/tour") && !text.contains("海港遊啟航"), "{path}");
    }
}

#[test]
fn a_translation_is_public_when_its_original_is() {
    let site = newsroom();
    let embargoed = site.read(TOUR).replace("topics: [trade]", "topics: [trade]\nembargo: 2026-12-01T09:00-05:00");
    site.write(TOUR, &embargoed);
    let run = site.build();
    assert_eq!(run.code, 0, "{}", run.stderr);
    for (path, bytes) in site.public() {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("海港遊啟航") && !text.contains("海港游启航"), "{path}");
    }
    let retracted = embargoed.replace("embargo: 2026-12-01T09:00-05:00", "status: retracted\nstatus_note: Wrong day.");
    site.write(TOUR, retracted);
    site.write(TOUR_HANT, site.read(TOUR_HANT).replace("title:", "status_note: 日期有誤。\ntitle:"));
    site.build_well();
    let notice = site.read("public/nyc/zh-hant/releases/2026/tour/index.html");
    assert!(notice.contains("日期有誤。") && !notice.contains("海港遊啟航"), "{notice}");
}

#[test]
fn what_holds_for_every_language_is_said_once() {
    let site = newsroom();
    let with = |keys: &str| {
        let site = newsroom();
        site.write(TOUR_HANT, format!("---\ntitle: 海港遊啟航\n{keys}\n---\n海港遊。\n"));
        site.build()
    };
    let shown = |site: &TestSite| site.build_with(&["--show-unpublished"]);
    let said_again = with("date: 2026-11-02\noffices: [nyc, sf]\nx-mark: 一");
    assert_eq!(said_again.code, 0, "{}", said_again.stderr);
    for (keys, told) in [
        ("date: 2026-11-03", "`date` is not as the original has it"),
        ("id: other", "`id` is not as the original has it"),
        ("embargo: 2026-11-01T09:00-05:00", "`embargo` is not as the original has it"),
        ("meeting: {number: 4}", "`meeting.number` is not as the original has it"),
        ("ceremony: {awards: [{count: 3}]}", "`ceremony.awards[0].count` is not as the original has it"),
        ("quotes: [{text: 一}, {text: 二, speaker: 三}]", "the original has 1 here, and this is one more"),
    ] {
        with(keys).refused(&["translation-key"]).says(told);
    }
    with("titel: 海港").refused(&["unknown-key"]).says("did you mean `title`?");
    with("summary: [一]").refused(&["bad-type"]);
    site.write("content/releases/2026/lone.zh-Hant.md", "---\ntitle: 一\n---\n一。\n");
    shown(&site).refused(&["lone-translation"]).says("there is no `content/releases/2026/lone.md`");
    site.remove("content/releases/2026/lone.zh-Hant.md");
    site.write("content/releases/2026/tour.fr.md", "---\ntitle: Le port\n---\nLe port.\n");
    shown(&site).refused(&["unknown-language"]).says("`fr` is not one of the newsroom's languages");
    site.remove("content/releases/2026/tour.fr.md");
    site.write("content/releases/2026/tour.en.md", "---\ntitle: Tour\n---\nTour.\n");
    shown(&site).refused(&["file-name"]).says("`en` is the first language");
}

#[test]
fn a_translation_that_went_away_is_missed() {
    let site = newsroom();
    site.build_well();
    site.remove(TOUR_HANT);
    site.build().refused(&["lost-address"]).says("/nyc/zh-hant/releases/2026/tour/");
}

#[test]
fn an_open_newsroom_reads_a_translation_again_when_its_original_changes() {
    use dateline::TOOLS;
    use dateline_engine::{Options, Workspace};
    let site = newsroom();
    let options = Options::new(site.root(), TOOLS);
    let now = crate::support::NOW.parse().unwrap();
    let mut workspace = Workspace::open(options).unwrap();
    let numbers = |workspace: &mut Workspace| -> Vec<Option<u32>> {
        let loaded = workspace.load(now);
        let snapshot = loaded.snapshot.expect("it can be planned");
        let tours = snapshot.site.newsroom.releases().filter(|(_, it)| it.slug() == "tour");
        tours.map(|(_, it)| it.reported.get().meetings[0].event.number).collect()
    };
    assert_eq!(numbers(&mut workspace), [Some(3); 3]);
    site.write(TOUR, site.read(TOUR).replace("number: 3", "number: 4"));
    workspace.update(&[site.path(TOUR)].into());
    assert_eq!(numbers(&mut workspace), [Some(4); 3]);
}
