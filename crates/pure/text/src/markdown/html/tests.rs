//! What texts look like as HTML.

use super::*;

fn strings() -> Strings {
    Strings { notes: "Notes".into(), back: "Back to text, note {n}".into(), table: "Table {n}".into() }
}

fn fill(target: &str, kind: LinkKind) -> String {
    format!("{}/{target}", if kind == LinkKind::Link { "link" } else { "picture" })
}

/// A text in English, with nothing of its own.
fn writing(strings: &Strings) -> Writing<'_> {
    Writing { acronyms: &[], id_prefix: "", pictures: &[], strings, language_is_han: false, han_language: None }
}

fn parts_with(text: &str, acronyms: &[(String, String)], id_prefix: &str, language_is_han: bool) -> (String, String) {
    let strings = strings();
    let fragment = html(text, &Writing { acronyms, id_prefix, language_is_han, ..writing(&strings) });
    (fragment.opening(&fill).into_owned(), fragment.rest(&fill).into_owned())
}

fn parts(text: &str) -> (String, String) {
    parts_with(text, &[], "", false)
}

/// The text as one, with its first paragraph as such.
fn whole(text: &str) -> String {
    let (opening, rest) = parts(text);
    if opening.is_empty() { rest } else { format!("<p>{opening}</p>\n{rest}") }
}

/// Fails unless every tag is closed where it should be, and no id stands twice.
fn assert_well_formed(html: &str) {
    let mut open = Vec::new();
    let mut ids = std::collections::BTreeSet::new();
    for piece in html.split('<').skip(1) {
        let (tag, _) = piece.split_once('>').expect("a tag ends");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{html}");
            continue;
        }
        let name = tag.split(' ').next().expect("a tag has a name");
        if !["br", "hr", "img"].contains(&name) {
            open.push(name);
        }
        if let Some(id) = tag.split(" id=\"").nth(1).and_then(|it| it.split('"').next()) {
            assert!(ids.insert(id), "{id} stands twice in {html}");
        }
    }
    assert!(open.is_empty(), "{open:?} in {html}");
}

const RICH: &str = include_str!("rich.md");

#[test]
fn the_first_paragraph_is_the_opening() {
    assert_eq!(parts("One *two*.\n\nThree.\n"), ("One <em>two</em>.".into(), "<p>Three.</p>\n".into()));
    assert_eq!(parts("<!-- dateline-allow: a b -->\n\nOne.\n").0, "One.");
    for text in ["## One\n", "- One\n", "> One\n", "![a](b.jpg)\n", "Table: x\n\n|a|\n|-|\n", ""] {
        assert_eq!(parts(text).0, "", "{text}");
    }
    assert_eq!(parts("- One\n\n- Two\n\nThree\n").0, "");
}

#[test]
fn addresses_inside_the_newsroom_are_holes() {
    let text = "[a](a&b.pdf \"t\") [c](https://c.org/?a&b) [d](#d) <e@f.org>\n\n![g](h.jpg)\n";
    let (opening, rest) = parts(text);
    let expected = "<a href=\"link/a&amp;b.pdf\" title=\"t\">a</a> <a href=\"https://c.org/?a&amp;b\">c</a> <a href=\"#d\">d</a> \
        <a href=\"mailto:e@f.org\">e@f.org</a>";
    assert_eq!(opening, expected);
    assert_eq!(rest, "<figure><img src=\"picture/h.jpg\" alt=\"g\" loading=\"lazy\" decoding=\"async\"></figure>\n");
}

#[test]
fn a_text_without_holes_is_borrowed() {
    let strings = strings();
    let fragment = html("One.\n\nTwo.", &writing(&strings));
    assert!(
        fragment.is_plain() && !fragment.is_empty() && matches!(fragment.rest(&fill), Cow::Borrowed("<p>Two.</p>\n"))
    );
}

#[test]
fn what_is_refused_is_not_written() {
    let html = whole("a<b>b</b> [c](javascript:d) ![e](data:f) <!-- g -->\n\n<script>\nh\n</script>\n\n<p>i</p>\n");
    assert_eq!(html, "<p>ab c  </p>\n");
    assert_eq!(whole("<br>\n\nx <br>"), "<p>x </p>\n");
}

