//! What stands in a target by the doing of the publisher, as it is kept there.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Encoding, Holder, PublicFile, STATE, Stage};
use dateline_content::shown::ShownId;
use dateline_text::date::Instant;

const VERSION: u32 = 3;
/// The form that does not say which releases objects show.
const WITHOUT_SHOWN: u32 = 2;

/// What a file is sent with, by name; names in small letters.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Headers(pub BTreeMap<String, String>);

impl Headers {
    /// The value of a header.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The form in which the bytes are stored and sent.
    pub fn encoding(&self) -> Encoding {
        self.get("content-encoding").map_or(Encoding::Identity, Encoding::of)
    }
}

/// The releases whose words an object shows, sorted; `None` where nobody knows.
pub type Shows = Option<Arc<[ShownId]>>;

/// Everything that a target holds by the publisher's doing: what readers can fetch, what is kept to go back to, and which
/// releases each of these shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "RecordText", from = "RecordText")]
pub struct Record {
    /// Counts the publishes that changed something, from 1; 0 before the first.
    pub number: u64,
    /// The id of the build that was published.
    pub build: String,
    /// When, as in RFC 3339.
    pub at: String,
    /// The publisher whose work this record closes: an intent of the same one has only its afterwork left.
    pub closes: String,
    /// Headers that files have in common.
    pub(super) headers: Vec<Headers>,
    /// What readers can fetch, by key.
    pub files: BTreeMap<String, RecordedObject>,
    /// What readers of cached pages may still ask for.
    pub removed: BTreeMap<String, RemovedObject>,
    /// Earlier builds that can be gone back to, the oldest first.
    pub kept: Vec<KeptBuild>,
    /// Bodies of earlier builds that no key of this one has, by the names of [`Record::body`].
    pub bodies: BTreeMap<String, KeptBody>,
    /// The releases that were published here once and may not be read any more. One stays here when its source is gone.
    pub withheld: BTreeSet<ShownId>,
    /// Where it is written which addresses were published: see [`promises_key`]. `None` where nobody knows.
    pub promises: Option<String>,
}

/// One object as it was put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedObject {
    /// BLAKE3 of its bytes before they were encoded, in hexadecimal digits.
    pub hash: String,
    /// In bytes, before they were encoded.
    pub length: u64,
    /// When it is put.
    pub stage: Stage,
    /// The releases that it shows.
    pub shows: Shows,
    /// The place of its headers in the record's.
    headers: u32,
}

/// An object that is not in the build any more, and is deleted later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovedObject {
    /// The instant of the publish that left it out, in seconds since 1970.
    pub since: i64,
    /// The releases that it shows.
    pub shows: Shows,
}

/// The body of an object of earlier builds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptBody {
    /// The number of the last build that has it.
    pub last: u64,
    /// The releases that it shows.
    pub shows: Shows,
}

/// A record as it is written down: what objects have in common stands once.
#[derive(Serialize, Deserialize)]
struct RecordText {
    version: u32,
    number: u64,
    build: String,
    at: String,
    closes: String,
    headers: Vec<Headers>,
    /// Every set of releases that some object shows.
    #[serde(default)]
    shown: Vec<Vec<ShownId>>,
    files: BTreeMap<String, ObjectText>,
    removed: BTreeMap<String, Counted<i64>>,
    kept: Vec<KeptBuild>,
    bodies: BTreeMap<String, Counted<u64>>,
    #[serde(default)]
    withheld: BTreeSet<ShownId>,
    #[serde(default)]
    promises: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct ObjectText {
    hash: String,
    length: u64,
    stage: Stage,
    headers: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shows: Option<u32>,
}

/// A number with the place of a set of releases; the number alone where these are not known.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Counted<Number> {
    Alone(Number),
    Showing(Number, u32),
}

impl<Number> Counted<Number> {
    fn new(number: Number, shows: Option<u32>) -> Self {
        match shows {
            None => Self::Alone(number),
            Some(at) => Self::Showing(number, at),
        }
    }

    fn parts(self) -> (Number, Option<u32>) {
        match self {
            Self::Alone(number) => (number, None),
            Self::Showing(number, at) => (number, Some(at)),
        }
    }
}

