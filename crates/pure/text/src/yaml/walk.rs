//! A tree and what is expected of it -> the faults, and a value without what is faulty.

use std::ops::Range;

use serde_json::Value as Json;
use serde_yaml::{Mapping, Value};

use dateline_diagnostics::{BAD_TYPE, BAD_VALUE, DUPLICATE_KEY, MISSING_KEY, UNKNOWN_KEY, did_you_mean, only_near};

use super::path;
use super::schema::{Expected, Schema, properties, property, required};
use super::tree::{Kind, Node, Style, resolve};
use super::values::is_control;
use super::words::{Fault, Faults, Mend, list, quoted, short, typed};

/// Reads a tree; the faulty parts are left out and their paths kept.
pub(super) struct Walker<'a> {
    pub text: &'a str,
    pub schema: &'a Schema,
    pub faults: &'a mut Faults,
    pub lost: Vec<String>,
}

/// Where in the tree we are.
struct Spot<'n> {
    /// As a reader of the file counts.
    shown: String,
    /// As a reader of the value counts: one in place of a list is its first item.
    exact: String,
    /// The nearest key as written, empty at the root.
    key: &'n str,
    /// What to mark when the value itself is not there.
    mark: Range<usize>,
    in_list: bool,
}

impl Spot<'_> {
    fn help(&self, value: &str) -> String {
        if self.in_list { format!("write `- {value}`") } else { format!("write `{}: {value}`", self.key) }
    }

    fn name(&self) -> String {
        if self.shown.is_empty() { "the file".to_owned() } else { format!("`{}`", self.shown) }
    }
}

