//! What templates see: plain, typed, every address already as the page has to write it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::words::{DateView, LastChangeView};
use dateline_text::language::Language;

/// `site`: the same on every page.
#[derive(Debug, Serialize, JsonSchema)]
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
#[derive(Debug, Serialize, JsonSchema)]
pub struct CopyrightView {
    /// The holder's name.
    pub holder: String,
    /// The first year.
    pub from: Option<i16>,
}

/// The facts of an accessibility statement.
#[derive(Debug, Serialize, JsonSchema)]
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
#[derive(Debug, Serialize, JsonSchema)]
pub struct FrameView {
    /// The language of the page.
    #[serde(skip)]
    #[schemars(skip)]
    pub language: Language,
    /// For `<title>`.
    pub title: String,
    /// For `<meta name="description">`; empty for none.
    pub description: String,
    /// The one address under which the page's contents are to be known; empty for a page that has none.
    pub canonical: String,
    /// Whether search engines are asked not to list the page.
    pub is_private: bool,
    /// The colour of the page's office, else the newsroom's: a name that the tokens of the style sheet know.
    pub color: &'static str,
    /// Where the style sheet is.
    pub stylesheet: String,
    /// Where the site's icon is; empty for none.
    pub icon: String,
    /// The home page of the page's tree.
    pub home: String,
    /// The newsroom's home page.
    pub newsroom: String,
    /// The office whose tree the page is in; `None` in the newsroom's own.
    pub office: Option<OfficeView>,
    /// Every office, in the newsroom's order, with the address that a switcher leads to.
    pub offices: Vec<OfficeLink>,
    /// The sections of the tree.
    pub sections: Vec<SectionLink>,
    /// The same page in every language that has it; empty while the newsroom has one.
    pub languages: Vec<LanguageLink>,
    /// That the page is in this language alone: `English only`; empty where it is in others, or there are none.
    pub only: String,
    /// Where search engines find the same in every language; empty for none.
    pub alternates: Vec<AlternateLink>,
    /// The form that leads to the search page; `None` where there is none, and on that page itself.
    pub search: Option<SearchLink>,
    /// The way to this page from the home page, outermost first, without the page itself; empty on home pages.
    pub trail: Vec<PageLink>,
    /// The pages that the footer links.
    pub footer: Vec<PageLink>,
    /// What the page prints as its last revision or review; `None` on one with nothing dated.
    pub last_change: Option<LastChangeView>,
    /// What is shown of the page where it is shared; `None` on a page that is not to be listed.
    pub social: Option<SocialView>,
    /// The feeds that follow what the page lists.
    pub feeds: Vec<FeedLink>,
    /// Structured data, the inside of its element; templates get it as `json_ld`.
    #[serde(skip)]
    pub json_ld: String,
    /// The years of the copyright, as in `2018-2019`; the last is that of the last change.
    pub copyright_years: String,
}

/// An office.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OfficeView {
    /// As in front matter.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its city.
    pub city: String,
}

/// An office in a switcher.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OfficeLink {
    /// Its name.
    pub name: String,
    /// The name of its colour.
    pub color: &'static str,
    /// The same release there, else its home page.
    pub href: String,
    /// `page` for the office whose page this is, `true` when it is another page of that office, else empty: for
    /// `aria-current`.
    pub current: &'static str,
}

/// A page in one of its languages.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LanguageLink {
    /// The language's name in itself.
    pub name: String,
    /// BCP 47 tag.
    pub language: String,
    /// The page in it.
    pub href: String,
    /// `page` for the language of this page, else `false`: for `aria-current`.
    pub current: &'static str,
}

/// The same page in a language, for search engines.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AlternateLink {
    /// BCP 47 tag, or `x-default` for readers of all other languages.
    pub language: String,
    /// Its absolute address.
    pub href: String,
}

/// Where a search is sent.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SearchLink {
    /// The search page.
    pub href: String,
    /// The id of the office whose releases are searched; empty for all.
    pub office: String,
}

/// A link to a page.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PageLink {
    /// Its short title.
    pub title: String,
    /// Its address.
    pub href: String,
}

