//! An address in a sentence is a link, with words that say where it leads.

use std::ops::Range;

use crate::text::TextLook;
use crate::text::addresses::addresses;
use dateline_diagnostics::{BARE_ADDRESS, Diagnostics, Edit};
use dateline_text::markdown::{self, Block};

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    for block in look.blocks() {
        for address in addresses(&block.text) {
            if block.is_code(address.range.start) || block.is_link(address.range.start) {
                continue;
            }
            let words = &block.text[address.range.clone()];
            let stop = if address.has_stop { ", with the full stop of the sentence glued to it" } else { "" };
            let (message, help, target) = if address.is_email {
                let target = format!("mailto:{words}");
                (format!("the e-mail address `{words}` is no link{stop}"), format!("write `<{words}>`"), target)
            } else {
                let full = if words.contains("://") { words.to_owned() } else { format!("https://{words}") };
                let help = format!("write `[words that say where it leads]({full})`");
                (format!("the address `{words}` is no link{stop}"), help, full)
            };
            let edits = link(look, block, &address.range, &target);
            look.report_mended(found, BARE_ADDRESS, (block, address.range), (message, help), edits);
        }
    }
}

/// The address as a link that reads as it did.
fn link(look: &TextLook, block: &Block, range: &Range<usize>, target: &str) -> Option<Vec<Edit>> {
    let words = &block.text[range.clone()];
    let span = block.source(range.clone());
    let (start, end) = (look.body_start + span.start, look.body_start + span.end);
    // With an escape or entity in it, it may not be what it seems.
    if look.written(block, range.clone()) != words {
        return None;
    }
    let (before, after) = (&look.source[..start], &look.source[end..]);
    let link = match target.strip_prefix("mailto:").unwrap_or(target) {
        same if same == words => format!("<{words}>"),
        full if full.contains(['(', ')']) => format!("[{words}](<{full}>)"),
        full => format!("[{words}]({full})"),
    };
    // `!` would make a picture of it, and a backslash would take the link's first sign away.
    let prose = markdown::prose(&link);
    let is_link = prose.blocks.iter().flat_map(|it| &it.links).any(|it| it.target == target)
        && prose.blocks.iter().all(|it| it.text == words);
    if !is_link || before.ends_with(['!', '\\', '=']) || before.ends_with("=\"") {
        return None;
    }
    // It was to be the target of the words before it.
    if before.trim_end().strip_suffix('(').is_some_and(|it| it.trim_end().ends_with(']')) {
        return None;
    }
    // Around what is no link for want of a scheme the signs are there already.
    let is_marked = before.ends_with('<') && after.starts_with('>');
    let span = if is_marked { start - 1..end + 1 } else { start..end };
    Some(vec![Edit::new(look.span(span), link)])
}
