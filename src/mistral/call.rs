//! One call from its permission to its end: its place among those under way, the breaker's leave, its share of the day's
//! budget, and its figures. However it ends, by its caller's leaving too, each is given back and counted once.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::breaker::{Breaker, Pass};
use super::budget::{Budget, Reach, Reservation};
use super::{MistralError, Usage};
use crate::telemetry::{Metrics, NameLabel};

/// Longest limit of time, so that no setting runs over the end of the clock.
const DAY: Duration = Duration::from_secs(86_400);

/// What a call must hold, and what it is counted by.
#[derive(Debug)]
pub struct Office {
    places: Arc<Semaphore>,
    /// The day's budget.
    pub budget: Budget,
    metrics: Arc<Metrics>,
    total: Duration,
}

/// A call under way. Dropped before [`end`](Self::end), its caller has left.
#[derive(Debug)]
pub struct Call {
    /// When it must be over.
    pub deadline: Instant,
    /// How far the present attempt has come, at the most.
    pub reach: Reach,
    held: Option<Held>,
    started: Instant,
    metrics: Arc<Metrics>,
}

#[derive(Debug)]
struct Held {
    pass: Pass,
    reservation: Reservation,
    _place: OwnedSemaphorePermit,
}

impl Office {
    /// An office with so many places, and so much time a call.
    pub fn new(places: usize, total: Duration, budget: Budget, metrics: Arc<Metrics>) -> Self {
        let places = Arc::new(Semaphore::new(places.min(Semaphore::MAX_PERMITS)));
        Self { places, budget, metrics, total: total.min(DAY) }
    }

    /// Begins a call of at most `tokens`, or refuses at once: whoever waited for a place would do so with nothing to
    /// read, and the course can be quoted meanwhile.
    ///
    /// # Errors
    /// When there is no place, no leave or no budget.
    pub async fn begin(&self, breaker: &Breaker, tokens: u64) -> Result<Call, MistralError> {
        self.admit(breaker, tokens).await.inspect_err(|error| count(&self.metrics, error.name()))
    }

    async fn admit(&self, breaker: &Breaker, tokens: u64) -> Result<Call, MistralError> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| MistralError::Busy)?;
        let pass = breaker.enter()?;
        let reservation = self.budget.reserve(tokens).await?;
        self.metrics.upstream_in_flight.inc();
        let started = Instant::now();
        Ok(Call {
            deadline: started + self.total,
            reach: Reach::Nothing,
            held: Some(Held { pass, reservation, _place: place }),
            started,
            metrics: Arc::clone(&self.metrics),
        })
    }
}

impl Call {
    /// Enters another attempt into the budget.
    ///
    /// # Errors
    /// When the day does not hold it.
    pub async fn again(&mut self, budget: &Budget) -> Result<(), MistralError> {
        if let Some(held) = &self.held {
            budget.reserve_again(&held.reservation, self.reach).await?;
        }
        Ok(())
    }

    /// The answer has begun.
    pub fn begun(&mut self) {
        self.metrics.upstream_first_byte.observe(self.started.elapsed().as_secs_f64());
        if let Some(held) = &mut self.held {
            held.pass.begun();
        }
    }

    /// The call is over: answered, with its cost where it is known, or failed.
    pub fn end(mut self, outcome: Result<Option<Usage>, &MistralError>) {
        let Some(Held { pass, reservation, _place }) = self.close(outcome.map_or_else(MistralError::name, |_| "ok"))
        else {
            return;
        };
        match outcome {
            Ok(usage) => {
                pass.succeeded();
                if let Some(usage) = usage {
                    self.count_tokens(usage);
                    reservation.settle(usage.total_tokens);
                }
                // Where the server does not count, the most stays spent.
            }
            Err(error) => {
                tracing::warn!(outcome = error.name(), "no answer of the language model: {error}");
                reservation.give_back(self.reach);
                match error.blames_the_server() {
                    Some(true) => pass.failed(),
                    Some(false) => pass.succeeded(),
                    None => drop(pass),
                }
            }
        }
    }

    fn count_tokens(&self, usage: Usage) {
        for (name, tokens) in [("prompt", usage.prompt_tokens), ("completion", usage.completion_tokens)] {
            self.metrics.upstream_tokens.get_or_create(&NameLabel { name }).inc_by(tokens);
        }
    }

    /// Counts its end, once.
    fn close(&mut self, outcome: &'static str) -> Option<Held> {
        let held = self.held.take()?;
        self.metrics.upstream_in_flight.dec();
        self.metrics.upstream_duration.observe(self.started.elapsed().as_secs_f64());
        count(&self.metrics, outcome);
        Some(held)
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if let Some(held) = self.close("left") {
            held.reservation.give_back(self.reach);
        }
    }
}

fn count(metrics: &Metrics, name: &'static str) {
    metrics.upstream_calls.get_or_create(&NameLabel { name }).inc();
}
