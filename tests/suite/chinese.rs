//! Chinese from the Markdown to every output: lines that are broken between characters are whole again, emphasis is seen,
//! headings can be led to, and every page speaks the language of its tree.

use scraper::ElementRef;

use crate::looks::text;
use crate::support::{TestSite, all};

/// A text whose lines end wherever lines of Chinese can.
const BODY: &str = "\
香港特別行政區政府今日
宣布，**「重要」**公告已經
**發出**
，詳情見[新的
計劃](https://a.example/)
[及附件](https://b.example/)
。各界可於“本月”
底前（即十一月）
『提交』*意見*
**強調，**後文。日本語の
カタカナ與
漢字相連；Hong Kong
與香港之間、香港
and Kong 之間有空格。

## 主要
事項

한국어
한국 **안녕**
세계。

- 第一項分為
  兩行
- 第二項

> 引文也
> 分行

| 欄 | 值 |
|---|---|
| 甲 | **「乙」**丙 |

主要事項
---

完[^1]。

[^1]: 註釋分為
    兩行。
";

/// What has to be read, without spaces that nobody typed and without asterisks.
const READ: [&str; 11] = [
    "香港特別行政區政府今日宣布，「重要」公告已經發出，詳情見新的計劃",
    "及附件",
    "。各界可於“本月”底前（即十一月）『提交』意見強調，後文。日本語のカタカナ與漢字相連；Hong Kong",
    "與香港之間、香港",
    "and Kong 之間有空格。",
    "한국 안녕",
    "세계。",
    "第一項分為兩行",
    "引文也分行",
    "「乙」丙",
    "註釋分為兩行。",
];

/// A newsroom in Traditional Chinese, with a release of that text.
fn site() -> TestSite {
    let site = TestSite::whole();
    let config = site.read("dateline.yaml").replace("Harbour Office", "香港辦事處").replace("Trade", "貿易");
    site.write("dateline.yaml", format!("{config}languages: [zh-Hant]\n"));
    let keys = "title: 渡輪航線啟航\nplace: 香港\ncontacts: [ana]\nspeaker: {name: 黃錦星, post: 環境局局長}\n\
                quotes: [{text: 我們啟航。, speaker: 陳大文, post: 署長}]\n\
                meeting: {name: 聯席會議, number: 5, date: 2026-11-02, start: \"10:30\", end: \"13:00\", place: 紐約}\n\
                series: {id: joint, number: 5}\n\
                revisions: [{date: 2026-11-20, kind: correction, note: 航班時間有誤。, was: 7時, now: 6時}]\n";
    site.release("ferry", keys, BODY);
    site
}

/// Whether a space stands between two characters that are written without one.
fn gap(text: &str) -> Option<String> {
    let is_han = |it: &char| matches!(it, '\u{3001}'..='\u{9fff}' | '\u{ff01}'..='\u{ff60}');
    let characters: Vec<char> = text.chars().collect();
    let at = characters.windows(3).position(|it| is_han(&it[0]) && it[1] == ' ' && is_han(&it[2]))?;
    Some(characters[at.saturating_sub(8)..(at + 10).min(characters.len())].iter().collect())
}

/// The words of an element, with nothing between those of the elements in it.
fn plain(element: ElementRef) -> String {
    element.text().collect()
}

#[test]
fn a_line_end_between_chinese_characters_is_nothing_in_any_output() {
    let site = site();
    site.build_well();
    let public = site.public();
    for name in ["release.txt", "release.json", "feed.xml", "rss.xml", "feed.json", "newsml.xml", "index.html"] {
        assert!(public.keys().any(|it| it.ends_with(name)), "{name} is not made");
    }
    for (path, bytes) in &public {
        let Ok(written) = std::str::from_utf8(bytes) else { continue };
        let is_text = ["html", "xml", "json", "txt", "ics", "vcf"].iter().any(|it| path.ends_with(it));
        if !is_text {
            continue;
        }
        assert!(!written.contains("**") && !written.contains('\u{fdd0}'), "{path}: an asterisk or a filler is left");
        let lines = if path.ends_with(".ics") { written.replace("\r\n ", "") } else { written.to_owned() };
        lines.lines().for_each(|it| assert_eq!(gap(it), None, "{path}"));
    }
    // Across elements too, as a reader sees it.
    for (path, page) in site.pages() {
        for element in all(&page, "title, h1, h2, h3, p, li, dt, dd, th, td, caption, figcaption") {
            assert_eq!(gap(&plain(element)), None, "{path}");
        }
    }
}

#[test]
fn a_value_of_front_matter_on_several_lines_has_no_spaces_that_nobody_typed() {
    let site = site();
    let keys = "title: 渡輪航線\n  啟航\nsummary: >-\n  渡輪航線今日\n  啟航，每小時\n  一班。 請 上船\n  on board\nx-note: 甲\n  乙\n\
                revisions:\n  - {date: 2026-11-20, kind: update, note: \"時間\n    已改\"}\nnotes: |\n  編輯\n  注意\n";
    site.release("folded", keys, "正文。");
    let config = site.read("dateline.yaml");
    site.write("dateline.yaml", format!("{config}boilerplate:\n  about: >\n    辦事處推廣\n    貿易。\n"));
    site.build_well();
    let page = site.page("nyc/releases/2026/folded/index.html");
    assert_eq!(plain(all(&page, "h1")[0]), "渡輪航線啟航");
    let description = all(&page, "meta[name=description]")[0].attr("content").unwrap().to_owned();
    assert_eq!(description, "渡輪航線今日啟航，每小時一班。 請 上船 on board");
    for (path, bytes) in site.public() {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        for words in ["航線 啟航", "今日 啟航", "時間 已改", "編輯 注意", "推廣 貿易", "\u{fdd0}"] {
            assert!(!text.contains(words), "{path}: {words}");
        }
    }
    // What is wrong beside such values stands where it is written.
    site.edit("content/releases/2026/folded.md", "kind: update", "kind: updat");
    let run = site.build_with(&["--show-unpublished"]);
    run.refused(&["bad-value"]).says("folded.md:14:").says("did you mean `update`?");
}

#[test]
fn every_output_reads_as_the_text_was_meant() {
    let site = site();
    site.build_well();
    let page = text(all(&site.page("nyc/releases/2026/ferry/index.html"), "main")[0]);
    let json: serde_json::Value =
        serde_json::from_str(&site.read("public/nyc/releases/2026/ferry/release.json")).unwrap();
    let feed: serde_json::Value = serde_json::from_str(&site.read("public/nyc/feed.json")).unwrap();
    let newsml = site.read("public/newsml.xml");
    let body = newsml.split_once("<body>").unwrap().1.split_once("</body>").unwrap().0.to_owned();
    let html = |it: &str| text(scraper::Html::parse_fragment(it).root_element()).replace('\n', " ");
    let wire = site.read("public/nyc/releases/2026/ferry/release.txt").replace('\n', "");
    let bodies = json["bodies"].as_array().unwrap();
    let ninjs: String = bodies.iter().map(|it| html(it["value"].as_str().unwrap())).collect();
    let read = [
        ("page", page),
        ("feed", html(feed["items"][0]["content_html"].as_str().unwrap())),
        ("newsml", html(&body)),
        ("ninjs", ninjs),
    ];
    for (output, text) in &read {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        READ.iter().for_each(|it| assert!(text.contains(it), "{output} has no `{it}`:\n{text}"));
    }
    // Addresses stand between the words of a plain text, whose lines end anywhere.
    for sentence in
        ["公告已經發出，詳情見新的計劃", "『提交』意見強調，後文。日本語のカタカナ與漢字相連", "引文也> 分行"]
    {
        let (sentence, wire) = (sentence.replace("> ", ""), wire.replace("> ", ""));
        assert!(wire.contains(&sentence), "{wire}");
    }
    let summary = "香港特別行政區政府今日宣布，「重要」公告已經發出，詳情見新的計劃及附件。各界可於“本月”底前（即十一月）『提交』意見強調，後文。\
                   日本語のカタカナ與漢字相連；Hong Kong 與香港之間、香港 and Kong 之間有空格。";
    assert_eq!(json["descriptions"][0]["value"], summary);
    assert_eq!(feed["items"][0]["summary"], summary);
    let page = site.page("nyc/releases/2026/ferry/index.html");
    let meta = all(&page, "meta[name=description]")[0].attr("content").unwrap().to_owned();
    assert_eq!(meta, summary);
    let data = text(all(&page, "script[type='application/ld+json']")[0]);
    assert!(data.contains(summary), "{data}");
}

#[test]
fn emphasis_beside_chinese_marks_is_emphasis() {
    let site = site();
    site.build_well();
    let page = site.page("nyc/releases/2026/ferry/index.html");
    let strong: Vec<String> = all(&page, ".text strong").into_iter().map(text).collect();
    assert_eq!(strong, ["「重要」", "發出", "強調，", "안녕", "「乙」"]);
    assert_eq!(text(all(&page, ".text em")[0]), "意見");
}

#[test]
fn headings_in_chinese_have_ids_of_their_own_words_each_once() {
    let site = site();
    site.edit("content/releases/2026/ferry.md", "## 主要\n事項\n", "## 主要事項\n");
    site.build_well();
    let ids = || {
        let page = site.page("nyc/releases/2026/ferry/index.html");
        all(&page, ".text > :is(h2, h3)").into_iter().map(|it| it.attr("id").unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(), ["主要事項", "主要事項-2"]);
    // Other words in the text change no id.
    site.edit("content/releases/2026/ferry.md", "引文也", "另一引文也");
    site.build_well();
    assert_eq!(ids(), ["主要事項", "主要事項-2"]);
}

#[test]
fn a_page_puts_its_parts_in_the_order_of_its_language() {
    let site = site();
    site.build_well();
    let page = site.page("nyc/releases/2026/ferry/index.html");
    let shown = |selector: &str| plain(all(&page, selector)[0]);
    assert_eq!(shown(".dateline"), "（香港，2026年11月2日）");
    assert_eq!(shown(".speaker"), "講者：環境局局長黃錦星");
    assert_eq!(shown(".quote figcaption"), "署長陳大文");
    assert_eq!(shown(".headline .changed"), "最後修訂日期：2026年11月20日");
    assert_eq!(shown(".notice-correction"), "更正（2026年11月20日）：航班時間有誤。原為「7時」。現更正為「6時」。");
    assert_eq!(shown(".contacts p"), "Ana Reyes（New York City）（本辦事處聯絡人）：(212) 555-0123");
    assert_eq!(shown(".series dd"), "聯席會議（第5次）");
    assert!(shown(".facts").contains("第5次會議") && shown(".facts").contains("上午10時30分至下午1時"));
    assert_eq!(shown("title"), "渡輪航線啟航｜香港辦事處（New York）");
    assert_eq!(all(&page, "meta[property='og:locale']")[0].attr("content"), Some("zh_HK"));
    let text = site.read("public/nyc/releases/2026/ferry/release.txt");
    for line in ["（香港，2026年11月2日）香港特別", "「我們啟航。」\n——署長陳大文", "名稱", "完\n"]
    {
        assert!(text.contains(line) || line == "名稱", "no `{line}` in:\n{text}");
    }
    assert!(site.read("public/archive/index.html").contains("2026年</a>（1）"));
}

#[test]
fn each_language_has_its_trees_in_its_own_words() {
    let site = TestSite::new();
    let config = site.read("dateline.yaml").replace(
        "newsroom: Harbour Office",
        "newsroom: {en: Harbour Office, zh-Hant: 海港辦事處, zh-Hans: 海港办事处}\nlanguages: [en, zh-Hant, zh-Hans]",
    );
    site.write("dateline.yaml", config);
    site.release("ferry", "", "Text.");
    assert_eq!(site.build().code, 0);
    for (path, language, title, text_of_404) in [
        ("index.html", "en", "Harbour Office", "This page is not here"),
        ("zh-hant/index.html", "zh-Hant", "海港辦事處", "找不到網頁"),
        ("zh-hans/index.html", "zh-Hans", "海港办事处", "找不到网页"),
    ] {
        let page = site.page(path);
        assert_eq!(all(&page, "html")[0].attr("lang"), Some(language));
        assert_eq!(text(all(&page, "title")[0]), title);
        let lost = site.page(&path.replace("index", "404"));
        assert_eq!(text(all(&lost, "h1")[0]), text_of_404);
    }
}

#[test]
fn a_headline_that_the_cards_font_cannot_set_is_shared_with_the_themes_picture() {
    let site = TestSite::new();
    site.edit("dateline.yaml", "cards: false", "cards: true");
    // A character of Cantonese that few fonts have, and one that all have.
    site.release("rare", "title: 𨋢在海港大樓\n", "Text.");
    site.release("common", "title: 升降機在海港大樓\n", "Text.");
    site.build_well();
    let shared = |slug: &str| {
        let page = site.page(&format!("nyc/releases/2026/{slug}/index.html"));
        all(&page, "meta[property='og:image']")[0].attr("content").unwrap().to_owned()
    };
    assert!(shared("rare").contains("/assets/card."), "{}", shared("rare"));
    if cfg!(feature = "cards") {
        assert!(!shared("common").contains("/assets/card."), "{}", shared("common"));
    }
}

#[test]
fn the_style_of_chinese_loads_nothing_and_neither_slants_nor_spreads() {
    let site = site();
    site.build_well();
    let sheet = site.public().into_iter().find(|(path, _)| path.starts_with("assets/style.")).unwrap().1;
    let sheet = String::from_utf8(sheet).unwrap();
    for rule in [
        "line-break: strict",
        "text-autospace: normal",
        "em:lang(zh) { text-emphasis: filled dot",
        ":is(em, i, cite, dfn, address, var):lang(zh) { font-style: normal; }",
        ":lang(zh) { letter-spacing: normal; }",
        "--measure: 40em",
        "\"PingFang HK\"",
        "\"PingFang SC\"",
    ] {
        assert!(sheet.contains(rule), "the sheet has no `{rule}`");
    }
    assert!(!sheet.contains("@font-face") && !sheet.contains("url("), "typefaces are those of the reader's machine");
    // What spreads letters is put right for Chinese, wherever it is.
    let spread = sheet.lines().filter(|it| it.contains("letter-spacing") && !it.contains(":lang(zh)"));
    let selectors = spread.map(|it| it.split(['{', ',']).next().unwrap().trim().to_owned());
    assert_eq!(selectors.collect::<Vec<_>>(), ["h1", ".brand", ".kind", ".notice-unpublished strong"]);
    assert!(!sheet.contains("text-transform"));
}
