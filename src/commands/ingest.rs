//! `tramontane ingest`: a folder becomes the course. A server may be running; it answers from it at once.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::clock::Clock;
use crate::config::Config;
use crate::course::{Course, CourseError, Progress, Report};
use crate::mistral::{Mistral, MistralError};
use crate::storage::{Storage, StorageError};
use crate::telemetry::Metrics;

/// Make a folder's documents the course.
///
/// Markdown (.md), HTML (.html) and text (.txt), in UTF-8, subfolders included. They replace the documents of the folder
/// ingested before; those that the teacher sent over HTTP stay. What has not changed is not touched.
#[derive(Clone, Debug, Args)]
pub struct IngestArgs {
    /// The folder [default: the course's, --course-dir]
    pub folder: Option<PathBuf>,
}

/// Why the folder could not be ingested.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The database is not to be had.
    #[error("cannot open the database")]
    Storage(#[from] StorageError),
    /// The language model's settings do not fit.
    #[error(transparent)]
    Mistral(#[from] MistralError),
    /// The folder cannot be read, or the course not be written.
    #[error("cannot ingest the folder")]
    Course(#[from] CourseError),
    /// Nobody reads the report.
    #[error("cannot write to standard output")]
    Output(#[from] io::Error),
}

/// Ingests the folder, and reports on standard output.
///
/// # Errors
/// See [`IngestError`]. What was stored before an error stays.
pub async fn run(config: &Config, args: &IngestArgs) -> Result<(), IngestError> {
    let folder = args.folder.as_deref().unwrap_or(&config.course_dir);
    let storage = Storage::open(&config.data_dir).await?;
    let (clock, metrics) = (Clock::system(), Metrics::new());
    // Reading a folder asks no model.
    let mistral = Mistral::new(&config.mistral, None, storage.clone(), clock.clone(), Arc::clone(&metrics))?;
    let course = Course::new(storage.clone(), clock, metrics, mistral);
    let began = Instant::now();
    let ingested = ingest(&course, folder).await;
    storage.close().await;
    write!(io::stdout().lock(), "{}", summary(&ingested?, began.elapsed()))?;
    Ok(())
}

async fn ingest(course: &Course, folder: &Path) -> Result<Report, CourseError> {
    let bar = progress();
    let report = course.ingest_folder(folder, |Progress { done, total, passages }| {
        bar.set_length(total as u64);
        bar.set_message(format!("{passages} passages"));
        bar.set_position(done as u64);
    });
    let report = report.await?;
    bar.finish_and_clear();
    Ok(report)
}

fn progress() -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} documents, {msg}, {eta} left");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// What was done, for a person.
fn summary(report: &Report, elapsed: Duration) -> String {
    let Report { added, changed, unchanged, removed, passages, skipped } = report;
    let documents = added + changed + unchanged;
    let seconds = elapsed.as_secs_f64();
    let rate = *passages as f64 / seconds.max(f64::EPSILON);
    let mut text = format!(
        "{documents} documents: {added} added, {changed} changed, {unchanged} unchanged; {removed} removed\n\
         {passages} passages written in {seconds:.2} s ({rate:.0} per second)\n"
    );
    if !skipped.is_empty() {
        let files = if skipped.len() == 1 { "file" } else { "files" };
        text.push_str(&format!("{} {files} skipped:\n", skipped.len()));
        for (path, reason) in skipped {
            text.push_str(&format!("  {path}: {reason}\n"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::Unreadable;

    #[test]
    fn the_summary_names_what_was_skipped() {
        let skipped = vec![("image.png".to_owned(), Unreadable::Format)];
        let report = Report { added: 2, unchanged: 1, passages: 10, skipped, ..Report::default() };
        let text = summary(&report, Duration::from_secs(2));
        assert_eq!(
            text,
            "3 documents: 2 added, 0 changed, 1 unchanged; 0 removed\n10 passages written in 2.00 s (5 per second)\n\
             1 file skipped:\n  image.png: not a Markdown (.md), HTML (.html) or text (.txt) file\n"
        );
    }

    #[tokio::test]
    async fn a_folder_becomes_the_course_beside_a_server() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("cours");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("a.md"), "# Titre\n\nUne phrase.").unwrap();
        let config = Config { data_dir: dir.path().join("data"), course_dir: folder, ..Config::default() };
        let server = Storage::open(&config.data_dir).await.unwrap();
        run(&config, &IngestArgs { folder: None }).await.unwrap();
        let stored: i64 = sqlx::query_scalar("SELECT count(*) FROM passages").fetch_one(server.read()).await.unwrap();
        assert_eq!(stored, 1);
        let missing = IngestArgs { folder: Some(dir.path().join("none")) };
        let error = run(&config, &missing).await.unwrap_err();
        assert!(matches!(error, IngestError::Course(CourseError::Folder { .. })), "{error:?}");
    }
}
