//! What a release is found by, and what is shown of it.

use std::borrow::Cow;

use serde::Serialize;

use crate::markdown;
use crate::newsroom::Newsroom;
use crate::release::{Event, Person, Release};

/// How much a word counts that stands in the headline, beside one of the text.
const HEADLINE: u8 = 8;
/// … in what sums the release up or says what it is about.
const SUMMARY: u8 = 3;
/// … in the text.
const TEXT: u8 = 1;

/// How much of a summary is shown, in the width of Latin letters: about three lines.
const SHOWN: usize = 240;

/// A text of a release, and how much a word of it counts.
pub(super) type Weighed<'a> = (u8, &'a str);

/// What is shown of a release: `[folder, title, summary, date, kind, offices, status]`. The folder is that of the release
/// in the tree of each of its offices, of which the first leads; the date is `YYYY-MM-DD`.
#[derive(Serialize)]
pub(super) struct Entry<'a>(String, &'a str, Cow<'a, str>, String, &'static str, Vec<&'a str>, &'static str);

impl<'a> Entry<'a> {
    pub(super) fn of(newsroom: &'a Newsroom, release: &'a Release) -> Self {
        Self(
            release.folder(),
            &release.title,
            shown(&release.summary),
            release.life.date.date.to_string(),
            release.kind.id(),
            offices(newsroom, release).collect(),
            newsroom.fate(release).name(),
        )
    }
}

/// The beginning of a summary, cut after a word.
fn shown(summary: &str) -> Cow<'_, str> {
    let mut width = 0;
    let mut end = 0;
    for (at, character) in summary.char_indices() {
        width += if markdown::is_han(character) { 2 } else { 1 };
        if width > SHOWN {
            return Cow::Owned(format!("{}…", summary[..end].trim_end_matches([',', ';', '，', '、', '；'])));
        }
        if character == ' ' {
            end = at;
        } else if markdown::is_han(character) {
            end = at + character.len_utf8();
        }
    }
    Cow::Borrowed(summary)
}

fn offices<'a>(newsroom: &'a Newsroom, release: &'a Release) -> impl Iterator<Item = &'a str> {
    release.offices.iter().map(|it| newsroom.config[*it].id.as_str())
}

/// The choices of the filters that a release is under: year, kind, topics, offices.
pub(super) fn choices(newsroom: &Newsroom, release: &Release) -> Vec<String> {
    let year = format!("year:{}", release.life.date.date.year());
    let kind = format!("kind:{}", release.kind.id());
    let topics = release.topics.iter().map(|it| format!("topic:{it}"));
    let offices = offices(newsroom, release).map(|it| format!("office:{it}"));
    [year, kind].into_iter().chain(topics).chain(offices).collect()
}

/// The texts of a release that stand around its body.
pub(super) fn around<'a>(newsroom: &'a Newsroom, release: &'a Release) -> Vec<Weighed<'a>> {
    let language = release.language;
    let topic_name = |id: &String| newsroom.config.topics.iter().find(|it| it.0 == *id).map(|it| &it.1[language]);
    let mut texts = vec![(HEADLINE, release.title.as_str()), (SUMMARY, release.summary.as_str())];
    texts.extend(release.short_title.as_deref().map(|it| (SUMMARY, it)));
    texts.extend(release.topics.iter().filter_map(topic_name).map(|it| (SUMMARY, it)));
    texts.extend(release.place.as_deref().map(|it| (TEXT, it)));
    release.speaker.iter().for_each(|it| person(it, &mut texts));
    for meeting in &release.meetings {
        event(&meeting.event, &mut texts);
        meeting.chairs.iter().for_each(|it| person(it, &mut texts));
        texts.extend(meeting.attendees.iter().chain(&meeting.outcomes).map(|it| (TEXT, it.as_str())));
    }
    for ceremony in &release.ceremonies {
        event(&ceremony.event, &mut texts);
        ceremony.officiants.iter().for_each(|it| person(it, &mut texts));
        texts.extend(ceremony.awards.iter().map(|it| (TEXT, it.0.as_str())));
    }
    texts.extend(release.acronyms.iter().flat_map(|(name, meaning)| [(TEXT, name.as_str()), (TEXT, meaning)]));
    for quote in &release.quotes {
        texts.extend([(TEXT, quote.text.as_str()), (TEXT, &quote.speaker)]);
    }
    for media in &release.media {
        texts.extend([Some(media.alt.as_str()), media.caption.as_deref()].into_iter().flatten().map(|it| (TEXT, it)));
    }
    texts.extend(release.attachments.iter().map(|it| (TEXT, it.title.as_str())));
    texts
}

fn person<'a>(person: &'a Person, texts: &mut Vec<Weighed<'a>>) {
    let parts = [Some(&person.name), person.post.as_ref(), person.body.as_ref()];
    texts.extend(parts.into_iter().flatten().map(|it| (TEXT, it.as_str())));
}

fn event<'a>(event: &'a Event, texts: &mut Vec<Weighed<'a>>) {
    texts.push((SUMMARY, &event.name));
    texts.extend(event.place.as_deref().map(|it| (TEXT, it)));
}

/// Gives the texts of a body or of notes, which are Markdown.
pub(super) fn within(markdown: &str, mut found: impl FnMut(Weighed)) {
    let prose = markdown::prose(markdown);
    prose.blocks.iter().for_each(|it| found((TEXT, &it.text)));
    prose.images.iter().for_each(|it| found((TEXT, &it.alt)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_cut_after_a_word_or_an_ideograph() {
        assert_eq!(shown("Short."), "Short.");
        let (latin, han) = ("seven, ".repeat(40), "新聞公報".repeat(40));
        assert!(shown(&latin).ends_with("seven…") && shown(&latin).chars().count() < 241);
        assert_eq!(shown(&han).chars().count(), 121);
    }
}
