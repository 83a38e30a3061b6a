//! `dateline explain`: what a rule means, and what themes are made of.

use crate::cli::Stop;
use crate::cli::args::ExplainArguments;
use crate::cli::terminal::Terminal;
use crate::diagnostic::{RULES, Rule, did_you_mean};
use crate::render;

/// What is no rule: the theme's contract, and the page of all rules.
const PAGES: [&str; 2] = ["theme", "rules"];

pub(super) fn run(arguments: &ExplainArguments, terminal: &Terminal) -> Result<(), Stop> {
    let what = arguments.what.as_str();
    let text = match (what, RULES.iter().find(|it| it.name == what)) {
        ("theme", _) => render::contract(),
        ("rules", _) => all(),
        (_, Some(rule)) => one(rule),
        (_, None) => {
            let known = RULES.iter().map(|it| it.name).chain(PAGES);
            let help = did_you_mean(what, known).map_or_else(
                || "name a rule, as it stands in brackets in a message, or `rules`, or `theme`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(Stop::Surroundings(format!("there is no rule `{what}`: {help}")));
        }
    };
    terminal.result(text.trim_end());
    Ok(())
}

/// What one rule means, and the way around it.
fn one(rule: &Rule) -> String {
    let Rule { name, severity, meaning } = rule;
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
    format!("{name} ({})\n\n{meaning}\n\n{way_around}", severity.name())
}

/// The page of all rules, in Markdown.
fn all() -> String {
    let line = |it: &&Rule| {
        let guards = if it.guards_the_build() { ", always" } else { "" };
        format!("| `{}` | {}{guards} | {} |\n", it.name, it.severity.name(), it.meaning.replace('|', "\\|"))
    };
    let lines: String = RULES.iter().map(line).collect();
    format!(
        "# Rules\n\n\
         What `dateline check` and `dateline build` look at. `dateline explain RULE` prints one of them. An error stops a\n\
         build; a warning does under `--strict`; advice never does. `rules:` in `dateline.yaml` changes that, and a comment\n\
         `dateline-allow` allows one place, but for the rules that are errors always: nothing sound can be built while they\n\
         are broken.\n\n\
         | rule | is | what has to be so |\n| --- | --- | --- |\n{lines}"
    )
}
