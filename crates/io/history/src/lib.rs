//! The files of a newsroom as a git revision has them.
//!
//! Takes the newsroom's folder and the name of a revision. Returns a [`SourceTree`] without a theme. It reads git's own object
//! files. It starts no program, checks out, fetches and writes nothing, and ignores the user's git configuration. This is the only
//! crate that uses gix.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gix::bstr::ByteSlice;
use gix::objs::tree::EntryKind;
use gix::{ObjectId, Repository, ThreadSafeRepository, Tree};

use dateline_content::release::{beside, folder};
use dateline_diagnostics::did_you_mean;
use dateline_source::{CONFIG, SourceTree, Store, link_fault};

/// Most links that are followed from one to the next.
const LINKS: usize = 8;
/// How a file begins that stands for one which git LFS keeps.
const LFS: &[u8] = b"version https://git-lfs.github.com/spec/";
/// Longest file that does.
const LFS_LIMIT: usize = 1024;

/// Why a revision cannot be read.
#[derive(Debug)]
pub enum Error {
    /// The newsroom is in no repository, or in none that can be read.
    NoRepository {
        /// The newsroom.
        root: PathBuf,
        /// The reason.
        why: String,
    },
    /// There is no such revision; with one that may be meant.
    Unknown {
        /// As it was typed.
        revision: String,
        /// A branch or tag.
        near: Option<String>,
    },
    /// The clone has not all commits.
    Shallow {
        /// As it was typed.
        revision: String,
    },
    /// The clone has not all files.
    Partial {
        /// As it was typed.
        revision: String,
    },
    /// It is no commit, or more than one.
    NoCommit {
        /// As it was typed.
        revision: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRepository { root, why } => write!(
                f,
                "`{}` is in no git repository that can be read ({why}): name the folder that an earlier build wrote to",
                root.display()
            ),
            Self::Unknown { revision, near: Some(near) } => {
                write!(f, "git has no revision `{revision}`: did you mean `{near}`?")
            }
            Self::Unknown { revision, near: None } => write!(
                f,
                "git has no revision `{revision}`: name a branch, a tag or a commit, or the folder that an earlier build wrote to"
            ),
            Self::Shallow { revision } => write!(
                f,
                "this clone is shallow and does not reach `{revision}`: run `git fetch --unshallow`; in GitHub Actions, give `actions/checkout` `fetch-depth: 0`"
            ),
            Self::Partial { revision } => write!(
                f,
                "this clone has not all files of `{revision}`: run `git fetch --refetch --no-filter`, or clone without `--filter`"
            ),
            Self::NoCommit { revision } => {
                write!(f, "`{revision}` is no single commit: name a branch, a tag or a commit")
            }
        }
    }
}

impl std::error::Error for Error {}

/// Whether git knows a revision of that name.
pub fn has(root: &Path, revision: &str) -> bool {
    open(root).is_ok_and(|(repository, _)| repository.rev_parse_single(revision).is_ok())
}

/// The files of the newsroom in a folder as they were at a revision; `None` when it was not there then.
///
/// # Errors
///
/// When there is no repository or no such revision, or the clone has not all of it.
pub fn sources(root: &Path, revision: &str) -> Result<Option<SourceTree>, Error> {
    let (repository, prefix) = open(root)?;
    let top = tree(&repository, revision)?;
    let lost = |_| lost(&repository, revision);
    let Some(newsroom) = inside(top, &prefix).map_err(lost)? else { return Ok(None) };
    let mut listing = Listing::default();
    listing.read(&newsroom).map_err(lost)?;
    let files = listing.files();
    if !files.contains_key(CONFIG) {
        return Ok(None);
    }
    let is_there = |(path, id): (&String, &ObjectId)| !is_text(path) || repository.has_object(*id);
    if !files.iter().all(is_there) {
        return Err(Error::Partial { revision: revision.to_owned() });
    }
    let paths = files.keys().cloned().collect();
    let lfs = repository.common_dir().join("lfs/objects");
    Ok(Some(SourceTree::of(paths, Arc::new(Objects { repository: repository.clone().into_sync(), files, lfs }))))
}

/// The repository that the newsroom is in, and the way from its top to the newsroom.
fn open(root: &Path) -> Result<(Repository, Vec<String>), Error> {
    let none = |why: String| Error::NoRepository { root: root.to_owned(), why };
    let whole = root.canonicalize().map_err(|error| none(error.to_string()))?;
    let repository = gix::discover_opts(&whole, Default::default(), gix::open::Options::isolated())
        .map_err(|error| none(error.to_string()))?;
    let top = repository.workdir().and_then(|it| it.canonicalize().ok());
    let prefix = top.as_deref().and_then(|it| whole.strip_prefix(it).ok());
    let prefix = prefix.ok_or_else(|| none("the newsroom is not among its files".to_owned()))?;
    let prefix = prefix.components().map(|it| it.as_os_str().to_string_lossy().into_owned()).collect();
    Ok((repository, prefix))
}

fn tree<'r>(repository: &'r Repository, revision: &str) -> Result<Tree<'r>, Error> {
    let no_commit = || Error::NoCommit { revision: revision.to_owned() };
    let named = repository.rev_parse(revision).map_err(|_| match lost(repository, revision) {
        Error::Partial { revision } => Error::Unknown { near: near(repository, &revision), revision },
        error => error,
    })?;
    let object = named.single().ok_or_else(no_commit)?.object().map_err(|_| lost(repository, revision))?;
    let is_whole = matches!(object.kind, gix::objs::Kind::Commit | gix::objs::Kind::Tag | gix::objs::Kind::Tree);
    if !is_whole {
        return Err(no_commit());
    }
    object.peel_to_tree().map_err(|_| lost(repository, revision))
}

