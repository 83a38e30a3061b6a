//! What every page owes a reader who does not see it: language, headings, landmarks, names.

use std::collections::BTreeSet;

use scraper::{ElementRef, Html};

use crate::looks::text;
use crate::support::{TestSite, all, release};

/// The pages of the newsroom that uses every key, and of this repository's own.
fn pages() -> Vec<(String, Html)> {
    ["every-key", ""]
        .iter()
        .flat_map(|case| {
            let site = if case.is_empty() { TestSite::repository() } else { TestSite::of(case) };
            site.build_well();
            site.pages()
        })
        .map(|(path, page)| (path, without_templates(&page)))
        .collect()
}

/// The page before a script fills its templates.
fn without_templates(page: &Html) -> Html {
    let templates: Vec<String> = all(page, "template").iter().map(ElementRef::html).collect();
    Html::parse_document(&templates.iter().fold(page.html(), |html, it| html.replace(it.as_str(), "")))
}

/// The name of an element as a screen reader says it.
fn name(element: ElementRef) -> String {
    let pictures = element.descendants().filter_map(ElementRef::wrap).filter_map(|it| it.attr("alt"));
    let words = element.attr("aria-label").map_or_else(|| text(element), str::to_owned);
    pictures.fold(words, |words, alt| words + alt).trim().to_owned()
}

#[test]
fn every_page_says_its_language_and_has_a_title() {
    for (path, page) in pages() {
        let folder = ["zh-hant", "zh-hans"].into_iter().find(|it| path.split('/').any(|part| part == *it));
        let language = folder.unwrap_or("en");
        assert!(page.root_element().attr("lang").is_some_and(|it| it.eq_ignore_ascii_case(language)), "{path}");
        let titles = all(&page, "head > title");
        assert!(titles.len() == 1 && !text(titles[0]).is_empty(), "{path}");
        assert_eq!(all(&page, "meta[charset], meta[name=viewport]").len(), 2, "{path}");
    }
}

#[test]
fn headings_begin_with_one_h1_and_skip_no_level() {
    for (path, page) in pages() {
        assert_eq!(all(&page, "h1").len(), 1, "{path}");
        let headings = all(&page, "h1, h2, h3, h4, h5, h6");
        let mut last = 0;
        for heading in headings {
            let level = heading.value().name()[1..].parse::<u8>().unwrap();
            assert!(level <= last + 1, "{path}: `{}` is {level} after {last}", text(heading));
            assert!(!text(heading).is_empty(), "{path}: an empty heading");
            last = level;
        }
    }
}

#[test]
fn landmarks_are_there_once() {
    for (path, page) in pages() {
        for landmark in ["body > header", "main", "body > footer"] {
            assert_eq!(all(&page, landmark).len(), 1, "{path}: {landmark}");
        }
        for navigation in all(&page, "nav") {
            assert!(navigation.attr("aria-label").is_some_and(|it| !it.is_empty()), "{path}: a nav without a name");
        }
        for section in all(&page, "section[aria-labelledby]") {
            let id = section.attr("aria-labelledby").unwrap();
            assert_eq!(all(&page, &format!("[id='{id}']")).len(), 1, "{path}: nothing has the id `{id}`");
        }
    }
}

#[test]
fn the_skip_link_is_first_and_leads_to_the_main_part() {
    for (path, page) in pages() {
        let first = all(&page, "a")[0];
        let target = first.attr("href").and_then(|it| it.strip_prefix('#')).expect("a skip link comes first");
        let found = all(&page, &format!("[id='{target}']"));
        assert!(found.len() == 1 && found[0].value().name() == "main", "{path}: {target}");
        assert_eq!(found[0].attr("tabindex"), Some("-1"), "{path}: the main part can take the focus");
    }
}

#[test]
fn ids_stand_once_and_links_to_them_lead_there() {
    for (path, page) in pages() {
        let ids: Vec<&str> = all(&page, "[id]").iter().map(|it| it.attr("id").unwrap()).collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{path}: {ids:?}");
        assert!(ids.iter().all(|it| !it.is_empty() && !it.contains(char::is_whitespace)), "{path}: {ids:?}");
        for link in all(&page, "a[href^='#']") {
            let target = link.attr("href").unwrap().trim_start_matches('#');
            assert!(unique.contains(target), "{path}: `#{target}` leads nowhere");
        }
    }
}

