//! `dateline serve`, left out.

use crate::cli::Stop;
use crate::cli::args::ServeOptions;
use crate::cli::terminal::Terminal;

pub(crate) fn run(_: &ServeOptions, _: &Terminal) -> Result<(), Stop> {
    Err(super::left_out("no preview can be shown", "serve").into())
}
