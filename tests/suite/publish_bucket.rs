//! `dateline publish` to a bucket of a real server of the S3 protocol: what is put, with which headers, and how it is gone back.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::publish::FERRY;
use crate::store::{Proxy, TestBucket, ask};
use crate::support::{NOW, Run, TestSite, release};

const BRIDGE: &str = "content/releases/2026/bridge.md";

/// What the program is told of the server, at a port.
pub fn environment(port: u16) -> [(&'static str, String); 4] {
    [
        ("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}")),
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned()),
        ("AWS_REGION", "us-east-1".to_owned()),
    ]
}

/// Runs a command of the newsroom, with the server at a port.
pub fn run(site: &TestSite, port: u16, words: &[&str]) -> Run {
    run_until(site, port, words, &|| false)
}

/// The same until it is killed.
pub fn run_until(site: &TestSite, port: u16, words: &[&str], is_time: &dyn Fn() -> bool) -> Run {
    let root = site.root().display().to_string();
    let environment = environment(port);
    let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let now = if words.contains(&"--now") { &[][..] } else { &["--now", NOW][..] };
    site.run_until(&[words, &["--root", &root], now].concat(), &environment, &site.root(), is_time)
}

fn json(run: &Run) -> Value {
    assert_eq!(run.code, 0, "{}", run.stderr);
    serde_json::from_str(&run.stdout).unwrap()
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect()
}

/// Two releases, one with a file, a picture and an old address.
pub fn newsroom() -> TestSite {
    let site = crate::publish::newsroom();
    site.edit(FERRY, "media:", "aliases: [/old/ferry.asp]\nmedia:");
    site
}

#[test]
fn a_bucket_gets_every_file_with_its_headers_and_then_what_changed() {
    let Some(bucket) = TestBucket::new() else { return };
    bucket.put("theirs.txt", b"theirs");
    let site = newsroom();
    let target = bucket.target();
    let refused = run(&site, bucket.port, &["publish", &target]);
    assert!(refused.code == 2 && refused.stderr.contains("did not put there"), "{}", refused.stderr);
    let first = json(&run(&site, bucket.port, &["publish", &target, "--force", "--format", "json"]));
    let public = site.public();
    let files: BTreeSet<&str> = public.keys().map(String::as_str).filter(|it| !it.ends_with('/')).collect();
    assert_eq!(keys(&first["put"]), files);
    let mut there = bucket.contents();
    assert_eq!(there.remove("theirs.txt"), Some(b"theirs".to_vec()));
    assert!(there.iter().all(|(key, bytes)| public[key] == *bytes) && there.len() == files.len());
    let page = bucket.get("nyc/releases/2026/ferry/index.html");
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), Some("public, max-age=300, must-revalidate"));
    let style = files.iter().find(|it| it.ends_with(".css")).unwrap();
    assert_eq!(bucket.get(style).header("cache-control"), Some("public, max-age=31536000, immutable"));
    // An old address leads on from the bucket's website, and by its page elsewhere.
    let old = bucket.get("nyc/old/ferry.asp");
    assert_eq!(old.header("x-amz-website-redirect-location"), Some("/nyc/releases/2026/ferry/"));
    assert!(old.text().contains("releases/2026/ferry/"));
    // Nothing changed: the record is read, the addresses, the record again and whether anybody publishes.
    let proxy = Proxy::new(bucket.port, None);
    let again = json(&run(&site, proxy.port, &["publish", &target, "--format", "json"]));
    assert!(keys(&again["put"]).is_empty() && again["unchanged"] == files.len());
    assert!(proxy.log().len() <= 4, "{:?}", proxy.log());
    // One edit: what has its words, and no more.
    site.edit(BRIDGE, "It opens.", "It opens soon.");
    let proxy = Proxy::new(bucket.port, None);
    let edited = json(&run(&site, proxy.port, &["publish", &target, "--format", "json"]));
    let put = keys(&edited["put"]);
    assert!(
        put.contains("sf/releases/2026/bridge/index.html") && !put.iter().any(|it| it.contains("ferry")),
        "{put:?}"
    );
    let n_puts = proxy.log().iter().filter(|it| it.starts_with("PUT ") && !it.contains("/.dateline/")).count();
    assert_eq!(n_puts, put.len());
    assert_eq!(bucket.get("theirs.txt").body, b"theirs");
}

