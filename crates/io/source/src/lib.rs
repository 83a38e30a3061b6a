//! The files of a newsroom: `dateline.yaml`, `content/` and `themes/`, their bytes on request, and their times ([`stamp`]).
//!
//! Takes a folder, or a [`Store`] of files that are not on the disk. Returns a [`SourceTree`]. It reads the disk and writes nothing,
//! and does not know what the bytes mean. This is the only crate that uses walkdir.

pub mod stamp;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{self, Read};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use dateline_content::release::{self, ContentPath};
use dateline_diagnostics::{self as diagnostic, Diagnostic, Diagnostics, FileId, Place};

/// The newsroom's configuration, from its root.
pub const CONFIG: &str = "dateline.yaml";
/// The contact directory, from the root.
pub const DIRECTORY: &str = "content/contacts.yaml";
/// Largest text file, in bytes: a hundred times the longest real release.
pub const TEXT_LIMIT: u64 = 4 * 1024 * 1024;
/// How deep in `content/` or `themes/` the folders are that are listed each for itself, in parallel: there is one for the releases of
/// each year.
const APART: usize = 2;

/// The source files of a newsroom, sorted by path.
///
/// A file keeps its id for as long as the tree lives, also when it goes away and comes back.
#[derive(Clone, Debug)]
pub struct SourceTree {
    root: PathBuf,
    /// Every file that ever was, from the root, with `/`; the index is the file's id.
    names: Vec<Arc<str>>,
    /// The files that are there, sorted by path.
    present: Vec<FileId>,
    /// Those that are no more.
    gone: BTreeMap<Arc<str>, FileId>,
    /// The links among them, with the path from the root of the file that each leads to: what happens to a file happens to
    /// those that lead to it.
    links: BTreeMap<FileId, Arc<str>>,
    /// What is wrong with the listing itself.
    found: Diagnostics,
    /// Where the bytes are, when they are not on the disk.
    store: Option<Arc<dyn Store>>,
}

/// Files that are not on the disk, by their paths from the newsroom's root.
pub trait Store: fmt::Debug + Send + Sync {
    /// The length of a file in bytes; 0 when there is none.
    fn length(&self, path: &str) -> u64;

    /// All bytes of a file.
    ///
    /// # Errors
    ///
    /// When there is none, or it cannot be read.
    fn bytes(&self, path: &str) -> io::Result<Vec<u8>>;
}

/// The surroundings failed while sources were read.
#[derive(Debug)]
pub struct Error {
    path: PathBuf,
    source: io::Error,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read `{}`", self.path.display())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

impl SourceTree {
    /// Lists the sources below `root`. Hidden files and what editors leave behind are no sources; a link that leads to a
    /// folder, or to a file that may not be published, is a problem.
    ///
    /// # Errors
    ///
    /// When the root is no folder that can be read.
    pub fn list(root: &Path) -> Result<Self, Error> {
        let root = root.canonicalize().map_err(|source| Error { path: root.to_owned(), source })?;
        let mut tree = Self::empty(root, None);
        tree.list_again();
        Ok(tree)
    }

    /// The sources among files that are not on the disk: they stay as they are.
    pub fn of(mut paths: Vec<String>, store: Arc<dyn Store>) -> Self {
        let mut tree = Self::empty(PathBuf::new(), Some(store));
        paths.retain(|it| !it.split('/').any(is_left_behind));
        tree.take(paths.into_iter().map(Arc::from).collect());
        tree
    }

    fn empty(root: PathBuf, store: Option<Arc<dyn Store>>) -> Self {
        let (names, present, gone, links) = Default::default();
        Self { root, names, present, gone, links, found: Diagnostics::default(), store }
    }

    /// Lists the sources anew; those that were known keep their ids.
    pub fn list_again(&mut self) {
        let mut listed = Listed::default();
        let config = self.root.join(CONFIG);
        match config.symlink_metadata() {
            Ok(metadata) if metadata.is_symlink() => listed.follow(&self.root, &config),
            Ok(metadata) if metadata.is_file() => listed.paths.push(Arc::from(CONFIG)),
            _ => {}
        }
        for folder in ["content", "themes"] {
            listed.append(list(&self.root, folder));
        }
        let Listed { mut paths, links, found } = listed;
        self.found = found;
        paths.extend(links.iter().map(|(link, _)| Arc::clone(link)));
        self.take(paths);
        self.links = links.into_iter().filter_map(|(link, target)| Some((self.find(&link)?, target))).collect();
    }

