//! The search with vectors, against the fake: they take part, and whatever goes wrong with them the words answer.

use std::sync::Arc;

use serde_json::json;
use tempfile::TempDir;
use tramontane::clock::Clock;
use tramontane::config;
use tramontane::course::{Course, DocumentPath, Found, Origin};
use tramontane::mistral::Mistral;
use tramontane::storage::Storage;
use tramontane::telemetry::Metrics;

use crate::mistral::{Behaviour, Endpoint, FakeMistral, Gate};
use crate::support::START_MS;

/// A course with its vectors.
struct Embedded {
    fake: FakeMistral,
    course: Course,
    metrics: Arc<Metrics>,
    _dir: TempDir,
}

impl Embedded {
    async fn start() -> Self {
        let fake = FakeMistral::start().await;
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        let clock = Clock::scripted(|| jiff::Timestamp::from_millisecond(START_MS).unwrap());
        let metrics = Metrics::new();
        let settings = config::Mistral { base_url: fake.url(), ..config::Mistral::default() };
        let key = Some(fake.key().into());
        let mistral = Mistral::new(&settings, key, storage.clone(), clock.clone(), Arc::clone(&metrics)).unwrap();
        let course = Course::new(storage, clock, Arc::clone(&metrics), mistral);
        let this = Self { fake, course, metrics, _dir: dir };
        for (path, page) in [
            ("portes.md", "# Les portes\n\nLa porte d'oubli vide la cellule de ce qui ne sert plus.\n"),
            ("images.md", "# Les images\n\nUn filtre parcourt la photographie et y cherche des contours.\n"),
        ] {
            this.put(path, page).await;
        }
        this.embed().await;
        this
    }

    async fn put(&self, path: &str, page: &str) {
        let path: DocumentPath = path.parse().unwrap();
        self.course.put(&path, page.into(), Origin::Http).await.unwrap();
    }

    async fn search(&self, question: &str) -> Found {
        self.course.search(question, 10).await.unwrap()
    }

    /// Lets the passages have their vectors.
    async fn embed(&self) {
        // A search of what is in memory waits for nothing, and gives nobody else a turn.
        let served = async {
            while !self.search("porte").await.by_vectors {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            () = self.course.keep_embedded() => unreachable!("a model embeds"),
            () = served => {}
        }
    }

    fn fallbacks(&self) -> u64 {
        self.metrics.embedding_fallbacks.get()
    }

    /// Searches, and expects the words alone to answer.
    async fn falls_back(&self) {
        let before = self.fallbacks();
        let found = self.search("la porte d'oubli").await;
        assert!(!found.by_vectors && found.hits[0].document == "portes.md", "{found:?}");
        assert_eq!(self.fallbacks(), before + 1);
    }
}

#[tokio::test]
async fn vectors_find_what_shares_no_word() {
    let embedded = Embedded::start().await;
    let before = embedded.fallbacks();
    // Their beginnings are all that these have in common with the course's.
    let found = embedded.search("photographique").await;
    assert!(found.by_vectors && found.hits[0].document == "images.md", "{found:?}");
    assert_eq!(found.hits.len(), 2, "every passage has a place among the nearest");
    assert_eq!(embedded.fallbacks(), before);
}

#[tokio::test]
async fn a_passage_is_embedded_once() {
    let embedded = Embedded::start().await;
    let texts = || {
        let requests = embedded.fake.requests_for(Endpoint::Embeddings);
        let inputs = requests.iter().flat_map(|request| request.body["input"].as_array().cloned().unwrap_or_default());
        inputs.filter(|text| text.as_str().is_some_and(|text| text.contains("vide la cellule"))).count()
    };
    assert_eq!(texts(), 1);
    // Moved to another page, the same text under the same heading is known.
    embedded.course.remove(&"portes.md".parse().unwrap()).await.unwrap();
    embedded.put("autre.md", "# Les portes\n\nLa porte d'oubli vide la cellule de ce qui ne sert plus.\n").await;
    embedded.embed().await;
    assert_eq!(texts(), 1);
    assert_eq!(embedded.search("la porte d'oubli").await.hits[0].document, "autre.md");
}

#[tokio::test]
async fn a_server_that_fails_leaves_the_words() {
    let embedded = Embedded::start().await;
    for (status, body) in [(401, json!({"detail": "Unauthorized"})), (422, json!({"detail": "no"})), (200, json!({}))] {
        embedded.fake.script_for(Endpoint::Embeddings, [Behaviour::reply(status, body)]);
        embedded.falls_back().await;
    }
}

#[tokio::test]
async fn vectors_of_another_kind_are_not_compared() {
    let embedded = Embedded::start().await;
    let data = json!([{"object": "embedding", "index": 0, "embedding": [0.6, 0.8]}]);
    let other = json!({"object": "list", "model": "mistral-embed", "data": data, "usage": {"total_tokens": 3}});
    embedded.fake.script_for(Endpoint::Embeddings, [Behaviour::reply(200, other)]);
    embedded.falls_back().await;
    assert!(embedded.search("la porte d'oubli").await.by_vectors);
}

#[tokio::test]
async fn a_silent_server_is_not_waited_for() {
    let embedded = Embedded::start().await;
    embedded.fake.script_for(Endpoint::Embeddings, [Behaviour::vectors().held(&Gate::closed())]);
    embedded.falls_back().await;
}

#[tokio::test]
async fn a_passage_without_its_vector_leaves_the_words() {
    let embedded = Embedded::start().await;
    embedded.put("neuf.md", "# Le gradient\n\nIl dit de combien changer les poids.\n").await;
    embedded.falls_back().await;
    let asked = embedded.fake.requests_for(Endpoint::Embeddings).len();
    embedded.falls_back().await;
    assert_eq!(
        embedded.fake.requests_for(Endpoint::Embeddings).len(),
        asked,
        "a vector that cannot serve is not asked for"
    );
    embedded.embed().await;
    assert_eq!(embedded.search("le gradient").await.hits[0].document, "neuf.md");
}
