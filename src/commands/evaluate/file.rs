//! A model on a labelled file.

use std::io::{self, IsTerminal, Write as _};
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{Stream, stream};
use indicatif::{ProgressBar, ProgressStyle};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio_util::sync::CancellationToken;

use super::{EvaluateArgs, table};
use crate::clock::Clock;
use crate::config::Config;
use crate::evaluation::figures::{confusion, figures};
use crate::evaluation::slices::worst;
use crate::evaluation::{Evaluation, EvaluationError, Evaluations, Format, Outcome, Reason};
use crate::sentiment::Predictor;
use crate::server::Inference;
use crate::storage::Storage;
use crate::telemetry::Metrics;

/// What is read from the file at a time.
const PIECE_BYTES: usize = 64 << 10;

/// Why a labelled file has no figures.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file cannot be read.
    #[error("cannot read {path}")]
    File {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The file does not do, or the database fails.
    #[error("the file was not evaluated")]
    Evaluation(#[from] EvaluationError),
    /// Given up.
    #[error("the evaluation {id} was given up: {}", reason.name())]
    GivenUp {
        /// Its id.
        id: uuid::Uuid,
        /// Why.
        reason: Reason,
    },
    /// Interrupted, or another process reads the file.
    #[error("the evaluation {id} is not finished: it goes on where it was when a server starts")]
    Stopped {
        /// Its id.
        id: uuid::Uuid,
    },
}

pub(super) async fn run(config: &Config, args: &EvaluateArgs, path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let input = open(path)?;
    let storage = Storage::open(&config.data_dir).await?;
    let inference = tokio::task::block_in_place(|| Inference::start(config, &Metrics::new()))?;
    let engine = Arc::clone(&inference.engine);
    let limit = config.http.text_limit_bytes;
    let predictor = Predictor::new(inference.registry, inference.engine, limit);
    let evaluations = Evaluations::new(storage.clone(), Clock::system(), predictor, limit, &config.data_dir);
    let told = evaluate(&evaluations, args, path, input).await;
    engine.close();
    tokio::task::block_in_place(|| inference.workers.join());
    let told = told?;
    storage.close().await;
    Ok(io::stdout().lock().write_all(told.as_bytes())?)
}

type Input = Box<dyn AsyncRead + Send + Unpin>;

/// The file, or standard input.
fn open(path: &Path) -> Result<Input, FileError> {
    if path == Path::new("-") {
        return Ok(Box::new(tokio::io::stdin()));
    }
    let opened = std::fs::File::open(path).and_then(|file| {
        // A folder opens, and is no file to read.
        if file.metadata()?.is_dir() { Err(io::ErrorKind::IsADirectory.into()) } else { Ok(file) }
    });
    let file = opened.map_err(|source| FileError::File { path: path.display().to_string(), source })?;
    Ok(Box::new(tokio::fs::File::from_std(file)))
}

async fn evaluate(
    evaluations: &Evaluations,
    args: &EvaluateArgs,
    path: &Path,
    input: Input,
) -> Result<String, FileError> {
    let is_table = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let format = args.format.unwrap_or(if is_table { Format::Csv } else { Format::Ndjson });
    let name = args.name.clone().unwrap_or_else(|| match path.file_name() {
        Some(name) => name.to_string_lossy().into_owned(),
        None => String::new(),
    });
    let mut evaluation = evaluations.create(&name, args.model.as_deref(), format, pieces(input)).await?;
    let id = evaluation.id;
    let bar = progress(evaluation.total);
    let stop = CancellationToken::new();
    let outcome = {
        let run = evaluations.run(&mut evaluation, &stop, |evaluation| tell(&bar, evaluation));
        let mut run = std::pin::pin!(run);
        tokio::select! {
            outcome = &mut run => outcome,
            // What is committed stays; the rows under way are let go.
            _ = tokio::signal::ctrl_c() => {
                stop.cancel();
                run.await
            }
        }
    };
    bar.finish_and_clear();
    match outcome? {
        Outcome::Read => {}
        Outcome::GivenUp(reason) => return Err(FileError::GivenUp { id, reason }),
        Outcome::Stopped => return Err(FileError::Stopped { id }),
    }
    let evaluation = evaluations.find(id).await?;
    let columns = evaluations.columns(&evaluation).await?;
    Ok(tokio::task::block_in_place(|| {
        let (figures, confusion, worst) = (figures(&columns), confusion(&columns), worst(&columns, true));
        if args.json {
            let value = serde_json::json!({
                "id": id, "name": evaluation.name, "model": evaluation.model_name(), "refused": evaluation.refused,
                "figures": figures, "confusion": confusion, "worst": worst,
            });
            format!("{value:#}\n")
        } else {
            table::table(&evaluation, &figures, &confusion, &worst)
        }
    }))
}

fn pieces(input: Input) -> impl Stream<Item = io::Result<Bytes>> {
    stream::unfold(Some(input), |input| async move {
        let mut input = input?;
        let mut piece = vec![0; PIECE_BYTES];
        match input.read(&mut piece).await {
            Ok(0) => None,
            Ok(read) => {
                piece.truncate(read);
                Some((Ok(Bytes::from(piece)), Some(input)))
            }
            Err(error) => Some((Err(error), None)),
        }
    })
}

fn progress(rows: u64) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} rows, {msg}, {eta} left");
    ProgressBar::new(rows).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn tell(bar: &ProgressBar, evaluation: &Evaluation) {
    let right = evaluation.rows - evaluation.wrong;
    let accuracy = right as f64 / evaluation.rows.max(1) as f64;
    bar.set_message(format!("accuracy {accuracy:.3}"));
    bar.set_position(evaluation.rows + evaluation.refused);
}