    /// Takes these files for those that are there.
    fn take(&mut self, mut paths: Vec<Arc<str>>) {
        // Those of each folder are in order already.
        paths.sort();
        let before = std::mem::take(&mut self.present);
        let mut before = before.into_iter().peekable();
        self.present.reserve_exact(paths.len());
        for path in paths {
            while let Some(gone) = before.next_if(|it| *self.names[it.0 as usize] < *path) {
                self.let_go(gone);
            }
            let known = before.next_if(|it| *self.names[it.0 as usize] == *path);
            let id = known.unwrap_or_else(|| self.id_of_new(path));
            self.present.push(id);
        }
        before.for_each(|it| self.let_go(it));
    }

    fn let_go(&mut self, file: FileId) {
        self.gone.insert(Arc::clone(&self.names[file.0 as usize]), file);
    }

    /// The id of a file that was not there: the one that it had, if it ever was.
    fn id_of_new(&mut self, path: Arc<str>) -> FileId {
        self.gone.remove(&path).unwrap_or_else(|| {
            self.names.push(path);
            FileId(self.names.len() as u32 - 1)
        })
    }

    /// Brings the list up to date with what happened to these paths, absolute or from the root; the sources among them
    /// that were, or are, there. A folder stands for all that is in it.
    pub fn update(&mut self, changed: &BTreeSet<PathBuf>) -> BTreeSet<FileId> {
        // Whatever changed may be what a link leads to.
        let mut touched: BTreeSet<FileId> = self.links.keys().copied().collect();
        let mut is_stale = !self.found.is_empty() || !self.links.is_empty();
        for path in changed {
            let name = from_root(&self.root, path);
            let is_source = name == CONFIG || name.starts_with("content/") || name.starts_with("themes/");
            if !is_source || name.split('/').any(is_left_behind) {
                is_stale |= ["content", "themes", ""].contains(&&*name);
                continue;
            }
            match self.root.join(&*name).symlink_metadata() {
                Ok(metadata) if metadata.is_file() => {
                    let at = self.position(&name).unwrap_or_else(|at| {
                        let id = self.id_of_new(Arc::from(&*name));
                        self.present.insert(at, id);
                        at
                    });
                    touched.insert(self.present[at]);
                }
                Err(_) if self.position(&name).is_ok() => {
                    let at = self.position(&name).expect("it is there");
                    let file = self.present.remove(at);
                    self.let_go(file);
                    touched.insert(file);
                }
                _ => is_stale = true,
            }
        }
        if is_stale {
            let before: BTreeSet<FileId> = self.present.iter().copied().collect();
            self.list_again();
            let after: BTreeSet<FileId> = self.present.iter().copied().collect();
            touched.extend(before.symmetric_difference(&after));
            touched.extend(self.links.keys());
            for folder in changed.iter().map(|it| format!("{}/", from_root(&self.root, it))) {
                let inside = &self.present[self.present.partition_point(|it| self.path(*it) < folder.as_str())..];
                touched.extend(inside.iter().take_while(|it| self.path(**it).starts_with(&folder)));
            }
        }
        touched
    }

    /// What is wrong with the listing itself: links that lead out, folders that cannot be read.
    pub fn found(&self) -> &Diagnostics {
        &self.found
    }

    /// The links among the files, each with the path from the root of the file that it leads to.
    pub fn links(&self) -> impl Iterator<Item = (FileId, &str)> {
        self.links.iter().map(|(link, target)| (*link, &**target))
    }

    /// The newsroom's folder, absolute.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Every file's id and path from the root, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &str)> {
        self.present.iter().map(|file| (*file, self.path(*file)))
    }

    /// The path of a file from the root; empty for a file that is none of these.
    pub fn path(&self, file: FileId) -> &str {
        self.names.get(file.0 as usize).map_or("", |it| it)
    }

    /// The same, to be kept.
    ///
    /// # Panics
    ///
    /// For a file that is none of these.
    pub fn kept_path(&self, file: FileId) -> &Arc<str> {
        &self.names[file.0 as usize]
    }

    /// The files whose paths begin so, sorted.
    pub fn beginning_with<'a>(&'a self, start: &'a str) -> impl Iterator<Item = FileId> + 'a {
        let first = self.present.partition_point(|it| self.path(*it) < start);
        self.present[first..].iter().copied().take_while(move |it| self.path(*it).starts_with(start))
    }

    /// The path by which a place is told: the configuration's for the newsroom as a whole.
    pub fn path_of<'a>(&'a self, place: &'a Place) -> &'a str {
        match place {
            Place::Elsewhere(elsewhere) => &elsewhere.path,
            place => place.file().map_or(CONFIG, |it| self.path(it)),
        }
    }

