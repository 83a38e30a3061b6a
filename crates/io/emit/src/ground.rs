//! The output folder as it stands: what is where, and which ways into it are plain folders.

use std::collections::HashMap;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use rayon::prelude::*;

use super::{Error, paths, place::Place};

/// How many bytes of a file are compared at once.
const CHUNK: usize = 64 * 1024;

/// What stands where a file should go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing, or the way there does not exist.
    Missing,
    /// A file with exactly these bytes.
    Same,
    /// Something else that is no folder.
    Differs,
    /// A folder.
    Folder,
}

/// Whether the output holds nothing but what is never counted, or does not exist.
pub(super) fn is_fresh(place: &Place) -> Result<bool, Error> {
    let entries = match fs::read_dir(&place.out) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(Error::io("read", place.shown(""))(error)),
    };
    for entry in entries {
        let name = entry.map_err(Error::io("read", place.shown("")))?.file_name();
        if !name.to_str().is_some_and(paths::is_kept) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The planned folders whose place something else takes, sorted.
///
/// # Errors
///
/// When one of them is a symbolic link, or a pipe or the like.
pub(super) fn files_in_the_way(place: &Place, planned: &[&str]) -> Result<Vec<String>, Error> {
    let look = |folder: &&str| match stat(place, folder) {
        Ok(Some(metadata)) if metadata.is_dir() => None,
        Ok(None) => None,
        Ok(Some(metadata)) => Some(Ok(((*folder).to_owned(), metadata))),
        Err(error) => Some(Err(error)),
    };
    let found: Vec<Result<(String, Metadata), Error>> = paths::folders(planned).par_iter().filter_map(look).collect();
    let mut files = Vec::new();
    for file in found {
        match file? {
            (path, metadata) if metadata.is_file() => files.push(path),
            (path, metadata) if metadata.is_symlink() => return Err(Error::Symlink { path: place.shown(&path) }),
            (path, _) => return Err(Error::NotOurs { paths: vec![place.shown(&path)] }),
        }
    }
    // Folders come up again where a path sorts between their files.
    files.sort();
    files.dedup();
    Ok(files)
}

/// What stands where a file with these bytes should go. `chunk` is room to read in.
///
/// # Errors
///
/// When it is a symbolic link, or cannot be read.
pub(super) fn standing(place: &Place, path: &str, bytes: &[u8], chunk: &mut Vec<u8>) -> Result<Standing, Error> {
    let Some(metadata) = stat(place, path)? else { return Ok(Standing::Missing) };
    if metadata.is_symlink() {
        return Err(Error::Symlink { path: place.shown(path) });
    }
    if metadata.is_dir() {
        return Ok(Standing::Folder);
    }
    // Anything but a plain file (a pipe, say) could keep a reader waiting for ever.
    if !metadata.is_file() || metadata.len() != bytes.len() as u64 {
        return Ok(Standing::Differs);
    }
    let is_same = holds(&place.target(path), bytes, chunk).map_err(Error::io("read", place.shown(path)))?;
    Ok(if is_same { Standing::Same } else { Standing::Differs })
}

/// Returns whether the file at a path is a plain file with this length, in bytes, and this BLAKE3 hash.
///
/// # Errors
///
/// When the path is a symbolic link.
pub(super) fn has_hash(place: &Place, path: &str, (length, hash): (u64, &[u8; 32])) -> Result<bool, Error> {
    let Some(metadata) = stat(place, path)? else { return Ok(false) };
    if metadata.is_symlink() {
        return Err(Error::Symlink { path: place.shown(path) });
    }
    let is_like_it = metadata.is_file() && metadata.len() == length;
    Ok(is_like_it && fs::read(place.target(path)).is_ok_and(|it| blake3::hash(&it).as_bytes() == hash))
}

/// What stands at this path of the output itself, links not followed; nothing when the way there does not exist.
pub(super) fn stat(place: &Place, path: &str) -> Result<Option<Metadata>, Error> {
    match fs::symlink_metadata(place.target(path)) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(Error::io("read", place.shown(path))(error)),
    }
}

/// Whether a file holds exactly these bytes. `chunk` is room to read in.
pub(super) fn holds(path: &Path, bytes: &[u8], chunk: &mut Vec<u8>) -> io::Result<bool> {
    chunk.resize(CHUNK, 0);
    let mut file = File::open(path)?;
    let mut rest = bytes;
    loop {
        let n_read = match file.read(chunk) {
            Ok(n_read) => n_read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if n_read == 0 {
            return Ok(rest.is_empty());
        }
        match rest.strip_prefix(&chunk[..n_read]) {
            Some(after) => rest = after,
            None => return Ok(false),
        }
    }
}

/// Remembers which ways into the output are plain folders, so that each is looked at once.
pub(super) struct Ways<'a> {
    place: &'a Place,
    known: HashMap<String, bool>,
}

impl<'a> Ways<'a> {
    /// Nothing is known yet.
    pub(super) fn new(place: &'a Place) -> Self {
        Self { place, known: HashMap::new() }
    }

    /// Whether a plain file stands at the path, and only plain folders lead there.
    pub(super) fn is_plain_file(&mut self, path: &str) -> Result<bool, Error> {
        let is_led = path.rsplit_once('/').map_or(Ok(true), |(folder, _)| self.is_plain_folder(folder))?;
        Ok(is_led && stat(self.place, path)?.is_some_and(|it| it.is_file()))
    }

    /// Creates the folders that lead to a file, where they are missing.
    ///
    /// # Errors
    ///
    /// When something else stands there.
    pub(super) fn lead_to(&mut self, path: &str) -> Result<(), Error> {
        for (end, _) in path.match_indices('/') {
            let folder = &path[..end];
            if self.known.get(folder) == Some(&true) {
                continue;
            }
            match stat(self.place, folder)? {
                Some(metadata) if metadata.is_dir() => {}
                Some(metadata) if metadata.is_symlink() => {
                    return Err(Error::Symlink { path: self.place.shown(folder) });
                }
                // Of anything else, the system says best that a folder cannot be created there.
                _ => {
                    fs::create_dir(self.place.target(folder)).map_err(Error::io("create", self.place.shown(folder)))?
                }
            }
            self.known.insert(folder.to_owned(), true);
        }
        Ok(())
    }

    /// Whether a folder stands at the path, and only plain folders lead there.
    pub(super) fn is_plain_folder(&mut self, folder: &str) -> Result<bool, Error> {
        if let Some(known) = self.known.get(folder) {
            return Ok(*known);
        }
        let is_led = folder.rsplit_once('/').map_or(Ok(true), |(outer, _)| self.is_plain_folder(outer))?;
        let is_plain = is_led && stat(self.place, folder)?.is_some_and(|it| it.is_dir());
        self.known.insert(folder.to_owned(), is_plain);
        Ok(is_plain)
    }
}
