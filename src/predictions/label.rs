//! The gold label: what a person says the text really is, and who says so.

use jiff::Timestamp;
use uuid::Uuid;

use super::{LogError, Stored, find, row};
use crate::storage::{Connection, Storage};

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

/// A label, given to one prediction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Given<'a> {
    /// The prediction's id.
    pub id: Uuid,
    /// The label.
    pub gold: Gold<'a>,
    /// The pseudonym of whoever gives it; their labels are kept, each beside those of others.
    pub annotator: Option<&'a str>,
}

/// Gives one prediction its gold label, in place of any earlier one, and returns it; none where the log does not hold it.
/// Which labels exist is the model's affair, hence the caller's.
///
/// # Errors
/// When the database fails.
pub async fn put(storage: &Storage, given: Given<'_>, now: Timestamp) -> Result<Option<Stored>, LogError> {
    put_many(storage, &[given], now).await?;
    find::one(storage.read(), given.id).await
}

/// Gives each its gold label, in their order and in one transaction, and says which of the predictions the log holds.
/// Predictions wait behind it: some hundred labels at a time.
///
/// # Errors
/// When the database fails; no label is given then.
pub async fn put_many(storage: &Storage, given: &[Given<'_>], now: Timestamp) -> Result<Vec<bool>, LogError> {
    let mut held = Vec::with_capacity(given.len());
    let mut transaction = storage.begin().await?;
    for Given { id, gold, annotator } in given {
        let is_held = update(&mut transaction, *id, Some((*gold, now))).await?;
        if let (true, Some(annotator)) = (is_held, annotator) {
            sqlx::query(
                "INSERT INTO prediction_labels (annotator, prediction, label, labelled_at) VALUES (?, ?, ?, ?) \
                 ON CONFLICT (annotator, prediction) DO UPDATE \
                 SET label = excluded.label, labelled_at = excluded.labelled_at",
            )
            .bind(*annotator)
            .bind(row::id_bytes(*id))
            .bind(gold.label)
            .bind(now.as_millisecond())
            .execute(&mut *transaction)
            .await?;
        }
        held.push(is_held);
    }
    transaction.commit().await?;
    Ok(held)
}

/// Takes the gold label of the prediction called `id` away, and the annotator's own where one is named, and returns the
/// prediction; none where the log does not hold it.
///
/// # Errors
/// When the database fails.
pub async fn clear(storage: &Storage, id: Uuid, annotator: Option<&str>) -> Result<Option<Stored>, LogError> {
    let mut transaction = storage.begin().await?;
    update(&mut transaction, id, None).await?;
    if let Some(annotator) = annotator {
        sqlx::query("DELETE FROM prediction_labels WHERE annotator = ? AND prediction = ?")
            .bind(annotator)
            .bind(row::id_bytes(id))
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    find::one(storage.read(), id).await
}

async fn update(connection: &mut Connection, id: Uuid, gold: Option<(Gold<'_>, Timestamp)>) -> Result<bool, LogError> {
    let updated =
        sqlx::query("UPDATE predictions SET gold_label = ?, words = ?, cues = ?, labelled_at = ? WHERE id = ?")
            .bind(gold.map(|(gold, _)| gold.label))
            .bind(gold.map(|(gold, _)| gold.words))
            .bind(gold.map(|(gold, _)| gold.cues))
            .bind(gold.map(|(_, at)| at.as_millisecond()))
            .bind(row::id_bytes(id))
            .execute(connection)
            .await?;
    Ok(updated.rows_affected() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predictions::samples::{at, id as sample, record, store};
    use crate::predictions::{annotators, erase};

    fn given<'a>(number: u32, label: &'a str, annotator: Option<&'a str>) -> Given<'a> {
        Given { id: sample(number), gold: Gold { label, words: 1, cues: 0 }, annotator }
    }

    #[tokio::test]
    async fn is_given_changed_and_taken_away() {
        let (storage, _dir) = store(vec![record(1, "x"), record(2, "y")]).await;
        let id = sample(1);
        let stored = put(&storage, given(1, "negative", None), at(60)).await.unwrap().unwrap();
        assert_eq!((stored.gold_label.as_deref(), stored.correct), (Some("negative"), Some(false)));
        let stored = put(&storage, given(1, "positive", None), at(61)).await.unwrap().unwrap();
        assert_eq!((stored.labelled_at, stored.correct), (Some(at(61)), Some(true)));
        let stored = clear(&storage, id, None).await.unwrap().unwrap();
        assert_eq!((stored.gold_label, stored.labelled_at, stored.correct), (None, None, None));
        assert_eq!(put(&storage, given(9, "positive", None), at(62)).await.unwrap(), None);
        assert_eq!(find::one(storage.read(), sample(2)).await.unwrap().unwrap().gold_label, None);
    }

    #[tokio::test]
    async fn each_annotator_s_label_is_kept_and_the_last_one_counts() {
        let (storage, _dir) = store((1..4).map(|n| record(n, "x")).collect()).await;
        let labels = [
            given(1, "negative", Some("ana")),
            given(1, "positive", Some("bo")),
            given(2, "positive", Some("ana")),
            given(2, "negative", Some("ana")),
            given(2, "negative", Some("bo")),
            given(9, "negative", Some("bo")),
        ];
        assert_eq!(put_many(&storage, &labels, at(60)).await.unwrap(), [true, true, true, true, true, false]);
        let gold = async |number| find::one(storage.read(), sample(number)).await.unwrap().unwrap().gold_label;
        assert_eq!((gold(1).await.as_deref(), gold(2).await.as_deref()), (Some("positive"), Some("negative")));
        let both = annotators::both(storage.read(), "ana", "bo").await.unwrap();
        let both: Vec<_> = both.iter().map(|pair| (pair.id, pair.first.as_str(), pair.second.as_str())).collect();
        assert_eq!(both, [(sample(2), "negative", "negative"), (sample(1), "negative", "positive")]);

        clear(&storage, sample(2), Some("bo")).await.unwrap();
        assert_eq!(annotators::both(storage.read(), "ana", "bo").await.unwrap().len(), 1);
        erase::one(&storage, sample(1)).await.unwrap();
        assert_eq!(annotators::both(storage.read(), "ana", "bo").await.unwrap(), []);
        let left = annotators::list(storage.read()).await.unwrap();
        let left: Vec<_> = left.iter().map(|one| (one.annotator.as_str(), one.labels)).collect();
        assert_eq!(left, [("ana", 1)], "what others gave went with the prediction");
    }
}
