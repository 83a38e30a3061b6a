//! A bucket of an object store as a target: Amazon S3 and what speaks its language, Google Cloud Storage, Azure Blob Storage.

use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::TryStreamExt;
use http::{HeaderName, HeaderValue, Method};
use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey, AwsAuthorizer};
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::client::{HttpClient, HttpConnector, HttpRequest, ReqwestConnector};
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::path::Path;
use object_store::signer::Signer;
use object_store::{
    Attribute, Attributes, GetOptions, ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload, UpdateVersion,
};
use tokio::runtime::Runtime;
use url::Url;

use crate::listing::{ListingConnector, OddKeys, is_plain};
use crate::request::{Manner, again, told, use_ring};
use dateline_publish::{Found, Headers, PublicFile, REDIRECT, Store, StoreError, Tag};

/// The name under which an object keeps the mark of what was put.
const MARK: &str = "dateline";
/// How long a signed address is good for: it is only read for its form.
const SIGNED_FOR: Duration = Duration::from_secs(60);

/// A bucket, or what begins with a prefix in it.
pub struct Bucket {
    runtime: Arc<Runtime>,
    store: Arc<dyn ObjectStore>,
    /// Empty, or ends with `/`.
    prefix: String,
    /// What can answer with a redirect.
    website: Option<Website>,
    /// Keys of others that object_store cannot name, as lists have them.
    odd: OddKeys,
}

/// A bucket of S3, whose website leads on from an object that says so. The store's own puts cannot say it.
struct Website {
    store: Arc<AmazonS3>,
    client: HttpClient,
    retries: usize,
    region: String,
}

impl Bucket {
    /// The bucket at an address: `s3://BUCKET/PREFIX`, `gs://BUCKET/PREFIX` or `az://CONTAINER/PREFIX`; what else is needed is
    /// in the environment, as the tools of each store name it, or is known to the platform.
    ///
    /// # Errors
    ///
    /// Why there is none.
    pub fn open(target: &Url, manner: Manner, runtime: Arc<Runtime>) -> Result<Self, String> {
        use_ring();
        let bucket = target.host_str().filter(|it| !it.is_empty());
        let bucket =
            bucket.ok_or_else(|| format!("`{target}` names no bucket: write it as in `s3://BUCKET/PREFIX`"))?;
        let prefix = target.path().trim_matches('/');
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        let failed = |error: object_store::Error| format!("`{target}` cannot be used: {}", told(&error));
        let mut website = None;
        let connector = ListingConnector::default();
        let odd = Arc::clone(&connector.odd);
        let store: Arc<dyn ObjectStore> = match target.scheme() {
            "s3" => {
                let builder = AmazonS3Builder::from_env().with_bucket_name(bucket).with_retry(manner.retry());
                let builder = builder.with_http_connector(connector);
                let region = builder.get_config_value(&AmazonS3ConfigKey::Region);
                let endpoint = builder.get_config_value(&AmazonS3ConfigKey::Endpoint);
                let client = manner.client("AWS_", endpoint.is_some_and(|it| is_plain_loopback(&it)));
                let store = Arc::new(builder.with_client_options(client.clone()).build().map_err(failed)?);
                let client = ReqwestConnector::default().connect(&client).map_err(failed)?;
                let region = region.unwrap_or_else(|| "us-east-1".to_owned());
                website = Some(Website { store: Arc::clone(&store), client, retries: manner.retries, region });
                store
            }
            "gs" => {
                let builder = GoogleCloudStorageBuilder::from_env().with_bucket_name(bucket);
                let builder = builder.with_retry(manner.retry()).with_client_options(manner.client("GOOGLE_", false));
                let builder = builder.with_http_connector(connector);
                Arc::new(builder.build().map_err(failed)?)
            }
            "az" => {
                let builder = MicrosoftAzureBuilder::from_env().with_container_name(bucket);
                let endpoint = builder.get_config_value(&AzureConfigKey::Endpoint);
                let client = manner.client("AZURE_", endpoint.is_some_and(|it| is_plain_loopback(&it)));
                let builder = builder.with_retry(manner.retry()).with_client_options(client);
                let builder = builder.with_http_connector(connector);
                Arc::new(builder.build().map_err(failed)?)
            }
            scheme => return Err(format!("`{target}`: `{scheme}` is none of `s3`, `gs` and `az`")),
        };
        Ok(Self { runtime, store, prefix, website, odd })
    }

