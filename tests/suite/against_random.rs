//! Newsrooms are edited at random; which edits are silent is known here from what was done, and not from any text.

use std::collections::BTreeSet;

use crate::edits::Numbers;
use crate::support::TestSite;

/// What is known of a release: what readers see of it, and what they do not.
#[derive(Clone, PartialEq)]
struct Release {
    slug: String,
    /// What readers see, one value for each place.
    seen: [usize; 5],
    /// How it is written.
    form: usize,
    topics: bool,
    /// Days of November 2026.
    revisions: Vec<usize>,
    fate: Fate,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Public,
    Withdrawn,
    Draft,
    Embargoed,
}

impl Release {
    fn new(id: usize, numbers: &mut Numbers) -> Self {
        let fate =
            [Fate::Public, Fate::Public, Fate::Public, Fate::Withdrawn, Fate::Draft, Fate::Embargoed][numbers.below(6)];
        let revisions = [vec![], vec![], vec![10], vec![12, 9]][numbers.below(4)].clone();
        let seen = std::array::from_fn(|_| numbers.below(9));
        Self { slug: format!("r{id}"), seen, form: numbers.below(4), topics: false, revisions, fate }
    }

    fn write(&self, id: usize, site: &TestSite) {
        let [title, place, number, text, link] = self.seen;
        let revisions: Vec<String> =
            self.revisions.iter().map(|day| format!("{{date: 2026-11-{day:02}, kind: update, note: Told.}}")).collect();
        let topics = if self.topics { "topics: [trade]\n" } else { "" };
        let fate = match self.fate {
            Fate::Public => "",
            Fate::Withdrawn => "status: withdrawn\nstatus_note: No more.\nstatus_date: 2026-11-20\n",
            Fate::Draft => "status: draft\n",
            Fate::Embargoed => "embargo: 2026-12-01\n",
        };
        let target = format!("https://example.org/{link}");
        let body = match self.form {
            0 => format!("In all {text} *large* boats went [there]({target}).\n\n- One\n- Two"),
            1 => format!("In all\n{text} _large_\nboats went [there][a].\n\n* One\n* Two\n\n[a]: {target}"),
            2 => format!("In&#32;all {text} **large** boats\nwent [there](<{target}>).\n\n+ One\n+ Two"),
            _ => format!("In all {text} large   boats went\n[there]({target} \"Title\").\n\n- One\n\n- Two"),
        };
        let name = format!("name: Talks, number: {}", number + 1);
        let meeting = if self.form < 2 { format!("meeting: {{{name}}}") } else { format!("meeting:\n  - {{{name}}}") };
        site.write(
            &format!("content/releases/2026/{}.md", self.slug),
            format!(
                "---\n{topics}id: release-{id}\ntitle: Title {title}\naliases: [/old/{id}/]\ndate: 2026-11-02\noffices: [nyc]\nplace: Place {place}\n{meeting}\n\
                 revisions: [{}]\n{fate}---\n{body}\n",
                revisions.join(", ")
            ),
        );
    }

    /// Does something to it.
    fn happen(&mut self, numbers: &mut Numbers) {
        match numbers.below(10) {
            0..=2 => self.seen[numbers.below(5)] = numbers.below(9),
            3 | 4 => self.form = numbers.below(4),
            5 => self.topics = !self.topics,
            6 => self.revisions.insert(0, 8 + numbers.below(12)),
            7 if !self.revisions.is_empty() => drop(self.revisions.pop()),
            8 => self.fate = [Fate::Public, Fate::Withdrawn, Fate::Draft, Fate::Embargoed][numbers.below(4)],
            _ => {}
        }
    }

    fn is_public(&self) -> bool {
        matches!(self.fate, Fate::Public | Fate::Withdrawn)
    }

    /// Whether it became what another is without a word to readers.
    fn is_silent(&self, now: &Self) -> bool {
        let sorted = |it: &Self| {
            let mut days = it.revisions.clone();
            days.sort_unstable();
            days
        };
        let (mut added, mut n_gone) = (sorted(now), 0);
        for day in sorted(self) {
            match added.iter().position(|it| *it == day) {
                Some(at) => drop(added.remove(at)),
                None => n_gone += 1,
            }
        }
        // One that is gone and one that came are one that was dated anew: the lowest of the new days are taken for those.
        let taken = n_gone.min(added.len());
        let last = self.revisions.iter().max().copied().unwrap_or_default();
        // The new ones stand newest first; those that are taken for the gone are the first of them.
        added.reverse();
        let is_told = added[taken..].iter().any(|it| *it >= last);
        let is_ended = now.fate == Fate::Withdrawn && self.fate != Fate::Withdrawn;
        let differs = self.seen != now.seen || n_gone > 0 || self.fate != now.fate;
        self.is_public() && now.is_public() && differs && !is_told && !is_ended
    }
}

/// The releases that a check says changed in silence.
fn told(site: &TestSite, against: &str) -> BTreeSet<String> {
    let run = site.check(&["--against", against, "--rule", "silent-edit", "--format", "json"]);
    let problems: Vec<serde_json::Value> =
        serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}", run.stderr));
    problems.iter().map(|it| it["path"].as_str().unwrap().to_owned()).collect()
}

fn held_against(against: &str, keep: &dyn Fn(&TestSite), seeds: std::ops::RangeInclusive<u64>) {
    let (mut n_silent, mut n_fine) = (0, 0);
    for seed in seeds {
        let (site, mut numbers) = (TestSite::new(), Numbers(7000 + seed));
        let mut releases: Vec<Release> = (0..12).map(|id| Release::new(id, &mut numbers)).collect();
        releases.iter().enumerate().for_each(|(id, it)| it.write(id, &site));
        keep(&site);
        let before = releases.clone();
        for (id, release) in releases.iter_mut().enumerate() {
            (0..numbers.below(4)).for_each(|_| release.happen(&mut numbers));
            if numbers.below(6) == 0 {
                site.remove(&format!("content/releases/2026/{}.md", release.slug));
                release.slug = format!("renamed{id}");
            }
            release.write(id, &site);
        }
        let silent = before.iter().zip(&releases).filter(|(old, new)| old.is_silent(new));
        let expected: BTreeSet<String> =
            silent.map(|(_, it)| format!("content/releases/2026/{}.md", it.slug)).collect();
        assert_eq!(told(&site, against), expected, "seed {seed} against {against} (left: told, right: silent)");
        n_silent += expected.len();
        n_fine += before.iter().zip(&releases).filter(|(old, new)| old != new && !old.is_silent(new)).count();
    }
    assert!(n_silent > 5 && n_fine > 10, "{n_silent} silent, {n_fine} not");
}

#[test]
fn exactly_the_silent_edits_are_told_against_a_record() {
    held_against("public", &|site| drop(site.build_forgetting()), 1..=12);
}

#[cfg(feature = "history")]
#[test]
fn exactly_the_silent_edits_are_told_against_a_revision() {
    held_against("HEAD", &|site| crate::against::git::commit(&site.root()), 1..=12);
}
