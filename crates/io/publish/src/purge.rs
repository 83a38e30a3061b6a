//! Addresses that changed -> what the caches in front of a store are told. Nothing is sent here.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use url::Url;

use dateline_content::destination::Service;

/// How many addresses Cloudflare takes in one request, on every plan.
const PER_REQUEST: usize = 30;
/// How many paths CloudFront takes in one request.
const PATHS_PER_REQUEST: usize = 1_000;
/// How many folders are named in place of addresses, at most: CloudFront takes fifteen at a time.
const FOLDERS: usize = 10;
/// How many folders deep the names go.
const DEEPEST: usize = 4;

/// What the environment says of services.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// `AWS_ENDPOINT_URL_CLOUDFRONT`.
    pub cloudfront: Option<String>,
    /// `CLOUDFLARE_BASE_URL`.
    pub cloudflare: Option<String>,
    /// `CLOUDFLARE_API_TOKEN`.
    pub cloudflare_token: Option<String>,
    /// `FASTLY_API_ENDPOINT`.
    pub fastly: Option<String>,
    /// `FASTLY_API_TOKEN`.
    pub fastly_token: Option<String>,
    /// `DATELINE_WEBHOOK_TOKEN`.
    pub webhook_token: Option<String>,
}

/// What caches are told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purged {
    /// These addresses.
    Addresses(Vec<Url>),
    /// Everything under these addresses, which end with `/`.
    Folders(Vec<Url>),
}

/// A request to a service.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// Such as `POST`.
    pub method: &'static str,
    /// Where it goes.
    pub url: Url,
    /// Secrets are among them.
    pub headers: Vec<(&'static str, String)>,
    /// Text.
    pub body: String,
    /// Whether it is signed as Amazon's services want it.
    pub signed: Option<Signed>,
}

/// How a request is signed (AWS Signature Version 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Such as `cloudfront`.
    pub service: &'static str,
    /// Such as `us-east-1`.
    pub region: &'static str,
}

/// Every address at which a file answers: a page in a folder with and without its `index.html`.
pub fn addresses(base: &Url, path: &str) -> Vec<Url> {
    let at = |path: &str| {
        let mut url = base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path.split('/'));
        }
        url
    };
    match path.strip_suffix("index.html").filter(|it| it.is_empty() || it.ends_with('/')) {
        Some("") => vec![base.clone(), at(path)],
        Some(folder) => vec![at(folder), at(path)],
        None => vec![at(path)],
    }
}

/// The addresses, or when they are more than `at_most` the smallest number of folders that have them all.
pub fn purged(addresses: Vec<Url>, at_most: usize) -> Purged {
    if addresses.len() <= at_most {
        return Purged::Addresses(addresses);
    }
    let folders = |depth: usize| addresses.iter().map(|it| folder(it, depth)).collect::<BTreeSet<Url>>();
    let few = (0..=DEEPEST).rev().map(folders).find(|it| it.len() <= FOLDERS);
    Purged::Folders(few.unwrap_or_else(|| folders(0)).into_iter().collect())
}

/// The folder of an address that is so many folders deep at most.
fn folder(address: &Url, depth: usize) -> Url {
    let path = address.path();
    let n_folders = path.matches('/').count() - 1;
    let end = path.match_indices('/').nth(depth.min(n_folders)).map_or(0, |(at, _)| at);
    let mut folder = address.clone();
    folder.set_path(&path[..=end]);
    folder
}

/// Returns the environment variable that a service needs and that is not set. Amazon's variables are looked for when a request
/// is signed.
pub fn missing(service: &Service, access: &Access) -> Option<&'static str> {
    match service {
        Service::Cloudflare(_) if access.cloudflare_token.is_none() => Some("CLOUDFLARE_API_TOKEN"),
        Service::Fastly(_) if access.fastly_token.is_none() => Some("FASTLY_API_TOKEN"),
        _ => None,
    }
}

/// Returns the requests that tell a service what changed, in the order in which they are sent. `build` is the number of the
/// build; `token` identifies the publish, so that a service that is told twice knows it.
///
/// # Errors
///
/// When a service's address in the environment is not a URL.
pub fn requests(
    service: &Service,
    purged: &Purged,
    (build, token): (&str, &str),
    access: &Access,
) -> Result<Vec<Request>, String> {
    match service {
        Service::CloudFront(id) => cloudfront(id, purged, token, access),
        Service::Cloudflare(zone) => cloudflare(zone, purged, access),
        Service::Fastly(service) => fastly(service, purged, access),
        Service::Webhook(url) => {
            let (addresses, folders): (&[Url], &[Url]) = match purged {
                Purged::Addresses(addresses) => (addresses, &[]),
                Purged::Folders(folders) => (&[], folders),
            };
            let body = json!({ "build": build, "addresses": texts(addresses), "folders": texts(folders) });
            Ok(vec![post(url.clone(), access.webhook_token.as_deref(), &body)])
        }
    }
}

