//! Whatever is written or drawn can be told from what lies under it, in every scheme and every office's colour.

use std::collections::BTreeMap;

use dateline_content::config::OfficeColor;

use crate::support::{repository, tree};

/// Contrast of words that WCAG 2.2 asks for at level AAA; AA asks for 4.5.
const WORDS: f64 = 7.0;
/// Contrast of what is drawn, which carries no word (WCAG 2.2, 1.4.11).
const DRAWN: f64 = 3.0;

/// What stands on what. Every colour token is in a pair, but `light`, which is what `office` is in the dark.
const PAIRS: &[(&str, &str, f64)] = &[
    ("ink", "paper", WORDS),
    ("ink", "shade", WORDS),
    ("ink", "alert-shade", WORDS),
    ("quiet", "paper", WORDS),
    ("quiet", "shade", WORDS),
    ("quiet", "alert-shade", WORDS),
    ("link", "paper", WORDS),
    ("link", "shade", WORDS),
    ("link", "alert-shade", WORDS),
    ("visited", "paper", WORDS),
    ("visited", "shade", WORDS),
    ("visited", "alert-shade", WORDS),
    ("alert", "paper", WORDS),
    ("alert", "alert-shade", WORDS),
    ("office", "paper", WORDS),
    ("office", "shade", DRAWN),
    ("on-band", "band", WORDS),
    ("line", "paper", DRAWN),
    ("focus", "paper", DRAWN),
    ("focus", "shade", DRAWN),
    ("focus", "alert-shade", DRAWN),
    // A hairline between things that stand apart anyway.
    ("rule", "paper", 1.3),
];

/// What a reader's machine may ask for.
const SCHEMES: &[&[&str]] = &[
    &["screen"],
    &["screen", "(prefers-color-scheme: dark)"],
    &["screen", "(prefers-contrast: more)"],
    &["screen", "(prefers-color-scheme: dark)", "(prefers-contrast: more)"],
    &["print"],
    &["print", "(prefers-color-scheme: dark)"],
];

/// A rule: the conditions it stands under, its selector, its custom properties.
struct Rule {
    media: String,
    selector: String,
    values: Vec<(String, String)>,
}

#[test]
fn every_pair_of_colors_is_told_apart_in_every_scheme_and_office() {
    let rules = rules(&tokens());
    for scheme in SCHEMES {
        for office in OfficeColor::ALL {
            let tokens = values(&rules, scheme, office.name());
            for (over, under, least) in PAIRS {
                let (a, b) = (color(&tokens, over), color(&tokens, under));
                let contrast = contrast(a, b);
                assert!(contrast >= *least, "{over} on {under} has {contrast:.2} of {least} ({scheme:?}, {office:?})");
            }
        }
    }
}

#[test]
fn every_color_is_in_a_pair_and_stands_with_the_tokens() {
    let tokens = values(&rules(&tokens()), SCHEMES[0], "harbour");
    let colors = tokens.iter().filter(|(_, it)| it.starts_with('#') || it.starts_with("var(")).map(|(name, _)| name);
    for name in colors {
        assert!(
            name == "light" || PAIRS.iter().any(|(over, under, _)| over == name || under == name),
            "`{name}` is in no pair"
        );
    }
    for (path, bytes) in tree(&repository("themes/newsroom/styles")) {
        let text = String::from_utf8(bytes).unwrap();
        let is_color = |it: &str| it.len() > 2 && it[1..].chars().take(3).all(|it| it.is_ascii_hexdigit());
        let literal = text.match_indices('#').map(|(at, _)| &text[at..]).find(|it| is_color(it));
        assert!(path == "tokens.css" || literal.is_none(), "{path} has a colour of its own: {literal:.20?}");
    }
}

fn tokens() -> String {
    std::fs::read_to_string(repository("themes/newsroom/styles/tokens.css")).unwrap()
}

/// The rules of a style sheet of custom properties, in its order.
fn rules(sheet: &str) -> Vec<Rule> {
    let mut text = sheet.to_owned();
    while let Some(start) = text.find("/*") {
        let end = start + text[start..].find("*/").unwrap() + 2;
        text.replace_range(start..end, "");
    }
    let (mut rules, mut media, mut rest) = (Vec::new(), String::new(), text.as_str());
    while let Some(at) = rest.find(['{', '}']) {
        let head = rest[..at].trim();
        let is_close = rest[at..].starts_with('}');
        rest = &rest[at + 1..];
        if is_close {
            media.clear();
        } else if let Some(query) = head.strip_prefix("@media ") {
            media = query.to_owned();
        } else {
            let (body, after) = rest.split_once('}').unwrap();
            let declarations = body.split(';').filter_map(|it| it.trim().strip_prefix("--")?.split_once(": "));
            let values = declarations.map(|(name, it)| (name.to_owned(), it.trim().to_owned())).collect();
            rules.push(Rule { media: media.clone(), selector: head.to_owned(), values });
            rest = after;
        }
    }
    rules
}

/// The tokens as a page has them.
fn values(rules: &[Rule], scheme: &[&str], office: &str) -> BTreeMap<String, String> {
    let own = format!("[data-color=\"{office}\"]");
    let holds = |it: &&Rule| it.media.is_empty() || it.media.split(" and ").all(|part| scheme.contains(&part));
    let is_its = |it: &&Rule| [":root", "[data-color]", own.as_str()].contains(&it.selector.as_str());
    rules.iter().filter(holds).filter(is_its).flat_map(|it| it.values.clone()).collect()
}

/// The red, green and blue of a token, from 0 to 1.
fn color(tokens: &BTreeMap<String, String>, name: &str) -> [f64; 3] {
    let value = tokens.get(name).unwrap_or_else(|| panic!("there is no token `{name}`"));
    if let Some(other) = value.strip_prefix("var(--").and_then(|it| it.strip_suffix(')')) {
        return color(tokens, other);
    }
    let digits = value.strip_prefix('#').filter(|it| it.len() == 6).unwrap_or_else(|| panic!("`{name}` is `{value}`"));
    [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&digits[at..at + 2], 16).unwrap()) / 255.0)
}

/// WCAG 2.2, "contrast ratio".
fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// WCAG 2.2, "relative luminance".
fn luminance(color: [f64; 3]) -> f64 {
    let [red, green, blue] = color.map(|it| if it <= 0.04045 { it / 12.92 } else { ((it + 0.055) / 1.055).powf(2.4) });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}
