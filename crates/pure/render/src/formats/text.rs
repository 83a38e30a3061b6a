//! A release as plain text of 72 columns, as wires take it.
//!
//! In: the release as its lead office's page has it, and its Markdown. Out: UTF-8 with line feeds; what stands on two
//! columns in East Asia counts as two.

use textwrap::WordSeparator;
use textwrap::core::{Word, break_words, display_width};
use textwrap::wrap_algorithms::wrap_first_fit;

use crate::view::{ContactView, EventView, ReleaseView, RevisionView};
use crate::words::Words;
use crate::{Body, Here, Links, Owner, Renderer};
use dateline_content::address::Address;
use dateline_content::newsroom::ReleaseIndex;
use dateline_content::release::{Kind, PAGES, Release, STANDING_TEXTS};
use dateline_plan as plan;
use dateline_text::markdown::{self, PlainText, TextBlock};

/// How many columns a line has.
const COLUMNS: usize = 72;

/// `release.txt`.
pub(super) fn release(site: &Renderer, index: ReleaseIndex, body: &Body) -> Vec<u8> {
    let release = &site.newsroom[index];
    let tree = release.lead_tree();
    let address = plan::edition(release, release.lead());
    let here = Here { address: &address, folder: release.source_folder(), links: Links::Absolute };
    let view = site.release(&here, index, release.lead());
    let words = site.words(tree);
    let mut sheet = Sheet::default();
    head(site, release, &view, words, &mut sheet);
    let dateline = site.dateline_at(release, &view.place.to_uppercase());
    let dateline = words.fill("dateline_opening", &[("dateline", &dateline)]);
    let PlainText { opening, blocks } = plain(site, words, &here, Owner::Release(release), &body.source);
    sheet.paragraph(format!("{dateline}{opening}").trim_end());
    sheet.blocks(&blocks);
    facts(&view, words, &mut sheet);
    if !view.quotes.is_empty() {
        sheet.heading(words.get("quotes"));
    }
    for quote in &view.quotes {
        let who = words.person(quote.speaker, quote.post, "");
        let (text, who) = (words.fill("quoted", &[("text", quote.text)]), words.fill("attributed", &[("who", &who)]));
        sheet.paragraph(&format!("{text}\n{who}"));
    }
    pictures(&view, &site.bases.absolute(&address), words, &mut sheet);
    if let Some(notes) = &release.notes {
        sheet.heading(words.get("notes"));
        sheet.text(plain(site, words, &here, Owner::Notes(release), notes));
    }
    let standing: Vec<PlainText> =
        release.boilerplate.iter().filter_map(|id| standing(site, words, &address, id)).collect();
    if !standing.is_empty() {
        sheet.heading(words.get("about"));
        standing.into_iter().for_each(|it| sheet.text(it));
    }
    let links = view.links.iter().map(|it| (it.text.to_owned(), it.url));
    sheet.list(words.get("links"), links.map(|(text, url)| format!("{text}\n{url}")));
    let files = view.attachments.iter().map(|it| format!("{}\n{}", words.bracketed(it.title, &it.facts), it.href));
    sheet.list(words.get("attachments"), files);
    contacts(&view, words, &mut sheet);
    foot(release, &view, &site.bases.absolute(&address), words, &mut sheet);
    sheet.0.into_bytes()
}

/// Who issues it, what it is, what became of it, and the headline.
fn head(site: &Renderer, release: &Release, view: &ReleaseView, words: &Words, sheet: &mut Sheet) {
    let config = &site.newsroom.config;
    sheet.paragraph(&format!("{}\n{}", &config.name[release.language], &config[release.lead()].name[release.language]));
    sheet.paragraph(&view.kind.title.to_uppercase());
    match (view.banner.is_empty(), view.withdrawn_notice.is_empty()) {
        (false, _) => sheet.paragraph(&view.banner),
        (true, false) => {
            sheet.paragraph(&words.sentences([view.withdrawn_notice.as_str(), view.withdrawn]));
        }
        (true, true) if release.kind == Kind::NewsRelease => sheet.paragraph(words.get("immediate_release")),
        (true, true) => {}
    }
    for correction in &view.corrections {
        sheet.paragraph(&revision(correction, words));
    }
    sheet.paragraph(view.title);
    if !view.speaker.is_empty() {
        sheet.paragraph(&words.labelled(words.get("speaker"), &view.speaker));
    }
}

