//! The words of a text as its reader sees them, each with the bytes that it was written in.
//!
//! In: a text. Out: its [`Prose`]: blocks with their visible text, and what in them is code, link or bold; pictures and
//! tables. It judges nothing.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::parse::Source;
use super::{foreign, han};

/// What stands in a text for a picture.
const PICTURE: char = '\u{fffc}';

/// The words of a text.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    /// In their order; none is without text.
    pub blocks: Vec<Block>,
    /// Pictures, in their order.
    pub images: Vec<Image>,
    /// Tables, in their order.
    pub tables: Vec<Table>,
    /// Whether there is a block of code or HTML, which is no block of words.
    pub has_other: bool,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A paragraph outside lists, quotations and notes.
    Paragraph,
    /// A heading.
    Heading,
    /// Text of a list.
    Item,
    /// A cell of a table.
    Cell,
    /// The line before a table that names it.
    Caption,
    /// A term of a definition list, or what it means.
    Definition,
    /// Text of a footnote.
    Note,
    /// Text of a quotation.
    Quote,
}

/// A run of text that stands alone.
#[derive(Clone, Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// As readers see it; lines end with `\n` as in the source, but not between two Han characters. A picture is U+FFFC.
    pub text: String,
    /// Bytes of `text` that are code.
    pub code: Vec<Range<usize>>,
    /// Bytes of `text` that are strongly emphasised.
    pub strong: Vec<Range<usize>>,
    /// Bytes of `text` that are marked as another language.
    pub foreign: Vec<Range<usize>>,
    /// Whether a block of code or HTML comes right after it.
    pub leads_on: bool,
    /// Links, in their order.
    pub links: Vec<ProseLink>,
    /// Bytes of `text` between the tags of a link in HTML, which is refused elsewhere.
    raw_links: Vec<Range<usize>>,
    /// What each run of `text` was written as.
    pieces: Vec<Piece>,
}

/// A link of a block.
#[derive(Clone, Debug)]
pub struct ProseLink {
    /// Bytes of the block's text.
    pub range: Range<usize>,
    /// Where it leads, entities decoded; an e-mail address begins with `mailto:`.
    pub target: String,
    /// Whether the address itself is the text, as in `<https://example.org>`.
    pub is_bare: bool,
}

/// A picture.
#[derive(Clone, Debug)]
pub struct Image {
    /// What it shows.
    pub alt: String,
    /// The line under it; empty for none.
    pub caption: String,
    /// The bytes of the text that it was written in.
    pub range: Range<usize>,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Whether a cell of its header has words.
    pub has_header: bool,
    /// The bytes of the text that it was written in.
    pub range: Range<usize>,
}

/// A run of a block's text that comes from one place of the source.
#[derive(Clone, Debug)]
struct Piece {
    /// Where it begins in the block's text.
    at: usize,
    source: Range<usize>,
    /// Whether text and source are the same bytes.
    is_verbatim: bool,
}

impl Block {
    /// The bytes of the source that a range of the text was written as.
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        let piece = |at: usize| &self.pieces[self.pieces.partition_point(|it| it.at <= at).saturating_sub(1)];
        let (first, last) = (piece(range.start), piece(range.end.saturating_sub(1).max(range.start)));
        let start = if first.is_verbatim { first.source.start + range.start - first.at } else { first.source.start };
        let end = if last.is_verbatim { last.source.start + range.end - last.at } else { last.source.end };
        start..end.max(start)
    }

    /// Whether a byte of the text is code.
    pub fn is_code(&self, at: usize) -> bool {
        self.code.iter().any(|it| it.contains(&at))
    }

    /// Whether a byte of the text is in a link.
    pub fn is_link(&self, at: usize) -> bool {
        self.links.iter().map(|it| &it.range).chain(&self.raw_links).any(|it| it.contains(&at))
    }
}

/// Whether the character is written without spaces around it, as Chinese is.
pub fn is_han(character: char) -> bool {
    han::is_han(character)
}

/// Cuts a text into its words; ranges are bytes of `text`.
pub fn prose(text: &str) -> Prose {
    let source = Source::new(text);
    let mut reader = Reader { text, ..Reader::default() };
    for (event, range) in source.events() {
        reader.read(event, range);
    }
    reader.close();
    reader.prose
}

#[derive(Default)]
struct Reader<'a> {
    text: &'a str,
    prose: Prose,
    block: Option<Block>,
    /// What the text is in: lists, quotations, notes.
    around: Vec<BlockKind>,
    /// Where strong emphasis began that is open.
    strong: Vec<usize>,
    /// Where words in another language began that are open.
    foreign: Vec<usize>,
    /// The picture that is open: its text and what else is known of it.
    image: Option<Image>,
    is_head: bool,
    /// Whether a block of code or HTML is open.
    is_skipped: bool,
    /// Whether the last event ended a paragraph.
    was_paragraph: bool,
}

