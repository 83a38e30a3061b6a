//! File events -> "something changed", once per burst. The only door of notify.
//!
//! It watches folders, never single files: most editors save by putting a new file in the old one's place. Reading raises
//! no event here, and what the event says of a file is not believed: whoever is told looks for himself. So only paths
//! are gathered. A debouncer that reckons with what events say is not used: it takes a file that is made and removed for
//! one that never was, though an editor may have moved the old one away just before.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, DirEntry};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant, SystemTime};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

/// How long files have to be quiet before a burst of events is one change.
pub const QUIET: Duration = Duration::from_millis(25);
/// How long the probe waits for the event of a file that it made.
const PROBE: Duration = Duration::from_millis(700);
/// How often folders are looked through where the system reports nothing.
const POLL: Duration = Duration::from_millis(500);
/// How long the end of a burst is waited for: where files change without end, something has to be shown.
const BURST_LIMIT: Duration = Duration::from_secs(1);
/// How long a file that is empty is taken for one that is being written.
const UNWRITTEN: Duration = Duration::from_millis(250);
/// After how long a new folder is looked at again: the system reports nothing of it until it is watched itself.
const SETTLED: Duration = Duration::from_millis(300);

/// What happened.
#[derive(Debug, PartialEq, Eq)]
pub enum Change {
    /// Something was made, changed, moved or removed at these paths, absolute.
    Paths(BTreeSet<PathBuf>),
    /// Nothing, for as long as one was willing to wait.
    Nothing,
    /// Events were lost: anything may have changed.
    Anything,
    /// The watcher is gone.
    Ended,
}

enum Backend {
    /// The system says what happens.
    Events(RecommendedWatcher),
    /// Folders are looked through again and again; what was there the last time, and when the next time is.
    Looking(BTreeMap<PathBuf, Stamp>, Instant),
}

/// What tells one state of a file from another. A folder's own time is left out: what is in it has its own.
#[derive(PartialEq, Eq)]
enum Stamp {
    Folder,
    Other(u64, Option<SystemTime>),
}

/// Watches the sources of a newsroom.
pub struct Watcher {
    root: PathBuf,
    backend: Backend,
    sender: Sender<Message>,
    receiver: Receiver<Message>,
    /// New folders, and when to look at them again.
    unsettled: Option<(Instant, BTreeSet<PathBuf>)>,
}

/// What comes from the watching thread, and from whoever wants to wake the one who waits.
enum Message {
    Event(notify::Result<Event>),
    Stop,
}

/// Wakes whoever waits for a change, for good.
#[derive(Clone)]
pub struct Stopper(Sender<Message>);

impl Stopper {
    /// Ends the wait.
    pub fn stop(&self) {
        // If nobody waits any more there is nobody to wake.
        let _ = self.0.send(Message::Stop);
    }
}

impl Watcher {
    /// Watches `content/`, `themes/` and the files of a newsroom's root, an absolute path; with `polling`, by looking
    /// instead of listening.
    ///
    /// # Errors
    ///
    /// When the system refuses.
    pub fn new(root: &Path, polling: bool) -> Result<Self, notify::Error> {
        let (sender, receiver) = channel();
        let backend = if polling { looking() } else { Backend::Events(listening(&sender)?) };
        let mut watcher = Self { root: root.to_owned(), backend, sender, receiver, unsettled: None };
        watcher.watch()?;
        Ok(watcher)
    }

