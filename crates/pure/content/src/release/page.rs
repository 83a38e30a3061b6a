//! One file of `content/pages/` -> a [`TextPage`]: the privacy policy, important notices, a long standing text.

use std::sync::Arc;

use crate::release::front_matter::PageFrontMatter;
use crate::release::name::PagePath;
use crate::release::read::Reader;
use crate::release::{
    Context, HeadingIds, InnerLinks, LastChange, PAGES, Reading, Remains, Revision, is_slug, last_change,
};
use dateline_diagnostics::{self as diagnostic, Diagnostic, FileId, Place};
use dateline_text::date::Date;
use dateline_text::language::Language;
use dateline_text::picture::Picture;
use dateline_text::yaml::{self, Origin};

/// A page of standing text.
#[derive(Clone, Debug)]
pub struct TextPage {
    /// The source file.
    pub file: FileId,
    /// Its name, and its address in every tree: `privacy-policy/`.
    pub name: String,
    /// Its path from the newsroom's root.
    source: String,
    /// The language of its text.
    pub language: Language,
    /// The heading.
    pub title: String,
    /// For links in the footer, where it differs from the heading.
    pub short_title: Option<String>,
    /// As written, else the first paragraph cut at a sentence.
    pub summary: String,
    /// What the page prints as its last revision or review.
    pub last_change: LastChange,
    /// Dated public changes, newest first.
    pub revisions: Vec<Revision>,
    /// The latest dated confirmation that nothing had to change.
    pub reviewed: Option<Date>,
    /// Of the headings of the body, for anchors.
    pub headings: HeadingIds,
    /// Links and pictures that stay inside the newsroom; their ranges are bytes of the file.
    pub inner_links: InnerLinks,
    /// The Markdown text; pages are few, so it is kept.
    pub body: String,
    /// Paths from the root of the files that it shows or links, each once.
    pub files: Vec<String>,
    /// What is known of its pictures, by their addresses as written.
    pub shown: Vec<(String, Picture)>,
}

impl TextPage {
    /// Its path from the newsroom's root.
    pub fn path(&self) -> String {
        self.source.clone()
    }
}

/// Reads a page; `text` is the whole file.
pub fn read_page(text: &str, file: FileId, path: &PagePath, context: &Context) -> Reading<TextPage> {
    let mut reader = Reader::new(file, PAGES, context);
    if !is_slug(&path.name) {
        let message = format!("`{}` cannot stand in an address as it is", path.name);
        let help = "name the file with letters, digits and hyphens";
        reader.found.push(Diagnostic::new(diagnostic::FILE_NAME, Place::File(file), message).help(help));
    }
    let value = reader.page(text, path);
    Reading { value: value.map(Arc::new), life: None, remains: reader.remains, found: reader.found }
}

impl Reader<'_> {
    fn page(&mut self, text: &str, path: &PagePath) -> Option<TextPage> {
        let parts = self.fences(text)?;
        let origin = Origin { file: self.file, offset: parts.front_matter.start as u32 };
        let read = yaml::read::<PageFrontMatter>(&text[parts.front_matter.clone()], origin, &mut self.found);
        read.refuse_extra(self.file, &mut self.found);
        self.lost = read.lost;
        let outline = self.outline(&text[parts.body..], parts.body);
        let (pictures, downloads) = self.files(&outline.links);
        let shown = self.shown(&outline.links);
        let title = self.required("title", read.value.title);
        let date = self.required("date", read.value.date).and_then(|it| self.date("date", &it));
        let revisions = self.revisions(read.value.revisions.unwrap_or_default(), date);
        let reviewed = self.reviewed(read.value.reviewed, date);
        let inner_links = InnerLinks::of(self.folder, &outline.links);
        let (Some(title), Some(date)) = (title, date) else {
            self.remains = Some(Box::new(Remains { headings: HeadingIds::of(&outline.headings), inner_links }));
            return None;
        };
        Some(TextPage {
            file: self.file,
            name: path.name.clone(),
            source: path.path(),
            language: path.language.as_deref().and_then(|it| self.context.config.language(it)).unwrap_or_default(),
            title: title.into(),
            short_title: read.value.short_title.map(String::from),
            summary: read.value.summary.map_or(outline.summary, String::from),
            last_change: last_change(date, revisions.iter().map(|it| it.date), reviewed),
            revisions,
            reviewed,
            headings: HeadingIds::of(&outline.headings),
            body: text[parts.body..].to_owned(),
            files: [pictures, downloads].concat(),
            shown,
            inner_links,
        })
    }
}
