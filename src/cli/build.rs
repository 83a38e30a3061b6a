//! `dateline build`: content to `public/`.

use std::path::Path;
use std::time::Instant;

use crate::cli::Stop;
use crate::cli::args::{BuildArguments, BuildOptions};
use crate::cli::terminal::Terminal;
use dateline_engine::{Built, Loaded, Session};

pub(super) fn run(arguments: &BuildArguments, terminal: &Terminal) -> Result<(), Stop> {
    let options = arguments.options(terminal)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.jobs).build()?;
    pool.install(|| build(&options, terminal))
}

fn build(options: &BuildOptions, terminal: &Terminal) -> Result<(), Stop> {
    let started = Instant::now();
    let mut session = Session::open(options.load.clone(), options.asked()).map_err(|error| Stop::because(&error))?;
    let failed = |error| Stop::because(&error);
    if let Some((built, loaded)) = session.unchanged_build(options.now).map_err(failed)? {
        terminal.report(&loaded.found, &loaded, options.show_unpublished);
        summary(&built, &options.folder.out, started, terminal);
        terminal.say("nothing has changed since the last build");
        return Ok(());
    }
    let mut loaded = session.load(options.now);
    let built = written(&mut session, &mut loaded, false, terminal).map_err(failed);
    terminal.report(&loaded.found, &loaded, options.show_unpublished);
    let Some(built) = built? else {
        terminal.say(&format!("nothing was written: `{}` is as it was", options.folder.out.display()));
        return Err(Stop::Content);
    };
    summary(&built, &options.folder.out, started, terminal);
    terminal.leave_to_the_system((session, loaded));
    Ok(())
}

/// Makes every page, and shows how far it is: see [`Session::build`].
pub(super) fn written(
    session: &mut Session,
    loaded: &mut Loaded,
    looks_at_pages: bool,
    terminal: &Terminal,
) -> Result<Option<Built>, dateline_emit::Error> {
    let progress = terminal.progress();
    let built = session.build(loaded, looks_at_pages, &|n_done, total| progress.at_of(n_done, total));
    progress.end();
    built
}

fn summary(built: &Built, out: &Path, started: Instant, terminal: &Terminal) {
    terminal.say(&format!(
        "{}, {}; {} written, {} unchanged, {} removed; {:.2} s",
        counted(built.releases, "release"),
        counted(built.editions, "edition"),
        counted(built.written, "file"),
        built.unchanged,
        built.removed,
        started.elapsed().as_secs_f64(),
    ));
    if built.hidden > 0 {
        terminal.confide(&format!("{} not public yet, or no more", counted(built.hidden, "release")));
    }
    terminal.say(&format!("open {}", out.join("index.html").display()));
}

fn counted(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}
