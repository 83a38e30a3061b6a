//! XML as a strict reader takes it.

use std::collections::BTreeMap;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

/// An element with all that is in it.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    /// All text in it and in its children, in order.
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    /// Reads a document, which has to be well-formed and to have no character that XML forbids.
    pub fn parse(bytes: &[u8]) -> Self {
        let text = std::str::from_utf8(bytes).unwrap();
        let is_allowed = |it: char| !it.is_control() || matches!(it, '\n' | '\t');
        assert!(text.chars().all(is_allowed) && !text.contains(['\u{fffe}', '\u{ffff}']), "{text}");
        let mut reader = quick_xml::Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{error}:\n{text}")) {
                Event::Start(start) => open.push(Self::start(&start)),
                Event::Empty(start) => open.last_mut().unwrap().children.push(Self::start(&start)),
                Event::End(_) => {
                    let closed = open.pop().unwrap();
                    let parent = open.last_mut().expect("no end without a start");
                    parent.text.push_str(&closed.text);
                    parent.children.push(closed);
                }
                Event::Text(it) => open.last_mut().unwrap().text.push_str(&it.xml10_content()),
                Event::GeneralRef(it) => {
                    let reference = format!("&{};", &*it);
                    open.last_mut().unwrap().text.push_str(&quick_xml::escape::unescape(&reference).unwrap());
                }
                Event::Decl(_) => {}
                Event::Eof => break,
                other => panic!("{other:?} has no place in:\n{text}"),
            }
        }
        assert_eq!(open.len(), 1, "an element has no end:\n{text}");
        let mut document = open.remove(0);
        assert_eq!(document.children.len(), 1, "one element at the top:\n{text}");
        document.children.remove(0)
    }

    fn start(start: &BytesStart) -> Self {
        let attribute = |it: quick_xml::events::attributes::Attribute| {
            let value = it.normalized_value(XmlVersion::Explicit1_0).unwrap().into_owned();
            (name(it.key.as_ref()), value)
        };
        let attributes = start.attributes().map(|it| attribute(it.unwrap())).collect();
        Self { name: name(start.name().as_ref()), attributes, ..Self::default() }
    }

    /// Every element below with that name, in order.
    pub fn all(&self, name: &str) -> Vec<&Self> {
        let mut found = Vec::new();
        for child in &self.children {
            if child.name == name {
                found.push(child);
            }
            found.extend(child.all(name));
        }
        found
    }

    /// The only such element below.
    pub fn one(&self, name: &str) -> &Self {
        let found = self.all(name);
        assert_eq!(found.len(), 1, "`{name}` in {self:#?}");
        found[0]
    }

    /// The text of each element below with that name.
    pub fn texts(&self, name: &str) -> Vec<&str> {
        self.all(name).iter().map(|it| it.text.trim()).collect()
    }

    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

fn name(name: impl AsRef<str>) -> String {
    name.as_ref().to_owned()
}