#[test]
fn dates_pictures_links_and_headers_are_named() {
    for (path, page) in pages() {
        for time in all(&page, "time") {
            let datetime = time.attr("datetime").unwrap_or_default();
            assert!(
                datetime.len() == 10 && datetime.bytes().filter(|it| *it == b'-').count() == 2,
                "{path}: {datetime}"
            );
            assert!(!text(time).is_empty(), "{path}");
        }
        for picture in all(&page, "img") {
            assert!(picture.attr("alt").is_some_and(|it| !it.is_empty()), "{path}");
        }
        for link in all(&page, "a") {
            assert!(!name(link).is_empty() && link.attr("href").is_some(), "{path}: {}", link.html());
        }
        for header in all(&page, "th") {
            assert!(matches!(header.attr("scope"), Some("col" | "row")), "{path}: {}", header.html());
        }
        for table in all(&page, "table") {
            let captioned = !all(&page, "table > caption").is_empty() || table.attr("aria-label").is_some();
            let parent = table.parent().and_then(ElementRef::wrap).and_then(|it| it.attr("aria-label"));
            assert!(captioned || parent.is_some(), "{path}: a table without a name");
        }
    }
}

#[test]
fn the_office_whose_page_it_is_is_the_current_one() {
    for (path, page) in pages() {
        for nav in all(&page, "nav:not(.sections)") {
            let current = nav.descendants().filter_map(ElementRef::wrap).filter_map(|it| it.attr("aria-current"));
            assert!(current.filter(|it| *it != "false").count() <= 1, "{path}");
        }
        assert!(all(&page, "[aria-current='']").is_empty(), "{path}");
    }
}

#[test]
fn no_page_has_scripts_styles_or_handlers_of_its_own() {
    for (path, page) in pages() {
        assert!(
            all(&page, "script:not([type='application/ld+json']):not([src^='../assets/'], [src^='../../assets/']), style, [style], [onclick], iframe").is_empty(),
            "{path}"
        );
        for loaded in all(&page, "link[rel=stylesheet], img") {
            let address = loaded.attr("href").or(loaded.attr("src")).unwrap();
            assert!(!address.contains("//"), "{path} loads `{address}` from elsewhere");
        }
    }
}

#[test]
fn every_link_inside_the_newsroom_leads_to_a_file() {
    let site = TestSite::repository();
    site.build_well();
    let tree = site.public();
    for (path, page) in site.pages().iter().filter(|(path, _)| !path.ends_with("404.html")) {
        for link in all(page, "a[href], link[rel=stylesheet], img") {
            let address = link.attr("href").or(link.attr("src")).unwrap().split('#').next().unwrap().to_owned();
            if address.contains(':') || address.is_empty() {
                continue;
            }
            let mut parts: Vec<&str> = path.split('/').collect();
            parts.pop();
            for part in address.split('/') {
                match part {
                    "." => {}
                    ".." => drop(parts.pop().expect("inside the tree")),
                    _ => parts.push(part),
                }
            }
            let target = parts.join("/");
            let target = if target.is_empty() || target.ends_with('/') { target + "index.html" } else { target };
            assert!(tree.contains_key(&target), "{path}: `{address}` is no file `{target}`");
        }
    }
}

#[test]
fn headings_of_a_text_never_take_an_id_of_the_page() {
    let words = ["Main", "Facts", "Links", "Contacts", "Notes", "Revisions", "Topics", "fn heading", "Notes", "_main"];
    let headings: String = words.iter().map(|it| format!("## {it}\n\nText.[^1]\n\n")).collect();
    let own = "## One {#_main}\n\nText.\n\n## Two {#_facts}\n\nText.\n\n## Three {#fn-1}\n\nText.\n\n## Four {#notes-quoting}\n\nText.\n\n";
    for body in [headings.clone(), own.to_owned()] {
        let site = TestSite::new();
        let keys =
            "meeting: {name: Talks}\nnotes: |\n  ## Quoting\n\n  Text.[^1]\n\n  [^1]: Note.\nboilerplate: [about]";
        site.write("content/pages/about.md", "---\ntitle: About\ndate: 2026-01-05\n---\nText.\n\n## Main\n\nText.\n");
        site.write("content/releases/2026/ferry.md", release("ferry", keys, &format!("{body}\n[^1]: Note.")));
        let run = site.build();
        if run.code == 1 && body == own {
            // To refuse such an id is as good.
            continue;
        }
        assert_eq!(run.code, 0, "{}", run.stderr);
        let page = site.page("nyc/releases/2026/ferry/index.html");
        let ids: Vec<&str> = all(&page, "[id]").iter().map(|it| it.attr("id").unwrap()).collect();
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{ids:?}");
    }
}
