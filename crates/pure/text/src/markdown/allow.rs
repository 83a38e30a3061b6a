//! A text -> the exceptions from rules that its comments ask for, each with the block that it is for.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::parse::Source;
use dateline_diagnostics::Allow;

/// The exceptions that a text asks for, in its order: a comment on lines of its own is for the block that follows in the
/// same list item or quotation, one within a block for that block. What they are for is bytes of the text.
pub fn allows(text: &str) -> Vec<Allow> {
    if !text.contains("dateline-allow:") {
        return Vec::new();
    }
    let source = Source::new(text);
    let (mut found, mut open, mut waiting) = (Vec::<Allow>::new(), Vec::new(), Vec::<(usize, usize)>::new());
    for (event, range) in source.events() {
        match event {
            Event::End(TagEnd::HtmlBlock) => {
                let range = range.start..range.start + text[range].trim_end().len();
                if let Some(allow) = Allow::read(inner(&text[range.clone()]), range) {
                    waiting.push((open.len(), found.len()));
                    found.push(allow);
                }
            }
            Event::InlineHtml(html) => {
                let block = open.last().cloned().unwrap_or_else(|| range.clone());
                found.extend(Allow::read(inner(&html), range).map(|it| it.covering(block)));
            }
            Event::Start(tag) if !is_part(&tag) => {
                waiting.retain(|(depth, at)| {
                    if *depth == open.len() {
                        found[*at] = found[*at].clone().covering(range.clone());
                    }
                    *depth != open.len()
                });
                open.push(range);
            }
            Event::End(tag) if !is_end_of_part(tag) => {
                open.pop();
                waiting.retain(|(depth, _)| *depth <= open.len());
            }
            _ => {}
        }
    }
    found
}

/// What a comment says; nothing when it is none.
fn inner(html: &str) -> &str {
    html.trim().strip_prefix("<!--").and_then(|it| it.split("-->").next()).unwrap_or_default()
}

/// Whether a tag is no block, or one of raw HTML.
fn is_part(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::HtmlBlock | Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
    )
}

fn is_end_of_part(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::HtmlBlock | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(String, String, &str)> {
        let shown = |it: Allow| (it.rule, it.reason, text[it.covers.start as usize..it.covers.end as usize].trim_end());
        allows(text).into_iter().map(shown).collect()
    }

    #[test]
    fn a_comment_is_for_the_next_block_or_for_its_own() {
        let own = |rule: &str, reason: &str, covers| vec![(rule.to_owned(), reason.to_owned(), covers)];
        assert_eq!(
            shown("A.\n\n<!-- dateline-allow: phone as given -->\n\nB *c*.\n\nD.\n"),
            own("phone", "as given", "B *c*.")
        );
        assert_eq!(
            shown("A <!-- dateline-allow: phone why --> *b*.\n\nC.\n"),
            own("phone", "why", "A <!-- dateline-allow: phone why --> *b*.")
        );
        assert_eq!(shown("<!-- dateline-allow: phone why -->\n- a\n- b\n"), own("phone", "why", "- a\n- b"));
        assert_eq!(shown("- <!-- dateline-allow: phone why -->\n\n- b\n"), own("phone", "why", ""));
        assert_eq!(shown("A.\n\n<!-- dateline-allow: phone why -->\n"), own("phone", "why", ""));
        assert_eq!(shown("<!-- dateline-allow: phone -->\n\nA.\n"), own("phone", "", "A."));
    }

    #[test]
    fn comments_that_follow_each_other_are_for_the_same_block() {
        let text = "<!-- dateline-allow: phone why -->\n<!-- dateline-allow: alias why -->\n\n## 環境\n\nB.\n";
        let covers: Vec<&str> = shown(text).into_iter().map(|it| it.2).collect();
        assert_eq!(covers, ["## 環境", "## 環境"]);
    }
}
