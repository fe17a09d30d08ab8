//! The columns of a stored prediction, read back.

use jiff::Timestamp;
use sqlx::Row as _;
use uuid::Uuid;

use super::{LogError, Stored};
use crate::config::Precision;
use crate::sentiment::Timing;
use crate::storage::Row;

/// The columns that [`read`] wants, in its order.
pub(super) const COLUMNS: &str = "seq, created_at, id, request_id, text, language, label, score, scores, model, \
     precision, model_hash, tokens, unknown_rate, truncated, tokenize_ms, queue_ms, inference_ms, gold_label, labelled_at";

/// One row of a query for [`COLUMNS`].
pub(super) fn read(row: &Row) -> Result<Stored, LogError> {
    let seq: i64 = row.try_get(0)?;
    let damaged = |what| LogError::Damaged { seq, what };
    let time = |milliseconds, what| Timestamp::from_millisecond(milliseconds).map_err(|_| damaged(what));
    let label: String = row.try_get(6)?;
    let gold_label: Option<String> = row.try_get(18)?;
    let correct = gold_label.as_ref().map(|gold| *gold == label);
    Ok(Stored {
        id: Uuid::try_parse(row.try_get(2)?).map_err(|_| damaged("id"))?,
        created_at: time(row.try_get(1)?, "created_at")?,
        request_id: row.try_get(3)?,
        text: row.try_get(4)?,
        language: row.try_get(5)?,
        label,
        score: row.try_get(7)?,
        scores: serde_json::from_str(row.try_get(8)?).map_err(|_| damaged("scores"))?,
        model: row.try_get(9)?,
        precision: read_precision(row.try_get(10)?).ok_or_else(|| damaged("precision"))?,
        model_hash: row.try_get(11)?,
        tokens: row.try_get(12)?,
        unknown_rate: row.try_get(13)?,
        truncated: row.try_get(14)?,
        timing_ms: Timing { tokenize: row.try_get(15)?, queue: row.try_get(16)?, inference: row.try_get(17)? },
        gold_label,
        labelled_at: row.try_get::<Option<i64>, _>(19)?.map(|at| time(at, "labelled_at")).transpose()?,
        correct,
    })
}

/// How a precision is stored.
pub(super) fn precision_name(precision: Precision) -> &'static str {
    match precision {
        Precision::Fp32 => "fp32",
        Precision::Int8 => "int8",
    }
}

fn read_precision(name: &str) -> Option<Precision> {
    [Precision::Fp32, Precision::Int8].into_iter().find(|precision| precision_name(*precision) == name)
}
