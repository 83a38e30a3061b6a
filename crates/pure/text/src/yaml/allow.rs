//! A YAML text -> the exceptions from rules that its comments ask for, each with the lines that it is for.

use dateline_diagnostics::Allow;

/// What begins a comment of Markdown that would allow something, and cannot inside YAML.
const IN_MARKDOWN: &str = "<!-- dateline-allow:";

/// The exceptions that a text asks for: `# dateline-allow: rule reason` at the end of a line is for that line, on lines of
/// its own for the line that follows; before the first key it is for the file as a whole too. A block of text (`|`, `>`)
/// belongs to its key's line.
pub fn allows(text: &str) -> Vec<Allow> {
    if !text.contains("dateline-allow:") {
        return Vec::new();
    }
    let (mut found, mut waiting) = (Vec::new(), Vec::new());
    let mut has_key = false;
    let mut lines = lines(text).peekable();
    while let Some((start, line)) = lines.next() {
        let words = line.trim_start_matches('\u{feff}').trim();
        let comment = line.len() - line.trim_start_matches('\u{feff}').trim_start().len();
        if let Some(inner) = words.strip_prefix('#') {
            let at = start + comment;
            waiting.extend(Allow::read(inner, at..at + words.len()).map(|it| Allow { of_file: !has_key, ..it }));
            continue;
        }
        if words.is_empty() || words == "---" {
            continue;
        }
        has_key = true;
        let content = line.split(" #").next().unwrap_or(line).trim_end();
        let mut end = start + line.trim_end().len();
        if is_block(content) {
            while let Some((next, more)) = lines.next_if(|it| it.1.trim().is_empty() || indent(it.1) > indent(line)) {
                end = next + more.trim_end().len();
            }
        }
        found.extend(waiting.drain(..).map(|it: Allow| it.covering(start..end.max(start))));
        if let Some(at) = line.find(" # dateline-allow:") {
            let at = at + 1;
            let allow = Allow::read(&line[at + 1..], start + at..start + line.trim_end().len());
            found.extend(allow.map(|it| it.covering(start..end)));
        }
    }
    found.append(&mut waiting);
    for (at, _) in text.match_indices(IN_MARKDOWN) {
        let inner = text[at + 4..].split("-->").next().unwrap_or_default();
        found.extend(Allow::read(inner, at..at + 4 + inner.len()));
    }
    found
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        start += line.len();
        (start - line.len(), line)
    })
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Whether the value of a line is the block of text below it.
fn is_block(content: &str) -> bool {
    let mark = content.rsplit(' ').next().unwrap_or_default();
    let mark = mark.trim_end_matches(|it: char| it == '-' || it == '+' || it.is_ascii_digit());
    (mark == "|" || mark == ">") && content.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_for_its_line_or_for_the_next() {
        let text = "# dateline-allow: a top\ntitle: x\n# dateline-allow: b why so\n# dateline-allow: c no\n\nnotes: |\n  one\n\n  # dateline-allow: text no\ndate: 2026-11-02  # dateline-allow: d why\n# dateline-allow: e\n";
        let shown: Vec<_> = allows(text)
            .into_iter()
            .map(|it| {
                let covers = text[it.covers.start as usize..it.covers.end as usize].to_owned();
                (it.rule, it.reason, covers, it.of_file)
            })
            .collect();
        let notes = "notes: |\n  one\n\n  # dateline-allow: text no";
        let expected = [
            ("a", "top", "title: x", true),
            ("b", "why so", notes, false),
            ("c", "no", notes, false),
            ("d", "why", "date: 2026-11-02  # dateline-allow: d why", false),
            ("e", "", "", false),
        ];
        let expected = expected.map(|(a, b, c, d)| (a.to_owned(), b.to_owned(), c.to_owned(), d));
        assert_eq!(shown, expected);
    }

    #[test]
    fn the_place_of_a_comment_is_its_own() {
        let text = "\u{feff}  # dateline-allow: a 香港\nnotes: <!-- dateline-allow: b why --> x\n";
        let shown: Vec<&str> =
            allows(text).iter().map(|it| &text[it.range.start as usize..it.range.end as usize]).collect();
        assert_eq!(shown, ["# dateline-allow: a 香港", "<!-- dateline-allow: b why "]);
    }
}
