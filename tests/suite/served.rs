//! `dateline serve` as a browser and a terminal see it: a process, requests over a plain socket, open event streams.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{NOW, TestSite};

/// How long anything may take before it counts as never.
pub const PATIENCE: Duration = Duration::from_secs(40);
/// What a preview adds to a page, up to the mark.
const SCRIPT: &str = "<script src=\"/_dateline/preview.js?page=";

/// A preview under way; it ends with the value.
pub struct Served {
    child: Child,
    pub port: u16,
    /// The first line of its standard output.
    pub greeting: String,
    errors: PathBuf,
}

/// What a request was answered with.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

/// The stream of what an open page is told.
pub struct Stream(BufReader<TcpStream>);

impl Served {
    /// A preview of a newsroom on a free port at [`NOW`].
    pub fn start(site: &TestSite) -> Self {
        Self::with(site, &["--port", "0"])
    }

    /// The same with these words.
    pub fn with(site: &TestSite, more: &[&str]) -> Self {
        let errors = site.beside("serve-errors");
        let mut child = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(["serve", "--root", site.root().to_str().unwrap(), "--now", NOW])
            .args(more)
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&errors).unwrap())
            .spawn()
            .unwrap();
        let (sender, receiver) = channel();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        std::thread::spawn(move || {
            while let Some(Ok(line)) = lines.next() {
                drop(sender.send(line));
            }
        });
        let Ok(greeting) = receiver.recv_timeout(PATIENCE) else {
            drop(child.kill());
            panic!("no address: {}", fs::read_to_string(&errors).unwrap());
        };
        let port = greeting.trim_end_matches('/').rsplit(':').next().and_then(|it| it.parse().ok());
        Self { child, port: port.unwrap_or_else(|| panic!("{greeting}")), greeting, errors }
    }

    /// What it said on standard error so far.
    pub fn said(&self) -> String {
        fs::read_to_string(&self.errors).unwrap()
    }

    /// Sends a signal, by the process's id.
    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([format!("-{name}"), id]).status().unwrap().success());
    }

    /// Waits for the end; the exit code, `None` after a signal.
    pub fn end(&mut self) -> Option<i32> {
        let mut code = None;
        eventually("the preview ends", || match self.child.try_wait().unwrap() {
            Some(status) => {
                code = status.code();
                true
            }
            None => false,
        });
        code
    }

    pub fn connect(&self) -> TcpStream {
        let socket = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket.set_write_timeout(Some(PATIENCE)).unwrap();
        socket
    }

    /// The answer to a request's bytes, if there is one. The request has to say that the connection is to end with it.
    pub fn ask(&self, request: &[u8]) -> Option<Answer> {
        let mut socket = self.connect();
        // It may be refused before it is sent to its end.
        let _ = socket.write_all(request);
        read(&mut socket)
    }

    /// Sends bytes and nothing after them; whatever is answered.
    pub fn cut_off(&self, request: &[u8]) -> Option<Answer> {
        let mut socket = self.connect();
        let _ = socket.write_all(request);
        let _ = socket.shutdown(Shutdown::Write);
        read(&mut socket)
    }

    /// The answer to a request with a `Host` and more headers, each with its line's end.
    pub fn request(&self, method: &str, path: &str, host: &str, more: &str) -> Answer {
        let request = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n");
        let mut socket = self.connect();
        socket.write_all(request.as_bytes()).unwrap();
        read(&mut socket).unwrap_or_else(|| panic!("no answer to {method} {path}; said: {}", self.said()))
    }

    pub fn get(&self, path: &str) -> Answer {
        self.request("GET", path, &format!("127.0.0.1:{}", self.port), "")
    }

    /// What the page at a path is told now.
    pub fn state(&self, path: &str) -> Value {
        let mut state = Value::Null;
        eventually(&format!("{path} has a state"), || {
            let answer = self.get(&format!("/_dateline/state?page={path}"));
            // A file has been saved and not been read yet: the next moment is near.
            let is_near = answer.status == 503;
            state = if is_near { Value::Null } else { serde_json::from_slice(&answer.body).unwrap() };
            !is_near
        });
        state
    }

    /// The places of all errors, as the page at a path is told of them.
    pub fn errors(&self, path: &str) -> Vec<String> {
        let state = self.state(path);
        let errors = state["errors"].as_array().unwrap().iter();
        errors.map(|it| it["place"].as_str().unwrap().to_owned()).collect()
    }

    /// Opens the event stream of a page.
    pub fn events(&self, path: &str) -> Stream {
        let mut socket = self.connect();
        let host = format!("127.0.0.1:{}", self.port);
        write!(socket, "GET /_dateline/events?page={path} HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
        Stream(BufReader::new(socket))
    }

    /// Waits until the page at a path has some words.
    pub fn shows(&self, path: &str, words: &str) {
        let mut last = String::new();
        let seen = || {
            let answer = self.get(path);
            last = format!("{} {}", answer.status, answer.text());
            answer.status == 200 && answer.text().contains(words)
        };
        if !happens(seen) {
            panic!("{path} does not come to show `{words}`: {last}\nsaid: {}", self.said());
        }
    }

    /// Waits until a path is answered with a status.
    pub fn answers(&self, path: &str, status: u16) {
        eventually(&format!("{path} is answered with {status}"), || self.get(path).status == status);
    }

    /// Waits until exactly these places have errors, as the page at a path is told.
    pub fn has_errors(&self, path: &str, places: &[&str]) {
        let mut last = Vec::new();
        let seen = || {
            last = self.errors(path);
            last == places
        };
        if !happens(seen) {
            panic!("the errors told to {path} are {last:?}, not {places:?}");
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |it| it)
    }

    /// The page as a build writes it, and the mark in the one script that the preview adds.
    pub fn page(&self) -> (Vec<u8>, String) {
        let text = String::from_utf8(self.body.clone()).unwrap();
        let (before, rest) = text.split_once(SCRIPT).unwrap_or_else(|| panic!("no script in {text}"));
        let (mark, after) = rest.split_once("\" defer></script>").unwrap();
        assert!(!after.contains(SCRIPT) && after.starts_with("</head>"), "one script, at the end of the head");
        assert!(!mark.is_empty() && mark.bytes().all(|it| it.is_ascii_alphanumeric()), "{mark}");
        ([before.as_bytes(), after.as_bytes()].concat(), mark.to_owned())
    }

    /// The bytes as a build writes them.
    pub fn written(&self) -> Vec<u8> {
        if self.header("content-type").starts_with("text/html") { self.page().0 } else { self.body.clone() }
    }
}

