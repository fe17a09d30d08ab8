//! Retention: predictions older than the configured number of days are erased, at start and then every hour.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::{Filter, LogError, erase};
use crate::clock::Clock;
use crate::storage::Storage;

/// A promise made in days is kept to the hour.
const INTERVAL: Duration = Duration::from_secs(3600);

/// The time before which a prediction is too old at `now`. No days at all, and more than the calendar has, keep
/// everything.
pub fn cutoff(now: Timestamp, keep_days: u32) -> Timestamp {
    if keep_days == 0 {
        return Timestamp::MIN;
    }
    let age = SignedDuration::from_hours(24 * i64::from(keep_days));
    now.checked_sub(age).unwrap_or(Timestamp::MIN)
}

/// Erases what is too old at `now`, and says how many predictions that was.
///
/// # Errors
/// When the database fails; the next purge begins anew.
pub async fn purge(storage: &Storage, now: Timestamp, keep_days: u32) -> Result<u64, LogError> {
    let old = Filter { until: Some(cutoff(now, keep_days)), ..Filter::default() };
    let erased = erase::matching(storage, &old).await?;
    if erased == 0 {
        // An earlier erasure may have had to leave its pages in the log.
        storage.empty_log().await?;
    }
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
                Ok(erased) => tracing::info!(erased, keep_days, "erased predictions past their retention"),
                Err(error) => tracing::warn!(error = error.name(), "retention failed; it tries again in an hour"),
            }
        }
    };
    stop.run_until_cancelled(purges).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::predictions::find;
    use crate::predictions::samples::{at, record, store};

    const DAY: i64 = 24 * 3600;

    #[test]
    fn counts_days_back() {
        assert_eq!(cutoff(at(2 * DAY), 2), at(0));
        assert_eq!(cutoff(at(5), 0), Timestamp::MIN);
        assert_eq!(cutoff(at(0), u32::MAX), Timestamp::MIN);
    }

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
