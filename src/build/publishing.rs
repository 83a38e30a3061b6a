//! What a build wrote -> the tree that is published.

use crate::config::Config;
use crate::emit::{self, OutputFolder};
use crate::plan::SEARCH;
use crate::publish::{self, PublicFile, PublicTree, Stage};
use crate::published::Published;

/// Why what stands in an output folder is not to be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// No build of this version has written to it.
    NoBuild,
    /// It shows what is not public.
    HasDrafts,
}

/// The tree that a build wrote into a folder.
///
/// # Errors
///
/// When the folder cannot be read. Inside: why it is not to be published.
pub fn public_tree(config: &Config, folder: &OutputFolder) -> Result<Result<PublicTree, Unfit>, emit::Error> {
    emit::recover(folder)?;
    let Some(record) = emit::record(folder)? else { return Ok(Err(Unfit::NoBuild)) };
    let Some(published) = Published::from_bytes(&record.notes) else { return Ok(Err(Unfit::NoBuild)) };
    if published.has_drafts {
        return Ok(Err(Unfit::HasDrafts));
    }
    let folders = Folders::of(config);
    let file = |it: &emit::RecordedFile| {
        let stage = publish::stage(folders.without(&it.path));
        let headers = publish::headers(&it.path, stage);
        PublicFile { key: it.path.clone(), hash: it.hash, length: it.len, headers, stage }
    };
    let files: Vec<PublicFile> = record.files.iter().map(file).collect();
    let is_release = |it: &&PublicFile| it.stage == Stage::Page && it.key.contains("releases/");
    Ok(Ok(PublicTree {
        n_releases: files.iter().filter(is_release).count(),
        retracted: retracted(&folders, &published),
        indexes: indexes(&folders, &files),
        files,
    }))
}

/// The folders of releases that were retracted or replaced: what stood in them is gone.
fn retracted(folders: &Folders, published: &Published) -> Vec<String> {
    let is_former = |id: &str| {
        let facts = published.facts(id);
        facts.is_some_and(|it| ["retracted", "replaced"].contains(&it.status()))
    };
    let former = published.releases.iter().filter(|it| is_former(&it.id));
    let outputs = former.flat_map(|it| &it.outputs).filter(|it| folders.without(it).starts_with("releases/"));
    outputs.filter_map(|it| Some(it.strip_suffix("index.html")?.to_owned())).collect()
}

/// The folders of search, in every tree.
fn indexes(folders: &Folders, files: &[PublicFile]) -> Vec<String> {
    let page = format!("{SEARCH}index.html");
    let pages = files.iter().filter(|it| folders.without(&it.key) == page);
    pages.filter_map(|it| Some(it.key.strip_suffix("index.html")?.to_owned())).collect()
}

/// The folders in which trees stand: of an office, and in it of a language.
struct Folders {
    offices: Vec<String>,
    languages: Vec<String>,
}

impl Folders {
    fn of(config: &Config) -> Self {
        Self {
            offices: config.offices.iter().map(|it| format!("{}/", it.id)).collect(),
            languages: config.languages().map(|it| config.folder(it)).filter(|it| !it.is_empty()).collect(),
        }
    }

    /// A path in its tree.
    fn without<'p>(&self, path: &'p str) -> &'p str {
        [&self.offices, &self.languages]
            .into_iter()
            .fold(path, |rest, folders| folders.iter().find_map(|it| rest.strip_prefix(it.as_str())).unwrap_or(rest))
    }
}
