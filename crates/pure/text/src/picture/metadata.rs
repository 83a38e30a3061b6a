//! The file of a picture -> the same picture without what a camera or an editing program wrote into it: no place, no
//! serial number, no thumbnail. The pixels stay as they are, bit for bit.
//!
//! What is kept is listed, so that what is not known goes: the picture itself, its colour profile, and which way up it is
//! shown. What stands behind its end (a second picture, a film) goes too. The only door of img-parts and of kamadak-exif.

use exif::{In, Tag};
use img_parts::jpeg::{Jpeg, JpegSegment};
use img_parts::png::Png;
use img_parts::riff::RiffContent;
use img_parts::webp::{CHUNK_ANMF, CHUNK_VP8X, WebP};
use img_parts::{Bytes, Error, ImageEXIF};

use super::{Fault, Form};

/// What the head and the segments of a picture say.
pub struct Walked {
    /// The file without its metadata.
    pub bytes: Vec<u8>,
    /// Which way up it is shown (Exif 2.32, tag 0x0112): 1 to 8.
    pub turn: u8,
    /// Whether it has more than one frame.
    pub moves: bool,
    /// How many colours a pixel is mixed of, where the file's head says it.
    pub n_colours: u8,
}

/// Walks through a file from end to end.
///
/// # Errors
///
/// When it ends too early, or its parts do not follow each other.
pub(super) fn walk(form: Form, bytes: &[u8]) -> Result<Walked, Fault> {
    match form {
        Form::Jpeg => jpeg(bytes),
        Form::Png => png(bytes),
        Form::WebP => webp(bytes),
        Form::Gif | Form::Svg => Ok(Walked { bytes: bytes.to_vec(), turn: 1, moves: false, n_colours: 3 }),
    }
}

fn jpeg(bytes: &[u8]) -> Result<Walked, Fault> {
    let mut picture = Jpeg::from_bytes(Bytes::copy_from_slice(bytes)).map_err(broken)?;
    let turn = turn(picture.exif());
    let mut n_colours = 3;
    for frame in picture.segments().iter().filter(|it| is_frame(it.marker())) {
        n_colours = *frame.contents().get(5).ok_or(Fault::Incomplete)?;
    }
    picture.segments_mut().retain(|it| is_picture(it.marker(), it.contents()));
    // The first scan has with it everything that follows.
    let scan = picture.segments_mut().last_mut().filter(|it| it.has_entropy()).ok_or(Fault::Incomplete)?;
    let (marker, head) = (scan.marker(), scan.contents().clone());
    let rest = scans(scan.clone().encoder().bytes().get(4 + head.len()..).unwrap_or_default())?;
    *scan = JpegSegment::new_with_entropy(marker, head, rest.into());
    if turn != 1 {
        picture.set_exif(Some(exif(turn).into()));
    }
    Ok(Walked { bytes: picture.encoder().bytes().to_vec(), turn, moves: false, n_colours })
}

/// Whether a segment of a JPEG is of the picture, and not what somebody wrote about it.
fn is_picture(marker: u8, contents: &[u8]) -> bool {
    match marker {
        0xe0 => contents.starts_with(b"JFIF\0"),
        0xe2 => contents.starts_with(b"ICC_PROFILE\0"),
        0xee => contents.starts_with(b"Adobe"),
        0xe1..=0xef | 0xfe => false,
        _ => true,
    }
}

/// Whether a segment is the head of a frame (ISO/IEC 10918-1, table B.1).
fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf)
}

/// What follows the head of the first scan, up to the end of the picture: what stands behind that goes, and what is
/// written between scans. img-parts leaves all of it as it is.
fn scans(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let (mut kept, mut at) = (Vec::with_capacity(bytes.len()), 0);
    loop {
        let next = at + bytes[at..].iter().position(|it| *it == 0xff).ok_or(Fault::Incomplete)?;
        let marker = *bytes.get(next + 1).ok_or(Fault::Incomplete)?;
        let length = match marker {
            0x00 | 0xd0..=0xd7 => 2,
            0xff => 1,
            0xd9 => {
                kept.extend(&bytes[at..next + 2]);
                return Ok(kept);
            }
            _ => {
                let length = bytes.get(next + 2..next + 4).ok_or(Fault::Incomplete)?;
                2 + usize::from(u16::from_be_bytes([length[0], length[1]]))
            }
        };
        let part = bytes.get(next..next + length).ok_or(Fault::Incomplete)?;
        kept.extend(&bytes[at..next]);
        if is_picture(marker, part.get(4..).unwrap_or_default()) {
            kept.extend(part);
        }
        at = next + length;
    }
}