impl Stream {
    /// Waits for the next message.
    pub fn message(&mut self) -> Value {
        let mut line = String::new();
        loop {
            line.clear();
            assert!(self.0.read_line(&mut line).expect("a message comes") > 0, "the stream ended");
            if let Some(data) = line.strip_prefix("data: ") {
                return serde_json::from_str(data).unwrap();
            }
        }
    }
}

/// An answer up to the end of the connection, which is the end of its body.
fn read(socket: &mut TcpStream) -> Option<Answer> {
    let mut bytes = Vec::new();
    // A connection that is reset after the answer has given it nevertheless.
    let _ = socket.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|it| it == b"\r\n\r\n")?;
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let pair = |it: &str| it.split_once(':').map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()));
    let answer = Answer { status, headers: lines.filter_map(pair).collect(), body: bytes[end + 4..].to_vec() };
    if let Some(length) = answer.headers.get("content-length")
        && !answer.body.is_empty()
    {
        assert_eq!(length, &answer.body.len().to_string(), "the whole answer came");
    }
    Some(answer)
}

/// Whether something becomes true while one is willing to wait.
pub fn happens(mut it: impl FnMut() -> bool) -> bool {
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        if it() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    false
}

/// Waits until something becomes true.
pub fn eventually(what: &str, it: impl FnMut() -> bool) {
    assert!(happens(it), "it never happens that {what}");
}

/// The address of an output path.
pub fn address(path: &str) -> String {
    format!("/{}", path.strip_suffix("index.html").unwrap_or(path))
}
