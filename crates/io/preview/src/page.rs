//! An address asked for -> the bytes of its page, as a build would write them, and one script.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::{Preview, Showing};
use dateline_content::address::Tree;
use dateline_diagnostics::{Diagnostics, Problem, UNREADABLE};
use dateline_engine::{self as engine, Loaded};
use dateline_plan::{Output, Page};
use dateline_render::StaticFile;
use dateline_text::language::Language;

/// The script that makes the panel and the overlay.
pub(super) const SCRIPT: &str = "/_dateline/preview.js";
/// How long a page waits for the newsroom to catch up with a file that has just been saved.
const CATCH_UP: Duration = Duration::from_secs(2);

/// What an address leads to.
pub(super) enum Found {
    /// A file of the plan.
    File(Rendered),
    /// The same address with a slash at its end.
    Folder(String),
    /// Nothing; the page that says so.
    Nothing(Rendered),
}

/// A file as it is sent.
#[derive(Clone)]
pub(super) struct Rendered {
    /// The output path: tells the type of what is no page.
    pub(super) path: String,
    /// Whether it is a page of HTML, whatever its name ends with: an old address may end with `.asp`.
    pub(super) is_page: bool,
    /// The text that it shows, from the root; `None` for a page that is made of many, and for other files.
    pub(super) source: Option<String>,
    /// Without the script.
    pub(super) bytes: Arc<Vec<u8>>,
    /// Changes when what a reader sees of the page does; empty for other files.
    pub(super) mark: String,
    /// What kept the page from being made as it should be; its last good bytes are sent then.
    pub(super) fault: Option<Problem>,
}

impl Rendered {
    pub(super) fn new(output: &Output, bytes: Vec<u8>, statics: &[StaticFile]) -> Self {
        let is_page = output.path.ends_with(".html") || matches!(output.page, Page::Alias(..) | Page::Moved(..));
        let mark = if is_page { mark(&bytes, statics) } else { String::new() };
        Self { path: output.path.clone(), is_page, source: None, bytes: Arc::new(bytes), mark, fault: None }
    }

    /// When there is not even a page that says that there is none.
    fn empty() -> Self {
        Self::new(&Output { path: "404.html".to_owned(), page: Page::NotFound(Tree::ROOT) }, empty_page(), &[])
    }
}

impl Preview {
    /// What an address leads to, once the newsroom has caught up with its files.
    pub(super) async fn find(&self, asked: &str) -> Found {
        let mut version = self.0.version.subscribe();
        let end = Instant::now() + CATCH_UP;
        loop {
            version.mark_unchanged();
            let showing = self.showing();
            match self.look_up(&showing, asked) {
                Err(()) if matches!(timeout_at(end, version.changed()).await, Ok(Ok(()))) => {}
                // A file that changes without end is shown as it was when there was time to read it.
                Err(()) => {
                    let kept = self.kept(&output_path(&showing.loaded, asked));
                    return kept.map_or_else(|| Found::Nothing(Rendered::empty()), Found::File);
                }
                Ok(found) => return found,
            }
        }
    }

    /// What an address leads to at this moment; an error when a source has changed since it was read.
    pub(super) fn look_up(&self, showing: &Showing, asked: &str) -> Result<Found, ()> {
        let asked = output_path(&showing.loaded, asked);
        if let Some(output) = output(&showing.loaded, &asked).filter(|it| !showing.loaded.is_refused(&it.page)) {
            return self.render(showing, output).map(Found::File);
        }
        if let Some(rendered) = self.kept_from_fault(showing, &asked) {
            return Ok(Found::File(rendered));
        }
        if !asked.ends_with("index.html") && output(&showing.loaded, &format!("{asked}/index.html")).is_some() {
            return Ok(Found::Folder(asked));
        }
        let not_found = showing.loaded.snapshot.as_ref().and_then(|snapshot| {
            let config = &snapshot.site.newsroom.config;
            let office = asked.split('/').next().and_then(|it| config.office(it));
            let page = Page::NotFound(office.map_or(Tree::ROOT, |it| Tree::of(it, Language::FIRST)));
            snapshot.plan.outputs.iter().find(|it| it.page == page)
        });
        let rendered = not_found.map(|it| self.render(showing, it)).transpose()?;
        Ok(Found::Nothing(rendered.unwrap_or_else(Rendered::empty)))
    }

