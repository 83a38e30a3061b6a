//! `dateline rollback`: an earlier build again, where readers fetch it.

use crate::cli::Stop;
use crate::cli::args::RollbackArguments;
use crate::cli::destinations::{self, Run, Target};
use crate::cli::terminal::Terminal;
use dateline_engine::{self as engine, Session};
use dateline_publish::{self as publish, Former, KeptBuild, Standing, Withheld};

/// How many keys a summary names.
const NAMED: usize = 5;

pub(super) fn run(arguments: &RollbackArguments, terminal: &Terminal) -> Result<(), Stop> {
    let options = arguments.build(terminal)?;
    let mut session = Session::open(options.load.clone(), options.asked()).map_err(|error| Stop::because(&error))?;
    let loaded = session.load(options.now);
    // What may be read now is not in the earlier build: the texts say it.
    let Some(snapshot) = loaded.snapshot.as_ref().filter(|_| !loaded.found.has_errors()) else {
        terminal.report(&loaded.found, &loaded, options.show_unpublished);
        terminal.say("nothing was changed: `rollback` has to read from the texts what may not be shown again");
        return Err(Stop::Content);
    };
    let newsroom = &snapshot.site.newsroom;
    let (targets, services) =
        destinations::open(arguments.target.as_deref(), &newsroom.config, &options.folder, &arguments.manner)?;
    let mut published = Vec::new();
    for target in &targets {
        if let Some(standing) = target.standing()? {
            published.push((target, standing));
        }
    }
    let histories: Vec<History> = published.iter().map(|(_, standing)| History::of(standing)).collect();
    let wanted = wanted(arguments.build.as_deref(), &histories)?;
    let withheld = engine::withheld(newsroom);
    let run = Run {
        config: &newsroom.config,
        manner: &arguments.manner,
        now: options.now,
        reconcile: false,
        force: false,
        services: &services,
        terminal,
    };
    for ((target, standing), at) in published.iter().zip(&wanted) {
        let of_target = target.part.withheld(&newsroom.config, &withheld);
        refuse_unpublished(target, standing, &of_target)?;
        match at {
            Some(at) => go_back(target, standing, (*at, of_target), &run)?,
            None => terminal.say(&format!("{}: build {} stays", target.name(), standing.record.build)),
        }
    }
    terminal.say("the next `dateline publish` brings the texts as they are now: put right in them what was wrong");
    Ok(())
}

/// The builds of one target, the oldest first; the last is what it shows, the one before that what a rollback goes to.
struct History<'a> {
    builds: Vec<&'a str>,
    /// Whether the last one is being replaced, or was when the publisher was interrupted.
    is_unfinished: bool,
    /// Where a rollback was going that was interrupted.
    going_to: Option<usize>,
}

impl<'a> History<'a> {
    fn of(standing: &'a Standing) -> Self {
        let record = &standing.record;
        let builds = record.kept.iter().map(|it| it.build.as_str()).chain([record.build.as_str()]).collect();
        let number = |number: u64| record.kept.iter().position(|it| it.number == number);
        let going_to = standing.goes_back_to.and_then(|it| match it == record.number {
            true => Some(record.kept.len()),
            false => number(it),
        });
        Self { builds, is_unfinished: standing.is_unfinished, going_to }
    }

    fn last(&self) -> usize {
        self.builds.len() - 1
    }

    /// The newest place at which it had a build.
    fn place(&self, build: &str) -> Option<usize> {
        self.builds.iter().rposition(|it| *it == build)
    }
}

/// The place in each history that is gone back to; `None` for a target that stays as it is.
fn wanted(build: Option<&str>, histories: &[History]) -> Result<Vec<Option<usize>>, Stop> {
    if histories.is_empty() {
        return Err("nothing was published yet, so there is no build to go back to: run `dateline publish`".into());
    }
    match build {
        Some(build) => named(build, histories),
        None => before_the_last(histories),
    }
}

/// Where each target was when a build was published. A target that the build did not change has no entry of that name: it
/// had the newest one that another target has at or before that build.
fn named(build: &str, histories: &[History]) -> Result<Vec<Option<usize>>, Stop> {
    let having = || histories.iter().filter_map(|it| Some((it, it.place(build)?)));
    if having().next().is_none() {
        return Err(format!(
            "there is no build `{build}` to go back to: `dateline publish --list` prints those that there are"
        )
        .into());
    }
    let mut wanted = Vec::new();
    for history in histories {
        let own = history.place(build);
        let at_that_time = || {
            let is_before = |at: &usize| {
                let is_known =
                    |(other, until): (&History, usize)| other.builds[..=until].contains(&history.builds[*at]);
                having().any(is_known)
            };
            (0..history.builds.len()).rev().find(is_before)
        };
        let Some(at) = own.or_else(at_that_time) else {
            return Err(format!(
                "one of the targets does not have build `{build}`: name the target too, as in `dateline rollback {build} --target TARGET`; `dateline publish --list` prints the builds of each"
            )
            .into());
        };
        wanted.push(Some(at).filter(|at| *at != history.last() || history.is_unfinished));
    }
    Ok(wanted)
}

