//! `tramontane export`: the log as NDJSON or CSV, on standard output or into a file. A server may be running.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use futures_util::TryStreamExt;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;

use crate::predictions::export::{self, Format};
use crate::predictions::{Filter, LogError, find};
use crate::storage::{self, Reader, StorageError};

/// Write the prediction log as NDJSON or CSV.
///
/// Newest first; with filters, only the predictions that meet all of them.
#[derive(Clone, Debug, Default, Args)]
pub struct ExportArgs {
    /// How a prediction is written
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Only those predicted to have this label
    #[arg(long)]
    pub label: Option<String>,
    /// Only those of this model
    #[arg(long)]
    pub model: Option<String>,
    /// Only those made at this time or later, such as 2026-11-24T10:00:00Z
    #[arg(long, value_name = "TIME")]
    pub since: Option<Timestamp>,
    /// Only those made before this time
    #[arg(long, value_name = "TIME")]
    pub until: Option<Timestamp>,
    /// Only those that a person labelled (true) or did not (false)
    #[arg(long, value_name = "BOOL")]
    pub labelled: Option<bool>,
    /// Of those that a person labelled, only the wrong (true) or the right ones (false)
    #[arg(long, value_name = "BOOL")]
    pub wrong: Option<bool>,
    /// Only those whose text holds this, whatever the case, with or without accents
    #[arg(long, value_name = "TEXT")]
    pub q: Option<String>,
    /// The file to write, in place of any that is there; without it, standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Why the log could not be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is no log to export.
    #[error("cannot open the log")]
    Storage(#[from] StorageError),
    /// The log cannot be read.
    #[error("cannot read the log")]
    Read(#[from] LogError),
    /// The file cannot be created or written.
    #[error("cannot write {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Standard output cannot be written.
    #[error("cannot write to standard output")]
    Output(#[source] io::Error),
    /// The text to search for is longer than a search takes.
    #[error("--q takes 1 to {limit} characters", limit = crate::predictions::MAX_SEARCH_CHARS)]
    Search,
}

/// Exports the log in `data_dir`, which it only reads.
///
/// # Errors
/// See [`ExportError`].
pub async fn run(data_dir: &Path, args: &ExportArgs) -> Result<(), ExportError> {
    if args.q.as_ref().is_some_and(|q| q.is_empty() || q.chars().count() > crate::predictions::MAX_SEARCH_CHARS) {
        return Err(ExportError::Search);
    }
    let reader = storage::open_reader(data_dir)?;
    let filter = args.filter();
    let Some(path) = &args.output else {
        let outcome = write(&reader, filter, args.format, io::stdout().lock(), &ProgressBar::hidden()).await?;
        return match outcome {
            // `tramontane export | head` has what it wants.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            outcome => outcome.map_err(ExportError::Output),
        };
    };
    let in_file = |source| ExportError::File { path: path.clone(), source };
    let file = File::create(path).map_err(in_file)?;
    let bar = progress(&reader, &filter).await?;
    write(&reader, filter, args.format, file, &bar).await?.map_err(in_file)?;
    bar.finish();
    Ok(())
}

impl ExportArgs {
    fn filter(&self) -> Filter {
        Filter {
            label: self.label.clone(),
            model: self.model.clone(),
            since: self.since,
            until: self.until,
            labelled: self.labelled,
            wrong: self.wrong,
            q: self.q.clone(),
        }
    }
}

/// The outer result is the log's, the inner one the output's.
async fn write(
    reader: &Reader,
    filter: Filter,
    format: Format,
    output: impl Write,
    bar: &ProgressBar,
) -> Result<io::Result<()>, LogError> {
    let mut output = BufWriter::new(output);
    let mut chunks = std::pin::pin!(export::chunks(reader.clone(), filter, format));
    while let Some(chunk) = chunks.try_next().await? {
        if let Err(error) = output.write_all(&chunk.bytes) {
            return Ok(Err(error));
        }
        bar.inc(chunk.predictions as u64);
    }
    Ok(output.flush())
}

/// Counting walks the log once, so it is done only for someone to see.
async fn progress(reader: &Reader, filter: &Filter) -> Result<ProgressBar, LogError> {
    if !io::stderr().is_terminal() {
        return Ok(ProgressBar::hidden());
    }
    let bar = ProgressBar::new(find::count(reader, filter).await?);
    let style = ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} predictions, {eta} left");
    Ok(bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::commands::{Cli, Command};
    use crate::predictions::samples::{record, store};

    #[test]
    fn its_arguments_stand_beside_the_settings() {
        let line =
            ["tramontane", "export", "--format", "csv", "--log-format", "json", "--since", "2026-11-24T10:00:00Z"];
        let cli = Cli::try_parse_from(line).unwrap();
        let Command::Export(args) = cli.command else { panic!("{cli:?}") };
        assert_eq!((args.format, args.filter().since.unwrap().to_string()), (Format::Csv, line[7].to_owned()));
    }

    #[tokio::test]
    async fn writes_a_file_beside_a_running_server() {
        let (_storage, dir) = store(vec![record(1, "un"), record(2, "deux")]).await;
        let output = dir.path().join("out.csv");
        let args = ExportArgs {
            format: Format::Csv,
            q: Some("DEUX".to_owned()),
            output: Some(output.clone()),
            ..ExportArgs::default()
        };
        run(dir.path(), &args).await.unwrap();
        let written = std::fs::read_to_string(output).unwrap();
        assert!(written.starts_with("id,") && written.contains(",deux,") && !written.contains(",un,"), "{written}");
    }

    #[tokio::test]
    async fn says_what_it_cannot_read_or_write() {
        let empty = tempfile::tempdir().unwrap();
        let error = run(empty.path(), &ExportArgs::default()).await.unwrap_err();
        assert!(matches!(error, ExportError::Storage(StorageError::Missing { .. })), "{error:?}");

        let (_storage, dir) = store(Vec::new()).await;
        let args = ExportArgs { output: Some(dir.path().join("none/out")), ..ExportArgs::default() };
        assert!(matches!(run(dir.path(), &args).await, Err(ExportError::File { .. })));
        let args = ExportArgs { q: Some(String::new()), ..ExportArgs::default() };
        assert!(matches!(run(dir.path(), &args).await, Err(ExportError::Search)));
    }
}