#[test]
fn the_server_in_this_process_answers_like_the_one_of_others() {
    let Some(theirs) = TestBucket::new() else { return };
    let ours = TestBucket::quick();
    let told = |bucket: &TestBucket| {
        let site = newsroom();
        bucket.put("theirs.txt", b"theirs");
        let target = bucket.target();
        let mut told = Vec::new();
        let mut publish = |words: &[&str]| {
            let proxy = Proxy::new(bucket.port, None);
            let ran = run(&site, proxy.port, &[words, &["--in-flight", "1", "--retries", "0"]].concat());
            let mut requests = proxy.log().iter().map(|it| it.replace(&bucket.name, "BUCKET")).collect::<Vec<_>>();
            requests.sort_unstable();
            told.push(format!("{} {}\n{requests:#?}", ran.code, ran.stderr.replace(&bucket.name, "BUCKET")));
        };
        publish(&["publish", &target]);
        publish(&["publish", &target, "--force", "--build-id", "first"]);
        publish(&["publish", &target, "--build-id", "again"]);
        site.edit(BRIDGE, "It opens.", "It opens soon.");
        publish(&["publish", &target, "--build-id", "second"]);
        site.edit(
            BRIDGE,
            "date: 2026-11-02",
            "date: 2026-11-02\nstatus: retracted\nstatus_date: 2026-11-03\nstatus_note: No.",
        );
        publish(&["publish", &target, "--build-id", "third"]);
        publish(&["rollback", "first", "--target", &target, "--now", "2026-11-23T12:00:01Z"]);
        let sent = |key: &String| {
            let answer = bucket.get(key);
            let names = ["content-type", "cache-control", "content-encoding", "x-amz-website-redirect-location"];
            format!("{:?}", names.map(|it| answer.header(it).map(str::to_owned)))
        };
        let there: Vec<String> = bucket.public().keys().map(|key| format!("{key} {}", sent(key))).collect();
        (told, there, bucket.contents())
    };
    let (theirs, ours) = (told(&theirs), told(&ours));
    for (theirs, ours) in theirs.0.iter().zip(&ours.0) {
        assert_eq!(theirs, ours);
    }
    assert_eq!(theirs.1, ours.1);
    assert!(theirs.2 == ours.2, "the bytes differ");
    let missing = |bucket: &TestBucket| (bucket.get("none").status(), bucket.get("none").text().contains("NoSuchKey"));
    assert_eq!(missing(&TestBucket::quick()), (404, true));
}

#[test]
fn a_header_alone_is_a_change_and_texts_can_be_compressed() {
    let Some(bucket) = TestBucket::new() else { return };
    let site = newsroom();
    let config = site.read("dateline.yaml");
    let compress = |how: &str| {
        site.write("dateline.yaml", format!("publish: {{target: \"{}\"{how}}}\n{config}", bucket.target()));
    };
    compress("");
    assert_eq!(run(&site, bucket.port, &["publish"]).code, 0);
    let page = "nyc/releases/2026/ferry/index.html";
    let plain = bucket.get(page);
    for (compression, coding, is_smaller) in
        [("gzip", Some("gzip"), true), ("brotli", Some("br"), true), ("none", None, false)]
    {
        compress(&format!(", compress: {compression}"));
        let told = json(&run(&site, bucket.port, &["publish", "--format", "json"]));
        let put = keys(&told["put"]);
        assert!(put.contains(page) && !put.iter().any(|it| it.ends_with(".png")), "{put:?}");
        let sent = bucket.get(page);
        assert_eq!(sent.header("content-encoding"), coding, "{compression}");
        assert_eq!(sent.body.len() < plain.body.len() / 2, is_smaller, "{compression}");
    }
    assert_eq!(bucket.get(page).body, plain.body);
    // One may go back to a compressed build too, though all was published at one instant.
    let back = run(&site, bucket.port, &["rollback", "--now", "2026-11-23T12:00:01Z"]);
    assert_eq!(back.code, 0, "{}", back.stderr);
    assert_eq!(bucket.get(page).header("content-encoding"), Some("br"));
}

