//! What answers at addresses of other sites, asked of servers on this machine alone.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use dateline::outside::{self, Answer, Manner};
use url::Url;

/// A server of another site; it goes on until the tests end.
struct Site {
    port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
}

#[derive(Clone, Debug)]
struct Request {
    /// As in `GET /fine`.
    line: String,
    from: Instant,
    to: Instant,
}

impl Site {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let log = Arc::clone(&log);
                thread::spawn(move || answer(stream, &log));
            }
        });
        Self { port, requests }
    }

    fn at(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn url(&self, path: &str) -> Url {
        self.at(path).parse().unwrap()
    }

    fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// What was asked for, in order.
    fn lines(&self) -> Vec<String> {
        self.requests().into_iter().map(|it| it.line).collect()
    }
}

fn answer(mut stream: TcpStream, log: &Mutex<Vec<Request>>) {
    let from = Instant::now();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return,
        }
    }
    let head = String::from_utf8(head).unwrap();
    let line = head.lines().next().unwrap().trim_end_matches(" HTTP/1.1").to_owned();
    let (method, path) = line.split_once(' ').unwrap();
    let n_before = log.lock().unwrap().iter().filter(|it| it.line.ends_with(path)).count();
    let response = match path {
        "/get-only" if method == "HEAD" => "405 Method Not Allowed\r\n",
        "/no-head" if method == "HEAD" => "404 Not Found\r\n",
        "/gone" => "404 Not Found\r\n",
        "/gone-for-good" => "410 Gone\r\n",
        "/forbidden" => "403 Forbidden\r\n",
        "/trouble" => "502 Bad Gateway\r\n",
        "/moved" => "301 Moved Permanently\r\nLocation: /new?a=b\r\n",
        "/moved-twice" => "308 Permanent Redirect\r\nLocation: /moved\r\n",
        "/elsewhere-for-now" => "302 Found\r\nLocation: /fine\r\n",
        "/moved-to-gone" => "301 Moved Permanently\r\nLocation: /gone\r\n",
        "/circle" => "302 Found\r\nLocation: /circle-2\r\n",
        "/circle-2" => "302 Found\r\nLocation: /circle\r\n",
        "/cookie-circle" => "302 Found\r\nSet-Cookie: a=b\r\nLocation: /cookie-circle\r\n",
        "/busy" if n_before == 0 => "429 Too Many Requests\r\nRetry-After: 1\r\n",
        "/busy-for-long" => "429 Too Many Requests\r\nRetry-After: 3600\r\n",
        "/cut" => "",
        path if path.starts_with("/slow") => {
            thread::sleep(Duration::from_secs(1));
            "200 OK\r\n"
        }
        path => {
            thread::sleep(Duration::from_millis(if path.starts_with("/pace") { 40 } else { 0 }));
            "200 OK\r\n"
        }
    };
    // Before the response: who has that may look.
    log.lock().unwrap().push(Request { line, from, to: Instant::now() });
    if !response.is_empty() {
        let _ = write!(stream, "HTTP/1.1 {response}Content-Length: 0\r\nConnection: close\r\n\r\n");
    }
}

/// As fast as a test wants it, on this machine.
fn hasty() -> Manner {
    Manner {
        private: true,
        pause: Duration::from_millis(30),
        timeout: Duration::from_millis(500),
        back_off: Duration::from_millis(20),
        ..Manner::default()
    }
}

fn ask(url: &Url) -> Answer {
    outside::ask(std::slice::from_ref(url), &hasty(), &|_| {}).remove(0).unwrap()
}

#[test]
fn what_answers_is_told_apart() {
    let site = Site::new();
    let broken = |path: &str, words: &str| match ask(&site.url(path)) {
        Answer::Broken(reason) => assert!(reason.contains(words), "{path}: {reason}"),
        answer => panic!("{path}: {answer:?}"),
    };
    broken("/gone", "404");
    broken("/gone-for-good", "410");
    broken("/moved-to-gone", "404");
    broken("/circle", "in circles");
    for path in ["/fine", "/get-only", "/no-head", "/elsewhere-for-now"] {
        assert_eq!(ask(&site.url(path)), Answer::Fine, "{path}");
    }
    assert_eq!(ask(&site.url("/moved")), Answer::Moved(site.at("/new?a=b")));
    assert_eq!(ask(&site.url("/moved-twice")), Answer::Moved(site.at("/new?a=b")));
    assert_eq!(ask(&site.url("/forbidden")), Answer::Blocked(403));
    assert_eq!(ask(&site.url("/slow")), Answer::Slow);
    for path in ["/cut", "/trouble", "/cookie-circle"] {
        assert!(matches!(ask(&site.url(path)), Answer::Failing(_)), "{path}");
    }
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let answer = ask(&format!("http://{nobody}/").parse().unwrap());
    assert!(matches!(&answer, Answer::Broken(reason) if reason.contains("refuses")), "{answer:?}");
}

#[test]
fn the_head_is_enough_unless_it_is_refused() {
    let site = Site::new();
    ask(&site.url("/fine"));
    ask(&site.url("/get-only"));
    assert_eq!(site.lines(), ["HEAD /fine", "HEAD /get-only", "GET /get-only"]);
}

#[test]
fn passing_trouble_is_tried_again_and_a_wait_that_is_asked_for_is_kept() {
    let site = Site::new();
    assert_eq!(ask(&site.url("/busy")), Answer::Fine);
    let requests = site.requests();
    assert_eq!(requests.len(), 2);
    let waited = requests[1].from - requests[0].to;
    assert!(waited >= Duration::from_secs(1), "{waited:?}");
    assert_eq!(ask(&site.url("/busy-for-long")), Answer::Blocked(429));
    assert_eq!(site.lines().iter().filter(|it| it.ends_with("/busy-for-long")).count(), 1, "an hour is not waited for");
    ask(&site.url("/trouble"));
    assert_eq!(site.lines().iter().filter(|it| *it == "GET /trouble").count(), 3);
}

#[test]
fn one_host_is_asked_one_thing_at_a_time_and_hosts_side_by_side() {
    let sites = [Site::new(), Site::new()];
    let mut urls: Vec<Url> = Vec::new();
    for at in 0..5 {
        urls.extend(sites.iter().map(|it| it.url(&format!("/pace{at}"))));
    }
    // A redirect to the other host waits for its turn there.
    urls.push(sites[0].url("/elsewhere-for-now"));
    let answers = outside::ask(&urls, &hasty(), &|_| {});
    assert!(answers.iter().all(|it| *it == Some(Answer::Fine)), "{answers:?}");
    let [one, other] = sites.map(|it| it.requests());
    for requests in [&one, &other] {
        for pair in requests.windows(2) {
            assert!(pair[1].from >= pair[0].to + Duration::from_millis(25), "{requests:#?}");
        }
    }
    let is_beside = |it: &Request| other.iter().any(|its| it.from < its.to && its.from < it.to);
    assert!(one.iter().any(is_beside), "the hosts were asked one after the other");
}

#[test]
fn a_host_that_is_slow_again_and_again_is_left_alone() {
    let site = Site::new();
    let urls: Vec<Url> = (0..6).map(|at| site.url(&format!("/slow{at}"))).collect();
    let answers = outside::ask(&urls, &hasty(), &|_| {});
    let slow = Some(Answer::Slow);
    assert_eq!(answers, [slow.clone(), slow.clone(), slow, None, None, None]);
}
