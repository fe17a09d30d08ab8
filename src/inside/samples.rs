//! The test models behind a queue of their own, for the tests of this module.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::scorer::Scorer;
use super::words::{Word, words};
use crate::config::{Device, Precision};
use crate::models::{Loader, Registry};
use crate::runtime::{Admission, Engine, Workers, library};
use crate::sentiment::{Predictor, Request};
use crate::telemetry::Metrics;

/// Predicts with the test models.
pub(super) struct Sample {
    pub(super) predictor: Predictor,
    metrics: Arc<Metrics>,
    engine: Arc<Engine>,
    workers: Option<Workers>,
}

impl Sample {
    /// With the small models.
    pub(super) fn new() -> Self {
        Self::with("tests/fixtures/models")
    }

    /// With the models that ship.
    pub(super) fn shipped() -> Self {
        Self::with("models")
    }

    /// With the small models and nobody who runs them: what is asked waits.
    pub(super) fn idle() -> Self {
        let metrics = Metrics::new();
        let engine = Engine::without_workers(256, Arc::clone(&metrics));
        Self::of("tests/fixtures/models", metrics, engine, None)
    }

    fn with(models: &str) -> Self {
        let metrics = Metrics::new();
        let (engine, workers) = Engine::start(2, 256, 8, Arc::clone(&metrics)).unwrap();
        Self::of(models, metrics, engine, Some(workers))
    }

    fn of(models: &str, metrics: Arc<Metrics>, engine: Arc<Engine>, workers: Option<Workers>) -> Self {
        let models = Path::new(env!("CARGO_MANIFEST_DIR")).join(models);
        let loader = Loader { environment: library::load(None).unwrap(), workers: 2, device: Device::Cpu };
        let registry = Registry::open(loader, &models, Precision::Fp32, "tiny".to_owned()).unwrap();
        let predictor = Predictor::new(Arc::new(registry), Arc::clone(&engine), 1 << 20);
        Self { predictor, metrics, engine, workers }
    }

    /// Every graph served, as a request names it.
    pub(super) fn graphs(&self) -> Vec<String> {
        let models = self.predictor.registry().list().models;
        let names = |model: crate::models::ModelSummary| {
            let name = model.name;
            model.variants.into_iter().map(move |variant| format!("{name}:{}", variant.precision))
        };
        models.into_iter().flat_map(names).collect()
    }

    pub(super) async fn scorer(&self, text: &str, model: &str, target: Option<usize>) -> (Scorer, Vec<Word>) {
        let (chosen, _) = self.predictor.choose(text, Some(model)).unwrap();
        let inspection = chosen.model.tokenizer.inspect(text).unwrap();
        let (tokens, truncated) = (inspection.tokens, inspection.encoding.truncated);
        let read = tokens.iter().filter(|token| !token.special).map(|token| token.id).collect();
        let read = (read, truncated);
        let scorer = Scorer::open(&self.predictor, &chosen, read, target, deadline(), Admission::Wait).await.unwrap();
        (scorer, words(text, &tokens))
    }

    /// What `/predict` answers for the label at `target`.
    pub(super) async fn predict(&self, text: &str, model: &str, target: usize) -> f32 {
        let (chosen, _) = self.predictor.choose(text, Some(model)).unwrap();
        let request = Request { text, model: Some(model), deadline: deadline(), admission: Admission::Wait };
        self.predictor.predict(request).await.unwrap().scores[&chosen.model.labels[target]]
    }

    /// Texts that wait to be run.
    pub(super) fn waiting(&self) -> u64 {
        self.metrics.queue_depth.get()
    }

    /// Texts run so far.
    pub(super) fn runs(&self) -> usize {
        let rendered = self.metrics.render().unwrap();
        let sum = rendered.lines().find_map(|line| line.strip_prefix("tramontane_batch_size_sum ")).unwrap();
        sum.parse::<f64>().unwrap() as usize
    }
}

impl Drop for Sample {
    fn drop(&mut self) {
        self.engine.close();
        if let Some(workers) = self.workers.take() {
            workers.join();
        }
    }
}

pub(super) fn deadline() -> Instant {
    Instant::now() + Duration::from_secs(60)
}
