//! A link inside the newsroom leads to something that is public.

use crate::diagnostic::{BROKEN_LINK, Diagnostic, Diagnostics, FileId, Place, Span, did_you_mean};
use crate::markdown::{Heading, Link};
use crate::newsroom::{Newsroom, Target};

pub(super) fn run(newsroom: &Newsroom, found: &mut Diagnostics) {
    for release in newsroom.releases_and_hidden() {
        let is_hidden = !newsroom.fate(release).is_public();
        let text = Text { file: release.file, folder: release.source_folder(), headings: &release.headings, is_hidden };
        release.inner_links.iter().for_each(|link| text.check_link(newsroom, link, found));
        for link in &release.note_links {
            text.check(newsroom, link, Place::Value(release.file, "notes".to_owned()), found);
        }
    }
    for faulty in &newsroom.faulty {
        let folder = faulty.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let text = Text { file: faulty.file, folder, headings: &faulty.remains.headings, is_hidden: true };
        faulty.remains.inner_links.iter().for_each(|link| text.check_link(newsroom, link, found));
    }
    for page in &newsroom.pages {
        let text = Text { file: page.file, folder: "content/pages", headings: &page.headings, is_hidden: false };
        page.inner_links.iter().for_each(|link| text.check_link(newsroom, link, found));
    }
}

/// The text that a link stands in.
struct Text<'a> {
    file: FileId,
    folder: &'a str,
    headings: &'a [Heading],
    /// A draft may link to another draft.
    is_hidden: bool,
}

impl Text<'_> {
    fn check_link(&self, newsroom: &Newsroom, link: &Link, found: &mut Diagnostics) {
        let place = Place::Span(Span { file: self.file, start: link.range.start, end: link.range.end });
        self.check(newsroom, &link.target, place, found);
    }

    fn check(&self, newsroom: &Newsroom, written: &str, place: Place, found: &mut Diagnostics) {
        let fault = match newsroom.target(self.folder, written) {
            Target::Faulty | Target::File(_) => None,
            Target::Hidden if self.is_hidden => None,
            Target::Hidden => {
                Some(("leads to a release that is not public".to_owned(), "link to it once it is".to_owned()))
            }
            Target::Heading(id) => missing_heading(id, self.headings),
            Target::Release(release, id) => missing_heading(id, &newsroom[release].headings),
            Target::Page(page, id) => missing_heading(id, &newsroom[page].headings),
            Target::Nothing(path) => Some(("leads nowhere".to_owned(), way_out(newsroom, written, path.as_deref()))),
        };
        if let Some((what, help)) = fault {
            found.push(Diagnostic::new(BROKEN_LINK, place, format!("the link `{written}` {what}")).help(help));
        }
    }
}

fn missing_heading(id: &str, headings: &[Heading]) -> Option<(String, String)> {
    if id.is_empty() || headings.iter().any(|it| it.id == id) {
        return None;
    }
    let help = match did_you_mean(id, headings.iter().map(|it| it.id.as_str())) {
        Some(near) => format!("did you mean `#{near}`?"),
        None if headings.is_empty() => "that text has no headings".to_owned(),
        None => format!(
            "its headings are {}",
            headings.iter().map(|it| format!("`#{}`", it.id)).collect::<Vec<_>>().join(", ")
        ),
    };
    Some((format!("leads to `#{id}`, which is no heading there"), help))
}

fn way_out(newsroom: &Newsroom, written: &str, path: Option<&str>) -> String {
    let known: Vec<String> = newsroom.text_paths().collect();
    match path.and_then(|path| did_you_mean(path, known.iter().map(String::as_str))) {
        Some(near) => format!("did you mean the text `{near}`?"),
        None if written.starts_with('/') => {
            "write the path of the Markdown file from this one, as in `../2018/ferry.md`, or a whole address".to_owned()
        }
        None => "write the path of a Markdown file from this one, as in `../2018/ferry.md`, or a whole address with `https://`".to_owned(),
    }
}
