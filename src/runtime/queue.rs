//! Where texts wait for a free worker. Bounded; a worker takes, when it is free and not before, the text that has waited
//! longest and those of similar length beside it. No timer: what waits is taken by whoever is free.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Instant;

use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::encoding::Encoding;
use super::error::InferError;
use super::infer::Output;
use super::network::Network;
use crate::telemetry::Metrics;

/// A batch runs at its longest text's length, so padding is work thrown away. On an LSTM, a second text of the same length
/// saves a sixth of the work of each and eight save a quarter, so that little padding eats the gain: with 32 clients,
/// throughput is highest between 0.03 and 0.1, and at 0.2 no better than without batches.
const MAX_PADDING: f64 = 0.06;

/// One text that waits.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) network: Arc<Network>,
    pub(super) encoding: Encoding,
    pub(super) entered: Instant,
    pub(super) deadline: Instant,
    pub(super) reply: oneshot::Sender<Result<Output, InferError>>,
    /// Held until the answer: the bound counts what waits and the few that run.
    pub(super) permit: OwnedSemaphorePermit,
}

/// Texts that run together: one network, similar lengths.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) network: Arc<Network>,
    pub(super) entries: Vec<Entry>,
}

/// The queue of one server, all networks together.
#[derive(Debug)]
pub(super) struct Queue {
    state: Mutex<State>,
    filled: Condvar,
    max_batch: usize,
    metrics: Arc<Metrics>,
}

/// Where an entry stands in its lane: length, then order of arrival.
type Place = (usize, u64);
/// Entries of one network, by length.
type Lane = BTreeMap<Place, Entry>;

#[derive(Debug, Default)]
struct State {
    lanes: HashMap<u64, Lane>,
    /// Every arrival, oldest first; one whose entry a batch has taken already is passed over.
    arrivals: VecDeque<(u64, Place)>,
    waiting: usize,
    next: u64,
    idle: usize,
    closed: bool,
}

impl Queue {
    pub(super) fn new(max_batch: usize, metrics: Arc<Metrics>) -> Self {
        Self { state: Mutex::default(), filled: Condvar::new(), max_batch: max_batch.max(1), metrics }
    }

    /// Adds an entry; gives it back when the queue is closed.
    pub(super) fn push(&self, entry: Entry) -> Result<(), Entry> {
        let mut state = self.lock();
        if state.closed {
            return Err(entry);
        }
        let lane = entry.network.key();
        let place = (entry.encoding.ids.len(), state.next);
        state.next += 1;
        state.waiting += 1;
        state.arrivals.push_back((lane, place));
        state.lanes.entry(lane).or_default().insert(place, entry);
        self.metrics.queue_depth.set(state.waiting as u64);
        // Waking a thread is a system call; when every worker is busy, none is waiting for it.
        let wake = state.idle > 0;
        drop(state);
        if wake {
            self.filled.notify_one();
        }
        Ok(())
    }

    /// Waits for the next batch; `None` once the queue is closed and empty.
    pub(super) fn take(&self) -> Option<Batch> {
        let mut state = self.lock();
        loop {
            if let Some(batch) = state.next_batch(self.max_batch, &self.metrics) {
                self.metrics.queue_depth.set(state.waiting as u64);
                return Some(batch);
            }
            if state.closed {
                return None;
            }
            state.idle += 1;
            state = self.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
        }
    }

    /// Refuses what comes from now on; what waits is still served.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_all();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn next_batch(&mut self, max_batch: usize, metrics: &Metrics) -> Option<Batch> {
        while let Some((key, place)) = self.arrivals.pop_front() {
            let Some(lane) = self.lanes.get_mut(&key) else { continue };
            let Some(anchor) = lane.remove(&place) else { continue };
            self.waiting -= 1;
            let Some(anchor) = still_wanted(anchor, metrics) else { continue };
            let network = Arc::clone(&anchor.network);
            let mut shape = Shape::of(place.0);
            let mut entries = vec![anchor];
            while entries.len() < max_batch {
                let Some(place) = nearest(lane, place, &shape, network.any_length()) else { break };
                let Some(entry) = lane.remove(&place) else { break };
                self.waiting -= 1;
                if let Some(entry) = still_wanted(entry, metrics) {
                    shape = shape.with(place.0);
                    entries.push(entry);
                }
            }
            if lane.is_empty() {
                self.lanes.remove(&key);
            }
            return Some(Batch { network, entries });
        }
        None
    }
}

/// The waiting entry nearest in length to the batch's oldest, if the batch stays worth its padding with it.
fn nearest(lane: &Lane, anchor: Place, shape: &Shape, any_length: bool) -> Option<Place> {
    let longer = lane.range(anchor..).next().map(|(place, _)| *place);
    let shorter = lane.range(..anchor).next_back().map(|(place, _)| *place);
    let distance = |place: &Place| place.0.abs_diff(anchor.0);
    let mut candidates = [longer, shorter].into_iter().flatten().collect::<Vec<_>>();
    candidates.sort_by_key(distance);
    let fits = |place: &Place| {
        if any_length { shape.with(place.0).padding() <= MAX_PADDING } else { place.0 == anchor.0 }
    };
    candidates.into_iter().find(fits)
}

/// Answers or drops an entry that nobody waits for any more.
fn still_wanted(entry: Entry, metrics: &Metrics) -> Option<Entry> {
    if entry.reply.is_closed() {
        metrics.cancelled.inc();
        return None;
    }
    if entry.deadline <= Instant::now() {
        metrics.expired.inc();
        // The client may have left between the two checks; then nobody is there to tell.
        let _ = entry.reply.send(Err(InferError::DeadlinePassed));
        return None;
    }
    Some(entry)
}

