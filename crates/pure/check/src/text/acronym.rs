//! An acronym is explained once in each text, and spelt as it was explained.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::text::words::Word;
use crate::text::{Passage, TextLook};
use dateline_diagnostics::{Diagnostics, NEAR_ACRONYM, UNEXPLAINED_ACRONYM};
use dateline_text::markdown::BlockKind;

/// Those that need no explanation.
const WELL_KNOWN: &[&str] = &[
    "ACT", "ADHD", "AIDS", "AOL", "API", "APIs", "APEC", "ASCII", "ASEAN", "ATM", "AWS", "BBC", "BCC", "BRICS", "BTC",
    "CBE", "CCTV", "CDs", "CEO", "CEOs", "CFO", "CIA", "CIO", "CNN", "COO", "COVID", "COVID-19", "CPU", "CSS", "CSV",
    "CTO", "CVs", "DBE", "DNA", "DNS", "DVD", "ESG", "EST", "EUR", "FAQ", "FAQs", "FBI", "FIFA", "FTP", "GBP", "GBS",
    "GDP", "GIF", "GMT", "GPS", "GPU", "HDMI", "HIV", "HKD", "HKT", "HKSAR", "HTML", "HTTP", "HTTPS", "IBM", "IMF",
    "IOC", "IRA", "ISBN", "ISO", "JPEG", "JPG", "JSON", "KPI", "LED", "LGBT", "LLC", "LTD", "MBA", "MBE", "MIT", "MTR",
    "NASA", "NATO", "NGO", "NGOs", "NYC", "OBE", "OECD", "OPEC", "PDF", "PDFs", "PDT", "PGP", "PhD", "PIN", "PNG",
    "PST", "RAM", "REST", "RGB", "RMB", "RSS", "RSVP", "SAR", "SARS", "SDK", "SGD", "SIM", "SME", "SMEs", "SMS", "SOS",
    "SQL", "SSH", "SSL", "SUV", "SVG", "TBA", "TBC", "TBD", "TCP", "TLS", "TV", "UAE", "UDP", "UFO", "UK", "UNESCO",
    "UNICEF", "URI", "URL", "URLs", "USA", "USB", "USD", "UTC", "UTF-8", "ASAP", "GUI", "CNY", "LLP", "PLC", "BMW",
    "DBS", "MRT", "IRS", "RPC", "VAT", "VIP", "VIPs", "VPN", "WHO", "WTO", "WWW", "XML", "XXX", "YAML", "YMCA", "ZIP",
    "EDT", "CDT", "CST", "MST", "PRC", "JP", "SC", "CET", "CEST", "BST", "AM", "PM", "OK", "TTY", "AND", "THE", "NOT",
    "FOR", "END", "ID", "IDs", "MOU", "UN", "US", "EU", "IT", "HR", "PR",
];
/// Most that are reported of one text.
const LIMIT: usize = 6;

/// One acronym of a text.
struct Acronym<'a> {
    first: (&'a Passage<'a>, Word<'a>),
    count: usize,
}

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    let mut used: Vec<(&str, Acronym)> = Vec::new();
    let mut by_name: FxHashMap<&str, usize> = FxHashMap::default();
    let mut explained: FxHashSet<&str> = FxHashSet::default();
    let mut stated: Vec<&str> = Vec::new();
    if let Some(release) = look.subject.release() {
        stated.extend(release.acronyms.iter().map(|it| it.0.as_str()));
    }
    for passage in &look.passages {
        for (at, word) in passage.words.iter().enumerate() {
            let name = singular(word.text);
            if !is_acronym(name) {
                continue;
            }
            if explains(passage, at) && explained.insert(name) {
                stated.push(name);
            }
            if matches!(passage.block.kind, BlockKind::Heading) || is_among_capitals(passage, at) {
                continue;
            }
            if is_part_of_address(passage, *word) {
                continue;
            }
            match by_name.get(name) {
                Some(known) => used[*known].1.count += 1,
                None => {
                    by_name.insert(name, used.len());
                    used.push((name, Acronym { first: (passage, *word), count: 1 }));
                }
            }
        }
    }
    if used.is_empty() {
        return;
    }
    let mut initials = None;
    let mut n_found = 0;
    for (name, acronym) in &used {
        let (passage, word) = acronym.first;
        let is_known =
            WELL_KNOWN.contains(name) || stated.contains(name) || stated.iter().any(|it| singular(it) == *name);
        if is_known {
            continue;
        }
        let count = |other: &str| by_name.get(other).map_or(0, |it| used[*it].1.count);
        let place = (passage.block, word.at..word.at + name.len());
        if let Some(near) = stated.iter().find(|it| acronym.count <= count(it) && is_near(name, it)) {
            let message = format!("`{name}` is explained nowhere, `{near}` is");
            look.report(found, NEAR_ACRONYM, place, message, format!("did you mean `{near}`?"));
            continue;
        }
        let initials = initials.get_or_insert_with(|| initials_of(look));
        let is_explained = initials.contains(*name) || look.subject.title().contains(&format!("({name})"));
        if name.len() < 3 || is_explained || is_name(passage, word) || is_word(look, name) {
            continue;
        }
        n_found += 1;
        if n_found <= LIMIT {
            let message = format!("`{name}` is not explained in this text");
            let help = format!(
                "write `The Words In Full ({name})` where it first stands, or add it to `acronyms` in the front matter"
            );
            look.report(found, UNEXPLAINED_ACRONYM, place, message, help);
        }
    }
}

/// Without the `s` of the plural or genitive.
fn singular(word: &str) -> &str {
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    word.strip_suffix('s').filter(|it| it.len() > 1 && it.bytes().all(|it| it.is_ascii_uppercase())).unwrap_or(word)
}

