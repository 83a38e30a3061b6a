//! What a release is found by, and what is shown of it.

use std::borrow::Cow;

use serde::Serialize;

use dateline_content::newsroom::Newsroom;
use dateline_content::release::{Ceremony, Event, Meeting, Person, Release, Reported};
use dateline_text::markdown;

/// How much a word counts that stands in the headline, beside one of the text.
const HEADLINE: u8 = 8;
/// … in what sums the release up or says what it is about.
const SUMMARY: u8 = 3;
/// … in the text.
const TEXT: u8 = 1;

/// How much of a summary is shown, in the width of Latin letters: about three lines.
const SHOWN: usize = 240;

/// A text of a release, and how much a word of it counts.
pub(super) type Weighed<'a> = (u8, Cow<'a, str>);

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
    let topics = release.topics.iter().map(|it| format!("topic:{}", newsroom.config.topics[usize::from(*it)].0));
    let offices = offices(newsroom, release).map(|it| format!("office:{it}"));
    [year, kind].into_iter().chain(topics).chain(offices).collect()
}

/// The texts of a release that stand around its body.
pub(super) fn around<'a>(newsroom: &'a Newsroom, release: &'a Release) -> Vec<Weighed<'a>> {
    let language = release.language;
    let topic_name = |it: &u16| &newsroom.config.topics[usize::from(*it)].1[language];
    let mut texts: Vec<Weighed> = Vec::new();
    let mut add = |weight, text: &'a str| texts.push((weight, text.into()));
    add(HEADLINE, &release.title);
    add(SUMMARY, &release.summary);
    release.short_title.iter().for_each(|it| add(SUMMARY, it));
    release.topics.iter().for_each(|it| add(SUMMARY, topic_name(it)));
    release.place.iter().for_each(|it| add(TEXT, it));
    release.acronyms.iter().for_each(|(name, meaning)| [name, meaning].into_iter().for_each(|it| add(TEXT, it)));
    release.quotes.iter().for_each(|it| [&it.text, &it.speaker].into_iter().for_each(|it| add(TEXT, it)));
    for media in &release.media {
        add(TEXT, &media.alt);
        media.caption.iter().for_each(|it| add(TEXT, it));
    }
    release.attachments.iter().for_each(|it| add(TEXT, &it.title));
    release.speaker.iter().for_each(|it| person(it.clone(), &mut texts));
    let Reported { meetings, ceremonies } = release.reported.get();
    for Meeting { event, chairs, attendees, outcomes } in meetings {
        self::event(event, &mut texts);
        chairs.into_iter().for_each(|it| person(it, &mut texts));
        texts.extend(attendees.into_iter().chain(outcomes).map(|it| (TEXT, it.into())));
    }
    for Ceremony { event, officiants, awards, .. } in ceremonies {
        self::event(event, &mut texts);
        officiants.into_iter().for_each(|it| person(it, &mut texts));
        texts.extend(awards.into_iter().map(|(name, _)| (TEXT, name.into())));
    }
    texts
}

fn person(person: Person, texts: &mut Vec<Weighed>) {
    let parts = [Some(person.name), person.post, person.body];
    texts.extend(parts.into_iter().flatten().map(|it| (TEXT, it.into())));
}

fn event(event: Event, texts: &mut Vec<Weighed>) {
    texts.push((SUMMARY, event.name.into()));
    texts.extend(event.place.map(|it| (TEXT, it.into())));
}

/// Gives the texts of a body or of notes, which are Markdown.
pub(super) fn within(markdown: &str, mut found: impl FnMut(Weighed)) {
    let prose = markdown::prose(markdown);
    prose.blocks.iter().for_each(|it| found((TEXT, it.text.as_str().into())));
    prose.images.iter().for_each(|it| found((TEXT, it.alt.as_str().into())));
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
