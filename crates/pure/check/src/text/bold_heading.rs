//! A heading is marked as one: bold words are none to a screen reader.

use crate::text::TextLook;
use dateline_diagnostics::{BOLD_HEADING, Diagnostics};
use dateline_text::markdown::{Block, BlockKind};

/// Most words of a heading.
const WORDS: usize = 14;

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    for (at, passage) in look.passages.iter().enumerate() {
        let block = passage.block;
        let next = look.passages.get(at + 1).map(|it| it.block);
        // What comes after has to be text that it can be the heading of.
        let heads = next.is_some_and(|it| matches!(it.kind, BlockKind::Paragraph | BlockKind::Item) && !is_bold(it));
        let is_heading = block.kind == BlockKind::Paragraph && heads && is_bold(block) && is_titled(block);
        let has_words = !passage.words.is_empty() || !block.text.is_ascii();
        if is_heading && has_words && passage.words.len() <= WORDS {
            let text = block.text.trim();
            let message = format!("`{text}` is bold words in the place of a heading");
            let help = format!("write `## {}`, without the asterisks", text.trim_end_matches(':'));
            look.report(found, BOLD_HEADING, (block, 0..block.text.len()), message, help);
        }
    }
}

/// Whether all of a block is strongly emphasised.
fn is_bold(block: &Block) -> bool {
    let covered: usize = block.strong.iter().map(|it| it.len()).sum();
    !block.strong.is_empty() && covered >= block.text.trim().len()
}

/// Whether the words are no sentence, no item of a list, nobody's question in an interview, and one line.
fn is_titled(block: &Block) -> bool {
    let text = block.text.trim();
    let first = text.split_whitespace().next().unwrap_or_default();
    let is_item = first.len() < 5 && first.ends_with([')', ':', '.']) || text.starts_with(['(', '•', '#']);
    !is_item
        && !text.contains(['\n', '\u{fffc}'])
        && !text.ends_with(['.', '!', '。', '！', ',', ';', '”', '"'])
        && text.chars().count() <= 120
}
