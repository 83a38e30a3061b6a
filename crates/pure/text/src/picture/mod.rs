//! Pictures: the bytes of a file -> what is known of it ([`Picture`]), the files that are made of it ([`Cut`]), and their
//! bytes ([`developed`]).
//!
//! What is published has none of the metadata that a camera wrote: see `metadata`. The smaller sizes of a photograph are
//! made by a [`Develop`], which the caller passes in; without one a picture is published in its own size alone. This is the
//! only module that uses imagesize, img-parts and kamadak-exif.

mod cut;
mod metadata;

use std::borrow::Cow;
use std::io::Cursor;

pub use cut::{Cut, Shown, WIDEST, height_at};
pub use metadata::Walked;

/// Width and height in pixels, as a picture is shown.
pub type Size = (u32, u32);

/// Most pixels that a picture may have: twice what the largest press cameras make.
pub const PIXELS: u64 = 120_000_000;
/// Changes with how files are made of pictures, and so with their names.
const SETTINGS: &[u8] = b"1";

/// The forms of pictures that browsers show and Dateline knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are the forms' own")]
pub enum Form {
    Jpeg,
    Png,
    WebP,
    Gif,
    Svg,
}

impl Form {
    /// The ending of a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Gif => "gif",
            Self::Svg => "svg",
        }
    }

    /// As readers know it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::WebP => "WebP",
            Self::Gif => "GIF",
            Self::Svg => "SVG",
        }
    }

    /// Its media type (IANA registry).
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Gif => "image/gif",
            Self::Svg => "image/svg+xml",
        }
    }

    /// What a file is by its first bytes; `None` for what is none of these.
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            _ => {
                let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
                (head.trim_start_matches('\u{feff}').trim_start().starts_with('<') && head.contains("<svg"))
                    .then_some(Self::Svg)
            }
        }
    }
}

/// What is known of a picture before it is decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The file, from the newsroom's root.
    pub source: String,
    /// What the names of files made of it begin with.
    stem: String,
    /// What it is, whatever its name ends with.
    pub form: Form,
    /// Its size; `None` for a drawing that does not say it.
    pub size: Option<Size>,
    /// In bytes, as it is published in its own size.
    pub length: u64,
    /// Whether smaller ones are made of it.
    pub has_cuts: bool,
    /// Part of the names of what is made of it; changes with its bytes.
    hash: u32,
}

/// Why a file cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It cannot be read.
    Unreadable,
    /// It is none of the forms that Dateline knows; with the name of one that it looks like.
    Unknown(Option<&'static str>),
    /// It is another form than its name says, and has to keep the name.
    Ending(Form),
    /// It ends before its picture does.
    Incomplete,
    /// Its colours are those of printing ink.
    Ink,
    /// It has more pixels than can be worked on.
    Huge(Size),
    /// It cannot be decoded: what is wrong, in the decoder's words.
    Damaged(String),
}

impl Fault {
    /// What is wrong with the file of this name, and what to do.
    pub fn told(&self, name: &str) -> (String, String) {
        let (message, help) = match self {
            Self::Unreadable => (format!("`{name}` cannot be read"), "look whether the file may be read"),
            Self::Unknown(Some(form)) => (format!("`{name}` is {form}, which browsers do not show"), "save it as JPEG"),
            Self::Unknown(None) => (
                format!("`{name}` is no picture that browsers show"),
                "save it as JPEG (photographs), PNG or SVG (drawings), WebP or GIF",
            ),
            Self::Ending(form) => {
                let help = format!("rename it so that it ends with `.{}`", form.ending());
                return (format!("`{name}` is {}, and its name says otherwise", form.name()), help);
            }
            Self::Incomplete => {
                (format!("`{name}` is not complete: the file ends too early"), "get the file again from who made it")
            }
            Self::Ink => (
                format!("`{name}` has the colours of printing ink (CMYK), which screens show wrong"),
                "save it as JPEG with RGB colours (sRGB)",
            ),
            Self::Huge((width, height)) => (
                format!("`{name}` is too large: {width} × {height} pixels"),
                "save it with 10,000 pixels or less on a side",
            ),
            Self::Damaged(why) => {
                return (format!("`{name}` cannot be decoded: {why}"), "save it again, as JPEG or PNG".to_owned());
            }
        };
        (message, help.to_owned())
    }
}

impl Picture {
    /// Looks at a picture; `stem` begins the names of what is made of it. With `wants_cuts`, smaller ones are made of it.
    ///
    /// # Errors
    ///
    /// When it cannot be shown, as far as that is known before it is decoded.
    pub fn of(source: &str, stem: String, bytes: &[u8], wants_cuts: bool) -> Result<Self, Fault> {
        let form = Form::of(bytes).ok_or_else(|| Fault::Unknown(looks_like(bytes)))?;
        let walked = metadata::walk(form, bytes)?;
        let size = size(bytes).filter(|it| it.0 > 0 && it.1 > 0);
        let size = size.map(|(width, height)| if walked.turn > 4 { (height, width) } else { (width, height) });
        if walked.n_colours > 3 {
            return Err(Fault::Ink);
        }
        match size {
            Some(size) if u64::from(size.0) * u64::from(size.1) > PIXELS => return Err(Fault::Huge(size)),
            None if form != Form::Svg => return Err(Fault::Damaged("it has no size".to_owned())),
            _ => {}
        }
        if matches!(form, Form::Gif | Form::Svg) {
            // They keep their names.
            let ending = source.rsplit_once('.').map(|(_, it)| it.to_ascii_lowercase()).unwrap_or_default();
            if ending != form.ending() {
                return Err(Fault::Ending(form));
            }
        }
        Ok(Self {
            source: source.to_owned(),
            stem,
            form,
            size,
            length: walked.bytes.len() as u64,
            has_cuts: wants_cuts && !walked.moves && !matches!(form, Form::Gif | Form::Svg),
            hash: hash(bytes),
        })
    }