/// What a page's template sees: a view with the page's frame.
pub trait Framed {
    /// The templates that it is filled into.
    const TEMPLATES: &'static [&'static str];
    /// The frame.
    fn frame(&self) -> &FrameView;
    /// The frame, to add to it.
    fn frame_mut(&mut self) -> &mut FrameView;
}

macro_rules! framed {
    ($($view:ty: $($template:literal)+;)+) => {
        $(impl Framed for $view {
            const TEMPLATES: &'static [&'static str] = &[$($template),+];
            fn frame(&self) -> &FrameView {
                &self.page
            }
            fn frame_mut(&mut self) -> &mut FrameView {
                &mut self.page
            }
        })+
    };
}

framed! {
    HomeView: "newsroom.html" "office.html";
    EditionView<'_>: "release.html";
    PhotoView<'_>: "photo.html";
    ListView: "list.html";
    ArchiveView: "archive.html";
    SearchView: "search.html";
    TextView: "text.html" "not-found.html";
    AnswerView: "moved.html" "retracted.html";
}

/// What is shown of a page where it is shared (Open Graph protocol).
#[derive(Debug, Serialize, JsonSchema)]
pub struct SocialView {
    /// `article` or `website`.
    pub kind: &'static str,
    /// The headline.
    pub title: String,
    /// `en_US`.
    pub locale: String,
    /// Those of the same page in other languages.
    pub other_locales: Vec<String>,
    /// The absolute address of a picture; empty for none.
    pub image: String,
    /// When a release was published, with its offset; empty for other pages.
    pub published: String,
    /// When it was changed last; empty for other pages.
    pub modified: String,
}

/// A feed, or another file for programs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FeedLink {
    /// Its media type.
    pub media_type: &'static str,
    /// What it follows or is, and its form.
    pub title: String,
    /// Its address.
    pub href: String,
}

/// A section of a tree in the menu.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SectionLink {
    /// Its name.
    pub title: String,
    /// Its address.
    pub href: String,
    /// `page` on the section's own page, else `false`: for `aria-current`.
    pub current: &'static str,
}

/// A list of releases, with how many there are.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CountView {
    /// Its name.
    pub title: String,
    /// Its first page.
    pub href: String,
    /// How many releases it has.
    pub count: usize,
    /// The length of its bar, from 0 to 20; the longest of a chart has 20.
    pub bar: usize,
}

/// The page from which every list of a tree can be found.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ArchiveView {
    /// What surrounds it.
    pub page: FrameView,
    /// The heading.
    pub title: String,
    /// Newest first.
    pub years: Vec<YearView>,
    /// In the order of the configuration.
    pub topics: Vec<CountView>,
    /// Those of which there are releases.
    pub kinds: Vec<CountView>,
    /// By name.
    pub series: Vec<CountView>,
    /// The notices where releases were retracted; nothing is said of them but where they stood and since when.
    pub retracted: Vec<PageLink>,
}

/// A year of an archive.
#[derive(Debug, Serialize, JsonSchema)]
pub struct YearView {
    /// Its list.
    pub year: CountView,
    /// The heading of its chart.
    pub title: String,
    /// Its months with releases, newest first.
    pub months: Vec<CountView>,
}

/// A release in a list.
#[derive(Debug, Serialize, JsonSchema)]
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
#[derive(Debug, Serialize, JsonSchema)]
pub struct ListView {
    /// What surrounds it.
    pub page: FrameView,
    /// The heading.
    pub title: String,
    /// Of a year, how many releases each month has; empty for other lists and for pages of older releases.
    pub months: Vec<CountView>,
    /// Newest first.
    pub releases: Vec<ListingView>,
    /// The page of the list with newer releases; `None` on the first.
    pub newer: Option<PageLink>,
    /// The page of the list with older releases; `None` on the last.
    pub older: Option<PageLink>,
}

