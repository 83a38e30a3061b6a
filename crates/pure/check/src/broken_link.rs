//! A link inside the newsroom leads to something that is public.

use std::sync::Arc;

use rayon::prelude::*;

use crate::Look;
use dateline_content::address::relative;
use dateline_content::newsroom::{Newsroom, Target};
use dateline_content::release::{HeadingIds, InnerLink, PAGES, Release, STANDING_TEXTS, file_name, folder, names_file};
use dateline_diagnostics::{BROKEN_LINK, Diagnostic, Diagnostics, FileId, Place, Span, did_you_mean};
use dateline_text::date::Instant;
use dateline_text::yaml;

pub(super) fn run(look: &Look, found: &mut Diagnostics) {
    let newsroom = look.newsroom;
    let sound = look.sound(BROKEN_LINK).filter(|before| leads_as(before, newsroom));
    let sound = sound.map_or(&[][..], |it| &it.releases);
    let unsound =
        newsroom.releases.iter().enumerate().filter(|(at, it)| !sound.get(*at).is_some_and(|was| Arc::ptr_eq(was, it)));
    let releases: Vec<&Release> = unsound.map(|(_, it)| &**it).chain(newsroom.not_shown()).collect();
    let of_releases = releases.par_iter().map(|release| of_release(newsroom, release));
    found.append(of_releases.reduce(Diagnostics::default, Diagnostics::with));
    standing_texts(newsroom, found);
    for faulty in &newsroom.faulty {
        let text = Text {
            file: faulty.file,
            folder: folder(&faulty.path),
            headings: &[&faulty.remains.headings],
            life: Life::Unknown,
        };
        faulty.remains.inner_links.iter().for_each(|link| text.check_link(newsroom, &link, found));
    }
    for page in &newsroom.pages {
        let text = Text { file: page.file, folder: PAGES, headings: &[&page.headings], life: Life::Public };
        page.inner_links.iter().for_each(|link| text.check_link(newsroom, &link, found));
    }
}

/// Whether what links lead to is as it was in a newsroom before, in which all texts had their places of now.
fn leads_as(before: &Newsroom, newsroom: &Newsroom) -> bool {
    let releases = before.releases.iter().zip(&newsroom.releases);
    let pages = before.pages.iter().zip(&newsroom.pages);
    // What is hidden becomes public with time.
    newsroom.n_hidden() == 0
        && releases.into_iter().all(|(a, b)| Arc::ptr_eq(a, b) || a.headings == b.headings)
        && pages.into_iter().all(|(a, b)| Arc::ptr_eq(a, b) || a.headings == b.headings)
}

fn of_release(newsroom: &Newsroom, release: &Release) -> Diagnostics {
    let mut found = Diagnostics::default();
    let life = match release.life.public_from() {
        None => Life::Unknown,
        Some(from) if from <= newsroom.now => Life::Public,
        Some(from) => Life::From(from),
    };
    let text = Text { file: release.file, folder: release.source_folder(), headings: &[&release.headings], life };
    release.inner_links.iter().for_each(|link| text.check_link(newsroom, &link, &mut found));
    if !release.note_links.is_empty() {
        let notes = Text { headings: &[&release.note_headings, &release.headings], ..text };
        let place = || Place::Value(release.file, "notes".to_owned());
        release.note_links.iter().for_each(|link| {
            let target = newsroom.target_of(notes.folder, &link);
            notes.check(newsroom, link.target, target, place(), &mut found);
        });
    }
    found
}

/// A standing text of the configuration has no heading to link, and no file beside it.
fn standing_texts(newsroom: &Newsroom, found: &mut Diagnostics) {
    let file = newsroom.files.config;
    let text = Text { file, folder: STANDING_TEXTS, headings: &[], life: Life::Public };
    for (id, link) in &newsroom.config.boilerplate_links {
        let place = Place::Value(file, yaml::join("boilerplate", id));
        if names_file(link) {
            let message = format!("the link `{}` leads to a file", link.target);
            let help = format!("write the text as `content/pages/{id}.md`, and put the file beside it");
            found.push(Diagnostic::new(BROKEN_LINK, place, message).help(help));
        } else {
            text.check(newsroom, &link.target, newsroom.target(STANDING_TEXTS, &link.target), place, found);
        }
    }
}

