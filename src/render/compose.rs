//! Newsroom -> what the templates of one page see.

use crate::address::{Address, Tree};
use crate::config::OfficeIndex;
use crate::contact::Contact;
use crate::date::Instant;
use crate::newsroom::{ListingIndex, Newsroom, PageIndex, ReleaseIndex, Subject};
use crate::plan::{self, Page};
use crate::release::{Event, Fate, LastChange, PAGES, Person, Release, Revision, RevisionKind, file_name};
use crate::render::view::*;
use crate::render::words::Words;
use crate::render::{Here, Site};

/// The page that gives the accessibility statement.
const ACCESSIBILITY: &str = "accessibility";
/// How many releases the newsroom's home page lists.
const LATEST: usize = 20;

/// What all pages share.
pub(super) fn site(newsroom: &Newsroom, words: &Words) -> SiteView {
    let config = &newsroom.config;
    SiteView {
        name: config.name.clone(),
        brand: config.brand.clone(),
        language: config.language.clone(),
        copyright: config.copyright.as_ref().map(|it| CopyrightView { holder: it.holder.clone(), from: it.from }),
        accessibility: config.accessibility.as_ref().map(|it| AccessibilityView {
            standard: it.standard.clone(),
            level: it.level.clone(),
            reviewed: words.date(it.reviewed),
            contact: it
                .contact
                .as_deref()
                .and_then(|id| newsroom.directory.get(id).flatten())
                .map(|it| contact(newsroom, it, false)),
        }),
    }
}

/// What the frame of one page depends on.
struct Frame<'a> {
    title: String,
    description: String,
    canonical: String,
    last_change: Option<LastChange>,
    tree: Tree,
    /// The release whose other editions the office switcher leads to.
    release: Option<&'a Release>,
    is_private: bool,
}

impl Site {
    pub(super) fn home_view(&self, address: &Address, tree: Tree) -> HomeView {
        let (newsroom, here) = (&self.newsroom, Here { address, folder: "", from_host: false });
        let office = match tree {
            Tree::Root => None,
            Tree::Office(office) => Some(office),
        };
        // What was withdrawn is no news.
        let is_latest = |it: &&Release| {
            newsroom.fate(it) != Fate::Withdrawn && office.is_none_or(|office| it.offices.contains(&office))
        };
        let releases: Vec<&Release> = newsroom.releases().map(|(_, it)| it).filter(is_latest).take(LATEST).collect();
        let contacts = newsroom.current_contacts(office);
        let words = self.words(tree);
        let title = match tree {
            Tree::Root => newsroom.config.name.clone(),
            Tree::Office(office) => format!("{} – {}", newsroom.config[office].name, newsroom.config.name),
        };
        let description = words.fill("home_description", &[("name", &title)]);
        let last_change = newsroom.last_change(releases.iter().copied());
        let canonical = self.bases.absolute(address);
        HomeView {
            page: self.frame(
                &here,
                Frame { title, description, canonical, last_change, tree, release: None, is_private: false },
            ),
            releases: releases.into_iter().map(|it| self.listing(&here, it)).collect(),
            contacts: contacts.into_iter().map(|it| contact(newsroom, it, false)).collect(),
        }
    }

    pub(super) fn list_view(&self, address: &Address, index: ListingIndex, number: u32) -> ListView {
        let (newsroom, here) = (&self.newsroom, Here { address, folder: "", from_host: false });
        let listing = &newsroom[index];
        let words = self.words(listing.tree);
        let heading = self.list_title(listing.tree, listing.subject);
        let title = match number {
            0 => heading,
            number => words.fill("list_page", &[("title", &heading), ("number", &number.to_string())]),
        };
        let releases: Vec<&Release> = listing.on_page(number).iter().map(|it| &newsroom[*it]).collect();
        let page = |number: u32, key: &str| {
            let to = plan::address(newsroom, &Page::Listing(index, number)).expect("a list has an address");
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
            description: words.fill("home_description", &[("name", &self.titled(&title, listing.tree))]),
            canonical: self.bases.absolute(address),
            last_change: newsroom.last_change(releases.iter().copied()),
            tree: listing.tree,
            release: None,
            is_private: false,
        };
        ListView {
            page: self.frame(&here, frame),
            title,
            releases: releases.into_iter().map(|it| self.listing(&here, it)).collect(),
            newer,
            older: (older > 0).then(|| page(older, "list_older")),
        }
    }

