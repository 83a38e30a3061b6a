//! Files made of pictures: each is made when it is asked for, one at a time, and kept for as long as there is room. The
//! name of such a file tells its bytes, so that what is kept is never old.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use crate::Preview;
use crate::page::Rendered;
use dateline_diagnostics::Diagnostic;
use dateline_plan::Output;

/// Bytes of what is kept.
const ROOM: usize = 64 * 1024 * 1024;

/// What was made last, the newest at the end.
#[derive(Default)]
pub(super) struct Photos {
    kept: Mutex<VecDeque<Rendered>>,
    /// Held while one is made: a large photograph takes much memory.
    turn: Mutex<()>,
}

impl Preview {
    /// A file of a picture. Other requests are answered meanwhile.
    pub(super) fn photo(
        &self,
        output: &Output,
        make: impl FnOnce() -> Result<Vec<u8>, Diagnostic>,
    ) -> Result<Rendered, Diagnostic> {
        if let Some(kept) = self.kept_photo(&output.path) {
            return Ok(kept);
        }
        tokio::task::block_in_place(|| {
            let _turn = self.0.photos.turn.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(kept) = self.kept_photo(&output.path) {
                return Ok(kept);
            }
            let made = Rendered::new(output, make()?, &[]);
            let mut kept = self.0.photos.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.push_back(made.clone());
            while kept.len() > 1 && kept.iter().map(|it| it.bytes.len()).sum::<usize>() > ROOM {
                kept.pop_front();
            }
            Ok(made)
        })
    }

    fn kept_photo(&self, path: &str) -> Option<Rendered> {
        let kept = self.0.photos.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|it| it.path == path).cloned()
    }
}
