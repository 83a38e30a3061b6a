//! The language of parts: Chinese in a text of another language says which it is (WCAG 2.2, criterion 3.1.2).

use super::holed::Holed;
use crate::markdown::han::{self, Script};

/// Elements whose text is no language's.
const CODE: &[&str] = &["code"];

/// Marks every run of Chinese characters as text in the language of `tag`, but in code and where a language is said
/// already. An element that is nothing else says it itself. Only for what `html` wrote.
pub(super) fn mark(holed: &mut Holed, tag: &str) {
    if !han::may_have_runs(holed.html.as_bytes()) {
        return;
    }
    let added = additions(&holed.html, tag);
    holed.insert_all(&added);
}

/// What is to be added, each with its place, in ascending order.
fn additions(html: &str, tag: &str) -> Vec<(usize, String)> {
    let mut added = Vec::new();
    // How many elements are open whose text is left alone, and those in them.
    let mut n_left_alone = 0;
    let (mut from, mut opening): (usize, Option<&str>) = (0, None);
    // Signs are escaped in texts and in attributes.
    while let Some(at) = html[from..].find('<').map(|it| from + it) {
        let end = html[at..].find('>').map_or(html.len(), |it| at + it + 1);
        let element = &html[at + 1..end - 1];
        if n_left_alone == 0 {
            mark_text(
                html,
                from..at,
                opening.filter(|it| element.strip_prefix('/') == Some(name(it))),
                tag,
                &mut added,
            );
        }
        match element.strip_prefix('/') {
            Some(_) => n_left_alone = usize::saturating_sub(n_left_alone, 1),
            None if is_void(element) => {}
            None if n_left_alone > 0 => n_left_alone += 1,
            None => n_left_alone = usize::from(CODE.contains(&name(element)) || element.contains(" lang=\"")),
        }
        opening = (!element.starts_with('/') && !is_void(element)).then_some(element);
        from = end;
    }
    mark_text(html, from..html.len(), None, tag, &mut added);
    added
}

/// Marks the runs of a text; of one that is the whole text of an element, the element, whose opening tag is `whole`.
fn mark_text(
    html: &str,
    range: std::ops::Range<usize>,
    whole: Option<&str>,
    tag: &str,
    added: &mut Vec<(usize, String)>,
) {
    let text = &html[range.clone()];
    for run in han::runs(text).into_iter().filter(|it| it.script == Script::Han) {
        if whole.is_some() && run.range == (0..text.len()) {
            added.push((range.start - 1, format!(" lang=\"{tag}\"")));
        } else {
            added.push((range.start + run.range.start, format!("<span lang=\"{tag}\">")));
            added.push((range.start + run.range.end, "</span>".to_owned()));
        }
    }
}

fn name(element: &str) -> &str {
    element.split(' ').next().unwrap_or_default()
}

fn is_void(element: &str) -> bool {
    ["br", "hr", "img", "source"].contains(&name(element))
}