    /// The heading of a list.
    fn list_title(&self, tree: Tree, subject: Subject) -> String {
        let words = self.words(tree);
        match subject {
            Subject::Year(year) => words.fill("list_year", &[("year", &year.to_string())]),
            Subject::Month(year, month) => {
                words.fill("list_month", &[("month", words.month(month)), ("year", &year.to_string())])
            }
            Subject::Topic(topic) => {
                words.fill("list_topic", &[("topic", &self.newsroom.config.topics[topic as usize].1)])
            }
            Subject::Kind(kind) => words.fill("list_kind", &[("kind", words.kind(kind))]),
            Subject::Series(_) => words.fill("list_series", &[("series", &self.series_name(subject))]),
        }
    }

    /// What recurs in a series: as its newest release has it.
    fn series_name(&self, subject: Subject) -> String {
        let listing = self.newsroom.listing(Tree::Root, subject).map(|it| &self.newsroom[it]);
        let releases = listing.iter().flat_map(|it| &it.releases).map(|it| &self.newsroom[*it]);
        let named = releases.filter_map(|it| Some((it, it.series.as_ref()?)));
        let mut names = named.map(|(release, series)| series_name(release, series.number, &series.id));
        names.next().unwrap_or_default()
    }

    /// The page at an old address, or where a release stood that was replaced.
    pub(super) fn moved_view(&self, address: &Address, to: ReleaseIndex, former: Option<&Release>) -> AnswerView {
        let (words, to) = (self.words(address.tree), &self.newsroom[to]);
        let reason = former.and_then(|it| it.status_note.clone()).unwrap_or_default();
        let (title, notice) = match former {
            None => ("moved_title", words.get("moved_notice").to_owned()),
            Some(former) => ("replaced_title", self.since(address.tree, former, "replaced_notice", "replaced_since")),
        };
        let mut view = self.answer_view(address, title, notice, reason, former);
        view.page.canonical = self.bases.absolute(&plan::edition(to, to.lead()));
        let here = Here { address, folder: "", from_host: false };
        let href = self.href(&here, &plan::edition_in(to, address.tree));
        view.to = Some(PageLink { title: to.title.clone(), href });
        view
    }

    /// The notice where a release was retracted. It has no word of the release but the reason.
    pub(super) fn retracted_view(&self, address: &Address, former: &Release) -> AnswerView {
        let notice = self.since(address.tree, former, "retracted_notice", "retracted_since");
        let reason = former.status_note.clone().unwrap_or_default();
        let mut view = self.answer_view(address, "retracted_title", notice, reason, Some(former));
        let office = match address.tree {
            Tree::Office(office) => office,
            Tree::Root => former.lead(),
        };
        let contacts = self.newsroom.current_contacts(Some(office));
        view.contacts = contacts.into_iter().map(|it| contact(&self.newsroom, it, false)).collect();
        view
    }

    fn answer_view(
        &self,
        address: &Address,
        title: &str,
        notice: String,
        reason: String,
        former: Option<&Release>,
    ) -> AnswerView {
        let tree = address.tree;
        let title = self.words(tree).get(title).to_owned();
        let frame = Frame {
            title: self.titled(&title, tree),
            description: String::new(),
            canonical: String::new(),
            last_change: former.and_then(|it| Some(LastChange::Revised(it.status_date?))),
            tree,
            release: None,
            is_private: true,
        };
        let page = self.frame(&Here { address, folder: "", from_host: false }, frame);
        AnswerView { page, title, notice, reason, to: None, contacts: Vec::new() }
    }