    /// The file at a path from the root.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.position(path).ok().map(|at| self.present[at])
    }

    /// Where a path stands in the list, or would.
    fn position(&self, path: &str) -> Result<usize, usize> {
        self.present.binary_search_by(|it| self.path(*it).cmp(path))
    }

    /// The length of a file in bytes; 0 when it is gone.
    pub fn length(&self, file: FileId) -> u64 {
        if let Some(store) = &self.store {
            return store.length(self.path(file));
        }
        std::fs::metadata(self.root.join(self.path(file))).map_or(0, |it| it.len())
    }

    /// All bytes of a file.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    pub fn bytes(&self, file: FileId) -> Result<Vec<u8>, Error> {
        let path = self.path(file);
        let bytes = match &self.store {
            Some(store) => store.bytes(path),
            None => std::fs::read(self.root.join(path)),
        };
        bytes.map_err(|source| Error { path: PathBuf::from(path), source })
    }

    /// The text of a file.
    ///
    /// # Errors
    ///
    /// A diagnostic, when it is too large, cannot be read or is no text.
    pub fn text(&self, file: FileId) -> Result<String, Diagnostic> {
        let fault = |rule, message: String, help: &str| Diagnostic::new(rule, Place::File(file), message).help(help);
        let unreadable =
            |error: io::Error| fault(diagnostic::UNREADABLE, format!("the file cannot be read: {error}"), "");
        let bytes = self.head(file).map_err(unreadable)?;
        if bytes.len() as u64 > TEXT_LIMIT {
            let message = format!("the file is larger than {} MB", TEXT_LIMIT / 1024 / 1024);
            return Err(fault(
                diagnostic::FILE_TOO_LARGE,
                message,
                "put pictures and documents beside the text and name them in it",
            ));
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let bytes = error.as_bytes();
            let at = error.utf8_error().valid_up_to();
            let line = bytes[..at].iter().filter(|it| **it == b'\n').count() + 1;
            let help = match bytes {
                [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "the file is UTF-16: save it as UTF-8",
                _ => "save the file as UTF-8 (in Word: plain text, encoding Unicode (UTF-8))",
            };
            fault(diagnostic::NOT_UTF8, format!("line {line} has bytes that are not UTF-8"), help)
        })?;
        match text.find('\0') {
            Some(at) => {
                let line = text[..at].matches('\n').count() + 1;
                Err(fault(
                    diagnostic::NOT_UTF8,
                    format!("line {line} has a NUL character"),
                    "the file is damaged or no text: restore it",
                ))
            }
            None => Ok(text),
        }
    }

    /// The bytes of a file, or of one that is too large for a text as many as show that.
    fn head(&self, file: FileId) -> io::Result<Vec<u8>> {
        if let Some(store) = &self.store {
            return store.bytes(self.path(file));
        }
        let opened = std::fs::File::open(self.root.join(self.path(file)))?;
        let mut bytes = Vec::with_capacity(opened.metadata().map_or(0, |it| it.len().min(TEXT_LIMIT)) as usize + 1);
        opened.take(TEXT_LIMIT + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// What was found below a folder, in no order.
#[derive(Default)]
struct Listed {
    /// From the root.
    paths: Vec<Arc<str>>,
    /// Links to files, each with where it leads.
    links: Vec<(Arc<str>, Arc<str>)>,
    /// What is wrong.
    found: Diagnostics,
}

/// Lists a folder of the newsroom, with all that is in it.
fn list(root: &Path, folder: &str) -> Listed {
    let top = root.join(folder);
    if top.symlink_metadata().is_err() {
        return Listed::default();
    }
    let (mut listed, mut apart) = (Listed::default(), Vec::new());
    for entry in WalkDir::new(&top).max_depth(APART).into_iter().filter_entry(is_listed) {
        apart.extend(entry.iter().filter(|it| it.depth() == APART && it.file_type().is_dir()).cloned());
        listed.take(root, entry);
    }
    let in_folder = |folder: DirEntry| {
        let mut listed = Listed::default();
        let inside = WalkDir::new(folder.path()).min_depth(1).into_iter().filter_entry(is_listed);
        inside.for_each(|it| listed.take(root, it));
        listed.paths.sort_unstable();
        listed
    };
    apart.into_par_iter().map(in_folder).collect::<Vec<_>>().into_iter().for_each(|it| listed.append(it));
    listed
}

impl Listed {
    fn append(&mut self, other: Self) {
        self.paths.extend(other.paths);
        self.links.extend(other.links);
        self.found.append(other.found);
    }

    /// Takes what stands in a folder, or says what is wrong with it.
    fn take(&mut self, root: &Path, entry: walkdir::Result<DirEntry>) {
        let mut fault = |rule, path: &str, message: &str, help: &str| {
            self.found.push(Diagnostic::new(rule, Place::elsewhere(path.to_owned()), message).help(help));
        };
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().map(|it| from_root(root, it)).unwrap_or_default();
                return fault(diagnostic::UNREADABLE, &path, &format!("the folder cannot be read: {error}"), "");
            }
        };
        let (file_type, path) = (entry.file_type(), from_root(root, entry.path()));
        if entry.path_is_symlink() {
            self.follow(root, entry.path());
        } else if file_type.is_dir() {
            if path.ends_with(".md") {
                let help = "take `.md` from the folder's name";
                fault(diagnostic::FILE_NAME, &path, "a folder is named like a text", help);
            }
        } else if entry.file_name().to_str().is_none() {
            let help = "rename the file with letters, digits and hyphens";
            fault(diagnostic::FILE_NAME, &path, "the file's name is not UTF-8", help);
        } else if file_type.is_file() {
            self.paths.push(Arc::from(path));
        } else {
            let help = "remove it from the newsroom";
            fault(diagnostic::UNREADABLE, &path, "this is neither a file nor a folder", help);
        }
    }

    /// Takes the file that a link leads to, or says what is wrong with it.
    fn follow(&mut self, root: &Path, link: &Path) {
        let path = from_root(root, link);
        match target(root, link, &path) {
            Err((rule, message, help)) => {
                self.found.push(Diagnostic::new(rule, Place::elsewhere(path.into_owned()), message).help(help));
            }
            Ok(target) => self.links.push((Arc::from(path), target)),
        }
    }
}

