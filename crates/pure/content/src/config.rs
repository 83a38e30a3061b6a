//! The text of `dateline.yaml` -> [`Config`], all defaults settled. It does not know the command line.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use url::Url;

use crate::destination::{self, Destinations, PublishText};
use crate::old_address::{OldFiles, old_path};
use crate::ruling::{self, Patterns, RuleText, Ruling};
use dateline_diagnostics::{self as diagnostic, Diagnostic, Diagnostics, FileId, Place};
use dateline_text::date::{self, Date, Zone};
use dateline_text::language::{self, Language, Localized};
use dateline_text::markdown::{self, Link};
use dateline_text::yaml::{self, ByLanguage, Document, Ordered, Origin, Text};

/// Names under `public/` that an office's tree would stand in the way of (DESIGN: outputs).
const RESERVED: &[&str] = &["archive", "assets", "contacts", "kinds", "releases", "search", "series", "topics"];
/// The language of Chinese characters where the newsroom says none.
const HAN_LANGUAGE: &str = "zh-Hant";
/// The theme in the box.
pub const DEFAULT_THEME: &str = "newsroom";

/// An office, by its place in the newsroom's fixed order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
pub struct OfficeIndex(pub u8);

/// The newsroom, as configured.
#[derive(Clone, Debug)]
pub struct Config {
    /// The newsroom's name.
    pub name: Localized,
    /// The line over the name; empty for none.
    pub brand: Localized,
    /// Where the newsroom is published: `http` or `https`, ends with `/`.
    pub base_url: Url,
    /// BCP 47 tags of its languages, the first one first; never empty.
    pub languages: Vec<String>,
    /// The languages in which everything is: a release or page that is not is missed.
    pub complete: Vec<Language>,
    /// The tag of the language that Chinese characters are in, in texts of languages that are not written with them.
    pub han_language: String,
    /// The theme's folder under `themes/`.
    pub theme: String,
    /// What the newsroom chose of the theme's options, in order.
    pub theme_options: Vec<(String, serde_json::Value)>,
    /// In the fixed order of contacts and switchers; never empty.
    pub offices: Vec<Office>,
    /// Names of topics by id, in the order of the file.
    pub topics: Vec<(String, Localized)>,
    /// Short blocks of standing text (Markdown) by id.
    pub boilerplate: BTreeMap<String, Localized>,
    /// Old addresses that are no release's.
    pub aliases: Vec<OldAddress>,
    /// Names of pages under `content/pages/` that the footer links, in order.
    pub footer: Vec<String>,
    /// The accessibility statement's facts, where one is made.
    pub accessibility: Option<Accessibility>,
    /// Who holds the copyright, where that is said.
    pub copyright: Option<Copyright>,
    /// What sort of body the newsroom is of.
    pub organization: OrganizationType,
    /// What is made beside home pages, editions and texts.
    pub outputs: Outputs,
    /// Names the newsroom in permanent ids (RFC 4151): a host that is the newsroom's for good.
    pub identity: String,
    /// The WebSub hub that feeds name.
    pub websub: Option<Url>,
    /// Whom to tell of a weakness of the site (RFC 9116).
    pub security: Option<Security>,
    /// What it says of rules, the first one first.
    pub rulings: Vec<Ruling>,
    /// Addresses of other sites that are never asked.
    pub external_allow: Patterns,
    /// Which changes of what was public need no revision.
    pub edits: Edits,
    /// Where it is published.
    pub destinations: Destinations,
    /// Links of standing texts that stay inside the newsroom, with the text's id.
    pub boilerplate_links: Vec<(String, Link)>,
    /// Paths of values that had a fault and were left out: what names them is not at fault.
    faulty: Vec<String>,
}

/// Who issues releases; has a site of its own.
#[derive(Clone, Debug)]
pub struct Office {
    /// Names the office in front matter and is its folder under `public/`.
    pub id: String,
    /// As its pages call it.
    pub name: Localized,
    /// The city that contacts are listed in.
    pub city: Localized,
    /// Its civil dates begin at midnight here.
    pub zone: Zone,
    /// Area codes of its telephones; empty when any will do.
    pub area_codes: Vec<u16>,
    /// How its pages write dates; `None` for the way of their language.
    pub date_style: Option<DateStyle>,
    /// What its pages are told by at a glance.
    pub color: OfficeColor,
    /// Where its tree is published when that is not `OFFICE/` under the newsroom's; ends with `/`.
    pub base_url: Option<Url>,
}

