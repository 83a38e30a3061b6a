//! Newsroom -> what the templates of one page see.

mod answers;
mod languages;
mod lists;
mod photo;
mod release;
mod search;

use crate::formats::{Breadcrumbs, Thing};
use crate::view::*;
use crate::words::Words;
use crate::{Here, Links, Renderer};
use crate::{card, formats};
use dateline_content::address::{Address, Tree};
use dateline_content::config::{OfficeColor, OfficeIndex};
use dateline_content::contact::Contact;
use dateline_content::newsroom::{Newsroom, PageIndex, ReleaseIndex, Subject};
use dateline_content::release::{LastChange, PAGES, Release};
use dateline_plan::{self as plan, Feed, FeedFormat, Page};
use dateline_text::date::{ZonedDateTime, rfc3339};
use dateline_text::language::Language;

/// The page that gives the accessibility statement.
const ACCESSIBILITY: &str = "accessibility";

/// What all pages in a language share.
pub(super) fn site(newsroom: &Newsroom, language: Language, words: &Words) -> SiteView {
    let config = &newsroom.config;
    SiteView {
        name: config.name[language].to_owned(),
        brand: config.brand[language].to_owned(),
        language: config.tag(language).to_owned(),
        copyright: config
            .copyright
            .as_ref()
            .map(|it| CopyrightView { holder: it.holder[language].to_owned(), from: it.from }),
        accessibility: config.accessibility.as_ref().map(|it| AccessibilityView {
            standard: it.standard.clone(),
            level: it.level.clone(),
            reviewed: words.date(it.reviewed),
            contact: it
                .contact
                .as_deref()
                .and_then(|id| newsroom.directory.get(id).flatten())
                .map(|it| contact(newsroom, language, it, false)),
        }),
    }
}

/// A step on the way to a page: its name and address.
type Step = (String, Address);

/// What programs are told of a page beside the way to it.
#[derive(Default)]
enum PageData<'a> {
    /// Nothing.
    #[default]
    Nothing,
    /// Who has this newsroom, and whom to call.
    Organization(Vec<&'a Contact>),
    /// A release.
    Article(&'a Release, ReleaseIndex),
    /// A picture of a release, by its place.
    Photo(&'a Release, usize),
    /// A list of releases, or a text; on a topic it has its own feeds.
    List(Option<u16>),
}

impl<'a> PageData<'a> {
    fn release(&self) -> Option<&'a Release> {
        match self {
            Self::Article(release, _) | Self::Photo(release, _) => Some(release),
            _ => None,
        }
    }
}

/// What the frame of one page depends on, beside its address.
#[derive(Default)]
struct Frame<'a> {
    title: String,
    /// The page's own heading.
    heading: String,
    description: String,
    canonical: String,
    last_change: Option<LastChange>,
    /// The way to the page from the home page, which is not named.
    trail: Vec<Step>,
    /// What programs are told of the page. The office switcher leads to the other editions of its release.
    data: PageData<'a>,
    is_private: bool,
}

