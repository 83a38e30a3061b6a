//! A page in the other languages of the newsroom.

use crate::view::{AlternateLink, FrameView, LanguageLink};
use crate::{Here, Links, Renderer};
use dateline_content::address::Address;
use dateline_content::newsroom::ReleaseIndex;
use dateline_content::release::Release;
use dateline_plan::{self as plan, Page};
use dateline_text::language::Language;

impl Renderer<'_> {
    /// Adds to a page's frame where the same page is in other languages.
    pub(crate) fn add_languages(&self, (page, address): (&Page, &Address), frame: &mut FrameView) {
        let config = &self.newsroom.config;
        if config.languages.len() < 2 {
            return;
        }
        let own = address.tree.language();
        let links = if matches!(page, Page::NotFound(_)) { Links::FromHost } else { Links::Relative };
        let here = Here { address, folder: "", links };
        let is_own = |language: Language| if language == own { "page" } else { "false" };
        let pages: Vec<(Language, Address)> =
            self.in_languages(page).into_iter().map(|(language, _, address)| (language, address)).collect();
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
        frame.alternates = self.alternates(pages.iter().map(|(language, to)| (*language, to)));
        if let Some(social) = &mut frame.social {
            let others = pages.iter().filter(|it| it.0 != own);
            social.other_locales =
                others.map(|it| self.theme.words(it.0).get("open_graph_locale").to_owned()).collect();
        }
    }

    /// A page in every language that has it, itself among them, in the newsroom's order.
    fn in_languages(&self, page: &Page) -> Vec<(Language, Page, Address)> {
        let in_language = |language| {
            let page = plan::in_language(self.newsroom.layout(), page, language)?;
            let address = plan::address(self.newsroom.layout(), &page)?;
            Some((language, page, address))
        };
        self.newsroom.config.languages().filter_map(in_language).collect()
    }

    /// What search engines are to know a page by in every language; empty when there is one alone.
    pub(crate) fn indexed_alternates(&self, page: &Page) -> Vec<AlternateLink> {
        if self.newsroom.config.languages.len() < 2 {
            return Vec::new();
        }
        let mut pages = self.in_languages(page);
        pages.retain(|(_, page, address)| plan::is_indexed(self.newsroom.layout(), page, address.tree));
        match pages.len() {
            0 | 1 => Vec::new(),
            _ => self.alternates(pages.iter().map(|(language, _, address)| (*language, address))),
        }
    }

    /// A page in each of its languages; for readers of any other it is the first.
    fn alternates<'a>(&self, pages: impl Iterator<Item = (Language, &'a Address)>) -> Vec<AlternateLink> {
        let alternate = |language: &str, to: &Address| AlternateLink {
            language: language.to_owned(),
            href: self.bases.absolute(to),
        };
        let mut others = None;
        let mut alternates = Vec::new();
        for (language, to) in pages {
            alternates.push(alternate(self.newsroom.config.tag(language), to));
            if language == Language::FIRST {
                others = Some(alternate("x-default", to));
            }
        }
        alternates.extend(others);
        alternates
    }

    /// A release in the other languages in which readers find it, each with the tag of its language.
    pub(crate) fn translations(&self, release: ReleaseIndex) -> impl Iterator<Item = (&str, &Release)> {
        // All have one id, which was read with the release.
        let newsroom = self.newsroom.layout();
        let others = newsroom.translations(release).filter(move |it| *it != release).map(|it| &newsroom[it]);
        others.map(|it| (newsroom.config.tag(it.language), it))
    }
}
