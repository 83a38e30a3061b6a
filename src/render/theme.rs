//! The theme: its files -> templates ready to fill, static files with their published names, and strings. The only door
//! of tera.
//!
//! A file of the newsroom's own theme replaces the one in the box of the same path; what it lacks comes from the box.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use include_dir::{Dir, include_dir};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tera::{Context, ErrorKind, Tera, Value};

use crate::diagnostic::{self, Diagnostic, Diagnostics, Elsewhere, FileId, Place, did_you_mean};
use crate::render::minify;
use crate::render::words::Words;
use crate::yaml::{self, Ordered, Origin, Text};

/// The theme in the box.
static BOX: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/newsroom");

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
    /// `site` and `t`, as every template sees them.
    shared: Context,
    templates: BTreeMap<String, Template>,
    /// In the order of their names.
    pub statics: Vec<StaticFile>,
    /// Its words in the newsroom's language.
    pub words: Words,
}

/// A template's text as its author wrote it.
#[derive(Clone, Debug)]
struct Template {
    source: String,
    path: String,
    is_minified: bool,
}

/// What is wrong in a template, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFault {
    place: Place,
    message: String,
    help: String,
}

/// `theme.yaml` as written.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct ThemeText {
    name: Option<Text>,
    description: Option<Text>,
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
        let shown = format!("themes/newsroom/{path} (in the box)");
        files.insert(path, ThemeFile { bytes: Cow::Borrowed(file.contents()), path: shown, file: None });
    }
    for folder in folder.dirs() {
        collect(folder, files);
    }
}

impl Theme {
    /// Makes a theme of its files, for the newsroom's language. With `minified`, as always but in the test that compares,
    /// templates are minified. `None` when a file has a fault.
    pub fn load(files: ThemeFiles, language: &str, minified: bool, found: &mut Diagnostics) -> Option<Self> {
        let before = found.count(diagnostic::Severity::Error);
        if let Some(file) = files.get("theme.yaml") {
            read_yaml::<ThemeText>(file, found);
        }
        let words = words(&files, language, found);
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
        syntax(&templates, found);
        if found.count(diagnostic::Severity::Error) > before {
            return None;
        }
        let mut tera = Tera::new();
        let mut sources = Vec::with_capacity(templates.len());
        for (name, template) in &mut templates {
            let minified = if minified { minify::template(&template.source) } else { Some(template.source.clone()) };
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
            let as_written = Tera::new().add_raw_templates(written(&templates)).err().unwrap_or(error);
            found.push(fault(&as_written, &templates).diagnostic());
            return None;
        }
        Some(Self { tera, shared: Context::new(), templates, statics, words: words? })
    }

