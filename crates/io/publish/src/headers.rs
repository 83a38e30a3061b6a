//! What a file is sent with.

use crate::{Encoding, Headers, Stage};
use dateline_content::headers::{IMMUTABLE, REVALIDATED, media_type};

/// Where an object leads, as the website of a bucket of S3 answers it: with a redirect in place of the body.
pub const REDIRECT: &str = "x-amz-website-redirect-location";

/// The headers of a file that is put at a stage, in an encoding.
pub fn headers(key: &str, stage: Stage, encoding: Encoding) -> Headers {
    let cache = if stage.is_hashed() { IMMUTABLE } else { REVALIDATED };
    let mut all = vec![("content-type", media_type(key)), ("cache-control", cache.to_owned())];
    if encoding != Encoding::Identity {
        all.push(("content-encoding", encoding.name().to_owned()));
    }
    Headers(all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}