#[test]
fn headings_have_ids_and_begin_at_the_second_level() {
    assert_eq!(whole("# A & *b*\n\n### A b\n"), "<h2 id=\"a-b\">A &amp; <em>b</em></h2>\n<h3 id=\"a-b-2\">A b</h3>\n");
    assert_eq!(
        parts_with("## A [b](c)\n\n[x](#a-b)", &[], "n-", false).1,
        "<h2 id=\"n-a-b\">A <a href=\"link/c\">b</a></h2>\n<p><a href=\"link/#a-b\">x</a></p>\n"
    );
}

#[test]
fn headings_have_the_same_ids_in_the_outline() {
    let text = "# 中文**強調，**後文\n\n## a ![b ](c)d `e`\n\n## a\n\n## a\n\nA\nb\n---\n\n## Fn 1\n";
    let place = |_| dateline_diagnostics::Place::Newsroom;
    let outline = crate::markdown::outline(text, &place, &mut dateline_diagnostics::Diagnostics::default());
    let html = whole(text);
    assert_eq!(outline.headings.len(), 6);
    for heading in outline.headings {
        assert!(html.contains(&format!(" id=\"{}\">", heading.id)), "{heading:?} in {html}");
    }
}

#[test]
fn a_table_has_a_caption_and_header_cells() {
    for gap in ["", "\n"] {
        let html = whole(&format!("Table: Awards *2018*\n{gap}| | n |\n|:-:|--:|\n| x | 1 |\n| | [2](y) |\n"));
        let expected = "<div class=\"table\" role=\"group\" tabindex=\"0\" aria-labelledby=\"fn-table-1\"><table>\
            <caption id=\"fn-table-1\">Awards <em>2018</em></caption>\n\
            <thead><tr><td class=\"center\"></td><th scope=\"col\" class=\"right\">n</th></tr></thead>\n\
            <tbody><tr><th scope=\"row\" class=\"center\">x</th><td class=\"right\">1</td></tr>\n\
            <tr><td class=\"center\"></td><td class=\"right\"><a href=\"link/y\">2</a></td></tr>\n</tbody></table></div>\n";
        assert_eq!(html, expected);
    }
    let html = whole("Text: a\n\n| a |\n|---|\n| b |\n");
    assert!(
        html.starts_with(
            "<p>Text: a</p>\n<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"Table 1\"><table>\n"
        ),
        "{html}"
    );
    assert!(html.contains("<th scope=\"col\">a</th>") && html.contains("<td>b</td>"));
    assert!(whole("Table: a\n\n---\n\n| a |\n|---|\n").starts_with("<p>Table: a</p>\n<hr>"));
}

#[test]
fn footnotes_are_numbered_by_reference_and_lead_back() {
    let html = whole("a[^b] [c](e)[^d] f[^B]\n\n[^x]: no\n[^d]: - list\n[^b]: note [p](q)\n\n    more\n");
    let expected = "<p>a<sup><a href=\"#fn-1\" id=\"fnref-1\" role=\"doc-noteref\">1</a></sup> \
        <a href=\"link/e\">c</a><sup><a href=\"#fn-2\" id=\"fnref-2\" role=\"doc-noteref\">2</a></sup> \
        f<sup><a href=\"#fn-1\" id=\"fnref-1-2\" role=\"doc-noteref\">1</a></sup></p>\n\
        <section role=\"doc-endnotes\" aria-labelledby=\"fn-heading\">\n<h2 id=\"fn-heading\">Notes</h2>\n<ol>\n\
        <li id=\"fn-1\"><p>note <a href=\"link/q\">p</a></p>\n<p>more \
        <a href=\"#fnref-1\" role=\"doc-backlink\" aria-label=\"Back to text, note 1\">↩</a> \
        <a href=\"#fnref-1-2\" role=\"doc-backlink\" aria-label=\"Back to text, note 1 (2)\">↩<sup>2</sup></a></p>\n</li>\n\
        <li id=\"fn-2\"><ul>\n<li>list</li>\n</ul>\n\
        <p><a href=\"#fnref-2\" role=\"doc-backlink\" aria-label=\"Back to text, note 2\">↩</a></p>\n</li>\n</ol>\n</section>\n";
    assert_eq!(html, expected);
    assert_eq!(whole("a[^b]"), "<p>a[^b]</p>\n");
}

