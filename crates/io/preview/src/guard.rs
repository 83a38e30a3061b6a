//! Which requests are answered: those of a browser on this machine that was told this machine's name.
//!
//! A page on the web can make a browser ask 127.0.0.1 under a name of its own (DNS rebinding), and read the answer: so the
//! name asked for has to be known. Nothing is allowed to other origins (no CORS headers).

use std::net::IpAddr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

/// What is written as it is in an address; all else, markup too, is percent-encoded.
pub(super) const ADDRESS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
/// Longest address that is looked at, in bytes.
const ADDRESS_LIMIT: usize = 4 * 1024;

/// Whether a request for this `Host` is answered on a server bound to `bound`. Numbers are no names that anybody else can
/// give away; on a public address every number is this machine's.
pub(super) fn is_known_host(host: &str, bound: IpAddr) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    match name.parse::<IpAddr>() {
        Ok(number) => number.is_loopback() || number == bound || bound.is_unspecified(),
        Err(_) => name.eq_ignore_ascii_case("localhost"),
    }
}

/// The output path that an address asks for, before `index.html` is added; `None` for one that is no path of a site.
pub(super) fn asked_path(address: &str) -> Option<String> {
    if address.len() > ADDRESS_LIMIT {
        return None;
    }
    let path = percent_encoding::percent_decode_str(address.strip_prefix('/')?).decode_utf8().ok()?.into_owned();
    // RFC 8615 has one hidden folder that is meant to be read.
    let is_hidden = |part: &str| part.starts_with('.') && part != ".well-known";
    let is_odd = |part: &str| is_hidden(part) || part.contains(['\\', '\0']);
    // In a link, two slashes at the beginning lead to another host.
    (!path.starts_with('/') && !path.split('/').any(is_odd)).then_some(path)
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn only_this_machines_names_are_answered() {
        let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
        for host in ["localhost", "localhost:4010", "LOCALHOST:1", "127.0.0.1:4010", "[::1]:4010", "127.0.0.2"] {
            assert!(is_known_host(host, loopback), "{host}");
        }
        for host in [
            "evil.example",
            "evil.example:4010",
            "localhost.evil.example",
            "10.0.0.1",
            "",
            "[::1.evil",
            "127.0.0.1.evil.example",
        ] {
            assert!(!is_known_host(host, loopback), "{host}");
        }
    }

    #[test]
    fn paths_never_climb_or_name_hidden_files() {
        assert_eq!(asked_path("/nyc/releases/2018/a/").as_deref(), Some("nyc/releases/2018/a/"));
        assert_eq!(asked_path("/a%20b").as_deref(), Some("a b"));
        assert_eq!(asked_path("/.well-known/security.txt").as_deref(), Some(".well-known/security.txt"));
        for address in [
            "/../x",
            "/..%2fx",
            "/%2e%2e/x",
            "/.git/config",
            "/a/.hidden",
            "/a%00b",
            "/a\\b",
            "x",
            "/%ff",
            "//x",
            "/%2fx",
        ] {
            assert_eq!(asked_path(address), None, "{address}");
        }
        assert_eq!(asked_path(&format!("/{}", "a".repeat(5_000))), None);
    }
}