impl Walker<'_> {
    /// The value of the whole tree; `None` when nothing can be made of it.
    pub(super) fn root(&mut self, node: &Node) -> Option<Value> {
        let schema = self.schema;
        let mark = node.span.clone();
        let spot = Spot { shown: String::new(), exact: String::new(), key: "", mark, in_list: false };
        self.value(node, schema.root(), &spot)
    }

    fn value(&mut self, node: &Node, schema: &Json, spot: &Spot<'_>) -> Option<Value> {
        if self.is_no_text(node, spot) {
            return None;
        }
        let expected_of = self.schema;
        let expected = expected_of.expected(schema);
        if expected.anything {
            return Some(node.to_value());
        }
        if expected.null && node.is_null() {
            return Some(Value::Null);
        }
        match &node.kind {
            // As serde has it: a list without a value is an empty one.
            Kind::Scalar { text, style: Style::Plain } if text.is_empty() && expected.list.is_some() => {
                Some(Value::Sequence(Vec::new()))
            }
            Kind::Scalar { text, style: Style::Plain } if text.is_empty() && expected.only_maps() => {
                self.map(&[], expected.maps[0], spot)
            }
            Kind::Scalar { text, style } => self.scalar(node, text, *style, &expected, spot),
            Kind::List(items) if expected.list.is_some() => {
                Some(self.items(items, expected.list.unwrap_or(&Json::Bool(true)), spot))
            }
            Kind::Map(pairs) if !expected.maps.is_empty() => {
                let exact = if expected.list.is_some() { path::item(&spot.exact, 0) } else { spot.exact.clone() };
                let spot = Spot { shown: spot.shown.clone(), exact, mark: spot.mark.clone(), ..*spot };
                self.map(pairs, nearest(&expected.maps, pairs), &spot)
            }
            Kind::List(_) | Kind::Map(_) => {
                self.wrong_type(node, &expected, spot);
                None
            }
        }
    }

    fn fault(&mut self, rule: &'static dateline_diagnostics::Rule, at: &Range<usize>, message: String, help: String) {
        self.faults.push(rule, at.clone(), message, help);
    }

    /// Tells of text that YAML takes for something else: a tag, an anchor, a comment.
    fn is_no_text(&mut self, node: &Node, spot: &Spot<'_>) -> bool {
        let source = self.text[node.span.clone()].to_owned();
        let line_end = self.text[spot.mark.end..].find('\n').map_or(self.text.len(), |it| spot.mark.end + it);
        let after_key = self.text[spot.mark.end..line_end].trim_start_matches([':', ' ']).trim_end().to_owned();
        let comment = after_key.strip_prefix('#').filter(|it| it.starts_with(|first: char| first.is_alphanumeric()));
        let (sign, meaning, text) = match &node.kind {
            _ if node.tag.is_some() => ("!", "a tag", source),
            Kind::Scalar { .. } if node.anchor.is_some() => ("&", "an anchor", source),
            Kind::Scalar { .. } if node.span.is_empty() && !spot.in_list && comment.is_some() => {
                ("#", "a comment", after_key)
            }
            _ => return false,
        };
        let message = format!("{} begins with `{sign}`, which makes it {meaning} and no text", spot.name());
        let at = if node.span.is_empty() { spot.mark.clone() } else { node.span.clone() };
        self.fault(BAD_VALUE, &at, message, spot.help(&quoted(&text)));
        true
    }

    /// What a `#` without a blank after it cuts off from a plain value: hardly anybody's comment.
    fn cut_off(&self, node: &Node, style: Style) -> Option<Range<usize>> {
        let rest = &self.text[node.span.end..];
        let line = rest.split(['\n', '\r']).next().unwrap_or_default();
        let hash = line.find('#').filter(|at| style == Style::Plain && line[..*at].trim().is_empty())?;
        let is_word = line[hash + 1..].starts_with(char::is_alphanumeric);
        is_word.then(|| node.span.end + hash..node.span.end + line.trim_end().len())
    }

    fn scalar(
        &mut self,
        node: &Node,
        text: &str,
        style: Style,
        expected: &Expected<'_>,
        spot: &Spot<'_>,
    ) -> Option<Value> {
        let plain = if style == Style::Plain { resolve(text) } else { Value::String(text.to_owned()) };
        let is_integer = plain.is_u64() || plain.is_i64();
        if (expected.boolean && plain.is_bool()) || (expected.number && plain.is_number()) {
            return Some(plain);
        }
        if let Some(odd) = text.chars().find(|it| expected.text.is_some() && is_control(*it)) {
            let message = format!("{} has a control character (U+{:04X})", spot.name(), u32::from(odd));
            self.fault(BAD_VALUE, &node.span, message, "delete it, and type the text anew around it".to_owned());
            return None;
        }
        if let Some(rest) = self.cut_off(node, style).filter(|_| expected.text.is_some()) {
            let whole = self.text[node.span.start..rest.end].to_owned();
            let cut = short(&self.text[rest.clone()]);
            let message =
                format!("{} has ` #`, which makes the rest a comment: `{cut}` would not be shown", spot.name());
            self.fault(BAD_VALUE, &rest, message, spot.help(&quoted(&whole)));
            return None;
        }
        if let Some(schema) = expected.integer.filter(|_| is_integer) {
            return self.in_range(node, &plain, schema, spot).then_some(plain);
        }
        if expected.words.contains(&text) {
            return Some(Value::String(text.to_owned()));
        }
        match expected.text {
            Some(may_be_empty) if may_be_empty || !(plain.is_null() || text.trim().is_empty()) => {
                Some(Value::String(text.to_owned()))
            }
            _ => {
                self.wrong_scalar(node, text, &plain, expected, spot);
                None
            }
        }
    }

    fn in_range(&mut self, node: &Node, number: &Value, schema: &Json, spot: &Spot<'_>) -> bool {
        let value = number.as_i64().map_or_else(|| number.as_f64().unwrap_or(f64::MAX), |it| it as f64);
        let bound = |name: &str| schema.get(name).and_then(Json::as_f64);
        let widest = match schema.get("format").and_then(Json::as_str) {
            Some("uint32") => Some(f64::from(u32::MAX)),
            Some("int32") => Some(f64::from(i32::MAX)),
            _ => None,
        };
        let message = match (bound("minimum"), bound("maximum").or(widest)) {
            (Some(least), _) if value < least => {
                format!("{} is {value}, expected {least} or more", spot.name())
            }
            (_, Some(most)) if value > most => {
                format!("{} is {value}, expected {most} or less", spot.name())
            }
            _ => return true,
        };
        self.fault(BAD_VALUE, &node.span, message, String::new());
        false
    }

    fn wrong_scalar(&mut self, node: &Node, text: &str, plain: &Value, expected: &Expected<'_>, spot: &Spot<'_>) {
        let is_empty = plain.is_null() || text.trim().is_empty();
        let only_words = !expected.words.is_empty() && expected.list.is_none();
        if is_empty && (expected.text.is_some() || only_words) {
            let at = if node.span.is_empty() { &spot.mark } else { &node.span };
            let help = "write its text, or delete the line".to_owned();
            self.fault(MISSING_KEY, at, format!("{} is empty", spot.name()), help);
        } else if only_words {
            let words = list(expected.words.iter().copied());
            let help = match did_you_mean(text, expected.words.iter().copied()) {
                Some(word) => format!("did you mean `{word}`?"),
                None => format!("write one of {words}"),
            };
            let message = format!("{} is `{}`, expected one of {words}", spot.name(), short(text));
            self.fault(BAD_VALUE, &node.span, message, help);
        } else {
            self.wrong_type(node, expected, spot);
        }
    }

    fn wrong_type(&mut self, node: &Node, expected: &Expected<'_>, spot: &Spot<'_>) {
        let message = format!("{} is {}, expected {}", spot.name(), form(node), expected.words());
        let at = if node.span.is_empty() { &spot.mark } else { &node.span };
        self.fault(BAD_TYPE, at, message, self.way_out(node, expected, spot));
    }

    /// What to type instead of a value of another form.
    fn way_out(&self, node: &Node, expected: &Expected<'_>, spot: &Spot<'_>) -> String {
        match &node.kind {
            _ if spot.key.is_empty() => "write it as lines of `key: value`".to_owned(),
            Kind::Scalar { .. } if node.is_null() => "write its value, or delete the line".to_owned(),
            Kind::Scalar { text, .. } if expected.boolean => match text.to_lowercase().as_str() {
                "yes" | "on" | "true" | "y" => spot.help("true"),
                "no" | "off" | "false" | "n" => spot.help("false"),
                _ => "write `true` or `false`".to_owned(),
            },
            Kind::Scalar { text, .. } if expected.integer.is_some() || expected.number => number_help(text, spot),
            Kind::Scalar { text, .. } if expected.list.is_some() => self.list_help(text, expected, spot),
            Kind::Scalar { .. } => {
                let first =
                    expected.maps.first().and_then(|it| required(it).next().or(properties(it).next().map(|it| it.0)));
                format!(
                    "write its keys on lines of their own below it, indented by two spaces: `{}: …`",
                    first.unwrap_or("key")
                )
            }
            Kind::List(items) => match items.as_slice() {
                [Node { kind: Kind::Scalar { text, .. }, .. }] => spot.help(&typed(text)),
                _ => "write one value, without `-` and `[ ]`".to_owned(),
            },
            Kind::Map(pairs) => match pairs.as_slice() {
                [(key, value)] if expected.text.is_some() && key.text().is_some() && value.text().is_some() => {
                    let text = format!("{}: {}", key.text().unwrap_or_default(), value.text().unwrap_or_default());
                    format!("if it is text with a colon, put it in quotes: {}", spot.help(&quoted(&text)))
                }
                _ if expected.list.is_some() => "put `- ` before the first key of each item".to_owned(),
                _ => "write one value, without keys of its own".to_owned(),
            },
        }
    }

    fn list_help(&self, text: &str, expected: &Expected<'_>, spot: &Spot<'_>) -> String {
        let item = self.schema.expected(expected.list.unwrap_or(&Json::Bool(true)));
        if let (None, Some(map)) = (item.text, item.maps.first()) {
            let first = required(map).next().or(properties(map).next().map(|it| it.0)).unwrap_or("key");
            return format!("write each item on a line of its own below it: `- {first}: …`");
        }
        let parts: Vec<&str> = text.split(',').map(str::trim).collect();
        let words = parts.iter().all(|it| !it.is_empty() && !it.contains(char::is_whitespace));
        let items = if words { parts.into_iter().map(typed).collect::<Vec<_>>().join(", ") } else { typed(text) };
        spot.help(&format!("[{items}]"))
    }

    fn items(&mut self, items: &[Node], schema: &Json, spot: &Spot<'_>) -> Value {
        let mut values = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let (shown, exact) = (path::item(&spot.shown, index), path::item(&spot.exact, index));
            let mark = if item.span.is_empty() { spot.mark.clone() } else { item.span.clone() };
            let spot = Spot { shown, exact, mark, key: spot.key, in_list: true };
            let known = self.lost.len();
            match self.value(item, schema, &spot) {
                Some(value) => values.push(value),
                None => self.lose(known, spot.exact),
            }
        }
        Value::Sequence(values)
    }

    /// Keeps the path of what is left out, in place of the paths inside it.
    fn lose(&mut self, known: usize, path: String) {
        self.lost.truncate(known);
        self.lost.push(path);
    }

    fn map(&mut self, pairs: &[(Node, Node)], schema: &Json, spot: &Spot<'_>) -> Option<Value> {
        let mut values = Mapping::new();
        let mut seen: Vec<(&str, &Node, &Node)> = Vec::new();
        let mut meant: Vec<&str> = Vec::new();
        for (key_node, value_node) in pairs {
            let Some(key) = self.key(key_node, spot) else {
                continue;
            };
            if let Some((_, first, value)) = seen.iter().find(|it| it.0 == key) {
                self.duplicate(key, (first, value), (key_node, value_node));
                continue;
            }
            seen.push((key, key_node, value_node));
            let (shown, exact) = (path::join(&spot.shown, key), path::join(&spot.exact, key));
            let Some(expected) = property(schema, key) else {
                meant.extend(self.unknown(key, key_node, (schema, pairs)));
                continue;
            };
            let inner = Spot { shown, exact, key, mark: key_node.span.clone(), in_list: false };
            let known = self.lost.len();
            match self.value(value_node, expected, &inner) {
                Some(value) => drop(values.insert(Value::String(key.to_owned()), value)),
                None => self.lose(known, inner.exact),
            }
        }
        let is_missing = |key: &&str| !seen.iter().any(|it| it.0 == *key);
        // What is there under a misspelt name is not missing as well.
        self.lost.extend(meant.iter().copied().filter(|it| is_missing(it)).map(|it| path::join(&spot.exact, it)));
        let missing: Vec<&str> = required(schema).filter(is_missing).filter(|it| !meant.contains(it)).collect();
        if !missing.is_empty() {
            let first = pairs.first().map_or(spot.mark.clone(), |it| it.0.span.clone());
            let verb = if missing.len() == 1 { "is" } else { "are" };
            let message = format!("{} {verb} missing from {}", list(missing.iter().copied()), spot.name());
            let help = format!("add `{}: …` beside `{}`", missing[0], seen.first().map_or(spot.key, |it| it.0));
            self.fault(MISSING_KEY, &first, message, help);
        }
        required(schema).all(|it| values.contains_key(it)).then_some(Value::Mapping(values))
    }

    /// The text of a key; tells of one that has none.
    fn key<'n>(&mut self, node: &'n Node, spot: &Spot<'_>) -> Option<&'n str> {
        let key = node.text().filter(|it| !it.is_empty());
        if key.is_none() {
            let help = "write a word before the colon, or put the text in quotes".to_owned();
            self.fault(BAD_TYPE, &node.span, format!("a key of {} is no word", spot.name()), help);
        }
        key
    }

    fn duplicate(&mut self, key: &str, first: (&Node, &Node), second: (&Node, &Node)) {
        let value = |node: &Node| node.text().map(short);
        let help = match (value(first.1), value(second.1)) {
            (Some(one), Some(other)) if one == other => "delete this one: both say the same".to_owned(),
            (Some(one), Some(other)) => {
                format!("delete one of them: the first says `{one}`, this one `{other}`")
            }
            _ => "delete one of them, or make one of both".to_owned(),
        };
        let related = Some((first.0.span.clone(), format!("`{key}` stands here first")));
        let message = format!("the key `{key}` stands twice");
        self.faults.0.push(Fault {
            rule: DUPLICATE_KEY,
            at: second.0.span.clone(),
            message,
            help,
            related,
            mend: None,
        });
    }

    /// Tells of an unknown key, and gives the known one that was meant, if it is plain.
    fn unknown<'s>(&mut self, key: &str, node: &Node, (schema, pairs): (&'s Json, &[(Node, Node)])) -> Option<&'s str> {
        let known = || properties(schema).map(|it| it.0);
        let (name, rest) = key.split_once(':').unwrap_or((key, ""));
        let meant = did_you_mean(key, known()).or_else(|| known().find(|it| *it == name));
        let help = match meant {
            Some(meant) if key != name => format!("put a space after the colon: `{meant}: {rest}`"),
            Some(meant) => format!("did you mean `{meant}`?"),
            None if key.contains(' ') => {
                "between braces a comma ends a value: put the text before it in double quotes".to_owned()
            }
            None => format!("known keys here: {}", list(known())),
        };
        // A key that is there already would stand twice.
        let is_free = |it: &&str| pairs.iter().all(|(other, _)| other.text() != Some(*it));
        let mend = only_near(key, known()).filter(is_free).map(|near| Mend {
            at: node.span.clone(),
            text: near.to_owned(),
            question: Some(format!("write `{near}` in place of `{}`", short(key))),
        });
        let message = format!("unknown key `{}`", short(key));
        self.faults.0.push(Fault { rule: UNKNOWN_KEY, at: node.span.clone(), message, help, related: None, mend });
        meant
    }
}

