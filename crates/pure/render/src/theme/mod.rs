//! The theme: its files -> templates ready to fill, static files with their published names, and strings. The only door
//! of tera.
//!
//! A file of the newsroom's own theme replaces the one in the box of the same path; what it lacks comes from the box.

mod contract;
mod fault;
#[cfg(test)]
mod locales;
mod options;
mod styles;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use include_dir::{Dir, include_dir};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tera::{ArgFromValue, Context, ErrorKind, Kwargs, State, StringInput, Tera, TeraResult, Value};

use crate::words::{self, Counting, Words};
use dateline_content::config::Config;
use dateline_diagnostics::{self as diagnostic, Diagnostic, Diagnostics, FileId, Place};
use dateline_text::language::Language;
use dateline_text::yaml::{self, Ordered, Origin, Text};

pub use contract::contract;
pub use fault::TemplateFault;
use fault::fault;
use options::OptionText;
use styles::with_imports;

/// The theme in the box.
static BOX: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../../themes/newsroom");

/// Where the files in the box stand: in no source.
const NO_SOURCE: FileId = FileId(u32::MAX);
/// Stands before the names of templates in the box that the newsroom has its own of.
const IN_THE_BOX: &str = "box/";

/// One file of a theme.
#[derive(Clone, Debug)]
pub struct ThemeFile {
    /// Its bytes.
    pub bytes: Cow<'static, [u8]>,
    /// As a person would write its path.
    pub path: String,
    /// The source file; `None` for one in the box.
    pub file: Option<FileId>,
}

/// The files of a theme by their path in it, as in `templates/page.html`.
pub type ThemeFiles = BTreeMap<String, ThemeFile>;

/// A static file as it is published.
#[derive(Clone, Debug)]
pub struct StaticFile {
    /// As the theme names it: `style.css`.
    pub name: String,
    /// From a tree's top, with its content's hash: `assets/style.1f2e3d4c.css`.
    pub path: String,
    /// Its bytes.
    pub bytes: Cow<'static, [u8]>,
}

/// A theme, ready to render.
#[derive(Clone)]
pub struct Theme {
    tera: Tera,
    /// `options`, as every template sees it.
    shared: Context,
    /// `site` and `t` in each language, in the newsroom's order.
    spoken: Vec<[Value; 2]>,
    templates: BTreeMap<String, Template>,
    /// In the order of their names.
    pub statics: Vec<StaticFile>,
    /// Its words in each language, in the newsroom's order.
    pub words: Vec<Words>,
}

/// Removes from a template what no reader sees. Returns `None` for a template that it cannot minify.
pub type Minify = fn(&str) -> Option<String>;

/// A template's text as its author wrote it.
#[derive(Clone, Debug)]
struct Template {
    source: String,
    path: String,
    is_minified: bool,
}

/// `theme.yaml` as written.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct ThemeText {
    name: Option<Text>,
    description: Option<Text>,
    options: Option<Ordered<OptionText>>,
}

/// `locales/LANG.yaml` as written: a text for each key.
#[derive(Debug, Default, Deserialize, JsonSchema)]
struct LocaleText(Ordered<Text>);

/// The files of the theme in the box.
pub fn boxed() -> ThemeFiles {
    let mut files = ThemeFiles::new();
    collect(&BOX, &mut files);
    files
}

fn collect(folder: &'static Dir<'static>, files: &mut ThemeFiles) {
    for file in folder.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        let shown = in_the_box(&path);
        files.insert(path, ThemeFile { bytes: Cow::Borrowed(file.contents()), path: shown, file: None });
    }
    for folder in folder.dirs() {
        collect(folder, files);
    }
}

/// As a person would write the path of a file in the box.
fn in_the_box(path: &str) -> String {
    format!("themes/newsroom/{path} (in the box)")
}

impl Template {
    fn is_boxed(&self) -> bool {
        self.path.ends_with(" (in the box)")
    }
}

