//! What people read of an evaluation's rows: texts, attributes, faults.

use std::collections::{BTreeMap, HashMap};

use futures_util::TryStreamExt;
use sqlx::{QueryBuilder, Row as _};

use super::super::error::EvaluationError;
use super::super::source::Fault;
use super::{chunk, parse, signed};
use crate::storage::{Database, Reader, Row};

/// One row as it was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// Its number, from 0.
    pub number: u64,
    /// The line on which it begins.
    pub line: u64,
    /// The text.
    pub text: String,
    /// What else the row says.
    pub attributes: BTreeMap<String, String>,
    /// The label in the file, where a person has corrected it.
    pub original: Option<String>,
}

const COLUMNS: &str = "number, line, text, attributes, original";

/// The rows called `numbers`, in that order; those that are not there are left out.
///
/// # Errors
/// When the database fails.
pub async fn some(reader: &Reader, key: i64, numbers: &[u64]) -> Result<Vec<Sentence>, EvaluationError> {
    let mut query = QueryBuilder::<Database>::new(format!("SELECT {COLUMNS} FROM evaluation_rows WHERE evaluation = "));
    query.push_bind(key).push(" AND number IN (");
    let mut list = query.separated(", ");
    for number in numbers {
        list.push_bind(signed(*number));
    }
    query.push(")");
    let rows = query.build().persistent(false).fetch_all(reader).await?;
    let rows: Result<Vec<Sentence>, _> = rows.iter().map(read).collect();
    let mut rows: HashMap<u64, Sentence> = rows?.into_iter().map(|row| (row.number, row)).collect();
    Ok(numbers.iter().filter_map(|number| rows.remove(number)).collect())
}

/// The rows from `first` up to `end`, in order.
///
/// # Errors
/// When the database fails.
pub async fn range(reader: &Reader, key: i64, first: u64, end: u64) -> Result<Vec<Sentence>, EvaluationError> {
    let query = format!(
        "SELECT {COLUMNS} FROM evaluation_rows WHERE evaluation = ? AND number >= ? AND number < ? ORDER BY number"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(query)).bind(key).bind(signed(first)).bind(signed(end));
    rows.fetch_all(reader).await?.iter().map(read).collect()
}

/// The numbers of the wrong rows whose text has every word of `words`, whatever their case and accents.
///
/// # Errors
/// When the database fails.
pub async fn search(reader: &Reader, key: i64, words: &str) -> Result<Vec<u64>, EvaluationError> {
    // Each word as a string of FTS5's own syntax: nothing that a person types is an operator.
    let quoted: Vec<String> =
        words.split_whitespace().map(|word| format!("\"{}\"", word.replace('"', "\"\""))).collect();
    if quoted.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = sqlx::query_scalar(
        "SELECT rowid FROM evaluation_search WHERE evaluation_search MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid",
    )
    .bind(quoted.join(" "))
    .bind(chunk::rowid(key, 0))
    .bind(chunk::rowid(key + 1, 0) - 1)
    .fetch(reader);
    let mut numbers = Vec::new();
    while let Some(rowid) = rows.try_next().await? {
        numbers.push(chunk::number_of(rowid));
    }
    Ok(numbers)
}

/// The first `limit` lines of the file that gave no row, and why.
///
/// # Errors
/// When the database fails.
pub async fn faults(reader: &Reader, key: i64, limit: u32) -> Result<Vec<(u64, Fault)>, EvaluationError> {
    let rows = sqlx::query("SELECT line, fault FROM evaluation_faults WHERE evaluation = ? ORDER BY line LIMIT ?");
    let rows = rows.bind(key).bind(limit).fetch_all(reader).await?;
    rows.iter().map(|row| Ok((row.try_get::<i64, _>(0)?.unsigned_abs(), parse(row.try_get(1)?)?))).collect()
}

fn read(row: &Row) -> Result<Sentence, EvaluationError> {
    let attributes: Option<&str> = row.try_get(3)?;
    Ok(Sentence {
        number: row.try_get::<i64, _>(0)?.unsigned_abs(),
        line: row.try_get::<i64, _>(1)?.unsigned_abs(),
        text: row.try_get(2)?,
        attributes: attributes.map(parse).transpose()?.unwrap_or_default(),
        original: row.try_get(4)?,
    })
}
