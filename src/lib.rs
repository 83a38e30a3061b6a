//! Dateline turns a folder of Markdown news releases into accessible static newsrooms, one for each office.
//!
//! News releases travel one way through a row of rooms; each takes one value and gives the next, and none reaches back:
//!
//! ```text
//! dateline.yaml ─> Config ┐
//! clock ─> now            ┼> SourceTree ─> [Release] ─> Newsroom ─> Plan ─> bytes of a page ─> public/
//! themes/ ─> Theme        ┘     source      release     newsroom    plan       render           emit
//! ```
//!
//! [`build`] strings them together and is the table of contents of the program:
//!
//! 1. [`source`] lists the files of a newsroom and hands out their bytes, [`stamp`] says whether one has changed; with the feature `history`, those of an
//!    earlier day come from git.
//! 2. [`config`] (with each [`ruling`] on a rule) and [`contact`] read what every release refers to, [`release`] reads one source file; both through
//!    [`yaml`] and [`markdown`], with [`date`], [`phone`], [`picture`] and [`document`] for values. Faults are [`diagnostic`]s, collected.
//! 3. [`newsroom`] puts the releases in order and leaves out what may not be public at the build's instant;
//!    [`check`] stands beside the row and says what is wrong between files.
//! 4. [`plan`] decides every output path, at its [`address`], before any page is made; [`search`] which releases are indexed
//!    together, and how.
//!    [`published`] is what a build keeps of it, with the [`facts`] that readers saw, so that the next one breaks no
//!    promise and no release changes unseen.
//! 5. [`render`] makes the bytes of one page: a pure function of the newsroom, the theme and the page; what all themes'
//!    pages have in common, [`markup`] reads and adds.
//! 6. [`emit`] writes what differs into `public/`, all of it or nothing. [`publish`] brings that to its [`destination`], where
//!    readers fetch it.
//!
//! Everything between `source` and `emit` is a plain function of its arguments: no disk, no clock, no environment.
//!
//! Beside the row, [`watch`] says when a file has changed, and [`preview`] shows the newsroom of this moment on the
//! editor's own machine: pages are rendered when they are asked for, by the same function.
//! `outside` asks other sites what answers at the links to them, when `check` is told to; [`mend`] changes what has one
//! right mend in a text, when it is asked to. [`scaffold`] writes new newsrooms and releases, [`schema`] tells editors
//! what their files may hold, and [`cli`] is all that a person at a terminal sees.

#![cfg_attr(
    not(all(feature = "external", feature = "serve")),
    allow(dead_code, reason = "the options of a command that is left out are read, and not used")
)]

pub mod cli;
pub mod scaffold;
pub mod schema;

pub use cli::TOOLS;
