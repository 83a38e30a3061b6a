//! A telephone number in the text can be dialled, and is one of the directory's.
//!
//! Digits are taken for a telephone number only on a line that says so (`call`, `tel`, `contact`, …), or right after a
//! line that ends with such a word; meeting ids, budgets and section numbers are none.

use std::ops::Range;

use crate::text::TextLook;
use dateline_content::contact::Contact;
use dateline_content::release::Release;
use dateline_diagnostics::{BODY_PHONE, Diagnostic, Diagnostics, Severity};
use dateline_text::language::Localized;
use dateline_text::phone::Phone;

const CUES: &[&str] = &[
    "call",
    "calling",
    "tel",
    "telephone",
    "phone",
    "contact",
    "contacts",
    "fax",
    "mobile",
    "hotline",
    "cell",
    "dial",
    "enquiries",
    "inquiries",
];
const HAN_CUES: &[&str] = &["電話", "电话", "致電", "致电", "熱線", "热线", "傳真", "传真", "聯絡", "联络", "联系"];
/// What digits are when one of these stands before them.
const OTHER_NUMBERS: &[&str] = &[
    "id",
    "code",
    "passcode",
    "password",
    "pin",
    "ref",
    "reference",
    "no",
    "case",
    "section",
    "room",
    "budget",
    "number of",
];

/// A number that the newsroom knows, and whose it is.
struct Known {
    phone: Phone,
    name: Localized,
}

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    let mut known = None;
    let mut is_open = false;
    for block in look.blocks() {
        let mut start = 0;
        for line in block.text.split_inclusive('\n') {
            let at = start;
            start += line.len();
            let has_cue = has_cue(line);
            let numbers = if has_cue || is_open { numbers(line) } else { Vec::new() };
            is_open = has_cue && ends_with_cue(line) || (is_open || has_cue) && !numbers.is_empty();
            for range in numbers {
                let place = at + range.start..at + range.end;
                if block.is_code(place.start) {
                    continue;
                }
                let known = known.get_or_insert_with(|| known_numbers(look));
                if let Some((message, help, severity)) = fault(&line[range], known) {
                    let mut diagnostic = Diagnostic::new(BODY_PHONE, look.place(block, place), message).help(help);
                    diagnostic.severity = severity;
                    found.push(diagnostic);
                }
            }
        }
    }
}

fn fault(number: &str, known: &[Known]) -> Option<(String, String, Severity)> {
    let number = number.replace(['\u{a0}', '\u{2011}', '–'], "-");
    let phone = match Phone::parse(&number) {
        Ok(phone) => phone,
        Err(reason) => {
            let digits = digits(&number);
            let help = match nearest(&digits, known) {
                Some(near) => format!("{}'s number is `{}`", near.name, near.phone.display),
                None => "look the number up, and write it as in `(212) 555-0123`".to_owned(),
            };
            return Some((format!("`{number}` is no telephone number: {reason}"), help, Severity::Warning));
        }
    };
    if known.is_empty() || known.iter().any(|it| it.phone.e164 == phone.e164) {
        return None;
    }
    if let Some(near) = nearest(&phone.e164, known) {
        let message = format!("`{number}` is not in the directory, `{}` is", near.phone.display);
        return Some((message, format!("{}'s number is `{}`", near.name, near.phone.display), Severity::Warning));
    }
    let message = format!("`{number}` is in no entry of the directory");
    let help = "dial it once to be sure, or add whose it is to `content/contacts.yaml`";
    Some((message, help.to_owned(), Severity::Advice))
}

/// The known number that digits were probably meant to be: one or two slips away.
fn nearest<'a>(digits: &str, known: &'a [Known]) -> Option<&'a Known> {
    let national = |it: &str| it.trim_start_matches('+').strip_prefix('1').map_or(it.to_owned(), str::to_owned);
    let distance = |it: &&Known| strsim::damerau_levenshtein(&national(digits), &national(&it.phone.e164));
    known.iter().filter(|it| distance(it) <= 2).min_by_key(distance)
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}

fn known_numbers(look: &TextLook) -> Vec<Known> {
    let known = |it: &Contact| Some(Known { name: it.name.clone(), phone: it.phone.clone()? });
    let listed = look.directory.iter().filter_map(|(_, it)| known(it));
    let inline = look.subject.release().into_iter().flat_map(Release::inline_contacts);
    listed.chain(inline.filter_map(|(_, it)| known(&it))).collect()
}