#[test]
fn a_footnote_may_refer_to_another() {
    let html = parts_with("a[^1]\n\n[^1]: b[^2] [^1]\n[^2]: c\n", &[], "n-", false).1;
    assert_well_formed(&html);
    assert!(html.contains("<li id=\"n-fn-2\"><p>c ") && html.contains("href=\"#n-fnref-1-2\""), "{html}");
}

#[test]
fn a_picture_alone_is_a_figure() {
    let html = whole("![*a* & \"b\"](c.jpg \"d & e\")\n\nx ![f](h.jpg \"t\")\n\n![](i.jpg)\n");
    let expected = "<figure><img src=\"picture/c.jpg\" alt=\"a &amp; &quot;b&quot;\" loading=\"lazy\" decoding=\"async\"><figcaption>d &amp; e</figcaption></figure>\n\
        <p>x <img src=\"picture/h.jpg\" alt=\"f\" loading=\"lazy\" decoding=\"async\" title=\"t\"></p>\n\
        <figure><img src=\"picture/i.jpg\" alt=\"\" loading=\"lazy\" decoding=\"async\"></figure>\n";
    assert_eq!(html, expected);
}

#[test]
fn lists_quotes_and_code_are_written() {
    assert_eq!(whole("3. a\n4. b\n"), "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n");
    assert_eq!(whole("- a\n\n- b\n"), "<ul>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ul>\n");
    assert_eq!(whole("> a\n"), "<blockquote>\n<p>a</p>\n</blockquote>\n");
    assert_eq!(whole("T\n: d\n"), "<dl>\n<dt>T</dt>\n<dd>d</dd>\n</dl>\n");
    assert_eq!(
        whole("```rs x\na < *b*\n```\n"),
        "<pre tabindex=\"0\"><code class=\"language-rs\">a &lt; *b*\n</code></pre>\n"
    );
    assert_eq!(whole("a\\\nb ~~c~~\n\n***\n"), "<p>a<br>\nb <del>c</del></p>\n<hr>\n");
}

#[test]
fn the_first_use_of_an_acronym_is_written_out() {
    let list = [("GDDIIT".to_owned(), "Department".to_owned()), ("R&D".to_owned(), "Research".to_owned())];
    let (opening, rest) = parts_with("`GDDIIT` [x](GDDIIT) (GDDIIT) GDDIIT\n\nR&D, *GDDIIT*\n", &list, "", false);
    assert_eq!(
        opening,
        "<code>GDDIIT</code> <a href=\"link/GDDIIT\">x</a> (<abbr title=\"Department\">GDDIIT</abbr>) GDDIIT"
    );
    assert_eq!(rest, "<p><abbr title=\"Research\">R&amp;D</abbr>, <em>GDDIIT</em></p>\n");
    assert_eq!(
        parts_with("## GDDIIT\n", &list, "", false).1,
        "<h2 id=\"gddiit\"><abbr title=\"Department\">GDDIIT</abbr></h2>\n"
    );
    assert_eq!(
        parts_with("中\n[文](a)\nR&D", &list, "", true).0,
        "中<a href=\"link/a\">文</a>\n<abbr title=\"Research\">R&amp;D</abbr>"
    );
}

#[test]
fn lines_join_between_chinese_characters() {
    assert_eq!(whole("香港\n政府，\n**公告**\n*a*\n文"), "<p>香港政府，<strong>公告</strong>\n<em>a</em>\n文</p>\n");
    assert_eq!(whole("a\nb"), "<p>a\nb</p>\n");
    assert_eq!(parts_with("公告\n“重要”", &[], "", true).0, "公告“重要”");
}

#[test]
fn emphasis_works_next_to_chinese_punctuation() {
    assert_eq!(whole("**「重要」**公告"), "<p><strong>「重要」</strong>公告</p>\n");
    assert_eq!(whole("中文**強調，**後文"), "<p>中文<strong>強調，</strong>後文</p>\n");
    assert_eq!(
        whole("**“重要”**公告，*（注）*見*「下」*"),
        "<p><strong>“重要”</strong>公告，<em>（注）</em>見<em>「下」</em></p>\n"
    );
    assert_eq!(
        whole("「**甲**」和**[乙](c)**丙"),
        "<p>「<strong>甲</strong>」和<strong><a href=\"link/c\">乙</a></strong>丙</p>\n"
    );
    assert_eq!(whole("5 * 3 ** 2 「5 * 3 ** 2」"), "<p>5 * 3 ** 2 「5 * 3 ** 2」</p>\n");
    assert_eq!(whole("`中**「重要」**公告` \\*「a」"), "<p><code>中**「重要」**公告</code> *「a」</p>\n");
    assert_eq!(whole("    **「重要」**公告\n"), "<pre tabindex=\"0\"><code>**「重要」**公告\n</code></pre>\n");
}

