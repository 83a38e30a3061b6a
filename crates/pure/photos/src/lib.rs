//! Smaller sizes of photographs.
//!
//! Takes the bytes of a picture and the sizes to make. Returns the bytes of each. This is the only crate that uses image, moxcms
//! and webp.
//!
//! Colours are converted to sRGB, which is what a browser assumes of a picture without a profile. Every size is made of the
//! largest one, so that a size has the same bytes whatever else is made with it.

use image::imageops::{self, FilterType};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageReader, RgbaImage};
use std::io::Cursor;

use dateline_text::picture::{Cut, Fault, Form, PIXELS, Size, WIDEST, Walked, height_at};

/// Of WebP, from 0 to 100: at this one a photograph has half the bytes of a JPEG at [`JPEG_QUALITY`], and cannot be told from it.
const WEBP_QUALITY: f32 = 78.0;
/// Of JPEG, from 0 to 100.
const JPEG_QUALITY: u8 = 82;
/// Bytes of memory for decoding: four to a pixel, twice.
const MEMORY: u64 = PIXELS * 8;

/// Makes the sizes of a photograph: see [`Develop`](dateline_text::picture::Develop).
///
/// # Errors
///
/// When it cannot be decoded or encoded.
pub fn developed(bytes: &[u8], walked: &Walked, form: Form, cuts: &[Cut]) -> Result<Vec<Vec<u8>>, Fault> {
    let master = master(bytes, form, walked.turn)?;
    let make = |cut: &Cut| match cut.width {
        None => Ok(walked.bytes.clone()),
        Some(width) => {
            let height = height_at(width, master.shown);
            encode(&resized(&master.pixels, (width, height)), cut.form, form)
        }
    };
    cuts.iter().map(make).collect()
}

/// What every size is made of.
struct Master {
    /// As large as the largest size.
    pixels: DynamicImage,
    /// The size of the picture itself, as it is shown.
    shown: Size,
}

fn master(bytes: &[u8], form: Form, turn: u8) -> Result<Master, Fault> {
    let damaged = |error: image::ImageError| Fault::Damaged(error.to_string());
    let format = match form {
        Form::Jpeg => image::ImageFormat::Jpeg,
        Form::Png => image::ImageFormat::Png,
        _ => image::ImageFormat::WebP,
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let profile = decoder.icc_profile().ok().flatten();
    let decoded = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    let mut pixels = match decoded.color().has_alpha() {
        true => DynamicImage::ImageRgba8(decoded.into_rgba8()),
        false => DynamicImage::ImageRgb8(decoded.into_rgb8()),
    };
    let turns = turn > 4;
    let stored = (pixels.width(), pixels.height());
    let shown = if turns { (stored.1, stored.0) } else { stored };
    let wide = shown.0.min(WIDEST);
    let size = (wide, height_at(wide, shown));
    pixels = resized(&pixels, if turns { (size.1, size.0) } else { size });
    pixels.apply_orientation(Orientation::from_exif(turn).unwrap_or(Orientation::NoTransforms));
    if let Some(profile) = profile {
        to_srgb(&mut pixels, &profile);
    }
    Ok(Master { pixels, shown })
}

/// The picture in another size. What is transparent gives no colour to what is beside it.
fn resized(pixels: &DynamicImage, (width, height): Size) -> DynamicImage {
    if (pixels.width(), pixels.height()) == (width, height) {
        return pixels.clone();
    }
    match pixels {
        DynamicImage::ImageRgba8(pixels) => {
            let mut weighed = pixels.clone();
            weigh(&mut weighed, |colour, alpha| colour * alpha / 255);
            let mut small = imageops::resize(&weighed, width, height, FilterType::Lanczos3);
            weigh(&mut small, |colour, alpha| (colour * 255).checked_div(alpha).unwrap_or_default());
            DynamicImage::ImageRgba8(small)
        }
        pixels => pixels.resize_exact(width, height, FilterType::Lanczos3),
    }
}

fn weigh(pixels: &mut RgbaImage, colour: fn(u32, u32) -> u32) {
    for pixel in pixels.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0.map(u32::from);
        let weighed = |it| u8::try_from(colour(it, alpha)).unwrap_or(u8::MAX);
        pixel.0 = [weighed(red), weighed(green), weighed(blue), pixel.0[3]];
    }
}

/// From the colours of a profile to those of sRGB. A profile that cannot be read is taken for that.
fn to_srgb(pixels: &mut DynamicImage, profile: &[u8]) {
    use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};
    let Ok(from) = ColorProfile::new_from_slice(profile) else { return };
    if from.color_space != DataColorSpace::Rgb {
        return;
    }
    let to = ColorProfile::new_srgb();
    let (layout, samples): (Layout, &mut [u8]) = match pixels {
        DynamicImage::ImageRgb8(pixels) => (Layout::Rgb, pixels),
        DynamicImage::ImageRgba8(pixels) => (Layout::Rgba, pixels),
        _ => return,
    };
    let Ok(transform) = from.create_transform_8bit(layout, &to, layout, TransformOptions::default()) else { return };
    let before = samples.to_vec();
    if transform.transform(&before, samples).is_err() {
        samples.copy_from_slice(&before);
    }
}

