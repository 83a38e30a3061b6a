//! Writes XML, element by element.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Attributes of an element, in their order.
pub type Attributes<'a> = &'a [(&'a str, &'a str)];

/// A document that is being written.
pub struct Xml(Writer<Vec<u8>>);

impl Xml {
    /// A document of one element, which `content` fills.
    pub fn document(name: &str, attributes: Attributes, content: impl FnOnce(&mut Self)) -> Vec<u8> {
        let mut xml = Self(Writer::new_with_indent(Vec::with_capacity(64 * 1024), b' ', 1));
        xml.write(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
        xml.element(name, attributes, content);
        let mut bytes = xml.0.into_inner();
        bytes.push(b'\n');
        bytes
    }

    /// An element with others in it.
    pub fn element(&mut self, name: &str, attributes: Attributes, content: impl FnOnce(&mut Self)) {
        self.write(Event::Start(start(name, attributes)));
        content(self);
        self.write(Event::End(BytesEnd::new(name)));
    }

    /// An element with a text in it.
    pub fn text(&mut self, name: &str, attributes: Attributes, text: &str) {
        self.write(Event::Start(start(name, attributes)));
        self.write(Event::Text(BytesText::new(&allowed(text))));
        self.write(Event::End(BytesEnd::new(name)));
    }

    /// An element with markup in it that is well-formed already.
    pub fn markup(&mut self, name: &str, attributes: Attributes, markup: &str) {
        self.write(Event::Start(start(name, attributes)));
        self.write(Event::Text(BytesText::from_escaped(markup)));
        self.write(Event::End(BytesEnd::new(name)));
    }

    /// An element with nothing in it.
    pub fn empty(&mut self, name: &str, attributes: Attributes) {
        self.write(Event::Empty(start(name, attributes)));
    }

    fn write(&mut self, event: Event) {
        self.0.write_event(event).expect("memory takes every byte");
    }
}

fn start<'a>(name: &'a str, attributes: Attributes<'a>) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        start.push_attribute((*key, &*allowed(value)));
    }
    start
}

/// A text without the characters that XML 1.0 has no form for (section 2.2).
fn allowed(text: &str) -> std::borrow::Cow<'_, str> {
    let is_forbidden =
        |it: char| matches!(it, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if text.contains(is_forbidden) { text.replace(is_forbidden, "").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_escaped_and_forbidden_characters_left_out() {
        let bytes = Xml::document("a", &[("b", "\"<&\u{1}")], |xml| {
            xml.text("c", &[], "1 < 2 & 3\u{ffff}");
            xml.empty("d", &[]);
        });
        let text = String::from_utf8(bytes).expect("UTF-8");
        assert_eq!(
            text,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<a b=\"&quot;&lt;&amp;\">\n <c>1 &lt; 2 &amp; 3</c>\n <d/>\n</a>\n"
        );
    }
}
