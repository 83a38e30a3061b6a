//! A release as IPTC ninjs 3.1.

use serde::Serialize;

use crate::formats::wire::{Enclosure, Part, pub_status, version};
use crate::formats::{published, updated};
use crate::{Body, Renderer};
use dateline_content::address::{Address, Tree};
use dateline_content::contact::Contact;
use dateline_content::newsroom::ReleaseIndex;
use dateline_content::release::{Person, Release};
use dateline_plan::{ReleaseFile, release_file_name};
use dateline_text::date::{self, rfc3339};
use dateline_text::language::Language;
use dateline_text::picture::Size;

/// `release.json`.
pub(super) fn release(site: &Renderer, release: ReleaseIndex, body: &Body) -> Vec<u8> {
    let mut bytes =
        serde_json::to_vec_pretty(&item(site, release, body)).expect("a tree of texts and numbers can be written down");
    bytes.push(b'\n');
    bytes
}

/// A news object. What is empty is left out.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    #[serde(skip_serializing_if = "Option::is_none")]
    standard: Option<Standard>,
    uri: String,
    /// How an associated object is named.
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(rename = "type", skip_serializing_if = "str::is_empty")]
    kind: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    representation_type: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    language: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    version: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    first_created: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    version_created: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    content_created: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub_status: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    ed_note: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    title: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    slugline: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    headlines: Vec<Text>,
    #[serde(skip_serializing_if = "String::is_empty")]
    by: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    located: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    descriptions: Vec<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    bodies: Vec<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    genres: Vec<Concept>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subjects: Vec<Concept>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    people: Vec<Concept>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    organisations: Vec<Concept>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<Concept>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    events: Vec<Concept>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    info_sources: Vec<Concept>,
    #[serde(skip_serializing_if = "String::is_empty")]
    copyright_holder: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    copyright_notice: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    renditions: Vec<Rendition>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    associations: Vec<Item>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alt_ids: Vec<AltId>,
}

/// What a reader of the file has to know of its form.
#[derive(Serialize)]
struct Standard {
    name: &'static str,
    version: &'static str,
    schema: &'static str,
}

/// One of several headlines, descriptions or bodies.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Text {
    role: &'static str,
    content_type: &'static str,
    value: String,
}

/// A person, organisation, place, event, subject or genre.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Concept {
    name: String,
    /// What the release has to do with it.
    #[serde(skip_serializing_if = "str::is_empty")]
    rel: &'static str,
    /// What a source of information did for the release.
    #[serde(skip_serializing_if = "str::is_empty")]
    role: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    uri: String,
    /// Its id in the newsroom.
    #[serde(skip_serializing_if = "String::is_empty")]
    literal: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contact_info: Vec<ContactInfo>,
}

/// A way to reach somebody.
#[derive(Serialize)]
struct ContactInfo {
    #[serde(rename = "type")]
    kind: &'static str,
    role: &'static str,
    value: String,
}

/// The same content at an address.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rendition {
    name: &'static str,
    href: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
}

#[derive(Serialize)]
struct AltId {
    role: &'static str,
    value: String,
}

fn item(site: &Renderer, index: ReleaseIndex, body: &Body) -> Item {
    let newsroom = &site.newsroom;
    let release = &newsroom[index];
    let config = &newsroom.config;
    let lead = &config[release.lead()];
    let copyright = config.copyright.as_ref();
    let root = Tree::root(release.language);
    Item {
        standard: Some(Standard {
            name: "ninjs",
            version: "3.1",
            schema: "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
        }),
        uri: site.permanent_id(release),
        kind: "text",
        representation_type: "full",
        language: config.tag(release.language).to_owned(),
        version: version(newsroom.layout(), release).to_string(),
        first_created: rfc3339(&published(newsroom.layout(), release)),
        version_created: rfc3339(&updated(newsroom.layout(), release)),
        content_created: rfc3339(&date::in_zone(release.life.date.instant, &lead.zone)),
        pub_status: pub_status(newsroom.layout().fate(release)),
        ed_note: site.editorial_notes(release).join("\n"),
        title: release.short_title.clone().unwrap_or_default(),
        slugline: release.slug().to_owned(),
        headlines: vec![plain("main", &release.title)],
        by: site.byline(release),
        located: release.place.as_deref().unwrap_or_default().to_owned(),
        descriptions: vec![plain("summary", &release.summary), plain("dateline", &site.dateline(release))],
        bodies: bodies(site, release, body),
        genres: vec![Concept {
            name: site.words(root).kind(release.kind).to_owned(),
            literal: release.kind.id().to_owned(),
            ..Concept::default()
        }],
        subjects: subjects(site, release),
        people: people(site, release),
        organisations: organisations(site, release),
        places: places(release),
        events: release.events().map(|it| concept("reports", site.event_name(root, &it))).collect(),
        info_sources: vec![Concept {
            name: config.name[release.language].to_owned(),
            role: "publisher",
            uri: site.bases.absolute(&Address::new(root, "")),
            ..Concept::default()
        }],
        copyright_holder: copyright.map(|it| it.holder[release.language].to_owned()).unwrap_or_default(),
        copyright_notice: site.copyright_notice(release).unwrap_or_default(),
        renditions: renditions(site, release),
        associations: translations(site, index).chain(site.enclosures(release).map(association)).collect(),
        alt_ids: vec![
            AltId { role: "canonical", value: site.canonical(release) },
            AltId { role: "newsroom", value: release.id().to_owned() },
        ],
        ..Item::default()
    }
}

fn bodies(site: &Renderer, release: &Release, body: &Body) -> Vec<Text> {
    let html = |role, value: String| Text { role, content_type: "text/html", value };
    let notes = site.absolute_notes(release, body).map(|it| html("notes", it));
    std::iter::once(html("main", site.absolute_html(release, body))).chain(notes).collect()
}

