//! What a feed says, whatever its form: the latest releases, and those that are there no more.

use crate::{Bodies, Renderer};
use dateline_content::address::Address;
use dateline_content::newsroom::{Newsroom, Subject};
use dateline_content::release::{Fate, Release};
use dateline_diagnostics::Diagnostic;
use dateline_plan::{self as plan, FeedFormat, Page};
use dateline_text::date::{self, Instant, ZonedDateTime};

/// The latest releases of a tree, or of it on a topic.
pub(super) struct Feed {
    /// Permanent.
    pub(super) id: String,
    pub(super) title: String,
    /// BCP 47 tag.
    pub(super) language: String,
    /// The page that lists the same.
    pub(super) home: String,
    /// It in other languages: their tags and addresses.
    pub(super) translations: Vec<(String, String)>,
    /// The feed's own address.
    pub(super) own: String,
    pub(super) author: String,
    pub(super) hub: Option<String>,
    /// The latest change of all that it has.
    pub(super) updated: ZonedDateTime,
    /// Newest first.
    pub(super) entries: Vec<Entry>,
    /// What was there once.
    pub(super) deleted: Vec<Deleted>,
}

/// A release in a feed.
pub(super) struct Entry {
    /// Permanent, whatever its address.
    pub(super) id: String,
    pub(super) title: String,
    /// The lead office's edition.
    pub(super) url: String,
    /// It in other languages: their tags and addresses.
    pub(super) translations: Vec<(String, String)>,
    pub(super) published: ZonedDateTime,
    pub(super) updated: ZonedDateTime,
    pub(super) summary: String,
    /// The whole text as HTML; every address in it is absolute.
    pub(super) html: String,
    /// Names of its topics.
    pub(super) topics: Vec<String>,
}

/// A release that was retracted or replaced (RFC 6721).
pub(super) struct Deleted {
    pub(super) id: String,
    pub(super) when: ZonedDateTime,
    pub(super) comment: String,
}

/// How many deleted releases a feed tells of.
const DELETED: usize = 20;

/// Puts a feed together; `address` is its own.
pub(super) fn feed(
    site: &Renderer,
    feed: plan::Feed,
    format: FeedFormat,
    address: &Address,
    bodies: Bodies,
) -> Result<Feed, Diagnostic> {
    let newsroom = &site.newsroom;
    let topic = feed.topic.map(|it| &newsroom.config.topics[it as usize].1[feed.tree.language()]);
    let name = site.titled_tree(feed.tree);
    let title = topic.map_or_else(
        || name.clone(),
        |topic| site.words(feed.tree).fill("page_title", &[("title", topic), ("site", &name)]),
    );
    let home = Address::new(feed.tree, address.path.trim_end_matches(format.name()));
    let mut entries = Vec::new();
    for (index, release) in newsroom.latest(feed.tree, feed.topic) {
        let html = site.absolute_html(release, &*bodies(index)?);
        let translations = site.translations(index).map(|(tag, it)| (tag.to_owned(), site.canonical(it))).collect();
        entries.push(Entry { translations, ..entry(site, release, html) });
    }
    let deleted = deleted(site, feed);
    let instants = entries.iter().map(|it| &it.updated).chain(deleted.iter().map(|it| &it.when));
    let updated = instants.max_by_key(|it| it.timestamp()).cloned();
    Ok(Feed {
        id: site.tag(&format!("feed:{}", home.output(newsroom.config).replace("index.html", ""))),
        title,
        language: newsroom.config.tag(feed.tree.language()).to_owned(),
        home: site.bases.absolute(&home),
        translations: site.translations_of_feed(feed),
        own: site.bases.absolute(address),
        author: newsroom.config.name[feed.tree.language()].to_owned(),
        hub: newsroom.config.websub.as_ref().map(ToString::to_string),
        updated: updated.unwrap_or_else(|| date::in_zone(Instant::UNIX_EPOCH, &newsroom.config.offices[0].zone)),
        entries,
        deleted,
    })
}

impl Renderer<'_> {
    /// The pages that list the same as a feed in other languages.
    fn translations_of_feed(&self, feed: plan::Feed) -> Vec<(String, String)> {
        let newsroom = self.newsroom.layout();
        let others = newsroom.config.languages().filter(|it| *it != feed.tree.language());
        let home = |language| {
            let tree = feed.tree.in_language(language);
            let page = match feed.topic {
                Some(topic) => Page::Listing(newsroom.listing(tree, Subject::Topic(topic))?, 0),
                None => Page::Home(tree),
            };
            let address = plan::address(newsroom, &page)?;
            Some((newsroom.config.tag(language).to_owned(), self.bases.absolute(&address)))
        };
        others.filter_map(home).collect()
    }
}

fn entry(site: &Renderer, release: &Release, html: String) -> Entry {
    let newsroom = site.newsroom.layout();
    Entry {
        id: site.permanent_id(release),
        title: release.title.to_string(),
        url: site.canonical(release),
        translations: Vec::new(),
        published: published(newsroom, release),
        updated: updated(newsroom, release),
        summary: release.summary.to_string(),
        html,
        topics: site.topic_names(release).map(str::to_owned).collect(),
    }
}

/// When a release became public, by the lead office's clock.
pub(crate) fn published(newsroom: &Newsroom, release: &Release) -> ZonedDateTime {
    let instant = release.life.public_from().unwrap_or(release.life.date.instant);
    date::in_zone(instant, &newsroom.config[release.lead()].zone)
}

/// When what readers see was last changed: the day of the newest revision, or of its withdrawal; never before it was
/// published. A review changes nothing.
pub(crate) fn updated(newsroom: &Newsroom, release: &Release) -> ZonedDateTime {
    let zone = &newsroom.config[release.lead()].zone;
    let status_date = release.status_date.filter(|_| newsroom.fate(release) == Fate::Withdrawn);
    let changed = release.revisions.iter().map(|it| it.date).chain(status_date).max();
    let published = published(newsroom, release);
    let changed = changed.filter(|it| *it > published.date()).and_then(|it| date::midnight(it, zone));
    changed.map_or(published, |instant| date::in_zone(instant, zone))
}

/// The releases that a tree's feeds had and have no more, newest first.
fn deleted(site: &Renderer, feed: plan::Feed) -> Vec<Deleted> {
    // A tombstone has the id and the day, and no word.
    let newsroom = site.newsroom.layout();
    let of_feed = newsroom
        .former()
        .filter(|(_, it)| it.is_in(feed.tree) && feed.topic.is_none_or(|topic| it.topics.contains(&topic)));
    let mut deleted: Vec<Deleted> = of_feed
        .map(|(index, it)| {
            let zone = &newsroom.config[it.lead()].zone;
            let changed = it.status_date.and_then(|date| date::midnight(date, zone));
            let when = changed.map_or_else(|| published(newsroom, it), |instant| date::in_zone(instant, zone));
            let what = if newsroom.replacement(index).is_some() { "replaced" } else { "retracted" };
            Deleted { id: site.permanent_id(it), when, comment: site.words(feed.tree).get(what).to_owned() }
        })
        .collect();
    deleted.sort_by(|a, b| b.when.timestamp().cmp(&a.when.timestamp()).then_with(|| a.id.cmp(&b.id)));
    deleted.truncate(DELETED);
    deleted
}