    /// A page at this moment. One whose own text has a fault is shown as it was before; where it never was without, as
    /// far as the text could be read.
    fn render(&self, showing: &Showing, output: &Output) -> Result<Rendered, ()> {
        let snapshot = showing.loaded.snapshot.as_ref().expect("an output is of a plan");
        let source = source(&showing.loaded, &output.page);
        let is_faulty = source.as_ref().is_some_and(|it| showing.has_error_in(it));
        if let Some(rendered) = self.kept(&output.path).filter(|_| is_faulty) {
            return Ok(rendered);
        }
        let page = || engine::page(snapshot, &showing.loaded.sources, &output.page);
        let made = match &output.page {
            Page::Picture(..) => self.photo(output, page),
            _ => page().map(|it| Rendered::new(output, it, &snapshot.site.theme().statics)),
        };
        match made {
            Ok(rendered) => {
                let rendered = Rendered { source, ..rendered };
                if !is_faulty && !matches!(output.page, Page::Picture(..)) {
                    self.keep(&rendered);
                }
                Ok(rendered)
            }
            Err(fault) if fault.rule == UNREADABLE => Err(()),
            Err(fault) => {
                let rendered = self.kept(&output.path).unwrap_or_else(|| Rendered::new(output, empty_page(), &[]));
                let fault = showing.problems_of(&Diagnostics::from(fault)).pop();
                Ok(Rendered { fault, ..rendered })
            }
        }
    }
}

/// The file that an address is answered with; an address under the newsroom's own path leads there without it too.
pub(super) fn output_path(loaded: &Loaded, asked: &str) -> String {
    let base = loaded.snapshot.as_ref().map_or("/", |it| it.site.newsroom.config.base_url.path());
    let asked = match asked.strip_prefix(&base[1..]) {
        Some(rest) if base.len() > 1 && output(loaded, asked).is_none() => rest,
        _ => asked,
    };
    if asked.is_empty() || asked.ends_with('/') { format!("{asked}index.html") } else { asked.to_owned() }
}

pub(super) fn output<'a>(loaded: &'a Loaded, path: &str) -> Option<&'a Output> {
    loaded.snapshot.as_ref()?.plan.output(path)
}

/// The source that a page shows, from the root.
pub(super) fn source(loaded: &Loaded, page: &Page) -> Option<String> {
    let newsroom = &loaded.snapshot.as_ref()?.site.newsroom;
    match page {
        Page::Edition(release, _) | Page::Photo(release, ..) => Some(newsroom[*release].path.to_string()),
        Page::Text(page, _) => Some(newsroom[*page].path()),
        _ => None,
    }
}

/// What stands beneath a message when the page was never good.
fn empty_page() -> Vec<u8> {
    b"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Preview</title></head>\
      <body><main><h1>This page cannot be shown yet</h1></main></body></html>"
        .to_vec()
}

/// The page with the preview's script in its head; `mark` tells the script what it belongs to.
pub(super) fn with_script(html: &[u8], mark: &str) -> Vec<u8> {
    let script = format!("<script src=\"{SCRIPT}?page={mark}\" defer></script>");
    let at = html.windows(7).position(|it| it == b"</head>").unwrap_or(html.len());
    [&html[..at], script.as_bytes(), &html[at..]].concat()
}

/// What a reader of the page sees, whatever the hash in the names of style sheets: two pages of one mark differ at most
/// in those, and those are swapped in place.
fn mark(html: &[u8], statics: &[StaticFile]) -> String {
    let mut text = String::from_utf8_lossy(html).into_owned();
    for file in statics.iter().filter(|it| it.name.ends_with(".css")) {
        text = text.replace(&file.path, &file.name);
    }
    blake3::hash(text.as_bytes()).to_hex()[..16].to_owned()
}
