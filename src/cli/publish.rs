//! `dateline publish`: what a build writes, to where readers fetch it.

use crate::cli::Stop;
use crate::cli::args::{BuildOptions, Format, PublishArguments};
use crate::cli::build::written;
use crate::cli::destinations::{self, Run, Target};
use crate::cli::terminal::Terminal;
use dateline_diagnostics::Diagnostics;
use dateline_emit as emit;
use dateline_engine::{self as engine, Loaded, Promises, Session, Snapshot, Unfit, Written};
use dateline_publish::{PublicTree, Standing};

pub(super) fn run(arguments: &PublishArguments, terminal: &Terminal) -> Result<(), Stop> {
    let options = arguments.build(terminal)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.jobs).build()?;
    pool.install(|| publish(&options, arguments, terminal))
}

fn publish(options: &BuildOptions, arguments: &PublishArguments, terminal: &Terminal) -> Result<(), Stop> {
    let failed = |error| Stop::because(&error);
    let mut session = Session::open(options.load.clone(), options.asked()).map_err(|error| Stop::because(&error))?;
    let is_built = arguments.from.is_none() && !arguments.list;
    let unchanged = if is_built { session.unchanged_publish(options.now).map_err(failed)? } else { None };
    let is_done = unchanged.is_some();
    let mut loaded = session.load(options.now);
    let stopped = || {
        terminal.say("nothing was published");
        Stop::Content
    };
    let open = |snapshot: &Snapshot| {
        let config = &snapshot.site.newsroom.config;
        destinations::open(arguments.target.as_deref(), config, &options.folder, &arguments.manner)
    };
    // What cannot be reached is told before anything is made.
    let opened = loaded.snapshot.as_deref().map(open).transpose()?;
    if let Some(found) = unchanged {
        loaded.found = found;
    } else if is_built && loaded.found.has_errors() {
        written(&mut session, &mut loaded, true, terminal).map_err(failed)?;
    }
    let is_refused = |loaded: &Loaded| loaded.snapshot.is_none() || is_built && loaded.found.has_errors();
    if is_refused(&loaded) {
        terminal.report(&loaded.found, &loaded, options.show_unpublished);
        return Err(stopped());
    }
    let (targets, services) = opened.ok_or_else(stopped)?;
    if arguments.list {
        return targets.iter().try_for_each(|it| list(it, arguments.manner.format, terminal));
    }
    let snapshot = loaded.snapshot.clone().ok_or_else(stopped)?;
    let config = &snapshot.site.newsroom.config;
    let trees = |written: &Written| -> Vec<PublicTree> {
        targets.iter().map(|it| written.tree(config, &it.part, &it.form)).collect()
    };
    // What stands in the output folder is what would be built.
    let standing = is_done.then(|| tree(&loaded, options)).transpose()?;
    let ready = standing.as_ref().map(&trees);
    let is_promised = |ready: &Vec<PublicTree>| targets.iter().zip(ready).all(|(it, tree)| it.promises_those_of(tree));
    if options.promises == Promises::Kept && !ready.as_ref().is_some_and(is_promised) {
        keep_promises(&targets, &session, &loaded, (options, is_built, terminal))?;
    }
    if is_built {
        let is_written = match is_done {
            true => Ok(true),
            false => written(&mut session, &mut loaded, true, terminal).map(|it| it.is_some()),
        };
        terminal.report(&loaded.found, &loaded, options.show_unpublished);
        is_written.map_err(failed)?.then_some(()).ok_or_else(stopped)?;
    }
    let written = standing.map_or_else(|| tree(&loaded, options), Ok)?;
    if !is_built && options.promises == Promises::Kept {
        has_promised(&targets, &written, options)?;
    }
    let build = arguments.build_id.clone().unwrap_or_else(|| written.id());
    let read = |path: &str| emit::file(&options.folder, path).map_err(|error| format!("{error} of the build"));
    let run = Run {
        config,
        manner: &arguments.manner,
        now: options.now,
        reconcile: arguments.reconcile,
        force: arguments.force,
        services: &services,
        terminal,
    };
    for (target, tree) in targets.iter().zip(ready.unwrap_or_else(|| trees(&written))) {
        target.publish(&tree, (&build, None), &read, &run)?;
    }
    Ok(())
}

