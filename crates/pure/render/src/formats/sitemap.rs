//! Maps for search engines: `sitemap.xml` (sitemaps.org 0.9), `news-sitemap.xml` (Google News), `robots.txt`.

use std::cell::OnceCell;

use crate::Renderer;
use crate::formats::feed::{published, updated};
use crate::view::AlternateLink;
use dateline_content::address::Tree;
use dateline_content::newsroom::{Newsroom, ReleaseIndex};
use dateline_plan::{self as plan, Page, TreeFile};
use dateline_text::date::{Date, rfc3339};
use dateline_text::xml::Xml;

/// What tells of a page in other languages (Google Search Central, "Localized versions of your pages").
const XHTML: (&str, &str) = ("xmlns:xhtml", "http://www.w3.org/1999/xhtml");
const SITEMAP: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");

/// A page in a map.
struct Entry {
    address: String,
    changed: Option<Date>,
    /// It in every language; empty when it is in one alone.
    languages: Vec<AlternateLink>,
}

/// The pages of a tree, or the files that list them when there are too many for one.
pub(super) fn pages(site: &Renderer, tree: Tree, number: u32) -> Vec<u8> {
    // A map of addresses has no word of a release.
    let newsroom = site.newsroom.layout();
    let days = Days::new(newsroom, tree);
    let entry = |page: &Page| Entry {
        address: site.bases.absolute(&plan::address(newsroom, page).expect("a page has an address")),
        changed: days.of_page(page),
        languages: site.indexed_alternates(page),
    };
    let pages: Vec<Page> = indexed(newsroom, tree).collect();
    map(&pages, number, plan::sitemap_length(&newsroom.config), entry, |number| {
        let file = plan::address(newsroom, &Page::File(TreeFile::Sitemap(number), tree));
        site.bases.absolute(&file.expect("a file has an address"))
    })
}

/// A map of so many pages in files of at most `length`: one of them, or (0) what leads to them.
fn map<Page>(
    pages: &[Page],
    number: u32,
    length: usize,
    entry: impl Fn(&Page) -> Entry,
    file: impl Fn(u32) -> String,
) -> Vec<u8> {
    if number == 0 && pages.len() > length {
        return Xml::document("sitemapindex", &[SITEMAP], |xml| {
            for number in 1..=pages.len().div_ceil(length) {
                xml.element("sitemap", &[], |xml| xml.text("loc", &[], &file(number as u32)));
            }
        });
    }
    let from = (number as usize).saturating_sub(1) * length;
    let entries: Vec<Entry> = pages.iter().skip(from).take(length).map(entry).collect();
    let has_languages = entries.iter().any(|it| !it.languages.is_empty());
    let attributes = if has_languages { &[SITEMAP, XHTML][..] } else { &[SITEMAP] };
    Xml::document("urlset", attributes, |xml| {
        for Entry { address, changed, languages } in &entries {
            xml.element("url", &[], |xml| {
                xml.text("loc", &[], address);
                if let Some(changed) = changed {
                    xml.text("lastmod", &[], &changed.to_string());
                }
                for AlternateLink { language, href } in languages {
                    xml.empty("xhtml:link", &[("rel", "alternate"), ("hreflang", language), ("href", href)]);
                }
            });
        }
    })
}

/// The releases that a tree leads which became public in the last two days.
pub(super) fn news(site: &Renderer, tree: Tree) -> Vec<u8> {
    let newsroom = &site.newsroom;
    let attributes = [SITEMAP, ("xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9")];
    // Google takes Chinese by region (Google News sitemap reference).
    let language = match newsroom.config.tag(tree.language()) {
        "zh-Hant" => "zh-tw",
        "zh-Hans" => "zh-cn",
        tag => tag.split('-').next().unwrap_or(tag),
    };
    Xml::document("urlset", &attributes, |xml| {
        for release in newsroom.news(tree).take(1_000) {
            xml.element("url", &[], |xml| {
                xml.text("loc", &[], &site.canonical(release));
                xml.element("news:news", &[], |xml| {
                    xml.element("news:publication", &[], |xml| {
                        xml.text("news:name", &[], &newsroom.config.name[tree.language()]);
                        xml.text("news:language", &[], language);
                    });
                    xml.text("news:publication_date", &[], &rfc3339(&published(newsroom.layout(), release)));
                    xml.text("news:title", &[], &release.title);
                });
            });
        }
    })
}

