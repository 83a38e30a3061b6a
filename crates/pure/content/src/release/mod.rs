//! One source file -> one typed [`Release`] (or [`TextPage`]), and what is wrong with it. It knows no other release.

mod alias;
mod fence;
mod front_matter;
mod link;
mod name;
mod packed;
mod page;
mod read;
mod revision;
mod slug;
mod translation;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::address::Tree;
use crate::config::OfficeIndex;
use crate::contact::Contact;
use crate::release::front_matter::{FrontMatter, PageFrontMatter};
use dateline_diagnostics::{Diagnostics, FileId, Place};
use dateline_text::date::{Date, Instant, Time, When};
use dateline_text::language::Language;
use dateline_text::picture::Picture;
use dateline_text::yaml::{self, Document};

pub use alias::Alias;
pub use fence::front_matter_range;
pub use link::{HeadingIds, InnerLink, InnerLinks, PathId, names_file};
pub use name::{
    ContentPath, PAGES, PagePath, ReleasePath, STANDING_TEXTS, beside, content_path, is_beside, original, stem,
};
pub use packed::Packed;
pub use page::{TextPage, read_page};
pub use read::{Context, read};
pub use revision::{LastChange, Revision, RevisionKind, last_change};
pub use slug::{is_slug, slug};
pub use translation::{Original, read_translation, translation_schema};

/// The JSON Schema of the front matter of a release, for editors.
pub fn schema() -> Json {
    let required = &["title", "date", "offices"];
    yaml::json_schema::<FrontMatter>(Document { title: "Front matter of a release", required, extra: true })
}

/// The JSON Schema of the front matter of a page, for editors.
pub fn page_schema() -> Json {
    let required = &["title", "date"];
    yaml::json_schema::<PageFrontMatter>(Document { title: "Front matter of a page", required, extra: false })
}

/// One news release in one language, as its source file has it. It is written down without what is known of files, and without
/// keys of the theme's.
///
/// An archive has many, and is in memory as a whole: what most have nothing of, [`More`] has, and it is read as if it stood
/// here.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Release {
    /// The source file.
    #[serde(skip)]
    pub file: FileId,
    /// Of the whole file as it was read.
    pub hash: blake3::Hash,
    /// The byte of the file at which the body begins.
    pub body_start: u32,
    /// Its path from the newsroom's root, as the list of sources has it.
    #[serde(skip)]
    pub path: Arc<str>,
    /// What is its own of its address: `2018/ferry`.
    pub name: Box<str>,
    /// The language of its text.
    pub language: Language,
    /// Its identity, where the file says one.
    pub stated_id: Option<Box<str>>,
    /// The headline.
    pub title: Box<str>,
    /// Two or three sentences: as written, else the first paragraph cut at a sentence.
    pub summary: Box<str>,
    /// Whether the file states the summary.
    pub has_summary: bool,
    /// What sort of release.
    pub kind: Kind,
    /// When it may be public.
    pub life: Life,
    /// Those who issue it; the first leads. Never empty, each once.
    pub offices: Box<[OfficeIndex]>,
    /// The dateline's place; `None` when the dateline is the date alone.
    pub place: Option<Box<str>>,
    /// Subject headings, by their places among the configuration's topics.
    pub topics: Box<[u16]>,
    /// Whom to call; `None` when the offices' current contacts are to be shown.
    pub contacts: Option<Packed<Vec<ContactReference>>>,
    /// Whether one of those is written out in it with a last day in post.
    pub has_leaving_contacts: bool,
    /// Meetings and ceremonies that it reports.
    pub reported: Packed<Reported>,
    /// Dated public changes, newest first.
    pub revisions: Box<[Revision]>,
    /// Of the headings of the body, for anchors.
    pub headings: HeadingIds,
    /// Links of the body to texts and headings; their ranges are bytes of the file.
    pub inner_links: InnerLinks,
    /// What it says beside all that; `None` when that is nothing.
    more: Option<Box<More>>,
}

