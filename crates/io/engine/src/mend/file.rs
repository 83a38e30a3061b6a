//! A new text for a file that is there: put in its place at once, or not at all.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::Builder;

/// Why a file was left as it was.
#[derive(Debug)]
pub enum Error {
    /// It is not what was read, or not there any more.
    Changed,
    /// It leads out of the newsroom.
    Outside,
    /// The disk refused.
    Disk(io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed => f.write_str("it changed meanwhile"),
            Self::Outside => f.write_str("it leads out of the newsroom"),
            Self::Disk(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

/// The file that `path` below `root` stands for: where a link leads to one below `root`, that one.
///
/// # Errors
///
/// When it is not there, or not below `root`.
pub fn target(root: &Path, path: &str) -> Result<PathBuf, Error> {
    let root = root.canonicalize().map_err(Error::Disk)?;
    let target = root.join(path).canonicalize().map_err(not_there)?;
    if target.starts_with(&root) { Ok(target) } else { Err(Error::Outside) }
}

/// Gives a file another text, if its text still is `before`. Nobody ever finds half a file there: the new one is written
/// beside it and takes its place, with the same permissions.
///
/// # Errors
///
/// When it is not changed; it is then as it was.
pub fn rewrite(target: &Path, before: &str, after: &str) -> Result<(), Error> {
    let folder = target.parent().unwrap_or(target);
    let permissions = fs::metadata(target).map_err(not_there)?.permissions();
    // A file that may not be written is not replaced either, though its folder would allow it.
    drop(File::options().write(true).open(target).map_err(not_there)?);
    // The point at the start of the name keeps it out of the newsroom's sources.
    let mut file = Builder::new().prefix(".dateline-").suffix("~").tempfile_in(folder).map_err(Error::Disk)?;
    file.write_all(after.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(Error::Disk)?;
    fs::set_permissions(file.path(), permissions).map_err(Error::Disk)?;
    if fs::read(target).map_err(not_there)? != before.as_bytes() {
        return Err(Error::Changed);
    }
    file.persist(target).map_err(|it| Error::Disk(it.error))?;
    Ok(())
}

fn not_there(error: io::Error) -> Error {
    if error.kind() == io::ErrorKind::NotFound { Error::Changed } else { Error::Disk(error) }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "in a test a panic is the report")]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_gets_its_text_and_keeps_its_permissions() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.md");
        fs::write(&file, "one").unwrap();
        #[cfg(unix)]
        fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o664)).unwrap();
        let permissions = fs::metadata(&file).unwrap().permissions();
        rewrite(&folder.path().join("a.md"), "one", "two").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        assert_eq!(fs::metadata(&file).unwrap().permissions(), permissions);
        assert_eq!(names(folder.path()), ["a.md"]);
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.md"), "other").unwrap();
        assert!(matches!(rewrite(&folder.path().join("a.md"), "one", "two"), Err(Error::Changed)));
        assert!(matches!(rewrite(&folder.path().join("b.md"), "one", "two"), Err(Error::Changed)));
        assert_eq!(fs::read_to_string(folder.path().join("a.md")).unwrap(), "other");
        assert_eq!(names(folder.path()), ["a.md"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_inside_the_newsroom_only() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("newsroom");
        fs::create_dir(&root).unwrap();
        fs::write(root.join("a.md"), "one").unwrap();
        fs::write(folder.path().join("secret.md"), "").unwrap();
        std::os::unix::fs::symlink("a.md", root.join("link.md")).unwrap();
        std::os::unix::fs::symlink("../secret.md", root.join("out.md")).unwrap();
        rewrite(&target(&root, "link.md").unwrap(), "one", "two").unwrap();
        assert_eq!(fs::read_to_string(root.join("a.md")).unwrap(), "two");
        assert!(fs::symlink_metadata(root.join("link.md")).unwrap().is_symlink());
        assert!(matches!(target(&root, "out.md"), Err(Error::Outside)));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_may_not_be_written_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.md");
        fs::write(&file, "one").unwrap();
        fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o444)).unwrap();
        if File::options().write(true).open(&file).is_ok() {
            // The superuser may write anything.
            return;
        }
        assert!(matches!(rewrite(&folder.path().join("a.md"), "one", "two"), Err(Error::Disk(_))));
        assert_eq!(names(folder.path()), ["a.md"]);
    }
}
