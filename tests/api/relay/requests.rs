//! What is sent, and how an answer is read.

use serde_json::json;
use tramontane::clock::Clock;
use tramontane::config;
use tramontane::mistral::{FinishReason, JsonSchema, Mistral, MistralError, Request, Status};
use tramontane::storage::Storage;
use tramontane::telemetry::Metrics;

use super::{Relay, question};
use crate::mistral::{Answer, Behaviour, Dialect, FakeMistral};

#[tokio::test]
async fn an_answer_is_the_same_streamed_and_whole() {
    let relay = Relay::start().await;
    let (whole, streamed) = (relay.complete().await.unwrap(), relay.streamed().await.unwrap());
    assert!(whole.content.contains("porte d’oubli"), "{whole:?}");
    assert_eq!((&whole.content, whole.finish_reason), (&streamed.content, FinishReason::Stop));
    let (whole, streamed) = (whole.usage.unwrap(), streamed.usage.unwrap());
    assert_eq!(whole, streamed);
    assert_eq!(relay.metric("upstream_calls_total{name=\"ok\"}"), 2);
    assert_eq!(relay.metric("upstream_tokens_total{name=\"prompt\"}"), 2 * whole.prompt_tokens);
    assert_eq!(relay.metric("upstream_tokens_total{name=\"completion\"}"), 2 * whole.completion_tokens);
    assert_eq!(relay.metric("upstream_first_byte_seconds_count"), 2);
    assert_eq!(relay.metric("upstream_duration_seconds_count"), 2);
    assert_eq!(relay.metric("upstream_in_flight"), 0);
}

#[tokio::test]
async fn only_documented_fields_are_sent() {
    let relay = Relay::start().await;
    let schema = json!({"type": "object", "properties": {"label": {"type": "string"}}, "required": ["label"]});
    let full = Request {
        temperature: Some(0.5),
        max_tokens: Some(100),
        json_schema: Some(JsonSchema { name: "sentiment", schema }),
        stop: vec!["FIN".to_owned()],
        random_seed: Some(7),
        ..question()
    };
    // The fake refuses every other field, as Mistral does.
    relay.mistral.complete(full.clone()).await.unwrap();
    super::gather(relay.mistral.stream(full).await.unwrap()).await.unwrap();
    let requests = relay.fake.requests();
    let accepted: Vec<_> = requests.iter().map(|request| request.header("accept").unwrap()).collect();
    assert_eq!(accepted, ["application/json", "text/event-stream"]);
    for request in requests {
        assert_eq!(request.path, "/v1/chat/completions");
        assert_eq!(request.header("content-type"), Some("application/json"));
        assert_eq!(request.header("authorization"), Some(&*format!("Bearer {}", relay.fake.key())));
    }
}

#[tokio::test]
async fn another_server_needs_no_key_and_is_asked_to_count_once_it_is_known() {
    let fake = FakeMistral::start().await;
    fake.set_dialect(Dialect::Compatible);
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::open(dir.path()).await.unwrap();
    let settings = config::Mistral { base_url: format!("{}/v1/", fake.url()), ..config::Mistral::default() };
    // A variable that is set and empty is no key.
    let mistral = Mistral::new(&settings, Some("".into()), storage, Clock::system(), Metrics::new()).unwrap();
    assert!(mistral.is_configured());
    let ask = async || super::gather(mistral.stream(question()).await.unwrap()).await.unwrap();
    assert_eq!(ask().await.usage, None);
    assert!(ask().await.usage.is_some());
    mistral.complete(question()).await.unwrap();
    let options: Vec<_> = fake.requests().iter().map(|request| request.body["stream_options"].clone()).collect();
    assert_eq!(options, [json!(null), json!({"include_usage": true}), json!(null)]);
    assert!(fake.requests().iter().all(|request| request.header("authorization").is_none()));
}

#[tokio::test]
async fn without_a_key_nobody_is_asked() {
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::open(dir.path()).await.unwrap();
    for key in [None, Some("".into()), Some("  ".into())] {
        let settings = config::Mistral::default();
        let mistral = Mistral::new(&settings, key, storage.clone(), Clock::system(), Metrics::new()).unwrap();
        assert_eq!((mistral.is_configured(), mistral.embeds()), (false, false));
        assert_eq!(mistral.status(), Status::NotConfigured);
        assert_eq!(mistral.complete(question()).await.unwrap_err(), MistralError::NotConfigured);
        assert_eq!(mistral.stream(question()).await.err(), Some(MistralError::NotConfigured));
        assert_eq!(mistral.embed(&["un".to_owned()]).await.unwrap_err(), MistralError::NotConfigured);
    }
}

#[tokio::test]
async fn what_does_not_fit_is_told_at_the_start_and_not_shown() {
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::open(dir.path()).await.unwrap();
    let start = |settings: config::Mistral, key: &'static str| {
        Mistral::new(&settings, Some(key.into()), storage.clone(), Clock::system(), Metrics::new())
    };
    let default = config::Mistral::default;
    let base_url = |url: &str| config::Mistral { base_url: url.to_owned(), ..default() };
    for url in ["", "localhost:11434", "https://me:geheim@localhost/"] {
        let error = start(base_url(url), "key").unwrap_err();
        assert_eq!(error, MistralError::BaseUrl);
        assert!(!error.to_string().contains("geheim"));
    }
    let embedding_base_url = "x".to_owned();
    assert_eq!(start(config::Mistral { embedding_base_url, ..default() }, "k").unwrap_err(), MistralError::BaseUrl);
    assert_eq!(start(default(), "geheim\u{7}").unwrap_err(), MistralError::Key);
    // A key read from a file ends with its line.
    let fine = start(base_url("http://127.0.0.1:9"), "geheim\n").unwrap();
    assert!(!format!("{fine:?}").contains("geheim"), "{fine:?}");
}

#[tokio::test]
async fn a_connection_serves_the_next_call_too() {
    let relay = Relay::start().await;
    for _ in 0..3 {
        relay.streamed().await.unwrap();
        relay.complete().await.unwrap();
    }
    assert_eq!(relay.fake.counts().connections, 1);
}

#[tokio::test]
async fn a_limit_of_length_is_told_from_an_end() {
    let relay = Relay::start().await;
    let cut = || Behaviour::answer(Answer::says("La porte").finishing("length"));
    relay.fake.script([cut(), cut()]);
    assert_eq!(relay.complete().await.unwrap().finish_reason, FinishReason::Length);
    assert_eq!(relay.streamed().await.unwrap().finish_reason, FinishReason::Length);
}
