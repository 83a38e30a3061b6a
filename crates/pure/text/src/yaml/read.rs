//! The two ways of reading: quick, and thorough when the quick one fails.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use serde_yaml::{Mapping, Value};

use dateline_diagnostics::{BAD_VALUE, DUPLICATE_KEY, Diagnostic, Diagnostics, FileId, Place, UNKNOWN_KEY};

use super::joined;
use super::schema::Schema;
use super::syntax::recover;
use super::tree::{Kind, Node};
use super::walk::Walker;
use super::words::Faults;

/// Brackets inside one another, far more than anybody writes.
const BRACKETS: usize = 1_000;

/// Where a YAML text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file that holds it.
    pub file: FileId,
    /// The byte of the file at which it begins.
    pub offset: u32,
}

/// What was read of a text.
#[derive(Clone, Debug)]
pub struct Read<T> {
    /// What could be made of it: whatever had a fault is left out, as if it had not been written.
    ///
    /// A list with a faulty item is shorter than in the text, so places inside it cannot be found by index any more.
    pub value: T,
    /// The top-level keys that begin with `x-`.
    pub extra: BTreeMap<String, Json>,
    /// Whether no fault was found.
    pub sound: bool,
    /// The paths of what was left out of `value`, as `meeting[0].awards[2].count`, counted as in the text; the empty
    /// path is the whole. A known key that was misspelt counts as left out.
    pub lost: Vec<String>,
}

impl<T> Read<T> {
    /// Whether the value at a path was left out because of a fault: it is not missing, and has been told of.
    pub fn is_lost(&self, path: &str) -> bool {
        let holds =
            |lost: &str| path.strip_prefix(lost).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
        self.lost.iter().any(|it| it.is_empty() || holds(it))
    }

    /// Says of a file in which keys that begin with `x-` have no use that it has some.
    pub fn refuse_extra(&self, file: FileId, found: &mut Diagnostics) {
        for key in self.extra.keys() {
            let diagnostic =
                Diagnostic::new(UNKNOWN_KEY, Place::Key(file, key.clone()), format!("unknown key `{key}`"));
            found.push(diagnostic.help("only releases pass keys of their own to the theme: delete it"));
        }
    }

    fn sound(value: T, extra: BTreeMap<String, Json>) -> Self {
        Self { value, extra, sound: true, lost: Vec::new() }
    }
}

/// Reads a text as a type, and tells every fault of it.
///
/// The type denies unknown fields and has a default for each of its own: a text without keys is the default, and
/// a faulty value is left out. Keys that begin with `x-` are allowed at the top and handed over apart.
pub fn read<T: DeserializeOwned + JsonSchema + Default>(
    text: &str,
    origin: Origin,
    found: &mut Diagnostics,
) -> Read<T> {
    if let Some(rest) = text.strip_prefix('\u{feff}') {
        return read(rest, Origin { offset: origin.offset + 3, ..origin }, found);
    }
    let quick =
        if is_deep(text) { Err(serde::de::Error::custom("brackets are nested too deep")) } else { quickly::<T>(text) };
    match quick {
        Ok(value) if !is_suspicious(text) => Read::sound(value.unwrap_or_default(), BTreeMap::new()),
        quick => thorough(text, origin, quick, found),
    }
}

/// What serde makes of a text.
fn quickly<T: DeserializeOwned>(text: &str) -> Result<Option<T>, serde_yaml::Error> {
    match joined::marked(text) {
        Cow::Borrowed(text) => serde_yaml::from_str(text),
        Cow::Owned(marked) => {
            serde_yaml::from_str(&marked).map(joined::unmarked_value).and_then(serde_yaml::from_value)
        }
    }
}

/// The keys that a type knows at its top.
pub fn keys_of<T: JsonSchema>() -> BTreeSet<String> {
    let schema = Schema::of::<T>();
    let properties = schema.root().get("properties").and_then(Json::as_object);
    properties.into_iter().flat_map(|it| it.keys().cloned()).collect()
}

/// Values as a YAML text that reads as they are.
pub fn written(values: &serde_json::Map<String, Json>) -> String {
    serde_yaml::to_string(values).expect("values of a text can be written")
}

