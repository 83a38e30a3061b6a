//! What an object leads to: the keys of the links in it.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;

use dateline_text::markup;

/// Finds the key at an absolute address; `None` for an address of another site.
pub type Resolve<'a> = &'a (dyn Fn(&str) -> Option<String> + Sync);

/// What separates addresses from the rest of a text.
const AROUND: &[char] = &['"', '\'', '<', '>', '(', ')', ',', ';', '='];

/// Whether objects of a media type lead to others.
pub(super) fn has_links(media_type: &str) -> bool {
    ["text/", "json", "xml", "javascript"].iter().any(|it| media_type.contains(it))
}

/// The keys that an object leads to, and folders, which end with `/`, for names without an ending. Of a page these are its
/// links, pictures and scripts. Of any other text it is whatever can be read as an address, which may be too much, and
/// that does no harm: an object that something may lead to stays.
pub(super) fn links(key: &str, media_type: &str, bytes: &[u8], resolve: Resolve) -> BTreeSet<String> {
    let folder = key.rsplit_once('/').map_or("", |(folder, _)| folder);
    if media_type.starts_with("text/html") {
        let links = markup::anchors(bytes).map(|it| it.links).unwrap_or_default();
        return links.iter().flat_map(|it| keys(folder, it, resolve)).collect();
    }
    if !has_links(media_type) {
        return BTreeSet::new();
    }
    let text = String::from_utf8_lossy(bytes);
    let words = text.split(|it: char| it.is_whitespace() || AROUND.contains(&it)).filter(|it| !it.is_empty());
    words.flat_map(|it| keys(folder, it, resolve)).collect()
}

fn keys(folder: &str, link: &str, resolve: Resolve) -> Vec<String> {
    let link = link.replace("&amp;", "&");
    let path = link.split(['#', '?']).next().unwrap_or_default();
    let key = match path.contains("://") {
        true => resolve(path),
        false => within(folder, path),
    };
    let Some(key) = key else { return Vec::new() };
    match key.is_empty() || key.ends_with('/') {
        true => vec![format!("{key}index.html")],
        // The name of a folder, as lists of files have it.
        false if !key.rsplit('/').next().unwrap_or_default().contains('.') => vec![format!("{key}/"), key],
        false => vec![key],
    }
}

/// A relative link from a folder, or one from the top, as a key; `None` where it leads out.
fn within(folder: &str, path: &str) -> Option<String> {
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let (mut parts, path): (Vec<&str>, &str) = match path.strip_prefix('/') {
        Some(rest) => (Vec::new(), rest),
        None => (folder.split('/').filter(|it| !it.is_empty()).collect(), &path),
    };
    let is_folder = path.is_empty() || path.ends_with('/') || path == "." || path == ".." || path.ends_with("/..");
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    let key = parts.join("/");
    Some(if is_folder && !key.is_empty() { format!("{key}/") } else { key })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(key: &str, media_type: &str, text: &str) -> Vec<String> {
        let resolve = |address: &str| address.strip_prefix("https://news.example.org/").map(str::to_owned);
        links(key, media_type, text.as_bytes(), &resolve).into_iter().collect()
    }

    #[test]
    fn a_page_leads_to_its_links_pictures_and_scripts() {
        let page = "<a href=../../archive/#top>A</a><img src=pictures/a%20b.webp srcset=\"pictures/a.480.webp 480w\">\
                    <a href=https://news.example.org/nyc/>N</a><a href=https://elsewhere.example/>E</a>";
        let found = of("releases/x/index.html", "text/html; charset=utf-8", page);
        assert_eq!(
            found,
            ["archive/index.html", "nyc/index.html", "releases/x/pictures/a b.webp", "releases/x/pictures/a.480.webp"]
        );
    }

    #[test]
    fn other_texts_lead_to_what_can_be_read_as_an_address() {
        let feed = "<link href=\"https://news.example.org/releases/2026/x/\"/><id>tag:x</id>";
        assert!(of("feed.xml", "application/atom+xml", feed).contains(&"releases/2026/x/index.html".to_owned()));
        let manifest = "{\"segments\":[{\"name\":\"550aa18066ab2752\"}]}";
        assert!(of("search/index.json", "application/json", manifest).contains(&"search/550aa18066ab2752/".to_owned()));
        assert!(of("a.png", "image/png", feed).is_empty());
    }
}
