//! What a build wrote -> the trees that are published.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use url::Url;

use crate::Snapshot;
use dateline_content::config::{Config, OfficeIndex};
use dateline_content::newsroom::Newsroom;
use dateline_content::old_address::is_named_like_page;
use dateline_content::release::Release;
use dateline_content::shown::ShownId;
use dateline_emit::{self as emit, OutputFolder, RecordedFile};
use dateline_plan as plan;
use dateline_plan::published::{Promised, Published};
use dateline_publish::{self as publish, Encoding, PublicFile, PublicTree, REDIRECT, Shows, Withheld};

/// Why what stands in an output folder is not to be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// No build of this version has written to it.
    NoBuild,
    /// It shows what is not public.
    HasDrafts,
    /// It shows a release that was public when it was built, and that the sources do not have as a public one now.
    HasWithheld,
    /// It does not say which releases its files show, as a build of this version does.
    ShowsUnknown,
}

/// A part of what a build wrote that has a target of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// All but the trees of these offices.
    Without(Vec<OfficeIndex>),
    /// The tree of one office; its files stand at the top.
    Office(OfficeIndex),
}

/// What a target does for those who ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// In which forms texts stand.
    pub texts: Texts,
    /// Whether an object can answer with a redirect.
    pub redirects: bool,
}

/// In which forms texts stand in a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Texts {
    /// In one, which every reader gets.
    As(Encoding),
    /// As they are, and beside each a file in each of these forms, for hosts that choose.
    Beside(Vec<Encoding>),
}

/// What a build wrote, and what of it is for whom.
pub struct Written {
    files: Vec<RecordedFile>,
    withheld: Withheld,
    /// The addresses that it has.
    published: Published,
    /// Where files lead: old addresses, by path.
    redirects: BTreeMap<String, String>,
    has_releases: bool,
    folders: Folders,
}

/// What a build wrote into a folder.
///
/// # Errors
///
/// When the folder cannot be read. Inside: why it is not to be published.
pub fn written(snapshot: &Snapshot, folder: &OutputFolder) -> Result<Result<Written, Unfit>, emit::Error> {
    let Some(emit::Held { record, .. }) = emit::hold(folder, None)? else { return Ok(Err(Unfit::NoBuild)) };
    let Some(published) = Published::from_bytes(&record.notes) else { return Ok(Err(Unfit::NoBuild)) };
    if published.has_drafts {
        return Ok(Err(Unfit::HasDrafts));
    }
    let newsroom = &snapshot.site.newsroom;
    let public: HashSet<ShownId> = newsroom.releases().map(|(_, it)| ShownId::of(it.id())).collect();
    for file in &record.files {
        match &file.shows {
            None => return Ok(Err(Unfit::ShowsUnknown)),
            Some(shows) if !shows.iter().all(|it| public.contains(it)) => return Ok(Err(Unfit::HasWithheld)),
            Some(_) => {}
        }
    }
    let folders = Folders::of(&newsroom.config);
    let is_release = |it: &RecordedFile| {
        let path = folders.without(&it.path);
        publish::stage(path) == publish::Stage::Page && path.starts_with("releases/")
    };
    Ok(Ok(Written {
        has_releases: record.files.iter().any(is_release),
        withheld: withheld(newsroom),
        redirects: redirects(&newsroom.config, &record, folder),
        files: record.files,
        published,
        folders,
    }))
}

/// The releases of which nothing may be read but a notice: retracted, replaced, or not public now.
pub fn withheld(newsroom: &Newsroom) -> Withheld {
    Withheld {
        ids: newsroom.not_shown().map(|it| ShownId::of(it.id())).collect(),
        folders: folders_of(newsroom, newsroom.not_shown()),
    }
}

/// The folders of releases in every tree, sorted.
fn folders_of<'a>(newsroom: &'a Newsroom, releases: impl Iterator<Item = &'a Release>) -> Vec<String> {
    let editions = releases.flat_map(|it| it.offices.iter().map(|office| plan::edition(it, *office)));
    let outputs = editions.map(|it| it.output(&newsroom.config));
    let mut folders: Vec<String> = outputs.filter_map(|it| Some(it.strip_suffix("index.html")?.to_owned())).collect();
    folders.sort_unstable();
    folders.dedup();
    folders
}

impl Written {
    /// The part of it that goes to a target.
    pub fn tree(&self, config: &Config, part: &Part, form: &Form) -> PublicTree {
        let mut files = Vec::with_capacity(self.files.len());
        for file in &self.files {
            let Some(key) = part.key(config, &file.path) else { continue };
            let stage = publish::stage(self.folders.without(&file.path));
            let shows: Shows = file.shows.as_deref().map(Arc::from);
            let made = |encoding: Encoding, key: String| PublicFile {
                headers: publish::headers(&file.path, stage, encoding),
                path: file.path.clone(),
                hash: file.hash,
                length: file.len,
                shows: shows.clone(),
                key,
                stage,
            };
            let media_type = dateline_content::headers::media_type(&file.path);
            let is_compressed = publish::is_compressed(&media_type, file.len);
            match &form.texts {
                Texts::As(encoding) if is_compressed => files.push(made(*encoding, key)),
                Texts::As(_) => files.push(made(Encoding::Identity, key)),
                Texts::Beside(encodings) => {
                    let beside = encodings.iter().filter(|_| is_compressed);
                    files.extend(beside.map(|it| made(*it, format!("{key}{}", it.ending()))));
                    files.push(made(Encoding::Identity, key));
                }
            }
            if let Some(to) = self.redirects.get(&file.path).filter(|_| form.redirects) {
                let last = files.last_mut().expect("one was added");
                last.headers.0.insert(REDIRECT.to_owned(), to.clone());
            }
        }
        files.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        files.dedup_by(|a, b| a.key == b.key);
        let promises = self.published.within(|it| part.key(config, it).is_some()).to_bytes();
        let (withheld, promises) = (part.withheld(config, &self.withheld), Some(promises));
        PublicTree { files, withheld, promises, has_releases: self.has_releases }
    }

