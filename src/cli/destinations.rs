//! The targets of a publish, opened: what `publish` and `rollback` have in common.

use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use url::Url;

use crate::cli::Stop;
use crate::cli::args::{Format, MannerArguments, PurgeArgument};
use crate::cli::optional::buckets::Connections;
use crate::cli::terminal::{Progress, Terminal};
use dateline_content::config::{Config, OfficeIndex};
use dateline_content::destination::{Compression, Destination, ELSEWHERE};
use dateline_emit::{self as emit, OutputFolder};
use dateline_engine::{Form, Part, Texts};
use dateline_plan::published::Published;
use dateline_publish::purge::{self, Access, Request};
use dateline_publish::{
    self as publish, Encoding, Event, Folder, FoundRecord, Holder, KeptBuild, Outcome, PublicFile, PublicTree,
    Publishing, Record, Refusal, STATE, Standing, Store, promises_key,
};
use dateline_text::date::Instant;
/// How long others wait for a publisher before they take it for dead, in seconds.
const PATIENCE: i64 = 600;
/// How often an address is read again that does not show yet what was published.
const LOOKS: u32 = 5;
/// How long is waited between two looks.
const BETWEEN_LOOKS: std::time::Duration = std::time::Duration::from_secs(2);

/// A target, opened, with the part of the newsroom that goes to it.
pub(super) struct Target {
    pub(super) part: Part,
    pub(super) form: Form,
    pub(super) store: Box<dyn Store>,
    destination: Destination,
    /// Its record, once it was read.
    known: Mutex<Option<FoundRecord>>,
    /// What its readers are not sent by it.
    notes: Vec<&'static str>,
}

/// What is told of changes, opened.
pub(super) struct Services {
    access: Access,
    connections: Connections,
}

/// All that a publish goes by, beside its trees.
pub(super) struct Run<'a> {
    pub(super) config: &'a Config,
    pub(super) manner: &'a MannerArguments,
    pub(super) now: Instant,
    pub(super) reconcile: bool,
    /// Whether a target may hold other things.
    pub(super) force: bool,
    pub(super) services: &'a Services,
    pub(super) terminal: &'a Terminal,
}

/// The targets that are named, or those of `dateline.yaml`, the newsroom as a whole last.
pub(super) fn open(
    named: Option<&str>,
    config: &Config,
    folder: &OutputFolder,
    manner: &MannerArguments,
) -> Result<(Vec<Target>, Services), Stop> {
    let all = &config.destinations;
    let index = |office: usize| OfficeIndex(office as u8);
    let own = all.offices.iter().map(|(office, it)| (Part::Office(index(*office)), it.clone()));
    let rest = Part::Without(all.offices.iter().map(|it| index(it.0)).collect());
    let configured: Vec<(Part, Destination)> = own.chain(all.whole.clone().map(|it| (rest, it))).collect();
    let mut base = folder.root.as_path();
    let chosen = match named {
        None if configured.is_empty() => {
            return Err(
                "say where to: `dateline publish TARGET`, or `publish: {target: TARGET}` in `dateline.yaml`".into()
            );
        }
        None => configured,
        Some(target) => match configured.into_iter().find(|it| it.1.target == target) {
            Some(configured) => vec![configured],
            None => {
                base = Path::new("");
                vec![(Part::Without(Vec::new()), Destination::plain(target))]
            }
        },
    };
    let services = Services::open(&chosen, manner)?;
    let opener = Opener { folder, base, services: &services };
    let targets = chosen.into_iter().map(|(part, it)| opener.open(part, it)).collect::<Result<_, _>>()?;
    Ok((targets, services))
}

struct Opener<'a> {
    folder: &'a OutputFolder,
    /// What folders are from: the newsroom's root for those of `dateline.yaml`.
    base: &'a Path,
    services: &'a Services,
}

