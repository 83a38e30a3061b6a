//! `dateline schema`: what editors are told of files is what a build takes.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use dateline::scaffold;
use dateline::schema::{self, Form};
use dateline_content::release::front_matter_range;
use dateline_diagnostics::RULES;
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::support::{NOW, TestSite, release, repository};

const FORMS: [(&str, Form); 5] = [
    ("front-matter", Form::FrontMatter),
    ("translation", Form::Translation),
    ("page", Form::Page),
    ("config", Form::Config),
    ("contacts", Form::Contacts),
];

fn validator(form: Form) -> Validator {
    jsonschema::draft202012::options().should_validate_formats(true).build(&schema::of(form)).unwrap()
}

/// What a schema has to say of a YAML text; `None` of one that is no YAML.
fn faults(validator: &Validator, yaml: &str) -> Option<Vec<String>> {
    let value: Value = serde_yaml::from_str(yaml).ok()?;
    Some(validator.iter_errors(&value).map(|it| format!("{}: {it}", it.instance_path())).collect())
}

/// The part of a file that a schema is of, and the form of that.
fn part<'a>(path: &Path, text: &'a str) -> Option<(Form, &'a str)> {
    let (name, path) = (path.file_name()?.to_str()?, path.to_str()?.replace('\\', "/"));
    let stem = name.strip_prefix("good-").unwrap_or(name);
    match name.rsplit_once('.')?.1 {
        "yaml" if path.contains("/themes/") => None,
        "yaml" if stem.starts_with("contacts") => Some((Form::Contacts, text)),
        "yaml" => Some((Form::Config, text)),
        "md" => {
            let is_page = path.contains("/pages/") || stem.starts_with("page-");
            let is_translation = dateline_content::release::original(name).is_some();
            let form = match (is_page, is_translation) {
                (true, _) => Form::Page,
                (false, true) => Form::Translation,
                (false, false) => Form::FrontMatter,
            };
            Some((form, &text[front_matter_range(text)?]))
        }
        _ => None,
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let mut files: Vec<PathBuf> = paths.flat_map(|it| if it.is_dir() { files(&it) } else { vec![it] }).collect();
    files.sort();
    files
}

/// What the schemas refuse of the files below a folder, and how many they looked at.
fn refused(folder: &Path, is_looked_at: impl Fn(&Path) -> bool) -> (Vec<String>, usize) {
    let validators: Vec<(Form, Validator)> = FORMS.iter().map(|it| (it.1, validator(it.1))).collect();
    let (mut wrong, mut n_files) = (Vec::new(), 0);
    for path in files(folder).into_iter().filter(|it| is_looked_at(it)) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let Some((form, yaml)) = part(&path, &text) else { continue };
        let validator = &validators.iter().find(|it| it.0 == form).unwrap().1;
        n_files += 1;
        let faults = faults(validator, yaml);
        wrong.extend(faults.into_iter().filter(|it| !it.is_empty()).map(|it| format!("{}: {it:#?}", path.display())));
    }
    (wrong, n_files)
}

#[test]
fn schemas_hold_to_their_own_schema() {
    for (name, form) in FORMS {
        let schema = schema::of(form);
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{name}");
        assert!(jsonschema::meta::is_valid(&schema), "{name}: {:?}", jsonschema::meta::validate(&schema).err());
        let site = TestSite::bare();
        let printed = site.run(&["schema", name], &[], &site.root());
        assert_eq!((printed.code, printed.stdout), (0, schema::text(form)), "{name}");
    }
    let site = TestSite::bare();
    assert_eq!(site.run(&["schema"], &[], &site.root()).stdout, schema::text(Form::FrontMatter));
    let run = site.run(&["schema", "contact"], &[], &site.root());
    assert_eq!(run.code, 2);
    run.says("contacts");
}

