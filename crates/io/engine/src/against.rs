//! What readers saw before, held against the newsroom of now.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::kept::facts_of;
use crate::{Options, Snapshot, Workspace, markdown};
use dateline_check::{self as check, Seen};
use dateline_content::newsroom::Newsroom;
use dateline_content::release::Release;
use dateline_diagnostics::{Diagnostic, Diagnostics};
use dateline_emit::{self as emit, Parts};
use dateline_plan::facts::Facts;
use dateline_plan::published::{self, Published};
use dateline_source::SourceTree;
use dateline_text::date::Instant;

/// What readers saw before.
pub struct Before {
    /// As messages call it.
    pub name: String,
    published: Published,
    texts: Texts,
}

/// Where it stands what readers saw.
enum Texts {
    /// Beside a record.
    Kept(Parts),
    /// In the sources of then.
    Read(Box<Then>),
}

/// A newsroom as it was.
struct Then {
    newsroom: Newsroom,
    sources: Arc<SourceTree>,
}

impl Before {
    /// What an earlier build published, as its record keeps it, with the parts beside that; `name` is what messages call it.
    pub fn record(name: String, published: Published, parts: Parts) -> Self {
        Self { name, published, texts: Texts::Kept(parts) }
    }

    /// What a build of these files would publish at `now`; `None` when their configuration cannot be read.
    pub fn sources(name: String, sources: SourceTree, options: &Options, now: Instant) -> Option<Self> {
        let sources = Arc::new(sources);
        let newsroom = Workspace::of(SourceTree::clone(&sources), options.clone()).newsroom(now)?;
        let published = Published::of(&newsroom, options.tools.program, None);
        Some(Self { name, published, texts: Texts::Read(Box::new(Then { newsroom, sources })) })
    }

    /// Paths of the texts that cannot be read, and so are not compared.
    pub fn unread(&self) -> impl Iterator<Item = &str> {
        let then = match &self.texts {
            Texts::Read(then) => Some(&then.newsroom),
            Texts::Kept(_) => None,
        };
        then.into_iter().flat_map(|it| &it.faulty).map(|it| it.path.as_str())
    }

    /// Whether it is known what readers saw, and not only where.
    pub fn has_facts(&self) -> bool {
        match &self.texts {
            Texts::Read(_) => true,
            Texts::Kept(parts) => {
                self.published.chapters.as_ref().is_some_and(|it| it.iter().all(|it| parts.has(it.part)))
            }
        }
    }
}

impl Then {
    /// What readers saw of a release of then; `None` when the release of now is the same still.
    fn facts(&self, old: &Release, release: &Release) -> Result<Option<Facts>, Diagnostic> {
        let leads_on = !release.inner_links.is_empty() || !release.note_links.is_empty();
        if old.hash == release.hash && !leads_on && release.files().next().is_none() {
            return Ok(None);
        }
        facts_of(&self.newsroom, &self.sources, old).map(Some)
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
    let public = newsroom.releases().map(|(_, it)| it).filter(|it| newsroom.fate(it).is_public());
    let public: FxHashMap<String, &Release> = public.map(|it| (newsroom.text_id(it), it)).collect();
    let edits = |release: &Release, facts: Facts| {
        silent_edits((&before.name, &facts), newsroom, sources, release).unwrap_or_else(Diagnostics::from)
    };
    let edited = match &before.texts {
        Texts::Kept(parts) => {
            let chapters = before.published.chapters.as_deref().unwrap_or_default().par_iter();
            let chapters = chapters.filter_map(|it| published::unpacked(&parts.get(it.part)?));
            let edits = chapters.flat_map_iter(|it| {
                it.into_iter().filter_map(|(id, facts)| public.get(&id).map(|release| edits(release, facts)))
            });
            edits.reduce(Diagnostics::default, Diagnostics::with)
        }
        Texts::Read(then) => {
            let old: Vec<&Release> = then.newsroom.releases_and_hidden().collect();
            let edits = old.par_iter().filter_map(|old| {
                let release = public.get(&then.newsroom.text_id(old))?;
                match then.facts(old, release) {
                    Ok(facts) => Some(edits(release, facts?)),
                    Err(fault) => Some(Diagnostics::from(fault)),
                }
            });
            edits.reduce(Diagnostics::default, Diagnostics::with)
        }
    };
    found.append(edited);
    found
}

fn silent_edits(
    (before, facts): (&str, &Facts),
    newsroom: &Newsroom,
    sources: &SourceTree,
    release: &Release,
) -> Result<Diagnostics, Diagnostic> {
    let now = facts_of(newsroom, sources, release)?;
    if *facts == now {
        return Ok(Diagnostics::default());
    }
    let body = markdown(sources, release)?;
    Ok(check::silent_edits(&Seen { release, before: facts, now: &now, body: &body }, newsroom, before))
}

/// What the record at a path keeps, and the parts beside it; `None` when there is none. Nothing is written.
///
/// # Errors
///
/// When there is a record that cannot be read.
pub fn published_at(path: &Path) -> Result<Option<(Published, Parts)>, emit::Error> {
    let Some(record) = emit::record_at(path)? else { return Ok(None) };
    let of_other_version =
        || emit::Error::BadRecord { path: path.to_owned(), why: "was written by another version of Dateline" };
    let published = Published::from_bytes(&record.notes).ok_or_else(of_other_version)?;
    Ok(Some((published, Parts::beside(path))))
}
