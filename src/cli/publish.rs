//! `dateline publish`: what a build writes, to where readers fetch it.

use crate::cli::Stop;
use crate::cli::args::{BuildOptions, Format, PublishArguments};
use crate::cli::build::written;
use crate::cli::check::findings;
use crate::cli::destinations::{self, Run, Target};
use crate::cli::terminal::Terminal;
use dateline_diagnostics::Diagnostics;
use dateline_emit as emit;
use dateline_engine::{self as engine, Loaded, Promises, Snapshot, Unfit, Workspace, Written};
use dateline_publish::Standing;

pub(super) fn run(arguments: &PublishArguments, terminal: &Terminal) -> Result<(), Stop> {
    let options = arguments.build(terminal)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.jobs).build()?;
    pool.install(|| publish(&options, arguments, terminal))
}

fn publish(options: &BuildOptions, arguments: &PublishArguments, terminal: &Terminal) -> Result<(), Stop> {
    let mut workspace = Workspace::open(options.load.clone()).map_err(|error| Stop::because(&error))?;
    let mut loaded = workspace.load(options.now);
    let stopped = || {
        terminal.say("nothing was published");
        Stop::Content
    };
    let open = |snapshot: &Snapshot| {
        let config = &snapshot.site.newsroom.config;
        destinations::open(arguments.target.as_deref(), config, &options.folder, &arguments.manner)
    };
    let is_built = arguments.from.is_none() && !arguments.list;
    // What cannot be reached is told before anything is made.
    let opened = loaded.snapshot.as_deref().map(open).transpose()?;
    if is_built {
        loaded.found.append(findings(&workspace, &loaded, (&options.folder, options.promises), terminal));
    }
    if is_built || loaded.snapshot.is_none() {
        terminal.report(&loaded.found, &loaded, options.show_unpublished);
    }
    let snapshot = loaded.snapshot.as_ref().filter(|_| !(is_built && loaded.found.has_errors())).ok_or_else(stopped)?;
    let (targets, services) = opened.ok_or_else(stopped)?;
    if arguments.list {
        return targets.iter().try_for_each(|it| list(it, arguments.manner.format, terminal));
    }
    if options.promises == Promises::Kept {
        keep_promises(&targets, snapshot, &workspace, &loaded, (options, terminal))?;
    }
    if is_built {
        written(snapshot, &loaded, options, emit::Last::of(&options.folder), terminal)?.ok_or_else(stopped)?;
    }
    let written = tree(snapshot, options)?;
    if !is_built && options.promises == Promises::Kept {
        has_promised(&targets, &written, options)?;
    }
    let config = &snapshot.site.newsroom.config;
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
    for target in &targets {
        target.publish(&written.tree(config, &target.part, &target.form), (&build, None), &read, &run)?;
    }
    Ok(())
}

/// Refuses to let an address die that was published to one of the targets, whatever is known of it here.
fn keep_promises(
    targets: &[Target],
    snapshot: &Snapshot,
    workspace: &Workspace,
    loaded: &Loaded,
    (options, terminal): (&BuildOptions, &Terminal),
) -> Result<(), Stop> {
    let mut broken = Diagnostics::default();
    for target in targets {
        if let Some(published) = target.promises()? {
            broken.append(engine::broken_promises(&published, snapshot, &loaded.sources));
        }
    }
    let broken = workspace.told(broken);
    if !broken.has_errors() {
        return Ok(());
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
fn tree(snapshot: &Snapshot, options: &BuildOptions) -> Result<Written, Stop> {
    let out = options.folder.out.display();
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
