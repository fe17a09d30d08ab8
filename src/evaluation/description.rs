//! An evaluation as it is told: what is read by which model, and how far it is.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::attributes::Attributes;
use super::source::{Format, Place};
use crate::config::Precision;
use crate::models::Adjustment;

/// How an evaluation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = EvaluationStatus)]
pub enum Status {
    /// Its file is there, and another one is being read.
    Waiting,
    /// The model reads its rows. After a restart it goes on where it was.
    Running,
    /// All rows are read; their texts are looked through for words and duplicates. Every figure is final.
    Searching,
    /// Finished.
    Done,
    /// Given up; `reason` says why. What was read until then is kept.
    Failed,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Running, Self::Searching, Self::Done, Self::Failed];

    /// As it is stored and written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Searching => "searching",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// Whether nothing more will come.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Failed)
    }
}

/// Why an evaluation was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = EvaluationReason)]
pub enum Reason {
    /// Its model, the model's files or its calibration are no longer those that it began with.
    ModelChanged,
    /// Its file is gone or cannot be read.
    FileLost,
    /// No row of its file could be read.
    NoRow,
    /// The network failed.
    NetworkFailed,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::ModelChanged, Self::FileLost, Self::NoRow, Self::NetworkFailed];

    /// As it is stored and written.
    pub fn name(self) -> &'static str {
        match self {
            Self::ModelChanged => "model_changed",
            Self::FileLost => "file_lost",
            Self::NoRow => "no_row",
            Self::NetworkFailed => "network_failed",
        }
    }
}

/// An evaluation, stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// What its rows are stored under.
    pub key: i64,
    /// Unguessable: whoever knows it may read it.
    pub id: Uuid,
    /// What a person calls it.
    pub name: String,
    /// The model's name.
    pub model: String,
    /// Which of its graphs answers.
    pub precision: Precision,
    /// SHA-256, in hexadecimal, of the model's files.
    pub model_hash: String,
    /// The model's calibration when the first row was read: none before, and of a model without one.
    pub calibration: Option<Adjustment>,
    /// The model's labels, in the order of the network's columns.
    pub labels: Vec<String>,
    /// How the file is written.
    pub format: Format,
    /// How it stands.
    pub status: Status,
    /// Why it was given up.
    pub reason: Option<Reason>,
    /// Rows that the file seems to have; exact once it is read.
    pub total: u64,
    /// The file's bytes.
    pub total_bytes: u64,
    /// How far the file is read.
    pub place: Place,
    /// Rows that a model has read.
    pub rows: u64,
    /// Those that it got wrong, by the labels that people have given since.
    pub wrong: u64,
    /// How often people have corrected a label.
    pub corrections: u64,
    /// Rows of the file that could not be read.
    pub refused: u64,
    /// What else the rows say.
    pub attributes: Attributes,
    /// The words that rows are marked with.
    pub marked: Vec<String>,
    /// When it was sent.
    pub created_at: Timestamp,
    /// When it was finished or given up.
    pub ended_at: Option<Timestamp>,
}

impl Evaluation {
    /// The model as a request calls it.
    pub fn model_name(&self) -> String {
        format!("{}:{}", self.model, self.precision)
    }
}

#[cfg(test)]
pub(super) mod samples {
    //! An evaluation that the tests of this feature share.

    use super::*;

    /// One that is done, of a model with these labels and of no row.
    pub fn evaluation(labels: Vec<String>) -> Evaluation {
        Evaluation {
            key: 1,
            id: Uuid::from_u128(7),
            name: String::new(),
            model: "tiny".to_owned(),
            precision: Precision::Fp32,
            model_hash: "0123456789abcdef".to_owned(),
            calibration: None,
            labels,
            format: Format::Ndjson,
            status: Status::Done,
            reason: None,
            total: 0,
            total_bytes: 0,
            place: Place::default(),
            rows: 0,
            wrong: 0,
            corrections: 0,
            refused: 0,
            attributes: Attributes::default(),
            marked: Vec::new(),
            created_at: Timestamp::UNIX_EPOCH,
            ended_at: None,
        }
    }
}
