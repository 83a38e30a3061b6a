//! The text of `content/contacts.yaml` -> the directory of people that the press may call.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::config::{self, Config, OfficeIndex};
use dateline_diagnostics::{self as diagnostic, Diagnostic, Diagnostics, FileId, Place, did_you_mean};
use dateline_text::date::{self, Date};
use dateline_text::language::Localized;
use dateline_text::phone::Phone;
use dateline_text::yaml::{self, ByLanguage, Document, Ordered, Origin, Text};

/// A person that the press may call.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Contact {
    /// As printed.
    pub name: Localized,
    /// The office they speak for.
    pub office: OfficeIndex,
    /// Where they can be called.
    pub phone: Option<Phone>,
    /// Where they can be written to.
    pub email: Option<String>,
    /// What they are, such as `Press officer`.
    pub role: Option<Localized>,
    /// First day in post; `None` when that is long ago.
    pub from: Option<Date>,
    /// Last day in post; `None` while they are.
    pub until: Option<Date>,
}

impl Contact {
    /// Whether the person was in post on that day.
    pub fn is_current(&self, on: Date) -> bool {
        self.from.is_none_or(|it| it <= on) && self.until.is_none_or(|it| on <= it)
    }
}

/// The people that the press may call, in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    contacts: Vec<(String, Contact)>,
    by_id: BTreeMap<String, usize>,
}

impl Directory {
    /// Reads `contacts.yaml`. A contact with a fault is left out; its id is still known, so that it is reported once.
    pub fn read(text: &str, file: FileId, config: &Config, found: &mut Diagnostics) -> Self {
        let read = yaml::read::<DirectoryText>(text, Origin { file, offset: 0 }, found);
        read.refuse_extra(file, found);
        let mut directory = Self::default();
        for (id, written) in read.value.0.0 {
            if let Some(contact) = settle(written, file, &id, config, found) {
                directory.by_id.insert(id.clone(), directory.contacts.len());
                directory.contacts.push((id, contact));
            } else {
                directory.by_id.insert(id, usize::MAX);
            }
        }
        for lost in read.lost {
            let id = lost.split('.').next().unwrap_or_default().to_owned();
            directory.by_id.entry(id).or_insert(usize::MAX);
        }
        directory
    }

    /// The JSON Schema of `content/contacts.yaml`, for editors.
    pub fn schema() -> Json {
        let mut schema = yaml::json_schema::<DirectoryText>(Document {
            title: "content/contacts.yaml",
            required: &[],
            extra: false,
        });
        // A directory of nobody is an empty file.
        schema["type"] = json!(["object", "null"]);
        schema["propertyNames"] = json!({"not": {"pattern": "^x-"}});
        schema
    }

    /// The person of an id; `Some(None)` when the entry has a fault that was reported.
    pub fn get(&self, id: &str) -> Option<Option<&Contact>> {
        self.by_id.get(id).map(|at| self.contacts.get(*at).map(|(_, contact)| contact))
    }

    /// Every id.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.by_id.keys().map(String::as_str)
    }

    /// Everybody, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Contact)> {
        self.contacts.iter().map(|(id, contact)| (id.as_str(), contact))
    }
}

/// A person that the press may call.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Contact")]
pub struct ContactText {
    /// The name, as printed.
    #[schemars(extend("examples" = ["Ana Reyes"]))]
    name: ByLanguage,
    /// The id of the office they speak for, from `dateline.yaml`.
    #[schemars(extend("examples" = ["nyc"]))]
    office: Text,
    /// Where they can be called: with the area code, or with `+` and the country's code.
    #[schemars(extend("examples" = ["(212) 555-0123", "+852 2810 2700"]))]
    #[serde(default)]
    phone: Option<Text>,
    /// Where they can be written to.
    #[schemars(extend("examples" = ["press@example.org"]))]
    #[serde(default)]
    email: Option<Text>,
    /// What they are.
    #[schemars(extend("examples" = ["Press officer"]))]
    #[serde(default)]
    role: Option<ByLanguage>,
    /// Their first day in post.
    #[schemars(extend("examples" = ["2018-01-01"]))]
    #[schemars(extend("format" = "date"))]
    #[serde(default)]
    from: Option<Text>,
    /// Their last day in post; left out while they are.
    #[schemars(extend("examples" = ["2021-06-30"]))]
    #[schemars(extend("format" = "date"))]
    #[serde(default)]
    until: Option<Text>,
}

