//! A text that is perhaps no YAML -> the tree of what can be read, and a fault for each entry that cannot.
//!
//! An entry is a key at the start of a line and all that belongs to it. One that is no YAML is told of, blanked, and the
//! rest is read without it; byte offsets stay what they were.

use std::collections::BTreeSet;
use std::ops::Range;

use dateline_diagnostics::YAML_SYNTAX;

use super::lines::{Reason, explain, lines, no_colon};
use super::mend::quoted;
use super::tree::{self, Fault, Kind, Node, Why};
use super::words::{self, Faults, Mend, short};

/// Entries that are told of, and tries to read the rest.
const TRIES: usize = 20;

/// What could be read.
pub(super) struct Recovered {
    /// `None` when nothing is left.
    pub root: Option<Node>,
    /// The keys of what was blanked.
    pub lost: Vec<String>,
}

/// Reads a text; `known` are the keys that exist at any depth.
pub(super) fn recover(text: &str, known: &BTreeSet<&str>, faults: &mut Faults) -> Recovered {
    let whole = match tree::parse(text) {
        Ok(root) if !root.as_ref().is_some_and(is_scalar) => {
            return Recovered { root, lost: Vec::new() };
        }
        whole => whole,
    };
    let entries = entries(text);
    let mut rest = Rest { text, left: text.as_bytes().to_vec(), lost: Vec::new(), known, faults };
    for entry in &entries {
        if rest.lost.len() < TRIES {
            rest.try_entry(entry, &entries);
        }
    }
    rest.first_indent(&entries);
    let mut root = rest.parse();
    for _ in 0..TRIES {
        let Err(fault) = &root else { break };
        let Some(entry) = entries.iter().rev().find(|it| it.start <= fault.at) else {
            break;
        };
        if rest.left[entry.clone()].iter().all(u8::is_ascii_whitespace) {
            break;
        }
        rest.tell(entry, fault);
        rest.blank(entry);
        root = rest.parse();
    }
    let root = root.unwrap_or_else(|fault| {
        rest.lost.extend(entries.iter().filter_map(|it| key(&text[it.clone()])));
        rest.tell(&(0..text.len()), &fault);
        None
    });
    let is_silent = rest.faults.0.is_empty();
    if let (Ok(Some(node)), true) = (whole, is_silent) {
        return Recovered { root: Some(node), lost: rest.lost };
    }
    Recovered { root: root.filter(|it| !is_scalar(it)), lost: rest.lost }
}

fn is_scalar(node: &Node) -> bool {
    matches!(node.kind, Kind::Scalar { .. })
}

struct Rest<'a> {
    text: &'a str,
    left: Vec<u8>,
    lost: Vec<String>,
    known: &'a BTreeSet<&'a str>,
    faults: &'a mut Faults,
}

