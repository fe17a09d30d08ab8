//! The program's commands, one a file.

pub mod export;
pub mod openapi;
pub mod predict;
pub mod serve;

use clap::{Parser, Subcommand};

use crate::config::Overrides;

/// Sentiment from ONNX LSTMs, laid open for a classroom, with every prediction kept.
///
/// Settings come from tramontane.toml, then TRAMONTANE_* (a .env file is read), then flags. Secrets come from the
/// environment alone: TRAMONTANE_TEACHER_KEY.
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
    /// Print the OpenAPI document
    Openapi,
}
