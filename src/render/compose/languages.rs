//! A page in the other languages of the newsroom.

use crate::address::Address;
use crate::language::Language;
use crate::plan::{self, Page};
use crate::render::view::{AlternateLink, FrameView, LanguageLink};
use crate::render::{Here, Links, Site};

impl Site {
    /// Adds to a page's frame where the same page is in other languages.
    pub(in crate::render) fn add_languages(&self, (page, address): (&Page, &Address), frame: &mut FrameView) {
        let config = &self.newsroom.config;
        if config.languages.len() < 2 {
            return;
        }
        let own = address.tree.language();
        let links = if matches!(page, Page::NotFound(_)) { Links::FromHost } else { Links::Relative };
        let here = Here { address, folder: "", links };
        let is_own = |language: Language| if language == own { "page" } else { "false" };
        let pages: Vec<(Language, Address)> = config
            .languages()
            .filter_map(|it| {
                let page = plan::in_language(&self.newsroom, page, it)?;
                Some((it, plan::address(&self.newsroom, &page)?))
            })
            .collect();
        let link = |(language, to): &(Language, Address)| LanguageLink {
            name: self.theme.words(*language).get("language_own").to_owned(),
            language: config.tag(*language).to_owned(),
            href: self.href(&here, to),
            current: is_own(*language),
        };
        if pages.len() < 2 {
            frame.only = self.words(address.tree).get("language_only").to_owned();
            return;
        }
        frame.languages = pages.iter().map(link).collect();
        // Between the pages that search engines are to know: of an edition they know the lead office's.
        if frame.canonical != self.bases.absolute(address) || frame.is_private {
            return;
        }
        let alternate = |language: &str, to: &Address| AlternateLink {
            language: language.to_owned(),
            href: self.bases.absolute(to),
        };
        frame.alternates = pages.iter().map(|(language, to)| alternate(config.tag(*language), to)).collect();
        let first = pages.iter().find(|it| it.0 == Language::FIRST);
        frame.alternates.extend(first.map(|(_, to)| alternate("x-default", to)));
    }
}
