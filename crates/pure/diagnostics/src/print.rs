//! Problems as text: file, line, column, excerpt, caret, help.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Diagnostics, Edit, Elsewhere, FileId, Fix, Place, Severity};

/// Longest excerpt line that is shown whole, in bytes; of a longer one the neighbourhood of the place is.
const LINE_LIMIT: usize = 400;
/// Lines of a place that are shown; the caret stands under the first of a longer one.
const LINES_SHOWN: usize = 3;
/// Longest message or help, in characters.
const WORDS_LIMIT: usize = 600;

/// The texts that excerpts are cut from, and where a path of keys stands in them.
pub trait Excerpts {
    /// The path of a source, relative to the newsroom's root, with `/`.
    fn path(&self, file: FileId) -> String;
    /// The whole text of a source; `None` when it cannot be read (again) or is no text.
    fn text(&self, file: FileId) -> Option<String>;
    /// Where the key (or else the value) at a path of keys stands in that text, in bytes of the file.
    fn locate(&self, file: FileId, text: &str, path: &str, key: bool) -> Option<std::ops::Range<usize>>;
    /// Whether the text of the file may be shown: it is public, or the reader is known to be an editor.
    fn may_show(&self, file: FileId) -> bool;
}

/// How to print.
pub struct Printer<'a> {
    /// The texts of the sources.
    pub excerpts: &'a dyn Excerpts,
    /// With colour and box drawing.
    pub styled: bool,
    /// Columns of the terminal.
    pub width: usize,
}

/// A diagnostic with its place found and its text made.
#[derive(Clone, Debug)]
pub struct Problem {
    /// How much it matters.
    pub severity: Severity,
    /// The rule's name.
    pub rule: &'static str,
    /// From the newsroom's root.
    pub path: String,
    /// From 1; 0 when the whole file is meant.
    pub line: usize,
    /// In characters, from 1; 0 when the whole file is meant.
    pub column: usize,
    /// Line and column behind the last character, counted like the first; `None` where they are not known.
    pub end: Option<(usize, usize)>,
    /// What was found; the rule's meaning where the text of the file may not be shown.
    pub message: String,
    /// What to type instead; empty when the message says it all, and where the text of the file may not be shown.
    pub help: String,
    /// A second place that has a part in it, with what it is; only where both texts may be shown.
    pub related: Option<Related>,
    /// How it is mended, where there is one right way; only where the text may be shown.
    pub fix: Option<ProblemFix>,
    /// As it is printed, with excerpt and help.
    pub text: String,
    /// Whether its text leaves out what may not be public.
    pub is_withheld: bool,
}

/// The second place of a problem.
#[derive(Clone, Debug)]
pub struct Related {
    /// From the newsroom's root.
    pub path: String,
    /// From 1; 0 when the whole file is meant.
    pub line: usize,
    /// In characters, from 1; 0 when the whole file is meant.
    pub column: usize,
    /// What it is.
    pub what: String,
}

/// The mend of a problem, in the problem's file.
#[derive(Clone, Debug)]
pub struct ProblemFix {
    /// What a person has to say yes to first.
    pub question: Option<String>,
    /// What takes the place of what.
    pub edits: Vec<ProblemEdit>,
}

/// A text that takes the place of another.
#[derive(Clone, Debug)]
pub struct ProblemEdit {
    /// Line and column of the first character that goes, from 1.
    pub start: (usize, usize),
    /// Line and column behind the last; the same where nothing goes.
    pub end: (usize, usize),
    /// What comes.
    pub text: String,
}

/// A place with its line and column, and the lines to show.
struct Located {
    path: String,
    /// From 1; 0 when the whole file is meant.
    line: usize,
    /// In characters, from 1; 0 when the whole file is meant.
    column: usize,
    /// Line and column behind its last character.
    end: Option<(usize, usize)>,
    /// Byte offset of the place in the file, to sort by.
    offset: usize,
    /// What to show: the lines, the number of the first, and the marked bytes in them.
    excerpt: Option<(String, usize, std::ops::Range<usize>)>,
    may_show: bool,
}

