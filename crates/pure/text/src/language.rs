//! The languages of a newsroom, texts that it has in each, and what the tags of languages say. The only door of
//! language-tags.

use serde::{Deserialize, Serialize};

use language_tags::LanguageTag;

/// A language, by its place in `languages` of the configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub struct Language(pub u8);

impl Language {
    /// The first one: what is said in no other language is said in this one.
    pub const FIRST: Self = Self(0);
}

/// A text in every language of the newsroom.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Localized {
    first: String,
    /// In the order of the languages; none when it is the same in all.
    others: Vec<String>,
}

impl Localized {
    /// A text that is the same in every language.
    pub fn same(text: impl Into<String>) -> Self {
        Self { first: text.into(), others: Vec::new() }
    }

    /// A text in each language, in their order; where there is none, it is that of the first.
    pub fn of(first: String, others: impl IntoIterator<Item = Option<String>>) -> Self {
        let others = others.into_iter().map(|it| it.unwrap_or_else(|| first.clone())).collect();
        Self { first, others }
    }

    /// The text in the first language.
    pub fn first(&self) -> &str {
        &self.first
    }

    /// The text in every language, each once.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.first()).chain(self.others.iter().map(String::as_str).filter(|it| *it != self.first))
    }
}

/// As messages name it: in the first language.
impl std::fmt::Display for Localized {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.first())
    }
}

impl std::ops::Index<Language> for Localized {
    type Output = str;

    fn index(&self, language: Language) -> &str {
        match language.0 {
            0 => &self.first,
            other => self.others.get(usize::from(other) - 1).unwrap_or(&self.first),
        }
    }
}

/// Languages that are written with Chinese characters: those in them are their own.
const WRITTEN_IN_HAN: &[&str] = &["cdo", "cmn", "gan", "hak", "hsn", "ja", "ko", "lzh", "nan", "wuu", "yue", "zh"];
/// What people type for a language, which is the code of a country, and the tag that is meant.
const COUNTRIES: &[(&str, &str)] = &[
    ("at", "de"),
    ("br", "pt-BR"),
    ("cn", "zh-Hans"),
    ("cz", "cs"),
    ("dk", "da"),
    ("gr", "el"),
    ("hk", "zh-Hant"),
    ("jp", "ja"),
    ("kr", "ko"),
    ("mx", "es-MX"),
    ("tw", "zh-Hant"),
    ("ua", "uk"),
    ("uk", "en-GB"),
    ("us", "en-US"),
    ("vn", "vi"),
];

/// The tag of a language in the form that standards give it, as in `zh-Hant` (RFC 5646).
///
/// # Errors
///
/// What to write instead, as a help says it, when the registry of languages does not have it.
pub fn tag(text: &str) -> Result<String, String> {
    let is_known = |it: &LanguageTag| it.validate().is_ok();
    if let Some(tag) = LanguageTag::parse(text).ok().filter(is_known) {
        return Ok(tag.to_string());
    }
    let dashed = text.trim().replace(['_', ' '], "-");
    let country = COUNTRIES.iter().find(|(code, _)| dashed.eq_ignore_ascii_case(code)).map(|it| it.1.to_owned());
    let near = country.or_else(|| LanguageTag::parse(&dashed).ok().filter(is_known).map(|it| it.to_string()));
    Err(match near {
        Some(tag) => format!("did you mean `{tag}`?"),
        None => "write its tag, as in `de`, `ja` or `zh-Hans`".to_owned(),
    })
}

/// Whether texts in a language are written with Chinese characters.
pub fn is_written_in_han(tag: &str) -> bool {
    WRITTEN_IN_HAN.contains(&primary(tag).as_str())
}

/// The language of a tag without its script and country: `zh` of `zh-Hant`.
pub fn primary(tag: &str) -> String {
    tag.split('-').next().unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_in_a_language_is_said_in_the_first() {
        let name = Localized::of("Environment".to_owned(), [Some("環境".to_owned()), None]);
        assert_eq!([0, 1, 2].map(|it| &name[Language(it)]), ["Environment", "環境", "Environment"]);
        assert_eq!(&Localized::same("HKETO")[Language(2)], "HKETO");
        assert_eq!(name.all().collect::<Vec<_>>(), ["Environment", "環境"]);
    }

    #[test]
    fn a_tag_is_one_of_the_registry() {
        assert_eq!(
            ["de", "zh-hant", "PT-br", "ja-latn"].map(|it| tag(it).expect("known")),
            ["de", "zh-Hant", "pt-BR", "ja-Latn"]
        );
        let helps = ["jp", "zh_Hant", "deutsch", "", "xx", "日本語"].map(|it| tag(it).expect_err("unknown"));
        assert_eq!(helps[..2], ["did you mean `ja`?", "did you mean `zh-Hant`?"]);
        assert!(helps[2..].iter().all(|it| it.starts_with("write its tag")), "{helps:?}");
    }
}
