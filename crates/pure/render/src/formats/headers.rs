//! What a host sends with each file (`_headers`, as Netlify and Cloudflare Pages read it), and `security.txt`.

use std::fmt::Write;

use crate::Renderer;
use dateline_content::address::{Address, Tree};
use dateline_content::headers::{CONTENT_SECURITY_POLICY, IMMUTABLE, REVALIDATED, SECURITY, TRANSPORT};

/// Folders of a tree in which every name tells its file's bytes. What begins with `:` stands for any one name.
const HASHED: [&str; 3] = ["assets/", "releases/:year/:release/pictures/", ":page/pictures/"];

/// `_headers` of a tree: hashed files are kept for ever, everything else is asked for again after a few minutes.
pub(super) fn bytes(site: &Renderer, tree: Tree) -> Vec<u8> {
    let top = site.bases.from_host(&Address::new(tree, ""));
    let mut text = format!("{top}*\n");
    let all = SECURITY.iter().copied().chain([
        ("content-security-policy", CONTENT_SECURITY_POLICY),
        TRANSPORT,
        ("cache-control", REVALIDATED),
    ]);
    for (name, value) in all {
        let _ = writeln!(text, "  {name}: {value}");
    }
    // Netlify joins the values of one header that two rules set: the general one is taken away first.
    for tree in site.newsroom.layout().trees_served_with(tree) {
        for folder in HASHED {
            let folder = site.bases.from_host(&Address::new(tree, folder));
            let _ = write!(text, "{folder}*\n  ! cache-control\n  cache-control: {IMMUTABLE}\n");
        }
    }
    text.into_bytes()
}

/// `.well-known/security.txt` (RFC 9116).
pub(super) fn security(site: &Renderer, tree: Tree) -> Vec<u8> {
    let newsroom = &site.newsroom;
    let Some(security) = &newsroom.config.security else { return Vec::new() };
    let own = site.bases.absolute(&Address::new(tree, ".well-known/security.txt"));
    let mut text = format!("Contact: {}\nExpires: {}T23:59:59Z\n", security.contact, security.expires);
    let _ = writeln!(text, "Preferred-Languages: {}\nCanonical: {own}", newsroom.config.languages.join(", "));
    if let Some(policy) = &security.policy {
        let _ = writeln!(text, "Policy: {policy}");
    }
    text.into_bytes()
}
