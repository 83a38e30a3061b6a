//! Where links lead: between editions, between trees, between hosts, from pages that answer at any depth.

use scraper::Html;

use crate::support::{TestSite, all, png};

fn hrefs(page: &Html, selector: &str) -> Vec<String> {
    all(page, selector).iter().map(|it| it.attr("href").unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_office_switcher_leads_to_the_same_release_or_else_to_the_office() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.").release("bridge", "offices: [nyc]", "Text.");
    site.build_well();
    let ferry = hrefs(&site.page("nyc/releases/2026/ferry/index.html"), "nav[aria-label=Offices] a");
    assert_eq!(ferry, ["./", "../../../../sf/releases/2026/ferry/"]);
    let bridge = hrefs(&site.page("nyc/releases/2026/bridge/index.html"), "nav[aria-label=Offices] a");
    assert_eq!(bridge, ["./", "../../../../sf/"]);
}

#[test]
fn every_edition_but_the_leads_names_the_lead() {
    let site = TestSite::new();
    site.release("ferry", "offices: [sf, nyc]", "Text.");
    site.build_well();
    let canonical = ["https://news.example.org/sf/releases/2026/ferry/"];
    for (office, lead) in [("sf", vec![]), ("nyc", vec!["../../../../sf/releases/2026/ferry/"])] {
        let page = site.page(&format!("{office}/releases/2026/ferry/index.html"));
        assert_eq!(hrefs(&page, "link[rel=canonical]"), canonical, "{office}");
        assert_eq!(hrefs(&page, ".lead a"), lead, "{office}");
    }
}

#[test]
fn a_link_to_another_release_stays_in_the_tree_where_it_can() {
    let site = TestSite::new();
    site.release("ferry", "", "See [the bridge](bridge.md), [the pier](pier.md#part) and [us](../../pages/about.md).");
    site.release("bridge", "", "Text.").release("pier", "offices: [sf]", "Text.\n\n## Part\n\nText.");
    site.write("content/pages/about.md", "---\ntitle: About\ndate: 2026-01-05\n---\nText.\n");
    site.build_well();
    let page = site.page("nyc/releases/2026/ferry/index.html");
    let expected = ["../bridge/", "../../../../sf/releases/2026/pier/#part", "../../../about/"];
    assert_eq!(hrefs(&page, "main .text a"), expected);
    let page = site.page("sf/releases/2026/ferry/index.html");
    assert_eq!(hrefs(&page, "main .text a"), ["../bridge/", "../pier/#part", "../../../about/"]);
}

#[test]
fn an_office_on_a_host_of_its_own_is_linked_absolutely() {
    let site = TestSite::new();
    site.edit("dateline.yaml", "area_codes: [415]", "area_codes: [415], base_url: \"https://sf.example.org/\"");
    site.release("ferry", "", "Text.").release("bridge", "offices: [sf]", "Text.");
    site.build_well();
    let page = site.page("nyc/releases/2026/ferry/index.html");
    assert_eq!(hrefs(&page, "nav[aria-label=Offices] a")[1], "https://sf.example.org/releases/2026/ferry/");
    let page = site.page("sf/releases/2026/ferry/index.html");
    assert_eq!(hrefs(&page, "nav[aria-label=Offices] a"), ["https://news.example.org/nyc/releases/2026/ferry/", "./"]);
    assert_eq!(hrefs(&page, ".newsroom a"), ["https://news.example.org/"]);
    let page = site.page("sf/releases/2026/bridge/index.html");
    assert_eq!(hrefs(&page, "link[rel=canonical]"), ["https://sf.example.org/releases/2026/bridge/"]);
}

#[test]
fn a_page_for_missing_addresses_loads_and_links_from_the_hosts_top() {
    let site = TestSite::new();
    site.edit("dateline.yaml", "https://news.example.org/", "https://news.example.org/press/");
    site.release("ferry", "", "Text.");
    site.build_well();
    for page in ["404.html", "nyc/404.html", "sf/404.html"] {
        let page = site.page(page);
        for href in hrefs(&page, "a, link[rel=stylesheet]") {
            assert!(href.starts_with("/press/") || href.starts_with('#'), "{href}");
        }
        assert!(hrefs(&page, "link[rel=canonical]").is_empty() && !all(&page, "meta[name=robots]").is_empty());
    }
}

#[test]
fn downloads_stand_once_and_pictures_in_every_tree() {
    let site = TestSite::new();
    let keys = "attachments: [{file: plan.pdf, title: Plan}]\nmedia: [{file: boat.png, alt: A boat}]";
    let text = crate::support::release("ferry", keys, "See [the map](map.pdf) and ![a pier](pier.png).");
    site.write("content/releases/2026/ferry/index.md", text);
    for name in ["plan.pdf", "boat.png", "map.pdf", "pier.png", "unused.pdf"] {
        let bytes = if name.ends_with(".png") { png(800, 600) } else { name.into() };
        site.write(&format!("content/releases/2026/ferry/{name}"), bytes);
    }
    site.edit("dateline.yaml", "cards: false", "cards: false, photos: false");
    site.build_well();
    let hash = |path: &str| path.split(['-', '.']).nth(1).unwrap_or_default().to_owned();
    let paths = site.public().into_keys().filter(|it| it.contains("/ferry/"));
    let paths: Vec<String> = paths.map(|it| it.replace(&format!("-{}", hash(&it)), "-HASH")).collect();
    let expected = [
        "nyc/releases/2026/ferry/index.html",
        "nyc/releases/2026/ferry/map.pdf",
        "nyc/releases/2026/ferry/pictures/boat-HASH.png",
        "nyc/releases/2026/ferry/pictures/pier-HASH.png",
        "nyc/releases/2026/ferry/plan.pdf",
        "sf/releases/2026/ferry/index.html",
        "sf/releases/2026/ferry/pictures/boat-HASH.png",
        "sf/releases/2026/ferry/pictures/pier-HASH.png",
    ];
    assert_eq!(paths, expected);
    let page = site.page("sf/releases/2026/ferry/index.html");
    let links = hrefs(&page, "main a[href$=pdf]");
    assert_eq!(links, ["../../../../nyc/releases/2026/ferry/map.pdf", "../../../../nyc/releases/2026/ferry/plan.pdf"]);
}

#[test]
fn what_is_no_photograph_is_copied_byte_for_byte() {
    let site = TestSite::new();
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"4\"/>";
    site.write("content/releases/2026/boat.svg", drawing);
    site.release(
        "ferry",
        "media: [{file: boat.svg, alt: A boat}]\nattachments: [{file: boat.svg, title: A boat}]",
        "Text.",
    );
    site.build_well();
    assert_eq!(site.public()["sf/releases/2026/ferry/boat.svg"], drawing.as_bytes());
}
