//! `dateline check --against`: what was public does not change in silence.

use crate::support::{NOW, Run, TestSite, assert_same_trees, jpeg, tree};

/// The front matter and the text of a release that has something of everything.
const KEYS: &str = "\
title: Ferry line opens
summary: A ferry line opens.
place: Guangzhou
contacts: [ana]
meeting: {name: Talks on ferries, number: 5, chairs: [{name: Mr Wong, post: Secretary}], outcomes: [A plan for 2027]}
ceremony: {name: Awards, date: 2026-11-01, awards: [{name: Gold, count: 50}, {name: Silver, count: 103}], total: 153}
quotes: [{text: It is a good day., speaker: Ana Reyes}]
links: [{text: The line, url: \"https://ferry.example.org/\"}]
notes: |
  Call *early*.
media: [{file: boat.jpg, alt: A boat, caption: The boat}]
attachments: [{file: plan.pdf, title: The plan}]
";
const BODY: &str = "\
In all 153 awards were made on November 2.
The ferry runs *every* hour, and
the [timetable](https://ferry.example.org/times) says when.

## Fares

- Adults pay $3
- Children pay nothing

| Day | Boats |
| --- | --- |
| Monday | 12 |
";
const FERRY: &str = "content/releases/2026/ferry/index.md";

fn site() -> TestSite {
    let site = TestSite::new();
    site.write(FERRY, crate::support::release("ferry", KEYS, BODY));
    site.write("content/releases/2026/ferry/boat.jpg", jpeg(8, 8));
    site.write("content/releases/2026/ferry/plan.pdf", "%PDF-1.4 plan");
    site.release("bridge", "", "See [the ferry](ferry/index.md).");
    site
}

/// A state to hold the newsroom against.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Before {
    Record,
    #[cfg(feature = "history")]
    Git,
}

#[cfg(not(feature = "history"))]
const EVERY: [Before; 1] = [Before::Record];
#[cfg(feature = "history")]
const EVERY: [Before; 2] = [Before::Record, Before::Git];

impl Before {
    /// Keeps the newsroom as it is now.
    fn keep(self, site: &TestSite) {
        match self {
            Self::Record => drop(site.build_forgetting()),
            #[cfg(feature = "history")]
            Self::Git => git::commit(&site.root()),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Record => "public",
            #[cfg(feature = "history")]
            Self::Git => "HEAD",
        }
    }

    fn check(self, site: &TestSite) -> Run {
        only(site, self.name(), &[])
    }
}

/// What is told of what changed, and nothing else.
fn only(site: &TestSite, against: &str, more: &[&str]) -> Run {
    let rules = ["--rule", "silent-edit", "--rule", "lost-address", "--rule", "changed-id"];
    site.check(&[&["--against", against], &rules[..], more].concat())
}

/// The first lines of what is told, without the rule.
fn told(run: &Run) -> Vec<&str> {
    run.stderr.lines().filter_map(|it| it.strip_prefix("error[silent-edit]: ")).collect()
}

/// Holds a newsroom after a change against each state before it.
fn after(edit: &dyn Fn(&TestSite)) -> Vec<(Before, Run)> {
    EVERY
        .map(|before| {
            let site = site();
            before.keep(&site);
            edit(&site);
            (before, before.check(&site))
        })
        .into()
}

/// Expects a change of the ferry's text to be told with these words, at this line and column.
fn is_told(from: &str, to: &str, words: &[&str], place: &str) {
    for (before, run) in after(&|site| {
        site.edit(FERRY, from, to);
    }) {
        let expected: Vec<String> =
            words.iter().map(|it| format!("{it}; no revision since `{}` tells of it", before.name())).collect();
        assert_eq!(
            (told(&run), run.code),
            (expected.iter().map(String::as_str).collect(), 1),
            "{before:?} {}",
            run.stderr
        );
        run.says(&format!("--> {FERRY}:{place}"));
    }
}

/// Expects nothing to be told after a change.
fn is_fine(edit: &dyn Fn(&TestSite)) {
    for (before, run) in after(edit) {
        assert_eq!((run.stderr.as_str(), run.code), ("nothing is wrong\n", 0), "{before:?}");
    }
}

#[test]
fn one_digit_of_the_text_is_told_where_it_stands() {
    is_told("all 153", "all 154", &["in the text, `153` became `154`"], "17:8");
    is_told("hour, and", "hour,\nand today", &["in the text, `today` was added"], "19:5");
    is_told("| 12 |", "| 13 |", &["in the text, `12` became `13`"], "28:12");
    is_told(
        "ferry.example.org/times)",
        "ferry.example.org/new)",
        &["in the text, `https://ferry.example.org/times` became `https://ferry.example.org/new`"],
        "19:",
    );
}

#[test]
fn the_message_has_the_lines_to_type() {
    for (before, run) in after(&|site| {
        site.edit(FERRY, "all 153", "all 154");
    }) {
        run.says("help: write `revisions: [{date: 2026-11-23, kind: correction, note: \"What changed, for readers.\", was: \"153\", now: \"154\"}]`, or put back what was there");
        let site = site();
        before.keep(&site);
        site.edit(FERRY, "all 153", "all 154").edit(
            FERRY,
            "title: Ferry",
            "revisions: [{date: 2026-11-23, kind: correction, note: \"What changed, for readers.\", was: \"153\", now: \"154\"}]\ntitle: Ferry",
        );
        assert_eq!(before.check(&site).stderr, "nothing is wrong\n");
    }
}

#[test]
fn facts_are_told_at_their_place() {
    is_told("opens\nsum", "opened\nsum", &["the title was `Ferry line opens` and is `Ferry line opened`"], "4:8");
    is_told(
        "date: 2026-11-01",
        "date: 2026-11-03",
        &["the date of the ceremony was `2026-11-01` and is `2026-11-03`"],
        "9:",
    );
    is_told(
        "count: 50}, {name: Silver, count: 103",
        "count: 51}, {name: Silver, count: 102",
        &[
            "the number of the award `Gold` of the ceremony was `50` and is `51`",
            "the number of the award `Silver` of the ceremony was `103` and is `102`",
        ],
        "9:",
    );
    is_told("number: 5", "number: 6", &["the number of the meeting was `5` and is `6`"], "8:");
    is_told(
        "post: Secretary",
        "post: Minister",
        &["the post of the chair `Mr Wong` of the meeting was `Secretary` and is `Minister`"],
        "8:",
    );
    is_told("place: Guangzhou", "place: Shenzhen", &["the place was `Guangzhou` and is `Shenzhen`"], "6:8");
    is_told("[ana]", "[ben]", &["the contact was `ana` and is `ben`"], "7:");
    is_told(
        "offices: [nyc, sf]",
        "offices: [sf, nyc]",
        &["the order of the offices was `nyc, sf` and is `sf, nyc`"],
        "3:10",
    );
    is_told(
        "a good day",
        "a bad day",
        &["the words of the quotation of `Ana Reyes` were `It is a good day.` and are `It is a bad day.`"],
        "10:",
    );
    is_told("Call *early*", "Call *late*", &["the notes were `Call early.` and are `Call late.`"], "1");
    is_told(
        "alt: A boat",
        "alt: A ship",
        &["the alternative text of the picture `A boat` was `A boat` and is `A ship`"],
        "14:",
    );
    is_told(
        "title: The plan",
        "title: A plan",
        &["the title of the attachment `The plan` was `The plan` and is `A plan`"],
        "15:",
    );
}

#[test]
fn a_file_with_other_content_is_told() {
    for (_, run) in after(&|site| {
        site.write("content/releases/2026/ferry/plan.pdf", "%PDF-1.4 plen");
    }) {
        assert!(told(&run)[0].starts_with("the attachment `The plan` has other content; "), "{}", run.stderr);
    }
    for (_, run) in after(&|site| {
        site.write("content/releases/2026/ferry/boat.jpg", jpeg(8, 9));
    }) {
        assert!(told(&run)[0].starts_with("the picture `A boat` has other content; "), "{}", run.stderr);
    }
}

#[test]
fn what_no_reader_can_see_is_no_change() {
    for (from, to) in [
        ("runs *every* hour, and\nthe [timetable]", "runs _every_\nhour, and the [timetable]"),
        (
            "[timetable](https://ferry.example.org/times) says when.",
            "[timetable][1] says when.\n\n[1]: https://ferry.example.org/times",
        ),
        ("- Adults pay $3\n- Children", "* Adults pay\n  $3\n* Children"),
        ("## Fares", "Fares\n-----"),
        ("| Monday | 12 |", "|Monday|12|"),
        ("title: Ferry line opens", "title: \"Ferry line opens\"\ntopics: [trade]\nx-own: 1\nreviewed: 2026-11-20"),
        ("  Call *early*.", "  Call\n  _early_."),
        ("place: Guangzhou\ncontacts: [ana]", "contacts: [ana]\nplace: Guangzhou"),
        ("In all 153", "<!-- dateline-allow: relative-day as it was sent -->\n\nIn all 153"),
        ("awards were", "awards\u{a0}were\u{200b}"),
    ] {
        is_fine(&|site| {
            site.edit(FERRY, from, to);
        });
    }
    is_fine(&|site| {
        site.edit("content/contacts.yaml", "0123", "0199");
    });
    is_fine(&|_| {});
}

#[test]
fn a_revision_tells_of_it_when_it_is_new_and_not_dated_back() {
    let revision = |date: &str| format!("revisions: [{{date: {date}, kind: correction, note: The number.}}]\n");
    for before in EVERY {
        let site = site();
        site.edit(FERRY, "place:", &(revision("2026-11-10") + "place:"));
        before.keep(&site);
        site.edit(FERRY, "all 153", "all 154");
        assert_eq!(before.check(&site).code, 1, "an old revision tells of nothing new");
        site.edit(FERRY, "revisions: [", "revisions: [{date: 2026-11-09, kind: update, note: Later.}, ");
        before.check(&site).says("in the text, `153` became `154`; the new revision is dated `2026-11-09`, before the last one of `2026-11-10`");
        site.edit(FERRY, "2026-11-09", "2026-11-10");
        assert_eq!(before.check(&site).code, 0, "two on one day");
        site.edit(FERRY, "{date: 2026-11-10, kind: update, note: Later.}, ", "").edit(
            FERRY,
            "2026-11-10",
            "2026-11-20",
        );
        let run = before.check(&site);
        assert_eq!(told(&run).len(), 2, "a date that was changed is no new revision: {}", run.stderr);
        site.edit(FERRY, "all 154", "all 153").edit(FERRY, "2026-11-20", "2026-11-10").edit(
            FERRY,
            "The number.",
            "A number.",
        );
        assert_eq!(told(&before.check(&site)).len(), 1, "what was told readers stays");
        site.edit(FERRY, &revision("2026-11-10").replace("The", "A"), "");
        let run = before.check(&site);
        assert!(
            told(&run)[0].starts_with("the revision `2026-11-10 correction: The number.` was taken out"),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn a_change_of_status_with_its_note_tells_of_it() {
    let status =
        |status: &str| format!("status: {status}\nstatus_note: No more.\nstatus_date: 2026-11-20\ntitle: Ferry");
    for ended in ["withdrawn", "retracted"] {
        is_fine(&|site| {
            site.edit(FERRY, "title: Ferry", &status(ended)).edit(FERRY, "all 153", "all 154");
        });
    }
    for before in EVERY {
        let site = site();
        site.edit(FERRY, "title: Ferry", &status("withdrawn"));
        before.keep(&site);
        site.edit(FERRY, "No more.", "Never more.");
        assert!(
            told(&before.check(&site))[0].starts_with("the reason of the status was `No more.` and is `Never more.`")
        );
        site.edit(FERRY, "status: withdrawn\nstatus_note: Never more.\nstatus_date: 2026-11-20\n", "");
        assert!(told(&before.check(&site))[0].starts_with("the status was `withdrawn` and is `ready`"));
        let site = crate::against::site();
        site.edit(FERRY, "title: Ferry", &status("retracted")).release("bridge", "", "Text.");
        before.keep(&site);
        site.edit(FERRY, &status("retracted"), "title: Ferry");
        let run = before.check(&site);
        assert!(
            told(&run).len() == 1 && told(&run)[0].starts_with("the status was `retracted` and is `ready`"),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn what_was_not_public_may_change() {
    for held in ["status: draft\n", "embargo: 2026-11-23T12:00:01Z\n", "date: 2026-11-24\n"] {
        for before in EVERY {
            let site = site();
            let ready = site.read(FERRY);
            let is_date = held.starts_with("date");
            site.edit(
                FERRY,
                if is_date { "date: 2026-11-02\n" } else { "title: Ferry" },
                &if is_date { held.to_owned() } else { format!("{held}title: Ferry") },
            );
            site.release("bridge", "", "Text.");
            before.keep(&site);
            site.write(FERRY, ready.replace("153", "154").replace("103", "104"));
            assert_eq!(before.check(&site).stderr, "nothing is wrong\n", "{held} {before:?}");
        }
    }
}

#[test]
fn what_is_not_public_any_more_is_told_without_its_words() {
    for (_, run) in after(&|site| {
        site.edit(FERRY, "title: Ferry", "status: draft\ntitle: Ferry").edit(FERRY, "all 153", "all 154");
        site.release("bridge", "", "See [the ferry](ferry/index.md).");
    }) {
        run.refused(&["lost-address"]);
        assert!(
            !run.stderr.contains("153") && !run.stderr.contains("154") && !run.stderr.contains("Ferry"),
            "{}",
            run.stderr
        );
    }
}

#[test]
fn a_release_that_was_renamed_is_known_by_its_id() {
    for before in EVERY {
        let site = site();
        site.edit(FERRY, "title: Ferry", "id: ferry-line\ntitle: Ferry");
        before.keep(&site);
        let text = site.read(FERRY).replace(
            "title: Ferry",
            "aliases: [/releases/2026/ferry/, /releases/2026/ferry/photos/boat/]\ntitle: Ferry",
        );
        std::fs::rename(site.path("content/releases/2026/ferry"), site.path("content/releases/2026/line")).unwrap();
        site.write("content/releases/2026/line/index.md", &text);
        site.release("bridge", "", "See [the ferry](line/index.md).");
        assert_eq!(before.check(&site).stderr, "nothing is wrong\n", "{before:?}");
        site.write("content/releases/2026/line/index.md", text.replace("all 153", "all 154"));
        let run = before.check(&site);
        run.refused(&["silent-edit"]).says("--> content/releases/2026/line/index.md:");
        site.write("content/releases/2026/line/index.md", text.replace("aliases: ", "x-aliases: "));
        before.check(&site).refused(&["lost-address"]);
    }
}

#[test]
fn a_release_that_was_deleted_is_a_lost_address() {
    for (_, run) in after(&|site| {
        std::fs::remove_dir_all(site.path("content/releases/2026/ferry")).unwrap();
        site.release("bridge", "", "See [the ferry](ferry/index.md).");
    }) {
        run.refused(&["lost-address"]).says("would answer no more");
    }
}

#[test]
fn small_slips_may_be_allowed_but_no_number_and_no_name() {
    for before in EVERY {
        let check = |edits: &[(&str, &str)]| {
            let site = site();
            before.keep(&site);
            let config = site.read("dateline.yaml");
            site.write("dateline.yaml", format!("{config}edits: {{allow_under: 4}}\n"));
            edits.iter().for_each(|(from, to)| {
                site.edit(FERRY, from, to);
            });
            before.check(&site).code
        };
        assert_eq!(check(&[("says when", "said when")]), 0);
        assert_eq!(check(&[("says when", "said when"), ("pay nothing", "pays nothing")]), 0);
        assert_eq!(
            check(&[("says when", "said when"), ("pay nothing", "paying nothing")]),
            1,
            "together they are many"
        );
        assert_eq!(check(&[("says when", "says whenever")]), 1);
        assert_eq!(check(&[("all 153", "all 152")]), 1);
        assert_eq!(check(&[("Monday", "Sunday")]), 1);
        assert_eq!(check(&[("place: Guangzhou", "place: Guangzhu")]), 1, "facts are no running text");
        assert_eq!(check(&[("Call *early*", "Call *earl*")]), 0);
    }
}

#[test]
fn a_newsroom_may_say_how_much_it_matters_and_allow_one_place() {
    for before in EVERY {
        let site = site();
        before.keep(&site);
        let (config, text) = (site.read("dateline.yaml"), site.read(FERRY));
        site.edit(FERRY, "all 153", "all 154");
        site.write("dateline.yaml", format!("{config}rules: {{silent-edit: warning}}\n"));
        let run = before.check(&site);
        assert!(run.code == 0 && run.stderr.contains("warning[silent-edit]"), "{}", run.stderr);
        assert_eq!(only(&site, before.name(), &["--strict"]).code, 1);
        site.write("dateline.yaml", config);
        let allow = "<!-- dateline-allow: silent-edit the printer's mistake -->\n\nIn all 154";
        site.write(FERRY, text.replace("In all 153", allow));
        assert_eq!(before.check(&site).stderr, "nothing is wrong\n");
        // Where nothing is held against it, nobody knows whether the exception is of use.
        assert!(!site.check(&[]).stderr.contains("unused-allow"));
        site.edit(FERRY, "hour, and", "day, and");
        assert_eq!(before.check(&site).code, 0, "the exception is for its block");
        site.edit(FERRY, "pay $3", "pay $4");
        assert_eq!(before.check(&site).code, 0, "all of the text is told at its first place");
    }
}

#[test]
fn a_record_can_be_named_by_its_folder_or_its_file() {
    let site = site();
    site.build_well();
    site.edit(FERRY, "all 153", "all 154");
    let record = std::fs::read_dir(site.path(".dateline/record")).unwrap().next().unwrap().unwrap().path();
    let copied = site.beside("then");
    std::fs::create_dir_all(copied.join(".dateline/record")).unwrap();
    std::fs::create_dir_all(copied.join("public")).unwrap();
    std::fs::copy(&record, copied.join(".dateline/record").join(record.file_name().unwrap())).unwrap();
    let run = only(&site, copied.join("public").to_str().unwrap(), &[]);
    assert!(run.code == 0 && run.stderr.contains("has addresses and not all texts"), "{}", run.stderr);
    for (path, bytes) in tree(&site.path(".dateline/parts")).iter().filter(|it| !it.0.ends_with('/')) {
        let part = copied.join(".dateline/parts").join(path);
        std::fs::create_dir_all(part.parent().unwrap()).unwrap();
        std::fs::write(part, bytes).unwrap();
    }
    let before = tree(&site.root());
    for path in ["public", "./public/", record.to_str().unwrap(), copied.join("public").to_str().unwrap()] {
        only(&site, path, &[]).refused(&["silent-edit"]);
    }
    assert_same_trees(&before, &tree(&site.root()), "nothing is written");
    let run = only(&site, "dateline.yaml", &[]);
    assert!(
        run.code == 2 && run.stderr.contains("`dateline.yaml` cannot be read as the record of a build"),
        "{}",
        run.stderr
    );
    assert_eq!(only(&site, "./content", &[]).code, 2);
    let run = only(&site, "./none", &[]);
    assert!(run.code == 2 && run.stderr.contains("there is no `./none`"), "{}", run.stderr);
}

#[test]
fn a_preview_is_built_though_what_was_kept_of_texts_is_gone() {
    let site = site();
    site.build_well();
    std::fs::remove_dir_all(site.path(".dateline/parts")).unwrap();
    let preview = site.build_with(&["--drafts"]);
    assert_eq!(preview.code, 0, "{}", preview.stderr);
    assert!(only(&site, "public", &[]).stderr.contains("has addresses and not all texts"));
    site.build_well();
    site.edit(FERRY, "all 153", "all 154");
    only(&site, "public", &[]).refused(&["silent-edit"]);
}

#[test]
fn what_is_damaged_without_a_sign_is_mended_by_a_build_that_trusts_nothing() {
    let site = site();
    site.build_well();
    for path in tree(&site.path(".dateline/parts")).into_keys().filter(|it| it.starts_with("public-")) {
        let path = format!(".dateline/parts/{path}");
        let length = std::fs::read(site.path(&path)).unwrap().len();
        site.write(&path, vec![b'x'; length]);
    }
    site.build_with(&["--verify-cache"]);
    site.edit(FERRY, "all 153", "all 154");
    only(&site, "public", &[]).refused(&["silent-edit"]);
}

#[test]
fn an_unchanged_build_writes_no_other_record() {
    let site = site();
    site.build_well();
    let before = tree(&site.root());
    site.build_well();
    assert_same_trees(&before, &tree(&site.root()), "after an unchanged build");
}

#[test]
fn every_form_of_a_check_tells_of_it() {
    let site = site();
    site.build_well();
    site.edit(FERRY, "all 153", "all 154");
    for format in ["json", "github", "sarif"] {
        let run = only(&site, "public", &["--format", format]);
        assert!(run.code == 1 && run.stdout.contains("in the text, `153` became `154`"), "{format}: {}", run.stdout);
    }
    assert_eq!(site.check(&["--against", "public", "content/releases/2026/bridge.md"]).code, 0);
    let root = site.root().display().to_string();
    let later = ["check", "--root", &root, "--against", "public", "--now", "2026-11-24T12:00:00Z"];
    site.run(&later, &[], &site.root()).says("{date: 2026-11-24, ");
    assert!(NOW < "2026-11-24");
}

/// Repositories, and what only they can show.
#[cfg(feature = "history")]
pub mod git {
    use std::path::Path;
    use std::process::Command;

    use super::{BODY, FERRY, only, site, told};
    use crate::support::{NOW, Run, TestSite};

    /// Runs git as it is on no machine: without its user's configuration.
    pub fn git(folder: &Path, words: &[&str]) -> String {
        let run = Command::new("git")
            .args(["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "protocol.file.allow=always"])
            .args(words)
            .current_dir(folder)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .expect("git is there: CI needs it to have the sources");
        assert!(run.status.success(), "git {words:?}: {}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).unwrap()
    }

    /// Keeps all files of a folder in a commit; the folder becomes a repository if it is none.
    pub fn commit(folder: &Path) {
        if !folder.join(".git").exists() {
            git(folder, &["init", "--quiet", "--initial-branch", "main"]);
        }
        git(folder, &["add", "--all"]);
        git(folder, &["commit", "--quiet", "--allow-empty", "--message", "State"]);
    }

    /// A repository with a second commit that changes a number.
    fn changed() -> TestSite {
        let site = site();
        commit(&site.root());
        site.edit(FERRY, "all 153", "all 154");
        commit(&site.root());
        site
    }

    fn refused(site: &TestSite, against: &str, words: &str) {
        let run = only(site, against, &[]);
        assert!(run.code == 2 && run.stderr.contains(words), "{against}: {}", run.stderr);
    }

    fn is_told(run: &Run, since: &str) {
        let expected = format!("in the text, `153` became `154`; no revision since `{since}` tells of it");
        assert_eq!((told(run), run.code), (vec![expected.as_str()], 1), "{}", run.stderr);
    }

    #[test]
    fn a_revision_can_be_named_as_git_does() {
        let site = changed();
        let root = site.root();
        git(&root, &["tag", "--annotate", "--message", "Then", "then", "HEAD~1"]);
        git(&root, &["branch", "feature/old", "HEAD~1"]);
        let hash = git(&root, &["rev-parse", "HEAD~1"]);
        for name in ["HEAD~1", "HEAD^", "main~1", "then", "feature/old", "refs/tags/then", hash.trim(), &hash[..10]] {
            is_told(&only(&site, name, &[]), name);
        }
        assert_eq!(only(&site, "HEAD", &[]).stderr, "nothing is wrong\n");
        git(&root, &["gc", "--quiet", "--aggressive"]);
        is_told(&only(&site, "HEAD~1", &[]), "HEAD~1");
    }

    #[test]
    fn what_is_no_revision_is_told_with_a_way_out() {
        let site = changed();
        git(&site.root(), &["branch", "published"]);
        refused(&site, "publisehd", "git has no revision `publisehd`: did you mean `published`?");
        refused(&site, "HEAD~7", "git has no revision `HEAD~7`");
        refused(&site, "HEAD~1..HEAD", "`HEAD~1..HEAD` is no single commit");
        refused(&site, "HEAD:dateline.yaml", "is no single commit");
        refused(&super::site(), "HEAD", "is in no git repository");
        let bare = TestSite::bare();
        git(&bare.root(), &["init", "--quiet", "--bare", "."]);
        git(&site.root(), &["push", "--quiet", bare.root().to_str().unwrap(), "main"]);
        bare.write("dateline.yaml", site.read("dateline.yaml"));
        refused(&bare, "main", "the newsroom is not among its files");
    }

    #[test]
    fn a_name_that_is_a_folder_too_is_the_folder() {
        let site = changed();
        site.write(".gitignore", "public\n.dateline\n").build_forgetting();
        git(&site.root(), &["branch", "public", "HEAD~1"]);
        let run = only(&site, "public", &[]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.says("`public` is taken as an output folder; for the revision of that name write `refs/heads/public`");
        is_told(&only(&site, "refs/heads/public", &[]), "refs/heads/public");
        // A folder that no build wrote is no record.
        git(&site.root(), &["branch", "content", "HEAD~1"]);
        is_told(&only(&site, "content", &[]), "content");
        refused(&site, "./content", "no build of this newsroom has left a record");
    }

    #[test]
    fn a_shallow_clone_is_told_how_to_deepen() {
        let site = changed();
        let clone = TestSite::bare();
        std::fs::remove_dir(clone.root()).unwrap();
        let from = format!("file://{}", site.root().display());
        let to = clone.root().display().to_string();
        git(&clone.beside(""), &["clone", "--quiet", "--depth", "1", &from, &to]);
        for name in ["HEAD~1", "origin/published", &git(&site.root(), &["rev-parse", "HEAD~1"])[..40]] {
            refused(
                &clone,
                name,
                "run `git fetch --unshallow`; in GitHub Actions, give `actions/checkout` `fetch-depth: 0`",
            );
        }
        assert_eq!(only(&clone, "HEAD", &[]).code, 0);
        git(&clone.root(), &["fetch", "--quiet", "--unshallow"]);
        is_told(&only(&clone, "HEAD~1", &[]), "HEAD~1");
    }

    #[test]
    fn a_clone_without_files_is_told_how_to_get_them() {
        let site = changed();
        git(&site.root(), &["config", "uploadpack.allowFilter", "true"]);
        let clone = TestSite::bare();
        std::fs::remove_dir(clone.root()).unwrap();
        let from = format!("file://{}", site.root().display());
        let to = clone.root().display().to_string();
        git(&clone.beside(""), &["clone", "--quiet", "--filter", "blob:none", &from, &to]);
        refused(&clone, "HEAD~1", "this clone has not all files of `HEAD~1`: run `git fetch --refetch --no-filter`");
    }

    /// A newsroom in a folder of a repository.
    fn within(folder: &Path, site: &TestSite) -> Run {
        let root = folder.join("web/newsroom");
        let words =
            ["check", "--root", root.to_str().unwrap(), "--now", NOW, "--against", "HEAD~1", "--rule", "silent-edit"];
        site.run(&words, &[], folder)
    }

    #[test]
    fn a_newsroom_may_stand_in_a_folder_a_worktree_or_a_submodule() {
        let site = site();
        let top = site.beside("top");
        std::fs::create_dir_all(top.join("web")).unwrap();
        std::fs::rename(site.root(), top.join("web/newsroom")).unwrap();
        commit(&top);
        let ferry = top.join("web/newsroom").join(FERRY);
        let text = std::fs::read_to_string(&ferry).unwrap();
        std::fs::write(&ferry, text.replace("all 153", "all 154")).unwrap();
        commit(&top);
        is_told(&within(&top, &site), "HEAD~1");
        git(&top, &["worktree", "add", "--quiet", "../tree", "-b", "other"]);
        is_told(&within(&site.beside("tree"), &site), "HEAD~1");
        let host = site.beside("host");
        std::fs::create_dir_all(&host).unwrap();
        std::fs::write(host.join("readme.txt"), "Host").unwrap();
        commit(&host);
        git(&host, &["submodule", "--quiet", "add", "../top", "part"]);
        is_told(&within(&host.join("part"), &site), "HEAD~1");
    }

    #[test]
    fn a_revision_before_there_was_a_newsroom_had_nothing_public() {
        let site = TestSite::bare();
        site.write("readme.txt", "Soon");
        commit(&site.root());
        let full = super::site();
        for path in ["dateline.yaml", "content/contacts.yaml", FERRY] {
            site.write(path, full.read(path));
        }
        let run = only(&site, "HEAD", &[]);
        run.says("`HEAD` has no `dateline.yaml` in this folder: nothing was public then").says("nothing is wrong");
    }

    #[test]
    fn a_text_that_could_not_be_read_then_is_named() {
        let site = site();
        site.release("broken", "offices: [nowhere]", "Text.");
        commit(&site.root());
        site.release("broken", "", "Text.");
        let run = only(&site, "HEAD", &[]);
        assert_eq!(run.code, 0);
        run.says("`content/releases/2026/broken.md` of `HEAD` has faults and is not compared");
        site.write("dateline.yaml", "newsroom: [");
        commit(&site.root());
        site.write("dateline.yaml", super::site().read("dateline.yaml"));
        refused(&site, "HEAD", "the `dateline.yaml` of `HEAD` has faults and cannot be read");
    }

    /// The state before is that of this check's instant: the embargo is over for both.
    #[test]
    fn a_text_whose_embargo_has_lifted_since_was_public() {
        let site = site();
        site.edit(FERRY, "title: Ferry", "embargo: 2026-11-23T11:00:00Z\ntitle: Ferry");
        commit(&site.root());
        site.edit(FERRY, "all 153", "all 154");
        let check = |now: &str| {
            let root = site.root().display().to_string();
            let words = ["check", "--root", &root, "--now", now, "--against", "HEAD", "--rule", "silent-edit"];
            site.run(&words, &[], &site.root())
        };
        assert_eq!(check("2026-11-23T10:59:59Z").code, 0);
        is_told(&check("2026-11-23T11:00:00Z"), "HEAD");
    }

    #[test]
    fn line_ends_and_links_are_read_as_they_are_on_the_disk() {
        let site = site();
        site.write("content/releases/2026/ferry/list.txt", "one\ntwo\n");
        site.edit(FERRY, "- Adults", "See [the list](list.txt).\n\n- Adults");
        commit(&site.root());
        let crlf = |path: &str| {
            site.write(path, site.read(path).replace('\n', "\r\n"));
        };
        [FERRY, "content/releases/2026/ferry/list.txt"].into_iter().for_each(crlf);
        assert_eq!(only(&site, "HEAD", &[]).stderr, "nothing is wrong\n");
        site.write("content/releases/2026/ferry/list.txt", "one\r\nthree\r\n");
        assert!(told(&only(&site, "HEAD", &[]))[0].starts_with("the file `list.txt` has other content"));
    }

    #[cfg(unix)]
    #[test]
    fn a_text_that_is_a_link_is_followed() {
        let site = site();
        site.write("content/releases/2026/shared/text.txt", super::super::support::release("line", "", BODY));
        std::os::unix::fs::symlink("shared/text.txt", site.path("content/releases/2026/line.md")).unwrap();
        commit(&site.root());
        site.edit("content/releases/2026/shared/text.txt", "all 153", "all 154");
        is_told(&only(&site, "HEAD", &[]), "HEAD");
    }

    /// What git LFS has not fetched is not compared; what it has is.
    #[test]
    fn files_that_git_lfs_keeps_are_read_from_where_it_keeps_them() {
        let site = site();
        let (plan, oid) = ("content/releases/2026/ferry/plan.pdf", "ab".repeat(32));
        let pdf = site.read(plan);
        site.write(plan, format!("version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {}\n", pdf.len()));
        commit(&site.root());
        site.write(plan, &pdf);
        assert_eq!(only(&site, "HEAD", &[]).code, 0);
        site.write(&format!(".git/lfs/objects/ab/ab/{oid}"), &pdf);
        assert_eq!(only(&site, "HEAD", &[]).code, 0);
        site.write(plan, "%PDF-1.4 other");
        assert!(told(&only(&site, "HEAD", &[]))[0].starts_with("the attachment `The plan` has other content"));
    }
}
