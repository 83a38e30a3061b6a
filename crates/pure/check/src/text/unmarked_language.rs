//! Words in Japanese or Korean letters say which language they are in, so that screen readers can speak them (WCAG 2.2,
//! criterion 3.1.2). Chinese characters alone get the newsroom's `han_language` by themselves.

use crate::text::TextLook;
use dateline_diagnostics::{Diagnostics, UNMARKED_LANGUAGE};
use dateline_text::language;
use dateline_text::markdown::{self, Script};

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    let own = language::primary(look.config.tag(look.subject.language()));
    for block in look.blocks() {
        for run in markdown::runs(&block.text) {
            let (tag, name) = match run.script {
                Script::Kana => ("ja", "Japanese"),
                Script::Hangul => ("ko", "Korean"),
                Script::Han => continue,
            };
            let is_said =
                block.is_code(run.range.start) || block.foreign.iter().any(|it| it.contains(&run.range.start));
            if is_said || own == tag {
                continue;
            }
            let words = &block.text[run.range.clone()];
            let message = format!("`{words}` does not say which language it is in");
            let help = format!("write `[{words}]{{lang={tag}}}` if it is {name}");
            look.report(found, UNMARKED_LANGUAGE, (block, run.range), message, help);
        }
    }
}