    /// A sentence with the day on which a release was withdrawn, retracted or replaced, or one without it.
    fn since(&self, tree: Tree, release: &Release, plain: &str, dated: &str) -> String {
        let words = self.words(tree);
        match release.status_date {
            Some(date) => words.fill(dated, &[("date", &words.date(date).text)]),
            None => words.get(plain).to_owned(),
        }
    }

    pub(super) fn text_view(&self, address: &Address, page: PageIndex, tree: Tree) -> TextView {
        let (newsroom, here) = (&self.newsroom, Here { address, folder: PAGES, from_host: false });
        let page = &newsroom[page];
        let title = self.titled(&page.title, tree);
        let canonical = self.bases.absolute(&Address::new(Tree::Root, address.path.as_str()));
        let (description, last_change) = (page.summary.clone(), Some(page.last_change));
        TextView {
            page: self.frame(
                &here,
                Frame { title, description, canonical, last_change, tree, release: None, is_private: false },
            ),
            title: page.title.clone(),
            revisions: self.revisions(tree, page.revisions.iter()),
            states_accessibility: page.name == ACCESSIBILITY && newsroom.config.accessibility.is_some(),
        }
    }

    pub(super) fn not_found_view(&self, address: &Address, tree: Tree) -> TextView {
        let here = Here { address, folder: "", from_host: true };
        let title = self.words(tree).get("not_found").to_owned();
        let last_change = self.newsroom.last_change(self.newsroom.releases().map(|(_, it)| it));
        let frame = Frame {
            title: self.titled(&title, tree),
            description: String::new(),
            canonical: String::new(),
            last_change,
            tree,
            release: None,
            is_private: true,
        };
        TextView { page: self.frame(&here, frame), title, revisions: Vec::new(), states_accessibility: false }
    }

