//! Tramontane: sentiment from ONNX LSTMs, laid open for a classroom, with every prediction kept.
//!
//! A request's journey, and the modules in reading order: [`http`] takes it in and [`sentiment`] classifies its text,
//! through a model of [`models`] on the threads of [`runtime`]; [`predictions`] writes the row through [`storage`], and
//! only then does the answer leave. [`server`] puts the parts together, [`commands`] and [`config`] start it,
//! [`telemetry`] tells its operators how it fares; [`clock`] and [`teacher`] hold time, ids and the one secret;
//! [`deadline`] limits time, [`random`] draws what must repeat, [`chain`] writes errors out.

pub mod chain;
pub mod chat;
pub mod clock;
pub mod commands;
pub mod compare;
pub mod config;
pub mod course;
pub mod deadline;
pub mod embeddings;
pub mod evaluation;
pub mod guard;
pub mod http;
pub mod import;
pub mod inside;
pub mod mistral;
pub mod models;
pub mod predictions;
pub mod random;
pub mod retention;
pub mod runtime;
pub mod sentiment;
pub mod server;
pub mod storage;
pub mod teacher;
pub mod telemetry;
pub mod tutor;
