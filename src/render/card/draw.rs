//! Headline, office and date of a release -> a picture of 1200 by 630 pixels, shown where its address is shared. The only
//! door of resvg and skrifa.
//!
//! The font is in the program: Noto Sans CJK HK Bold (SIL Open Font License 1.1, see `LICENSE-FONT` beside it), cut down
//! to Latin letters, punctuation, and the common characters of Traditional and Simplified Chinese.

use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::plan::Fingerprint;
use crate::render::card::Card;
use crate::render::formats::Xml;

/// Width and height in pixels (Open Graph's 1.91 to 1).
pub const SIZE: (u32, u32) = (1200, 630);
/// Changes with everything here that a picture depends on: it is part of the name of each.
const DESIGN: &[u8] = b"1";
const FONT: &[u8] = include_bytes!("NotoSansCJKhk-Bold-subset.otf");
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

impl Card {
    /// Changes when the picture does.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        let mut hasher = blake3::Hasher::new();
        for part in
            [DESIGN, self.newsroom.as_bytes(), self.office.as_bytes(), self.headline.as_bytes(), self.date.as_bytes()]
        {
            hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
        }
        let hash = hasher.finalize();
        [0, 1, 2, 3].map(|at| hash.as_bytes()[at])
    }

    /// Whether the font has a sign for every character.
    pub(super) fn can_be_set(&self) -> bool {
        let Ok(font) = FontRef::new(FONT) else { return false };
        let characters = font.charmap();
        let texts = [&self.newsroom, &self.office, &self.headline, &self.date];
        texts.iter().flat_map(|it| it.chars()).all(|it| it.is_whitespace() || characters.map(it).is_some())
    }

    /// The picture, as PNG.
    pub fn png(&self) -> Vec<u8> {
        let options = Options { fontdb: Arc::clone(&FONTS), font_family: FAMILY.to_owned(), ..Options::default() };
        let tree = Tree::from_data(&self.svg(), &options).expect("the drawing is ours");
        let mut pixels = Pixmap::new(SIZE.0, SIZE.1).expect("the size is not zero");
        resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
        pixels.encode_png().expect("memory takes every byte")
    }

    fn svg(&self) -> Vec<u8> {
        let (width, height) = (SIZE.0.to_string(), SIZE.1.to_string());
        let (size, lines) = set(&self.headline);
        let line_height = size * 1.25;
        let first = 175.0 + size * 0.8;
        Xml::document(
            "svg",
            &[("xmlns", "http://www.w3.org/2000/svg"), ("width", &width), ("height", &height)],
            |xml| {
                xml.empty("rect", &[("width", &width), ("height", &height), ("fill", "#ffffff")]);
                xml.empty("rect", &[("width", &width), ("height", "24"), ("fill", "#9a1b2f")]);
                text(xml, 108.0, 30.0, "#9a1b2f", &fitted(&self.newsroom, 30.0));
                for (at, line) in lines.iter().enumerate() {
                    text(xml, first + at as f32 * line_height, size, "#1b1b1f", line);
                }
                let foot = fitted(&format!("{} · {}", self.office, self.date), 30.0);
                text(xml, 570.0, 30.0, "#4f4f59", &foot);
            },
        )
    }
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
        assert_eq!(one.png(), one.png());
        assert_ne!(one.png(), other.png());
        assert_ne!(one.fingerprint(), other.fingerprint());
        assert!(one.png().starts_with(b"\x89PNG"));
    }

    #[test]
    fn what_the_font_does_not_have_is_known() {
        assert!(card("Ferry 渡輪 – “a”, €5").can_be_set());
        assert!(!card("Ferry ⛴").can_be_set());
    }
}
