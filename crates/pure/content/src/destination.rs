//! Where the newsroom is published, under `publish:` in `dateline.yaml`: the targets, and what is told when they changed.
//!
//! In: the value as written. Out: [`Destinations`]. It opens no target.

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use dateline_diagnostics::{self as diagnostic, Diagnostic, Diagnostics, FileId, Place};
use dateline_text::yaml::{self, Ordered, Text};

/// How many earlier builds can be gone back to, unless it is said.
pub const KEPT: usize = 10;
/// How many addresses caches are told of one by one, unless it is said.
pub const AT_MOST: usize = 1_000;
/// The schemes of targets that are object stores.
pub const SCHEMES: [&str; 3] = ["s3", "gs", "az"];

/// Where the newsroom is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destinations {
    /// Where everything goes that has no other place.
    pub whole: Option<Destination>,
    /// Where offices' trees go, each as the top of its target; by the place of the office in the newsroom's order.
    pub offices: Vec<(usize, Destination)>,
    /// How many earlier builds can be gone back to.
    pub keep: usize,
    /// How many changed addresses are read after a publish and compared.
    pub verify: usize,
}

impl Default for Destinations {
    fn default() -> Self {
        Self { whole: None, offices: Vec::new(), keep: KEPT, verify: 0 }
    }
}

/// A target, and what stands in front of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// A folder from the newsroom's root, or the address of a bucket.
    pub target: String,
    /// In which forms texts are stored; `None` for what suits the target.
    pub compress: Option<Compression>,
    /// What is told of addresses that changed.
    pub purge: Vec<Service>,
    /// So many addresses are named at most; when there are more, folders are.
    pub at_most: usize,
}

impl Destination {
    /// A target with nothing before it.
    pub fn plain(target: &str) -> Self {
        Self { target: target.to_owned(), compress: None, purge: Vec::new(), at_most: AT_MOST }
    }

    /// The address of the bucket; `None` for a folder.
    ///
    /// # Errors
    ///
    /// Why it is no address of one.
    pub fn bucket(&self) -> Result<Option<Url>, String> {
        bucket(&self.target).map_err(|NoTarget { message, help }| format!("{message}: {help}"))
    }
}

/// What stands in front of a store and keeps copies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Service {
    /// Amazon CloudFront, by the id of the distribution.
    CloudFront(String),
    /// Cloudflare, by the id of the zone.
    Cloudflare(String),
    /// Fastly, by the id of the service.
    Fastly(String),
    /// Whatever reads JSON at an address.
    Webhook(Url),
}

impl Service {
    /// Returns the name of the service, for messages.
    pub fn name(&self) -> &'static str {
        match self {
            Self::CloudFront(_) => "CloudFront",
            Self::Cloudflare(_) => "Cloudflare",
            Self::Fastly(_) => "Fastly",
            Self::Webhook(_) => "the webhook",
        }
    }
}

/// In which form texts are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Compression {
    /// As they are: the cache before the store compresses, or nothing does.
    None,
    /// For every browser; of a folder, a file `NAME.gz` beside each.
    Gzip,
    /// For browsers over TLS; of a folder, a file `NAME.br` beside each, and `NAME.gz` for those that cannot.
    Brotli,
}

/// Where the newsroom is published.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Publish")]
pub(crate) struct PublishText {
    /// The folder, or the bucket with a prefix, that readers are served from: `s3://`, `gs://` or `az://`.
    #[schemars(extend("examples" = ["s3://press-example-org", "gs://press/news", "/srv/www/news"]))]
    target: Option<Text>,
    /// In which form texts are stored. Left out: `gzip` on Google Cloud Storage, which unpacks where it has to; else `none`.
    compress: Option<Compression>,
    /// What is told of addresses that changed. Tokens are in the environment.
    purge: Option<PurgeText>,
    /// How many earlier builds `dateline rollback` can go back to.
    #[schemars(extend("default" = 10))]
    keep: Option<u16>,
    /// How many changed addresses are read after a publish and compared.
    #[schemars(extend("default" = 0))]
    verify: Option<u16>,
    /// Targets of their own for offices: an office's site is the top of its target.
    offices: Option<Ordered<OfficeTargetText>>,
}

