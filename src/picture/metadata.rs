//! The file of a picture -> the same picture without what a camera or an editing program wrote into it: no place, no
//! serial number, no thumbnail. The pixels stay as they are, bit for bit.
//!
//! What is kept is listed, so that what is not known goes: the picture itself, its colour profile, and which way up it is
//! shown. What stands behind its end (a second picture, a film) goes too.

use super::{Fault, Form};

/// What a walk through a file's parts found.
pub(super) struct Walked {
    /// The file without its metadata.
    pub(super) bytes: Vec<u8>,
    /// Which way up it is shown (Exif 2.32, tag 0x0112): 1 to 8.
    pub(super) turn: u8,
    /// Whether it has more than one frame.
    pub(super) moves: bool,
    /// How many colours a pixel is mixed of, where the file's head says it.
    pub(super) n_colours: u8,
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

/// Segments of ISO/IEC 10918-1, annex B.
fn jpeg(bytes: &[u8]) -> Result<Walked, Fault> {
    let mut walked = Walked { bytes: bytes[..2].to_vec(), turn: 1, moves: false, n_colours: 3 };
    let mut kept = Vec::with_capacity(bytes.len());
    let mut at = 2;
    loop {
        // Any number of 0xFF may stand before a marker.
        while bytes.get(at) == Some(&0xff) && bytes.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        let (Some(0xff), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) else { return Err(Fault::Incomplete) };
        if marker == 0xd9 {
            kept.extend([0xff, 0xd9]);
            break;
        }
        if matches!(marker, 0x01 | 0xd0..=0xd7) {
            at += 2;
            continue;
        }
        let length = part(bytes, at + 2, 2).map(|it| usize::from(u16::from_be_bytes([it[0], it[1]])))?;
        let segment = part(bytes, at, length + 2)?;
        let data = segment.get(4..).ok_or(Fault::Incomplete)?;
        let is_kept = match marker {
            0xe0 => data.starts_with(b"JFIF\0"),
            0xe1 => {
                if let Some(turn) = data.strip_prefix(b"Exif\0\0").and_then(exif_turn) {
                    walked.turn = turn;
                }
                false
            }
            0xe2 => data.starts_with(b"ICC_PROFILE\0"),
            0xee => data.starts_with(b"Adobe"),
            0xe3..=0xef | 0xfe => false,
            _ => true,
        };
        if matches!(marker, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf) {
            walked.n_colours = *data.get(5).ok_or(Fault::Incomplete)?;
        }
        at += segment.len();
        if is_kept {
            kept.extend(segment);
        }
        if marker == 0xda {
            let end = at + scan_end(&bytes[at..])?;
            kept.extend(&bytes[at..end]);
            at = end;
        }
    }
    if walked.turn != 1 {
        let exif = exif(walked.turn);
        walked.bytes.extend([0xff, 0xe1]);
        walked.bytes.extend((exif.len() as u16 + 8).to_be_bytes());
        walked.bytes.extend(b"Exif\0\0");
        walked.bytes.extend(exif);
    }
    walked.bytes.append(&mut kept);
    Ok(walked)
}

/// Where the marker stands that ends a scan.
fn scan_end(bytes: &[u8]) -> Result<usize, Fault> {
    let mut at = 0;
    loop {
        at += bytes[at..].iter().position(|it| *it == 0xff).ok_or(Fault::Incomplete)?;
        match bytes.get(at + 1).ok_or(Fault::Incomplete)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Ok(at),
        }
    }
}

/// Chunks of PNG (third edition), section 11.
fn png(bytes: &[u8]) -> Result<Walked, Fault> {
    const KEPT: &[&[u8; 4]] = &[
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"cICP", b"mDCV", b"cLLI",
        b"sBIT", b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
    ];
    let mut walked = Walked { bytes: bytes[..8].to_vec(), turn: 1, moves: false, n_colours: 3 };
    let mut rest = Vec::with_capacity(bytes.len());
    let mut at = 8;
    loop {
        let length = u32_of(part(bytes, at, 4)?) as usize;
        let chunk = part(bytes, at, length.checked_add(12).ok_or(Fault::Incomplete)?)?;
        let (name, data) = (&chunk[4..8], &chunk[8..8 + length]);
        match name {
            b"acTL" => walked.moves = true,
            b"eXIf" => walked.turn = exif_turn(data).unwrap_or(1),
            _ => {}
        }
        if name == b"IHDR" {
            walked.bytes.extend(chunk);
        } else if KEPT.iter().any(|it| it.as_slice() == name) {
            rest.extend(chunk);
        }
        at += chunk.len();
        if name == b"IEND" {
            break;
        }
    }
    if walked.turn != 1 {
        let mut chunk = b"eXIf".to_vec();
        chunk.extend(exif(walked.turn));
        walked.bytes.extend((chunk.len() as u32 - 4).to_be_bytes());
        walked.bytes.extend(&chunk);
        walked.bytes.extend(crc32(&chunk).to_be_bytes());
    }
    walked.bytes.append(&mut rest);
    Ok(walked)
}

