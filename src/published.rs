//! What a build made public: who answers at which address, and what readers saw of each release. It is kept with the
//! build's record, so that the next build knows what was promised, and `check --against` what was said. What readers saw is
//! much, and kept beside the record in *chapters*, one for the releases of each month.
//!
//! It has nothing of what is not public.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::date::Instant;
use crate::emit::{self, PartName};
use crate::facts::Facts;
use crate::newsroom::Newsroom;
use crate::plan::{self, Aliased, Page};
use crate::release::Release;

/// The form in which it is kept.
const VERSION: u8 = 4;
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
    /// The releases that were public, those that were retracted or replaced included; by source.
    pub releases: Vec<PublishedText>,
    /// The pages of standing text; by source.
    pub pages: Vec<PublishedText>,
    /// Paths from the output folder of the pages that list releases, and of old addresses that are no release's; sorted.
    #[serde(skip)]
    pub lists: Vec<String>,
    /// Where what readers saw of each release is kept, by month; `None` where a build kept nothing of that.
    #[serde(skip)]
    pub chapters: Option<Vec<Chapter>>,
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
    emit::compressed(seen)
}

/// What a part keeps; `None` when it is none of this form.
pub fn unpacked(part: &[u8]) -> Option<BTreeMap<String, Facts>> {
    emit::decompressed(part)
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
}

impl Published {
    /// What a build of a newsroom makes public; `before` is what the build before it did.
    pub fn of(newsroom: &Newsroom, before: Option<&Self>) -> Self {
        let at = newsroom.now.as_nanosecond();
        let offices = newsroom.config.offices.iter().map(|it| it.id.clone()).collect();
        if newsroom.drafts {
            let before = before.cloned();
            // What is due is due since the last build that was no preview.
            let at = before.as_ref().map_or(Instant::MIN.as_nanosecond(), |it| it.at);
            let chapters = before.as_ref().and_then(|it| it.chapters.clone());
            let (releases, pages, lists) = before.map(|it| (it.releases, it.pages, it.lists)).unwrap_or_default();
            return Self { version: VERSION, at, has_drafts: true, offices, releases, pages, lists, chapters };
        }
        let of_release = |release: &Release, aliased: Aliased| PublishedText {
            id: release.id.clone(),
            source: release.path.clone(),
            outputs: release_outputs(newsroom, release, aliased),
        };
        let shown = newsroom.releases().map(|(index, it)| of_release(it, Aliased::Release(index)));
        let former = newsroom.former().map(|(index, it)| of_release(it, Aliased::Former(index)));
        let mut releases: Vec<PublishedText> = shown.chain(former).collect();
        releases.sort_unstable_by(|a, b| a.source.cmp(&b.source));
        let of_page = |index, source, name: &str, language| PublishedText {
            id: name.to_owned(),
            source,
            outputs: (newsroom.trees().filter(|it| it.language() == language))
                .map(|tree| output(newsroom, &Page::Text(index, tree)))
                .collect(),
        };
        let pages = newsroom.pages().map(|(index, it)| of_page(index, it.path(), &it.name, it.language)).collect();
        let archives = newsroom.trees().filter(|_| newsroom.config.outputs.archive).map(Page::Archive);
        let lists = newsroom.listings().flat_map(|(index, it)| plan::pages_of(index, it));
        let mut lists: Vec<String> =
            archives.chain(lists).chain(plan::moved(newsroom)).map(|it| output(newsroom, &it)).collect();
        lists.sort_unstable();
        Self { version: VERSION, at, has_drafts: false, offices, releases, pages, lists, chapters: None }
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
        let written = "texts and numbers can be written down";
        let bytes = postcard::to_allocvec(self).expect(written);
        let bytes = postcard::to_extend(&self.lists, bytes).expect(written);
        postcard::to_extend(&self.chapters, bytes).expect(written)
    }

    /// Reads what was kept; `None` when nothing was, or in another form.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let version = *bytes.first()?;
        if ![VERSION, WITH_FACTS, WITHOUT_FACTS, WITHOUT_LISTS].contains(&version) {
            return None;
        }
        let (kept, rest) = postcard::take_from_bytes::<Self>(bytes).ok()?;
        let (lists, rest) = match version {
            WITHOUT_LISTS => Default::default(),
            _ => postcard::take_from_bytes(rest).ok()?,
        };
        let chapters = if version == VERSION { postcard::from_bytes(rest).ok()? } else { None };
        Some(Self { version: VERSION, lists, chapters, ..kept })
    }

    /// Offices that are no longer there.
    pub fn lost_offices<'a>(&'a self, config: &'a Config) -> impl Iterator<Item = &'a str> {
        self.offices.iter().map(String::as_str).filter(|it| config.office(it).is_none())
    }
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

fn output(newsroom: &Newsroom, page: &Page) -> String {
    plan::address(newsroom, page).expect("what has a page has an address").output(&newsroom.config)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::Parts;

    fn published() -> Published {
        Published {
            version: VERSION,
            at: 7,
            has_drafts: false,
            offices: vec!["nyc".to_owned()],
            releases: Vec::new(),
            pages: Vec::new(),
            lists: vec!["archive/index.html".to_owned()],
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
        let folder = tempfile::tempdir().expect("a temporary folder");
        let part = Parts::beside(&folder.path().join("record/public")).keep(&part).expect("kept");
        let chapter = Chapter { month: "2018-12".to_owned(), made_of: [7; 32], part };
        let kept = Published { chapters: Some(vec![chapter]), ..published() };
        assert_eq!(Published::from_bytes(&kept.to_bytes()), Some(kept));
    }

    #[test]
    fn earlier_forms_are_read_without_what_they_have_not() {
        let of_form = |version: u8, has_lists: bool| {
            let bytes = postcard::to_allocvec(&Published { version, ..published() }).expect("written");
            if has_lists { postcard::to_extend(&published().lists, bytes).expect("written") } else { bytes }
        };
        let second = Published::from_bytes(&of_form(WITHOUT_FACTS, true)).expect("known");
        assert_eq!(second, published());
        let first = Published::from_bytes(&of_form(WITHOUT_LISTS, false)).expect("known");
        assert!(first.lists.is_empty() && first.chapters.is_none() && first.offices == ["nyc"]);
        assert_eq!(Published::from_bytes(&of_form(VERSION + 1, true)), None);
    }
}
