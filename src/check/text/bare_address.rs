//! An address in a sentence is a link, with words that say where it leads.

use crate::check::text::TextLook;
use crate::check::text::addresses::addresses;
use crate::diagnostic::{BARE_ADDRESS, Diagnostics};

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    for block in look.blocks() {
        for address in addresses(&block.text) {
            if block.is_code(address.range.start) || block.is_link(address.range.start) {
                continue;
            }
            let words = &block.text[address.range.clone()];
            let stop = if address.has_stop { ", with the full stop of the sentence glued to it" } else { "" };
            let (message, help) = if address.is_email {
                (format!("the e-mail address `{words}` is no link{stop}"), format!("write `<{words}>`"))
            } else {
                let full = if words.contains("://") { words.to_owned() } else { format!("https://{words}") };
                let help = format!("write `[words that say where it leads]({full})`");
                (format!("the address `{words}` is no link{stop}"), help)
            };
            look.report(found, BARE_ADDRESS, (block, address.range), message, help);
        }
    }
}
