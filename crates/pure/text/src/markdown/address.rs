//! Where a link leads, by the look of its address.

use url::{ParseError, Url};

/// What an address is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// Something to follow.
    Link,
    /// Something to show.
    Picture,
    /// The sizes of a picture, for a browser to choose from: what a `srcset` says.
    Sources,
}

/// An address, sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Address<'a> {
    /// Leads out of the newsroom: `http`, `https`, `mailto`, `tel`.
    External,
    /// A place on the page itself: `#anchor`.
    Anchor,
    /// Something of the newsroom, relative to the text or to the root.
    Internal,
    /// May not be written.
    Refused(Fault<'a>),
}

/// Why an address may not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault<'a> {
    /// There is none.
    Empty,
    /// It holds a control character, or begins or ends with a space.
    Hidden,
    /// It begins with `//`, or with what a browser takes for it.
    NoScheme,
    /// It begins with `www.`.
    Www,
    /// It is an email address without `mailto:`.
    Email,
    /// It is a picture of another site: a page loads nothing from elsewhere.
    Foreign,
    /// Its scheme (this) is not one of the four.
    Scheme(&'a str),
    /// No browser can read it as an address (URL Standard).
    Unreadable(ParseError),
}

/// Sorts an address; entities are decoded already.
pub(super) fn sort(target: &str, kind: LinkKind) -> Address<'_> {
    let bytes = target.as_bytes();
    let is_slash = |at: usize| matches!(bytes.get(at), Some(b'/' | b'\\'));
    if target.trim().is_empty() {
        return Address::Refused(Fault::Empty);
    }
    if target.contains(char::is_control) || target.trim().len() != target.len() {
        return Address::Refused(Fault::Hidden);
    }
    if is_slash(0) && is_slash(1) {
        return Address::Refused(Fault::NoScheme);
    }
    if let Some(scheme) = scheme(target) {
        let rest = &target[scheme.len() + 1..];
        let is = |name: &str| scheme.eq_ignore_ascii_case(name);
        let is_web = (is("http") || is("https")) && rest.starts_with("//");
        let is_call = (is("mailto") || is("tel")) && !rest.is_empty();
        let fault = Url::parse(target).err();
        return match kind {
            LinkKind::Picture | LinkKind::Sources if is_web => Address::Refused(Fault::Foreign),
            LinkKind::Link if is_web || is_call => {
                fault.map_or(Address::External, |it| Address::Refused(Fault::Unreadable(it)))
            }
            _ => Address::Refused(Fault::Scheme(scheme)),
        };
    }
    if bytes.get(..4).is_some_and(|it| it.eq_ignore_ascii_case(b"www.")) {
        return Address::Refused(Fault::Www);
    }
    if kind == LinkKind::Link && target.contains('@') && !target.contains(['/', '#', '?']) {
        return Address::Refused(Fault::Email);
    }
    if kind == LinkKind::Link && bytes[0] == b'#' { Address::Anchor } else { Address::Internal }
}

/// The scheme as a browser would find it (URL Standard, "scheme start state").
fn scheme(target: &str) -> Option<&str> {
    let end = target.find(|it: char| !(it.is_ascii_alphanumeric() || matches!(it, '+' | '-' | '.')))?;
    let is_scheme = target[end..].starts_with(':') && target.starts_with(|it: char| it.is_ascii_alphabetic());
    is_scheme.then(|| &target[..end])
}

impl Fault<'_> {
    /// What was found, for a diagnostic.
    pub(super) fn message(self, target: &str) -> String {
        match self {
            Self::Empty => "the link has no address".into(),
            Self::Hidden => "the address has a space at an end, or a hidden character in it".into(),
            Self::NoScheme => format!("the address `{target}` begins with `//`"),
            Self::Www => format!("the address `{target}` does not say `https://`"),
            Self::Email => format!("the email address `{target}` does not say `mailto:`"),
            Self::Foreign => format!("the picture `{target}` would be loaded from another site"),
            Self::Scheme(scheme) => format!("an address cannot begin with `{scheme}:` here"),
            Self::Unreadable(ParseError::InvalidPort) => {
                format!("the port of the address `{target}` is not a number up to 65535")
            }
            Self::Unreadable(_) => {
                format!("the host of the address `{target}` is not a name that browsers can look up")
            }
        }
    }

    /// The way out, for a diagnostic.
    pub(super) fn help(self, target: &str, kind: LinkKind) -> String {
        match (self, kind) {
            (Self::Empty, _) => "write the address between the parentheses: `[text](https://…)`".into(),
            (Self::Hidden, _) => "type the address anew, without spaces or line ends around it".into(),
            (Self::NoScheme, _) => format!("write `https://{}`", target.trim_start_matches(['/', '\\'])),
            (Self::Www, _) => format!("write `https://{target}`"),
            (Self::Email, _) => format!("write `mailto:{target}`"),
            (Self::Scheme(scheme), _)
                if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") =>
            {
                format!("write two slashes after the colon: `{}://…`", scheme.to_ascii_lowercase())
            }
            (Self::Scheme(_), LinkKind::Link) => {
                "begin it with `https://`, `http://`, `mailto:` or `tel:`, or name a file or page of the newsroom"
                    .into()
            }
            (Self::Unreadable(ParseError::InvalidPort), _) => {
                "delete the colon after the host and what follows it up to the next slash, or write the right port"
                    .into()
            }
            (Self::Unreadable(_), _) => {
                "write the host with letters, digits, hyphens and full stops, as in `https://www.example.org/`".into()
            }
            (Self::Foreign | Self::Scheme(_), _) => "put the picture beside the text and write its name".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_four_schemes_and_relative_addresses_pass() {
        let link = |target| sort(target, LinkKind::Link);
        for target in ["https://a.org", "HTTP://a.org", "mailto:a@b.org", "tel:+12127523320"] {
            assert_eq!(link(target), Address::External, "{target}");
        }
        for target in ["a.pdf", "/x/", "../y", "a/b:c", "?q", "香港.pdf"] {
            assert_eq!(link(target), Address::Internal, "{target}");
        }
        assert_eq!(link("#notes"), Address::Anchor);
    }

    #[test]
    fn tricks_are_refused() {
        let faults = [
            ("JavaScript:x", Fault::Scheme("JavaScript")),
            ("data:text/html,x", Fault::Scheme("data")),
            ("java\nscript:x", Fault::Hidden),
            ("java\tscript:x", Fault::Hidden),
            (" javascript:x", Fault::Hidden),
            ("\u{1}javascript:x", Fault::Hidden),
            ("//host/x", Fault::NoScheme),
            ("/\\host/x", Fault::NoScheme),
            ("www.example.org/x", Fault::Www),
            ("press@example.org", Fault::Email),
            ("https:example.org", Fault::Scheme("https")),
            ("http://www.example.org%20", Fault::Unreadable(ParseError::IdnaError)),
            ("https://www.example .org/x", Fault::Unreadable(ParseError::IdnaError)),
            ("https://", Fault::Unreadable(ParseError::EmptyHost)),
            ("https://www.example.org:port/", Fault::Unreadable(ParseError::InvalidPort)),
            ("", Fault::Empty),
        ];
        for (target, fault) in faults {
            assert_eq!(sort(target, LinkKind::Link), Address::Refused(fault), "{target:?}");
        }
    }

    #[test]
    fn a_picture_is_no_telephone_number() {
        assert_eq!(sort("tel:+1212", LinkKind::Picture), Address::Refused(Fault::Scheme("tel")));
    }
}
