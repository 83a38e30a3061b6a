//! One page of a snapshot -> its bytes. The body of a release is rendered once for all that asks for it.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use crate::{Snapshot, pictures, search};
use dateline_content::address::Tree;
use dateline_content::newsroom::ReleaseIndex;
use dateline_content::release::Release;
use dateline_diagnostics::{self as diagnostic, Diagnostic, Place};
use dateline_plan::{self as plan, Page, SearchFile, TreeFile, Unit};
use dateline_render::{self as render, Bodies, Body, Rendered};
use dateline_source::SourceTree;
use dateline_text::picture;

/// The rendered texts that feeds have: each stands in several, and is rendered once, when the first asks for it.
pub(super) struct Followed(FxHashMap<ReleaseIndex, OnceLock<Result<Arc<Body>, Diagnostic>>>);

impl Followed {
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let newsroom = &snapshot.site.newsroom;
        let feeds = snapshot.plan.outputs.iter().filter_map(|it| match it.page {
            Page::Feed(feed, _) => Some((feed.tree, feed.topic)),
            Page::File(TreeFile::NewsMl, tree) => Some((tree, None)),
            _ => None,
        });
        let feeds: BTreeSet<(Tree, Option<u16>)> = feeds.collect();
        let latest = feeds.into_iter().flat_map(|(tree, topic)| newsroom.latest(tree, topic));
        Self(latest.map(|(index, _)| (index, OnceLock::new())).collect())
    }

    fn body(&self, snapshot: &Snapshot, sources: &SourceTree, index: ReleaseIndex) -> Result<Arc<Body>, Diagnostic> {
        let render = || body(snapshot, sources, index).map(Arc::new);
        self.0.get(&index).map_or_else(render, |it| it.get_or_init(render).clone())
    }
}

/// The rendered texts that the pages of a unit ask for; its own release's is rendered once for all of them.
pub(super) fn bodies<'a>(
    snapshot: &'a Snapshot,
    sources: &'a SourceTree,
    followed: &'a Followed,
    unit: &Unit,
) -> Result<impl Fn(ReleaseIndex) -> Result<Arc<Body>, Diagnostic> + use<'a>, Diagnostic> {
    let known = move |index| followed.body(snapshot, sources, index);
    let release = unit.release;
    let own = release.map(known).transpose()?;
    Ok(move |index| own.clone().filter(|_| release == Some(index)).map_or_else(|| known(index), Ok))
}

/// The bytes of one page, on its own.
pub(super) fn alone(snapshot: &Snapshot, sources: &SourceTree, page: &Page) -> Result<Vec<u8>, Diagnostic> {
    Ok(rendered(snapshot, sources, page, &|index| body(snapshot, sources, index).map(Arc::new))?.bytes)
}

/// The Markdown of a release, read again and rendered.
fn body(snapshot: &Snapshot, sources: &SourceTree, index: ReleaseIndex) -> Result<Body, Diagnostic> {
    let release = &snapshot.site.newsroom[index];
    Ok(snapshot.site.body(release, &markdown(sources, release)?))
}

/// The Markdown of a release, read again.
pub(super) fn markdown(sources: &SourceTree, release: &Release) -> Result<String, Diagnostic> {
    let mut text = sources.text(release.file)?;
    if blake3::hash(text.as_bytes()) != release.hash {
        return Err(render::changed_since_read(release));
    }
    Ok(text.split_off(release.body_start as usize))
}

/// The bytes of one page, with what it shows.
pub(super) fn rendered<'a>(
    snapshot: &'a Snapshot,
    sources: &SourceTree,
    page: &Page,
    bodies: Bodies,
) -> Result<Rendered<'a>, Diagnostic> {
    let newsroom = &snapshot.site.newsroom;
    let of = |owner: &plan::Owner| owner.iter().map(|it| newsroom[*it].id()).collect();
    match page {
        Page::Copy(path, owner, _) => Ok(Rendered { bytes: copied(sources, path)?, shows: of(owner) }),
        Page::Picture(picture, owner, cut, _) => {
            Ok(Rendered { bytes: pictures::bytes(snapshot.tools.photos, sources, picture, *cut)?, shows: of(owner) })
        }
        Page::SearchFile(file @ (SearchFile::Terms(segment, _) | SearchFile::Entries(segment, _)), tree) => {
            let shows = segment.releases.iter().map(|it| newsroom[*it].id()).collect();
            Ok(Rendered { bytes: search::bytes(snapshot, sources, file, segment, *tree)?, shows })
        }
        page => snapshot.site.page(page, bodies),
    }
}

fn copied(sources: &SourceTree, path: &str) -> Result<Vec<u8>, Diagnostic> {
    let gone = || Diagnostic::new(diagnostic::UNREADABLE, Place::elsewhere(path), "the file cannot be read");
    let bytes = sources.bytes(sources.find(path).ok_or_else(gone)?).map_err(|_| gone())?;
    Ok(if picture::is_named_like_one(path) { picture::without_metadata(bytes) } else { bytes })
}