impl From<Record> for RecordText {
    fn from(record: Record) -> Self {
        let Record { number, build, at, closes, headers, files, removed, kept, bodies, withheld, promises } = record;
        let (mut places, mut shown) = (HashMap::<Arc<[ShownId]>, u32>::new(), Vec::new());
        let mut place = |shows: Shows| {
            let shows = shows?;
            Some(*places.entry(shows).or_insert_with_key(|it| {
                shown.push(it.to_vec());
                shown.len() as u32 - 1
            }))
        };
        let object = |(key, it): (String, RecordedObject), shows: Option<u32>| {
            let RecordedObject { hash, length, stage, headers, .. } = it;
            (key, ObjectText { hash, length, stage, headers, shows })
        };
        let files = files.into_iter().map(|(key, it)| {
            let shows = place(it.shows.clone());
            object((key, it), shows)
        });
        let files = files.collect();
        let removed = removed.into_iter().map(|(key, it)| (key, Counted::new(it.since, place(it.shows)))).collect();
        let bodies = bodies.into_iter().map(|(body, it)| (body, Counted::new(it.last, place(it.shows)))).collect();
        let version = VERSION;
        Self { version, number, build, at, closes, headers, shown, files, removed, kept, bodies, withheld, promises }
    }
}

impl From<RecordText> for Record {
    fn from(text: RecordText) -> Self {
        let RecordText { number, build, at, closes, headers, shown, files, removed, kept, bodies, .. } = text;
        let shown: Vec<Arc<[ShownId]>> = shown.into_iter().map(Arc::from).collect();
        let shows = |place: Option<u32>| shown.get(place? as usize).cloned();
        let object = |(key, it): (String, ObjectText)| {
            let ObjectText { hash, length, stage, headers, shows: place } = it;
            (key, RecordedObject { hash, length, stage, headers, shows: shows(place) })
        };
        let removed = removed.into_iter().map(|(key, it)| {
            let (since, place) = it.parts();
            (key, RemovedObject { since, shows: shows(place) })
        });
        let bodies = bodies.into_iter().map(|(body, it)| {
            let (last, place) = it.parts();
            (body, KeptBody { last, shows: shows(place) })
        });
        Self {
            files: files.into_iter().map(object).collect(),
            removed: removed.collect(),
            bodies: bodies.collect(),
            withheld: text.withheld,
            promises: text.promises,
            number,
            build,
            at,
            closes,
            headers,
            kept,
        }
    }
}

/// A build that can be gone back to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptBuild {
    /// That of its record.
    pub number: u64,
    /// Its id.
    pub build: String,
    /// When it was published, as in RFC 3339.
    pub at: String,
    /// How many files it had.
    pub n_files: usize,
}

impl KeptBuild {
    /// The key of its record.
    pub fn key(&self) -> String {
        format!("{STATE}{BUILDS}{:08}.json", self.number)
    }
}

/// The key of a body.
pub(super) fn body_key(body: &str) -> String {
    format!("{STATE}objects/{}/{body}", &body[..2])
}

/// Where the record of an earlier build stands, by its number.
const BUILDS: &str = "builds/";

/// The key of the addresses that were published, by the hash of what is written there.
pub fn promises_key(hash: &str) -> String {
    format!("{STATE}promises/{hash}")
}

/// Whether a key is the publisher's own, and of no use unless the record names it.
pub(super) fn is_named_by_record(key: &str) -> bool {
    let own = key.strip_prefix(STATE);
    own.is_some_and(|it| ["objects/", BUILDS, "promises/"].iter().any(|folder| it.starts_with(folder)))
}

/// Whether a key is that of the record of an earlier build.
pub(super) fn is_of_build(key: &str) -> bool {
    key.strip_prefix(STATE).is_some_and(|it| it.starts_with(BUILDS))
}

impl Record {
    /// The record of a tree that nothing was published before.
    pub fn of(files: &[PublicFile]) -> Self {
        let mut known: BTreeMap<&Headers, u32> = BTreeMap::new();
        let mut headers = Vec::new();
        let mut objects = BTreeMap::new();
        for file in files {
            let place = *known.entry(&file.headers).or_insert_with(|| {
                headers.push(file.headers.clone());
                headers.len() as u32 - 1
            });
            let (hash, length, stage) = (hex(&file.hash), file.length, file.stage);
            let shows = file.shows.clone();
            objects.insert(file.key.clone(), RecordedObject { hash, length, stage, shows, headers: place });
        }
        Self { headers, files: objects, ..Self::default() }
    }

