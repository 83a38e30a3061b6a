//! Words that stand in addresses.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longest slug made of a title, in bytes.
const LENGTH: usize = 80;

/// Whether a file's name can stand in an address as it is: ASCII letters, digits, hyphens, full stops and underscores,
/// the first of them a letter or digit.
pub fn is_slug(name: &str) -> bool {
    let plain = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.');
    name.bytes().next().is_some_and(|it| it.is_ascii_alphanumeric()) && name.bytes().all(plain)
}

/// A slug for a title: lower case, words joined by hyphens, accents folded, cut at a word. Empty when the title has no
/// Latin letter or digit.
pub fn slug(title: &str) -> String {
    let mut slug = String::new();
    for character in title.nfd().filter(|it| !is_combining_mark(*it) && !matches!(it, '\'' | '’')) {
        if character.is_ascii_alphanumeric() {
            slug.push(character.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    if slug.len() > LENGTH {
        let end = slug[..=LENGTH].rfind('-').unwrap_or(LENGTH);
        slug.truncate(end);
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_become_words_joined_by_hyphens() {
        assert_eq!(slug("Hong Kong’s Café: 10th “Partners” ceremony!"), "hong-kongs-cafe-10th-partners-ceremony");
        assert_eq!(slug("香港"), "");
        let long = slug(&"co-operation ".repeat(20));
        assert!(long.len() <= LENGTH && long.ends_with("-co"), "{long}");
    }

    #[test]
    fn names_with_spaces_or_other_scripts_are_no_slugs() {
        assert!(is_slug("120718_1") && is_slug("Ferry-2018"));
        for name in ["two words", "新聞", ".hidden", "", "a/b", "a%20b"] {
            assert!(!is_slug(name), "{name}");
        }
    }
}
