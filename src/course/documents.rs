//! Reading documents: a page of them, one with its source, one with its passages.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use futures_util::TryStreamExt;
use jiff::Timestamp;
use sqlx::Row as _;

use super::Course;
use super::document::RULES;
use super::error::CourseError;
use super::passage::{Format, Passage};
use super::path::DocumentPath;
use super::store::Origin;
use crate::storage::{Reader, Row};

/// The most documents in a page.
pub const MAX_LIMIT: u32 = 200;

/// A page ends early when it tells of this many passages: their places would otherwise make an answer of megabytes.
const MAX_PAGE_PASSAGES: usize = 5000;

/// A document as it is stored, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its path in the course.
    pub path: String,
    /// The title that it gives itself, or its file's name.
    pub title: String,
    /// How it is written.
    pub format: Format,
    /// Its language (ISO 639-1), where it is clearly French or English.
    pub language: Option<String>,
    /// Where it came from.
    pub origin: Origin,
    /// Its size, in bytes.
    pub bytes: u64,
    /// SHA-256 of its source, in hexadecimal.
    pub sha256: String,
    /// When its content last changed; to the millisecond.
    pub updated_at: Timestamp,
    /// Its passages' places, in order.
    pub cut: Vec<Place>,
}

/// Where a passage stands in its document's source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The headings above it, from the outermost down.
    pub headings: Vec<String>,
    /// First byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

/// One page, in order of the documents' paths.
#[derive(Clone, Debug)]
pub struct Page {
    /// At most as many as asked for; fewer where they are long.
    pub documents: Vec<Stored>,
    /// Where the next page begins; none after the last one.
    pub next: Option<Cursor>,
}

/// A place in the list of documents, just behind one. Opaque to clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(String);

/// The text is no cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor that a page ended with")]
pub struct InvalidCursor;

/// What ingestion must know of a stored document.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub sha256: String,
    /// Whether it is cut by the present rules.
    pub is_current: bool,
    pub origin: Origin,
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.bytes().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, InvalidCursor> {
        let byte = |at: usize| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(byte).collect();
        let path = bytes.and_then(|bytes| String::from_utf8(bytes).ok()).ok_or(InvalidCursor)?;
        let path: DocumentPath = path.parse().map_err(|_| InvalidCursor)?;
        let cursor = Self(path.as_str().to_owned());
        // One spelling each: no sign, no capitals.
        if cursor.to_string() == text { Ok(cursor) } else { Err(InvalidCursor) }
    }
}