/// Where one office's site is published.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "OfficeTarget")]
struct OfficeTargetText {
    /// As that of the newsroom.
    #[schemars(extend("examples" = ["s3://nyc-example-org"]))]
    target: Text,
    /// As that of the newsroom.
    #[serde(default)]
    compress: Option<Compression>,
    /// As that of the newsroom; the newsroom's own is not told of this office.
    #[serde(default)]
    purge: Option<PurgeText>,
}

/// What is told of addresses that changed.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "Purge")]
struct PurgeText {
    /// The id of the distribution. Credentials are those of Amazon's tools.
    #[schemars(extend("examples" = ["E2EXAMPLE1"]))]
    cloudfront: Option<Text>,
    /// The id of the zone. `CLOUDFLARE_API_TOKEN` has the token.
    cloudflare: Option<Text>,
    /// The id of the service. `FASTLY_API_TOKEN` has the token.
    fastly: Option<Text>,
    /// An address that gets the list as JSON; `DATELINE_WEBHOOK_TOKEN` may have a token for it.
    #[schemars(extend("examples" = ["https://hooks.example.org/purge"]))]
    webhook: Option<Text>,
    /// When more addresses than this changed, their folders are named.
    #[schemars(extend("default" = 1000))]
    at_most: Option<u16>,
}

/// Where the text of a configuration says that the newsroom is published; what cannot be meant is reported.
pub(crate) fn read(text: PublishText, offices: &[String], file: FileId, found: &mut Diagnostics) -> Destinations {
    let mut reading = Reading { file, found };
    let whole = text.target.and_then(|it| reading.destination("publish", it, text.compress, text.purge));
    let office = |(id, text): (String, OfficeTargetText)| {
        let path = yaml::join("publish.offices", &id);
        let Some(office) = offices.iter().position(|it| *it == id) else {
            let known: Vec<String> = offices.iter().map(|it| format!("`{it}`")).collect();
            let place = Place::Key(file, path);
            let message = format!("there is no office `{id}`");
            let help = format!("the offices are {}", known.join(", "));
            reading.found.push(Diagnostic::new(diagnostic::BAD_VALUE, place, message).help(help));
            return None;
        };
        let destination = reading.destination(&path, text.target, text.compress, text.purge)?;
        Some((office, destination))
    };
    let own: Vec<_> = text.offices.unwrap_or_default().0.into_iter().filter_map(office).collect();
    let keep = text.keep.map_or(KEPT, usize::from);
    let destinations = Destinations { whole, offices: own, keep, verify: text.verify.map_or(0, usize::from) };
    reading.told_apart(&destinations, offices);
    destinations
}

struct Reading<'a> {
    file: FileId,
    found: &'a mut Diagnostics,
}

