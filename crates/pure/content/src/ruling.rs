//! What a newsroom says of rules, under `rules:` in `dateline.yaml`: how much each matters, and in which files.
//!
//! In: the value as written. Out: [`Ruling`]s, of which the last that holds for a file decides. The only door of globset.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value as Json;

use dateline_diagnostics::{
    self as diagnostic, BAD_VALUE, Diagnostic, Diagnostics, Edit, FileId, Fix, Place, RULES, Rule, Severity,
    UNKNOWN_KEY, only_near,
};
use dateline_text::yaml::{self, Text};

/// How much a rule matters, in some files or in all.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// The rule; never one that guards the build.
    pub rule: &'static Rule,
    /// `None` when it is switched off.
    pub severity: Option<Severity>,
    only: Option<GlobSet>,
    except: GlobSet,
}

impl Ruling {
    /// Whether it holds for the file at a path from the newsroom's root.
    pub fn holds_for(&self, path: &str) -> bool {
        let has = |globs: &GlobSet| std::path::Path::new(path).ancestors().any(|it| globs.is_match(it));
        self.only.as_ref().is_none_or(has) && !has(&self.except)
    }
}

/// Patterns in which `*` stands for a part of an address, and `**` for any parts.
#[derive(Clone, Debug, Default)]
pub struct Patterns(GlobSet);

impl Patterns {
    /// Whether one of them is of that address.
    pub fn has(&self, address: &str) -> bool {
        self.0.is_match(address)
    }
}

/// The patterns of addresses under a key of the configuration, `file`; those that cannot be meant are reported.
pub(crate) fn patterns(path: &str, written: &[Text], file: FileId, found: &mut Diagnostics) -> Patterns {
    let help = "write it as in `https://intranet.example/**`; `**` stands for all that follows";
    Patterns(globs(path, written, file, (found, "addresses", help)))
}

/// The value of one rule as written: a severity, or that and the files.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "RuleSetting")]
pub(crate) enum RuleText {
    /// For all files.
    Everywhere(SeverityText),
    /// For some.
    Somewhere(RulingText),
}

/// How much a rule matters.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Severity")]
pub(crate) enum SeverityText {
    /// Nothing is built while it is broken.
    Error,
    /// An error under `--strict`.
    Warning,
    /// Only told.
    Advice,
    /// Not even told.
    Off,
}

/// How much a rule matters in some files.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Ruling")]
pub(crate) struct RulingText {
    /// How much the rule matters in these files.
    severity: SeverityText,
    /// Files and folders, as in `content/releases/19*`; all when it is left out.
    #[serde(default)]
    only: Option<Vec<Text>>,
    /// Files and folders in which the rule matters as it does by itself.
    #[serde(default)]
    except: Option<Vec<Text>>,
}

/// Adds to the schema of `rules:` every rule that may be named there, with what it means.
pub(crate) fn describe(schema: &mut Json) {
    let value = schema["additionalProperties"].take();
    let described = |rule: &Rule| {
        let mut value = value.clone();
        value["description"] = rule.meaning.into();
        value["default"] = rule.severity.name().into();
        (rule.name.to_owned(), value)
    };
    let known = RULES.iter().filter(|it| !it.guards_the_build());
    schema["properties"] = Json::Object(known.map(|it| described(it)).collect());
    schema["additionalProperties"] = false.into();
}

/// What `rules:` of the configuration says, `file`; rules that there are not and files that cannot be meant are reported.
pub(crate) fn read(written: Vec<(String, RuleText)>, file: FileId, found: &mut Diagnostics) -> Vec<Ruling> {
    let names: Vec<String> = written.iter().map(|it| it.0.clone()).collect();
    written.into_iter().filter_map(|(name, text)| ruling((&name, &names), text, file, found)).collect()
}

/// What is said of one rule; `names` are those of all.
fn ruling((name, names): (&str, &[String]), text: RuleText, file: FileId, found: &mut Diagnostics) -> Option<Ruling> {
    let path = yaml::join("rules", name);
    let rule = match diagnostic::rule(name) {
        Ok(rule) => rule,
        Err((message, help)) => {
            let place = Place::Key(file, path);
            let near = only_near(name, diagnostic::RULES.iter().map(|it| it.name))
                .filter(|it| !names.iter().any(|other| other == it));
            let fix = near.map(|near| {
                Fix::asking(vec![Edit::new(place.clone(), near)], format!("write `{near}` in place of `{name}`"))
            });
            found.push(Diagnostic::new(UNKNOWN_KEY, place, message).help(help).fix(fix));
            return None;
        }
    };
    if rule.guards_the_build() {
        let message = format!("`{name}` is always an error: nothing sound can be built while it is broken");
        let help = "delete the line, and mend what breaks the rule";
        found.push(Diagnostic::new(BAD_VALUE, Place::Key(file, path), message).help(help));
        return None;
    }
    let RulingText { severity, only, except } = match text {
        RuleText::Everywhere(severity) => RulingText { severity, only: None, except: None },
        RuleText::Somewhere(text) => text,
    };
    let severity = match severity {
        SeverityText::Error => Some(Severity::Error),
        SeverityText::Warning => Some(Severity::Warning),
        SeverityText::Advice => Some(Severity::Advice),
        SeverityText::Off => None,
    };
    let help = "write it as in `content/releases/19*`; `**` stands for any folders";
    let mut globs =
        |key: &str, written: Vec<Text>| globs(&yaml::join(&path, key), &written, file, (found, "files", help));
    let only = only.map(|it| globs("only", it));
    let except = globs("except", except.unwrap_or_default());
    Some(Ruling { rule, severity, only, except })
}

fn globs(path: &str, written: &[Text], file: FileId, (found, what, help): (&mut Diagnostics, &str, &str)) -> GlobSet {
    let mut globs = GlobSetBuilder::new();
    for (at, text) in written.iter().enumerate() {
        match GlobBuilder::new(text.trim_end_matches('/')).literal_separator(true).build() {
            Ok(glob) => drop(globs.add(glob)),
            Err(error) => {
                let message = format!("`{text}` is no pattern of {what}: {}", error.kind());
                let place = Place::Value(file, yaml::item(path, at));
                found.push(Diagnostic::new(BAD_VALUE, place, message).help(help));
            }
        }
    }
    globs.build().unwrap_or_else(|_| GlobSet::empty())
}
