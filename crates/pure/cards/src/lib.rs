//! A picture for each release, shown where its address is shared: headline, office and date.
//!
//! Takes a [`Card`]. Returns a PNG of 1200 by 630 pixels. This is the only crate that uses harfrust, png, skrifa and tiny-skia.
//!
//! The font is in the program: Noto Sans CJK HK Bold (SIL Open Font License 1.1, see `LICENSE-FONT` beside it), cut down
//! to Latin letters, punctuation, and the common characters of Traditional and Simplified Chinese.
//!
//! A card has four colours, each in as many shades towards white as a palette has room for: what is drawn is the number of a
//! colour for each pixel.

mod face;

use png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter};
use unicode_linebreak::{BreakOpportunity, linebreaks};

use dateline_plan::Fingerprint;
use dateline_render::card::{Card, CardPainter};

use face::Face;

/// Width and height in pixels (Open Graph's 1.91 to 1).
pub const SIZE: (u32, u32) = (1200, 630);
/// Changes with everything here that a picture depends on: it is part of the name of each.
const DESIGN: &[u8] = b"3";
/// Pixels left and right of the text.
const MARGIN: f32 = 88.0;
/// Sizes of a headline in pixels, with the most lines of each.
const HEADLINES: [(f32, usize); 3] = [(68.0, 4), (56.0, 5), (46.0, 6)];
/// Size of all other words, in pixels.
const SMALL: f32 = 30.0;

/// The colours of a card: the newsroom's name and the bar, the headline, the foot. What is not drawn is white.
const COLOURS: [[u8; 3]; 3] = [[0x9a, 0x1b, 0x2f], [0x1b, 0x1b, 0x1f], [0x4f, 0x4f, 0x59]];
/// How many shades of each there are, the last of them the colour itself.
const SHADES: u8 = 15;
/// Height of the bar at the top, in pixels.
const BAR: usize = 24;

/// Draws cards with the font in the program.
#[derive(Clone, Copy, Debug)]
pub struct Painter;

impl CardPainter for Painter {
    fn can_set(&self, card: &Card) -> bool {
        let face = Face::new();
        let texts = [&card.newsroom, &card.office, &card.headline, &card.date];
        texts.iter().flat_map(|it| it.chars()).all(|it| it.is_whitespace() || face.has(it))
    }

    fn fingerprint(&self, card: &Card) -> Fingerprint {
        let mut hasher = blake3::Hasher::new();
        let texts = [&card.newsroom, &card.office, &card.headline, &card.date].map(|it| it.as_bytes());
        for part in [DESIGN].into_iter().chain(texts) {
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
        }
        let hash = hasher.finalize();
        [0, 1, 2, 3].map(|at| hash.as_bytes()[at])
    }

    fn png(&self, card: &Card) -> Vec<u8> {
        encoded(&drawn(card))
    }
}

/// The number of the colour of each pixel, row by row.
fn drawn(card: &Card) -> Vec<u8> {
    let face = Face::new();
    let mut pixels = vec![0; (SIZE.0 * SIZE.1) as usize];
    pixels[..BAR * SIZE.0 as usize].fill(shade(0, u8::MAX));
    let mut text = |baseline: f32, size: f32, colour: u8, text: &str| {
        face.draw(text, size, (MARGIN, baseline), |(left, y), row| {
            let inside = |it: i32, room: u32| usize::try_from(it).ok().filter(|it| *it < room as usize);
            let Some((left, y)) = inside(left, SIZE.0).zip(inside(y, SIZE.1)) else { return };
            let line = &mut pixels[y * SIZE.0 as usize..][..SIZE.0 as usize];
            // Where two letters meet, the one that covers more is seen.
            let drawn = line[left..].iter_mut().zip(row).filter(|it| *it.1 > 0);
            drawn.for_each(|(pixel, coverage)| *pixel = shade(colour, *coverage).max(*pixel));
        });
    };
    text(108.0, SMALL, 0, &fitted(&face, &card.newsroom, SMALL));
    let (size, lines) = set(&face, &card.headline);
    for (at, line) in lines.iter().enumerate() {
        text(175.0 + size * 0.8 + at as f32 * size * 1.25, size, 1, line);
    }
    text(570.0, SMALL, 2, &fitted(&face, &format!("{} · {}", card.office, card.date), SMALL));
    pixels
}

/// The number of a colour that covers so much of a pixel, of 255.
fn shade(colour: u8, coverage: u8) -> u8 {
    let shade = (u16::from(coverage) * u16::from(SHADES) + 127) / 255;
    if shade == 0 { 0 } else { colour * SHADES + shade as u8 }
}

/// White and the shades of all colours, by their numbers: red, green and blue of each.
fn palette() -> Vec<u8> {
    let shades = COLOURS.iter().flat_map(|colour| (1..=SHADES).map(move |shade| (colour, u16::from(shade))));
    let mixed = |part: u8, shade: u16| {
        let (of_colour, of_white) = (u16::from(part) * shade, 255 * (u16::from(SHADES) - shade));
        ((of_colour + of_white + u16::from(SHADES) / 2) / u16::from(SHADES)) as u8
    };
    [255; 3].into_iter().chain(shades.flat_map(|(colour, shade)| colour.map(|it| mixed(it, shade)))).collect()
}

/// Numbers of colours -> PNG.
fn encoded(pixels: &[u8]) -> Vec<u8> {
    let mut png = Vec::with_capacity(1 << 14);
    let mut encoder = Encoder::new(&mut png, SIZE.0, SIZE.1);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_color(ColorType::Indexed);
    encoder.set_palette(palette());
    // Most rows are like the one above.
    encoder.set_filter(Filter::Up);
    encoder.set_deflate_compression(DeflateCompression::FdeflateUltraFast);
    let written = encoder.write_header().and_then(|mut it| it.write_image_data(pixels).and_then(|()| it.finish()));
    written.expect("memory takes every byte");
    png
}

