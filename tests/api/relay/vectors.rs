//! Vectors: batches, what is checked of them, and another server than the one that chats.

use tramontane::clock::Clock;
use tramontane::config;
use tramontane::mistral::{Keys, Mistral, MistralError};
use tramontane::storage::Storage;
use tramontane::telemetry::Metrics;

use super::Relay;
use crate::mistral::faults::{self, On, Then};
use crate::mistral::{Dialect, Endpoint, FakeMistral};

fn texts(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("Le passage numéro {number} parle de portes.")).collect()
}

fn are_of_norm_1(vectors: &[Vec<f32>]) -> bool {
    let norm = |vector: &Vec<f32>| vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    vectors.iter().all(|vector| vector.len() == 1024 && (norm(vector) - 1.0).abs() < 1e-5)
}

#[tokio::test]
async fn many_texts_take_several_calls_and_keep_their_order() {
    let relay = Relay::start().await;
    let texts = texts(150);
    let vectors = relay.mistral.embed(&texts).await.unwrap();
    assert!(vectors.len() == 150 && are_of_norm_1(&vectors));
    let requests = relay.fake.requests_for(Endpoint::Embeddings);
    let sizes: Vec<_> = requests.iter().map(|request| request.body["input"].as_array().unwrap().len()).collect();
    assert_eq!(sizes, [64, 64, 22]);
    let again = relay.mistral.embed(&texts[100..101]).await.unwrap();
    assert_eq!(again[0], vectors[100]);
    assert_eq!(relay.mistral.embed(&[]).await.unwrap(), Vec::<Vec<f32>>::new());
    let (calls, tokens) = relay.settled().await;
    assert!(calls == 4 && tokens > 0 && tokens < 150 * 40, "{calls} {tokens}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_vectors() {
    for fault in faults::all() {
        if !fault.on.includes(On::Embeddings) || fault.then == Then::Endless {
            continue;
        }
        let relay = Relay::start().await;
        relay.fake.script_for(Endpoint::Embeddings, [fault.behaviour()]);
        let outcome = relay.mistral.embed(&texts(3)).await;
        let requests = relay.fake.requests().len();
        let told = format!("{} ({}) after {requests}: {:?}", fault.name, fault.about, outcome.as_ref().err());
        match fault.then {
            Then::Answer => assert!(requests == 1 && are_of_norm_1(&outcome.unwrap()), "{told}"),
            Then::Retry => assert!(requests == 2 && are_of_norm_1(&outcome.unwrap()), "{told}"),
            _ if fault.name == "vectors_short" => assert_eq!(outcome.unwrap()[0].len(), 768, "{told}"),
            _ => assert!(requests == 1 && outcome.is_err(), "{told}"),
        }
    }
}

#[tokio::test]
async fn vectors_may_come_from_another_server_with_its_own_key() {
    let (chat, other) = (FakeMistral::start().await, FakeMistral::start().await);
    other.set_dialect(Dialect::Compatible);
    let dir = tempfile::tempdir().unwrap();
    let storage = Storage::open(dir.path()).await.unwrap();
    let settings =
        config::Mistral { base_url: chat.url(), embedding_base_url: other.url(), ..config::Mistral::default() };
    for (key, sent) in [(None, None), (Some("another-key".into()), Some("Bearer another-key"))] {
        let keys = Keys { chat: Some(chat.key().into()), embeddings: key };
        let mistral = Mistral::with_keys(&settings, &keys, storage.clone(), Clock::system(), Metrics::new()).unwrap();
        mistral.embed(&texts(2)).await.unwrap();
        mistral.complete(super::question()).await.unwrap();
        assert_eq!(other.requests().last().unwrap().header("authorization"), sent);
        assert!(!format!("{mistral:?} {keys:?}").contains("another-key"));
    }
    assert!(chat.requests().iter().all(|request| request.endpoint == Some(Endpoint::Chat)));
}

#[tokio::test]
async fn a_server_that_chats_may_be_without_vectors() {
    let relay = Relay::start().await;
    relay.fake.set_default_for(Endpoint::Embeddings, faults::named("not_found_ollama").unwrap().behaviour());
    for _ in 0..6 {
        assert_eq!(relay.mistral.embed(&texts(1)).await.unwrap_err(), MistralError::Refused { status: 404 });
    }
    relay.fake.set_default_for(Endpoint::Embeddings, faults::named("failed").unwrap().behaviour());
    for _ in 0..6 {
        relay.mistral.embed(&texts(1)).await.unwrap_err();
    }
    // Its breaker is not the one of the answers.
    relay.complete().await.unwrap();
    let relay = Relay::with(|settings| settings.embedding_model = String::new()).await;
    assert!(!relay.mistral.embeds());
    assert_eq!(relay.mistral.embed(&texts(1)).await.unwrap_err(), MistralError::NotConfigured);
}