/// The text as HTML of a text that is not Chinese.
fn in_parts(text: &str) -> String {
    let strings = strings();
    let fragment = html(text, &Writing { han_language: Some("zh-Hant"), ..writing(&strings) });
    let (opening, rest) = (fragment.opening(&fill), fragment.rest(&fill));
    if opening.is_empty() { rest.into_owned() } else { format!("<p>{opening}</p>\n{rest}") }
}

#[test]
fn chinese_in_another_language_says_which_it_is() {
    assert_eq!(
        in_parts("The *Gazette* (憲報，\n公報) of 香港\n**政府**\n\n《憲報》\n"),
        "<p>The <em>Gazette</em> (<span lang=\"zh-Hant\">憲報，公報</span>) of <span lang=\"zh-Hant\">香港</span>\
            <strong lang=\"zh-Hant\">政府</strong></p>\n<p lang=\"zh-Hant\">《憲報》</p>\n"
    );
    assert_eq!(
        in_parts("## 環境 {#a}\n\n- 甲\n- a [乙](c?甲) `乙`\n\n![甲](甲.jpg \"甲\")\n"),
        "<h2 id=\"a\" lang=\"zh-Hant\">環境</h2>\n<ul>\n<li lang=\"zh-Hant\">甲</li>\n\
            <li>a <a href=\"link/c?甲\" lang=\"zh-Hant\">乙</a> <code>乙</code></li>\n</ul>\n\
            <figure><img src=\"picture/甲.jpg\" alt=\"甲\" loading=\"lazy\" decoding=\"async\">\
            <figcaption lang=\"zh-Hant\">甲</figcaption></figure>\n"
    );
    assert_eq!(in_parts("日本語の\n漢字 <https://例子.example>"), whole("日本語の\n漢字 <https://例子.example>"));
    assert!(in_parts("Table: 表\n\n|甲|b|\n|-|-|\n|丙 c|d|\n").contains("<th scope=\"col\" lang=\"zh-Hant\">甲</th>"));
}

#[test]
fn words_in_another_language_say_which_it_is() {
    assert_eq!(
        whole("The [*Straße* {x}]{lang=de}, [中文]{lang=zh-hans}[x](y){ lang=\"fr\" }."),
        "<p>The <span lang=\"de\"><em>Straße</em> {x}</span>, <span lang=\"zh-Hans\">中文</span>\
            <a href=\"link/y\"><span lang=\"fr\">x</span></a>.</p>\n"
    );
    assert_eq!(in_parts("[中文]{lang=zh-Hans} [港の]{lang=ja}").matches("zh-Hant").count(), 0);
    assert_eq!(
        whole("## Über [uns]{lang=de}\n\n## Straße {lang=de}\n\n## [a [b]{lang=fr} c](d)"),
        "<h2 id=\"über-uns\">Über <span lang=\"de\">uns</span></h2>\n\
            <h2 id=\"straße\"><span lang=\"de\">Straße</span></h2>\n\
            <h2 id=\"a-b-c\"><a href=\"link/d\">a <span lang=\"fr\">b</span> c</a></h2>\n"
    );
    // What is wrong is told of; its words are there.
    assert_eq!(
        whole("[a]{lang=deutsch} `[b]{lang=de}` \\[c]{lang=de} [d] {lang=de}"),
        "<p>a <code>[b]{lang=de}</code> [c] [d] {lang=de}</p>\n"
    );
    assert_eq!(whole("a [b]{c} [d] {e}"), "<p>a [b]{c} [d] {e}</p>\n");
}

#[test]
fn crlf_gives_the_html_of_lf() {
    let crlf = RICH.replace('\n', "\r\n");
    assert!(parts(&crlf) == parts(RICH), "{}\n---\n{}", parts(&crlf).1, parts(RICH).1);
    assert!(!whole("a\0b\r\n\r\n`c\0`\r\n").contains(['\0', '\r']));
}

