//! What Dateline wrote into one output folder, so that it never removes anything else.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::seal::{self, Broken, Checksum, Kind};
use super::{Error, paths};
use dateline_content::codec;
use dateline_content::shown::ShownId;

const KIND: Kind = Kind { magic: b"dateline record\n", version: 3 };
/// Records that do not say what each file shows.
const SECOND: Kind = Kind { version: 2, ..KIND };
/// Records without notes: what they list is still known to be ours.
const FIRST: Kind = Kind { version: 1, ..KIND };

/// The files of an output folder that a build wrote there; their paths may stand elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record<Path = String> {
    /// Sorted by path, each path once.
    pub files: Vec<RecordedFile<Path>>,
    /// What the caller keeps with it; nothing here knows what it says.
    #[serde(with = "codec::bytes")]
    pub notes: Vec<u8>,
}

/// One file as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedFile<Path = String> {
    /// Relative to the output folder, `/`-separated.
    pub path: Path,
    /// In bytes.
    pub len: u64,
    /// BLAKE3 of the bytes.
    pub hash: [u8; 32],
    /// The releases that it shows, sorted; `None` for a file of an earlier form of the record, which does not say.
    pub shows: Option<Box<[ShownId]>>,
}

/// A file as records had it that do not say what it shows.
#[derive(Deserialize)]
#[cfg_attr(test, derive(Serialize))]
struct Earlier {
    path: String,
    len: u64,
    hash: [u8; 32],
}

impl From<Earlier> for RecordedFile {
    fn from(Earlier { path, len, hash }: Earlier) -> Self {
        Self { path, len, hash, shows: None }
    }
}

impl Record {
    /// The file of this path, when a build wrote it.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&RecordedFile> {
        self.files.binary_search_by(|file| file.path.as_str().cmp(path)).ok().map(|at| &self.files[at])
    }

    /// The places of the files of these paths, which are sorted; `None` of those that no build wrote.
    pub(super) fn places_of(&self, paths: &[&str]) -> Vec<Option<u32>> {
        let mut files = self.files.iter().zip(0..).peekable();
        let mut place_of = |path: &&str| {
            while files.next_if(|(file, _)| file.path.as_str() < *path).is_some() {}
            files.next_if(|(file, _)| file.path == *path).map(|(_, at)| at)
        };
        paths.iter().map(&mut place_of).collect()
    }

    /// Whether every path can be trusted to lie inside the folder, and the order to be searched.
    pub(super) fn is_sound(&self) -> bool {
        self.files.iter().all(|file| paths::is_inside(&file.path))
            && self.files.is_sorted_by(|one, next| one.path < next.path)
    }
}

impl Record<&str> {
    /// Whether it says what another says.
    pub(super) fn is_that_of(&self, other: &Record) -> bool {
        let is_same = |(one, other): (&RecordedFile<&str>, &RecordedFile)| {
            one.path == other.path && one.len == other.len && one.hash == other.hash && one.shows == other.shows
        };
        let n_files = self.files.len();
        self.notes == other.notes && n_files == other.files.len() && self.files.iter().zip(&other.files).all(is_same)
    }
}

/// The record as it was found on disk.
#[derive(Debug)]
pub(super) enum Found {
    /// There is one, sealed with this.
    Whole(Record, Checksum),
    /// No build has written to the folder.
    Missing,
    /// There is one, and it is of no use.
    Broken(Broken),
}

/// Reads a record.
pub(super) fn read(path: &Path) -> Result<Found, Error> {
    let sealed = match fs::read(path) {
        Ok(sealed) => sealed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Missing),
        Err(error) => return Err(Error::io("read", path)(error)),
    };
    let read = match seal::unseal::<Record>(&KIND, &sealed) {
        Err(Broken::OtherVersion) => earlier(&sealed),
        read => read,
    };
    let checksum = seal::checksum_of(&KIND, &sealed).unwrap_or_default();
    Ok(match read {
        Ok(record) if record.is_sound() => Found::Whole(record, checksum),
        Ok(_) => Found::Broken(Broken::Damaged),
        Err(broken) => Found::Broken(broken),
    })
}

/// What the record at a path is sealed with; `None` when there is none.
pub(super) fn checksum_at(path: &Path) -> Option<Checksum> {
    seal::checksum_at(&KIND, path)
}

/// Reads a record of an earlier form.
fn earlier(sealed: &[u8]) -> Result<Record, Broken> {
    #[derive(Deserialize)]
    struct Second {
        files: Vec<Earlier>,
        #[serde(with = "codec::bytes")]
        notes: Vec<u8>,
    }
    let of = |files: Vec<Earlier>, notes| Record { files: files.into_iter().map(RecordedFile::from).collect(), notes };
    match seal::unseal::<Second>(&SECOND, sealed) {
        Err(Broken::OtherVersion) => seal::unseal::<Vec<Earlier>>(&FIRST, sealed).map(|it| of(it, Vec::new())),
        read => read.map(|Second { files, notes }| of(files, notes)),
    }
}

/// What a look at the files of a record finds; `None` when there is no whole record.
pub(super) fn seen<Found>(path: &Path, look: impl FnOnce(&[RecordedFile<&str>]) -> Found) -> Option<Found> {
    let sealed = fs::read(path).ok()?;
    // Notes stand behind the files.
    seal::unseal::<Vec<RecordedFile<&str>>>(&KIND, &sealed).ok().map(|files| look(&files))
}

/// Writes a record, whole or not at all, and gives what it is sealed with.
pub(super) fn save<At: Serialize>(path: &Path, record: &Record<At>) -> Result<Checksum, Error> {
    seal::write(path, &KIND, record)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(paths: &[&str]) -> Record {
        let shows = Some(Box::from([ShownId(7)]));
        let file = |path: &&str| RecordedFile { path: (*path).to_owned(), len: 3, hash: [7; 32], shows: shows.clone() };
        Record { files: paths.iter().map(file).collect(), notes: vec![1, 2] }
    }

    #[test]
    fn a_record_reads_back_as_it_was_saved() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("record/public");
        let saved = record(&["a", "b/c"]);
        save(&path, &saved).expect("saved");
        assert!(matches!(read(&path), Ok(Found::Whole(found, _)) if found == saved));
        assert_eq!(saved.file("b/c").map(|file| file.len), Some(3));
        assert!(saved.file("b").is_none());
        assert_eq!(saved.places_of(&["0", "a", "b", "b/c", "c"]), [None, Some(0), None, Some(1), None]);
    }

    #[test]
    fn a_record_of_an_earlier_version_still_lists_its_files() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("record");
        let earlier = || ["a", "b/c"].map(|path| Earlier { path: path.to_owned(), len: 3, hash: [7; 32] });
        let files: Vec<RecordedFile> = earlier().into_iter().map(RecordedFile::from).collect();
        seal::write(&path, &FIRST, &earlier().into_iter().collect::<Vec<_>>()).expect("saved");
        assert!(matches!(read(&path), Ok(Found::Whole(found, _)) if found.files == files && found.notes.is_empty()));
        // Files and notes, one after the other.
        let second = (earlier().into_iter().collect::<Vec<_>>(), vec![1_u8, 2]);
        seal::write(&path, &SECOND, &second).expect("saved");
        assert!(matches!(read(&path), Ok(Found::Whole(found, _)) if found.files == files && found.notes == [1, 2]));
    }

    #[test]
    fn a_record_that_points_outside_is_no_record() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("record");
        save(&path, &record(&["../content/release.md"])).expect("saved");
        assert!(matches!(read(&path), Ok(Found::Broken(Broken::Damaged))));
    }
}