/// The text that a link stands in.
#[derive(Clone, Copy)]
struct Text<'a> {
    file: FileId,
    folder: &'a str,
    /// Its own, and those that it stands with.
    headings: &'a [&'a HeadingIds],
    life: Life,
}

/// When a text is public. What it links has to be by then.
#[derive(Clone, Copy)]
enum Life {
    Public,
    From(Instant),
    /// A draft may link to another draft.
    Unknown,
}

impl Text<'_> {
    fn check_link(&self, newsroom: &Newsroom, link: &InnerLink, found: &mut Diagnostics) {
        let place = Place::Span(Span { file: self.file, start: link.range.start, end: link.range.end });
        self.check(newsroom, link.target, newsroom.target_of(self.folder, link), place, found);
    }

    fn check(&self, newsroom: &Newsroom, written: &str, target: Target, place: Place, found: &mut Diagnostics) {
        let fault = match target {
            Target::Faulty | Target::File(_) => None,
            Target::Hidden(from) => match (self.life, from) {
                (Life::Unknown, _) => None,
                (Life::From(own), Some(from)) if from <= own => None,
                (Life::From(_), _) => Some((
                    "leads to a release that will not be public by then".to_owned(),
                    "link to it once it is, or let both become public together".to_owned(),
                )),
                (Life::Public, _) => {
                    Some(("leads to a release that is not public".to_owned(), "link to it once it is".to_owned()))
                }
            },
            Target::Former(former) => Some(match newsroom.replacement(former) {
                Some(release) => {
                    let to = relative(&format!("{}/", self.folder), &newsroom[release].path);
                    ("leads to a release that was replaced".to_owned(), format!("write `{to}`"))
                }
                None => ("leads to a release that was retracted".to_owned(), "leave the link out".to_owned()),
            }),
            Target::Heading(id) => missing_heading(id, self.headings),
            Target::Release(release, id) => missing_heading(id, &[&newsroom[release].headings]),
            Target::Page(page, id) => missing_heading(id, &[&newsroom[page].headings]),
            Target::Nothing(path) => {
                Some(("leads nowhere".to_owned(), self.way_out(newsroom, written, path.as_deref())))
            }
        };
        if let Some((what, help)) = fault {
            found.push(Diagnostic::new(BROKEN_LINK, place, format!("the link `{written}` {what}")).help(help));
        }
    }

    /// What to type instead: the path from here of the text with the nearest name.
    fn way_out(&self, newsroom: &Newsroom, written: &str, path: Option<&str>) -> String {
        let known: Vec<String> = newsroom.text_paths().collect();
        let name = path.map(file_name).unwrap_or_default();
        let near = did_you_mean(name, known.iter().map(|it| file_name(it)));
        match near.and_then(|near| known.iter().find(|it| file_name(it) == near)) {
            Some(near) => format!("did you mean `{}`?", relative(&format!("{}/", self.folder), near)),
            None if written.starts_with('/') => {
                "write the path of the Markdown file from this one, as in `../2018/ferry.md`, or a whole address".to_owned()
            }
            None => "write the path of a Markdown file from this one, as in `../2018/ferry.md`, or a whole address with `https://`".to_owned(),
        }
    }
}

fn missing_heading(id: &str, headings: &[&HeadingIds]) -> Option<(String, String)> {
    if id.is_empty() || headings.iter().any(|it| it.has(id)) {
        return None;
    }
    let there: Vec<&str> = headings.iter().flat_map(|it| it.iter()).collect();
    let help = match did_you_mean(id, there.iter().copied()) {
        Some(near) => format!("did you mean `#{near}`?"),
        None if there.is_empty() => "that text has no headings".to_owned(),
        None => {
            format!("its headings are {}", there.iter().map(|it| format!("`#{it}`")).collect::<Vec<_>>().join(", "))
        }
    };
    Some((format!("leads to `#{id}`, which is no heading there"), help))
}
