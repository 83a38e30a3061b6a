//! The headers that pages are sent with, in the preview as in production.

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
