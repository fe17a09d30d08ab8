//! Evaluations in the database: each one's description. The rows, their numbers and what was found have files of their own.

pub mod chunk;
pub mod columns;
pub mod erase;
pub mod findings;
pub mod rows;

use jiff::Timestamp;
use sqlx::Row as _;
use uuid::Uuid;

use super::description::{Evaluation, Reason, Status};
use super::error::EvaluationError;
use super::source::{Format, Place};
use crate::config::Precision;
use crate::models::Adjustment;
use crate::storage::{Reader, Row, Storage};

/// Evaluations in one list.
const MAX_LISTED: i64 = 200;

const DAMAGED: EvaluationError = EvaluationError::Damaged { what: "an evaluation" };

/// Stores a new evaluation; its `key` is the database's to give.
///
/// # Errors
/// When the database fails.
pub async fn insert(storage: &Storage, evaluation: &Evaluation) -> Result<(), EvaluationError> {
    sqlx::query(
        "INSERT INTO evaluations (id, name, model, precision, model_hash, labels, format, status, total, total_bytes, \
         created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(evaluation.id.as_bytes().to_vec())
    .bind(&evaluation.name)
    .bind(&evaluation.model)
    .bind(evaluation.precision.to_string())
    .bind(&evaluation.model_hash)
    .bind(json(&evaluation.labels))
    .bind(format_name(evaluation.format))
    .bind(evaluation.status.name())
    .bind(signed(evaluation.total))
    .bind(signed(evaluation.total_bytes))
    .bind(evaluation.created_at.as_millisecond())
    .execute(&mut *storage.write().await)
    .await?;
    Ok(())
}

/// The evaluation called `id`.
///
/// # Errors
/// When there is none, or the database fails.
pub async fn find(reader: &Reader, id: Uuid) -> Result<Evaluation, EvaluationError> {
    let row = sqlx::query("SELECT * FROM evaluations WHERE id = ? AND status <> 'erased'").bind(id.as_bytes().to_vec());
    read(&row.fetch_optional(reader).await?.ok_or(EvaluationError::Unknown)?)
}

/// The evaluations, newest first, at most two hundred.
///
/// # Errors
/// When the database fails.
pub async fn list(reader: &Reader) -> Result<Vec<Evaluation>, EvaluationError> {
    let rows = sqlx::query("SELECT * FROM evaluations WHERE status <> 'erased' ORDER BY key DESC LIMIT ?");
    rows.bind(MAX_LISTED).fetch_all(reader).await?.iter().map(read).collect()
}

/// What is still to be done, oldest first.
///
/// # Errors
/// When the database fails.
pub async fn unfinished(reader: &Reader) -> Result<Vec<Evaluation>, EvaluationError> {
    let rows =
        sqlx::query("SELECT * FROM evaluations WHERE status IN ('waiting', 'running', 'searching') ORDER BY key");
    rows.fetch_all(reader).await?.iter().map(read).collect()
}

/// Changes how the evaluation stands.
///
/// # Errors
/// When it is erased meanwhile, or the database fails.
pub async fn set_status(storage: &Storage, key: i64, status: Status) -> Result<(), EvaluationError> {
    let set = sqlx::query("UPDATE evaluations SET status = ? WHERE key = ? AND status <> 'erased'");
    known(set.bind(status.name()).bind(key).execute(&mut *storage.write().await).await?.rows_affected())
}

/// Begins the evaluation, whose model has `calibration`.
///
/// # Errors
/// When it is erased meanwhile, or the database fails.
pub async fn begin(storage: &Storage, key: i64, calibration: Option<Adjustment>) -> Result<(), EvaluationError> {
    let set = sqlx::query("UPDATE evaluations SET status = ?, calibration = ? WHERE key = ? AND status <> 'erased'");
    let set = set.bind(Status::Running.name()).bind(calibration.as_ref().map(json)).bind(key);
    known(set.execute(&mut *storage.write().await).await?.rows_affected())
}

/// Ends the evaluation: as done, or given up for a reason.
///
/// # Errors
/// When it is erased meanwhile, or the database fails.
pub async fn end(storage: &Storage, key: i64, reason: Option<Reason>, now: Timestamp) -> Result<(), EvaluationError> {
    let status = if reason.is_some() { Status::Failed } else { Status::Done };
    let set = sqlx::query(
        "UPDATE evaluations SET status = ?, reason = ?, ended_at = ?, total = rows + refused \
         WHERE key = ? AND status <> 'erased'",
    );
    let set = set.bind(status.name()).bind(reason.map(Reason::name)).bind(now.as_millisecond()).bind(key);
    known(set.execute(&mut *storage.write().await).await?.rows_affected())
}

fn known(changed: u64) -> Result<(), EvaluationError> {
    if changed == 0 { Err(EvaluationError::Unknown) } else { Ok(()) }
}

fn read(row: &Row) -> Result<Evaluation, EvaluationError> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let count = |column: &str| row.try_get::<i64, _>(column).map(i64::unsigned_abs);
    let time = |at: i64| Timestamp::from_millisecond(at).map_err(|_| DAMAGED);
    let (status, reason) = (text("status")?, row.try_get::<Option<String>, _>("reason")?);
    Ok(Evaluation {
        key: row.try_get("key")?,
        id: Uuid::from_slice(row.try_get("id")?).map_err(|_| DAMAGED)?,
        name: text("name")?,
        model: text("model")?,
        precision: match text("precision")?.as_str() {
            "fp32" => Precision::Fp32,
            "int8" => Precision::Int8,
            _ => return Err(DAMAGED),
        },
        model_hash: text("model_hash")?,
        calibration: row.try_get::<Option<&str>, _>("calibration")?.map(parse).transpose()?,
        labels: parse(&text("labels")?)?,
        format: [Format::Ndjson, Format::Csv]
            .into_iter()
            .find(|format| row.try_get::<&str, _>("format").is_ok_and(|name| name == format_name(*format)))
            .ok_or(DAMAGED)?,
        status: Status::ALL.into_iter().find(|one| one.name() == status).ok_or(DAMAGED)?,
        reason: reason.and_then(|reason| Reason::ALL.into_iter().find(|one| one.name() == reason)),
        total: count("total")?,
        total_bytes: count("total_bytes")?,
        place: Place { bytes: count("read_bytes")?, lines: count("read_lines")? },
        rows: count("rows")?,
        wrong: count("wrong")?,
        corrections: count("corrections")?,
        refused: count("refused")?,
        attributes: parse(&text("attributes")?)?,
        marked: parse(&text("marked")?)?,
        created_at: time(row.try_get("created_at")?)?,
        ended_at: row.try_get::<Option<i64>, _>("ended_at")?.map(time).transpose()?,
    })
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::Ndjson => "ndjson",
        Format::Csv => "csv",
    }
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("strings and numbers serialise")
}

fn parse<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, EvaluationError> {
    serde_json::from_str(text).map_err(|_| DAMAGED)
}

/// SQLite's integers are signed; no count comes near the difference.
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
pub(super) mod samples {
    //! Rows that the tests of this feature share.

    use super::chunk::{self, Chunk, Read};
    use super::*;
    use crate::evaluation::columns;

    /// Commits one piece of rows, behind those that `evaluation` has.
    pub async fn add_rows(storage: &Storage, evaluation: &Evaluation, numbers: Vec<columns::Row>) {
        let stored = find(storage.read(), evaluation.id).await.unwrap();
        let row = |numbers| Read { line: 1, text: "un film".to_owned(), attributes: Vec::new(), numbers };
        let rows = numbers.into_iter().map(row).collect();
        let chunk = Chunk { first: stored.rows, rows, faults: Vec::new(), refused: 0, place: Place::default() };
        chunk::commit(storage, stored.key, &chunk, &stored.attributes).await.unwrap();
    }
}
