//! A date in digits can be read in one way only.

use crate::text::TextLook;
use crate::text::calendar::MONTHS;
use dateline_diagnostics::{AMBIGUOUS_DATE, Diagnostics};

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    for block in look.blocks().filter(|it| it.text.contains('/')) {
        let text = block.text.as_str();
        for (at, _) in text.match_indices('/') {
            let first = text[..at].bytes().rev().take_while(u8::is_ascii_digit).count();
            let second = text[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
            let slash = at + 1 + second;
            let Some(rest) = text[slash..].strip_prefix('/') else { continue };
            let year = rest.bytes().take_while(u8::is_ascii_digit).count();
            if !(1..3).contains(&first) || !(1..3).contains(&second) || year != 4 {
                continue;
            }
            let (start, end) = (at - first, slash + 1 + year);
            let is_apart = !text[..start].ends_with(|it: char| it.is_alphanumeric() || "/-=_.".contains(it))
                && !text[end..].starts_with(|it: char| it.is_alphanumeric() || "/-=_".contains(it));
            let numbers = text[start..at].parse::<usize>().ok().zip(text[at + 1..slash].parse::<usize>().ok());
            let Some((one, other)) = numbers.filter(|_| is_apart && !block.is_code(start)) else { continue };
            let is_month = |it: usize| (1..=12).contains(&it);
            if is_month(one) && is_month(other) && one != other {
                let year = &text[slash + 1..end];
                let message = format!(
                    "`{}` can be {} {other} or {} {one}",
                    &text[start..end],
                    MONTHS[one - 1],
                    MONTHS[other - 1]
                );
                let help = format!("write the month as a word, as in `{} {other}, {year}`", MONTHS[one - 1]);
                look.report(found, AMBIGUOUS_DATE, (block, start..end), message, help);
            }
        }
    }
}
