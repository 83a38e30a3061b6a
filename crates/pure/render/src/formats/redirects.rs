//! Addresses that lead elsewhere or answer no more -> files that hosts read.

use std::fmt::Write;

use serde::Serialize;

use dateline_content::address::{Bases, Tree};
use dateline_content::newsroom::Newsroom;
use dateline_plan::{self as plan, Answer, RedirectFile};

/// Where an address leads.
#[derive(Serialize)]
struct Redirect {
    /// From the host's top.
    from: String,
    /// From the host's top, or a whole address on another host; `None` for what is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    /// 301 or 410.
    status: u16,
}

/// The bytes of one of the files at the top of a tree. Entries are sorted by address.
pub(super) fn bytes(file: RedirectFile, tree: Tree, newsroom: &Newsroom, bases: &Bases) -> Vec<u8> {
    let mut redirects: Vec<Redirect> = plan::leading_on_in(newsroom, tree)
        .map(|(from, answer)| match answer {
            Answer::Moved(release) => {
                let to = plan::edition_in(&newsroom[release], from.tree);
                let to = encoded(&bases.href_from_host(&from, &to));
                Redirect { from: bases.from_host(&from), to: Some(to), status: 301 }
            }
            Answer::Elsewhere(to) => {
                let to = encoded(&bases.href_from_host(&from, &to));
                Redirect { from: bases.from_host(&from), to: Some(to), status: 301 }
            }
            Answer::Gone => Redirect { from: bases.from_host(&from), to: None, status: 410 },
        })
        .collect();
    redirects.sort_by(|a, b| a.from.cmp(&b.from));
    match file {
        RedirectFile::Redirects => text(&redirects),
        RedirectFile::Json => json(redirects),
        RedirectFile::Nginx => nginx(&redirects),
    }
}

/// A line of each kind: Netlify takes the first, which it needs as a page stands there; Cloudflare Pages ignores that and
/// takes the second (it has no 410).
fn text(redirects: &[Redirect]) -> Vec<u8> {
    let mut text = String::new();
    for Redirect { from, to, status } in redirects {
        let from = encoded(from);
        let to = to.as_deref().unwrap_or(&from);
        let _ = writeln!(text, "{from} {to} {status}!");
        if *status == 301 {
            let _ = writeln!(text, "{from} {to} {status}");
        }
    }
    text.into_bytes()
}

fn json(redirects: Vec<Redirect>) -> Vec<u8> {
    let encode = |it: Redirect| Redirect { from: encoded(&it.from), ..it };
    let redirects: Vec<Redirect> = redirects.into_iter().map(encode).collect();
    let mut bytes = serde_json::to_vec_pretty(&redirects).expect("a list of texts and numbers");
    bytes.push(b'\n');
    bytes
}

/// nginx compares `$uri`, in which nothing is encoded.
fn nginx(redirects: &[Redirect]) -> Vec<u8> {
    let mut text = "\
        # Old addresses. Include this file in `http`, and write in `server`:\n\
        # Long addresses need `map_hash_bucket_size 256;` in `http`.\n\
        #     if ($dateline_gone) { return 410; }\n\
        #     if ($dateline_moved) { return 301 $dateline_moved; }\n"
        .to_owned();
    text.push_str("map $uri $dateline_moved {\n");
    for Redirect { from, to, .. } in redirects {
        if let Some(to) = to {
            let _ = writeln!(text, "    \"{from}\" \"{to}\";");
        }
    }
    text.push_str("}\nmap $uri $dateline_gone {\n");
    for Redirect { from, .. } in redirects.iter().filter(|it| it.to.is_none()) {
        let _ = writeln!(text, "    \"{from}\" 1;");
    }
    text.push_str("}\n");
    text.into_bytes()
}

/// An address with everything encoded that is not ASCII (RFC 3986, section 2.1).
fn encoded(address: &str) -> String {
    percent_encoding::utf8_percent_encode(address, percent_encoding::CONTROLS).to_string()
}