/// Every schema below one that may be met in a file has words for an editor.
#[test]
fn every_key_is_described() {
    fn undescribed(schema: &Value, at: &str, found: &mut BTreeSet<String>) {
        for (key, value) in schema["properties"].as_object().into_iter().flatten() {
            let at = format!("{at}/{key}");
            if value["description"].as_str().is_none_or(|it| !it.ends_with('.') || it.contains('\n')) {
                found.insert(format!("{at}: {value}"));
            }
            undescribed(value, &at, found);
        }
        for (key, value) in schema["$defs"].as_object().into_iter().flatten() {
            undescribed(value, &format!("{at}#{key}"), found);
        }
    }
    for (name, form) in FORMS {
        let (schema, mut found) = (schema::of(form), BTreeSet::new());
        undescribed(&schema, name, &mut found);
        assert!(found.is_empty(), "{found:#?}");
        assert!(schema["description"].is_string(), "{name}");
    }
}

#[test]
fn a_translation_says_what_is_words_and_may_leave_out_all_but_its_title() {
    let validator = validator(Form::Translation);
    let of = |yaml: &str| faults(&validator, yaml).unwrap().len();
    assert_eq!(
        of("title: 甲\nmeeting: {place: 乙, chairs: [{post: 丙}]}\nmedia: [{alt: 丁}]\nrevisions: [{note: 戊}]\n"),
        0
    );
    assert_eq!((of("summary: 甲\n"), of("title: 甲\ntitel: 乙\n"), of("title: 甲\nquotes: 3\n")), (1, 1, 1));
    let schema = schema::of(Form::Translation);
    assert_eq!(
        (&schema["properties"]["date"]["deprecated"], &schema["properties"]["notes"]["deprecated"]),
        (&json!(true), &Value::Null)
    );
}

#[test]
fn what_a_build_takes_no_schema_refuses() {
    let fresh = TestSite::bare();
    assert_eq!(fresh.run(&["init", "new", "--now", NOW], &[], &fresh.root()).code, 0);
    let is_good = |path: &Path| path.file_name().is_some_and(|it| it.to_string_lossy().starts_with("good"));
    for (folder, only_good, least) in [
        (repository("content"), false, 10),
        (repository("tests/sites"), false, 15),
        (repository("tests/rules"), true, 50),
        (fresh.path("new/content"), false, 4),
    ] {
        let (wrong, n_files) = refused(&folder, |path| !only_good || is_good(path));
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(n_files >= least, "{}: {n_files} files", folder.display());
    }
    let config = validator(Form::Config);
    for path in [repository("dateline.yaml"), fresh.path("new/dateline.yaml")] {
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(faults(&config, &text).unwrap(), Vec::<String>::new(), "{}", path.display());
    }
}

#[test]
fn unknown_keys_and_wrong_types_are_refused() {
    for rule in ["unknown-key", "bad-type"] {
        let folder = repository("tests/rules").join(rule);
        let bad = |path: &Path| !path.file_name().unwrap().to_string_lossy().starts_with("good");
        let (wrong, n_files) = refused(&folder, bad);
        assert!(n_files > 0 && wrong.len() == n_files, "{rule}: {} of {n_files} refused: {wrong:#?}", wrong.len());
    }
    let front_matter = validator(Form::FrontMatter);
    let base = json!({"title": "Ferry", "date": "2026-11-02", "offices": ["nyc"]});
    assert!(front_matter.is_valid(&base));
    for key in ["title", "date", "offices"] {
        let mut less = base.clone();
        less.as_object_mut().unwrap().remove(key);
        assert!(!front_matter.is_valid(&less), "without `{key}`");
    }
    for (key, value) in [
        ("kind", json!("spech")),
        ("status", json!("gone")),
        ("embargo", Value::Null),
        ("revisions", json!([{"date": "8 May 2019", "kind": "update", "note": "x"}])),
        ("meeting", json!({"name": "Talks", "chair": "Ana"})),
        ("contacts", json!([{"name": "Ana", "office": "nyc", "phon": "x"}])),
        ("series", json!({"id": "talks", "number": 0})),
    ] {
        let mut more = base.clone();
        more[key] = value.clone();
        assert!(!front_matter.is_valid(&more), "{key}: {value}");
    }
    for (key, value) in [
        ("title", json!(2026)),
        ("x-mood", json!({"any": ["thing"]})),
        ("contacts", json!(["ana", {"name": "Ana", "office": "nyc", "phone": "(212) 555-0123"}])),
        ("meeting", json!([{"name": "Talks", "start": "10:30", "chairs": ["Ana", {"name": "Ben", "post": "Chair"}]}])),
        ("date", json!("2026-11-02T10:00-05:00[America/New_York]")),
        ("aliases", json!(["/old.html", {"path": "/older.html", "office": "nyc"}])),
    ] {
        let mut more = base.clone();
        more[key] = value.clone();
        assert!(front_matter.is_valid(&more), "{key}: {value}");
    }
}

