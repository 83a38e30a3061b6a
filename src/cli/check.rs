//! `dateline check`: all that is wrong, and nothing written.

use crate::build::{self, SourceExcerpts, Workspace};
use crate::cli::Stop;
use crate::cli::args::{CheckArguments, CheckOptions, ReportFormat};
#[cfg(feature = "external")]
use crate::cli::external;
use crate::cli::terminal::Terminal;
use crate::diagnostic::{self, Diagnostic, Place, Printer};
use crate::source::SourceTree;

pub(super) fn run(arguments: &CheckArguments, terminal: &Terminal) -> Result<(), Stop> {
    let options = arguments.options()?;
    let mut workspace = Workspace::open(options.load.clone()).map_err(|error| Stop::because(&error))?;
    let mut loaded = workspace.load(options.now);
    if let Some(snapshot) = &loaded.snapshot {
        let progress = terminal.progress(snapshot.plan.outputs.len());
        let faults = build::faults(snapshot, &loaded.sources, &|n_done| progress.at(n_done));
        loaded.found.append(workspace.ruled(faults));
        progress.end();
    }
    #[cfg(feature = "external")]
    let outside = options.external.as_ref().map(|it| external::run(&mut loaded, &options, it, terminal));
    loaded.found.retain(|it| is_asked_for(it, &options, &loaded.sources));
    if options.format == ReportFormat::Human {
        terminal.report(&loaded.found, &loaded, options.show_unpublished);
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
        terminal.count(&loaded.found);
    }
    #[cfg(feature = "external")]
    outside.iter().flatten().for_each(|line| terminal.say(line));
    if loaded.found.is_empty() {
        terminal.say("nothing is wrong");
    }
    if loaded.found.has_errors() { Err(Stop::Content) } else { Ok(()) }
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
