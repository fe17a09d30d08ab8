//! The prediction log: every answered text with what was said of it, kept so that errors can be studied, corrected by
//! hand, exported and erased. It stores and finds; it neither predicts nor speaks HTTP.

mod error;
mod filter;
mod insert;
mod row;

pub mod annotators;
pub mod erase;
pub mod export;
pub mod find;
pub mod label;
pub mod labelled;
pub mod retention;
pub mod weeks;
pub mod writer;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use uuid::Uuid;

pub use error::LogError;
pub use filter::{Filter, MAX_SEARCH_CHARS};
pub use writer::Writer;

use crate::config::Precision;
use crate::sentiment::{Prediction, Timing};

/// What the log is given: a prediction and the text it is about.
#[derive(Clone, Debug)]
pub struct Record {
    /// The prediction's own id, unguessable: whoever knows it may read the row. The time with which it begins is when
    /// the prediction was made.
    pub id: Uuid,
    /// The id of the request that brought the text.
    pub request_id: String,
    /// The text as it was sent.
    pub text: String,
    /// What was said of it.
    pub prediction: Prediction,
}

/// A prediction as the log holds it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = StoredPrediction)]
pub struct Stored {
    /// The prediction's id.
    #[schema(example = "0199e2a4-7c1b-7f3a-9d55-2f6a1c0e8b47")]
    pub id: Uuid,
    /// When it was made: the time of its id.
    #[serde(serialize_with = "rfc3339")]
    #[schema(value_type = String, format = DateTime, example = "2026-11-24T10:00:00.123Z")]
    pub created_at: Timestamp,
    /// The id of the request that brought the text.
    #[schema(example = "0199e2a4-7c1b-7f3a-9d55-2f6a1c0e8b46")]
    pub request_id: String,
    /// The text as it was sent.
    #[schema(example = "Un film brillant, drôle et émouvant.")]
    pub text: String,
    /// The language detected (ISO 639-1); null where the detector was not confident.
    #[schema(example = "fr")]
    pub language: Option<String>,
    /// The most probable label.
    #[schema(example = "positive")]
    pub label: String,
    /// Its probability.
    #[schema(example = 0.97, minimum = 0, maximum = 1)]
    pub score: f32,
    /// Every label's probability.
    #[schema(example = json!({"negative": 0.03, "positive": 0.97}))]
    pub scores: BTreeMap<String, f32>,
    /// The model's name.
    #[schema(example = "avis-bilstm")]
    pub model: String,
    /// Which of its graphs answered.
    pub precision: Precision,
    /// SHA-256, in hexadecimal, of the model's files.
    pub model_hash: String,
    /// How many tokens the network read.
    #[schema(example = 9)]
    pub tokens: u32,
    /// The share of them that the vocabulary does not know.
    #[schema(example = 0.0, minimum = 0, maximum = 1)]
    pub unknown_rate: f32,
    /// Whether the length limit cut the text.
    #[schema(example = false)]
    pub truncated: bool,
    /// Where the time went.
    pub timing_ms: Timing,
    /// The label that a person gave; null without one.
    #[schema(example = "positive")]
    pub gold_label: Option<String>,
    /// When the person gave it; null without one.
    #[serde(serialize_with = "optional_rfc3339")]
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-11-24T10:05:00.000Z")]
    pub labelled_at: Option<Timestamp>,
    /// Whether the prediction agrees with the person's label; null without one.
    #[schema(example = true)]
    pub correct: Option<bool>,
}

fn rfc3339<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{time:.3}"))
}

fn optional_rfc3339<S: Serializer>(time: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => rfc3339(time, serializer),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
pub(crate) mod samples {
    //! Rows and stores that the tests of this feature share.

    use super::*;
    use crate::clock::first_id_at;
    use crate::storage::Storage;
    use crate::telemetry::Metrics;

    /// 2026-11-24T10:00:00Z, and `seconds` later.
    pub(crate) fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_795_514_400 + seconds).unwrap()
    }

    /// The id of [`record`]'s `number`, made `number` seconds after the first.
    pub(crate) fn id(number: u32) -> Uuid {
        Uuid::from_u128(first_id_at(at(i64::from(number))).as_u128() | u128::from(number))
    }

    /// Which of them an id is.
    pub(crate) fn number(id: Uuid) -> u32 {
        id.as_u128() as u32
    }

    pub(crate) fn record(number: u32, text: &str) -> Record {
        let prediction = Prediction {
            label: "positive".to_owned(),
            score: 0.9,
            scores: BTreeMap::from([("negative".to_owned(), 0.1), ("positive".to_owned(), 0.9)]),
            language: Some("fr"),
            model: "tiny".to_owned(),
            precision: Precision::Fp32,
            model_hash: "0".repeat(64),
            calibration: None,
            tokens: 7,
            unknown_rate: 0.25,
            truncated: false,
            timing: Timing { tokenize: 0.02, queue: 0.05, inference: 0.4 },
        };
        Record { id: id(number), request_id: format!("request-{number}"), text: text.to_owned(), prediction }
    }

    /// A store in a new directory, holding `records`.
    pub(crate) async fn store(records: Vec<Record>) -> (Storage, tempfile::TempDir) {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(dir.path()).await.unwrap();
        let (writer, work) = Writer::start(storage.clone(), Metrics::new(), 16);
        let fill = async move {
            for record in records {
                writer.record(record).await.unwrap();
            }
        };
        tokio::join!(fill, work);
        (storage, dir)
    }
}