fn has_cue(line: &str) -> bool {
    let is_cue = |word: &str| CUES.iter().any(|it| word.eq_ignore_ascii_case(it));
    line.split(|it: char| !it.is_ascii_alphabetic()).any(is_cue)
        || !line.is_ascii() && HAN_CUES.iter().any(|it| line.contains(it))
}

fn ends_with_cue(line: &str) -> bool {
    let line = line.trim_end_matches(|it: char| it.is_whitespace() || it == ':' || it == '：');
    let last = line.rsplit(|it: char| !it.is_ascii_alphabetic()).next().unwrap_or_default();
    CUES.iter().any(|it| last.eq_ignore_ascii_case(it)) || HAN_CUES.iter().any(|it| line.ends_with(it))
}

/// The runs of digits of a line that have the shape of a telephone number: one with `+` and a country's code, or one of
/// the North American plan.
fn numbers(line: &str) -> Vec<Range<usize>> {
    let bytes = line.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let begins = bytes[at].is_ascii_digit()
            || matches!(bytes[at], b'(' | b'+')
                && line[at + 1..].starts_with(|it: char| it.is_ascii_digit() || it == '(');
        if !begins {
            at += 1;
            continue;
        }
        let end = end_of_number(line, at);
        let is_apart = !line[..at].ends_with(|it: char| it.is_alphanumeric() || "$€£¥#/._=-".contains(it));
        let ends_apart = !line[end..].starts_with(|it: char| it.is_ascii_alphabetic() || "%/_@".contains(it));
        if is_apart && ends_apart && is_number(&line[at..end]) && !is_other(&line[..at]) {
            found.push(at..end);
        }
        at = end.max(at + 1);
    }
    found
}

/// The end of the digits that begin at `at`, with what stands between the groups of a number.
fn end_of_number(line: &str, at: usize) -> usize {
    let mut end = at;
    let mut gap = 0;
    let mut n_digits = 0;
    for (offset, it) in line[at..].char_indices() {
        match it {
            '0'..='9' => {
                (end, gap) = (at + offset + 1, 0);
                n_digits += 1;
            }
            '(' if n_digits >= 7 => break,
            ' ' | '\u{a0}' | '(' | ')' | '-' | '\u{2011}' | '–' | '.' | '+' if gap < 3 => gap += 1,
            _ => break,
        }
    }
    end
}

fn is_number(text: &str) -> bool {
    let groups: Vec<usize> = text.split(|it: char| !it.is_ascii_digit()).map(str::len).filter(|it| *it > 0).collect();
    let n_digits: usize = groups.iter().sum();
    if text.starts_with('+') {
        return (8..=15).contains(&n_digits);
    }
    if text.contains('+') || text.contains(". ") {
        return false;
    }
    let after_area = match groups.as_slice() {
        [1, rest @ ..] if text.starts_with('1') => rest,
        all => all,
    };
    let is_bracketed = text.starts_with('(') && text.find(')').is_some_and(|it| digits(&text[..it]).len() == 3);
    let looks_american = matches!(after_area, [3, 3..=4, 2..=5] | [3, 7]);
    (9..=11).contains(&n_digits) && (looks_american || is_bracketed && after_area.len() > 1)
}

/// Whether the words before digits say that they are something else.
fn is_other(before: &str) -> bool {
    let before = before.trim_end_matches(|it: char| !it.is_alphanumeric());
    let last = before.rsplit(|it: char| !it.is_alphanumeric()).next().unwrap_or_default();
    OTHER_NUMBERS.iter().any(|it| last.eq_ignore_ascii_case(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<&str> {
        numbers(line).into_iter().map(|it| &line[it]).collect()
    }

    #[test]
    fn numbers_have_the_shape_of_telephone_numbers() {
        assert_eq!(texts("Tong in San Francisco: (415) 835 931"), ["(415) 835 931"]);
        assert_eq!(texts("call (212) 752 33205 or +852 2594 6031."), ["(212) 752 33205", "+852 2594 6031"]);
        assert_eq!(texts("call 1-800-555-0199 - (202) 238-6360"), ["1-800-555-0199", "(202) 238-6360"]);
    }

    #[test]
    fn other_digits_are_none() {
        for line in [
            "call on 2018-12-07, in 2018-2019",
            "Zoom ID: 912 345 6789, passcode 123 456 7890",
            "a budget of $212 752 3320 and 6270 0141",
            "section 212.752.3320.1.2",
            "1,234,567,890 people",
        ] {
            assert_eq!(texts(line), [""; 0], "{line}");
        }
    }
}
