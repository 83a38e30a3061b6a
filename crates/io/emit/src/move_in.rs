//! Moves one file or folder from the stage to the output, so that no reader finds half a file.
//!
//! A rename where the file system can. The files of an output on another file system were copied there before: see `near`.
//! What is on a third one, as a folder of the output may be, is copied beside its target under a name that begins with a dot,
//! and renamed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::place::{Place, gone};
use super::{Error, Step, ground};

/// Moves what the stage holds at the path; nothing when it was moved already.
pub(super) fn one(place: &Place, stage: &Path, path: &str, step: Step) -> Result<(), Error> {
    let staged = stage.join(path);
    match fs::symlink_metadata(&staged) {
        Ok(metadata) if metadata.is_dir() => folder(place, stage, path, step),
        Ok(_) => file(place, stage, path, step),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(Error::io("read", staged)(error)),
    }
}

/// Moves a file, over the one that stands there.
fn file(place: &Place, stage: &Path, path: &str, step: Step) -> Result<(), Error> {
    step()?;
    if ground::stat(place, path)?.is_some_and(|it| it.is_symlink()) {
        return Err(Error::Symlink { path: place.shown(path) });
    }
    let (staged, target) = (stage.join(path), place.target(path));
    match fs::rename(&staged, &target) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let folder = place.shown(path.rsplit_once('/').map_or("", |it| it.0));
            let copied = copy(&staged, &target).map_err(Error::no_room_or("write", place.shown(path), folder))?;
            step()?;
            fs::rename(copied, target).map_err(Error::io("write", place.shown(path)))
        }
        moved => moved.map_err(Error::io("write", place.shown(path))),
    }
}

/// Moves a folder that was not in the output when the move-in was decided.
///
/// It is there now when the move-in was interrupted on another file system, or when somebody made it since.
fn folder(place: &Place, stage: &Path, path: &str, step: Step) -> Result<(), Error> {
    step()?;
    let (staged, target) = (stage.join(path), place.target(path));
    match ground::stat(place, path)? {
        None => match fs::rename(&staged, &target) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                fs::create_dir(&target).map_err(Error::io("create", place.shown(path)))?;
            }
            moved => return moved.map_err(Error::io("write", place.shown(path))),
        },
        Some(metadata) if metadata.is_dir() => {}
        Some(metadata) if metadata.is_symlink() => return Err(Error::Symlink { path: place.shown(path) }),
        Some(_) => return Err(Error::NotOurs { paths: vec![place.shown(path)] }),
    }
    for entry in fs::read_dir(&staged).map_err(Error::io("read", &staged))? {
        let entry = entry.map_err(Error::io("read", &staged))?;
        let name = entry.file_name().into_string().expect("the stage holds planned paths, which are text");
        let path = format!("{path}/{name}");
        match entry.file_type().map_err(Error::io("read", entry.path()))?.is_dir() {
            true => folder(place, stage, &path, step)?,
            false => new_file(place, stage, &path, step)?,
        }
    }
    Ok(())
}

/// Moves a file to where none stood; one with other bytes is somebody else's by now.
fn new_file(place: &Place, stage: &Path, path: &str, step: Step) -> Result<(), Error> {
    if ground::stat(place, path)?.is_none() {
        return file(place, stage, path, step);
    }
    let staged = stage.join(path);
    let bytes = fs::read(&staged).map_err(Error::io("read", staged))?;
    match ground::standing(place, path, &bytes, &mut Vec::new())? {
        ground::Standing::Same => Ok(()),
        _ => Err(Error::NotOurs { paths: vec![place.shown(path)] }),
    }
}

/// Copies a file to a hidden one beside its target, which it gives.
///
/// The name follows from the target's, so that whoever does an interrupted copy again leaves nothing behind.
fn copy(staged: &Path, target: &Path) -> io::Result<PathBuf> {
    let name = target.file_name().unwrap_or_default();
    let hash = blake3::hash(name.as_encoded_bytes()).to_hex();
    let copied = target.with_file_name(format!(".dateline-{}", &hash[..16]));
    // Whatever stands there, a link even, is not written through.
    gone(fs::remove_file(&copied))?;
    fs::copy(staged, &copied).inspect_err(|_| _ = fs::remove_file(&copied))?;
    Ok(copied)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_lies_hidden_beside_its_target() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let (staged, target) = (root.path().join("staged"), root.path().join("index.html"));
        fs::write(&staged, "new").expect("written");
        fs::write(&target, "old").expect("written");
        let copied = copy(&staged, &target).expect("copied");
        assert_eq!(copied.parent(), target.parent());
        assert!(copied.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".dateline-")));
        assert_eq!(fs::read_to_string(&target).expect("read"), "old");
        // A copy that was cut short is replaced.
        fs::write(&copied, "ne").expect("written");
        assert_eq!(copy(&staged, &target).expect("copied"), copied);
        assert_eq!(fs::read_to_string(&copied).expect("read"), "new");
    }

    #[cfg(unix)]
    #[test]
    fn a_copy_is_not_written_through_a_link() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let (staged, target) = (root.path().join("staged"), root.path().join("index.html"));
        fs::write(&staged, "new").expect("written");
        let precious = root.path().join("precious");
        fs::write(&precious, "old").expect("written");
        let copied = copy(&staged, &target).expect("copied");
        fs::remove_file(&copied).expect("removed");
        std::os::unix::fs::symlink(&precious, &copied).expect("linked");
        copy(&staged, &target).expect("copied");
        assert_eq!(fs::read_to_string(&precious).expect("read"), "old");
    }

    #[test]
    fn a_copy_that_fails_leaves_nothing() {
        let root = tempfile::tempdir().expect("a temporary folder");
        assert!(copy(&root.path().join("none"), &root.path().join("index.html")).is_err());
        assert_eq!(fs::read_dir(root.path()).expect("read").count(), 0);
    }
}
