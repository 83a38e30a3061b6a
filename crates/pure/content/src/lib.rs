//! What a newsroom says: its configuration, contacts and releases, in order, as they are public at one instant.
//!
//! Takes the texts of files, and an instant. Returns a [`newsroom::Newsroom`] and diagnostics. The modules are listed in the order in which
//! they build on each other.

pub mod codec;
pub mod old_address;
pub mod shown;

pub mod destination;
pub mod ruling;

pub mod config;
pub mod contact;

pub mod address;
pub mod headers;

pub mod release;

pub mod newsroom;
