//! The answers to requests for a list of keys, before object_store reads them.
//!
//! It reads no list that has a key which it could not write itself, such as `a//b` or `a/../b`, and takes `a/` for `a`. Such
//! keys are those of others. They are taken out of the answer here, and kept beside it: so the rest of the list can be read, and
//! it is known that they are there. S3, Google Cloud Storage and Azure Blob Storage answer alike.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use http::Method;
use http_body_util::BodyExt;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService, ReqwestConnector,
};
use object_store::path::Path;
use quick_xml::events::Event;
use quick_xml::{Reader, Writer};

/// The elements that are an object, with the one in each that has its key: of S3 and Google, and of Azure.
const OBJECTS: [(&str, &str); 2] = [("Contents", "Key"), ("Blob", "Name")];

/// The keys that were taken out of lists.
pub(super) type OddKeys = Arc<Mutex<Vec<String>>>;

/// Makes connections of which lists come without odd keys.
#[derive(Clone, Default)]
pub(super) struct ListingConnector {
    pub(super) odd: OddKeys,
}

impl fmt::Debug for ListingConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ListingConnector")
    }
}

impl HttpConnector for ListingConnector {
    fn connect(&self, options: &ClientOptions) -> object_store::Result<HttpClient> {
        let inner = ReqwestConnector::default().connect(options)?;
        Ok(HttpClient::new(Listing { inner, odd: Arc::clone(&self.odd) }))
    }
}

#[derive(Debug)]
struct Listing {
    inner: HttpClient,
    odd: OddKeys,
}

type Answer<'a> = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'a>>;

impl HttpService for Listing {
    fn call<'life0, 'async_trait>(&'life0 self, request: HttpRequest) -> Answer<'async_trait>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move {
            let is_list = is_list(&request);
            let response = self.inner.execute(request).await?;
            if !is_list || !response.status().is_success() {
                return Ok(response);
            }
            let (head, body) = response.into_parts();
            let body = body.collect().await?.to_bytes();
            let text = std::str::from_utf8(&body).map_err(|error| HttpError::new(HttpErrorKind::Decode, error))?;
            let (text, odd) = without_odd_keys(text).map_err(|error| HttpError::new(HttpErrorKind::Decode, error))?;
            self.odd.lock().unwrap_or_else(PoisonError::into_inner).extend(odd);
            Ok(HttpResponse::from_parts(head, text.into()))
        })
    }
}

fn is_list(request: &HttpRequest) -> bool {
    let is_asked = |pair: &str| pair == "list-type=2" || pair == "comp=list";
    request.method() == Method::GET && request.uri().query().is_some_and(|it| it.split('&').any(is_asked))
}

/// Whether object_store knows a key by its own name.
pub(super) fn is_plain(key: &str) -> bool {
    !key.is_empty() && Path::parse(key).is_ok_and(|it| it.as_ref() == key)
}

/// The text of a list without the objects whose keys are odd, and those keys.
fn without_odd_keys(text: &str) -> Result<(Vec<u8>, Vec<String>), quick_xml::Error> {
    let (mut reader, mut writer) = (Reader::from_str(text), Writer::new(Vec::with_capacity(text.len())));
    let mut odd = Vec::new();
    loop {
        match reader.read_event()? {
            Event::Eof => return Ok((writer.into_inner(), odd)),
            Event::Start(start) => {
                let Some((object, key_name)) = OBJECTS.iter().find(|it| start.name().as_ref() == it.0) else {
                    writer.write_event(Event::Start(start))?;
                    continue;
                };
                let mut events = vec![Event::Start(start)];
                let mut key = String::new();
                let mut open: Vec<String> = Vec::new();
                loop {
                    let event = reader.read_event()?;
                    match &event {
                        Event::Start(it) => open.push(it.name().as_ref().to_owned()),
                        Event::End(it) if open.is_empty() && it.name().as_ref() == *object => {
                            events.push(event);
                            break;
                        }
                        Event::End(_) => drop(open.pop()),
                        Event::Eof => break,
                        // Only what stands in the element itself, and not deeper, is the key.
                        Event::Text(text) if open == [*key_name] => key.push_str(text),
                        Event::CData(text) if open == [*key_name] => key.push_str(text),
                        Event::GeneralRef(reference) if open == [*key_name] => match reference.resolve_char_ref() {
                            Ok(Some(character)) => key.push(character),
                            _ => key.push_str(
                                quick_xml::escape::resolve_predefined_entity(reference).unwrap_or("\u{fffd}"),
                            ),
                        },
                        _ => {}
                    }
                    events.push(event);
                }
                if is_plain(&key) {
                    events.into_iter().try_for_each(|it| writer.write_event(it))?;
                } else {
                    odd.push(key);
                }
            }
            event => writer.write_event(event)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_with_odd_keys_are_taken_out_of_a_list() {
        let object = |key: &str| format!("<Contents><Key>{key}</Key><Size>1</Size></Contents>");
        let plain = ["a/b.html", "a b", "a &amp; b", "香港/&lt;1&gt;.txt", "a.b..c/...", "&#39;"];
        let odd = [
            ("a//b", "a//b"),
            ("/a", "/a"),
            ("a/", "a/"),
            ("//", "//"),
            ("", ""),
            (".", "."),
            ("a/../b", "a/../b"),
            ("./a", "./a"),
            ("a&#1;b", "a\u{1}b"),
            ("a&#x7f;", "a\u{7f}"),
            ("a&amp;//b", "a&//b"),
        ];
        let (before, after) = ("<?xml version=\"1.0\"?><ListBucketResult><Name>a//b</Name>", "</ListBucketResult>");
        let all = |objects: &[String]| format!("{before}{}{after}", objects.concat());
        let plain: Vec<String> = plain.iter().map(|it| object(it)).collect();
        let odd_objects: Vec<String> = odd.iter().map(|it| object(it.0)).collect();
        let (text, keys) = without_odd_keys(&all(&[odd_objects, plain.clone()].concat())).expect("a list");
        assert_eq!(String::from_utf8(text).expect("text"), all(&plain));
        assert_eq!(keys, odd.map(|it| it.1));
    }

    #[test]
    fn a_list_of_azure_is_read_too() {
        let blob = |name: &str| {
            format!("<Blob><Name>{name}</Name><Properties><Name>x//y</Name></Properties><Metadata/></Blob>")
        };
        let all = |blobs: &str| format!("<EnumerationResults><Blobs>{blobs}</Blobs><NextMarker/></EnumerationResults>");
        let (text, keys) = without_odd_keys(&all(&(blob("a//b") + &blob("c")))).expect("a list");
        assert_eq!((String::from_utf8(text).expect("text"), keys), (all(&blob("c")), vec!["a//b".to_owned()]));
    }
}
