//! Pictures: the head of a file -> its size. The only door of imagesize.

use std::io::{BufRead, Seek};

/// Width and height in pixels, as a picture is shown.
pub type Size = (u32, u32);

/// The size of a picture of any form that browsers show; `None` when it is none, or its head cannot be read.
pub fn size(file: &mut (impl BufRead + Seek)) -> Option<Size> {
    let size = imagesize::reader_size(file).ok()?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn the_head_of_a_picture_has_its_size() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x03\x20\0\0\x02\x58\x08\x02\0\0\0";
        assert_eq!(size(&mut std::io::Cursor::new(&png[..])), Some((800, 600)));
        assert_eq!(size(&mut std::io::Cursor::new(b"no picture")), None);
    }
}
