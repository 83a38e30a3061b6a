//! The languages of a newsroom, and texts that it has in each.

/// A language, by its place in `languages` of the configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(pub u8);

impl Language {
    /// The first one: what is said in no other language is said in this one.
    pub const FIRST: Self = Self(0);
}

/// A text in every language of the newsroom.
#[derive(Clone, Debug, PartialEq, Eq)]
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
}
