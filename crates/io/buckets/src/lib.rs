//! Object stores as publishing targets, and requests to the CDNs in front of them.
//!
//! In: a [`dateline_publish::Store`]'s calls. Out: requests over the network. The protocol of publishing is in
//! `dateline-publish`; this crate alone uses object_store, reqwest and tokio for it.

mod bucket;
mod listing;
mod request;
mod web;

pub use bucket::Bucket;
pub use request::Manner;
pub use web::Web;