impl Opener<'_> {
    fn open(&self, part: Part, destination: Destination) -> Result<Target, Stop> {
        let Some(url) = destination.bucket()? else {
            let store = Box::new(self.folder_at(&destination)?);
            let encodings = match destination.compress.unwrap_or(Compression::None) {
                Compression::None => Vec::new(),
                Compression::Gzip => vec![Encoding::Gzip],
                Compression::Brotli => vec![Encoding::Gzip, Encoding::Brotli],
            };
            let form = Form { texts: Texts::Beside(encodings), redirects: false };
            return Ok(Target { part, form, store, destination, known: Mutex::default(), notes: Vec::new() });
        };
        let unpacks = url.scheme() == "gs";
        let plain = if unpacks { Compression::Gzip } else { Compression::None };
        let encoding = match destination.compress.unwrap_or(plain) {
            Compression::None => Encoding::Identity,
            Compression::Gzip => Encoding::Gzip,
            Compression::Brotli => Encoding::Brotli,
        };
        let leads_on = url.scheme() == "s3";
        let mut notes = vec![
            "security headers and 410 for retracted releases are the cache's to send: `_headers` and `redirects.json` have them",
        ];
        notes.push(match leads_on {
            true => "old addresses lead on with 301 from the website endpoint of the bucket, by a page elsewhere",
            false => "old addresses lead on by a page: this store has no redirects",
        });
        let form = Form { texts: Texts::As(encoding), redirects: leads_on };
        Ok(Target {
            part,
            form,
            store: self.services.connections.bucket(&url)?,
            destination,
            known: Mutex::default(),
            notes,
        })
    }

    /// The folder that is published to.
    fn folder_at(&self, destination: &Destination) -> Result<Folder, Stop> {
        let target = &destination.target;
        let path = self.base.join(target);
        let same =
            |one: &Path, other: &Path| one.canonicalize().ok().is_some_and(|it| Some(it) == other.canonicalize().ok());
        if same(&path, &self.folder.out) || same(&path, &self.folder.root) {
            return Err(format!(
                "`{target}` is where the newsroom is made: name the folder that readers are served from"
            )
            .into());
        }
        // Files are published as the build made them: a target among the sources would become a part of the next build.
        let misplaced = |why: String| Err(format!("`{target}` {why}: {ELSEWHERE}").into());
        let place = OutputFolder { out: path.clone(), force: false, ..self.folder.clone() };
        if let Some(why) = emit::misplaced(&place).map_err(|error| Stop::because(&error))? {
            return misplaced(why);
        }
        let out = self.folder.out.display();
        if emit::is_inside(&path, &self.folder.out).map_err(|error| Stop::because(&error))? {
            return misplaced(format!("is inside the output folder `{out}`"));
        }
        if emit::is_inside(&self.folder.out, &path).map_err(|error| Stop::because(&error))? {
            return misplaced(format!("contains the output folder `{out}`"));
        }
        Ok(Folder::new(path))
    }
}

impl Services {
    fn open(chosen: &[(Part, Destination)], manner: &MannerArguments) -> Result<Self, Stop> {
        let variable = |name: &str| std::env::var(name).ok().filter(|it| !it.is_empty());
        let access = Access {
            cloudfront: variable("AWS_ENDPOINT_URL_CLOUDFRONT"),
            cloudflare: variable("CLOUDFLARE_BASE_URL"),
            cloudflare_token: variable("CLOUDFLARE_API_TOKEN"),
            fastly: variable("FASTLY_API_ENDPOINT"),
            fastly_token: variable("FASTLY_API_TOKEN"),
            webhook_token: variable("DATELINE_WEBHOOK_TOKEN"),
        };
        let are_told = manner.purge == PurgeArgument::Configured && !manner.dry_run;
        let services = chosen.iter().flat_map(|it| &it.1.purge).filter(|_| are_told);
        for service in services {
            if let Some(missing) = purge::missing(service, &access) {
                return Err(format!(
                    "{} is to be told of changes, and `{missing}` is not set: set it, or add `--purge print`; nothing was published",
                    service.name()
                )
                .into());
            }
        }
        Ok(Self { access, connections: Connections::new(manner.retries, manner.timeout) })
    }