impl Theme {
    /// Makes a theme of its files, for a newsroom and its language; `config_file` is where that chooses its options.
    /// Templates are minified by `minify`, where that is given. Returns `None` when a file has a fault.
    pub fn load(
        files: ThemeFiles,
        config: &Config,
        config_file: FileId,
        minify: Option<Minify>,
        found: &mut Diagnostics,
    ) -> Option<Self> {
        let before = found.count(diagnostic::Severity::Error);
        let file = files.get("theme.yaml").expect("the box has one");
        let own = read_yaml::<ThemeText>(file, found).and_then(|it| it.options).unwrap_or_default();
        let declared = options::with_boxed(own);
        let options = options::settle(&declared, file.file.unwrap_or(NO_SOURCE), config, config_file, found);
        let english = strings(&boxed()["locales/en.yaml"], found).expect("the box's English is without fault");
        let words = config.languages.iter().enumerate().map(|(at, language)| {
            let place = || Place::Value(config_file, yaml::item("languages", at));
            words(&files, &english, config, language, &place, found)
        });
        let words: Vec<_> = words.collect();
        let words: Option<Vec<Words>> = words.into_iter().collect();
        let mut templates = BTreeMap::new();
        let mut statics = Vec::new();
        for (path, file) in with_imports(files, found) {
            if let Some(name) = path.strip_prefix("templates/") {
                if let Some(source) = text(&file, found) {
                    templates.insert(name.to_owned(), Template { source, path: file.path, is_minified: false });
                }
            } else if let Some(name) = path.strip_prefix("static/") {
                statics.push(StaticFile {
                    name: name.to_owned(),
                    path: published(name, &file.bytes),
                    bytes: file.bytes,
                });
            }
        }
        templates.extend(covered(&templates));
        syntax(&templates, found);
        if found.count(diagnostic::Severity::Error) > before {
            return None;
        }
        let mut tera = engine();
        let mut sources = Vec::with_capacity(templates.len());
        for (name, template) in &mut templates {
            let minified = minify.map_or_else(|| Some(template.source.clone()), |minify| minify(&template.source));
            template.is_minified = minified.is_some();
            if minified.is_none() {
                let message = format!("the template `{name}` has template syntax in a tag outside a quoted value");
                let help = "write it inside the quotes, as in `aria-current=\"{{ … }}\"`; until then the template is not minified";
                found.push(
                    Diagnostic::new(diagnostic::UNMINIFIED_TEMPLATE, Place::elsewhere(template.path.clone()), message)
                        .help(help),
                );
            }
            sources.push((name.clone(), minified.unwrap_or_else(|| template.source.clone())));
        }
        if let Err(error) = tera.add_raw_templates(sources) {
            // The place that counts is the one in the template as it is written.
            let as_written = engine().add_raw_templates(written(&templates)).err().unwrap_or(error);
            found.push(fault(&as_written, &templates).diagnostic());
            return None;
        }
        let mut shared = Context::new();
        shared.insert_value("options", Value::from_serializable(&options));
        *tera.global_context() = shared.clone();
        Some(Self { tera, shared, spoken: Vec::new(), templates, statics, words: words? })
    }

    /// Gives every template what it may use of the newsroom, whatever the page, as `site`, which `sites` has for each
    /// language; and the strings as `t`.
    pub fn share(&mut self, sites: &[impl Serialize]) {
        let strings = self.words.iter().map(|it| Value::from_serializable(it.strings()));
        self.spoken = sites.iter().map(Value::from_serializable).zip(strings).map(|(site, t)| [site, t]).collect();
    }

    /// Its words in a language.
    pub fn words(&self, language: Language) -> &Words {
        &self.words[usize::from(language.0)]
    }

    /// The static file of a name.
    pub fn static_file(&self, name: &str) -> Option<&StaticFile> {
        self.statics.binary_search_by(|it| it.name.as_str().cmp(name)).ok().map(|at| &self.statics[at])
    }

    /// Names of the templates that the minifier did not touch.
    pub fn unminified(&self) -> impl Iterator<Item = &str> {
        self.templates.iter().filter(|(_, it)| !it.is_minified).map(|(name, _)| name.as_str())
    }

