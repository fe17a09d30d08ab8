//! What the client makes of every fault in the fake's table.

use std::collections::BTreeMap;

use tramontane::mistral::{Completion, MistralError};

use super::{Relay, question};
use crate::mistral::faults::{self, Fault, On, PLAIN, RetryAfter, Then};
use crate::mistral::{Answer, Behaviour, FakeMistral};

/// Faults that can happen to a call of this form, with what comes of them.
fn table(form: On) -> Vec<Fault> {
    faults::all().into_iter().filter(|fault| fault.on.includes(form)).collect()
}

/// The outcome of a call that meets `fault`, and how many requests it took.
async fn meet(fault: &Fault, form: On) -> (Result<Completion, MistralError>, usize) {
    let relay = Relay::with(|settings| {
        // An endless silence is waited for in the test's own time.
        if fault.then == Then::Endless {
            (settings.first_byte_timeout_s, settings.total_timeout_s) = (1, 1);
        }
    })
    .await;
    relay.fake.script([fault.behaviour()]);
    let outcome = if form == On::Streams { relay.streamed().await } else { relay.complete().await };
    let debug = format!("{outcome:?} {}", outcome.as_ref().err().map(ToString::to_string).unwrap_or_default());
    if fault.then != Then::Clean {
        assert!(!debug.contains(relay.fake.key()), "{}: {debug}", fault.name);
    }
    let requests = relay.fake.requests().len();
    assert_eq!(relay.metric("upstream_in_flight"), 0, "{}", fault.name);
    (outcome, requests)
}

async fn check(fault: Fault, form: On) {
    let (outcome, requests) = meet(&fault, form).await;
    let told = format!("{} ({}), {form:?}: {outcome:?} after {requests} requests", fault.name, fault.about);
    match (fault.then, &outcome) {
        (Then::Answer, Ok(answer)) => assert_eq!((answer.content.as_str(), requests), (PLAIN, 1), "{told}"),
        (Then::Clean, Ok(answer)) => assert!(!answer.content.is_empty() && requests == 1, "{told}"),
        (Then::Retry, Ok(answer)) => assert!(!answer.content.is_empty() && requests == 2, "{told}"),
        (Then::Final | Then::Broken | Then::Endless, Err(_)) => assert_eq!(requests, 1, "{told}"),
        _ => panic!("{told}"),
    }
}

async fn check_all(form: On) {
    // One after the other would add up the silences' seconds.
    futures_util::future::join_all(table(form).into_iter().map(|fault| check(fault, form))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_a_stream() {
    check_all(On::Streams).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_a_whole_answer() {
    check_all(On::Whole).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_failure_has_its_name() {
    let mut names = BTreeMap::new();
    for fault in table(On::Streams) {
        if matches!(fault.then, Then::Final | Then::Broken) {
            let (outcome, _) = meet(&fault, On::Streams).await;
            names.insert(fault.name, outcome.unwrap_err().name());
        }
    }
    insta::assert_json_snapshot!(names);
}

#[tokio::test]
async fn a_failure_that_lasts_is_told_after_the_retries() {
    for (fault, expected) in [
        ("bad_gateway", MistralError::ServerFailed { status: 502 }),
        ("capacity_unavailable", MistralError::ServerFailed { status: 503 }),
        ("rate_limited_plain", MistralError::RateLimited { retry_after: None }),
        ("reset", MistralError::Connect),
    ] {
        let relay = Relay::start().await;
        relay.fake.set_default(faults::named(fault).unwrap().behaviour());
        assert_eq!(relay.streamed().await.unwrap_err(), expected, "{fault}");
        assert_eq!(relay.fake.requests().len(), 3, "{fault}");
    }
}

#[tokio::test]
async fn a_wait_that_no_student_has_is_not_begun() {
    let relay = Relay::start().await;
    relay.fake.script([faults::rate_limited(RetryAfter::Seconds(3600))]);
    let hour = std::time::Duration::from_secs(3600);
    assert_eq!(relay.complete().await.unwrap_err(), MistralError::RateLimited { retry_after: Some(hour) });
    assert_eq!(relay.fake.requests().len(), 1);
}

#[tokio::test]
async fn the_key_goes_nowhere_else() {
    let (relay, other) = (Relay::start().await, FakeMistral::start().await);
    relay.fake.script([faults::redirected(&format!("{}/v1/chat/completions", other.url()))]);
    assert_eq!(relay.complete().await.unwrap_err(), MistralError::Refused { status: 307 });
    assert_eq!(other.requests().len(), 0);
}

#[tokio::test]
async fn a_server_that_is_away_is_named_and_comes_back() {
    let relay = Relay::start().await;
    relay.fake.close().await;
    assert_eq!(relay.streamed().await.unwrap_err(), MistralError::Connect);
    relay.fake.open().await;
    relay.fake.script([Behaviour::answer(Answer::says("Me revoici."))]);
    let answer = relay.mistral.complete(question()).await.unwrap();
    assert_eq!(answer.content, "Me revoici.");
}