/// An address of a service: the one of the environment, or its own.
fn address(set: Option<&String>, own: &str, path: &str) -> Result<Url, String> {
    let base = set.map_or(own, String::as_str).trim_end_matches('/');
    Url::parse(&format!("{base}{path}")).map_err(|_| format!("`{base}` is no address"))
}

fn texts(urls: &[Url]) -> Vec<&str> {
    urls.iter().map(Url::as_str).collect()
}

fn post(url: Url, token: Option<&str>, body: &Value) -> Request {
    let mut headers = vec![("content-type", "application/json".to_owned())];
    headers.extend(token.map(|it| ("authorization", format!("Bearer {it}"))));
    Request { method: "POST", url, headers, body: body.to_string(), signed: None }
}

/// CreateInvalidation (Amazon CloudFront API, 2020-05-31).
fn cloudfront(id: &str, purged: &Purged, token: &str, access: &Access) -> Result<Vec<Request>, String> {
    let path = format!("/2020-05-31/distribution/{id}/invalidation");
    let url = address(access.cloudfront.as_ref(), "https://cloudfront.amazonaws.com", &path)?;
    let paths: Vec<String> = match purged {
        Purged::Addresses(addresses) => addresses.iter().map(|it| it.path().to_owned()).collect(),
        Purged::Folders(folders) => folders.iter().map(|it| format!("{}*", it.path())).collect(),
    };
    let request = |(at, paths): (usize, &[String])| Request {
        method: "POST",
        url: url.clone(),
        headers: vec![("content-type", "text/xml".to_owned())],
        body: invalidation(paths, &format!("{token}-{at}")),
        signed: Some(Signed { service: "cloudfront", region: "us-east-1" }),
    };
    Ok(paths.chunks(PATHS_PER_REQUEST).enumerate().map(request).collect())
}

fn invalidation(paths: &[String], reference: &str) -> String {
    // Of what XML cannot hold, a path in an address has the ampersand alone.
    let items: String = paths.iter().map(|it| format!("<Path>{}</Path>", it.replace('&', "&amp;"))).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <InvalidationBatch xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\">\
         <Paths><Quantity>{}</Quantity><Items>{items}</Items></Paths>\
         <CallerReference>{reference}</CallerReference></InvalidationBatch>",
        paths.len()
    )
}

/// Purge cached content (Cloudflare API v4).
fn cloudflare(zone: &str, purged: &Purged, access: &Access) -> Result<Vec<Request>, String> {
    let path = format!("/zones/{zone}/purge_cache");
    let url = address(access.cloudflare.as_ref(), "https://api.cloudflare.com/client/v4", &path)?;
    let bodies: Vec<Value> = match purged {
        Purged::Addresses(addresses) => addresses.chunks(PER_REQUEST).map(|it| json!({ "files": texts(it) })).collect(),
        Purged::Folders(folders) if folders.iter().any(|it| it.path() == "/") => {
            vec![json!({ "purge_everything": true })]
        }
        Purged::Folders(folders) => {
            let prefix = |it: &Url| it.as_str().split_once("://").map_or_else(String::new, |it| it.1.to_owned());
            vec![json!({ "prefixes": folders.iter().map(prefix).collect::<Vec<_>>() })]
        }
    };
    Ok(bodies.iter().map(|it| post(url.clone(), access.cloudflare_token.as_deref(), it)).collect())
}

/// Purge a URL, or all of a service: it knows no folders (Fastly API).
fn fastly(id: &str, purged: &Purged, access: &Access) -> Result<Vec<Request>, String> {
    let own = "https://api.fastly.com";
    let paths = match purged {
        Purged::Addresses(addresses) => {
            addresses.iter().filter_map(|it| Some(format!("/purge/{}", it.as_str().split_once("://")?.1))).collect()
        }
        Purged::Folders(_) => vec![format!("/service/{id}/purge_all")],
    };
    let request = |path: String| {
        Ok(Request {
            method: "POST",
            url: address(access.fastly.as_ref(), own, &path)?,
            headers: vec![("fastly-key", access.fastly_token.clone().unwrap_or_default())],
            body: String::new(),
            signed: None,
        })
    };
    paths.into_iter().map(request).collect()
}

/// Tells a WebSub hub that feeds have changed (W3C Recommendation, section 7: `hub.url` may stand several times).
pub fn websub(hub: &Url, feeds: &[Url]) -> Request {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("hub.mode", "publish");
    form.extend_pairs(feeds.iter().map(|it| ("hub.url", it.as_str())));
    let headers = vec![("content-type", "application/x-www-form-urlencoded".to_owned())];
    Request { method: "POST", url: hub.clone(), headers, body: form.finish(), signed: None }
}

