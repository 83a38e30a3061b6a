//! Whole builds into temporary folders.

#[cfg(unix)]
mod far;
mod interruptions;
#[cfg(unix)]
mod links;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use super::*;

type Files<'a> = &'a [(&'a str, &'a str)];

const PAGES: Files = &[
    ("404.html", "not found"),
    ("assets/site.css", "body {}"),
    ("index.html", "root"),
    ("nyc/2018/ferry/index.html", "ferry"),
    ("nyc/2018/index.html", "2018"),
    ("nyc/index.html", "nyc"),
    ("sf/index.html", "sf"),
];

/// What comes after `PAGES` in the tests that interrupt: changes of every sort.
const CHANGED: Files = &[
    ("404.html/index.html", "a file became a folder"),
    ("assets/site.css", "body {}"),
    ("dc/2019/index.html", "a new top folder"),
    ("dc/index.html", "a new top folder"),
    ("index.html", "another root"),
    ("nyc/2018", "a folder became a file"),
    ("nyc/index.html", "another nyc"),
];

/// A newsroom in a temporary folder.
struct Site {
    root: tempfile::TempDir,
    out: PathBuf,
    force: bool,
}

impl Site {
    fn new() -> Self {
        let root = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(root.path().join("content")).expect("created");
        let out = root.path().join("public");
        Self { root, out, force: false }
    }

    fn built() -> Self {
        let site = Self::new();
        site.build(PAGES);
        site
    }

    fn folder(&self) -> OutputFolder {
        let root = self.root.path().to_owned();
        OutputFolder { out: self.out.clone(), state: root.join(".dateline"), root, force: self.force }
    }

    /// Builds with each file as a unit, and stops after so many steps of moving in.
    fn build_with_steps<'f>(&self, files: Files<'f>, n_steps: usize) -> Result<Outcome<'f>, Error> {
        let n_taken = AtomicUsize::new(0);
        let step = || match n_taken.fetch_add(1, Ordering::Relaxed) < n_steps {
            true => Ok(()),
            false => Err(Error::io("take", "a step")(io::ErrorKind::Interrupted.into())),
        };
        let planned: Vec<&str> = files.iter().map(|file| file.0).collect();
        let make = |file: &(&str, &str), sink: &mut Sink| Ok(sink.write(file.0, file.1.as_bytes(), &[])?);
        match write_by_steps::<_, ()>(plan(&planned), files, (&self.folder(), None), (make, Vec::new), &|_| {}, &step)?
        {
            Emitted::Done(outcome, _) => Ok(outcome),
            Emitted::Faults(_) => panic!("no unit gives a fault"),
        }
    }

    fn try_build<'f>(&self, files: Files<'f>) -> Result<Outcome<'f>, Error> {
        self.build_with_steps(files, usize::MAX)
    }

    fn build<'f>(&self, files: Files<'f>) -> Outcome<'f> {
        let outcome = self.try_build(files).expect("built");
        assert_eq!(left_over(self), Vec::<PathBuf>::new());
        outcome
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.out.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("created");
        fs::write(path, text).expect("written");
    }

    fn place(&self) -> Place {
        Place::new(&self.folder()).expect("a good place")
    }
}

/// Every file and folder of a tree, with its text and time; empty when there is none.
fn tree(folder: &Path) -> BTreeMap<String, (String, Option<SystemTime>)> {
    let mut found = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).min_depth(1).into_iter().flatten() {
        let path = entry.path().strip_prefix(folder).expect("inside").display().to_string();
        let changed = entry.metadata().expect("metadata").modified().expect("a time");
        let content = match entry.file_type() {
            kind if kind.is_dir() => ("a folder".to_owned(), None),
            kind if kind.is_file() => {
                let bytes = fs::read(entry.path()).expect("read");
                (String::from_utf8_lossy(&bytes).into_owned(), Some(changed))
            }
            _ => ("something else".to_owned(), None),
        };
        found.insert(path, content);
    }
    found
}

/// The files of a tree, in the form of `PAGES`; empty folders count as files.
fn files(folder: &Path) -> Vec<(String, String)> {
    let tree = tree(folder);
    let is_full = |path: &str| tree.keys().any(|other| other.starts_with(&format!("{path}/")));
    tree.iter().filter(|(path, _)| !is_full(path)).map(|(path, content)| (path.clone(), content.0.clone())).collect()
}

