//! A translation tells the numbers and days of its original: they drift apart when one of the two is mended alone.

use crate::text::TextLook;
use crate::text::numbers::{Fact, Told, told};
use dateline_content::release;
use dateline_diagnostics::{DRIFTED_FACT, Diagnostic, Diagnostics, Place};
use dateline_text::markdown::{self, Prose};

/// Numbers below it are words of their own in each language, in thousandths.
const LEAST: i64 = 11_000;

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    let Some(original) = look.original else { return };
    let Some(keys) = release::front_matter_range(original) else { return };
    let body = original[keys.end..].find('\n').map_or(original.len(), |at| keys.end + at + 1);
    let prose = markdown::prose(&original[body..]);
    let (there, here) = (told(&prose), told(look.prose));
    let lost: Vec<&Told> = missing(&there, &here);
    let added: Vec<&Told> = missing(&here, &there);
    for (at, fact) in added.iter().enumerate() {
        let block = &look.prose.blocks[fact.block];
        let words = &block.text[fact.range.clone()];
        let help = match lost.get(at) {
            Some(other) => format!("the original has `{}`: mend the one that is wrong", written(&prose, other)),
            None => "mend it, or add it to the original".to_owned(),
        };
        look.report(
            found,
            DRIFTED_FACT,
            (block, fact.range.clone()),
            format!("`{words}` is not in the original"),
            help,
        );
    }
    for fact in lost.iter().skip(added.len()) {
        let message = format!("`{}` of the original is not in the translation", written(&prose, fact));
        let place = Place::Value(look.subject.file(), "title".to_owned());
        found.push(Diagnostic::new(DRIFTED_FACT, place, message).help("add it, or mend the number that stands for it"));
    }
}

fn written<'a>(prose: &'a Prose, fact: &Told) -> &'a str {
    &prose.blocks[fact.block].text[fact.range.clone()]
}

/// What one text tells of and the other does not, each once.
fn missing<'a>(one: &'a [Told], other: &[Told]) -> Vec<&'a Told> {
    let is_told = |fact: Fact| match fact {
        Fact::Number(number) => number < LEAST || other.iter().any(|it| it.fact == fact || is_part(it.fact, number)),
        Fact::Day(day) => other.iter().any(|it| {
            // A day without its year is told in parts.
            it.fact == fact || it.fact == Fact::Number(i64::from(day.day()) * 1_000)
        }),
    };
    let mut missing: Vec<&Told> = Vec::new();
    for fact in one.iter().filter(|it| !is_told(it.fact)) {
        if missing.iter().all(|it| it.fact != fact.fact) {
            missing.push(fact);
        }
    }
    missing
}

/// Whether a number is the year or day of a day that is told.
fn is_part(fact: Fact, number: i64) -> bool {
    match fact {
        Fact::Day(day) => {
            [i64::from(day.year()), i64::from(day.day()), i64::from(day.month())].contains(&(number / 1_000))
        }
        Fact::Number(_) => false,
    }
}
