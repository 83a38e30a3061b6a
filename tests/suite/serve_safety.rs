//! `dateline serve` shows the newsroom's pages to this machine, and nothing else to anybody; and nothing stops it.

use std::fs;
use std::io::Write;
use std::net::Shutdown;
use std::sync::atomic::{AtomicBool, Ordering};

use dateline_content::headers;

use crate::served::{Answer, Served, eventually};
use crate::support::{TestSite, release};

const PAGE: &str = "/nyc/releases/2026/ferry/";
/// Bytes of files that are no pages.
const SECRET: &str = "what nobody is shown";

/// A newsroom with secrets in it and beside it.
fn site() -> TestSite {
    let site = TestSite::new();
    site.release("ferry", "", "Text.")
        .write(".git/config", SECRET)
        .write(".env", SECRET)
        .write("notes.txt", SECRET)
        .write("content/.hidden.txt", SECRET)
        .write("content/releases/2026/.ferry.md.swp", SECRET)
        .write("content/releases/2026/unnamed.txt", SECRET)
        .write("themes/newsroom/static/.hidden.css", SECRET)
        .write("../secret.txt", SECRET);
    site
}

fn is_well(preview: &Served) {
    let answer = preview.get(PAGE);
    assert!(answer.status == 200 && answer.text().contains("Release ferry"), "{}: {}", answer.status, preview.said());
}

/// What every answer has, whatever it is.
fn has_the_headers_of_production(answer: &Answer, what: &str) {
    assert_eq!(answer.header("content-security-policy"), headers::CONTENT_SECURITY_POLICY, "{what}");
    for (name, value) in headers::SECURITY {
        assert_eq!(answer.header(name), value, "{what}");
    }
    assert_eq!(answer.header("cache-control"), "no-store", "{what}");
    let opens = answer.headers.keys().find(|it| it.starts_with("access-control-"));
    assert_eq!(opens, None, "{what}");
}

#[test]
fn every_answer_has_the_headers_of_production() {
    let site = site();
    let preview = Served::start(&site);
    let style = preview.state(PAGE)["styles"][0].as_str().unwrap().to_owned();
    for (path, status) in [
        ("/", 200),
        (PAGE, 200),
        (&format!("/{style}"), 200),
        ("/nothing", 404),
        ("/nyc", 302),
        ("/.git/config", 400),
        ("/_dateline/preview.js", 200),
        ("/_dateline/preview.css", 200),
        ("/_dateline/state?page=/", 200),
        ("/_dateline/state", 400),
        ("/_dateline/width?width=320&page=/nyc/", 200),
    ] {
        let answer = preview.get(path);
        assert_eq!(answer.status, status, "{path}");
        has_the_headers_of_production(&answer, path);
    }
}

