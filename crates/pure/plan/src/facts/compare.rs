//! Two states of a release -> what differs, in an editor's words.

use std::ops::Range;

use super::words::{Hunk, differing, hunks};
use super::{Facts, Value};
use dateline_text::markdown::is_han;
use dateline_text::yaml;

/// The key of what a file's bytes are known by.
pub(super) const CONTENT: &str = "content";
/// The key of pictures in the text.
pub(super) const PICTURES: &str = "pictures";
/// The key of files that the text links.
pub(super) const DOWNLOADS: &str = "downloads";
/// The key of what links of the text lead to inside the newsroom.
pub(super) const LINKS: &str = "led";
/// The key of the text itself.
const TEXT: &str = "the text";

/// Longest value that is told whole, in characters.
const SHORT: usize = 60;
/// Most changes of one text that are told word by word.
const TOLD: usize = 3;
/// Keys of running text, of which a small slip may be mended.
const RUNNING: &[&str] = &["alt", "caption", "notes", "summary"];
/// Keys that hold one thing when there is only one.
const SINGLE: &[&str] = &["meeting", "ceremony", "speaker"];

/// Something that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where the new value stands, or would.
    pub place: Where,
    /// What changed, with the old and the new.
    pub words: String,
    /// What was there, and what is: the first words that differ.
    pub first: (String, String),
    /// How many characters differ, when it is running text and neither a digit, a capitalised word nor a Chinese character
    /// is touched.
    pub slip: Option<usize>,
}

/// Where a change stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Where {
    /// At a path of keys.
    Key(String),
    /// At words of the text, by their places among its [`tokens`](super::tokens).
    Text(Range<usize>),
    /// In the text, not known where.
    File,
}

/// All that differs between what readers saw of a release and what they see now, in the order of the front matter, the
/// text last. Revisions are not among it: they say what changed.
pub fn changes(old: &Facts, new: &Facts) -> Vec<Change> {
    let mut found = Found { dates: dates(old, new), changes: Vec::new() };
    found.things(&Trail::default(), &old.values, &new.values);
    found.text(&old.text, &new.text);
    found.changes
}

/// The dates of the release, old and new: events that name none have them too.
fn dates(old: &Facts, new: &Facts) -> (String, String) {
    let day = |facts: &Facts| facts.value("date").and_then(Value::plain).unwrap_or_default().chars().take(10).collect();
    (day(old), day(new))
}

/// The way to a value: each step with what it is called.
#[derive(Clone, Default)]
struct Trail {
    path: String,
    /// Innermost first: `number`, `award `Partners``, `ceremony`.
    words: Vec<String>,
    key: String,
}

impl Trail {
    fn key(&self, key: &str) -> Self {
        let words = [vec![noun(key).to_owned()], self.words.clone()].concat();
        Self { path: yaml::join(&self.path, key), words, key: key.to_owned() }
    }

    /// An item of the list that this is the key of.
    fn item(&self, at: usize, n: usize, value: &Value) -> Self {
        let noun = one_of(&self.key);
        let label = match label(value) {
            Some(label) if !SINGLE.contains(&&*self.key) => format!("{noun} `{}`", cut(label)),
            _ if n > 1 => format!("{} {noun}", ordinal(at + 1)),
            _ => noun.to_owned(),
        };
        let words = [vec![label], self.words.get(1..).unwrap_or_default().to_vec()].concat();
        Self { path: yaml::item(&self.path, at), words, key: self.key.clone() }
    }

    /// `the number of the award `Partners` of the ceremony`.
    fn name(&self) -> String {
        self.words.iter().map(|it| format!("the {it}")).collect::<Vec<_>>().join(" of ")
    }

    fn place(&self) -> Where {
        let first = self.path.split(['.', '[']).next().unwrap_or_default();
        match first {
            PICTURES | DOWNLOADS | LINKS => Where::File,
            _ => Where::Key(self.path.clone()),
        }
    }
}

struct Found {
    dates: (String, String),
    changes: Vec<Change>,
}

impl Found {
    fn things(&mut self, trail: &Trail, old: &[(super::Key, Value)], new: &[(super::Key, Value)]) {
        for (key, value) in new {
            let trail = trail.key(key);
            match old.iter().find(|it| it.0 == *key) {
                Some((_, before)) => self.values(&trail, before, value),
                None => self.added(&trail, value),
            }
        }
        for (key, value) in old.iter().filter(|it| new.iter().all(|new| new.0 != it.0)) {
            self.removed(&trail.key(key), value);
        }
    }

