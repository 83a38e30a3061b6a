//! Bytes as they are stored and sent: plain, or compressed for browsers that unpack them. The only door of brotli and flate2.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::{Headers, PublicFile};

/// How hard brotli tries, of 11: a quarter of the time of 11 for two percent more bytes.
const BROTLI_QUALITY: u32 = 9;
/// The window of brotli, as the power of two: what browsers take (RFC 7932).
const BROTLI_WINDOW: u32 = 22;
/// Below so many bytes nothing is won.
const LEAST: u64 = 512;
/// What compresses well beside `text/…`.
const TEXTS: [&str; 5] = ["json", "javascript", "xml", "svg", "manifest"];

/// A content coding (RFC 9110, section 8.4.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// As the bytes are.
    #[default]
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 7932.
    Brotli,
}

impl Encoding {
    /// What may stand behind the name of a file for its forms, the plain one included.
    pub(super) const ENDINGS: [&str; 3] = ["", ".gz", ".br"];

    /// The coding of a name; of an unknown one, as the bytes are.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "gzip" => Self::Gzip,
            "br" => Self::Brotli,
            _ => Self::Identity,
        }
    }

    /// Its name in `Content-Encoding`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
        }
    }

    /// What is put behind the name of a file beside the plain one, as nginx and Caddy look for it.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Identity => "",
            Self::Gzip => ".gz",
            Self::Brotli => ".br",
        }
    }
}

/// Whether a file of a media type and length is worth compressing.
pub fn is_compressed(media_type: &str, length: u64) -> bool {
    let kind = media_type.split(';').next().unwrap_or_default();
    length >= LEAST && (kind.starts_with("text/") || TEXTS.iter().any(|it| kind.ends_with(it)))
}

/// The bytes of a file before they were encoded, if these are its own, encoded or not.
pub(super) fn as_built(bytes: Vec<u8>, file: &PublicFile) -> Option<Vec<u8>> {
    let is_own = |bytes: &[u8]| *blake3::hash(bytes).as_bytes() == file.hash;
    if is_own(&bytes) {
        return Some(bytes);
    }
    // The body of an earlier build is as it was stored.
    Some(plain(bytes, &file.headers)).filter(|it| is_own(it))
}

/// Bytes as they are stored. The same bytes give the same.
pub(super) fn encoded(bytes: Vec<u8>, headers: &Headers) -> Vec<u8> {
    const IN_MEMORY: &str = "memory can be written to";
    match headers.encoding() {
        Encoding::Identity => bytes,
        Encoding::Gzip => {
            let mut writer = GzEncoder::new(Vec::new(), Compression::best());
            writer.write_all(&bytes).expect(IN_MEMORY);
            writer.finish().expect(IN_MEMORY)
        }
        Encoding::Brotli => {
            let mut writer = brotli::CompressorWriter::new(Vec::new(), 4_096, BROTLI_QUALITY, BROTLI_WINDOW);
            writer.write_all(&bytes).expect(IN_MEMORY);
            writer.into_inner()
        }
    }
}

/// Stored bytes as they were. What is plain although its headers say otherwise stays so: some stores unpack by themselves.
pub(super) fn plain(bytes: Vec<u8>, headers: &Headers) -> Vec<u8> {
    let mut plain = Vec::new();
    let unpacked = match headers.encoding() {
        Encoding::Identity => return bytes,
        Encoding::Gzip => GzDecoder::new(bytes.as_slice()).read_to_end(&mut plain),
        Encoding::Brotli => brotli::Decompressor::new(bytes.as_slice(), 4_096).read_to_end(&mut plain),
    };
    if unpacked.is_ok() { plain } else { bytes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compressed_comes_out_as_it_was() {
        let text = "In all 153 awards were made. ".repeat(100).into_bytes();
        for coding in [Encoding::Identity, Encoding::Gzip, Encoding::Brotli] {
            let headers = Headers([("content-encoding".to_owned(), coding.name().to_owned())].into());
            let stored = encoded(text.clone(), &headers);
            assert_eq!(stored, encoded(text.clone(), &headers), "the same each time");
            assert_eq!(stored.len() < text.len() / 5, coding != Encoding::Identity);
            assert_eq!(plain(stored, &headers), text);
            assert_eq!(plain(text.clone(), &headers), text, "a store unpacked it");
        }
    }

    #[test]
    fn only_texts_of_some_length_are_compressed() {
        assert!(is_compressed("text/html; charset=utf-8", 9_000) && is_compressed("image/svg+xml", 9_000));
        assert!(is_compressed("application/json; charset=utf-8", 512) && !is_compressed("text/html", 511));
        assert!(!is_compressed("image/png", 9_000) && !is_compressed("application/octet-stream", 9_000));
    }
}
