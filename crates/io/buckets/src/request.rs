//! Sends requests, retries them, and describes their failures.

use std::time::Duration;

use http_body_util::BodyExt;
use object_store::client::{HttpClient, HttpErrorKind, HttpRequest};
use object_store::{BackoffConfig, ClientConfigKey, ClientOptions, RetryConfig};
use tokio::runtime::Runtime;

/// How long a connection may take.
const CONNECTING: Duration = Duration::from_secs(10);
/// How long the wait before a second try is, at the least; it grows from try to try, with chance in it.
pub(super) const FIRST_WAIT: Duration = Duration::from_millis(100);
/// The longest wait between two tries.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(15);
/// How long one request is tried for. Credentials are not renewed meanwhile.
const TRYING: Duration = Duration::from_secs(180);
/// How many characters of an answer an error message quotes.
const TOLD: usize = 200;

/// Where each platform tells a program who it is, and what is to be set elsewhere.
const PLATFORMS: [(&str, &str); 3] = [
    ("169.254.169.254/latest", "`AWS_ACCESS_KEY_ID` with `AWS_SECRET_ACCESS_KEY`"),
    ("computeMetadata", "`GOOGLE_SERVICE_ACCOUNT` with the path of a key"),
    ("169.254.169.254/metadata", "`AZURE_STORAGE_ACCOUNT_NAME` with `AZURE_STORAGE_ACCOUNT_KEY`"),
];

/// How requests are made.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// How often one is tried again.
    pub retries: usize,
    /// How long one may take.
    pub timeout: Duration,
}

impl Manner {
    /// Returns the options of a client: those that the environment sets under names with the prefix `environment`, overridden
    /// by these.
    pub(super) fn client(self, environment: &str, is_local: bool) -> ClientOptions {
        let said = std::env::vars().filter_map(|(name, value)| {
            let name = name.strip_prefix(environment)?.to_ascii_lowercase();
            Some((name.parse::<ClientConfigKey>().ok()?, value))
        });
        let options = said.fold(ClientOptions::new(), |options, (key, value)| options.with_config(key, value));
        let options = options.with_timeout(self.timeout).with_connect_timeout(CONNECTING);
        if is_local { options.with_allow_http(true) } else { options }
    }

    pub(super) fn retry(self) -> RetryConfig {
        let backoff = BackoffConfig { init_backoff: FIRST_WAIT, max_backoff: LONGEST_WAIT, base: 2.0 };
        RetryConfig { backoff, max_retries: self.retries, retry_timeout: TRYING }
    }
}

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
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

/// An error in words, each reason once; that nobody said who asks, in words of its own.
pub(super) fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        source = error.source();
    }
    match PLATFORMS.iter().find(|it| text.contains(it.0)) {
        Some((_, variables)) => {
            format!("there are no credentials: the platform gives none, and the environment has no {variables}")
        }
        None => text,
    }
}

/// TLS is made by the library that the rest of the program has too.
pub(super) fn use_ring() {
    // That it was done before is no failure.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
