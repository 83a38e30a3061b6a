//! Dateline turns a folder of Markdown news releases into accessible static newsrooms, one for each office.

pub mod diagnostic;

pub mod date;

pub mod phone;

pub mod markdown;

pub mod yaml;

pub mod source;

pub mod config;

pub mod contact;

pub mod release;

pub mod check;

pub mod newsroom;

pub mod address;

pub mod plan;

pub mod render;

pub mod emit;
