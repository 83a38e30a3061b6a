//! What can be wrong, where, and how it is told.
//!
//! Takes rules, places and messages, and the texts of the files to quote from. Returns them sorted, as text, JSON, GitHub
//! annotations or SARIF. It reads no file: the caller passes the texts in. This is the only crate that uses annotate-snippets.

mod allow;
mod fix;
mod forms;
mod print;
mod rules;
mod span;

use serde::{Deserialize, Serialize};

pub use allow::Allow;
pub use fix::{Edit, Fix};
pub use forms::{github, json, sarif};
pub use print::{Excerpts, Printer, Problem, ProblemEdit, ProblemFix, Related};
pub use rules::*;
pub use span::{Elsewhere, FileId, Place, Span};

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
pub enum Severity {
    /// The build stops, and `public/` stays as it was.
    Error,
    /// Probably wrong; an error under `--strict`.
    Warning,
    /// Worth a look; never stops a build.
    Advice,
}

impl Severity {
    /// As in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Advice => "advice",
        }
    }
}

/// A kind of problem, by a name that does not change.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Kebab-case, as printed and as `dateline-allow` and `rules:` write it.
    pub name: &'static str,
    /// How much it matters unless the newsroom says otherwise.
    pub severity: Severity,
    /// One sentence: what has to be so.
    pub meaning: &'static str,
    /// The text of its file: see [`Explanation`].
    explanation: &'static str,
}

/// Why a rule matters, with an example: a body, or a release from its first `---` on; or a file, when its first line is
/// `# dateline.yaml` or `# content/contacts.yaml` or it is a template. Where no text can show it, words that do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// One or two sentences.
    pub why: &'static str,
    /// What breaks the rule.
    pub before: &'static str,
    /// What does not.
    pub after: &'static str,
}

impl Rule {
    /// Why it matters, with an example.
    pub fn explanation(&self) -> Explanation {
        let (why, example) = self.explanation.split_once("\n\nbefore:\n").unwrap_or((self.explanation, ""));
        let (before, after) = example.split_once("\n\nafter:\n").unwrap_or((example, ""));
        Explanation { why, before, after: after.trim_end_matches('\n') }
    }
}

/// One problem, where it is, and the way out.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Diagnostic {
    /// The kind of problem.
    #[serde(with = "by_name")]
    pub rule: &'static Rule,
    /// Starts as the rule's own; `--strict` raises it.
    pub severity: Severity,
    /// Where to look.
    pub place: Place,
    /// What was found, then what was expected: lower case, no final stop, literals in backticks.
    pub message: String,
    /// What to type instead; empty when the message says it all.
    pub help: String,
    /// A second place that has a part in it (the other claimant of a path, the first of two equal keys), with what it is.
    pub related: Option<Box<(Place, String)>>,
    /// How it is mended, where there is one right way.
    pub fix: Option<Box<Fix>>,
}

impl Diagnostic {
    /// A problem of the given kind; the severity is the rule's.
    pub fn new(rule: &'static Rule, place: Place, message: impl Into<String>) -> Self {
        let (message, severity) = (message.into(), rule.severity);
        Self { rule, severity, place, message, help: String::new(), related: None, fix: None }
    }

    /// Adds the way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Adds a second place that has a part in the problem.
    #[must_use]
    pub fn related(mut self, place: Place, what: impl Into<String>) -> Self {
        self.related = Some(Box::new((place, what.into())));
        self
    }

    /// All places that it points at.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        let related = self.related.iter().map(|it| &it.0);
        let mended = self.fix.iter().flat_map(|it| &it.edits).map(|it| &it.place);
        std::iter::once(&self.place).chain(related).chain(mended)
    }

    /// The files of [`places`](Self::places) that are in one, in their order: they are not written down, and are put back here.
    pub fn files_mut(&mut self) -> impl Iterator<Item = &mut FileId> {
        let related = self.related.iter_mut().map(|it| &mut it.0);
        let mended = self.fix.iter_mut().flat_map(|it| &mut it.edits).map(|it| &mut it.place);
        std::iter::once(&mut self.place).chain(related).chain(mended).filter_map(Place::file_mut)
    }

    /// Adds the one right mend, if there is one.
    #[must_use]
    pub fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix.map(Box::new);
        self
    }
}

