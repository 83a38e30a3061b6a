//! `--against`: what was typed -> what readers saw before.
//!
//! A name is that of a record where there is one, else that of a revision.

use std::path::{Path, PathBuf};

use crate::cli::Stop;
use crate::cli::args::CheckOptions;
use crate::cli::optional::history;
use crate::cli::terminal::Terminal;
use dateline_emit::{self as emit, OutputFolder, Parts};
use dateline_engine::{self as engine, Before};
use dateline_plan::published::Published;

/// Finds what was public before; `None` when nothing was.
pub(super) fn before(what: &str, options: &CheckOptions, terminal: &Terminal) -> Result<Option<Before>, Stop> {
    let Some((published, parts)) = published(what, &options.load.root)? else {
        return match is_path(what) {
            true => Err(Stop::Surroundings(no_record(what))),
            false => revision(what, options, terminal),
        };
    };
    let before = Before::record(what.to_owned(), published, parts);
    if is_revision_too(what, &options.load.root) {
        terminal.say(&format!(
            "`{what}` is taken as an output folder; for the revision of that name write `refs/heads/{what}` or `refs/tags/{what}`"
        ));
    }
    if !before.has_facts() {
        terminal.say(&format!(
            "the record of `{what}` has addresses and not all texts: an earlier Dateline kept it, or it was brought without the rest of its `.dateline/`. A build with this one keeps them"
        ));
    }
    Ok(Some(before))
}

/// Whether it can be nothing but a path.
fn is_path(what: &str) -> bool {
    what.starts_with(['.', '/', '\\']) || what.ends_with(['/', '\\'])
}

fn no_record(what: &str) -> String {
    match Path::new(what).exists() {
        true => format!(
            "--against: no build of this newsroom has left a record of `{what}`: name the folder that `dateline build` wrote to"
        ),
        false => {
            format!("--against: there is no `{what}`: name the folder that `dateline build` wrote to, or its record")
        }
    }
}

/// What the record says that a path names; `None` when it names none.
fn published(what: &str, root: &Path) -> Result<Option<(Published, Parts)>, Stop> {
    let path = Path::new(what);
    let record = if path.is_dir() { record_of(path, root) } else { Some(path.to_owned()).filter(|it| it.is_file()) };
    let Some(record) = record else { return Ok(None) };
    engine::published_at(&record).map_err(|error| Stop::because(&error))
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

fn is_revision_too(what: &str, root: &Path) -> bool {
    !is_path(what) && history::has(root, what)
}

fn revision(what: &str, options: &CheckOptions, terminal: &Terminal) -> Result<Option<Before>, Stop> {
    let stop = |message: &str| Stop::Surroundings(format!("--against: {message}"));
    let sources = history::sources(&options.load.root, what).map_err(|why| stop(&why))?;
    let Some(sources) = sources else {
        terminal.say(&format!("`{what}` has no `dateline.yaml` in this folder: nothing was public then"));
        return Ok(None);
    };
    let load = engine::Options { strict: false, check_texts: false, ..options.load.clone() };
    let before = Before::sources(what.to_owned(), sources, &load, options.now);
    let before =
        before.ok_or_else(|| stop(&format!("the `dateline.yaml` of `{what}` has faults and cannot be read")))?;
    for path in before.unread() {
        terminal.say(&format!("`{path}` of `{what}` has faults and is not compared"));
    }
    Ok(Some(before))
}
