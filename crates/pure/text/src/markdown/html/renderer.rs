//! From events to HTML, one at a time.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Tag, TagEnd};

use super::acronyms::Acronyms;
use super::footnotes::Footnotes;
use super::holed::Holed;
use super::table::Table;
use super::{LinkKind, SIZES, Writing};
use crate::markdown::address::{self, Address};
use crate::markdown::plain::{Ids, Plain};
use crate::markdown::{CAPTION, foreign, han};

/// The opening and the rest of a text of about `length` bytes.
pub(super) fn render<'a>(
    events: impl Iterator<Item = Event<'a>>,
    length: usize,
    writing: &Writing<'_>,
) -> (Holed, Holed) {
    let mut renderer = Renderer::new(writing);
    renderer.out.html.reserve(length + length / 4);
    for event in events {
        renderer.read(event);
    }
    renderer.finish()
}

struct Renderer<'a, 'w> {
    writing: &'w Writing<'w>,
    out: Holed,
    ids: Ids,
    acronyms: Acronyms<'w>,
    footnotes: Footnotes<'a>,
    /// Text that waits for more of its word; only while acronyms are unused.
    waiting: String,
    /// The last character of text in this block.
    last: Option<char>,
    /// Where a line end was written that the next character may take back.
    line_end: Option<usize>,
    paragraph: Paragraph,
    /// Where the paragraph that has just ended begins, when it may be the caption of a table.
    caption: Option<usize>,
    /// Where the paragraph ends that opens the text; 0 for none.
    opening_end: usize,
    /// Whether the body is being written, and not the footnotes after it.
    is_body: bool,
    heading: Option<Heading>,
    table: Table,
    n_tables: usize,
    picture: Option<Picture<'a>>,
    /// How many pictures are open inside `picture`.
    inner_pictures: usize,
    is_html_block: bool,
    /// For each open link whether it has an `<a>`; one at most, though the parser lets links hold `<https://…>`.
    links: Vec<bool>,
}

#[derive(Default)]
struct Paragraph {
    start: usize,
    content: Content,
    /// Where the title of its picture is written, its text, and what stands after the picture's tag.
    title: Option<(usize, String, &'static str)>,
}

/// What a paragraph holds so far.
#[derive(Clone, Copy, Default, PartialEq)]
enum Content {
    #[default]
    Nothing,
    OnePicture,
    Mixed,
}

struct Heading {
    start: usize,
    stated: Option<String>,
    plain: Plain,
}

struct Picture<'a> {
    target: CowStr<'a>,
    title: CowStr<'a>,
    alt: Plain,
}

impl<'a, 'w> Renderer<'a, 'w> {
    fn new(writing: &'w Writing<'w>) -> Self {
        Self {
            writing,
            out: Holed::default(),
            ids: Ids::default(),
            acronyms: Acronyms::new(writing.acronyms),
            footnotes: Footnotes::default(),
            waiting: String::new(),
            last: None,
            line_end: None,
            paragraph: Paragraph::default(),
            caption: None,
            opening_end: 0,
            is_body: true,
            heading: None,
            table: Table::default(),
            n_tables: 0,
            picture: None,
            inner_pictures: 0,
            is_html_block: false,
            links: Vec::new(),
        }
    }