/// The build before the last one: of every target that has the last one. What is half published counts as the last.
fn before_the_last(histories: &[History]) -> Result<Vec<Option<usize>>, Stop> {
    if histories.iter().any(|it| it.is_unfinished) {
        let back = |it: &History| it.is_unfinished.then(|| it.going_to.unwrap_or(it.last()));
        return Ok(histories.iter().map(back).collect());
    }
    let is_newer = |one: &History, other: &History| {
        let (one, other) = (one.builds[one.last()], other.builds[other.last()]);
        // Where some target had both, their order is known.
        histories.iter().any(|it| it.place(other).zip(it.place(one)).is_some_and(|(other, one)| other < one))
    };
    let is_last = |it: &&History| !histories.iter().any(|other| is_newer(other, it));
    let last: Vec<&str> = histories.iter().filter(is_last).map(|it| it.builds[it.last()]).collect();
    if last.windows(2).any(|pair| pair[0] != pair[1]) {
        return Err(
            "the targets were published each for itself, and nothing says which was last: name one, as in `dateline rollback --target TARGET`".into(),
        );
    }
    let has_last = |it: &History| last.contains(&it.builds[it.last()]);
    let back = |it: &History| has_last(it).then(|| it.last().checked_sub(1)).flatten();
    let wanted: Vec<Option<usize>> = histories.iter().map(back).collect();
    if wanted.iter().all(Option::is_none) {
        return Err("there is no build to go back to: `dateline publish --list` prints those that there are".into());
    }
    Ok(wanted)
}

/// Refuses to go back while the target shows what the texts withhold by now: that has to be taken away first, and a notice
/// put in its place.
fn refuse_unpublished(target: &Target, standing: &Standing, withheld: &Withheld) -> Result<(), Stop> {
    let shown = standing.record.files.iter().find(|(_, it)| it.shows.is_some() && withheld.has(&it.shows));
    shown.map_or(Ok(()), |(key, _)| {
        Err(format!(
            "`{}` still shows a release at `{key}` that may not be public now: run `dateline publish {}` first, which takes it away, then `dateline rollback` again",
            target.name(),
            target.name(),
        )
        .into())
    })
}

/// Brings one target to the build at a place of its history.
fn go_back(target: &Target, standing: &Standing, (at, withheld): (usize, Withheld), run: &Run) -> Result<(), Stop> {
    let record = &standing.record;
    let kept = record.kept.get(at);
    let earlier = kept.map(|it| target.kept(it)).transpose()?;
    let (number, build) = kept.map_or((record.number, &record.build), |it: &KeptBuild| (it.number, &it.build));
    let withheld = Withheld { ids: &withheld.ids | &record.withheld, ..withheld };
    let stored = |key: &str| match target.store.get(key) {
        Ok(found) => Ok(found.map(|it| it.bytes)),
        Err(error) => Err(error.to_string()),
    };
    let resolve = |address: &str| target.part.key_at(run.config, address);
    let former = publish::former((earlier.as_ref().unwrap_or(record), record), withheld, (&stored, &resolve))?;
    let Former { tree, stays, left_out } = former;
    say_which(target, (build, &stays), "as they are now", run);
    say_which(target, (build, &left_out), "away", run);
    let read = |key: &str| stored(key)?.ok_or_else(|| format!("`{}` does not have `{key}` any more", target.name()));
    target.publish(&tree, (build, Some(number)), &read, run)
}

fn say_which(target: &Target, (build, keys): (&str, &[String]), how: &str, run: &Run) {
    if keys.is_empty() {
        return;
    }
    let named: Vec<String> = keys.iter().take(NAMED).map(|it| format!("`{it}`")).collect();
    let more = if keys.len() > NAMED { format!(" and {} more", keys.len() - NAMED) } else { String::new() };
    run.terminal.say(&format!(
        "{}: {} objects of build {build} showed releases that may not be read any more, or lead to one that did; they stay {how}: {}{more}",
        target.name(),
        keys.len(),
        named.join(", ")
    ));
}
