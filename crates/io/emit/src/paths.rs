//! The form of a planned path: relative, `/`-separated, and inside the folder whatever the system makes of it.

use std::path::{Component, Path};

use rayon::prelude::*;

use super::Error;

/// Names in the root of the output that belong to the newsroom's own version control.
const KEPT: [&str; 2] = [".gitignore", ".gitkeep"];

/// Whether a name in the root of the output neither counts nor is ever written or removed.
pub(super) fn is_kept(name: &str) -> bool {
    KEPT.contains(&name)
}

/// Whether the path names a file below the folder it is joined to, and nothing else.
pub(super) fn is_inside(path: &str) -> bool {
    (is_plainly_inside(path) || is_read_as_inside(path)) && !is_kept(path)
}

/// The same, seen at once: nearly all paths are of letters, digits and few other characters, and no name begins with a dot.
fn is_plainly_inside(path: &str) -> bool {
    let mut begins = true;
    let is_plain = |it: u8| {
        let is_first = std::mem::replace(&mut begins, it == b'/');
        it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_') || !is_first && matches!(it, b'.' | b'/')
    };
    path.bytes().all(is_plain) && !begins
}

fn is_read_as_inside(path: &str) -> bool {
    let mut components = Path::new(path).components();
    // The system's own reading has to agree: on Windows `C:x` is no name.
    let plain = |name: &str| matches!(components.next(), Some(Component::Normal(it)) if it == name);
    !path.contains(['\\', '\0']) && path.split('/').all(plain)
}

/// The folders that lead to the paths, outermost first, each as often as it comes up anew.
///
/// For sorted paths, every folder stands after the folders around it, and repetitions are few.
pub(super) fn folders<'a>(paths: &[&'a str]) -> Vec<&'a str> {
    let mut folders = Vec::new();
    let mut last = "";
    for path in paths {
        for (end, _) in path.match_indices('/') {
            let folder = &path[..end];
            let is_known = last.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
            if !is_known {
                folders.push(folder);
            }
        }
        last = path;
    }
    folders
}

/// The first of some sorted paths that is a folder of another one too.
fn file_and_folder<'a>(paths: &[&'a str]) -> Option<&'a str> {
    // Every path that the one at hand begins with, whatever comes after.
    let mut beginnings: Vec<&str> = Vec::new();
    for path in paths {
        while beginnings.pop_if(|it| !path.starts_with(*it)).is_some() {}
        if let Some(folder) = beginnings.iter().find(|it| path.as_bytes().get(it.len()) == Some(&b'/')) {
            return Some(folder);
        }
        beginnings.push(path);
    }
    None
}

/// Refuses a plan that could write outside the folder, or that no folder can hold.
pub(super) fn check(planned: &[&str]) -> Result<(), Error> {
    let refuse = |path: &str, why| Err(Error::Plan { path: path.to_owned(), why });
    if let Some(path) = planned.par_iter().find_first(|path| !is_inside(path)) {
        return refuse(path, "is no path for an output file");
    }
    if let Some(pair) = planned.windows(2).find(|pair| pair[0] >= pair[1]) {
        return refuse(pair[1], "is planned twice or out of order");
    }
    match file_and_folder(planned) {
        Some(folder) => refuse(folder, "is planned both as a file and as a folder"),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_inside_the_folder() {
        for path in ["a", "a/b.html", ".well-known/x", "a b/é/…", "nyc/.gitignore", "..a/b"] {
            assert!(is_inside(path), "{path}");
        }
        for path in [
            "", "/", "/a", "a//b", "a/", ".", "..", "../a", "a/../b", "a/./b", "./a", "a/..", "a\\b", "a\0", ".gitkeep",
        ] {
            assert!(!is_inside(path), "{path}");
        }
    }

    #[test]
    fn folders_come_before_what_they_hold() {
        assert_eq!(folders(&["a", "b/c/d", "b/c/e", "b/f", "g/h"]), ["b", "b/c", "g"]);
    }

    #[test]
    fn a_plan_is_sorted_and_no_file_is_a_folder() {
        assert!(check(&["a", "b/c"]).is_ok());
        assert!(check(&["b", "a"]).is_err());
        assert!(check(&["a", "a"]).is_err());
        for planned in [&["a", "a-b", "a/b"][..], &["a", "a-b", "a-b-c", "a-c", "a/b/c"], &["b/c", "b/c.d", "b/c/d"]] {
            assert!(check(planned).is_err(), "{planned:?}");
        }
        assert!(check(&["a-b", "a/b", "a/b-c", "a/bc/d", "ab"]).is_ok());
    }
}
