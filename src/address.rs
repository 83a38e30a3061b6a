//! Addresses of the newsroom: which tree, which path in it, and how one page writes a link to another.

use url::Url;

use crate::config::{Config, OfficeIndex};
use crate::language::Language;

/// Endings of the files that old sites had as pages.
const PAGES: &[&str] =
    &["asp", "aspx", "cfm", "cgi", "do", "htm", "html", "jsp", "jspx", "php", "pl", "shtml", "xhtml"];

/// The pages of the newsroom or of one office in one language.
///
/// Those of the first language are complete in themselves; those of another stand in a folder of theirs, and load what
/// they have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tree {
    language: Language,
    office: Option<OfficeIndex>,
}

impl Tree {
    /// The newsroom's as a whole, in its first language.
    pub const ROOT: Self = Self::root(Language::FIRST);

    /// The newsroom's as a whole.
    pub const fn root(language: Language) -> Self {
        Self { language, office: None }
    }

    /// One office's.
    pub const fn of(office: OfficeIndex, language: Language) -> Self {
        Self { language, office: Some(office) }
    }

    /// The office whose tree it is; `None` for the newsroom's.
    pub const fn office(self) -> Option<OfficeIndex> {
        self.office
    }

    /// The language of its pages.
    pub const fn language(self) -> Language {
        self.language
    }

    /// The same in another language.
    #[must_use]
    pub const fn in_language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// The tree that holds what it has in common with those of other languages.
    #[must_use]
    pub const fn holder(self) -> Self {
        self.in_language(Language::FIRST)
    }
}

/// Whether a file is named as pages are, on this site or on an old one.
pub fn is_named_like_page(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| PAGES.contains(&ending.to_ascii_lowercase().as_str()))
}

/// Something that can be linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The tree that it is in.
    pub tree: Tree,
    /// From the tree's top: empty for its home page, `releases/2018/ferry/` for a page in a folder, else a file.
    pub path: String,
}

impl Address {
    /// An address in a tree.
    pub fn new(tree: Tree, path: impl Into<String>) -> Self {
        Self { tree, path: path.into() }
    }

    /// The file that answers it, from the output folder.
    pub fn output(&self, config: &Config) -> String {
        let index = if self.path.is_empty() || self.path.ends_with('/') { "index.html" } else { "" };
        let language = config.folder(self.tree.language);
        match self.tree.office {
            None => format!("{language}{}{index}", self.path),
            Some(office) => format!("{}/{language}{}{index}", config[office].id, self.path),
        }
    }
}

/// Where every tree is published.
#[derive(Clone, Debug)]
pub struct Bases {
    root: Url,
    offices: Vec<Url>,
    /// Where the pages of each language stand under these; empty for the first.
    folders: Vec<String>,
}

impl Bases {
    /// The bases of a newsroom: an office without its own has its folder under the newsroom's.
    pub fn new(config: &Config) -> Self {
        let under_root = |id: &str| config.base_url.join(&format!("{id}/")).expect("an office id is a path segment");
        let offices =
            config.offices.iter().map(|it| it.base_url.clone().unwrap_or_else(|| under_root(&it.id))).collect();
        let folders = config.languages().map(|it| config.folder(it)).collect();
        Self { root: config.base_url.clone(), offices, folders }
    }

    fn base(&self, tree: Tree) -> &Url {
        tree.office.map_or(&self.root, |office| &self.offices[office.0 as usize])
    }

    fn folder(&self, tree: Tree) -> &str {
        &self.folders[usize::from(tree.language.0)]
    }

    /// The absolute address.
    pub fn absolute(&self, address: &Address) -> String {
        format!("{}{}{}", self.base(address.tree), self.folder(address.tree), address.path)
    }

    /// The address from the host's top, beginning with `/`: for pages that answer at any depth.
    pub fn from_host(&self, address: &Address) -> String {
        format!("{}{}{}", self.base(address.tree).path(), self.folder(address.tree), address.path)
    }

    /// How a host that answers for `from` sends on to `to`: from the host's top, or whole on another host.
    pub fn href_from_host(&self, from: &Address, to: &Address) -> String {
        if self.base(from.tree).origin() == self.base(to.tree).origin() {
            self.from_host(to)
        } else {
            self.absolute(to)
        }
    }

    /// How the page at `from` links `to`: relative inside one tree and between trees on one host, else absolute.
    pub fn href(&self, from: &Address, to: &Address) -> String {
        if from.tree == to.tree {
            return relative(&from.path, &to.path);
        }
        let (here, there) = (self.base(from.tree), self.base(to.tree));
        if here.origin() == there.origin() {
            relative(&self.from_host(from)[1..], &self.from_host(to)[1..])
        } else {
            self.absolute(to)
        }
    }
}

/// Which files, beside pages, may have an old address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OldFiles {
    /// Those in the folder of a release, as in `/releases/2026/ferry/plan.pdf`: an earlier build wrote them.
    OfReleases,
    /// All.
    Any,
}

