//! The gold label: what a person says the text really is.

use jiff::Timestamp;
use uuid::Uuid;

use super::{LogError, Stored, find, row};
use crate::storage::Storage;

/// A label with what is counted of the text that it is given to: a table of labels is told without reading texts again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gold<'a> {
    /// The label.
    pub label: &'a str,
    /// How many words the text has.
    pub words: u32,
    /// What stands in the text, as bits.
    pub cues: u32,
}

/// Gives the prediction called `id` the label `gold`, in place of any earlier one, and returns it; none where the log
/// does not hold it. Which labels exist is the model's affair, hence the caller's.
///
/// # Errors
/// When the database fails.
pub async fn put(storage: &Storage, id: Uuid, gold: Gold<'_>, now: Timestamp) -> Result<Option<Stored>, LogError> {
    update(storage, id, Some((gold, now.as_millisecond()))).await
}

/// Takes the gold label of the prediction called `id` away, and returns it; none where the log does not hold it.
///
/// # Errors
/// When the database fails.
pub async fn clear(storage: &Storage, id: Uuid) -> Result<Option<Stored>, LogError> {
    update(storage, id, None).await
}

async fn update(storage: &Storage, id: Uuid, gold: Option<(Gold<'_>, i64)>) -> Result<Option<Stored>, LogError> {
    sqlx::query("UPDATE predictions SET gold_label = ?, words = ?, cues = ?, labelled_at = ? WHERE id = ?")
        .bind(gold.map(|(gold, _)| gold.label))
        .bind(gold.map(|(gold, _)| gold.words))
        .bind(gold.map(|(gold, _)| gold.cues))
        .bind(gold.map(|(_, at)| at))
        .bind(row::id_bytes(id))
        .execute(&mut *storage.write().await)
        .await?;
    find::one(storage.read(), id).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predictions::samples::{at, id as sample, record, store};

    fn gold(label: &str) -> Gold<'_> {
        Gold { label, words: 1, cues: 0 }
    }

    #[tokio::test]
    async fn is_given_changed_and_taken_away() {
        let (storage, _dir) = store(vec![record(1, "x"), record(2, "y")]).await;
        let id = sample(1);
        let stored = put(&storage, id, gold("negative"), at(60)).await.unwrap().unwrap();
        assert_eq!((stored.gold_label.as_deref(), stored.correct), (Some("negative"), Some(false)));
        let stored = put(&storage, id, gold("positive"), at(61)).await.unwrap().unwrap();
        assert_eq!((stored.labelled_at, stored.correct), (Some(at(61)), Some(true)));
        let stored = clear(&storage, id).await.unwrap().unwrap();
        assert_eq!((stored.gold_label, stored.labelled_at, stored.correct), (None, None, None));
        assert_eq!(put(&storage, sample(9), gold("positive"), at(62)).await.unwrap(), None);
        assert_eq!(find::one(storage.read(), sample(2)).await.unwrap().unwrap().gold_label, None);
    }
}
