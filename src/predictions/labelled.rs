//! The predictions that a person labelled, as numbers: what is counted of them, without their texts. All of them, or those
//! whose label changed since somebody last looked.

use std::borrow::Cow;
use std::fmt;

use futures_util::TryStreamExt;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use sqlx::{QueryBuilder, Row as _};
use uuid::Uuid;

use super::{LogError, row};
use crate::storage::{Database, Reader, Row};

/// One labelled prediction, without its text, as the database hands it out.
#[derive(Debug, PartialEq)]
pub struct Labelled<'r> {
    /// The prediction's id.
    pub id: Uuid,
    /// The label that a person gave.
    pub gold: &'r str,
    /// The label predicted.
    pub label: &'r str,
    /// Every label's probability.
    pub scores: Scores<'r>,
    /// The model.
    pub model: &'r str,
    /// Which of its graphs answered.
    pub precision: &'r str,
    /// The language detected (ISO 639-1), where the detector was confident.
    pub language: Option<&'r str>,
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

/// Labels with their probabilities, in the order in which they are stored, which is the alphabet's.
#[derive(Debug, PartialEq)]
pub struct Scores<'r>(pub Vec<(Cow<'r, str>, f32)>);

/// How often labels changed so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    /// Labels given, changed or taken away.
    pub changes: i64,
    /// Predictions erased that had a label, or had had one.
    pub erased: i64,
}

const SELECT: &str = "SELECT id, gold_label, label, scores, model, precision, language, tokens, unknown_rate, truncated, \
     words, cues FROM predictions";

const COUNT_BEHIND: &str = "SELECT count(*) FROM predictions WHERE label_change > ?";

/// Calls `each` for every labelled prediction, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn all(reader: &Reader, mut each: impl FnMut(Labelled<'_>)) -> Result<(), LogError> {
    let mut query = every();
    let mut rows = query.build().fetch(reader);
    while let Some(row) = rows.try_next().await? {
        if let Some(labelled) = read(&row, row::read_id(&row)?)? {
            each(labelled);
        }
    }
    Ok(())
}

/// Calls `each` for every prediction whose label changed behind `version`, oldest prediction first: with what it is now, or
/// with none where its label was taken away. Of those that were erased, nothing is told.
///
/// # Errors
/// When the database fails.
pub async fn changed(
    reader: &Reader,
    version: Version,
    mut each: impl FnMut(Uuid, Option<Labelled<'_>>),
) -> Result<(), LogError> {
    let mut query = behind(version);
    let mut rows = query.build().fetch(reader);
    while let Some(row) = rows.try_next().await? {
        let id = row::read_id(&row)?;
        each(id, read(&row, id)?);
    }
    Ok(())
}

/// How many predictions [`changed`] would tell of.
///
/// # Errors
/// When the database fails.
pub async fn count_changed(reader: &Reader, version: Version) -> Result<u64, LogError> {
    let count: i64 = sqlx::query_scalar(COUNT_BEHIND).bind(version.changes).fetch_one(reader).await?;
    Ok(count.unsigned_abs())
}

/// The version that the log's labels have now.
///
/// # Errors
/// When the database fails.
pub async fn version(reader: &Reader) -> Result<Version, LogError> {
    let row = sqlx::query(
        "SELECT (SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'labels'), \
         (SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'labels_erased')",
    );
    let row = row.fetch_one(reader).await?;
    Ok(Version { changes: row.try_get(0)?, erased: row.try_get(1)? })
}

fn every() -> QueryBuilder<Database> {
    QueryBuilder::new(format!("{SELECT} WHERE gold_label IS NOT NULL ORDER BY id"))
}

fn behind(version: Version) -> QueryBuilder<Database> {
    // Named, because the planner would rather walk the whole table than sort.
    let mut query = QueryBuilder::new(format!("{SELECT} INDEXED BY predictions_label_changes WHERE label_change > "));
    query.push_bind(version.changes).push(" ORDER BY id");
    query
}

/// None where there is no label.
fn read(row: &Row, id: Uuid) -> Result<Option<Labelled<'_>>, LogError> {
    let Some(gold) = row.try_get(1)? else { return Ok(None) };
    Ok(Some(Labelled {
        id,
        gold,
        label: row.try_get(2)?,
        scores: serde_json::from_str(row.try_get(3)?).map_err(|_| LogError::Damaged { id, what: "scores" })?,
        model: row.try_get(4)?,
        precision: row.try_get(5)?,
        language: row.try_get(6)?,
        tokens: row.try_get(7)?,
        unknown_rate: row.try_get(8)?,
        truncated: row.try_get(9)?,
        words: row.try_get::<Option<u32>, _>(10)?.unwrap_or_default(),
        cues: row.try_get::<Option<u32>, _>(11)?.unwrap_or_default(),
    }))
}

