//! Front matter and body of one file -> a [`Release`], with every fault of both.

use std::num::NonZeroU32;
use std::sync::Arc;

use crate::config::{Config, OfficeIndex};
use crate::contact::{self, Contact, Directory};
use crate::old_address::{OldFiles, old_path};
use crate::release::front_matter::{
    AliasText, AttachmentText, CeremonyText, FrontMatter, MediaText, MeetingText, PersonText, RevisionText, SeriesText,
};
use crate::release::name::{ReleasePath, beside};
use crate::release::{
    Alias, Attachment, Ceremony, ContactReference, Event, HeadingIds, InnerLinks, Kind, Life, Media, Meeting, More,
    OutsideLink, Packed, Person, Quote, Reading, Release, Remains, Reported, Revision, Series, Status, fence,
    file_name, is_beside, is_slug, names_file, slug,
};
use dateline_diagnostics::{self as diagnostic, Diagnostic, Diagnostics, FileId, Place, Rule, Span, did_you_mean};
use dateline_text::date::{self, Date, Time, When, Zone};
use dateline_text::language::Language;
use dateline_text::markdown::{self, Link, LinkKind};
use dateline_text::picture::{self, Picture};
use dateline_text::yaml::{self, IdOr, Origin, Read, Text};

/// Longest title that needs no `short_title`, in characters.
const TITLE_LENGTH: usize = 100;

/// What a release may refer to.
pub struct Context<'a> {
    /// Offices, topics, languages, boilerplate.
    pub config: &'a Config,
    /// Contacts.
    pub directory: &'a Directory,
    /// The length in bytes of the file at a path from the newsroom's root; `None` when there is none.
    pub length: &'a (dyn Fn(&str) -> Option<u64> + Sync),
    /// What is known of the picture at a path from the newsroom's root.
    pub picture: &'a (dyn Fn(&str) -> Result<Picture, picture::Fault> + Sync),
    /// Whether a page has that name.
    pub is_page: &'a (dyn Fn(&str) -> bool + Sync),
}

/// Reads a release; `text` is the whole file, `path` the file's from the root, and `name` what the path says.
pub fn read(text: &str, file: FileId, path: &Arc<str>, name: &ReleasePath, context: &Context) -> Reading<Release> {
    let mut reader = Reader::new(file, &name.folder, context);
    reader.name(name);
    let (value, life) = reader.release(text, (path, name)).unwrap_or_default();
    Reading { value: value.map(Arc::new), life, remains: reader.remains, found: reader.found }
}

/// What is needed to say where something is wrong in one file.
pub(super) struct Reader<'a> {
    pub(super) file: FileId,
    pub(super) found: Diagnostics,
    pub(super) lost: Vec<String>,
    pub(super) context: &'a Context<'a>,
    pub(super) folder: &'a str,
    /// What is left of a text that cannot stand.
    pub(super) remains: Option<Box<Remains>>,
}

/// What a file says: its keys as they hold, and its text.
pub(super) struct Written<'a> {
    pub(super) keys: Read<FrontMatter>,
    /// Its path from the root.
    pub(super) at: &'a Arc<str>,
    /// The whole of the file.
    pub(super) text: &'a str,
    /// The byte at which the body begins.
    pub(super) body: usize,
    pub(super) language: Language,
}

impl<'a> Reader<'a> {
    /// A reader of a file beside which `folder` has its own files.
    pub(super) fn new(file: FileId, folder: &'a str, context: &'a Context<'a>) -> Self {
        let (found, lost) = (Diagnostics::default(), Vec::new());
        Self { file, found, lost, context, folder, remains: None }
    }
}

