//! The service from outside: HTTP against a server on a port of its own, with tiny models and a database of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod calibration;
mod chat;
mod compare;
mod contract;
mod course;
mod drift;
mod edge;
mod embeddings;
mod evaluations;
mod explain;
mod fake;
mod health;
mod input;
#[path = "../mistral/mod.rs"]
mod mistral;
mod models;
mod overload;
mod predict;
mod predictions;
mod real;
mod relay;
mod security;
mod support;
mod tokenize;
mod tutor;
mod v1;
