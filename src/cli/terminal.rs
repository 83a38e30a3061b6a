//! Text on the screen. People read standard error, other programs standard output. This is the only module that uses anstream
//! and indicatif.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anstream::adapter::strip_str;
use anstream::{eprint, print};
use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressStyle};

use dateline_diagnostics::{Diagnostics, Printer, Severity};
use dateline_engine::{Loaded, SourceExcerpts};

/// How long work may take before a bar is shown.
const PATIENCE: Duration = Duration::from_millis(500);
/// Columns of excerpts where the terminal does not say.
const WIDTH: usize = 120;

/// The screen, and the folder in which the command was typed.
pub(super) struct Terminal {
    /// Whether a person is looking.
    is_watched: bool,
    /// Takes what would be printed, without colours. `None` prints it.
    captured: Option<Captured>,
}

/// A screen that nobody looks at.
struct Captured {
    folder: PathBuf,
    /// Standard output and standard error.
    printed: Mutex<[String; 2]>,
}

impl Captured {
    fn printed(&self) -> MutexGuard<'_, [String; 2]> {
        self.printed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Terminal {
    pub(super) fn new() -> Self {
        Self { is_watched: std::io::stderr().is_terminal(), captured: None }
    }

    /// A screen that keeps what is printed. Commands take `folder` for the current one.
    pub(super) fn captured(folder: &Path) -> Self {
        let captured = Captured { folder: folder.to_owned(), printed: Mutex::default() };
        Self { is_watched: false, captured: Some(captured) }
    }

    /// Returns what was printed to standard output and standard error, of a screen that keeps it.
    pub(super) fn printed(self) -> [String; 2] {
        self.captured.map(|it| std::mem::take(&mut *it.printed())).unwrap_or_default()
    }

    /// Returns the folder in which the command was typed.
    ///
    /// # Errors
    ///
    /// When the system does not tell.
    pub(super) fn folder(&self) -> Result<PathBuf, String> {
        match &self.captured {
            Some(captured) => Ok(captured.folder.clone()),
            None => std::env::current_dir().map_err(|error| format!("cannot tell the current folder: {error}")),
        }
    }

    fn print(&self, text: &str) {
        match &self.captured {
            Some(captured) => captured.printed()[0].push_str(&strip_str(text).to_string()),
            None => print!("{text}"),
        }
    }

    fn print_error(&self, text: &str) {
        match &self.captured {
            Some(captured) => captured.printed()[1].push_str(&strip_str(text).to_string()),
            None => eprint!("{text}"),
        }
    }

    /// Prints why the words that were typed cannot be understood, or the help that was asked for.
    pub(super) fn misunderstanding(&self, error: &clap::Error) {
        let text = error.render();
        match &self.captured {
            Some(_) if error.use_stderr() => self.print_error(&text.to_string()),
            Some(_) => self.print(&text.to_string()),
            // Nothing can be done when the screen is gone.
            None => drop(error.print()),
        }
    }

    /// A result, for other programs.
    pub(super) fn result(&self, line: &str) {
        self.print(&format!("{line}\n"));
    }

    /// Leaves memory to the system, which takes it back at once when the process ends; piece by piece that takes long.
    pub(super) fn leave_to_the_system<T>(&self, values: T) {
        match self.captured {
            Some(_) => drop(values),
            None => std::mem::forget(values),
        }
    }

    /// A line for people.
    pub(super) fn say(&self, line: &str) {
        self.print_error(&format!("{line}\n"));
    }

    /// A line for an editor, on a terminal only: the log of a CI build may be public.
    pub(super) fn confide(&self, line: &str) {
        if self.is_watched {
            self.say(line);
        }
    }

    /// Why the command ended.
    pub(super) fn error(&self, message: &str) {
        self.print_error(&format!("\u{1b}[1;31merror\u{1b}[0m: {message}\n"));
    }

    /// Everything that is wrong, and how much it is. On a terminal, excerpts of unpublished texts are shown too: it is an
    /// editor's own; the log of a CI build may be public.
    pub(super) fn report(&self, found: &Diagnostics, loaded: &Loaded, show_unpublished: bool) {
        self.print_error(&self.reported(found, loaded, show_unpublished));
    }

    /// What [`report`](Self::report) prints.
    pub(super) fn reported(&self, found: &Diagnostics, loaded: &Loaded, show_unpublished: bool) -> String {
        let counts = if found.is_empty() { String::new() } else { format!("{}\n", counts(found)) };
        self.listed(found, loaded, show_unpublished) + &counts
    }

    /// Everything that is wrong, without how much it is.
    pub(super) fn list(&self, found: &Diagnostics, loaded: &Loaded, show_unpublished: bool) {
        self.print_error(&self.listed(found, loaded, show_unpublished));
    }

    fn listed(&self, found: &Diagnostics, loaded: &Loaded, show_unpublished: bool) -> String {
        let excerpts = SourceExcerpts { loaded, show_unpublished: show_unpublished || self.is_watched };
        let width = self.width().unwrap_or(WIDTH);
        Printer { excerpts: &excerpts, styled: true, width }.print(found)
    }

    fn width(&self) -> Option<usize> {
        std::env::var("COLUMNS").ok().filter(|_| self.captured.is_none()).and_then(|it| it.parse().ok())
    }

    /// How much is wrong, and `more`; nothing when nothing is.
    pub(super) fn count(&self, found: &Diagnostics, more: &str) {
        if !found.is_empty() {
            self.print_error(&format!("{}{more}\n", counts(found)));
        }
    }

    /// Whether somebody can be asked: they see the question, and their answer is no file's or program's.
    pub(super) fn can_ask(&self) -> bool {
        self.is_watched && std::io::stdin().is_terminal()
    }

    /// Whether the answer is yes; anything else is no.
    pub(super) fn agrees(&self, question: &str) -> bool {
        self.print_error(&format!("{question} [y/N] "));
        let mut answer = String::new();
        let is_read = std::io::stdin().read_line(&mut answer).is_ok();
        is_read && ["y", "yes"].contains(&answer.trim().to_ascii_lowercase().as_str())
    }

    /// Whether standard output goes to a terminal.
    pub(super) fn is_seen(&self) -> bool {
        self.captured.is_none() && std::io::stdout().is_terminal()
    }

    /// A difference: byte for byte for other programs, for people in colour and with names for what cannot be seen.
    pub(super) fn difference(&self, text: &str) -> std::io::Result<()> {
        if self.is_seen() {
            text.split_inclusive('\n').for_each(|it| self.print(&coloured(it)));
            return Ok(());
        }
        if let Some(captured) = &self.captured {
            captured.printed()[0].push_str(text);
            return Ok(());
        }
        std::io::stdout().lock().write_all(text.as_bytes())
    }

    /// As [`report`](Self::report), but not again for the problems that were `told` of last; and a word when all are mended.
    pub(super) fn report_news(&self, loaded: &Loaded, told: &mut String) {
        let excerpts = SourceExcerpts { loaded, show_unpublished: true };
        let text = Printer { excerpts: &excerpts, styled: false, width: WIDTH }.print(&loaded.found);
        if *told == text {
            return;
        }
        if text.is_empty() {
            self.say("all mended");
        }
        self.report(&loaded.found, loaded, true);
        *told = text;
    }

    /// A bar that appears on a terminal once work has taken half a second. `total` may be 0.
    pub(super) fn progress(&self) -> Progress {
        self.progress_of("files", 0)
    }

    /// The same for what is not files.
    pub(super) fn progress_of(&self, what: &'static str, total: usize) -> Progress {
        let total = AtomicU64::new(total as u64);
        Progress {
            what,
            total,
            bytes: None,
            started: Instant::now(),
            bar: Mutex::new(None),
            is_watched: self.is_watched,
        }
    }

    /// A bar of objects and their bytes; how many there are is told later.
    pub(super) fn transfer(&self) -> Progress {
        Progress { bytes: Some(AtomicU64::new(0)), ..self.progress_of("objects", 0) }
    }
}

/// The bar of work under way.
pub(super) struct Progress {
    what: &'static str,
    total: AtomicU64,
    /// How many bytes there are, where they are told.
    bytes: Option<AtomicU64>,
    started: Instant,
    bar: Mutex<Option<ProgressBar>>,
    is_watched: bool,
}

impl Progress {
    /// So much is done. Cheap until the bar shows; a thread that finds another one drawing does not wait.
    pub(super) fn at(&self, n_done: usize) {
        if !self.is_watched || self.started.elapsed() < PATIENCE {
            return;
        }
        self.draw(n_done, None);
    }

