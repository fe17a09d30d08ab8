//! `tramontane predict`: lines in, NDJSON out, without a server and without the log.

use std::io::IsTerminal;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use futures_util::{StreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, BufWriter};

use crate::config::Config;
use crate::runtime::Admission;
use crate::sentiment::{PredictError, Prediction, Predictor, Request};
use crate::server::Inference;
use crate::telemetry::Metrics;

/// Texts under way at a time: enough for batches of similar length to form among them.
const CONCURRENCY: usize = 256;
/// No client waits; a line may take as long as the machine needs.
const DEADLINE: Duration = Duration::from_secs(3600);

/// Classify lines of standard input.
#[derive(Debug, Args)]
pub struct PredictArgs {
    /// `name`, `name:fp32` or `name:int8`; without it, each text's language chooses
    #[arg(long)]
    pub model: Option<String>,
    /// How lines are read: `auto` takes a line that begins with { as NDJSON {"text", "model"?}
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// How lines are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Each line for itself.
    #[default]
    Auto,
    /// Each line is a text.
    Text,
    /// Each line is a JSON object.
    Ndjson,
}

#[derive(Deserialize)]
struct Line {
    text: String,
    model: Option<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Prediction { label: String, score: f32, model: String, tokens: u32, unknown_rate: f32, truncated: bool },
    Error { line: u64, error: String },
}

/// Reads standard input to its end; answers stand in the order of the lines. A bad line costs its own answer.
///
/// # Errors
/// When the models cannot be loaded, or input or output fails.
pub async fn run(config: &Config, args: &PredictArgs) -> Result<(), Box<dyn std::error::Error>> {
    let inference = tokio::task::block_in_place(|| Inference::start(config, &Metrics::new()))?;
    let engine = Arc::clone(&inference.engine);
    let predictor = Predictor::new(inference.registry, inference.engine, config.http.text_limit_bytes);
    let bar = progress();
    let input = BufReader::new(tokio::io::stdin()).split(b'\n');
    let lines = stream::unfold((input, 0_u64), |(mut input, number)| async move {
        let next = input.next_segment().await.transpose()?;
        Some(((number + 1, next), (input, number + 1)))
    });
    let answers = lines.map(|(number, line)| classify(&predictor, args, number, line)).buffered(CONCURRENCY);
    let mut answers = std::pin::pin!(answers);
    let mut output = BufWriter::new(tokio::io::stdout());
    while let Some(answer) = answers.next().await {
        let Some(answer) = answer? else { continue };
        let mut bytes = serde_json::to_vec(&answer)?;
        bytes.push(b'\n');
        output.write_all(&bytes).await?;
        bar.inc(1);
    }
    output.flush().await?;
    bar.finish();
    engine.close();
    tokio::task::block_in_place(|| inference.workers.join());
    Ok(())
}

async fn classify(
    predictor: &Predictor,
    args: &PredictArgs,
    number: u64,
    line: std::io::Result<Vec<u8>>,
) -> std::io::Result<Option<Answer>> {
    let line = line?;
    if line.trim_ascii().is_empty() {
        return Ok(None);
    }
    let failed = |error: String| Ok(Some(Answer::Error { line: number, error }));
    let line = match parse(args.format, &line) {
        Ok(line) => line,
        Err(error) => return failed(error),
    };
    let model = line.model.as_deref().or(args.model.as_deref());
    let deadline = Instant::now() + DEADLINE;
    let request = Request { text: &line.text, model, deadline, admission: Admission::Wait };
    match predictor.predict(request).await {
        Ok(prediction) => Ok(Some(prediction.into())),
        Err(error @ PredictError::Infer(_)) => Err(std::io::Error::other(error)),
        Err(error) => failed(error.to_string()),
    }
}

fn parse(format: Format, line: &[u8]) -> Result<Line, String> {
    let is_json = match format {
        Format::Auto => line.trim_ascii_start().starts_with(b"{"),
        Format::Text => false,
        Format::Ndjson => true,
    };
    if is_json {
        return serde_json::from_slice(line).map_err(|error| error.to_string());
    }
    let text = std::str::from_utf8(line).map_err(|error| error.to_string())?;
    Ok(Line { text: text.trim_end_matches('\r').to_owned(), model: None })
}

impl From<Prediction> for Answer {
    fn from(prediction: Prediction) -> Self {
        Self::Prediction {
            label: prediction.label,
            score: prediction.score,
            model: format!("{}:{}", prediction.model, prediction.precision),
            tokens: prediction.tokens,
            unknown_rate: prediction.unknown_rate,
            truncated: prediction.truncated,
        }
    }
}

/// On a terminal, a counter: how many lines are to come is not known.
fn progress() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{spinner} {human_pos} lines, {per_sec}, {elapsed}");
    ProgressBar::new_spinner().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()))
}