impl Renderer<'_> {
    pub(crate) fn text_view(&self, address: &Address, page: PageIndex, tree: Tree) -> TextView {
        let (newsroom, here) = (self.newsroom.layout(), Here { address, folder: PAGES, links: Links::Relative });
        let page = &newsroom[page];
        let title = self.titled(&page.title, tree);
        let canonical = self.bases.absolute(&Address::new(plan::text_tree(newsroom, tree), address.path.as_str()));
        let frame = Frame {
            title,
            heading: page.title.clone(),
            description: page.summary.clone(),
            canonical,
            last_change: Some(page.last_change),
            data: PageData::List(None),
            ..Frame::default()
        };
        TextView {
            page: self.frame(&here, frame),
            title: page.title.clone(),
            revisions: self.revisions(tree, page.revisions.iter()),
            states_accessibility: page.name == ACCESSIBILITY && newsroom.config.accessibility.is_some(),
        }
    }

    pub(crate) fn not_found_view(&self, address: &Address, tree: Tree) -> TextView {
        let here = Here { address, folder: "", links: Links::FromHost };
        let title = self.words(tree).get("not_found").to_owned();
        let frame = Frame {
            title: self.titled(&title, tree),
            heading: title.clone(),
            description: self.words(tree).get("not_found_text").to_owned(),
            last_change: self
                .newsroom
                .layout()
                .last_change(self.newsroom.layout().in_tree(Tree::root(tree.language()))),
            is_private: true,
            ..Frame::default()
        };
        TextView { page: self.frame(&here, frame), title, revisions: Vec::new(), states_accessibility: false }
    }

    fn titled(&self, title: &str, tree: Tree) -> String {
        self.words(tree).fill("page_title", &[("title", title), ("site", &self.titled_tree(tree))])
    }

    fn frame(&self, here: &Here, mut frame: Frame) -> FrameView {
        let (config, tree, release) = (&self.newsroom.config, here.address.tree, frame.data.release());
        let in_tree = |path: &str| self.href(here, &Address::new(tree, path));
        let asset = |name: &str| {
            let file = self.theme.static_file(name);
            file.map(|it| self.href(here, &Address::new(tree.holder(), it.path.as_str()))).unwrap_or_default()
        };
        let footer = config.footer.iter().filter_map(|name| {
            let index = self.newsroom.layout().page(name, tree.language())?;
            let page = &self.newsroom.layout()[index];
            Some(PageLink {
                title: page.short_title.clone().unwrap_or_else(|| page.title.clone()),
                href: self.href(here, &self.page_address(index, tree)),
            })
        });
        let words = self.words(tree);
        let section = |key: &str, path: &str| SectionLink {
            title: words.get(key).to_owned(),
            href: in_tree(path),
            current: if here.address.path == path { "page" } else { "false" },
        };
        let home = (self.tree_name(tree), Address::new(tree, ""));
        let steps = std::mem::take(&mut frame.trail);
        let trail = if steps.is_empty() { Vec::new() } else { [vec![home], steps].concat() };
        // What was withdrawn is not for search engines, but its readers may share it.
        let may_be_shared = !frame.is_private || release.is_some_and(|it| self.newsroom.layout().fate(it).is_public());
        let picture = if may_be_shared { self.shared(here, &frame.data) } else { String::new() };
        let json_ld = match may_be_shared {
            false => String::new(),
            true => self.data(here, &frame, &trail, &picture),
        };
        let trail = trail.into_iter().map(|(title, to)| PageLink { title, href: self.href(here, &to) }).collect();
        let social = may_be_shared.then(|| self.social(tree.language(), frame.heading, &frame.data, picture));
        let topic = match frame.data {
            PageData::List(topic) => topic,
            _ => None,
        };
        let year = frame.last_change.map(|it| it.date().year());
        FrameView {
            language: tree.language(),
            title: frame.title,
            description: frame.description,
            canonical: frame.canonical,
            is_private: frame.is_private,
            color: tree.office().map_or(OfficeColor::NEWSROOM, |it| config[it].color).name(),
            stylesheet: asset("style.css"),
            icon: asset("icon.svg"),
            home: in_tree(""),
            newsroom: self.href(here, &Address::new(Tree::root(tree.language()), "")),
            office: tree.office().map(|it| self.office(it, tree.language())),
            offices: config.offices().map(|(office, _)| self.office_link(here, office, release)).collect(),
            sections: match config.outputs.archive {
                true => vec![section("latest", ""), section("archive", "archive/")],
                false => vec![section("latest", "")],
            },
            languages: Vec::new(),
            only: String::new(),
            alternates: Vec::new(),
            search: self.search_link(here),
            trail,
            social,
            feeds: self.feed_links(here, topic),
            json_ld,
            footer: footer.collect(),
            last_change: frame.last_change.map(|it| self.words(tree).last_change(it)),
            copyright_years: years(config.copyright.as_ref().and_then(|it| it.from), year),
        }
    }

    /// Structured data: what the page is, and the way to it.
    fn data(&self, here: &Here, frame: &Frame, trail: &[Step], picture: &str) -> String {
        let Frame { heading, canonical, data, .. } = frame;
        if !self.newsroom.config.outputs.json_ld {
            return String::new();
        }
        let mut graph = match data {
            PageData::Nothing | PageData::List(_) => Vec::new(),
            PageData::Organization(contacts) => vec![self.organization(here.address.tree, contacts)],
            PageData::Article(_, release) => vec![self.article(*release, canonical, picture)],
            PageData::Photo(release, at) => vec![self.image_object(release, *at)],
        };
        let steps = trail.iter().map(|(name, to)| (name.clone(), self.bases.absolute(to)));
        let own = (heading.to_owned(), self.bases.absolute(here.address));
        let steps: Vec<(String, String)> = steps.chain([own]).collect();
        if !trail.is_empty() {
            graph.push(Thing::Breadcrumbs(Breadcrumbs::of(&steps)));
        }
        formats::script(&graph)
    }

    /// What is shown of a page where it is shared.
    fn social(&self, language: Language, title: String, data: &PageData, image: String) -> SocialView {
        let release = match data {
            PageData::Article(release, _) => Some(*release),
            _ => None,
        };
        let stamp = |at: fn(&Newsroom, &Release) -> ZonedDateTime| {
            release.map(|it| rfc3339(&at(self.newsroom.layout(), it))).unwrap_or_default()
        };
        SocialView {
            kind: if release.is_some() { "article" } else { "website" },
            title,
            locale: self.theme.words(language).get("open_graph_locale").to_owned(),
            other_locales: Vec::new(),
            image,
            published: stamp(formats::published),
            modified: stamp(formats::updated),
        }
    }

    /// The absolute address of the picture that stands for a page: its own, a release's first, else the theme's card.
    fn shared(&self, here: &Here, data: &PageData) -> String {
        if let PageData::Photo(release, at) = data
            && let Some(picture) = &release.media[*at].picture
        {
            return self.shared_picture(release, picture);
        }
        let release = data.release();
        let of_release = release.and_then(|it| {
            let picture = it.media.first()?.picture.as_ref()?;
            Some(plan::picture(it.lead_tree().holder(), &it.folder(), picture, picture.shown().cut))
        });
        let (newsroom, words) = (self.newsroom.layout(), &self.theme.words);
        let own_card = release.and_then(|it| Some(plan::card(it, card::fingerprint(newsroom, words, it, self.cards)?)));
        let card = || Some(Address::new(here.address.tree.holder(), self.theme.static_file("card.png")?.path.as_str()));
        of_release.or(own_card).or_else(card).map(|it| self.bases.absolute(&it)).unwrap_or_default()
    }

    /// The feeds of a page's tree, and of its topic.
    fn feed_links(&self, here: &Here, topic: Option<u16>) -> Vec<FeedLink> {
        let (newsroom, tree) = (&self.newsroom, here.address.tree);
        let outputs = newsroom.config.outputs;
        let feeds = [Some(Feed { tree, topic: None }), topic.map(|_| Feed { tree, topic })];
        let link = |feed: Feed, format: FeedFormat| {
            let name = match feed.topic {
                Some(topic) => newsroom.config.topics[topic as usize].1[tree.language()].to_owned(),
                None => self.tree_name(tree),
            };
            let form = match format {
                FeedFormat::Atom => "Atom",
                FeedFormat::Rss => "RSS",
                FeedFormat::Json => "JSON",
            };
            let to = plan::address(newsroom.layout(), &Page::Feed(feed, format)).expect("a feed has an address");
            FeedLink {
                media_type: format.media_type(),
                title: self.words(tree).bracketed(&name, form),
                href: self.href(here, &to),
            }
        };
        let feeds = feeds.into_iter().flatten().filter(|it| plan::has_feed(newsroom.layout(), *it));
        feeds.flat_map(|feed| FeedFormat::all(&outputs).map(move |format| link(feed, format))).collect()
    }

    /// What a tree is called in titles.
    pub(super) fn titled_tree(&self, tree: Tree) -> String {
        let (config, language) = (&self.newsroom.config, tree.language());
        match tree.office() {
            None => config.name[language].to_owned(),
            Some(office) => {
                let names = [("office", &config[office].name[language]), ("newsroom", &config.name[language])];
                self.words(tree).fill("office_title", &names)
            }
        }
    }

    /// What a tree is called.
    fn tree_name(&self, tree: Tree) -> String {
        let config = &self.newsroom.config;
        tree.office().map_or(&config.name, |it| &config[it].name)[tree.language()].to_owned()
    }

    /// The archive of a page's tree, to stand in a trail.
    fn archive_step(&self, tree: Tree) -> Option<Step> {
        let is_made = self.newsroom.config.outputs.archive;
        is_made.then(|| (self.words(tree).get("archive").to_owned(), Address::new(tree, "archive/")))
    }

    /// The first page of a list in a page's tree; `None` when that tree has no such list.
    fn list_step(&self, tree: Tree, subject: Subject, title: String) -> Option<Step> {
        let listing = self.newsroom.layout().listing(tree, subject)?;
        Some((title, plan::address(self.newsroom.layout(), &Page::Listing(listing, 0))?))
    }

    fn list_link(&self, here: &Here, subject: Subject, title: String) -> Option<PageLink> {
        let (title, to) = self.list_step(here.address.tree, subject, title)?;
        Some(PageLink { title, href: self.href(here, &to) })
    }

    fn office(&self, office: OfficeIndex, language: Language) -> OfficeView {
        let office = &self.newsroom.config[office];
        let (name, city) = (office.name[language].to_owned(), office.city[language].to_owned());
        OfficeView { id: office.id.clone(), name, city }
    }

    /// A switcher's link: to the same release at that office where it has one, else to the office's home page.
    fn office_link(&self, here: &Here, office: OfficeIndex, release: Option<&Release>) -> OfficeLink {
        let tree = Tree::of(office, here.address.tree.language());
        let to = match release.filter(|it| it.offices.contains(&office)) {
            Some(release) => plan::edition(release, office),
            None => Address::new(tree, ""),
        };
        let current = match here.address.tree == tree {
            true if to == *here.address => "page",
            true => "true",
            false => "false",
        };
        let office = &self.newsroom.config[office];
        OfficeLink {
            name: office.name[tree.language()].to_owned(),
            color: office.color.name(),
            href: self.href(here, &to),
            current,
        }
    }
}

