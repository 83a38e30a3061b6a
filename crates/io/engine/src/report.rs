//! What the last command found, kept in `.dateline/`: the next one repeats it while nothing has changed.
//!
//! What is found depends on the sources, the program, the options and the clock; on the clock only through instants that are
//! known, and on the day, so that it holds until midnight at most. It is kept only when all of it is about public texts.
//! Whenever anything is in doubt the newsroom is read.

use std::time::Duration;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::texts::Looks;
use crate::{Loaded, Options, Snapshot};
use dateline_content::config::Config;
use dateline_content::newsroom::{Change, Newsroom};
use dateline_diagnostics::{Diagnostics, FileId};
use dateline_emit::{self as emit, OutputFolder, Parts};
use dateline_source::SourceTree;
use dateline_source::stamp::Stamp;
use dateline_text::date::{self, Instant};

/// How many sources are looked at in a row.
const AT_ONCE: usize = 1024;
/// The name under which the report is kept.
const NAME: &str = "report";

/// What a command found in a newsroom, and until when that holds.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Report {
    /// The program and the options.
    asked: String,
    /// From when to before when it holds, in nanoseconds since 1970.
    holds: (i128, i128),
    /// Of the paths and stamps of all sources: what is not public yet is not named.
    sources: [u8; 32],
    /// The record of the output folder that published addresses were held against; `None` when there was none.
    record: Option<[u8; 32]>,
    /// Whether a build of this has written to the output folder.
    pub(super) is_built: bool,
    /// What a plain build finds.
    pub(super) of_build: Diagnostics,
    /// What a check finds, if one has looked.
    pub(super) of_check: Option<Diagnostics>,
    /// The paths of the files that these are in, in the order of their places.
    files: Vec<String>,
    /// Releases, editions, and releases that are not shown.
    pub(super) counts: [usize; 3],
    /// When something becomes due next.
    pub(super) next: Option<Due>,
}

/// A change that needs no edit: when, and what happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// In nanoseconds since 1970.
    at: i128,
    /// `release` or `contact`.
    pub what: String,
    /// The id of what it happens to; `None` when it is not public.
    pub id: Option<String>,
}

impl Due {
    /// Describes a change of a newsroom. What is not public yet is not named unless that is asked for.
    pub fn of(newsroom: &Newsroom, (at, change): (Instant, Change), names_unpublished: bool) -> Self {
        let (what, id, is_public) = match change {
            Change::Release(release) => ("release", release.id().to_owned(), newsroom.fate(release).is_public()),
            Change::Contact(id) => ("contact", id.into_owned(), false),
        };
        let id = Some(id).filter(|_| is_public || names_unpublished);
        Self { at: at.as_nanosecond(), what: what.to_owned(), id }
    }

    /// Returns when it happens.
    pub fn at(&self) -> Option<Instant> {
        Instant::from_nanosecond(self.at).ok()
    }
}

/// How the sources looked before any was read.
pub(super) struct Look {
    /// Of the paths and stamps of all of them.
    digest: [u8; 32],
    /// The stamp of the one that changed last.
    youngest: Stamp,
    /// Of each, by its id.
    stamps: Vec<Stamp>,
}

impl Look {
    /// Looks at the sources of a newsroom. Returns `None` when they cannot tell of a change.
    pub(super) fn of(sources: &SourceTree) -> Option<Self> {
        // A list that is not whole cannot tell of a change, nor can a file that is no plain one.
        if !sources.found().is_empty() {
            return None;
        }
        let files: Vec<&str> = sources.files().map(|it| it.1).collect();
        let look = |paths: &[&str]| {
            let (mut all, mut stamps) = (Vec::new(), Vec::with_capacity(paths.len()));
            for path in paths {
                let stamp = Stamp::of(&sources.root().join(path))?;
                all = postcard::to_extend(&(path, stamp), all).expect("texts and numbers can be written down");
                stamps.push(stamp);
            }
            Some((blake3::hash(&all), stamps))
        };
        let looks: Option<Vec<(blake3::Hash, Vec<Stamp>)>> = files.par_chunks(AT_ONCE).map(look).collect();
        let (mut hasher, mut stamps) = (blake3::Hasher::new(), Vec::with_capacity(files.len()));
        for (hash, looked) in looks? {
            hasher.update(hash.as_bytes());
            stamps.extend(looked);
        }
        let youngest = stamps.iter().copied().reduce(Stamp::younger)?;
        Some(Self { digest: *hasher.finalize().as_bytes(), youngest, stamps })
    }

