//! The program's commands, one a file.

pub mod evaluate;
pub mod export;
pub mod import;
pub mod ingest;
pub mod openapi;
pub mod predict;
pub mod serve;

use clap::{Parser, Subcommand};

use crate::config::Overrides;

/// Sentiment from ONNX LSTMs, laid open for a classroom, with every prediction kept.
///
/// Settings come from tramontane.toml, then TRAMONTANE_* (a .env file is read), then flags. Secrets come from the
/// environment alone: TRAMONTANE_TEACHER_KEY; MISTRAL_API_KEY for the language model; EMBEDDING_API_KEY for another
/// server that embeds, where --mistral-embedding-base-url names one.
#[derive(Debug, Parser)]
#[command(name = "tramontane", version)]
pub struct Cli {
    /// Settings, for every command.
    #[command(flatten)]
    pub settings: Overrides,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve over HTTP until interrupted
    Serve,
    /// Classify lines of standard input, without a server; NDJSON on standard output
    Predict(predict::PredictArgs),
    /// Write the prediction log as NDJSON or CSV; a server may be running
    Export(export::ExportArgs),
    /// Make a folder's documents the course; a server may be running
    Ingest(ingest::IngestArgs),
    /// Make a model folder of a model trained with Keras or PyTorch
    Import(import::ImportArgs),
    /// Measure a model on a labelled file, or how well the course is searched
    Evaluate(evaluate::EvaluateArgs),
    /// Print the OpenAPI document
    Openapi,
}
