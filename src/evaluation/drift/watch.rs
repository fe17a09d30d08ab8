//! Looks at the log's drift now and then, and remembers what it saw for those who only want to know of an alarm.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

use super::report::{Drift, What, drift};
use crate::clock::Clock;
use crate::evaluation::EvaluationError;
use crate::predictions::weeks::weeks;
use crate::storage::Storage;
use crate::telemetry::{DriftLabels, Metrics};

/// Drift is a matter of weeks.
const INTERVAL: Duration = Duration::from_secs(3600);

/// What was counted this long ago is told again: a class that looks at once makes the database count once.
const FRESH_MS: i64 = 10_000;

/// Counts the log's weeks and holds them against each other.
#[derive(Debug)]
pub struct Watch {
    storage: Storage,
    clock: Clock,
    metrics: Arc<Metrics>,
    seen: Mutex<Option<Seen>>,
    counting: tokio::sync::Mutex<()>,
}

#[derive(Clone, Debug)]
struct Seen {
    at: Timestamp,
    drift: Arc<Drift>,
}

impl Watch {
    /// A watch over the log in `storage`, which has seen nothing yet.
    pub fn new(storage: Storage, clock: Clock, metrics: Arc<Metrics>) -> Self {
        Self { storage, clock, metrics, seen: Mutex::default(), counting: tokio::sync::Mutex::default() }
    }

    /// The log's drift, counted at most ten seconds ago.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn look(&self) -> Result<Arc<Drift>, EvaluationError> {
        // Whoever comes while it is counted takes what was counted.
        let _one = self.counting.lock().await;
        let now = self.clock.now();
        if let Some(seen) = self.seen()
            && (0..FRESH_MS).contains(&(now.as_millisecond() - seen.at.as_millisecond()))
        {
            return Ok(seen.drift);
        }
        let drift = Arc::new(drift(&weeks(&self.storage, now).await?));
        self.tell(&drift);
        let seen = Seen { at: now, drift: Arc::clone(&drift) };
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
        Ok(drift)
    }

    /// What was seen last, without counting anything.
    pub fn last(&self) -> Option<Arc<Drift>> {
        self.seen().map(|seen| seen.drift)
    }

    /// Looks now and every hour until `stop` is cancelled.
    pub async fn run(self: Arc<Self>, stop: CancellationToken) {
        let mut hours = tokio::time::interval(INTERVAL);
        hours.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let looks = async {
            loop {
                hours.tick().await;
                if let Err(error) = self.look().await {
                    tracing::warn!(%error, "the log's drift could not be counted; it is tried again in an hour");
                }
            }
        };
        stop.run_until_cancelled(looks).await;
    }

    fn seen(&self) -> Option<Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn tell(&self, drift: &Drift) {
        // A model that is gone from the log tells nothing more.
        self.metrics.drift_psi.clear();
        for (model, _, psi) in drift.latest() {
            for what in What::ALL {
                let labels = DriftLabels { model: model.to_owned(), what: what.name() };
                self.metrics.drift_psi.get_or_create(&labels).set(psi.of(what).psi);
            }
        }
        let before = self.last();
        let is_new = |alarm: &&super::Alarm| !before.iter().any(|before| before.alarms().contains(alarm));
        for alarm in drift.alarms().iter().filter(is_new) {
            let (model, week, what) = (alarm.model.as_str(), alarm.week.as_str(), alarm.what.name());
            tracing::warn!(model, week, what, psi = alarm.psi, "the log has moved far from its reference");
        }
    }
}