#[test]
fn what_is_gone_stays_for_a_day_and_a_build_can_be_gone_back_to() {
    let Some(bucket) = TestBucket::new() else { return };
    let site = newsroom();
    let target = bucket.target();
    let words = ["publish", &target, "--max-deletes", "100%", "--forget-addresses", "--now"];
    let publish = |now: &str| run(&site, bucket.port, &[&words[..], &[now]].concat());
    assert_eq!(publish("2026-11-23T12:00:00Z").code, 0);
    let first = bucket.contents();
    site.edit(FERRY, "attachments: [{file: plan.txt, title: Plan}]\n", "");
    site.edit(FERRY, "It sails.", "It sails at noon.");
    site.remove("content/releases/2026/ferry/plan.txt");
    assert_eq!(publish("2026-11-23T13:00:00Z").code, 0);
    let plan = "nyc/releases/2026/ferry/plan.txt";
    assert_eq!(bucket.get(plan).body, b"The plan.", "a page in a cache may ask for it");
    assert_eq!(publish("2026-11-24T13:00:00Z").code, 0);
    assert!(!bucket.public().contains_key(plan));
    let listed = run(&site, bucket.port, &["publish", &target, "--list"]);
    // What was only tidied up is no build of its own.
    assert_eq!(listed.stdout.lines().count(), 2, "{}", listed.stdout);
    let oldest = listed.stdout.lines().last().unwrap().split_whitespace().nth(1).unwrap().to_owned();
    let back = ["rollback", &oldest, "--target", &target, "--now", "2026-11-24T14:00:00Z"];
    let dry = run(&site, bucket.port, &[&back[..], &["--dry-run"]].concat());
    assert!(
        dry.code == 0 && dry.stderr.contains("would be put") && !bucket.public().contains_key(plan),
        "{}",
        dry.stderr
    );
    let done = run(&site, bucket.port, &back);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let mut there = bucket.contents();
    // What the later build alone had stays for a day too.
    there.retain(|key, _| first.contains_key(key));
    assert!(there == first, "as it was");
    assert_eq!(
        bucket.get("nyc/old/ferry.asp").header("x-amz-website-redirect-location"),
        Some("/nyc/releases/2026/ferry/")
    );
    let unknown = run(&site, bucket.port, &["rollback", "none", "--target", &target]);
    assert!(unknown.code == 2 && unknown.stderr.contains("publish --list"), "{}", unknown.stderr);
}

