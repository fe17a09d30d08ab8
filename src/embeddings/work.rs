//! Long work, one piece at a time, off the threads that serve connections. Whoever leaves takes their work along.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::error::EmbeddingError;

/// Lets one in at a time: a map takes a core for up to seconds, and predictions need the others.
#[derive(Debug)]
pub(super) struct Gate {
    places: Arc<Semaphore>,
    patience: Duration,
}

/// A turn at the work.
#[derive(Debug)]
pub(super) struct Turn {
    place: OwnedSemaphorePermit,
}

/// Set when nobody waits for the work any more.
#[derive(Debug, Default)]
struct Leaving(Arc<AtomicBool>);

impl Gate {
    /// A gate before which nobody waits longer than `patience`.
    pub(super) fn new(patience: Duration) -> Self {
        Self { places: Arc::new(Semaphore::new(1)), patience }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// When it does not come in time.
    pub(super) async fn enter(&self) -> Result<Turn, EmbeddingError> {
        let place = Arc::clone(&self.places).acquire_owned();
        let place = tokio::time::timeout(self.patience, place).await.map_err(|_| EmbeddingError::Busy)?;
        place.map(|place| Turn { place }).map_err(|_| EmbeddingError::Stopped)
    }
}

impl Turn {
    /// Does the work. Dropping the future tells it to stop, by its argument; the turn ends with it, not before.
    ///
    /// # Errors
    /// When it was stopped.
    pub(super) async fn work<T: Send + 'static>(
        self,
        work: impl FnOnce(&AtomicBool) -> Option<T> + Send + 'static,
    ) -> Result<T, EmbeddingError> {
        let leaving = Leaving::default();
        let stop = Arc::clone(&leaving.0);
        let done = tokio::task::spawn_blocking(move || {
            let done = work(&stop);
            drop(self.place);
            done
        });
        match done.await {
            Ok(done) => done.ok_or(EmbeddingError::Stopped),
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => Err(EmbeddingError::Stopped),
        }
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_works_at_a_time_and_nobody_waits_for_ever() {
        let gate = Gate::new(Duration::ZERO);
        let turn = gate.enter().await.unwrap();
        assert!(matches!(gate.enter().await, Err(EmbeddingError::Busy)));
        assert_eq!(turn.work(|_| Some(7)).await.unwrap(), 7);
        let turn = gate.enter().await.unwrap();
        assert!(matches!(turn.work(|_| None::<()>).await, Err(EmbeddingError::Stopped)));
        assert!(gate.enter().await.is_ok());
    }

    #[tokio::test]
    async fn work_that_nobody_waits_for_stops_and_gives_its_turn_back() {
        let gate = Gate::new(Duration::from_secs(60));
        let turn = gate.enter().await.unwrap();
        let (began, beginning) = tokio::sync::oneshot::channel();
        let endless = turn.work(move |stop| {
            began.send(()).unwrap();
            while !stop.load(Ordering::Relaxed) {
                std::thread::yield_now();
            }
            None::<()>
        });
        tokio::select! {
            _ = endless => panic!("it never ends by itself"),
            began = beginning => began.unwrap(),
        }
        gate.enter().await.unwrap();
    }
}
