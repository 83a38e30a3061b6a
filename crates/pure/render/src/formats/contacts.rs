//! Whom the press may call -> vCard 4.0 (RFC 6350).

use crate::Renderer;
use crate::formats::content_line::{ContentLines, escaped};
use dateline_content::address::{Address, Tree};
use dateline_content::contact::Contact;

/// The contacts of a tree who are in post now and can be reached.
pub(super) fn cards(site: &Renderer, tree: Tree) -> Vec<u8> {
    let mut lines = ContentLines::default();
    for (id, contact) in site.newsroom.layout().reachable_contacts(tree) {
        lines.within("VCARD", |card| self::card(site, tree, id, contact, card));
    }
    lines.bytes()
}

fn card(site: &Renderer, tree: Tree, id: &str, contact: &Contact, card: &mut ContentLines) {
    let config = &site.newsroom.config;
    let (office, language) = (&config[contact.office], tree.language());
    card.value("VERSION", "4.0");
    card.value("KIND", "individual");
    card.value("UID", &uid(site, id));
    let name = &contact.name[language];
    card.text("FN", name);
    let (family, given) = name_parts(name);
    card.value("N", &format!("{};{};;;", escaped(&family), escaped(&given)));
    card.value("ORG", &format!("{};{}", escaped(&config.name[language]), escaped(&office.name[language])));
    if let Some(role) = &contact.role {
        card.text("TITLE", &role[language]);
    }
    if let Some(phone) = &contact.phone {
        card.value("TEL;VALUE=uri;TYPE=work", &phone.href());
    }
    if let Some(email) = &contact.email {
        card.text("EMAIL;TYPE=work", email);
    }
    card.value("ADR;TYPE=work", &format!(";;;{};;;", escaped(&office.city[language])));
    card.value("URL", &home(site, Tree::of(contact.office, language)));
}

/// The contact's identity for programs, which stays while their id in the directory does (RFC 4151).
fn uid(site: &Renderer, id: &str) -> String {
    site.tag(&format!("contact:{}", percent_encoding::utf8_percent_encode(id, crate::IN_TAGS)))
}

fn home(site: &Renderer, tree: Tree) -> String {
    site.bases.absolute(&Address::new(tree, ""))
}

/// Family name, and the rest: the one word in capitals, as Hong Kong writes them, else the last word. A name of one word
/// is all family name.
fn name_parts(name: &str) -> (String, String) {
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_capitals = |it: &&str| {
        let letters = || it.chars().filter(|it| it.is_alphabetic());
        letters().count() > 1 && letters().all(char::is_uppercase)
    };
    let mut capitals = words.iter().enumerate().filter(|(_, it)| is_capitals(it)).map(|(at, _)| at);
    let family = match (capitals.next(), capitals.next()) {
        (Some(at), None) => at,
        _ => words.len().saturating_sub(1),
    };
    let given = words.iter().enumerate().filter(|(at, _)| *at != family).map(|(_, it)| *it).collect::<Vec<_>>();
    (words.get(family).copied().unwrap_or_default().to_owned(), given.join(" "))
}

#[cfg(test)]
mod tests {
    use super::name_parts;

    #[test]
    fn family_names_stand_last_or_in_capitals() {
        for (name, family, given) in [
            ("Ana Reyes", "Reyes", "Ana"),
            ("WONG Kam-sing", "WONG", "Kam-sing"),
            ("Melissa K. Ng", "Ng", "Melissa K."),
            ("陳大文", "陳大文", ""),
            ("ANA REYES", "REYES", "ANA"),
            ("  ", "", ""),
        ] {
            assert_eq!(name_parts(name), (family.to_owned(), given.to_owned()), "{name}");
        }
    }
}
