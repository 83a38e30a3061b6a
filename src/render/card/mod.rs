//! The picture of a release that is shown where its address is shared: headline, office and date.
//!
//! A release with a picture of its own has none, nor one with signs that the font lacks, nor any where the program was
//! made without the feature `cards`.

#[cfg(feature = "cards")]
mod draw;

use crate::newsroom::Newsroom;
use crate::plan::Fingerprint;
use crate::release::Release;
use crate::render::words::Words;

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

/// The card of a release; `None` for one that has none. `words` are the theme's, of each language.
pub fn of(newsroom: &Newsroom, words: &[Words], release: &Release) -> Option<Card> {
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
    card.can_be_set().then_some(card)
}

/// What is part of the name of a release's card, and changes with the picture.
pub fn fingerprint(newsroom: &Newsroom, words: &[Words], release: &Release) -> Option<Fingerprint> {
    of(newsroom, words, release).map(|it| it.fingerprint())
}

#[cfg(not(feature = "cards"))]
impl Card {
    fn can_be_set(&self) -> bool {
        false
    }

    fn fingerprint(&self) -> Fingerprint {
        Fingerprint::default()
    }

    /// Nothing: the program cannot draw.
    pub fn png(&self) -> Vec<u8> {
        Vec::new()
    }
}
