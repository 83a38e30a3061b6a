//! A real server of the S3 protocol on this machine, a proxy before it that loses requests, and servers that write down what
//! they are asked.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::Duration;

use crate::support::repository;

/// A request or an answer.
#[derive(Clone, Debug)]
pub struct Message {
    /// `PUT /bucket/key HTTP/1.1`, or `HTTP/1.1 200 OK`.
    pub first: String,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Message {
    /// Reads one; `None` when the other side has nothing more to say.
    pub fn read(stream: &mut TcpStream) -> Option<Self> {
        let mut reader = BufReader::new(stream);
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let pair = |line: &String| line.split_once(':').map(|it| (it.0.to_lowercase(), it.1.trim().to_owned()));
        let headers: Vec<(String, String)> = lines.iter().skip(1).filter_map(pair).collect();
        let length = headers.iter().find(|it| it.0 == "content-length").map_or(0, |it| it.1.parse().unwrap());
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        Some(Self { first: lines.first()?.clone(), headers, body })
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|it| it.0 == name).map(|it| it.1.as_str())
    }

    pub fn method(&self) -> &str {
        self.first.split(' ').next().unwrap()
    }

    /// The path with its query.
    pub fn path(&self) -> &str {
        self.first.split(' ').nth(1).unwrap()
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn status(&self) -> u16 {
        self.first.split(' ').nth(1).unwrap().parse().unwrap()
    }

    fn bytes(&self) -> Vec<u8> {
        let headers = self.headers.iter().filter(|it| it.0 != "connection");
        let lines: String = headers.map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        [format!("{}\r\n{lines}connection: close\r\n\r\n", self.first).as_bytes(), &self.body].concat()
    }
}

/// Asks a server on this machine.
pub fn ask(port: u16, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Message {
    let length = body.len().to_string();
    // Whoever says who they are is believed.
    let me = "AWS4-HMAC-SHA256 Credential=READER/20261123/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";
    let own = [("host", "127.0.0.1"), ("content-length", length.as_str()), ("authorization", me)];
    let headers = own.iter().chain(headers).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    send(port, &Message { first: format!("{method} {path} HTTP/1.1"), headers, body: body.to_vec() }).unwrap()
}

fn send(port: u16, message: &Message) -> Option<Message> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.write_all(&message.bytes()).ok()?;
    match message.method() {
        // An answer to this tells the length of what it does not send.
        "HEAD" => {
            let mut text = String::new();
            stream.read_to_string(&mut text).ok()?;
            let mut lines = text.lines();
            let first = lines.next()?.to_owned();
            let pair = |line: &str| line.split_once(':').map(|it| (it.0.to_lowercase(), it.1.trim().to_owned()));
            Some(Message { first, headers: lines.filter_map(pair).collect(), body: Vec::new() })
        }
        _ => Message::read(&mut stream),
    }
}

/// The port of a server, which is started with the first test that asks. There are two, as each works on one processor
/// alone, and who asks is given the one or the other. `None` in the fast lane, and where it is not installed: `tests/run` says so; under
/// `CI=true` that is a failure.
fn server() -> Option<u16> {
    static PORTS: [OnceLock<Option<u16>>; 2] = [const { OnceLock::new() }; 2];
    static N: AtomicUsize = AtomicUsize::new(0);
    *PORTS[N.fetch_add(1, Ordering::SeqCst) % PORTS.len()].get_or_init(|| {
        if std::env::var_os("DATELINE_WITHOUT_STORES").is_some() {
            return None;
        }
        let python = repository("target/tools/python/bin/python");
        if !python.is_file() {
            assert!(std::env::var_os("CI").is_none(), "CI may leave nothing out: tests/tools/install was not run");
            // `tests/run` says so.
            return None;
        }
        // It ends with this process: then nothing holds its standard input any more.
        #[expect(clippy::zombie_processes, reason = "it ends after this process")]
        let child = Command::new(python)
            .arg(repository("tests/store/server.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::mem::forget(child.stdin);
        let mut line = String::new();
        BufReader::new(child.stdout.unwrap()).read_line(&mut line).unwrap();
        Some(line.trim_end().parse().expect("the server did not start"))
    })
}

/// A bucket of a server.
pub struct TestBucket {
    pub port: u16,
    pub name: String,
}

/// What is told of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub e_tag: String,
    pub length: usize,
}

impl TestBucket {
    /// A new bucket.
    pub fn new() -> Option<Self> {
        server().map(Self::at)
    }

    /// A new bucket of the server in this process: for tests of many requests.
    pub fn quick() -> Self {
        Self::at(crate::quick_store::server())
    }

    /// A new bucket of the same server: it can have what this one has.
    pub fn beside(&self) -> Self {
        Self::at(self.port)
    }

    fn at(port: u16) -> Self {
        static N: AtomicUsize = AtomicUsize::new(0);
        let name = format!("press-{}", N.fetch_add(1, Ordering::SeqCst));
        assert_eq!(ask(port, "PUT", &format!("/{name}"), &[], b"").status(), 200);
        Self { port, name }
    }

    pub fn target(&self) -> String {
        format!("s3://{}", self.name)
    }

    fn path(&self, key: &str) -> String {
        let key: Vec<String> = key.split('/').map(encoded).collect();
        format!("/{}/{}", self.name, key.join("/"))
    }

    /// Every object, by key.
    pub fn list(&self) -> BTreeMap<String, Listed> {
        let mut objects = BTreeMap::new();
        let mut after = String::new();
        loop {
            let path = format!("/{}?list-type=2&start-after={}", self.name, encoded(&after));
            let answer = ask(self.port, "GET", &path, &[], b"");
            let text = answer.text();
            for part in text.split("<Contents>").skip(1) {
                let of = |tag: &str| {
                    let rest = part.split_once(&format!("<{tag}>")).unwrap().1;
                    let value = rest.split_once("</").unwrap().0;
                    quick_xml::escape::unescape(value).unwrap().into_owned()
                };
                after = of("Key");
                objects.insert(of("Key"), Listed { e_tag: of("ETag"), length: of("Size").parse().unwrap() });
            }
            if !text.contains("<IsTruncated>true") {
                return objects;
            }
        }
    }

    /// What readers can fetch.
    pub fn public(&self) -> BTreeMap<String, Listed> {
        public(self.list())
    }

    pub fn get(&self, key: &str) -> Message {
        ask(self.port, "GET", &self.path(key), &[], b"")
    }

    pub fn put(&self, key: &str, bytes: &[u8]) {
        assert_eq!(ask(self.port, "PUT", &self.path(key), &[], bytes).status(), 200);
    }

    pub fn delete(&self, key: &str) {
        assert_eq!(ask(self.port, "DELETE", &self.path(key), &[], b"").status(), 204);
    }

    /// Has what another bucket of its server lists and nothing else: the server copies what differs.
    pub fn become_like(&self, other: &Self, wanted: &BTreeMap<String, Listed>) {
        let there = self.list();
        for key in there.keys().filter(|it| !wanted.contains_key(*it)) {
            self.delete(key);
        }
        for key in wanted.keys().filter(|it| there.get(*it) != wanted.get(*it)) {
            let answer = ask(self.port, "PUT", &self.path(key), &[("x-amz-copy-source", &other.path(key))], b"");
            assert_eq!(answer.status(), 200, "{key}");
        }
    }

    /// The bytes of what readers can fetch.
    pub fn contents(&self) -> BTreeMap<String, Vec<u8>> {
        self.public().into_keys().map(|key| (key.clone(), self.get(&key).body)).collect()
    }
}

/// What readers can fetch of what is listed.
pub fn public(mut listed: BTreeMap<String, Listed>) -> BTreeMap<String, Listed> {
    listed.retain(|key, _| !key.starts_with(".dateline/"));
    listed
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// How a request is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The server answers that it failed.
    Error,
    /// Nothing answers.
    Timeout,
    /// The connection ends before the request has arrived.
    Cut,
    /// The request was done, and the connection ends before it is answered.
    CutAfter,
    /// The publisher is killed while it waits.
    Kill,
}

/// Stands before the server, counts requests, and loses some.
pub struct Proxy {
    pub port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    upstream: u16,
    n: AtomicUsize,
    /// How many requests the server is at.
    n_passing: AtomicUsize,
    /// From which request on they are lost, and how; only the one when it says so.
    loss: Option<(usize, Loss, bool)>,
    /// Whether the publisher is to be killed now.
    kills: AtomicBool,
    log: Mutex<Vec<String>>,
}

impl Proxy {
    pub fn new(upstream: u16, loss: Option<(usize, Loss, bool)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (n, n_passing) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let (kills, log) = (AtomicBool::new(false), Mutex::default());
        let shared = Arc::new(Shared { upstream, n, n_passing, loss, kills, log });
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&serving);
                thread::spawn(move || shared.serve(stream));
            }
        });
        Self { port, shared }
    }

    pub fn kills(&self) -> bool {
        self.shared.kills.load(Ordering::SeqCst)
    }

    /// Waits until the server has done what it was asked: what is under way goes on when who asked is dead.
    pub fn settle(&self) {
        while self.shared.n_passing.load(Ordering::SeqCst) > 0 {
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Every request so far, as in `PUT /bucket/key`.
    pub fn log(&self) -> Vec<String> {
        self.shared.log.lock().unwrap().clone()
    }
}

impl Shared {
    fn serve(&self, mut stream: TcpStream) {
        let Some(request) = Message::read(&mut stream) else { return };
        self.log.lock().unwrap().push(format!("{} {}", request.method(), request.path()));
        let at = self.n.fetch_add(1, Ordering::SeqCst);
        let loss = self.loss.filter(|(from, _, is_once)| if *is_once { at == *from } else { at >= *from });
        match loss.map(|it| it.1) {
            None => self.pass(&request, &mut stream),
            Some(Loss::Error) => {
                let _ = stream.write_all(b"HTTP/1.1 503 Slow Down\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            }
            Some(Loss::Timeout) => thread::sleep(Duration::from_secs(5)),
            Some(Loss::Cut) => drop(stream.shutdown(Shutdown::Both)),
            Some(Loss::CutAfter) => {
                let _ = send(self.upstream, &request);
                let _ = stream.shutdown(Shutdown::Both);
            }
            Some(Loss::Kill) => {
                self.kills.store(true, Ordering::SeqCst);
                thread::sleep(Duration::from_secs(5));
            }
        }
    }

    fn pass(&self, request: &Message, stream: &mut TcpStream) {
        self.n_passing.fetch_add(1, Ordering::SeqCst);
        if let Ok(mut upstream) = TcpStream::connect(("127.0.0.1", self.upstream)) {
            let mut answer = Vec::new();
            let _ = upstream.write_all(&request.bytes()).and_then(|()| upstream.read_to_end(&mut answer));
            let _ = stream.write_all(&answer);
        }
        self.n_passing.fetch_sub(1, Ordering::SeqCst);
        let _ = stream.shutdown(Shutdown::Both);
    }
}

/// Answers every request well, and writes it down.
pub struct Recorder {
    pub port: u16,
    log: Arc<Mutex<Vec<Message>>>,
}

impl Recorder {
    /// `status` is what it answers.
    pub fn new(status: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let log: Arc<Mutex<Vec<Message>>> = Arc::default();
        let shared = Arc::clone(&log);
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let Some(request) = Message::read(&mut stream) else { continue };
                shared.lock().unwrap().push(request);
                let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{{}}");
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { port, log }
    }

    pub fn requests(&self) -> Vec<Message> {
        self.log.lock().unwrap().clone()
    }
}