/// The largest size at which a headline has room, and its lines; what has none at the smallest is cut.
fn set(face: &Face, headline: &str) -> (f32, Vec<String>) {
    let mut cut = Vec::new();
    for (size, most) in HEADLINES {
        let lines = lines(face, headline, size);
        if lines.len() <= most {
            return (size, lines);
        }
        cut = lines;
        cut.truncate(most);
    }
    if let Some(last) = cut.last_mut() {
        last.push('…');
    }
    (HEADLINES[HEADLINES.len() - 1].0, cut)
}

/// Breaks a text into lines that fit (Unicode Standard Annex 14).
fn lines(face: &Face, text: &str, size: f32) -> Vec<String> {
    let room = SIZE.0 as f32 - 2.0 * MARGIN;
    let (mut lines, mut line, mut width) = (Vec::new(), String::new(), 0.0);
    let mut from = 0;
    for (at, opportunity) in linebreaks(text) {
        let piece = &text[from..at];
        if !line.is_empty() && width + face.width(piece.trim_end(), size) > room {
            lines.push(line.trim_end().to_owned());
            line.clear();
            width = 0.0;
        }
        line.push_str(piece);
        width += face.width(piece, size);
        if opportunity == BreakOpportunity::Mandatory {
            lines.push(line.trim_end().to_owned());
            line.clear();
            width = 0.0;
        }
        from = at;
    }
    lines.retain(|it| !it.is_empty());
    lines
}

/// A text of one line, cut where there is no more room.
fn fitted(face: &Face, text: &str, size: f32) -> String {
    let room = SIZE.0 as f32 - 2.0 * MARGIN;
    if face.width(text, size) <= room {
        return text.to_owned();
    }
    let mut cut = text.to_owned();
    while !cut.is_empty() && face.width(&format!("{cut}…"), size) > room {
        cut.pop();
    }
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(headline: &str) -> Card {
        let [newsroom, office, date] = ["Newsroom", "New York", "December 7, 2018"].map(str::to_owned);
        Card { newsroom, office, headline: headline.to_owned(), date }
    }

    #[test]
    fn a_headline_is_broken_into_lines_that_fit() {
        let face = Face::new();
        let words = "Hong Kong and Guangdong strengthen co-operation in cleaner production to improve the environment";
        let (size, lines) = set(&face, words);
        assert!(lines.len() > 1 && lines.join(" ") == words, "{lines:?}");
        assert!(lines.iter().all(|it| face.width(it, size) <= 1024.0), "{lines:?}");
        let (size, lines) = set(&face, &"粵港加強清潔生產合作改善大灣區環境質素".repeat(3));
        assert!(lines.iter().all(|it| face.width(it, size) <= 1024.0), "{lines:?}");
        assert!(set(&face, &"long ".repeat(200)).1.last().is_some_and(|it| it.ends_with('…')));
    }

    #[test]
    fn a_picture_is_the_same_each_time_and_changes_with_its_words() {
        let (one, other) = (card("One 香港"), card("Other"));
        assert_eq!(Painter.png(&one), Painter.png(&one));
        assert_ne!(Painter.png(&one), Painter.png(&other));
        assert_ne!(Painter.fingerprint(&one), Painter.fingerprint(&other));
        assert!(Painter.png(&one).starts_with(b"\x89PNG"));
    }

    /// Red, green and blue of every pixel of a PNG.
    fn decoded(png: &[u8]) -> Vec<u8> {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("it is small")];
        let frame = reader.next_frame(&mut pixels).expect("all of it");
        assert_eq!((frame.width, frame.height, frame.color_type), (SIZE.0, SIZE.1, ColorType::Rgb));
        pixels
    }

    #[test]
    fn a_picture_has_the_pixels_that_were_drawn() {
        let (drawn, palette) = (drawn(&card("One 香港")), palette());
        assert_eq!(palette.len(), 3 * (1 + 3 * usize::from(SHADES)));
        let colour = |it: &u8| palette[usize::from(*it) * 3..][..3].to_vec();
        let png = Painter.png(&card("One 香港"));
        assert!(
            decoded(&png) == drawn.iter().flat_map(colour).collect::<Vec<u8>>() && png.len() < 1 << 14,
            "{}",
            png.len()
        );
        let n_of = |colour: u8| drawn.iter().filter(|it| **it == shade(colour, u8::MAX)).count();
        assert!(n_of(0) > BAR * SIZE.0 as usize && n_of(1) > 2_000 && n_of(2) > 200, "each colour is there");
        assert!([0, 1, 2].map(|it| colour(&shade(it, u8::MAX))) == COLOURS.map(|it| it.to_vec()));
        assert_eq!((colour(&shade(1, 0)), shade(2, 1)), (vec![255; 3], 0));
    }

    #[test]
    fn letters_are_brought_together_as_the_font_says() {
        let face = Face::new();
        assert!(face.width("AV", 100.0) < face.width("A", 100.0) + face.width("V", 100.0));
        let apart = face.width("香港", 100.0);
        assert!((apart - 200.0).abs() < 1.0, "{apart}");
    }

    #[test]
    fn what_the_font_does_not_have_is_known() {
        assert!(Painter.can_set(&card("Ferry 渡輪 – “a”, €5")));
        assert!(!Painter.can_set(&card("Ferry ⛴")));
    }
}
