//! Whom the press may call: about a release, and at an office today.

use std::borrow::Cow;

use crate::address::Tree;
use crate::config::OfficeIndex;
use crate::contact::Contact;
use crate::newsroom::Newsroom;
use crate::release::{ContactReference, Release};
use dateline_text::date::Date;

impl Newsroom {
    /// Whom to call about a release: those it names, else those of its offices in post at its date; in the newsroom's
    /// order of offices, and within an office in the order in which they are named.
    pub fn contacts_of(&self, release: &Release) -> Vec<Cow<'_, Contact>> {
        let mut contacts: Vec<Cow<Contact>> = match &release.contacts {
            Some(named) => named.get().into_iter().filter_map(|it| self.contact(it)).collect(),
            None => {
                let current =
                    |it: &&Contact| release.offices.contains(&it.office) && it.is_current(release.life.date.date);
                self.directory.iter().map(|(_, it)| it).filter(current).map(Cow::Borrowed).collect()
            }
        };
        contacts.sort_by_key(|it| it.office);
        contacts
    }

    /// Whom to call about a release today: those of [`contacts_of`](Self::contacts_of) who are in post, then their
    /// [successors](Self::successors_of).
    pub fn reachable_about(&self, release: &Release) -> impl Iterator<Item = Cow<'_, Contact>> {
        let in_post = self.contacts_of(release).into_iter().filter(|it| !self.has_left(it));
        in_post.chain(self.successors_of(release).into_iter().map(Cow::Borrowed))
    }

    /// Whom to call instead of those a release names who have left their post: the contacts that their offices have now,
    /// else the lead office's, else anybody's. Empty when all are in post.
    pub fn successors_of(&self, release: &Release) -> Vec<&Contact> {
        let named = self.contacts_of(release);
        let (current, left): (Vec<_>, Vec<_>) = named.into_iter().partition(|it| !self.has_left(it));
        let mut offices: Vec<OfficeIndex> = left.iter().map(|it| it.office).collect();
        offices.dedup();
        offices.retain(|office| !current.iter().any(|it| it.office == *office));
        let is_new = |it: &&Contact| !current.iter().any(|named| named.name == it.name);
        let successors: Vec<&Contact> =
            offices.iter().flat_map(|it| self.current_contacts(Some(*it))).filter(is_new).collect();
        if !successors.is_empty() || !current.is_empty() || left.is_empty() {
            return successors;
        }
        let of_lead = self.current_contacts(Some(release.lead()));
        if of_lead.is_empty() { self.current_contacts(None) } else { of_lead }
    }

    /// Whether a contact's last day in post is past.
    pub fn has_left(&self, contact: &Contact) -> bool {
        contact.until.is_some_and(|it| it < self.today(contact.office))
    }

    /// The contacts in post on the build's day, of one office or (with `None`) of all, in the newsroom's order.
    pub fn current_contacts(&self, office: Option<OfficeIndex>) -> Vec<&Contact> {
        let wanted =
            |it: &&Contact| office.is_none_or(|office| it.office == office) && it.is_current(self.today(it.office));
        let mut contacts: Vec<&Contact> = self.directory.iter().map(|(_, it)| it).filter(wanted).collect();
        contacts.sort_by_key(|it| it.office);
        contacts
    }

    /// Those of a tree's current contacts whom one can call or write to, with their ids, in the newsroom's order.
    pub fn reachable_contacts(&self, tree: Tree) -> Vec<(&str, &Contact)> {
        let current = self.current_contacts(tree.office());
        let is_meant = |it: &&Contact| it.phone.is_some() || it.email.is_some();
        let id = |contact: &Contact| self.directory.iter().find(|(_, it)| std::ptr::eq(*it, contact)).map(|(id, _)| id);
        current.into_iter().filter(is_meant).filter_map(|it| Some((id(it)?, it))).collect()
    }

    /// The build's day by an office's clock.
    fn today(&self, office: OfficeIndex) -> Date {
        self.config[office].zone.to_datetime(self.now).date()
    }

    fn contact(&self, reference: ContactReference) -> Option<Cow<'_, Contact>> {
        match reference {
            ContactReference::Inline(contact) => Some(Cow::Owned(contact)),
            ContactReference::Id(id) => self.directory.get(&id).flatten().map(Cow::Borrowed),
        }
    }
}
