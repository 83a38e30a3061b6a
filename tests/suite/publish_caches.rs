//! What caches, hubs and readers are asked after a publish: servers on this machine write it down.

use ring::{digest, hmac};
use serde_json::Value;

use crate::publish_bucket::newsroom;
use crate::store::{Message, Recorder};
use crate::support::{NOW, Run, TestSite};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const BRIDGE: &str = "content/releases/2026/bridge.md";

fn configured(publish: &str) -> TestSite {
    let site = newsroom();
    site.edit(
        "dateline.yaml",
        "topics:",
        &format!("publish: {{target: {}, {publish}}}\ntopics:", site.beside("live").display()),
    );
    site
}

fn publish(site: &TestSite, environment: &[(&str, &str)], more: &[&str]) -> Run {
    let root = site.root().display().to_string();
    let now = if more.contains(&"--now") { &[][..] } else { &["--now", NOW][..] };
    site.run(&[&["publish", "--root", &root], now, more].concat(), environment, &site.root())
}

/// Publishes, edits a release, and publishes again with a recorder: what it was asked.
fn edited(site: &TestSite, variable: &str, token: (&str, &str), recorder: &Recorder) -> Vec<Message> {
    let first = publish(site, &[], &["--purge", "off"]);
    assert_eq!(first.code, 0, "{}", first.stderr);
    site.edit(BRIDGE, "It opens.", "It opens soon.");
    let base = format!("http://127.0.0.1:{}", recorder.port);
    let ran = publish(
        site,
        &[(variable, &base), token, ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", SECRET)],
        &[],
    );
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(!format!("{}{}", ran.stdout, ran.stderr).contains(token.1), "{}", ran.stderr);
    recorder.requests()
}

const PAGE: &str = "/nyc/releases/2026/bridge/";

#[test]
fn cloudfront_is_told_with_a_signature_that_holds() {
    let recorder = Recorder::new("201 Created");
    let site = configured("purge: {cloudfront: E2EXAMPLE1}");
    let requests = edited(&site, "AWS_ENDPOINT_URL_CLOUDFRONT", ("UNUSED", "nothing-secret"), &recorder);
    let [request] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!((request.method(), request.path()), ("POST", "/2020-05-31/distribution/E2EXAMPLE1/invalidation"));
    for path in [PAGE.to_owned(), format!("{PAGE}index.html"), "/".to_owned(), "/feed.xml".to_owned()] {
        assert!(request.text().contains(&format!("<Path>{path}</Path>")), "{path}: {}", request.text());
    }
    assert!(!request.text().contains("ferry/") && !request.text().contains("assets/"), "{}", request.text());
    let n_paths = request.text().matches("<Path>").count();
    assert!(request.text().contains(&format!("<Quantity>{n_paths}</Quantity>")));
    assert_eq!(request.header("authorization").unwrap(), signature(request));
}

/// What AWS Signature Version 4 wants in `Authorization`, made from the request as it arrived.
fn signature(request: &Message) -> String {
    let given = request.header("authorization").unwrap();
    let part = |name: &str| given.split_once(name).unwrap().1.split(',').next().unwrap().to_owned();
    let (credential, names) = (part("Credential="), part("SignedHeaders="));
    let scope = credential.split_once('/').unwrap().1;
    let hex = |bytes: &[u8]| bytes.iter().map(|it| format!("{it:02x}")).collect::<String>();
    let hash = |text: &[u8]| hex(digest::digest(&digest::SHA256, text).as_ref());
    let headers: String = names.split(';').map(|it| format!("{it}:{}\n", request.header(it).unwrap())).collect();
    assert_eq!(request.header("x-amz-content-sha256").unwrap(), hash(&request.body));
    let canonical =
        format!("POST\n{}\n\n{headers}\n{names}\n{}", request.path(), request.header("x-amz-content-sha256").unwrap());
    let date = request.header("x-amz-date").unwrap();
    let to_sign = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", hash(canonical.as_bytes()));
    let sign =
        |key: &[u8], text: &str| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes()).as_ref().to_vec();
    let key = scope.split('/').fold(format!("AWS4{SECRET}").into_bytes(), |key, part| sign(&key, part));
    assert!(scope.ends_with("/us-east-1/cloudfront/aws4_request"), "{scope}");
    format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature={}", hex(&sign(&key, &to_sign)))
}

