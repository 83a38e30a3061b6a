//! Answers on one local port.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Query, Request, State as Shared};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream::{self, Stream};
use percent_encoding::utf8_percent_encode;
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::Preview;
use crate::guard::{ADDRESS, asked_path, is_known_host};
use crate::page::{Found, Rendered, with_script};
use dateline_content::headers;

/// Pages that may be told of changes at one time.
const STREAMS: usize = 512;
/// Requests that may be under way at one time, beside those.
const REQUESTS: usize = 256;
/// Largest body of a request, in bytes: none is needed.
const BODY: usize = 1024;

/// Where the preview answers.
#[derive(Clone, Copy, Debug)]
pub struct Address {
    /// The interface.
    pub ip: IpAddr,
    /// The port; with `is_fixed` this one or none.
    pub port: u16,
    /// Whether another free port will do.
    pub is_fixed: bool,
}

impl Address {
    /// Takes the port, or the next free one.
    ///
    /// # Errors
    ///
    /// When it is taken, or none of the next hundred is free.
    pub fn listen(self) -> std::io::Result<TcpListener> {
        let last = if self.is_fixed || self.port == 0 { self.port } else { self.port.saturating_add(100) };
        let listeners = (self.port..=last).map(|port| TcpListener::bind(SocketAddr::new(self.ip, port)));
        let mut outcome = None;
        for listener in listeners {
            match listener {
                Ok(listener) => return Ok(listener),
                Err(error) => outcome = Some(error),
            }
        }
        Err(outcome.expect("one port at least was tried"))
    }
}

#[derive(Clone)]
struct Server {
    preview: Preview,
    ip: IpAddr,
    streams: Arc<Semaphore>,
    requests: Arc<Semaphore>,
}

/// Answers until a person at the terminal ends it.
///
/// # Errors
///
/// When the system takes the port away.
pub fn run(preview: &Preview, listener: TcpListener) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let outcome = runtime.block_on(async {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let server = Server {
            preview: preview.clone(),
            ip: listener.local_addr()?.ip(),
            streams: Arc::new(Semaphore::new(STREAMS)),
            requests: Arc::new(Semaphore::new(REQUESTS)),
        };
        let serving = axum::serve(listener, router(server)).into_future();
        tokio::select! {
            outcome = serving => outcome,
            // Where the system knows no such signal, the preview ends with its process.
            _ = tokio::signal::ctrl_c() => Ok(()),
        }
    });
    // Open streams would never end by themselves.
    runtime.shutdown_background();
    outcome
}

fn router(server: Server) -> Router {
    let fixed = |name: &'static str, value: &'static str| {
        SetResponseHeaderLayer::overriding(HeaderName::from_static(name), HeaderValue::from_static(value))
    };
    let mut router = Router::new()
        .route("/_dateline/preview.js", get(|| script("preview.js", include_str!("preview.js"))))
        .route("/_dateline/preview.css", get(|| script("preview.css", include_str!("preview.css"))))
        .route("/_dateline/state", get(state))
        .route("/_dateline/events", get(events))
        .route("/_dateline/width", get(width))
        .fallback(get(page))
        .layer(RequestBodyLimitLayer::new(BODY))
        .layer(middleware::from_fn_with_state(server.clone(), guard))
        .layer(fixed("content-security-policy", headers::CONTENT_SECURITY_POLICY))
        .layer(fixed("cache-control", "no-store"));
    for (name, value) in headers::SECURITY {
        router = router.layer(fixed(name, value));
    }
    router.with_state(server)
}

/// Answers only what a browser on this machine asks of this machine, and not too much at once.
async fn guard(Shared(server): Shared<Server>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|it| it.to_str().ok()).unwrap_or_default();
    if !is_known_host(host, server.ip) {
        return refused(StatusCode::MISDIRECTED_REQUEST, "This preview answers only under the name of this machine.");
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return refused(StatusCode::METHOD_NOT_ALLOWED, "A preview is only looked at.");
    }
    if request.uri().path() == "/_dateline/events" {
        return next.run(request).await;
    }
    match server.requests.clone().acquire_owned().await {
        Ok(_permit) => next.run(request).await,
        Err(_) => refused(StatusCode::SERVICE_UNAVAILABLE, "The preview is ending."),
    }
}

fn refused(status: StatusCode, why: &'static str) -> Response {
    (status, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], why).into_response()
}

async fn script(name: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, headers::media_type(name))], text).into_response()
}

