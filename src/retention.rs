//! Retention, as every feature that keeps something of people has it: the age that is too old, and the hourly round.

use std::error::Error;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

/// A promise made in days is kept to the hour.
const INTERVAL: Duration = Duration::from_secs(3600);

/// The time before which a thing is too old at `now`. No days at all, and more than the calendar has, keep everything.
pub fn cutoff(now: Timestamp, keep_days: u32) -> Timestamp {
    if keep_days == 0 {
        return Timestamp::MIN;
    }
    let age = SignedDuration::from_hours(24 * i64::from(keep_days));
    now.checked_sub(age).unwrap_or(Timestamp::MIN)
}

/// Calls `purge` now and every hour until `stop` is cancelled, and logs how many of `what` it erased. A purge under way then
/// ends after its current transaction.
pub async fn hourly<P, E: Error>(what: &str, stop: &CancellationToken, purge: impl Fn() -> P)
where
    P: Future<Output = Result<u64, E>>,
{
    let mut hours = tokio::time::interval(INTERVAL);
    // A laptop that slept for a day needs one purge, not twenty-four.
    hours.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let purges = async {
        loop {
            hours.tick().await;
            match purge().await {
                Ok(0) => {}
                Ok(erased) => tracing::info!(what, erased, "erased what was past its retention"),
                Err(error) => tracing::warn!(what, %error, "retention failed; it tries again in an hour"),
            }
        }
    };
    stop.run_until_cancelled(purges).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 3600;

    #[test]
    fn counts_days_back() {
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        assert_eq!(cutoff(at(2 * DAY), 2), at(0));
        assert_eq!(cutoff(at(5), 0), Timestamp::MIN);
        assert_eq!(cutoff(at(0), u32::MAX), Timestamp::MIN);
    }
}
