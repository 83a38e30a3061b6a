//! What a build made public: who answers at which address, and what readers saw of each release. It is kept with the
//! build's record, so that the next build knows what was promised, and `check --against` what was said. What readers saw is
//! much, and kept beside the record in *chapters*, one for the releases of each month.
//!
//! It has nothing of what is not public.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::{self as plan, Aliased, Page};
use dateline_content::address::Address;
use dateline_content::codec::{self, PartName};
use dateline_content::config::Config;
use dateline_content::newsroom::Newsroom;
use dateline_content::release::Release;
use dateline_text::date::Instant;

/// The form in which it is kept.
const VERSION: u8 = 7;
/// The form that has pages alone, and no languages.
const WITHOUT_FILES: u8 = 6;
/// The form that does not say what the promises are made of.
const MADE_OF_UNKNOWN: u8 = 5;
/// The form that has what was promised as it is.
const UNPACKED: u8 = 4;
/// The form that has what readers saw in itself, which is not read any more.
const WITH_FACTS: u8 = 3;
/// The form that has nothing of it.
const WITHOUT_FACTS: u8 = 2;
/// The form that has no lists either.
const WITHOUT_LISTS: u8 = 1;

/// What a build made public, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    version: u8,
    /// The build's instant, in nanoseconds since 1970.
    at: i128,
    /// Whether the folder holds a preview with what is not public: then the rest is of the build before it.
    pub has_drafts: bool,
    /// Ids of the offices.
    pub offices: Vec<String>,
    /// Tags of the languages whose pages stand in a folder of their own: all but the first.
    pub languages: Vec<String>,
    /// What answers at which address: the releases of each year, and last what is no release's. It is much and much alike, and
    /// mostly held against the same of another build alone, so it is packed.
    promised: Vec<Packed>,
    /// Where what readers saw of each release is kept, by month; `None` where a build kept nothing of that.
    pub chapters: Option<Vec<Chapter>>,
}

/// What was promised, as it is kept: while it is made of the same it is not made again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Packed {
    /// Of all that it was made of; zeros where that is not known.
    made_of: [u8; 32],
    #[serde(with = "codec::bytes")]
    promised: Vec<u8>,
}

impl Packed {
    fn of(made_of: [u8; 32], promised: &Promised) -> Self {
        Self { made_of, promised: codec::compressed(promised) }
    }

    /// What an earlier form kept.
    fn of_earlier(promised: &[u8]) -> Option<Self> {
        let earlier: EarlierPromised = codec::decompressed(promised)?;
        Some(Self::of([0; 32], &earlier.into()))
    }
}

/// What answers at which address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promised {
    /// The releases that were public, those that were retracted or replaced included; by source.
    pub releases: Vec<PublishedText>,
    /// The pages of standing text; by source.
    pub pages: Vec<PublishedText>,
    /// Paths from the output folder of the pages that list releases, of the search, and of old addresses that are no release's;
    /// sorted.
    pub lists: Vec<String>,
    /// Paths from the output folder of files that are no text's: feeds, calendars, contacts, maps; sorted.
    pub files: Vec<String>,
}

/// The same as earlier forms have it.
#[derive(Deserialize)]
#[cfg_attr(test, derive(Serialize))]
struct EarlierPromised {
    releases: Vec<EarlierText>,
    pages: Vec<EarlierText>,
    lists: Vec<String>,
}

/// A text as earlier forms have it: they promised no files.
#[derive(Deserialize)]
#[cfg_attr(test, derive(Serialize))]
struct EarlierText {
    id: String,
    source: String,
    outputs: Vec<String>,
}

impl From<EarlierPromised> for Promised {
    fn from(EarlierPromised { releases, pages, lists }: EarlierPromised) -> Self {
        let text = |EarlierText { id, source, outputs }| PublishedText { id, source, outputs, files: Vec::new() };
        let texts = |all: Vec<EarlierText>| all.into_iter().map(text).collect();
        Self { releases: texts(releases), pages: texts(pages), lists, files: Vec::new() }
    }
}

/// What an earlier build made public, as forms have it, with lists and chapters behind it.
#[derive(Deserialize)]
#[cfg_attr(test, derive(Serialize))]
struct Earlier {
    version: u8,
    at: i128,
    has_drafts: bool,
    offices: Vec<String>,
    releases: Vec<EarlierText>,
    pages: Vec<EarlierText>,
}

