//! Structured data in pages: schema.org as JSON-LD, in a data block that no policy takes for a script.

use serde_json::{Value, json};

use crate::address::{Address, Tree};
use crate::config::OfficeIndex;
use crate::contact::Contact;
use crate::date::rfc3339;
use crate::language::Language;
use crate::newsroom::{Newsroom, ReleaseIndex};
use crate::plan;
use crate::release::{Event, Release, RevisionKind};
use crate::render::Site;
use crate::render::formats::feed::{published, updated};

/// The inside of a `<script type="application/ld+json">`; empty for no data. What could end the element is escaped (HTML
/// Standard, "Restrictions for contents of script elements").
pub(in crate::render) fn script(data: Vec<Value>) -> String {
    if data.is_empty() {
        return String::new();
    }
    json!({"@context": "https://schema.org", "@graph": data})
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

impl Site {
    /// A picture of a release as `ImageObject`, with what search engines show beside it.
    pub(in crate::render) fn image_object(&self, release: &Release, at: usize) -> Value {
        let media = &release.media[at];
        let url = self.bases.absolute(&plan::photo(release, at, release.lead()));
        let mut image = json!({
            "@type": "ImageObject",
            "@id": url,
            "url": url,
            "description": media.alt,
            "representativeOfPage": true,
            "datePublished": rfc3339(&published(&self.newsroom, release)),
            "publisher": self.office_as_organization(release.lead_tree(), release.lead(), &[]),
        });
        if let Some(picture) = &media.picture {
            image["contentUrl"] = json!(self.shared_picture(release, picture));
            image["encodingFormat"] = json!(picture.form.media_type());
            if let Some((width, height)) = picture.shown().size {
                // Pixels (UN/CEFACT Recommendation 20).
                let pixels = |it: u32| json!({"@type": "QuantitativeValue", "value": it, "unitCode": "E37"});
                (image["width"], image["height"]) = (pixels(width), pixels(height));
            }
        }
        if let Some(caption) = &media.caption {
            image["caption"] = json!(caption);
        }
        if let Some(credit) = &media.credit {
            image["creditText"] = json!(credit);
        }
        image
    }

    /// A release as `NewsArticle`; `picture` is an absolute address, or empty.
    pub(in crate::render) fn article(&self, index: ReleaseIndex, picture: &str) -> Value {
        let newsroom = &self.newsroom;
        let release = &newsroom[index];
        let url = self.canonical(release);
        let mut article = json!({
            "@type": "NewsArticle",
            "@id": url,
            "url": url,
            "mainEntityOfPage": url,
            "headline": release.title,
            "description": release.summary,
            "inLanguage": newsroom.config.tag(release.language),
            "dateline": self.dateline(release),
            "datePublished": rfc3339(&published(newsroom, release)),
            "dateModified": rfc3339(&updated(newsroom, release)),
            "author": self.office_as_organization(release.lead_tree(), release.lead(), &[]),
            "publisher": self.office_as_organization(release.lead_tree(), release.lead(), &newsroom.contacts_of(release)),
            "isAccessibleForFree": true,
        });
        if !picture.is_empty() {
            article["image"] = json!([picture]);
        }
        self.add_translations(index, &mut article);
        let topics: Vec<&str> = self.topic_names(release).collect();
        if !topics.is_empty() {
            article["articleSection"] = json!(topics);
        }
        let events: Vec<Value> = release.events().filter_map(|it| self.event_as_data(release, &it)).collect();
        if !events.is_empty() {
            article["about"] = json!(events);
        }
        let corrections: Vec<Value> = (release.revisions.iter())
            .filter(|it| it.kind == RevisionKind::Correction)
            .map(|it| json!({"@type": "CorrectionComment", "text": it.note, "datePublished": it.date.to_string()}))
            .collect();
        if !corrections.is_empty() {
            article["correction"] = json!(corrections);
        }
        article
    }

    /// What a release is a translation of, or its translations: either says it of the other (schema.org). They are articles
    /// of their own pages; here they are no more than works.
    fn add_translations(&self, index: ReleaseIndex, article: &mut Value) {
        let work = |(tag, release): (&str, &Release)| {
            let url = self.canonical(release);
            json!({"@type": "CreativeWork", "@id": url, "url": url, "name": release.title, "inLanguage": tag})
        };
        if self.newsroom[index].language == Language::FIRST {
            let translations: Vec<Value> = self.translations(index).map(work).collect();
            if !translations.is_empty() {
                article["workTranslation"] = json!(translations);
            }
        } else if let Some(original) = self.translations(index).find(|(_, it)| it.language == Language::FIRST) {
            article["translationOfWork"] = work(original);
        }
    }

    /// The newsroom, or an office of it, with those who may be called.
    pub(in crate::render) fn organization(&self, tree: Tree, contacts: &[&Contact]) -> Value {
        match tree.office() {
            Some(office) => self.office_as_organization(tree, office, contacts),
            None => {
                let (newsroom, url) = (&self.newsroom, self.bases.absolute(&Address::new(tree, "")));
                let mut organization = json!({
                    "@type": newsroom.config.organization.schema_type(),
                    "@id": format!("{url}#organization"),
                    "name": &newsroom.config.name[tree.language()],
                    "url": url,
                });
                add_contacts(newsroom, tree, &mut organization, contacts);
                organization
            }
        }
    }

    fn office_as_organization(&self, tree: Tree, office: OfficeIndex, contacts: &[&Contact]) -> Value {
        let newsroom = &self.newsroom;
        let url = self.bases.absolute(&Address::new(tree, ""));
        let mut organization = json!({
            "@type": newsroom.config.organization.schema_type(),
            "name": self.issuer(office, tree.language()),
            "url": url,
        });
        add_contacts(newsroom, tree, &mut organization, contacts);
        organization
    }

    /// An event that has a place: without one, what is known of it is in the text.
    fn event_as_data(&self, release: &Release, event: &Event) -> Option<Value> {
        let place = event.place.as_ref()?;
        let zone = &self.newsroom.config[release.lead()].zone;
        let at = |time| crate::date::at(event.date, time, zone).map(|it| rfc3339(&it));
        let start = event.start.and_then(at).unwrap_or_else(|| event.date.to_string());
        let end = event.end.and_then(at).unwrap_or_else(|| start.clone());
        let name = self.event_name(Tree::root(release.language), event);
        Some(json!({
            "@type": "Event",
            "name": name,
            "description": release.summary,
            "startDate": start,
            "endDate": end,
            "eventStatus": "https://schema.org/EventScheduled",
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
            "location": {"@type": "Place", "name": place, "address": place},
            "organizer": self.office_as_organization(release.lead_tree(), release.lead(), &[]),
        }))
    }
}

/// The way to a page, the page itself last.
pub(in crate::render) fn breadcrumbs(steps: &[(String, String)]) -> Value {
    let item = |(at, (name, url)): (usize, &(String, String))| json!({"@type": "ListItem", "position": at + 1, "name": name, "item": url});
    json!({"@type": "BreadcrumbList", "itemListElement": steps.iter().enumerate().map(item).collect::<Vec<_>>()})
}

fn add_contacts(newsroom: &Newsroom, tree: Tree, organization: &mut Value, contacts: &[&Contact]) {
    let points: Vec<Value> = contacts.iter().map(|it| contact(newsroom, tree, it)).collect();
    if !points.is_empty() {
        organization["contactPoint"] = json!(points);
    }
}

fn contact(newsroom: &Newsroom, tree: Tree, contact: &Contact) -> Value {
    let mut point = json!({
        "@type": "ContactPoint",
        "contactType": "press",
        "name": &contact.name[tree.language()],
        "areaServed": &newsroom.config[contact.office].city[tree.language()],
    });
    if let Some(phone) = &contact.phone {
        point["telephone"] = json!(phone.href().trim_start_matches("tel:"));
    }
    if let Some(email) = &contact.email {
        point["email"] = json!(email);
    }
    point
}
