//! `dateline check --external`: links to other sites, asked of servers on this machine alone.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use dateline_check::Answer;
use dateline_external::{self as outside, Manner};
use url::Url;

use crate::support::{Run, TestSite, release};

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

/// `dateline check --external` at an instant, this machine included.
fn check(site: &TestSite, now: &str, more: &[&str]) -> Run {
    let root = site.root().display().to_string();
    let words = ["check", "--root", &root, "--now", now, "--external", "--external-private"];
    site.run(&[&words, more].concat(), &[], &site.root())
}

const NOW: &str = "2026-11-23T12:00:00Z";

/// A newsroom with a release and its body.
fn newsroom(body: &str) -> TestSite {
    let site = TestSite::new();
    site.release("ferry", "", body);
    site
}

#[test]
fn each_place_of_a_broken_link_is_told_once() {
    let other = Site::new();
    let gone = other.at("/gone");
    let site = TestSite::new();
    let keys = format!(
        "links: [{{text: The timetable, url: \"{}\"}}, {{text: The old one, url: \"{gone}#x\"}}]\nnotes: See [it]({gone}).",
        other.at("/fine")
    );
    site.release("ferry", &keys, &format!("Read [the plan]({gone}) and [the map][map].\n\n[map]: {gone}"));
    site.write(
        "content/pages/about-us.md",
        format!("---\ntitle: About\ndate: 2026-01-05\n---\nSee [the law]({gone}).\n"),
    );
    let config = site.read("dateline.yaml");
    site.write("dateline.yaml", format!("{config}boilerplate: {{about: \"See [us]({gone}).\"}}\n"));
    let run = check(&site, NOW, &["--strict", "--rule", "external-link"]);
    assert_eq!((run.code, run.rules()), (0, vec!["external-link"; 6]), "{}", run.stderr);
    let places: Vec<&str> = run.stderr.lines().filter_map(|it| it.split_once("--> ").map(|it| it.1)).collect();
    for place in ["pages/about-us.md:5:15", "2026/ferry.md:8:17", "2026/ferry.md:8:", "dateline.yaml:"] {
        assert!(places.iter().any(|it| it.contains(place)), "{place}: {places:#?}");
    }
    assert!(run.stderr.matches('^').count() > 6, "every place is marked:\n{}", run.stderr);
    run.says("leads to nothing: there is no such page (404)").says("2 addresses of other sites: 1 fine, 1 broken");
    assert_eq!(other.lines(), ["HEAD /fine", "HEAD /gone", "GET /gone"], "each address is asked once");
    let config = site.read("dateline.yaml");
    site.write("dateline.yaml", format!("{config}rules: {{external-link: error}}\n"));
    assert_eq!(check(&site, NOW, &["--rule", "external-link"]).code, 1);
}

#[test]
fn a_page_that_moved_for_good_is_advice_with_its_new_address() {
    let other = Site::new();
    let site = newsroom(&format!("See [the plan]({}#part).", other.at("/moved")));
    let run = check(&site, NOW, &["--strict"]);
    assert_eq!((run.code, run.rules()), (0, vec!["moved-link"]), "{}", run.stderr);
    run.says(&format!("help: write `{}#part`", other.at("/new?a=b"))).says("advice[moved-link]");
}

#[test]
fn blocked_and_slow_are_counted_and_not_told_as_broken() {
    let other = Site::new();
    let site = newsroom(&format!("See [the plan]({}) and [a map]({}).", other.at("/forbidden"), other.at("/fine")));
    let run = check(&site, NOW, &[]);
    assert_eq!((run.code, run.rules()), (0, vec![]), "{}", run.stderr);
    run.says("2 addresses of other sites: 1 fine, 1 blocked to programs").says("nothing is wrong");
    check(&site, NOW, &["--verbose"]).says(&format!("blocked (403): {}", other.at("/forbidden")));
    assert_eq!(site.run(&["check", "--verbose"], &[], &site.root()).code, 2);
}

