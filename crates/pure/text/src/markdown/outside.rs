//! A text -> its links to other sites.

use pulldown_cmark::{Event, Tag};

use super::address::{self, Address, LinkKind};
use super::outline::{Link, address_range, bytes};
use super::parse::Source;

/// The links of a text that lead out of the newsroom by `http` or `https`, in their order.
pub fn outside_links(text: &str) -> Vec<Link> {
    let is_web = |target: &str| target.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("http"));
    let link = |(event, range)| match event {
        Event::Start(Tag::Link { dest_url, .. })
            if address::sort(&dest_url, LinkKind::Link) == Address::External && is_web(&dest_url) =>
        {
            let range = bytes(address_range(text, &dest_url, range));
            Some(Link { target: dest_url.into_string(), range, kind: LinkKind::Link })
        }
        _ => None,
    };
    Source::new(text).events().filter_map(link).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_other_sites_are_found_where_they_are_written() {
        let text = "See [a](https://a.org/x), <http://b.org>, [c][c], [d](d.md), ![e](e.png), <press@f.org> and [g](tel:+1).\n\n[c]: HTTPS://c.org/?a&amp;b\n";
        let found: Vec<(String, String)> = outside_links(text)
            .into_iter()
            .map(|it| (it.target, text[it.range.start as usize..it.range.end as usize].to_owned()))
            .collect();
        let expected = [
            ("https://a.org/x", "https://a.org/x"),
            ("http://b.org", "http://b.org"),
            ("HTTPS://c.org/?a&b", "[c][c]"),
        ];
        assert_eq!(found, expected.map(|(target, written)| (target.to_owned(), written.to_owned())));
        assert!(outside_links("`https://a.org` https://b.org\n\n```\n[c](https://c.org)\n```\n").is_empty());
    }
}
