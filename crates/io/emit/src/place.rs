//! Where everything lies: the output folder itself, and its stage, journal and record in `.dateline/`.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::{Error, OutputFolder, seal};

/// Folders and files of a newsroom that no output folder may be in, be, or hold.
const SOURCES: [&str; 5] = ["content", "themes", "dateline.yaml", ".dateline", ".git"];

/// The folder of the output where copies wait.
const NEAR: &str = ".dateline-stage";

/// How much of the folder's own name a key repeats, in characters.
const HINT: usize = 32;

/// An output folder that may be written to, and the paths that go with it.
pub(super) struct Place {
    /// The folder with all links on the way to it resolved. It need not exist.
    pub(super) out: PathBuf,
    /// The folder as it was given, for messages.
    shown: PathBuf,
    /// `.dateline/`.
    state: PathBuf,
    /// Name of the folder's own files in `.dateline/`.
    key: String,
}

/// Holds the newsroom's lock until it is dropped.
pub(super) struct Lock {
    file: File,
    pub(super) path: PathBuf,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A program that is started at this moment has the file too for an instant: closing it would not let go yet.
        let _ = self.file.unlock();
    }
}

impl Place {
    /// Finds the place of an output folder, without creating anything.
    ///
    /// # Errors
    ///
    /// When it is no folder, or would put pages among the newsroom's sources or sources among its pages.
    pub(super) fn new(folder: &OutputFolder) -> Result<Self, Error> {
        let refuse = |why: String| Err(Error::BadOutput { out: folder.out.clone(), why });
        let (out, root) = (resolve(&folder.out)?, resolve(&folder.root)?);
        match fs::metadata(&out) {
            Ok(metadata) if !metadata.is_dir() => return refuse("is a file".into()),
            Err(_) if out.is_symlink() => return refuse("is a link that leads nowhere".into()),
            _ => {}
        }
        if root == out {
            return refuse("is the newsroom's own folder".into());
        }
        if root.starts_with(&out) {
            return refuse("contains the newsroom".into());
        }
        let sources = SOURCES.map(|name| root.join(name));
        for source in sources.iter().chain([&folder.state]) {
            let source_name = source.file_name().unwrap_or_default().display();
            // A source may itself be a link to a folder elsewhere.
            for source in [source, &resolve(source)?] {
                if out.starts_with(source) {
                    return refuse(format!("is inside the newsroom's `{source_name}`"));
                }
                if source.starts_with(&out) {
                    return refuse(format!("contains the newsroom's `{source_name}`"));
                }
            }
        }
        let key = key(&out, &root);
        Ok(Self { out, shown: folder.out.clone(), state: folder.state.clone(), key })
    }

    /// Where a file of the output lies.
    pub(super) fn target(&self, path: &str) -> PathBuf {
        self.out.join(path)
    }

    /// A file of the output as messages name it.
    pub(super) fn shown(&self, path: &str) -> PathBuf {
        self.shown.join(path)
    }

    /// Where new files wait until all are made.
    pub(super) fn stage(&self) -> PathBuf {
        self.stages().join(&self.key)
    }

    /// Where copies of them wait on the output's own file system, if that is another one.
    pub(super) fn near(&self) -> PathBuf {
        self.out.join(NEAR)
    }

    /// The list of what a move-in has to do; exists only while one is under way.
    pub(super) fn journal(&self) -> PathBuf {
        self.state.join("journal").join(&self.key)
    }

    /// What the last build wrote.
    pub(super) fn record(&self) -> PathBuf {
        self.state.join("record").join(&self.key)
    }

    /// What the build under way will have written, until the journal is done.
    pub(super) fn next_record(&self) -> PathBuf {
        let mut next = self.record().into_os_string();
        next.push(".next");
        PathBuf::from(next)
    }

    /// What is kept beside the record.
    pub(super) fn parts(&self) -> PathBuf {
        self.state.join("parts").join(&self.key)
    }

    /// What the last build kept of itself.
    pub(super) fn memory(&self) -> PathBuf {
        self.state.join("memory").join(&self.key)
    }

    /// A file that is written to know what time the file system has.
    pub(super) fn tick(&self) -> PathBuf {
        self.state.join("memory").join("tick")
    }

    /// Whether no build has ever run here.
    pub(super) fn is_unused(&self) -> bool {
        !self.state.exists()
    }

    /// Takes the newsroom's lock, creating `.dateline/` when there is none.
    ///
    /// A file system without locks is used without.
    pub(super) fn lock(&self) -> Result<Lock, Error> {
        fs::create_dir_all(&self.state).map_err(Error::io("create", &self.state))?;
        let ignore = self.state.join(".gitignore");
        if !ignore.exists() {
            fs::write(&ignore, "*\n").map_err(Error::io("write", &ignore))?;
        }
        let lock = self.state.join("lock");
        let file = File::options().create(true).append(true).open(&lock).map_err(Error::io("open", &lock))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { file, path: lock }),
            Err(TryLockError::WouldBlock) => Err(Error::Busy { lock }),
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                Ok(Lock { file, path: lock })
            }
            Err(TryLockError::Error(error)) => Err(Error::io("lock", lock)(error)),
        }
    }

    /// Drops what interrupted builds left before their journal was written, for this output folder and all others.
    pub(super) fn drop_orphans(&self) -> Result<(), Error> {
        for path in [seal::part(&self.journal()), seal::part(&self.next_record()), self.next_record()] {
            gone(fs::remove_file(&path)).map_err(Error::io("remove", path))?;
        }
        let stages = self.stages();
        let entries = match fs::read_dir(&stages) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(Error::io("read", stages)(error)),
        };
        for entry in entries {
            let entry = entry.map_err(Error::io("read", &stages))?;
            if !self.state.join("journal").join(entry.file_name()).exists() {
                drop_folder(&entry.path())?;
            }
        }
        Ok(())
    }

    /// Drops the stage, with the copies on the output's file system.
    pub(super) fn drop_stages(&self) -> Result<(), Error> {
        self.drop_near()?;
        drop_folder(&self.stage())
    }

    /// Drops the copies on the output's file system.
    pub(super) fn drop_near(&self) -> Result<(), Error> {
        drop_folder(&self.near())
    }

    fn stages(&self) -> PathBuf {
        self.state.join("stage")
    }
}