    /// Whether these are the bytes that were looked at.
    pub fn is_of(&self, bytes: &[u8]) -> bool {
        self.hash == hash(bytes)
    }
}

/// Whether a file's name ends as those of pictures do that have metadata.
pub fn is_named_like_one(path: &str) -> bool {
    let ending = path.rsplit_once('.').map(|(_, it)| it.to_ascii_lowercase()).unwrap_or_default();
    ["jpg", "jpeg", "png", "webp"].contains(&ending.as_str())
}

fn hash(bytes: &[u8]) -> u32 {
    let [a, b, c, d, ..] = *blake3::Hasher::new().update(SETTINGS).update(bytes).finalize().as_bytes();
    u32::from_be_bytes([a, b, c, d])
}

/// A file to publish without what a camera wrote into it; as it is when it is no picture, or not a whole one.
pub fn without_metadata(bytes: Vec<u8>) -> Vec<u8> {
    let walked = Form::of(&bytes).map(|form| metadata::walk(form, &bytes));
    match walked {
        Some(Ok(walked)) => walked.bytes,
        _ => bytes,
    }
}

/// Makes the smaller sizes of a picture: takes the bytes of its file, what they say, its form and the sizes to make; returns
/// the bytes of each size, in their order.
pub type Develop = fn(&[u8], &Walked, Form, &[Cut]) -> Result<Vec<Vec<u8>>, Fault>;

/// Returns the bytes of the files that are made of a picture, in the order of the cuts. The picture is decoded once, and
/// not at all for its own size.
///
/// # Errors
///
/// When it cannot be decoded, or `develop` is `None` and a smaller size is asked for.
pub fn developed(bytes: &[u8], cuts: &[Cut], develop: Option<Develop>) -> Result<Vec<Vec<u8>>, Fault> {
    let form = Form::of(bytes).ok_or(Fault::Unknown(None))?;
    let walked = metadata::walk(form, bytes)?;
    if cuts.iter().all(|it| it.width.is_none()) {
        return Ok(cuts.iter().map(|_| walked.bytes.clone()).collect());
    }
    let Some(develop) = develop else { return Err(Fault::Damaged("this program makes no smaller sizes".to_owned())) };
    develop(bytes, &walked, form, cuts)
}

fn size(bytes: &[u8]) -> Option<Size> {
    let size = imagesize::reader_size(&mut Cursor::new(bytes)).ok()?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
}

/// What a file that cannot be shown looks like.
fn looks_like(bytes: &[u8]) -> Option<&'static str> {
    let brand = bytes.get(4..12).map(String::from_utf8_lossy).unwrap_or(Cow::Borrowed(""));
    match bytes {
        _ if ["ftypheic", "ftypheix", "ftypmif1", "ftypmsf1"].contains(&&*brand) => Some("HEIC"),
        [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => Some("TIFF"),
        [b'8', b'B', b'P', b'S', ..] => Some("a Photoshop file"),
        [b'%', b'P', b'D', b'F', ..] => Some("PDF"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PNG without pixels.
    fn png(width: u32, height: u32) -> Vec<u8> {
        let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        let chunk = |kind: &[u8; 4], data: Vec<u8>| img_parts::png::PngChunk::new(*kind, data.into()).encoder().bytes();
        [b"\x89PNG\r\n\x1a\n", &chunk(b"IHDR", head)[..], &chunk(b"IEND", Vec::new())].concat()
    }

    #[test]
    fn the_head_of_a_picture_has_its_size() {
        let picture = Picture::of("a/boat.png", "boat".to_owned(), &png(800, 600), false).expect("a picture");
        assert_eq!((picture.form, picture.size, picture.has_cuts), (Form::Png, Some((800, 600)), false));
    }

    #[test]
    fn what_cannot_be_shown_is_told_with_a_way_out() {
        let (whole, huge) = (png(8, 6), png(65_535, 65_535));
        let cases: [(&str, &[u8], &str); 6] = [
            ("a.jpg", b"no picture", "`a.jpg` is no picture that browsers show"),
            ("a.jpg", b"\0\0\0\x18ftypheic....", "`a.jpg` is HEIC, which browsers do not show"),
            ("a.png", &whole[..whole.len() - 8], "`a.png` is not complete: the file ends too early"),
            ("a.png", &huge, "`a.png` is too large: 65535 × 65535 pixels"),
            ("a.jpg", b"GIF89a\x01\0\x01\0\0\0\0;", "`a.jpg` is GIF, and its name says otherwise"),
            ("a.jpg", b"", "`a.jpg` is no picture that browsers show"),
        ];
        for (name, bytes, message) in cases {
            let fault = Picture::of(name, String::new(), bytes, true).expect_err(message);
            assert_eq!(fault.told(name).0, message);
        }
    }

    #[test]
    fn what_is_no_picture_is_left_as_it_is() {
        assert_eq!(without_metadata(b"a plan".to_vec()), b"a plan");
        assert_eq!(without_metadata(png(8, 6)[..20].to_vec()), &png(8, 6)[..20]);
    }
}
