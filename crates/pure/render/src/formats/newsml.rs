//! The latest releases as NewsML-G2 2.35, in one message, at Power conformance (IPTC, NewsML-G2 Specification).

use crate::formats::wire::{pub_status, version};
use crate::formats::{published, updated};
use crate::{Bodies, Renderer};
use dateline_content::address::{Address, Tree};
use dateline_content::newsroom::ReleaseIndex;
use dateline_content::release::{Release, RevisionKind};
use dateline_diagnostics::Diagnostic;
use dateline_text::date::{self, Instant, rfc3339};
use dateline_text::markdown;
use dateline_text::xml::Xml;

const NAMESPACE: (&str, &str) = ("xmlns", "http://iptc.org/std/nar/2006-10-01/");
const XHTML: (&str, &str) = ("xmlns", "http://www.w3.org/1999/xhtml");
/// Says what the prefixes `ninat`, `stat`, `sig`, `irel` and `cpnat` stand for.
const CATALOG: (&str, &str) = ("href", "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml");

/// `newsml.xml`. It was sent when the latest of its releases was changed: a build has no time of its own.
pub(super) fn package(site: &Renderer, tree: Tree, bodies: Bodies) -> Result<Vec<u8>, Diagnostic> {
    let newsroom = &site.newsroom;
    let mut items = Vec::new();
    for (index, release) in newsroom.latest(tree, None) {
        items.push((index, release, site.absolute_html(release, &*bodies(index)?)));
    }
    let changed =
        items.iter().map(|(_, release, _)| updated(newsroom.layout(), release)).max_by_key(|it| it.timestamp());
    let sent = changed.unwrap_or_else(|| date::in_zone(Instant::UNIX_EPOCH, &newsroom.config.offices[0].zone));
    let home = site.bases.absolute(&Address::new(tree, ""));
    Ok(Xml::document("newsMessage", &[NAMESPACE], |xml| {
        xml.element("header", &[], |xml| {
            xml.text("sent", &[], &rfc3339(&sent));
            xml.text("sender", &[], &home);
        });
        xml.element("itemSet", &[], |xml| {
            items.iter().for_each(|(index, release, html)| item(xml, site, (*index, release), html));
        });
    }))
}

fn item(xml: &mut Xml, site: &Renderer, (index, release): (ReleaseIndex, &Release), html: &str) {
    let attributes = [
        ("standard", "NewsML-G2"),
        ("standardversion", "2.35"),
        ("conformance", "power"),
        ("guid", &site.permanent_id(release)),
        ("version", &version(site.newsroom.layout(), release).to_string()),
        ("xml:lang", site.newsroom.config.tag(release.language)),
    ];
    xml.element("newsItem", &attributes, |xml| {
        xml.empty("catalogRef", &[CATALOG]);
        rights(xml, site, release);
        item_meta(xml, site, (index, release));
        content_meta(xml, site, release);
        content(xml, site, release, html);
    });
}

fn rights(xml: &mut Xml, site: &Renderer, release: &Release) {
    let Some(copyright) = &site.newsroom.config.copyright else { return };
    xml.element("rightsInfo", &[], |xml| {
        named(xml, "copyrightHolder", &[], &copyright.holder[release.language]);
        if let Some(notice) = site.copyright_notice(release) {
            xml.text("copyrightNotice", &[], &notice);
        }
    });
}

