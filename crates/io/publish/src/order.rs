//! What is put before what: nothing that a page loads comes after the page.

use serde::{Deserialize, Serialize};

use dateline_content::old_address::is_named_like_page;

/// When a file is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Files whose names tell their bytes: nobody asks for them yet.
    Hashed,
    /// Files of an index, whose folders tell which releases it has the words of: where those are others, nobody asks for them yet.
    Index,
    /// Other files that pages need.
    File,
    /// Releases and standing texts, and the other forms of releases.
    Page,
    /// Lists, feeds and maps, and what search reads first.
    List,
    /// Home pages.
    Home,
}

impl Stage {
    /// All, in their order.
    pub const ALL: [Self; 6] = [Self::Hashed, Self::Index, Self::File, Self::Page, Self::List, Self::Home];

    /// Whether a file is made of several releases, and may have the words of any of them.
    pub fn is_of_many(self) -> bool {
        matches!(self, Self::Index | Self::List | Self::Home)
    }

    /// Whether the name of a file tells its bytes.
    pub fn is_hashed(self) -> bool {
        self == Self::Hashed
    }

    /// Whether nobody asks for a file that was not there before.
    pub fn is_unknown_when_new(self) -> bool {
        matches!(self, Self::Hashed | Self::Index)
    }
}

/// Folders of lists.
const LISTS: [&str; 5] = ["archive", "kinds", "search", "series", "topics"];

/// The stage of a file by its path in its tree: without the folders of office and language.
pub fn stage(path: &str) -> Stage {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let parts: Vec<&str> = folder.split('/').collect();
    let is_page = is_named_like_page(name);
    match (parts[0], parts.len()) {
        ("assets", _) => Stage::Hashed,
        _ if parts.last() == Some(&"pictures") => Stage::Hashed,
        ("search", 2..) => Stage::Index,
        ("releases", 4..) if name.starts_with("card-") => Stage::Hashed,
        ("releases", _) if is_page || ["release.txt", "release.json"].contains(&name) => Stage::Page,
        ("releases", _) => Stage::File,
        ("", _) if name == "index.html" => Stage::Home,
        ("", _) => Stage::List,
        (first, _) if LISTS.contains(&first) => Stage::List,
        _ if is_page => Stage::Page,
        _ => Stage::File,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_loads_comes_before_it_and_lists_after() {
        for (path, expected) in [
            ("assets/style.1f2e3d4c.css", Stage::Hashed),
            ("releases/2018/ferry/pictures/pier.480.webp", Stage::Hashed),
            ("search/550aa18066ab2752/3.bin", Stage::Index),
            ("releases/2018/ferry/plan.pdf", Stage::File),
            ("notices/map.png", Stage::File),
            ("releases/2018/ferry/index.html", Stage::Page),
            ("releases/2018/ferry/release.txt", Stage::Page),
            ("notices/index.html", Stage::Page),
            ("old/ferry.asp", Stage::Page),
            ("archive/2018/index.html", Stage::List),
            ("search/index.json", Stage::List),
            ("feed.xml", Stage::List),
            ("404.html", Stage::List),
            ("index.html", Stage::Home),
        ] {
            assert_eq!(stage(path), expected, "{path}");
        }
        assert!(Stage::ALL.is_sorted());
    }
}
