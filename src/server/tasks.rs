//! What runs beside the requests: the course read and embedded, and what is too old erased.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::config::Config;
use crate::course::Course;
use crate::evaluation::Evaluations;
use crate::evaluation::drift::Watch;
use crate::storage::Storage;
use crate::telemetry::Metrics;
use crate::{chat, guard, predictions, tutor};

/// How long the start waits for the course's folder to be read: many times what our course takes, and less than a
/// person's patience.
const COURSE_WAIT: Duration = Duration::from_millis(500);

/// Reads the course's folder at the first start, and its index at each. A long course goes on being read beside the first requests.
pub(super) async fn prepare_course(course: Course, folder: PathBuf, background: &TaskTracker, stop: CancellationToken) {
    let filling = background.spawn(async move {
        tokio::select! {
            () = stop.cancelled() => {}
            () = course.prepare(&folder) => {}
        }
    });
    // Elapsed or not, the server starts.
    let _ = tokio::time::timeout(COURSE_WAIT, filling).await;
}

/// Keeps the course's vectors, where a model gives any.
pub(super) async fn embed(course: Course, stop: CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = course.keep_embedded() => {}
    }
}

/// Has the models read what is sent to be evaluated, and erases evaluations past their time.
pub(super) fn evaluate(evaluations: &Evaluations, keep_days: u32, background: &TaskTracker, stop: &CancellationToken) {
    background.spawn(evaluations.clone().work(stop.clone()));
    background.spawn(evaluations.clone().retain(keep_days, stop.clone()));
}

/// Watches how the log moves.
pub(super) fn watch_drift(
    storage: &Storage,
    clock: &Clock,
    metrics: &Arc<Metrics>,
    background: &TaskTracker,
    stop: &CancellationToken,
) -> Arc<Watch> {
    let watch = Arc::new(Watch::new(storage.clone(), clock.clone(), Arc::clone(metrics)));
    background.spawn(Arc::clone(&watch).run(stop.clone()));
    watch
}

/// Erases what is kept no longer than the settings promise.
pub(super) fn retain(
    config: &Config,
    storage: &Storage,
    clock: &Clock,
    background: &TaskTracker,
    stop: &CancellationToken,
) {
    let (storage, clock, stop) = (|| storage.clone(), || clock.clone(), || stop.clone());
    background.spawn(predictions::retention::run(storage(), clock(), config.predictions.keep_days, stop()));
    // What students write of themselves is kept for one term, wherever it lies.
    let days = config.chat.keep_days;
    background.spawn(guard::events::retention::run(storage(), clock(), days, stop()));
    background.spawn(chat::store::retention::run(storage(), clock(), days, stop()));
    background.spawn(tutor::quiz::retention::run(storage(), clock(), days, stop()));
}
