//! Words in a language of their own: `[Straße]{lang=de}`, `[Straße](address){lang=de}`, `## Straße {lang=de}`.
//!
//! In: the events of a text. Out: the same, in which such words stand between two marks, and what is wrong with how they
//! are marked. The brackets and the braces are the parser's to find; here they are paired. A mark is inline HTML that no
//! text can hold: who does not ask for it reads the words alone.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::parse::FILLER;
use crate::language;

/// What begins the braces.
const LANGUAGE: &str = "lang";

/// What is wrong with a mark.
pub(super) struct Fault {
    /// Bytes of the text.
    pub(super) range: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
}

/// The language that begins with this event; empty where one ends.
pub(super) fn mark<'e>(event: &'e Event<'_>) -> Option<&'e str> {
    match event {
        Event::InlineHtml(html) => html.strip_prefix(FILLER),
        _ => None,
    }
}

/// Whether a text may have such words.
pub(super) fn may_be_in(text: &str) -> bool {
    text.contains('{') && (text.contains("{lang") || text.contains("{ lang") || text.contains("]{"))
}

/// Pairs the marks of a text; `text` is what the ranges of its events are bytes of.
pub(super) fn read<'a>(
    events: Vec<(Event<'a>, Range<usize>)>,
    text: &str,
) -> (Vec<(Event<'a>, Range<usize>)>, Vec<Fault>) {
    let mut reader = Reader { text, out: Vec::with_capacity(events.len() + 8), open: Vec::new(), faults: Vec::new() };
    let mut events = events.into_iter().peekable();
    let mut is_code = false;
    while let Some((event, range)) = events.next() {
        // What stands right behind a bracket or a link says its language.
        let behind = match &event {
            Event::Text(it) if &**it == "]" && !reader.is_escaped(range.start) && !is_code => true,
            Event::End(TagEnd::Link) => true,
            _ => false,
        };
        let mut spec = None;
        if behind
            && let Some((Event::Text(next), at)) = events.peek_mut()
            && at.start == range.end
        {
            spec = reader.spec(next, at);
        }
        match event {
            Event::Start(tag) => {
                is_code |= matches!(tag, Tag::CodeBlock(_));
                reader.open.push(Open {
                    start: reader.out.len(),
                    brackets: Vec::new(),
                    language: heading_language(&tag),
                });
                reader.out.push((Event::Start(tag), range));
            }
            Event::End(tag) => {
                is_code &= tag != TagEnd::CodeBlock;
                reader.end(tag, range, spec);
            }
            Event::Text(it) if behind => reader.close_bracket(it, range, spec),
            Event::Text(it) if &*it == "[" && !reader.is_escaped(range.start) && !is_code => {
                let at = reader.out.len();
                if let Some(open) = reader.open.last_mut() {
                    open.brackets.push(at);
                }
                reader.out.push((Event::Text(it), range));
            }
            Event::Text(it) => {
                if !is_code {
                    reader.stray(&it, &range);
                }
                reader.out.push((Event::Text(it), range));
            }
            event => reader.out.push((event, range)),
        }
    }
    reader.out.retain(|(event, _)| !matches!(event, Event::Text(it) if it.is_empty()));
    (reader.out, reader.faults)
}

struct Reader<'a, 't> {
    text: &'t str,
    out: Vec<(Event<'a>, Range<usize>)>,
    /// What is open, the innermost last.
    open: Vec<Open>,
    faults: Vec<Fault>,
}

/// What is open.
struct Open {
    /// Where it begins among the events.
    start: usize,
    /// Where opening brackets stand among the events.
    brackets: Vec<usize>,
    /// What braces at the end of a heading say.
    language: Option<String>,
}

/// What braces say.
enum Spec {
    /// A language of the registry.
    Language(String),
    /// Something else: it was told of.
    Faulty,
}

impl<'a> Reader<'a, '_> {
    fn is_escaped(&self, at: usize) -> bool {
        self.text.as_bytes().get(at.wrapping_sub(1)) == Some(&b'\\')
    }

    fn fault(&mut self, range: Range<usize>, message: String, help: impl Into<String>) {
        self.faults.push(Fault { range, message, help: help.into() });
    }

    /// Reads braces that say a language, and takes them from the text that they begin.
    fn spec(&mut self, text: &mut CowStr<'_>, range: &mut Range<usize>) -> Option<Spec> {
        let inner = text.strip_prefix('{')?;
        let said = inner.trim_start().strip_prefix(LANGUAGE).map(str::trim_start);
        let Some(end) = inner.find('}') else {
            if said.is_some() {
                let help = "write the brace `}` behind the language, on the same line: `[…]{lang=de}`";
                self.fault(range.clone(), format!("`{}` is not closed", text.trim_end()), help);
                // It is told of once.
                let length = text.find(LANGUAGE).unwrap_or_default();
                *text = text[length..].to_owned().into();
                range.start += length;
                return Some(Spec::Faulty);
            }
            return None;
        };
        let length = end + 2;
        let place = range.start..range.start + length;
        let shown = &text[..length];
        let tag = match inner[..end].trim().strip_prefix(LANGUAGE).map(str::trim_start) {
            Some(rest) if rest.starts_with(['=', ':']) => {
                let tag = rest[1..].trim().trim_matches(['"', '\'', '“', '”']);
                match language::tag(tag) {
                    Ok(tag) if rest.starts_with('=') => Ok(tag),
                    Ok(tag) => {
                        Err((format!("`{shown}` is no way to say a language"), format!("write `{{lang={tag}}}`")))
                    }
                    Err(help) => {
                        let message = match tag {
                            "" => format!("`{shown}` names no language"),
                            tag => format!("`{tag}` is no language"),
                        };
                        Err((message, help))
                    }
                }
            }
            Some("") => {
                let help = "write its tag behind it, as in `{lang=de}`".to_owned();
                Err((format!("`{shown}` names no language"), help))
            }
            // What stands in braces may be a word of the text.
            _ => {
                let word = inner[..end].trim().trim_start_matches('.');
                let tag = language::tag(word).ok()?;
                Err((
                    format!("`{shown}` behind brackets marks nothing"),
                    format!("write `{{lang={tag}}}`, or a space before it"),
                ))
            }
        };
        let spec = match tag {
            Ok(tag) => Spec::Language(tag),
            Err((message, help)) => {
                self.fault(place, message, help);
                Spec::Faulty
            }
        };
        *text = text[length..].to_owned().into();
        range.start += length;
        Some(spec)
    }

    fn close_bracket(&mut self, bracket: CowStr<'a>, range: Range<usize>, spec: Option<Spec>) {
        let start = self.open.last_mut().and_then(|it| it.brackets.pop());
        match (start, spec) {
            (Some(start), Some(spec)) => self.mark(start, range, spec, true),
            (None, Some(_)) => {
                let help = "write a bracket before the words too, in the same paragraph: `[…]{lang=de}`";
                self.fault(range.clone(), "this bracket closes none".to_owned(), help);
                self.out.push((Event::Text(bracket), range));
            }
            (_, None) => self.out.push((Event::Text(bracket), range)),
        }
    }

    /// Puts marks in the place of two brackets, or inside a link whose start is at `start`.
    fn mark(&mut self, start: usize, range: Range<usize>, spec: Spec, is_bracket: bool) {
        let is_empty = self.out.len() == start + 1;
        if is_empty {
            let range = self.out[start].1.start..range.end;
            self.fault(
                range,
                "no words stand between the brackets".to_owned(),
                "write the words there: `[…]{lang=de}`",
            );
        }
        match spec {
            Spec::Language(tag) if !is_empty => {
                let opening = (Event::InlineHtml(format!("{FILLER}{tag}").into()), self.out[start].1.clone());
                match is_bracket {
                    true => self.out[start] = opening,
                    false => self.out.insert(start + 1, opening),
                }
                self.out.push((Event::InlineHtml(FILLER.to_string().into()), range));
            }
            _ if is_bracket => {
                self.out[start].0 = Event::Text("".into());
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>, spec: Option<Spec>) {
        let Some(Open { start, language, .. }) = self.open.pop() else { return };
        let at_end = range.end..range.end;
        match (tag, spec) {
            (TagEnd::Link, Some(spec)) => self.mark(start, at_end.clone(), spec, false),
            (TagEnd::Heading(_), _) => {
                if let Some(written) = language {
                    self.end_heading(start, &range, &written);
                }
            }
            _ => {}
        }
        self.out.push((Event::End(tag), range));
    }

    /// Braces at the end of a heading are for what stands before them: brackets, a link, or all of it.
    fn end_heading(&mut self, start: usize, range: &Range<usize>, written: &str) {
        let spec = match language::tag(written) {
            Ok(tag) => Spec::Language(tag),
            Err(help) => {
                let heading = &self.text[range.clone()];
                let at = heading.rfind('{').map_or(range.start, |it| range.start + it);
                let end = self.text[at..range.end].trim_end().len() + at;
                let message = match written {
                    "" => "`{lang=}` names no language".to_owned(),
                    written => format!("`{written}` is no language"),
                };
                self.fault(at..end, message, help);
                return;
            }
        };
        let end = range.end..range.end;
        let is_touched = self.text[range.clone()]
            .rfind('{')
            .is_some_and(|it| self.text[range.start..range.start + it].ends_with([']', ')']));
        let last = self.out.len() - 1;
        let is_bracket = matches!(&self.out[last].0, Event::Text(it) if &**it == "]");
        let is_link = matches!(self.out[last].0, Event::End(TagEnd::Link));
        if is_touched && is_bracket {
            let opening =
                self.out[start..last].iter().rposition(|(it, _)| matches!(it, Event::Text(it) if &**it == "["));
            if let Some(opening) = opening {
                self.out.pop();
                return self.mark(start + opening, end, spec, true);
            }
        }
        if is_touched && is_link {
            let opening =
                self.out[start..last].iter().rposition(|(it, _)| matches!(it, Event::Start(Tag::Link { .. })));
            if let Some(opening) = opening {
                let closing = self.out.pop();
                self.mark(start + opening, end, spec, false);
                self.out.extend(closing);
                return;
            }
        }
        self.mark(start, end, spec, false);
    }

    /// Braces that stand behind nothing mark nothing.
    fn stray(&mut self, text: &str, range: &Range<usize>) {
        for (at, _) in text.match_indices('{') {
            let rest = &text[at..];
            let is_language = rest[1..].trim_start().strip_prefix(LANGUAGE).map(str::trim_start);
            if !is_language.is_some_and(|it| it.starts_with('=')) || self.is_escaped(range.start + at) {
                continue;
            }
            let end = rest.find('}').map_or(rest.len(), |it| it + 1);
            let shown = rest[..end].trim_end();
            let help = format!("write brackets around the words that it is for, right before it: `[…]{shown}`");
            let place = range.start + at..range.start + at + shown.len();
            self.fault(place, format!("`{shown}` stands behind no brackets"), help);
        }
    }
}

/// The language that braces at the end of a heading say.
fn heading_language(tag: &Tag<'_>) -> Option<String> {
    let Tag::Heading { attrs, .. } = tag else { return None };
    let (_, value) = attrs.iter().find(|(name, _)| &**name == LANGUAGE)?;
    Some(value.as_deref().unwrap_or_default().trim_matches(['"', '\'']).to_owned())
}
