//! Requests to the services that stand before a store, and to what readers see of it.

use std::sync::Arc;

use http::{HeaderName, HeaderValue, Method};
use object_store::aws::{AmazonS3Builder, AwsAuthorizer};
use object_store::client::{HttpClient, HttpConnector, HttpRequest, ReqwestConnector};
use tokio::runtime::Runtime;

use crate::request::{Manner, again, told, use_ring};
use dateline_publish::purge::{Request, Signed};

/// A client of the web.
pub struct Web {
    runtime: Arc<Runtime>,
    client: HttpClient,
    retries: usize,
}

impl Web {
    /// A client. Services may be named without TLS: their addresses come from whoever runs the program.
    ///
    /// # Errors
    ///
    /// When the system has nothing to make connections with.
    pub fn new(manner: Manner, runtime: Arc<Runtime>) -> Result<Self, String> {
        use_ring();
        let options = manner.client("AWS_", true);
        let client = ReqwestConnector::default().connect(&options).map_err(|it| told(&it))?;
        Ok(Self { runtime, client, retries: manner.retries })
    }

    /// Sends a request, again while that may help, and gives the body of a good answer.
    ///
    /// # Errors
    ///
    /// Why there was none; it has no secret of the request.
    pub fn send(&self, request: &Request) -> Result<Vec<u8>, String> {
        let sent = self.runtime.block_on(signed(request))?;
        again(&self.runtime, (&self.client, self.retries), &sent).map(|it| it.body)
    }
}

async fn signed(request: &Request) -> Result<HttpRequest, String> {
    let mut sent = HttpRequest::new(request.body.clone().into_bytes().into());
    *sent.method_mut() = Method::from_bytes(request.method.as_bytes()).map_err(|it| it.to_string())?;
    *sent.uri_mut() = request.url.as_str().parse().map_err(|_| format!("`{}` is no address", request.url))?;
    for (name, value) in &request.headers {
        let name = HeaderName::try_from(*name).map_err(|it| it.to_string())?;
        let mut value = HeaderValue::try_from(value)
            .map_err(|_| format!("the value for `{name}` has signs that it cannot have"))?;
        value.set_sensitive(true);
        sent.headers_mut().insert(name, value);
    }
    if let Some(Signed { service, region }) = request.signed {
        // Any bucket will do: only what the environment or the platform knows of its credentials is taken.
        let store = AmazonS3Builder::from_env().with_bucket_name("none").with_allow_http(true).build();
        let store = store.map_err(|it| told(&it))?;
        let credential = store.credentials().get_credential().await;
        let credential =
            credential.map_err(|it| format!("there are no credentials for Amazon's services: {}", told(&it)))?;
        AwsAuthorizer::new(&credential, service, region).try_authorize(&mut sent, None).map_err(|it| told(&it))?;
    }
    Ok(sent)
}
