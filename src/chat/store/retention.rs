//! Retention: conversations that nothing was added to for the configured number of days are erased, at start and then
//! every hour.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use crate::chat::ChatError;
use crate::clock::Clock;
use crate::storage::Storage;

/// A promise made in days is kept to the hour.
const INTERVAL: Duration = Duration::from_secs(3600);

/// Conversations that one transaction erases; answers wait behind it to be stored.
const BATCH: i64 = 100;

/// Erases what is too old at `now`, and says how many conversations that was. No days at all, and more than the calendar
/// has, keep everything.
///
/// # Errors
/// When the database fails; the next purge begins anew.
pub async fn purge(storage: &Storage, now: Timestamp, keep_days: u32) -> Result<u64, ChatError> {
    let age = SignedDuration::from_hours(24 * i64::from(keep_days));
    let Some(cutoff) = now.checked_sub(age).ok().filter(|_| keep_days > 0) else { return Ok(0) };
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
        if batch == 0 {
            break;
        }
    }
    storage.empty_log().await?;
    Ok(erased)
}

/// Purges now and every hour until `stop` is cancelled; a purge under way then ends after its current batch.
pub async fn run(storage: Storage, clock: Clock, keep_days: u32, stop: CancellationToken) {
    let mut hours = tokio::time::interval(INTERVAL);
    // A laptop that slept for a day needs one purge, not twenty-four.
    hours.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let purges = async {
        loop {
            hours.tick().await;
            match purge(&storage, clock.now(), keep_days).await {
                Ok(0) => {}
                Ok(erased) => tracing::info!(erased, keep_days, "erased conversations past their retention"),
                Err(error) => tracing::warn!(%error, "retention failed; it tries again in an hour"),
            }
        }
    };
    stop.run_until_cancelled(purges).await;
}