/// Refuses to let an address die that was published to one of the targets, whatever is known of it here.
fn keep_promises(
    targets: &[Target],
    session: &Session,
    loaded: &Loaded,
    (options, is_built, terminal): (&BuildOptions, bool, &Terminal),
) -> Result<(), Stop> {
    let Some(snapshot) = &loaded.snapshot else { return Ok(()) };
    let mut broken = Diagnostics::default();
    for target in targets {
        if let Some(published) = target.promises()? {
            broken.append(engine::broken_promises(&published, snapshot, &loaded.sources));
        }
    }
    let broken = session.told(broken);
    if !broken.has_errors() {
        return Ok(());
    }
    if is_built {
        terminal.report(&loaded.found, loaded, options.show_unpublished);
    }
    terminal.report(&broken, loaded, options.show_unpublished);
    terminal.say("nothing was published; if nobody reads these addresses, add `--forget-addresses`");
    Err(Stop::Content)
}

/// Refuses an earlier build that does not have a page which was published since.
fn has_promised(targets: &[Target], written: &Written, options: &BuildOptions) -> Result<(), Stop> {
    for target in targets {
        let lost = target.promises()?.and_then(|it| written.lost_page(&it));
        if let Some(page) = lost {
            return Err(format!(
                "`{}` does not have `{page}`, which was published to `{}`: run `dateline publish` without `--from`, which builds again",
                options.folder.out.display(),
                target.name()
            )
            .into());
        }
    }
    Ok(())
}

/// What stands in the output folder, if it is fit to be published.
fn tree(loaded: &Loaded, options: &BuildOptions) -> Result<Written, Stop> {
    let out = options.folder.out.display();
    let snapshot = loaded.snapshot.as_ref().ok_or(Stop::Content)?;
    let written = engine::written(snapshot, &options.folder).map_err(|error| Stop::because(&error))?;
    written.map_err(|unfit| match unfit {
        Unfit::NoBuild => {
            format!("no build has written to `{out}`: run `dateline build`, or publish without `--from`").into()
        }
        Unfit::HasDrafts => {
            format!("`{out}` shows drafts: it was built with `--drafts`, and is not to be published").into()
        }
        Unfit::HasWithheld => format!(
            "`{out}` shows a release that may not be public now, or that the newsroom does not have any more: run `dateline build` again"
        )
        .into(),
        Unfit::ShowsUnknown => {
            format!("`{out}` was built by an earlier version of Dateline: run `dateline build` again").into()
        }
    })
}

/// The builds that can be gone back to, the one that readers see first.
fn list(target: &Target, format: Format, terminal: &Terminal) -> Result<(), Stop> {
    let standing = target.standing()?;
    let Some(Standing { record, .. }) = standing else {
        terminal.say(&format!("{}: nothing was published yet", target.name()));
        return Ok(());
    };
    let now = (record.build.as_str(), record.at.as_str(), record.files.len());
    let kept = record.kept.iter().rev().map(|it| (it.build.as_str(), it.at.as_str(), it.n_files));
    for (at, (build, when, n_files)) in std::iter::once(now).chain(kept).enumerate() {
        match format {
            Format::Human if at == 0 => {
                terminal.result(&format!("{}: {build}  {when}  {n_files} files, what readers see", target.name()));
            }
            Format::Human => terminal.result(&format!("{}: {build}  {when}  {n_files} files", target.name())),
            Format::Json => {
                let told = serde_json::json!({
                    "target": target.name(), "build": build, "at": when, "files": n_files, "current": at == 0,
                });
                terminal.result(&told.to_string());
            }
        }
    }
    Ok(())
}
