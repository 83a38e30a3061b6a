//! The JSON Schema of a file, for editors and other programs: what `schemars` derives of a type, made fit to be read elsewhere.
//!
//! It is the same that faults are told by, so that the two cannot say different things.

use schemars::JsonSchema;
use serde_json::{Value as Json, json};

use super::schema::Schema;

/// What a type does not say of the file that is read as it.
#[derive(Clone, Copy, Debug)]
pub struct Document {
    /// What the schema is of.
    pub title: &'static str,
    /// The keys at the top that have to be there.
    pub required: &'static [&'static str],
    /// Whether keys that begin with `x-` are allowed at the top.
    pub extra: bool,
}

/// The JSON Schema (draft 2020-12) of a file that is read as a type. It never refuses what [`read`](super::read) takes.
pub fn json_schema<T: JsonSchema>(document: Document) -> Json {
    let Schema(mut root) = Schema::of::<T>();
    settle(&mut root);
    root["title"] = json!(document.title);
    if !document.required.is_empty() {
        root["required"] = json!(document.required);
    }
    if document.extra {
        root["patternProperties"] = json!({"^x-": {"description": "Passed to the theme untouched."}});
    }
    root
}

/// Makes a schema, and all in it, say what YAML holds rather than what Rust does.
fn settle(schema: &mut Json) {
    match schema {
        Json::Array(items) => items.iter_mut().for_each(settle),
        Json::Object(object) => {
            object.values_mut().for_each(settle);
            // A number of Rust has a width, of which JSON Schema knows only the bounds.
            match object.get("format").and_then(Json::as_str) {
                Some("uint32") => {
                    object.entry("maximum").or_insert(json!(u32::MAX));
                    object.remove("format");
                }
                Some("int16" | "uint16") => drop(object.remove("format")),
                _ => {}
            }
            if object.get("default").is_some_and(Json::is_null) {
                object.remove("default");
            }
            // A title may be `2026` or `true` without quotes: it is read as it was typed. No date or address can be.
            let is_any_text = !object.contains_key("format") && !object.contains_key("pattern");
            if object.contains_key("minLength") && is_any_text {
                let is_null = object.get("type").and_then(Json::as_array).is_some_and(|it| it.contains(&json!("null")));
                let types = ["string", "number", "boolean"].into_iter().chain(is_null.then_some("null"));
                object.insert("type".to_owned(), types.collect());
            }
        }
        _ => {}
    }
}
