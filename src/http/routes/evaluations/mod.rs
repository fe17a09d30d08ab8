//! Where a model fails: a labelled file or the log, in figures, slices and sentences.

pub mod calibrate;
pub mod calibration;
pub mod compare;
pub mod confusion;
pub mod create;
pub mod delete;
pub mod doubts;
pub mod drift;
pub mod duplicates;
pub mod errors;
pub mod events;
pub mod export;
pub mod faults;
pub mod get;
pub mod list;
pub mod put_label;
mod query;
pub mod report;
mod row;
pub mod slices;
pub mod words;

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoResponses, ToSchema};
use uuid::Uuid;

use crate::config::Precision;
use crate::evaluation::{Evaluation, Reason, Status, Which};
use crate::http::extract::Teacher;
use crate::http::problem::{Problem, ProblemDocument};
use crate::http::state::App;
use crate::models::Adjustment;

/// The id of an evaluation, in a path: its UUID, or `live`.
#[derive(Clone, Copy, Debug)]
pub struct Id(pub Which);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let which = text.parse();
        which.map(Self).map_err(|_| serde::de::Error::custom("an evaluation's id is a UUID, or `live`"))
    }
}

/// The teacher's key, where there is one.
#[derive(Debug)]
pub struct MaybeTeacher(Result<Teacher, Problem>);

impl FromRequestParts<Arc<App>> for MaybeTeacher {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        Ok(Self(Teacher::from_request_parts(parts, app).await))
    }
}

impl MaybeTeacher {
    /// Other people's texts are the teacher's to read: the log's. A file's are for whoever knows its id.
    fn may_read(self, which: Which) -> Result<(), Problem> {
        match which {
            Which::Live => self.0.map(|_| ()),
            Which::File(_) => Ok(()),
        }
    }
}

/// How whatever looks at an evaluation refuses.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes answers, and is never made")]
enum Refused {
    /// A parameter is unknown or does not fit
    #[response(status = 400, content_type = "application/problem+json")]
    Parameter(ProblemDocument),
    /// There is no such evaluation, or no more
    #[response(status = 404, content_type = "application/problem+json")]
    Unknown(ProblemDocument),
    /// What is stored is damaged
    #[response(status = 500, content_type = "application/problem+json")]
    Damaged(ProblemDocument),
    /// The database does not answer
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(ProblemDocument),
}

/// An evaluation, and how far it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EvaluationState {
    /// Unguessable: whoever knows it may read the evaluation.
    #[schema(example = "0199e2a4-7c1b-7f3a-9d55-2f6a1c0e8b47")]
    id: Uuid,
    /// What it was called.
    #[schema(example = "critiques de la classe")]
    name: String,
    /// The model's name.
    #[schema(example = "avis-bilstm")]
    model: String,
    /// Which of its graphs reads the rows.
    precision: Precision,
    /// The model's calibration, by which it answers the rows; null of a model without one, and before the first row.
    calibration: Option<Adjustment>,
    /// The model's labels.
    #[schema(example = json!(["negative", "positive"]))]
    labels: Vec<String>,
    /// How it stands.
    status: Status,
    /// Why it was given up; null unless it was.
    reason: Option<Reason>,
    /// Rows of the file that are read, those that could not be among them.
    #[schema(example = 1200)]
    done: u64,
    /// Rows that the file has; an estimate until it is read.
    #[schema(example = 5486)]
    total: u64,
    /// Rows of the file that could not be read, and count in no figure: `/evaluations/{id}/faults` tells why.
    #[schema(example = 0)]
    refused: u64,
    /// The share of rows read so far whose label was predicted; null before the first.
    #[schema(example = 0.926)]
    accuracy: Option<f64>,
    /// When it was sent.
    #[schema(value_type = String, format = DateTime, example = "2026-11-24T10:00:00.000Z")]
    created_at: String,
    /// When it was finished or given up; null before.
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-11-24T10:00:05.000Z")]
    ended_at: Option<String>,
}

impl From<Evaluation> for EvaluationState {
    fn from(evaluation: Evaluation) -> Self {
        let time = |time: Timestamp| format!("{time:.3}");
        let right = evaluation.rows - evaluation.wrong;
        Self {
            id: evaluation.id,
            name: evaluation.name,
            model: evaluation.model,
            precision: evaluation.precision,
            calibration: evaluation.calibration,
            labels: evaluation.labels,
            status: evaluation.status,
            reason: evaluation.reason,
            done: evaluation.rows + evaluation.refused,
            total: evaluation.total.max(evaluation.rows + evaluation.refused),
            refused: evaluation.refused,
            accuracy: (evaluation.rows > 0).then(|| right as f64 / evaluation.rows as f64),
            created_at: time(evaluation.created_at),
            ended_at: evaluation.ended_at.map(time),
        }
    }
}

/// Counting over a million rows takes some hundred milliseconds: off the threads that serve connections.
async fn counted<T: Send + 'static>(count: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(count).await.map_err(|error| Problem::internal(&error))
}
