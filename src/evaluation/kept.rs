//! The columns looked at last, kept in memory: one looks at an evaluation from many sides, one after the other.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use super::columns::Columns;
use super::description::{Evaluation, Status};
use super::error::EvaluationError;
use super::store;
use crate::storage::Reader;

/// Rows kept, over all evaluations: those of a million take some 40 MB.
const MAX_ROWS: usize = 1_000_000;

/// Columns by evaluation, the latest last.
#[derive(Debug, Default)]
pub(super) struct Kept {
    columns: Mutex<VecDeque<Entry>>,
}

#[derive(Debug)]
struct Entry {
    id: Uuid,
    /// What may change: rows come in, people correct labels, words are marked. It is told by the description, which is read
    /// before the columns: what changes in between is read once more.
    version: Version,
    columns: Arc<Columns>,
}

type Version = (Status, u64, u64, usize);

impl Kept {
    pub(super) async fn columns(
        &self,
        reader: &Reader,
        evaluation: &Evaluation,
    ) -> Result<Arc<Columns>, EvaluationError> {
        let version = (evaluation.status, evaluation.rows, evaluation.corrections, evaluation.marked.len());
        {
            let mut entries = self.entries();
            let at = entries.iter().position(|entry| entry.id == evaluation.id);
            // One of another version goes before the columns are read again: both would be twice the memory.
            if let Some(entry) = at.and_then(|at| entries.remove(at))
                && entry.version == version
            {
                let columns = Arc::clone(&entry.columns);
                entries.push_back(entry);
                return Ok(columns);
            }
        }
        let columns = Arc::new(store::columns::all(reader, evaluation).await?);
        let mut entries = self.entries();
        entries.retain(|entry| entry.id != evaluation.id);
        entries.push_back(Entry { id: evaluation.id, version, columns: Arc::clone(&columns) });
        while entries.len() > 1 && entries.iter().map(|entry| entry.columns.len()).sum::<usize>() > MAX_ROWS {
            entries.pop_front();
        }
        Ok(columns)
    }

    /// This evaluation is erased.
    pub(super) fn forget(&self, id: Uuid) {
        self.entries().retain(|entry| entry.id != id);
    }

    fn entries(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        self.columns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::columns;
    use crate::evaluation::description::samples;
    use crate::storage::Storage;

    /// An evaluation of one row, whose label is the first of three and is taken for the last.
    async fn with_a_wrong_row(storage: &Storage) -> Evaluation {
        let evaluation = samples::evaluation(["a", "b", "c"].map(str::to_owned).to_vec());
        store::insert(storage, &evaluation).await.unwrap();
        store::samples::add_rows(storage, &evaluation, vec![columns::samples::row(0, &[0.25, 0.25, 0.5])]).await;
        store::find(storage.read(), evaluation.id).await.unwrap()
    }

    #[tokio::test]
    async fn a_correction_is_seen_that_leaves_the_row_as_wrong_as_before() {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        let kept = Kept::default();
        let before = with_a_wrong_row(&storage).await;
        assert_eq!(kept.columns(storage.read(), &before).await.unwrap().gold, [0]);
        store::columns::correct(&storage, &before, 0, 1).await.unwrap();
        let after = store::find(storage.read(), before.id).await.unwrap();
        assert_eq!((before.wrong, after.wrong, after.corrections), (1, 1, 1));
        // As of a request that read the description before the correction: it keeps nothing that a later one believes.
        kept.columns(storage.read(), &before).await.unwrap();
        assert_eq!(kept.columns(storage.read(), &after).await.unwrap().gold, [1]);
    }
}
