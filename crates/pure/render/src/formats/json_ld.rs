//! Structured data in pages: schema.org as JSON-LD, in a data block that no policy takes for a script.

use std::io;

use serde::Serialize;

use crate::Renderer;
use crate::formats::feed::{published, updated};
use dateline_content::address::{Address, Tree};
use dateline_content::config::OfficeIndex;
use dateline_content::contact::Contact;
use dateline_content::newsroom::{Newsroom, ReleaseIndex};
use dateline_content::release::{Event, Release, RevisionKind};
use dateline_plan as plan;
use dateline_text::date::rfc3339;
use dateline_text::language::Language;

/// One thing that a page tells of.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Thing<'a> {
    Organization(Organization<'a>),
    Article(Box<Article<'a>>),
    Image(Box<Image<'a>>),
    Breadcrumbs(Breadcrumbs<'a>),
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Organization<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id", skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    name: String,
    url: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    contact_point: Vec<ContactPoint<'a>>,
}

#[derive(Clone, Serialize)]
#[serde(tag = "@type", rename_all = "camelCase")]
struct ContactPoint<'a> {
    contact_type: &'static str,
    name: String,
    area_served: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    telephone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
}

#[derive(Serialize)]
#[serde(tag = "@type", rename = "NewsArticle", rename_all = "camelCase")]
pub(crate) struct Article<'a> {
    #[serde(rename = "@id")]
    id: &'a str,
    url: &'a str,
    main_entity_of_page: &'a str,
    headline: &'a str,
    description: &'a str,
    in_language: &'a str,
    dateline: String,
    date_published: String,
    date_modified: String,
    author: Organization<'a>,
    publisher: Organization<'a>,
    is_accessible_for_free: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<[&'a str; 1]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    work_translation: Vec<Work<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    translation_of_work: Option<Work<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    article_section: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    about: Vec<EventData<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    correction: Vec<Correction<'a>>,
}

/// A release in another language: an article of its own page, here no more than a work.
#[derive(Serialize)]
#[serde(tag = "@type", rename = "CreativeWork", rename_all = "camelCase")]
struct Work<'a> {
    #[serde(rename = "@id")]
    id: String,
    url: String,
    name: &'a str,
    in_language: &'a str,
}

#[derive(Serialize)]
#[serde(tag = "@type", rename = "CorrectionComment", rename_all = "camelCase")]
struct Correction<'a> {
    text: &'a str,
    date_published: String,
}

#[derive(Serialize)]
#[serde(tag = "@type", rename = "Event", rename_all = "camelCase")]
struct EventData<'a> {
    name: String,
    description: &'a str,
    start_date: String,
    end_date: String,
    event_status: &'static str,
    event_attendance_mode: &'static str,
    location: Place,
    organizer: Organization<'a>,
}

#[derive(Serialize)]
#[serde(tag = "@type")]
struct Place {
    name: String,
    address: String,
}

#[derive(Serialize)]
#[serde(tag = "@type", rename = "ImageObject", rename_all = "camelCase")]
pub(crate) struct Image<'a> {
    #[serde(rename = "@id")]
    id: String,
    url: String,
    description: &'a str,
    representative_of_page: bool,
    date_published: String,
    publisher: Organization<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding_format: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<Pixels>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<Pixels>,
    #[serde(skip_serializing_if = "Option::is_none")]
    caption: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credit_text: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(tag = "@type", rename = "QuantitativeValue", rename_all = "camelCase")]
struct Pixels {
    value: u32,
    unit_code: &'static str,
}

impl From<u32> for Pixels {
    /// Pixels (UN/CEFACT Recommendation 20).
    fn from(value: u32) -> Self {
        Self { value, unit_code: "E37" }
    }
}

/// The way to a page, the page itself last.
#[derive(Serialize)]
#[serde(tag = "@type", rename = "BreadcrumbList", rename_all = "camelCase")]
pub(crate) struct Breadcrumbs<'a> {
    item_list_element: Vec<Step<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "@type", rename = "ListItem")]
struct Step<'a> {
    position: usize,
    name: &'a str,
    item: &'a str,
}

impl<'a> Breadcrumbs<'a> {
    /// Of names and addresses.
    pub(crate) fn of(steps: &'a [(String, String)]) -> Self {
        let step = |((name, item), position): (&'a (String, String), usize)| Step { position, name, item };
        Self { item_list_element: steps.iter().zip(1..).map(step).collect() }
    }
}

/// The inside of a `<script type="application/ld+json">`; empty for no data.
pub(crate) fn script(things: &[Thing]) -> String {
    #[derive(Serialize)]
    struct Graph<'a> {
        #[serde(rename = "@context")]
        context: &'static str,
        #[serde(rename = "@graph")]
        graph: &'a [Thing<'a>],
    }
    if things.is_empty() {
        return String::new();
    }
    let graph = Graph { context: "https://schema.org", graph: things };
    let mut bytes = Vec::with_capacity(2048);
    let written = graph.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, InScript));
    written.expect("texts and numbers can always be written down");
    String::from_utf8(bytes).expect("JSON is text")
}

/// JSON in which what could end the element is escaped (HTML Standard, "Restrictions for contents of script elements").
struct InScript;

impl serde_json::ser::Formatter for InScript {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(['<', '>', '&']) {
            writer.write_all(&rest.as_bytes()[..at])?;
            write!(writer, "\\u{:04x}", rest.as_bytes()[at])?;
            rest = &rest[at + 1..];
        }
        writer.write_all(rest.as_bytes())
    }
}

