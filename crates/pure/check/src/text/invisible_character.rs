//! A text has no characters that nobody sees.

use crate::text::TextLook;
use dateline_content::release;
use dateline_diagnostics::{Diagnostic, Diagnostics, Edit, Fix, INVISIBLE_CHARACTER};
use dateline_text::yaml;

/// Most that are reported of one text.
const LIMIT: usize = 10;

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    let (text, mut n_found) = (look.source, 0);
    let bytes = text.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        // Those that are meant begin with one of these bytes.
        let is_suspect = byte < 0x20 && !matches!(byte, b'\n' | b'\t') || matches!(byte, 0x7f | 0xc2 | 0xe2 | 0xef);
        if !is_suspect {
            continue;
        }
        let Some(character) = text[at..].chars().next() else { continue };
        let Some(what) = name(text, at, character) else { continue };
        n_found += 1;
        if n_found > LIMIT {
            return;
        }
        let message = format!("{what} (U+{:04X}), which nobody sees", u32::from(character));
        let before: String = text[..at].chars().rev().take_while(|it| it.is_alphanumeric()).collect();
        let help = match before.chars().rev().collect::<String>() {
            word if word.is_empty() => "delete it, or type the line anew".to_owned(),
            word => format!("delete it: it stands right after `{word}`; or type those words anew"),
        };
        let place = look.span(at..at + character.len_utf8());
        let fix = instead(look, at, character).map(|text| Fix::new(vec![Edit::new(place.clone(), text)]));
        found.push(Diagnostic::new(INVISIBLE_CHARACTER, place, message).help(help).fix(fix));
    }
}

/// What takes the place of the character; `None` where front matter would not be read as it is meant.
fn instead(look: &TextLook, at: usize, character: char) -> Option<&'static str> {
    let (before, after) = (&look.source[..at], &look.source[at + character.len_utf8()..]);
    let is_apart = |it: &str, ends: bool| {
        if ends { it.ends_with(char::is_whitespace) } else { it.starts_with(char::is_whitespace) }
    };
    let text = match character {
        '\r' if look.source.contains("\r\n") => "\r\n",
        '\r' => "\n",
        // Word ends a line inside a paragraph with one of these.
        '\u{b}' | '\u{c}' | '\u{85}' if !is_apart(before, true) && !is_apart(after, false) => " ",
        _ => "",
    };
    if at >= look.body_start {
        return Some(text);
    }
    let keys = release::front_matter_range(look.source)?;
    if !keys.contains(&at) {
        return None;
    }
    let mended = [&look.source[keys.start..at], text, &after[..keys.end - at - character.len_utf8()]].concat();
    let without = |it: &str| it.replace(character, text);
    yaml::reads_alike(&look.source[keys], &mended, &without).then_some(text)
}

/// What the character is called; `None` for one that has its use.
fn name(text: &str, at: usize, character: char) -> Option<&'static str> {
    match character {
        '\r' => (!text[at..].starts_with("\r\n")).then_some("a carriage return without line feed"),
        '\u{feff}' => (at > 0).then_some("a byte order mark inside the text"),
        '\u{ad}' => Some("a soft hyphen"),
        '\u{200b}' => Some("a zero-width space"),
        '\u{2060}' => Some("a word joiner"),
        '\u{200c}' | '\u{200d}' => joins_nothing(text, at, character).then_some("a zero-width joiner"),
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            (!text.chars().any(is_right_to_left)).then_some("a mark of writing direction")
        }
        '\u{fffe}' | '\u{ffff}' | '\u{fffd}' => None,
        it if it.is_control() && it != '\n' && it != '\t' => Some("a control character"),
        _ => None,
    }
}

/// Joiners are part of emoji and of scripts such as Arabic and those of India; beside Latin letters they do nothing.
fn joins_nothing(text: &str, at: usize, joiner: char) -> bool {
    let plain = |it: Option<char>| it.is_none_or(|it| it.is_ascii());
    plain(text[..at].chars().next_back()) && plain(text[at + joiner.len_utf8()..].chars().next())
}

fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}
