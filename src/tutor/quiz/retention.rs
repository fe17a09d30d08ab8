//! Retention: quizzes older than the configured number of days are erased, at start and then every hour.

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::super::TutorError;
use crate::clock::Clock;
use crate::retention;
use crate::storage::Storage;

/// How many rows one transaction erases: some milliseconds, so that predictions hardly wait for an old term's quizzes.
const BATCH: u32 = 500;

/// Erases what is too old at `now`, and says how many quizzes that was. No days at all keep everything.
///
/// # Errors
/// When the database fails; the next purge begins anew.
pub async fn purge(storage: &Storage, now: Timestamp, keep_days: u32) -> Result<u64, TutorError> {
    let cutoff = retention::cutoff(now, keep_days);
    let mut erased = 0;
    loop {
        let query = sqlx::query(
            "DELETE FROM quizzes WHERE seq IN (SELECT seq FROM quizzes WHERE created_at < ? ORDER BY created_at LIMIT ?)",
        );
        let query = query.bind(cutoff.as_millisecond()).bind(BATCH);
        let rows = query.execute(&mut *storage.write().await).await?.rows_affected();
        erased += rows;
        if rows < u64::from(BATCH) {
            return Ok(erased);
        }
    }
}

/// Purges now and every hour until `stop` is cancelled.
pub async fn run(storage: Storage, clock: Clock, keep_days: u32, stop: CancellationToken) {
    let purge = || {
        let (storage, now) = (storage.clone(), clock.now());
        async move { purge(&storage, now, keep_days).await }
    };
    retention::hourly("quizzes", &stop, purge).await;
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::tutor::quiz::samples::asked;
    use crate::tutor::quiz::store;

    const DAY: i64 = 24 * 3600;

    #[tokio::test]
    async fn a_quiz_is_kept_until_its_time() {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        let id = |second: i64| Uuid::from_u128(u128::try_from(second).unwrap());
        let count = i64::from(BATCH) + 7;
        for second in 0..count {
            store::insert(&storage, id(second), at(second), &[asked("Une question ?", 1)]).await.unwrap();
        }
        assert_eq!(purge(&storage, at(DAY + count), 0).await.unwrap(), 0);
        assert_eq!(purge(&storage, at(DAY + count - 1), 1).await.unwrap(), u64::from(BATCH) + 6);
        assert_eq!(purge(&storage, at(DAY + count - 1), 1).await.unwrap(), 0);
        assert!(store::find(&storage, id(count - 1)).await.unwrap().is_some());
        assert!(store::find(&storage, id(0)).await.unwrap().is_none());
        assert_eq!(purge(&storage, at(count), u32::MAX).await.unwrap(), 0);
    }
}