async fn page(Shared(server): Shared<Server>, request: Request) -> Response {
    let Some(asked) = asked_path(request.uri().path()) else {
        return refused(StatusCode::BAD_REQUEST, "This is no address of a newsroom.");
    };
    match server.preview.find(&asked).await {
        Found::File(rendered) => sent(rendered, StatusCode::OK),
        Found::Nothing(rendered) => sent(rendered, StatusCode::NOT_FOUND),
        Found::Folder(path) => (StatusCode::FOUND, [(header::LOCATION, format!("/{path}/"))]).into_response(),
    }
}

fn sent(rendered: Rendered, status: StatusCode) -> Response {
    let (kind, body) = if rendered.is_page {
        ("text/html; charset=utf-8".to_owned(), Body::from(with_script(&rendered.bytes, &rendered.mark)))
    } else {
        (headers::media_type(&rendered.path), Body::from(rendered.bytes.as_ref().clone()))
    };
    (status, [(header::CONTENT_TYPE, kind)], body).into_response()
}

#[derive(Deserialize)]
struct Asked {
    page: String,
}

async fn state(Shared(server): Shared<Server>, Query(asked): Query<Asked>) -> Response {
    let path = asked_path(&asked.page);
    match path.and_then(|it| server.preview.state(&it)) {
        Some(state) => {
            let json = serde_json::to_string(&state).expect("a state is plain data");
            ([(header::CONTENT_TYPE, "application/json")], json).into_response()
        }
        None => refused(StatusCode::SERVICE_UNAVAILABLE, "The newsroom is being read."),
    }
}

/// Tells an open page of every change that concerns it.
async fn events(Shared(server): Shared<Server>, Query(asked): Query<Asked>) -> Response {
    let Some(path) = asked_path(&asked.page) else {
        return refused(StatusCode::BAD_REQUEST, "This is no address of a newsroom.");
    };
    let Ok(permit) = server.streams.clone().try_acquire_owned() else {
        return refused(StatusCode::SERVICE_UNAVAILABLE, "Too many pages are open.");
    };
    Sse::new(changes(server.preview, path, permit)).keep_alive(KeepAlive::default()).into_response()
}

fn changes(
    preview: Preview,
    path: String,
    permit: OwnedSemaphorePermit,
) -> impl Stream<Item = Result<Event, Infallible>> {
    let mut version = preview.0.version.subscribe();
    version.mark_changed();
    stream::unfold(
        (preview, path, version, None, permit),
        |(preview, path, mut version, mut told, permit)| async move {
            loop {
                version.changed().await.ok()?;
                version.mark_unchanged();
                let Some(state) = preview.state(&path) else { continue };
                if told.as_ref() != Some(&state) {
                    let json = serde_json::to_string(&state).expect("a state is plain data");
                    let event = Event::default().retry(Duration::from_millis(500)).data(json);
                    told = Some(state);
                    return Some((Ok(event), (preview, path, version, told, permit)));
                }
            }
        },
    )
}

/// A page in a frame of a given width.
async fn width(Query(asked): Query<Width>) -> Response {
    let Width { page, width } = asked;
    let Some(path) = asked_path(&page) else {
        return refused(StatusCode::BAD_REQUEST, "This is no address of a newsroom.");
    };
    let width = width.clamp(200, 2000);
    let path = utf8_percent_encode(&path, ADDRESS);
    let other = |(other, name): (u32, &str)| {
        let current = if other == width { " aria-current=\"page\"" } else { "" };
        format!(
            "<li><a class=\"button\" href=\"/_dateline/width?width={other}&amp;page=/{path}\"{current}><span class=\"name\">{name} </span>{other}</a></li>"
        )
    };
    let others: String = [(320, "Phone"), (768, "Tablet"), (1280, "Desktop")].map(other).concat();
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Preview at {width} pixels</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <link rel=\"stylesheet\" href=\"/_dateline/preview.css\"></head><body class=\"dateline-width\"><main aria-labelledby=\"title\">\
         <header class=\"row\"><h1 id=\"title\">{width} pixels wide</h1><ul class=\"row\" aria-label=\"Widths\">{others}</ul>\
         <p><a href=\"/{path}\">Back to the whole page</a></p></header>\
         <div class=\"frame\" tabindex=\"0\" role=\"group\" aria-label=\"Frame\">\
         <iframe src=\"/{path}\" title=\"The page at {width} pixels\" width=\"{width}\"></iframe></div></main></body></html>"
    );
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

#[derive(Deserialize)]
struct Width {
    page: String,
    width: u32,
}