/// Reads an old address as written: `/usa/press/2018/120718_1.htm`.
///
/// # Errors
///
/// What is wrong, and what to type instead.
pub fn old_path(written: &str, files: OldFiles) -> Result<String, (String, &'static str)> {
    const EXAMPLE: &str = "write the old page's path, as in `/usa/press/2018/120718_1.htm`";
    let Some(path) = written.strip_prefix('/') else {
        let help = if written.contains("://") { "leave out the host: begin with the `/` after it" } else { EXAMPLE };
        return Err((format!("`{written}` does not begin with `/`"), help));
    };
    if path.trim_end_matches('/').is_empty() {
        return Err((format!("`{written}` is the address of the home page"), EXAMPLE));
    }
    if path.contains(['?', '#']) {
        let help = "a static site cannot tell addresses apart by what stands after `?` or `#`: write the path alone";
        return Err((format!("`{written}` is more than a path"), help));
    }
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    let is_plain = |it: char| it.is_alphanumeric() || "-._~+,@()".contains(it);
    if let Some(part) = parts.iter().find(|it| it.is_empty() || it.starts_with('.') || !it.chars().all(is_plain)) {
        let help =
            "write the path with letters, digits and `-._~+,@()`, without empty parts or parts that begin with a dot";
        return Err((format!("`{part}` cannot be part of an address in `{written}`"), help));
    }
    let last = parts.last().copied().unwrap_or_default();
    // `releases`, the year and the release's own folder stand before the file.
    let is_in_release = parts.iter().position(|it| *it == "releases").is_some_and(|at| parts.len() > at + 3);
    let is_file_taken = files == OldFiles::Any || is_in_release;
    match last.rsplit_once('.') {
        _ if path.ends_with('/') => Ok(path.to_owned()),
        Some(_) if is_named_like_page(last) => Ok(path.to_owned()),
        Some((_, ending)) if is_file_taken && ending.contains(|it: char| it.is_ascii_alphabetic()) => {
            Ok(path.to_owned())
        }
        Some((_, ending)) if ending.chars().all(|it| it.is_ascii_alphabetic()) => {
            let help = "only pages can lead on: write the address of the page that named the file";
            Err((format!("`{written}` was no page, but a file (`.{ending}`)"), help))
        }
        _ => Ok(format!("{path}/")),
    }
}

/// The relative reference from one path to another (RFC 3986, section 4.2); both without a leading `/`.
pub fn relative(from: &str, to: &str) -> String {
    let folder = from.rfind('/').map_or("", |at| &from[..=at]);
    let common = folder
        .bytes()
        .zip(to.bytes())
        .take_while(|(a, b)| a == b)
        .enumerate()
        .filter(|(_, (byte, _))| *byte == b'/')
        .last()
        .map_or(0, |(at, _)| at + 1);
    let up = folder[common..].matches('/').count();
    match (up, &to[common..]) {
        (0, "") => "./".to_owned(),
        (up, rest) => "../".repeat(up) + rest,
    }
}

#[cfg(test)]
mod tests {
    use super::{OldFiles, old_path, relative};

    #[test]
    fn relative_references_climb_and_descend() {
        for (from, to, reference) in [
            ("", "", "./"),
            ("", "releases/2018/a/", "releases/2018/a/"),
            ("releases/2018/a/", "", "../../../"),
            ("releases/2018/a/", "releases/2018/a/", "./"),
            ("releases/2018/a/", "releases/2019/b/", "../../2019/b/"),
            ("releases/2018/a/", "releases/2018/ab/", "../ab/"),
            ("releases/2018/a/", "assets/style.css", "../../../assets/style.css"),
            ("nyc/releases/2018/a/", "sf/releases/2018/a/", "../../../../sf/releases/2018/a/"),
        ] {
            assert_eq!(relative(from, to), reference, "{from} -> {to}");
        }
    }

    #[test]
    fn an_old_address_is_a_page_or_a_folder() {
        for (written, read) in [
            ("/usa/press/2018/120718_1.htm", "usa/press/2018/120718_1.htm"),
            ("/usa/press/item.ASPX", "usa/press/item.ASPX"),
            ("/news/ferry/", "news/ferry/"),
            ("/news/ferry", "news/ferry/"),
            ("/news/v1.2", "news/v1.2/"),
            ("/新聞/渡輪", "新聞/渡輪/"),
            ("/releases/2026/ferry/plan.pdf", "releases/2026/ferry/plan.pdf"),
            ("/zh-hant/releases/2026/ferry/clip.mp4", "zh-hant/releases/2026/ferry/clip.mp4"),
            ("/releases/2026/ferry-1.2", "releases/2026/ferry-1.2/"),
        ] {
            assert_eq!(old_path(written, OldFiles::OfReleases).as_deref(), Ok(read));
        }
    }

    #[test]
    fn what_cannot_be_answered_is_refused() {
        for written in [
            "",
            "/",
            "a/b",
            "https://x.org/a",
            "/a?id=3",
            "/a#b",
            "/../a",
            "/.git/a",
            "/a//b",
            "/a b",
            "/a.pdf",
            "/releases/2026/plan.pdf",
            "/a\\b",
        ] {
            assert!(old_path(written, OldFiles::OfReleases).is_err(), "{written}");
        }
    }
}