/// Which families of outputs are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Outputs {
    /// The archive and its lists by year and month.
    pub archive: bool,
    /// A list for each topic.
    pub topics: bool,
    /// A list for each kind of release.
    pub kinds: bool,
    /// A list for each series.
    pub series: bool,
    /// Atom feeds.
    pub atom: bool,
    /// RSS feeds.
    pub rss: bool,
    /// JSON feeds.
    pub json_feed: bool,
    /// Feeds of each topic, in the forms that are on.
    pub topic_feeds: bool,
    /// `release.txt`.
    pub text: bool,
    /// `release.json`.
    pub ninjs: bool,
    /// `newsml.xml`.
    pub newsml: bool,
    /// Calendar entries of meetings and ceremonies, and each tree's calendar.
    pub calendars: bool,
    /// `contacts.vcf`.
    pub contacts: bool,
    /// A picture of each release, to be shown where its address is shared (needs the program's feature `cards`).
    pub cards: bool,
    /// Photographs in several sizes (needs the program's feature `photos`), and a page for each picture of a release.
    pub photos: bool,
    /// `sitemap.xml` and `robots.txt`.
    pub sitemap: bool,
    /// `news-sitemap.xml`.
    pub news_sitemap: bool,
    /// Structured data in pages.
    pub json_ld: bool,
    /// `_headers`.
    pub headers: bool,
    /// `_redirects`, `redirects.json` and `redirects.nginx.conf`.
    pub redirects: bool,
    /// The search page, and the index that it reads.
    pub search: bool,
}

impl Default for Outputs {
    fn default() -> Self {
        Self {
            archive: true,
            topics: true,
            kinds: true,
            series: true,
            atom: true,
            rss: true,
            json_feed: true,
            topic_feeds: true,
            text: true,
            ninjs: true,
            newsml: true,
            calendars: true,
            contacts: true,
            cards: true,
            photos: true,
            sitemap: true,
            news_sitemap: true,
            json_ld: true,
            headers: true,
            redirects: true,
            search: true,
        }
    }
}

/// Which changes of what was public need no revision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Edits {
    /// How small a change of running text passes, in characters of one release together: fewer than this, and none that touches a digit, a capitalised word or a Chinese character. 0 lets none pass.
    pub allow_under: usize,
}

/// What sort of body a newsroom is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OrganizationType {
    /// An office of a government.
    GovernmentOffice,
    /// A company.
    Company,
    /// Any other.
    #[default]
    Organization,
}

impl OrganizationType {
    /// Its name at schema.org.
    pub fn schema_type(self) -> &'static str {
        match self {
            Self::GovernmentOffice => "GovernmentOffice",
            Self::Company => "Corporation",
            Self::Organization => "Organization",
        }
    }
}

/// An address at which a page stood that is no release's: it leads to another in the same tree. Both are from the tree's
/// top, without a slash before them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldAddress {
    /// As it stands in the file.
    pub written: String,
    /// Where the page stood.
    pub path: String,
    /// Where it leads; empty for the home page.
    pub to: String,
}

/// Whom to tell of a weakness of the site.
#[derive(Clone, Debug)]
pub struct Security {
    /// An address: `mailto:`, `tel:` or `https:`.
    pub contact: String,
    /// The last day on which this holds.
    pub expires: Date,
    /// Where the policy stands.
    pub policy: Option<Url>,
}

/// How a date is written, in languages that know more than one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DateStyle {
    /// `December 7, 2018`.
    MonthFirst,
    /// `7 December 2018`.
    DayFirst,
}

/// A colour that an office can have: the tokens of a theme say how each is shown, and a test that it can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum OfficeColor {
    Harbour,
    Jade,
    Plum,
    Copper,
    Teal,
    Indigo,
    Slate,
    Crimson,
}

impl OfficeColor {
    /// All of them, in the order in which offices get them that name none. The last is the newsroom's own.
    pub const ALL: [Self; 8] =
        [Self::Harbour, Self::Jade, Self::Plum, Self::Copper, Self::Teal, Self::Indigo, Self::Slate, Self::Crimson];
    /// The colour of the newsroom as a whole.
    pub const NEWSROOM: Self = Self::Crimson;

    /// Its name, as in `dateline.yaml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Harbour => "harbour",
            Self::Jade => "jade",
            Self::Plum => "plum",
            Self::Copper => "copper",
            Self::Teal => "teal",
            Self::Indigo => "indigo",
            Self::Slate => "slate",
            Self::Crimson => "crimson",
        }
    }
}

