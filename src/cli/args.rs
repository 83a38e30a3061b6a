//! Words typed -> data. What they mean is decided in one conversion each ([`options`]). The only door of clap.

use std::net::IpAddr;
use std::path::{Component, Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};
use url::Url;

use crate::cli::optional::TOOLS;
use crate::cli::terminal::Terminal;
use dateline_content::config;
use dateline_diagnostics::{self as diagnostic, Rule, Severity};
use dateline_emit::OutputFolder;
use dateline_engine::{self as engine, Asked, Promises};
use dateline_publish::Limits;
use dateline_source::CONFIG;
use dateline_text::date::{self, Instant};

/// The preview's port, unless it is taken.
const PORT: u16 = 4010;

/// Static newsrooms from news releases in Markdown.
#[derive(Debug, Parser)]
#[command(name = "dateline", version, propagate_version = true, arg_required_else_help = true)]
pub(super) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a new newsroom: configuration, three offices, a first release
    Init(InitArguments),
    /// Write a new release, with id, slug, offices and contacts
    New(NewArguments),
    /// Build the newsroom's pages into `public/`
    Build(BuildArguments),
    /// Say all that is wrong with the newsroom; with `--fix`, mend what has one right mend
    Check(CheckArguments),
    /// Build, check, and bring the pages to where readers fetch them, in an order that leaves every page whole
    Publish(PublishArguments),
    /// Publish an earlier build again, without what may not be read any more
    Rollback(RollbackArguments),
    /// Say what a build does with every source file, or when the next build is due
    List(ListArguments),
    /// Say what a rule means; `explain rules` tells of all, `explain theme` of what themes are made of
    Explain(ExplainArguments),
    /// Print the JSON Schema of front matter or configuration, for editors and other programs
    Schema(SchemaArguments),
    /// Show the newsroom on this machine while it is written
    Serve(ServeArguments),
}

#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// The folder to make; it may be there already if it is empty
    pub(super) dir: PathBuf,
    #[command(flatten)]
    pub(super) clock: ClockArguments,
}

#[derive(Debug, Args)]
pub(super) struct NewArguments {
    /// The headline
    #[arg(allow_hyphen_values = true)]
    pub(super) title: String,
    /// Offices that issue it, the first leads [default: all, in the newsroom's order]
    #[arg(long, value_delimiter = ',', value_name = "ID")]
    pub(super) offices: Vec<String>,
    /// Its day [default: today at the lead office]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) date: Option<String>,
    /// The last part of its address [default: made of the title]
    #[arg(long)]
    pub(super) slug: Option<String>,
    /// Make a folder, for photos and attachments beside the text
    #[arg(long)]
    pub(super) folder: bool,
    /// The series it belongs to; it gets the next number
    #[arg(long, value_name = "ID")]
    pub(super) series: Option<String>,
    #[command(flatten)]
    pub(super) root: RootArguments,
    #[command(flatten)]
    pub(super) clock: ClockArguments,
}

