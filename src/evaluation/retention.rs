//! Retention: evaluations hold what people wrote, and are erased when they are as old as predictions may be.

use tokio_util::sync::CancellationToken;

use super::Evaluations;
use crate::retention;

impl Evaluations {
    /// Erases evaluations older than `keep_days` now and every hour, until `stop` is cancelled.
    pub async fn retain(self, keep_days: u32, stop: CancellationToken) {
        let purge = || async {
            let before = retention::cutoff(self.clock.now(), keep_days);
            let erased = super::store::erase::begin_before(&self.runner.storage, before).await?;
            if erased > 0 {
                self.wake.notify_one();
            }
            Ok::<_, super::EvaluationError>(erased)
        };
        retention::hourly("evaluations", &stop, purge).await;
    }
}
