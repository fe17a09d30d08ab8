//! Time and identifiers, injected: nothing else reads the wall clock or draws an id, so that a test can fix both.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use uuid::Uuid;

type Now = dyn Fn() -> Timestamp + Send + Sync;
type NextId = dyn Fn(Timestamp) -> Uuid + Send + Sync;

/// Milliseconds fill the first 48 bits of a version 7 UUID (RFC 9562, section 5.7).
const TIME_SHIFT: u32 = 80;
const MAX_MS: i64 = (1 << 48) - 1;

/// The source of wall-clock time and of unguessable ids. Cheap to clone.
#[derive(Clone)]
pub struct Clock {
    now: Arc<Now>,
    next_id: Arc<NextId>,
    pauses: bool,
}

impl Clock {
    /// The system's clock, and version 7 UUIDs: 74 random bits make one unguessable, and their leading time keeps
    /// the database's index append-only.
    pub fn system() -> Self {
        #[expect(clippy::disallowed_methods, reason = "the one place that reads the wall clock and draws ids")]
        Self {
            now: Arc::new(Timestamp::now),
            next_id: Arc::new(|now| {
                let seconds = u64::try_from(now.as_second()).unwrap_or_default();
                let nanos = u32::try_from(now.subsec_nanosecond()).unwrap_or_default();
                Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos))
            }),
            pauses: true,
        }
    }

    /// A clock read from `now`, with ids of that time that end in `7000-8000-000000000001` and so on, and pauses that are
    /// over at once, for tests.
    pub fn scripted(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        let drawn = AtomicU64::new(0);
        Self {
            now: Arc::new(now),
            next_id: Arc::new(move |now| {
                let number = drawn.fetch_add(1, Ordering::Relaxed) + 1;
                let marks = 0x7000_8000_0000_0000_0000;
                Uuid::from_u128(first_id_at(now).as_u128() | marks | u128::from(number))
            }),
            pauses: false,
        }
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// A fresh id; it begins with the current time, to the millisecond.
    pub fn next_id(&self) -> Uuid {
        (self.next_id)(self.now())
    }

    /// A number between 0 and 1 (exclusive), by chance: the random end of a fresh id.
    pub fn jitter(&self) -> f64 {
        const BITS: u32 = 32;
        let bits = self.next_id().as_u128() & ((1 << BITS) - 1);
        bits as f64 / f64::from(BITS).exp2()
    }

    /// Waits `pause`, for the sake of somebody else who wants to be left in peace that long.
    pub async fn pause(&self, pause: Duration) {
        if self.pauses {
            tokio::time::sleep(pause).await;
        }
    }
}

/// The time with which `id` begins, whoever made it.
pub fn time_of(id: Uuid) -> Timestamp {
    let milliseconds = (id.as_u128() >> TIME_SHIFT) as i64;
    // The calendar ends before 48 bits do.
    Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MAX)
}

/// The least id that begins with `time`: ids at or above it were made then or later.
pub fn first_id_at(time: Timestamp) -> Uuid {
    // Rounded up: an id's time is its millisecond's beginning.
    let milliseconds = time.as_millisecond() + i64::from(time.subsec_nanosecond().rem_euclid(1_000_000) > 0);
    Uuid::from_u128(u128::from(milliseconds.clamp(0, MAX_MS).unsigned_abs()) << TIME_SHIFT)
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Clock").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_its_time() {
        let now = Timestamp::from_millisecond(1_795_514_400_123).unwrap();
        let scripted = Clock::scripted(move || now);
        let first = scripted.next_id();
        assert_eq!(time_of(first), now);
        assert_eq!(first.get_version_num(), 7);
        assert!(first.to_string().ends_with("-7000-8000-000000000001"), "{first}");
        assert!(first_id_at(now) <= first && first < scripted.next_id());
        assert!(first < first_id_at(Timestamp::from_millisecond(1_795_514_400_124).unwrap()));
    }

    #[test]
    fn a_real_id_is_of_now() {
        let clock = Clock::system();
        let (before, id, after) = (clock.now(), clock.next_id(), clock.now());
        assert!(before.as_millisecond() <= time_of(id).as_millisecond() && time_of(id) <= after);
    }

    #[test]
    fn bounds_take_every_time() {
        assert_eq!(first_id_at(Timestamp::MIN), Uuid::nil());
        assert_eq!(first_id_at(Timestamp::UNIX_EPOCH), Uuid::nil());
        assert_eq!(time_of(first_id_at(Timestamp::MAX)).as_second(), Timestamp::MAX.as_second());
        assert_eq!(time_of(Uuid::max()), Timestamp::MAX);
        let between = Timestamp::from_nanosecond(1_000_001).unwrap();
        assert_eq!(time_of(first_id_at(between)).as_millisecond(), 2);
    }
}
