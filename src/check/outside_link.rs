//! A link to another site leads to something.
//!
//! What answers is for others to find out: here it becomes words.

use crate::diagnostic::{Diagnostic, EXTERNAL_LINK, MOVED_LINK, Place, Rule};
use crate::outside::Answer;

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
