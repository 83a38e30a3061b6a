//! The page that searches a tree, and the form that leads to it.

use std::collections::BTreeSet;

use crate::compose::Frame;
use crate::view::*;
use crate::{Here, Links, Renderer};
use dateline_content::address::{Address, Tree};
use dateline_content::newsroom::Subject;
use dateline_content::release::Kind;
use dateline_plan::{self as plan, Page, SEARCH, SearchFile};

/// The script of the page.
const SCRIPT: &str = "search.js";

impl Renderer<'_> {
    /// The form in the masthead: an office without a search of its own is searched in the newsroom's.
    pub(super) fn search_link(&self, here: &Here) -> Option<SearchLink> {
        let tree = here.address.tree;
        let searched = plan::searched_in(self.newsroom.layout(), tree)?;
        let to = Address::new(searched, SEARCH);
        let office = tree.office().filter(|_| searched != tree);
        (to != *here.address).then(|| SearchLink {
            href: self.href(here, &to),
            office: office.map(|it| self.newsroom.config[it].id.clone()).unwrap_or_default(),
        })
    }

    pub(crate) fn search_view(&self, address: &Address, tree: Tree) -> SearchView {
        let (newsroom, words) = (&self.newsroom, self.words(tree));
        let (config, language) = (&newsroom.config, tree.language());
        let here = Here { address, folder: "", links: Links::Relative };
        let title = words.get("search").to_owned();
        let choice =
            |id: &str, title: &str| ChoiceView { id: id.to_owned(), title: title.to_owned(), href: String::new() };
        let (mut years, mut kinds, mut topics) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for release in newsroom.layout().in_tree(tree) {
            years.insert(release.life.date.date.year());
            kinds.insert(release.kind.id());
            topics.extend(release.topics.iter().copied());
        }
        let of_kinds = Kind::ALL.into_iter().filter(|it| kinds.contains(it.id()));
        let of_topics = topics.iter().map(|it| &config.topics[usize::from(*it)]);
        let offices = config.offices().filter(|(it, _)| tree.office().is_none_or(|own| own == *it));
        let offices = offices.map(|(index, office)| ChoiceView {
            id: office.id.clone(),
            title: office.name[language].to_owned(),
            href: self.href(&here, &Address::new(Tree::of(index, language), "")),
        });
        let script = self.theme.static_file(SCRIPT).map(|it| it.path.as_str()).unwrap_or_default();
        let of_topic = newsroom.layout().listings_in(tree).filter_map(|(_, listing)| {
            let Subject::Topic(topic) = listing.subject else { return None };
            self.list_step(tree, listing.subject, config.topics[usize::from(topic)].1[language].to_owned())
        });
        let lists = self.archive_step(tree).into_iter().chain(of_topic);
        let file = |file: SearchFile, tree: Tree| {
            let to = plan::address(newsroom.layout(), &Page::SearchFile(file, tree)).expect("a file has an address");
            self.href(&here, &to)
        };
        let frame = Frame {
            title: self.titled(&title, tree),
            heading: title.clone(),
            description: words.fill("home_description", &[("name", &self.titled(&title, tree))]),
            last_change: newsroom.layout().last_change(newsroom.layout().in_tree(tree)),
            is_private: true,
            ..Frame::default()
        };
        SearchView {
            script: self.href(&here, &Address::new(tree.holder(), script)),
            manifest: file(SearchFile::Manifest([].into()), tree),
            variants: file(SearchFile::Variants, tree.holder()),
            han_language: config.han_language(language).unwrap_or_default().to_owned(),
            date: words.get("date").to_owned(),
            months: (1..=12).map(|it| words.month(it).to_owned()).collect(),
            years: years.iter().rev().map(|it| choice(&it.to_string(), &words.year(*it))).collect(),
            kinds: of_kinds.map(|it| choice(it.id(), words.kind(it))).collect(),
            topics: of_topics.map(|(id, name)| choice(id, &name[language])).collect(),
            offices: offices.collect(),
            has_offices: tree.office().is_none() && config.offices.len() > 1,
            found: words.found().map(|(form, text)| choice(form, text)).collect(),
            lists: lists.map(|(title, to)| PageLink { title, href: self.href(&here, &to) }).collect(),
            page: self.frame(&here, frame),
            title,
        }
    }
}
