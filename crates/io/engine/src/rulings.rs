//! What was found -> what is told of it, after what texts allow and what the newsroom says of rules.

use std::collections::BTreeMap;

use crate::excerpts::locate;
use dateline_content::release;
use dateline_content::ruling::Ruling;
use dateline_diagnostics::{
    self as diagnostic, Allow, Diagnostic, Diagnostics, FileId, Place, Rule, Severity, Span, UNUSED_ALLOW,
};
use dateline_source::SourceTree;
use dateline_text::markdown;
use dateline_text::yaml;

/// Gives each problem the severity that the newsroom chose for its rule in its file, and leaves out what it switched off.
pub(super) fn ruled(found: Diagnostics, rulings: &[Ruling], sources: &SourceTree) -> Diagnostics {
    let rule = |mut problem: Diagnostic| match ruling(rulings, problem.rule, sources.path_of(&problem.place)) {
        None => Some(problem),
        Some(ruling) => {
            problem.severity = ruling.severity?;
            Some(problem)
        }
    };
    found.into_iter().filter_map(rule).collect()
}

/// Leaves out what the newsroom switched off, which is then kept of no release; not errors, behind which not everything was
/// looked at.
pub(super) fn heard(mut found: Diagnostics, rulings: &[Ruling], sources: &SourceTree) -> Diagnostics {
    found.retain(|it| {
        let is_off = |ruling: &Ruling| ruling.severity.is_none();
        it.severity == Severity::Error || !ruling(rulings, it.rule, sources.path_of(&it.place)).is_some_and(is_off)
    });
    found
}

/// What the newsroom says of a rule in the file at a path.
fn ruling<'r>(rulings: &'r [Ruling], rule: &Rule, path: &str) -> Option<&'r Ruling> {
    rulings.iter().rfind(|it| it.rule == rule && it.holds_for(path))
}

/// The exceptions from rules that a release or page asks for, in bytes of the file.
pub(super) fn allows(text: &str) -> Vec<Allow> {
    if !text.contains("dateline-allow:") {
        return Vec::new();
    }
    let Some(keys) = release::front_matter_range(text) else { return Vec::new() };
    let body = text[keys.end..].find('\n').map_or(text.len(), |at| keys.end + at + 1);
    let of_keys = yaml::allows(&text[keys.clone()]).into_iter().map(|it| it.moved(keys.start));
    let of_body = markdown::allows(&text[body..]).into_iter().map(|it| it.moved(body));
    of_keys.chain(of_body).collect()
}

/// Leaves out what is allowed where it stands, and tells of every exception that allows nothing: of a rule that there is
/// not, that guards the build, or that is not broken there. `was_run` says of a rule whether it was looked at.
pub(super) fn allowed(
    found: Diagnostics,
    allows: BTreeMap<FileId, Vec<Allow>>,
    rulings: &[Ruling],
    sources: &SourceTree,
    was_run: &dyn Fn(&Rule) -> bool,
) -> Diagnostics {
    let mut used: BTreeMap<FileId, Vec<bool>> =
        allows.iter().filter(|it| !it.1.is_empty()).map(|(file, all)| (*file, vec![false; all.len()])).collect();
    if used.is_empty() {
        return found;
    }
    let mut texts: BTreeMap<FileId, String> = BTreeMap::new();
    let mut is_told = |problem: &Diagnostic| {
        let Some((file, used)) = problem.place.file().and_then(|it| Some((it, used.get_mut(&it)?))) else {
            return true;
        };
        let text = texts.entry(file).or_insert_with(|| sources.text(file).unwrap_or_default());
        let at = offset(&problem.place, text, sources);
        let allowing = allows[&file].iter().zip(used).filter(|(allow, _)| allows_it(allow, problem.rule, at));
        let n_allowing = allowing.map(|(_, used)| *used = true).count();
        n_allowing == 0
    };
    let mut told: Diagnostics = Diagnostics::default();
    for problem in found {
        if is_told(&problem) {
            told.push(problem);
        }
    }
    let mut unused = Diagnostics::default();
    for (file, used) in &used {
        // What stands behind an error may not have been looked at.
        let is_sound = told.iter().all(|it| it.place.file() != Some(*file) || it.severity != Severity::Error);
        let path = sources.path(*file);
        let was_run = |rule: &Rule| {
            is_sound && was_run(rule) && ruling(rulings, rule, path).is_none_or(|it| it.severity.is_some())
        };
        for (allow, _) in allows[file].iter().zip(used).filter(|it| !it.1) {
            if let Some((message, help)) = without_use(allow, &was_run) {
                let place = Place::Span(Span { file: *file, start: allow.range.start, end: allow.range.end });
                unused.push(Diagnostic::new(UNUSED_ALLOW, place, message).help(help));
            }
        }
    }
    told.with(unused)
}

fn allows_it(allow: &Allow, rule: &Rule, at: Option<u32>) -> bool {
    let is_there = match at {
        Some(at) => allow.covers.contains(&at) || allow.of_file && at < allow.covers.end,
        None => allow.of_file,
    };
    is_there && allow.rule == rule.name && !allow.reason.is_empty() && !rule.guards_the_build()
}

/// The first byte of a place; `None` for the file as a whole.
fn offset(place: &Place, text: &str, sources: &SourceTree) -> Option<u32> {
    let of_key = |file: &FileId, path: &str, key| locate(sources, *file, text, path, key).map(|it| it.start as u32);
    match place {
        Place::Span(span) => Some(span.start),
        Place::Key(file, path) => of_key(file, path, true),
        Place::Value(file, path) => of_key(file, path, false),
        Place::File(_) | Place::Elsewhere(_) | Place::Newsroom => None,
    }
}

/// What is to be said of an exception that was of no use.
fn without_use(allow: &Allow, was_run: &dyn Fn(&Rule) -> bool) -> Option<(String, String)> {
    let name = &allow.rule;
    let rule = match diagnostic::rule(name) {
        _ if allow.reason.is_empty() => {
            let help = "write `dateline-allow: rule reason`".to_owned();
            return Some(("`dateline-allow` does not say which rule and why".to_owned(), help));
        }
        Ok(rule) => rule,
        Err(told) => return Some(told),
    };
    if rule.guards_the_build() {
        let message = format!("`{name}` cannot be allowed: nothing sound can be built while it is broken");
        return Some((message, "delete the comment, and mend what breaks the rule".to_owned()));
    }
    let help = "delete the comment, or put it before what it is meant for";
    was_run(rule).then(|| (format!("`{name}` is not broken here"), help.to_owned()))
}
