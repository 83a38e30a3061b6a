//! A text has one sort of apostrophes and of quotation marks.

use std::ops::Range;

use crate::text::TextLook;
use dateline_diagnostics::{Diagnostics, MIXED_QUOTES};
use dateline_text::markdown::{Block, is_han};

/// The marks of one sort: how many, and where the first is.
#[derive(Default)]
struct Marks<'a> {
    count: usize,
    first: Option<(&'a Block, Range<usize>, char)>,
}

impl<'a> Marks<'a> {
    fn push(&mut self, block: &'a Block, at: usize, mark: char) {
        self.count += 1;
        self.first.get_or_insert((block, at..at + mark.len_utf8(), mark));
    }
}

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    let mut apostrophes = [Marks::default(), Marks::default()];
    let mut quotes = [Marks::default(), Marks::default()];
    for block in look.blocks() {
        let text = block.text.as_str();
        for (at, mark) in text.char_indices().filter(|(_, it)| matches!(it, '\'' | '"' | '‘' | '’' | '“' | '”'))
        {
            let (before, after) = (text[..at].chars().next_back(), text[at + mark.len_utf8()..].chars().next());
            // Feet and inches are straight; Chinese has curly quotation marks of its own.
            let is_measure = !matches!(mark, '‘' | '’' | '“' | '”') && before.is_some_and(|it| it.is_ascii_digit());
            let beside = [before, after].into_iter().flatten();
            if is_measure || beside.clone().any(|it| is_han(it) || it == '/' || it == '=') || block.is_code(at) {
                continue;
            }
            match mark {
                '\'' => apostrophes[0].push(block, at, mark),
                '‘' | '’' => apostrophes[1].push(block, at, mark),
                '"' => quotes[0].push(block, at, mark),
                _ => quotes[1].push(block, at, mark),
            }
        }
    }
    told(look, found, &apostrophes, ["straight apostrophe", "curly apostrophe"], ['\'', '’']);
    told(look, found, &quotes, ["straight quotation mark", "curly quotation mark"], ['"', '“']);
}

/// Points at the sort that is rarer; the straight one when there are as many.
fn told(look: &TextLook, found: &mut Diagnostics, [straight, curly]: &[Marks; 2], names: [&str; 2], marks: [char; 2]) {
    let is_straight_rare = straight.count <= curly.count;
    let (rare, usual) = if is_straight_rare { (straight, curly) } else { (curly, straight) };
    let (rare_name, usual_name) = if is_straight_rare { (names[0], names[1]) } else { (names[1], names[0]) };
    let (Some((block, range, mark)), Some((_, _, usual_mark))) = (&rare.first, &usual.first) else { return };
    let plural = |count: usize, name: &str| if count == 1 { name.to_owned() } else { format!("{name}s") };
    let message = format!(
        "{} {} such as `{mark}` beside {} {} such as `{usual_mark}`",
        rare.count,
        plural(rare.count, rare_name),
        usual.count,
        plural(usual.count, usual_name),
    );
    let help = format!("use one sort throughout: either `{}` or `{}`", marks[0], marks[1]);
    look.report(found, MIXED_QUOTES, (block, range.clone()), message, help);
}