/// Where what readers saw of the releases of one month is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chapter {
    /// As in `2018-12`.
    pub month: String,
    /// Of all that it was made of.
    pub made_of: [u8; 32],
    /// The part that has it.
    pub part: PartName,
}

/// What readers saw of releases, by their ids, as a part keeps it.
pub fn packed(seen: &BTreeMap<String, Facts>) -> Vec<u8> {
    codec::compressed(seen)
}

/// What a part keeps; `None` when it is none of this form.
pub fn unpacked(part: &[u8]) -> Option<BTreeMap<String, Facts>> {
    codec::decompressed(part)
}

/// A text that was public, and the files of the output folder that answered for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedText {
    /// A release's permanent identity; a page's name.
    pub id: String,
    /// Its source, from the newsroom's root.
    pub source: String,
    /// Paths from the output folder: its pages in every tree, and its old addresses.
    pub outputs: Vec<String>,
    /// Paths from the output folder of the files beside its pages that readers know. A release that was retracted or replaced has
    /// none: its notice is the answer.
    pub files: Vec<String>,
}

impl Published {
    /// What a build of a newsroom makes public, by this `program`; `before` is what the build before it did.
    pub fn of(newsroom: &Newsroom, program: &str, before: Option<&Self>) -> Self {
        let at = newsroom.now.as_nanosecond();
        let offices = newsroom.config.offices.iter().map(|it| it.id.clone()).collect();
        let languages = newsroom.config.languages().skip(1).map(|it| newsroom.config.tag(it).to_owned()).collect();
        if newsroom.drafts {
            let before = before.cloned();
            let folders = before.as_ref().map(|it| (it.offices.clone(), it.languages.clone()));
            let (offices, languages) = folders.unwrap_or((offices, languages));
            // What is due is due since the last build that was no preview.
            let at = before.as_ref().map_or(Instant::MIN.as_nanosecond(), |it| it.at);
            let chapters = before.as_ref().and_then(|it| it.chapters.clone());
            let promised = before.map(|it| it.promised).unwrap_or_default();
            return Self { version: VERSION, at, has_drafts: true, offices, languages, promised, chapters };
        }
        let shown = newsroom.releases().map(|(index, it)| (it, Aliased::Release(index)));
        let former = newsroom.former().map(|(index, it)| (it, Aliased::Former(index)));
        let mut releases: Vec<(&Release, Aliased)> = shown.chain(former).collect();
        // Files are mostly numbered in this order, and what is in order already is sorted at once.
        releases.sort_by_cached_key(|it| it.0.file);
        releases.sort_by(|(a, _), (b, _)| a.path.cmp(&b.path));
        let of_release = |(release, aliased): &(&Release, Aliased)| PublishedText {
            id: release.id().to_owned(),
            source: release.path.to_string(),
            outputs: release_outputs(newsroom, release, *aliased),
            files: match aliased {
                Aliased::Release(_) => outputs(newsroom, plan::release_files(newsroom, release)),
                Aliased::Former(_) => Vec::new(),
            },
        };
        let years: Vec<&[(&Release, Aliased)]> = releases.chunk_by(|(a, _), (b, _)| a.year() == b.year()).collect();
        let settings = settings(newsroom, program);
        let before = before.map_or(&[][..], |it| &it.promised);
        let of_year = |year: &[(&Release, Aliased)]| {
            let made_of = made_of(&settings, year);
            before.iter().find(|it| it.made_of == made_of).cloned().unwrap_or_else(|| {
                let releases = year.iter().map(of_release).collect();
                Packed::of(made_of, &Promised { releases, ..Promised::default() })
            })
        };
        let mut promised: Vec<Packed> = years.into_par_iter().map(of_year).collect();
        promised.push(Packed::of([0; 32], &promised_beside(newsroom)));
        Self { version: VERSION, at, has_drafts: false, offices, languages, promised, chapters: None }
    }

    /// What answers at which address.
    pub fn promised(&self) -> Promised {
        let mut all = Promised::default();
        for Promised { releases, pages, lists, files } in
            self.promised.iter().filter_map(|it| codec::decompressed(&it.promised))
        {
            all.releases.extend(releases);
            all.pages.extend(pages);
            all.lists.extend(lists);
            all.files.extend(files);
        }
        all
    }

