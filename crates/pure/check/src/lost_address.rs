//! What was published at an address answers there for ever; and the id of what was published stays.
//!
//! It is held against what an earlier build made public, when everything else is right. Every finding has a way out: the help
//! says what to write.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use dateline_content::address::{Address, Tree};
use dateline_content::newsroom::Newsroom;
use dateline_content::release::{Fate, Release, file_name};
use dateline_diagnostics::{CHANGED_ID, Diagnostic, Diagnostics, FileId, LOST_ADDRESS, Place};
use dateline_plan::published::{Promised, Published, PublishedText};
use dateline_plan::{self as plan, Page, Plan};

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
    let lost_folders = lost_folders(before, newsroom);
    let languages = before.languages.iter().map(|it| format!("{}/", it.to_ascii_lowercase())).collect();
    let check = Check { newsroom, plan, by_id, known, offices: &before.offices, languages, lost_folders, file };
    let mut found: Diagnostics = check.folders(before, &promised).collect();
    let mut by_text: BTreeMap<&str, Vec<&PublishedText>> = BTreeMap::new();
    promised.releases.iter().for_each(|it| by_text.entry(&it.id).or_default().push(it));
    // Lists and feeds go with a text that is gone, and come back with it.
    let mut is_one_gone = !found.is_empty();
    for (id, texts) in by_text {
        if let Some(lost) = check.release(id, &texts) {
            is_one_gone |= lost.has_pages;
            found.push(lost.diagnostic);
        }
    }
    found.append(promised.pages.iter().filter_map(|it| check.page(it)).collect());
    found.append(check.families(&promised).collect());
    if !is_one_gone {
        found.append(check.lists(&promised).into_iter().collect());
    }
    found
}

/// The folders of offices and languages that are no longer there.
fn lost_folders(before: &Published, newsroom: &Newsroom) -> Vec<String> {
    let config = &newsroom.config;
    let mut folders: Vec<String> = before.lost_offices(config).map(|it| format!("{it}/")).collect();
    for language in before.lost_languages(config) {
        let language = format!("{}/", language.to_ascii_lowercase());
        folders.extend(before.offices.iter().map(|office| format!("{office}/{language}")));
        folders.push(language);
    }
    folders
}

struct Check<'a> {
    newsroom: &'a Newsroom,
    plan: &'a Plan,
    by_id: FxHashMap<&'a str, &'a Release>,
    /// Ids that were published.
    known: FxHashSet<&'a str>,
    /// Ids of the offices that there were.
    offices: &'a [String],
    /// Folders of the languages that there were, but for the first.
    languages: Vec<String>,
    /// Folders of offices and languages that are no longer there.
    lost_folders: Vec<String>,
    file: &'a dyn Fn(&str) -> Option<FileId>,
}

/// What is lost of a release.
struct LostOfRelease {
    diagnostic: Diagnostic,
    /// Whether a page is, and not files alone.
    has_pages: bool,
}

