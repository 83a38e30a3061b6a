//! Which files are made of a picture, and what they are called. Decided before it is decoded.

use super::{Form, Picture, Size};

/// The widths in which a photograph is made for pages, in pixels.
const WIDTHS: [u32; 3] = [480, 960, 1440];
/// The largest width in which a photograph is made, in pixels.
pub const WIDEST: u32 = 1920;
/// The width of the one for programs that know no WebP, and for where an address is shared.
const FALLBACK: u32 = 1440;

/// A file that is made of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cut {
    /// What the file is.
    pub form: Form,
    /// In pixels; `None` for the picture in its own size, which is not encoded again.
    pub width: Option<u32>,
}

/// What an `<img>` shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The file.
    pub cut: Cut,
    /// Its size; `None` for a drawing that does not say it.
    pub size: Option<Size>,
}

impl Picture {
    /// Whether it is published under its own name.
    pub fn keeps_name(&self) -> bool {
        matches!(self.form, Form::Gif | Form::Svg)
    }

    /// The picture in its own size.
    pub fn whole(&self) -> Cut {
        Cut { form: self.form, width: None }
    }

    /// What a page offers to browsers to choose from, narrowest first; empty when there is but one file.
    pub fn cuts(&self) -> Vec<Cut> {
        let (true, Some((width, _))) = (self.has_cuts, self.size) else { return Vec::new() };
        let widest = width.min(WIDEST);
        // One that is hardly narrower than the next is not worth its place.
        let widths = WIDTHS.into_iter().filter(|it| it * 10 < widest * 9).chain([widest]);
        widths.map(|it| Cut { form: Form::WebP, width: Some(it) }).collect()
    }

    /// What an `<img>` shows, and what stands for the picture elsewhere.
    pub fn shown(&self) -> Shown {
        let (true, Some((width, height))) = (self.has_cuts, self.size) else {
            return Shown { cut: self.whole(), size: self.size };
        };
        if width <= FALLBACK {
            return Shown { cut: self.whole(), size: self.size };
        }
        let cut = Cut { form: self.form, width: Some(FALLBACK) };
        Shown { cut, size: Some((FALLBACK, height_at(FALLBACK, (width, height)))) }
    }

    /// Every file that pages load, each once.
    pub fn loaded(&self) -> Vec<Cut> {
        let mut cuts = self.cuts();
        cuts.push(self.shown().cut);
        cuts.sort_unstable();
        cuts.dedup();
        cuts
    }

    /// Where a file stands, from the folder of the page: `pictures/harbour-1a2b3c4d-960.webp`.
    pub fn path(&self, cut: Cut) -> String {
        if self.keeps_name() {
            return self.source.rsplit('/').next().unwrap_or_default().to_owned();
        }
        let stem = &self.stem;
        let width = cut.width.map(|it| format!("-{it}")).unwrap_or_default();
        format!("pictures/{stem}-{:08x}{width}.{}", self.hash, cut.form.ending())
    }
}

/// Returns the height of a picture of a size when it is made `wide` pixels wide; both in pixels.
pub fn height_at(wide: u32, (width, height): Size) -> u32 {
    let height = (u64::from(wide) * u64::from(height) + u64::from(width) / 2) / u64::from(width);
    u32::try_from(height).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(size: Size) -> Picture {
        let (source, stem) = ("content/ferry/Ferry.JPG".to_owned(), "ferry".to_owned());
        Picture { source, stem, form: Form::Jpeg, size: Some(size), length: 9, has_cuts: true, hash: 0x1a2b_3c4d }
    }

    fn widths(width: u32) -> Vec<u32> {
        picture((width, 100)).cuts().iter().filter_map(|it| it.width).collect()
    }

    #[test]
    fn no_picture_is_made_wider_than_it_is() {
        assert_eq!(widths(6000), [480, 960, 1440, 1920]);
        assert_eq!(widths(1500), [480, 960, 1500]);
        assert_eq!(widths(300), [300]);
    }

    #[test]
    fn names_tell_the_file_its_bytes_and_its_width() {
        let picture = picture((6000, 4000));
        assert_eq!(picture.path(picture.cuts()[0]), "pictures/ferry-1a2b3c4d-480.webp");
        assert_eq!(picture.path(picture.whole()), "pictures/ferry-1a2b3c4d.jpg");
        assert_eq!(picture.shown().size, Some((1440, 960)));
    }
}
