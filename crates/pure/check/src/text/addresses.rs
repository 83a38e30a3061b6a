//! Addresses in running text: where each begins and ends.

use std::ops::Range;

use dateline_text::markdown::is_han;

/// An address that stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// Without the punctuation after it.
    pub(super) range: Range<usize>,
    pub(super) is_email: bool,
    /// Whether a full stop stands right after it.
    pub(super) has_stop: bool,
}

/// The web and e-mail addresses of a text, in their order.
pub(super) fn addresses(text: &str) -> Vec<Address> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = next_mark(&text[from..]).map(|it| from + it) {
        let address = if text.as_bytes()[at] == b'@' { email(text, at) } else { web(text, at) };
        from = address.as_ref().map_or(at + 1, |it| it.range.end);
        found.extend(address);
    }
    found
}

/// The first byte that may belong to an address: an `@`, the colon of `://`, the `w` of `www.`.
fn next_mark(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    (0..bytes.len()).find(|&at| match bytes[at] {
        b'@' => true,
        b':' => bytes[at..].starts_with(b"://"),
        b'w' | b'W' => bytes.len() >= at + 4 && bytes[at..at + 4].eq_ignore_ascii_case(b"www."),
        _ => false,
    })
}

fn web(text: &str, at: usize) -> Option<Address> {
    let bytes = text.as_bytes();
    let start = match bytes[at] {
        b':' => {
            let scheme = text[..at].bytes().rev().take_while(u8::is_ascii_alphabetic).count();
            let scheme = &text[at - scheme..at];
            let known = ["https", "http"].into_iter().find(|it| scheme.to_ascii_lowercase().ends_with(it))?;
            at - known.len()
        }
        _ if at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'.') => return None,
        _ => at,
    };
    let is_end = |it: char| it.is_whitespace() || is_han(it) || "<>\"“”‘’`|{}^\u{fffc}".contains(it);
    let whole = text[start..].find(is_end).map_or(text.len(), |it| start + it);
    let trimmed = trim(&text[start..whole]);
    let rest = trimmed.rsplit("://").next().unwrap_or_default();
    let is_host = rest.split('/').next().is_some_and(|it| it.contains('.') && !it.starts_with('.'));
    let end = start + trimmed.len();
    is_host.then(|| Address { range: start..end, is_email: false, has_stop: text[end..whole].starts_with('.') })
}

fn email(text: &str, at: usize) -> Option<Address> {
    let is_name = |it: char| it.is_ascii_alphanumeric() || "._%+-'".contains(it);
    let start = text[..at].trim_end_matches(is_name).len();
    let is_domain = |it: char| it.is_ascii_alphanumeric() || ".-".contains(it);
    let domain = &text[at + 1..];
    let domain = &domain[..domain.find(|it| !is_domain(it)).unwrap_or(domain.len())];
    let trimmed = domain.trim_end_matches(['.', '-']);
    let start = start + text[start..at].len() - text[start..at].trim_start_matches(['.', '\'', '-']).len();
    // A name such as `@user@host` is no e-mail address, nor is a password in a web address.
    let is_odd = start > 0 && matches!(text.as_bytes()[start - 1], b'@' | b':' | b'/' | b'=');
    let is_whole = start < at && trimmed.contains('.') && !trimmed.contains("..") && !is_odd;
    let end = at + 1 + trimmed.len();
    is_whole.then(|| Address { range: start..end, is_email: true, has_stop: text[end..].starts_with('.') })
}

/// An address without the punctuation of the sentence around it.
fn trim(address: &str) -> &str {
    let mut address = address;
    loop {
        let shorter = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '…', '–', '—']);
        let shorter = match shorter.strip_suffix([')', ']']) {
            Some(inner) if inner.matches(['(', '[']).count() < shorter.matches([')', ']']).count() => inner,
            _ => shorter,
        };
        if shorter.len() == address.len() {
            return address;
        }
        address = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<(&str, bool)> {
        addresses(text).into_iter().map(|it| (&text[it.range], it.has_stop)).collect()
    }

    #[test]
    fn punctuation_after_an_address_is_the_sentences() {
        assert_eq!(texts("website: www.a.hk/en_index.asp."), [("www.a.hk/en_index.asp", true)]);
        assert_eq!(
            texts("(see https://a.org/b_(c)), HTTP://b.org/?x=1!"),
            [("https://a.org/b_(c)", false), ("HTTP://b.org/?x=1", false)]
        );
        assert_eq!(
            texts("write to a.b@c.gov.hk. 網址https://a.org/中文"),
            [("a.b@c.gov.hk", true), ("https://a.org/", false)]
        );
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        for text in ["at 5 @ once", "@user", "@user@host.org", "swww.x", "ftp://x", "a@b", "http://localhost", "www."] {
            assert_eq!(texts(text), [], "{text}");
        }
    }
}