#[test]
fn a_rich_text_is_well_formed() {
    let html = whole(RICH);
    assert_well_formed(&html);
    let errors = scraper::Html::parse_fragment(&html).errors;
    assert!(errors.is_empty(), "{errors:?}");
    assert!(!html.contains("style=") && !html.contains("<p></p>"));
}

#[test]
fn xhtml_closes_empty_elements() {
    assert_eq!(xhtml("<p>a<br>b</p><hr><img src=\"x\">"), "<p>a<br/>b</p><hr/><img src=\"x\"/>");
    assert!(matches!(xhtml("<p>a</p>"), Cow::Borrowed(_)));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test of growth: what takes minutes is not linear")]
fn hostile_texts_are_written_quickly() {
    let table = format!("|a|b|\n|-|-|\n{}", "|1|2|\n".repeat(10_000));
    let footnotes = format!("{}\n\n[^1]: x\n", "[^1]".repeat(20_000));
    let many: String = (0..5_000).map(|it| format!("a[^{it}]\n\n[^{it}]: b\n\n")).collect();
    let chinese = "**「重要」**公告\n".repeat(10_000);
    let texts = [
        "[".repeat(100_000),
        "*".repeat(100_000),
        ">".repeat(50_000),
        table,
        footnotes,
        many,
        chinese,
        "# a\n".repeat(10_000),
    ];
    for text in texts {
        let began = std::time::Instant::now();
        let html = whole(&text);
        assert!(began.elapsed().as_secs() < 10, "{:?} for {}", began.elapsed(), &text[..10]);
        assert_well_formed(&html);
    }
}

/// Bits of Markdown, strung together by a fixed sequence of numbers.
fn random_texts(count: usize) -> impl Iterator<Item = String> {
    const BITS: &[&str] = &[
        "*",
        "**",
        "「",
        "」",
        "，",
        "中",
        "a",
        "b ",
        " ",
        "\n",
        "\n\n",
        "[",
        "](x)",
        "]",
        "![",
        "[^1]",
        "\n[^1]: ",
        "\n[^2]: ",
        "[^2]",
        "`",
        "|",
        "\n|-|-|\n",
        "| a | b |\n",
        "Table: ",
        "\n## ",
        "# ",
        "> ",
        "- ",
        "1. ",
        "<b>",
        "<!-- x -->",
        "<div>",
        "\n: ",
        "~~",
        "\\",
        "  \n",
        "\n---\n",
        "    ",
        "```\n",
        "(javascript:x)",
        "&amp;",
        "<http://a.org>",
        "[r]",
        "\n[r]: y\n",
        "HK",
        "{#a}",
        "{lang=de}",
        "{lang=",
        "\n===\n",
        "\t",
        "“",
        "_",
        "![a](b \"t\")",
        "\n\n![a](b \"t\")\n\n",
    ];
    let mut state = 88_172_645_463_325_252_u64;
    let mut below = move |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % limit as u64) as usize
    };
    (0..count).map(move |_| (0..3 + below(30)).map(|_| BITS[below(BITS.len())]).collect())
}

#[test]
fn any_text_is_well_formed_and_agrees_with_its_outline() {
    let list = [("HK".to_owned(), "Hong Kong".to_owned())];
    let place = |_| dateline_diagnostics::Place::Newsroom;
    for text in random_texts(4_000) {
        let (opening, rest) = parts_with(&text, &list, "", true);
        let html = format!("<p>{opening}</p>{rest}");
        assert_well_formed(&html);
        assert!(!html.contains(['\u{fdd0}', '\r']) && !rest.contains("<p></p>"), "{text:?}: {html}");
        assert!(html.split("<a ").skip(1).all(|it| it.contains("</a>")), "{text:?}: {html}");
        assert_eq!(parts_with(&text.replace('\n', "\r\n"), &list, "", true), (opening, rest), "{text:?}");
        assert_well_formed(&in_parts(&text));
        let outline = crate::markdown::outline(&text, &place, &mut dateline_diagnostics::Diagnostics::default());
        // Headings in footnotes that nothing refers to are not written.
        for heading in outline.headings.iter().filter(|_| !text.contains("[^")) {
            assert!(html.contains(&format!(" id=\"{}\">", heading.id)), "{text:?}: {html}");
        }
    }
}
