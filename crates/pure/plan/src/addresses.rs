//! Page -> its address.

use crate::outputs::{Fingerprint, Page, ReleaseFile, SEARCH};
use dateline_content::address::{Address, Tree};
use dateline_content::config::OfficeIndex;
use dateline_content::newsroom::{Listing, ListingIndex, Newsroom, Subject};
use dateline_content::release::{Release, file_name, stem};
use dateline_text::picture::{Cut, Picture};

/// The address at which a page is rendered; `None` for files that are not.
pub fn address(newsroom: &Newsroom, page: &Page) -> Option<Address> {
    match page {
        Page::Home(tree) => Some(Address::new(*tree, "")),
        Page::NotFound(tree) => Some(Address::new(*tree, "404.html")),
        Page::Archive(tree) => Some(Address::new(*tree, "archive/")),
        Page::Edition(release, office) => Some(edition(&newsroom[*release], *office)),
        Page::Former(former, office) => Some(edition(newsroom.former_release(*former), *office)),
        Page::Moved(at, tree) => Some(Address::new(*tree, newsroom.config.aliases[*at as usize].path.as_str())),
        Page::Alias(aliased, at, tree) => {
            Some(Address::new(*tree, aliased.release(newsroom).aliases[*at as usize].path.as_str()))
        }
        Page::Listing(listing, number) => {
            let listing = &newsroom[*listing];
            let mut path = folder(newsroom, listing.subject);
            if *number > 0 {
                path.push_str(&format!("page/{number}/"));
            }
            Some(Address::new(listing.tree, path))
        }
        Page::Text(page, tree) => Some(Address::new(*tree, format!("{}/", newsroom[*page].name))),
        Page::Card(release, fingerprint) => Some(card(&newsroom[*release], *fingerprint)),
        Page::ReleaseFile(release, file) => Some(beside_lead(&newsroom[*release], &release_file_name(*file))),
        Page::Feed(feed, format) => {
            let folder = feed.topic.map(|it| folder(newsroom, Subject::Topic(it))).unwrap_or_default();
            Some(Address::new(feed.tree, format!("{folder}{}", format.name())))
        }
        Page::File(file, tree) => Some(Address::new(*tree, file.path())),
        Page::Search(tree) => Some(Address::new(*tree, SEARCH)),
        Page::SearchFile(file, tree) => Some(Address::new(*tree, file.path())),
        Page::Photo(release, at, office) => Some(photo(&newsroom[*release], usize::from(*at), *office)),
        Page::FormerPhoto(former, at, office) => {
            Some(photo(newsroom.former_release(*former), usize::from(*at), *office))
        }
        Page::Static(..) | Page::Copy(..) | Page::Picture(..) => None,
    }
}

/// The address of the page of a picture of a release: named after the file, so that it stays when others come and go.
pub fn photo(release: &Release, at: usize, office: OfficeIndex) -> Address {
    let own = stem(&release.media[at].path);
    let n_before = release.media[..at].iter().filter(|it| stem(&it.path) == own).count();
    let number = if n_before > 0 { format!("-{}", n_before + 1) } else { String::new() };
    Address::new(release.tree(office), format!("{}photos/{own}{number}/", release.folder()))
}

/// The pictures of a release that have a page, by their places.
pub fn photos(release: &Release) -> impl Iterator<Item = u16> + use<> {
    0..release.media.len() as u16
}

/// The address of a file that is made of a picture; `folder` is that of the page that shows it.
pub fn picture(tree: Tree, folder: &str, picture: &Picture, cut: Cut) -> Address {
    Address::new(tree, format!("{folder}{}", picture.path(cut)))
}

/// The address of a release's edition.
pub fn edition(release: &Release, office: OfficeIndex) -> Address {
    Address::new(release.tree(office), release.folder())
}

/// The address of a release's card.
pub fn card(release: &Release, fingerprint: Fingerprint) -> Address {
    beside_lead(release, &format!("card-{:08x}.png", u32::from_be_bytes(fingerprint)))
}

/// The address of a file that stands once, with the lead office's edition of a release.
pub fn beside_lead(release: &Release, name: &str) -> Address {
    Address::new(release.lead_tree(), format!("{}{name}", release.folder()))
}

/// The address of a file of the newsroom's own that a release hands out: it stands once for all languages.
pub fn download(release: &Release, path: &str) -> Address {
    Address::new(release.lead_tree().holder(), format!("{}{}", release.folder(), file_name(path)))
}

/// The name of a file beside a release's page.
pub fn release_file_name(file: ReleaseFile) -> String {
    match file {
        ReleaseFile::Text => "release.txt".to_owned(),
        ReleaseFile::Ninjs => "release.json".to_owned(),
        ReleaseFile::Calendar(at) => format!("event-{}.ics", at + 1),
    }
}

/// The tree in which a page of standing text is canonical: an office on a host of its own has its own.
pub fn text_tree(newsroom: &Newsroom, tree: Tree) -> Tree {
    let root = Tree::root(tree.language());
    if newsroom.trees_served_with(Tree::ROOT).any(|it| it == tree) { root } else { tree }
}

/// The edition of a release in a tree; where it has none, the lead office's.
pub fn edition_in(release: &Release, tree: Tree) -> Address {
    let office = tree.office().filter(|it| release.offices.contains(it));
    edition(release, office.unwrap_or_else(|| release.lead()))
}

/// The folder of a list's pages inside a tree: `topics/environment/`.
pub fn folder(newsroom: &Newsroom, subject: Subject) -> String {
    match subject {
        Subject::Year(year) => format!("archive/{year}/"),
        Subject::Month(year, month) => format!("archive/{year}/{month:02}/"),
        Subject::Topic(topic) => format!("topics/{}/", newsroom.config.topics[topic as usize].0),
        Subject::Kind(kind) => format!("kinds/{}/", kind.id()),
        Subject::Series(series) => format!("series/{}/", newsroom.series_ids()[series as usize]),
    }
}

/// The pages of a list.
pub fn pages_of(index: ListingIndex, listing: &Listing) -> impl Iterator<Item = Page> + use<> {
    (0..=listing.n_full_pages()).map(move |number| Page::Listing(index, number))
}