    fn values(&mut self, trail: &Trail, old: &Value, new: &Value) {
        match (old, new) {
            _ if old == new => {}
            (Value::Plain(old), Value::Plain(new)) => self.plain(trail, old, new),
            (Value::Many(old), Value::Many(new)) => self.lists(trail, old, new),
            (Value::Thing(old), Value::Thing(new)) => self.things(trail, old, new),
            _ => {
                let words = format!("{} was `{}` and is `{}`", trail.name(), whole(old), whole(new));
                self.push(trail.place(), words, (whole(old), whole(new)), None);
            }
        }
    }

    fn plain(&mut self, trail: &Trail, old: &str, new: &str) {
        let is_unknown = [CONTENT, LINKS].contains(&trail.key.as_str()) && (old.is_empty() || new.is_empty());
        // An event without a date of its own has the release's, of which is told already.
        let goes_along = trail.key == "date" && trail.path != "date" && (old, new) == (&self.dates.0, &self.dates.1);
        let is_running = RUNNING.contains(&trail.key.as_str());
        if is_unknown || goes_along || is_running && hunks(old, new).is_empty() {
            return;
        }
        let name = trail.name();
        let mut first = (cut(old), cut(new));
        let words = match trail.key.as_str() {
            CONTENT => {
                format!("{} has other content", Trail { words: trail.words[1..].to_vec(), ..trail.clone() }.name())
            }
            LINKS => format!("{name} led to `{old}` and leads to `{new}`"),
            _ if is_short(old) && is_short(new) => {
                let (was, is) = if is_plural(&trail.key) { ("were", "are") } else { ("was", "is") };
                format!("{name} {was} `{}` and {is} `{}`", first.0, first.1)
            }
            _ => {
                let (told, hunks) = hunks_told(old, new);
                first = hunks.first().map(|it| first_words(it, old, new)).unwrap_or_default();
                format!("in {name}, {told}")
            }
        };
        let first = if [CONTENT, LINKS].contains(&trail.key.as_str()) { Default::default() } else { first };
        let slip = is_running.then(|| slip(old, new)).flatten();
        self.push(trail.place(), words, first, slip);
    }

    fn lists(&mut self, trail: &Trail, old: &[Value], new: &[Value]) {
        if is_same_but_order(old, new) {
            let words = format!("the order of {} was `{}` and is `{}`", trail.name(), listed(old), listed(new));
            return self.push(trail.place(), words, (listed(old), listed(new)), None);
        }
        for (before, after) in differing(old, new) {
            let n_paired = before.len().min(after.len());
            for (old_at, new_at) in before.clone().zip(after.clone()) {
                self.values(&trail.item(new_at, new.len(), &old[old_at]), &old[old_at], &new[new_at]);
            }
            for at in after.skip(n_paired) {
                self.added(&trail.item(at, 1, &new[at]), &new[at]);
            }
            for at in before.skip(n_paired) {
                let gone = Trail { path: trail.path.clone(), ..trail.item(at, 1, &old[at]) };
                self.removed(&gone, &old[at]);
            }
        }
    }

    fn added(&mut self, trail: &Trail, value: &Value) {
        if is_unknown(trail, value) {
            return;
        }
        let words = match is_named(trail, value) {
            true => format!("{} was added", trail.name()),
            false => format!("{} was added: `{}`", trail.name(), whole(value)),
        };
        self.push(trail.place(), words, (String::new(), whole(value)), None);
    }

    fn removed(&mut self, trail: &Trail, value: &Value) {
        if is_unknown(trail, value) {
            return;
        }
        let words = match is_named(trail, value) {
            true => format!("{} was taken out", trail.name()),
            false => format!("{} was taken out: `{}`", trail.name(), whole(value)),
        };
        self.push(trail.place(), words, (whole(value), String::new()), None);
    }

    fn text(&mut self, old: &str, new: &str) {
        if old == new {
            return;
        }
        let (told, hunks) = hunks_told(old, new);
        let Some(first) = hunks.first() else { return };
        let words = first_words(first, old, new);
        self.push(Where::Text(first.at.clone()), format!("in {TEXT}, {told}"), words, slip(old, new));
    }

    fn push(&mut self, place: Where, words: String, first: (String, String), slip: Option<usize>) {
        self.changes.push(Change { place, words, first, slip });
    }
}