    /// The same as published by one publisher.
    #[must_use]
    pub fn closing(self, token: &str, build: &str, at: Instant) -> Self {
        Self { closes: token.to_owned(), build: build.to_owned(), at: at.to_string(), ..self }
    }

    /// What an object is sent with.
    pub fn headers(&self, object: &RecordedObject) -> &Headers {
        const NONE: &Headers = &Headers(BTreeMap::new());
        self.headers.get(object.headers as usize).unwrap_or(NONE)
    }

    /// Every release that some object or kept body shows, or that is withheld.
    pub fn known(&self) -> BTreeSet<ShownId> {
        let of_files = self.files.values().map(|it| &it.shows);
        let all =
            of_files.chain(self.removed.values().map(|it| &it.shows)).chain(self.bodies.values().map(|it| &it.shows));
        all.flatten().flat_map(|it| it.iter().copied()).chain(self.withheld.iter().copied()).collect()
    }

    /// Whether a file stands there as it is to be, headers included.
    pub fn has(&self, file: &PublicFile) -> bool {
        let is_same = |hash: &str| blake3::Hash::from_hex(hash).is_ok_and(|it| *it.as_bytes() == file.hash);
        self.files.get(&file.key).is_some_and(|it| is_same(&it.hash) && *self.headers(it) == file.headers)
    }

    /// The name of the body of a key; the same for the same stored bytes.
    pub fn body(&self, key: &str) -> Option<String> {
        let object = self.files.get(key)?;
        Some(body(&object.hash, self.headers(object)))
    }

    /// A key as a file of a tree; its bytes are found under its own key.
    pub fn file(&self, key: &str) -> Option<PublicFile> {
        let object = self.files.get(key)?;
        Some(PublicFile {
            key: key.to_owned(),
            path: key.to_owned(),
            hash: *blake3::Hash::from_hex(&object.hash).ok()?.as_bytes(),
            length: object.length,
            headers: self.headers(object).clone(),
            stage: object.stage,
            shows: object.shows.clone(),
        })
    }

    /// As it is kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a record has keys of text")
    }

    /// Reads what was kept.
    ///
    /// # Errors
    ///
    /// Why it is no record.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let is_known = |version: u32| [VERSION, WITHOUT_SHOWN].contains(&version);
        let read = serde_json::from_slice::<RecordText>(bytes);
        // One of another version need not have the form of this one.
        let version = match &read {
            Ok(record) => record.version,
            Err(_) => serde_json::from_slice(bytes).map_or(VERSION, |it: Versioned| it.version),
        };
        if !is_known(version) {
            return Err(format!(
                "it was written by another version of Dateline (form {version}, this one has {VERSION})"
            ));
        }
        read.map(Self::from).map_err(|error| error.to_string())
    }
}

impl PublicFile {
    /// The name of its body, as [`Record::body`].
    pub(super) fn body(&self) -> String {
        body(&hex(&self.hash), &self.headers)
    }
}

fn body(hash: &str, headers: &Headers) -> String {
    format!("{hash}{}", headers.encoding().ending())
}

/// What a publisher is about to do, or has begun.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Intent {
    /// Names the publisher, and no other run of it.
    pub(super) token: String,
    /// The id of its build.
    pub(super) build: String,
    /// Until when nobody else may begin, in seconds since 1970.
    pub(super) expires: i64,
    /// The process, where the system can tell.
    pub(super) holder: Option<Holder>,
    /// The number of the build that it goes back to; `None` for a publish.
    pub(super) goes_back_to: Option<u64>,
    /// The keys that it puts, or deletes before the record is written.
    pub(super) keys: Vec<String>,
    /// The releases that those show which it puts, where that is known.
    pub(super) shows: BTreeMap<String, Vec<ShownId>>,
    /// The bodies that it keeps of what it overwrites.
    pub(super) bodies: Vec<String>,
    /// The keys whose addresses caches are told of, once the record is written.
    pub(super) purge: Vec<String>,
    /// The keys that it deletes last of all.
    pub(super) drop: Vec<String>,
}

fn hex(hash: &[u8; 32]) -> String {
    blake3::Hash::from_bytes(*hash).to_hex().to_string()
}
