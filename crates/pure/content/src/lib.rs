//! What a newsroom says: its configuration, contacts and releases, in order, as they are public at one instant.
//!
//! In: the texts of files. Out: a [`newsroom::Newsroom`], and diagnostics. The order of the modules is that in which they
//! build on each other.

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
