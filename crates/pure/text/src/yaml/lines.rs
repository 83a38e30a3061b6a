//! One entry that is no YAML -> the place and the reason, as an editor sees them.
//!
//! It looks at lines, not grammar: what the parser stumbles on is seldom what was mistyped.

use std::collections::BTreeSet;
use std::ops::Range;

use super::words::{quoted, short};

/// A place in an entry, in bytes of the entry, and what to say of it.
#[derive(Debug)]
pub(super) struct Reason {
    pub at: Range<usize>,
    pub message: String,
    pub help: String,
    /// Bytes of a line that are one text and want quotes, and that text; not known to be all that is wrong.
    pub unquoted: Option<(Range<usize>, String)>,
}

impl Reason {
    fn new(at: Range<usize>, message: String, help: String) -> Self {
        Self { at, message, help, unquoted: None }
    }

    /// The same, mended by quotes around `text` in place of the pair's value.
    fn unquoted(self, pair: &Pair<'_>, text: &str) -> Self {
        Self { unquoted: Some((pair.start..pair.start + pair.value.len(), text.to_owned())), ..self }
    }
}

/// A line of an entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// Its first byte in the entry.
    pub start: usize,
    /// Bytes of white space before its text.
    pub indent: usize,
    /// From the indentation on, without white space at the end.
    pub body: &'a str,
}

/// A line's `key: value`; `- value` has an empty key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair<'a> {
    pub key: &'a str,
    pub value: &'a str,
    /// The value's first byte in the entry.
    pub start: usize,
}

/// The lines of a text, empty ones and comments included.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
        let next = start + line.len();
        Line { start: std::mem::replace(&mut start, next), indent, body: line[indent..].trim_end() }
    })
}

impl<'a> Line<'a> {
    fn at(&self) -> usize {
        self.start + self.indent
    }

    fn span(&self) -> Range<usize> {
        self.at()..self.at() + self.body.len()
    }

    /// Its key and value; `None` when it has neither a colon nor a hyphen of a list.
    pub(super) fn pair(&self) -> Option<Pair<'a>> {
        let mut rest = self.body;
        while let Some(after) = rest.strip_prefix("- ") {
            rest = after.trim_start();
        }
        let offset = self.at() + self.body.len() - rest.len();
        let colon = if rest.starts_with(['[', '{', '"', '\'', '“', '‘', '@', '`', '%', '|', '>']) {
            None
        } else {
            colon(rest)
        };
        let Some(colon) = colon else {
            return (rest.len() < self.body.len()).then_some(Pair { key: "", value: rest, start: offset });
        };
        let value = rest[colon + 1..].trim_start();
        Some(Pair { key: rest[..colon].trim(), value, start: offset + rest.len() - value.len() })
    }
}

/// The first colon that ends a key: white space or nothing comes after it.
fn colon(text: &str) -> Option<usize> {
    text.match_indices(':')
        .map(|it| it.0)
        .find(|at| text[at + 1..].is_empty() || text[at + 1..].starts_with([' ', '\t']))
}

impl Pair<'_> {
    fn name(&self) -> String {
        if self.key.is_empty() { "the item".to_owned() } else { format!("`{}`", short(self.key)) }
    }

    fn written(&self, value: &str) -> String {
        if self.key.is_empty() { format!("write `- {value}`") } else { format!("write `{}: {value}`", self.key) }
    }
}