/// Chunks of the WebP container (RFC 9649, section 2).
fn webp(bytes: &[u8]) -> Result<Walked, Fault> {
    const KEPT: &[&[u8; 4]] = &[b"VP8X", b"ICCP", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L"];
    let end = (u32_le(part(bytes, 4, 4)?) as usize).checked_add(8).filter(|it| (12..=bytes.len()).contains(it));
    let bytes = &bytes[..end.ok_or(Fault::Incomplete)?];
    let mut walked = Walked { bytes: bytes[..12].to_vec(), turn: 1, moves: false, n_colours: 3 };
    let (mut at, mut flags_at) = (12, None);
    while at < bytes.len() {
        let length = u32_le(part(bytes, at + 4, 4)?) as usize;
        // Padded to an even length; the last one's padding may be missing.
        let padded = length.checked_add(8 + length % 2).ok_or(Fault::Incomplete)?.min(bytes.len() - at);
        let chunk = part(bytes, at, padded.max(length.saturating_add(8)))?;
        let (name, data) = (&chunk[..4], &chunk[8..8 + length]);
        match name {
            b"VP8X" => flags_at = Some(walked.bytes.len() + 8),
            b"ANMF" => walked.moves = true,
            b"EXIF" => walked.turn = exif_turn(data.strip_prefix(b"Exif\0\0").unwrap_or(data)).unwrap_or(1),
            _ => {}
        }
        if KEPT.iter().any(|it| it.as_slice() == name) {
            walked.bytes.extend(chunk);
            walked.bytes.extend(std::iter::repeat_n(0, chunk.len() % 2));
        }
        at += chunk.len();
    }
    match flags_at {
        Some(at) => {
            let flags = walked.bytes.get_mut(at).ok_or(Fault::Incomplete)?;
            // The bits that say that there is XMP (0x04) or Exif (0x08).
            *flags &= !0x0c;
            if walked.turn != 1 {
                *flags |= 0x08;
                let exif = exif(walked.turn);
                walked.bytes.extend(b"EXIF");
                walked.bytes.extend((exif.len() as u32).to_le_bytes());
                walked.bytes.extend(exif);
            }
        }
        // Only the extended form may have it.
        None => walked.turn = 1,
    }
    let length = walked.bytes.len() as u32 - 8;
    walked.bytes[4..8].copy_from_slice(&length.to_le_bytes());
    Ok(walked)
}

fn part(bytes: &[u8], at: usize, length: usize) -> Result<&[u8], Fault> {
    at.checked_add(length).and_then(|end| bytes.get(at..end)).ok_or(Fault::Incomplete)
}

fn u32_of(bytes: &[u8]) -> u32 {
    u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

fn u32_le(bytes: &[u8]) -> u32 {
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

/// The orientation in the first directory of a TIFF (Exif 2.32, section 4.6.2); `None` for none that is known.
fn exif_turn(tiff: &[u8]) -> Option<u8> {
    let is_little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let it: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_little { u16::from_le_bytes(it) } else { u16::from_be_bytes(it) })
    };
    let long = |at: usize| {
        let it = tiff.get(at..at.checked_add(4)?)?;
        Some(if is_little { u32_le(it) } else { u32_of(it) } as usize)
    };
    let first = long(4)?;
    let n_entries = usize::from(short(first)?);
    let entries = (0..n_entries).map(|entry| first + 2 + entry * 12);
    let turn = entries.into_iter().find(|at| short(*at) == Some(0x0112)).and_then(|at| short(at + 8))?;
    u8::try_from(turn).ok().filter(|it| (1..=8).contains(it))
}

/// A TIFF that says which way up a picture is shown, and nothing else.
fn exif(turn: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([turn, 0, 0, 0, 0, 0, 0]);
    tiff
}

/// The check value of a PNG chunk (PNG third edition, annex D).
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    };
    !bytes.iter().fold(!0, step)
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
        let named = [name, data].concat();
        [&(data.len() as u32).to_be_bytes()[..], &named, &crc32(&named).to_be_bytes()].concat()
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
        assert_eq!(crc32(b"IEND"), 0xae42_6082);
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
