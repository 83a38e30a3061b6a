//! The crates of the workspace: what each may depend on, and that the pure ones are all in `crates/pure`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use syn::visit::Visit;

use crate::support::repository;

/// The libraries of others that pure crates may use: none of them reaches the disk, the clock, the environment or the network
/// by itself. Functions of theirs that do are in `crates/pure/clippy.toml`.
const PURE: &[&str] = &[
    "annotate-snippets",
    "blake3",
    "fast2s",
    "globset",
    "harfrust",
    "icu_locale_core",
    "icu_plurals",
    "image",
    "imagesize",
    "img-parts",
    "include_dir",
    "jiff",
    "kamadak-exif",
    "language-tags",
    "lol_html",
    "lopdf",
    "lz4_flex",
    "mime_guess",
    "minify-html",
    "moxcms",
    "pagefind_stem",
    "percent-encoding",
    "phonelib",
    "png",
    "postcard",
    "pulldown-cmark",
    "quick-xml",
    "rayon",
    "rustc-hash",
    "saphyr-parser",
    "schemars",
    "serde",
    "serde_json",
    "similar",
    "skrifa",
    "strsim",
    "tera",
    "textwrap",
    "tiny-skia",
    "tld",
    "unicode-linebreak",
    "unicode-normalization",
    "url",
    "webp",
    "yaml_serde",
];
/// What a crate outside of `crates/pure` has of the world.
const DOORS: [&str; 12] = [
    "fs::",
    "std::env",
    "std::net",
    "std::process",
    "Instant::now",
    "walkdir::",
    "tempfile::",
    "gix::",
    "tokio::",
    "notify::",
    "ureq::",
    "object_store::",
];

/// A crate of the workspace.
struct Crate {
    name: String,
    folder: PathBuf,
    description: String,
    /// What it is compiled with: names, and the folders of those in the workspace.
    dependencies: Vec<(String, Option<PathBuf>)>,
}

impl Crate {
    fn is_pure(&self) -> bool {
        self.folder.starts_with(repository("crates/pure"))
    }

    /// Its sources, each with the module of the crate's root that it belongs to.
    fn sources(&self) -> Vec<(String, String)> {
        let mut sources = Vec::new();
        let root = self.folder.join("src");
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|it| it == "rs") {
                    let first = path.strip_prefix(&root).unwrap().components().next().unwrap();
                    let module = Path::new(first.as_os_str()).file_stem().unwrap().to_string_lossy().into_owned();
                    sources.push((module, fs::read_to_string(&path).unwrap()));
                }
            }
        }
        sources
    }
}

/// The crates of the workspace, by name.
fn crates() -> BTreeMap<String, Crate> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let run = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(repository(""))
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let metadata: Value = serde_json::from_slice(&run.stdout).unwrap();
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    let packages = metadata["packages"].as_array().unwrap().iter().map(|package| {
        let normal = package["dependencies"].as_array().unwrap().iter().filter(|it| it["kind"].is_null());
        let dependencies = normal.map(|it| (text(&it["name"]), it["path"].as_str().map(PathBuf::from))).collect();
        let folder = PathBuf::from(text(&package["manifest_path"])).parent().unwrap().to_owned();
        let name = text(&package["name"]);
        (name.clone(), Crate { name, folder, description: text(&package["description"]), dependencies })
    });
    packages.collect()
}

#[test]
fn a_pure_crate_uses_only_pure_ones() {
    for it in crates().values().filter(|it| it.is_pure() && it.name != "dateline-doors") {
        for (name, folder) in &it.dependencies {
            let is_pure = match folder {
                Some(folder) => folder.starts_with(repository("crates/pure")),
                None => PURE.contains(&name.as_str()),
            };
            assert!(
                is_pure,
                "`{}` is in crates/pure and uses `{name}`: move one of them, or add `{name}` to the list here if it never \
                 reaches the disk, the clock, the environment or the network by itself",
                it.name
            );
        }
    }
}

#[test]
fn every_crate_that_could_be_pure_is() {
    let others: Vec<Crate> =
        crates().into_values().filter(|it| it.folder.starts_with(repository("crates/io"))).collect();
    assert!(others.len() > 5);
    for it in others {
        let reaches = it.sources().iter().any(|(_, text)| DOORS.iter().any(|door| text.contains(door)));
        assert!(reaches, "`{}` reaches nothing outside of itself: move it to crates/pure", it.name);
    }
}

/// Paths of a file that begin with `crate::`, by their next part.
#[derive(Default)]
struct Imports(BTreeSet<String>);

impl Imports {
    fn tree(&mut self, tree: &syn::UseTree, is_in_crate: bool) {
        match tree {
            syn::UseTree::Path(path) if is_in_crate => drop(self.0.insert(path.ident.to_string())),
            syn::UseTree::Path(path) if path.ident == "crate" => self.tree(&path.tree, true),
            syn::UseTree::Name(name) if is_in_crate => drop(self.0.insert(name.ident.to_string())),
            syn::UseTree::Rename(name) if is_in_crate => drop(self.0.insert(name.ident.to_string())),
            syn::UseTree::Group(group) => group.items.iter().for_each(|it| self.tree(it, is_in_crate)),
            _ => {}
        }
    }
}

impl<'ast> Visit<'ast> for Imports {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&item.tree, false);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let mut parts = path.segments.iter();
        if parts.next().is_some_and(|it| it.ident == "crate")
            && let Some(part) = parts.next()
        {
            self.0.insert(part.ident.to_string());
        }
        syn::visit::visit_path(self, path);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        // Tests may use whatever comes later.
        if item.ident != "tests" {
            syn::visit::visit_item_mod(self, item);
        }
    }
}

/// The modules that each module of a crate's root imports.
fn imports(it: &Crate) -> BTreeMap<String, BTreeSet<String>> {
    let sources = it.sources();
    let modules: BTreeSet<&String> = sources.iter().map(|it| &it.0).collect();
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (module, text) in sources.iter().filter(|it| !["lib", "main", "tests"].contains(&it.0.as_str())) {
        // What `super` means at the top is the crate.
        let file = syn::parse_file(&text.replace("super::super::", "crate::")).unwrap();
        let mut found = Imports::default();
        found.visit_file(&file);
        let others = found.0.into_iter().filter(|other| other != module && modules.contains(other));
        imports.entry(module.clone()).or_default().extend(others);
    }
    imports
}

#[test]
fn no_modules_of_a_crate_import_each_other_in_a_circle() {
    for it in crates().values() {
        let mut left = imports(it);
        // Whatever imports nothing that is left is in no circle.
        while let Some(free) = left.iter().find(|(_, others)| others.iter().all(|other| !left.contains_key(other))) {
            let free = free.0.clone();
            left.remove(&free);
        }
        assert!(left.is_empty(), "modules of `{}` import each other in a circle, or from one: {left:?}", it.name);
    }
}

#[test]
fn the_list_of_crates_is_complete() {
    let list = fs::read_to_string(repository("crates/README.md")).unwrap();
    for it in crates().values().filter(|it| it.name != "dateline") {
        let place = it.folder.strip_prefix(repository("crates")).unwrap().display().to_string();
        let line = format!("| [`{place}`]({place}) | {} |", it.description);
        assert!(list.contains(&line), "crates/README.md has no line that begins with `{line}`");
    }
    assert_eq!(list.matches("| [`").count() + 1, crates().len(), "crates/README.md names a crate that is not there");
}
