//! What the system says of a file without reading it. It reads no bytes, and writes nothing.

use std::fs::Metadata;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How much older than a look at it a file's last change has to be, in nanoseconds: one that is younger may change again
/// within the same tick of the file system's clock, and look the same. The coarsest clock in use ticks every two seconds.
const TICK: i64 = 2_000_000_000;

/// Length, times and identity of a file. While it is the same, so are the bytes, if [`Stamp::is_settled`] when it was taken:
/// whatever writes to a file or takes its place changes the time of its last change, which no program can set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// In bytes.
    length: u64,
    /// Of the content, in nanoseconds since 1970.
    modified: i64,
    /// Of the content, the name or the rights, in nanoseconds since 1970.
    changed: i64,
    inode: u64,
    device: u64,
}

impl Stamp {
    /// The stamp of a plain file; `None` for what is none, and on systems that do not tell enough.
    pub fn of(path: &Path) -> Option<Self> {
        Self::from_metadata(&path.symlink_metadata().ok().filter(Metadata::is_file)?)
    }

    #[cfg(unix)]
    fn from_metadata(metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let nanoseconds = |seconds: i64, rest: i64| seconds.checked_mul(1_000_000_000)?.checked_add(rest);
        Some(Self {
            length: metadata.len(),
            modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec())?,
            changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec())?,
            inode: metadata.ino(),
            device: metadata.dev(),
        })
    }

    #[cfg(not(unix))]
    fn from_metadata(_: &Metadata) -> Option<Self> {
        None
    }

    /// As if the file had been written so long before.
    #[must_use]
    pub fn earlier(self, ago: Duration) -> Self {
        let ago = i64::try_from(ago.as_nanos()).unwrap_or(i64::MAX);
        Self { changed: self.changed.saturating_sub(ago), ..self }
    }

    /// The one of the file that changed last.
    #[must_use]
    pub fn younger(self, other: Self) -> Self {
        if other.changed > self.changed { other } else { self }
    }

    /// Whether the file was left alone for so long, when it was looked at after the file `last` was written, that a later
    /// change will show.
    pub fn is_settled(&self, last: &Self) -> bool {
        self.changed.saturating_add(TICK) < last.changed
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_file_that_is_written_or_replaced_has_another_stamp() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("a.md");
        fs::write(&path, "one").expect("written");
        let first = Stamp::of(&path).expect("a file");
        assert_eq!(Stamp::of(&path), Some(first));
        assert!(!first.is_settled(&first), "it may change again in the same tick");
        fs::write(folder.path().join("b.md"), "two").expect("written");
        fs::rename(folder.path().join("b.md"), &path).expect("replaced");
        assert_ne!(Stamp::of(&path), Some(first));
        assert_eq!((Stamp::of(folder.path()), Stamp::of(&folder.path().join("none"))), (None, None));
        let later = Stamp { changed: first.changed + TICK + 1, ..first };
        assert!(first.is_settled(&later));
    }
}
