//! Whole readings: what is told of a text, and what is still read of it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use schemars::JsonSchema;
use serde::Deserialize;

use dateline_diagnostics::{Diagnostics, FileId, Place, Span};

use super::{ByLanguage, IdOr, OneOrMany, Origin, Read, Text, read};

#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
struct Front {
    title: Option<Text>,
    date: Option<Text>,
    offices: Vec<Text>,
    kind: Option<Form>,
    summary: Option<Text>,
    draft: Option<bool>,
    number: Option<u32>,
    contacts: Vec<IdOr<Contact>>,
    meeting: OneOrMany<Meeting>,
    names: BTreeMap<String, ByLanguage>,
    notes: Option<String>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Form {
    NewsRelease,
    Statement,
    /// Has a doc comment, which makes the schema another one.
    Speech,
}

#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
struct Contact {
    name: Text,
    phone: Text,
    email: Option<Text>,
}

#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields)]
struct Meeting {
    name: Text,
    #[serde(default)]
    awards: Vec<Award>,
}

#[derive(Clone, Debug, Default, Deserialize, JsonSchema, PartialEq)]
#[serde(deny_unknown_fields, default)]
struct Award {
    name: Option<Text>,
    count: Option<u32>,
}

fn front(text: &str) -> (Read<Front>, Diagnostics) {
    let mut found = Diagnostics::default();
    let read = read(text, Origin { file: FileId(7), offset: 100 }, &mut found);
    (read, found)
}

/// Each fault as `rule [what the caret marks] message | help`.
fn told(text: &str) -> Vec<String> {
    let (read, found) = front(text);
    assert_eq!(read.sound, found.is_empty());
    let line = |it: &dateline_diagnostics::Diagnostic| {
        let Place::Span(Span { file: FileId(7), start, end }) = it.place else { panic!("no place: {it:?}") };
        let marked = &text[start as usize - 100..end as usize - 100];
        format!("{} [{marked}] {} | {}", it.rule.name, it.message, it.help)
    };
    found.iter().map(line).collect()
}

fn one(text: &str) -> String {
    let mut told = told(text);
    assert_eq!(told.len(), 1, "{text}\n{told:#?}");
    told.remove(0)
}

fn lost(text: &str) -> Vec<String> {
    front(text).0.lost
}

#[test]
fn a_text_without_faults_is_read_without_a_word() {
    let (read, found) = front("title: Hong Kong\noffices: [nyc, sf]\nkind: speech\nmeeting: {name: A}\n");
    assert!(read.sound && found.is_empty());
    assert_eq!(read.value.title, Some(Text("Hong Kong".into())));
    assert_eq!(read.value.meeting[0].name, Text("A".into()));
}

#[test]
fn an_empty_text_is_the_default() {
    for text in ["", "\n", "# only a comment\n", "~", "null", "---\n", "\u{feff}", "\r\n"] {
        let (read, found) = front(text);
        assert!(read.sound && found.is_empty(), "{text:?} {found:?}");
        assert_eq!(read.value, Front::default());
    }
}

#[test]
fn keys_of_ones_own_are_no_fault_at_the_top() {
    let (read, found) = front("title: A\nx-colour: [red, 1]\nx-more:\n  a: true\ndate: 2018-12-07\n");
    assert!(read.sound && found.is_empty(), "{found:?}");
    assert_eq!(read.extra["x-colour"], serde_json::json!(["red", 1]));
    assert_eq!(read.extra["x-more"], serde_json::json!({"a": true}));
    assert_eq!(read.value.date, Some(Text("2018-12-07".into())));
    assert_eq!(
        one("meeting: {name: A, x-colour: red}"),
        "unknown-key [x-colour] unknown key `x-colour` | known keys here: `awards`, `name`"
    );
    assert_eq!(
        one("x-colour: red\ntitle: A\nx-colour: blue\n"),
        "duplicate-key [x-colour] the key `x-colour` stands twice | delete one of them"
    );
    let (read, _) = front("{title: A, x-colour: red}");
    assert!(read.sound && read.extra.contains_key("x-colour"));
    // What stands before one of them gets no more of it than its own lines.
    let (read, _) = front("title: >-\n  A\nx-colour: a colour of its own\n  that goes on\ndate: 2018-12-07\n");
    assert_eq!(read.value.title, Some(Text("A".into())));
}

#[test]
fn a_number_where_text_or_more_is_possible_keeps_its_spelling() {
    let (read, found) = front("names: {a: 1.10, b: {en: 0x10}}\ncontacts: [007, 12]\n");
    assert!(read.sound, "{found:?}");
    assert_eq!(read.value.names["a"], ByLanguage::Plain(Text("1.10".into())));
    assert_eq!(read.value.contacts[1], IdOr::Id(Text("12".into())));
}

#[test]
fn unknown_keys_are_named_with_what_was_meant() {
    assert_eq!(one("tilte: A\n"), "unknown-key [tilte] unknown key `tilte` | did you mean `title`?");
    assert_eq!(lost("tilte: A\n"), ["title"]);
    assert_eq!(
        one("meeting: {name: A, photograph: B}"),
        "unknown-key [photograph] unknown key `photograph` | known keys here: `awards`, `name`"
    );
    assert_eq!(
        one("meeting: {name: A, awards: [{count:5}]}"),
        "unknown-key [count:5] unknown key `count:5` | put a space after the colon: `count: 5`"
    );
}

#[test]
fn a_key_that_stands_twice_is_told_at_the_second() {
    let text = "date: 2018-12-07\ntitle: A\ndate: 2018-12-08\n";
    assert_eq!(
        one(text),
        "duplicate-key [date] the key `date` stands twice | delete one of them: the first says `2018-12-07`, this one `2018-12-08`"
    );
    let (read, found) = front(text);
    let related = found.iter().next().and_then(|it| it.related.clone());
    let first = Place::Span(Span { file: FileId(7), start: 100, end: 104 });
    assert_eq!(related, Some(Box::new((first, "`date` stands here first".to_owned()))));
    assert_eq!(read.value.title, Some(Text("A".into())));
}

#[test]
fn a_missing_key_is_told_at_the_first_key_beside_it() {
    assert_eq!(
        one("contacts:\n  - phone: 1\n    email: a@b\n"),
        "missing-key [phone] `name` is missing from `contacts[0]` | add `name: …` beside `phone`"
    );
    assert_eq!(told("contacts:\n  - nmae: A\n    phone: 1\n").len(), 1);
}

#[test]
fn values_of_another_form_are_told_with_what_to_type() {
    let cases = [
        ("offices: nyc", "bad-type [nyc] `offices` is text, expected a list | write `offices: [nyc]`"),
        ("offices: nyc, sf", "bad-type [nyc, sf] `offices` is text, expected a list | write `offices: [nyc, sf]`"),
        (
            "offices: 'New York'",
            "bad-type ['New York'] `offices` is text, expected a list | write `offices: [New York]`",
        ),
        ("offices: ~\n", "bad-type [~] `offices` is empty, expected a list | write its value, or delete the line"),
        ("contacts:\n-\n", "missing-key [contacts] `contacts[0]` is empty | write its text, or delete the line"),
        ("offices: [nyc, '']", "missing-key [''] `offices[1]` is empty | write its text, or delete the line"),
        ("offices: [nyc, ~]", "missing-key [~] `offices[1]` is empty | write its text, or delete the line"),
        ("title: ''", "missing-key [''] `title` is empty | write its text, or delete the line"),
        ("title: [A]", "bad-type [[A]] `title` is a list, expected text | write `title: A`"),
        (
            "title: {Hong Kong: a city}",
            "bad-type [{Hong Kong: a city}] `title` is a group of keys, expected text | if it is text with a colon, put it in quotes: write `title: \"Hong Kong: a city\"`",
        ),
        ("draft: no", "bad-type [no] `draft` is text, expected `true` or `false` | write `draft: false`"),
        ("draft: 'true'", "bad-type ['true'] `draft` is text, expected `true` or `false` | write `draft: true`"),
        (
            "number: '5'",
            "bad-type ['5'] `number` is text, expected a whole number | delete the quotes: write `number: 5`",
        ),
        ("number: 1,000", "bad-type [1,000] `number` is text, expected a whole number | write `number: 1000`"),
        (
            "number: five",
            "bad-type [five] `number` is text, expected a whole number | write it in digits, without quotes",
        ),
        ("number: -1", "bad-value [-1] `number` is -1, expected 0 or more | "),
        ("number: 5000000000", "bad-value [5000000000] `number` is 5000000000, expected 4294967295 or less | "),
        (
            "kind: newsrelease",
            "bad-value [newsrelease] `kind` is `newsrelease`, expected one of `news-release`, `statement`, `speech` | did you mean `news-release`?",
        ),
        (
            "kind: photo",
            "bad-value [photo] `kind` is `photo`, expected one of `news-release`, `statement`, `speech` | write one of `news-release`, `statement`, `speech`",
        ),
        (
            "meeting: JWG",
            "bad-type [JWG] `meeting` is text, expected a list or keys of its own | write each item on a line of its own below it: `- name: …`",
        ),
        (
            "title: !important news",
            "bad-value [!important news] `title` begins with `!`, which makes it a tag and no text | write `title: \"!important news\"`",
        ),
        (
            "title: &c Company",
            "bad-value [&c Company] `title` begins with `&`, which makes it an anchor and no text | write `title: \"&c Company\"`",
        ),
        (
            "title: #1 city",
            "bad-value [title] `title` begins with `#`, which makes it a comment and no text | write `title: \"#1 city\"`",
        ),
        (
            "- title: A",
            "bad-type [- title: A] the file is a list, expected keys of its own | write it as lines of `key: value`",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(one(text), expected, "{text}");
    }
}

#[test]
fn what_is_sound_beside_a_fault_is_still_read() {
    let text =
        "title: A\nmeeting:\n  - name: B\n    awards: [{name: C}, {name: D, count: many}]\n  - {}\ndraft: maybe\n";
    let (read, found) = front(text);
    assert_eq!(found.iter().count(), 3, "{found:?}");
    assert_eq!(read.lost, ["meeting[0].awards[1].count", "meeting[1]", "draft"]);
    assert_eq!(read.value.title, Some(Text("A".into())));
    assert_eq!(read.value.meeting.len(), 1);
    assert_eq!(read.value.meeting[0].awards[1].name, Some(Text("D".into())));
    assert!(read.is_lost("meeting[1].name") && !read.is_lost("meeting[0]") && !read.is_lost("title"));
}

#[test]
fn a_list_without_a_value_is_an_empty_one() {
    for rest in ["", "tilte: A\n"] {
        let (read, found) = front(&format!("offices:\nnames:\nmeeting:\n{rest}"));
        assert_eq!(found.iter().count(), usize::from(!rest.is_empty()), "{found:?}");
        assert!(read.value.offices.is_empty() && read.value.names.is_empty() && read.value.meeting.is_empty());
    }
}

#[test]
fn one_in_place_of_a_list_is_lost_as_its_first() {
    assert_eq!(lost("meeting: {name: A, awards: [{count: x}]}"), ["meeting[0].awards[0].count"]);
}

#[test]
fn faults_of_syntax_are_told_as_an_editor_sees_them() {
    let cases = [
        ("title: Hong Kong: a city\n", "[:] `title` has a colon and no quotes | write `title: \"Hong Kong: a city\"`"),
        (
            "title: The \"Green\" plan: more\n",
            "[:] `title` has a colon and no quotes | write `title: 'The \"Green\" plan: more'`",
        ),
        ("meeting:\n\tname: A\n", "[\t] a tab indents this line | use two spaces in place of the tab"),
        (
            "title: \"Hong Kong\ndate: 2018-12-07\n",
            "[\"] `title` begins with a quote that is never closed | write `title: \"Hong Kong\"`",
        ),
        ("title: \"Green\" city\n", "[\"] `title` goes on after its closing quote | write `title: '\"Green\" city'`"),
        (
            "title: 'Hong Kong's city'\n",
            "['] `title` goes on after its closing quote | write `title: \"Hong Kong's city\"`",
        ),
        (
            "title: “Hong Kong: a city”\n",
            "[“] `title` stands between curly quotes, which YAML takes for text | use straight quotes: write `title: \"Hong Kong: a city\"`",
        ),
        (
            "title: @home\n",
            "[@] `title` begins with `@`, which YAML keeps for itself | put it in quotes: write `title: \"@home\"`",
        ),
        (
            "title: `code`\n",
            "[`] `title` begins with ```, which YAML keeps for itself | put it in quotes: write `title: \"`code`\"`",
        ),
        (
            "title: %5 more\n",
            "[%] `title` begins with `%`, which YAML keeps for itself | put it in quotes: write `title: \"%5 more\"`",
        ),
        (
            "title: *star* news\n",
            "[*] `title` begins with `*`, which YAML keeps for itself | put it in quotes: write `title: \"*star* news\"`",
        ),
        (
            "title: *star\n",
            "[*] `title` begins with `*`, which YAML keeps for itself | put it in quotes: write `title: \"*star\"`",
        ),
        (
            "title: & more\n",
            "[&] `title` begins with `&`, which YAML keeps for itself | put it in quotes: write `title: \"& more\"`",
        ),
        (
            "title: > 5 offices\n",
            "[>] `title` begins with `>`, which YAML keeps for itself | put it in quotes: write `title: \"> 5 offices\"`",
        ),
        (
            "title: | more\n",
            "[|] `title` begins with `|`, which YAML keeps for itself | put it in quotes: write `title: \"| more\"`",
        ),
        (
            "title: - more\n",
            "[-] `title` begins with `-`, which YAML keeps for itself | put it in quotes: write `title: \"- more\"`",
        ),
        (
            "offices: [nyc, sf\ndate: 2018-12-07\n",
            "[[] `offices` has a `[` that is never closed | write `]` where it ends; if all of it is text, put it in quotes: write `offices: \"[nyc, sf\"`",
        ),
        (
            "title: [Update] Hong Kong\n",
            "[]] `title` begins with `[`, and goes on after the bracket is closed | if it is text, put it in quotes: write `title: \"[Update] Hong Kong\"`",
        ),
        ("date: 2018-12-07\ntitle Hong Kong\n", "[title] `title` has no colon after it | write `title: Hong Kong`"),
        ("title Hong Kong\n", "[title] `title` has no colon after it | write `title: Hong Kong`"),
        (
            "date: 2018-12-07\ntitle:Hong Kong\n",
            "[:] `title` has no space after its colon | put a space after the colon: `title: Hong Kong`",
        ),
        (
            "title: A\nmore of it\n",
            "[more of it] `more of it` belongs to no key | write `key: ` before it; if it goes on from the line above, indent it by two spaces",
        ),
        ("meeting:\n  - name: A: b\n", "[:] `name` has a colon and no quotes | write `name: \"A: b\"`"),
        (
            "meeting:\n  name: A\n   awards: []\n",
            "[awards: []] `awards` is indented by 3 spaces, expected 2 spaces | begin it right under `name`, or delete what stands beside that key",
        ),
        (
            "meeting:\n  - name: A\n - name: B\n",
            "[- name: B] this line is indented by 1 space, the lines before it by 2 spaces | begin it right under the line that it belongs with",
        ),
        (
            "summary: Hong Kong and\n  Guangdong: agreed\n",
            "[:] `summary` has a colon and no quotes | write `summary: \"Hong Kong and Guangdong: agreed\"`",
        ),
        (
            " title: A\ndate: B\n",
            "[ title] `title` is indented, and the keys below it are not | delete the white space before it",
        ),
        ("meeting:\n  name Joint\n  awards: []\n", "[name] `name` has no colon after it | write `name: Joint`"),
        (
            "title: “Hong Kong” news: x\n",
            "[:] `title` has a colon and no quotes | write `title: \"“Hong Kong” news: x\"`",
        ),
        (
            "title: \"a\\q\"\n",
            "[\"a\\q\"] a backslash between double quotes means something else in YAML | use single quotes, or write two backslashes for one",
        ),
        (
            "title: A\n  date: B\n",
            "[date: B] `date` is indented by 2 spaces, expected none | begin it right under `title`, or delete what stands beside that key",
        ),
        (
            "title: A\n---\ndate: 2018-12-07\n",
            "[---] a line `---` divides the text in two | delete the line, or put what stands on it in quotes",
        ),
        (
            "meeting: {name: A: B}\n",
            "[: B}] this cannot be read as YAML: while parsing a flow mapping, did not find expected ',' or '}' | look for a missing comma, quote or bracket, a wrong indentation, or text with `: ` that needs quotes",
        ),
    ];
    let mut wrong = String::new();
    for (text, expected) in cases {
        let found = told(text);
        if found != [format!("yaml-syntax {expected}")] {
            wrong += &format!("{text:?}\n  {found:#?}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_broken_entry_is_told_and_the_rest_is_read() {
    let text = "title: Hong Kong: a city\ndate: 2018-12-07\noffices: [nyc, sf\nsummary: \"not closed\ndraft: no\nnotes: |\n  kept: as it is\nkind: speech\n";
    let (read, found) = front(text);
    let rules: Vec<&str> = found.iter().map(|it| it.rule.name).collect();
    assert_eq!(rules, ["yaml-syntax", "yaml-syntax", "yaml-syntax", "bad-type"], "{:#?}", told(text));
    assert_eq!(read.lost, ["title", "offices", "summary", "draft"]);
    assert_eq!(read.value.date, Some(Text("2018-12-07".into())));
    assert_eq!(read.value.notes.as_deref(), Some("kept: as it is\n"));
    assert_eq!(read.value.kind, Some(Form::Speech));
}

#[test]
fn places_are_bytes_whatever_the_ends_of_lines_and_the_script() {
    for text in [
        "title: 香港\r\nsummary: 環境局，與\r\ntilte: 好\r\n",
        "\u{feff}title: 香港\nsummary: |\n  環境局\n  與\ntilte: 好\n",
        "\u{feff}title: \"香\r\n  港\"\r\nsummary: 與: 好\r\n",
    ] {
        let told = one(text);
        assert!(told.starts_with("unknown-key [tilte]") || told.starts_with("yaml-syntax [:]"), "{told}");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test of growth: what takes minutes is not linear")]
fn hostile_texts_are_refused_in_little_time() {
    let mut laughs = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, inner) in ["b", "c", "d", "e", "f", "g"].iter().zip(["a", "b", "c", "d", "e", "f"]) {
        laughs += &format!(
            "{name}: &{name} [*{inner}, *{inner}, *{inner}, *{inner}, *{inner}, *{inner}, *{inner}, *{inner}]\n"
        );
    }
    let texts = [
        "[".repeat(100_000),
        format!("offices: {}", "[".repeat(64_000)),
        format!("offices: {}{}", "[".repeat(100), "]".repeat(100)),
        "- ".repeat(10_000),
        format!("meeting:\n{}", (1..300).map(|it| " ".repeat(it) + "a:\n").collect::<String>()),
        "{a: ".repeat(10_000),
        laughs,
        "a: &x [*x]\n".to_owned(),
        format!("a: &x [{}", "*x, ".repeat(16_000)),
        "a: &x [*x\n".repeat(6_000),
        "title: \"\n".repeat(6_000),
        "? ".repeat(10_000),
        "\"".repeat(60_000),
        "a\n".repeat(30_000),
    ];
    for text in texts {
        let start = Instant::now();
        let (read, _) = front(&text);
        let head: String = text.chars().take(30).collect();
        assert!(!read.sound, "{head}");
        assert!(start.elapsed() < Duration::from_secs(5), "{head} took {:?}", start.elapsed());
    }
}

#[test]
fn no_slip_of_the_finger_goes_unnoticed_or_panics() {
    let text = "title: 香港: “a”\noffices: [nyc, 'sf']\r\nmeeting:\n  - name: \"A\"\n    awards: [{count: 5}]\nnotes: |\n  é\n";
    let places = text.char_indices().map(|(at, _)| at);
    for at in places {
        for slip in [
            "\t", "\n", "\"", "'", "[", "]", "{", "}", ":", ": ", "- ", "#", "&", "*", "!", "|", "%", "“", "é",
            "\n---\n", "\0", "\\",
        ] {
            let slipped = format!("{}{slip}{}", &text[..at], &text[at..]);
            let found = told(&slipped);
            assert!(found.len() < 8, "{slipped}\n{found:#?}");
            let sound = slipped.replacen(": “a”", "", 1);
            told(&sound);
            super::locate(&sound, "meeting[0].awards[0].count", false);
        }
    }
}

#[test]
fn what_only_serde_refuses_is_told_at_its_key() {
    #[derive(Debug, Default, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields, default)]
    struct Odd {
        even: Option<Even>,
        title: Option<Text>,
    }
    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(try_from = "u32")]
    struct Even(u32);
    impl TryFrom<u32> for Even {
        type Error = &'static str;
        fn try_from(number: u32) -> Result<Self, &'static str> {
            if number.is_multiple_of(2) { Ok(Self(number)) } else { Err("an odd number") }
        }
    }
    let mut found = Diagnostics::default();
    let read: Read<Odd> = read("title: A\neven: 3\n", Origin { file: FileId(0), offset: 0 }, &mut found);
    let told = found.iter().next().map(|it| (it.rule.name, it.place.clone(), it.message.clone()));
    let place = Place::Span(Span { file: FileId(0), start: 15, end: 16 });
    assert_eq!(told, Some(("bad-value", place, "this value cannot be used: an odd number".to_owned())));
    assert!(read.value.even.as_ref().is_none_or(|it| it.0 == 0) && read.value.title.is_some() && read.is_lost("even"));
}
