//! The headers that files are sent with, in the preview as in production. The only door of mime_guess.

use crate::old_address::is_named_like_page;

/// What a page may load: only what its own site holds, no script or style inside the page (CSP level 3).
pub const CONTENT_SECURITY_POLICY: &str =
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'";

/// The others, by name.
pub const SECURITY: [(&str, &str); 3] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];

/// That the site is to be asked for over TLS alone, for two years (RFC 6797).
pub const TRANSPORT: (&str, &str) = ("strict-transport-security", "max-age=63072000; includeSubDomains");

/// For files that have their content's hash in their names.
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// For all others: a cache may show one for five minutes, and asks again after that.
pub const REVALIDATED: &str = "public, max-age=300, must-revalidate";

/// The media type of a file by its name; text is UTF-8.
pub fn media_type(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    if is_named_like_page(name) {
        return "text/html; charset=utf-8".to_owned();
    }
    if name.ends_with(".vcf") {
        return "text/vcard; charset=utf-8".to_owned(); // RFC 6350, section 10.1
    }
    if !name.contains('.') {
        return "text/plain; charset=utf-8".to_owned();
    }
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let is_text = kind.type_() == "text" || ["javascript", "json", "xml"].contains(&kind.subtype().as_str());
    if is_text { format!("{kind}; charset=utf-8") } else { kind.to_string() }
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn text_says_its_charset_and_old_pages_are_pages() {
        for (key, expected) in [
            ("index.html", "text/html; charset=utf-8"),
            ("usa/press/1.asp", "text/html; charset=utf-8"),
            ("assets/style.1.css", "text/css; charset=utf-8"),
            ("assets/search.1.js", "text/javascript; charset=utf-8"),
            ("feed.json", "application/json; charset=utf-8"),
            ("releases/2018/ferry/pier.png", "image/png"),
            ("search/1/0.bin", "application/octet-stream"),
            ("calendar.ics", "text/calendar; charset=utf-8"),
            ("contacts.vcf", "text/vcard; charset=utf-8"),
            ("_headers", "text/plain; charset=utf-8"),
        ] {
            assert_eq!(media_type(key), expected, "{key}");
        }
    }
}