#[test]
fn cloudflare_fastly_and_a_webhook_are_told_in_their_ways() {
    let recorder = Recorder::new("200 OK");
    let site = configured("purge: {cloudflare: Z1}");
    let requests = edited(&site, "CLOUDFLARE_BASE_URL", ("CLOUDFLARE_API_TOKEN", "secret-of-cloudflare"), &recorder);
    let mut files = Vec::new();
    for request in &requests {
        assert_eq!((request.method(), request.path()), ("POST", "/zones/Z1/purge_cache"));
        assert_eq!(request.header("authorization"), Some("Bearer secret-of-cloudflare"));
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let some = body["files"].as_array().unwrap();
        assert!(some.len() <= 30);
        files.extend(some.iter().map(|it| it.as_str().unwrap().to_owned()));
    }
    assert!(files.contains(&format!("https://news.example.org{PAGE}")), "{files:?}");

    let recorder = Recorder::new("200 OK");
    let site = configured("purge: {fastly: S1}");
    let requests = edited(&site, "FASTLY_API_ENDPOINT", ("FASTLY_API_TOKEN", "secret-of-fastly"), &recorder);
    assert!(requests.iter().any(|it| it.path() == format!("/purge/news.example.org{PAGE}")));
    assert!(requests.iter().all(|it| it.header("fastly-key") == Some("secret-of-fastly")));

    let recorder = Recorder::new("200 OK");
    let site = configured(&format!("purge: {{webhook: \"http://127.0.0.1:{}/purge\", at_most: 3}}", recorder.port));
    let requests = edited(&site, "UNUSED", ("DATELINE_WEBHOOK_TOKEN", "secret-of-the-hook"), &recorder);
    let [request] = requests.as_slice() else { panic!("{requests:?}") };
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!(request.header("authorization"), Some("Bearer secret-of-the-hook"));
    assert!(body["addresses"].as_array().unwrap().is_empty() && body["build"].is_string());
    assert!(body["folders"].to_string().contains("https://news.example.org/nyc/"), "{body}");
}

#[test]
fn the_addresses_can_be_printed_and_no_service_asked() {
    let site = configured("purge: {cloudflare: Z1}");
    let refused = publish(&site, &[], &[]);
    assert!(refused.code == 2 && refused.stderr.contains("`CLOUDFLARE_API_TOKEN` is not set"), "{}", refused.stderr);
    assert!(!site.beside("live").exists() && !site.exists("public"), "nothing was made or changed");
    assert_eq!(publish(&site, &[], &["--purge", "off"]).code, 0);
    site.edit(BRIDGE, "It opens.", "It opens soon.");
    let dry = publish(&site, &[], &["--purge", "print", "--dry-run"]);
    let printed = publish(&site, &[], &["--purge", "print"]);
    assert!(
        printed.stdout.lines().any(|it| it == format!("https://news.example.org{PAGE}index.html")),
        "{}",
        printed.stdout
    );
    assert!(printed.stdout == dry.stdout && !printed.stdout.contains("ferry"), "{}", printed.stdout);
}

#[test]
fn a_cache_that_cannot_be_told_is_told_by_the_next_publish() {
    let failing = Recorder::new("500 Internal Server Error");
    let site = configured("purge: {cloudflare: Z1}");
    let token = ("CLOUDFLARE_API_TOKEN", "secret");
    let base = |it: &Recorder| format!("http://127.0.0.1:{}", it.port);
    assert_eq!(publish(&site, &[], &["--purge", "off"]).code, 0);
    site.edit(BRIDGE, "It opens.", "It opens soon.");
    let failed = publish(&site, &[("CLOUDFLARE_BASE_URL", &base(&failing)), token], &[]);
    assert!(failed.code == 2 && failed.stderr.contains("Cloudflare: it answered 500"), "{}", failed.stderr);
    let good = Recorder::new("200 OK");
    let done = publish(&site, &[("CLOUDFLARE_BASE_URL", &base(&good)), token], &[]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(good.requests().iter().any(|it| it.text().contains(PAGE)));
}

#[test]
fn a_hub_is_told_of_feeds_that_changed_and_its_bad_day_is_no_failure() {
    let hub = Recorder::new("204 No Content");
    let site = configured("keep: 2");
    site.edit("dateline.yaml", "topics:", &format!("websub: \"http://127.0.0.1:{}/\"\ntopics:", hub.port));
    let requests = edited(&site, "UNUSED", ("UNUSED_TOO", "nothing-secret"), &hub);
    let last = requests.last().unwrap();
    assert!(last.text().starts_with("hub.mode=publish&hub.url="), "{}", last.text());
    assert!(last.text().contains("https%3A%2F%2Fnews.example.org%2Fnyc%2Ffeed.xml"), "{}", last.text());
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    site.edit("dateline.yaml", &format!(":{}/", hub.port), &format!(":{closed}/"));
    let ran = publish(&site, &[], &[]);
    assert!(ran.code == 0 && ran.stderr.contains("was not told of new feeds"), "{}", ran.stderr);
}

#[test]
fn what_readers_are_shown_is_compared_with_what_was_published() {
    let shown = Recorder::new("200 OK");
    let site = configured("verify: 3");
    site.edit("dateline.yaml", "https://news.example.org/", &format!("http://127.0.0.1:{}/", shown.port));
    let ran = publish(&site, &[], &[]);
    assert!(ran.code == 2 && ran.stderr.contains("does not show it: it shows something else"), "{}", ran.stderr);
    assert!(!shown.requests().is_empty());
}