/// Why an entry is no YAML, given where the parser stopped and what it said; `known` are the keys that exist.
pub(super) fn explain(entry: &str, stop: usize, said: &str, known: &BTreeSet<&str>) -> Reason {
    let mut skip_to = 0;
    let mut block: Option<usize> = None;
    let mut above: Option<Line<'_>> = None;
    for line in lines(entry).take_while(|it| it.start <= stop.max(1)) {
        if line.body.is_empty() || line.start < skip_to || block.is_some_and(|indent| line.indent > indent) {
            continue;
        }
        block = None;
        if let Some(tab) = entry[line.start..line.at()].find('\t') {
            let at = line.start + tab..line.start + tab + 1;
            let message = "a tab indents this line".to_owned();
            return Reason::new(at, message, "use two spaces in place of the tab".to_owned());
        }
        if line.body.starts_with('#') {
            continue;
        }
        if let Some(reason) = goes_on(above, line, known) {
            return reason;
        }
        let is_last = stop < line.start + line.indent + line.body.len() + 2;
        if let Some(pair) = line.pair() {
            match value(entry, &pair, is_last) {
                Seen::Fault(reason) => return reason,
                Seen::Block => block = Some(line.indent),
                Seen::Until(end) => skip_to = end,
                Seen::Nothing => {}
            }
        } else if let Some(reason) = no_colon(line, known).filter(|_| is_last || !above.is_some_and(has_value)) {
            return reason;
        }
        above = Some(line);
    }
    fallback(entry, stop, said)
}

enum Seen {
    Fault(Reason),
    /// A block of text begins.
    Block,
    /// Quotes or brackets reach to this byte.
    Until(usize),
    Nothing,
}

fn value(entry: &str, pair: &Pair<'_>, is_last: bool) -> Seen {
    let Some(first) = pair.value.chars().next() else {
        return Seen::Nothing;
    };
    let at = pair.start..pair.start + first.len_utf8();
    let reserved = |message: String| {
        let help = format!("put it in quotes: {}", pair.written(&quoted(pair.value)));
        let reason = Reason::new(at.clone(), message, help);
        // `*name` may be meant to repeat another value, and `- ` to begin a list.
        let is_text = matches!(first, '@' | '`' | '%');
        Seen::Fault(if is_text { reason.unquoted(pair, pair.value) } else { reason })
    };
    match first {
        '"' | '\'' => quotes(entry, pair, first),
        '“' | '”' | '‘' | '„' if pair.value.ends_with(['“', '”', '’']) && colon(pair.value).is_some() => {
            let text = pair.value.trim_matches(['“', '”', '‘', '’', '„']);
            let message = format!("{} stands between curly quotes, which YAML takes for text", pair.name());
            Seen::Fault(Reason::new(at, message, format!("use straight quotes: {}", pair.written(&quoted(text)))))
        }
        '[' | '{' => brackets(entry, pair, first),
        '|' | '>'
            if pair.value[1..].split('#').next().unwrap_or("").trim().chars().all(|it| "+-123456789".contains(it)) =>
        {
            Seen::Block
        }
        '@' | '`' | '%' | '|' | '>' | ']' | '}' | ',' => {
            reserved(format!("{} begins with `{first}`, which YAML keeps for itself", pair.name()))
        }
        '&' | '*' | '!' | '?' | '-' if is_last => {
            reserved(format!("{} begins with `{first}`, which YAML keeps for itself", pair.name()))
        }
        _ => match colon(pair.value) {
            Some(colon) => {
                let at = pair.start + colon..pair.start + colon + 1;
                let message = format!("{} has a colon and no quotes", pair.name());
                Seen::Fault(Reason::new(at, message, pair.written(&quoted(pair.value))).unquoted(pair, pair.value))
            }
            None => Seen::Nothing,
        },
    }
}