impl Printer<'_> {
    /// All problems, sorted by path, then position, then rule; an empty line after each. Of a file whose text may not be
    /// shown, each says only where it is and of which rule.
    pub fn print(&self, diagnostics: &Diagnostics) -> String {
        let problems = self.problems(diagnostics);
        let mut text: String = problems.iter().map(|it| format!("{}\n\n", it.text)).collect();
        if problems.iter().any(|it| it.is_withheld) {
            text.push_str("Texts that may not be public are not shown; `--show-unpublished` shows them.\n");
        }
        text
    }

    /// All problems one by one, in the order of [`print`](Self::print).
    pub fn problems(&self, diagnostics: &Diagnostics) -> Vec<Problem> {
        let mut located: Vec<(Located, &Diagnostic)> =
            diagnostics.iter().map(|it| (self.locate(&it.place), it)).collect();
        located.sort_by(|(a, first), (b, second)| {
            let key = |it: &Diagnostic| (it.rule.name, it.message.clone());
            (&a.path, a.offset).cmp(&(&b.path, b.offset)).then_with(|| key(first).cmp(&key(second)))
        });
        located.into_iter().map(|(located, diagnostic)| self.problem(located, diagnostic)).collect()
    }

    fn problem(&self, located: Located, diagnostic: &Diagnostic) -> Problem {
        let may_show = located.may_show;
        let other = diagnostic.related.as_deref().filter(|_| may_show);
        let related = other.map(|(place, what)| (self.locate(place), what)).filter(|(other, _)| other.may_show);
        let related = related.map(|(Located { path, line, column, .. }, what)| Related {
            path,
            line,
            column,
            what: what.clone(),
        });
        let fix = diagnostic.fix.as_deref().filter(|_| may_show).and_then(|it| self.fix(it));
        let message = if may_show { cut(&diagnostic.message) } else { diagnostic.rule.meaning.into() };
        let help = if may_show { cut(&diagnostic.help) } else { "".into() };
        Problem {
            severity: diagnostic.severity,
            rule: diagnostic.rule.name,
            text: self.text(diagnostic.severity, diagnostic.rule.name, &located, (&message, &help), related.as_ref()),
            message: message.into_owned(),
            help: help.into_owned(),
            related,
            fix,
            is_withheld: !may_show,
            end: located.end,
            path: located.path,
            line: located.line,
            column: located.column,
        }
    }

    /// The mend with its places found; `None` when one is not there any more.
    fn fix(&self, fix: &Fix) -> Option<ProblemFix> {
        let edit = |it: &Edit| {
            let Located { line, column, end, .. } = self.locate(&it.place);
            Some(ProblemEdit { start: (line, column), end: end?, text: it.text.clone() })
        };
        let edits = fix.edits.iter().map(edit).collect::<Option<_>>()?;
        Some(ProblemFix { question: fix.question.clone(), edits })
    }

    fn text(
        &self,
        severity: Severity,
        rule: &str,
        located: &Located,
        (message, help): (&str, &str),
        related: Option<&Related>,
    ) -> String {
        let level = match severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Advice => Level::HELP.with_name("advice"),
        };
        let mut group = level.primary_title(message).id(rule).element_of(located);
        if let Some(related) = related {
            let origin = origin(&related.path, related.line, related.column);
            group = group.element(Level::NOTE.message(related.what.as_str())).element(origin);
        }
        if !help.is_empty() {
            group = group.element(Level::HELP.message(help));
        }
        let renderer = if self.styled { Renderer::styled() } else { Renderer::plain() };
        renderer.term_width(self.width).render(&[group])
    }

    fn locate(&self, place: &Place) -> Located {
        let whole = |path: String, may_show| Located {
            path,
            line: 0,
            column: 0,
            end: None,
            offset: 0,
            excerpt: None,
            may_show,
        };
        match place {
            Place::Newsroom => whole("dateline.yaml".into(), true),
            Place::Elsewhere(elsewhere) => {
                let Elsewhere { path, line, column, excerpt } = &**elsewhere;
                let (line, column) = (*line as usize, *column as usize);
                let start = excerpt.char_indices().nth(column.saturating_sub(1)).map_or(excerpt.len(), |(at, _)| at);
                let excerpt = (!excerpt.is_empty()).then(|| window(excerpt, start..start, line));
                Located { line, column, offset: line, excerpt, ..whole(path.clone(), true) }
            }
            Place::File(file) => whole(self.excerpts.path(*file), self.excerpts.may_show(*file)),
            Place::Span(span) => self.within(span.file, |_| Some(span.start as usize..span.end as usize)),
            Place::Key(file, path) => self.within(*file, |text| self.excerpts.locate(*file, text, path, true)),
            Place::Value(file, path) => self.within(*file, |text| self.excerpts.locate(*file, text, path, false)),
        }
    }

    fn within(&self, file: FileId, find: impl FnOnce(&str) -> Option<std::ops::Range<usize>>) -> Located {
        let (path, may_show) = (self.excerpts.path(file), self.excerpts.may_show(file));
        let whole = Located { path, line: 0, column: 0, end: None, offset: 0, excerpt: None, may_show };
        let Some(text) = self.excerpts.text(file) else { return whole };
        let Some(range) = find(&text) else { return whole };
        // The file may have changed since it was read: a place past its end is its end.
        let start = floor(&text, range.start);
        let end = floor(&text, range.end).max(start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line = text[..start].matches('\n').count() + 1;
        let column = text[line_start..start].trim_start_matches('\u{feff}').chars().count() + 1;
        let end_line_start = text[..end].rfind('\n').map_or(0, |at| at + 1);
        let end_column = text[end_line_start..end].trim_start_matches('\u{feff}').chars().count() + 1;
        let end_at = Some((line + text[start..end].matches('\n').count(), end_column));
        let line_end = text[start..].match_indices('\n').nth(LINES_SHOWN - 1).map_or(text.len(), |(at, _)| start + at);
        let lines =
            text[line_start..line_end.min(line_ends_after(&text, end)).max(start)].trim_end_matches(['\n', '\r']);
        let marked = start - line_start..(end - line_start).min(lines.len());
        let excerpt = Some(window(lines, marked, line));
        Located { line, column, end: end_at, offset: start, excerpt, ..whole }
    }
}

