//! Two texts -> what differs, as `diff -u` writes it.

use std::time::Duration;

use similar::TextDiff;

/// Lines around each change.
const AROUND: usize = 3;
/// How long the shortest difference is looked for; then a longer one is good enough.
const PATIENCE: Duration = Duration::from_secs(2);

/// The difference between two texts of a file, to be read by people and by `patch`; empty when there is none.
pub fn unified(path: &str, before: &str, after: &str) -> String {
    if before == after {
        return String::new();
    }
    // A lone carriage return is no line end to `patch`.
    let (before, after) = (lines(before), lines(after));
    let difference = TextDiff::configure().timeout(PATIENCE).newline_terminated(true).diff_slices(&before, &after);
    difference.unified_diff().context_radius(AROUND).header(&format!("a/{path}"), &format!("b/{path}")).to_string()
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_as_patch_reads_it() {
        let expected = "--- a/x.md\n+++ b/x.md\n@@ -1,2 +1,2 @@\n one\n-two\n\\ No newline at end of file\n+2\n\\ No newline at end of file\n";
        assert_eq!(unified("x.md", "one\ntwo", "one\n2"), expected);
        assert_eq!(unified("x.md", "one\n", "one\n"), "");
        assert!(unified("x.md", "one\rtwo\r\n", "one\r\n").contains("\n-one\rtwo\r\n+one\r\n"));
    }
}
