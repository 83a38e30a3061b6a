//! Addresses of other sites -> what answers there.
//!
//! In: addresses that readers of the newsroom may follow. Out: an [`Answer`](dateline_check::Answer) for each. It touches the network, and one file
//! under `.dateline/` in which answers are [remembered](Memory); it knows nothing of releases or diagnostics. The only door
//! of ureq.
//!
//! It is a polite guest: of one host it asks one thing at a time, with a pause between; it reads no pages, only how they
//! begin; it says who it is; and where a host is slow or has enough, it stops asking.

mod ask;
mod memory;
mod network;

use std::time::Duration;

pub use ask::ask;
pub use memory::Memory;

/// How addresses are asked.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    /// Whether this machine and private networks may be asked too.
    pub private: bool,
    /// How long one host is left alone between two requests.
    pub pause: Duration,
    /// How long an answer may take.
    pub timeout: Duration,
    /// How long to wait before a second try; twice that before a third.
    pub back_off: Duration,
    /// The longest wait that a host may ask for.
    pub longest_wait: Duration,
    /// How many hosts are asked at the same time.
    pub n_hosts: usize,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            private: false,
            pause: Duration::from_millis(500),
            timeout: Duration::from_secs(15),
            back_off: Duration::from_secs(2),
            longest_wait: Duration::from_secs(30),
            n_hosts: 16,
        }
    }
}
