//! Serves the newsroom of this moment on the editor's own machine.
//!
//! Takes a loaded newsroom, and changes as the [`watcher`] sees them. Returns pages over HTTP: a page is rendered when a browser
//! asks for it, by the same function as in a build, and gets one `<script src>` more. It listens on one local port. It reads no
//! file by the path of a request: every request is looked up in the plan. This is the only crate that uses axum, notify and
//! tower-http.

mod guard;
mod page;
mod photos;
mod serve;
mod state;
pub mod watcher;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tokio::sync::watch;

use dateline_diagnostics::{Diagnostics, Printer, Problem, RULES, Severity};
use dateline_engine::{Loaded, SourceExcerpts};

use page::Rendered;
pub use serve::{Address, run};

/// Files kept from before a fault, to stand beneath its message.
const KEPT: usize = 64;
/// Largest file that is kept, in bytes.
const KEPT_SIZE: usize = 512 * 1024;
/// Columns of a problem's text on a page.
const WIDTH: usize = 100;

/// A newsroom at one moment, with what is wrong.
struct Showing {
    loaded: Loaded,
    problems: Vec<Problem>,
    /// Who looks at it.
    audience: Audience,
}

/// Who looks at a preview, and so what may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// The editors: unpublished texts too.
    Editors,
    /// Anybody: only what is public.
    Public,
}

/// The site that an editor looks at.
#[derive(Clone)]
pub struct Preview(Arc<Shared>);

struct Shared {
    showing: RwLock<Arc<Showing>>,
    /// How often it was replaced.
    version: watch::Sender<u64>,
    /// The last good pages and what they load, the one looked at last at the end.
    kept: Mutex<VecDeque<Rendered>>,
    /// Files made of pictures, which take their time.
    photos: photos::Photos,
    /// How a place is opened in the editor: `{path}`, `{line}` and `{column}` are filled in.
    editor: String,
    audience: Audience,
}

impl Preview {
    /// Shows a newsroom; `editor` is the address that opens a place, as in `vscode://file/{path}:{line}:{column}`.
    pub fn new(loaded: Loaded, editor: String, audience: Audience) -> Self {
        let showing = RwLock::new(Arc::new(Showing::new(loaded, audience)));
        Self(Arc::new(Shared {
            showing,
            version: watch::Sender::new(0),
            kept: Mutex::default(),
            photos: Default::default(),
            editor,
            audience,
        }))
    }

    /// Shows another state of it, from the next request on.
    pub fn replace(&self, loaded: Loaded) {
        let next = Arc::new(Showing::new(loaded, self.0.audience));
        // What was shown is let go of when nobody waits for it any more.
        let before = std::mem::replace(&mut *self.0.showing.write().unwrap_or_else(PoisonError::into_inner), next);
        self.0.version.send_modify(|it| *it += 1);
        drop(before);
    }

    fn showing(&self) -> Arc<Showing> {
        Arc::clone(&self.0.showing.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A page as it was when it was last good.
    fn kept(&self, path: &str) -> Option<Rendered> {
        let kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|it| it.path == path).cloned()
    }

    /// A page as it was when it was last good, if it is not planned because of a fault: it stands beneath the message.
    /// A page whose text is gone is gone, whatever is wrong elsewhere.
    fn kept_from_fault(&self, showing: &Showing, path: &str) -> Option<Rendered> {
        let kept = self.kept(path)?;
        let is_faulty = match (&showing.loaded.snapshot, &kept.source) {
            (None, _) => true,
            (Some(snapshot), Some(source)) => {
                showing.may_name(source) && snapshot.site.newsroom.faulty.iter().any(|it| it.path == *source)
            }
            // A style sheet that a kept page loads.
            (Some(_), None) => showing.loaded.found.has_errors() && path.ends_with(".css"),
        };
        is_faulty.then_some(kept)
    }

    fn keep(&self, page: &Rendered) {
        if page.bytes.len() > KEPT_SIZE {
            return;
        }
        let mut kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|it| it.path != page.path);
        kept.push_back(page.clone());
        if kept.len() > KEPT {
            kept.pop_front();
        }
    }
}

impl Showing {
    fn new(loaded: Loaded, audience: Audience) -> Self {
        let mut showing = Self { loaded, problems: Vec::new(), audience };
        showing.problems = showing.problems_of(&showing.loaded.found);
        showing
    }

    /// Whether a source, by its path from the root, may be named to the audience.
    fn may_name(&self, path: &str) -> bool {
        self.audience == Audience::Editors || self.loaded.is_public(path)
    }

    /// Problems with their texts, as far as the audience may read them.
    fn problems_of(&self, found: &Diagnostics) -> Vec<Problem> {
        let excerpts = SourceExcerpts { loaded: &self.loaded, show_unpublished: self.audience == Audience::Editors };
        let problems = Printer { excerpts: &excerpts, styled: false, width: WIDTH }.problems(found);
        let shown = |it: Problem| if !it.is_withheld && self.may_name(&it.path) { it } else { anonymous(it) };
        problems.into_iter().map(shown).collect()
    }

    /// Whether a source, by its path from the root, has an error.
    fn has_error_in(&self, source: &str) -> bool {
        self.problems.iter().any(|it| it.severity == Severity::Error && it.path == source)
    }
}

/// A problem without its file and words: only how serious it is, and which rule is broken.
fn anonymous(problem: Problem) -> Problem {
    let message = RULES.iter().find(|it| it.name == problem.rule).map_or("", |it| it.meaning).to_owned();
    Problem {
        text: format!("{}[{}]: {message}", problem.severity.name(), problem.rule),
        message,
        help: String::new(),
        path: String::new(),
        line: 0,
        column: 0,
        end: None,
        related: None,
        fix: None,
        is_withheld: true,
        ..problem
    }
}
