//! YAML text -> a tree in which every key and value knows where it stands.
//!
//! Bytes of the text throughout: the parser's own marks count characters. Aliases are written out in full, within a
//! budget; duplicate keys are all kept; scalars keep the text that was typed. It judges nothing: see `schema`.

use std::collections::BTreeMap;
use std::ops::Range;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};
use serde_yaml::Value;

use super::joined;

/// Nodes that aliases may add to a file.
const ALIAS_BUDGET: usize = 20_000;
/// Lists and mappings inside one another.
const DEPTH_LIMIT: usize = 64;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub kind: Kind,
    /// Empty for a value that is not there.
    pub span: Range<usize>,
    /// A tag other than YAML's own, as `!important`.
    pub tag: Option<String>,
    /// Where an anchor's name stands that no alias asks for: more likely text than an anchor.
    pub anchor: Option<usize>,
    /// 1 for a scalar, 2 for a list of scalars, ...
    height: usize,
}

/// What a value is made of.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Scalar {
        text: String,
        style: Style,
    },
    List(Vec<Node>),
    /// Pairs of key and value as written, duplicates included.
    Map(Vec<(Node, Node)>),
}

/// How a scalar was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Quoted,
    /// `|` or `>`.
    Block,
}

/// Why a text is no tree.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub at: usize,
    pub why: Why,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// The parser's reason.
    Syntax(String),
    /// Lists and mappings stand too deep inside one another.
    TooDeep,
    /// Aliases make the file too large, or an anchor holds itself.
    Aliases,
    /// An alias asks for an anchor that is not there.
    UnknownAnchor,
    /// A second document begins.
    SecondDocument,
}

impl Node {
    /// Whether it is a value that is not there, or a plain `null` or `~`.
    pub(super) fn is_null(&self) -> bool {
        matches!(&self.kind, Kind::Scalar { text, style: Style::Plain } if resolve(text).is_null())
    }

    /// The text of a scalar as typed, without its quotes.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            Kind::List(_) | Kind::Map(_) => None,
        }
    }

    /// What YAML makes of it when nothing is known of what is expected.
    pub(super) fn to_value(&self) -> Value {
        match &self.kind {
            Kind::Scalar { text, style: Style::Plain } => resolve(text),
            Kind::Scalar { text, .. } => Value::String(text.clone()),
            Kind::List(items) => Value::Sequence(items.iter().map(Self::to_value).collect()),
            Kind::Map(pairs) => {
                Value::Mapping(pairs.iter().map(|(key, value)| (key.to_value(), value.to_value())).collect())
            }
        }
    }

    fn new(kind: Kind, span: Range<usize>) -> Self {
        let height = 1 + match &kind {
            Kind::Scalar { .. } => 0,
            Kind::List(items) => items.iter().map(|it| it.height).max().unwrap_or(0),
            Kind::Map(pairs) => pairs.iter().map(|(key, value)| key.height.max(value.height)).max().unwrap_or(0),
        };
        Self { kind, span, tag: None, anchor: None, height }
    }

    fn size(&self) -> usize {
        match &self.kind {
            Kind::Scalar { .. } => 1,
            Kind::List(items) => 1 + items.iter().map(Self::size).sum::<usize>(),
            Kind::Map(pairs) => 1 + pairs.iter().map(|(key, value)| key.size() + value.size()).sum::<usize>(),
        }
    }
}

/// The tree of a text; `None` when it holds nothing but comments.
///
/// # Errors
///
/// The first place at which the text is no YAML, or more of it than a newsroom writes.
pub(super) fn parse(text: &str) -> Result<Option<Node>, Fault> {
    // serde_yaml takes a tab after a colon, as many an old file has it; this parser does not.
    let marked = joined::marked(text);
    let without_tabs = marked.replace(":\t", ": ");
    let mut builder = Builder::new(text, &marked);
    let mut parser = Parser::new_from_str(&without_tabs);
    let mut documents = 0;
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|it| builder.syntax(&it))?;
        let (start, end) = (builder.byte(span.start), builder.byte(span.end));
        match event {
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    return Err(Fault { at: start, why: Why::SecondDocument });
                }
            }
            Event::StreamEnd => break,
            event => builder.take(event, start..end)?,
        }
    }
    Ok(builder.finish())
}