    pub(super) fn edition_view<'a>(
        &'a self,
        address: &Address,
        release: &'a Release,
        office: OfficeIndex,
    ) -> EditionView<'a> {
        let here = Here { address, folder: release.source_folder(), from_host: false };
        let tree = Tree::Office(office);
        let banner = self.banner(tree, release);
        let title = self.titled(release.short_title.as_ref().unwrap_or(&release.title), tree);
        let frame = Frame {
            title: if banner.is_empty() { title } else { format!("{banner}: {title}") },
            description: release.summary.clone(),
            canonical: self.bases.absolute(&plan::edition(release, release.lead())),
            last_change: Some(release.last_change()),
            tree,
            release: Some(release),
            is_private: !banner.is_empty() || self.newsroom.fate(release) == Fate::Withdrawn,
        };
        EditionView { page: self.frame(&here, frame), release: self.release(&here, release, office) }
    }

    /// What a preview says over a release that is not public yet; empty for one that is.
    fn banner(&self, tree: Tree, release: &Release) -> String {
        let words = self.words(tree);
        match self.newsroom.fate(release) {
            Fate::Draft => words.get("draft").to_owned(),
            Fate::Embargoed => {
                let until =
                    release.life.embargo.as_ref().map(|it| self.instant(tree, release, it.instant)).unwrap_or_default();
                words.fill("embargoed", &[("instant", &until)])
            }
            Fate::Scheduled => {
                words.fill("scheduled", &[("instant", &self.instant(tree, release, release.life.date.instant))])
            }
            Fate::Published | Fate::Withdrawn | Fate::Retracted | Fate::Replaced => String::new(),
        }
    }

    /// An instant as the clock of the lead office shows it.
    fn instant(&self, tree: Tree, release: &Release, instant: Instant) -> String {
        let (words, office) = (self.words(tree), &self.newsroom.config[release.lead()]);
        let local = office.zone.to_datetime(instant);
        let (date, time) = (words.date(local.date()).text, words.time(local.time()));
        words.fill("instant", &[("date", &date), ("time", &time), ("city", &office.city)])
    }

    fn titled(&self, title: &str, tree: Tree) -> String {
        match tree {
            Tree::Root => format!("{title} – {}", self.newsroom.config.name),
            Tree::Office(office) => {
                format!("{title} – {}, {}", self.newsroom.config[office].name, self.newsroom.config.name)
            }
        }
    }

    fn frame(&self, here: &Here, frame: Frame) -> FrameView {
        let (config, tree) = (&self.newsroom.config, frame.tree);
        let in_tree = |path: &str| self.href(here, &Address::new(tree, path));
        let footer = config.footer.iter().filter_map(|name| {
            let page = &self.newsroom[self.newsroom.page(name)?];
            Some(PageLink {
                title: page.short_title.clone().unwrap_or_else(|| page.title.clone()),
                href: in_tree(&format!("{name}/")),
            })
        });
        let year = frame.last_change.map(|it| it.date().year());
        FrameView {
            title: frame.title,
            description: frame.description,
            canonical: frame.canonical,
            is_private: frame.is_private,
            stylesheet: self.theme.static_file("style.css").map(|it| in_tree(&it.path)).unwrap_or_default(),
            home: in_tree(""),
            newsroom: self.href(here, &Address::new(Tree::Root, "")),
            office: match tree {
                Tree::Root => None,
                Tree::Office(office) => Some(self.office(office)),
            },
            offices: config.offices().map(|(office, _)| self.office_link(here, office, tree, frame.release)).collect(),
            footer: footer.collect(),
            last_change: frame.last_change.map(|it| self.words(tree).last_change(it)),
            copyright_years: years(config.copyright.as_ref().and_then(|it| it.from), year),
        }
    }

    fn office(&self, office: OfficeIndex) -> OfficeView {
        let office = &self.newsroom.config[office];
        OfficeView { id: office.id.clone(), name: office.name.clone(), city: office.city.clone() }
    }

    /// A switcher's link: to the same release at that office where it has one, else to the office's home page.
    fn office_link(&self, here: &Here, office: OfficeIndex, tree: Tree, release: Option<&Release>) -> OfficeLink {
        let to = match release.filter(|it| it.offices.contains(&office)) {
            Some(release) => plan::edition(release, office),
            None => Address::new(Tree::Office(office), ""),
        };
        let current = match tree == Tree::Office(office) {
            true if to == *here.address => "page",
            true => "true",
            false => "false",
        };
        OfficeLink { name: self.newsroom.config[office].name.clone(), href: self.href(here, &to), current }
    }

    /// A release in a list: its edition in the page's tree where it has one, else the lead's.
    fn listing(&self, here: &Here, release: &Release) -> ListingView {
        let words = self.words(here.address.tree);
        let mark = match self.newsroom.fate(release) {
            Fate::Withdrawn => words.get("withdrawn").to_owned(),
            _ => self.banner(here.address.tree, release),
        };
        ListingView {
            title: release.title.clone(),
            href: self.href(here, &plan::edition_in(release, here.address.tree)),
            date: words.date(release.life.date.date),
            kind: words.kind(release.kind).to_owned(),
            summary: release.summary.clone(),
            mark,
        }
    }

    fn release<'a>(&'a self, here: &Here, release: &'a Release, office: OfficeIndex) -> ReleaseView<'a> {
        let tree = here.address.tree;
        let (words, config) = (self.words(tree), &self.newsroom.config);
        let withdrawn = self.newsroom.fate(release) == Fate::Withdrawn;
        let topic = |id: &'a String| config.topics.iter().find(|(it, _)| it == id).map(|(_, name)| name.as_str());
        let media = |it: &'a crate::release::Media| MediaView {
            src: file_name(&it.path),
            alt: &it.alt,
            caption: it.caption.as_deref().unwrap_or_default(),
            credit: it.credit.as_deref().unwrap_or_default(),
        };
        ReleaseView {
            title: &release.title,
            id: &release.id,
            kind: words.kind(release.kind),
            place: release.place.as_deref().unwrap_or_default(),
            date: words.date(release.life.date.date),
            banner: self.banner(tree, release),
            withdrawn_notice: match withdrawn {
                true => self.since(tree, release, "withdrawn_notice", "withdrawn_since"),
                false => String::new(),
            },
            speaker: release.speaker.as_ref().map(person).unwrap_or_default(),
            contacts_now: self
                .newsroom
                .successors_of(release)
                .into_iter()
                .map(|it| contact(&self.newsroom, it, it.office == office))
                .collect(),
            withdrawn: release.status_note.as_deref().filter(|_| withdrawn).unwrap_or_default(),
            topics: release.topics.iter().filter_map(topic).collect(),
            contacts: self.contacts(release, office),
            events: self.events(tree, release),
            series: self.series(here, release),
            links: release.links.iter().map(|it| OutsideLinkView { text: &it.text, url: &it.url }).collect(),
            media: release.media.iter().map(media).collect(),
            attachments: release.attachments.iter().map(|it| self.attachment(here, release, it)).collect(),
            quotes: release
                .quotes
                .iter()
                .map(|it| QuoteView {
                    text: &it.text,
                    speaker: &it.speaker,
                    post: it.post.as_deref().unwrap_or_default(),
                })
                .collect(),
            revisions: self.revisions(tree, release.revisions.iter()),
            corrections: self
                .revisions(tree, release.revisions.iter().filter(|it| it.kind == RevisionKind::Correction)),
            lead: (office != release.lead())
                .then(|| self.office_link(here, release.lead(), Tree::Office(office), Some(release))),
            extra: &release.extra,
        }
    }

    /// A release's place in its series, and what stands before and after it.
    fn series(&self, here: &Here, release: &Release) -> Option<SeriesView> {
        let series = release.series.as_ref()?;
        let tree = here.address.tree;
        let subject = self.newsroom.series_subject(&series.id);
        let listing = subject.and_then(|it| self.newsroom.listing(tree, it));
        let page = listing.and_then(|it| plan::address(&self.newsroom, &Page::Listing(it, 0)));
        let link = |index: ReleaseIndex| {
            let release = &self.newsroom[index];
            PageLink { title: release.title.clone(), href: self.href(here, &plan::edition_in(release, tree)) }
        };
        let [previous, next] = self.newsroom.neighbours(release).map(|it| it.map(link));
        Some(SeriesView {
            name: series_name(release, series.number, &series.id),
            number: series.number,
            href: page.map(|it| self.href(here, &it)).unwrap_or_default(),
            previous,
            next,
        })
    }

    /// Whom to call; the first of the page's own office is marked.
    fn contacts(&self, release: &Release, office: OfficeIndex) -> Vec<ContactView> {
        let contacts = self.newsroom.contacts_of(release);
        let own = contacts.iter().position(|it| it.office == office && !self.newsroom.has_left(it));
        contacts.iter().enumerate().map(|(at, it)| contact(&self.newsroom, it, Some(at) == own)).collect()
    }

    fn attachment<'a>(
        &self,
        here: &Here,
        release: &Release,
        attachment: &'a crate::release::Attachment,
    ) -> AttachmentView<'a> {
        let words = self.words(here.address.tree);
        let format =
            file_name(&attachment.path).rsplit_once('.').map(|(_, it)| it.to_ascii_uppercase()).unwrap_or_default();
        let language = words.language_name(attachment.language.as_deref().unwrap_or(words.language()));
        let facts = [format, words.size(attachment.length), language];
        AttachmentView {
            href: self.download(here, release, &attachment.path),
            title: &attachment.title,
            facts: facts.iter().filter(|it| !it.is_empty()).map(String::as_str).collect::<Vec<_>>().join(", "),
        }
    }

    fn revisions<'a>(&self, tree: Tree, revisions: impl Iterator<Item = &'a Revision>) -> Vec<RevisionView> {
        let words = self.words(tree);
        let view = |it: &Revision| RevisionView {
            date: words.date(it.date),
            kind: words.revision_kind(it.kind).to_owned(),
            note: it.note.clone(),
            was: it.was.clone().unwrap_or_default(),
            now: it.now.clone().unwrap_or_default(),
        };
        revisions.map(view).collect()
    }

    fn events<'a>(&self, tree: Tree, release: &'a Release) -> Vec<EventView<'a>> {
        let meetings = release.meetings.iter().map(|it| EventView {
            chairs: it.chairs.iter().map(person).collect(),
            attendees: &it.attendees,
            outcomes: &it.outcomes,
            ..self.event(tree, "meeting", &it.event)
        });
        let ceremonies = release.ceremonies.iter().map(|it| EventView {
            officiants: it.officiants.iter().map(person).collect(),
            guests: it.guests.as_deref().unwrap_or_default(),
            awards: it.awards.iter().map(|(name, count)| AwardView { name, count: *count }).collect(),
            total: it.total,
            ..self.event(tree, "ceremony", &it.event)
        });
        meetings.chain(ceremonies).collect()
    }

    fn event<'a>(&self, tree: Tree, key: &str, event: &'a Event) -> EventView<'a> {
        let words = self.words(tree);
        let label = match event.number {
            Some(number) => words.fill(&format!("{key}_numbered"), &[("ordinal", &words.ordinal(number))]),
            None => words.get(key).to_owned(),
        };
        let time = match (event.start, event.end) {
            (Some(start), Some(end)) => {
                words.fill("time_range", &[("start", &words.time(start)), ("end", &words.time(end))])
            }
            (Some(time), None) | (None, Some(time)) => words.time(time),
            (None, None) => String::new(),
        };
        EventView {
            label,
            name: &event.name,
            date: words.date(event.date),
            time,
            place: event.place.as_deref().unwrap_or_default(),
            chairs: Vec::new(),
            attendees: &[],
            outcomes: &[],
            officiants: Vec::new(),
            guests: "",
            awards: Vec::new(),
            total: None,
        }
    }
}