    /// Whether the same answers at the same addresses as in another.
    pub fn promises_the_same(&self, other: &Self) -> bool {
        let promised = self.promised.iter().map(|it| &it.promised);
        let folders = (&self.offices, &self.languages);
        folders == (&other.offices, &other.languages) && promised.eq(other.promised.iter().map(|it| &it.promised))
    }

    /// The addresses of it that a target has, and nothing of when they were published or by which program.
    #[must_use]
    pub fn within(&self, has: impl Fn(&str) -> bool) -> Self {
        let mut promised = self.promised();
        for text in promised.releases.iter_mut().chain(&mut promised.pages) {
            text.outputs.retain(|it| has(it));
            text.files.retain(|it| has(it));
        }
        promised.releases.retain(|it| !it.outputs.is_empty() || !it.files.is_empty());
        promised.pages.retain(|it| !it.outputs.is_empty() || !it.files.is_empty());
        promised.lists.retain(|it| has(it));
        promised.files.retain(|it| has(it));
        let (offices, languages) = (self.offices.clone(), self.languages.clone());
        let promised = vec![Packed::of([0; 32], &promised)];
        Self { version: VERSION, at: 0, has_drafts: false, offices, languages, promised, chapters: None }
    }

    /// The parts that it names, sorted.
    pub fn parts(&self) -> Vec<PartName> {
        let mut parts: Vec<PartName> = self.chapters.iter().flatten().map(|it| it.part).collect();
        parts.sort_unstable();
        parts
    }

    /// The instant of the build.
    pub fn at(&self) -> Option<Instant> {
        Instant::from_nanosecond(self.at).ok()
    }

    /// As it is kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_allocvec(self).expect("texts and numbers can be written down")
    }

    /// Reads what was kept; `None` when nothing was, or in another form.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        match *bytes.first()? {
            VERSION => postcard::from_bytes(bytes).ok(),
            WITHOUT_FILES => Self::from_sixth(bytes),
            MADE_OF_UNKNOWN => Self::from_fifth(bytes),
            UNPACKED | WITH_FACTS | WITHOUT_FACTS | WITHOUT_LISTS => Self::from_earlier(bytes),
            _ => None,
        }
    }

    fn from_sixth(bytes: &[u8]) -> Option<Self> {
        type Sixth = (u8, i128, bool, Vec<String>, Vec<Packed>, Option<Vec<Chapter>>);
        let (_, at, has_drafts, offices, promised, chapters): Sixth = postcard::from_bytes(bytes).ok()?;
        let promised = promised.into_iter().map(|it| Packed::of_earlier(&it.promised)).collect::<Option<_>>()?;
        Some(Self { version: VERSION, at, has_drafts, offices, languages: Vec::new(), promised, chapters })
    }

    fn from_fifth(bytes: &[u8]) -> Option<Self> {
        type Fifth = (u8, i128, bool, Vec<String>, Vec<Vec<u8>>, Option<Vec<Chapter>>);
        let (_, at, has_drafts, offices, promised, chapters): Fifth = postcard::from_bytes(bytes).ok()?;
        let promised = promised.iter().map(|it| Packed::of_earlier(it)).collect::<Option<_>>()?;
        Some(Self { version: VERSION, at, has_drafts, offices, languages: Vec::new(), promised, chapters })
    }

    fn from_earlier(bytes: &[u8]) -> Option<Self> {
        let (earlier, rest) = postcard::take_from_bytes::<Earlier>(bytes).ok()?;
        let Earlier { version, at, has_drafts, offices, releases, pages } = earlier;
        let (lists, rest) = match version {
            WITHOUT_LISTS => Default::default(),
            _ => postcard::take_from_bytes(rest).ok()?,
        };
        let chapters = if version == UNPACKED { postcard::from_bytes(rest).ok()? } else { None };
        let promised = vec![Packed::of([0; 32], &EarlierPromised { releases, pages, lists }.into())];
        Some(Self { version: VERSION, at, has_drafts, offices, languages: Vec::new(), promised, chapters })
    }

    /// Tags of languages that are no longer there.
    pub fn lost_languages<'a>(&'a self, config: &'a Config) -> impl Iterator<Item = &'a str> {
        self.languages.iter().map(String::as_str).filter(|it| config.language(it).is_none())
    }

    /// Offices that are no longer there.
    pub fn lost_offices<'a>(&'a self, config: &'a Config) -> impl Iterator<Item = &'a str> {
        self.offices.iter().map(String::as_str).filter(|it| config.office(it).is_none())
    }
}