    /// Fills a template.
    ///
    /// # Errors
    ///
    /// What is wrong, at its place in the template as its author wrote it.
    pub fn render(
        &self,
        template: &str,
        language: Language,
        view: &impl Serialize,
        texts: &[(&'static str, String)],
    ) -> Result<Vec<u8>, TemplateFault> {
        let mut context = Context::from_serialize(view).expect("a view is a map");
        for (name, value) in ["site", "t"].into_iter().zip(&self.spoken[usize::from(language.0)]) {
            context.insert_value(name, value.clone());
        }
        for (name, html) in texts {
            context.insert_value(*name, Value::safe_string(html));
        }
        let mut bytes = Vec::with_capacity(16 * 1024);
        match self.tera.render_to(template, &context, &mut bytes) {
            Ok(()) => Ok(bytes),
            Err(error) => {
                Err(self.fault_as_written(template, &context).unwrap_or_else(|| fault(&error, &self.templates)))
            }
        }
    }

    /// The fault's place in the templates before they were minified.
    fn fault_as_written(&self, template: &str, context: &Context) -> Option<TemplateFault> {
        let mut tera = engine();
        tera.add_raw_templates(written(&self.templates)).ok()?;
        *tera.global_context() = self.shared.clone();
        tera.render(template, context).err().map(|error| fault(&error, &self.templates))
    }
}

/// Tera with the two filters that the strings of a language need.
fn engine() -> Tera {
    let mut tera = Tera::new();
    tera.register_filter("fill", fill);
    tera.register_filter("grouped", |count: u64, arguments: Kwargs, _: &State| -> TeraResult<String> {
        Ok(words::grouped(count, arguments.must_get::<&str>("by")?))
    });
    tera
}

/// `{{ t.moved_notice | fill(link=link) }}`: a string with its blanks filled in. What is not HTML already is escaped.
fn fill(string: StringInput, arguments: Kwargs, state: &State) -> TeraResult<Value> {
    let mut faults = Vec::new();
    let mut values = BTreeMap::new();
    for name in words::blanks(string.as_str()) {
        let Some(value) = arguments.get::<Value>(name)? else { continue };
        let text = match StringInput::from_value(&value) {
            Ok(text) => text.rendered(state).map(Cow::into_owned),
            Err(_) if value.is_number() => Ok(value.to_string()),
            Err(error) => Err(error),
        };
        match text {
            Ok(text) => drop(values.insert(name, text)),
            Err(error) => faults.push(error),
        }
    }
    match faults.pop() {
        Some(fault) => Err(fault),
        None => Ok(Value::safe_string(&words::filled(&string.rendered(state)?, &|name| values.get(name).cloned()))),
    }
}

/// The pages in the box that the newsroom has its own of, under names by which those can extend them.
fn covered(templates: &BTreeMap<String, Template>) -> Vec<(String, Template)> {
    let own: Vec<&String> = templates.iter().filter(|(_, it)| !it.is_boxed()).map(|(name, _)| name).collect();
    if own.is_empty() {
        return Vec::new();
    }
    // A component has one definition.
    let pages = written_templates()
        .into_iter()
        .filter(|(name, source)| own.contains(&name) && !source.contains("{% component"));
    let template = |(name, source): (String, String)| {
        let path = in_the_box(&format!("templates/{name}"));
        (format!("{IN_THE_BOX}{name}"), Template { source, path, is_minified: false })
    };
    pages.map(template).collect()
}

/// `theme.yaml` of the theme in the box.
fn theme_text() -> ThemeText {
    let file = boxed().remove("theme.yaml").expect("the theme in the box has one");
    read_yaml(&file, &mut Diagnostics::default()).expect("it is without fault")
}

/// The templates in the box, by name.
fn written_templates() -> Vec<(String, String)> {
    let source = |(path, file): (String, ThemeFile)| {
        let source = String::from_utf8(file.bytes.into_owned()).expect("the theme in the box is UTF-8");
        Some((path.strip_prefix("templates/")?.to_owned(), source))
    };
    boxed().into_iter().filter(|(path, _)| path.starts_with("templates/")).filter_map(source).collect()
}

/// The templates as their authors wrote them.
fn written(templates: &BTreeMap<String, Template>) -> impl Iterator<Item = (&str, &str)> {
    templates.iter().map(|(name, it)| (name.as_str(), it.source.as_str()))
}

/// `name.HASH.ext` under `assets/`.
fn published(name: &str, bytes: &[u8]) -> String {
    let hash = blake3::hash(bytes).to_hex();
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("assets/{stem}.{}.{extension}", &hash[..8]),
        None => format!("assets/{name}.{}", &hash[..8]),
    }
}

fn text(file: &ThemeFile, found: &mut Diagnostics) -> Option<String> {
    let text = String::from_utf8(file.bytes.to_vec());
    if text.is_err() {
        let place = Place::elsewhere(file.path.clone());
        found.push(Diagnostic::new(diagnostic::NOT_UTF8, place, "the file is not UTF-8").help("save it as UTF-8"));
    }
    text.ok()
}

fn read_yaml<T: for<'a> Deserialize<'a> + JsonSchema + Default>(
    file: &ThemeFile,
    found: &mut Diagnostics,
) -> Option<T> {
    let text = text(file, found)?;
    let origin = Origin { file: file.file.unwrap_or(NO_SOURCE), offset: 0 };
    let read = yaml::read::<T>(&text, origin, found);
    read.sound.then_some(read.value)
}

/// The strings in a file, by their keys.
fn strings(file: &ThemeFile, found: &mut Diagnostics) -> Option<BTreeMap<String, String>> {
    let LocaleText(Ordered(strings)) = read_yaml(file, found)?;
    Some(strings.into_iter().map(|(key, it)| (key, it.into())).collect())
}

/// The strings of the language; every key of the box's `english` has to be there.
///
/// `place` is where the newsroom says that it has the language.
fn words(
    files: &ThemeFiles,
    english: &BTreeMap<String, String>,
    config: &Config,
    language: &str,
    place: &dyn Fn() -> Place,
    found: &mut Diagnostics,
) -> Option<Words> {
    let name = format!("locales/{language}.yaml");
    let Some(file) = files.get(&name) else {
        let has: Vec<String> = files.keys().filter_map(|it| language_of(it)).map(|it| format!("`{it}`")).collect();
        let message = format!("the theme has no strings in `{language}`: there is no `{name}` in it");
        let help = format!(
            "put a translation of the theme's `locales/en.yaml` into `themes/{}/{name}`, or take `{language}` out of `languages`; the theme has {}",
            config.theme,
            has.join(", ")
        );
        found.push(Diagnostic::new(diagnostic::TEMPLATE, place(), message).help(help));
        return None;
    };
    let strings = strings(file, found)?;
    let fixed = english.keys().filter(|it| !Counting::is_counted(it)).cloned();
    let known: BTreeSet<String> = fixed.chain(Counting::of(language).keys()).collect();
    let missing: Vec<String> =
        known.iter().filter(|it| !strings.contains_key(*it)).map(|it| format!("`{it}`")).collect();
    if !missing.is_empty() {
        let message = format!("these strings are missing in `{name}`: {}", missing.join(", "));
        found.push(
            Diagnostic::new(diagnostic::MISSING_KEY, Place::elsewhere(file.path.clone()), message)
                .help("add them, as `locales/en.yaml` of the theme in the box has them"),
        );
        return None;
    }
    let before = found.count(diagnostic::Severity::Error);
    for (key, text) in &strings {
        // Of what English has no form, the general one has the same blanks; what only this theme has is its own affair.
        let general = Counting::general(key);
        let Some(same) = english.get(key).or(general.and_then(|it| english.get(&it))) else { continue };
        let known: BTreeSet<&str> = words::blanks(same).chain(words::also_filled(key)).collect();
        for blank in words::blanks(text).filter(|it| !known.contains(it)) {
            let may: Vec<String> = known.iter().map(|it| format!("`{{{it}}}`")).collect();
            let may = if may.is_empty() { "no blank".to_owned() } else { may.join(", ") };
            let message = format!("`{key}` has the blank `{{{blank}}}`, which nothing fills: it may have {may}");
            let help = "write the name of the blank as `locales/en.yaml` of the theme in the box has it";
            let place = Place::elsewhere(file.path.clone());
            found.push(Diagnostic::new(diagnostic::BAD_VALUE, place, message).help(help));
        }
    }
    let is_sound = found.count(diagnostic::Severity::Error) == before;
    is_sound.then(|| Words::new(language, strings))
}

/// The language of a file of strings.
fn language_of(path: &str) -> Option<&str> {
    path.strip_prefix("locales/")?.strip_suffix(".yaml")
}

/// Reports every template of the newsroom's own that cannot be read, not only the first.
fn syntax(templates: &BTreeMap<String, Template>, found: &mut Diagnostics) {
    for (name, template) in templates.iter().filter(|(_, it)| !it.is_boxed()) {
        if let Err(error) = Tera::new().add_raw_template(name, &template.source)
            && matches!(error.kind(), ErrorKind::SyntaxError(_))
        {
            found.push(fault(&error, templates).diagnostic());
        }
    }
}
