//! No-break spaces keep words together; they are no layout.

use crate::check::text::TextLook;
use crate::diagnostic::{Diagnostics, LAYOUT_SPACES};

const NO_BREAK: char = '\u{a0}';

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    for block in look.blocks() {
        let mut line_start = 0;
        for line in block.text.split_inclusive('\n') {
            let start = line_start;
            line_start += line.len();
            if !line.contains(NO_BREAK) {
                continue;
            }
            let runs = runs(line);
            let Some(longest) = runs.iter().max_by_key(|it| it.1).map(|it| it.1) else { continue };
            let (first, ..) = &runs[0];
            let place = (block, start + first.start..start + first.end);
            if block.is_code(place.1.start) {
                continue;
            }
            let times = if runs.len() > 1 { format!("in {} places of this line", runs.len()) } else { "here".into() };
            let message = format!("up to {longest} no-break spaces in a row, as layout, {times}");
            let message =
                if runs.len() == 1 { format!("{longest} no-break spaces in a row, as layout") } else { message };
            let help = "type one ordinary space instead; what belongs in columns is a table, what belongs apart a line of its own";
            look.report(found, LAYOUT_SPACES, place, message, help);
        }
    }
}

/// The runs of white space of a line that have two or more no-break spaces, and how many each has.
fn runs(line: &str) -> Vec<(std::ops::Range<usize>, usize)> {
    let mut runs = Vec::new();
    let mut from = 0;
    while let Some(at) = line[from..].find(NO_BREAK).map(|it| from + it) {
        let start = line[..at].trim_end_matches([' ', NO_BREAK]).len();
        let end = line.len() - line[at..].trim_start_matches([' ', NO_BREAK]).len();
        let count = line[start..end].matches(NO_BREAK).count();
        if count > 1 {
            runs.push((start..end, count));
        }
        from = end;
    }
    runs
}
