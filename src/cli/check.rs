//! `dateline check`: all that is wrong, and nothing written; with `--fix`, what has one right mend is mended first.

use crate::cli::against;
use crate::cli::args::{CheckArguments, CheckOptions, ReportFormat};
use crate::cli::optional::external;
use crate::cli::terminal::Terminal;
use crate::cli::{Stop, fix};
use dateline_diagnostics::{self as diagnostic, Diagnostic, Place, Printer};
use dateline_engine::{self as engine, Loaded, Session, SourceExcerpts};
use dateline_source::SourceTree;

pub(super) fn run(arguments: &CheckArguments, terminal: &Terminal) -> Result<(), Stop> {
    let options = arguments.options(terminal)?;
    let mut session = Session::open(options.load.clone(), options.asked()).map_err(|error| Stop::because(&error))?;
    let is_wanted = |it: &Diagnostic, sources: &SourceTree| is_asked_for(it, &options, sources);
    let fixed = if options.fix { fix::run(&mut session, &options, &is_wanted, terminal) } else { Ok(()) };
    let before = options.against.as_deref().map(|it| against::before(it, &options, terminal)).transpose()?.flatten();
    let progress = terminal.progress();
    let mut loaded = session.check(options.now, &|n_done, total| progress.at_of(n_done, total));
    progress.end();
    if before.is_some() || options.external.is_some() {
        loaded = session.read(loaded, options.now);
    }
    if let Some((snapshot, before)) = loaded.snapshot.as_ref().zip(before.as_ref()) {
        let mut found = session.told(engine::against(before, snapshot, &loaded.sources));
        // What is held against the record of the output folder too is said once.
        let is_said = |it: &Diagnostic| {
            loaded.found.iter().any(|said| said.rule == it.rule && said.place == it.place && said.message == it.message)
        };
        found.retain(|it| !is_said(it));
        loaded.found.append(found);
    }
    let asked = options.external.as_ref().map(|it| external::run(&mut loaded, &options, it, terminal));
    let outside = asked.transpose()?;
    loaded.found.retain(|it| is_asked_for(it, &options, &loaded.sources));
    if options.format == ReportFormat::Human {
        terminal.list(&loaded.found, &loaded, options.show_unpublished);
    } else {
        // The log that this goes into may be public, whoever is looking at the terminal.
        let excerpts = SourceExcerpts { loaded: &loaded, show_unpublished: options.show_unpublished };
        let problems = Printer { excerpts: &excerpts, styled: false, width: 120 }.problems(&loaded.found);
        let text = match options.format {
            ReportFormat::Json => diagnostic::json(&problems),
            ReportFormat::Github => diagnostic::github(&problems, &options.folder),
            ReportFormat::Human | ReportFormat::Sarif => diagnostic::sarif(&problems, &options.folder),
        };
        if !text.is_empty() {
            terminal.result(text.trim_end());
        }
    }
    outside.iter().flatten().for_each(|line| terminal.say(line));
    match loaded.found.is_empty() {
        true => terminal.say("nothing is wrong"),
        false => terminal.count(&loaded.found, &mends(&loaded, options.fix)),
    }
    fixed?;
    if loaded.found.has_errors() { Err(Stop::Content) } else { Ok(()) }
}

/// What of it can be mended, to be said after the count.
fn mends(loaded: &Loaded, was_fixed: bool) -> String {
    let fixes =
        loaded.found.iter().filter(|it| engine::is_mended(it, &loaded.sources)).filter_map(|it| it.fix.as_deref());
    let (asked, made): (Vec<_>, Vec<_>) = fixes.partition(|it| it.question.is_some());
    match (made.len(), asked.len()) {
        (0, 0) => String::new(),
        (_, 0) if was_fixed => String::new(),
        (_, n) if was_fixed => format!("; {n} can be mended after a yes, at a terminal"),
        (n, 0) => format!("; `dateline check --fix` can mend {n} of them"),
        (0, n) => format!("; `dateline check --fix` can mend {n} of them, after a yes"),
        (n, more) => format!("; `dateline check --fix` can mend {n} of them, and {more} more after a yes"),
    }
}

/// Whether the file, rule and severity of a problem are among those that were asked for.
fn is_asked_for(problem: &Diagnostic, options: &CheckOptions, sources: &SourceTree) -> bool {
    is_within(&problem.place, options, sources)
        && (options.rules.is_empty() || options.rules.contains(&problem.rule))
        && problem.severity <= options.least
}

/// Whether a place is in the files that were asked for.
pub(super) fn is_within(place: &Place, options: &CheckOptions, sources: &SourceTree) -> bool {
    let path = sources.path_of(place);
    let holds =
        |limit: &String| path.strip_prefix(limit.as_str()).is_some_and(|it| it.is_empty() || it.starts_with('/'));
    options.limits.is_empty() || options.limits.iter().any(holds)
}