impl Check<'_> {
    /// An office or a language that went away takes all its addresses with it: that is said once.
    fn folders(&self, before: &Published, promised: &Promised) -> impl Iterator<Item = Diagnostic> {
        let config = self.newsroom.files.config;
        let told = |what: &str, id: &str, key: &str, help: String, is_in: &dyn Fn(&str) -> bool| {
            let texts = promised.releases.iter().chain(&promised.pages).flat_map(|it| &it.outputs);
            let n_lost = 1 + texts.filter(|it| is_in(it)).count();
            let message = format!("the {what} `{id}` was published: {n_lost} addresses would answer no more");
            Diagnostic::new(LOST_ADDRESS, Place::Key(config, key.to_owned()), message).help(help)
        };
        let offices = before.lost_offices(&self.newsroom.config).map(|id| {
            let help = format!("keep `{id}` under `offices`; its last releases can be `withdrawn` or `replaced`");
            let folder = format!("{id}/");
            told("office", id, "offices", help, &|it| it.starts_with(&folder))
        });
        let languages = before.lost_languages(&self.newsroom.config).map(|tag| {
            let folder = format!("{}/", tag.to_ascii_lowercase());
            let is_in = |output: &str| {
                let in_office = |office: &String| {
                    output
                        .strip_prefix(office.as_str())
                        .and_then(|it| it.strip_prefix('/'))
                        .is_some_and(|it| it.starts_with(&folder))
                };
                output.starts_with(&folder) || self.offices.iter().any(in_office)
            };
            told("language", tag, "languages", format!("keep `{tag}` under `languages`, with its texts"), &is_in)
        });
        offices.chain(languages).collect::<Vec<_>>().into_iter()
    }

    /// What is lost of a release in all its languages; `texts` are what was published of it.
    fn release(&self, id: &str, texts: &[&PublishedText]) -> Option<LostOfRelease> {
        let now = self.by_id.get(id).copied();
        let outputs = || texts.iter().flat_map(|it| &it.outputs);
        let heir = now.is_none().then(|| outputs().find_map(|it| self.heir(it))).flatten();
        if let Some(heir) = heir {
            let message = format!("a published release had the id `{id}`, this one has `{}`", heir.id());
            let help = format!("write `id: {id}`: feeds and readers know it by that");
            let place = Place::Value(heir.file, "id".to_owned());
            let diagnostic = Diagnostic::new(CHANGED_ID, place, message).help(help);
            return Some(LostOfRelease { diagnostic, has_pages: true });
        }
        let pages: Vec<&str> = self.lost(outputs(), |page| self.answers_for(page, id)).collect();
        // The notice on the page answers for the files of a release that was retracted or replaced.
        let is_former = now.is_some_and(|it| self.newsroom.fate(it).is_former());
        // Files go with the page of their folder: its old address leads on for them too.
        let goes_with = |file: &&str| {
            pages.iter().any(|it| it.strip_suffix("index.html").is_some_and(|folder| file.starts_with(folder)))
        };
        let files: BTreeSet<&str> = match is_former {
            true => BTreeSet::new(),
            false => self.lost(texts.iter().flat_map(|it| &it.files), |_| true).filter(|it| !goes_with(it)).collect(),
        };
        let lost: Vec<&str> = pages.iter().copied().chain(files).collect();
        lost.first()?;
        // The original comes before its translations, whose names are longer.
        let source = texts.iter().map(|it| it.source.as_str()).min_by_key(|it| it.len()).unwrap_or_default();
        let place = match now {
            Some(release) => Place::File(release.file),
            None => self.place(source),
        };
        let help = match now {
            // The same text elsewhere.
            Some(release) if !self.newsroom.fate(release).is_to_come() => {
                let aliases = aliases_key(&self.aliases(&lost, Some(release)), !release.aliases.is_empty());
                match pages.first() {
                    Some(_) => format!("{aliases}, so that the old address leads on"),
                    None => format!("bring back {}, or {aliases}, so that the old address leads to the release", thing(&lost)),
                }
            }
            Some(_) => {
                "what was public cannot be taken back in silence: write `status: withdrawn` or `status: retracted`, with a `status_note`"
                    .to_owned()
            }
            None => format!(
                "bring the file back, with `status: retracted` or `status: withdrawn` if need be; if it was renamed, write `id: {id}` and `aliases: [{}]` in it",
                self.aliases(&lost, None),
            ),
        };
        let diagnostic = Diagnostic::new(LOST_ADDRESS, place, told(&lost)).help(help);
        Some(LostOfRelease { diagnostic, has_pages: !pages.is_empty() })
    }

    /// What is lost of a page of standing text.
    fn page(&self, text: &PublishedText) -> Option<Diagnostic> {
        let pages: Vec<&str> = self.lost(&text.outputs, |_| true).collect();
        let files = self.lost(&text.files, |_| true);
        let lost: Vec<&str> = pages.iter().copied().chain(files).collect();
        lost.first()?;
        let what = if pages.is_empty() { "the file" } else { "the page" };
        let paths: BTreeSet<String> = lost.iter().map(|it| address(self.in_tree(it).1)).collect();
        let help = format!("bring {what} back, or {}", self.aliases_of_lists(&paths));
        Some(Diagnostic::new(LOST_ADDRESS, self.place(&text.source), told(&lost)).help(help))
    }

    /// What is lost of outputs that are switched off: that is said once for each key.
    fn families(&self, promised: &Promised) -> impl Iterator<Item = Diagnostic> {
        let texts = promised.releases.iter().chain(&promised.pages);
        let outputs =
            texts.flat_map(|it| it.outputs.iter().chain(&it.files)).chain(&promised.lists).chain(&promised.files);
        let mut by_key: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for output in outputs.map(String::as_str).filter(|it| !self.is_in_lost_folder(it)) {
            let Some(key) = self.switched_off(output).filter(|_| self.plan.output(output).is_none()) else { continue };
            let path = self.in_tree(output).1;
            // A list is the same in every tree.
            let path = if path.starts_with("releases/") { output } else { path };
            by_key.entry(key).or_default().insert(path.to_owned());
        }
        let config = self.newsroom.files.config;
        by_key.into_iter().map(move |(key, outputs)| {
            let lost: Vec<&str> = outputs.iter().map(String::as_str).collect();
            Diagnostic::new(LOST_ADDRESS, Place::Key(config, "outputs".to_owned()), told(&lost))
                .help(format!("write `{key}: true` under `outputs` again"))
        })
    }

    /// The key of `outputs` without which an output is not made, where it is off.
    fn switched_off(&self, output: &str) -> Option<&'static str> {
        let outputs = self.newsroom.config.outputs;
        let path = self.in_tree(output).1;
        let name = file_name(path);
        let keys: &[(&'static str, bool)] = match (path.split('/').next().unwrap_or_default(), name) {
            ("releases", "release.txt") => &[("text", outputs.text)],
            ("releases", "release.json") => &[("ninjs", outputs.ninjs)],
            ("releases", _) if is_event(name) => &[("calendars", outputs.calendars)],
            ("releases", "index.html") if path.contains("/photos/") => &[("photos", outputs.photos)],
            ("releases", _) => &[],
            ("topics", "feed.xml") => {
                &[("atom", outputs.atom), ("topics", outputs.topics), ("topic_feeds", outputs.topic_feeds)]
            }
            ("topics", "rss.xml") => {
                &[("rss", outputs.rss), ("topics", outputs.topics), ("topic_feeds", outputs.topic_feeds)]
            }
            ("topics", "feed.json") => {
                &[("json_feed", outputs.json_feed), ("topics", outputs.topics), ("topic_feeds", outputs.topic_feeds)]
            }
            ("feed.xml", _) => &[("atom", outputs.atom)],
            ("rss.xml", _) => &[("rss", outputs.rss)],
            ("feed.json", _) => &[("json_feed", outputs.json_feed)],
            ("newsml.xml", _) => &[("newsml", outputs.newsml)],
            ("calendar.ics", _) => &[("calendars", outputs.calendars)],
            ("contacts.vcf", _) => &[("contacts", outputs.contacts)],
            ("sitemap.xml", _) => &[("sitemap", outputs.sitemap)],
            ("search", "index.html") => &[("search", outputs.search)],
            ("archive", _) => &[("archive", outputs.archive)],
            ("topics", _) => &[("topics", outputs.topics)],
            ("kinds", _) => &[("kinds", outputs.kinds)],
            ("series", _) => &[("series", outputs.series)],
            _ => &[],
        };
        keys.iter().find(|it| !it.1).map(|it| it.0)
    }

    /// Lists and files for programs that are not made any more: what they listed has another date, kind, topic or series, or is
    /// gone. And old addresses that led on.
    fn lists(&self, promised: &Promised) -> Option<Diagnostic> {
        let files = self.lost(&promised.files, |_| true).filter(|it| !self.has_ended(it));
        let lost: BTreeSet<String> =
            self.lost(&promised.lists, |_| true).chain(files).map(|it| address(self.in_tree(it).1)).collect();
        lost.first()?;
        let told = told(&lost.iter().map(String::as_str).collect::<Vec<_>>());
        let place = Place::Key(self.newsroom.files.config, "aliases".to_owned());
        Some(Diagnostic::new(LOST_ADDRESS, place, told).help(self.aliases_of_lists(&lost)))
    }

    /// Whether a feed, calendar or list of contacts has nothing left to tell because what it told of was withdrawn, retracted or
    /// replaced, or because the terms of its contacts have ended: it comes back with the next news.
    fn has_ended(&self, output: &str) -> bool {
        let newsroom = self.newsroom;
        let path = self.in_tree(output).1;
        let is_tree = |it: &Tree| Address::new(*it, path).output(&newsroom.config) == output;
        let Some(tree) = newsroom.trees().find(is_tree) else { return false };
        let withdrawn = newsroom.releases().filter(|(_, it)| newsroom.fate(it) == Fate::Withdrawn);
        let ended = newsroom.former().map(|it| it.1).chain(withdrawn.map(|it| it.1));
        let mut ended = ended.filter(|it| it.is_in(tree));
        match path.strip_prefix("topics/").and_then(|it| it.split_once('/')) {
            Some((id, _)) => {
                let topic = newsroom.config.topics.iter().position(|it| it.0 == id);
                ended.any(|it| topic.is_some_and(|topic| it.topics.contains(&(topic as u16))))
            }
            None if path == "calendar.ics" => ended.any(|it| it.events().any(|event| event.start.is_some())),
            None if path == "contacts.vcf" => {
                let is_of_tree = |office| tree.office().is_none_or(|it| it == office);
                newsroom.directory.iter().any(|(_, it)| is_of_tree(it.office) && newsroom.has_left(it))
            }
            None => path != "sitemap.xml" && ended.next().is_some(),
        }
    }

    /// What to write so that the addresses of lists lead on.
    fn aliases_of_lists(&self, lost: &BTreeSet<String>) -> String {
        let pairs = lost.iter().map(|it| format!("/{it}: {}", self.nearest(it))).collect::<Vec<_>>().join(", ");
        match self.newsroom.config.aliases.is_empty() {
            true => format!("write `aliases: {{{pairs}}}` in `dateline.yaml`, so that the old address leads on"),
            false => format!("add `{pairs}` to `aliases` in `dateline.yaml`, so that the old address leads on"),
        }
    }

    /// The page that is nearest to an address at which nothing stands: the list itself for one of its numbered pages, the page of
    /// the folder for a file, the archive, or the home page.
    fn nearest(&self, address: &str) -> String {
        let first = match address.split_once("page/") {
            Some((list, _)) => Some(list),
            // A folder is no file.
            None => address.rfind('/').map(|at| &address[..=at]).filter(|it| *it != address),
        };
        let stands = |path: &&str| {
            let is_page = |tree| plan::page_at(self.newsroom, &Address::new(tree, *path)).is_some();
            self.newsroom.trees().any(is_page)
        };
        format!("/{}", first.into_iter().chain(["archive/"]).find(stands).unwrap_or_default())
    }

    /// The outputs among these at which nothing stands now that answers for what stood there.
    fn lost<'b>(
        &self,
        outputs: impl IntoIterator<Item = &'b String>,
        answers: impl Fn(&Page) -> bool,
    ) -> impl Iterator<Item = &'b str> {
        let is_lost = move |path: &&str| {
            let is_answered = self.plan.output(path).is_some_and(|it| answers(&it.page));
            let is_said_elsewhere = || self.is_in_lost_folder(path) || self.switched_off(path).is_some();
            !is_answered && !is_said_elsewhere() && !self.has_new_version(path)
        };
        outputs.into_iter().map(String::as_str).filter(is_lost)
    }

    /// Whether an output was that of an office or language which is no longer there.
    fn is_in_lost_folder(&self, output: &str) -> bool {
        self.lost_folders.iter().any(|folder| output.starts_with(folder.as_str()))
    }

    /// Whether another version of a picture has its place. The name of a file that is made of a picture has a hash of its bytes, so
    /// a picture that was corrected has another name; the folder and the words of the name stay.
    fn has_new_version(&self, output: &str) -> bool {
        let Some(stem) = picture_stem(output) else { return false };
        let at = stem.rfind("pictures/").unwrap_or_default();
        let page = self.plan.output(&format!("{}index.html", &stem[..at])).map(|it| &it.page);
        if let Some(Page::Alias(aliased, ..)) = page {
            // The release has another name now, and its pictures moved with it.
            let names =
                aliased.release(self.newsroom).shown_pictures().map(|it| format!("/{}", it.path(it.shown().cut)));
            return names.into_iter().any(|it| picture_stem(&it).is_some_and(|it| it[1..] == stem[at..]));
        }
        let first = self.plan.outputs.partition_point(|it| it.path.as_str() < stem);
        let same_words = self.plan.outputs[first..].iter().take_while(|it| it.path.starts_with(stem));
        let mut pictures = same_words.filter(|it| matches!(it.page, Page::Picture(..)));
        pictures.any(|it| picture_stem(&it.path) == Some(stem))
    }

    /// The office of an output, if it is one's, and the path in its tree, with the folder of its language.
    fn office<'b>(&self, output: &'b str) -> (Option<&'b str>, &'b str) {
        match output.split_once('/') {
            Some((office, rest)) if self.offices.iter().any(|it| it == office) => (Some(office), rest),
            _ => (None, output),
        }
    }

    /// The office of an output, if it is one's, and the path in its tree.
    fn in_tree<'b>(&self, output: &'b str) -> (Option<&'b str>, &'b str) {
        let (office, path) = self.office(output);
        let folder = self.languages.iter().find(|it| path.starts_with(it.as_str()));
        (office, folder.map_or(path, |it| &path[it.len()..]))
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

/// What a help text says to write so that old addresses lead on.
fn aliases_key(aliases: &str, has_some: bool) -> String {
    match has_some {
        true => format!("add `{aliases}` to `aliases`"),
        false => format!("add `aliases: [{aliases}]`"),
    }
}

/// What has to come back for these files to be there again.
fn thing(lost: &[&str]) -> &'static str {
    match lost.iter().all(|it| is_event(file_name(it))) {
        true => "the event with its time",
        false => "what the file was made from",
    }
}

/// Whether a file is named as that of an event of a release is.
fn is_event(name: &str) -> bool {
    let number = name.strip_prefix("event-").and_then(|it| it.strip_suffix(".ics"));
    number.is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
}

/// The output of a picture up to the hash in its name, as in `nyc/releases/2026/ferry/pictures/harbour-`; `None` for others.
fn picture_stem(output: &str) -> Option<&str> {
    let (before, name) = output.rsplit_once('/')?;
    before.ends_with("pictures").then_some(())?;
    let (words, _) = name.rsplit_once('.')?;
    let is_hash = |it: &str| it.len() == 8 && it.bytes().all(|it| it.is_ascii_hexdigit());
    let (rest, last) = words.rsplit_once('-')?;
    let stem = if is_hash(last) { rest } else { rest.rsplit_once('-').filter(|it| is_hash(it.1))?.0 };
    Some(&output[..before.len() + 1 + stem.len() + 1])
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