    /// A page that was published, and that this build does not have.
    pub fn lost_page(&self, published: &Published) -> Option<String> {
        let Promised { releases, pages, lists, .. } = published.promised();
        let texts = releases.into_iter().chain(pages).flat_map(|it| it.outputs);
        let has = |path: &String| self.files.binary_search_by(|it| it.path.as_str().cmp(path)).is_ok();
        texts.chain(lists).find(|it| is_named_like_page(it) && !has(it))
    }

    /// A name for it: the same for the same files.
    pub fn id(&self) -> String {
        /// How much of its hash is the name, in hexadecimal digits.
        const DIGITS: usize = 12;
        let mut hasher = blake3::Hasher::new();
        for file in &self.files {
            hasher.update(file.path.as_bytes()).update(&file.hash);
        }
        hasher.finalize().to_hex()[..DIGITS].to_owned()
    }
}

impl Part {
    /// The key of a path of the output; `None` where it is not in this part.
    pub fn key(&self, config: &Config, path: &str) -> Option<String> {
        let in_office = |office: OfficeIndex| path.strip_prefix(config[office].id.as_str())?.strip_prefix('/');
        match self {
            Self::Without(offices) if offices.iter().any(|it| in_office(*it).is_some()) => None,
            Self::Without(_) => Some(path.to_owned()),
            Self::Office(office) => in_office(*office).map(str::to_owned),
        }
    }

    /// What is withheld, with folders as keys.
    pub fn withheld(&self, config: &Config, withheld: &Withheld) -> Withheld {
        let folders = withheld.folders.iter().filter_map(|it| self.key(config, it)).collect();
        Withheld { ids: withheld.ids.clone(), folders }
    }

    /// The key at an absolute address, without `index.html` for a folder; `None` for one of another site or target.
    pub fn key_at(&self, config: &Config, address: &str) -> Option<String> {
        let bases = config.offices().filter_map(|(_, it)| Some((format!("{}/", it.id), it.base_url.as_ref()?)));
        let mut bases: Vec<(String, &Url)> = bases.chain([(String::new(), &config.base_url)]).collect();
        // The deepest first: an office's may be inside the newsroom's.
        bases.sort_by_key(|(_, base)| std::cmp::Reverse(base.as_str().len()));
        let (folder, rest) =
            bases.into_iter().find_map(|(folder, base)| Some((folder, address.strip_prefix(base.as_str())?)))?;
        let rest = percent_decode_str(rest).decode_utf8().ok()?;
        self.key(config, &format!("{folder}{rest}"))
    }

    /// Every address at which readers find the file of a key.
    pub fn addresses(&self, config: &Config, key: &str) -> Vec<Url> {
        let of_office = |office: OfficeIndex, rest: &str| match &config[office].base_url {
            Some(base) => publish::purge::addresses(base, rest),
            None => publish::purge::addresses(&config.base_url, &format!("{}/{rest}", config[office].id)),
        };
        match self {
            Self::Office(office) => of_office(*office, key),
            Self::Without(_) => {
                let in_office = config.offices().find_map(|(index, office)| {
                    Some((index, key.strip_prefix(office.id.as_str())?.strip_prefix('/')?))
                });
                in_office.map_or_else(
                    || publish::purge::addresses(&config.base_url, key),
                    |(office, rest)| of_office(office, rest),
                )
            }
        }
    }
}

/// Where old addresses lead, as the build wrote it for hosts.
fn redirects(config: &Config, record: &emit::Record, folder: &OutputFolder) -> BTreeMap<String, String> {
    #[derive(Deserialize)]
    struct Redirect {
        from: String,
        to: Option<String>,
    }
    let name = plan::RedirectFile::Json.name();
    let of_offices = config.offices.iter().filter_map(|it| Some((format!("{}/", it.id), it.base_url.as_ref()?)));
    let trees = std::iter::once((String::new(), &config.base_url)).chain(of_offices);
    let mut all = BTreeMap::new();
    for (top, base) in trees {
        let path = format!("{top}{name}");
        if record.file(&path).is_none() {
            continue;
        }
        let Ok(bytes) = emit::file(folder, &path) else { continue };
        let Ok(redirects) = serde_json::from_slice::<Vec<Redirect>>(&bytes) else { continue };
        for Redirect { from, to } in redirects {
            let Some((from, to)) = from.strip_prefix(base.path()).zip(to) else { continue };
            let from = percent_decode_str(from).decode_utf8_lossy();
            let index = if from.is_empty() || from.ends_with('/') { "index.html" } else { "" };
            all.insert(format!("{top}{from}{index}"), to);
        }
    }
    all
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