/// What few releases say.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct More {
    /// For `<title>`, cards and feeds, where it differs from the headline.
    pub short_title: Option<String>,
    /// Its place among releases on one recurring event.
    pub series: Option<Series>,
    /// Acronyms and what they stand for, in the order of the file.
    pub acronyms: Vec<(String, String)>,
    /// Links shown under the text.
    pub links: Vec<OutsideLink>,
    /// Pictures.
    #[serde(skip)]
    pub media: Vec<Media>,
    /// Files to download.
    #[serde(skip)]
    pub attachments: Vec<Attachment>,
    /// Words of a person.
    pub quotes: Vec<Quote>,
    /// Whose speech or statement it is.
    pub speaker: Option<Person>,
    /// Notes to editors, Markdown.
    pub notes: Option<String>,
    /// Links of the notes to texts and headings.
    pub note_links: InnerLinks,
    /// Of the headings of the notes, for anchors.
    pub note_headings: HeadingIds,
    /// Ids of standing texts.
    pub boilerplate: Vec<String>,
    /// Ids of other releases on the same matter.
    pub related: Vec<String>,
    /// The latest dated confirmation that nothing had to change.
    pub reviewed: Option<Date>,
    /// Why it is withdrawn, retracted or replaced.
    pub status_note: Option<String>,
    /// The day on which it was withdrawn, retracted or replaced: as written, else that of the newest revision.
    pub status_date: Option<Date>,
    /// The id of the release that took its place.
    pub replaced_by: Option<String>,
    /// Old addresses.
    pub aliases: Vec<Alias>,
    /// Keys that begin with `x-`, for the theme.
    #[serde(skip)]
    pub extra: Extra,
    /// Paths from the root of pictures in the body, each once.
    #[serde(skip)]
    pub pictures: Vec<String>,
    /// What is known of them, by their addresses as written.
    #[serde(skip)]
    pub shown: Vec<(String, Picture)>,
    /// Paths from the root of files that the body links, each once.
    #[serde(skip)]
    pub downloads: Vec<String>,
}

/// What a release says that says no more.
static NOTHING: LazyLock<More> = LazyLock::new(More::default);

impl More {
    /// As a release has it.
    fn kept(self) -> Option<Box<Self>> {
        (self != *NOTHING).then(|| Box::new(self))
    }
}

impl std::ops::Deref for Release {
    type Target = More;

    fn deref(&self) -> &More {
        self.more.as_deref().unwrap_or(&NOTHING)
    }
}

impl Release {
    /// Whether it is the same when it is written down and read again, but for the file's number and path.
    pub fn is_plain(&self) -> bool {
        self.files().next().is_none() && self.shown.is_empty() && self.extra.is_empty()
    }

    /// Paths from the newsroom's root of the files beside it that it names.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let named = self.media.iter().map(|it| &it.path).chain(self.attachments.iter().map(|it| &it.path));
        named.chain(&self.pictures).chain(&self.downloads).map(String::as_str)
    }

    /// Permanent identity: as the file says it, else its name. That of a translation is its original's.
    pub fn id(&self) -> &str {
        self.stated_id.as_deref().unwrap_or(&self.name)
    }

    /// The headline where there is little room.
    pub fn short_headline(&self) -> &str {
        self.short_title.as_deref().unwrap_or(&self.title)
    }

    /// The folder under `content/releases/`, and the first part of its address: `2018`.
    pub fn year(&self) -> &str {
        folder(&self.name)
    }

    /// The last part of its address.
    pub fn slug(&self) -> &str {
        file_name(&self.name)
    }

    /// The folder that links in the body start from.
    pub fn source_folder(&self) -> &str {
        folder(&self.path)
    }

    /// The trees that show it: the newsroom's, then those of its offices.
    pub fn trees(&self) -> impl Iterator<Item = Tree> {
        std::iter::once(Tree::root(self.language)).chain(self.offices.iter().map(|it| self.tree(*it)))
    }

    /// Whether a tree shows it: an office's has what that office issued, the newsroom's has all; each in its language.
    pub fn is_in(&self, tree: Tree) -> bool {
        tree.language() == self.language && tree.office().is_none_or(|it| self.offices.contains(&it))
    }

    /// The office whose edition is canonical.
    pub fn lead(&self) -> OfficeIndex {
        self.offices[0]
    }

    /// The tree that has an office's edition.
    pub fn tree(&self, office: OfficeIndex) -> Tree {
        Tree::of(office, self.language)
    }

    /// The tree that has the lead office's edition.
    pub fn lead_tree(&self) -> Tree {
        self.tree(self.lead())
    }

    /// The folder of its editions inside an office's tree: `releases/2018/slug/`.
    pub fn folder(&self) -> String {
        format!("releases/{}/", self.name)
    }

    /// The meetings that it reports, then the ceremonies.
    pub fn events(&self) -> impl Iterator<Item = Event> + use<> {
        let Reported { meetings, ceremonies } = self.reported.get();
        meetings.into_iter().map(|it| it.event).chain(ceremonies.into_iter().map(|it| it.event))
    }

    /// The pictures that its pages load: those of `media`, then those of the body.
    pub fn shown_pictures(&self) -> impl Iterator<Item = &Picture> {
        let media = self.media.iter().filter_map(|it| it.picture.as_ref());
        media.chain(self.shown.iter().map(|(_, it)| it))
    }

    /// The contacts that are written out in it, with their places in the list.
    pub fn inline_contacts(&self) -> impl Iterator<Item = (usize, Contact)> + use<> {
        let contacts = self.contacts.as_ref().map(Packed::get).unwrap_or_default().into_iter().enumerate();
        contacts.filter_map(|(at, it)| match it {
            ContactReference::Inline(contact) => Some((at, contact)),
            ContactReference::Id(_) => None,
        })
    }

    /// Those that have a last day in post.
    pub fn leaving_contacts(&self) -> impl Iterator<Item = Contact> + use<'_> {
        let release = Some(self).filter(|it| it.has_leaving_contacts);
        release.into_iter().flat_map(Self::inline_contacts).map(|it| it.1).filter(|it| it.until.is_some())
    }

    /// What its pages print as their last revision or review.
    pub fn last_change(&self) -> LastChange {
        let status_date = self.status_date.filter(|_| self.life.status.ends_it());
        last_change(self.life.date.date, self.revisions.iter().map(|it| it.date).chain(status_date), self.reviewed)
    }

    /// The path of a list's item as the file has it, for diagnostics.
    pub fn alias_place(&self, alias: &Alias) -> Place {
        Place::Value(self.file, yaml::item("aliases", alias.written as usize))
    }
}

