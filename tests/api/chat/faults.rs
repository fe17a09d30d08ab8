//! Every fault of the upstream, as a student sees it: an answer, or an error in words; never a leak.

use std::cell::Cell;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{GATE, answered, ask, calls, check_citations, events, said};
use crate::mistral::faults::{self, CANARY_SHAPE, Fault, On, PLAIN, RetryAfter, Then};
use crate::mistral::{Endpoint, FakeMistral};
use crate::support::TestApp;

/// A server that meets one fault after the other, and the fake that it asks.
struct Trial {
    fake: FakeMistral,
    app: TestApp,
    asked: Cell<u32>,
}

impl Trial {
    /// An endless silence is waited for in the test's own time.
    async fn start(timeout_s: u64) -> Self {
        let fake = FakeMistral::start().await;
        let app = TestApp::asking_with(&fake, |config, _| {
            (config.mistral.first_byte_timeout_s, config.mistral.total_timeout_s) = (timeout_s, timeout_s);
            config.mistral.embedding_model = String::new();
        })
        .await;
        Self { fake, app, asked: Cell::new(0) }
    }

    /// A question to a model that has `fault` from now on.
    fn question(&self, fault: &Fault, language: &str) -> Value {
        self.fake.set_default(fault.behaviour());
        // Long enough for the breaker to close.
        self.app.advance_ms(600_000);
        self.asked.set(self.asked.get() + 1);
        let question = if language == "fr" { GATE } else { "What is the forget gate for?" };
        // Another temperature each time, lest the answer be one that was kept.
        json!({"message": question, "temperature": f64::from(self.asked.get()) / 1000.0})
    }
}

/// Faults of streams, in the order of the table: those that end by themselves, and those that do not.
fn table() -> (Vec<Fault>, Vec<Fault>) {
    let all = faults::all().into_iter().filter(|fault| fault.on.includes(On::Streams));
    all.partition(|fault| fault.then != Then::Endless)
}

/// Nothing of what only the server knows is in `shown`.
fn check_leaks(fake: &FakeMistral, shown: &str, told: &str) {
    let port = fake.url();
    let host = port.trim_start_matches("http://");
    for secret in [fake.key(), CANARY_SHAPE, host] {
        assert!(!shown.contains(secret), "{told}: {shown}");
    }
    for request in fake.requests_for(Endpoint::Chat) {
        let system = request.body["messages"][0]["content"].as_str().unwrap_or_default();
        for line in system.lines().filter(|line| line.len() > 40) {
            assert!(!shown.contains(line), "{told}: {shown}");
        }
    }
}

