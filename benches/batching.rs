//! The queue and its workers on the French model, without HTTP: lengths shuffled, sorted, and each text by itself.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use divan::Bencher;
use divan::counter::ItemsCount;
use futures_util::{StreamExt, stream};
use tramontane::config::{Device, Precision};
use tramontane::models::{Chosen, Loader, Registry};
use tramontane::runtime::{Admission, Encoding, Engine, library};
use tramontane::telemetry::Metrics;

const TEXTS: usize = 2_000;
/// Texts under way at a time, as one NDJSON request has.
const CONCURRENCY: usize = 256;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Shuffled,
    Sorted,
}

/// Lengths between 1 and 220 tokens, in an order that no two neighbours share.
fn lengths(order: Order) -> Vec<usize> {
    let mut lengths: Vec<usize> = (0..TEXTS).map(|at| 1 + at * 7_919 % 220).collect();
    if order == Order::Sorted {
        lengths.sort_unstable();
    }
    lengths
}

fn run(bencher: Bencher, order: Order, max_batch: usize) {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let environment = library::load(None).expect("`cargo xtask setup` has run");
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let loader = Loader { environment, workers, device: Device::Cpu };
    let registry = Registry::open(loader, &models, Precision::Int8, String::new()).expect("the committed models load");
    let chosen: Chosen = registry.choose(Some("avis-bilstm:int8"), None).expect("it is committed");
    let (engine, threads) = Engine::start(workers, 4096, max_batch, Metrics::new()).expect("threads start");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_time().build().expect("a runtime starts");
    let lengths = lengths(order);
    bencher.counter(ItemsCount::new(TEXTS)).bench_local(|| {
        let answers = stream::iter(&lengths).map(|length| {
            let ids = (0..*length).map(|at| 2 + (at as u32 * 31) % 15_000).collect();
            let encoding = Encoding { ids, length: *length, tokens: *length, unknown: 0, truncated: false };
            let deadline = Instant::now() + Duration::from_secs(60);
            engine.infer(Arc::clone(&chosen.variant().network), encoding, deadline, Admission::Wait)
        });
        let done =
            runtime.block_on(answers.buffered(CONCURRENCY).filter(|one| std::future::ready(one.is_ok())).count());
        assert_eq!(done, TEXTS);
    });
    engine.close();
    threads.join();
}

#[divan::bench(args = [8, 4, 1])]
fn shuffled(bencher: Bencher, max_batch: usize) {
    run(bencher, Order::Shuffled, max_batch);
}

#[divan::bench(args = [8, 4, 1])]
fn sorted(bencher: Bencher, max_batch: usize) {
    run(bencher, Order::Sorted, max_batch);
}

fn main() {
    divan::main();
}
