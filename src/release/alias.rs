//! Old addresses of a release.

use crate::config::OfficeIndex;

/// Endings of the files that old sites had as pages.
const PAGES: &[&str] =
    &["asp", "aspx", "cfm", "cgi", "do", "htm", "html", "jsp", "jspx", "php", "pl", "shtml", "xhtml"];

/// An old address, which leads to the release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// From a tree's top, without a slash before it: a page's file, or a folder, which ends with `/`.
    pub path: String,
    /// The one office under which it stood; `None` for every office of the release and the newsroom's root.
    pub office: Option<OfficeIndex>,
    /// Its place in the list as written, from 0.
    pub written: u32,
}

/// Reads an old address as written: `/usa/press/2018/120718_1.htm`.
///
/// # Errors
///
/// What is wrong, and what to type instead.
pub(super) fn path(written: &str) -> Result<String, (String, &'static str)> {
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
    match last.rsplit_once('.') {
        _ if path.ends_with('/') => Ok(path.to_owned()),
        Some((_, ending)) if PAGES.contains(&ending.to_ascii_lowercase().as_str()) => Ok(path.to_owned()),
        Some((_, ending)) if ending.chars().all(|it| it.is_ascii_alphabetic()) => {
            let help = "only pages can lead on: write the address of the page that named the file";
            Err((format!("`{written}` was no page, but a file (`.{ending}`)"), help))
        }
        _ => Ok(format!("{path}/")),
    }
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn an_old_address_is_a_page_or_a_folder() {
        for (written, read) in [
            ("/usa/press/2018/120718_1.htm", "usa/press/2018/120718_1.htm"),
            ("/usa/press/item.ASPX", "usa/press/item.ASPX"),
            ("/news/ferry/", "news/ferry/"),
            ("/news/ferry", "news/ferry/"),
            ("/news/v1.2", "news/v1.2/"),
            ("/新聞/渡輪", "新聞/渡輪/"),
        ] {
            assert_eq!(path(written).as_deref(), Ok(read));
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
            "/a\\b",
        ] {
            assert!(path(written).is_err(), "{written}");
        }
    }
}
