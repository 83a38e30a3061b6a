//! Links with the same words lead to the same place.

use rustc_hash::FxHashMap;

use crate::text::TextLook;
use crate::text::link_text::says_nothing;
use dateline_diagnostics::{Diagnostic, Diagnostics, SAME_LINK_TEXT};
use dateline_text::markdown::{Block, BlockKind, ProseLink};

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    let mut seen: FxHashMap<String, (&Block, &ProseLink, bool)> = FxHashMap::default();
    for block in look.blocks().filter(|it| it.kind != BlockKind::Cell) {
        for link in &block.links {
            let text = block.text[link.range.clone()].trim();
            // A number in brackets is told apart by what stands before it.
            let has_words = text.chars().filter(|it| it.is_alphabetic()).count() > 2;
            if link.target.is_empty()
                || !has_words
                || says_nothing(text)
                || text.contains('\u{fffc}')
                || block.is_code(link.range.start)
            {
                continue;
            }
            let name = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            let Some((first_block, first, is_told)) = seen.get_mut(&name) else {
                seen.insert(name, (block, link, false));
                continue;
            };
            if *is_told || same(&first.target) == same(&link.target) {
                continue;
            }
            *is_told = true;
            let message = format!("`{text}` leads to `{}` here, and to `{}` before", link.target, first.target);
            let help = "say in the words of one of them what is different there";
            let before = look.place(first_block, first.range.clone());
            let diagnostic = Diagnostic::new(SAME_LINK_TEXT, look.place(block, link.range.clone()), message);
            found.push(diagnostic.help(help).related(before, "the first of the two links"));
        }
    }
}

/// An address without what makes no difference, or leads to another place of the same page.
fn same(target: &str) -> &str {
    let target = target.split('#').next().filter(|it| !it.is_empty()).unwrap_or(target);
    let target = target.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    target.trim_end_matches('/')
}
