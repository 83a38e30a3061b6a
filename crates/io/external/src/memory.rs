//! What was answered, and when: so that the same is not asked every day.
//!
//! One small file of a newsroom's `.dateline/`. It may be deleted at any time, and one that cannot be read counts as empty.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use serde::{Deserialize, Serialize};
use url::Url;

use dateline_check::Answer;
use dateline_text::date::Instant;

/// The form of the file: another number is another form, and is not read.
const VERSION: u32 = 1;
const NAME: &str = "outside-links.json";
const HOUR: i64 = 3600;
/// How long any answer is kept.
const LONGEST: i64 = 14 * 24 * HOUR;

/// The answers of earlier checks.
#[derive(Debug, Default)]
pub struct Memory {
    answers: BTreeMap<String, Remembered>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Remembered {
    /// Seconds since 1970.
    at: i64,
    answer: Answer,
}

#[derive(Serialize, Deserialize)]
struct Written<A> {
    version: u32,
    answers: A,
}

impl Memory {
    /// Reads the file of a newsroom's `.dateline/`.
    pub fn open(state: &Path) -> Self {
        let written = fs::read(state.join(NAME)).ok();
        let written = written.and_then(|it| serde_json::from_slice::<Written<BTreeMap<String, Remembered>>>(&it).ok());
        let answers = written.filter(|it| it.version == VERSION).map(|it| it.answers).unwrap_or_default();
        Self { answers }
    }

    /// What was answered at an address, if that holds still.
    pub fn answer(&self, url: &Url, now: Instant) -> Option<&Answer> {
        self.answers.get(url.as_str()).filter(|it| it.holds(now)).map(|it| &it.answer)
    }

    /// Remembers an answer.
    pub fn keep(&mut self, url: &Url, answer: &Answer, now: Instant) {
        self.answers.insert(url.to_string(), Remembered { at: now.as_second(), answer: answer.clone() });
    }

    /// Writes the file, without what holds no more.
    ///
    /// # Errors
    ///
    /// When the disk fails.
    pub fn save(&mut self, state: &Path, now: Instant) -> io::Result<()> {
        self.answers.retain(|_, it| it.holds(now));
        let text = serde_json::to_string(&Written { version: VERSION, answers: &self.answers })?;
        fs::create_dir_all(state)?;
        let ignore = state.join(".gitignore");
        if !ignore.exists() {
            fs::write(&ignore, "*\n")?;
        }
        // One that is half written is never seen.
        let part = state.join(format!("{NAME}.part"));
        fs::write(&part, text)?;
        fs::rename(part, state.join(NAME))
    }
}

impl Remembered {
    fn holds(&self, now: Instant) -> bool {
        let longest = match self.answer {
            Answer::Fine | Answer::Moved(_) => LONGEST,
            Answer::Broken(_) | Answer::Blocked(_) => 24 * HOUR,
            Answer::Slow | Answer::Failing(_) => HOUR,
            Answer::Unasked => 0,
        };
        (0..longest).contains(&(now.as_second() - self.at))
    }
}
