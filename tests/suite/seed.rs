//! The release of December 7, 2018, end to end: this repository's own newsroom is built and read.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use scraper::Html;

use crate::looks::{page_text, text};
use crate::support::{TestSite, all, assert_snapshot};

const EDITION: &str = "releases/2018/hong-kong-guangdong-cleaner-production/index.html";
const OFFICES: [&str; 3] = ["nyc", "sf", "dc"];

/// This repository's newsroom, built once for all tests that only read it.
fn built() -> &'static TestSite {
    static SITE: OnceLock<TestSite> = OnceLock::new();
    SITE.get_or_init(|| {
        let site = TestSite::repository();
        site.build_well();
        site
    })
}

fn editions() -> impl Iterator<Item = (&'static str, Html)> {
    OFFICES.into_iter().map(|office| (office, built().page(&format!("{office}/{EDITION}"))))
}

/// Texts of the elements that a selector finds.
fn texts(page: &Html, selector: &str) -> Vec<String> {
    all(page, selector).into_iter().map(text).collect()
}

fn attributes(page: &Html, selector: &str, name: &str) -> Vec<String> {
    all(page, selector).iter().map(|it| it.attr(name).unwrap_or_default().to_owned()).collect()
}

#[test]
fn every_sentence_of_the_text_as_received_is_on_every_offices_page() {
    let body = include_str!("../sites/seed/body.txt").split_whitespace().collect::<Vec<_>>().join(" ");
    let sentences: Vec<&str> = body.split_inclusive(". ").map(str::trim).collect();
    assert!(sentences.len() > 15, "{sentences:?}");
    for (office, page) in editions() {
        let shown = texts(&page, "main .text").join(" ");
        for sentence in &sentences {
            assert!(shown.contains(sentence), "{office}: {sentence}");
        }
    }
}