impl Course {
    /// The documents behind `after` in the order of their paths, at most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn documents(&self, after: Option<&Cursor>, limit: u32) -> Result<Page, CourseError> {
        let rows = sqlx::query(
            "SELECT id, path, title, format, language, origin, length(source), sha256, updated_at FROM documents \
             WHERE path > ? ORDER BY path LIMIT ?",
        )
        .bind(after.map_or("", |cursor| &*cursor.0))
        .bind(i64::from(limit) + 1)
        .fetch_all(self.storage.read())
        .await?;
        let mut page = Page { documents: Vec::new(), next: None };
        let mut told = 0;
        for row in &rows {
            let last = page.documents.last();
            if let Some(last) = last.filter(|_| page.documents.len() == limit as usize || told >= MAX_PAGE_PASSAGES) {
                page.next = Some(Cursor(last.path.clone()));
                break;
            }
            let stored = self.with_places(row).await?;
            told += stored.cut.len();
            page.documents.push(stored);
        }
        Ok(page)
    }

    /// The document at `path`, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn document(&self, path: &str) -> Result<Option<Stored>, CourseError> {
        let row = sqlx::query(
            "SELECT id, path, title, format, language, origin, length(source), sha256, updated_at FROM documents \
             WHERE path = ?",
        )
        .bind(path)
        .fetch_optional(self.storage.read())
        .await?;
        match row {
            Some(row) => self.with_places(&row).await.map(Some),
            None => Ok(None),
        }
    }

    /// The format, the SHA-256 in hexadecimal and the bytes of the document at `path`, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn source(&self, path: &str) -> Result<Option<(Format, String, Vec<u8>)>, CourseError> {
        let row = sqlx::query("SELECT id, format, sha256, source FROM documents WHERE path = ?")
            .bind(path)
            .fetch_optional(self.storage.read())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let damaged = CourseError::Damaged { what: "document", id: row.try_get(0)? };
        let format = Format::named(row.try_get(1)?).ok_or(damaged)?;
        Ok(Some((format, row.try_get(2)?, row.try_get(3)?)))
    }

    /// The passages of the document at `path`, in order; none where there is no document.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn passages(&self, path: &str) -> Result<Vec<Passage>, CourseError> {
        let rows = sqlx::query(
            "SELECT passages.id, headings, start_byte, end_byte, text, sentences, terms FROM passages \
             JOIN documents ON documents.id = document WHERE path = ? ORDER BY ordinal",
        )
        .bind(path)
        .fetch_all(self.storage.read())
        .await?;
        rows.iter().map(passage).collect()
    }

    async fn with_places(&self, row: &Row) -> Result<Stored, CourseError> {
        let id: i64 = row.try_get(0)?;
        let places =
            sqlx::query("SELECT id, headings, start_byte, end_byte FROM passages WHERE document = ? ORDER BY ordinal")
                .bind(id)
                .fetch_all(self.storage.read())
                .await?;
        let damaged = || CourseError::Damaged { what: "document", id };
        Ok(Stored {
            path: row.try_get(1)?,
            title: row.try_get(2)?,
            format: Format::named(row.try_get(3)?).ok_or_else(damaged)?,
            language: row.try_get(4)?,
            origin: Origin::named(row.try_get(5)?).ok_or_else(damaged)?,
            bytes: row.try_get::<i64, _>(6)?.unsigned_abs(),
            sha256: row.try_get(7)?,
            updated_at: Timestamp::from_millisecond(row.try_get(8)?).map_err(|_| damaged())?,
            cut: places.iter().map(place).collect::<Result<_, _>>()?,
        })
    }
}

/// Every stored document's hash, by its path.
pub(super) async fn hashes(reader: &Reader) -> Result<HashMap<String, Known>, CourseError> {
    let mut rows = sqlx::query("SELECT id, path, sha256, rules, origin FROM documents").fetch(reader);
    let mut hashes = HashMap::new();
    while let Some(row) = rows.try_next().await? {
        let damaged = CourseError::Damaged { what: "document", id: row.try_get(0)? };
        let origin = Origin::named(row.try_get(4)?).ok_or(damaged)?;
        let is_current = row.try_get::<i64, _>(3)? == RULES;
        hashes.insert(row.try_get(1)?, Known { sha256: row.try_get(2)?, is_current, origin });
    }
    Ok(hashes)
}

fn place(row: &Row) -> Result<Place, CourseError> {
    let damaged = || CourseError::Damaged { what: "passage", id: row.try_get(0).unwrap_or_default() };
    let byte = |column| usize::try_from(row.try_get::<i64, _>(column)?).map_err(|_| damaged());
    let headings = serde_json::from_str(row.try_get(1)?).map_err(|_| damaged())?;
    Ok(Place { headings, start: byte(2)?, end: byte(3)? })
}

pub(super) fn passage(row: &Row) -> Result<Passage, CourseError> {
    let damaged = |_| CourseError::Damaged { what: "passage", id: row.try_get(0).unwrap_or_default() };
    let Place { headings, start, end } = place(row)?;
    let sentences: Vec<(usize, usize)> = serde_json::from_str(row.try_get(5)?).map_err(damaged)?;
    let sentences: Vec<Range<usize>> = sentences.into_iter().map(|(start, end)| start..end).collect();
    let terms = serde_json::from_str(row.try_get(6)?).map_err(damaged)?;
    Ok(Passage { headings, start, end, text: row.try_get(4)?, sentences, terms })
}
