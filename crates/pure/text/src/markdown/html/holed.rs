//! HTML with holes, and the sign-by-sign writing of it.

use std::borrow::Cow;

use super::LinkKind;

/// HTML in which addresses are still to be filled in.
#[derive(Clone, Debug, Default)]
pub(super) struct Holed {
    pub(super) html: String,
    /// In ascending order of their place.
    holes: Vec<Hole>,
}

/// An address to fill in.
#[derive(Clone, Debug)]
struct Hole {
    at: usize,
    target: String,
    kind: LinkKind,
}

impl Holed {
    pub(super) fn len(&self) -> usize {
        self.html.len()
    }

    pub(super) fn is_plain(&self) -> bool {
        self.holes.is_empty()
    }

    /// Adds markup.
    pub(super) fn push(&mut self, markup: &str) {
        self.html.push_str(markup);
    }

    /// Adds text, escaped.
    pub(super) fn text(&mut self, text: &str) {
        escape(&mut self.html, text);
    }

    /// Adds a hole.
    pub(super) fn hole(&mut self, target: &str, kind: LinkKind) {
        self.holes.push(Hole { at: self.len(), target: target.to_owned(), kind });
    }

    /// Puts markup in at a place.
    pub(super) fn insert(&mut self, at: usize, markup: &str) {
        self.html.insert_str(at, markup);
        self.holes.iter_mut().rev().take_while(|it| it.at >= at).for_each(|it| it.at += markup.len());
    }

    /// Puts markup in at several places, which ascend.
    pub(super) fn insert_all(&mut self, added: &[(usize, String)]) {
        let mut html = String::with_capacity(self.len() + added.iter().map(|it| it.1.len()).sum::<usize>());
        let (mut from, mut shift) = (0, 0);
        let mut holes = self.holes.iter_mut().peekable();
        for (at, markup) in added {
            while let Some(hole) = holes.next_if(|it| it.at < *at) {
                hole.at += shift;
            }
            html.push_str(&self.html[from..*at]);
            html.push_str(markup);
            (from, shift) = (*at, shift + markup.len());
        }
        holes.for_each(|it| it.at += shift);
        html.push_str(&self.html[from..]);
        self.html = html;
    }

    /// Takes out `length` bytes of markup, in which no hole is.
    pub(super) fn remove(&mut self, at: usize, length: usize) {
        self.html.replace_range(at..at + length, "");
        self.holes.iter_mut().rev().take_while(|it| it.at > at).for_each(|it| it.at -= length);
    }

    /// Takes off what stands from a place on.
    pub(super) fn split_off(&mut self, at: usize) -> Self {
        let first = self.holes.partition_point(|it| it.at < at);
        let mut holes = self.holes.split_off(first);
        holes.iter_mut().for_each(|it| it.at -= at);
        Self { html: self.html.split_off(at), holes }
    }

    /// Forgets what stands from a place on.
    pub(super) fn truncate(&mut self, at: usize) {
        self.html.truncate(at);
        self.holes.truncate(self.holes.partition_point(|it| it.at < at));
    }

    /// Adds another.
    pub(super) fn append(&mut self, other: Self) {
        let shift = self.len();
        self.html.push_str(&other.html);
        self.holes.extend(other.holes.into_iter().map(|it| Hole { at: it.at + shift, ..it }));
    }

    /// The HTML with every hole filled.
    pub(super) fn fill(&self, fill: &dyn Fn(&str, LinkKind) -> String) -> Cow<'_, str> {
        if self.is_plain() {
            return Cow::Borrowed(&self.html);
        }
        let mut html = String::with_capacity(self.len() + self.holes.len() * 64);
        let mut from = 0;
        for hole in &self.holes {
            html.push_str(&self.html[from..hole.at]);
            escape(&mut html, &fill(&hole.target, hole.kind));
            from = hole.at;
        }
        html.push_str(&self.html[from..]);
        Cow::Owned(html)
    }
}

/// Writes text so that it can stand in an element or a quoted attribute; what HTML and XML do not allow is left out.
pub(super) fn escape(html: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let instead = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\t' | b'\n' => continue,
            // The lead bytes of control characters and of noncharacters, which begin many others too.
            0..=0x1f | 0x7f | 0xc2 | 0xef if is_forbidden(text, at) => "",
            _ => continue,
        };
        html.push_str(&text[from..at]);
        html.push_str(instead);
        from = at + text[at..].chars().next().map_or(1, char::len_utf8);
    }
    html.push_str(&text[from..]);
}

fn is_forbidden(text: &str, at: usize) -> bool {
    let character = text[at..].chars().next();
    character.is_some_and(|it| it.is_control() || matches!(it, '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_escaped_and_controls_left_out() {
        let mut html = String::new();
        escape(&mut html, "a<b>&\"c\"\0\u{1}\u{85}é，\u{fdd0}！\r\n\té");
        assert_eq!(html, "a&lt;b&gt;&amp;&quot;c&quot;é，！\n\té");
    }

    #[test]
    fn holes_move_with_what_is_put_in_before_them() {
        let mut holed = Holed::default();
        holed.push("<a href=\"");
        holed.hole("x&y", LinkKind::Link);
        holed.push("\">");
        holed.insert(0, "<p>");
        let filled = |holed: &Holed| holed.fill(&|target, _| format!("/{target}")).into_owned();
        assert_eq!(filled(&holed), "<p><a href=\"/x&amp;y\">");
        assert_eq!(filled(&holed.split_off(3)), "<a href=\"/x&amp;y\">");
        assert_eq!(filled(&holed), "<p>");
    }
}