/// The facts of an accessibility statement.
#[derive(Clone, Debug)]
pub struct Accessibility {
    /// Such as `WCAG 2.2`.
    pub standard: String,
    /// `A`, `AA` or `AAA`.
    pub level: String,
    /// When conformance was last looked at.
    pub reviewed: Date,
    /// Id of the contact who answers questions on it.
    pub contact: Option<String>,
}

/// Who holds the copyright.
#[derive(Clone, Debug)]
pub struct Copyright {
    /// The holder's name.
    pub holder: Localized,
    /// The first year.
    pub from: Option<i16>,
}

impl Config {
    /// Reads `dateline.yaml`; `None` when what every other file depends on (name, base address, offices) is not there.
    pub fn read(text: &str, file: FileId, found: &mut Diagnostics) -> Option<Self> {
        let read = yaml::read::<ConfigText>(text, Origin { file, offset: 0 }, found);
        read.refuse_extra(file, found);
        Reading { file, found, lost: &read.lost, languages: Vec::new() }.config(read.value)
    }

    /// The JSON Schema of `dateline.yaml`, for editors.
    pub fn schema() -> Json {
        let required = &["newsroom", "base_url", "offices"];
        let mut schema = yaml::json_schema::<ConfigText>(Document { title: "dateline.yaml", required, extra: false });
        ruling::describe(&mut schema["properties"]["rules"]);
        schema
    }

    /// The office of an id.
    pub fn office(&self, id: &str) -> Option<OfficeIndex> {
        self.offices.iter().position(|it| it.id == id).map(|at| OfficeIndex(at as u8))
    }

    /// Whether `id` under a key such as `offices` had a fault that was reported.
    pub fn is_faulty(&self, key: &str, id: &str) -> bool {
        let path = yaml::join(key, id);
        self.faulty.iter().any(|it| it == key || *it == path || it.starts_with(&format!("{path}.")))
    }

    /// Every language, in the newsroom's order.
    pub fn languages(&self) -> impl Iterator<Item = Language> + use<> {
        (0..self.languages.len()).map(|at| Language(at as u8))
    }

    /// The language of a tag, in any case.
    pub fn language(&self, tag: &str) -> Option<Language> {
        self.languages.iter().position(|it| it.eq_ignore_ascii_case(tag)).map(|at| Language(at as u8))
    }

    /// The BCP 47 tag of a language.
    pub fn tag(&self, language: Language) -> &str {
        &self.languages[usize::from(language.0)]
    }

    /// The tag of the language that Chinese characters of a text are in; `None` where they are of the text's own language.
    pub fn han_language(&self, language: Language) -> Option<&str> {
        (!language::is_written_in_han(self.tag(language))).then_some(self.han_language.as_str())
    }

    /// The folder of a language's pages under that of a tree: `zh-hant/`; empty for the first.
    pub fn folder(&self, language: Language) -> String {
        match language {
            Language::FIRST => String::new(),
            other => format!("{}/", self.tag(other).to_ascii_lowercase()),
        }
    }

    /// The ids and names of topics by their places, in the order of the file.
    pub fn topics_of<'a>(&'a self, places: &'a [u16]) -> impl Iterator<Item = &'a (String, Localized)> {
        self.topics.iter().zip(0..).filter(|(_, place)| places.contains(place)).map(|(topic, _)| topic)
    }

    /// Every office with its index, in the newsroom's order.
    pub fn offices(&self) -> impl Iterator<Item = (OfficeIndex, &Office)> {
        self.offices.iter().enumerate().map(|(at, office)| (OfficeIndex(at as u8), office))
    }
}

impl std::ops::Index<OfficeIndex> for Config {
    type Output = Office;

    fn index(&self, office: OfficeIndex) -> &Office {
        &self.offices[office.0 as usize]
    }
}

/// Reads an absolute address that trees are published under.
///
/// # Errors
///
/// What is wrong with it.
pub fn base_url(text: &str) -> Result<Url, String> {
    let with_slash = if text.ends_with('/') { text.to_owned() } else { format!("{text}/") };
    let example = "write it as in `https://news.example.org/`";
    let url = Url::parse(&with_slash).map_err(|_| format!("`{text}` is no address of a site: {example}"))?;
    let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    match url.scheme() {
        "http" | "https" if plain && url.host().is_some() => Ok(url),
        _ => Err(format!("`{text}` is no address of a site: {example}")),
    }
}