fn is_listed(entry: &DirEntry) -> bool {
    entry.depth() == 0 || !is_left_behind(&entry.file_name().to_string_lossy())
}

/// What to do about a link that cannot be followed.
const COPY: &str = "copy the file here instead of linking to it";

/// The path from the root of the file that a link leads to, through other links if need be; else the rule that it breaks,
/// with message and help.
fn target(root: &Path, link: &Path, path: &str) -> Result<Arc<str>, (&'static diagnostic::Rule, String, &'static str)> {
    let found = link.canonicalize();
    let found = found.map_err(|error| (diagnostic::UNREADABLE, format!("the link leads nowhere: {error}"), COPY))?;
    if !found.starts_with(root) {
        return Err((diagnostic::OUTSIDE_ROOT, "the link leads out of the newsroom".to_owned(), COPY));
    }
    if found.is_dir() {
        return Err((diagnostic::OUTSIDE_ROOT, "the link leads to a folder".to_owned(), COPY));
    }
    let target = from_root(root, &found);
    match link_fault(path, &target) {
        Some((message, help)) => Err((diagnostic::OUTSIDE_ROOT, message, help)),
        None => Ok(Arc::from(target)),
    }
}

/// What is wrong with a link at a path that leads to the file at another, both from the root: message and help. A link may lead only to
/// what could stand in its place: one of a theme to files of `themes/`, a text to texts and files of `content/`, and a picture or
/// attachment to those alone. Whether the file is public by now is not looked at here.
pub fn link_fault(link: &str, target: &str) -> Option<(String, &'static str)> {
    const DELETE: &str = "delete the link: that file may not be published";
    let folder = match link.split_once('/') {
        Some((folder, _)) => format!("{folder}/"),
        None => String::new(),
    };
    if target.split('/').any(is_left_behind) {
        return Some(("the link leads to a hidden file".to_owned(), DELETE));
    }
    if !target.starts_with(&folder) {
        return Some((format!("the link leads out of `{folder}`"), COPY));
    }
    let is_yaml = target.ends_with(".yaml") || target.ends_with(".yml");
    let is_directory = |path: &str| path == DIRECTORY;
    if link == CONFIG || is_directory(link) {
        return (!is_yaml).then(|| ("the link leads to a file that is not YAML".to_owned(), COPY));
    }
    if folder != "content/" {
        return None;
    }
    if is_directory(target) {
        return Some((format!("the link leads to `{DIRECTORY}`"), DELETE));
    }
    let is_text = |path: &str| path.to_ascii_lowercase().ends_with(".md");
    if is_text(link) {
        return None;
    }
    if is_text(target) {
        return Some(("the link leads to a text, not to a file to show or download".to_owned(), DELETE));
    }
    if release::content_path(target) != ContentPath::Beside {
        let message = "the link leads to a file that stands beside no release or page".to_owned();
        return Some((message, COPY));
    }
    None
}

/// A path from the root, with `/`.
fn from_root<'p>(root: &Path, path: &'p Path) -> Cow<'p, str> {
    let path = path.strip_prefix(root).unwrap_or(path);
    match path.to_str() {
        Some(plain) if MAIN_SEPARATOR == '/' && plain.split('/').all(|it| !matches!(it, "" | ".")) => plain.into(),
        _ => path.components().map(|it| it.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/").into(),
    }
}

/// Hidden files, and the copies that editors and file managers leave behind.
fn is_left_behind(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || name.starts_with('#') && name.ends_with('#')
        || name.eq_ignore_ascii_case("thumbs.db")
        || name.eq_ignore_ascii_case("desktop.ini")
}
