//! Retention: predictions older than the configured number of days are erased, at start and then every hour.

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::{Filter, LogError, erase};
use crate::clock::Clock;
use crate::retention;
use crate::storage::Storage;

/// Erases what is too old at `now`, and says how many predictions that was.
///
/// # Errors
/// When the database fails; the next purge begins anew.
pub async fn purge(storage: &Storage, now: Timestamp, keep_days: u32) -> Result<u64, LogError> {
    let old = Filter { until: Some(retention::cutoff(now, keep_days)), ..Filter::default() };
    let erased = erase::matching(storage, &old).await?;
    if erased == 0 {
        // An earlier erasure may have had to leave its pages in the log.
        storage.empty_log().await?;
    }
    Ok(erased)
}

/// Purges now and every hour until `stop` is cancelled.
pub async fn run(storage: Storage, clock: Clock, keep_days: u32, stop: CancellationToken) {
    let purge = || {
        let (storage, now) = (storage.clone(), clock.now());
        async move { purge(&storage, now, keep_days).await }
    };
    retention::hourly("predictions", &stop, purge).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predictions::find;
    use crate::predictions::samples::{at, record, store};

    const DAY: i64 = 24 * 3600;

    #[tokio::test]
    async fn erases_at_the_exact_age() {
        let (storage, _dir) = store((0..10).map(|n| record(n, "x")).collect()).await;
        assert_eq!(purge(&storage, at(DAY + 4), 1).await.unwrap(), 4);
        assert_eq!(purge(&storage, at(DAY + 4), 1).await.unwrap(), 0);
        let kept = find::page(storage.read(), &Filter::default(), None, 200).await.unwrap().predictions;
        assert_eq!(kept.last().unwrap().created_at, at(4));
    }

    #[tokio::test]
    async fn runs_at_start_and_stops_when_told() {
        let (storage, _dir) = store(vec![record(0, "x")]).await;
        let stop = CancellationToken::new();
        let clock = Clock::scripted(|| at(2 * DAY));
        let until_erased = async {
            while find::count(storage.read(), &Filter::default()).await.unwrap() > 0 {
                tokio::task::yield_now().await;
            }
            stop.cancel();
        };
        tokio::join!(run(storage.clone(), clock, 1, stop.clone()), until_erased);
    }
}