    fn send(&self, request: &Request) -> Result<Vec<u8>, String> {
        self.connections.send(request)
    }
}

impl Target {
    /// What it holds; `None` before the first publish.
    pub(super) fn standing(&self) -> Result<Option<Standing>, Stop> {
        publish::standing(&*self.store).map_err(|it| told(&it, self.name()))
    }

    /// The addresses that were published to it; `None` where it does not say.
    pub(super) fn promises(&self) -> Result<Option<Published>, Stop> {
        let Some(hash) = self.promises_hash() else { return Ok(None) };
        Ok(self.store.get(&promises_key(&hash))?.and_then(|it| Published::from_bytes(&it.bytes)))
    }

    /// Whether the addresses that were published to it are those of a tree.
    pub(super) fn promises_those_of(&self, tree: &PublicTree) -> bool {
        let hash = tree.promises_hash();
        hash.is_some() && self.promises_hash() == hash
    }

    /// Which addresses were published to it, as its record says.
    fn promises_hash(&self) -> Option<String> {
        // What cannot be read is the publish's to refuse, or to make again.
        let record = publish::record(&*self.store).ok().flatten();
        let hash = record.as_ref().and_then(|it| it.record().promises.clone());
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = record;
        hash
    }

    /// The record of an earlier build.
    pub(super) fn kept(&self, build: &KeptBuild) -> Result<Record, Stop> {
        let found = self.store.get(&build.key())?;
        let found = found.ok_or_else(|| format!("`{}` does not have build `{}` any more", self.name(), build.build))?;
        Record::from_bytes(&found.bytes).map_err(|it| told(&Refusal::BadRecord(it), self.name()))
    }

    /// As it was typed.
    pub(super) fn name(&self) -> &str {
        &self.destination.target
    }

    /// Publishes a tree to it, tells whom it may concern, and says what was done.
    pub(super) fn publish(
        &self,
        tree: &PublicTree,
        (build, goes_back_to): (&str, Option<u64>),
        read: &(dyn Fn(&str) -> Result<Vec<u8>, String> + Sync),
        run: &Run,
    ) -> Result<(), Stop> {
        let bar = Bar { progress: run.terminal.transfer(), n_done: AtomicUsize::new(0), bytes: AtomicU64::new(0) };
        let holder = Holder::this();
        let began = Instant::now();
        let token = format!("{}-{}-{}", began.as_nanosecond(), holder.host, holder.process);
        let purge = |keys: &[String]| self.tell(keys, (build, &token), run);
        // Others go by the real clock, whatever instant the newsroom is published at.
        let started = std::time::Instant::now();
        let clock = || began.as_second() + started.elapsed().as_secs() as i64;
        let wait = |seconds: i64| {
            run.terminal.say(&format!("waiting {seconds} seconds, so that the other publisher stops if it still runs"));
            std::thread::sleep(std::time::Duration::from_secs(seconds.unsigned_abs()));
        };
        let how = Publishing {
            build,
            token: &token,
            now: run.now,
            clock: &clock,
            // A rollback takes no address away: the next publish does, if its build does not have it.
            grace: if goes_back_to.is_some() { i64::MAX } else { run.manner.grace() },
            patience: PATIENCE,
            holder: &holder,
            takes_over: run.manner.take_over,
            wait: &wait,
            goes_back_to,
            keep: run.config.destinations.keep,
            limits: run.manner.limits()?,
            reconcile: run.reconcile,
            among_others: run.force,
            is_dry: run.manner.dry_run,
            purge: &purge,
            told: &|event| bar.told(event),
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(run.manner.in_flight()?).build()?;
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).take();
        let done = pool.install(|| publish::publish(&*self.store, tree, read, &how, known));
        bar.progress.end();
        let outcome = done.map_err(|refusal| told(&refusal, self.name()))?;
        if run.manner.dry_run {
            self.tell(&outcome.purged, (build, &token), run)?;
        }
        match run.manner.format {
            Format::Human => self.say(build, &outcome, run),
            Format::Json => run.terminal.result(&self.json(build, &outcome, run)?),
        }
        self.verify(tree, &outcome, run)
    }

