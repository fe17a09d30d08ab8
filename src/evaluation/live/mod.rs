//! The log as an evaluation: its predictions that a person has labelled, whichever model made them. Counted once, then
//! brought up to date, row by row, as labels change.

mod merge;
mod rows;

use std::sync::Arc;

use tokio::sync::Mutex;
use uuid::Uuid;

use super::columns::Columns;
use super::error::EvaluationError;
use crate::predictions::labelled::{self, Version};
use crate::storage::Reader;
pub use rows::MODEL;
use rows::Rows;

/// Changes that are always read one by one: as many as one request brings.
const FEW: u64 = 10_000;

/// The labelled predictions: a row each, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Live {
    /// Their numbers. The labels are those of all their models, in alphabetical order.
    pub columns: Arc<Columns>,
    /// Their ids, row by row.
    pub ids: Arc<Vec<Uuid>>,
}

/// What was counted last.
#[derive(Debug, Default)]
pub(super) struct Counted(Mutex<Option<Count>>);

#[derive(Debug)]
struct Count {
    /// The changes that are counted. Later ones may be, too: they are read again, and come to the same.
    version: Version,
    live: Live,
    /// The models in the order of their first rows, behind the empty string for none.
    models: Vec<String>,
}

impl Counted {
    pub(super) async fn live(&self, reader: &Reader) -> Result<Live, EvaluationError> {
        // Whoever comes while a million rows are counted waits for them, instead of counting a million more.
        let mut counted = self.0.lock().await;
        let version = labelled::version(reader).await?;
        if let Some(count) = &mut *counted
            && count.catch_up(reader, version).await?
        {
            return Ok(count.live.clone());
        }
        // Let go first, so that there are never two.
        *counted = None;
        Ok(counted.insert(Count::of(reader, version).await?).live.clone())
    }
}

impl Count {
    async fn of(reader: &Reader, version: Version) -> Result<Self, EvaluationError> {
        let mut labels = Vec::new();
        let Rows { mut columns, ids, mut models, .. } = loop {
            let mut rows = Rows::of(labels, vec![String::new()]);
            labelled::all(reader, |row| rows.add(&row)).await?;
            if !rows.left_out_too_early() {
                break rows;
            }
            labels = rows.columns.labels;
        };
        rows::put_in_order(&mut columns, &mut models);
        if columns.is_empty() {
            columns.attributes.clear();
        }
        Ok(Self { version, live: Live { columns: Arc::new(columns), ids: Arc::new(ids) }, models })
    }

    /// Reads what changed up to `version`. False where all is to be counted anew: rows were erased, a label came or may have
    /// gone, or most is new.
    async fn catch_up(&mut self, reader: &Reader, version: Version) -> Result<bool, EvaluationError> {
        if version == self.version {
            return Ok(true);
        }
        let rows = self.live.ids.len() as u64;
        if version.erased != self.version.erased
            || rows == 0
            || labelled::count_changed(reader, self.version).await? > FEW.max(rows / 4)
        {
            return Ok(false);
        }
        let labels = self.live.columns.labels.len();
        let mut changed = Vec::new();
        let mut rows = Rows::of(self.live.columns.labels.clone(), self.models.clone());
        labelled::changed(reader, self.version, |id, row| {
            changed.push(id);
            if let Some(row) = row {
                rows.add(&row);
            }
        })
        .await?;
        if rows.columns.labels.len() > labels {
            return Ok(false);
        }
        self.models = std::mem::take(&mut rows.models);
        self.version = version;
        // Copied where somebody still counts what was before.
        let (columns, ids) = (Arc::make_mut(&mut self.live.columns), Arc::make_mut(&mut self.live.ids));
        tokio::task::block_in_place(|| {
            merge::merge(columns, ids, &changed, &rows);
            rows::put_in_order(columns, &mut self.models);
        });
        // With a row that is gone, the last may be gone that had one of the labels.
        Ok(changed.len() == rows.ids.len() || merge::has_every_label(columns))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predictions::erase;
    use crate::predictions::label::{self, Given, Gold};
    use crate::predictions::samples::{at, id, record, store};
    use crate::storage::Storage;

    async fn give(storage: &Storage, number: u32, label: &str) {
        let gold = Gold { label, words: number, cues: 0 };
        label::put(storage, Given { id: id(number), gold, annotator: None }, at(9)).await.unwrap();
    }

    async fn with_labels(numbers: &[u32]) -> (Storage, tempfile::TempDir, Count) {
        let (storage, dir) = store((0..9).map(|n| record(n, "x")).collect()).await;
        for number in numbers {
            give(&storage, *number, "negative").await;
        }
        let count = Count::of(storage.read(), labelled::version(storage.read()).await.unwrap()).await.unwrap();
        (storage, dir, count)
    }

    async fn catches_up(count: &mut Count, storage: &Storage) -> bool {
        let version = labelled::version(storage.read()).await.unwrap();
        count.catch_up(storage.read(), version).await.unwrap()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn labels_are_caught_up_with_and_nothing_is_counted_anew() {
        let (storage, _dir, mut count) = with_labels(&[2, 4, 6]).await;
        give(&storage, 4, "positive").await;
        give(&storage, 5, "negative").await;
        label::clear(&storage, id(6), None).await.unwrap();
        assert!(catches_up(&mut count, &storage).await);
        assert_eq!(*count.live.ids, [id(2), id(4), id(5)]);
        assert_eq!((&count.live.columns.gold[..], &count.live.columns.words[..]), (&[0, 1, 0][..], &[2, 4, 5][..]));
        let anew = Count::of(storage.read(), count.version).await.unwrap();
        assert_eq!((&count.live.columns, &count.models), (&anew.live.columns, &anew.models));
        assert!(catches_up(&mut count, &storage).await, "nothing changed");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_cannot_be_caught_up_with_is_counted_anew() {
        let (storage, _dir, mut count) = with_labels(&[2]).await;
        erase::one(&storage, id(2)).await.unwrap();
        assert!(!catches_up(&mut count, &storage).await, "a row is gone without a trace");
        let (storage, _dir, mut count) = with_labels(&[2]).await;
        label::clear(&storage, id(2), None).await.unwrap();
        assert!(!catches_up(&mut count, &storage).await, "with the last row, its labels are gone");
        let (storage, _dir, mut count) = with_labels(&[]).await;
        give(&storage, 2, "negative").await;
        assert!(!catches_up(&mut count, &storage).await, "the first label of all");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn whoever_still_looks_keeps_what_they_saw() {
        let (storage, _dir, mut count) = with_labels(&[2, 4]).await;
        let seen = count.live.clone();
        give(&storage, 3, "positive").await;
        assert!(catches_up(&mut count, &storage).await);
        assert_eq!((seen.ids.len(), seen.columns.len()), (2, 2));
        assert_eq!((count.live.ids.len(), count.live.columns.len()), (3, 3));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn two_who_ask_at_once_share_one_count() {
        let (storage, _dir, _) = with_labels(&[2, 4]).await;
        let counted = Counted::default();
        let (one, other) = tokio::join!(counted.live(storage.read()), counted.live(storage.read()));
        assert!(Arc::ptr_eq(&one.unwrap().columns, &other.unwrap().columns));
    }
}
