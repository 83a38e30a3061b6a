//! The language of parts: what is in another language than its page says so (WCAG 2.2, criterion 3.1.2).

use scraper::{ElementRef, Html};

use crate::support::{TestSite, all};

const BODY: &str = "\
The *Gazette* (憲報) said 「渡輪
啟航」 on 2018年12月7日; see [the 公報](https://a.example/公報) and `香港`.

The [Straße]{lang=de} of 港のひかり and [港のひかり]{lang=ja} leads to [한국](https://b.example/){lang=ko}.

## 時間表

Table: 航班

| 時間 | Ferry |
|---|---|
| 十時 | 甲 line |
";

/// A newsroom in English with Chinese everywhere.
fn site() -> TestSite {
    let site = TestSite::whole();
    site.edit("dateline.yaml", "Trade", "Trade 貿易");
    let keys = "title: The 渡輪 sails\nsummary: The 渡輪 sails from 海港.\ncontacts: [{name: Ana Reyes 雷安娜, office: nyc, phone: (212) 555-0123}]\n\
                topics: [trade]\nquotes: [{text: 我們啟航。, speaker: Ana Reyes}]\n\
                media: [{file: pier.png, alt: 碼頭, caption: The 碼頭}]\n\
                meeting: {name: 海港論壇, date: 2026-11-02, outcomes: [新航線 agreed]}\n\
                revisions: [{date: 2026-11-03, kind: update, note: 時間 changed.}]\nnotes: 通告 for editors.\n";
    site.release("ferry/index", keys, BODY);
    site.write("content/releases/2026/ferry/pier.png", crate::support::png(8, 8));
    site
}

/// The language that an element's text is in.
fn language(element: ElementRef) -> String {
    let around = element.ancestors().filter_map(ElementRef::wrap);
    let said = std::iter::once(element).chain(around).find_map(|it| it.attr("lang"));
    said.unwrap_or_default().to_owned()
}

/// Every text of a page, with its language.
fn texts(page: &Html) -> Vec<(String, String)> {
    let of = |element: ElementRef| {
        let own = element.children().filter_map(|it| it.value().as_text()).map(|it| it.to_string());
        own.map(|it| (it, language(element))).collect::<Vec<_>>()
    };
    all(page, "body, body *")
        .into_iter()
        // A choice of a form has no elements, and a template is filled by a script.
        .filter(|it| !["code", "script", "option"].contains(&it.value().name()))
        .filter(|it| !it.ancestors().filter_map(ElementRef::wrap).any(|it| it.value().name() == "template"))
        .flat_map(of)
        .collect()
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}')
}

#[test]
fn chinese_on_an_english_page_says_its_language_wherever_it_stands() {
    let site = site();
    site.build_well();
    let mut n_marked = 0;
    for (path, page) in site.pages() {
        for (text, language) in texts(&page) {
            let is_japanese = text.contains('の');
            assert!(!text.contains(is_han) || is_japanese || language == "zh-Hant", "{path}: {text:?} is {language}");
            assert!(language != "zh-Hant" || !text.contains(|it: char| it.is_ascii_alphabetic()), "{path}: {text:?}");
            n_marked += usize::from(language == "zh-Hant");
        }
        for element in all(&page, "head *, [lang] [lang] [lang], code [lang], svg [lang]") {
            assert_eq!(element.attr("lang"), None, "{path}");
        }
        assert!(all(&page, "[title*='<'], [alt*='<'], [href*='<'], [content*='<']").is_empty(), "{path}");
    }
    assert!(n_marked > 30, "{n_marked}");
    let page = site.page("nyc/releases/2026/ferry/index.html");
    let marked: Vec<String> =
        all(&page, ".text [lang], h1 [lang]").into_iter().map(|it| it.text().collect::<String>()).collect();
    for run in ["渡輪", "憲報", "「渡輪啟航」", "2018年12月7日", "公報", "時間表", "航班", "十時", "甲"]
    {
        assert!(marked.iter().any(|it| it == run), "{run} is not in {marked:?}");
    }
    assert_eq!(all(&page, "h2[lang=zh-Hant]#時間表, th[lang=zh-Hant]").len(), 2);
}

#[test]
fn words_in_any_language_can_be_marked() {
    let site = site();
    site.build_well();
    let page = site.page("nyc/releases/2026/ferry/index.html");
    let of = |tag: &str| {
        all(&page, &format!("[lang={tag}]")).into_iter().map(|it| it.text().collect::<String>()).collect::<Vec<_>>()
    };
    assert_eq!((of("de"), of("ja"), of("ko")), (vec!["Straße".into()], vec!["港のひかり".into()], vec!["한국".into()]));
}

#[test]
fn plain_outputs_have_the_words_alone_and_feeds_the_languages_too() {
    let site = site();
    site.build_well();
    for path in ["public/nyc/releases/2026/ferry/release.txt", "public/contacts.vcf"] {
        let text = site.read(path);
        assert!(!text.contains("lang=") && !text.contains("<span") && !text.contains("]{"), "{path}: {text}");
    }
    let text = site.read("public/nyc/releases/2026/ferry/release.txt");
    assert!(text.contains("The Straße of 港のひかり and 港のひかり leads to 한국"), "{text}");
    let feed: serde_json::Value = serde_json::from_str(&site.read("public/feed.json")).unwrap();
    let html = feed["items"][0]["content_html"].as_str().unwrap();
    for part in ["<span lang=\"zh-Hant\">憲報</span>", "<span lang=\"de\">Straße</span>"] {
        assert!(html.contains(part), "{html}");
    }
    assert_eq!(feed["items"][0]["title"], "The 渡輪 sails");
    assert!(site.read("public/newsml.xml").contains("lang=\"zh-Hant\">憲報"));
}

#[test]
fn the_newsroom_says_which_language_its_chinese_is_in() {
    let site = site();
    let config = site.read("dateline.yaml");
    site.write("dateline.yaml", format!("{config}han_language: zh-hans\n"));
    site.build_well();
    let page = site.page("nyc/releases/2026/ferry/index.html");
    assert!(all(&page, "[lang=zh-Hant]").is_empty() && all(&page, "[lang=zh-Hans]").len() > 10);
}

#[test]
fn in_chinese_pages_nothing_is_marked_by_itself() {
    let site = TestSite::of("translated");
    site.build_well();
    for (path, page) in site.pages().into_iter().filter(|(path, _)| path.contains("zh-han")) {
        let marked = all(&page, "body [lang]").into_iter().filter(|it| it.attr("hreflang").is_none());
        assert_eq!(marked.count(), 0, "{path}");
    }
    // The switcher of an English page says what its links are in; nothing says so twice.
    let home = site.page("index.html");
    assert!(all(&home, ".languages [lang] [lang]").is_empty() && !all(&home, ".languages [lang]").is_empty());
}

#[test]
fn a_newsroom_in_japanese_has_its_own_characters() {
    let page = crate::support::TestSite::whole();
    page.release("ferry", "title: The ferry\n", "Plain.\n");
    page.build_well();
    assert!(all(&page.page("nyc/releases/2026/ferry/index.html"), "body [lang]").is_empty());
}
