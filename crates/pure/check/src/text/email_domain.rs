//! An e-mail address ends in a top-level domain that exists. The only door of tld, which has the list of IANA.

use crate::text::TextLook;
use crate::text::addresses::addresses;
use dateline_content::release::Release;
use dateline_diagnostics::{Diagnostic, Diagnostics, EMAIL_DOMAIN, Place};
use dateline_text::yaml;

/// Endings that a slip turns into one that does not exist.
const USUAL: &[&str] = &["gov", "com", "org", "net", "edu", "info", "int", "hk", "uk", "us", "cn", "eu", "sg"];

pub(super) fn run(look: &TextLook, found: &mut Diagnostics) {
    for block in look.blocks() {
        for address in addresses(&block.text).into_iter().filter(|it| it.is_email) {
            if block.is_code(address.range.start) {
                continue;
            }
            if let Some((message, help)) = fault(&block.text[address.range.clone()]) {
                look.report(found, EMAIL_DOMAIN, (block, address.range), message, help);
            }
        }
        for link in &block.links {
            let Some(email) = link.target.strip_prefix("mailto:") else { continue };
            let email = email.split('?').next().unwrap_or_default();
            let is_shown = block.text[link.range.clone()].contains(email);
            if let Some((message, help)) = fault(email).filter(|_| !is_shown) {
                look.report(found, EMAIL_DOMAIN, (block, link.range.clone()), message, help);
            }
        }
    }
    for (at, contact) in look.subject.release().into_iter().flat_map(Release::inline_contacts) {
        if let Some((message, help)) = contact.email.as_deref().and_then(fault) {
            let key = yaml::join(&yaml::item("contacts", at), "email");
            let place = Place::Value(look.subject.file(), key);
            found.push(Diagnostic::new(EMAIL_DOMAIN, place, message).help(help));
        }
    }
}

/// What is wrong with the domain of an e-mail address, and the way out.
pub(crate) fn fault(email: &str) -> Option<(String, String)> {
    let domain = email.rsplit_once('@')?.1.to_ascii_lowercase();
    let top = domain.rsplit_once('.')?.1;
    if tld::exist(top) {
        return None;
    }
    let near = USUAL.iter().filter(|it| strsim::damerau_levenshtein(it, top) == 1).collect::<Vec<_>>();
    let help = match near.as_slice() {
        [near, ..] => format!("did you mean `{}{near}`?", &email[..email.len() - top.len()]),
        [] => "mend the address, and write to it once".to_owned(),
    };
    Some((format!("`{email}` ends in `.{top}`, and no such domain exists"), help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_domains_that_exist_pass() {
        for good in ["a@b.gov", "a@b.gov.hk", "a@b.co.uk", "a@b.museum", "A@B.ORG"] {
            assert_eq!(fault(good), None, "{good}");
        }
        assert!(fault("press@hketo.go").is_some_and(|it| it.1 == "did you mean `press@hketo.gov`?"));
    }
}
