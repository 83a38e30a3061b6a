//! What the clock alone changes: releases become public, contacts take and leave their posts.

use std::borrow::Cow;

use crate::contact::Contact;
use crate::newsroom::{NEWS, Newsroom};
use crate::release::{Release, Status};
use dateline_text::date::{self, Instant};

/// Something that the clock alone brings about.
#[derive(Clone, Debug)]
pub enum Change<'a> {
    /// A release becomes public.
    Release(&'a Release),
    /// A contact takes or leaves their post: of the directory, by id, or one written out in a release, by name.
    Contact(Cow<'a, str>),
}

impl Newsroom {
    /// Every instant at which the clock alone changes what a build makes, in no order: a release becomes public, a contact
    /// takes or leaves a post.
    pub fn changes(&self) -> impl Iterator<Item = (Instant, Change<'_>)> {
        let of_directory = self
            .directory
            .iter()
            .flat_map(|(id, it)| self.changes_of_contact(it).map(move |instant| (instant, Change::Contact(id.into()))));
        let of_releases = self.releases_and_hidden().flat_map(|it| self.changes_of_written_out(it));
        self.releases_and_hidden().flat_map(|it| self.changes_of_release(it)).chain(of_directory).chain(of_releases)
    }

    /// When a release becomes public; a preview says what still holds it back before that.
    fn changes_of_release<'a>(&self, release: &'a Release) -> impl Iterator<Item = (Instant, Change<'a>)> + use<'a> {
        let life = &release.life;
        let held = life.embargo.as_ref().filter(|_| self.drafts).map(|it| it.instant);
        // A news sitemap has a release for two days.
        let no_news = life.public_from().filter(|_| self.config.outputs.news_sitemap && life.status == Status::Ready);
        let no_news = no_news.map(|it| date::hours_after(it, NEWS));
        life.public_from()
            .into_iter()
            .chain(held)
            .chain(no_news)
            .map(move |instant| (instant, Change::Release(release)))
    }

    /// Who is written out in a release is listed there whatever the day; that they have left is said, on its pages.
    fn changes_of_written_out<'a>(&'a self, release: &'a Release) -> impl Iterator<Item = (Instant, Change<'a>)> {
        let is_shown = |instant: Instant| release.life.fate(instant).is_shown(self.drafts);
        let left = release.leaving_contacts().filter_map(|it| {
            let after = self.changes_of_contact(&it).last()?;
            Some((after, Change::Contact(it.name.first().to_owned().into())))
        });
        left.filter(move |(instant, _)| is_shown(*instant))
    }

    /// The midnight before a contact's first day in post, and that after the last.
    fn changes_of_contact(&self, contact: &Contact) -> impl Iterator<Item = Instant> {
        let zone = &self.config[contact.office].zone;
        let after = contact.until.and_then(|it| it.tomorrow().ok());
        contact.from.into_iter().chain(after).filter_map(|it| date::midnight(it, zone))
    }

    /// The next instant after the build's at which a build would differ, and what happens then.
    pub fn next_change(&self) -> Option<(Instant, Change<'_>)> {
        self.changes().filter(|(instant, _)| *instant > self.now).min_by_key(|(instant, _)| *instant)
    }

    /// The first instant after `since`, up to the build's, at which a build would have differed, and what happened then.
    pub fn change_since(&self, since: Instant) -> Option<(Instant, Change<'_>)> {
        let is_past = |instant: Instant| instant > since && instant <= self.now;
        self.changes().filter(|(instant, _)| is_past(*instant)).min_by_key(|(instant, _)| *instant)
    }
}
