//! Markdown -> text without markup, in blocks that the caller sets in lines.
//!
//! In: a text, and what its addresses inside the newsroom are. Out: its blocks in reading order, footnotes last. As in
//! `html`, what `outline` reports is not written, and nothing recurses.

use std::borrow::Cow;
use std::collections::HashMap;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::CAPTION;
use super::address::{self, Address, LinkKind};
use super::parse::Source;
use super::plain::Plain;

/// Most characters before the lines of a block: what stands deeper is not indented further.
const DEEPEST: usize = 24;

/// A text without markup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlainText {
    /// The first paragraph, for a dateline to go before it; empty when the text begins with something else.
    pub opening: String,
    /// Everything after the opening.
    pub blocks: Vec<TextBlock>,
}

/// A paragraph, heading, item of a list, row of a table or piece of code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextBlock {
    /// Stands before its first line: `- `, `1. `, `> `, or nothing.
    pub mark: String,
    /// Stands before its other lines; as wide as the mark unless that is very wide.
    pub indent: String,
    /// Its text. A line end is one that the author wanted.
    pub text: String,
    /// Whether it follows the block before it without an empty line.
    pub joins: bool,
}

/// Writes a text without markup; `notes` is the heading over its footnotes.
pub fn text(text: &str, notes: &str, fill: &dyn Fn(&str, LinkKind) -> String) -> PlainText {
    let text = if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) };
    let source = Source::new(&text);
    let mut footnotes = Footnotes::default();
    let mut writer = Writer::new(fill);
    for (event, _) in source.events() {
        if let Some(event) = footnotes.keep(event) {
            writer.write(event, &mut footnotes);
        }
    }
    writer.end_block(false);
    let mut position = 0;
    while let Some(events) = footnotes.events(position) {
        if position == 0 {
            writer.line.push(notes);
            writer.end_block(false);
        }
        position += 1;
        writer.enter(&format!("[{position}] "), "    ");
        events.into_iter().for_each(|it| writer.write(it, &mut footnotes));
        writer.end_block(false);
        writer.leave();
    }
    writer.finish()
}

/// The footnotes of a text, numbered as they are referred to.
#[derive(Default)]
struct Footnotes<'a> {
    /// The events of each definition, by its label in lower case.
    definitions: HashMap<String, Vec<Event<'a>>>,
    /// The definitions that are being read, the innermost last.
    open: Vec<(String, Vec<Event<'a>>)>,
    numbers: HashMap<String, usize>,
    /// In order of their numbers.
    labels: Vec<String>,
}

impl<'a> Footnotes<'a> {
    /// Keeps an event of a definition; gives it back when it is of the text.
    fn keep(&mut self, event: Event<'a>) -> Option<Event<'a>> {
        match (event, self.open.last_mut()) {
            (Event::Start(Tag::FootnoteDefinition(label)), _) => self.open.push((label.to_lowercase(), Vec::new())),
            (Event::End(TagEnd::FootnoteDefinition), _) => {
                if let Some((label, events)) = self.open.pop() {
                    // Of two with one label the first counts.
                    self.definitions.entry(label).or_insert(events);
                }
            }
            (event, Some((_, events))) => events.push(event),
            (event, None) => return Some(event),
        }
        None
    }

    fn number(&mut self, label: &str) -> usize {
        let label = label.to_lowercase();
        *self.numbers.entry(label.clone()).or_insert_with(|| {
            self.labels.push(label);
            self.labels.len()
        })
    }

    /// The events of the footnote with this position, when there is one; they are given once.
    fn events(&mut self, position: usize) -> Option<Vec<Event<'a>>> {
        let label = self.labels.get(position)?;
        Some(self.definitions.remove(label).unwrap_or_default())
    }
}

struct Writer<'f> {
    fill: &'f dyn Fn(&str, LinkKind) -> String,
    blocks: Vec<TextBlock>,
    /// Whether the first block is a paragraph in no other block.
    has_opening: bool,
    /// The lines of this block that are done, each with its end.
    lines: String,
    line: Plain,
    /// What the first line of the next block begins with, where that is not the indent.
    mark: Option<String>,
    indent: String,
    /// Where the indent ended before each open list item, quotation and so on.
    outer: Vec<usize>,
    /// Open lists, each with its next number.
    lists: Vec<Option<u64>>,
    /// Whether the next block is the first of an outermost list.
    is_new_list: bool,
    cells: Vec<String>,
    links: Vec<Link>,
    /// The title of the picture that is all the paragraph has so far.
    caption: Option<String>,
    is_code: bool,
    is_html: bool,
}