fn quotes(entry: &str, pair: &Pair<'_>, quote: char) -> Seen {
    let at = pair.start..pair.start + 1;
    let Some(end) = closing(&entry[pair.start..], quote).map(|it| pair.start + it) else {
        let text = pair.value[1..].trim();
        let message = format!("{} begins with a quote that is never closed", pair.name());
        return Seen::Fault(Reason::new(at, message, pair.written(&quoted(text))));
    };
    let line_end = entry[end..].find('\n').map_or(entry.len(), |it| end + it);
    let after = entry[end + 1..line_end].trim();
    if after.is_empty() || after.starts_with('#') {
        return Seen::Until(line_end);
    }
    if after.starts_with(':') && pair.key.is_empty() {
        return Seen::Nothing;
    }
    let whole = entry[pair.start..line_end].trim();
    let inner = whole.strip_prefix(quote).and_then(|it| it.strip_suffix(quote));
    // `'Hong Kong's city'` lacks nothing but other quotes; `"Green" city` is quoted in part.
    let text = inner.filter(|it| it.matches(quote).count() % 2 == 1).unwrap_or(whole);
    let message = format!("{} goes on after its closing quote", pair.name());
    let reason = Reason::new(end..end + 1, message, pair.written(&quoted(text)));
    // `"one", "two"` may be a list without brackets, and of `"The "Green" ferry"` the outer quotes may be meant.
    let is_plain = !after.starts_with([',', quote]) && (!whole.ends_with(quote) || quote == '\'' && text != whole);
    Seen::Fault(if is_plain { reason.unquoted(&Pair { value: whole, ..*pair }, text) } else { reason })
}

/// The byte of the quote that closes the one a text begins with.
pub(super) fn closing(text: &str, quote: char) -> Option<usize> {
    let mut rest = text.char_indices().skip(1).peekable();
    while let Some((at, it)) = rest.next() {
        if it == '\\' && quote == '"' {
            rest.next();
        } else if it == quote {
            if quote == '\'' && rest.peek().is_some_and(|it| it.1 == '\'') {
                rest.next();
            } else {
                return Some(at);
            }
        }
    }
    None
}

fn brackets(entry: &str, pair: &Pair<'_>, open: char) -> Seen {
    let whole = quoted(pair.value);
    let text = &entry[pair.start..];
    match matching(text) {
        Ok(end) => {
            let line_end = text[end..].find('\n').map_or(text.len(), |it| end + it);
            let after = text[end + 1..line_end].trim();
            if after.is_empty() || after.starts_with('#') {
                return Seen::Until(pair.start + line_end);
            }
            if after.starts_with(':') {
                return Seen::Nothing;
            }
            let at = pair.start + end..pair.start + end + 1;
            let message = format!("{} begins with `{open}`, and goes on after the bracket is closed", pair.name());
            Seen::Fault(Reason::new(at, message, format!("if it is text, put it in quotes: {}", pair.written(&whole))))
        }
        Err(opener) => {
            let at = pair.start + opener..pair.start + opener + 1;
            let sign = &text[opener..=opener];
            let message = format!("{} has a `{sign}` that is never closed", pair.name());
            let close = match sign {
                "[" => "]",
                "{" => "}",
                quote => quote,
            };
            let help = format!(
                "write `{close}` where it ends; if all of it is text, put it in quotes: {}",
                pair.written(&whole)
            );
            Seen::Fault(Reason::new(at, message, help))
        }
    }
}

/// The byte of the bracket that closes the first one, or that of the last bracket or quote that nothing closes.
fn matching(text: &str) -> Result<usize, usize> {
    let mut open: Vec<usize> = Vec::new();
    let mut before = ' ';
    let mut skip_to = 0;
    for (at, it) in text.char_indices() {
        if at < skip_to {
            continue;
        }
        match it {
            '[' | '{' => open.push(at),
            ']' | '}' => drop(open.pop()),
            '"' | '\'' if matches!(before, '[' | '{' | ',' | ':') => {
                skip_to = at + closing(&text[at..], it).ok_or(at)? + 1;
            }
            _ => {}
        }
        if open.is_empty() {
            return Ok(at);
        }
        if !it.is_whitespace() {
            before = it;
        }
    }
    Err(open.last().copied().unwrap_or(0))
}

