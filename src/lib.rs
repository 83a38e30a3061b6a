//! Dateline turns a folder of Markdown news releases into accessible static newsrooms, one for each office.
//!
//! This package is the command line. News releases travel one way through the crates of the workspace; each takes one kind of
//! value and returns the next, and none imports from a later one:
//!
//! ```text
//! dateline.yaml ─> Config ┐
//! clock ─> now            ┼> SourceTree ─> [Release] ─> Newsroom ─> Plan ─> bytes of a page ─> public/ ─> target
//! themes/ ─> Theme        ┘     source       content     content     plan        render           emit      publish
//! ```
//!
//! 1. [`dateline_source`] lists the files of a newsroom and returns their bytes.
//! 2. [`dateline_content`] reads configuration, contacts and releases, through [`dateline_text`] for YAML, Markdown and values.
//!    What is wrong is collected as [`dateline_diagnostics`]. Its `newsroom` puts the releases in order and leaves out what is
//!    not public at the build's instant.
//! 3. [`dateline_plan`] decides every output path before any page is made.
//! 4. [`dateline_check`] looks for what is wrong within texts and between them.
//! 5. [`dateline_render`] returns the bytes of one page.
//! 6. [`dateline_emit`] writes the files that changed into `public/`, all of it or nothing.
//! 7. [`dateline_publish`] brings that to a target.
//!
//! [`dateline_engine`] runs these in order, and caches what has not changed. Everything between `source` and `emit` is a plain
//! function of its arguments: no disk, no clock, no environment. `crates/README.md` lists all crates, with what each may touch.
//!
//! Here, [`cli`] is all that a person at a terminal sees; `cli/optional` chooses what may be left out when the program is
//! compiled. [`scaffold`] writes new newsrooms and releases, [`schema`] tells editors what their files may hold.

#![cfg_attr(
    not(all(feature = "external", feature = "serve")),
    allow(dead_code, reason = "the options of a command that is left out are read, and not used")
)]

pub mod cli;
pub mod scaffold;
pub mod schema;

pub use cli::TOOLS;
