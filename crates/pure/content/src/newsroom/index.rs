//! Where the texts of a newsroom stand: at which path, in which lists, in whose place. It goes by their places alone, so
//! that it is kept while nothing but their words changes.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use crate::newsroom::{FormerIndex, Listing, Newsroom, PageIndex, ReleaseIndex, Source};
use crate::release::{PathId, Release, Status};
use dateline_text::language::Language;

/// Where texts stand, by what decides it alone: see [`has_places_of`].
#[derive(Debug, Default)]
pub(super) struct Index {
    /// What stands at each path of `content/`.
    pub(super) by_path: FxHashMap<PathId, Source>,
    /// The shown releases whose headline another one has too.
    pub(super) namesakes: FxHashSet<ReleaseIndex>,
    /// What took the place of each former release.
    pub(super) replacements: Vec<Option<ReleaseIndex>>,
    /// The shown releases that each shown one names as related, if it names any.
    pub(super) related: FxHashMap<ReleaseIndex, Vec<ReleaseIndex>>,
    /// Of a shown release that is shown in other languages too: all of them, in the newsroom's order.
    pub(super) translations: FxHashMap<ReleaseIndex, Vec<ReleaseIndex>>,
    /// By tree and subject.
    pub(super) listings: Vec<Listing>,
    /// Of the shown releases and the former ones, sorted.
    pub(super) series_ids: Vec<String>,
}

impl Index {
    /// The index of a newsroom that has none yet.
    pub(super) fn of(newsroom: &Newsroom) -> Self {
        let series_ids = series_ids(newsroom);
        let releases = &newsroom.releases;
        let ((by_path, namesakes), (listings, (replacements, related, translations))) = rayon::join(
            || rayon::join(|| by_path(newsroom), || namesakes(releases)),
            || {
                rayon::join(
                    || super::listing::lists(newsroom, &series_ids),
                    || (replacements(&newsroom.former, releases), related(releases), translations(newsroom)),
                )
            },
        );
        Self { translations, by_path, namesakes, replacements, related, listings, series_ids }
    }
}

/// Whether every text of one newsroom has the place that it has in the other, so that the index of one is that of the
/// other.
pub(super) fn has_places_of(one: &Newsroom, other: &Newsroom) -> bool {
    let configured = |it: &Newsroom| {
        let topics = it.config.topics.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
        (it.config.outputs, it.config.offices.len(), it.config.languages.len(), topics)
    };
    let is_same = |(a, b): (&Arc<Release>, &Arc<Release>)| Arc::ptr_eq(a, b) || has_place_of(a, b);
    let same = |a: &[Arc<Release>], b: &[Arc<Release>]| a.len() == b.len() && a.iter().zip(b).all(is_same);
    let pages = |it: &Newsroom| it.pages.iter().map(|it| (it.name.clone(), it.language)).collect::<Vec<_>>();
    let faulty = |it: &Newsroom| it.faulty.iter().map(|it| it.path.clone()).collect::<Vec<_>>();
    same(&one.releases, &other.releases)
        && same(&one.former, &other.former)
        && same(&one.hidden, &other.hidden)
        && configured(one) == configured(other)
        && pages(one) == pages(other)
        && faulty(one) == faulty(other)
}

/// Whether two readings of a release give it the same place.
fn has_place_of(a: &Release, b: &Release) -> bool {
    fn place(it: &Release) -> impl PartialEq + '_ {
        let names = (&it.path, it.language, it.id(), &it.title, &it.replaced_by, &it.related);
        let date = (it.life.date.instant, it.life.date.date);
        (names, date, it.life.status, it.kind, &it.topics, &it.offices, it.series.as_ref().map(|it| &it.id))
    }
    place(a) == place(b)
}

/// The shown releases that are shown in more than one language.
fn translations(newsroom: &Newsroom) -> FxHashMap<ReleaseIndex, Vec<ReleaseIndex>> {
    let translated: FxHashSet<&str> =
        newsroom.releases.iter().filter(|it| it.language != Language::FIRST).map(|it| it.id()).collect();
    let mut by_id: FxHashMap<&str, Vec<ReleaseIndex>> = FxHashMap::default();
    for (index, release) in newsroom.releases().filter(|(_, it)| translated.contains(it.id())) {
        by_id.entry(release.id()).or_default().push(index);
    }
    let mut translations = FxHashMap::default();
    let mut groups: Vec<Vec<ReleaseIndex>> = by_id.into_values().filter(|it| it.len() > 1).collect();
    for all in &mut groups {
        all.sort_by_key(|it| newsroom[*it].language);
        for one in all.iter() {
            translations.insert(*one, all.clone());
        }
    }
    translations
}

