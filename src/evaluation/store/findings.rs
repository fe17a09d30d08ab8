//! What was found by reading every text of an evaluation once more, as JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::super::error::EvaluationError;
use super::{json, parse};
use crate::storage::{Reader, Storage};

/// Keeps `body` as what was found of this `kind`.
///
/// # Errors
/// When the database fails.
pub async fn put(storage: &Storage, key: i64, kind: &str, body: &impl Serialize) -> Result<(), EvaluationError> {
    sqlx::query(
        "INSERT INTO evaluation_findings VALUES (?, ?, ?) ON CONFLICT (evaluation, kind) DO UPDATE SET body = excluded.body",
    )
    .bind(key)
    .bind(kind)
    .bind(json(body))
    .execute(&mut *storage.write().await)
    .await?;
    Ok(())
}

/// What was found of this `kind`; none before the search for it has ended.
///
/// # Errors
/// When the database fails.
pub async fn get<T: DeserializeOwned>(reader: &Reader, key: i64, kind: &str) -> Result<Option<T>, EvaluationError> {
    let body: Option<String> =
        sqlx::query_scalar("SELECT body FROM evaluation_findings WHERE evaluation = ? AND kind = ?")
            .bind(key)
            .bind(kind)
            .fetch_optional(reader)
            .await?;
    body.as_deref().map(parse).transpose()
}

/// Names the words that rows are marked with from now on; earlier marks are void.
///
/// # Errors
/// When the database fails.
pub async fn name_marks(storage: &Storage, key: i64, words: &[String]) -> Result<(), EvaluationError> {
    let mut transaction = storage.begin().await?;
    sqlx::query("UPDATE evaluation_columns SET marks = NULL WHERE evaluation = ? AND marks IS NOT NULL")
        .bind(key)
        .execute(&mut *transaction)
        .await?;
    sqlx::query("UPDATE evaluations SET marked = ? WHERE key = ?")
        .bind(json(&words))
        .bind(key)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}
