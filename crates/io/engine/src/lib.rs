//! Loads a newsroom, checks and builds it, and reuses earlier results. Every command is a thin call of this crate.
//!
//! Takes a folder, an instant and [`Options`]. Returns the newsroom with its problems ([`Loaded`]), and updates the output folder
//! on request. A [`Session`] is an open newsroom with every cache; no caller reads or writes a cache. The crate reads sources
//! through `dateline-source` and writes through `dateline-emit`. Only [`mod@mend`] writes sources: those that `check --fix`
//! corrects. It does not read the environment, and reads the clock only to measure the age of a look at a file.
//!
//! Caches are in `.dateline/`, and hold only what is public. Each may be missing, damaged, or of another machine:
//!
//! | cache | holds | is stale when |
//! | --- | --- | --- |
//! | `parts/report` | what the last command found | any source, option, the program or the day changes, or the clock passes a known instant |
//! | `parts/texts` | releases as they were read, with what is wrong in them | the file, its original, settings, contacts, names of pages or the program change |
//! | `parts/pages` | ids and links of rendered pages | what a page is made of changes, or a planned file goes |
//! | `memory` | what each output is made of, and how its file looked | what it is made of changes, or the file does |
//! | `record`, `parts/KEY` | what was published where, and what readers saw of each release, by month | never: it is history |

mod against;
mod build;
mod excerpts;
mod fates;
mod kept;
mod load;
mod made_of;
mod make;
pub mod mend;
mod mending;
mod outside;
mod pages;
mod pictures;
mod publishing;
mod report;
mod rulings;
mod search;
mod session;
mod texts;
mod theme;
mod tools;

use dateline_check as check;
use dateline_diagnostics::{Diagnostic, Diagnostics};
use dateline_emit::{self as emit, OutputFolder};
use dateline_plan::Page;
use dateline_plan::published::Published;
use dateline_source::SourceTree;

pub use against::{Before, against, published_at};
pub use build::{Built, Promises};
pub use excerpts::SourceExcerpts;
pub use fates::{SourceFate, counts as fate_counts, fates};
pub use load::{Loaded, Options, Snapshot, Workspace};
pub use mending::{MendedFile, Mending, Question, is_mended, mend};
pub use outside::{OutsideLink, outside_links, outside_problems};
pub use pages::faults;
pub use publishing::{Form, Part, Texts, Unfit, Written, withheld, written};
pub use report::Due;
pub use session::{Asked, Session};
pub use tools::Tools;

use make::markdown;

/// Says which addresses that were published once this newsroom would let die.
pub fn broken_promises(published: &Published, snapshot: &Snapshot, sources: &SourceTree) -> Diagnostics {
    check::lost_addresses(published, &snapshot.site.newsroom, &snapshot.plan, &|path| sources.find(path))
}

/// What the last build into a folder made public; `None` when nothing is known of one.
///
/// # Errors
///
/// When another build is running, or the disk fails.
pub fn published(folder: &OutputFolder) -> Result<Option<Published>, emit::Error> {
    Ok(emit::hold(folder, None)?.and_then(|it| Published::from_bytes(&it.record.notes)))
}

/// The bytes of one page, on its own: for previews.
///
/// # Errors
///
/// What is wrong in a template, or that a source changed since it was read.
pub fn page(snapshot: &Snapshot, sources: &SourceTree, page: &Page) -> Result<Vec<u8>, Diagnostic> {
    make::alone(snapshot, sources, page)
}