/// A batch's lengths, summed up.
#[derive(Clone, Copy, Debug)]
struct Shape {
    longest: usize,
    total: usize,
    count: usize,
}

impl Shape {
    fn of(length: usize) -> Self {
        Self { longest: length, total: length, count: 1 }
    }

    fn with(self, length: usize) -> Self {
        Self { longest: self.longest.max(length), total: self.total + length, count: self.count + 1 }
    }

    /// The share of the padded batch that is padding.
    fn padding(self) -> f64 {
        let padded = (self.longest * self.count).max(1) as f64;
        1.0 - self.total as f64 / padded
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use tokio::sync::Semaphore;

    use super::*;
    use crate::config::Device;
    use crate::runtime::graph::Graph;
    use crate::runtime::library;

    type Answer = oneshot::Receiver<Result<Output, InferError>>;

    fn network(name: &str) -> Network {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/models/{name}/model.onnx"));
        let graph = Graph::decode(std::fs::read(&path).unwrap()).unwrap();
        Network::load(&library::load(None).unwrap(), &path, &graph, 0, 1, Device::Cpu).unwrap()
    }

    fn queue(max_batch: usize) -> Queue {
        Queue::new(max_batch, Metrics::new())
    }

    /// Waits with `length` tokens; the answer's end is for the caller to keep.
    fn entry(network: &Arc<Network>, length: usize, patience: Duration) -> (Entry, Answer) {
        let (reply, answer) = oneshot::channel();
        let encoding = Encoding { ids: vec![2; length], length, tokens: length, unknown: 0, truncated: false };
        let entered = Instant::now();
        let permit = Arc::new(Semaphore::new(1)).try_acquire_owned().unwrap();
        let network = Arc::clone(network);
        (Entry { network, encoding, entered, deadline: entered + patience, reply, permit }, answer)
    }

    fn push(queue: &Queue, network: &Arc<Network>, lengths: &[usize]) -> Vec<Answer> {
        let push = |length: &usize| {
            let (entry, answer) = entry(network, *length, Duration::from_secs(60));
            queue.push(entry).unwrap();
            answer
        };
        lengths.iter().map(push).collect()
    }

    fn lengths(batch: &Batch) -> Vec<usize> {
        batch.entries.iter().map(|entry| entry.encoding.ids.len()).collect()
    }

    #[test]
    fn a_batch_is_the_oldest_text_and_those_nearest_in_length() {
        let (queue, network) = (queue(4), Arc::new(network("tiny")));
        let _answers = push(&queue, &network, &[100, 300, 101, 99, 200, 100, 110]);
        assert_eq!(lengths(&queue.take().unwrap()), [100, 100, 101, 99]);
        // The next oldest is alone of its length; it does not wait for company.
        assert_eq!(lengths(&queue.take().unwrap()), [300]);
        assert_eq!(lengths(&queue.take().unwrap()), [200]);
        assert_eq!(lengths(&queue.take().unwrap()), [110]);
    }

    #[test]
    fn a_batch_never_holds_more_padding_than_it_gains() {
        let (queue, network) = (queue(8), Arc::new(network("tiny")));
        let _answers = push(&queue, &network, &[100, 90, 80, 70, 60, 50, 40, 30, 20, 10, 1]);
        let mut taken = 0;
        while taken < 11 {
            let batch = lengths(&queue.take().unwrap());
            let longest = batch.iter().max().unwrap() * batch.len();
            let total: usize = batch.iter().sum();
            assert!((longest - total) as f64 <= MAX_PADDING * longest as f64, "{batch:?}");
            taken += batch.len();
        }
    }

    #[test]
    fn a_network_that_reads_its_padding_gets_equal_lengths() {
        let mut network = network("tiny-nomask");
        network.restrict_to_equal_lengths();
        let (queue, network) = (queue(8), Arc::new(network));
        let _answers = push(&queue, &network, &[10, 11, 10, 11, 10]);
        assert_eq!(lengths(&queue.take().unwrap()), [10, 10, 10]);
        assert_eq!(lengths(&queue.take().unwrap()), [11, 11]);
    }

    #[test]
    fn networks_do_not_share_a_batch() {
        let (queue, one, other) = (queue(8), Arc::new(network("tiny")), Arc::new(network("tiny")));
        let _answers = [push(&queue, &one, &[5]), push(&queue, &other, &[5]), push(&queue, &one, &[5])];
        assert_eq!(queue.take().unwrap().entries.len(), 2);
        assert_eq!(queue.take().unwrap().entries.len(), 1);
    }

    #[test]
    fn a_text_whose_client_left_or_whose_time_is_up_is_not_run() {
        let (queue, network) = (queue(8), Arc::new(network("tiny")));
        drop(push(&queue, &network, &[5, 5]));
        let (late, mut answer) = entry(&network, 5, Duration::ZERO);
        queue.push(late).unwrap();
        let _kept = push(&queue, &network, &[5]);
        assert_eq!(queue.take().unwrap().entries.len(), 1);
        assert!(matches!(answer.try_recv(), Ok(Err(InferError::DeadlinePassed))));
        assert_eq!((queue.metrics.cancelled.get(), queue.metrics.expired.get()), (2, 1));
        assert_eq!(queue.metrics.queue_depth.get(), 0);
    }

    #[test]
    fn a_closed_queue_serves_what_waits_and_refuses_the_rest() {
        let (queue, network) = (queue(8), Arc::new(network("tiny")));
        let _answers = push(&queue, &network, &[5]);
        queue.close();
        assert!(queue.push(entry(&network, 5, Duration::from_secs(60)).0).is_err());
        assert_eq!(queue.take().unwrap().entries.len(), 1);
        assert!(queue.take().is_none());
    }
}
