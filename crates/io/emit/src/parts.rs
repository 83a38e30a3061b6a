//! What is kept beside a record because it is much and seldom read: *parts*, each named by its bytes. One that is there is
//! not written again; one that no record names any more is dropped by the next build.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use dateline_content::codec::PartName;

use super::place::{Place, gone};
use super::seal::Kind;
use super::{Error, OutputFolder, seal};

/// The form of an index.
const INDEX: Kind = Kind { magic: b"dateline parts\n", version: 1 };
/// The name of an index among the parts that it lists.
const INDEX_NAME: &str = "index";

/// Parts that are kept beside one record, or with an index of their own.
#[derive(Clone, Debug)]
pub struct Parts {
    folder: PathBuf,
}

impl Parts {
    /// Those of an output folder.
    ///
    /// # Errors
    ///
    /// When the folder can be none.
    pub fn of(folder: &OutputFolder) -> Result<Self, Error> {
        Ok(Self { folder: Place::new(folder)?.parts() })
    }

    /// What is kept of a newsroom under a name, with an index.
    pub fn named(folder: &OutputFolder, name: &str) -> Self {
        Self { folder: folder.state.join("parts").join(name) }
    }

    /// What was last written as the index; `None` when nothing was, or in another form.
    pub fn index<Index: DeserializeOwned>(&self) -> Option<Index> {
        seal::unseal(&INDEX, &fs::read(self.folder.join(INDEX_NAME)).ok()?).ok()
    }

    /// Writes the index, and drops all parts but these, which are sorted.
    ///
    /// # Errors
    ///
    /// When the disk fails.
    pub fn replace_index(&self, index: &impl Serialize, names: &[PartName]) -> Result<(), Error> {
        seal::write(&self.folder.join(INDEX_NAME), &INDEX, index)?;
        self.keep_only(names)
    }

    /// Those beside a record, wherever that is.
    pub fn beside(record: &Path) -> Self {
        let name = record.file_name().unwrap_or_default();
        let state = record.parent().and_then(Path::parent).unwrap_or(Path::new(""));
        Self { folder: state.join("parts").join(name) }
    }

    pub(super) fn at(place: &Place) -> Self {
        Self { folder: place.parts() }
    }

    /// Keeps bytes, whole or not at all.
    ///
    /// # Errors
    ///
    /// When the disk fails.
    pub fn keep(&self, bytes: &[u8]) -> Result<PartName, Error> {
        let name = PartName::of(bytes);
        // It may be there and damaged.
        if self.get(name).is_none() {
            seal::replace(&self.path(name), bytes)?;
        }
        Ok(name)
    }

    /// Whether there is a part of that name, and nothing was cut off it.
    pub fn has(&self, name: PartName) -> bool {
        self.path(name).metadata().is_ok_and(|it| it.is_file() && it.len() == name.length())
    }

    /// The bytes of a part; `None` when it is not there, or they are not what was kept.
    pub fn get(&self, name: PartName) -> Option<Vec<u8>> {
        fs::read(self.path(name)).ok().filter(|it| PartName::of(it) == name)
    }

    /// Drops all but these, which are sorted.
    pub(super) fn keep_only(&self, names: &[PartName]) -> Result<(), Error> {
        let kept: Vec<String> = names.iter().map(|it| it.file()).collect();
        let Ok(entries) = fs::read_dir(&self.folder) else { return Ok(()) };
        for entry in entries {
            let entry = entry.map_err(Error::io("read", &self.folder))?;
            let is_kept = entry.file_name() == INDEX_NAME
                || entry
                    .file_name()
                    .to_str()
                    .is_some_and(|it| kept.binary_search_by(|kept| kept.as_str().cmp(it)).is_ok());
            if !is_kept {
                gone(fs::remove_file(entry.path())).map_err(Error::io("remove", entry.path()))?;
            }
        }
        Ok(())
    }

    fn path(&self, name: PartName) -> PathBuf {
        self.folder.join(name.file())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_whole_or_not_there_and_stays_while_it_is_named() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let parts = Parts::beside(&root.path().join("record/public"));
        let (one, other) = (parts.keep(b"one").expect("kept"), parts.keep(b"other").expect("kept"));
        assert_eq!((parts.get(one), parts.get(other)), (Some(b"one".to_vec()), Some(b"other".to_vec())));
        parts.keep_only(&[one]).expect("dropped");
        assert_eq!((parts.has(one), parts.has(other)), (true, false));
        fs::write(parts.path(one), "on").expect("cut short");
        assert_eq!((parts.get(one), parts.has(one)), (None, false));
        fs::write(parts.path(one), "onE").expect("damaged");
        assert_eq!(parts.get(one), None);
        assert_eq!((parts.keep(b"one").expect("kept"), parts.get(one)), (one, Some(b"one".to_vec())));
    }
}
