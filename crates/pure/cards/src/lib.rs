//! A picture for each release, shown where its address is shared: headline, office and date.
//!
//! Takes a [`Card`]. Returns a PNG of 1200 by 630 pixels. This is the only crate that uses resvg, png and skrifa.
//!
//! The font is in the program: Noto Sans CJK HK Bold (SIL Open Font License 1.1, see `LICENSE-FONT` beside it), cut down
//! to Latin letters, punctuation, and the common characters of Traditional and Simplified Chinese.

use std::sync::{Arc, LazyLock};

use png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use rustc_hash::FxHashMap;
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use unicode_linebreak::{BreakOpportunity, linebreaks};

use dateline_plan::Fingerprint;
use dateline_render::card::{Card, CardPainter};
use dateline_text::xml::Xml;

/// Width and height in pixels (Open Graph's 1.91 to 1).
pub const SIZE: (u32, u32) = (1200, 630);
/// Changes with everything here that a picture depends on: it is part of the name of each.
const DESIGN: &[u8] = b"2";
const FONT: &[u8] = include_bytes!("../NotoSansCJKhk-Bold-subset.otf");
const FAMILY: &str = "Noto Sans CJK HK";
/// Pixels left and right of the text.
const MARGIN: f32 = 88.0;
/// Sizes of a headline in pixels, with the most lines of each.
const HEADLINES: [(f32, usize); 3] = [(68.0, 4), (56.0, 5), (46.0, 6)];

/// The font, read once for the whole program: it is a constant.
static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_source(fontdb::Source::Binary(Arc::new(FONT)));
    Arc::new(fonts)
});

/// Draws cards with the font in the program.
#[derive(Clone, Copy, Debug)]
pub struct Painter;

impl CardPainter for Painter {
    fn can_set(&self, card: &Card) -> bool {
        let Ok(font) = FontRef::new(FONT) else { return false };
        let characters = font.charmap();
        let texts = [&card.newsroom, &card.office, &card.headline, &card.date];
        texts.iter().flat_map(|it| it.chars()).all(|it| it.is_whitespace() || characters.map(it).is_some())
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
        let options = Options { fontdb: Arc::clone(&FONTS), font_family: FAMILY.to_owned(), ..Options::default() };
        let tree = Tree::from_data(&svg(card), &options).expect("the drawing is ours");
        let mut pixels = Pixmap::new(SIZE.0, SIZE.1).expect("the size is not zero");
        pixels.fill(Color::WHITE);
        resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
        encoded(pixels.data())
    }
}

fn svg(card: &Card) -> Vec<u8> {
    let (width, height) = (SIZE.0.to_string(), SIZE.1.to_string());
    let (size, lines) = set(&card.headline);
    let line_height = size * 1.25;
    let first = 175.0 + size * 0.8;
    Xml::document("svg", &[("xmlns", "http://www.w3.org/2000/svg"), ("width", &width), ("height", &height)], |xml| {
        let bar = [("width", width.as_str()), ("height", "24"), ("fill", "#9a1b2f"), ("shape-rendering", "crispEdges")];
        xml.empty("rect", &bar);
        text(xml, 108.0, 30.0, "#9a1b2f", &fitted(&card.newsroom, 30.0));
        for (at, line) in lines.iter().enumerate() {
            text(xml, first + at as f32 * line_height, size, "#1b1b1f", line);
        }
        let foot = fitted(&format!("{} · {}", card.office, card.date), 30.0);
        text(xml, 570.0, 30.0, "#4f4f59", &foot);
    })
}

/// Pixels of red, green, blue and a fourth byte, as every one is opaque, -> PNG. A card has few colours: with a palette it is
/// smaller than as it is drawn, and what takes most of the time is done for a quarter of the bytes.
fn encoded(pixels: &[u8]) -> Vec<u8> {
    let (pixels, _) = pixels.as_chunks::<4>();
    let mut png = Vec::with_capacity(1 << 14);
    let mut encoder = Encoder::new(&mut png, SIZE.0, SIZE.1);
    encoder.set_depth(BitDepth::Eight);
    // Most rows are like the one above.
    encoder.set_filter(Filter::Up);
    encoder.set_deflate_compression(DeflateCompression::FdeflateUltraFast);
    let bytes = match with_palette(pixels) {
        Some((palette, places)) => {
            encoder.set_color(ColorType::Indexed);
            encoder.set_palette(palette);
            places
        }
        None => {
            encoder.set_color(ColorType::Rgb);
            pixels.iter().flat_map(|it| [it[0], it[1], it[2]]).collect()
        }
    };
    let written = encoder.write_header().and_then(|mut it| it.write_image_data(&bytes).and_then(|()| it.finish()));
    written.expect("memory takes every byte");
    png
}

