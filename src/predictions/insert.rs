//! A group of rows as one statement, which is one transaction.

use std::sync::{Arc, LazyLock};

use sqlx::{Arguments as _, AssertSqlSafe, SqlSafeStr as _, SqlStr};
use uuid::Uuid;

use super::{LogError, Record, row};
use crate::storage::{Arguments, Connection};

/// The most rows in one transaction. A larger group would not be cheaper by the row, and each size up to here has a
/// prepared statement of its own, so that a group is one statement and one trip to the connection's thread.
pub(super) const MAX_GROUP: usize = 64;

/// A row's values as they are bound. Shared strings, because a group that fails for one row's sake is bound again.
#[derive(Debug)]
pub(super) struct Row {
    id: Uuid,
    request_id: Arc<str>,
    text: Arc<str>,
    language: Option<&'static str>,
    model: Arc<str>,
    precision: &'static str,
    model_hash: Arc<str>,
    label: Arc<str>,
    score: f32,
    scores: Arc<str>,
    tokens: u32,
    unknown_rate: f32,
    truncated: bool,
    tokenize_ms: f32,
    queue_ms: f32,
    inference_ms: f32,
}

impl From<Record> for Row {
    fn from(Record { id, request_id, text, prediction }: Record) -> Self {
        let scores = serde_json::to_string(&prediction.scores).expect("a map of strings to numbers serialises");
        Self {
            id,
            request_id: request_id.into(),
            text: text.into(),
            language: prediction.language,
            model: prediction.model.into(),
            precision: row::precision_name(prediction.precision),
            model_hash: prediction.model_hash.into(),
            label: prediction.label.into(),
            score: prediction.score,
            scores: scores.into(),
            tokens: prediction.tokens,
            unknown_rate: prediction.unknown_rate,
            truncated: prediction.truncated,
            tokenize_ms: prediction.timing.tokenize,
            queue_ms: prediction.timing.queue,
            inference_ms: prediction.timing.inference,
        }
    }
}

impl Row {
    const COLUMNS: &str = "id, request_id, text, language, model, precision, model_hash, label, score, \
         scores, tokens, unknown_rate, truncated, tokenize_ms, queue_ms, inference_ms";
    const PLACEHOLDERS: &str = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    const WIDTH: usize = 16;

    fn bind(&self, values: &mut Arguments) -> Result<(), sqlx::error::BoxDynError> {
        values.add(row::id_bytes(self.id))?;
        values.add(Arc::clone(&self.request_id))?;
        values.add(Arc::clone(&self.text))?;
        values.add(self.language)?;
        values.add(Arc::clone(&self.model))?;
        values.add(self.precision)?;
        values.add(Arc::clone(&self.model_hash))?;
        values.add(Arc::clone(&self.label))?;
        values.add(self.score)?;
        values.add(Arc::clone(&self.scores))?;
        values.add(self.tokens)?;
        values.add(self.unknown_rate)?;
        values.add(self.truncated)?;
        values.add(self.tokenize_ms)?;
        values.add(self.queue_ms)?;
        values.add(self.inference_ms)
    }
}

/// Commits `group`, of 1 to [`MAX_GROUP`] rows, or nothing of it. A single statement is a transaction by itself: after a
/// full disk SQLite has already rolled back, and there is no state for a `ROLLBACK` of ours to trip over.
pub(super) async fn commit(connection: &mut Connection, group: &[Row]) -> Result<(), LogError> {
    static STATEMENTS: LazyLock<Vec<SqlStr>> = LazyLock::new(|| {
        let statement = |rows: usize| {
            let values = vec![Row::PLACEHOLDERS; rows].join(", ");
            let statement = format!("INSERT INTO predictions ({}) VALUES {values}", Row::COLUMNS);
            AssertSqlSafe(Arc::<str>::from(statement)).into_sql_str()
        };
        (1..=MAX_GROUP).map(statement).collect()
    });

    let mut values = Arguments::default();
    values.reserve(group.len() * Row::WIDTH, 0);
    for row in group {
        row.bind(&mut values).map_err(sqlx::Error::Encode)?;
    }
    sqlx::query_with(STATEMENTS[group.len() - 1].clone(), values).execute(connection).await?;
    Ok(())
}