    /// So much is done, of so much.
    pub(super) fn at_of(&self, n_done: usize, total: usize) {
        self.total.store(total as u64, Ordering::Relaxed);
        self.at(n_done);
    }

    /// So much is done, and so many bytes.
    pub(super) fn at_bytes(&self, n_done: usize, bytes: u64) {
        if self.is_watched && self.started.elapsed() >= PATIENCE {
            self.draw(n_done, Some(bytes));
        }
    }

    /// There is so much to do, and so many bytes.
    pub(super) fn expect(&self, total: usize, bytes: u64) {
        self.total.store(total as u64, Ordering::Relaxed);
        if let Some(all) = &self.bytes {
            all.store(bytes, Ordering::Relaxed);
        }
    }

    fn draw(&self, n_done: usize, bytes: Option<u64>) {
        let Ok(mut bar) = self.bar.try_lock() else { return };
        let bar = bar.get_or_insert_with(|| bar_of(self.total.load(Ordering::Relaxed), self.what));
        bar.set_position(n_done as u64);
        if let Some((done, all)) = bytes.zip(self.bytes.as_ref()) {
            let all = HumanBytes(all.load(Ordering::Relaxed));
            bar.set_message(format!("{} of {all}", HumanBytes(done)));
        }
    }

    /// Takes the bar away.
    pub(super) fn end(self) {
        if let Some(bar) = self.bar.into_inner().ok().flatten() {
            bar.finish_and_clear();
        }
    }
}

fn bar_of(total: u64, what: &str) -> ProgressBar {
    let template = format!("{{bar:32}} {{human_pos}}/{{human_len}} {what} {{msg}}");
    let style = ProgressStyle::with_template(&template).expect("the template is ours");
    ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr()).with_style(style)
}

