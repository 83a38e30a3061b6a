//! Output on another file system than the newsroom.

use super::links::across;
use super::*;

/// What a build leaves in the output beside its files.
fn hidden(site: &Site) -> Vec<String> {
    let names = fs::read_dir(&site.out).into_iter().flatten().flatten().map(|it| it.file_name());
    names.map(|it| it.to_string_lossy().into_owned()).filter(|it| it.starts_with(".dateline")).collect()
}

/// Builds, and fails at a step of copying or moving as a full disk does.
fn fill_at<'f>(site: &Site, files: Files<'f>, n_steps: usize) -> Result<Outcome<'f>, Error> {
    let n_taken = AtomicUsize::new(0);
    let step = || match n_taken.fetch_add(1, Ordering::Relaxed) < n_steps {
        true => Ok(()),
        false => Err(Error::NoRoom { folder: site.out.clone(), source: io::ErrorKind::StorageFull.into() }),
    };
    let planned: Vec<&str> = files.iter().map(|file| file.0).collect();
    let make = |file: &(&str, &str), sink: &mut Sink| Ok(sink.write(file.0, file.1.as_bytes(), &[])?);
    match write_by_steps::<_, ()>(plan(&planned), files, (&site.folder(), None), (make, Vec::new), &|_| {}, &step)? {
        Emitted::Done(outcome, _) => Ok(outcome),
        Emitted::Faults(_) => panic!("no unit gives a fault"),
    }
}

#[test]
fn what_is_on_another_file_system_is_written_whole() {
    let Some((site, _other)) = across() else { return };
    for files_of in [PAGES, CHANGED, PAGES] {
        site.build(files_of);
        assert_eq!((files(&site.out), hidden(&site)), (owned(files_of), vec![]));
    }
}

#[test]
fn a_disk_that_fills_up_while_files_are_copied_leaves_the_output_as_it_was() {
    let Some((site, _other)) = across() else { return };
    // Nothing was there: nothing is there.
    assert!(matches!(fill_at(&site, PAGES, 3), Err(Error::NoRoom { .. })));
    assert!(!site.out.exists());
    site.build(PAGES);
    let before = tree(&site.out);
    let n_copies = CHANGED.len() - 1;
    for n_steps in 0..n_copies {
        let error = fill_at(&site, CHANGED, n_steps).expect_err("the disk is full");
        assert!(error.to_string().contains(&site.out.display().to_string()), "{error}");
        assert_eq!((tree(&site.out), left_over(&site)), (before.clone(), vec![]), "after {n_steps} copies");
    }
    // After the last copy a move-in is completed, whatever interrupts it.
    assert!(fill_at(&site, CHANGED, n_copies).is_err());
    recover(&site.folder()).expect("recovered");
    assert_eq!((files(&site.out), hidden(&site), left_over(&site)), (owned(CHANGED), vec![], vec![]));
}

#[test]
fn an_interrupted_move_in_from_another_file_system_is_completed() {
    for n_steps in 0.. {
        let Some((site, _other)) = across() else { return };
        site.build(PAGES);
        let is_done = site.build_with_steps(CHANGED, n_steps).is_ok();
        site.build(CHANGED);
        assert_eq!((files(&site.out), hidden(&site)), (owned(CHANGED), vec![]));
        if is_done {
            assert!(n_steps > CHANGED.len(), "there were steps to interrupt");
            return;
        }
    }
}

#[test]
fn copies_without_a_journal_are_dropped() {
    let site = Site::built();
    fs::create_dir_all(site.place().near().join("nyc")).expect("created");
    fs::write(site.place().near().join("nyc/index.html"), "half").expect("written");
    site.build(PAGES);
    assert_eq!((files(&site.out), hidden(&site)), (owned(PAGES), vec![]));
    let site = Site::new();
    fs::create_dir_all(site.place().near()).expect("created");
    fs::create_dir_all(site.root.path().join(".dateline")).expect("created");
    site.build(PAGES);
    assert_eq!((files(&site.out), hidden(&site)), (owned(PAGES), vec![]));
}

/// On one file system the way by copies comes to the same, step by step.
#[test]
fn a_stage_that_was_copied_is_moved_in_from_its_copies() {
    let site = Site::built();
    site.build_with_steps(CHANGED, 0).expect_err("interrupted before the first step");
    near::copy_stage(&site.place(), &|| Ok(())).expect("copied");
    fs::remove_dir_all(site.place().stage()).expect("removed");
    fs::create_dir(site.place().stage()).expect("created");
    recover(&site.folder()).expect("recovered");
    assert_eq!((files(&site.out), hidden(&site), left_over(&site)), (owned(CHANGED), vec![], vec![]));
}