/// What differs between two texts: the first few places in words, and all of them.
fn hunks_told(old: &str, new: &str) -> (String, Vec<Hunk>) {
    let hunks = hunks(old, new);
    let tell = |it: &Hunk| match first_words(it, old, new) {
        (before, after) if before.is_empty() => format!("`{after}` was added"),
        (before, after) if after.is_empty() => format!("`{before}` was taken out"),
        (before, after) => format!("`{before}` became `{after}`"),
    };
    let mut told: Vec<String> = hunks.iter().take(TOLD).map(tell).collect();
    if hunks.is_empty() {
        told.push("spaces came or went".to_owned());
    }
    if hunks.len() > TOLD {
        told.push(format!("and {} more", hunks.len() - TOLD));
    }
    (told.join(", "), hunks)
}

/// The words of a stretch that differs, old and new.
fn first_words(hunk: &Hunk, old: &str, new: &str) -> (String, String) {
    (cut(&old[hunk.old.clone()]), cut(&new[hunk.new.clone()]))
}

/// How many characters a small slip touches; `None` when it touches what tells facts: a digit, a word with a capital, a
/// Chinese character.
fn slip(old: &str, new: &str) -> Option<usize> {
    let tells = |words: &str| {
        let is_telling = |it: char| it.is_numeric() || is_han(it);
        words.contains(is_telling)
            || words.split(|it: char| !it.is_alphanumeric()).any(|it| it.starts_with(char::is_uppercase))
    };
    hunks(old, new).iter().try_fold(0, |sum, it| {
        let (old, new) = (&old[it.old.clone()], &new[it.new.clone()]);
        let head = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).count();
        let rest = |text: &str| text.chars().skip(head).collect::<Vec<_>>();
        let (old_rest, new_rest) = (rest(old), rest(new));
        let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
        (!tells(old) && !tells(new)).then(|| sum + old_rest.len().max(new_rest.len()) - tail)
    })
}

fn is_same_but_order(old: &[Value], new: &[Value]) -> bool {
    let is_as_often = |it: &Value| {
        let count = |list: &[Value]| list.iter().filter(|other| *other == it).count();
        count(old) == count(new)
    };
    old.len() == new.len() && old.len() < 100 && old.iter().all(is_as_often)
}

/// What nothing is known of is not compared.
fn is_unknown(trail: &Trail, value: &Value) -> bool {
    trail.key == LINKS
        || trail.key == CONTENT
        || matches!(value, Value::Many(all) if all.iter().all(|it| is_unknown(trail, it)) && !all.is_empty())
}

/// Whether the trail has the value's own name already.
fn is_named(trail: &Trail, value: &Value) -> bool {
    matches!(value, Value::Thing(_))
        && (label(value).is_none()
            || trail.path.ends_with(']')
            || trail.words.first().is_some_and(|it| it.contains('`')))
}

/// What a thing is told by.
fn label(value: &Value) -> Option<&str> {
    let Value::Thing(keys) = value else { return None };
    let of = |key: &str| keys.iter().find(|it| it.0 == key).and_then(|it| it.1.plain());
    ["name", "title", "speaker", "text", "alt", "file"].into_iter().find_map(of)
}

/// A value in one line.
fn whole(value: &Value) -> String {
    match value {
        Value::Plain(text) => cut(text),
        Value::Many(values) => listed(values),
        Value::Thing(_) => cut(label(value).unwrap_or_default()),
    }
}

fn listed(values: &[Value]) -> String {
    cut(&values.iter().map(whole).collect::<Vec<_>>().join(", "))
}

fn is_short(text: &str) -> bool {
    text.chars().count() <= SHORT
}

/// As much of a text as is told. Backticks are the marks of what is told.
fn cut(text: &str) -> String {
    let text = text.replace('`', "'").replace('\n', " ");
    match text.char_indices().nth(SHORT) {
        None => text,
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
    }
}

/// What a key is called.
fn noun(key: &str) -> &str {
    match key {
        "short_title" => "short title",
        "status_note" => "reason of the status",
        "alt" => "alternative text",
        "url" => "address",
        "count" => "number",
        "text" | "words" => "words",
        "media" => "pictures",
        PICTURES => "pictures in the text",
        DOWNLOADS => "files in the text",
        LINKS => "links",
        CONTENT | "file" => "file",
        "phone" => "telephone number",
        "email" => "e-mail address",
        key => key,
    }
}

