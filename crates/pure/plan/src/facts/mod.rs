//! What a reader sees of a release, in normal form: its words and its facts.
//!
//! In: a release and its Markdown. Out: [`Facts`], the same however the source is written: lines may be wrapped anew,
//! emphasis marked otherwise, keys put in another order, the file renamed. [`changes`] says in an editor's words what
//! differs between two of them. Whoever keeps facts, and whoever reads them from git, makes them here.

mod compare;
mod plain;
mod words;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use dateline_content::config::Config;
use dateline_content::contact::Contact;
use dateline_content::newsroom::{Newsroom, Target};
use dateline_content::release::{
    Attachment, Ceremony, ContactReference, Event, Fate, Media, Meeting, Packed, Person, Release, RevisionKind,
    file_name,
};
use dateline_text::date::When;
use dateline_text::language::Language;
use dateline_text::markdown::{self, LinkKind};

pub use compare::{Change, Where, changes};
pub use words::{source_of, tokens};

use plain::plain;

/// What a reader sees of a release.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// By the keys of the front matter, in the order of pages; what is not there is left out.
    pub values: Vec<(Key, Value)>,
    /// The words of the text; addresses stand in brackets behind what links to them. Empty when the text is gone.
    pub text: String,
    /// Dated public changes, newest first.
    pub revisions: Vec<Revised>,
}

/// A key of the front matter, or what stands for one that is in the text.
pub type Key = Cow<'static, str>;

/// The value of a key.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Value {
    /// One value, its white space in normal form.
    Plain(String),
    /// Several, in the order of the file.
    Many(Vec<Value>),
    /// A thing with keys of its own.
    Thing(Vec<(Key, Value)>),
}

/// A dated public change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revised {
    /// The day, as in `2018-12-07`.
    pub date: String,
    /// `update`, `correction` or `clarification`.
    pub kind: String,
    /// What changed, for readers.
    pub note: String,
    /// The words that were wrong.
    pub was: Option<String>,
    /// The words that stand now.
    pub now: Option<String>,
}

/// Stands for the bytes of a file at a path from the newsroom's root: the same for the same bytes. `None` when they
/// cannot be read; such a file is not compared.
pub type Content<'a> = &'a (dyn Fn(&str) -> Option<String> + Sync);

impl Facts {
    /// What readers see of a release that is public; `body` is its Markdown. Of one that was retracted or replaced that is
    /// its notice alone, of one that is not public nothing.
    pub fn of(newsroom: &Newsroom, release: &Release, body: &str, content: Content) -> Self {
        let fate = newsroom.fate(release);
        let mut values = List::default();
        values.text("status", release.life.status.name());
        values.maybe("status_note", release.status_note.as_deref());
        if fate.is_former() {
            return Self { values: values.0, ..Self::default() };
        }
        if !fate.is_public() {
            return Self::default();
        }
        let reader = Reader { newsroom, release, content };
        let text = reader.words(body);
        reader.values(&mut values);
        Self { values: values.0, text, revisions: release.revisions.iter().map(Revised::of).collect() }
    }

    /// The value of a key.
    pub fn value(&self, key: &str) -> Option<&Value> {
        self.values.iter().find(|it| it.0 == key).map(|it| &it.1)
    }

    /// What the release's status was.
    pub fn status(&self) -> &str {
        self.value("status").and_then(Value::plain).unwrap_or_default()
    }
}

impl Value {
    /// What it is, if it is one value.
    pub fn plain(&self) -> Option<&str> {
        match self {
            Self::Plain(text) => Some(text),
            Self::Many(_) | Self::Thing(_) => None,
        }
    }
}

impl Revised {
    fn of(revision: &dateline_content::release::Revision) -> Self {
        let kind = match revision.kind {
            RevisionKind::Update => "update",
            RevisionKind::Correction => "correction",
            RevisionKind::Clarification => "clarification",
        };
        Self {
            date: revision.date.to_string(),
            kind: kind.to_owned(),
            note: plain(&revision.note).into_owned(),
            was: revision.was.as_deref().map(plain).map(Cow::into_owned),
            now: revision.now.as_deref().map(plain).map(Cow::into_owned),
        }
    }
}

/// Keys with their values, as they come.
#[derive(Default)]
struct List(Vec<(Key, Value)>);

