//! Front matter as written: the keys of a release and their forms, and nothing of what they mean.
//!
//! These types are the one source of what may be typed: the reader and the messages about a wrong key both follow them.

use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use crate::contact::ContactText;
use crate::release::{Kind, RevisionKind, Status};
use dateline_text::yaml::{IdOr, OneOrMany, Ordered, Text};

/// What stands between the two lines of three hyphens at the head of a release.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct FrontMatter {
    /// The headline, as plain words without HTML.
    #[schemars(extend("examples" = ["Ferry line opens between Harbour and Island"]))]
    pub(super) title: Option<Text>,
    /// The day of the release, or its time with the zone. Until then it is not published; a time without a zone is that of the first office.
    #[schemars(extend("examples" = ["2018-12-07", "2018-12-07T10:00:00-05:00[America/New_York]"]))]
    pub(super) date: Option<Text>,
    /// Ids of the offices that issue it, from `dateline.yaml`. The first leads.
    #[schemars(extend("examples" = [["nyc", "sf"]]))]
    pub(super) offices: Option<Vec<Text>>,
    /// What sort of release it is.
    #[schemars(extend("default" = "news-release"))]
    pub(super) kind: Option<Kind>,
    /// Its permanent identity, which never changes once it is published. Without one it is the year and the name of the file.
    #[schemars(extend("examples" = ["2018-12-07-ferry-line"]))]
    pub(super) id: Option<Text>,
    /// A title of at most 100 characters for lists, feeds and search results, where the headline is longer.
    pub(super) short_title: Option<Text>,
    /// Two or three sentences for lists and search results. Without one it is the first paragraph, cut at a sentence.
    pub(super) summary: Option<Text>,
    /// The language of the text, one of those of `dateline.yaml`. The first of them when left out.
    #[schemars(extend("examples" = ["en"]))]
    pub(super) language: Option<Text>,
    /// The place before the text, in its dateline.
    #[schemars(extend("examples" = ["Washington"]))]
    pub(super) place: Option<Text>,
    /// Ids of topics from `dateline.yaml`.
    #[schemars(extend("examples" = [["environment"]]))]
    pub(super) topics: Option<Vec<Text>>,
    /// Whom the press may call: ids from `content/contacts.yaml`, or contacts written out. Without them, those of the offices who are in post on the day.
    #[schemars(extend("examples" = [["ana-reyes"]]))]
    pub(super) contacts: Option<Vec<IdOr<ContactText>>>,
    /// A meeting that it reports or announces, or a list of them. One with a time becomes an entry of the calendar.
    pub(super) meeting: Option<OneOrMany<MeetingText>>,
    /// A ceremony that it reports or announces, or a list of them. One with a time becomes an entry of the calendar.
    pub(super) ceremony: Option<OneOrMany<CeremonyText>>,
    /// Its place among releases on one recurring event.
    pub(super) series: Option<SeriesText>,
    /// Acronyms and what they stand for: each is explained at its first use in the text.
    #[schemars(extend("examples" = [{"HKETO": "Hong Kong Economic and Trade Office"}]))]
    pub(super) acronyms: Option<Ordered<Text>>,
    /// Links to other sites, shown under the text.
    pub(super) links: Option<Vec<LinkText>>,
    /// Pictures shown beside the text.
    pub(super) media: Option<Vec<MediaText>>,
    /// Files to download.
    pub(super) attachments: Option<Vec<AttachmentText>>,
    /// Words of a person, shown under the text.
    pub(super) quotes: Option<Vec<QuoteText>>,
    /// Whose speech or statement it is: a name, or a name with its post.
    #[schemars(extend("examples" = ["Ana Reyes"]))]
    pub(super) speaker: Option<IdOr<PersonText>>,
    /// Notes to editors, in Markdown; they are public.
    pub(super) notes: Option<Text>,
    /// Standing texts under the release: ids from `boilerplate` in `dateline.yaml`, or names of pages.
    #[schemars(extend("examples" = [["about-us"]]))]
    pub(super) boilerplate: Option<Vec<Text>>,
    /// Ids of other releases on the same matter.
    #[schemars(extend("examples" = [["2017-12-08-ferry-plan"]]))]
    pub(super) related: Option<Vec<Text>>,
    /// What was changed since it was published, each with its day. The page prints the newest as its last revision date.
    pub(super) revisions: Option<Vec<RevisionText>>,
    /// The last day on which somebody looked and nothing had to change.
    #[schemars(extend("examples" = ["2019-05-08"]))]
    #[schemars(extend("format" = "date"))]
    pub(super) reviewed: Option<Text>,
    /// The instant before which nothing of it is public.
    #[schemars(extend("examples" = ["2018-12-07T10:00:00-05:00[America/New_York]"]))]
    // An empty value must not publish what somebody meant to hold back.
    #[serde(deserialize_with = "there")]
    #[schemars(with = "Text")]
    pub(super) embargo: Option<Text>,
    /// What becomes of it. Nothing of a draft is published.
    #[schemars(extend("default" = "ready"))]
    #[serde(deserialize_with = "there")]
    #[schemars(with = "Status")]
    pub(super) status: Option<Status>,
    /// Why it was withdrawn, retracted or replaced, told to readers.
    pub(super) status_note: Option<Text>,
    /// The id of the release that took its place.
    pub(super) replaced_by: Option<Text>,
    /// The day on which it was withdrawn, retracted or replaced. Without one, that of the newest revision.
    #[schemars(extend("examples" = ["2019-05-08"]))]
    #[schemars(extend("format" = "date"))]
    pub(super) status_date: Option<Text>,
    /// Old addresses that lead here: paths from the top of the site, under every office of the release, or each with its office.
    #[schemars(extend("examples" = [["/usa/press/2018/item.htm"]]))]
    pub(super) aliases: Option<Vec<IdOr<AliasText>>>,
}