/// What a whole answer makes of `fault`: its mode and reason.
async fn meet(trial: &Trial, fault: &Fault, language: &str) -> (String, Value) {
    let Trial { fake, app, .. } = trial;
    let answer = ask(app, trial.question(fault, language)).await;
    let told = format!("{} ({}): {answer:?}", fault.name, fault.about);
    assert_eq!(answer.status, 200, "{told}");
    check_leaks(fake, &answer.body.to_string(), &told);
    check_citations(app, &answer.body).await;
    assert_eq!(answer.body["language"], language, "{told}");
    if fault.then == Then::Answer {
        assert_eq!((&answer.body["mode"], &answer.body["response"]), (&json!("mistral"), &json!(PLAIN)), "{told}");
    }
    let reason = answer.body["reason"].as_str().unwrap_or("-");
    (format!("{} {reason}", answer.body["mode"].as_str().unwrap()), answer.body)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_answer_is_given_whatever_happens() {
    let (ending, endless) = table();
    let mut seen = BTreeMap::new();
    let trial = Trial::start(30).await;
    for fault in &ending {
        seen.insert(fault.name, meet(&trial, fault, "fr").await.0);
    }
    let outcomes = endless.iter().map(async |fault| meet(&Trial::start(1).await, fault, "fr").await.0);
    let outcomes = futures_util::future::join_all(outcomes).await;
    seen.extend(endless.iter().map(|fault| fault.name).zip(outcomes));
    insta::assert_json_snapshot!(seen);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_reason_is_told_in_both_languages() {
    let mut told = BTreeMap::new();
    let trial = Trial::start(1).await;
    for name in ["unauthorized", "month_spent", "rate_limited_plain", "bad_gateway", "truncated_at_once", "silent"] {
        for language in ["fr", "en"] {
            let (_, body) = meet(&trial, &faults::named(name).unwrap(), language).await;
            let opening = body["response"].as_str().unwrap().lines().next().unwrap().to_owned();
            told.insert(format!("{name} {language}"), opening);
        }
    }
    insta::assert_json_snapshot!(told);
}

/// A stream that meets `fault` ends with the answer or with an error, and shows nothing that it must not.
async fn check_stream(trial: &Trial, fault: &Fault) {
    let Trial { fake, app, .. } = trial;
    let mut body = trial.question(fault, "fr");
    body["stream"] = json!(true);
    let events = events(app.post("/chat").json(&body)).await;
    let told = format!("{} ({}): {events:?}", fault.name, fault.about);
    for (_, data) in &events {
        check_leaks(fake, &data.to_string(), &told);
    }
    check_leaks(fake, &said(&events), &told);
    let (name, last) = events.last().unwrap();
    match (name.as_str(), fault.then) {
        ("done", Then::Answer) => assert_eq!(last["response"], PLAIN, "{told}"),
        ("done", _) => assert_eq!(last["response"].as_str().unwrap(), said(&events), "{told}"),
        ("error", Then::Broken | Then::Endless) => assert!(last["detail"].is_string(), "{told}"),
        _ => panic!("{told}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_says_no_more_than_it_may_and_never_ends_silently() {
    let (ending, endless) = table();
    let trial = Trial::start(30).await;
    for fault in &ending {
        check_stream(&trial, fault).await;
    }
    futures_util::future::join_all(endless.iter().map(async |fault| check_stream(&Trial::start(1).await, fault).await))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_breaker_opens_and_closes_by_itself() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking(&fake).await;
    fake.set_default(faults::named("failed").unwrap().behaviour());
    let (mut before, mut asked) = (usize::MAX, 0);
    while calls(&fake) != before {
        before = calls(&fake);
        asked += 1;
        assert!(asked < 50, "the breaker never opens");
        let answer = answered(&app, GATE).await;
        assert_eq!((&answer["mode"], &answer["reason"]), (&json!("extract"), &json!("upstream_down")));
    }
    let ready: Value = app.get("/health/ready").send().await.unwrap().json().await.unwrap();
    assert_eq!(ready["language_model"], "resting", "{ready}");
    fake.reset();
    app.advance_ms(600_000);
    let answer = answered(&app, GATE).await;
    assert_eq!(answer["mode"], "mistral", "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spent_budget_quotes_the_course_and_says_so() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking_with(&fake, |config, _| {
        config.mistral.calls_per_day = 1;
        config.mistral.embedding_model = String::new();
    })
    .await;
    assert_eq!(answered(&app, GATE).await["mode"], "mistral");
    let answer = answered(&app, "À quoi sert la porte d'entrée ?").await;
    assert_eq!((&answer["mode"], &answer["reason"]), (&json!("extract"), &json!("budget_spent")));
    app.advance_ms(86_400_000);
    assert_eq!(answered(&app, "À quoi sert la porte de sortie ?").await["mode"], "mistral");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_that_asks_to_wait_for_an_hour_is_not_waited_for() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking(&fake).await;
    fake.script([faults::rate_limited(RetryAfter::Seconds(3600))]);
    let answer = answered(&app, GATE).await;
    assert_eq!((&answer["mode"], &answer["reason"]), (&json!("extract"), &json!("upstream_busy")));
}
