//! A feed as JSON Feed 1.1.

use serde_json::{Map, Value, json};

use crate::formats::feed::{Entry, Feed};
use dateline_text::date::rfc3339;

/// `feed.json`.
pub(super) fn bytes(feed: &Feed) -> Vec<u8> {
    let mut root = Map::new();
    root.insert("version".to_owned(), json!("https://jsonfeed.org/version/1.1"));
    root.insert("title".to_owned(), json!(feed.title));
    root.insert("home_page_url".to_owned(), json!(feed.home));
    root.insert("feed_url".to_owned(), json!(feed.own));
    root.insert("language".to_owned(), json!(feed.language));
    root.insert("authors".to_owned(), json!([{"name": feed.author}]));
    if let Some(hub) = &feed.hub {
        root.insert("hubs".to_owned(), json!([{"type": "WebSub", "url": hub}]));
    }
    root.insert("items".to_owned(), feed.entries.iter().map(item).collect());
    let mut bytes = serde_json::to_vec(&Value::Object(root)).expect("texts can be written down");
    bytes.push(b'\n');
    bytes
}

fn item(entry: &Entry) -> Value {
    let mut item = json!({
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "date_published": rfc3339(&entry.published),
        "date_modified": rfc3339(&entry.updated),
    });
    if !entry.topics.is_empty() {
        item["tags"] = json!(entry.topics);
    }
    item
}
