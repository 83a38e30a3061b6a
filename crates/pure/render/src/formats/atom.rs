//! A feed as Atom (RFC 4287), with tombstones for what was deleted (RFC 6721).

use crate::formats::feed::{Entry, Feed};
use dateline_text::date::rfc3339;
use dateline_text::xml::Xml;

/// `feed.xml`.
pub(super) fn bytes(feed: &Feed) -> Vec<u8> {
    let mut attributes = vec![("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", &feed.language)];
    if !feed.deleted.is_empty() {
        attributes.push(("xmlns:at", "http://purl.org/atompub/tombstones/1.0"));
    }
    Xml::document("feed", &attributes, |xml| {
        xml.text("id", &[], &feed.id);
        xml.text("title", &[], &feed.title);
        xml.text("updated", &[], &rfc3339(&feed.updated));
        xml.element("author", &[], |xml| xml.text("name", &[], &feed.author));
        xml.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &feed.own)]);
        alternates(xml, (&feed.language, &feed.home), &feed.translations);
        if let Some(hub) = &feed.hub {
            xml.empty("link", &[("rel", "hub"), ("href", hub)]);
        }
        // The grammar has what extends a feed before its entries (RFC 4287, section 4.1.1).
        for deleted in &feed.deleted {
            let attributes = [("ref", deleted.id.as_str()), ("when", &rfc3339(&deleted.when))];
            xml.element("at:deleted-entry", &attributes, |xml| xml.text("at:comment", &[], &deleted.comment));
        }
        for entry in &feed.entries {
            self::entry(xml, entry, &feed.language);
        }
    })
}

/// The page, and it in other languages: no two alternates have the same type and language (RFC 4287, section 4.1.1).
fn alternates(xml: &mut Xml, (language, href): (&str, &str), translations: &[(String, String)]) {
    let own = [("rel", "alternate"), ("type", "text/html"), ("hreflang", language), ("href", href)];
    if translations.is_empty() {
        return xml.empty("link", &[own[0], own[1], own[3]]);
    }
    xml.empty("link", &own);
    for (language, href) in translations {
        xml.empty("link", &[own[0], own[1], ("hreflang", language), ("href", href)]);
    }
}

fn entry(xml: &mut Xml, entry: &Entry, language: &str) {
    xml.element("entry", &[], |xml| {
        xml.text("id", &[], &entry.id);
        xml.text("title", &[], &entry.title);
        alternates(xml, (language, &entry.url), &entry.translations);
        xml.text("published", &[], &rfc3339(&entry.published));
        xml.text("updated", &[], &rfc3339(&entry.updated));
        for topic in &entry.topics {
            xml.empty("category", &[("term", topic)]);
        }
        xml.text("summary", &[], &entry.summary);
        xml.text("content", &[("type", "html")], &entry.html);
    });
}
