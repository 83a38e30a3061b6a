//! Dated public changes, and the date that pages print.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use dateline_text::date::Date;

/// A dated public change, with a note that says what it was.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Revision {
    /// A civil date in the time zone of the lead office.
    pub date: Date,
    /// What sort of change.
    pub kind: RevisionKind,
    /// What changed, for readers.
    pub note: String,
    /// The words that were wrong.
    pub was: Option<String>,
    /// The words that stand now.
    pub now: Option<String>,
    /// Its place in the list as written, from 0.
    pub written: u32,
}

/// What sort of change a revision is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RevisionKind {
    /// Something was added.
    Update,
    /// Something was wrong.
    Correction,
    /// Something could be misread.
    Clarification,
}

/// The date that a page prints as its last change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LastChange {
    /// The page was revised, or published, on that day.
    Revised(Date),
    /// The page was looked at on that day and nothing had to change.
    Reviewed(Date),
}

impl LastChange {
    /// The day.
    pub fn date(self) -> Date {
        match self {
            Self::Revised(date) | Self::Reviewed(date) => date,
        }
    }

    /// The one that a page which shows both prints: the later; of one day, the revision.
    pub fn later(self, other: Self) -> Self {
        match self.date().cmp(&other.date()) {
            std::cmp::Ordering::Less => other,
            std::cmp::Ordering::Greater => self,
            std::cmp::Ordering::Equal => self.min(other),
        }
    }
}

/// The last revision date, or the last review date when that is the later (Hong Kong Government, guidelines on
/// dissemination of information through government websites). What was never revised has its publication's date.
pub fn last_change(published: Date, revised: impl IntoIterator<Item = Date>, reviewed: Option<Date>) -> LastChange {
    let revised = revised.into_iter().max().unwrap_or(published);
    match reviewed {
        Some(reviewed) if reviewed > revised => LastChange::Reviewed(reviewed),
        _ => LastChange::Revised(revised),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(day: i8) -> Date {
        Date::constant(2019, 5, day)
    }

    #[test]
    fn the_later_of_revision_and_review_is_printed() {
        assert_eq!(last_change(date(1), [], None), LastChange::Revised(date(1)));
        assert_eq!(last_change(date(1), [date(3), date(2)], None), LastChange::Revised(date(3)));
        assert_eq!(last_change(date(1), [date(3)], Some(date(4))), LastChange::Reviewed(date(4)));
        assert_eq!(last_change(date(1), [date(3)], Some(date(3))), LastChange::Revised(date(3)));
    }

    #[test]
    fn of_one_day_a_listing_prints_the_revision() {
        let (revised, reviewed) = (LastChange::Revised(date(3)), LastChange::Reviewed(date(3)));
        assert_eq!((revised.later(reviewed), reviewed.later(revised)), (revised, revised));
        assert_eq!(revised.later(LastChange::Reviewed(date(4))), LastChange::Reviewed(date(4)));
    }
}