/// A rule is written down by its name.
mod by_name {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Rule;

    pub(super) fn serialize<S: Serializer>(rule: &&'static Rule, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(rule.name)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'static Rule, D::Error> {
        super::rule(&String::deserialize(deserializer)?).map_err(|(why, _)| D::Error::custom(why))
    }
}

/// Problems in the order in which they were found.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// None.
    pub const NONE: &Self = &Self(Vec::new());

    /// Takes one more.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Takes all of another list.
    pub fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Both lists, this one first.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        self.append(other);
        self
    }

    /// Whether all of it is said of one file: then it is the same when it is written down, read again and
    /// [moved](Self::move_to) there.
    pub fn are_within(&self, file: FileId) -> bool {
        self.0.iter().flat_map(Diagnostic::places).all(|it| it.file() == Some(file))
    }

    /// Says the same of another file.
    pub fn move_to(&mut self, file: FileId) {
        self.files_mut().for_each(|it| *it = file);
    }

    /// The files of all places, in their order: see [`Diagnostic::files_mut`].
    pub fn files_mut(&mut self) -> impl Iterator<Item = &mut FileId> {
        self.0.iter_mut().flat_map(Diagnostic::files_mut)
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them stops a build.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }

    /// Whether a rule is among them.
    pub fn has(&self, rule: &'static Rule) -> bool {
        self.iter().any(|it| std::ptr::eq(it.rule, rule))
    }

    /// How many there are of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.iter().filter(|it| it.severity == severity).count()
    }

    /// Keeps only those of which `keep` is true.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.0.retain(keep);
    }

    /// Makes every warning an error (`--strict`).
    pub fn raise_warnings(&mut self) {
        for diagnostic in self.0.iter_mut().filter(|it| it.severity == Severity::Warning) {
            diagnostic.severity = Severity::Error;
        }
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(diagnostics: I) -> Self {
        Self(diagnostics.into_iter().collect())
    }
}

/// The rule of a name.
///
/// # Errors
///
/// What to say of a name that no rule has: what was found, and the way out.
pub fn rule(name: &str) -> Result<&'static Rule, (String, String)> {
    RULES.iter().find(|it| it.name == name).copied().ok_or_else(|| {
        let help = did_you_mean(name, RULES.iter().map(|it| it.name)).map_or_else(
            || "name a rule as it stands in brackets in a message".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        (format!("there is no rule `{name}`"), help)
    })
}

/// The nearest of the `known` words, if it is near enough to be what was meant.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = word.to_lowercase();
    known
        .into_iter()
        .map(|it| (strsim::damerau_levenshtein(&folded, &it.to_lowercase()), it))
        .filter(|(distance, it)| *distance <= 1 + it.chars().count().min(word.chars().count()) / 4)
        .min()
        .map(|(_, it)| it)
}

/// The one of the `known` words that is near enough to be what was meant; `None` where several are.
pub fn only_near<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut near = known.into_iter().filter(|it| did_you_mean(word, [*it]).is_some());
    near.next().filter(|_| near.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn did_you_mean_offers_only_what_is_near() {
        let known = ["title", "date", "offices"];
        assert_eq!(did_you_mean("tilte", known), Some("title"));
        assert_eq!(did_you_mean("Ofices", known), Some("offices"));
        assert_eq!(did_you_mean("photograph", known), None);
        assert_eq!(did_you_mean("x", ["id"]), None);
    }

    #[test]
    fn of_two_words_that_are_near_neither_is_the_one() {
        assert_eq!(only_near("tilte", ["title", "date"]), Some("title"));
        assert_eq!(only_near("dates", ["date", "rates"]), None);
        assert_eq!(only_near("photograph", ["title"]), None);
    }
}
