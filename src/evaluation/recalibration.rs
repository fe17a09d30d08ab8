//! A calibration fitted on an evaluation's rows and stored with its model, which answers by it from then on.

use uuid::Uuid;

use super::Evaluations;
use super::calibration::{Asked, Calibration, fit};
use super::columns::Columns;
use super::description::Evaluation;
use super::error::EvaluationError;
use crate::models::{Adjustment, Checked, StoredCalibration};

/// Rows of the fitted half below which a calibration says more of them than of the model.
const MIN_FITTED: u64 = 100;

/// Decimals that are kept: none that any answer shows is lost, and JSON gives the very same number back.
const DECIMALS: f64 = 1e12;

impl Evaluations {
    /// Fits what is asked for on the rows of the evaluation called `id`, stores it in the folder of the graph that read
    /// them, and lets that graph answer by it from the next request on.
    ///
    /// An evaluation reads what its model answers. Where the model had a calibration then, the temperatures multiply:
    /// `softmax(ln softmax(z / a) / b) = softmax(z / ab)`; and the new threshold, or its absence, replaces the old one.
    ///
    /// # Errors
    /// When the evaluation is not finished or its rows settle nothing, its model is no longer served as it was, or the
    /// model's folder cannot be written. The model then answers as before.
    pub async fn calibrate(&self, id: Uuid, asked: Asked) -> Result<(Evaluation, StoredCalibration), EvaluationError> {
        let evaluation = self.find(id).await?;
        if !evaluation.status.is_final() {
            return Err(EvaluationError::NotFinished);
        }
        if !asked.temperature && evaluation.labels.len() != 2 {
            return Err(EvaluationError::NotBinary { labels: evaluation.labels.len() });
        }
        let columns = self.columns(&evaluation).await?;
        let stored_at = format!("{:.3}", self.clock.now());
        // A million rows take some hundred milliseconds, and the disk may be slow.
        tokio::task::block_in_place(|| {
            let fitted = settled(&columns, asked)?;
            let stored = stored(&evaluation, &fitted, stored_at);
            self.runner.predictor.registry().calibrate(&evaluation.model_name(), stored.clone())?;
            Ok((evaluation, stored))
        })
    }
}

fn settled(columns: &Columns, asked: Asked) -> Result<Calibration, EvaluationError> {
    let fitted = fit(columns, asked);
    let rows = fitted.as_ref().map_or(0, |fitted| fitted.fitted_on);
    let wants_threshold = asked.threshold && columns.labels.len() == 2;
    let is_settled = |fitted: &Calibration| {
        fitted.fitted_on >= MIN_FITTED
            && (fitted.is_settled() || !asked.temperature)
            && (fitted.threshold.is_some() || !wants_threshold)
    };
    fitted.filter(is_settled).ok_or(EvaluationError::NothingToFit { rows, needed: MIN_FITTED })
}

fn stored(evaluation: &Evaluation, fitted: &Calibration, stored_at: String) -> StoredCalibration {
    let before = evaluation.calibration.map_or(1.0, |calibration| calibration.temperature);
    let rounded = |number: f64| (number * DECIMALS).round() / DECIMALS;
    let threshold = fitted.threshold.map(|threshold| rounded(threshold).clamp(1.0 / DECIMALS, 1.0 - 1.0 / DECIMALS));
    StoredCalibration {
        adjustment: Adjustment { temperature: rounded(before * fitted.temperature), threshold },
        model_hash: evaluation.model_hash.clone(),
        evaluation: evaluation.id,
        evaluation_name: evaluation.name.clone(),
        fitted_on: fitted.fitted_on,
        checked_on: fitted.checked_on,
        before: Checked {
            ece: fitted.ece_before.value,
            log_loss: fitted.log_loss_before.value,
            accuracy: fitted.accuracy_before.value,
            macro_f1: fitted.macro_f1_before,
        },
        after: Checked {
            ece: fitted.ece_after.value,
            log_loss: fitted.log_loss_after.value,
            accuracy: fitted.accuracy_after.value,
            macro_f1: fitted.macro_f1_after,
        },
        stored_at,
    }
}
