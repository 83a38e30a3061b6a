//! The picture of a release that is shown where its address is shared: headline, office and date.
//!
//! A release with a picture of its own has no card, nor has one with characters that the font of the [`CardPainter`] lacks.
//! Without a painter no release has one.

use std::fmt::Debug;

use crate::words::Words;
use dateline_content::newsroom::Newsroom;
use dateline_content::release::Release;
use dateline_plan::Fingerprint;

/// What stands on a card.
#[derive(Clone, Debug)]
pub struct Card {
    /// The newsroom's name.
    pub newsroom: String,
    /// The office's name.
    pub office: String,
    /// The headline.
    pub headline: String,
    /// The date, as readers see it.
    pub date: String,
}

/// Draws cards.
pub trait CardPainter: Debug + Sync {
    /// Returns whether the font has a glyph for every character of a card.
    fn can_set(&self, card: &Card) -> bool;

    /// Returns what changes whenever the picture of a card does.
    fn fingerprint(&self, card: &Card) -> Fingerprint;

    /// Returns the picture of a card, as PNG.
    fn png(&self, card: &Card) -> Vec<u8>;
}

/// Returns the card of a release, or `None` for a release without one. `words` are the theme's, of each language.
pub fn of(newsroom: &Newsroom, words: &[Words], release: &Release, painter: &dyn CardPainter) -> Option<Card> {
    if !newsroom.config.outputs.cards || !release.media.is_empty() {
        return None;
    }
    let office = &newsroom.config[release.lead()];
    let language = release.language;
    let words = &words[usize::from(language.0)];
    let styled = office.date_style.map(|it| words.with_dates(it));
    let card = Card {
        newsroom: newsroom.config.name[language].to_owned(),
        office: office.name[language].to_owned(),
        headline: release.title.to_string(),
        date: styled.as_ref().unwrap_or(words).date(release.life.date.date).text,
    };
    painter.can_set(&card).then_some(card)
}

/// Returns the part of the name of a release's card that changes with the picture; `None` for a release without a card.
pub fn fingerprint(
    newsroom: &Newsroom,
    words: &[Words],
    release: &Release,
    painter: Option<&dyn CardPainter>,
) -> Option<Fingerprint> {
    let painter = painter?;
    of(newsroom, words, release, painter).map(|it| painter.fingerprint(&it))
}