#[derive(Debug, Args)]
pub(super) struct BuildArguments {
    /// The folder to write to [default: `public` in the newsroom]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// How many threads to use [default: one for each processor]
    #[arg(long, value_name = "N")]
    pub(super) jobs: Option<usize>,
    /// Where the newsroom is published, in place of its `base_url`
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,
    /// Stop at warnings too
    #[arg(long)]
    pub(super) strict: bool,
    /// Show drafts, embargoed and scheduled releases too, under a banner: never to be published
    #[arg(long)]
    pub(super) drafts: bool,
    /// Write into a folder that holds things which Dateline did not write
    #[arg(long)]
    pub(super) force: bool,
    /// Let addresses go that an earlier build made and this one would not: they were never public
    #[arg(long)]
    pub(super) forget_addresses: bool,
    /// Make everything, and trust nothing that is known of the last build
    #[arg(long)]
    pub(super) verify_cache: bool,
    /// Show the text of releases that are not public in messages
    #[arg(long)]
    pub(super) show_unpublished: bool,
    #[command(flatten)]
    pub(super) root: RootArguments,
    #[command(flatten)]
    pub(super) clock: ClockArguments,
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// Files and folders of the newsroom: what is wrong elsewhere is not told, and does not count [default: all]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The folder that the last build wrote to, whose addresses must not be lost [default: `public` in the newsroom]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Where the newsroom is published, in place of its `base_url`
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Warnings count as errors
    #[arg(long)]
    strict: bool,
    /// How to print: for people to standard error, for programs to standard output
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    format: ReportFormat,
    /// Mend what has one right mend, print the difference, and say what is left
    #[arg(long)]
    fix: bool,
    /// Tell of this rule only, as in `broken-link`; may be given more than once
    #[arg(long = "rule", value_name = "RULE")]
    rules: Vec<String>,
    /// The least that is told of
    #[arg(long, value_enum, default_value_t = Least::Advice)]
    severity: Least,
    /// Ask other sites whether the links to them lead to something; answers are remembered for two weeks
    #[arg(long)]
    external: bool,
    /// With `--external`, ask this machine and private networks too
    #[arg(long, requires = "external")]
    external_private: bool,
    /// With `--external`, name every address with its answer
    #[arg(long, requires = "external")]
    verbose: bool,
    /// Tell of what was public then and changed since without a revision, and of addresses that were lost: a git
    /// revision, as in `origin/main`, or the output folder of an earlier build, or its record
    #[arg(long, value_name = "REVISION|DIR|FILE")]
    against: Option<String>,
    /// Show the text of releases that are not public; with `--external`, ask for their links too
    #[arg(long)]
    show_unpublished: bool,
    #[command(flatten)]
    root: RootArguments,
    #[command(flatten)]
    clock: ClockArguments,
}

/// How problems are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people
    Human,
    /// A list of objects
    Json,
    /// Lines that GitHub shows beside the changes of a pull request
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

/// The least severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Least {
    Error,
    Warning,
    Advice,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// A rule's name, as in `broken-link`; or `rules`, or `theme`
    #[arg(value_name = "RULE")]
    pub(super) what: String,
}

#[derive(Debug, Args)]
pub(super) struct SchemaArguments {
    /// What it is of
    #[arg(value_enum, default_value_t = SchemaOf::FrontMatter, value_name = "FORM")]
    pub(super) of: SchemaOf,
}

/// What a schema is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SchemaOf {
    /// The front matter of a release
    FrontMatter,
    /// The front matter of a translation of a release
    Translation,
    /// The front matter of a page
    Page,
    /// `dateline.yaml`
    Config,
    /// `content/contacts.yaml`
    Contacts,
}

#[derive(Debug, Args)]
pub(super) struct PublishArguments {
    /// A folder, or a bucket as in `s3://BUCKET/PREFIX`, `gs://…` or `az://…` [default: `publish:` in `dateline.yaml`]
    #[arg(value_name = "TARGET")]
    pub(super) target: Option<String>,
    /// Publish what an earlier build wrote into this folder, and build nothing
    #[arg(long, value_name = "DIR", conflicts_with_all = ["out", "strict"])]
    pub(super) from: Option<PathBuf>,
    /// The folder to build into [default: `public` in the newsroom]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Say which builds can be gone back to, and do nothing
    #[arg(long, conflicts_with_all = ["from", "out", "strict", "dry_run", "build_id", "reconcile", "force"])]
    pub(super) list: bool,
    /// Names the build [default: a hash of what the build wrote]
    #[arg(long, value_name = "ID")]
    pub(super) build_id: Option<String>,
    /// Look at every object, put right what others changed, and write a lost or damaged record again
    #[arg(long)]
    pub(super) reconcile: bool,
    /// Publish to where things are that Dateline did not put there
    #[arg(long)]
    pub(super) force: bool,
    /// How many threads to build with [default: one for each processor]
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// Stop at warnings too
    #[arg(long)]
    strict: bool,
    /// Let published addresses go that the build does not have: nobody reads them
    #[arg(long)]
    forget_addresses: bool,
    #[command(flatten)]
    pub(super) manner: MannerArguments,
    #[command(flatten)]
    root: RootArguments,
    #[command(flatten)]
    clock: ClockArguments,
}

