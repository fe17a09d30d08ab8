//! Retention: events past the configured number of days go, and so do the oldest of too many, at start and every hour.

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::EventsError;
use crate::clock::Clock;
use crate::retention;
use crate::storage::Storage;

/// Events kept at most: whoever sends attempts all day shall not fill the disk. A class does not make so many in years.
pub const MAX_EVENTS: u32 = 100_000;

/// Rows erased in one transaction: some milliseconds, so that nobody notices.
const BATCH: u32 = 1000;

/// Erases what is older than `keep_days` at `now` (0 keeps everything) and what is beyond [`MAX_EVENTS`]. Says how many
/// events that was.
///
/// # Errors
/// When the database fails; the next purge begins anew.
pub async fn purge(storage: &Storage, now: Timestamp, keep_days: u32) -> Result<u64, EventsError> {
    purge_beyond(storage, now, keep_days, MAX_EVENTS).await
}

/// Purges now and every hour until `stop` is cancelled.
pub async fn run(storage: Storage, clock: Clock, keep_days: u32, stop: CancellationToken) {
    let purge = || {
        let (storage, now) = (storage.clone(), clock.now());
        async move { purge(&storage, now, keep_days).await }
    };
    retention::hourly("security events", &stop, purge).await;
}

async fn purge_beyond(storage: &Storage, now: Timestamp, keep_days: u32, most: u32) -> Result<u64, EventsError> {
    let cutoff = retention::cutoff(now, keep_days);
    let mut erased = 0;
    loop {
        let gone = sqlx::query(
            "DELETE FROM security_events WHERE seq IN (SELECT seq FROM security_events WHERE created_at < ? \
             OR seq <= (SELECT max(seq) FROM security_events) - ? ORDER BY seq LIMIT ?)",
        )
        .bind(cutoff.as_millisecond())
        .bind(most)
        .bind(BATCH)
        .execute(&mut *storage.write().await)
        .await?
        .rows_affected();
        erased += gone;
        if gone < u64::from(BATCH) {
            return Ok(erased);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::events::{EventKind, find, record};
    use crate::telemetry::Metrics;

    const DAY: i64 = 24 * 3600;

    async fn store(count: i64) -> (Storage, tempfile::TempDir) {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        let metrics = Metrics::new();
        for second in 0..count {
            let clock = Clock::scripted(move || Timestamp::from_second(second).unwrap());
            record::record(&storage, &clock, &metrics, EventKind::Forgery, "/chat", "a").await.unwrap();
        }
        (storage, dir)
    }

    async fn count(storage: &Storage) -> u64 {
        find::totals(storage.read()).await.unwrap().values().sum()
    }

    #[tokio::test]
    async fn erases_at_the_exact_age_and_beyond_the_most() {
        let (storage, _dir) = store(10).await;
        let now = Timestamp::from_second(DAY + 4).unwrap();
        assert_eq!(purge(&storage, now, 0).await.unwrap(), 0);
        assert_eq!(purge(&storage, now, 1).await.unwrap(), 4);
        assert_eq!(purge_beyond(&storage, now, 0, 2).await.unwrap(), 4);
        assert_eq!(count(&storage).await, 2);
        let newest = find::page(storage.read(), None, 1).await.unwrap().events;
        assert_eq!(newest[0].created_at, Timestamp::from_second(9).unwrap());
    }

    #[tokio::test]
    async fn runs_at_start_and_stops_when_told() {
        let (storage, _dir) = store(1).await;
        let stop = CancellationToken::new();
        let clock = Clock::scripted(|| Timestamp::from_second(2 * DAY).unwrap());
        let until_erased = async {
            while count(&storage).await > 0 {
                tokio::task::yield_now().await;
            }
            stop.cancel();
        };
        tokio::join!(run(storage.clone(), clock, 1, stop.clone()), until_erased);
    }
}
