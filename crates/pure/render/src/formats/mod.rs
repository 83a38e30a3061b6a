//! What a newsroom puts out for programs: feeds, wire formats, calendars, maps, and the files of hosts.
//!
//! In: the site, and the rendered text of releases where a form has it. Out: bytes. One file a form; each is a pure
//! function, with a crate for its syntax.

mod atom;
mod calendar;
mod contacts;
mod content_line;
mod feed;
mod headers;
mod json_feed;
mod json_ld;
mod newsml;
mod ninjs;
mod redirects;
mod rss;
mod sitemap;
mod text;
mod wire;

use crate::{Bodies, Body, Renderer};
use dateline_content::address::Address;
use dateline_content::newsroom::ReleaseIndex;
use dateline_diagnostics::Diagnostic;
use dateline_plan::{Feed, FeedFormat, ReleaseFile, TreeFile};

pub(super) use feed::{published, updated};
pub(super) use json_ld::{Breadcrumbs, Thing, script};

impl Renderer<'_> {
    /// A release in another form.
    pub(super) fn release_file(&self, release: ReleaseIndex, file: ReleaseFile, body: &Body) -> Vec<u8> {
        match file {
            ReleaseFile::Text => text::release(self, release, body),
            ReleaseFile::Ninjs => ninjs::release(self, release, body),
            ReleaseFile::Calendar(at) => calendar::event(self, &self.newsroom[release], at as usize),
        }
    }

    /// The latest releases, for programs that follow them.
    pub(super) fn feed(
        &self,
        feed: Feed,
        format: FeedFormat,
        address: &Address,
        bodies: Bodies,
    ) -> Result<Vec<u8>, Diagnostic> {
        let feed = feed::feed(self, feed, format, address, bodies)?;
        Ok(match format {
            FeedFormat::Atom => atom::bytes(&feed),
            FeedFormat::Rss => rss::bytes(&feed),
            FeedFormat::Json => json_feed::bytes(&feed),
        })
    }

    /// A file at the top of a tree.
    pub(super) fn tree_file(&self, file: TreeFile, address: &Address, bodies: Bodies) -> Result<Vec<u8>, Diagnostic> {
        let tree = address.tree;
        Ok(match file {
            TreeFile::NewsMl => newsml::package(self, tree, bodies)?,
            TreeFile::Calendar => calendar::tree(self, tree),
            TreeFile::Contacts => contacts::cards(self, tree),
            TreeFile::Sitemap(number) => sitemap::pages(self, tree, number),
            TreeFile::NewsSitemap => sitemap::news(self, tree),
            TreeFile::Robots => sitemap::robots(self, tree),
            TreeFile::Headers => headers::bytes(self, tree),
            TreeFile::Security => headers::security(self, tree),
            TreeFile::Redirects(file) => redirects::bytes(file, tree, self.newsroom.layout(), &self.bases),
        })
    }
}