/// What one of a list is called.
fn one_of(key: &str) -> &str {
    match key {
        "offices" => "office",
        "contacts" => "contact",
        "acronyms" => "acronym",
        "quotes" => "quotation of",
        "links" => "link",
        "media" => "picture",
        "attachments" => "attachment",
        "chairs" => "chair",
        "attendees" => "attendee",
        "outcomes" => "outcome",
        "officiants" => "officiant",
        "awards" => "award",
        PICTURES => "picture in the text",
        DOWNLOADS => "file",
        LINKS => "link in the text",
        key => key,
    }
}

/// Whether what a key is called is a word for many.
fn is_plural(key: &str) -> bool {
    ["guests", "notes", "text", "words"].contains(&key)
}

fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Value {
        Value::Plain(text.to_owned())
    }

    fn thing(keys: &[(&'static str, Value)]) -> Value {
        Value::Thing(keys.iter().map(|(key, value)| ((*key).into(), value.clone())).collect())
    }

    fn told(old: (&'static str, Value), new: (&'static str, Value)) -> Vec<String> {
        let facts =
            |(key, value): (&'static str, Value)| Facts { values: vec![(key.into(), value)], ..Facts::default() };
        changes(&facts(old), &facts(new)).into_iter().map(|it| it.words).collect()
    }

    fn told_text(old: &str, new: &str) -> (String, Option<usize>) {
        let facts = |text: &str| Facts { text: text.to_owned(), ..Facts::default() };
        changes(&facts(old), &facts(new)).into_iter().map(|it| (it.words, it.slip)).next().unwrap_or_default()
    }

    #[test]
    fn facts_are_told_as_an_editor_calls_them() {
        let meeting = |date: &str| Value::Many(vec![thing(&[("name", plain("Talks")), ("date", plain(date))])]);
        assert_eq!(
            told(("meeting", meeting("2018-12-07")), ("meeting", meeting("2018-12-08"))),
            ["the date of the meeting was `2018-12-07` and is `2018-12-08`"]
        );
        let ceremony = |counts: &[(&str, &str)]| {
            let award = |(name, count): &(&str, &str)| thing(&[("name", plain(name)), ("count", plain(count))]);
            Value::Many(vec![thing(&[("awards", Value::Many(counts.iter().map(award).collect()))])])
        };
        assert_eq!(
            told(
                ("ceremony", ceremony(&[("Partners", "75"), ("Gold", "3")])),
                ("ceremony", ceremony(&[("Partners", "76")]))
            ),
            [
                "the number of the award `Partners` of the ceremony was `75` and is `76`",
                "the award `Gold` of the ceremony was taken out"
            ]
        );
    }

    #[test]
    fn lists_are_told_by_what_came_and_went() {
        let list = |ids: &[&str]| ("offices", Value::Many(ids.iter().map(|it| plain(it)).collect()));
        assert_eq!(
            told(list(&["nyc", "sf"]), list(&["sf", "nyc"])),
            ["the order of the offices was `nyc, sf` and is `sf, nyc`"]
        );
        assert_eq!(told(list(&["nyc", "sf"]), list(&["nyc", "sf", "dc"])), ["the office was added: `dc`"]);
        assert_eq!(told(list(&["nyc", "sf"]), list(&["sf"])), ["the office was taken out: `nyc`"]);
        assert_eq!(
            told(("place", plain("Paris")), ("title", plain("x"))),
            ["the title was added: `x`", "the place was taken out: `Paris`"]
        );
    }

    #[test]
    fn words_that_differ_are_told_with_how_small_the_slip_is() {
        assert_eq!(
            told_text("In all 153 awards.", "In all 154 awards."),
            ("in the text, `153` became `154`".to_owned(), None)
        );
        assert_eq!(told_text("They recieve it.", "They receive it.").1, Some(2));
        assert_eq!(told_text("Met Wong.", "Met Wang.").1, None);
        assert_eq!(told_text("中文字", "中文子").1, None);
        assert_eq!(told_text("a b c", "a b c"), Default::default());
        assert_eq!(told_text("a  b", "a b"), Default::default());
    }

    #[test]
    fn what_is_not_known_is_not_compared() {
        let file =
            |content: &str| ("media", Value::Many(vec![thing(&[("alt", plain("A boat")), (CONTENT, plain(content))])]));
        assert_eq!(told(file("1"), file("2")), ["the picture `A boat` has other content"]);
        assert!(told(file(""), file("2")).is_empty());
        let link = |id: &str| (LINKS, Value::Many(vec![plain(id), plain("x")]));
        assert_eq!(
            told(link("a"), link("b")),
            ["the link in the text led to `a` and leads to `b`"].map(|it| it.replace("the link", "the 1st link"))
        );
        assert!(told(link(""), link("b")).is_empty());
    }
}
