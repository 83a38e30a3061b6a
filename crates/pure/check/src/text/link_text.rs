//! The words of a link say where it leads (WCAG 2.2, 2.4.4).

use crate::text::TextLook;
use dateline_diagnostics::{Diagnostics, LINK_TEXT};

const NOTHING: &[&str] = &[
    "here",
    "click here",
    "this",
    "link",
    "this link",
    "read more",
    "more",
    "learn more",
    "click",
    "see here",
    "see more",
    "this page",
    "find out more",
    "more details",
    "more info",
    "more information",
    "read",
    "go",
    "按此",
    "這裡",
    "這裏",
    "此處",
    "这里",
    "此处",
    "点击这里",
    "点击此处",
    "更多",
    "按這裡",
    "按這裏",
    "连结",
    "链接",
];

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    for block in look.blocks() {
        for link in &block.links {
            let text = block.text[link.range.clone()].trim();
            let place = (block, link.range.clone());
            if says_nothing(text) {
                let message = format!("the link's words are `{text}`, which do not say where it leads");
                let help = "make the link of words that name what is there: screen readers list links alone";
                look.report(found, LINK_TEXT, place, message, help);
            } else if is_address(text) && !link.target.starts_with("mailto:") {
                let message = format!("the link's words are its address, `{text}`");
                let help = format!("write `[words that say where it leads]({})`", link.target);
                look.report(found, LINK_TEXT, place, message, help);
            }
        }
    }
}

/// Whether the words are the same for any link.
pub(super) fn says_nothing(text: &str) -> bool {
    let plain = text.trim_matches(|it: char| !it.is_alphanumeric()).to_lowercase();
    NOTHING.contains(&plain.as_str())
}

/// Whether the words are a whole web address; a host's name alone can be read out.
fn is_address(text: &str) -> bool {
    let has_scheme = text.starts_with("http://") || text.starts_with("https://");
    has_scheme && !text.contains(char::is_whitespace)
}
