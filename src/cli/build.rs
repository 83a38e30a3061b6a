//! `dateline build`: content to `public/`.

use std::path::Path;
use std::time::Instant;

use crate::cli::Stop;
use crate::cli::args::{BuildArguments, BuildOptions};
use crate::cli::check::findings;
use crate::cli::terminal::Terminal;
use dateline_diagnostics::{Diagnostics, Severity};
use dateline_emit as emit;
use dateline_engine::{self as engine, Asked, Built, LearntTexts, Loaded, Seen, Snapshot, Spared, Workspace};
use dateline_source::stamp::Stamp;

pub(super) fn run(arguments: &BuildArguments, terminal: &Terminal) -> Result<(), Stop> {
    let options = arguments.options(terminal)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.jobs).build()?;
    pool.install(|| build(&options, terminal))
}

fn build(options: &BuildOptions, terminal: &Terminal) -> Result<(), Stop> {
    let started = Instant::now();
    let mut workspace = Workspace::open(options.load.clone()).map_err(|error| Stop::because(&error))?;
    let failed = |error: emit::Error| Stop::because(&error);
    let program = std::env::current_exe().ok().and_then(|it| Stamp::of(&it));
    let asked = Asked {
        options: &options.load,
        promises: options.promises,
        manner: &format!("{} {}", terminal.manner(), options.show_unpublished),
        now: options.now,
        program,
    };
    let (seen_at, mut seen) = (Instant::now(), Seen::of(workspace.sources(), &options.folder));
    if !options.verify_cache
        && let Some(Spared { built, n_hidden, said }) =
            engine::unchanged(&seen, &options.folder, asked).map_err(failed)?
    {
        terminal.repeat(&said);
        summary(&built, n_hidden, &options.folder.out, started, terminal);
        terminal.say("nothing has changed since the last build");
        return Ok(());
    }
    let learnt = LearntTexts::of(&options.folder);
    workspace.recall(if options.verify_cache { learnt.forgotten() } else { learnt }, &seen);
    let (mut loaded, held) = rayon::join(|| workspace.load(options.now), || emit::foresee(&options.folder));
    let last = seen.last(held);
    // Rendering every page to look at it takes time: only when what is found can stop the build, or it is stopped already.
    let beside = |loaded: &Loaded| {
        let mut found = findings(&workspace, loaded, (&options.folder, options.promises), terminal);
        found.retain(|it| workspace.can_stop_at_pages() || it.severity == Severity::Error);
        found
    };
    let looks_at_all = workspace.can_stop_at_pages() || loaded.found.has_errors();
    if looks_at_all {
        loaded.found.append(beside(&loaded));
    }
    let said = terminal.reported(&loaded.found, &loaded, options.show_unpublished);
    terminal.repeat(&said);
    let kept = loaded.tells_of_public_alone().then_some(said);
    let Some(snapshot) = loaded.snapshot.as_ref().filter(|_| !loaded.found.has_errors()) else {
        return Err(stopped(options, terminal));
    };
    let (built, files) = match made(snapshot, &loaded, options, last, terminal)? {
        Ok(done) => done,
        Err(mut found) => {
            // The same as a check finds, which may be more than what stopped this.
            let all = if looks_at_all { Diagnostics::default() } else { beside(&loaded) };
            if all.has_errors() {
                found = all;
            }
            terminal.report(&found, &loaded, options.show_unpublished);
            return Err(stopped(options, terminal));
        }
    };
    engine::remember((&workspace, snapshot, kept), (&built, files), (seen, seen_at.elapsed()), &options.folder, asked)
        .map_err(failed)?;
    summary(&built, snapshot.site.newsroom.n_hidden(), &options.folder.out, started, terminal);
    terminal.leave_to_the_system(built);
    terminal.leave_to_the_system((workspace, loaded));
    Ok(())
}

/// Makes every page. `None` when something is wrong that only making them shows; it is told then, and nothing is written.
pub(super) fn written<'p>(
    snapshot: &'p Snapshot,
    loaded: &Loaded,
    options: &BuildOptions,
    last: emit::Last,
    terminal: &Terminal,
) -> Result<Option<(Built<'p>, emit::Written<'p>)>, Stop> {
    let built = made(snapshot, loaded, options, last, terminal)?;
    Ok(built.map_err(|found| terminal.report(&found, loaded, options.show_unpublished)).ok())
}

/// Makes every page, or gives what is wrong.
fn made<'p>(
    snapshot: &'p Snapshot,
    loaded: &Loaded,
    options: &BuildOptions,
    last: emit::Last,
    terminal: &Terminal,
) -> Result<Result<(Built<'p>, emit::Written<'p>), Diagnostics>, Stop> {
    let progress = terminal.progress(snapshot.plan.outputs.len());
    let how = (options.promises, !options.verify_cache, last);
    let built = engine::build(snapshot, &loaded.sources, &options.folder, how, &|n_done| progress.at(n_done));
    progress.end();
    built.map_err(|error| Stop::because(&error))
}

fn stopped(options: &BuildOptions, terminal: &Terminal) -> Stop {
    terminal.say(&format!("nothing was written: `{}` is as it was", options.folder.out.display()));
    Stop::Content
}

fn summary(built: &Built, n_hidden: usize, out: &Path, started: Instant, terminal: &Terminal) {
    let outcome = &built.outcome;
    terminal.say(&format!(
        "{}, {}; {} written, {} unchanged, {} removed; {:.2} s",
        counted(built.releases, "release"),
        counted(built.editions, "edition"),
        counted(outcome.written.len(), "file"),
        outcome.unchanged,
        outcome.removed.len(),
        started.elapsed().as_secs_f64(),
    ));
    if n_hidden > 0 {
        terminal.confide(&format!("{} not public yet, or no more", counted(n_hidden, "release")));
    }
    terminal.say(&format!("open {}", out.join("index.html").display()));
}

fn counted(n: usize, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") }
}