/// What a clone lacks in which something was not found.
fn lost(repository: &Repository, revision: &str) -> Error {
    let revision = revision.to_owned();
    match repository.is_shallow() {
        Ok(true) => Error::Shallow { revision },
        _ => Error::Partial { revision },
    }
}

/// The branch or tag that may be meant.
fn near(repository: &Repository, revision: &str) -> Option<String> {
    let references = repository.references().ok()?;
    let names: Vec<String> =
        references.all().ok()?.filter_map(|it| Some(it.ok()?.name().shorten().to_str().ok()?.to_owned())).collect();
    // The name of a branch alone is enough for one of a remote.
    let of_remote = names.iter().find(|it| it.split_once('/').is_some_and(|(_, name)| name == revision));
    of_remote
        .map(String::as_str)
        .or_else(|| did_you_mean(revision, names.iter().map(String::as_str)))
        .map(str::to_owned)
}

/// The folder at a path; `None` when there is none.
fn inside<'r>(top: Tree<'r>, path: &[String]) -> Result<Option<Tree<'r>>, gix::Error> {
    if path.is_empty() {
        return Ok(Some(top));
    }
    let entry = top.lookup_entry(path.iter().map(|it| it.as_bytes().as_bstr().to_owned()))?;
    match entry {
        Some(entry) if entry.mode().is_tree() => Ok(Some(entry.object()?.into_tree())),
        _ => Ok(None),
    }
}

/// The texts, without which nothing can be compared.
fn is_text(path: &str) -> bool {
    path.ends_with(".md") || path.ends_with(".yaml")
}

/// What stands in a newsroom's folder, by path from it.
#[derive(Default)]
struct Listing {
    files: BTreeMap<String, ObjectId>,
    /// Where links lead, from the newsroom's folder.
    links: Vec<(String, Option<String>)>,
}

impl Listing {
    fn read(&mut self, newsroom: &Tree<'_>) -> Result<(), gix::Error> {
        let repository = newsroom.repo;
        let mut open = vec![(String::new(), newsroom.clone())];
        while let Some((within, tree)) = open.pop() {
            for entry in tree.iter() {
                let entry = entry?;
                // A name that is no text is told of where it stands on the disk.
                let Ok(name) = entry.filename().to_str() else { continue };
                let path = format!("{within}{name}");
                if within.is_empty() && !["content", CONFIG].contains(&name) {
                    continue;
                }
                match entry.mode().kind() {
                    EntryKind::Tree => open.push((path + "/", repository.find_tree(entry.oid())?)),
                    EntryKind::Blob | EntryKind::BlobExecutable => {
                        self.files.insert(path, entry.oid().to_owned());
                    }
                    EntryKind::Link => {
                        let target = repository.find_object(entry.oid())?;
                        let target = target.data.to_str().ok().and_then(|it| beside(folder(&path), it));
                        self.links.push((path, target));
                    }
                    // A repository in the repository is no part of it.
                    EntryKind::Commit => {}
                }
            }
        }
        Ok(())
    }

    /// Every file, with those that links lead to under the links' own names.
    fn files(mut self) -> BTreeMap<String, ObjectId> {
        let links: BTreeMap<&str, &str> =
            self.links.iter().filter_map(|(path, target)| Some((path.as_str(), target.as_deref()?))).collect();
        for (path, first) in &links {
            let mut target = *first;
            for _ in 0..LINKS {
                match links.get(target) {
                    Some(next) => target = next,
                    None => break,
                }
            }
            // A link that a build refuses shows no file.
            if let Some(id) = self.files.get(target).copied().filter(|_| link_fault(path, target).is_none()) {
                self.files.insert((*path).to_owned(), id);
            }
        }
        self.files
    }
}

/// The files of a revision.
struct Objects {
    repository: ThreadSafeRepository,
    files: BTreeMap<String, ObjectId>,
    /// Where git LFS keeps what it has fetched.
    lfs: PathBuf,
}

impl fmt::Debug for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} files of a revision", self.files.len())
    }
}

impl Objects {
    fn id(&self, path: &str) -> io::Result<ObjectId> {
        self.files.get(path).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// What git LFS keeps for a file that stands for another.
    fn kept_by_lfs(&self, pointer: &[u8]) -> io::Result<Vec<u8>> {
        let text = pointer.to_str().unwrap_or_default();
        let name = text.lines().find_map(|it| it.strip_prefix("oid sha256:")).unwrap_or_default();
        if name.len() != 64 || !name.bytes().all(|it| it.is_ascii_hexdigit()) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        std::fs::read(self.lfs.join(&name[..2]).join(&name[2..4]).join(name))
    }
}

impl Store for Objects {
    fn length(&self, path: &str) -> u64 {
        let header = |id| self.repository.to_thread_local().find_header(id).ok();
        self.id(path).ok().and_then(header).map_or(0, |it| it.size())
    }

    fn bytes(&self, path: &str) -> io::Result<Vec<u8>> {
        let repository = self.repository.to_thread_local();
        let object = repository.find_object(self.id(path)?).map_err(|error| io::Error::other(error.to_string()))?;
        let bytes = object.detach().data;
        match bytes.len() <= LFS_LIMIT && bytes.starts_with(LFS) {
            true => self.kept_by_lfs(&bytes),
            false => Ok(bytes),
        }
    }
}
