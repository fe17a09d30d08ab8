//! What needs the network's answers as well as the embedding: maps and the axis. Worked out once for a model, then kept.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::axis::{AxisAnswer, AxisWord, Pole};
use super::effect::{Poles, Reader, fp32_identity, polarity};
use super::map::{self, MAX_NAMED_WORDS, MapRequest, Method, Selection};
use super::reference::{REFERENCE_WORDS, Reference};
use super::store::{self, Key};
use super::word::{Opened, Word};
use super::{Asked, EmbeddingError, Embeddings, opened, selection};
use crate::chain::Chain;
use crate::models::Model;
use crate::runtime::Weights;

/// Words that the network reads at a time for a request: batches form among them, and others wait some ten milliseconds.
const CONCURRENCY: usize = 64;

/// Words at a time where nobody waits: a few, behind which a request's text waits for one of them.
const BACKGROUND_CONCURRENCY: usize = 4;

/// Entries of a vocabulary from which its usual maps are made before anybody asks. A smaller one's are there at once.
const WORTH_PREPARING: usize = 1000;

impl Embeddings {
    /// Where words stand between negative and positive; without words, the poles' own.
    ///
    /// # Errors
    /// When there is no such model, it has no embedding, it does not know a word, or the network does not read one.
    pub async fn axis(&self, name: &str, words: &[String]) -> Result<AxisAnswer, EmbeddingError> {
        if words.len() > MAX_NAMED_WORDS {
            return Err(EmbeddingError::Count { count: words.len(), least: 1, most: MAX_NAMED_WORDS });
        }
        let opened = tokio::task::block_in_place(|| opened(self.model(name)?))?;
        let reference = self.reference(&opened, CONCURRENCY).await?;
        let (axis, correlation) = tokio::task::block_in_place(|| reference.axis(&opened))?;
        let own = || axis.negative.iter().chain(&axis.positive);
        let asked = if words.is_empty() {
            opened.words(own().map(String::as_str))?
        } else {
            opened.words(words.iter().map(String::as_str))?
        };
        let polarities = self.polarities(&opened, &reference, &asked, CONCURRENCY).await?;
        let poles = Poles::of(opened.model());
        let words = asked.into_iter().zip(polarities).map(|(word, polarity)| AxisWord {
            pieces: word.several_pieces(),
            projection: axis.place(&word.vector) as f32,
            word: word.word,
            polarity: polarity as f32,
        });
        Ok(AxisAnswer {
            model: opened.model().name.clone(),
            words: words.collect(),
            negative: Pole { label: poles.negative, words: axis.negative },
            positive: Pole { label: poles.positive, words: axis.positive },
            correlation: correlation.map(|correlation| correlation as f32),
        })
    }

    /// The map, as JSON: a [`MapAnswer`]. Dropping the future gives the work up.
    ///
    /// # Errors
    /// When the model has no embedding or does not know a word, the network does not read one, or too much waits.
    pub async fn map(&self, asked: Asked) -> Result<String, EmbeddingError> {
        self.make_map(asked, |model| Ok(model.weights()?), CONCURRENCY).await
    }

    /// Makes the usual maps of the models served now, where they are not kept yet, until `stop`.
    pub async fn prepare(self: Arc<Self>, stop: CancellationToken) {
        let large = self.registry.list().models.into_iter().filter(|model| model.vocabulary >= WORTH_PREPARING);
        for model in large {
            for method in [Method::Pca, Method::Tsne] {
                let made = async {
                    let asked = self.ask_map(&model.name, MapRequest::usual(method))?;
                    self.make_map(asked, |model| Ok(model.weights_once()?), BACKGROUND_CONCURRENCY).await
                };
                let made = tokio::select! {
                    () = stop.cancelled() => return,
                    made = made => made,
                };
                if let Err(error) = made {
                    tracing::warn!(model = model.name, cause = %Chain(&error), "no map was prepared");
                }
            }
        }
    }

    async fn make_map(
        &self,
        asked: Asked,
        weights: impl FnOnce(&Model) -> Result<Arc<Weights>, EmbeddingError>,
        concurrency: usize,
    ) -> Result<String, EmbeddingError> {
        let Asked { model, key, request } = asked;
        // What follows from the model alone is kept; what somebody wrote is not.
        let is_kept = matches!(request.selection, Selection::Top(_));
        if is_kept && let Some(known) = store::look_up(&self.storage, &key).await {
            return Ok(known);
        }
        let turn = self.gate.enter().await?;
        // Whoever was before may have made the very same.
        if is_kept && let Some(known) = store::look_up(&self.storage, &key).await {
            return Ok(known);
        }
        let opened = tokio::task::block_in_place(|| Opened::new(Arc::clone(&model), weights(&model)?))?;
        let words = tokio::task::block_in_place(|| match &request.selection {
            Selection::Top(count) => {
                opened.words(selection::frequent_words(&opened, *count).iter().map(String::as_str))
            }
            Selection::Words(words) => opened.words(words.iter().map(String::as_str)),
        })?;
        request.check(words.len())?;
        let reference = self.reference(&opened, concurrency).await?;
        let polarities = self.polarities(&opened, &reference, &words, concurrency).await?;
        drop(opened);
        let vectors: Vec<_> = words.iter().map(|word| word.vector.clone()).collect();
        let (method, seed) = (request.method, request.seed);
        let plane = turn.work(move |stop| map::lay(&vectors, method, seed, stop)).await?;
        let answer = map::answer(&request, &model.name, Poles::of(&model), &plane, words, &polarities);
        let body = serde_json::to_string(&answer).expect("words and finite numbers serialise");
        if is_kept {
            store::keep(&self.storage, &key, &body, self.clock.now()).await;
        }
        Ok(body)
    }

    /// The effects of the model's most frequent words: what is kept, or else worked out and kept.
    async fn reference(&self, opened: &Opened, concurrency: usize) -> Result<Reference, EmbeddingError> {
        let model = opened.model();
        let key = Key::of(&["reference", &model.name, &fp32_identity(model)]);
        let known = store::look_up(&self.storage, &key).await;
        if let Some(known) = known.and_then(|known| serde_json::from_str(&known).ok()) {
            return Ok(known);
        }
        let words = tokio::task::block_in_place(|| selection::frequent_words(opened, REFERENCE_WORDS));
        let ids: Vec<Vec<u32>> = opened.words(words.iter().map(String::as_str))?.iter().map(Word::ids).collect();
        let effects = self.reader(concurrency).effects(model, &ids).await?;
        let reference = Reference { words, effects };
        let body = serde_json::to_string(&reference).expect("words and finite numbers serialise");
        store::keep(&self.storage, &key, &body, self.clock.now()).await;
        Ok(reference)
    }

    /// The polarity of each word.
    async fn polarities(
        &self,
        opened: &Opened,
        reference: &Reference,
        words: &[Word],
        concurrency: usize,
    ) -> Result<Vec<f64>, EmbeddingError> {
        let is_new = |word: &&Word| reference.effect(&word.word).is_none();
        let new: Vec<Vec<u32>> = words.iter().filter(is_new).map(Word::ids).collect();
        let mut effects = self.reader(concurrency).effects(opened.model(), &new).await?.into_iter();
        let median = reference.median();
        let effect = |word: &Word| reference.effect(&word.word).or_else(|| effects.next());
        Ok(words.iter().filter_map(effect).map(|effect| polarity(effect, median)).collect())
    }

    fn reader(&self, concurrency: usize) -> Reader<'_> {
        Reader { engine: &self.engine, timeout: self.timeout, concurrency }
    }
}
