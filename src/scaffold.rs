//! A title, or nothing -> the text of a new release, or of a new newsroom's files. `cli` saves them.

use crate::schema::{self, Form};
use dateline_text::date::Date;

/// The time zone of the office that leads a new newsroom's first release.
pub const LEAD_ZONE: &str = "America/New_York";

/// What a new release begins with.
#[derive(Debug)]
pub struct NewRelease<'a> {
    /// The headline.
    pub title: &'a str,
    /// The last part of its address.
    pub slug: String,
    /// Its day.
    pub date: Date,
    /// Ids of offices, the first leads.
    pub offices: Vec<&'a str>,
    /// Ids of contacts.
    pub contacts: Vec<&'a str>,
    /// The id of its series and its number there.
    pub series: Option<(&'a str, u32)>,
}

/// The text of a new release: a draft, so that it is not published before somebody says so.
pub fn release(new: &NewRelease) -> String {
    let NewRelease { slug, date, offices, contacts, .. } = new;
    // A JSON string is a YAML string too, whatever is in the title.
    let title = serde_json::Value::from(new.title);
    let series = new.series.map(|(id, number)| format!("series: {{id: {id}, number: {number}}}\n")).unwrap_or_default();
    let short_title = if new.title.chars().count() > 100 {
        "short_title: \"A title of at most 100 characters, for feeds and search results\"\n"
    } else {
        ""
    };
    let contacts = if contacts.is_empty() { String::new() } else { format!("contacts: [{}]\n", contacts.join(", ")) };
    format!(
        "---\n\
         title: {title}\n\
         {short_title}\
         date: {date}\n\
         offices: [{}]\n\
         id: {date}-{slug}\n\
         {contacts}\
         {series}\
         status: draft        # write `ready` to publish it at its date\n\
         ---\n\
         The first paragraph says what happened, who did it, where and why it matters. The date goes before it by itself.\n",
        offices.join(", "),
    )
}

/// The files of a new newsroom by their paths from its root; `today` dates what is in it.
pub fn newsroom(today: Date) -> Vec<(String, String)> {
    let year = today.year();
    let filled = |text: &str| text.replace("TODAY", &today.to_string()).replace("YEAR", &year.to_string());
    let files = [
        ("dateline.yaml", include_str!("scaffold/dateline.yaml")),
        ("content/contacts.yaml", include_str!("scaffold/contacts.yaml")),
        ("content/pages/important-notices.md", include_str!("scaffold/important-notices.md")),
        ("content/pages/privacy-policy.md", include_str!("scaffold/privacy-policy.md")),
        ("content/pages/accessibility.md", include_str!("scaffold/accessibility.md")),
        (&format!("content/releases/{year}/newsroom-opens.md"), include_str!("scaffold/newsroom-opens.md")),
        (".gitignore", "/.dateline\n"),
        ("public/.gitignore", "*\n!.gitignore\n"),
    ]
    .map(|(path, text)| (path.to_owned(), filled(text)));
    files.into_iter().chain(editor_settings()).collect()
}

/// The files by which Visual Studio Code, with its YAML extension, knows what `dateline.yaml` and `content/contacts.yaml`
/// may hold; by their paths from the root.
pub fn editor_settings() -> [(String, String); 4] {
    [
        ("settings.json", include_str!("scaffold/settings.json").to_owned()),
        ("extensions.json", include_str!("scaffold/extensions.json").to_owned()),
        ("dateline.schema.json", schema::text(Form::Config)),
        ("contacts.schema.json", schema::text(Form::Contacts)),
    ]
    .map(|(name, text)| (format!(".vscode/{name}"), text))
}
