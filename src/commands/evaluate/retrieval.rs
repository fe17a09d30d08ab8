//! `tramontane evaluate --retrieval`: questions with known answers against the stored course, by the search that the server uses, from
//! its words alone.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::config::Config;
use crate::course::{Course, CourseError, Found};
use crate::mistral::{Mistral, MistralError};
use crate::storage::{Storage, StorageError};
use crate::telemetry::Metrics;

/// As deep as the deepest figure looks.
const DEPTH: usize = 10;

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub enum RetrievalError {
    /// The file of questions cannot be read.
    #[error("cannot read {}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A line of it is no question.
    #[error("line {line} is no question")]
    Line {
        /// Its number, from 1.
        line: usize,
        /// Why not.
        source: serde_json::Error,
    },
    /// The database is not to be had.
    #[error("cannot open the database")]
    Storage(#[from] StorageError),
    /// The language model's settings do not fit.
    #[error(transparent)]
    Mistral(#[from] MistralError),
    /// There is nothing to search.
    #[error("no document is stored; `tramontane ingest` stores a folder's")]
    Empty,
    /// The course cannot be searched.
    #[error("cannot search the course")]
    Course(#[from] CourseError),
    /// Nobody reads the figures.
    #[error("cannot write to standard output")]
    Output(#[from] io::Error),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    question: String,
    kind: String,
    answers: Vec<Place>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    document: String,
    at: Option<usize>,
}

/// What came of the questions of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Tally {
    asked: u32,
    answerable: u32,
    /// How often the first right passage came at each rank.
    at_rank: [u32; DEPTH],
    abstained: u32,
}

/// The figures of one kind; rates lie between 0 and 1, and are null where no question has an answer.
#[derive(Debug, PartialEq, Serialize)]
struct Figures {
    kind: String,
    n: u32,
    hit_at_1: Option<f64>,
    recall_at_3: Option<f64>,
    recall_at_5: Option<f64>,
    recall_at_10: Option<f64>,
    mrr_at_10: Option<f64>,
    abstained: f64,
}

/// Asks every question, and writes the figures on standard output, by kind.
///
/// # Errors
/// See [`RetrievalError`].
pub async fn run(config: &Config, file: &Path, limit: Option<usize>, as_json: bool) -> Result<(), RetrievalError> {
    let questions = read(file, limit)?;
    let storage = Storage::open(&config.data_dir).await?;
    let (clock, metrics) = (Clock::system(), Metrics::new());
    // No key: what is measured costs nothing, and is the same tomorrow.
    let mistral = Mistral::new(&config.mistral, None, storage.clone(), clock.clone(), Arc::clone(&metrics))?;
    let course = Course::new(storage.clone(), clock, metrics, mistral);
    let asked = ask(&course, &questions).await;
    storage.close().await;
    let (tallies, milliseconds) = asked?;
    let figures: Vec<Figures> = tallies.iter().map(|(kind, tally)| tally.figures(kind)).collect();
    let text = if as_json {
        let value = serde_json::json!({ "kinds": figures, "milliseconds_per_question": milliseconds });
        format!("{value:#}\n")
    } else {
        format!("{}{milliseconds:.2} ms per question\n", table(&figures))
    };
    Ok(io::stdout().lock().write_all(text.as_bytes())?)
}

fn read(path: &Path, limit: Option<usize>) -> Result<Vec<Question>, RetrievalError> {
    let text =
        std::fs::read_to_string(path).map_err(|source| RetrievalError::File { path: path.to_owned(), source })?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let questions = lines.take(limit.unwrap_or(usize::MAX)).map(|(number, line)| {
        serde_json::from_str(line).map_err(|source| RetrievalError::Line { line: number + 1, source })
    });
    questions.collect()
}

/// The tally of each kind, of all answerable questions and of all others; and the mean time of a search, in milliseconds.
async fn ask(course: &Course, questions: &[Question]) -> Result<(BTreeMap<String, Tally>, f64), RetrievalError> {
    if course.is_empty().await? {
        return Err(RetrievalError::Empty);
    }
    let bar = progress(questions.len());
    // Reads the index, which belongs to no question.
    course.search("", DEPTH).await?;
    let began = Instant::now();
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for question in questions {
        let found = course.search(&question.question, DEPTH).await?;
        let all = if question.answers.is_empty() { "ALL UNANSWERABLE" } else { "ALL ANSWERABLE" };
        for kind in [&question.kind, all] {
            tallies.entry(kind.to_owned()).or_default().count(question, &found);
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    let milliseconds = began.elapsed().as_secs_f64() * 1000.0 / questions.len().max(1) as f64;
    Ok((tallies, milliseconds))
}

impl Tally {
    fn count(&mut self, question: &Question, found: &Found) {
        self.asked += 1;
        self.abstained += u32::from(!found.answerable);
        if question.answers.is_empty() {
            return;
        }
        self.answerable += 1;
        let right = |place: &Place, hit: &crate::course::Hit| {
            place.document == hit.document && place.at.is_none_or(|at| (hit.start..hit.end).contains(&at))
        };
        let rank = found.hits.iter().position(|hit| question.answers.iter().any(|place| right(place, hit)));
        if let Some(rank) = rank {
            self.at_rank[rank] += 1;
        }
    }

    fn figures(&self, kind: &str) -> Figures {
        let answerable = f64::from(self.answerable);
        let rate = |sum: f64| (self.answerable > 0).then(|| sum / answerable);
        let within = |depth: usize| rate(f64::from(self.at_rank[..depth].iter().sum::<u32>()));
        let reciprocal = (1_u32..).zip(self.at_rank).map(|(rank, count)| f64::from(count) / f64::from(rank));
        Figures {
            kind: kind.to_owned(),
            n: self.asked,
            hit_at_1: within(1),
            recall_at_3: within(3),
            recall_at_5: within(5),
            recall_at_10: within(10),
            mrr_at_10: rate(reciprocal.sum()),
            abstained: f64::from(self.abstained) / f64::from(self.asked.max(1)),
        }
    }
}

fn table(figures: &[Figures]) -> String {
    let mut table = String::new();
    let width = figures.iter().map(|figures| figures.kind.chars().count()).max().unwrap_or_default();
    let head = ["n", "hit@1", "recall@3", "recall@5", "recall@10", "MRR@10", "abstained"];
    let _ = writeln!(table, "{:width$} {}", "kind", head.map(|name| format!("{name:>9}")).join(" "));
    for figures in figures {
        let Figures { kind, n, hit_at_1, recall_at_3, recall_at_5, recall_at_10, mrr_at_10, abstained } = figures;
        let rates = [*hit_at_1, *recall_at_3, *recall_at_5, *recall_at_10, *mrr_at_10, Some(*abstained)];
        let rates = rates.map(|rate| rate.map_or(format!("{:>9}", "-"), |rate| format!("{rate:>9.3}"))).join(" ");
        let _ = writeln!(table, "{kind:width$} {n:>9} {rates}");
    }
    table
}

fn progress(questions: usize) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} questions, {eta} left");
    ProgressBar::new(questions as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
