//! Where the newsroom is published, under `publish:` in `dateline.yaml`: the targets, and what is told when they changed.
//!
//! In: the value as written. Out: [`Destinations`]. It opens no target.

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use crate::diagnostic::{self, Diagnostic, Diagnostics, FileId, Place};
use crate::yaml::{self, Ordered, Text};

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
        bucket(&self.target)
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
        let is_good = bucket(&target).map_err(|it| self.bad(&yaml::join(path, "target"), it, EXAMPLE)).is_ok();
        is_good.then(|| Destination { target: target.into(), compress, purge, at_most })
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

fn bucket(target: &str) -> Result<Option<Url>, String> {
    let Some((scheme, _)) = target.split_once("://") else { return Ok(None) };
    if !SCHEMES.contains(&scheme) {
        let known = SCHEMES.map(|it| format!("`{it}://`")).join(", ");
        return Err(format!("`{target}`: nothing is published to `{scheme}://`; there are {known} and folders"));
    }
    let url = Url::parse(target).ok().filter(|it| it.host_str().is_some_and(|it| !it.is_empty()));
    let url = url.filter(|it| it.query().is_none() && it.fragment().is_none() && it.username().is_empty());
    url.map(Some).ok_or_else(|| format!("`{target}` names no bucket"))
}

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
}
