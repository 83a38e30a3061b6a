//! What is wrong on rendered pages, whatever made it: ids that stand twice, links that lead to nothing.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashSet};
use serde::{Deserialize, Serialize};
use url::{Position, Url};

use dateline_content::address::{Address, Bases};
use dateline_content::newsroom::Newsroom;
use dateline_content::release::InnerLink;
use dateline_diagnostics::{Diagnostic, Diagnostics, PAGE_ID, PAGE_LINK, Place, Rule};
use dateline_plan::Plan;
use dateline_text::markup::{self, Anchors};

/// Whether a rule is looked at on rendered pages.
pub fn is_of_pages(rule: &Rule) -> bool {
    [PAGE_ID, PAGE_LINK].contains(&rule)
}

/// What pages are held against.
pub struct Pages<'a> {
    /// The path of every output.
    planned: FxHashSet<&'a str>,
    /// Where each tree is published, with the folder that holds it.
    bases: Vec<(Url, String)>,
    published: Bases,
}

/// What one page says of itself.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct PageFacts {
    /// The page's file, from the output folder.
    path: String,
    /// Of each id and the page that has it; only looked up.
    ids: Vec<u64>,
    twice: Vec<String>,
    /// Links to what is not there, as written, each with what they lead to.
    lost: Vec<(String, String)>,
    /// Links to parts of other pages, as written; with what they lead to.
    anchors: Vec<(u64, (String, String))>,
}

impl<'a> Pages<'a> {
    /// The pages of a newsroom.
    pub fn new(newsroom: &Newsroom, plan: &'a Plan) -> Self {
        let published = Bases::new(&newsroom.config);
        let base = |tree| {
            let top = Address::new(tree, "");
            let folder = top.output(&newsroom.config);
            let url = Url::parse(&published.absolute(&top)).expect("a base is an address");
            (url, folder.trim_end_matches("index.html").to_owned())
        };
        // The deepest first: an office's is inside the newsroom's.
        let mut bases: Vec<_> = newsroom.trees().map(base).collect();
        bases.sort_by_key(|(url, _)| std::cmp::Reverse(url.as_str().len()));
        let planned = plan.outputs.iter().map(|it| it.path.as_str()).collect();
        Self { planned, bases, published }
    }

    /// Reads the page at an address, `path` from the output folder. The links of its text, `told`, are looked at where they
    /// are written.
    pub fn read(&self, path: &str, address: &Address, page: &[u8], told: &[InnerLink]) -> PageFacts {
        let url = Url::parse(&self.published.absolute(address)).expect("a page has an address");
        let mut seen = PageFacts { path: path.to_owned(), ..PageFacts::default() };
        // A page that cannot be parsed at all is the validators' to refuse.
        let Some(Anchors { ids, links }) = markup::anchors(page) else { return seen };
        let links: BTreeSet<String> = links.into_iter().collect();
        for id in &ids {
            let hash = hash(path, id);
            if seen.ids.contains(&hash) && !seen.twice.contains(id) {
                seen.twice.push(id.clone());
            }
            seen.ids.push(hash);
        }
        let is_told = |link: &&String| {
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            path.ends_with(".md")
                || told.iter().any(|it| it.target == *link)
                || !heading.is_empty() && told.iter().any(|it| it.heading() == heading)
        };
        for link in links.iter().filter(|it| !is_told(it)) {
            self.follow(&url, link, &mut seen);
        }
        seen
    }

    /// Takes note of where a link leads that stays in the newsroom.
    fn follow(&self, from: &Url, link: &str, seen: &mut PageFacts) {
        let Ok(to) = from.join(&link.replace("&amp;", "&")) else {
            seen.lost.push((link.to_owned(), link.to_owned()));
            return;
        };
        let whole = &to[..Position::AfterPath];
        let Some((base, folder)) = self.bases.iter().find(|(base, _)| whole.starts_with(base.as_str())) else { return };
        let file = decoded(&whole[base.as_str().len()..]);
        let index = if file.is_empty() || file.ends_with('/') { "index.html" } else { "" };
        let file = format!("{folder}{file}{index}");
        if !self.planned.contains(file.as_str()) {
            seen.lost.push((link.to_owned(), file));
        } else if let Some(id) = to.fragment().filter(|it| !it.is_empty()) {
            let id = decoded(id);
            let hash = hash(&file, &id);
            if file != seen.path || !seen.ids.contains(&hash) {
                seen.anchors.push((hash, (link.to_owned(), format!("{file}#{id}"))));
            }
        }
    }
}

impl PageFacts {
    /// Whether nothing is wrong with the page as far as it can be told without other pages. That stays so while all files
    /// are planned that were.
    pub fn is_sound(&self) -> bool {
        self.twice.is_empty() && self.lost.is_empty()
    }
}

/// What is wrong on pages that were read, each fault once with how many pages have it.
pub fn pages<'a>(seen: impl Iterator<Item = &'a PageFacts> + Clone) -> Diagnostics {
    let ids: FxHashSet<u64> = seen.clone().flat_map(|it| it.ids.iter().copied()).collect();
    // The pages that have each, with what the link of the first leads to.
    let (mut twice, mut lost) = (BTreeMap::<&str, Vec<&str>>::new(), BTreeMap::<&str, Vec<(&str, &str)>>::new());
    for page in seen {
        page.twice.iter().for_each(|it| twice.entry(it).or_default().push(&page.path));
        let anchors = page.anchors.iter().filter(|it| !ids.contains(&it.0)).map(|it| &it.1);
        for (link, target) in page.lost.iter().chain(anchors) {
            lost.entry(link).or_default().push((&page.path, target));
        }
    }
    let more = |n_pages: usize| match n_pages {
        1 => String::new(),
        2 => ", and on 1 page more".to_owned(),
        _ => format!(", and on {} pages more", n_pages - 1),
    };
    let twice = twice.into_iter().map(|(id, pages)| {
        let message = format!("the id `{id}` stands twice on this page{}", more(pages.len()));
        let first = pages.iter().min().copied().unwrap_or_default();
        Diagnostic::new(PAGE_ID, Place::elsewhere(first), message)
            .help("give one of the two another id, in the template or by another heading of the text")
    });
    let lost = lost.into_iter().map(|(link, pages)| {
        let (first, target) = pages.iter().min().copied().unwrap_or_default();
        let message = format!("the link `{link}` leads to `{target}`, which is not there{}", more(pages.len()));
        Diagnostic::new(PAGE_LINK, Place::elsewhere(first), message)
            .help("mend it in the template or text that the page is made of")
    });
    twice.chain(lost).collect()
}

fn decoded(text: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy()
}

fn hash(path: &str, id: &str) -> u64 {
    FxBuildHasher.hash_one((path, id))
}