    /// One in memory.
    #[cfg(test)]
    fn in_memory(runtime: Arc<Runtime>) -> Self {
        let store = Arc::new(object_store::memory::InMemory::new());
        Self { runtime, store, prefix: String::new(), website: None, odd: OddKeys::default() }
    }

    fn odd(&self) -> MutexGuard<'_, Vec<String>> {
        self.odd.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn path(&self, key: &str) -> Result<Path, StoreError> {
        Path::parse(format!("{}{key}", self.prefix)).map_err(|error| failed("name", key, &error.into()))
    }

    fn found(&self, key: &str, is_head: bool) -> Result<Option<object_store::GetResult>, StoreError> {
        let path = self.path(key)?;
        let options = GetOptions { head: is_head, ..GetOptions::default() };
        match self.runtime.block_on(self.store.get_opts(&path, options)) {
            Ok(found) => Ok(Some(found)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(if is_head { "look at" } else { "read" }, key, &error)),
        }
    }

    /// Puts an object that leads on.
    fn put_leading_on(
        &self,
        website: &Website,
        (file, to): (&PublicFile, &str),
        bytes: Vec<u8>,
    ) -> Result<(), StoreError> {
        let path = self.path(&file.key)?;
        let failed = |why: String| StoreError { doing: format!("put `{}`", file.key), why };
        let put = async {
            let address = website.store.signed_url(Method::PUT, &path, SIGNED_FOR).await.map_err(|it| told(&it))?;
            let mut address = address;
            address.set_query(None);
            let credential = website.store.credentials().get_credential().await.map_err(|it| told(&it))?;
            let mut request = HttpRequest::new(bytes.into());
            *request.method_mut() = Method::PUT;
            *request.uri_mut() = address.as_str().parse().map_err(|_| format!("`{address}` is no address"))?;
            let Headers(headers) = &file.headers;
            let own = (format!("x-amz-meta-{MARK}"), mark(file));
            let all = headers.iter().filter(|it| it.0 != REDIRECT).map(|(name, value)| (name.clone(), value.clone()));
            for (name, value) in all.chain([own, (REDIRECT.to_owned(), to.to_owned())]) {
                let name = HeaderName::try_from(name).map_err(|it| it.to_string())?;
                let value = HeaderValue::try_from(value).map_err(|it| it.to_string())?;
                request.headers_mut().insert(name, value);
            }
            let authorizer = AwsAuthorizer::new(&credential, "s3", &website.region);
            authorizer.try_authorize(&mut request, None).map_err(|it| told(&it))?;
            Ok::<HttpRequest, String>(request)
        };
        let request = self.runtime.block_on(put).map_err(failed)?;
        again(&self.runtime, (&website.client, website.retries), &request).map(drop).map_err(failed)
    }
}

impl Store for Bucket {
    fn get(&self, key: &str) -> Result<Option<Found>, StoreError> {
        let Some(found) = self.found(key, false)? else { return Ok(None) };
        let tag = tag(found.meta.e_tag.clone(), found.meta.version.clone());
        let bytes = self.runtime.block_on(found.bytes()).map_err(|error| failed("read", key, &error))?;
        Ok(Some(Found { bytes: bytes.into(), tag }))
    }

    fn exists(&self, key: &str) -> Result<bool, StoreError> {
        Ok(self.found(key, true)?.is_some())
    }

    fn has(&self, file: &PublicFile) -> Result<bool, StoreError> {
        let Some(found) = self.found(&file.key, true)? else { return Ok(false) };
        let own = attributes(file);
        let is_same = |(name, value)| found.attributes.get(name) == Some(value);
        let has_own_length = !file.headers.0.contains_key("content-encoding") && self.website.is_some();
        Ok(own.iter().all(is_same) && (!has_own_length || found.meta.size == file.length))
    }