fn item_meta(xml: &mut Xml, site: &Renderer, (index, release): (ReleaseIndex, &Release)) {
    let newsroom = &site.newsroom;
    let publisher = site.bases.absolute(&Address::new(Tree::root(release.language), ""));
    xml.element("itemMeta", &[], |xml| {
        xml.empty("itemClass", &[("qcode", "ninat:text")]);
        named(xml, "provider", &[("uri", &publisher)], &newsroom.config.name[release.language]);
        xml.text("versionCreated", &[], &rfc3339(&updated(newsroom.layout(), release)));
        xml.text("firstCreated", &[], &rfc3339(&published(newsroom.layout(), release)));
        xml.empty("pubStatus", &[("qcode", &format!("stat:{}", pub_status(newsroom.layout().fate(release))))]);
        if let Some(short) = &release.short_title {
            xml.text("title", &[], short);
        }
        for note in site.editorial_notes(release) {
            xml.text("edNote", &[], &note);
        }
        if let Some(signal) = signal(release) {
            xml.empty("signal", &[("qcode", signal)]);
        }
        let link = |xml: &mut Xml, href: &str, title: &str, media_type: Option<&str>| {
            let mut attributes = vec![("rel", "irel:seeAlso"), ("href", href)];
            attributes.extend(media_type.map(|it| ("contenttype", it)));
            attributes.push(("title", title));
            xml.empty("link", &attributes);
        };
        link(xml, &site.canonical(release), &release.title, Some("text/html"));
        // The vocabulary of relations has none for what is the same in another language.
        for (tag, other) in site.translations(index) {
            let (href, id) = (site.canonical(other), site.permanent_id(other));
            let of_other =
                [("href", href.as_str()), ("residref", &id), ("contenttype", "text/html"), ("xml:lang", tag)];
            xml.empty("link", &[&[("rel", "irel:seeAlso")], &of_other[..], &[("title", &other.title)]].concat());
        }
        for enclosure in site.enclosures(release) {
            link(xml, &enclosure.url, enclosure.title, enclosure.media_type);
        }
    });
}

fn content_meta(xml: &mut Xml, site: &Renderer, release: &Release) {
    let config = &site.newsroom.config;
    let created = date::in_zone(release.life.date.instant, &config[release.lead()].zone);
    xml.element("contentMeta", &[], |xml| {
        xml.text("contentCreated", &[], &rfc3339(&created));
        if let Some(place) = &release.place {
            named(xml, "located", &[("type", "cpnat:geoArea")], place);
        }
        for office in &release.offices {
            let home = site.bases.absolute(&Address::new(release.tree(*office), ""));
            named(
                xml,
                "creator",
                &[("type", "cpnat:organisation"), ("uri", &home)],
                &site.issuer(*office, release.language),
            );
        }
        xml.empty("language", &[("tag", config.tag(release.language))]);
        named(
            xml,
            "genre",
            &[("literal", release.kind.id())],
            site.words(Tree::root(release.language)).kind(release.kind),
        );
        for (id, name) in config.topics_of(&release.topics) {
            named(xml, "subject", &[("type", "cpnat:abstract"), ("literal", id)], &name[release.language]);
        }
        xml.text("slugline", &[], release.slug());
        xml.text("headline", &[], &release.title);
        xml.text("dateline", &[], &site.dateline(release));
        xml.text("by", &[], &site.byline(release));
        xml.text("description", &[], &release.summary);
    });
}

fn content(xml: &mut Xml, site: &Renderer, release: &Release, html: &str) {
    let language = site.newsroom.config.tag(release.language);
    xml.element("contentSet", &[], |xml| {
        xml.element("inlineXML", &[("contenttype", "application/xhtml+xml")], |xml| {
            xml.element("html", &[XHTML, ("xml:lang", language), ("lang", language)], |xml| {
                xml.element("head", &[], |xml| xml.text("title", &[], &release.title));
                xml.markup("body", &[], &markdown::xhtml(html));
            });
        });
    });
}

/// What the newest revision did to the text (IPTC NewsCodes, "Signal").
fn signal(release: &Release) -> Option<&'static str> {
    Some(match release.revisions.first()?.kind {
        RevisionKind::Correction => "sig:correction",
        RevisionKind::Update | RevisionKind::Clarification => "sig:update",
    })
}

fn named(xml: &mut Xml, element: &str, attributes: &[(&str, &str)], name: &str) {
    xml.element(element, attributes, |xml| xml.text("name", &[], name));
}
