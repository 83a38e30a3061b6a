//! Templates without what no reader sees: white space, comments, quotes.
//!
//! Takes a template as its author wrote it. Returns the same, shorter. It runs once on each template when the theme is loaded, not
//! on each page, and does not touch what is between braces. This is the only crate that uses minify-html.

use minify_html::Cfg;

/// A template without white space and quotes that no reader sees; `None` when it has template syntax in a tag but
/// outside a quoted value, which the minifier would take for attributes: such a template is used as it is.
pub fn template(source: &str) -> Option<String> {
    let guarded = guard(source)?;
    let mut settings = Cfg::new();
    settings.keep_closing_tags = true;
    settings.keep_html_and_head_opening_tags = true;
    settings.keep_input_type_text_attr = true;
    settings.preserve_brace_template_syntax = true;
    let bytes = minify_html::minify(guarded.as_bytes(), &settings);
    Some(String::from_utf8(bytes).expect("the minifier keeps UTF-8"))
}

/// Where in HTML a character stands.
#[derive(Clone, Copy, PartialEq)]
enum State {
    Text,
    Comment,
    Tag,
    Value(u8),
}

/// The source with the syntax in attribute values as the minifier can take it. `None` for syntax in a tag outside a
/// quoted value.
fn guard(source: &str) -> Option<String> {
    let bytes = source.as_bytes();
    let mut guarded = String::with_capacity(source.len());
    let (mut state, mut at, mut copied) = (State::Text, 0, 0);
    while at < bytes.len() {
        let rest = &bytes[at..];
        if let Some(close) = closing_brace(rest) {
            match state {
                State::Tag => return None,
                State::Value(quote) => {
                    guarded.push_str(&source[copied..at]);
                    guarded.push_str(&in_value(&source[at..at + close], quote as char)?);
                    copied = at + close;
                }
                State::Text | State::Comment => {}
            }
            at += close;
            continue;
        }
        state = match state {
            State::Text if rest.starts_with(b"<!--") => State::Comment,
            State::Text if rest[0] == b'<' && rest.get(1).is_some_and(|it| it.is_ascii_alphabetic() || *it == b'/') => {
                State::Tag
            }
            State::Comment if rest.starts_with(b"-->") => State::Text,
            State::Tag if rest[0] == b'>' => State::Text,
            State::Tag if matches!(rest[0], b'"' | b'\'') => State::Value(rest[0]),
            State::Value(quote) if rest[0] == quote => State::Tag,
            other => other,
        };
        at += 1;
    }
    guarded.push_str(&source[copied..]);
    Some(guarded)
}

/// Template syntax inside a value between `quote`s. A value without a blank would lose its quotes, and what is filled in
/// may have one: so `{{` is followed by a blank. A text in it has quotes of the other kind: the minifier would take its
/// own for the end of the value. `None` when it has both.
fn in_value(syntax: &str, quote: char) -> Option<String> {
    let other = if quote == '"' { '\'' } else { '"' };
    let mut inner = syntax.to_owned();
    if syntax.contains(quote) {
        if syntax.contains(other) {
            return None;
        }
        inner = syntax.replace(quote, &other.to_string());
    }
    if inner.starts_with("{{") && !inner[2..].starts_with(char::is_whitespace) {
        inner.insert(2, ' ');
    }
    Some(inner)
}

/// The length of the template syntax that begins here, if any does.
fn closing_brace(rest: &[u8]) -> Option<usize> {
    let close: &[u8] = match rest.get(..2)? {
        b"{{" => b"}}",
        b"{%" => b"%}",
        b"{#" => b"#}",
        _ => return None,
    };
    rest.windows(2).position(|it| it == close).map(|at| at + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_with_braces_keep_their_quotes() {
        let minified =
            template("<a  href=\"{{x}}\"\n title='{{ y }}' class=\"z\">\n  {{ a }}\n  b </a>").expect("minified");
        assert_eq!(minified, r#"<a href="{{ x}}" title="{{ y }}" class=z> {{ a }} b </a>"#);
    }

    #[test]
    fn quotes_inside_a_value_become_the_other_kind() {
        let minified = template(r#"<p title="{{ a["x-b"] }} c">d</p>"#).expect("minified");
        assert_eq!(minified, r#"<p title="{{ a['x-b'] }} c">d</p>"#);
        assert_eq!(template(r#"<p title="{{ a["it's"] }}">d</p>"#), None);
    }

    #[test]
    fn syntax_between_attributes_is_left_whole() {
        assert_eq!(template(r#"<a {% if x %}aria-current="page"{% endif %} href="x">y</a>"#), None);
        assert_eq!(template(r"<a href={{ x }}>y</a>"), None);
        assert!(template(r#"{% if a < b %}<p class="{% if c %}d{% endif %}">e</p>{% endif %}"#).is_some());
    }
}