impl List {
    fn text(&mut self, key: &'static str, text: &str) {
        self.0.push((key.into(), Value::Plain(plain(text).into_owned())));
    }

    fn maybe(&mut self, key: &'static str, text: Option<&str>) {
        text.into_iter().for_each(|it| self.text(key, it));
    }

    fn number(&mut self, key: &'static str, number: Option<u32>) {
        self.maybe(key, number.map(|it| it.to_string()).as_deref());
    }

    fn many(&mut self, key: &'static str, values: impl Iterator<Item = Value>) {
        let values: Vec<Value> = values.collect();
        if !values.is_empty() {
            self.0.push((key.into(), Value::Many(values)));
        }
    }

    fn texts<'t>(&mut self, key: &'static str, texts: impl Iterator<Item = &'t str>) {
        self.many(key, texts.map(|it| Value::Plain(plain(it).into_owned())));
    }
}

/// A thing with these keys.
fn thing(fill: impl FnOnce(&mut List)) -> Value {
    let mut list = List::default();
    fill(&mut list);
    Value::Thing(list.0)
}

struct Reader<'a> {
    newsroom: &'a Newsroom,
    release: &'a Release,
    content: Content<'a>,
}

impl Reader<'_> {
    /// The words of a Markdown text. What it links to inside the newsroom is told apart, as names of files may change.
    fn words(&self, text: &str) -> String {
        let text = markdown::text(text, "", &|_: &str, _: LinkKind| String::new());
        let has_words = |it: &str| it.contains(char::is_alphanumeric);
        let mut words = plain(&text.opening).into_owned();
        for block in text.blocks.iter().filter(|it| has_words(&it.text)) {
            if !words.is_empty() {
                words.push('\n');
            }
            // Of marks, only numbers say something.
            for number in block.mark.split_whitespace().filter(|it| has_words(it)) {
                words.push_str(&plain(number));
                words.push(' ');
            }
            words.push_str(&plain(&block.text));
        }
        words
    }

    fn values(&self, values: &mut List) {
        let Self { newsroom, release, .. } = self;
        let config = &newsroom.config;
        values.text("title", &release.title);
        values.maybe("short_title", release.short_title.as_deref());
        // One that is cut out of the text changes with it.
        values.maybe("summary", Some(&*release.summary).filter(|_| release.has_summary));
        values.text("kind", release.kind.id());
        values.text("date", &written(&release.life.date, config, release));
        values.texts("offices", release.offices.iter().map(|it| config[*it].id.as_str()));
        values.maybe("place", release.place.as_deref());
        if let Some(speaker) = &release.speaker {
            values.0.push(("speaker".into(), person(speaker)));
        }
        let contacts = release.contacts.as_ref().map(Packed::get).unwrap_or_default();
        values.many("contacts", contacts.iter().map(|it| contact(it, config, release.language)));
        let reported = release.reported.get();
        values.many("meeting", reported.meetings.iter().map(meeting));
        values.many("ceremony", reported.ceremonies.iter().map(ceremony));
        values.many(
            "acronyms",
            release.acronyms.iter().map(|(name, words)| {
                thing(|it| {
                    it.text("name", name);
                    it.text("words", words);
                })
            }),
        );
        values.many(
            "quotes",
            release.quotes.iter().map(|quote| {
                thing(|it| {
                    it.text("text", &quote.text);
                    it.text("speaker", &quote.speaker);
                    it.maybe("post", quote.post.as_deref());
                })
            }),
        );
        values.many(
            "links",
            release.links.iter().map(|link| {
                thing(|it| {
                    it.text("text", &link.text);
                    it.text("url", &link.url);
                })
            }),
        );
        values.maybe("notes", release.notes.as_deref().map(|it| self.words(it)).as_deref());
        values.texts("boilerplate", release.boilerplate.iter().map(String::as_str));
        values.many("media", release.media.iter().map(|it| self.medium(it)));
        values.many("attachments", release.attachments.iter().map(|it| self.attachment(it)));
        values.many(compare::PICTURES, release.pictures.iter().map(|path| thing(|it| self.content(it, path))));
        values.many(
            compare::DOWNLOADS,
            release.downloads.iter().map(|path| {
                thing(|it| {
                    it.text("file", file_name(path));
                    self.content(it, path);
                })
            }),
        );
        values.many(compare::LINKS, led_to(newsroom, release).map(Value::Plain));
    }

    fn medium(&self, media: &Media) -> Value {
        thing(|it| {
            it.text("alt", &media.alt);
            it.maybe("caption", media.caption.as_deref());
            it.maybe("credit", media.credit.as_deref());
            self.content(it, &media.path);
        })
    }

    fn attachment(&self, attachment: &Attachment) -> Value {
        thing(|it| {
            it.text("title", &attachment.title);
            it.text("file", file_name(&attachment.path));
            it.maybe("language", attachment.language.as_deref());
            self.content(it, &attachment.path);
        })
    }

    fn content(&self, list: &mut List, path: &str) {
        list.text(compare::CONTENT, &(self.content)(path).unwrap_or_default());
    }
}

