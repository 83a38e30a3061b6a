//! `dateline explain`: what a rule means, and what themes are made of.

use crate::cli::Stop;
use crate::cli::args::ExplainArguments;
use crate::cli::terminal::Terminal;
use crate::diagnostic::{RULES, did_you_mean};
use crate::render;

/// What is no rule.
const THEME: &str = "theme";

pub(super) fn run(arguments: &ExplainArguments, terminal: &Terminal) -> Result<(), Stop> {
    let what = arguments.what.as_str();
    if what == THEME {
        terminal.result(render::contract().trim_end());
        return Ok(());
    }
    let Some(rule) = RULES.iter().find(|it| it.name == what) else {
        let known = RULES.iter().map(|it| it.name).chain([THEME]);
        let help = did_you_mean(what, known).map_or_else(
            || "name a rule, as it stands in brackets in a message, or `theme`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(Stop::Surroundings(format!("there is no rule `{what}`: {help}")));
    };
    terminal.result(&format!("{} ({})\n\n{}", rule.name, rule.severity.name(), rule.meaning));
    Ok(())
}
