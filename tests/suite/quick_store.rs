//! The part of Amazon S3 that a publish uses, in memory and in this process: for tests of thousands of requests. That it
//! answers like the server of others that the other tests use is a test of its own.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::TcpListener;
use std::ops::Bound;
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;

use percent_encoding::percent_decode_str;
use quick_xml::escape::{escape, unescape};

use crate::store::Message;

/// How many keys a list has at most.
const PAGE: usize = 1000;
const CHANGED: [&str; 2] = ["Mon, 23 Nov 2026 12:00:00 GMT", "2026-11-23T12:00:00.000Z"];

/// An object, with the headers that it is sent with.
#[derive(Clone)]
struct Object {
    bytes: Vec<u8>,
    headers: Vec<(String, String)>,
}

impl Object {
    fn e_tag(&self) -> String {
        format!("\"{}\"", &blake3::hash(&self.bytes).to_hex()[..32])
    }
}

type Objects = BTreeMap<String, Object>;
type Buckets = Mutex<BTreeMap<String, Objects>>;

/// The port of the server, which is started with the first test that asks.
pub fn server() -> u16 {
    static PORT: OnceLock<u16> = OnceLock::new();
    *PORT.get_or_init(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let buckets: Arc<Buckets> = Arc::default();
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let buckets = Arc::clone(&buckets);
                thread::spawn(move || {
                    let Some(request) = Message::read(&mut stream) else { return };
                    let answer = answer(&mut buckets.lock().unwrap(), &request);
                    let _ = stream.write_all(&answer.bytes(request.method() == "HEAD"));
                });
            }
        });
        port
    })
}

struct Answer {
    status: &'static str,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn new(status: &'static str) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    fn xml(status: &'static str, body: String) -> Self {
        let headers = vec![("content-type".to_owned(), "application/xml".to_owned())];
        Self { status, headers, body: body.into_bytes() }
    }

    fn fault(status: &'static str, code: &str) -> Self {
        Self::xml(status, format!("<Error><Code>{code}</Code><Message>{code}</Message></Error>"))
    }

    fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    fn bytes(&self, is_head: bool) -> Vec<u8> {
        let lines: String = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let (status, length) = (self.status, self.body.len());
        let head = format!("HTTP/1.1 {status}\r\n{lines}content-length: {length}\r\nconnection: close\r\n\r\n");
        if is_head { head.into_bytes() } else { [head.as_bytes(), &self.body].concat() }
    }
}

/// A path: its bucket, and its key where it has one.
fn parts(path: &str) -> (String, Option<String>) {
    let plain = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    match path.trim_start_matches('/').split_once('/') {
        Some((bucket, key)) if !key.is_empty() => (plain(bucket), Some(plain(key))),
        _ => (plain(path.trim_matches('/')), None),
    }
}

fn answer(buckets: &mut BTreeMap<String, Objects>, request: &Message) -> Answer {
    let (path, query) = request.path().split_once('?').unwrap_or((request.path(), ""));
    let (bucket, key) = parts(path);
    let Some(key) = key else {
        return match request.method() {
            "PUT" => {
                buckets.entry(bucket).or_default();
                Answer::new("200 OK")
            }
            _ => match buckets.get_mut(&bucket) {
                None => Answer::fault("404 Not Found", "NoSuchBucket"),
                Some(objects) if request.method() == "GET" => list(objects, query),
                Some(objects) if request.method() == "POST" && query.starts_with("delete") => delete(objects, request),
                Some(_) => Answer::fault("501 Not Implemented", "NotImplemented"),
            },
        };
    };
    if query.contains("upload") || !buckets.contains_key(&bucket) {
        return Answer::fault("501 Not Implemented", "NotImplemented");
    }
    match request.method() {
        "PUT" => put(buckets, (bucket, key), request),
        "DELETE" => {
            buckets.get_mut(&bucket).unwrap().remove(&key);
            Answer::new("204 No Content")
        }
        "GET" | "HEAD" => match buckets[&bucket].get(&key) {
            None => Answer::fault("404 Not Found", "NoSuchKey"),
            Some(object) => {
                let headers = object.headers.clone();
                let answer = Answer { status: "200 OK", headers, body: object.bytes.clone() };
                answer.with("etag", object.e_tag()).with("last-modified", CHANGED[0])
            }
        },
        _ => Answer::fault("501 Not Implemented", "NotImplemented"),
    }
}

