//! The circuit breaker: after failures in a row, a server is left alone for a while, then one call tries it. It spares a
//! class the wait for time-outs, and the server the class.
//!
//! Each process keeps its own: what it measures is this process's own way to the server. Shared, one machine's broken
//! network would silence the others, and every call would cost a read of the database.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::MistralError;
use crate::clock::Clock;
use crate::telemetry::Metrics;

/// Failures in a row that open it: more than chance, and few enough that a class of 35 does not wait for each.
const FAILURES: u32 = 5;
/// How long it stays open. A restarted model is back by then; Mistral's documents advise 30 to 60 seconds after a 502,
/// which two attempts span.
const REST: Duration = Duration::from_secs(20);

/// The breaker of one server. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Breaker {
    state: Arc<Mutex<State>>,
    clock: Clock,
    metrics: Arc<Metrics>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Closed {
        failures: u32,
    },
    Open {
        until: Timestamp,
    },
    /// One call tries.
    Probing,
}

/// A call that was let through; to be told how it went. Dropped untold, it says nothing: its caller left.
#[derive(Debug)]
pub struct Pass {
    breaker: Breaker,
    is_probe: bool,
}

impl Breaker {
    /// A closed breaker.
    pub fn new(clock: Clock, metrics: Arc<Metrics>) -> Self {
        Self { state: Arc::new(Mutex::new(State::Closed { failures: 0 })), clock, metrics }
    }

    /// Lets a call through, or says how long the rest lasts.
    ///
    /// # Errors
    /// [`MistralError::BreakerOpen`].
    pub fn enter(&self) -> Result<Pass, MistralError> {
        let mut state = self.lock();
        let is_probe = match *state {
            State::Closed { .. } => false,
            State::Open { until } => {
                if let Some(retry_after) = self.left(until) {
                    return Err(MistralError::BreakerOpen { retry_after });
                }
                *state = State::Probing;
                true
            }
            // How long the attempt takes is not known; the one who asks again in a second may be lucky.
            State::Probing => return Err(MistralError::BreakerOpen { retry_after: Duration::from_secs(1) }),
        };
        Ok(Pass { breaker: self.clone(), is_probe })
    }

    /// Whether it keeps calls back.
    pub fn is_open(&self) -> bool {
        !matches!(*self.lock(), State::Closed { .. })
    }

    /// What is left of a rest; no more than a whole one, should the clock have been set back.
    fn left(&self, until: Timestamp) -> Option<Duration> {
        let left = until.duration_since(self.clock.now());
        let left = Duration::try_from(left).ok().filter(|left| !left.is_zero())?;
        (left <= REST).then_some(left)
    }

    fn open(&self, state: &mut State) {
        if matches!(state, State::Closed { .. }) {
            self.metrics.upstream_breaker_open.inc();
            tracing::warn!(rest_s = REST.as_secs(), "the language model fails repeatedly and is given a rest");
        }
        let now = self.clock.now();
        *state = State::Open { until: now.checked_add(REST).unwrap_or(now) };
    }

    fn close(&self, state: &mut State, failures: u32) {
        if !matches!(state, State::Closed { .. }) {
            self.metrics.upstream_breaker_open.dec();
            tracing::info!("the language model answers again");
        }
        *state = State::Closed { failures };
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A number and a time are whole whoever panicked meanwhile.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass {
    /// An answer has begun. Others need not wait for its end to try as well; one more failure opens the breaker again.
    pub fn begun(&mut self) {
        if std::mem::take(&mut self.is_probe) {
            self.breaker.close(&mut self.breaker.lock(), FAILURES - 1);
        }
    }

    /// The server does its work, be it by a refusal.
    pub fn succeeded(mut self) {
        let mut state = self.breaker.lock();
        // A call begun before the breaker opened says nothing of the server now.
        if std::mem::take(&mut self.is_probe) || matches!(*state, State::Closed { .. }) {
            self.breaker.close(&mut state, 0);
        }
    }

    /// The server failed in a way that may pass.
    pub fn failed(mut self) {
        let mut state = self.breaker.lock();
        match *state {
            State::Probing if std::mem::take(&mut self.is_probe) => self.breaker.open(&mut state),
            State::Closed { failures } if failures + 1 < FAILURES => *state = State::Closed { failures: failures + 1 },
            State::Closed { .. } => self.breaker.open(&mut state),
            State::Open { .. } | State::Probing => {}
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if self.is_probe {
            // The next caller tries in its place.
            *self.breaker.lock() = State::Open { until: self.breaker.clock.now() };
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    fn rig() -> (Breaker, Arc<AtomicI64>) {
        let now_ms = Arc::new(AtomicI64::new(1_000_000));
        let read = Arc::clone(&now_ms);
        let clock = Clock::scripted(move || Timestamp::from_millisecond(read.load(Ordering::Relaxed)).unwrap());
        (Breaker::new(clock, Metrics::new()), now_ms)
    }

    fn fail(breaker: &Breaker, times: u32) {
        for _ in 0..times {
            breaker.enter().unwrap().failed();
        }
    }

    fn refused_for(breaker: &Breaker) -> u64 {
        match breaker.enter() {
            Err(MistralError::BreakerOpen { retry_after }) => u64::try_from(retry_after.as_millis()).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn opens_after_failures_in_a_row_only() {
        let (breaker, _) = rig();
        fail(&breaker, 4);
        breaker.enter().unwrap().succeeded();
        fail(&breaker, 4);
        drop(breaker.enter().unwrap());
        assert!(!breaker.is_open());
        fail(&breaker, 1);
        assert!(breaker.is_open());
        assert_eq!((refused_for(&breaker), breaker.metrics.upstream_breaker_open.get()), (20_000, 1));
    }

    #[test]
    fn after_its_rest_one_call_tries() {
        let (breaker, now_ms) = rig();
        fail(&breaker, 5);
        now_ms.fetch_add(19_999, Ordering::Relaxed);
        assert_eq!(refused_for(&breaker), 1);
        now_ms.fetch_add(1, Ordering::Relaxed);
        let probe = breaker.enter().unwrap();
        assert_eq!(refused_for(&breaker), 1000);
        probe.failed();
        assert_eq!(refused_for(&breaker), 20_000);
        now_ms.fetch_add(20_000, Ordering::Relaxed);
        breaker.enter().unwrap().succeeded();
        assert_eq!((breaker.is_open(), breaker.metrics.upstream_breaker_open.get()), (false, 0));
        fail(&breaker, 4);
        assert!(!breaker.is_open());
    }

    #[test]
    fn an_answer_begun_lets_the_others_in_on_trial() {
        let (breaker, now_ms) = rig();
        fail(&breaker, 5);
        now_ms.fetch_add(20_000, Ordering::Relaxed);
        let mut probe = breaker.enter().unwrap();
        probe.begun();
        let other = breaker.enter().unwrap();
        probe.failed();
        assert!(breaker.is_open());
        other.succeeded();
        assert!(breaker.is_open());
    }

    #[test]
    fn a_trial_whose_caller_left_falls_to_the_next() {
        let (breaker, now_ms) = rig();
        fail(&breaker, 5);
        now_ms.fetch_add(20_000, Ordering::Relaxed);
        drop(breaker.enter().unwrap());
        breaker.enter().unwrap().succeeded();
        assert!(!breaker.is_open());
    }

    #[test]
    fn a_clock_set_back_does_not_lengthen_the_rest() {
        let (breaker, now_ms) = rig();
        fail(&breaker, 5);
        now_ms.fetch_sub(900_000, Ordering::Relaxed);
        breaker.enter().unwrap();
    }
}
