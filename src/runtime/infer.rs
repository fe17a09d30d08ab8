//! The handle that features call: a text's ids in, its logits out. Behind it the queue and the workers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, oneshot};

use super::encoding::Encoding;
use super::error::InferError;
use super::network::{Network, Row};
use super::queue::{Batch, Entry, Queue};
use crate::telemetry::Metrics;

/// A network's answer to one text.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// One number a label.
    pub logits: Vec<f32>,
    /// From entering the queue to a worker's taking it.
    pub queue_time: Duration,
    /// The run of the batch that the text was part of.
    pub inference_time: Duration,
}

/// What a caller wants when the queue is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Be refused at once: somebody waits and can come back.
    Refuse,
    /// Wait for a place: part of a longer job, which slows down instead.
    Wait,
}

/// The queue and its workers. Cheap to share by `Arc`.
#[derive(Debug)]
pub struct Engine {
    queue: Arc<Queue>,
    places: Arc<Semaphore>,
    metrics: Arc<Metrics>,
}

/// The workers' threads; joined after the engine is closed.
#[derive(Debug)]
pub struct Workers(Vec<JoinHandle<()>>);

impl Engine {
    /// Starts `workers` threads on a queue that holds `capacity` texts, those that run included; 0 refuses everything.
    ///
    /// # Errors
    /// When the system refuses a thread.
    pub fn start(
        workers: usize,
        capacity: usize,
        max_batch: usize,
        metrics: Arc<Metrics>,
    ) -> std::io::Result<(Arc<Self>, Workers)> {
        let queue = Arc::new(Queue::new(max_batch, Arc::clone(&metrics)));
        let threads = (0..workers.max(1)).map(|worker| {
            let queue = Arc::clone(&queue);
            let metrics = Arc::clone(&metrics);
            std::thread::Builder::new().name(format!("inference-{worker}")).spawn(move || {
                // A worker lost to a panic would halve the server in silence; its batch's clients get an error instead.
                while catch_unwind(AssertUnwindSafe(|| work(&queue, worker, &metrics))).is_err() {
                    tracing::error!(worker, "an inference worker panicked and goes on");
                }
            })
        });
        let threads = threads.collect::<Result<_, _>>()?;
        let places = Arc::new(Semaphore::new(capacity));
        Ok((Arc::new(Self { queue, places, metrics }), Workers(threads)))
    }

    /// Runs one text through `network`. Dropping the future takes the text out of the queue.
    ///
    /// # Errors
    /// When the queue is full, the deadline passes, the server stops, or the network fails.
    pub async fn infer(
        &self,
        network: Arc<Network>,
        encoding: Encoding,
        deadline: Instant,
        admission: Admission,
    ) -> Result<Output, InferError> {
        let permit = match (Arc::clone(&self.places).try_acquire_owned(), admission) {
            (Ok(permit), _) => permit,
            (Err(_), Admission::Refuse) => {
                self.metrics.refused.inc();
                return Err(InferError::QueueFull);
            }
            (Err(_), Admission::Wait) => {
                let place = Arc::clone(&self.places).acquire_owned();
                let place = tokio::time::timeout_at(deadline.into(), place).await;
                place.map_err(|_| InferError::DeadlinePassed)?.map_err(|_| InferError::Stopping)?
            }
        };
        let (reply, answer) = oneshot::channel();
        let entry = Entry { network, encoding, entered: Instant::now(), deadline, reply, permit };
        self.queue.push(entry).map_err(|_| InferError::Stopping)?;
        // A dropped sender means that the worker panicked or stopped.
        answer.await.unwrap_or(Err(InferError::Stopping))
    }

    /// Refuses new texts; the workers end once what waits is served.
    pub fn close(&self) {
        self.queue.close();
    }
}

impl Workers {
    /// Waits for every worker to end. Blocks; call it after [`Engine::close`].
    pub fn join(self) {
        for thread in self.0 {
            // The thread catches its own panics.
            let _ = thread.join();
        }
    }
}

fn work(queue: &Queue, worker: usize, metrics: &Metrics) {
    while let Some(Batch { network, entries }) = queue.take() {
        let taken = Instant::now();
        let rows = entries.iter().map(|entry| Row { ids: &entry.encoding.ids, length: entry.encoding.length });
        let rows = rows.collect::<Vec<_>>();
        let width = rows.iter().map(|row| row.ids.len()).max().unwrap_or_default();
        let padded = (width * rows.len()).max(1);
        let real: usize = rows.iter().map(|row| row.ids.len()).sum();
        let logits = network.run(worker, &rows);
        let inference_time = taken.elapsed();
        metrics.inference_time.observe(inference_time.as_secs_f64());
        metrics.batch_size.observe(entries.len() as f64);
        metrics.padding_ratio.observe(1.0 - real as f64 / padded as f64);
        let mut logits = logits.map(Vec::into_iter);
        for entry in entries {
            drop(entry.permit);
            let queue_time = taken - entry.entered;
            metrics.queue_time.observe(queue_time.as_secs_f64());
            let answer = match &mut logits {
                Ok(rows) => Ok(Output { logits: rows.next().unwrap_or_default(), queue_time, inference_time }),
                Err(error) => Err(error.clone()),
            };
            // The client may have left meanwhile; its answer is then nobody's.
            let _ = entry.reply.send(answer);
        }
    }
}

#[cfg(test)]
impl Engine {
    /// An engine on which texts wait for ever, for tests of what is under way.
    pub(crate) fn without_workers(capacity: usize, metrics: Arc<Metrics>) -> Arc<Self> {
        let queue = Arc::new(Queue::new(1, Arc::clone(&metrics)));
        Arc::new(Self { queue, places: Arc::new(Semaphore::new(capacity)), metrics })
    }
}