fn subjects(site: &Renderer, release: &Release) -> Vec<Concept> {
    let topics = site.newsroom.config.topics_of(&release.topics);
    topics
        .map(|(id, name)| Concept { literal: id.clone(), ..concept("about", name[release.language].to_owned()) })
        .collect()
}

/// Whose words they are, who is in the text, and whom to call today.
fn people(site: &Renderer, release: &Release) -> Vec<Concept> {
    let newsroom = &site.newsroom;
    let person = |rel| move |it: &Person| concept(rel, it.name.clone());
    let speaker = release.speaker.iter().map(person("speaker"));
    let quoted = release.quotes.iter().map(|it| concept("quoted", it.speaker.clone()));
    let reported = release.reported.get();
    let chairs = reported.meetings.iter().flat_map(|it| &it.chairs).map(person("chair"));
    let officiants = reported.ceremonies.iter().flat_map(|it| &it.officiants).map(person("officiant"));
    let contacts = newsroom.layout().reachable_about(release).map(|it| contact(&it, release.language));
    let mut people: Vec<Concept> = speaker.chain(quoted).chain(chairs).chain(officiants).chain(contacts).collect();
    once_each(&mut people);
    people
}

fn contact(contact: &Contact, language: Language) -> Concept {
    let info = |kind, value| ContactInfo { kind, role: "office", value };
    let phone = contact.phone.as_ref().map(|it| info("phone", it.to_string()));
    let email = contact.email.as_ref().map(|it| info("email", it.clone()));
    let contact_info = phone.into_iter().chain(email).collect();
    Concept { contact_info, ..concept("contact", contact.name[language].to_owned()) }
}

/// The offices that issue it, and the bodies at its meetings.
fn organisations(site: &Renderer, release: &Release) -> Vec<Concept> {
    let offices = release.offices.iter().map(|office| Concept {
        uri: site.bases.absolute(&Address::new(release.tree(*office), "")),
        ..concept("issuer", site.issuer(*office, release.language))
    });
    let attendees = release.reported.get().meetings.into_iter().flat_map(|it| it.attendees);
    let attendees = attendees.map(|it| concept("attendee", it));
    let mut organisations: Vec<Concept> = offices.chain(attendees).collect();
    once_each(&mut organisations);
    organisations
}

fn places(release: &Release) -> Vec<Concept> {
    let dateline = release.place.iter().map(|it| concept("dateline", it.to_string()));
    let events = release.events().filter_map(|it| it.place).map(|it| concept("event", it));
    let mut places: Vec<Concept> = dateline.chain(events).collect();
    once_each(&mut places);
    places
}

/// Its page, and its plain text where that is made.
fn renditions(site: &Renderer, release: &Release) -> Vec<Rendition> {
    let rendition =
        |name, href, content_type| Rendition { name, href, content_type: Some(content_type), ..Rendition::default() };
    let page = site.canonical(release);
    let text = format!("{page}{}", release_file_name(ReleaseFile::Text));
    let text = site.newsroom.config.outputs.text.then(|| rendition("text", text, "text/plain"));
    std::iter::once(rendition("web", page, "text/html")).chain(text).collect()
}

/// The release in other languages, each an object of its own.
fn translations(site: &Renderer, release: ReleaseIndex) -> impl Iterator<Item = Item> {
    site.translations(release).map(|(tag, it)| Item {
        uri: site.permanent_id(it),
        name: format!("translation-{}", tag.to_ascii_lowercase()),
        kind: "text",
        language: tag.to_owned(),
        headlines: vec![plain("main", &it.title)],
        renditions: vec![Rendition {
            name: "web",
            href: site.canonical(it),
            content_type: Some("text/html"),
            ..Rendition::default()
        }],
        ..Item::default()
    })
}

fn association(enclosure: Enclosure) -> Item {
    let Enclosure { url, title, part, media_type } = enclosure;
    let item =
        Item { uri: url.clone(), name: title.to_owned(), headlines: vec![plain("main", title)], ..Item::default() };
    let original = |size_in_bytes, size: Option<Size>| {
        let (width, height) = size.unzip();
        vec![Rendition { name: "original", href: url.clone(), content_type: media_type, size_in_bytes, width, height }]
    };
    match part {
        Part::Picture { alt, credit, picture } => Item {
            kind: "picture",
            by: credit.unwrap_or_default().to_owned(),
            descriptions: vec![plain("alt", alt)],
            renditions: original(picture.map(|it| it.length), picture.and_then(|it| it.size)),
            ..item
        },
        Part::Attachment { length, language } => {
            Item { language: language.to_owned(), renditions: original(Some(length), None), ..item }
        }
    }
}

fn plain(role: &'static str, value: &str) -> Text {
    Text { role, content_type: "text/plain", value: value.to_owned() }
}

fn concept(rel: &'static str, name: String) -> Concept {
    Concept { rel, name, ..Concept::default() }
}

/// Leaves out what was said before of the same name.
fn once_each(concepts: &mut Vec<Concept>) {
    let mut said = std::collections::BTreeSet::new();
    concepts.retain(|it| said.insert((it.rel, it.name.clone())));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_is_left_out() {
        let item = Item { uri: "tag:a".to_owned(), ..Item::default() };
        assert_eq!(serde_json::to_string(&item).expect("texts"), r#"{"uri":"tag:a"}"#);
    }

    #[test]
    fn a_person_may_be_quoted_and_called_but_each_once() {
        let name = || "Ana".to_owned();
        let mut people = vec![concept("quoted", name()), concept("quoted", name()), concept("contact", name())];
        once_each(&mut people);
        assert_eq!(people.iter().map(|it| it.rel).collect::<Vec<_>>(), ["quoted", "contact"]);
    }
}