impl Reader<'_> {
    fn release(
        &mut self,
        text: &str,
        (at, path): (&Arc<str>, &ReleasePath),
    ) -> Option<(Option<Release>, Option<Life>)> {
        let parts = self.fences(text)?;
        let origin = Origin { file: self.file, offset: parts.front_matter.start as u32 };
        let keys = yaml::read::<FrontMatter>(&text[parts.front_matter.clone()], origin, &mut self.found);
        Some(self.release_of(Written { keys, at, text, body: parts.body, language: Language::FIRST }, path))
    }

    pub(super) fn release_of(&mut self, written: Written, path: &ReleasePath) -> (Option<Release>, Option<Life>) {
        let Written { keys: read, at, text, body, language } = written;
        self.lost = read.lost;
        let outline = self.outline(&text[body..], body);
        let (pictures, downloads) = self.files(&outline.links);
        let shown = self.shown(&outline.links);
        let written = read.value;

        let n_offices = written.offices.as_ref().map_or(0, Vec::len);
        let offices = self.offices(written.offices);
        // With an office that is none, nobody knows who issues it.
        let issuing = offices.clone().filter(|it| it.len() == n_offices && !self.is_lost("offices"));
        let zone = offices.as_ref().map_or(&self.context.config.offices[0].zone, |it| &self.context.config[it[0]].zone);
        let date = self.required("date", written.date).and_then(|it| self.when("date", &it, zone));
        let embargo_written = written.embargo.is_some() || self.is_lost("embargo");
        let embargo = written.embargo.and_then(|it| self.when("embargo", &it, zone));
        let status = written.status.unwrap_or_default();
        let life_known = embargo.is_some() == embargo_written && !self.is_lost("status") && offices.is_some();
        let life =
            date.clone().filter(|_| life_known).map(|date| Life { status, date, embargo: embargo.map(Box::new) });
        let day = date.as_ref().map(|it| it.date);

        self.language(written.language.as_ref());
        let title = self.required("title", written.title);
        self.title_length(title.as_deref(), written.short_title.is_some());
        self.status(status, written.status_note.as_ref(), written.replaced_by.as_ref(), written.status_date.as_ref());
        let aliases = self.aliases(written.aliases.unwrap_or_default());
        let topics = self.topics(written.topics.unwrap_or_default());
        let contacts = written.contacts.map(|it| self.contacts(it, day, issuing.as_deref()));
        let meetings =
            written.meeting.map(|it| self.each("meeting", it.0, |reader, path, it| reader.meeting(path, it, day)));
        let ceremonies =
            written.ceremony.map(|it| self.each("ceremony", it.0, |reader, path, it| reader.ceremony(path, it, day)));
        let links = self.each("links", written.links.unwrap_or_default(), |reader, path, it| {
            let url = reader.outside(&yaml::join(path, "url"), it.url)?;
            Some(OutsideLink { text: it.text.into(), url })
        });
        let media = self.each("media", written.media.unwrap_or_default(), Self::medium);
        let attachments = self.each("attachments", written.attachments.unwrap_or_default(), Self::attachment);
        let boilerplate = self.boilerplate(written.boilerplate.unwrap_or_default());
        let revisions = self.revisions(written.revisions.unwrap_or_default(), day);
        let reviewed = self.reviewed(written.reviewed, day);
        let status_date = self.status_date(status, written.status_date, day, &revisions);
        let speaker = written.speaker.map(person);
        let notes = written.notes.map(String::from);
        let noted = self.notes(notes.as_deref().unwrap_or_default());
        let series = written.series.and_then(|it| self.series(it));
        self.year(path, day);
        let events =
            meetings.iter().flatten().map(|it| &it.event).chain(ceremonies.iter().flatten().map(|it| &it.event));
        let has = Has {
            timed_event: events.into_iter().any(|it| it.start.is_some() && it.place.is_some()),
            speaker: speaker.is_some() || written.quotes.as_ref().is_some_and(|it| !it.is_empty()),
            picture: !media.is_empty() || !pictures.is_empty(),
        };
        self.kind(written.kind.unwrap_or_default(), &has);

        let (inner_links, note_links) =
            (InnerLinks::of(self.folder, &outline.links), InnerLinks::of(self.folder, &noted.links));
        let (Some(known), Some(offices)) = (life.clone(), offices) else {
            self.remains = Some(Box::new(Remains { headings: HeadingIds::of(&outline.headings), inner_links }));
            return (None, life);
        };
        let events =
            meetings.iter().flatten().map(|it| &it.event).chain(ceremonies.iter().flatten().map(|it| &it.event));
        let outputs = self.context.config.outputs;
        let timed = events.enumerate().filter(|(_, it)| outputs.calendars && it.start.is_some());
        let beside = [("release.txt", outputs.text), ("release.json", outputs.ninjs)];
        let beside = beside.into_iter().filter(|it| it.1).map(|it| it.0.to_owned());
        let copied = attachments.iter().map(|it| &it.path).chain(&downloads).map(|it| file_name(it).to_owned());
        let beside = beside.chain(timed.map(|(at, _)| format!("event-{}.ics", at + 1))).chain(copied);
        let pictures_shown = media.iter().filter_map(|it| it.picture.as_ref()).chain(shown.iter().map(|it| &it.1));
        let everywhere = pictures_shown.filter(|it| it.keeps_name()).map(|it| file_name(&it.source).to_owned());
        let files: Vec<(String, Option<OfficeIndex>)> =
            beside.map(|it| (it, Some(offices[0]))).chain(everywhere.map(|it| (it, None))).collect();
        let aliases = with_files(aliases, &files);
        let more = More {
            short_title: written.short_title.map(String::from),
            series,
            acronyms: written
                .acronyms
                .map(|it| it.0)
                .unwrap_or_default()
                .into_iter()
                .map(|(it, words)| (it, words.into()))
                .collect(),
            links,
            media,
            attachments,
            quotes: written
                .quotes
                .unwrap_or_default()
                .into_iter()
                .map(|it| Quote { text: it.text.into(), speaker: it.speaker.into(), post: it.post.map(String::from) })
                .collect(),
            speaker,
            notes,
            note_links,
            note_headings: HeadingIds::of(&noted.headings),
            boilerplate,
            related: written.related.unwrap_or_default().into_iter().map(String::from).collect(),
            reviewed,
            status_note: written.status_note.map(String::from),
            status_date,
            replaced_by: written.replaced_by.map(String::from),
            aliases,
            extra: read.extra,
            shown,
            pictures,
            downloads,
        };
        let is_leaving = |it: &ContactReference| matches!(it, ContactReference::Inline(it) if it.until.is_some());
        let release = Release {
            file: self.file,
            hash: blake3::hash(text.as_bytes()),
            body_start: body as u32,
            path: Arc::clone(at),
            name: format!("{}/{}", path.year, path.slug).into(),
            language,
            stated_id: written.id.map(Into::into),
            title: title.map(Into::into).unwrap_or_default(),
            has_summary: written.summary.is_some(),
            summary: written.summary.map_or(outline.summary, String::from).into(),
            kind: written.kind.unwrap_or_default(),
            life: known,
            offices: offices.into(),
            place: written.place.map(Into::into),
            topics: topics.into(),
            contacts: contacts.as_ref().map(Packed::of),
            has_leaving_contacts: contacts.iter().flatten().any(is_leaving),
            reported: Packed::of(&Reported {
                meetings: meetings.unwrap_or_default(),
                ceremonies: ceremonies.unwrap_or_default(),
            }),
            revisions: revisions.into(),
            headings: HeadingIds::of(&outline.headings),
            inner_links,
            more: more.kept(),
        };
        // Many are kept: the lists and texts of a copy have no room to grow.
        (Some(release.clone()), life)
    }

    pub(super) fn fences(&mut self, text: &str) -> Option<fence::Parts> {
        if text.trim_start_matches('\u{feff}').trim().is_empty() {
            let help = "a release begins with `---`, its keys (`title`, `date`, `offices`), `---`, and then the text";
            self.found
                .push(Diagnostic::new(diagnostic::EMPTY_FILE, Place::File(self.file), "the file is empty").help(help));
            return None;
        }
        fence::split(text, self.file, &mut self.found)
    }

    /// The outline of the body, which begins at byte `start` of the file.
    pub(super) fn outline(&mut self, body: &str, start: usize) -> markdown::Outline {
        let place = |range: std::ops::Range<usize>| {
            Place::Span(Span { file: self.file, start: (start + range.start) as u32, end: (start + range.end) as u32 })
        };
        let mut outline = markdown::outline(body, &place, &mut self.found);
        for link in &mut outline.links {
            link.range = link.range.start + start as u32..link.range.end + start as u32;
        }
        outline
    }

    /// Pictures and downloads beside the source that the body names; says which are not there.
    pub(super) fn files(&mut self, links: &[Link]) -> (Vec<String>, Vec<String>) {
        let (mut pictures, mut downloads) = (Vec::new(), Vec::new());
        for link in links.iter().filter(|it| names_file(it)) {
            let target = link.target.split('#').next().unwrap_or_default();
            let place = Place::Span(Span { file: self.file, start: link.range.start, end: link.range.end });
            if let Some((path, _)) = self.beside(place, target) {
                let files = if link.kind == LinkKind::Picture { &mut pictures } else { &mut downloads };
                if !files.contains(&path) {
                    files.push(path);
                }
            }
        }
        (pictures, downloads)
    }

    /// What is known of the pictures in a body, by their addresses as written; says which cannot be shown.
    pub(super) fn shown(&mut self, links: &[Link]) -> Vec<(String, Picture)> {
        let mut shown: Vec<(String, Picture)> = Vec::new();
        for link in links.iter().filter(|it| it.kind == LinkKind::Picture && names_file(it)) {
            let path = beside(self.folder, link.target.split('#').next().unwrap_or_default());
            let is_there = |it: &String| is_beside(self.folder, it) && (self.context.length)(it).is_some();
            let Some(path) = path.filter(is_there) else { continue };
            let place = Place::Span(Span { file: self.file, start: link.range.start, end: link.range.end });
            if shown.iter().all(|it| it.0 != link.target)
                && let Some(picture) = self.picture(place, &path)
            {
                shown.push((link.target.clone(), picture));
            }
        }
        shown
    }

    /// What is known of a picture; says what is wrong with it.
    fn picture(&mut self, place: Place, path: &str) -> Option<Picture> {
        let fault = match (self.context.picture)(path) {
            Ok(picture) => return Some(picture),
            Err(fault) => fault,
        };
        let (message, help) = fault.told(file_name(path));
        self.found.push(Diagnostic::new(diagnostic::BAD_PICTURE, place, message).help(help));
        None
    }

    fn name(&mut self, path: &ReleasePath) {
        if !is_slug(&path.slug) {
            let message = format!("`{}` cannot stand in an address as it is", path.slug);
            let better = slug(&path.slug);
            let help = match better.as_str() {
                "" => "name the file with Latin letters, digits and hyphens; its title may be in any script".to_owned(),
                better => format!("name it `{better}`: letters, digits and hyphens; its title may be in any script"),
            };
            self.found.push(Diagnostic::new(diagnostic::FILE_NAME, Place::File(self.file), message).help(help));
        }
    }

    fn year(&mut self, path: &ReleasePath, day: Option<Date>) {
        if let Some(day) = day.filter(|it| it.year().to_string() != path.year) {
            let message = format!("the file is in the folder of {}, the release is dated `{day}`", path.year);
            let help = format!("move the file to `content/releases/{}/`, or mend the date", day.year());
            self.wrong(diagnostic::YEAR_FOLDER, "date", message, help);
        }
    }

    /// The value of a key that has to be there.
    pub(super) fn required<T>(&mut self, key: &str, value: Option<T>) -> Option<T> {
        if value.is_none() && !self.is_lost(key) {
            let example = match key {
                "title" => "title: \"The headline\"",
                "date" => "date: 2018-12-07",
                _ => "offices: [nyc]",
            };
            let message = format!("`{key}` is missing, or has no value");
            self.found.push(
                Diagnostic::new(diagnostic::MISSING_KEY, Place::Key(self.file, key.to_owned()), message)
                    .help(format!("add a line such as `{example}`")),
            );
        }
        value
    }

    /// Whether the key's value had a fault that was reported.
    pub(super) fn is_lost(&self, key: &str) -> bool {
        self.lost.iter().any(|it| {
            it.is_empty() || it == key || it.strip_prefix(key).is_some_and(|rest| rest.starts_with(['[', '.']))
        })
    }

    fn offices(&mut self, ids: Option<Vec<Text>>) -> Option<Vec<OfficeIndex>> {
        let ids = self.required("offices", ids.filter(|it| !it.is_empty()))?;
        let mut offices = Vec::with_capacity(ids.len());
        for (at, id) in ids.iter().enumerate() {
            let path = self.item("offices", at);
            match self.context.config.office(id) {
                Some(office) if offices.contains(&office) => {
                    self.wrong(diagnostic::BAD_VALUE, &path, format!("`{id}` stands twice"), "name each office once")
                }
                Some(office) => offices.push(office),
                None if self.context.config.is_faulty("offices", id) => {}
                None => {
                    let (message, help) = contact::unknown_office(id, self.context.config);
                    self.wrong(diagnostic::UNKNOWN_OFFICE, &path, message, help);
                }
            }
        }
        Some(offices).filter(|it| !it.is_empty())
    }

    fn language(&mut self, language: Option<&Text>) {
        let own = self.context.config.tag(Language::FIRST);
        if let Some(language) = language.filter(|it| ***it != *own) {
            let message = format!("`{language}` is not the newsroom's language");
            self.wrong(
                diagnostic::UNKNOWN_LANGUAGE,
                "language",
                message,
                format!("write `{own}`, or leave the key out"),
            );
        }
    }

    fn title_length(&mut self, title: Option<&str>, has_short: bool) {
        let length = title.map_or(0, |it| it.chars().count());
        if length > TITLE_LENGTH && !has_short {
            let message = format!("the title has {length} characters and there is no `short_title`");
            self.wrong(
                diagnostic::LONG_TITLE,
                "title",
                message,
                "add a `short_title` of at most 100 characters: feeds and search results cut longer ones",
            );
        }
    }

    fn status(&mut self, status: Status, note: Option<&Text>, replaced_by: Option<&Text>, status_date: Option<&Text>) {
        if !status.ends_it() {
            let told = [("status_note", note), ("replaced_by", replaced_by), ("status_date", status_date)];
            for (key, _) in told.into_iter().filter(|(_, it)| it.is_some()) {
                let message = format!("`{key}` has no use while the release is `ready` or a `draft`");
                let help = "write `status: withdrawn`, `retracted` or `replaced`, or delete the line";
                self.wrong(diagnostic::STATUS_NOTE, key, message, help);
            }
            return;
        }
        let word = status.name();
        if note.is_none() && !self.is_lost("status_note") {
            self.wrong(
                diagnostic::STATUS_NOTE,
                "status",
                format!("a release that is `{word}` needs a `status_note`"),
                "add a line `status_note: …` that tells readers why",
            );
        }
        if status == Status::Replaced && replaced_by.is_none() && !self.is_lost("replaced_by") {
            self.wrong(
                diagnostic::STATUS_NOTE,
                "status",
                "a release that is `replaced` needs `replaced_by`".to_owned(),
                "add a line `replaced_by: …` with the other release's id",
            );
        }
    }

    /// The day on which the release was withdrawn, retracted or replaced; that of the newest revision when none is given.
    fn status_date(
        &mut self,
        status: Status,
        written: Option<Text>,
        published: Option<Date>,
        revisions: &[Revision],
    ) -> Option<Date> {
        if !status.ends_it() {
            return None;
        }
        if let Some(text) = written {
            return self.not_before("status_date", &text, published, "a change of status");
        }
        let date = revisions.first().map(|it| it.date);
        if date.is_none() && !self.is_lost("status_date") && !self.is_lost("revisions") {
            let message = format!("the notice cannot say since when the release is {}", status.name());
            let help = "add a line `status_date: …` with that day, as in `2018-12-07`";
            self.wrong(diagnostic::STATUS_DATE, "status", message, help);
        }
        date
    }

    /// Says what a release of its kind lacks.
    fn kind(&mut self, kind: Kind, has: &Has) {
        let (lacks, key, help) = match kind {
            Kind::MediaAdvisory if !has.timed_event && !self.is_lost("meeting") && !self.is_lost("ceremony") => (
                "a media advisory needs a meeting or ceremony with its time and place",
                "kind",
                "add `meeting: {name: …, date: …, start: \"10:30\", place: …}`, or `ceremony` likewise",
            ),
            Kind::Statement if !has.speaker && !self.is_lost("speaker") && !self.is_lost("quotes") => {
                ("a statement needs the name of who made it", "kind", "add `speaker: {name: …, post: …}`")
            }
            Kind::Speech if !has.speaker && !self.is_lost("speaker") && !self.is_lost("quotes") => {
                ("a speech needs the name of who gave it", "kind", "add `speaker: {name: …, post: …}`")
            }
            Kind::PhotoRelease if !has.picture && !self.is_lost("media") => (
                "a photo release needs a picture",
                "kind",
                "add `media: [{file: …, alt: …, caption: …, credit: …}]`, with the file beside the text",
            ),
            _ => return,
        };
        self.wrong(diagnostic::KIND_FIELDS, key, lacks.to_owned(), help);
    }

    fn aliases(&mut self, aliases: Vec<IdOr<AliasText>>) -> Vec<Alias> {
        let config = self.context.config;
        let mut settled: Vec<Alias> = Vec::with_capacity(aliases.len());
        for (at, written) in aliases.into_iter().enumerate() {
            let key = self.item("aliases", at);
            let (path, office) = match written {
                IdOr::Id(path) => (path, None),
                IdOr::Full(AliasText { path, office }) => (path, office),
            };
            let office = match office.map(|id| (config.office(&id), id)) {
                None => None,
                Some((Some(office), _)) => Some(office),
                Some((None, id)) => {
                    if !config.is_faulty("offices", &id) {
                        let (message, help) = contact::unknown_office(&id, config);
                        self.wrong(diagnostic::UNKNOWN_OFFICE, &yaml::join(&key, "office"), message, help);
                    }
                    continue;
                }
            };
            match old_path(&path, OldFiles::OfReleases) {
                Ok(path)
                    if settled.iter().any(|it| it.path == path && (it.office == office || it.office.is_none())) =>
                {
                    self.wrong(
                        diagnostic::ALIAS,
                        &key,
                        format!("`/{path}` stands twice"),
                        "name each old address once",
                    );
                }
                Ok(path) => settled.push(Alias { path, office, written: at as u32 }),
                Err((message, help)) => self.wrong(diagnostic::ALIAS, &key, message, help),
            }
        }
        settled
    }

    /// The places of topics among the configuration's.
    fn topics(&mut self, topics: Vec<Text>) -> Vec<u16> {
        let config = self.context.config;
        let mut places = Vec::with_capacity(topics.len());
        for (at, topic) in topics.iter().enumerate() {
            let known = || config.topics.iter().map(|(id, _)| id.as_str());
            if let Some(place) = known().position(|it| *it == **topic) {
                places.push(place as u16);
            } else if !config.is_faulty("topics", topic) {
                let help = did_you_mean(topic, known()).map_or_else(
                    || "add it under `topics` in `dateline.yaml`".to_owned(),
                    |it| format!("did you mean `{it}`?"),
                );
                self.wrong(
                    diagnostic::UNKNOWN_TOPIC,
                    &self.item("topics", at),
                    format!("unknown topic `{topic}`"),
                    help,
                );
            }
        }
        places
    }

    /// Those whom a release of a day names; `issuing` are its offices, where they are known.
    fn contacts(
        &mut self,
        contacts: Vec<IdOr<contact::ContactText>>,
        day: Option<Date>,
        issuing: Option<&[OfficeIndex]>,
    ) -> Vec<ContactReference> {
        self.each("contacts", contacts, |reader, path, contact| match contact {
            IdOr::Full(text) => {
                let contact = contact::settle(text, reader.file, path, reader.context.config, &mut reader.found)?;
                if let Some(day) = day.filter(|it| !contact.is_current(*it)) {
                    let message = format!("{} was not in post on the day of the release, `{day}`", contact.name);
                    let help = "mend `from` or `until`, or name somebody who was";
                    reader.wrong(diagnostic::BAD_DATE, path, message, help);
                }
                reader.speaks_for(path, &contact, issuing);
                Some(ContactReference::Inline(contact))
            }
            IdOr::Id(id) => {
                if reader.context.directory.get(&id).is_none() {
                    let near = did_you_mean(&id, reader.context.directory.ids());
                    let help = near.map_or_else(
                        || "add the person to `content/contacts.yaml`".to_owned(),
                        |it| format!("did you mean `{it}`?"),
                    );
                    reader.wrong(diagnostic::UNKNOWN_CONTACT, path, format!("unknown contact `{id}`"), help);
                    return None;
                }
                if let Some(contact) = reader.context.directory.get(&id).flatten() {
                    reader.in_post(path, &id, contact, day);
                    reader.speaks_for(path, contact, issuing);
                }
                Some(ContactReference::Id(id.into()))
            }
        })
    }

    /// Says of a contact of the directory who was not in post on the day.
    fn in_post(&mut self, path: &str, id: &str, contact: &Contact, day: Option<Date>) {
        let Some(day) = day.filter(|it| !contact.is_current(*it)) else { return };
        let term = match (contact.from, contact.until) {
            (Some(from), _) if day < from => format!("is in post from `{from}`"),
            (_, Some(until)) => format!("was in post until `{until}`"),
            _ => return,
        };
        let message = format!("{} {term}, and the release is of `{day}`", contact.name);
        let help = format!("name somebody who was in post, or mend `{id}` in `content/contacts.yaml`");
        self.wrong(diagnostic::CONTACT_TERM, path, message, help);
    }

    /// Says of a contact who speaks for an office that does not issue the release.
    fn speaks_for(&mut self, path: &str, contact: &Contact, issuing: Option<&[OfficeIndex]>) {
        if issuing.is_some_and(|it| !it.contains(&contact.office)) {
            let office = &self.context.config[contact.office];
            let message = format!("{} speaks for {}, which does not issue the release", contact.name, office.name);
            let help = format!("name somebody of the release's offices, or add `{}` to `offices`", office.id);
            self.wrong(diagnostic::CONTACT_OFFICE, path, message, help);
        }
    }

    /// The path of an item as the text counts: items with a fault of form were left out of the list.
    fn item(&self, key: &str, at: usize) -> String {
        let number = |lost: &String| lost.strip_prefix(key)?.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
        let mut left_out: Vec<usize> = self.lost.iter().filter_map(number).collect();
        left_out.sort_unstable();
        let in_text = left_out.into_iter().fold(at, |at, gone| if gone <= at { at + 1 } else { at });
        yaml::item(key, in_text)
    }

    /// Settles each item of a list; one with a fault is left out.
    pub(super) fn each<T, U>(
        &mut self,
        key: &str,
        items: Vec<T>,
        settle: impl Fn(&mut Self, &str, T) -> Option<U>,
    ) -> Vec<U> {
        let settled = items.into_iter().enumerate().map(|(at, item)| {
            let path = self.item(key, at);
            settle(self, &path, item)
        });
        settled.flatten().collect()
    }

    fn meeting(&mut self, path: &str, text: MeetingText, day: Option<Date>) -> Option<Meeting> {
        let event = self.event(
            path,
            EventText {
                name: text.name,
                number: text.number,
                date: text.date,
                start: text.start,
                end: text.end,
                place: text.place,
            },
            day,
        )?;
        Some(Meeting {
            event,
            chairs: people(text.chairs),
            attendees: text.attendees.unwrap_or_default().into_iter().map(String::from).collect(),
            outcomes: text.outcomes.unwrap_or_default().into_iter().map(String::from).collect(),
        })
    }

    fn ceremony(&mut self, path: &str, text: CeremonyText, day: Option<Date>) -> Option<Ceremony> {
        let event = self.event(
            path,
            EventText {
                name: text.name,
                number: text.number,
                date: text.date,
                start: text.start,
                end: text.end,
                place: text.place,
            },
            day,
        )?;
        let awards = text.awards.unwrap_or_default();
        let sum = awards.iter().map(|it| u64::from(it.count)).sum::<u64>();
        let is_known = !awards.is_empty() && !self.is_lost(&yaml::join(path, "awards"));
        if let Some(total) = text.total.filter(|it| u64::from(*it) != sum && is_known) {
            let message = format!("the awards add up to {sum}, `total` says {total}");
            self.wrong(
                diagnostic::AWARD_TOTAL,
                &yaml::join(path, "total"),
                message,
                "mend the number that is wrong, or add the award that is missing",
            );
        }
        Some(Ceremony {
            event,
            officiants: people(text.officiants),
            guests: text.guests.map(String::from),
            awards: awards.into_iter().map(|it| (it.name.into(), it.count)).collect(),
            total: text.total,
        })
    }

    fn event(&mut self, path: &str, text: EventText, day: Option<Date>) -> Option<Event> {
        let date = match text.date {
            Some(date) => self.date(&yaml::join(path, "date"), &date)?,
            None => day?,
        };
        let start = text.start.map(|it| self.time(&yaml::join(path, "start"), &it));
        let end = text.end.map(|it| self.time(&yaml::join(path, "end"), &it));
        if let (Some(Some(start)), Some(Some(end))) = (start, end)
            && end <= start
        {
            let message =
                format!("the end, `{}`, is not after the start, `{}`", end.strftime("%H:%M"), start.strftime("%H:%M"));
            self.wrong(diagnostic::BAD_DATE, &yaml::join(path, "end"), message, "mend one of the two times");
        }
        Some(Event {
            name: text.name.into(),
            number: text.number.map(NonZeroU32::get),
            date,
            start: start.flatten(),
            end: end.flatten(),
            place: text.place.map(String::from),
        })
    }

    fn time(&mut self, path: &str, text: &str) -> Option<Time> {
        date::time(text).map_err(|(message, help)| self.wrong(diagnostic::BAD_DATE, path, message, help)).ok()
    }

    fn series(&mut self, text: SeriesText) -> Option<Series> {
        if !is_slug(&text.id) {
            let message = format!("`{}` cannot be the id of a series: it is part of addresses", text.id);
            self.wrong(diagnostic::BAD_VALUE, "series.id", message, "use letters, digits and hyphens");
            return None;
        }
        Some(Series { id: text.id.into(), number: text.number.get() })
    }

    fn outside(&mut self, path: &str, text: Text) -> Option<String> {
        if let Some((message, help)) = markdown::link_fault(&text) {
            self.wrong(diagnostic::LINK_SCHEME, path, message, help);
            return None;
        }
        if !text.contains(':') {
            let help = "write the whole address, as in `https://www.example.org/`; link to a release of this newsroom in the text";
            self.wrong(diagnostic::LINK_SCHEME, path, format!("`{text}` is no outside address"), help);
            return None;
        }
        Some(text.into())
    }

    fn medium(&mut self, path: &str, text: MediaText) -> Option<Media> {
        let file = self.beside(Place::Value(self.file, yaml::join(path, "file")), &text.file);
        let Some(alt) = text.alt else {
            if !self.is_lost(&yaml::join(path, "alt")) {
                let place = Place::Value(self.file, yaml::join(path, "file"));
                let message = format!("`{}` has no `alt`", text.file);
                self.found.push(
                    Diagnostic::new(diagnostic::MISSING_ALT, place, message)
                        .help("add `alt: …` that says what the picture shows"),
                );
            }
            return None;
        };
        let (place, path) = (Place::Value(self.file, yaml::join(path, "file")), file?.0);
        Some(Media {
            picture: self.picture(place, &path),
            path,
            alt: alt.into(),
            caption: text.caption.map(String::from),
            credit: text.credit.map(String::from),
        })
    }

    fn attachment(&mut self, path: &str, text: AttachmentText) -> Option<Attachment> {
        let file = self.beside(Place::Value(self.file, yaml::join(path, "file")), &text.file);
        let language = text.language.map(String::from);
        if let Some(language) = language.as_ref().filter(|it| !crate::config::looks_like_language(it)) {
            self.wrong(
                diagnostic::UNKNOWN_LANGUAGE,
                &yaml::join(path, "language"),
                format!("`{language}` is no language"),
                "write its tag, as in `en` or `zh-Hant`",
            );
        }
        let (path, length) = file?;
        // A picture is handed out without its metadata.
        let picture = picture::is_named_like_one(&path).then(|| (self.context.picture)(&path).ok()).flatten();
        let length = picture.map_or(length, |it| it.length);
        Some(Attachment { path, length, title: text.title.into(), language })
    }

    /// The path from the root of a file beside the source, and its length in bytes.
    fn beside(&mut self, place: Place, name: &str) -> Option<(String, u64)> {
        let Some(file) = beside(self.folder, name).filter(|it| is_beside(self.folder, it)) else {
            let (message, help) = match name.ends_with(".md") {
                true => {
                    (format!("`{name}` is a text, and no file to show or download"), "link to it in the text instead")
                }
                false => (
                    format!("`{name}` does not stand beside the text"),
                    "put a copy beside the text and write its name",
                ),
            };
            self.found.push(Diagnostic::new(diagnostic::OUTSIDE_ROOT, place, message).help(help));
            return None;
        };
        if !is_slug(file_name(&file)) {
            let message = format!("`{name}` cannot stand in an address as it is");
            let help = "name the file with letters, digits and hyphens";
            self.found.push(Diagnostic::new(diagnostic::FILE_NAME, place, message).help(help));
            return None;
        }
        let Some(length) = (self.context.length)(&file) else {
            let message = format!("there is no file `{file}`");
            let help = "put the file there, or mend the name (capitals count)";
            self.found.push(Diagnostic::new(diagnostic::MISSING_FILE, place, message).help(help));
            return None;
        };
        Some((file, length))
    }

    fn boilerplate(&mut self, ids: Vec<Text>) -> Vec<String> {
        for (at, id) in ids.iter().enumerate() {
            let config = self.context.config;
            let is_known = config.boilerplate.contains_key(&**id) || config.is_faulty("boilerplate", id);
            if !is_known && !(self.context.is_page)(id) {
                let near = did_you_mean(id, self.context.config.boilerplate.keys().map(String::as_str));
                let help = near.map_or_else(
                    || format!("add it under `boilerplate` in `dateline.yaml`, or write `content/pages/{id}.md`"),
                    |it| format!("did you mean `{it}`?"),
                );
                self.wrong(
                    diagnostic::UNKNOWN_TEXT,
                    &self.item("boilerplate", at),
                    format!("unknown boilerplate `{id}`"),
                    help,
                );
            }
        }
        ids.into_iter().map(String::from).collect()
    }

    /// The notes are Markdown too: their faults are reported at the key.
    fn notes(&mut self, notes: &str) -> markdown::Outline {
        let place = |_| Place::Value(self.file, "notes".to_owned());
        markdown::outline(notes, &place, &mut self.found)
    }

    pub(super) fn revisions(&mut self, revisions: Vec<RevisionText>, published: Option<Date>) -> Vec<Revision> {
        let mut settled = self.each("revisions", revisions, |reader, path, it| {
            let date = reader.not_before(&yaml::join(path, "date"), &it.date, published, "a revision")?;
            let (was, now) = (it.was.map(String::from), it.now.map(String::from));
            Some(Revision { date, kind: it.kind, note: it.note.into(), was, now, written: 0 })
        });
        for (at, revision) in settled.iter_mut().enumerate() {
            revision.written = at as u32;
        }
        settled.sort_by_key(|it| std::cmp::Reverse(it.date));
        settled
    }

    pub(super) fn reviewed(&mut self, text: Option<Text>, published: Option<Date>) -> Option<Date> {
        self.not_before("reviewed", &text?, published, "a review")
    }

    fn not_before(&mut self, path: &str, text: &str, published: Option<Date>, what: &str) -> Option<Date> {
        let date = self.date(path, text)?;
        if let Some(published) = published.filter(|it| date < *it) {
            let message = format!("{what} of `{date}` precedes publication");
            self.wrong(diagnostic::REVISION_ORDER, path, message, format!("it was published on `{published}`"));
        }
        Some(date)
    }

    pub(super) fn date(&mut self, path: &str, text: &str) -> Option<Date> {
        date::date(text).map_err(|(message, help)| self.wrong(diagnostic::BAD_DATE, path, message, help)).ok()
    }

    fn when(&mut self, path: &str, text: &str, zone: &Zone) -> Option<When> {
        date::when(text, zone).map_err(|(message, help)| self.wrong(diagnostic::BAD_DATE, path, message, help)).ok()
    }

    fn wrong(&mut self, rule: &'static Rule, path: &str, message: String, help: impl Into<String>) {
        self.found.push(Diagnostic::new(rule, Place::Value(self.file, path.to_owned()), message).help(help));
    }
}

