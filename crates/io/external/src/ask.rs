//! One address after another, host by host.

use std::collections::{BTreeMap, VecDeque};
use std::io::ErrorKind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use ureq::http::{HeaderMap, Response};
use ureq::{Agent, Body, Error};
use url::Url;

use super::{Manner, network};
use dateline_check::Answer;

/// How often an address is tried that has passing trouble.
const TRIES: u32 = 3;
/// How often it is tried when nothing comes in time, or nobody is there.
const FEWER_TRIES: u32 = 2;
/// How many redirects are followed.
const HOPS: usize = 10;
/// After so many addresses of a host in a row that were slow or in trouble, or refused for asking too much, no more of it are
/// asked.
const ENOUGH: usize = 3;

/// Asks every address, several hosts at a time; the answers are in the order of the addresses. `None` where the host was
/// given up before. `progress` is told how many are done.
///
/// The addresses are `http` or `https`.
pub fn ask(urls: &[Url], manner: &Manner, progress: &(dyn Fn(usize) + Sync)) -> Vec<Option<Answer>> {
    let mut by_host: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, url) in urls.iter().enumerate() {
        by_host.entry(host(url)).or_default().push(at);
    }
    let n_threads = manner.n_hosts.min(by_host.len());
    let queue: Mutex<VecDeque<Vec<usize>>> = Mutex::new(by_host.into_values().collect());
    let answers: Mutex<Vec<Option<Answer>>> = Mutex::new(vec![None; urls.len()]);
    let (asker, n_done) = (Asker::new(*manner), AtomicUsize::new(0));
    // The queue is not held while a host is asked.
    let next = || lock(&queue).pop_front();
    let work = || {
        while let Some(of_host) = next() {
            let mut n_enough = 0;
            for at in of_host {
                if n_enough < ENOUGH {
                    let answer = asker.answer(&urls[at]);
                    let is_enough = matches!(answer, Answer::Slow | Answer::Failing(_) | Answer::Blocked(429 | 503));
                    n_enough = if is_enough { n_enough + 1 } else { 0 };
                    lock(&answers)[at] = Some(answer);
                }
                progress(n_done.fetch_add(1, Ordering::Relaxed) + 1);
            }
        }
    };
    thread::scope(|scope| (0..n_threads).for_each(|_| drop(scope.spawn(work))));
    answers.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// What is asked one at a time.
fn host(url: &Url) -> String {
    format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// When a host was last asked; who asks it holds the lock.
type Turn = Arc<Mutex<Option<Instant>>>;

struct Asker {
    agent: Agent,
    manner: Manner,
    turns: Mutex<BTreeMap<String, Turn>>,
}

/// What came of one try.
enum Tried {
    /// It is an answer.
    Settled(Answer),
    /// It is one unless another try gives a better; with the wait that was asked for.
    Passing(Answer, Option<Duration>),
}

/// How a response begins.
struct Reply {
    status: u16,
    location: Option<String>,
    wait: Option<Duration>,
    sets_cookie: bool,
}

impl Asker {
    fn new(manner: Manner) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(manner.timeout))
            .max_idle_connections(0)
            .user_agent(concat!("Mozilla/5.0 (compatible; dateline/", env!("CARGO_PKG_VERSION"), "; link check)"))
            .accept("text/html,application/xhtml+xml,*/*;q=0.8")
            .build()
            .new_agent();
        Self { agent, manner, turns: Mutex::default() }
    }

    fn answer(&self, url: &Url) -> Answer {
        let mut back_off = self.manner.back_off;
        for n_tries in 1.. {
            let (answer, wait) = match self.try_once(url) {
                Tried::Settled(answer) => return answer,
                Tried::Passing(answer, wait) => (answer, wait.unwrap_or(back_off)),
            };
            let is_dear = matches!(answer, Answer::Slow | Answer::Broken(_));
            let most = if is_dear { FEWER_TRIES } else { TRIES };
            if n_tries >= most || wait > self.manner.longest_wait {
                return answer;
            }
            thread::sleep(wait);
            back_off *= 2;
        }
        unreachable!("the tries are counted")
    }

    /// Asks an address, and those that it redirects to.
    fn try_once(&self, url: &Url) -> Tried {
        let broken = |reason: &str| Tried::Settled(Answer::Broken(reason.to_owned()));
        let (mut at, mut is_for_good, mut sets_cookie) = (url.clone(), true, false);
        let mut seen = vec![url.clone()];
        loop {
            let reply = match self.reply(&at) {
                Ok(reply) => reply,
                Err(tried) => return tried,
            };
            let Some(location) = reply.location.as_ref().filter(|_| (300..400).contains(&reply.status)) else {
                return settle(&reply, (at != *url && is_for_good).then_some(&at));
            };
            let Ok(mut next) = at.join(location) else { return broken("it redirects to what is no address") };
            // To a program, a telephone, a mailbox: whoever follows it has one.
            if !["http", "https"].contains(&next.scheme()) {
                return Tried::Settled(Answer::Fine);
            }
            next.set_fragment(None);
            sets_cookie |= reply.sets_cookie;
            is_for_good &= matches!(reply.status, 301 | 308);
            if seen.contains(&next) || seen.len() > HOPS {
                // A browser that keeps the cookie may get out of the circle.
                return match sets_cookie {
                    true => {
                        Tried::Settled(Answer::Failing("it redirects in circles to who keeps no cookies".to_owned()))
                    }
                    false => broken("it redirects in circles"),
                };
            }
            seen.push(next.clone());
            at = next;
        }
    }

    /// How the response of one address begins: to a question for its head, or for all of it where that is refused.
    fn reply(&self, url: &Url) -> Result<Reply, Tried> {
        if !self.manner.private && network::is_private(url) {
            let reason = "it is an address of a private network: readers elsewhere cannot reach it";
            return Err(Tried::Settled(Answer::Broken(reason.to_owned())));
        }
        // A proxy looks names up itself.
        if self.agent.config().proxy().is_none() {
            network::look_up(url, self.manner.private).map_err(|answer| match answer {
                Answer::Failing(_) => Tried::Passing(answer, None),
                answer => Tried::Settled(answer),
            })?;
        }
        match self.send(url, false) {
            Ok(reply) if reply.status < 400 || reply.status == 429 => Ok(reply),
            Ok(_) | Err(Tried::Passing(Answer::Failing(_) | Answer::Slow, _)) => self.send(url, true),
            Err(tried) => Err(tried),
        }
    }

    /// Sends one request when it is this address's host's turn.
    fn send(&self, url: &Url, whole: bool) -> Result<Reply, Tried> {
        let turn = Arc::clone(lock(&self.turns).entry(host(url)).or_default());
        let mut last = lock(&turn);
        if let Some(rest) = last.and_then(|it| self.manner.pause.checked_sub(it.elapsed())) {
            thread::sleep(rest);
        }
        let sent = match whole {
            true => self.agent.get(url.as_str()).call(),
            false => self.agent.head(url.as_str()).call(),
        };
        *last = Some(Instant::now());
        sent.map(|it| reply(&it)).map_err(|error| trouble(&error, url))
    }
}