/// Takes "there is none" for success in removing.
pub(super) fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        // A file where a folder was means that what was in the folder is gone too.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(()),
        removed => removed,
    }
}

fn drop_folder(folder: &Path) -> Result<(), Error> {
    gone(fs::remove_dir_all(folder)).map_err(Error::io("remove", folder))
}

/// The absolute path without links or `..`, of a file or folder that need not exist.
pub(super) fn resolve(path: &Path) -> Result<PathBuf, Error> {
    let absolute = std::path::absolute(path).map_err(Error::io("find", path))?;
    let mut resolved = PathBuf::new();
    for component in absolute.components() {
        match component {
            // What stands so far has no links left, so its parent is the folder above.
            Component::ParentDir => _ = resolved.pop(),
            component => {
                resolved.push(component);
                if let Ok(canonical) = fs::canonicalize(&resolved) {
                    resolved = canonical;
                }
            }
        }
    }
    Ok(resolved)
}

/// The same for the same folder in a newsroom wherever that stands, with a hint for people.
fn key(out: &Path, root: &Path) -> String {
    let named = out.strip_prefix(root).unwrap_or(out);
    let mut hasher = blake3::Hasher::new();
    for component in named.components() {
        hasher.update(component.as_os_str().as_encoded_bytes()).update(b"/");
    }
    let hash = hasher.finalize().to_hex();
    let name = out.file_name().unwrap_or_default().to_string_lossy();
    let hint: String = name.chars().filter(|it| it.is_ascii_alphanumeric() || *it == '-').take(HINT).collect();
    format!("{hint}-{}", &hash[..16])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(root: &Path, out: impl AsRef<Path>) -> OutputFolder {
        OutputFolder { out: root.join(out), state: root.join(".dateline"), root: root.to_owned(), force: true }
    }

    fn newsroom() -> tempfile::TempDir {
        let root = tempfile::tempdir().expect("a temporary folder");
        for name in ["content/releases", "themes", "site"] {
            fs::create_dir_all(root.path().join(name)).expect("created");
        }
        fs::write(root.path().join("dateline.yaml"), "").expect("written");
        root
    }

    #[test]
    fn sources_and_output_do_not_mix() {
        let root = newsroom();
        for out in [
            "",
            ".",
            "..",
            "/",
            "content",
            "content/releases/x",
            "none/../content",
            "themes/a",
            ".git/x",
            ".dateline",
            ".dateline/stage",
            "dateline.yaml",
        ] {
            let refused = Place::new(&folder(root.path(), out));
            assert!(matches!(refused, Err(Error::BadOutput { .. })), "{out}");
        }
        for out in ["public", "a/b/public", "contents", "../elsewhere", "site"] {
            assert!(Place::new(&folder(root.path(), out)).is_ok(), "{out}");
        }
    }

    #[test]
    fn a_file_is_no_output_folder() {
        let root = newsroom();
        fs::write(root.path().join("public"), "").expect("written");
        let refused = Place::new(&folder(root.path(), "public"));
        assert!(matches!(refused, Err(Error::BadOutput { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn links_to_sources_are_seen_through() {
        let root = newsroom();
        std::os::unix::fs::symlink(root.path().join("content"), root.path().join("public")).expect("linked");
        std::os::unix::fs::symlink(root.path().join("nowhere"), root.path().join("dangling")).expect("linked");
        for out in ["public", "public/sub", "dangling"] {
            let refused = Place::new(&folder(root.path(), out));
            assert!(matches!(refused, Err(Error::BadOutput { .. })), "{out}");
        }
    }

    #[test]
    fn a_newsroom_that_moves_keeps_its_keys() {
        let key_of = |root: &str, out: &str| key(Path::new(out), Path::new(root));
        assert_eq!(key_of("/a", "/a/public"), key_of("/b/c", "/b/c/public"));
        assert_ne!(key_of("/a", "/a/public"), key_of("/a", "/a/x/public"));
        assert_ne!(key_of("/a", "/out/public"), key_of("/a", "/a/public"));
        assert!(key_of("/a", "/a/public").starts_with("public-"));
    }

    #[test]
    fn the_lock_is_held_until_it_is_dropped() {
        let root = newsroom();
        let place = Place::new(&folder(root.path(), "public")).expect("a good place");
        let lock = place.lock().expect("free");
        assert!(matches!(place.lock(), Err(Error::Busy { .. })));
        drop(lock);
        assert!(place.lock().is_ok());
    }
}