/// What stands between the two lines of three hyphens at the head of a page such as the privacy policy.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PageFrontMatter {
    /// The heading of the page.
    #[schemars(extend("examples" = ["Privacy policy"]))]
    pub(super) title: Option<Text>,
    /// The day on which it was first published.
    #[schemars(extend("examples" = ["2018-12-07"]))]
    #[schemars(extend("format" = "date"))]
    pub(super) date: Option<Text>,
    /// A shorter title for the footer.
    pub(super) short_title: Option<Text>,
    /// Two or three sentences for search results. Without one it is the first paragraph, cut at a sentence.
    pub(super) summary: Option<Text>,
    /// What was changed since it was published, each with its day.
    pub(super) revisions: Option<Vec<RevisionText>>,
    /// The last day on which somebody looked and nothing had to change.
    #[schemars(extend("examples" = ["2019-05-08"]))]
    #[schemars(extend("format" = "date"))]
    pub(super) reviewed: Option<Text>,
}

/// A meeting.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Meeting")]
pub(super) struct MeetingText {
    /// What it is called.
    pub(super) name: Text,
    /// The how-many-th it is.
    #[schemars(extend("examples" = [5]))]
    #[serde(default)]
    pub(super) number: Option<NonZeroU32>,
    /// Its day, if it is not that of the release.
    #[schemars(extend("examples" = ["2018-12-07"]))]
    #[schemars(extend("format" = "date"))]
    #[serde(default)]
    pub(super) date: Option<Text>,
    /// When it begins, by the 24-hour clock of the first office.
    #[schemars(extend("examples" = ["10:30"]))]
    #[schemars(extend("pattern" = "^[0-9]{2}:[0-9]{2}$"))]
    #[serde(default)]
    pub(super) start: Option<Text>,
    /// When it ends, by the same clock.
    #[schemars(extend("examples" = ["12:00"]))]
    #[schemars(extend("pattern" = "^[0-9]{2}:[0-9]{2}$"))]
    #[serde(default)]
    pub(super) end: Option<Text>,
    /// Where it is held.
    #[schemars(extend("examples" = ["San Francisco"]))]
    #[serde(default)]
    pub(super) place: Option<Text>,
    /// Who chairs it: names, or names with their posts.
    #[serde(default)]
    pub(super) chairs: Option<Vec<IdOr<PersonText>>>,
    /// Who takes part: bodies or people.
    #[serde(default)]
    pub(super) attendees: Option<Vec<Text>>,
    /// What was agreed, each in a few words.
    #[serde(default)]
    pub(super) outcomes: Option<Vec<Text>>,
}

/// A ceremony.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Ceremony")]
pub(super) struct CeremonyText {
    /// What it is called.
    pub(super) name: Text,
    /// The how-many-th it is.
    #[schemars(extend("examples" = [5]))]
    #[serde(default)]
    pub(super) number: Option<NonZeroU32>,
    /// Its day, if it is not that of the release.
    #[schemars(extend("examples" = ["2018-12-07"]))]
    #[schemars(extend("format" = "date"))]
    #[serde(default)]
    pub(super) date: Option<Text>,
    /// When it begins, by the 24-hour clock of the first office.
    #[schemars(extend("examples" = ["10:30"]))]
    #[schemars(extend("pattern" = "^[0-9]{2}:[0-9]{2}$"))]
    #[serde(default)]
    pub(super) start: Option<Text>,
    /// When it ends, by the same clock.
    #[schemars(extend("examples" = ["12:00"]))]
    #[schemars(extend("pattern" = "^[0-9]{2}:[0-9]{2}$"))]
    #[serde(default)]
    pub(super) end: Option<Text>,
    /// Where it is held.
    #[schemars(extend("examples" = ["San Francisco"]))]
    #[serde(default)]
    pub(super) place: Option<Text>,
    /// Who officiates: names, or names with their posts.
    #[serde(default)]
    pub(super) officiants: Option<Vec<IdOr<PersonText>>>,
    /// How many guests there are, in words or digits.
    #[schemars(extend("examples" = ["over 200"]))]
    #[serde(default)]
    pub(super) guests: Option<Text>,
    /// Awards, and how many of each were given.
    #[serde(default)]
    pub(super) awards: Option<Vec<AwardText>>,
    /// How many awards there are in all; it is checked against their sum.
    #[schemars(extend("examples" = [153]))]
    #[serde(default)]
    pub(super) total: Option<u32>,
}

