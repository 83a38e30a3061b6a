//! An edition of a release.

use std::borrow::Cow;

use crate::compose::{Frame, PageData, Step, contact, event_of_series, series_id_in_words};
use crate::view::*;
use crate::words::Words;
use crate::{Here, Links, Renderer};
use dateline_content::address::{Address, Tree};
use dateline_content::config::OfficeIndex;
use dateline_content::contact::Contact;
use dateline_content::newsroom::{ReleaseIndex, Subject};
use dateline_content::release::{Event, Fate, Kind, Person, Release, Reported, Revision, RevisionKind, file_name};
use dateline_plan::{self as plan, Page, ReleaseFile};
use dateline_text::date::Instant;

impl Renderer<'_> {
    pub(crate) fn edition_view<'a>(
        &'a self,
        address: &Address,
        index: ReleaseIndex,
        office: OfficeIndex,
    ) -> EditionView<'a> {
        let release = &self.newsroom[index];
        let here = Here { address, folder: release.source_folder(), links: Links::Relative };
        let tree = self.newsroom[index].tree(office);
        let banner = self.banner(tree, release);
        let headline = release.short_headline();
        let title = match self.newsroom.layout().has_namesake(index) {
            true => {
                let words = self.words(tree);
                let day = words.date(release.life.date.date).text;
                self.titled(&words.fill("dated", &[("what", headline), ("date", &day)]), tree)
            }
            false => self.titled(headline, tree),
        };
        let frame = Frame {
            title: if banner.is_empty() { title } else { self.words(tree).labelled(&banner, &title) },
            heading: release.title.to_string(),
            description: release.summary.to_string(),
            canonical: self.canonical(release),
            last_change: Some(release.last_change()),
            trail: self.release_trail(tree, release),
            data: PageData::Article(release, index),
            is_private: !banner.is_empty() || self.newsroom.layout().fate(release) == Fate::Withdrawn,
        };
        let mut view = self.release(&here, index, office);
        let related = self.newsroom.layout().related(index);
        view.related = related.iter().map(|it| self.listing(&here, &self.newsroom[*it])).collect();
        if let Some(series) = &mut view.series {
            self.add_neighbours(&here, release, series);
        }
        EditionView { page: self.frame(&here, frame), release: view }
    }

    /// The archive, and the lists of the release's year and month.
    pub(super) fn release_trail(&self, tree: Tree, release: &Release) -> Vec<Step> {
        let date = release.life.date.date;
        let (year, month) = (Subject::Year(date.year()), Subject::Month(date.year(), date.month()));
        let year = self.list_step(tree, year, self.words(tree).year(date.year()));
        let month = self.list_step(tree, month, self.words(tree).month(date.month()).to_owned());
        [self.archive_step(tree), year, month].into_iter().flatten().collect()
    }

    /// What a preview says over a release that is not public yet; empty for one that is.
    pub(super) fn banner(&self, tree: Tree, release: &Release) -> String {
        let words = self.words(tree);
        match self.newsroom.layout().fate(release) {
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
    pub(super) fn instant(&self, tree: Tree, release: &Release, instant: Instant) -> String {
        let (words, office) = (self.words(tree), &self.newsroom.config[release.lead()]);
        let local = office.zone.to_datetime(instant);
        let (date, time) = (words.date(local.date()).text, words.time(local.time()));
        words.fill("instant", &[("date", &date), ("time", &time), ("city", &office.city[tree.language()])])
    }

    /// What a release says itself, without what others beside it are called.
    pub(crate) fn release<'a>(&'a self, here: &Here, index: ReleaseIndex, office: OfficeIndex) -> ReleaseView<'a> {
        let release = &self.newsroom[index];
        let tree = here.address.tree;
        let (words, config) = (self.words(tree), &self.newsroom.config);
        let withdrawn = self.newsroom.layout().fate(release) == Fate::Withdrawn;
        let topic = |at: &u16| {
            let name = &config.topics[usize::from(*at)].1;
            self.list_link(here, Subject::Topic(*at), name[tree.language()].to_owned())
        };
        let n_leading = usize::from(release.kind == Kind::PhotoRelease && !release.media.is_empty());
        ReleaseView {
            title: &release.title,
            id: release.id(),
            kind: PageLink {
                title: words.kind(release.kind).to_owned(),
                href: self
                    .list_link(here, Subject::Kind(release.kind), String::new())
                    .map(|it| it.href)
                    .unwrap_or_default(),
            },
            place: release.place.as_deref().unwrap_or_default(),
            date: words.date(release.life.date.date),
            banner: self.banner(tree, release),
            withdrawn_notice: match withdrawn {
                true => self.since(tree, release, "withdrawn_notice", "withdrawn_since"),
                false => String::new(),
            },
            speaker: release.speaker.as_ref().map(|it| person(words, it)).unwrap_or_default(),
            contacts_now: self
                .newsroom
                .layout()
                .successors_of(release)
                .into_iter()
                .map(|it| contact(self.newsroom.layout(), release.language, it, it.office == office))
                .collect(),
            withdrawn: release.status_note.as_deref().filter(|_| withdrawn).unwrap_or_default(),
            topics: release.topics.iter().filter_map(topic).collect(),
            contacts: self.contacts(release, office),
            events: self.events(here, release),
            files: self.release_files(here, release),
            related: Vec::new(),
            series: self.series(here, release),
            links: release.links.iter().map(|it| OutsideLinkView { text: &it.text, url: &it.url }).collect(),
            lead_picture: (n_leading > 0).then(|| self.medium(here, release, 0, office)),
            media: (n_leading..release.media.len()).map(|at| self.medium(here, release, at, office)).collect(),
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
            lead: (office != release.lead()).then(|| self.office_link(here, release.lead(), Some(release))),
            extra: &release.extra,
        }
    }

    /// A release's place in its series.
    pub(super) fn series(&self, here: &Here, release: &Release) -> Option<SeriesView> {
        let series = release.series.as_ref()?;
        let tree = here.address.tree;
        let subject = self.newsroom.layout().series_subject(&series.id);
        let listing = subject.and_then(|it| self.newsroom.layout().listing(tree, it));
        let page = listing.and_then(|it| plan::address(self.newsroom.layout(), &Page::Listing(it, 0)));
        Some(SeriesView {
            name: event_of_series(release, series.number).unwrap_or_else(|| series_id_in_words(&series.id)),
            number: series.number,
            href: page.map(|it| self.href(here, &it)).unwrap_or_default(),
            previous: None,
            next: None,
        })
    }

    /// Links from a release to those before and after it in its series.
    fn add_neighbours(&self, here: &Here, release: &Release, series: &mut SeriesView) {
        let link = |index: ReleaseIndex| {
            let release = &self.newsroom[index];
            let to = plan::edition_in(release, here.address.tree);
            PageLink { title: release.title.to_string(), href: self.href(here, &to) }
        };
        let [previous, next] = self.newsroom.layout().neighbours(release).map(|it| it.map(link));
        (series.previous, series.next) = (previous, next);
    }

    /// Whom to call; the first of the page's own office is marked.
    pub(super) fn contacts(&self, release: &Release, office: OfficeIndex) -> Vec<ContactView> {
        let contacts = self.newsroom.layout().contacts_of(release);
        let own = contacts.iter().position(|it| it.office == office && !self.newsroom.layout().has_left(it));
        let view =
            |(at, it): (usize, &Cow<Contact>)| contact(self.newsroom.layout(), release.language, it, Some(at) == own);
        contacts.iter().enumerate().map(view).collect()
    }

    pub(super) fn attachment<'a>(
        &self,
        here: &Here,
        release: &Release,
        attachment: &'a dateline_content::release::Attachment,
    ) -> AttachmentView<'a> {
        let words = self.words(here.address.tree);
        let format =
            file_name(&attachment.path).rsplit_once('.').map(|(_, it)| it.to_ascii_uppercase()).unwrap_or_default();
        let language = words.language_name(attachment.language.as_deref().unwrap_or(words.language()));
        let facts = [format, words.size(attachment.length), language];
        AttachmentView {
            href: self.download(here, release, &attachment.path),
            title: &attachment.title,
            facts: words.listed(facts.iter().map(String::as_str)),
        }
    }

    pub(super) fn revisions<'a>(&self, tree: Tree, revisions: impl Iterator<Item = &'a Revision>) -> Vec<RevisionView> {
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

    /// The release in other forms, beside the lead office's edition.
    fn release_files(&self, here: &Here, release: &Release) -> Vec<FeedLink> {
        let (words, outputs) = (self.words(here.address.tree), self.newsroom.config.outputs);
        let forms = [
            (outputs.text, ReleaseFile::Text, "text/plain", "release_text"),
            (outputs.ninjs, ReleaseFile::Ninjs, "application/json", "release_ninjs"),
        ];
        let link = |(_, file, media_type, key)| FeedLink {
            media_type,
            title: words.get(key).to_owned(),
            href: self.release_file_href(here, release, file),
        };
        forms.into_iter().filter(|(is_made, ..)| *is_made).map(link).collect()
    }

    fn release_file_href(&self, here: &Here, release: &Release, file: ReleaseFile) -> String {
        self.href(here, &plan::beside_lead(release, &plan::release_file_name(file)))
    }

    pub(super) fn events(&self, here: &Here, release: &Release) -> Vec<EventView> {
        let words = self.words(here.address.tree);
        let Reported { meetings, ceremonies } = release.reported.get();
        let people = |it: &[Person]| it.iter().map(|it| person(words, it)).collect();
        let n_meetings = meetings.len();
        let meetings = meetings.into_iter().enumerate().map(|(at, it)| EventView {
            chairs: people(&it.chairs),
            attendees: it.attendees,
            outcomes: it.outcomes,
            ..self.event(here, "meeting", (release, it.event, at))
        });
        let ceremonies = ceremonies.into_iter().zip(n_meetings..).map(|(it, at)| EventView {
            officiants: people(&it.officiants),
            guests: it.guests.unwrap_or_default(),
            awards: it.awards.into_iter().map(|(name, count)| AwardView { name, count }).collect(),
            total: it.total,
            ..self.event(here, "ceremony", (release, it.event, at))
        });
        meetings.chain(ceremonies).collect()
    }

    fn calendar_entry(&self, here: &Here, release: &Release, event: &Event, at: usize) -> Option<PageLink> {
        let is_made = self.newsroom.config.outputs.calendars && event.start.is_some();
        is_made.then(|| {
            let (tree, name) = (here.address.tree, self.event_name(here.address.tree, event));
            PageLink {
                title: self.words(tree).fill("add_to_calendar", &[("name", &name)]),
                href: self.release_file_href(here, release, ReleaseFile::Calendar(at as u16)),
            }
        })
    }

    /// The name of an event, with its number where it has one: `Regional Forum (5th)`.
    pub(crate) fn event_name(&self, tree: Tree, event: &Event) -> String {
        match event.number {
            Some(number) => {
                let words = self.words(tree);
                words.bracketed(&event.name, &words.ordinal(number))
            }
            None => event.name.clone(),
        }
    }

    /// What every event has: of a release, the one at a place of its [`events`](Release::events).
    fn event(&self, here: &Here, key: &str, (release, event, at): (&Release, Event, usize)) -> EventView {
        let words = self.words(here.address.tree);
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
            date: words.date(event.date),
            time,
            calendar: self.calendar_entry(here, release, &event, at),
            name: event.name,
            place: event.place.unwrap_or_default(),
            ..EventView::default()
        }
    }
}

/// `Mr Wong Kam-sing, Secretary for the Environment, HKSAR Government`.
fn person(words: &Words, person: &Person) -> String {
    let or_nothing = |it: &Option<String>| it.clone().unwrap_or_default();
    words.person(&person.name, &or_nothing(&person.post), &or_nothing(&person.body))
}
