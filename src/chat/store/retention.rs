//! Retention: conversations that nothing was added to for the configured number of days are erased, at start and then
//! every hour.

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::chat::ChatError;
use crate::clock::Clock;
use crate::retention;
use crate::storage::Storage;

/// Conversations that one transaction erases; answers wait behind it to be stored.
const BATCH: u32 = 100;

/// Erases what is too old at `now`, and says how many conversations that was. No days at all, and more than the calendar
/// has, keep everything.
///
/// # Errors
/// When the database fails; the next purge begins anew.
pub async fn purge(storage: &Storage, now: Timestamp, keep_days: u32) -> Result<u64, ChatError> {
    let cutoff = retention::cutoff(now, keep_days);
    let mut erased = 0;
    loop {
        let batch = sqlx::query(
            "DELETE FROM conversations WHERE id IN (SELECT id FROM conversations WHERE updated_at < ? LIMIT ?)",
        )
        .bind(cutoff.as_millisecond())
        .bind(BATCH)
        .execute(&mut *storage.write().await)
        .await?
        .rows_affected();
        erased += batch;
        if batch < u64::from(BATCH) {
            break;
        }
    }
    storage.empty_log().await?;
    Ok(erased)
}

/// Purges now and every hour until `stop` is cancelled.
pub async fn run(storage: Storage, clock: Clock, keep_days: u32, stop: CancellationToken) {
    let purge = || {
        let (storage, now) = (storage.clone(), clock.now());
        async move { purge(&storage, now, keep_days).await }
    };
    retention::hourly("conversations", &stop, purge).await;
}

#[cfg(test)]
mod tests {
    use sqlx::Row as _;

    use super::*;

    const DAY: i64 = 24 * 3600;

    #[tokio::test]
    async fn a_conversation_is_kept_until_its_time_and_takes_what_it_left_along() {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        let count = i64::from(BATCH) + 7;
        for second in 0..count {
            let id = second.to_be_bytes().to_vec();
            let conversation = "INSERT INTO conversations (id, updated_at) VALUES (?, ?)";
            let updated_at = at(second).as_millisecond();
            let write = &mut *storage.write().await;
            sqlx::query(conversation).bind(&id).bind(updated_at).execute(&mut *write).await.unwrap();
            let message =
                "INSERT INTO messages (id, conversation, role, content, partial) VALUES (?, ?, 'user', 'x', 0)";
            sqlx::query(message).bind(&id).bind(&id).execute(&mut *write).await.unwrap();
        }
        assert_eq!(purge(&storage, at(DAY + count), 0).await.unwrap(), 0);
        assert_eq!(purge(&storage, at(count), u32::MAX).await.unwrap(), 0);
        assert_eq!(purge(&storage, at(DAY + count - 1), 1).await.unwrap(), u64::from(BATCH) + 6);
        let left = "SELECT (SELECT count(*) FROM conversations), (SELECT count(*) FROM messages)";
        let left = sqlx::query(left).fetch_one(storage.read()).await.unwrap();
        assert_eq!((left.get::<i64, _>(0), left.get::<i64, _>(1)), (1, 1));
    }
}