impl Reader<'_> {
    fn read(&mut self, event: Event<'_>, range: Range<usize>) {
        let was_paragraph = std::mem::take(&mut self.was_paragraph);
        match event {
            Event::Start(tag) => self.start(tag, range, was_paragraph),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.push(&text, range),
            Event::Code(text) => {
                // Code stands between backticks.
                let skip = self.text.get(range.clone()).and_then(|it| it.find(&*text));
                let inner = skip.map_or(range.clone(), |it| range.start + it..range.start + it + text.len());
                self.ensure();
                let at = self.length();
                self.push(&text, inner);
                let end = self.length();
                if let Some(block) = &mut self.block {
                    block.code.push(at..end);
                }
            }
            Event::SoftBreak | Event::HardBreak => self.end_line(range),
            Event::Html(html) => self.prose.has_other |= !html.trim().is_empty() && !html.starts_with("<!--"),
            Event::InlineHtml(_) if foreign::mark(&event).is_some() => self.mark(foreign::mark(&event) == Some("")),
            Event::InlineHtml(html) => self.tag(&html, range),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>, was_paragraph: bool) {
        match tag {
            Tag::Paragraph => self.open(self.around.last().copied().unwrap_or(BlockKind::Paragraph)),
            Tag::Heading { .. } => self.open(BlockKind::Heading),
            Tag::Item => self.enter(BlockKind::Item),
            Tag::BlockQuote(_) => self.enter(BlockKind::Quote),
            Tag::FootnoteDefinition(_) => self.enter(BlockKind::Note),
            Tag::DefinitionListTitle | Tag::DefinitionListDefinition => self.enter(BlockKind::Definition),
            Tag::CodeBlock(_) | Tag::HtmlBlock => {
                self.close();
                self.prose.has_other |= matches!(tag, Tag::CodeBlock(_));
                self.prose.blocks.last_mut().into_iter().for_each(|it| it.leads_on = true);
                self.is_skipped = true;
            }
            Tag::Table(_) => {
                self.close();
                if let Some(last) = self.prose.blocks.last_mut()
                    && was_paragraph
                    && last.text.starts_with(super::CAPTION)
                {
                    last.kind = BlockKind::Caption;
                }
                self.prose.tables.push(Table { has_header: false, range });
            }
            Tag::TableHead => self.is_head = true,
            Tag::TableCell => self.open(BlockKind::Cell),
            Tag::Strong => {
                self.ensure();
                self.strong.push(self.length());
            }
            Tag::Link { link_type, dest_url, .. } => self.link(link_type, dest_url),
            Tag::Image { title, .. } => {
                self.push_picture(range.clone());
                self.image = Some(Image { alt: String::new(), caption: title.into_string(), range });
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                self.close();
                self.was_paragraph = true;
            }
            TagEnd::Heading(_) => self.close(),
            TagEnd::Item
            | TagEnd::BlockQuote(_)
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition => {
                self.close();
                self.around.pop();
            }
            TagEnd::CodeBlock | TagEnd::HtmlBlock => self.is_skipped = false,
            TagEnd::TableHead => self.is_head = false,
            TagEnd::TableCell => {
                let has_words = self.block.as_ref().is_some_and(|it| !it.text.trim().is_empty());
                if let Some(table) = self.prose.tables.last_mut().filter(|_| self.is_head) {
                    table.has_header |= has_words;
                }
                self.close();
            }
            TagEnd::Strong => {
                let end = self.length();
                if let (Some(start), Some(block)) = (self.strong.pop(), &mut self.block) {
                    block.strong.push(start..end);
                }
            }
            TagEnd::Link => {
                let end = self.length();
                if let Some(link) = self.block.as_mut().and_then(|it| it.links.last_mut()) {
                    link.range.end = end;
                }
            }
            TagEnd::Image => self.prose.images.extend(self.image.take()),
            _ => {}
        }
    }

    fn link(&mut self, kind: LinkType, target: CowStr<'_>) {
        self.ensure();
        let at = self.length();
        let is_bare = matches!(kind, LinkType::Autolink | LinkType::Email);
        let target = if kind == LinkType::Email { format!("mailto:{target}") } else { target.into_string() };
        if let Some(block) = &mut self.block {
            block.links.push(ProseLink { range: at..at, target, is_bare });
        }
    }

    /// Begins or ends words in another language.
    fn mark(&mut self, is_end: bool) {
        self.ensure();
        let at = self.length();
        match (is_end, &mut self.block) {
            (true, Some(block)) => block.foreign.extend(self.foreign.pop().map(|start| start..at)),
            _ => self.foreign.push(at),
        }
    }

    /// HTML in a line is refused, and yet its line ends and links are what they are.
    fn tag(&mut self, html: &str, range: Range<usize>) {
        let html = html.to_ascii_lowercase();
        if html.starts_with("<br") {
            return self.end_line(range);
        }
        let end = self.length();
        let Some(block) = &mut self.block else { return };
        match html.as_str() {
            it if it.starts_with("<a ") => block.raw_links.push(end..usize::MAX),
            it if it.starts_with("</a") => block.raw_links.last_mut().into_iter().for_each(|it| it.end = end),
            _ => {}
        }
    }

    fn enter(&mut self, kind: BlockKind) {
        self.close();
        self.around.push(kind);
    }

    fn open(&mut self, kind: BlockKind) {
        self.close();
        let text = String::new();
        let (code, strong, foreign) = (Vec::new(), Vec::new(), Vec::new());
        let (links, raw_links, pieces) = (Vec::new(), Vec::new(), Vec::new());
        self.block = Some(Block { kind, text, code, strong, foreign, links, raw_links, pieces, leads_on: false });
    }

    /// Text of a tight list has no paragraph around it.
    fn ensure(&mut self) {
        if self.block.is_none() {
            self.open(self.around.last().copied().unwrap_or(BlockKind::Paragraph));
        }
    }

    fn close(&mut self) {
        self.strong.clear();
        self.foreign.clear();
        if let Some(block) = self.block.take().filter(|it| !it.text.trim().is_empty()) {
            self.prose.blocks.push(block);
        }
    }

    fn length(&self) -> usize {
        self.block.as_ref().map_or(0, |it| it.text.len())
    }

    fn push(&mut self, text: &str, source: Range<usize>) {
        if self.is_skipped {
            return;
        }
        if let Some(image) = &mut self.image {
            image.alt.push_str(text);
            return;
        }
        self.ensure();
        let Some(block) = &mut self.block else { return };
        let is_verbatim = self.text.get(source.clone()) == Some(text);
        let piece = Piece { at: block.text.len(), source, is_verbatim };
        block.pieces.push(piece);
        block.text.push_str(text);
    }

    fn push_picture(&mut self, source: Range<usize>) {
        self.ensure();
        if let Some(block) = &mut self.block {
            block.pieces.push(Piece { at: block.text.len(), source, is_verbatim: false });
            block.text.push(PICTURE);
        }
    }

    fn end_line(&mut self, source: Range<usize>) {
        if let Some(image) = &mut self.image {
            image.alt.push(' ');
            return;
        }
        let Some(block) = &mut self.block else { return };
        let before = block.text.chars().next_back();
        let after = self.text[source.end..].trim_start().chars().next();
        if before.zip(after).is_some_and(|(before, after)| han::is_han(before) && han::is_han(after)) {
            return;
        }
        block.pieces.push(Piece { at: block.text.len(), source, is_verbatim: false });
        block.text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(text: &str) -> Vec<(BlockKind, String)> {
        prose(text).blocks.into_iter().map(|it| (it.kind, it.text)).collect()
    }

    #[test]
    fn a_text_is_cut_into_what_stands_alone() {
        use BlockKind::{Caption, Cell, Heading, Item, Note, Paragraph, Quote};
        let text =
            "# A\n\nOne\ntwo.[^1]\n\n- x\n- y\n  - z\n\n> q\n\nTable: t\n\n| a | |\n|--|--|\n| b | |\n\n[^1]: n\n";
        let expected = [
            (Heading, "A"),
            (Paragraph, "One\ntwo."),
            (Item, "x"),
            (Item, "y"),
            (Item, "z"),
            (Quote, "q"),
            (Caption, "Table: t"),
            (Cell, "a"),
            (Cell, "b"),
            (Note, "n"),
        ];
        assert_eq!(blocks(text), expected.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn every_word_is_found_again_in_the_source() {
        let text = "A **bold \\* word** &amp; `code`, [link](/x) ![alt](y.png) 中文\n文字 <press@example.org> last";
        let prose = prose(text);
        let block = &prose.blocks[0];
        for word in ["bold", "* word", "code", "link", "last", "press@example.org"] {
            let at = block.text.find(word).expect(word);
            assert_eq!(&text[block.source(at..at + word.len())], word);
        }
        let at = block.text.find('&').expect("decoded");
        assert_eq!(&text[block.source(at..at + 1)], "&amp;");
        assert!(block.text.contains("中文文字"), "{}", block.text);
        assert_eq!(
            block.links.iter().map(|it| &block.text[it.range.clone()]).collect::<Vec<_>>(),
            ["link", "press@example.org"]
        );
        assert_eq!((prose.images[0].alt.as_str(), &block.text[block.strong[0].clone()]), ("alt", "bold * word"));
    }

    #[test]
    fn words_in_another_language_are_words() {
        let text = "The [Straße]{lang=de} and [港の\nひかり]{lang=ja}.";
        let block = &prose(text).blocks[0];
        assert_eq!(block.text, "The Straße and 港のひかり.");
        assert_eq!(
            block.foreign.iter().map(|it| &block.text[it.clone()]).collect::<Vec<_>>(),
            ["Straße", "港のひかり"]
        );
        let at = block.text.find("and").expect("there");
        assert_eq!(&text[block.source(at..at + 3)], "and");
    }

    #[test]
    fn code_and_html_are_no_words() {
        assert!(prose("```\ncode\n```\n\n<!-- note -->\n").blocks.is_empty());
    }
}