#[test]
fn answers_are_remembered_for_two_weeks_and_bad_ones_for_a_day() {
    let other = Site::new();
    let site = newsroom(&format!("See [the plan]({}) and [a map]({}).", other.at("/gone"), other.at("/fine")));
    let asked = |now: &str| {
        let before = other.lines().len();
        let run = check(&site, now, &[]);
        assert_eq!(run.rules(), ["external-link"], "{}", run.stderr);
        other.lines().split_off(before)
    };
    let (good, bad) = ("HEAD /fine", ["HEAD /gone", "GET /gone"]);
    assert_eq!(asked(NOW).len(), 3);
    assert_eq!(asked("2026-11-24T11:59:59Z"), Vec::<String>::new());
    check(&site, "2026-11-24T11:59:59Z", &[]).says("1 fine, 1 broken; 2 known from before");
    assert_eq!(asked("2026-11-24T12:00:00Z"), bad);
    assert_eq!(asked("2026-12-07T11:59:59Z"), bad);
    assert_eq!(asked("2026-12-07T12:00:00Z"), [good]);
    // An answer of the future is none.
    assert_eq!(asked("2026-11-20T12:00:00Z").len(), 3);
    let file = ".dateline/outside-links.json";
    let whole = site.read(file);
    for harmed in [&whole[..whole.len() / 2], "", "{}", &whole.replace("\"version\":1", "\"version\":2")] {
        site.write(file, harmed);
        assert_eq!(asked("2026-11-20T12:00:00Z").len(), 3, "{harmed:?}");
    }
    site.remove(file);
    assert_eq!(asked("2026-11-20T12:00:00Z").len(), 3);
    assert_eq!(site.read(".dateline/.gitignore"), "*\n");
    site.build_with(&["--now", "2026-11-23T12:00:00Z"]);
}

#[test]
fn what_is_allowed_is_not_asked() {
    let other = Site::new();
    let body = format!(
        "See [the plan]({}).\n\n<!-- dateline-allow: external-link it comes back in spring -->\n\nSee [a map]({}).",
        other.at("/gone/intranet"),
        other.at("/gone-for-good")
    );
    let site = newsroom(&body);
    let config = site.read("dateline.yaml");
    let allow = format!("{config}external: {{allow: [\"{}\"]}}\n", other.at("/gone/**"));
    site.write("dateline.yaml", &allow);
    let run = check(&site, NOW, &["--strict"]);
    assert_eq!((run.code, run.rules()), (0, vec![]), "{}", run.stderr);
    run.says("no links to other sites");
    assert_eq!(other.lines(), Vec::<String>::new());
    assert_eq!(site.check(&["--strict"]).rules(), Vec::<&str>::new(), "an allow for `--external` has its use there");
    site.write("dateline.yaml", format!("{allow}rules: {{external-link: off}}\n"));
    site.release("bridge", "", &format!("See [the plan]({}).", other.at("/gone")));
    check(&site, NOW, &[]).says("no links to other sites");
    site.write("dateline.yaml", format!("{config}external: {{allow: ['[a']}}\n"));
    site.check(&[]).refused(&["bad-value"]).says("is no pattern of addresses");
}

#[test]
fn nobody_is_asked_for_a_link_of_a_text_that_is_not_public() {
    let other = Site::new();
    let site = newsroom("Text.");
    for (name, keys) in [
        ("draft", "status: draft"),
        ("embargoed", "embargo: 2026-12-01T09:00"),
        ("later", "date: 2026-12-01"),
        ("gone", "status: retracted\nstatus_note: No.\nstatus_date: 2026-11-05"),
    ] {
        let text = release(name, keys, &format!("See [the plan]({}).", other.at(&format!("/{name}"))));
        site.write(&format!("content/releases/2026/{name}.md"), text);
    }
    check(&site, NOW, &[]).says("no links to other sites");
    assert_eq!(other.lines(), Vec::<String>::new());
    let run = check(&site, NOW, &["--show-unpublished"]);
    run.says("3 addresses of other sites: 3 fine");
    let mut lines = other.lines();
    lines.sort();
    assert_eq!(lines, ["HEAD /draft", "HEAD /embargoed", "HEAD /later"]);
    assert!(!site.read(".dateline/outside-links.json").contains("127.0.0.1"), "nothing of them is kept");
}

#[test]
fn ones_own_network_is_asked_only_when_that_is_meant() {
    let other = Site::new();
    let site = newsroom(&format!("See [the plan]({}).", other.at("/fine")));
    let run = site.check(&["--external"]);
    assert_eq!(run.rules(), ["external-link"], "{}", run.stderr);
    run.says("an address of a private network");
    assert_eq!(other.lines(), Vec::<String>::new());
    assert_eq!(site.check(&["--external-private"]).code, 2);
}

#[test]
fn links_to_the_newsroom_itself_and_those_not_asked_for_are_left_out() {
    let other = Site::new();
    let site = newsroom(&format!("See [the plan]({}).", other.at("/gone")));
    site.release("own", "", "See [our page](https://news.example.org/nyc/) and [mail](mailto:press@example.org).");
    check(&site, NOW, &["content/releases/2026/own.md"]).says("no links to other sites");
    check(&site, NOW, &["--rule", "broken-link"]).says("no other site was asked");
    assert_eq!(other.lines(), Vec::<String>::new());
    let run = check(&site, NOW, &["--format", "json"]);
    assert!(run.stdout.contains("\"external-link\"") && !run.stdout.contains("another site"), "{}", run.stdout);
    run.says("1 address of another site: 1 broken");
}
