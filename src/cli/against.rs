//! `--against`: what was typed -> what readers saw before.

use std::path::{Path, PathBuf};

use crate::build::{self, Before};
use crate::cli::Stop;
use crate::cli::args::CheckOptions;
use crate::cli::terminal::Terminal;
use crate::emit::{self, OutputFolder};
use crate::published::Published;

/// Finds what was public before.
pub(super) fn before(what: &str, options: &CheckOptions, terminal: &Terminal) -> Result<Before, Stop> {
    if let Some(published) = published(what, &options.load.root)? {
        let before = Before::record(what.to_owned(), published);
        if !before.has_facts() {
            terminal.say(&format!(
                "the record of `{what}` holds addresses and no texts: an earlier Dateline kept it. A build with this one keeps them"
            ));
        }
        return Ok(before);
    }
    let path = Path::new(what);
    Err(Stop::Surroundings(match path.exists() {
        true => format!(
            "--against: no build of this newsroom has left a record of `{what}`: name the folder that `dateline build` wrote to"
        ),
        false => {
            format!("--against: there is no `{what}`: name the folder that `dateline build` wrote to, or its record")
        }
    }))
}

/// What the record says that a path names; `None` when it names none.
fn published(what: &str, root: &Path) -> Result<Option<Published>, Stop> {
    let path = Path::new(what);
    let record = if path.is_dir() { record_of(path, root) } else { Some(path.to_owned()).filter(|it| it.is_file()) };
    let Some(record) = record else { return Ok(None) };
    build::published_at(&record).map_err(|error| Stop::because(&error))
}

/// The record of an output folder: where the newsroom keeps it, or beside the folder, for one that was brought from
/// another place with its `.dateline/`.
fn record_of(out: &Path, root: &Path) -> Option<PathBuf> {
    let beside = std::path::absolute(out).ok()?.parent().map(Path::to_owned);
    let kept = |root: &Path| {
        let folder =
            OutputFolder { out: out.to_owned(), state: root.join(".dateline"), root: root.to_owned(), force: false };
        emit::record_path(&folder).ok().filter(|it| it.is_file())
    };
    kept(root).or_else(|| kept(&beside?))
}
