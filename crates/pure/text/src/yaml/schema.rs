//! What a type expects, from the JSON schema that `schemars` derives of it.
//!
//! A subset: `type`, `properties`, `required`, `additionalProperties`, `items`, `enum`, `const`, `anyOf`, `oneOf`,
//! `minLength`, `minimum`, `maximum` and `$ref`. What it does not know it lets pass; serde has the last word.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde_json::Value as Json;

/// References that are followed before a schema is taken for one that refers to itself.
const HOPS: usize = 32;

/// The schema of a type.
pub(super) struct Schema(pub(super) Json);

/// All that a value may be, alternatives merged by their form.
#[derive(Default)]
pub(super) struct Expected<'a> {
    pub anything: bool,
    pub null: bool,
    pub boolean: bool,
    pub number: bool,
    pub integer: Option<&'a Json>,
    /// Free text, and whether it may be empty.
    pub text: Option<bool>,
    /// The texts that are allowed, when not any is.
    pub words: Vec<&'a str>,
    pub list: Option<&'a Json>,
    pub maps: Vec<&'a Json>,
}

impl Schema {
    pub(super) fn of<T: JsonSchema>() -> Self {
        Self(schemars::SchemaGenerator::default().into_root_schema_for::<T>().to_value())
    }

    pub(super) fn root(&self) -> &Json {
        &self.0
    }

    /// Every key that is known at any depth.
    pub(super) fn keys(&self) -> BTreeSet<&str> {
        let mut keys = BTreeSet::new();
        let mut rest = vec![&self.0];
        while let Some(schema) = rest.pop() {
            match schema {
                Json::Object(object) => {
                    let properties = object.get("properties").and_then(Json::as_object);
                    keys.extend(properties.into_iter().flat_map(|it| it.keys()).map(String::as_str));
                    rest.extend(object.values());
                }
                Json::Array(items) => rest.extend(items),
                _ => {}
            }
        }
        keys
    }

    pub(super) fn expected<'a>(&'a self, schema: &'a Json) -> Expected<'a> {
        let mut expected = Expected::default();
        self.collect(schema, &mut expected, HOPS);
        expected
    }

    fn collect<'a>(&'a self, schema: &'a Json, expected: &mut Expected<'a>, hops: usize) {
        if hops == 0 || schema == &Json::Bool(true) {
            expected.anything = true;
            return;
        }
        if let Some(target) = schema.get("$ref").and_then(Json::as_str) {
            match target.strip_prefix('#').and_then(|it| self.0.pointer(it)) {
                Some(schema) => self.collect(schema, expected, hops - 1),
                None => expected.anything = true,
            }
        } else if let Some(alternatives) = ["anyOf", "oneOf"].iter().find_map(|it| schema.get(it)?.as_array()) {
            alternatives.iter().for_each(|it| self.collect(it, expected, hops - 1));
        } else if let Some(word) = schema.get("const").and_then(Json::as_str) {
            expected.words.push(word);
        } else if let Some(words) = schema.get("enum").and_then(Json::as_array) {
            expected.words.extend(words.iter().filter_map(Json::as_str));
            expected.null |= words.contains(&Json::Null);
        } else {
            expected.take_types(schema);
        }
    }
}

impl<'a> Expected<'a> {
    fn take_types(&mut self, schema: &'a Json) {
        let types: Vec<&str> = match schema.get("type") {
            Some(Json::String(one)) => vec![one],
            Some(Json::Array(types)) => types.iter().filter_map(Json::as_str).collect(),
            _ => vec![""],
        };
        for name in types {
            match name {
                "null" => self.null = true,
                "boolean" => self.boolean = true,
                "integer" => self.integer = Some(schema),
                "number" => self.number = true,
                "string" => self.text = Some(schema.get("minLength").and_then(Json::as_u64).unwrap_or(0) == 0),
                "array" => self.list = Some(schema.get("items").unwrap_or(&Json::Bool(true))),
                "object" => self.maps.push(schema),
                _ => self.anything = true,
            }
        }
    }

    /// Whether nothing but a mapping will do.
    pub(super) fn only_maps(&self) -> bool {
        let scalar = self.boolean || self.number || self.integer.is_some() || self.text.is_some();
        !scalar && self.words.is_empty() && self.list.is_none() && !self.maps.is_empty()
    }

    /// What is expected, in an editor's words.
    pub(super) fn words(&self) -> String {
        let text = self.text.is_some();
        let forms = [
            (text, "text"),
            (self.integer.is_some(), "a whole number"),
            (self.number, "a number"),
            (self.boolean, "`true` or `false`"),
            (!self.words.is_empty() && !text, "one of its words"),
            (self.list.is_some(), "a list"),
            (!self.maps.is_empty(), "keys of its own"),
        ];
        let forms: Vec<&str> = forms.iter().filter(|it| it.0).map(|it| it.1).collect();
        if forms.is_empty() { "nothing".to_owned() } else { forms.join(" or ") }
    }
}

/// The keys of a mapping and what each expects, in the schema's order.
pub(super) fn properties(map: &Json) -> impl Iterator<Item = (&str, &Json)> {
    map.get("properties").and_then(Json::as_object).into_iter().flatten().map(|(key, schema)| (key.as_str(), schema))
}

/// The keys that a mapping must have.
pub(super) fn required(map: &Json) -> impl Iterator<Item = &str> {
    map.get("required").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str)
}

/// What the value of a key expects; `None` when the key is not known.
pub(super) fn property<'a>(map: &'a Json, key: &str) -> Option<&'a Json> {
    let own = properties(map).find(|it| it.0 == key).map(|it| it.1);
    own.or_else(|| match map.get("additionalProperties") {
        Some(Json::Bool(false)) => None,
        Some(schema) => Some(schema),
        None => {
            let by_pattern = map.get("patternProperties").and_then(Json::as_object);
            Some(by_pattern.and_then(|it| it.values().next()).unwrap_or(&Json::Bool(true)))
        }
    })
}
