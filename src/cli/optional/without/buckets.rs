//! Buckets as targets, left out: a newsroom is published into folders alone.

use dateline_publish::Store;
use dateline_publish::purge::Request;
use url::Url;

pub(crate) struct Connections;

impl Connections {
    pub(crate) fn new(_: usize, _: u32) -> Self {
        Self
    }

    pub(crate) fn bucket(&self, url: &Url) -> Result<Box<dyn Store>, String> {
        Err(super::left_out(&format!("`{url}`: only a folder can be published to"), "publish"))
    }

    pub(crate) fn send(&self, request: &Request) -> Result<Vec<u8>, String> {
        Err(super::left_out(&format!("`{}` cannot be told", request.url), "publish"))
    }
}
