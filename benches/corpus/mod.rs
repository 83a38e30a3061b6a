//! Newsrooms to measure with: the same at every run, with real-sized text.

use std::fmt::Write;
use std::fs;
use std::path::Path;

/// What sort of newsroom.
#[derive(Clone, Copy, Default, PartialEq)]
pub struct Corpus {
    /// Whether each release is issued by three offices.
    pub editions: bool,
    /// Whether everything is made but cards.
    pub all: bool,
    /// Whether there is a search.
    pub search: bool,
    /// Whether each release has a card.
    pub cards: bool,
    /// Whether there are translations.
    pub languages: bool,
}

/// What is switched off for pages, lists, RSS and a sitemap alone: what other generators make.
const MORE: [&str; 16] = [
    "archive",
    "series",
    "atom",
    "json_feed",
    "topic_feeds",
    "text",
    "ninjs",
    "newsml",
    "calendars",
    "contacts",
    "cards",
    "photos",
    "news_sitemap",
    "headers",
    "redirects",
    "search",
];

/// The `outputs:` of a newsroom.
fn outputs(options: Corpus) -> String {
    let is_on = |name: &str| match name {
        "cards" => options.cards,
        "search" => options.all || options.search,
        _ => options.all,
    };
    let off = MORE.iter().filter(|it| !is_on(it)).map(|it| format!("{it}: false"));
    format!("outputs: {{{}}}\n", off.collect::<Vec<_>>().join(", "))
}

/// A newsroom of real size: three offices, 30 topics, some 530 words a release with headings, lists and links.
pub fn write_newsroom(root: &Path, n_releases: usize, options: Corpus) {
    let topics: String = (0..30).map(|it| format!("topic-{it}: Topic {it}, ")).collect();
    let languages = if options.languages { "languages: [en, zh-Hant, zh-Hans]\n" } else { "" };
    let outputs = outputs(options);
    let config = format!(
        "newsroom: Bench\nbase_url: https://news.example.org/\n{languages}offices:\n  \
         nyc: {{name: New York, timezone: America/New_York}}\n  sf: {{name: San Francisco, timezone: America/Los_Angeles}}\n  \
         dc: {{name: Washington, timezone: America/New_York}}\ntopics: {{{topics}}}\nrules: {{contact-office: off}}\n{outputs}"
    );
    fs::create_dir_all(root).expect("a folder");
    fs::write(root.join("dateline.yaml"), config).expect("the configuration");
    for number in 0..n_releases {
        let path = root.join(format!("content/releases/{}/release-{number}.md", year(number)));
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, release(number, n_releases, options.editions)).expect("a release");
        if options.languages {
            fs::write(path.with_extension("zh-Hant.md"), translation(number, &CHINESE)).expect("a translation");
            fs::write(path.with_extension("zh-Hans.md"), translation(number, &SIMPLIFIED)).expect("a translation");
        }
    }
}

fn year(number: usize) -> usize {
    2000 + number % 26
}

/// A number that depends on two others alone.
fn chance(number: usize, part: usize) -> usize {
    let mixed = (number as u64 ^ (part as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed >> 33) as usize
}

const SENTENCES: [&str; 8] = [
    "Recipients were selected on the basis of need, readiness and the quality of their plans for maintenance after the grant ends.",
    "Officials estimate that about {} households will benefit in the first year, rising as additional sites open.",
    "The announcement follows {} public meetings held since the spring, with simultaneous interpretation.",
    "“We heard from families who could not take a day off to file papers in person,” the Director said.",
    "Materials are available in English, Chinese and Spanish, and in large print on request.",
    "Work is expected to begin within **ninety days**, subject to the availability of appropriated funds.",
    "No new fees are created by the decision, and existing permits remain valid until they expire.",
    "Members will meet again to consider progress and to receive testimony from {} witnesses.",
];

fn release(number: usize, n_releases: usize, editions: bool) -> String {
    let of = |part: usize, n: usize| chance(number, part) % n;
    let lead = ["nyc", "sf", "dc"][of(0, 3)];
    let offices = match lead {
        lead if !editions => lead.to_owned(),
        "nyc" => "nyc, sf, dc".to_owned(),
        "sf" => "sf, nyc, dc".to_owned(),
        _ => "dc, nyc, sf".to_owned(),
    };
    let mut text = format!(
        "---\ntitle: \"Council Reports Progress on Plan {number} for Homes in District {}\"\ndate: {}-{:02}-{:02}\noffices: [{offices}]\n\
         topics: [topic-{}, topic-{}]\nmeeting:\n  name: Joint Working Group {}\n  number: {}\n  place: Civic Hall\n  \
         chairs:\n    - {{name: Ana Reyes, post: Director}}\n    - {{name: Ben Okafor, post: Commissioner}}\n\
         contacts:\n  - {{name: Elena Osei, office: nyc, phone: \"(212) 555-0192\"}}\n  - {{name: Wei Chen, office: sf, phone: \"(415) 555-0145\"}}\n",
        of(1, 90),
        year(number),
        1 + of(2, 10),
        1 + of(3, 28),
        of(4, 15),
        15 + of(5, 15),
        of(6, 20),
        1 + of(7, 120),
    );
    if of(8, 4) == 0 {
        write!(
            text,
            "revisions:\n  - {{date: {}-12-01, kind: update, note: Added the contact of San Francisco.}}\n",
            year(number)
        )
        .expect("text");
    }
    text.push_str("---\n");
    for paragraph in 0..7 {
        for sentence in 0..4 {
            let part = 100 + paragraph * 10 + sentence;
            let words = SENTENCES[of(part, SENTENCES.len())].replace("{}", &(12 + of(part + 500, 9_000)).to_string());
            write!(text, "{words} ").expect("text");
        }
        let linked = chance(number, 900 + paragraph) % n_releases;
        write!(text, "See [plan {linked}](../{}/release-{linked}.md).\n\n", year(linked)).expect("text");
        if paragraph == 2 {
            text.push_str("## Next steps\n\n- A planning grant\n- Training for supervisors\n- Language services at every meeting\n\n");
        }
    }
    text
}

/// Title and sentences of a translation.
struct Chinese {
    title: &'static str,
    sentences: [&'static str; 3],
}

const CHINESE: Chinese = Chinese {
    title: "委員會報告第 {} 號計劃的進展",
    sentences: [
        "獲選機構按需要、準備情況和維修計劃的質素評定。",
        "有關部門預計首年約有數千個家庭受惠，其後會陸續增加。",
        "資料備有中文、英文和西班牙文版本，並可索取大字版。",
    ],
};

const SIMPLIFIED: Chinese = Chinese {
    title: "委员会报告第 {} 号计划的进展",
    sentences: [
        "获选机构按需要、准备情况和维修计划的质量评定。",
        "有关部门预计首年约有数千个家庭受惠，其后会陆续增加。",
        "资料备有中文、英文和西班牙文版本，并可索取大字版。",
    ],
};

fn translation(number: usize, words: &Chinese) -> String {
    let mut text = format!("---\ntitle: {}\n---\n", words.title.replace("{}", &number.to_string()));
    for paragraph in 0..7 {
        for sentence in 0..6 {
            text.push_str(words.sentences[chance(number, paragraph * 10 + sentence) % words.sentences.len()]);
        }
        text.push_str("\n\n");
    }
    text
}