/// A list or mapping whose end has not come.
struct Open {
    is_map: bool,
    start: usize,
    anchor: usize,
    tag: Option<String>,
    children: Vec<Node>,
}

struct Builder<'a> {
    text: &'a str,
    /// The byte of each character, those that were put in between included; empty when every character is one byte.
    bytes: Vec<u32>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Node>,
    used: Vec<usize>,
    cloned: usize,
    root: Option<Node>,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str, marked: &str) -> Self {
        let places = marked.chars().scan(0, |at, it| {
            let place = *at;
            *at += if it == joined::MARK { 0 } else { it.len_utf8() as u32 };
            Some(place)
        });
        let bytes = if text.is_ascii() { Vec::new() } else { places.collect() };
        Self { text, bytes, open: Vec::new(), anchors: BTreeMap::new(), used: Vec::new(), cloned: 0, root: None }
    }

    fn byte(&self, marker: Marker) -> usize {
        if self.bytes.is_empty() {
            return marker.index().min(self.text.len());
        }
        self.bytes.get(marker.index()).map_or(self.text.len(), |it| *it as usize)
    }

    fn syntax(&self, error: &saphyr_parser::ScanError) -> Fault {
        let why = match error.info() {
            info if info.contains("unknown anchor") => Why::UnknownAnchor,
            info if info.contains("recursion limit") => Why::TooDeep,
            info => Why::Syntax(info.to_owned()),
        };
        Fault { at: self.byte(*error.marker()), why }
    }

    fn take(&mut self, event: Event<'_>, span: Range<usize>) -> Result<(), Fault> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let node = self.scalar(&text, style, tag.as_deref(), span);
                self.attach(node, anchor);
            }
            Event::SequenceStart(anchor, tag) => self.begin(false, span.start, anchor, foreign(tag.as_deref()))?,
            Event::MappingStart(anchor, tag) => self.begin(true, span.start, anchor, foreign(tag.as_deref()))?,
            Event::SequenceEnd | Event::MappingEnd => self.end(span.end),
            Event::Alias(anchor) => {
                let node = self.alias(anchor, span)?;
                self.attach(node, 0);
            }
            _ => {}
        }
        Ok(())
    }

    fn scalar(&self, text: &str, style: ScalarStyle, tag: Option<&Tag>, span: Range<usize>) -> Node {
        let style = match style {
            _ if tag.is_some_and(|it| it.is_yaml_core_schema() && it.suffix == "str") => Style::Quoted,
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
            ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
        };
        let span = self.trimmed(span);
        let kind = Kind::Scalar { text: joined::unmarked(text).into_owned(), style };
        Node { tag: foreign(tag), ..Node::new(kind, span) }
    }

    /// The span without white space at its end (the parser counts what follows a block).
    fn trimmed(&self, span: Range<usize>) -> Range<usize> {
        let end = span.end.max(span.start);
        span.start..span.start + self.text[span.start..end].trim_end().len()
    }

    fn begin(&mut self, is_map: bool, start: usize, anchor: usize, tag: Option<String>) -> Result<(), Fault> {
        if self.open.len() >= DEPTH_LIMIT {
            return Err(Fault { at: start, why: Why::TooDeep });
        }
        self.open.push(Open { is_map, start, anchor, tag, children: Vec::new() });
        Ok(())
    }

    fn end(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        let is_flow = self.text[open.start..].starts_with(['[', '{']);
        let first = open.children.first().map_or(open.start, |it| it.span.start);
        let last = open.children.iter().map(|it| it.span.end).max().unwrap_or(end);
        let span = if is_flow { open.start..end } else { open.start.min(first)..last.max(open.start) };
        let kind = if open.is_map { Kind::Map(pairs(open.children)) } else { Kind::List(open.children) };
        self.attach(Node { tag: open.tag, ..Node::new(kind, span) }, open.anchor);
    }

    fn alias(&mut self, anchor: usize, span: Range<usize>) -> Result<Node, Fault> {
        let fault = Fault { at: span.start, why: Why::Aliases };
        let mut node = self.anchors.get(&anchor).cloned().ok_or_else(|| fault.clone())?;
        self.cloned += node.size();
        if self.cloned > ALIAS_BUDGET {
            return Err(fault);
        }
        if self.open.len() + node.height > DEPTH_LIMIT + 1 {
            return Err(Fault { why: Why::TooDeep, ..fault });
        }
        self.used.push(anchor);
        node.span = span;
        node.anchor = None;
        Ok(node)
    }

    fn attach(&mut self, mut node: Node, anchor: usize) {
        if anchor > 0 {
            node.anchor = Some(anchor);
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            Some(open) => open.children.push(node),
            None => self.root = Some(node),
        }
    }

    fn finish(self) -> Option<Node> {
        let mut root = self.root?;
        if !self.anchors.is_empty() {
            keep_unused(&mut root, &self.used);
        }
        let is_empty = matches!(&root.kind, Kind::Scalar { text, style: Style::Plain } if text.is_empty());
        (!is_empty).then_some(root)
    }
}