fn owned(files: Files) -> Vec<(String, String)> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// What a build should not leave in `.dateline/`.
fn left_over(site: &Site) -> Vec<PathBuf> {
    let state = site.root.path().join(".dateline");
    let in_folder = |name: &str| fs::read_dir(state.join(name)).into_iter().flatten().flatten();
    let records = in_folder("record").filter(|it| it.path().extension().is_some());
    in_folder("stage").chain(in_folder("journal")).chain(records).map(|entry| entry.path()).collect()
}

fn not_ours(result: Result<Outcome, Error>) -> Vec<PathBuf> {
    match result {
        Err(Error::NotOurs { paths }) => paths,
        other => panic!("not refused: {other:?}"),
    }
}

/// A plan of these files and of nothing else.
fn plan<'a, 'p>(paths: &'a [&'p str]) -> Planned<'a, 'p> {
    Planned { paths, notes: Vec::new(), parts: &[], remembered: Remembered::default() }
}

#[test]
fn a_fresh_tree_is_written_whole() {
    let site = Site::new();
    let outcome = site.build(PAGES);
    assert_eq!(files(&site.out), owned(PAGES));
    assert_eq!((outcome.written.len(), outcome.unchanged, outcome.removed.len()), (7, 0, 0));
    let ignore = fs::read_to_string(site.root.path().join(".dateline/.gitignore")).expect("read");
    assert_eq!(ignore, "*\n");
}

#[test]
fn a_second_build_touches_nothing() {
    let site = Site::built();
    let before = (tree(&site.out), tree(&site.root.path().join(".dateline")));
    let outcome = site.build(PAGES);
    assert_eq!(outcome, Outcome { written: vec![], unchanged: 7, removed: vec![] });
    assert_eq!((tree(&site.out), tree(&site.root.path().join(".dateline"))), before);
}

#[test]
fn one_changed_file_is_the_only_one_written() {
    let site = Site::built();
    let before = tree(&site.out);
    let mut changed = PAGES.to_vec();
    // The length stays the same.
    changed[5].1 = "NYC";
    let outcome = site.build(&changed);
    assert_eq!(outcome, Outcome { written: vec!["nyc/index.html"], unchanged: 6, removed: vec![] });
    let mut after = tree(&site.out);
    assert_eq!(after["nyc/index.html"].0, "NYC");
    after.insert("nyc/index.html".into(), before["nyc/index.html"].clone());
    assert_eq!(after, before);
}

#[test]
fn the_record_says_what_was_written() {
    let site = Site::built();
    let Held { record, .. } = hold(&site.folder(), None).expect("read").expect("there is one");
    let paths: Vec<&str> = record.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, PAGES.iter().map(|file| file.0).collect::<Vec<_>>());
    let file = record.file("sf/index.html").expect("recorded");
    assert_eq!((file.len, file.hash), (2, *blake3::hash(b"sf").as_bytes()));
}

#[test]
fn files_no_longer_planned_go_with_their_folders() {
    let site = Site::built();
    fs::create_dir(site.out.join("sf/empty")).expect("created");
    let outcome = site.build(&PAGES[..3]);
    let removed =
        ["nyc/2018/ferry/index.html", "nyc/2018/index.html", "nyc/index.html", "sf/index.html"].map(str::to_owned);
    assert_eq!((outcome.unchanged, outcome.removed), (3, removed.to_vec()));
    let mut left = owned(&PAGES[..3]);
    left.push(("sf/empty".into(), "a folder".into()));
    assert_eq!(files(&site.out), left);
    assert_eq!(site.build(&[]).removed.len(), 3);
    assert!(site.out.is_dir(), "the folder itself stays");
}

#[test]
fn files_of_others_are_kept() {
    let site = Site::built();
    site.put(".gitignore", "*");
    site.put("nyc/2018/notes.txt", "mine");
    site.build(&PAGES[..1]);
    let left = [(".gitignore", "*"), PAGES[0], ("nyc/2018/notes.txt", "mine")];
    assert_eq!(files(&site.out), owned(&left));
}

#[test]
fn a_file_of_others_is_not_overwritten_unless_forced() {
    let mut site = Site::built();
    for n in 0..7 {
        site.put(&format!("new/{n}.html"), "mine");
    }
    let names: Vec<String> = (0..7).map(|n| format!("new/{n}.html")).collect();
    let mut pages = PAGES[..6].to_vec();
    pages[2].1 = "changed";
    pages.extend(names.iter().map(|name| (name.as_str(), "ours")));
    pages.sort();
    let before = tree(&site.out);
    let refused = site.try_build(&pages);
    assert!(
        refused.as_ref().is_err_and(|error| error.to_string().contains("new/4.html` and 2 more were not written by"))
    );
    assert_eq!(not_ours(refused).len(), 7);
    assert_eq!((tree(&site.out), left_over(&site)), (before, vec![]));
    site.force = true;
    assert_eq!(site.build(&pages).written.len(), 8);
    assert_eq!(files(&site.out), owned(&pages));
}