/// A name or another short text of a key in each of the newsroom's languages; says in which there is none.
pub fn localized(
    text: ByLanguage,
    (file, path): (FileId, &str),
    languages: &[String],
    found: &mut Diagnostics,
) -> Localized {
    let mut texts = match text {
        ByLanguage::Plain(text) => return Localized::same(text),
        ByLanguage::Map(texts) => texts,
    };
    let (first, others) = languages.split_first().expect("there is a first language");
    for other in texts.keys().filter(|it| !languages.contains(it)) {
        let message = format!("`{other}` is not one of the newsroom's languages");
        let place = Place::Key(file, yaml::join(path, other));
        let known: Vec<String> = languages.iter().map(|it| format!("`{it}`")).collect();
        let help = format!("`languages` has {}", known.join(", "));
        found.push(Diagnostic::new(diagnostic::UNKNOWN_LANGUAGE, place, message).help(help));
    }
    let mut text_in = |language: &str| texts.remove(language).map(String::from);
    let (in_first, in_others) = (text_in(first), others.iter().map(|it| text_in(it)).collect::<Vec<_>>());
    let mut tell = |rule, language: &str| {
        let message = format!("`{path}` has no text in `{language}`");
        let place = Place::Value(file, path.to_owned());
        found.push(Diagnostic::new(rule, place, message).help(format!("add `{language}: …`")));
    };
    if in_first.is_none() {
        tell(diagnostic::MISSING_KEY, first);
    }
    for (language, _) in others.iter().zip(&in_others).filter(|(_, it)| it.is_none()) {
        tell(diagnostic::UNTRANSLATED_NAME, language);
    }
    Localized::of(in_first.unwrap_or_default(), in_others)
}

/// The newsroom: its names, offices, topics and choices.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct ConfigText {
    /// The name of the newsroom.
    #[schemars(extend("examples" = ["Hong Kong Economic and Trade Office, USA"]))]
    newsroom: Option<ByLanguage>,
    /// The line over the name.
    #[schemars(extend("examples" = ["Hong Kong"]))]
    brand: Option<ByLanguage>,
    /// The address under which the newsroom is published.
    #[schemars(extend("examples" = ["https://news.example.org/"]))]
    #[schemars(extend("pattern" = "^\\s*[hH][tT][tT][pP][sS]?:"))]
    base_url: Option<Text>,
    /// The languages of its texts, by their tags. The first is that of texts whose file names none.
    #[schemars(extend("examples" = [["en"]]))]
    #[schemars(extend("default" = ["en"]))]
    languages: Option<Vec<Text>>,
    /// The languages in which every release and page is to be: one that is not translated is told of.
    #[schemars(extend("examples" = [["zh-Hant"]]))]
    complete: Option<Vec<Text>>,
    /// The language of Chinese characters in texts of other languages, by its tag: pages mark them with it for screen readers.
    #[schemars(extend("examples" = ["zh-Hant", "zh-Hans"]))]
    #[schemars(extend("default" = "zh-Hant"))]
    han_language: Option<Text>,
    /// The folder of the theme under `themes/`; `newsroom` is in the program.
    #[schemars(extend("examples" = ["newsroom"]))]
    #[schemars(extend("default" = "newsroom"))]
    theme: Option<Text>,
    /// What is chosen of what the theme leaves open: `dateline explain theme` lists it.
    theme_options: Option<Ordered<serde_json::Value>>,
    /// The offices, each under an id that releases name and that is the folder of its site, in the order in which they are listed.
    offices: Option<Ordered<OfficeText>>,
    /// The topics of releases, each under an id that releases name.
    #[schemars(extend("examples" = [{"environment": "Environment"}]))]
    topics: Option<Ordered<ByLanguage>>,
    /// Short standing texts in Markdown, each under an id that releases name.
    boilerplate: Option<Ordered<ByLanguage>>,
    /// Names of pages in `content/pages/` that every page links at its foot.
    #[schemars(extend("examples" = [["privacy-policy", "accessibility"]]))]
    footer: Option<Vec<Text>>,
    /// Old addresses of what was no release, and where each leads: paths from the top of the site.
    #[schemars(extend("examples" = [{"/terms.html": "/important-notices/"}]))]
    aliases: Option<Ordered<Text>>,
    /// The facts of the accessibility statement.
    accessibility: Option<AccessibilityText>,
    /// Who holds the copyright.
    copyright: Option<CopyrightText>,
    /// What is made beside pages; all of it unless it is switched off here.
    outputs: Option<Outputs>,
    /// The host that names the newsroom in permanent ids, if it is not that of `base_url`: one that stays yours.
    #[schemars(extend("examples" = ["news.example.org"]))]
    identity: Option<Text>,
    /// What sort of body the newsroom is of.
    organization: Option<OrganizationType>,
    /// The address of the WebSub hub that feeds name.
    #[schemars(extend("examples" = ["https://hub.example.org/"]))]
    #[schemars(extend("pattern" = "^\\s*[hH][tT][tT][pP][sS]?:"))]
    websub: Option<Text>,
    /// Whom to tell of a weakness of the site: makes `.well-known/security.txt`.
    security: Option<SecurityText>,
    /// How much each rule of `dateline check` matters, everywhere or in some files.
    rules: Option<Ordered<RuleText>>,
    /// What `dateline check --external` goes by.
    external: Option<ExternalText>,
    /// Which changes of a published release `dateline check --against` lets pass.
    edits: Option<Edits>,
    /// Where `dateline publish` brings the newsroom.
    publish: Option<PublishText>,
}

