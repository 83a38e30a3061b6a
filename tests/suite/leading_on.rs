//! Pages and files that say where an address leads now, or that what stood there is gone.

use serde_json::{Value, json};

use crate::looks::{page_text, text};
use crate::support::{TestSite, all};

const ENDED: &str = "status_note: Issued in error.\nstatus_date: 2026-11-20";

/// An office on the newsroom's host and one on its own, and releases that moved, were replaced and retracted.
fn site() -> TestSite {
    let site = TestSite::new();
    site.edit("dateline.yaml", "https://news.example.org/", "https://news.example.org/press/");
    site.edit("dateline.yaml", "area_codes: [415]", "area_codes: [415], base_url: \"https://sf.example.org/\"");
    site.release("ferry", "aliases: [/old/ferry.asp, {path: /舊/渡輪, office: sf}]", "Text.")
        .release("gone", &format!("aliases: [/old/gone.htm]\nstatus: retracted\n{ENDED}"), "Lost words.")
        .release(
            "twice",
            &format!("offices: [nyc]\naliases: [/old/twice]\nstatus: replaced\nreplaced_by: 2026/ferry\n{ENDED}"),
            "Lost words.",
        );
    site.build_well();
    site
}

#[test]
fn the_page_at_an_old_address_leads_on_without_a_script() {
    let site = site();
    let canonical = "https://news.example.org/press/nyc/releases/2026/ferry/";
    for (path, to) in [
        ("old/ferry.asp", "../nyc/releases/2026/ferry/"),
        ("nyc/old/ferry.asp", "../releases/2026/ferry/"),
        ("sf/old/ferry.asp", "../releases/2026/ferry/"),
        ("sf/舊/渡輪/index.html", "../../releases/2026/ferry/"),
        ("nyc/releases/2026/twice/index.html", "../ferry/"),
        ("nyc/old/twice/index.html", "../../releases/2026/ferry/"),
        ("old/twice/index.html", "../../nyc/releases/2026/ferry/"),
    ] {
        let page = site.page(path);
        let one = |selector: &str, attribute: &str| {
            let found = all(&page, selector);
            assert_eq!(found.len(), 1, "{path}: {selector}");
            found[0].attr(attribute).unwrap().to_owned()
        };
        assert_eq!(one("meta[http-equiv=refresh]", "content"), format!("0; url={to}"), "{path}");
        assert_eq!(one("main a", "href"), to, "{path}");
        assert_eq!(text(all(&page, "main a")[0]), "Release ferry", "{path}: a link that names where it leads");
        assert_eq!(one("link[rel=canonical]", "href"), canonical, "{path}");
        assert_eq!(one("meta[name=robots]", "content"), "noindex", "{path}");
        assert_eq!(all(&page, "h1").len(), 1, "{path}");
        assert!(all(&page, "script").is_empty() && !page_text(&page).contains("Lost words"), "{path}");
    }
    assert!(!site.exists("public/nyc/舊/渡輪/index.html") && !site.exists("public/舊/渡輪/index.html"));
    let replaced = page_text(&site.page("nyc/old/twice/index.html"));
    assert!(replaced.contains("was replaced on November 20, 2026 by Release ferry."), "{replaced}");
    assert!(replaced.contains("Reason: Issued in error."), "{replaced}");
}

#[test]
fn the_notice_of_a_retracted_release_says_since_when_and_why_and_whom_to_call() {
    let site = site();
    for path in ["nyc/releases/2026/gone/index.html", "sf/releases/2026/gone/index.html", "old/gone.htm"] {
        let page = site.page(path);
        let words = page_text(&page);
        assert!(words.contains("was retracted on November 20, 2026. Its text is no longer available."), "{words}");
        assert!(words.contains("Reason: Issued in error."), "{words}");
        let person = if path.starts_with("sf/") { "Ben Okafor" } else { "Ana Reyes" };
        assert_eq!(all(&page, ".contacts .who").into_iter().map(text).collect::<Vec<_>>(), [person], "{path}");
        assert!(words.contains("Last revision date: November 20, 2026"), "{words}");
        assert!(!words.contains("Release gone") && !words.contains("Lost words"), "{words}");
        assert_eq!(all(&page, "meta[name=robots][content=noindex]").len(), 1, "{path}");
        assert!(all(&page, "meta[http-equiv=refresh], link[rel=canonical]").is_empty(), "{path}");
    }
}

#[test]
fn no_list_has_what_was_retracted_or_replaced() {
    let site = site();
    for (path, page) in site.pages().iter().filter(|(path, _)| !path.contains("old/")) {
        // The archive says where notices of retracted releases stand, and nothing else of them.
        if path.ends_with("archive/index.html") {
            continue;
        }
        for link in all(page, "a") {
            let to = link.attr("href").unwrap_or_default();
            assert!(!to.contains("/gone/") && !to.contains("/twice/"), "{path} links `{to}`");
        }
    }
}