#[test]
fn a_file_of_others_with_the_same_bytes_becomes_ours() {
    let site = Site::new();
    site.build(&PAGES[..6]);
    site.put("sf/index.html", "sf");
    assert_eq!(site.build(PAGES).unchanged, 7);
    assert_eq!(site.build(&PAGES[..6]).removed, ["sf/index.html"]);
}

#[test]
fn a_folder_with_other_things_is_refused_unless_forced() {
    let mut site = Site::new();
    site.put("index.html", "theirs");
    site.put("nyc/index.html", "nyc");
    site.put("thesis.doc", "precious");
    let before = tree(&site.out);
    let refused = site.try_build(PAGES);
    assert!(matches!(refused, Err(Error::Foreign { record: None, .. })), "{refused:?}");
    assert_eq!((tree(&site.out), left_over(&site)), (before, vec![]));
    site.force = true;
    let outcome = site.build(PAGES);
    assert_eq!((outcome.written.len(), outcome.unchanged), (6, 1));
    let mut expected = owned(PAGES);
    expected.push(("thesis.doc".into(), "precious".into()));
    assert_eq!(files(&site.out), expected);
    site.force = false;
    site.build(&[]);
    assert_eq!(files(&site.out), [("thesis.doc".to_owned(), "precious".to_owned())]);
}

#[test]
fn the_root_s_gitignore_and_gitkeep_do_not_count() {
    let site = Site::new();
    site.put(".gitignore", "*\n!.gitignore\n");
    site.put(".gitkeep", "");
    let before = tree(&site.out);
    site.build(PAGES);
    site.build(&[]);
    assert_eq!(tree(&site.out), before);
    assert!(matches!(site.try_build(&[(".gitignore", "x")]), Err(Error::Plan { .. })));
}

#[test]
fn faults_of_all_units_come_back_in_order_and_change_nothing() {
    let site = Site::built();
    let before = tree(&site.out);
    let make = |unit: &usize, sink: &mut Sink| {
        sink.write(["a", "b", "c", "d"][*unit], b"new", &[])?;
        if unit % 2 == 1 { Err(Failure::Faults(vec![*unit, unit * 10])) } else { Ok(()) }
    };
    let emitted = write(plan(&["a", "b", "c", "d"]), &[0, 1, 2, 3], (&site.folder(), None), (make, Vec::new), &|_| {})
        .expect("no error");
    assert_eq!(emitted, Emitted::Faults(vec![1, 10, 3, 30]));
    assert_eq!((tree(&site.out), left_over(&site)), (before, vec![]));
}

#[test]
fn faults_leave_no_folder_where_there_was_none() {
    let site = Site::new();
    let make = |_: &(), sink: &mut Sink| {
        sink.write("a", b"new", &[])?;
        Err(Failure::Faults(vec!["bad"]))
    };
    let emitted = write(plan(&["a"]), &[()], (&site.folder(), None), (make, Vec::new), &|_| {}).expect("no error");
    assert_eq!(emitted, Emitted::Faults(vec!["bad"]));
    assert!(!site.out.exists());
}

#[test]
fn a_unit_may_make_many_files_and_progress_counts_them() {
    let site = Site::new();
    let most = AtomicUsize::new(0);
    let names: Vec<String> = (0..300).map(|n| format!("{:02}/{n:03}.html", n / 10)).collect();
    let planned: Vec<&str> = names.iter().map(String::as_str).collect();
    let units: Vec<&[&str]> = planned.chunks(7).collect();
    let make = |unit: &&[&str], sink: &mut Sink| -> Result<(), Failure<()>> {
        Ok(unit.iter().try_for_each(|path| sink.write(path, path.as_bytes(), &[]))?)
    };
    let progress = |n_done: usize| _ = most.fetch_max(n_done, Ordering::Relaxed);
    let emitted = write(plan(&planned), &units, (&site.folder(), None), (make, Vec::new), &progress).expect("no error");
    assert!(matches!(emitted, Emitted::Done(Outcome { written, .. }, _) if written == names));
    assert_eq!(most.into_inner(), 300);
    assert!(files(&site.out).iter().all(|(path, text)| path == text));
}

