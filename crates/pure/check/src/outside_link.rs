//! A link to another site leads to something.
//!
//! The caller finds out what answers.

use serde::{Deserialize, Serialize};

use dateline_diagnostics::{Diagnostic, EXTERNAL_LINK, MOVED_LINK, Place, Rule};

/// What answers at the address of another site, as far as one request shows. `outside` asks; here it becomes words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// A page.
    Fine,
    /// A page, at another address (this), which the site says is the right one for good.
    Moved(String),
    /// Nothing, and that will not change by itself; with the reason.
    Broken(String),
    /// A refusal, with its status: to programs, perhaps not to people.
    Blocked(u16),
    /// Nothing in time.
    Slow,
    /// Trouble that may be over tomorrow; with the reason.
    Failing(String),
    /// It was not asked: it is in a network of one's own.
    Unasked,
}

/// The rules that hold links to other sites against what answers there.
pub const OUTSIDE_RULES: &[&Rule] = &[EXTERNAL_LINK, MOVED_LINK];

/// What is to be told of a link, `written` so, where that answers; `None` when nothing is wrong for certain.
pub fn outside_link(written: &str, place: &Place, answer: &Answer) -> Option<Diagnostic> {
    match answer {
        Answer::Broken(reason) => {
            let message = format!("`{written}` leads to nothing: {reason}");
            let help = "write the address that is right now, or take the link out";
            Some(Diagnostic::new(EXTERNAL_LINK, place.clone(), message).help(help))
        }
        Answer::Moved(to) => {
            let fragment = written.split_once('#').filter(|_| !to.contains('#')).map(|it| format!("#{}", it.1));
            let message = format!("`{written}` has moved for good");
            let help = format!("write `{to}{}`", fragment.unwrap_or_default());
            Some(Diagnostic::new(MOVED_LINK, place.clone(), message).help(help))
        }
        Answer::Fine | Answer::Blocked(_) | Answer::Slow | Answer::Failing(_) | Answer::Unasked => None,
    }
}
