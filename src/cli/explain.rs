//! `dateline explain`: what a rule means, and what themes are made of.

use crate::cli::Stop;
use crate::cli::args::ExplainArguments;
use crate::cli::terminal::Terminal;
use dateline_diagnostics::{self as diagnostic, Explanation, RULES, Rule, did_you_mean};
use dateline_render as render;

/// What is no rule: the theme's contract, and the page of all rules.
const PAGES: [&str; 2] = ["theme", "rules"];

pub(super) fn run(arguments: &ExplainArguments, terminal: &Terminal) -> Result<(), Stop> {
    let what = arguments.what.as_str();
    let text = match (what, diagnostic::rule(what)) {
        ("theme", _) => render::contract(),
        ("rules", _) => all(),
        (_, Ok(rule)) => one(rule),
        (_, Err((message, help))) => {
            let help = did_you_mean(what, PAGES).map_or(help, |near| format!("did you mean `{near}`?"));
            return Err(Stop::Surroundings(format!("{message}: {help}")));
        }
    };
    terminal.result(text.trim_end());
    Ok(())
}

/// What one rule means, why it matters, an example, and the way around it.
fn one(rule: &Rule) -> String {
    let Rule { name, severity, meaning, .. } = rule;
    let Explanation { why, before, after } = rule.explanation();
    let way_around = match rule.guards_the_build() {
        true => {
            "Nothing sound can be built while it is broken: it is always an error, and cannot be allowed.".to_owned()
        }
        false => format!(
            "To allow one place, say why in a comment: before a block of the text, or on a line of YAML or the one before:\n\n    \
             <!-- dateline-allow: {name} reason -->\n    # dateline-allow: {name} reason\n\n\
             To switch it off, write in `dateline.yaml`:\n\n    rules: {{{name}: off}}"
        ),
    };
    let (before, after) = (indented(before), indented(after));
    let severity = severity.name();
    format!("{name} ({severity})\n\n{meaning}\n\n{why}\n\nBefore:\n\n{before}\nAfter:\n\n{after}\n{way_around}")
}

/// Each line four spaces in; an empty one stays empty.
fn indented(text: &str) -> String {
    text.lines().map(|it| format!("    {it}").trim_end().to_owned() + "\n").collect()
}

/// The page of all rules, in Markdown.
fn all() -> String {
    let line = |it: &&Rule| {
        let guards = if it.guards_the_build() { ", always" } else { "" };
        let (name, meaning) = (it.name, it.meaning.replace('|', "\\|"));
        format!("| [`{name}`](#{name}) | {}{guards} | {meaning} |\n", it.severity.name())
    };
    let section = |it: &&Rule| {
        let Explanation { why, before, after } = it.explanation();
        let Rule { name, meaning, .. } = it;
        format!("\n## {name}\n\n{meaning}\n\n{why}\n\nBefore:\n\n```\n{before}\n```\n\nAfter:\n\n```\n{after}\n```\n")
    };
    let lines: String = RULES.iter().map(line).collect();
    let sections: String = RULES.iter().map(section).collect();
    format!(
        "# Rules\n\n\
         What `dateline check` and `dateline build` look at. `dateline explain RULE` prints one of them. An error stops a\n\
         build; a warning does under `--strict`; advice never does. `rules:` in `dateline.yaml` changes that, and a comment\n\
         `dateline-allow` allows one place, but for the rules that are errors always: nothing sound can be built while they\n\
         are broken.\n\n\
         | rule | is | what has to be so |\n| --- | --- | --- |\n{lines}{sections}"
    )
}
