//! A feed as RSS 2.0, with whole texts.

use crate::formats::feed::Feed;
use dateline_text::date::rfc2822;
use dateline_text::xml::Xml;

/// `rss.xml`.
pub(super) fn bytes(feed: &Feed) -> Vec<u8> {
    let attributes = [
        ("version", "2.0"),
        ("xmlns:atom", "http://www.w3.org/2005/Atom"),
        ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ];
    Xml::document("rss", &attributes, |xml| {
        xml.element("channel", &[], |xml| {
            xml.text("title", &[], &feed.title);
            xml.text("link", &[], &feed.home);
            xml.text("description", &[], &feed.title);
            xml.text("language", &[], &feed.language);
            xml.text("lastBuildDate", &[], &rfc2822(&feed.updated));
            xml.empty("atom:link", &[("rel", "self"), ("type", "application/rss+xml"), ("href", &feed.own)]);
            if let Some(hub) = &feed.hub {
                xml.empty("atom:link", &[("rel", "hub"), ("href", hub)]);
            }
            for entry in &feed.entries {
                xml.element("item", &[], |xml| {
                    xml.text("title", &[], &entry.title);
                    xml.text("link", &[], &entry.url);
                    xml.text("guid", &[("isPermaLink", "false")], &entry.id);
                    xml.text("pubDate", &[], &rfc2822(&entry.published));
                    for topic in &entry.topics {
                        xml.text("category", &[], topic);
                    }
                    xml.text("description", &[], &entry.summary);
                    xml.text("content:encoded", &[], &entry.html);
                });
            }
        });
    })
}