/// A person, with what they are.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Person")]
pub(super) struct PersonText {
    /// The name, as printed.
    pub(super) name: Text,
    /// What the person is.
    #[schemars(extend("examples" = ["Secretary for the Environment"]))]
    #[serde(default)]
    pub(super) post: Option<Text>,
    /// Where that is.
    #[schemars(extend("examples" = ["HKSAR Government"]))]
    #[serde(default)]
    pub(super) body: Option<Text>,
}

/// An award, and how many of it were given.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Award")]
pub(super) struct AwardText {
    /// What the award is called.
    pub(super) name: Text,
    /// How many were given.
    #[schemars(extend("examples" = [50]))]
    pub(super) count: u32,
}

/// The place of a release in a series.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Series")]
pub(super) struct SeriesText {
    /// Names the series; part of its address.
    #[schemars(extend("examples" = ["jwgcp"]))]
    pub(super) id: Text,
    /// The how-many-th of the series it is.
    #[schemars(extend("examples" = [5]))]
    pub(super) number: NonZeroU32,
}

/// A link to another site.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Link")]
pub(super) struct LinkText {
    /// The words of the link: they say where it leads.
    pub(super) text: Text,
    /// The whole address.
    #[schemars(extend("examples" = ["https://www.example.org/"]))]
    pub(super) url: Text,
}

/// A picture.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Picture")]
pub(super) struct MediaText {
    /// The name of a picture that stands beside the text.
    #[schemars(extend("examples" = ["signing.jpg"]))]
    pub(super) file: Text,
    /// What the picture shows, for those who do not see it. Required.
    #[serde(default)]
    pub(super) alt: Option<Text>,
    /// The line under the picture.
    #[serde(default)]
    pub(super) caption: Option<Text>,
    /// Who made it.
    #[serde(default)]
    pub(super) credit: Option<Text>,
}

/// A file to download.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Attachment")]
pub(super) struct AttachmentText {
    /// The name of a file that stands beside the text.
    #[schemars(extend("examples" = ["plan.pdf"]))]
    pub(super) file: Text,
    /// What the file is.
    #[schemars(extend("examples" = ["Work plan 2019"]))]
    pub(super) title: Text,
    /// Its language, where it is not that of the text.
    #[schemars(extend("examples" = ["zh-Hant"]))]
    #[serde(default)]
    pub(super) language: Option<Text>,
}

/// Words of a person.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Quote")]
pub(super) struct QuoteText {
    /// What was said, without quotation marks.
    pub(super) text: Text,
    /// Who said it.
    pub(super) speaker: Text,
    /// What the person is.
    #[serde(default)]
    pub(super) post: Option<Text>,
}

/// A dated change.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Revision")]
pub(super) struct RevisionText {
    /// The day of the change.
    #[schemars(extend("examples" = ["2019-05-08"]))]
    #[schemars(extend("format" = "date"))]
    pub(super) date: Text,
    /// What sort of change it is. A correction is told over the text too.
    pub(super) kind: RevisionKind,
    /// What was changed, told to readers.
    pub(super) note: Text,
    /// The words that were wrong.
    #[serde(default)]
    pub(super) was: Option<Text>,
    /// The words that stand.
    #[serde(default)]
    pub(super) now: Option<Text>,
}

/// An old address, under one office.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Alias")]
pub(super) struct AliasText {
    /// The path from the top of the site.
    #[schemars(extend("examples" = ["/usa/press/2018/item.htm"]))]
    pub(super) path: Text,
    /// The id of the office in whose site it stood.
    #[schemars(extend("examples" = ["nyc"]))]
    #[serde(default)]
    pub(super) office: Option<Text>,
}

/// A key that has to have a value if it is there.
fn there<'de, T: Deserialize<'de>, D: Deserializer<'de>>(value: D) -> Result<Option<T>, D::Error> {
    T::deserialize(value).map(Some)
}
