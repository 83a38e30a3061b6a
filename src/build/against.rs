//! What readers saw before, held against the newsroom of now.

use std::path::Path;

use rayon::prelude::*;

use crate::build::kept::facts_of;
use crate::build::{Snapshot, markdown};
use crate::check::{self, Seen};
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
}

impl Before {
    /// What an earlier build published, as its record keeps it; `name` is what messages call it.
    pub fn record(name: String, published: Published) -> Self {
        Self { name, published }
    }

    /// Whether it is known what readers saw, and not only where.
    pub fn has_facts(&self) -> bool {
        self.published.has_facts()
    }

    /// What readers saw of a release; `None` when it was not public.
    fn facts(&self, release: &Release) -> Option<Facts> {
        self.published.facts(&release.id)
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
    let edits = |release: &&Release| silent_edits(before, newsroom, sources, release).unwrap_or_else(Diagnostics::from);
    let public: Vec<&Release> =
        newsroom.releases().map(|(_, it)| it).filter(|it| newsroom.fate(it).is_public()).collect();
    found.append(public.par_iter().map(edits).reduce(Diagnostics::default, Diagnostics::with));
    found
}

fn silent_edits(
    before: &Before,
    newsroom: &Newsroom,
    sources: &SourceTree,
    release: &Release,
) -> Result<Diagnostics, Diagnostic> {
    let Some(facts) = before.facts(release) else { return Ok(Diagnostics::default()) };
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
