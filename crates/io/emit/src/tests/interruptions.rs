//! Builds that are cut short, and files of `.dateline/` that are not whole.

use super::*;

/// Interrupts a build after every number of steps, and hands each to `complete` until one is not interrupted.
fn interrupt_everywhere(site_with: impl Fn() -> Site, files: Files, complete: impl Fn(&Site)) {
    for n_steps in 0.. {
        let site = site_with();
        let is_done = site.build_with_steps(files, n_steps).is_ok();
        complete(&site);
        if is_done {
            assert!(n_steps > 3, "there were steps to interrupt");
            return;
        }
    }
}

#[test]
fn an_interrupted_move_in_is_completed_by_the_next_build() {
    interrupt_everywhere(Site::new, PAGES, |site| {
        site.build(PAGES);
        assert_eq!(files(&site.out), owned(PAGES));
    });
    interrupt_everywhere(Site::built, CHANGED, |site| {
        let outcome = site.build(CHANGED);
        assert_eq!(outcome.unchanged, CHANGED.len(), "the move-in was completed first");
        assert_eq!(files(&site.out), owned(CHANGED));
    });
    interrupt_everywhere(Site::built, CHANGED, |site| {
        site.build(PAGES);
        assert_eq!(files(&site.out), owned(PAGES));
    });
}

#[test]
fn an_interrupted_recovery_is_completed_too() {
    interrupt_everywhere(Site::built, CHANGED, |site| {
        for n_steps in 0.. {
            if site.build_with_steps(CHANGED, n_steps).is_ok() {
                break;
            }
        }
        assert_eq!((files(&site.out), left_over(site)), (owned(CHANGED), vec![]));
    });
}

#[test]
fn recover_completes_without_a_build() {
    interrupt_everywhere(Site::built, CHANGED, |site| {
        recover(&site.folder()).expect("recovered");
        assert_eq!((files(&site.out), left_over(site)), (owned(CHANGED), vec![]));
        assert!(!recover(&site.folder()).expect("nothing to do"));
    });
    let site = Site::new();
    assert!(!recover(&site.folder()).expect("nothing to do"));
    assert!(!site.root.path().join(".dateline").exists());
}

#[test]
fn a_stage_without_a_journal_is_dropped() {
    let site = Site::built();
    fs::create_dir_all(site.place().stage().join("nyc")).expect("created");
    fs::write(site.place().stage().join("nyc/orphan.html"), "half").expect("written");
    site.build(PAGES);
    assert_eq!(files(&site.out), owned(PAGES));
}

/// A file cut short before each of its bytes, and with that byte changed.
fn damaged(whole: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> {
    (0..whole.len()).flat_map(|byte_idx| {
        let mut changed = whole.to_vec();
        changed[byte_idx] ^= 0x55;
        [(byte_idx, whole[..byte_idx].to_vec()), (byte_idx, changed)]
    })
}

#[test]
fn a_journal_that_is_not_whole_is_dropped_with_its_stage() {
    let site = Site::built();
    site.build_with_steps(CHANGED, 0).expect_err("interrupted before the first step");
    let (journal, stage) = (site.place().journal(), site.place().stage());
    let whole = fs::read(&journal).expect("read");
    let before = tree(&site.out);
    for (byte_idx, damaged) in damaged(&whole) {
        fs::create_dir_all(&stage).expect("created");
        fs::write(stage.join("index.html"), "staged").expect("written");
        fs::write(&journal, &damaged).expect("written");
        assert!(!recover(&site.folder()).expect("nothing to complete"), "byte {byte_idx}");
        assert_eq!(left_over(&site), Vec::<PathBuf>::new());
    }
    assert_eq!(tree(&site.out), before);
    site.build(CHANGED);
    assert_eq!(files(&site.out), owned(CHANGED));
}

#[test]
fn a_journal_whose_record_is_not_whole_is_dropped_too() {
    let site = Site::built();
    site.build_with_steps(CHANGED, 0).expect_err("interrupted before the first step");
    let (journal, next) = (site.place().journal(), site.place().next_record());
    let (begun, whole) = (fs::read(&journal).expect("read"), fs::read(&next).expect("read"));
    let before = tree(&site.out);
    for (byte_idx, damaged) in damaged(&whole) {
        fs::write(&journal, &begun).expect("written");
        fs::write(&next, &damaged).expect("written");
        assert!(!recover(&site.folder()).expect("nothing to complete"), "byte {byte_idx}");
        assert_eq!(left_over(&site), Vec::<PathBuf>::new());
    }
    assert_eq!(tree(&site.out), before);
    site.build(CHANGED);
    assert_eq!(files(&site.out), owned(CHANGED));
}

#[test]
fn a_record_that_is_not_whole_is_no_record() {
    let mut site = Site::built();
    let path = site.place().record();
    let whole = fs::read(&path).expect("read");
    let before = tree(&site.out);
    for (byte_idx, damaged) in damaged(&whole) {
        fs::write(&path, &damaged).expect("written");
        let refused = site.try_build(PAGES);
        assert!(matches!(refused, Err(Error::Foreign { record: Some(_), .. })), "byte {byte_idx}: {refused:?}");
    }
    assert!(site.try_build(PAGES).is_err_and(|error| error.to_string().contains("cannot be read: it is damaged")));
    assert_eq!(tree(&site.out), before);
    site.force = true;
    assert_eq!(site.build(PAGES).unchanged, 7);
    assert_eq!(fs::read(&path).expect("read"), whole);
}

#[test]
fn a_move_in_that_fails_is_completed_once_the_cause_is_gone() {
    let site = Site::built();
    site.build_with_steps(CHANGED, 0).expect_err("interrupted");
    // Somebody makes a file where a top folder was about to be moved.
    site.put("dc", "mine");
    site.try_build(CHANGED).expect_err("refused");
    assert_eq!(fs::read_to_string(site.out.join("dc")).expect("read"), "mine");
    fs::remove_file(site.out.join("dc")).expect("removed");
    site.build(CHANGED);
    assert_eq!(files(&site.out), owned(CHANGED));
}

#[test]
fn a_folder_made_during_an_interruption_is_filled_and_its_files_are_kept() {
    let site = Site::built();
    site.build_with_steps(CHANGED, 0).expect_err("interrupted");
    site.put("dc/notes.txt", "mine");
    site.put("dc/index.html", "mine too");
    assert_eq!(not_ours(site.try_build(CHANGED)), [site.out.join("dc/index.html")]);
    fs::remove_file(site.out.join("dc/index.html")).expect("removed");
    site.build(CHANGED);
    let mut expected = owned(CHANGED);
    expected.insert(4, ("dc/notes.txt".into(), "mine".into()));
    assert_eq!(files(&site.out), expected);
}
