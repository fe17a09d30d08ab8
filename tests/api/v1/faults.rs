//! What a language model that fails looks like to a client of the protocol.

use serde_json::{Value, json};

use super::{ask, chunks, said, stream, text};
use crate::mistral::faults::{self, On, Then};
use crate::mistral::{Behaviour, FakeMistral};
use crate::support::TestApp;

/// A setting of one's own: an answer that was given before is not given again.
fn own() -> Value {
    json!({"max_tokens": 300})
}

async fn failing(fake: &FakeMistral) -> TestApp {
    TestApp::asking_with(fake, |config, _| {
        config.mistral.retries = 0;
        config.mistral.first_byte_timeout_s = 1;
        config.mistral.total_timeout_s = 1;
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn before_anything_is_shown_the_course_answers() {
    for fault in faults::all() {
        if !matches!(fault.then, Then::Final | Then::Retry) || fault.on == On::Embeddings {
            continue;
        }
        // Its own server: some of these rest the language model for a while.
        let fake = FakeMistral::start().await;
        let app = failing(&fake).await;
        fake.set_default(fault.behaviour());
        let whole = ask(&app, own()).await;
        assert_eq!(whole.body["mode"], "extract", "{}", fault.name);
        assert!(whole.body["reason"].as_str().unwrap().starts_with("upstream_"), "{}", fault.name);
        let events = stream(&app, own()).await;
        assert!(text(&events).contains("porte d'oubli") && said(&whole).contains("porte d'oubli"), "{}", fault.name);
        assert_eq!(events.last().unwrap(), "[DONE]", "{}", fault.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_never_ends_in_silence() {
    for fault in faults::all() {
        if fault.then != Then::Broken || !fault.on.includes(On::Streams) {
            continue;
        }
        let fake = FakeMistral::start().await;
        let app = failing(&fake).await;
        fake.set_default(fault.behaviour());
        let events = stream(&app, own()).await;
        let told = chunks(&events);
        let last = &told[told.len() - 1];
        if events.last().unwrap() == "[DONE]" {
            // Nothing of it was shown yet.
            assert_eq!((&last["mode"], &last["choices"][0]["finish_reason"]), (&json!("extract"), &json!("stop")));
            continue;
        }
        assert_eq!(last["object"], "error", "{}: {events:?}", fault.name);
        assert_eq!(last["error"]["type"], "server_error", "{}", fault.name);
        assert!(last["error"]["message"].as_str().unwrap().contains(" / "), "{}", fault.name);
        assert!(told[..told.len() - 1].iter().all(|chunk| chunk["choices"][0]["finish_reason"].is_null()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_breaks_after_its_first_words_ends_with_an_error() {
    let fake = FakeMistral::start().await;
    let app = failing(&fake).await;
    fake.set_default(faults::named("truncated").unwrap().behaviour());
    let events = stream(&app, own()).await;
    assert!(!text(&events).is_empty() && !events.contains(&"[DONE]".to_owned()), "{events:?}");
    insta::assert_json_snapshot!(chunks(&events).last().unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_looks_like_a_key_does_not_leave() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking(&fake).await;
    for fault in faults::all().into_iter().filter(|fault| fault.then == Then::Clean) {
        let leaked = |said: &str| said.contains(faults::CANARY_SHAPE) || said.contains(fake.key());
        if fault.on.includes(On::Streams) {
            fake.script([fault.behaviour()]);
            assert!(!stream(&app, own()).await.iter().any(|event| leaked(event)), "{}", fault.name);
        }
        if fault.on.includes(On::Whole) {
            fake.script([fault.behaviour()]);
            assert!(!leaked(said(&ask(&app, own()).await)), "{}", fault.name);
        }
        fake.reset();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_spent_budget_is_told_and_not_retried() {
    let fake = FakeMistral::start().await;
    let app = TestApp::asking_with(&fake, |config, _| {
        config.mistral.calls_per_day = 1;
        config.mistral.embedding_model.clear();
    })
    .await;
    fake.set_default(Behaviour::answer(crate::mistral::Answer::tutor()));
    assert_eq!(ask(&app, own()).await.body["mode"], "mistral");
    let spent = ask(&app, own()).await;
    assert_eq!((&spent.body["mode"], &spent.body["reason"]), (&json!("extract"), &json!("budget_spent")));
    said(&spent);
}
