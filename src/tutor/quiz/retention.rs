//! Retention: quizzes older than the configured number of days are erased, at start and then every hour.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::super::TutorError;
use crate::clock::Clock;
use crate::storage::Storage;

/// A promise made in days is kept to the hour.
const INTERVAL: Duration = Duration::from_secs(3600);

/// How many rows one transaction erases: some milliseconds, so that predictions hardly wait for an old term's quizzes.
const BATCH: u32 = 500;

/// Erases what is too old at `now`, and says how many quizzes that was. No days at all keep everything.
///
/// # Errors
/// When the database fails; the next purge begins anew.
pub async fn purge(storage: &Storage, now: Timestamp, keep_days: u32) -> Result<u64, TutorError> {
    let age = SignedDuration::from_hours(24 * i64::from(keep_days));
    let Some(cutoff) = now.checked_sub(age).ok().filter(|_| keep_days > 0) else { return Ok(0) };
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
    let mut hours = tokio::time::interval(INTERVAL);
    // A laptop that slept for a day needs one purge, not twenty-four.
    hours.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let purges = async {
        loop {
            hours.tick().await;
            match purge(&storage, clock.now(), keep_days).await {
                Ok(0) => {}
                Ok(erased) => tracing::info!(erased, keep_days, "erased quizzes past their retention"),
                Err(error) => tracing::warn!(%error, "the quizzes' retention failed; it tries again in an hour"),
            }
        }
    };
    stop.run_until_cancelled(purges).await;
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
