//! Whether a build would make what stands there already: nothing that it depends on has changed since the last one.
//!
//! A build depends on its sources, the program, what it is told, and the clock; on the clock only through instants that are
//! known. What it says depends on the day too, so that holds for a day at most. Whenever anything is in doubt it is built.

use std::time::Duration;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::texts::Looks;
use crate::{Built, Options, Promises, Snapshot, Workspace};
use dateline_content::config::Config;
use dateline_emit::{self as emit, OutputFolder, Remembered};
use dateline_source::SourceTree;
use dateline_source::stamp::Stamp;
use dateline_text::date::{self, Instant};

/// How many sources are looked at in a row.
const AT_ONCE: usize = 1024;

/// What a build is told beside the newsroom's files.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// How it reads.
    pub options: &'a Options,
    /// What becomes of earlier addresses.
    pub promises: Promises,
    /// How it says what is wrong.
    pub manner: &'a str,
    /// When it is.
    pub now: Instant,
    /// The program itself.
    pub program: Option<Stamp>,
}

/// What is kept of a build.
#[derive(Serialize, Deserialize)]
struct About {
    program: Stamp,
    asked: String,
    /// From when to before when it holds, in nanoseconds since 1970.
    holds: (i128, i128),
    /// Of the paths and stamps of all sources: what is not public yet is not named.
    sources: [u8; 32],
    releases: usize,
    editions: usize,
    n_hidden: usize,
    said: String,
}

/// What a build that is not made would make and say.
pub struct Spared {
    /// What it would make.
    pub built: Built<'static>,
    /// How many releases are hidden.
    pub n_hidden: usize,
    /// What it would say is wrong, as the last one said it.
    pub said: String,
}

/// What was seen before anything was read: the sources, and what the last build kept.
pub struct Seen {
    /// `None` when they cannot tell of a change.
    sources: Option<Look>,
    remembered: Remembered,
    about: Option<About>,
}

struct Look {
    /// Of the paths and stamps of all of them.
    digest: [u8; 32],
    /// The stamp of the one that changed last.
    youngest: Stamp,
    /// Of each, by its id.
    stamps: Vec<Stamp>,
}

impl Seen {
    /// How each looked, by its id; none when they cannot tell of a change.
    pub(super) fn looks(&self) -> Looks<'_> {
        Looks(self.sources.as_ref().map_or(&[], |it| &it.stamps))
    }

    /// Looks at the sources of a newsroom, and at what the last build into a folder kept.
    pub fn of(sources: &SourceTree, folder: &OutputFolder) -> Self {
        let (sources, (remembered, about)) = rayon::join(|| Look::of(sources), || emit::recollect(folder));
        Self { sources, remembered, about }
    }

    /// What the last build kept of its files, and its record as it stands.
    pub fn last(&mut self, held: Option<emit::Held>) -> emit::Last {
        emit::Last { held, remembered: std::mem::take(&mut self.remembered) }
    }
}

impl Look {
    /// Looks at the sources of a newsroom.
    fn of(sources: &SourceTree) -> Option<Self> {
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
}

/// What the last build made and said, if this one would too.
///
/// # Errors
///
/// When the folder can be none.
pub fn unchanged(seen: &Seen, folder: &OutputFolder, asked: Asked) -> Result<Option<Spared>, emit::Error> {
    let now = asked.now.as_nanosecond();
    let holds = |about: &About| {
        Some(about.program) == asked.program
            && about.asked == asked.words()
            && (about.holds.0..about.holds.1).contains(&now)
            && seen.sources.as_ref().is_some_and(|it| it.digest == about.sources)
    };
    let Some(about) = seen.about.as_ref().filter(|it| holds(it)) else { return Ok(None) };
    Ok(emit::all_stand(folder, &seen.remembered)?.map(|unchanged| {
        let outcome = emit::Outcome { unchanged, ..emit::Outcome::default() };
        let built = Built { releases: about.releases, editions: about.editions, outcome };
        Spared { built, n_hidden: about.n_hidden, said: about.said.clone() }
    }))
}

/// Keeps what the next build has to know to make less, and to be spared; the sources were `seen` so long `ago`. It is not spared
/// when what was `said` is not for everybody.
///
/// # Errors
///
/// When the disk fails.
pub fn remember(
    (workspace, snapshot, said): (&Workspace, &Snapshot, Option<String>),
    (built, written): (&Built, emit::Written),
    (seen, ago): (Seen, Duration),
    folder: &OutputFolder,
    asked: Asked,
) -> Result<(), emit::Error> {
    let newsroom = &snapshot.site.newsroom;
    // A preview is not built twice.
    let last = if newsroom.drafts { None } else { emit::tick(folder)? };
    let Some(last) = last else { return emit::forget(folder) };
    let (until, kept) = rayon::join(
        || until(snapshot, asked.now),
        || workspace.keep_texts(seen.looks(), &last.earlier(ago), asked.now),
    );
    kept?;
    let known = seen.sources.zip(asked.program).zip(said);
    let is_settled = |it: &Look| it.youngest.is_settled(&last.earlier(ago));
    let about = known.filter(|((look, _), _)| is_settled(look)).map(|((look, program), said)| About {
        program,
        asked: asked.words(),
        holds: (asked.now.as_nanosecond(), until.as_nanosecond()),
        sources: look.digest,
        releases: built.releases,
        editions: built.editions,
        n_hidden: newsroom.n_hidden(),
        said,
    });
    emit::remember(folder, written, about, &last)
}

impl Asked<'_> {
    /// All of it that pages and messages depend on.
    fn words(&self) -> String {
        // The tools are those of the program, which is compared by its stamp.
        let Options { root: _, base_url, strict, drafts, minify, check_texts, tools: _ } = self.options;
        format!("{base_url:?} {strict} {drafts} {minify} {check_texts} {:?} {}", self.promises, self.manner)
    }
}

/// The instant from which on a build may make or say something else: the next change, or midnight at some office.
fn until(snapshot: &Snapshot, now: Instant) -> Instant {
    let newsroom = &snapshot.site.newsroom;
    let next = newsroom.next_change().map(|it| it.0);
    midnights(&newsroom.config, now).chain(next).min().unwrap_or(now)
}

fn midnights(config: &Config, now: Instant) -> impl Iterator<Item = Instant> + '_ {
    config.offices.iter().filter_map(move |office| {
        let tomorrow = now.to_zoned_datetime(office.zone.clone()).date().tomorrow().ok()?;
        date::midnight(tomorrow, &office.zone)
    })
}
