//! Object stores as publishing targets, and requests to the CDNs in front of them.
//!
//! Implements [`dateline_publish::Store`] for a bucket, and sends [requests](dateline_publish::purge::Request) to a CDN. Returns
//! the answers. It uses the network, and reads credentials from the environment; it reads and writes no file. The order of a publish is
//! decided in `dateline-publish`. This is the only crate that uses object_store, reqwest and rustls.

mod bucket;
mod listing;
mod request;
mod web;

pub use bucket::Bucket;
pub use request::Manner;
pub use web::Web;