    /// Ends the wait from another thread.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.sender.clone())
    }

    /// Whether the system reports changes here: it does not on some network and container file systems. Makes a file
    /// in `state` and waits for word of it. If there is none, goes over to looking and says so.
    ///
    /// # Errors
    ///
    /// When there is nothing to look at either.
    pub fn probe(&mut self, state: &Path) -> Result<bool, notify::Error> {
        if matches!(self.backend, Backend::Looking(..)) || hears(state) {
            return Ok(true);
        }
        fs::read_dir(&self.root)?;
        self.backend = looking();
        Ok(false)
    }

    /// Waits for the next burst of changes, at most for `patience`.
    pub fn wait(&mut self, patience: Option<Duration>) -> Change {
        let end = patience.map(|it| Instant::now() + it);
        loop {
            let changed = match self.receive(end) {
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return Change::Ended,
                Ok(Message::Event(event)) => match self.burst(event) {
                    Ok(paths) => paths,
                    Err(change) => return change,
                },
                Err(RecvTimeoutError::Timeout) => self.look(),
            };
            if !changed.is_empty() {
                return Change::Paths(changed);
            }
            if end.is_some_and(|it| it <= Instant::now()) {
                return Change::Nothing;
            }
        }
    }

    /// The next message; a timeout when `end` has come, or there is something to look at.
    fn receive(&self, end: Option<Instant>) -> Result<Message, RecvTimeoutError> {
        let next_look = match self.backend {
            Backend::Looking(_, next) => Some(next),
            Backend::Events(_) => None,
        };
        match [end, next_look, self.unsettled.as_ref().map(|it| it.0)].into_iter().flatten().min() {
            Some(at) => self.receiver.recv_timeout(at.saturating_duration_since(Instant::now())),
            None => self.receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    /// What changed since an event was reported, once no other has come for a while: a branch that is checked out is one
    /// change.
    fn burst(&mut self, first: notify::Result<Event>) -> Result<BTreeSet<PathBuf>, Change> {
        let (mut changed, mut quiet) = (BTreeSet::new(), Instant::now());
        let (limit, unwritten) = (quiet + BURST_LIMIT, quiet + UNWRITTEN);
        let mut next = Ok(Message::Event(first));
        loop {
            match next {
                Ok(Message::Event(Ok(event))) if !event.need_rescan() => {
                    let paths = self.sources(event);
                    if !paths.is_empty() {
                        quiet = Instant::now() + QUIET;
                    }
                    changed.extend(paths);
                }
                Ok(Message::Event(_)) => {
                    // What cannot be watched now is gone, or is told of by an event of the folder above it.
                    let _ = self.watch();
                    return Err(Change::Anything);
                }
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return Err(Change::Ended),
                // An editor that writes in place empties the file first.
                Err(RecvTimeoutError::Timeout)
                    if Instant::now() < unwritten && changed.iter().any(|it| is_empty(it)) =>
                {
                    quiet = Instant::now() + QUIET;
                }
                Err(RecvTimeoutError::Timeout) => break,
            }
            if changed.is_empty() {
                return Ok(changed);
            }
            next = self.receiver.recv_timeout(quiet.min(limit).saturating_duration_since(Instant::now()));
        }
        // A folder that was removed and made again has to be watched again; if that is refused, it is gone once more.
        if changed.iter().any(|it| it.parent() == Some(self.root.as_path())) {
            let _ = self.watch();
        }
        let folders: BTreeSet<PathBuf> = changed.iter().filter(|it| it.is_dir()).cloned().collect();
        if !folders.is_empty() {
            let (_, unsettled) = self.unsettled.get_or_insert_with(|| (Instant::now() + SETTLED, BTreeSet::new()));
            unsettled.extend(folders);
        }
        Ok(changed)
    }

    /// The sources that an event is about; reading one is none.
    fn sources(&self, mut event: Event) -> Vec<PathBuf> {
        if matches!(event.kind, EventKind::Access(_)) {
            return Vec::new();
        }
        event.paths.retain(|it| self.is_source(it));
        event.paths
    }

    /// What it is time to look at: folders that were new a moment ago, and everything where nothing is reported.
    fn look(&mut self) -> BTreeSet<PathBuf> {
        let now = Instant::now();
        let mut changed = match self.unsettled.take_if(|it| it.0 <= now) {
            Some((_, folders)) => folders,
            None => BTreeSet::new(),
        };
        if let Backend::Looking(stamps, next) = &mut self.backend
            && *next <= now
        {
            let seen = stamped(&self.root);
            let is_other = |path: &&PathBuf| stamps.get(*path) != seen.get(*path);
            changed.extend(stamps.keys().chain(seen.keys()).filter(is_other).cloned());
            *stamps = seen;
            *next = Instant::now() + POLL;
        }
        changed
    }

    /// Whether a path can be a source: the output, the state and the history are none.
    fn is_source(&self, path: &Path) -> bool {
        path.strip_prefix(&self.root).is_ok_and(|path| {
            let first = path.components().next().map(|it| it.as_os_str().to_string_lossy().into_owned());
            matches!(first.as_deref(), None | Some("content" | "themes" | "dateline.yaml"))
        })
    }

    fn watch(&mut self) -> Result<(), notify::Error> {
        let top = (self.root.clone(), RecursiveMode::NonRecursive);
        let folders = ["content", "themes"].map(|it| self.root.join(it)).into_iter().filter(|it| it.is_dir());
        let Backend::Events(watcher) = &mut self.backend else { return Ok(()) };
        for (path, mode) in std::iter::once(top).chain(folders.map(|it| (it, RecursiveMode::Recursive))) {
            watcher.watch(&path, mode)?;
        }
        Ok(())
    }
}

fn listening(sender: &Sender<Message>) -> Result<RecommendedWatcher, notify::Error> {
    let sender = sender.clone();
    // When nobody listens any more, the preview is ending.
    notify::recommended_watcher(move |event| drop(sender.send(Message::Event(event))))
}

/// Nothing was seen yet: the first look tells of everything, as anything may have changed before it.
fn looking() -> Backend {
    Backend::Looking(BTreeMap::new(), Instant::now())
}

/// Everything that can be a source, absolute, as it is now. The looking watcher of notify is not used: it compares whole
/// seconds, and misses the second of two saves.
fn stamped(root: &Path) -> BTreeMap<PathBuf, Stamp> {
    let mut stamps = BTreeMap::new();
    if let Ok(entries) = fs::read_dir(root) {
        let names = ["content", "themes", "dateline.yaml"];
        let is_source = |entry: &DirEntry| names.iter().any(|it| entry.file_name() == *it);
        entries.flatten().filter(is_source).for_each(|it| stamp(&it, &mut stamps));
    }
    stamps
}

fn stamp(entry: &DirEntry, stamps: &mut BTreeMap<PathBuf, Stamp>) {
    // What went away meanwhile is not there.
    let Ok(metadata) = entry.metadata() else { return };
    let path = entry.path();
    if metadata.is_dir() {
        if let Ok(entries) = fs::read_dir(&path) {
            entries.flatten().for_each(|it| stamp(&it, stamps));
        }
        stamps.insert(path, Stamp::Folder);
    } else {
        stamps.insert(path, Stamp::Other(metadata.len(), metadata.modified().ok()));
    }
}

/// Whether word comes of a file that is made in a folder.
fn hears(folder: &Path) -> bool {
    let (sender, receiver) = channel();
    let tell = move |event: notify::Result<notify::Event>| sender.send(event.is_ok()).unwrap_or_default();
    let Ok(mut watcher) = notify::recommended_watcher(tell) else { return false };
    let probe = folder.join("probe");
    let made = std::fs::create_dir_all(folder).is_ok()
        && watcher.watch(folder, RecursiveMode::NonRecursive).is_ok()
        && std::fs::write(&probe, "").is_ok();
    let heard = made && receiver.recv_timeout(PROBE).unwrap_or(false);
    // It is empty, and the next probe writes it again.
    let _ = std::fs::remove_file(&probe);
    // Where not even a file can be made, polling would not help either.
    heard || !made
}
fn is_empty(path: &Path) -> bool {
    path.metadata().is_ok_and(|it| it.is_file() && it.len() == 0)
}
