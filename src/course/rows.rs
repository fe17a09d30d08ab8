//! Writing a document's passages. Only what changed is written, and a passage that stays keeps its number.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use sqlx::Row as _;

use super::error::CourseError;
use super::index::{self, Entry};
use super::passage::Passage;
use super::store::Prepared;
use crate::storage::Connection;

/// Makes the passages of document `id` those of `document`. `renamed` tells the index anew of those that stay.
pub(super) async fn replace(
    connection: &mut Connection,
    id: i64,
    document: &Prepared,
    renamed: bool,
) -> Result<(), CourseError> {
    let rows = sqlx::query("SELECT id, sha256, terms FROM passages WHERE document = ? ORDER BY ordinal")
        .bind(id)
        .fetch_all(&mut *connection)
        .await?;
    let mut stored: HashMap<String, VecDeque<(i64, String)>> = HashMap::new();
    for row in rows {
        stored.entry(row.try_get(1)?).or_default().push_back((row.try_get(0)?, row.try_get(2)?));
    }
    let rows: Vec<_> = document
        .passages
        .iter()
        .map(|passage| {
            let sha256 = passage.sha256();
            let kept = stored.get_mut(&sha256).and_then(VecDeque::pop_front);
            (passage, sha256, kept)
        })
        .collect();
    for (gone, _) in stored.into_values().flatten() {
        sqlx::query("DELETE FROM passages WHERE id = ?").bind(gone).execute(&mut *connection).await?;
    }
    for (ordinal, (passage, sha256, kept)) in rows.into_iter().enumerate() {
        let terms = json(&passage.terms);
        let (kept, told) = match kept {
            Some((kept, old_terms)) => (Some(kept), !renamed && old_terms == terms),
            None => (None, false),
        };
        let row = write(connection, kept, id, ordinal, passage, &sha256, &terms).await?;
        if !told {
            let entry = Entry {
                id: row,
                document: document.path.as_str(),
                title: &document.title,
                language: document.language,
                headings: &passage.headings,
                text: &passage.text,
                terms: &passage.terms,
            };
            index::add(connection, &entry).await?;
        }
    }
    Ok(())
}

/// Writes `passage` over row `kept`, or as a new row; its number.
async fn write(
    connection: &mut Connection,
    kept: Option<i64>,
    document: i64,
    ordinal: usize,
    passage: &Passage,
    sha256: &str,
    terms: &str,
) -> Result<i64, CourseError> {
    let id = sqlx::query_scalar(
        "INSERT INTO passages (id, document, ordinal, headings, start_byte, end_byte, text, sentences, terms, sha256) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET ordinal = excluded.ordinal, \
         start_byte = excluded.start_byte, end_byte = excluded.end_byte, sentences = excluded.sentences, \
         terms = excluded.terms RETURNING id",
    )
    .bind(kept)
    .bind(document)
    .bind(number(ordinal))
    .bind(json(&passage.headings))
    .bind(number(passage.start))
    .bind(number(passage.end))
    .bind(&passage.text)
    .bind(json(&pairs(&passage.sentences)))
    .bind(terms)
    .bind(sha256)
    .fetch_one(connection)
    .await?;
    Ok(id)
}

fn pairs(ranges: &[Range<usize>]) -> Vec<(usize, usize)> {
    ranges.iter().map(|range| (range.start, range.end)).collect()
}

fn number(value: usize) -> i64 {
    i64::try_from(value).expect("a document's size fits")
}

fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("lists of strings and numbers serialise")
}
