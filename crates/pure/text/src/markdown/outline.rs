//! What a text is made of, and what is wrong with it.
//!
//! In: a text. Out: its headings, its links inside the newsroom, its summary; and diagnostics on raw HTML, addresses,
//! first-level headings and pictures without a text. Whether a link leads anywhere is for others to say.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd};

use serde::{Deserialize, Serialize};

use super::address::{self, Address, LinkKind};
use super::foreign;
use super::parse::Source;
use super::plain::{self, Ids, Plain};
use super::raw_html;
use dateline_diagnostics::{
    Allow, BODY_HEADING, Diagnostic, Diagnostics, LANGUAGE_MARK, LINK_SCHEME, MISSING_ALT, Place, RAW_HTML, Rule,
    Severity,
};

/// What a text is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The headings, in their order.
    pub headings: Vec<Heading>,
    /// The links and pictures inside the newsroom, in their order.
    pub links: Vec<Link>,
    /// The first paragraph without markup, cut at a sentence so that it has at most 300 characters; empty when no
    /// paragraph has text.
    pub summary: String,
    /// Whether there is nothing to read or see.
    pub is_empty: bool,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Heading {
    /// 1 to 6; 1 is a fault, and is written as 2.
    pub level: u8,
    /// As `html` writes it, but without its prefix.
    pub id: String,
    /// Without markup.
    pub text: String,
}

/// A link to something of the newsroom, or a picture of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The address as written: percent signs are not decoded, query and fragment not taken off.
    pub target: String,
    /// The bytes of the text that hold the address; those of the whole link when the address stands elsewhere.
    pub range: Range<u32>,
    /// What it is for.
    pub kind: LinkKind,
}

/// Reads a text; `place` makes a place of bytes of the text.
pub fn outline(text: &str, place: &dyn Fn(Range<usize>) -> Place, found: &mut Diagnostics) -> Outline {
    let source = Source::new(text);
    let outline = Outline { is_empty: true, ..Outline::default() };
    let mut reader = Reader {
        text,
        place,
        found,
        outline,
        ids: Ids::default(),
        gathering: Gathering::Nothing,
        block: None,
        notes: 0,
        level: 1,
        summary: None,
        was_paragraph: false,
        pictures: Vec::new(),
        has_open_tag: false,
    };
    for (event, range) in source.events() {
        reader.read(event, range);
    }
    for fault in source.language_faults() {
        reader.report(LANGUAGE_MARK, fault.range, fault.message, fault.help);
    }
    let Reader { mut outline, summary, .. } = reader;
    outline.summary = summary.map(plain::summary).unwrap_or_default();
    outline
}

/// What the text that comes is for.
enum Gathering {
    Nothing,
    Summary(Plain),
    Heading(Plain, Option<String>),
}

struct Reader<'a> {
    text: &'a str,
    place: &'a dyn Fn(Range<usize>) -> Place,
    found: &'a mut Diagnostics,
    outline: Outline,
    ids: Ids,
    gathering: Gathering,
    /// The block of raw HTML that is being read.
    block: Option<String>,
    /// How many footnotes are open.
    notes: usize,
    /// The level of the last heading; the title is the first.
    level: u8,
    /// The first paragraph that has text.
    summary: Option<String>,
    /// Whether the last event was the end of the paragraph that gave the summary.
    was_paragraph: bool,
    /// For each open picture whether it has a text.
    pictures: Vec<bool>,
    /// Whether this block has an opening HTML tag, which is reported and covers the closing one.
    has_open_tag: bool,
}

