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
    /// What may change: rows come in, people correct labels, words are marked.
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
        let version = (evaluation.status, evaluation.rows, evaluation.wrong, evaluation.marked.len());
        {
            let mut entries = self.entries();
            if let Some(at) = entries.iter().position(|entry| entry.id == evaluation.id && entry.version == version)
                && let Some(entry) = entries.remove(at)
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

    /// A label of this evaluation was corrected, or it is erased.
    pub(super) fn forget(&self, id: Uuid) {
        self.entries().retain(|entry| entry.id != id);
    }

    fn entries(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        self.columns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