    /// The addresses of keys, sorted, each once.
    fn addresses(&self, keys: &[String], config: &Config) -> Vec<Url> {
        let public = keys.iter().filter(|it| !it.starts_with(STATE));
        let mut addresses: Vec<Url> = public.flat_map(|it| self.part.addresses(config, it)).collect();
        addresses.sort_unstable();
        addresses.dedup();
        addresses
    }

    /// Tells caches and hubs of what changed.
    fn tell(&self, keys: &[String], (build, token): (&str, &str), run: &Run) -> Result<(), String> {
        let addresses = self.addresses(keys, run.config);
        if run.manner.purge == PurgeArgument::Print {
            addresses.iter().for_each(|it| run.terminal.result(it.as_str()));
        }
        if run.manner.purge != PurgeArgument::Configured || run.manner.dry_run || addresses.is_empty() {
            return Ok(());
        }
        let is_feed = |it: &&Url| {
            ["feed.xml", "rss.xml", "feed.json"].iter().any(|name| it.path().ends_with(&format!("/{name}")))
        };
        let feeds: Vec<Url> = addresses.iter().filter(is_feed).cloned().collect();
        let purged = purge::purged(addresses, self.destination.at_most);
        for service in &self.destination.purge {
            for request in purge::requests(service, &purged, (build, token), &run.services.access)? {
                run.services.send(&request).map_err(|why| format!("{}: {why}", service.name()))?;
            }
        }
        if let Some(hub) = run.config.websub.as_ref().filter(|_| !feeds.is_empty()) {
            // A hub asks by itself some day: its bad day is not the newsroom's.
            if let Err(why) = run.services.send(&purge::websub(hub, &feeds)) {
                run.terminal.say(&format!("the hub `{hub}` was not told of new feeds: {why}"));
            }
        }
        Ok(())
    }

    /// Reads some of the addresses that changed, and compares.
    fn verify(&self, tree: &PublicTree, outcome: &Outcome, run: &Run) -> Result<(), Stop> {
        let n = run.config.destinations.verify;
        if n == 0 || run.manner.dry_run || outcome.put.is_empty() {
            return Ok(());
        }
        let step = outcome.put.len().div_ceil(n);
        let sample = outcome.put.iter().step_by(step).filter_map(|it| tree.file(it));
        let is_read = |it: &&PublicFile| it.headers.get(publish::REDIRECT).is_none();
        let mut n_same = 0;
        for file in sample.filter(is_read) {
            let addresses = self.part.addresses(run.config, &file.key);
            let url = addresses.first().expect("a file has an address");
            self.shows(url, file, run)?;
            n_same += 1;
        }
        run.terminal.say(&format!("{n_same} of the changed addresses were read: each shows what was published"));
        Ok(())
    }

    fn shows(&self, url: &Url, file: &PublicFile, run: &Run) -> Result<(), Stop> {
        let mut why = String::new();
        for n_looks in 0..LOOKS {
            if n_looks > 0 {
                std::thread::sleep(BETWEEN_LOOKS);
            }
            match run.services.send(&purge::reading(url)) {
                Ok(bytes) if file.is_as_sent(&bytes) => return Ok(()),
                Ok(_) => why = "it shows something else".to_owned(),
                Err(failure) => why = failure,
            }
        }
        Err(format!("all is published, but `{url}` does not show it: {why}").into())
    }

