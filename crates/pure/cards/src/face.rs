//! The font: a line of text -> its width, and how much of each pixel its letters cover.

use harfrust::{Direction, ShapeOptions, ShaperData, UnicodeBuffer, script};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use tiny_skia::{FillRule, Mask, PathBuilder, Transform};

/// A font, ready to set text in.
pub(super) struct Face<'f> {
    font: FontRef<'f>,
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

impl<'f> Face<'f> {
    /// Reads a font, which is one.
    pub(super) fn new(font: &'f [u8]) -> Self {
        let font = FontRef::new(font).expect("the font in the program is one");
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

    /// Draws a line that starts at a place, in pixels from the left and of its baseline from the top. Returns how much of each
    /// pixel is covered, of 255, within a rectangle, and where that has its left and top. `None` when there is nothing to see.
    pub(super) fn drawn(&self, text: &str, size: f32, (left, baseline): (f32, f32)) -> Option<(Mask, (usize, usize))> {
        let outlines = self.font.outline_glyphs();
        let mut path = PathBuilder::new();
        for Placed { glyph, x, y } in self.shaped(text, size).0 {
            let Some(outline) = outlines.get(glyph) else { continue };
            let mut pen = Pen { path: &mut path, x: left + x, y: baseline - y };
            // What cannot be drawn of a letter is left out: the font is ours, and whole.
            let _ = outline.draw(DrawSettings::unhinted(Size::new(size), LocationRef::default()), &mut pen);
        }
        let path = path.finish()?;
        let bounds = path.bounds();
        let (left, top) = (bounds.left().floor().max(0.0), bounds.top().floor().max(0.0));
        let (width, height) = ((bounds.right() - left).ceil() + 1.0, (bounds.bottom() - top).ceil() + 1.0);
        let mut mask = Mask::new(width as u32, height as u32)?;
        mask.fill_path(&path, FillRule::Winding, true, Transform::from_translate(-left, -top));
        Some((mask, (left as usize, top as usize)))
    }
}

/// Writes outlines down: theirs go up from the baseline, those of pictures go down.
struct Pen<'p> {
    path: &'p mut PathBuilder,
    x: f32,
    y: f32,
}

impl OutlinePen for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.x + x, self.y - y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.x + x, self.y - y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.path.quad_to(self.x + cx, self.y - cy, self.x + x, self.y - y);
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.path.cubic_to(self.x + ax, self.y - ay, self.x + bx, self.y - by, self.x + x, self.y - y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