/// An office that issues releases and has a site of its own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Office")]
struct OfficeText {
    /// The name of the office.
    #[schemars(extend("examples" = ["New York"]))]
    name: ByLanguage,
    /// The city that its contacts are listed in; its name when left out.
    #[schemars(extend("examples" = ["New York City"]))]
    #[serde(default)]
    city: Option<ByLanguage>,
    /// The IANA name of its time zone: its days begin at midnight there.
    #[schemars(extend("examples" = ["America/New_York", "America/Los_Angeles"]))]
    timezone: Text,
    /// The area codes of its telephones. A contact with another one is told of.
    #[schemars(extend("examples" = [[212, 646]]))]
    #[serde(default)]
    area_codes: Option<Vec<u16>>,
    /// How its pages write dates; the way of their language when left out.
    #[serde(default)]
    date_style: Option<DateStyle>,
    /// The colour by which its pages are told apart; the next free one when left out.
    #[serde(default)]
    color: Option<OfficeColor>,
    /// Where its site is published, if that is not its folder under the newsroom's address.
    #[schemars(extend("examples" = ["https://nyc.example.org/"]))]
    #[schemars(extend("pattern" = "^\\s*[hH][tT][tT][pP][sS]?:"))]
    #[serde(default)]
    base_url: Option<Text>,
}

/// The facts of the accessibility statement.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Accessibility")]
struct AccessibilityText {
    /// The standard that the site holds to.
    #[schemars(extend("examples" = ["WCAG 2.2"]))]
    standard: Text,
    /// The level of conformance.
    level: Level,
    /// The day on which conformance was last looked at.
    #[schemars(extend("examples" = ["2026-11-01"]))]
    #[schemars(extend("format" = "date"))]
    reviewed: Text,
    /// The id of the contact who answers questions on it.
    #[schemars(extend("examples" = ["ana-reyes"]))]
    #[serde(default)]
    contact: Option<Text>,
}

/// Whom to tell of a weakness of the site.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Security")]
struct SecurityText {
    /// Where to write to: begins with `mailto:`, `tel:` or `https://`.
    #[schemars(extend("examples" = ["mailto:security@example.org"]))]
    contact: Text,
    /// The last day on which this holds.
    #[schemars(extend("examples" = ["2027-11-01"]))]
    #[schemars(extend("format" = "date"))]
    expires: Text,
    /// The address of the policy.
    #[schemars(extend("examples" = ["https://www.example.org/security"]))]
    #[schemars(extend("pattern" = "^\\s*[hH][tT][tT][pP][sS]?:"))]
    #[serde(default)]
    policy: Option<Text>,
}

#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
enum Level {
    A,
    #[serde(rename = "AA")]
    Aa,
    #[serde(rename = "AAA")]
    Aaa,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(["A", "AA", "AAA"][*self as usize])
    }
}

/// What `dateline check --external` goes by.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "External")]
struct ExternalText {
    /// Addresses that are never asked, and right whatever answers; `*` stands for a part, `**` for all that follows.
    #[schemars(extend("examples" = [["https://intranet.example/**"]]))]
    allow: Option<Vec<Text>>,
}

/// Who holds the copyright.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Copyright")]
struct CopyrightText {
    /// The name of the holder.
    holder: ByLanguage,
    /// The first year.
    #[schemars(extend("examples" = [2018]))]
    #[serde(default)]
    from: Option<i16>,
}

/// What is needed to say where something is wrong.
struct Reading<'a> {
    file: FileId,
    found: &'a mut Diagnostics,
    lost: &'a [String],
    languages: Vec<String>,
}

