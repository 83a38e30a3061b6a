//! What is wrong within one text: a release or page and its words -> diagnostics, when the text is read.
//!
//! One file a rule or small family; this table runs them. They look at nothing but the text itself and the contact
//! directory, so that what they find is kept with the text until one of these changes.

mod acronym;
mod addresses;
mod alt_text;
mod ambiguous_date;
mod bare_address;
mod bold_heading;
mod calendar;
mod doubled_word;
mod drifted_fact;
mod email_domain;
mod empty_body;
mod invisible_character;
mod layout_spaces;
mod link_text;
mod mixed_quotes;
mod numbers;
mod ordinal;
mod placeholder;
mod relative_day;
mod same_link_text;
mod table_header;
mod telephone;
mod time_zone;
mod title;
mod unfinished_sentence;
mod unmarked_language;
mod untagged_pdf;
mod weekday;
mod words;

use std::ops::Range;

pub(super) use email_domain::fault as email_fault;
use words::{Word, words};

use dateline_content::config::Config;
use dateline_content::contact::Directory;
use dateline_content::release::{self, Kind, Release, TextPage};
use dateline_diagnostics::{self as diagnostic, Diagnostic, Diagnostics, Edit, FileId, Fix, Place, Rule, Span};
use dateline_text::date::Date;
use dateline_text::document::Document;
use dateline_text::language::Language;
use dateline_text::markdown::{self, Block, Prose};
use dateline_text::yaml;

/// A check, and the rules that it looks at.
type Check = (fn(&TextLook, &mut Diagnostics), &'static [&'static Rule]);

/// Every check, in the order of their names.
const CHECKS: &[Check] = &[
    (acronym::run, &[diagnostic::NEAR_ACRONYM, diagnostic::UNEXPLAINED_ACRONYM]),
    (alt_text::run, &[diagnostic::ALT_TEXT]),
    (ambiguous_date::run, &[diagnostic::AMBIGUOUS_DATE]),
    (bare_address::run, &[diagnostic::BARE_ADDRESS]),
    (bold_heading::run, &[diagnostic::BOLD_HEADING]),
    (doubled_word::run, &[diagnostic::DOUBLED_WORD]),
    (drifted_fact::run, &[diagnostic::DRIFTED_FACT]),
    (email_domain::run, &[diagnostic::EMAIL_DOMAIN]),
    (empty_body::run, &[diagnostic::EMPTY_BODY]),
    (invisible_character::run, &[diagnostic::INVISIBLE_CHARACTER]),
    (layout_spaces::run, &[diagnostic::LAYOUT_SPACES]),
    (link_text::run, &[diagnostic::LINK_TEXT]),
    (mixed_quotes::run, &[diagnostic::MIXED_QUOTES]),
    (ordinal::run, &[diagnostic::ORDINAL]),
    (placeholder::run, &[diagnostic::PLACEHOLDER]),
    (relative_day::run, &[diagnostic::RELATIVE_DAY]),
    (same_link_text::run, &[diagnostic::SAME_LINK_TEXT]),
    (table_header::run, &[diagnostic::TABLE_HEADER]),
    (telephone::run, &[diagnostic::BODY_PHONE]),
    (time_zone::run, &[diagnostic::TIME_ZONE]),
    (title::run, &[diagnostic::CAPITALS_TITLE, diagnostic::STRAY_SPACE, diagnostic::TITLE_MARKUP]),
    (unfinished_sentence::run, &[diagnostic::UNFINISHED_SENTENCE]),
    (unmarked_language::run, &[diagnostic::UNMARKED_LANGUAGE]),
    (untagged_pdf::run, &[diagnostic::UNTAGGED_PDF]),
    (weekday::run, &[diagnostic::WEEKDAY]),
];

/// Whether a rule is looked at when the words of a text are.
pub fn is_of_words(rule: &Rule) -> bool {
    CHECKS.iter().any(|(_, rules)| rules.contains(&rule))
}

/// Whose text it is.
#[derive(Clone, Copy)]
pub enum Subject<'a> {
    /// A release's.
    Release(&'a Release),
    /// A page's.
    Page(&'a TextPage),
}

impl<'a> Subject<'a> {
    fn release(self) -> Option<&'a Release> {
        match self {
            Self::Release(release) => Some(release),
            Self::Page(_) => None,
        }
    }

    fn file(self) -> FileId {
        match self {
            Self::Release(release) => release.file,
            Self::Page(page) => page.file,
        }
    }

    fn language(self) -> Language {
        match self {
            Self::Release(release) => release.language,
            Self::Page(page) => page.language,
        }
    }

    /// The folder that its links start from.
    fn folder(self) -> &'a str {
        match self {
            Self::Release(release) => release.source_folder(),
            Self::Page(_) => release::PAGES,
        }
    }

    /// Paths from the root of the files that its text links.
    fn downloads(self) -> &'a [String] {
        match self {
            Self::Release(release) => &release.downloads,
            Self::Page(page) => &page.files,
        }
    }

    fn title(self) -> &'a str {
        match self {
            Self::Release(release) => &release.title,
            Self::Page(page) => &page.title,
        }
    }

    fn short_title(self) -> Option<&'a str> {
        match self {
            Self::Release(release) => release.short_title.as_deref(),
            Self::Page(page) => page.short_title.as_deref(),
        }
    }

    fn date(self) -> Option<Date> {
        self.release().map(|it| it.life.date.date)
    }
}

