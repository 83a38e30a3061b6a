//! HTML pages as they are made, by whatever theme: what is in one, and the same page with the language of its parts. The
//! only door of lol_html.

use lol_html::html_content::{ContentType, Element, TextChunk, UserData};
use lol_html::{HandlerResult, HtmlRewriter, Settings, element, text};

use crate::markdown::{self, Script};

/// What has words of no language, or says its own.
const LEFT_ALONE: &str =
    "[lang]:not(html), code, kbd, samp, var, pre, script, style, svg, template, textarea, title, option";

/// The ids of a page, and what it links and shows.
#[derive(Debug, Default)]
pub struct Anchors {
    /// In the order of the page.
    pub ids: Vec<String>,
    /// Addresses as written, with repetitions.
    pub links: Vec<String>,
}

/// Reads the ids and the links of a page; `None` when it cannot be parsed at all.
pub fn anchors(page: &[u8]) -> Option<Anchors> {
    let Anchors { mut ids, mut links } = Anchors::default();
    let with_id = |element: &mut Element| -> HandlerResult {
        ids.extend(element.get_attribute("id"));
        Ok(())
    };
    let with_link = |element: &mut Element| -> HandlerResult {
        links.extend(element.get_attribute("href").or_else(|| element.get_attribute("src")));
        let set = element.get_attribute("srcset").unwrap_or_default();
        links.extend(set.split(',').filter_map(|it| it.split_whitespace().next()).map(str::to_owned));
        Ok(())
    };
    let settings = Settings::new()
        .append_element_content_handler(element!("[id]", with_id))
        .append_element_content_handler(element!("[href], [src], [srcset]", with_link));
    let mut reader = HtmlRewriter::new(settings, |_: &[u8]| {});
    reader.write(page).and_then(|()| reader.end()).ok()?;
    Some(Anchors { ids, links })
}

/// The page with every run of Chinese characters marked as text in the language of `tag`, but in code, in attributes and
/// where a language is said already (WCAG 2.2, criterion 3.1.2).
pub fn with_han_language(page: Vec<u8>, tag: &str) -> Vec<u8> {
    // A page without Chinese costs this look alone.
    if !markdown::may_have_runs(&page) {
        return page;
    }
    match std::str::from_utf8(&page) {
        Ok(text) if may_have_parts(text) => rewritten(text, tag).unwrap_or(page),
        _ => page,
    }
}

/// Whether a page may have what is to be marked: a look that costs little where Chinese says its language already, as in
/// the switcher.
fn may_have_parts(page: &str) -> bool {
    let mut from = 0;
    while let Some(at) = page.as_bytes()[from..].iter().position(|it| *it >= 0xe3).map(|it| from + it) {
        let Some(sign) = page[..at].rfind(['<', '>']) else { return true };
        if page.as_bytes()[sign] == b'>' {
            let tag = page[..sign].rfind('<').map_or("", |it| &page[it + 1..sign]);
            let is_said = tag.contains(" lang=") && !tag.starts_with("html");
            if !is_said && !["title", "script", "style"].iter().any(|it| tag.starts_with(it)) {
                return true;
            }
        }
        // The rest of this text or tag says no more.
        from = page[at..].find(['<', '>']).map_or(page.len(), |it| at + it);
    }
    false
}

fn rewritten(page: &str, tag: &str) -> Option<Vec<u8>> {
    struct LeftAlone;
    let leave_alone = |text: &mut TextChunk| -> HandlerResult {
        text.set_user_data(LeftAlone);
        Ok(())
    };
    let mark = |text: &mut TextChunk| -> HandlerResult {
        if !text.user_data().is::<LeftAlone>()
            && let Some(marked) = marked(text.as_str(), tag)
        {
            text.replace(&marked, ContentType::Html);
        }
        Ok(())
    };
    let settings = Settings::new()
        .append_element_content_handler(text!(LEFT_ALONE, leave_alone))
        .append_element_content_handler(text!("*", mark));
    let mut bytes = Vec::with_capacity(page.len() + page.len() / 16);
    let mut writer = HtmlRewriter::new(settings, |it: &[u8]| bytes.extend_from_slice(it));
    writer.write(page.as_bytes()).and_then(|()| writer.end()).ok()?;
    Some(bytes)
}

/// A text with its runs of Chinese characters in elements of their own; `None` when it has none.
fn marked(text: &str, tag: &str) -> Option<String> {
    let runs = markdown::runs(text);
    let mut runs = runs.iter().filter(|it| it.script == Script::Han).peekable();
    runs.peek()?;
    let (mut marked, mut from) = (String::with_capacity(text.len() + 64), 0);
    for run in runs {
        marked.push_str(&text[from..run.range.start]);
        marked.push_str(&format!("<span lang=\"{tag}\">{}</span>", &text[run.range.clone()]));
        from = run.range.end;
    }
    marked.push_str(&text[from..]);
    Some(marked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> String {
        let page = format!("<!doctype html><html lang=en><head><title>香港</title></head>{body}</html>");
        String::from_utf8(with_han_language(page.into_bytes(), "zh-Hant")).expect("UTF-8")
    }

    #[test]
    fn chinese_says_its_language_but_not_in_tags_and_code() {
        assert!(page("<p>a 香港 &amp; b</p>").contains("<p>a <span lang=\"zh-Hant\">香港</span> &amp; b</p>"));
        for same in [
            "<p title=\"a > 香港\">b</p>",
            "<code>香港</code>",
            "<script>\"香港\"</script>",
            "<a lang=zh-Hans href=x>香港<b>政府</b></a>",
            "<p>港のひかり 😀 – é</p>",
            "<!-- 香港 -->",
        ] {
            assert!(page(same).contains(same), "{same}: {}", page(same));
        }
        assert!(page("<p>x").contains("<title>香港</title>"));
        assert!(page("<br>香港").contains("<br><span"));
    }

    #[test]
    fn what_says_its_language_is_not_looked_at_again() {
        assert!(!may_have_parts(
            "<html lang=en><title>香港</title><p>é – <a lang=zh href=/>香港</a> <i title=香港>x</i></p>"
        ));
        assert!(may_have_parts("<html lang=en>香港") && may_have_parts("<a lang=zh>香港</a>政府"));
    }
}