/// The page that searches a tree.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SearchView {
    /// What surrounds it.
    pub page: FrameView,
    /// The heading.
    pub title: String,
    /// Where its script is.
    pub script: String,
    /// What the script reads first.
    pub manifest: String,
    /// The characters that are written for others.
    pub variants: String,
    /// The language of Chinese that stands in a page of another language, as a BCP 47 tag; empty where nothing is marked.
    pub han_language: String,
    /// How the script writes a date: a string with the blanks `{year}`, `{month}` and `{day}`.
    pub date: String,
    /// The names of the months.
    pub months: Vec<String>,
    /// Years with releases, newest first.
    pub years: Vec<ChoiceView>,
    /// Kinds of which there are releases.
    pub kinds: Vec<ChoiceView>,
    /// Topics with releases, in the order of the configuration.
    pub topics: Vec<ChoiceView>,
    /// Offices, each with its home page, from which its releases' addresses start. Where one office alone has the tree, that
    /// one.
    pub offices: Vec<ChoiceView>,
    /// Whether offices can be chosen between.
    pub has_offices: bool,
    /// What the script says how many releases it found, for each sort of number that the language counts differently.
    pub found: Vec<ChoiceView>,
    /// Where everything can be found without a search: archive and lists by topic.
    pub lists: Vec<PageLink>,
}

/// Something that a reader or the script may choose.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChoiceView {
    /// What it is told by.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Its page; empty when that is not needed.
    pub href: String,
}

/// What stands at an address that leads elsewhere, or where a release was retracted.
#[derive(Debug, Serialize, JsonSchema)]
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
#[derive(Debug, Serialize, JsonSchema)]
pub struct HomeView {
    /// What surrounds it.
    pub page: FrameView,
    /// Newest first.
    pub releases: Vec<ListingView>,
    /// The page that leads to all releases.
    pub archive: String,
    /// The office's current contacts; the newsroom's home has those of all.
    pub contacts: Vec<ContactView>,
    /// The contacts for a reader's address book; `None` when there are none, or the file is not made.
    pub address_book: Option<FeedLink>,
    /// What keeps a reader up to date: the feeds, and the calendar of meetings and ceremonies.
    pub subscriptions: Vec<FeedLink>,
}

/// A page of standing text, or the one for what is not there. Its text is `body`.
#[derive(Debug, Serialize, JsonSchema)]
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
#[derive(Debug, Serialize, JsonSchema)]
pub struct EditionView<'a> {
    /// What surrounds it.
    pub page: FrameView,
    /// The release itself.
    pub release: ReleaseView<'a>,
}

/// A release.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReleaseView<'a> {
    /// The headline.
    pub title: &'a str,
    /// Permanent identity.
    pub id: &'a str,
    /// Its kind, and all releases of that kind.
    pub kind: PageLink,
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
    /// Its subject headings.
    pub topics: Vec<PageLink>,
    /// Whom to call, in the newsroom's order of offices.
    pub contacts: Vec<ContactView>,
    /// Whom to call instead of those who have left their post since.
    pub contacts_now: Vec<ContactView>,
    /// Meetings, then ceremonies.
    pub events: Vec<EventView>,
    /// Other releases on the same matter.
    pub related: Vec<ListingView>,
    /// Its place in a series.
    pub series: Option<SeriesView>,
    /// Links under the text.
    pub links: Vec<OutsideLinkView<'a>>,
    /// The picture that stands above the text: the first of a photo release.
    pub lead_picture: Option<MediaView<'a>>,
    /// The other pictures.
    pub media: Vec<MediaView<'a>>,
    /// Files to download.
    pub attachments: Vec<AttachmentView<'a>>,
    /// Words of a person.
    pub quotes: Vec<QuoteView<'a>>,
    /// Dated public changes, newest first.
    pub revisions: Vec<RevisionView>,
    /// Corrections among them, newest first, to stand at the top.
    pub corrections: Vec<RevisionView>,
    /// The same release in other forms.
    pub files: Vec<FeedLink>,
    /// The lead office's edition, where this is not it.
    pub lead: Option<OfficeLink>,
    /// Keys that begin with `x-`, by their whole names.
    pub extra: &'a BTreeMap<String, serde_json::Value>,
}

