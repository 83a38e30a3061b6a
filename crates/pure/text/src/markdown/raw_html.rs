//! What to write in Markdown instead of HTML.

/// The name of the first tag, without slash and attributes.
pub(super) fn tag(html: &str) -> Option<&str> {
    let rest = html.trim_start().strip_prefix('<')?.trim_start_matches('/');
    let end = rest.find(|it: char| !(it.is_ascii_alphanumeric() || it == '-')).unwrap_or(rest.len());
    (end > 0).then(|| &rest[..end])
}

/// The way out, by the first tag.
pub(super) fn help(html: &str) -> &'static str {
    if html.starts_with("<!--") {
        return "comments are not kept: delete it";
    }
    match tag(html).unwrap_or_default().to_ascii_lowercase().as_str() {
        "span" | "i" if html.contains(" lang=") => "write `[words]{lang=de}`, with the language that they are in",
        "br" => "for a new line, end the line with a backslash or two spaces",
        "b" | "strong" => "write `**bold**`",
        "i" | "em" | "cite" => "write `*italic*`",
        "s" | "del" | "strike" => "write `~~struck out~~`",
        "a" => "write `[text](address)`",
        "img" | "picture" | "figure" => "write `![what it shows](file.jpg)`",
        "table" | "thead" | "tbody" | "tr" | "td" | "th" | "caption" => {
            "write a Markdown table: `| a | b |`, below it `|---|---|`, then the rows"
        }
        "p" | "div" | "span" | "font" | "center" | "section" | "u" => {
            "leave the tags out; an empty line begins a paragraph"
        }
        "h1" | "h2" => "write `## Heading`",
        "h3" => "write `### Heading`",
        "h4" | "h5" | "h6" => "write `#### Heading`",
        "ul" | "li" => "begin each line with `- `",
        "ol" => "begin each line with `1. `",
        "dl" | "dt" | "dd" => "write the term on a line, and below it `: ` and what it means",
        "hr" => "write `---` between two empty lines",
        "blockquote" | "q" => "begin each line with `> `",
        "code" | "tt" | "kbd" => "write it between backticks",
        "pre" => "write it between two lines of three backticks",
        "sup" | "sub" => "leave the tags out; for a footnote write `[^1]`",
        "script" | "style" | "iframe" | "object" | "embed" | "video" | "audio" | "form" => {
            "take it out: a text has no scripts or frames; link to it instead"
        }
        _ => "take the tag out; to show the sign `<` itself, write `\\<`",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_tag_decides_the_help() {
        assert_eq!(tag("</STRONG >"), Some("STRONG"));
        assert_eq!(help("<B class=x>"), "write `**bold**`");
        assert!(help("<foo@bar>").contains("\\<") && help("<?php").contains("\\<"));
    }
}
