//! Pages as a reader meets them: visible words, and the tree of elements without what no reader can tell.

use std::collections::BTreeSet;

use scraper::{ElementRef, Html, Node, node::Text};

/// Elements that run on in a line; all others stand apart.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "cite", "code", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup",
    "time", "u",
];

/// The visible text of a page or a part of one, white space normalised, block from block told apart.
pub fn text(element: ElementRef) -> String {
    let mut text = String::new();
    write_text(element, &mut text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The visible text of a whole page.
pub fn page_text(page: &Html) -> String {
    let body = super::support::all(page, "body");
    text(body[0])
}

fn write_text(element: ElementRef, text: &mut String) {
    for child in element.children() {
        match child.value() {
            Node::Text(Text { text: words }) => text.push_str(words),
            Node::Element(it) if ["script", "style", "template", "head"].contains(&it.name()) => {}
            Node::Element(it) => {
                let apart = if INLINE.contains(&it.name()) { "" } else { " " };
                text.push_str(apart);
                write_text(ElementRef::wrap(child).unwrap(), text);
                text.push_str(apart);
            }
            _ => {}
        }
    }
}

/// The tree of elements: names, attributes as a set without defaulted ones, texts with white space normalised,
/// comments left out. One line for each.
pub fn elements(page: &Html) -> Vec<String> {
    let mut lines = Vec::new();
    write_elements(page.root_element(), 0, &mut lines);
    lines
}

fn write_elements(element: ElementRef, depth: usize, lines: &mut Vec<String>) {
    let value = element.value();
    let attributes: BTreeSet<String> = value
        .attrs()
        .filter(|it| !is_default(value.name(), *it))
        .map(|(name, text)| format!("{name}={:?}", settled(value.name(), name, text)))
        .collect();
    let attributes = attributes.into_iter().collect::<Vec<_>>().join(" ");
    lines.push(format!("{}<{} {attributes}>", " ".repeat(depth), value.name()));
    for child in element.children() {
        match child.value() {
            Node::Text(Text { text }) => {
                let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
                if !words.is_empty() {
                    lines.push(format!("{}{words}", " ".repeat(depth + 1)));
                }
            }
            Node::Element(_) => write_elements(ElementRef::wrap(child).unwrap(), depth + 1, lines),
            _ => {}
        }
    }
}

fn is_default(element: &str, attribute: (&str, &str)) -> bool {
    matches!(
        (element, attribute),
        ("script", ("type", "text/javascript"))
            | ("style" | "link", ("type", "text/css"))
            | (_, ("media", "all") | ("class" | "style", ""))
    )
}

/// The value of an attribute in one form: lists of words are sets of words, the viewport has no blanks.
fn settled(element: &str, name: &str, text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if element == "meta" && name == "content" { words.replace(", ", ",") } else { words }
}