/// Meetings and ceremonies, and the place in a series.
fn facts(view: &ReleaseView, words: &Words, sheet: &mut Sheet) {
    if view.events.is_empty() && view.series.is_none() {
        return;
    }
    sheet.heading(words.get("key_facts"));
    for event in &view.events {
        sheet.paragraph(&event.label);
        self::event(event, words, sheet);
    }
    if let Some(series) = &view.series {
        let place = words.fill("series_place", &[("series", &series.name), ("number", &series.number.to_string())]);
        sheet.paragraph(&words.labelled(words.get("series"), &place));
    }
}

fn event(event: &EventView, words: &Words, sheet: &mut Sheet) {
    let one = [
        ("event_name", event.name.as_str()),
        ("event_date", &event.date.text),
        ("event_time", &event.time),
        ("event_place", &event.place),
        ("guests", &event.guests),
    ];
    for (key, value) in one.into_iter().filter(|(_, value)| !value.is_empty()) {
        sheet.item(&words.labelled(words.get(key), value));
    }
    let many = [
        ("chairs", event.chairs.as_slice()),
        ("officiants", event.officiants.as_slice()),
        ("attendees", &event.attendees),
        ("outcomes", &event.outcomes),
    ];
    for (key, values) in many {
        values.iter().for_each(|value| sheet.item(&words.labelled(words.get(key), value)));
    }
    for award in &event.awards {
        let what = words.listed([award.name.as_str(), &words.number(award.count.into())]);
        sheet.item(&words.labelled(words.get("award"), &what));
    }
    if let Some(total) = event.total {
        let key = if event.awards.is_empty() { "awards" } else { "total" };
        sheet.item(&words.labelled(words.get(key), &words.number(total.into())));
    }
}

fn pictures(view: &ReleaseView, folder: &str, words: &Words, sheet: &mut Sheet) {
    let pictures = view.lead_picture.iter().chain(&view.media).map(|it| {
        let text = if it.caption.is_empty() { it.alt } else { it.caption };
        let credit = match it.credit {
            "" => String::new(),
            credit => words.fill("credit", &[("credit", credit)]),
        };
        let lines = [text, credit.as_str(), &format!("{folder}{}", it.download)];
        lines.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join("\n")
    });
    sheet.list(words.get("pictures"), pictures);
}

fn contacts(view: &ReleaseView, words: &Words, sheet: &mut Sheet) {
    if view.contacts.is_empty() {
        return;
    }
    sheet.heading(words.get("contacts"));
    view.contacts.iter().for_each(|it| sheet.paragraph(&contact(it, words)));
    if !view.contacts_now.is_empty() {
        sheet.paragraph(words.get("contacts_now"));
        view.contacts_now.iter().for_each(|it| sheet.paragraph(&contact(it, words)));
    }
}

fn contact(contact: &ContactView, words: &Words) -> String {
    let mut text = words.listed([&contact.name, &contact.role, &contact.city].map(String::as_str));
    if contact.has_left {
        text = words.bracketed(&text, words.get("contact_left"));
    }
    for (key, value) in [("telephone", &contact.phone), ("email", &contact.email)] {
        if !value.is_empty() {
            text.push_str(&format!("\n{}", words.labelled(words.get(key), value)));
        }
    }
    text
}

/// Where it is published, its last change and all changes.
fn foot(release: &Release, view: &ReleaseView, url: &str, words: &Words, sheet: &mut Sheet) {
    let change = words.last_change(release.last_change());
    sheet.paragraph(&format!(
        "{}\n{url}\n{}\n{}",
        words.labelled(words.get("canonical"), "").trim_end(),
        words.labelled(words.get("release_id"), view.id),
        words.labelled(&change.label, &change.date.text)
    ));
    sheet.list(words.get("revisions"), view.revisions.iter().map(|it| revision(it, words)));
    sheet.paragraph(words.get("text_end_mark"));
}

