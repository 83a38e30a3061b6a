//! What is wrong within texts ([`texts`]), between them ([`run`]) and on rendered pages ([`pages`]).
//!
//! Takes a newsroom, and what else a check compares it with. Returns diagnostics. It changes nothing. Each rule has a file of its own.

mod alias;
mod area_code;
mod broken_link;
mod directory_email;
mod duplicate_id;
mod future_change;
mod lost_address;
mod missing_translation;
mod newsroom_reference;
mod outside_link;
mod page;
mod related;
mod replaced_by;
mod series;
mod silent_edit;
mod stale_review;
mod text;
mod unused_file;

use rayon::prelude::*;

pub use lost_address::lost_addresses;
pub use outside_link::{Answer, OUTSIDE_RULES, outside_link};
pub use page::{PageFacts, Pages, is_of_pages, pages};
pub use silent_edit::{Seen, silent_edits};
pub use text::{Subject, Written, is_of_words, texts};
pub use unused_file::unused_files;

use dateline_content::newsroom::Newsroom;
use dateline_diagnostics::{Diagnostics, Rule, did_you_mean};

/// Every check, in the order of the rules' names.
const CHECKS: &[fn(&Look, &mut Diagnostics)] = &[
    alias::run,
    area_code::run,
    broken_link::run,
    directory_email::run,
    duplicate_id::run,
    future_change::run,
    missing_translation::run,
    newsroom_reference::run,
    related::run,
    replaced_by::run,
    series::run,
    stale_review::run,
];

/// A newsroom that was checked before, and what was found in it.
#[derive(Clone, Copy)]
pub struct Checked<'a> {
    /// What was looked at.
    pub newsroom: &'a Newsroom,
    /// What [`run`] found.
    pub found: &'a Diagnostics,
}

/// What a check looks at.
struct Look<'a> {
    newsroom: &'a Newsroom,
    before: Option<Checked<'a>>,
}

impl<'a> Look<'a> {
    /// The newsroom before this one, when every text has its place of then and a rule found nothing to say: what goes by
    /// places alone is right, and so is every release that is the same still.
    fn sound(&self, rule: &'static Rule) -> Option<&'a Newsroom> {
        let is_sound = |it: &Checked| self.newsroom.has_index_of(it.newsroom) && !it.found.has(rule);
        self.before.filter(is_sound).map(|it| it.newsroom)
    }
}

/// Runs every check. What was found `before` spares looking at what cannot have gone wrong since; it changes nothing of
/// what is found.
pub fn run(newsroom: &Newsroom, before: Option<Checked>) -> Diagnostics {
    let look = Look { newsroom, before };
    let run = |check: &fn(&Look, &mut Diagnostics)| {
        let mut found = Diagnostics::default();
        check(&look, &mut found);
        found
    };
    CHECKS.par_iter().map(run).reduce(Diagnostics::default, Diagnostics::with)
}

/// What to say of an id that no release has; `None` where a text that cannot be read may be the one that is meant.
fn no_release(newsroom: &Newsroom, id: &str) -> Option<(String, String)> {
    if !newsroom.faulty.is_empty() {
        return None;
    }
    // Nothing is offered that is not public.
    let shown = || newsroom.releases.iter();
    let by_path = shown().find(|it| &*it.path == id).map(|it| it.id());
    let near = by_path.or_else(|| did_you_mean(id, shown().map(|it| it.id())));
    let help = near.map_or_else(
        || "write the id of a release, as it stands at the foot of its page".to_owned(),
        |it| format!("did you mean `{it}`?"),
    );
    Some((format!("there is no release `{id}`"), help))
}
