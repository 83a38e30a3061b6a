//! A folder as a target: for hosts that serve one, and for copies.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::publish::{Found, Headers, STATE, Store, StoreError, Tag};

/// A folder. It keeps no headers: they stand in `_headers`, which hosts read.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The target at a path, which need not exist.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    fn path(&self, key: &str) -> PathBuf {
        self.root.join(key)
    }

    /// Puts a file in place whole: readers find the old bytes or the new ones.
    fn replace(&self, key: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.path(key);
        let folder = path.parent().unwrap_or(&self.root);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let part = folder.join(format!(".{name}.part"));
        let written =
            fs::create_dir_all(folder).and_then(|()| fs::write(&part, bytes)).and_then(|()| fs::rename(&part, &path));
        written.map_err(|error| {
            // The failure to write is the one to report.
            let _ = fs::remove_file(&part);
            failed("write", &path)(error)
        })
    }
}

fn failed(what: &'static str, path: &Path) -> impl Fn(io::Error) -> StoreError {
    let doing = format!("{what} `{}`", path.display());
    move |error| StoreError { doing: doing.clone(), why: error.to_string() }
}

fn tag(bytes: &[u8]) -> Tag {
    Tag(blake3::hash(bytes).to_hex().to_string())
}

impl Store for Folder {
    fn get(&self, key: &str) -> Result<Option<Found>, StoreError> {
        let path = self.path(key);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(Found { tag: tag(&bytes), bytes })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed("read", &path)(error)),
        }
    }

    fn put(&self, key: &str, bytes: &[u8], _headers: &Headers) -> Result<(), StoreError> {
        self.replace(key, bytes)
    }

    fn put_if(&self, key: &str, bytes: &[u8], was: Option<&Tag>) -> Result<Option<Tag>, StoreError> {
        // The system lets go of the lock when the process ends, however it ends.
        let path = self.path(&format!("{STATE}lock"));
        fs::create_dir_all(self.path(STATE)).map_err(failed("make the folder of", &path))?;
        let lock = File::create(&path).map_err(failed("make", &path))?;
        lock.lock().map_err(failed("lock", &path))?;
        let stands = self.get(key)?.map(|it| it.tag);
        if stands.as_ref() != was {
            return Ok(None);
        }
        self.replace(key, bytes)?;
        Ok(Some(tag(bytes)))
    }

    fn delete(&self, key: &str) -> Result<(), StoreError> {
        let path = self.path(key);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed("delete", &path)(error)),
            _ => {}
        }
        // Folders that are empty now go too; one that is not stays.
        for folder in path.ancestors().skip(1).take_while(|it| *it != self.root) {
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
        Ok(())
    }
}