/// A line that is indented further than one whose value stands beside its key, or to no line's measure.
fn goes_on(above: Option<Line<'_>>, line: Line<'_>, known: &BTreeSet<&str>) -> Option<Reason> {
    let above = above?;
    let (upper, pair) = (above.pair()?, line.pair()?);
    if upper.key.is_empty()
        || upper.value.is_empty()
        || line.indent <= above.indent
        || upper.value.starts_with(['"', '\'', '[', '{', '&', '!'])
    {
        return None;
    }
    let hyphens = above.body.len() - above.body.trim_start_matches(['-', ' ']).len();
    let expected = above.indent + hyphens;
    if line.indent == expected && hyphens > 0 {
        return None;
    }
    if pair.key.is_empty() || known.contains(pair.key) || hyphens > 0 {
        let what = if pair.key.is_empty() { "this item".to_owned() } else { pair.name() };
        let message = format!("{what} is indented by {}, expected {}", spaces(line.indent), spaces(expected));
        let help = format!("begin it right under {}, or delete what stands beside that key", upper.name());
        return Some(Reason::new(line.span(), message, help));
    }
    let at = line.at() + colon(line.body)?;
    let text = format!("{} {}", upper.value, line.body);
    let message = format!("{} has a colon and no quotes", upper.name());
    Some(Reason::new(at..at + 1, message, upper.written(&quoted(&text))))
}

fn spaces(count: usize) -> String {
    match count {
        0 => "none".to_owned(),
        1 => "1 space".to_owned(),
        _ => format!("{count} spaces"),
    }
}

fn has_value(line: Line<'_>) -> bool {
    line.pair().is_none_or(|it| !it.value.is_empty())
}

/// A line that has a known word or something like `key:value`, and no colon that counts.
pub(super) fn no_colon(line: Line<'_>, known: &BTreeSet<&str>) -> Option<Reason> {
    let word = line.body.split([' ', ':']).next().unwrap_or_default();
    let rest = line.body[word.len()..].trim_start();
    let is_word = !word.is_empty() && word.chars().all(|it| it.is_alphanumeric() || matches!(it, '_' | '-'));
    let at = line.at()..line.at() + word.len();
    if let Some(value) = rest.strip_prefix(':').filter(|it| is_word && !it.starts_with("//")) {
        let help = format!("put a space after the colon: `{word}: {value}`");
        return Some(Reason::new(at.end..at.end + 1, format!("`{word}` has no space after its colon"), help));
    }
    let reason = || Reason::new(at, format!("`{word}` has no colon after it"), format!("write `{word}: {rest}`"));
    known.contains(word).then(reason)
}

/// The parser's own reason, where it stopped; wrong indentation is put into words.
fn fallback(entry: &str, stop: usize, said: &str) -> Reason {
    let stop = (0..=stop.min(entry.len())).rev().find(|it| entry.is_char_boundary(*it)).unwrap_or(0);
    let line = lines(entry).filter(|it| it.start <= stop && !it.body.is_empty()).last();
    let line = line.unwrap_or(Line { start: 0, indent: 0, body: "" });
    let before: BTreeSet<usize> =
        lines(entry).filter(|it| it.start < line.start && !it.body.is_empty()).map(|it| it.indent).collect();
    let nearest = before.iter().copied().filter(|it| *it > 0).min_by_key(|it| it.abs_diff(line.indent));
    if let Some(expected) = nearest.filter(|_| !before.contains(&line.indent)) {
        let message =
            format!("this line is indented by {}, the lines before it by {}", spaces(line.indent), spaces(expected));
        let help = "begin it right under the line that it belongs with".to_owned();
        return Reason::new(line.span(), message, help);
    }
    let at = if stop >= line.span().end || stop < line.at() { line.span() } else { stop..line.span().end };
    if said.contains("escape") {
        let message = "a backslash between double quotes means something else in YAML".to_owned();
        return Reason::new(at, message, "use single quotes, or write two backslashes for one".to_owned());
    }
    let message = format!("this cannot be read as YAML: {}", said.trim_end_matches('.'));
    let help = "look for a missing comma, quote or bracket, a wrong indentation, or text with `: ` that needs quotes"
        .to_owned();
    Reason::new(at, message, help)
}