/// Reads what readers are shown at an address.
pub fn reading(url: &Url) -> Request {
    Request { method: "GET", url: url.clone(), headers: Vec::new(), body: String::new(), signed: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(urls: &[&str]) -> Vec<Url> {
        urls.iter().map(|it| Url::parse(it).expect("an address")).collect()
    }

    #[test]
    fn a_page_answers_with_and_without_its_file_name() {
        let base = Url::parse("https://news.example.org/usa/").expect("an address");
        let of = |path: &str| addresses(&base, path);
        assert_eq!(
            of("index.html"),
            urls(&["https://news.example.org/usa/", "https://news.example.org/usa/index.html"])
        );
        let page = ["https://news.example.org/usa/a/", "https://news.example.org/usa/a/index.html"];
        assert_eq!(of("a/index.html"), urls(&page));
        assert_eq!(of("a b/香.txt"), urls(&["https://news.example.org/usa/a%20b/%E9%A6%99.txt"]));
        assert_eq!(of("old-index.html"), urls(&["https://news.example.org/usa/old-index.html"]));
    }

    #[test]
    fn too_many_addresses_become_the_deepest_folders_that_are_few() {
        let many: Vec<String> =
            (0..40).map(|it| format!("https://news.example.org/nyc/releases/2018/release-{it}/")).collect();
        let mut many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(purged(urls(&many), 40), Purged::Addresses(urls(&many)));
        let year = Purged::Folders(urls(&["https://news.example.org/nyc/releases/2018/"]));
        assert_eq!(purged(urls(&many), 39), year);
        many.push("https://news.example.org/");
        let both = ["https://news.example.org/", "https://news.example.org/nyc/releases/2018/"];
        assert_eq!(purged(urls(&many), 39), Purged::Folders(urls(&both)));
    }

    #[test]
    fn each_service_is_told_in_its_own_words() {
        let access = Access {
            cloudflare_token: Some("secret".to_owned()),
            fastly_token: Some("secret".to_owned()),
            ..Access::default()
        };
        let some = Purged::Addresses(urls(&["https://news.example.org/a/", "https://news.example.org/b%26/c&d.html"]));
        let all = Purged::Folders(urls(&["https://news.example.org/"]));
        let told = |service: Service, purged: &Purged| {
            let requests = requests(&service, purged, ("b", "t"), &access).expect("good addresses");
            requests.into_iter().map(|it| format!("{} {}", it.url, it.body)).collect::<Vec<_>>().join("\n")
        };
        let cloudfront = told(Service::CloudFront("E1".to_owned()), &some);
        assert!(cloudfront.contains("/2020-05-31/distribution/E1/invalidation <?xml"), "{cloudfront}");
        assert!(
            cloudfront.contains("<Quantity>2</Quantity>") && cloudfront.contains("<Path>/b%26/c&amp;d.html</Path>")
        );
        assert!(told(Service::CloudFront("E1".to_owned()), &all).contains("<Path>/*</Path>"));
        let zone = || Service::Cloudflare("Z".to_owned());
        assert!(
            told(zone(), &some)
                .ends_with(r#"{"files":["https://news.example.org/a/","https://news.example.org/b%26/c&d.html"]}"#)
        );
        assert!(told(zone(), &all).ends_with(r#"{"purge_everything":true}"#));
        let folder = Purged::Folders(urls(&["https://news.example.org/nyc/"]));
        assert!(told(zone(), &folder).ends_with(r#"{"prefixes":["news.example.org/nyc/"]}"#));
        let fastly = told(Service::Fastly("S".to_owned()), &some);
        assert!(fastly.starts_with("https://api.fastly.com/purge/news.example.org/a/ "), "{fastly}");
        assert_eq!(told(Service::Fastly("S".to_owned()), &all), "https://api.fastly.com/service/S/purge_all ");
        assert_eq!(missing(&zone(), &Access::default()), Some("CLOUDFLARE_API_TOKEN"));
    }

    #[test]
    fn a_hub_is_told_of_every_feed() {
        let hub = Url::parse("https://hub.example.org/").expect("an address");
        let request = websub(&hub, &urls(&["https://news.example.org/feed.xml", "https://news.example.org/rss.xml"]));
        let expected = "hub.mode=publish&hub.url=https%3A%2F%2Fnews.example.org%2Ffeed.xml&hub.url=https%3A%2F%2Fnews.example.org%2Frss.xml";
        assert_eq!(request.body, expected);
    }
}
