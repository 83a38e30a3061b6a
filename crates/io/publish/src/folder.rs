//! A folder as a target: for hosts that serve one, and for copies.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::{Found, PublicFile, STATE, Store, StoreError, Tag, encoding};

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

    /// Keeps other publishers from what the record and the lease say, until it is dropped.
    fn lock(&self) -> Result<File, StoreError> {
        // The system lets go of the lock when the process ends, however it ends.
        let path = self.path(&format!("{STATE}lock"));
        fs::create_dir_all(self.path(STATE)).map_err(failed("make the folder of", &path))?;
        let lock = File::create(&path).map_err(failed("make", &path))?;
        lock.lock().map_err(failed("lock", &path))?;
        Ok(lock)
    }

    /// Puts a file in place whole: readers find the old bytes or the new ones.
    fn replace(&self, key: &str, make: impl Fn(&Path) -> io::Result<()>) -> Result<(), StoreError> {
        let path = self.path(key);
        let folder = path.parent().unwrap_or(&self.root);
        let name = part_name(key);
        let put = |part: PathBuf| {
            let parts = part.parent().unwrap_or(&self.root);
            let made = fs::create_dir_all(folder).and_then(|()| fs::create_dir_all(parts));
            let put = made.and_then(|()| make(&part)).and_then(|()| fs::rename(&part, &path));
            // The failure to write is the one to report.
            put.inspect_err(|_| _ = fs::remove_file(&part))
        };
        let put = match put(self.path(PARTS).join(&name)) {
            // Something else is mounted there.
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => put(folder.join(&name)),
            put => put,
        };
        put.map_err(failed("write", &path))
    }
}

/// Where files are made before they are put in place.
const PARTS: &str = ".dateline/parts/";

/// The name of a file while it is made: short, whatever its own name is, and no other process's.
fn part_name(key: &str) -> String {
    format!(".dateline-{}-{}.part", &blake3::hash(key.as_bytes()).to_hex()[..32], std::process::id())
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

    fn exists(&self, key: &str) -> Result<bool, StoreError> {
        Ok(self.path(key).is_file())
    }

    fn has(&self, file: &PublicFile) -> Result<bool, StoreError> {
        let bytes = self.get(&file.key)?.map(|it| encoding::plain(it.bytes, &file.headers));
        Ok(bytes.is_some_and(|it| *blake3::hash(&it).as_bytes() == file.hash))
    }

    fn put(&self, file: &PublicFile, bytes: Vec<u8>) -> Result<(), StoreError> {
        self.replace(&file.key, |part| fs::write(part, &bytes))
    }

    fn put_if(&self, key: &str, bytes: &[u8], was: Option<&Tag>) -> Result<Option<Tag>, StoreError> {
        let _lock = self.lock()?;
        let stands = self.get(key)?.map(|it| it.tag);
        if stands.as_ref() != was {
            return Ok(None);
        }
        self.replace(key, |part| fs::write(part, bytes))?;
        Ok(Some(tag(bytes)))
    }

    fn copy(&self, from: &str, to: &str) -> Result<bool, StoreError> {
        let source = self.path(from);
        if !source.is_file() {
            return Ok(false);
        }
        // What is replaced later is another file then: the bytes need not stand on the disk twice.
        self.replace(to, |part| {
            let _ = fs::remove_file(part);
            fs::hard_link(&source, part).or_else(|_| fs::copy(&source, part).map(drop))
        })?;
        Ok(true)
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

    fn list(&self) -> Result<Vec<String>, StoreError> {
        let mut keys = Vec::new();
        let mut folders = vec![String::new()];
        while let Some(folder) = folders.pop() {
            let path = self.path(&folder);
            let entries = match fs::read_dir(&path) {
                Ok(entries) => entries,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(failed("read", &path)(error)),
            };
            for entry in entries {
                let entry = entry.map_err(failed("read", &path))?;
                let key = format!("{folder}{}", entry.file_name().to_string_lossy());
                match entry.file_type().map_err(failed("read", &path))?.is_dir() {
                    true => folders.push(format!("{key}/")),
                    false => keys.push(key),
                }
            }
        }
        Ok(keys)
    }

    fn is_ours(&self, _: &str) -> Result<bool, StoreError> {
        Ok(false)
    }

    fn tidy(&self) -> Result<(), StoreError> {
        let path = self.path(PARTS);
        let _lock = self.lock()?;
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("delete", &path)(error)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_whose_name_is_as_long_as_names_may_be_is_put() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let folder = Folder::new(root.path());
        for length in [240, 249, 250, 255] {
            let key = format!("a/{}", "n".repeat(length));
            assert!(folder.put_if(&key, b"text", None).expect("put").is_some());
            assert_eq!(folder.get(&key).expect("read").expect("there").bytes, b"text");
        }
        assert_eq!(folder.list().expect("listed").len(), 5, "four files and the lock");
    }

    #[test]
    fn a_body_that_is_kept_does_not_change_when_its_file_is_replaced() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let folder = Folder::new(root.path());
        assert!(folder.put_if("a/index.html", b"old", None).expect("put").is_some());
        assert!(folder.copy("a/index.html", "kept/1").expect("copied"));
        assert!(folder.put_if("a/index.html", b"new", Some(&tag(b"old"))).expect("put").is_some());
        assert_eq!(folder.get("kept/1").expect("read").expect("there").bytes, b"old");
        assert!(!folder.copy("none", "kept/2").expect("nothing to copy"));
        let mut keys = folder.list().expect("listed");
        keys.sort();
        assert_eq!(keys, [".dateline/lock", "a/index.html", "kept/1"]);
    }
}
