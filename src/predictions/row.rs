//! The columns of a stored prediction, read back.

use jiff::Timestamp;
use sqlx::Row as _;
use uuid::Uuid;

use super::{LogError, Stored};
use crate::clock::time_of;
use crate::config::Precision;
use crate::sentiment::Timing;
use crate::storage::Row;

/// The columns that [`read`] wants, in its order.
pub(super) const COLUMNS: &str = "id, request_id, text, language, label, score, scores, model, \
     precision, model_hash, tokens, unknown_rate, truncated, tokenize_ms, queue_ms, inference_ms, gold_label, labelled_at";

/// One row of a query for [`COLUMNS`].
pub(super) fn read(row: &Row) -> Result<Stored, LogError> {
    let id = read_id(row)?;
    let damaged = |what| LogError::Damaged { id, what };
    let label: String = row.try_get(4)?;
    let gold_label: Option<String> = row.try_get(16)?;
    let labelled_at: Option<i64> = row.try_get(17)?;
    let correct = gold_label.as_ref().map(|gold| *gold == label);
    Ok(Stored {
        id,
        created_at: time_of(id),
        request_id: row.try_get(1)?,
        text: row.try_get(2)?,
        language: row.try_get(3)?,
        label,
        score: row.try_get(5)?,
        scores: serde_json::from_str(row.try_get(6)?).map_err(|_| damaged("scores"))?,
        model: row.try_get(7)?,
        precision: read_precision(row.try_get(8)?).ok_or_else(|| damaged("precision"))?,
        model_hash: row.try_get(9)?,
        tokens: row.try_get(10)?,
        unknown_rate: row.try_get(11)?,
        truncated: row.try_get(12)?,
        timing_ms: Timing { tokenize: row.try_get(13)?, queue: row.try_get(14)?, inference: row.try_get(15)? },
        gold_label,
        labelled_at: labelled_at
            .map(|at| Timestamp::from_millisecond(at).map_err(|_| damaged("labelled_at")))
            .transpose()?,
        correct,
    })
}

/// The id that a query selects first.
pub(super) fn read_id(row: &Row) -> Result<Uuid, LogError> {
    let bytes: &[u8] = row.try_get(0)?;
    // SQLite keeps the type and not the length.
    Uuid::from_slice(bytes).map_err(|_| LogError::Damaged { id: Uuid::nil(), what: "id" })
}

/// An id as the database holds it.
pub(super) fn id_bytes(id: Uuid) -> Vec<u8> {
    id.into_bytes().to_vec()
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
