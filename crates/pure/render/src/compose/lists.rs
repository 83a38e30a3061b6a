//! Home pages and lists of releases.

use crate::compose::{Frame, PageData, Step, contact, event_of_series, series_id_in_words};
use crate::view::*;
use crate::{Here, Links, Renderer};
use dateline_content::address::{Address, Tree};
use dateline_content::newsroom::{Listing, ListingIndex, Subject};
use dateline_content::release::{Fate, Release};
use dateline_plan::{self as plan, Page, TreeFile};

impl Renderer<'_> {
    pub(crate) fn home_view(&self, address: &Address, tree: Tree) -> HomeView {
        let (newsroom, here) = (&self.newsroom, Here { address, folder: "", links: Links::Relative });
        let releases: Vec<&Release> = newsroom.latest(tree, None).map(|(_, it)| it).collect();
        let contacts = newsroom.layout().current_contacts(tree.office());
        let words = self.words(tree);
        let title = match tree.office() {
            None => newsroom.config.name[tree.language()].to_owned(),
            Some(office) => {
                let language = tree.language();
                let names =
                    [("title", &newsroom.config[office].name[language]), ("site", &newsroom.config.name[language])];
                words.fill("page_title", &names)
            }
        };
        let frame = Frame {
            heading: self.tree_name(tree),
            description: words.fill("home_description", &[("name", &title)]),
            title,
            canonical: self.bases.absolute(address),
            last_change: newsroom.layout().last_change(releases.iter().copied()),
            data: PageData::Organization(contacts.clone()),
            ..Frame::default()
        };
        let feeds = self.feed_links(&here, None);
        HomeView {
            address_book: plan::has_contacts(newsroom.layout(), tree)
                .then(|| self.tree_file_link(&here, TreeFile::Contacts, "text/vcard", "contacts_file")),
            subscriptions: plan::has_calendar(newsroom.layout(), tree)
                .then(|| self.tree_file_link(&here, TreeFile::Calendar, "text/calendar", "calendar_file"))
                .into_iter()
                .chain(feeds)
                .collect(),
            page: self.frame(&here, frame),
            releases: releases.into_iter().map(|it| self.listing(&here, it)).collect(),
            archive: self.archive_step(tree).map(|(_, to)| self.href(&here, &to)).unwrap_or_default(),
            contacts: contacts.into_iter().map(|it| contact(newsroom.layout(), tree.language(), it, false)).collect(),
        }
    }

    fn tree_file_link(&self, here: &Here, file: TreeFile, media_type: &'static str, key: &str) -> FeedLink {
        let tree = here.address.tree;
        let to = plan::address(self.newsroom.layout(), &Page::File(file, tree)).expect("a file has an address");
        FeedLink { media_type, title: self.words(tree).get(key).to_owned(), href: self.href(here, &to) }
    }

    pub(crate) fn list_view(&self, address: &Address, index: ListingIndex, number: u32) -> ListView {
        let (newsroom, here) = (&self.newsroom, Here { address, folder: "", links: Links::Relative });
        let listing = &newsroom.layout()[index];
        let words = self.words(listing.tree);
        let heading = self.list_title(listing.tree, listing.subject);
        let title = match number {
            0 => heading,
            number => words.fill("list_page", &[("title", &heading), ("number", &number.to_string())]),
        };
        let releases: Vec<&Release> = listing.on_page(number).map(|it| &newsroom[it]).collect();
        let page = |number: u32, key: &str| {
            let to = plan::address(newsroom.layout(), &Page::Listing(index, number)).expect("a list has an address");
            PageLink { title: words.get(key).to_owned(), href: self.href(&here, &to) }
        };
        let n_full = listing.n_full_pages();
        let newer = match number {
            0 => None,
            number if number == n_full => Some(page(0, "list_newest")),
            number => Some(page(number + 1, "list_newer")),
        };
        let older = match number {
            0 => n_full,
            number => number - 1,
        };
        let frame = Frame {
            title: self.titled(&title, listing.tree),
            heading: title.clone(),
            description: words.fill("home_description", &[("name", &self.titled(&title, listing.tree))]),
            canonical: if listing.is_ended() { String::new() } else { self.bases.absolute(address) },
            is_private: listing.is_ended(),
            last_change: newsroom.layout().last_change(releases.iter().copied()),
            trail: self.list_trail(listing, number),
            data: PageData::List(match listing.subject {
                Subject::Topic(topic) => Some(topic),
                _ => None,
            }),
        };
        ListView {
            page: self.frame(&here, frame),
            title,
            months: match listing.subject {
                Subject::Year(year) if number == 0 => self.months(&here, year),
                _ => Vec::new(),
            },
            releases: releases.into_iter().map(|it| self.listing(&here, it)).collect(),
            newer,
            older: (older > 0).then(|| page(older, "list_older")),
        }
    }

    pub(crate) fn archive_view(&self, address: &Address, tree: Tree) -> ArchiveView {
        let (newsroom, words) = (&self.newsroom, self.words(tree));
        let here = Here { address, folder: "", links: Links::Relative };
        let title = words.get("archive").to_owned();
        let (mut years, mut topics, mut kinds, mut series) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (_, listing) in newsroom.layout().listings_in(tree) {
            match listing.subject {
                Subject::Year(year) => years.push(YearView {
                    year: self.count(&here, listing),
                    title: words.fill("releases_by_month", &[("year", &year.to_string())]),
                    months: self.months(&here, year),
                }),
                Subject::Month(..) => {}
                Subject::Topic(_) => topics.push(self.count(&here, listing)),
                Subject::Kind(_) => kinds.push(self.count(&here, listing)),
                Subject::Series(_) if listing.is_ended() => {}
                Subject::Series(_) => series.push(self.count(&here, listing)),
            }
        }
        years.reverse();
        series.sort_by(|a, b| a.title.cmp(&b.title));
        let frame = Frame {
            title: self.titled(&title, tree),
            heading: title.clone(),
            description: words.fill("home_description", &[("name", &self.titled(&title, tree))]),
            canonical: self.bases.absolute(address),
            last_change: newsroom.layout().last_change(newsroom.layout().in_tree(tree)),
            data: PageData::List(None),
            ..Frame::default()
        };
        let retracted = self.retracted_links(&here);
        ArchiveView { page: self.frame(&here, frame), title, years, topics, kinds, series, retracted }
    }

    /// The notices in a page's tree; the newsroom's own has those of the lead offices.
    fn retracted_links(&self, here: &Here) -> Vec<PageLink> {
        let (newsroom, words) = (self.newsroom.layout(), self.words(here.address.tree));
        let gone = newsroom.former().filter(|(index, _)| newsroom.replacement(*index).is_none()).map(|(_, it)| it);
        let of_tree = gone.filter(|it| it.is_in(here.address.tree));
        let link = |release: &Release| {
            let to = plan::edition_in(release, here.address.tree);
            let title = match release.status_date {
                Some(date) => words.fill("retracted_link", &[("path", &to.path), ("date", &words.date(date).text)]),
                None => to.path.clone(),
            };
            PageLink { title, href: self.href(here, &to) }
        };
        of_tree.map(link).collect()
    }

    /// The months of a year in a page's tree, newest first, with bars beside each other's.
    fn months(&self, here: &Here, year: i16) -> Vec<CountView> {
        let months = (1..=12).rev().filter_map(|month| {
            let listing = self.newsroom.layout().listing(here.address.tree, Subject::Month(year, month))?;
            let count = self.count(here, &self.newsroom.layout()[listing]);
            Some(CountView { title: self.words(here.address.tree).month(month).to_owned(), ..count })
        });
        let mut months: Vec<CountView> = months.collect();
        let most = months.iter().map(|it| it.count).max().unwrap_or_default();
        for month in &mut months {
            month.bar = (month.count * 20).div_ceil(most.max(1));
        }
        months
    }

    /// A list with its name and how many releases it has.
    fn count(&self, here: &Here, listing: &Listing) -> CountView {
        let link = self.list_link(here, listing.subject, self.subject_name(listing.tree, listing.subject));
        let PageLink { title, href } = link.expect("the list is one of its tree");
        CountView { title, href, count: listing.releases().count(), bar: 0 }
    }

    /// What a list's releases have in common, in a word or two.
    fn subject_name(&self, tree: Tree, subject: Subject) -> String {
        let words = self.words(tree);
        match subject {
            Subject::Year(year) => words.year(year),
            Subject::Month(year, month) => {
                words.fill("month_of_year", &[("month", words.month(month)), ("year", &year.to_string())])
            }
            Subject::Topic(topic) => self.newsroom.config.topics[topic as usize].1[tree.language()].to_owned(),
            Subject::Kind(kind) => words.kind(kind).to_owned(),
            Subject::Series(_) => self.series_name(tree, subject),
        }
    }

    /// The archive, the year of a month, and the first page of a list of which this is another.
    fn list_trail(&self, listing: &Listing, number: u32) -> Vec<Step> {
        let tree = listing.tree;
        let year = match listing.subject {
            Subject::Month(year, _) => self.list_step(tree, Subject::Year(year), self.words(tree).year(year)),
            _ => None,
        };
        let own = || self.list_step(tree, listing.subject, self.subject_name(tree, listing.subject));
        let first = (number > 0).then(own).flatten();
        [self.archive_step(tree), year, first].into_iter().flatten().collect()
    }

    /// The heading of a list.
    pub(super) fn list_title(&self, tree: Tree, subject: Subject) -> String {
        let key = match subject {
            Subject::Year(_) | Subject::Month(..) => "list_of_time",
            Subject::Topic(_) => "list_of_topic",
            Subject::Kind(_) => "list_of_kind",
            Subject::Series(_) => "list_of_series",
        };
        self.words(tree).fill(key, &[("name", &self.subject_name(tree, subject))])
    }

    /// What recurs in a series: as its newest release has it.
    pub(super) fn series_name(&self, tree: Tree, subject: Subject) -> String {
        let newsroom = self.newsroom.layout();
        let listing = newsroom.listing(Tree::root(tree.language()), subject).map(|it| &newsroom[it]);
        let releases = listing.iter().flat_map(|it| it.releases()).map(|it| &newsroom[it]);
        let named = releases.filter_map(|it| Some((it, it.series.as_ref()?)));
        let mut names = named.map(|(release, series)| match event_of_series(release, series.number) {
            Some(name) => {
                self.newsroom.read(release);
                name
            }
            None => series_id_in_words(&series.id),
        });
        names.next().unwrap_or_else(|| self.words(tree).get("series_ended").to_owned())
    }

    /// A release in a list: its edition in the page's tree where it has one, else the lead's.
    pub(super) fn listing(&self, here: &Here, release: &Release) -> ListingView {
        let words = self.words(here.address.tree);
        let mark = match self.newsroom.layout().fate(release) {
            Fate::Withdrawn => words.get("withdrawn").to_owned(),
            _ => self.banner(here.address.tree, release),
        };
        ListingView {
            title: release.title.to_string(),
            href: self.href(here, &plan::edition_in(release, here.address.tree)),
            date: words.date(release.life.date.date),
            kind: words.kind(release.kind).to_owned(),
            summary: release.summary.to_string(),
            mark,
        }
    }
}