    /// Gives every template what it may use of the newsroom, whatever the page, as `site`; and the strings as `t`.
    pub fn share(&mut self, site: &impl Serialize) {
        self.shared.insert_value("site", Value::from_serializable(site));
        self.shared.insert_value("t", Value::from_serializable(self.words.strings()));
        *self.tera.global_context() = self.shared.clone();
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
        view: &impl Serialize,
        texts: &[(&'static str, String)],
    ) -> Result<Vec<u8>, TemplateFault> {
        let mut context = Context::from_serialize(view).expect("a view is a map");
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
        let mut tera = Tera::new();
        tera.add_raw_templates(written(&self.templates)).ok()?;
        *tera.global_context() = self.shared.clone();
        tera.render(template, context).err().map(|error| fault(&error, &self.templates))
    }
}

impl TemplateFault {
    /// As a diagnostic.
    pub fn diagnostic(self) -> Diagnostic {
        Diagnostic::new(diagnostic::TEMPLATE, self.place, self.message).help(self.help)
    }

    /// As a diagnostic that names what was being rendered.
    pub fn while_rendering(mut self, page: &str) -> Diagnostic {
        self.message = format!("{}, while rendering {page}", self.message);
        self.diagnostic()
    }
}

/// The templates as their authors wrote them.
fn written(templates: &BTreeMap<String, Template>) -> impl Iterator<Item = (&str, &str)> {
    templates.iter().map(|(name, it)| (name.as_str(), it.source.as_str()))
}

/// The files, with the parts that style sheets import (`@import "../styles/tokens.css";` on a line of its own) in place of
/// those lines: a page loads one, and a newsroom may replace a part of it.
fn with_imports(mut files: ThemeFiles, found: &mut Diagnostics) -> ThemeFiles {
    let is_sheet = |path: &str| path.starts_with("static/") && path.ends_with(".css");
    let sheets: Vec<_> =
        files.iter().filter(|(path, _)| is_sheet(path)).map(|(path, it)| (path.clone(), it.clone())).collect();
    for (path, sheet) in sheets {
        let Ok(text) = std::str::from_utf8(&sheet.bytes) else { continue };
        let mut whole = Vec::with_capacity(text.len());
        for (at, line) in text.split_inclusive('\n').enumerate() {
            match import(line).map(|part| (part, files.get(part))) {
                None => whole.extend_from_slice(line.as_bytes()),
                Some((_, Some(part))) => whole.extend_from_slice(&part.bytes),
                Some((part, None)) => found.push(missing_part(&sheet, part, at as u32 + 1, line)),
            }
        }
        if whole != *sheet.bytes {
            files.insert(path, ThemeFile { bytes: Cow::Owned(whole), ..sheet });
        }
    }
    files
}

/// The part that a line of a style sheet imports, by its path in the theme.
fn import(line: &str) -> Option<&str> {
    line.trim_end().strip_prefix("@import \"../")?.strip_suffix("\";").filter(|it| it.starts_with("styles/"))
}

fn missing_part(sheet: &ThemeFile, part: &str, line: u32, text: &str) -> Diagnostic {
    let (path, excerpt) = (sheet.path.clone(), text.trim_end().to_owned());
    let place = Place::Elsewhere(Box::new(Elsewhere { path, line, column: 1, excerpt }));
    let message = format!("the theme has no `{part}` to import");
    Diagnostic::new(diagnostic::TEMPLATE, place, message).help("add that file to the theme, or leave the line out")
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
    let origin = Origin { file: file.file.unwrap_or(FileId(u32::MAX)), offset: 0 };
    let read = yaml::read::<T>(&text, origin, found);
    read.sound.then_some(read.value)
}

/// The strings of the language; every key of the box's English has to be there.
fn words(files: &ThemeFiles, language: &str, found: &mut Diagnostics) -> Option<Words> {
    let Some(file) = files.get(&format!("locales/{language}.yaml")) else {
        let message = format!("the theme has no strings in `{language}`");
        let help = format!("add `locales/{language}.yaml` to the theme, with the keys of `locales/en.yaml`");
        found.push(Diagnostic::new(diagnostic::TEMPLATE, Place::Newsroom, message).help(help));
        return None;
    };
    let strings: BTreeMap<String, String> =
        read_yaml::<LocaleText>(file, found)?.0.0.into_iter().map(|(key, it)| (key, it.into())).collect();
    let english = boxed().remove("locales/en.yaml").expect("the box has English");
    let known: BTreeSet<String> =
        read_yaml::<LocaleText>(&english, found)?.0.0.into_iter().map(|(key, _)| key).collect();
    let missing: Vec<String> =
        known.iter().filter(|it| !strings.contains_key(*it)).map(|it| format!("`{it}`")).collect();
    if !missing.is_empty() {
        let message = format!("these strings are missing: {}", missing.join(", "));
        found.push(
            Diagnostic::new(diagnostic::MISSING_KEY, Place::elsewhere(file.path.clone()), message)
                .help("add them, as `locales/en.yaml` of the theme in the box has them"),
        );
        return None;
    }
    Some(Words::new(language, strings))
}

/// Reports every template that cannot be read, not only the first.
fn syntax(templates: &BTreeMap<String, Template>, found: &mut Diagnostics) {
    for (name, template) in templates {
        if let Err(error) = Tera::new().add_raw_template(name, &template.source)
            && matches!(error.kind(), ErrorKind::SyntaxError(_))
        {
            found.push(fault(&error, templates).diagnostic());
        }
    }
}

/// What tera says, at its place.
fn fault(error: &tera::Error, templates: &BTreeMap<String, Template>) -> TemplateFault {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let at = (report.span().start_line, report.span().start_col + 1);
            fault_at(report.filename(), at, report.message(), templates)
        }
        ErrorKind::MissingParent { current, parent } => {
            let message = format!("there is no template `{parent}`");
            fault_at(current, position(templates.get(current), parent), &message, templates)
        }
        // Unknown filters, functions and components come as a finished text with the place in it.
        _ => {
            let text = error.to_string();
            let said = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
            match reported_place(&text) {
                Some((name, at)) => fault_at(&name, at, &said, templates),
                None => {
                    TemplateFault { place: Place::elsewhere("templates"), message: lower(&said), help: String::new() }
                }
            }
        }
    }
}

/// A fault at a line and column (from 1) of a template.
fn fault_at(
    name: &str,
    (line, column): (usize, usize),
    said: &str,
    templates: &BTreeMap<String, Template>,
) -> TemplateFault {
    let template = templates.get(name);
    let excerpt = template.and_then(|it| it.source.lines().nth(line.saturating_sub(1))).unwrap_or_default();
    let place = Place::Elsewhere(Box::new(Elsewhere {
        path: template.map_or_else(|| name.to_owned(), |it| it.path.clone()),
        line: line as u32,
        column: column as u32,
        excerpt: excerpt.to_owned(),
    }));
    let (message, help) = match said.split_once(". Available ") {
        Some((message, known)) => (message, nearest(message, known)),
        None => (said, String::new()),
    };
    TemplateFault { place, message: lower(message), help }
}

/// Of the words that tera says it knows, the one that was meant, else the first of them.
fn nearest(message: &str, known: &str) -> String {
    let known: Vec<&str> = known.split_once(": ").map_or(known, |(_, it)| it).split(", ").collect();
    let word = message.split('`').nth(1).and_then(|it| it.rsplit('.').next()).unwrap_or_default();
    match did_you_mean(word, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            format!("known here: {}", known.iter().take(12).map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "))
        }
    }
}

/// The template, line and column (from 1) in a text with a line such as `--> page.html:3:7`.
fn reported_place(text: &str) -> Option<(String, (usize, usize))> {
    let place = text.lines().find_map(|it| it.trim_start().strip_prefix("--> "))?;
    let mut parts = place.rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let line = parts.next()?.parse().ok()?;
    Some((parts.next()?.to_owned(), (line, column)))
}

/// Line and column (from 1) at which a word first stands in a template.
fn position(template: Option<&Template>, word: &str) -> (usize, usize) {
    let source = template.map_or("", |it| it.source.as_str());
    let before = source.find(word).map_or("", |at| &source[..at]);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// A library's sentence as one of ours: lower case, no final stop.
fn lower(message: &str) -> String {
    let mut characters = message.trim_end_matches('.').chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}
