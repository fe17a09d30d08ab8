//! What holds calls back: the breaker, the number at once, the time.

use std::time::Duration;

use futures_util::StreamExt;
use tramontane::mistral::{MistralError, Status};

use super::Relay;
use crate::mistral::{Behaviour, Gate, faults};

#[tokio::test]
async fn the_breaker_opens_and_closes() {
    let relay = Relay::with(|settings| settings.retries = 0).await;
    relay.fake.set_default(faults::named("bad_gateway").unwrap().behaviour());
    for _ in 0..5 {
        assert_eq!(relay.mistral.status(), Status::Ok);
        assert_eq!(relay.streamed().await.unwrap_err(), MistralError::ServerFailed { status: 502 });
    }
    assert_eq!((relay.mistral.status(), relay.metric("upstream_breaker_open")), (Status::Resting, 1));
    let resting = |error| matches!(error, MistralError::BreakerOpen { retry_after } if retry_after > Duration::ZERO);
    assert!(resting(relay.streamed().await.unwrap_err()));
    assert!(resting(relay.complete().await.unwrap_err()));
    assert_eq!(relay.fake.requests().len(), 5);

    relay.advance_ms(60_000);
    relay.streamed().await.unwrap_err();
    assert!(resting(relay.streamed().await.unwrap_err()));
    assert_eq!(relay.fake.requests().len(), 6);

    relay.advance_ms(60_000);
    relay.fake.reset();
    relay.streamed().await.unwrap();
    assert_eq!((relay.mistral.status(), relay.metric("upstream_breaker_open")), (Status::Ok, 0));
    relay.complete().await.unwrap();
    assert_eq!(relay.metric("upstream_calls_total{name=\"breaker_open\"}"), 3);
    assert_eq!(relay.metric("upstream_calls_total{name=\"server_failed\"}"), 6);
}

#[tokio::test]
async fn a_refusal_does_not_open_the_breaker() {
    let relay = Relay::start().await;
    relay.fake.set_default(faults::named("unauthorized").unwrap().behaviour());
    for _ in 0..8 {
        assert_eq!(relay.complete().await.unwrap_err(), MistralError::KeyRefused { status: 401 });
    }
    assert_eq!(relay.mistral.status(), Status::Ok);
}

#[tokio::test]
async fn truncated_answers_open_it() {
    let relay = Relay::start().await;
    relay.fake.set_default(faults::named("truncated").unwrap().behaviour());
    for _ in 0..5 {
        assert_eq!(relay.streamed().await.unwrap_err(), MistralError::Truncated);
    }
    assert_eq!(relay.mistral.status(), Status::Resting);
}

#[tokio::test]
async fn one_more_than_may_is_refused_at_once() {
    let relay = Relay::with(|settings| settings.max_concurrent = 2).await;
    let gate = Gate::closed();
    let plain = faults::named("plain").unwrap().behaviour();
    relay.fake.script([faults::named("silent_midway").unwrap().behaviour(), plain.dripped(&gate)]);
    let first = relay.stream().await.unwrap();
    gate.pass(1);
    let second = relay.stream().await.unwrap();
    assert_eq!(relay.metric("upstream_in_flight"), 2);
    assert_eq!(relay.stream().await.err(), Some(MistralError::Busy));
    assert_eq!(relay.complete().await.unwrap_err(), MistralError::Busy);
    assert_eq!(relay.fake.requests().len(), 2);
    drop(first);
    gate.open();
    relay.streamed().await.unwrap();
    assert_eq!(super::gather(second).await.unwrap().content, faults::PLAIN);
}

#[tokio::test]
async fn a_first_byte_and_an_end_must_come_in_time() {
    let relay = Relay::with(|settings| settings.first_byte_timeout_s = 0).await;
    let gate = Gate::closed();
    relay.fake.set_default(faults::named("plain").unwrap().behaviour().held(&gate));
    assert_eq!(relay.stream().await.err(), Some(MistralError::Timeout));
    gate.open();

    let relay = Relay::with(|settings| settings.total_timeout_s = 1).await;
    relay.fake.script([faults::named("silent_midway").unwrap().behaviour()]);
    let deltas: Vec<_> = relay.stream().await.unwrap().collect().await;
    let (last, before) = deltas.split_last().unwrap();
    assert_eq!(last, &Err(MistralError::Timeout));
    assert!(!before.is_empty() && before.iter().all(Result::is_ok), "{before:?}");
    assert_eq!(relay.metric("upstream_calls_total{name=\"timeout\"}"), 1);
}

#[tokio::test]
async fn a_server_that_keeps_its_connection_after_the_last_word_is_not_waited_for() {
    let relay = Relay::start().await;
    let gate = Gate::closed();
    let kept = faults::named("plain").unwrap().behaviour();
    let kept = Behaviour::new(move |call| {
        let hold = [crate::mistral::script::Step::Flush, crate::mistral::script::Step::Wait(gate.clone())];
        kept.steps(call).chain(hold)
    });
    relay.fake.script([kept]);
    assert_eq!(relay.streamed().await.unwrap().content, faults::PLAIN);
}
