//! `dateline new TITLE`: a new release.

use crate::cli::args::NewArguments;
use crate::cli::optional::TOOLS;
use crate::cli::terminal::Terminal;
use crate::cli::{Stop, init};
use crate::scaffold::{self, NewRelease};
use dateline_content::config::{Config, OfficeIndex};
use dateline_content::contact;
use dateline_content::newsroom::Newsroom;
use dateline_content::release::{is_slug, slug};
use dateline_engine::{Options, Workspace};
use dateline_text::date;

pub(super) fn run(arguments: &NewArguments, terminal: &Terminal) -> Result<(), Stop> {
    let root = arguments.root.folder(terminal)?;
    let now = arguments.clock.instant()?;
    let loaded = Workspace::open(Options::new(root.clone(), TOOLS)).map_err(|error| Stop::because(&error))?.load(now);
    let Some(snapshot) = &loaded.snapshot else {
        terminal.report(&loaded.found, &loaded, true);
        return Err(Stop::Content);
    };
    let newsroom = &snapshot.site.newsroom;
    if let Some(id) = arguments.series.as_deref().filter(|it| !is_slug(it)) {
        return Err(Stop::from(format!(
            "--series: `{id}` cannot stand in an address: use letters, digits and hyphens"
        )));
    }
    let offices = offices(&arguments.offices, &newsroom.config)?;
    if arguments.title.trim().is_empty() {
        return Err(Stop::from("the title is empty: write the headline"));
    }
    let date = match &arguments.date {
        Some(text) => date::date(text).map_err(|(message, help)| format!("--date: {message}; {help}"))?,
        None => newsroom.config[offices[0]].zone.to_datetime(now).date(),
    };
    let release = NewRelease {
        title: &arguments.title,
        slug: slug_of(arguments)?,
        date,
        offices: offices.iter().map(|it| newsroom.config[*it].id.as_str()).collect(),
        contacts: contacts(newsroom, &offices, date),
        series: arguments.series.as_deref().map(|id| (id, newsroom.next_in_series(id))),
    };
    let paths = [format!("{}.md", release.slug), format!("{}/index.md", release.slug)]
        .map(|it| format!("content/releases/{}/{it}", date.year()));
    if let Some(there) = paths.iter().find(|it| loaded.sources.find(it).is_some()) {
        return Err(Stop::from(format!("there is a release `{there}`: choose another `--slug`")));
    }
    let [file, folder] = &paths;
    let path = if arguments.folder { folder } else { file };
    init::write(&root.join(path), &scaffold::release(&release))?;
    terminal.result(path);
    Ok(())
}

fn offices(ids: &[String], config: &Config) -> Result<Vec<OfficeIndex>, String> {
    if ids.is_empty() {
        return Ok(config.offices().map(|(office, _)| office).collect());
    }
    let find = |id: &String| {
        config.office(id).ok_or_else(|| {
            let (message, help) = contact::unknown_office(id, config);
            format!("--offices: {message}; {help}")
        })
    };
    let offices: Vec<OfficeIndex> = ids.iter().map(find).collect::<Result<_, _>>()?;
    match (1..offices.len()).find(|at| offices[..*at].contains(&offices[*at])) {
        Some(at) => Err(format!("--offices: `{}` stands twice", ids[at])),
        None => Ok(offices),
    }
}

fn slug_of(arguments: &NewArguments) -> Result<String, String> {
    match &arguments.slug {
        Some(given) if is_slug(given) && !given.contains('.') => Ok(given.clone()),
        Some(given) => Err(format!("--slug: `{given}` cannot stand in an address: use letters, digits and hyphens")),
        None => match slug(&arguments.title) {
            made if made.is_empty() => {
                Err("the title has no Latin letters to make an address of: give one with `--slug`".to_owned())
            }
            made => Ok(made),
        },
    }
}

/// Ids of the people in post at the date, of the offices named, in the newsroom's order.
fn contacts<'a>(newsroom: &'a Newsroom, offices: &[OfficeIndex], date: date::Date) -> Vec<&'a str> {
    let mut contacts: Vec<_> =
        newsroom.directory.iter().filter(|(_, it)| offices.contains(&it.office) && it.is_current(date)).collect();
    contacts.sort_by_key(|(_, it)| it.office);
    contacts.into_iter().map(|(id, _)| id).collect()
}
