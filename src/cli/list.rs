//! `dateline list`: what a build does with every source file, or when the next build is due.

use serde_json::json;

use crate::cli::Stop;
use crate::cli::args::{Format, ListArguments, Since};
use crate::cli::terminal::Terminal;
use dateline_emit::OutputFolder;
use dateline_engine::{self as engine, Due, Loaded, Session};
use dateline_text::date::Instant;

pub(super) fn run(arguments: &ListArguments, terminal: &Terminal) -> Result<(), Stop> {
    let options = arguments.options(terminal)?;
    let mut session = Session::open(options.load.clone(), options.asked()).map_err(|error| Stop::because(&error))?;
    if arguments.due
        && options.since.is_none()
        && !arguments.show_unpublished
        && let Some(due) = session.unchanged_due(options.now)
    {
        if let Some((at, it)) = due.as_ref().and_then(|it| Some((it.at()?, it))) {
            tell(at, &it.what, it.id.as_deref(), arguments.format, terminal);
        }
        return Ok(());
    }
    let loaded = session.load(options.now);
    let Some(snapshot) = &loaded.snapshot else {
        terminal.report(&loaded.found, &loaded, arguments.show_unpublished);
        return Err(Stop::Content);
    };
    if !arguments.due {
        list(&loaded, arguments, terminal);
        return if loaded.found.has_errors() { Err(Stop::Content) } else { Ok(()) };
    }
    if loaded.found.has_errors() {
        terminal.report(&loaded.found, &loaded, arguments.show_unpublished);
        return Err(Stop::Content);
    }
    let newsroom = &snapshot.site.newsroom;
    let due = match options.since {
        None => newsroom.next_change(),
        Some(since) => match instant(since, &options.folder)? {
            Some(since) => newsroom.change_since(since),
            None => {
                tell(options.now, "first-build", None, arguments.format, terminal);
                return Ok(());
            }
        },
    };
    match due {
        Some((at, change)) => {
            let due = Due::of(newsroom, (at, change), arguments.show_unpublished);
            tell(at, &due.what, due.id.as_deref(), arguments.format, terminal);
            Ok(())
        }
        None if options.since.is_some() => Err(Stop::NotDue),
        None => Ok(()),
    }
}

fn list(loaded: &Loaded, arguments: &ListArguments, terminal: &Terminal) {
    let fates = engine::fates(loaded, arguments.show_unpublished);
    match arguments.format {
        Format::Json => terminal.result(&serde_json::to_string_pretty(&fates).expect("texts can be written down")),
        Format::Human => {
            let width = fates.iter().map(|it| it.path.len()).max().unwrap_or_default();
            for fate in &fates {
                terminal.result(format!("{:<9}  {:<width$}  {}", fate.fate, fate.path, fate.reason).trim_end());
            }
            let counts = engine::fate_counts(&fates);
            let counted: Vec<String> = counts.iter().map(|(fate, n)| format!("{n} {fate}")).collect();
            terminal.say(&format!("{} files: {}", fates.len(), counted.join(", ")));
        }
    }
}

/// The instant that is meant; `None` where no build has left a record.
fn instant(since: Since, folder: &OutputFolder) -> Result<Option<Instant>, Stop> {
    match since {
        Since::Instant(instant) => Ok(Some(instant)),
        Since::Record => {
            let published = engine::published(folder).map_err(|error| Stop::because(&error))?;
            Ok(published.and_then(|it| it.at()))
        }
    }
}

fn tell(at: Instant, what: &str, id: Option<&str>, format: Format, terminal: &Terminal) {
    match format {
        Format::Json => terminal.result(&json!({"at": at.to_string(), "what": what, "id": id}).to_string()),
        Format::Human => terminal.result(format!("{at} {what} {}", id.unwrap_or_default()).trim_end()),
    }
}
