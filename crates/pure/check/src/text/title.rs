//! A title is words alone: no markup, no stray spaces, not all in capitals.

use std::ops::Range;

use crate::text::TextLook;
use dateline_diagnostics::{CAPITALS_TITLE, Diagnostic, Diagnostics, Place, STRAY_SPACE, TITLE_MARKUP};
use dateline_text::markdown;

/// Fewest letters of a title that is shouted.
const LETTERS: usize = 12;

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    let titles = [("title", Some(look.subject.title())), ("short_title", look.subject.short_title())];
    let mut report = |rule, key: &str, message: String, help: String, meant: Option<String>| {
        let place = Place::Value(look.subject.file(), key.to_owned());
        let fix = meant.and_then(|it| look.rewritten(key, &it));
        found.push(Diagnostic::new(rule, place, message).help(help).fix(fix));
    };
    for (key, title) in titles.into_iter().filter_map(|(key, title)| Some((key, title?))) {
        if let Some((what, help)) = markup(title) {
            let message = format!("`{key}` has `{what}` in it, which readers would see as it stands");
            report(TITLE_MARKUP, key, message, help, without_markup(title));
        }
        if let Some(what) = stray_space(title) {
            let words: Vec<&str> = title.split_whitespace().collect();
            let help = format!("write `{}`", words.join(" "));
            report(STRAY_SPACE, key, format!("`{key}` {what}"), help, Some(one_space(title)));
        }
        if is_shouted(title) {
            let help = "write it as a sentence: screen readers may spell capitals letter by letter".to_owned();
            report(CAPITALS_TITLE, key, format!("`{key}` is all in capitals"), help, None);
        }
    }
}

const TAGS: &[&str] = &["b", "i", "em", "strong", "br", "span", "u", "sup", "sub", "a", "p", "div", "font", "small"];

/// A piece of HTML.
enum Markup<'a> {
    /// What stands between `&` and `;`.
    Entity(&'a str),
    /// The name, and whether the tag closes an element.
    Tag(&'a str, bool),
}

/// The first entity or tag of a title, and what to write instead.
fn markup(title: &str) -> Option<(&str, String)> {
    let (range, what) = pieces(title).next()?;
    let help = match what {
        Markup::Entity("amp") => "write `&`".to_owned(),
        Markup::Entity("lt") => "write `<`".to_owned(),
        Markup::Entity("gt") => "write `>`".to_owned(),
        Markup::Entity("nbsp" | "#160") => "write a space".to_owned(),
        Markup::Entity(_) => "write the character itself".to_owned(),
        Markup::Tag(..) => "take the tag out: a title has no markup".to_owned(),
    };
    Some((&title[range], help))
}

/// The entities and tags of a title, in their order.
fn pieces(title: &str) -> impl Iterator<Item = (Range<usize>, Markup<'_>)> {
    title.match_indices(['&', '<']).filter_map(move |(at, _)| {
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
            return Some((at..at + end + 1, Markup::Entity(inner)));
        }
        let name = inner.trim_start_matches('/').trim_end_matches('/');
        if rest.starts_with('<') && TAGS.iter().any(|it| name.eq_ignore_ascii_case(it)) {
            let end = rest.find('>')?;
            return Some((at..at + end + 1, Markup::Tag(name, inner.starts_with('/'))));
        }
        None
    })
}

/// The title in plain words; `None` where it is not plain what they are.
fn without_markup(title: &str) -> Option<String> {
    let (mut words, mut from) = (String::new(), 0);
    let mut open: Vec<String> = Vec::new();
    for (range, what) in pieces(title) {
        words.push_str(title.get(from..range.start)?);
        from = range.end;
        let name = |it: &str| it.to_ascii_lowercase();
        match what {
            Markup::Entity("nbsp" | "#160") => words.push(' '),
            Markup::Entity(_) => words.push_str(&character(&title[range])?),
            Markup::Tag(it, _) if name(it) == "br" => {
                let is_apart = words.ends_with(' ') || title[from..].starts_with(' ');
                words.push_str(if is_apart { "" } else { " " });
            }
            // 10<sup>2</sup> is not 102; what stood in paragraphs stood apart.
            Markup::Tag(it, _) if ["sup", "p", "div"].contains(&name(it).as_str()) => return None,
            Markup::Tag(it, false) => open.push(name(it)),
            Markup::Tag(it, true) => drop(open.pop().filter(|open| *open == name(it))?),
        }
    }
    words.push_str(&title[from..]);
    open.is_empty().then_some(words)
}

/// The character that an entity stands for, if it is one that is seen.
fn character(entity: &str) -> Option<String> {
    let text = markdown::prose(entity).blocks.into_iter().next()?.text;
    let is_unseen = |it: char| {
        it.is_control()
            || it.is_whitespace()
            || matches!(it, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            || matches!(it, '\u{feff}' | char::REPLACEMENT_CHARACTER)
    };
    let is_seen = |it| !is_unseen(it);
    (text != entity && text.chars().count() == 1 && text.chars().all(is_seen)).then_some(text)
}

fn is_space(it: char) -> bool {
    it == ' ' || it == '\u{a0}' || it == '\t'
}

/// The title without the spaces that are too many.
fn one_space(title: &str) -> String {
    let mut words = String::with_capacity(title.len());
    for it in title.trim_matches(is_space).chars() {
        if is_space(it) && words.ends_with(is_space) {
            words.pop();
            words.push(' ');
        } else {
            words.push(it);
        }
    }
    words
}

fn stray_space(title: &str) -> Option<&'static str> {
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

    #[test]
    fn a_title_is_mended_only_where_its_words_are_plain() {
        for (title, words) in [
            ("A &amp; B &#8211; &quot;C&quot;", "A & B – \"C\""),
            ("A <em>bold</em> <a href=\"/x y\">plan</a>", "A bold plan"),
            ("One<br>two <br/> three", "One two  three"),
            ("H<sub>2</sub>O&nbsp;&hellip;", "H2O …"),
            ("&amp;amp;", "&amp;"),
        ] {
            assert_eq!(without_markup(title).as_deref(), Some(words), "{title}");
        }
        for title in
            ["10<sup>2</sup>", "vitamin <b> and", "</i> x", "<b><i>x</b></i>", "&zwnj; x", "&nosuchthing; x", "&#0;"]
        {
            assert_eq!(without_markup(title), None, "{title}");
        }
        assert_eq!(one_space(" a \u{a0} b\u{a0}c "), "a b\u{a0}c");
    }
}
