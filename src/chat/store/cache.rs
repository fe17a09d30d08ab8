//! Answers given again: to the same first question, at the same level, from the same course, nobody pays twice. Each goes
//! with the conversation that it was first given in.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use uuid::Uuid;

use super::bytes;
use crate::chat::ChatError;
use crate::chat::citations::Citation;
use crate::storage::{Connection, Reader};

/// Answers kept; a class asks some hundred different questions. At about 10 KB each they stay within 10 MB.
const MAX_ANSWERS: i64 = 1000;

/// An answer to be given again, under a hash of all that it depends on.
#[derive(Clone, Debug)]
pub(in crate::chat) struct Kept {
    /// The hash.
    pub(in crate::chat) key: [u8; 32],
    /// The answer.
    pub(in crate::chat) answer: Cached,
}

/// What is given again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::chat) struct Cached {
    /// What was said.
    pub(in crate::chat) response: String,
    /// Where its claims come from.
    pub(in crate::chat) citations: Vec<Citation>,
    /// The passages it was made from.
    pub(in crate::chat) sources: Vec<Citation>,
}

/// The answer kept under `key`, if any. One that no longer reads, from another version of this program, is none.
pub(in crate::chat) async fn look_up(reader: &Reader, key: &[u8; 32]) -> Result<Option<Cached>, ChatError> {
    let row = sqlx::query("SELECT answer FROM answers WHERE key = ?").bind(&key[..]).fetch_optional(reader).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(serde_json::from_str(row.try_get(0)?).ok())
}

/// Keeps an answer, and forgets the oldest beyond the bound.
pub(super) async fn keep(
    connection: &mut Connection,
    kept: &Kept,
    conversation: Uuid,
    now: Timestamp,
) -> Result<(), ChatError> {
    let answer = serde_json::to_string(&kept.answer).expect("strings and numbers serialise");
    sqlx::query("INSERT OR REPLACE INTO answers (key, conversation, stored_at, answer) VALUES (?, ?, ?, ?)")
        .bind(&kept.key[..])
        .bind(bytes(conversation))
        .bind(now.as_millisecond())
        .bind(answer)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "DELETE FROM answers WHERE rowid IN (SELECT rowid FROM answers ORDER BY stored_at DESC LIMIT -1 OFFSET ?)",
    )
    .bind(MAX_ANSWERS)
    .execute(connection)
    .await?;
    Ok(())
}