/// Everything may be read, and here are the maps. The root's names those of every office on its host.
pub(super) fn robots(site: &Renderer, tree: Tree) -> Vec<u8> {
    let newsroom = site.newsroom.layout();
    let mut text = "User-agent: *\nAllow: /\n\n".to_owned();
    for tree in newsroom.trees_served_with(tree) {
        let news = newsroom.config.outputs.news_sitemap && newsroom.news(tree).next().is_some();
        for file in [Some(TreeFile::Sitemap(0)), news.then_some(TreeFile::NewsSitemap)].into_iter().flatten() {
            let address = plan::address(newsroom, &Page::File(file, tree)).expect("a file has an address");
            text.push_str(&format!("Sitemap: {}\n", site.bases.absolute(&address)));
        }
    }
    text.into_bytes()
}

/// The days of the last public changes of a tree's releases: each is found once, as a release is in many lists.
struct Days<'a> {
    newsroom: &'a Newsroom,
    tree: Tree,
    /// In the newsroom's order.
    found: Vec<OnceCell<Option<Date>>>,
}

impl<'a> Days<'a> {
    fn new(newsroom: &'a Newsroom, tree: Tree) -> Self {
        Self { newsroom, tree, found: vec![OnceCell::new(); newsroom.releases.len()] }
    }

    /// The day of a release; `None` when the tree does not have it.
    fn of_release(&self, index: ReleaseIndex) -> Option<Date> {
        let release = &self.newsroom[index];
        let find = || release.is_in(self.tree).then(|| updated(self.newsroom, release).date());
        *self.found[index.0 as usize].get_or_init(find)
    }

    /// The day of a page.
    fn of_page(&self, page: &Page) -> Option<Date> {
        let newsroom = self.newsroom;
        match page {
            Page::Edition(release, _) | Page::Photo(release, ..) => self.of_release(*release),
            Page::Text(page, _) => Some(newsroom[*page].last_change.date()),
            Page::Listing(listing, number) => {
                newsroom[*listing].on_page(*number).filter_map(|it| self.of_release(it)).max()
            }
            _ => newsroom.releases().filter_map(|(it, _)| self.of_release(it)).max(),
        }
    }
}

/// The pages of a tree under their own addresses.
fn indexed(newsroom: &Newsroom, tree: Tree) -> impl Iterator<Item = Page> {
    let homes = [Some(Page::Home(tree)), newsroom.config.outputs.archive.then_some(Page::Archive(tree))];
    let texts = newsroom.pages().filter(move |(_, it)| it.language == tree.language());
    let texts = texts.map(move |(index, _)| Page::Text(index, tree));
    let lists = newsroom.listings_in(tree).flat_map(|(index, listing)| plan::pages_of(index, listing));
    let editions = newsroom.releases().map(|(index, it)| Page::Edition(index, it.lead()));
    let photos = newsroom
        .releases()
        .filter(|_| newsroom.config.outputs.photos)
        .flat_map(|(index, it)| (0..it.media.len()).map(move |at| Page::Photo(index, at as u16, it.lead())));
    let all = homes.into_iter().flatten().chain(texts).chain(lists).chain(editions).chain(photos);
    all.filter(move |it| plan::is_indexed(newsroom, it, tree))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The addresses in a map of so many pages, two in a file.
    fn addresses(n_pages: usize, number: u32) -> Vec<String> {
        let entry = |it: &usize| Entry { address: format!("page-{it}"), changed: None, languages: Vec::new() };
        let pages: Vec<usize> = (1..=n_pages).collect();
        let bytes = map(&pages, number, 2, entry, |number| format!("map-{number}"));
        let text = String::from_utf8(bytes).expect("UTF-8");
        text.split("<loc>").skip(1).filter_map(|it| it.split("</loc>").next()).map(str::to_owned).collect()
    }

    #[test]
    fn a_map_that_is_too_long_leads_to_its_parts() {
        assert_eq!(addresses(2, 0), ["page-1", "page-2"]);
        assert_eq!(addresses(5, 0), ["map-1", "map-2", "map-3"]);
        assert_eq!(addresses(5, 1), ["page-1", "page-2"]);
        assert_eq!(addresses(5, 3), ["page-5"]);
    }
}
