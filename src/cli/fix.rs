//! `dateline check --fix`: what has one right mend is mended, and what changed is shown.

use crate::cli::Stop;
use crate::cli::args::CheckOptions;
use crate::cli::terminal::Terminal;
use dateline_diagnostics::Diagnostic;
use dateline_engine::mend;
use dateline_engine::{MendedFile, Question, Session};
use dateline_source::SourceTree;

/// Mends what is `wanted`. An error tells of files that the disk refused; the others are mended.
pub(super) fn run(
    session: &mut Session,
    options: &CheckOptions,
    wanted: &dyn Fn(&Diagnostic, &SourceTree) -> bool,
    terminal: &Terminal,
) -> Result<(), Stop> {
    let can_ask = terminal.can_ask();
    let mut agree = |question: &Question| {
        let Question { path, line, words } = question;
        can_ask && terminal.agrees(&format!("{path}:{line}: {words}?"))
    };
    let mending = session.mend(options.now, wanted, &mut agree);
    let may_show = options.show_unpublished || terminal.is_seen();
    for file in &mending.files {
        if file.is_withheld && !may_show {
            terminal.result(&format!("{}: {} mended", file.path, problems(file.n_mends)));
        } else {
            terminal.difference(&mend::unified(&file.path, &file.before, &file.after))?;
        }
    }
    if mending.files.iter().any(|it| it.is_withheld) && !may_show {
        terminal.say("Texts that may not be public are not shown; `--show-unpublished` shows them.");
    }
    for (path, error) in &mending.left_alone {
        terminal.say(&format!("`{path}` is left as it is: {error}"));
    }
    if !mending.files.is_empty() {
        terminal.say(&summary(&mending.files));
    }
    match mending.left_alone.iter().find(|it| matches!(it.1, mend::Error::Disk(_))) {
        Some((path, error)) => Err(Stop::from(format!("cannot write `{path}`: {error}"))),
        None => Ok(()),
    }
}

fn summary(files: &[MendedFile]) -> String {
    let n_mends = files.iter().map(|it| it.n_mends).sum();
    let n_files = files.len();
    format!("{} mended in {n_files} {}", problems(n_mends), if n_files == 1 { "file" } else { "files" })
}

fn problems(n: usize) -> String {
    if n == 1 { "1 problem".to_owned() } else { format!("{n} problems") }
}