fn revision(change: &RevisionView, words: &Words) -> String {
    let dated = words.fill("dated", &[("what", &change.kind), ("date", &change.date.text)]);
    let mut text = words.labelled(&dated, &change.note);
    for (key, value) in [("was", &change.was), ("now", &change.now)] {
        if !value.is_empty() {
            text.push_str(&format!("\n{}", words.fill(key, &[("text", value)])));
        }
    }
    text
}

/// A standing text of the configuration, or a page that the release carries.
fn standing(site: &Renderer, words: &Words, address: &Address, id: &str) -> Option<PlainText> {
    let newsroom = site.newsroom.layout();
    let (owner, folder, source) = match newsroom.config.boilerplate.get(id) {
        Some(text) => (Owner::Nobody, STANDING_TEXTS, &text[address.tree.language()]),
        None => {
            let page = &newsroom[newsroom.page(id, address.tree.language())?];
            (Owner::Standing(page), PAGES, page.body.as_str())
        }
    };
    Some(plain(site, words, &Here { address, folder, links: Links::Absolute }, owner, source))
}

fn plain(site: &Renderer, words: &Words, here: &Here, owner: Owner, source: &str) -> PlainText {
    markdown::text(source, words.get("footnotes"), &|target, kind| site.fill(here, owner, target, kind))
}

/// The text so far, in lines.
#[derive(Default)]
struct Sheet(String);

impl Sheet {
    /// Lines after an empty one.
    fn paragraph(&mut self, text: &str) {
        self.gap();
        self.write("", "", text);
    }

    fn heading(&mut self, words: &str) {
        self.paragraph(&words.to_uppercase());
    }

    /// A line of a list, directly after the one before.
    fn item(&mut self, text: &str) {
        self.write("- ", "  ", text);
    }

    /// A heading and what stands under it; nothing for an empty list.
    fn list(&mut self, heading: &str, items: impl Iterator<Item = String>) {
        for (at, item) in items.enumerate() {
            if at == 0 {
                self.heading(heading);
                self.gap();
            }
            self.item(&item);
        }
    }

    fn text(&mut self, text: PlainText) {
        if !text.opening.is_empty() {
            self.paragraph(&text.opening);
        }
        self.blocks(&text.blocks);
    }

    fn blocks(&mut self, blocks: &[TextBlock]) {
        for block in blocks {
            if !block.joins {
                self.gap();
            }
            self.write(&block.mark, &block.indent, &block.text);
        }
    }

    fn gap(&mut self) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
    }

    fn write(&mut self, mark: &str, indent: &str, text: &str) {
        let mut before = mark;
        for line in text.split('\n') {
            for piece in lines(line, [before, indent].map(|it| COLUMNS.saturating_sub(display_width(it)))) {
                let line = format!("{before}{piece}");
                self.0.push_str(line.trim_end());
                self.0.push('\n');
                before = indent;
            }
        }
    }
}

/// A text in lines of at most so many columns, the first and the others; one that is all an address may be longer.
fn lines(text: &str, columns: [usize; 2]) -> Vec<String> {
    let narrowest = columns[0].min(columns[1]).max(1);
    let mut words = Vec::new();
    for (word, has_address) in words_with_addresses(text) {
        match has_address {
            true => words.push(word),
            false => words.extend(break_words([word], narrowest)),
        }
    }
    let line = |words: &&[Word]| {
        let Some((last, others)) = words.split_last() else { return String::new() };
        let others = others.iter().map(|it| format!("{}{}", it.word, it.whitespace));
        others.chain([last.word.to_owned()]).collect()
    };
    wrap_first_fit(&words, &columns.map(|it| it as f64)).iter().map(line).collect()
}

