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

use std::fmt::Display;
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

/// Does what the process was called for. 0: fine; 1: the content is wrong; 2: the surroundings failed or the call was wrong; 3: no build is due (`list --due --since`).
pub fn run() -> ExitCode {
    let terminal = Terminal::new();
    let done = match Arguments::parse().command {
        Command::Init(arguments) => init::run(&arguments, &terminal),
        Command::New(arguments) => new::run(&arguments, &terminal),
        Command::Build(arguments) => build::run(&arguments, &terminal),
        Command::Check(arguments) => check::run(&arguments, &terminal),
        Command::Explain(arguments) => explain::run(&arguments, &terminal),
        Command::Schema(arguments) => schema::run(&arguments, &terminal),
        Command::Publish(arguments) => publish::run(&arguments, &terminal),
        Command::Rollback(arguments) => rollback::run(&arguments, &terminal),
        Command::List(arguments) => list::run(&arguments, &terminal),
        Command::Serve(arguments) => arguments.options().map_err(Stop::from).and_then(|it| serve::run(&it, &terminal)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Content) => ExitCode::from(1),
        Err(Stop::NotDue) => ExitCode::from(3),
        Err(Stop::Surroundings(message)) => {
            terminal.error(&message);
            ExitCode::from(2)
        }
    }
}
