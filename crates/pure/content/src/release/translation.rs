//! A translation: what its file says in words, and all else as its original has it.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value as Json};

use crate::release::front_matter::FrontMatter;
use crate::release::read::{Context, Reader, Written};
use crate::release::{Reading, Release, ReleasePath, fence};
use dateline_diagnostics::{self as diagnostic, Diagnostic, Diagnostics, FileId, Place, did_you_mean};
use dateline_text::language::Language;
use dateline_text::yaml::{self, Origin};

/// Keys whose values are words, or have words inside: a translation may have its own.
const WORDS: &[&str] = &[
    "title",
    "short_title",
    "summary",
    "place",
    "meeting",
    "ceremony",
    "acronyms",
    "links",
    "media",
    "attachments",
    "quotes",
    "speaker",
    "notes",
    "revisions",
    "status_note",
];
/// Keys inside these that are no words: they are the same in every language.
const FACTS: &[&str] = &["number", "date", "start", "end", "count", "total", "kind"];

/// Front matter as it is written, whatever it means.
#[derive(Debug, Default, Deserialize, JsonSchema)]
struct Loose(Map<String, Json>);

/// The JSON Schema of the front matter of a translation, for editors: that of a release, of which it says what is words.
pub fn translation_schema() -> Json {
    let mut schema = super::schema();
    without_required(&mut schema);
    schema["title"] = "Front matter of a translation".into();
    schema["description"] =
        "What is words in a release, in the language of the file; all else is as the original has it.".into();
    schema["required"] = vec!["title"].into();
    for (key, of_key) in schema["properties"].as_object_mut().into_iter().flatten() {
        if !WORDS.contains(&key.as_str()) {
            // It may be repeated, and says nothing new.
            of_key["deprecated"] = true.into();
        }
    }
    schema
}

/// Takes away which keys have to be there: what a translation leaves out is as the original has it.
fn without_required(schema: &mut Json) {
    match schema {
        Json::Object(object) => {
            object.remove("required");
            object.values_mut().for_each(without_required);
        }
        Json::Array(items) => items.iter_mut().for_each(without_required),
        _ => {}
    }
}

/// What a translation is one of.
#[derive(Clone, Copy)]
pub struct Original<'a> {
    /// The whole of its file.
    pub text: &'a str,
    /// Its path from the root.
    pub path: &'a str,
}

/// Reads a translation; `text` is the whole file, `path` the file's from the root, and `name` what the path says. Of an
/// original with a fault nothing is told, and nothing made.
pub fn read_translation(
    text: &str,
    file: FileId,
    path: &Arc<str>,
    (name, language): (&ReleasePath, Language),
    original: Original,
    context: &Context,
) -> Reading<Release> {
    let mut reader = Reader::new(file, &name.folder, context);
    let (value, life) = reader.translation(text, (path, name), language, original).unwrap_or_default();
    Reading { value: value.map(Arc::new), life, remains: reader.remains, found: reader.found }
}