/// What all addresses depend on.
fn settings(newsroom: &Newsroom, program: &str) -> String {
    let config = &newsroom.config;
    format!("{program} {:?} {:?} {:?}", config.offices, config.languages, config.outputs)
}

/// Of all that the promises of some releases are made of.
fn made_of(settings: &str, releases: &[(&Release, Aliased)]) -> [u8; 32] {
    let mut all = settings.as_bytes().to_vec();
    for (release, aliased) in releases {
        let is_former = matches!(aliased, Aliased::Former(_));
        let photos: Vec<&str> = release.media.iter().map(|it| it.path.as_str()).collect();
        let names = (&*release.path, &release.name, release.id(), release.language, is_former);
        let copied: Vec<&str> =
            release.attachments.iter().map(|it| &it.path).chain(&release.downloads).map(|it| &**it).collect();
        let pictures: Vec<String> = release.shown_pictures().map(|it| it.path(it.shown().cut)).collect();
        let of_release = (names, &release.offices, &release.aliases, photos, (copied, pictures, &release.reported));
        all = postcard::to_extend(&of_release, all).expect("texts and numbers can be written down");
    }
    *blake3::hash(&all).as_bytes()
}

/// What answers for what is no release.
fn promised_beside(newsroom: &Newsroom) -> Promised {
    let of_page = |index, source, name: &str, language| PublishedText {
        id: name.to_owned(),
        source,
        outputs: (newsroom.trees().filter(|it| it.language() == language))
            .map(|tree| output(newsroom, &Page::Text(index, tree)))
            .collect(),
        files: (newsroom.trees().filter(|it| it.language() == language))
            .flat_map(|tree| outputs(newsroom, plan::page_files(&newsroom[index], tree)))
            .collect(),
    };
    let pages = newsroom.pages().map(|(index, it)| of_page(index, it.path(), &it.name, it.language)).collect();
    let archives = newsroom.trees().filter(|_| newsroom.config.outputs.archive).map(Page::Archive);
    let lists = newsroom.listings().flat_map(|(index, it)| plan::pages_of(index, it));
    let searches = newsroom.trees().filter(|it| plan::searched_in(newsroom, *it) == Some(*it)).map(Page::Search);
    let lists = archives.chain(searches).chain(lists).chain(plan::moved(newsroom));
    let mut lists: Vec<String> = lists.map(|it| output(newsroom, &it)).collect();
    lists.sort_unstable();
    let files = newsroom.trees().flat_map(|it| plan::tree_files(newsroom, it));
    let mut files: Vec<String> = files.map(|it| output(newsroom, &it)).collect();
    files.sort_unstable();
    Promised { releases: Vec::new(), pages, lists, files }
}

fn release_outputs(newsroom: &Newsroom, release: &Release, aliased: Aliased) -> Vec<String> {
    let has_photos = newsroom.config.outputs.photos;
    let edition = |office| match aliased {
        Aliased::Release(release) => Page::Edition(release, office),
        Aliased::Former(former) => Page::Former(former, office),
    };
    let photo = |office, at| match aliased {
        Aliased::Release(release) => Page::Photo(release, at, office),
        Aliased::Former(former) => Page::FormerPhoto(former, at, office),
    };
    let editions = release.offices.iter().flat_map(|office| {
        let photos = plan::photos(release).filter(|_| has_photos).map(|at| photo(*office, at));
        std::iter::once(edition(*office)).chain(photos)
    });
    editions.chain(plan::aliases(release, aliased)).map(|page| output(newsroom, &page)).collect()
}

/// The paths of addresses from the output folder, each once.
fn outputs(newsroom: &Newsroom, addresses: Vec<Address>) -> Vec<String> {
    let outputs: BTreeSet<String> = addresses.iter().map(|it| it.output(&newsroom.config)).collect();
    outputs.into_iter().collect()
}

