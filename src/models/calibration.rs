//! `calibration.json` of a model folder: how each of its graphs' probabilities are put right, and where that comes from.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::error::{CalibrationError, FolderError};
use crate::config::Precision;

pub(super) const CALIBRATION: &str = "calibration.json";
/// Written first, then renamed: the file is whole or as it was.
const UNFINISHED: &str = "calibration.json.new";

/// What turns a network's logits into the answer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Adjustment {
    /// The temperature `T` of `softmax(logits / T)`, above 0 (Guo and others, "On calibration of modern neural networks",
    /// ICML 2017). Above 1 it makes the model more modest; 1 changes nothing.
    #[schema(example = 1.4)]
    pub temperature: f64,
    /// From which probability on the second of two labels is given; null where the most probable label is.
    #[schema(example = 0.46)]
    pub threshold: Option<f64>,
}

/// A calibration with where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StoredCalibration {
    /// What is done to the logits.
    #[serde(flatten)]
    pub adjustment: Adjustment,
    /// SHA-256 of configuration, tokenizer and graph that it was fitted to.
    pub model_hash: String,
    /// The evaluation on whose rows it was fitted.
    pub evaluation: Uuid,
    /// What that evaluation was called.
    #[schema(example = "critiques de la classe")]
    pub evaluation_name: String,
    /// Rows that it was fitted on.
    #[schema(example = 1000)]
    pub fitted_on: u64,
    /// Other rows of the same evaluation, of which `before` and `after` are said.
    #[schema(example = 1000)]
    pub checked_on: u64,
    /// As the evaluation was.
    pub before: Checked,
    /// With this calibration.
    pub after: Checked,
    /// When it was stored (RFC 3339).
    #[schema(format = DateTime, example = "2026-11-24T10:00:00.000Z")]
    pub stored_at: String,
}

/// How a model fares on rows that its calibration was not fitted on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = CalibrationChecked)]
pub struct Checked {
    /// The expected calibration error.
    #[schema(example = 0.03)]
    pub ece: f64,
    /// The mean of `-ln p` of the right label.
    #[schema(example = 0.24)]
    pub log_loss: f64,
    /// The share of rows that are right.
    #[schema(example = 0.92)]
    pub accuracy: f64,
    /// The unweighted mean of the labels' F1.
    #[schema(example = 0.91)]
    pub macro_f1: f64,
}

/// A graph's calibration, as its model's folder holds it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct CalibrationInfo {
    /// Whether it is used. One that was fitted to other files than those that answer is not.
    pub used: bool,
    /// The calibration.
    #[serde(flatten)]
    pub stored: StoredCalibration,
}

/// The file: a calibration for each precision that has one.
pub(super) type Calibrations = BTreeMap<Precision, StoredCalibration>;

impl Adjustment {
    fn is_possible(&self) -> bool {
        let threshold = self.threshold.is_none_or(|threshold| threshold > 0.0 && threshold < 1.0);
        self.temperature > 0.0 && self.temperature.is_finite() && threshold
    }
}

/// What the folder at `path` holds; nothing where it has no such file.
pub(super) fn read(path: &Path) -> Result<Calibrations, FolderError> {
    let bytes = match std::fs::read(path.join(CALIBRATION)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Calibrations::new()),
        Err(source) => return Err(FolderError::Read { file: CALIBRATION, source }),
    };
    let read: Calibrations = serde_json::from_slice(&bytes).map_err(FolderError::Calibration)?;
    if read.values().all(|stored| stored.adjustment.is_possible()) {
        Ok(read)
    } else {
        Err(FolderError::ImpossibleCalibration)
    }
}

/// Puts `calibrations` in place of what the folder at `path` holds, whole or not at all.
pub(super) fn write(path: &Path, calibrations: &Calibrations) -> Result<(), CalibrationError> {
    let bytes = serde_json::to_vec_pretty(calibrations).expect("strings and finite numbers serialise");
    let unfinished = path.join(UNFINISHED);
    let written = File::create(&unfinished)
        .and_then(|mut file| file.write_all(&bytes).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&unfinished, path.join(CALIBRATION)));
    written.map_err(|source| {
        // It may not even be there; the failure that is told is the first one.
        let _ = std::fs::remove_file(&unfinished);
        CalibrationError::Write(source)
    })
}

/// Takes the file away from the folder at `path`; one that is not there is away.
pub(super) fn remove(path: &Path) -> Result<(), CalibrationError> {
    match std::fs::remove_file(path.join(CALIBRATION)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(CalibrationError::Write(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;

    /// A calibration of the graph with this hash.
    pub(crate) fn stored(model_hash: &str, temperature: f64, threshold: Option<f64>) -> StoredCalibration {
        let checked = Checked { ece: 0.1, log_loss: 0.5, accuracy: 0.8, macro_f1: 0.75 };
        StoredCalibration {
            adjustment: Adjustment { temperature, threshold },
            model_hash: model_hash.to_owned(),
            evaluation: Uuid::nil(),
            evaluation_name: "essai".to_owned(),
            fitted_on: 120,
            checked_on: 110,
            before: checked,
            after: Checked { ece: 0.02, ..checked },
            stored_at: "2026-11-24T10:00:00.000Z".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::samples::stored;
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_nothing_else_is_left() {
        let dir = tempfile::tempdir().unwrap();
        assert!(read(dir.path()).unwrap().is_empty());
        let of = |temperature| Calibrations::from([(Precision::Int8, stored("a", temperature, Some(0.4)))]);
        for temperature in [1.5, 0.7] {
            write(dir.path(), &of(temperature)).unwrap();
            assert_eq!(read(dir.path()).unwrap(), of(temperature));
        }
        let files: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(files, [CALIBRATION]);
        remove(dir.path()).unwrap();
        remove(dir.path()).unwrap();
        assert!(read(dir.path()).unwrap().is_empty());
    }

    #[test]
    fn a_write_that_fails_leaves_what_there_was() {
        let dir = tempfile::tempdir().unwrap();
        let kept = Calibrations::from([(Precision::Fp32, stored("a", 2.0, None))]);
        write(dir.path(), &kept).unwrap();
        // A folder stands where the unfinished file should.
        std::fs::create_dir(dir.path().join(UNFINISHED)).unwrap();
        let other = Calibrations::from([(Precision::Fp32, stored("b", 3.0, None))]);
        assert!(matches!(write(dir.path(), &other), Err(CalibrationError::Write(_))));
        assert_eq!(read(dir.path()).unwrap(), kept);
    }

    #[test]
    fn what_is_no_calibration_is_named() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(CALIBRATION), "{").unwrap();
        assert_eq!(read(dir.path()).unwrap_err().file(), CALIBRATION);
        for (temperature, threshold) in [(0.0, None), (-1.0, None), (1.0, Some(0.0)), (1.0, Some(1.0))] {
            write(dir.path(), &Calibrations::from([(Precision::Fp32, stored("a", temperature, threshold))])).unwrap();
            let error = read(dir.path()).unwrap_err();
            assert!(matches!(error, FolderError::ImpossibleCalibration), "{temperature} {threshold:?}: {error}");
        }
    }
}
