//! File events -> "something changed", once per burst. The only door of notify.
//!
//! It watches folders, never single files: most editors save by putting a new file in the old one's place. Reading raises
//! no event here, and what the event says of a file is not believed: whoever is told looks for himself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use notify::{Config, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher as _};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer_opt};

/// How long files have to be quiet before a burst of events is one change.
pub const QUIET: Duration = Duration::from_millis(25);
/// How long the probe waits for the event of a file that it made.
const PROBE: Duration = Duration::from_millis(700);
/// How often folders are looked through where the system reports nothing.
const POLL: Duration = Duration::from_millis(500);

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
    Events(Debouncer<RecommendedWatcher, RecommendedCache>),
    /// Folders are looked through again and again.
    Polling(Debouncer<PollWatcher, RecommendedCache>),
}

/// Watches the sources of a newsroom.
pub struct Watcher {
    root: PathBuf,
    backend: Backend,
    sender: Sender<Message>,
    receiver: Receiver<Message>,
}

/// What comes from the watching thread, and from whoever wants to wake the one who waits.
enum Message {
    Events(DebounceEventResult),
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
        let backend = backend(&sender, polling)?;
        let mut watcher = Self { root: root.to_owned(), backend, sender, receiver };
        watcher.watch()?;
        Ok(watcher)
    }

    /// Ends the wait from another thread.
    pub fn stopper(&self) -> Stopper {
        Stopper(self.sender.clone())
    }

    /// Whether the system reports changes here: it does not on some network and container file systems. Makes a file
    /// in `state` and waits for word of it. If there is none, goes over to polling and says so.
    ///
    /// # Errors
    ///
    /// When polling is refused too.
    pub fn probe(&mut self, state: &Path) -> Result<bool, notify::Error> {
        if matches!(self.backend, Backend::Polling(_)) || hears(state) {
            return Ok(true);
        }
        self.backend = backend(&self.sender, true)?;
        self.watch()?;
        Ok(false)
    }

    /// Waits for the next burst of changes, at most for `patience`.
    pub fn wait(&mut self, patience: Option<Duration>) -> Change {
        let first = match patience {
            None => self.receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(patience) => self.receiver.recv_timeout(patience),
        };
        let mut changed = BTreeSet::new();
        let mut next = match first {
            Ok(message) => Some(message),
            Err(RecvTimeoutError::Timeout) => return Change::Nothing,
            Err(RecvTimeoutError::Disconnected) => return Change::Ended,
        };
        while let Some(message) = next {
            match message {
                Message::Stop => return Change::Ended,
                Message::Events(Err(_)) => return self.anything(),
                Message::Events(Ok(events)) => {
                    if events.iter().any(|it| it.need_rescan()) {
                        return self.anything();
                    }
                    let tells = |kind: &EventKind| !matches!(kind, EventKind::Access(_));
                    let paths = events.into_iter().filter(|it| tells(&it.kind)).flat_map(|it| it.event.paths);
                    changed.extend(paths.filter(|it| self.is_source(it)));
                }
            }
            next = self.receiver.try_recv().ok();
        }
        // A folder that was removed and made again has to be watched again; if that is refused, it is gone once more.
        if changed.iter().any(|it| it.parent() == Some(self.root.as_path())) {
            let _ = self.watch();
        }
        if changed.is_empty() { self.wait(patience) } else { Change::Paths(changed) }
    }

    fn anything(&mut self) -> Change {
        let _ = self.watch();
        Change::Anything
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
        for (path, mode) in std::iter::once(top).chain(folders.map(|it| (it, RecursiveMode::Recursive))) {
            match &mut self.backend {
                Backend::Events(debouncer) => debouncer.watch(&path, mode)?,
                Backend::Polling(debouncer) => debouncer.watch(&path, mode)?,
            }
        }
        Ok(())
    }
}

fn backend(sender: &Sender<Message>, polling: bool) -> Result<Backend, notify::Error> {
    let sender = sender.clone();
    // When nobody listens any more, the preview is ending.
    let tell = move |events| drop(sender.send(Message::Events(events)));
    if polling {
        let config = Config::default().with_poll_interval(POLL);
        new_debouncer_opt(QUIET, None, tell, RecommendedCache::default(), config).map(Backend::Polling)
    } else {
        new_debouncer_opt(QUIET, None, tell, RecommendedCache::default(), Config::default()).map(Backend::Events)
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
