//! The files of a segment of the search index: its releases are read once for all of them.

use std::sync::{Arc, Mutex, PoisonError};

use crate::{Snapshot, markdown};
use dateline_content::address::Tree;
use dateline_content::newsroom::Tracked;
use dateline_content::shown::ShownId;
use dateline_diagnostics::Diagnostic;
use dateline_emit::{Failure, Sink};
use dateline_plan::search::{Index, Segment};
use dateline_plan::{Page, SearchFile, Unit};
use dateline_source::SourceTree;

/// What was indexed to be shown: a search asks for several files of one segment.
#[derive(Default)]
pub(super) struct Indexed(Mutex<Vec<(Tree, Known)>>);

/// A segment and its files.
type Known = (Arc<Segment>, Arc<Index>);

/// Makes the files of one segment.
pub(super) fn make(
    snapshot: &Snapshot,
    sources: &SourceTree,
    (segment, tree): (&Segment, Tree),
    unit: &Unit,
    sink: &mut Sink,
) -> Result<(), Failure<Diagnostic>> {
    let read = Tracked::of(&snapshot.site.newsroom);
    let index = index((&read, sources), segment, tree).map_err(|it| Failure::Faults(vec![it]))?;
    let shows = ShownId::all(read.ids());
    for output in unit.outputs() {
        let Page::SearchFile(file, _) = &output.page else { unreachable!("the unit is one of a segment") };
        sink.write(&output.path, of(&index, file), &shows)?;
    }
    Ok(())
}

/// The bytes of one file of a segment.
///
/// # Errors
///
/// That a source changed since it was read.
pub(super) fn bytes(
    snapshot: &Snapshot,
    sources: &SourceTree,
    file: &SearchFile,
    segment: &Arc<Segment>,
    tree: Tree,
) -> Result<Vec<u8>, Diagnostic> {
    // Held while it is indexed: who asks for another file of it meanwhile waits for the same.
    let mut indexed = snapshot.indexed.0.lock().unwrap_or_else(PoisonError::into_inner);
    let known = indexed.iter().find(|(of, (it, _))| *of == tree && Arc::ptr_eq(it, segment));
    let index = match known {
        Some((_, (_, index))) => Arc::clone(index),
        None => {
            let index = Arc::new(index((&Tracked::of(&snapshot.site.newsroom), sources), segment, tree)?);
            indexed.push((tree, (Arc::clone(segment), Arc::clone(&index))));
            index
        }
    };
    Ok(of(&index, file).to_vec())
}

fn index((newsroom, sources): (&Tracked, &SourceTree), segment: &Segment, tree: Tree) -> Result<Index, Diagnostic> {
    Index::of(newsroom, tree, segment, &|release| markdown(sources, release))
}

fn of<'a>(index: &'a Index, file: &SearchFile) -> &'a [u8] {
    match file {
        SearchFile::Terms(_, number) => &index.shards[*number as usize],
        SearchFile::Entries(_, number) => &index.blocks[*number as usize],
        SearchFile::Manifest(_) | SearchFile::Variants => &[],
    }
}
