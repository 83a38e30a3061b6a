//! Buckets as targets, and requests to the services that are told of changes.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use dateline_buckets::{Bucket, Manner, Web};
use dateline_publish::Store;
use dateline_publish::purge::Request;
use tokio::runtime::Runtime;
use url::Url;

/// What requests are made with, from the first one on: a publish into a folder makes none.
pub(crate) struct Connections {
    manner: Manner,
    runtime: OnceLock<Result<Arc<Runtime>, String>>,
    web: OnceLock<Result<Web, String>>,
}

impl Connections {
    /// A request takes at most `timeout` seconds, and is tried again so often.
    pub(crate) fn new(retries: usize, timeout: u32) -> Self {
        let timeout = Duration::from_secs(u64::from(timeout.max(1)));
        Self { manner: Manner { retries, timeout }, runtime: OnceLock::new(), web: OnceLock::new() }
    }

    /// Opens the bucket at an address.
    ///
    /// # Errors
    ///
    /// When the address or the environment is wrong.
    pub(crate) fn bucket(&self, url: &Url) -> Result<Box<dyn Store>, String> {
        Ok(Box::new(Bucket::open(url, self.manner, self.runtime()?)?))
    }

    /// Sends a request. Returns the body of the answer.
    ///
    /// # Errors
    ///
    /// When there is no answer, or it is a refusal.
    pub(crate) fn send(&self, request: &Request) -> Result<Vec<u8>, String> {
        self.web()?.send(request)
    }

    fn runtime(&self) -> Result<Arc<Runtime>, String> {
        let new = || tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        self.runtime.get_or_init(|| new().map(Arc::new).map_err(|it| it.to_string())).clone()
    }

    fn web(&self) -> Result<&Web, String> {
        self.web.get_or_init(|| Web::new(self.manner, self.runtime()?)).as_ref().map_err(Clone::clone)
    }
}