#[test]
fn an_embargo_that_was_set_too_late_takes_everything_away_and_going_back_does_not_bring_it() {
    let Some(bucket) = TestBucket::new() else { return };
    let site = newsroom();
    let target = bucket.target();
    let publish = |now: &str, more: &[&str]| {
        run(&site, bucket.port, &[&["publish", &target, "--max-deletes", "100%", "--now", now], more].concat())
    };
    assert_eq!(publish("2026-11-23T12:00:00Z", &[]).code, 0);
    site.edit(BRIDGE, "It opens.", "It opens soon.");
    assert_eq!(publish("2026-11-23T13:00:00Z", &[]).code, 0);
    let has_words = |words: &str| {
        let all = bucket.list().into_keys().filter(|it| !it.ends_with(".json") || it.contains("releases/"));
        all.filter(|key| String::from_utf8_lossy(&bucket.get(key).body).contains(words)).collect::<Vec<_>>()
    };
    assert!(!has_words("It sails").is_empty() && !has_words("The plan").is_empty());
    let stale = site.path("stale").display().to_string();
    assert_eq!(site.build_with(&["--out", &stale]).code, 0);
    site.edit(FERRY, "aliases:", "embargo: 2026-12-01T10:00:00-05:00\naliases:");
    let root = site.root().display().to_string();
    let build = ["build", "--root", &root, "--now", "2026-11-23T14:00:00Z", "--forget-addresses"];
    assert_eq!(site.run(&build, &[], &site.root()).code, 0);
    let public = site.path("public").display().to_string();
    let done = publish("2026-11-23T14:00:00Z", &["--from", &public, "--forget-addresses"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    let late = publish("2026-11-23T14:00:00Z", &["--from", &stale, "--forget-addresses"]);
    assert!(late.code == 2 && late.stderr.contains("may not be public now"), "{}", late.stderr);
    assert_eq!((has_words("It sails"), has_words("The plan")), (vec![], vec![]), "no grace, and nothing kept");
    let listed = run(&site, bucket.port, &["publish", &target, "--list"]);
    let oldest = listed.stdout.lines().last().unwrap().split_whitespace().nth(1).unwrap().to_owned();
    let back = run(&site, bucket.port, &["rollback", &oldest, "--target", &target, "--now", "2026-11-23T15:00:00Z"]);
    assert!(back.code == 0 && back.stderr.contains("may not be read any more"), "{}", back.stderr);
    assert_eq!(has_words("It sails"), Vec::<String>::new());
    assert!(bucket.get("nyc/releases/2026/bridge/index.html").text().contains("It opens."), "this one came back");
}

#[test]
fn two_publishers_at_once_do_not_mix() {
    let Some(bucket) = TestBucket::new() else { return };
    let (one, other) = (newsroom(), newsroom());
    other.edit(BRIDGE, "It opens.", "It closes.");
    let target = bucket.target();
    let (one_ran, other_ran) = std::thread::scope(|scope| {
        let one = scope.spawn(|| run(&one, bucket.port, &["publish", &target]));
        let other = scope.spawn(|| run(&other, bucket.port, &["publish", &target]));
        (one.join().unwrap(), other.join().unwrap())
    });
    let codes = [one_ran.code, other_ran.code];
    assert!(codes.contains(&0), "{}\n{}", one_ran.stderr, other_ran.stderr);
    for ran in [&one_ran, &other_ran].into_iter().filter(|it| it.code != 0) {
        assert!(ran.code == 2 && ran.stderr.contains("another publish to"), "{}", ran.stderr);
    }
    // What is there is one of the two, as its record says. Both may have succeeded, one after the other.
    let record: Value = serde_json::from_slice(&bucket.get(".dateline/record.json").body).unwrap();
    let n_files = record["files"].as_object().unwrap().len();
    let (is_one, is_other) = (is_there(&bucket, &one), is_there(&bucket, &other));
    assert!((is_one || is_other) && !(is_one && is_other), "{codes:?}");
    assert_eq!(n_files, one.public().keys().filter(|it| !it.ends_with('/')).count());
    assert!(!bucket.list().contains_key(".dateline/intent.json"));
}

fn is_there(bucket: &TestBucket, site: &TestSite) -> bool {
    let there = bucket.contents();
    site.public().into_iter().filter(|it| !it.0.ends_with('/')).all(|(path, bytes)| there.get(&path) == Some(&bytes))
}

#[test]
fn drift_is_found_and_put_right() {
    let Some(bucket) = TestBucket::new() else { return };
    let site = newsroom();
    let target = bucket.target();
    assert_eq!(run(&site, bucket.port, &["publish", &target]).code, 0);
    let good = bucket.public();
    let kind = bucket.get("feed.xml").header("content-type").map(str::to_owned);
    let path = format!("/{}/feed.xml", bucket.name);
    bucket.put("index.html", b"defaced");
    bucket.delete("nyc/index.html");
    bucket.put("theirs.txt", b"theirs");
    // The same bytes with other headers.
    let feed = bucket.get("feed.xml").body;
    ask(bucket.port, "PUT", &path, &[("content-type", "text/plain")], &feed);
    let told = json(&run(&site, bucket.port, &["publish", &target, "--reconcile", "--format", "json"]));
    assert_eq!(keys(&told["put"]), BTreeSet::from(["feed.xml", "index.html", "nyc/index.html"]));
    let mut public = bucket.public();
    assert!(public.remove("theirs.txt").is_some());
    assert_eq!(public, good);
    assert_eq!(bucket.get("feed.xml").header("content-type"), kind.as_deref());
}

#[test]
fn an_office_with_a_target_of_its_own_is_published_there_as_a_whole_site() {
    let Some(whole) = TestBucket::new() else { return };
    let own = whole.beside();
    let site = newsroom();
    let publish = format!(
        "publish:\n  target: \"{}/news\"\n  offices: {{nyc: {{target: \"{}\"}}}}\ntopics:",
        whole.target(),
        own.target()
    );
    site.edit("dateline.yaml", "topics:", &publish);
    site.edit(
        "dateline.yaml",
        "timezone: America/New_York,",
        "timezone: America/New_York, base_url: \"https://nyc.example.org/\",",
    );
    let ran = run(&site, whole.port, &["publish", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(ran.stdout.lines().count(), 2, "a line for each target");
    let public = site.public();
    let (whole, own) = (whole.contents(), own.contents());
    assert!(own.iter().all(|(key, bytes)| public[&format!("nyc/{key}")] == *bytes) && own.contains_key("index.html"));
    assert!(whole.keys().all(|it| it.starts_with("news/") && !it.starts_with("news/nyc/")));
    let whole: Vec<&String> = whole.keys().filter(|it| !it.starts_with("news/.dateline/")).collect();
    let n_files = public.keys().filter(|it| !it.ends_with('/')).count();
    assert_eq!(whole.len() + own.len(), n_files);
}

#[test]
fn what_is_wrong_with_a_target_is_said_in_words_and_no_secret_is() {
    let Some(bucket) = TestBucket::new() else { return };
    let site = newsroom();
    let refused = |target: &str, more: &[&str], expected: &str| {
        let ran = run(&site, bucket.port, &[&["publish", target], more].concat());
        assert!(ran.code == 2 && ran.stderr.contains(expected), "{target}: {}", ran.stderr);
        assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("wJalrXUtnFEMI"), "{}", ran.stderr);
    };
    refused("ftp://press", &[], "there are `s3://`, `gs://`, `az://` and folders");
    refused("s3://", &[], "names no bucket");
    refused("s3://no-such-bucket", &["--retries", "0"], "NoSuchBucket");
    refused(&bucket.target(), &["--in-flight", "0"], "--in-flight: write 1 or more");
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let ran = run(&site, closed, &["publish", &bucket.target(), "--retries", "1"]);
    assert!(ran.code == 2 && ran.stderr.contains("run it again") && !ran.stderr.contains("wJalr"), "{}", ran.stderr);
    let nowhere = run(&site, bucket.port, &["publish"]);
    assert!(nowhere.code == 2 && nowhere.stderr.contains("say where to"), "{}", nowhere.stderr);
}

#[test]
fn five_thousand_objects_are_published_and_an_edit_puts_a_few() {
    let Some(bucket) = TestBucket::new() else { return };
    let site = TestSite::new();
    for n in 0..2_450 {
        site.write(&format!("content/releases/2026/release-{n}.md"), release(&format!("release-{n}"), "", "It opens."));
    }
    let target = bucket.target();
    let first = json(&run(&site, bucket.port, &["publish", &target, "--format", "json", "--in-flight", "8"]));
    let n_put = keys(&first["put"]).len();
    assert!(n_put >= 5_000 && bucket.public().len() == n_put, "{n_put}");
    site.edit("content/releases/2026/release-7.md", "It opens.", "It opens soon.");
    let edited = json(&run(&site, bucket.port, &["publish", &target, "--format", "json"]));
    assert!(keys(&edited["put"]).len() <= 16, "{:?}", edited["put"]);
    let proxy = Proxy::new(bucket.port, None);
    json(&run(&site, proxy.port, &["publish", &target, "--format", "json"]));
    assert!(proxy.log().len() <= 4, "{:?}", proxy.log());
}

/// A key that cannot be named as a path is somebody else's, and is left alone.
#[test]
fn keys_that_are_no_paths_are_those_of_others() {
    let odd = ["a//b", "//c", "x/../y", "./z", "folder/", "a/b/", "with\u{1}control"];
    let Some(bucket) = TestBucket::new() else { return };
    let site = newsroom();
    let target = bucket.target();
    let mut n_put = 0;
    for key in odd {
        // Not every server takes each of them.
        let path =
            format!("/{}/{}", bucket.name, percent_encoding::utf8_percent_encode(key, percent_encoding::CONTROLS));
        n_put += usize::from(ask(bucket.port, "PUT", &path, &[], b"theirs").first.contains(" 200"));
    }
    assert!(n_put > 2, "{n_put}");
    let theirs: BTreeSet<String> = bucket.list().into_keys().collect();
    let refused = run(&site, bucket.port, &["publish", &target]);
    assert!(refused.code == 2 && refused.stderr.contains("did not put there"), "{theirs:?} {}", refused.stderr);
    for more in [&["--force"][..], &["--reconcile"][..], &[][..]] {
        let done = run(&site, bucket.port, &[&["publish", &target][..], more].concat());
        assert_eq!(done.code, 0, "{more:?}: {}", done.stderr);
    }
    let there: BTreeSet<String> = bucket.list().into_keys().collect();
    assert!(there.is_superset(&theirs) && there.contains("index.html"), "{there:?}");
}
