//! What stands at addresses that lead on.

use crate::addresses::{address, photos};
use crate::made::{is_page_file, is_tree_file, page_at};
use crate::outputs::{Aliased, Answer, Page};
use dateline_content::address::{Address, Tree};
use dateline_content::newsroom::Newsroom;
use dateline_content::release::{Alias, Release};

/// Every page that leads elsewhere or says that what stood there is gone.
pub fn leading_on(newsroom: &Newsroom) -> impl Iterator<Item = Page> + '_ {
    let of_releases = newsroom.releases().map(|(index, it)| (Aliased::Release(index), it));
    let of_former = newsroom.former().map(|(index, it)| (Aliased::Former(index), it));
    let aliases = of_releases.chain(of_former).flat_map(|(aliased, release)| aliases(release, aliased));
    let editions = newsroom.former().flat_map(|(index, it)| {
        let has_photos = newsroom.config.outputs.photos;
        it.offices.iter().flat_map(move |office| {
            let photos = photos(it).filter(move |_| has_photos);
            let photos = photos.map(move |at| Page::FormerPhoto(index, at, *office));
            std::iter::once(Page::Former(index, *office)).chain(photos)
        })
    });
    aliases.chain(editions).chain(moved(newsroom))
}

/// The old addresses of the newsroom, each in the trees that have the page to which it leads and none at the old address.
pub fn moved(newsroom: &Newsroom) -> impl Iterator<Item = Page> + '_ {
    newsroom.config.aliases.iter().enumerate().flat_map(move |(at, alias)| {
        let leads = move |tree| page_at(newsroom, &Address::new(tree, alias.to.as_str())).is_some();
        let trees = newsroom.trees().filter(move |it| leads(*it) && is_free(newsroom, *it, &alias.path));
        trees.map(move |tree| Page::Moved(at as u16, tree))
    })
}

/// Whether neither a page nor a file stands at a path of a tree, so that an old address of the newsroom can.
pub fn is_free(newsroom: &Newsroom, tree: Tree, path: &str) -> bool {
    let wanted = Address::new(tree, path);
    page_at(newsroom, &wanted).is_none() && !is_tree_file(newsroom, &wanted) && !is_page_file(newsroom, &wanted)
}

/// The pages at a release's old addresses.
pub fn aliases(release: &Release, aliased: Aliased) -> impl Iterator<Item = Page> + '_ {
    release
        .aliases
        .iter()
        .enumerate()
        .flat_map(move |(at, alias)| trees(release, alias).map(move |tree| Page::Alias(aliased, at as u32, tree)))
}

/// What one of [`leading_on`] answers; `None` for other pages.
pub fn answer(newsroom: &Newsroom, page: &Page) -> Option<Answer> {
    let aliased = match page {
        Page::Moved(at, tree) => {
            let to = newsroom.config.aliases[*at as usize].to.as_str();
            return Some(Answer::Elsewhere(Address::new(*tree, to)));
        }
        Page::Alias(aliased, ..) => *aliased,
        Page::Former(former, _) | Page::FormerPhoto(former, ..) => Aliased::Former(*former),
        _ => return None,
    };
    let release = match aliased {
        Aliased::Release(release) => Some(release),
        Aliased::Former(former) => newsroom.replacement(former),
    };
    Some(release.map_or(Answer::Gone, Answer::Moved))
}

/// The trees in which an old address of a release stands.
pub(super) fn trees<'a>(release: &'a Release, alias: &Alias) -> impl Iterator<Item = Tree> + use<'a> {
    let everywhere = alias.office.is_none();
    let offices = release.offices.iter().filter(move |_| everywhere).map(|it| release.tree(*it));
    let root = everywhere.then_some(Tree::root(release.language));
    root.into_iter().chain(alias.office.map(|it| release.tree(it))).chain(offices)
}

/// Those of [`leading_on`] that a host which serves a tree answers: the root's host also answers for every office without
/// a host of its own.
pub fn leading_on_in(newsroom: &Newsroom, tree: Tree) -> impl Iterator<Item = (Address, Answer)> + '_ {
    let served: Vec<Tree> = newsroom.trees_served_with(tree).collect();
    leading_on(newsroom).filter_map(move |page| {
        let address = address(newsroom, &page).filter(|it| served.contains(&it.tree))?;
        Some((address, answer(newsroom, &page)?))
    })
}
