//! Every key of DESIGN.md §3: where a reader sees it, and the rule that a wrong value breaks.
//!
//! The newsroom is `tests/sites/every-key`. A fault is a text of it that is replaced by another.

/// Where a key's value shows in the newsroom that uses every key.
pub enum Shows {
    /// An element of the page has the words in its text: page, selector, words.
    Text(&'static str, &'static str, &'static str),
    /// An element of the page has the value: page, selector, attribute, value.
    Value(&'static str, &'static str, &'static str, &'static str),
    /// The page does not have the words.
    Hides(&'static str, &'static str),
    /// The file is there.
    File(&'static str),
    /// The file is not there.
    NoFile(&'static str),
    /// Nowhere yet: an identity that later outputs need; what is wrong with it is told.
    Told,
}

pub struct Case {
    /// `config:`, `contacts:`, `release:` or `page:`, and the path of keys.
    pub key: &'static str,
    pub shows: Shows,
    pub file: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub rule: &'static str,
}

use Shows::{File, Hides, NoFile, Text, Told, Value};

const CONFIG: &str = "dateline.yaml";
const CONTACTS: &str = "content/contacts.yaml";
const FULL: &str = "content/releases/2026/full/index.md";
const CALLED_OFF: &str = "content/releases/2026/called-off.md";
const REPLACED: &str = "content/releases/2026/replaced.md";
const NOTICES: &str = "content/pages/notices.md";
const EDITION: &str = "east/releases/2026/full/index.html";
const HOME: &str = "east/index.html";

macro_rules! cases {
    ($($key:literal $shows:expr, $file:ident $from:literal => $to:literal $rule:literal;)*) => {
        pub const CASES: &[Case] =
            &[$(Case { key: $key, shows: $shows, file: $file, from: $from, to: $to, rule: $rule }),*];
    };
}

cases! {
    "config:newsroom" Text("index.html", "h1", "Newsroom Name"), CONFIG "newsroom: Newsroom Name\n" => "" "missing-key";
    "config:brand" Text(HOME, ".brand", "Newsroom Brand"), CONFIG "brand: Newsroom Brand" => "brand: [a, b]" "bad-type";
    "config:base_url" Value("west/index.html", "link[rel=canonical]", "href", "https://base.example.org/west/"), CONFIG "https://base.example.org/" => "base.example.org" "bad-value";
    "config:languages" Value(HOME, "html", "lang", "en"), CONFIG "languages: [en]" => "languages: [English (US)]" "bad-value";
    "config:edits" Told, CONFIG "languages: [en]" => "languages: [en]\nedits: 4" "bad-type";
    "config:edits.allow_under" Told, CONFIG "languages: [en]" => "languages: [en]\nedits: {allow_under: few}" "bad-type";
    "config:complete" Told, CONFIG "languages: [en]" => "languages: [en]\ncomplete: [fr]" "unknown-language";
    "config:han_language" Value(EDITION, ".text [lang]", "lang", "zh-Hans"), CONFIG "han_language: zh-hans" => "han_language: chinese" "bad-value";
    "config:theme" File("assets/house.fc1ad202.css"), CONFIG "theme: house" => "theme: garden" "missing-file";
    "config:offices" File("west/index.html"), CONFIG "  east:" => "  East Side:" "file-name";
    "config:offices.*.name" Text(HOME, "h1", "East Office"), CONFIG "name: East Office, " => "" "missing-key";
    "config:offices.*.city" Text(EDITION, ".contacts li", "Inline Contact in East City"), CONFIG "city: East City" => "city: [East City]" "bad-type";
    "config:offices.*.timezone" NoFile("west/releases/2026/clock-west/index.html"), CONFIG "America/Los_Angeles" => "America/Atlantis" "bad-value";
    "config:offices.*.area_codes" Told, CONFIG "[415]" => "[four]" "bad-type";
    "config:offices.*.base_url" Value(EDITION, "link[rel=canonical]", "href", "https://east.example.org/press/releases/2026/full/"), CONFIG "https://east.example.org/press/" => "east" "bad-value";
    "config:offices.*.color" Value("west/index.html", "html", "data-color", "teal"), CONFIG "color: teal" => "color: teel" "bad-value";
    "config:offices.*.date_style" Text("west/releases/2026/full/index.html", ".opening time", "2 November 2026"), CONFIG "date_style: day-first" => "date_style: year-first" "bad-value";
    "config:topics" Text(EDITION, ".topics", "Harbour Topic Culture Topic"), CONFIG "{en: Culture Topic}" => "{en: Culture Topic, fr: Culture}" "unknown-language";
    "config:boilerplate" Text(EDITION, ".about", "Boilerplate Words."), CONFIG "boilerplate: {about-us: Boilerplate Words.}" => "boilerplate: [about-us]" "bad-type";
    "config:theme_options" Value(HOME, "html", "data-headlines", "sans"), CONFIG "headlines: sans" => "headlines: gothic" "bad-value";
    "config:footer" Text(HOME, "footer .links", "Notices Short"), CONFIG "[notices, accessibility]" => "[notices, accessibility, terms]" "unknown-text";
    "config:aliases" Value("old/list.htm", "main a", "href", "../topics/harbour/"), CONFIG "/old/list.htm: /topics/harbour/" => "/old/list.htm: topics" "alias";
    "config:accessibility" Text(HOME, "footer", "WCAG Standard"), CONFIG "accessibility: {standard: WCAG Standard, level: AAA, reviewed: 2026-10-05, contact: ana}" => "accessibility: yes" "bad-type";
    "config:accessibility.standard" Text("accessibility/index.html", "dd", "WCAG Standard"), CONFIG "standard: WCAG Standard, " => "" "missing-key";
    "config:accessibility.level" Text("accessibility/index.html", "dd", "level AAA"), CONFIG "level: AAA" => "level: B" "bad-value";
    "config:accessibility.reviewed" Value("accessibility/index.html", "dd time", "datetime", "2026-10-05"), CONFIG "2026-10-05" => "2026-13-05" "bad-date";
    "config:accessibility.contact" Text("accessibility/index.html", "dd", "Ana Contact, (212) 555-0123, ana@example.org"), CONFIG "contact: ana" => "contact: anna" "unknown-contact";
    "config:copyright" Text(HOME, "footer", "Copyright Holder"), CONFIG "copyright: {holder: Copyright Holder, from: 2011}" => "copyright: Holder" "bad-type";
    "config:copyright.holder" Text(HOME, "footer", "© Copyright Holder"), CONFIG "holder: Copyright Holder, " => "" "missing-key";
    "config:copyright.from" Text(HOME, "footer", "2011–2026"), CONFIG "from: 2011" => "from: then" "bad-type";
    "config:outputs" NoFile("assets/card"), CONFIG "outputs: {" => "outputs: {atm: true, " "unknown-key";
    "config:outputs.archive" File("archive/index.html"), CONFIG "archive: true" => "archive: often" "bad-type";
    "config:outputs.topics" File("topics/harbour/index.html"), CONFIG "topics: true" => "topics: often" "bad-type";
    "config:outputs.kinds" File("kinds/news-release/index.html"), CONFIG "kinds: true" => "kinds: often" "bad-type";
    "config:outputs.series" File("series/harbour-talks/index.html"), CONFIG "series: true" => "series: often" "bad-type";
    "config:outputs.atom" File("east/feed.xml"), CONFIG "atom: true" => "atom: often" "bad-type";
    "config:outputs.rss" File("east/rss.xml"), CONFIG "rss: true" => "rss: often" "bad-type";
    "config:outputs.json_feed" File("east/feed.json"), CONFIG "json_feed: true" => "json_feed: often" "bad-type";
    "config:outputs.topic_feeds" NoFile("topics/harbour/feed.xml"), CONFIG "topic_feeds: false" => "topic_feeds: often" "bad-type";
    "config:outputs.text" File("east/releases/2026/full/release.txt"), CONFIG "text: true" => "text: often" "bad-type";
    "config:outputs.ninjs" File("east/releases/2026/full/release.json"), CONFIG "ninjs: true" => "ninjs: often" "bad-type";
    "config:outputs.newsml" File("newsml.xml"), CONFIG "newsml: true" => "newsml: often" "bad-type";
    "config:outputs.calendars" File("calendar.ics"), CONFIG "calendars: true" => "calendars: often" "bad-type";
    "config:outputs.contacts" File("contacts.vcf"), CONFIG "contacts: true" => "contacts: often" "bad-type";
    "config:outputs.cards" Told, CONFIG "cards: false" => "cards: often" "bad-type";
    "config:outputs.photos" File("west/releases/2026/full/photos/photo/index.html"), CONFIG "photos: true" => "photos: often" "bad-type";
    "config:outputs.sitemap" File("sitemap.xml"), CONFIG "true, sitemap: true" => "true, sitemap: often" "bad-type";
    "config:outputs.news_sitemap" Told, CONFIG "news_sitemap: true" => "news_sitemap: often" "bad-type";
    "config:outputs.json_ld" Value(HOME, "script", "type", "application/ld+json"), CONFIG "json_ld: true" => "json_ld: often" "bad-type";
    "config:outputs.headers" File("_headers"), CONFIG "headers: true" => "headers: often" "bad-type";
    "config:outputs.redirects" NoFile("_nothing"), CONFIG "redirects: true" => "redirects: often" "bad-type";
    "config:outputs.search" File("search/index.json"), CONFIG "search: true" => "search: often" "bad-type";
    "config:identity" Told, CONFIG "identity: ids.example.org" => "identity: our own" "bad-value";
    "config:organization" Told, CONFIG "organization: company" => "organization: club" "bad-value";
    "config:websub" Told, CONFIG "https://hub.example.org/" => "hub" "bad-value";
    "config:security" File(".well-known/security.txt"), CONFIG "security: {" => "security: {mail: x, " "unknown-key";
    "config:security.contact" Told, CONFIG "mailto:security@example.org" => "security@example.org" "bad-value";
    "config:security.expires" Told, CONFIG "expires: 2027-06-30" => "expires: soon" "bad-date";
    "config:security.policy" Told, CONFIG "https://base.example.org/policy/" => "policy" "bad-value";
    "config:rules" Told, CONFIG "languages:" => "rules: {long-title: of}\nlanguages:" "bad-value";
    "config:rules.*.severity" Told, CONFIG "languages:" => "rules: {long-title: {only: [a]}}\nlanguages:" "missing-key";
    "config:rules.*.only" Told, CONFIG "languages:" => "rules: {long-title: {severity: off, only: a}}\nlanguages:" "bad-type";
    "config:rules.*.except" Told, CONFIG "languages:" => "rules: {long-title: {severity: off, except: ['[a']}}\nlanguages:" "bad-value";
    "config:external" Told, CONFIG "languages:" => "external: intranet\nlanguages:" "bad-type";
    "config:external.allow" Told, CONFIG "languages:" => "external: {allow: ['[a']}\nlanguages:" "bad-value";
    "config:publish" Told, CONFIG "languages:" => "publish: s3\nlanguages:" "bad-type";
    "config:publish.target" Told, CONFIG "languages:" => "publish: {target: 'ftp://press'}\nlanguages:" "bad-value";
    "config:publish.compress" Told, CONFIG "languages:" => "publish: {compress: zip}\nlanguages:" "bad-value";
    "config:publish.purge" Told, CONFIG "languages:" => "publish: {target: a, purge: {akamai: x}}\nlanguages:" "unknown-key";
    "config:publish.keep" Told, CONFIG "languages:" => "publish: {keep: -1}\nlanguages:" "bad-value";
    "config:publish.verify" Told, CONFIG "languages:" => "publish: {verify: some}\nlanguages:" "bad-type";
    "config:publish.offices" Told, CONFIG "languages:" => "publish: {offices: {north: {target: a}}}\nlanguages:" "bad-value";
    "config:publish.offices.*.target" Told, CONFIG "languages:" => "publish: {offices: {east: {target: 's3://'}}}\nlanguages:" "bad-value";
    "config:publish.offices.*.compress" Told, CONFIG "languages:" => "publish: {offices: {east: {target: a, compress: zip}}}\nlanguages:" "bad-value";
    "config:publish.offices.*.purge" Told, CONFIG "languages:" => "publish: {offices: {east: {target: a, purge: {fastly: a b}}}}\nlanguages:" "bad-value";
    "config:publish.purge.cloudfront" Told, CONFIG "languages:" => "publish: {target: a, purge: {cloudfront: 'https://x'}}\nlanguages:" "bad-value";
    "config:publish.purge.cloudflare" Told, CONFIG "languages:" => "publish: {target: a, purge: {cloudflare: a b}}\nlanguages:" "bad-value";
    "config:publish.purge.fastly" Told, CONFIG "languages:" => "publish: {target: a, purge: {fastly: a/b}}\nlanguages:" "bad-value";
    "config:publish.purge.webhook" Told, CONFIG "languages:" => "publish: {target: a, purge: {webhook: hook}}\nlanguages:" "bad-value";
    "config:publish.purge.at_most" Told, CONFIG "languages:" => "publish: {target: a, purge: {at_most: many}}\nlanguages:" "bad-type";

    "contacts:*.name" Text(HOME, ".contacts li", "Ana Contact"), CONTACTS "name: Ana Contact, " => "" "missing-key";
    "contacts:*.office" Text("west/index.html", ".contacts li", "Ben Contact in West City"), CONTACTS "office: west" => "office: wset" "unknown-office";
    "contacts:*.phone" Value(HOME, ".contacts a", "href", "tel:+12125550123"), CONTACTS "(212) 555-0123" => "(212) 555-012" "phone";
    "contacts:*.email" Value(HOME, ".contacts a", "href", "mailto:ana@example.org"), CONTACTS "ana@example.org" => "ana at example.org" "bad-value";
    "contacts:*.role" Text(HOME, ".contacts li", "Ana Role"), CONTACTS "role: Ana Role" => "role: [a, b]" "bad-type";
    "contacts:*.from" Hides(HOME, "Later Contact"), CONTACTS "2026-12-01" => "December" "bad-date";
    "contacts:*.until" Hides(HOME, "Gone Contact"), CONTACTS "2020-01-01" => "2020-01-32" "bad-date";

    "release:title" Text(EDITION, "h1", "Full Title"), FULL "title: Full Title\n" => "" "missing-key";
    "release:date" Value(EDITION, ".opening time", "datetime", "2026-11-02"), FULL "\ndate: 2026-11-02" => "\ndate: 2026-11-31" "bad-date";
    "release:offices" File("west/releases/2026/full/index.html"), FULL "offices: [east, west]" => "offices: [east, wst]" "unknown-office";
    "release:kind" Text(EDITION, ".kind", "Speech"), FULL "kind: speech" => "kind: speach" "bad-value";
    "release:id" Told, FULL "id: permanent-identity" => "id: 2026/called-off" "duplicate-id";
    "release:short_title" Text(EDITION, "title", "Short Title"), FULL "short_title: Short Title" => "short_title: {}" "bad-type";
    "release:summary" Value(EDITION, "meta[name=description]", "content", "Summary Words."), FULL "summary: Summary Words." => "summary: [a]" "bad-type";
    "release:language" Value(EDITION, "html", "lang", "en"), FULL "language: en\n" => "language: fr\n" "unknown-language";
    "release:place" Text(EDITION, ".dateline", "Place Words, November 2, 2026 –"), FULL "place: Place Words" => "place: ''" "missing-key";
    "release:topics" Text(EDITION, ".topics", "Harbour Topic"), FULL "[harbour, culture]" => "[harbor, culture]" "unknown-topic";
    "release:contacts" Text(EDITION, ".contacts", "Ben Contact"), FULL "- ben" => "- benn" "unknown-contact";
    "release:contacts.name" Text(EDITION, ".contacts .who", "Inline Contact"), FULL "{name: Inline Contact, " => "{" "missing-key";
    "release:contacts.office" Text(EDITION, ".contacts li", "Inline Contact in East City"), FULL "office: east" => "office: north" "unknown-office";
    "release:contacts.phone" Value(EDITION, ".contacts a", "href", "tel:+12125550199;ext=7"), FULL "555-0199 ext. 7" => "555-0199 ext." "phone";
    "release:contacts.email" Value(EDITION, ".contacts a", "href", "mailto:inline@example.org"), FULL "inline@example.org" => "inline@" "bad-value";
    "release:contacts.role" Text(EDITION, ".contacts li", "Inline Role"), FULL "role: Inline Role" => "role: [a]" "bad-type";
    "release:contacts.from" Told, FULL "from: 2018-01-01" => "from: 2018" "bad-date";
    "release:contacts.until" Told, FULL "until: 2030-01-01" => "until: 2030-1-1" "bad-date";
    "release:meeting" Text(EDITION, ".event h3", "3rd meeting"), FULL "meeting:\n" => "meeting: held\nx-meeting:\n" "bad-type";
    "release:meeting.name" Text(EDITION, ".event dd", "Meeting Name"), FULL "- name: Meeting Name\n    number" => "- number" "missing-key";
    "release:meeting.number" Text(EDITION, ".event h3", "3rd meeting"), FULL "number: 3\n" => "number: third\n" "bad-type";
    "release:meeting.date" Value(EDITION, ".event time", "datetime", "2026-11-01"), FULL "date: 2026-11-01\n" => "date: 1 November 2026\n" "bad-date";
    "release:meeting.start" Text(EDITION, ".event dd", "10:30 a.m."), FULL "10:30" => "10.30" "bad-date";
    "release:meeting.end" Text(EDITION, ".event dd", "12:15 p.m."), FULL "12:15" => "12:15 p.m." "bad-date";
    "release:meeting.place" Text(EDITION, ".event dd", "Meeting Place"), FULL "place: Meeting Place" => "place: [a]" "bad-type";
    "release:meeting.chairs" Text(EDITION, ".event dd", "Plain Chair"), FULL "Plain Chair]" => "[Plain Chair]]" "bad-type";
    "release:meeting.chairs.name" Text(EDITION, ".event dd", "Chair Name"), FULL "{name: Chair Name, " => "{" "missing-key";
    "release:meeting.chairs.post" Text(EDITION, ".event dd", "Chair Post"), FULL "post: Chair Post" => "pots: Chair Post" "unknown-key";
    "release:meeting.chairs.body" Text(EDITION, ".event dd", "Chair Body"), FULL "body: Chair Body" => "body: [Chair Body]" "bad-type";
    "release:meeting.attendees" Text(EDITION, ".event dd", "Attending Body"), FULL "attendees: [Attending Body]" => "attendees: Attending Body" "bad-type";
    "release:meeting.outcomes" Text(EDITION, ".event dd", "Outcome Words"), FULL "outcomes: [Outcome Words]" => "outcomes: {a: b}" "bad-type";
    "release:ceremony" Text(EDITION, ".event h3", "4th ceremony"), FULL "ceremony:\n" => "ceremony: held\nx-ceremony:\n" "bad-type";
    "release:ceremony.name" Text(EDITION, ".event dd", "Ceremony Name"), FULL "  name: Ceremony Name\n" => "" "missing-key";
    "release:ceremony.number" Text(EDITION, ".event h3", "4th ceremony"), FULL "number: 4" => "number: -4" "bad-value";
    "release:ceremony.date" Value(EDITION, ".event time", "datetime", "2026-10-31"), FULL "2026-10-31" => "2026-10-32" "bad-date";
    "release:ceremony.start" Text(EDITION, ".event dd", "2:00 p.m."), FULL "14:00" => "24:30" "bad-date";
    "release:ceremony.end" Text(EDITION, ".event dd", "3:45 p.m."), FULL "15:45" => "quarter to four" "bad-date";
    "release:ceremony.place" Text(EDITION, ".event dd", "Ceremony Place"), FULL "place: Ceremony Place" => "place: {a: b}" "bad-type";
    "release:ceremony.officiants" Text(EDITION, ".event dd", "Officiant Name"), FULL "officiants: [{name: Officiant Name, post: Officiant Post, body: Officiant Body}]" => "officiants: Officiant Name" "bad-type";
    "release:ceremony.officiants.name" Text(EDITION, ".event dd", "Officiant Name"), FULL "{name: Officiant Name, " => "{" "missing-key";
    "release:ceremony.officiants.post" Text(EDITION, ".event dd", "Officiant Post"), FULL "post: Officiant Post" => "post: [a]" "bad-type";
    "release:ceremony.officiants.body" Text(EDITION, ".event dd", "Officiant Body"), FULL "body: Officiant Body" => "bdoy: Officiant Body" "unknown-key";
    "release:ceremony.guests" Text(EDITION, ".event dd", "Guest Words"), FULL "guests: Guest Words" => "guests: [a]" "bad-type";
    "release:ceremony.awards" Text(EDITION, ".event table", "Awards"), FULL "awards: [{name: Gold Award, count: 7}, {name: Silver Award, count: 8}]" => "awards: 15" "bad-type";
    "release:ceremony.awards.name" Text(EDITION, ".event th", "Gold Award"), FULL "{name: Gold Award, " => "{" "missing-key";
    "release:ceremony.awards.count" Text(EDITION, ".event td", "7"), FULL "count: 7" => "count: seven" "bad-type";
    "release:ceremony.total" Text(EDITION, ".event tfoot td", "15"), FULL "total: 15" => "total: 16" "award-total";
    "release:series" Text(EDITION, ".series dd", "harbour talks, no. 9"), FULL "series: {id: harbour-talks, number: 9}" => "series: harbour-talks" "bad-type";
    "release:series.id" Text(EDITION, ".series dd", "harbour talks"), FULL "id: harbour-talks" => "id: harbour talks" "bad-value";
    "release:series.number" Text(EDITION, ".series dd", "no. 9"), FULL "number: 9" => "number: nine" "bad-type";
    "release:acronyms" Value(EDITION, "abbr", "title", "World Trade Organization"), FULL "acronyms: {WTO: World Trade Organization}" => "acronyms: [WTO]" "bad-type";
    "release:links" Text(EDITION, "a", "Link Text"), FULL "links: [{text: Link Text, url: \"https://link.example.org/\"}]" => "links: https://link.example.org/" "bad-type";
    "release:links.text" Text(EDITION, "a", "Link Text"), FULL "text: Link Text, " => "" "missing-key";
    "release:links.url" Value(EDITION, "a", "href", "https://link.example.org/"), FULL "https://link.example.org/" => "javascript:alert(1)" "link-scheme";
    "release:media" File("west/releases/2026/full/pictures/photo-24748792.png"), FULL "media: [{file: photo.png, alt: Alt Words, caption: Caption Words, credit: Credit Words}]" => "media: photo.png" "bad-type";
    "release:media.file" Value(EDITION, "img", "src", "pictures/photo-24748792.png"), FULL "photo.png" => "phto.png" "missing-file";
    "release:media.alt" Value(EDITION, "img", "alt", "Alt Words"), FULL "alt: Alt Words, " => "" "missing-alt";
    "release:media.caption" Text(EDITION, "figcaption", "Caption Words"), FULL "caption: Caption Words" => "caption: [a]" "bad-type";
    "release:media.credit" Text(EDITION, "figcaption", "Credit Words"), FULL "credit: Credit Words" => "credits: Credit Words" "unknown-key";
    "release:attachments" File("east/releases/2026/full/plan.txt"), FULL "attachments: [{file: plan.txt, title: Plan Title, language: zh-Hant}]" => "attachments: {file: plan.txt}" "bad-type";
    "release:attachments.file" Value(EDITION, "a", "href", "plan.txt"), FULL "plan.txt" => "paln.txt" "missing-file";
    "release:attachments.title" Text(EDITION, "a", "Plan Title (TXT, 9 bytes"), FULL "title: Plan Title, " => "" "missing-key";
    "release:attachments.language" Text(EDITION, "a", "Traditional Chinese"), FULL "language: zh-Hant" => "language: Chinese (traditional)" "unknown-language";
    "release:quotes" Text(EDITION, "blockquote", "Quote Words"), FULL "quotes: [{text: Quote Words, speaker: Speaker Name, post: Speaker Post}]" => "quotes: Quote Words" "bad-type";
    "release:quotes.text" Text(EDITION, "blockquote", "Quote Words"), FULL "{text: Quote Words, " => "{" "missing-key";
    "release:quotes.speaker" Text(EDITION, ".quotes figcaption", "Speaker Name"), FULL "speaker: Speaker Name, " => "" "missing-key";
    "release:quotes.post" Text(EDITION, ".quotes figcaption", "Speaker Post"), FULL "post: Speaker Post" => "post: [a]" "bad-type";
    "release:speaker" Text(EDITION, ".speaker", "Speaker: Giver Name"), FULL "speaker: {name: Giver Name, post: Giver Post, body: Giver Body}" => "speaker: [Giver Name]" "bad-type";
    "release:speaker.name" Text(EDITION, ".speaker", "Giver Name"), FULL "{name: Giver Name, " => "{" "missing-key";
    "release:speaker.post" Text(EDITION, ".speaker", "Giver Post"), FULL "post: Giver Post" => "post: [a]" "bad-type";
    "release:speaker.body" Text(EDITION, ".speaker", "Giver Body"), FULL "body: Giver Body" => "bdoy: Giver Body" "unknown-key";
    "release:notes" Text(EDITION, ".notes em", "Words"), FULL "Note *Words*." => "Note <b>Words</b>." "raw-html";
    "release:related" Value(EDITION, ".related a", "href", "../clock-east/"), FULL "[2026/clock-east]" => "[2026/clock-wast]" "related";
    "release:boilerplate" Text(EDITION, ".about", "The text of the notices."), FULL "[about-us, notices]" => "[about-us, notice]" "unknown-text";
    "release:revisions" Text(EDITION, ".revisions li", "Revision Note"), FULL "revisions: [{date: 2026-11-05, kind: correction, note: Revision Note, was: Words Before, now: Words After}]" => "revisions: 2026-11-05" "bad-type";
    "release:revisions.date" Value(EDITION, ".revisions time", "datetime", "2026-11-05"), FULL "2026-11-05" => "2026-11-01" "revision-order";
    "release:revisions.kind" Text(EDITION, ".revisions li", "Correction:"), FULL "kind: correction" => "kind: corection" "bad-value";
    "release:revisions.note" Text(EDITION, ".revisions li", "Revision Note"), FULL ", note: Revision Note" => "" "missing-key";
    "release:revisions.was" Text(EDITION, ".notice del", "Words Before"), FULL "was: Words Before" => "was: [Words Before]" "bad-type";
    "release:revisions.now" Text(EDITION, ".notice ins", "Words After"), FULL "now: Words After" => "nwo: Words After" "unknown-key";
    "release:reviewed" Text(EDITION, "footer", "Last review date: November 9, 2026"), FULL "reviewed: 2026-11-09" => "reviewed: 2026-12-09" "revision-order";
    "release:embargo" NoFile("west/releases/2026/embargoed/index.html"), FULL "embargo: 2026-11-02T09:00" => "embargo: nine o'clock" "bad-date";
    "release:status" Text("west/releases/2026/called-off/index.html", ".notice", "withdrawn"), FULL "status: ready" => "status: withdrawn" "status-note";
    "release:status_note" Text("west/releases/2026/called-off/index.html", ".notice", "Status Note Words."), FULL "status: ready" => "status: retracted" "status-note";
    "release:status_date" Text("west/releases/2026/called-off/index.html", ".notice", "withdrawn on 10 November 2026"), CALLED_OFF "status_date: 2026-11-10" => "status_date: 2026-11-01" "revision-order";
    "release:replaced_by" Value("west/releases/2026/replaced/index.html", "main a", "href", "https://east.example.org/press/releases/2026/clock-east/"), REPLACED "replaced_by: 2026/clock-east" => "replaced_by: 2026/clock-north" "replaced-by";
    "release:aliases" Value("old/full.asp", "main a", "href", "https://east.example.org/press/releases/2026/full/"), FULL "aliases: [/old/full.asp, {path: /old/west, office: west}]" => "aliases: /old/full.asp" "bad-type";
    "release:aliases.path" File("west/old/west/index.html"), FULL "path: /old/west" => "path: old/west" "alias";
    "release:aliases.office" NoFile("east/old/west/index.html"), FULL "office: west}" => "office: wset}" "unknown-office";

    "page:title" Text("notices/index.html", "h1", "Notices Title"), NOTICES "title: Notices Title\n" => "" "missing-key";
    "page:date" Hides("notices/index.html", "January 5, 2026"), NOTICES "date: 2026-01-05" => "date: 5/1/2026" "bad-date";
    "page:short_title" Text(HOME, "footer a", "Notices Short"), NOTICES "short_title: Notices Short" => "short_title: [a]" "bad-type";
    "page:summary" Value("notices/index.html", "meta[name=description]", "content", "Notices Summary."), NOTICES "summary: Notices Summary." => "summary: {a: b}" "bad-type";
    "page:revisions" Text("notices/index.html", ".revisions", "Revision history"), NOTICES "revisions: [{date: 2026-02-06, kind: clarification, note: Page Note, was: Page Words Before, now: Page Words After}]" => "revisions: none" "bad-type";
    "page:revisions.date" Value("notices/index.html", ".revisions time", "datetime", "2026-02-06"), NOTICES "2026-02-06" => "2026-02-30" "bad-date";
    "page:revisions.kind" Text("notices/index.html", ".revisions li", "Clarification:"), NOTICES "kind: clarification" => "kind: erratum" "bad-value";
    "page:revisions.note" Text("notices/index.html", ".revisions li", "Page Note"), NOTICES ", note: Page Note" => "" "missing-key";
    "page:revisions.was" Told, NOTICES "was: Page Words Before" => "was: {a: b}" "bad-type";
    "page:revisions.now" Told, NOTICES "now: Page Words After" => "now: [a]" "bad-type";
    "page:reviewed" Text("notices/index.html", "footer", "Last review date: March 7, 2026"), NOTICES "reviewed: 2026-03-07" => "reviewed: March" "bad-date";
}
