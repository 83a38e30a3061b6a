//! What the path of a file under `content/` says: a release, a page, or a file beside one.

use crate::config::looks_like_language;
use crate::release::{file_name, slug};

/// The folder of pages, which their links start from.
pub const PAGES: &str = "content/pages";
/// The folder that links of the configuration's standing texts start from.
pub const STANDING_TEXTS: &str = "content";

/// What a file under `content/` is, by its path from the newsroom's root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentPath {
    /// `content/releases/2018/SLUG.md` or `content/releases/2018/SLUG/index.md`.
    Release(ReleasePath),
    /// `content/pages/NAME.md`.
    Page(PagePath),
    /// A file that a release or page may name.
    Beside,
    /// Anything else.
    Unknown,
}

/// The parts of a release's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleasePath {
    /// Four digits.
    pub year: String,
    /// The file's name, or its folder's, without `.md` and language.
    pub slug: String,
    /// As in `SLUG.zh-Hant.md`.
    pub language: Option<String>,
    /// The folder of the files beside it, from the newsroom's root.
    pub folder: String,
}

/// The parts of a page's path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagePath {
    /// The file's name without `.md` and language.
    pub name: String,
    /// As in `NAME.zh-Hant.md`.
    pub language: Option<String>,
}

impl PagePath {
    /// The path from the newsroom's root.
    pub fn path(&self) -> String {
        let language = self.language.as_ref().map(|it| format!(".{it}")).unwrap_or_default();
        format!("{PAGES}/{}{language}.md", self.name)
    }
}

/// The path of the original of a translation: `content/releases/2018/ferry.md` of `….zh-Hant.md`; `None` of a text that is none.
pub fn original(path: &str) -> Option<String> {
    let (stem, language) = path.strip_suffix(".md")?.rsplit_once('.')?;
    looks_like_language(language).then(|| format!("{stem}.md"))
}

/// Reads a path from the newsroom's root, as in `content/releases/2018/ferry.md`.
pub fn content_path(path: &str) -> ContentPath {
    let parts: Vec<&str> = path.split('/').collect();
    let is_year = |it: &str| it.len() == 4 && it.bytes().all(|it| it.is_ascii_digit());
    match parts.as_slice() {
        ["content", "pages", file] => match file.strip_suffix(".md").map(split_language) {
            Some((name, language)) => ContentPath::Page(PagePath { name: name.to_owned(), language }),
            None => ContentPath::Beside,
        },
        ["content", "releases", year, rest @ ..] if is_year(year) => match rest {
            [file] => match file.strip_suffix(".md").map(split_language) {
                Some((slug, language)) => release(year, slug, language, format!("content/releases/{year}")),
                None => ContentPath::Beside,
            },
            [slug, file] => match file.strip_suffix(".md").map(split_language) {
                Some(("index", language)) => release(year, slug, language, format!("content/releases/{year}/{slug}")),
                Some(_) => ContentPath::Unknown,
                None => ContentPath::Beside,
            },
            [_, .., file] if !file.ends_with(".md") => ContentPath::Beside,
            _ => ContentPath::Unknown,
        },
        _ => ContentPath::Unknown,
    }
}

fn release(year: &str, slug: &str, language: Option<String>, folder: String) -> ContentPath {
    ContentPath::Release(ReleasePath { year: year.to_owned(), slug: slug.to_owned(), language, folder })
}

/// What stands in addresses for the name of a file: without its ending, and what cannot be typed.
pub fn stem(path: &str) -> String {
    let name = file_name(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    Some(slug(stem)).filter(|it| !it.is_empty()).unwrap_or_else(|| "picture".to_owned())
}

fn split_language(stem: &str) -> (&str, Option<String>) {
    match stem.rsplit_once('.') {
        Some((name, language)) if looks_like_language(language) => (name, Some(language.to_owned())),
        _ => (stem, None),
    }
}

/// Whether the file at `path` stands beside the texts of `folder`, as their own: in it, or for a release that is a folder
/// also further in; and is no text itself.
pub fn is_beside(folder: &str, path: &str) -> bool {
    let Some(rest) = path.strip_prefix(folder).and_then(|it| it.strip_prefix('/')) else { return false };
    let is_own_folder = folder.starts_with("content/releases/") && folder.matches('/').count() == 3;
    !rest.ends_with(".md") && (is_own_folder || !rest.contains('/'))
}

/// A path from the newsroom's root for a relative one that is written in a file of `folder`; `None` when it leaves the
/// root or is absolute.
pub fn beside(folder: &str, relative: &str) -> Option<String> {
    if relative.starts_with(['/', '\\']) || relative.contains(['\\', '\0']) || relative.get(1..2) == Some(":") {
        return None;
    }
    let mut path = String::with_capacity(folder.len() + relative.len() + 1);
    path.push_str(folder.trim_end_matches('/'));
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." if path.is_empty() => return None,
            ".." => path.truncate(path.rfind('/').unwrap_or(0)),
            _ => {
                if !path.is_empty() {
                    path.push('/');
                }
                path.push_str(part);
            }
        }
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_a_file_or_a_folder_with_an_index() {
        for path in ["content/releases/2018/ferry.md", "content/releases/2018/ferry/index.md"] {
            let ContentPath::Release(release) = content_path(path) else { panic!("{path}") };
            assert_eq!((release.year.as_str(), release.slug.as_str(), release.language), ("2018", "ferry", None));
        }
        let ContentPath::Release(release) = content_path("content/releases/2018/ferry.zh-Hant.md") else { panic!() };
        assert_eq!((release.slug.as_str(), release.language.as_deref()), ("ferry", Some("zh-Hant")));
        assert_eq!(content_path("content/releases/2018/ferry/plan.pdf"), ContentPath::Beside);
        for path in
            ["content/releases/ferry.md", "content/ferry.md", "content/releases/2018/ferry/notes.md", "content/a.txt"]
        {
            assert_eq!(content_path(path), ContentPath::Unknown, "{path}");
        }
    }

    #[test]
    fn only_a_releases_own_files_stand_beside_it() {
        let (folder, year) = ("content/releases/2018/ferry", "content/releases/2018");
        assert!(
            is_beside(folder, "content/releases/2018/ferry/plan.pdf")
                && is_beside(folder, "content/releases/2018/ferry/a/b.png")
        );
        assert!(is_beside(year, "content/releases/2018/plan.pdf"));
        for path in ["content/releases/2018/other/plan.pdf", "content/releases/2018/other.md", "content/contacts.yaml"]
        {
            assert!(!is_beside(year, path) && !is_beside(folder, path), "{path}");
        }
    }

    #[test]
    fn relative_paths_stay_inside_the_root() {
        assert_eq!(beside("content/releases/2018", "../2019/a.md").as_deref(), Some("content/releases/2019/a.md"));
        assert_eq!(beside("content", "./a//b").as_deref(), Some("content/a/b"));
        for path in ["../../x", "/etc/passwd", "..\\x", "C:/x"] {
            assert_eq!(beside("content", path), None, "{path}");
        }
    }
}
