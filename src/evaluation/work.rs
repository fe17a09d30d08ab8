//! The work behind the requests: evaluations run one after the other, what was erased is overwritten, and what an earlier
//! process left is taken up again.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::description::{Evaluation, Status};
use super::error::EvaluationError;
use super::run::Outcome;
use super::{Evaluations, search, spool, store};

/// How long a full disk or a locked database is left alone before the next attempt.
const PAUSE: Duration = Duration::from_secs(5);

/// The evaluation that is being run.
#[derive(Debug, Default)]
pub(super) struct Current(Mutex<Option<(Uuid, CancellationToken)>>);

impl Current {
    fn set(&self, current: Option<(Uuid, CancellationToken)>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = current;
    }

    /// Stops the run of the evaluation called `id`, if it is that one.
    pub(super) fn stop(&self, id: Uuid) {
        if let Some((running, stop)) = &*self.0.lock().unwrap_or_else(PoisonError::into_inner)
            && *running == id
        {
            stop.cancel();
        }
    }
}

impl Evaluations {
    /// Does what there is to do until `stop` is cancelled.
    pub async fn work(self, stop: CancellationToken) {
        if let Err(error) = self.sweep().await {
            tracing::warn!(cause = %error, "what killed uploads left could not be taken away");
        }
        while !stop.is_cancelled() {
            let woken = self.wake.notified();
            match self.work_once(&stop).await {
                Ok(()) => {
                    // Also where another process took the file: it says when it has finished with it by ending.
                    stop.run_until_cancelled(woken).await;
                }
                Err(error) => {
                    tracing::warn!(cause = %error, "evaluations wait: they go on by themselves");
                    stop.run_until_cancelled(self.clock.pause(PAUSE)).await;
                }
            }
        }
    }

    async fn sweep(&self) -> Result<(), EvaluationError> {
        let unfinished = store::unfinished(self.runner.storage.read()).await?;
        let known: Vec<Uuid> = unfinished.iter().map(|evaluation| evaluation.id).collect();
        Ok(spool::sweep(&self.folder, &known)?)
    }

    async fn work_once(&self, stop: &CancellationToken) -> Result<(), EvaluationError> {
        let storage = &self.runner.storage;
        for (key, id) in store::erase::pending(storage).await? {
            spool::remove(&self.folder, id)?;
            store::erase::finish(storage, key).await?;
        }
        for mut evaluation in store::unfinished(storage.read()).await? {
            if stop.is_cancelled() {
                break;
            }
            match self.run(&mut evaluation, stop, |_| {}).await {
                // Erased while it ran: the next round overwrites it.
                Ok(_) | Err(EvaluationError::Unknown) => {}
                Err(error) => return Err(error),
            }
        }
        if !stop.is_cancelled() && !store::erase::pending(storage).await?.is_empty() {
            self.wake.notify_one();
        }
        Ok(())
    }

    /// Runs the evaluation to its end, and says at each commit how it stands.
    ///
    /// # Errors
    /// When it is erased meanwhile, or the disk or the database fails; a later run goes on.
    pub async fn run(
        &self,
        evaluation: &mut Evaluation,
        stop: &CancellationToken,
        mut committed: impl FnMut(&Evaluation),
    ) -> Result<Outcome, EvaluationError> {
        let storage = &self.runner.storage;
        let mine = stop.child_token();
        self.current.set(Some((evaluation.id, mine.clone())));
        let told = |evaluation: &Evaluation| {
            committed(evaluation);
            self.progress.send_modify(|commits| *commits += 1);
        };
        let outcome = self.runner.run(&self.folder, evaluation, &mine, told).await;
        self.current.set(None);
        match outcome? {
            Outcome::Stopped => Ok(Outcome::Stopped),
            Outcome::GivenUp(reason) => {
                store::end(storage, evaluation.key, Some(reason), self.clock.now()).await?;
                spool::remove(&self.folder, evaluation.id)?;
                self.progress.send_modify(|commits| *commits += 1);
                Ok(Outcome::GivenUp(reason))
            }
            Outcome::Read => {
                store::set_status(storage, evaluation.key, Status::Searching).await?;
                evaluation.status = Status::Searching;
                self.progress.send_modify(|commits| *commits += 1);
                spool::remove(&self.folder, evaluation.id)?;
                if !search::search(storage, evaluation, stop).await? {
                    return Ok(Outcome::Stopped);
                }
                store::end(storage, evaluation.key, None, self.clock.now()).await?;
                self.progress.send_modify(|commits| *commits += 1);
                Ok(Outcome::Read)
            }
        }
    }
}