impl Rest<'_> {
    fn parse(&self) -> Result<Option<Node>, Fault> {
        tree::parse(&String::from_utf8_lossy(&self.left))
    }

    fn try_entry(&mut self, entry: &Range<usize>, entries: &[Range<usize>]) {
        let text = &self.text[entry.clone()];
        if is_separator(text) {
            self.separator(entry, entries);
            return;
        }
        match tree::parse(text) {
            Ok(Some(node)) if is_scalar(&node) => self.stray(entry),
            // An anchor may stand in another entry: the whole text will tell.
            Ok(_) | Err(Fault { why: Why::UnknownAnchor, .. }) => return,
            Err(fault) => self.tell(entry, &Fault { at: entry.start + fault.at, ..fault }),
        }
        self.blank(entry);
    }

    /// Tells of a first key that is indented when the others are not.
    fn first_indent(&mut self, entries: &[Range<usize>]) {
        let [first, second, ..] = entries else { return };
        let text = &self.text[first.clone()];
        let line = lines(text).find(|it| !it.body.is_empty() && !it.body.starts_with('#') && !is_separator(it.body));
        let Some((line, pair)) = line.filter(|it| it.indent > 0).and_then(|it| Some((it, it.pair()?))) else { return };
        if pair.key.is_empty() || is_separator(&self.text[second.clone()]) || self.parse().is_ok() {
            return;
        }
        let start = first.start + line.start;
        let message = format!("`{}` is indented, and the keys below it are not", short(pair.key));
        let help = "delete the white space before it".to_owned();
        self.faults.push(YAML_SYNTAX, start..start + line.indent + pair.key.len(), message, help);
        let key = pair.key.to_owned();
        self.blank(first);
        if !self.lost.contains(&key) {
            self.lost.push(key);
        }
    }

    fn separator(&mut self, entry: &Range<usize>, entries: &[Range<usize>]) {
        let is_text = |it: &&Range<usize>| tree::parse(&self.text[(*it).clone()]).map_or(true, |it| it.is_some());
        let is_before = entries.iter().filter(|it| it.end <= entry.start).any(|it| is_text(&it));
        let is_after = entries.iter().filter(|it| it.start >= entry.end).any(|it| is_text(&it));
        let sign = &self.text[entry.start..entry.start + 3];
        if is_before && is_after {
            let message = format!("a line `{sign}` divides the text in two");
            let help = "delete the line, or put what stands on it in quotes".to_owned();
            self.faults.push(YAML_SYNTAX, entry.start..entry.start + 3, message, help);
        }
        if is_before {
            self.blank(entry);
        }
    }

    /// Tells of a line that is neither a key nor part of one.
    fn stray(&mut self, entry: &Range<usize>) {
        let Some(line) = lines(&self.text[entry.clone()]).find(|it| !it.body.is_empty() && !it.body.starts_with('#'))
        else {
            return;
        };
        let start = entry.start + line.start;
        if let Some(reason) = no_colon(line, self.known) {
            let at = entry.start + reason.at.start..entry.start + reason.at.end;
            let word = line.body.split([' ', ':']).next().unwrap_or_default();
            self.lost.push(word.to_owned());
            self.faults.push(YAML_SYNTAX, at, reason.message, reason.help);
        } else {
            let message = format!("`{}` belongs to no key", short(line.body));
            let help = "write `key: ` before it; if it goes on from the line above, indent it by two spaces".to_owned();
            self.faults.push(YAML_SYNTAX, start..start + line.indent + line.body.len(), message, help);
        }
    }

    fn tell(&mut self, entry: &Range<usize>, fault: &Fault) {
        let stop = fault.at.clamp(entry.start, entry.end);
        let here = stop..(stop + 1).min(self.text.len()).max(stop);
        let mut mend = None;
        let (at, message, help) = match &fault.why {
            Why::Syntax(said) => {
                let reason = explain(&self.text[entry.clone()], stop - entry.start, said, self.known);
                mend = self.mend(entry, &reason);
                (entry.start + reason.at.start..entry.start + reason.at.end, reason.message, reason.help)
            }
            Why::UnknownAnchor => {
                // Its anchor stood in an entry that has been told of.
                let is_blanked = |name: &str| self.text.contains(&format!("&{name}")) && !self.lost.is_empty();
                if self.anchor_name(stop).is_some_and(is_blanked) {
                    return;
                }
                let reason = explain(
                    &self.text[entry.clone()],
                    stop - entry.start,
                    "an alias `*` without its anchor",
                    self.known,
                );
                (entry.start + reason.at.start..entry.start + reason.at.end, reason.message, reason.help)
            }
            Why::TooDeep => {
                (here, "lists and keys are nested too deep here".to_owned(), "write it with fewer levels".to_owned())
            }
            Why::Aliases => {
                let message = "the file repeats itself through aliases more than can be read".to_owned();
                (here, message, "write the text in place of the `*` names".to_owned())
            }
            Why::SecondDocument => {
                let message = "a line `---` divides the text in two".to_owned();
                (here, message, "delete the line".to_owned())
            }
        };
        self.faults.0.push(words::Fault { rule: YAML_SYNTAX, at, message, help, related: None, mend });
    }

    /// The quotes that are wanted, when with them the text is read as it stands and the entry is sound up to the next line.
    fn mend(&self, entry: &Range<usize>, reason: &Reason) -> Option<Mend> {
        let (range, meant) = reason.unquoted.as_ref()?;
        // A comment would become text, and so would a key of the next level or of a line that was lost.
        let word = meant.split(": ").next().and_then(|it| it.rsplit(' ').next()).unwrap_or_default();
        if meant.contains(" #") || self.known.contains(word) {
            return None;
        }
        let text = &self.text[entry.clone()];
        let written = quoted(meant)?;
        let mended = [&text[..range.start], &written, &text[range.end..]].concat();
        let end = range.start + written.len();
        let (line, after) = mended[end..].split_once('\n').unwrap_or((&mended[end..], ""));
        let is_sound = match tree::parse(&mended) {
            Ok(root) => root.is_some_and(|it| holds(&it, range.start, meant)),
            // The next line may be wrong too, if it is not the rest of this one.
            Err(fault) => {
                let next = lines(after).find(|it| !it.body.is_empty() && !it.body.starts_with('#'));
                let start = mended[..range.start].rfind('\n').map_or(0, |it| it + 1);
                let start = start + mended[start..].len() - mended[start..].trim_start().len();
                let alone = mended[start..end + line.len()].trim_end();
                let is_meant = |it: Node| holds(&it, range.start - start, meant);
                fault.at > end + line.len()
                    && next.is_some_and(|it| it.pair().is_some())
                    && tree::parse(alone).ok().flatten().is_some_and(is_meant)
            }
        };
        let at = entry.start + range.start..entry.start + range.end;
        is_sound.then_some(Mend { at, text: written, question: None })
    }

    fn anchor_name(&self, at: usize) -> Option<&str> {
        let after = self.text.get(at..)?.strip_prefix('*')?;
        after.split(|it: char| it.is_whitespace() || ",]}".contains(it)).next()
    }

    fn blank(&mut self, entry: &Range<usize>) {
        blank(&mut self.left[entry.clone()]);
        self.lost.extend(key(&self.text[entry.clone()]));
    }
}