/// The end of the line that holds the byte at `at`.
fn line_ends_after(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end)
}

/// A text cut to what a person reads.
fn cut(text: &str) -> std::borrow::Cow<'_, str> {
    match text.char_indices().nth(WORDS_LIMIT) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// The lines as they can be shown: a very long line is cut to the neighbourhood of the marked bytes.
fn window(lines: &str, marked: std::ops::Range<usize>, first: usize) -> (String, usize, std::ops::Range<usize>) {
    let marked = marked.start.min(lines.len())..marked.end.max(marked.start).min(lines.len());
    if lines.len() <= LINE_LIMIT {
        return (lines.to_owned(), first, marked);
    }
    let line_start = lines[..marked.start].rfind('\n').map_or(0, |at| at + 1);
    let from = ceil(lines, marked.start.saturating_sub(LINE_LIMIT / 4).max(line_start));
    let line_end = lines[marked.start..].find('\n').map_or(lines.len(), |at| marked.start + at);
    let to = floor(lines, (from + LINE_LIMIT).min(line_end)).max(from);
    let marks = marked.start - from..marked.end.min(to).max(marked.start) - from;
    (lines[from..to].to_owned(), first, marks)
}

/// The nearest character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|it| text.is_char_boundary(*it)).unwrap_or(0)
}

/// The nearest character boundary at or after `at`.
fn ceil(text: &str, at: usize) -> usize {
    (at..text.len()).find(|it| text.is_char_boundary(*it)).unwrap_or(text.len())
}

fn origin(path: &str, line: usize, column: usize) -> Origin<'_> {
    let origin = Origin::path(path);
    if line == 0 { origin } else { origin.line(line).char_column(column) }
}

trait ElementOf<'a> {
    fn element_of(self, located: &'a Located) -> Group<'a>;
}

impl<'a> ElementOf<'a> for annotate_snippets::Title<'a> {
    /// The place: with its excerpt where there is one to show, else path, line and column.
    fn element_of(self, located: &'a Located) -> Group<'a> {
        match &located.excerpt {
            // A cut line would give a wrong column.
            Some((lines, first, marked)) if located.may_show && located.column > marked.start + 1 => {
                let snippet = Snippet::source(lines.as_str()).line_start(*first).fold(false);
                self.element(origin(&located.path, located.line, located.column))
                    .element(snippet.annotation(AnnotationKind::Primary.span(marked.clone())))
            }
            Some((lines, first, marked)) if located.may_show => self.element(
                Snippet::source(lines.as_str())
                    .path(located.path.as_str())
                    .line_start(*first)
                    .fold(false)
                    .annotation(AnnotationKind::Primary.span(marked.clone())),
            ),
            _ => self.element(origin(&located.path, located.line, located.column)),
        }
    }
}
