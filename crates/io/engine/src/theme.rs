//! The theme's files, from the box and from the newsroom.

use dateline_content::config::{Config, DEFAULT_THEME};
use dateline_diagnostics::{self as diagnostic, Diagnostic, Diagnostics, Place};
use dateline_render::{self as render, Minify, Theme, ThemeFile, ThemeFiles};
use dateline_source::{CONFIG, SourceTree, TEXT_LIMIT};

/// The theme in the box, with the newsroom's own files in place of those of the same path. Without `minify` its templates
/// stay as they are written.
pub(super) fn theme(
    sources: &SourceTree,
    config: &Config,
    minify: Option<Minify>,
    found: &mut Diagnostics,
) -> Option<Theme> {
    let mut files: ThemeFiles = render::boxed();
    let folder = format!("themes/{}/", config.theme);
    let mut is_there = config.theme == DEFAULT_THEME;
    for (file, path) in sources.files() {
        let Some(name) = path.strip_prefix(&folder) else { continue };
        is_there = true;
        if !name.starts_with("static/") && sources.length(file) > TEXT_LIMIT {
            let message = format!("the file is larger than {} MB", TEXT_LIMIT / 1024 / 1024);
            let help = "put pictures and fonts into `static/`";
            found.push(Diagnostic::new(diagnostic::FILE_TOO_LARGE, Place::elsewhere(path), message).help(help));
            continue;
        }
        match sources.bytes(file) {
            Ok(bytes) => {
                let theme_file = ThemeFile { bytes: bytes.into(), path: path.to_owned(), file: Some(file) };
                files.insert(name.to_owned(), theme_file);
            }
            Err(error) => {
                let message = format!("the file cannot be read: {error}");
                found.push(Diagnostic::new(diagnostic::UNREADABLE, Place::File(file), message));
            }
        }
    }
    if !is_there {
        let message = format!("there is no theme `{}`", config.theme);
        let help = format!("make the folder `{folder}`, or leave the key out");
        let place = Place::Value(sources.find(CONFIG)?, "theme".to_owned());
        found.push(Diagnostic::new(diagnostic::MISSING_FILE, place, message).help(help));
        return None;
    }
    Theme::load(files, config, sources.find(CONFIG)?, minify, found)
}
