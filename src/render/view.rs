//! What templates see: plain, typed, every address already as the page has to write it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::render::words::{DateView, LastChangeView};

/// `site`: the same on every page.
#[derive(Debug, Serialize)]
pub struct SiteView {
    /// The newsroom's name.
    pub name: String,
    /// The line over the name; empty for none.
    pub brand: String,
    /// BCP 47 tag of the pages' language.
    pub language: String,
    /// Who holds the copyright, where that is said.
    pub copyright: Option<CopyrightView>,
    /// The accessibility statement's facts, where one is made.
    pub accessibility: Option<AccessibilityView>,
}

/// Who holds the copyright; the last year is the page's.
#[derive(Debug, Serialize)]
pub struct CopyrightView {
    /// The holder's name.
    pub holder: String,
    /// The first year.
    pub from: Option<i16>,
}

/// The facts of an accessibility statement.
#[derive(Debug, Serialize)]
pub struct AccessibilityView {
    /// Such as `WCAG 2.2`.
    pub standard: String,
    /// `A`, `AA` or `AAA`.
    pub level: String,
    /// When conformance was last looked at.
    pub reviewed: DateView,
    /// Who answers questions on it.
    pub contact: Option<ContactView>,
}

/// What every page has around its main part.
#[derive(Debug, Serialize)]
pub struct FrameView {
    /// For `<title>`.
    pub title: String,
    /// For `<meta name="description">`; empty for none.
    pub description: String,
    /// The one address under which the page's contents are to be known; empty for a page that has none.
    pub canonical: String,
    /// Whether search engines are asked not to list the page.
    pub is_private: bool,
    /// Where the style sheet is.
    pub stylesheet: String,
    /// The home page of the page's tree.
    pub home: String,
    /// The newsroom's home page.
    pub newsroom: String,
    /// The office whose tree the page is in; `None` in the newsroom's own.
    pub office: Option<OfficeView>,
    /// Every office, in the newsroom's order, with the address that a switcher leads to.
    pub offices: Vec<OfficeLink>,
    /// The pages that the footer links.
    pub footer: Vec<PageLink>,
    /// What the page prints as its last revision or review; `None` on one with nothing dated.
    pub last_change: Option<LastChangeView>,
    /// The years of the copyright, as in `2018-2019`; the last is that of the last change.
    pub copyright_years: String,
}

/// An office.
#[derive(Clone, Debug, Serialize)]
pub struct OfficeView {
    /// As in front matter.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its city.
    pub city: String,
}

/// An office in a switcher.
#[derive(Debug, Serialize)]
pub struct OfficeLink {
    /// Its name.
    pub name: String,
    /// The same release there, else its home page.
    pub href: String,
    /// `page` for the office whose page this is, `true` when it is another page of that office, else empty: for
    /// `aria-current`.
    pub current: &'static str,
}

/// A link to a page.
#[derive(Debug, Serialize)]
pub struct PageLink {
    /// Its short title.
    pub title: String,
    /// Its address.
    pub href: String,
}

/// A release in a list.
#[derive(Debug, Serialize)]
pub struct ListingView {
    /// The headline.
    pub title: String,
    /// Its edition.
    pub href: String,
    /// When it was issued.
    pub date: DateView,
    /// Label of its kind.
    pub kind: String,
    /// Two or three sentences.
    pub summary: String,
    /// Label of what became of it (`Withdrawn`); empty for none.
    pub mark: String,
}

/// A page of a list of releases.
#[derive(Debug, Serialize)]
pub struct ListView {
    /// What surrounds it.
    pub page: FrameView,
    /// The heading.
    pub title: String,
    /// Newest first.
    pub releases: Vec<ListingView>,
    /// The page of the list with newer releases; `None` on the first.
    pub newer: Option<PageLink>,
    /// The page of the list with older releases; `None` on the last.
    pub older: Option<PageLink>,
}

/// What stands at an address that leads elsewhere, or where a release was retracted.
#[derive(Debug, Serialize)]
pub struct AnswerView {
    /// What surrounds it.
    pub page: FrameView,
    /// The heading.
    pub title: String,
    /// What happened, in a sentence; that of a redirect ends before the link.
    pub notice: String,
    /// Why; empty when that is not said.
    pub reason: String,
    /// Where it leads; `None` where a release was retracted.
    pub to: Option<PageLink>,
    /// Whom to call about a retracted release.
    pub contacts: Vec<ContactView>,
}

/// Home page of the newsroom or of an office.
#[derive(Debug, Serialize)]
pub struct HomeView {
    /// What surrounds it.
    pub page: FrameView,
    /// Newest first.
    pub releases: Vec<ListingView>,
    /// The office's current contacts; the newsroom's home has those of all.
    pub contacts: Vec<ContactView>,
}

/// A page of standing text, or the one for what is not there. Its text is `body`.
#[derive(Debug, Serialize)]
pub struct TextView {
    /// What surrounds it.
    pub page: FrameView,
    /// The heading.
    pub title: String,
    /// Dated public changes, newest first.
    pub revisions: Vec<RevisionView>,
    /// Whether this is the page that gives the accessibility statement.
    pub states_accessibility: bool,
}

/// An edition of a release. Its text is `opening` (the inside of the first paragraph) and `rest`; `notes` and
/// `boilerplate` are HTML too.
#[derive(Debug, Serialize)]
pub struct EditionView<'a> {
    /// What surrounds it.
    pub page: FrameView,
    /// The release itself.
    pub release: ReleaseView<'a>,
}