    fn say(&self, build: &str, outcome: &Outcome, run: &Run) {
        let would = if run.manner.dry_run { "would be " } else { "" };
        let mut text = format!(
            "{}: build {build}: {} {would}put ({}), {} unchanged, {} deleted",
            self.name(),
            outcome.put.len(),
            size(outcome.bytes),
            outcome.unchanged,
            outcome.deleted.len()
        );
        if !outcome.leaving.is_empty() {
            let hours = run.manner.grace() / 3_600;
            text.push_str(&format!(", {} to be deleted after {hours} hours", outcome.leaving.len()));
        }
        if !self.destination.purge.is_empty() && run.manner.purge == PurgeArgument::Configured {
            text.push_str(&format!(", {} {would}purged", self.addresses(&outcome.purged, run.config).len()));
        }
        run.terminal.say(&text);
        if !outcome.put.is_empty() {
            self.notes.iter().for_each(|it| run.terminal.say(&format!("  note: {it}")));
        }
    }

    fn json(&self, build: &str, outcome: &Outcome, run: &Run) -> Result<String, Stop> {
        let Outcome { put, unchanged, deleted, leaving, bytes, purged } = outcome;
        let told = Told {
            target: self.name(),
            build,
            dry_run: run.manner.dry_run,
            put,
            unchanged: *unchanged,
            deleted,
            leaving,
            bytes: *bytes,
            purged: self.addresses(purged, run.config).iter().map(|it| it.to_string()).collect(),
        };
        Ok(serde_json::to_string(&told)?)
    }
}

/// What was done, for programs.
#[derive(Serialize)]
struct Told<'a> {
    target: &'a str,
    build: &'a str,
    dry_run: bool,
    put: &'a [String],
    unchanged: usize,
    deleted: &'a [String],
    leaving: &'a [String],
    bytes: u64,
    purged: Vec<String>,
}

/// How far a publish is.
struct Bar {
    progress: Progress,
    n_done: AtomicUsize,
    bytes: AtomicU64,
}

impl Bar {
    fn told(&self, event: Event) {
        match event {
            Event::Began(n, bytes) => self.progress.expect(n, bytes),
            Event::Put(bytes) => {
                let done = self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes;
                self.progress.at_bytes(self.n_done.fetch_add(1, Ordering::Relaxed) + 1, done);
            }
        }
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

fn told(refusal: &Refusal, target: &str) -> Stop {
    let text = match refusal {
        Refusal::Others => format!(
            "`{target}` holds things that Dateline did not put there: name an empty folder or prefix, or add `--force` (they stay, but for files of the same names)"
        ),
        Refusal::Empty => "there is no release to publish: nothing was changed".to_owned(),
        Refusal::TooManyDeletes(gone, all) => format!(
            "{gone} of {all} pages of `{target}` would be taken away, which is more than `--max-deletes` allows: nothing was changed; if that is meant, allow more, as in `--max-deletes {gone}`"
        ),
        Refusal::Busy(build, holder, seconds) => format!(
            "another publish to `{target}` is under way (build `{build}`{}): nothing was changed; if it was interrupted, add `--take-over` to go on at once, or run this again in {} minutes",
            match holder.host.is_empty() {
                true => String::new(),
                false => format!(", process {} on `{}`", holder.process, holder.host),
            },
            (seconds + 59) / 60
        ),
        Refusal::TakenOver => {
            format!("another publish to `{target}` has begun meanwhile: run this one again when it has ended")
        }
        Refusal::BadRecord(why) => {
            format!(
                "`{target}` has a record of what was published that cannot be read ({why}): run `dateline publish {target} --reconcile`, which looks at every object and writes the record again"
            )
        }
        Refusal::Withheld(key) => format!(
            "`{key}` shows a release that may not be public now: nothing was changed; run `dateline publish {target}` without `--from`, which builds again"
        ),
        Refusal::Store(error) if error.why.starts_with("there are no credentials") => {
            format!("`{target}`: {}", error.why)
        }
        Refusal::Store(error) => format!("`{target}`: {error}; run it again: it goes on where it stopped"),
        Refusal::File(why) => why.clone(),
        Refusal::Purge(why) => format!("`{target}` is published, but {why}; run it again: only that is left"),
    };
    text.into()
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_in_words() {
        assert_eq!([size(999), size(1_000), size(2_500_000)], ["999 B", "1.0 kB", "2.5 MB"]);
    }
}
