//! Symbolic links, and output on another file system.

use std::os::unix::fs::{MetadataExt, symlink};

use super::*;

fn is_link_refused(site: &Site, files: Files, link: &str) {
    let refused = site.try_build(files);
    assert!(matches!(&refused, Err(Error::Symlink { path }) if *path == site.out.join(link)), "{refused:?}");
    assert_eq!(left_over(site), Vec::<PathBuf>::new());
}

#[test]
fn a_link_on_the_way_is_refused_even_when_forced() {
    let mut site = Site::built();
    let elsewhere = site.root.path().join("elsewhere");
    fs::rename(site.out.join("nyc/2018"), &elsewhere).expect("moved");
    symlink(&elsewhere, site.out.join("nyc/2018")).expect("linked");
    let before = tree(&elsewhere);
    let mut pages = PAGES.to_vec();
    pages[3].1 = "changed";
    is_link_refused(&site, &pages, "nyc/2018");
    is_link_refused(&site, CHANGED, "nyc/2018");
    site.force = true;
    is_link_refused(&site, &pages, "nyc/2018");
    // Nor is anything removed through it, and the link itself is somebody else's.
    site.build(&PAGES[..1]);
    assert_eq!(tree(&elsewhere), before);
    assert!(site.out.join("nyc/2018").is_symlink());
}

#[test]
fn a_link_in_place_of_a_page_is_refused() {
    let site = Site::built();
    let elsewhere = site.root.path().join("elsewhere");
    fs::write(&elsewhere, "root").expect("written");
    fs::remove_file(site.out.join("index.html")).expect("removed");
    symlink(&elsewhere, site.out.join("index.html")).expect("linked");
    is_link_refused(&site, PAGES, "index.html");
    site.build(&PAGES[..1]);
    assert!(site.out.join("index.html").is_symlink());
}

#[test]
fn a_link_made_during_an_interruption_is_refused() {
    let site = Site::built();
    site.build_with_steps(CHANGED, 0).expect_err("interrupted");
    let elsewhere = site.root.path().join("elsewhere");
    fs::rename(site.out.join("nyc"), &elsewhere).expect("moved");
    symlink(&elsewhere, site.out.join("nyc")).expect("linked");
    let before = tree(&elsewhere);
    assert!(matches!(site.try_build(CHANGED), Err(Error::Symlink { .. })));
    assert_eq!(tree(&elsewhere), before);
}

#[test]
fn the_output_folder_itself_may_be_a_link() {
    let mut site = Site::new();
    fs::create_dir(site.root.path().join("real")).expect("created");
    site.out = site.root.path().join("linked");
    symlink("real", &site.out).expect("linked");
    site.build(PAGES);
    assert_eq!(files(&site.root.path().join("real")), owned(PAGES));
    site.out = site.root.path().join("real");
    assert_eq!(site.build(PAGES).unchanged, 7, "it is the same folder by its own name");
}

/// A newsroom whose output is on another file system; nothing where there is no other.
pub(super) fn across() -> Option<(Site, tempfile::TempDir)> {
    let elsewhere = tempfile::tempdir_in("/dev/shm").ok()?;
    let mut site = Site::new();
    let devices = [elsewhere.path(), site.root.path()].map(|it| fs::metadata(it).expect("metadata").dev());
    site.out = elsewhere.path().join("public");
    (devices[0] != devices[1]).then_some((site, elsewhere))
}

#[test]
fn another_file_system_takes_the_same_tree() {
    let Some((site, _elsewhere)) = across() else { return };
    site.build(PAGES);
    assert_eq!(files(&site.out), owned(PAGES));
    site.build(CHANGED);
    assert_eq!(files(&site.out), owned(CHANGED));
    assert_eq!(site.build(CHANGED).unchanged, CHANGED.len());
}

#[test]
fn on_another_file_system_an_interrupted_move_in_leaves_nothing_behind() {
    for before in [&[], PAGES] {
        for n_steps in 0.. {
            let Some((site, _elsewhere)) = across() else { return };
            site.build(before);
            let is_done = site.build_with_steps(CHANGED, n_steps).is_ok();
            // While files are copied, nothing has been moved yet.
            let is_as_it_was = files(&site.out) == owned(before) || before.is_empty() && !site.out.exists();
            let n_unchanged = site.build(CHANGED).unchanged;
            assert!(is_as_it_was || n_unchanged == CHANGED.len(), "after {n_steps} steps: {n_unchanged}");
            assert_eq!(files(&site.out), owned(CHANGED));
            if is_done {
                break;
            }
        }
    }
}