fn output(newsroom: &Newsroom, page: &Page) -> String {
    plan::address(newsroom, page).expect("what has a page has an address").output(&newsroom.config)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn promised() -> Promised {
        let text = |id: &str| PublishedText {
            id: id.to_owned(),
            source: format!("{id}.md"),
            outputs: vec![format!("nyc/{id}")],
            files: vec![format!("nyc/{id}.txt")],
        };
        Promised {
            releases: vec![text("2018/awards")],
            pages: vec![text("about")],
            lists: vec!["archive/index.html".to_owned()],
            files: vec!["feed.xml".to_owned()],
        }
    }

    /// The same as forms before files have it.
    fn earlier() -> EarlierPromised {
        let Promised { releases, pages, lists, .. } = promised();
        let text = |PublishedText { id, source, outputs, .. }| EarlierText { id, source, outputs };
        let texts = |all: Vec<PublishedText>| all.into_iter().map(text).collect();
        EarlierPromised { releases: texts(releases), pages: texts(pages), lists }
    }

    fn published(promised: &Promised) -> Published {
        let promised = vec![Packed::of([0; 32], promised)];
        Published {
            version: VERSION,
            at: 7,
            has_drafts: false,
            offices: vec!["nyc".to_owned()],
            languages: Vec::new(),
            promised,
            chapters: None,
        }
    }

    #[test]
    fn what_was_kept_reads_back_with_what_readers_saw() {
        let facts = Facts { text: "In all 153 awards were made. ".repeat(40), ..Facts::default() };
        let seen = BTreeMap::from([("2018/awards".to_owned(), facts.clone())]);
        let part = packed(&seen);
        assert!(part.len() < facts.text.len() / 4, "{}", part.len());
        assert_eq!((unpacked(&part), unpacked(&part[..9])), (Some(seen), None));
        let part = PartName::of(&part);
        let chapter = Chapter { month: "2018-12".to_owned(), made_of: [7; 32], part };
        let kept = Published { chapters: Some(vec![chapter]), ..published(&promised()) };
        assert_eq!(Published::from_bytes(&kept.to_bytes()), Some(kept.clone()));
        assert_eq!(kept.promised(), promised());
    }

    #[test]
    fn earlier_forms_are_read_without_what_they_have_not() {
        let of_form = |version: u8, has_lists: bool, has_chapters: bool| {
            let EarlierPromised { releases, pages, lists } = earlier();
            let earlier =
                Earlier { version, at: 7, has_drafts: false, offices: vec!["nyc".to_owned()], releases, pages };
            let mut bytes = postcard::to_allocvec(&earlier).expect("written");
            if has_lists {
                bytes = postcard::to_extend(&lists, bytes).expect("written");
            }
            if has_chapters {
                bytes = postcard::to_extend(&Some(Vec::<Chapter>::new()), bytes).expect("written");
            }
            bytes
        };
        let promised = || Promised::from(earlier());
        let fourth = Published::from_bytes(&of_form(UNPACKED, true, true)).expect("known");
        assert_eq!(fourth, Published { chapters: Some(Vec::new()), ..published(&promised()) });
        let packed = vec![codec::compressed(&earlier())];
        let sixth: Vec<Packed> = packed.iter().map(|it| Packed { made_of: [7; 32], promised: it.clone() }).collect();
        let sixth = (WITHOUT_FILES, 7_i128, false, vec!["nyc"], sixth, None::<Vec<Chapter>>);
        let sixth = Published::from_bytes(&postcard::to_allocvec(&sixth).expect("written")).expect("known");
        assert_eq!(sixth, published(&promised()));
        let fifth = (MADE_OF_UNKNOWN, 7_i128, false, vec!["nyc"], packed, None::<Vec<Chapter>>);
        let fifth = Published::from_bytes(&postcard::to_allocvec(&fifth).expect("written")).expect("known");
        assert_eq!(fifth, published(&promised()));
        let second = Published::from_bytes(&of_form(WITHOUT_FACTS, true, false)).expect("known");
        assert_eq!(second, published(&promised()));
        let first = Published::from_bytes(&of_form(WITHOUT_LISTS, false, false)).expect("known");
        assert_eq!(first.promised(), Promised { lists: Vec::new(), ..promised() });
        assert!(first.chapters.is_none() && first.offices == ["nyc"]);
        assert_eq!(Published::from_bytes(&of_form(VERSION + 1, true, true)), None);
    }
}