impl Reading<'_> {
    fn destination(
        &mut self,
        path: &str,
        target: Text,
        compress: Option<Compression>,
        purge: Option<PurgeText>,
    ) -> Option<Destination> {
        let purge = purge.unwrap_or_default();
        let at_most = purge.at_most.map_or(AT_MOST, usize::from);
        let purge = self.services(&yaml::join(path, "purge"), purge);
        let fault = match bucket(&target) {
            Ok(Some(_)) => None,
            Ok(None) => misplaced(&target).map(|why| (format!("`{}` {why}", &*target), ELSEWHERE.to_owned())),
            Err(NoTarget { message, help }) => Some((message, help)),
        };
        match fault {
            Some((message, help)) => {
                self.bad(&yaml::join(path, "target"), message, &help);
                None
            }
            None => Some(Destination { target: target.into(), compress, purge, at_most }),
        }
    }

    fn services(&mut self, path: &str, text: PurgeText) -> Vec<Service> {
        let named = [
            (text.cloudfront, "cloudfront", Service::CloudFront as fn(String) -> Service),
            (text.cloudflare, "cloudflare", Service::Cloudflare),
            (text.fastly, "fastly", Service::Fastly),
        ];
        let mut services = Vec::new();
        for (id, key, service) in named {
            let Some(id) = id else { continue };
            if id.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it)) {
                services.push(service(id.into()));
            } else {
                let help = "write the id alone: letters, digits and hyphens, no address and no token";
                self.bad(&yaml::join(path, key), format!("`{id}` is no id"), help);
            }
        }
        if let Some(hook) = text.webhook {
            match Url::parse(&hook).ok().filter(|it| ["http", "https"].contains(&it.scheme())) {
                Some(url) => services.push(Service::Webhook(url)),
                None => {
                    let help = "write it whole, as in `https://hooks.example.org/purge`";
                    self.bad(&yaml::join(path, "webhook"), format!("`{hook}` is no address"), help);
                }
            }
        }
        services
    }

    /// Says where two would be published over each other.
    fn told_apart(&mut self, destinations: &Destinations, offices: &[String]) {
        let whole = destinations.whole.iter().map(|it| ("publish.target".to_owned(), it));
        let own = destinations.offices.iter().map(|(office, it)| {
            let path = yaml::join("publish.offices", &offices[*office]);
            (yaml::join(&path, "target"), it)
        });
        let mut before: Vec<String> = Vec::new();
        for (path, destination) in whole.chain(own) {
            let target = destination.target.trim_end_matches('/').to_owned();
            if before.contains(&target) {
                let help = "give each a target of its own";
                self.bad(&path, format!("`{}` is the target of another site too", destination.target), help);
            }
            before.push(target);
        }
    }

    fn bad(&mut self, path: &str, message: String, help: &str) {
        let place = Place::Value(self.file, path.to_owned());
        self.found.push(Diagnostic::new(diagnostic::BAD_VALUE, place, message).help(help));
    }
}

const EXAMPLE: &str = "write a folder, or a bucket as in `s3://BUCKET/PREFIX`";
/// Folders and files of a newsroom that no target may be, or be in.
const SOURCES: [&str; 5] = ["content", "themes", "dateline.yaml", ".dateline", ".git"];

/// Why a text is no target, and what to type instead.
struct NoTarget {
    message: String,
    help: String,
}

/// The address of the bucket that a target is; `None` for a folder. What only looks like one of them is neither: a folder
/// named `s3:` would be published to, and no reader would ever see it.
fn bucket(target: &str) -> Result<Option<Url>, NoTarget> {
    let refused = |message: String, help: String| Err(NoTarget { message, help });
    let Some((before, rest)) = target.split_once(':').filter(|(before, _)| !before.contains(['/', '\\'])) else {
        return Ok(None);
    };
    let scheme = before.to_ascii_lowercase();
    let is_address = rest.starts_with("//");
    if SCHEMES.contains(&scheme.as_str()) {
        if before != scheme || !is_address {
            let rest = rest.trim_start_matches('/');
            let rest = if rest.is_empty() { "BUCKET/PREFIX" } else { rest };
            return refused(format!("`{target}` is no address of a bucket"), format!("write `{scheme}://{rest}`"));
        }
        let url = Url::parse(target).ok().filter(|it| it.host_str().is_some_and(|it| !it.is_empty()));
        let url = url.filter(|it| it.query().is_none() && it.fragment().is_none() && it.username().is_empty());
        return match url {
            Some(url) => Ok(Some(url)),
            None => refused(format!("`{target}` names no bucket"), EXAMPLE.to_owned()),
        };
    }
    if scheme == "file" {
        let help = match rest.trim_start_matches('/') {
            "" => "write the folder, as in `/srv/www/news`".to_owned(),
            path => format!("write the folder: `/{path}`"),
        };
        return refused(format!("`{target}` is an address, and a folder is named by its path"), help);
    }
    let copy = |to: &str| {
        // What the target keeps in `.dateline/` is not for readers.
        format!(
            "publish to a folder of this machine and copy it: `dateline publish ../site`, then `rsync -a --delete --exclude=/.dateline ../site/ {to}`"
        )
    };
    if is_address {
        let known = SCHEMES.map(|it| format!("`{it}://`")).join(", ");
        let message = format!("`{target}`: nothing is published to `{before}://`; there are {known} and folders");
        let help = match scheme.as_str() {
            "rsync" => copy(target),
            "ssh" | "scp" | "sftp" => copy("HOST:FOLDER"),
            _ => EXAMPLE.to_owned(),
        };
        return refused(message, help);
    }
    // One letter is a drive.
    if before.len() < 2 && !before.starts_with('[') {
        return Ok(None);
    }
    let message =
        format!("`{target}` is a folder of another machine, and targets are buckets and folders of this machine");
    let name = format!("; if `{target}` is a folder of this machine, write `./{target}`");
    refused(message, copy(if rest.is_empty() { "HOST:FOLDER" } else { target }) + &name)
}

