//! The theme in the box -> what an author of themes can rely on, as Markdown: every template with its blocks, every
//! component with its arguments, every value with its type. It is made of the templates, the view types and `theme.yaml`
//! themselves: `docs/themes.md` is this text.

use std::collections::BTreeMap;
use std::fmt::Write;

use schemars::{JsonSchema, SchemaGenerator};
use serde_json::Value;

use crate::theme::{engine, theme_text, written_templates};
use crate::view::*;

/// What stands before what is generated.
const OPENING: &str = include_str!("contract.md");

/// A page's view: its templates, and what they see.
struct PageView {
    templates: &'static [&'static str],
    /// The name of its type in the schema.
    name: String,
}

/// The contract between Dateline and themes.
///
/// # Panics
///
/// When the theme in the box is not as it should be, which the tests see.
pub fn contract() -> String {
    let mut generator = SchemaGenerator::default();
    let views = [
        page_view::<HomeView>(&mut generator),
        page_view::<EditionView<'_>>(&mut generator),
        page_view::<ListView>(&mut generator),
        page_view::<ArchiveView>(&mut generator),
        page_view::<TextView>(&mut generator),
        page_view::<AnswerView>(&mut generator),
    ];
    let site = generator.subschema_for::<SiteView>();
    let site = site.as_value()["$ref"].as_str().map(type_name).expect("a view is a type of its own");
    let types: BTreeMap<String, Value> = generator.take_definitions(true).into_iter().collect();
    let sources = written_templates();
    let mut tera = engine();
    tera.add_raw_templates(sources.clone()).expect("the theme in the box is sound");

    let mut text = OPENING.to_owned();
    text.push_str("\n## Templates\n\nA page is filled into one of these. `site`, `t`, `options` and `json_ld` are there on every page.\n");
    for (name, source) in sources.iter().filter(|(name, _)| tera.get_component_definition(stem(name)).is_none()) {
        let _ = write!(text, "\n### `{name}`\n\n{}\n", comment(source).0);
        if let Some(view) = views.iter().find(|it| it.templates.contains(&name.as_str())) {
            let keys = types[&view.name]["properties"].as_object().into_iter().flatten();
            let keys: Vec<String> = keys.map(|(key, it)| format!("`{key}` ({})", type_of(it))).collect();
            let _ = write!(text, "\nIt sees {}", keys.join(", "));
            let html: Vec<String> = texts_of(name).iter().map(|it| format!("`{it}`")).collect();
            match html.is_empty() {
                true => text.push_str(".\n"),
                false => {
                    let _ = writeln!(text, "; and as finished HTML {}.", html.join(", "));
                }
            }
        }
        let blocks: Vec<String> = blocks(source).map(|it| format!("`{it}`")).collect();
        if !blocks.is_empty() {
            let _ = write!(text, "\nBlocks: {}.\n", blocks.join(", "));
        }
    }
    text.push_str("\n## Components\n\nOne file each, of the same name: a file of yours with the same arguments takes its place.\n");
    for (name, source) in &sources {
        let Some(component) = tera.get_component_definition(stem(name)) else { continue };
        let (what, inputs) = comment(source);
        let _ = write!(text, "\n### `{}`\n\n{what}\n\n| argument | type | |\n| --- | --- | --- |\n", component.name());
        for argument in component.args() {
            let kind = argument.arg_type().map_or("any", |it| it.as_str());
            let kind = if argument.is_required() { kind.to_owned() } else { format!("{kind}, may be left out") };
            let what = inputs.get(argument.name()).map_or("", String::as_str);
            let _ = writeln!(text, "| `{}` | {kind} | {} |", argument.name(), cell(what));
        }
    }
    let _ = write!(
        text,
        "\n## Values\n\n`site` is a {}, `t` has the strings of `locales/LANG.yaml` by their keys.\n",
        link(&site)
    );
    for (name, schema) in &types {
        let _ =
            write!(text, "\n### {}\n\n{}\n\n| name | type | |\n| --- | --- | --- |\n", shown(name), described(schema));
        for (key, it) in schema["properties"].as_object().into_iter().flatten() {
            let _ = writeln!(text, "| `{key}` | {} | {} |", type_of(it), cell(&described(it)));
        }
    }
    text.push_str("\n## Options\n\nA newsroom chooses them under `theme_options` in `dateline.yaml`; templates see `options.NAME`.\n\n| name | what may be chosen | default | |\n| --- | --- | --- | --- |\n");
    for (name, option) in theme_text().options.unwrap_or_default().0 {
        let (expected, what) = (option.expected(), &*option.description);
        let _ =
            writeln!(text, "| `{name}` | {expected} | `{}` | {what} |", option.default.to_string().trim_matches('"'));
    }
    text
}

