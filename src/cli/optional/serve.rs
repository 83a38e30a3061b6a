//! `dateline serve`: watch, preview, reload.

use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use crate::cli::Stop;
use crate::cli::args::{Clock, ServeOptions};
use crate::cli::terminal::Terminal;
use dateline_engine::{Session, Snapshot};
use dateline_preview::watcher::{Change, Watcher};
use dateline_preview::{self as preview, Address, Audience, Preview};
use dateline_text::date::Instant;

/// In a newsroom of more files than these the preview does not look at words, so that it follows as fast as it can:
/// `dateline check` does.
const CHECKED: usize = 2_000;

/// Serves the preview until the process is told to stop.
pub(crate) fn run(options: &ServeOptions, terminal: &Terminal) -> Result<(), Stop> {
    let ServeOptions { ip, port, is_fixed, .. } = *options;
    let listener = Address { ip, port, is_fixed }.listen().map_err(|error| {
        let message = format!("cannot listen on {ip}:{port}: {error}");
        if is_fixed { format!("{message}; name another port with `--port`") } else { message }
    })?;
    greet(options, &listener, terminal)?;
    let root = options.load.root.canonicalize()?;
    // Watching begins before reading: what changes while the sources are read is read again.
    let watcher = Watcher::new(&root, options.polling)?;
    let stopper = watcher.stopper();
    let mut session = Session::open(options.load.clone(), options.asked()).map_err(|error| Stop::because(&error))?;
    if session.n_files() <= CHECKED {
        session.check_texts();
    }
    let loaded = session.load(options.clock.now());
    let mut told = String::new();
    terminal.report_news(&loaded, &mut told);
    let next_change = next_change(loaded.snapshot.as_deref());
    let audience = if options.load.drafts { Audience::Editors } else { Audience::Public };
    let preview = Preview::new(loaded, options.editor.clone(), audience);
    let follower = Follower { watcher, session, preview: &preview, options, next_change, told, terminal };

    std::thread::scope(|scope| {
        let following = scope.spawn(|| {
            follower.follow(&root).map_err(|error| terminal.error(&format!("no change is seen any more: {error}")))
        });
        let served = preview::run(&preview, listener);
        stopper.stop();
        // What went wrong was said when it did.
        let _ = following.join().expect("following changes does not panic");
        served.map_err(|error| Stop::because(&error))
    })
}

fn greet(options: &ServeOptions, listener: &TcpListener, terminal: &Terminal) -> Result<(), Stop> {
    let address = listener.local_addr()?;
    if options.port != 0 && address.port() != options.port {
        terminal.say(&format!("port {} is taken, so this is on {}", options.port, address.port()));
    }
    if !address.ip().is_loopback() && options.load.drafts {
        terminal.say("warning: drafts and embargoed releases can be read by everybody who reaches this address");
    }
    let url = format!("http://{address}/");
    terminal.result(&url);
    terminal.say("the preview follows every change; Ctrl-C ends it");
    if options.open {
        open(&url, terminal);
    }
    Ok(())
}

/// Shows the page in a browser, with what the system has for that.
fn open(url: &str, terminal: &Terminal) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    if std::process::Command::new(opener).arg(url).spawn().is_err() {
        terminal.say(&format!("cannot start `{opener}`: open {url} yourself"));
    }
}

/// Brings the preview up to date with every change.
struct Follower<'a> {
    watcher: Watcher,
    session: Session,
    preview: &'a Preview,
    options: &'a ServeOptions,
    next_change: Option<Instant>,
    /// The problems told of last.
    told: String,
    terminal: &'a Terminal,
}

impl Follower<'_> {
    /// Goes on until the watcher is told to stop.
    fn follow(mut self, root: &Path) -> Result<(), String> {
        if !self.watcher.probe(&root.join(".dateline")).map_err(|error| error.to_string())? {
            self.terminal.say("no changes are reported here: looking through the folders twice a second instead");
        }
        loop {
            let is_news = match self.watcher.wait(patience(&self.options.clock, self.next_change)) {
                Change::Ended => return Ok(()),
                Change::Nothing => true,
                Change::Paths(paths) => self.session.update(&paths),
                Change::Anything => {
                    self.session.forget();
                    true
                }
            };
            if is_news {
                self.show();
            }
        }
    }

    /// Shows the newsroom as it is now, and tells what is wrong if that is something else than before.
    fn show(&mut self) {
        let loaded = self.session.load(self.options.clock.now());
        let snapshot = loaded.snapshot.clone();
        self.terminal.report_news(&loaded, &mut self.told);
        self.preview.replace(loaded);
        self.next_change = next_change(snapshot.as_deref());
    }
}

/// The next instant at which a page changes without anybody's doing.
fn next_change(snapshot: Option<&Snapshot>) -> Option<Instant> {
    snapshot.and_then(|it| it.site.newsroom.next_change().map(|it| it.0))
}

/// How long nothing has to be looked at again, unless a file changes: a clock that was set stands still.
fn patience(clock: &Clock, next_change: Option<Instant>) -> Option<Duration> {
    let next = next_change.filter(|_| !clock.is_set())?;
    let left = next.duration_since(clock.now());
    // An embargo may end while the machine sleeps: at least once an hour the clock is read again.
    Some(left.unsigned_abs().min(Duration::from_secs(3_600)) + Duration::from_millis(10))
}