fn put(buckets: &mut BTreeMap<String, Objects>, (bucket, key): (String, String), request: &Message) -> Answer {
    let there = buckets[&bucket].get(&key);
    let is_as_expected = match (request.header("if-none-match"), request.header("if-match")) {
        (Some(_), _) => there.is_none(),
        (None, Some(e_tag)) => there.is_some_and(|it| it.e_tag() == e_tag),
        (None, None) => true,
    };
    if !is_as_expected {
        return Answer::fault("412 Precondition Failed", "PreconditionFailed");
    }
    let object = match request.header("x-amz-copy-source") {
        Some(source) => {
            let (bucket, key) = parts(source);
            let found = key.and_then(|key| buckets.get(&bucket)?.get(&key).cloned());
            let Some(found) = found else { return Answer::fault("404 Not Found", "NoSuchKey") };
            found
        }
        None => {
            let is_kept = |name: &str| {
                ["content-type", "content-encoding", "cache-control", "x-amz-website-redirect-location"].contains(&name)
                    || name.starts_with("x-amz-meta-")
            };
            let mut headers: Vec<_> = request.headers.iter().filter(|it| is_kept(&it.0)).cloned().collect();
            if request.header("content-type").is_none() {
                headers.push(("content-type".to_owned(), "binary/octet-stream".to_owned()));
            }
            Object { bytes: request.body.clone(), headers }
        }
    };
    let e_tag = object.e_tag();
    buckets.get_mut(&bucket).unwrap().insert(key, object);
    if request.header("x-amz-copy-source").is_some() {
        let result = format!("<ETag>{}</ETag><LastModified>{}</LastModified>", escape(&e_tag), CHANGED[1]);
        return Answer::xml("200 OK", format!("<CopyObjectResult>{result}</CopyObjectResult>"));
    }
    Answer::new("200 OK").with("etag", e_tag)
}

fn list(objects: &Objects, query: &str) -> Answer {
    let value = |name: &str| {
        let found = query.split('&').find_map(|it| it.split_once('=').filter(|it| it.0 == name));
        found.map(|it| percent_decode_str(it.1).decode_utf8().unwrap().into_owned()).unwrap_or_default()
    };
    let (prefix, after) = (value("prefix"), value("start-after").max(value("continuation-token")));
    let after = if after.is_empty() { Bound::Unbounded } else { Bound::Excluded(after) };
    let mut listed = objects.range((after, Bound::Unbounded)).filter(|it| it.0.starts_with(&prefix));
    let page: Vec<(&String, &Object)> = listed.by_ref().take(PAGE).collect();
    let next = listed.next().and(page.last()).map(|it| escape(it.0.as_str()).into_owned());
    let entry = |(key, object): &(&String, &Object)| {
        format!(
            "<Contents><Key>{}</Key><LastModified>{}</LastModified><ETag>{}</ETag><Size>{}</Size></Contents>",
            escape(key.as_str()),
            CHANGED[1],
            escape(object.e_tag()),
            object.bytes.len()
        )
    };
    let entries: String = page.iter().map(entry).collect();
    let more = next.map_or_else(
        || "<IsTruncated>false</IsTruncated>".to_owned(),
        |it| format!("<IsTruncated>true</IsTruncated><NextContinuationToken>{it}</NextContinuationToken>"),
    );
    Answer::xml("200 OK", format!("<ListBucketResult>{more}{entries}</ListBucketResult>"))
}

fn delete(objects: &mut Objects, request: &Message) -> Answer {
    let text = request.text();
    let keys = text.split("<Key>").skip(1).filter_map(|it| it.split_once("</Key>"));
    let keys: Vec<String> = keys.map(|it| unescape(it.0).unwrap().into_owned()).collect();
    keys.iter().for_each(|key| drop(objects.remove(key)));
    let deleted: String = keys.iter().map(|it| format!("<Deleted><Key>{}</Key></Deleted>", escape(it))).collect();
    Answer::xml("200 OK", format!("<DeleteResult>{deleted}</DeleteResult>"))
}
