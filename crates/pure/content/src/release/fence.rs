//! The text of a source file -> where its front matter and its body stand.

use std::ops::Range;

use dateline_diagnostics::{self as diagnostic, Diagnostic, Diagnostics, FileId, Place, Span};

/// Most bytes of front matter: ten times what the longest real one needs.
const FRONT_MATTER_LIMIT: usize = 64 * 1024;

/// The two parts of a source file, in bytes of the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parts {
    /// Between the fences, without them.
    pub(super) front_matter: Range<usize>,
    /// The first byte after the line of the second fence.
    pub(super) body: usize,
}

/// Where the front matter of a file stands; `None` when its fences are not there.
pub fn front_matter_range(text: &str) -> Option<Range<usize>> {
    split(text, FileId(0), &mut Diagnostics::default()).map(|it| it.front_matter)
}

/// Finds the fences; what should be front matter is never taken for text. A second fence that is only nearly one is
/// reported, and taken for what it was meant to be, so that faults behind it are found too.
pub(super) fn split(text: &str, file: FileId, found: &mut Diagnostics) -> Option<Parts> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let fault = |range: Range<usize>, message: &str, help: &str| {
        let place = Place::Span(Span { file, start: range.start as u32, end: range.end as u32 });
        Diagnostic::new(diagnostic::FENCE, place, message).help(help)
    };
    let mut lines = lines(text, start);
    let first = lines.next().unwrap_or(start..start);
    if !is_fence(&text[first.clone()]) {
        found.push(missing_opening(text, start, &fault));
        return None;
    }
    let opening = line_end(text, first.end);
    let lines: Vec<_> = lines.collect();
    let closing = lines.iter().find(|it| is_fence(&text[(*it).clone()]));
    let Some(closing) = closing.or_else(|| {
        let suspect = lines.iter().find(|it| is_nearly_fence(&text[(*it).clone()]))?;
        let message = format!("`{}` does not close the front matter", text[suspect.clone()].trim_end());
        found.push(fault(suspect.clone(), &message, "write `---`, three hyphens at the start of the line"));
        Some(suspect)
    }) else {
        let help = "write `---` on a line of its own before the text";
        found.push(fault(first, "the front matter that begins here is never closed", help));
        return None;
    };
    if closing.start - opening > FRONT_MATTER_LIMIT {
        let message =
            format!("the front matter is {} bytes long, the most is {FRONT_MATTER_LIMIT}", closing.start - opening);
        found.push(fault(first, &message, "move long texts into the body or into `content/pages/`"));
        return None;
    }
    Some(Parts { front_matter: opening..closing.start, body: line_end(text, closing.end) })
}

fn missing_opening(text: &str, start: usize, fault: &dyn Fn(Range<usize>, &str, &str) -> Diagnostic) -> Diagnostic {
    let line = lines(text, start).find(|it| !text[it.clone()].trim().is_empty()).unwrap_or(start..start);
    let words = &text[line.clone()];
    if is_fence(words.trim()) {
        return fault(line, "the front matter does not begin on the first line", "delete everything before `---`");
    }
    if is_nearly_fence(words) {
        let message = format!("`{}` does not open the front matter", words.trim_end());
        return fault(line, &message, "write `---`, three hyphens at the start of the line");
    }
    fault(
        line,
        "the front matter is missing: the first line is not `---`",
        "begin the file with `---`, the keys (`title`, `date`, `offices`), and `---`",
    )
}

/// Line ranges without their ends (`\n` or `\r\n`).
fn lines(text: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    let mut at = start;
    text[start..].split_inclusive('\n').map(move |line| {
        let begin = at;
        at += line.len();
        begin..begin + line.trim_end_matches('\n').trim_end_matches('\r').len()
    })
}

/// The byte after the line end that follows `at`.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

fn is_fence(line: &str) -> bool {
    line.trim_end_matches([' ', '\t']) == "---"
}

/// Hyphens, dashes and blanks that an editor or a word processor made of a fence.
fn is_nearly_fence(line: &str) -> bool {
    let marks = line.trim();
    marks.chars().any(|it| it != ' ')
        && marks.chars().all(|it| matches!(it, '-' | '–' | '—' | '‐' | '‑' | '_' | '+' | '=' | ' '))
        && marks.chars().count() <= 8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Result<(&str, &str), String> {
        let mut found = Diagnostics::default();
        let parts = split(text, FileId(0), &mut found);
        match found.iter().next() {
            Some(fault) => Err(fault.message.clone()),
            None => Ok(parts.map(|it| (&text[it.front_matter], &text[it.body..])).expect("no fault")),
        }
    }

    #[test]
    fn the_two_parts_are_found_with_any_line_end_and_a_byte_order_mark() {
        assert_eq!(parts("---\na: 1\n---\nText\n"), Ok(("a: 1\n", "Text\n")));
        assert_eq!(parts("\u{feff}---\r\na: 1\r\n---\r\nText\r\n"), Ok(("a: 1\r\n", "Text\r\n")));
        assert_eq!(parts("--- \n---"), Ok(("", "")));
        assert_eq!(parts("---\nnotes: |\n  ---\n---\n"), Ok(("notes: |\n  ---\n", "")));
    }

    #[test]
    fn a_missing_or_malformed_fence_is_never_text() {
        for (text, message) in [
            ("", "the front matter is missing: the first line is not `---`"),
            ("# Title\n", "the front matter is missing: the first line is not `---`"),
            ("\n---\na: 1\n---\n", "the front matter does not begin on the first line"),
            ("--\na: 1\n---\n", "`--` does not open the front matter"),
            ("—\na: 1\n—\n", "`—` does not open the front matter"),
            ("---\na: 1\n--\nText\n", "`--` does not close the front matter"),
            ("---\na: 1\n ---\nText\n", "` ---` does not close the front matter"),
            ("---\na: 1\nText\n", "the front matter that begins here is never closed"),
        ] {
            assert_eq!(parts(text), Err(message.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn front_matter_beyond_any_need_is_refused() {
        let text = format!("---\n{}---\n", "# filler\n".repeat(8_000));
        assert!(parts(&text).expect_err("too long").contains("the most is 65536"));
    }
}
