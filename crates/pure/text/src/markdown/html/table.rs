//! Tables: a caption, header cells, columns aligned by class.

use pulldown_cmark::Alignment;

use super::holed::Holed;

/// The table that is being written.
#[derive(Default)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    is_head: bool,
    has_body: bool,
    /// Whether the first cells of rows are headers: the top left cell is empty.
    has_row_headers: bool,
    /// Where the cell that is being written begins.
    cell: usize,
}

impl Table {
    /// Writes what comes before the header; `caption` is its id and HTML, `name` the name of a table without one.
    pub(super) fn begin(
        alignments: Vec<Alignment>,
        caption: Option<(String, Holed)>,
        name: &str,
        out: &mut Holed,
    ) -> Self {
        out.push("<div class=\"table\" role=\"group\" tabindex=\"0\" ");
        match caption {
            Some((id, caption)) => {
                out.push(&format!("aria-labelledby=\"{id}\"><table><caption id=\"{id}\">"));
                out.append(caption);
                out.push("</caption>");
            }
            None => {
                out.push("aria-label=\"");
                out.text(name);
                out.push("\"><table>");
            }
        }
        Self { alignments, ..Self::default() }
    }

    pub(super) fn end(&self, out: &mut Holed) {
        out.push(if self.has_body { "</tbody></table></div>\n" } else { "</table></div>\n" });
    }

    pub(super) fn begin_head(&mut self, out: &mut Holed) {
        self.is_head = true;
        out.push("\n<thead><tr>");
    }

    pub(super) fn end_head(&mut self, out: &mut Holed) {
        self.is_head = false;
        out.push("</tr></thead>\n");
    }

    pub(super) fn begin_row(&mut self, out: &mut Holed) {
        self.column = 0;
        if !std::mem::replace(&mut self.has_body, true) {
            out.push("<tbody>");
        }
        out.push("<tr>");
    }

    pub(super) fn end_row(&self, out: &mut Holed) {
        out.push("</tr>\n");
    }

    pub(super) fn begin_cell(&mut self, out: &Holed) {
        self.cell = out.len();
    }

    /// Writes the tags around the cell; an empty header cell is none (WCAG technique H51 wants a text in it).
    pub(super) fn end_cell(&mut self, out: &mut Holed) {
        let is_empty = out.len() == self.cell;
        if self.is_head && self.column == 0 {
            self.has_row_headers = is_empty;
        }
        let (tag, close) = match (is_empty, self.is_head) {
            (false, true) => ("<th scope=\"col\"", "</th>"),
            (false, false) if self.has_row_headers && self.column == 0 => ("<th scope=\"row\"", "</th>"),
            _ => ("<td", "</td>"),
        };
        let class = match self.alignments.get(self.column) {
            Some(Alignment::Left) => " class=\"left\">",
            Some(Alignment::Center) => " class=\"center\">",
            Some(Alignment::Right) => " class=\"right\">",
            Some(Alignment::None) | None => ">",
        };
        out.insert(self.cell, class);
        out.insert(self.cell, tag);
        out.push(close);
        self.column += 1;
    }
}