/// What decides whether a release may be public.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Life {
    /// As the file says.
    pub status: Status,
    /// Of the release; it opens the text.
    pub date: When,
    /// The instant before which nothing of it may be public.
    pub embargo: Option<Box<When>>,
}

impl Life {
    /// What a build at `now` does with the release.
    pub fn fate(&self, now: Instant) -> Fate {
        match self.status {
            Status::Draft => Fate::Draft,
            _ if self.embargo.as_ref().is_some_and(|it| now < it.instant) => Fate::Embargoed,
            _ if now < self.date.instant => Fate::Scheduled,
            Status::Ready => Fate::Published,
            Status::Withdrawn => Fate::Withdrawn,
            Status::Retracted => Fate::Retracted,
            Status::Replaced => Fate::Replaced,
        }
    }

    /// The instant from which something answers at the release's address; `None` for a draft.
    pub fn public_from(&self) -> Option<Instant> {
        let embargo = self.embargo.as_ref().map(|it| it.instant);
        (self.status != Status::Draft).then(|| embargo.map_or(self.date.instant, |it| it.max(self.date.instant)))
    }
}

/// What a build does with a source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is on its pages.
    Published,
    /// Not finished.
    Draft,
    /// Dated after the build's instant.
    Scheduled,
    /// Under embargo at the build's instant.
    Embargoed,
    /// On its pages, under a notice.
    Withdrawn,
    /// Its text is gone.
    Retracted,
    /// Another release took its place.
    Replaced,
}

impl Fate {
    /// As in lists and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Embargoed => "embargoed",
            Self::Withdrawn => "withdrawn",
            Self::Retracted => "retracted",
            Self::Replaced => "replaced",
        }
    }

    /// Whether the release's text is on public pages.
    pub fn is_public(self) -> bool {
        matches!(self, Self::Published | Self::Withdrawn)
    }

    /// Whether a notice or another release stands where the release did.
    pub fn is_former(self) -> bool {
        matches!(self, Self::Retracted | Self::Replaced)
    }

    /// Whether the release is not public yet, and may be shown in a preview.
    pub fn is_to_come(self) -> bool {
        matches!(self, Self::Draft | Self::Scheduled | Self::Embargoed)
    }

    /// Whether pages show the release's text; with `drafts` they are a preview.
    pub fn is_shown(self, drafts: bool) -> bool {
        self.is_public() || drafts && self.is_to_come()
    }
}

/// What an editor says of a release.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Not finished.
    Draft,
    /// To be published at its date.
    #[default]
    Ready,
    /// Stays readable under a notice.
    Withdrawn,
    /// Text gone, the address answers with a notice.
    Retracted,
    /// The address sends on to another release.
    Replaced,
}

