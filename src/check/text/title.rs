//! A title is words alone: no markup, no stray spaces, not all in capitals.

use crate::check::text::TextLook;
use crate::diagnostic::{CAPITALS_TITLE, Diagnostics, STRAY_SPACE, TITLE_MARKUP};

/// Fewest letters of a title that is shouted.
const LETTERS: usize = 12;

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    let titles = [("title", Some(look.subject.title())), ("short_title", look.subject.short_title())];
    for (key, title) in titles.into_iter().filter_map(|(key, title)| Some((key, title?))) {
        if let Some((what, help)) = markup(title) {
            look.report_key(
                found,
                TITLE_MARKUP,
                key,
                format!("`{key}` has `{what}` in it, which readers would see as it stands"),
                help,
            );
        }
        if let Some(what) = stray_space(title) {
            let words: Vec<&str> = title.split_whitespace().collect();
            let help = format!("write `{}`", words.join(" "));
            look.report_key(found, STRAY_SPACE, key, format!("`{key}` {what}"), help);
        }
        if is_shouted(title) {
            let help = "write it as a sentence: screen readers may spell capitals letter by letter";
            look.report_key(found, CAPITALS_TITLE, key, format!("`{key}` is all in capitals"), help);
        }
    }
}

/// The first entity or tag of a title, and what to write instead.
fn markup(title: &str) -> Option<(&str, String)> {
    for (at, _) in title.match_indices(['&', '<']) {
        let rest = &title[at..];
        let end = rest.find([';', '>', ' ']).filter(|it| *it > 1)?;
        let (inner, close) = (&rest[1..end], rest.as_bytes()[end]);
        // `R&D;` is none.
        let is_entity = |it: &str| {
            let is_word = it.len() > 2
                && it.bytes().all(|it| it.is_ascii_alphabetic())
                && it.starts_with(|it: char| it.is_lowercase());
            is_word
                || matches!(it, "lt" | "gt")
                || it.strip_prefix('#').is_some_and(|it| it.ends_with(|it: char| it.is_ascii_hexdigit()))
        };
        if rest.starts_with('&') && close == b';' && is_entity(inner) {
            let help = match inner {
                "amp" => "write `&`".to_owned(),
                "lt" => "write `<`".to_owned(),
                "gt" => "write `>`".to_owned(),
                "nbsp" | "#160" => "write a space".to_owned(),
                _ => "write the character itself".to_owned(),
            };
            return Some((&rest[..=end], help));
        }
        let name = inner.trim_start_matches('/').trim_end_matches('/');
        const TAGS: &[&str] =
            &["b", "i", "em", "strong", "br", "span", "u", "sup", "sub", "a", "p", "div", "font", "small"];
        if rest.starts_with('<') && TAGS.iter().any(|it| name.eq_ignore_ascii_case(it)) {
            let end = rest.find('>')?;
            return Some((&rest[..=end], "take the tag out: a title has no markup".to_owned()));
        }
    }
    None
}

fn stray_space(title: &str) -> Option<&'static str> {
    let is_space = |it: char| it == ' ' || it == '\u{a0}' || it == '\t';
    if title.starts_with(is_space) {
        return Some("begins with a space");
    }
    if title.ends_with(is_space) {
        return Some("ends with a space");
    }
    let mut before = false;
    title
        .chars()
        .any(|it| std::mem::replace(&mut before, is_space(it)) && is_space(it))
        .then_some("has two spaces in a row")
}

fn is_shouted(title: &str) -> bool {
    let n_letters = title.chars().filter(|it| it.is_uppercase()).count();
    let n_words = title.split_whitespace().filter(|it| it.chars().any(char::is_alphabetic)).count();
    n_letters >= LETTERS && n_words > 2 && !title.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_no_markup() {
        for title in ["R&D; what next", "AT&T <3 you", "5 < 6 & 7 > 6", "Q&A", "A & B; C"] {
            assert_eq!(markup(title), None, "{title}");
        }
        assert_eq!(markup("A &amp; B").map(|it| it.0), Some("&amp;"));
        assert_eq!(markup("A <br/> B").map(|it| it.0), Some("<br/>"));
    }
}