fn number_help(text: &str, spot: &Spot<'_>) -> String {
    let digits: String = text.chars().filter(|it| !matches!(it, ',' | '_' | ' ')).collect();
    match resolve(&digits) {
        number if number.is_number() && digits == text => {
            format!("delete the quotes: {}", spot.help(text))
        }
        number if number.is_number() => spot.help(&digits),
        _ => "write it in digits, without quotes".to_owned(),
    }
}

/// The alternative that has most of the keys.
fn nearest<'s>(maps: &[&'s Json], pairs: &[(Node, Node)]) -> &'s Json {
    let keys: Vec<&str> = pairs.iter().filter_map(|(key, _)| key.text()).collect();
    let fits = |map: &Json| {
        let tags = properties(map).filter_map(|(key, it)| Some((key, it.get("const")?.as_str()?)));
        let tagged =
            tags.filter(|tag| pairs.iter().any(|(key, it)| (key.text(), it.text()) == (Some(tag.0), Some(tag.1))));
        (tagged.count(), properties(map).filter(|(key, _)| keys.contains(key)).count())
    };
    // The first of equals, where `max_by_key` alone gives the last.
    maps.iter().rev().copied().max_by_key(|it| fits(it)).unwrap_or(&Json::Bool(true))
}

/// What a value is, in an editor's words.
fn form(node: &Node) -> String {
    match &node.kind {
        Kind::List(_) => "a list".to_owned(),
        Kind::Map(_) => "a group of keys".to_owned(),
        Kind::Scalar { style: Style::Plain, text } => match resolve(text) {
            Value::Null => "empty".to_owned(),
            Value::Bool(_) | Value::Number(_) => format!("`{text}`"),
            _ => "text".to_owned(),
        },
        Kind::Scalar { .. } => "text".to_owned(),
    }
}
