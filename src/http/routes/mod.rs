//! One operation a file: its request, its answer, its handler, its documentation.

pub mod chat;
pub mod compare;
pub mod conversations;
pub mod course;
pub mod embeddings;
pub mod evaluations;
pub mod explain;
pub mod health;
pub mod metrics;
pub mod models;
pub mod predict;
pub mod predictions;
pub mod problems;
pub mod security;
pub mod tokenize;
pub mod tutor;
pub mod v1;
