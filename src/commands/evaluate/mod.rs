//! `tramontane evaluate`: a model on a labelled file, or the search on questions with known answers.

mod file;
mod retrieval;
mod table;

use std::path::PathBuf;

use clap::Args;

use crate::config::Config;
use crate::evaluation::Format;

/// Measure a model on a labelled file, or how well the course is searched.
///
/// A labelled file is NDJSON, {"text", "label", ...} a line, or CSV with a header that names text and label. The evaluation
/// is stored beside those that were sent over HTTP, and a server shows it: /evaluations/{id}. A label is called by its name,
/// or by its place among the model's. Interrupted, it goes on when a server starts.
///
/// With --retrieval, each line of the file is {"question", "kind", "answers": [{"document", "at"?}]}. A passage is right where
/// it is of that document and, with "at", has that byte of it. No answers means that the course does not have any, and should
/// say so.
#[derive(Clone, Debug, Args)]
pub struct EvaluateArgs {
    /// The labelled file; - is standard input
    #[arg(required_unless_present = "retrieval")]
    pub file: Option<PathBuf>,
    /// Which model reads it: `name`, `name:fp32` or `name:int8` [default: the default model]
    #[arg(long, conflicts_with = "retrieval")]
    pub model: Option<String>,
    /// What to call the evaluation [default: the file's name]
    #[arg(long, conflicts_with = "retrieval")]
    pub name: Option<String>,
    /// How the file is written [default: csv where its name ends so, else ndjson]
    #[arg(long, value_enum, conflicts_with = "retrieval")]
    pub format: Option<Format>,
    /// Questions with known answers, to measure how the course is searched
    #[arg(long, value_name = "FILE", conflicts_with = "file")]
    pub retrieval: Option<PathBuf>,
    /// With --retrieval, ask only the first so many
    #[arg(long, value_name = "N", requires = "retrieval")]
    pub limit: Option<usize>,
    /// Write JSON instead of a table
    #[arg(long)]
    pub json: bool,
}

/// Measures what the arguments say, and writes the figures on standard output.
///
/// # Errors
/// When a file does not do, or the models or the database are not to be had.
pub async fn run(config: &Config, args: &EvaluateArgs) -> Result<(), Box<dyn std::error::Error>> {
    match (&args.retrieval, &args.file) {
        (Some(questions), _) => Ok(retrieval::run(config, questions, args.limit, args.json).await?),
        (None, Some(file)) => file::run(config, args, file).await,
        (None, None) => Ok(()),
    }
}