#[test]
fn a_file_that_does_not_come_where_it_was_told_is_found_all_the_same() {
    let site = Site::new();
    let make = |(path, place): &(&str, usize), sink: &mut Sink| -> Result<(), Failure<()>> {
        sink.go_to(*place);
        Ok(sink.write(path, path.as_bytes(), &[])?)
    };
    let units = [("b", 1), ("c", 0), ("a", 9)];
    let emitted =
        write(plan(&["a", "b", "c"]), &units, (&site.folder(), None), (make, Vec::new), &|_| {}).expect("no error");
    assert!(matches!(emitted, Emitted::Done(..)));
    assert!(files(&site.out).iter().all(|(path, text)| path == text));
}

#[test]
fn a_plan_that_is_not_kept_is_an_error() {
    let site = Site::built();
    let before = tree(&site.out);
    for (planned, made) in [
        (vec!["a"], vec!["a", "b"]),
        (vec!["a", "b"], vec!["a"]),
        (vec!["a"], vec!["a", "a"]),
        (vec!["a"], vec!["a", "../b"]),
    ] {
        let make = |path: &&str, sink: &mut Sink| -> Result<(), Failure<()>> { Ok(sink.write(path, b"", &[])?) };
        let refused = write(plan(&planned), &made, (&site.folder(), None), (make, Vec::new), &|_| {});
        assert!(matches!(refused, Err(Error::Plan { .. })), "{planned:?} {made:?}");
        assert_eq!((tree(&site.out), left_over(&site)), (before.clone(), vec![]));
    }
    assert!(!site.root.path().join("b").exists());
}

#[test]
fn a_file_may_become_a_folder_and_a_folder_a_file() {
    let site = Site::built();
    let outcome = site.build(CHANGED);
    assert_eq!(files(&site.out), owned(CHANGED));
    let removed = ["404.html", "nyc/2018/ferry/index.html", "nyc/2018/index.html", "sf/index.html"];
    assert_eq!(outcome.removed, removed);
    site.build(PAGES);
    assert_eq!(files(&site.out), owned(PAGES));
}

#[test]
fn a_folder_of_others_is_never_replaced_by_a_file() {
    let mut site = Site::built();
    site.put("nyc/2018/ferry/notes.txt", "mine");
    site.force = true;
    let before = tree(&site.out);
    assert_eq!(not_ours(site.try_build(CHANGED)), [site.out.join("nyc/2018/ferry/notes.txt")]);
    assert_eq!((tree(&site.out), left_over(&site)), (before, vec![]));
}

#[test]
fn a_file_of_others_is_not_replaced_by_a_folder_unless_forced() {
    let mut site = Site::built();
    site.put("dc", "mine");
    assert_eq!(not_ours(site.try_build(CHANGED)), [site.out.join("dc")]);
    assert_eq!(fs::read_to_string(site.out.join("dc")).expect("read"), "mine");
    site.force = true;
    site.build(CHANGED);
    assert_eq!(files(&site.out), owned(CHANGED));
}

#[test]
fn an_output_folder_that_was_emptied_or_deleted_is_written_again() {
    let site = Site::built();
    fs::remove_dir_all(&site.out).expect("removed");
    assert_eq!(site.build(PAGES).written.len(), 7);
    fs::remove_dir_all(site.out.join("nyc")).expect("removed");
    assert_eq!(site.build(PAGES).written.len(), 3);
    assert_eq!(files(&site.out), owned(PAGES));
}

#[test]
fn two_builds_at_once_do_not_mix() {
    let site = Site::new();
    let make = |_: &(), sink: &mut Sink| -> Result<(), Failure<()>> {
        assert!(matches!(site.try_build(PAGES), Err(Error::Busy { .. })));
        assert!(matches!(recover(&site.folder()), Err(Error::Busy { .. })));
        Ok(sink.write("a", b"a", &[])?)
    };
    write(plan(&["a"]), &[()], (&site.folder(), None), (make, Vec::new), &|_| {}).expect("the first build is done");
    assert_eq!(files(&site.out), owned(&[("a", "a")]));
}

#[test]
fn what_the_disk_refuses_is_an_error_that_names_the_path() {
    let site = Site::built();
    let before = tree(&site.out);
    fs::remove_dir_all(site.root.path().join(".dateline/stage")).expect("removed");
    fs::write(site.root.path().join(".dateline/stage"), "in the way").expect("written");
    let error = site.try_build(CHANGED).expect_err("refused");
    assert!(error.to_string().contains(".dateline/stage"), "{error}");
    assert!(std::error::Error::source(&error).is_some());
    assert_eq!(tree(&site.out), before);
}
