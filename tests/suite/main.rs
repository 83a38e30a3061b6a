//! The integration tests, in one binary: newsrooms are built in temporary folders and looked at from outside.
//!
//! Every run has a date of its own ([`support::NOW`]), no network, and the environment that the test gives it.
#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

/// That of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod support;

mod accessibility;
mod addresses;
mod against;
mod against_random;
mod agree;
mod allow;
mod bad_input;
mod bad_names;
mod boundaries;
mod build;
mod check;
mod chinese;
mod contrast;
mod dates;
mod edits;
mod explain;
mod external;
mod fix;
mod formats_feeds;
mod formats_text;
mod formats_wire;
mod hostile;
mod incremental;
mod keys;
mod languages;
mod leading_on;
mod leaks;
mod life;
mod life_random;
mod links;
mod list;
mod looks;
mod minified;
mod output_folder;
mod parts;
mod photos;
mod publish;
mod publish_bucket;
mod publish_caches;
mod publish_lost;
mod quick_store;
mod rules;
mod rulings;
mod same_bytes;
mod scaffold;
mod schema;
mod search;
mod seed;
mod serve;
mod serve_follow;
mod serve_random;
mod serve_safety;
mod served;
mod shown;
mod standing;
mod store;
mod table;
mod theme;
mod unchanged;
mod withheld;
mod withheld_random;
mod workspace;
mod xml;
