//! The name of a file's form -> its JSON Schema (draft 2020-12), for editors and other programs.
//!
//! Each is derived of the types that read the file: what it says is what a build takes.

use serde_json::Value as Json;

use dateline_content::config::Config;
use dateline_content::contact::Directory;
use dateline_content::release;

/// What a schema is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The front matter of a release.
    FrontMatter,
    /// The front matter of a translation of a release.
    Translation,
    /// The front matter of a page.
    Page,
    /// `dateline.yaml`.
    Config,
    /// `content/contacts.yaml`.
    Contacts,
}

/// The schema of a form.
pub fn of(form: Form) -> Json {
    match form {
        Form::FrontMatter => release::schema(),
        Form::Translation => release::translation_schema(),
        Form::Page => release::page_schema(),
        Form::Config => Config::schema(),
        Form::Contacts => Directory::schema(),
    }
}

/// The text of a schema file; ends with a line end.
pub fn text(form: Form) -> String {
    format!("{:#}\n", of(form))
}