#[derive(Debug, Args)]
pub(super) struct RollbackArguments {
    /// The build to go back to, by its id; `publish --list` has them [default: the one before the last]
    #[arg(value_name = "BUILD")]
    pub(super) build: Option<String>,
    /// A folder or a bucket [default: `publish:` in `dateline.yaml`]
    #[arg(long, value_name = "TARGET")]
    pub(super) target: Option<String>,
    #[command(flatten)]
    pub(super) manner: MannerArguments,
    #[command(flatten)]
    root: RootArguments,
    #[command(flatten)]
    clock: ClockArguments,
}

/// How a target is changed, and what is told of it.
#[derive(Debug, Args)]
pub(super) struct MannerArguments {
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// How many pages may be taken away: a number, or a share of all with `%`
    #[arg(long, value_name = "N", default_value = "10%")]
    max_deletes: String,
    /// How long files stay that no page needs any more, in hours
    #[arg(long, value_name = "HOURS", default_value_t = 24)]
    grace: u32,
    /// Go on at once where another publisher has begun: for when it is certain that it has ended
    #[arg(long)]
    pub(super) take_over: bool,
    /// Whether caches are told of addresses that changed
    #[arg(long, value_enum, default_value_t = PurgeArgument::Configured, value_name = "WHAT")]
    pub(super) purge: PurgeArgument,
    /// How many requests are under way at once
    #[arg(long, value_name = "N", default_value_t = 16)]
    in_flight: usize,
    /// How often a request is tried again
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(super) retries: usize,
    /// How long one request may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub(super) timeout: u32,
    /// How to print what was done
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(super) format: Format,
}

/// Whether caches are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PurgeArgument {
    /// Those that `dateline.yaml` names are
    Configured,
    /// None is; the addresses are printed
    Print,
    /// None is
    Off,
}

impl PublishArguments {
    /// What the build before it is told; it writes into the folder that is published.
    pub(super) fn build(&self, terminal: &Terminal) -> Result<BuildOptions, String> {
        let arguments = BuildArguments {
            out: self.from.clone().or(self.out.clone()),
            jobs: self.jobs,
            strict: self.strict,
            forget_addresses: self.forget_addresses,
            ..BuildArguments::plain(&self.root, &self.clock)
        };
        let options = arguments.options(terminal)?;
        let load = engine::Options { check_texts: true, ..options.load };
        Ok(BuildOptions { load, ..options })
    }
}

impl RollbackArguments {
    /// How the newsroom is read.
    pub(super) fn build(&self, terminal: &Terminal) -> Result<BuildOptions, String> {
        BuildArguments::plain(&self.root, &self.clock).options(terminal)
    }
}

impl MannerArguments {
    /// How long what is no longer there stays, in seconds.
    pub(super) fn grace(&self) -> i64 {
        i64::from(self.grace) * 3_600
    }

    /// How many requests are under way at once.
    pub(super) fn in_flight(&self) -> Result<usize, String> {
        if self.in_flight == 0 { Err("--in-flight: write 1 or more".to_owned()) } else { Ok(self.in_flight) }
    }

