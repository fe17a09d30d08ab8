//! A call's attempts, until one succeeds, none would help, or the time is over.

use std::time::Duration;

use tokio::time::Instant;

use super::MistralError;
use super::budget::{Budget, Reach};
use super::call::Call;
use super::retry::{self, Advice};
use crate::clock::Clock;
use crate::deadline::within;

/// Why an attempt failed, and what that means for the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What it is to the caller, should it be the last.
    pub error: MistralError,
    /// Whether to try again.
    pub advice: Advice,
    /// What it cost.
    pub reach: Reach,
}

/// How a call is tried.
#[derive(Debug)]
pub struct Attempts<'a> {
    /// Attempts after the first.
    pub retries: u32,
    /// Time for each.
    pub time: Duration,
    /// Pays for them.
    pub budget: &'a Budget,
    /// Spreads and times the pauses.
    pub clock: &'a Clock,
}

impl Attempts<'_> {
    /// Tries `attempt`, which must give the first bytes of an answer and leave no trace when it fails.
    ///
    /// # Errors
    /// The last failure's.
    pub async fn run<T, F>(&self, call: &mut Call, mut attempt: impl FnMut() -> F) -> Result<T, MistralError>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let mut number = 0;
        loop {
            call.reach = Reach::Unknown;
            let limit = Instant::now().checked_add(self.time).map_or(call.deadline, |limit| limit.min(call.deadline));
            // A second wait as long as the first is more than a student has.
            let too_late = Failure { error: MistralError::Timeout, advice: Advice::Never, reach: Reach::Unknown };
            let failure = match within(limit, attempt()).await {
                Ok(Ok(answer)) => {
                    call.begun();
                    return Ok(answer);
                }
                Ok(Err(failure)) => failure,
                Err(_) => too_late,
            };
            call.reach = failure.reach;
            number += 1;
            let Some(pause) = self.pause(call, &failure, number) else { return Err(failure.error) };
            tracing::info!(number, outcome = failure.error.name(), ?pause, "asking the language model again");
            self.clock.pause(pause).await;
            call.again(self.budget).await?;
        }
    }

    /// The pause before another attempt, where there is to be one and it would end in time.
    fn pause(&self, call: &Call, failure: &Failure, number: u32) -> Option<Duration> {
        if number > self.retries || failure.advice == Advice::Never {
            return None;
        }
        let pause = retry::pause(failure.advice, number, self.clock.jitter())?;
        (Instant::now().checked_add(pause)? < call.deadline).then_some(pause)
    }
}
