//! Time and identifiers, injected: nothing else reads the wall clock or draws an id, so that a test can fix both.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use uuid::Uuid;

type Now = dyn Fn() -> Timestamp + Send + Sync;
type NextId = dyn Fn(Timestamp) -> Uuid + Send + Sync;

/// The source of wall-clock time and of unguessable ids. Cheap to clone.
#[derive(Clone)]
pub struct Clock {
    now: Arc<Now>,
    next_id: Arc<NextId>,
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
        }
    }

    /// A clock read from `now`, with the ids `00000000-0000-7000-8000-000000000001` and so on, for tests.
    pub fn scripted(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        let drawn = AtomicU64::new(0);
        Self {
            now: Arc::new(now),
            next_id: Arc::new(move |_| {
                let number = drawn.fetch_add(1, Ordering::Relaxed) + 1;
                Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0000 | u128::from(number))
            }),
        }
    }

    /// The current time.
    pub fn now(&self) -> Timestamp {
        (self.now)()
    }

    /// A fresh id.
    pub fn next_id(&self) -> Uuid {
        (self.next_id)(self.now())
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Clock").finish_non_exhaustive()
    }
}