/// A link or picture that is being read.
struct Link {
    /// What is written behind its text; empty for nothing.
    address: String,
    /// Where its text begins in the line.
    start: usize,
    /// The title of a picture.
    title: String,
}

impl<'f> Writer<'f> {
    fn new(fill: &'f dyn Fn(&str, LinkKind) -> String) -> Self {
        Self {
            fill,
            blocks: Vec::new(),
            has_opening: false,
            lines: String::new(),
            line: Plain::default(),
            mark: None,
            indent: String::new(),
            outer: Vec::new(),
            lists: Vec::new(),
            is_new_list: false,
            cells: Vec::new(),
            links: Vec::new(),
            caption: None,
            is_code: false,
            is_html: false,
        }
    }

    fn finish(mut self) -> PlainText {
        let opening = if self.has_opening { self.blocks.remove(0).text } else { String::new() };
        PlainText { opening, blocks: self.blocks }
    }

    fn write<'a>(&mut self, event: Event<'a>, footnotes: &mut Footnotes<'a>) {
        if self.is_html {
            self.is_html = event != Event::End(TagEnd::HtmlBlock);
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.is_code => self.lines.push_str(&text.replace('\t', "    ")),
            Event::Text(text) | Event::Code(text) => self.push(&text),
            Event::FootnoteReference(label) => {
                let number = footnotes.number(&label);
                self.push(&format!("[{number}]"));
            }
            Event::SoftBreak => self.line.end_line(),
            Event::HardBreak => self.break_line(),
            Event::Rule => {
                self.end_tight();
                self.push("* * *");
                self.end_block(false);
            }
            // Raw HTML is reported by `outline` and never written; the rest is not enabled.
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Link { link_type, dest_url, .. } => self.start_link(link_type, &dest_url),
            Tag::Image { dest_url, title, .. } => self.start_picture(&dest_url, &title),
            Tag::Emphasis | Tag::Strong => {}
            Tag::Strikethrough => self.push("~~"),
            Tag::TableCell => {}
            tag => {
                self.end_tight();
                self.start_block(tag);
            }
        }
    }

    fn start_block(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::BlockQuote(_) => self.enter("> ", "> "),
            Tag::CodeBlock(_) => {
                self.enter("    ", "    ");
                self.is_code = true;
            }
            Tag::HtmlBlock => self.is_html = true,
            Tag::List(first) => {
                self.is_new_list = self.lists.is_empty();
                self.lists.push(first);
            }
            Tag::Item => {
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let mark = format!("{number}. ");
                        *number = number.saturating_add(1);
                        mark
                    }
                    _ => "- ".to_owned(),
                };
                self.enter(&mark, &" ".repeat(mark.len()));
            }
            Tag::DefinitionListDefinition => self.enter("    ", "    "),
            Tag::Table(_) => self.uncover_caption(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Link | TagEnd::Image => self.end_link(),
            TagEnd::Strikethrough => self.push("~~"),
            TagEnd::Emphasis | TagEnd::Strong => {}
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::TableCell => self.cells.push(std::mem::take(&mut self.line).into_string()),
            TagEnd::TableHead => self.end_row(false),
            TagEnd::TableRow => self.end_row(true),
            TagEnd::CodeBlock => {
                self.is_code = false;
                self.end_block(false);
                self.leave();
            }
            TagEnd::Item | TagEnd::BlockQuote(_) => {
                self.end_tight();
                // An item without text has none to stand before.
                self.mark = None;
                self.leave();
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::DefinitionListTitle => self.end_block(false),
            TagEnd::DefinitionListDefinition => {
                self.end_block(true);
                self.leave();
            }
            _ => self.end_block(false),
        }
    }

    /// Opens what has a mark at its first line, and is indented.
    fn enter(&mut self, mark: &str, indent: &str) {
        self.outer.push(self.indent.len());
        let mut begun = self.mark.take().unwrap_or_else(|| self.indent.clone());
        if begun.len() < DEEPEST {
            begun.push_str(mark);
        }
        self.mark = Some(begun);
        if self.indent.len() + indent.len() <= DEEPEST {
            self.indent.push_str(indent);
        }
    }

    fn leave(&mut self) {
        self.indent.truncate(self.outer.pop().unwrap_or_default());
    }

    fn push(&mut self, text: &str) {
        self.caption = None;
        self.line.push(text);
    }

    fn break_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.lines.push_str(line.as_str());
        self.lines.push('\n');
    }

    fn end_paragraph(&mut self) {
        if let Some(caption) = self.caption.take() {
            self.break_line();
            self.line.push(&caption);
        }
        let is_first = self.blocks.is_empty() && self.outer.is_empty();
        self.end_block(false);
        self.has_opening |= is_first && !self.blocks.is_empty();
    }

    /// Ends the text of an item that is no paragraph: such items stand without empty lines between them.
    fn end_tight(&mut self) {
        self.end_block(!self.lists.is_empty());
    }

    /// Ends the block; nothing is written of an empty one.
    fn end_block(&mut self, joins: bool) {
        let mut text = std::mem::take(&mut self.lines);
        text.push_str(std::mem::take(&mut self.line).as_str());
        text.truncate(text.trim_end().len());
        if text.is_empty() {
            return;
        }
        let joins = joins && !self.is_new_list;
        self.is_new_list = false;
        let mark = self.mark.take().unwrap_or_else(|| self.indent.clone());
        self.blocks.push(TextBlock { mark, indent: self.indent.clone(), text, joins });
    }

    fn end_row(&mut self, joins: bool) {
        let row = std::mem::take(&mut self.cells);
        if row.iter().any(|it| !it.is_empty()) {
            self.lines = row.join(" | ");
        }
        self.end_block(joins);
    }

    /// Takes the mark of a caption from the paragraph before a table.
    fn uncover_caption(&mut self) {
        let Some(block) = self.blocks.last_mut() else { return };
        if let Some(caption) = block.text.strip_prefix(CAPTION) {
            block.text = caption.trim_start().to_owned();
            self.has_opening &= self.blocks.len() > 1;
        }
    }

    fn start_link(&mut self, link_type: LinkType, target: &str) {
        let is_email = link_type == LinkType::Email;
        let address = if is_email { Address::External } else { address::sort(target, LinkKind::Link) };
        let address = match address {
            // The parser lets links hold `<https://…>`: the outer one is the link.
            _ if !self.links.is_empty() => String::new(),
            Address::Internal => (self.fill)(target, LinkKind::Link),
            Address::External => without_scheme(target).to_owned(),
            // A place on the page is none in a text.
            Address::Anchor | Address::Refused(_) => String::new(),
        };
        self.links.push(Link { address, start: self.line.as_str().len(), title: String::new() });
    }

    fn start_picture(&mut self, target: &str, title: &str) {
        let address = match address::sort(target, LinkKind::Picture) {
            Address::Internal => (self.fill)(target, LinkKind::Picture),
            _ => String::new(),
        };
        let is_alone = self.line.as_str().is_empty() && self.lines.is_empty() && self.links.is_empty();
        let title = if is_alone { title.to_owned() } else { String::new() };
        self.links.push(Link { address, start: self.line.as_str().len(), title });
    }

    /// Writes the address behind the text, unless the text says it already.
    fn end_link(&mut self) {
        let Some(Link { address, start, title }) = self.links.pop() else { return };
        let text = self.line.as_str().get(start..).unwrap_or_default().trim();
        let says = |text: &str| without_scheme(text) == address || is_same_number(text, &address);
        if !address.is_empty() && !text.is_empty() && !says(text) {
            // A space would part the address.
            let address = address.split_whitespace().collect::<Vec<_>>().join("%20");
            self.push(&format!(" ({address})"));
        }
        self.caption = Some(title).filter(|it| !it.is_empty());
    }
}

