//! What stands where a release stood: redirects and notices.

use crate::compose::{Frame, contact};
use crate::view::*;
use crate::{Here, Links, Renderer, words};
use dateline_content::address::{Address, Tree};
use dateline_content::newsroom::ReleaseIndex;
use dateline_content::release::{LastChange, Release};
use dateline_plan::{self as plan, Page};

impl Renderer<'_> {
    /// The page at an old address, or where a release stood that was replaced.
    pub(crate) fn moved_view(&self, address: &Address, to: ReleaseIndex, former: Option<&Release>) -> AnswerView {
        let (words, to) = (self.words(address.tree), &self.newsroom[to]);
        let reason = former.and_then(|it| it.status_note.clone()).unwrap_or_default();
        let (title, notice) = match former {
            None => ("moved_title", words.get("moved_notice").to_owned()),
            Some(former) => ("replaced_title", self.since(address.tree, former, "replaced_notice", "replaced_since")),
        };
        let mut view = self.answer_view(address, title, notice, reason, former, &to.title);
        view.page.canonical = self.canonical(to);
        if view.page.last_change.is_none() {
            view.page.last_change = Some(words.last_change(to.last_change()));
        }
        let here = Here { address, folder: "", links: Links::Relative };
        let href = self.href(&here, &plan::edition_in(to, address.tree));
        view.to = Some(PageLink { title: to.title.to_string(), href });
        view
    }

    /// The page at an old address of the newsroom.
    pub(crate) fn elsewhere_view(&self, address: &Address, to: &Address) -> AnswerView {
        let notice = self.words(address.tree).get("moved_notice").to_owned();
        let page = plan::page_at(self.newsroom.layout(), to).expect("an old address leads to a page");
        let name = self.page_name(&page, to);
        let mut view = self.answer_view(address, "moved_title", notice, String::new(), None, &name);
        view.page.canonical = self.bases.absolute(to);
        let here = Here { address, folder: "", links: Links::Relative };
        view.to = Some(PageLink { title: name, href: self.href(&here, to) });
        view
    }

    /// What a page is called where it is linked.
    fn page_name(&self, page: &Page, address: &Address) -> String {
        let newsroom = &self.newsroom;
        match page {
            Page::Home(tree) => self.tree_name(*tree),
            Page::Archive(tree) => self.words(*tree).get("archive").to_owned(),
            Page::Listing(listing, _) => {
                self.list_title(newsroom.layout()[*listing].tree, newsroom.layout()[*listing].subject)
            }
            Page::Text(text, _) => newsroom.layout()[*text].title.clone(),
            Page::Edition(release, _) => newsroom[*release].title.to_string(),
            _ => format!("/{}", address.path),
        }
    }

    /// The notice where a release was retracted. It has no word of the release but the reason.
    pub(crate) fn retracted_view(&self, address: &Address, former: &Release) -> AnswerView {
        let notice = self.since(address.tree, former, "retracted_notice", "retracted_since");
        let reason = former.status_note.clone().unwrap_or_default();
        let mut view = self.answer_view(address, "retracted_title", notice, reason, Some(former), "");
        let office = address.tree.office().unwrap_or(former.lead());
        let contacts = self.newsroom.layout().current_contacts(Some(office));
        view.contacts = contacts
            .into_iter()
            .map(|it| contact(self.newsroom.layout(), address.tree.language(), it, false))
            .collect();
        view
    }

    /// `to` is what the page is called that this one leads to: `{link}` in the notice stands for its link.
    fn answer_view(
        &self,
        address: &Address,
        title: &str,
        notice: String,
        reason: String,
        former: Option<&Release>,
        to: &str,
    ) -> AnswerView {
        let tree = address.tree;
        let title = self.words(tree).get(title).to_owned();
        let frame = Frame {
            title: self.titled(&title, tree),
            heading: title.clone(),
            description: words::filled(&notice, &|name| (name == "link").then(|| to.to_owned())),
            last_change: former.and_then(|it| Some(LastChange::Revised(it.status_date?))),
            is_private: true,
            ..Frame::default()
        };
        let page = self.frame(&Here { address, folder: "", links: Links::Relative }, frame);
        AnswerView { page, title, notice, reason, to: None, contacts: Vec::new() }
    }

    /// A sentence with the day on which a release was withdrawn, retracted or replaced, or one without it.
    pub(crate) fn since(&self, tree: Tree, release: &Release, plain: &str, dated: &str) -> String {
        let words = self.words(tree);
        match release.status_date {
            Some(date) => words.fill(dated, &[("date", &words.date(date).text)]),
            None => words.get(plain).to_owned(),
        }
    }
}
