//! Names and paths that no file system has room for.

use dateline_content::config::Config;
use dateline_content::destination::{Compression, Destination};
use dateline_content::release::{Release, file_name};
use dateline_diagnostics::{BAD_VALUE, Diagnostic, Place, Rule};

/// Most bytes of a name in a path: what the file systems of Linux, macOS and Windows take.
pub(super) const NAME_LIMIT: usize = 255;
/// Most bytes of a path. Systems take 4,096 of a whole one: the rest is left to the folders around the output.
const PATH_LIMIT: usize = 3_072;
/// How much of a name that is too long a message shows, in characters.
const NAME_SHOWN: usize = 40;

pub(super) const OLD_ADDRESS: &str = "delete the old address, or correct it: no file can have stood there";
pub(super) const SHORTER_FILE: &str = "give the file a shorter name, here and in the text that names it";

/// How long the names of outputs may be.
pub(super) struct Room {
    /// What a publish adds to the name of a text for a compressed form beside it, in bytes.
    pub(super) ending: usize,
}

/// A path that no file system takes.
#[derive(Clone, Copy)]
pub(super) enum TooLong {
    /// All of it.
    Path,
    /// The name at this place in it.
    Name(usize),
    /// The last name, once an ending of so many bytes is added to it.
    Compressed(usize),
}

impl Room {
    pub(super) fn of(config: &Config) -> Self {
        let destinations = config.destinations.whole.iter().chain(config.destinations.offices.iter().map(|it| &it.1));
        let is_beside = |it: &Destination| {
            let is_folder = matches!(it.bucket(), Ok(None));
            is_folder && matches!(it.compress, Some(Compression::Gzip | Compression::Brotli))
        };
        // `.gz` and `.br`.
        Self { ending: if destinations.into_iter().any(is_beside) { 3 } else { 0 } }
    }

    /// What of a path is too long, if anything.
    pub(super) fn fault(&self, path: &str) -> Option<TooLong> {
        if path.len() + self.ending <= NAME_LIMIT {
            return None;
        }
        if let Some(at) = path.split('/').position(|it| it.len() > NAME_LIMIT) {
            return Some(TooLong::Name(at));
        }
        if path.len() > PATH_LIMIT {
            return Some(TooLong::Path);
        }
        (file_name(path).len() + self.ending > NAME_LIMIT).then_some(TooLong::Compressed(self.ending))
    }
}

impl TooLong {
    /// The name that is too long; `None` when the path is.
    pub(super) fn name(self, path: &str) -> Option<&str> {
        match self {
            Self::Path => None,
            Self::Name(at) => path.split('/').nth(at),
            Self::Compressed(_) => Some(file_name(path)),
        }
    }

    pub(super) fn told(self, path: &str, rule: &'static Rule, place: Place, help: &str) -> Diagnostic {
        let name = self.name(path).unwrap_or(path);
        let message = match self {
            Self::Path => format!("the address has {} bytes, and a path at most {PATH_LIMIT}", path.len()),
            Self::Name(_) => {
                format!("`{}` in the address has {} bytes, and a name at most {NAME_LIMIT}", cut(name), name.len())
            }
            Self::Compressed(ending) => format!(
                "`{}` in the address has {} bytes, and a name at most {}, so that a compressed form can stand beside it",
                cut(name),
                name.len(),
                NAME_LIMIT - ending
            ),
        };
        Diagnostic::new(rule, place, message).help(help)
    }
}

/// The beginning of a name that is too long to be shown.
pub(super) fn cut(name: &str) -> String {
    match name.char_indices().nth(NAME_SHOWN) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// What is wrong with the id of a series that is too long to be the name of a folder.
pub(super) fn series_id(release: &Release, id: &str) -> Diagnostic {
    let place = Place::Value(release.file, "series.id".to_owned());
    let message = format!("the id of the series `{}` has {} bytes, and names at most {NAME_LIMIT}", cut(id), id.len());
    Diagnostic::new(BAD_VALUE, place, message).help("give the series a shorter id in each of its releases")
}
