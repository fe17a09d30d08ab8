//! Whoever leaves closes the call upstream at once, before the answer's first byte and after.

use std::time::Duration;

use futures_util::{FutureExt, StreamExt};
use tokio::task::JoinSet;

use super::{Relay, most_tokens, question};
use crate::mistral::{Gate, faults};

/// How many leave at once.
const CALLS: usize = 100;
/// How soon each call must be closed. It takes milliseconds; the bound is far below any time-out, and far above what a
/// loaded machine adds.
const SOON: Duration = Duration::from_secs(2);

#[tokio::test(flavor = "multi_thread")]
async fn after_the_first_byte() {
    let relay = Relay::with(|settings| settings.max_concurrent = CALLS).await;
    relay.fake.set_default(faults::named("silent_midway").unwrap().behaviour());
    let mut streams = JoinSet::new();
    for _ in 0..CALLS {
        let mistral = relay.mistral.clone();
        streams.spawn(async move {
            let mut deltas = mistral.stream(question()).await.unwrap();
            deltas.next().await.unwrap().unwrap();
            deltas
        });
    }
    let streams = streams.join_all().await;
    assert_eq!(relay.metric("upstream_in_flight"), CALLS as u64);
    drop(streams);
    let left = std::time::Instant::now();
    relay.fake.until(|counts| counts.closed_early == CALLS).await;
    let slowest = relay.fake.requests().iter().map(|request| request.end.unwrap().at).max().unwrap();
    assert!(slowest.saturating_duration_since(left) < SOON, "{:?}", slowest.duration_since(left));
    assert_eq!(relay.metric("upstream_in_flight"), 0);
    assert_eq!(relay.metric("upstream_calls_total{name=\"left\"}"), CALLS as u64);
    // What they cost is not known, so it stays at the most.
    let calls = i64::try_from(CALLS).unwrap();
    assert_eq!(relay.settled().await, (calls, calls * most_tokens()));
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_first_byte() {
    let relay = Relay::with(|settings| settings.max_concurrent = CALLS).await;
    let gate = Gate::closed();
    relay.fake.set_default(faults::named("plain").unwrap().behaviour().held(&gate));
    let mut calls = JoinSet::new();
    for number in 0..CALLS {
        let mistral = relay.mistral.clone();
        calls.spawn(async move {
            match number % 2 {
                0 => drop(mistral.stream(question()).await),
                _ => drop(mistral.complete(question()).await),
            }
        });
    }
    relay.fake.until(|counts| counts.open == CALLS).await;
    let left = std::time::Instant::now();
    calls.shutdown().await;
    relay.fake.until(|counts| counts.closed_early == CALLS).await;
    let slowest = relay.fake.requests().iter().map(|request| request.end.unwrap().at).max().unwrap();
    assert!(slowest.duration_since(left) < SOON, "{:?}", slowest.duration_since(left));
    assert_eq!(relay.metric("upstream_calls_total{name=\"left\"}"), CALLS as u64);
}

#[tokio::test]
async fn an_answer_read_to_its_end_leaves_nothing_behind() {
    let relay = Relay::start().await;
    let mut deltas = relay.stream().await.unwrap();
    while deltas.next().await.is_some() {}
    assert_eq!(relay.metric("upstream_in_flight"), 0);
    assert_eq!(relay.metric("upstream_calls_total{name=\"ok\"}"), 1);
    assert!(deltas.next().now_or_never().is_none_or(|next| next.is_none()));
}
