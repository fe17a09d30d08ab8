//! Writing documents: one short transaction each, in which passages and the index of words follow.

use jiff::Timestamp;
use sqlx::{Executor, Row as _};

use super::document::RULES;
use super::error::CourseError;
use super::mark;
use super::passage::{Format, Passage};
use super::path::DocumentPath;
use super::rows;
use crate::storage::{Connection, Database, Storage};

/// The setting that counts the course's changes.
const VERSION: &str = "course_version";

/// Where a document came from. A folder that is ingested replaces what folders brought, and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// `tramontane ingest`, or the first start.
    Folder,
    /// The teacher, through HTTP.
    Http,
}

/// What storing a document changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Created,
    /// It was there, with other content or cut otherwise.
    Changed,
    /// It was there as it is.
    Unchanged,
}

/// A document ready to be stored.
#[derive(Debug)]
pub(super) struct Prepared {
    pub path: DocumentPath,
    pub format: Format,
    pub title: String,
    pub language: Option<&'static str>,
    pub sha256: String,
    pub source: Vec<u8>,
    pub passages: Vec<Passage>,
}

impl Origin {
    /// Its name, as stored and as sent.
    pub fn name(self) -> &'static str {
        match self {
            Self::Folder => "folder",
            Self::Http => "http",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::Folder, Self::Http].into_iter().find(|origin| origin.name() == name)
    }
}

/// Stores `document` in place of what its path holds.
pub(super) async fn put(
    storage: &Storage,
    document: &Prepared,
    origin: Origin,
    now: Timestamp,
) -> Result<Change, CourseError> {
    // It takes the lock at once: the decision below must still hold when it is written, though another process may write.
    let mut transaction = storage.begin().await?;
    let stored = sqlx::query("SELECT id, sha256, rules, title, language FROM documents WHERE path = ?")
        .bind(document.path.as_str())
        .fetch_optional(&mut *transaction)
        .await?;
    if let Some(stored) = &stored
        && stored.try_get::<&str, _>(1)? == document.sha256
        && stored.try_get::<i64, _>(2)? == RULES
    {
        claim(&mut transaction, &document.path, origin).await?;
        transaction.commit().await?;
        return Ok(Change::Unchanged);
    }
    let id = upsert(&mut transaction, document, origin, now).await?;
    let renamed = match &stored {
        Some(stored) => {
            stored.try_get::<&str, _>(3)? != document.title
                || stored.try_get::<Option<&str>, _>(4)? != document.language
        }
        None => false,
    };
    rows::replace(&mut transaction, id, document, renamed).await?;
    count_change(storage, &mut transaction).await?;
    transaction.commit().await?;
    Ok(if stored.is_some() { Change::Changed } else { Change::Created })
}

/// Removes the document at `path`. False where there is none.
pub(super) async fn remove(storage: &Storage, path: &str) -> Result<bool, CourseError> {
    let mut transaction = storage.begin().await?;
    let id: Option<i64> = sqlx::query_scalar("SELECT id FROM documents WHERE path = ?")
        .bind(path)
        .fetch_optional(&mut *transaction)
        .await?;
    let Some(id) = id else { return Ok(false) };
    // Its passages go with it, and their words.
    sqlx::query("DELETE FROM documents WHERE id = ?").bind(id).execute(&mut *transaction).await?;
    count_change(storage, &mut transaction).await?;
    transaction.commit().await?;
    Ok(true)
}

/// Whether nothing is stored yet.
pub(super) async fn is_empty(storage: &Storage) -> Result<bool, CourseError> {
    Ok(sqlx::query_scalar("SELECT NOT EXISTS (SELECT 1 FROM documents)").fetch_one(storage.read()).await?)
}

/// What changes whenever a document does.
pub(super) async fn version(reader: impl Executor<'_, Database = Database>) -> Result<String, CourseError> {
    let version: Option<String> =
        sqlx::query_scalar("SELECT value FROM settings WHERE name = ?").bind(VERSION).fetch_optional(reader).await?;
    Ok(version.unwrap_or_else(|| "0".to_owned()))
}

/// Tells the stored version, which a program that does not know how may have changed.
pub(super) async fn tell_version(storage: &Storage) -> Result<(), CourseError> {
    let mut transaction = storage.begin().await?;
    let version = version(&mut *transaction).await?;
    mark::tell(storage, &version).map_err(sqlx::Error::Io)?;
    Ok(transaction.commit().await?)
}

/// Whoever stored a document last decides what replaces it.
async fn claim(connection: &mut Connection, path: &DocumentPath, origin: Origin) -> Result<(), CourseError> {
    sqlx::query("UPDATE documents SET origin = ?1 WHERE path = ?2 AND origin <> ?1")
        .bind(origin.name())
        .bind(path.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

async fn upsert(
    connection: &mut Connection,
    document: &Prepared,
    origin: Origin,
    now: Timestamp,
) -> Result<i64, CourseError> {
    let id = sqlx::query_scalar(
        "INSERT INTO documents (path, format, title, source, sha256, language, origin, rules, updated_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET format = excluded.format, \
         title = excluded.title, source = excluded.source, sha256 = excluded.sha256, language = excluded.language, \
         origin = excluded.origin, rules = excluded.rules, updated_at = excluded.updated_at RETURNING id",
    )
    .bind(document.path.as_str())
    .bind(document.format.name())
    .bind(&document.title)
    .bind(&document.source)
    .bind(&document.sha256)
    .bind(document.language)
    .bind(origin.name())
    .bind(RULES)
    .bind(now.as_millisecond())
    .fetch_one(connection)
    .await?;
    Ok(id)
}

async fn count_change(storage: &Storage, connection: &mut Connection) -> Result<(), CourseError> {
    let version: String = sqlx::query_scalar(
        "INSERT INTO settings (name, value) VALUES (?, '1') \
         ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) RETURNING value",
    )
    .bind(VERSION)
    .fetch_one(connection)
    .await?;
    Ok(mark::tell(storage, &version).map_err(sqlx::Error::Io)?)
}
