//! The page that searches a tree, and the form that leads to it.

use crate::address::{Address, Tree};
use crate::newsroom::{Listing, Subject};
use crate::plan::{self, Page, SEARCH, SearchFile};
use crate::render::compose::{Frame, PageData};
use crate::render::view::*;
use crate::render::{Here, Links, Site};

/// The script of the page.
const SCRIPT: &str = "search.js";

impl Site {
    /// The form in the masthead: an office without a search of its own is searched in the newsroom's.
    pub(super) fn search_link(&self, here: &Here) -> Option<SearchLink> {
        let tree = here.address.tree;
        let searched = plan::searched_in(&self.newsroom, tree)?;
        let to = Address::new(searched, SEARCH);
        let office = tree.office().filter(|_| searched != tree);
        (to != *here.address).then(|| SearchLink {
            href: self.href(here, &to),
            office: office.map(|it| self.newsroom.config[it].id.clone()).unwrap_or_default(),
        })
    }

    pub(in crate::render) fn search_view(&self, address: &Address, tree: Tree) -> SearchView {
        let (newsroom, words) = (&self.newsroom, self.words(tree));
        let (config, language) = (&newsroom.config, tree.language());
        let here = Here { address, folder: "", links: Links::Relative };
        let title = words.get("search").to_owned();
        let choice =
            |id: &str, title: &str| ChoiceView { id: id.to_owned(), title: title.to_owned(), href: String::new() };
        let lists: Vec<&Listing> = newsroom.listings_in(tree).map(|(_, it)| it).collect();
        let (mut years, mut kinds, mut topics) = (Vec::new(), Vec::new(), Vec::new());
        let mut dated: Vec<i16> = newsroom.in_tree(tree).map(|it| it.life.date.date.year()).collect();
        dated.sort_unstable();
        dated.dedup();
        years.extend(dated.iter().rev().map(|it| choice(&it.to_string(), &words.year(*it))));
        for kind in crate::release::Kind::ALL {
            if newsroom.in_tree(tree).any(|it| it.kind == kind) {
                kinds.push(choice(kind.id(), words.kind(kind)));
            }
        }
        for (id, name) in &config.topics {
            if newsroom.in_tree(tree).any(|it| it.topics.contains(id)) {
                topics.push(choice(id, &name[language]));
            }
        }
        let offices = config.offices().filter(|(it, _)| tree.office().is_none_or(|own| own == *it));
        let offices = offices.map(|(index, office)| ChoiceView {
            id: office.id.clone(),
            title: office.name[language].to_owned(),
            href: self.href(&here, &Address::new(Tree::of(index, language), "")),
        });
        let script = self.theme.static_file(SCRIPT).map(|it| it.path.as_str()).unwrap_or_default();
        let of_topic = lists.iter().filter(|it| matches!(it.subject, Subject::Topic(_)));
        let lists = self.archive_step(tree).into_iter().chain(of_topic.filter_map(|it| {
            let Subject::Topic(topic) = it.subject else { return None };
            self.list_step(tree, it.subject, config.topics[topic as usize].1[language].to_owned())
        }));
        let file = |file: SearchFile, tree: Tree| {
            let to = plan::address(newsroom, &Page::SearchFile(file, tree)).expect("a file has an address");
            self.href(&here, &to)
        };
        let frame = Frame {
            title: self.titled(&title, tree),
            heading: title.clone(),
            description: words.fill("home_description", &[("name", &self.titled(&title, tree))]),
            last_change: newsroom.last_change(newsroom.in_tree(tree)),
            data: PageData::Nothing,
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
            years,
            kinds,
            topics,
            offices: offices.collect(),
            has_offices: tree.office().is_none() && config.offices.len() > 1,
            found: words.found().map(|(form, text)| choice(form, text)).collect(),
            lists: lists.map(|(title, to)| PageLink { title, href: self.href(&here, &to) }).collect(),
            page: self.frame(&here, frame),
            title,
        }
    }
}
