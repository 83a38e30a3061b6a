//! Content lines: the lines that iCalendar (RFC 5545, section 3.1) and vCard (RFC 6350, section 3.2) are made of.

use dateline_text::date::ZonedDateTime;

/// Most octets of a line, without its end.
const LONGEST: usize = 75;

/// Content lines, one after the other.
#[derive(Default)]
pub(super) struct ContentLines(String);

impl ContentLines {
    /// A property whose value is written as it is: an address, a number, a date, texts that are escaped already.
    pub(super) fn value(&mut self, property: &str, value: &str) {
        self.fold(&format!("{property}:{value}"));
    }

    /// A property whose value is one text.
    pub(super) fn text(&mut self, property: &str, text: &str) {
        self.value(property, &escaped(text));
    }

    /// A component, or a card, with its properties.
    pub(super) fn within(&mut self, name: &str, properties: impl FnOnce(&mut Self)) {
        self.value("BEGIN", name);
        properties(self);
        self.value("END", name);
    }

    /// The file.
    pub(super) fn bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }

    /// Writes a line, in pieces that each but the first begin with a space; no character is cut. A control character can
    /// stand in no value.
    fn fold(&mut self, line: &str) {
        let mut length = 0;
        for character in line.chars().filter(|it| !it.is_control()) {
            if length + character.len_utf8() > LONGEST {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(character);
            length += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A text inside a value (RFC 5545, section 3.3.11; RFC 6350, section 3.4).
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ',' | ';' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push(' '),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// A text as the value of a parameter, which has no way to write a quotation mark.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "'"))
}

/// `20181207T100000`, by the clock of its zone.
pub(super) fn local(at: &ZonedDateTime) -> String {
    at.strftime("%Y%m%dT%H%M%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(value: &str) -> String {
        let mut lines = ContentLines::default();
        lines.text("NOTE", value);
        String::from_utf8(lines.bytes()).expect("no character is cut")
    }

    #[test]
    fn lines_are_folded_between_characters() {
        for value in ["a".repeat(300), "港".repeat(100), "a港😀".repeat(40)] {
            let text = folded(&value);
            assert!(text.ends_with("\r\n") && text.split("\r\n").all(|it| it.len() <= LONGEST), "{text}");
            assert_eq!(text.replace("\r\n ", ""), format!("NOTE:{value}\r\n"));
        }
        assert_eq!(folded(&"a".repeat(70)), format!("NOTE:{}\r\n", "a".repeat(70)));
        assert_eq!(folded(&"a".repeat(71)), format!("NOTE:{}\r\n a\r\n", "a".repeat(70)));
    }

    #[test]
    fn texts_are_escaped_and_cannot_end_a_line() {
        assert_eq!(folded("a, b; c\\d\ne:f"), "NOTE:a\\, b\\; c\\\\d\\ne:f\r\n");
        assert_eq!(folded("a\r\nEND:VCARD\u{7}"), "NOTE:a\\nEND:VCARD\r\n");
        assert_eq!(quoted("The \"Harbour\" Office"), "\"The 'Harbour' Office\"");
    }

    #[test]
    fn an_empty_text_is_an_empty_value() {
        assert_eq!(folded(""), "NOTE:\r\n");
    }
}
