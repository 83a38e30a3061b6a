//! `dateline rollback`: an earlier build again, where readers fetch it.

use crate::build::{self, Workspace};
use crate::cli::Stop;
use crate::cli::args::RollbackArguments;
use crate::cli::destinations::{self, Run, Target};
use crate::cli::terminal::Terminal;
use crate::date::{self, Instant};
use crate::publish::{self, Former, KeptBuild, Record};

pub(super) fn run(arguments: &RollbackArguments, terminal: &Terminal) -> Result<(), Stop> {
    let options = arguments.build()?;
    let mut workspace = Workspace::open(options.load.clone()).map_err(|error| Stop::because(&error))?;
    let loaded = workspace.load(options.now);
    // What may be read now is not in the earlier build: the texts say it.
    let Some(snapshot) = loaded.snapshot.as_ref().filter(|_| !loaded.found.has_errors()) else {
        terminal.report(&loaded.found, &loaded, options.show_unpublished);
        terminal.say("nothing was changed: as long as texts cannot be read, nobody knows what may not be shown again");
        return Err(Stop::Content);
    };
    let newsroom = &snapshot.site.newsroom;
    let (targets, services) =
        destinations::open(arguments.target.as_deref(), &newsroom.config, &options.folder, &arguments.manner)?;
    let records = targets.iter().map(Target::record).collect::<Result<Vec<_>, _>>()?;
    let records: Vec<(&Target, Record)> =
        targets.iter().zip(records).filter_map(|(target, record)| Some((target, record?))).collect();
    let until = instant(arguments.build.as_deref(), records.iter().map(|it| &it.1))?;
    let withheld = build::withheld(newsroom);
    let run = Run {
        config: &newsroom.config,
        manner: &arguments.manner,
        now: options.now,
        reconcile: false,
        force: false,
        services: &services,
        terminal,
    };
    for (target, record) in &records {
        go_back(target, record, (until, &withheld), &run)?;
    }
    terminal.say("the next `dateline publish` brings the texts as they are now: put right in them what was wrong");
    Ok(())
}

/// Brings one target to the build that it had at an instant.
fn go_back(target: &Target, record: &Record, (until, withheld): (Instant, &[String]), run: &Run) -> Result<(), Stop> {
    if at(&record.at).is_some_and(|it| it <= until) {
        run.terminal.say(&format!("{}: build {} was there already", target.name(), record.build));
        return Ok(());
    }
    let is_old_enough = |it: &&KeptBuild| at(&it.at).is_some_and(|it| it <= until);
    let kept = record.kept.iter().rev().find(is_old_enough);
    let kept = kept.ok_or_else(|| format!("`{}` keeps no build of that time", target.name()))?;
    let earlier = target.kept(kept)?;
    let withheld = withheld.iter().filter_map(|it| target.part.key(run.config, it)).collect();
    let former = publish::former(&earlier, record, withheld);
    let Former { tree, is_partial } = former
        .map_err(|key| format!("`{}` does not have `{key}` of build `{}` any more", target.name(), kept.build))?;
    if is_partial {
        run.terminal.say(&format!(
            "{}: build {} has releases that may not be read any more: they stay as they are, and so do lists, feeds and search, which had their words",
            target.name(),
            kept.build
        ));
    }
    let read = |key: &str| match target.store.get(key) {
        Ok(Some(found)) => Ok(found.bytes),
        Ok(None) => Err(format!("`{}` does not have `{key}` any more", target.name())),
        Err(error) => Err(error.to_string()),
    };
    target.publish(&tree, &kept.build, &read, run)
}

/// The instant of the build that is meant: the one that is named, or the one before the last publish to any target.
fn instant<'a>(build: Option<&str>, records: impl Iterator<Item = &'a Record>) -> Result<Instant, Stop> {
    let builds = records.flat_map(|it| {
        let kept = it.kept.iter().map(|it| (it.build.as_str(), it.at.as_str()));
        kept.chain([(it.build.as_str(), it.at.as_str())])
    });
    let mut builds: Vec<(Instant, &str)> = builds.filter_map(|(build, when)| Some((at(when)?, build))).collect();
    builds.sort_unstable();
    builds.dedup();
    if let Some(build) = build {
        let found = builds.iter().rev().find(|it| it.1 == build);
        return found.map(|it| it.0).ok_or_else(|| {
            format!("there is no build `{build}`: `dateline publish --list` has those that can be gone back to").into()
        });
    }
    let last = builds.last().map(|it| it.0);
    let before = builds.iter().rev().find(|it| Some(it.0) < last);
    before.map(|it| it.0).ok_or_else(|| "there is no build to go back to".into())
}

fn at(text: &str) -> Option<Instant> {
    date::instant(text).ok()
}