/// What readers call the address of a letter or a call.
fn without_scheme(address: &str) -> &str {
    let scheme = ["mailto:", "tel:"].into_iter().find(|it| {
        let start = address.get(..it.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(it))
    });
    scheme.map_or(address, |it| &address[it.len()..])
}

/// Whether a text gives the telephone number that an address is.
fn is_same_number(text: &str, address: &str) -> bool {
    let digits = |it: &str| it.chars().filter(char::is_ascii_digit).collect::<String>();
    let is_number = address.starts_with('+') && !address.contains(char::is_alphabetic);
    is_number && digits(text).len() > 6 && digits(address).ends_with(&digits(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(source: &str) -> Vec<String> {
        let fill = |target: &str, _| format!("https://news.example.org/{target}");
        let PlainText { opening, blocks } = text(source, "Notes", &fill);
        let first = (!opening.is_empty()).then_some(opening);
        let rest = blocks.into_iter().map(|it| {
            let joined = if it.joins { "^" } else { "" };
            format!("{joined}{}{}", it.mark, it.text.replace('\n', &format!("\n{}", it.indent)))
        });
        first.into_iter().chain(rest).collect()
    }

    #[test]
    fn markup_goes_and_line_ends_stay_where_they_were_wanted() {
        assert_eq!(blocks("One *two*\n**three** `four` ~~five~~\\\nsix"), ["One two three four ~~five~~\nsix"]);
        assert_eq!(blocks("中文**強調，**\n後文"), ["中文強調，後文"]);
        assert_eq!(
            blocks("## Title\n\ntext\n\n---\n\n<b>x</b>\n\n<div>\nhidden\n</div>"),
            ["Title", "text", "* * *", "x"]
        );
    }

    #[test]
    fn the_opening_is_the_first_paragraph_and_nothing_else() {
        let opening = |source: &str| text(source, "Notes", &|target, _| target.to_owned()).opening;
        assert_eq!(opening("First.\n\nSecond."), "First.");
        for other in ["", "# Heading\n\nText", "- item", "> quote", "Table: a\n\n| b |\n|---|\n| c |", "```\ncode\n```"]
        {
            assert_eq!(opening(other), "", "{other}");
        }
    }

    #[test]
    fn links_have_their_addresses_behind_them() {
        assert_eq!(
            blocks("See [the plan](plan.pdf), [it](https://a.org/b), <https://a.org>, [a](#b) and ![a map](map.png)."),
            ["See the plan (https://news.example.org/plan.pdf), it (https://a.org/b), https://a.org, a and a map \
              (https://news.example.org/map.png)."]
        );
        assert_eq!(
            blocks(
                "<press@a.org>, [press@a.org](mailto:press@a.org), [us](mailto:press@a.org), [(212) 555-0123](tel:+12125550123)"
            ),
            ["press@a.org, press@a.org, us (press@a.org), (212) 555-0123"]
        );
        assert_eq!(blocks("[x](javascript:y) [two words](two%20words.pdf)")[0].matches("https").count(), 1);
    }

    #[test]
    fn a_picture_alone_has_its_caption_below() {
        assert_eq!(
            blocks("![A map](map.png \"The harbour\")"),
            ["A map (https://news.example.org/map.png)\nThe harbour"]
        );
        assert_eq!(blocks("![A](a.png \"B\") c"), ["A (https://news.example.org/a.png) c"]);
    }

    #[test]
    fn lists_and_quotations_are_marked() {
        assert_eq!(
            blocks("Text:\n\n- a\n- b\n  1. c\n  2. d\n- e\n\nEnd"),
            ["Text:", "- a", "^- b", "^  1. c", "^  2. d", "^- e", "End"]
        );
        assert_eq!(blocks("9. a\n\n   b\n\n10. c"), ["9. a", "   b", "10. c"]);
        assert_eq!(blocks("> a\\\n> b\n>\n> - c"), ["> a\n> b", "> - c"]);
        assert_eq!(blocks("- > a\n-\n- b"), ["- > a", "^- b"]);
        assert_eq!(blocks("Term\n: Meaning\n: Another"), ["Term", "^    Meaning", "^    Another"]);
    }

    #[test]
    fn tables_are_rows_and_code_keeps_its_lines() {
        assert_eq!(
            blocks("Table: Awards\n\n| Class | n |\n|---|--:|\n| Gold | 5 |\n| | |\n| **Silver** | 7 |"),
            ["Awards", "Class | n", "^Gold | 5", "^Silver | 7"]
        );
        assert_eq!(blocks("```\na\n  b\n\nc\n```"), ["    a\n      b\n    \n    c"]);
    }

    #[test]
    fn footnotes_stand_at_the_end() {
        assert_eq!(
            blocks(
                "b[^b] a[^A] b[^b]\n\n[^a]: First[^c].\n\n[^b]: Second.\n\n    More.\n\n[^c]: Third.\n\n[^d]: Never."
            ),
            ["b[1] a[2] b[1]", "Notes", "[1] Second.", "    More.", "[2] First[3].", "[3] Third."]
        );
    }

    #[test]
    fn odd_texts_do_no_harm() {
        for odd in [
            ">".repeat(50_000),
            "- ".repeat(20_000),
            "[".repeat(20_000),
            "😀".repeat(25_000),
            "\u{fffd}\0\u{feff}".into(),
        ] {
            let text = text(&odd, "", &|target, _| target.to_owned());
            assert!(text.blocks.iter().all(|it| it.mark.len() <= 2 * DEEPEST && it.indent.len() <= DEEPEST));
        }
        assert_eq!(blocks(&format!("{}a", "> ".repeat(50_000))).len(), 1);
    }
}
