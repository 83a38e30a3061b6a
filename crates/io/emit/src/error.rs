//! What can stop a build's output from being written.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// How many paths a message names before it only counts them.
const NAMED: usize = 5;

/// The surroundings, or the plan, do not let the files be written.
#[derive(Debug)]
pub enum Error {
    /// The system refused.
    Io {
        /// What was tried, as it follows "cannot": `write`, `read`, `create`, ...
        act: &'static str,
        /// On what.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The disk is full, or what may be written to it is used up.
    NoRoom {
        /// The folder whose disk it is.
        folder: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The folder cannot be an output folder, whatever is in it.
    BadOutput {
        /// The folder, as it was given.
        out: PathBuf,
        /// Follows the folder's name: `is a file`.
        why: String,
    },
    /// The folder holds files, and no record says that they are Dateline's.
    Foreign {
        /// The folder, as it was given.
        out: PathBuf,
        /// The record that exists but cannot be used, with the reason.
        record: Option<(PathBuf, &'static str)>,
    },
    /// Files stand where pages should go, and Dateline did not write them.
    NotOurs {
        /// All of them, sorted.
        paths: Vec<PathBuf>,
    },
    /// A symbolic link stands inside the output folder where a folder or a page should be.
    Symlink {
        /// The link.
        path: PathBuf,
    },
    /// A file was to be read as a record, and cannot be.
    BadRecord {
        /// The file.
        path: PathBuf,
        /// Follows "it": `is damaged`.
        why: &'static str,
    },
    /// Another build of this newsroom is running.
    Busy {
        /// The file that it holds.
        lock: PathBuf,
    },
    /// Another version of Dateline was interrupted and left a journal that this one cannot read.
    OtherVersion {
        /// The journal.
        journal: PathBuf,
    },
    /// The plan is no plan, or it was not kept: a mistake in Dateline itself.
    Plan {
        /// The path in question.
        path: String,
        /// Follows the path: `is not in the plan`.
        why: &'static str,
    },
}

impl Error {
    /// For `map_err`: says what was tried on which path.
    pub(super) fn io(act: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { act, path, source }
    }

    /// The same, but for a full disk, of which the folder is named.
    pub(super) fn no_room_or(
        act: &'static str,
        path: impl Into<PathBuf>,
        folder: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let (path, folder) = (path.into(), folder.into());
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::NoRoom { folder, source },
            _ => Self::Io { act, path, source },
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { act, path, .. } => write!(f, "cannot {act} `{}`", path.display()),
            Self::NoRoom { folder, .. } => {
                write!(f, "there is no room left in `{}`: free some space there and build again", folder.display())
            }
            Self::BadOutput { out, why } => {
                write!(f, "cannot build into `{}`: it {why}; choose another folder", out.display())
            }
            Self::Foreign { out, record } => {
                write!(f, "`{}` is not empty and was not written by Dateline", out.display())?;
                if let Some((record, why)) = record {
                    write!(f, " (its record `{}` cannot be read: it {why})", record.display())?;
                }
                write!(f, "; choose another folder, or use `--force` to write among its files")
            }
            Self::BadRecord { path, why } => {
                write!(f, "`{}` cannot be read as the record of a build: it {why}", path.display())
            }
            Self::NotOurs { paths } => not_ours(f, paths),
            Self::Symlink { path } => {
                write!(f, "`{}` is a symbolic link, and Dateline does not write through links", path.display())
            }
            Self::Busy { lock } => {
                write!(f, "another build of this newsroom is running (it holds `{}`)", lock.display())
            }
            Self::OtherVersion { journal } => write!(
                f,
                "another version of Dateline was interrupted and left `{}`; build once with that version",
                journal.display()
            ),
            Self::Plan { path, why } => write!(f, "`{path}` {why}; this is a mistake in Dateline"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } | Self::NoRoom { source, .. } => Some(source),
            _ => None,
        }
    }
}

fn not_ours(f: &mut fmt::Formatter<'_>, paths: &[PathBuf]) -> fmt::Result {
    for (path_idx, path) in paths.iter().take(NAMED).enumerate() {
        let comma = if path_idx == 0 { "" } else { ", " };
        write!(f, "{comma}`{}`", path.display())?;
    }
    if paths.len() > NAMED {
        write!(f, " and {} more", paths.len() - NAMED)?;
    }
    let was = if paths.len() == 1 { "was" } else { "were" };
    write!(f, " {was} not written by Dateline; move it away, or use `--force` to overwrite files")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_the_path_and_keeps_the_reason() {
        let error = Error::io("write", "public/nyc/index.html")(io::Error::other("disk full"));
        assert_eq!(error.to_string(), "cannot write `public/nyc/index.html`");
        let source = std::error::Error::source(&error).map(ToString::to_string);
        assert_eq!(source.as_deref(), Some("disk full"));
    }

    #[test]
    fn at_most_five_foreign_files_are_named() {
        let paths = (1..=7).map(|n| PathBuf::from(format!("public/{n}"))).collect();
        let text = Error::NotOurs { paths }.to_string();
        assert!(text.contains("`public/5` and 2 more were not written by Dateline"), "{text}");
        assert!(!text.contains("public/6"), "{text}");
    }
}
