//! The one table of rules: name, severity, meaning.
//!
//! `rules/NAME.txt` says why a rule matters, with an example before and after: see [`Explanation`](super::Explanation).

use super::{Rule, Severity};

macro_rules! rules {
    ($($constant:ident $name:literal $severity:ident $meaning:literal;)*) => {
        $(
            #[doc = $meaning]
            pub const $constant: &Rule = &Rule {
                name: $name,
                severity: Severity::$severity,
                meaning: $meaning,
                explanation: include_str!(concat!("rules/", $name, ".txt")),
            };
        )*

        /// Every rule, in alphabetical order of its name.
        pub const RULES: &[&Rule] = &[$($constant),*];
    };
}

rules! {
    ALIAS "alias" Error "An alias is the path of an old page, and stands once.";
    ALT_TEXT "alt-text" Warning "The text of a picture says what it shows, and not what its caption says.";
    AMBIGUOUS_DATE "ambiguous-date" Warning "A date in digits can be read in one way only.";
    AWARD_TOTAL "award-total" Error "The awards of a ceremony add up to its total.";
    BAD_DATE "bad-date" Error "A date is a day of the calendar, or a time with its zone.";
    BAD_PICTURE "bad-picture" Error "A picture is whole, and of a form that browsers show.";
    BAD_TYPE "bad-type" Error "A value has the form that its key asks for.";
    BAD_VALUE "bad-value" Error "A value is one of those that its key knows.";
    BARE_ADDRESS "bare-address" Warning "An address in a sentence is a link.";
    BODY_HEADING "body-heading" Error "Headings in the text begin at the second level, the first is the title, and skip none.";
    BODY_PHONE "body-phone" Warning "A telephone number in the text can be dialled, and is one of the directory's.";
    BOLD_HEADING "bold-heading" Warning "A heading is marked as one; bold words are none to a screen reader.";
    BROKEN_LINK "broken-link" Error "A link inside the newsroom leads to something that is public.";
    CAPITALS_TITLE "capitals-title" Warning "A title is not all in capitals.";
    CHANGED_ID "changed-id" Error "The id of a release that was published never changes.";
    CONTACT_OFFICE "contact-office" Advice "A contact speaks for an office that issues the release.";
    CONTACT_TERM "contact-term" Warning "A contact is in post on the day of the release.";
    DOUBLED_WORD "doubled-word" Warning "No word stands twice in a row by a slip.";
    DRIFTED_FACT "drifted-fact" Advice "A translation tells the numbers and days of its original.";
    DUPLICATE_ID "duplicate-id" Error "No two releases have one id.";
    DUPLICATE_KEY "duplicate-key" Error "A key stands once.";
    EMAIL_DOMAIN "email-domain" Warning "An e-mail address ends in a domain that exists.";
    EMPTY_BODY "empty-body" Warning "A release has a text, a picture or something to download.";
    EMPTY_FILE "empty-file" Error "A source file has a text.";
    EXTERNAL_LINK "external-link" Warning "A link to another site leads to something.";
    FENCE "fence" Error "Front matter stands between two lines of three hyphens, the first of them the file's first line.";
    FILE_NAME "file-name" Error "A file is named so that its address can be typed: letters, digits and hyphens.";
    FILE_TOO_LARGE "file-too-large" Error "A text file is no larger than any release could be.";
    FOREIGN_AREA_CODE "foreign-area-code" Advice "A contact's telephone has an area code of the office.";
    INVISIBLE_CHARACTER "invisible-character" Warning "A text has no characters that nobody sees.";
    KIND_FIELDS "kind-fields" Error "A release has what its kind asks for: an advisory an event, a speech a speaker, a photo release a picture.";
    LANGUAGE_MARK "language-mark" Error "Words in another language are marked as in `[Straße]{lang=de}`.";
    LAYOUT_SPACES "layout-spaces" Warning "No-break spaces keep words together; they are no layout.";
    LINK_SCHEME "link-scheme" Error "A link begins with `http`, `https`, `mailto` or `tel`, or stays inside the newsroom.";
    LINK_TEXT "link-text" Warning "The words of a link say where it leads.";
    LONE_TRANSLATION "lone-translation" Error "A translation stands beside its original.";
    LONG_TITLE "long-title" Warning "A title over 100 characters has a `short_title`.";
    LOST_ADDRESS "lost-address" Error "What was published at an address answers there for ever: by a page, a notice or a redirect.";
    MISSING_ALT "missing-alt" Error "A picture has a text that says what it shows.";
    MISSING_FILE "missing-file" Error "A file that a release names is there.";
    MISSING_KEY "missing-key" Error "A required key is there and has a value.";
    MISSING_TRANSLATION "missing-translation" Warning "Everything is in the languages that `complete` names.";
    MIXED_QUOTES "mixed-quotes" Warning "A text has one sort of apostrophes and of quotation marks.";
    MOVED_LINK "moved-link" Advice "A link to another site has the address that the site gives for good.";
    NEAR_ACRONYM "near-acronym" Warning "An acronym is spelt as it was explained.";
    NOT_UTF8 "not-utf8" Error "A text file is UTF-8 without NUL bytes.";
    ORDINAL "ordinal" Warning "The how-many-th an event is, is the same in the text as in its facts.";
    OUTPUT_COLLISION "output-collision" Error "No two sources claim one address.";
    OUTSIDE_ROOT "outside-root" Error "Nothing is read or written outside the newsroom's folders.";
    PAGE_ID "page-id" Warning "An id stands once on a rendered page.";
    PAGE_LINK "page-link" Warning "A link of a rendered page leads to a page, file or part that is there.";
    PHONE "phone" Error "A telephone number can be dialled.";
    PLACEHOLDER "placeholder" Warning "Nothing is left to be filled in.";
    RAW_HTML "raw-html" Error "Text is Markdown without HTML.";
    RELATED "related" Error "A related release is another one, and public by then.";
    RELATIVE_DAY "relative-day" Advice "A day such as `today` is told with its date, or in a text with a place.";
    REPLACED_BY "replaced-by" Error "A replaced release leads to one that is public and was not itself replaced or retracted.";
    REVISION_ORDER "revision-order" Error "A revision or review is not dated before the release, nor after the build.";
    SAME_LINK_TEXT "same-link-text" Warning "Links with the same words lead to the same place.";
    SERIES_GAP "series-gap" Advice "The numbers of a series follow each other.";
    SERIES_TWICE "series-twice" Warning "A number of a series stands on one release of a kind.";
    SILENT_EDIT "silent-edit" Error "What was public changes with a dated revision that says so.";
    STALE_REVIEW "stale-review" Advice "A standing text or accessibility statement was reviewed within the year.";
    STATUS_DATE "status-date" Advice "A release that is withdrawn, retracted or replaced says since when.";
    STATUS_NOTE "status-note" Error "A release that is withdrawn, retracted or replaced says why.";
    STRAY_SPACE "stray-space" Warning "A title has no spaces at its ends and no two in a row.";
    TABLE_HEADER "table-header" Advice "The columns of a table have names.";
    TEMPLATE "template" Error "A template can be read and rendered.";
    TIME_ZONE "time-zone" Advice "A time says its zone.";
    TITLE_MARKUP "title-markup" Warning "A title is words alone, without HTML.";
    TRANSLATION_KEY "translation-key" Error "A translation says in words what its original says, and nothing else.";
    UNEXPLAINED_ACRONYM "unexplained-acronym" Advice "An acronym is explained in each text that has it.";
    UNFINISHED_SENTENCE "unfinished-sentence" Advice "A paragraph ends with the end of a sentence.";
    UNKNOWN_CONTACT "unknown-contact" Error "A contact is in the directory.";
    UNKNOWN_FILE "unknown-file" Warning "A file under `content/` belongs to something.";
    UNKNOWN_KEY "unknown-key" Error "A key is one that Dateline knows, or begins with `x-`.";
    UNKNOWN_LANGUAGE "unknown-language" Error "A language is one of the newsroom's.";
    UNKNOWN_OFFICE "unknown-office" Error "An office is one of the newsroom's.";
    UNKNOWN_TEXT "unknown-text" Error "A page or boilerplate that is named exists.";
    UNKNOWN_TOPIC "unknown-topic" Error "A topic is one of the newsroom's.";
    UNMARKED_LANGUAGE "unmarked-language" Advice "Words in Japanese or Korean letters say which language they are in.";
    UNMINIFIED_TEMPLATE "unminified-template" Advice "A template keeps its tags inside quoted values, so that it can be minified.";
    UNREADABLE "unreadable" Error "A source can be read.";
    UNTAGGED_PDF "untagged-pdf" Warning "A PDF has a title, a language and tags, so that a screen reader can read it.";
    UNTRANSLATED_NAME "untranslated-name" Warning "A name that is given by language has one in each of the newsroom's languages.";
    UNUSED_ALLOW "unused-allow" Warning "A comment that allows something names a rule that is broken there, and says why.";
    UNUSED_FILE "unused-file" Advice "A file beside a text is named in one.";
    WEEKDAY "weekday" Warning "A weekday is that of the date beside it.";
    YAML_SYNTAX "yaml-syntax" Error "Front matter and configuration are YAML.";
    YEAR_FOLDER "year-folder" Warning "A release is in the folder of its year.";
}