fn redirects(site: &TestSite, tree: &str) -> Value {
    serde_json::from_str(&site.read(&format!("public/{tree}redirects.json"))).unwrap()
}

#[test]
fn every_host_is_told_of_the_addresses_that_it_answers() {
    let site = site();
    let ferry = "/press/nyc/releases/2026/ferry/";
    let moved = |from: &str, to: &str| json!({"from": from, "to": to, "status": 301});
    let gone = |from: &str| json!({"from": from, "status": 410});
    let of_nyc = [
        moved("/press/nyc/old/ferry.asp", ferry),
        gone("/press/nyc/old/gone.htm"),
        moved("/press/nyc/old/twice/", ferry),
        gone("/press/nyc/releases/2026/gone/"),
        moved("/press/nyc/releases/2026/twice/", ferry),
    ];
    let of_root =
        [moved("/press/old/ferry.asp", ferry), gone("/press/old/gone.htm"), moved("/press/old/twice/", ferry)];
    let here = "/releases/2026/ferry/";
    let of_sf = [
        moved("/old/ferry.asp", here),
        gone("/old/gone.htm"),
        gone("/releases/2026/gone/"),
        moved("/%E8%88%8A/%E6%B8%A1%E8%BC%AA/", here),
    ];
    assert_eq!(redirects(&site, "nyc/"), json!(of_nyc));
    assert_eq!(redirects(&site, ""), json!([&of_nyc[..], &of_root].concat()), "the root's host answers for nyc too");
    assert_eq!(redirects(&site, "sf/"), json!(of_sf), "sf has a host of its own");
}

#[test]
fn all_three_files_say_the_same() {
    let site = site();
    for tree in ["", "nyc/", "sf/"] {
        let (mut lines, mut maps) = (Vec::new(), [Vec::new(), Vec::new()]);
        for it in redirects(&site, tree).as_array().unwrap() {
            let from = it["from"].as_str().unwrap();
            // In nginx nothing of `$uri` is encoded.
            let plain = percent_encoding::percent_decode_str(from).decode_utf8().unwrap().into_owned();
            match it["to"].as_str() {
                Some(to) => {
                    lines.push(format!("{from} {to} 301!"));
                    lines.push(format!("{from} {to} 301"));
                    maps[0].push(format!("    \"{plain}\" \"{to}\";"));
                }
                None => {
                    lines.push(format!("{from} {from} 410!"));
                    maps[1].push(format!("    \"{plain}\" 1;"));
                }
            }
        }
        let text = site.read(&format!("public/{tree}_redirects"));
        assert_eq!(text.lines().collect::<Vec<_>>(), lines, "{tree}");
        let nginx = site.read(&format!("public/{tree}redirects.nginx.conf"));
        let [moved, gone] = maps.map(|it| it.join("\n"));
        let expected = format!("map $uri $dateline_moved {{\n{moved}\n}}\nmap $uri $dateline_gone {{\n{gone}\n}}\n");
        assert!(nginx.starts_with("# ") && nginx.ends_with(&expected), "{nginx}\nnot\n{expected}");
    }
}

#[test]
fn a_newsroom_in_which_nothing_moved_has_no_list_of_it() {
    let site = TestSite::new();
    site.release("ferry", "", "Text.").release("draft", "status: draft\naliases: [/old.htm]", "Text.");
    site.build_well();
    assert!(!site.public().keys().any(|it| it.contains("redirects") || it.contains("old")));
    site.edit("content/releases/2026/draft.md", "status: draft", "status: ready");
    site.build_well();
    assert!(site.exists("public/_redirects") && site.exists("public/old.htm"));
}

#[test]
fn an_old_address_leads_to_the_edition_of_its_own_tree() {
    let site = TestSite::new();
    site.release("ferry", "offices: [sf]\naliases: [/old/a.htm, {path: /old/b.htm, office: nyc}]", "Text.");
    site.build_well();
    let to = |path: &str| all(&site.page(path), "main a")[0].attr("href").unwrap().to_owned();
    assert_eq!(to("old/a.htm"), "../sf/releases/2026/ferry/");
    assert_eq!(to("sf/old/a.htm"), "../releases/2026/ferry/");
    assert_eq!(to("nyc/old/b.htm"), "../../sf/releases/2026/ferry/");
    assert!(!site.exists("public/nyc/old/a.htm") && !site.exists("public/sf/old/b.htm"));
}
