//! The course: what is stored, for everybody; what changes it, for the teacher.

pub mod delete;
pub mod get;
pub mod list;
pub(in crate::http) mod problem;
pub mod put;
pub mod search;

use serde::Serialize;
use utoipa::ToSchema;

use crate::course;

/// A document of the course.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CourseDocument)]
pub struct Document {
    /// Its path in the course; it may hold slashes.
    #[schema(example = "lstm/portes.md")]
    path: String,
    /// The title that it gives itself, or its file's name.
    #[schema(example = "Les portes du LSTM")]
    title: String,
    /// How it is written.
    format: course::Format,
    /// Its language (ISO 639-1), where it is clearly French or English.
    #[schema(example = "fr")]
    language: Option<String>,
    /// Where it came from: `folder` (the course's folder, replaced when one is ingested again) or `http` (the teacher).
    #[schema(example = "folder")]
    origin: &'static str,
    /// Its size, in bytes.
    #[schema(example = 4210)]
    bytes: u64,
    /// SHA-256 of its source, in hexadecimal.
    sha256: String,
    /// When its content last changed.
    #[schema(value_type = String, format = DateTime, example = "2026-11-24T10:00:00.123Z")]
    updated_at: String,
    /// How many passages it was cut into.
    #[schema(example = 7)]
    passages: usize,
}

impl Document {
    fn of(stored: &course::Stored) -> Self {
        Self {
            path: stored.path.clone(),
            title: stored.title.clone(),
            format: stored.format,
            language: stored.language.clone(),
            origin: stored.origin.name(),
            bytes: stored.bytes,
            sha256: stored.sha256.clone(),
            updated_at: format!("{:.3}", stored.updated_at),
            passages: stored.cut.len(),
        }
    }
}