    fn put(&self, file: &PublicFile, bytes: Vec<u8>) -> Result<(), StoreError> {
        if let Some((website, to)) = self.website.as_ref().zip(file.headers.get(REDIRECT)) {
            return self.put_leading_on(website, (file, to), bytes);
        }
        let path = self.path(&file.key)?;
        let options = PutOptions { attributes: attributes(file), ..PutOptions::default() };
        let put = self.store.put_opts(&path, PutPayload::from(bytes), options);
        self.runtime.block_on(put).map(drop).map_err(|error| failed("put", &file.key, &error))
    }

    fn put_if(&self, key: &str, bytes: &[u8], was: Option<&Tag>) -> Result<Option<Tag>, StoreError> {
        let path = self.path(key)?;
        let mode = was.map_or(PutMode::Create, |it| PutMode::Update(version(it)));
        // Nobody is to be shown an old one.
        let attributes: Attributes =
            [(Attribute::ContentType, "application/json".to_owned()), (Attribute::CacheControl, "no-store".to_owned())]
                .into_iter()
                .collect();
        let options = PutOptions { mode, attributes, ..PutOptions::default() };
        let put = self.store.put_opts(&path, PutPayload::from(bytes.to_vec()), options);
        match self.runtime.block_on(put) {
            Ok(put) => Ok(Some(tag(put.e_tag, put.version))),
            Err(object_store::Error::AlreadyExists { .. } | object_store::Error::Precondition { .. }) => Ok(None),
            // What was to be replaced is gone; without that, it is the bucket that is not there.
            Err(object_store::Error::NotFound { .. }) if was.is_some() => Ok(None),
            Err(error) => Err(failed("put", key, &error)),
        }
    }

    fn copy(&self, from: &str, to: &str) -> Result<bool, StoreError> {
        let (source, target) = (self.path(from)?, self.path(to)?);
        match self.runtime.block_on(self.store.copy(&source, &target)) {
            Ok(()) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(failed("copy", from, &error)),
        }
    }

    fn delete(&self, key: &str) -> Result<(), StoreError> {
        if !is_plain(&format!("{}{key}", self.prefix)) {
            // It is not the publisher's.
            return Ok(());
        }
        let path = self.path(key)?;
        match self.runtime.block_on(self.store.delete(&path)) {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(failed("delete", key, &error)),
        }
    }

    fn list(&self) -> Result<Vec<String>, StoreError> {
        let prefix = Path::parse(self.prefix.trim_end_matches('/')).ok().filter(|it| !it.as_ref().is_empty());
        self.odd().clear();
        let listed = self.store.list(prefix.as_ref()).map_ok(|it| it.location).try_collect::<Vec<Path>>();
        let listed = self.runtime.block_on(listed).map_err(|error| failed("list", &self.prefix, &error))?;
        let odd = std::mem::take(&mut *self.odd());
        let keys = listed.iter().map(|it| it.as_ref()).chain(odd.iter().map(String::as_str));
        let own = keys.filter_map(|it| it.strip_prefix(&self.prefix));
        // Consoles put an empty object at a prefix to show it as a folder: nothing is in it.
        Ok(own.filter(|it| !it.is_empty()).map(str::to_owned).collect())
    }

    fn is_ours(&self, key: &str) -> Result<bool, StoreError> {
        if !is_plain(&format!("{}{key}", self.prefix)) {
            return Ok(false);
        }
        let found = self.found(key, true)?;
        Ok(found.is_some_and(|it| it.attributes.get(&Attribute::Metadata(MARK.into())).is_some()))
    }
}

/// What a file is stored with. Where an object of S3 leads is not among them: see [`Bucket::put_leading_on`].
fn attributes(file: &PublicFile) -> Attributes {
    let Headers(headers) = &file.headers;
    let known = headers.iter().filter_map(|(name, value)| {
        let attribute = match name.as_str() {
            "cache-control" => Attribute::CacheControl,
            "content-encoding" => Attribute::ContentEncoding,
            "content-type" => Attribute::ContentType,
            _ => return None,
        };
        Some((attribute, value.clone()))
    });
    known.chain([(Attribute::Metadata(MARK.into()), mark(file))]).collect()
}