/// The keys that a schema asks for are those without which a build is refused, and no more.
#[test]
fn what_a_schema_asks_for_a_build_asks_for() {
    let text = release("ferry", "", "Text.");
    for key in ["title", "date", "offices"] {
        let site = TestSite::new();
        let lines = text.lines().filter(|it| !it.starts_with(&format!("{key}:")));
        site.write("content/releases/2026/ferry.md", lines.map(|it| format!("{it}\n")).collect::<String>());
        assert!(site.build().rules().contains(&"missing-key"), "without `{key}`");
    }
    for key in ["newsroom", "base_url"] {
        let site = TestSite::new();
        let text = site.read("dateline.yaml");
        let lines = text.lines().filter(|it| !it.starts_with(&format!("{key}:")));
        site.write("dateline.yaml", lines.map(|it| format!("{it}\n")).collect::<String>());
        assert!(site.build().rules().contains(&"missing-key"), "without `{key}`");
    }
}

#[test]
fn names_may_be_text_or_a_map_by_language_and_rules_are_listed() {
    let config = validator(Form::Config);
    let mut value = json!({
        "newsroom": {"en": "Harbour Office"},
        "base_url": "https://news.example.org/",
        "offices": {"nyc": {"name": "New York", "timezone": "America/New_York", "base_url": null}},
    });
    assert!(config.is_valid(&value));
    value["rules"] = json!({"long-title": "off", "missing-alt": {"severity": "advice", "only": ["content"]}});
    assert!(config.is_valid(&value));
    for rules in [json!({"long-titel": "off"}), json!({"long-title": "loud"}), json!({"yaml-syntax": "off"})] {
        value["rules"] = rules;
        assert!(!config.is_valid(&value), "{value}");
    }
    let listed = &schema::of(Form::Config)["properties"]["rules"]["properties"];
    for rule in RULES.iter().filter(|it| !it.guards_the_build()) {
        assert_eq!(listed[rule.name]["description"], rule.meaning);
    }
    assert!(!config.is_valid(&json!({"newsroom": "x", "base_url": "ftp://x/", "offices": {}})));
    let contacts = validator(Form::Contacts);
    assert!(contacts.is_valid(&Value::Null) && !contacts.is_valid(&json!({"ana": {"name": "Ana"}})));
    assert!(!contacts.is_valid(&json!({"x-ana": {"name": "Ana", "office": "nyc"}})));
}

/// `UPDATE=1` writes them.
#[test]
fn this_repository_tells_editors_what_init_tells_them() {
    for (path, text) in scaffold::editor_settings() {
        let file = repository(&path);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&file, &text).unwrap();
        }
        let written = fs::read_to_string(&file).unwrap_or_default();
        assert!(written == text, "{path} is not current: UPDATE=1 cargo test --test suite schema::");
    }
    let settings: Value =
        serde_json::from_str(&fs::read_to_string(repository(".vscode/settings.json")).unwrap()).unwrap();
    for (schema, file) in settings["yaml.schemas"].as_object().unwrap() {
        assert!(repository(schema).is_file() && repository(file.as_str().unwrap()).is_file(), "{schema}: {file}");
    }
}
