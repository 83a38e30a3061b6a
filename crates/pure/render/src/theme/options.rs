//! What a theme lets a newsroom choose: declared under `options` in `theme.yaml`, chosen under `theme_options` in
//! `dateline.yaml`. Templates see the choices as `options`.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::theme::theme_text;
use dateline_content::config::Config;
use dateline_diagnostics::{
    self as diagnostic, Diagnostic, Diagnostics, Edit, FileId, Fix, Place, did_you_mean, only_near,
};
use dateline_text::yaml::{self, Ordered, Text};

/// An option as `theme.yaml` declares it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OptionText {
    #[serde(rename = "type")]
    pub(super) kind: OptionKind,
    pub(super) default: Value,
    /// What may be chosen.
    #[serde(default)]
    pub(super) values: Option<Vec<Text>>,
    pub(super) description: Text,
}

/// What an option may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum OptionKind {
    /// Any text.
    Text,
    /// `true` or `false`.
    Switch,
    /// A whole number.
    Number,
    /// One of the option's `values`.
    Choice,
}

impl OptionText {
    /// What the option may be, in words.
    pub(super) fn expected(&self) -> String {
        match self.kind {
            OptionKind::Text => "a text".to_owned(),
            OptionKind::Switch => "`true` or `false`".to_owned(),
            OptionKind::Number => "a whole number".to_owned(),
            OptionKind::Choice => {
                let values: Vec<String> = self.values.iter().flatten().map(|it| format!("`{}`", &**it)).collect();
                format!("one of {}", values.join(", "))
            }
        }
    }

    fn takes(&self, value: &Value) -> bool {
        match self.kind {
            OptionKind::Text => value.is_string(),
            OptionKind::Switch => value.is_boolean(),
            OptionKind::Number => value.is_i64(),
            OptionKind::Choice => {
                value.as_str().is_some_and(|value| self.values.iter().flatten().any(|it| &**it == value))
            }
        }
    }
}

/// The options of a theme of the newsroom's own, and those of the box that it does not declare anew: templates in the box
/// go by them.
pub(super) fn with_boxed(own: Ordered<OptionText>) -> Ordered<OptionText> {
    let boxed = theme_text().options.unwrap_or_default().0;
    let Ordered(mut options) = own;
    let more: Vec<_> = boxed.into_iter().filter(|(name, _)| options.iter().all(|(it, _)| it != name)).collect();
    options.extend(more);
    Ordered(options)
}

/// Every option of a theme with what the newsroom chose, else its default. `file` is the theme's `theme.yaml`.
pub(super) fn settle(
    declared: &Ordered<OptionText>,
    file: FileId,
    config: &Config,
    config_file: FileId,
    found: &mut Diagnostics,
) -> serde_json::Map<String, Value> {
    for (name, option) in &declared.0 {
        if !option.takes(&option.default) {
            let place = Place::Value(file, yaml::join(&yaml::join("options", name), "default"));
            let message = format!("the default is {}, and has to be {}", shown(&option.default), option.expected());
            found.push(Diagnostic::new(diagnostic::BAD_VALUE, place, message));
        }
    }
    for (name, value) in &config.theme_options {
        let key = yaml::join("theme_options", name);
        match declared.0.iter().find(|(it, _)| it == name) {
            None => {
                let known = || declared.0.iter().map(|(it, _)| it.as_str());
                let help = match did_you_mean(name, known()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if declared.0.is_empty() => "this theme has no options".to_owned(),
                    None => format!("it has {}", known().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")),
                };
                let message = format!("the theme `{}` has no option `{name}`", config.theme);
                let place = Place::Key(config_file, key);
                let near =
                    only_near(name, known()).filter(|it| !config.theme_options.iter().any(|(other, _)| other == it));
                let fix = near.map(|near| {
                    Fix::asking(vec![Edit::new(place.clone(), near)], format!("write `{near}` in place of `{name}`"))
                });
                found.push(Diagnostic::new(diagnostic::UNKNOWN_KEY, place, message).help(help).fix(fix));
            }
            Some((_, option)) if !option.takes(value) => {
                let message = format!("`{name}` is {}, and has to be {}", shown(value), option.expected());
                found.push(Diagnostic::new(diagnostic::BAD_VALUE, Place::Value(config_file, key), message));
            }
            Some(_) => {}
        }
    }
    let chosen = |name: &str| config.theme_options.iter().find(|(it, _)| it == name).map(|(_, value)| value);
    declared.0.iter().map(|(name, it)| (name.clone(), chosen(name).unwrap_or(&it.default).clone())).collect()
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{text}`"),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
        Value::Null => "empty".to_owned(),
        other => format!("`{other}`"),
    }
}