/// What is wrong with a folder, written from the newsroom's root, as far as its name says; follows the name.
fn misplaced(target: &str) -> Option<String> {
    if target.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    let mut is_above = false;
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => is_above |= parts.pop().is_none(),
            part => parts.push(part),
        }
    }
    match parts.first() {
        None if is_above => Some("contains the newsroom".to_owned()),
        None => Some("is the newsroom's own folder".to_owned()),
        Some(first) if !is_above && SOURCES.contains(first) => Some(format!("is inside the newsroom's `{first}`")),
        Some(_) => None,
    }
}

/// What to type for a target that is in the way of the newsroom.
pub const ELSEWHERE: &str = "name the folder that readers are served from, as in `../site`";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_a_folder_or_a_bucket() {
        let bucket = |text: &str| Destination::plain(text).bucket();
        assert_eq!(bucket("/srv/www"), Ok(None));
        let url = bucket("s3://press.example/news/usa").expect("a bucket").expect("an address");
        assert_eq!((url.host_str(), url.path()), (Some("press.example"), "/news/usa"));
        for wrong in ["ftp://press", "s3://", "s3:///news", "gs://press?key=1", "az://user:word@press"] {
            assert!(bucket(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_only_looks_like_a_target_is_refused_with_what_to_type() {
        let rsync = |to: &str| format!("`rsync -a --delete --exclude=/.dateline ../site/ {to}`");
        for (target, help) in [
            ("s3:/bucket", "write `s3://bucket`".to_owned()),
            ("s3:bucket/news", "write `s3://bucket/news`".to_owned()),
            ("S3://bucket", "write `s3://bucket`".to_owned()),
            ("s3:", "write `s3://BUCKET/PREFIX`".to_owned()),
            ("gs:/x", "write `gs://x`".to_owned()),
            ("az:x", "write `az://x`".to_owned()),
            ("file:///srv/www", "write the folder: `/srv/www`".to_owned()),
            ("file:/srv/www", "write the folder: `/srv/www`".to_owned()),
            ("http://example.org/", EXAMPLE.to_owned()),
            ("HTTPS://example.org/", EXAMPLE.to_owned()),
            ("rsync://host/www", rsync("rsync://host/www")),
            ("sftp://user@host/srv", rsync("HOST:FOLDER")),
            ("user@host:/srv/www", rsync("user@host:/srv/www")),
            ("host:path", rsync("host:path")),
            ("user@[::1]:/srv", rsync("user@[::1]:/srv")),
            ("host:path", "write `./host:path`".to_owned()),
        ] {
            let Err(told) = Destination::plain(target).bucket() else { panic!("{target} is taken for a target") };
            assert!(told.starts_with(&format!("`{target}`")) && told.contains(&help), "{told}");
        }
        for folder in ["/srv/www", "../site", "./host:path", "/srv/a:b", "site", "C:/site"] {
            assert_eq!(Destination::plain(folder).bucket(), Ok(None), "{folder}");
        }
    }

    #[test]
    fn a_folder_among_the_sources_is_seen_by_its_name() {
        for target in ["content/out", "./themes", "a/../content", ".git/x", ".dateline", ".", "", "..", "../..", "a/.."]
        {
            assert!(misplaced(target).is_some(), "{target}");
        }
        for target in ["site", "../site", "../content", "contents", "/srv/www", "a/content"] {
            assert_eq!(misplaced(target), None, "{target}");
        }
    }
}
