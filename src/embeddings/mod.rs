//! The words of a model, as its embedding places them: searched, mapped, set beside each other. Reads the weights of
//! `model.onnx` and lets the network read single words; changes nothing.

mod axis;
mod effect;
mod error;
mod groups;
mod kept;
mod making;
mod map;
mod neighbors;
mod pca;
mod reference;
#[cfg(test)]
mod samples;
mod search;
mod selection;
mod store;
mod tsne;
mod vector;
mod word;
mod work;

use std::sync::Arc;
use std::time::Duration;

pub use axis::{AxisAnswer, AxisWord, Pole};
pub use error::{EmbeddingError, NotAWord};
pub use groups::{Comparison, Group, MAX_GROUPS, MAX_WORDS as MAX_GROUPED_WORDS, MIN_GROUPS};
pub use map::{DEFAULT_TOP, MAX_WORDS as MAX_MAP_WORDS, MapAnswer, MapRequest, Method, Point, Selection};
pub use neighbors::{MAX_NEIGHBORS, Neighbor, Neighborhood};
pub use search::{Cursor, MAX_LIMIT, MAX_QUERY_CHARS, Page, VocabularyEntry};
pub use word::MAX_WORD_CHARS;

use effect::fp32_identity;
use store::Key;
use word::Opened;
use work::Gate;

use crate::clock::Clock;
use crate::models::{Model, Registry};
use crate::runtime::Engine;
use crate::storage::Storage;

/// What can be asked of the models' embeddings.
#[derive(Debug)]
pub struct Embeddings {
    registry: Arc<Registry>,
    engine: Arc<Engine>,
    storage: Storage,
    clock: Clock,
    gate: Gate,
    timeout: Duration,
}

/// A map that has been asked for: which model's, and what tells its answer from every other.
#[derive(Debug)]
pub struct Asked {
    model: Arc<Model>,
    key: Key,
    request: MapRequest,
}

impl Asked {
    /// What tells the answer from every other: the same of the same, and different once anything of it differs.
    pub fn tag(&self) -> &str {
        self.key.as_str()
    }
}

impl Embeddings {
    /// The embeddings of the models of `registry`. One piece of long work is done at a time; who waits for it, or for the
    /// network, waits at most `timeout`.
    pub fn new(
        registry: Arc<Registry>,
        engine: Arc<Engine>,
        storage: Storage,
        clock: Clock,
        timeout: Duration,
    ) -> Self {
        Self { registry, engine, storage, clock, gate: Gate::new(timeout), timeout }
    }

    /// A page of the vocabulary of the model `name`: what fits `query`, after `after`.
    ///
    /// # Errors
    /// When no such model is served.
    pub fn vocabulary(
        &self,
        name: &str,
        query: &str,
        after: Option<Cursor>,
        limit: usize,
    ) -> Result<Page, EmbeddingError> {
        let model = self.model(name)?;
        Ok(tokio::task::block_in_place(|| search::page(model.tokenizer.vocabulary(), query, after, limit)))
    }

    /// The `count` entries nearest to `word`; whole words only where `whole` says so.
    ///
    /// # Errors
    /// When there is no such model, it has no embedding, or `word` is none that it knows.
    pub fn neighbors(&self, name: &str, word: &str, count: usize, whole: bool) -> Result<Neighborhood, EmbeddingError> {
        let model = self.model(name)?;
        tokio::task::block_in_place(|| neighbors::neighbors(&opened(model)?, word, count, whole))
    }

    /// Compares groups of words. The random divisions of its test follow from `seed`.
    ///
    /// # Errors
    /// When there is no such model, it has no embedding, or the groups do not fit.
    pub fn groups(&self, name: &str, groups: &[Group], seed: u64) -> Result<Comparison, EmbeddingError> {
        let model = self.model(name)?;
        tokio::task::block_in_place(|| groups::compare(&opened(model)?, groups, seed))
    }

    /// What identifies the map that `request` asks for of the model `name`. Works nothing out.
    ///
    /// # Errors
    /// When there is no such model, or too many or too few words are asked for.
    pub fn ask_map(&self, name: &str, request: MapRequest) -> Result<Asked, EmbeddingError> {
        let model = self.model(name)?;
        request.check(match &request.selection {
            Selection::Top(count) => *count,
            Selection::Words(words) => words.len(),
        })?;
        Ok(Asked { key: request.key(&model.name, &fp32_identity(&model)), model, request })
    }

    fn model(&self, name: &str) -> Result<Arc<Model>, EmbeddingError> {
        Ok(self.registry.choose(Some(name), None)?.model)
    }
}

fn opened(model: Arc<Model>) -> Result<Opened, EmbeddingError> {
    let weights = model.weights()?;
    Opened::new(model, weights)
}
