//! The numbers of an evaluation's rows.

use futures_util::TryStreamExt;
use sqlx::Row as _;

use super::super::columns::Columns;
use super::super::description::Evaluation;
use super::super::error::EvaluationError;
use super::super::pack;
use super::{chunk, signed};
use crate::storage::{Reader, Storage};

const DAMAGED: EvaluationError = EvaluationError::Damaged { what: "the numbers of an evaluation's rows" };

/// Every row read so far. A million take some 40 MB.
///
/// # Errors
/// When the database fails.
pub async fn all(reader: &Reader, evaluation: &Evaluation) -> Result<Columns, EvaluationError> {
    let mut columns = Columns { marked_words: evaluation.marked.clone(), ..empty(evaluation) };
    columns.reserve(usize::try_from(evaluation.rows).unwrap_or_default());
    let mut chunks =
        sqlx::query("SELECT first, data, marks FROM evaluation_columns WHERE evaluation = ? ORDER BY first")
            .bind(evaluation.key)
            .fetch(reader);
    while let Some(row) = chunks.try_next().await? {
        let first: i64 = row.try_get(0)?;
        if usize::try_from(first) != Ok(columns.len()) {
            return Err(DAMAGED);
        }
        pack::unpack(row.try_get(1)?, &mut columns).ok_or(DAMAGED)?;
        if let Some(marks) = row.try_get::<Option<&[u8]>, _>(2)? {
            columns.marks.extend(marks.as_chunks().0.iter().map(|bytes| u64::from_le_bytes(*bytes)));
        }
    }
    // Marked words are written piece by piece; half of them are none.
    if columns.marks.len() != columns.len() {
        columns.marks.clear();
        columns.marked_words.clear();
    }
    // An attribute with too many values tells nothing apart.
    columns.attributes.retain(|attribute| attribute.values.len() > 1);
    Ok(columns)
}

/// Notes which of the marked words the rows from `first` on have.
///
/// # Errors
/// When the database fails.
pub async fn mark(storage: &Storage, key: i64, first: u64, marks: &[u64]) -> Result<(), EvaluationError> {
    let bytes: Vec<u8> = marks.iter().flat_map(|mark| mark.to_le_bytes()).collect();
    sqlx::query("UPDATE evaluation_columns SET marks = ? WHERE evaluation = ? AND first = ?")
        .bind(bytes)
        .bind(key)
        .bind(signed(first))
        .execute(&mut *storage.write().await)
        .await?;
    Ok(())
}

/// Where each piece of the columns begins.
///
/// # Errors
/// When the database fails.
pub async fn pieces(reader: &Reader, key: i64) -> Result<Vec<u64>, EvaluationError> {
    let firsts: Vec<i64> =
        sqlx::query_scalar("SELECT first FROM evaluation_columns WHERE evaluation = ? ORDER BY first")
            .bind(key)
            .fetch_all(reader)
            .await?;
    Ok(firsts.into_iter().map(i64::unsigned_abs).collect())
}

/// The rows of the piece that begins at `first`, without their marks.
///
/// # Errors
/// When there is no such piece, or the database fails.
pub async fn piece(reader: &Reader, evaluation: &Evaluation, first: u64) -> Result<Columns, EvaluationError> {
    let piece = sqlx::query("SELECT data FROM evaluation_columns WHERE evaluation = ? AND first = ?");
    let piece = piece.bind(evaluation.key).bind(signed(first)).fetch_optional(reader).await?;
    let mut columns = empty(evaluation);
    pack::unpack(piece.ok_or(DAMAGED)?.try_get(0)?, &mut columns).ok_or(DAMAGED)?;
    Ok(columns)
}

/// Gives row `number` the label at `gold`, and keeps the one that the file gave it.
///
/// # Errors
/// When there is no such row, or the database fails.
pub async fn correct(storage: &Storage, evaluation: &Evaluation, number: u64, gold: u8) -> Result<(), EvaluationError> {
    let unknown = EvaluationError::UnknownRow { row: number };
    let mut transaction = storage.begin().await?;
    let piece = sqlx::query(
        "SELECT first, data FROM evaluation_columns WHERE evaluation = ? AND first <= ? ORDER BY first DESC LIMIT 1",
    );
    let piece = piece.bind(evaluation.key).bind(signed(number)).fetch_optional(&mut *transaction).await?;
    let piece = piece.ok_or_else(|| unknown.clone())?;
    let (first, mut data): (i64, Vec<u8>) = (piece.try_get(0)?, piece.try_get(1)?);
    let at = usize::try_from(number - first.unsigned_abs()).map_err(|_| DAMAGED)?;
    let mut before = empty(evaluation);
    pack::unpack(&data, &mut before).ok_or(DAMAGED)?;
    if at >= before.len() {
        return Err(unknown);
    }
    let (old, predicted) = (before.gold[at], before.predicted[at]);
    *pack::gold_mut(&mut data, at).ok_or(DAMAGED)? = gold;
    sqlx::query("UPDATE evaluation_columns SET data = ? WHERE evaluation = ? AND first = ?")
        .bind(data)
        .bind(evaluation.key)
        .bind(first)
        .execute(&mut *transaction)
        .await?;
    let original = &evaluation.labels[usize::from(old)];
    // The first correction keeps what the file said; a return to it takes the mark away.
    sqlx::query(
        "UPDATE evaluation_rows SET original = nullif(coalesce(original, ?1), ?2) WHERE evaluation = ?3 AND number = ?4",
    )
    .bind(original)
    .bind(&evaluation.labels[usize::from(gold)])
    .bind(evaluation.key)
    .bind(signed(number))
    .execute(&mut *transaction)
    .await?;
    let change = i64::from(gold != predicted) - i64::from(old != predicted);
    sqlx::query("UPDATE evaluations SET wrong = wrong + ?, corrections = corrections + 1 WHERE key = ?")
        .bind(change)
        .bind(evaluation.key)
        .execute(&mut *transaction)
        .await?;
    let rowid = chunk::rowid(evaluation.key, number);
    match change {
        // The index holds the wrong rows.
        1 => sqlx::query(
            "INSERT INTO evaluation_search (rowid, text) \
             SELECT ?1, text FROM evaluation_rows WHERE evaluation = ?2 AND number = ?3",
        ),
        -1 => sqlx::query(
            "INSERT INTO evaluation_search (evaluation_search, rowid, text) \
             SELECT 'delete', ?1, text FROM evaluation_rows WHERE evaluation = ?2 AND number = ?3",
        ),
        _ => sqlx::query("SELECT 1"),
    }
    .bind(rowid)
    .bind(evaluation.key)
    .bind(signed(number))
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

fn empty(evaluation: &Evaluation) -> Columns {
    Columns { attributes: evaluation.attributes.columns(), ..Columns::new(evaluation.labels.clone()) }
}
