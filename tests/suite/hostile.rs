//! Text that tries to be markup: it is shown as it was typed, in every field, on every page.

use scraper::Html;

use crate::looks::{elements, page_text};
use crate::support::{TestSite, all, png};

/// Closes whatever it stands in, in any template.
const HOSTILE: &str =
    "Q\"'><script>alert(1)</script><img src=x onerror=alert(1)> & {{ t.skip }} {% if %} &amp; </title>";

/// The value in YAML.
fn yaml() -> String {
    format!("'{}'", HOSTILE.replace('\'', "''"))
}

/// The newsroom that uses every key with the hostile text in every field that holds words.
fn hostile_site() -> TestSite {
    let site = TestSite::of("every-key");
    for (path, fields) in [
        (
            "content/releases/2026/full/index.md",
            &[
                "Full Title",
                "Short Title",
                "Summary Words.",
                "Place Words",
                "Inline Contact",
                "Inline Role",
                "Meeting Name",
                "Meeting Place",
                "Chair Name",
                "Chair Post",
                "Chair Body",
                "Plain Chair",
                "Attending Body",
                "Outcome Words",
                "Ceremony Name",
                "Ceremony Place",
                "Officiant Name",
                "Officiant Post",
                "Officiant Body",
                "Guest Words",
                "Gold Award",
                "World Trade Organization",
                "Link Text",
                "Alt Words",
                "Caption Words",
                "Credit Words",
                "Plan Title",
                "Quote Words",
                "Speaker Name",
                "Speaker Post",
                "Revision Note",
                "Words Before",
                "Words After",
                "Giver Name",
                "Giver Post",
                "Giver Body",
                "Mood Words",
            ][..],
        ),
        ("content/releases/2026/called-off.md", &["Called Off", "Status Note Words."][..]),
        ("content/releases/2026/replaced.md", &["Replaced Title", "Replacement Note."][..]),
        ("content/releases/2026/clock-east.md", &["Clock of the East"][..]),
        ("content/pages/notices.md", &["Notices Title", "Notices Short", "Notices Summary.", "Page Note"][..]),
        ("content/contacts.yaml", &["Ana Contact", "Ana Role"][..]),
        (
            "dateline.yaml",
            &[
                "Newsroom Name",
                "Newsroom Brand",
                "East Office",
                "East City",
                "Harbour Topic",
                "WCAG Standard",
                "Copyright Holder",
            ][..],
        ),
    ] {
        for field in fields {
            site.edit(path, field, &yaml());
        }
    }
    site
}

/// Names of elements and their attributes, without values and texts.
fn skeleton(page: &Html) -> Vec<String> {
    let names = |it: &scraper::ElementRef| {
        let attributes: Vec<&str> = it.value().attrs().map(|(name, _)| name).collect();
        format!("{} {}", it.value().name(), attributes.join(" "))
    };
    all(page, "*").iter().map(names).collect()
}

#[test]
fn hostile_text_adds_no_element_and_no_attribute_to_any_page() {
    let (plain, hostile) = (TestSite::of("every-key"), hostile_site());
    plain.build_well();
    let run = hostile.build();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let pages = hostile.pages();
    assert_eq!(pages.len(), plain.pages().len());
    for ((path, page), (_, expected)) in pages.iter().zip(plain.pages()) {
        assert_eq!(skeleton(page), skeleton(&expected), "{path}");
        assert!(
            all(page, "script:not([type='application/ld+json'], [type=module][src]), [onerror], [src=x]").is_empty(),
            "{path}"
        );
    }
}

#[test]
fn hostile_text_is_shown_as_it_was_typed() {
    let site = hostile_site();
    site.build();
    let page = site.page("east/releases/2026/full/index.html");
    let shown = page_text(&page);
    assert!(shown.matches(HOSTILE).count() > 25, "{shown}");
    for (selector, attribute) in [("img", "alt"), ("abbr", "title"), ("meta[name=description]", "content")] {
        assert!(all(&page, selector).iter().any(|it| it.attr(attribute) == Some(HOSTILE)), "{selector}");
    }
    assert!(elements(&page).iter().any(|it| it.contains(HOSTILE) && it.contains("</title>")));
}

#[test]
fn hostile_addresses_break_out_of_no_attribute() {
    let site = TestSite::new();
    let keys = "links: [{text: Fair, url: 'https://example.org/?a=\"><b>&c=''x'}]";
    site.release(
        "ferry",
        keys,
        "See [this](<https://example.org/?a=\" onclick='b'&c=d>) and ![it](<harbour.png> 'a\"b').",
    );
    site.write("content/releases/2026/harbour.png", png(600, 400));
    let run = site.build();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let page = site.page("nyc/releases/2026/ferry/index.html");
    assert!(all(&page, "b, i, [onclick]").is_empty());
    let hrefs: Vec<&str> = all(&page, "main a").iter().filter_map(|it| it.attr("href")).collect();
    assert!(hrefs.iter().filter(|it| it.starts_with("https://example.org/?a=")).count() == 2, "{hrefs:?}");
}

#[test]
fn addresses_that_hide_their_scheme_are_refused() {
    for address in [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "java&#10;script:alert(1)",
        "&#1;javascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "//evil.example.org/",
    ] {
        let site = TestSite::new();
        site.release("ferry", "", &format!("See [this](<{address}>)."));
        let run = site.build();
        if run.code == 0 {
            let page = site.page("nyc/releases/2026/ferry/index.html");
            let hrefs: Vec<String> =
                all(&page, "main .text a").iter().filter_map(|it| it.attr("href")).map(str::to_owned).collect();
            panic!("`{address}` is taken and leads to {hrefs:?}");
        }
    }
}

#[test]
fn hostile_words_in_texts_of_the_body_stay_words() {
    let site = TestSite::new();
    let body = "A \\<script> and `<script>alert(1)</script>`.\n\n## A \"heading\" & `<b>`\n\n```\n</code></pre><script>alert(1)</script>\n```\n\n| `<td>` |\n| - |\n| &lt;script&gt; |\n\n```html\" onclick=\"x\ncode\n```\n";
    site.release("ferry", "", body);
    let run = site.build();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let page = site.page("nyc/releases/2026/ferry/index.html");
    assert!(all(&page, "script, [onclick], main .text b").is_empty());
    assert_eq!(page_text(&page).matches("<script>").count(), 4);
}