/// The pieces between which a line may end (Unicode, UAX 14), and whether each holds an address, which is in one piece.
fn words_with_addresses(text: &str) -> Vec<(Word<'_>, bool)> {
    let addresses = addresses(text);
    let mut addresses = addresses.iter().peekable();
    let (mut words, mut start, mut end) = (Vec::new(), 0, 0);
    let mut has_address = false;
    for piece in WordSeparator::UnicodeBreakProperties.find_words(text) {
        end += piece.word.len() + piece.whitespace.len();
        while addresses.next_if(|it| it.1 <= end).is_some() {
            has_address = true;
        }
        let is_inside = addresses.peek().is_some_and(|it| it.0 < end);
        if !is_inside {
            words.push((Word::from(&text[start..end]), has_address));
            (start, has_address) = (end, false);
        }
    }
    if start < end {
        words.push((Word::from(&text[start..end]), true));
    }
    words
}

/// Where addresses stand in a text: from the scheme to white space, to a mark that ends what holds the address, or to
/// punctuation of Chinese.
fn addresses(text: &str) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, _) in text.match_indices("://") {
        let scheme = text[..at].trim_end_matches(|it: char| it.is_ascii_alphabetic()).len();
        if scheme == at || found.last().is_some_and(|it| scheme < it.1) {
            continue;
        }
        let mut depth = 0;
        let ends = |it: char| {
            match it {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            depth < 0
                || it.is_whitespace()
                || matches!(it, '<' | '>' | '"' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
        };
        let end = text[at..].find(ends).map_or(text.len(), |end| at + end);
        found.push((scheme, end));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(mark: &str, indent: &str, text: &str) -> String {
        let mut sheet = Sheet::default();
        sheet.write(mark, indent, text);
        sheet.0
    }

    #[test]
    fn lines_have_72_columns_and_chinese_characters_two() {
        let english = written("", "", &"word ".repeat(40));
        assert!(english.lines().all(|it| display_width(it) <= COLUMNS && !it.ends_with(' ')));
        assert_eq!(english.lines().next().map(str::len), Some(69));
        let chinese = written("", "", &"香港，".repeat(60));
        assert!(chinese.lines().all(|it| display_width(it) <= COLUMNS && !it.starts_with('，')), "{chinese}");
        assert!(chinese.lines().rev().skip(1).all(|it| display_width(it) > 66), "{chinese}");
        assert_eq!(chinese.replace('\n', ""), "香港，".repeat(60));
    }

    #[test]
    fn items_are_indented_under_their_marks() {
        let item = written("10. ", "    ", &"word ".repeat(20));
        assert_eq!(item.lines().map(|it| &it[..4]).collect::<Vec<_>>(), ["10. ", "    "]);
        assert_eq!(written("> ", "> ", "a\n\nb"), "> a\n>\n> b\n");
        assert_eq!(written("", "", ""), "\n");
    }

    #[test]
    fn addresses_are_never_broken() {
        let address = format!("https://news.example.org/{}(a)/b-c/?d=e", "long/folder-".repeat(10));
        let text = written("", "", &format!("Read the text ({address}), and more."));
        assert_eq!(text, format!("Read the text\n({address}),\nand more.\n"));
        let chinese = written("", "", &format!("見（{address}）。{}", "香港".repeat(40)));
        assert!(chinese.contains(&address) && chinese.lines().count() > 2, "{chinese}");
        assert!(chinese.lines().all(|it| it.contains("://") || display_width(it) <= COLUMNS));
    }

    #[test]
    fn odd_texts_do_no_harm() {
        for odd in ["a".repeat(100_000), "😀".repeat(25_000), "\u{a0}".repeat(1_000), "://".repeat(30_000)] {
            let text = written("", "", &odd);
            assert!(text.lines().all(|it| it.contains("://") || display_width(it) <= COLUMNS));
        }
        for odd in ["", " ", "://", "a://", "\u{1b}[31mred", "(((((", "https://"] {
            written("- ", "  ", odd);
        }
    }
}
