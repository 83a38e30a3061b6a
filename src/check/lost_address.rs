//! What was published at an address answers there for ever; and the id of what was published stays.
//!
//! It is held against what an earlier build made public, so `build` runs it, when everything else is right.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::address::Address;
use crate::diagnostic::{CHANGED_ID, Diagnostic, Diagnostics, FileId, LOST_ADDRESS, Place};
use crate::newsroom::Newsroom;
use crate::plan::{self, Page, Plan};
use crate::published::{Promised, Published, PublishedText};
use crate::release::Release;

/// Says what an earlier build promised and this one would break; `file` finds a source by its path.
pub fn lost_addresses(
    before: &Published,
    newsroom: &Newsroom,
    plan: &Plan,
    file: &dyn Fn(&str) -> Option<FileId>,
) -> Diagnostics {
    let by_id = newsroom.originals().map(|it| (it.id(), it)).collect();
    let promised = before.promised();
    let known = promised.releases.iter().map(|it| it.id.as_str()).collect();
    let lost_offices = before.lost_offices(&newsroom.config).map(|it| format!("{it}/")).collect();
    let check = Check { newsroom, plan, by_id, known, offices: &before.offices, lost_offices, file };
    let mut found: Diagnostics = check.offices(&promised).collect();
    found.append(promised.releases.iter().filter_map(|it| check.release(it)).collect());
    found.append(promised.pages.iter().filter_map(|it| check.page(it)).collect());
    found.append(check.photos(&promised.releases).into_iter().collect());
    // Lists go with the releases of which something is told already.
    if found.is_empty() {
        found.append(check.lists(&promised.lists));
    }
    found
}

struct Check<'a> {
    newsroom: &'a Newsroom,
    plan: &'a Plan,
    by_id: FxHashMap<&'a str, &'a Release>,
    /// Ids that were published.
    known: FxHashSet<&'a str>,
    /// Ids of the offices that there were.
    offices: &'a [String],
    /// Folders of offices that are no longer there.
    lost_offices: Vec<String>,
    file: &'a dyn Fn(&str) -> Option<FileId>,
}