#[test]
fn paragraphs_stand_in_the_order_of_the_text_as_received() {
    let received: Vec<String> = include_str!("../sites/seed/body.txt")
        .split("\n\n")
        .map(|it| it.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    for (office, page) in editions() {
        let mut shown = texts(&page, "main .text p");
        shown[0] = shown[0].strip_prefix("December 7, 2018 – ").expect("the dateline opens the text").to_owned();
        assert_eq!(shown, received, "{office}");
    }
}

#[test]
fn both_dates_are_machine_readable() {
    for (office, page) in editions() {
        let times: BTreeSet<(String, String)> = all(&page, "time")
            .into_iter()
            .map(|it| (it.attr("datetime").unwrap_or_default().to_owned(), text(it)))
            .collect();
        for (datetime, words) in [("2018-12-07", "December 7, 2018"), ("2019-05-08", "May 8, 2019")] {
            assert!(times.contains(&(datetime.to_owned(), words.to_owned())), "{office}: {times:?}");
        }
        assert_eq!(texts(&page, ".opening .dateline time"), ["December 7, 2018"], "{office}");
    }
}

#[test]
fn the_dateline_has_no_place_because_the_release_gives_none() {
    for (office, page) in editions() {
        assert_eq!(texts(&page, ".dateline"), ["December 7, 2018 –"], "{office}");
    }
}

#[test]
fn the_three_numbers_can_be_dialled() {
    for (office, page) in editions() {
        let links = attributes(&page, "a[href^='tel:']", "href");
        assert_eq!(links, ["tel:+12127523320", "tel:+14158359315", "tel:+12022386360"], "{office}");
        assert_eq!(texts(&page, "a[href^='tel:']"), ["(212) 752-3320", "(415) 835-9315", "(202) 238-6360"]);
        for link in links {
            let national = link.strip_prefix("tel:+1").expect("E.164 of the North American plan");
            assert!(national.len() == 10 && national.bytes().all(|it| it.is_ascii_digit()), "{link}");
            assert!(national.as_bytes()[0] >= b'2' && national.as_bytes()[3] >= b'2', "{link}");
        }
    }
}

#[test]
fn contacts_stand_in_the_newsrooms_order_and_the_pages_own_is_marked() {
    for (at, (office, page)) in editions().enumerate() {
        let people = texts(&page, ".contacts li");
        let cities =
            ["Melissa Ng in New York City", "Wing Yan Tong in San Francisco", "Daniel McAtee in Washington, D.C."];
        assert!(people.len() == 3 && people.iter().zip(cities).all(|(it, who)| it.starts_with(who)), "{people:?}");
        let marked: Vec<usize> = (0..3).filter(|it| people[*it].contains("(contact of this office)")).collect();
        assert_eq!(marked, [at], "{office}");
    }
}

#[test]
fn meeting_and_ceremony_are_facts_with_names_of_their_own() {
    for (office, page) in editions() {
        let facts: Vec<(String, String)> = all(&page, ".event dl")
            .into_iter()
            .flat_map(|list| {
                let mut term = String::new();
                let mut pairs = Vec::new();
                for child in list.child_elements() {
                    match child.value().name() {
                        "dt" => term = text(child),
                        _ => pairs.push((term.clone(), text(child))),
                    }
                }
                pairs
            })
            .collect();
        for (term, fact) in [
            ("Event", "Hong Kong-Guangdong Joint Working Group on Cleaner Production"),
            ("Event", "Hong Kong-Guangdong Cleaner Production Partners Recognition Scheme"),
            ("Date", "December 7, 2018"),
            ("Place", "Guangzhou"),
            ("Chaired by", "Mr Wong Kam-sing, Secretary for the Environment, HKSAR Government"),
            (
                "Chaired by",
                "Mr Tu Gaokun, Director-General, Department of Industry and Information Technology of Guangdong Province",
            ),
            ("Attended by", "Environmental Protection Department"),
            ("Attended by", "Department of Science and Technology of Guangdong Province"),
            ("Outcomes", "2019 work plan agreed"),
            ("Officiated by", "Mr Wong Kam-sing"),
            ("Officiated by", "Mr Tu Gaokun"),
            ("Guests", "over 200"),
        ] {
            assert!(facts.contains(&(term.to_owned(), fact.to_owned())), "{office}: {term}: {fact}\n{facts:#?}");
        }
        assert_eq!(texts(&page, ".event h3"), ["5th meeting", "10th ceremony"], "{office}");
    }
}

#[test]
fn awards_are_a_table_with_headers_and_their_total() {
    for (office, page) in editions() {
        let rows: Vec<Vec<String>> =
            all(&page, ".event table tr").into_iter().map(|row| row.child_elements().map(text).collect()).collect();
        let expected = [
            ["Award", "Number"],
            ["Excellent Partners", "50"],
            ["Partners", "75"],
            ["Sourcing enterprises", "2"],
            ["Environmental technology service providers", "26"],
            ["Total", "153"],
        ];
        assert_eq!(rows, expected, "{office}");
        assert_eq!(attributes(&page, ".event table thead th", "scope"), ["col", "col"]);
        assert!(attributes(&page, ".event tbody th, .event tfoot th", "scope").iter().all(|it| it == "row"));
    }
}

#[test]
fn acronyms_are_explained_at_their_first_use() {
    for (office, page) in editions() {
        let shown = texts(&page, "main .text abbr");
        assert_eq!(shown, ["HKSAR", "GDDIIT", "JWGCP", "EPD"], "{office}");
        assert_eq!(attributes(&page, "main .text abbr", "title")[3], "Environmental Protection Department");
    }
}

#[test]
fn there_is_one_headline_and_one_canonical_address() {
    for (office, page) in editions() {
        let title = "Hong Kong and Guangdong strengthen co-operation in cleaner production to improve environmental quality in Guangdong-Hong Kong-Macao Greater Bay Area";
        assert_eq!(texts(&page, "h1"), [title], "{office}");
        let canonical = "https://news.example.org/nyc/releases/2018/hong-kong-guangdong-cleaner-production/".to_owned();
        assert_eq!(attributes(&page, "link[rel=canonical]", "href"), [canonical], "{office}");
        assert!(page_text(&page).contains("News Release"), "{office}");
    }
}

#[test]
fn the_footer_has_the_revision_date_the_years_and_the_statement() {
    for (office, page) in editions() {
        let footer = texts(&page, "footer").join(" ");
        for words in [
            "Last revision date: May 8, 2019",
            "2018–2019 © Hong Kong Economic and Trade Office, USA",
            "WCAG 2.2, level AA",
            "Important notices",
            "Privacy policy",
            "Accessibility",
        ] {
            assert!(footer.contains(words), "{office}: no `{words}` in: {footer}");
        }
    }
}

#[test]
fn the_revision_is_listed_with_the_note_that_no_reason_was_given() {
    for (office, page) in editions() {
        let note = "May 8, 2019 Update: Revision date as printed on the page of record, which gives no reason.";
        assert_eq!(texts(&page, ".revisions li"), [note], "{office}");
    }
}

#[test]
fn every_home_page_lists_the_release() {
    for home in ["index.html", "nyc/index.html", "sf/index.html", "dc/index.html"] {
        let page = built().page(home);
        let links = attributes(&page, ".listing a", "href");
        assert!(
            links.iter().any(|it| it.ends_with("2018/hong-kong-guangdong-cleaner-production/")),
            "{home}: {links:?}"
        );
    }
}

#[test]
fn the_two_numbers_as_received_are_two_errors_that_point_at_them() {
    let site = TestSite::repository();
    site.edit("content/contacts.yaml", "(212) 752-3320", "(212) 752 33205");
    site.edit("content/contacts.yaml", "(415) 835-9315", "(415) 835 931");
    site.edit("content/contacts.yaml", "(202) 238-6360", "(202) 238 6360");
    let run = site.build();
    run.refused(&["phone", "phone"]);
    assert_snapshot("sites/seed/contacts-as-received.txt", &site.settled(&run));
    assert!(!site.exists("public"));
}
