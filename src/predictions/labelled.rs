//! The predictions that a person labelled, as numbers: what is counted of them, without their texts.

use std::collections::BTreeMap;

use futures_util::TryStreamExt;
use sqlx::Row as _;
use uuid::Uuid;

use super::{LogError, row};
use crate::storage::Reader;

/// One labelled prediction, without its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Labelled {
    /// The prediction's id.
    pub id: Uuid,
    /// The label that a person gave.
    pub gold: String,
    /// The label predicted.
    pub label: String,
    /// Every label's probability.
    pub scores: BTreeMap<String, f32>,
    /// The model and its precision: `avis-bilstm:int8`.
    pub model: String,
    /// The language detected (ISO 639-1), where the detector was confident.
    pub language: Option<String>,
    /// How many tokens the network read.
    pub tokens: u32,
    /// The share of them that the vocabulary does not know.
    pub unknown_rate: f32,
    /// Whether the length limit cut the text.
    pub truncated: bool,
    /// How many words the text has.
    pub words: u32,
    /// What stands in the text: bits, as the label's giver found them.
    pub cues: u32,
}

const SELECT: &str = "SELECT id, gold_label, label, scores, model, precision, language, tokens, unknown_rate, truncated, \
     words, cues FROM predictions WHERE gold_label IS NOT NULL ORDER BY id";

/// Calls `each` for every labelled prediction, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn all(reader: &Reader, mut each: impl FnMut(Labelled)) -> Result<(), LogError> {
    let mut rows = sqlx::query(SELECT).fetch(reader);
    while let Some(row) = rows.try_next().await? {
        let id = row::read_id(&row)?;
        let (model, precision): (&str, &str) = (row.try_get(4)?, row.try_get(5)?);
        each(Labelled {
            id,
            gold: row.try_get(1)?,
            label: row.try_get(2)?,
            scores: serde_json::from_str(row.try_get(3)?).map_err(|_| LogError::Damaged { id, what: "scores" })?,
            model: format!("{model}:{precision}"),
            language: row.try_get(6)?,
            tokens: row.try_get(7)?,
            unknown_rate: row.try_get(8)?,
            truncated: row.try_get(9)?,
            words: row.try_get::<Option<u32>, _>(10)?.unwrap_or_default(),
            cues: row.try_get::<Option<u32>, _>(11)?.unwrap_or_default(),
        });
    }
    Ok(())
}

/// Changes whenever one of them does.
///
/// # Errors
/// When the database fails.
pub async fn version(reader: &Reader) -> Result<String, LogError> {
    Ok(sqlx::query_scalar("SELECT value FROM settings WHERE name = 'labels'").fetch_one(reader).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predictions::label::{Given, Gold};
    use crate::predictions::samples::{at, id, record, store};
    use crate::predictions::{erase, label};

    #[tokio::test]
    async fn are_read_from_their_index_alone() {
        let (storage, _dir) = store(Vec::new()).await;
        let plan = sqlx::query(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {SELECT}")));
        let plan = plan.fetch_all(storage.read()).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.get("detail")).collect();
        assert_eq!(plan, ["SCAN predictions USING COVERING INDEX predictions_labelled"]);
    }

    #[tokio::test]
    async fn tell_what_the_log_holds_and_when_it_changed() {
        let (storage, _dir) = store((0..4).map(|n| record(n, "x")).collect()).await;
        let mut versions = vec![version(storage.read()).await.unwrap()];
        let gold = Gold { label: "negative", words: 3, cues: 5 };
        let given = |number| Given { id: id(number), gold, annotator: None };
        for number in [2, 1] {
            label::put(&storage, given(number), at(9)).await.unwrap();
            versions.push(version(storage.read()).await.unwrap());
        }
        let mut rows = Vec::new();
        all(storage.read(), |row| rows.push(row)).await.unwrap();
        assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [id(1), id(2)]);
        let first = &rows[0];
        assert_eq!(
            (first.gold.as_str(), first.label.as_str(), first.model.as_str()),
            ("negative", "positive", "tiny:fp32")
        );
        assert_eq!((first.words, first.cues, first.tokens, first.scores["positive"]), (3, 5, 7, 0.9));

        label::clear(&storage, id(1), None).await.unwrap();
        versions.push(version(storage.read()).await.unwrap());
        erase::one(&storage, id(2)).await.unwrap();
        versions.push(version(storage.read()).await.unwrap());
        erase::one(&storage, id(3)).await.unwrap();
        assert_eq!(version(storage.read()).await.unwrap(), *versions.last().unwrap(), "it had no label");
        versions.dedup();
        assert_eq!(versions.len(), 5);
    }
}
