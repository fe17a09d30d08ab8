//! Everything that a report tells, counted and read.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::Evaluations;
use super::super::columns::Columns;
use super::super::duplicates::Duplicates;
use super::super::error::EvaluationError;
use super::super::figures::{
    Bin, Confusion, Figures, HistogramBin, Thresholds, confusion, figures, histogram, reliability, thresholds,
};
use super::super::look::Which;
use super::super::search::{DUPLICATES, WORDS};
use super::super::slices::{Worst, worst};
use super::super::store::findings;
use super::Report;
use super::pick::{Picks, conflicts};

/// What follows from the numbers alone.
pub(super) struct Counted {
    pub(super) figures: Figures,
    pub(super) confusion: Confusion,
    pub(super) reliability: Vec<Bin>,
    pub(super) histogram: Vec<HistogramBin>,
    pub(super) thresholds: Option<Thresholds>,
    pub(super) worst: Worst,
    pub(super) picks: Picks,
}

impl Counted {
    pub(super) fn of(columns: &Columns) -> Self {
        Self {
            figures: figures(columns),
            confusion: confusion(columns),
            reliability: reliability(columns),
            histogram: histogram(columns),
            thresholds: thresholds(columns),
            worst: worst(columns, true),
            picks: Picks::of(columns),
        }
    }
}

impl Evaluations {
    /// The report of `which`, of the rows read so far.
    ///
    /// # Errors
    /// When there is no such evaluation, or the database fails.
    pub async fn report(&self, which: Which) -> Result<Report, EvaluationError> {
        let look = self.look(which).await?;
        let columns = Arc::clone(&look.columns);
        // A million rows take a second: off the threads that serve connections.
        let counted = tokio::task::block_in_place(|| Counted::of(&columns));
        let (mut words, mut duplicates): (_, Option<Duplicates>) = (None, None);
        if let Some(evaluation) = &look.evaluation {
            let reader = self.storage().read();
            words = findings::get(reader, evaluation.key, WORDS).await?;
            duplicates = findings::get(reader, evaluation.key, DUPLICATES).await?;
        }
        let twins = duplicates.as_ref().map(conflicts).unwrap_or_default();
        let rows: Vec<usize> = counted.picks.rows().chain(twins.iter().copied()).collect();
        let sentences = self.sentences(&look, &rows).await?;
        let sentences: BTreeMap<u64, _> = sentences.into_iter().map(|sentence| (sentence.number, sentence)).collect();
        Ok(Report {
            evaluation: look.evaluation,
            columns,
            counted,
            words,
            duplicates,
            twins,
            sentences,
            written_at: self.clock.now(),
        })
    }
}
