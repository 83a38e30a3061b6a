//! What a file is sent with.

use crate::headers::{IMMUTABLE, REVALIDATED, media_type};
use crate::publish::{Headers, Stage};

/// The headers of a file that is put at a stage.
pub fn headers(key: &str, stage: Stage) -> Headers {
    let cache = if stage == Stage::Hashed { IMMUTABLE } else { REVALIDATED };
    let all = [("content-type", media_type(key)), ("cache-control", cache.to_owned())];
    Headers(all.map(|(name, value)| (name.to_owned(), value)).into())
}
