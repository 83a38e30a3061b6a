//! Addresses of an old site, as editors write them -> paths that this site can answer. It knows nothing of the newsroom.

/// Endings of the files that old sites had as pages.
const PAGES: &[&str] =
    &["asp", "aspx", "cfm", "cgi", "do", "htm", "html", "jsp", "jspx", "php", "pl", "shtml", "xhtml"];

/// Whether a file is named as pages are, on this site or on an old one.
pub fn is_named_like_page(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| PAGES.contains(&ending.to_ascii_lowercase().as_str()))
}

/// Which files, beside pages, may have an old address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OldFiles {
    /// Those in the folder of a release, as in `/releases/2026/ferry/plan.pdf`: an earlier build wrote them.
    OfReleases,
    /// All.
    Any,
}

/// Reads an old address as written: `/usa/press/2018/120718_1.htm`.
///
/// # Errors
///
/// What is wrong, and what to type instead.
pub fn old_path(written: &str, files: OldFiles) -> Result<String, (String, &'static str)> {
    const EXAMPLE: &str = "write the old page's path, as in `/usa/press/2018/120718_1.htm`";
    let Some(path) = written.strip_prefix('/') else {
        let help = if written.contains("://") { "leave out the host: begin with the `/` after it" } else { EXAMPLE };
        return Err((format!("`{written}` does not begin with `/`"), help));
    };
    if path.trim_end_matches('/').is_empty() {
        return Err((format!("`{written}` is the address of the home page"), EXAMPLE));
    }
    if path.contains(['?', '#']) {
        let help = "a static site cannot tell addresses apart by what stands after `?` or `#`: write the path alone";
        return Err((format!("`{written}` is more than a path"), help));
    }
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    let is_plain = |it: char| it.is_alphanumeric() || "-._~+,@()".contains(it);
    if let Some(part) = parts.iter().find(|it| it.is_empty() || it.starts_with('.') || !it.chars().all(is_plain)) {
        let help =
            "write the path with letters, digits and `-._~+,@()`, without empty parts or parts that begin with a dot";
        return Err((format!("`{part}` cannot be part of an address in `{written}`"), help));
    }
    let last = parts.last().copied().unwrap_or_default();
    // `releases`, the year and the release's own folder stand before the file.
    let is_in_release = parts.iter().position(|it| *it == "releases").is_some_and(|at| parts.len() > at + 3);
    let is_file_taken = files == OldFiles::Any || is_in_release;
    match last.rsplit_once('.') {
        _ if path.ends_with('/') => Ok(path.to_owned()),
        Some(_) if is_named_like_page(last) => Ok(path.to_owned()),
        Some((_, ending)) if is_file_taken && ending.contains(|it: char| it.is_ascii_alphabetic()) => {
            Ok(path.to_owned())
        }
        Some((_, ending)) if ending.chars().all(|it| it.is_ascii_alphabetic()) => {
            let help = "only pages can lead on: write the address of the page that named the file";
            Err((format!("`{written}` was no page, but a file (`.{ending}`)"), help))
        }
        _ => Ok(format!("{path}/")),
    }
}

#[cfg(test)]
mod tests {
    use super::{OldFiles, old_path};

    #[test]
    fn an_old_address_is_a_page_or_a_folder() {
        for (written, read) in [
            ("/usa/press/2018/120718_1.htm", "usa/press/2018/120718_1.htm"),
            ("/usa/press/item.ASPX", "usa/press/item.ASPX"),
            ("/news/ferry/", "news/ferry/"),
            ("/news/ferry", "news/ferry/"),
            ("/news/v1.2", "news/v1.2/"),
            ("/新聞/渡輪", "新聞/渡輪/"),
            ("/releases/2026/ferry/plan.pdf", "releases/2026/ferry/plan.pdf"),
            ("/zh-hant/releases/2026/ferry/clip.mp4", "zh-hant/releases/2026/ferry/clip.mp4"),
            ("/releases/2026/ferry-1.2", "releases/2026/ferry-1.2/"),
        ] {
            assert_eq!(old_path(written, OldFiles::OfReleases).as_deref(), Ok(read));
        }
    }

    #[test]
    fn what_cannot_be_answered_is_refused() {
        for written in [
            "",
            "/",
            "a/b",
            "https://x.org/a",
            "/a?id=3",
            "/a#b",
            "/../a",
            "/.git/a",
            "/a//b",
            "/a b",
            "/a.pdf",
            "/releases/2026/plan.pdf",
            "/a\\b",
        ] {
            assert!(old_path(written, OldFiles::OfReleases).is_err(), "{written}");
        }
    }
}