fn contact(newsroom: &Newsroom, contact: &Contact, is_own: bool) -> ContactView {
    let phone = contact.phone.as_ref();
    ContactView {
        name: contact.name.clone(),
        city: newsroom.config[contact.office].city.clone(),
        role: contact.role.clone().unwrap_or_default(),
        phone_href: phone.map(|it| it.href()).unwrap_or_default(),
        phone: phone.map(ToString::to_string).unwrap_or_default(),
        email: contact.email.clone().unwrap_or_default(),
        is_own,
        has_left: newsroom.has_left(contact),
    }
}

/// `Mr Wong Kam-sing, Secretary for the Environment, HKSAR Government`.
fn person(person: &Person) -> String {
    let parts = [Some(&person.name), person.post.as_ref(), person.body.as_ref()];
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// What recurs: the event of the release that has the series' number, else the series' id in words.
fn series_name(release: &Release, number: u32, id: &str) -> String {
    let events = release.meetings.iter().map(|it| &it.event).chain(release.ceremonies.iter().map(|it| &it.event));
    let named = events.into_iter().find(|it| it.number == Some(number)).map(|it| it.name.clone());
    named.unwrap_or_else(|| id.replace(['-', '_'], " "))
}

/// `2018-2019`, or one year when they are the same or only one is known.
fn years(from: Option<i16>, to: Option<i16>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from < to => format!("{from}–{to}"),
        (_, Some(year)) | (Some(year), None) => year.to_string(),
        (None, None) => String::new(),
    }
}