/// Two capitals or more and nothing else; no Roman number.
fn is_acronym(word: &str) -> bool {
    let is_roman = || word.bytes().all(|it| b"IVXLCDM".contains(&it));
    word.len() > 1 && word.bytes().all(|it| it.is_ascii_uppercase()) && !is_roman()
}

/// Whether the words around an acronym say what it stands for: `Words (ABC)`, `Words (the ABC)`, `ABC (Words)`, `ABC, or Words`.
fn explains(passage: &Passage, at: usize) -> bool {
    let (text, word) = (passage.block.text.as_str(), passage.words[at]);
    let before = text[..word.at].trim_end_matches(['“', '"', '‘', '\'', ' ', '*', '「']);
    let before = [
        "the",
        "The",
        "or",
        "hereafter",
        "hereinafter",
        "known as",
        "called",
        "abbreviated",
        "abbreviation",
        "简称",
        "簡稱",
        "下称",
    ]
    .into_iter()
    .fold(before, |text, it| text.strip_suffix(it).unwrap_or(text).trim_end());
    let before = before.trim_end_matches(['“', '"', ' ', '「']);
    let after = &text[word.end()..];
    let is_in_brackets = before.ends_with(['(', '（', '[']);
    // A list in brackets explains nothing: `(ABC, DEF and GHI)`.
    let closes = after
        .trim_start_matches(['s', '’', '\'', '”', '"', ' ', '」'])
        .starts_with([')', '）', ']', ',', ';', ':', '，']);
    let glossed = after.trim_start().strip_prefix(['(', '（']).is_some_and(|rest| {
        rest.chars().next().is_some_and(|it| it.is_alphabetic() || it == '“')
            && rest.split([')', '）']).next().is_some_and(|it| it.contains(' ') || it.chars().count() > 3)
    });
    let is_defined = after.starts_with(", or ")
        || after.starts_with(": ")
        || after.starts_with(" stands for")
        || after.starts_with(" – ") && passage.block.kind == BlockKind::Item;
    is_in_brackets && closes || glossed || is_defined
}

/// Whether the words beside it are all capitals too.
fn is_among_capitals(passage: &Passage, at: usize) -> bool {
    let words = &passage.words;
    let is_loud =
        |it: Option<&Word>| it.is_some_and(|it| it.text.len() > 3 && it.text.bytes().all(|it| it.is_ascii_uppercase()));
    is_loud(at.checked_sub(1).and_then(|it| words.get(it))) || is_loud(words.get(at + 1))
}

/// Whether it is part of an address, a name with digits, a path, a code or a date.
fn is_part_of_address(passage: &Passage, word: Word) -> bool {
    let text = passage.block.text.as_bytes();
    let odd = |it: Option<&u8>| it.is_some_and(|it| b"/.@_=#:$%+\\*".contains(it));
    let after = text.get(word.end());
    odd(word.at.checked_sub(1).and_then(|it| text.get(it)))
        || odd(after) && text.get(word.end() + 1).is_some_and(u8::is_ascii_alphanumeric)
        || matches!(after, Some(b'_'))
}

/// Whether it begins a name: `SBS Transit`.
fn is_name(passage: &Passage, word: Word) -> bool {
    let rest = &passage.block.text[word.end()..];
    rest.strip_prefix([' ', '\u{a0}']).is_some_and(|it| it.starts_with(char::is_uppercase))
}

/// Whether the text has the same in small letters: it is a word, said loudly.
fn is_word(look: &TextLook, name: &str) -> bool {
    look.passages.iter().flat_map(|it| &it.words).any(|it| it.is_small() && it.is(name))
}

/// The first letters of capitalised words that follow each other, a line for each run; small words in between are left out.
fn initials_of(look: &TextLook) -> String {
    const SMALL: &[&str] = &["of", "and", "the", "for", "in", "on", "to", "with", "de", "la", "a", "an", "&"];
    let mut initials = String::new();
    let mut push = |words: &mut dyn Iterator<Item = &str>| {
        for word in words {
            if word.starts_with(char::is_uppercase) && !is_acronym(singular(word)) {
                let parts = word.split('-').filter_map(|it| it.chars().next());
                initials.extend(parts.flat_map(char::to_uppercase));
            } else if !SMALL.contains(&word) && !initials.ends_with('\n') {
                initials.push('\n');
            }
        }
        initials.push('\n');
    };
    for passage in &look.passages {
        push(&mut passage.words.iter().map(|it| it.text));
    }
    push(&mut look.subject.title().split(' '));
    if let Some(release) = look.subject.release() {
        for event in release.events() {
            push(&mut event.name.split(' '));
        }
    }
    initials
}

/// Whether two acronyms are one or two slips of the keyboard apart.
fn is_near(one: &str, other: &str) -> bool {
    let shorter = one.len().min(other.len());
    let distance = strsim::damerau_levenshtein(one, other);
    let same_start = one.as_bytes()[0] == other.as_bytes()[0];
    same_start
        && match distance {
            // `HTLC` and `PTLC`, `EPD` and `EMSD` are different things.
            1 => shorter >= 5 || shorter == 4 && one.len() == other.len() && is_swapped(one, other),
            2 => shorter >= 7,
            _ => false,
        }
}

/// Whether the two have the same letters.
fn is_swapped(one: &str, other: &str) -> bool {
    let sorted = |it: &str| {
        let mut bytes = it.as_bytes().to_vec();
        bytes.sort_unstable();
        bytes
    };
    sorted(one) == sorted(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_is_what_a_slip_makes() {
        assert!(is_near("GDEDIIT", "GDDIIT") && is_near("JWCGP", "JWGCP"));
        assert!(!is_near("HTLC", "PTLC") && !is_near("EPD", "EMSD") && !is_near("GDPR", "GDP"));
    }
}