/// A person that the press may call.
#[derive(Debug, Serialize, JsonSchema)]
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
    /// Digits of its extension; empty for none.
    pub extension: String,
    /// Address; empty for none.
    pub email: String,
    /// Whether this is the person of the page's own office to call first.
    pub is_own: bool,
    /// Whether their last day in post is past.
    pub has_left: bool,
}

/// A meeting or ceremony as facts. Empty lists and texts are not to be shown.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct EventView {
    /// `5th meeting`, `Ceremony`.
    pub label: String,
    /// The event's name.
    pub name: String,
    /// The day.
    pub date: DateView,
    /// Times of day: `10:30 a.m. to 12:00 p.m.`.
    pub time: String,
    /// Where.
    pub place: String,
    /// Who chaired: name, post and body.
    pub chairs: Vec<String>,
    /// Bodies represented.
    pub attendees: Vec<String>,
    /// What was agreed.
    pub outcomes: Vec<String>,
    /// Who officiated: name, post and body.
    pub officiants: Vec<String>,
    /// As written.
    pub guests: String,
    /// Awards by class.
    pub awards: Vec<AwardView>,
    /// All awards; `None` when the release does not say.
    pub total: Option<u32>,
    /// The event for a reader's calendar; `None` for one without a time, or when calendars are not made.
    pub calendar: Option<PageLink>,
}

/// Awards of one class.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AwardView {
    /// The class.
    pub name: String,
    /// How many were given.
    pub count: u32,
}

/// A place in a series.
#[derive(Debug, Serialize, JsonSchema)]
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
#[derive(Debug, Serialize, JsonSchema)]
pub struct OutsideLinkView<'a> {
    /// What it leads to, in words.
    pub text: &'a str,
    /// The address.
    pub url: &'a str,
}

/// A picture.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MediaView<'a> {
    /// Its address, in a form that every program knows.
    pub src: String,
    /// The same in several sizes as WebP, with their widths: what a `srcset` says; empty for none.
    pub srcset: String,
    /// Of `src`, in pixels; `None` when it is not known.
    pub width: Option<u32>,
    /// As `width`.
    pub height: Option<u32>,
    /// What it shows.
    pub alt: &'a str,
    /// The line under it; empty for none.
    pub caption: &'a str,
    /// Who made it; empty when that is not said.
    pub credit: &'a str,
    /// Whether it stands at the top of its page, so that it is to be loaded first.
    pub is_lead: bool,
    /// Its own page; empty for none.
    pub page: String,
    /// It in its own size, for newspapers.
    pub download: String,
}

/// The page of a picture of a release.
#[derive(Debug, Serialize)]
pub struct PhotoView<'a> {
    /// What surrounds it.
    pub page: FrameView,
    /// The heading.
    pub title: String,
    /// As [`ReleaseView::banner`].
    pub banner: String,
    /// As [`ReleaseView::withdrawn`].
    pub withdrawn: &'a str,
    /// As [`ReleaseView::withdrawn_notice`].
    pub withdrawn_notice: String,
    /// The picture.
    pub picture: MediaView<'a>,
    /// The release's date.
    pub date: DateView,
    /// The release that it belongs to, in the same tree.
    pub release: PageLink,
    /// Its files, each with what it is: the largest first.
    pub downloads: Vec<PageLink>,
    /// The picture before it in the release.
    pub previous: Option<PageLink>,
    /// The picture after it.
    pub next: Option<PageLink>,
}

/// A file to download.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AttachmentView<'a> {
    /// Its address.
    pub href: String,
    /// What it is.
    pub title: &'a str,
    /// `PDF, 1.2 MB, English`.
    pub facts: String,
}

/// Words of a person.
#[derive(Debug, Serialize, JsonSchema)]
pub struct QuoteView<'a> {
    /// The words.
    pub text: &'a str,
    /// Who said them.
    pub speaker: &'a str,
    /// Their post; empty for none.
    pub post: &'a str,
}

/// A dated public change.
#[derive(Debug, Serialize, JsonSchema)]
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
