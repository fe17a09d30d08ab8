//! Some hundred rows, committed together with how far the file is read: after a kill, either all of it is there or nothing.

use sqlx::QueryBuilder;

use super::super::attributes::Attributes;
use super::super::columns::Row;
use super::super::error::EvaluationError;
use super::super::pack;
use super::super::source::{Fault, Place};
use super::{json, signed};
use crate::storage::{Connection, Database, Storage};

/// Faults that are kept of one file; past them only their number is.
const MAX_FAULTS: u64 = 1000;

/// Bits of a row's number in the full-text index.
const NUMBER_BITS: u32 = 32;

/// Rows that were read since the last commit.
#[derive(Debug)]
pub struct Chunk {
    /// The number of the first row.
    pub first: u64,
    /// In the order of the file.
    pub rows: Vec<Read>,
    /// Lines of the file that gave no row.
    pub faults: Vec<(u64, Fault)>,
    /// How many faults the file had before.
    pub refused: u64,
    /// How far the file is read behind them.
    pub place: Place,
}

/// One row, read.
#[derive(Debug)]
pub struct Read {
    /// The line on which it begins.
    pub line: u64,
    /// The text.
    pub text: String,
    /// What else the row says.
    pub attributes: Vec<(String, String)>,
    /// Its numbers.
    pub numbers: Row,
}

/// Commits `chunk`, or nothing of it.
///
/// # Errors
/// When the evaluation is erased meanwhile, or the database fails.
pub async fn commit(
    storage: &Storage,
    key: i64,
    chunk: &Chunk,
    attributes: &Attributes,
) -> Result<(), EvaluationError> {
    let rows: Vec<Row> = chunk.rows.iter().map(|row| row.numbers.clone()).collect();
    let data = pack::pack(&rows);
    let wrong = rows.iter().filter(|row| row.gold != row.predicted).count() as u64;
    let mut transaction = storage.begin().await?;
    let known = sqlx::query(
        "UPDATE evaluations SET read_bytes = ?, read_lines = ?, rows = rows + ?, wrong = wrong + ?, \
         refused = refused + ?, attributes = ? WHERE key = ? AND status <> 'erased'",
    )
    .bind(signed(chunk.place.bytes))
    .bind(signed(chunk.place.lines))
    .bind(signed(rows.len() as u64))
    .bind(signed(wrong))
    .bind(signed(chunk.faults.len() as u64))
    .bind(json(attributes))
    .bind(key)
    .execute(&mut *transaction)
    .await?;
    if known.rows_affected() == 0 {
        return Err(EvaluationError::Unknown);
    }
    if !rows.is_empty() {
        sqlx::query("INSERT INTO evaluation_columns (evaluation, first, data) VALUES (?, ?, ?)")
            .bind(key)
            .bind(signed(chunk.first))
            .bind(data)
            .execute(&mut *transaction)
            .await?;
        insert_texts(&mut transaction, key, chunk).await?;
    }
    let room = MAX_FAULTS.saturating_sub(chunk.refused);
    for (line, fault) in chunk.faults.iter().take(usize::try_from(room).unwrap_or(usize::MAX)) {
        sqlx::query("INSERT INTO evaluation_faults VALUES (?, ?, ?)")
            .bind(key)
            .bind(signed(*line))
            .bind(json(fault))
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// The number of a row in the full-text index.
pub(super) fn rowid(key: i64, number: u64) -> i64 {
    (key << NUMBER_BITS) | signed(number)
}

/// The row that a number of the full-text index stands for.
pub(super) fn number_of(rowid: i64) -> u64 {
    (rowid & ((1 << NUMBER_BITS) - 1)).unsigned_abs()
}

async fn insert_texts(connection: &mut Connection, key: i64, chunk: &Chunk) -> Result<(), EvaluationError> {
    /// As many as there are prepared statements worth keeping: a chunk is a few of these and a rest.
    const GROUP: usize = 64;
    let numbered: Vec<(u64, &Read)> = (chunk.first..).zip(&chunk.rows).collect();
    for group in numbered.chunks(GROUP) {
        let mut query =
            QueryBuilder::<Database>::new("INSERT INTO evaluation_rows (evaluation, number, line, text, attributes) ");
        query.push_values(group, |mut values, (number, row)| {
            let attributes: serde_json::Map<_, _> =
                row.attributes.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
            values.push_bind(key).push_bind(signed(*number)).push_bind(signed(row.line)).push_bind(row.text.as_str());
            values.push_bind((!attributes.is_empty()).then(|| json(&attributes)));
        });
        query.build().execute(&mut *connection).await?;
    }
    // Only what people will look for among errors is indexed: the index of every text would be as large as the texts.
    for (number, row) in numbered.iter().filter(|(_, row)| row.numbers.gold != row.numbers.predicted) {
        sqlx::query("INSERT INTO evaluation_search (rowid, text) VALUES (?, ?)")
            .bind(rowid(key, *number))
            .bind(row.text.as_str())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
