//! Forms that values of a newsroom's YAML take: text that is there, one or many, text by language, an id or the thing.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};

/// Text that is never empty, nor only white space.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Text(pub String);

/// One, or a list of them; an empty list is possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneOrMany<T>(pub Vec<T>);

/// Text that is the same in every language, or a text for each language by its tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ByLanguage {
    /// The same in every language.
    Plain(Text),
    /// By language tag, as `zh-Hant`; may be empty.
    Map(BTreeMap<String, Text>),
}

/// The id of something that stands elsewhere, or the thing in place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdOr<T> {
    /// The id.
    Id(Text),
    /// The thing itself.
    Full(T),
}

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for OneOrMany<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self
    }
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self)
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0
    }
}

impl From<Text> for Box<str> {
    fn from(text: Text) -> Self {
        text.0.into()
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Only through an option does `serde_yaml` tell `~` from `"~"`; formats without types know no such thing.
        if deserializer.is_human_readable() {
            deserializer.deserialize_option(TextVisitor)
        } else {
            deserializer.deserialize_str(TextVisitor)
        }
    }
}

/// Whether a character is one that no page can show: a control character that is no white space.
pub(super) fn is_control(character: char) -> bool {
    character.is_control() && !matches!(character, '\n' | '\t' | '\r')
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("text")
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Text, D::Error> {
        deserializer.deserialize_str(self)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Text, E> {
        if text.trim().is_empty() {
            Err(E::custom("the text is empty"))
        } else if text.contains(is_control) {
            Err(E::custom("the text has a control character"))
        } else {
            Ok(Text(text))
        }
    }
}

impl JsonSchema for Text {
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "minLength": 1})
    }
}

impl<T: JsonSchema> JsonSchema for OneOrMany<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("OneOrMany_{}", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({"anyOf": [one, {"type": "array", "items": one}]})
    }
}

impl JsonSchema for ByLanguage {
    fn schema_name() -> Cow<'static, str> {
        "ByLanguage".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let text = generator.subschema_for::<Text>();
        json_schema!({"anyOf": [text, {"type": "object", "additionalProperties": text}]})
    }
}

impl<T: JsonSchema> JsonSchema for IdOr<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("IdOr_{}", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (id, full) = (generator.subschema_for::<Text>(), generator.subschema_for::<T>());
        json_schema!({"anyOf": [id, full]})
    }
}

// The visitors below refuse a number where text is possible: by then its spelling (`1.10`) is lost. That only sends
// the file down the slow way, which still has the spelling and reads it as text.

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrManyVisitor(PhantomData))
    }
}

struct OneOrManyVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrManyVisitor<T> {
    type Value = OneOrMany<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("one, or a list")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        one(value.into_deserializer())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        one(value.into_deserializer())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        one(value.into_deserializer())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        one(value.into_deserializer())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        one(text.into_deserializer())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        Deserialize::deserialize(SeqAccessDeserializer::new(list)).map(OneOrMany)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        one(MapAccessDeserializer::new(map))
    }
}

fn one<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<OneOrMany<T>, D::Error> {
    T::deserialize(deserializer).map(|it| OneOrMany(vec![it]))
}

impl<'de> Deserialize<'de> for ByLanguage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ByLanguageVisitor)
    }
}

struct ByLanguageVisitor;

impl<'de> Visitor<'de> for ByLanguageVisitor {
    type Value = ByLanguage;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("text, or a text for each language")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<ByLanguage, E> {
        TextVisitor.visit_str(text).map(ByLanguage::Plain)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ByLanguage, A::Error> {
        Deserialize::deserialize(MapAccessDeserializer::new(map)).map(ByLanguage::Map)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for IdOr<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IdOrVisitor(PhantomData))
    }
}

struct IdOrVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for IdOrVisitor<T> {
    type Value = IdOr<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an id, or the thing itself")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        TextVisitor.visit_str(text).map(IdOr::Id)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(IdOr::Full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
        serde_yaml::from_str(text).ok()
    }

    #[test]
    fn text_is_what_was_typed_and_never_empty() {
        assert_eq!(read("1.10"), Some(Text("1.10".into())));
        assert_eq!(read("no"), Some(Text("no".into())));
        assert_eq!(read("\"~\""), Some(Text("~".into())));
        for empty in ["~", "null", "''", "'  '", "[]"] {
            assert_eq!(read::<Text>(empty), None, "{empty}");
        }
    }

    #[test]
    fn one_or_many_takes_both() {
        assert_eq!(read("nyc"), Some(OneOrMany(vec![Text("nyc".into())])));
        assert_eq!(read("[nyc, sf]"), Some(OneOrMany(vec![Text("nyc".into()), Text("sf".into())])));
        assert_eq!(read("212"), Some(OneOrMany(vec![212_u32])));
    }

    #[test]
    fn a_name_is_text_or_text_by_language() {
        assert_eq!(read("Environment"), Some(ByLanguage::Plain(Text("Environment".into()))));
        let map = BTreeMap::from([("zh-Hant".to_owned(), Text("環境".into()))]);
        assert_eq!(read("{zh-Hant: 環境}"), Some(ByLanguage::Map(map)));
    }

    #[test]
    fn an_id_stands_for_the_thing() {
        assert_eq!(read("melissa-ng"), Some(IdOr::<Vec<u8>>::Id(Text("melissa-ng".into()))));
        assert_eq!(read("{a: 1}"), Some(IdOr::Full(BTreeMap::from([("a".to_owned(), 1)]))));
    }
}
