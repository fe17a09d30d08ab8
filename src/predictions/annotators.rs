//! Who gave labels: each annotator, and where two of them labelled the same predictions.

use futures_util::TryStreamExt;
use jiff::Timestamp;
use serde::Serialize;
use sqlx::Row as _;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{LogError, optional_rfc3339, row};
use crate::storage::Reader;

/// The longest pseudonym, in characters.
pub const MAX_NAME_CHARS: usize = 40;

/// Annotators in one list: a school's.
const MAX_LISTED: i64 = 1000;

/// Somebody who gave labels.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Annotator {
    /// The pseudonym.
    #[schema(example = "groupe-3")]
    pub annotator: String,
    /// How many predictions they labelled.
    #[schema(example = 120)]
    pub labels: u64,
    /// When they last did.
    #[serde(serialize_with = "optional_rfc3339")]
    #[schema(value_type = Option<String>, format = DateTime, example = "2026-11-24T10:05:00.000Z")]
    pub last: Option<Timestamp>,
}

/// A prediction that two annotators labelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Both {
    /// Its id.
    pub id: Uuid,
    /// The label that the first gave.
    pub first: String,
    /// The label that the second gave.
    pub second: String,
}

/// The annotators in alphabetical order, at most a thousand.
///
/// # Errors
/// When the database fails.
pub async fn list(reader: &Reader) -> Result<Vec<Annotator>, LogError> {
    let rows = sqlx::query(
        "SELECT annotator, count(*), max(labelled_at) FROM prediction_labels GROUP BY annotator \
         ORDER BY annotator LIMIT ?",
    );
    let rows = rows.bind(MAX_LISTED).fetch_all(reader).await?;
    let read = |row: &crate::storage::Row| {
        Ok(Annotator {
            annotator: row.try_get(0)?,
            labels: row.try_get::<i64, _>(1)?.unsigned_abs(),
            last: Timestamp::from_millisecond(row.try_get(2)?).ok(),
        })
    };
    rows.iter().map(read).collect()
}

/// The predictions that both annotators labelled, newest first.
///
/// # Errors
/// When the database fails.
pub async fn both(reader: &Reader, first: &str, second: &str) -> Result<Vec<Both>, LogError> {
    let mut rows = sqlx::query(
        "SELECT one.prediction, one.label, two.label FROM prediction_labels AS one \
         JOIN prediction_labels AS two ON two.prediction = one.prediction AND two.annotator = ? \
         WHERE one.annotator = ? ORDER BY one.prediction DESC",
    )
    .bind(second)
    .bind(first)
    .fetch(reader);
    let mut both = Vec::new();
    while let Some(row) = rows.try_next().await? {
        both.push(Both { id: row::read_id(&row)?, first: row.try_get(1)?, second: row.try_get(2)? });
    }
    Ok(both)
}