impl Reading<'_> {
    fn config(&mut self, text: ConfigText) -> Option<Config> {
        let rulings = ruling::read(text.rules.unwrap_or_default().0, self.file, self.found);
        let external = text.external.and_then(|it| it.allow).unwrap_or_default();
        self.languages = self.languages(text.languages.unwrap_or_default());
        let complete = self.complete(text.complete.unwrap_or_default());
        let han_language = text.han_language.and_then(|it| self.tag("han_language", &it));
        let han_language = han_language.unwrap_or_else(|| HAN_LANGUAGE.to_owned());
        let name = self.required("newsroom", text.newsroom.is_some()).then_some(text.newsroom).flatten();
        let name = name.map(|it| self.localized("newsroom", it));
        let base_url =
            self.required("base_url", text.base_url.is_some()).then(|| self.url("base_url", text.base_url)).flatten();
        let offices = self.offices(text.offices);
        let brand = text.brand.map_or_else(|| Localized::same(""), |it| self.localized("brand", it));
        let topics = self.texts("topics", text.topics);
        for (id, _) in &topics {
            self.slug("topics", id, "a topic");
        }
        let boilerplate: BTreeMap<_, _> = self.texts("boilerplate", text.boilerplate).into_iter().collect();
        let boilerplate_links = (boilerplate.iter())
            .flat_map(|(id, text)| text.all().map(move |it| (id, it)))
            .flat_map(|(id, text)| self.links(id, text))
            .collect();
        let accessibility = text.accessibility.and_then(|it| self.accessibility(it));
        let copyright =
            text.copyright.map(|it| Copyright { holder: self.localized("copyright.holder", it.holder), from: it.from });
        let base_url = base_url?;
        let identity = self.identity(text.identity, &base_url);
        let websub = text.websub.and_then(|it| self.whole_url("websub", &it));
        let security = text.security.and_then(|it| self.security(it));
        let ids: Vec<String> = offices.iter().map(|it| it.id.clone()).collect();
        let destinations = destination::read(text.publish.unwrap_or_default(), &ids, self.file, self.found);
        Some(Config {
            name: name?,
            brand,
            outputs: text.outputs.unwrap_or_default(),
            organization: text.organization.unwrap_or_default(),
            identity,
            rulings,
            external_allow: ruling::patterns("external.allow", &external, self.file, self.found),
            edits: text.edits.unwrap_or_default(),
            destinations,
            websub,
            security,
            base_url,
            languages: std::mem::take(&mut self.languages),
            complete,
            han_language,
            theme: text.theme.map_or_else(|| DEFAULT_THEME.to_owned(), String::from),
            theme_options: text.theme_options.unwrap_or_default().0,
            offices: (!offices.is_empty()).then_some(offices)?,
            topics,
            boilerplate,
            aliases: self.aliases(text.aliases.unwrap_or_default().0),
            footer: text.footer.unwrap_or_default().into_iter().map(String::from).collect(),
            accessibility,
            copyright,
            boilerplate_links,
            faulty: self.lost.to_vec(),
        })
    }

    /// A host that is the newsroom's for good: the one of its address, unless it says otherwise.
    fn identity(&mut self, text: Option<Text>, base_url: &Url) -> String {
        let host = base_url.host_str().unwrap_or_default().to_owned();
        let Some(text) = text else { return host };
        let is_plain = text.contains('.') && text.bytes().all(|it| it.is_ascii_alphanumeric() || b".-".contains(&it));
        if !is_plain {
            let help = "write a host that stays yours, as in `news.example.org`: it stands in permanent ids";
            self.bad_value("identity", format!("`{text}` is no name of a host"), help);
            return host;
        }
        text.to_ascii_lowercase()
    }

    fn whole_url(&mut self, path: &str, text: &str) -> Option<Url> {
        let url = Url::parse(text).ok().filter(|it| ["http", "https"].contains(&it.scheme()));
        if url.is_none() {
            let help = "write it whole, as in `https://hub.example.org/`";
            self.bad_value(path, format!("`{text}` is no address"), help);
        }
        url
    }

    fn security(&mut self, text: SecurityText) -> Option<Security> {
        let is_address = ["mailto:", "https://", "tel:"].iter().any(|it| text.contact.starts_with(it));
        if !is_address {
            let help = "write `mailto:`, `tel:` or `https://` before it";
            self.bad_value("security.contact", format!("`{}` is no address to write to", text.contact), help);
        }
        let expires = date::date(&text.expires).map_err(|(message, help)| {
            let place = Place::Value(self.file, "security.expires".to_owned());
            self.found.push(Diagnostic::new(diagnostic::BAD_DATE, place, message).help(help));
        });
        let policy = text.policy.and_then(|it| self.whole_url("security.policy", &it));
        is_address.then_some(Security { contact: text.contact.into(), expires: expires.ok()?, policy })
    }

    /// The links of a standing text that stay inside the newsroom; says what is wrong with the text.
    fn links(&mut self, id: &str, text: &str) -> Vec<(String, Link)> {
        let place = |_| Place::Value(self.file, yaml::join("boilerplate", id));
        let outline = markdown::outline(text, &place, self.found);
        outline.links.into_iter().map(|it| (id.to_owned(), it)).collect()
    }

    /// Says that a required key is missing, unless its value was reported as faulty.
    fn required(&mut self, key: &str, there: bool) -> bool {
        if !there && !self.lost.iter().any(|it| it.is_empty() || it.starts_with(key)) {
            let message = format!("`{key}` is missing");
            self.found.push(
                Diagnostic::new(diagnostic::MISSING_KEY, Place::File(self.file), message)
                    .help(format!("add a line `{key}: …`")),
            );
        }
        there
    }

    /// The newsroom's languages; English alone when it names none.
    fn languages(&mut self, written: Vec<Text>) -> Vec<String> {
        let mut languages: Vec<String> = Vec::with_capacity(written.len());
        for (at, language) in written.into_iter().enumerate() {
            let path = yaml::item("languages", at);
            if !looks_like_language(&language) {
                let help = "write its tag, as in `en`, `zh-Hant` or `pt-BR`";
                self.bad_value(&path, format!("`{language}` is no language"), help);
            } else if languages.iter().any(|it| it.eq_ignore_ascii_case(&language)) {
                self.bad_value(&path, format!("`{language}` stands twice"), "name each language once");
            } else {
                languages.push(language.into());
            }
        }
        if languages.is_empty() {
            languages.push("en".to_owned());
        }
        languages
    }

    /// A tag that the registry of languages has.
    fn tag(&mut self, path: &str, text: &str) -> Option<String> {
        let tag = language::tag(text);
        tag.map_err(|help| self.bad_value(path, format!("`{text}` is no language"), &help)).ok()
    }

    fn complete(&mut self, written: Vec<Text>) -> Vec<Language> {
        let mut complete = Vec::new();
        for (at, tag) in written.iter().enumerate() {
            match self.languages.iter().position(|it| **it == **tag) {
                Some(place) => complete.push(Language(place as u8)),
                None => {
                    let message = format!("`{tag}` is not one of the newsroom's languages");
                    let place = Place::Value(self.file, yaml::item("complete", at));
                    let help = "name one of `languages`";
                    self.found.push(Diagnostic::new(diagnostic::UNKNOWN_LANGUAGE, place, message).help(help));
                }
            }
        }
        complete
    }

    fn localized(&mut self, path: &str, text: ByLanguage) -> Localized {
        localized(text, (self.file, path), &self.languages, self.found)
    }

    fn texts(&mut self, key: &str, texts: Option<Ordered<ByLanguage>>) -> Vec<(String, Localized)> {
        let texts = texts.map(|it| it.0).unwrap_or_default();
        texts
            .into_iter()
            .map(|(id, text)| {
                let text = self.localized(&yaml::join(key, &id), text);
                (id, text)
            })
            .collect()
    }

    fn aliases(&mut self, aliases: Vec<(String, Text)>) -> Vec<OldAddress> {
        let mut settled: Vec<OldAddress> = Vec::with_capacity(aliases.len());
        for (written, to) in aliases {
            let path =
                old_path(&written, OldFiles::Any).and_then(|path| match settled.iter().any(|it| it.path == path) {
                    true => Err((format!("`{written}` stands twice"), "name each old address once")),
                    false => Ok(path),
                });
            let to = match &*to {
                "/" => Ok(String::new()),
                to => old_path(to, OldFiles::OfReleases)
                    .map_err(|(message, _)| (message, "write the page that it leads to, as in `/archive/`")),
            };
            match (path, to) {
                (Ok(path), Ok(to)) => settled.push(OldAddress { written, path, to }),
                (Err((message, help)), _) | (_, Err((message, help))) => {
                    let place = Place::Value(self.file, yaml::join("aliases", &written));
                    self.found.push(Diagnostic::new(diagnostic::ALIAS, place, message).help(help));
                }
            }
        }
        settled
    }

    fn url(&mut self, path: &str, text: Option<Text>) -> Option<Url> {
        base_url(&text?).map_err(|message| self.bad_value(path, message, "")).ok()
    }

    fn offices(&mut self, offices: Option<Ordered<OfficeText>>) -> Vec<Office> {
        let offices = offices.map(|it| it.0).unwrap_or_default();
        self.required("offices", !offices.is_empty());
        if offices.len() > usize::from(u8::MAX) {
            self.bad_value("offices", format!("{} offices, the most is 255", offices.len()), "");
            return Vec::new();
        }
        let colors = OfficeColor::ALL.into_iter().cycle();
        let settled: Vec<_> =
            offices.into_iter().zip(colors).map(|((id, office), color)| self.office(id, office, color)).collect();
        settled.into_iter().collect::<Option<_>>().unwrap_or_default()
    }

    fn office(&mut self, id: String, office: OfficeText, color: OfficeColor) -> Option<Office> {
        let path = yaml::join("offices", &id);
        let named = self.slug("offices", &id, "an office");
        let is_folder = |it: &String| it.eq_ignore_ascii_case(&id);
        if RESERVED.contains(&id.as_str())
            || looks_like_language(&id) && id.contains('-')
            || self.languages.iter().skip(1).any(is_folder)
        {
            let message = format!("`{id}` is the name of a folder that Dateline writes");
            self.found.push(
                Diagnostic::new(diagnostic::BAD_VALUE, Place::Key(self.file, path), message)
                    .help("choose another id for the office"),
            );
            return None;
        }
        let name = self.localized(&yaml::join(&path, "name"), office.name);
        let city = office.city.map(|it| self.localized(&yaml::join(&path, "city"), it));
        let zone = date::zone(&office.timezone);
        if zone.is_none() {
            let message = format!("`{}` is no time zone", office.timezone);
            self.bad_value(
                &yaml::join(&path, "timezone"),
                message,
                "write one of the IANA time zone names, as in `America/New_York`",
            );
        }
        let base_url = self.url(&yaml::join(&path, "base_url"), office.base_url);
        let city = city.unwrap_or_else(|| name.clone());
        let area_codes = office.area_codes.unwrap_or_default();
        let (date_style, color) = (office.date_style, office.color.unwrap_or(color));
        named.then_some(Office { id, name, city, zone: zone?, area_codes, date_style, color, base_url })
    }

    /// Whether an id can stand in an address; says so if not.
    fn slug(&mut self, key: &str, id: &str, what: &str) -> bool {
        let plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
        let good = !id.is_empty() && id.bytes().all(plain) && !id.starts_with('-');
        if !good {
            let message = format!("`{id}` cannot be the id of {what}: it is part of addresses");
            let place = Place::Key(self.file, yaml::join(key, id));
            self.found.push(
                Diagnostic::new(diagnostic::FILE_NAME, place, message)
                    .help("use lower case letters, digits and hyphens"),
            );
        }
        good
    }

    fn accessibility(&mut self, text: AccessibilityText) -> Option<Accessibility> {
        let reviewed = date::date(&text.reviewed).map_err(|(message, help)| {
            let place = Place::Value(self.file, "accessibility.reviewed".to_owned());
            self.found.push(Diagnostic::new(diagnostic::BAD_DATE, place, message).help(help));
        });
        let contact = text.contact.map(String::from);
        Some(Accessibility {
            standard: text.standard.into(),
            level: text.level.to_string(),
            reviewed: reviewed.ok()?,
            contact,
        })
    }

    fn bad_value(&mut self, path: &str, message: String, help: &str) {
        self.found
            .push(Diagnostic::new(diagnostic::BAD_VALUE, Place::Value(self.file, path.to_owned()), message).help(help));
    }
}