impl<'de> Deserialize<'de> for Scores<'de> {
    /// Without a map, and without a copy of a label unless it has escapes: there may be a million of them.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        #[derive(serde::Deserialize)]
        struct Label<'l>(#[serde(borrow)] Cow<'l, str>);

        impl<'de> Visitor<'de> for Pairs {
            type Value = Scores<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("labels with their probabilities")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Scores<'de>, M::Error> {
                let mut scores = Vec::with_capacity(2);
                while let Some((Label(label), score)) = map.next_entry()? {
                    scores.push((label, score));
                }
                Ok(Scores(scores))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predictions::label::{Given, Gold};
    use crate::predictions::samples::{at, id, number, record, store};
    use crate::predictions::{erase, label};
    use crate::storage::Storage;

    async fn plan(storage: &Storage, query: &str) -> Vec<String> {
        let plan = sqlx::query(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {query}")));
        plan.fetch_all(storage.read()).await.unwrap().iter().map(|row| row.get("detail")).collect()
    }

    async fn give(storage: &Storage, number: u32, label: &str) {
        let gold = Gold { label, words: 3, cues: 5 };
        label::put(storage, Given { id: id(number), gold, annotator: None }, at(9)).await.unwrap();
    }

    async fn seen_since(storage: &Storage, version: Version) -> Vec<(u32, Option<String>)> {
        let mut seen = Vec::new();
        changed(storage.read(), version, |id, row| seen.push((number(id), row.map(|row| row.gold.to_owned()))))
            .await
            .unwrap();
        assert_eq!(count_changed(storage.read(), version).await.unwrap(), seen.len() as u64);
        seen
    }

    #[tokio::test]
    async fn are_read_from_their_index_alone() {
        let (storage, _dir) = store(Vec::new()).await;
        let plan = plan(&storage, every().sql().as_str()).await;
        assert_eq!(plan, ["SCAN predictions USING COVERING INDEX predictions_labelled"]);
    }

    #[tokio::test]
    async fn those_that_changed_are_found_by_the_number_of_their_change() {
        let (storage, _dir) = store(Vec::new()).await;
        let read = plan(&storage, behind(Version { changes: 0, erased: 0 }).sql().as_str()).await;
        let search = "SEARCH predictions USING INDEX predictions_label_changes (label_change>?)";
        assert_eq!(read, [search, "USE TEMP B-TREE FOR ORDER BY"]);
        let counted = plan(&storage, COUNT_BEHIND).await;
        assert_eq!(counted, ["SEARCH predictions USING COVERING INDEX predictions_label_changes (label_change>?)"]);
    }

    #[tokio::test]
    async fn tell_what_the_log_holds() {
        let (storage, _dir) = store((0..4).map(|n| record(n, "x")).collect()).await;
        for number in [2, 1] {
            give(&storage, number, "negative").await;
        }
        let mut rows = 0;
        all(storage.read(), |row| {
            rows += 1;
            assert_eq!(number(row.id), rows);
            assert_eq!((row.gold, row.label, row.model, row.precision), ("negative", "positive", "tiny", "fp32"));
            assert_eq!((row.words, row.cues, row.tokens), (3, 5, 7));
            assert_eq!(row.scores.0, [("negative".into(), 0.1), ("positive".into(), 0.9)]);
        })
        .await
        .unwrap();
        assert_eq!(rows, 2);
    }

    #[tokio::test]
    async fn a_change_is_told_to_whoever_has_not_seen_it() {
        let (storage, _dir) = store((0..4).map(|n| record(n, "x")).collect()).await;
        let first = version(storage.read()).await.unwrap();
        assert_eq!(seen_since(&storage, first).await, []);
        for number in [2, 1] {
            give(&storage, number, "negative").await;
        }
        let negative = |number: u32| (number, Some("negative".to_owned()));
        assert_eq!(seen_since(&storage, first).await, [negative(1), negative(2)]);
        let second = version(storage.read()).await.unwrap();
        assert_eq!((second.changes, second.erased), (first.changes + 2, 0));
        assert_eq!(seen_since(&storage, second).await, []);

        give(&storage, 2, "positive").await;
        label::clear(&storage, id(1), None).await.unwrap();
        assert_eq!(seen_since(&storage, second).await, [(1, None), (2, Some("positive".to_owned()))]);
    }

    #[tokio::test]
    async fn erasing_what_had_a_label_is_told_apart() {
        let (storage, _dir) = store((0..4).map(|n| record(n, "x")).collect()).await;
        for number in [1, 2] {
            give(&storage, number, "negative").await;
        }
        label::clear(&storage, id(2), None).await.unwrap();
        let before = version(storage.read()).await.unwrap();
        // Of the second, somebody may have counted the label before it was taken away.
        for (number, erased) in [(1, 1), (2, 2), (3, 2)] {
            erase::one(&storage, id(number)).await.unwrap();
            let now = version(storage.read()).await.unwrap();
            assert_eq!((now.changes, now.erased), (before.changes, erased));
        }
    }

    #[test]
    fn scores_are_read_as_they_are_written() {
        let read = |json| serde_json::from_str::<Scores<'_>>(json);
        assert_eq!(read(r#"{"a\"b":0.25,"c":1}"#).unwrap().0, [("a\"b".into(), 0.25), ("c".into(), 1.0)]);
        assert_eq!(read("{}").unwrap().0, []);
        for other in ["[]", "{\"a\":\"b\"}", "{"] {
            assert!(read(other).is_err(), "{other}");
        }
    }
}