/// Chunks of PNG (third edition), section 11.
fn png(bytes: &[u8]) -> Result<Walked, Fault> {
    const KEPT: &[&[u8; 4]] = &[
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"cICP", b"mDCV", b"cLLI",
        b"sBIT", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
    ];
    let mut picture = Png::from_bytes(Bytes::copy_from_slice(bytes)).map_err(broken)?;
    if picture.chunk_by_type(*b"IEND").is_none() {
        return Err(Fault::Incomplete);
    }
    let (turn, moves) = (turn(picture.exif()), picture.chunk_by_type(*b"acTL").is_some());
    picture.chunks_mut().retain(|it| KEPT.contains(&&it.kind()));
    picture.set_exif((turn != 1).then(|| exif(turn).into()));
    Ok(Walked { bytes: picture.encoder().bytes().to_vec(), turn, moves, n_colours: 3 })
}

/// Chunks of the WebP container (RFC 9649, section 2).
fn webp(bytes: &[u8]) -> Result<Walked, Fault> {
    const KEPT: &[&[u8; 4]] = &[b"VP8X", b"ICCP", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L"];
    let mut picture = WebP::from_bytes(Bytes::copy_from_slice(bytes)).map_err(broken)?;
    // Only the extended form may say it.
    let turn = if picture.has_chunk(CHUNK_VP8X) { turn(picture.exif()) } else { 1 };
    let moves = picture.has_chunk(CHUNK_ANMF);
    picture.chunks_mut().retain(|it| KEPT.contains(&&it.id()));
    for chunk in picture.chunks_mut().iter_mut().filter(|it| it.id() == CHUNK_VP8X) {
        if let RiffContent::Data(data) = chunk.content_mut() {
            // The bit that says that there is XMP.
            *data = data.iter().enumerate().map(|(at, it)| if at == 0 { it & !0x04 } else { *it }).collect();
        }
    }
    picture.set_exif((turn != 1).then(|| exif(turn).into()));
    Ok(Walked { bytes: picture.encoder().bytes().to_vec(), turn, moves, n_colours: 3 })
}

fn broken(error: Error) -> Fault {
    match error {
        Error::BadCRC => Fault::Damaged("one of its parts is not as it was written".to_owned()),
        _ => Fault::Incomplete,
    }
}

/// Which way up a picture is shown, as its Exif data says.
fn turn(exif: Option<Bytes>) -> u8 {
    let read = exif.and_then(|it| exif::Reader::new().read_raw(it.to_vec()).ok());
    let turn = read.and_then(|it| it.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0));
    turn.and_then(|it| u8::try_from(it).ok()).filter(|it| (1..=8).contains(it)).unwrap_or(1)
}

