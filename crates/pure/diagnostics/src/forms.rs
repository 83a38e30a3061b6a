//! Problems for programs: JSON, the lines that GitHub reads from a job's log, and SARIF.
//!
//! In: problems whose places are found and whose withheld words are gone already. Out: text.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use super::{Problem, ProblemEdit, ProblemFix, RULES, Related, Severity};

/// What does not stand for itself in a path of an address (RFC 3986, section 3.3).
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'\\')
    .add(b':');

/// A list of objects. Lines and columns count from 1, columns in characters; `null` where the whole file is meant.
pub fn json(problems: &[Problem]) -> String {
    let problem = |it: &Problem| {
        json!({
            "rule": it.rule,
            "severity": it.severity.name(),
            "path": it.path,
            "line": known(it.line),
            "column": known(it.column),
            "end": it.end.map(|(line, column)| json!({"line": line, "column": column})),
            "message": it.message,
            "help": it.help,
            "related": it.related.as_ref().map(|other| json!({
                "path": other.path,
                "line": known(other.line),
                "column": known(other.column),
                "message": other.what,
            })),
            "fix": it.fix.as_ref().map(|fix| json!({
                "question": fix.question,
                "edits": fix.edits.iter().map(edit).collect::<Vec<_>>(),
            })),
        })
    };
    let problems: Vec<Value> = problems.iter().map(problem).collect();
    serde_json::to_string_pretty(&problems).expect("texts can be written down")
}

fn edit(ProblemEdit { start, end, text }: &ProblemEdit) -> Value {
    json!({"line": start.0, "column": start.1, "end": {"line": end.0, "column": end.1}, "text": text})
}

fn known(number: usize) -> Option<usize> {
    Some(number).filter(|it| *it > 0)
}

/// A workflow command for each problem, in the form that GitHub's runner reads from standard output and shows beside the
/// changed lines. `folder` is the newsroom's in the repository, empty or ending with `/`.
pub fn github(problems: &[Problem], folder: &str) -> String {
    let line = |it: &Problem| {
        let command = match it.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "notice",
        };
        let place = match it.line {
            0 => String::new(),
            line if it.column == 0 => format!(",line={line}"),
            line => format!(",line={line},col={}", it.column),
        };
        let help = if it.help.is_empty() { String::new() } else { format!("\nhelp: {}", it.help) };
        format!(
            "::{command} file={}{place},title={}::{}\n",
            property(&format!("{folder}{}", it.path)),
            property(it.rule),
            data(&format!("{}{help}", it.message)),
        )
    };
    problems.iter().map(line).collect()
}

/// A message as the runner reads it (`escapeData` of the toolkit's documentation of workflow commands).
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property, which ends at a comma or at a colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A log of one run in SARIF 2.1.0. Every rule is told of, whether it was broken or not. `folder` is the newsroom's in the
/// repository, empty or ending with `/`.
pub fn sarif(problems: &[Problem], folder: &str) -> String {
    let rules: Vec<Value> = RULES
        .iter()
        .map(|it| {
            json!({
                "id": it.name,
                "shortDescription": {"text": it.meaning},
                "defaultConfiguration": {"level": level(it.severity)},
            })
        })
        .collect();
    let results: Vec<Value> = problems.iter().map(|it| result(it, folder)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "dateline", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&log).expect("texts can be written down")
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

fn result(problem: &Problem, folder: &str) -> Value {
    let text = match problem.help.as_str() {
        "" => problem.message.clone(),
        help => format!("{}\n{help}", problem.message),
    };
    let related: Vec<Value> = problem.related.iter().map(|it| related(it, folder)).collect();
    let mut result = json!({
        "ruleId": problem.rule,
        "level": level(problem.severity),
        "message": {"text": text},
        "locations": [{"physicalLocation": place(&problem.path, (problem.line, problem.column), problem.end, folder)}],
    });
    if let Some(index) = RULES.iter().position(|it| it.name == problem.rule) {
        result["ruleIndex"] = index.into();
    }
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    if let Some(fix) = &problem.fix {
        result["fixes"] = json!([mend(fix, problem, folder)]);
    }
    result
}

/// A proposal (SARIF 2.1.0, section 3.55): what takes the place of what in the problem's file.
fn mend(fix: &ProblemFix, problem: &Problem, folder: &str) -> Value {
    let replacement = |it: &ProblemEdit| {
        json!({
            "deletedRegion": {
                "startLine": it.start.0,
                "startColumn": it.start.1,
                "endLine": it.end.0,
                "endColumn": it.end.1,
            },
            "insertedContent": {"text": it.text},
        })
    };
    let replacements: Vec<Value> = fix.edits.iter().map(replacement).collect();
    let file = place(&problem.path, (0, 0), None, folder)["artifactLocation"].take();
    let words = fix.question.as_deref().unwrap_or(&problem.help);
    json!({
        "description": {"text": words},
        "artifactChanges": [{"artifactLocation": file, "replacements": replacements}],
    })
}

fn related(other: &Related, folder: &str) -> Value {
    json!({
        "id": 1,
        "message": {"text": other.what},
        "physicalLocation": place(&other.path, (other.line, other.column), None, folder),
    })
}

fn place(path: &str, (line, column): (usize, usize), end: Option<(usize, usize)>, folder: &str) -> Value {
    let address = utf8_percent_encode(&format!("{folder}{path}"), PATH).to_string();
    let mut place = json!({"artifactLocation": {"uri": address, "uriBaseId": "%SRCROOT%"}});
    if line > 0 {
        place["region"] = json!({"startLine": line});
        // A column of 0 is not known.
        if column > 0 {
            place["region"]["startColumn"] = column.into();
        }
        if let Some((line, column)) = end {
            place["region"]["endLine"] = line.into();
            place["region"]["endColumn"] = column.into();
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem() -> Problem {
        Problem {
            severity: Severity::Advice,
            rule: "series-gap",
            path: "content/a b: 100%,香.md".to_owned(),
            line: 3,
            column: 2,
            end: Some((4, 1)),
            message: "50 % of\r\n`it`".to_owned(),
            help: "a::b".to_owned(),
            related: None,
            fix: None,
            text: String::new(),
            is_withheld: false,
        }
    }

    #[test]
    fn what_would_end_a_command_of_github_is_escaped() {
        assert_eq!(
            github(&[problem()], "news, room/"),
            "::notice file=news%2C room/content/a b%3A 100%25%2C香.md,line=3,col=2,title=series-gap::50 %25 of%0D%0A`it`%0Ahelp: a::b\n"
        );
        let whole = Problem { line: 0, column: 0, help: String::new(), path: "a.md".to_owned(), ..problem() };
        assert_eq!(github(&[whole], ""), "::notice file=a.md,title=series-gap::50 %25 of%0D%0A`it`\n");
    }

    #[test]
    fn paths_of_a_log_are_addresses() {
        let log: Value = serde_json::from_str(&sarif(&[problem()], "n/")).expect("JSON");
        let location = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(location["artifactLocation"]["uri"], "n/content/a%20b%3A%20100%25,%E9%A6%99.md");
        assert_eq!(location["region"], json!({"startLine": 3, "startColumn": 2, "endLine": 4, "endColumn": 1}));
    }
}