impl Reader<'_> {
    fn translation(
        &mut self,
        text: &str,
        (at, name): (&Arc<str>, &ReleasePath),
        language: Language,
        original: Original,
    ) -> Option<(Option<Release>, Option<super::Life>)> {
        let parts = self.fences(text)?;
        let origin = Origin { file: self.file, offset: parts.front_matter.start as u32 };
        let own = yaml::read::<Loose>(&text[parts.front_matter.clone()], origin, &mut self.found);
        let mut own_keys = own.value.0;
        own_keys.extend(own.extra);
        let own = own_keys;
        let base = loose(original.text)?;
        if !own.contains_key("title") {
            let place = Place::Key(self.file, "title".to_owned());
            let help = "add a line such as `title: \"…\"`, in the language of the file";
            self.found.push(Diagnostic::new(diagnostic::MISSING_KEY, place, "`title` is missing").help(help));
        }
        let merged = self.merged(&own, base, original.path);
        let text_of_keys = yaml::written(&merged);
        // What is wrong with what is inherited is told of the original.
        let told = std::mem::take(&mut self.found);
        let nowhere = Origin { file: self.file, offset: 0 };
        let mut of_form = Diagnostics::default();
        let mut read = yaml::read::<FrontMatter>(&text_of_keys, nowhere, &mut of_form);
        read.value.language = None;
        read.value.aliases = None;
        let written = Written { keys: read, at, text, body: parts.body, language };
        let made = self.release_of(written, name);
        let of_values = std::mem::replace(&mut self.found, told);
        for diagnostic in of_form {
            let place = Place::File(self.file);
            self.found.push(Diagnostic { place, ..diagnostic });
        }
        for diagnostic in of_values.into_iter().filter(|it| is_own(&it.place, &own)) {
            self.found.push(diagnostic);
        }
        Some(made)
    }

    /// The keys of the original with the words of the translation; says what a translation may not say otherwise.
    fn merged(&mut self, own: &Map<String, Json>, mut base: Map<String, Json>, path: &str) -> Map<String, Json> {
        let known = yaml::keys_of::<FrontMatter>();
        for (key, value) in own {
            if WORDS.contains(&key.as_str()) {
                let merged = match base.remove(key) {
                    // Acronyms are the translation's own.
                    Some(original) if key != "acronyms" => self.with_words(key, original, value.clone(), path),
                    _ => value.clone(),
                };
                base.insert(key.clone(), merged);
            } else if key.starts_with("x-") {
                base.insert(key.clone(), value.clone());
            } else if key == "language" {
                // The name of the file says it; the reader of releases knows none but the first.
            } else if !known.contains(key) {
                let near = did_you_mean(key, known.iter().map(String::as_str));
                let help = near.map_or_else(
                    || "delete it, or write it into the original".to_owned(),
                    |it| format!("did you mean `{it}`?"),
                );
                let place = Place::Key(self.file, key.clone());
                self.found
                    .push(Diagnostic::new(diagnostic::UNKNOWN_KEY, place, format!("unknown key `{key}`")).help(help));
            } else if base.get(key) != Some(value) {
                self.differs(key, path);
            }
        }
        base
    }

    /// A value of the original with the words of the translation in it, part by part.
    fn with_words(&mut self, at: &str, original: Json, own: Json, path: &str) -> Json {
        match (original, own) {
            (Json::Object(mut original), Json::Object(own)) => {
                for (key, value) in own {
                    let at = yaml::join(at, &key);
                    let merged = match original.remove(&key) {
                        Some(before) if FACTS.contains(&key.as_str()) => {
                            if before != value {
                                self.differs(&at, path);
                            }
                            before
                        }
                        Some(before) => self.with_words(&at, before, value, path),
                        None if FACTS.contains(&key.as_str()) => {
                            self.differs(&at, path);
                            continue;
                        }
                        None => value,
                    };
                    original.insert(key, merged);
                }
                Json::Object(original)
            }
            (Json::Array(original), Json::Array(own)) => {
                if own.len() > original.len() {
                    let place = Place::Value(self.file, yaml::item(at, original.len()));
                    let message = format!("the original has {} here, and this is one more", original.len());
                    let help = format!("add it to `{path}` too, or take it out");
                    self.found.push(Diagnostic::new(diagnostic::TRANSLATION_KEY, place, message).help(help));
                }
                let mut own = own.into_iter();
                let merged = original.into_iter().enumerate().map(|(index, before)| match own.next() {
                    Some(value) => self.with_words(&yaml::item(at, index), before, value, path),
                    None => before,
                });
                Json::Array(merged.collect())
            }
            // One that stands alone is a list of one.
            (Json::Array(original), own @ Json::Object(_)) => {
                self.with_words(at, Json::Array(original), Json::Array(vec![own]), path)
            }
            (original @ Json::Object(_), Json::Array(own)) => {
                self.with_words(at, Json::Array(vec![original]), Json::Array(own), path)
            }
            (_, own) => own,
        }
    }

    fn differs(&mut self, at: &str, path: &str) {
        let message = format!("`{at}` is not as the original has it");
        let help = format!("delete the line: it holds for every language, as `{path}` says it");
        self.found.push(
            Diagnostic::new(diagnostic::TRANSLATION_KEY, Place::Value(self.file, at.to_owned()), message).help(help),
        );
    }
}

/// The keys of a file; `None` when they cannot be read.
fn loose(text: &str) -> Option<Map<String, Json>> {
    let mut found = Diagnostics::default();
    let parts = fence::split(text, FileId(0), &mut found)?;
    let origin = Origin { file: FileId(0), offset: 0 };
    let read = yaml::read::<Loose>(&text[parts.front_matter], origin, &mut found);
    (!found.has_errors()).then(|| {
        let mut keys = read.value.0;
        keys.extend(read.extra);
        keys
    })
}

/// Whether a place is in what the file says itself.
fn is_own(place: &Place, own: &Map<String, Json>) -> bool {
    match place {
        Place::Key(_, path) | Place::Value(_, path) => {
            own.contains_key(path.split(['.', '[']).next().unwrap_or_default())
        }
        _ => true,
    }
}