/// What a release has of what kinds of releases ask for.
struct Has {
    /// A meeting or ceremony with time and place.
    timed_event: bool,
    /// Somebody whose words they are.
    speaker: bool,
    picture: bool,
}

/// What meetings and ceremonies have in common, as written.
struct EventText {
    name: Text,
    number: Option<NonZeroU32>,
    date: Option<Text>,
    start: Option<Text>,
    end: Option<Text>,
    place: Option<Text>,
}

fn people(people: Option<Vec<IdOr<PersonText>>>) -> Vec<Person> {
    people.unwrap_or_default().into_iter().map(person).collect()
}

fn person(person: IdOr<PersonText>) -> Person {
    match person {
        IdOr::Id(name) => Person { name: name.into(), post: None, body: None },
        IdOr::Full(PersonText { name, post, body }) => {
            Person { name: name.into(), post: post.map(String::from), body: body.map(String::from) }
        }
    }
}

/// Adds to old addresses those of the files that stood beside the page: where a release had another name, its files were in
/// that folder too. `files` are those that it has now, each with its one office, if it stands at one alone.
fn with_files(mut aliases: Vec<Alias>, files: &[(String, Option<OfficeIndex>)]) -> Vec<Alias> {
    let is_of_release = |path: &str| {
        let parts: Vec<&str> = path.split_terminator('/').collect();
        path.ends_with('/') && parts.iter().position(|it| *it == "releases").is_some_and(|at| parts.len() == at + 3)
    };
    let folders: Vec<Alias> = aliases.iter().filter(|it| is_of_release(&it.path)).cloned().collect();
    for folder in folders {
        for (name, own) in files {
            let (path, office) = (format!("{}{name}", folder.path), folder.office.or(*own));
            if !aliases.iter().any(|it| it.path == path && (it.office == office || it.office.is_none())) {
                aliases.push(Alias { path, office, written: folder.written });
            }
        }
    }
    aliases
}