/// The file of a picture. What was drawn is kept without loss where that is the smaller file.
fn encode(pixels: &DynamicImage, form: Form, source: Form) -> Result<Vec<u8>, Fault> {
    let damaged = |error: image::ImageError| Fault::Damaged(error.to_string());
    let mut bytes = Vec::new();
    match form {
        Form::Jpeg => {
            let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
            pixels.to_rgb8().write_with_encoder(encoder).map_err(damaged)?;
        }
        Form::Png => pixels.write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png).map_err(damaged)?,
        _ => {
            bytes = webp(pixels, false)?;
            if source == Form::Png {
                let exact = webp(pixels, true)?;
                if exact.len() <= bytes.len() {
                    bytes = exact;
                }
            }
        }
    }
    Ok(bytes)
}

fn webp(pixels: &DynamicImage, is_exact: bool) -> Result<Vec<u8>, Fault> {
    let (width, height) = (pixels.width(), pixels.height());
    let encoder = match pixels {
        DynamicImage::ImageRgba8(pixels) => webp::Encoder::from_rgba(pixels, width, height),
        DynamicImage::ImageRgb8(pixels) => webp::Encoder::from_rgb(pixels, width, height),
        _ => return Err(Fault::Damaged("its pixels are of no known form".to_owned())),
    };
    let made = encoder.encode_simple(is_exact, WEBP_QUALITY);
    made.map(|it| it.to_vec()).map_err(|error| Fault::Damaged(format!("{error:?}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_text::picture;
    use image::ImageEncoder;

    /// A JPEG of one colour, with a profile or without.
    fn jpeg(size: Size, colour: [u8; 3], profile: Option<Vec<u8>>) -> Vec<u8> {
        let pixels = image::RgbImage::from_fn(size.0, size.1, |x, y| {
            let shade = ((x / 16 + y / 16) % 3) as u8;
            image::Rgb(colour.map(|it| it - shade))
        });
        let mut bytes = Vec::new();
        let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 95);
        if let Some(profile) = profile {
            encoder.set_icc_profile(profile).expect("a JPEG may have a profile");
        }
        pixels.write_with_encoder(encoder).expect("pixels can be encoded");
        bytes
    }

    fn developed(bytes: &[u8], cuts: &[Cut]) -> Result<Vec<Vec<u8>>, Fault> {
        picture::developed(bytes, cuts, Some(super::developed))
    }

    fn cut(form: Form, width: u32) -> Cut {
        Cut { form, width: Some(width) }
    }

    fn middle(bytes: &[u8]) -> [u8; 3] {
        let pixels = image::load_from_memory(bytes).expect("a picture").into_rgb8();
        pixels.get_pixel(pixels.width() / 2, pixels.height() / 2).0
    }

    #[test]
    fn colours_of_a_profile_become_those_of_srgb() {
        let profile = moxcms::ColorProfile::new_display_p3().encode().expect("a profile can be written");
        let cuts = [cut(Form::WebP, 100), cut(Form::Jpeg, 100)];
        let red = |profile| {
            let made = developed(&jpeg((200, 100), [200, 40, 40], profile), &cuts).expect("a picture");
            made.iter().map(|it| middle(it)).collect::<Vec<_>>()
        };
        for (wide, plain) in red(Some(profile)).into_iter().zip(red(None)) {
            assert!(wide[0] > plain[0] + 8 && wide[1] < plain[1], "{wide:?} of Display P3, {plain:?} of sRGB");
        }
    }

    #[test]
    fn a_size_has_the_same_bytes_whatever_is_made_with_it() {
        let file = jpeg((2000, 700), [90, 120, 200], None);
        let cuts = [cut(Form::WebP, 480), cut(Form::WebP, 1920), cut(Form::Jpeg, 1440)];
        let together = developed(&file, &cuts).expect("a picture");
        for (one, bytes) in cuts.iter().zip(together) {
            assert_eq!(developed(&file, &[*one]).expect("a picture"), [bytes], "{one:?}");
        }
    }

    #[test]
    fn what_is_damaged_is_a_fault() {
        let mut file = jpeg((200, 100), [90, 120, 200], None);
        let scan = file.windows(2).position(|it| it == [0xff, 0xc4]).expect("it has tables");
        file[scan + 4..scan + 20].fill(0xee);
        assert!(matches!(developed(&file, &[cut(Form::WebP, 100)]), Err(Fault::Damaged(_))));
    }
}
