//! What every handler may use. Built once, at the start, shared by reference count.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::chat::Chat;
use crate::clock::Clock;
use crate::course::Course;
use crate::embeddings::Embeddings;
use crate::evaluation::Evaluations;
use crate::evaluation::drift::Watch;
use crate::inside::Looker;
use crate::mistral::Mistral;
use crate::models::Registry;
use crate::predictions::Writer;
use crate::sentiment::Predictor;
use crate::storage::Storage;
use crate::teacher::TeacherKey;
use crate::telemetry::Metrics;
use crate::tutor::Tutor;

/// What every handler may use.
#[derive(Debug)]
pub struct App {
    /// Classifies.
    pub predictor: Predictor,
    /// Looks into networks.
    pub looker: Looker,
    /// The models.
    pub registry: Arc<Registry>,
    /// Looks at the models' words.
    pub embeddings: Arc<Embeddings>,
    /// Finds where models fail.
    pub evaluations: Evaluations,
    /// Tells how the log moves.
    pub drift: Arc<Watch>,
    /// Records.
    pub writer: Writer,
    /// Finds what was recorded.
    pub storage: Storage,
    /// The course.
    pub course: Course,
    /// Answers students.
    pub chat: Chat,
    /// Gives the exercises.
    pub tutor: Tutor,
    /// The language model.
    pub mistral: Mistral,
    /// Opens the teacher's routes.
    pub teacher: TeacherKey,
    /// Counts.
    pub metrics: Arc<Metrics>,
    /// Time and ids.
    pub clock: Clock,
    /// Requests' limits.
    pub limits: Limits,
    /// Set once the server stops taking connections.
    pub draining: Draining,
}

/// Requests' limits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Largest body outside NDJSON, in bytes.
    pub body_bytes: usize,
    /// Largest text, in bytes.
    pub text_bytes: usize,
    /// How long one text may take, and a client to send its body.
    pub timeout: Duration,
}

/// Whether the server is stopping: every answer then closes its connection.
#[derive(Clone, Debug, Default)]
pub struct Draining(Arc<AtomicBool>);

impl Draining {
    /// From now on, yes.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it is.
    pub fn is_on(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