impl Reader<'_> {
    fn read(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.block.is_some() {
            return self.read_block(event, range);
        }
        let was_paragraph = std::mem::take(&mut self.was_paragraph);
        match event {
            Event::Start(Tag::Table(_)) if was_paragraph => self.forget_caption(),
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) | Event::Code(text) => self.push(&text),
            Event::SoftBreak => self.end_line(),
            Event::HardBreak => self.push(" "),
            Event::InlineHtml(html) if foreign::mark(&Event::InlineHtml(html.clone())).is_none() => {
                self.read_inline(&html, range);
            }
            Event::Rule => self.outline.is_empty = false,
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => {
                self.has_open_tag = false;
                if self.summary.is_none() && self.notes == 0 {
                    self.gathering = Gathering::Summary(Plain::default());
                }
            }
            Tag::Heading { level, id, .. } => {
                self.has_open_tag = false;
                self.gathering = Gathering::Heading(Plain::default(), id.map(CowStr::into_string));
                let above = std::mem::replace(&mut self.level, (level as u8).max(2));
                if level == HeadingLevel::H1 {
                    self.report_first_level(range);
                } else if level as u8 > above + 1 {
                    self.report_skipped_level(level as u8, above, range);
                }
            }
            Tag::HtmlBlock => self.block = Some(String::new()),
            Tag::FootnoteDefinition(_) => self.notes += 1,
            Tag::Item | Tag::TableCell | Tag::DefinitionListTitle | Tag::DefinitionListDefinition => {
                self.has_open_tag = false
            }
            Tag::Link { link_type, dest_url, .. } if link_type != LinkType::Email => {
                self.link(&dest_url, range, LinkKind::Link)
            }
            Tag::Image { dest_url, .. } => {
                self.outline.is_empty = false;
                self.pictures.push(false);
                self.link(&dest_url, range, LinkKind::Picture);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::FootnoteDefinition => self.notes -= 1,
            TagEnd::Image if self.pictures.pop() == Some(false) => {
                let message = "the picture has no text that says what it shows";
                self.report(MISSING_ALT, range, message, "write it between the brackets: `![what it shows](file.jpg)`");
            }
            TagEnd::Paragraph | TagEnd::Heading(_) => self.end_gathering(tag),
            _ => {}
        }
    }

    fn end_gathering(&mut self, tag: TagEnd) {
        match (std::mem::replace(&mut self.gathering, Gathering::Nothing), tag) {
            (Gathering::Summary(plain), _) if !plain.as_str().is_empty() => {
                self.summary = Some(plain.into_string());
                self.was_paragraph = true;
            }
            (Gathering::Heading(plain, stated), TagEnd::Heading(level)) => {
                let id = self.ids.claim(stated.as_deref(), plain.as_str());
                self.outline.headings.push(Heading { level: level as u8, id, text: plain.into_string() });
            }
            _ => {}
        }
    }

    /// The paragraph before a table is no summary when it is the table's caption.
    fn forget_caption(&mut self) {
        self.summary.take_if(|it| it.starts_with(super::CAPTION));
    }

    fn push(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.outline.is_empty = false;
            self.pictures.iter_mut().for_each(|it| *it = true);
        }
        match &mut self.gathering {
            // A picture's text is no part of the summary.
            Gathering::Summary(plain) if self.pictures.is_empty() => plain.push(text),
            Gathering::Heading(plain, _) => plain.push(text),
            _ => {}
        }
    }

    fn end_line(&mut self) {
        if let Gathering::Summary(plain) | Gathering::Heading(plain, _) = &mut self.gathering {
            plain.end_line();
        }
    }

    fn link(&mut self, target: &str, range: Range<usize>, kind: LinkKind) {
        match address::sort(target, kind) {
            Address::External => {}
            Address::Anchor | Address::Internal => {
                let range = bytes(address_range(self.text, target, range));
                self.outline.links.push(Link { target: target.to_owned(), range, kind });
            }
            Address::Refused(fault) => {
                let range = address_range(self.text, target, range);
                self.report(LINK_SCHEME, range, fault.message(target), fault.help(target, kind));
            }
        }
    }

    /// Who goes from heading to heading by ear would look for the one that is missing (WCAG 2.2, technique G141).
    fn report_skipped_level(&mut self, level: u8, above: u8, range: Range<usize>) {
        let heading = self.text[range.clone()].trim_end();
        let range = range.start..range.start + heading.len();
        let words = heading.trim_start_matches('#');
        let help = format!("write `{}{words}`", "#".repeat(usize::from(above) + 1));
        let message = format!("a heading of level {level} follows one of level {above}");
        let mut diagnostic = Diagnostic::new(BODY_HEADING, (self.place)(range), message).help(help);
        diagnostic.severity = Severity::Warning;
        self.found.push(diagnostic);
    }

    fn report_first_level(&mut self, range: Range<usize>) {
        let heading = self.text[range.clone()].trim_end();
        let help = match heading.starts_with('#') {
            true => "headings in the text begin with `##`: the title is the first level",
            false => "take the line of `=` away and begin with `##`: the title is the first level",
        };
        let range = range.start..range.start + heading.len();
        self.report(BODY_HEADING, range, "a heading of the first level stands in the text", help);
    }

    fn read_inline(&mut self, html: &str, range: Range<usize>) {
        if html.starts_with("<!--") {
            return self.read_comment(html, "", range);
        }
        let is_covered = html.starts_with("</") && self.has_open_tag;
        self.has_open_tag |= !html.starts_with("</");
        if !is_covered {
            self.report_html(html, range);
        }
    }

    fn read_block(&mut self, event: Event<'_>, range: Range<usize>) {
        match (event, &mut self.block) {
            (Event::Html(line), Some(block)) => block.push_str(&line),
            (Event::End(TagEnd::HtmlBlock), block) => {
                let html = block.take().unwrap_or_default();
                let html = html.trim();
                let range = range.start..range.start + self.text[range].trim_end().len();
                match html.split_once("-->") {
                    Some((_, rest)) if html.starts_with("<!--") => {
                        self.read_comment(&html[..html.len() - rest.len()], rest, range)
                    }
                    _ => self.report_html(html, range),
                }
            }
            _ => {}
        }
    }

    /// Reads a comment, and what stands behind it on its line.
    fn read_comment(&mut self, comment: &str, rest: &str, range: Range<usize>) {
        let inner = comment.trim_start_matches("<!--").trim_end_matches("-->");
        let Some(allow) = Allow::read(inner, range.clone()) else {
            return self.report_html(comment, range);
        };
        if allow.reason.is_empty() {
            let help = "write `<!-- dateline-allow: rule reason -->`";
            return self.report(RAW_HTML, range, "`dateline-allow` does not say which rule and why", help);
        }
        if !rest.trim().is_empty() {
            let help = "put the comment on a line of its own";
            self.report(RAW_HTML, range, "text on the line of a comment would be lost", help);
        }
    }

    fn report_html(&mut self, html: &str, range: Range<usize>) {
        let message = match raw_html::tag(html) {
            Some(tag) => format!("HTML stands in the text: `<{tag}>`"),
            None if html.starts_with("<!--") => "a comment stands in the text".into(),
            None => "HTML stands in the text".into(),
        };
        self.report(RAW_HTML, range, message, raw_html::help(html));
    }

    fn report(
        &mut self,
        rule: &'static Rule,
        range: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.found.push(Diagnostic::new(rule, (self.place)(range), message).help(help));
    }
}

