//! Asks other sites what answers at the links to them.
//!
//! Takes addresses. Returns an [`Answer`](dateline_check::Answer) for each. It touches the network, and one file under
//! `.dateline/` in which answers are [cached](Memory). It knows nothing of releases or diagnostics. This is the only crate that
//! uses ureq.
//!
//! It is a polite guest: it sends one request at a time to each host, with a pause between them, reads only the beginning of a
//! page, says who it is, and stops where a host is slow or refuses.

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