/// A release.
#[derive(Debug, Serialize)]
pub struct ReleaseView<'a> {
    /// The headline.
    pub title: &'a str,
    /// Permanent identity.
    pub id: &'a str,
    /// Label of its kind.
    pub kind: &'a str,
    /// The dateline's place; empty for none.
    pub place: &'a str,
    /// The dateline's date.
    pub date: DateView,
    /// What a preview says over a release that is not public yet: `DRAFT`, `EMBARGOED until …`; empty on public pages.
    pub banner: String,
    /// Why it was withdrawn; empty when it was not.
    pub withdrawn: &'a str,
    /// That it was withdrawn, and when; empty when it was not.
    pub withdrawn_notice: String,
    /// Whose speech or statement it is: name, post and body; empty for none.
    pub speaker: String,
    /// Names of its subject headings.
    pub topics: Vec<&'a str>,
    /// Whom to call, in the newsroom's order of offices.
    pub contacts: Vec<ContactView>,
    /// Whom to call instead of those who have left their post since.
    pub contacts_now: Vec<ContactView>,
    /// Meetings, then ceremonies.
    pub events: Vec<EventView<'a>>,
    /// Its place in a series.
    pub series: Option<SeriesView>,
    /// Links under the text.
    pub links: Vec<OutsideLinkView<'a>>,
    /// Pictures.
    pub media: Vec<MediaView<'a>>,
    /// Files to download.
    pub attachments: Vec<AttachmentView<'a>>,
    /// Words of a person.
    pub quotes: Vec<QuoteView<'a>>,
    /// Dated public changes, newest first.
    pub revisions: Vec<RevisionView>,
    /// Corrections among them, newest first, to stand at the top.
    pub corrections: Vec<RevisionView>,
    /// The lead office's edition, where this is not it.
    pub lead: Option<OfficeLink>,
    /// Keys that begin with `x-`, by their whole names.
    pub extra: &'a BTreeMap<String, serde_json::Value>,
}

/// A person that the press may call.
#[derive(Debug, Serialize)]
pub struct ContactView {
    /// As printed.
    pub name: String,
    /// The city of their office.
    pub city: String,
    /// What they are; empty for nothing.
    pub role: String,
    /// `tel:` address; empty for none.
    pub phone_href: String,
    /// As readers see it; empty for none.
    pub phone: String,
    /// Address; empty for none.
    pub email: String,
    /// Whether this is the person of the page's own office to call first.
    pub is_own: bool,
    /// Whether their last day in post is past.
    pub has_left: bool,
}

/// A meeting or ceremony as facts. Empty lists and texts are not to be shown.
#[derive(Debug, Serialize)]
pub struct EventView<'a> {
    /// `5th meeting`, `Ceremony`.
    pub label: String,
    /// The event's name.
    pub name: &'a str,
    /// The day.
    pub date: DateView,
    /// Times of day: `10:30 a.m. to 12:00 p.m.`.
    pub time: String,
    /// Where.
    pub place: &'a str,
    /// Who chaired: name, post and body.
    pub chairs: Vec<String>,
    /// Bodies represented.
    pub attendees: &'a [String],
    /// What was agreed.
    pub outcomes: &'a [String],
    /// Who officiated: name, post and body.
    pub officiants: Vec<String>,
    /// As written.
    pub guests: &'a str,
    /// Awards by class.
    pub awards: Vec<AwardView<'a>>,
    /// All awards; `None` when the release does not say.
    pub total: Option<u32>,
}

/// Awards of one class.
#[derive(Debug, Serialize)]
pub struct AwardView<'a> {
    pub name: &'a str,
    pub count: u32,
}

/// A place in a series.
#[derive(Debug, Serialize)]
pub struct SeriesView {
    /// What recurs: the name of the event with the series' number, else the series' id in words.
    pub name: String,
    /// The how-many-th.
    pub number: u32,
    /// The page of the series; empty for none.
    pub href: String,
    /// The release before it, by number.
    pub previous: Option<PageLink>,
    /// The release after it.
    pub next: Option<PageLink>,
}

/// A link to an outside address.
#[derive(Debug, Serialize)]
pub struct OutsideLinkView<'a> {
    pub text: &'a str,
    pub url: &'a str,
}

/// A picture.
#[derive(Debug, Serialize)]
pub struct MediaView<'a> {
    /// Its address.
    pub src: &'a str,
    /// What it shows.
    pub alt: &'a str,
    /// The line under it; empty for none.
    pub caption: &'a str,
    /// Who made it; empty when that is not said.
    pub credit: &'a str,
}

/// A file to download.
#[derive(Debug, Serialize)]
pub struct AttachmentView<'a> {
    /// Its address.
    pub href: String,
    /// What it is.
    pub title: &'a str,
    /// `PDF, 1.2 MB, English`.
    pub facts: String,
}

/// Words of a person.
#[derive(Debug, Serialize)]
pub struct QuoteView<'a> {
    /// The words.
    pub text: &'a str,
    /// Who said them.
    pub speaker: &'a str,
    /// Their post; empty for none.
    pub post: &'a str,
}

/// A dated public change.
#[derive(Debug, Serialize)]
pub struct RevisionView {
    /// The day.
    pub date: DateView,
    /// Label of its kind.
    pub kind: String,
    /// What changed.
    pub note: String,
    /// The words that were wrong; empty when they are not given.
    pub was: String,
    /// The words that stand now; empty when they are not given.
    pub now: String,
}