/// Whether a text that begins at a byte is among the values of a tree.
fn holds(node: &Node, at: usize, text: &str) -> bool {
    match &node.kind {
        Kind::Scalar { .. } => node.span.start == at && node.text() == Some(text),
        Kind::List(items) => items.iter().any(|it| holds(it, at, text)),
        Kind::Map(pairs) => pairs.iter().any(|(_, value)| holds(value, at, text)),
    }
}

/// Makes spaces of everything but the ends of lines.
fn blank(bytes: &mut [u8]) {
    bytes.iter_mut().filter(|it| !matches!(it, b'\n' | b'\r')).for_each(|it| *it = b' ');
}

/// The key that an entry begins with.
fn key(entry: &str) -> Option<String> {
    let key = lines(entry).next()?.pair().map(|it| it.key.trim_matches(['"', '\'']).to_owned());
    key.filter(|it| !it.is_empty())
}

fn is_separator(entry: &str) -> bool {
    let line = entry.lines().next().unwrap_or_default().trim_end();
    matches!(line.get(..3), Some("---" | "...")) && (line.len() == 3 || line[3..].starts_with(' '))
}

/// The entries of a text, in order, without gaps: each begins with a line that begins without white space.
///
/// Items of a list, comments and closing brackets belong to the entry before.
fn entries(text: &str) -> Vec<Range<usize>> {
    let starts = lines(text).filter(|it| it.indent == 0 && begins(it.body)).map(|it| it.start);
    let mut starts: Vec<usize> = starts.collect();
    if starts.first() != Some(&0) && !text.is_empty() {
        starts.insert(0, 0);
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

fn begins(line: &str) -> bool {
    is_separator(line)
        || !(line.is_empty() || line == "-" || line.starts_with("- ") || line.starts_with(['#', ']', '}']))
}