#[test]
fn a_page_of_another_host_is_refused_and_learns_nothing() {
    let site = site();
    let preview = Served::start(&site);
    for host in ["evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "192.0.2.7", ""]
    {
        for path in [PAGE, "/_dateline/state?page=/", "/_dateline/events?page=/", "/_dateline/preview.js"] {
            let answer = preview.request("GET", path, host, "");
            assert_eq!(answer.status, 421, "{host} {path}");
            assert!(!answer.text().contains("ferry"), "{host} {path}");
            has_the_headers_of_production(&answer, host);
        }
    }
    for host in ["localhost", "127.0.0.1", "[::1]:4010"] {
        assert_eq!(preview.request("GET", PAGE, host, "").status, 200, "{host}");
    }
    let answer = preview.ask(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").unwrap();
    assert!((400..500).contains(&answer.status), "no host: {}", answer.status);
    let answer = preview.ask(b"GET / HTTP/1.0\r\n\r\n").unwrap();
    assert!((400..500).contains(&answer.status), "no host: {}", answer.status);
}

#[test]
fn another_origin_is_not_let_in() {
    let site = site();
    let preview = Served::start(&site);
    let answer = preview.request("GET", PAGE, "localhost", "Origin: https://evil.example\r\n");
    has_the_headers_of_production(&answer, "a request of another origin");
    let more = "Origin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\n";
    let answer = preview.request("OPTIONS", PAGE, "localhost", more);
    assert_eq!(answer.status, 405);
    has_the_headers_of_production(&answer, "a question before a request");
}

#[test]
fn only_pages_are_answered() {
    let site = site();
    let preview = Served::start(&site);
    let long = format!("/{}", "a".repeat(5_000));
    let very_long = format!("/{}", "a/../".repeat(100_000));
    let odd = [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/..%2Fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/.%2e/secret.txt",
        "/nyc/../../secret.txt",
        "/nyc/%2e%2e/%2e%2e/secret.txt",
        "/..%5csecret.txt",
        "/%252e%252e/secret.txt",
        "/%252e%252e%252fsecret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/.git/config",
        "/%2egit/config",
        "/nyc/.git/config",
        "/.env",
        "/.dateline/",
        "//etc/hostname",
        "///etc/hostname",
        "/%2fetc/hostname",
        "/etc/hostname",
        "/etc/hostname%00.html",
        "/%00",
        "/nyc/%00/",
        "/dateline.yaml",
        "/notes.txt",
        "/content/contacts.yaml",
        "/content/releases/2026/ferry.md",
        "/content/.hidden.txt",
        "/nyc/releases/2026/ferry/unnamed.txt",
        "/nyc/releases/2026/ferry/.ferry.md.swp",
        "/themes/newsroom/static/.hidden.css",
        "/assets/.hidden.css",
        "/public/index.html",
        "/file:///etc/hostname",
        "/_dateline/",
        "/_dateline/../secret.txt",
        "/_dateline/nothing",
        &long,
        &very_long,
    ];
    let hostname = fs::read_to_string("/etc/hostname").unwrap_or_default();
    for path in odd {
        let name = &path[..path.len().min(60)];
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        // So long an address may be refused with the connection.
        let Some(answer) = preview.ask(request.as_bytes()) else {
            assert!(path.len() > 10_000, "{name}: no answer");
            continue;
        };
        assert!((400..500).contains(&answer.status), "{name}: {}", answer.status);
        let text = answer.text();
        assert!(!text.contains(SECRET) && !text.contains("base_url") && !text.contains("area_codes"), "{name}");
        assert!(hostname.trim().is_empty() || !text.contains(hostname.trim()), "{name}");
    }
    // No address at all, or another host's.
    for request in ["GET secret.txt", "GET ../secret.txt", "GET *", "GET http://evil.example/../secret.txt", "GET "] {
        let request = format!("{request} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let answer = preview.ask(request.as_bytes());
        assert!(answer.is_none_or(|it| (400..500).contains(&it.status) && !it.text().contains(SECRET)), "{request}");
    }
    is_well(&preview);
}

#[test]
fn odd_questions_to_the_preview_itself_learn_nothing() {
    let site = site();
    let preview = Served::start(&site);
    for page in ["/../secret.txt", "/..%252fsecret.txt", "/.git/config", "//evil.example/", "secret.txt", "", "/%2500"]
    {
        for question in ["state", "events", "width"] {
            let answer = preview.get(&format!("/_dateline/{question}?width=320&page={page}"));
            assert!((400..=503).contains(&answer.status), "{question} {page}: {}", answer.status);
            assert!(!answer.text().contains(SECRET), "{question} {page}");
        }
    }
    let answer = preview.get("/_dateline/width?width=320&page=/%22%3E%3Cscript%3Ealert(1)%3C/script%3E");
    assert!(!answer.text().contains("<script>"), "{}", answer.text());
    is_well(&preview);
}

#[test]
fn a_link_that_leads_out_is_told_and_not_followed() {
    let site = site();
    let link = |path: &str| {
        fs::create_dir_all(site.path(path).parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(site.beside("secret.txt"), site.path(path)).unwrap();
    };
    link("content/releases/2026/plan.txt");
    link("themes/newsroom/static/leak.txt");
    site.release("ferry", "attachments: [{file: plan.txt, title: Plan}]", "Text.");
    let preview = Served::start(&site);
    let told = preview.errors("/");
    for path in ["content/releases/2026/plan.txt", "themes/newsroom/static/leak.txt"] {
        assert!(told.iter().any(|it| it == path), "{path}: {told:?}");
    }
    for path in ["/nyc/releases/2026/ferry/plan.txt", "/assets/leak.txt"] {
        assert_eq!(preview.get(path).status, 404, "{path}");
    }
    // Mended, and then exchanged for a link again.
    site.remove("content/releases/2026/plan.txt").remove("themes/newsroom/static/leak.txt");
    site.write("content/releases/2026/plan.txt", "the plan");
    preview.shows("/nyc/releases/2026/ferry/plan.txt", "the plan");
    site.remove("content/releases/2026/plan.txt");
    link("content/releases/2026/plan.txt");
    eventually("it is told", || preview.errors("/").iter().any(|it| it == "content/releases/2026/plan.txt"));
    let answer = preview.get("/nyc/releases/2026/ferry/plan.txt");
    assert!(answer.status == 404 || answer.text() == "the plan", "at most what was there before: {}", answer.text());
}

#[test]
fn nothing_can_be_sent_to_it() {
    let site = site();
    let preview = Served::start(&site);
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
        for path in [PAGE, "/_dateline/state?page=/", "/nothing"] {
            let answer = preview.request(method, path, "localhost", "");
            assert_eq!(answer.status, 405, "{method} {path}");
        }
    }
    let request = format!(
        "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 9000000\r\n\r\n{}",
        "a".repeat(9_000_000)
    );
    let answer = preview.ask(request.as_bytes());
    assert!(answer.is_none_or(|it| (400..500).contains(&it.status)));
    is_well(&preview);
}

#[test]
fn requests_that_are_none_do_not_stop_it() {
    let site = site();
    let preview = Served::start(&site);
    let garbage: Vec<u8> = (0..100_000_u32).map(|it| (it.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let huge = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-Huge: {}\r\n\r\n", "a".repeat(1_000_000));
    let many = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X-Many: a\r\n".repeat(50_000));
    let requests: Vec<&[u8]> = vec![
        &garbage,
        huge.as_bytes(),
        many.as_bytes(),
        b"",
        b"\0\0\0\0",
        b"\r\n\r\n\r\n\r\n",
        b"GET",
        b"GET / HTTP/1.1\r\nHost: local",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nabc",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
        b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ];
    for request in requests {
        let answer = preview.cut_off(request);
        let name = String::from_utf8_lossy(&request[..request.len().min(60)]).into_owned();
        assert!(answer.is_none_or(|it| it.status == 200 || (400..=505).contains(&it.status)), "{name}");
        is_well(&preview);
    }
    // Half a request, and gone.
    for _ in 0..50 {
        let mut socket = preview.connect();
        socket.write_all(b"GET / HTTP/1.1\r\nHo").unwrap();
        socket.shutdown(Shutdown::Both).unwrap();
    }
    is_well(&preview);
    assert!(!preview.said().contains("panicked"), "{}", preview.said());
}

#[test]
fn clients_that_are_slow_hold_nobody_up() {
    let site = site();
    let preview = Served::start(&site);
    let request = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    // More of them than requests may be under way, and each sends a byte at a time.
    let mut sockets: Vec<_> = (0..300).map(|_| preview.connect()).collect();
    for byte in &request[..20] {
        for socket in &mut sockets {
            socket.write_all(&[*byte]).unwrap();
        }
        is_well(&preview);
    }
    // Some ask and never read.
    for socket in &mut sockets[..100] {
        socket.write_all(&request[20..]).unwrap();
    }
    is_well(&preview);
    site.release("bridge", "", "Text.");
    preview.shows("/nyc/", "Release bridge");
}

#[test]
fn two_hundred_open_pages_are_told_and_others_are_answered() {
    let site = site();
    let mut preview = Served::start(&site);
    let mut streams: Vec<_> = (0..200).map(|_| preview.events(PAGE)).collect();
    let marks: Vec<_> = streams.iter_mut().map(|it| it.message()["mark"].clone()).collect();
    for _ in 0..20 {
        is_well(&preview);
    }
    site.release("ferry", "", "Another text.");
    for (stream, mark) in streams.iter_mut().zip(&marks) {
        assert_ne!(stream.message()["mark"], *mark);
    }
    preview.shows(PAGE, "Another text.");
    // Pages are closed: their places are free again.
    drop(streams);
    let mut streams: Vec<_> = (0..200).map(|_| preview.events(PAGE)).collect();
    streams.iter_mut().for_each(|it| drop(it.message()));
    preview.signal("INT");
    assert_eq!(preview.end(), Some(0), "{}", preview.said());
}

#[test]
fn more_open_pages_than_there_are_places_are_refused_and_the_others_stay() {
    let site = site();
    let preview = Served::start(&site);
    let mut streams: Vec<_> = (0..512).map(|_| preview.events(PAGE)).collect();
    streams.iter_mut().for_each(|it| drop(it.message()));
    assert_eq!(preview.get(&format!("/_dateline/events?page={PAGE}")).status, 503);
    is_well(&preview);
    streams.truncate(500);
    eventually("a place is free", || {
        // The headers say so; an open stream has no end.
        use std::io::Read;
        let mut socket = preview.connect();
        let request = format!("GET /_dateline/events?page={PAGE} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        socket.write_all(request.as_bytes()).unwrap();
        let mut head = [0; 12];
        socket.read_exact(&mut head).unwrap();
        &head == b"HTTP/1.1 200"
    });
}

#[test]
fn ten_thousand_file_events_are_followed_to_the_end() {
    let site = site();
    let preview = Served::start(&site);
    is_well(&preview);
    // Each file is made, opened, written, closed and removed.
    for at in 0..2_000 {
        site.write(&format!("content/releases/2026/many/{at}.txt"), "file");
    }
    fs::remove_dir_all(site.path("content/releases/2026/many")).unwrap();
    site.release("ferry", "", "After the burst.");
    preview.shows(PAGE, "After the burst.");
    preview.has_errors("/", &[]);
}

#[test]
fn events_that_the_system_lost_are_made_up_for() {
    let site = site();
    let preview = Served::start(&site);
    is_well(&preview);
    // Nobody takes the events, so that more come than are kept.
    preview.signal("STOP");
    let limit = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").unwrap_or_default();
    let limit: usize = limit.trim().parse().unwrap_or(16_384);
    if limit <= 20_000 {
        for at in 0..limit / 2 + 1 {
            let path = site.path(&format!("content/releases/2026/many-{}.txt", at % 2));
            fs::write(&path, "file").unwrap();
            fs::remove_file(path).unwrap();
        }
    }
    site.release("ferry", "", "After the flood.").release("tunnel", "", "Text.");
    site.write("content/releases/2026/pier/index.md", release("pier", "", "Text."));
    preview.signal("CONT");
    preview.shows(PAGE, "After the flood.");
    preview.shows("/nyc/releases/2026/tunnel/", "Release tunnel");
    site.edit("content/releases/2026/pier/index.md", "Text.", "A text after the flood.");
    preview.shows("/nyc/releases/2026/pier/", "A text after the flood.");
}

/// Does something again and again while a preview is asked.
fn meanwhile(act: impl Fn(usize) + Sync, ask: impl FnOnce()) {
    struct Over<'a>(&'a AtomicBool);
    impl Drop for Over<'_> {
        fn drop(&mut self) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // Also when an assertion fails.
        let _over = Over(&is_over);
        scope.spawn(|| {
            let mut at = 0;
            while !is_over.load(Ordering::Relaxed) {
                act(at);
                at += 1;
                std::thread::sleep(std::time::Duration::from_millis(3));
            }
        });
        ask();
    });
}

#[test]
fn a_page_whose_text_changes_while_it_is_read_is_whole() {
    let site = site();
    let texts = ["old ".repeat(20_000), "new ".repeat(25_000)].map(|it| release("ferry", "", &it));
    let path = site.path("content/releases/2026/ferry.md");
    fs::write(&path, &texts[0]).unwrap();
    let preview = Served::start(&site);
    is_well(&preview);
    let temporary = site.path("content/releases/2026/.ferry.md.tmp");
    let exchange = |at: usize| {
        fs::write(&temporary, &texts[at % 2]).unwrap();
        fs::rename(&temporary, &path).unwrap();
    };
    meanwhile(exchange, || {
        for _ in 0..6 {
            let answer = preview.get(PAGE);
            let (n_old, n_new) = (answer.text().matches("old ").count(), answer.text().matches("new ").count());
            // The first one of a page stands in its summary too, and the last one has no blank after it.
            assert!(answer.status == 200 && (n_old > 19_000) != (n_new > 24_000), "{} {n_old} {n_new}", answer.status);
            assert!(n_old == 0 || n_new == 0, "{n_old} and {n_new}");
        }
    });
    fs::write(&path, release("ferry", "", "At last.")).unwrap();
    preview.shows(PAGE, "At last.");
}

#[test]
fn a_page_whose_text_is_emptied_and_written_again_and_again_is_whole() {
    let site = site();
    let preview = Served::start(&site);
    is_well(&preview);
    let path = site.path("content/releases/2026/ferry.md");
    let text = |at: usize| release("ferry", "", &format!("Begin {at}. {} End {at}.", "text ".repeat(100)));
    fs::write(&path, text(0)).unwrap();
    preview.shows(PAGE, "Begin 0. ");
    meanwhile(
        |at| fs::write(&path, text(at)).unwrap(),
        || {
            for _ in 0..10 {
                let answer = preview.get(PAGE);
                let page = answer.text();
                let end = page.rsplit("End ").next().unwrap().split('.').next().unwrap();
                assert!(answer.status == 200 && page.contains(&format!("Begin {end}. ")), "{}: {page}", answer.status);
            }
        },
    );
    fs::write(&path, release("ferry", "", "At last.")).unwrap();
    preview.shows(PAGE, "At last.");
    preview.has_errors(PAGE, &[]);
}

#[test]
fn a_file_beside_the_text_that_changes_while_it_is_read_is_whole() {
    let site = site();
    let contents = ["o".repeat(1_000_000), "n".repeat(1_500_000)];
    let path = site.path("content/releases/2026/plan.txt");
    fs::write(&path, &contents[0]).unwrap();
    site.release("ferry", "attachments: [{file: plan.txt, title: Plan}]", "Text.");
    let preview = Served::start(&site);
    is_well(&preview);
    let temporary = site.path("content/releases/2026/.plan.tmp");
    let exchange = |at: usize| {
        fs::write(&temporary, &contents[at % 2]).unwrap();
        fs::rename(&temporary, &path).unwrap();
    };
    meanwhile(exchange, || {
        for _ in 0..20 {
            let answer = preview.get("/nyc/releases/2026/ferry/plan.txt");
            let is_whole = contents.iter().any(|it| answer.body == it.as_bytes());
            assert!(answer.status == 200 && is_whole, "{} {}", answer.status, answer.body.len());
        }
    });
}

/// A word that stands only in unpublished texts, their names and the files beside them.
const MARKER: &str = "zyzzyva";

#[test]
fn a_preview_of_what_is_public_tells_nothing_of_an_unpublished_text() {
    for held in ["status: draft", "embargo: 2027-01-01", "date: 2027-01-01", "stauts: zyzzyva"] {
        let site = TestSite::whole();
        site.release("ferry", "", "Text.");
        // Faults of every sort: in a value, a key, the text, a file beside it, and between two texts.
        let keys = |more: &str| format!("title: {MARKER} title\n{held}\nid: {MARKER}\n{more}");
        for (name, more, body) in [
            ("value", "topics: [zyzzyva]", "Text."),
            ("key", "zyzzyva: zyzzyva", "Text."),
            ("text", "", "<b>zyzzyva</b> [zyzzyva](zyzzyva.md)"),
            ("file", "attachments: [{file: zyzzyva-none.pdf, title: zyzzyva}]", "Text."),
            ("series", "series: {id: zyzzyva, number: 3}", "Text."),
            ("broken", "topics: [zyzzyva: a", "Text."),
            ("alias", "aliases: [/releases/2026/ferry/]", "Text."),
        ] {
            let path = format!("content/releases/2026/{MARKER}-{name}/index.md");
            site.write(&path, release(name, &keys(more), body));
            site.write(&path.replace("index.md", "zyzzyva-unnamed.pdf"), MARKER);
            site.write(&path.replace("index.md", "zyzzyva.png"), MARKER);
        }
        site.write("content/releases/2026/zyzzyva-stray.md.md", MARKER);
        std::os::unix::fs::symlink("/nowhere", site.path("content/releases/2026/zyzzyva-link.pdf")).unwrap();
        let preview = Served::with(&site, &["--port", "0", "--published-only", "--editor", "editor:{path}:{line}"]);
        let state = preview.state("/");
        let errors = state["errors"].as_array().unwrap();
        assert!(errors.len() > 5, "that something is wrong is told: {state}");
        assert!(errors.iter().all(|it| it["place"] == "an unpublished file" && it["href"] == ""), "{held}: {state}");
        let own = |name: &str| format!("/nyc/releases/2026/{MARKER}-{name}/");
        let mut addresses: Vec<String> =
            ["value", "key", "text", "file", "series", "broken", "alias"].iter().map(|it| own(it)).collect();
        addresses.extend(["/", PAGE, "/nothing", "/nyc/", "/search/", "/sitemap.xml", "/feed.xml"].map(str::to_owned));
        addresses.extend([own("file") + "zyzzyva.png", "/releases/2026/zyzzyva-text/".into(), "/zyzzyva".into()]);
        addresses.extend([format!("/content/releases/2026/{MARKER}-text/index.md"), "/series/zyzzyva/".into()]);
        for address in &addresses {
            let answer = preview.get(address);
            let script = format!("preview.js?page={address}");
            let page = answer.text().replace(&script, "");
            assert!(!page.contains(MARKER), "{held} {address}: {page}");
            let state = preview.state(address).to_string();
            assert!(!state.contains(MARKER), "{held} {address}: {state}");
            let message = preview.events(address).message().to_string();
            assert!(!message.contains(MARKER), "{held} {address}: {message}");
        }
        // What is public is read, and what is told of it is told in full.
        site.release("bridge", "topics: [none]", "Text.");
        eventually("it is told", || {
            let state = preview.state("/").to_string();
            state.contains("bridge.md:5:10") && state.contains("editor:") && !state.contains(MARKER)
        });
    }
}

#[test]
fn a_text_that_is_withdrawn_from_the_public_is_not_shown_from_memory() {
    let site = TestSite::new();
    site.release("ferry", "", "Text zyzzyva.");
    let preview = Served::with(&site, &["--port", "0", "--published-only"]);
    preview.shows(PAGE, "Text zyzzyva.");
    // It becomes a draft, with a fault that leaves no page of it.
    site.release("ferry", "status: draft\nkind: [zyzzyva", "Text zyzzyva.");
    preview.answers(PAGE, 404);
    assert!(!preview.state(PAGE).to_string().contains(MARKER));
}