/// The people that the press may call, each under an id that releases name.
#[derive(Debug, Default, Deserialize, JsonSchema)]
struct DirectoryText(Ordered<ContactText>);

/// Checks a contact's values; `path` is where it stands in its file. `None` when one is wrong.
pub fn settle(
    text: ContactText,
    file: FileId,
    path: &str,
    config: &Config,
    found: &mut Diagnostics,
) -> Option<Contact> {
    let mut text_in =
        |key: &str, text| config::localized(text, (file, &yaml::join(path, key)), &config.languages, found);
    let (name, role) = (text_in("name", text.name), text.role.map(|it| text_in("role", it)));
    let mut wrong = |rule, key: &str, message: String, help: String| {
        found.push(Diagnostic::new(rule, Place::Value(file, yaml::join(path, key)), message).help(help));
    };
    let office = config.office(&text.office);
    if office.is_none() && !config.is_faulty("offices", &text.office) {
        let (message, help) = unknown_office(&text.office, config);
        wrong(diagnostic::UNKNOWN_OFFICE, "office", message, help);
    }
    let phone = text.phone.as_ref().map(|it| Phone::parse(it));
    if let (Some(Err(reason)), Some(written)) = (&phone, &text.phone) {
        let message = format!("`{written}` is no telephone number: {reason}");
        wrong(
            diagnostic::PHONE,
            "phone",
            message,
            "write it with its area code, as in `(212) 555-0123`, or with `+` and the country's code".to_owned(),
        );
    }
    let email = text.email.as_ref().is_none_or(|it| is_email(it));
    if let (false, Some(written)) = (email, &text.email) {
        let message = format!("`{written}` is no e-mail address");
        wrong(diagnostic::BAD_VALUE, "email", message, "write it as in `press@example.org`".to_owned());
    }
    let mut day = |key: &str, text: Option<Text>| match text.map(|it| date::date(&it)) {
        None => Ok(None),
        Some(Ok(date)) => Ok(Some(date)),
        Some(Err((message, help))) => {
            wrong(diagnostic::BAD_DATE, key, message, help);
            Err(())
        }
    };
    let (from, until) = (day("from", text.from), day("until", text.until));
    if let (Ok(Some(from)), Ok(Some(until))) = (&from, &until)
        && until < from
    {
        wrong(
            diagnostic::BAD_DATE,
            "until",
            format!("`{until}` is before `from`, `{from}`"),
            "exchange the two dates".to_owned(),
        );
    }
    if !email {
        return None;
    }
    Some(Contact {
        name,
        office: office?,
        phone: phone.transpose().ok()?,
        email: text.email.map(String::from),
        role,
        from: from.ok()?,
        until: until.ok()?,
    })
}

/// The message and help for an office that the newsroom does not have.
pub fn unknown_office(id: &str, config: &Config) -> (String, String) {
    let known = || config.offices.iter().map(|it| it.id.as_str());
    let named =
        config.offices.iter().find(|it| it.name.all().chain(it.city.all()).any(|it| it.eq_ignore_ascii_case(id)));
    let help = match named.map(|it| it.id.as_str()).or_else(|| did_you_mean(id, known())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the newsroom has {}", known().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")),
    };
    (format!("unknown office `{id}`"), help)
}

/// Whether a text has the form of an address that mail programs take from a link.
fn is_email(text: &str) -> bool {
    let plain = |it: char| it.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(it);
    let host = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
    text.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty() && name.chars().all(plain) && domain.contains('.') && domain.split('.').all(host)
    })
}