/// Forgets the anchors that an alias asks for, and those of lists and mappings.
fn keep_unused(node: &mut Node, used: &[usize]) {
    let is_scalar = matches!(node.kind, Kind::Scalar { .. });
    node.anchor = node.anchor.filter(|it| is_scalar && !used.contains(it));
    match &mut node.kind {
        Kind::Scalar { .. } => {}
        Kind::List(items) => items.iter_mut().for_each(|it| keep_unused(it, used)),
        Kind::Map(pairs) => pairs.iter_mut().for_each(|(key, value)| {
            keep_unused(key, used);
            keep_unused(value, used);
        }),
    }
}

fn pairs(children: Vec<Node>) -> Vec<(Node, Node)> {
    let mut children = children.into_iter();
    std::iter::from_fn(|| Some((children.next()?, children.next()?))).collect()
}

fn foreign(tag: Option<&Tag>) -> Option<String> {
    tag.filter(|it| !it.is_yaml_core_schema()).map(|it| format!("{}{}", it.handle, it.suffix))
}

/// What YAML's core schema makes of a plain scalar, as `serde_yaml` reads it: `no` and `2026-11-23` are text, and so is
/// a number with a leading zero.
pub(super) fn resolve(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let leading_zero = digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|it| it.is_ascii_digit());
    if leading_zero {
        return Value::String(text.to_owned());
    }
    integer(text).or_else(|| float(text).map(Value::from)).unwrap_or_else(|| Value::String(text.to_owned()))
}

fn integer(text: &str) -> Option<Value> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => ("-", &text[1..]),
        b'+' => ("", &text[1..]),
        _ => ("", text),
    };
    let (radix, digits) = match digits.get(..2) {
        Some("0x") => (16, &digits[2..]),
        Some("0o") => (8, &digits[2..]),
        Some("0b") => (2, &digits[2..]),
        _ => (10, digits),
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let signed = format!("{sign}{digits}");
    let unsigned = u64::from_str_radix(&signed, radix).ok().map(Value::from);
    unsigned.or_else(|| i64::from_str_radix(&signed, radix).ok().map(Value::from))
}

