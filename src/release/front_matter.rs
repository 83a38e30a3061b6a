//! Front matter as written: the keys of a release and their forms, and nothing of what they mean.
//!
//! These types are the one source of what may be typed: the reader and the messages about a wrong key both follow them.

use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use crate::contact::ContactText;
use crate::release::{Kind, RevisionKind, Status};
use crate::yaml::{IdOr, OneOrMany, Ordered, Text};

/// The front matter of a release.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct FrontMatter {
    pub(super) title: Option<Text>,
    pub(super) date: Option<Text>,
    pub(super) offices: Option<Vec<Text>>,
    pub(super) kind: Option<Kind>,
    pub(super) id: Option<Text>,
    pub(super) short_title: Option<Text>,
    pub(super) summary: Option<Text>,
    pub(super) language: Option<Text>,
    pub(super) place: Option<Text>,
    pub(super) topics: Option<Vec<Text>>,
    pub(super) contacts: Option<Vec<IdOr<ContactText>>>,
    pub(super) meeting: Option<OneOrMany<MeetingText>>,
    pub(super) ceremony: Option<OneOrMany<CeremonyText>>,
    pub(super) series: Option<SeriesText>,
    pub(super) acronyms: Option<Ordered<Text>>,
    pub(super) links: Option<Vec<LinkText>>,
    pub(super) media: Option<Vec<MediaText>>,
    pub(super) attachments: Option<Vec<AttachmentText>>,
    pub(super) quotes: Option<Vec<QuoteText>>,
    pub(super) speaker: Option<IdOr<PersonText>>,
    pub(super) notes: Option<Text>,
    pub(super) boilerplate: Option<Vec<Text>>,
    pub(super) related: Option<Vec<Text>>,
    pub(super) revisions: Option<Vec<RevisionText>>,
    pub(super) reviewed: Option<Text>,
    // An empty value must not publish what somebody meant to hold back.
    #[serde(deserialize_with = "there")]
    #[schemars(with = "Text")]
    pub(super) embargo: Option<Text>,
    #[serde(deserialize_with = "there")]
    #[schemars(with = "Status")]
    pub(super) status: Option<Status>,
    pub(super) status_note: Option<Text>,
    pub(super) replaced_by: Option<Text>,
    pub(super) status_date: Option<Text>,
    pub(super) aliases: Option<Vec<IdOr<AliasText>>>,
}

/// The front matter of a page such as the privacy policy.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PageFrontMatter {
    pub(super) title: Option<Text>,
    pub(super) date: Option<Text>,
    pub(super) short_title: Option<Text>,
    pub(super) summary: Option<Text>,
    pub(super) revisions: Option<Vec<RevisionText>>,
    pub(super) reviewed: Option<Text>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MeetingText {
    pub(super) name: Text,
    #[serde(default)]
    pub(super) number: Option<NonZeroU32>,
    #[serde(default)]
    pub(super) date: Option<Text>,
    #[serde(default)]
    pub(super) start: Option<Text>,
    #[serde(default)]
    pub(super) end: Option<Text>,
    #[serde(default)]
    pub(super) place: Option<Text>,
    #[serde(default)]
    pub(super) chairs: Option<Vec<IdOr<PersonText>>>,
    #[serde(default)]
    pub(super) attendees: Option<Vec<Text>>,
    #[serde(default)]
    pub(super) outcomes: Option<Vec<Text>>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CeremonyText {
    pub(super) name: Text,
    #[serde(default)]
    pub(super) number: Option<NonZeroU32>,
    #[serde(default)]
    pub(super) date: Option<Text>,
    #[serde(default)]
    pub(super) start: Option<Text>,
    #[serde(default)]
    pub(super) end: Option<Text>,
    #[serde(default)]
    pub(super) place: Option<Text>,
    #[serde(default)]
    pub(super) officiants: Option<Vec<IdOr<PersonText>>>,
    #[serde(default)]
    pub(super) guests: Option<Text>,
    #[serde(default)]
    pub(super) awards: Option<Vec<AwardText>>,
    #[serde(default)]
    pub(super) total: Option<u32>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonText {
    pub(super) name: Text,
    #[serde(default)]
    pub(super) post: Option<Text>,
    #[serde(default)]
    pub(super) body: Option<Text>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AwardText {
    pub(super) name: Text,
    pub(super) count: u32,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SeriesText {
    pub(super) id: Text,
    pub(super) number: NonZeroU32,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkText {
    pub(super) text: Text,
    pub(super) url: Text,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MediaText {
    pub(super) file: Text,
    #[serde(default)]
    pub(super) alt: Option<Text>,
    #[serde(default)]
    pub(super) caption: Option<Text>,
    #[serde(default)]
    pub(super) credit: Option<Text>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AttachmentText {
    pub(super) file: Text,
    pub(super) title: Text,
    #[serde(default)]
    pub(super) language: Option<Text>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct QuoteText {
    pub(super) text: Text,
    pub(super) speaker: Text,
    #[serde(default)]
    pub(super) post: Option<Text>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RevisionText {
    pub(super) date: Text,
    pub(super) kind: RevisionKind,
    pub(super) note: Text,
    #[serde(default)]
    pub(super) was: Option<Text>,
    #[serde(default)]
    pub(super) now: Option<Text>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AliasText {
    pub(super) path: Text,
    #[serde(default)]
    pub(super) office: Option<Text>,
}

/// A key that has to have a value if it is there.
fn there<'de, T: Deserialize<'de>, D: Deserializer<'de>>(value: D) -> Result<Option<T>, D::Error> {
    T::deserialize(value).map(Some)
}