impl Check<'_> {
    /// An office that went away takes all its addresses with it: that is told once.
    fn offices(&self, promised: &Promised) -> impl Iterator<Item = Diagnostic> {
        let all = |folder: &String| {
            let texts = promised.releases.iter().chain(&promised.pages);
            1 + texts.flat_map(|it| &it.outputs).filter(|it| it.starts_with(folder.as_str())).count()
        };
        let told: Vec<Diagnostic> = (self.lost_offices.iter())
            .map(|folder| {
                let place = Place::Key(self.newsroom.files.config, "offices".to_owned());
                let id = folder.trim_end_matches('/');
                let message =
                    format!("the office `{id}` was published: {} addresses would answer no more", all(folder));
                Diagnostic::new(LOST_ADDRESS, place, message)
                    .help(format!("keep `{id}` under `offices`; its last releases can be `withdrawn` or `replaced`"))
            })
            .collect();
        told.into_iter()
    }

    fn release(&self, text: &PublishedText) -> Option<Diagnostic> {
        let now = self.by_id.get(text.id.as_str()).copied();
        let lost = self.lost(&text.outputs, |page| self.answers_for(page, &text.id));
        let lost: Vec<&str> = lost.filter(|it| !self.is_photo_switched_off(it)).collect();
        let heir = now.is_none().then(|| text.outputs.iter().find_map(|it| self.heir(it))).flatten();
        if let Some(heir) = heir {
            let message = format!("a published release had the id `{}`, this one has `{}`", text.id, heir.id());
            let help = format!("write `id: {}`: feeds and readers know it by that", text.id);
            return Some(Diagnostic::new(CHANGED_ID, Place::Value(heir.file, "id".to_owned()), message).help(help));
        }
        lost.first()?;
        let place = match now {
            Some(release) => Place::File(release.file),
            None => self.place(&text.source),
        };
        let help = match now {
            // The same text elsewhere.
            Some(release) if !self.newsroom.fate(release).is_to_come() => {
                format!("add `aliases: [{}]`, so that the old address leads on", self.aliases(&lost, Some(release)))
            }
            Some(_) => {
                "what was public cannot be taken back in silence: write `status: withdrawn` or `status: retracted`, with a `status_note`"
                    .to_owned()
            }
            None => format!(
                "bring the file back, with `status: retracted` or `status: withdrawn` if need be; if it was renamed, write `id: {}` and `aliases: [{}]` in it",
                text.id,
                self.aliases(&lost, None),
            ),
        };
        Some(Diagnostic::new(LOST_ADDRESS, place, told(&lost)).help(help))
    }

    fn page(&self, text: &PublishedText) -> Option<Diagnostic> {
        let lost: Vec<&str> = self.lost(&text.outputs, |page| !matches!(page, Page::NotFound(_))).collect();
        lost.first()?;
        let help = format!(
            "bring the page back, or write `aliases: {{/{}: /…}}` in `dateline.yaml` with the page that has its text now",
            text.id
        );
        Some(Diagnostic::new(LOST_ADDRESS, self.place(&text.source), told(&lost)).help(help))
    }

    /// Pages of pictures, when none are made any more: that is told once.
    fn photos(&self, releases: &[PublishedText]) -> Option<Diagnostic> {
        let outputs = releases.iter().flat_map(|it| self.lost(&it.outputs, |_| true));
        let lost: Vec<&str> = outputs.filter(|it| self.is_photo_switched_off(it)).collect();
        lost.first()?;
        let place = Place::Key(self.newsroom.files.config, "outputs".to_owned());
        Some(Diagnostic::new(LOST_ADDRESS, place, told(&lost)).help("write `photos: true` under `outputs` again"))
    }

    fn is_photo_switched_off(&self, output: &str) -> bool {
        !self.newsroom.config.outputs.photos && output.contains("/photos/")
    }

    /// Lists that are not made any more: what they listed has another date, kind, topic or series, or is gone. And old
    /// addresses that led on.
    fn lists(&self, outputs: &[String]) -> Diagnostics {
        let mut by_family: BTreeMap<Option<&str>, BTreeSet<String>> = BTreeMap::new();
        for output in self.lost(outputs, |_| true) {
            let (_, path) = self.office(output);
            let family = path.split('/').next().filter(|it| !self.makes(it));
            by_family.entry(family).or_default().insert(address(path));
        }
        let config = self.newsroom.files.config;
        let of_family = |(family, addresses): (&Option<&str>, &BTreeSet<String>)| {
            let lost: Vec<&str> = addresses.iter().map(String::as_str).collect();
            let (place, help) = match family {
                Some(family) => ("outputs", format!("write `{family}: true` under `outputs` again")),
                None => ("aliases", self.aliases_of_lists(&lost)),
            };
            Diagnostic::new(LOST_ADDRESS, Place::Key(config, place.to_owned()), told(&lost)).help(help)
        };
        by_family.iter().map(of_family).collect()
    }

    /// Whether lists of a family are made: `archive`, `topics`, `kinds` or `series`.
    fn makes(&self, family: &str) -> bool {
        let outputs = self.newsroom.config.outputs;
        match family {
            "archive" => outputs.archive,
            "topics" => outputs.topics,
            "kinds" => outputs.kinds,
            "series" => outputs.series,
            _ => true,
        }
    }

    /// What to write so that the addresses of lists lead on.
    fn aliases_of_lists(&self, lost: &[&str]) -> String {
        let pairs = lost.iter().map(|it| format!("/{it}: {}", self.nearest(it))).collect::<Vec<_>>().join(", ");
        match self.newsroom.config.aliases.is_empty() {
            true => format!("write `aliases: {{{pairs}}}` in `dateline.yaml`, so that the old address leads on"),
            false => format!("add `{pairs}` to `aliases` in `dateline.yaml`, so that the old address leads on"),
        }
    }

    /// The page that is nearest to a list which is gone: the list itself for one of its numbered pages, the archive, or
    /// the home page.
    fn nearest(&self, address: &str) -> String {
        let first = address.split_once("page/").map(|(list, _)| list);
        let stands = |path: &&str| {
            let is_page = |tree| plan::page_at(self.newsroom, &Address::new(tree, *path)).is_some();
            self.newsroom.trees().any(is_page)
        };
        format!("/{}", first.into_iter().chain(["archive/"]).find(stands).unwrap_or_default())
    }

    /// The outputs among these at which nothing stands now that answers for what stood there.
    fn lost<'b>(&self, outputs: &'b [String], answers: impl Fn(&Page) -> bool) -> impl Iterator<Item = &'b str> {
        let is_lost = move |path: &&str| {
            let of_lost_office = self.lost_offices.iter().any(|folder| path.starts_with(folder.as_str()));
            !of_lost_office && !self.plan.output(path).is_some_and(|it| answers(&it.page))
        };
        outputs.iter().map(String::as_str).filter(is_lost)
    }

    /// The office of an output, if it is one's, and the path in its tree.
    fn office<'b>(&self, output: &'b str) -> (Option<&'b str>, &'b str) {
        match output.split_once('/') {
            Some((office, rest)) if self.offices.iter().any(|it| it == office) => (Some(office), rest),
            _ => (None, output),
        }
    }

    /// Whether a page answers for the release of an id: its own, or one that somebody put there for it.
    fn answers_for(&self, page: &Page, id: &str) -> bool {
        match page {
            Page::Edition(release, _) | Page::Photo(release, ..) => self.newsroom[*release].id() == id,
            Page::Former(former, _) | Page::FormerPhoto(former, ..) => self.newsroom.former_release(*former).id() == id,
            Page::Alias(..) | Page::Moved(..) => true,
            _ => false,
        }
    }

    /// The release that has the address of one which is gone, and was not published before: the same under another id.
    fn heir(&self, path: &str) -> Option<&Release> {
        let release = match &self.plan.output(path)?.page {
            Page::Edition(release, _) => &self.newsroom[*release],
            Page::Former(former, _) => self.newsroom.former_release(*former),
            Page::Alias(aliased, ..) => aliased.release(self.newsroom),
            _ => return None,
        };
        (!self.known.contains(release.id())).then_some(release)
    }

    /// What to write under `aliases` so that a release answers at these outputs; the release may not be known.
    fn aliases(&self, lost: &[&str], release: Option<&Release>) -> String {
        let mut by_path: BTreeMap<String, Vec<Option<&str>>> = BTreeMap::new();
        for output in lost {
            let (office, path) = self.office(output);
            by_path.entry(address(path)).or_default().push(office);
        }
        let mut aliases = Vec::new();
        for (path, offices) in by_path {
            let issues = |office: &str| {
                let office = self.newsroom.config.office(office);
                release.is_none_or(|it| office.is_some_and(|office| it.offices.contains(&office)))
            };
            // A path alone stands at every office of the release: not where one of its own pages does.
            let is_own = release.is_some_and(|it| it.folder() == path);
            let n_issuing = offices.iter().flatten().filter(|it| issues(it)).count();
            let is_everywhere = !is_own && (offices.contains(&None) || n_issuing > 1);
            if is_everywhere {
                aliases.push(format!("/{path}"));
            }
            let apart = offices.iter().flatten().filter(|it| !is_everywhere || !issues(it));
            aliases.extend(apart.map(|office| format!("{{path: /{path}, office: {office}}}")));
        }
        aliases.join(", ")
    }

    fn place(&self, source: &str) -> Place {
        (self.file)(source).map_or_else(|| Place::elsewhere(source), Place::File)
    }
}

fn told(lost: &[&str]) -> String {
    let more = match lost.len() {
        1 => " was".to_owned(),
        n => format!(" and {} more were", n - 1),
    };
    format!("`/{}`{more} published, and would answer no more", address(lost[0]))
}

/// An output's address, from the newsroom's top.
fn address(output: &str) -> String {
    output.strip_suffix("index.html").unwrap_or(output).to_owned()
}