impl Renderer<'_> {
    /// A picture of a release as `ImageObject`, with what search engines show beside it.
    pub(crate) fn image_object<'a>(&'a self, release: &'a Release, at: usize) -> Thing<'a> {
        let media = &release.media[at];
        let url = self.bases.absolute(&plan::photo(release, at, release.lead()));
        let picture = media.picture.as_ref();
        let (width, height) = picture.and_then(|it| it.shown().size).unzip();
        Thing::Image(Box::new(Image {
            id: url.clone(),
            url,
            description: &media.alt,
            representative_of_page: true,
            date_published: rfc3339(&published(self.newsroom.layout(), release)),
            publisher: self.office_as_organization(release.lead_tree(), release.lead()),
            content_url: picture.map(|it| self.shared_picture(release, it)),
            encoding_format: picture.map(|it| it.form.media_type()),
            width: width.map(Pixels::from),
            height: height.map(Pixels::from),
            caption: media.caption.as_deref(),
            credit_text: media.credit.as_deref(),
        }))
    }

    /// A release as `NewsArticle`, at its canonical address `url`; `picture` is an absolute address, or empty.
    pub(crate) fn article<'a>(&'a self, index: ReleaseIndex, url: &'a str, picture: &'a str) -> Thing<'a> {
        let newsroom = &self.newsroom;
        let release = &newsroom[index];
        let (tree, office) = (release.lead_tree(), self.office_as_organization(release.lead_tree(), release.lead()));
        let contacts = newsroom.layout().contacts_of(release);
        let contact_point = contacts.iter().map(|it| contact_point(newsroom.layout(), tree, it)).collect();
        let is_first = release.language == Language::FIRST;
        let corrections = release.revisions.iter().filter(|it| it.kind == RevisionKind::Correction);
        let others = || self.translations(index);
        Thing::Article(Box::new(Article {
            id: url,
            url,
            main_entity_of_page: url,
            headline: &release.title,
            description: &release.summary,
            in_language: newsroom.config.tag(release.language),
            dateline: self.dateline(release),
            date_published: rfc3339(&published(newsroom.layout(), release)),
            date_modified: rfc3339(&updated(newsroom.layout(), release)),
            publisher: Organization { contact_point, ..office.clone() },
            is_accessible_for_free: true,
            image: Some([picture]).filter(|_| !picture.is_empty()),
            // What a release is a translation of, or its translations: either says it of the other (schema.org).
            work_translation: others().filter(|_| is_first).map(|it| self.work(it)).collect(),
            translation_of_work: others()
                .find(|(_, it)| !is_first && it.language == Language::FIRST)
                .map(|it| self.work(it)),
            article_section: self.topic_names(release).collect(),
            about: release.events().filter_map(|it| self.event_as_data(release, &office, it)).collect(),
            correction: corrections
                .map(|it| Correction { text: &it.note, date_published: it.date.to_string() })
                .collect(),
            author: office,
        }))
    }

    fn work<'a>(&self, (tag, release): (&'a str, &'a Release)) -> Work<'a> {
        let url = self.canonical(release);
        Work { id: url.clone(), url, name: &release.title, in_language: tag }
    }

    /// The newsroom, or an office of it, with those who may be called.
    pub(crate) fn organization(&self, tree: Tree, contacts: &[&Contact]) -> Thing<'_> {
        let newsroom = &self.newsroom;
        let organization = match tree.office() {
            Some(office) => self.office_as_organization(tree, office),
            None => {
                let url = self.bases.absolute(&Address::new(tree, ""));
                Organization {
                    kind: newsroom.config.organization.schema_type(),
                    id: Some(format!("{url}#organization")),
                    name: newsroom.config.name[tree.language()].to_owned(),
                    url,
                    contact_point: Vec::new(),
                }
            }
        };
        let contact_point = contacts.iter().map(|it| contact_point(newsroom.layout(), tree, it)).collect();
        Thing::Organization(Organization { contact_point, ..organization })
    }

    fn office_as_organization(&self, tree: Tree, office: OfficeIndex) -> Organization<'_> {
        Organization {
            kind: self.newsroom.config.organization.schema_type(),
            id: None,
            name: self.issuer(office, tree.language()),
            url: self.bases.absolute(&Address::new(tree, "")),
            contact_point: Vec::new(),
        }
    }

    /// An event that has a place: without one, what is known of it is in the text.
    fn event_as_data<'a>(
        &'a self,
        release: &'a Release,
        organizer: &Organization<'a>,
        event: Event,
    ) -> Option<EventData<'a>> {
        let address = event.place.clone()?;
        let zone = &self.newsroom.config[release.lead()].zone;
        let at = |time| dateline_text::date::at(event.date, time, zone).map(|it| rfc3339(&it));
        let start_date = event.start.and_then(at).unwrap_or_else(|| event.date.to_string());
        Some(EventData {
            name: self.event_name(Tree::root(release.language), &event),
            description: &release.summary,
            end_date: event.end.and_then(at).unwrap_or_else(|| start_date.clone()),
            start_date,
            event_status: "https://schema.org/EventScheduled",
            event_attendance_mode: "https://schema.org/OfflineEventAttendanceMode",
            organizer: organizer.clone(),
            location: Place { name: address.clone(), address },
        })
    }
}

fn contact_point<'a>(newsroom: &'a Newsroom, tree: Tree, contact: &Contact) -> ContactPoint<'a> {
    ContactPoint {
        contact_type: "press",
        name: contact.name[tree.language()].to_owned(),
        area_served: &newsroom.config[contact.office].city[tree.language()],
        telephone: contact.phone.as_ref().map(|it| it.href().trim_start_matches("tel:").to_owned()),
        email: contact.email.clone(),
    }
}
