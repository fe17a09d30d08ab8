//! Erasing an evaluation: gone at once for whoever asks for it, then overwritten bit by bit, so that a million rows hold up
//! nobody's prediction.

use jiff::Timestamp;
use sqlx::Row as _;
use uuid::Uuid;

use super::super::error::EvaluationError;
use super::{chunk, signed};
use crate::storage::Storage;

/// Rows that one transaction erases: some ten milliseconds.
const BATCH: i64 = 500;
/// Pieces of columns that one transaction erases: as many bytes.
const PIECES: i64 = 16;

/// Marks the evaluation called `id` as erased. False where there is none.
///
/// # Errors
/// When the database fails.
pub async fn begin(storage: &Storage, id: Uuid) -> Result<bool, EvaluationError> {
    let erased = sqlx::query("UPDATE evaluations SET status = 'erased' WHERE id = ? AND status <> 'erased'")
        .bind(id.as_bytes().to_vec())
        .execute(&mut *storage.write().await)
        .await?;
    Ok(erased.rows_affected() > 0)
}

/// Marks every evaluation sent before `time` as erased, and says how many those were.
///
/// # Errors
/// When the database fails.
pub async fn begin_before(storage: &Storage, time: Timestamp) -> Result<u64, EvaluationError> {
    let erased = sqlx::query("UPDATE evaluations SET status = 'erased' WHERE created_at < ? AND status <> 'erased'")
        .bind(time.as_millisecond())
        .execute(&mut *storage.write().await)
        .await?;
    Ok(erased.rows_affected())
}

/// The ids of those that are marked and not yet gone.
///
/// # Errors
/// When the database fails.
pub async fn pending(storage: &Storage) -> Result<Vec<(i64, Uuid)>, EvaluationError> {
    let rows = sqlx::query("SELECT key, id FROM evaluations WHERE status = 'erased'").fetch_all(storage.read()).await?;
    let damaged = |_| EvaluationError::Damaged { what: "an evaluation's id" };
    rows.iter().map(|row| Ok((row.try_get(0)?, Uuid::from_slice(row.try_get(1)?).map_err(damaged)?))).collect()
}

/// Overwrites what belongs to the evaluation, its description last. Dropped midway, it goes on where it was.
///
/// # Errors
/// When the database fails.
pub async fn finish(storage: &Storage, key: i64) -> Result<(), EvaluationError> {
    // The index first: it forgets a word only when it is told the text again.
    loop {
        let found: Vec<i64> =
            sqlx::query_scalar("SELECT rowid FROM evaluation_search WHERE rowid BETWEEN ? AND ? LIMIT ?")
                .bind(chunk::rowid(key, 0))
                .bind(chunk::rowid(key + 1, 0) - 1)
                .bind(BATCH)
                .fetch_all(storage.read())
                .await?;
        if found.is_empty() {
            break;
        }
        let mut transaction = storage.begin().await?;
        for rowid in found {
            sqlx::query(
                "INSERT INTO evaluation_search (evaluation_search, rowid, text) \
                 SELECT 'delete', ?1, text FROM evaluation_rows WHERE evaluation = ?2 AND number = ?3",
            )
            .bind(rowid)
            .bind(key)
            .bind(signed(chunk::number_of(rowid)))
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
    }
    for (statement, batch) in [
        (
            "DELETE FROM evaluation_rows WHERE evaluation = ?1 AND number IN \
             (SELECT number FROM evaluation_rows WHERE evaluation = ?1 LIMIT ?2)",
            BATCH,
        ),
        (
            "DELETE FROM evaluation_columns WHERE evaluation = ?1 AND first IN \
             (SELECT first FROM evaluation_columns WHERE evaluation = ?1 LIMIT ?2)",
            PIECES,
        ),
    ] {
        loop {
            let part = sqlx::query(statement).bind(key).bind(batch);
            if part.execute(&mut *storage.write().await).await?.rows_affected() == 0 {
                break;
            }
        }
    }
    for statement in [
        "DELETE FROM evaluation_faults WHERE evaluation = ?",
        "DELETE FROM evaluation_findings WHERE evaluation = ?",
        "DELETE FROM evaluations WHERE key = ?",
    ] {
        sqlx::query(statement).bind(key).execute(&mut *storage.write().await).await?;
    }
    if !storage.empty_log().await? {
        tracing::warn!("a reader keeps erased rows in the database's log a little longer");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::columns;
    use crate::evaluation::description::samples;
    use crate::evaluation::store;

    #[tokio::test]
    async fn many_pieces_are_erased_part_by_part_to_the_last() {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        let evaluation = samples::evaluation(["a", "b"].map(str::to_owned).to_vec());
        store::insert(&storage, &evaluation).await.unwrap();
        for _ in 0..2 * PIECES + 1 {
            store::samples::add_rows(&storage, &evaluation, vec![columns::samples::row(0, &[0.25, 0.75])]).await;
        }
        assert!(begin(&storage, evaluation.id).await.unwrap());
        let [(key, id)] = pending(&storage).await.unwrap()[..] else { panic!("one is pending") };
        assert_eq!(id, evaluation.id);
        finish(&storage, key).await.unwrap();
        for table in ["evaluations", "evaluation_rows", "evaluation_columns", "evaluation_search"] {
            let left = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT count(*) FROM {table}")));
            let left: i64 = left.fetch_one(storage.read()).await.unwrap();
            assert_eq!(left, 0, "{table}");
        }
    }
}
