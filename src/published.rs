//! What a build made public: who answers at which address. It is kept with the build's record, so that the next build
//! knows what was promised.
//!
//! It has nothing of what is not public.

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::date::Instant;
use crate::newsroom::Newsroom;
use crate::plan::{self, Aliased, Page};
use crate::release::Release;

/// The form in which it is kept.
const VERSION: u8 = 2;
/// The form that has no lists.
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
            let (releases, pages, lists) = before.map(|it| (it.releases, it.pages, it.lists)).unwrap_or_default();
            return Self { version: VERSION, at, has_drafts: true, offices, releases, pages, lists };
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
        Self { version: VERSION, at, has_drafts: false, offices, releases, pages, lists }
    }

    /// The instant of the build.
    pub fn at(&self) -> Option<Instant> {
        Instant::from_nanosecond(self.at).ok()
    }

    /// As it is kept.
    pub fn to_bytes(&self) -> Vec<u8> {
        let written = "texts and numbers can be written down";
        let bytes = postcard::to_allocvec(self).expect(written);
        postcard::to_extend(&self.lists, bytes).expect(written)
    }

    /// Reads what was kept; `None` when nothing was, or in another form.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (version, has_lists) = (*bytes.first()?, bytes.first() != Some(&WITHOUT_LISTS));
        let (kept, rest) = match version {
            VERSION | WITHOUT_LISTS => postcard::take_from_bytes::<Self>(bytes).ok()?,
            _ => return None,
        };
        let lists = if has_lists { postcard::from_bytes(rest).ok()? } else { Vec::new() };
        Some(Self { version: VERSION, lists, ..kept })
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
