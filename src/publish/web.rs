//! Requests to the services that stand before a store, and to what readers see of it.

use std::sync::Arc;

use http::{HeaderName, HeaderValue, Method};
use http_body_util::BodyExt;
use object_store::aws::{AmazonS3Builder, AwsAuthorizer};
use object_store::client::{HttpClient, HttpConnector, HttpErrorKind, HttpRequest, ReqwestConnector};
use tokio::runtime::Runtime;

use crate::publish::Manner;
use crate::publish::bucket::{FIRST_WAIT, LONGEST_WAIT, told, use_ring};
use crate::publish::purge::{Request, Signed};

/// How much of an answer is told of, in characters.
const TOLD: usize = 200;

/// A client of the web.
pub struct Web {
    runtime: Arc<Runtime>,
    client: HttpClient,
    retries: usize,
}

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
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

/// Sends a request until it is answered well, or there is no point in it; so many times more than once.
pub(super) fn again(
    runtime: &Runtime,
    (client, retries): (&HttpClient, usize),
    request: &HttpRequest,
) -> Result<Answer, String> {
    let mut wait = FIRST_WAIT;
    for n_retries in 0.. {
        let answer = runtime.block_on(async {
            let response = client.execute(request.clone()).await?;
            let status = response.status().as_u16();
            let body = response.into_body().collect().await?.to_bytes().to_vec();
            Ok::<_, object_store::client::HttpError>(Answer { status, body })
        });
        let (may_pass, why) = match answer {
            Ok(answer) if (200..300).contains(&answer.status) => return Ok(answer),
            Ok(Answer { status, body }) => {
                let text: String = String::from_utf8_lossy(&body).chars().take(TOLD).collect();
                (status == 429 || status >= 500, format!("it answered {status}: {}", text.trim()))
            }
            Err(error) => (error.kind() != HttpErrorKind::Decode, told(&error)),
        };
        if !may_pass || n_retries == retries {
            return Err(why);
        }
        std::thread::sleep(wait);
        wait = (wait * 2).min(LONGEST_WAIT);
    }
    unreachable!("the last try returns")
}