/// The ids of all series that have a list, sorted.
fn series_ids(newsroom: &Newsroom) -> Vec<String> {
    let releases = newsroom.releases.iter().chain(&newsroom.former);
    let mut series: Vec<&str> = releases.filter_map(|it| Some(it.series.as_ref()?.id.as_str())).collect();
    series.sort_unstable();
    series.dedup();
    series.into_iter().map(str::to_owned).collect()
}

/// For each former release the shown one that took its place.
fn replacements(former: &[Arc<Release>], releases: &[Arc<Release>]) -> Vec<Option<ReleaseIndex>> {
    let wanted: FxHashSet<&str> = former.iter().filter_map(|it| it.replaced_by.as_deref()).collect();
    if wanted.is_empty() {
        return vec![None; former.len()];
    }
    let by_id = by_id(releases, &wanted);
    let is_replaced = |it: &&Arc<Release>| it.life.status == Status::Replaced;
    let replacement = |it: &Arc<Release>| {
        let id = Some(it).filter(is_replaced)?.replaced_by.as_deref()?;
        in_language(&by_id, id, it.language)
    };
    former.iter().map(replacement).collect()
}

/// The releases that each one names.
fn related(releases: &[Arc<Release>]) -> FxHashMap<ReleaseIndex, Vec<ReleaseIndex>> {
    let indexed = || releases.iter().enumerate().map(|(at, it)| (ReleaseIndex(at as u32), it));
    let wanted: FxHashSet<&str> = releases.iter().flat_map(|it| &it.related).map(String::as_str).collect();
    if wanted.is_empty() {
        return FxHashMap::default();
    }
    let by_id = by_id(releases, &wanted);
    let named = |it: &Release| it.related.iter().filter_map(|id| in_language(&by_id, id, it.language)).collect();
    indexed().filter(|(_, it)| !it.related.is_empty()).map(|(at, it)| (at, named(it))).collect()
}

/// The releases of some ids, in every language that they have.
fn by_id<'a>(releases: &'a [Arc<Release>], wanted: &FxHashSet<&str>) -> FxHashMap<(&'a str, Language), ReleaseIndex> {
    let releases = releases.iter().enumerate().filter(|(_, it)| wanted.contains(it.id()));
    releases.map(|(at, it)| ((it.id(), it.language), ReleaseIndex(at as u32))).collect()
}

/// The release of an id in a language, else in the first.
fn in_language(
    by_id: &FxHashMap<(&str, Language), ReleaseIndex>,
    id: &str,
    language: Language,
) -> Option<ReleaseIndex> {
    by_id.get(&(id, language)).or_else(|| by_id.get(&(id, Language::FIRST))).copied()
}

/// Of the releases, those whose headline stands more than once.
fn namesakes(releases: &[Arc<Release>]) -> FxHashSet<ReleaseIndex> {
    let mut seen: FxHashMap<(&str, Language), ReleaseIndex> =
        FxHashMap::with_capacity_and_hasher(releases.len(), FxBuildHasher);
    let mut namesakes = FxHashSet::default();
    for (at, release) in releases.iter().enumerate() {
        let index = ReleaseIndex(at as u32);
        if let Some(other) = seen.insert((&release.title, release.language), index) {
            namesakes.extend([other, index]);
        }
    }
    namesakes
}

/// What stands at each path of `content/`.
fn by_path(newsroom: &Newsroom) -> FxHashMap<PathId, Source> {
    let Newsroom { releases, former, hidden, pages, faulty, .. } = newsroom;
    let of_releases = |all: &[Arc<Release>], source: fn(u32) -> Source| {
        let placed = |(at, it): (usize, &Arc<Release>)| (PathId::of(&it.path), source(at as u32));
        all.par_iter().enumerate().map(placed).collect::<Vec<_>>()
    };
    let n_texts = releases.len() + former.len() + hidden.len() + pages.len() + faulty.len();
    let mut by_path: FxHashMap<PathId, Source> = FxHashMap::with_capacity_and_hasher(n_texts, FxBuildHasher);
    by_path.extend(of_releases(releases, |at| Source::Release(ReleaseIndex(at))));
    by_path.extend(of_releases(former, |at| Source::Former(FormerIndex(at))));
    by_path.extend(of_releases(hidden, Source::Hidden));
    by_path.extend(pages.iter().zip(0..).map(|(it, at)| (PathId::of(&it.path()), Source::Page(PageIndex(at)))));
    by_path.extend(faulty.iter().map(|it| (PathId::of(&it.path), Source::Faulty)));
    by_path
}