/// A TIFF that says which way up a picture is shown, and nothing else.
fn exif(turn: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([turn, 0, 0, 0, 0, 0, 0]);
    tiff
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
        let length = (data.len() as u16 + 2).to_be_bytes();
        [&[0xff, marker], &length[..], data].concat()
    }

    fn jpeg_with(before: &[Vec<u8>]) -> Vec<u8> {
        let frame = segment(0xc0, &[8, 0, 2, 0, 3, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
        let scan = segment(0xda, &[1, 1, 0, 0, 63, 0]);
        [&[0xff, 0xd8][..], &before.concat(), &frame, &scan, b"pixels\xff\0\xff\xd0more", &[0xff, 0xd9]].concat()
    }

    fn has(bytes: &[u8], words: &str) -> bool {
        bytes.windows(words.len()).any(|it| it == words.as_bytes())
    }

    #[test]
    fn of_a_jpeg_the_picture_its_profile_and_its_turn_stay() {
        let mut tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
        tiff.extend(b"GPS-PLACE");
        let camera = segment(0xe1, &[b"Exif\0\0", tiff.as_slice()].concat());
        let others = [
            segment(0xe0, b"JFIF\0rest"),
            camera,
            segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0XMP-PLACE"),
            segment(0xe2, b"ICC_PROFILE\0colours"),
            segment(0xe2, b"MPF\0second"),
            segment(0xed, b"Photoshop 3.0\0IPTC-PLACE"),
            segment(0xfe, b"COMMENT"),
        ];
        let file = [jpeg_with(&others), b"SECOND PICTURE".to_vec()].concat();
        let walked = jpeg(&file).expect("a whole file");
        assert_eq!((walked.turn, walked.n_colours, walked.moves), (6, 3, false));
        for gone in ["PLACE", "MPF", "COMMENT", "SECOND"] {
            assert!(!has(&walked.bytes, gone), "{gone}");
        }
        for kept in ["JFIF", "colours", "pixels", "more"] {
            assert!(has(&walked.bytes, kept), "{kept}");
        }
        let again = jpeg(&walked.bytes).expect("what was written can be read");
        assert_eq!((again.turn, again.bytes), (6, walked.bytes));
    }

    #[test]
    fn what_ends_too_early_is_told() {
        let file = jpeg_with(&[]);
        for end in 2..file.len() {
            assert!(matches!(jpeg(&file[..end]), Err(Fault::Incomplete)), "{end}");
        }
    }

    fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
        let kind = name.try_into().expect("four letters");
        img_parts::png::PngChunk::new(kind, Bytes::copy_from_slice(data)).encoder().bytes().to_vec()
    }

    #[test]
    fn of_a_png_the_words_go() {
        let head = b"\x89PNG\r\n\x1a\n".to_vec();
        let chunks =
            [chunk(b"IHDR", &[0; 13]), chunk(b"tEXt", b"PLACE"), chunk(b"eXIf", &exif(3)), chunk(b"IDAT", b"pixels")];
        let file = [head, chunks.concat(), chunk(b"IEND", b""), b"PLACE".to_vec()].concat();
        let walked = png(&file).expect("a whole file");
        assert!(!has(&walked.bytes, "PLACE") && has(&walked.bytes, "pixels"));
        assert_eq!(walked.turn, 3);
        assert_eq!(png(&walked.bytes).expect("it can be read").bytes, walked.bytes);
        assert!(png(&file[..file.len() - 6]).is_err());
    }

    /// A WebP of the extended form, with metadata.
    fn webp_with_metadata() -> Vec<u8> {
        let chunk = |name: &[u8], data: &[u8]| {
            [name, &(data.len() as u32).to_le_bytes()[..], data, &vec![0; data.len() % 2]].concat()
        };
        let chunks = [
            chunk(b"VP8X", &[0x0c, 0, 0, 0, 1, 0, 0, 1, 0, 0]),
            chunk(b"VP8 ", b"pixel"),
            chunk(b"EXIF", &exif(8)),
            chunk(b"XMP ", b"PLACE"),
        ]
        .concat();
        [b"RIFF", &(chunks.len() as u32 + 4).to_le_bytes()[..], b"WEBP", &chunks].concat()
    }

    #[test]
    fn no_bytes_are_too_strange() {
        let head = b"\x89PNG\r\n\x1a\n".to_vec();
        let png_file = [head, chunk(b"IHDR", &[0; 13]), chunk(b"eXIf", &exif(3)), chunk(b"IEND", b"")].concat();
        let jpeg_file = jpeg_with(&[segment(0xe1, &[b"Exif\0\0".as_slice(), &exif(6)].concat())]);
        let files = [(Form::Jpeg, jpeg_file, 3), (Form::Png, png_file, 8), (Form::WebP, webp_with_metadata(), 12)];
        for (form, file, n_head) in files {
            for at in (0..file.len()).filter(|it| *it >= n_head || form == Form::WebP && (4..8).contains(it)) {
                for byte in [0, 1, 2, 7, 0x7f, 0x80, 0xd9, 0xda, 0xff] {
                    let mut strange = file.clone();
                    strange[at] = byte;
                    // Whatever comes of it, what is kept can be read again.
                    if let Ok(walked) = walk(form, &strange) {
                        assert!(walk(form, &walked.bytes).is_ok(), "{form:?}, byte {at}: {byte}");
                    }
                }
            }
        }
    }

    #[test]
    fn of_a_webp_the_chunks_of_metadata_go() {
        let file = webp_with_metadata();
        let walked = webp(&file).expect("a whole file");
        assert!(!has(&walked.bytes, "PLACE") && has(&walked.bytes, "pixel"));
        assert_eq!((walked.turn, walked.bytes[20]), (8, 0x08));
        assert_eq!(webp(&walked.bytes).expect("it can be read").bytes, walked.bytes);
        assert!(webp(&file[..file.len() - 3]).is_err());
    }
}
