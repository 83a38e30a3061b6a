//! `dateline check --external`, left out.

use dateline_engine::Loaded;

use crate::cli::Stop;
use crate::cli::args::{CheckOptions, ExternalOptions};
use crate::cli::terminal::Terminal;

pub(crate) fn run(_: &mut Loaded, _: &CheckOptions, _: &ExternalOptions, _: &Terminal) -> Result<Vec<String>, Stop> {
    Err(super::left_out("--external: no other site can be asked", "external").into())
}
