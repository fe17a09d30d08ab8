//! The course: documents kept as they were sent, cut into passages, and found again by a student's words.

mod cache;
mod candidates;
mod code;
mod corpus;
mod coverage;
mod cut;
mod document;
mod documents;
mod embed;
mod entity;
mod error;
mod find;
mod first;
mod folder;
mod fuse;
mod html;
mod index;
mod ingest;
mod lookup;
mod mark;
mod markdown;
mod mkdocs;
mod passage;
mod path;
mod piece;
mod plain;
mod prose;
mod query;
mod rank;
mod rows;
mod search;
mod sentence;
mod store;
mod table;
mod term;
pub mod text;
mod told;
mod vectors;

use std::sync::Arc;

pub use documents::{Cursor, InvalidCursor, MAX_LIMIT, Page, Place, Stored};
pub use error::{CourseError, PathError, Unreadable};
pub use ingest::{MAX_DOCUMENT_BYTES, Outcome, Progress, Report};
pub use passage::{Format, Passage};
pub use path::DocumentPath;
pub use search::{Found, Hit, Shown};
pub use sentence::ends as sentence_ends;
pub use store::{Change, Origin};

use cache::Cache;
use vectors::Vectors;

use crate::clock::Clock;
use crate::mistral::Mistral;
use crate::storage::Storage;
use crate::telemetry::Metrics;

/// The stored course. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Course {
    storage: Storage,
    clock: Clock,
    metrics: Arc<Metrics>,
    mistral: Mistral,
    cache: Arc<Cache>,
    vectors: Arc<Vectors>,
}

impl Course {
    /// The course in `storage`; `mistral` embeds, where it can.
    pub fn new(storage: Storage, clock: Clock, metrics: Arc<Metrics>, mistral: Mistral) -> Self {
        Self { storage, clock, metrics, mistral, cache: Arc::default(), vectors: Arc::default() }
    }

    /// Removes the document at `path`. False where there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove(&self, path: &DocumentPath) -> Result<bool, CourseError> {
        store::remove(&self.storage, path.as_str()).await
    }

    /// Whether no document is stored.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_empty(&self) -> Result<bool, CourseError> {
        store::is_empty(&self.storage).await
    }

    /// What changes whenever a document comes, goes or changes, as the last search found it; each search tells the present
    /// one.
    pub fn last_version(&self) -> String {
        self.cache.current().version.clone()
    }
}

#[cfg(test)]
pub(crate) mod samples {
    //! Courses that tests share.

    use super::*;

    /// An empty course in a new directory.
    pub(crate) async fn course() -> (Course, tempfile::TempDir) {
        let dir = tempfile::tempdir().unwrap();
        let storage = Storage::open(&dir.path().join("data")).await.unwrap();
        let clock = Clock::scripted(|| jiff::Timestamp::from_second(1_795_514_400).unwrap());
        let metrics = Metrics::new();
        let settings = crate::config::Mistral::default();
        let mistral = Mistral::new(&settings, None, storage.clone(), clock.clone(), Arc::clone(&metrics)).unwrap();
        (Course::new(storage, clock, metrics, mistral), dir)
    }
}
