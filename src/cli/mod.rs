//! What a person at a terminal sees: words typed -> what to do, reports -> text on the screen, and an exit code.

mod against;
mod args;
mod build;
mod check;
mod destinations;
mod explain;
mod fix;
mod init;
mod list;
mod new;
mod optional;
mod publish;
mod rollback;
mod schema;
mod terminal;

use std::ffi::OsString;
use std::fmt::Display;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use terminal::Terminal;

use optional::serve;

pub use optional::TOOLS;

/// Why a command ended without doing all it was asked.
enum Stop {
    /// The content is wrong; it was reported.
    Content,
    /// A question was answered with no: no build is due.
    NotDue,
    /// The surroundings failed, or the call was wrong: with the reasons, the first one outermost.
    Surroundings(String),
}

impl Stop {
    /// An error with all its reasons.
    fn because(error: &dyn std::error::Error) -> Self {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(error) = source {
            text = format!("{text}: {error}");
            source = error.source();
        }
        Self::Surroundings(text)
    }
}

impl<T: Display> From<T> for Stop {
    fn from(message: T) -> Self {
        Self::Surroundings(message.to_string())
    }
}

/// What a run of the program printed, and how it ended.
#[derive(Clone, Debug)]
pub struct Printed {
    /// Standard output: results, for other programs.
    pub stdout: String,
    /// Standard error: what people read, without colours.
    pub stderr: String,
    /// 0: fine; 1: the content is wrong; 2: the environment failed or the call was wrong; 3: no build is due (`list --due
    /// --since`).
    pub code: u8,
}

/// Runs the program for the words that this process was called with.
pub fn run() -> ExitCode {
    ExitCode::from(run_on(&Terminal::new(), std::env::args_os()))
}

/// Runs the program in this process, for tests. `words` begin after the name of the program, and `folder` is taken for the
/// current one by what looks for a newsroom; paths among the words must be absolute.
///
/// # Errors
///
/// When the system refuses threads.
pub fn run_captured(words: &[&str], folder: &Path) -> Result<Printed, rayon::ThreadPoolBuildError> {
    let terminal = Terminal::captured(folder);
    // A pool of its own: a caller that occupies every thread of rayon's common pool would wait for ever.
    let pool = rayon::ThreadPoolBuilder::new().build()?;
    let words = ["dateline"].iter().chain(words).map(OsString::from);
    let code = pool.install(|| run_on(&terminal, words));
    let [stdout, stderr] = terminal.printed();
    Ok(Printed { stdout, stderr, code })
}

fn run_on(terminal: &Terminal, words: impl Iterator<Item = OsString>) -> u8 {
    let arguments = match Arguments::try_parse_from(words) {
        Ok(arguments) => arguments,
        Err(error) => {
            terminal.misunderstanding(&error);
            return u8::try_from(error.exit_code()).unwrap_or(2);
        }
    };
    let done = match arguments.command {
        Command::Init(arguments) => init::run(&arguments, terminal),
        Command::New(arguments) => new::run(&arguments, terminal),
        Command::Build(arguments) => build::run(&arguments, terminal),
        Command::Check(arguments) => check::run(&arguments, terminal),
        Command::Explain(arguments) => explain::run(&arguments, terminal),
        Command::Schema(arguments) => schema::run(&arguments, terminal),
        Command::Publish(arguments) => publish::run(&arguments, terminal),
        Command::Rollback(arguments) => rollback::run(&arguments, terminal),
        Command::List(arguments) => list::run(&arguments, terminal),
        Command::Serve(arguments) => {
            arguments.options(terminal).map_err(Stop::from).and_then(|it| serve::run(&it, terminal))
        }
    };
    match done {
        Ok(()) => 0,
        Err(Stop::Content) => 1,
        Err(Stop::NotDue) => 3,
        Err(Stop::Surroundings(message)) => {
            terminal.error(&message);
            2
        }
    }
}