/// Where in a link its address stands; the whole link when it is written otherwise (entities, reference links).
pub(super) fn address_range(text: &str, target: &str, range: Range<usize>) -> Range<usize> {
    match text[range.clone()].rfind(target).filter(|_| !target.is_empty()) {
        Some(at) => range.start + at..range.start + at + target.len(),
        None => range,
    }
}

/// A range as it is kept; no text is longer than 4 GiB.
pub(super) fn bytes(range: Range<usize>) -> Range<u32> {
    let short = |at| u32::try_from(at).unwrap_or(u32::MAX);
    short(range.start)..short(range.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_diagnostics::{FileId, Span};

    fn read(text: &str) -> (Outline, Vec<(&'static str, String, String)>) {
        let place = |range: Range<usize>| {
            Place::Span(Span { file: FileId(0), start: bytes(range.clone()).start, end: bytes(range).end })
        };
        let mut found = Diagnostics::default();
        let outline = outline(text, &place, &mut found);
        let shown = found.iter().map(|it| match &it.place {
            Place::Span(span) => {
                (it.rule.name, text[span.start as usize..span.end as usize].to_owned(), it.help.clone())
            }
            _ => panic!("a span"),
        });
        (outline, shown.collect())
    }

    fn faults(text: &str) -> Vec<(&'static str, String)> {
        read(text).1.into_iter().map(|(rule, shown, _)| (rule, shown)).collect()
    }

    #[test]
    fn html_is_reported_where_it_stands_with_the_markdown_for_it() {
        let (_, found) = read("a<br>b **「重要」**公告 <b>x</b>\n\n<div>\ny\n</div>\n\n<!-- x -->\n\n- z</i>\n");
        let shown: Vec<_> = found.iter().map(|(_, shown, _)| shown.as_str()).collect();
        assert_eq!(shown, ["<br>", "<b>", "<div>\ny\n</div>", "<!-- x -->", "</i>"]);
        assert!(found[0].2.contains("backslash") && found[1].2.contains("**") && found[3].2.contains("delete"));
        assert!(faults("1 < 2 and a<b").is_empty());
    }

    #[test]
    fn the_allow_comment_is_accepted_with_a_reason() {
        let text = "x <!-- dateline-allow: long-title as given --> y\n\n<!-- dateline-allow: phone old number -->\n";
        assert!(faults(text).is_empty());
        assert_eq!(faults("<!-- dateline-allow: phone -->").len(), 1);
        assert_eq!(faults("<!-- dateline-allow: phone why --> lost").len(), 1);
        assert!(read("<!-- dateline-allow: phone why -->").0.is_empty);
    }

    #[test]
    fn addresses_that_may_not_be_written_are_reported() {
        let text =
            "[a](&#106;avascript:x) [b](< javascript:y>) <ftp://z> [r] [w](www.a.org/x) [p](//h/x)\n\n[r]: data:x\n";
        let found = read(text).1;
        let shown: Vec<_> = found.iter().map(|(_, shown, _)| shown.as_str()).collect();
        assert_eq!(shown, ["[a](&#106;avascript:x)", " javascript:y", "ftp://z", "[r]", "www.a.org/x", "//h/x"]);
        assert_eq!(found[4].2, "write `https://www.a.org/x`");
        assert!(
            faults("[a](https://a.org) <a@b.org> [m](MAILTO:a@b.org) [t](tel:1) [h](#x) [b](j\nscript:x) [u]")
                .is_empty()
        );
    }

    #[test]
    fn links_inside_the_newsroom_are_kept() {
        let (outline, found) = read("[a](plan.pdf) ![b](<my group.jpg>) [c](#x) [d](https://a.org)");
        let links: Vec<_> = outline.links.iter().map(|it| (it.target.as_str(), it.range.clone(), it.kind)).collect();
        let expected = [
            ("plan.pdf", 4..12, LinkKind::Link),
            ("my group.jpg", 20..32, LinkKind::Picture),
            ("#x", 39..41, LinkKind::Link),
        ];
        assert_eq!(links, expected);
        assert!(found.is_empty());
    }

    #[test]
    fn marks_of_languages_are_reported_where_they_are_wrong() {
        let text = "[a]{lang=deutsch} [b]{lang=jp} [c] {lang=de} [d]{lang: de} [e]{de} []{lang=de} [f]{lang=de\n\n\
            ## g {lang=x}\n\nh]{lang=de} `{lang=de}` \\{lang=de} [i]{j}\n";
        let found = read(text).1;
        let shown: Vec<_> = found.iter().map(|(_, shown, help)| (shown.as_str(), help.as_str())).collect();
        assert_eq!(
            shown,
            [
                ("{lang=deutsch}", "write its tag, as in `de`, `ja` or `zh-Hans`"),
                ("{lang=jp}", "did you mean `ja`?"),
                ("{lang=de}", "write brackets around the words that it is for, right before it: `[…]{lang=de}`"),
                ("{lang: de}", "write `{lang=de}`"),
                ("{de}", "write `{lang=de}`, or a space before it"),
                ("[]", "write the words there: `[…]{lang=de}`"),
                ("{lang=de", "write the brace `}` behind the language, on the same line: `[…]{lang=de}`"),
                ("{lang=x}", "write its tag, as in `de`, `ja` or `zh-Hans`"),
                ("]", "write a bracket before the words too, in the same paragraph: `[…]{lang=de}`"),
            ]
        );
        assert!(found.iter().all(|it| it.0 == "language-mark"));
        assert!(read("[a]{lang=de} **[b](c){lang=ja}**\n\n## d {lang=fr}\n").1.is_empty());
        assert_eq!(read("## [Straße]{lang=de}\n\n[Ein *Wort*]{lang=de}.").0.summary, "Ein Wort.");
    }

    #[test]
    fn first_level_headings_are_reported() {
        assert_eq!(
            faults("# One\n\nTwo\n===\n\n## Three\n"),
            [("body-heading", "# One".into()), ("body-heading", "Two\n===".into())]
        );
    }

    #[test]
    fn pictures_need_a_text() {
        assert_eq!(
            faults("![](a.jpg) ![ ](b.jpg) ![*c*](c.jpg)"),
            [("missing-alt", "![](a.jpg)".into()), ("missing-alt", "![ ](b.jpg)".into())]
        );
    }

    #[test]
    fn headings_have_text_level_and_unique_ids() {
        let headings = read("## A *b* `c`\n\n### A b c\n\n## X {#own}\n\n## 中文**強調，**後文\n").0.headings;
        let shown: Vec<_> = headings.iter().map(|it| (it.level, it.id.as_str(), it.text.as_str())).collect();
        assert_eq!(
            shown,
            [(2, "a-b-c", "A b c"), (3, "a-b-c-2", "A b c"), (2, "own", "X"), (2, "中文強調-後文", "中文強調，後文")]
        );
    }

    #[test]
    fn the_summary_is_the_first_paragraph_without_markup() {
        let text = "## Head\n\nTable: no\n\n| a |\n|---|\n\n![pic](a.jpg)\n\nThe *first*\n[one](b.pdf)[^1].\n\nSecond.\n\n[^1]: Note.\n";
        assert_eq!(read(text).0.summary, "The first one.");
        assert_eq!(read("**香港**\n政府\n").0.summary, "香港政府");
        assert!(read(" \n\n").0.is_empty && !read("![a](b.jpg)").0.is_empty && !read("- x").0.is_empty);
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test of growth: what takes minutes is not linear")]
    fn hostile_texts_are_read_quickly() {
        let began = std::time::Instant::now();
        for text in
            ["[".repeat(100_000), "*".repeat(100_000), ">".repeat(50_000), "# a\n".repeat(20_000), "<b>".repeat(20_000)]
        {
            read(&text);
        }
        assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
    }
}