/// A text as it was read, with what it is held against.
#[derive(Clone, Copy)]
pub struct Written<'a> {
    /// Whose it is.
    pub subject: Subject<'a>,
    /// The whole file.
    pub source: &'a str,
    /// The file of its original, of a translation.
    pub original: Option<&'a str>,
    /// The newsroom's own.
    pub config: &'a Config,
    /// Whom the press may call.
    pub directory: &'a Directory,
    /// What a PDF beside it says of itself, by its path from the root; `None` when it cannot be read.
    pub document: &'a dyn Fn(&str) -> Option<Document>,
}

/// A block, and its words without code.
struct Passage<'a> {
    block: &'a Block,
    words: Vec<Word<'a>>,
}

/// What a check looks at.
struct TextLook<'a> {
    subject: Subject<'a>,
    source: &'a str,
    body_start: usize,
    prose: &'a Prose,
    passages: Vec<Passage<'a>>,
    original: Option<&'a str>,
    config: &'a Config,
    directory: &'a Directory,
    document: &'a dyn Fn(&str) -> Option<Document>,
}

impl<'a> TextLook<'a> {
    /// Reports a range of a block's text.
    fn report(
        &self,
        found: &mut Diagnostics,
        rule: &'static Rule,
        (block, range): (&Block, Range<usize>),
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        found.push(Diagnostic::new(rule, self.place(block, range), message).help(help));
    }

    /// Reports a range of a block's text, with what is right in its place.
    fn report_mended(
        &self,
        found: &mut Diagnostics,
        rule: &'static Rule,
        (block, range): (&Block, Range<usize>),
        (message, help): (String, String),
        edits: Option<Vec<Edit>>,
    ) {
        let problem = Diagnostic::new(rule, self.place(block, range), message).help(help);
        found.push(problem.fix(edits.map(Fix::new)));
    }

    /// Reports the value of a key.
    fn report_key(
        &self,
        found: &mut Diagnostics,
        rule: &'static Rule,
        key: &str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        found.push(Diagnostic::new(rule, Place::Value(self.subject.file(), key.to_owned()), message).help(help));
    }

    /// Another text for a key, if it can be written on its line.
    fn rewritten(&self, key: &str, meant: &str) -> Option<Fix> {
        let keys = release::front_matter_range(self.source)?;
        let (range, text) = yaml::rewritten(&self.source[keys.clone()], key, meant)?;
        Some(Fix::new(vec![Edit::new(self.span(keys.start + range.start..keys.start + range.end), text)]))
    }

    /// A range of a block's text as it was written.
    fn written(&self, block: &Block, range: Range<usize>) -> &'a str {
        let range = block.source(range);
        self.source.get(self.body_start + range.start..self.body_start + range.end).unwrap_or_default()
    }

    /// Where a range of a block's text stands.
    fn place(&self, block: &Block, range: Range<usize>) -> Place {
        self.body_place(block.source(range))
    }

    /// Where a range of the body stands.
    fn body_place(&self, range: Range<usize>) -> Place {
        self.span(self.body_start + range.start..self.body_start + range.end)
    }

    fn span(&self, range: Range<usize>) -> Place {
        Place::Span(Span { file: self.subject.file(), start: range.start as u32, end: range.end as u32 })
    }

    /// Whether somebody speaks: what is said is theirs.
    fn is_spoken(&self) -> bool {
        self.subject.release().is_some_and(|it| matches!(it.kind, Kind::Speech | Kind::Statement))
    }

    fn blocks(&self) -> impl Iterator<Item = &'a Block> {
        self.prose.blocks.iter()
    }
}

/// Runs every check on one text.
pub fn texts(written: Written) -> Diagnostics {
    let body_start = match written.subject {
        Subject::Release(release) => release.body_start as usize,
        Subject::Page(page) => written.source.len() - page.body.len(),
    };
    let prose = markdown::prose(&written.source[body_start..]);
    let passage = |block| Passage { block, words: words(block) };
    let Written { subject, source, original, config, directory, document } = written;
    let passages = prose.blocks.iter().map(passage).collect();
    let look = TextLook { subject, source, body_start, prose: &prose, passages, original, config, directory, document };
    let mut found = Diagnostics::default();
    CHECKS.iter().for_each(|(check, _)| check(&look, &mut found));
    found
}