/// Whether a word has the form of a BCP 47 tag that file names and folders use: `en`, `zh-Hant`, `pt-BR`, in any case.
pub fn looks_like_language(word: &str) -> bool {
    let mut parts = word.split('-');
    let letters = |part: &str, n: &[usize]| n.contains(&part.len()) && part.bytes().all(|it| it.is_ascii_alphabetic());
    parts.next().is_some_and(|it| letters(it, &[2, 3]))
        && parts.all(|it| letters(it, &[2, 4]) || it.len() == 3 && it.bytes().all(|it| it.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_from_other_words() {
        for language in ["en", "zh-Hant", "zh-hans", "pt-BR", "es-419"] {
            assert!(looks_like_language(language), "{language}");
        }
        for word in ["v1", "final-version", "2018", "e", ""] {
            assert!(!looks_like_language(word), "{word}");
        }
    }

    #[test]
    fn base_addresses_end_with_a_slash_and_have_no_query() {
        assert_eq!(
            base_url("https://news.example.org/usa").expect("an address").as_str(),
            "https://news.example.org/usa/"
        );
        for wrong in ["news.example.org", "ftp://news.example.org/", "https://news.example.org/?a=1", "https:///"] {
            assert!(base_url(wrong).is_err(), "{wrong}");
        }
    }
}