fn float(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    match text {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Some(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => return Some(f64::NAN),
        _ if text.starts_with('+') && unsigned.starts_with(['+', '-']) => return None,
        _ => {}
    }
    unsigned.parse::<f64>().ok().filter(|it| it.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts of every kind of value; the two parsers must agree on each.
    const TEXTS: &[&str] = &[
        "a: b",
        "a: 1",
        "a: -1",
        "a: +1",
        "a: 1.5",
        "a: 1e3",
        "a: .5",
        "a: 1.",
        "a: .inf",
        "a: -.INF",
        "a: 0",
        "a: -0",
        "a: 0123",
        "a: -012",
        "a: 0x1F",
        "a: 0o17",
        "a: 0b11",
        "a: -0x10",
        "a: 1_000",
        "a: 1,000",
        "a: 18446744073709551615",
        "a: true",
        "a: True",
        "a: FALSE",
        "a: yes",
        "a: no",
        "a: on",
        "a: off",
        "a: ~",
        "a: null",
        "a: Null",
        "a:",
        "a: \"\"",
        "a: ''",
        "a: \"1\"",
        "a: 'null'",
        "a: 'it''s'",
        "a: \"x\\ty\\u9999\"",
        "a: 10:30",
        "a: 2026-11-23",
        "a: 2026-11-23T10:00:00-05:00[America/New_York]",
        "a: 香港 環境",
        "a: “curly”",
        "a: b # c",
        "a: b#c",
        "# c\na: b\n",
        "a: |\n  x\n  y\n",
        "a: |-\n  x\n\n  y\n\n",
        "a: |+\n  x\n\nb: 1",
        "a: >\n  x\n  y\n\n  z\n",
        "a: >-\n  x\n    y\n  z\n",
        "a: |2\n   x\n",
        "a: x\n  y\n  z",
        "a: \"x\n  y\n\n  z\"",
        "a: 'x\n  y'",
        "a: b\r\nc: d\r\n",
        "a: |\r\n  x\r\n  y\r\n",
        "a: [1, b, 'c', ~, [d]]",
        "a: [\n  b,\n  c,\n]\n",
        "a: {b: 1, c: {d: e}, f: }",
        "a: [b: c, d]",
        "a:\n- b\n- c: d\n  e: f\n",
        "a:\n  - - b\n    - c\n",
        "a: &x {b: c}\nd: *x\n",
        "a: &x 5\nb: [*x, *x]",
        "---\na: b\n",
        "a: b\n...\n",
        "\u{feff}a: b",
        "\"a b\": c",
        "? a\n: b\n",
        "1: a",
        "a: http://x.y/z?q=1#f",
        "a: !!str 5",
        "a: {\"b\":1}",
        "a: -",
        "a: - ",
        "a: x - y",
        "- a\n- b",
        "text",
        "5",
        "a: 1e400",
        "a: --1",
        "a: +-1",
        "a: 0x",
        "a: 1e",
        "a: e1",
        "a: infinity",
        "a: nan",
        "a: b:c",
        "a:\tb",
        "a:\t\tb",
        "a:\n  b:\t'c'",
        "a: 'b' # c",
    ];

    #[test]
    fn both_parsers_read_the_same() {
        for text in TEXTS {
            let theirs = serde_yaml::from_str::<Value>(text);
            let ours = parse(text);
            match (theirs, ours) {
                (Ok(theirs), Ok(ours)) => {
                    assert_eq!(ours.map(|it| it.to_value()), Some(theirs), "{text:?}")
                }
                (Err(_), Err(_)) => {}
                (theirs, ours) => panic!("{text:?}: {theirs:?}, {ours:?}"),
            }
        }
    }

    #[test]
    fn what_the_parsers_do_not_agree_on_is_known() {
        // serde_yaml is laxer; such a text becomes one of ours only when it has another fault.
        for text in ["a: {\nb: 1\n}", "a: \"x\ny\""] {
            assert!(serde_yaml::from_str::<Value>(text).is_ok() && parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn every_scalar_stands_where_its_span_says() {
        fn check(text: &str, node: &Node) {
            match &node.kind {
                Kind::Scalar { text: read, style: Style::Plain } => assert_eq!(&text[node.span.clone()], read),
                Kind::Scalar { .. } => {}
                Kind::List(items) => items.iter().for_each(|it| check(text, it)),
                Kind::Map(pairs) => pairs.iter().for_each(|(key, value)| {
                    check(text, key);
                    check(text, value);
                }),
            }
        }
        for head in [
            "",
            "# 香港\r\n",
            "香: |\r\n  港\r\n  環\r\n\r\n",
            "香: \"港\r\n  é\"\r\n",
            "é: >-\n  港\n\n",
            "香: [港, \r\n  é]\r\n",
        ] {
            let text = format!("{head}a: b\r\nc: [d, 環境]\r\ne:\r\n  - f: 1 # 港\r\n    g: 'h'\r\n");
            let root = parse(&text).ok().flatten().expect("the text is sound");
            check(&text, &root);
        }
    }

    #[test]
    fn an_anchor_that_is_asked_for_is_no_text() {
        let root = parse("a: &x b\nc: *x\nd: &y e").ok().flatten().expect("the text is sound");
        let Kind::Map(pairs) = &root.kind else { panic!("no mapping") };
        assert_eq!(pairs.iter().map(|it| it.1.anchor.is_some()).collect::<Vec<_>>(), [false, false, true]);
    }
}
