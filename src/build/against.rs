//! What readers saw before, held against the newsroom of now.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::build::kept::facts_of;
use crate::build::{Options, Snapshot, Workspace, markdown};
use crate::check::{self, Seen};
use crate::date::Instant;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::emit;
use crate::facts::Facts;
use crate::newsroom::Newsroom;
use crate::published::Published;
use crate::release::Release;
use crate::source::SourceTree;

/// What readers saw before.
pub struct Before {
    /// As messages call it.
    pub name: String,
    published: Published,
    /// Where the texts are, unless what readers saw is kept with what was published.
    texts: Option<Texts>,
}

/// A newsroom as it was.
struct Texts {
    newsroom: Newsroom,
    sources: Arc<SourceTree>,
}

impl Before {
    /// What an earlier build published, as its record keeps it; `name` is what messages call it.
    pub fn record(name: String, published: Published) -> Self {
        Self { name, published, texts: None }
    }

    /// What a build of these files would publish at `now`; `None` when their configuration cannot be read.
    pub fn sources(name: String, sources: SourceTree, options: &Options, now: Instant) -> Option<Self> {
        let sources = Arc::new(sources);
        let newsroom = Workspace::of(SourceTree::clone(&sources), options.clone()).newsroom(now)?;
        let published = Published::of(&newsroom, None);
        Some(Self { name, published, texts: Some(Texts { newsroom, sources }) })
    }

    /// Paths of the texts that cannot be read, and so are not compared.
    pub fn unread(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().flat_map(|it| &it.newsroom.faulty).map(|it| it.path.as_str())
    }

    /// Whether it is known what readers saw, and not only where.
    pub fn has_facts(&self) -> bool {
        self.texts.is_some() || self.published.has_facts()
    }

    /// What readers saw of a release; `None` when it was not public, or is the same still.
    fn facts(
        &self,
        release: &Release,
        id: &str,
        then: &FxHashMap<String, &Release>,
    ) -> Result<Option<Facts>, Diagnostic> {
        let Some(texts) = &self.texts else { return Ok(self.published.facts(id)) };
        let Some(old) = then.get(id) else { return Ok(None) };
        let has_files = |it: &Release| {
            let n_files = it.media.len() + it.attachments.len() + it.pictures.len() + it.downloads.len();
            n_files + it.inner_links.len() + it.note_links.len() > 0
        };
        if old.hash == release.hash && !has_files(release) {
            return Ok(None);
        }
        facts_of(&texts.newsroom, &texts.sources, old).map(Some)
    }

    /// The releases that there were, by their ids.
    fn releases(&self) -> FxHashMap<String, &Release> {
        let texts = self.texts.iter().map(|it| &it.newsroom);
        texts.flat_map(|it| it.releases_and_hidden().map(|release| (it.text_id(release), release))).collect()
    }
}

/// Says which addresses were lost since, and which releases changed without a word to readers. Addresses are not looked at
/// while a text cannot be read: it may be the one that answers.
pub fn against(before: &Before, snapshot: &Snapshot, sources: &SourceTree) -> Diagnostics {
    let newsroom = &snapshot.site.newsroom;
    let mut found = match newsroom.faulty.is_empty() {
        true => check::lost_addresses(&before.published, newsroom, &snapshot.plan, &|path| sources.find(path)),
        false => Diagnostics::default(),
    };
    let then = before.releases();
    let edits =
        |release: &&Release| silent_edits(before, &then, newsroom, sources, release).unwrap_or_else(Diagnostics::from);
    let public: Vec<&Release> =
        newsroom.releases().map(|(_, it)| it).filter(|it| newsroom.fate(it).is_public()).collect();
    found.append(public.par_iter().map(edits).reduce(Diagnostics::default, Diagnostics::with));
    found
}

fn silent_edits(
    before: &Before,
    then: &FxHashMap<String, &Release>,
    newsroom: &Newsroom,
    sources: &SourceTree,
    release: &Release,
) -> Result<Diagnostics, Diagnostic> {
    let Some(facts) = before.facts(release, &newsroom.text_id(release), then)? else {
        return Ok(Diagnostics::default());
    };
    let now = facts_of(newsroom, sources, release)?;
    if facts == now {
        return Ok(Diagnostics::default());
    }
    let body = markdown(sources, release)?;
    Ok(check::silent_edits(&Seen { release, before: &facts, now: &now, body: &body }, newsroom, &before.name))
}

/// What the record of an output folder keeps, or the record at a path; `None` when there is none. Nothing is written.
///
/// # Errors
///
/// When there is a record that cannot be read.
pub fn published_at(path: &Path) -> Result<Option<Published>, emit::Error> {
    let Some(record) = emit::record_at(path)? else { return Ok(None) };
    let of_other_version =
        || emit::Error::BadRecord { path: path.to_owned(), why: "was written by another version of Dateline" };
    Published::from_bytes(&record.notes).ok_or_else(of_other_version).map(Some)
}
