//! `dateline check --external`: other sites are asked whether the links to them lead to something.

use std::collections::BTreeMap;

use url::Url;

use crate::cli::Stop;
use crate::cli::args::{CheckOptions, ExternalOptions};
use crate::cli::check::is_within;
use crate::cli::terminal::Terminal;
use dateline_check::{Answer, OUTSIDE_RULES};
use dateline_engine::{self as engine, Loaded, OutsideLink};
use dateline_external::{self as outside, Manner, Memory};

/// Adds what is wrong with links to other sites to what was found; gives the lines to close with.
pub(crate) fn run(
    loaded: &mut Loaded,
    options: &CheckOptions,
    external: &ExternalOptions,
    terminal: &Terminal,
) -> Result<Vec<String>, Stop> {
    let is_wanted = options.rules.is_empty() || OUTSIDE_RULES.iter().any(|it| options.rules.contains(it));
    if !is_wanted || loaded.snapshot.is_none() {
        return Ok(vec!["no other site was asked".to_owned()]);
    }
    let mut links = engine::outside_links(loaded, options.show_unpublished);
    links.retain(|it| is_within(&it.place, options, &loaded.sources));
    let (answers, mut lines) = answers(&links, options, external, terminal);
    loaded.found.append(engine::outside_problems(loaded, &links, &answers));
    if external.verbose {
        let named = answers.iter().filter(|it| *it.1 != Answer::Fine);
        lines.splice(0..0, named.map(|(url, answer)| format!("{}: {url}", words(answer))));
    }
    Ok(lines)
}

/// What answers at each address: as remembered, or asked now. With the closing line.
fn answers(
    links: &[OutsideLink],
    options: &CheckOptions,
    external: &ExternalOptions,
    terminal: &Terminal,
) -> (BTreeMap<Url, Answer>, Vec<String>) {
    let mut memory = Memory::open(&external.state);
    let mut is_public: BTreeMap<&Url, bool> = BTreeMap::new();
    for link in links {
        *is_public.entry(&link.url).or_default() |= link.is_public;
    }
    let known = |url: &&Url| memory.answer(url, options.now).map(|it| ((*url).clone(), it.clone()));
    let mut answers: BTreeMap<Url, Answer> = is_public.keys().filter_map(known).collect();
    let n_known = answers.len();
    let unknown: Vec<Url> = is_public.keys().filter(|it| !answers.contains_key(**it)).map(|it| (*it).clone()).collect();
    let progress = terminal.progress_of("links", unknown.len());
    let told = outside::ask(&unknown, &Manner { private: external.private, ..Manner::default() }, &|n_done| {
        progress.at(n_done)
    });
    progress.end();
    for (url, answer) in unknown.into_iter().zip(told) {
        // The address in a text that is not public is nobody's to find in a file.
        if let Some(answer) = answer.as_ref().filter(|_| is_public[&url]) {
            memory.keep(&url, answer, options.now);
        }
        answers.insert(url, answer.unwrap_or(Answer::Unasked));
    }
    let mut lines = vec![summary(&answers, n_known)];
    if let Err(error) = memory.save(&external.state, options.now) {
        lines.push(format!("what other sites answered cannot be remembered: {error}"));
    }
    (answers, lines)
}

/// `12 addresses of other sites: 9 fine, 1 broken, 2 blocked to programs; 8 known from before`.
fn summary(answers: &BTreeMap<Url, Answer>, n_known: usize) -> String {
    let count = |is: fn(&Answer) -> bool, what: &str| match answers.values().filter(|it| is(it)).count() {
        0 => None,
        n => Some(format!("{n} {what}")),
    };
    let counts = [
        count(|it| *it == Answer::Fine, "fine"),
        count(|it| matches!(it, Answer::Moved(_)), "moved"),
        count(|it| matches!(it, Answer::Broken(_)), "broken"),
        count(|it| matches!(it, Answer::Blocked(_)), "blocked to programs"),
        count(|it| *it == Answer::Slow, "slow"),
        count(|it| matches!(it, Answer::Failing(_)), "in trouble"),
        count(|it| *it == Answer::Unasked, "not asked"),
    ];
    let counts = counts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let known = if n_known > 0 { format!("; {n_known} known from before") } else { String::new() };
    match answers.len() {
        0 => "no links to other sites".to_owned(),
        1 => format!("1 address of another site: {counts}{known}"),
        n => format!("{n} addresses of other sites: {counts}{known}"),
    }
}

fn words(answer: &Answer) -> String {
    match answer {
        Answer::Fine => "fine".to_owned(),
        Answer::Moved(to) => format!("moved to {to}"),
        Answer::Broken(reason) => format!("broken, {reason}"),
        Answer::Blocked(status) => format!("blocked ({status})"),
        Answer::Slow => "slow".to_owned(),
        Answer::Failing(reason) => format!("in trouble, {reason}"),
        Answer::Unasked => "not asked".to_owned(),
    }
}