/// The day, with the time by the lead office's clock where one is given.
fn written(when: &When, config: &Config, release: &Release) -> String {
    let zone = &config[release.lead()].zone;
    match when.timed {
        true => zone.to_datetime(when.instant).strftime("%Y-%m-%d %H:%M").to_string(),
        false => when.date.to_string(),
    }
}

/// A contact by id is the directory's matter; one that is written out is the release's.
fn contact(reference: &ContactReference, config: &Config, language: Language) -> Value {
    match reference {
        ContactReference::Id(id) => Value::Plain(id.clone()),
        ContactReference::Inline(contact) => inline(contact, config, language),
    }
}

fn inline(contact: &Contact, config: &Config, language: Language) -> Value {
    thing(|it| {
        it.text("name", &contact.name[language]);
        it.text("office", &config[contact.office].id);
        it.maybe("role", contact.role.as_ref().map(|it| &it[language]));
        it.maybe("phone", contact.phone.as_ref().map(|it| format!("{} {}", it.e164, it.extension)).as_deref());
        it.maybe("email", contact.email.as_deref());
    })
}

fn event(list: &mut List, event: &Event) {
    list.text("name", &event.name);
    list.number("number", event.number);
    list.text("date", &event.date.to_string());
    list.maybe("start", event.start.map(|it| it.strftime("%H:%M").to_string()).as_deref());
    list.maybe("end", event.end.map(|it| it.strftime("%H:%M").to_string()).as_deref());
    list.maybe("place", event.place.as_deref());
}

fn meeting(meeting: &Meeting) -> Value {
    thing(|it| {
        event(it, &meeting.event);
        it.many("chairs", meeting.chairs.iter().map(person));
        it.texts("attendees", meeting.attendees.iter().map(String::as_str));
        it.texts("outcomes", meeting.outcomes.iter().map(String::as_str));
    })
}

fn ceremony(ceremony: &Ceremony) -> Value {
    thing(|it| {
        event(it, &ceremony.event);
        it.many("officiants", ceremony.officiants.iter().map(person));
        it.maybe("guests", ceremony.guests.as_deref());
        it.many(
            "awards",
            ceremony.awards.iter().map(|(name, count)| {
                thing(|it| {
                    it.text("name", name);
                    it.number("count", Some(*count));
                })
            }),
        );
        it.number("total", ceremony.total);
    })
}

fn person(person: &Person) -> Value {
    thing(|it| {
        it.text("name", &person.name);
        it.maybe("post", person.post.as_deref());
        it.maybe("body", person.body.as_deref());
    })
}

/// What stands at the end of each link of a release inside the newsroom: by its identity, which stays. Empty when that is not
/// known to everybody; such links are not compared.
pub fn led_to(newsroom: &Newsroom, release: &Release) -> impl Iterator<Item = String> {
    let links = release.inner_links.iter().chain(release.note_links.iter());
    links.map(|link| match newsroom.target_of(release.source_folder(), &link) {
        Target::Release(release, _) => newsroom[release].id().to_owned(),
        Target::Former(former) => newsroom.former_release(former).id().to_owned(),
        Target::Page(page, _) => format!("/{}/", newsroom[page].name),
        Target::Heading(_) => "#".to_owned(),
        Target::File(path) => file_name(&path).to_owned(),
        Target::Hidden(_) | Target::Faulty | Target::Nothing(_) => String::new(),
    })
}

/// Whether readers see something of a release of this fate.
pub fn is_seen(fate: Fate) -> bool {
    fate.is_public() || fate.is_former()
}