/// A line of a difference as people read it.
fn coloured(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    for it in line.chars() {
        match it {
            '\n' | '\t' => shown.push(it),
            it if it.is_control() || is_unseen(it) => shown.push_str(&format!("<U+{:04X}>", u32::from(it))),
            it => shown.push(it),
        }
    }
    let colour = match line.as_bytes() {
        [b'-', ..] => "31",
        [b'+', ..] => "32",
        [b'@', ..] => "36",
        _ => return shown,
    };
    let words = shown.trim_end_matches('\n');
    format!("\u{1b}[{colour}m{words}\u{1b}[0m{}", &shown[words.len()..])
}

fn is_unseen(it: char) -> bool {
    matches!(it, '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// `2 errors, 1 warning`.
fn counts(found: &Diagnostics) -> String {
    let count = |severity, one: &str, many: &str| match found.count(severity) {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    let counts = [
        count(Severity::Error, "error", "errors"),
        count(Severity::Warning, "warning", "warnings"),
        count(Severity::Advice, "piece of advice", "pieces of advice"),
    ];
    counts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::coloured;

    #[test]
    fn what_cannot_be_seen_has_a_name_in_a_difference() {
        assert_eq!(coloured(" as\u{a0}it\tis\n"), " as<U+00A0>it\tis\n");
        assert_eq!(coloured("-a\u{1b}[2J\r\n"), "\u{1b}[31m-a<U+001B>[2J<U+000D>\u{1b}[0m\n");
    }
}