impl Status {
    /// As in front matter.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Ready => "ready",
            Self::Withdrawn => "withdrawn",
            Self::Retracted => "retracted",
            Self::Replaced => "replaced",
        }
    }

    /// Whether it says that a release was withdrawn, retracted or replaced.
    pub fn ends_it(self) -> bool {
        matches!(self, Self::Withdrawn | Self::Retracted | Self::Replaced)
    }
}

/// What sort of release.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are the field's own")]
pub enum Kind {
    #[default]
    NewsRelease,
    MediaAdvisory,
    Statement,
    Speech,
    PhotoRelease,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::NewsRelease, Self::MediaAdvisory, Self::Statement, Self::Speech, Self::PhotoRelease];

    /// As in front matter and addresses.
    pub fn id(self) -> &'static str {
        match self {
            Self::NewsRelease => "news-release",
            Self::MediaAdvisory => "media-advisory",
            Self::Statement => "statement",
            Self::Speech => "speech",
            Self::PhotoRelease => "photo-release",
        }
    }
}

/// A contact that a release names.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub enum ContactReference {
    /// Of the directory.
    Id(String),
    /// Written out in the release.
    Inline(Contact),
}

/// What a release reports, in the order of the file.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Reported {
    pub meetings: Vec<Meeting>,
    pub ceremonies: Vec<Ceremony>,
}

/// A meeting that a release reports.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Meeting {
    /// What every event has.
    pub event: Event,
    /// Who chaired it.
    pub chairs: Vec<Person>,
    /// Bodies represented.
    pub attendees: Vec<String>,
    /// What was agreed.
    pub outcomes: Vec<String>,
}

/// A ceremony that a release reports.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Ceremony {
    /// What every event has.
    pub event: Event,
    /// Who officiated.
    pub officiants: Vec<Person>,
    /// As written: `over 200`.
    pub guests: Option<String>,
    /// Awards by class with their numbers.
    pub awards: Vec<(String, u32)>,
    /// All awards, as the release says.
    pub total: Option<u32>,
}

/// What meetings and ceremonies have in common.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Event {
    /// The name, without its number.
    pub name: String,
    /// The how-many-th it is.
    pub number: Option<u32>,
    /// The day; the release's unless the file says otherwise.
    pub date: Date,
    /// Times of day in the lead office's zone, as shown: `10:30`; empty when there is none.
    pub start: Option<Time>,
    /// As `start`.
    pub end: Option<Time>,
    /// Where.
    pub place: Option<String>,
}

/// Somebody in an office, at an event.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Person {
    pub name: String,
    pub post: Option<String>,
    pub body: Option<String>,
}

/// A release's place in a series.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Series {
    pub id: String,
    pub number: u32,
}

/// A link to an outside address.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct OutsideLink {
    pub text: String,
    pub url: String,
}

/// A picture beside the source file.
#[derive(Clone, Debug, PartialEq)]
pub struct Media {
    /// Path of the file from the newsroom's root.
    pub path: String,
    /// What is known of it; `None` when it cannot be shown.
    pub picture: Option<Picture>,
    /// What the picture shows.
    pub alt: String,
    /// The line under it.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
}

/// A file to download.
#[derive(Clone, Debug, PartialEq)]
pub struct Attachment {
    /// Path of the file from the newsroom's root.
    pub path: String,
    /// In bytes.
    pub length: u64,
    /// What it is.
    pub title: String,
    /// BCP 47 tag of its language; the release's unless the file says otherwise.
    pub language: Option<String>,
}

/// Words of a person.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Quote {
    pub text: String,
    pub speaker: String,
    pub post: Option<String>,
}

/// Keys that begin with `x-` and their values, untouched.
pub type Extra = BTreeMap<String, serde_json::Value>;

/// A path without its last part.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// What came of reading one source file.
#[derive(Debug)]
pub struct Reading<T> {
    /// `None` when something that nothing can stand without has a fault.
    pub value: Option<Arc<T>>,
    /// What decides whether it is public; `None` when that has a fault and so cannot be known.
    pub life: Option<Life>,
    /// What is left of the text when `value` is `None`, to check its links.
    pub remains: Option<Box<Remains>>,
    /// What is wrong.
    pub found: Diagnostics,
}

/// What is known of a text that has a fault which nothing can stand with.
#[derive(Clone, Debug, Default)]
pub struct Remains {
    /// As in [`Release::headings`].
    pub headings: HeadingIds,
    /// As in [`Release::inner_links`].
    pub inner_links: InnerLinks,
}