/// Rules without which nothing sound can be built: what breaks them was left out, would overwrite something or would be
/// lost, so that no newsroom may lower or allow them.
const GUARDS: &[&Rule] = &[
    ALIAS,
    BAD_DATE,
    BAD_PICTURE,
    BAD_TYPE,
    BAD_VALUE,
    CHANGED_ID,
    DUPLICATE_ID,
    DUPLICATE_KEY,
    EMPTY_FILE,
    FENCE,
    FILE_NAME,
    FILE_TOO_LARGE,
    LINK_SCHEME,
    LONE_TRANSLATION,
    LOST_ADDRESS,
    MISSING_FILE,
    MISSING_KEY,
    NOT_UTF8,
    OUTPUT_COLLISION,
    OUTSIDE_ROOT,
    PHONE,
    RAW_HTML,
    REPLACED_BY,
    STATUS_NOTE,
    TEMPLATE,
    TRANSLATION_KEY,
    UNKNOWN_CONTACT,
    UNKNOWN_KEY,
    UNKNOWN_LANGUAGE,
    UNKNOWN_OFFICE,
    UNKNOWN_TEXT,
    UNKNOWN_TOPIC,
    UNREADABLE,
    YAML_SYNTAX,
];

impl Rule {
    /// Whether it is an error always, because nothing sound can be built while it is broken.
    pub fn guards_the_build(&self) -> bool {
        GUARDS.contains(&self)
    }
}

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn rules_stand_in_alphabetical_order_each_once() {
        assert!(RULES.windows(2).all(|pair| pair[0].name < pair[1].name));
    }
}