/// The colours of a picture, three bytes each, and the place of each pixel's among them; `None` of one that has more than a
/// palette.
fn with_palette(pixels: &[[u8; 4]]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut known: FxHashMap<[u8; 4], u8> = FxHashMap::default();
    let (mut palette, mut places) = (Vec::new(), Vec::with_capacity(pixels.len()));
    for alike in pixels.chunk_by(|a, b| a == b) {
        let place = match known.get(&alike[0]) {
            Some(place) => *place,
            None => {
                let place = u8::try_from(known.len()).ok()?;
                known.insert(alike[0], place);
                palette.extend_from_slice(&alike[0][..3]);
                place
            }
        };
        places.resize(places.len() + alike.len(), place);
    }
    Some((palette, places))
}

fn text(xml: &mut Xml, baseline: f32, size: f32, colour: &str, text: &str) {
    let attributes = [
        ("x", MARGIN.to_string()),
        ("y", baseline.to_string()),
        ("font-family", FAMILY.to_owned()),
        ("font-weight", "bold".to_owned()),
        ("font-size", size.to_string()),
        ("fill", colour.to_owned()),
    ];
    let attributes: Vec<(&str, &str)> = attributes.iter().map(|(key, value)| (*key, value.as_str())).collect();
    xml.text("text", &attributes, text);
}

/// The largest size at which a headline has room, and its lines; what has none at the smallest is cut.
fn set(headline: &str) -> (f32, Vec<String>) {
    let mut cut = Vec::new();
    for (size, most) in HEADLINES {
        let lines = lines(headline, size);
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
fn lines(text: &str, size: f32) -> Vec<String> {
    let room = SIZE.0 as f32 - 2.0 * MARGIN;
    let (mut lines, mut line) = (Vec::new(), String::new());
    let mut from = 0;
    for (at, opportunity) in linebreaks(text) {
        let piece = &text[from..at];
        if !line.is_empty() && width(&format!("{line}{}", piece.trim_end()), size) > room {
            lines.push(line.trim_end().to_owned());
            line.clear();
        }
        line.push_str(piece);
        if opportunity == BreakOpportunity::Mandatory {
            lines.push(line.trim_end().to_owned());
            line.clear();
        }
        from = at;
    }
    lines.retain(|it| !it.is_empty());
    lines
}

/// A text of one line, cut where there is no more room.
fn fitted(text: &str, size: f32) -> String {
    let room = SIZE.0 as f32 - 2.0 * MARGIN;
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut cut = text.to_owned();
    while !cut.is_empty() && width(&format!("{cut}…"), size) > room {
        cut.pop();
    }
    format!("{}…", cut.trim_end())
}

/// The width of a text in pixels.
fn width(text: &str, size: f32) -> f32 {
    let Ok(font) = FontRef::new(FONT) else { return 0.0 };
    let (characters, metrics) = (font.charmap(), font.glyph_metrics(Size::new(size), LocationRef::default()));
    text.chars().filter_map(|it| metrics.advance_width(characters.map(it)?)).sum()
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
        let words = "Hong Kong and Guangdong strengthen co-operation in cleaner production to improve the environment";
        let (size, lines) = set(words);
        assert!(lines.len() > 1 && lines.join(" ") == words, "{lines:?}");
        assert!(lines.iter().all(|it| width(it, size) <= 1024.0), "{lines:?}");
        let (size, lines) = set(&"粵港加強清潔生產合作改善大灣區環境質素".repeat(3));
        assert!(lines.iter().all(|it| width(it, size) <= 1024.0), "{lines:?}");
        assert!(set(&"long ".repeat(200)).1.last().is_some_and(|it| it.ends_with('…')));
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
    fn a_picture_has_the_pixels_that_were_drawn_whether_their_colours_are_few_or_many() {
        let drawn = |n_colours: u32| {
            let pixel = |at: u32| [(at % n_colours / 256) as u8, (at % n_colours % 256) as u8, 7, 255];
            (0..SIZE.0 * SIZE.1).map(pixel).collect::<Vec<[u8; 4]>>()
        };
        for (n_colours, has_palette) in [(1, true), (256, true), (257, false)] {
            let pixels = drawn(n_colours);
            assert_eq!(with_palette(&pixels).is_some(), has_palette, "{n_colours}");
            let expected: Vec<u8> = pixels.iter().flat_map(|it| [it[0], it[1], it[2]]).collect();
            assert!(decoded(&encoded(pixels.as_flattened())) == expected, "{n_colours}");
        }
        let png = Painter.png(&card("One 香港"));
        assert!(png.len() < 1 << 14, "{}", png.len());
    }

    #[test]
    fn what_the_font_does_not_have_is_known() {
        assert!(Painter.can_set(&card("Ferry 渡輪 – “a”, €5")));
        assert!(!Painter.can_set(&card("Ferry ⛴")));
    }
}