    /// Reads one event of the text; those of footnotes are kept for the end.
    fn read(&mut self, event: Event<'a>) {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => self.footnotes.begin(&label),
            Event::End(TagEnd::FootnoteDefinition) => self.footnotes.end(),
            event => {
                if let Some(event) = self.footnotes.keep(event) {
                    self.write(event);
                }
            }
        }
    }

    /// Writes the footnotes, and parts the opening from the rest.
    fn finish(mut self) -> (Holed, Holed) {
        let mut body = std::mem::take(&mut self.out);
        let opening_end = self.opening_end;
        self.is_body = false;
        let mut position = 0;
        while let Some(events) = self.footnotes.events(position) {
            events.into_iter().for_each(|it| self.write(it));
            self.footnotes.set(position, std::mem::take(&mut self.out));
            position += 1;
        }
        self.footnotes.write(self.writing.id_prefix, self.writing.strings, &mut body);
        let rest = body.split_off(opening_end);
        if opening_end > 0 {
            body.truncate(opening_end - "</p>\n".len());
            body.remove(0, "<p>".len());
        }
        (body, rest)
    }

    fn write(&mut self, event: Event<'a>) {
        if self.is_html_block {
            self.is_html_block = event != Event::End(TagEnd::HtmlBlock);
            return;
        }
        if self.picture.is_some() {
            return self.write_in_picture(event);
        }
        if !matches!(event, Event::Text(_)) {
            self.write_waiting();
        }
        if let Some(language) = foreign::mark(&event) {
            return match language {
                "" => self.out.push("</span>"),
                language => self.start_inline(&format!("<span lang=\"{language}\">")),
            };
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => self.code(&code),
            // The parser makes no link of what holds a footnote reference: links never nest.
            Event::FootnoteReference(label) => self.refer(&label),
            Event::SoftBreak => self.soft_break(),
            Event::HardBreak => self.hard_break(),
            Event::Rule => {
                self.caption = None;
                self.out.push("<hr>\n");
            }
            // Raw HTML is reported by `outline` and never written; the rest is not enabled.
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'a>) {
        let caption = self.caption.take();
        match tag {
            Tag::Paragraph => self.start_paragraph(),
            Tag::Heading { id, .. } => {
                self.last = None;
                let stated = id.map(CowStr::into_string);
                self.heading = Some(Heading { start: self.out.len(), stated, plain: Plain::default() });
            }
            Tag::BlockQuote(_) => self.start_block("<blockquote>\n"),
            Tag::CodeBlock(kind) => self.start_code(&kind),
            Tag::HtmlBlock => self.is_html_block = true,
            Tag::List(None) => self.start_block("<ul>\n"),
            Tag::List(Some(1)) => self.start_block("<ol>\n"),
            Tag::List(Some(first)) => self.start_block(&format!("<ol start=\"{first}\">\n")),
            Tag::Item => self.start_block("<li>"),
            Tag::DefinitionList => self.start_block("<dl>\n"),
            Tag::DefinitionListTitle => self.start_block("<dt>"),
            Tag::DefinitionListDefinition => self.start_block("<dd>"),
            Tag::Table(alignments) => self.start_table(alignments, caption),
            Tag::TableHead => self.table.begin_head(&mut self.out),
            Tag::TableRow => self.table.begin_row(&mut self.out),
            Tag::TableCell => {
                self.last = None;
                self.table.begin_cell(&self.out);
            }
            Tag::Emphasis => self.start_inline("<em>"),
            Tag::Strong => self.start_inline("<strong>"),
            Tag::Strikethrough => self.start_inline("<del>"),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(link_type, &dest_url, &title),
            Tag::Image { dest_url, title, .. } => {
                self.picture = Some(Picture { target: dest_url, title, alt: Plain::default() });
            }
            // Not enabled, or read elsewhere.
            Tag::FootnoteDefinition(_) | Tag::Superscript | Tag::Subscript | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        self.caption = None;
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(level) => self.end_heading(level),
            TagEnd::BlockQuote(_) => self.out.push("</blockquote>\n"),
            TagEnd::CodeBlock => self.out.push("</code></pre>\n"),
            TagEnd::List(true) => self.out.push("</ol>\n"),
            TagEnd::List(false) => self.out.push("</ul>\n"),
            TagEnd::Item => self.out.push("</li>\n"),
            TagEnd::DefinitionList => self.out.push("</dl>\n"),
            TagEnd::DefinitionListTitle => self.out.push("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.out.push("</dd>\n"),
            TagEnd::Table => self.table.end(&mut self.out),
            TagEnd::TableHead => self.table.end_head(&mut self.out),
            TagEnd::TableRow => self.table.end_row(&mut self.out),
            TagEnd::TableCell => self.table.end_cell(&mut self.out),
            TagEnd::Emphasis => self.out.push("</em>"),
            TagEnd::Strong => self.out.push("</strong>"),
            TagEnd::Strikethrough => self.out.push("</del>"),
            TagEnd::Link => self.end_link(),
            _ => {}
        }
    }

    fn start_block(&mut self, tag: &str) {
        self.last = None;
        self.line_end = None;
        self.out.push(tag);
    }

    fn start_inline(&mut self, tag: &str) {
        self.paragraph.content = Content::Mixed;
        self.out.push(tag);
    }

    fn start_paragraph(&mut self) {
        self.paragraph = Paragraph { start: self.out.len(), ..Paragraph::default() };
        self.start_block("<p>");
    }

    fn end_paragraph(&mut self) {
        let Paragraph { start, content, title } = std::mem::take(&mut self.paragraph);
        match content {
            Content::Nothing => self.out.truncate(start),
            Content::OnePicture => self.end_figure(start, title),
            Content::Mixed => {
                self.out.push("</p>\n");
                if self.out.html[start + "<p>".len()..].starts_with(CAPTION) {
                    self.caption = Some(start);
                }
                // Nothing was written before it: it is the first block, and in no other.
                if start == 0 && self.is_body {
                    self.opening_end = self.out.len();
                }
            }
        }
    }

    /// Makes a figure of the paragraph; the title of its picture is the caption, and no longer the picture's.
    fn end_figure(&mut self, start: usize, title: Option<(usize, String, &str)>) {
        let caption = title.map(|(at, title, end)| {
            self.out.truncate(at);
            self.out.push(">");
            self.out.push(end);
            title
        });
        self.out.remove(start, "<p>".len());
        self.out.insert(start, "<figure>");
        if let Some(caption) = caption {
            self.out.push("<figcaption>");
            self.out.text(&caption);
            self.out.push("</figcaption>");
        }
        self.out.push("</figure>\n");
    }

    fn end_heading(&mut self, level: HeadingLevel) {
        let Some(Heading { start, stated, plain }) = self.heading.take() else {
            return;
        };
        // The first level is the title's.
        let level = (level as u8).max(2);
        let id = self.ids.claim(stated.as_deref(), plain.as_str());
        let mut tag = Holed::default();
        tag.push(&format!("<h{level} id=\""));
        tag.text(self.writing.id_prefix);
        tag.text(&id);
        tag.push("\">");
        self.out.insert(start, &tag.html);
        self.out.push(&format!("</h{level}>\n"));
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        // A wide block scrolls: the keyboard has to reach it.
        self.start_block("<pre tabindex=\"0\"><code");
        if let CodeBlockKind::Fenced(info) = kind
            && let Some(language) = info.split_whitespace().next()
        {
            self.out.push(" class=\"language-");
            self.out.text(language);
            self.out.push("\"");
        }
        self.out.push(">");
        self.paragraph.content = Content::Mixed;
    }

    fn start_table(&mut self, alignments: Vec<pulldown_cmark::Alignment>, caption: Option<usize>) {
        self.n_tables += 1;
        let caption = caption.map(|start| {
            let mut caption = self.out.split_off(start);
            caption.truncate(caption.len() - "</p>\n".len());
            caption.remove(0, "<p>".len() + CAPTION.len());
            if start == 0 {
                self.opening_end = 0;
            }
            // No heading's id looks so.
            (format!("{}fn-table-{}", self.writing.id_prefix, self.n_tables), caption)
        });
        let name = self.writing.strings.table.replace("{n}", &self.n_tables.to_string());
        self.table = Table::begin(alignments, caption, &name, &mut self.out);
    }

    fn start_link(&mut self, link_type: LinkType, target: &str, title: &str) {
        self.paragraph.content = Content::Mixed;
        let is_email = link_type == LinkType::Email;
        let address = if is_email { Address::External } else { address::sort(target, LinkKind::Link) };
        let is_written = !matches!(address, Address::Refused(_)) && !self.links.contains(&true);
        self.links.push(is_written);
        if !is_written {
            return;
        }
        self.out.push("<a href=\"");
        match address {
            Address::Internal => self.out.hole(target, LinkKind::Link),
            // In a text that shares a page, the heading may be its own or that of the main text.
            Address::Anchor if !self.writing.id_prefix.is_empty() => self.out.hole(target, LinkKind::Link),
            _ => {
                self.out.push(if is_email { "mailto:" } else { "" });
                self.out.text(target);
            }
        }
        self.write_title(title);
        self.out.push("\">");
    }

    fn end_link(&mut self) {
        if self.links.pop() == Some(true) {
            self.out.push("</a>");
        }
    }

    /// Begins the attribute behind one that is still open.
    fn write_title(&mut self, title: &str) {
        if !title.is_empty() {
            self.out.push("\" title=\"");
            self.out.text(title);
        }
    }

    fn refer(&mut self, label: &str) {
        self.paragraph.content = Content::Mixed;
        self.footnotes.refer(label, self.writing.id_prefix, &mut self.out);
    }

    /// Gathers the text of a picture, and writes the picture at its end.
    fn write_in_picture(&mut self, event: Event<'a>) {
        match event {
            Event::Text(text) | Event::Code(text) => self.plains().for_each(|it| it.push(&text)),
            Event::SoftBreak => self.plains().for_each(Plain::end_line),
            Event::HardBreak => self.plains().for_each(|it| it.push(" ")),
            Event::Start(Tag::Image { .. }) => self.inner_pictures += 1,
            Event::End(TagEnd::Image) if self.inner_pictures > 0 => self.inner_pictures -= 1,
            Event::End(TagEnd::Image) => {
                if let Some(picture) = self.picture.take() {
                    self.write_picture(&picture);
                }
            }
            _ => {}
        }
    }

    /// What gathers the text of a picture: its alternative text, and, as in `outline`, the heading that it stands in.
    fn plains(&mut self) -> impl Iterator<Item = &mut Plain> {
        let alt = self.picture.as_mut().map(|it| &mut it.alt);
        alt.into_iter().chain(self.heading.as_mut().map(|it| &mut it.plain))
    }

    fn write_picture(&mut self, picture: &Picture<'_>) {
        let address = address::sort(&picture.target, LinkKind::Picture);
        if matches!(address, Address::Refused(_)) {
            return;
        }
        let known = self.writing.pictures.iter().find(|(target, _)| *target == *picture.target).map(|(_, it)| it);
        let has_sources = address == Address::Internal && known.is_some_and(|it| it.has_cuts);
        if has_sources {
            self.out.push("<picture><source type=\"image/webp\" srcset=\"");
            self.out.hole(&picture.target, LinkKind::Sources);
            self.out.push(&format!("\" sizes=\"{SIZES}\">"));
        }
        self.out.push("<img src=\"");
        match address {
            Address::Internal => self.out.hole(&picture.target, LinkKind::Picture),
            _ => self.out.text(&picture.target),
        }
        self.out.push("\" alt=\"");
        self.out.text(picture.alt.as_str());
        self.out.push("\"");
        if let Some((width, height)) = known.and_then(|it| it.shown().size) {
            self.out.push(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        self.out.push(" loading=\"lazy\" decoding=\"async\"");
        let end = if has_sources { "</picture>" } else { "" };
        let title = (!picture.title.is_empty()).then(|| (self.out.len(), picture.title.to_string(), end));
        if let Some((_, title, _)) = &title {
            self.out.push(" title=\"");
            self.out.text(title);
            self.out.push("\"");
        }
        self.out.push(">");
        self.out.push(end);
        self.last = Some('\u{fffc}');
        self.line_end = None;
        self.paragraph.content =
            if self.paragraph.content == Content::Nothing { Content::OnePicture } else { Content::Mixed };
        self.paragraph.title = title;
    }

    fn text(&mut self, text: &str) {
        let Some(first) = text.chars().next() else {
            return;
        };
        self.join_lines(first);
        if let Some(heading) = &mut self.heading {
            heading.plain.push(text);
        }
        self.paragraph.content = Content::Mixed;
        if self.acronyms.is_empty() {
            self.out.text(text);
            self.last = text.chars().next_back();
        } else {
            self.waiting.push_str(text);
        }
    }

    fn write_waiting(&mut self) {
        if !self.waiting.is_empty() {
            let text = std::mem::take(&mut self.waiting);
            self.acronyms.write(&mut self.out, &text, self.last);
            self.last = text.chars().next_back();
        }
    }

    fn code(&mut self, code: &str) {
        if let Some(first) = code.chars().next() {
            self.join_lines(first);
        }
        if let Some(heading) = &mut self.heading {
            heading.plain.push(code);
        }
        self.start_inline("<code>");
        self.out.text(code);
        self.out.push("</code>");
        self.last = code.chars().next_back();
    }

    fn soft_break(&mut self) {
        if let Some(heading) = &mut self.heading {
            heading.plain.end_line();
        }
        self.line_end = Some(self.out.len());
        self.out.push("\n");
    }

    fn hard_break(&mut self) {
        if let Some(heading) = &mut self.heading {
            heading.plain.push(" ");
        }
        self.start_inline("<br>\n");
        self.last = None;
        self.line_end = None;
    }

    /// Takes a line end back when it stands between two Chinese characters, whatever markup is between them.
    fn join_lines(&mut self, next: char) {
        if let (Some(at), Some(last)) = (self.line_end.take(), self.last)
            && han::joins(last, next, self.writing.language_is_han)
        {
            self.out.remove(at, 1);
        }
    }
}