/// Whether brackets stand so deep inside one another that serde would take seconds to refuse them.
fn is_deep(text: &str) -> bool {
    let mut depth = 0_usize;
    text.bytes().any(|it| {
        match it {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > BRACKETS
    })
}

/// Whether there is a sign that makes serde drop text without a word: a tag or an anchor at the start of a value, a
/// comment without a blank in it.
fn is_suspicious(text: &str) -> bool {
    text.as_bytes().windows(4).any(|it| {
        let begins = matches!(it[0], b':' | b'-') && it[1] == b' ' && matches!(it[2], b'!' | b'&');
        (begins || it[1] == b' ' && it[2] == b'#') && !it[3].is_ascii_whitespace()
    })
}

fn thorough<T: DeserializeOwned + JsonSchema + Default>(
    text: &str,
    origin: Origin,
    quick: Result<Option<T>, serde_yaml::Error>,
    found: &mut Diagnostics,
) -> Read<T> {
    if let Some(read) = without_extra(text) {
        return read;
    }
    let schema = Schema::of::<T>();
    let mut faults = Faults::default();
    let recovered = recover(text, &schema.keys(), &mut faults);
    let (root, extra) = recovered.root.map_or((None, Vec::new()), split);
    for (index, (key, _)) in extra.iter().enumerate() {
        if extra[..index].iter().any(|it| it.0.text() == key.text()) {
            let message = format!("the key `{}` stands twice", key.text().unwrap_or_default());
            faults.push(DUPLICATE_KEY, key.span.clone(), message, "delete one of them".to_owned());
        }
    }
    let mut walker = Walker { text, schema: &schema, faults: &mut faults, lost: recovered.lost };
    let walked = root.as_ref().map(|it| walker.root(it));
    let mut lost = walker.lost;
    if let Some(None) = walked {
        lost.push(String::new());
    }
    let value = match walked.flatten() {
        None => T::default(),
        Some(value) => convert(value, quick.as_ref().err(), root.as_ref(), (&mut faults, &mut lost)),
    };
    if let (true, Some(error), None) = (faults.0.is_empty(), quick.as_ref().err(), &root) {
        tell(error.to_string(), error.location().map(|it| it.index()), 0..text.len(), &mut faults);
    }
    let sound = faults.0.is_empty();
    faults.report(origin, found);
    let extra =
        extra.into_iter().map(|(key, value)| (key.text().unwrap_or_default().to_owned(), json(&value))).collect();
    Read { value, extra, sound, lost }
}

/// The quick way once more, without the keys that begin with `x-`: they alone are no fault.
fn without_extra<T: DeserializeOwned + Default>(text: &str) -> Option<Read<T>> {
    if is_suspicious(text) || !text.contains("x-") {
        return None;
    }
    let root = super::tree::parse(text).ok()??;
    let Kind::Map(pairs) = &root.kind else {
        return None;
    };
    if text[root.span.clone()].starts_with('{') {
        return None;
    }
    // Cut out, not blanked: blanks would be more of a block of text that stands before them.
    let (mut left, mut from) = (String::with_capacity(text.len()), 0);
    for (index, (key, _)) in pairs.iter().enumerate().filter(|(_, pair)| is_extra(&pair.0)) {
        left.push_str(&text[from..key.span.start]);
        from = pairs.get(index + 1).map_or(text.len(), |next| next.0.span.start);
    }
    left.push_str(&text[from..]);
    let value = quickly::<T>(&left).ok()?;
    let (_, extra) = split(root);
    let mut by_key = BTreeMap::new();
    for (key, value) in extra {
        // A key that stands twice is a fault: let the thorough way tell.
        if by_key.insert(key.text()?.to_owned(), json(&value)).is_some() {
            return None;
        }
    }
    Some(Read::sound(value.unwrap_or_default(), by_key))
}

fn is_extra(key: &Node) -> bool {
    key.text().is_some_and(|it| it.starts_with("x-"))
}

/// The tree without its `x-` keys, and those.
fn split(mut root: Node) -> (Option<Node>, Vec<(Node, Node)>) {
    let Kind::Map(pairs) = &mut root.kind else {
        return (Some(root), Vec::new());
    };
    let (extra, kept) = std::mem::take(pairs).into_iter().partition(|(key, _)| is_extra(key));
    *pairs = kept;
    (Some(root), extra)
}

/// What YAML's core schema makes of a value; keys become text.
fn json(node: &Node) -> Json {
    match &node.kind {
        Kind::Scalar { .. } => serde_json::to_value(node.to_value()).unwrap_or(Json::Null),
        Kind::List(items) => Json::Array(items.iter().map(json).collect()),
        Kind::Map(pairs) => {
            Json::Object(pairs.iter().filter_map(|(key, value)| Some((key.text()?.to_owned(), json(value)))).collect())
        }
    }
}

/// The type's value; where serde still refuses, it is asked key by key.
fn convert<T: DeserializeOwned + Default>(
    value: Value,
    quick: Option<&serde_yaml::Error>,
    root: Option<&Node>,
    (faults, lost): (&mut Faults, &mut Vec<String>),
) -> T {
    let error = match serde_yaml::from_value::<T>(value.clone()) {
        Ok(value) => return value,
        Err(error) => error,
    };
    let whole = root.map_or(0..0, |it| it.span.clone());
    let location = quick.and_then(serde_yaml::Error::location).map(|it| it.index());
    let Value::Mapping(pairs) = value else {
        tell(error.to_string(), location, whole, faults);
        lost.push(String::new());
        return T::default();
    };
    let mut sound = Mapping::new();
    for (key, value) in pairs {
        let alone = Mapping::from_iter([(key.clone(), value.clone())]);
        let name = key.as_str().unwrap_or_default().to_owned();
        match serde_yaml::from_value::<T>(Value::Mapping(alone)) {
            Ok(_) => drop(sound.insert(key, value)),
            Err(error) => {
                tell(error.to_string(), location, entry(root, &name).unwrap_or_else(|| whole.clone()), faults);
                lost.push(super::join("", &name));
            }
        }
    }
    serde_yaml::from_value(Value::Mapping(sound)).unwrap_or_else(|error| {
        tell(error.to_string(), None, whole, faults);
        lost.push(String::new());
        T::default()
    })
}

fn entry(root: Option<&Node>, name: &str) -> Option<Range<usize>> {
    let Kind::Map(pairs) = &root?.kind else {
        return None;
    };
    let (key, value) = pairs.iter().find(|it| it.0.text() == Some(name))?;
    Some(if value.span.is_empty() { key.span.clone() } else { value.span.clone() })
}

/// serde's own reason: at its place when that lies within the value, else at the value.
fn tell(reason: String, location: Option<usize>, within: Range<usize>, faults: &mut Faults) {
    let reason = reason.split(" at line ").next().unwrap_or_default().trim_end_matches('.').to_owned();
    let at = location.filter(|it| within.contains(it)).map_or(within.clone(), |it| it..within.end);
    let (at, message) = (at.start..at.end.max(at.start), format!("this value cannot be used: {reason}"));
    faults.push(BAD_VALUE, at, message, String::new());
}
