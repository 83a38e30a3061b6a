//! Addresses of the newsroom: which tree, which path in it, and how one page writes a link to another.

use url::Url;

use crate::config::{Config, OfficeIndex};
use dateline_text::language::Language;

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
    use super::relative;

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
}