/// A name for a file as it is to be stored, headers included: kept with it where the store can, to be held against later.
fn mark(file: &PublicFile) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&file.hash);
    let Headers(headers) = &file.headers;
    for (name, value) in headers {
        hasher.update(name.as_bytes()).update(b": ").update(value.as_bytes()).update(b"\n");
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

/// S3 and Azure tell an object's states apart by its `ETag`, Google by its generation.
fn tag(e_tag: Option<String>, version: Option<String>) -> Tag {
    Tag(format!("{}\n{}", e_tag.unwrap_or_default(), version.unwrap_or_default()))
}

fn version(Tag(tag): &Tag) -> UpdateVersion {
    let (e_tag, version) = tag.split_once('\n').unwrap_or((tag, ""));
    let some = |it: &str| (!it.is_empty()).then(|| it.to_owned());
    UpdateVersion { e_tag: some(e_tag), version: some(version) }
}

fn failed(what: &str, key: &str, error: &object_store::Error) -> StoreError {
    StoreError { doing: format!("{what} `{key}`"), why: told(error) }
}

fn is_plain_loopback(endpoint: &str) -> bool {
    let url = Url::parse(endpoint).ok().filter(|it| it.scheme() == "http");
    url.is_some_and(|it| match it.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_publish::{Encoding, Stage, headers};

    fn bucket() -> Bucket {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().expect("a runtime");
        Bucket::in_memory(Arc::new(runtime))
    }

    fn file(key: &str, text: &str) -> PublicFile {
        PublicFile {
            shows: None,
            key: key.to_owned(),
            path: key.to_owned(),
            hash: *blake3::hash(text.as_bytes()).as_bytes(),
            length: text.len() as u64,
            headers: headers(key, Stage::Page, Encoding::Identity),
            stage: Stage::Page,
        }
    }

    #[test]
    fn an_object_is_known_by_its_mark_and_headers() {
        let bucket = bucket();
        let page = file("nyc/a b/香港 ü+&=#?.html", "text");
        assert!(!bucket.has(&page).expect("looked at") && !bucket.exists(&page.key).expect("looked at"));
        bucket.put(&page, b"text".to_vec()).expect("put");
        assert!(bucket.has(&page).expect("looked at") && bucket.is_ours(&page.key).expect("looked at"));
        assert!(!bucket.has(&file(&page.key, "other")).expect("looked at"), "other bytes");
        let hashed = PublicFile { headers: headers(&page.key, Stage::Hashed, Encoding::Identity), ..page.clone() };
        assert!(!bucket.has(&hashed).expect("looked at"), "other headers");
        assert!(bucket.put_if("theirs.txt", b"theirs", None).expect("put").is_some());
        assert!(!bucket.is_ours("theirs.txt").expect("looked at"));
        let mut keys = bucket.list().expect("listed");
        keys.sort();
        assert_eq!(keys, [page.key.as_str(), "theirs.txt"]);
    }

    #[test]
    fn of_two_who_put_the_same_one_succeeds() {
        let bucket = bucket();
        let first = bucket.put_if("intent", b"one", None).expect("put").expect("nothing stood there");
        assert_eq!(bucket.put_if("intent", b"other", None), Ok(None));
        let second = bucket.put_if("intent", b"one, later", Some(&first)).expect("put").expect("its own stood there");
        assert_eq!(bucket.put_if("intent", b"other", Some(&first)), Ok(None));
        assert_eq!(bucket.get("intent").expect("read").expect("there").tag, second);
        assert!(bucket.copy("intent", "kept").expect("copied") && !bucket.copy("none", "kept").expect("looked for"));
        bucket.delete("intent").expect("deleted");
        bucket.delete("intent").expect("deleted already");
        assert_eq!(bucket.get("kept").expect("read").expect("there").bytes, b"one, later");
    }
}