fn contact(newsroom: &Newsroom, language: Language, contact: &Contact, is_own: bool) -> ContactView {
    let phone = contact.phone.as_ref();
    ContactView {
        name: contact.name[language].to_owned(),
        city: newsroom.config[contact.office].city[language].to_owned(),
        role: contact.role.as_ref().map(|it| it[language].to_owned()).unwrap_or_default(),
        phone_href: phone.map(|it| it.href()).unwrap_or_default(),
        phone: phone.map(|it| it.display.clone()).unwrap_or_default(),
        extension: phone.map(|it| it.extension.clone()).unwrap_or_default(),
        email: contact.email.clone().unwrap_or_default(),
        is_own,
        has_left: newsroom.has_left(contact),
    }
}

/// What recurs in a series: the name of the release's event that has the series' number.
fn event_of_series(release: &Release, number: u32) -> Option<String> {
    release.events().find(|it| it.number == Some(number)).map(|it| it.name)
}

/// What a series is called where no event names it.
fn series_id_in_words(id: &str) -> String {
    id.replace(['-', '_'], " ")
}

/// `2018-2019`, or one year when they are the same or only one is known.
fn years(from: Option<i16>, to: Option<i16>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from < to => format!("{from}–{to}"),
        (_, Some(year)) | (Some(year), None) => year.to_string(),
        (None, None) => String::new(),
    }
}