    /// How many pages may be taken away.
    pub(super) fn limits(&self) -> Result<Limits, String> {
        let wrong = |_| format!("--max-deletes: `{}` is neither a number nor a share, as in `10%`", self.max_deletes);
        match self.max_deletes.strip_suffix('%') {
            Some(percent) => Ok(Limits { count: None, percent: percent.parse().map_err(wrong)? }),
            None => Ok(Limits { count: Some(self.max_deletes.parse().map_err(wrong)?), percent: 100 }),
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct ListArguments {
    /// Print the next instant at which a build would differ, and what happens then; nothing when there is none
    #[arg(long)]
    pub(super) due: bool,
    /// With `--due`, the first such instant after this one and up to now: exit code 0 when there is one, 3 when not.
    /// `record` is the instant of the last build
    #[arg(long, value_name = "INSTANT", requires = "due")]
    pub(super) since: Option<String>,
    /// The folder that the last build wrote to [default: `public` in the newsroom]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(super) format: Format,
    /// Name releases that are not public
    #[arg(long)]
    pub(super) show_unpublished: bool,
    #[command(flatten)]
    pub(super) root: RootArguments,
    #[command(flatten)]
    pub(super) clock: ClockArguments,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Human,
    /// For programs
    Json,
}

#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    /// The port [default: 4010, or the next free one]
    #[arg(long)]
    port: Option<u16>,
    /// Another address of this machine
    #[arg(long, value_name = "IP", default_value = "127.0.0.1")]
    bind: IpAddr,
    /// Allow an address that others can reach: they can read drafts
    #[arg(long)]
    public: bool,
    /// Open a browser
    #[arg(long)]
    open: bool,
    /// Show only what is public at the instant, as a build does
    #[arg(long)]
    published_only: bool,
    /// How a place is opened in the editor
    #[arg(long, value_name = "URL", default_value = "vscode://file{path}:{line}:{column}")]
    editor: String,
    /// Look through the folders twice a second, where the system reports no changes
    #[arg(long)]
    poll: bool,
    #[command(flatten)]
    root: RootArguments,
    #[command(flatten)]
    clock: ClockArguments,
}

#[derive(Debug, Args)]
pub(super) struct RootArguments {
    /// The newsroom's folder [default: the nearest one upward with `dateline.yaml`]
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct ClockArguments {
    /// The instant to work at, as in `2018-12-07T10:00:00-05:00` [default: the clock's]
    #[arg(long, value_name = "INSTANT")]
    pub(super) now: Option<String>,
}

/// What a build is told, and how it reports.
pub(super) struct BuildOptions {
    pub(super) load: engine::Options,
    pub(super) now: Instant,
    pub(super) folder: OutputFolder,
    pub(super) jobs: usize,
    pub(super) promises: Promises,
    /// Whether nothing is trusted that is known of the last build.
    pub(super) verify_cache: bool,
    pub(super) show_unpublished: bool,
}

impl BuildOptions {
    /// What is asked of the session.
    pub(super) fn asked(&self) -> Asked {
        Asked { folder: self.folder.clone(), promises: self.promises, trusts_caches: !self.verify_cache }
    }
}

impl CheckOptions {
    /// What is asked of the session.
    pub(super) fn asked(&self) -> Asked {
        Asked { folder: self.output.clone(), promises: Promises::Kept, trusts_caches: true }
    }
}

impl ServeOptions {
    /// What is asked of the session.
    pub(super) fn asked(&self) -> Asked {
        let root = &self.load.root;
        Asked { folder: output_folder(root, root.join("public"), false), promises: Promises::Kept, trusts_caches: true }
    }
}

impl ListOptions {
    /// What is asked of the session.
    pub(super) fn asked(&self) -> Asked {
        Asked { folder: self.folder.clone(), promises: Promises::Kept, trusts_caches: true }
    }
}

/// What a check is told.
pub(super) struct CheckOptions {
    pub(super) load: engine::Options,
    pub(super) now: Instant,
    pub(super) format: ReportFormat,
    /// Paths from the newsroom's root that are told of; empty for all.
    pub(super) limits: Vec<String>,
    /// Rules that are told of; empty for all.
    pub(super) rules: Vec<&'static Rule>,
    pub(super) least: Severity,
    /// Whether what has one right mend is mended first.
    pub(super) fix: bool,
    /// What was public before, as it was typed.
    pub(super) against: Option<String>,
    /// The newsroom's folder from the current one, empty or ending with `/`.
    pub(super) folder: String,
    /// The output folder whose record says what was published.
    pub(super) output: OutputFolder,
    pub(super) show_unpublished: bool,
    /// How other sites are asked; `None` when they are not.
    pub(super) external: Option<ExternalOptions>,
}

/// How other sites are asked.
pub(super) struct ExternalOptions {
    /// Whether this machine and private networks may be asked too.
    pub(super) private: bool,
    /// Where answers are remembered.
    pub(super) state: PathBuf,
    pub(super) verbose: bool,
}

/// What a list is told.
pub(super) struct ListOptions {
    pub(super) load: engine::Options,
    pub(super) now: Instant,
    pub(super) since: Option<Since>,
    /// The folder whose record tells of the last build.
    pub(super) folder: OutputFolder,
}

/// An instant in the past.
#[derive(Clone, Copy)]
pub(super) enum Since {
    Instant(Instant),
    /// That of the last build.
    Record,
}

/// What a preview is told.
pub(super) struct ServeOptions {
    pub(super) load: engine::Options,
    pub(super) clock: Clock,
    /// The address to listen on.
    pub(super) ip: IpAddr,
    /// The port. Unless it `is_fixed`, the next free one will do.
    pub(super) port: u16,
    pub(super) is_fixed: bool,
    pub(super) open: bool,
    pub(super) editor: String,
    pub(super) polling: bool,
}

/// The clock of a preview: the machine's, or one that was set and stands still.
pub(super) struct Clock(Option<Instant>);

impl Clock {
    pub(super) fn now(&self) -> Instant {
        self.0.unwrap_or_else(Instant::now)
    }

    pub(super) fn is_set(&self) -> bool {
        self.0.is_some()
    }
}

impl ServeArguments {
    /// What the words mean.
    pub(super) fn options(&self, terminal: &Terminal) -> Result<ServeOptions, String> {
        if !self.bind.is_loopback() && !self.public {
            return Err(format!(
                "--bind: {} can be reached by others, who could read drafts: add `--public` if that is meant",
                self.bind
            ));
        }
        let root = self.root.folder(terminal)?;
        let drafts = !self.published_only;
        Ok(ServeOptions {
            // The first page is not to wait for it: see `serve`.
            load: engine::Options { drafts, ..engine::Options::new(root, TOOLS) },
            clock: Clock(self.clock.now.is_some().then(|| self.clock.instant()).transpose()?),
            ip: self.bind,
            port: self.port.unwrap_or(PORT),
            is_fixed: self.port.is_some(),
            open: self.open,
            editor: self.editor.clone(),
            polling: self.poll,
        })
    }
}

impl RootArguments {
    /// The newsroom's folder.
    pub(super) fn folder(&self, terminal: &Terminal) -> Result<PathBuf, String> {
        if let Some(root) = &self.root {
            return match root.join(CONFIG).is_file() {
                true => Ok(root.clone()),
                false => Err(format!("there is no `{CONFIG}` in `{}`", root.display())),
            };
        }
        let here = terminal.folder()?;
        let found = here.ancestors().find(|it| it.join(CONFIG).is_file()).map(Path::to_owned);
        found.ok_or_else(|| format!("there is no `{CONFIG}` here or in any folder above: name the newsroom with `--root DIR`, or make one with `dateline init DIR`"))
    }
}

impl ClockArguments {
    /// The instant to work at: the one place where the clock is read.
    pub(super) fn instant(&self) -> Result<Instant, String> {
        self.now
            .as_deref()
            .map_or_else(|| Ok(Instant::now()), |it| date::instant(it).map_err(|error| format!("--now: {error}")))
    }
}

impl CheckArguments {
    /// What the words mean.
    pub(super) fn options(&self, terminal: &Terminal) -> Result<CheckOptions, String> {
        if self.fix && self.format != ReportFormat::Human {
            return Err(
                "--fix: standard output gets the difference: leave `--format` out, and check again in that form"
                    .to_owned(),
            );
        }
        let root = self.root.folder(terminal)?;
        let within = Within::new(&root, &terminal.folder()?)?;
        let limits: Vec<String> = self.paths.iter().map(|it| within.path(it)).collect::<Result<_, _>>()?;
        let rule =
            |name: &String| diagnostic::rule(name).map_err(|(message, help)| format!("--rule: {message}: {help}"));
        Ok(CheckOptions {
            now: self.clock.instant()?,
            format: self.format,
            // The newsroom as a whole is no limit.
            limits: if limits.iter().any(String::is_empty) { Vec::new() } else { limits },
            rules: self.rules.iter().map(rule).collect::<Result<_, _>>()?,
            least: match self.severity {
                Least::Error => Severity::Error,
                Least::Warning => Severity::Warning,
                Least::Advice => Severity::Advice,
            },
            fix: self.fix,
            against: self.against.clone(),
            folder: within.folder(),
            output: output_folder(&root, self.out.clone().unwrap_or_else(|| root.join("public")), false),
            show_unpublished: self.show_unpublished,
            external: self.external.then(|| ExternalOptions {
                private: self.external_private,
                state: root.join(".dateline"),
                verbose: self.verbose,
            }),
            load: engine::Options {
                base_url: base_url(self.base_url.as_deref())?,
                strict: self.strict,
                check_texts: true,
                ..engine::Options::new(root, TOOLS)
            },
        })
    }
}

/// The current folder and the newsroom's, without links.
struct Within {
    here: PathBuf,
    root: PathBuf,
}

impl Within {
    fn new(root: &Path, here: &Path) -> Result<Self, String> {
        let whole =
            |path: &Path| path.canonicalize().map_err(|error| format!("cannot read `{}`: {error}", path.display()));
        Ok(Self { here: whole(here)?, root: whole(root)? })
    }

    /// A path as it was typed, from the newsroom's root.
    fn path(&self, typed: &Path) -> Result<String, String> {
        // As the shell completes it, else as messages print it.
        let places = [self.here.join(typed), self.root.join(typed)];
        let from_root = |place: &PathBuf| {
            let place = without_dots(place);
            place.exists().then(|| place.strip_prefix(&self.root).map(slashed).ok()).flatten()
        };
        places.iter().find_map(from_root).ok_or_else(|| format!("there is no `{}` in the newsroom", typed.display()))
    }

    /// The newsroom's folder from the current one, empty or ending with `/`; empty when it is not in it.
    fn folder(&self) -> String {
        match self.root.strip_prefix(&self.here).map(slashed) {
            Ok(folder) if !folder.is_empty() => folder + "/",
            _ => String::new(),
        }
    }
}

/// The same path without `.` and `..`; links are not looked at.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}

fn slashed(path: &Path) -> String {
    path.components().map(|it| it.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

impl ListArguments {
    /// What the words mean.
    pub(super) fn options(&self, terminal: &Terminal) -> Result<ListOptions, String> {
        let root = self.root.folder(terminal)?;
        let out = self.out.clone().unwrap_or_else(|| root.join("public"));
        let since = |text: &str| match text {
            "record" => Ok(Since::Record),
            text => date::instant(text).map(Since::Instant).map_err(|error| format!("--since: {error}, or `record`")),
        };
        Ok(ListOptions {
            now: self.clock.instant()?,
            since: self.since.as_deref().map(since).transpose()?,
            folder: output_folder(&root, out, false),
            load: engine::Options::new(root, TOOLS),
        })
    }
}

/// The address that was typed for `--base-url`.
fn base_url(typed: Option<&str>) -> Result<Option<Url>, String> {
    typed.map(config::base_url).transpose().map_err(|error| format!("--base-url: {error}"))
}

/// An output folder of a newsroom, with the place where its record is kept.
fn output_folder(root: &Path, out: PathBuf, force: bool) -> OutputFolder {
    OutputFolder { out, state: root.join(".dateline"), root: root.to_owned(), force }
}

impl BuildArguments {
    /// A build that is told nothing but where and when.
    fn plain(root: &RootArguments, clock: &ClockArguments) -> Self {
        Self {
            out: None,
            jobs: None,
            base_url: None,
            strict: false,
            drafts: false,
            force: false,
            forget_addresses: false,
            verify_cache: false,
            show_unpublished: false,
            root: RootArguments { root: root.root.clone() },
            clock: ClockArguments { now: clock.now.clone() },
        }
    }

    /// What the words mean.
    pub(super) fn options(&self, terminal: &Terminal) -> Result<BuildOptions, String> {
        let root = self.root.folder(terminal)?;
        let base_url = base_url(self.base_url.as_deref())?;
        if self.jobs == Some(0) {
            return Err("--jobs: write 1 or more".to_owned());
        }
        Ok(BuildOptions {
            folder: output_folder(&root, self.out.clone().unwrap_or_else(|| root.join("public")), self.force),
            jobs: self.jobs.unwrap_or_default(),
            promises: if self.forget_addresses { Promises::Forgotten } else { Promises::Kept },
            verify_cache: self.verify_cache,
            show_unpublished: self.show_unpublished,
            now: self.clock.instant()?,
            load: engine::Options {
                base_url,
                strict: self.strict,
                drafts: self.drafts,
                // Warnings stop it then: it has to look for all of them.
                check_texts: self.strict,
                ..engine::Options::new(root, TOOLS)
            },
        })
    }
}