fn page_view<View: Framed + JsonSchema>(generator: &mut SchemaGenerator) -> PageView {
    let schema = generator.subschema_for::<View>();
    let name = schema.as_value()["$ref"].as_str().map(type_name).expect("a view is a type of its own");
    PageView { templates: View::TEMPLATES, name }
}

/// The texts that a template gets as finished HTML beside its view.
fn texts_of(template: &str) -> &'static [&'static str] {
    match template {
        "release.html" => &["opening", "rest", "notes", "boilerplate"],
        "text.html" => &["body"],
        _ => &[],
    }
}

/// What the comment at the top of a template says, and of each input.
fn comment(source: &str) -> (String, BTreeMap<String, String>) {
    let comment = source.strip_prefix("{#-").and_then(|it| it.split_once("-#}")).map_or("", |it| it.0);
    let (what, inputs) = comment.split_once("\n\n").unwrap_or((comment, ""));
    let mut by_name: BTreeMap<String, String> = BTreeMap::new();
    let mut last: Vec<String> = Vec::new();
    for line in inputs.lines().map(str::trim).filter(|it| !it.is_empty()) {
        match line.split_once(": ").filter(|(names, _)| names.split(", ").all(is_name)) {
            Some((names, what)) => {
                last = names.split(", ").map(str::to_owned).collect();
                // The type stands in the signature.
                let what = what.split_once([',', ':']).map_or("", |it| it.1.trim());
                by_name.extend(last.iter().map(|it| (it.clone(), what.to_owned())));
            }
            None => last.iter().for_each(|name| {
                let _ = write!(by_name.entry(name.clone()).or_default(), " {line}");
            }),
        }
    }
    (what.split_whitespace().collect::<Vec<_>>().join(" "), by_name)
}

fn is_name(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|it| it.is_ascii_lowercase() || it == '_')
}

/// The blocks that a template defines, in order.
fn blocks(source: &str) -> impl Iterator<Item = &str> {
    let tags = source.split("{%").skip(1).filter_map(|it| it.split_once("%}")).map(|it| it.0.trim_matches('-').trim());
    tags.filter_map(|it| it.strip_prefix("block ")).map(str::trim)
}

fn stem(template: &str) -> &str {
    template.strip_suffix(".html").unwrap_or(template)
}

/// `ReleaseView` of `#/$defs/ReleaseView`.
fn type_name(reference: &str) -> String {
    reference.rsplit('/').next().unwrap_or_default().to_owned()
}

/// `Release` of `ReleaseView`.
fn shown(name: &str) -> &str {
    name.strip_suffix("View").unwrap_or(name)
}

fn link(name: &str) -> String {
    let name = shown(name);
    format!("[{name}](#{})", name.to_lowercase())
}

/// A type in words.
fn type_of(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return link(&type_name(reference));
    }
    if let Some(of) = schema["anyOf"].as_array() {
        let of: Vec<String> = of.iter().map(type_of).collect();
        return of.join(" or ");
    }
    let named = |name: &str| match name {
        "string" => "text".to_owned(),
        "integer" | "number" => "number".to_owned(),
        "boolean" => "true or false".to_owned(),
        "array" => format!("list of {}", type_of(&schema["items"])),
        "object" => "map".to_owned(),
        "null" => "none".to_owned(),
        other => other.to_owned(),
    };
    match &schema["type"] {
        Value::String(name) => named(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).map(named).collect::<Vec<_>>().join(" or "),
        _ => "anything".to_owned(),
    }
}

fn described(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().replace('\n', " ")
}

/// A text as it can stand in a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