fn reply(response: &Response<Body>) -> Reply {
    let headers: &HeaderMap = response.headers();
    let text = |name: &str| headers.get(name).and_then(|it| String::from_utf8(it.as_bytes().to_vec()).ok());
    Reply {
        status: response.status().as_u16(),
        location: text("location"),
        // The form with a date is rare, and the usual wait does for it.
        wait: text("retry-after").and_then(|it| it.trim().parse().ok()).map(Duration::from_secs),
        sets_cookie: headers.contains_key("set-cookie"),
    }
}

/// What a status means that is no redirect.
fn settle(reply: &Reply, moved_to: Option<&Url>) -> Tried {
    match reply.status {
        404 => Tried::Settled(Answer::Broken("there is no such page (404)".to_owned())),
        410 => Tried::Settled(Answer::Broken("the page is gone for good (410)".to_owned())),
        429 | 503 => Tried::Passing(Answer::Blocked(reply.status), reply.wait),
        status @ (400..500 | 600..) => Tried::Settled(Answer::Blocked(status)),
        status @ 500..600 => Tried::Passing(Answer::Failing(format!("the server has trouble ({status})")), reply.wait),
        _ => Tried::Settled(moved_to.map_or(Answer::Fine, |it| Answer::Moved(it.to_string()))),
    }
}

/// What it means that there was no response.
fn trouble(error: &Error, url: &Url) -> Tried {
    let host = url.host_str().unwrap_or_default();
    let words = error.to_string();
    let failing = |reason: &str| Tried::Passing(Answer::Failing(reason.to_owned()), None);
    match error {
        Error::Timeout(_) => Tried::Passing(Answer::Slow, None),
        Error::Io(error) if error.kind() == ErrorKind::TimedOut => Tried::Passing(Answer::Slow, None),
        Error::Io(error) if error.kind() == ErrorKind::ConnectionRefused => {
            Tried::Passing(Answer::Broken(format!("`{host}` refuses the connection")), None)
        }
        Error::HostNotFound => Tried::Settled(Answer::Broken(format!("there is no host `{host}`"))),
        _ if words.contains("certificate") => {
            // Browsers fetch what is missing between a certificate and its root, and know more roots.
            let is_plain = ["expired", "Expired", "not valid for name", "NotValidForName", "revoked", "Revoked"];
            match is_plain.iter().any(|it| words.contains(it)) {
                true => Tried::Settled(Answer::Broken(format!("the certificate of `{host}` is not valid"))),
                false => Tried::Settled(Answer::Failing("its certificate cannot be checked from here".to_owned())),
            }
        }
        Error::Io(_) | Error::ConnectionFailed => failing("the connection is cut"),
        _ => failing("what answers cannot be understood"),
    }
}
