//! A plane on which words lie, near to those that they are near to: by principal components or by t-SNE.

use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::error::EmbeddingError;
use super::reference::REFERENCE_WORDS;
use super::store::Key;
use super::vector::{Vector, unit};
use super::word::Word;
use super::{effect, kept, pca, tsne};
use crate::random::Random;

/// The most words of a map: the workshop's vocabulary. Principal components take a moment for them.
pub const MAX_WORDS: usize = 5000;

/// The most words of a map by t-SNE, which takes some two seconds for them, and for twice as many four times as long.
pub const MAX_TSNE_WORDS: usize = 1000;

/// The most words that a request names itself: more make no address.
pub const MAX_NAMED_WORDS: usize = 1000;

/// Words of a map where the request does not say.
pub const DEFAULT_TOP: usize = REFERENCE_WORDS;

/// How the plane is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = MapMethod)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// The two directions in which the vectors differ most.
    #[default]
    Pca,
    /// t-SNE: neighbours stay neighbours, and distances mean nothing else.
    Tsne,
}

/// Which words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// The most frequent whole words of the vocabulary, so many.
    Top(usize),
    /// These.
    Words(Vec<String>),
}

/// What map is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapRequest {
    /// How the plane is found.
    pub method: Method,
    /// Which words.
    pub selection: Selection,
    /// From what t-SNE's random jolt follows.
    pub seed: u64,
}

/// A map.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct MapAnswer {
    /// Whose embedding.
    #[schema(example = "avis-bilstm")]
    pub model: String,
    /// How the plane was found.
    #[schema(example = "pca")]
    pub method: Method,
    /// From what t-SNE's random jolt follows; it changes nothing of principal components.
    #[schema(example = 0)]
    pub seed: u64,
    /// The labels for which a polarity of -1 and one of 1 stand.
    #[schema(example = json!(["negative", "positive"]))]
    pub poles: [String; 2],
    /// The words.
    pub points: Vec<Point>,
    /// With principal components: the share of the variance that each of the two axes shows, as scikit-learn's
    /// `explained_variance_ratio_`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, example = json!([0.23, 0.07]))]
    pub explained_variance: Option<[f64; 2]>,
    /// With t-SNE: how many neighbours each word had, in effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, example = 30)]
    pub perplexity: Option<f64>,
    /// The share of each word's 10 nearest (by cosine, among these words) that are among its 10 nearest on the map. Of more
    /// than 1000 words, as many of them at most are asked, evenly spread.
    #[schema(example = 0.28, minimum = 0, maximum = 1)]
    pub neighbors_kept: f64,
}

/// A word on a map.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Point {
    /// The word.
    #[schema(example = "magnifique")]
    pub word: String,
    /// Its pieces, where the vocabulary does not have it whole; its vector is then their mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub pieces: Option<Vec<String>>,
    /// To the right.
    #[schema(example = 1.25)]
    pub x: f32,
    /// Upwards.
    #[schema(example = -0.5)]
    pub y: f32,
    /// What the network makes of the word alone, between -1 and 1, 0 for a word like any other: `tanh((effect - m) / 2)`
    /// of its log odds, as `/embeddings/axis` defines them.
    #[schema(example = 0.8, minimum = -1, maximum = 1)]
    pub polarity: f32,
}

/// What is worked out of the vectors.
#[derive(Clone, Debug)]
pub(super) struct Plane {
    points: Vec<[f64; 2]>,
    explained: Option<[f64; 2]>,
    kept: f64,
}

impl MapRequest {
    /// The default map, by `method`.
    pub fn usual(method: Method) -> Self {
        Self { method, selection: Selection::Top(DEFAULT_TOP), seed: 0 }
    }

    /// The fewest words of which the method makes a map.
    fn least(&self) -> usize {
        match self.method {
            Method::Pca => 2,
            Method::Tsne => tsne::MIN_POINTS,
        }
    }

    /// The most.
    fn most(&self) -> usize {
        let most = match self.method {
            Method::Pca => MAX_WORDS,
            Method::Tsne => MAX_TSNE_WORDS,
        };
        match &self.selection {
            Selection::Top(_) => most,
            Selection::Words(_) => most.min(MAX_NAMED_WORDS),
        }
    }

    /// Whether a map of `count` words can be made.
    pub(super) fn check(&self, count: usize) -> Result<(), EmbeddingError> {
        let (least, most) = (self.least(), self.most());
        if (least..=most).contains(&count) { Ok(()) } else { Err(EmbeddingError::Count { count, least, most }) }
    }

    /// Under which the map of the model of that name and hash is kept, and told from others.
    pub(super) fn key(&self, name: &str, hash: &str) -> Key {
        let method = match self.method {
            Method::Pca => "pca",
            Method::Tsne => "tsne",
        };
        let seed = self.seed.to_string();
        let mut parts = vec!["map", name, hash, method, seed.as_str()];
        let top;
        match &self.selection {
            Selection::Top(count) => {
                top = count.to_string();
                parts.extend(["top", top.as_str()]);
            }
            Selection::Words(words) => {
                parts.push("words");
                parts.extend(words.iter().map(String::as_str));
            }
        }
        Key::of(&parts)
    }
}

/// Lays `vectors` on a plane. `None` once `stop` is set.
pub(super) fn lay(vectors: &[Vector], method: Method, seed: u64, stop: &AtomicBool) -> Option<Plane> {
    // Of length 1, so that near means what it means for `/neighbors`: a small angle.
    let units: Vec<Vector> = vectors.iter().map(|vector| unit(vector)).collect();
    let (points, explained) = match method {
        Method::Pca => {
            let projection = pca::project(vectors);
            (projection.points, Some(projection.explained))
        }
        Method::Tsne => {
            let start = pca::project(&units).points;
            (tsne::map(&units, &start, &mut Random::seeded(seed), stop)?, None)
        }
    };
    Some(Plane { kept: kept::share(&units, &points), points, explained })
}

/// The answer.
pub(super) fn answer(
    request: &MapRequest,
    model: &str,
    poles: effect::Poles,
    plane: &Plane,
    words: Vec<Word>,
    polarities: &[f64],
) -> MapAnswer {
    let perplexity = (request.method == Method::Tsne).then(|| tsne::perplexity(words.len()));
    let points = words.into_iter().zip(&plane.points).zip(polarities).map(|((word, [x, y]), polarity)| Point {
        pieces: word.several_pieces(),
        word: word.word,
        x: *x as f32,
        y: *y as f32,
        polarity: *polarity as f32,
    });
    MapAnswer {
        model: model.to_owned(),
        method: request.method,
        seed: request.seed,
        poles: [poles.negative, poles.positive],
        points: points.collect(),
        explained_variance: plane.explained,
        perplexity,
        neighbors_kept: plane.kept,
    }
}
