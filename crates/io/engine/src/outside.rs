//! The links of a newsroom to other sites, and what is told of them.

use std::collections::BTreeMap;

use url::Url;

use crate::Loaded;
use crate::rulings::{allowed, allows, ruled};
use dateline_check::{self as check, Answer, OUTSIDE_RULES};
use dateline_content::newsroom::Newsroom;
use dateline_content::release::Release;
use dateline_diagnostics::{Allow, Diagnostic, Diagnostics, EXTERNAL_LINK, FileId, Place, Span};
use dateline_source::CONFIG;
use dateline_text::markdown;
use dateline_text::yaml;

/// A link to another site, at one place.
#[derive(Clone, Debug)]
pub struct OutsideLink {
    /// What is asked: without the part of the page that is meant.
    pub url: Url,
    /// As it is written.
    pub written: String,
    /// Where it is written.
    pub place: Place,
    /// Whether the text that has it is public.
    pub is_public: bool,
}

/// The links of public texts and of the configuration to other sites, in the order of the files; with `unpublished`, those of
/// releases that are not public too. Without those that the newsroom allows whatever answers, by its configuration or in
/// place, and those that lead to itself.
pub fn outside_links(loaded: &Loaded, unpublished: bool) -> Vec<OutsideLink> {
    let Some(newsroom) = loaded.snapshot.as_ref().map(|it| &it.site.newsroom) else { return Vec::new() };
    let mut gathered = Gathered { newsroom, links: Vec::new() };
    for release in &newsroom.releases {
        gathered.release(loaded, release, true);
    }
    for release in newsroom.hidden().filter(|_| unpublished) {
        gathered.release(loaded, release, false);
    }
    for page in &newsroom.pages {
        let start = loaded.sources.text(page.file).map_or(0, |it| it.len() - page.body.len().min(it.len()));
        gathered.text(page.file, &page.body, start, true);
    }
    gathered.config();
    let mut links = gathered.links;
    links.sort_by(|a, b| path(loaded, &a.place).cmp(path(loaded, &b.place)));
    // What a text allows, and rules that are switched off, are known before anything is asked.
    let asked = |it: &OutsideLink| Diagnostic::new(EXTERNAL_LINK, it.place.clone(), "");
    let mut told = told(loaded, links.iter().map(asked).collect()).into_iter().peekable();
    links.retain(|link| told.next_if(|it| it.place == link.place).is_some());
    links
}

/// What is told of links, by what answers at each address.
pub fn outside_problems(loaded: &Loaded, links: &[OutsideLink], answers: &BTreeMap<Url, Answer>) -> Diagnostics {
    let problem = |it: &OutsideLink| check::outside_link(&it.written, &it.place, answers.get(&it.url)?);
    told(loaded, links.iter().filter_map(problem).collect())
}

/// What is told of what was found, after what texts allow and what the newsroom says of rules. `--strict` does not count
/// here: that another site is down is no reason to stop a build.
fn told(loaded: &Loaded, found: Diagnostics) -> Diagnostics {
    let Some(newsroom) = loaded.snapshot.as_ref().map(|it| &it.site.newsroom) else { return found };
    let mut asked: BTreeMap<FileId, Vec<Allow>> = BTreeMap::new();
    for file in found.iter().filter_map(|it| it.place.file()) {
        asked.entry(file).or_insert_with(|| {
            let text = loaded.sources.text(file).unwrap_or_default();
            let all = if loaded.sources.path(file) == CONFIG { yaml::allows(&text) } else { allows(&text) };
            let is_of_these = |it: &Allow| OUTSIDE_RULES.iter().any(|rule| rule.name == it.rule);
            all.into_iter().filter(|it| is_of_these(it) && !it.reason.is_empty()).collect()
        });
    }
    let rulings = &newsroom.config.rulings;
    // What another site answers today says nothing of whether an exception is still of use.
    let found = allowed(found, asked, rulings, &loaded.sources, &|_| false);
    ruled(found, rulings, &loaded.sources)
}

fn path<'a>(loaded: &'a Loaded, place: &Place) -> &'a str {
    place.file().map_or(CONFIG, |it| loaded.sources.path(it))
}

struct Gathered<'a> {
    newsroom: &'a Newsroom,
    links: Vec<OutsideLink>,
}

impl Gathered<'_> {
    fn release(&mut self, loaded: &Loaded, release: &Release, is_public: bool) {
        let text = loaded.sources.text(release.file).unwrap_or_default();
        let start = release.body_start as usize;
        let body = text.get(start..).unwrap_or_default();
        self.text(release.file, body, start, is_public);
        for (at, link) in release.links.iter().enumerate() {
            let place = Place::Value(release.file, yaml::join(&yaml::item("links", at), "url"));
            self.link(&link.url, place, is_public);
        }
        for link in markdown::outside_links(release.notes.as_deref().unwrap_or_default()) {
            self.link(&link.target, Place::Value(release.file, "notes".to_owned()), is_public);
        }
    }

    /// The links of a Markdown text that begins at byte `start` of its file.
    fn text(&mut self, file: FileId, text: &str, start: usize, is_public: bool) {
        for link in markdown::outside_links(text) {
            let at = |it: u32| start as u32 + it;
            let place = Place::Span(Span { file, start: at(link.range.start), end: at(link.range.end) });
            self.link(&link.target, place, is_public);
        }
    }

    fn config(&mut self) {
        let (config, file) = (&self.newsroom.config, self.newsroom.files.config);
        for (id, text) in &config.boilerplate {
            for link in text.all().flat_map(markdown::outside_links) {
                self.link(&link.target, Place::Value(file, yaml::join("boilerplate", id)), true);
            }
        }
        if let Some(security) = &config.security {
            self.link(&security.contact, Place::Value(file, "security.contact".to_owned()), true);
            if let Some(policy) = &security.policy {
                self.link(policy.as_str(), Place::Value(file, "security.policy".to_owned()), true);
            }
        }
    }

    fn link(&mut self, written: &str, place: Place, is_public: bool) {
        let config = &self.newsroom.config;
        let Ok(mut url) = Url::parse(written) else { return };
        let own = std::iter::once(&config.base_url).chain(config.offices.iter().filter_map(|it| it.base_url.as_ref()));
        let is_own = own.into_iter().any(|it| url.as_str().starts_with(it.as_str()));
        let is_allowed = [written, url.as_str()].iter().any(|it| config.external_allow.has(it));
        if !["http", "https"].contains(&url.scheme()) || is_own || is_allowed {
            return;
        }
        url.set_fragment(None);
        self.links.push(OutsideLink { url, written: written.to_owned(), place, is_public });
    }
}
