//! The font: a line of text -> its width, and how much of each pixel its letters cover.

use std::sync::{Arc, LazyLock};

use harfrust::{Direction, ShapeOptions, ShaperData, UnicodeBuffer, script};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use tiny_skia::{FillRule, Mask, PathBuilder, Transform};

const FONT: &[u8] = include_bytes!("../NotoSansCJKhk-Bold-subset.otf");
/// In how many places between two pixels a letter may stand.
const PLACES: usize = 4;
/// How many letters, the first of the font, are drawn once: Latin ones, which every card has many of.
const KEPT: usize = 400;
/// The sizes of letters that are drawn once, in pixels.
const SIZES: [f32; 4] = [68.0, 56.0, 46.0, 30.0];

/// A letter that is drawn when it is first needed: each is a constant.
#[expect(clippy::disallowed_types, reason = "a constant, which takes its time: nothing that differs is ever put there")]
type Once = std::sync::OnceLock<Option<Arc<Letter>>>;

/// Letters in all sizes and places.
static LETTERS: LazyLock<Vec<Once>> = LazyLock::new(|| {
    let n_letters = KEPT * SIZES.len() * PLACES;
    std::iter::repeat_with(Once::new).take(n_letters).collect()
});

/// How much of each pixel a letter covers.
struct Letter {
    /// From the letter's place to its first column, in pixels.
    left: i32,
    /// From the baseline to its first row, in pixels downward.
    top: i32,
    mask: Mask,
}

/// A font, ready to set text in.
pub(super) struct Face {
    font: FontRef<'static>,
    shaping: ShaperData,
    /// Of the em square that positions are given in.
    units: f32,
}

/// A letter at its place in a line, in pixels from the start.
struct Placed {
    glyph: GlyphId,
    x: f32,
    y: f32,
}

impl Face {
    /// Reads the font.
    pub(super) fn new() -> Self {
        let font = FontRef::new(FONT).expect("the font in the program is one");
        let units = font.metrics(Size::unscaled(), LocationRef::default()).units_per_em;
        Self { shaping: ShaperData::new(&font), font, units: f32::from(units) }
    }

    /// Returns whether there is a letter for a character.
    pub(super) fn has(&self, character: char) -> bool {
        self.font.charmap().map(character).is_some()
    }

    /// Returns the width of a line in pixels.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        self.shaped(text, size).1
    }

    /// Sets a line. Returns its letters and its width.
    fn shaped(&self, text: &str, size: f32) -> (Vec<Placed>, f32) {
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(Direction::LeftToRight);
        // Chinese characters stand apart as they are; only Latin letters are brought together.
        buffer.set_script(script::LATIN);
        let shaped = self.shaping.shaper(&self.font).build().shape(buffer, ShapeOptions::new());
        let scale = size / self.units;
        let (mut x, mut placed) = (0.0, Vec::with_capacity(shaped.len()));
        for (info, at) in shaped.glyph_infos().iter().zip(shaped.glyph_positions()) {
            let (dx, dy) = (at.x_offset as f32 * scale, at.y_offset as f32 * scale);
            placed.push(Placed { glyph: GlyphId::new(info.glyph_id), x: x + dx, y: dy });
            x += at.x_advance as f32 * scale;
        }
        (placed, x)
    }

    /// Draws a line that starts at a place, in pixels from the left and of its baseline from the top. `put` gets each row of
    /// each letter: where it begins, from the left and the top, and how much of each pixel is covered, of 255.
    pub(super) fn draw(
        &self,
        text: &str,
        size: f32,
        (left, baseline): (f32, f32),
        mut put: impl FnMut((i32, i32), &[u8]),
    ) {
        for Placed { glyph, x, y } in self.shaped(text, size).0 {
            let (x, y) = (((left + x) * PLACES as f32).round() as i32, (baseline - y).round() as i32);
            let (column, place) = (x.div_euclid(PLACES as i32), x.rem_euclid(PLACES as i32) as usize);
            let Some(letter) = self.letter(glyph, size, place) else { continue };
            let rows = letter.mask.data().chunks_exact(letter.mask.width() as usize);
            rows.zip(y + letter.top..).for_each(|(row, y)| put((column + letter.left, y), row));
        }
    }

    /// A letter, so many quarters of a pixel right of where pixels begin; `None` for one with nothing to see.
    fn letter(&self, glyph: GlyphId, size: f32, place: usize) -> Option<Arc<Letter>> {
        let draw = || self.drawn(glyph, size, place as f32 / PLACES as f32).map(Arc::new);
        let of_size = SIZES.iter().position(|it| *it == size);
        match of_size.filter(|_| (glyph.to_u32() as usize) < KEPT) {
            Some(of_size) => {
                let at = (glyph.to_u32() as usize * SIZES.len() + of_size) * PLACES + place;
                LETTERS[at].get_or_init(draw).clone()
            }
            None => draw(),
        }
    }

    fn drawn(&self, glyph: GlyphId, size: f32, x: f32) -> Option<Letter> {
        let mut path = PathBuilder::new();
        let mut pen = Pen { path: &mut path, x };
        let settings = DrawSettings::unhinted(Size::new(size), LocationRef::default());
        // What cannot be drawn of a letter is left out: the font is ours, and whole.
        let _ = self.font.outline_glyphs().get(glyph)?.draw(settings, &mut pen);
        let path = path.finish()?;
        let bounds = path.bounds();
        let (left, top) = (bounds.left().floor(), bounds.top().floor());
        let (width, height) = ((bounds.right() - left).ceil() + 1.0, (bounds.bottom() - top).ceil() + 1.0);
        let mut mask = Mask::new(width as u32, height as u32)?;
        mask.fill_path(&path, FillRule::Winding, true, Transform::from_translate(-left, -top));
        Some(Letter { left: left as i32, top: top as i32, mask })
    }
}

/// Writes outlines down: theirs go up from the baseline, those of pictures go down.
struct Pen<'p> {
    path: &'p mut PathBuilder,
    /// Where the letter stands, in pixels.
    x: f32,
}

impl OutlinePen for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.x + x, -y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.x + x, -y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.path.quad_to(self.x + cx, -cy, self.x + x, -y);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.path.cubic_to(self.x + ax, -ay, self.x + bx, -by, self.x + x, -y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
