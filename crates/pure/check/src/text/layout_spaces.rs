//! No-break spaces keep words together; they are no layout.

use std::ops::Range;

use crate::text::TextLook;
use dateline_diagnostics::{Diagnostics, Edit, LAYOUT_SPACES};
use dateline_text::markdown::Block;

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
            let edits = runs.iter().map(|it| edit(look, (block, line, start), it.0.clone())).collect();
            look.report_mended(found, LAYOUT_SPACES, place, (message, help.to_owned()), edits);
        }
    }
}

/// One ordinary space in place of a run; none at an end of the line. Not where that would make the line something else:
/// the start of a list, a heading, an empty line.
fn edit(look: &TextLook, (block, line, start): (&Block, &str, usize), run: Range<usize>) -> Option<Edit> {
    let range = start + run.start..start + run.end;
    let (before, after) = (&line[..run.start], line[run.end..].trim_end_matches('\n'));
    let is_mark = |it: &str| {
        let it = it.trim();
        let is_number = it.ends_with(['.', ')']) && it[..it.len() - 1].bytes().all(|it| it.is_ascii_digit());
        ["-", "+", "*", ":", ">"].contains(&it) || it.trim_start_matches('#').is_empty() || is_number
    };
    let space = match (before.is_empty(), after.is_empty()) {
        (true, true) => return None,
        (true, false) => {
            let word = after.split([' ', NO_BREAK]).next().unwrap_or_default();
            let is_plain = after.starts_with(char::is_alphanumeric) && !is_mark(word);
            is_plain.then_some("")?
        }
        (false, true) => "",
        // With a backslash, `5\.` begins no list.
        (false, false) => (!is_mark(look.written(block, start..range.start))).then_some(" ")?,
    };
    let is_all_space = look.written(block, range.clone()).replace("&nbsp;", " ").trim().is_empty();
    let is_code = block.is_code(range.start) || block.is_code(range.end - 1);
    (is_all_space && !is_code).then(|| Edit::new(look.place(block, range), space))
}

/// The runs of white space of a line that have two or more no-break spaces, and how many each has.
fn runs(line: &str) -> Vec<(Range<usize>, usize)> {
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