    /// How each looked, by its id.
    pub(super) fn looks(&self) -> Looks<'_> {
        Looks(&self.stamps)
    }

    /// Whether a later change of any of them will show. They were looked at so long before the file `last` was written.
    fn is_settled(&self, last: &Stamp, ago: Duration) -> bool {
        self.youngest.is_settled(&last.earlier(ago))
    }
}

/// What a report is about.
#[derive(Clone, Copy)]
pub(super) struct About<'a> {
    pub(super) options: &'a Options,
    pub(super) folder: &'a OutputFolder,
    pub(super) look: &'a Look,
    pub(super) now: Instant,
}

impl About<'_> {
    fn asked(&self) -> String {
        // Whether words are checked only decides how much is found. The tools are those of the program.
        let Options { root: _, base_url, strict, drafts, minify, check_texts: _, tools } = self.options;
        format!("{} {base_url:?} {strict} {drafts} {minify} {:?}", tools.program, self.folder.out)
    }
}

/// What was found.
pub(super) struct Findings {
    pub(super) of_build: Diagnostics,
    pub(super) of_check: Option<Diagnostics>,
    /// Whether a build of this has written to the output folder.
    pub(super) is_built: bool,
    /// The record of the output folder that addresses were held against.
    pub(super) record: Option<[u8; 32]>,
}

impl Report {
    /// Reads what the last command found, if it still holds.
    pub(super) fn read(about: About, sources: &SourceTree) -> Option<Self> {
        let mut report: Self = Parts::named(about.folder, NAME).index()?;
        let now = about.now.as_nanosecond();
        let holds = report.asked == about.asked()
            && (report.holds.0..report.holds.1).contains(&now)
            && report.sources == about.look.digest
            && report.record == emit::record_checksum(about.folder);
        if !holds {
            return None;
        }
        let files: Option<Vec<FileId>> = report.files.iter().map(|it| sources.find(it)).collect();
        let places = std::iter::once(&mut report.of_build).chain(&mut report.of_check).flat_map(Diagnostics::files_mut);
        places.zip(files?).for_each(|(place, file)| *place = file);
        Some(report)
    }

    /// Puts together what was found in a snapshot of a newsroom. Returns `None` when it may not be told to everybody.
    pub(super) fn of(about: About, snapshot: &Snapshot, loaded: &Loaded, findings: Findings) -> Option<Self> {
        let Findings { mut of_build, mut of_check, is_built, record } = findings;
        if !std::iter::once(&of_build).chain(&of_check).all(|it| loaded.are_public(it)) {
            return None;
        }
        let places = std::iter::once(&mut of_build).chain(&mut of_check).flat_map(Diagnostics::files_mut);
        let files = places.map(|it| loaded.sources.path(*it).to_owned()).collect();
        let newsroom = &snapshot.site.newsroom;
        let next = newsroom.next_change();
        let changes = next.iter().map(|it| it.0);
        let until = midnights(&newsroom.config, about.now).chain(changes).min().unwrap_or(about.now);
        let editions = newsroom.releases.iter().map(|it| it.offices.len()).sum();
        Some(Self {
            asked: about.asked(),
            holds: (about.now.as_nanosecond(), until.as_nanosecond()),
            sources: about.look.digest,
            record,
            is_built,
            of_build,
            of_check,
            files,
            counts: [newsroom.releases.len(), editions, newsroom.n_hidden()],
            next: next.map(|it| Due::of(newsroom, it, false)),
        })
    }

    /// Keeps it, if a later change of a source will show. The sources were looked at so long before the file `last` was written.
    ///
    /// # Errors
    ///
    /// When the disk fails.
    pub(super) fn keep(self, about: About, (last, ago): (&Stamp, Duration)) -> Result<(), emit::Error> {
        if about.look.is_settled(last, ago) {
            Parts::named(about.folder, NAME).replace_index(&self, &[])
        } else {
            Ok(())
        }
    }
}

fn midnights(config: &Config, now: Instant) -> impl Iterator<Item = Instant> + '_ {
    config.offices.iter().filter_map(move |office| {
        let tomorrow = now.to_zoned_datetime(office.zone.clone()).date().tomorrow().ok()?;
        date::midnight(tomorrow, &office.zone)
    })
}
